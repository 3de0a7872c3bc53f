"""What is wrong with the form of a table: of all of it, its header, its lines, its cells; and the canonical form of a cell."""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import filterfalse, repeat
from operator import is_
from typing import TYPE_CHECKING

from kg.errors import Problem, did_you_mean, nearest
from kg.tables.columns import DECLARED, DIFFERENT, LISTS, TABLES
from kg.texts import normalized, stray

if TYPE_CHECKING:
    from kg.tables.reading import Block, Table

SUSPECT = ('"', "|", "  ")
"""What marks a cell as not canonical, apart from a space at an end and characters beyond PLAIN."""

SEPARATORS = {",": "commas", ";": "semicolons", "|": "bars", " ": "spaces"}
"""Separators that are found where tabs should be."""


MANY = 3
"""More unknown columns than this are one problem: most likely the header is not one."""

LISTED = 10
"""A problem that several lines share is reported once; this many of the other lines are named."""

FOREIGN_ENDS = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line elsewhere."""

RETURN = "a carriage return inside the line; remove it"
STRAY_CHARACTER = "the character U+{:04X} does not belong in a table; remove it"


def text_problems(table: "Table") -> Iterator[Problem]:
    """What is wrong with the form of a table, single cells aside: encoding, header, number of cells."""
    file, header = table.file, table.written
    yield from table.faults
    if table.faults:
        return
    if table.content.startswith(BOM_UTF8):
        yield Problem(file, 1, "1", "the file starts with a byte order mark; save it as plain UTF-8, or run kg format")
    if not table.ended:
        message = "no line feed at the end; add one, or run kg format"
        yield Problem(file, table.first - 1 + len(table.lines), "", message)
    yield from header_problems(header, file, table.kind, table.first - 1)
    for number, line in enumerate(table.lines, table.first) if table.header is header and not table.even else ():
        count = line.count("\t") + 1
        if "\r" in line:
            yield Problem(file, number, "", RETURN)
        elif not line.strip("\t"):
            yield Problem(file, number, "", "an empty line; remove it, or run kg format")
        elif line == "\t".join(header):
            yield Problem(file, number, "", "the header again; remove this line, or run kg format")
        elif number in table.hidden:
            column, char = table.hidden[number]
            yield Problem(file, number, column, STRAY_CHARACTER.format(ord(char)))
        elif count != len(header):
            more = "a stray tab? remove it" if count > len(header) else "add the missing tabs, or run kg format"
            cells = f"{count} cell{'' if count == 1 else 's'}"
            yield Problem(file, number, "", f"{cells}, but the header has {len(header)}; {more}")


def by_place(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in order, each once; one that many lines share is reported at the first of them, with the others' numbers."""
    shared: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in sorted(set(problems)):
        shared.setdefault((problem.file, problem.column, problem.message), []).append(problem)
    found: list[Problem] = []
    for first, *others in shared.values():
        if others:
            numbers = ", ".join(str(problem.line) for problem in others[:LISTED])
            more = f" and {len(others) - LISTED:,} more" if len(others) > LISTED else ""
            lines = f"line{'' if len(others) == 1 else 's'} {numbers}{more}"
            first = first._replace(message=f"{first.message}; also in {lines}")
        found.append(first)
    return sorted(found)


def cell_problems(block: "Block") -> Iterator[Problem]:
    """What is wrong with the form of the cells in a block."""
    marks = [mark for mark in SUSPECT if mark in block.text]
    for column, cells in block.columns.items():
        if not block.known(column):
            different = cells if column in DIFFERENT else block.distinct(column)
            suspects = _suspects(column, different, marks, odd=block.table.odd)
            faults = {cell: faults for cell in suspects if (faults := list(_faults(column, cell)))}
            for number, cell in enumerate(cells) if faults else ():
                for message in faults.get(cell, ()):
                    yield block.problem(number, column, message)


def _suspects(column: str, cells: Collection[str], marks: Sequence[str], *, odd: bool) -> Collection[str]:
    """The cells that need a closer look, found from all of them at once: looking at each takes far longer."""
    suspects: set[str] = set()
    if not all(map(is_, map(str.strip, cells, repeat(" ")), cells)):
        suspects.update(cell for cell in cells if cell.strip(" ") != cell)
    text = "\t".join(cells) if marks or odd else ""
    for mark in (mark for mark in marks if mark in text):
        marked = (cell for cell in cells if mark in cell)
        suspects.update(filterfalse(_is_tidy, marked) if mark == "|" and column in LISTS else marked)
    if odd and not (text.isascii() and text.replace("\t", "").isprintable()):
        suspects.update(cell for cell in cells if not (cell.isascii() and cell.isprintable()))
    return suspects


def _is_tidy(cell: str) -> bool:
    """Whether a list has no item twice, no empty item, and no space next to a bar."""
    items = cell.split("|")
    return len({*items} - {""}) == len(items) and "| " not in cell and " |" not in cell


def comment_lines(lines: Sequence[str], kind: str) -> int:
    """How many lines of metadata come before the header: SSSOM has them, each after a `#`."""
    above = (number for number, line in enumerate(lines) if kind != "mappings" or (line and not line.startswith("#")))
    return next(above, len(lines) - 1)


def unreadable(header: str, lines: Sequence[str], kind: str) -> str:
    """Why a whole table cannot be read, from its header and the lines below; nothing if it can."""
    names = TABLES[kind].header
    if not header.strip():
        return f"no header; write it here, with tabs between: {' '.join(names)}"
    if end := FOREIGN_ENDS.search(header):
        return f"U+{ord(end[0]):04X} ends no line here; save the table with LF line ends"
    for separator, called in SEPARATORS.items() if "\t" not in header else ():
        if sum(cell.strip('" ') in names for cell in header.split(separator)) > 1:
            return f"{called} separate the cells; save the table with tabs instead, and without quoting"
    if all(line[:1] == line[-1:] == '"' for line in ([header] if header[0] == '"' else lines or [header])):
        return "a spreadsheet put quotation marks around every cell; save the table without quoting"
    if not any(cell.strip(" ") in names for cell in header.split("\t")):
        return f"this is not the header of the table; write it here, with tabs between: {' '.join(names)}"
    return ""


def is_sound(header: Sequence[str], kind: str) -> bool:
    """Whether a header has each column that it must have, none twice, and none that is unknown."""
    table, names = TABLES[kind], set(header)
    required = {column.name for column in table.columns if not column.optional}
    return len(names) == len(header) and required <= names <= {*table.header, *table.foreign}


def header_problems(header: Sequence[str], file: str, kind: str, line: int = 1) -> Iterator[Problem]:
    """What is wrong with the header of a kind of table, which is on `line`."""
    expected = TABLES[kind].header
    if spaced := [column for column in header if column.strip(" ") != column]:
        yield Problem(
            file, line, spaced[0].strip(" "), "spaces around the name of a column; remove them, or run kg format"
        )
        header = [column.strip(" ") for column in header]
    known = (*expected, *TABLES[kind].foreign)
    missing = [column.name for column in TABLES[kind].columns if column.name not in header and not column.optional]
    once = dict.fromkeys(header)
    unknown = [column for column in once if column not in known]
    if len(unknown) > MANY:
        message = (
            f"{len(unknown):,} unknown columns, such as {unknown[0]!r}; remove them, or end the header with a line feed"
        )
        yield Problem(file, line, "", message)
        unknown, missing = [], []
    for column in unknown:
        near = tuple(missing) if len(missing) == len(unknown) == 1 else nearest(column, missing or known)
        hint = did_you_mean(near) or "; remove it"
        yield Problem(file, line, column or str(header.index(column) + 1), f"unknown column {column!r}{hint}")
        missing = [column for column in missing if column not in near[:1]]
    for column in missing:
        yield Problem(file, line, column, f"the header has no column {column!r}; add it")
    for column, times in Counter(header).items():
        if times > 1 and column in known:
            yield Problem(file, line, column, f"column {column!r} appears twice; remove one of them")
    if [column for column in once if column in expected] != [column for column in expected if column in once]:
        yield Problem(file, line, "", "the columns are not in canonical order; run kg format")


def _faults(column: str, cell: str) -> Iterator[str]:
    if char := stray(cell):
        yield STRAY_CHARACTER.format(ord(char))
    elif '""' in cell or (len(cell) > 1 and cell[0] == cell[-1] == '"'):
        yield "a spreadsheet put quotation marks around the cell; save without quoting, and write each mark once"
    elif canonical_cell(column, cell) != cell:
        yield f"{cell!r} should read {canonical_cell(column, cell)!r}; run kg format"
    if "|" in cell and column in DECLARED and column not in LISTS:
        yield f"{cell!r} contains a '|', but {column} is not a list; remove it"


def canonical_cell(column: str, cell: str) -> str:
    """A cell in canonical form: Unicode NFC, single spaces, none at the ends; a list without empty or repeated items."""
    text = re.sub(r" +", " ", normalized("NFC", cell)).strip(" ")
    if column not in LISTS or LISTS[column].kind == "counts":
        return text
    return "|".join(dict.fromkeys(filter(None, (item.strip(" ") for item in text.split("|")))))
