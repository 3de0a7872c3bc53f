"""RDF in N-Quads, in the canonical form: sorted lines, blank nodes named by RDF Dataset Canonicalization (RDFC-1.0)."""

from kg.errors import ExportError
from kg.formats.rdf.turtle import TOO_LONG


def canonical(trig: bytes) -> bytes:
    """A TriG document as canonical N-Quads, UTF-8. ExportError where a text is longer than Oxigraph reads."""
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

    try:
        found = Dataset(parse(trig, RdfFormat.TRIG))
    except MemoryError:
        raise ExportError(TOO_LONG) from None
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in found)).encode("utf-8")
