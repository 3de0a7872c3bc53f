"""Who answers what is asked of a graph: `Engine` is what `KnowledgeGraph` asks, in terms of CURIEs and records."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Map
from typing import Any, NamedTuple, Protocol

from kg.engines.filters import ClaimFilters, EdgeFilters
from kg.engines.search import Found
from kg.model.nodes import Node, Nodes
from kg.model.protocol import Fit, Graph, Neighbour, Pattern, Triple
from kg.model.records import Claim, Edge, Source, Tension
from kg.schema import Schema


class Cluster(Protocol):
    """Where the tables of a graph are on many machines: a Spark session."""

    session: Any

    def frame(self, text: str, values: Sequence[Any] = ()) -> Any:
        """What a query of the tables gives, as a DataFrame of the session: nothing is fetched."""


class PairFound(NamedTuple):
    """The nodes of each of two names; the claims that join them; those that name both, one as a qualifier; kinds by node.

    Kinds include kinds of kinds, but not the node itself; at most `MOST_KINDS` of them, the first by id; each with whether claims
    say outright that it is one.
    """

    starts: Sequence[Node]
    ends: Sequence[Node]
    claims: Sequence[Claim] = ()
    beside: Sequence[Claim] = ()
    kinds: Map[str, Map[str, bool]] = {}


class Said(NamedTuple):
    """What a source says of an edge, by CURIEs: how certain the most certain claim is that affirms it, and whether one denies it.

    That is the place of its modality among all, None where no claim affirms the edge.
    """

    subject: str
    predicate: str
    object: str
    source: str
    affirmed: int | None
    denied: bool


class SharedEdges(NamedTuple):
    """How many edges have how many sources, and what each source says of those that have several.

    Structural claims aside. A symmetric edge is one, whichever way it is written: from the node whose CURIE comes first.
    """

    counts: Map[int, int]
    said: Iterable[Said]


MOST_KINDS = 500
"""So many kinds of each node are looked at."""


class Engine(Protocol):
    """What answers for a graph: tables in memory, a SPARQL endpoint.

    Nodes, claims and sections are named by their CURIEs, and every name has been checked before; what comes back is in the
    graph's order, and every record belongs to the graph that the engine was attached to. `limit` None means all.
    """

    schema: Schema
    stored: bool
    """Whether a store is behind it, which answers SPARQL itself."""

    @property
    def cluster(self) -> Cluster | None:
        """Where the tables are, if that is not one machine."""

    def attach(self, graph: Graph) -> None:
        """Answer for this graph from now on."""

    def close(self) -> None:
        """Free what the engine holds open."""

    def described(self) -> str:
        """What the graph's repr says of it."""

    @property
    def sources(self) -> Sequence[Source]:
        """Articles, then ontologies; by id."""

    @property
    def tensions(self) -> Sequence[Tension]:
        """All tensions, by id."""

    def tensions_of(self, claim: str) -> Sequence[Tension]:
        """The tensions that a claim is part of."""

    @property
    def counts(self) -> tuple[int, int, int]:
        """The numbers of nodes, edges and claims."""

    def named(self, names: Sequence[str]) -> Sequence[Sequence[Node]]:
        """For each name the nodes that have it: CURIE, slug, IRI, name, other name, or the term of a public vocabulary."""

    def known_names(self) -> Iterable[str]:
        """Slugs and folded names, for the suggestions of an error; none where there are too many to fetch."""

    def nodes(self, categories: Collection[str] | None = None) -> Iterable[Node]:
        """All nodes, or those of some categories."""

    def find(self, text: str, limit: int | None) -> Found:
        """The nodes that match words."""

    def edges(self, filters: EdgeFilters) -> Iterable[Edge]:
        """The edges that fit every filter."""

    def claim(self, id: str) -> Claim | None:
        """One claim."""

    def claim_ids(self) -> Iterable[str]:
        """The ids of claims, for the suggestions of an error; none where there are too many to fetch."""

    def claims(self, filters: ClaimFilters) -> Iterable[Claim]:
        """The claims that fit every filter."""

    def every_claim(self) -> Iterable[Claim]:
        """All claims in order, for whoever reads them all once."""

    def slips(self, text: str) -> Map[str, Sequence[str]]:
        """The words of a text that are in no claim, each with those of claims that it is read as."""

    def values(self, field: str) -> Iterable[str]:
        """What claims hold in a field that is a list, each value once, in any order."""

    def naming(self, id: str) -> Iterable[Claim]:
        """The claims that name a node, as subject, object or qualifier."""

    def mentions(self, id: str) -> Iterable[Claim]:
        """The claims in which a node is only a qualifier."""

    def pair(self, one: str, other: str) -> PairFound:
        """The nodes that have two names, and what is said of them."""

    def kinds(self, id: str) -> Collection[str]:
        """The kinds of a node, and kinds of these, by id, without the node itself: `MOST_KINDS` at most."""

    def hop(self, id: str, name: str) -> Nodes:
        """Where a predicate or inverse leads from a node, over edges with an affirmed claim."""

    def walk(self, nodes: tuple[Node, ...], name: str) -> Nodes:
        """Where a predicate or inverse leads from several nodes; each node once."""

    def walkable(self, id: str) -> Sequence[str]:
        """The predicates and inverses that lead somewhere from a node, sorted."""

    def edges_between(self, pairs: Collection[tuple[str, str]]) -> Map[tuple[str, str], Sequence[Edge]]:
        """For each two nodes the edges between them: those from the first node and symmetric ones, then those back."""

    def neighbours(self, ids: Collection[str], ahead: int) -> Iterable[tuple[str, Iterable[Neighbour]]]:
        """The neighbours of each of some nodes, in any order, over edges that a claim affirms.

        `ahead` more steps will be asked for next.
        """

    def degrees(self, ids: Collection[str]) -> Map[str, int]:
        """How many edges each of some nodes has, denied ones too."""

    def fits(self, patterns: Sequence[Pattern], order: Sequence[str], first: int | None) -> Iterable[Fit]:
        """The ways to fit all patterns at once, over edges that a claim affirms, in any order.

        With `first` there may be fewer: at least so many of those that come first by the ids of the variables, taken in this
        `order`, and every way that the last of these nodes fit in.
        """

    def triples(self) -> Iterable[Triple]:
        """Each edge that a claim affirms, in order."""

    def claim_rows(self) -> Iterable[tuple[str, Sequence[str] | Claim]]:
        """The slug of its source, and the cells of its table or the record, of each claim: by source, length of the id, id."""

    def shared_edges(self, without: Collection[str]) -> SharedEdges | None:
        """The edges of several sources, some of which do not count; None where all claims must be read to tell."""

    def ask_store(self, query: str, kind: str, timeout: float | None) -> Any:
        """What the store behind the engine answers to a SPARQL query of a kind (select, ask, construct, describe).

        Variables and rows (dicts of variable to term) of a select, a truth value, or triples. Only where it is `stored`.
        """
