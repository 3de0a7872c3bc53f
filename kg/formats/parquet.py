"""Parquet files of all that a graph holds, with typed columns: those of CSV, and the edges; and back."""

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg import memory
from kg.errors import ExportError, MissingExtra
from kg.formats.derived import DERIVED, EDGES, NAMES, TEXTS
from kg.formats.plain import DATASET, NEEDED, SHEETS, Row, Sheet, dataset, parts, schema_of
from kg.formats.reading import Opened, Parts
from kg.model.protocol import Graph
from kg.schema import Schema
from kg.tables.column import Column
from kg.texts import LARGEST

if TYPE_CHECKING:
    import pyarrow

FILES = {f".{sheet.name}.parquet": sheet for sheet in (SHEETS[0], EDGES, *SHEETS[1:], NAMES, TEXTS)}
"""The files; those of what follows from the others are not read."""

FIRST, *MORE = FILES
*_, LAST = FILES
NAME, CLAIMS, SHORT = "parquet", ".claims.parquet", ".parquet"
IN_MEMORY = 3500
"""The bytes that a claim takes while it is read."""

WHOLE = range(-(1 << 31), 1 << 31)
"""The whole numbers that a column can hold."""

GROUP = 20_000
"""So many rows are written at once, and lie together."""

PACKED = "zstd"
"""How they are compressed: half as large as with Snappy, and as fast."""

BATCH = 1000
"""So many rows are read at once."""


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra("Parquet", "pyarrow", "parquet") from None
    return pyarrow


def _type(column: Column) -> "pyarrow.DataType":
    """The Arrow type of a column: texts, 32-bit whole numbers, truth values, and lists of these."""
    arrow = _pyarrow()
    one = {"whole": arrow.int32, "counts": arrow.int32, "flag": arrow.bool_}.get(column.kind, arrow.string)()
    return arrow.list_(one) if column.many else one


def writers() -> dict[str, Callable[[Graph], Iterator[bytes]]]:
    """What writes each file, by suffix, for one graph: in this order, since the last says what the footers of the others are."""
    footers: dict[str, str] = {}
    return {suffix: partial(dumps, sheet=sheet, footers=footers) for suffix, sheet in FILES.items()}


def dumps(graph: Graph, sheet: Sheet, footers: dict[str, str]) -> Iterator[bytes]:
    """A table as Parquet, in chunks. ExportError names the row of a whole number of more than 32 bits; MissingExtra without
    pyarrow."""
    return _chunks(_pyarrow(), graph, sheet, footers)


def _chunks(arrow: Any, graph: Graph, sheet: Sheet, footers: dict[str, str]) -> Iterator[bytes]:
    fields = [(column.name, _type(column)) for column in sheet.columns]
    schema = arrow.schema(fields, metadata=dataset(graph))
    numbers = [column for column in sheet.columns if column.kind in ("whole", "counts")]
    rows, sink = sheet.rows(graph), io.BytesIO()
    with arrow.parquet.ParquetWriter(sink, schema, compression=PACKED) as writer:
        group, first = list(islice(rows, GROUP)), True
        while group or first:  # Readers of some years ago refuse a file without a group of rows.
            for column in numbers:
                _check_numbers(group, column)
            writer.write_table(arrow.Table.from_pylist(group, schema), row_group_size=GROUP)
            yield sink.getvalue()
            sink.seek(0)
            sink.truncate()
            group, first = list(islice(rows, GROUP)), False
        if sheet is FILES[LAST]:
            writer.add_key_value_metadata({"footers": json.dumps(footers)})  # By their digests.
    footers[sheet.name] = _digest(_footer(io.BytesIO(sink.getvalue())))
    yield sink.getvalue()


def not_together(files: Mapping[str, Path]) -> str:
    """The table whose file, by table, was not written with the others; nothing where all were.

    Whatever a program changes in a file changes its footer, which has the size and the least and greatest values of each column.
    """
    ends = {name: _footer(path.open("rb")) for name, path in files.items()}
    last = ends.pop(FILES[LAST].name)
    strangers = [name for name, end in ends.items() if _digest(end).encode() not in last]
    return "" if not strangers else strangers[0] if len(strangers) < len(ends) else FILES[LAST].name


def _digest(footer: bytes) -> str:
    from hashlib import sha256

    return sha256(footer).hexdigest()


def _footer(file: IO[bytes]) -> bytes:
    """What ends a Parquet file: where its groups lie, how large they are, which values they have; and the size of that."""
    with file:
        end = file.seek(0, os.SEEK_END) - 8
        file.seek(max(0, end))
        file.seek(max(0, end - int.from_bytes(file.read(4), "little")))
        return file.read()


def _check_numbers(rows: Iterable[Row], column: Column) -> None:
    for row in rows:
        value = row[column.name]
        numbers = value if isinstance(value, list) else [] if value is None else [value]
        if long := next((number for number in numbers if number not in WHOLE), None):
            raise ExportError(
                f"{row['id']} has {long} in its {column.name}, which parquet cannot represent; correct it, or write turtle"
            )


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The records in the files, of which any may be named: with `move`, those of the schema below the base IRI they name.

    Those of sections, mappings and tensions may be missing.
    """
    found: dict[str, list[Row]] = {}
    said: dict[str, str] = {}
    _check_size(file.beside(CLAIMS))
    for suffix, sheet in FILES.items():
        table = file.beside(suffix)
        if sheet not in DERIVED and (table.there or sheet.name in NEEDED):
            found[sheet.name], more = _rows(table, sheet)
            said = said or more
    first = file.beside(FIRST)
    schema = schema_of(schema, said, move, lambda message, name: first.refuse(message, column=name))
    return parts(schema, found, lambda name, number: (file.beside(f".{name}.parquet").name, number + 1))


def size(path: Path) -> int:
    """How many claims the Parquet files have of which a path names any, or all; 0 where no such file can be read."""
    arrow = _pyarrow()
    try:
        return int(arrow.parquet.read_metadata(_any(path).beside(CLAIMS).place).num_rows)
    except (arrow.ArrowException, OSError, ValueError):
        return 0


def is_whole(path: Path) -> bool:
    """Whether all Parquet files are there of which a path names any, or all, and were written together."""
    files = {sheet.name: _any(path).beside(suffix).place for suffix, sheet in FILES.items()}
    return all(file.is_file() for file in files.values()) and not not_together(files)


def _any(path: Path) -> Opened:
    return Opened(path, next((one for one in (*FILES, SHORT) if path.name.endswith(one)), ""))


def _check_size(file: Opened) -> None:
    """DataError where the claims would not fit into memory."""
    needed, free = size(file.place) * IN_MEMORY if not file.packing else 0, memory.free()
    if free is not None and needed > free:
        file.refuse(
            f"holds {needed // IN_MEMORY:,} claims, which take about {needed / 1e9:.0f} GB of memory, and {free / 1e9:.0f} GB "
            "are free; ask them where they lie, as kg wrote them: kg.open, or kg convert, with the extra duckdb"
        )


def _rows(file: Opened, sheet: Sheet) -> tuple[list[Row], dict[str, str]]:
    """The rows of a file, and what it says of the dataset."""
    arrow = _pyarrow()
    rows: list[Row] = []
    size = 0
    try:
        opened = arrow.parquet.ParquetFile(arrow.BufferReader(file.content()))
        _check_columns(file, sheet, opened.schema_arrow)
        for batch in opened.iter_batches(BATCH):
            size += batch.nbytes
            if size > LARGEST:
                file.refuse("holds more than 2 GiB; divide it")
            rows += batch.to_pylist()
        said = {name.decode(): value.decode() for name, value in (opened.schema_arrow.metadata or {}).items()}
    except (arrow.ArrowException, OSError, ValueError) as error:
        file.refuse(f"is not valid Parquet, or was cut off: {error}")
    return rows, {name: value for name, value in said.items() if name in DATASET}


def _check_columns(file: Opened, sheet: Sheet, found: "pyarrow.Schema") -> None:
    columns = {column.name: column for column in sheet.columns}
    for number, name in enumerate(found.names):
        if name not in columns:
            file.refuse(f"unknown column; use {', '.join(columns)}", column=name)
        if name in found.names[:number]:
            file.refuse("there are two columns of this name; remove one", column=name)
        wanted = _type(columns[name])
        if not _fits(found.field(number).type, wanted):
            file.refuse(f"is a column of {found.field(number).type}, not of {wanted}", column=name)
    if missing := [name for name, column in columns.items() if column.required and name not in found.names]:
        file.refuse(f"has no column {', '.join(missing)}")


def _fits(found: "pyarrow.DataType", wanted: "pyarrow.DataType") -> bool:
    """Whether values of a type are those that are wanted, in whatever width and encoding tools write them."""
    types = _pyarrow().types
    if types.is_dictionary(found):
        return _fits(found.value_type, wanted)
    if types.is_null(found):
        return True
    if types.is_list(wanted):
        return (types.is_list(found) or types.is_large_list(found)) and _fits(found.value_type, wanted.value_type)
    if types.is_integer(wanted):
        return bool(types.is_integer(found))
    if types.is_boolean(wanted):
        return bool(types.is_boolean(found))
    return bool(types.is_string(found) or types.is_large_string(found) or types.is_string_view(found))
