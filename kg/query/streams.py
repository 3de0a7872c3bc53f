"""What leads to a node, and what it leads to, over causes and effects: `g.upstream` and `g.downstream`."""

from collections.abc import Collection

from kg.engines.filters import several
from kg.errors import at_least_one
from kg.model.certainty import denials
from kg.model.nodes import KIND, Node, Nodes
from kg.model.protocol import Graph
from kg.query.paths import Path, Paths, chosen, paths_along, ways_of
from kg.query.routes import EFFORT, Ways
from kg.query.spread import AGAINST, Chain, Spread

CAUSAL = AGAINST | {"acts_through", "affects", "has_outcome", "leads_to", "triggers"}
"""Predicates that join a cause to its effect."""

BESIDE = ("aims_at", "precedes")
"""Predicates that say what comes before something, but not that it leads there."""

CHANGED = "changed_as"
"""Leads to the changes of a node. They are named and not walked: what leads to fewer adverse effects does not lead to them."""


class Stream(Paths):
    """The best chain to each node upstream (`up`) or downstream of `node`, nearest first; what works against it comes last.

    >>> import kg
    >>> stream = kg.load().upstream("fewer-adverse-effects")
    >>> print(stream[0])
    lower drug dose → leads to → fewer adverse effects [1 hedged]
    """

    node: Node
    up: bool

    @property
    def nodes(self) -> Nodes:
        """The node at the far end of each chain.

        >>> import kg
        >>> [node.slug for node in kg.load().upstream("fewer-adverse-effects").nodes][:2]
        ['lower-drug-dose', 'neuromodulation']
        """
        return Nodes(map(self.far, self), self.graph)

    def far(self, path: Path) -> Node:
        """The node at the far end of a chain.

        >>> import kg
        >>> stream = kg.load().upstream("fewer-adverse-effects")
        >>> stream.far(stream[0]).slug
        'lower-drug-dose'
        """
        return path.nodes[0 if self.up else -1]

    @staticmethod
    def against(path: Path) -> bool:
        """Whether a chain works against its end: something in it blocks, relieves or treats.

        >>> import kg
        >>> stream = kg.load().upstream("fewer-adverse-effects")
        >>> stream.against(stream[0])
        False
        """
        return any(edge.predicate in AGAINST for step in path for edge in step.edges)


def stream(
    graph: Graph,
    name: str | Node,
    *,
    up: bool,
    predicates: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    max_hops: int | None = None,
    limit: int | None = None,
) -> Stream:
    """What is upstream or downstream of a node: `KnowledgeGraph.upstream` says what each argument does."""
    at_least_one(max_hops=max_hops, limit=limit)
    node, schema = graph.node(name), graph.schema
    wanted = several("categories", categories, schema.categories, kind="category")
    causal = [name for name in schema.predicates if name in CAUSAL]
    ways = ways_of(graph, chosen(graph, predicates) or causal, directed=True)
    kinds: Ways = {KIND: (up, not up)} if predicates is None and KIND in schema.predicates else {}
    search = Spread(graph, up=up, most=max_hops)
    family = search.spread({node.id: Chain.at(node.id)}, kinds)
    found = search.spread(family, ways)
    chains = [chain for id, chain in found.items() if id not in family]
    if wanted is not None:
        chains = [chain for chain in chains if graph[search.far(chain)].category in wanted]
    chains.sort(key=lambda chain: (chain.against, len(chain.route), *chain[1:]))
    cut = f"cut at {limit} of {len(chains)}; raise the limit to see them" if limit and len(chains) > limit else ""
    if search.left <= 0:
        cut = f"cut: the search stopped after {EFFORT:,} edges; name predicates, or allow fewer hops"
    verdict = _verdict(node, chains, up=up)
    if up and not chains:
        verdict += _beside(graph, node)
    if not chains and (denied := _denied(graph, node, ways, up=up)):
        verdict += f" {denied}: ask show."
    if up and CHANGED in schema.directions and (changes := graph.walk([node], CHANGED)):
        verdict += f" Ask what leads to its change: {', '.join(change.name for change in changes)}."
    found_paths = paths_along(graph, [chain.route for chain in chains[:limit]], {**kinds, **ways})
    return Stream(found_paths, graph, node=node, up=up, cut=cut, verdict=verdict)


def _verdict(node: Node, chains: Collection[Chain], *, up: bool) -> str:
    against = sum(chain.against for chain in chains)
    leading, opposing = map(_things, (len(chains) - against, against))
    if up:
        said = f"{leading.capitalize()} lead{'s' * (len(chains) - against < 2)} to {node.name}"
        more = f", and {opposing} {'is' if against == 1 else 'are'} said to block, relieve or treat it"
    else:
        said, more = f"{node.name} leads to {leading}", f", and is said to block, relieve or treat {opposing}"
    return f"{said}{more if against else ''}."


def _beside(graph: Graph, node: Node) -> str:
    """How many edges say what aims at a node or comes before it, in a sentence each; neither causes it."""
    said = ""
    for predicate in (graph.schema.predicates[name] for name in BESIDE if name in graph.schema.predicates):
        if count := sum(edge.affirmed for edge in graph.edges(predicate=predicate.name, object=node)):
            said += f" {count} edge{' says' if count == 1 else 's say'} what {predicate.label} it: ask show."
    return said


def _denied(graph: Graph, node: Node, ways: Ways, *, up: bool) -> str:
    """How many claims deny what would be a first step, in words."""
    edges = [*graph.edges(subject=node), *graph.edges(object=node)]
    steps = {
        edge.key: edge for edge in edges if ways.get(edge.predicate, (False, False))[(edge.subject == node.id) == up]
    }
    return denials(claim for edge in steps.values() for claim in edge.claims)


def _things(count: int) -> str:
    return f"{count} things" if count > 1 else "one thing" if count else "nothing"
