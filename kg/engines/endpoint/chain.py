"""The shortest chain between two nodes of a remote graph."""

from collections.abc import Iterable, Mapping
from typing import Any

from kg.engines.endpoint.cache import Held
from kg.errors import EndpointError
from kg.graph import KnowledgeGraph
from kg.model import FIRMNESS, Claim, Node, Section, Source
from kg.query.paths import MAX_CHAIN, Path, Step, joining, paths
from kg.schema import SOURCE, Schema

MOST = 200_000
"""So many claims around two nodes are looked at."""


def shortest_chain(held: Held, one: Node, other: Node) -> Path | None:
    """The chain that kg.explain finds: of at most MAX_CHAIN steps, walked either way; None where there is none.

    It is found among the claims around both ends, of which only what the search looks at is fetched; then those of the chain are,
    whole.
    """
    hops = MAX_CHAIN // 2 - 1
    found = _best(held, one, other, hops)
    if found is not None and len(found) == MAX_CHAIN:
        # How well connected the node in the middle is, which decides between equals, shows one step further out.
        found = _best(held, one, other, hops + 1)
    if found is None:
        return None
    held.fetch_claims((claim.id for claim in found.claims), nodes=True)
    held.fetch_nodes(node.id for node in found.nodes)
    return Path(_step(held, step) for step in found)


def _best(held: Held, one: Node, other: Node, hops: int) -> Path | None:
    rows = held.endpoint.rows(held.asking.surroundings((one.id, other.id), hops, MOST + 1))
    if len(rows) > MOST:
        message = f"more than {MOST:,} claims lie around {one.slug} and {other.slug}"
        raise EndpointError(f"{held.endpoint.address}: {message}; ask for nodes that are less connected")
    skeleton = _skeleton(held, rows, (one.id, other.id))
    return next(iter(paths(skeleton, one.id, other.id, MAX_CHAIN, directed=False, limit=1)), None)


def _skeleton(held: Held, rows: Iterable[Mapping[str, Any]], ends: Iterable[str]) -> KnowledgeGraph:
    """A graph of the same shape, with nothing in it but what a search for paths looks at."""
    schema = held.schema
    names = {curie: name for name, curie in held.asking.predicates.items()}
    place = f"{SOURCE}:skeleton"
    claims = []
    for row in rows:
        values = {name: held.curie(term) for name, term in row.items()}
        if values["by"] in names:
            claims.append(
                Claim(
                    id=values["c"],
                    subject=values["from"],
                    predicate=names[values["by"]],
                    object=values["to"],
                    statement="",
                    source=place,
                    section=f"{place}.all",
                    paragraph=1,
                    polarity=values["polarity"].partition(":")[2].lower(),
                    modality=values["modality"].partition(":")[2].lower(),
                )
            )
    return _small(schema, {*ends, *(id for claim in claims for id in (claim.subject, claim.object))}, claims, place)


def _small(schema: Schema, ids: Iterable[str], claims: Iterable[Claim], place: str) -> KnowledgeGraph:
    category = next(iter(schema.categories))
    source = Source(id=place, title="", sections=(Section(id=f"{place}.all", title=""),))
    nodes = [Node(id=id, category=category, name="") for id in sorted(ids)]
    return KnowledgeGraph(schema=schema, sources=[source], nodes=nodes, claims=claims)


def _step(held: Held, step: Step) -> Step:
    """A step with its records whole, in the order that a graph has them in."""
    claims = [held.claims[claim.id] for claim in step.claims]
    named = {id for claim in claims for id in (claim.subject, claim.object)}
    named |= {
        value
        for claim in claims
        for value in (*claim.population, *claim.comparator, *claim.aspect, *claim.context)
        if value in held.nodes
    }
    whole = KnowledgeGraph(
        schema=held.schema,
        sources=held.sources.values(),
        nodes=[held.nodes[id] for id in named],
        claims=claims,
    )
    edges = sorted(joining(whole, step.start.id, step.end.id), key=lambda edge: FIRMNESS.index(edge.modality))
    return Step(start=held.nodes[step.start.id], end=held.nodes[step.end.id], edges=tuple(edges))
