"""RDF in Turtle, written directly: the same bytes from the same graph, about a hundred times faster than a serializer."""

import re
from typing import TYPE_CHECKING

from kg.export.rdf import Subject, Term, subjects, used_prefixes

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f]')


def dumps(graph: "KnowledgeGraph") -> bytes:
    """The graph in Turtle, UTF-8."""
    blocks = list(subjects(graph))
    dataset = graph.schema.dataset
    lines = [f"@prefix {prefix}: <{graph.schema.prefixes[prefix]}> ." for prefix in sorted(used_prefixes(blocks))]
    lines.append(f"# {dataset.title}, version {dataset.version}, {dataset.licence}")
    return "\n\n".join(["\n".join(lines), *map(_block, blocks)]).encode("utf-8") + b"\n"


def _block(block: Subject) -> str:
    lines = [f"{_verb(predicate)} {', '.join(map(_term, objects))}" for predicate, objects in block.properties]
    return f"{block.curie} " + " ;\n    ".join(lines) + " ."


def _verb(predicate: str) -> str:
    return "a" if predicate == "rdf:type" else predicate


def _term(term: Term) -> str:
    if term.kind == "curie":
        return term.text
    if term.kind == "iri":
        return f"<{term.text}>"
    if term.detail in ("xsd:integer", "xsd:boolean"):
        return term.text
    quoted = f'"{SPECIAL.sub(_escape, term.text)}"'
    return quoted + (term.detail if term.detail.startswith("@") or not term.detail else f"^^{term.detail}")


def _escape(match: re.Match[str]) -> str:
    return ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"
