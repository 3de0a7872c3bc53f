"""The data folder: where it is, its tables as rows of cells, and what is wrong with their form.

A table is UTF-8, one header line, tab-separated cells, LF line ends, a line feed at the end. A list in a cell is joined with
`|`. Nothing is quoted or escaped, so a cell holds neither tab nor line break.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import filterfalse, repeat
from operator import is_
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kg.errors import DataError, Problem, did_you_mean, nearest
from kg.schema import Schema
from kg.tables.columns import DIFFERENT, FILES, LISTS, TABLES, items

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STRAY = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""The Unicode categories of characters that are invisible, or look like a space."""

PLAIN = bytes(range(32, 127)) + b"\t\n"
SUSPECT = ('"', "|", "  ")
"""What marks a cell as not canonical, apart from a space at an end and characters beyond PLAIN."""

BLOCK = 10_000
"""How many lines are split at a time."""


class Row(dict[str, str]):
    """One line of a table, as its cells by column; `line` is its number in the file."""

    __slots__ = ("line", "table")

    def __init__(self, table: "Table", line: int, text: str) -> None:
        super().__init__(zip(table.header, text.split("\t"), strict=True))
        self.table, self.line = table, line

    def problem(self, column: str, message: str) -> Problem:
        """A problem in this row."""
        return Problem(self.table.file, self.line, column, message)


class Rows(Protocol):
    """Rows of one table, or records of one kind (a key in TABLES), as columns."""

    columns: Mapping[str, Sequence[Any]]
    kind: str

    def distinct(self, column: str) -> AbstractSet[Any]:
        """The different values of a column."""
        return set(self.columns[column])

    def known(self, column: str) -> bool:
        """Whether each cell of a column has a number, which only what exists has."""
        return False

    def items(self, cell: Any) -> Sequence[str]:
        """A cell that holds a list, as its items."""
        return tuple(cell)

    def distinct_items(self, column: str) -> Collection[str]:
        """The different items of the lists in a column."""
        return {item for cell in self.distinct(column) for item in self.items(cell)}

    def place(self, number: int) -> str:
        """Where a row is: its file and line, or the record."""

    def problem(self, number: int, column: str, message: str) -> Problem:
        """A problem in a row."""


class Block(Rows):
    """Lines of a table, each with as many cells as its header, split into `columns`; `numbers` are those of the lines.

    `ranks` are kept of columns that were numbered.
    """

    def __init__(self, table: "Table", lines: Sequence[str], numbers: Sequence[int]) -> None:
        self.table, self.kind, self.lines, self.numbers = table, table.kind, lines, numbers
        self.text = "\t".join(lines)
        cells = self.text.split("\t") if lines else []
        width = len(table.header)
        self.columns: Mapping[str, Sequence[str]] = {name: cells[n::width] for n, name in enumerate(table.header)}
        self.ranks: dict[str, list[int]] = {}
        self._known: set[str] = set()
        self._distinct: dict[str, frozenset[str]] = {}

    def number(self, column: str, numbering: Mapping[str, int]) -> None:
        """Keep in `ranks` the cells of a column as numbers, -1 for those that have none."""
        cells = self.columns[column]
        try:
            self.ranks[column] = list(map(numbering.__getitem__, cells))
            self._known.add(column)
        except KeyError:
            self.ranks[column] = [numbering.get(cell, -1) for cell in cells]

    def known(self, column: str) -> bool:
        return column in self._known

    def distinct(self, column: str) -> frozenset[str]:
        if column not in self._distinct:
            self._distinct[column] = frozenset(self.columns[column])
        return self._distinct[column]

    def lacks(self, column: str) -> bool:
        """Whether a cell of a column is empty."""
        return not self.known(column) and "" in (self.columns[column] if column in DIFFERENT else self.distinct(column))

    def items(self, cell: str) -> Sequence[str]:
        return items(cell)

    def distinct_items(self, column: str) -> Collection[str]:
        return {*"|".join(self.distinct(column)).split("|")} - {""}

    def place(self, number: int) -> str:
        return f"{self.table.file}:{self.numbers[number]}"

    def problem(self, number: int, column: str, message: str) -> Problem:
        return Problem(self.table.file, self.numbers[number], column, message)


class Table:
    """A table that was read: `file` is its name in messages, `kind` a key of TABLES, `source` set for a table of claims.

    `written` is the header as it is in the file, `lines` those below it, and `first` the number of the first of them. They are
    split into cells where `rows`, `whole` or `blocks` are asked for.
    """

    def __init__(self, *, file: str, kind: str, content: bytes | None = None, source: str = "") -> None:
        self.file, self.kind, self.source = file, kind, source
        # A table whose file is missing, or is not read, has only its header.
        self.content = ("\t".join(TABLES[kind].header) + "\n").encode() if content is None else content
        text = self.content.decode("utf-8", "replace").removeprefix("\ufeff")
        lines = (text.replace("\r\n", "\n") if "\r" in text else text).split("\n")
        above = comment_lines(lines, kind)
        self.written, self.lines, self.first = lines[above].split("\t"), lines[above + 1 :], above + 2
        if self.lines and not self.lines[-1]:
            del self.lines[-1]

    @cached_property
    def header(self) -> Sequence[str]:
        """The columns in the order of the file; as declared, where its header does not name each of them once."""
        declared = TABLES[self.kind].header
        return self.written if sorted(self.written) == sorted(declared) else declared

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows whose form is sound."""
        lines, numbers = self._sound_lines
        return list(map(Row, repeat(self), numbers, lines))

    @cached_property
    def whole(self) -> Block:
        """All rows as one block."""
        return Block(self, *self._sound_lines)

    def blocks(self) -> Iterator[Block]:
        """The rows in blocks: the cells of a large table, all at once, would take many times its size."""
        lines, numbers = self._sound_lines
        if len(lines) <= BLOCK:
            yield self.whole
        else:
            for start in range(0, len(lines), BLOCK):
                yield Block(self, lines[start : start + BLOCK], numbers[start : start + BLOCK])

    @cached_property
    def _sound_lines(self) -> tuple[Sequence[str], Sequence[int]]:
        """The lines with as many cells as the header, and their numbers."""
        if self.header is not self.written:
            return [], range(0)
        if self.even:
            return self.lines, range(self.first, self.first + len(self.lines))
        tabs = len(self.header) - 1
        sound = {n: line for n, line in enumerate(self.lines, self.first) if line and line.count("\t") == tabs}
        return list(sound.values()), list(sound)

    @cached_property
    def even(self) -> bool:
        """Whether every line has as many cells as the header."""
        return set(map(str.count, self.lines, repeat("\t"))) <= {len(self.written) - 1}

    @cached_property
    def odd(self) -> bool:
        """Whether there is any character but printable ASCII, tabs and line feeds."""
        return bool(self.content.translate(None, PLAIN))


class Tables(NamedTuple):
    """Everything in a data folder. `problems` holds what was wrong with the form of the files, cells aside."""

    schema: Schema
    sources: Table
    sections: Table
    nodes: Table
    coverage: Table
    tensions: Table
    mappings: Table
    agreement: Table
    positions: Table
    claims: tuple[Table, ...]
    problems: tuple[Problem, ...] = ()
    whole: bool = True
    """Whether every row that others refer to could be read."""

    def all(self) -> tuple[Table, ...]:
        """Each table after those that it refers to."""
        about = (self.coverage, self.tensions, self.mappings, self.agreement, self.positions)
        return (self.sources, self.sections, self.nodes, *self.claims, *about)


def packaged() -> "Traversable":
    """The data folder that comes with the package: inside it when installed, next to it in a checkout."""
    package = Path(__file__).parent.parent
    for folder in (package / "data", package.parent / "data"):
        if folder.is_dir():
            return folder
    from importlib.resources import files  # Only where the package is no folder, such as in a zip: it costs 14 ms.

    return files("kg") / "data"


def read_all(root: "Traversable", schema: Schema, *, without: Collection[str] = ()) -> Tables:
    """Read every table of the data folder `root`, but for the kinds in `without`, which come out empty."""
    problems: list[Problem] = []
    lost: list[str] = []

    def read(kind: str, path: "Traversable", file: str, source: str = "") -> Table:
        content = None
        try:
            content = None if kind in without else path.read_bytes()
        except (FileNotFoundError, IsADirectoryError, KeyError):
            if not TABLES[kind].optional:
                reason = "this is a folder; replace it with a table" if path.is_dir() else "no such file; create it"
                problems.append(Problem(file, 1, "", f"{reason}, even if it has only a header"))
                lost.append(file)
        table = Table(file=file, kind=kind, content=content, source=source)
        faults = list(text_problems(table))
        problems.extend(faults)
        if faults and not TABLES[kind].last and len(table.whole.lines) < sum(map(bool, table.lines)):
            lost.append(file)
        return table

    plain = {kind: read(kind, root / name, f"{root.name}/{name}") for kind, name in FILES.items()}
    claims = tuple(
        read("claims", path, f"{root.name}/claims/{path.name}", path.name.removesuffix(".tsv"))
        for path in claim_files(root)
    )
    return Tables(schema=schema, **plain, claims=claims, problems=tuple(problems), whole=not lost)


def claim_files(root: "Traversable") -> "list[Traversable]":
    """The tables of claims, sorted by name."""
    files = (root / "claims").iterdir() if (root / "claims").is_dir() else ()
    return sorted((path for path in files if path.name.endswith(".tsv")), key=lambda path: path.name)


def text_problems(table: Table) -> Iterator[Problem]:
    """What is wrong with the form of a table's bytes, single cells aside: encoding, line ends, header, number of cells."""
    file, header = table.file, table.written
    try:
        text = decoded(table.content, file)
    except DataError as error:
        yield from error.problems
        return
    if text.startswith("\ufeff"):
        yield Problem(file, 1, "1", "the file starts with a byte order mark; save it as plain UTF-8, or run kg format")
    if "\r" in text:
        first = text.count("\n", 0, text.index("\r")) + 1
        yield Problem(file, first, "", "a carriage return; save with LF line ends, or run kg format")
    if not text.endswith("\n"):
        yield Problem(file, text.count("\n") + 1, "", "no line feed at the end; add one, or run kg format")
    yield from header_problems(header, file, table.kind, table.first - 1)
    for number, line in () if table.even else enumerate(table.lines, table.first):
        count = line.count("\t") + 1
        if not line:
            yield Problem(file, number, "", "an empty line; remove it, or run kg format")
        elif count != len(header):
            more = "a stray tab? remove it" if count > len(header) else "add the missing tabs, or run kg format"
            yield Problem(file, number, "", f"{count} cells, but the header has {len(header)}; {more}")


def cell_problems(block: Block) -> Iterator[Problem]:
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
    """Whether a list has no item twice, none that is empty, and no space beside a bar."""
    items = cell.split("|")
    return len({*items} - {""}) == len(items) and "| " not in cell and " |" not in cell


def comment_lines(lines: Sequence[str], kind: str) -> int:
    """How many lines of metadata come before the header: SSSOM has them, each after a `#`."""
    above = (number for number, line in enumerate(lines) if kind != "mappings" or not line.startswith("#"))
    return next(above, len(lines) - 1)


def decoded(content: bytes, file: str) -> str:
    """The text of a file. DataError if it is not UTF-8, which names the first byte that is not."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        message = f"byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8"
        place = str(error.start - before.rfind(b"\n"))
        raise DataError([Problem(file, before.count(b"\n") + 1, place, message)]) from None


def header_problems(header: Sequence[str], file: str, kind: str, line: int = 1) -> Iterator[Problem]:
    """What is wrong with the header of a kind of table, which is on `line`."""
    expected = TABLES[kind].header
    for column in expected:
        if column not in header:
            yield Problem(file, line, column, f"the header has no column {column!r}; add it")
    for number, column in enumerate(header, 1):
        if column not in expected:
            hint = did_you_mean(nearest(column, expected)) or "; remove it"
            yield Problem(file, line, column or str(number), f"unknown column {column!r}{hint}")
        elif column in header[: number - 1]:
            yield Problem(file, line, column, f"column {column!r} appears twice; remove one of them")
    if sorted(header) == sorted(expected) and tuple(header) != expected:
        yield Problem(file, line, "", "the columns are not in canonical order; run kg format")


def _faults(column: str, cell: str) -> Iterator[str]:
    stray = next((char for char in cell if char != " " and unicodedata.category(char) in STRAY), "")
    if stray:
        yield f"the character U+{ord(stray):04X} does not belong in a table; remove it"
    elif '""' in cell or (len(cell) > 1 and cell[0] == cell[-1] == '"'):
        yield "a spreadsheet put quotation marks around the cell; save without quoting, and write each mark once"
    elif canonical_cell(column, cell) != cell:
        yield f"{cell!r} should read {canonical_cell(column, cell)!r}; run kg format"
    if column not in LISTS and "|" in cell:
        yield f"{cell!r} contains a '|', but {column} is not a list; remove it"


def canonical_cell(column: str, cell: str) -> str:
    """A cell in canonical form: Unicode NFC, single spaces, none at the ends; a list without empty or repeated items."""
    text = re.sub(r" +", " ", unicodedata.normalize("NFC", cell)).strip(" ")
    if column not in LISTS or LISTS[column].kind == "counts":
        return text
    return "|".join(dict.fromkeys(filter(None, (item.strip(" ") for item in text.split("|")))))
