"""The components of a whole graph, which no edge joins to each other: `g.components`."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from kg.errors import KgError, a_flag, at_least_one
from kg.model.answers import Several
from kg.model.nodes import Nodes
from kg.model.protocol import Graph
from kg.query.links import Links, by_id, degrees, edges_along, links, nodes_of

SOME = 5
"""So many nodes of a component are named where not all are."""


class Component(Several[str]):
    """The ids of nodes that edges join, directly or through each other: those with the most edges first, then by id.

    `size` is their number; on a cluster no more than the first are fetched.
    """

    size: int

    @property
    def nodes(self) -> Nodes:
        """The nodes with these ids."""
        assert self.graph is not None
        return nodes_of(self.graph, self)


class Components(Several[Component]):
    """The components, largest first; among equals that with the first id. `cut` says what was left out.

    `sizes` says of all of them how many have each size.

    >>> import kg
    >>> [component.size for component in kg.load().components(limit=3)]
    [195, 4, 2]
    """

    sizes: Mapping[int, int]
    cut = ""

    @property
    def verdict(self) -> str:
        """How many there are, in a sentence.

        >>> import kg
        >>> kg.load().components(strong=True).verdict
        '209 nodes: 1 component of several nodes, the largest of 2; 207 alone.'
        """
        total, alone = sum(size * count for size, count in self.sizes.items()), self.sizes.get(1, 0)
        several = sum(self.sizes.values()) - alone
        parts = f"{several:,} component{'' if several == 1 else 's'} of several nodes"
        most = f", the largest of {max(self.sizes):,}" if several else ""
        return f"{total:,} nodes: {parts}{most}; {alone:,} alone."


def components(
    graph: Graph,
    *,
    predicates: Collection[str] | None = None,
    strong: bool = False,
    tentative: bool = True,
    limit: int | None = 10,
    collect: bool = False,
) -> Components:
    """What edges join: `KnowledgeGraph.components` says what each argument does."""
    for name, value in (("strong", strong), ("tentative", tentative), ("collect", collect)):
        a_flag(name, value)
    at_least_one(limit=limit)
    if strong and predicates is None:  # Symmetric edges, which lead both ways, would be circles by themselves.
        predicates = [name for name, predicate in graph.schema.predicates.items() if not predicate.symmetric] or None
    edges = edges_along(graph, predicates, directed=True, tentative=tentative, structural=True)
    parts: Iterable[tuple[int, list[str]]]
    if graph.cluster is None or collect:
        parts, sizes = _parts(links(graph, edges), strong, limit)
    elif strong:
        raise KgError("strong components are found on one machine only; give collect=True, which fetches the edges")
    else:
        from kg.query.cluster import components_of

        parts, sizes = components_of(graph.cluster, edges, limit, SOME)
    found = [Component(ids, graph, size=size) for size, ids in parts]
    return Components(found, graph, sizes=sizes, cut=_cut(found, sum(sizes.values())))


def _cut(found: Sequence[Component], of: int) -> str:
    """What was left out: components, or nodes of those that are there."""
    held, size = sum(map(len, found)), sum(one.size for one in found)
    cut = [f"cut at {len(found):,} of {of:,} components; raise the limit to see them"] if len(found) < of else []
    if held < size:
        cut.append(f"{held:,} of their {size:,} nodes were fetched from the cluster; collect=True fetches all")
    return "; ".join(cut)


def _parts(found: Links, strong: bool, limit: int | None) -> tuple[Iterator[tuple[int, list[str]]], Mapping[int, int]]:
    """The size and the ids of each component, for as many as `limit`; and how many have each size."""
    import numpy
    from scipy.sparse.csgraph import connected_components

    if not found.ids:
        return iter(()), {}
    kind = "strong" if strong else "weak"
    count, labels = connected_components(found.matrix(weighted=False), directed=True, connection=kind)
    rank = by_id(found.ids)
    sizes = numpy.bincount(labels, minlength=count)
    first = numpy.full(count, len(rank))
    numpy.minimum.at(first, labels, rank)
    order = numpy.lexsort((first, -sizes))  # Of the components.
    place = numpy.empty(count, dtype="int64")
    place[order] = numpy.arange(count)
    nodes = numpy.lexsort((rank, -degrees(found).degree, place[labels]))
    ends = numpy.cumsum(sizes[order])[:limit].tolist()
    slices = pairwise([0, *ends])
    parts = ((end - start, [found.ids[node] for node in nodes[start:end]]) for start, end in slices)
    return parts, Counter(sizes.tolist())
