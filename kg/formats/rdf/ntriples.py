"""RDF in N-Triples, in the canonical form: sorted lines, each triple once. Its digest is a fingerprint of the graph.

As there are no blank nodes, this is also what RDF Dataset Canonicalization (RDFC-1.0) gives.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from kg.formats.rdf.model import Term, namespaces, subjects

if TYPE_CHECKING:
    from kg.model import Graph

ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}
SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f\ufffe\uffff]')


def dumps(graph: "Graph") -> bytes:
    """The graph in canonical N-Triples, UTF-8."""
    return "".join(sorted(lines(graph))).encode("utf-8")


def lines(graph: "Graph") -> Iterator[str]:
    """A line for each triple, in the order of the subjects."""
    known = namespaces(graph.schema)

    @cache
    def iri(curie: str) -> str:
        prefix, _, local = curie.partition(":")
        return f"<{known[prefix]}{local}>"

    def written(term: Term) -> str:
        if term.kind == "curie":
            return iri(term.text)
        if term.kind == "iri":
            return f"<{term.text}>"
        quoted = f'"{SPECIAL.sub(_escape, term.text)}"'
        return quoted + (term.detail if term.detail.startswith("@") or not term.detail else f"^^{iri(term.detail)}")

    for block in subjects(graph):
        subject = iri(block.curie)
        for predicate, objects in block.properties:
            for term in objects:
                yield f"{subject} {iri(predicate)} {written(term)} .\n"


def _escape(match: re.Match[str]) -> str:
    return ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"
