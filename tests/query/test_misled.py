"""Questions whose answers misled a reader once: each is asked in Python, on the command line and in SPARQL."""

import pytest
from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.sparql import Result

G = kg.KnowledgeGraph


def printed(*arguments: str) -> str:
    done = CliRunner().invoke(cli, list(arguments), env={"COLUMNS": "120"})
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def column(result: Result, name: str) -> set[str]:
    return {str(row[result.columns.index(name)]).partition(":")[2] for row in result.plain}


CAUSES = {
    "lower-limb-amputation": "lower-leg-pain-after-amputation",
    "knee-arthritis": "lower-leg-pain-from-knee-arthritis",
    "knee-replacement": "lower-leg-pain-after-knee-replacement",
    "spine-disease": "lower-leg-pain-from-spine-disease",
}


@pytest.mark.parametrize(("cause", "pain"), CAUSES.items())
def test_ganglion_stimulation_is_linked_to_each_cause_of_lower_leg_pain(graph: G, cause: str, pain: str) -> None:
    chain = graph.explain("drg-stimulation", cause).chain
    assert chain is not None
    assert ([node.slug for node in chain.nodes], chain.modality) == (["drg-stimulation", pain, cause], "hedged")
    assert "[hedged]" in printed("explain", "DRG stimulation", cause)
    found = graph.ask("technique-condition-links", technique="drg-stimulation", condition=cause)
    assert column(found, "named") == {pain}
    assert graph[pain].type_of[0].slug == "lower-leg-pain"
    assert graph[pain].results_from[0].slug == cause


@pytest.mark.parametrize("name", ["dtm", "SCS with DTM", "scs-with-dtm", "differential target multiplexing"])
def test_the_figure_is_found_under_every_name_of_the_therapy(graph: G, name: str) -> None:
    (outcome,) = graph.claims(subject=name, predicate="has_outcome")
    assert str(outcome.quantity) == ">80 %"
    assert {node.slug for node in graph[name].targets} == {"glial-cell", "nerve-cell"}
    assert "persistent-back-and-leg-pain" in {node.slug for node in graph[name].treats}
    assert column(graph.ask("outcomes-of-technique", technique=name), "outcome") == {"less-worst-pain"}
    assert ">80 %" in printed("show", name)


def test_stimulation_of_the_cord_leads_to_back_pain_and_not_to_discomfort_that_changes(graph: G) -> None:
    found = graph.ask("conditions-of-technique", technique="scs")
    assert "persistent-back-and-leg-pain" in column(found, "condition")
    assert "changing-discomfort" not in column(found, "condition")
    assert [claim.slug for claim in graph.explain("scs", "back pain").narrower] == ["icliniq-2025-182"]
    assert "1 claim joins kinds of spinal cord stimulation" in printed("explain", "scs", "back-pain")
    assert "persistent back and leg pain" in printed("ask", "conditions-of-technique", "technique=scs")


def test_a_suspicion_is_no_indication(graph: G) -> None:
    assert "indicated_when" not in graph.schema.predicates
    assert graph.claims(subject="neuromodulation", object="suspicion-and-failing-therapy") == ()
    criteria = graph.claims(subject="diagnosis-and-little-success", predicate="has_criterion")
    assert {claim.modality for claim in criteria} == {"hedged"}
    assert not any("must" in claim.statement.split() for claim in graph.claims(section="candidates"))
    assert "hedged (might)" in printed("explain", "neurostimulation", "diagnosis-and-little-success")


def test_what_chronic_pain_is_treated_with_names_the_listed_types(graph: G) -> None:
    found = graph.ask("treatments-of-condition", condition="chronic pain")
    assert {"dtm", "drg-stimulation", "pns", "neuromodulation"} <= column(found, "treatment")
    text = printed("ask", "treatments-of-condition")
    assert all(graph[name].name in text for name in ("dtm", "drg-stimulation", "pns"))


def test_what_was_inferred_of_the_mechanism_says_so(graph: G) -> None:
    found = graph.ask("mechanisms-of-technique", technique="neuromodulation")
    inferred = {str(way).partition(":")[2] for way, _, supplied in found.plain if supplied == "yes"}
    assert inferred == {"brain-excitation", "drg-activation", "pain-system-alteration"}
    claims = graph.claims(subject="neuromodulation", predicate="acts_through")
    assert inferred == {claim.object.partition(":")[2] for claim in claims if claim.inferred}
    assert "inferred by the curator" in printed("explain", "neuromodulation", "brain-excitation")


def test_fewer_adverse_effects_keep_what_they_are_compared_with(graph: G) -> None:
    outcomes = {node.slug for node in graph["neuromodulation"].has_outcome}
    assert "fewer-adverse-effects" not in outcomes
    assert graph["fewer-adverse-effects-than-drugs"].type_of[0].slug == "fewer-adverse-effects"
    assert "fewer adverse effects than with conventional drugs" in printed("edges", "--predicate", "has_outcome")


def test_what_holds_of_some_is_said_of_these_alone(graph: G) -> None:
    assert graph["medication"].leads_to == ()
    assert [edge.object for edge in graph.edges(subject="pump-delivered-drug") if not edge.affirmed] == [
        *("nmk:body-transit", "nmk:liver-metabolism"),
    ]
    treated = {node.slug for node in graph["neuromodulation"].treats}
    assert {"certain-psychiatric-disorders", "severe-chronic-illness"} <= treated
    assert "psychiatric-disorder" not in treated


@pytest.mark.parametrize(
    "name", ["quality of life", "pain relief", "adverse effects", "refractory pain", "allodynia", "IPG"]
)
def test_what_a_specialist_types_is_found(graph: G, name: str) -> None:
    assert graph[name]


def test_structural_claims_are_walked_and_not_counted(graph: G) -> None:
    (edge,) = graph.edges(subject="lower-leg-pain-from-knee-arthritis", predicate="type_of")
    assert (len(edge.claims), edge.weight) == (1, 0)
    assert graph.nx.edges[edge.subject, edge.object, "type_of"]["weight"] == 0
    assert "structural claims of articles" in printed("stats")
