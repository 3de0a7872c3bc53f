"""Neo4j: tables for `neo4j-admin database import`, and a Cypher script: a node for each entity, a relationship for each claim."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from kg.formats.flat import CLAIM_COLUMNS, CLAIM_TYPES, NODE_COLUMNS, NODE_TYPES, claim_attributes, node_attributes
from kg.model.protocol import Graph
from kg.model.records import Claim

ENTITY = "Entity"
"""The label that every node has, beside that of its category."""

LISTS = {"matches", *(name for name, column in (NODE_COLUMNS | CLAIM_COLUMNS).items() if column.many)}
BATCH = 500
"""The most rows of a statement."""

Values = dict[str, Any]


def _types(declared: dict[str, str]) -> dict[str, str]:
    """Property → its type in the header of a table."""
    return {name: "string[]" if name in LISTS else "long" if kind == "int" else kind for name, kind in declared.items()}


def _nodes(graph: Graph) -> Iterator[tuple[str, Values]]:
    """The label of each node, and its properties."""
    for node in graph.nodes():
        values = node_attributes(graph, node)
        yield node.category, {"id": node.id, **_properties(values)}


def _claims(graph: Graph) -> Iterator[tuple[Claim, Values]]:
    return ((claim, {"id": claim.id, **_properties(claim_attributes(graph, claim))}) for claim in graph.claims())


def _properties(values: Any) -> Values:
    return {name: value.split("|") if name in LISTS else value for name, value in values.items()}


def _type(claim: Claim) -> str:
    """The type of a relationship. A denied claim has another one, so that no query takes it for what is claimed."""
    return f"{'DENIED_' if claim.polarity == 'denied' else ''}{claim.predicate.upper()}"


def dumps_nodes(graph: Graph) -> bytes:
    """The table of nodes as CSV, UTF-8; lists are joined with `|`."""
    types = _types(NODE_TYPES)
    rows = ([values["id"], *_cells(values, types), f"{ENTITY}|{category}"] for category, values in _nodes(graph))
    return _table(["id:ID", *_header(types), ":LABEL"], rows)


def dumps_edges(graph: Graph) -> bytes:
    """The table of relationships as CSV, UTF-8; lists are joined with `|`."""
    types = {"id": "string", **_types(CLAIM_TYPES)}
    rows = ([claim.subject, claim.object, _type(claim), *_cells(values, types)] for claim, values in _claims(graph))
    return _table([":START_ID", ":END_ID", ":TYPE", *_header(types)], rows)


def _header(types: dict[str, str]) -> list[str]:
    return [f"{name}:{kind}" for name, kind in types.items()]


def _cells(values: Values, types: dict[str, str]) -> list[str]:
    return [_cell(values.get(name, "")) for name in types]


def _cell(value: Any) -> str:
    return "|".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)


def _table(header: list[str], rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def dumps_cypher(graph: Graph) -> bytes:
    """A Cypher script, UTF-8. It may be run again: what is there already is brought up to date, and nothing is removed."""
    statements = [f"CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:{ENTITY}) REQUIRE n.id IS UNIQUE"]
    for category, rows in _batches(_nodes(graph)):
        statements.append(f"{_unwind(rows)}\nMERGE (n:{ENTITY} {{id: row.id}})\nSET n = row, n:{category}")
    claims = (
        (_type(claim), {"subject": claim.subject, "object": claim.object, "claim": values})
        for claim, values in _claims(graph)
    )
    for type, rows in _batches(claims):
        ends = f"MATCH (s:{ENTITY} {{id: row.subject}})\nMATCH (o:{ENTITY} {{id: row.object}})"
        statements.append(f"{_unwind(rows)}\n{ends}\nMERGE (s)-[r:{type} {{id: row.claim.id}}]->(o)\nSET r = row.claim")
    return "".join(f"{statement};\n" for statement in statements).encode()


def _batches(rows: Iterable[tuple[str, Values]]) -> Iterator[tuple[str, list[Values]]]:
    """Rows with the same label or type, a batch at a time."""
    for name, group in groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0]):
        values = [row for _, row in group]
        for start in range(0, len(values), BATCH):
            yield name, values[start : start + BATCH]


def _unwind(rows: list[Values]) -> str:
    return "UNWIND [\n" + ",\n".join(map(_literal, rows)) + "\n] AS row"


ESCAPED = re.compile(r"[\\'\x00-\x1f\x7f]")


def _literal(value: Any) -> str:
    """A value in Cypher: no quote, line break or other control character is left in a text."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, str):
        return f"'{ESCAPED.sub(_escaped, value)}'"
    return _cell(value)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}" if found[0] not in "\\'" else f"\\{found[0]}"
