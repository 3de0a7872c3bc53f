"""The evidence on claims, and harms, as rows and as values for JSON: each result whole, in the order in which it is given."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.evidence import Finding, Study
from kg.evidence.wording import STUDY, arms, harmed, whole
from kg.model.answers import slug
from kg.model.protocol import Graph
from kg.show.values import CLAIM, QUANTITY, claim_row, record_values

if TYPE_CHECKING:
    from kg.query.evidence import Evidence, EvidenceRow, EvidenceSummary
    from kg.query.harms import Harm, Harms

RESULT = (
    *("what", "timepoint", "with_it", "with_events", "with_total", "against", "against_events", "against_total"),
    *("difference", "low", "high", "level", "p", "analysed", "analysis_set", "per", "endpoint"),
)
"""The columns of a row that hold a result."""

EVIDENCE = (
    *("claim", "mark", "block", "direction", "extent", "differs_in", "cohort", "within", *STUDY, *RESULT),
    *("finding", "statement", "why", "where", "searched"),
)

SUMMARY = ("claim", "statement", "mark", "supports", "disputes", "inconclusive", "cohorts")
HARMS = ("harm", "subject", *STUDY, *RESULT, "population", "finding", "statement")


def _one(findings: Sequence[Finding], name: str) -> Any:
    """A field of the only finding; None where there are several, or none."""
    return getattr(findings[0], name) if len(findings) == 1 else None


def _study_row(study: "Study") -> Iterator[Any]:
    return (study.slug if name == "study" else getattr(study, name) for name in STUDY)


def _result_row(graph: Graph, finding: Finding, result: Sequence[Finding], told: tuple[str, str, str]) -> list[Any]:
    """A result, `told` in words: with it, against what, and the difference."""
    with_it, against, differences = arms(result)
    told_with, told_against, told_difference = told
    first = result[0]
    sized = differences or (result if len(result) == 1 else ())
    limits = [_one(sized, name) for name in ("low", "high", "level")]
    tested = differences or [
        one for one in result if one.p
    ]  # Without a difference, a comparison's p stands with an arm.
    return [
        *(finding.outcome_rule or first.outcome_rule, first.timepoint),
        *(told_with, _one(with_it, "events"), _one(with_it, "total")),
        *(told_against, _one(against, "events"), _one(against, "total")),
        *(told_difference, *(None if value is None else float(value) for value in limits), _one(tested, "p")),
        *(first.analysed, first.analysis_set, first.per, first.endpoint),
    ]


def evidence_rows(found: "Evidence") -> Iterator[list[Any]]:
    """A row for each linked finding, and for each side on which nothing was found."""
    graph = found.graph
    assert graph is not None
    for one in found:
        for row in one.rows:
            link, finding = row.link, row.finding
            yield [
                *(one.claim.id, one.told, row.block, link.direction, link.extent, list(link.differs_in)),
                *(row.study.cohort, slug(row.within), *_study_row(row.study)),
                *_result_row(graph, finding, row.result, whole(graph, row.result)),
                *(finding.id, finding.statement, link.why, "", ""),
            ]
        for side in one.none_found:
            blank = [""] * (len(EVIDENCE) - 8)
            yield [
                one.claim.id,
                one.told,
                "",
                f"none found {side.sought}",
                "",
                [],
                "",
                "",
                *blank[:-2],
                side.where,
                side.searched,
            ]


def summary_rows(found: "EvidenceSummary") -> Iterator[list[Any]]:
    """A row for each claim: its mark, and how many cohorts and sources its direct evidence is of."""
    for one in found:
        direct = one.block("direct")
        people = [len({row.study.people for row in direct if row.link.direction == name}) for name in SUMMARY[3:6]]
        yield [one.claim.id, one.claim.statement, one.told, *people, one.cohorts]


def harm_rows(found: "Harms") -> Iterator[list[Any]]:
    """A row for each harm that a study counted or named."""
    graph = found.graph
    assert graph is not None
    for harm in found:
        finding, told = harm.finding, harmed(graph, harm.finding, harm.result)
        row = dict(zip(RESULT, _result_row(graph, finding, harm.result, told), strict=True))
        if not finding.role and len(harm.result) == 1:  # Whose figure it is, only the statement says.
            row |= dict.fromkeys(("with_events", "with_total"))
        yield [
            *(finding.object, finding.subject, *_study_row(harm.study), *row.values()),
            *(list(finding.population), finding.id, finding.statement),
        ]


FINDING = [name for name in Finding.__dataclass_fields__ for name in (QUANTITY if name == "quantity" else [name])]


def finding_row(finding: Finding) -> list[Any]:
    """A finding's values: those of a claim, and those of its figure."""
    values = dict(zip(CLAIM, claim_row(finding), strict=True))
    more = {name: getattr(finding, name) for name in FINDING if name not in values}
    numbers = {name: float(value) for name, value in more.items() if isinstance(value, Decimal)}
    return [{**values, **more, **numbers}[name] for name in FINDING]


def evidence_data(found: "Evidence") -> list[dict[str, Any]]:
    """Each claim with its mark, its links, each with the whole result, the empty sides, and the harms in the same studies."""

    def linked(row: "EvidenceRow") -> dict[str, Any]:
        own = {"block": row.block, "within": row.within, "link": record_values(row.link)}
        return {**own, "study": record_values(row.study), "result": list(map(record_values, row.result))}

    return [
        {
            "claim": record_values(one.claim),
            "mark": one.told,
            "cohorts": one.cohorts,
            "evidence": list(map(linked, one.rows)),
            "none_found": list(map(record_values, one.none_found)),
            "harms": list(map(_harm_data, one.harms)),
        }
        for one in found
    ]


def summary_data(found: "EvidenceSummary") -> dict[str, Any]:
    """How many claims have each mark, and the mark of each."""
    claims = [dict(zip(SUMMARY, row, strict=True)) for row in summary_rows(found)]
    return {"counts": found.counts, "claims": claims, "cut": found.cut}


def harms_data(found: "Harms") -> dict[str, Any]:
    """The node, its harms, each with the whole result, and the studies that say nothing of harm."""
    silent = [study.id for study in found.silent]
    return {"node": found.node.id, "harms": list(map(_harm_data, found)), "silent": silent, "cut": found.cut}


def _harm_data(harm: "Harm") -> dict[str, Any]:
    result = list(map(record_values, harm.result))
    return {"harm": harm.finding.object, "study": record_values(harm.study), "result": result}
