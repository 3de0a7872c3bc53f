"""How evidence is worded wherever people read it: in text, in tables, on the page."""

from collections.abc import Iterable, Sequence

from kg.evidence.records import Finding, Study
from kg.model import Graph

TITLES = {
    "direct": "on the claim as it was made",
    "indirect": "on part of it, or on others",
    "background": "animals and definitions",
}
"""Each block of rows and what it is on."""

STUDY = (
    "study",
    "kind",
    "design",
    "blinded",
    "participants",
    "funder_class",
    "maker_role",
    "read",
    "published",
    "page",
)
"""The columns of a row that say who found it."""


def arms(result: Sequence[Finding]) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """The arms of a result, what they are compared with, and the differences."""
    roles = (("arm", "single-arm", ""), ("comparator-arm",), ("difference",))
    with_it, against, differences = ([one for one in result if one.role in some] for some in roles)
    return with_it, against, differences


def figures(graph: Graph, findings: Iterable[Finding]) -> str:
    """The figures of some arms, each with the name of what was done."""
    return "; ".join(": ".join(filter(None, (graph[one.subject].name, one.rate))) for one in findings)


def difference(findings: Iterable[Finding]) -> str:
    """Differences, each with its interval and p-value."""
    return "; ".join(" ".join(filter(None, (one.rate, one.interval and f"({one.interval})"))) for one in findings)


def compared(graph: Graph, finding: Finding, result: Sequence[Finding]) -> tuple[str, str, str]:
    """With it, against what, and the difference; nothing where the finding is no figure, and speaks for itself."""
    if not finding.role:
        return "", "", ""
    with_it, against, differences = arms(result)
    return figures(graph, with_it), figures(graph, against), difference(differences)


def counted(finding: Finding) -> str:
    """Who was counted: the words, or else the set; of how many randomised, where the study says so."""
    who = finding.analysed or (finding.analysis_set if finding.analysis_set != "not-stated" else "")
    return f"{who} (per {finding.per})" if who and finding.per and finding.per != "person" else who


def designed(study: Study) -> str:
    """How a study was made, and who was blinded."""
    return ", ".join(filter(None, (study.design, study.blinded and f"blinded: {study.blinded}")))


def paid(study: Study) -> str:
    """Who paid for a study, and what part the maker had."""
    role = "" if study.maker_role in ("none-declared", "not-stated") else f" (maker: {study.maker_role})"
    return f"{study.funder_class}{role}"


def cited(study: Study) -> str:
    """A study by author and year."""
    return f"{study.author or study.title}, {study.published[:4] or 'undated'}"
