"""A Spark session of the user's, over the Parquet files of a graph: a cluster, or whatever speaks Spark Connect."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from kg.engines.sql.database import ITEMS, LISTED, PARTS, Held, Rows, held, selected
from kg.errors import EngineError
from kg.formats.plain import Sheet

KINDS = {"string": "text", "boolean": "truth value", "void": "nothing"}
WHOLE = {"tinyint", "smallint", "int", "bigint"}
NAMES = {Held("text"): "STRING", Held("whole number"): "BIGINT", Held("truth value"): "BOOLEAN"}
NAMES |= {Held(kind.one, True): f"ARRAY<{name}>" for kind, name in NAMES.items()}
_NUMBERS = count(1)


class Spark:
    """The tables of a graph as temporary views of a session; their names have a prefix that no other graph in it has."""

    def __init__(self, session: Any, files: Mapping[str, Path] | Mapping[str, str]) -> None:
        self.session, self._prefix = session, f"kg{next(_NUMBERS)}_"
        self.cluster, self.files = self, {name: Path(path).name for name, path in files.items()}
        for name, path in files.items():
            try:
                frame = session.read.parquet(str(path))
                found = {field.name: _kind(field.dataType.simpleString()) for field in frame.schema.fields}
            except Exception as error:
                raise EngineError(str(self), error) from error
            frame.createOrReplaceTempView(f"{self._prefix}raw_{name}")
            self._view(name, f"SELECT {selected(PARTS[name], self.files[name], found, NAMES)} FROM raw_{name}")
        lists = (f"SELECT id AS claim, '{name}' AS field, explode({name}) AS value FROM claims" for name in LISTED)
        self._view(ITEMS.name, " UNION ALL ".join(lists))

    def _view(self, name: str, text: str) -> None:
        self.session.sql(self._named(text)).createOrReplaceTempView(f"{self._prefix}{name}")

    def _named(self, text: str) -> str:
        """A query of our tables as one of the views that they are."""
        return re.sub(r"\b(FROM|JOIN) (?=[a-z])", rf"\1 {self._prefix}", text)

    def frame(self, text: str, values: Sequence[Any] = ()) -> Any:
        """A query of the tables as a DataFrame, of which nothing is fetched."""
        return self.session.sql(self._named(text), args=list(values))

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return [tuple(row) for row in self.frame(text, values).collect()]
        except Exception as error:  # What a session raises is of many families, some of them gRPC's.
            raise EngineError(str(self), error) from error

    def stream(self, text: str) -> Rows:
        try:
            yield from map(tuple, self.session.sql(self._named(text)).toLocalIterator())
        except Exception as error:
            raise EngineError(str(self), error) from error

    def keep(self, sheet: Sheet, rows: Iterable[Sequence[Any]]) -> None:
        columns = ", ".join(f"{column.name} {NAMES[held(column)]}" for column in sheet.columns)
        frame = self.session.createDataFrame([tuple(row) for row in rows], columns)
        frame.createOrReplaceTempView(f"{self._prefix}{sheet.name}")

    def close(self) -> None:
        """Drop the views; the session stays the user's."""
        for name in (*PARTS, *(f"raw_{name}" for name in PARTS), ITEMS.name, "places"):
            self.session.catalog.dropTempView(f"{self._prefix}{name}")

    def __str__(self) -> str:
        return "the Spark session"


def _kind(name: str) -> Held:
    many = name.startswith("array<")
    one = name.removeprefix("array<").removesuffix(">") if many else name
    return Held("whole number" if one in WHOLE else KINDS.get(one, one), many)


def is_session(value: object) -> bool:
    """Whether a value is a Spark session."""
    return all(callable(getattr(value, name, None)) for name in ("sql", "createDataFrame", "stop")) and hasattr(
        value, "read"
    )
