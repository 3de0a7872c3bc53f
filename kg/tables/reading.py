"""The data folder: where it is, and its tables as rows of cells.

A table is UTF-8, one header line, tab-separated cells, a line feed at the end of each line. A list in a cell is joined with
`|`. Nothing is quoted or escaped, so a cell holds neither tab nor line break.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kg.errors import DataError, Problem
from kg.schema import Schema
from kg.tables.columns import DIFFERENT, EVIDENCE, EVIDENCE_FILES, FILES, IDS, TABLES, items
from kg.tables.form import comment_lines, is_sound, text_problems, unreadable
from kg.texts import bytes_of, decoded, files_in, stray

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

PLAIN = bytes(range(32, 127)) + b"\t\n"

BLOCK = 1_000
"""How many lines are split at a time."""


class Row(dict[str, str]):
    """One line of a table, as its cells by column; `line` is its number in the file."""

    __slots__ = ("line", "table")

    def __init__(self, table: "Table", line: int, text: str) -> None:
        super().__init__(zip(table.header, text.split("\t"), strict=True), **table.absent)
        self.table, self.line = table, line

    @property
    def place(self) -> str:
        """Where the row is."""
        return f"{self.table.file}:{self.line}"

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
        self.columns: Mapping[str, Sequence[str]] = {
            **{name: cells[n::width] for n, name in enumerate(table.header)},
            **{name: [""] * len(lines) for name in table.absent},
        }
        self.ranks: dict[str, list[int]] = {}
        # Of a column that is not there, nothing needs a look.
        self._known: set[str] = set(table.absent)
        self._distinct: dict[str, frozenset[str]] = {}

    @property
    def complete(self) -> Sequence[str]:
        """The lines with every column of the table."""
        if not self.table.absent:
            return self.lines
        return list(map("\t".join, zip(*map(self.columns.__getitem__, TABLES[self.kind].header), strict=True)))

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
    split into cells where `rows`, `whole` or `blocks` are asked for. `faults` holds what keeps the whole table from being read.
    """

    def __init__(
        self, *, file: str, kind: str, content: bytes | None = None, source: str = "", faults: Sequence[Problem] = ()
    ) -> None:
        self.file, self.kind, self.source, self.faults = file, kind, source, faults
        # A table whose file is missing, or is not read, has only its header.
        declared = "\t".join(TABLES[kind].header) + "\n"
        self.content = declared.encode() if content is None else content
        try:
            self._split(decoded(self.content, file))
        except DataError as error:
            self.faults = error.problems
            self._split(declared)

    @cached_property
    def parts(self) -> "tuple[Table, ...]":
        """The tables that it is made of: itself, unless it is that of several data folders."""
        return (self,)

    @property
    def folder(self) -> str:
        """What messages call the folder that it is in."""
        return self.file.rpartition("/")[0]

    def _split(self, text: str) -> None:
        """Divide the text into its parts. DataError where it has no header that could be read."""
        lines = text.split("\n")
        self.ended = not lines[-1]
        above = comment_lines(lines, self.kind)
        self.written, self.lines, self.first = lines[above].split("\t"), lines[above + 1 :], above + 2
        if self.lines and self.ended:
            del self.lines[-1]
        if cause := unreadable(lines[above], self.lines, self.kind):
            raise DataError([Problem(self.file, above + 1, "", cause)])

    @cached_property
    def header(self) -> Sequence[str]:
        """The columns in the order of the file; as declared, where its header is not sound."""
        return self.written if is_sound(self.written, self.kind) else TABLES[self.kind].header

    @cached_property
    def absent(self) -> Mapping[str, str]:
        """The optional columns that the header lacks, empty."""
        return {name: "" for name in TABLES[self.kind].header if name not in self.header}

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
        """The lines with as many cells as the header and no carriage return, and their numbers."""
        if self.header is not self.written or self.faults:
            return [], range(0)
        if self.even:
            return self.lines, range(self.first, self.first + len(self.lines))
        tabs = len(self.header) - 1
        numbered = enumerate(self.lines, self.first)
        sound = {n: line for n, line in numbered if line.count("\t") == tabs and "\r" not in line and self.holds(line)}
        for number in self.hidden:
            del sound[number]
        return list(sound.values()), list(sound)

    @cached_property
    def hidden(self) -> Mapping[int, tuple[str, str]]:
        """The lines in which an id holds a character that nobody sees: the column and the character of each."""
        found: dict[int, tuple[str, str]] = {}
        for number, line in enumerate(self.lines, self.first) if self.odd and self.header is self.written else ():
            cells = [] if line.replace("\t", "").isprintable() else line.split("\t")
            if len(cells) == len(self.header) and "\r" not in line:
                ids = ((name, stray(cell)) for name, cell in zip(self.header, cells, strict=True) if name in IDS)
                found.update((number, (name, char)) for name, char in ids if char)
        return found

    @cached_property
    def even(self) -> bool:
        """Whether every line has as many cells as the header, and none is empty, broken or the header again."""
        tabs = len(self.written) - 1
        twice = "\t".join(self.written) in self.lines or "\t" * tabs in self.lines
        broken = b"\r" in self.content and any("\r" in line for line in self.lines)
        return not (twice or broken or self.hidden) and set(map(str.count, self.lines, repeat("\t"))) <= {tabs}

    def holds(self, line: str) -> bool:
        """Whether a line holds a row: whether it is neither empty nor the header again."""
        return bool(line.strip("\t")) and line != "\t".join(self.written)

    @property
    def partial(self) -> bool:
        """Whether rows were lost to a fault of form."""
        return (
            bool(self.faults)
            or self.header is not self.written
            or len(self.whole.lines) < sum(map(self.holds, self.lines))
        )

    @cached_property
    def odd(self) -> bool:
        """Whether there is any character but printable ASCII, tabs and line feeds."""
        return bool(self.content.translate(None, PLAIN))


class Tables(NamedTuple):
    """Everything in a data folder, or in its folder of evidence. `problems` holds what was wrong with the form of the files.

    In the evidence, `sources` are studies and `claims` findings; it has links, includes and appraisals, and of the rest nothing
    but nodes and mappings.
    """

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
    own_schemas: Mapping[str, Schema] = {}
    """The schema of each data folder, where there are several."""
    evidence: Table | None = None
    includes: Table | None = None
    appraisals: Table | None = None

    def all(self) -> tuple[Table, ...]:
        """Each table of each folder, after those that it refers to."""
        about = (self.coverage, self.tensions, self.mappings, self.agreement, self.positions)
        beside = (table for table in (self.evidence, self.includes, self.appraisals) if table is not None)
        several = (self.sources, self.sections, self.nodes, *self.claims, *about, *beside)
        return tuple(part for table in several for part in table.parts)


PACKAGED = "packaged"
"""What names the packaged data folder; a folder of that name is `./packaged`."""


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
    return complete(read_alone(root, schema, without=without))


def read_alone(root: "Traversable", schema: Schema, *, without: Collection[str] = (), name: str = "") -> Tables:
    """The tables of a folder, which messages call `name`, without a look at whether it has what its rows refer to."""
    reader = _Reader(name or root.name, without)
    plain: dict[str, Any] = {kind: reader.read(kind, root / name, name) for kind, name in FILES.items()}
    claims = tuple(reader.read("claims", path, f"claims/{path.name}") for path in claim_files(root))
    return Tables(schema, **plain, claims=claims, problems=tuple(reader.problems), whole=not reader.lost)


def complete(tables: Tables) -> Tables:
    """The tables, with a problem for each that has no rows although others refer to them."""
    emptied = tuple(_emptied(tables)) if tables.whole else ()
    return tables._replace(problems=(*tables.problems, *emptied), whole=tables.whole and not emptied)


def read_evidence(root: "Traversable", schema: Schema, name: str = "") -> Tables:
    """Read every table of the evidence in the data folder `root`, which messages call `name`. DataError where it has none."""
    folder, file = root / EVIDENCE, f"{name or root.name}/{EVIDENCE}"
    if not folder.is_dir():
        raise DataError([Problem(file, 1, "", "no such folder; there is no evidence to load")])
    reader = _Reader(file, set(FILES) - set(EVIDENCE_FILES))
    named = {**FILES, **EVIDENCE_FILES}
    found: dict[str, Any] = {kind: reader.read(kind, folder / name, name) for kind, name in named.items()}
    found["sources"] = found.pop("studies")
    findings = tuple(reader.read("findings", path, f"claims/{path.name}") for path in claim_files(folder))
    return Tables(schema, **found, claims=findings, problems=tuple(reader.problems), whole=not reader.lost)


class _Reader:
    """Reads the tables of a folder, called `name`, but for the kinds in `without`, which come out empty."""

    def __init__(self, name: str, without: Collection[str]) -> None:
        self.name, self.without = name, without
        self.problems: list[Problem] = []
        self.lost: list[str] = []

    def read(self, kind: str, path: "Traversable", file: str) -> Table:
        """The table in a file, which is called so within the folder."""
        content: bytes | None = None
        faults: Sequence[Problem] = ()
        called = f"{self.name}/{file}"
        try:
            content = None if kind in self.without else bytes_of(path, called)
            if content is None and kind not in self.without and not TABLES[kind].optional:
                faults = (Problem(called, 1, "", "no such file; create it, even if it has only a header"),)
        except DataError as error:
            faults = error.problems
        source = path.name.removesuffix(".tsv") if "/" in file else ""
        table = Table(file=called, kind=kind, content=content, source=source, faults=faults)
        found = list(text_problems(table))
        self.problems.extend(found)
        if found and not TABLES[kind].last and table.partial:
            self.lost.append(file)
        return table


def _emptied(tables: Tables) -> Iterator[Problem]:
    """The tables without rows that others refer to: each reference would be a problem of its own, and hide the cause."""
    claimed = any(table.lines for table in tables.claims)
    articles = any(row["kind"] == "article" for row in tables.sources.rows)
    referred = ((tables.sources, claimed), (tables.nodes, claimed), (tables.sections, claimed and articles))
    for table in (table for table, named in referred if named and not table.lines):
        yield Problem(table.file, 1, "", "the table has no rows, but the claims refer to them; restore them")
    lines = {table.source: table.lines for table in tables.claims}
    for row in (row for row in tables.sources.rows if not lines.get(row["id"])):
        source, claims = row["id"], f"{row.table.folder}/claims"
        named = re.compile(rf"[\t|]{re.escape(source)}-[0-9]+(?:[\t|]|$)")
        if any(named.search(line) for table in (tables.coverage, tables.tensions) for line in table.lines):
            what = "the table has no rows" if source in lines else "no such file"
            yield Problem(f"{claims}/{source}.tsv", 1, "", f"{what}, but other tables name its claims; restore it")


def claim_files(root: "Traversable") -> "list[Traversable]":
    """The tables of claims, sorted by name."""
    return files_in(root / "claims", ".tsv")
