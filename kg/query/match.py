"""Patterns with variables, which several edges fit at once: `g.match`."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from kg.errors import EndpointError, QueryError, known
from kg.model import Claim, Edge, Fit, Graph, Node, Pattern, Supported, least_certain, slug, weakest
from kg.query.answers import Answers

TERM = r'\?[A-Za-z][A-Za-z0-9_]*(?::[A-Za-z0-9]+)?|"[^"]*"|[^\s"]+'
FORM = "write subject, predicate and object, such as '?t:Technique targets ?x'; quote names of several words"


EdgesByKey = Callable[[], Mapping[tuple[str, str, str], Edge]]
"""Gives the edges of all matches, by subject, predicate and object; they are asked for together when the first is."""


class Match(Mapping[str, Node], Supported):
    """One answer: variable (without its question mark) to Node. `edges` are those that fit the patterns, in their order.

    It is as certain as the weakest of them.
    """

    __slots__ = ("_edges", "_fit", "_graph")

    def __init__(self, graph: Graph, fit: Fit, edges: EdgesByKey) -> None:
        self._graph = graph
        self._fit = fit
        self._edges = edges

    def __getitem__(self, variable: str) -> Node:
        return self._graph[self._fit.bindings[f"?{variable}"]]

    def __iter__(self) -> Iterator[str]:
        return (variable[1:] for variable in sorted(self._fit.bindings))

    def __len__(self) -> int:
        return len(self._fit.bindings)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edge that fits each pattern."""
        edges = self._edges()
        if lost := [key for key in self._fit.edges if key not in edges]:
            raise EndpointError(f"the store has {' '.join(lost[0])}, but no claim that says it; push the data again")
        return tuple(edges[key] for key in self._fit.edges)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of its edges, in the order of the patterns."""
        return tuple(claim for edge in self.edges for claim in edge.claims)

    @property
    def basis(self) -> tuple[Claim, ...]:
        """The claims of its weakest edge."""
        return weakest(self.edges).basis

    @property
    def modality(self) -> str:
        """The modality of its least certain edge."""
        return least_certain(edge.modality for edge in self.edges)

    def __reduce__(self) -> Any:
        raise TypeError("a match belongs to its graph and cannot be pickled; pickle matches.rows()")

    def __repr__(self) -> str:
        return f"Match({', '.join(f'{name[1:]}={slug(id)}' for name, id in sorted(self._fit.bindings.items()))})"


class Matches(Answers[Match]):
    """Answers, sorted by the nodes of the variables. `variables` are the names of the variables, sorted."""

    variables: tuple[str, ...] = ()


def match(graph: Graph, *patterns: str, limit: int | None = None) -> Matches:
    """What fits all the patterns at once: `KnowledgeGraph.match` says how a pattern is written."""
    if limit is not None and limit < 1:
        raise ValueError("limit must be at least 1")
    if not patterns:
        raise QueryError(f"no pattern given; {FORM}")
    parsed = parse(graph, patterns)
    variables = sorted({end for one in parsed for end in (one.subject, one.object) if end.startswith("?")})
    most = None if limit is None else min(limit, sys.maxsize - 1) + 1
    fits = list(islice(graph.fits(parsed, most), most))
    cut = "" if limit is None or len(fits) <= limit else f"cut at {limit}: there are more; raise the limit to see them"
    rank = {name: number for number, name in enumerate(graph.schema.predicates)}
    fits = sorted(
        fits[:limit],
        key=lambda fit: (
            [fit.bindings[name] for name in variables],
            [(subject, rank[predicate], object) for subject, predicate, object in fit.edges],
        ),
    )

    @cache
    def edges() -> Mapping[tuple[str, str, str], Edge]:
        pairs = {(subject, object) for fit in fits for subject, _, object in fit.edges}
        return {edge.key: edge for several in graph.edges_between(pairs).values() for edge in several}

    names = tuple(name[1:] for name in variables)
    return Matches((Match(graph, fit, edges) for fit in fits), graph, cut=cut, variables=names)


def parse(graph: Graph, patterns: Sequence[str]) -> list[Pattern]:
    """Patterns as they are written, as data. Errors are those of `match`."""
    categories: dict[str, str] = {}

    def end(term: str, pattern: str) -> str:
        if not term.startswith("?"):
            return graph[term.strip('"')].id
        variable, _, category = term.partition(":")
        if category:
            known("category", category, graph.schema.categories)
            if categories.setdefault(variable, category) != category:
                raise QueryError(f"{variable} is {categories[variable]} and {category}; a node has one category")
        if len(variable) < 2:
            raise QueryError(f"{pattern!r} has a variable without a name; write ?x")
        return variable

    def edge(pattern: str) -> Pattern:
        terms = re.findall(TERM, pattern)
        if len(terms) != 3 or re.sub(TERM, "", pattern).strip():
            raise QueryError(f"{pattern!r} is not a pattern; {FORM}")
        subject, name, object = terms
        if name == "?":
            return Pattern(end(subject, pattern), None, end(object, pattern))
        known("predicate", name, graph.schema.directions)
        predicate, forwards = graph.schema.directions[name]
        first, last = (subject, object) if forwards else (object, subject)
        return Pattern(end(first, pattern), predicate.name, end(last, pattern))

    return [
        one._replace(subject_category=categories.get(one.subject), object_category=categories.get(one.object))
        for one in map(edge, patterns)
    ]
