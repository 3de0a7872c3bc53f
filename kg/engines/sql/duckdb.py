"""DuckDB over the Parquet files of a graph, or over its tables."""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from kg.engines.sql.database import FETCHED, ITEMS, LISTED, PARTS, Held, Rows, held, over, selected
from kg.errors import DataError, EngineError, MissingExtra, Problem
from kg.formats.plain import DATASET, Sheet
from kg.model.protocol import Graph

if TYPE_CHECKING:
    import duckdb

KINDS = {"VARCHAR": "text", "BOOLEAN": "truth value", '"NULL"': "nothing"}
WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
NAMES = {Held("text"): "VARCHAR", Held("whole number"): "BIGINT", Held("truth value"): "BOOLEAN"}
NAMES |= {Held(kind.one, True): f"{name}[]" for kind, name in NAMES.items()}


class Duckdb:
    """A DuckDB of its own in memory. Nothing but the files that it is given is read, and no settings of the user's."""

    cluster = None

    def __init__(self, files: Mapping[str, Path]) -> None:
        try:
            import duckdb
        except ImportError:
            raise MissingExtra("this engine", "duckdb", "duckdb") from None
        self._error, self._one_at_a_time = duckdb.Error, Lock()
        self._connection = duckdb.connect()
        self.files = {name: path.name for name, path in files.items()}

    @classmethod
    def over(cls, files: Mapping[str, Path]) -> "Duckdb":
        """Over the Parquet files of a graph, by table. DataError for one that cannot be read or has other columns."""
        self = cls(files)
        # To read the footer takes longer than to look up what a node has; one of a file that has changed is read again.
        self._connection.execute("SET parquet_metadata_cache = true")
        for name, path in files.items():
            sheet, place = PARTS[name], str(path).replace("'", "''")
            try:
                relation = self._connection.read_parquet(str(path))
                found = dict(zip(relation.columns, map(_kind, relation.types), strict=True))
            except self._error as error:
                fault = f"is not valid Parquet, or was cut off: {error}"
                raise DataError([Problem(path.name, 0, "", fault)]) from None
            columns = selected(sheet, path.name, found, NAMES)
            # No parameter can be in a view; a view of the relation would be a second one, and take a tenth of a look-up.
            self._connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM read_parquet('{place}')")
        self._unnest()
        return self

    @classmethod
    def of_graph(cls, graph: Graph) -> "Duckdb":
        """Over the tables of a graph."""
        self = cls({})
        for sheet in PARTS.values():
            self.keep(sheet, (tuple(row[column.name] for column in sheet.columns) for row in sheet.rows(graph)))
        self._unnest()
        return self

    def _unnest(self) -> None:
        parts = (f"SELECT id AS claim, '{name}' AS field, unnest({name}) AS value FROM claims" for name in LISTED)
        self._connection.execute(f"CREATE VIEW {ITEMS.name} AS {' UNION ALL '.join(parts)}")

    def dataset(self, path: Path) -> dict[str, str]:
        """What a Parquet file says of the dataset."""
        found = self.rows("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)])
        said = {bytes(key).decode(): bytes(value).decode() for key, value in found}
        return {name: value for name, value in said.items() if name in DATASET}

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._one_at_a_time:  # An answer that is not fetched yet is lost to the next query.
                return list(self._connection.execute(text, list(values)).fetchall())
        except self._error as error:
            raise EngineError(over(str(self), text, self.files), error) from error

    def stream(self, text: str) -> Rows:
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(text)
                while rows := cursor.fetchmany(FETCHED):
                    yield from rows
        except self._error as error:
            raise EngineError(over(str(self), text, self.files), error) from error

    def keep(self, sheet: Sheet, rows: Iterable[Sequence[Any]]) -> None:
        types = {column.name: NAMES[held(column)] for column in sheet.columns}
        columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
        self._connection.execute(f"CREATE TABLE {sheet.name} ({columns})")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.json"
            with path.open("w", encoding="utf-8") as file:
                lines = (json.dumps(dict(zip(types, row, strict=True)), ensure_ascii=False) for row in rows)
                file.writelines(f"{line}\n" for line in lines)
            if path.stat().st_size:
                made = self._connection.read_json(str(path), columns=types, format="newline_delimited")
                made.insert_into(sheet.name)

    def close(self) -> None:
        self._connection.close()

    def __str__(self) -> str:
        return "DuckDB"


def _kind(type_: "duckdb.sqltypes.DuckDBPyType") -> Held:
    name = str(type_)
    many = name.endswith("[]")
    one = name.removesuffix("[]")
    return Held("whole number" if one in WHOLE else KINDS.get(one, one), many)
