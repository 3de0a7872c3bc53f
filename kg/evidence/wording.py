"""How evidence is worded wherever people read it: in text, in tables, on the page."""

from collections.abc import Iterable, Sequence
from textwrap import shorten

from kg.evidence.records import Finding, Link, Study
from kg.model.protocol import Graph

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

BLINDED = {
    "open": "open label",
    "single": "single blind",
    "double": "double blind",
    "not-stated": "blinding not stated",
}
MAKER = {
    "funder": "paid",
    "sponsor": "was sponsor",
    "employer": "employs authors",
    "fees": "paid fees to authors",
    "device": "gave the device",
}
"""What the maker of a treatment had to do with a study."""


def arms(result: Sequence[Finding]) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """The arms of a result, what they are compared with, and the differences."""
    others = {value for one in result for value in one.comparator}
    against = [one for one in result if one.role == "comparator-arm" or (not one.role and one.subject in others)]
    differences = [one for one in result if one.role == "difference"]
    return [one for one in result if one not in against and one not in differences], against, differences


def named(graph: Graph, values: Iterable[str]) -> str:
    """Nodes by name, texts as they are."""
    return ", ".join(graph[value].name if value in graph else value for value in values)


def whole(graph: Graph, result: Sequence[Finding]) -> tuple[str, str, str]:
    """With it, against what, and the difference: each figure with its interval and p-value, and what tells it from the others.

    That is what was done, and under which condition: both arms may be of one treatment.
    """
    with_it, against, differences = arms(result)

    def armed(one: Finding) -> str:
        beside = [arm.comparator for arm in with_it if arm.subject == one.subject and one.role == "comparator-arm"]
        told = _done(graph, one.subject, one.context or next(iter(beside), ()))
        return ": ".join(filter(None, (told, _measured(one))))

    def between(one: Finding) -> str:
        known = [arm for arm in with_it if arm.subject == one.subject and one.context in ((), arm.context)]
        told = "" if known and len(differences) == 1 else _pair(graph, one)
        return ": ".join(filter(None, (told, _measured(one))))

    parts = (map(armed, with_it), map(armed, against), map(between, differences))
    first, second, third = ("; ".join(part) for part in parts)
    return first, second, third


def compared(graph: Graph, finding: Finding, result: Sequence[Finding]) -> tuple[str, str, str]:
    """With it, against what, and the difference; nothing where the finding is no figure, and speaks for itself."""
    return whole(graph, result) if finding.role else ("", "", "")


def harmed(graph: Graph, finding: Finding, result: Sequence[Finding]) -> tuple[str, str, str]:
    """The same of a harm, which is told in words where it is no figure; a rate without a total says so."""
    counts = finding.quantity is not None and finding.measure in ("proportion", "count")
    untold = "total not printed" if counts and finding.total is None else ""
    if finding.role or len(result) > 1:
        with_it, against, difference = whole(graph, result)
        return f"{with_it} ({untold})" if untold else with_it, against, difference
    told = f"{_done(graph, finding.subject, finding.context)}: {finding.statement.removesuffix('.')}"
    aside = "; ".join(filter(None, (finding.interval, untold)))
    return f"{told} ({aside})" if aside else told, "", ""


def _done(graph: Graph, subject: str, context: Iterable[str]) -> str:
    told = named(graph, context)
    return f"{graph[subject].name} ({told})" if told else graph[subject].name


def _pair(graph: Graph, one: Finding) -> str:
    """What a difference is of, where no arm beside it says so."""
    other = named(graph, one.comparator or ((one.object,) if one.predicate in ("compared_with", "similar_to") else ()))
    return " against ".join(filter(None, (_done(graph, one.subject, one.context), other)))


def _measured(one: Finding) -> str:
    """The figure, or else what the source says, with the interval and the p-value."""
    told = one.rate or (one.statement.removesuffix(".") if one.role else "")
    return " ".join(filter(None, (told, one.interval and f"({one.interval})")))


EXTENTS = {"as-said": "", "": "", "less": "less than said", "more": "more than said", "only-if": "only if …"}
"""How far a finding supports a claim, beside the word *supports*."""


def directed(link: Link) -> str:
    """The direction of a link, and how far it goes where that is not as far as the claim."""
    extent = EXTENTS[link.extent]
    return f"{link.direction} ({extent})" if extent else link.direction


def counted(finding: Finding) -> str:
    """Who was counted: the words, or else the set; of how many randomised, where the study says so."""
    who = finding.analysed or (finding.analysis_set if finding.analysis_set != "not-stated" else "")
    return f"{who} (per {finding.per})" if who and finding.per and finding.per != "person" else who


def designed(study: Study) -> str:
    """How a study was made, and who was blinded."""
    return ", ".join(filter(None, (study.design, BLINDED.get(study.blinded, study.blinded))))


def paid(study: Study) -> str:
    """Who paid for a study, and what part the maker had."""
    role = MAKER.get(study.maker_role)
    return f"{study.funder_class.replace('-', ' ')}{f' (maker {role})' if role else ''}"


def cited(study: Study) -> str:
    """A study by author, or else title, and year."""
    named = study.author and "not shown" not in study.author
    return f"{study.author if named else shorten(study.title, 60, placeholder='…')}, {study.published[:4] or 'no date'}"
