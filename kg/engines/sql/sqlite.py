"""SQLite, which Python brings along: the tables of a graph in its memory."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any
from weakref import finalize

from kg.engines.sql.database import ITEMS, LISTED, PARTS, Rows
from kg.errors import EngineError
from kg.formats.plain import Sheet
from kg.model.protocol import Graph

INDEXES = {
    "nodes": ("id", "category, id"),
    "claims": ("id", "section", "subject", "object", "source"),
    "edges": ("subject, predicate, object", "object, predicate", "predicate"),
    "mappings": ("subject_id",),
    "items": ("value", "claim", "field"),
    "names": ("text", "node"),
    "texts": ("claim",),
    "places": ("section",),
}


class Sqlite:
    """The tables of a graph in SQLite. Lists are texts in JSON there."""

    cluster, files = None, MappingProxyType[str, str]({})

    def __init__(self, graph: Graph) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        finalize(self, self._connection.close)  # Python warns of one that is left open, and all of it is ours.
        for sheet in PARTS.values():
            self.keep(sheet, (tuple(row[column.name] for column in sheet.columns) for row in sheet.rows(graph)))
        lists = PARTS["claims"].rows(graph)
        self.keep(ITEMS, ((row["id"], name, value) for row in lists for name in LISTED for value in row[name]))

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(text, values).fetchall()
        except sqlite3.Error as error:
            raise EngineError(str(self), error) from error

    def stream(self, text: str) -> Rows:
        try:
            yield from self._connection.execute(text)
        except sqlite3.Error as error:
            raise EngineError(str(self), error) from error

    def keep(self, sheet: Sheet, rows: Iterable[Sequence[Any]]) -> None:
        names = [column.name for column in sheet.columns]
        self._connection.execute(f"CREATE TABLE {sheet.name} ({', '.join(names)})")
        lists = [place for place, column in enumerate(sheet.columns) if column.many]
        holes = ", ".join("?" * len(names))
        self._connection.executemany(
            f"INSERT INTO {sheet.name} VALUES ({holes})", (_packed(row, lists) for row in rows)
        )
        for columns in INDEXES.get(sheet.name, ()):
            name = f"{sheet.name}_{columns.replace(', ', '_')}"
            self._connection.execute(f"CREATE INDEX {name} ON {sheet.name} ({columns})")

    def close(self) -> None:
        self._connection.close()

    def __str__(self) -> str:
        return "SQLite"


def _packed(row: Sequence[Any], lists: Sequence[int]) -> Sequence[Any]:
    if not lists:
        return row
    cells = list(row)
    for place in lists:
        cells[place] = json.dumps(cells[place])
    return cells
