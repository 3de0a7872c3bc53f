"""Nodes, and the walks from node to node."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kg.model.answers import Identified, Records, graph_of
from kg.model.certainty import doubt, of_chain
from kg.model.records import Claims, Edge, Edges
from kg.schema import UNSPECIFIED
from kg.tables.columns import NODES, declared

if TYPE_CHECKING:
    from kg.model.protocol import Graph

KIND, KINDS = "type_of", "has_type"
"""The predicate that puts a kind under what it is a kind of, and its inverse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A term of a public vocabulary that a node corresponds to.

    `match` is a SKOS match without its prefix (`exactMatch`), `term` the term's CURIE, `place` where it was read, `version` that
    of the vocabulary, and `justification` how the match was made, in a word of SSSOM. Label, place and version are empty where
    the table of mappings does not have them.

    >>> import kg
    >>> mapping = kg.load()["dorsal root ganglion"].mappings[0]
    >>> mapping.match, mapping.term, mapping.label
    ('exactMatch', 'NCIT:C12462', 'Dorsal Root Ganglion')
    """

    match: str
    term: str
    label: str = ""
    place: str = ""
    version: str = ""
    justification: str = UNSPECIFIED

    @property
    def grounds(self) -> bool:
        """Whether the match is close enough to say what the node is.

        >>> Mapping(match="exactMatch", term="UBERON:0000044").grounds
        True
        >>> Mapping(match="broadMatch", term="UBERON:0000044").grounds
        False
        """
        return self.match in ("exactMatch", "closeMatch")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
@declared(NODES)
class Node(Identified):
    """An entity. Each predicate of the schema, and each inverse, is an attribute: the Nodes that it leads to.

    >>> import kg
    >>> g = kg.load()
    >>> g["drg-stimulation"].targets
    Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
    """

    id: str
    category: str
    name: str
    synonyms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    definition: str = ""
    replaces: tuple[str, ...] = ()
    note: str = ""
    mappings: tuple[Mapping, ...] = ()
    ungrounded: str = ""
    position: tuple[int, int] | None = field(default=None, compare=False)
    """Its place in the picture, which does not make it another node."""
    _telling, _again = "name", ": g.node(node)"

    @property
    def grounded(self) -> bool:
        """Whether a public vocabulary has a term that matches exactly or closely.

        >>> import kg
        >>> g = kg.load()
        >>> g["scs"].grounded, g["drg-activation"].grounded
        (True, False)
        """
        return any(mapping.grounds for mapping in self.mappings)

    @property
    def iri(self) -> str:
        """The id expanded with the prefixes of the graph's schema. ValueError for a node that is not in a graph.

        >>> import kg
        >>> kg.load()["scs"].iri
        'https://w3id.org/neuromod-kg/entity/scs'
        """
        return graph_of(self).schema.expand(self.id)

    @property
    def claims(self) -> "Claims":
        """Every claim that names the node, as subject, object or qualifier, in the order of their sources.

        >>> import kg
        >>> [claim.slug for claim in kg.load()["pns"].claims[:3]]
        ['icliniq-2025-166', 'icliniq-2025-167', 'icliniq-2025-168']
        """
        graph = graph_of(self)
        return Claims(graph.naming(self.id), graph)

    def neighbours(self) -> "Nodes":
        """Its neighbours, in either direction, over edges that a claim affirms; `edges` of the result are these.

        >>> import kg
        >>> [node.slug for node in kg.load()["glial cell"].neighbours()]
        ['pain-transmission', 'nerve-cell', 'dtm']
        """
        graph = graph_of(self)
        edges = graph.edges_walked(self.id, None)
        others = dict.fromkeys(edge.object if edge.subject == self.id else edge.subject for edge in edges)
        return walked(map(graph.__getitem__, others), (graph, self.id, None))

    def __getattr__(self, name: str) -> "Nodes":
        # A type checker takes any attribute for Nodes; that is the price of walking by attribute.
        if name[0] != "_":
            graph = self._graph
            if graph is not None:
                return graph.hop(self.id, name)
            raise AttributeError(self._alone())
        if name == "_graph":
            return None  # type: ignore[return-value]  # It was made by hand.
        raise AttributeError(name)

    def __dir__(self) -> Iterable[str]:
        return sorted({*object.__dir__(self), *(() if self.graph is None else self.graph.walkable(self.id))})


Walk = tuple["Graph", "str | tuple[Node, ...]", "str | None"]
"""A graph, where a walk in it started (a node's CURIE, or several nodes), and the predicate or inverse walked along; None
for any."""


class Nodes(Records[Node]):
    """Nodes that walk on: each predicate and inverse is an attribute. `edges` holds the edges walked to get here.

    >>> import kg
    >>> techniques = kg.load().nodes(category="Technique")
    >>> [node.slug for node in techniques.targets]
    ['dorsal-root-ganglion', 'glial-cell', 'nerve-cell', 'nerve', 'pain-site', 'target-site', 'nerve-ending', 'peripheral-nerve']
    >>> len(techniques.targets.edges)
    8
    """

    _walk: "Walk | None" = None
    """The walk that led here."""

    @property
    def graph(self) -> "Graph | None":
        """The graph that the nodes belong to; None where there is none.

        >>> import kg
        >>> g = kg.load()
        >>> g["scs"].treats.graph is g
        True
        """
        return super().graph if self._walk is None else self._walk[0]

    @property
    def edges(self) -> Edges:
        """The edges that led here; none if the nodes are not the result of a walk. Those of a slice are those of the whole.

        >>> import kg
        >>> [edge.certainty for edge in kg.load()["drg-stimulation"].targets.edges]
        ['1 asserted']
        """
        if self._walk is None:
            return Edges((), graph_of(self))
        graph, start, along = self._walk
        return graph.edges_walked(start, along)

    @property
    def denied(self) -> Edges:
        """The edges that were not followed, since every claim denies them; none if the nodes are not the result of a walk.

        >>> import kg
        >>> [edge.object for edge in kg.load()["pain-medicine"].aims_at.denied]
        ['nmk:cure']
        """
        if self._walk is None:
            return Edges((), graph_of(self))
        graph, start, along = self._walk
        return graph.edges_walked(start, along, affirmed=False)

    def __getattr__(self, name: str) -> "Nodes":
        if name.startswith("_"):
            raise AttributeError(name)
        if self.graph is None:
            raise AttributeError(self._alone())
        return self.graph.walk(self, name)

    def __dir__(self) -> Iterable[str]:
        walkable = (name for node in self if node.graph is not None for name in node.graph.walkable(node.id))
        return sorted({*super().__dir__(), *walkable})


def walked(nodes: Iterable[Node], walk: Walk) -> Nodes:
    """The nodes that a walk leads to. An engine calls it for each hop, so it does no more than it must."""
    made = tuple.__new__(Nodes, nodes)
    made._walk = walk
    return made


class Led(NamedTuple):
    """What led to a node: the claims on the way, and those that say how certain it is, which are all of them in a single step."""

    claims: Claims
    basis: Claims


def led_to(nodes: Nodes) -> dict[str, Led]:
    """What led to each node, by its id; none if the nodes are not the result of a walk.

    A walk that went on from where another led is a chain, as certain as its weakest step: the most certain way counts.
    """
    if nodes._walk is None:
        return {}
    graph, start, along = nodes._walk
    predicate, ahead = graph.schema.direction(along) if along else (None, True)
    before = led_to(start) if isinstance(start, Nodes) else {}
    starts = {start} if isinstance(start, str) else {node.id for node in start}
    found: dict[str, list[tuple[Edge, Led | None]]] = {}
    for edge in nodes.edges:
        both = predicate is None or predicate.symmetric
        ends = {edge.subject, edge.object} if both else {edge.object if ahead else edge.subject}
        for end in ends:
            other = edge.object if end == edge.subject else edge.subject
            if other in starts:
                found.setdefault(end, []).append((edge, before.get(other)))
    return {id: _led(ways, graph) for id, ways in found.items()}


def _led(ways: Sequence[tuple[Edge, Led | None]], graph: "Graph") -> Led:
    """What some edges are, each after what led to where it starts."""
    claims = Claims(dict.fromkeys(c for edge, led in ways for c in (*(led.claims if led else ()), *edge.claims)), graph)
    chains = [of_chain((led.basis, edge)) for edge, led in ways if led]
    most_certain = min(chains, key=doubt, default=claims)
    return Led(claims, Claims(most_certain, graph))
