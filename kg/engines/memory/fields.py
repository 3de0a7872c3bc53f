"""The fields of records: from the cells of a table, and whether a value has the type that its field declares."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING
from decimal import Decimal
from typing import Any, TypeVar

from kg.errors import DataError, Problem, represented
from kg.model.nodes import Mapping as TermMapping
from kg.model.nodes import Node
from kg.model.records import COMPARATORS, DIGITS, Claim, Quantity, Section, Source, Tension
from kg.schema import Schema
from kg.tables.columns import TABLES, Column, Table, items
from kg.tables.rules import Facts, RecordRows, broken, paragraphs
from kg.texts import is_blank

Convert = Callable[[str], Any]
Made = TypeVar("Made")


class Fields:
    """How the cells of one table become the fields of records."""

    def __init__(self, table: Table) -> None:
        self.names = table.header
        self.converted = [
            (place, convert, column.default)
            for place, column in enumerate(table.columns)
            if (convert := _conversion(table, column)) is not None
        ]

    def of_row(self, cells: Iterable[str]) -> list[Any]:
        """The fields of one record, in the order of the columns."""
        values: list[Any] = list(cells)
        for place, convert, empty in self.converted:
            cell = values[place]
            values[place] = convert(cell) if cell else empty
        return values

    def of_columns(self, columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[Any, ...]]:
        """The fields of a record for each row, in the order of the columns."""
        values: list[Sequence[Any]] = [columns[name] for name in self.names]
        for place, convert, empty in self.converted:
            values[place] = [convert(cell) if cell else empty for cell in values[place]]
        return zip(*values, strict=True)


def maker(record: type[Made], *names: str) -> Callable[[Iterable[Any]], Made]:
    """What makes a record of the values of these fields, all that it has: in half the time that its class takes."""
    setters = [record.__dict__[name].__set__ for name in names]

    def make(values: Iterable[Any]) -> Made:
        made = object.__new__(record)
        for set_field, value in zip(setters, values, strict=True):
            set_field(made, value)
        return made

    return make


def _conversion(table: Table, column: Column) -> Convert | None:
    """What a cell that is not empty becomes; None for one that stays as it is."""
    if column.kind == "id":
        curie = f"{(TABLES[column.refers] if column.refers else table).prefix}:".__add__
        return (lambda cell: tuple(map(curie, items(cell)))) if column.many else curie
    if column.many:
        return paragraphs if column.kind == "counts" else items
    conversions: dict[str, Convert] = {
        "whole": int,
        "flag": bool,
        "quantity": Quantity.parse,
        "count": int,
        "number": Decimal,
    }
    return conversions.get(column.kind)


def refuse_unsound(
    schema: Schema,
    sources: Sequence[Source],
    nodes: Sequence[Node],
    claims: Sequence[Claim],
    tensions: Sequence[Tension],
) -> None:
    """Raise a DataError that lists everything in the records that cannot go into one graph of this schema."""
    problems = [
        Problem(f"{kind.__name__} {represented(getattr(record, 'id', record))}", 0, "", fault)
        for kind, records in ((Source, sources), (Node, nodes), (Claim, claims), (Tension, tensions))
        for record in records
        for fault in (misfits(record) if isinstance(record, kind) else [f"not a {kind.__name__}"])
    ]
    if problems:
        raise DataError(problems)
    sections = [(source, section) for source in sources for section in source.sections]
    mappings = [(node, mapping) for node in nodes for mapping in node.mappings]
    source_rows, node_rows = RecordRows.of("sources", sources), RecordRows.of("nodes", nodes)
    named: dict[str, Sequence[Any]] = {
        "source": [source.id for source, _ in sections],
        "id": [section.id for _, section in sections],
        "sentences": [section.paragraphs for _, section in sections],
    }
    section_rows = RecordRows("sections", named, [source for source, _ in sections])
    terms = {name: [getattr(mapping, name) for _, mapping in mappings] for name in ("match", "term", "justification")}
    mapping_rows = RecordRows("mappings", terms, [node for node, _ in mappings])
    claim_rows = RecordRows.of("claims", claims, "source")
    facts = Facts(schema, source_rows, section_rows, node_rows)
    for rows in (source_rows, section_rows, node_rows, mapping_rows, claim_rows, RecordRows.of("tensions", tensions)):
        problems.extend(broken(facts, rows))
    if problems:
        raise DataError(problems)


def misfits(record: Any) -> Iterator[str]:
    """What in `record` is not of the type its field declares, as short phrases; nothing where all is well.

    Text must be a `str` that UTF-8 can carry (a lone surrogate cannot be written anywhere), and not blank where there must be
    one; lists must be tuples, so that NaN, None, sets, dates and the like are refused before they reach an export.
    """
    for name, declared in type(record).__dataclass_fields__.items():
        value = getattr(record, name)
        if fault := _fault(value, declared.type) or _blank(value, declared.default):
            yield f"{name} is {represented(value)}, {fault}"


def _blank(value: object, default: object) -> str:
    return "which is blank; give one" if default is MISSING and isinstance(value, str) and is_blank(value) else ""


def _fault(value: object, kind: Any) -> str:
    if kind is str:
        return _text_fault(value)
    if kind == tuple[str, ...]:
        return next(filter(None, map(_text_fault, value)), "") if isinstance(value, tuple) else "not a tuple of texts"
    if kind is bool:
        return "" if isinstance(value, bool) else "not True or False"
    if kind is int:
        return _whole_fault(value)
    if kind == Quantity | None:
        return "" if value is None else _quantity_fault(value)
    if kind in (tuple[Section, ...], tuple[TermMapping, ...]):
        of = kind.__args__[0]
        if not isinstance(value, tuple) or not all(isinstance(item, of) for item in value):
            return f"not a tuple of {of.__name__}s"
        return next((fault for item in value for fault in misfits(item)), "")
    if kind == tuple[int, ...]:
        return (
            next(filter(None, map(_whole_fault, value)), "")
            if isinstance(value, tuple)
            else "not a tuple of whole numbers"
        )
    if kind == tuple[int, int] | None and value is not None:
        two = isinstance(value, tuple) and len(value) == 2 and not any(map(_whole_fault, value))
        return "" if two else "not two whole numbers"
    return ""


def _whole_fault(value: object) -> str:
    if type(value) is not int:
        return "not a whole number"
    return "" if abs(value) < 10**DIGITS else f"of more than {DIGITS} digits"


def _quantity_fault(value: object) -> str:
    if not isinstance(value, Quantity):
        return "not a Quantity"
    if value.comparator not in COMPARATORS:
        return f"whose comparator is not one of {' '.join(COMPARATORS)}"
    if not isinstance(value.value, Decimal) or not value.value.is_finite():
        return "whose value is not a finite Decimal"
    if value.value.adjusted() >= DIGITS or -int(value.value.as_tuple().exponent) > DIGITS:
        return f"whose value has more than {DIGITS} digits before or after the point"
    return _text_fault(value.unit) or _blank(value.unit, MISSING)


def _text_fault(value: object) -> str:
    if not isinstance(value, str):
        return "not a text"
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return "a text with a lone surrogate, which UTF-8 cannot represent"
    return ""
