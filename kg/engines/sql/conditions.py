"""Conditions of a query: their text, with a `?` for each value, and the values."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from kg.engines.filters import EdgeFilters, Several
from kg.engines.sql.database import Database
from kg.schema import Schema

T = TypeVar("T")
MANY = 500
"""The most values of one list in a query: some engines take quadratic time for more."""

AFTER = "\U0010ffff"
"""No text that starts with a prefix comes after the prefix and this."""


class Where(NamedTuple):
    """A condition; empty where everything will do."""

    text: str = ""
    values: tuple[Any, ...] = ()

    @property
    def clause(self) -> str:
        """Its WHERE clause."""
        return f" WHERE {self.text}" if self.text else ""


ALL, NEVER = Where(), Where("1 = 0")


def asked(
    database: Database, query: str, where: Where = ALL, more: str = "", values: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """The rows of a query that has a condition, and `more` after it with values of its own."""
    return database.rows(f"{query}{where.clause}{more}", [*where.values, *values])


def within(column: str, values: Several) -> Where:
    """Whether a column holds one of some values; anything, where they are None."""
    if values is None:
        return Where()
    if not values:
        return NEVER
    held = tuple(values) if isinstance(values, Sequence) else tuple(sorted(values))
    if len(held) == 1:
        return Where(f"{column} = ?", held)
    return Where(f"{column} IN ({', '.join('?' * len(held))})", held)


def starting(column: str, prefix: str) -> Where:
    """Whether a column starts with a prefix; a number is a whole word."""
    if prefix.isdecimal():
        return Where(f"{column} = ?", (prefix,))
    return Where(f"{column} >= ? AND {column} < ?", (prefix, prefix + AFTER))


def every(*conditions: Where) -> Where:
    """Whether all conditions hold."""
    if NEVER in conditions:
        return NEVER
    wanted = [one for one in conditions if one.text]
    return Where(" AND ".join(one.text for one in wanted), tuple(value for one in wanted for value in one.values))


def either(*conditions: Where) -> Where:
    """Whether one of the conditions holds."""
    if not all(one.text for one in conditions):
        return Where()
    wanted = [one for one in conditions if one != NEVER]
    if len(wanted) < 2:
        return wanted[0] if wanted else NEVER
    texts = (f"({one.text})" for one in wanted)
    return Where(f"({' OR '.join(texts)})", tuple(value for one in wanted for value in one.values))


def pages(values: Iterable[T]) -> Iterator[list[T]]:
    """Values, each once, in lists of at most `MANY`."""
    once = list(dict.fromkeys(values))
    return (once[start : start + MANY] for start in range(0, len(once), MANY))


def symmetric(schema: Schema, predicates: Collection[str] | None = None) -> list[str]:
    """The symmetric predicates, of all or of some."""
    return [
        name for name, one in schema.predicates.items() if one.symmetric and (predicates is None or name in predicates)
    ]


def of_edges(schema: Schema, filters: EdgeFilters, table: str = "e") -> Where:
    """Whether an edge fits every filter; a symmetric one does either way round."""
    subjects, predicates, objects, starts, ends, either_end = filters

    def ways(start: str, end: str) -> Where:
        return every(
            within(f"{table}.{start}", subjects),
            within(f"{table}.{end}", objects),
            within(f"{table}.{start}_category", starts),
            within(f"{table}.{end}_category", ends),
        )

    along, back = ways("subject", "object"), ways("object", "subject")
    mutual = symmetric(schema, predicates)
    both = either(along, every(within(f"{table}.predicate", mutual), back)) if mutual and along.text else along
    at_one_end = Where()
    if either_end is not None:
        at_one_end = either(*(within(f"{table}.{end}_category", either_end) for end in ("subject", "object")))
    return every(within(f"{table}.predicate", predicates), both, at_one_end)


def parted(filters: EdgeFilters) -> list[EdgeFilters]:
    """Filters in parts that name no more nodes than one query may."""

    def parts(ids: Several) -> list[Several]:
        return [ids] if ids is None or len(ids) <= MANY else [*pages(ids)]

    subjects, objects = parts(filters.subjects), parts(filters.objects)
    return [filters._replace(subjects=some, objects=others) for some in subjects for others in objects]
