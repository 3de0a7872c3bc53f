"""Every RDF format holds one and the same graph, whoever reads it; GraphML and KGX hold every node and claim."""

import csv
import io
import json
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph
import pytest
import rdflib
from conftest import ROOT, Write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

import kg
from kg.formats.flat import CLAIM_TYPES, NODE_TYPES
from kg.formats.rdf.jsonld import context
from kg.texts import is_blank

OXIGRAPH = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "trig": pyoxigraph.RdfFormat.TRIG,
}
RDFLIB = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
RAPPER = {"turtle": "turtle", "ntriples": "ntriples", "rdfxml": "rdfxml", "trig": "trig"}
Content = dict[str, bytes]


@pytest.fixture(scope="module")
def contents(graph: kg.KnowledgeGraph) -> Content:
    return {name: kg.dumps(graph, name) for name in OXIGRAPH}


def canonical(content: bytes, format: str) -> str:
    """What RDFC-1.0 makes of the data graph in a file."""
    quads: Iterable[pyoxigraph.Quad] = pyoxigraph.parse(content, format=OXIGRAPH[format])
    if format == "trig":
        quads = (quad for quad in quads if str(quad.graph_name).endswith("/data>"))
    found = pyoxigraph.Dataset(pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in quads)
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in found))


def test_all_formats_hold_one_graph_and_ntriples_is_its_canonical_form(contents: Content) -> None:
    for name, content in contents.items():
        assert canonical(content, name) == contents["ntriples"].decode("utf-8"), name


@pytest.mark.slow
@pytest.mark.parametrize("name", RDFLIB)
def test_rdflib_reads_what_to_rdf_gives(graph: kg.KnowledgeGraph, contents: Content, name: str) -> None:
    assert isomorphic(rdflib.Graph().parse(data=contents[name], format=RDFLIB[name]), graph.to_rdf())


def test_no_claim_is_lost(graph: kg.KnowledgeGraph, contents: Content, tmp_path: Path) -> None:
    count = len(graph.claims())
    claim = f"<{graph.schema.expand('nmv:Claim')}> .\n"
    for name, content in contents.items():
        assert canonical(content, name).count(claim) == count, name
    assert len(networkx.read_graphml(kg.write(graph, tmp_path / "g.graphml")).edges) == count
    kg.write(graph, tmp_path / "g", "kgx")
    rows = [len(table(tmp_path / f"g.kgx.{name}.tsv")) for name in ("edges", "denied")]
    assert rows == [len(graph.claims(polarity=polarity)) for polarity in ("affirmed", "denied")]


def test_trig_has_three_graphs(graph: kg.KnowledgeGraph, contents: Content) -> None:
    quads = list(pyoxigraph.parse(contents["trig"], format=pyoxigraph.RdfFormat.TRIG))
    base = graph.schema.dataset.base_iri
    for name, part in (("vocab", "ontology"), ("description", "dataset")):
        alone = pyoxigraph.Dataset(pyoxigraph.parse(kg.dumps(graph, part), format=pyoxigraph.RdfFormat.TURTLE))
        inside = pyoxigraph.Dataset(
            pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in quads if q.graph_name.value == f"{base}/{name}"
        )
        for dataset in (alone, inside):
            dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        assert alone == inside, name
    assert {quad.graph_name.value for quad in quads} == {f"{base}/{name}" for name in ("data", "vocab", "description")}


# ------------------------------------------------------------------------------------------------------ other programs


@pytest.mark.parametrize("name", RAPPER)
def test_rapper_counts_the_same(require: Callable[[str, str], str], contents: Content, name: str) -> None:
    rapper = require("rapper", "apt-get install raptor2-utils")
    done = subprocess.run(
        [rapper, "-i", RAPPER[name], "-c", "-", "https://example.org/"],
        input=contents[name],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # rapper counts the quads of TriG, blank nodes of lists among them, as triples.
    expected = len({*pyoxigraph.parse(contents[name], format=OXIGRAPH[name])})
    assert f"returned {expected} triples" in done.stderr.decode()
    assert b"Warning" not in done.stderr


@pytest.mark.node
@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld", "trig"])
def test_javascript_counts_the_same(node: Callable[..., str], contents: Content, name: str) -> None:
    expected = len({*pyoxigraph.parse(contents[name], format=OXIGRAPH[name])})
    assert int(node("count.mjs", name, given=contents[name].decode("utf-8"))) == expected


@pytest.mark.checkout
@pytest.mark.parametrize("path", sorted((ROOT / "exports").glob("*.ttl")), ids=lambda path: path.name)
def test_rapper_and_oxigraph_agree_on_each_turtle_file(require: Callable[[str, str], str], path: Path) -> None:
    rapper = require("rapper", "apt-get install raptor2-utils")
    done = subprocess.run([rapper, "-c", "-i", "turtle", path], capture_output=True, text=True, check=True)
    count = len({*pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE)})
    assert f"returned {count} triples" in done.stderr
    assert "Warning" not in done.stderr


# ------------------------------------------------------------------------------------------------------------- JSON-LD


def test_the_published_context_is_the_one_in_the_file(graph: kg.KnowledgeGraph, contents: Content) -> None:
    inside = json.loads(contents["jsonld"])
    assert json.loads(kg.dumps(graph, "context"))["@context"] == inside["@context"] == context(graph.schema)


def test_jsonld_is_compact(contents: Content) -> None:
    records = {record["@id"]: record for record in json.loads(contents["jsonld"])["@graph"]}
    claim = records["nmc:icliniq-2025-020"]
    assert claim["@type"] == ["Claim", "rdf:Statement", "prov:Entity"]
    assert (claim["rdf:predicate"], claim["polarity"], claim["paragraph"]) == ("countedAmong", "Affirmed", 1)
    assert claim["context"] == "under study"
    assert records["nmk:drg-stimulation"]["targets"] == "nmk:dorsal-root-ganglion"
    expanded = [key for record in records.values() for key in record if "//" in key]
    assert expanded == []


# ------------------------------------------------------------------------------------------------------------- GraphML


def test_graphml_holds_what_the_records_hold(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    found = networkx.read_graphml(kg.write(graph, tmp_path / "g.graphml"))
    assert sorted(found.nodes) == sorted(node.id for node in graph.nodes())
    for node in graph.nodes():
        values = found.nodes[node.id]
        assert (values["label"], values["category"], values["iri"]) == (node.name, node.category, node.iri)
        assert (values["x"], values["y"]) == node.position
    edges = {key: (s, o, values) for s, o, key, values in found.edges(keys=True, data=True)}
    for claim in graph.claims():
        subject, object, values = edges[claim.id]
        assert (subject, object, values["predicate"]) == (claim.subject, claim.object, claim.predicate)
        assert (values["modality"], values["paragraph"], values["inferred"]) == (
            claim.modality,
            claim.paragraph,
            claim.inferred,
        )
        assert values["label"].startswith("denied: ") == (claim.polarity == "denied")
        assert values["statement"] == claim.statement
    links = networkx.node_link_data(found, edges="links")["links"]
    assert [link["source_document"] for link in links] == [
        values["source_document"] for *_, values in found.edges(data=True)
    ]
    # What other tools call the ends of an edge, and the edge.
    assert not {"source", "target", "key", "id", "name"} & {*NODE_TYPES, *CLAIM_TYPES}


# ----------------------------------------------------------------------------------------------------------------- KGX


def table(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_kgx_tables(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(graph, tmp_path / "g", "kgx")
    nodes, edges, denied = (table(tmp_path / f"g.kgx.{name}.tsv") for name in ("nodes", "edges", "denied"))
    ids = {row["id"] for row in nodes}
    assert ids == {node.id for node in graph.nodes()}
    assert {row["category"].partition(":")[0] for row in nodes} == {"biolink"}
    for row in (*edges, *denied):
        claim = graph.claim(row["id"])
        assert (row["subject"], row["object"]) == (claim.subject, claim.object)
        assert {row["subject"], row["object"]} <= ids
        # To deny a wider predicate than was denied would deny more.
        wide = claim.polarity == "denied" and graph.schema.predicates[claim.predicate].mapping[:1] != ("exactMatch",)
        assert row["predicate"] == row["original_predicate"] if wide else row["predicate"].startswith("biolink:")
        tentative = claim.tentative and claim.polarity == "affirmed"
        assert row["original_predicate"] == kg.Schema.property_curie(claim.predicate, "nmt" if tentative else "nmv")
        assert (row["knowledge_level"] == "knowledge_assertion") is not claim.tentative
        # KGX takes any text for true.
        assert row["negated"] == ("true" if claim.polarity == "denied" else "")
        assert tuple(filter(None, row["context"].split("|"))) == claim.context
        assert row["publications"] == claim.source
    assert {row["id"] for row in denied} == {claim.id for claim in graph.claims(polarity="denied")}


def test_kgx_json_lines_say_what_the_tables_say(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(graph, tmp_path / "g", "kgx")
    kg.write(graph, tmp_path / "g", "kgx-jsonl")
    for name in ("nodes", "edges", "denied"):
        rows = table(tmp_path / f"g.kgx.{name}.tsv")
        text = (tmp_path / f"g.kgx.{name}.jsonl").read_text(encoding="utf-8")
        for row, made in zip(rows, map(json.loads, text.splitlines()), strict=True):
            flat = {key: "|".join(map(str, value)) if isinstance(value, list) else value for key, value in made.items()}
            told = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in flat.items()}
            assert told == {key: value for key, value in row.items() if value}
            assert isinstance(made["category"], list)


def test_kgx_terms_have_the_prefixes_of_biolink(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(graph, tmp_path / "g", "kgx")
    rows = table(tmp_path / "g.kgx.nodes.tsv")
    prefixes = {term.partition(":")[0] for row in rows for term in filter(None, row["xref"].split("|"))}
    assert {"MESH", "SNOMEDCT", "UBERON"} <= prefixes
    assert not {"mesh", "snomedct", "icd10cm", "hcpcs"} & prefixes


def test_a_narrower_biolink_term_is_not_used(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny(schema=('["closeMatch", "biolink:Treatment"]', '["narrowMatch", "biolink:Treatment"]')))
    kg.write(g, tmp_path / "g", "kgx")
    rows = {row["id"]: row["category"] for row in table(tmp_path / "g.kgx.nodes.tsv")}
    assert rows == dict.fromkeys(("nmk:alpha", "nmk:beta", "nmk:cell"), "biolink:NamedThing")


# ------------------------------------------------------------------------------------------------------- hostile texts


HOSTILE = [
    'a "quoted" text',
    "back\\slash",
    "line\nbreak\r\ttab \r\n end\\",
    "<https://example.org/x> . nmk:a nmv:b nmk:c .",
    '"""',
    "'''",
    "\u2028 and \u2029 and \x85",
    "\u202eright to left\u202c",
    "\U0001f600",
    "@en",
    "^^xsd:integer",
    "a # b",
    " a ",
    "]]>&amp;<b>",
    "nmk:not-a-node-of-ours",
    "{\"@id\": \"x\"}",
]  # fmt: skip


def changed(g: kg.KnowledgeGraph, text: str, **fields: Any) -> kg.KnowledgeGraph:
    """The tiny graph with this text in many places."""
    free = text if not text.startswith("nmk:") else f" {text}"
    claim = replace(g.claim("one-001"), statement=text, note=text, context=(free,), hedge=(text, "a"))
    node = replace(g["alpha"], name=text, synonyms=(text, "b"), definition=text, note=text, **fields)
    others = [c for c in g.claims() if c.id != claim.id]
    nodes = [n for n in g.nodes() if n.id != node.id]
    source = replace(g.source("one"), title=text, author=text)
    return kg.KnowledgeGraph(
        schema=g.schema, sources=[source], nodes=[node, *nodes], claims=[claim, *others], tensions=g.tensions()
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.slow
def test_hostile_texts_survive_every_format(tiny: Write, tmp_path: Path, text: str) -> None:
    g = changed(kg.load(tiny()), text)
    expected = kg.dumps(g, "ntriples").decode("utf-8")
    for name in OXIGRAPH:
        assert canonical(kg.dumps(g, name), name) == expected, name
    for name, parser in RDFLIB.items():
        assert isomorphic(rdflib.Graph().parse(data=kg.dumps(g, name), format=parser), g.to_rdf()), name
    found = networkx.read_graphml(kg.write(g, tmp_path / "g.graphml"))
    assert found.nodes["nmk:alpha"]["label"] == text
    if not any(mark in text for mark in "\t\n\r"):
        kg.write(g, tmp_path / "g", "kgx")
        assert table(tmp_path / "g.kgx.nodes.tsv")[0]["name"] == text


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_carry_is_refused(tiny: Write, character: str) -> None:
    g = changed(kg.load(tiny()), f"a{character}b")
    code = f"U\\+{ord(character):04X}"
    with pytest.raises(
        kg.ExportError, match=rf"^nms:one contains the character {code}, which rdfxml cannot represent; "
    ):
        kg.dumps(g, "rdfxml")
    with pytest.raises(
        kg.ExportError, match=rf"^nmk:alpha contains the character {code}, which graphml cannot represent; "
    ):
        kg.dumps(g, "graphml")
    for name in ("turtle", "ntriples", "jsonld"):
        assert canonical(kg.dumps(g, name), name) == kg.dumps(g, "ntriples").decode("utf-8")


def test_what_a_cell_cannot_hold_is_refused(tiny: Write, tmp_path: Path) -> None:
    for text in ("a\tb", "a\nb", "a\rb"):
        with pytest.raises(kg.ExportError, match=r"^nmk:alpha has a tab, .* in its name, which kgx cannot represent; "):
            kg.write(changed(kg.load(tiny()), text), tmp_path / "g", "kgx")
    with pytest.raises(kg.ExportError, match=r"^nmk:alpha has .* in its synonym, "):
        kg.write(changed(kg.load(tiny()), "a|b"), tmp_path / "g", "kgx")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(lambda text: not is_blank(text)))
def test_any_text_survives_or_is_refused(tiny: Write, text: str) -> None:
    g = changed(kg.load(tiny()), text)
    expected = kg.dumps(g, "ntriples").decode("utf-8")
    for name in ("turtle", "jsonld", "rdfxml"):
        try:
            content = kg.dumps(g, name)
        except kg.ExportError:
            assert name == "rdfxml"
            continue
        assert canonical(content, name) == expected


URLS = [
    "https://example.org/%zz",
    "https://example.org/a b",
    "https://a.example/#b#c",
    "https://[x]/",
    "no iri",
    "https://e/\ue000",
    "https://e/\x7f",
]


@pytest.mark.parametrize("url", URLS)
def test_an_address_that_is_no_iri_is_refused(tiny: Write, url: str) -> None:
    g = kg.load(tiny())
    with pytest.raises(kg.DataError, match=r"url is .*, not an absolute IRI"):
        kg.KnowledgeGraph(
            schema=g.schema, sources=[replace(g.source("one"), url=url)], nodes=g.nodes(), claims=g.claims()
        )


@pytest.mark.parametrize(
    "base", ["nonsense", "https://example.org/a b", "https://example.org/#x", "urn:x", "https://e/%zz"]
)
def test_a_base_that_is_no_iri_is_refused_before_anything_is_written(tiny: Write, base: str) -> None:
    with pytest.raises(ValueError, match="is not an absolute IRI"):
        kg.load(tiny(), base_iri=base)


@pytest.mark.parametrize(
    ("value", "number", "datatype"),
    [
        ("5.0", "5", "integer"),
        ("0.50", "0.5", "decimal"),
        ("-0", "0", "integer"),
        ("1E+3", "1000", "integer"),
        ("-1.10", "-1.1", "decimal"),
    ],
)
def test_numbers_are_written_as_stores_keep_them(tiny: Write, value: str, number: str, datatype: str) -> None:
    from decimal import Decimal

    g = kg.load(tiny())
    claim = replace(g.claim("one-001"), quantity=kg.Quantity(comparator="=", value=Decimal(value), unit="mm"))
    others = [c for c in g.claims() if c.id != claim.id]
    g = kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=g.nodes(), claims=[claim, *others])
    line = f'one-001.q1> <https://schema.org/value> "{number}"^^<http://www.w3.org/2001/XMLSchema#{datatype}> .'
    assert line in kg.dumps(g, "ntriples").decode()
