"""GraphML, for Cytoscape, Gephi, yEd and networkx: a node for each entity, an edge for each claim."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.formats.xml import escaped
from kg.model import Claim, Node

if TYPE_CHECKING:
    from kg.model import Graph

NODE_KEYS = {
    **dict.fromkeys(("label", "category", "iri", "synonyms", "definition", "matches", "note"), "string"),
    **dict.fromkeys(("x", "y"), "int"),
}
EDGE_KEYS = {
    **dict.fromkeys(("label", "predicate", "statement", "polarity", "modality", "hedge", "quantity"), "string"),
    **dict.fromkeys(("population", "comparator", "aspect", "context", "source", "section", "note"), "string"),
    "paragraph": "int",
    "inferred": "boolean",
}


def dumps(graph: "Graph") -> bytes:
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


def _node(graph: "Graph", node: Node) -> dict[str, str]:
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


def _claim(graph: "Graph", claim: Claim) -> dict[str, str]:
    label = graph.schema.predicates[claim.predicate].label
    return {
        "label": label if claim.polarity == "affirmed" else f"denied: {label}",
        "predicate": claim.predicate,
        "statement": claim.statement,
        "polarity": claim.polarity,
        "modality": claim.modality,
        "hedge": "; ".join(claim.hedge),
        "quantity": str(claim.quantity or ""),
        "population": "; ".join(claim.population),
        "comparator": "; ".join(claim.comparator),
        "aspect": "; ".join(claim.aspect),
        "context": "; ".join(claim.context),
        "source": claim.source,
        "section": claim.section,
        "note": claim.note,
        "paragraph": str(claim.paragraph),
        "inferred": "true" if claim.inferred else "false",
    }
