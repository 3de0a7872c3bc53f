"""The records of a graph, several of them together, and `Graph`: what any graph can be asked.

Every id in a record is a CURIE (`nmk:drg-stimulation`, `nmc:icliniq-2025-001`, `nms:icliniq-2025.types`); its `slug` is the
part after the colon, which is what the tables and the command line use.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol, Self, SupportsIndex, TypeVar, overload

from kg.errors import a_text, represented
from kg.schema import MODALITIES as MODALITIES
from kg.schema import UNSPECIFIED, Schema
from kg.tables.columns import CLAIMS, NODES, QUANTITY, declared

if TYPE_CHECKING:
    from decimal import Decimal
    from importlib.resources.abc import Traversable

    import pandas

COMPARATORS = ("<", "<=", "=", ">=", ">")
RESTRICTIONS = ("population", "comparator", "context")
"""The qualifiers without which a claim would say more than it does."""

SUPPORT = ("modality", "certainty", *MODALITIES, "denied", "inferred", *RESTRICTIONS, "claims")
"""The columns of a row that rests on claims; the counts are of those that its certainty is of."""

KIND, KINDS = "type_of", "has_type"
"""The predicate that puts a kind under what it is a kind of, and its inverse."""

DIGITS = 40
"""The most digits that a number in a record has before the point, and after it."""

Form = Literal["text", "terminal", "html", "markdown", "rows", "frame"]
T = TypeVar("T")
R = TypeVar("R", bound="Record")


def slug(curie: str) -> str:
    """The local part of a CURIE.

    >>> slug("nmk:drg-stimulation")
    'drg-stimulation'
    """
    return curie.partition(":")[2]


def most_certain(modalities: Iterable[str]) -> str:
    """The most certain of some modalities.

    >>> most_certain(["hedged", "reported"])
    'reported'
    """
    return min(modalities, key=MODALITIES.index)


def least_certain(modalities: Iterable[str]) -> str:
    """The least certain of some modalities: a chain is as certain as its weakest part.

    >>> least_certain(["hedged", "reported"])
    'hedged'
    """
    return max(modalities, key=MODALITIES.index)


UNSAID = 2
"""A claim that is at least so uncertain is one that nobody says outright."""


def uncertainty(modality: str, *, inferred: bool) -> int:
    """How uncertain a claim is, as a number: chains are ranked by it.

    >>> [uncertainty(modality, inferred=False) for modality in ("asserted", "reported", "hedged")]
    [0, 1, 4]
    >>> uncertainty("asserted", inferred=True)
    2
    """
    return MODALITIES.index(modality) + UNSAID * (inferred or modality == "hedged")


def tally(claims: "Iterable[Claim]") -> dict[str, int]:
    """How many claims affirm, by modality, how many deny, and how many of all these the curator inferred."""
    counts = dict.fromkeys((*MODALITIES, "denied", "inferred"), 0)
    for claim in claims:
        counts[claim.modality if claim.polarity == "affirmed" else "denied"] += 1
        counts["inferred"] += claim.inferred
    return counts


def denials(claims: "Iterable[Claim]") -> str:
    """How many claims deny it, in words; empty where none does."""
    denied = tally(claims)["denied"]
    return f"{denied} claim{'s deny' if denied > 1 else ' denies'} it" if denied else ""


def restrictions(claims: "Iterable[Claim]") -> dict[str, tuple[str, ...]]:
    """What claims hold for, are compared with and depend on: all their values of each of `RESTRICTIONS`, once."""
    several = tuple(claims)
    return {
        name: tuple(dict.fromkeys(value for claim in several for value in getattr(claim, name)))
        for name in RESTRICTIONS
    }


class Shown:
    """What a graph answers. It shows itself when it is printed and in a notebook, and gives its rows to other tools.

    It does not know how to; the graph that it belongs to does it.
    """

    __slots__ = ()
    _again = ""
    """How a graph is asked for it, as a message ends."""

    @property
    def graph(self) -> "Graph | None":
        """The graph that it belongs to; None where it was made by hand, or comes from a pickle or a copy, which has none.

        >>> import kg
        >>> kg.load()["scs"].graph
        KnowledgeGraph('neuromod-kg', version='0.2.0', nodes=209, edges=327, claims=343, sources=5)
        """
        return getattr(self, "_graph", None)

    def _asked(self) -> "Graph | None":
        """The graph that shows it."""
        return self.graph

    def __str__(self) -> str:
        graph = self._asked()
        return repr(self) if graph is None else str(graph.shown(self, "text"))

    def _repr_html_(self) -> str | None:
        graph = self._asked()
        return None if graph is None else str(graph.shown(self, "html"))

    def markdown(self) -> str:
        """Its tables in Markdown; empty where there is nothing. ValueError where it belongs to no graph.

        >>> import kg
        >>> print(kg.load()["drg-stimulation"].targets.markdown())
        | id | category | name | certainty |
        |---|---|---|---|
        | dorsal-root-ganglion | Target | dorsal root ganglion | 1 asserted |
        """
        return str(self._shown("markdown"))

    def rows(self) -> list[dict[str, Any]]:
        """One dict per row, with the columns of the CSV form. ValueError where it belongs to no graph.

        >>> import kg
        >>> [row["object_name"] for row in kg.load().edges(subject="dtm", predicate="treats").rows()]
        ['pain associated with illness', 'persistent back and leg pain']
        """
        return list(self._shown("rows"))

    def frame(self) -> "pandas.DataFrame":
        """The rows as a pandas.DataFrame, lists joined with `|`. MissingExtra without pandas; ValueError as for `rows`.

        >>> import kg
        >>> kg.load().nodes(category="Target", limit=2).frame()["name"].to_list()
        ['brain', 'brain pathway']
        """
        return self._shown("frame")

    def _shown(self, form: Form) -> Any:
        return graph_of(self).shown(self, form)

    def _alone(self) -> str:
        """What to say where it belongs to no graph."""
        alone = f"this {type(self).__name__} belongs to no graph (it was made by hand, copied or pickled)"
        return f"{alone}; ask a graph for it{self._again}"


def graph_of(answer: Shown) -> "Graph":
    """The graph that shows what it answered. ValueError where that belongs to none."""
    graph = answer._asked()
    if graph is None:
        raise ValueError(answer._alone())
    return graph


class Record(Shown):
    """A record of a graph. The graph plays no part in equality, in `dataclasses.replace` or in a pickle."""

    __slots__ = ("_graph",)
    _graph: "Graph | None"

    def of(self, graph: "Graph | None") -> Self:
        """This record, made to belong to `graph`.

        >>> import kg
        >>> from dataclasses import replace
        >>> g = kg.load()
        >>> noted = replace(g["scs"], note="Read twice.")
        >>> noted.graph is None, noted.of(g).graph is g
        (True, True)
        """
        object.__setattr__(self, "_graph", graph)
        return self


class Identified(Record):
    """A record with an id. `_telling` is the field that its repr shows after the id."""

    __slots__ = ()
    _telling: ClassVar[str]
    id: str

    @property
    def slug(self) -> str:
        """The readable part of the id.

        >>> import kg
        >>> node = kg.load()["UBERON:0000044"]
        >>> node.id, node.slug
        ('nmk:dorsal-root-ganglion', 'dorsal-root-ganglion')
        """
        return slug(self.id)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r}, {self._telling}={getattr(self, self._telling)!r})"


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
        """Read the form the tables use: comparator, number, one space, unit. ValueError if `text` is not of that form.

        >>> Quantity.parse("=50 %").value
        Decimal('50')
        """
        from decimal import Decimal

        match = re.fullmatch(QUANTITY, a_text("a figure", text))
        if match is None:
            raise ValueError(f"{text!r} is not a figure: write comparator, number, one space, unit, such as '>80 %'")
        return cls(comparator=match[1], value=Decimal(match[2]), unit=match[3])

    @property
    def number(self) -> str:
        """The value in plain digits, never with an exponent.

        >>> Quantity.parse("<0.0000001 s").number
        '0.0000001'
        """
        return format(self.value, "f")

    def __str__(self) -> str:
        return f"{self.comparator}{self.number} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a source: `paragraphs` has the number of sentences in each paragraph, in order.

    >>> import kg
    >>> section = kg.load().source("icliniq-2025").sections[1]
    >>> section.id, section.title, section.paragraphs
    ('nms:icliniq-2025.introduction', 'Introduction', (6,))
    """

    id: str
    title: str
    paragraphs: tuple[int, ...] = ()

    @property
    def slug(self) -> str:
        """The section's id within its source.

        >>> Section(id="nms:icliniq-2025.working", title="How Does Neuromodulation Work?").slug
        'working'
        """
        return self.id.partition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Source(Identified):
    """What was read: an article, or an ontology that gives hierarchy (`kind`), with its sections in order.

    Dates are ISO 8601 texts; an empty text means 'not stated'.

    >>> import kg
    >>> source = kg.load().source("icliniq-2025")
    >>> source
    Source('nms:icliniq-2025', title='Neuromodulation Techniques in Managing Chronic Pain')
    >>> source.publisher, source.published, source.licence
    ('iCliniq', '2025-04-30', '')
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
    _telling, _again = "title", ": g.source(source.id)"


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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
@declared(CLAIMS)
class Claim(Identified):
    """One atomic statement, made at one place of one source.

    `population`, `comparator`, `aspect` and `context` hold node ids where there is a node, else short texts; several together
    mean all of them. `modality` is asserted, hedged or reported, `polarity` affirmed or denied.

    >>> import kg
    >>> claim = kg.load().claim("icliniq-2025-091")
    >>> claim.subject, claim.predicate, claim.object
    ('nmk:lower-drug-dose', 'leads_to', 'nmk:fewer-adverse-effects')
    >>> claim.statement, claim.modality, claim.hedge
    ('Smaller doses may mean fewer adverse effects.', 'hedged', ('may',))
    >>> claim.source, claim.section, claim.paragraph
    ('nms:icliniq-2025', 'nms:icliniq-2025.working', 3)
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
    structural: bool = False
    note: str = ""
    _telling, _again = "statement", ": g.claim(claim.id)"

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """Everything that its population, comparator, aspect and context hold.

        >>> import kg
        >>> kg.load().claim("icliniq-2025-187").qualifiers
        ('nmk:persistent-back-and-leg-pain', 'share of these patients', 'even after the procedure')
        """
        return (*self.population, *self.comparator, *self.aspect, *self.context)

    @property
    def tentative(self) -> bool:
        """Whether the source hedges it, or the curator inferred it: nobody says it outright.

        >>> import kg
        >>> [kg.load().claim(f"icliniq-2025-{number}").tentative for number in ("091", "187")]
        [True, False]
        """
        return uncertainty(self.modality, inferred=self.inferred) >= UNSAID

    @property
    def certainty(self) -> str:
        """How certain the source is, with the words that say so, and whether it was inferred: `denied, hedged (may)`.

        >>> import kg
        >>> kg.load().claim("icliniq-2025-091").certainty
        'hedged (may)'
        """
        words = [self.polarity] if self.polarity != "affirmed" else []
        if self.hedge or not words:
            words.append(f"{self.modality} ({', '.join(self.hedge)})" if self.hedge else self.modality)
        return ", ".join([*words, "inferred by the curator"] if self.inferred else words)


class Supported:
    """What rests on claims, and is as certain as they are."""

    __slots__ = ()

    @property
    def basis(self) -> tuple[Claim, ...]:
        """The claims that say how certain it is: all of its claims, or those that `of_chain` gives.

        >>> import kg
        >>> len(kg.load().claims(predicate="targets").basis)
        15
        """
        raise NotImplementedError

    @property
    def affirmed(self) -> bool:
        """Whether at least one claim affirms it, of whatever modality.

        >>> import kg
        >>> [edge.affirmed for edge in kg.load().edges(polarity="denied")]
        [False, False, False, False]
        """
        return any(claim.polarity == "affirmed" for claim in self.basis)

    @property
    def tentative(self) -> bool:
        """Whether it is affirmed, but by no claim that says it outright.

        >>> import kg
        >>> (edge,) = kg.load().edges(subject="lower-drug-dose", object="fewer-adverse-effects")
        >>> edge.tentative
        True
        """
        return self.affirmed and all(claim.tentative for claim in self.basis if claim.polarity == "affirmed")

    @property
    def modality(self) -> str:
        """The most certain modality among its affirmed claims (among all, if every claim denies it); empty without claims.

        >>> import kg
        >>> (edge,) = kg.load().edges(subject="lower-drug-dose", object="fewer-adverse-effects")
        >>> edge.modality
        'hedged'
        """
        return most_certain(claim.modality for claim in _affirming(self.basis)) if self.basis else ""

    @property
    def certainty(self) -> str:
        """How certain it is, by the count of its claims: `1 asserted, 2 hedged`, `1 reported, 1 denied`, `1 hedged, inferred`.

        >>> import kg
        >>> kg.load().claims(predicate="treats").certainty
        '24 asserted, 7 hedged, 3 of them inferred'
        """
        counts = tally(self.basis)
        inferred = counts.pop("inferred")
        words = [f"{count} {name}" for name, count in counts.items() if count]
        if inferred:
            words.append("inferred" if inferred == len(self.basis) else f"{inferred} of them inferred")
        return ", ".join(words)

    @property
    def reservation(self) -> str:
        """Its certainty, but nothing where every claim asserts it and none was inferred.

        >>> import kg
        >>> g = kg.load()
        >>> g.edges(subject="drg-stimulation", predicate="targets")[0].reservation
        ''
        >>> g.edges(subject="lower-drug-dose", object="fewer-adverse-effects")[0].reservation
        '1 hedged'
        """
        counts = tally(self.basis)
        return "" if counts["asserted"] == len(self.basis) and not counts["inferred"] else self.certainty


S = TypeVar("S", bound=Supported)


def _affirming(claims: Sequence[Claim]) -> Sequence[Claim]:
    """The claims that affirm, or all if every claim denies."""
    return [claim for claim in claims if claim.polarity == "affirmed"] or claims


def doubt(basis: Sequence[Claim]) -> tuple[int, bool, int]:
    """How uncertain something is, to be compared: its most certain claim, whether others deny it, how many were inferred."""
    affirming = _affirming(basis)
    least = min(uncertainty(claim.modality, inferred=claim.inferred) for claim in affirming)
    return least, len(affirming) < len(basis), tally(basis)["inferred"]


def weakest(parts: Iterable[S]) -> S:
    """The least certain part."""
    return max(parts, key=lambda part: doubt(part.basis))


def of_chain(parts: Sequence[Supported]) -> tuple[Claim, ...]:
    """What says how certain a chain is: the claims of its weakest part, and those that deny another part."""
    weak = weakest(parts).basis
    denying = (claim for part in parts for claim in part.basis if claim.polarity == "denied")
    return tuple(dict.fromkeys((*weak, *denying)))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Edge(Record, Supported):
    """All claims with the same subject, predicate and object.

    >>> import kg
    >>> (edge,) = kg.load().edges(subject="drg-stimulation", predicate="targets")
    >>> edge
    Edge('nmk:drg-stimulation', 'targets', 'nmk:dorsal-root-ganglion', claims=1)
    >>> [claim.statement for claim in edge.claims]
    ['Dorsal root ganglion stimulation stimulates the dorsal root ganglion.']
    """

    subject: str
    predicate: str
    object: str
    claims: tuple[Claim, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """Subject, predicate and object: what makes it one edge.

        >>> import kg
        >>> kg.load().edges(subject="drg-stimulation", predicate="targets")[0].key
        ('nmk:drg-stimulation', 'targets', 'nmk:dorsal-root-ganglion')
        """
        return self.subject, self.predicate, self.object

    @property
    def basis(self) -> tuple[Claim, ...]:
        """Its claims.

        >>> import kg
        >>> edge = kg.load().edges(limit=1)[0]
        >>> edge.basis == edge.claims
        True
        """
        return self.claims

    @property
    def weight(self) -> int:
        """The number of its claims, structural ones aside: what counts where edges are ranked.

        >>> import kg
        >>> max(edge.weight for edge in kg.load().edges())
        3
        """
        return sum(not claim.structural for claim in self.claims)

    @property
    def contested(self) -> bool:
        """Whether one claim affirms what another denies.

        >>> import kg
        >>> kg.load().edges(subject="drg-stimulation", predicate="targets")[0].contested
        False
        """
        return len({claim.polarity for claim in self.claims}) > 1

    def __repr__(self) -> str:
        return f"Edge({self.subject!r}, {self.predicate!r}, {self.object!r}, claims={len(self.claims)})"


class Joined:
    """What edges join."""

    __slots__ = ()
    edges: tuple[Edge, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of its edges, in order.

        >>> import kg
        >>> path = kg.load().paths("implanted-pump", "fewer-adverse-effects")[0]
        >>> [claim.slug for claim in path.claims]
        ['icliniq-2025-083', 'icliniq-2025-091']
        """
        return tuple(claim for edge in self.edges for claim in edge.claims)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Tension(Identified):
    """Claims that contradict each other, or basic anatomy: the ids of both sides, kind and weight, and one sentence why.

    `against` is empty if the other side is basic anatomy, or if the trouble is within the claims themselves.

    >>> import kg
    >>> tension = kg.load().tensions(weight="major")[0]
    >>> tension.kind, tension.weight
    ('contradiction', 'major')
    >>> tension.why
    'Neuromodulation is called non-invasive, yet its electrodes, leads, pumps, wires and stimulators are put into the body.'
    """

    id: str
    claims: tuple[str, ...]
    against: tuple[str, ...] = ()
    kind: str
    weight: str
    why: str
    _telling = "why"

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of both sides.

        >>> import kg
        >>> tension = kg.load().tensions()[0]
        >>> tension.members == tension.claims + tension.against
        True
        """
        return self.claims + self.against


OneOrMore = str | Collection[str] | None
"""What a filter takes: a name, or several, any of which will do; None for all."""

OneOrMoreNodes = str | Node | Collection[str | Node] | None
"""What a filter by nodes takes."""


class Several(tuple[T, ...], Shown):
    """Several records of a graph, or answers to a question: a tuple that shows itself. `facts` are what else it knows."""

    _graph: "Graph | None" = None

    def __new__(cls, items: Iterable[T] = (), graph: "Graph | None" = None, **facts: Any) -> Self:
        self = super().__new__(cls, items)
        vars(self).update(facts, _graph=graph)
        return self

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: "SupportsIndex | slice") -> "T | Self":
        """The item at an index, or those of a slice, which keep what is known of the whole.

        >>> import kg
        >>> nodes = kg.load().nodes(category="Target")
        >>> nodes[0].slug, len(nodes[:3]), type(nodes[:3]).__name__
        ('brain', 3, 'Nodes')
        """
        if not isinstance(index, slice):
            return tuple.__getitem__(self, index)
        part = type(self)(tuple.__getitem__(self, index), self.graph)
        vars(part).update(vars(self), _graph=part._graph)
        return part

    def __getstate__(self) -> dict[str, Any]:
        """What a pickle has: not the graph, as with records."""
        return {name: value for name, value in vars(self).items() if name not in ("_graph", "_walk")}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self))})"


class Records(Several[R]):
    """Several records. `cut` says which words of a search were ignored, or read as others, and whether a limit left any out.

    >>> import kg
    >>> kg.load().claims(limit=2).cut
    'cut at 2: there are more; raise the limit to see them'
    """

    cut = ""

    @classmethod
    def first(cls, records: Iterable[R], graph: "Graph | None", limit: int | None, cut: str = "") -> Self:
        """At most `limit` of the records; no more than one beyond them is made. `cut` says where there are more.

        >>> import kg
        >>> g = kg.load()
        >>> Nodes.first(iter(g), g, 1).cut
        'cut at 1: there are more; raise the limit to see them'
        """
        found = list(islice(records, None if limit is None else limit + 1))
        if limit is not None and len(found) > limit:
            more = f"cut at {limit}: there are more; raise the limit to see them"
            cut = f"{cut}; {more}" if cut else more
        return cls(found[:limit], graph, cut=cut)

    @property
    def graph(self) -> "Graph | None":
        """The graph that the records belong to; None where there is none.

        >>> import kg
        >>> g = kg.load()
        >>> g.nodes(limit=1).graph is g
        True
        """
        return self._graph or next((record.graph for record in self), None)


class Claims(Records[Claim], Supported):
    """Claims in the order of their sources; `certainty` counts them by how certain they are.

    >>> import kg
    >>> kg.load().claims(subject="scs").certainty
    '3 asserted, 1 hedged, 3 of them inferred'
    """

    @property
    def basis(self) -> tuple[Claim, ...]:
        """The claims.

        >>> import kg
        >>> claims = kg.load().claims(predicate="targets")
        >>> claims.basis is claims
        True
        """
        return self


class Edges(Records[Edge]):
    """Edges by subject, predicate and object.

    >>> import kg
    >>> len(kg.load().edges(predicate="targets"))
    15
    """


class Tensions(Records[Tension]):
    """Tensions by id.

    >>> import kg
    >>> len(kg.load().tensions(weight="major"))
    10
    """


class Sources(Records[Source]):
    """Sources: articles, then ontologies; by id.

    >>> import kg
    >>> [source.slug for source in kg.load().sources()]
    ['icliniq-2025', 'hp', 'mesh', 'plain', 'uberon']
    """


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


def led_to(nodes: Nodes) -> dict[str, Claims]:
    """The claims of the edges walked to each node, by its id; none if the nodes are not the result of a walk."""
    if nodes._walk is None:
        return {}
    graph, _, along = nodes._walk
    predicate, ahead = graph.schema.direction(along) if along else (None, True)
    found: dict[str, list[Claim]] = {}
    for edge in nodes.edges:
        both = predicate is None or predicate.symmetric
        ends = {edge.subject, edge.object} if both else {edge.object if ahead else edge.subject}
        for end in ends:
            found.setdefault(end, []).extend(edge.claims)
    return {id: Claims(claims, graph) for id, claims in found.items()}


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
