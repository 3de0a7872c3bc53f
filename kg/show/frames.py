"""Answers as pandas frames: one row per record, in the graph's order, texts as texts and numbers as numbers."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtra
from kg.model import Claim, Node, Shown, tally
from kg.schema import MATCHES
from kg.show.tables import comparison_table
from kg.show.values import EDGE, columns, joined, kind_of, record_values, rows
from kg.tables.columns import CLAIMS, NODES

if TYPE_CHECKING:
    import pandas

_KINDS = {column.name: column.kind for column in CLAIMS.columns}
_TYPES = {"whole": "int64", "flag": "bool"}
_QUANTITY_COLUMNS = {"quantity_comparator": "str", "quantity_value": "float64", "quantity_unit": "str"}
_MATCH_COLUMNS = {re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", match): match for match in MATCHES}


_NODE_FIELDS = [
    name for column in NODES.header for name in ([*_MATCH_COLUMNS, column] if column == "ungrounded" else [column])
]
NODE_COLUMNS: Mapping[str, str] = dict.fromkeys(_NODE_FIELDS, "str")
"""Column → its type in a frame of nodes."""
_EDGE_TYPES = {"affirmed": "bool", "contested": "bool", **dict.fromkeys(("weight", *tally(())), "int64")}
EDGE_COLUMNS: Mapping[str, str] = {name: _EDGE_TYPES.get(name, "str") for name in EDGE}
"""Column → its type in a frame of edges."""
CLAIM_COLUMNS: Mapping[str, str] = {
    column: type
    for field in Claim.__dataclass_fields__
    for column, type in (
        _QUANTITY_COLUMNS if field == "quantity" else {field: _TYPES.get(_KINDS.get(field, "text"), "str")}
    ).items()
}
"""Column → its type in a frame of claims."""


def frame(answer: Shown) -> "pandas.DataFrame":
    """An answer as a frame. Records have the columns above; all others those of their rows, lists joined with `|`.

    A comparison is its table, indexed by predicate.
    """
    try:
        import pandas
    except ImportError:
        raise MissingExtra("a frame", "pandas", "pandas") from None
    kind = kind_of(answer, (*FRAMES, "Comparison", "Shown"))
    found: Any = answer
    if kind == "Comparison":
        (_, *header), cells, _ = comparison_table(found)
        index = pandas.Index([row.predicate for row in found.by_predicate], name="predicate", dtype="object")
        return pandas.DataFrame([row[1:] for row in cells], index=index, columns=header)
    if kind == "Shown":
        return pandas.DataFrame([list(map(joined, row.values())) for row in rows(answer)], columns=columns(answer))
    types, values = FRAMES[kind]
    records = list(map(values, found))
    return pandas.DataFrame(
        {name: pandas.Series([joined(row[name]) for row in records], dtype=type) for name, type in types.items()}
    )


def _node(node: Node) -> dict[str, Any]:
    """A node's values; the public terms of each match are a list of CURIEs."""
    return record_values(node) | {
        column: [m.term for m in node.mappings if m.match == match] for column, match in _MATCH_COLUMNS.items()
    }


def _claim(claim: Claim) -> dict[str, Any]:
    """A claim's values; `quantity_value` is missing if it has no figure."""
    figure = claim.quantity
    parts = ("", None, "") if figure is None else (figure.comparator, float(figure.value), figure.unit)
    return record_values(claim) | dict(zip(_QUANTITY_COLUMNS, parts, strict=True))


FRAMES: Mapping[str, tuple[Mapping[str, str], Callable[[Any], dict[str, Any]]]] = {
    "Nodes": (NODE_COLUMNS, _node),
    "Edges": (EDGE_COLUMNS, record_values),
    "Claims": (CLAIM_COLUMNS, _claim),
}
"""The columns of records with their types, and the values of one record."""
