"""What is said of two nodes together: `g.explain`."""

from dataclasses import dataclass

from kg.model import Claim, Graph, Node, Shown
from kg.query import routes
from kg.query.paths import Path, paths

MAX_CHAIN = 6
"""The longest chain that is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Shown):
    """What is said about two nodes together; `str()` gives it as text. It is true if a claim joins them.

    `claims` join them, whichever way round, denied ones too; `beside` name both in another way, at least one as population,
    comparator, aspect or context. `chain` is the best of the shortest paths where no claim joins them, walked either way, or
    None; `searched` is False where the search for it was too long to be finished.
    """

    start: Node
    end: Node
    claims: tuple[Claim, ...]
    beside: tuple[Claim, ...]
    chain: Path | None
    searched: bool = True

    @property
    def graph(self) -> Graph | None:
        """The graph that was asked."""
        return self.start.graph

    def __bool__(self) -> bool:
        return bool(self.claims)

    @property
    def verdict(self) -> str:
        """In one sentence, what there is."""
        same = self.start == self.end
        names = f"{self.start.name} and {'itself' if same else self.end.name}"
        if self.claims:
            return self._joined(names)
        if same:
            return f"No claim joins {names}."
        if self.chain is not None:
            return f"No claim joins {names} directly. The shortest chain has {len(self.chain)} steps."
        if self.searched:
            return f"No claim joins {names}, and no chain of up to {MAX_CHAIN} steps does."
        return f"No claim joins {names}. No chain was found among the first {routes.EFFORT:,} edges."

    def _joined(self, names: str) -> str:
        count, denied = len(self.claims), sum(claim.polarity != "affirmed" for claim in self.claims)
        joined = f"{count} claim{'' if count == 1 else 's'} join{'s' if count == 1 else ''} {names}"
        if not denied:
            return f"{joined}."
        if count == 1:
            return f"{joined}, and it is a denial."
        return f"{joined}, {'all' if denied == count else denied} of them {'a denial' if denied == 1 else 'denials'}."


def explain(graph: Graph, start: str | Node, end: str | Node) -> Explanation:
    """Every claim between two nodes, or the shortest chain: `KnowledgeGraph.explain` says more."""
    pair = graph.pair(start, end)
    chain, searched = None, True
    if not pair.claims and pair.start != pair.end:
        found = paths(graph, pair.start, pair.end, MAX_CHAIN, directed=False, limit=1)
        chain, searched = next(iter(found), None), bool(found) or not found.cut
    return Explanation(**pair._asdict(), chain=chain, searched=searched)
