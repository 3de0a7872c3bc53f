"""Graphs of networkx, and its node-link JSON: attributes become what they are called, the rest is in the notes."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.formats.foreign.adopted import Foreign, ForeignEdge, ForeignNode, adopted
from kg.formats.foreign.texts import noted
from kg.formats.reading import Opened, Parts
from kg.schema import Schema

NAMES = ("name", "label")
CATEGORIES = ("category", "kind", "type")
PREDICATES = ("predicate", "label", "relation", "kind", "type")
SOURCES = ("primary_knowledge_source", "knowledge_source", "provided_by")
DEFINITIONS = ("definition", "description")
UNTOLD = "biolink:related_to"
"""The predicate of an edge that says nothing else."""

FILE = "networkx graph"


def is_network(value: object) -> bool:
    """Whether a value is a graph of networkx, which is not imported for that."""
    return any(kind.__module__.startswith("networkx.") and kind.__name__ == "Graph" for kind in type(value).__mro__)


def of_network(graph: Any, schema: Schema, name: str = "") -> Parts:
    """The records of a graph of networkx: a node for each node, a claim for each edge.

    A node is named by its attribute `name` or `label`, its category is in `category`, `kind` or `type`. The predicate of an edge
    is in `predicate`, `label`, `relation`, `kind` or `type`, or is its key. Those of an undirected graph are symmetric.
    """
    foreign = Foreign(
        files=[name or str(graph.name or FILE)],
        nodes=(_node(node, attributes) for node, attributes in graph.nodes(data=True)),
        edges=_edges(graph),
    )
    return adopted(foreign, schema)


def _told(attributes: Mapping[Any, Any], names: tuple[str, ...]) -> tuple[str, str]:
    """The first of these attributes that is filled, and its text."""
    name = next((name for name in names if attributes.get(name) not in (None, "", [])), "")
    value = attributes.get(name, "")
    return name, ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _node(node: Any, attributes: Mapping[Any, Any]) -> ForeignNode:
    (named, name), (kind, category) = _told(attributes, NAMES), _told(attributes, CATEGORIES)
    defined, definition = _told(attributes, DEFINITIONS)
    rest = ((str(key), value) for key, value in attributes.items() if key not in ("", named, kind, defined))
    return ForeignNode(str(node), category, name, definition, note=noted(rest))


def _edges(graph: Any) -> Iterator[ForeignEdge]:
    rows = graph.edges(keys=True, data=True) if graph.is_multigraph() else ((*ends, None) for ends in graph.edges())
    for subject, object, key, *more in rows:
        attributes = more[0] if more else graph.edges[subject, object]
        (told, predicate), (sourced, source) = _told(attributes, PREDICATES), _told(attributes, SOURCES)
        by_key = isinstance(key, str) and not predicate
        rest = ((str(name), value) for name, value in attributes.items() if name not in ("", told, sourced))
        yield ForeignEdge(
            str(subject),
            predicate or (key if by_key else UNTOLD),
            str(object),
            id=key if isinstance(key, str) and not by_key else "",
            source=source,
            symmetric=not graph.is_directed(),
            note=noted(rest),
        )


def of_object(file: Opened, document: dict[str, Any], schema: Schema) -> Parts:
    """The graph in a node-link document, of any version of networkx and of D3: `links` or `edges`."""
    import networkx

    edges = "links" if "links" in document else "edges"
    try:
        graph: Any = networkx.node_link_graph(document, edges=edges)
    except (KeyError, TypeError, networkx.NetworkXError) as error:
        file.refuse(f"is not node-link JSON: a node has an id, an edge source and target; here is {error!r}")
    return of_network(graph, schema, file.name)
