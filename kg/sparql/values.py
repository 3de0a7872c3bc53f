"""RDF terms: how they are ordered, and what they are in Python, there and back."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Context, Decimal
from functools import cache
from itertools import chain
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import QueryError, UnknownName, represented
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Section, Source, Tension
from kg.schema import CLAIM, NODE
from kg.sparql.process import Term
from kg.sparql.result import Record

XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = """
integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger
unsignedInt unsignedLong unsignedShort unsignedByte
"""
INTEGERS = frozenset(XSD + name for name in _INTEGERS.split())
DATATYPES = {bool: "boolean", int: "integer", float: "double", Decimal: "decimal"}
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
PLACES = Decimal("1e-15")
"""To how many places decimals are given; Oxigraph computes 18."""
DIGITS = 1000
MOST, EXACT = 10**DIGITS, Context(prec=3 * DIGITS)
NUMBER = re.compile(rf"[+-]?(?:[0-9]{{1,{DIGITS}}}(?:\.[0-9]{{0,{DIGITS}}})?|\.[0-9]{{1,{DIGITS}}})")
DOUBLE = re.compile(rf"(?:{NUMBER.pattern})(?:[Ee][+-]?[0-9]{{1,{DIGITS}}})?|[+-]?INF|NaN")
"""Numbers as XSD writes them, which is less than what Python reads; a longer one would cost more than it says."""


def python_values(graph: Graph, rows: Iterable[Iterable[Term | None]]) -> dict[Term | None, Any]:
    """What each term is to a reader of Python: a record of the graph, a CURIE, a value or a text."""

    @cache
    def records() -> dict[str, Record]:
        sources = [*graph.sources(), *(graph.studies.sources() if graph.has_evidence else ())]
        sections = (section for source in sources for section in source.sections)
        return {record.id: record for record in (*graph.tensions(), *sources, *sections)}

    def record(curie: str) -> Record | None:
        prefix = curie.partition(":")[0]
        if prefix == NODE:
            node = graph.get(curie) or (graph.studies.get(curie) if graph.has_evidence else None)
            return node if node is not None and node.id == curie else None
        if prefix != CLAIM or curie in records():
            return records().get(curie)
        id, _, part = curie.partition(".")
        with suppress(UnknownName):
            claim = graph.claim(id)
            return claim if not part else claim.quantity if part == "q1" else None
        return None

    def value(term: Term | None) -> Any:
        if isinstance(term, NamedNode):
            curie = graph.schema.compress(term.value)
            return record(curie) or curie
        return python_value(term) if isinstance(term, Literal) else None if term is None else str(term)

    return {term: value(term) for term in dict.fromkeys(chain.from_iterable(rows))}


def python_value(term: Literal) -> Any:
    """A literal as int, Decimal, float, bool or text; a date, or a number that is not valid, stays a text."""
    text, datatype = term.value, term.datatype.value
    if datatype in INTEGERS:
        return int(text) if NUMBER.fullmatch(text) and "." not in text else text
    if datatype == f"{XSD}decimal":
        return _rounded(Decimal(text)) if NUMBER.fullmatch(text) else text
    if datatype in (f"{XSD}double", f"{XSD}float"):
        return float(text) if DOUBLE.fullmatch(text) else text
    return BOOLEANS.get(text, text) if datatype == f"{XSD}boolean" else text


def _rounded(number: Decimal) -> Decimal:
    if number.as_tuple().exponent < PLACES.as_tuple().exponent:  # type: ignore[operator]  # Both are finite.
        number = number.quantize(PLACES, context=EXACT)
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize(EXACT)


def in_order(
    rows: Iterable[tuple[Term | None, ...]], columns: Sequence[str], order: Sequence[tuple[str, bool]] | None
) -> list[tuple[Term | None, ...]]:
    """Rows in the order that the query asks for, and sorted where it leaves them level: the same every time, by any engine.

    They stay as they are where it orders them by something else than columns.
    """
    if order is not None and not (order and all(name in columns for name, _ in order)):
        return list(rows)
    ordered = sorted(rows, key=lambda row: [(order_key(term), str(getattr(term, "datatype", ""))) for term in row])
    for name, down in reversed(order or ()):
        place = columns.index(name)
        ordered.sort(key=lambda row: order_key(row[place]), reverse=down)
    return ordered


def order_key(term: Term | None) -> tuple[Any, ...]:
    """Where a term comes in an order: unbound, blank nodes, IRIs, numbers, truth values, texts, the rest."""
    if term is None:
        return (0,)
    if isinstance(term, BlankNode | NamedNode):
        return (1 if isinstance(term, BlankNode) else 2, term.value)
    if not isinstance(term, Literal):
        return (7, str(term))
    value, datatype = python_value(term), term.datatype.value
    if isinstance(value, bool):
        return (4, value)
    if isinstance(value, int | float | Decimal):
        return (3, -math.inf if value != value else value)
    if term.language or datatype == f"{XSD}string":
        return (5, term.value, (term.language or "").lower())
    if datatype == f"{XSD}dateTime":
        with suppress(ValueError, OverflowError):
            when = datetime.fromisoformat(term.value)
            return (6, datatype, (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat())
    return (6, datatype, term.value)


def written(value: Any, expand: Callable[[str], str] = str) -> str:
    """A value, or each of several, as a term written in SPARQL, which it cannot end; `expand` makes an IRI of a CURIE.

    QueryError if it is of no kind that can be one.

    >>> print(written('the "new" one'), written(True))
    "the \\"new\\" one" "true"^^<http://www.w3.org/2001/XMLSchema#boolean>
    """
    if isinstance(value, list | tuple | set | frozenset):
        if not value:
            raise QueryError("an empty list of values; give at least one")
        return " ".join(sorted(_written(item, expand) for item in value))
    return _written(value, expand)


def _written(value: Any, expand: Callable[[str], str]) -> str:
    if isinstance(value, Node | Claim | Source | Section | Tension):
        return str(named_node(expand(value.id)))
    if type(value).__module__ == "rdflib.term":
        return str(_from_rdflib(value))
    if isinstance(value, NamedNode | Literal):
        return str(value)
    if isinstance(value, str):
        return str(_literal(value))
    datatype = DATATYPES.get(type(value)) or next(
        (DATATYPES[kind] for kind in DATATYPES if isinstance(value, kind)), None
    )
    if datatype is None or not _writable(value):
        raise QueryError(
            f"{represented(value)} cannot be the value of a parameter; give a record, an IRI, a number or a text"
        )
    text = f"{value:f}" if datatype == "decimal" else str(value).lower() if datatype == "boolean" else repr(value)
    return f'"{text}"^^<{XSD}{datatype}>'


def _writable(number: Any) -> bool:
    """Whether a number is finite, and of no more digits than are read again."""
    if not isinstance(number, Decimal):
        return bool(-MOST < number < MOST)
    return bool(number.is_finite()) and max(number.adjusted(), -int(number.as_tuple().exponent)) < DIGITS


def _from_rdflib(term: Any) -> NamedNode | Literal:
    import rdflib

    if not isinstance(term, rdflib.Literal):
        return named_node(str(term))
    if term.language:
        return _literal(str(term), language=term.language)
    return _literal(str(term), datatype=named_node(str(term.datatype)) if term.datatype else None)


def _literal(text: str, **detail: Any) -> Literal:
    try:
        return Literal(text, **detail)
    except ValueError as error:
        reason = "has a lone surrogate, which is not a character; remove it"
        raise QueryError(
            f"{text!r} {f'is not a valid literal: {error}' if detail.get('language') else reason}"
        ) from None


def named_node(iri: str) -> NamedNode:
    """An IRI as a term. QueryError if it is not absolute, or has a character that an IRI cannot have."""
    try:
        return NamedNode(iri)
    except ValueError:
        raise QueryError(f"{iri!r} is not an absolute IRI; write one such as https://example.org/thing") from None
