"""Records as rows of plain values (texts, whole numbers, truth values, lists of these), which any program takes; and back.

Columns are those of the tables of a data folder; ids are CURIEs. The claims name their source, the sections stand by themselves.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

from kg.errors import DataError, ExportError, Problem, represented
from kg.formats.rdf.model import digits
from kg.formats.reading import Parts
from kg.model.nodes import Mapping as TermMapping
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Quantity, Section, Source, Tension
from kg.schema import Schema, is_base
from kg.tables.columns import CLAIMS, MAPPINGS, NODES, QUANTITY, SECTIONS, SOURCES, TENSIONS, Column, Table

Row = Mapping[str, Any]
SOURCE = Column("source", "id", required=True, refers="sources")
MAPPED = {
    "predicate_id": "match",
    "object_id": "term",
    "object_label": "label",
    "object_source_version": "version",
    "mapping_justification": "justification",
    "comment": "place",
}
"""The columns of the mappings, in the words of SSSOM → the fields of a Mapping."""

NEEDED = ("nodes", "claims", "sources")
"""The sheets that a graph in several files cannot lack."""

DATASET = ("id", "title", "version", "base_iri")
"""What a file says of the dataset beside its rows."""

OWNED = {"sections": ("source", "sources"), "mappings": ("subject_id", "nodes")}
"""The sheets whose rows belong to the rows of another: sheet → the column that names them, and that sheet."""

PLACE = (Column("x", "whole"), Column("y", "whole"))


class Sheet(NamedTuple):
    """A table of plain rows."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Graph], Iterator[Row]]


def _of(table: Table, record: Any) -> dict[str, Any]:
    return {column.name: _plain(getattr(record, column.name)) for column in table.columns}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _nodes(graph: Graph) -> Iterator[Row]:
    for node in graph:
        x, y = node.position or (None, None)
        yield {**_of(NODES, node), "x": x, "y": y}


def _claims(graph: Graph) -> Iterator[Row]:
    for claim in graph.each_claim():
        yield {**_of(CLAIMS, claim), "quantity": figure(claim), "source": claim.source}


def figure(claim: Claim) -> str | None:
    """The figure of a claim as the tables write it. ExportError if they cannot."""
    if claim.quantity is None:
        return None
    text = f"{claim.quantity.comparator}{digits(claim.quantity.value)} {claim.quantity.unit}"
    if re.fullmatch(QUANTITY, text) is None:
        raise ExportError(
            f"{claim.id} has the quantity {text!r}, which no table can represent: correct it, or write turtle"
        )
    return text


def joined(items: Sequence[object], owner: str, name: str) -> str:
    """The items of a list joined with `|`. ExportError names `owner` and the column `name` where they would not come back."""
    texts = [str(item) for item in items]
    if texts == [""] or any("|" in text for text in texts):
        raise ExportError(
            f"{owner} has {texts!r} as its {name}, which cannot be joined with a bar (|), as lists are in this format; "
            "correct it, or write turtle"
        )
    return "|".join(texts)


def _sections(graph: Graph) -> Iterator[Row]:
    for source in graph.sources():
        for section in source.sections:
            yield {
                "source": source.id,
                "id": section.id,
                "title": section.title,
                "sentences": list(section.paragraphs),
            }


def _mappings(graph: Graph) -> Iterator[Row]:
    for node in graph:
        for one in node.mappings:
            held = {column: getattr(one, field) for column, field in MAPPED.items()}
            yield {"subject_id": node.id, **held, "predicate_id": f"skos:{one.match}"}


SHEETS = (
    Sheet("nodes", (*NODES.columns, *PLACE), _nodes),
    Sheet("claims", (*CLAIMS.columns, SOURCE), _claims),
    Sheet("sources", SOURCES.columns, lambda graph: (_of(SOURCES, source) for source in graph.sources())),
    Sheet("sections", SECTIONS.columns, _sections),
    Sheet("mappings", tuple(map(MAPPINGS.column, ("subject_id", *MAPPED))), _mappings),
    Sheet("tensions", TENSIONS.columns, lambda graph: (_of(TENSIONS, tension) for tension in graph.tensions())),
)
"""The tables of a graph, in plain rows."""

ONE = {"whole": (int, "a whole number"), "flag": (bool, "true or false")}
"""What a value of a kind should be, where it is no text."""

Place = Callable[[str, int], tuple[str, int]]
"""The file and the line of a row of a sheet, for messages."""


def dataset(graph: Graph) -> dict[str, str]:
    """What a file says of the dataset beside its rows."""
    return {name: getattr(graph.schema.dataset, name) for name in DATASET}


def schema_of(schema: Schema, said: Row, move: bool, refuse: Callable[[str, str], NoReturn]) -> Schema:
    """The schema for a file that says this of its dataset: with `move`, below its base IRI.

    `refuse` takes a message and the name of what is at fault: another dataset than that of the schema, or no IRI.
    """
    id = said.get("id", schema.dataset.id)
    if id != schema.dataset.id:
        refuse(
            f"is {represented(id)}, not {schema.dataset.id!r}; give the schema it was written under (kg --schema DIR)",
            "id",
        )
    base = said.get("base_iri", schema.dataset.base_iri)
    if not isinstance(base, str) or not is_base(base):
        refuse(f"{represented(base)} is not an absolute IRI; write one such as https://example.org/kg", "base_iri")
    return schema.with_base(base) if move else schema


def parts(
    schema: Schema,
    rows: Mapping[str, Sequence[Row]],
    place: Place,
    called: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Parts:
    """The records that plain rows hold: sheet → rows, in which columns may be `called` otherwise: sheet → column → name.

    DataError lists the cells that are not of their column's kind, and the rows that belong to no source or node.
    """
    problems: list[Problem] = []
    read: dict[str, list[dict[str, Any]]] = {}
    for sheet in SHEETS:
        made = read[sheet.name] = []
        for number, row in enumerate(rows.get(sheet.name, ())):
            values = {}
            for column in sheet.columns:
                name = called.get(sheet.name, {}).get(column.name, column.name)
                try:
                    values[column.name] = _value(column, row.get(name))
                except ValueError as error:
                    problems.append(Problem(*place(sheet.name, number), name, str(error)))
            made.append(values)
    for of, (reference, owners) in OWNED.items():
        known = {row.get("id") for row in read[owners]}
        for number, row in enumerate(read[of]):
            if reference in row and row[reference] not in known:
                fault = f"{row[reference]!r} is not among the {owners}"
                problems.append(Problem(*place(of, number), reference, fault))
    if problems:
        raise DataError(problems)
    sections: dict[str, list[Section]] = {}
    for row in read["sections"]:
        part = Section(id=row["id"], title=row["title"], paragraphs=row["sentences"])
        sections.setdefault(row["source"], []).append(part)
    mappings: dict[str, list[TermMapping]] = {}
    for row in read["mappings"]:
        held = {field: row[column] for column, field in MAPPED.items() if row[column] or field == "term"}
        term = TermMapping(**held | {"match": row["predicate_id"].removeprefix("skos:")})
        mappings.setdefault(row["subject_id"], []).append(term)
    return Parts(
        schema,
        [Source(sections=tuple(sections.get(row["id"], ())), **row) for row in read["sources"]],
        [_node(row, mappings) for row in read["nodes"]],
        [Claim(**row) for row in read["claims"]],
        [Tension(**row) for row in read["tensions"]],
    )


def _node(row: dict[str, Any], mappings: Mapping[str, Sequence[TermMapping]]) -> Node:
    x, y = row.pop("x"), row.pop("y")
    position = None if x is None or y is None else (x, y)
    return Node(mappings=tuple(mappings.get(row["id"], ())), position=position, **row)


def _value(column: Column, value: Any) -> Any:
    """The field of a record, of a plain value. ValueError says what the value should be."""
    if value is None or value == "":
        if column.required and column.kind in ("id", "name") and not column.many:
            raise ValueError("is empty; give a value")
        return None if column in PLACE else column.default
    if column.many:
        of, several = (int, "whole numbers") if column.kind == "counts" else (str, "texts")
        if not isinstance(value, list) or not all(type(item) is of for item in value):
            raise ValueError(f"{value!r} should be a list of {several}")
        return tuple(value)
    if column.kind == "quantity" and isinstance(value, str):
        return Quantity.parse(value)
    expected: tuple[type, str] = ONE.get(column.kind, (str, "a text"))
    if type(value) is not expected[0]:
        raise ValueError(f"{value!r} should be {expected[1]}")
    return value
