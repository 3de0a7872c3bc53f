"""Answers as exact values, for JSON and CSV."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from itertools import chain
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kg.model.answers import Record, Shown
from kg.model.certainty import SUPPORT, Supported, restrictions, tally
from kg.model.nodes import Node
from kg.model.records import Claim, Edge, Source, Tension
from kg.schema import MATCHES
from kg.tables.columns import NODES

if TYPE_CHECKING:
    from kg.query.centrality import Ranking
    from kg.query.compare import Comparison, Entry
    from kg.query.components import Component, Components
    from kg.query.diff import Diff
    from kg.query.explain import Explanation
    from kg.query.match import Matches
    from kg.query.matrix import Matrix
    from kg.query.paths import Path, Paths
    from kg.query.questions import Questions
    from kg.query.streams import Stream


Row = Iterable[Any]


def kind_of(answer: Shown, known: Iterable[str]) -> str:
    """The first of an answer's classes that is among the names; names, so that no module of a query is imported."""
    names = set(known)
    return next(kind.__name__ for kind in type(answer).__mro__ if kind.__name__ in names)


def record_values(record: Record) -> dict[str, Any]:
    """A record as values that JSON can hold: field by field, quantities as text, the claims of an edge by id."""
    if isinstance(record, Edge):
        return dict(zip(EDGE, _edge_row(record), strict=True))
    values: dict[str, Any] = {}
    for name in type(record).__dataclass_fields__:  # type: ignore[attr-defined]
        value = getattr(record, name)
        if name == "sections":
            value = [{"id": section.id, "title": section.title} for section in value]
        elif name == "mappings":
            value = [{"match": m.match, "id": m.term, "label": m.label, "place": m.place} for m in value]
        elif name == "quantity":
            value = None if value is None else str(value)
        elif isinstance(value, Decimal):
            value = float(value)
        values[name] = list(value) if isinstance(value, tuple) else value
    return values


def joined(value: Any) -> Any:
    """A value of a row as one cell: the items of a list joined with `|`; of a mapping or a section its id."""
    if not isinstance(value, list):
        return value
    return "|".join(item["id"] if isinstance(item, dict) else str(item) for item in value)


def ids(claims: Iterable[Claim]) -> list[str]:
    """The ids of claims."""
    return [claim.id for claim in claims]


def support_values(part: Supported, claims: Sequence[Claim]) -> Row:
    """Values for `SUPPORT`."""
    limits = map(list, restrictions(claims).values())
    return part.modality, part.certainty, *tally(part.basis).values(), *limits, ids(claims)


EDGE = ("subject", "predicate", "object", "affirmed", "contested", "weight", *SUPPORT)


def _edge_row(edge: Edge) -> Row:
    return *edge.key, edge.affirmed, edge.contested, edge.weight, *support_values(edge, edge.claims)


# ---------------------------------------------------------------------------------------------------------------- rows


MATCH_COLUMNS = {re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", match): match for match in MATCHES}
NODE = [name for column in NODES.header for name in ([*MATCH_COLUMNS, column] if column == "ungrounded" else [column])]
QUANTITY = ("quantity_comparator", "quantity_value", "quantity_unit")
CLAIM = [name for field in Claim.__dataclass_fields__ for name in (QUANTITY if field == "quantity" else [field])]

ENDS = frozenset(("subject", "object", "start", "end", "node", "value", "row", "column", "harm"))
"""The columns that hold the id of a node."""


def rows(answer: Shown) -> list[dict[str, Any]]:
    """An answer as rows, as CSV and frames have them: one dict per row, all with the same keys."""
    kind = kind_of(answer, ROWS)
    names, several = ROWS[kind][0](answer), ROWS[kind][1](answer)
    if kind in UNNAMED:
        return [dict(zip(names, row, strict=True)) for row in several]
    graph, beside = answer.graph, _beside(answer, names)
    assert graph is not None
    directions = graph.schema.directions

    @cache
    def name_of(value: str) -> str:
        if value in directions:
            predicate, forwards = directions[value]
            return predicate.label if forwards else predicate.inverse_label
        return graph[value].name

    places = [place for place, name in enumerate(names) if name in beside]
    header, found = columns(answer), []
    for row in several:
        cells = list(row)
        for place in reversed(places):
            cells.insert(place + 1, name_of(cells[place]))
        found.append(dict(zip(header, cells, strict=True)))
    return found


def columns(answer: Shown) -> Sequence[str]:
    """The columns of an answer's rows; none for a query that gives a graph."""
    kind = kind_of(answer, ROWS)
    names = ROWS[kind][0](answer)
    beside = {} if kind in UNNAMED else _beside(answer, names)
    return [column for name in names for column in ([name, beside[name]] if name in beside else [name])]


def _beside(answer: Shown, names: Iterable[str]) -> dict[str, str]:
    """Columns with ids of nodes, or with predicates → the column for their names that follows."""
    variables = getattr(answer, "variables", ())
    named = {name: f"{name}_name" for name in names if name in ENDS or name in variables}
    return named if "predicate" in variables else {**named, "predicate": "predicate_label"}


def _several(answer: Any) -> Iterable[Any]:
    """The records of an answer, or itself if it is one."""
    return (answer,) if isinstance(answer, Record) else answer


def _fields(records: Iterable[Record], *kinds: type[Record]) -> Sequence[str]:
    """The fields of these kinds of record, and then those that only some of the records have."""
    of = [kind.__dataclass_fields__ for kind in (*kinds, *map(type, records))]  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(chain.from_iterable(of)))


def _records_rows(records: Iterable[Record]) -> Iterator[Row]:
    """One row for each record, with None where it has no such field."""
    fields = _fields(records)
    return ([record_values(one).get(name) for name in fields] for one in records)


def _node_row(node: Node) -> Row:
    """A node's values; the public terms of each match are a list of CURIEs."""
    values = record_values(node)
    for column, match in MATCH_COLUMNS.items():
        values[column] = [m.term for m in node.mappings if m.match == match]
    return [values[column] for column in NODE]


def claim_row(claim: Claim) -> Row:
    """A claim's values; its figure is in three columns; the one for the number is empty if it has none."""
    figure = claim.quantity
    parts = ("", None, "") if figure is None else (figure.comparator, float(figure.value), figure.unit)
    values = record_values(claim) | dict(zip(QUANTITY, parts, strict=True))
    return [values[column] for column in CLAIM]


def _path_rows(paths: Iterable["Path"]) -> Iterator[Row]:
    """One row for each edge of each step."""
    for number, path in enumerate(paths, 1):
        for place, step in enumerate(path, 1):
            for edge in step.edges:
                yield number, place, step.start.id, step.end.id, *edge.key, *support_values(edge, edge.claims)


def _stream_rows(stream: "Stream") -> Iterator[Row]:
    """One row for each node at the far end of a chain."""
    for path in stream:
        node, route = stream.far(path), [node.id for node in path.nodes]
        yield node.id, node.category, len(path), stream.against(path), route, *support_values(path, path.claims)


def _matrix_rows(matrix: "Matrix") -> Iterator[Row]:
    """One row for each edge of each cell."""
    for cell in matrix.cells.values():
        for edge in cell.edges:
            yield cell.row.id, cell.column.id, cell.predicate(edge)[0], *support_values(edge, edge.claims)


def _comparison_rows(comparison: "Comparison") -> Iterator[Row]:
    """One row for each value of each node."""
    for row in comparison.by_predicate:
        for node, cell in zip(comparison.nodes, row.cells, strict=True):
            for entry in cell:
                yield row.predicate, node.id, entry.node.id, *support_values(entry, entry.claims)


def parts(explanation: "Explanation") -> list[tuple[str, Claim]]:
    """The claims of an explanation, each with the part that it plays."""
    chain = explanation.chain.claims if explanation.chain is not None else ()
    several = {
        "joins": explanation.claims,
        "joins kinds": explanation.narrower,
        "names both": explanation.beside,
        "chain": chain,
        "denied of one": explanation.denied,
    }
    return [(part, claim) for part, claims in several.items() for claim in claims]


def _explanation_rows(explanation: "Explanation") -> Iterator[Row]:
    return ((part, *claim_row(claim)) for part, claim in parts(explanation))


def _questions_rows(questions: "Questions") -> Iterator[Row]:
    for one in questions:
        yield one.name, one.summary, [parameter.name for parameter in one.parameters]


def _matches_rows(matches: "Matches") -> Iterator[Row]:
    for match in matches:
        yield *(match[name].id for name in matches.variables), *support_values(match, match.claims)


def _ranking_rows(ranking: "Ranking") -> Iterator[Row]:
    for place, one in enumerate(ranking, 1):
        yield place, one.node.id, one.node.category, one.score, one.degree, one.in_degree, one.out_degree


def _component_rows(components: "Iterable[Component]") -> Iterator[Row]:
    """One row for each node; its name is read with it, since there may be many."""
    for number, component in enumerate(components, 1):
        for node in component.nodes:
            yield number, component.size, node.id, node.name, node.category


def _evidence() -> ModuleType:
    from kg.show import evidence

    return evidence


def _agreement() -> ModuleType:
    from kg.show import agreement

    return agreement


def cell(value: Any) -> str:
    """A value of a column as the tables write it: lists joined with `|`, flags as `yes` or nothing."""
    if isinstance(value, tuple):
        return "|".join(map(str, value))
    return "" if value is None or value is False else "yes" if value is True else str(value)


def _diff_rows(diff: "Diff") -> Iterator[Row]:
    """One row for each record that was added or removed, and for each column that was changed."""
    for one in diff:
        start = one.part, one.change, one.id, one.label
        for column in one.columns:
            yield *start, column.column, cell(column.old), cell(column.new), ""
        if not one.columns:
            yield *start, "", "", "", one.replaced_by


QUESTION = ("name", "question", "parameters")
CHANGE = ("part", "change", "id", "label", "column", "old", "new", "replaced_by")
STEP = ("path", "step", "start", "end", "subject", "predicate", "object", *SUPPORT)
STREAM = ("node", "category", "steps", "against", "path", *SUPPORT)
COMPONENT = ("component", "size", "node", "node_name", "category")
CELL = ("row", "column", "predicate", *SUPPORT)
ENTRY = ("predicate", "node", "value", *SUPPORT)
ROWS: dict[str, tuple[Callable[[Any], Sequence[str]], Callable[[Any], Iterable[Row]]]] = {
    **dict.fromkeys(("Node", "Nodes"), (lambda nodes: NODE, lambda nodes: map(_node_row, _several(nodes)))),
    **dict.fromkeys(("Edge", "Edges"), (lambda edges: EDGE, lambda edges: map(_edge_row, _several(edges)))),
    **dict.fromkeys(("Claim", "Claims"), (lambda claims: CLAIM, lambda claims: map(claim_row, _several(claims)))),
    "Record": (lambda record: _fields([record]), lambda record: _records_rows([record])),
    "Sources": (lambda sources: _fields(sources, Source), _records_rows),
    "Tensions": (lambda tensions: _fields(tensions, Tension), _records_rows),
    "Path": (lambda path: STEP, lambda path: _path_rows([path])),
    "Paths": (lambda paths: STEP, _path_rows),
    "Stream": (lambda stream: STREAM, _stream_rows),
    "Matrix": (lambda matrix: CELL, _matrix_rows),
    "Comparison": (lambda comparison: ENTRY, _comparison_rows),
    "Explanation": (lambda explanation: ("part", *CLAIM), _explanation_rows),
    "Matches": (lambda matches: (*matches.variables, *SUPPORT), _matches_rows),
    "Ranking": (
        lambda ranking: ("rank", "node", "category", ranking.measure, "degree", "in_degree", "out_degree"),
        _ranking_rows,
    ),
    "Component": (lambda component: COMPONENT, lambda component: _component_rows([component])),
    "Components": (lambda components: COMPONENT, _component_rows),
    "Questions": (lambda questions: QUESTION, _questions_rows),
    "Diff": (lambda diff: CHANGE, _diff_rows),
    "Result": (lambda result: result.columns, lambda result: result.plain),
    "Findings": (lambda findings: _evidence().FINDING, lambda findings: map(_evidence().finding_row, findings)),
    "Evidence": (lambda found: _evidence().EVIDENCE, lambda found: _evidence().evidence_rows(found)),
    "EvidenceSummary": (lambda found: _evidence().SUMMARY, lambda found: _evidence().summary_rows(found)),
    "Agreement": (lambda found: _agreement().AGREEMENT, lambda found: _agreement().agreement_rows(found)),
    "Harms": (lambda found: _evidence().HARMS, lambda found: _evidence().harm_rows(found)),
}
"""For each kind of answer, the columns of its rows, and the rows; some columns are followed by one with names."""

UNNAMED = frozenset(("Component", "Components", "Diff", "Questions", "Result"))
"""The kinds of answer whose columns are not followed by names."""


# ---------------------------------------------------------------------------------------------------------------- JSON


def data(answer: Shown) -> Any:
    """An answer as values that JSON can hold, with everything that it says."""
    return DATA[kind_of(answer, DATA)](answer)


def _node_data(node: Node) -> dict[str, Any]:
    return {**record_values(node), "claims": list(map(record_values, node.claims))}


def _said(part: Supported, claims: Sequence[Claim]) -> dict[str, Any]:
    return dict(zip(SUPPORT, support_values(part, claims), strict=True))


def _path_data(path: "Path") -> dict[str, Any]:
    steps = [
        {"start": step.start.id, "end": step.end.id, "edges": list(map(record_values, step.edges))} for step in path
    ]
    said = {**_said(path, path.claims), "caveat": path.caveat}
    return {"nodes": [node.id for node in path.nodes], **said, "steps": steps}


def _paths_data(paths: "Paths") -> dict[str, Any]:
    return {"verdict": paths.verdict, "paths": list(map(_path_data, paths)), "cut": paths.cut}


def _stream_data(stream: "Stream") -> dict[str, Any]:
    return {"node": stream.node.id, **_paths_data(stream)}


def _matrix_data(matrix: "Matrix") -> dict[str, Any]:
    cells = [
        {"row": cell.row.id, "column": cell.column.id, "edges": list(map(record_values, cell.edges))}
        for cell in matrix.cells.values()
    ]
    of_kinds = [
        {"row": row, "column": column, "edges": [record_values(edge) for cell in several for edge in cell.edges]}
        for (row, column), several in matrix.of_kinds.items()
    ]
    rows, columns = ([node.id for node in nodes] for nodes in (matrix.row_nodes, matrix.column_nodes))
    return {"rows": rows, "columns": columns, "cells": cells, "of_kinds": of_kinds}


def _comparison_data(comparison: "Comparison") -> dict[str, Any]:
    def by_node(cells: Iterable[Iterable["Entry"]]) -> dict[str, list[dict[str, Any]]]:
        return {
            node.id: [{"node": entry.node.id, **_said(entry, entry.claims)} for entry in cell]
            for node, cell in zip(comparison.nodes, cells, strict=True)
        }

    by_predicate = [
        {
            "predicate": row.predicate,
            "label": row.label,
            "cells": by_node(row.cells),
            "of_kinds": by_node(row.of_kinds),
            "shared": [node.id for node in row.shared],
        }
        for row in comparison.by_predicate
    ]
    nodes = [node.id for node in comparison.nodes]
    return {"nodes": nodes, "rows": by_predicate, "beside": list(map(record_values, comparison.beside))}


def _explanation_data(explanation: "Explanation") -> dict[str, Any]:
    return {
        "verdict": explanation.verdict,
        "claims": list(map(record_values, explanation.claims)),
        "narrower": list(map(record_values, explanation.narrower)),
        "chain": None if explanation.chain is None else _path_data(explanation.chain),
        "beside": list(map(record_values, explanation.beside)),
        "denied": list(map(record_values, explanation.denied)),
    }


def _matches_data(matches: "Matches") -> dict[str, Any]:
    answers = [
        {
            "nodes": {name: match[name].id for name in matches.variables},
            **_said(match, match.claims),
            "edges": list(map(record_values, match.edges)),
        }
        for match in matches
    ]
    return {"verdict": matches.verdict, "answers": answers, "cut": matches.cut}


def _components_data(components: "Components") -> dict[str, Any]:
    several = [{"size": component.size, "nodes": list(component)} for component in components]
    return {"verdict": components.verdict, "components": several, "cut": components.cut}


def _questions_data(questions: "Questions") -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "question": one.summary,
            "description": one.description,
            "not_covered": one.not_covered,
            "parameters": list(map(asdict, one.parameters)),
        }
        for one in questions
    ]


def _plain(value: Any) -> Any:
    """A value of a column as JSON has it."""
    if isinstance(value, tuple):
        return list(map(_plain, value))
    return float(value) if isinstance(value, Decimal) else value if isinstance(value, int | None) else str(value)


def _diff_data(diff: "Diff") -> dict[str, Any]:
    """What differs: the whole record where it was added or removed, and the columns where it was changed."""
    changes = []
    for one in diff:
        said: dict[str, Any] = {"part": one.part, "change": one.change, "id": one.id, "label": one.label}
        record = one.new if one.old is None else one.old if one.new is None else None
        if record is None:
            said["columns"] = [
                {"column": name, "old": _plain(old), "new": _plain(new)} for name, old, new in one.columns
            ]
        else:
            said["record"] = {name: _plain(value) for name, value in record.items()}
        changes.append(said)
    return {"verdict": diff.verdict, "retired": diff.retired, "changes": changes, "cut": diff.cut}


DATA: dict[str, Callable[[Any], Any]] = {
    "Node": _node_data,
    "Record": record_values,
    "Path": _path_data,
    "Paths": _paths_data,
    "Stream": _stream_data,
    "Matrix": _matrix_data,
    "Comparison": _comparison_data,
    "Explanation": _explanation_data,
    "Matches": _matches_data,
    "Ranking": lambda ranking: {"ranking": rows(ranking), "cut": ranking.cut},
    "Component": lambda component: {"size": component.size, "nodes": list(component)},
    "Components": _components_data,
    "Questions": _questions_data,
    "Diff": _diff_data,
    "Records": lambda records: list(map(record_values, records)),
    "Evidence": lambda found: _evidence().evidence_data(found),
    "EvidenceSummary": lambda found: _evidence().summary_data(found),
    "Harms": lambda found: _evidence().harms_data(found),
    "Agreement": lambda found: _agreement().agreement_data(found),
    "Result": lambda result: bool(result) if result.kind == "ask" else [_numbers(row) for row in rows(result)],
}


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    """A row with decimals as the numbers that JSON has."""
    decimals = {name: value for name, value in row.items() if isinstance(value, Decimal)}
    return row | {name: int(v) if v == v.to_integral_value() else float(v) for name, v in decimals.items()}
