"""GEXF 1.3, for Gephi: the nodes where our map has them, in the colours, sizes and shapes of the map; an edge for each claim."""

from collections.abc import Iterator

from kg.formats.flat import CLAIM_TYPES, NODE_TYPES, Attributes, claim_attributes, node_attributes, plain_text
from kg.formats.looks import Look, line, looks
from kg.formats.xml import quoted
from kg.model.protocol import Graph

APART = {"label", "x", "y"}
"""The attributes that GEXF has a place of its own for."""

SHAPES = {"square": "square", "diamond": "diamond", "triangle": "triangle", "triangleDown": "triangle"}
"""Our shapes → those of GEXF; any other is a disc."""


def dumps(graph: Graph) -> bytes:
    """The graph in GEXF, UTF-8. ExportError names the node or claim of a text that XML cannot carry."""
    dataset = graph.schema.dataset
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
        "  <meta>",
        f"    <creator>{_quoted(dataset.creator, dataset.id)}</creator>",
        f"    <description>{_quoted(dataset.title, dataset.id)}</description>",
        f"    <keywords>{_quoted(', '.join(dataset.keywords), dataset.id)}</keywords>",
        "  </meta>",
        '  <graph mode="static" defaultedgetype="directed">',
    ]
    for owner, types in (("node", NODE_TYPES), ("edge", CLAIM_TYPES)):
        declared = ((name, "integer" if kind == "int" else kind) for name, kind in types.items() if name not in APART)
        lines += [
            f'    <attributes class="{owner}">',
            *(f'      <attribute id="{name}" title="{name}" type="{kind}"/>' for name, kind in declared),
            "    </attributes>",
        ]
    seen = looks(graph)
    lines.append(f'    <nodes count="{len(seen)}">')
    for node in graph.nodes():
        lines.append(f'      <node id="{node.id}" label="{_quoted(node.name, node.id)}">')
        lines += [*_values(node.id, node_attributes(graph, node)), *_drawn(seen[node.id]), "      </node>"]
    lines += ["    </nodes>", f'    <edges count="{len(graph.claims())}">']
    for claim in graph.claims():
        values = claim_attributes(graph, claim)
        # Gephi keeps parallel edges apart where they are of different kinds.
        label = _quoted(str(values["label"]), claim.id)
        ends = f'source="{claim.subject}" target="{claim.object}"'
        lines.append(f'      <edge id="{claim.id}" {ends} label="{label}" kind="{label}">')
        lines += [*_values(claim.id, values), f'        <viz:shape value="{line(claim)}"/>', "      </edge>"]
    return "\n".join([*lines, "    </edges>", "  </graph>", "</gexf>", ""]).encode("utf-8")


def _quoted(text: str, owner: str) -> str:
    return quoted(text, owner, "gexf")


def _values(owner: str, values: Attributes) -> Iterator[str]:
    yield "        <attvalues>"
    for name, value in values.items():
        if name not in APART:
            text = plain_text(value)
            yield f'          <attvalue for="{name}" value="{_quoted(text, owner)}"/>'
    yield "        </attvalues>"


def _drawn(look: Look) -> Iterator[str]:
    red, green, blue = (int(look.colour[start : start + 2], 16) for start in (1, 3, 5))
    yield f'        <viz:color r="{red}" g="{green}" b="{blue}"/>'
    # The y axis of Gephi goes upwards.
    yield f'        <viz:position x="{look.x}" y="{-look.y}" z="0"/>'
    yield f'        <viz:size value="{look.radius}"/>'
    yield f'        <viz:shape value="{SHAPES.get(look.shape, "disc")}"/>'
