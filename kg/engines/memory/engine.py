"""The engine of a graph in memory: records, and edges by number in an index."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NoReturn

from kg.engines import ClaimFilters
from kg.engines.memory.index import EdgeIndex
from kg.engines.memory.join import Join
from kg.engines.memory.store import ClaimStore
from kg.engines.names import Names
from kg.engines.search import SearchIndex
from kg.model import Claim, Edge, Fit, Graph, Neighbour, Node, Nodes, Pattern, Source, Tension, most_certain, walked
from kg.schema import Schema


class MemoryEngine:
    """Answers from records and a ClaimStore. `nodes` and `sources` are in the graph's order, which the store's ranks follow."""

    stored = False

    def __init__(
        self,
        schema: Schema,
        sources: Sequence[Source],
        nodes: Sequence[Node],
        claims: ClaimStore,
        tensions: Iterable[Tension],
    ) -> None:
        self.schema, self.sources, self._order, self._claims = schema, sources, nodes, claims
        self._nodes = {node.id: node for node in nodes}
        self.tensions = sorted(tensions, key=lambda tension: tension.id)
        self._rank = claims.ranks.node
        self._index = index = EdgeIndex(claims)
        self.counts = (len(nodes), len(index), len(claims))
        self._predicates = tuple(schema.predicates)
        self._symmetric = {rank for rank, name in enumerate(schema.predicates) if schema.predicates[name].symmetric}
        # Name of a predicate or inverse → the ranks of those that it walks forwards, and backwards.
        self._directions = {
            name: (
                ranks if forwards or predicate.symmetric else (),
                () if forwards and not predicate.symmetric else ranks,
            )
            for name, (predicate, forwards) in schema.directions.items()
            for ranks in (tuple(claims.ranks.predicate[narrower] for narrower in schema.narrower[predicate.name]),)
        }
        # What a hop over a predicate needs, where it has one way to go and no edge that is only denied.
        intricate = self._symmetric | {index.predicates[edge] for edge in index.denied}
        forwards = (index.forwards, index.forward_sizes, index.objects)
        backwards = (index.backwards, index.backward_sizes, index.incoming_subjects)
        self._hops = {
            name: (ways[0], index.size, *(forwards if ahead else backwards), nodes)
            for name, (ahead, back) in self._directions.items()
            for ways in (ahead + back,)
            if len(ways) == 1 and ways[0] not in intricate
        }

    def attach(self, graph: Graph) -> None:
        self._graph = graph
        for record in (*self.sources, *self._order, *self.tensions):
            record.of(graph)

    def close(self) -> None:
        """There is nothing to free."""

    def described(self) -> str:
        dataset = self.schema.dataset
        nodes, edges, claims = self.counts
        head = f"{dataset.id!r}, version={dataset.version!r}"
        return f"{head}, nodes={nodes}, edges={edges}, claims={claims}, sources={len(self.sources)}"

    # ------------------------------------------------------------------------------------------------------ look-up

    def tensions_of(self, claim: str) -> Sequence[Tension]:
        return self._tensions_by_claim.get(claim, ())

    @cached_property
    def _tensions_by_claim(self) -> Mapping[str, Sequence[Tension]]:
        by_claim: dict[str, list[Tension]] = {}
        for tension in self.tensions:
            for member in tension.members:
                by_claim.setdefault(member, []).append(tension)
        return by_claim

    @cached_property
    def _names(self) -> Names:
        return Names(self.schema, self._nodes)

    def named(self, names: Sequence[str]) -> Sequence[Sequence[Node]]:
        return [self._names.of(name) for name in names]

    def known_names(self) -> Iterable[str]:
        return self._names.known()

    def nodes(self, category: str | None) -> Iterable[Node]:
        return self._order if category is None else (node for node in self._order if node.category == category)

    def find(self, text: str, limit: int | None) -> Sequence[Node]:
        return self._search.find(text, limit)

    @cached_property
    def _search(self) -> SearchIndex:
        return SearchIndex(self._order)

    # ------------------------------------------------------------------------------------------------------- claims

    def claim(self, id: str) -> Claim | None:
        number = self._number_of_claim.get(id)
        return None if number is None else self._claim(number)

    def claim_ids(self) -> Iterable[str]:
        return self._number_of_claim

    @cached_property
    def _number_of_claim(self) -> Mapping[str, int]:
        return {id: number for number, id in enumerate(self._claims.ids())}

    def _claim(self, number: int) -> Claim:
        return self._claims[number].of(self._graph)

    def claims(self, filters: ClaimFilters) -> Iterable[Claim]:
        sections, modality, polarity, subject, predicate, object, source = filters
        claims, ranks = self._claims, self._claims.ranks
        numbers: Sequence[int] = range(len(claims))
        if not (subject is None and predicate is None and object is None):
            edges = self._edges(subject, predicate, object)
            numbers = sorted(claim for edge in edges for claim in self._index.claims_of(edge))
        if source is not None:
            of_source = {section.id for one in self.sources if one.id == source for section in one.sections}
            sections = of_source if sections is None else of_source.intersection(sections)
        if sections is not None:
            places = {ranks.section[section] for section in sections}
            numbers = [claim for claim in numbers if claims.sections[claim] in places]
        if modality is not None:
            numbers = [claim for claim in numbers if claims.modalities[claim] == ranks.modality[modality]]
        if polarity is not None:
            numbers = [claim for claim in numbers if claims.polarities[claim] == ranks.polarity[polarity]]
        return map(self._claim, numbers)

    def claim_rows(self) -> Iterator[tuple[str, Sequence[str] | Claim]]:
        return self._claims.rows()

    def mentions(self, id: str) -> Iterable[Claim]:
        return map(self._claim, self._mentions.get(id, ()))

    @cached_property
    def _mentions(self) -> Mapping[str, Sequence[int]]:
        mentions: dict[str, list[int]] = {}
        claims, rank = self._claims, self._rank
        for number, node in claims.mentioned():
            if rank[node] not in (claims.subjects[number], claims.objects[number]):
                mentions.setdefault(node, []).append(number)
        return mentions

    def pair(self, one: str, other: str) -> tuple[Sequence[Node], Sequence[Node], Sequence[Claim], Sequence[Claim]]:
        starts, ends = self.named((one, other))
        if len(starts) != 1 or len(ends) != 1:
            return starts, ends, (), ()
        start, end = starts[0].id, ends[0].id
        between = self.edges_between([(start, end)])[start, end]
        beside = []
        if start != end:
            named = ((claim, (claim.subject, claim.object, *claim.qualifiers)) for claim in self.mentions(start))
            beside = [claim for claim, names in named if end in names]
            beside += [claim for claim in self.mentions(end) if start in (claim.subject, claim.object)]
        return starts, ends, [claim for edge in between for claim in edge.claims], beside

    # -------------------------------------------------------------------------------------------------------- edges

    def edges(
        self,
        subject: str | None,
        predicate: str | None,
        object: str | None,
        categories: tuple[str | None, str | None] = (None, None),
    ) -> Iterable[Edge]:
        edges = self._edges(subject, predicate, object)
        if categories == (None, None):
            return map(self._edge, edges)
        index, order = self._index, self._order

        def fits(*nodes: Node) -> bool:
            asked = zip(nodes, (subject, object), categories, strict=True)
            return all(id in (None, node.id) and category in (None, node.category) for node, id, category in asked)

        def fits_either_way(edge: int) -> bool:
            ends = (order[index.subjects[edge]], order[index.objects[edge]])
            return fits(*ends) or (index.predicates[edge] in self._symmetric and fits(*reversed(ends)))

        return map(self._edge, filter(fits_either_way, edges))

    def _edges(self, subject: str | None, predicate: str | None, object: str | None) -> Sequence[int]:
        """The numbers of the edges from one node to another; a symmetric one fits both ways round."""
        index = self._index
        start, end = (None if id is None else self._rank[id] for id in (subject, object))
        rank = None if predicate is None else self._claims.ranks.predicate[predicate]
        if start is None and end is None:
            return range(len(index)) if rank is None else index.of_predicate(rank)
        if rank is not None and rank not in self._symmetric:
            return index.fitting(start, end, rank)
        edges = set(index.fitting(start, end, rank))
        for symmetric in self._symmetric if rank is None else (rank,):
            edges.update(index.fitting(end, start, symmetric))
        return sorted(edges)

    def _edge(self, edge: int) -> Edge:
        subject, predicate, object = self._key(edge)
        claims = tuple(map(self._claim, self._index.claims_of(edge)))
        return Edge(subject=subject, predicate=predicate, object=object, claims=claims).of(self._graph)

    def _key(self, edge: int) -> tuple[str, str, str]:
        index, order = self._index, self._order
        predicate = self._predicates[index.predicates[edge]]
        return order[index.subjects[edge]].id, predicate, order[index.objects[edge]].id

    def edges_between(self, pairs: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[Edge]]:
        def between(one: str, other: str) -> list[Edge]:
            # A symmetric edge fits both ways.
            both = dict.fromkeys((*self._edges(one, None, other), *self._edges(other, None, one)))
            return list(map(self._edge, both))

        return {pair: between(*pair) for pair in pairs}

    def triples(self) -> Iterator[tuple[str, str, str, bool]]:
        index, names = self._index, self._predicates
        ids = [node.id for node in self._order]
        outright = self._claims.outright()
        said = {edge for edge, first in enumerate(index.starts[:-1]) if outright[index.claims[first]]}
        several = (edge for edge, (first, end) in enumerate(pairwise(index.starts)) if end - first > 1)
        said.update(edge for edge in several if any(map(outright.__getitem__, index.claims_of(edge))))
        for edge, (start, along, end) in enumerate(zip(index.subjects, index.predicates, index.objects, strict=True)):
            if edge not in index.denied:
                yield ids[start], names[along], ids[end], edge not in said

    def degrees(self, ids: Collection[str]) -> Mapping[str, int]:
        index, rank = self._index, self._rank
        return {id: len(index.outgoing(rank[id])) + len(index.ingoing(rank[id])) for id in ids}

    def neighbours(self, ids: Collection[str], ahead: int) -> Iterator[tuple[str, Iterator[Neighbour]]]:
        return ((id, self._beside(id)) for id in ids)

    def _beside(self, id: str) -> Iterator[Neighbour]:
        index, order, rank = self._index, self._order, self._rank[id]
        modalities, claims, starts = self._claims.modalities, index.claims, index.starts
        polarities, affirmed = self._claims.polarities, self._claims.ranks.polarity["affirmed"]
        names = tuple(self.schema.modalities)
        ways = ((index.outgoing(rank), index.objects, True), (index.ingoing(rank), index.subjects, False))
        for edges, ends, forwards in ways:
            for edge in edges:
                if edge not in index.denied:
                    first = starts[edge]
                    if starts[edge + 1] - first == 1:
                        modality = names[modalities[claims[first]]]
                    else:
                        affirming = (claim for claim in index.claims_of(edge) if polarities[claim] == affirmed)
                        modality = most_certain(names[modalities[claim]] for claim in affirming)
                    yield Neighbour(order[ends[edge]].id, self._predicates[index.predicates[edge]], forwards, modality)

    def fits(self, patterns: Sequence[Pattern], limit: int | None) -> Iterator[Fit]:
        return Join(self._index, self._order, self._edges, self._symmetric, self._key).fits(patterns)

    def ask_store(self, query: str, kind: str, timeout: float | None) -> NoReturn:
        raise NotImplementedError("a graph in memory has no store")

    # --------------------------------------------------------------------------------------------------------- walk

    def hop(self, id: str, name: str) -> Nodes:
        way = self._hops.get(name)
        if way is None:
            return self.walk((self._nodes[id],), name)
        predicate, size, starts, sizes, ends, order = way
        start = starts.get(self._rank[id] * size + predicate)
        reached = () if start is None else [order[node] for node in ends[start : start + sizes[start]]]
        nodes = tuple.__new__(Nodes, reached)  # As in `walked`: to call it would take a twentieth of the time.
        nodes._walk = (self._graph, id, name)
        return nodes

    def walk(self, nodes: tuple[Node, ...], name: str) -> Nodes:
        self.schema.direction(name)
        ahead, back = self._directions[name]
        index, order = self._index, self._order
        reached: dict[int, None] = {}
        for node in nodes:
            rank = self._rank[node.id]
            for ways, edges, ends in ((ahead, index.outgoing, index.objects), (back, index.ingoing, index.subjects)):
                found = [ends[edge] for way in ways for edge in edges(rank, way) if edge not in index.denied]
                reached.update(dict.fromkeys(found if len(ways) == 1 else sorted(found)))
        return walked(map(order.__getitem__, reached), (self._graph, nodes, name))

    def walkable(self, id: str) -> Sequence[str]:
        return sorted(name for name in self._directions if self.hop(id, name))
