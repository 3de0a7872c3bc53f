"""Patterns of edges as one SPARQL query. An edge that a claim affirms is a plain triple too, and that is what is matched."""

from collections.abc import Mapping, Sequence

from kg.engines.endpoint.queries import IS_NODE, WAY, Queries
from kg.model.protocol import Fit, Pattern
from kg.schema import VOCABULARY


class PatternQuery:
    """All patterns at once: the query, `text`, the `kinds` of its variables, and what a row says.

    The rows are all, or up to `limit` those that come first by the IRIs of the variables, in this `order`.
    """

    def __init__(self, queries: Queries, patterns: Sequence[Pattern], order: Sequence[str], limit: int | None) -> None:
        self.queries = queries
        self.patterns = patterns
        ends = [end for pattern in patterns for end in (pattern.subject, pattern.object)]
        self.variables = {end: f"v{place}" for place, end in enumerate(dict.fromkeys(ends)) if end.startswith("?")}
        edges = " ".join(map(self._edge, range(len(patterns)), patterns))
        # ?w0 says whether the first pattern is fitted forwards (1) or backwards (2), ?p0 by which predicate, where it names none.
        self.kinds = dict.fromkeys(self.variables.values(), IS_NODE)
        self.kinds |= {f"w{place}": WAY for place in range(len(patterns))}
        self.kinds |= {f"p{n}": queries.is_predicate for n, pattern in enumerate(patterns) if pattern.predicate is None}
        selected = " ".join(f"?{name}" for name in self.kinds)
        self.text = f"{queries.head}SELECT DISTINCT {selected} WHERE {{ {self._kinds()}{edges} }}"
        if limit is not None and order:
            self.text += f" ORDER BY {' '.join(f'STR({self._term(end)})' for end in order)} LIMIT {limit}"

    def fit(self, row: Mapping[str, str], predicates: Mapping[str, str]) -> Fit:
        """What a row says; `predicates` are the names of predicates by CURIE."""
        bindings = {variable: row[name] for variable, name in self.variables.items()}
        edges = []
        for place, pattern in enumerate(self.patterns):
            predicate = predicates[row[f"p{place}"]] if pattern.predicate is None else pattern.predicate
            start, end = (bindings.get(end, end) for end in (pattern.subject, pattern.object))
            edges.append((start, predicate, end) if row[f"w{place}"] == "1" else (end, predicate, start))
        return Fit(bindings, tuple(edges))

    def _edge(self, place: int, pattern: Pattern) -> str:
        start, end = self._term(pattern.subject), self._term(pattern.object)
        symmetric = [name for name in self.queries.symmetric if pattern.predicate in (None, name)]
        names = self.queries.names
        along, ahead, back = self.queries.direct.get(pattern.predicate or "", f"?p{place}"), "", ""
        if pattern.predicate is None:
            mutual = [curie for curie, name in names.items() if name in symmetric]
            ahead, back = (f"FILTER({along} IN ({', '.join(some)})) " for some in (names, mutual))
        edge = f"{{ {start} {along} {end} {ahead}BIND(1 AS ?w{place}) }}"
        if symmetric:
            # An edge from a node to itself fits once, not both ways round.
            edge += f" UNION {{ {end} {along} {start} {back}FILTER({start} != {end}) BIND(2 AS ?w{place}) }}"
        return edge

    def _kinds(self) -> str:
        kinds = {(pattern.subject, pattern.subject_category) for pattern in self.patterns}
        kinds |= {(pattern.object, pattern.object_category) for pattern in self.patterns}
        named = sorted((end, category) for end, category in kinds if category is not None)
        return "".join(f"{self._term(end)} a {VOCABULARY}:{category} . " for end, category in named)

    def _term(self, end: str) -> str:
        return f"?{self.variables[end]}" if end.startswith("?") else self.queries.iri(end)
