"""Node-link JSON, as networkx and JavaScript libraries read it: a node for each entity, an edge for each claim; and back.

What networkx calls the graph's attributes holds the rest: dataset, sources, sections, mappings and tensions.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

from kg.errors import represented
from kg.formats.flat import SOURCE
from kg.formats.plain import DATASET, SHEETS, Row, Sheet, dataset, parts, schema_of
from kg.formats.reading import Opened, Parts
from kg.model.protocol import Graph
from kg.schema import Schema

LISTS = {"nodes": "nodes", "claims": "edges"}
"""The sheets that are lists of the document, not attributes of the graph."""

CALLED = {
    "nodes": {"name": "label"},
    "claims": {"id": "key", "subject": "source", "object": "target", "source": SOURCE},
}
"""Sheet → column → what its attribute is called, where that is another name: tools have some of these for themselves."""

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\n]', re.DOTALL)


def dumps(graph: Graph) -> bytes:
    """Node-link JSON, UTF-8, with a line for each record. Attributes that are empty are left out."""
    tables = {sheet.name: [attributes(sheet, row) for row in sheet.rows(graph)] for sheet in SHEETS}
    document: dict[str, Any] = {"directed": True, "multigraph": True, "graph": dataset(graph)}
    for name, rows in tables.items():
        if name in LISTS:
            document[LISTS[name]] = rows
        else:
            document["graph"][name] = rows
    return f"{_text(document)}\n".encode()


def attributes(sheet: Sheet, row: Row) -> Row:
    """A row as the attributes of an object, without those that are empty."""
    called = CALLED.get(sheet.name, {})
    return {called.get(name, name): value for name, value in row.items() if value not in (None, "", [])}


def _text(value: Any) -> str:
    """JSON in which each record has a line."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}: {_text(inner)}" for key, inner in value.items())
        return "{\n" + ",\n".join(pairs) + "\n}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The records in a node-link document: with `move`, those of the schema below the base IRI that it names."""
    try:
        document, line = parsed(file)
        if not isinstance(document, dict):
            file.refuse("should be an object with nodes and edges")
        for name in ("directed", "multigraph"):
            if document.get(name) is not True:
                file.refuse("should be true: claims have a direction, and several may join two nodes", column=name)
        about = document.get("graph", {})
        if not isinstance(about, dict):
            file.refuse("should be an object", column="graph")
        if unknown := about.keys() - {*DATASET, *(sheet.name for sheet in SHEETS if sheet.name not in LISTS)}:
            file.refuse("unknown attribute of the graph; remove it", line(about), min(unknown))
        schema = schema_of(schema, about, move, lambda message, name: file.refuse(message, line(about), name))
        rows = {sheet.name: _rows(file, sheet, document, about, line) for sheet in SHEETS}
        return parts(schema, rows, lambda sheet, number: (file.name, line(rows[sheet][number])), CALLED)
    except RecursionError:
        file.refuse("is nested more deeply than any graph written by kg")


def _rows(
    file: Opened, sheet: Sheet, document: dict[str, Any], about: dict[str, Any], line: Callable[[Any], int]
) -> list[Row]:
    name = LISTS.get(sheet.name, sheet.name)
    rows = document.get(name) if sheet.name in LISTS else about.get(name, [])
    if not isinstance(rows, list):
        file.refuse("should be a list of objects" if rows is not None else f"has no {name}", column=name)
    names = names_of(sheet)
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            file.refuse(f"item {number} is {represented(row)}, not an object", column=name)
        if unknown := row.keys() - names:
            file.refuse(f"unknown attribute; use {', '.join(sorted(names))}", line(row), min(unknown))
    return rows


def names_of(sheet: Sheet) -> set[str]:
    """The names of the attributes that a row of a sheet may have."""
    called = CALLED.get(sheet.name, {})
    return {called.get(column.name, column.name) for column in sheet.columns}


def parsed(file: Opened) -> tuple[Any, Callable[[Any], int]]:
    """A JSON document, and what tells the line on which an object in it begins.

    DataError if it is not JSON, or an object has a key twice; RecursionError if it is nested too deeply.
    """
    text = file.text()
    ended: list[dict[str, Any]] = []

    def settled(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        ended.append(found)
        if len(found) < len(pairs):
            key = Counter(key for key, _ in pairs).most_common(1)[0][0]
            file.refuse(f"has the key {key!r} twice in one object; remove one of them", _lines(text)[len(ended) - 1])
        return found

    @cache
    def lines() -> dict[int, int]:
        return dict(zip(map(id, ended), _lines(text), strict=True))

    try:
        return json.loads(text, object_pairs_hook=settled), lambda found: lines()[id(found)]
    except json.JSONDecodeError as error:
        file.refuse(f"is not valid JSON: {error.msg}", error.lineno)
    except ValueError:
        file.refuse("has a number of thousands of digits, which no record holds")


def _lines(text: str) -> list[int]:
    """The line on which each object begins, in the order in which they end."""
    begun: list[int] = []
    found: list[int] = []
    line = 1
    for token in TOKEN.finditer(text):
        if token[0] == "\n":
            line += 1
        elif token[0] == "{":
            begun.append(line)
        elif token[0] == "}" and begun:
            found.append(begun.pop())
    return found
