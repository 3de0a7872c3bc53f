"""What studies say about the claims of the article: `g.evidence` and `g.evidence_summary`. No score, no votes, no verdict."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import at_least_one
from kg.evidence import HARM, Finding, Layer, Link, Study
from kg.model.answers import Shown
from kg.model.protocol import Graph
from kg.model.records import Claim
from kg.query.answers import Answers
from kg.query.harms import Harm, harms_of
from kg.tables.studies import DESIGNS

BLOCKS = ("direct", "indirect", "background")
"""On the claim as it was made; on part of it, or on others; animals and definitions."""

MARKS = ("both sides", "one side only", "inconclusive only", "indirect only", "looked for, none", "not looked for")
SIDES = {"for": "supports", "against": "disputes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One finding that is linked to a claim, with all of its result: the arm, what it is compared with, the difference.

    `block` is direct, indirect or background. `within` is a review of the same block that includes the study, or empty.
    """

    claim: Claim
    link: Link
    block: str
    study: Study
    finding: Finding
    result: tuple[Finding, ...]
    within: str = ""

    def of_role(self, *roles: str) -> tuple[Finding, ...]:
        """The findings of the result that have one of these roles; the finding itself has none where it is no figure."""
        return tuple(one for one in self.result if one.role in roles)

    @property
    def what(self) -> str:
        """The outcome and the time, or else what the source says."""
        if not self.finding.role:
            return self.finding.statement
        first = self.result[0]
        return ", ".join(filter(None, (first.outcome_rule, first.timepoint))) or self.finding.statement


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvidence:
    """The evidence on one claim: a row for each linked finding, those of one cohort together; and the harms in these studies.

    `none_found` has the sides on which nothing was found, each with where and when it was looked for.
    """

    claim: Claim
    rows: tuple[EvidenceRow, ...]
    none_found: tuple[Link, ...]
    harms: tuple[Harm, ...]
    looked_for: bool
    treatments: Collection[str] = ()
    """The treatments that the claim names, with their kinds."""

    def block(self, name: str) -> tuple[EvidenceRow, ...]:
        """The rows of one block: direct, indirect or background."""
        return tuple(row for row in self.rows if row.block == name)

    @property
    def mark(self) -> str:
        """In a word, on which sides there is direct evidence: one of `MARKS`."""
        directions = {row.link.direction for row in self.block("direct")}
        if sided := directions & set(SIDES.values()):
            return MARKS[0] if len(sided) == 2 else MARKS[1]
        if directions:
            return MARKS[2]
        return MARKS[3] if self.rows else MARKS[4] if self.looked_for else MARKS[5]

    @property
    def told(self) -> str:
        """The mark, with the side where it is only one, and whether some of the direct evidence is inconclusive."""
        directions = {row.link.direction for row in self.block("direct")}
        side = next((f" ({name})" for name in SIDES.values() if name in directions), "")
        some = "; some inconclusive" if len(directions) > 1 and "inconclusive" in directions else ""
        return f"{self.mark}{side if self.mark == MARKS[1] else ''}{some}"

    @property
    def cohorts(self) -> int:
        """How many independent groups of people the rows are of; reviews, guidelines and definitions aside."""
        return len({row.study.cohort for row in self.rows if row.study.cohort})


class Evidence(Answers[ClaimEvidence], Shown):
    """The evidence on each of some claims, in the order of the article; `about` is the name of the node that they are about.

    >>> import kg
    >>> found = kg.load(evidence=True).evidence("icliniq-2025-278")
    >>> [one.told for one in found]
    ['both sides']
    """

    about = ""


class EvidenceSummary(Answers[ClaimEvidence], Shown):
    """The mark of each claim of the article: on which sides there is evidence, or that it was not looked for.

    `counts` has how many claims have each mark, of all that there are.

    >>> import kg
    >>> len(kg.load(evidence=True).evidence_summary())
    300
    """

    counts: Mapping[str, int]


def evidence(
    graph: Graph,
    layer: Layer,
    claims: Iterable[Claim],
    with_kinds: Callable[[Iterable[str]], Collection[str]],
    about: str = "",
    limit: int | None = None,
) -> Evidence:
    """The evidence on some claims, which the graph of studies shows: `KnowledgeGraph.evidence` says more."""
    of_harm = graph.schema.predicates.get(HARM)

    def treatments(claim: Claim) -> Collection[str]:
        named = (claim.subject, claim.object) if of_harm else ()
        return with_kinds([id for id in named if of_harm and graph[id].category in of_harm.domain])

    at_least_one(limit=limit)
    found = [_on(claim, layer, treatments(claim)) for claim in claims]
    return Evidence.first(_most_direct_first(found, limit), graph, limit, about=about)


def evidence_summary(graph: Graph, layer: Layer, claims: Iterable[Claim], limit: int | None = None) -> EvidenceSummary:
    """The mark of each of some claims."""
    at_least_one(limit=limit)
    found = [_on(claim, layer) for claim in claims]
    marks = [one.mark for one in found]
    counts = {mark: marks.count(mark) for mark in MARKS}
    return EvidenceSummary.first(_most_direct_first(found, limit), graph, limit, counts=counts)


def _most_direct_first(found: list[ClaimEvidence], limit: int | None) -> list[ClaimEvidence]:
    """The claims, where not all can be given: those first whose direct evidence is of the most groups of people."""

    def order(one: ClaimEvidence) -> tuple[int, int]:
        direct = one.block("direct")
        return -len({row.study.cohort for row in direct} - {""}), 0 if direct else MARKS.index(one.mark)

    return found if limit is None or len(found) <= limit else sorted(found, key=order)


def _on(claim: Claim, layer: Layer, treatments: Collection[str] = ()) -> ClaimEvidence:
    links = layer.links_of.get(claim.id, ())
    rows = sorted(_rows(claim, links, layer), key=_order)
    studies = dict.fromkeys(row.study.id for row in rows)
    return ClaimEvidence(
        claim=claim,
        rows=tuple(_folded(rows, layer)),
        none_found=tuple(link for link in links if not link.evidence_claim),
        harms=tuple(harms_of(layer, studies)),
        looked_for=bool(links),
        treatments=treatments,
    )


def _rows(claim: Claim, links: Sequence[Link], layer: Layer) -> Iterator[EvidenceRow]:
    for link in links:
        if link.evidence_claim:
            finding = layer.findings[link.evidence_claim]
            study = layer.study_of(finding)
            aside = study.kind in ("animal", "definition")
            block = BLOCKS[0] if link.direct else BLOCKS[2] if aside else BLOCKS[1]
            result = tuple(layer.result_of(finding))
            yield EvidenceRow(claim=claim, link=link, block=block, study=study, finding=finding, result=result)


def _order(row: EvidenceRow) -> tuple[object, ...]:
    """By block, then design, then year: never by direction, or by size."""
    study = row.study
    year = study.published or "undated"  # Which comes after the years.
    return BLOCKS.index(row.block), DESIGNS.index(study.design), year, study.people, study.id, row.finding.id


def _folded(rows: Sequence[EvidenceRow], layer: Layer) -> Iterator[EvidenceRow]:
    """The rows, those of one cohort together, and the studies of a review of the same block below it."""
    reviews = {(row.block, row.study.id) for row in rows}
    within = {
        row.study.id: review
        for row in rows
        if (review := layer.review_of(row.study.id)) and (row.block, review) in reviews
    }
    cohorts: dict[tuple[str, str], list[EvidenceRow]] = {}
    for row in rows:
        cohorts.setdefault((row.block, row.study.people), []).append(row)
    below: dict[tuple[str, str], list[EvidenceRow]] = {}
    for (block, _), together in cohorts.items():
        if review := within.get(together[0].study.id, ""):
            made = [
                EvidenceRow(
                    claim=row.claim,
                    link=row.link,
                    block=row.block,
                    study=row.study,
                    finding=row.finding,
                    result=row.result,
                    within=review,
                )
                for row in together
            ]
            below.setdefault((block, review), []).extend(made)
    for (block, _), together in cohorts.items():
        if together[0].study.id not in within:
            yield from together
            yield from below.get((block, together[0].study.id), ())
