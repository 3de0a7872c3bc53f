"""What is said of two nodes together: `g.explain`."""

from dataclasses import dataclass
from itertools import product

from kg.model.answers import Shown
from kg.model.nodes import KIND, Node
from kg.model.protocol import Graph, Pair
from kg.model.records import Claim, Claims
from kg.query import routes
from kg.query.paths import ASIDE, Path, best_routes, paths_along, ways_of
from kg.query.routes import Search, Ways
from kg.schema import NO_STEPS

MAX_CHAIN = 6
"""The longest chain that is looked for."""

MOST_DENIED = 5
"""So many claims are shown that deny something of either."""

NAMED = 3
"""A verdict names so many kinds at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Shown):
    """What is said about two nodes together; `str()` gives it as text. It is true if a claim joins them.

    `claims` join them, whichever way round, denied ones too; `narrower` join a kind of one with the other, or with a kind of it;
    `beside` name both in another way, at least one as population, comparator, aspect or context. `chain` is the best of the
    shortest paths where no claim joins them, one that leads from one to the other before one that does not, or None; where
    there is none, `denied` are claims that deny something of one of the two;
    `searched` is False where the search for it was too long to be finished.

    >>> import kg
    >>> found = kg.load().explain("drg-stimulation", "dorsal-root-ganglion")
    >>> [claim.slug for claim in found.claims]
    ['icliniq-2025-197']
    """

    start: Node
    end: Node
    claims: tuple[Claim, ...]
    narrower: tuple[Claim, ...] = ()
    unsaid: tuple[Node, ...] = ()
    """The kinds that the narrower claims join, but that are kinds only by what is hedged or was inferred by the curator."""
    beside: tuple[Claim, ...]
    denied: tuple[Claim, ...] = ()
    chain: Path | None
    searched: bool = True
    aside: bool = False
    """Whether there are predicates that no chain is looked for along."""

    @property
    def graph(self) -> Graph | None:
        """The graph that was asked.

        >>> import kg
        >>> g = kg.load()
        >>> g.explain("dtm", "scs").graph is g
        True
        """
        return self.start.graph

    def __bool__(self) -> bool:
        return bool(self.claims or self.narrower)

    @property
    def verdict(self) -> str:
        """In one sentence, what there is.

        >>> import kg
        >>> kg.load().explain("drg-stimulation", "dorsal-root-ganglion").verdict
        '1 claim joins dorsal root ganglion stimulation and dorsal root ganglion: 1 asserted.'
        """
        same = self.start == self.end
        names = f"{self.start.name} and {'itself' if same else self.end.name}"
        if self.claims or self.narrower:
            joined = (self._joined(self.claims, names), self._joined(self.narrower, self._kinds()))
            return " ".join(filter(None, (*joined, self._unsaid())))
        if same:
            return f"No claim joins {names}."
        count = len(self.beside)
        both = f" {count} other claim{' names' if count == 1 else 's name'} both." if count else ""
        if self.chain is not None:
            steps = f"The shortest chain has {len(self.chain)} steps."
            caveat = f" {self.chain.caveat}." if self.chain.caveat else ""
            return f"No claim joins {names} directly.{both} {steps}{caveat}"
        if self.searched:
            aside = f", {ASIDE}" if self.aside else ""
            return f"No claim joins {names}, and no chain of up to {MAX_CHAIN} steps does{aside}.{both}"
        return f"No claim joins {names}. No chain was found among the first {routes.EFFORT:,} edges.{both}"

    def _kinds(self) -> str:
        """What the narrower claims join, in words."""
        ends = _ends(self.narrower)
        one, other = (node.name if node.id in ends else f"kinds of {node.name}" for node in (self.start, self.end))
        return f"{one} and {other}"

    def _unsaid(self) -> str:
        """A warning where the narrower claims are about kinds that nobody outright says are kinds."""
        if not self.unsaid:
            return ""
        count = len(self.unsaid)
        named = ", ".join(node.name for node in self.unsaid) if count <= NAMED else f"{count} of the nodes"
        return f"No claim says outright that {named} {'is such a kind' if count == 1 else 'are such kinds'}."

    def _joined(self, claims: tuple[Claim, ...], names: str) -> str:
        if not claims:
            return ""
        count = f"{len(claims)} claim{' joins' if len(claims) == 1 else 's join'}"
        return f"{count} {names}: {Claims(claims).certainty}."


def explain(graph: Graph, start: str | Node, end: str | Node) -> Explanation:
    """Every claim between two nodes or kinds of them, or the shortest chain: `KnowledgeGraph.explain` says more."""
    pair = graph.pair(start, end)
    narrower = _narrower(graph, pair)
    chain, searched = None, True
    denied: tuple[Claim, ...] = ()
    if not pair.claims and not narrower and pair.start != pair.end:
        chain, searched = _chain(graph, pair.start, pair.end)
        denied = () if chain else _denied(graph, pair)
    return Explanation(
        start=pair.start,
        end=pair.end,
        claims=pair.claims,
        beside=pair.beside,
        denied=denied,
        narrower=narrower,
        unsaid=tuple(graph[id] for id in _ends(narrower) if _unsaid(pair, id)),
        chain=chain,
        searched=searched,
        aside=bool(NO_STEPS & graph.schema.predicates.keys()),
    )


def _narrower(graph: Graph, pair: Pair) -> tuple[Claim, ...]:
    """The claims that join a kind of one node with the other or with a kind of it; none where one is a kind of the other."""
    start, end = pair.start.id, pair.end.id
    if start == end or start in pair.end_kinds or end in pair.start_kinds:
        return ()
    ends = product((start, *pair.start_kinds), (end, *pair.end_kinds))
    pairs = {(one, other) for one, other in ends if one != other} - {(start, end)}
    between = graph.edges_between(pairs) if pairs else {}
    claims = {claim.id: claim for pair in sorted(between) for edge in between[pair] for claim in edge.claims}
    return tuple(claim for claim in claims.values() if claim.predicate != KIND)


def _denied(graph: Graph, pair: Pair) -> tuple[Claim, ...]:
    """The first claims that deny something of one of the two, but for those that name both."""
    ends = (pair.start, pair.end)
    of = graph.claims(polarity="denied", subject=ends, limit=MOST_DENIED)
    by = graph.claims(polarity="denied", object=ends, limit=MOST_DENIED)
    return tuple(dict.fromkeys(claim for claim in (*of, *by) if claim not in pair.beside))


def _ends(claims: tuple[Claim, ...]) -> dict[str, None]:
    """The nodes that claims join, once each."""
    return dict.fromkeys(end for claim in claims for end in (claim.subject, claim.object))


def _unsaid(pair: Pair, id: str) -> bool:
    """Whether a node is a kind of one of the two, but not because claims say so outright."""
    return False in (pair.start_kinds.get(id), pair.end_kinds.get(id))


def _chain(graph: Graph, start: Node, end: Node) -> tuple[Path | None, bool]:
    """The shortest chain, and whether the search was finished. One that leads from either node to the other comes first."""

    def shortest(one: Node, other: Node, *, directed: bool) -> tuple[list[tuple[str, ...]], Ways, bool]:
        ways = ways_of(graph, None, directed)
        search = Search(graph, one, other, ways, None, MAX_CHAIN)
        found, _ = best_routes(search, MAX_CHAIN, 1)
        return found, ways, search.spent

    either, ways, spent = shortest(start, end, directed=False)
    if not either:
        return None, not spent
    directed = [shortest(*ends, directed=True) for ends in ((start, end), (end, start))]
    route, ways = min(
        ((way[0][0], way[1]) for way in directed if way[0]), key=lambda way: len(way[0]), default=(either[0], ways)
    )
    return paths_along(graph, [route], ways)[0], True
