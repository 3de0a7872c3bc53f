"""Patterns of edges as one query: a join for each way to read them, since a symmetric edge fits both ways round."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from kg.engines.sql.conditions import Where, every, symmetric, within
from kg.model.protocol import Fit, Pattern
from kg.schema import Schema


class PatternQuery:
    """All patterns at once: the query, `text`, its `values`, and what a row says.

    The rows are all, or up to `limit` those that come first by the ids of the variables, in this `order`.
    """

    def __init__(self, schema: Schema, patterns: Sequence[Pattern], order: Sequence[str], limit: int | None) -> None:
        self._schema, self._patterns = schema, patterns
        ends = [end for pattern in patterns for end in (pattern.subject, pattern.object)]
        self._variables = {end: f"v{place}" for place, end in enumerate(dict.fromkeys(ends)) if end.startswith("?")}
        self._any = [place for place, pattern in enumerate(patterns) if pattern.predicate is None]
        mutual = set(symmetric(schema))
        self._turning = [bool(mutual) and (one.predicate is None or one.predicate in mutual) for one in patterns]
        self.once = not (any(self._turning) or self._any)
        """Whether the same nodes never fit in two ways."""
        branches = [self._branch(ways) for ways in product(*((1, 2) if turns else (1,) for turns in self._turning))]
        self.text = " UNION ALL ".join(text for text, _ in branches)
        self.values: list[Any] = [value for _, values in branches for value in values]
        if limit is not None and order:
            names = ", ".join(self._variables[one] for one in order)
            self.text = f"SELECT * FROM ({self.text}) AS found ORDER BY {names} LIMIT ?"
            self.values.append(limit)

    def fit(self, row: Sequence[Any]) -> Fit:
        """What a row says."""
        bindings = dict(zip(self._variables, row, strict=False))
        more = iter(row[len(bindings) :])
        ways = [next(more) if turns else 1 for turns in self._turning]
        named = dict(zip(self._any, more, strict=False))
        edges = []
        for place, (pattern, way) in enumerate(zip(self._patterns, ways, strict=True)):
            start, end = (bindings.get(end, end) for end in (pattern.subject, pattern.object))
            predicate = named[place] if pattern.predicate is None else pattern.predicate
            edges.append((start, predicate, end) if way == 1 else (end, predicate, start))
        return Fit(bindings, tuple(edges))

    def _branch(self, ways: Sequence[int]) -> tuple[str, tuple[Any, ...]]:
        """The query of the patterns, each read forwards (1) or backwards (2)."""
        places: dict[str, str] = {}
        tables: list[str] = []
        conditions: list[Where] = []
        for number, (pattern, way) in enumerate(zip(self._patterns, ways, strict=True)):
            table = f"e{number}"
            names = ("subject", "object") if way == 1 else ("object", "subject")
            own: list[Where] = [Where(f"{table}.uncertainty IS NOT NULL")]
            joined: list[str] = []
            ends = ((pattern.subject, pattern.subject_category), (pattern.object, pattern.object_category))
            for (end, category), name in zip(ends, names, strict=True):
                column = f"{table}.{name}"
                if category is not None:
                    own.append(within(f"{column}_category", (category,)))
                if not end.startswith("?"):
                    own.append(within(column, (end,)))
                elif end not in places:
                    places[end] = column
                elif places[end].startswith(f"{table}."):
                    own.append(Where(f"{column} = {places[end]}"))
                else:
                    joined.append(f"{column} = {places[end]}")
            if pattern.predicate is not None:
                own.append(within(f"{table}.predicate", (pattern.predicate,)))
            if way == 2:
                # An edge from a node to itself fits once.
                own.append(Where(f"{table}.subject <> {table}.object"))
                if pattern.predicate is None:
                    own.append(within(f"{table}.predicate", symmetric(self._schema)))
            if joined:
                tables.append(f" JOIN edges AS {table} ON {' AND '.join(joined)}")
            else:
                tables.append(f" CROSS JOIN edges AS {table}" if number else f"edges AS {table}")
            conditions += own
        chosen = [f"{places[end]} AS {name}" for end, name in self._variables.items()]
        chosen += [f"CAST({way} AS INTEGER) AS w{number}" for number, way in enumerate(ways) if self._turning[number]]
        chosen += [f"e{number}.predicate AS p{number}" for number in self._any]
        where = every(*conditions)
        return f"SELECT {', '.join(chosen or ['1 AS one'])} FROM {''.join(tables)}{where.clause}", where.values
