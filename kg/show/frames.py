"""Answers as pandas frames: their rows, in the graph's order, texts as texts and numbers as numbers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.errors import MissingExtra
from kg.model.answers import Shown
from kg.model.certainty import tally
from kg.show.values import CLAIM, EDGE, NODE, columns, joined, kind_of, rows
from kg.tables.columns import CLAIMS

if TYPE_CHECKING:
    import pandas

_NUMBERS = {"whole": "int64", "flag": "bool"}
_EDGE = {"affirmed": "bool", "contested": "bool", **dict.fromkeys(("weight", *tally(())), "int64")}
_CLAIM = {column.name: _NUMBERS.get(column.kind, "str") for column in CLAIMS.columns} | {"quantity_value": "float64"}
TYPES: Mapping[str, Mapping[str, str]] = {
    "Nodes": dict.fromkeys(NODE, "str"),
    "Edges": {name: _EDGE.get(name, "str") for name in EDGE},
    "Tensions": {},
    "Claims": {name: _CLAIM.get(name, "str") for name in CLAIM},
}
"""Column → its type in a frame of records; all others are texts."""


def frame(answer: Shown) -> "pandas.DataFrame":
    """The rows of an answer as a frame, lists joined with `|`."""
    try:
        import pandas
    except ImportError:
        raise MissingExtra("a frame", "pandas", "pandas") from None
    kind, found = kind_of(answer, (*TYPES, "Shown")), rows(answer)
    cells = {name: [joined(row[name]) for row in found] for name in columns(answer)}
    if kind not in TYPES:
        return pandas.DataFrame(cells)
    types = TYPES[kind]
    return pandas.DataFrame({name: pandas.Series(some, dtype=types.get(name, "str")) for name, some in cells.items()})
