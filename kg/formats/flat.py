"""Nodes and claims as attributes that every graph tool takes: texts, numbers and truth values, lists joined with `|`.

No attribute is called `source`, `target`, `key`, `name` or `id`: tools have these for the ends of an edge, and for ids.
"""

from typing import TYPE_CHECKING, Any

from kg.formats.plain import joined
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Quantity
from kg.tables.columns import CLAIMS, NODES, Column

if TYPE_CHECKING:
    import networkx

Attributes = dict[str, str | int | bool]
SOURCE = "source_document"
"""The source of a claim: to networkx, igraph and Cytoscape the source of an edge is its start."""

NODE_COLUMNS = {"label" if column.name == "name" else column.name: column for column in NODES.columns[1:]}
CLAIM_COLUMNS = {column.name: column for column in CLAIMS.columns if column.name not in ("id", "subject", "object")}
TYPES = {"whole": "int", "flag": "boolean"}


def _types(columns: dict[str, Column]) -> dict[str, str]:
    return {name: TYPES.get(column.kind, "string") for name, column in columns.items()}


NODE_TYPES = {**_types(NODE_COLUMNS), "iri": "string", "matches": "string", "x": "int", "y": "int"}
CLAIM_TYPES = {"label": "string", **_types(CLAIM_COLUMNS), SOURCE: "string"}
"""What each attribute is: attribute → string, int or boolean."""


def node_attributes(graph: Graph, node: Node) -> Attributes:
    """The attributes of a node; those that are empty are left out. ExportError where a list cannot be joined."""
    x, y = node.position or (None, None)
    return _filled(
        node.id,
        {
            **{name: getattr(node, column.name) for name, column in NODE_COLUMNS.items()},
            "iri": graph.schema.expand(node.id),
            "matches": tuple(f"{mapping.match} {mapping.term}" for mapping in node.mappings),
            "x": x,
            "y": y,
        },
    )


def claim_attributes(graph: Graph, claim: Claim) -> Attributes:
    """The attributes of a claim as an edge. The label of one that is hedged or inferred says so, and that of a denied one.

    ExportError where a list cannot be joined.
    """
    predicate = graph.schema.predicates[claim.predicate]
    label = predicate.tentatively if claim.tentative and claim.polarity == "affirmed" else predicate.label
    return _filled(
        claim.id,
        {
            "label": label if claim.polarity == "affirmed" else f"denied: {label}",
            **{name: getattr(claim, name) for name in CLAIM_COLUMNS},
            SOURCE: claim.source,
        },
    )


def plain_text(value: str | int | bool) -> str:
    """The value of an attribute as a text: `true`, `false`, or as it is.

    >>> plain_text(True), plain_text(4), plain_text("True")
    ('true', '4', 'True')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


def _filled(owner: str, values: dict[str, Any]) -> Attributes:
    def flat(name: str, value: Any) -> Any:
        if isinstance(value, tuple):
            return joined(value, owner, name)
        return str(value) if isinstance(value, Quantity) else value

    made = {name: flat(name, value) for name, value in values.items() if value != ()}
    return {name: value for name, value in made.items() if value is not None and value != ""}


def to_networkx(graph: Graph, *, plain: bool = True, slugs: bool = False) -> "networkx.MultiDiGraph[str]":
    """A new networkx.MultiDiGraph with an edge for each claim, its key the claim's id: see `KnowledgeGraph.to_networkx`."""
    import networkx

    made: Any = networkx.MultiDiGraph(title=graph.schema.dataset.title, version=graph.schema.dataset.version)
    ids = {node.id: node.slug if slugs else node.id for node in graph.nodes()}
    for node in graph.nodes():
        made.add_node(ids[node.id], **(node_attributes(graph, node) if plain else {"record": node}))
    for claim in graph.claims():
        attributes: dict[str, Any] = claim_attributes(graph, claim) if plain else {"record": claim}
        key = claim.slug if slugs else claim.id
        made.add_edge(ids[claim.subject], ids[claim.object], key=key, **attributes)
    return made
