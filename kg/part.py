"""A part of a graph as a graph of its own: for any format, and for a page about that part."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from kg.errors import ExportError, a_text
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Source
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
    chosen: dict[str, Any] = {
        kind: names for kind, names in choices.items() if names is not None and kind != "category"
    }
    ends = _Ends(graph, choices.get("category"), centre)
    if centre is None:
        claims = list(filter(ends.hold, graph.claims(**chosen)))
        nodes = _spoken_of(claims) if chosen else {node.id for node in graph.nodes(category=choices.get("category"))}
    else:
        claims, nodes = _near(graph, centre.id, steps, ends, chosen)
    named = {kind: [names] if isinstance(names, str) else names for kind, names in choices.items() if names is not None}
    words = [f"{kind} {', '.join(names)}" for kind, names in named.items()]
    if centre is not None:
        words.insert(0, f"around {centre.name}, {steps} step{'' if steps == 1 else 's'}")
    if not nodes and len(graph):
        raise ExportError("nothing is left to show; choose more categories, sections, modalities or sources")
    sources: Iterable[Source] = graph.sources()
    if (of := choices.get("source")) is not None:
        named_sources = {graph.source(name).id for name in ([of] if isinstance(of, str) else of)}
        sources = [source for source in sources if source.id in named_sources]
    return _made(graph, sources, nodes, claims, title, "; ".join(words))


class _Ends:
    """Whether both ends of a claim are of some categories, or the node that all is around."""

    def __init__(self, graph: Graph, category: Names, centre: Node | None) -> None:
        self._all = category is None
        nodes = () if category is None else graph.nodes(category=category)
        self._ids = {node.id for node in (*nodes, *(() if centre is None else (centre,)))}

    def hold(self, claim: Claim) -> bool:
        return self._all or (claim.subject in self._ids and claim.object in self._ids)


def _near(
    graph: Graph, centre: str, steps: int, ends: _Ends, chosen: Mapping[str, Any]
) -> tuple[list[Claim], set[str]]:
    """The claims between nodes at most `steps` edges away, whatever the direction, and these nodes: nothing else is fetched."""
    claims: dict[str, Claim] = {}
    nodes, rim = {centre}, {centre}
    for step in range(steps + 1):
        around = sorted(rim)
        found = (*graph.claims(subject=around, **chosen), *graph.claims(object=around, **chosen)) if rim else ()
        claims.update((claim.id, claim) for claim in found if ends.hold(claim))
        if step < steps:  # The last nodes are only asked for what joins them to each other.
            rim = _spoken_of(claims.values()) - nodes
            nodes |= rim
    return [claim for claim in claims.values() if claim.subject in nodes and claim.object in nodes], nodes


def _spoken_of(claims: Iterable[Claim]) -> set[str]:
    return {end for claim in claims for end in (claim.subject, claim.object)}


def _made(
    graph: Graph,
    sources: Iterable[Source],
    nodes: Collection[str],
    claims: Iterable[Claim],
    title: str | None,
    what: str,
) -> Excerpt:
    def plain(items: Iterable[str]) -> Any:
        # A qualifier may name a node that is left out: then its name is given as text.
        return tuple(graph[item].name if item.startswith(f"{NODE}:") and item not in nodes else item for item in items)

    kept = [replace(claim, **{name: plain(getattr(claim, name)) for name in QUALIFIERS}) for claim in claims]
    ids = {claim.id for claim in kept}
    tensions, cut = [], {}
    for tension in graph.tensions():
        one, other = (tuple(id for id in side if id in ids) for side in (tension.claims, tension.against))
        if one or other:
            tensions.append(replace(tension, claims=one, against=other))
            cut[tension.id] = len(tension.members) - len(one + other)
    schema = graph.schema
    if title is not None:
        if char := stray(a_text("title", title)):
            raise ExportError(f"the character U+{ord(char):04X} does not belong in a title; remove it")
        schema = replace(schema, dataset=schema.dataset._replace(title=title))
    kept_nodes = map(graph.__getitem__, sorted(nodes))
    part = graph.remade(schema=schema, sources=sources, nodes=kept_nodes, claims=kept, tensions=tensions)
    return Excerpt(part, what, {id: count for id, count in cut.items() if count}, graph)
