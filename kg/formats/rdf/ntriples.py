"""RDF in N-Triples, in the canonical form: sorted lines, each triple once. Its digest is a fingerprint of the graph.

As there are no blank nodes, this is also what RDF Dataset Canonicalization (RDFC-1.0) gives.
"""

from kg.formats.rdf.turtle import read_back
from kg.model import Graph


def dumps(graph: Graph) -> bytes:
    """The graph in canonical N-Triples, UTF-8."""
    triples, _ = read_back(graph)
    return "".join(sorted({f"{one.subject} {one.predicate} {one.object} .\n" for one in triples})).encode("utf-8")
