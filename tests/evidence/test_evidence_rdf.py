"""The evidence in RDF: it loads beside the article's file and alone, adds no plain triple, and conforms to its shapes."""

from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import pytest
import rdflib
from made_up_evidence import CLAIM

import kg

NMV = "https://w3id.org/neuromod-kg/vocab#"
NMSH = "https://w3id.org/neuromod-kg/shapes#"


@pytest.fixture(scope="module")
def layered(tmp_path_factory: pytest.TempPathFactory) -> kg.KnowledgeGraph:
    from made_up_evidence import write_evidence

    return kg.load(write_evidence(tmp_path_factory.mktemp("evidence") / "data"), evidence=True)


def store(*files: bytes) -> pyoxigraph.Store:
    found = pyoxigraph.Store()
    for content in files:
        found.load(content, pyoxigraph.RdfFormat.TURTLE)
    return found


def counted(found: pyoxigraph.Store, query: str) -> str:
    rows: Any = found.query(query)
    return str(next(iter(rows))["n"])


def test_it_is_written_in_the_same_bytes_and_only_where_there_is_any(
    layered: kg.KnowledgeGraph, graph: kg.KnowledgeGraph, tmp_path: Path
) -> None:
    assert kg.dumps(layered, "evidence") == kg.dumps(layered, "evidence")
    assert tmp_path / "neuromod-kg-evidence.ttl" in kg.export_paths(layered, tmp_path)
    assert kg.write(layered, tmp_path / "x-evidence.ttl").read_bytes() == kg.dumps(layered, "evidence")
    with pytest.raises(kg.MissingEvidence):
        kg.dumps(graph, "evidence")


def test_it_adds_no_plain_triple_no_claim_and_no_entity_of_a_category(layered: kg.KnowledgeGraph) -> None:
    article, evidence = (store(kg.dumps(layered, name)) for name in ("turtle", "evidence"))
    both = store(kg.dumps(layered, "turtle"), kg.dumps(layered, "evidence"))
    schema = layered.schema
    predicates = [
        f"{schema.prefixes[p]}{kg.Schema.property_curie(name).partition(':')[2]}"
        for name in schema.predicates
        for p in ("nmv", "nmt")
    ]
    assert not [quad for quad in evidence if quad.predicate.value in predicates]
    for kind in ("Claim", "Entity", "Tension", *schema.categories):
        ask = f"SELECT (COUNT(*) AS ?n) {{ ?x a <{NMV}{kind}> }}"
        assert counted(both, ask) == counted(article, ask), kind


def test_no_question_on_the_article_has_another_answer(layered: kg.KnowledgeGraph, graph: kg.KnowledgeGraph) -> None:
    asked = [one.name for one in graph.questions() if not one.of_evidence]
    assert len(asked) > 60
    for name in asked:
        assert layered.ask(name).plain == graph.ask(name).plain, name


def test_queries_find_it(layered: kg.KnowledgeGraph) -> None:
    result = layered.sparql(
        """PREFIX SEPIO: <http://purl.obolibrary.org/obo/SEPIO_>
        SELECT ?claim ?finding ?study ?events ?total {
          ?link nmv:onClaim ?claim ; SEPIO:0000183 SEPIO:0000403 ; SEPIO:0000084 ?finding .
          ?finding biolink:has_count ?events ; biolink:has_total ?total ; dcterms:source ?study }"""
    )
    assert not result.warnings
    (row,) = result
    assert (row.claim.slug, row.finding.slug, row.study.slug) == (CLAIM, "one-2021-001", "one-2021")
    assert (row.events, row.total, row.finding.total) == (40, 50, 50)
    found = layered.sparql("SELECT ?harm { ?f biolink:predicate nmv:hasAdverseEvent ; biolink:object ?harm }")
    assert [row.harm.name for row in found] == ["lead migration"]
    assert not found.warnings
    told = layered.sparql("SELECT ?p { nmk:lead-migratoin ?p [] }").warnings
    assert told == ("nothing in the graph has nmk:lead-migratoin; did you mean nmk:lead-migration?",)


def test_kgx_tables_have_the_slots_of_studies(layered: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(layered, tmp_path / "g", "kgx-evidence")

    def rows(name: str) -> list[dict[str, str]]:
        lines = (tmp_path / f"g.evidence.kgx.{name}.tsv").read_text(encoding="utf-8").splitlines()
        return [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:]]

    nodes, edges, denied = map(rows, ("nodes", "edges", "denied"))
    assert {row["id"] for row in nodes} == {row[end] for row in edges for end in ("subject", "object")}
    assert len(edges) == len(layered.layer.findings)
    assert not denied
    first = edges[0]
    assert (first["has_count"], first["has_total"], first["has_percentage"]) == ("40", "50", "80")
    assert (first["publications"], first["has_supporting_studies"]) == ("DOI:10.1000/one-2021", "nms:one-2021")
    assert (first["knowledge_level"], first["result"], first["role"]) == ("observation", "r1", "arm")
    assert [row["has_count"] for row in edges] == ["40", "", "", "2", ""], "no missing numerator is computed"


DAMAGE = {
    "a finding without a source": ("DELETE WHERE { nmc:one-2021-001 dcterms:source ?x }", "Finding-source"),
    "events below nothing": ("INSERT DATA { nmc:one-2021-003 biolink:has_count -1 }", "Finding-has_count"),
    "two totals": ("INSERT DATA { nmc:one-2021-001 biolink:has_total 51 }", "Finding-has_total"),
    "an unknown role": (
        'DELETE { ?x nmv:role "arm" } INSERT { ?x nmv:role "leg" } WHERE { ?x nmv:role "arm" }',
        "Finding-role",
    ),
    "a study without a design": ("DELETE WHERE { nms:one-2021 nmv:design ?x }", "Study-design"),
    "a link without a direction": (
        f"DELETE WHERE {{ nmc:{CLAIM}.e1 <http://purl.obolibrary.org/obo/SEPIO_0000183> ?x }}",
        "EvidenceLink-direction",
    ),
    "a link to a claim that is none": (
        f"DELETE {{ nmc:{CLAIM}.e1 nmv:onClaim ?x }} INSERT {{ nmc:{CLAIM}.e1 nmv:onClaim nmk:scs }} "
        f"WHERE {{ nmc:{CLAIM}.e1 nmv:onClaim ?x }}",
        "EvidenceLink-claim",
    ),
    "a side without what was sought": (f"DELETE WHERE {{ nmc:{CLAIM}.e3 nmv:sought ?x }}", "NothingFound-sought"),
    "an entity without a category": ("DELETE WHERE { nmk:lead-migration nmv:category ?x }", "StudyEntity-category"),
    "a rating without a scheme": ("DELETE WHERE { ?x nmv:scheme ?y }", "Appraisal-scheme"),
}


def reported(data: rdflib.Graph, shapes: rdflib.Graph) -> set[str]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)
    sources = {str(report.value(result, rdflib.SH.sourceShape)) for result in report.objects(None, rdflib.SH.result)}
    return {name.removeprefix(NMSH) for name in sources if name.startswith(NMSH)}


@pytest.fixture(scope="module")
def shapes(layered: kg.KnowledgeGraph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=kg.dumps(layered, "shapes"), format="turtle")


@pytest.mark.shacl
def test_it_conforms_alone(layered: kg.KnowledgeGraph, shapes: rdflib.Graph) -> None:
    assert reported(rdflib.Graph().parse(data=kg.dumps(layered, "evidence"), format="turtle"), shapes) == set()


@pytest.mark.shacl
@pytest.mark.slow
def test_it_conforms_beside_the_article(layered: kg.KnowledgeGraph, shapes: rdflib.Graph) -> None:
    data = rdflib.Graph()
    for name in ("turtle", "evidence"):
        data.parse(data=kg.dumps(layered, name), format="turtle")
    assert reported(data, shapes) == set()


@pytest.mark.shacl
@pytest.mark.parametrize(("update", "shape"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_reported(layered: kg.KnowledgeGraph, shapes: rdflib.Graph, update: str, shape: str) -> None:
    data = rdflib.Graph().parse(data=kg.dumps(layered, "evidence"), format="turtle")
    data.update(update, initNs=dict(layered.schema.prefixes))
    assert shape in reported(data, shapes)
