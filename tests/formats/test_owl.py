"""What tools of OWL show of the ontology and of the full file: all classes, object properties and individuals."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import owlready2
import pytest
import rdflib
from rdflib import OWL, RDF
from rdflib.compare import isomorphic

import kg

HERMIT = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
"""It has OWLAPI inside."""

JAVA = "apt-get install default-jdk-headless"
KINDS = ("classes", "object_properties", "data_properties", "individuals")


def parsed(content: bytes) -> rdflib.Graph:
    return rdflib.Graph().parse(data=content, format="xml")


@pytest.fixture(scope="module")
def ontology(graph: kg.KnowledgeGraph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=kg.dumps(graph, "ontology"), format="turtle")


def counted(path: Path) -> dict[str, int]:
    """How much owlready2 finds."""
    found = owlready2.World().get_ontology(path.as_uri()).load()
    return {kind: len(list(getattr(found, kind)())) for kind in KINDS}


def expected(found: rdflib.Graph) -> dict[str, int]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)
    named = [{s for s in found.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)} for kind in kinds]
    return dict(zip(KINDS, map(len, named), strict=True))


@pytest.mark.slow
def test_it_is_the_ontology(graph: kg.KnowledgeGraph, ontology: rdflib.Graph) -> None:
    assert isomorphic(parsed(kg.dumps(graph, "owl")), ontology)


def test_the_full_file_has_the_ontology_and_the_data(graph: kg.KnowledgeGraph, ontology: rdflib.Graph) -> None:
    full = parsed(kg.dumps(graph, "full"))
    base = graph.schema.dataset.base_iri
    assert set(full.subjects(RDF.type, OWL.Ontology)) == {rdflib.URIRef(f"{base}/full")}
    data = graph.to_rdf()
    assert set(data) <= set(full)
    axioms = set(data.subjects(RDF.type, OWL.Axiom))
    kinds = {*ontology.subjects(RDF.type, OWL.NamedIndividual), *data.subjects()} - axioms
    assert set(full.subjects(RDF.type, OWL.NamedIndividual)) == kinds
    assert len(full) == len(ontology) + len(data) + len(set(data.subjects()) - axioms)


@pytest.mark.slow
def test_owlready_counts_the_same(graph: kg.KnowledgeGraph, ontology: rdflib.Graph, tmp_path: Path) -> None:
    alone = counted(kg.write(graph, tmp_path / "g.ontology.owl"))
    assert alone == expected(ontology)
    full = counted(kg.write(graph, tmp_path / "g.full.owl"))
    assert full == alone | {"individuals": expected(parsed(kg.dumps(graph, "full")))["individuals"]}
    assert full["individuals"] > len(graph.nodes()) + len(graph.claims())
    world = owlready2.World()
    world.get_ontology((tmp_path / "g.full.owl").as_uri()).load()
    drg = world[graph.schema.expand("nmk:drg-stimulation")]
    assert [target.iri for target in drg.targets] == [graph["dorsal-root-ganglion"].iri]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "suffix"), [("rdfxml", ".owl"), ("ntriples", ".nt")])
def test_what_owlready_saves_is_read(graph: kg.KnowledgeGraph, tmp_path: Path, form: str, suffix: str) -> None:
    path = kg.write(graph, tmp_path / "g.full.owl")
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load().save(str(tmp_path / f"saved{suffix}"), format=form)
    found = kg.read(tmp_path / f"saved{suffix}")  # Of an address that ends in a slash, owlready2 leaves it out.
    assert (found.nodes(), found.claims(), found.tensions()) == (graph.nodes(), graph.claims(), graph.tensions())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # It warns of each axiom of OWL that OBO does not have.
@pytest.mark.parametrize("name", ["owl", "full"])
def test_pronto_finds_classes_and_properties(
    graph: kg.KnowledgeGraph, ontology: rdflib.Graph, tmp_path: Path, name: str
) -> None:
    from pronto import Ontology  # type: ignore[attr-defined]

    found = Ontology(str(kg.write(graph, tmp_path / f"g{kg.FORMATS[name].suffix}")))
    assert len(found.terms()) == expected(ontology)["classes"]
    assert len(found.relationships()) == expected(ontology)["object_properties"]
    technique = found[graph.schema.expand("nmv:Technique")]
    assert technique.name == graph.schema.categories["Technique"].label


@pytest.mark.reasoner
@pytest.mark.slow
def test_a_reasoner_answers_the_query_of_the_page_on_protege(
    graph: kg.KnowledgeGraph, tmp_path: Path, require: Callable[[str, str], str]
) -> None:
    require("java", JAVA)
    world = owlready2.World()
    read = world.get_ontology(kg.write(graph, tmp_path / "g.full.owl").as_uri()).load()
    technique, targets = world[graph.schema.expand("nmv:Technique")], world[graph.schema.expand("nmv:targets")]
    with read:
        asked: Any = type("Asked", (owlready2.Thing,), {})
        asked.equivalent_to = [technique & targets.value(world[graph["dorsal-root-ganglion"].iri])]
    owlready2.sync_reasoner(world, debug=0)
    assert [found.iri for found in asked.instances()] == [graph["drg-stimulation"].iri]


COUNTS = """
import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.*;

public class Counts {
  public static void main(String[] files) throws Exception {
    for (String file : files) {
      OWLOntology found = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(file));
      System.out.println(found.getClassesInSignature().size() + " " + found.getObjectPropertiesInSignature().size() + " "
        + found.getDataPropertiesInSignature().size() + " " + found.getIndividualsInSignature().size() + " "
        + found.getAxiomCount(AxiomType.OBJECT_PROPERTY_ASSERTION));
    }
  }
}
"""


@pytest.mark.reasoner
@pytest.mark.slow
def test_owlapi_counts_the_same(
    graph: kg.KnowledgeGraph, ontology: rdflib.Graph, tmp_path: Path, require: Callable[[str, str], str]
) -> None:
    """And the links between individuals are there in the full file, but not in the data alone."""
    java = require("java", JAVA)
    require("javac", JAVA)
    (tmp_path / "Counts.java").write_text(COUNTS, encoding="utf-8")
    files = [str(kg.write(graph, tmp_path / f"g{suffix}")) for suffix in (".ontology.owl", ".full.owl", ".rdf")]
    command = [java, "-cp", str(HERMIT), str(tmp_path / "Counts.java"), *files]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    alone, full, data = ([int(number) for number in line.split()] for line in lines)
    assert alone[:4] == list(expected(ontology).values())
    individuals = expected(parsed(kg.dumps(graph, "full")))["individuals"]
    assert full[:4] == [alone[0] + 1, *alone[1:3], individuals]  # And rdf:Statement, which makes a claim a reification.
    objects = set(ontology.subjects(RDF.type, OWL.ObjectProperty))
    assert full[4] == len([triple for triple in graph.to_rdf() if triple[1] in objects]) > 1000
    assert (data[1], data[4]) == (0, 0)
