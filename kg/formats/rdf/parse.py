"""Reading a graph back from its RDF."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kg.errors import DataError, Problem
from kg.formats.rdf.jsonld import context
from kg.formats.rdf.records import Records
from kg.schema import VOCABULARY, Schema, is_base

if TYPE_CHECKING:
    from kg.formats.rdf.records import Term, Triples

SYNTAXES = {".ttl": "turtle", ".nt": "nt", ".nq": "n-quads", ".jsonld": "json-ld", ".trig": "trig"}
SYNTAXES |= dict.fromkeys((".rdf", ".owl", ".xml"), "xml")
"""What is read: suffix → what the syntax is called."""


def records(path: Path, schema: Schema, *, move: bool) -> tuple[Schema, Records]:
    """The records that an RDF file holds, and their schema: with `move`, the given one below the IRI of the file's claims."""
    syntax = SYNTAXES.get(path.suffix)
    if syntax is None:
        _refuse(path, f"is not read; give a file that ends in {', '.join(SYNTAXES)}")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        _refuse(path, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        _refuse(path, f"is not UTF-8 at byte {error.start}; save it as UTF-8")
    triples = list(_parsed(path, text, syntax, schema))
    if move:
        schema = _moved(path, schema, triples)
    return schema, Records(path.name, schema, triples)


def _refuse(path: Path, message: str, line: int = 0) -> NoReturn:
    raise DataError([Problem(path.name, line, "", message)]) from None


def _parsed(path: Path, text: str, syntax: str, schema: Schema) -> "Iterator[tuple[Term, Term, Term]]":
    """The triples of a document, of every graph of it."""
    import pyoxigraph

    if syntax == "xml":
        _refuse_entities(path, text)
    if syntax == "json-ld":
        text = _with_contexts(path, text, schema)
    form = pyoxigraph.RdfFormat.from_extension("rdf" if syntax == "xml" else path.suffix[1:])
    try:
        for quad in pyoxigraph.parse(text.encode("utf-8"), form, base_iri="https://relative.invalid/"):
            yield quad.subject, quad.predicate, quad.object
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at .*?: | \(line \d+\)$", "", " ".join((error.msg or "").split()))
        shown = reason if len(reason) < 200 else reason[:200] + " …"
        _refuse(path, f"is not valid {syntax}: {shown}", error.lineno or 0)


def _refuse_entities(path: Path, text: str) -> None:
    """Entities can make a small file endless, or read another one."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        _refuse(path, "declares a document type or entities, which are not read; write it without")
    declared = re.match(r"""\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)""", text)
    if declared and declared[1].casefold() not in ("utf-8", "us-ascii"):
        _refuse(path, f"says that it is {declared[1]}; save it as UTF-8")


def _with_contexts(path: Path, text: str, schema: Schema) -> str:
    """JSON-LD with all its contexts inside: `context.jsonld` is ours, any other would have to be fetched."""

    def settle(value: Any) -> Any:
        if isinstance(value, list):
            return [settle(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "@import" in value:
            _refuse(path, "imports a JSON-LD context, and nothing is fetched; put the context into the file")
        return {key: inline(item) if key == "@context" else settle(item) for key, item in value.items()}

    def inline(value: Any) -> Any:
        if isinstance(value, list):
            return [inline(item) for item in value]
        if not isinstance(value, str):
            return settle(value)
        if value.rpartition("/")[2] == "context.jsonld":
            return context(schema)
        _refuse(path, f"refers to the JSON-LD context {value!r}, but nothing is fetched; put the context into the file")

    try:
        return json.dumps(settle(json.loads(text)))
    except RecursionError:
        _refuse(path, "is nested more deeply than any RDF written by kg")
    except json.JSONDecodeError as error:
        _refuse(path, f"is not valid JSON: {error.msg}", error.lineno)


def _moved(path: Path, schema: Schema, triples: "Triples") -> Schema:
    """The schema below the base IRI that the file's nodes and claims lie below."""
    from pyoxigraph import NamedNode

    old = schema.dataset.base_iri
    middle = schema.prefixes[VOCABULARY][len(old) :]
    endings = tuple(f"{middle}{name}" for name in ("Claim", "Section", *schema.categories))
    a = NamedNode(schema.expand("rdf:type"))
    kinds = {o.value for _, p, o in triples if p == a and isinstance(o, NamedNode)}
    bases = {kind.rpartition(middle)[0] for kind in kinds if kind.endswith(endings)}
    if len(bases) > 1:
        _refuse(path, f"has graphs with several base IRIs, {' and '.join(sorted(bases))}; use one file for each")
    base = next(iter(bases), old)
    return schema.with_base(base) if base != old and is_base(base) else schema
