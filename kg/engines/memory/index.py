"""The index of a graph: claims joined to edges, and where each predicate leads from each node, in both directions.

Nodes, predicates, claims and edges are numbers here. A look-up takes time in proportion to its answer, at any size.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate, compress
from operator import ne

from kg.engines.memory.store import ClaimStore

GROUPS = 64
"""The most groups of predicates that places are kept for."""

EXACT = 1 << 53
"""Floats hold every whole number up to this one."""


class EdgeIndex:
    """Edges are numbered by subject, predicate and object; `subjects`, `predicates` and `objects` hold theirs.

    `incoming` lists the edges by object, predicate and subject, and `incoming_subjects` their subjects. A key is a node times
    `size` plus a group of predicates, which are `of_group` of them, mostly 1: its edges go from `forwards[key]` to before
    `forwards[key + 1]`, and those that lead back go so in `incoming`, by `backwards`. A look-up in such an array waits for
    memory once, in a dict five times.
    """

    def __init__(self, claims: ClaimStore) -> None:
        nodes, predicates = max(len(claims.ranks.node), 1), max(len(claims.ranks.predicate), 1)
        self.of_group = -(-predicates // GROUPS)
        self.size = size = -(-predicates // self.of_group)
        # Parts of a key are told apart by bits, since to divide it takes longer.
        bits = nodes.bit_length()
        last = (1 << bits) - 1
        ends = zip(claims.subjects, claims.predicates, claims.objects, strict=True)
        keys = array("q", [(start * predicates + along << bits) + end for start, along, end in ends])
        # Floats are compared in less time than large ints.
        order = list(map(float, keys)) if nodes * predicates << bits <= EXACT else keys
        self.claims = array("I", sorted(range(len(keys)), key=order.__getitem__))
        keys = array("q", map(keys.__getitem__, self.claims))
        starts = _starts(keys)
        keys = array("q", map(keys.__getitem__, starts))
        self.starts = array("I", [*starts, len(self.claims)])
        self.objects = array("I", [key & last for key in keys])
        ways = [key >> bits for key in keys]
        self.predicates = array("H", [way % predicates for way in ways])
        self.subjects = array("I", [way // predicates for way in ways])
        self.forwards = _offsets(self._grouped(ways, predicates), nodes * size)
        back = [end * predicates + along for along, end in zip(self.predicates, self.objects, strict=True)]
        self.incoming = array("I", sorted(range(len(back)), key=back.__getitem__))
        self.incoming_subjects = array("I", map(self.subjects.__getitem__, self.incoming))
        self.backwards = _offsets(self._grouped(back, predicates), nodes * size)
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
        start, end = self._run(self.forwards, node, predicate)
        if predicate is not None and self.of_group > 1:
            start = bisect_left(self.predicates, predicate, start, end)
            end = bisect_right(self.predicates, predicate, start, end)
        return range(start, end)

    def ingoing(self, node: int, predicate: int | None = None) -> Sequence[int]:
        """The edges that end at a node, all or those of one predicate."""
        start, end = self._run(self.backwards, node, predicate)
        if predicate is not None and self.of_group > 1:
            start = bisect_left(self.incoming, predicate, start, end, key=self.predicates.__getitem__)
            end = bisect_right(self.incoming, predicate, start, end, key=self.predicates.__getitem__)
        return self.incoming[start:end]

    def _run(self, places: Sequence[int], node: int, predicate: int | None) -> tuple[int, int]:
        """Where the edges of a node and the group of a predicate, or all groups, start and end."""
        first = node * self.size
        if predicate is None:
            return places[first], places[first + self.size]
        key = first + predicate // self.of_group
        return places[key], places[key + 1]

    def _grouped(self, ways: Sequence[int], predicates: int) -> Sequence[int]:
        """Nodes times the number of predicates, plus a predicate each, as keys."""
        if self.of_group == 1:
            return ways
        return [way // predicates * self.size + way % predicates // self.of_group for way in ways]

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


def _offsets(keys: Sequence[int], most: int) -> "array[int]":
    """For each key below `most`, and for that one, how many of the keys are smaller."""
    counts = [0] * most
    for key in keys:
        counts[key] += 1
    return array("I", accumulate(counts, initial=0))


def _starts(keys: Sequence[int]) -> list[int]:
    """The places in sorted keys where another key begins."""
    return list(compress(range(len(keys)), map(ne, keys, [-1, *keys])))
