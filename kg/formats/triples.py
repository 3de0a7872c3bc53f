"""Head, relation and tail, for tools that learn embeddings: the plain triples of the RDF, as CURIEs in a table without header."""

from kg.model import Graph
from kg.schema import TENTATIVE, VOCABULARY, Schema


def dumps(graph: Graph) -> bytes:
    """A line for each edge that a claim affirms, sorted, UTF-8; the predicate of one that is only tentative is under `nmt:`."""
    lines = (
        f"{subject}\t{Schema.property_curie(predicate, TENTATIVE if tentative else VOCABULARY)}\t{object}\n"
        for subject, predicate, object, tentative in graph.triples()
    )
    return "".join(sorted(lines)).encode()
