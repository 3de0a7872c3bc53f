"""Where sources agree: edges by the number of sources that claim them, and nodes that may be one entity: `g.agreement`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import at_least_one
from kg.model.answers import Shown, slug
from kg.model.certainty import Supported
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Edge, Source, Sources
from kg.schema import MODALITIES, NODE, SOURCE
from kg.tables.columns import CLAIMS
from kg.texts import folded

ENDS = ("subject", "predicate", "object")
NEEDED = (*ENDS, "polarity", "modality", "structural")
PLACES = [CLAIMS.header.index(name) for name in NEEDED]
NOT_AFFIRMED = len(MODALITIES)
DENIED = NOT_AFFIRMED + 1
"""What a source says of an edge is a number: its most certain modality, or NOT_AFFIRMED; DENIED is added where it denies it."""

Key = tuple[str, str, str]
Said = tuple[str, int]
"""A source, and what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(Supported):
    """What several sources say of the same: the edge (two where a symmetric one is written both ways), and the claims that count.

    `sources` are the ids of those that claim or deny it. It is `opposed` where one affirms what another denies, and `differing`
    where those that affirm it do so with different certainty.
    """

    edges: tuple[Edge, ...]
    claims: tuple[Claim, ...]
    sources: tuple[str, ...]
    opposed: bool
    differing: bool

    @property
    def basis(self) -> tuple[Claim, ...]:
        """Its claims."""
        return self.claims

    @property
    def of_sources(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims of each source, by its id."""
        return {id: tuple(claim for claim in self.claims if claim.source == id) for id in self.sources}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Two nodes that may be one entity, and why: an exact match that they share, a name, or the id that one replaces."""

    one: Node
    other: Node
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Shown):
    """The edges that at least so many sources claim, those of most sources first; it is true where there are any.

    `sources` are those that count: all but ontologies. `counts` has, for each number of sources, how many edges have so many;
    `opposed` and `differing` count the edges that are. `alike` are nodes that may be one entity under two ids, so that what is
    said of it lies on two edges: they are suggested, and never joined.

    >>> import kg
    >>> kg.load().agreement().alike
    ()
    """

    sources: Sources
    edges: tuple[Agreed, ...]
    counts: Mapping[int, int]
    opposed: int
    differing: int
    alike: tuple[Alike, ...]
    verdict: str
    cut: str

    @property
    def graph(self) -> Graph | None:
        """The graph that was asked.

        >>> import kg
        >>> g = kg.load()
        >>> g.agreement().graph is g
        True
        """
        return self.sources._graph

    def __bool__(self) -> bool:
        return bool(self.edges)


def agreement(graph: Graph, *, sources: int = 2, limit: int | None = None) -> Agreement:
    """Where sources agree: `KnowledgeGraph.agreement` says more."""
    at_least_one(sources=sources, limit=limit)
    counted = [source for source in graph.sources() if source.kind != "ontology"]
    said, counts = _several(graph, counted) if sources > 1 else _every(graph, counted)
    rank = {
        key: (-len(of), not _opposed(of), not _differing(of), key) for key, of in said.items() if len(of) >= sources
    }
    found = sorted(rank, key=rank.__getitem__)
    opposed, differing = (sum(map(what, said.values())) for what in (_opposed, _differing))
    shown, similar = found[:limit], list(alike(graph))
    lists: dict[str, Sequence[object]] = {"edges": found, "nodes that may be one entity": similar}
    cut = [
        f"{limit} of {len(whole)} {what}" for what, whole in lists.items() if limit is not None and len(whole) > limit
    ]
    return Agreement(
        sources=Sources(counted, graph),
        edges=tuple(_agreed(graph, shown, said)),
        counts=dict(sorted(counts.items())),
        opposed=opposed,
        differing=differing,
        alike=tuple(similar[:limit]),
        verdict=_verdict(counted, counts, opposed, differing),
        cut=f"cut at {', '.join(cut)}; raise the limit to see more" if cut else "",
    )


def _several(graph: Graph, counted: Sequence[Source]) -> tuple[dict[Key, tuple[Said, ...]], Mapping[int, int]]:
    """What each source says of the edges that several have, or of all where these are read, and how many have how many."""
    found = graph.shared_edges({source.id for source in graph.sources()}.difference(source.id for source in counted))
    if found is None:
        return _every(graph, counted)
    said: dict[Key, list[Said]] = defaultdict(list)
    for subject, predicate, object, source, affirmed, denied in found.said:
        code = (NOT_AFFIRMED if affirmed is None else affirmed) + DENIED * denied
        said[slug(subject), predicate, slug(object)].append((slug(source), code))
    return {key: tuple(of) for key, of in said.items()}, found.counts


def _every(graph: Graph, counted: Sequence[Source]) -> tuple[dict[Key, tuple[Said, ...]], Mapping[int, int]]:
    """What each source says of each edge, and how many have how many."""
    said = _said(graph, {source.slug for source in counted})
    return said, Counter(map(len, said.values()))


def _said(graph: Graph, counted: set[str]) -> dict[Key, tuple[Said, ...]]:
    """What each source says of each edge; structural claims aside. A symmetric edge is one, whichever way it is written."""
    found: dict[Key, tuple[Said, ...]] = {}
    same: dict[
        tuple[Said, ...], tuple[Said, ...]
    ] = {}  # Most edges have one source, which says one of few things of it.
    symmetric = {name for name, predicate in graph.schema.predicates.items() if predicate.symmetric}
    for source, subject, predicate, object, code in _coded(graph, counted):
        if predicate in symmetric and object < subject:
            subject, object = object, subject
        key = subject, predicate, object
        of = dict(found.get(key, ()))
        of[source] = _both(of[source], code) if source in of else code
        said = tuple(of.items())
        found[key] = same.setdefault(said, said)
    return found


def _coded(graph: Graph, counted: set[str]) -> Iterator[tuple[str, str, str, str, int]]:
    """For each claim that counts: its source, its ends and predicate by their ids in the tables, and what it says."""
    rank = {name: number for number, name in enumerate(MODALITIES)}
    for source, row in graph.claim_rows():
        if source in counted:
            if isinstance(row, Claim):
                cells = [getattr(row, name) for name in NEEDED]
                cells[0], cells[2] = (cell.removeprefix(f"{NODE}:") for cell in (cells[0], cells[2]))
            else:
                cells = [row[place] for place in PLACES]
            subject, predicate, object, polarity, modality, structural = cells
            if not structural:
                denied = NOT_AFFIRMED + DENIED
                yield source, subject, predicate, object, denied if polarity == "denied" else rank[modality]


def _both(one: int, other: int) -> int:
    """What a source says in two claims."""
    affirmed = min(one % DENIED, other % DENIED)
    return affirmed + (DENIED if max(one, other) >= DENIED else 0)


def _opposed(said: Sequence[Said]) -> bool:
    """Whether one source affirms what another denies."""
    affirming = {source for source, code in said if code % DENIED < NOT_AFFIRMED}
    denying = {source for source, code in said if code >= DENIED}
    return bool(affirming and denying) and len(affirming | denying) > 1


def _differing(said: Sequence[Said]) -> bool:
    """Whether the sources that affirm it do so with different certainty."""
    return len({code % DENIED for _, code in said} - {NOT_AFFIRMED}) > 1


def _agreed(graph: Graph, keys: Sequence[Key], said: Mapping[Key, Sequence[Said]]) -> Iterator[Agreed]:
    curies = {key: (f"{NODE}:{key[0]}", f"{NODE}:{key[2]}") for key in keys}
    between = graph.edges_between(sorted({*curies.values()})) if keys else {}
    for key in keys:
        pair, of = curies[key], said[key]
        ways = {pair, pair[::-1]} if graph.schema.predicates[key[1]].symmetric else {pair}
        edges = tuple(
            edge for edge in between[pair] if edge.predicate == key[1] and (edge.subject, edge.object) in ways
        )
        names = {f"{SOURCE}:{source}" for source, _ in of}
        claims = (claim for edge in edges for claim in edge.claims)
        yield Agreed(
            edges=edges,
            claims=tuple(claim for claim in claims if claim.source in names and not claim.structural),
            sources=tuple(sorted(names)),
            opposed=_opposed(of),
            differing=_differing(of),
        )


def _verdict(counted: Sequence[Source], counts: Mapping[int, int], opposed: int, differing: int) -> str:
    edges, shared = sum(counts.values()), sum(count for number, count in counts.items() if number > 1)
    if len(counted) < 2:
        only = f"Only one source was read, {counted[0].slug}" if counted else "No source was read but ontologies"
        return f"{only}: there is nothing to compare."
    several = "both sources" if len(counted) == 2 else f"more than one of {len(counted)} sources"
    if not shared:
        return f"None of {_edges(edges)} has claims of {several}."
    said = f"{shared} of {_edges(edges)} {'has' if shared == 1 else 'have'} claims of {several}"
    told = {"one source affirms what another denies": opposed, "their certainty differs": differing}
    notes = [what if shared == 1 else f"on {number} of them, {what}" for what, number in told.items() if number]
    return "; ".join([said, *notes]) + "."


def _edges(number: int) -> str:
    return f"{number} edge{'' if number == 1 else 's'}"


# ----------------------------------------------------------------------------------------------------- nodes that are alike


def alike(nodes: Iterable[Node]) -> Iterator[Alike]:
    """The nodes that share an exact match, a name or a retired id, two by two: each with the first of those, by id."""
    by_id: dict[str, Node] = {}
    sharing: dict[str, dict[str, None]] = defaultdict(dict)
    for node in nodes:
        by_id[node.id] = node
        for reason in _reasons(node):
            sharing[reason][node.id] = None
    why: dict[tuple[str, str], list[str]] = defaultdict(list)
    for reason, ids in sharing.items():
        first, *others = sorted(ids)
        for other in others:
            why[first, other].append(reason)
    for (one, other), reasons in sorted(why.items()):
        yield Alike(one=by_id[one], other=by_id[other], why=tuple(sorted(reasons)))


def _reasons(node: Node) -> Iterator[str]:
    """What another node may share with this one, in words."""
    names = map(folded, (node.name, *node.synonyms, *node.abbreviations))
    yield from (f"both are called {name!r}" for name in names if name)
    yield from (f"one replaces the id {id!r}" for id in (node.slug, *node.replaces))
    yield from (f"both are exactly {mapping.term}" for mapping in node.mappings if mapping.match == "exactMatch")
