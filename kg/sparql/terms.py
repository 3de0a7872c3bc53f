"""RDF terms as both engines give them, how they are ordered, and what they are in Python."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import rdflib
from rdflib import XSD

from kg.errors import QueryError
from kg.sparql.prepared import ABSOLUTE
from kg.sparql.tokens import quoted

Term = rdflib.term.Identifier | None
Row = tuple[Term, ...]
MOST = 1_000_000
INTEGERS = frozenset(
    XSD[name]
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)
PLACES = Decimal("1e-15")
"""To how many places decimals are given: rdflib computes 28 digits, Oxigraph 18 places."""


class Answer(NamedTuple):
    """What an engine answers: rows of terms, triples, or whether there is any."""

    rows: Sequence[Row] = ()
    triples: Sequence[Any] = ()
    truth: bool = False


def within(found: Iterable[Any]) -> list[Any]:
    """The rows or triples, if they are not too many to hold. QueryError if they are: none is left out silently."""
    kept: list[Any] = []
    for one in found:
        if len(kept) == MOST:
            raise too_many()
        kept.append(one)
    return kept


def too_many() -> QueryError:
    return QueryError(f"more than {MOST:,} rows or triples; add LIMIT, or ask for less")


def python_value(term: rdflib.Literal) -> Any:
    """A literal as int, Decimal, float, bool or text; a date, or a number that is none, as the text it is."""
    text, datatype = str(term), term.datatype
    try:
        if datatype in INTEGERS:
            return int(text)
        if datatype == XSD.decimal:
            return _rounded(Decimal(text))
        if datatype in (XSD.double, XSD.float):
            return float(text)
    except (ValueError, InvalidOperation):
        return text
    if datatype == XSD.boolean and text in ("true", "1", "false", "0"):
        return text in ("true", "1")
    return text


def _rounded(number: Decimal) -> Decimal:
    if number.is_finite() and isinstance(exponent := number.as_tuple().exponent, int) and exponent < -15:
        number = number.quantize(PLACES)
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def order_key(term: Term) -> tuple[Any, ...]:
    """Where a term stands in an order: unbound, blank nodes, IRIs, numbers, truth values, texts, the rest."""
    if term is None:
        return (0,)
    if isinstance(term, rdflib.BNode):
        return (1, str(term))
    if not isinstance(term, rdflib.Literal):
        return (2, str(term))
    found = python_value(term)
    if isinstance(found, bool):
        return (4, found)
    if isinstance(found, int | float | Decimal):
        return (3, -math.inf if found != found else found)
    if term.datatype is None or term.datatype == XSD.string:
        return (5, str(term), (term.language or "").lower())
    if term.datatype == XSD.dateTime:
        try:
            when = datetime.fromisoformat(str(term))
            return (
                6,
                str(term.datatype),
                (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat(),
            )
        except ValueError:
            pass
    return (6, str(term.datatype), str(term))


def in_order(
    rows: Iterable[Row], columns: tuple[str, ...], order: tuple[tuple[str, bool], ...] | None
) -> Sequence[Row]:
    """Rows in the one order that the query asks for, where it leaves any open: the same every time, by any engine.

    Rows that the query does not order are sorted. Those that it orders by some of the columns are too, where they are level.
    """
    if order is not None and not (order and all(name in columns for name, _ in order)):
        return list(rows)
    found = sorted(rows, key=lambda row: [(*order_key(term), getattr(term, "datatype", None) or "") for term in row])
    for name, down in reversed(order or ()):
        place = columns.index(name)
        found.sort(key=lambda row: order_key(row[place]), reverse=down)
    return found


def written(value: Any) -> str:
    """A value as a term written in SPARQL. QueryError if it is of no kind that can be one."""
    if isinstance(value, rdflib.URIRef):
        if not ABSOLUTE.fullmatch(value):
            raise QueryError(f"{str(value)!r} is no absolute IRI; write one such as https://example.org/thing")
        return f"<{value}>"
    if isinstance(value, rdflib.Literal):
        if value.language:
            return f"{quoted(str(value))}@{value.language}"
        return quoted(str(value)) + (f"^^{written(value.datatype)}" if value.datatype else "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal) and math.isfinite(value):
        datatype = XSD.decimal if isinstance(value, Decimal) else XSD.double
        text = format(value, "f") if isinstance(value, Decimal) else repr(value)
        return f"{quoted(text)}^^<{datatype}>"
    if isinstance(value, str):
        return quoted(value)
    raise QueryError(f"{value!r} can be no value of a parameter; give a record, an IRI, a number or a text")
