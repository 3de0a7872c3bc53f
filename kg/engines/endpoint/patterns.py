"""Patterns of edges as one SPARQL query. An edge that a claim affirms is a plain triple too, and that is what is matched."""

from collections.abc import Mapping, Sequence

from kg.engines.endpoint.queries import Queries
from kg.model import Fit, Pattern
from kg.schema import VOCABULARY


class PatternQuery:
    """The query for all patterns at once, `text`, and what its rows say. `limit` None means all rows."""

    def __init__(self, queries: Queries, patterns: Sequence[Pattern], limit: int | None) -> None:
        self.queries = queries
        self.patterns = patterns
        ends = [end for pattern in patterns for end in (pattern.subject, pattern.object)]
        self.variables = {end: f"v{place}" for place, end in enumerate(dict.fromkeys(ends)) if end.startswith("?")}
        self.ways = [self._ways(pattern) for pattern in patterns]
        """For each pattern the predicates that fit it, and whether forwards; `?w0` says by its place which of them one did."""
        columns = " ".join(f"?{name}" for name in (*self.variables.values(), *(f"w{n}" for n in range(len(patterns)))))
        edges = " ".join(map(self._edge, range(len(patterns))))
        text = f"{queries.head}SELECT DISTINCT {columns} WHERE {{ {self._kinds()}{edges} }} ORDER BY {columns}"
        self.text = text if limit is None else f"{text} LIMIT {limit}"

    def fit(self, row: Mapping[str, str]) -> Fit:
        """What a row says."""
        bindings = {variable: row[name] for variable, name in self.variables.items()}
        edges = []
        for place, pattern in enumerate(self.patterns):
            predicate, forwards = self.ways[place][int(row[f"w{place}"])]
            start, end = (bindings.get(end, end) for end in (pattern.subject, pattern.object))
            edges.append((start, predicate, end) if forwards else (end, predicate, start))
        return Fit(bindings, tuple(edges))

    def _ways(self, pattern: Pattern) -> list[tuple[str, bool]]:
        predicates = self.queries.predicates if pattern.predicate is None else [pattern.predicate]
        symmetric = [name for name in self.queries.symmetric if name in predicates]
        return [*((name, True) for name in predicates), *((name, False) for name in symmetric)]

    def _kinds(self) -> str:
        kinds = {
            (end, category)
            for pattern in self.patterns
            for end, category in (
                (pattern.subject, pattern.subject_category),
                (pattern.object, pattern.object_category),
            )
            if category is not None
        }
        return "".join(f"{self._term(end)} a {VOCABULARY}:{category} . " for end, category in sorted(kinds))

    def _edge(self, place: int) -> str:
        pattern = self.patterns[place]
        start, end = self._term(pattern.subject), self._term(pattern.object)
        branches = []
        for number, (predicate, forwards) in enumerate(self.ways[place]):
            name = self.queries.predicates[predicate]
            # An edge from a node to itself fits once, not both ways round.
            edge = f"{start} {name} {end}" if forwards else f"{end} {name} {start} FILTER({start} != {end})"
            branches.append(f"{{ {edge} BIND({number} AS ?w{place}) }}")
        return " UNION ".join(branches)

    def _term(self, end: str) -> str:
        return f"?{self.variables[end]}" if end.startswith("?") else self.queries.iri(end)
