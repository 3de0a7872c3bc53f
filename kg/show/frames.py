"""Answers as pandas frames: one row per record, in the graph's order, texts as texts and numbers as numbers."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtra
from kg.model import Claim, Edge, Node, Shown
from kg.schema import MATCHES
from kg.show.tables import tables
from kg.show.values import columns, kind_of, rows
from kg.tables.columns import CLAIMS, NODES

if TYPE_CHECKING:
    import pandas

    from kg.query.compare import Comparison

_KINDS = {column.name: column.kind for column in CLAIMS.columns}
_MATCH_COLUMNS = {re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", match): match for match in MATCHES}


def _types(field: str) -> Mapping[str, str]:
    """The columns of a field of a claim, with their types."""
    if _KINDS.get(field) == "quantity":
        return {f"{field}_comparator": "str", f"{field}_value": "float64", f"{field}_unit": "str"}
    return {field: {"whole": "int64", "flag": "bool"}.get(_KINDS.get(field, "text"), "str")}


_NODE_FIELDS = [
    name for column in NODES.header for name in ([*_MATCH_COLUMNS, column] if column == "ungrounded" else [column])
]
NODE_COLUMNS: Mapping[str, str] = dict.fromkeys(_NODE_FIELDS, "str")
"""Column → its type in a frame of nodes."""
EDGE_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("subject", "predicate", "object", "modality"), "str"),
    "affirmed": "bool",
    "contested": "bool",
    "weight": "int64",
    "claims": "str",
}
"""Column → its type in a frame of edges."""
CLAIM_COLUMNS: Mapping[str, str] = {
    column: type for field in Claim.__dataclass_fields__ for column, type in _types(field).items()
}
"""Column → its type in a frame of claims."""


def frame(answer: Shown) -> "pandas.DataFrame":
    """An answer as a frame. Records have the columns below; all others those of their rows, lists joined with `|`."""
    made: pandas.DataFrame = FRAMES[kind_of(answer, FRAMES)](answer)
    return made


def rows_frame(answer: Shown) -> "pandas.DataFrame":
    """The rows of an answer as a frame, lists joined with `|`."""
    cells = [["|".join(value) if isinstance(value, list) else value for value in row.values()] for row in rows(answer)]
    return _pandas().DataFrame(cells, columns=columns(answer))


def comparison_frame(comparison: "Comparison") -> "pandas.DataFrame":
    """The table of a comparison, indexed by predicate."""
    assert comparison.graph is not None
    header, cells, _ = tables(comparison.graph, comparison)[0]
    names = [row.predicate for row in comparison.by_predicate]
    index = _pandas().Index(names, name="predicate", dtype="object")
    return _pandas().DataFrame([row[1:] for row in cells], index=index, columns=header[1:])


def nodes_frame(nodes: Iterable[Node]) -> "pandas.DataFrame":
    """Nodes as a frame: NODE_COLUMNS says its columns. The public terms of each match are a list of CURIEs."""

    def cell(node: Node, name: str) -> str:
        match = _MATCH_COLUMNS.get(name)
        value = getattr(node, name) if match is None else [m.term for m in node.mappings if m.match == match]
        return value if isinstance(value, str) else "|".join(value)

    return _frame(NODE_COLUMNS, ([cell(node, name) for name in NODE_COLUMNS] for node in nodes))


def edges_frame(edges: Iterable[Edge]) -> "pandas.DataFrame":
    """Edges as a frame: EDGE_COLUMNS says its columns. `weight` is the number of claims, `claims` their ids."""
    rows = (
        (
            *(edge.subject, edge.predicate, edge.object, edge.modality, edge.affirmed, edge.contested),
            *(len(edge.claims), "|".join(claim.id for claim in edge.claims)),
        )
        for edge in edges
    )
    return _frame(EDGE_COLUMNS, rows)


def claims_frame(claims: Iterable[Claim]) -> "pandas.DataFrame":
    """Claims as a frame with CLAIM_COLUMNS. `quantity_value` is missing if a claim has no figure."""

    def cells(claim: Claim) -> Iterable[object]:
        for field in Claim.__dataclass_fields__:
            value = getattr(claim, field)
            if _KINDS.get(field) == "quantity":
                yield from ("", None, "") if value is None else (value.comparator, float(value.value), value.unit)
            else:
                yield "|".join(value) if isinstance(value, tuple) else value

    return _frame(CLAIM_COLUMNS, map(tuple, map(cells, claims)))


def _frame(columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> Any:
    pandas = _pandas()
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pandas.DataFrame(
        {name: pandas.Series(values, dtype=type) for (name, type), values in zip(columns.items(), cells, strict=True)}
    )


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise MissingExtra("a frame", "pandas", "pandas") from None
    return pandas


FRAMES: Mapping[str, Callable[[Any], Any]] = {
    "Nodes": nodes_frame,
    "Edges": edges_frame,
    "Claims": claims_frame,
    "Comparison": comparison_frame,
    "Shown": rows_frame,
}
