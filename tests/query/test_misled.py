"""Questions whose answers misled a reader once: each is asked in Python, on the command line and in SPARQL."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.query.stats import certainty_kind
from kg.sparql import Result

G = kg.KnowledgeGraph
KINDS = ("asserted", "reported", "only hedged", "hedged and inferred", "only inferred", "only denied")


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
    assert "[1 hedged]" in printed("explain", "DRG stimulation", cause)
    found = graph.ask("technique-condition-links", technique="drg-stimulation", condition=cause)
    assert column(found, "named") == {pain}
    assert graph[pain].type_of[0].slug == "lower-leg-pain"
    assert graph[pain].results_from[0].slug == cause


@pytest.mark.filterwarnings("ignore::kg.RetiredId")
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


def test_a_comparison_does_not_say_no_claim_where_a_kind_has_one(graph: G) -> None:
    (targets,) = graph.compare("scs", "dtm", predicates="targets").by_predicate
    assert targets.cells[0] == targets.of_kinds[1] == ()
    assert [entry.node.slug for entry in targets.of_kinds[0]] == ["glial-cell", "nerve-cell"]
    assert "no claim; of its kinds: glial cell [1 asserted, inferred]" in printed("compare", "scs", "dtm")


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
    pains = graph["chronic-pain"].has_type
    assert {"dtm", "drg-stimulation", "pns"} <= {node.slug for node in pains.treated_by}
    assert graph["drg-stimulation"] in graph["persistent-incapacitating-pain"].treated_by  # which it relieves
    relieved = graph.edges(subject="drg-stimulation", predicate="relieves")
    assert set(relieved) < set(graph.edges(subject="drg-stimulation", predicate="treats"))
    assert set(relieved) < set(graph["drg-stimulation"].treats.edges)
    assert {match["x"].id for match in graph.match("drg-stimulation treats ?x")} > {edge.object for edge in relieved}
    assert "relieves" in printed("edges", "--subject", "drg-stimulation", "--predicate", "treats")
    text = printed("ask", "treatments-of-condition", "--markdown")
    assert all(graph[name].name in text for name in ("dtm", "drg-stimulation", "pns"))


def test_what_was_inferred_of_the_mechanism_says_so(graph: G) -> None:
    found = graph.ask("mechanisms-of-technique", technique="neuromodulation")
    inferred = {str(way).partition(":")[2] for _, way, _, _, supplied in found.plain if supplied == "yes"}
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


def plain_triples(graph: G, subject: str, prefix: str) -> set[tuple[str, str]]:
    found = graph.sparql(f"SELECT ?p ?o {{ nmk:{subject} ?p ?o FILTER(STRSTARTS(STR(?p), STR({prefix}:))) }}")
    return {(p.partition(":")[2], o.removeprefix("nmk:")) for p, o in found.plain}


def test_a_plain_triple_says_no_more_than_a_claim_says_outright(graph: G) -> None:
    mechanisms = {("actsThrough", way) for way in ("brain-excitation", "drg-activation", "pain-system-alteration")}
    said, tentative = (plain_triples(graph, "neuromodulation", prefix) for prefix in ("nmv", "nmt"))
    assert mechanisms <= tentative
    assert not mechanisms & said
    assert ("treats", "persistent-neuropathic-pain") in plain_triples(graph, "neurostimulation", "nmt")
    assert not {o for p, o in plain_triples(graph, "neurostimulation", "nmv") if p == "treats"}
    compared = {("hasOutcome", f"{what}-than-drugs") for what in ("fewer-adverse-effects", "better-quality-of-life")}
    assert compared <= tentative
    assert "fewer-adverse-effects" not in {o for _, o in plain_triples(graph, "lower-drug-dose", "nmv")}


def test_errors_of_the_source_are_no_facts_about_the_ganglion(graph: G) -> None:
    triples = plain_triples(graph, "dorsal-root-ganglion", "nmv")
    assert triples & {("locatedIn", "spinal-cord-basin"), ("blocks", "pain")} == set()
    assert ("partOf", "peripheral-nervous-system") in triples
    assert [node.slug for node in graph["dorsal-root-ganglion"].placed_in] == ["spinal-cord-basin"]
    assert graph["dorsal-root-ganglion"].located_in == graph["dorsal-root-ganglion"].blocks == ()
    against = {row.inner.slug: row.tension.slug for row in graph.ask("whereabouts") if row.tension}
    assert against == {"dorsal-root-ganglion": "tension-12"}
    assert "tension-12 (major)" in printed("show", "dorsal-root-ganglion")


def test_what_leads_to_the_quality_of_life_is_not_nothing(graph: G) -> None:
    said = "Nothing leads to quality of life. Ask what leads to its change: improved quality of life."
    assert graph.upstream("quality of life").verdict == said
    assert said in printed("upstream", "quality of life")
    assert "implanted-pump" in {node.slug for node in graph.upstream("improved quality of life").nodes}
    found = graph.ask("upstream-of", thing="quality of life")
    assert "implanted-pump" in column(found, "cause")


def test_the_shares_of_edges_by_certainty_are_those_of_the_plain_triples(graph: G) -> None:
    text = printed("stats")
    shares = [int(re.findall(rf"edges by certainty {kind} (\d+) of {graph.counts()[1]}", text)[0]) for kind in KINDS]
    assert sum(shares) == graph.counts()[1]
    tentative = [triple.tentative for triple in graph.triples()]
    assert sum(shares[:2]) == tentative.count(False)
    assert sum(shares[2:5]) == tentative.count(True)


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        ({"a": ("hedged", False)}, "only hedged"),
        ({"a": ("asserted", True), "b": ("hedged", True)}, "only inferred"),
        ({"a": ("hedged", False), "b": ("asserted", True)}, "hedged and inferred"),
        ({"a": ("hedged", True), "b": ("reported", False)}, "reported"),
        ({}, "only denied"),
    ],
)
def test_an_edge_is_only_hedged_or_only_inferred_where_all_its_claims_are(
    graph: G, claims: dict[str, tuple[str, bool]], kind: str
) -> None:
    (claim,) = graph.claims(limit=1)
    made = [
        replace(claim, id=f"nmc:{id}", modality=modality, inferred=inferred)
        for id, (modality, inferred) in claims.items()
    ]
    denied = replace(claim, id="nmc:denied", polarity="denied")
    assert (
        certainty_kind(
            kg.Edge(subject=claim.subject, predicate=claim.predicate, object=claim.object, claims=(*made, denied))
        )
        == kind
    )


@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("?x relieves lower-leg-pain", "Of kinds of lower leg pain 4 claims do (4 hedged)"),
        ("back-pain treated_by ?x", "Of kinds of back pain 1 claim does (1 asserted)"),
        ("?x treats|relieves leg-pain", "Of kinds of leg pain 5 claims do (1 asserted, 4 hedged)"),
    ],
)
def test_a_pattern_that_only_kinds_fit_says_so(graph: G, pattern: str, kinds: str) -> None:
    found = graph.match(pattern)
    assert not found
    assert found.verdict.startswith(f"No claims match. {kinds}: write ?kind for it, and add '?kind type_of+ ")
    addition = found.verdict.rpartition("'")[0].rpartition("'")[2]
    asked = re.sub(r"\S*-pain", "?kind", pattern)
    claims = {
        claim.id for match in graph.match(asked, addition) for claim in match.claims if claim.predicate != "type_of"
    }
    assert len(claims) == int(re.findall("[0-9]+", kinds)[0])
    assert printed("match", pattern, "--json").startswith('{ "verdict": "No claims match. Of kinds')


def test_denials_are_in_the_values_of_a_match(graph: G) -> None:
    assert "1 claim denies what is asked" in printed("match", "?x takes_part_in liver-metabolism", "--json")


def test_what_is_denied_of_one_of_two_nodes_is_told_where_nothing_joins_them(graph: G) -> None:
    found = graph.explain("implanted pump", "liver metabolism")
    assert (found.chain, [claim.slug for claim in found.denied]) == (None, ["icliniq-2025-085"])
    assert "denials aside." in found.verdict
    assert "denied of one of them icliniq-2025-085" in " ".join(str(found).split())
    assert found.rows()[0]["part"] == "denied of one"
    assert not graph.explain("drg-stimulation", "dorsal-root-ganglion").denied


def test_a_walk_is_as_certain_as_its_weakest_step(graph: G) -> None:
    pain = graph["lower leg pain after knee replacement"]
    assert "1 hedged" in str(pain.relieved_by)
    assert str(pain.relieved_by.targets).split()[-2:] == ["1", "hedged"]
    assert str(graph["knee replacement"].leads_to.relieved_by.acts_through).split()[-2:] == ["1", "hedged"]
    assert "commonly" in str(graph["epilepsy"].treated_by.targets)
    assert str(graph.walk([graph["drg-stimulation"]], "targets")).split()[-2:] == ["1", "asserted"]


def test_a_walk_tells_what_holds_of_kinds_too(graph: G) -> None:
    said = " ".join(str(graph["pain"].relieved_by).split())
    assert "And of its kinds: dorsal root ganglion stimulation [1 asserted, 4 hedged]." in said
    assert "No claim says outright that these are kinds of it: " in said
    patterns = re.findall(r"'([^']+)'", said)
    assert {match["x"].slug for match in graph.match(*patterns)} == {"drg-stimulation"}
    assert "And of its kinds" in graph["pain"].relieved_by.markdown()
    assert "deny it" in str(graph["medication"].takes_part_in)
    assert "[4 hedged]" in str(graph["lower leg pain"].relieved_by)
    # After several steps it would be said of nodes on the way.
    for walk in (graph.nodes(category="Technique").targets, graph["no-response-to-conventional"].occasion_for.targets):
        assert "kinds" not in str(walk)


def test_a_walk_counts_the_claims_of_the_edges_that_led_there(graph: G) -> None:
    several = str(graph.walk([graph["electrode"], graph["power-source"]], "connects_to"))
    assert re.findall(r"electrode .* (\d+ asserted)", several) == ["1 asserted"]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("?x:Device relieves lower-leg-pain", ""),
        ("?kind relieves lower-leg-pain", "write ?kind2 for it, and add '?kind2 type_of+ lower-leg-pain'."),
        ("?x relieves chronic-pain", "says outright that these are kinds of it: persistent, incapacitating pain."),
        ("medication takes_part_in liver-metabolism", "Of kinds of medication 1 claim denies it: ask explain."),
    ],
)
def test_what_is_said_of_kinds_holds(graph: G, pattern: str, said: str) -> None:
    verdict = graph.match(pattern).verdict
    assert verdict.endswith(said) if said else verdict == "No claims match."


def test_no_path_lends_the_outcome_of_a_technique_to_its_alternative(graph: G) -> None:
    assert not graph.paths("drg-stimulation", "less-worst-pain")
    assert graph.paths("drg-stimulation", "dtm", predicates=["alternative_to"])


def test_a_path_over_a_family_says_that_its_kinds_may_differ(graph: G) -> None:
    text = " ".join(str(graph.paths("pns", "pain")).split())
    assert "What is said of neuromodulation need not hold of each kind of it" in text
    over = next(path for path in graph.paths("dtm", "pain", limit=None) if path.nodes[1].slug == "scs")
    assert "What is said of neuromodulation need not" in str(graph.shown(over, "html"))
    family = next(path for path in graph.paths("dtm", "pain", limit=None) if path.nodes[2].slug == "back-pain")
    assert family.caveat == ""  # Each step goes from a kind to its family, of which nothing else is said.
    assert "is studied for → pain [also relieves (1 asserted), is used to treat (1 asserted, inferred)]" in text


@pytest.mark.parametrize("word", ["infection", "infections", "cost"])
def test_a_word_that_the_article_lacks_is_told_and_looked_for_in_the_evidence(graph: G, word: str) -> None:
    assert graph.find(word).cut == f"none of these has {word!r}, but a word like it"
    done = CliRunner().invoke(cli, ["find", word])
    assert done.stderr.startswith(f"nothing in the article matches {word!r}; this is what the evidence has")
    assert "injection" not in done.stdout
    assert "most bothersome" not in done.stdout


def test_a_search_for_a_denial_says_what_it_reads(graph: G) -> None:
    assert graph.claims(text="not surgical").cut == "'not' is searched as a word, not as a denial: filter by polarity"
    assert not graph.claims(text="surgical").cut
    assert not graph.claims(text="never")  # It is not read as ever.
    assert "'never' is searched as a word" in CliRunner().invoke(cli, ["claims", "--text", "never works"]).stderr


def test_figures_stand_with_an_edge(graph: G) -> None:
    assert "figure: >80 %" in printed("edges", "--subject", "dtm", "--predicate", "has_outcome")


def test_rows_of_denials_say_that_they_deny(graph: G) -> None:
    for question in ("claims-denied", "denied-about"):
        assert {row["polarity"] for row in graph.ask(question).rows()} == {"nmv:Denied"}


def test_deaths_in_both_arms_are_not_those_of_one() -> None:
    rows = kg.load(evidence=True).harms("scs").rows()
    (both,) = (row for row in rows if row["finding"] == "nmc:rascal-2016-002")
    assert (both["with_events"], both["with_total"]) == (None, None)
    assert both["with_it"].endswith("in which arm is not said")
    (one,) = (row for row in rows if row["finding"] == "nmc:rigoard-2019-006")
    assert (one["with_events"], one["with_total"]) == (18, 102)


def test_headings_name_their_nodes(graph: G) -> None:
    name = "Differential Target Multiplexing (DTM)"
    found = graph.get(name)
    assert name in graph
    assert found is not None
    assert (graph[name].slug, found.slug) == ("dtm", "dtm")
    assert graph.explain(name, "scs").claims == graph.explain("dtm", "scs").claims != ()
    with pytest.raises(kg.UnknownNode, match="did you mean"):
        graph["spinal cord stimulation (DTM)"]


def test_what_aims_at_a_thing_is_told_where_nothing_leads_to_it(graph: G) -> None:
    verdict = graph.upstream("blocked pain signals").verdict
    assert verdict == "Nothing leads to blocked pain signals. 3 edges say what aims at it: ask show."
    assert graph.upstream("cure").verdict == "Nothing leads to cure."  # That anything aims at it is denied.


def test_claims_that_name_both_come_before_a_chain(graph: G) -> None:
    found = graph.explain("conventional drug", "quality of life")
    assert "directly. 2 other claims name both. The shortest chain" in found.verdict
    text = str(found)
    assert text.index("icliniq-2025-285") < text.index("→")
    assert [row["part"] for row in found.rows()][:3] == ["names both", "names both", "chain"]
