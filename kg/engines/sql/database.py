"""What a database must do for the engine, and the tables that it holds."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from kg.engines import Cluster
from kg.errors import DataError, Problem
from kg.formats.derived import DERIVED
from kg.formats.parquet import FILES
from kg.formats.plain import SHEETS, Sheet
from kg.tables.column import Column

Rows = Iterator[tuple[Any, ...]]
FETCHED = 5000
"""So many rows of a long answer are fetched at once. For more with LIMIT, DuckDB sorts all that there are, with much memory."""
PARTS = {sheet.name: sheet for sheet in (*SHEETS, *DERIVED)}
"""The tables of a graph, by name."""

LISTED = tuple(column.name for column in PARTS["claims"].columns if column.many)
"""The columns of claims that are lists: `items` has a row for each of their values."""

ITEMS = Sheet("items", (Column("claim"), Column("field"), Column("value")), lambda graph: iter(()))
PLACES = Sheet("places", (Column("section"), Column("place", "whole")), lambda graph: iter(()))
"""The order of the sections."""

TYPES = {"whole": "whole number", "counts": "whole number", "count": "whole number", "flag": "truth value"}


class Held(NamedTuple):
    """The type of a column that a database holds: `one` of text, whole number, truth value, nothing; or a list of these."""

    one: str
    many: bool = False

    def __str__(self) -> str:
        return f"lists of {self.one}s" if self.many else f"{self.one}s"


def held(column: Column) -> Held:
    """The type that a column should have."""
    return Held(TYPES.get(column.kind, "text"), column.many)


class Database(Protocol):
    """A database that holds the tables of a graph.

    Queries are plain SQL that every engine reads alike, with a `?` for each value; none is ever written into the text. What the
    database raises becomes an EngineError.
    """

    @property
    def cluster(self) -> Cluster | None:
        """Itself, if it is on many machines."""

    @property
    def files(self) -> Mapping[str, str]:
        """What messages call the files of the tables, if these are in files."""

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of an answer."""

    def stream(self, text: str) -> Rows:
        """The rows of a long answer, in any order, as they come: few are in memory at a time."""

    def keep(self, sheet: Sheet, rows: Iterable[Sequence[Any]]) -> None:
        """Make a small table of these rows."""

    def close(self) -> None:
        """Free what is held open."""

    def __str__(self) -> str:
        """What messages call it."""


def over(database: str, text: str, files: Mapping[str, str]) -> str:
    """What messages call a database that cannot answer a query: with the files that it would read."""
    asked = {*re.findall(r"\b(?:FROM|JOIN) (\w+)", text.replace(f" {ITEMS.name} ", " claims "))}
    named = " and ".join(file for name, file in files.items() if name in asked)
    return f"{database}, over {named}," if named else database


def parquet_files(path: Path) -> dict[str, Path]:
    """The Parquet files of a graph, by table: of a path that names any of them, what their names begin with, or their folder.

    DataError where there are none, those of several graphs, or one is missing.
    """
    stem = _stem(path)
    files = {sheet.name: stem.with_name(f"{stem.name}{suffix}") for suffix, sheet in FILES.items()}
    there = {name: file for name, file in files.items() if file.exists()}
    if not there:
        fault = "has no Parquet files of a graph" if path.exists() else "no such file, nor Parquet files that begin so"
        raise DataError([Problem(path.name or str(path), 0, "", f"{fault}; write them: kg convert IN graph.parquet")])
    # A graph without mappings has a file of them, too: one that is gone would change answers.
    if missing := [file.name for name, file in files.items() if name not in there]:
        remedy = f"put it back, or write all again: kg convert IN {stem.name}.parquet"
        others = ", ".join(file.name for file in there.values())
        fault = f"no such file, but {others} {'is' if len(there) == 1 else 'are'} there; {remedy}"
        raise DataError([Problem(", ".join(missing), 0, "", fault)])
    return there


def remote_files(address: str) -> dict[str, str]:
    """The addresses of the Parquet files of a graph, by table, where only a cluster finds them."""
    stem = next((address.removesuffix(suffix) for suffix in FILES if address.endswith(suffix)), address)
    return {sheet.name: f"{stem.removesuffix('.parquet')}{suffix}" for suffix, sheet in FILES.items()}


def _stem(path: Path) -> Path:
    if path.is_dir():
        stems = sorted({file.name.removesuffix(suffix) for suffix in FILES for file in path.glob(f"*{suffix}")})
        if len(stems) > 1:
            message = f"holds the files of several graphs; name one of {', '.join(stems)}"
            raise DataError([Problem(path.name, 0, "", message)])
        return path / (stems[0] if stems else "graph")
    stem = next((path.name.removesuffix(suffix) for suffix in FILES if path.name.endswith(suffix)), path.name)
    return path.with_name(stem.removesuffix(".parquet"))


def selected(sheet: Sheet, file: str, found: Mapping[str, Held], types: Mapping[Held, str]) -> str:
    """The columns of a sheet as SQL selects them from a file that has these: null where an optional one is missing.

    `types` are the names of types. DataError names a column that is unknown, missing, or of another type.
    """
    wanted = {column.name: column for column in sheet.columns}
    for name, kind in found.items():
        if name not in wanted:
            raise _fault(file, name, f"unknown column; use {', '.join(wanted)}")
        if kind != held(wanted[name]) and kind.one != "nothing":
            raise _fault(file, name, f"is a column of {kind}, not of {held(wanted[name])}")
    # Those of the tables that follow from others are all there.
    needed = [name for name, column in wanted.items() if column.required or sheet in DERIVED]
    if missing := [name for name in needed if name not in found]:
        raise _fault(file, "", f"has no column {', '.join(missing)}")
    empty = {name for name in wanted if name not in found or found[name].one == "nothing"}

    def one(name: str, column: Column) -> str:
        if name in empty:
            return f"CAST(NULL AS {types[held(column)]}) AS {name}"
        return f"COALESCE({name}, FALSE) AS {name}" if column.kind == "flag" else name

    return ", ".join(one(name, column) for name, column in wanted.items())


def _fault(file: str, column: str, message: str) -> DataError:
    return DataError([Problem(file, 0, column, message)])
