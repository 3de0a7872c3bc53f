"""The tables of several data folders as one: what two folders may both hold, and what only one may."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter

from kg.errors import Problem
from kg.schema import NODE, Schema
from kg.tables.columns import GROUNDS, MODIFIER, TABLES, items
from kg.tables.reading import Block, Row, Table, Tables

Cells = dict[str, str]


class Union(Table):
    """Tables of one kind, of which each row keeps its place; `whole` are the rows of all, or those that they were merged to."""

    def __init__(self, parts: Sequence[Table], merged: Sequence[Mapping[str, str]] | None = None) -> None:
        super().__init__(file=parts[0].file, kind=parts[0].kind)
        self.parts, self.merged = tuple(parts), merged
        self.lines = [line for part in parts for line in part.lines]
        self.faults = [fault for part in parts for fault in part.faults]

    @cached_property
    def rows(self) -> Sequence[Row]:
        return [row for part in self.parts for row in part.rows]

    @cached_property
    def whole(self) -> Block:
        names = TABLES[self.kind].header
        if self.merged is not None:
            lines = ["\t".join(map(cells.__getitem__, names)) for cells in self.merged]
        else:
            columns = (map(part.whole.columns.__getitem__, names) for part in self.parts)
            lines = [line for cells in columns for line in map("\t".join, zip(*cells, strict=True))]
        return Block(Table(file=self.file, kind=self.kind), lines, range(len(lines)))

    def blocks(self) -> Iterator[Block]:
        return chain.from_iterable(part.blocks() for part in self.parts)

    @property
    def partial(self) -> bool:
        return any(part.partial for part in self.parts)


def united(several: Sequence[Tables], schema: Schema) -> Tables:
    """The tables of several folders, each read under its own schema, under one.

    `problems` names what only one folder may hold and two do; what a folder holds twice is left to the rules. A node, or a
    mapping, that several have is one: lists are joined, and of texts the first that is not empty is taken. The picture is that of
    the first folder that has places.
    """
    names = [field for field in Tables._fields if any(isinstance(getattr(one, field), Table) for one in several)]
    tables = {name: Union([table for one in several if (table := getattr(one, name))]) for name in names}
    twice = [*_sources_twice(several)]
    apart = [problem for name in ("nodes", "mappings") for problem in _disagreeing(tables[name])]
    mappings = _merged(tables["mappings"])
    grounded = {
        cells["subject_id"] for cells in mappings if cells["predicate_id"] in GROUNDS and not cells.get(MODIFIER)
    }
    nodes = [
        cells | {"ungrounded": ""} if f"{NODE}:{cells['id']}" in grounded else cells
        for cells in _merged(tables["nodes"])
    ]
    places = next((part.rows for part in tables["positions"].parts if part.lines), ())
    merged: dict[str, Sequence[Mapping[str, str]]] = {"nodes": nodes, "mappings": mappings, "positions": places}
    return Tables(
        schema,
        **{name: Union(table.parts, merged.get(name)) for name, table in tables.items()},
        claims=tuple(table for one in several for table in one.claims),
        problems=tuple(chain(chain.from_iterable(one.problems for one in several), twice, apart)),
        whole=all(one.whole for one in several) and not twice,
        own_schemas={table.folder: one.schema for one in several for table in one.all()},
    )


def _sources_twice(several: Sequence[Tables]) -> Iterator[Problem]:
    """The sources that several folders declare, and the claims of a source that another folder declares."""
    first: dict[str, Row] = {}
    for row in chain.from_iterable(map(attrgetter("sources.rows"), several)):
        other = first.setdefault(row["id"], row)
        if other.table is not row.table:
            remedy = "a source is in one folder: give one of the two another id, and its claims too"
            yield row.problem("id", f"{row['id']!r} is a source at {other.place} as well; {remedy}")
    for tables in several:
        own = {row["id"] for row in tables.sources.rows}
        for table in tables.claims:
            if table.source in first and table.source not in own:
                of = f"{table.source!r} is a source at {first[table.source].place}, in another folder"
                yield Problem(table.file, 1, "", f"{of}; name the file after a source of this one")


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in TABLES[row.table.kind].key)


def _disagreeing(table: Table) -> Iterator[Problem]:
    """The rows of one key in several folders that differ in what must agree."""
    agree = TABLES[table.kind].agree or ()
    first: dict[tuple[str, ...], Row] = {}
    for row in table.rows:
        other = first.setdefault(_key(row), row)
        columns = [column for column in agree if row[column] != other[column]]
        if columns and other.table is not row.table:
            named = f"{_key(row)[-1]!r} has another {' and '.join(columns)} at {other.place}"
            remedy = "write the same in both, or remove this row: the other one is for all folders"
            yield row.problem(columns[0], f"{named}; {remedy}")


def _merged(table: Table) -> list[Cells]:
    """The rows of several folders, those of one key as one."""
    found: dict[tuple[str, ...], Cells] = {}
    for row in table.rows:
        cells = found.setdefault(_key(row), {**row})
        for column in TABLES[table.kind].columns:
            cells[column.name] = _joined(cells[column.name], row[column.name], many=column.many)
    return list(found.values())


def _joined(one: str, other: str, *, many: bool) -> str:
    if one == other or not many:
        return one or other
    return "|".join(dict.fromkeys((*items(one), *items(other))))
