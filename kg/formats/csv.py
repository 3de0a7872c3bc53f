"""CSV tables of all that a graph holds: a file for each of nodes, claims, sources, sections, mappings and tensions."""

import csv
import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from kg.errors import ExportError
from kg.formats.plain import NEEDED, SHEETS, Row, Sheet, joined, parts
from kg.formats.reading import Opened, Parts
from kg.formats.sorting import gathered
from kg.model.protocol import Graph
from kg.schema import Schema
from kg.tables.columns import Column

FILES = {f".{sheet.name}.csv": sheet for sheet in SHEETS}
FIRST, *MORE = FILES


def dumps(graph: Graph, sheet: Sheet = FILES[FIRST]) -> Iterator[bytes]:
    """A table as CSV (RFC 4180, but lines end with a line feed), UTF-8: lists joined with `|`, flags `yes`.

    ExportError names the row of what does not come back: an item with a bar, an empty one alone, a carriage return.
    """
    return gathered(_lines(graph, sheet))


def _lines(graph: Graph, sheet: Sheet) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in sheet.columns)
    for row in sheet.rows(graph):
        writer.writerow(_cell(row, column) for column in sheet.columns)
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


MORE_DUMPS: dict[str, Callable[[Graph], Iterator[bytes]]] = {
    suffix: partial(dumps, sheet=FILES[suffix]) for suffix in MORE
}


def _cell(row: Row, column: Column) -> str:
    value, owner = row[column.name], next(iter(row.values()))
    if isinstance(value, list):
        cell = joined(value, owner, column.name)
    else:
        cell = "yes" if value is True else "" if value in (None, False) else str(value)
    if "\r" in cell:
        raise ExportError(
            f"{owner} has a carriage return in its {column.name}, which csv does not keep; remove it, or write turtle"
        )
    return cell


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The records in the six tables, of which any may be named; those of sections, mappings and tensions may be missing."""
    found: dict[str, list[Row]] = {}
    lines: dict[str, list[int]] = {}
    for suffix, sheet in FILES.items():
        table = file.beside(suffix)
        if table.there or sheet.name in NEEDED:
            found[sheet.name], lines[sheet.name] = _rows(table, sheet)
    return parts(schema, found, lambda name, number: (file.beside(f".{name}.csv").name, lines[name][number]))


def _rows(file: Opened, sheet: Sheet) -> tuple[list[Row], list[int]]:
    """The rows of a table, and their lines."""
    reader = csv.reader(io.StringIO(file.text(), newline=""), strict=True)
    columns = {column.name: column for column in sheet.columns}
    rows: list[Row] = []
    lines: list[int] = []
    try:
        header = next(reader, [])
        if unknown := [name for name in header if name not in columns]:
            file.refuse(f"unknown column; use {', '.join(columns)}", 1, unknown[0])
        if missing := [name for name, column in columns.items() if column.required and name not in header]:
            file.refuse(f"the header lacks {', '.join(missing)}", 1)
        for cells in reader:
            if len(cells) != len(header):
                file.refuse(f"{len(cells)} cells, not {len(header)} as in the header", reader.line_num)
            rows.append({name: _typed(columns[name], cell) for name, cell in zip(header, cells, strict=True)})
            lines.append(reader.line_num)
    except csv.Error as error:
        file.refuse(f"is not valid CSV: {error}", reader.line_num)
    return rows, lines


def _typed(column: Column, cell: str) -> Any:
    """A cell as a plain value; as it is, where it is not of the column's kind."""
    if not cell:
        return None
    if column.many:
        items = cell.split("|")
        return [int(item) if item.isdecimal() else item for item in items] if column.kind == "counts" else items
    if column.kind == "whole":
        return int(cell) if cell.removeprefix("-").isdecimal() else cell
    return True if column.kind == "flag" and cell == "yes" else cell
