"""The records of the evidence: studies, what they found, and what joins that to the claims of an article."""

from dataclasses import dataclass
from decimal import Decimal

from kg.model.answers import Identified, Record
from kg.model.records import Claim, Claims, Source
from kg.tables.columns import APPRAISALS, FINDINGS, LINKS, STUDIES, declared


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
@declared(STUDIES)
class Study(Source):
    """A source of evidence: a trial, another study, a review, a guideline, a definition, or work on animals (`kind`).

    `cohort` is the same for all reports of the same people. `read` says how much of it was read.

    >>> import kg
    >>> study = kg.load(evidence=True).layer.studies["nms:bendel-2017"]
    >>> study.kind, study.design, study.participants
    ('observational', 'cohort', None)
    """

    published_as: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    design: str = ""
    blinded: str = ""
    participants: int | None = None
    cohort: str = ""
    funding: str = ""
    funder_class: str = ""
    maker_role: str = ""
    read: str = ""
    status: str = ""

    @property
    def page(self) -> str:
        """Where it is on the web: its DOI, PubMed or PMC page, or the body's own address.

        >>> Study(id="nms:bendel-2017", title="", doi="10.1111/ner.12636").page
        'https://doi.org/10.1111/ner.12636'
        """
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/" if self.pmcid else self.url

    @property
    def people(self) -> str:
        """What is the same for every report of the same people: the cohort, or else the source itself.

        >>> Study(id="nms:deer-2017", title="", cohort="accurate").people
        'accurate'
        """
        return self.cohort or self.id


COUNTED = {"person": "people", "procedure": "procedures", "device-year": "device-years"}
"""What is counted, by what a rate is per."""

NAMED = {"mean": "mean", "mean-change": "change of"}
"""The measures that a unit does not tell, in words."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
@declared(FINDINGS)
class Finding(Claim):
    """What one source of evidence says: one figure of one arm, a difference, a recommendation, a definition.

    `result` is shared by the arms and the difference of one outcome at one time. `events` of `total` had the outcome; `low` and
    `high` are the limits of the interval at `level` per cent. `basis` says what the sentence is in its source.

    >>> import kg
    >>> finding = kg.load(evidence=True).claim("dhruva-2023-004")
    >>> finding.statement
    'By the key points about a fifth of people with a stimulator had complications for which it had to be revised or taken out.'
    >>> finding.source, finding.role
    ('nms:dhruva-2023', '')
    """

    paragraph: int = 1
    result: str = ""
    role: str = ""
    measure: str = ""
    events: int | None = None
    total: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    level: Decimal | None = None
    p: str = ""
    outcome_rule: str = ""
    timepoint: str = ""
    analysed: str = ""
    analysis_set: str = ""
    per: str = ""
    endpoint: str = ""
    basis: str = ""

    @property
    def rate(self) -> str:
        """Its figure, with how many were counted: `38/50 (76 %)`, `80.1 % of 46 people`, `mean 4.2 cm (31 counted)`.

        >>> import kg
        >>> found = kg.load(evidence=True).harms("infection")
        >>> [harm.finding.rate for harm in found if harm.study.slug == "bendel-2017"][:1]
        ['67/2737 (2.45 %)']
        """
        figure, noun = self._figure, COUNTED.get(self.per, "")
        if self.events is not None:
            counted = f"{self.events}/{self.total}"
            if self.quantity is not None and self.quantity.unit in ("person", "people", "patient", "patients"):
                return f"{counted} people"
            return f"{counted} ({figure})" if figure else counted
        if not figure or self.total is None:
            return figure
        if self.measure == "proportion" and figure.endswith("%"):
            return f"{figure} of {self.total} {noun}".strip()
        return f"{figure} ({self.total} {noun or 'counted'})"

    @property
    def _figure(self) -> str:
        """Its figure with the name of what it is, where the unit does not tell."""
        if self.quantity is None:
            return ""
        amount, unit = f"{self.quantity.comparator.removeprefix('=')}{self.quantity.number}", self.quantity.unit
        name = NAMED.get(self.measure, self.measure.replace("-", " "))
        if name and unit in ("ratio", name):
            return f"{name} {amount}"
        told = self.measure in NAMED and not unit.startswith("% ")
        return f"{name} {amount} {unit}" if told else f"{amount} {unit}"

    @property
    def interval(self) -> str:
        """Its interval and p-value: `95 % CI 0.4 to 1.2, p 0.03`; empty where there is none.

        >>> import kg
        >>> studies = kg.load(evidence=True).studies
        >>> next(finding.interval for finding in studies.claims() if finding.interval)
        'p 0.002'
        """
        limits = "" if self.low is None else f"{self.level} % CI {self.low} to {self.high}"
        p = f"p {self.p}" if self.p else ""
        return ", ".join(filter(None, (limits, p)))


class Findings(Claims):
    """Findings, in the order of their sources.

    >>> import kg
    >>> [finding.slug for finding in kg.load(evidence=True).claims(source="dhruva-2023", limit=2)]
    ['dhruva-2023-001', 'dhruva-2023-003']
    """


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
@declared(LINKS)
class Link(Identified):
    """A link from a claim of the article to a finding; or, without one, a side that was `sought` and on which nothing was found.

    What it supports or disputes directly differs in nothing, or only in a narrower population.

    >>> link = Link(id="nmc:a-001.e1", claim="nmc:a-001", evidence_claim="nmc:b-002", direction="supports")
    >>> link
    Link('nmc:a-001.e1', direction='supports')
    """

    id: str
    claim: str
    evidence_claim: str = ""
    direction: str = ""
    differs_in: tuple[str, ...] = ()
    extent: str = ""
    why: str = ""
    sought: str = ""
    where: str = ""
    searched: str = ""
    reader: str = ""
    _telling = "direction"

    @property
    def direct(self) -> bool:
        """Whether the finding is about the claim as it was made.

        >>> Link(id="nmc:a-001.e1", claim="nmc:a-001", evidence_claim="nmc:b-002", differs_in=("population",)).direct
        False
        """
        return bool(self.evidence_claim) and not self.differs_in


@dataclass(frozen=True, slots=True, kw_only=True)
@declared(APPRAISALS)
class Appraisal(Record):
    """A rating that a source gave: of a finding (its own, or of a body of evidence), or of another source.

    >>> import kg
    >>> rating = kg.load(evidence=True).layer.appraisals[0]
    >>> rating.scheme, rating.rating
    ('GRADE', 'very low or low quality')
    """

    about: str
    scheme: str = ""
    domain: str = ""
    rating: str = ""
    by: str = ""
    section: str = ""
