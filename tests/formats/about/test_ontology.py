"""The ontology: whole, in OWL 2 DL, consistent, and our data with it; a contradiction does not pass."""

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import owlready2
import pytest
import rdflib
from conftest import Write
from rdflib import OWL, RDF, RDFS, SKOS

import kg

HERMIT = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
JAVA = "apt-get install default-jdk-headless"
NMV = "https://w3id.org/neuromod-kg/vocab#"


@pytest.fixture(scope="module")
def ontology(graph: kg.KnowledgeGraph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=kg.dumps(graph, "ontology"), format="turtle")


def iri(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(NMV + name)


def members(ontology: rdflib.Graph, term: rdflib.term.Node | None) -> set[str]:
    """The categories of a named class or of a union."""
    assert term is not None
    union = ontology.value(term, OWL.unionOf)
    named = [term] if union is None else ontology.items(union)
    return {str(name).removeprefix(NMV) for name in named}


def test_every_category(graph: kg.KnowledgeGraph, ontology: rdflib.Graph) -> None:
    for category in graph.schema.categories.values():
        term = iri(category.name)
        assert (term, RDF.type, OWL.Class) in ontology
        assert (term, RDFS.subClassOf, iri("Entity")) in ontology
        assert ontology.value(term, RDFS.label) == rdflib.Literal(category.label, "en")
        assert ontology.value(term, SKOS.definition) == rdflib.Literal(category.definition, "en")
        if category.mapping:
            match, target = category.mapping
            assert (term, SKOS[match], rdflib.URIRef(graph.schema.expand(target))) in ontology
    (union,) = ontology.objects(iri("Entity"), OWL.disjointUnionOf)
    everything = set(ontology.items(union))
    assert everything == {iri(name) for name in graph.schema.categories}


def test_every_predicate(graph: kg.KnowledgeGraph, ontology: rdflib.Graph) -> None:
    for predicate in graph.schema.predicates.values():
        term = rdflib.URIRef(graph.schema.expand(kg.Schema.property_curie(predicate.name)))
        assert (term, RDF.type, OWL.ObjectProperty) in ontology
        assert ontology.value(term, RDFS.label) == rdflib.Literal(predicate.label, "en")
        assert ontology.value(term, SKOS.definition) == rdflib.Literal(predicate.definition, "en")
        assert members(ontology, ontology.value(term, RDFS.domain)) == set(predicate.domain or ["Entity"])
        assert members(ontology, ontology.value(term, RDFS.range)) == set(predicate.range or ["Entity"])
        assert ((term, RDF.type, OWL.TransitiveProperty) in ontology) == predicate.transitive
        assert ((term, RDF.type, OWL.SymmetricProperty) in ontology) == predicate.symmetric
        if predicate.inverse:
            inverse = rdflib.URIRef(graph.schema.expand(kg.Schema.property_curie(predicate.inverse)))
            assert (inverse, OWL.inverseOf, term) in ontology
            assert ontology.value(inverse, RDFS.label) == rdflib.Literal(predicate.inverse_label, "en")


def test_all_that_the_data_uses_is_declared(graph: kg.KnowledgeGraph, ontology: rdflib.Graph) -> None:
    data = graph.to_rdf()
    reification = {RDF.Statement, OWL.Axiom, RDF.subject, RDF.predicate, RDF.object}
    reification |= {OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget}
    builtin = {RDF.type, RDFS.label, RDFS.comment}
    used = {*data.predicates(), *data.objects(None, RDF.type)}
    assert used - reification - builtin - set(ontology.subjects(RDF.type)) == set()


def test_our_terms_have_label_and_definition(ontology: rdflib.Graph) -> None:
    ours = {term for term in ontology.subjects() if str(term).startswith(NMV)}
    assert len(ours) > 100
    schemes = set(ontology.subjects(RDF.type, SKOS.ConceptScheme))
    for term in ours:
        assert len(list(ontology.objects(term, RDFS.label))) == 1, term
        assert len(list(ontology.objects(term, SKOS.definition))) == (term not in schemes), term
        assert (term, RDFS.isDefinedBy, rdflib.URIRef(NMV[:-1])) in ontology


def test_blank_nodes_are_unions_and_lists_alone(ontology: rdflib.Graph) -> None:
    used = {p for s, p, _ in ontology if isinstance(s, rdflib.BNode)}
    assert used <= {RDF.type, OWL.unionOf, RDF.first, RDF.rest}


def test_version_and_licence(graph: kg.KnowledgeGraph, ontology: rdflib.Graph) -> None:
    about = rdflib.URIRef(NMV[:-1])
    version = graph.schema.dataset.version
    assert str(ontology.value(about, OWL.versionIRI)) == f"https://w3id.org/neuromod-kg/{version}/vocab"
    assert str(ontology.value(about, rdflib.DCTERMS.license)) == graph.schema.dataset.licence_url


# ------------------------------------------------------------------------------------------- python -m pytest -m reasoner

PROFILE = """
import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.*;

public class Profile {
  public static void main(String[] files) throws Exception {
    OWLOntology ontology = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(files[0]));
    for (OWLProfileViolation violation : new OWL2DLProfile().checkOntology(ontology).getViolations()) {
      System.out.println(violation);
    }
    System.out.println(ontology.getAxiomCount() + " axioms");
  }
}
"""


def both(g: kg.KnowledgeGraph, path: Path, *, without: Iterable[rdflib.URIRef] = ()) -> Path:
    """Ontology and data in one file of N-Triples, the one syntax that all of these tools read."""
    whole = rdflib.Graph().parse(data=kg.dumps(g, "ontology"), format="turtle") + g.to_rdf()
    for kind in without:
        whole.remove((None, RDF.type, kind))
    whole.serialize(path, format="nt", encoding="utf-8")
    return path


def unsatisfiable(java: str, path: Path) -> list[str] | None:
    """The classes that can have no member, by HermiT; None where the whole is inconsistent."""
    command = [java, "-Xmx2000M", "-cp", str(HERMIT), "org.semanticweb.HermiT.cli.CommandLine", "-U", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "InconsistentOntologyException" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    return [line for line in lines if line and line != "owl:Nothing" and not line.startswith("Classes equivalent to")]


def kg_ontology(g: kg.KnowledgeGraph) -> str:
    text = rdflib.Graph().parse(data=kg.dumps(g, "ontology"), format="turtle").serialize(format="nt")
    return str(text)


@pytest.fixture(scope="module")
def java(require: Callable[[str, str], str]) -> str:
    return require("java", JAVA)


@pytest.mark.reasoner
@pytest.mark.slow
def test_ontology_and_data_are_in_owl_dl(
    graph: kg.KnowledgeGraph, java: str, require: Callable[[str, str], str], tmp_path: Path
) -> None:
    """The data but for the one class that OWL reserves: rdf:Statement, by which a claim is a reification."""
    require("javac", JAVA)
    (tmp_path / "Profile.java").write_text(PROFILE, encoding="utf-8")
    kg.write(graph, tmp_path / "o.ontology.ttl")
    both(graph, tmp_path / "both.nt", without=[RDF.Statement])
    both(graph, tmp_path / "all.nt")
    answers = []
    for name in ("o.ontology.ttl", "both.nt", "all.nt"):
        command = [java, "-cp", str(HERMIT), str(tmp_path / "Profile.java"), str(tmp_path / name)]
        answers.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())
    assert [len(answer) for answer in answers[:2]] == [1, 1]
    assert all("rdf:Statement" in line for line in answers[2][:-1])
    axioms = [int(answer[-1].split()[0]) for answer in answers]
    assert axioms[0] > 700
    assert axioms[1] > axioms[0] + 10 * len(graph.claims())


@pytest.mark.reasoner
@pytest.mark.slow
def test_the_ontology_and_the_data_are_consistent(graph: kg.KnowledgeGraph, java: str, tmp_path: Path) -> None:
    alone = kg.write(graph, tmp_path / "o.ontology.ttl")
    assert unsatisfiable(java, alone) == []
    assert unsatisfiable(java, both(graph, tmp_path / "all.nt")) == []


@pytest.mark.reasoner
@pytest.mark.slow
def test_the_reasoner_finds_a_contradiction(tiny: Write, java: str, tmp_path: Path) -> None:
    g = kg.load(tiny())
    assert unsatisfiable(java, both(g, tmp_path / "good.nt")) == []
    # A cell is a Target, and what targets something is a Technique.
    wrong = replace(g.claim("one-001"), subject="nmk:cell", object="nmk:alpha")
    claims = [wrong, *(claim for claim in g.claims() if claim.id != wrong.id)]
    bad = kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=g.nodes(), claims=claims)
    assert unsatisfiable(java, both(bad, tmp_path / "bad.nt")) is None
    # No target can be a claim as well.
    below = f"<{g.schema.expand('nmv:Target')}> <{RDFS.subClassOf}> <{g.schema.expand('nmv:Claim')}> .\n"
    (tmp_path / "good.nt").write_text(kg_ontology(g) + below, encoding="utf-8")
    assert unsatisfiable(java, tmp_path / "good.nt") == [f"<{g.schema.expand('nmv:Target')}>"]


@pytest.mark.reasoner
@pytest.mark.slow
def test_owlready_reads_it(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    rdflib.Graph().parse(data=kg.dumps(graph, "ontology"), format="turtle").serialize(
        tmp_path / "o.nt", format="nt", encoding="utf-8"
    )
    world = owlready2.World()
    found = world.get_ontology((tmp_path / "o.nt").as_uri()).load()
    assert {c.name for c in found.classes()} >= {*graph.schema.categories, "Claim", "Section"}
    assert {p.name for p in found.object_properties()} >= {
        kg.Schema.property_curie(name).partition(":")[2] for name in graph.schema.directions
    }
