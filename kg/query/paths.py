"""Questions about how nodes hang together: paths between two of them, and what is said of the two.

Plain functions over a graph; the graph has each as a method.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.errors import UnknownCategory, UnknownPredicate
from kg.model import FIRMNESS, Claim, Edge, Node
from kg.query import routes

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

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
        from kg.show.notebook import path_html

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
        from kg.show.notebook import paths_html

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
    ways = _ways(graph, predicates, directed)
    search = routes.Search(graph, first.id, last.id, ways, _known(graph, categories))
    found: list[Path] = []
    more = False
    for length in range(1, max_hops + 1):
        fitting = sorted(search.routes(length), key=search.rank)
        room = len(fitting) if limit is None else limit - len(found)
        found.extend(_path(graph, route, ways) for route in fitting[:room])
        more = len(fitting) > room
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
        cut = (
            f"cut: the search stopped after {routes.EFFORT:,} edges; name predicates or categories, or allow fewer hops"
        )
    elif more:
        cut = f"cut at {limit}: there may be more; raise the limit to see them"
    else:
        cut = ""
    return Paths(found, verdict=verdict, cut=cut)


def node_of(graph: "KnowledgeGraph", name: str | Node) -> Node:
    """The graph's node of this name, or like this node of another graph."""
    return graph[name.id if isinstance(name, Node) else name]


def _ways(graph: "KnowledgeGraph", predicates: Collection[str] | None, directed: bool) -> routes.Ways:
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


def _path(graph: "KnowledgeGraph", route: Sequence[str], ways: routes.Ways) -> Path:
    return Path(_step(graph, start, end, ways) for start, end in pairwise(route))


def _step(graph: "KnowledgeGraph", start: str, end: str, ways: routes.Ways) -> Step:
    edges = [
        edge
        for edge in joining(graph, start, end)
        if edge.affirmed and ways.get(edge.predicate, (False, False))[edge.subject != start]
    ]
    edges.sort(key=lambda edge: FIRMNESS.index(edge.modality))
    return Step(start=graph[start], end=graph[end], edges=tuple(edges))


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
        return f"The sources make no claim that joins {names}. A chain was not found among the first {routes.EFFORT:,} edges."

    def __str__(self) -> str:
        from kg.show.terminal import explanation, unstyled

        return unstyled(explanation(self))

    def _repr_html_(self) -> str:
        from kg.show.notebook import explanation_html

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
