"""The packaged evidence: how much there is, and that what matters most is in it."""

import re
from collections import Counter

import pytest

import kg
from kg.evidence import Finding, Layer


@pytest.fixture(scope="module")
def layered() -> kg.KnowledgeGraph:
    return kg.load(evidence=True)


@pytest.fixture(scope="module")
def layer(layered: kg.KnowledgeGraph) -> Layer:
    found: Layer = layered.layer
    return found


def of_role(result: list[Finding], role: str) -> list[Finding]:
    return [finding for finding in result if finding.role == role]


def test_there_is_enough(layered: kg.KnowledgeGraph, layer: Layer) -> None:
    assert len(layer.studies) > 200
    looked_for = [one for one in layered.evidence_summary() if one.looked_for]
    assert len(looked_for) >= 120
    results = {(one.source, one.result): list(layer.result_of(one)) for one in layer.findings.values() if one.result}
    compared = [
        result
        for result in results.values()
        if any(one.total for one in of_role(result, "arm"))
        and any(one.total for one in of_role(result, "comparator-arm"))
    ]
    assert len(compared) >= 60
    harms = [one for one in layer.findings.values() if one.predicate == "has_adverse_event" and one.total]
    assert len(harms) > 90


def test_both_sides_of_every_claim_were_looked_for(layer: Layer) -> None:
    for claim, links in layer.links_of.items():
        sides = {link.direction for link in links} | {
            {"for": "supports", "against": "disputes"}.get(link.sought) for link in links
        }
        assert {"supports", "disputes"} <= sides, claim


def test_those_who_say_no_are_in_it(layer: Layer) -> None:
    names = {study.slug for study in layer.studies.values()}
    assert {"traeger-2023", "oconnell-2021", "hara-2022"} <= names
    placebo = [
        one for one in layer.findings.values() if one.subject in ("nmk:placebo-stimulation", "nmk:placebo-infusion")
    ]
    assert len({one.source for one in placebo}) >= 5
    assert any(link.direction == "disputes" for link in layer.links_of["nmc:icliniq-2025-023"])


def test_each_kind_of_neuromodulation_and_each_large_theme_is_in_it(layer: Layer) -> None:
    subjects = Counter(finding.subject for finding in layer.findings.values())
    for node in (
        "dtm",
        "scs",
        "pns",
        "intrathecal-drug-delivery",
        "deep-brain-stimulation",
        "screening-trial",
        "glial-cell",
    ):
        assert subjects[f"nmk:{node}"] >= 5, node


def test_money_is_told_of_every_source(layer: Layer) -> None:
    assert all(study.funder_class and study.maker_role for study in layer.studies.values())
    assert (
        sum(study.maker_role in ("funder", "sponsor", "employer", "fees", "device") for study in layer.studies.values())
        > 30
    )


def test_addresses_are_those_of_the_source(layer: Layer) -> None:
    mirrors = re.compile(
        r"scribd|researchgate|academia\.edu|semanticscholar|acemap|litmetric|europepmc|proxy", re.IGNORECASE
    )
    assert not [study.page for study in layer.studies.values() if not study.page or mirrors.search(study.page)]


def test_every_study_with_findings_on_people_says_who_was_counted(layer: Layer) -> None:
    for finding in layer.findings.values():
        if finding.result and finding.measure == "proportion":
            assert finding.total is not None
            assert finding.analysis_set
            assert finding.timepoint
