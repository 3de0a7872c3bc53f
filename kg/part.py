"""A part of a graph as a graph of its own: for any format, and for a page about that part."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from kg.errors import ExportError, a_text
from kg.model import Edge, Graph, Source
from kg.schema import NODE
from kg.tables.columns import QUALIFIERS
from kg.texts import stray

Names = str | Sequence[str] | None
"""One name, several, or no choice."""


class Excerpt(NamedTuple):
    """`graph` is what was chosen of `whole`, and `what` describes it; `cut` is tension id → how many of its claims it lacks."""

    graph: Graph
    what: str
    cut: Mapping[str, int]
    whole: Graph


def excerpt(
    graph: Graph, *, around: str | None = None, steps: int | None = None, title: str | None = None, **choices: Names
) -> Excerpt:
    """The claims of some sections, modalities or sources between nodes of some categories, at most `steps` edges from a node.

    `choices` has names for category, section, modality and source. With a choice of claims, nodes that no chosen claim
    speaks of are left out. An unknown name raises the error that the graph's own filters raise; ExportError if `steps` is
    not a positive whole number, or without `around`, or if nothing is left.
    """
    if steps is not None and (isinstance(steps, bool) or not isinstance(steps, int) or steps < 1):
        raise ExportError(f"steps is {steps!r}; give a whole number from 1")
    if steps is not None and around is None:
        raise ExportError("steps are counted from a node; name it with around (--around ID)")
    steps = steps or 2
    centre = None if around is None else graph[around]
    nodes = {node.id for node in graph.nodes(category=choices.get("category"))}
    chosen: dict[str, Any] = {
        kind: names for kind, names in choices.items() if names is not None and kind != "category"
    }
    claims = {claim.id for claim in graph.claims(**chosen)}
    named = {kind: [names] if isinstance(names, str) else names for kind, names in choices.items() if names is not None}
    words = [f"{kind} {', '.join(names)}" for kind, names in named.items()]
    if centre is not None:
        words.insert(0, f"around {centre.name}, {steps} step{'' if steps == 1 else 's'}")
        nodes.add(centre.id)
    edges = [
        edge
        for edge in graph.edges()
        if {edge.subject, edge.object} <= nodes and any(claim.id in claims for claim in edge.claims)
    ]
    if chosen:
        nodes &= {end for edge in edges for end in (edge.subject, edge.object)} | ({centre.id} if centre else set())
    if centre is not None:
        nodes = _near(centre.id, edges, steps) & nodes
    if not nodes and len(graph):
        raise ExportError("nothing is left to show; choose more categories, sections, modalities or sources")
    sources: Iterable[Source] = graph.sources()
    if (of := choices.get("source")) is not None:
        named_sources = {graph.source(name).id for name in ([of] if isinstance(of, str) else of)}
        sources = [source for source in sources if source.id in named_sources]
    return _made(graph, sources, nodes, claims, title, "; ".join(words))


def _near(centre: str, edges: Iterable[Edge], steps: int) -> set[str]:
    """The nodes at most `steps` edges away, whatever the direction."""
    import networkx

    plain: Any = networkx.Graph((edge.subject, edge.object) for edge in edges)
    plain.add_node(centre)
    return set(networkx.single_source_shortest_path_length(plain, centre, cutoff=steps))


def _made(
    graph: Graph,
    sources: Iterable[Source],
    nodes: Collection[str],
    claims: Collection[str],
    title: str | None,
    what: str,
) -> Excerpt:
    names = {node.id: node.name for node in graph.nodes()}

    def plain(items: Iterable[str]) -> Any:
        # A qualifier may name a node that is left out: then its name is given as text.
        return tuple(
            names.get(item, item) if item.startswith(f"{NODE}:") and item not in nodes else item for item in items
        )

    kept = [
        replace(claim, **{name: plain(getattr(claim, name)) for name in QUALIFIERS})
        for claim in graph.claims()
        if claim.id in claims and claim.subject in nodes and claim.object in nodes
    ]
    ids = {claim.id for claim in kept}
    tensions, cut = [], {}
    for tension in graph.tensions():
        claims, against = (tuple(id for id in side if id in ids) for side in (tension.claims, tension.against))
        if claims or against:
            tensions.append(replace(tension, claims=claims, against=against))
            cut[tension.id] = len(tension.members) - len(claims + against)
    schema = graph.schema
    if title is not None:
        if char := stray(a_text("title", title)):
            raise ExportError(f"the character U+{ord(char):04X} does not belong in a title; remove it")
        schema = replace(schema, dataset=schema.dataset._replace(title=title))
    kept_nodes = (node for node in graph.nodes() if node.id in nodes)
    part = graph.remade(schema=schema, sources=sources, nodes=kept_nodes, claims=kept, tensions=tensions)
    return Excerpt(part, what, {id: count for id, count in cut.items() if count}, graph)
