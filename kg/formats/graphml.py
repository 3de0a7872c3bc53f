"""GraphML, for Cytoscape, Gephi, yEd and networkx: a node for each entity, an edge for each claim."""

from collections.abc import Iterator
from typing import Any

from kg.formats.xml import escaped
from kg.model import Claim, Graph, Node
from kg.tables.columns import CLAIMS

NODE_KEYS = {
    **dict.fromkeys(("label", "category", "iri", "synonyms", "definition", "matches", "note"), "string"),
    **dict.fromkeys(("x", "y"), "int"),
}
SOURCE = "source_document"
"""The source of a claim: networkx, igraph and Cytoscape call the start of an edge its source."""
EDGE_FIELDS = [column for column in CLAIMS.columns if column.name not in ("id", "subject", "object")]
TYPES = {"whole": "int", "flag": "boolean"}
EDGE_KEYS = {
    "label": "string",
    **{
        name: "string"
        for c in EDGE_FIELDS
        if c.kind not in TYPES
        for name in (SOURCE,) * (c.name == "section") + (c.name,)
    },
    **{column.name: TYPES[column.kind] for column in EDGE_FIELDS if column.kind in TYPES},
}


def dumps(graph: Graph) -> bytes:
    """The graph in GraphML, UTF-8. ExportError names the node or claim of a text that XML cannot carry."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for owner, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        lines += [
            f'  <key id="{owner}-{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>'
            for name, kind in keys.items()
        ]
    lines.append(f'  <graph id="{graph.schema.dataset.id}" edgedefault="directed">')
    for node in graph.nodes():
        lines += [f'    <node id="{node.id}">', *_data("node", node.id, _node(graph, node)), "    </node>"]
    for claim in graph.claims():
        lines.append(f'    <edge id="{claim.id}" source="{claim.subject}" target="{claim.object}">')
        lines += [*_data("edge", claim.id, _claim(graph, claim)), "    </edge>"]
    return "\n".join([*lines, "  </graph>", "</graphml>", ""]).encode("utf-8")


def _data(kind: str, owner: str, values: dict[str, str]) -> Iterator[str]:
    for name, value in values.items():
        if value:
            yield f'      <data key="{kind}-{name}">{escaped(value, owner, "graphml")}</data>'


def _node(graph: Graph, node: Node) -> dict[str, str]:
    x, y = ("", "") if node.position is None else map(str, node.position)
    return {
        "label": node.name,
        "category": node.category,
        "iri": graph.schema.expand(node.id),
        "synonyms": "; ".join((*node.synonyms, *node.abbreviations)),
        "definition": node.definition,
        "matches": "; ".join(f"{mapping.match} {mapping.term}" for mapping in node.mappings),
        "note": node.note,
        "x": x,
        "y": y,
    }


def _claim(graph: Graph, claim: Claim) -> dict[str, str]:
    predicate = graph.schema.predicates[claim.predicate]
    label = predicate.tentatively if claim.tentative and claim.polarity == "affirmed" else predicate.label
    fields = {name: "source" if name == SOURCE else name for name in EDGE_KEYS if name != "label"}
    values = {name: _text(getattr(claim, field)) for name, field in fields.items()}
    return {"label": label if claim.polarity == "affirmed" else f"denied: {label}", **values}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
