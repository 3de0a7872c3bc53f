"""The place of each node in the picture: computed once by `kg layout`, kept in data/positions.tsv."""

from typing import Any

from kg.errors import ExportError, MissingExtra
from kg.model.protocol import Graph
from kg.page.places import places
from kg.tables.formatting import table_text

ROOM = 145, 80
"""Pixels that a node and its name take, across and down."""

MOST = 5000
"""The most nodes that are placed: making room for names takes memory quadratic in their number."""

EVENNESS = 0.6
"""How far the nodes are spread evenly over the picture, from 0 (as the springs leave them) to 1."""


def positions(graph: Graph, seed: int = 1) -> dict[str, tuple[int, int]]:
    """A position for every node id (whole pixels, y downwards): springs first, then room for every name.

    Nodes that have a position keep it; the others start next to their neighbours. With none placed, all are. The same graph and
    seed give the same positions with the same library versions; that is why they are kept in a table. MissingExtra if numpy
    or scipy is not installed; ExportError if there are more than MOST nodes.
    """
    try:
        import numpy
        import scipy  # noqa: F401  networkx's springs need it from 500 nodes on
    except ImportError as error:
        raise MissingExtra("the layout", str(error.name), "analysis") from None
    import networkx

    if len(graph) > MOST:
        raise ExportError(f"{len(graph)} nodes are too many for one picture; kg layout places up to {MOST}")

    names = [node.id for node in graph.nodes()]
    if not names:
        return {}
    number = {name: index for index, name in enumerate(names)}
    plain: Any = networkx.Graph()
    plain.add_nodes_from(range(len(names)))
    plain.add_edges_from(
        (number[edge.subject], number[edge.object]) for edge in graph.edges() if edge.subject != edge.object
    )
    kept = numpy.array([node.position is not None for node in graph.nodes()])
    side = (len(names) * ROOM[0] * ROOM[1]) ** 0.5 / 2
    if kept.any():
        beside = places(graph)
        points = numpy.array([beside[name] for name in names], dtype=float)
        side = max(side, float(abs(points).max()))
    else:
        points = _spread(_start(plain, seed, numpy), side)
    points = _apart(points, kept, numpy.array(plain.edges(), dtype=int).reshape(-1, 2), side, numpy)
    return {name: (round(x), round(y)) for name, (x, y) in zip(names, points.tolist(), strict=True)}


def _spread(points: Any, side: float) -> Any:
    """The points scaled to a square, and part of each axis taken from their order alone: that thins out the crowded middle."""
    ranks = points.argsort(axis=0, kind="stable").argsort(axis=0) / max(len(points) - 1, 1) * 2 - 1
    return side * (EVENNESS * ranks + (1 - EVENNESS) * points / max(float(abs(points).max()), 1e-9))


def _start(plain: Any, seed: int, numpy: Any) -> Any:
    """Springs within the largest component; the small ones in a ring around it, each near one spot."""
    import networkx

    first, *others = sorted(map(sorted, networkx.connected_components(plain)), key=lambda part: (-len(part), part))
    placed = networkx.spring_layout(
        plain.subgraph(first), seed=seed, iterations=300, k=1.2 / len(first) ** 0.5, center=(0, 0)
    )
    points = numpy.zeros((len(plain), 2))
    for node, place in placed.items():
        points[node] = place
    for index, part in enumerate(others):
        angle = 2 * numpy.pi * (index + 0.5) / len(others)
        for turn, node in enumerate(part):
            points[node] = 1.15 * numpy.cos(angle), 1.15 * numpy.sin(angle)
            points[node] += 0.03 * turn**0.5 * numpy.array([numpy.cos(2.4 * turn), numpy.sin(2.4 * turn)])
    return points


def _apart(points: Any, kept: Any, edges: Any, side: float, numpy: Any) -> Any:
    """Push nodes apart until their boxes no longer overlap, while edges pull a little; all stay within the square.

    What is kept stays where it is.
    """
    given = points
    count = len(points)
    room = numpy.array(ROOM, dtype=float)
    degree = numpy.maximum(numpy.bincount(edges.ravel(), minlength=count), 1)[:, None]
    # Two nodes on one spot have no direction to part in: their order gives one.
    order = numpy.sign(numpy.arange(count)[:, None] - numpy.arange(count)[None, :])
    rounds = 600
    for step in range(rounds):
        gaps = points[:, None, :] - points[None, :, :]
        overlap = room - abs(gaps)
        touching = (overlap > 0).all(axis=2) & ~numpy.eye(count, dtype=bool)
        across = overlap[..., 0] / room[0] <= overlap[..., 1] / room[1]
        chosen = numpy.stack([across, ~across], axis=2) & touching[..., None]
        away = numpy.where(gaps == 0, order[..., None], numpy.sign(gaps))
        points = points + 0.25 * numpy.where(chosen, overlap * away, 0).sum(axis=1)
        # The pull ends before the push does, so that what is left is room for names.
        if step < 0.7 * rounds:
            ends = points[edges[:, 0]] - points[edges[:, 1]]
            length = numpy.hypot(ends[:, 0], ends[:, 1]) + 1e-9
            pull = ends * (0.02 * numpy.clip(1 - 1.7 * room[0] / length, 0, 1))[:, None]
            moves = numpy.zeros_like(points)
            numpy.add.at(moves, edges[:, 0], -pull)
            numpy.add.at(moves, edges[:, 1], pull)
            points = points + moves / degree
        points = numpy.where(kept[:, None], given, numpy.clip(points, -side, side))
    return points


def table(places: dict[str, tuple[int, int]]) -> bytes:
    """The content of positions.tsv for these positions."""
    rows = [{"id": node.partition(":")[2], "x": str(x), "y": str(y)} for node, (x, y) in places.items()]
    return table_text("positions", sorted(rows, key=lambda row: row["id"])).encode("utf-8")
