"""RDF in N-Triples, in the canonical form: sorted lines, each triple once. Its digest is a fingerprint of the graph.

As there are no blank nodes, this is also what RDF Dataset Canonicalization (RDFC-1.0) gives.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter

from kg.errors import ExportError
from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, namespaces
from kg.formats.sorting import gathered, in_order
from kg.model.protocol import Graph
from kg.schema import Schema

Block = tuple[str, str]
"""A subject, and its lines in order."""


def chunks(graph: Graph) -> Iterator[bytes]:
    """The graph in canonical N-Triples, UTF-8, in chunks; whatever its order, no more of it is in memory than a run."""
    return gathered(_ascending(in_order(_blocks(graph), lambda block: len(block[1]))))


def document(schema: Schema, blocks: Sequence[Subject]) -> bytes:
    """Some subjects in canonical N-Triples, UTF-8."""
    return "".join(sorted({*_lines(_read(turtle.document(schema, blocks)))})).encode("utf-8")


def _blocks(graph: Graph) -> Iterator[Block]:
    """The lines of each subject, subjects in any order; one may come twice."""
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in namespaces(graph.schema).items()).encode()
    for part in gathered(turtle.texts(graph, turtle.Writer()), turtle.APART):
        lines = sorted({*_lines(_read(prefixes + part))})
        for subject, several in groupby(lines, lambda line: line[: line.index(" ")]):
            yield subject, "".join(several)


def _read(document: bytes) -> str:
    """The triples of a document in Turtle, in its order."""
    from pyoxigraph import RdfFormat, parse, serialize

    try:
        # As quads of no graph: their lines are those of triples, and made faster than by str().
        found = serialize(parse(document, RdfFormat.TURTLE), format=RdfFormat.N_QUADS) or b""
    except MemoryError:
        raise ExportError(turtle.TOO_LONG) from None
    return found.decode("utf-8")


def _ascending(blocks: Iterator[Block]) -> Iterator[str]:
    """The lines of blocks in order, those of one subject together, each once."""
    last = ""
    for subject, several in groupby(blocks, itemgetter(0)):
        if subject < last:
            raise ExportError(f"{subject} comes after {last}; what was written is not in order")
        last = subject
        one, *others = (lines for _, lines in several)
        yield one if not others else "".join(sorted({*chain.from_iterable(map(_lines, (one, *others)))}))


def _lines(text: str) -> Iterator[str]:
    return (f"{line}\n" for line in text[:-1].split("\n"))  # A literal may hold further ends of lines, as they are.
