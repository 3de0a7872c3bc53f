"""Node-link JSON: networkx reads it, a graph comes back from it, and what is at fault in a file has its place."""

import json
from pathlib import Path

import networkx
import pytest
from conftest import Write, refused

import kg


def test_networkx_reads_it(graph: kg.KnowledgeGraph) -> None:
    found = networkx.node_link_graph(json.loads(kg.dumps(graph, "json")), edges="edges")
    assert found.is_directed()
    assert found.is_multigraph()
    assert set(found) == {node.id for node in graph.nodes()}
    assert {(claim.subject, claim.object, claim.id) for claim in graph.claims()} == set(found.edges(keys=True))
    claim = next(claim for claim in graph.claims() if claim.quantity)
    edge = found.edges[claim.subject, claim.object, claim.id]
    assert (edge["paragraph"], edge["inferred"], edge["quantity"]) == (claim.paragraph, False, str(claim.quantity))
    named = {name for _, attributes in found.nodes(data=True) for name in attributes}
    named |= {name for *_, attributes in found.edges(data=True) for name in attributes}
    assert not named & {"source", "target", "key", "name", "id"}
    assert found.graph["title"] == graph.schema.dataset.title
    assert len(found.graph["tensions"]) == len(graph.tensions())


def test_networkx_writes_what_is_read(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    found = networkx.node_link_graph(json.loads(kg.dumps(graph, "json")), edges="edges")
    (tmp_path / "g.json").write_text(json.dumps(networkx.node_link_data(found, edges="edges")), encoding="utf-8")
    assert kg.dumps(kg.read(tmp_path / "g.json"), "json") == kg.dumps(graph, "json")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"paragraph": 1', '"paragraph": "one"', "g.json:29:paragraph: 'one' should be a whole number"),
        ('"paragraph": 1', '"paragraph": 1.0', "g.json:29:paragraph: 1.0 should be a whole number"),
        ('"paragraph": 1', '"paragraph": true', "g.json:29:paragraph: True should be a whole number"),
        ('"paragraph": 1', f'"paragraph": {"9" * 100}', "Claim 'nmc:one-001': paragraph is "),
        ('"paragraph": 1', f'"paragraph": {"9" * 5000}', "has a number of thousands of digits"),
        ('"inferred": false', '"inferred": "no"', "g.json:29:inferred: 'no' should be true or false"),
        ('"label": "alpha therapy"', '"label": null', "Node 'nmk:alpha': name is '', which is blank; give one"),
        ('"label": "alpha therapy"', '"label": ["a"]', "g.json:24:label: ['a'] should be a text"),
        ('"label": "alpha therapy"', '"name": "alpha therapy"', "g.json:24:name: unknown attribute; use abbreviations, category"),
        ('["the alpha"]', '"the alpha"', "g.json:24:synonyms: 'the alpha' should be a list of texts"),
        ('["the alpha"]', "[1]", "g.json:24:synonyms: [1] should be a list of texts"),
        ('["the alpha"]', "[" * 500 + "]" * 500, "g.json:24:synonyms: [[["),
        ('["the alpha"]', "[" * 100_000, "g.json: is nested more deeply than any graph written by kg"),
        ('["the alpha"]', "NaN", "g.json:24:synonyms: nan should be a list of texts"),
        ('"quantity": ">80 % of cells"', '"quantity": 80', "g.json:30:quantity: 80 should be a text"),
        ('"quantity": ">80 % of cells"', '"quantity": "many"', "g.json:30:quantity: 'many' is not a figure: "),
        ('"source": "nmk:alpha"', '"source": "nmk:gone"', "'nmk:gone' is not a node"),
        ('"source": "nmk:alpha"', '"source": ""', "g.json:29:source: is empty; give a value"),
        ('"source": "nmk:alpha", ', "", "g.json:29:source: is empty; give a value"),
        ('"key": "nmc:one-002"', '"key": "nmc:one-001"', "'nmc:one-001': appears twice; each id may be used once"),
        ('{"id": "nmk:beta"', '{"id": "nmk:alpha"', "'nmk:alpha': appears twice; each id may be used once"),
        ('{"source": "nms:one"', '{"source": "nms:two"', "g.json:13:source: 'nms:two' is not among the sources"),
        ('"subject_id": "nmk:cell"', '"subject_id": "nmk:gone"', "g.json:17:subject_id: 'nmk:gone' is not among the nodes"),
        ('"object_id": "UBERON:0000044", ', "", "Node 'nmk:cell': mappings is "),
        ('"category": "Technique"', '"category": "Technik"', "'nmk:alpha': 'Technik' is not in the schema"),
        ('{"id": "nmk:beta"', '{"id": "nmk:alpha", "id": "nmk:beta"', "g.json:25: has the key 'id' twice in one object; remove one of them"),
        ('"nodes": [', '"nodes": [7,', "g.json:nodes: item 0 is 7, not an object"),
        ('"nodes": [', '"knots": [', "g.json:nodes: has no nodes"),
        ('"edges": [', '"links": [', "g.json:edges: has no edges"),
        ('"sections": [', '"sections": 7, "chapters": [', "g.json:4:chapters: unknown attribute of the graph; remove it"),
        ('"directed": true', '"directed": false', "g.json:directed: should be true"),
        ('"multigraph": true,', "", "g.json:multigraph: should be true"),
        ('"id": "tiny"', '"id": ["tiny"]', "g.json:4:id: is ['tiny'], not 'tiny'; give the schema it was written under"),
        ('"base_iri": "https://example.org/tiny"', '"base_iri": 7', "g.json:4:base_iri: 7 is not an absolute IRI"),
        ('"base_iri": "https://example.org/tiny"', '"base_iri": "x y"', "g.json:4:base_iri: 'x y' is not an absolute IRI"),
        ("}", "", "g.json:11: is not valid JSON: Expecting ',' delimiter"),
    ],
)  # fmt: skip
def test_faults_have_their_place(tiny: Write, tmp_path: Path, old: str, new: str, message: str) -> None:
    g = kg.load(tiny())
    text = kg.dumps(g, "json").decode()
    assert old in text
    assert message in refused(tmp_path / "g.json", text.replace(old, new, 1), schema=g.schema)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "g.json:1: is not valid JSON: Expecting value"),
        ("[]", "g.json: should be an object with nodes and edges"),
        ("{}", "g.json:directed: should be true"),
        ('{"directed": true, "multigraph": true, "graph": []}', "g.json:graph: should be an object"),
        (
            '{"directed": true, "multigraph": true, "nodes": {}, "edges": []}',
            "g.json:nodes: should be a list of objects",
        ),
        ('{"a": ' * 100_000, "is nested more deeply than any graph written by kg"),
        ("{}".encode("utf-16"), "the file is UTF-16 or UTF-32; save it as UTF-8"),
        (b'{"\xe9": 1}', "byte 0xE9 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_what_is_no_graph_is_refused(tmp_path: Path, content: bytes | str, message: str) -> None:
    assert message in refused(tmp_path / "g.json", content)


def test_cut_off_anywhere(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    content = kg.dumps(g, "json").rstrip()
    for end in range(0, len(content), 97):
        assert "is not valid JSON" in refused(tmp_path / "g.json", content[:end], schema=g.schema)


def test_a_graph_of_another_dataset(tiny: Write, tmp_path: Path) -> None:
    content = kg.dumps(kg.load(tiny()), "json")
    assert "id: is 'tiny', not 'neuromod-kg'; give the schema it was written under" in refused(
        tmp_path / "g.json", content
    )
