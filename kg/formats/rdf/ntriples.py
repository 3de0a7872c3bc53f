"""RDF in N-Triples, in the canonical form: sorted lines, each triple once. Its digest is a fingerprint of the graph.

As there are no blank nodes, this is also what RDF Dataset Canonicalization (RDFC-1.0) gives.
"""

from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter

from kg.errors import ExportError
from kg.formats.rdf import turtle
from kg.formats.rdf.model import namespaces
from kg.formats.sorting import gathered, in_order
from kg.model import Graph

Block = tuple[str, str]
"""A subject, and its lines in order."""


def chunks(graph: Graph) -> Iterator[bytes]:
    """The graph in canonical N-Triples, UTF-8, in chunks; whatever its order, no more of it is in memory than a run."""
    return gathered(_ascending(in_order(_blocks(graph), lambda block: len(block[1]))))


def _blocks(graph: Graph) -> Iterator[Block]:
    """The lines of each subject, subjects in any order; one may come twice."""
    from pyoxigraph import RdfFormat, parse, serialize

    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in namespaces(graph.schema).items()).encode()
    for part in gathered(turtle.texts(graph, turtle.Writer()), turtle.APART):
        try:
            # As quads of no graph: their lines are those of triples, and made faster than by str().
            found = serialize(parse(prefixes + part, RdfFormat.TURTLE), format=RdfFormat.N_QUADS) or b""
        except MemoryError:
            raise ExportError(turtle.TOO_LONG) from None
        lines = sorted({*_lines(found.decode("utf-8"))})
        for subject, several in groupby(lines, lambda line: line[: line.index(" ")]):
            yield subject, "".join(several)


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
