"""The tables as a Data Package (Frictionless, version 2): what columns hold, what tells rows apart, what refers to what."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.schema import Schema
from kg.tables.columns import EVIDENCE, TABLES, Column
from kg.tables.reading import Table

FILE = "datapackage.json"
TYPES = {"whole": "integer", "count": "integer", "counts": "integer", "number": "number", "flag": "boolean"}
"""What Frictionless calls the kinds of cells that are not texts to it. Dates are: some are only a month or a year."""

LOOKAHEAD = re.compile(r"\(\?[!=][^)]*\)")
DIALECT = {"delimiter": "\t", "quoteChar": "\x01", "lineTerminator": "\n"}
"""Nothing is quoted: the quotation mark is a character that no cell may hold, since readers want one."""

MANY_KINDS = (("appraisals", "about"),)
"""Columns whose ids refer to one of several tables, which cannot be said."""


def dumps(schema: Schema, tables: Sequence[Table]) -> bytes:
    """The Data Package of these tables of one data folder, in JSON, UTF-8. Paths are relative to that folder."""
    dataset = schema.dataset
    groups: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        # Claims are in a file for each source: one table in several parts, as long as these have the same columns.
        groups.setdefault((_folder(table), table.kind, *table.written), []).append(table)
    names = _names(groups.values())
    # Where there are several resources of a kind, no key leads to it.
    kinds = {(_folder(parts[0]), parts[0].kind): name for name, parts in names.items()}
    for kind, count in Counter((_folder(parts[0]), parts[0].kind) for parts in names.values()).items():
        if count > 1:
            del kinds[kind]
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dataset.id,
        "id": dataset.doi_iri or dataset.version_iri,
        "title": dataset.title,
        "description": dataset.description,
        "version": dataset.version,
        "homepage": dataset.repository or dataset.base_iri,
        "licenses": [{"name": dataset.licence, "path": dataset.licence_url}],
        "keywords": list(dataset.keywords),
        "contributors": [{"title": dataset.creator, "roles": ["creator"]}],
        "resources": [_resource(schema, name, parts, kinds) for name, parts in names.items()],
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def path_of(table: Table) -> str:
    """The path of a table's file, relative to the data folder."""
    return table.file.partition("/")[2]


def _folder(table: Table) -> str:
    return EVIDENCE if path_of(table).startswith(f"{EVIDENCE}/") else ""


def _names(groups: Iterable[Sequence[Table]]) -> dict[str, Sequence[Table]]:
    """The tables of each resource, by its name: that of the file, or of the folder that holds the parts."""
    named: dict[str, Sequence[Table]] = {}
    for parts in groups:
        path = path_of(parts[0])
        name = path.rpartition("/")[0] if parts[0].source else path.partition(".")[0]
        named[name if name not in named else f"{name}-{len(named) + 1}"] = parts
    return named


def _resource(
    schema: Schema, name: str, parts: Sequence[Table], kinds: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    paths = sorted(map(path_of, parts))
    table = TABLES[parts[0].kind]
    known = {column.name: column for column in table.columns}
    fields = [_field(schema, known.get(column, Column(column))) for column in parts[0].written]
    described: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.key:
        described["primaryKey"] = [column for column in table.key if column in parts[0].written]
    if keys := list(_foreign_keys(parts[0], kinds)):
        described["foreignKeys"] = keys
    comments = {"commentChar": "#", "headerRows": [parts[0].first - 1]} if parts[0].kind == "mappings" else {}
    return {
        "name": name,
        "type": "table",
        "path": paths if len(paths) > 1 else paths[0],
        "format": "csv",
        "mediatype": "text/tab-separated-values",
        "encoding": "utf-8",
        "dialect": {**DIALECT, **comments},
        "schema": described,
    }


def _field(schema: Schema, column: Column) -> dict[str, Any]:
    kind = TYPES.get(column.kind, "string")
    field: dict[str, Any] = {"name": column.name, "type": "list" if column.many else kind}
    if column.definition:
        field["description"] = column.definition
    if column.many:
        field |= {"delimiter": "|"} | ({"itemType": kind} if kind != "string" else {})
    if kind == "boolean":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if not column.many:
        if column.values:
            constraints["enum"] = list(column.values)
        elif column.kind == "name":
            constraints["enum"] = list(getattr(schema, column.refers))
        elif column.pattern and kind == "string":
            # In the regular expressions of XML Schema: what they cannot say is left out.
            constraints["pattern"] = LOOKAHEAD.sub("", column.pattern).replace("(?:", "(")
    return {**field, **({"constraints": constraints} if constraints else {})}


def _foreign_keys(table: Table, kinds: Mapping[tuple[str, str], str]) -> Iterator[dict[str, Any]]:
    """The keys that lead to one table of the same folder. A list cannot be a key, nor an entity of two tables."""
    folder, declared = _folder(table), TABLES[table.kind]
    for column in declared.columns:
        target = kinds.get((folder, column.refers)) or kinds.get(("", column.refers))
        mixed = folder == EVIDENCE and column.refers == "nodes"
        if column.kind != "id" or column.many or not target or mixed or (table.kind, column.name) in MANY_KINDS:
            continue
        key = TABLES[column.refers].key
        if len(key) == 1:
            yield {"fields": [column.name], "reference": {"resource": target, "fields": list(key)}}
        elif set(key) - {"id"} <= {*declared.header}:
            fields = [column.name if name == "id" else name for name in key]
            yield {"fields": fields, "reference": {"resource": target, "fields": list(key)}}
