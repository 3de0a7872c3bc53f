"""Hetnets, as Hetionet has them: one JSON file, or lines of subject, predicate and object (SIF)."""

import re
from collections.abc import Iterator
from typing import Any

from kg.formats.foreign import kgx
from kg.formats.foreign.adopted import Foreign, ForeignEdge, ForeignNode, adopted
from kg.formats.foreign.tables import triples
from kg.formats.foreign.texts import noted
from kg.formats.reading import Opened, Parts
from kg.schema import Schema


def of_object(file: Opened, document: dict[str, Any], schema: Schema) -> Parts:
    """The graph in the JSON of hetio, with `nodes` and `edges`. A node of the identifier 9 and the kind Gene is Gene::9."""
    try:
        return adopted(Foreign(files=[file.name], nodes=_nodes(document), edges=_edges(document)), schema)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        file.refuse(
            f"a node has kind, identifier and name, an edge source_id, target_id, kind, direction; here is {error!r}"
        )


def _id(kind: Any, identifier: Any) -> str:
    return f"{kind}::{identifier}"


def _nodes(document: dict[str, Any]) -> Iterator[ForeignNode]:
    for node in document["nodes"]:
        data = dict(node.get("data") or {})
        definition = str(data.pop("description", ""))
        id = _id(node["kind"], node["identifier"])
        name, terms = str(node.get("name", "")), (("exactMatch", str(node["identifier"])),)
        yield ForeignNode(id, node["kind"], name, definition, terms=terms, note=noted(data.items()))


def _edges(document: dict[str, Any]) -> Iterator[ForeignEdge]:
    # Of two ends of one kind, an edge in both directions has no first one.
    both = {
        kind: all(start == end and direction == "both" for start, end, other, direction in tuples if other == kind)
        for tuples in (document["metaedge_tuples"],)
        for _, _, kind, _ in tuples
    }
    for edge in document["edges"]:
        data = dict(edge.get("data") or {})
        sources = data.pop("source", None) or data.pop("sources", None) or ""
        source = ", ".join(map(str, sources)) if isinstance(sources, list) else str(sources)
        (kind, start), (other, end) = edge["source_id"], edge["target_id"]
        subject, object = _id(kind, start), _id(other, end)
        if edge.get("direction") == "backward":
            subject, object = object, subject
        yield ForeignEdge(
            subject, edge["kind"], object, source=source, symmetric=both[edge["kind"]], note=noted(data.items())
        )


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The graph of a SIF file; of `x-edges.sif` with the table of nodes beside it, where there is one."""
    if re.search(r"edges\.sif$", file.name, re.IGNORECASE):
        return kgx.loads(file, schema, move)
    return adopted(Foreign(files=[file.name], nodes=(), edges=triples(file), whole=False), schema)
