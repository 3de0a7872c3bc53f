"""Records of the rows of tables."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from kg.engines.memory.fields import maker
from kg.engines.sql.database import PARTS
from kg.formats.plain import MAPPED, PLACE
from kg.model.nodes import Mapping as TermMapping
from kg.model.nodes import Node
from kg.model.records import Claim, Quantity
from kg.schema import MATCHES
from kg.tables.column import Column
from kg.tables.columns import CLAIMS

Row = Sequence[Any]
R = TypeVar("R")


def columns_of(sheet: str) -> list[str]:
    """The names of the columns of a table."""
    return [column.name for column in PARTS[sheet].columns]


def columns(sheet: str, alias: str) -> str:
    """The columns of a table, as a query selects them."""
    return ", ".join(f"{alias}.{column.name}" for column in PARTS[sheet].columns)


def _read(column: Column) -> Callable[[Any], Any] | None:
    """How a value that is not null becomes a field; None where it stays as it is."""
    if column.many:
        return lambda value: tuple(json.loads(value) if isinstance(value, str) else value)
    reading: dict[str, Callable[[Any], Any]] = {"flag": bool, "quantity": Quantity.parse}
    return reading.get(column.kind)


class Fields:
    """The fields that the rows of a table hold."""

    def __init__(self, sheet: str) -> None:
        self.names = [column.name for column in PARTS[sheet].columns]
        self._read = [
            (place, _read(column), None if column in PLACE else column.default)
            for place, column in enumerate(PARTS[sheet].columns)
        ]

    def of(self, row: Row) -> list[Any]:
        """The fields of one row."""
        values = list(row)
        for place, read, empty in self._read:
            value = values[place]
            if value is None or value == "":
                values[place] = empty
            elif read is not None:
                values[place] = read(value)
        return values


_CLAIM, _NODE, _MAPPING = map(Fields, ("claims", "nodes", "mappings"))
_KINDS = ([column.kind for column in CLAIMS.columns], [column.many for column in CLAIMS.columns])
_SECTION = CLAIMS.header.index("section")
_claim = maker(Claim, *_CLAIM.names)


def claim(row: Row) -> Claim:
    """The claim in a row of `claims`."""
    return _claim(_CLAIM.of(row))


def cells(row: Row) -> tuple[str, list[str]] | None:
    """The slug of its source, and the cells of its table, of the claim in a row of `claims`; None where a bar would be in one."""
    found = []
    for value, kind, many in zip(row, *_KINDS, strict=False):  # The source comes last, and has no cell in its table.
        if value is None or value == "":
            found.append("")
        elif many:
            items = json.loads(value) if isinstance(value, str) else value
            if len(items) > 1:
                return None
            found.append(items[0] if items else "")
        elif kind == "id":
            found.append(value.partition(":")[2])
        elif kind == "flag":
            found.append("yes" if value else "")
        else:
            found.append(str(value))
    if any("|" in cell for cell in found):
        return None
    source = row[-1].partition(":")[2]
    found[_SECTION] = found[_SECTION].removeprefix(f"{source}.")
    return source, found


def node(row: Row, mappings: Sequence[TermMapping]) -> Node:
    """The node in a row of `nodes`, with its mappings."""
    held = dict(zip(_NODE.names, _NODE.of(row), strict=True))
    x, y = held.pop("x"), held.pop("y")
    return Node(mappings=tuple(mappings), position=None if x is None or y is None else (x, y), **held)


def mappings(rows: Iterable[Row]) -> dict[str, list[TermMapping]]:
    """Node → its mappings, in rows of `mappings`."""
    found: dict[str, list[TermMapping]] = {}
    for row in rows:
        cells = dict(zip(_MAPPING.names, row, strict=True))
        held = {field: cells[name] for name, field in MAPPED.items() if cells[name] or field == "term"}
        term = TermMapping(**held | {"match": cells["predicate_id"].removeprefix("skos:")})
        found.setdefault(cells["subject_id"], []).append(term)
    return {node: sorted(terms, key=lambda one: (MATCHES.index(one.match), one.term)) for node, terms in found.items()}


def of_sheet(name: str, rows: Iterable[Row]) -> list[Mapping[str, Any]]:
    """The rows of a table as plain values by column."""
    of = PARTS[name].columns
    lists = [place for place, column in enumerate(of) if column.many]
    found: list[Mapping[str, Any]] = []
    for row in rows:
        cells = list(row)
        for place in lists:
            cells[place] = json.loads(cells[place]) if isinstance(cells[place], str) else cells[place]
        found.append({column.name: cell for column, cell in zip(of, cells, strict=True)})
    return found
