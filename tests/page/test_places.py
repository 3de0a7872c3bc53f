"""Where nodes stand in the picture, and what the shape of the graph says of them."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import networkx
import pytest
from page_graphs import SCHEMA, made

import kg
from kg import KnowledgeGraph, Node
from kg.page.metrics import shape
from kg.page.places import places


def with_positions(graph: KnowledgeGraph, keep: Callable[[int], bool]) -> KnowledgeGraph:
    nodes = [
        replace(node, position=node.position if keep(number) else None) for number, node in enumerate(graph.nodes())
    ]
    return KnowledgeGraph(schema=graph.schema, sources=graph.sources(), nodes=nodes, claims=graph.claims())


def test_positions_are_kept() -> None:
    graph = made()
    assert places(graph) == {node.id: node.position for node in graph.nodes()}


def test_node_without_position_stands_beside_its_neighbours() -> None:
    full = made()
    graph = with_positions(full, lambda number: number % 3 > 0)
    found = places(graph)
    known = {node.id: node.position for node in graph.nodes() if node.position is not None}
    assert known.items() <= found.items()
    assert len(set(found.values())) == len(graph)
    nearest = min(
        (ax - bx) ** 2 + (ay - by) ** 2
        for (a, (ax, ay)), (b, (bx, by)) in itertools.combinations(found.items(), 2)
        if a not in known or b not in known
    )
    assert nearest >= 60**2
    # Nearer to its neighbours than the middle of the picture is wide.
    for node in graph.nodes():
        beside = [known[id] for edge in graph.edges(subject=node) for id in [edge.object] if id in known]
        if node.id not in known and len(beside) == 1:
            x, y = found[node.id]
            assert abs(x - beside[0][0]) + abs(y - beside[0][1]) < 600


def test_node_without_neighbours_stands_below() -> None:
    lone = [Node(id=f"nmk:lone-{n}", category="Concept", name=f"lone {n}") for n in range(3)]
    graph = made()
    nodes = [replace(node) for node in graph.nodes()]
    found = places(KnowledgeGraph(schema=SCHEMA, sources=graph.sources(), nodes=[*nodes, *lone], claims=graph.claims()))
    lowest = max(y for id, (_, y) in found.items() if "lone" not in id)
    row = [found[node.id] for node in lone]
    assert {y for _, y in row} == {row[0][1]}
    assert row[0][1] > lowest
    assert len({x for x, _ in row}) == 3


def test_graph_without_positions_is_laid_out_by_category() -> None:
    graph = with_positions(made(60), lambda number: False)
    found = places(graph)
    assert len(set(found.values())) == 60
    columns: dict[int, set[str]] = {}
    for node in graph.nodes():
        columns.setdefault(found[node.id][0], set()).add(node.category)
    assert all(len(categories) == 1 for categories in columns.values())


def test_communities_and_betweenness() -> None:
    graph = kg.load()
    found = shape(graph)
    members = [{n for n, c in enumerate(found.communities) if c == k} for k in range(max(found.communities) + 1)]
    sizes = [len(part) for part in members]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) > 1
    number = {node.id: place for place, node in enumerate(graph.nodes())}
    plain = networkx.Graph()
    plain.add_nodes_from(range(len(graph)))
    plain.add_edges_from((number[edge.subject], number[edge.object]) for edge in graph.edges() if edge.weight)
    loners = {node for node, community in enumerate(found.communities) if community == -1}
    assert loners == set(networkx.isolates(plain))
    # Far more edges within than chance would have.
    assert networkx.community.modularity(plain, [*members, *({node} for node in loners)]) > 0.4
    exact = networkx.betweenness_centrality(plain, normalized=False)
    most = max(exact.values())
    assert all(abs(1000 * exact[node] / most - found.between[node]) <= 0.5 for node in plain)


def test_shape_of_the_smallest_graphs() -> None:
    assert shape(made(0, 0, 0)) == ([], [])
    assert shape(made(1, 0, 0)) == ([-1], [0])
    assert shape(made(3, 1, 1)) == ([0, 0, -1], [0, 0, 0])


def test_no_library_decides_what_a_page_holds(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kg.dumps(graph, "html")
    monkeypatch.setattr(networkx.community, "louvain_communities", lambda plain, **_: [{node} for node in plain])
    monkeypatch.setattr(networkx, "betweenness_centrality", lambda plain, **_: dict.fromkeys(plain, 0.0))
    assert kg.dumps(graph, "html") == before
