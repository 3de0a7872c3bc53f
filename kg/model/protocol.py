"""`Graph`: what any graph can be asked, and in what terms."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kg.errors import represented
from kg.model.answers import Form, Shown
from kg.model.nodes import Node, Nodes
from kg.model.records import Claim, Claims, Edge, Edges, Section, Source, Sources, Tension, Tensions
from kg.schema import Schema

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

OneOrMore = str | Collection[str] | None
"""What a filter takes: a name, or several, any of which will do; None for all."""

OneOrMoreNodes = str | Node | Collection[str | Node] | None
"""What a filter by nodes takes."""


class Pattern(NamedTuple):
    """One edge to be found: its ends are nodes (CURIEs) or variables (`?x`), a variable perhaps of one category.

    `predicate` is a predicate's name, or None for any.

    >>> import kg
    >>> fits = kg.load().fits([Pattern("?t", "targets", "nmk:glial-cell", "Technique")], ["?t"], None)
    >>> [dict(fit.bindings) for fit in fits]
    [{'?t': 'nmk:dtm'}]
    """

    subject: str
    predicate: str | None
    object: str
    subject_category: str | None = None
    object_category: str | None = None


class Fit(NamedTuple):
    """One way to fit patterns: variable to node (CURIE), and for each pattern the edge (subject, predicate, object).

    >>> import kg
    >>> next(iter(kg.load().fits([Pattern("nmk:drg-stimulation", "targets", "?x")], ["?x"], 1))).edges
    (('nmk:drg-stimulation', 'targets', 'nmk:dorsal-root-ganglion'),)
    """

    bindings: Map[str, str]
    edges: tuple[tuple[str, str, str], ...]


class Triple(NamedTuple):
    """An edge that a claim affirms, without its claims: whether it is only tentative, and its weight."""

    subject: str
    predicate: str
    object: str
    tentative: bool
    weight: int


class Neighbour(NamedTuple):
    """A neighbour of a node: by which predicate, whether the edge leads there, and the uncertainty of its most certain claim."""

    node: str
    predicate: str
    forwards: bool
    uncertainty: int


class Graph(Protocol):
    """What a graph can be asked, whatever answers; `kg.KnowledgeGraph` is the class that users see.

    Queries, exports and the page are written against this.
    """

    schema: Schema
    folder: "Traversable | None"
    stored: bool
    """Whether a store is behind it, which answers SPARQL itself."""
    cluster: Any
    """Where its tables are on many machines, if they are; see `kg.engines.Cluster`."""
    has_evidence: bool
    """Whether the evidence was loaded with it."""

    @property
    def layer(self) -> Any: ...
    @property
    def studies(self) -> "Graph": ...
    def evidence(self, name: str) -> Any: ...
    def evidence_summary(self) -> Any: ...
    def questions(self) -> Any: ...
    def ask(self, name: str, /, **parameters: Any) -> Any: ...

    def __iter__(self) -> Iterator[Node]: ...
    def __len__(self) -> int: ...
    def counts(self) -> tuple[int, int, int]: ...
    def __contains__(self, name: object) -> bool: ...
    def __getitem__(self, name: str) -> Node: ...
    def get(self, name: str) -> Node | None: ...
    def node(self, name: str | Node) -> Node: ...
    def claim(self, name: str) -> Claim: ...
    def source(self, name: str) -> Source: ...
    def section(self, id: str) -> Section: ...
    def sections(self, name: str) -> Sequence[Section]: ...
    def missing(self, curies: Collection[str]) -> Map[str, Sequence[str]]: ...
    def find(self, text: str, *, limit: int | None = None) -> Nodes: ...

    def nodes(self, *, category: OneOrMore = None) -> Nodes: ...
    def edges(
        self,
        *,
        subject: OneOrMoreNodes = None,
        predicate: OneOrMore = None,
        object: OneOrMoreNodes = None,
        subject_category: OneOrMore = None,
        object_category: OneOrMore = None,
        limit: int | None = None,
    ) -> Edges: ...
    def claims(
        self,
        *,
        section: OneOrMore = None,
        modality: OneOrMore = None,
        polarity: OneOrMore = None,
        subject: OneOrMoreNodes = None,
        predicate: OneOrMore = None,
        object: OneOrMoreNodes = None,
        source: OneOrMore = None,
        limit: int | None = None,
    ) -> Claims: ...
    def mentions(self, name: str | Node) -> Claims: ...
    def sources(self) -> Sources: ...
    def tensions(self, *, kind: OneOrMore = None, weight: OneOrMore = None) -> Tensions: ...
    def tensions_of(self, claim: str | Claim) -> Tensions: ...

    def hop(self, id: str, name: str) -> Nodes: ...
    def walk(self, nodes: Collection[Node], name: str) -> Nodes: ...
    def edges_walked(self, start: "str | tuple[Node, ...]", name: str | None, *, affirmed: bool = True) -> Edges: ...
    def walkable(self, id: str) -> Sequence[str]: ...
    def kinds(self, id: str) -> Collection[str]: ...

    def pair(self, one: str | Node, other: str | Node) -> "Pair": ...
    def edges_between(self, pairs: Collection[tuple[str, str]]) -> Map[tuple[str, str], Sequence[Edge]]: ...
    def neighbours(self, ids: Collection[str], ahead: int) -> Iterable[tuple[str, Iterable[Neighbour]]]: ...
    def degrees(self, ids: Collection[str]) -> Map[str, int]: ...
    def fits(self, patterns: Sequence[Pattern], order: Sequence[str], first: int | None) -> Iterable[Fit]: ...
    def naming(self, id: str) -> Iterable[Claim]: ...
    def triples(self) -> Iterable[Triple]: ...
    def claim_rows(self) -> Iterable[tuple[str, Sequence[str] | Claim]]: ...
    def shared_edges(self, without: Collection[str]) -> Any: ...
    def each_claim(self) -> Iterator[Claim]: ...
    def ask_store(self, query: str, kind: str, timeout: float | None) -> Any: ...

    def shown(self, answer: Shown, form: Form) -> Any: ...
    def remade(
        self,
        *,
        schema: Schema,
        nodes: Iterable[Node],
        claims: Iterable[Claim],
        tensions: Iterable[Tension],
        sources: Iterable[Source] | None = None,
    ) -> "Graph": ...


def a_graph(value: object) -> None:
    """TypeError if a value is not a graph."""
    if not isinstance(getattr(value, "schema", None), Schema):
        raise TypeError(f"graph must be a KnowledgeGraph, such as kg.load() gives, not {represented(value)}")


class Pair(NamedTuple):
    """Two nodes and what is said of them: the claims that join them, the claims that name both otherwise, and the kinds of each.

    Kinds are ids: those of the node and of its kinds, over edges that a claim affirms; each with whether claims say outright
    that it is one.
    """

    start: Node
    end: Node
    claims: tuple[Claim, ...]
    beside: tuple[Claim, ...]
    start_kinds: Map[str, bool] = {}
    end_kinds: Map[str, bool] = {}
