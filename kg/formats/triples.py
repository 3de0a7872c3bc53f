"""Head, relation and tail, for tools that learn embeddings: the plain triples of the RDF, as CURIEs in a table without header."""

from collections.abc import Iterator

from kg.formats.sorting import gathered, in_order
from kg.model.protocol import Graph
from kg.schema import TENTATIVE, VOCABULARY, Schema


def dumps(graph: Graph) -> Iterator[bytes]:
    """A line for each edge that a claim affirms, sorted, UTF-8; the predicate of one that is only tentative is under `nmt:`."""
    lines = (
        (f"{subject}\t{Schema.property_curie(predicate, TENTATIVE if tentative else VOCABULARY)}\t{object}\n",)
        for subject, predicate, object, tentative, _ in graph.triples()
    )
    return gathered(line for (line,) in in_order(lines, lambda row: len(row[0])))
