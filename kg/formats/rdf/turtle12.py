"""RDF in Turtle 1.2: each claim is a reifier, so that it names what it states by one triple term instead of three properties."""

from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, Term, curies, subjects
from kg.model.protocol import Graph

PARTS = ("rdf:subject", "rdf:predicate", "rdf:object")


def dumps(graph: Graph) -> bytes:
    """The graph in Turtle 1.2, UTF-8."""
    return turtle.document(graph.schema, [_reifying(block) for block in subjects(graph)])


def _reifying(block: Subject) -> Subject:
    stated = dict(block.properties)
    if PARTS[0] not in stated:
        return block
    triple = Term("triple", "", inside=tuple(stated.pop(part)[0] for part in PARTS))
    kinds = [kind for kind in stated.pop("rdf:type") if kind != curies("rdf:Statement")[0]]
    return Subject(block.curie, [("rdf:type", kinds), ("rdf:reifies", [triple]), *stated.items()])
