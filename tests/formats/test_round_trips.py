"""What is written in a format that can be read comes back, save what the format says that it loses."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Write

import kg

READABLE = [name for name, format in kg.FORMATS.items() if format.loads]


def records(g: kg.KnowledgeGraph) -> list[object]:
    """Every record."""
    return [*g.sources(), *g.nodes(), *g.claims(), *g.tensions()]


@pytest.mark.parametrize("name", READABLE)
def test_the_same_graph_comes_back(graph: kg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    path = kg.write(graph, tmp_path / f"g{kg.FORMATS[name].suffix}", name)
    found = kg.read(path)
    assert records(found) == records(graph)
    assert kg.dumps(found, "turtle") == kg.dumps(graph, "turtle")
    # The suffix in any case.
    shouted = [one.rename(one.with_name(one.name.upper())) for one in sorted(tmp_path.iterdir())]
    if len(shouted) == 1:
        assert records(kg.read(shouted[0])) == records(graph)


@pytest.mark.parametrize("name", READABLE)
def test_a_small_graph_with_odd_texts_comes_back(tiny: Write, tmp_path: Path, name: str) -> None:
    g = kg.load(tiny())
    odd = "a, \"b\"; <c> & 'd' | é 漢 𝛼 %s {0} \\n".replace("|", "/")
    nodes = [replace(node, note=odd, synonyms=("a, b", 'c "d"')) for node in g.nodes()]
    g = kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=nodes, claims=g.claims(), tensions=g.tensions())
    path = kg.write(g, tmp_path / f"g{kg.FORMATS[name].suffix}", name)
    assert records(kg.read(path, schema=g.schema)) == records(g)


@pytest.mark.parametrize("name", READABLE)
def test_a_part_comes_back(graph: kg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    part = graph.part(around="scs", steps=1)
    path = kg.write(part, tmp_path / f"g{kg.FORMATS[name].suffix}", name)
    assert records(kg.read(path)) == records(part)
