"""The records of a graph but for its nodes: sources, claims, edges, tensions; and several of them."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import a_text
from kg.model.answers import Identified, Record, Records
from kg.model.certainty import UNSAID, Supported, uncertainty
from kg.tables.columns import CLAIMS, QUANTITY, declared

if TYPE_CHECKING:
    from decimal import Decimal

COMPARATORS = ("<", "<=", "=", ">=", ">")

DIGITS = 40
"""The most digits that a number in a record has before the point, and after it."""


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
