"""The engine of a graph in memory: records, and edges by number in an index."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise, product
from typing import Any, NoReturn

from kg.engines import MOST_KINDS, PairFound, local
from kg.engines.filters import ClaimFilters, EdgeFilters, holds
from kg.engines.memory.index import EdgeIndex
from kg.engines.memory.join import Join
from kg.engines.memory.store import ClaimStore
from kg.engines.names import Names
from kg.engines.search import ClaimIndex, Found, SearchIndex
from kg.model.certainty import UNSAID
from kg.model.nodes import KIND, Node, Nodes, walked
from kg.model.protocol import Fit, Graph, Neighbour, Pattern, Triple
from kg.model.records import Claim, Edge, Source, Tension
from kg.schema import Schema


class MemoryEngine:
    """Answers from records and a ClaimStore. `nodes` and `sources` are in the graph's order, which the store's ranks follow."""

    stored, cluster = False, None

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
        self._filled: dict[str, Collection[int]] = {}
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
        forwards, backwards = (index.forwards, index.objects), (index.backwards, index.incoming_subjects)
        self._hops = {
            name: (ways[0], index.size, *(forwards if ahead else backwards), nodes, self._rank)
            for name, (ahead, back) in self._directions.items()
            for ways in (ahead + back,)
            if len(ways) == 1 and ways[0] not in intricate and index.of_group == 1
        }

    def __reduce__(self) -> Any:
        return MemoryEngine, (self.schema, self.sources, self._order, self._claims, self.tensions)

    def attach(self, graph: Graph) -> None:
        self._graph = graph
        for record in (*self.sources, *self._order, *self.tensions):
            record.of(graph)

    def close(self) -> None:
        """There is nothing to free."""

    def described(self) -> str:
        return local.described(self)

    # ------------------------------------------------------------------------------------------------------ look-up

    def tensions_of(self, claim: str) -> Sequence[Tension]:
        return self._tensions_by_claim.get(claim, ())

    @cached_property
    def _tensions_by_claim(self) -> Mapping[str, Sequence[Tension]]:
        return local.by_claim(self.tensions)

    @cached_property
    def _names(self) -> Names:
        return Names(self.schema, self._nodes)

    def named(self, names: Sequence[str]) -> Sequence[Sequence[Node]]:
        return [self._names.of(name) for name in names]

    def known_names(self) -> Iterable[str]:
        return self._names.known()

    def nodes(self, categories: Collection[str] | None = None) -> Iterable[Node]:
        return self._order if categories is None else (node for node in self._order if node.category in categories)

    def find(self, text: str, limit: int | None) -> Found:
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
        edges, ids, texts, sections, modalities, polarities, fields = filters
        claims, ranks = self._claims, self._claims.ranks
        numbers: Iterable[int] = range(len(claims))
        if edges != EdgeFilters():
            numbers = sorted(claim for edge in self._fitting(edges) for claim in self._index.claims_of(edge))
        columns = (
            (claims.sections, ranks.section, sections),
            (claims.modalities, ranks.modality, modalities),
            (claims.polarities, ranks.polarity, polarities),
        )
        for column, rank, names in columns:
            if names is not None:
                wanted = {rank[name] for name in names}
                numbers = [claim for claim in numbers if column[claim] in wanted]
        for chosen_ids in (ids, None if texts is None else self._texts.find(texts)):
            if chosen_ids is None:
                continue
            chosen = {number for number in map(self._number_of_claim.get, chosen_ids) if number is not None}
            numbers = [claim for claim in numbers if claim in chosen]
        for field, value in fields.items():
            numbers = [claim for claim in numbers if (claim in self._having(field)) is (value is not False)]
        found = map(self._claim, numbers)
        exact = {field: value for field, value in fields.items() if not isinstance(value, bool)}
        return (claim for claim in found if all(holds(claim, *item) for item in exact.items())) if exact else found

    def _having(self, field: str) -> Collection[int]:
        """The numbers of the claims that hold something in a field."""
        if field not in self._filled:
            self._filled[field] = frozenset(self._claims.filled(field))
        return self._filled[field]

    def every_claim(self) -> Iterable[Claim]:
        return self.claims(ClaimFilters())

    def slips(self, text: str) -> Mapping[str, Sequence[str]]:
        return self._texts.slips(text)

    def values(self, field: str) -> Iterable[str]:
        return {value for number in self._having(field) for value in getattr(self._claims[number], field)}

    @cached_property
    def _texts(self) -> ClaimIndex:
        labels = self.schema.predicates
        claims = map(self._claims.__getitem__, range(len(self._claims)))
        return ClaimIndex(claims, self._nodes.__getitem__, lambda predicate: labels[predicate].label)

    def shared_edges(self, without: Collection[str]) -> None:
        """The claims are here to be read."""

    def claim_rows(self) -> Iterator[tuple[str, Sequence[str] | Claim]]:
        return self._claims.rows()

    def naming(self, id: str) -> Iterable[Claim]:
        edges = (*self._edges(id, None, None), *self._edges(None, None, id))
        ends = (claim for edge in edges for claim in self._index.claims_of(edge))
        return map(self._claim, sorted({*ends, *self._mentions.get(id, ())}))

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

    def pair(self, one: str, other: str) -> PairFound:
        return local.pair(self, one, other, lambda id: self._kinds(id, outright=True))

    def kinds(self, id: str) -> Collection[str]:
        return sorted(self._kinds(id, outright=False))[:MOST_KINDS]

    def _kinds(self, id: str, *, outright: bool) -> set[str]:
        """The kinds of a node, and kinds of these; only over edges that a claim says `outright`, or over all that one affirms."""
        predicate = self._claims.ranks.predicate.get(KIND)
        rim = {self._rank[id]} if predicate is not None else set()
        found: set[int] = set(rim)
        while rim:
            index = self._index
            edges = (edge for node in rim for edge in index.ingoing(node, predicate) if edge not in index.denied)
            if outright:
                edges = (edge for edge in edges if self._uncertainties[edge] < UNSAID)
            rim = {index.subjects[edge] for edge in edges} - found
            found |= rim
        return {self._order[node].id for node in found} - {id}

    # -------------------------------------------------------------------------------------------------------- edges

    def edges(self, filters: EdgeFilters) -> Iterable[Edge]:
        return map(self._edge, self._fitting(filters))

    def _fitting(self, filters: EdgeFilters) -> Iterable[int]:
        """The numbers of the edges that fit every filter, in order."""
        subjects, predicates, objects, starts, ends, either = filters
        ways = list(product(*(names or (None,) for names in (subjects, predicates, objects))))
        one = len(ways) == 1
        edges = self._edges(*ways[0]) if one else sorted({edge for way in ways for edge in self._edges(*way)})
        if starts is ends is either is None:
            return edges
        index, order = self._index, self._order

        def fits(start: Node, end: Node) -> bool:
            asked = ((start.id, subjects), (end.id, objects), (start.category, starts), (end.category, ends))
            return all(wanted is None or value in wanted for value, wanted in asked)

        def fits_either_way(edge: int) -> bool:
            start, end = order[index.subjects[edge]], order[index.objects[edge]]
            if either is not None and start.category not in either and end.category not in either:
                return False
            return fits(start, end) or (index.predicates[edge] in self._symmetric and fits(end, start))

        return filter(fits_either_way, edges)

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

    def triples(self) -> Iterator[Triple]:
        index, names = self._index, self._predicates
        ids = [node.id for node in self._order]
        structural = set(self._claims.flagged("structural"))
        counted = array("I", accumulate((claim not in structural for claim in index.claims), initial=0))
        weights = (counted[end] - counted[start] for start, end in pairwise(index.starts))
        edges = zip(index.subjects, index.predicates, index.objects, self._uncertainties, weights, strict=True)
        for edge, (start, along, end, uncertainty, weight) in enumerate(edges):
            if edge not in index.denied:
                yield Triple(ids[start], names[along], ids[end], uncertainty >= UNSAID, weight)

    @cached_property
    def _uncertainties(self) -> bytes:
        """For each edge how uncertain its most certain claim is."""
        index = self._index
        of_claims = bytes(map(self._claims.uncertainties().__getitem__, index.claims))  # those of each edge together
        return bytes(min(of_claims[first:end]) for first, end in pairwise(index.starts))

    def degrees(self, ids: Collection[str]) -> Mapping[str, int]:
        index, rank = self._index, self._rank
        return {id: len(index.outgoing(rank[id])) + len(index.ingoing(rank[id])) for id in ids}

    def neighbours(self, ids: Collection[str], ahead: int) -> Iterator[tuple[str, Iterator[Neighbour]]]:
        return ((id, self._beside(id)) for id in ids)

    def _beside(self, id: str) -> Iterator[Neighbour]:
        index, order, rank = self._index, self._order, self._rank[id]
        uncertainties, predicates = self._uncertainties, self._predicates
        ways = ((index.outgoing(rank), index.objects, True), (index.ingoing(rank), index.subjects, False))
        for edges, ends, forwards in ways:
            for edge in edges:
                if edge not in index.denied:
                    along = predicates[index.predicates[edge]]
                    yield Neighbour(order[ends[edge]].id, along, forwards, uncertainties[edge])

    def fits(self, patterns: Sequence[Pattern], order: Sequence[str], first: int | None) -> Iterator[Fit]:
        join = Join(self._index, self._order, self._edges, self._symmetric, self._key)
        return join.fits(patterns) if first is None else join.first(patterns, order, first)

    def ask_store(self, query: str, kind: str, timeout: float | None) -> NoReturn:
        raise NotImplementedError("a graph in memory has no store")

    # --------------------------------------------------------------------------------------------------------- walk

    def hop(self, id: str, name: str) -> Nodes:
        way = self._hops.get(name)
        if way is None:
            return self.walk((self._nodes[id],), name)
        predicate, size, starts, ends, order, rank = way
        key = rank[id] * size + predicate
        # As in `walked`: to call it would take a twentieth of the time.
        nodes = tuple.__new__(Nodes, [order[node] for node in ends[starts[key] : starts[key + 1]]])
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
