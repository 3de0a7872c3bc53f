"""Routes between two nodes, as ids: a search from both ends at once, with a limit to its effort."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from kg.model.nodes import Node
from kg.model.protocol import Graph

EFFORT = 200_000
"""How many edges a search looks at before it gives up, and how many steps of routes it puts together: a second or two."""

Ways = Mapping[str, tuple[bool, bool]]
"""Predicate → whether it is walked forwards, and whether backwards."""


class Side:
    """What a search has seen from one end: how far nodes are, and the neighbours that each was reached from."""

    def __init__(self, origin: str, *, back: bool) -> None:
        self.origin = origin
        self.back = back
        self.depth = 0
        self.distance = {origin: 0}
        self.rim = [origin]
        self.links: dict[str, dict[str, int]] = {}
        """Node → each neighbour nearer than `depth`, and how uncertain the most certain edge between them is."""


class Search:
    """One search for paths, from both ends at once; and how much of the effort is left."""

    def __init__(
        self, graph: Graph, start: Node, end: Node, ways: Ways, categories: Collection[str] | None, max_hops: int
    ) -> None:
        self.graph = graph
        self.ways = ways
        self.categories = categories
        self.left = self.room = EFFORT
        self.degrees: dict[str, int] = {}
        self.sides = (Side(start.id, back=False), Side(end.id, back=True))
        self.ahead = (max_hops - 1) // 2
        """How many steps a side may go on after its first."""
        graph.neighbours((start.id, end.id), ahead=self.ahead)  # An engine that fetches does so for both sides at once.

    @property
    def spent(self) -> bool:
        return self.left <= 0

    def finished(self, length: int) -> bool:
        """Whether no route can have more steps: a side has seen all nodes that it can reach, and there are not enough of them."""
        return any(not side.rim and len(side.distance) <= length + 1 for side in self.sides)

    def ranked(self, length: int) -> list[tuple[str, ...]]:
        """The routes of this many steps, best first: more certain, then through less connected nodes."""
        routes = self.routes(length)
        self.know_degrees({node for route in routes for node in route[1:-1]})
        return sorted(routes, key=self.rank)

    def routes(self, length: int) -> list[tuple[str, ...]]:
        """The routes of this many steps, as tuples of nodes. Call it with 1, 2, 3 …: each call takes one side a step further."""
        start, end = self.sides
        self.advance(min(self.sides, key=self.cost))
        found: list[tuple[str, ...]] = []
        self.room = EFFORT
        for middle in sorted(start.distance.keys() & end.distance.keys()):
            endings = list(self.half(end, middle, start.origin))
            for beginning in self.half(start, middle, end.origin) if endings else ():
                inner = set(beginning[1:])
                for ending in endings:
                    self.room -= length
                    if self.room > 0 and inner.isdisjoint(ending):
                        found.append((*reversed(beginning), *ending[1:]))
            if self.room <= 0:
                self.left = 0
                break
        return found

    def cost(self, side: Side) -> int:
        """About how many edges the next step of a side looks at."""
        rim = side.rim[:1000]
        self.know_degrees(rim)
        return max(len(side.rim), sum(self.degrees[node] for node in rim))

    def know_degrees(self, nodes: Collection[str]) -> None:
        """Ask for the degrees of nodes that are not known yet, together."""
        unknown = [node for node in nodes if node not in self.degrees]
        if unknown:
            self.degrees.update(self.graph.degrees(unknown))

    def advance(self, side: Side) -> None:
        """Let one side see all neighbours of the nodes at its rim."""
        rim: list[str] = []
        for node, neighbours in self.graph.neighbours(side.rim, ahead=max(1, self.ahead - side.depth)):
            for other, predicate, forwards, uncertainty in neighbours:
                if self.spent:
                    break
                self.left -= 1
                ahead, behind = self.ways.get(predicate, (False, False))
                if not (ahead if forwards != side.back else behind) or not self.passable(other):
                    continue
                links = side.links.setdefault(other, {})
                links[node] = min(uncertainty, links.get(node, uncertainty))
                if other not in side.distance:
                    side.distance[other] = side.depth + 1
                    rim.append(other)
        side.rim = rim
        side.depth += 1

    def passable(self, node: str) -> bool:
        if self.categories is None or node in (self.sides[0].origin, self.sides[1].origin):
            return True
        return self.graph[node].category in self.categories

    def half(self, side: Side, middle: str, other_end: str) -> Iterator[tuple[str, ...]]:
        """The ways from a node in the middle to the end of a side, of as many steps as the side has gone."""
        stack: list[tuple[str, ...]] = [(middle,)]
        while stack and self.room > 0:
            self.room -= 1
            route = stack.pop()
            left = side.depth - len(route) + 1
            if left == 0:
                yield route
            elif route[-1] != side.origin and (route[-1] != other_end or len(route) == 1):
                for node in side.links.get(route[-1], ()):
                    if side.distance[node] < left and node not in route:
                        stack.append((*route, node))

    def uncertainty(self, start: str, end: str) -> int:
        """How uncertain the most certain edge from one node to the next is."""
        ahead, back = self.sides
        known = ahead.links.get(end, {}).get(start)
        return back.links[start][end] if known is None else known

    def rank(self, route: Sequence[str]) -> tuple[object, ...]:
        uncertainty = sum(self.uncertainty(one, other) for one, other in pairwise(route))
        hubs = sum(math.log2(1 + self.degrees[node]) for node in route[1:-1])
        return (uncertainty, round(hubs, 6), route)
