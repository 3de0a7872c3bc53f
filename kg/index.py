"""The index of a graph: claims joined to edges, and where each predicate leads from each node, in both directions.

Nodes, predicates, claims and edges are numbers here. A look-up takes time in proportion to its answer, at any size.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from kg.claims import ClaimStore


class Index:
    """Edges are numbered by subject, predicate and object; `subjects`, `predicates` and `objects` hold theirs.

    `incoming` lists the edges by object, predicate and subject.
    """

    def __init__(self, claims: ClaimStore) -> None:
        nodes, predicates = max(len(claims.ranks.node), 1), max(len(claims.ranks.predicate), 1)
        self.size = predicates
        keys = [
            (subject * predicates + predicate) * nodes + object
            for subject, predicate, object in zip(claims.subjects, claims.predicates, claims.objects, strict=True)
        ]
        # The claims of an edge stand together here, in their own order: sorting is stable.
        self.claims = array("I", sorted(range(len(keys)), key=keys.__getitem__))
        keys.sort()
        starts = [place for place, key in enumerate(keys) if place == 0 or key != keys[place - 1]]
        keys = [keys[place] for place in starts]
        self.starts = array("I", [*starts, len(self.claims)])
        self.objects = array("I", [key % nodes for key in keys])
        self.subjects = array("I", [key // (predicates * nodes) for key in keys])
        self.predicates = array("H", [key // nodes % predicates for key in keys])
        self._forwards, self._forward_sizes = _runs([key // nodes for key in keys])
        back = [
            (object * predicates + predicate) * nodes + subject
            for subject, predicate, object in zip(self.subjects, self.predicates, self.objects, strict=True)
        ]
        self.incoming = array("I", sorted(range(len(back)), key=back.__getitem__))
        back.sort()
        self.incoming_subjects = array("I", [key % nodes for key in back])
        self._backwards, self._backward_sizes = _runs([key // nodes for key in back])
        affirmed = claims.ranks.polarity["affirmed"]
        polarities = claims.polarities
        self.denied = (
            frozenset()
            if polarities.count(affirmed) == len(polarities)
            else frozenset(
                edge
                for edge in range(len(starts))
                if all(polarities[claim] != affirmed for claim in self.claims_of(edge))
            )
        )
        """The edges that no claim affirms."""

    def __len__(self) -> int:
        return len(self.objects)

    def claims_of(self, edge: int) -> Sequence[int]:
        """The claims of an edge."""
        return self.claims[self.starts[edge] : self.starts[edge + 1]]

    def out_of(self, node: int, predicate: int) -> range:
        """The edges that a predicate leads along from a node."""
        key = node * self.size + predicate
        start = self._forwards.get(key)
        return range(0) if start is None else range(start, start + self._forward_sizes[start])

    def into(self, node: int, predicate: int) -> Sequence[int]:
        """The edges of a predicate that lead to a node."""
        key = node * self.size + predicate
        start = self._backwards.get(key)
        return () if start is None else self.incoming[start : start + self._backward_sizes[start]]

    def reaching(self, node: int, predicate: int) -> Sequence[int]:
        """The subjects of the edges that `into` gives."""
        start = self._backwards.get(node * self.size + predicate)
        return () if start is None else self.incoming_subjects[start : start + self._backward_sizes[start]]

    def outgoing(self, node: int) -> range:
        """All edges that start at a node."""
        return range(bisect_left(self.subjects, node), bisect_right(self.subjects, node))

    def ingoing(self, node: int) -> Sequence[int]:
        """All edges that end at a node."""
        objects = self.objects
        start = bisect_left(self.incoming, node, key=objects.__getitem__)
        return self.incoming[start : bisect_right(self.incoming, node, key=objects.__getitem__)]

    def fitting(self, start: int | None, end: int | None, predicate: int | None) -> Sequence[int]:
        """The edges written from one node to another; of any predicate where it is None, to or from any where an end is."""
        if start is not None and end is not None:
            found = self._between(start, end)
            return found if predicate is None else [edge for edge in found if self.predicates[edge] == predicate]
        if start is not None:
            return self.outgoing(start) if predicate is None else self.out_of(start, predicate)
        if end is not None:
            return self.ingoing(end) if predicate is None else self.into(end, predicate)
        return range(len(self))

    def _between(self, start: int, end: int) -> list[int]:
        outgoing, ingoing = self.outgoing(start), self.ingoing(end)
        if len(outgoing) <= len(ingoing):
            return [edge for edge in outgoing if self.objects[edge] == end]
        return [edge for edge in ingoing if self.subjects[edge] == start]


def _runs(keys: Sequence[int]) -> "tuple[dict[int, int], array[int]]":
    """Where the run of each key starts in sorted keys; and, at such a place, how long the run is."""
    starts: dict[int, int] = {}
    sizes = array("I", bytes(len(keys) * array("I").itemsize))
    start, before = 0, -1
    for place, key in enumerate(keys):
        if key != before:
            start, before = place, key
            starts[key] = place
        sizes[start] += 1
    return starts, sizes
