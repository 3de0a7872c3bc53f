"""GraphML, for Cytoscape, Gephi, yEd and networkx: a node for each entity, an edge for each claim."""

from collections.abc import Iterator

from kg.formats.flat import CLAIM_TYPES, NODE_TYPES, Attributes, claim_attributes, node_attributes, plain_text
from kg.formats.xml import escaped
from kg.model import Graph


def dumps(graph: Graph) -> bytes:
    """The graph in GraphML, UTF-8. ExportError names the node or claim of a text that XML cannot carry."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for owner, types in (("node", NODE_TYPES), ("edge", CLAIM_TYPES)):
        lines += [
            f'  <key id="{owner}-{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>'
            for name, kind in types.items()
        ]
    lines.append(f'  <graph id="{graph.schema.dataset.id}" edgedefault="directed">')
    for node in graph.nodes():
        lines += [f'    <node id="{node.id}">', *_data("node", node.id, node_attributes(graph, node)), "    </node>"]
    for claim in graph.claims():
        lines.append(f'    <edge id="{claim.id}" source="{claim.subject}" target="{claim.object}">')
        lines += [*_data("edge", claim.id, claim_attributes(graph, claim)), "    </edge>"]
    return "\n".join([*lines, "  </graph>", "</graphml>", ""]).encode("utf-8")


def _data(kind: str, owner: str, values: Attributes) -> Iterator[str]:
    for name, value in values.items():
        text = plain_text(value)
        yield f'      <data key="{kind}-{name}">{escaped(text, owner, "graphml")}</data>'
