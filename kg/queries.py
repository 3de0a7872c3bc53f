"""Questions about how nodes hang together: paths between two of them, and what is said of the two.

Plain functions over a graph; the graph has each as a method.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.errors import UnknownCategory, UnknownPredicate
from kg.model import FIRMNESS, Claim, Edge, Node

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

EFFORT = 200_000
"""How many edges a search for paths looks at before it gives up, and how many steps of paths it sorts: a second or two."""
MAX_CHAIN = 6
"""The longest chain that explain looks for."""


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
    """Paths, best first.

    `verdict` says in one sentence what was found; `cut` what was left out, and is empty where nothing was.
    """

    verdict: str
    cut: str

    def __new__(cls, paths: Iterable[Path] = (), *, verdict: str = "", cut: str = "") -> "Paths":
        self = super().__new__(cls, paths)
        self.verdict = verdict
        self.cut = cut
        return self

    def __str__(self) -> str:
        return "\n".join([*(map(str, self) if self else [self.verdict]), *([self.cut] if self.cut else [])])

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

    The search looks at 200,000 edges at most, and `cut` of the result says so where that was not enough. That there is no path
    is an answer, and `verdict` says it. UnknownNode, UnknownPredicate, UnknownCategory carry the nearest names; ValueError if
    `max_hops` or `limit` is below 1, or if both names are of one node.

    >>> import kg
    >>> print(kg.paths(kg.load(), "implanted-pump", "fewer-adverse-effects", 2))
    implanted pump → leads to → lower drug dose → leads to → fewer adverse effects [hedged]
    """
    if max_hops < 1 or (limit is not None and limit < 1):
        raise ValueError("max_hops and limit are 1 or more")
    first, last = node_of(graph, start), node_of(graph, end)
    if first == last:
        raise ValueError(f"both names are of {first.slug}; a path leads from one node to another")
    search = _Search(graph, first.id, last.id, _ways(graph, predicates, directed), _known(graph, categories))
    found: list[Path] = []
    more = False
    for length in range(1, max_hops + 1):
        routes = sorted(search.routes(length), key=search.rank)
        room = len(routes) if limit is None else limit - len(found)
        found.extend(search.path(route) for route in routes[:room])
        more = len(routes) > room
        if search.spent or search.finished(length):
            break
        if len(found) == limit and length < max_hops:
            more = True
            break
    filters = "" if predicates is None and categories is None else " that fits the filters"
    between = f"from {first.name} to {last.name}" if directed else f"{first.name} and {last.name}"
    verb = "lead" if directed else "join"
    if found:
        one = len(found) == 1
        verdict = f"{len(found)} {f'path {verb}s' if one else f'paths {verb}'} {between}."
    else:
        searched = ", as far as was searched" if search.spent else ""
        verdict = f"No path of up to {max_hops} steps{filters} {verb}s {between}{searched}."
    if search.spent:
        cut = f"cut: the search stopped after {EFFORT:,} edges; name predicates or categories, or allow fewer hops"
    elif more:
        cut = f"cut at {limit}: there may be more; raise the limit to see them"
    else:
        cut = ""
    return Paths(found, verdict=verdict, cut=cut)


def node_of(graph: "KnowledgeGraph", name: str | Node) -> Node:
    """The graph's node of this name, or like this node of another graph."""
    return graph[name.id if isinstance(name, Node) else name]


Ways = Mapping[str, tuple[bool, bool]]
"""Predicate → whether it is walked forwards, and whether backwards."""


def _ways(graph: "KnowledgeGraph", predicates: Collection[str] | None, directed: bool) -> Ways:
    if isinstance(predicates, str):
        predicates = (predicates,)
    schema = graph.schema
    if predicates is None:
        return {name: (True, not directed or predicate.symmetric) for name, predicate in schema.predicates.items()}
    ways: dict[str, tuple[bool, bool]] = {}
    for name in predicates:
        if name not in schema.directions:
            raise UnknownPredicate(name, schema.directions)
        predicate, forwards = schema.directions[name]
        both = predicate.symmetric or not directed
        ahead, back = ways.get(predicate.name, (False, False))
        ways[predicate.name] = (ahead or forwards or both, back or not forwards or both)
    return ways


def _known(graph: "KnowledgeGraph", categories: Collection[str] | None) -> Collection[str] | None:
    if isinstance(categories, str):
        categories = (categories,)
    for name in categories or ():
        if name not in graph.schema.categories:
            raise UnknownCategory(name, graph.schema.categories)
    return categories


class _Side:
    """What a search has seen from one end: how far nodes are, and the neighbours that each was reached from."""

    def __init__(self, origin: str, *, back: bool) -> None:
        self.origin = origin
        self.back = back
        self.depth = 0
        self.distance = {origin: 0}
        self.rim = [origin]
        self.links: dict[str, dict[str, int]] = {}
        """Node → each neighbour of it that is nearer than `depth`, and the place in FIRMNESS of the firmest edge between them."""


class _Search:
    """One search for paths, from both ends at once; and how much of the effort is left."""

    def __init__(
        self, graph: "KnowledgeGraph", start: str, end: str, ways: Ways, categories: Collection[str] | None
    ) -> None:
        self.graph = graph
        self.ways = ways
        self.categories = categories
        self.left = self.room = EFFORT
        self.degrees: dict[str, int] = {}
        self.sides = (_Side(start, back=False), _Side(end, back=True))

    @property
    def spent(self) -> bool:
        return self.left <= 0

    def finished(self, length: int) -> bool:
        """Whether no route can have more steps: a side has seen all nodes that it can reach, and there are not enough of them."""
        return any(not side.rim and len(side.distance) <= length + 1 for side in self.sides)

    def routes(self, length: int) -> list[tuple[str, ...]]:
        """The routes of so many steps, as tuples of nodes. Called with 1, 2, 3 … in turn: each time one side goes on a step."""
        start, end = self.sides
        self.advance(min(self.sides, key=self.cost))
        found: list[tuple[str, ...]] = []
        self.room = EFFORT
        for middle in sorted(start.distance.keys() & end.distance.keys()):
            endings = list(self.half(end, middle, start.origin))
            for beginning in self.half(start, middle, end.origin) if endings else ():
                inner = set(beginning[1:])
                for ending in endings:
                    self.room -= length
                    if self.room > 0 and inner.isdisjoint(ending):
                        found.append((*reversed(beginning), *ending[1:]))
            if self.room <= 0:
                self.left = 0
                break
        return found

    def cost(self, side: _Side) -> int:
        """About how many edges the next step of a side looks at."""
        return max(len(side.rim), sum(map(self.degree, side.rim[:1000])))

    def degree(self, node: str) -> int:
        if node not in self.degrees:
            self.degrees[node] = self.graph.degree(node)
        return self.degrees[node]

    def advance(self, side: _Side) -> None:
        """Let one side see all neighbours of the nodes at its rim."""
        rim: list[str] = []
        for node in side.rim:
            for other, predicate, forwards, firmness in self.graph.edges_at(node):
                if self.spent:
                    break
                self.left -= 1
                ahead, behind = self.ways.get(predicate, (False, False))
                if not (ahead if forwards != side.back else behind) or not self.passable(other):
                    continue
                links = side.links.setdefault(other, {})
                links[node] = min(firmness, links.get(node, firmness))
                if other not in side.distance:
                    side.distance[other] = side.depth + 1
                    rim.append(other)
        side.rim = rim
        side.depth += 1

    def passable(self, node: str) -> bool:
        if self.categories is None or node in (self.sides[0].origin, self.sides[1].origin):
            return True
        return self.graph[node].category in self.categories

    def half(self, side: _Side, middle: str, other_end: str) -> Iterator[tuple[str, ...]]:
        """The ways from a node in the middle to the end of a side, of as many steps as the side has gone."""
        stack: list[tuple[str, ...]] = [(middle,)]
        while stack and self.room > 0:
            self.room -= 1
            route = stack.pop()
            left = side.depth - len(route) + 1
            if left == 0:
                yield route
            elif route[-1] != side.origin and (route[-1] != other_end or len(route) == 1):
                for node in side.links.get(route[-1], ()):
                    if side.distance[node] < left and node not in route:
                        stack.append((*route, node))

    def firmness(self, start: str, end: str) -> int:
        """The place in FIRMNESS of the firmest edge that leads from one node to the next."""
        ahead, back = self.sides
        known = ahead.links.get(end, {}).get(start)
        return back.links[start][end] if known is None else known

    def rank(self, route: Sequence[str]) -> tuple[object, ...]:
        firmness = sum(self.firmness(one, other) for one, other in pairwise(route))
        hubs = sum(math.log2(1 + self.degree(node)) for node in route[1:-1])
        return (firmness, round(hubs, 6), route)

    def path(self, route: Sequence[str]) -> Path:
        return Path(self.step(start, end) for start, end in pairwise(route))

    def step(self, start: str, end: str) -> Step:
        edges = [
            edge
            for edge in joining(self.graph, start, end)
            if edge.affirmed and self.ways.get(edge.predicate, (False, False))[edge.subject != start]
        ]
        edges.sort(key=lambda edge: FIRMNESS.index(edge.modality))
        return Step(start=self.graph[start], end=self.graph[end], edges=tuple(edges))


def joining(graph: "KnowledgeGraph", one: str | Node, other: str | Node) -> list[Edge]:
    """The edges between two nodes, whichever way round they are written; those from `one` first."""
    there, back = graph.edges(subject=one, object=other), graph.edges(subject=other, object=one)
    # A symmetric edge is found both ways.
    return [*there, *(edge for edge in back if edge not in there)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is said of two nodes together. `str()` is that as text; it is true where a claim joins them.

    `claims` join them, whichever way round, denied ones too; `beside` name both in another way, at least one as population,
    comparator, aspect or context. `chain` is the best of the shortest paths where no claim joins them, walked either way, or
    None; `searched` is False where the search for it was too long to be finished.
    """

    start: Node
    end: Node
    claims: tuple[Claim, ...]
    beside: tuple[Claim, ...]
    chain: Path | None
    searched: bool = True

    def __bool__(self) -> bool:
        return bool(self.claims)

    @property
    def verdict(self) -> str:
        """In one sentence, what there is."""
        same = self.start == self.end
        names = f"{self.start.name} and {'itself' if same else self.end.name}"
        if self.claims:
            count, denied = len(self.claims), sum(claim.polarity != "affirmed" for claim in self.claims)
            joined = f"{count} claim{'' if count == 1 else 's'} join{'s' if count == 1 else ''} {names}"
            if not denied:
                return f"{joined}."
            if count == 1:
                return f"{joined}, and it is a denial."
            return (
                f"{joined}, {'all' if denied == count else denied} of them {'a denial' if denied == 1 else 'denials'}."
            )
        if same:
            return f"The sources make no claim that joins {names}."
        if self.chain is not None:
            return (
                f"The sources make no direct claim that joins {names}. The shortest chain has {len(self.chain)} steps."
            )
        if self.searched:
            return f"The sources make no claim that joins {names}, nor a chain of up to {MAX_CHAIN} steps."
        return f"The sources make no claim that joins {names}. A chain was not found among the first {EFFORT:,} edges."

    def __str__(self) -> str:
        from kg.text import explanation, unstyled

        return unstyled(explanation(self))

    def _repr_html_(self) -> str:
        from kg.notebook import explanation_html

        return explanation_html(self)


def explain(graph: "KnowledgeGraph", start: str | Node, end: str | Node) -> Explanation:
    """Every claim between two nodes, denied ones too; where there is none, the shortest chain that joins them, walked either way.

    Where the shortest chains are several, it is the first that `paths` gives, and at most 6 steps long. That nothing is
    claimed is an answer, not an error. UnknownNode and AmbiguousName for names that are no one node's.

    >>> import kg
    >>> found = kg.explain(kg.load(), "drg-stimulation", "lower-leg-pain")
    >>> found.verdict
    '4 claims join dorsal root ganglion stimulation and lower leg pain.'
    """
    one, other = node_of(graph, start), node_of(graph, end)
    claims = tuple(claim for edge in joining(graph, one, other) for claim in edge.claims)
    chain, searched = None, True
    if not claims and one != other:
        found = paths(graph, one, other, MAX_CHAIN, directed=False, limit=1)
        chain, searched = next(iter(found), None), bool(found) or not found.cut
    beside = naming(graph, one, other) if one != other else ()
    return Explanation(start=one, end=other, claims=claims, beside=beside, chain=chain, searched=searched)


def naming(graph: "KnowledgeGraph", *nodes: Node) -> tuple[Claim, ...]:
    """The claims that name two of some nodes or more, at least one of them as population, comparator, aspect or context."""
    ids = {node.id for node in nodes}
    found: dict[str, Claim] = {}
    for node in nodes:
        for claim in graph.mentions(node):
            named = {claim.subject, claim.object, *claim.population, *claim.comparator, *claim.aspect, *claim.context}
            if len(ids & named) > 1:
                found[claim.id] = claim
    return tuple(found.values())
