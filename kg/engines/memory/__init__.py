"""The graph in memory."""

from collections.abc import Iterable
from dataclasses import replace

from kg.engines.memory.engine import MemoryEngine
from kg.engines.memory.fields import refuse_unsound
from kg.engines.memory.store import ClaimStore, in_order, ranks, sources_in_order
from kg.errors import DataError, Problem, represented
from kg.model.nodes import Node
from kg.model.records import Claim, Source, Tension
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
    arguments = {"schema": schema, "sources": sources, "nodes": nodes, "claims": claims, "tensions": tensions}
    problems = [
        Problem(
            name, 0, "", f"is {represented(value)}, not {'a Schema' if name == 'schema' else 'an iterable of records'}"
        )
        for name, value in arguments.items()
        if not isinstance(value, Schema if name == "schema" else Iterable)
    ]
    if problems:
        raise DataError(problems)
    given = tuple(sources), tuple(nodes), tuple(claims), tuple(tensions)
    refuse_unsound(schema, *given)
    # Copies, since a record belongs to one graph.
    own_sources, own_nodes = sources_in_order(map(replace, given[0])), in_order(schema, map(replace, given[1]))
    store = ClaimStore.of_records(map(replace, given[2]), ranks(schema, own_sources, own_nodes))
    return MemoryEngine(schema, own_sources, own_nodes, store, map(replace, given[3]))
