"""What engines share that have the sources and tensions of a graph in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kg.engines import Engine, PairFound
from kg.model.records import Claim, Tension


def described(engine: Engine) -> str:
    """What a graph's repr says of its engine."""
    dataset = engine.schema.dataset
    nodes, edges, claims = engine.counts
    head = f"{dataset.id!r}, version={dataset.version!r}"
    return f"{head}, nodes={nodes}, edges={edges}, claims={claims}, sources={len(engine.sources)}"


def by_claim(tensions: Iterable[Tension]) -> Mapping[str, Sequence[Tension]]:
    """Claim → the tensions that it is part of."""
    found: dict[str, list[Tension]] = {}
    for tension in tensions:
        for member in tension.members:
            found.setdefault(member, []).append(tension)
    return found


def pair(engine: Engine, one: str, other: str, outright: Callable[[str], Collection[str]]) -> PairFound:
    """The nodes that have two names, and what is said of them; `outright` gives the kinds of a node that claims say outright."""
    starts, ends = engine.named((one, other))
    if len(starts) != 1 or len(ends) != 1:
        return PairFound(starts, ends)
    start, end = starts[0].id, ends[0].id
    between = engine.edges_between([(start, end)])[start, end]
    beside: list[Claim] = []
    if start != end:
        named = ((claim, (claim.subject, claim.object, *claim.qualifiers)) for claim in engine.mentions(start))
        beside = [claim for claim, names in named if end in names]
        beside += [claim for claim in engine.mentions(end) if start in (claim.subject, claim.object)]
    claims = [claim for edge in between for claim in edge.claims]
    kinds = {id: engine.kinds(id) for id in (start, end)}
    sure = {id: outright(id) if kinds[id] else () for id in kinds}
    said = {id: {kind: kind in sure[id] for kind in kinds[id]} for id in kinds}
    return PairFound(starts, ends, claims, beside, said)
