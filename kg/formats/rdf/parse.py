"""Reading a graph back from its RDF."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kg.errors import DataError, Problem
from kg.formats.foreign.rdf import adopted_terms
from kg.formats.rdf.jsonld import context
from kg.formats.rdf.records import Records
from kg.formats.reading import Opened, Parts
from kg.formats.xml import MOST_NESTED, checked
from kg.schema import CLAIM, NODE, SOURCE, VOCABULARY, Schema, is_base
from kg.stack import deep

if TYPE_CHECKING:
    from kg.formats.rdf.records import Term, Triples

SYNTAXES = {".ttl": "turtle", ".nt": "nt", ".nq": "n-quads", ".jsonld": "json-ld", ".trig": "trig"}
SYNTAXES |= dict.fromkeys((".rdf", ".owl", ".xml"), "xml")
"""What is read: suffix → what the syntax is called."""

REIFIED = ("subject", "predicate", "object")
"""The parts of a triple that a claim reifies."""

STARTS = (
    ("<!doctype html|<html", "", "a web page"),
    (r"<\?xml|<!doctype|<rdf:RDF", "xml", "RDF/XML, whose suffix is .rdf, .owl or .xml"),
    (r"(@?prefix|@?base)\b", "turtle", "Turtle, whose suffix is .ttl"),
    (r"[\[{]\s*[\"{}\[]", "json-ld", "JSON-LD, whose suffix is .jsonld"),
)
"""How a file begins, in which syntax, and what a message says of it."""

MOST_GROWN = 1 << 28, 20
"""What the triples of a file may have, in letters: so many, and so many for each of its own.

A long prefix, at each of its uses, makes a small file endless.
"""

MOST_DIGITS = 20
"""Longer integers in JSON-LD become a double."""


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The records that an RDF file holds: with `move`, those of the schema below the IRI of the file's claims."""
    path = file.path
    triples = deep(_parsed, path, file.text(), SYNTAXES[path.suffix.lower()], schema)
    if triples and not _is_ours(schema, triples):
        return adopted_terms(file, triples, schema)
    if move:
        schema = _moved(path, schema, triples)
    found = Records(path.name, schema, triples)
    return Parts(schema, *found.records(), found.compare)


def _is_ours(schema: Schema, triples: "Triples") -> bool:
    """Whether something is of a type in our vocabulary, below whatever base, or of our own."""
    base = schema.dataset.base_iri
    middle = schema.prefixes[VOCABULARY][len(base) :]
    mine = tuple(schema.prefixes[prefix] for prefix in (VOCABULARY, NODE, CLAIM, SOURCE))
    endings = tuple(f"{middle}{name}" for name in ("Claim", "Section", *schema.categories))
    return any(
        s.value.startswith(mine) or (p.value.endswith("#type") and o.value.endswith(endings)) for s, p, o in triples
    )


def _refuse(path: Path, message: str, line: int = 0) -> NoReturn:
    raise DataError([Problem(path.name, line, "", message)]) from None


def _hint(text: str, syntax: str) -> str:
    """What a file that is not what its suffix says looks like instead."""
    for start, other, suffix in STARTS:
        if other != syntax and re.match(rf"\s*+(?:{start})", text, re.IGNORECASE):
            return f"; it begins like {suffix}"
    return ""


def _parsed(path: Path, text: str, syntax: str, schema: Schema) -> "list[tuple[Term, Term, Term]]":
    """The triples of a document, of every graph of it."""
    import pyoxigraph

    if syntax == "xml":
        checked(Opened(path, path.suffix), text, _hint(text, "xml"))
    if syntax == "json-ld":
        text = _with_contexts(path, text, schema)
    form = pyoxigraph.RdfFormat.from_extension("rdf" if syntax == "xml" else path.suffix[1:].lower())
    parts = {
        name: pyoxigraph.NamedNode(schema.expand(f"rdf:{name}")) for name in ("type", "Statement", "reifies", *REIFIED)
    }
    triples: list[tuple[Term, Term, Term]] = []
    room = MOST_GROWN[0] + MOST_GROWN[1] * len(text)
    try:
        for quad in pyoxigraph.parse(text.encode("utf-8"), form, base_iri="https://relative.invalid/"):
            if not isinstance(quad.object, pyoxigraph.Triple):
                triples.append((quad.subject, quad.predicate, quad.object))
            elif quad.predicate == parts["reifies"] and not isinstance(quad.object.object, pyoxigraph.Triple):
                # What RDF 1.2 says by one term, RDF 1.1 says by four triples.
                triples.append((quad.subject, parts["type"], parts["Statement"]))
                triples += ((quad.subject, parts[part], getattr(quad.object, part)) for part in REIFIED)
            else:
                _refuse(path, "has a triple as a term, which no record holds; remove it")
            room -= len(str(quad.triple))
            if room < 0:
                _refuse(path, "has prefixes, a base or names so long that its triples fill the memory; shorten them")
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at .*?: | \(line \d+\)$", "", " ".join((error.msg or "").split()))
        _refuse(path, f"is not valid {syntax}: {reason}{_hint(text, syntax)}", error.lineno or 0)
    except MemoryError:
        _refuse(path, "holds a text that is too long to be read; shorten it")
    return triples


def _with_contexts(path: Path, text: str, schema: Schema) -> str:
    """JSON-LD with all its contexts inside: `context.jsonld` is ours, any other would have to be fetched."""
    from pyoxigraph import Literal

    def settled(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            key = Counter(key for key, _ in pairs).most_common(1)[0][0]
            _refuse(path, f"has the key {key!r} twice in one object; remove one of them")
        if "@import" in found:
            _refuse(path, "imports a JSON-LD context, and nothing is fetched; put the context into the file")
        if isinstance(tag := found.get("@language"), str):
            check_language(tag)
        maps.update(
            key for key, value in pairs if isinstance(value, dict) and "@language" in str(value.get("@container"))
        )
        if "@context" in found:
            found["@context"] = inline(found["@context"])
        return found

    def inline(value: Any) -> Any:
        if isinstance(value, list):
            return list(map(inline, value))
        if not isinstance(value, str):
            return value
        if value.rpartition("/")[2] == "context.jsonld":
            return context(schema)
        _refuse(path, f"refers to the JSON-LD context {value!r}, but nothing is fetched; put the context into the file")

    def check_language(tag: str) -> None:
        """Refuse an invalid tag: Oxigraph would silently leave out the texts in it."""
        try:
            Literal("", language=tag)
        except ValueError as error:
            quoted = re.escape(json.dumps(tag))
            place = re.search(rf'"@language"\s*:\s*{quoted}|{quoted}\s*:', text)
            line = text.count("\n", 0, place.start()) + 1 if place else 0
            _refuse(path, f"has the language tag {tag!r}, which is not valid: {error}; correct it", line)

    def number(digits: str) -> float:
        if len(digits) > MOST_DIGITS or not isfinite(float(digits)):
            line = text.count("\n", 0, text.find(digits)) + 1
            shown = digits if len(digits) <= MOST_DIGITS else f"of {len(digits)} digits"
            _refuse(path, f"has the number {shown}, which JSON does not keep as it is; write it as a text", line)
        return int(digits) if digits.lstrip("-").isdecimal() else float(digits)

    maps: set[str] = set()  # the terms whose values are by language
    numbers: dict[str, Any] = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), number)
    try:
        document = json.loads(text, object_pairs_hook=settled, **numbers)
        level, depth = [document], 0
        while level:
            if depth > MOST_NESTED:
                raise RecursionError
            by_language = (outer[key] for outer in level if isinstance(outer, dict) for key in maps.intersection(outer))
            for tag in (tag for tags in by_language if isinstance(tags, dict) for tag in tags if tag[:1] != "@"):
                check_language(tag)
            level, depth = [item for outer in level for item in _inside(outer)], depth + 1
        return json.dumps(document)
    except RecursionError:
        _refuse(path, "is nested more deeply than any RDF written by kg")
    except json.JSONDecodeError as error:
        _refuse(path, f"is not valid JSON: {error.msg}{_hint(text, 'json-ld')}", error.lineno)


def _inside(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()


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
