"""The data folder: where it is, its tables as rows of cells, and their canonical form.

A table is UTF-8, one header line, tab-separated cells, LF line ends, a line feed at the end. A list in a cell is joined with
`|`. Nothing is quoted or escaped, so a cell holds neither tab nor line break.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from operator import is_
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import DataError, Problem, did_you_mean, nearest
from kg.schema import Schema
from kg.schema_file import parse

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

QUALIFIERS = ("population", "comparator", "aspect", "context")
CLAIM_COLUMNS = (
    *("id", "subject", "predicate", "object", "statement", "polarity", "modality", "hedge", "quantity"),
    *(*QUALIFIERS, "section", "paragraph", "inferred", "note"),
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sources": (
        *("id", "kind", "title", "author", "reviewer", "publisher", "published", "reviewed", "url", "licence", "note"),
    ),
    "sections": ("source", "id", "title", "sentences"),
    "nodes": ("id", "category", "name", "synonyms", "abbreviations", "definition", "ungrounded", "note"),
    "claims": CLAIM_COLUMNS,
    "coverage": ("source", "section", "paragraph", "sentence", "claims", "reason"),
    "tensions": ("id", "claims", "against", "kind", "weight", "why"),
    "mappings": (
        *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
        *("mapping_justification", "comment"),
    ),
    "agreement": ("measure", "value"),
    "positions": ("id", "x", "y"),
}
"""The header of each kind of table."""

FILES: Mapping[str, str] = {kind: f"{kind}.tsv" for kind in COLUMNS if kind != "claims"} | {
    "mappings": "mappings.sssom.tsv"
}
"""The file of each kind of table that is one file; each source has its claims in `claims/<source>.tsv`."""

OPTIONAL = frozenset({"tensions", "mappings", "agreement", "positions"})
"""The tables that a data folder may lack."""

ENDS = frozenset({"tensions", "agreement", "positions"})
"""The tables that no other refers to: a row lost there makes nothing else unknown."""

LISTS = frozenset(
    {
        "synonyms",
        "abbreviations",
        "hedge",
        "population",
        "comparator",
        "aspect",
        "context",
        "sentences",
        "claims",
        "against",
    }
)
"""The columns whose cells are lists joined with `|`."""

STRAY = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""The Unicode categories of characters that cannot be seen, or not told from a space."""

PLAIN = bytes(range(32, 127)) + b"\t\n"
SUSPECT = ('"', "|", "  ")
"""What a cell may hold that is not in canonical form, apart from a space at an end and characters beyond PLAIN."""

BLOCK = 10_000
"""How many lines are split at a time."""

MOSTLY_DIFFERENT = frozenset({"id", "statement", "name", "definition"})
"""The columns in which few cells are the same."""

Cells = dict[str, str]


class Row:
    """One line of a table: its line number in the file, and its cells by column."""

    __slots__ = ("cells", "line")

    def __init__(self, line: int, cells: Cells) -> None:
        self.line = line
        self.cells = cells

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def list(self, column: str) -> tuple[str, ...]:
        """The cell of `column` as a list; empty for an empty cell."""
        return items(self.cells[column])


def items(cell: str) -> tuple[str, ...]:
    """A cell that holds a list, as its items; none for an empty cell."""
    return tuple(cell.split("|")) if cell else ()


class Block:
    """Lines of a table, each with as many cells as its header, split into `columns`; `place` is that of the first."""

    def __init__(self, header: Sequence[str], lines: Sequence[str], place: int = 0) -> None:
        self.lines = lines
        self.place = place
        self.text = "\t".join(lines)
        cells = self.text.split("\t") if lines else []
        self.columns = {column: cells[number :: len(header)] for number, column in enumerate(header)}
        self._distinct: dict[str, frozenset[str]] = {}
        self._numbers: dict[str, list[int | None]] = {}

    def distinct(self, column: str) -> frozenset[str]:
        """The different cells of a column."""
        if column not in self._distinct:
            self._distinct[column] = frozenset(self.columns[column])
        return self._distinct[column]

    def numbers(self, column: str, numbering: Mapping[str, int]) -> list[int | None]:
        """The cells of a column as numbers, None for those that have none. A column is numbered in one way only."""
        if column not in self._numbers:
            self._numbers[column] = list(map(numbering.get, self.columns[column]))
        return self._numbers[column]


class Table:
    """A table that was read: `file` is its name in messages, `kind` a key of COLUMNS, `source` set for a table of claims.

    `lines` are those below the header, and `first` the number of the first. They are split into cells where `rows`, `columns`
    or `blocks` are asked for.
    """

    def __init__(self, *, file: str, kind: str, content: bytes | None = None, source: str = "") -> None:
        self.file = file
        self.kind = kind
        self.source = source
        if content is None:  # There is no such file, or it is not read.
            content = ("\t".join(COLUMNS[kind]) + "\n").encode()
        self.content = content
        text = content.decode("utf-8", "replace").removeprefix("\ufeff")
        lines = (text.replace("\r\n", "\n") if "\r" in text else text).split("\n")
        above = comment_lines(lines, kind)
        self.header = lines[above].split("\t")
        self.lines = lines[above + 1 :]
        self.first = above + 2
        if self.lines and not self.lines[-1]:
            del self.lines[-1]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows whose form is sound: as many cells as the header has, under a header that names each column once."""
        if sorted(self.header) != sorted(COLUMNS[self.kind]):
            return ()
        split = ((number, line.split("\t")) for number, line in enumerate(self.lines, self.first) if line)
        size = len(self.header)
        return tuple(
            Row(number, dict(zip(self.header, cells, strict=True))) for number, cells in split if len(cells) == size
        )

    @cached_property
    def whole(self) -> Block:
        """All lines as one block."""
        return Block(self.header, self.lines)

    @property
    def columns(self) -> Mapping[str, Sequence[str]]:
        """Column → its cells, from top to bottom, of a table whose lines all have as many cells as the header."""
        return self.whole.columns

    def blocks(self) -> Iterator[Block]:
        """The lines in blocks: the cells of a large table, all at once, would take many times its size."""
        if len(self.lines) <= BLOCK:
            yield self.whole
        else:
            for place in range(0, len(self.lines), BLOCK):
                yield Block(self.header, self.lines[place : place + BLOCK], place)

    @cached_property
    def even(self) -> bool:
        """Whether every line has as many cells as the header."""
        return set(map(str.count, self.lines, repeat("\t"))) <= {len(self.header) - 1}

    @cached_property
    def odd(self) -> bool:
        """Whether there is any character but printable ASCII, tabs and line feeds."""
        return bool(self.content.translate(None, PLAIN))

    @property
    def lost(self) -> int:
        """How many lines are no rows."""
        return sum(map(bool, self.lines)) - len(self.rows)

    def problem(self, row: Row, column: str, message: str) -> Problem:
        return Problem(self.file, row.line, column, message)


class Tables(NamedTuple):
    """Everything in a data folder. `problems` holds what was wrong with the form of the files."""

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
        return (self.sources, self.sections, self.nodes, *self.claims, *self.rest())

    def rest(self) -> tuple[Table, ...]:
        """The tables that say something of nodes or claims declared elsewhere."""
        return (self.coverage, self.tensions, self.mappings, self.agreement, self.positions)


def packaged() -> "Traversable":
    """The data folder that comes with the package: inside it when installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    for folder in (package / "data", package.parent / "data"):
        if folder.is_dir():
            return folder
    from importlib.resources import files  # Only where the package is no folder, such as in a zip: it costs 14 ms.

    return files("kg") / "data"


def read_all(root: "Traversable", *, without: Collection[str] = (), cells_later: bool = False) -> Tables:
    """Read every table of the data folder `root`, but for the kinds in `without`, which come out empty.

    With `cells_later`, the cells of claims are left to be looked at by the caller. DataError if there is no such folder or its
    schema does not hold.
    """
    schema = read_schema(root)
    problems: list[Problem] = []
    lost: list[str] = []

    def one(kind: str, path: "Traversable", file: str, source: str = "") -> Table:
        if kind in without:
            return Table(file=file, kind=kind, source=source)
        try:
            content = path.read_bytes()
        except (FileNotFoundError, IsADirectoryError, KeyError):
            if kind not in OPTIONAL:
                found = "this is a folder; put a table in its place" if path.is_dir() else "no such file; create it"
                problems.append(Problem(file, 1, "", f"{found}, if only with its header"))
                lost.append(file)
            return Table(file=file, kind=kind, source=source)
        table = Table(file=file, kind=kind, content=content, source=source)
        faults = text_problems(table) if cells_later and kind == "claims" else form_problems(table)
        problems.extend(faults)
        if faults and kind not in ENDS and table.lost:
            lost.append(file)
        return table

    plain = {kind: one(kind, root / name, f"{root.name}/{name}") for kind, name in FILES.items()}
    claims = tuple(
        one("claims", path, f"{root.name}/claims/{path.name}", path.name.removesuffix(".tsv"))
        for path in claim_files(root)
    )
    return Tables(schema=schema, **plain, claims=claims, problems=tuple(problems), whole=not lost)


def read_schema(root: "Traversable") -> Schema:
    """Read schema.toml of the data folder `root`."""
    file = f"{root.name}/schema.toml"
    path = root / "schema.toml"
    if not path.is_file():
        raise DataError([Problem(file, 1, "", f"no such file; is {str(root)!r} a data folder?")])
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError([not_utf8(file, error)]) from None
    return parse(text, file)


def claim_files(root: "Traversable") -> "list[Traversable]":
    """The tables of claims, sorted by name."""
    folder = root / "claims"
    found = [path for path in folder.iterdir() if path.name.endswith(".tsv")] if folder.is_dir() else []
    return sorted(found, key=lambda path: path.name)


def form_problems(table: Table) -> list[Problem]:
    """What is wrong with the form of a table's bytes: encoding, line ends, header, number of cells, stray characters."""
    found = text_problems(table)
    if table.even:
        return [*found, *(problem for block in table.blocks() for problem in cell_problems(table, block))]
    for number, line in enumerate(table.lines, table.first):
        cells = line.split("\t")
        if len(cells) == len(table.header):
            found.extend(_cell_problems(table, number, cells))
    return found


def text_problems(table: Table) -> list[Problem]:
    """What is wrong with the form of a table, apart from what stands in single cells."""
    file, header = table.file, table.header
    try:
        text = table.content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [not_utf8(file, error)]
    found: list[Problem] = []
    if text.startswith("\ufeff"):
        message = "the file starts with a byte order mark; save it as plain UTF-8, or run kg format"
        found.append(Problem(file, 1, "1", message))
    if "\r" in text:
        first = text[: text.index("\r")].count("\n") + 1
        found.append(Problem(file, first, "", "a carriage return; save with LF line ends, or run kg format"))
    if not text.endswith("\n"):
        found.append(Problem(file, text.count("\n") + 1, "", "no line feed at the end; add one, or run kg format"))
    found.extend(header_problems(header, file, table.kind, table.first - 1))
    for number, line in () if table.even else enumerate(table.lines, table.first):
        count = line.count("\t") + 1
        if not line:
            found.append(Problem(file, number, "", "an empty line; remove it, or run kg format"))
        elif count != len(header):
            more = "a stray tab? remove it" if count > len(header) else "add the missing tabs, or run kg format"
            found.append(Problem(file, number, "", f"{count} cells under a header of {len(header)}; {more}"))
    return found


def cell_problems(table: Table, block: Block, known: Collection[str] = ()) -> Iterator[Problem]:
    """What is wrong with the form of the cells in a block of a table; in the columns `known` are only such as exist."""
    for place in _suspects(table, block, known):
        yield from _cell_problems(table, table.first + block.place + place, block.lines[place].split("\t"))


def _suspects(table: Table, block: Block, known: Collection[str]) -> list[int]:
    """The lines of a block whose cells need a look, told from the whole text first: a look at each takes far longer."""
    found: set[int] = set()
    for mark in SUSPECT:
        if mark in block.text:
            found.update(place for place, line in enumerate(block.lines) if mark in line)
    if table.odd:
        plain = (line.isascii() and line.replace("\t", "").isprintable() for line in block.lines)
        found.update(place for place, sound in enumerate(plain) if not sound)
    for column, cells in block.columns.items():
        if column in known:
            continue
        some = cells if column in MOSTLY_DIFFERENT else block.distinct(column)
        if not all(map(is_, map(str.strip, some, repeat(" ")), some)):
            found.update(place for place, cell in enumerate(cells) if cell.strip(" ") != cell)
    return sorted(found)


def comment_lines(lines: Sequence[str], kind: str) -> int:
    """How many lines of metadata stand above the header: SSSOM has them, each after a `#`."""
    if kind != "mappings":
        return 0
    return next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines) - 1)


def not_utf8(file: str, error: UnicodeDecodeError) -> Problem:
    """The problem that a file's bytes are not UTF-8, at the first such byte."""
    before = error.object[: error.start]
    column = str(error.start - before.rfind(b"\n"))
    line = before.count(b"\n") + 1
    byte = error.object[error.start]
    return Problem(file, line, column, f"byte 0x{byte:02X} is not UTF-8; save the file as UTF-8")


def header_problems(header: Sequence[str], file: str, kind: str, line: int = 1) -> Iterator[Problem]:
    """What is wrong with the header of a kind of table, which stands on `line`."""
    expected = COLUMNS[kind]
    for column in expected:
        if column not in header:
            yield Problem(file, line, column, f"the header lacks the column {column!r}; add it")
    for number, column in enumerate(header, 1):
        if column not in expected:
            hint = did_you_mean(nearest(column, expected)) or "; remove it"
            yield Problem(file, line, column or str(number), f"unknown column {column!r}{hint}")
        elif column in header[: number - 1]:
            yield Problem(file, line, column, f"column {column!r} stands twice; remove one")
    if sorted(header) == sorted(expected) and tuple(header) != expected:
        yield Problem(file, line, "", "the columns are not in canonical order; run kg format")


def _cell_problems(table: Table, number: int, cells: Sequence[str]) -> Iterator[Problem]:
    for column, cell in zip(table.header, cells, strict=True):
        for message in _faults(column, cell):
            yield Problem(table.file, number, column, message)


def _faults(column: str, cell: str) -> Iterator[str]:
    plain = cell.isascii() and cell.isprintable() and cell.strip(" ") == cell
    if plain and '"' not in cell and "|" not in cell and "  " not in cell:
        return  # The common case, and ten times faster than what follows.
    stray = next((char for char in cell if char != " " and unicodedata.category(char) in STRAY), "")
    if stray:
        yield f"the character U+{ord(stray):04X} does not belong in a table; remove it"
    elif '""' in cell or (len(cell) > 1 and cell[0] == cell[-1] == '"'):
        yield "quotation marks that a spreadsheet put around the cell; save without quoting, and write each mark once"
    elif canonical_cell(column, cell) != cell:
        yield f"{cell!r} should read {canonical_cell(column, cell)!r}; run kg format"
    if column not in LISTS and "|" in cell:
        yield f"{cell!r} holds a '|', but {column} is no list; remove it"


def canonical_cell(column: str, cell: str) -> str:
    """A cell in canonical form: Unicode NFC, single spaces, none at the ends; a list without empty or repeated items."""
    text = re.sub(r" +", " ", unicodedata.normalize("NFC", cell)).strip(" ")
    if column not in LISTS or column == "sentences":
        return text
    return "|".join(dict.fromkeys(filter(None, (item.strip(" ") for item in text.split("|")))))
