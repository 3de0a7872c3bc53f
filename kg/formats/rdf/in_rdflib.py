"""The RDF form as objects of rdflib."""

import logging
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.formats.rdf.turtle import read_back
from kg.model.protocol import Graph

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

STRING = "http://www.w3.org/2001/XMLSchema#string"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
UNPARSED = frozenset((f"{RDF}HTML", f"{RDF}XMLLiteral"))
"""The datatypes of documents: rdflib would build the tree of one, entities and all, before anyone asks for it."""


def to_rdf(graph: Graph) -> "rdflib.Graph":
    """The RDF form as a new rdflib.Graph, with the prefixes bound that it uses."""
    return graph_of(*read_back(graph))


def graph_of(triples: "Iterable[pyoxigraph.Triple]", prefixes: Mapping[str, str]) -> "rdflib.Graph":
    """Triples of Oxigraph as a new rdflib.Graph, with these prefixes bound."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace)
    known = cache(term)
    for triple in triples:
        graph.add((known(triple.subject), known(triple.predicate), known(triple.object)))
    return graph


def term(term: Any) -> Any:
    """A term of Oxigraph as one of rdflib. QueryError for a triple as a term, which rdflib does not have."""
    import rdflib
    from pyoxigraph import BlankNode, Literal, NamedNode

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise QueryError(f"{term} is a triple as a term, which rdflib does not have")
    # To rdflib a text without a datatype is another than one of type xsd:string; to RDF they are the same.
    datatype = None if term.language or term.datatype.value == STRING else rdflib.URIRef(term.datatype.value)
    if term.datatype.value in UNPARSED:
        literal = rdflib.Literal(term.value)
        literal.__setstate__((None, {"language": None, "datatype": datatype}))
        return literal
    logger, quiet = logging.getLogger("rdflib.term"), logging.Filter("nothing")
    logger.addFilter(quiet)  # It would print a traceback for each literal that is not of its type.
    try:
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    finally:
        logger.removeFilter(quiet)
