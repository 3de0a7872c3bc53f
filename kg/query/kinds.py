"""What is said of kinds of a node, where an answer about the node itself says nothing, or less."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from kg.model.answers import slug
from kg.model.certainty import denials
from kg.model.nodes import KIND, KINDS, Nodes
from kg.model.protocol import Graph
from kg.model.records import Claim, Claims, Edge
from kg.query.patterns import ParsedPatterns

MOST = 1000
"""The most claims or edges of kinds that are looked at."""

NAMED = 5
"""So many nodes are named at most."""


def of_walk(nodes: Nodes) -> str:
    """Where one step leads from kinds of the node that it started from, as far as it leads nowhere else; empty for others."""
    if nodes._walk is None:
        return ""
    graph, start, along = nodes._walk
    if isinstance(start, tuple) and len(start) == 1 and getattr(start, "_walk", None) is None:
        start = start[0].id
    if not isinstance(start, str) or along is None or along in (KIND, KINDS):
        return ""
    kinds = _kinds(graph, start)
    affirmed: dict[str, list[Claim]] = {}
    denied: list[Claim] = []
    for near, edge in _edges(graph, kinds, along):
        if edge.affirmed:
            affirmed.setdefault(edge.object if near == edge.subject else edge.subject, []).extend(edge.claims)
        else:
            denied += edge.claims
    found = {node.id for node in graph.hop(start, along)} if affirmed else set()
    new = {id: claims for id, claims in affirmed.items() if id not in found}
    said = [f"{graph[id].name} [{Claims(claims).certainty}]" for id, claims in list(new.items())[:NAMED]]
    said += [f"{len(new) - NAMED} more"] if len(new) > NAMED else []
    said += filter(None, [denials(denied)])
    if not said:
        return ""
    doubts = _doubts(graph, kinds, (claim for claims in new.values() for claim in claims))
    remedy = f"Ask match('?kind {KIND}+ {slug(start)}', '?kind {along} ?x')."
    return " ".join([f"{'And' if nodes else 'But'} of its kinds: {'; '.join(said)}.", *doubts, remedy])


def of_pattern(graph: Graph, question: ParsedPatterns) -> Iterator[str]:
    """What would fit, or be denied, if a kind stood for a node, where one pattern names it; nothing for several patterns."""
    if len(question.patterns) > 1 or question.patterns[0].steps is not None:
        return
    ((start, _, end, _, _),) = question.patterns
    for id in (one for one in (start, end) if not one.startswith("?") and start != end):
        kinds = _kinds(graph, id)
        claims, least = _fitting(graph, question, id, kinds)
        affirmed = {_key(claim) for claim in claims if claim.polarity == "affirmed"}
        told = [claim for claim in claims if _key(claim) in affirmed]
        if told:
            variable = next(f"?kind{n}" for n in ("", *range(2, 9)) if f"?kind{n}" not in question.variables)
            count = f"{least}{len(told)} claim{' does' if len(told) == 1 else 's do'} ({Claims(told).certainty})"
            yield f"Of kinds of {graph[id].name} {count}: write {variable} for it, and add '{variable} {KIND}+ {slug(id)}'."
            yield from _doubts(graph, kinds, told)
        elif claims:
            yield f"Of kinds of {graph[id].name} {denials(claims)}: ask explain."


def _kinds(graph: Graph, id: str) -> Mapping[str, bool]:
    """The kinds of a node, and whether claims say outright that they are."""
    return {kind: outright for kind, outright in graph.pair(id, id).start_kinds.items() if kind != id}


def _doubts(graph: Graph, kinds: Mapping[str, bool], claims: Iterable[Claim]) -> Iterator[str]:
    """A sentence where nobody says outright that what the claims are about are kinds."""
    ends = {end for claim in claims for end in (claim.subject, claim.object)}
    names = sorted(graph[kind].name for kind, outright in kinds.items() if kind in ends and not outright)
    if names:
        named = "; ".join(names) if len(names) <= NAMED else f"{len(names)} of them"
        yield f"No claim says outright that these are kinds of it: {named}."


def _edges(graph: Graph, kinds: Collection[str], along: str) -> Iterator[tuple[str, Edge]]:
    """The first edges that a predicate or inverse is walked along from some nodes, each with the node where it starts."""
    predicate, ahead = graph.schema.direction(along)
    if kinds and (ahead or predicate.symmetric):
        found = graph.edges(subject=kinds, predicate=predicate.name, limit=MOST)
        yield from ((edge.subject, edge) for edge in found)
    if kinds and (not ahead or predicate.symmetric):
        found = graph.edges(object=kinds, predicate=predicate.name, limit=MOST)
        yield from ((edge.object, edge) for edge in found)


def _fitting(graph: Graph, question: ParsedPatterns, id: str, kinds: Collection[str]) -> tuple[Collection[Claim], str]:
    """The claims that fit the only pattern if a kind stood for a node, denials among them; "at least " where there are more."""
    ((start, names, end, _, filters),) = question.patterns
    claims: dict[str, Claim] = {}
    least = ""
    for name in (names or (None,)) if kinds else ():
        predicate, ahead = graph.schema.direction(name) if name else (None, True)
        ends = (start, end) if ahead else (end, start)
        subject, object = (kinds if one == id else None if one.startswith("?") else (one,) for one in ends)
        along = predicate.name if predicate else None
        found = graph.claims(**filters, subject=subject, predicate=along, object=object, limit=MOST)
        least = "at least " if found.cut else least
        wanted = [question.categories.get(one) for one in ends]
        for claim in found:
            pairs = zip(wanted, (claim.subject, claim.object), strict=True)
            fits = all(category is None or graph[one].category == category for category, one in pairs)
            if fits and claim.predicate != KIND:
                claims[claim.id] = claim
    return claims.values(), least


def _key(claim: Claim) -> tuple[str, str, str]:
    return claim.subject, claim.predicate, claim.object
