"""The Turtle and the rdflib graph: the same triples, every claim, nothing denied as a fact."""

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from conftest import Write
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS, SKOS
from rdflib.query import ResultRow

import kg
from kg.formats.rdf.model import subjects

NMV = rdflib.Namespace("https://w3id.org/neuromod-kg/vocab#")
NMK = rdflib.Namespace("https://w3id.org/neuromod-kg/entity/")
NMC = rdflib.Namespace("https://w3id.org/neuromod-kg/claim/")


def parsed(content: bytes) -> rdflib.Graph:
    return rdflib.Graph(bind_namespaces="none").parse(data=content, format="turtle")


@pytest.fixture(scope="module")
def triples(graph: kg.KnowledgeGraph) -> rdflib.Graph:
    return parsed(kg.dumps(graph, "turtle"))


@pytest.mark.slow
def test_to_rdf_has_the_triples_and_prefixes_of_the_exports(graph: kg.KnowledgeGraph, triples: rdflib.Graph) -> None:
    # JSON-LD is written on its own way, record by record; to_rdf is made from the Turtle.
    json_ld = rdflib.Graph(bind_namespaces="none").parse(data=kg.dumps(graph, "jsonld"), format="json-ld")
    assert isomorphic(json_ld, graph.to_rdf())
    assert isomorphic(triples, graph.to_rdf())
    assert {p: str(n) for p, n in graph.to_rdf().namespaces()} == {p: str(n) for p, n in triples.namespaces()}


def test_no_blank_nodes(triples: rdflib.Graph) -> None:
    assert [t for t in triples if any(isinstance(term, rdflib.BNode) for term in t)] == []


def test_direct_triples_are_the_affirmed_edges(graph: kg.KnowledgeGraph, triples: rdflib.Graph) -> None:
    def expand(curie: str) -> rdflib.URIRef:
        return rdflib.URIRef(graph.schema.expand(curie))

    def triples_of(claims: Iterable[kg.Claim], prefix: str) -> set[tuple[rdflib.URIRef, ...]]:
        verbs = {name: kg.Schema.property_curie(name, prefix) for name in graph.schema.predicates}
        return {(expand(c.subject), expand(verbs[c.predicate]), expand(c.object)) for c in claims}

    affirmed = [c for c in graph.claims() if c.polarity == "affirmed"]
    outright = [c for c in affirmed if c.modality in ("asserted", "reported") and not c.inferred]
    firm = {(c.subject, c.predicate, c.object) for c in outright}
    others = [c for c in affirmed if (c.subject, c.predicate, c.object) not in firm]
    for prefix, claims in (("nmv", outright), ("nmt", others)):
        predicates = {expand(kg.Schema.property_curie(name, prefix)) for name in graph.schema.predicates}
        assert {(s, p, o) for s, p, o in triples if p in predicates} == triples_of(claims, prefix)
    assert (NMK["neurostimulation"], NMV.treats, None) not in triples  # the source says that it might
    assert (NMK["medication"], NMV.takesPartIn, NMK["liver-metabolism"]) not in triples


def test_every_claim_is_a_resource_with_all_its_columns(graph: kg.KnowledgeGraph, triples: rdflib.Graph) -> None:
    assert set(triples.subjects(RDF.type, NMV.Claim)) == {NMC[claim.slug] for claim in graph.claims()}
    for claim in graph.claims():
        iri = NMC[claim.slug]
        assert str(triples.value(iri, RDFS.label)) == claim.statement
        assert str(triples.value(iri, NMV.modality)) == str(NMV[claim.modality.capitalize()])
        assert str(triples.value(iri, NMV.polarity)) == str(NMV[claim.polarity.capitalize()])
        assert {str(o) for o in triples.objects(iri, NMV.hedge)} == set(claim.hedge)
        assert triples.value(iri, NMV.paragraph) == rdflib.Literal(claim.paragraph)
        assert (triples.value(iri, NMV.inferred) is not None) == claim.inferred
        assert str(triples.value(iri, SKOS.note) or "") == claim.note
        for name in ("population", "comparator", "aspect", "context"):
            values = {str(o) for o in triples.objects(iri, NMV[name])}
            assert values == {graph.schema.expand(v) if v.startswith("nmk:") else v for v in getattr(claim, name)}


def test_the_figure(triples: rdflib.Graph) -> None:
    rows = triples.query(
        "PREFIX schema: <https://schema.org/> PREFIX nmv: <https://w3id.org/neuromod-kg/vocab#>"
        "SELECT ?label ?value ?unit ?bound { ?c nmv:quantity ?q . ?q rdfs:label ?label ; schema:minValue ?value ;"
        " schema:unitText ?unit ; nmv:bound ?bound }"
    )
    assert [tuple(map(str, row)) for row in rows if isinstance(row, ResultRow)] == [(">80 %", "80", "%", ">")]


def test_nodes_sources_and_sections(graph: kg.KnowledgeGraph, triples: rdflib.Graph) -> None:
    assert str(triples.value(NMK.scs, RDFS.label)) == "spinal cord stimulation"
    assert "SCS" in {str(o) for o in triples.objects(NMK.scs, SKOS.altLabel)}
    for node in graph.nodes():
        assert triples.value(NMK[node.slug], SKOS.definition) is not None
    sections = [section for source in graph.sources() for section in source.sections]
    assert len(set(triples.subjects(RDF.type, NMV.Section))) == len(sections) >= 11


HOSTILE = [
    'a "quoted" text',
    "back\\slash",
    "line\nbreak\r\ttab",
    "<https://example.org/x> . nmk:a nmv:b nmk:c .",
    '"""',
    "'''",
    "\u2028 and \u2029",
    "\u202eright to left",
    "\U0001f600",
    "\x00\x01\x7f",
    "@en",
    "^^xsd:integer",
    "a # b",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_survive(tiny: Write, text: str) -> None:
    g = kg.load(tiny())
    claim = replace(g.claim("one-001"), statement=text, note=text, context=(text,))
    node = replace(g["alpha"], name=text, synonyms=(text,), definition=text)
    others = [c for c in g.claims() if c.id != claim.id]
    nodes = [n for n in g.nodes() if n.id != node.id]
    changed = kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=[node, *nodes], claims=[claim, *others])
    found = parsed(kg.dumps(changed, "turtle"))
    assert isomorphic(found, changed.to_rdf())
    assert str(found.value(rdflib.URIRef("https://example.org/tiny/claim/one-001"), RDFS.label)) == text


@pytest.mark.parametrize(("text", "datatype"), [("2026-01-02", "date"), ("2026-01", "gYearMonth"), ("2026", "gYear")])
def test_dates_are_as_precise_as_stated(tiny: Write, text: str, datatype: str) -> None:
    turtle = kg.dumps(kg.load(tiny(sources=("2026-01-02", text))), "turtle").decode()
    assert f'dcterms:issued "{text}"^^xsd:{datatype}' in turtle


def test_base_iri_moves_every_iri_of_ours(tiny: Write) -> None:
    content = kg.dumps(kg.load(tiny(), base_iri="https://example.com/mine"), "turtle").decode()
    assert "example.org" not in content
    assert "<https://example.com/mine/entity/>" in content


def test_predicates_do_not_clash_with_claim_properties(graph: kg.KnowledgeGraph) -> None:
    used = {p for block in subjects(graph) if block.curie.startswith("nmc:") for p, _ in block.properties}
    assert used.isdisjoint(map(kg.Schema.property_curie, graph.schema.directions))


@pytest.mark.checkout
def test_rapper_reads_the_exports(require: Callable[[str, str], str]) -> None:
    from conftest import ROOT

    rapper = require("rapper", "apt-get install raptor2-utils")
    files = sorted((ROOT / "exports").glob("*.ttl"))
    assert files
    for file in files:
        done = subprocess.run(
            [rapper, "-q", "-c", "-i", "turtle", Path(file)], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
