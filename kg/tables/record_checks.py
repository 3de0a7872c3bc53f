"""What the graph's constructor refuses: fields of the wrong type, ids given twice, references that lead nowhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from kg.errors import DataError, Problem
from kg.model import COMPARATORS, Claim, Mapping, Node, Quantity, Section, Source, Tension
from kg.schema import CLAIM, IRI, MATCHES, NODE, SOURCE, Schema

LOCAL = r"[A-Za-z0-9_](?:[A-Za-z0-9_.:-]*[A-Za-z0-9_-])?"
"""What follows the prefix in an id: safe in Turtle, in an IRI, in a file name and in the hash of a page's address."""

Record = Source | Node | Claim | Tension


def refuse_unsound(
    schema: Schema,
    sources: Sequence[Source],
    nodes: Sequence[Node],
    claims: Sequence[Claim],
    tensions: Sequence[Tension],
) -> None:
    """Raise a DataError that lists everything in the records that cannot go into one graph of this schema."""
    for problems in (
        _record_problems((*sources, *nodes, *claims, *tensions)),
        _reference_problems(schema, sources, nodes, claims, tensions),
    ):
        found = list(problems)
        if found:
            raise DataError(found)


def _record_problems(records: Iterable[Record]) -> Iterable[Problem]:
    for record in records:
        for fault in misfits(record):
            yield Problem(f"{type(record).__name__} {record.id!r}", 0, "", fault)


def _reference_problems(
    schema: Schema,
    sources: Sequence[Source],
    nodes: Sequence[Node],
    claims: Sequence[Claim],
    tensions: Sequence[Tension],
) -> Iterable[Problem]:
    def problem(record: Record, message: str) -> Problem:
        return Problem(f"{type(record).__name__} {record.id!r}", 0, "", message)

    node_ids = {node.id for node in nodes}
    claim_ids = {claim.id for claim in claims}
    section_ids = {section.id: source.id for source in sources for section in source.sections}
    seen: set[str] = set()
    for records, prefix in ((sources, SOURCE), (nodes, NODE), (claims, CLAIM), (tensions, CLAIM)):
        for record in records:
            if record.id in seen:
                yield problem(record, "stands twice; ids are given once")
            seen.add(record.id)
            # A dot would let it take the id of another claim's quantity, of a node's mapping, of a source's section.
            if not re.fullmatch(rf"{prefix}:{LOCAL}", record.id) or "." in record.id:
                yield problem(record, f"an id of this kind is {prefix}: and letters, digits, hyphens or underscores")
    for source in sources:
        if source.url and not re.fullmatch(IRI, source.url):
            yield problem(source, f"url is {source.url!r}, not an absolute IRI")
        for section in source.sections:
            if section.id in seen:
                yield problem(source, f"section {section.id!r} stands twice; ids are given once")
            seen.add(section.id)
            if not re.fullmatch(rf"{re.escape(source.id)}\.{LOCAL}", section.id):
                yield problem(source, f"the id of a section is {source.id}. and its name, not {section.id!r}")
    for node in nodes:
        if node.category not in schema.categories:
            yield problem(node, f"{node.category!r} is no category")
        for mapping in node.mappings:
            prefix, _, local = mapping.term.partition(":")
            if prefix not in schema.prefixes or not re.fullmatch(LOCAL, local):
                yield problem(node, f"{mapping.term!r} is no CURIE with a declared prefix")
            if mapping.match not in MATCHES:
                yield problem(node, f"{mapping.match!r} is no SKOS match")
    for claim in claims:
        for end in (claim.subject, claim.object):
            if end not in node_ids:
                yield problem(claim, f"{end!r} is no node")
        for value, known in (
            (claim.predicate, schema.predicates),
            (claim.modality, schema.modalities),
            (claim.polarity, schema.polarities),
        ):
            if value not in known:
                yield problem(claim, f"{value!r} is not in the schema")
        if section_ids.get(claim.section) != claim.source:
            yield problem(claim, f"{claim.section!r} is no section of {claim.source!r}")
        for item in (*claim.population, *claim.comparator, *claim.aspect, *claim.context):
            if item.startswith(f"{NODE}:") and item not in node_ids:
                yield problem(claim, f"{item!r} is no node")
    for tension in tensions:
        if tension.kind not in schema.tensions:
            yield problem(tension, f"{tension.kind!r} is not in the schema")
        for claim_id in tension.members:
            if claim_id not in claim_ids:
                yield problem(tension, f"{claim_id!r} is no claim")


def misfits(record: Any) -> Iterator[str]:
    """What in `record` is not of the type its field declares, as short phrases; nothing where all is well.

    Text must be a `str` that UTF-8 can carry (a lone surrogate cannot be written anywhere), lists must be tuples, so that
    NaN, None, sets, dates and the like are refused before they reach an export.
    """
    for name, kind in _kinds(type(record)):
        value = getattr(record, name)
        fault = _fault(value, kind)
        if fault:
            yield f"{name} is {value!r}, {fault}"


def _kinds(record_type: type) -> Iterator[tuple[str, Any]]:
    for name, declared in record_type.__dataclass_fields__.items():  # type: ignore[attr-defined]
        if name != "graph":
            yield name, declared.type


def _fault(value: object, kind: Any) -> str:
    if kind is str:
        return _text_fault(value)
    if kind == tuple[str, ...]:
        if not isinstance(value, tuple):
            return "not a tuple of texts"
        return next(filter(None, map(_text_fault, value)), "")
    if kind is bool:
        return "" if isinstance(value, bool) else "not True or False"
    if kind is int:
        return "" if type(value) is int else "not a whole number"
    if kind == Quantity | None:
        return "" if value is None else _quantity_fault(value)
    if kind == tuple[Section, ...]:
        if not isinstance(value, tuple) or not all(isinstance(item, Section) for item in value):
            return "not a tuple of Sections"
        return next(filter(None, (fault for item in value for fault in misfits(item))), "")
    if kind == tuple[int, ...]:
        whole = isinstance(value, tuple) and all(type(part) is int for part in value)
        return "" if whole else "not a tuple of whole numbers"
    if kind == tuple[Mapping, ...]:
        if not isinstance(value, tuple) or not all(isinstance(item, Mapping) for item in value):
            return "not a tuple of Mappings"
        return next(filter(None, (fault for item in value for fault in misfits(item))), "")
    if kind == tuple[int, int] | None:
        whole = isinstance(value, tuple) and len(value) == 2 and all(type(part) is int for part in value)
        return "" if value is None or whole else "not two whole numbers"
    return ""


def _quantity_fault(value: object) -> str:
    if not isinstance(value, Quantity):
        return "not a Quantity"
    if value.comparator not in COMPARATORS:
        return f"with a comparator other than {' '.join(COMPARATORS)}"
    if not isinstance(value.value, Decimal) or not value.value.is_finite():
        return "with a value that is no finite Decimal"
    return _text_fault(value.unit)


def _text_fault(value: object) -> str:
    if not isinstance(value, str):
        return "not a text"
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return "a text with a lone surrogate, which UTF-8 cannot carry"
    return ""
