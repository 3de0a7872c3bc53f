"""GraphML, for Cytoscape, Gephi, yEd and networkx: a node for each entity, an edge for each claim; and back.

What GraphML has no place for (sources, sections, mappings, tensions) is data of the graph, as JSON.
"""

import json
from collections.abc import Iterator
from typing import Any
from warnings import catch_warnings, simplefilter

from kg.formats.flat import CLAIM_TYPES, NODE_TYPES, SOURCE, Attributes, claim_attributes, node_attributes, plain_text
from kg.formats.plain import SHEETS, Row, Sheet, figure, parts, schema_of
from kg.formats.reading import Opened, Parts
from kg.formats.xml import NOT_XML, checked, escaped
from kg.model.protocol import Graph
from kg.schema import Schema
from kg.tables.columns import Column

OF_GRAPH = {sheet.name: sheet for sheet in SHEETS if sheet.name not in ("nodes", "claims")}
BASE = "base_iri"
CALLED = {"nodes": {"name": "label"}, "claims": {"source": SOURCE}}
"""Sheet → column → what its attribute is called, where that is another name."""


def dumps(graph: Graph) -> bytes:
    """The graph in GraphML, UTF-8. ExportError names the node or claim whose text or list does not come back from it."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    about = {BASE: graph.schema.dataset.base_iri} | {name: _json(sheet, graph) for name, sheet in OF_GRAPH.items()}
    for owner, types in (("graph", dict.fromkeys(about, "string")), ("node", NODE_TYPES), ("edge", CLAIM_TYPES)):
        lines += [
            f'  <key id="{owner}-{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>'
            for name, kind in types.items()
        ]
    id = graph.schema.dataset.id
    lines += [f'  <graph id="{id}" edgedefault="directed">', *_data("graph", id, dict(about), "    ")]
    for node in graph.nodes():
        lines += [f'    <node id="{node.id}">', *_data("node", node.id, node_attributes(graph, node)), "    </node>"]
    for claim in graph.claims():
        lines.append(f'    <edge id="{claim.id}" source="{claim.subject}" target="{claim.object}">')
        values = claim_attributes(graph, claim)
        if (text := figure(claim)) is not None:
            values["quantity"] = text
        lines += [*_data("edge", claim.id, values), "    </edge>"]
    return "\n".join([*lines, "  </graph>", "</graphml>", ""]).encode("utf-8")


def _json(sheet: Sheet, graph: Graph) -> str:
    rows = [{name: value for name, value in row.items() if value not in (None, "", [])} for row in sheet.rows(graph)]
    # JSON can carry what XML cannot.
    return NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(rows, ensure_ascii=False))


def _data(kind: str, owner: str, values: Attributes, indent: str = "      ") -> Iterator[str]:
    for name, value in values.items():
        yield f'{indent}<data key="{kind}-{name}">{escaped(plain_text(value), owner, "graphml")}</data>'


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The records in GraphML: with `move`, those of the schema below the base IRI that it names. Other attributes are ignored.

    Where other programs have dropped the data of the graph, sources and sections are made of the ids that claims give.
    """
    text = file.text()
    checked(file, text)
    found = _parsed(file, text)
    if not found.is_directed():
        file.refuse('should have edgedefault="directed": claims have a direction')
    said = {BASE: found.graph[BASE]} if BASE in found.graph else {}
    schema = schema_of(schema, said, move, lambda message, name: file.refuse(message, column=name))
    rows: dict[str, list[Row]] = {
        "nodes": [{**values, "id": id} for id, values in found.nodes(data=True)],
        "claims": [
            {**values, "id": key, "subject": subject, "object": object}
            for subject, object, key, values in found.edges(keys=True, data=True)
        ],
    }
    for sheet in SHEETS:
        if sheet.name in rows:
            called = CALLED[sheet.name]
            for column in sheet.columns:
                name = called.get(column.name, column.name)
                for row in rows[sheet.name]:
                    if name in row:
                        row[name] = _typed(column, row[name])  # type: ignore[index]
        elif sheet.name in found.graph:
            rows[sheet.name] = _listed(file, sheet.name, found.graph[sheet.name])
    given = [(row[SOURCE], row["section"]) for row in rows["claims"] if SOURCE in row and "section" in row]
    if "sources" not in rows:
        rows["sources"] = [{"id": id, "title": _slug(id)} for id in dict.fromkeys(source for source, _ in given)]
    if "sections" not in rows:
        rows["sections"] = [{"source": of, "id": id, "title": _slug(id)} for of, id in dict.fromkeys(given)]
    if "mappings" not in rows:
        rows["mappings"] = [
            {"subject_id": row["id"], "predicate_id": f"skos:{match}", "object_id": term}
            for row in rows["nodes"]
            for match, _, term in (one.partition(" ") for one in filter(None, str(row.get("matches", "")).split("|")))
        ]

    def place(sheet: str, number: int) -> tuple[str, int]:
        marked = f'id="{rows[sheet][number].get("id")}"' if sheet in CALLED else f'<data key="graph-{sheet}"'
        return file.name, text.count("\n", 0, text.find(marked)) + 1 if marked in text else 0

    return parts(schema, rows, place, CALLED)


def _parsed(file: Opened, text: str) -> Any:
    """What networkx reads."""
    import networkx

    try:
        with catch_warnings():
            simplefilter("ignore")  # What it warns of is an attribute without a type: a text to it.
            return networkx.parse_graphml(text, edge_key_type=str, force_multigraph=True)
    except (networkx.NetworkXException, KeyError, ValueError, TypeError, AttributeError) as error:
        file.refuse(f"is not GraphML: {str(error) or type(error).__name__}")


def _listed(file: Opened, name: str, text: str) -> list[Row]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        file.refuse("should be a list of objects, as JSON; or remove it", column=name)
    return rows


def _typed(column: Column, value: Any) -> Any:
    """An attribute as a plain value; as it is, where it is not of the column's kind."""
    if column.many and isinstance(value, str):
        return value.split("|") if value else []
    # Programs that draw have moved nodes to places between whole numbers.
    return round(value) if column.kind == "whole" and isinstance(value, float) and abs(value) < 1e9 else value


def _slug(id: str) -> str:
    return id.rpartition(":")[2].rpartition(".")[2]
