"""RDF in Turtle and TriG, written directly: the same bytes from the same graph, far faster than a serializer."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.formats.rdf import model as rdf
from kg.formats.rdf.claim_turtle import Claims
from kg.formats.rdf.model import Subject, Term, namespaces, used_prefixes
from kg.formats.rdf.turtle_text import quoted
from kg.model import Claim
from kg.schema import Schema

if TYPE_CHECKING:
    from kg.model import Graph


def dumps(graph: "Graph") -> bytes:
    """The graph in Turtle, UTF-8."""
    schema = graph.schema
    entities, tensions = list(rdf.entities(graph)), list(rdf.tensions(graph))
    prefixes = used_prefixes([*entities, *tensions])
    against = rdf.opposed(graph)
    fast = Claims(schema)
    claims = []
    for source, row in graph.claim_rows():
        text = None if isinstance(row, Claim) else fast.written(row, source, against)
        if text is None:
            claim = row if isinstance(row, Claim) else graph.claim(row[0])
            blocks = list(rdf.claim_subjects(claim, schema.dataset.language, against.get(claim.id, ())))
            prefixes |= used_prefixes(blocks)
            text = "\n\n".join(map(_block, blocks))
        claims.append(text)
    head = _head(schema, prefixes | fast.prefixes if claims else prefixes)
    return "\n\n".join([head, *map(_block, entities), *claims, *map(_block, tensions)]).encode("utf-8") + b"\n"


def document(schema: Schema, blocks: Sequence[Subject]) -> bytes:
    """Subjects as a Turtle document: prefixes, a line that names the dataset, and a paragraph for each subject."""
    return "\n\n".join([_head(schema, used_prefixes(blocks)), *map(_block, blocks)]).encode("utf-8") + b"\n"


def trig(schema: Schema, graphs: Sequence[tuple[str, Sequence[Subject]]]) -> bytes:
    """Named graphs (IRI, subjects) as a TriG document."""
    parts = [_head(schema, used_prefixes(block for _, blocks in graphs for block in blocks))]
    for name, blocks in graphs:
        parts += [f"<{name}> {{", *map(_block, blocks), "}"]
    return "\n\n".join(parts).encode("utf-8") + b"\n"


def _head(schema: Schema, prefixes: Iterable[str]) -> str:
    known, dataset = namespaces(schema), schema.dataset
    lines = [f"@prefix {prefix}: <{known[prefix]}> ." for prefix in sorted(prefixes)]
    lines.append(f"# {dataset.title}, version {dataset.version}, {dataset.licence}")
    return "\n".join(lines)


def _block(block: Subject) -> str:
    return f"{block.curie} {_properties(block.properties, '    ')} ."


def _properties(properties: Iterable[tuple[str, Iterable[Term]]], indent: str) -> str:
    lines = []
    for predicate, objects in properties:
        verb = "a" if predicate == "rdf:type" else predicate
        lines.append(f"{verb} {', '.join([_term(term, indent) for term in objects])}")
    return f" ;\n{indent}".join(lines)


def _term(term: Term, indent: str) -> str:
    if term.kind == "curie":
        return term.text
    if term.kind == "iri":
        return f"<{term.text}>"
    if term.kind == "list":
        return f"( {' '.join([_term(item, indent) for item in term.inside])} )"
    if term.kind == "blank":
        return f"[ {_properties(term.inside, indent + '    ')} ]"
    if term.detail in ("xsd:integer", "xsd:boolean"):
        return term.text
    return quoted(term.text) + (term.detail if term.detail.startswith("@") or not term.detail else f"^^{term.detail}")
