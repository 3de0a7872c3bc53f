"""Questions a pain researcher would ask, answered off the graph by one or two calls each."""

import kg

G = kg.KnowledgeGraph


def slugs(nodes: kg.Nodes) -> set[str]:
    return {node.slug for node in nodes}


def local(curies: object) -> set[str]:
    assert isinstance(curies, tuple | set | list)
    return {str(curie).partition(":")[2] for curie in curies}


def test_which_types_are_listed_for_chronic_pain(article: G) -> None:
    claims = article.claims(predicate="type_of", object="neuromodulation", section="types")
    assert local([c.subject for c in claims if "nmk:chronic-pain" in c.context]) == {"dtm", "drg-stimulation", "pns"}


def test_which_device_parts_are_essential(article: G) -> None:
    assert slugs(article["essential"].describes) == {"power-source", "pulse-generator"}


def test_what_is_the_aim_of_the_neurostimulator(article: G) -> None:
    (claim,) = article.claims(subject="neurostimulator", predicate="aims_at")
    assert (claim.object, claim.context[0]) == ("nmk:normalised-discomfort", "nmk:central-visceral-pain")


def test_why_is_chronic_pain_hard_to_understand(article: G) -> None:
    assert slugs(article["hard-to-understand"].results_from) == {"threshold-variation"}
    assert slugs(article["pain-threshold"].described_as) == {"different-between-people"}


def test_which_technique_targets_cells_that_transmit_pain(article: G) -> None:
    cells = article["pain-transmission"].has_participant
    assert slugs(cells) == {"glial-cell", "nerve-cell", "messenger-substance"}
    assert slugs(cells.targeted_by) == {"dtm"}


def test_which_technique_adjusts_to_position(article: G) -> None:
    assert slugs(article["adjustable-to-position"].advantage_of) == {"scs"}


def test_which_part_joins_power_source_pulse_generator_and_electrode(article: G) -> None:
    ends = {"power-source", "pulse-generator", "electrode"}
    joined = [node.slug for node in article.nodes(category="Device") if ends <= slugs(node.connects_to)]
    assert joined == ["extension-cord"]


def test_what_is_combined_with_the_technique_for_glial_cells(article: G) -> None:
    other = article["glial-cell"].targeted_by.combined_with
    assert slugs(other) == {"scs"}
    assert slugs(other.has_advantage) == {"adjustable-to-position"}


def test_from_chemicals_to_pain_from_slight_pressure(article: G) -> None:
    steps = [article["pain-related-chemical"]]
    while steps[-1].leads_to:
        (following,) = steps[-1].leads_to
        steps.append(following)
    assert [step.slug for step in steps[1:]] == [
        "brain-pathway-change",
        "increased-pain-sensitivity",
        "pain-from-slight-pressure",
    ]
    assert slugs(steps[-1].triggered_by) == {"slight-pressure"}


def test_what_is_used_in_the_screening_trial(article: G) -> None:
    assert slugs(article["screening-trial"].uses_device) == {"lead", "external-neurostimulator"}
    assert slugs(article["lead"].connects_to) == {"external-neurostimulator"}
    assert "trial-before-commitment" in slugs(article["screening-trial"].leads_to)


def test_the_listed_techniques_side_by_side(article: G) -> None:
    assert {name: slugs(article[name].targets) for name in ("dtm", "drg-stimulation", "pns")} == {
        "dtm": {"glial-cell", "nerve-cell"},
        "drg-stimulation": {"dorsal-root-ganglion"},
        "pns": {"peripheral-nerve", "nerve-ending"},
    }


def test_how_chronic_pain_differs_from_acute_pain(article: G) -> None:
    described = {c.object for c in article.claims(subject="chronic-pain") if "nmk:acute-pain" in c.comparator}
    assert local(described) == {"long-lasting", "continuous", "harder-to-treat"}
    aspects = {a for c in article.claims(subject="chronic-pain", predicate="differs_from") for a in c.aspect}
    assert aspects == {"duration", "difficulty of treatment", "how it is experienced", "how it is processed"}


def test_neuromodulation_against_drugs(article: G) -> None:
    drugs = {"nmk:oral-drug", "nmk:conventional-drug"}
    about = [c for c in article.claims(subject="neuromodulation") if drugs & set(c.comparator)]
    assert local([c.object for c in about]) == {
        *("site-specific-action", "pain-site", "pain-relief"),
        *("fewer-adverse-effects-than-drugs", "better-quality-of-life-than-drugs"),
    }
    assert slugs(article["oral-drug"].affects) == {"human-body"}


def test_what_puts_hardware_inside_the_body(article: G) -> None:
    placed = {(c.subject, c.object) for c in article.claims(predicate="implanted_in")}
    assert {(s.partition(":")[2], o.partition(":")[2]) for s, o in placed} == {
        *(("electrode", "brain"), ("electrode", "spinal-cord"), ("electrode", "target-site")),
        *(("implanted-pump", "human-body"), ("neurostimulator", "human-body")),
        *(("thin-wire", "peripheral-nerve"), ("thin-wire", "nerve-ending")),
    }
    assert slugs(article["neurostimulator"].removed_by) == {"surgical-removal"}
    assert slugs(article["non-invasive"].describes) == {"neuromodulation"}


def test_which_named_technique_treats_bladder_or_bowel_dysfunction(article: G) -> None:
    for condition in ("bladder-dysfunction", "bowel-dysfunction"):
        assert slugs(article[condition].treated_by) == {"neuromodulation"}


def test_which_complications_are_stated(article: G) -> None:
    outcomes = {c.object for c in article.claims() if article[c.object].category == "Outcome"}
    adverse = {o for o in local(outcomes) if "adverse" in o or "complication" in o}
    assert adverse == {"fewer-adverse-effects", "fewer-adverse-effects-than-drugs"}


def test_which_sections_speak_of_non_surgical_treatment(article: G) -> None:
    claims = article.claims(predicate="described_as", object="non-surgical")
    assert {article.section(c.section).title for c in claims} == {"Introduction", "Conclusion"}


def test_who_wrote_and_reviewed_the_article(article: G) -> None:
    source = article.source("icliniq-2025")
    assert (source.author, source.reviewer, source.publisher) == ("Dr. Pallavi. C", "Dr. Abhishek Juneja", "iCliniq")
    assert source.title == "Neuromodulation Techniques in Managing Chronic Pain"
    assert (source.published, source.reviewed, source.url) == ("2025-04-30", "2025-04-30", "")


def test_what_rests_on_a_report(article: G) -> None:
    reported = article.claims(modality="reported")
    figures = [(c.subject, c.object, str(c.quantity)) for c in reported if c.quantity]
    assert figures == [("nmk:dtm", "nmk:less-worst-pain", ">80 %")]
    outcomes = {c.object for c in reported if c.subject == "nmk:neuromodulation" and c.predicate == "has_outcome"}
    assert local(outcomes) == {"fewer-adverse-effects-than-drugs", "better-quality-of-life-than-drugs", "pain-relief"}
    study = {(c.subject, c.predicate, c.object) for c in reported if "nmk:study-participant" in c.population}
    assert ("nmk:pns", "uses_device", "nmk:thin-wire") in study
    assert ("nmk:thin-wire", "aims_at", "nmk:blocked-pain") in study
    assert {article.section(c.section).slug for c in reported} == {"types", "conclusion"}


def test_how_firmly_each_section_says_that_it_helps(article: G) -> None:
    def told(section: str, predicate: str, object: str) -> set[tuple[str, ...]]:
        claims = article.claims(section=section, subject="neuromodulation", predicate=predicate, object=object)
        return {(c.modality, *c.hedge) for c in claims}

    assert told("outline", "treats", "chronic-pain") == {("asserted",)}
    assert told("introduction", "relieves", "pain") == {("asserted",)}
    assert told("conclusion", "treats", "chronic-pain") == {("hedged", "thought"), ("hedged", "can")}
    assert told("conclusion", "has_outcome", "pain-relief") == {("reported", "research has demonstrated", "report")}


def test_from_the_pump_to_fewer_adverse_effects(article: G) -> None:
    dose = article["implanted-pump"].leads_to.leads_to
    assert "lower-drug-dose" in slugs(article["implanted-pump"].leads_to)
    assert {"avoided-body-transit", "avoided-liver-metabolism"} <= slugs(article["implanted-pump"].leads_to)
    assert slugs(dose) == {"lower-drug-dose", "fewer-adverse-effects", "greater-comfort", "improved-quality-of-life"}
    assert {c.modality for c in article.claims(subject="lower-drug-dose")} == {"hedged"}
    denied = article.claims(polarity="denied", subject="pump-delivered-drug")
    assert local([c.object for c in denied]) == {"body-transit", "liver-metabolism"}


def test_the_signal_path_of_pain(article: G) -> None:
    path = [article["pain-receptor-activation"]]
    while step := (path[-1].triggers or path[-1].precedes):
        path.append(step[0])
    assert [node.slug for node in path] == [
        *("pain-receptor-activation", "messenger-release", "message-at-spinal-cord", "message-at-brain"),
        *("sensation-processing", "pain-interpretation"),
    ]


def test_the_fixed_names_are_there(article: G) -> None:
    fixed = (
        "neuromodulation scs dtm drg-stimulation pns dorsal-root-ganglion implanted-pump fewer-adverse-effects "
        "lower-leg-pain chronic-pain acute-pain neuropathic-pain screening-trial"
    )
    assert all(f"nmk:{name}" == article[name].id for name in fixed.split())
    sections = "outline introduction definition conditions working pain-processing nervous-system types candidates advantages conclusion"
    assert [section.slug for section in article.source("icliniq-2025").sections] == sections.split()


# ------------------------------------------------------------------------------- questions of several steps, in Python


def test_which_cause_is_behind_each_pain_that_a_technique_relieves(article: G) -> None:
    found = article.match("?technique:Technique relieves ?pain", "?cause leads_to ?pain")
    assert {(m["technique"].slug, m["cause"].slug) for m in found} == {
        ("drg-stimulation", cause)
        for cause in ("lower-limb-amputation", "knee-arthritis", "knee-replacement", "spine-disease")
    }
    assert {claim.modality for m in found for claim in m.claims if claim.predicate == "relieves"} == {"hedged"}


def test_what_brings_an_advantage_about(article: G) -> None:
    found = article.match("?technique has_advantage ?advantage", "?means leads_to ?advantage")
    assert [tuple(m[name].slug for name in ("technique", "advantage", "means")) for m in found] == [
        ("neuromodulation", "trial-before-commitment", "screening-trial")
    ]


def test_what_is_done_in_a_screening_trial_and_what_is_not(article: G) -> None:
    trial = article.claims(subject="screening-trial")
    assert {(c.predicate, c.object.partition(":")[2]) for c in trial if c.polarity == "affirmed"} == {
        *(("type_of", "short-term-assessment"), ("described_as", "short-term"), ("part_of", "neuromodulation")),
        *(("similar_to", "epidural-injection"), ("differs_from", "epidural-injection")),
        *(("uses_device", "lead"), ("uses_device", "external-neurostimulator")),
        ("leads_to", "trial-before-commitment"),
    }
    assert local([c.object for c in trial if c.polarity == "denied"]) == {"medication"}


def test_how_the_three_types_are_presented_and_what_they_share(article: G) -> None:
    compared = article.compare("dtm", "drg-stimulation", "pns", predicates=["described_as", "acts_through", "aims_at"])
    assert {row.predicate: [[str(entry) for entry in cell] for cell in row.cells] for row in compared.by_predicate} == {
        "acts_through": [["activation of nerves"]] * 3,
        "aims_at": [["blocked pain signals"]] * 3,
        "described_as": [["emerging", "interventional"], ["contemporary"], ["minimally invasive"]],
    }


def test_which_implant_lies_in_which_part_of_the_nervous_system(graph: G) -> None:
    found = graph.match("?device:Device implanted_in ?site", "?site part_of ?system")
    assert [tuple(m[name].slug for name in ("device", "site", "system")) for m in found] == [
        ("electrode", "brain", "central-nervous-system"),
        ("electrode", "spinal-cord", "central-nervous-system"),
        ("thin-wire", "peripheral-nerve", "peripheral-nervous-system"),
    ]


def test_which_techniques_have_no_figure(article: G) -> None:
    measured = {claim.subject for claim in article.claims() if claim.quantity}
    assert [node.slug for node in article.nodes(category="Technique") if node.id not in measured] == [
        *("drg-stimulation", "neuromodulation", "neurostimulation", "pns", "scs"),
    ]


def test_which_technique_uses_which_device(article: G) -> None:
    matrix = article.matrix("Technique", "Device", predicates="uses_device")
    assert [node.slug for node in matrix.row_nodes] == ["neuromodulation", "pns"]
    assert [node.slug for node in matrix.column_nodes] == [
        *("electrode", "implanted-pump", "neurostimulator", "small-equipment", "thin-wire"),
    ]


def test_what_is_said_for_patients_as_such(article: G) -> None:
    assert [(c.predicate, *local([c.object])) for c in article.claims() if "nmk:patient" in c.population] == [
        *(("described_as", "mysterious"), ("relieves", "pain"), ("has_advantage", "adjustable-to-position")),
        *(("has_outcome", "fewer-adverse-effects-than-drugs"), ("has_outcome", "better-quality-of-life-than-drugs")),
        ("has_outcome", "pain-relief"),
    ]


def test_what_leads_from_a_pump_to_the_quality_of_life_and_how_certainly(graph: G) -> None:
    chain = graph.explain("implanted-pump", "quality of life").chain
    assert chain is not None
    assert [node.slug for node in chain.nodes] == [
        *("implanted-pump", "lower-drug-dose", "improved-quality-of-life", "quality-of-life"),
    ]
    assert chain.modality == "hedged"


def test_whether_the_reviewer_is_another_person_and_when(article: G) -> None:
    (source,) = [source for source in article.sources() if source.kind == "article"]
    assert source.reviewer
    assert source.reviewer != source.author
    assert source.published == source.reviewed == "2025-04-30"


def test_which_claims_of_the_conclusion_join_nodes_that_no_vocabulary_has(article: G) -> None:
    claims = [claim for claim in article.claims(section="conclusion") if not claim.structural]
    bare = [
        claim.slug[-3:]
        for claim in claims
        if not article[claim.subject].grounded and not article[claim.object].grounded
    ]
    assert bare == ["277", "278", "279", "282", "284", "285", "286"]
