"""`evidence`, `evidence_summary`, `harms`: each result whole, both sides, no verdict; and nothing else changes."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from made_up_evidence import CLAIM, RESPONSE, TABLES_OF, finding, link, study

import kg
from kg.cli import cli
from kg.evidence.wording import whole
from kg.model.records import Quantity
from kg.show.evidence_text import row_text

Evident = Callable[..., Path]


@pytest.fixture
def layered(evident: Evident) -> kg.KnowledgeGraph:
    return kg.load(evident(), evidence=True)


def test_evidence_on_a_claim(layered: kg.KnowledgeGraph) -> None:
    (found,) = layered.evidence(CLAIM)
    assert (found.mark, found.told) == ("one side only", "one side only (supports)")
    assert [(row.block, row.finding.slug) for row in found.rows] == [
        ("direct", "one-2021-001"),
        ("indirect", "two-2020-001"),
    ]
    (direct,) = found.block("direct")
    assert [one.role for one in direct.result] == ["arm", "comparator-arm", "difference"]
    assert [(side.sought, side.searched) for side in found.none_found] == [("against", "2026-11-27")]
    assert [harm.finding.rate for harm in found.harms] == ["2/94"]


def test_evidence_on_a_node_is_that_on_each_of_its_claims(layered: kg.KnowledgeGraph) -> None:
    found = layered.evidence("DTM")
    assert [one.claim for one in found] == [one for one in layered["dtm"].claims if one.source == "nms:icliniq-2025"]
    assert [one.mark for one in found if one.rows] == ["one side only"]
    assert layered.evidence(layered["dtm"]) == found
    assert layered.evidence(layered.claim(CLAIM)) == layered.evidence(CLAIM)


def test_rows_of_articles_and_studies_have_the_same_columns(layered: kg.KnowledgeGraph) -> None:
    sources = layered.sources(kind=["article", "trial"])
    assert {row["id"]: row["participants"] for row in sources.rows()} == {
        one.id: getattr(one, "participants", None) for one in sources
    }
    assert len({tuple(row) for row in sources.rows()}) == 1
    assert list(sources.frame().columns) == list(sources[1:].frame().columns)


MARKS = {
    "both sides": [link(CLAIM, 1, "one-2021-001"), link(CLAIM, 2, "one-2021-003", direction="disputes", extent="")],
    "one side only": [link(CLAIM, 1, "one-2021-001", direction="disputes", extent=""), link(CLAIM, 2, sought="for")],
    "inconclusive only": [
        link(CLAIM, 1, "one-2021-001", direction="inconclusive", extent=""),
        link(CLAIM, 2, sought="for"),
        link(CLAIM, 3, sought="against"),
    ],
    "indirect only": [link(CLAIM, 1, "one-2021-001", differs_in="setting"), link(CLAIM, 2, sought="against")],
    "looked for, none": [link(CLAIM, 1, sought="for"), link(CLAIM, 2, sought="against")],
    "not looked for": [],
}


@pytest.mark.parametrize(("mark", "links"), MARKS.items())
def test_marks(evident: Evident, mark: str, links: list[dict[str, str]]) -> None:
    folder = evident(evidence=links)
    assert kg.check(folder) == []
    graph = kg.load(folder, evidence=True)
    assert graph.evidence(CLAIM)[0].mark == mark
    assert graph.evidence_summary().counts[mark] == (300 if mark == "not looked for" else 1)


def test_one_cohort_counts_once_and_a_review_holds_its_studies(evident: Evident) -> None:
    studies = [
        study("one-2021", kind="review", design="systematic-review", blinded="", cohort=""),
        TABLES_OF["studies"][1],
    ]
    links = [link(CLAIM, 1, "one-2021-001", differs_in="setting"), *TABLES_OF["evidence"][1:]]
    folder = evident(studies=studies, includes=[{"review": "one-2021", "study": "two-2020"}], evidence=links)
    (found,) = kg.load(folder, evidence=True).evidence(CLAIM)
    assert [(row.study.slug, row.within) for row in found.rows] == [("one-2021", ""), ("two-2020", "nms:one-2021")]
    assert found.cohorts == 1


def test_rows_go_by_design_then_year_whatever_their_direction(evident: Evident) -> None:
    links = [
        link(CLAIM, 1, "two-2020-001", differs_in="comparator"),
        link(CLAIM, 2, "one-2021-001", differs_in="outcome", direction="disputes", extent=""),
        link(CLAIM, 3, sought="for"),
    ]
    (found,) = kg.load(evident(evidence=links), evidence=True).evidence(CLAIM)
    assert [row.study.design for row in found.rows] == ["randomised-parallel", "cohort"]


def test_harms(layered: kg.KnowledgeGraph) -> None:
    found = layered.harms("scs")
    assert [(one.finding.object, one.finding.rate) for one in found] == [("nmk:lead-migration", "2/94")]
    assert layered.harms("lead migration") == found
    assert layered.harms("neurostimulation") == found, "kinds count"
    silent = layered.harms("dtm").silent
    assert [study.slug for study in silent] == ["two-2020"]
    assert "This does not mean that there was no harm." in plain(layered.harms("dtm"))


def test_studies_are_asked_for_by_name(layered: kg.KnowledgeGraph, graph: kg.KnowledgeGraph) -> None:
    assert [one.slug for one in layered.claims(source_kind="observational")] == ["two-2020-001"]
    assert len(layered.claims(source="one-2021", subject="dtm")) == 2
    assert [one.slug for one in layered.sources(kind="trial")] == ["one-2021"]
    assert layered.claim("one-2021-001").events == 40  # type: ignore[attr-defined]
    assert layered.source("one-2021").page == "https://doi.org/10.1000/one-2021"  # type: ignore[attr-defined]
    assert layered.studies["lead migration"].name == "lead migration"
    assert "one-2021" in str(layered.source("one-2021"))
    for kind in ("trial", ["article", "trial"]):
        with pytest.raises(kg.UnknownName, match=r"studies come with kg.load\(evidence=True\)"):
            graph.claims(source_kind=kind)
    with pytest.raises(ValueError, match="asked for apart"):
        layered.claims(source_kind=["article", "trial"])


def test_arguments_of_a_wrong_type(layered: kg.KnowledgeGraph) -> None:
    for ask in (layered.evidence, layered.harms):
        for wrong in (None, 1, [], object()):
            with pytest.raises(TypeError, match="the name of a node must be a text"):
                ask(wrong)  # type: ignore[arg-type]


def test_without_evidence(graph: kg.KnowledgeGraph) -> None:
    for ask in (
        graph.evidence_summary,
        lambda: graph.evidence(CLAIM),
        lambda: graph.harms("scs"),
        lambda: graph.studies,
    ):
        with pytest.raises(kg.MissingEvidence, match=r"the evidence is not loaded; use kg.load\(evidence=True\)"):
            ask()


def test_the_article_answers_as_before(layered: kg.KnowledgeGraph, graph: kg.KnowledgeGraph) -> None:
    assert (layered.nodes(), layered.edges(), layered.claims()) == (graph.nodes(), graph.edges(), graph.claims())
    assert (layered.sources(), layered.tensions(), len(layered)) == (graph.sources(), graph.tensions(), len(graph))
    assert "lead-migration" not in layered
    assert layered.find("lead migration") == graph.find("lead migration")
    for name, format in kg.FORMATS.items():
        if not (format.more or format.describes or format.needs_evidence or name == "html"):
            assert kg.dumps(layered, name) == kg.dumps(graph, name), name


FORMS = ("", "--json", "--csv", "--markdown")
COMMANDS = (
    ("evidence", CLAIM),
    ("evidence", "dtm"),
    ("evidence", "--summary"),
    ("harms", "scs"),
    ("harms", "lead migration"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("form", FORMS)
def test_commands(evident: Evident, command: tuple[str, ...], form: str) -> None:
    done = CliRunner().invoke(cli, [*command, *filter(None, [form]), "--data", str(evident())])
    assert done.exit_code == 0, done.output
    if form == "--json":
        assert json.loads(done.stdout)
    if command != ("evidence", "--summary"):
        assert "Made-up et al." in done.stdout or form in ("--csv", "--json")
        # An arm never without the one beside it.
        for line in done.stdout.splitlines():
            if "40/50" in line and form in ("--csv", "--markdown"):
                assert "50 % of 44" in line


def test_an_arm_is_never_shown_alone(layered: kg.KnowledgeGraph) -> None:
    for text in (
        str(layered.evidence(CLAIM)),
        layered.evidence(CLAIM)._repr_html_(),
        layered.evidence(CLAIM).markdown(),
    ):
        assert text is not None
        told = " ".join(text.split())  # Lines are wrapped.
        assert told.count("40/50") == told.count("50 % of 44") == 1


def test_messages_of_commands(evident: Evident, tmp_path: Path) -> None:
    def told(*arguments: str) -> str:
        done = CliRunner().invoke(cli, arguments)
        assert done.exit_code in (1, 2)
        return done.output

    assert "give a claim or a node, or --summary" in told("evidence")
    assert "give a claim or a node, or --summary" in told("evidence", "dtm", "--summary")
    assert "unknown node 'dtmm'; did you mean dtm" in told("evidence", "dtmm", "--data", str(evident()))
    shutil.rmtree(evident() / "evidence")
    assert "no such folder; there is no evidence to load" in told("evidence", "dtm", "--data", str(tmp_path / "data"))


def shown(evident: Evident, name: str) -> str:
    done = CliRunner().invoke(cli, ["show", name, "--data", str(evident())])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_show_knows_the_evidence(evident: Evident) -> None:
    arm = shown(evident, "one-2021-001")
    assert "40/50 (80 %)" in arm
    assert "50 % of 44" in arm, "an arm is never shown alone"
    study = shown(evident, "one-2021")
    assert "randomised-parallel" in study
    assert "industry" in study
    assert "Movement of a lead." in shown(evident, "lead migration")
    assert CliRunner().invoke(cli, ["show", "one-2029", "--data", str(evident())]).exit_code == 1


def test_a_node_that_the_article_does_not_name(layered: kg.KnowledgeGraph) -> None:
    found = layered.evidence("lead migration")
    assert found == ()
    assert "No claim of the article names lead migration" in str(found)


@pytest.fixture(scope="module")
def packaged() -> kg.KnowledgeGraph:
    return kg.load(evidence=True)


def plain(answer: object) -> str:
    """An answer as text, its lines joined."""
    return " ".join(str(answer).split())


def arms_of_one_treatment(**second: str) -> list[dict[str, str]]:
    """A result whose arms are both of one treatment."""
    harm = {"predicate": "has_adverse_event", "result": "r1", "measure": "proportion", "outcome_rule": "a moved lead"}
    return [
        finding("one-2021-001", "scs", "lead-migration", role="arm", events="2", total="94", p="0.04", **harm)
        | {"context": "old leads"},
        finding("one-2021-002", "scs", "lead-migration", role="comparator-arm", events="1", total="90", **harm)
        | second,
    ]


def test_arms_of_one_treatment_are_told_apart(evident: Evident) -> None:
    """By what was done, or else by the words for what the arm was compared with; and the p-value of an arm is told."""
    links = [link(CLAIM, 1, "one-2021-001")]
    folder = evident(one_2021=arms_of_one_treatment(context="new leads"), evidence=links)
    graph = kg.load(folder, evidence=True)
    with_it, against = "stimulation (old leads): 2/94 (p 0.04)", "against spinal cord stimulation (new leads): 1/90"
    assert f"{with_it}; {against}" in plain(graph.harms("scs"))
    for text in (
        plain(graph.evidence(CLAIM)),
        plain(graph.evidence(CLAIM).markdown()),
        shown_in(graph, "one-2021-001"),
    ):
        assert with_it in text
        assert "(new leads): 1/90" in text
    (row,) = graph.harms("scs").rows()
    assert (row["p"], row["against"]) == ("0.04", "spinal cord stimulation (new leads): 1/90")
    arm, other = arms_of_one_treatment()
    folder = evident(one_2021=[arm | {"context": "", "comparator": "new leads"}, other], evidence=links)
    graph = kg.load(folder, evidence=True)
    assert "spinal cord stimulation (new leads): 1/90" in plain(graph.harms("scs"))


def shown_in(graph: kg.KnowledgeGraph, name: str) -> str:
    return plain(graph.claim(name)._shown("terminal"))


def test_arms_are_told_apart_in_the_packaged_evidence(packaged: kg.KnowledgeGraph) -> None:
    alike = []
    for one in packaged.layer.findings.values():
        with_it, against, _ = whole(packaged.studies, packaged.layer.result_of(one))
        alike += [
            one.id
            for arm in against.split("; ")
            for other in with_it.split("; ")
            if against and named(arm) == named(other)
        ]
    assert alike == []


def named(arm: str) -> str:
    return arm.partition(": ")[0]


def test_a_difference_without_a_size_is_told_in_the_words_of_its_source(evident: Evident) -> None:
    row = finding("one-2021-001", "dtm", "scs", predicate="compared_with", role="difference", p="<0.001")
    folder = evident(
        one_2021=[row | RESPONSE | {"predicate": "compared_with", "measure": ""}],
        evidence=[link(CLAIM, 1, "one-2021-001")],
    )
    told = "differential target multiplexing against spinal cord stimulation: Made up: one-2021-001 (p <0.001)"
    assert f"difference: {told}" in plain(kg.load(folder, evidence=True).evidence(CLAIM))


def test_how_far_a_finding_supports_stands_beside_the_word(layered: kg.KnowledgeGraph) -> None:
    (found,) = layered.evidence(CLAIM)
    (indirect,) = found.block("indirect")
    assert "supports (less than said): Made up: two-2020-001." in plain(layered.evidence(CLAIM))
    assert "| supports (less than said) |" in str(layered.evidence(CLAIM).markdown())
    assert row_text(layered.studies, indirect).startswith("**supports** (less than said): ")
    only = replace(indirect, link=replace(indirect.link, extent="only-if", why="In the young."))
    assert row_text(layered.studies, only).startswith(
        "**supports** (only if …): Made up: two-2020-001; counted: implanted. In the young. ["
    )
    people = replace(indirect.finding, population=("nmk:chronic-pain", "old"))
    assert "; in whom: chronic pain, old; counted: implanted. [" in row_text(
        layered.studies, replace(indirect, finding=people)
    )


def test_a_finding_that_is_told_in_words_has_all_that_belongs_to_it(evident: Evident) -> None:
    row = finding(
        "one-2021-001", "dtm", "pain-relief", predicate="has_outcome", p="0.03", outcome_rule="a made-up rule"
    )
    folder = evident(one_2021=[row | {"analysed": "all of them"}], evidence=[link(CLAIM, 1, "one-2021-001")])
    graph = kg.load(folder, evidence=True)
    told = shown_in(graph, "one-2021-001")
    for part in ("outcome: a made-up rule, 3 months", "p: 0.03", "counted: all of them"):
        assert part in told
        assert part in plain(graph.evidence(CLAIM))
    for part in (
        "design: randomised-parallel",
        "paid by: industry (maker paid)",
        "https://doi.org/10.1000/one-2021",
    ):
        assert part in told
    (first, *_) = graph.evidence(CLAIM).rows()
    assert first["p"] == "0.03"


def test_harms_of_other_treatments_and_without_a_total_say_so(evident: Evident) -> None:
    harm = {"predicate": "has_adverse_event", "outcome_rule": "a moved lead"}
    rows = [
        *TABLES_OF["one-2021"][:3],
        finding(
            "one-2021-004",
            "scs",
            "lead-migration",
            quantity="=5 %",
            measure="proportion",
            result="r2",
            role="single-arm",
            **harm,
        ),
        finding("one-2021-005", "dtm", "lead-migration", quantity="=0 people", measure="count", **harm),
    ]
    told = plain(kg.load(evident(one_2021=rows), evidence=True).evidence(CLAIM))
    own, others = told.partition("harms that these studies counted or named ")[2].split(
        " harms that these studies counted or named, of other "
    )
    assert "differential target multiplexing: Made up: one-2021-005 (total not printed)" in own
    assert "treatments than the claim’s" in others
    assert "spinal cord stimulation: 5 % (total not printed)" in others


def test_studies_that_are_silent_on_harm_are_told_from_those_not_read_in_full(evident: Evident) -> None:
    graph = kg.load(
        evident(studies=[TABLES_OF["studies"][0], TABLES_OF["studies"][1] | {"read": "full"}]), evidence=True
    )
    assert "Read in full, and silent on harm: Made-up et al., 2021 (two-2020). This does" in plain(graph.harms("dtm"))
    graph = kg.load(evident(), evidence=True)
    assert "Not read in full; silent as far as read: Made-up et al., 2021 (two-2020). This does" in plain(
        graph.harms("dtm")
    )


def test_harms_of_what_has_none_name_what_to_ask(layered: kg.KnowledgeGraph) -> None:
    remedy = "Harms are listed by treatment or by harm, such as scs or lead migration."
    assert plain(layered.harms("chronic pain")) == f"No study here counted a harm of chronic pain. {remedy}"
    for name, listed in {"scs": True, "lead migration": True, "dtm": False, "chronic pain": False}.items():
        assert layered.harms(name).listed == listed
        assert (remedy in plain(layered.harms(name))) != listed


def test_the_marks_are_the_same_in_every_form(layered: kg.KnowledgeGraph) -> None:
    summary = layered.evidence_summary()
    (told,) = {one.told for one in summary if one.rows}
    assert told == "one side only (supports)"
    assert {row["mark"] for row in summary.rows()} == {told, "not looked for"}
    assert {row["mark"] for row in layered.evidence(CLAIM).rows()} == {told}
    assert str(summary).endswith("No evidence was looked for on the other 299 claims.")


MISTAKEN = {
    "icliniq-2025-9999": "unknown claim 'icliniq-2025-9999'; did you mean icliniq-2025-",
    "one-2021-001": "it is a finding of a study, not a claim of the article: kg show one-2021-001",
    "nmc:one-2021-001": "it is a finding of a study, not a claim of the article: kg show one-2021-001",
    "one-2021": "it is a study: kg show one-2021, or kg claims --source one-2021 for what it found",
    "dtmm": "unknown node 'dtmm'; did you mean dtm",
}


@pytest.mark.parametrize(("name", "message"), MISTAKEN.items())
def test_what_is_no_claim_of_the_article(layered: kg.KnowledgeGraph, name: str, message: str) -> None:
    with pytest.raises(kg.UnknownName) as error:
        layered.evidence(name)
    assert message in str(error.value)


def test_a_node_of_the_evidence_says_where_it_is(layered: kg.KnowledgeGraph) -> None:
    with pytest.raises(kg.UnknownNode, match=r"only studies name it: g.studies\['lead-migration'\]"):
        layered["lead-migration"]


def test_find_looks_in_the_evidence_where_the_article_has_nothing(evident: Evident) -> None:
    def found(*arguments: str) -> tuple[str, str]:
        done = CliRunner().invoke(cli, ["find", *arguments, "--data", str(evident())])
        return done.stdout, done.stderr

    text, aside = found("migration")
    assert "lead-migration" in text
    assert "nothing in the article matches 'migration'; this is what the evidence has" in aside
    for word in ("MADE-UP two-2020", "study two"):
        assert "two-2020" in found(word)[0]
    assert "one-2021" in found("made-up study")[0]
    assert json.loads(found("two-2020", "--json")[0])[0]["id"] == "nms:two-2020"
    assert "No nodes match 'xyzzy'" in found("xyzzy")[1] + found("xyzzy")[0]
    assert "evidence" not in found("pain")[1]


def test_where_nothing_was_looked_for(layered: kg.KnowledgeGraph) -> None:
    assert str(layered.evidence("icliniq-2025-004")) == "No evidence was looked for on this claim."
    count = len(layered.evidence("dtm"))
    assert f"No evidence was looked for on {count - 1} of {count} claims." in str(layered.evidence("dtm"))


FIGURES = {
    "80.1 % of 46 people": {"quantity": "=80.1 %", "measure": "proportion", "total": 46, "per": "person"},
    "67 % of 190": {"quantity": "=67 %", "measure": "proportion", "total": 190},
    "38/50 (76 %)": {"quantity": "=76 %", "measure": "proportion", "events": 38, "total": 50, "per": "person"},
    "7/10 people": {"quantity": "=7 patients", "measure": "count", "events": 7, "total": 10, "per": "person"},
    "2/94": {"measure": "proportion", "events": 2, "total": 94},
    "50/78 (50 pairs)": {"quantity": "=50 pairs", "measure": "count", "events": 50, "total": 78},
    "change of -5.1 points of a score (32 counted)": {
        "quantity": "=-5.1 points of a score", "measure": "mean-change", "total": 32,
    },
    "change of -37.9 % (97 people)": {"quantity": "=-37.9 %", "measure": "mean-change", "total": 97, "per": "person"},
    "42 % lower mean score (8 counted)": {"quantity": "=42 % lower mean score", "measure": "mean-change", "total": 8},
    "mean 5.42 points on a 0-10 scale": {"quantity": "=5.42 points on a 0-10 scale", "measure": "mean"},
    "-0.62 points (119 counted)": {"quantity": "=-0.62 points", "measure": "difference-in-means", "total": 119},
    "risk ratio 1.9": {"quantity": "=1.9 ratio", "measure": "risk-ratio"},
    "risk difference <0.1": {"quantity": "<0.1 risk difference", "measure": "risk-difference"},
    "149 events (25 people)": {"quantity": "=149 events", "measure": "count", "total": 25, "per": "person"},
    ">5 cm": {"quantity": ">5 cm"},
    "": {"total": 5},
}  # fmt: skip


@pytest.mark.parametrize(("rate", "fields"), FIGURES.items())
def test_a_figure_reads_plainly(layered: kg.KnowledgeGraph, rate: str, fields: dict[str, Any]) -> None:
    """The people counted are not taken for the end of a scale, as in "points of a score of 32"."""
    blank = {"quantity": None, "measure": "", "events": None, "total": None, "per": ""}
    quantity = fields.get("quantity")
    given = {**blank, **fields, "quantity": quantity and Quantity.parse(quantity)}
    assert replace(layered.evidence(CLAIM)[0].rows[0].finding, **given).rate == rate
