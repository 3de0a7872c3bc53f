"""The fields of records: from the cells of a table, and whether a value has the type that its field declares."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kg.errors import DataError, Problem
from kg.model import COMPARATORS, Claim, Node, Quantity, Section, Source, Tension
from kg.model import Mapping as TermMapping
from kg.schema import Schema
from kg.tables.columns import TABLES, Column, Table, items
from kg.tables.rules import Facts, RecordRows, broken, paragraphs

Convert = Callable[[str], Any]


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

    def of_columns(self, columns: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
        """The fields of a record for each row, by name."""
        values: list[Sequence[Any]] = [columns[name] for name in self.names]
        for place, convert, empty in self.converted:
            values[place] = [convert(cell) if cell else empty for cell in values[place]]
        return (dict(zip(self.names, row, strict=True)) for row in zip(*values, strict=True))


def _conversion(table: Table, column: Column) -> Convert | None:
    """What a cell that is not empty becomes; None for one that stays as it is."""
    if column.kind == "id":
        curie = f"{(TABLES[column.refers] if column.refers else table).prefix}:".__add__
        return (lambda cell: tuple(map(curie, items(cell)))) if column.many else curie
    if column.many:
        return paragraphs if column.kind == "counts" else items
    conversions: dict[str, Convert] = {"whole": int, "flag": bool, "quantity": Quantity.parse}
    return conversions.get(column.kind)


def refuse_unsound(
    schema: Schema,
    sources: Sequence[Source],
    nodes: Sequence[Node],
    claims: Sequence[Claim],
    tensions: Sequence[Tension],
) -> None:
    """Raise a DataError that lists everything in the records that cannot go into one graph of this schema."""
    records: Sequence[Any] = (*sources, *nodes, *claims, *tensions)
    problems = [
        Problem(f"{type(record).__name__} {record.id!r}", 0, "", fault)
        for record in records
        for fault in misfits(record)
    ]
    if problems:
        raise DataError(problems)
    sections = [(source, section) for source in sources for section in source.sections]
    mappings = [(node, mapping) for node in nodes for mapping in node.mappings]
    source_rows, node_rows = RecordRows.of("sources", sources), RecordRows.of("nodes", nodes)
    section_rows = RecordRows(
        "sections",
        {
            "source": [source.id for source, _ in sections],
            "id": [section.id for _, section in sections],
            "sentences": [section.paragraphs for _, section in sections],
        },
        [source for source, _ in sections],
    )
    mapping_rows = RecordRows(
        "mappings",
        {name: [getattr(mapping, name) for _, mapping in mappings] for name in ("match", "term")},
        [node for node, _ in mappings],
    )
    claim_rows = RecordRows.of("claims", claims, "source")
    facts = Facts(schema, source_rows, section_rows, node_rows)
    for rows in (source_rows, section_rows, node_rows, mapping_rows, claim_rows, RecordRows.of("tensions", tensions)):
        problems.extend(broken(facts, rows))
    if problems:
        raise DataError(problems)


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
    if kind == tuple[TermMapping, ...]:
        if not isinstance(value, tuple) or not all(isinstance(item, TermMapping) for item in value):
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
        return f"whose comparator is not one of {' '.join(COMPARATORS)}"
    if not isinstance(value.value, Decimal) or not value.value.is_finite():
        return "whose value is not a finite Decimal"
    return _text_fault(value.unit)


def _text_fault(value: object) -> str:
    if not isinstance(value, str):
        return "not a text"
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return "a text with a lone surrogate, which UTF-8 cannot represent"
    return ""
