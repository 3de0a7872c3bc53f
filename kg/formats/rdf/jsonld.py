"""RDF in compact JSON-LD 1.1, and the context that makes it RDF: our own names are bare, others have their prefix."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kg.formats.rdf.model import Subject, Term, namespaces, subjects
from kg.model.protocol import Graph
from kg.schema import MATCHES, TENTATIVE, VOCABULARY, Schema
from kg.tables.columns import CLAIMS, NODES, TENSIONS, Kind, Table


def _own(table: Table, *kinds: Kind) -> tuple[str, ...]:
    """The properties of our own vocabulary that columns of these kinds have."""
    return tuple(column.curie for column in table.of_kind(*kinds) if column.own and column.name != "id")


OURS = (VOCABULARY, TENTATIVE)
TEXTS = (
    *("rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition", "skos:note", "schema:reviewedBy"),
    *(f"dcterms:{name}" for name in ("title", "creator", "publisher", "rights")),
    *(*_own(NODES, "text"), *_own(CLAIMS, "text"), *_own(CLAIMS, "item")),
)
"""Properties whose bare texts are in the language of the data."""

LINKS = (
    *(f"skos:{match}" for match in MATCHES),
    *("rdf:subject", "rdf:object", "owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget"),
    *("dcterms:source", "dcterms:isPartOf", "dcterms:hasPart", "schema:url", "nmv:disagreesWith"),
    *("sssom:mapping_justification", *_own(CLAIMS, "id", "quantity"), *_own(TENSIONS, "id")),
)
"""Properties whose bare texts are IRIs."""

NAMES = ("rdf:predicate", *_own(CLAIMS, "name"), *_own(TENSIONS, "name"))
"""Properties whose bare texts are names of our vocabulary."""

TYPED = {
    **dict.fromkeys(_own(CLAIMS, "whole"), "xsd:integer"),
    "schema:position": "xsd:integer",
    **dict.fromkeys(_own(CLAIMS, "flag"), "xsd:boolean"),
}
EXACT = 2**53
"""From here on a number in JSON need not come out as it went in."""


def dumps(graph: Graph) -> bytes:
    """The graph in compact JSON-LD, UTF-8, with the context inside: one line for each subject."""
    return _document(context(graph.schema), _bodies(graph.schema, subjects(graph)))


def document(schema: Schema, blocks: Iterable[Subject]) -> bytes:
    """Some subjects in compact JSON-LD, UTF-8, with as much of the context as they use."""
    lines = list(_bodies(schema, blocks))
    prefixes = {prefix: {"@id": iri, "@prefix": True} for prefix, iri in namespaces(schema).items()}
    known, text = {**context(schema), **prefixes}, "".join(lines)
    terms = {name: term for name, term in known.items() if name[0] == "@" or f'"{name}": ' in text}
    text += _json(terms)
    used = {name: term for name, term in known.items() if name in terms or f'"{name}:' in text}
    return _document(used, lines)


def _bodies(schema: Schema, blocks: Iterable[Subject]) -> Iterator[str]:
    """The object of each subject, on a line."""
    kinds = coercions(schema)
    for block in blocks:
        fields: dict[str, Any] = {"@id": block.curie}
        for predicate, objects in block.properties:
            if predicate == "rdf:type":
                fields["@type"] = _one_or_all([_bare(term.text) for term in objects])
            else:
                kind = kinds.get(predicate, "")
                fields[_bare(predicate)] = _one_or_all([_value(term, kind) for term in objects])
        yield _json(fields)


def _document(terms: dict[str, Any], lines: Iterable[str]) -> bytes:
    body = ",\n".join(lines)
    return f'{{"@context": {_json(terms)},\n"@graph": [\n{body}\n]}}\n'.encode()


def dumps_context(graph: Graph) -> bytes:
    """The context alone, for other documents to name."""
    text = json.dumps({"@context": context(graph.schema)}, ensure_ascii=False, indent=2)
    return text.encode("utf-8") + b"\n"


def context(schema: Schema) -> dict[str, Any]:
    """The JSON-LD context of a schema."""
    known: dict[str, Any] = {"@version": 1.1, "@vocab": schema.prefixes[VOCABULARY]}
    for prefix in sorted(schema.prefixes):
        known[prefix] = {"@id": schema.prefixes[prefix], "@prefix": True}
    for predicate, kind in coercions(schema).items():
        coerced = {"@language": schema.dataset.language} if kind == "@language" else {"@type": kind}
        known[_bare(predicate)] = {"@id": predicate, **coerced}
    return known


def coercions(schema: Schema) -> dict[str, str]:
    """What the bare texts of each property are: `@language`, `@id`, `@vocab` or a datatype; all else says it itself."""
    return {
        **dict.fromkeys(TEXTS, "@language"),
        **dict.fromkeys(LINKS, "@id"),
        **dict.fromkeys(NAMES, "@vocab"),
        **TYPED,
        **{Schema.property_curie(name, prefix): "@id" for prefix in OURS for name in schema.predicates},
    }


def _value(term: Term, kind: str) -> Any:
    if term.kind != "literal":
        if kind == "@vocab":
            return _bare(term.text)
        return term.text if kind == "@id" else {"@id": term.text}
    if term.detail.startswith("@"):
        return term.text if kind == "@language" else {"@value": term.text, "@language": term.detail[1:]}
    if term.detail and term.detail == kind:
        if term.detail == "xsd:boolean":
            return term.text == "true"
        return int(term.text) if abs(int(term.text)) < EXACT else term.text
    if term.detail:
        return {"@value": term.text, "@type": term.detail}
    return {"@value": term.text} if kind else term.text


def _bare(curie: str) -> str:
    return curie.removeprefix(f"{VOCABULARY}:")


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
