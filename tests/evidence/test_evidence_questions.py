"""The questions about the evidence: the same answer from every engine, and the one that Python gives."""

import pytest
import rdflib

import kg
from kg.evidence import Finding
from kg.query.questions import in_namespaces, questions

HALF = "nmk:at-least-half-relief"
PLACEBO = {"nmk:placebo-stimulation", "nmk:placebo-infusion", "placebo"}
NAMES = [one.name for one in questions() if one.of_evidence]


@pytest.fixture(scope="module")
def layered() -> kg.KnowledgeGraph:
    return kg.load(evidence=True)


@pytest.fixture(scope="module")
def triples(layered: kg.KnowledgeGraph) -> rdflib.Graph:
    found = rdflib.Graph()
    for name in ("turtle", "evidence"):
        found.parse(data=kg.dumps(layered, name), format="turtle")
    return found


def named(finding: Finding) -> set[str]:
    return {finding.subject, finding.object, *finding.comparator}


def test_who_paid_is_not_guessed(layered: kg.KnowledgeGraph) -> None:
    asked = layered.ask("evidence-paid-by-industry")
    assert "not-stated does not mean that industry did not pay" in asked.not_covered


def test_there_are_enough_questions() -> None:
    assert len(NAMES) >= 15


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_every_question_has_an_answer_and_the_same_one_elsewhere(
    layered: kg.KnowledgeGraph, triples: rdflib.Graph, name: str
) -> None:
    result = layered.ask(name)
    assert len(result) or name == "claims-resting-on-animals"
    assert not result.warnings
    text = next(one for one in layered.questions() if one.name == name).text
    there = triples.query(in_namespaces(text, layered.schema))
    assert len(list(there)) == len(result)


def test_a_question_without_evidence_says_what_to_load(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(kg.MissingEvidence, match="evidence=True"):
        graph.ask("responder-rates")


def test_questions_agree_with_python(layered: kg.KnowledgeGraph) -> None:
    layer, summary = layered.layer, layered.evidence_summary()
    marks = {one.claim.id: one for one in summary}

    both = {row.claim.id for row in layered.ask("claims-with-both-sides")}
    assert both == {id for id, one in marks.items() if one.mark == "both sides"}

    disputed = {(row.claim.id, row.finding.id) for row in layered.ask("claims-disputed")}
    assert disputed == {
        (id, row.finding.id)
        for id, one in marks.items()
        for row in one.block("direct")
        if row.link.direction == "disputes"
    }

    nothing = {(row.claim.id, row.sought) for row in layered.ask("evidence-not-found")}
    assert nothing == {(link.claim, link.sought) for link in layer.links if not link.evidence_claim}

    rated = {row.finding.id for row in layered.ask("harms-with-a-rate")}
    harms = [one for one in layer.findings.values() if one.predicate == "has_adverse_event"]
    assert rated == {one.id for one in harms if one.total is not None}
    assert len(layered.ask("harms-with-a-rate")) == len(rated), "one row for each"
    rules = {row.finding.id: row.rule for row in layered.ask("harms-with-a-rate")}
    assert all((rules[one.id] or "") == one.outcome_rule for one in harms if one.id in rules)

    relief = [
        one.id
        for one in layer.findings.values()
        if one.quantity and one.role != "difference" and HALF in (one.object, *one.aspect)
    ]
    assert sorted(row.finding.id for row in layered.ask("responder-rates")) == sorted(relief)
    assert {"nms:kumar-2007", "nms:deer-2017", "nms:deer-2023-distinct", "nms:north-2019-whisper"} <= {
        row.study.id for row in layered.ask("responder-rates")
    }

    compared = [
        one.id
        for one in layer.findings.values()
        if one.quantity and one.role != "comparator-arm" and any(PLACEBO & named(two) for two in layer.result_of(one))
    ]
    against = layered.ask("against-placebo")
    assert sorted(row.finding.id for row in against) == sorted(compared)
    for row in against:
        is_difference = layer.findings[row.finding.id].role == "difference"
        assert (bool(row.difference), bool(row.figure)) == (is_difference, not is_difference)

    about = {row.finding.id for row in layered.ask("harms-of-treatment", treatment="pns")}
    assert about == {one.id for one in harms if one.subject == "nmk:pns"}

    paid = {(row.claim.id, row.finding.id) for row in layered.ask("evidence-paid-by-industry")}
    assert paid == {
        (link.claim, link.evidence_claim)
        for link in layer.links
        if link.direction == "supports"
        and layer.study_of(layer.findings[link.evidence_claim]).funder_class == "industry"
    }

    animals = {row.claim.id for row in layered.ask("claims-resting-on-animals")}
    kinds: dict[str, set[str]] = {}
    for link in layer.links:
        if link.direction == "supports":
            kinds.setdefault(link.claim, set()).add(layer.study_of(layer.findings[link.evidence_claim]).kind)
    assert animals == {claim for claim, found in kinds.items() if found == {"animal"}}


def test_parameters_take_names_of_the_evidence_too(layered: kg.KnowledgeGraph) -> None:
    by_name = layered.ask("findings-in-population", population="failed back surgery syndrome")
    assert by_name.plain == layered.ask("findings-in-population").plain
    assert layered.ask("best-controlled-figures", treatment="DTM").plain == layered.ask("best-controlled-figures").plain
