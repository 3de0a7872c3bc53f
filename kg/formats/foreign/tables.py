"""Tables of other people: rows of a TSV or CSV file, by the names of its columns, each with its line."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.formats.foreign.adopted import ForeignEdge
from kg.formats.reading import Opened

Row = Mapping[str, Any]
"""Column → text, or what JSON has there; what is empty is left out."""


def rows(file: Opened, *needed: Sequence[str], comments: bool = False) -> Iterator[tuple[int, Row]]:
    """The rows of a file, with their lines: TSV, CSV or JSON Lines, by its name.

    DataError if it is none of these, or has not got all the columns of one of `needed`.
    """
    if file.path.name.lower().endswith(".jsonl"):
        return _objects(file, needed)
    return _cells(file, needed, comments)


def header(file: Opened) -> list[str]:
    """The names of the columns."""
    return next(_split(file), (1, []))[1]


def _mark(file: Opened) -> str:
    return "," if file.path.name.lower().endswith(".csv") else "\t"


def _cells(file: Opened, needed: Sequence[Sequence[str]], comments: bool) -> Iterator[tuple[int, Row]]:
    lines = _split(file)
    number, names = next(lines, (1, []))
    while comments and names and names[0].startswith("#"):
        number, names = next(lines, (number, []))
    names = [name.strip() for name in names]
    _check(file, names, needed, number)
    for number, cells in lines:
        if len(cells) > len(names):
            file.refuse(f"has {len(cells)} cells, and the header {len(names)}", number)
        if any(cells):
            yield number, {name: cell for name, cell in zip(names, cells, strict=False) if cell}


def _split(file: Opened) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line. In TSV a cell may begin with a quotation mark, which means nothing there."""
    text = file.text()
    if _mark(file) == "\t":
        yield from ((number, line.split("\t")) for number, line in enumerate(text.split("\n"), 1))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        file.refuse(f"is not valid CSV: {error}", reader.line_num)


def triples(file: Opened) -> Iterator[ForeignEdge]:
    """The edges of a SIF file: subject, predicate, object and perhaps further objects, parted by tabs, or else by spaces."""
    text = file.text()
    mark = "\t" if "\t" in text else None
    for number, line in enumerate(text.split("\n"), 1):
        cells = line.strip().split(mark)
        if number == 1 and tuple(cells) == ("source", "metaedge", "target"):
            continue
        if len(cells) == 2 or "" in cells[1:]:
            file.refuse("should be a subject, a predicate and an object, parted by tabs", number)
        for object in cells[2:]:
            yield ForeignEdge(cells[0], cells[1], object, place=(file.name, number))


def _check(file: Opened, names: Sequence[str], needed: Sequence[Sequence[str]], line: int) -> None:
    if not any(names):
        file.refuse("is empty: it has no header", line)
    if twice := next((name for name in names if name and names.count(name) > 1), ""):
        file.refuse("is in the header twice; rename one of the columns", line, twice)
    if not any(set(several) <= set(names) for several in needed):
        wanted = ", or ".join(" ".join(several) for several in needed)
        file.refuse(f"the header has not got the columns {wanted}; it has {' '.join(names)[:200]}", line)


def _objects(file: Opened, needed: Sequence[Sequence[str]]) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(file.text().split("\n"), 1):
        if not line.strip():
            continue
        row = parsed(file, line, number)
        if not isinstance(row, dict):
            file.refuse("is not a JSON object; JSON Lines have one on each line", number)
        filled = {name: value for name, value in row.items() if value not in (None, "", [], {})}
        if not any(set(several) <= filled.keys() for several in needed):
            wanted = ", or ".join(" ".join(several) for several in needed)
            file.refuse(f"the object has not got {wanted}; it has {' '.join(row)[:200]}", number)
        yield number, filled


def parsed(file: Opened, text: str, line: int = 0) -> Any:
    """What a JSON text holds. DataError if it is not JSON, or nested too deeply."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        file.refuse(f"is not valid JSON: {error.msg}", line or error.lineno, str(error.colno))
    except (RecursionError, ValueError):
        file.refuse("is JSON nested too deeply, or with a number of too many digits", line)
