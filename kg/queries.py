"""Questions about how nodes hang together: paths between two of them, and what is said of the two.

Plain functions over a graph; the graph has each as a method.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.errors import UnknownCategory, UnknownPredicate
from kg.model import FIRMNESS, Claim, Edge, Node

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

EFFORT = 200_000
"""How many edges a search for paths looks at before it gives up: about half a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a path: the nodes at its ends, and the edges that join them, firmest first."""

    start: Node
    end: Node
    edges: tuple[Edge, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of its edges."""
        return tuple(claim for edge in self.edges for claim in edge.claims)

    @property
    def modality(self) -> str:
        """The firmest modality of its edges."""
        return self.edges[0].modality

    def __str__(self) -> str:
        return f"{self.start.name} {self.words()}"

    def words(self) -> str:
        """The step without its start: what the first edge says, seen from the start, and the end."""
        edge = self.edges[0]
        graph = self.start.graph
        assert graph is not None
        predicate = graph.schema.predicates[edge.predicate]
        forwards = edge.subject == self.start.id or predicate.symmetric
        firmness = "" if self.modality == "asserted" else f" [{self.modality}]"
        return f"→ {predicate.label if forwards else predicate.inverse_label} → {self.end.name}{firmness}"


class Path(tuple[Step, ...]):
    """The steps from one node to another, without a node twice. `str()` is the chain in words."""

    __slots__ = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes in order, both ends included."""
        return (self[0].start, *(step.end for step in self))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all steps, in order."""
        return tuple(claim for step in self for claim in step.claims)

    @property
    def modality(self) -> str:
        """How firm its least firm step is."""
        return max((step.modality for step in self), key=FIRMNESS.index)

    def __str__(self) -> str:
        return " ".join([self[0].start.name, *(step.words() for step in self)])

    def __repr__(self) -> str:
        return f"Path({' → '.join(node.slug for node in self.nodes)})"

    def _repr_html_(self) -> str:
        from kg.notebook import path_html

        return path_html(self)


class Paths(tuple[Path, ...]):
    """Paths, best first. `cut` says what was left out; it is empty where these are all paths there are."""

    cut: str

    def __new__(cls, paths: Iterable[Path] = (), cut: str = "") -> "Paths":
        self = super().__new__(cls, paths)
        self.cut = cut
        return self

    def __str__(self) -> str:
        return "\n".join([*map(str, self), *([self.cut] if self.cut else [])]) or "no path"

    def __repr__(self) -> str:
        return f"Paths({', '.join(map(repr, self))}{f', cut={self.cut!r}' if self.cut else ''})"

    def _repr_html_(self) -> str:
        from kg.notebook import paths_html

        return paths_html(self)


def paths(
    graph: "KnowledgeGraph",
    start: str | Node,
    end: str | Node,
    max_hops: int = 4,
    *,
    predicates: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    directed: bool = True,
    limit: int | None = 10,
) -> Paths:
    """The paths from one node to another, without a node twice, of at most `max_hops` steps: the `limit` best, or all for None.

    Shorter ones come first; among these the firmer (by the sum over their steps), then those through less connected nodes.
    Edges that are only denied are not walked. `predicates` keeps to these, each a predicate or an inverse; `categories` to
    inner nodes of these. With `directed`, edges are walked from subject to object (symmetric ones both ways), or as the names in
    `predicates` say; without, both ways.

    The search looks at 200,000 edges at most, and `cut` of the result says so where that was not enough.
    UnknownNode, UnknownPredicate, UnknownCategory carry the nearest names; ValueError if `max_hops` or `limit` is below 1.

    >>> import kg
    >>> print(kg.paths(kg.load(), "implanted-pump", "fewer-adverse-effects", 2))
    implanted pump → leads to → lower drug dose → leads to → fewer adverse effects [hedged]
    """
    if max_hops < 1 or (limit is not None and limit < 1):
        raise ValueError("max_hops and limit are 1 or more")
    first, last = (graph[name.id if isinstance(name, Node) else name] for name in (start, end))
    if first == last:
        return Paths()
    search = _Search(graph, first.id, last.id, _ways(graph, predicates, directed), categories)
    found: list[Path] = []
    for length in range(1, max_hops + 1):
        routes = sorted(search.routes(length), key=search.rank)
        room = len(routes) if limit is None else max(0, limit - len(found))
        found.extend(Path(search.steps(route)) for route in routes[:room])
        if search.spent or room < len(routes):
            break
        if limit is not None and len(found) >= limit and length < max_hops:
            break
    if search.spent:
        cut = f"cut: the search stopped after {EFFORT:,} edges; name predicates or categories, or allow fewer hops"
    elif limit is not None and len(found) >= limit:
        cut = f"cut at {limit}: there may be more; raise the limit to see them"
    else:
        cut = ""
    return Paths(found, cut)


Ways = dict[str, tuple[bool, bool]]
"""Predicate → whether it is walked forwards, and whether backwards."""


def _ways(graph: "KnowledgeGraph", predicates: Collection[str] | None, directed: bool) -> Ways:
    if isinstance(predicates, str):
        predicates = (predicates,)
    schema = graph.schema
    if predicates is None:
        return {name: (True, not directed or predicate.symmetric) for name, predicate in schema.predicates.items()}
    ways: Ways = {}
    for name in predicates:
        if name not in schema.directions:
            raise UnknownPredicate(name, schema.directions)
        predicate, forwards = schema.directions[name]
        both = predicate.symmetric or not directed
        ahead, back = ways.get(predicate.name, (False, False))
        ways[predicate.name] = (ahead or forwards or both, back or not forwards or both)
    return ways


class _Search:
    """One search for paths: nodes by number, and how much of the effort is left."""

    def __init__(
        self,
        graph: "KnowledgeGraph",
        start: str,
        end: str,
        ways: Ways,
        categories: Collection[str] | None,
    ) -> None:
        for name in categories or ():
            if name not in graph.schema.categories:
                raise UnknownCategory(name, graph.schema.categories)
        self.graph = graph
        self.start, self.end = start, end
        self.ways = ways
        self.categories = categories
        self.left = EFFORT
        self.reach = {end: 0}
        """Node → how many steps it is from the end, as far as is known; the end is approached one step a round."""
        self.rim = [end]
        self.taken: dict[tuple[str, str], Step] = {}

    @property
    def spent(self) -> bool:
        return self.left <= 0

    def neighbours(self, node: str, *, back: bool = False) -> dict[str, None]:
        """The nodes one step on, or with `back` one step before; each looked at takes of the effort."""
        found: dict[str, None] = {}
        for other, predicate, forwards in self.graph.edges_at(node):
            if self.spent:
                break
            self.left -= 1
            ahead, behind = self.ways.get(predicate, (False, False))
            if (ahead if forwards != back else behind) and other not in found and self.passable(other):
                found[other] = None
        return found

    def passable(self, node: str) -> bool:
        return self.categories is None or node in (self.start, self.end) or self.graph[node].category in self.categories

    def routes(self, length: int) -> list[tuple[str, ...]]:
        """The routes of so many steps, as tuples of nodes. Called with 1, 2, 3 … in turn."""
        rim = []
        for node in self.rim:
            for other in self.neighbours(node, back=True):
                if other not in self.reach:
                    self.reach[other] = length
                    rim.append(other)
        self.rim = rim
        found: list[tuple[str, ...]] = []
        stack: list[tuple[str, ...]] = [(self.start,)] if self.start in self.reach else []
        while stack and not self.spent:
            route = stack.pop()
            left = length - len(route)
            for other in self.neighbours(route[-1]):
                if other == self.end:
                    if left == 0:
                        found.append((*route, other))
                elif left and other not in route and self.reach.get(other, length + 1) <= left:
                    stack.append((*route, other))
        return found

    def step(self, start: str, end: str) -> Step:
        if (start, end) not in self.taken:
            edges = [
                edge
                for edge in joining(self.graph, start, end)
                if edge.affirmed and self.ways.get(edge.predicate, (False, False))[edge.subject != start]
            ]
            edges.sort(key=lambda edge: FIRMNESS.index(edge.modality))
            self.taken[start, end] = Step(start=self.graph[start], end=self.graph[end], edges=tuple(edges))
        return self.taken[start, end]

    def steps(self, route: Sequence[str]) -> list[Step]:
        return [self.step(start, end) for start, end in pairwise(route)]

    def rank(self, route: Sequence[str]) -> tuple[object, ...]:
        firmness = sum(FIRMNESS.index(step.modality) for step in self.steps(route))
        hubs = sum(math.log2(1 + self.graph.degree(node)) for node in route[1:-1])
        return (firmness, round(hubs, 6), route)


def joining(graph: "KnowledgeGraph", one: str | Node, other: str | Node) -> list[Edge]:
    """The edges between two nodes, whichever way round they are written; those from `one` first."""
    there, back = graph.edges(subject=one, object=other), graph.edges(subject=other, object=one)
    # A symmetric edge is found both ways.
    return [*there, *(edge for edge in back if edge not in there)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is said of two nodes together. `str()` is that as text; it is true where a claim joins them.

    `claims` join them, whichever way round; `beside` are about one of them and name the other as population, comparator,
    aspect or context; `chain` is the shortest path where no claim joins them, walked either way, or None.
    """

    start: Node
    end: Node
    claims: tuple[Claim, ...]
    beside: tuple[Claim, ...]
    chain: Path | None

    def __bool__(self) -> bool:
        return bool(self.claims)

    @property
    def verdict(self) -> str:
        """In one sentence, what there is."""
        names = f"{self.start.name} and {self.end.name}"
        if self.claims:
            count = len(self.claims)
            return f"{count} claim{'' if count == 1 else 's'} join{'s' if count == 1 else ''} {names}."
        if self.chain is None:
            return f"The sources make no claim that joins {names}, nor a chain of up to {MAX_CHAIN} steps."
        return f"The sources make no direct claim that joins {names}. The shortest chain has {len(self.chain)} steps."

    def __str__(self) -> str:
        from kg.text import explanation, unstyled

        return unstyled(explanation(self))

    def _repr_html_(self) -> str:
        from kg.notebook import explanation_html

        return explanation_html(self)


MAX_CHAIN = 6
"""The longest chain that explain looks for."""


def explain(graph: "KnowledgeGraph", start: str | Node, end: str | Node) -> Explanation:
    """Every claim between two nodes, denied ones too; where there is none, the shortest chain that leads from one to the other.

    That nothing is claimed is an answer, not an error. UnknownNode and AmbiguousName for names that are no one node's.

    >>> import kg
    >>> found = kg.explain(kg.load(), "drg-stimulation", "lower-leg-pain")
    >>> found.verdict
    '4 claims join dorsal root ganglion stimulation and lower leg pain.'
    """
    one, other = (graph[name.id if isinstance(name, Node) else name] for name in (start, end))
    claims = tuple(claim for edge in joining(graph, one, other) for claim in edge.claims)
    beside = [
        claim
        for node, named in ((one, other), (other, one))
        for claim in graph.mentions(named)
        if node.id in (claim.subject, claim.object)
    ]
    chain = None
    if not claims and one != other:
        chain = next(iter(paths(graph, one, other, MAX_CHAIN, directed=False, limit=1)), None)
    return Explanation(start=one, end=other, claims=claims, beside=tuple(dict.fromkeys(beside)), chain=chain)
