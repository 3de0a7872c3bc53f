"""Answers as pandas frames: one row per record, in the graph's order, texts as texts and numbers as numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtra
from kg.model import Claim, Edge, Node, Shown
from kg.show.tables import tables
from kg.show.values import columns, kind_of, rows

if TYPE_CHECKING:
    import pandas

    from kg.query.compare import Comparison

NODE_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("id", "category", "name", "synonyms", "abbreviations", "definition"), "str"),
    **dict.fromkeys(("exact_match", "close_match", "broad_match", "narrow_match", "related_match"), "str"),
    **dict.fromkeys(("ungrounded", "note"), "str"),
}
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
    **dict.fromkeys(("id", "subject", "predicate", "object", "statement", "source", "section"), "str"),
    "paragraph": "int64",
    **dict.fromkeys(("polarity", "modality", "hedge", "quantity_comparator"), "str"),
    "quantity_value": "float64",
    **dict.fromkeys(("quantity_unit", "population", "comparator", "aspect", "context"), "str"),
    "inferred": "bool",
    "note": "str",
}
"""Column → its type in a frame of claims."""


def frame(answer: Shown) -> "pandas.DataFrame":
    """An answer as a frame. Records have the columns below; all others those of their rows, lists joined with `|`."""
    made: pandas.DataFrame = FRAMES[kind_of(answer, FRAMES)](answer)
    return made


def rows_frame(answer: Shown) -> "pandas.DataFrame":
    """The rows of an answer as a frame, lists joined with `|`."""
    cells = [[_joined(value) if isinstance(value, list) else value for value in row.values()] for row in rows(answer)]
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
    rows = (
        (
            *(node.id, node.category, node.name, _joined(node.synonyms), _joined(node.abbreviations), node.definition),
            *(
                _joined(mapping.term for mapping in node.mappings if mapping.match == match)
                for match in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
            ),
            *(node.ungrounded, node.note),
        )
        for node in nodes
    )
    return _frame(NODE_COLUMNS, rows)


def edges_frame(edges: Iterable[Edge]) -> "pandas.DataFrame":
    """Edges as a frame: EDGE_COLUMNS says its columns. `weight` is the number of claims, `claims` their ids."""
    rows = (
        (
            *(edge.subject, edge.predicate, edge.object, edge.modality, edge.affirmed, edge.contested),
            *(len(edge.claims), _joined(claim.id for claim in edge.claims)),
        )
        for edge in edges
    )
    return _frame(EDGE_COLUMNS, rows)


def claims_frame(claims: Iterable[Claim]) -> "pandas.DataFrame":
    """Claims as a frame with CLAIM_COLUMNS. `quantity_value` is missing if a claim has no figure."""
    rows = (
        (
            *(claim.id, claim.subject, claim.predicate, claim.object, claim.statement, claim.source, claim.section),
            *(claim.paragraph, claim.polarity, claim.modality, _joined(claim.hedge)),
            *(
                ("", None, "")
                if claim.quantity is None
                else (claim.quantity.comparator, float(claim.quantity.value), claim.quantity.unit)
            ),
            *(_joined(claim.population), _joined(claim.comparator), _joined(claim.aspect), _joined(claim.context)),
            *(claim.inferred, claim.note),
        )
        for claim in claims
    )
    return _frame(CLAIM_COLUMNS, rows)


def _joined(items: Iterable[str]) -> str:
    return "|".join(items)


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
