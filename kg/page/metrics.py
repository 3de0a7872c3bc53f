"""What the structure of a graph says about its nodes: which belong together, and which are between others.

The arithmetic is our own, in the graph's order, so that every version of every library gives the same page.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.model.protocol import Graph

SAMPLED_ABOVE, SAMPLE = 500, 100
"""Above the first number of nodes, betweenness is estimated from the shortest paths of the second."""

Joined = Sequence[Mapping[int, int]]
"""For each node, by its number, those that edges join it to, each with the number of claims."""


class Shape(NamedTuple):
    """Two numbers for each node, in the graph's order.

    `communities`: 0 for the largest community, then 1 …; -1 for a node that no edge joins to another. `between`: how many of the
    shortest paths between other nodes run through it, in thousandths of the most.
    """

    communities: Sequence[int]
    between: Sequence[int]


def shape(graph: Graph) -> Shape:
    """Communities by the method of Louvain (Blondel and others, 2008), weighted by the number of claims, and betweenness by that
    of Brandes (2001), of the graph without directions. Structural claims do not count.

    >>> import kg
    >>> g = kg.load()
    >>> found = shape(g)
    >>> [node.slug for node, between in zip(g.nodes(), found.between, strict=True) if between == 1000]
    ['neuromodulation']
    """
    number = {node.id: place for place, node in enumerate(graph.nodes())}
    joined: list[Counter[int]] = [Counter() for _ in number]
    for edge in graph.edges():
        one, other = number[edge.subject], number[edge.object]
        if one != other and edge.weight:
            joined[one][other] += edge.weight
            joined[other][one] += edge.weight
    return Shape(_communities(joined), _between(joined))


def _communities(joined: Joined) -> list[int]:
    of, parts = list(range(len(joined))), joined
    strengths = [sum(weights.values()) for weights in joined]
    while True:
        groups = _grouped(parts, strengths)
        names = {group: rank for rank, group in enumerate(dict.fromkeys(groups))}
        if len(names) == len(parts):
            break
        # Each group is a node of the next round.
        of = [names[groups[part]] for part in of]
        merged: list[Counter[int]] = [Counter() for _ in names]
        strong = [0] * len(names)
        for part, group in enumerate(groups):
            strong[names[group]] += strengths[part]
            for other, weight in parts[part].items():
                if groups[other] != group:
                    merged[names[group]][names[groups[other]]] += weight
        parts, strengths = merged, strong
    members: dict[int, list[int]] = {}
    for node, part in enumerate(of):
        members.setdefault(part, []).append(node)
    together = sorted((part for part in members.values() if len(part) > 1), key=lambda part: (-len(part), part))
    ranks = {node: rank for rank, part in enumerate(together) for node in part}
    return [ranks.get(node, -1) for node in range(len(joined))]


def _grouped(joined: Joined, strengths: Sequence[int]) -> list[int]:
    """A group for each node, by its number: nodes move, one after the other, to where modularity grows most, until none does."""
    group, size, total = list(range(len(joined))), list(strengths), sum(strengths)
    waiting, waits = deque(group), [True] * len(joined)
    while waiting:
        node = waiting.popleft()
        waits[node] = False
        old, strength = group[node], strengths[node]
        size[old] -= strength
        links = {old: 0}
        for other, weight in joined[node].items():
            links[group[other]] = links.get(group[other], 0) + weight
        # In whole numbers: a rounded difference could move a node to and fro.
        best = max(links, key=lambda one: (links[one] * total - strength * size[one], one == old, -one))
        size[best] += strength
        if best != old:
            group[node] = best
            for other in joined[node]:
                if group[other] != best and not waits[other]:
                    waits[other] = True
                    waiting.append(other)
    return group


def _between(joined: Joined) -> list[int]:
    count = len(joined)
    starts: Iterable[int] = range(count)
    if count > SAMPLED_ABOVE:
        starts = (place * count // SAMPLE for place in range(SAMPLE))
    values = [0.0] * count
    for start in starts:
        _add_paths(joined, start, values)
    most = max(values, default=0) or 1
    return [round(1000 * value / most) for value in values]


def _add_paths(joined: Joined, start: int, values: list[float]) -> None:
    """Add to each node its share in the shortest paths from `start` to all others."""
    far, paths, reached = {start: 0}, {start: 1}, [start]
    for node in reached:  # Which grows.
        beyond = far[node] + 1
        for other in joined[node]:
            if other not in far:
                far[other], paths[other] = beyond, 0
                reached.append(other)
            if far[other] == beyond:
                paths[other] += paths[node]
    share = dict.fromkeys(reached, 0.0)
    for node in reversed(reached[1:]):
        values[node] += share[node]
        part, before = (1 + share[node]) / paths[node], far[node] - 1
        for other in joined[node]:
            if far[other] == before:
                share[other] += paths[other] * part
