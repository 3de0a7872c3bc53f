"""What is written for network tools is opened by them, with every node and claim, and as the map looks."""

import re
from dataclasses import replace
from pathlib import Path

import networkx
import pytest
from conftest import Write

import kg
from kg.formats.flat import CLAIM_TYPES, NODE_TYPES
from kg.page.places import places

ODD = 'a\tb\nc "d" & <e> é'


def odd(g: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    """The graph with a note that has what XML, JSON, CSV and Cypher escape."""
    nodes = [replace(node, note=ODD) for node in g.nodes()]
    return kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=nodes, claims=g.claims())


# ---------------------------------------------------------------------------------------------------------------- GEXF


def test_gexf_looks_like_the_map(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    found = networkx.read_gexf(kg.write(graph, tmp_path / "g.gexf"))
    assert list(found) == [node.id for node in graph.nodes()]
    assert {key for *_, key in found.edges(keys=True)} == {claim.id for claim in graph.claims()}
    where = places(graph)
    for node in graph.nodes():
        values, viz = found.nodes[node.id], found.nodes[node.id]["viz"]
        x, y = where[node.id]
        assert (viz["position"]["x"], viz["position"]["y"]) == (x, -y)
        assert "#{r:02X}{g:02X}{b:02X}".format_map(viz["color"]) == graph.schema.categories[node.category].colour
        assert (values["label"], values["category"], values["iri"]) == (node.name, node.category, node.iri)
    assert found.nodes["nmk:neuromodulation"]["viz"]["size"] == max(v["viz"]["size"] for v in found.nodes.values())
    edges = {key: (s, o, values) for s, o, key, values in found.edges(keys=True, data=True)}
    for claim in graph.claims():
        subject, object, values = edges[claim.id]
        assert (subject, object, values["predicate"]) == (claim.subject, claim.object, claim.predicate)
        assert (values["paragraph"], values["inferred"]) == (claim.paragraph, claim.inferred)
        assert values["label"].startswith("denied: ") == (claim.polarity == "denied")
    names = {name for *_, values in (*found.nodes(data=True), *found.edges(data=True)) for name in values}
    assert names - {"viz", "id"} <= {*NODE_TYPES, *CLAIM_TYPES}


def test_gexf_keeps_odd_texts(tiny: Write, tmp_path: Path) -> None:
    found = networkx.read_gexf(kg.write(odd(kg.load(tiny())), tmp_path / "g.gexf"))
    assert {values["note"] for values in found.nodes.values()} == {ODD}


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_truth_values_are_those_of_xml_schema(graph: kg.KnowledgeGraph, name: str) -> None:
    text = kg.dumps(graph, name).decode("utf-8")
    assert re.findall('"(?:edge-)?inferred"(?: value="|>)(true|false)["<]', text).count("true") == len(
        graph.claims(inferred=True)
    )
    assert not re.search('[">](True|False)["<]', text)
