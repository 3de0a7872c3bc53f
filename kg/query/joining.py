"""The answers to patterns: single edges are matched by the engine of the graph, filtered edges and chains joined to them here."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from kg.model.protocol import Graph, Pattern
from kg.model.records import Claim, Edge
from kg.query.paths import ways_of
from kg.query.patterns import ParsedPattern, ParsedPatterns
from kg.query.routes import EFFORT, Ways
from kg.query.spread import Chain, Spread

Key = tuple[str, str, str]
"""Subject, predicate and object of an edge."""


class Leg(NamedTuple):
    """What fits one pattern: an edge, by its key or with those of its claims that fit the filters, or a chain of nodes."""

    key: Key | None = None
    edge: Edge | None = None
    route: tuple[str, ...] = ()
    ways: Ways | None = None


class Answer(NamedTuple):
    """One answer: variable to node (CURIE), and what fits each pattern, by its place."""

    bindings: Mapping[str, str]
    legs: Mapping[int, Leg]

    def with_(self, ends: Iterable[tuple[str, str]], place: int, leg: Leg) -> "Answer | None":
        """The answer with one more pattern, where the nodes at its ends are those that are known already."""
        bindings = dict(self.bindings)
        for end, id in ends:
            if (bindings.setdefault(end, id) if end.startswith("?") else end) != id:
                return None
        return Answer(bindings, {**self.legs, place: leg})


@dataclass
class Joining:
    """The answers to a question. `left` is what is left of the effort for chains."""

    graph: Graph
    question: ParsedPatterns
    left: int = EFFORT

    def answers(self, first: int | None = None) -> Iterator[Answer]:
        """The answers, in any order; with `first` at least so many of those that come first by the nodes of the variables."""
        places = list(enumerate(self.question.patterns))
        simple = [(place, one) for place, one in places if one.steps is None and not one.filters]
        others = [(place, one) for place, one in places if one.steps is not None or one.filters]
        different = self.question.different
        found = self._fits(simple, None if others or different else first)
        known = {variable for _, one in simple for variable in one.variables}
        while others:
            # A filter leaves few; a chain is looked for best where an end is known.
            place, asked = chosen = min(others, key=lambda one: (one[1].steps is not None, not _bound(one[1], known)))
            others.remove(chosen)
            join = self._edges if asked.steps is None else self._chains
            found = join(found, frozenset(known), place, asked)
            known.update(asked.variables)
        return (answer for answer in found if all(_differ(answer, *pair) for pair in different))

    def _fits(self, patterns: Sequence[tuple[int, ParsedPattern]], first: int | None) -> Iterator[Answer]:
        """What fits patterns of one edge each, by the engine: once for each choice of one predicate where there are several."""
        if not patterns:
            yield Answer({}, {})
            return
        seen: set[object] = set()
        choices = list(product(*(asked.names or (None,) for _, asked in patterns)))
        for choice in choices:
            chosen = [self._pattern(asked, name) for (_, asked), name in zip(patterns, choice, strict=True)]
            for fit in self.graph.fits(chosen, self.question.variables, first):
                if len(choices) > 1:  # An inverse may be named beside its predicate.
                    key = (tuple(sorted(fit.bindings.items())), fit.edges)
                    if key in seen:
                        continue
                    seen.add(key)
                legs = {place: Leg(edge) for (place, _), edge in zip(patterns, fit.edges, strict=True)}
                yield Answer(fit.bindings, legs)

    def _pattern(self, asked: ParsedPattern, name: str | None) -> Pattern:
        subject, object, predicate = asked.subject, asked.object, None
        if name is not None:
            found, forwards = self.graph.schema.directions[name]
            predicate = found.name
            subject, object = (subject, object) if forwards else (object, subject)
        categories = self.question.categories
        return Pattern(subject, predicate, object, categories.get(subject), categories.get(object))

    def _fitting(self, variable: str, id: str) -> bool:
        """Whether a node is of the category of a variable, if it has one."""
        category = self.question.categories.get(variable)
        return category is None or self.graph[id].category == category

    # ------------------------------------------------------------------------------------------------------- filters

    def _edges(
        self, found: Iterable[Answer], known: Collection[str], place: int, asked: ParsedPattern
    ) -> Iterator[Answer]:
        """Answers joined with the edges whose claims fit the filters of a pattern."""
        ends = (asked.subject, asked.object)
        fixed = [number for number, end in enumerate(ends) if not end.startswith("?") or end in known]
        edges: dict[tuple[str, ...], list[tuple[str, str, Edge]]] = {}
        for item in self._claimed(asked):
            edges.setdefault(tuple(item[:2][number] for number in fixed), []).append(item)
        for answer in found if edges else ():
            wanted = tuple(answer.bindings.get(ends[number], ends[number]) for number in fixed)
            for subject, object, edge in edges.get(wanted, ()):
                joined = answer.with_(zip(ends, (subject, object), strict=True), place, Leg(edge.key, edge))
                if joined is not None:
                    yield joined

    def _claimed(self, asked: ParsedPattern) -> Iterator[tuple[str, str, Edge]]:
        """Subject and object of a pattern, and the edge with those of its claims that fit the filters, by default affirmed."""
        directions, predicates = self.graph.schema.directions, self.graph.schema.predicates
        ways = None if asked.names is None else ways_of(self.graph, asked.names, directed=True)
        filters = {"polarity": "affirmed", **asked.filters}
        claims: dict[Key, list[Claim]] = {}
        named = None if asked.names is None else sorted({directions[name][0].name for name in asked.names})
        for claim in self.graph.claims(predicate=named, **filters):
            claims.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)
        for (subject, predicate, object), members in claims.items():
            edge = Edge(subject=subject, predicate=predicate, object=object, claims=tuple(members)).of(self.graph)
            ahead, back = (True, predicates[predicate].symmetric) if ways is None else ways[predicate]
            for one, other, walked in ((subject, object, ahead), (object, subject, back and subject != object)):
                if walked and self._fitting(asked.subject, one) and self._fitting(asked.object, other):
                    yield one, other, edge

    # -------------------------------------------------------------------------------------------------------- chains

    def _chains(
        self, found: Iterable[Answer], known: Collection[str], place: int, asked: ParsedPattern
    ) -> Iterator[Answer]:
        """Answers joined with the chains that lead from one end of a pattern to the other."""
        assert asked.steps is not None
        start, end = asked.subject, asked.object
        up = (start.startswith("?") and start not in known) and (not end.startswith("?") or end in known)
        near, far = (end, start) if up else (start, end)
        ways = ways_of(self.graph, asked.names, directed=True)
        answers = list(found)
        if near.startswith("?") and near not in known:
            starts = self._starts(asked)
            answers = [Answer({**answer.bindings, near: id}, answer.legs) for answer in answers for id in starts]
        origins = sorted({answer.bindings.get(near, near) for answer in answers})
        self.graph.neighbours(
            origins, ahead=asked.steps[1] - 1
        )  # An engine that fetches does so for all of them at once.
        chains = {origin: self._from(origin, asked.steps, ways, up=up) for origin in origins}
        for answer in answers:
            for id, route in chains[answer.bindings.get(near, near)]:
                if self._fitting(far, id):
                    joined = answer.with_([(far, id)], place, Leg(route=route, ways=ways))
                    if joined is not None:
                        yield joined

    def _from(self, origin: str, steps: tuple[int, int], ways: Ways, *, up: bool) -> list[tuple[str, tuple[str, ...]]]:
        """The nodes that a chain of `steps` leads to from one, each with the nodes on the way, from start to end."""
        search = Spread(self.graph, up=up, most=steps[1], left=self.left)
        found = search.spread({origin: Chain.at(origin)}, ways)
        self.left = search.left
        return [(id, chain.route) for id, chain in found.items() if len(chain.route) > steps[0]]

    def _starts(self, asked: ParsedPattern) -> Collection[str]:
        """The nodes that a chain can start from: any, or if it has a step and names predicates those that one leads from."""
        schema, category = self.graph.schema, self.question.categories.get(asked.subject)
        if asked.names is None or asked.steps is None or asked.steps[0] == 0:
            return [node.id for node in self.graph.nodes(category=category)]
        starts: dict[str, None] = {}
        for predicate, forwards in map(schema.directions.__getitem__, asked.names):
            for edge in self.graph.edges(predicate=predicate.name):
                ends = (
                    (edge.subject, edge.object) if predicate.symmetric else (edge.subject if forwards else edge.object,)
                )
                starts |= dict.fromkeys(end for end in ends if self._fitting(asked.subject, end))
        return starts


def _bound(asked: ParsedPattern, known: Collection[str]) -> bool:
    """Whether an end of a pattern is a node, or a variable that is known."""
    return any(not end.startswith("?") or end in known for end in (asked.subject, asked.object))


def _differ(answer: Answer, one: str, other: str) -> bool:
    return answer.bindings.get(one, one) != answer.bindings.get(other, other)
