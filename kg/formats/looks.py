"""How nodes and edges look in tools that draw networks: as on our map."""

from typing import NamedTuple

from kg.model.protocol import Graph
from kg.model.records import Claim
from kg.page.content import sizes
from kg.page.places import places


class Look(NamedTuple):
    """The place of a node (y goes downwards), its radius in the same unit, its colour `#rrggbb`, its shape as vis.js calls it."""

    x: int
    y: int
    radius: float
    colour: str
    shape: str


def looks(graph: Graph) -> dict[str, Look]:
    """Node id → how the node looks."""
    where, radii, categories = places(graph), sizes(graph), graph.schema.categories
    return {
        node.id: Look(
            *where[node.id], radii[node.id], categories[node.category].colour, categories[node.category].shape
        )
        for node in graph.nodes()
    }


LINES = {"asserted": "solid", "reported": "solid", "inferred": "dashed", "hedged": "dashed", "denied": "dotted"}
"""What a claim rests on → its line: these three are what every tool can draw."""


def line(claim: Claim) -> str:
    """The line of a claim: solid, dashed or dotted."""
    return LINES["denied" if claim.polarity == "denied" else "inferred" if claim.inferred else claim.modality]
