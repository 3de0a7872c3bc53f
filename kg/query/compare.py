"""Nodes side by side: what is claimed of each, by predicate, what they share, and with what certainty: `g.compare`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from kg.model.answers import Shown
from kg.model.certainty import Supported
from kg.model.nodes import KIND, KINDS, Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Edge, Joined
from kg.query.paths import chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Joined, Supported):
    """One value in a comparison: the node at the other end, and the edges that lead there."""

    node: Node
    edges: tuple[Edge, ...]

    @property
    def basis(self) -> tuple[Claim, ...]:
        """Its claims."""
        return self.claims

    def __str__(self) -> str:
        return f"{self.node.name} [{self.reservation}]" if self.reservation else self.node.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRow:
    """What one predicate or inverse leads to, from each node of a comparison in turn; `cells` has one part for each node."""

    predicate: str
    label: str
    cells: tuple[tuple[Entry, ...], ...]
    of_kinds: tuple[tuple[Entry, ...], ...]
    """For each node of which nothing is claimed here, what is claimed of its kinds, and of kinds of these."""

    @property
    def shared(self) -> tuple[Node, ...]:
        """The values that are affirmed of all the nodes."""
        return tuple(node for node in self._affirmed[0] if all(node in other for other in self._affirmed[1:]))

    @property
    def distinct(self) -> tuple[tuple[Node, ...], ...]:
        """For each node, the values that are affirmed of it and of no other."""
        return tuple(
            tuple(node for node in cell if sum(node in other for other in self._affirmed) == 1)
            for cell in self._affirmed
        )

    @property
    def _affirmed(self) -> Sequence[Sequence[Node]]:
        return [[entry.node for entry in cell if entry.affirmed] for cell in self.cells]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Shown):
    """Nodes side by side. `str()` is that as text; it is true where there is any claim.

    `by_predicate` has a row for each predicate or inverse that leads somewhere from any of the nodes; `beside` are the claims
    that set the nodes against each other or name them together, at least one as population, comparator, aspect or context.
    `filtered` says whether only some predicates were looked at.

    >>> import kg
    >>> found = kg.load().compare("dtm", "pns")
    >>> [row.label for row in found.by_predicate][:3]
    ['is a type of', 'targets', 'is used to treat']
    """

    nodes: tuple[Node, ...]
    by_predicate: tuple[ComparisonRow, ...]
    beside: tuple[Claim, ...] = ()
    filtered: bool = False

    @property
    def graph(self) -> Graph | None:
        """The graph that was asked.

        >>> import kg
        >>> g = kg.load()
        >>> g.compare("dtm", "pns").graph is g
        True
        """
        return self.nodes[0].graph

    def __bool__(self) -> bool:
        return bool(self.by_predicate or self.beside)


def compare(graph: Graph, *names: str | Node, predicates: Collection[str] | None = None) -> Comparison:
    """Two or more nodes side by side: `KnowledgeGraph.compare` says more."""
    nodes = tuple(dict.fromkeys(graph.node(name) for name in names))
    if len(nodes) < 2:
        raise ValueError("name at least two different nodes to compare")
    named = chosen(graph, predicates)
    wanted = None if named is None else set(chain.from_iterable(map(graph.schema.implying, named)))
    of_each = [_leading(graph, (node.id,)) for node in nodes]
    of_kinds = [_leading(graph, kinds) if (kinds := graph.kinds(node.id)) else {} for node in nodes]
    rows = [
        ComparisonRow(
            predicate=name,
            label=predicate.label if forwards else predicate.inverse_label,
            cells=tuple(_entries(graph, cells.get(name, {})) for cells in of_each),
            of_kinds=tuple(
                () if name in cells or name in (KIND, KINDS) else _entries(graph, narrower.get(name, {}))
                for cells, narrower in zip(of_each, of_kinds, strict=True)
            ),
        )
        for name, (predicate, forwards) in graph.schema.directions.items()
        if any(name in cells for cells in of_each) and (wanted is None or name in wanted)
    ]
    ids = {node.id for node in nodes}
    along = None if wanted is None else {graph.schema.direction(name)[0].name for name in wanted}
    beside = {
        claim.id: claim
        for node in nodes
        for claim in graph.mentions(node)
        if len(ids.intersection((claim.subject, claim.object, *claim.qualifiers))) > 1
        and (along is None or claim.predicate in along)
    }
    filtered = wanted is not None
    return Comparison(nodes=nodes, by_predicate=tuple(rows), beside=tuple(beside.values()), filtered=filtered)


Leading = dict[str, dict[str, list[Edge]]]
"""Predicate or inverse → the nodes that it leads to, each with the edges that lead there."""


def _leading(graph: Graph, ids: Collection[str]) -> Leading:
    """Where the edges of some nodes lead."""
    found: Leading = {}
    for edge in graph.edges(subject=ids):
        if edge.subject in ids:
            found.setdefault(edge.predicate, {}).setdefault(edge.object, []).append(edge)
    for edge in graph.edges(object=ids):
        if edge.object in ids:
            predicate = graph.schema.predicates[edge.predicate]
            name = predicate.name if predicate.symmetric else predicate.inverse
            ends = found.setdefault(name, {}).setdefault(edge.subject, [])
            if edge not in ends:
                ends.append(edge)
    return found


def _entries(graph: Graph, ends: Mapping[str, Sequence[Edge]]) -> tuple[Entry, ...]:
    return tuple(Entry(node=graph[id], edges=tuple(edges)) for id, edges in sorted(ends.items()))
