"""JSON Lines with the attributes of node-link JSON: a line for the dataset, one for each record, and the end; and back."""

import json
from collections.abc import Iterator
from typing import Any

from kg.errors import represented
from kg.formats.json import CALLED, attributes, names_of
from kg.formats.plain import DATASET, SHEETS, Row, dataset, parts, schema_of
from kg.formats.reading import Opened, Parts
from kg.formats.sorting import gathered
from kg.model.protocol import Graph
from kg.schema import Schema

GRAPH, END = "graph", "end"
"""The types of the first line and of the last, which counts the records between them where the first says that it will."""

LAST = "has_end"

TYPES = {("edge" if sheet.name == "claims" else sheet.name.removesuffix("s")): sheet for sheet in SHEETS}
"""The types of the other lines → the sheet that each is a row of."""


def dumps(graph: Graph) -> Iterator[bytes]:
    """JSON Lines, UTF-8, in chunks: objects with a `type`; what is empty is left out."""
    return gathered(f"{json.dumps(line, ensure_ascii=False)}\n" for line in _lines(graph))


def _lines(graph: Graph) -> Iterator[Row]:
    yield {"type": GRAPH, "directed": True, "multigraph": True, LAST: True, **dataset(graph)}
    records = 0
    for name, sheet in TYPES.items():
        for row in sheet.rows(graph):
            records += 1
            yield {"type": name, **attributes(sheet, row)}
    yield {"type": END, "records": records}


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The records in the lines, in any order: with `move`, those of the schema below the base IRI that they name."""
    rows: dict[str, list[dict[str, Any]]] = {sheet.name: [] for sheet in SHEETS}
    lines: dict[str, list[int]] = {sheet.name: [] for sheet in SHEETS}
    known = {
        GRAPH: {"directed", "multigraph", LAST, *DATASET},
        **{name: names_of(sheet) for name, sheet in TYPES.items()},
    }
    known[END] = {"records"}
    about: dict[str, Any] = {}
    end: dict[str, Any] = {}
    at = number = 0
    for number, text in enumerate(file.text().split("\n"), 1):
        if not text.strip():
            continue
        row = _object(file, text, number)
        kind = row.pop("type", None)
        if not isinstance(kind, str) or kind not in known:
            file.refuse(f"{represented(kind)} is not one of {', '.join(known)}", number, "type")
        if unknown := row.keys() - known[kind]:
            file.refuse(f"unknown attribute; use {', '.join(sorted(known[kind]))}", number, min(unknown))
        if kind == GRAPH:
            if about:
                file.refuse("says a second time what the graph is; remove this line, or divide the file", number)
            about, at = row, number
        elif kind == END:
            end = row
        else:
            rows[TYPES[kind].name].append(row)
            lines[TYPES[kind].name].append(number)
    found = sum(map(len, rows.values()))
    if not found and not about:
        file.refuse("holds no graph: no line of it is a record")
    if about.get(LAST) and end.get("records") != found:
        told = (
            f"its last line counts {represented(end.get('records'))}" if end else "it has no last line of the type end"
        )
        file.refuse(
            f"was cut off, or lines are missing: {found:,} records are here, and {told}; write it again", number
        )
    said = {name: value for name, value in about.items() if name in DATASET}
    schema = schema_of(schema, said, move, lambda message, name: file.refuse(message, at, name))
    return parts(schema, rows, lambda sheet, number: (file.name, lines[sheet][number]), CALLED)


def _object(file: Opened, text: str, number: int) -> dict[str, Any]:
    def settled(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            key = next(key for key in keys if keys.count(key) > 1)
            file.refuse(f"has the key {key!r} twice in one object; remove one of them", number)
        return found

    try:
        row = json.loads(text, object_pairs_hook=settled)
    except json.JSONDecodeError as error:
        file.refuse(f"is not valid JSON, or was cut off: {error.msg}", number, str(error.colno))
    except (RecursionError, ValueError):
        file.refuse("is JSON nested too deeply, or with a number of too many digits", number)
    if not isinstance(row, dict):
        file.refuse(f"is {represented(row)}, not an object", number)
    return row
