"""The place of each node in the picture. Only whole numbers and simple arithmetic, so that every machine agrees."""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import count
from math import isqrt

from kg.model.nodes import Node
from kg.model.protocol import Graph

Place = tuple[int, int]

SPACING = 120
"""The distance between neighbours in a picture without positions."""

RING: tuple[Place, ...] = (
    *((100, 0), (87, 50), (50, 87), (0, 100), (-50, 87), (-87, 50)),
    *((-100, 0), (-87, -50), (-50, -87), (0, -100), (50, -87), (87, -50)),
)
"""Twelve directions around a point, in hundredths: sines would differ in the last digit between machines."""


def places(graph: Graph) -> dict[str, Place]:
    """Node id → place, for every node of a graph.

    A node keeps its own position. One without is set next to its neighbours, or in a row below all others if none of them has a
    place. Where no node has a position, each category gets columns of its own.
    """
    placed = {node.id: node.position for node in graph.nodes() if node.position is not None}
    waiting = [node for node in graph.nodes() if node.id not in placed]
    if not waiting:
        return placed
    if not placed:
        return _columns(waiting)
    number = {node.id: place for place, node in enumerate(graph.nodes())}
    neighbours: dict[str, set[str]] = {id: set() for id in number}
    for edge in graph.edges():
        neighbours[edge.subject].add(edge.object)
        neighbours[edge.object].add(edge.subject)
    free = _Free(placed.values(), _spacing(placed.values()))
    # Round after round in the graph's order: a node that becomes ready is placed in the same round if it comes later in it.
    ready: list[tuple[int, int, str]] = []
    seen = set(placed)

    def ripen(id: str, turn: int, at: int) -> None:
        for beside in neighbours[id] - seen:
            seen.add(beside)
            heappush(ready, (turn + (number[beside] < at), number[beside], beside))

    for id in placed:
        ripen(id, 0, -1)
    while ready:
        turn, at, id = heappop(ready)
        placed[id] = free.take(_middle([placed[beside] for beside in sorted(neighbours[id]) if beside in placed]))
        ripen(id, turn, at)
    return {**placed, **_row([node for node in waiting if node.id not in placed], placed.values(), free.spacing)}


class _Free:
    """The room that is left: no two places that it gives out are nearer than `spacing`."""

    def __init__(self, taken: Iterable[Place], spacing: int) -> None:
        self.spacing = spacing
        self.cells: dict[Place, list[Place]] = {}
        self.rings: dict[Place, Iterator[Place]] = {}
        for place in taken:
            self.cells.setdefault(self._cell(place), []).append(place)

    def take(self, wanted: Place) -> Place:
        """The first free place at or around `wanted`; what was taken before is not looked at again."""
        rings = self.rings.setdefault(wanted, _around(wanted, self.spacing))
        place = next(filter(self._is_free, rings))
        self.cells.setdefault(self._cell(place), []).append(place)
        return place

    def _cell(self, place: Place) -> Place:
        return place[0] // self.spacing, place[1] // self.spacing

    def _is_free(self, place: Place) -> bool:
        column, row = self._cell(place)
        near = (self.cells.get((column + dx, row + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        return all((place[0] - x) ** 2 + (place[1] - y) ** 2 >= self.spacing**2 for places in near for x, y in places)


def _around(centre: Place, spacing: int) -> Iterator[Place]:
    yield centre
    for distance in count(spacing, spacing):
        for dx, dy in RING:
            # Rounded away from the centre, so that the first ring is free of the centre itself.
            yield centre[0] + _outwards(dx * distance), centre[1] + _outwards(dy * distance)


def _outwards(hundredths: int) -> int:
    return -(-hundredths // 100) if hundredths > 0 else hundredths // 100


def _middle(beside: list[Place]) -> Place:
    return sum(x for x, _ in beside) // len(beside), sum(y for _, y in beside) // len(beside)


def _spacing(taken: Iterable[Place]) -> int:
    """Half the distance that nodes would have if they were spread evenly over the picture."""
    xs, ys = zip(*taken, strict=True)
    area = (max(xs) - min(xs)) * (max(ys) - min(ys))
    return isqrt(area // len(xs)) // 2 or SPACING


def _row(nodes: list[Node], taken: Iterable[Place], spacing: int) -> dict[str, Place]:
    xs, ys = zip(*taken, strict=True)
    left, below = min(xs), max(ys) + 2 * spacing
    columns = max(1, (max(xs) - left) // (2 * spacing) + 1)
    return {
        node.id: (left + n % columns * 2 * spacing, below + n // columns * 2 * spacing) for n, node in enumerate(nodes)
    }


def _columns(nodes: list[Node]) -> dict[str, Place]:
    height = max(1, isqrt(2 * len(nodes)))
    found: dict[str, Place] = {}
    column, row, category = -1, 0, ""
    for node in nodes:
        if node.category != category or row == height:
            column, row, category = column + 1, 0, node.category
        found[node.id] = (column * 2 * SPACING, row * SPACING + column % 2 * (SPACING // 2))
        row += 1
    return found
