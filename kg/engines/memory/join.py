"""Patterns walked in the index of edges: at each step the one with the fewest edges left to look at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kg.engines.memory.index import EdgeIndex
from kg.model.nodes import Node
from kg.model.protocol import Fit, Pattern

MANY = 10_000
"""So many ways to fit patterns are put in order at once."""


@dataclass(frozen=True, slots=True)
class Join:
    """One join over an index.

    `edges` gives the numbers of the edges that fit a subject, predicate and object, and `key` those three of an edge.
    """

    index: EdgeIndex
    nodes: Sequence[Node]
    edges: Callable[[str | None, str | None, str | None], Sequence[int]]
    symmetric: set[int]
    key: Callable[[int], tuple[str, str, str]]

    def fits(self, patterns: Sequence[Pattern], bindings: Mapping[str, str] = {}) -> Iterator[Fit]:
        """The ways to fit all patterns, with some variables bound."""
        return self._joined(list(enumerate(patterns)), bindings, {})

    def first(
        self, patterns: Sequence[Pattern], order: Sequence[str], most: int, bindings: Mapping[str, str] = {}
    ) -> Iterator[Fit]:
        """At least so many of those that come first by the ids of the variables, and every way that the last nodes fit in."""
        found = list(islice(self.fits(patterns, bindings), MANY if order else None))
        if len(found) < MANY or not order:
            yield from found
            return
        variable, *others = order  # Too many to be put in order: those of each node in turn.
        for id in sorted(node.id for node in self.nodes):
            for fit in self.first(patterns, others, most, {**bindings, variable: id}):
                most -= 1
                yield fit
            if most <= 0:
                return

    def _joined(
        self, patterns: list[tuple[int, Pattern]], bindings: Mapping[str, str], edges: Mapping[int, int]
    ) -> Iterator[Fit]:
        if not patterns:
            yield Fit(bindings, tuple(self.key(edges[place]) for place in range(len(edges))))
            return
        candidates = [self.edges(*_bound(pattern, bindings)) for _, pattern in patterns]
        least = min(range(len(patterns)), key=lambda number: len(candidates[number]))
        place, pattern = patterns[least]
        rest = [*patterns[:least], *patterns[least + 1 :]]
        for edge, subject, object in self._ends(candidates[least]):
            bound = dict(bindings)
            fits = _binds(bound, pattern.subject, subject, pattern.subject_category)
            if fits and _binds(bound, pattern.object, object, pattern.object_category):
                yield from self._joined(rest, bound, {**edges, place: edge})

    def _ends(self, edges: Sequence[int]) -> Iterator[tuple[int, Node, Node]]:
        """Each edge that a claim affirms, with its ends; a symmetric one twice, both ways round."""
        index, nodes = self.index, self.nodes
        for edge in edges:
            if edge not in index.denied:
                subject, object = nodes[index.subjects[edge]], nodes[index.objects[edge]]
                yield edge, subject, object
                if subject is not object and index.predicates[edge] in self.symmetric:
                    yield edge, object, subject


def _bound(pattern: Pattern, bindings: Mapping[str, str]) -> tuple[str | None, str | None, str | None]:
    """A pattern as far as it is known: None for what no variable is bound to."""
    ends = (pattern.subject, pattern.object)
    subject, object = (bindings.get(end) if end.startswith("?") else end for end in ends)
    return subject, pattern.predicate, object


def _binds(bindings: dict[str, str], end: str, node: Node, category: str | None) -> bool:
    """Whether a node fits the end of a pattern, given what is bound; a variable is bound to it then."""
    if not end.startswith("?"):
        return end == node.id
    return bindings.setdefault(end, node.id) == node.id and category in (None, node.category)
