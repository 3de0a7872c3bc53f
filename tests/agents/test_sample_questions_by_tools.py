"""Questions that a pain researcher would ask, each answered by the tools of `kg mcp` alone."""

from collections.abc import Callable, Iterable
from typing import Any

Ask = Callable[..., dict[str, Any]]


def local(curies: Iterable[str]) -> set[str]:
    return {curie.partition(":")[2] for curie in curies}


def ends(answer: dict[str, Any], end: str) -> set[str]:
    """The subjects, or the objects, of the claims in an answer."""
    return local(claim[end] for claim in answer["answer"])


def entries(answer: dict[str, Any], predicate: str) -> dict[str, set[str]]:
    """What a comparison says for a predicate of each node."""
    (row,) = [row for row in answer["answer"]["rows"] if row["predicate"] == predicate]
    return {node.partition(":")[2]: local(entry["node"] for entry in cell) for node, cell in row["cells"].items()}


def test_which_types_are_listed_for_chronic_pain(asked: Ask) -> None:
    found = asked("claims", predicate="type_of", object="neuromodulation", section="types", context="chronic-pain")
    assert ends(found, "subject") == {"dtm", "drg-stimulation", "pns"}


def test_which_device_parts_are_essential(asked: Ask) -> None:
    found = asked("claims", predicate="described_as", object="essential")
    assert ends(found, "subject") == {"power-source", "pulse-generator"}


def test_what_is_the_aim_of_the_neurostimulator(asked: Ask) -> None:
    (claim,) = asked("claims", subject="neurostimulator", predicate="aims_at")["answer"]
    assert (claim["object"], claim["context"][0]) == ("nmk:normalised-discomfort", "nmk:central-visceral-pain")


def test_why_is_chronic_pain_hard_to_understand(asked: Ask) -> None:
    found = asked("claims", predicate="leads_to", object="hard-to-understand")
    assert ends(found, "subject") == {"threshold-variation"}
    assert "different-between-people" in ends(asked("claims", subject="pain-threshold"), "object")


def test_which_technique_targets_cells_that_transmit_pain(asked: Ask) -> None:
    cells = ends(asked("claims", predicate="takes_part_in", object="pain-transmission"), "subject")
    assert cells == {"glial-cell", "nerve-cell", "messenger-substance"}
    assert ends(asked("claims", predicate="targets", object=sorted(cells)), "subject") == {"dtm"}


def test_which_technique_adjusts_to_position(asked: Ask) -> None:
    (node,) = asked("find", text="adjustable position")["answer"]
    assert ends(asked("claims", predicate="has_advantage", object=node["id"]), "subject") == {"scs"}


def test_which_part_joins_power_source_pulse_generator_and_electrode(asked: Ask) -> None:
    claims = asked("claims", predicate="connects_to", category="Device", limit=50)["answer"]
    joined: dict[str, set[str]] = {}
    for claim in claims:
        joined.setdefault(claim["subject"], set()).add(claim["object"])
    parts = {"nmk:power-source", "nmk:pulse-generator", "nmk:electrode"}
    assert [device for device, others in joined.items() if parts <= others] == ["nmk:extension-cord"]


def test_what_is_combined_with_the_technique_for_glial_cells(asked: Ask) -> None:
    (row,) = asked("ask", question="advantages-of-partner", parameters={"target": "glial cell"})["answer"]
    assert (row["technique"], row["partner"], row["advantage"]) == ("nmk:dtm", "nmk:scs", "nmk:adjustable-to-position")
    assert row["modality"] == "nmv:Hedged"


def test_from_chemicals_to_pain_from_slight_pressure(asked: Ask) -> None:
    found = asked("paths", start="pain-related-chemical", end="pain-from-slight-pressure", predicates=["leads_to"])
    (path,) = found["answer"]["paths"]
    assert [id.partition(":")[2] for id in path["nodes"]] == [
        *("pain-related-chemical", "brain-pathway-change", "increased-pain-sensitivity", "pain-from-slight-pressure"),
    ]
    assert path["certainty"]


def test_what_is_used_in_the_screening_trial(asked: Ask) -> None:
    (procedure,) = ends(asked("claims", predicate="leads_to", object="trial-before-commitment"), "subject")
    used = ends(asked("claims", subject=procedure, predicate="uses_device"), "object")
    assert used == {"lead", "external-neurostimulator"}
    assert ends(asked("claims", subject="lead", predicate="connects_to"), "object") == {"external-neurostimulator"}


def test_the_listed_techniques_side_by_side(asked: Ask) -> None:
    found = asked("compare", nodes=["DTM", "DRG stimulation", "PNS"], predicates=["targets"])
    assert entries(found, "targets") == {
        "dtm": {"glial-cell", "nerve-cell"},
        "drg-stimulation": {"dorsal-root-ganglion"},
        "pns": {"peripheral-nerve", "nerve-ending"},
    }


def test_how_chronic_pain_differs_from_acute_pain(asked: Ask) -> None:
    found = asked("claims", subject="chronic-pain", comparator="acute-pain")
    assert ends(found, "object") == {"long-lasting", "continuous", "harder-to-treat"}
    both = asked("explain", one="chronic pain", other="acute pain")["answer"]["claims"]
    aspects = {aspect for claim in both if claim["predicate"] == "differs_from" for aspect in claim["aspect"]}
    assert aspects == {"duration", "difficulty of treatment", "how it is experienced", "how it is processed"}


def test_neuromodulation_against_drugs(asked: Ask) -> None:
    found = asked("claims", subject="neuromodulation", comparator=["oral-drug", "conventional-drug"])
    assert ends(found, "object") == {
        *("site-specific-action", "pain-site", "pain-relief"),
        *("fewer-adverse-effects-than-drugs", "better-quality-of-life-than-drugs"),
    }
    assert ends(asked("claims", subject="oral-drug", predicate="affects"), "object") == {"human-body"}


def test_what_puts_hardware_inside_the_body(asked: Ask) -> None:
    placed = asked("claims", predicate="implanted_in")["answer"]
    assert {tuple(claim[end].partition(":")[2] for end in ("subject", "object")) for claim in placed} == {
        *(("electrode", "brain"), ("electrode", "spinal-cord"), ("electrode", "target-site")),
        *(("implanted-pump", "human-body"), ("neurostimulator", "human-body")),
        *(("thin-wire", "peripheral-nerve"), ("thin-wire", "nerve-ending")),
    }
    assert ends(asked("claims", predicate="removes", object="neurostimulator"), "subject") == {"surgical-removal"}
    assert ends(asked("claims", predicate="described_as", object="non-invasive"), "subject") == {"neuromodulation"}


def test_which_named_technique_treats_bladder_or_bowel_dysfunction(asked: Ask) -> None:
    named = ["scs", "dtm", "drg-stimulation", "pns"]
    conditions = ["bladder-dysfunction", "bowel-dysfunction"]
    assert asked("claims", subject=named, object=conditions)["answer"] == []
    assert ends(asked("claims", predicate="treats", object=conditions), "subject") == {"neuromodulation"}


def test_which_complications_are_stated(asked: Ask) -> None:
    found = asked("claims", source="icliniq-2025", text="adverse effects", limit=50)
    outcomes = {claim["object"] for claim in found["answer"] if "adverse" in claim["object"]}
    assert local(outcomes) == {"fewer-adverse-effects", "fewer-adverse-effects-than-drugs"}
    assert asked("claims", source="icliniq-2025", predicate="has_adverse_event")["answer"] == []
    assert asked("claims", source="icliniq-2025", text="complications")["answer"] == []


def test_which_sections_speak_of_non_surgical_treatment(asked: Ask) -> None:
    claims = asked("claims", predicate="described_as", object="non-surgical")["answer"]
    sections = asked("show", name="icliniq-2025")["answer"]["sections"]
    titles = {section["id"]: section["title"] for section in sections}
    assert {titles[claim["section"]] for claim in claims} == {"Introduction", "Conclusion"}


def test_who_wrote_and_reviewed_the_article(asked: Ask) -> None:
    source = asked("show", name="icliniq-2025")["answer"]
    assert (source["author"], source["reviewer"], source["publisher"]) == (
        "Dr. Pallavi. C",
        "Dr. Abhishek Juneja",
        "iCliniq",
    )
    assert source["title"] == "Neuromodulation Techniques in Managing Chronic Pain"
    assert (source["published"], source["reviewed"]) == ("2025-04-30", "2025-04-30")


def test_what_rests_on_a_report(asked: Ask) -> None:
    claims = asked("claims", modality="reported", source="icliniq-2025", limit=50)["answer"]
    assert {(c["subject"], c["object"], c["quantity"]) for c in claims if "quantity" in c} == {
        ("nmk:dtm", "nmk:less-worst-pain", ">80 %")
    }
    outcomes = {c["object"] for c in claims if (c["subject"], c["predicate"]) == ("nmk:neuromodulation", "has_outcome")}
    assert local(outcomes) == {"fewer-adverse-effects-than-drugs", "better-quality-of-life-than-drugs", "pain-relief"}
    studied = {
        (c["subject"], c["predicate"], c["object"])
        for c in claims
        if "nmk:study-participant" in c.get("population", ())
    }
    assert ("nmk:pns", "uses_device", "nmk:thin-wire") in studied
    assert ("nmk:thin-wire", "aims_at", "nmk:blocked-pain") in studied


def test_how_firmly_each_section_says_that_it_helps(asked: Ask) -> None:
    def told(section: str, predicate: str, object: str) -> set[tuple[str, ...]]:
        found = asked("claims", section=section, subject="neuromodulation", predicate=predicate, object=object)
        return {(claim["modality"], *claim.get("hedge", ())) for claim in found["answer"]}

    assert told("outline", "treats", "chronic-pain") == {("asserted",)}
    assert told("introduction", "relieves", "pain") == {("asserted",)}
    assert told("conclusion", "treats", "chronic-pain") == {("hedged", "thought"), ("hedged", "can")}
    assert told("conclusion", "has_outcome", "pain-relief") == {("reported", "research has demonstrated", "report")}
