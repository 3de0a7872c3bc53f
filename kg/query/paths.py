"""Paths from one node to another: `g.paths`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Any

from kg.engines.filters import several
from kg.errors import a_flag, at_least_one
from kg.model.answers import Shown, graph_of
from kg.model.certainty import Supported, denials, doubt, least_certain, of_chain
from kg.model.nodes import KIND, Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Edge, Joined
from kg.query import routes
from kg.query.answers import Answers
from kg.query.routes import Search, Ways
from kg.schema import NO_STEPS

ASIDE = "descriptions, likeness, alternatives and denials aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Joined, Supported):
    """One step of a path: the nodes at its ends, and the edges that join them, most certain first.

    It is as certain as the first of them.
    """

    start: Node
    end: Node
    edges: tuple[Edge, ...]

    @property
    def basis(self) -> tuple[Claim, ...]:
        """The claims of its most certain edge."""
        return self.edges[0].claims

    def __str__(self) -> str:
        return repr(self) if self.start.graph is None else f"{self.start.name} {self.words}"

    @property
    def words(self) -> str:
        """The step without its start: what the first edge says, seen from the start, and the end; then what others say."""
        first, *others = map(self._label, self.edges)
        notes = [self.reservation] if self.reservation else []
        also = [f"{label} ({edge.certainty})" for label, edge in zip(others, self.edges[1:], strict=True)]
        notes += [f"also {', '.join(also)}"] if also else []
        said = "; ".join(notes)
        return f"→ {first} → {self.end.name}{f' [{said}]' if said else ''}"

    def _label(self, edge: Edge) -> str:
        """What an edge says, seen from the start."""
        predicate = graph_of(self.start).schema.predicates[edge.predicate]
        forwards = edge.subject == self.start.id or predicate.symmetric
        return predicate.label if forwards else predicate.inverse_label


class Path(tuple[Step, ...], Shown, Supported):
    """The steps from one node to another, without a node twice; `str()` is the chain in words.

    It is as certain as its weakest step; what denies another counts too.

    >>> import kg
    >>> path = kg.load().paths("implanted-pump", "fewer-adverse-effects")[0]
    >>> print(path)
    implanted pump → leads to → lower drug dose → leads to → fewer adverse effects [1 hedged]
    """

    __slots__ = ()

    @property
    def graph(self) -> Graph | None:
        """The graph that it leads through.

        >>> import kg
        >>> g = kg.load()
        >>> g.paths("implanted-pump", "fewer-adverse-effects")[0].graph is g
        True
        """
        return self[0].start.graph

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes in order, both ends included.

        >>> import kg
        >>> [node.slug for node in kg.load().paths("implanted-pump", "fewer-adverse-effects")[0].nodes]
        ['implanted-pump', 'lower-drug-dose', 'fewer-adverse-effects']
        """
        return (self[0].start, *(step.end for step in self))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all steps, in order.

        >>> import kg
        >>> [claim.slug for claim in kg.load().paths("implanted-pump", "fewer-adverse-effects")[0].claims]
        ['icliniq-2025-083', 'icliniq-2025-091']
        """
        return tuple(claim for step in self for claim in step.claims)

    @property
    def basis(self) -> tuple[Claim, ...]:
        """The claims of its weakest step, and those that deny another.

        >>> import kg
        >>> [claim.slug for claim in kg.load().paths("implanted-pump", "fewer-adverse-effects")[0].basis]
        ['icliniq-2025-091']
        """
        return of_chain(self)

    @property
    def modality(self) -> str:
        """The modality of its least certain step.

        >>> import kg
        >>> kg.load().paths("implanted-pump", "fewer-adverse-effects")[0].modality
        'hedged'
        """
        return least_certain(step.modality for step in self)

    @property
    def caveat(self) -> str:
        """A warning where it goes on from a kind to what is said of its family; empty for others.

        >>> import kg
        >>> kg.load().paths("pns", "improved-quality-of-life")[0].caveat
        'What is said of neuromodulation need not hold of each kind of it'
        """

        def rises(step: Step) -> bool:
            return any(edge.predicate == KIND and edge.subject == step.start.id for edge in step.edges)

        families = [step.end.name for step, after in pairwise(self) if rises(step) and not rises(after)]
        return f"What is said of {families[-1]} need not hold of each kind of it" if families else ""

    def __str__(self) -> str:
        return repr(self) if self.graph is None else " ".join([self[0].start.name, *(step.words for step in self)])

    def __repr__(self) -> str:
        return f"Path({' → '.join(node.slug for node in self.nodes)})"


class Paths(Answers[Path]):
    """Paths, best first. `verdict` says in one sentence what was found.

    >>> import kg
    >>> paths = kg.load().paths("implanted-pump", "fewer-adverse-effects")
    >>> len(paths), paths.verdict
    (3, '3 paths lead from implanted pump to fewer adverse effects.')
    """

    verdict = ""


def paths(
    graph: Graph,
    start: str | Node,
    end: str | Node,
    max_hops: int = 4,
    *,
    predicates: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    directed: bool = True,
    limit: int | None = 10,
) -> Paths:
    """The paths from one node to another: `KnowledgeGraph.paths` says what each argument does."""
    at_least_one(max_hops=0 if max_hops is None else max_hops, limit=limit)  # Steps without a limit would be too many.
    a_flag("directed", directed)
    first, last = graph.node(start), graph.node(end)
    if first == last:
        raise ValueError(f"both names are of {first.slug}; a path leads from one node to another")
    schema = graph.schema
    ways = ways_of(graph, chosen(graph, predicates), directed)
    through = several("categories", categories, schema.categories, kind="category")
    search = Search(graph, first, last, ways, through, max_hops)
    best, more = best_routes(search, max_hops, limit)
    found = paths_along(graph, best, ways)
    between = f"from {first.name} to {last.name}" if directed else f"{first.name} and {last.name}"
    verb = "lead" if directed else "join"
    if found:
        least = "At least " if more or search.spent else ""
        verdict = f"{least}{len(found)} {f'path {verb}s' if len(found) == 1 else f'paths {verb}'} {between}."
    else:
        filters = "" if predicates is None and categories is None else " that fits the filters"
        searched = ", as far as was searched" if search.spent else ""
        aside = f", {ASIDE}" if predicates is None and NO_STEPS & schema.predicates.keys() else ""
        verdict = f"No path of up to {max_hops} step{'' if max_hops == 1 else 's'}{filters} {verb}s {between}{searched}{aside}."
        if denied := denials(graph.pair(first, last).claims):
            verdict += f" {denied}: ask explain."
    cut = f"cut at {limit}: there may be more; raise the limit to see them" if more else ""
    if search.spent:
        remedy = "name predicates or categories, or allow fewer hops"
        cut = f"cut: the search stopped after {routes.EFFORT:,} edges; {remedy}"
    return Paths(found, graph, cut=cut, verdict=verdict)


def best_routes(search: Search, max_hops: int, limit: int | None) -> tuple[list[tuple[str, ...]], bool]:
    """The best routes that a search finds, and whether there may be more."""
    best: list[tuple[str, ...]] = []
    more = False
    for length in range(1, max_hops + 1):
        of_length = search.ranked(length)
        room = len(of_length) if limit is None else limit - len(best)
        best.extend(of_length[:room])
        more = len(of_length) > room
        if search.spent or search.finished(length):
            break
        if len(best) == limit and length < max_hops:
            return best, True
    return best, more


def chosen(graph: Graph, predicates: Any) -> tuple[str, ...] | None:
    """The predicates and inverses that an argument `predicates` names; None where it is not given."""
    return several("predicates", predicates, graph.schema.directions, kind="predicate")


def ways_of(graph: Graph, names: Collection[str] | None, directed: bool) -> Ways:
    """How each predicate is walked: the named ones, or all but those that lead nowhere."""
    schema = graph.schema
    if names is None:
        return {
            name: (True, not directed or predicate.symmetric)
            for name, predicate in schema.predicates.items()
            if name not in NO_STEPS
        }
    ways: dict[str, tuple[bool, bool]] = {}
    for name in chain.from_iterable(map(schema.implying, names)):
        predicate, forwards = schema.directions[name]
        both = predicate.symmetric or not directed
        ahead, back = ways.get(predicate.name, (False, False))
        ways[predicate.name] = (ahead or forwards or both, back or not forwards or both)
    return ways


def paths_along(graph: Graph, routes: Sequence[Sequence[str]], ways: Ways) -> list[Path]:
    """The paths over some routes, all their edges asked for at once."""
    between = graph.edges_between({pair for route in routes for pair in pairwise(route)})

    @cache
    def step(start: str, end: str) -> Step:
        walked = [
            edge
            for edge in between[start, end]
            if edge.affirmed and ways.get(edge.predicate, (False, False))[edge.subject != start]
        ]
        walked.sort(key=lambda edge: doubt(edge.claims))
        return Step(start=graph[start], end=graph[end], edges=tuple(walked))

    return [Path(step(start, end) for start, end in pairwise(route)) for route in routes]
