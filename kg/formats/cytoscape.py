"""The formats of Cytoscape: CX2, for Cytoscape and NDEx, and the JSON of cytoscape.js. Both look like our map."""

import json
from typing import Any

from kg.formats.flat import CLAIM_TYPES, NODE_TYPES, claim_attributes, node_attributes
from kg.formats.looks import line, looks
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim

CALLED = {"node": {"label": "name"}, "edge": {"label": "interaction"}}
"""What Cytoscape calls the label of a node, and that of an edge."""

LINE, DIAMETER = "line", "diameter"
"""Attributes that say how an edge and a node look."""

SHAPES = {"square": "rectangle", "dot": "ellipse", "triangleDown": "vee", "cross": "octagon"}
IN_CX2 = {**SHAPES, "pentagon": "round-rectangle", "star": "parallelogram"}
"""Our shapes → the nearest one of cytoscape.js, and of CX2, where that has another name."""

GREY = "#888888"


def dumps_json(graph: Graph) -> bytes:
    """The elements with their places, and a style for cytoscape.js, as JSON in UTF-8: a line for each node and edge."""
    dataset = graph.schema.dataset
    seen = looks(graph)
    nodes = []
    for node in graph.nodes():
        look = seen[node.id]
        # networkx takes the name of a node from `value`.
        data = {"id": node.id, "value": node.id, **_node(graph, node), DIAMETER: 2 * look.radius}
        nodes.append({"data": data, "position": {"x": look.x, "y": look.y}})
    edges = [
        {
            "data": {
                "id": claim.id,
                "key": claim.id,
                "source": claim.subject,
                "target": claim.object,
                **_edge(graph, claim),
            }
        }
        for claim in graph.claims()
    ]
    document = {
        "format_version": "1.0",
        "target_cytoscapejs_version": "~2.1",
        "directed": True,
        "multigraph": True,
        "data": {"name": dataset.title, "version": dataset.version},
        "style": _style(graph),
        "layout": {"name": "preset"},
    }
    head = ",\n".join(f'"{name}": {_text(value)}' for name, value in document.items())
    return f'{{{head},\n"elements": {{\n"nodes": {_lines(nodes)},\n"edges": {_lines(edges)}\n}}}}\n'.encode()


def dumps_cx2(graph: Graph) -> bytes:
    """The graph in CX2, UTF-8: a line for each node and edge. The ids of CX2 are numbers: ours are attributes."""
    dataset = graph.schema.dataset
    about = {
        "name": dataset.title,
        "description": dataset.description,
        "version": dataset.version,
        "rights": dataset.licence_url,
        "@context": _text(dict(graph.schema.prefixes)),
    }
    seen = looks(graph)
    number = {node.id: place for place, node in enumerate(graph.nodes())}
    nodes = [
        {
            "id": number[node.id],
            "x": seen[node.id].x,
            "y": seen[node.id].y,
            "v": {"represents": node.id, **_node(graph, node), DIAMETER: 2 * seen[node.id].radius},
        }
        for node in graph.nodes()
    ]
    edges = [
        {
            "id": place,
            "s": number[claim.subject],
            "t": number[claim.object],
            "v": {"claim": claim.id, **_edge(graph, claim)},
        }
        for place, claim in enumerate(graph.claims())
    ]
    declared = {
        "networkAttributes": {name: {"d": "string"} for name in about},
        "nodes": {"represents": {"d": "string"}, **_declared("node", NODE_TYPES), DIAMETER: {"d": "double"}},
        "edges": {"claim": {"d": "string"}, **_declared("edge", CLAIM_TYPES), LINE: {"d": "string"}},
    }
    aspects: dict[str, list[dict[str, Any]]] = {
        "attributeDeclarations": [declared],
        "networkAttributes": [about],
        "nodes": nodes,
        "edges": edges,
        "visualProperties": [_visual(graph)],
    }
    counts = [{"name": name, "elementCount": len(elements)} for name, elements in aspects.items()]
    blocks = [
        _text({"CXVersion": "2.0", "hasFragments": False}),
        _text({"metaData": counts}),
        *(f'{{"{name}": {_lines(elements)}}}' for name, elements in aspects.items()),
        _text({"status": [{"error": "", "success": True}]}),
    ]
    return ("[" + ",\n".join(blocks) + "]\n").encode()


def _node(graph: Graph, node: Node) -> dict[str, Any]:
    values = node_attributes(graph, node)
    return {CALLED["node"].get(name, name): value for name, value in values.items() if name not in ("x", "y")}


def _edge(graph: Graph, claim: Claim) -> dict[str, Any]:
    values = claim_attributes(graph, claim)
    return {**{CALLED["edge"].get(name, name): value for name, value in values.items()}, LINE: line(claim)}


def _declared(owner: str, types: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        CALLED[owner].get(name, name): {"d": "integer" if kind == "int" else kind}
        for name, kind in types.items()
        if name not in ("x", "y")
    }


def _style(graph: Graph) -> list[dict[str, Any]]:
    """The style of cytoscape.js."""
    size = dict.fromkeys(("width", "height"), f"data({DIAMETER})")
    grey = dict.fromkeys(("line-color", "target-arrow-color"), GREY)
    arrow = {"target-arrow-shape": "triangle", "arrow-scale": 0.6, "curve-style": "bezier", "width": 1}
    return [
        {"selector": "node", "style": {"label": "data(name)", "font-size": 7, "text-valign": "bottom", **size}},
        *(
            {
                "selector": f'node[category = "{category.name}"]',
                "style": {"background-color": category.colour, "shape": SHAPES.get(category.shape, category.shape)},
            }
            for category in graph.schema.categories.values()
        ),
        {"selector": "edge", "style": {**grey, **arrow}},
        *({"selector": f'edge[{LINE} = "{style}"]', "style": {"line-style": style}} for style in ("dashed", "dotted")),
    ]


def _visual(graph: Graph) -> dict[str, Any]:
    """The visual properties of CX2."""
    categories = graph.schema.categories.values()
    colours = {category.name: category.colour for category in categories}
    shapes = {category.name: IN_CX2.get(category.shape, category.shape) for category in categories}
    default = {
        "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
        "node": {"NODE_LABEL_FONT_SIZE": 7, "NODE_BORDER_WIDTH": 0},
        "edge": {"EDGE_LINE_COLOR": GREY, "EDGE_TARGET_ARROW_SHAPE": "triangle", "EDGE_WIDTH": 1},
    }
    return {
        "default": default,
        "nodeMapping": {
            "NODE_LABEL": _passed("name", "string"),
            "NODE_WIDTH": _passed(DIAMETER, "double"),
            "NODE_HEIGHT": _passed(DIAMETER, "double"),
            "NODE_BACKGROUND_COLOR": _mapped("category", colours),
            "NODE_SHAPE": _mapped("category", shapes),
        },
        "edgeMapping": {"EDGE_LINE_STYLE": _passed(LINE, "string")},
    }


def _passed(attribute: str, kind: str) -> dict[str, Any]:
    return {"type": "PASSTHROUGH", "definition": {"attribute": attribute, "type": kind}}


def _mapped(attribute: str, values: dict[str, str]) -> dict[str, Any]:
    pairs = [{"v": value, "vp": property} for value, property in values.items()]
    return {"type": "DISCRETE", "definition": {"attribute": attribute, "type": "string", "map": pairs}}


def _lines(elements: list[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join(map(_text, elements)) + "\n]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
