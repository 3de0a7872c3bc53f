"""The index of a graph: claims joined to edges, and where each predicate leads from each node, in both directions.

Nodes, predicates, claims and edges are numbers here. A look-up takes time in proportion to its answer, at any size.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import compress, pairwise
from operator import ne

from kg.engines.memory.store import ClaimStore


class EdgeIndex:
    """Edges are numbered by subject, predicate and object; `subjects`, `predicates` and `objects` hold theirs.

    `incoming` lists the edges by object, predicate and subject, and `incoming_subjects` their subjects. A key, node times `size`
    plus predicate, has its place among the edges in `forwards` (among `incoming`, in `backwards`); `forward_sizes` and
    `backward_sizes` have, at such a place, how many edges it has.
    """

    def __init__(self, claims: ClaimStore) -> None:
        nodes, predicates = max(len(claims.ranks.node), 1), max(len(claims.ranks.predicate), 1)
        self.size = predicates
        # A claim's number at the end of its key, so that one sort gives both; those of an edge stay in their own order.
        count = max(len(claims), 1)
        ends = zip(range(len(claims)), claims.subjects, claims.predicates, claims.objects, strict=True)
        keys = [((start * predicates + along) * nodes + end) * count + claim for claim, start, along, end in ends]
        keys.sort()
        self.claims = array("I", [key % count for key in keys])
        keys = [key // count for key in keys]
        starts = _starts(keys)
        keys = [keys[place] for place in starts]
        self.starts = array("I", [*starts, len(self.claims)])
        self.objects = array("I", [key % nodes for key in keys])
        ways = [key // nodes for key in keys]
        self.predicates = array("H", [way % predicates for way in ways])
        self.subjects = array("I", [way // predicates for way in ways])
        self.forwards, self.forward_sizes = _runs(ways)
        back = [end * predicates + along for along, end in zip(self.predicates, self.objects, strict=True)]
        self.incoming = array("I", sorted(range(len(back)), key=back.__getitem__))
        self.incoming_subjects = array("I", map(self.subjects.__getitem__, self.incoming))
        back.sort()
        self.backwards, self.backward_sizes = _runs(back)
        affirmed, polarities = claims.ranks.polarity["affirmed"], claims.polarities
        edges = range(0 if polarities.count(affirmed) == len(polarities) else len(starts))
        claimed = ((edge, map(polarities.__getitem__, self.claims_of(edge))) for edge in edges)
        self.denied = frozenset(edge for edge, stances in claimed if affirmed not in stances)
        """The edges that no claim affirms."""

    def __len__(self) -> int:
        return len(self.objects)

    def claims_of(self, edge: int) -> Sequence[int]:
        """The claims of an edge."""
        return self.claims[self.starts[edge] : self.starts[edge + 1]]

    def outgoing(self, node: int, predicate: int | None = None) -> range:
        """The edges that start at a node, all or those of one predicate."""
        if predicate is None:
            return range(bisect_left(self.subjects, node), bisect_right(self.subjects, node))
        start = self.forwards.get(node * self.size + predicate)
        return range(0) if start is None else range(start, start + self.forward_sizes[start])

    def ingoing(self, node: int, predicate: int | None = None) -> Sequence[int]:
        """The edges that end at a node, all or those of one predicate."""
        if predicate is None:
            start = bisect_left(self.incoming, node, key=self.objects.__getitem__)
            return self.incoming[start : bisect_right(self.incoming, node, key=self.objects.__getitem__)]
        place = self.backwards.get(node * self.size + predicate)
        return () if place is None else self.incoming[place : place + self.backward_sizes[place]]

    def fitting(self, start: int | None, end: int | None, predicate: int | None) -> Sequence[int]:
        """The edges written from one node to another; of any predicate where it is None, to or from any where an end is."""
        if start is None:
            return range(len(self)) if end is None else self.ingoing(end, predicate)
        outgoing = self.outgoing(start, predicate)
        if end is None:
            return outgoing
        ingoing = self.ingoing(end, predicate)
        if len(outgoing) <= len(ingoing):
            return [edge for edge in outgoing if self.objects[edge] == end]
        return [edge for edge in ingoing if self.subjects[edge] == start]

    def of_predicate(self, predicate: int) -> Sequence[int]:
        """All edges of a predicate."""
        return self._by_predicate.get(predicate, ())

    @cached_property
    def _by_predicate(self) -> Mapping[int, Sequence[int]]:
        found: dict[int, array[int]] = {}
        for edge, predicate in enumerate(self.predicates):
            found.setdefault(predicate, array("I")).append(edge)
        return found


def _runs(keys: Sequence[int]) -> "tuple[dict[int, int], array[int]]":
    """Where the run of each key starts in sorted keys; and, at such a place, how long the run is."""
    places = _starts(keys)
    sizes = array("I", bytes(len(keys) * array("I").itemsize))
    for place, end in pairwise([*places, len(keys)]):
        sizes[place] = end - place
    return {keys[place]: place for place in places}, sizes


def _starts(keys: Sequence[int]) -> list[int]:
    """The places in sorted keys where another key begins."""
    return list(compress(range(len(keys)), map(ne, keys, [-1, *keys])))
