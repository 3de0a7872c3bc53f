"""Nodes and the edges that join them, by number: what walks, queries and exporters look at."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from kg.engines.memory.index import Index
from kg.engines.memory.store import ClaimStore
from kg.errors import UnknownPredicate
from kg.model import FIRMNESS, Claim, Edge, Node, Nodes
from kg.schema import Schema

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph


class Joined:
    """The part of a graph that knows what is joined to what. Edges and claims are numbers here, nodes CURIEs."""

    def __init__(self, schema: Schema, nodes: tuple[Node, ...], claims: ClaimStore) -> None:
        self.schema = schema
        self._order = nodes
        self._nodes = {node.id: node for node in self._order}
        self._claims = claims
        self._rank = claims.ranks.node
        self._index = Index(claims)
        self._predicates = tuple(schema.predicates)
        self._symmetric = {rank for rank, name in enumerate(schema.predicates) if schema.predicates[name].symmetric}
        # Name of a predicate or inverse → the rank of the predicate that it walks forwards, and of that which it walks backwards.
        self._directions = {
            name: (
                rank if forwards or predicate.symmetric else None,
                None if forwards and not predicate.symmetric else rank,
            )
            for name, (predicate, forwards) in schema.directions.items()
            for rank in (claims.ranks.predicate[predicate.name],)
        }
        # What a hop over a predicate needs, where it has one way to go and no edge that is only denied.
        index = self._index
        intricate = self._symmetric | {index.predicates[edge] for edge in index.denied}
        forwards = (index.forwards, index.forward_sizes, index.objects)
        backwards = (index.backwards, index.backward_sizes, index.incoming_subjects)
        self._hops = {
            name: (rank, *(forwards if ahead == rank else backwards))
            for name, (ahead, back) in self._directions.items()
            for rank in (back if ahead is None else ahead,)
            if rank is not None and rank not in intricate
        }

    def _fitting(self, start: int | None, end: int | None, predicate: int | None) -> Sequence[int]:
        """The numbers of the edges from one node to another; of any node or predicate where it is None.

        A symmetric edge fits both ways round.
        """
        index = self._index
        if start is None and end is None:
            edges = range(len(index))
            return edges if predicate is None else [edge for edge in edges if index.predicates[edge] == predicate]
        found = set(index.fitting(start, end, predicate))
        for symmetric in self._symmetric if predicate is None else self._symmetric & {predicate}:
            found.update(index.fitting(end, start, symmetric))
        return sorted(found)

    def edges_fitting(self, subject: str | None, predicate: str | None, object: str | None) -> Sequence[int]:
        """The numbers of the edges from one node to another (CURIEs); any of an end or predicate that is None.

        A symmetric edge fits both ways round.
        """
        start, end = (None if id is None else self._rank[id] for id in (subject, object))
        rank = None if predicate is None else self._claims.ranks.predicate[predicate]
        if start is None and end is None and rank is not None:
            return self._index.of_predicate(rank)
        if rank is not None and rank not in self._symmetric:
            return self._index.fitting(start, end, rank)
        return self._fitting(start, end, rank)

    def ends(self, edges: Iterable[int]) -> Iterator[tuple[int, str, str]]:
        """(number of an edge, subject, object) of the edges that a claim affirms; a symmetric one twice, both ways round."""
        index, order = self._index, self._order
        for edge in edges:
            if edge not in index.denied:
                subject, object = order[index.subjects[edge]].id, order[index.objects[edge]].id
                yield edge, subject, object
                if subject != object and index.predicates[edge] in self._symmetric:
                    yield edge, object, subject

    def triples(self) -> Iterator[tuple[str, str, str]]:
        """(subject, predicate, object) of each edge that a claim affirms, in order: CURIEs and the predicate's name."""
        index, names = self._index, self._predicates
        ids = [node.id for node in self._order]
        for edge, (start, along, end) in enumerate(zip(index.subjects, index.predicates, index.objects, strict=True)):
            if edge not in index.denied:
                yield ids[start], names[along], ids[end]

    def claims_by_id(self) -> Iterator[tuple[int, list[str] | None, str]]:
        """The claims by source, length of the id, and id, which is the order in which they are written.

        Each as its number, the cells of the table that it came from (None where it came as a record), and its source's slug.
        """
        return self._claims.by_id()

    def claim_record(self, number: int) -> Claim:
        """The claim with this number."""
        return self._claims[number]

    def edges_at(self, node: str) -> Iterator[tuple[str, str, bool, int]]:
        """(other end, predicate, whether the node is the subject, firmness) of each edge at a node (CURIEs) that a claim affirms.

        Firmness is the place of the edge's firmest modality in FIRMNESS.
        """
        index, order, rank = self._index, self._order, self._rank[node]
        firmness, modalities, claims, starts = self._firmness, self._claims.modalities, index.claims, index.starts
        for edges, ends, forwards in (
            (index.outgoing(rank), index.objects, True),
            (index.ingoing(rank), index.subjects, False),
        ):
            for edge in edges:
                if edge not in index.denied:
                    first = starts[edge]
                    if starts[edge + 1] - first == 1:
                        firm = firmness[modalities[claims[first]]]
                    else:
                        firm = min(firmness[modalities[claim]] for claim in self._affirming(edge))
                    yield order[ends[edge]].id, self._predicates[index.predicates[edge]], forwards, firm

    def _affirming(self, edge: int) -> Iterator[int]:
        """The numbers of the claims that affirm an edge."""
        polarities, affirmed = self._claims.polarities, self._claims.ranks.polarity["affirmed"]
        return (claim for claim in self._index.claims_of(edge) if polarities[claim] == affirmed)

    @cached_property
    def _firmness(self) -> Sequence[int]:
        """For the rank of each modality, its place in FIRMNESS."""
        return [FIRMNESS.index(name) for name in self.schema.modalities]

    def degree(self, node: str) -> int:
        """How many edges the node with this CURIE has."""
        rank = self._rank[node]
        return len(self._index.outgoing(rank)) + len(self._index.ingoing(rank))

    def edge_records(self, numbers: Iterable[int]) -> tuple[Edge, ...]:
        """The edges with these numbers of the graph's index, as records."""
        index, order, names, claims = self._index, self._order, self._predicates, self._claims
        return tuple(
            Edge(
                subject=order[index.subjects[edge]].id,
                predicate=names[index.predicates[edge]],
                object=order[index.objects[edge]].id,
                claims=tuple(claims[claim] for claim in index.claims_of(edge)),
            )
            for edge in numbers
        )

    def walk(self, nodes: Iterable[Node], name: str) -> Nodes:
        """Where a predicate or inverse leads from `nodes`, over edges with at least one affirmed claim; each node once.

        The result keeps the edges walked. UnknownPredicate, which is also an AttributeError, carries the nearest names.
        """
        order = self._order
        reached: dict[int, None] = {}
        start = tuple(nodes)
        for ends, edges in self._walked(start, name):
            reached.update(dict.fromkeys(ends[edge] for edge in edges))
        found = tuple.__new__(Nodes, map(order.__getitem__, reached))
        found._walk = (cast("KnowledgeGraph", self), start, name)
        return found

    def hop(self, id: str, name: str) -> Nodes:
        """As `walk`, from the one node with this CURIE, and faster: what `node.targets` calls."""
        way = self._hops.get(name)
        if way is None:
            return self.walk((self._nodes[id],), name)
        predicate, starts, sizes, ends = way
        start = starts.get(self._rank[id] * self._index.size + predicate)
        order = self._order
        nodes = tuple.__new__(
            Nodes, () if start is None else [order[node] for node in ends[start : start + sizes[start]]]
        )
        nodes._walk = (self, id, name)  # type: ignore[assignment]  # A cast would take a tenth of the time.
        return nodes

    def edges_walked(self, start: str | Iterable[Node], name: str) -> tuple[Edge, ...]:
        """The edges that a predicate or inverse is walked along from a node (its CURIE) or several."""
        nodes = (self._nodes[start],) if isinstance(start, str) else start
        return self.edge_records(dict.fromkeys(edge for _, edges in self._walked(nodes, name) for edge in edges))

    def _walked(self, nodes: Iterable[Node], name: str) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """For each node and way: where the index has the far ends of edges, and the edges; without those only denied."""
        forwards, backwards = self._ways(name)
        index = self._index
        for node in nodes:
            rank = self._rank[node.id]
            if forwards is not None:
                yield index.objects, [edge for edge in index.out_of(rank, forwards) if edge not in index.denied]
            if backwards is not None:
                yield index.subjects, [edge for edge in index.into(rank, backwards) if edge not in index.denied]

    def _ways(self, name: str) -> tuple[int | None, int | None]:
        if name not in self._directions:
            raise _UnknownAttribute(name, self.schema.directions)
        return self._directions[name]

    def walkable(self, node: str) -> Sequence[str]:
        """The predicates and inverses that lead somewhere from the node with this CURIE, sorted."""
        index, rank = self._index, self._rank[node]
        found: set[str] = set()
        for along, forwards in ((index.outgoing(rank), True), (index.ingoing(rank), False)):
            for edge in along:
                if edge not in index.denied:
                    predicate = self.schema.predicates[self._predicates[index.predicates[edge]]]
                    found.add(predicate.name if forwards or predicate.symmetric else predicate.inverse)
        return sorted(found)


class _UnknownAttribute(UnknownPredicate, AttributeError):
    """An UnknownPredicate raised from attribute access, so that hasattr() and getattr() with a default work."""
