"""The SHACL shapes: our data conforms; each kind of damage is reported, by the shape that says so, in every validator."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
import rdflib
import shacl
from conftest import ROOT, Write

import kg

SHAPES = {"core": "shapes", "sparql": "shapes-sparql"}
NMSH = "https://w3id.org/neuromod-kg/shapes#"
Found = set[str]


def by_pyshacl(data: rdflib.Graph, shapes: rdflib.Graph, only: Found | None = None) -> Found:
    """The names of the shapes that pyshacl reports, of all or of some."""
    asked = [NMSH + name for name in sorted(only)] if only else None
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", use_shapes=asked)
    assert isinstance(report, rdflib.Graph)
    results = report.objects(None, rdflib.SH.result)  # and not what they give as detail
    sources = {str(report.value(result, rdflib.SH.sourceShape)) for result in results}
    return {name.removeprefix(NMSH) for name in sources if name.startswith(NMSH)}


def by_shacl(data: str, shapes: bytes) -> Found:
    """The names of the shapes that the package shacl reports."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data.nt").write_text(data, encoding="utf-8")
        (Path(folder) / "shapes.ttl").write_bytes(shapes)
        report = shacl.validate(f"{folder}/data.nt", f"{folder}/shapes.ttl")
    return {str(result.source_shape).strip("<>").removeprefix(NMSH) for result in report.results}


@pytest.fixture(scope="module")
def shapes(graph: kg.KnowledgeGraph) -> dict[str, rdflib.Graph]:
    return {kind: rdflib.Graph().parse(data=kg.dumps(graph, name), format="turtle") for kind, name in SHAPES.items()}


CHOSEN = (
    *("001", "002", "003", "004", "005", "007", "024", "059", "060", "061", "081", "084", "085", "087", "091", "187"),
    *("190", "191", "200", "254"),
)


@pytest.fixture(scope="module")
def sample(graph: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    """Twenty claims, with all that they name."""
    claims = [graph.claim(f"icliniq-2025-{number}") for number in CHOSEN]
    ids = {claim.id for claim in claims}
    named = {
        name
        for claim in claims
        for name in (claim.subject, claim.object, *claim.population, *claim.comparator, *claim.aspect, *claim.context)
    }
    return kg.KnowledgeGraph(
        schema=graph.schema,
        sources=[graph.source("icliniq-2025")],
        nodes=[node for node in graph.nodes() if node.id in named | {"nmk:scs", "nmk:dtm"}],
        claims=claims,
        tensions=[tension for tension in graph.tensions() if ids.issuperset(tension.members)],
    )


def test_the_sample_has_something_of_each_kind(sample: kg.KnowledgeGraph) -> None:
    claims = sample.claims()
    assert len(claims) == 20
    assert {claim.modality for claim in claims} == {"asserted", "hedged", "reported"}
    assert {claim.polarity for claim in claims} == {"affirmed", "denied"}
    assert all(
        any(getattr(c, name) for c in claims) for name in ("quantity", "comparator", "aspect", "context", "inferred")
    )
    assert sample.tensions()
    assert any(node.mappings for node in sample.nodes())
    assert any(node.abbreviations for node in sample.nodes())


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.slow
def test_the_sample_conforms(sample: kg.KnowledgeGraph, shapes: dict[str, rdflib.Graph], kind: str) -> None:
    assert by_pyshacl(sample.to_rdf(), shapes[kind]) == set()


ONE, TWO = "nmc:icliniq-2025-001", "nmc:icliniq-2025-002"
# What is broken, how, and the shapes that say so: core, then SPARQL.
DAMAGE = [
    ("an entity without a name", "DELETE WHERE { nmk:scs rdfs:label ?x }", "Entity-label", ""),
    ("an empty name", 'DELETE { nmk:scs rdfs:label ?x } INSERT { nmk:scs rdfs:label ""@en } WHERE { nmk:scs rdfs:label ?x }', "Entity-label", ""),
    ("a name in no language", 'DELETE { nmk:scs rdfs:label ?x } INSERT { nmk:scs rdfs:label "scs" } WHERE { nmk:scs rdfs:label ?x }', "Entity-label", ""),
    ("two names", 'INSERT DATA { nmk:scs rdfs:label "another"@en }', "Entity-label", ""),
    ("an empty other name", 'INSERT DATA { nmk:scs skos:altLabel ""@en }', "Entity-altLabel", ""),
    ("two definitions", 'INSERT DATA { nmk:scs skos:definition "another"@en }', "Entity-definition", ""),
    ("an entity without a definition", "DELETE WHERE { nmk:scs skos:definition ?x }", "Entity-definition", ""),
    ("two categories", "INSERT DATA { nmk:scs a nmv:Device }", "Entity Mapping-source", ""),
    ("an entity of no category, in a claim", "DELETE WHERE { nmk:cure a ?x }", "Claim-object aimsAt-range-of-claims Mapping-source", ""),
    ("an entity below another IRI", 'INSERT DATA { <https://example.org/x> a nmv:Device ; rdfs:label "x"@en }', "Entity Entity-definition", ""),
    ("a match to a text", 'INSERT DATA { nmk:scs skos:exactMatch "MAXO:0000945" }', "Entity-exactMatch", ""),
    ("a wrong domain, in claim and triple", f"DELETE {{ {TWO} rdf:subject ?s . ?s nmv:describedAs ?o }} INSERT {{ {TWO} rdf:subject nmk:non-invasive ; rdf:predicate nmv:targets . nmk:non-invasive nmv:targets ?o }} WHERE {{ {TWO} rdf:subject ?s ; rdf:object ?o }}", "Claim-predicate targets-domain targets-range targets-domain-of-claims targets-range-of-claims", "AffirmedClaim"),
    ("a wrong range, in the triple alone", "INSERT DATA { nmk:scs nmv:targets nmk:non-invasive }", "targets-range", "DirectTriple"),
    ("a wrong range, in the claim alone", f"DELETE {{ {ONE} rdf:object ?o }} INSERT {{ {ONE} rdf:object nmk:scs }} WHERE {{ {ONE} rdf:object ?o }}", "describedAs-range-of-claims", "AffirmedClaim DirectTriple"),
    ("a claim without subject", f"DELETE WHERE {{ {ONE} rdf:subject ?x }}", "Claim-subject", "DirectTriple"),
    ("a claim with two objects", f"INSERT DATA {{ {ONE} rdf:object nmk:non-invasive }}", "Claim-object", ""),
    ("an unknown predicate", f"DELETE {{ {ONE} rdf:predicate ?x }} INSERT {{ {ONE} rdf:predicate nmv:likes }} WHERE {{ {ONE} rdf:predicate ?x }}", "Claim-predicate", "AffirmedClaim DirectTriple"),
    ("a claim without statement", f"DELETE WHERE {{ {ONE} rdfs:label ?x }}", "Claim-label", ""),
    ("a claim without source", f"DELETE WHERE {{ {ONE} dcterms:source ?x }}", "Claim-source Claim-section-of-source", ""),
    ("a claim without section", f"DELETE WHERE {{ {ONE} nmv:section ?x }}", "Claim-section Claim-section-of-source", ""),
    ("a section that is none", f"DELETE {{ {ONE} nmv:section ?x }} INSERT {{ {ONE} nmv:section nms:icliniq-2025.gone }} WHERE {{ {ONE} nmv:section ?x }}", "Claim-section Claim-section-of-source", ""),
    ("a paragraph that is no number", f'DELETE {{ {ONE} nmv:paragraph ?x }} INSERT {{ {ONE} nmv:paragraph "one" }} WHERE {{ {ONE} nmv:paragraph ?x }}', "Claim-paragraph", "?"),
    ("paragraph 0", f"DELETE {{ {ONE} nmv:paragraph ?x }} INSERT {{ {ONE} nmv:paragraph 0 }} WHERE {{ {ONE} nmv:paragraph ?x }}", "Claim-paragraph", ""),
    ("a paragraph that the section lacks", f"DELETE {{ {ONE} nmv:paragraph ?x }} INSERT {{ {ONE} nmv:paragraph 2 }} WHERE {{ {ONE} nmv:paragraph ?x }}", "", "ParagraphOfSection"),
    ("an unknown modality", f"DELETE {{ {ONE} nmv:modality ?x }} INSERT {{ {ONE} nmv:modality nmv:Guessed }} WHERE {{ {ONE} nmv:modality ?x }}", "Claim-modality HedgedClaim", ""),
    ("hedged without a hedge", f"DELETE {{ {ONE} nmv:modality ?x }} INSERT {{ {ONE} nmv:modality nmv:Hedged }} WHERE {{ {ONE} nmv:modality ?x }}", "HedgedClaim", "FirmTriple"),
    ("asserted with a hedge", f'INSERT DATA {{ {ONE} nmv:hedge "may"@en }}', "HedgedClaim", ""),
    ("an empty hedge", 'INSERT { ?c nmv:hedge ""@en } WHERE { ?c nmv:modality nmv:Hedged }', "Claim-hedge", ""),
    ("two polarities", f"INSERT DATA {{ {ONE} nmv:polarity nmv:Denied }}", "Claim-polarity", ""),
    ("no polarity", f"DELETE WHERE {{ {ONE} nmv:polarity ?x }}", "Claim-polarity", "DeniedTriple"),
    ("a comparison without aspect", "DELETE { ?c nmv:aspect ?x } WHERE { ?c nmv:comparator ?y ; nmv:aspect ?x }", "ComparingClaim", ""),
    ("differs from, without aspect", f"DELETE {{ {ONE} rdf:predicate ?x }} INSERT {{ {ONE} rdf:predicate nmv:differsFrom }} WHERE {{ {ONE} rdf:predicate ?x }}", "ComparingClaim", "AffirmedClaim DirectTriple"),
    ("inferred without a note", f"INSERT DATA {{ {ONE} nmv:inferred true }}", "InferredClaim", "FirmTriple"),
    ("a qualifier that is no entity", f"INSERT DATA {{ {ONE} nmv:context nmk:gone }}", "Claim-context", ""),
    ("an empty qualifier", f'INSERT DATA {{ {ONE} nmv:context ""@en }}', "Claim-context", ""),
    ("a claim that does not say that it is one", f"DELETE WHERE {{ {ONE} a ?x }}", "Claim", ""),
    ("a disagreement with an entity", f"INSERT DATA {{ {ONE} nmv:disagreesWith nmk:scs }}", "Claim-disagreesWith", "Disagreement"),
    ("a plain triple that all deny", "INSERT DATA { nmk:pump-delivered-drug nmv:takesPartIn nmk:body-transit }", "", "DeniedTriple"),
    ("a plain triple that no claim says", "INSERT DATA { nmk:neuromodulation nmv:describedAs nmk:scs }", "describedAs-range", "DirectTriple"),
    ("a claim without its plain triple", "DELETE WHERE { nmk:neuromodulation nmv:describedAs nmk:latest }", "", "AffirmedClaim"),
    ("a tentative triple of what is said outright", "INSERT DATA { nmk:neuromodulation nmt:describedAs nmk:latest }", "", "TentativeTriple"),
    ("a tentative triple that no claim says", "INSERT DATA { nmk:neuromodulation nmt:targets nmk:scs }", "targets-range", "DirectTriple"),
    ("a bound that is none", 'DELETE { ?q nmv:bound ?x } INSERT { ?q nmv:bound "~" } WHERE { ?q nmv:bound ?x }', "Quantity Quantity-bound", ""),
    ("a number under the wrong property", "DELETE { ?q ?p ?x } INSERT { ?q schema:maxValue ?x } WHERE { VALUES ?p { schema:value schema:minValue } ?q ?p ?x }", "Quantity", ""),
    ("a number that is none", 'DELETE { ?q ?p ?x } INSERT { ?q ?p "many" } WHERE { VALUES ?p { schema:value schema:minValue } ?q ?p ?x }', "Quantity-{value}", ""),
    ("a figure without a unit", "DELETE WHERE { ?q schema:unitText ?x }", "Quantity-unit", ""),
    ("a date that the calendar lacks", 'DELETE { ?s dcterms:issued ?x } INSERT { ?s dcterms:issued "2025-13-45"^^xsd:date } WHERE { ?s dcterms:issued ?x }', "Source-issued", ""),
    ("a date that is a text", 'DELETE { ?s dcterms:issued ?x } INSERT { ?s dcterms:issued "last spring" } WHERE { ?s dcterms:issued ?x }', "Source-issued", ""),
    ("a source without a title", "DELETE WHERE { ?s dcterms:title ?x }", "Source-title", ""),
    ("an address that is a text", 'INSERT DATA { nms:icliniq-2025 schema:url "https://example.org/" }', "Source-url", ""),
    ("a section without a place", "DELETE WHERE { nms:icliniq-2025.types schema:position ?x }", "Section-position", ""),
    ("a section that its source does not list", "DELETE WHERE { nms:icliniq-2025 dcterms:hasPart nms:icliniq-2025.types }", "Section-listed", ""),
    ("sentences that are no numbers", 'DELETE { ?s nmv:sentences ?x } INSERT { ?s nmv:sentences "a|b" } WHERE { ?s nmv:sentences ?x }', "Section-sentences", "?"),
    ("a tension of an unknown weight", 'DELETE { ?t nmv:weight ?x } INSERT { ?t nmv:weight "huge" } WHERE { ?t nmv:weight ?x }', "Tension-weight", ""),
    ("a tension of an unknown kind", "DELETE { ?t nmv:kind ?x } INSERT { ?t nmv:kind nmv:Quarrel } WHERE { ?t nmv:kind ?x }", "Tension-kind", ""),
    ("a tension against what it is not between", f"INSERT {{ ?t nmv:against {ONE} }} WHERE {{ ?t a nmv:Tension }}", "", "AgainstOneSide"),
    ("a mapping without the term's label", "DELETE WHERE { ?m sssom:object_label ?x }", "Mapping-label", ""),
    ("a mapping to two versions", 'INSERT { ?m sssom:object_source_version "1", "2" } WHERE { ?m sssom:object_label ?x }', "Mapping-version", ""),
    ("a mapping whose match is not stated", "DELETE WHERE { nmk:scs skos:exactMatch ?x }", "", "StatedMapping"),
    ("an abbreviation that is no other name", 'INSERT DATA { nmk:scs nmv:abbreviation "XY"@en }', "", "Abbreviation"),
]  # fmt: skip


@pytest.fixture(scope="module")
def damaged(sample: kg.KnowledgeGraph) -> list[rdflib.Graph]:
    found = []
    whole = set(sample.to_rdf())
    for what, update, _, _ in DAMAGE:
        data = sample.to_rdf()
        for prefix in ("nmv", "nmt", "sssom", "cito", "xsd"):
            data.bind(prefix, sample.schema.prefixes[prefix])
        data.update(update)
        assert set(data) != whole, what
        found.append(data)
    return found


def expected(sample: kg.KnowledgeGraph, kind: str) -> list[Found]:
    (claim,) = [claim for claim in sample.claims() if claim.quantity is not None]
    assert claim.quantity is not None
    value = {"=": "value", ">": "minValue"}[claim.quantity.comparator]
    column = 2 if kind == "core" else 3
    return [set(row[column].format(value=value).split()) for row in DAMAGE]


@pytest.mark.shacl
@pytest.mark.parametrize("kind", SHAPES)
def test_pyshacl_reports_each_damage(
    sample: kg.KnowledgeGraph, shapes: dict[str, rdflib.Graph], damaged: list[rdflib.Graph], kind: str
) -> None:
    due = expected(sample, kind)
    # It takes seconds for each graph with the shapes that query: that no other reports it is left to the other validators.
    asked = [None if kind == "core" else names - {"?"} for names in due]
    found = [
        by_pyshacl(data, shapes[kind], only) if only is None or only else set()
        for data, only in zip(damaged, asked, strict=True)
    ]
    assert named(found) == named(due, found)


@pytest.mark.slow
@pytest.mark.parametrize("kind", SHAPES)
def test_another_validator_in_rust_agrees(
    graph: kg.KnowledgeGraph, sample: kg.KnowledgeGraph, damaged: list[rdflib.Graph], kind: str
) -> None:
    shapes = kg.dumps(graph, SHAPES[kind])
    found = [by_shacl(data.serialize(format="nt"), shapes) for data in damaged]
    assert named(found) == named(expected(sample, kind), found)


@pytest.mark.node
@pytest.mark.shacl
def test_another_validator_in_javascript_agrees(
    graph: kg.KnowledgeGraph,
    sample: kg.KnowledgeGraph,
    damaged: list[rdflib.Graph],
    node: Callable[..., str],
    tmp_path: Path,
) -> None:
    path = kg.write(graph, tmp_path / "g.shapes.ttl")
    answers = json.loads(
        node("shacl.mjs", str(path), given=json.dumps([d.serialize(format="turtle") for d in damaged]))
    )
    found = [
        {shape.removeprefix(NMSH) for shape, _ in answer["results"] if shape.startswith(NMSH)} for answer in answers
    ]
    assert named(found) == named(expected(sample, "core"), found)
    assert [answer["conforms"] for answer in answers] == [not names for names in expected(sample, "core")]


def named(found: list[Found], instead: list[Found] | None = None) -> dict[str, list[str]]:
    """What is broken → the shapes; `?` in what is expected stands for whatever a validator makes of a type error."""
    rows = zip(DAMAGE, found, instead or found, strict=True)
    return {row[0]: sorted(other if names == {"?"} else names) for row, names, other in rows}


def test_many_kinds_of_damage() -> None:
    assert len({what for what, *_ in DAMAGE}) == len(DAMAGE) > 50


def test_every_shape_is_generated_for_any_schema(tiny: Write) -> None:
    g = kg.load(tiny())
    data = g.to_rdf()
    for name in SHAPES.values():
        assert by_pyshacl(data, rdflib.Graph().parse(data=kg.dumps(g, name), format="turtle")) == set()
        assert by_shacl(kg.dumps(g, "ntriples").decode(), kg.dumps(g, name)) == set()


@pytest.mark.shacl
@pytest.mark.parametrize("kind", SHAPES)
def test_the_shapes_are_well_formed(shapes: dict[str, rdflib.Graph], kind: str) -> None:
    conforms, _, report = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes[kind], meta_shacl=True)
    assert conforms, report


@pytest.mark.checkout
@pytest.mark.shacl
# With the shapes that query, all of it takes pyshacl minutes; it has a sample.
@pytest.mark.parametrize(("kind", "validator"), [("core", "pyshacl"), ("core", "shacl"), ("sparql", "shacl")])
def test_the_exports_conform(kind: str, validator: str) -> None:
    data, shapes = ROOT / "exports/neuromod-kg.ttl", ROOT / f"exports/neuromod-kg.{SHAPES[kind]}.ttl"
    if validator == "pyshacl":
        graphs = [rdflib.Graph().parse(path, format="turtle") for path in (data, shapes)]
        conforms, _, report = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inference="none")
        assert conforms, report
    else:
        assert shacl.validate(str(data), str(shapes)).conforms


@pytest.mark.checkout
@pytest.mark.shacl
@pytest.mark.node
def test_the_exports_conform_in_javascript(node: Callable[..., str]) -> None:
    data = (ROOT / "exports/neuromod-kg.ttl").read_text(encoding="utf-8")
    answers = json.loads(node("shacl.mjs", str(ROOT / "exports/neuromod-kg.shapes.ttl"), given=json.dumps([data])))
    assert answers == [{"conforms": True, "results": []}]
