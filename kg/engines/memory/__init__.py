"""The graph in memory."""

from collections.abc import Iterable
from dataclasses import replace

from kg.engines.memory.engine import MemoryEngine
from kg.engines.memory.fields import refuse_unsound
from kg.engines.memory.store import ClaimStore, in_order, ranks, sources_in_order
from kg.model import Claim, Node, Source, Tension
from kg.schema import Schema

__all__ = ["MemoryEngine", "of_records"]


def of_records(
    schema: Schema,
    sources: Iterable[Source],
    nodes: Iterable[Node],
    claims: Iterable[Claim],
    tensions: Iterable[Tension],
) -> MemoryEngine:
    """The engine of records, in any order, which may belong to another graph. DataError lists what is wrong with them."""
    given = tuple(sources), tuple(nodes), tuple(claims), tuple(tensions)
    refuse_unsound(schema, *given)
    # Copies, since a record belongs to one graph.
    own_sources, own_nodes = sources_in_order(map(replace, given[0])), in_order(schema, map(replace, given[1]))
    store = ClaimStore.of_records(map(replace, given[2]), ranks(schema, own_sources, own_nodes))
    return MemoryEngine(schema, own_sources, own_nodes, store, map(replace, given[3]))
