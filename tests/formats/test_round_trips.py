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
@pytest.mark.slow
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


@pytest.mark.parametrize("name", ["graphml", "json", "parquet"])
def test_positions_and_another_base_iri_come_back(tmp_path: Path, name: str) -> None:
    g = kg.load(base_iri="https://example.com/mine")
    found = kg.read(kg.write(g, tmp_path / f"g{kg.FORMATS[name].suffix}", name))
    assert found.schema.dataset.base_iri == "https://example.com/mine"
    assert kg.dumps(found, "turtle") == kg.dumps(g, "turtle")
    assert [node.position for node in found.nodes()] == [node.position for node in g.nodes()]


@pytest.mark.parametrize("items", [("a|b",), ("",)])
@pytest.mark.parametrize("name", ["csv", "graphml", "gexf", "cyjs", "cx2", "neo4j", "cypher"])
def test_a_list_that_cannot_be_joined_is_refused(
    tiny: Write, tmp_path: Path, name: str, items: tuple[str, ...]
) -> None:
    g = kg.load(tiny())
    nodes = [replace(node, synonyms=items) for node in g.nodes()]
    g = g.remade(schema=g.schema, nodes=nodes, claims=g.claims(), tensions=g.tensions())
    with pytest.raises(
        kg.ExportError, match=r"^nmk:alpha has \['.*'\] as its synonyms, which cannot be joined with a bar"
    ):
        kg.write(g, tmp_path / f"g{kg.FORMATS[name].suffix}", name)
