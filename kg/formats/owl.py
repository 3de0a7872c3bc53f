"""OWL in RDF/XML, for Protégé, OWLAPI, owlready2 and pronto: the ontology alone, and one file that has the data as well.

Those tools need the declarations beside the data: without them, they show a link between two nodes as an annotation.
"""

from collections.abc import Iterator

from kg.formats.about import ontology
from kg.formats.rdf import model as rdf
from kg.formats.rdf import rdfxml
from kg.formats.rdf.model import Subject, curies, iris
from kg.model.protocol import Graph

INDIVIDUAL, AXIOM = curies("owl:NamedIndividual"), curies("owl:Axiom")
"""What owlready2 counts as an individual; and what a mapping is, an annotation of the match."""


def dumps(graph: Graph) -> bytes:
    """The ontology in RDF/XML, UTF-8."""
    return rdfxml.document(graph.schema, ontology.subjects(graph.schema))


def dumps_full(graph: Graph) -> bytes:
    """Ontology and data as one ontology in RDF/XML, UTF-8. ExportError names the subject of a text that XML cannot carry."""
    return rdfxml.document(graph.schema, full(graph))


def full(graph: Graph) -> Iterator[Subject]:
    """The subjects of ontology and data, below a head of their own: they are another ontology than the terms alone."""
    head, *terms = ontology.subjects(graph.schema)
    stated = dict(head.properties) | {"owl:versionIRI": iris(f"{graph.schema.dataset.version_iri}/full")}
    yield Subject(f"<{graph.schema.dataset.base_iri}/full>", list(stated.items()))
    yield from terms
    for name, ((first, kinds), *others) in rdf.subjects(graph):
        yield Subject(name, [(first, kinds if kinds == AXIOM else [*INDIVIDUAL, *kinds]), *others])
