"""What is written for network tools is opened by them, with every node and claim, and as the map looks."""

import ast
import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx
import pytest
from conftest import Write

import kg
from kg.formats.flat import CLAIM_TYPES, NODE_TYPES
from kg.formats.looks import line
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


# ----------------------------------------------------------------------------------------------------------- Cytoscape


def test_networkx_reads_the_json_of_cytoscape(graph: kg.KnowledgeGraph) -> None:
    document = json.loads(kg.dumps(graph, "cyjs"))
    found = networkx.cytoscape_graph(document)
    assert list(found) == [node.id for node in graph.nodes()]
    assert {key for *_, key in found.edges(keys=True)} == {claim.id for claim in graph.claims()}
    assert {id: values["name"] for id, values in found.nodes(data=True)} == {node.id: node.name for node in graph}
    where = places(graph)
    assert all(
        (one["position"]["x"], one["position"]["y"]) == where[one["data"]["id"]]
        for one in document["elements"]["nodes"]
    )


@pytest.mark.node
@pytest.mark.parametrize("odd_texts", [False, True])
def test_cytoscape_js_draws_it(graph: kg.KnowledgeGraph, node: Callable[..., str], odd_texts: bool) -> None:
    g = odd(graph) if odd_texts else graph
    found = json.loads(node("networks.mjs", "cyjs", given=kg.dumps(g, "cyjs").decode("utf-8")))
    assert (found["nodes"], found["edges"]) == (len(g), len(g.claims()))
    assert found["looks"] == {
        node.id: [*where, f"rgb({','.join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))})", node.name]
        for node in g
        for where, colour in [(places(g)[node.id], g.schema.categories[node.category].colour)]
    }
    assert found["dashed"] == len([claim for claim in g.claims() if line(claim) == "dashed"])


def test_cx2_keeps_its_rules(graph: kg.KnowledgeGraph) -> None:
    """As the specification says: what each aspect holds is declared, and the parts refer to each other."""
    descriptor, meta, *blocks, status = json.loads(kg.dumps(graph, "cx2"))
    assert descriptor == {"CXVersion": "2.0", "hasFragments": False}
    assert status == {"status": [{"error": "", "success": True}]}
    aspects = {name: elements for block in blocks for name, elements in block.items()}
    assert {one["name"]: one["elementCount"] for one in meta["metaData"]} == {k: len(v) for k, v in aspects.items()}
    (declared,) = aspects["attributeDeclarations"]
    types = {"string": str, "integer": int, "double": float, "boolean": bool}
    (about,) = aspects["networkAttributes"]
    for aspect, held in (
        ("networkAttributes", [about]),
        ("nodes", [node["v"] for node in aspects["nodes"]]),
        ("edges", [edge["v"] for edge in aspects["edges"]]),
    ):
        for values in held:
            assert all(type(value) is types[declared[aspect][name]["d"]] for name, value in values.items())
    ids = {node["id"]: node["v"]["represents"] for node in aspects["nodes"]}
    assert list(ids.values()) == [node.id for node in graph.nodes()]
    assert [(edge["v"]["claim"], ids[edge["s"]], ids[edge["t"]]) for edge in aspects["edges"]] == [
        (claim.id, claim.subject, claim.object) for claim in graph.claims()
    ]
    assert json.loads(about["@context"])["nmk"] == graph.schema.prefixes["nmk"]
    (looks,) = aspects["visualProperties"]
    drawn = {
        *(
            "ellipse",
            "triangle",
            "rectangle",
            "round-rectangle",
            "parallelogram",
            "diamond",
            "hexagon",
            "octagon",
            "vee",
        )
    }
    assert {pair["vp"] for pair in looks["nodeMapping"]["NODE_SHAPE"]["definition"]["map"]} <= drawn
    for owner in ("node", "edge"):
        assert {rule["definition"]["attribute"] for rule in looks[f"{owner}Mapping"].values()} <= {
            *declared[f"{owner}s"]
        }


# --------------------------------------------------------------------------------------------------------------- Neo4j


def imported(path: Path) -> list[dict[str, Any]]:
    """The rows of a table by the rules of neo4j-admin: a name and a type in the header, empty cells are no property."""
    read: dict[str, Callable[[str], Any]] = {
        "long": int,
        "boolean": "true".__eq__,
        "string[]": lambda cell: cell.split("|"),
    }
    read[":LABEL"] = read["string[]"]
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    header = next(rows)
    return [
        {
            name: read.get(name.rpartition(":")[2], read.get(name, str))(cell)
            for name, cell in zip(header, row, strict=True)
            if cell
        }
        for row in rows
    ]


def test_neo4j_tables_have_the_headers_of_the_importer(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    g = odd(graph)
    path = kg.write(g, tmp_path / "g", "neo4j")
    nodes = imported(path)
    edges = imported(tmp_path / "g.neo4j.edges.csv")
    assert [(row["id:ID"], row[":LABEL"], row["label:string"], row["note:string"]) for row in nodes] == [
        (node.id, ["Entity", node.category], node.name, ODD) for node in g.nodes()
    ]
    assert [row.get("synonyms:string[]", []) for row in nodes] == [list(node.synonyms) for node in g.nodes()]
    for claim, row in zip(g.claims(), edges, strict=True):
        assert (row["id:string"], row[":START_ID"], row[":END_ID"]) == (claim.id, claim.subject, claim.object)
        assert row[":TYPE"] == ("DENIED_" if claim.polarity == "denied" else "") + claim.predicate.upper()
        assert (row["inferred:boolean"], row["paragraph:long"]) == (claim.inferred, claim.paragraph)
        assert row["statement:string"] == claim.statement


TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|;|\b(?:true|false)\b|\b\w+(?=: )", re.DOTALL)


def cypher_rows(script: str) -> tuple[list[Any], list[str]]:
    """The rows of a script, and what is done with them: text in quotes is as Python has it, the rest is made so."""
    spelt = TOKEN.sub(
        lambda found: (
            found[0]
            if found[0][0] == "'"
            else "\0"
            if found[0] == ";"
            else found[0].title()
            if found[0] in ("true", "false")
            else repr(found[0])
        ),
        script,
    )
    first, *statements, rest = spelt.split("\0")
    assert first.startswith("CREATE CONSTRAINT ")
    assert rest == "\n"
    rows, done = [], []
    for statement in statements:
        literal, _, what = statement.removeprefix("\nUNWIND ").partition("\n] AS row\n")
        rows += ast.literal_eval(f"{literal}]")
        done.append(what)
    return rows, done


def test_cypher_says_the_same_as_the_tables(graph: kg.KnowledgeGraph) -> None:
    g = odd(graph)
    script = kg.dumps(g, "cypher").decode("utf-8")
    rows, done = cypher_rows(script)
    nodes = {row["id"]: row for row in rows if "claim" not in row}
    claims = {row["claim"]["id"]: row for row in rows if "claim" in row}
    assert {id: (row["label"], row["note"], tuple(row.get("synonyms", ()))) for id, row in nodes.items()} == {
        node.id: (node.name, ODD, node.synonyms) for node in g.nodes()
    }
    assert {id: (row["subject"], row["object"], row["claim"]["statement"]) for id, row in claims.items()} == {
        claim.id: (claim.subject, claim.object, claim.statement) for claim in g.claims()
    }
    assert len(rows) == len(g) + len(g.claims())
    assert sum("[r:DENIED_" in what for what in done) == len({c.predicate for c in g.claims(polarity="denied")})
    assert "\t" not in script


# ------------------------------------------------------------------------------------------------------------- GraphML


def test_graphml_without_the_data_of_the_graph(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    """As Gephi leaves it: sources and sections have their ids, mappings their terms."""
    path = tmp_path / "g.graphml"
    text = kg.dumps(graph, "graphml").decode("utf-8")
    path.write_text(re.sub('    <data key="graph-.*\n', "", text), encoding="utf-8")
    found = kg.read(path)
    assert {claim.id: claim for claim in found.claims()} == {claim.id: claim for claim in graph.claims()}
    assert {claim.source for claim in graph.claims()} == {source.id for source in found.sources()}
    for node in graph.nodes():
        bare = tuple(kg.Mapping(match=one.match, term=one.term) for one in node.mappings)
        assert found[node.id] == replace(node, mappings=bare)
    assert len(found.tensions()) == 0


def test_graphml_of_networkx_is_read(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "g.graphml"
    networkx.write_graphml(graph.to_networkx(), path)
    assert {claim.id: claim for claim in kg.read(path).claims()} == {claim.id: claim for claim in graph.claims()}
    networkx.write_graphml(networkx.read_graphml(kg.write(graph, path)), path)
    found = kg.read(path)
    assert (list(found.sources()), list(found.nodes())) == (list(graph.sources()), list(graph.nodes()))
    assert list(found.tensions()) == list(graph.tensions())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('edgedefault="directed"', 'edgedefault="undirected"', r'^g\.graphml: should have edgedefault="directed": '),
        (
            "<graphml ",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><graphml ",
            r"^g\.graphml: declares a document type or entities, ",
        ),
        ("</graph>", "", r"^g\.graphml:\d+: is not valid xml: mismatched tag"),
        ("<graphml ", "<other ", r"^g\.graphml:\d+: is not valid xml: mismatched tag"),
        ("http://graphml.graphdrawing.org/xmlns", "http://other", r"^g\.graphml: is not GraphML: "),
        (
            '<data key="edge-paragraph">1<',
            '<data key="edge-paragraph">x<',
            r"^g\.graphml: is not GraphML: invalid literal",
        ),
        (
            '<data key="edge-predicate">targets<',
            '<data key="edge-predicate"><',
            r"^g\.graphml:\d\d+:predicate: is empty; give a value",
        ),
        (
            '<data key="graph-sources">[',
            '<data key="graph-sources">',
            r"^g\.graphml:sources: should be a list of objects, as JSON; or remove it",
        ),
        ("https://example.org/tiny<", "tiny<", r"^g\.graphml:base_iri: 'tiny' is not an absolute IRI; "),
        ('"title": "First"', '"title": 1', r"^g\.graphml:\d+:title: 1 should be a text"),
    ],
)
def test_graphml_at_fault(tiny: Write, tmp_path: Path, old: str, new: str, message: str) -> None:
    g = kg.load(tiny())
    text = kg.dumps(g, "graphml").decode("utf-8").replace("&quot;", '"')
    assert old in text
    path = tmp_path / "g.graphml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(kg.DataError) as raised:
        kg.read(path, schema=g.schema)
    assert re.search(message, str(raised.value), re.MULTILINE), str(raised.value)


# --------------------------------------------------------------------------------------------------------- other tools


def test_igraph_reads_it(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    import igraph

    found = igraph.Graph.Read_GraphML(str(kg.write(graph, tmp_path / "g.graphml")))
    assert found.is_directed()
    assert found.vs["id"] == [node.id for node in graph.nodes()]
    assert found.vs["label"] == [node.name for node in graph.nodes()]
    ids = found.vs["id"]
    # igraph does not read the ids of edges.
    assert [(ids[edge.source], ids[edge.target], edge["statement"], edge["inferred"]) for edge in found.es] == [
        (claim.subject, claim.object, claim.statement, claim.inferred) for claim in graph.claims()
    ]
    made = igraph.Graph.from_networkx(graph.to_networkx())
    assert (made.vcount(), made.ecount()) == (len(graph), len(graph.claims()))


def test_rustworkx_reads_it(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    import rustworkx

    (found,) = rustworkx.read_graphml(str(kg.write(graph, tmp_path / "g.graphml")))
    assert [values["id"] for values in found.nodes()] == [node.id for node in graph.nodes()]
    assert [(values["id"], values["inferred"]) for values in found.edges()] == [
        (claim.id, claim.inferred) for claim in graph.claims()
    ]
    made = rustworkx.networkx_converter(graph.to_networkx())
    assert (made.num_nodes(), made.num_edges()) == (len(graph), len(graph.claims()))


def test_pyvis_takes_the_plain_graph(graph: kg.KnowledgeGraph) -> None:
    from pyvis.network import Network

    network = Network(directed=True)
    network.from_nx(graph.to_networkx())
    assert (len(network.nodes), len(network.edges)) == (len(graph), len(graph.claims()))


def test_pajek_takes_texts(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    made = graph.to_networkx()
    for *_, values in (*made.nodes(data=True), *made.edges(data=True)):
        values.update({name: str(value) for name, value in values.items()})
    networkx.write_pajek(made, tmp_path / "g.net")
    found = networkx.read_pajek(tmp_path / "g.net")
    assert (len(found), found.number_of_edges()) == (len(graph), len(graph.claims()))


@pytest.mark.node
@pytest.mark.parametrize("name", ["gexf", "graphml", "json"])
def test_graphology_reads_it(graph: kg.KnowledgeGraph, node: Callable[..., str], name: str) -> None:
    found = json.loads(node("networks.mjs", name, given=kg.dumps(graph, name).decode("utf-8")))
    assert (found["nodes"], found["edges"]) == (len(graph), len(graph.claims()))
    assert {id: values["label"] for id, values in found["of"]} == {node.id: node.name for node in graph.nodes()}
