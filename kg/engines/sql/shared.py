"""What several sources say of the same edges: the database counts, and only those edges are fetched."""

from collections.abc import Collection

from kg.engines import Said, SharedEdges
from kg.engines.sql.conditions import Where, every, symmetric, within
from kg.engines.sql.database import Database
from kg.schema import MODALITIES, Schema

KEY = ("one", "predicate", "other")
"""The ends and the predicate of an edge; of a symmetric one, the end that comes first is the first."""


def shared_edges(database: Database, schema: Schema, without: Collection[str]) -> SharedEdges:
    """The edges of several sources, those `without` aside: `Engine.shared_edges` says more."""
    mutual = within("c.predicate", symmetric(schema))
    turned = every(mutual, Where("c.object < c.subject"))
    which = " ".join("WHEN ? THEN CAST(? AS INTEGER)" for _ in MODALITIES)
    counted = within("c.source", sorted(without))
    table = (
        f"(SELECT CASE WHEN {turned.text} THEN c.object ELSE c.subject END AS one, c.predicate AS predicate, "
        f"CASE WHEN {turned.text} THEN c.subject ELSE c.object END AS other, c.source AS source, "
        f"CASE WHEN c.polarity = ? THEN CASE c.modality {which} END END AS affirmed, "
        f"CASE WHEN c.polarity = ? THEN 1 ELSE 0 END AS denied FROM claims AS c WHERE NOT c.structural "
        f"{f'AND NOT ({counted.text})' if without else ''})"
    )
    ranks = [value for rank, name in enumerate(MODALITIES) for value in (name, rank)]
    values = [*turned.values, *turned.values, "affirmed", *ranks, "denied", *(counted.values if without else ())]
    named = ", ".join(f"s.{name}" for name in KEY)
    sizes = f"SELECT {named}, COUNT(DISTINCT s.source) AS size FROM {table} AS s GROUP BY {named}"
    counts = database.rows(f"SELECT n.size, COUNT(*) AS n FROM ({sizes}) AS n GROUP BY n.size", values)
    if all(size < 2 for size, _ in counts):
        return SharedEdges(dict(counts), [])
    several = f"(SELECT {named} FROM {table} AS s GROUP BY {named} HAVING COUNT(DISTINCT s.source) > 1)"
    on = " AND ".join(f"m.{name} = s.{name}" for name in KEY)
    rows = database.rows(
        f"SELECT {named}, s.source, MIN(s.affirmed) AS affirmed, MAX(s.denied) AS denied FROM {table} AS s "
        f"JOIN {several} AS m ON {on} GROUP BY {named}, s.source",
        [*values, *values],
    )
    return SharedEdges(dict(counts), [Said._make((*row[:5], bool(row[5]))) for row in rows])
