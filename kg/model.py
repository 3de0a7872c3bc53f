"""The records of the graph: frozen, slotted, keyword-only.

Every id in a record is a CURIE (`nmk:drg-stimulation`, `nmc:icliniq-2025-001`, `nms:icliniq-2025.types`); its `slug` is the
part after the colon, which is what the tables and the command line use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, SupportsIndex, overload

from kg.schema import FIRMNESS as FIRMNESS
from kg.tables.columns import CLAIMS, NODES, QUANTITY, declared

if TYPE_CHECKING:
    from decimal import Decimal

    from kg.graph import KnowledgeGraph

COMPARATORS = ("<", "<=", "=", ">=", ">")


def slug(curie: str) -> str:
    """The local part of a CURIE.

    >>> slug("nmk:drg-stimulation")
    'drg-stimulation'
    """
    return curie.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure: comparator (`<` `<=` `=` `>=` `>`), number and unit.

    >>> Quantity.parse(">80 %")
    Quantity(comparator='>', value=Decimal('80'), unit='%')
    >>> str(Quantity.parse(">80 %"))
    '>80 %'
    """

    comparator: str
    value: "Decimal"
    unit: str

    @classmethod
    def parse(cls, text: str) -> "Quantity":
        """Read the form the tables use: comparator, number, one space, unit. ValueError if `text` is not of that form."""
        from decimal import Decimal

        match = re.fullmatch(QUANTITY, text)
        if match is None:
            raise ValueError(f"{text!r} is no quantity: write comparator, number, one space, unit, such as '>80 %'")
        comparator, number, unit = match.groups()
        return cls(comparator=comparator, value=Decimal(number), unit=unit)

    @property
    def number(self) -> str:
        """The value in plain digits, never with an exponent."""
        return format(self.value, "f")

    def __str__(self) -> str:
        return f"{self.comparator}{self.number} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a source: `paragraphs` holds the number of sentences of each of its paragraphs, in order."""

    id: str
    title: str
    paragraphs: tuple[int, ...] = ()

    @property
    def slug(self) -> str:
        """The section's id within its source."""
        return self.id.partition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What was read: an article, or an ontology that plain hierarchy rests on (`kind`), with its sections in order.

    Dates are ISO 8601 texts; an empty text means 'not stated'.
    """

    id: str
    title: str
    kind: str = "article"
    author: str = ""
    reviewer: str = ""
    publisher: str = ""
    published: str = ""
    reviewed: str = ""
    url: str = ""
    licence: str = ""
    note: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def slug(self) -> str:
        return slug(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A term of a public vocabulary that a node corresponds to.

    `match` is a SKOS match without its prefix (`exactMatch`), `term` the term's CURIE, `place` where it was read.
    """

    match: str
    term: str
    label: str
    place: str

    @property
    def grounds(self) -> bool:
        """Whether the match is close enough to say what the node is."""
        return self.match in ("exactMatch", "closeMatch")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
@declared(NODES)
class Node:
    """An entity. Each predicate of the schema, and each inverse, is an attribute that gives the Nodes it leads to.

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
    note: str = ""
    mappings: tuple[Mapping, ...] = ()
    ungrounded: str = ""
    position: tuple[int, int] | None = None
    graph: "KnowledgeGraph | None" = field(default=None, compare=False)

    @property
    def slug(self) -> str:
        """The readable part of the id."""
        return slug(self.id)

    @property
    def grounded(self) -> bool:
        """Whether a public vocabulary has a term that matches exactly or closely."""
        return any(mapping.grounds for mapping in self.mappings)

    @property
    def iri(self) -> str:
        """The id expanded with the prefixes of the graph's schema. ValueError on a node that is in no graph."""
        if self.graph is None:
            raise ValueError(f"{self!r} is in no graph, so its prefix has no IRI")
        return self.graph.schema.expand(self.id)

    def __getattr__(self, name: str) -> "Nodes":
        if name[0] != "_" and name != "graph":
            graph = self.graph
            if graph is not None:
                return graph.hop(self.id, name)
        raise AttributeError(name)

    def __dir__(self) -> Iterable[str]:
        fields = (name for name in object.__dir__(self))
        return sorted({*fields, *(self.graph.walkable(self.id) if self.graph is not None else ())})

    def __repr__(self) -> str:
        return f"Node({self.id!r}, name={self.name!r})"

    def _repr_html_(self) -> str:
        from kg.show.notebook import node_html

        return node_html(self)


@dataclass(frozen=True, slots=True, kw_only=True)
@declared(CLAIMS)
class Claim:
    """One atomic statement, made at one place of one source.

    `population`, `comparator`, `aspect` and `context` hold node ids where there is a node, else short texts; several together
    mean all of them. `modality` is asserted, hedged or reported, `polarity` affirmed or denied.
    """

    id: str
    subject: str
    predicate: str
    object: str
    statement: str
    source: str
    section: str
    paragraph: int
    polarity: str = "affirmed"
    modality: str = "asserted"
    hedge: tuple[str, ...] = ()
    quantity: Quantity | None = None
    population: tuple[str, ...] = ()
    comparator: tuple[str, ...] = ()
    aspect: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    inferred: bool = False
    note: str = ""

    @property
    def slug(self) -> str:
        return slug(self.id)

    def _repr_html_(self) -> str:
        from kg.show.notebook import claim_html

        return claim_html(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """All claims with the same subject, predicate and object."""

    subject: str
    predicate: str
    object: str
    claims: tuple[Claim, ...]

    @property
    def affirmed(self) -> bool:
        """Whether at least one claim affirms it, of whatever modality."""
        return any(claim.polarity == "affirmed" for claim in self.claims)

    @property
    def contested(self) -> bool:
        """Whether one claim affirms what another denies."""
        return len({claim.polarity for claim in self.claims}) > 1

    @property
    def modality(self) -> str:
        """The firmest modality among its affirmed claims (among all, where every claim denies it)."""
        chosen = [claim for claim in self.claims if claim.polarity == "affirmed"] or self.claims
        return min((claim.modality for claim in chosen), key=FIRMNESS.index)

    def _repr_html_(self) -> str:
        from kg.show.notebook import edge_html

        return edge_html(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tension:
    """Claims that pull against each other: the ids of one side and of the other, kind and weight, and one sentence why.

    `against` is empty where the claims pull against plain anatomy, or against nothing that the source has said.
    """

    id: str
    claims: tuple[str, ...]
    against: tuple[str, ...] = ()
    kind: str
    weight: str
    why: str

    @property
    def slug(self) -> str:
        return slug(self.id)

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of both sides."""
        return self.claims + self.against


class Nodes(tuple[Node, ...]):
    """A tuple of nodes that walks on: each predicate and inverse is an attribute. `edges` holds the edges walked to get here."""

    _walk: "tuple[KnowledgeGraph | None, str | Iterable[Node], str]"
    """The graph, and where the walk that led here started, along what: its edges are made when they are asked for."""
    _edges: tuple[Edge, ...] | None = None

    def __new__(
        cls, nodes: Iterable[Node] = (), edges: Iterable[Edge] = (), graph: "KnowledgeGraph | None" = None
    ) -> "Nodes":
        self = super().__new__(cls, nodes)
        self._edges = tuple(edges)
        self._walk = (graph or next((node.graph for node in self if node.graph is not None), None), (), "")
        return self

    @property
    def graph(self) -> "KnowledgeGraph | None":
        """The graph that the nodes belong to."""
        return self._walk[0]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges walked to get here; none where the nodes were not walked to."""
        if self._edges is None:
            graph, start, name = self._walk
            assert graph is not None
            self._edges = graph.edges_walked(start, name)
        return self._edges

    @overload
    def __getitem__(self, index: SupportsIndex) -> Node: ...
    @overload
    def __getitem__(self, index: slice) -> "Nodes": ...
    def __getitem__(self, index: "SupportsIndex | slice") -> "Node | Nodes":
        """The node at a place, or the Nodes of a slice."""
        if isinstance(index, slice):
            return Nodes(super().__getitem__(index), self.edges, self.graph)
        return super().__getitem__(index)

    def __getattr__(self, name: str) -> "Nodes":
        if name.startswith("_") or name == "graph" or self.graph is None:
            raise AttributeError(name)
        return self.graph.walk(self, name)

    def __dir__(self) -> Iterable[str]:
        walkable = (name for node in self if node.graph is not None for name in node.graph.walkable(node.id))
        return sorted({*super().__dir__(), *walkable})

    def __repr__(self) -> str:
        return f"Nodes({', '.join(map(repr, self))})"

    def _repr_html_(self) -> str:
        from kg.show.notebook import nodes_html

        return nodes_html(self)
