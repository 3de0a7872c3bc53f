"""Questions with variables: patterns that several hops must fit at once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import MissingExtra, QueryError, UnknownCategory, UnknownPredicate
from kg.model import FIRMNESS, Claim, Edge, Node, slug

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

TERM = r'\?[A-Za-z][A-Za-z0-9_]*(?::[A-Za-z0-9]+)?|"[^"]*"|[^\s"]+'
FORM = "write subject, predicate and object, such as '?t:Technique targets ?x'; quote a name of several words"


class Match(Mapping[str, Node]):
    """One answer: variable (without its question mark) → Node. `edges` are those that fit the patterns, in their order."""

    __slots__ = ("_edges", "_graph", "_ids")

    def __init__(self, graph: "KnowledgeGraph", ids: Mapping[str, str], edges: Sequence[int]) -> None:
        self._graph = graph
        self._ids = ids
        self._edges = edges

    def __getitem__(self, variable: str) -> Node:
        return self._graph[self._ids[variable]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edge that fits each pattern."""
        return self._graph.edge_records(self._edges)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of its edges, in the order of the patterns."""
        return tuple(claim for edge in self.edges for claim in edge.claims)

    @property
    def modality(self) -> str:
        """How firm its least firm edge is."""
        return max((edge.modality for edge in self.edges), key=FIRMNESS.index)

    def __repr__(self) -> str:
        return f"Match({', '.join(f'{name}={slug(id)}' for name, id in self._ids.items())})"


class Matches(tuple[Match, ...]):
    """Answers, sorted by the nodes of the variables. `str()` is a table of them.

    `variables` are the names of the variables, sorted; `cut` says what was left out, and is empty where these are all answers.
    """

    variables: tuple[str, ...]
    cut: str

    def __new__(cls, matches: Iterable[Match] = (), *, variables: Iterable[str] = (), cut: str = "") -> "Matches":
        self = super().__new__(cls, matches)
        self.variables = tuple(variables)
        self.cut = cut
        return self

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows as texts: the name of each variable's node, how firm the least firm edge is, the ids of the claims."""
        header = [*self.variables, "firmness", "claims"]
        return header, [
            [*(found[name].name for name in self.variables), found.modality, " ".join(c.slug for c in found.claims)]
            for found in self
        ]

    def frame(self) -> Any:
        """A pandas.DataFrame: a column of CURIEs for each variable, `modality`, and `claims`, joined with `|`.

        MissingExtra where pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise MissingExtra("a frame", "pandas", "pandas") from None
        rows = [
            [*(found[name].id for name in self.variables), found.modality, "|".join(c.id for c in found.claims)]
            for found in self
        ]
        return pandas.DataFrame(rows, columns=[*self.variables, "modality", "claims"], dtype="str")

    def __str__(self) -> str:
        from kg.show.terminal import matches

        return matches(self)

    def __repr__(self) -> str:
        return f"Matches({', '.join(map(repr, self))}{f', cut={self.cut!r}' if self.cut else ''})"

    def _repr_html_(self) -> str:
        from kg.show.notebook import matches_html

        return matches_html(self)


class _Pattern(NamedTuple):
    """Ends are variables (with a question mark) or CURIEs; `predicate` is None for any."""

    subject: str
    predicate: str | None
    object: str
    place: int


def match(graph: "KnowledgeGraph", *patterns: str, limit: int | None = None) -> Matches:
    """What fits all the patterns at once, each answer with its edges and claims; sorted by the variables' nodes.

    A pattern is subject, predicate and object. Subject and object are a variable (`?x`; `?x:Target` for one category), or a
    node by id or name (quoted where it has several words); the predicate is one, an inverse, or `?` for any. Edges that are
    only denied fit nothing, and a symmetric one fits both ways round. At each step the pattern with the fewest edges left to
    look at, given what is bound, is taken next. `limit` keeps to so many answers, the first that are found.

    That nothing fits is an answer. QueryError says which pattern is none; UnknownNode, UnknownPredicate, UnknownCategory carry
    the nearest names, AmbiguousName those that share one; ValueError if `limit` is below 1.

    >>> import kg
    >>> for found in kg.load().match("?t:Technique targets ?x", "?x part_of ?y"):
    ...     print(found["t"].slug, found["x"].slug, found["y"].slug, [claim.slug for claim in found.claims])
    drg-stimulation dorsal-root-ganglion peripheral-nervous-system ['icliniq-2025-197', 'mesh-001']
    pns peripheral-nerve peripheral-nervous-system ['icliniq-2025-220', 'mesh-002']
    """
    if limit is not None and limit < 1:
        raise ValueError("limit is 1 or more")
    categories: dict[str, str] = {}
    parsed = [_parse(graph, pattern, place, categories) for place, pattern in enumerate(patterns)]
    if not parsed:
        raise QueryError(f"no pattern; {FORM}")
    variables = sorted({end for pattern in parsed for end in (pattern.subject, pattern.object) if end.startswith("?")})
    names = [name[1:] for name in variables]
    fitting = (
        ([bound[name] for name in variables], [edges[place] for place in range(len(parsed))])
        for bound, edges in _join(graph, parsed, categories, {}, {})
    )
    found = list(fitting if limit is None else islice(fitting, limit + 1))
    cut = "" if limit is None or len(found) <= limit else f"cut at {limit}: there are more; raise the limit to see them"
    answers = sorted(found[:limit])
    return Matches(
        (Match(graph, dict(zip(names, ids, strict=True)), edges) for ids, edges in answers), variables=names, cut=cut
    )


def _parse(graph: "KnowledgeGraph", pattern: str, place: int, categories: dict[str, str]) -> _Pattern:
    terms = re.findall(TERM, pattern)
    if len(terms) != 3 or re.sub(TERM, "", pattern).strip():
        raise QueryError(f"{pattern!r} is no pattern; {FORM}")

    def end(term: str) -> str:
        if not term.startswith("?"):
            return graph[term.strip('"')].id
        variable, _, category = term.partition(":")
        if category:
            if category not in graph.schema.categories:
                raise UnknownCategory(category, graph.schema.categories)
            if categories.setdefault(variable, category) != category:
                raise QueryError(f"{variable} is {categories[variable]} and {category}; a node has one category")
        if len(variable) < 2:
            raise QueryError(f"{pattern!r} has a variable without a name; write ?x")
        return variable

    subject, predicate, object = terms
    if predicate == "?":
        return _Pattern(end(subject), None, end(object), place)
    if predicate not in graph.schema.directions:
        raise UnknownPredicate(predicate, graph.schema.directions)
    declared, forwards = graph.schema.directions[predicate]
    first, last = (subject, object) if forwards else (object, subject)
    return _Pattern(end(first), declared.name, end(last), place)


def _join(
    graph: "KnowledgeGraph",
    patterns: list[_Pattern],
    categories: Mapping[str, str],
    bound: Mapping[str, str],
    edges: Mapping[int, int],
) -> Iterator[tuple[Mapping[str, str], Mapping[int, int]]]:
    """All ways to fit `patterns`, given what variables are bound to: bindings, and the edge of each pattern by its place."""
    if not patterns:
        yield bound, edges
        return

    chosen, candidates = patterns[0], graph.edges_fitting(*_known(patterns[0], bound))
    for pattern in patterns[1:]:
        others = graph.edges_fitting(*_known(pattern, bound))
        if len(others) < len(candidates):
            chosen, candidates = pattern, others
    rest = [pattern for pattern in patterns if pattern is not chosen]
    for edge, *ends in graph.ends(candidates):
        nodes = dict(bound)
        for end, node in zip((chosen.subject, chosen.object), ends, strict=True):
            if not end.startswith("?"):
                if end != node:
                    break
            elif nodes.setdefault(end, node) != node or not _is(graph, node, categories.get(end)):
                break
        else:
            yield from _join(graph, rest, categories, nodes, {**edges, chosen.place: edge})


def _known(pattern: _Pattern, bound: Mapping[str, str]) -> tuple[str | None, str | None, str | None]:
    """A pattern as far as it is known: None for what no variable is bound to."""

    def known(end: str) -> str | None:
        return bound.get(end) if end.startswith("?") else end

    return known(pattern.subject), pattern.predicate, known(pattern.object)


def _is(graph: "KnowledgeGraph", node: str, category: str | None) -> bool:
    return category is None or graph[node].category == category
