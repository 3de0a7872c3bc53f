"""All edges of a graph as arrays of numbers: what is asked of the whole of it."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import MissingExtra
from kg.model.nodes import Node, Nodes
from kg.model.protocol import Graph
from kg.query.paths import chosen, ways_of

AHEAD, BACK = 1, 2
"""The ways in which an edge is walked, which may be added."""

EVERY_WAY = AHEAD + BACK

MANY = 1000
"""More nodes than this are not looked up one by one."""


DAMPING = 0.85
"""How likely a walk is to go on along an edge, rather than to start anew at any node: as in networkx."""

Row = tuple[str, float, int, int, int]
"""The id of a node in a ranking, its score, how many edges it has, how many lead to it, and how many from it."""


class Chosen(NamedTuple):
    """Which edges are walked, of those that a claim affirms.

    `ways` has each predicate and how it is walked, 0 for not at all. `tentative` ones are among them or not, and so are those of
    `structural` claims alone.
    """

    ways: Mapping[str, int]
    tentative: bool
    structural: bool


class Links(NamedTuple):
    """The nodes in the graph's order; and each edge that is walked, as the numbers of its ends, its weight and its ways.

    The arrays are of numpy.
    """

    ids: Sequence[str]
    starts: Any
    ends: Any
    weights: Any
    ways: Any

    @property
    def loops(self) -> Any:
        """Whether an edge leads from a node to itself."""
        return self.starts == self.ends

    def matrix(self, *, weighted: bool) -> Any:
        """A sparse matrix of scipy: from the node of a row to that of a column, in each way in which an edge is walked."""
        import numpy
        from scipy.sparse import coo_array

        ahead, back = self.ways & AHEAD > 0, (self.ways & BACK > 0) & ~(self.loops & (self.ways == EVERY_WAY))
        # scipy's components are of numbers of 32 bits with a sign.
        starts = numpy.concatenate([self.starts[ahead], self.ends[back]]).astype("int32")
        ends = numpy.concatenate([self.ends[ahead], self.starts[back]]).astype("int32")
        weights = numpy.concatenate([self.weights[ahead], self.weights[back]]).astype("float64")
        values = weights if weighted else numpy.ones(len(starts))
        return coo_array((values, (starts, ends)), shape=(len(self.ids),) * 2).tocsr()


def edges_along(
    graph: Graph, predicates: Collection[str] | None, *, directed: bool, tentative: bool, structural: bool
) -> Chosen:
    """The edges along these predicates and inverses, or along all."""
    names = chosen(graph, predicates)
    along = ways_of(graph, graph.schema.predicates if names is None else names, directed)
    ways = {name: AHEAD * ahead + BACK * back for name, (ahead, back) in along.items()}
    return Chosen(ways, tentative, structural)


def links(graph: Graph, edges: Chosen) -> Links:
    """The nodes and these edges of a graph.

    They are read one after the other, so that no more of the graph than numbers is held. MissingExtra without numpy and scipy.
    """
    try:
        import numpy
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise MissingExtra("this question", str(error.name).partition(".")[0], "analysis") from None
    number = {node.id: place for place, node in enumerate(graph)}
    walked, tentative, structural = edges
    starts, ends, weights, along = array("I"), array("I"), array("I"), array("B")
    for edge in graph.triples():
        way = walked.get(edge.predicate, 0)
        if way and (tentative or not edge.tentative) and (structural or edge.weight):
            starts.append(number[edge.subject])
            ends.append(number[edge.object])
            weights.append(edge.weight)
            along.append(way)
    return Links(list(number), *map(numpy.asarray, (starts, ends, weights, along)))


class Degrees(NamedTuple):
    """For each node how many edges it has, how many lead to it, and how many from it; arrays of numpy."""

    degree: Any
    ins: Any
    outs: Any


def degrees(found: Links) -> Degrees:
    """How many edges each node has; one from a node to itself counts once."""
    import numpy

    size = len(found.ids)
    outs, ins = (numpy.bincount(ends, minlength=size) for ends in (found.starts, found.ends))
    return Degrees(outs + ins - numpy.bincount(found.starts[found.loops], minlength=size), ins, outs)


def by_id(ids: Sequence[str]) -> Any:
    """For each id its place in their order."""
    import numpy

    places = numpy.empty(len(ids), dtype="int64")
    places[sorted(range(len(ids)), key=ids.__getitem__)] = numpy.arange(len(ids))
    return places


def nodes_of(graph: Graph, ids: Collection[str]) -> Nodes:
    """The nodes with these ids, in their order: all nodes are read at once where there are many."""
    if len(ids) <= MANY:
        return Nodes(map(graph.node, ids), graph)
    wanted = set(ids)
    found: Mapping[str, Node] = {node.id: node for node in graph if node.id in wanted}
    return Nodes(map(found.__getitem__, ids), graph)
