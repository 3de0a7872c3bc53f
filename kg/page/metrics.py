"""What the structure of a graph says about its nodes, by networkx: which belong together, and which are between others."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from kg.model import Graph

SEED = 1
SAMPLED_ABOVE, SAMPLE = 500, 100
"""Above so many nodes betweenness is estimated from the shortest paths of so many of them."""


class Shape(NamedTuple):
    """Two numbers for each node, in the graph's order.

    `communities`: 0 for the largest community, then 1 …; -1 for a node that no edge joins to another. `between`: how many of the
    shortest paths between other nodes run through it, in thousandths of the most.
    """

    communities: Sequence[int]
    between: Sequence[int]


def shape(graph: Graph) -> Shape:
    """Communities by the method of Louvain (Blondel and others, 2008), weighted by the number of claims, and betweenness by that
    of Brandes (2001), of the graph without directions. Seeded, so that the same graph gives the same numbers.

    >>> import kg
    >>> g = kg.load()
    >>> found = shape(g)
    >>> [node.slug for node, between in zip(g.nodes(), found.between, strict=True) if between == 1000]
    ['neuromodulation']
    """
    import networkx

    # Numbers in place of ids: sets of numbers have the same order in every process, sets of texts have not.
    number = {node.id: place for place, node in enumerate(graph.nodes())}
    plain: Any = networkx.Graph()
    plain.add_nodes_from(range(len(number)))
    for edge in graph.edges():
        ends = number[edge.subject], number[edge.object]
        if ends[0] != ends[1]:
            weight = plain.get_edge_data(*ends, {"weight": 0})["weight"] + len(edge.claims)
            plain.add_edge(*ends, weight=weight)
    return Shape(_communities(plain, networkx), _between(plain, networkx))


def _communities(plain: Any, networkx: Any) -> list[int]:
    parts = networkx.community.louvain_communities(plain, seed=SEED) if plain.number_of_edges() else []
    together = sorted((sorted(part) for part in parts if len(part) > 1), key=lambda part: (-len(part), part))
    ranks = {node: rank for rank, part in enumerate(together) for node in part}
    return [ranks.get(node, -1) for node in range(len(plain))]


def _between(plain: Any, networkx: Any) -> list[int]:
    sample = SAMPLE if len(plain) > SAMPLED_ABOVE else None
    values = networkx.betweenness_centrality(plain, k=sample, normalized=False, seed=SEED)
    most = max(values.values(), default=0) or 1
    return [round(1000 * values[node] / most) for node in range(len(plain))]
