"""The most central nodes of a whole graph: `g.pagerank` and `g.degree_centrality`."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kg.engines.filters import several
from kg.errors import a_flag, at_least_one
from kg.model.answers import Several
from kg.model.nodes import Node
from kg.model.protocol import Graph, OneOrMore
from kg.query.links import DAMPING, Degrees, Links, Row, by_id, degrees, edges_along, links, nodes_of

CLOSE = 1e-10
"""The walk is over when no node's share changes by more than this part of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A node in a ranking: its score, and how many edges it has, how many lead to it, and how many from it."""

    node: Node
    score: float
    degree: int
    in_degree: int
    out_degree: int


class Ranking(Several[Ranked]):
    """The most central nodes by `measure` (pagerank or degree_centrality), best first; among equals the first by id.

    `cut` says how many a limit left out.

    >>> import kg
    >>> ranking = kg.load().degree_centrality(category="Technique", limit=2)
    >>> [one.node.slug for one in ranking]
    ['neuromodulation', 'drg-stimulation']
    """

    measure: str
    digits: int
    """To how many decimal places its scores are rounded."""
    cut = ""


def ranking(
    graph: Graph,
    measure: str,
    *,
    category: OneOrMore,
    predicates: Collection[str] | None,
    directed: bool = True,
    tentative: bool,
    limit: int | None,
    collect: bool,
) -> Ranking:
    """Nodes by a measure: `KnowledgeGraph.pagerank` and `degree_centrality` say what each argument does."""
    for name, value in (("directed", directed), ("tentative", tentative), ("collect", collect)):
        a_flag(name, value)
    at_least_one(limit=limit)
    categories = several("category", category, graph.schema.categories)
    edges = edges_along(graph, predicates, directed=directed, tentative=tentative, structural=False)
    digits = len(str(len(graph))) + 3  # Three more than the PageRank of the average node needs.
    if graph.cluster is not None and not collect:
        from kg.query.cluster import ranked

        rows, of = ranked(graph.cluster, measure, categories, edges, limit, digits)
    else:
        rows, of = _ranked(graph, measure, categories, links(graph, edges), limit, digits)
    nodes = nodes_of(graph, [id for id, *_ in rows])
    found = (
        Ranked(node=node, score=score, degree=degree, in_degree=ins, out_degree=outs)
        for node, (_, score, degree, ins, outs) in zip(nodes, rows, strict=True)
    )
    cut = f"cut at {len(rows):,} of {of:,}; raise the limit to see them" if len(rows) < of else ""
    return Ranking(found, graph, measure=measure, digits=digits, cut=cut)


def _ranked(
    graph: Graph, measure: str, categories: Collection[str] | None, found: Links, limit: int | None, digits: int
) -> tuple[list[Row], int]:
    """The first rows of a ranking, and of how many they are the first."""
    import numpy

    if not found.ids:
        return [], 0
    counts = degrees(found)
    if measure == "pagerank":
        scores = shares(found.matrix(weighted=True))
    else:
        size = len(found.ids) - 1
        scores = counts.degree / size if size else numpy.ones(1)
    scores = numpy.round(scores, digits)
    order = numpy.lexsort((by_id(found.ids), -scores))
    order = order[counts.degree[order] > 0]
    if categories is not None:
        fits = numpy.fromiter((node.category in categories for node in graph), dtype=bool, count=len(found.ids))
        order = order[fits[order]]
    first = order[:limit].tolist()
    return [_row(found, counts, scores, place) for place in first], len(order)


def _row(found: Links, counts: Degrees, scores: Any, place: int) -> Row:
    degree, ins, outs = (int(of[place]) for of in counts)
    return found.ids[place], float(scores[place]), degree, ins, outs


def shares(matrix: Any) -> Any:
    """The PageRank of each node: how often a walk along weighted edges comes by that now and then starts anew anywhere.

    From a node that no edge leads from it starts anew, too. They add up to 1.
    """
    import numpy

    size = matrix.shape[0]
    share = numpy.full(size, 1 / size)
    strength = numpy.asarray(matrix.sum(axis=1)).ravel()
    ends, inverse = strength == 0, numpy.divide(1, strength, out=numpy.zeros(size), where=strength > 0)
    coming = matrix.T.tocsr()
    change = numpy.inf
    while change > CLOSE:
        before = share
        anew = 1 - DAMPING + DAMPING * before[ends].sum()
        share = DAMPING * (coming @ (before * inverse)) + anew / size
        share /= share.sum()
        change = (abs(share - before) / share).max()
    return share
