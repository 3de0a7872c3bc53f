"""What `kg check` says of faulty evidence: one message a fault, with file, line and column."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from made_up_evidence import CLAIM, RESPONSE, TABLES_OF, finding, link, study

import kg
from kg.schema_file import read_schema
from kg.tables.evidence import every_problem
from kg.tables.reading import Tables, packaged, read_all, read_evidence

Evident = Callable[..., Path]
ARMS = TABLES_OF["one-2021"]
LINKS = TABLES_OF["evidence"]


def but(rows: list[dict[str, str]], number: int, **cells: str) -> list[dict[str, str]]:
    """Rows, of which one has other cells."""
    return [row | cells if place == number else row for place, row in enumerate(rows)]


@cache
def article() -> Tables:
    return read_all(packaged(), read_schema(packaged()))


def problems(folder: Path) -> list[kg.Problem]:
    """What is wrong with the evidence alone: `kg check` looks at the article and the questions as well."""
    return every_problem(article(), read_evidence(folder, article().schema))


def test_sound_evidence_has_no_problems(evident: Evident) -> None:
    assert kg.check(evident()) == []


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a proportion without a total": (
        {"one_2021": but(ARMS, 1, total="")},
        "claims/one-2021.tsv:3:total: a proportion needs its total; give it, or leave out result and role",
    ),
    "a proportion without a time": (
        {"one_2021": but(ARMS, 3, timepoint="")},
        "claims/one-2021.tsv:5:timepoint: a proportion needs its timepoint; give it, or leave out result and role",
    ),
    "a percentage that is not that of events and total": (
        {"one_2021": but(ARMS, 0, quantity="=81 %")},
        "claims/one-2021.tsv:2:quantity: 40 of 50 is 80 %, not 81 %; correct it, or say in the note why",
    ),
    "more events than people": (
        {"one_2021": but(ARMS, 3, events="95")},
        "claims/one-2021.tsv:5:events: 95 of 94: more events than were counted; correct one of them",
    ),
    "events without a total": (
        {"two_2020": [finding("two-2020-001", "dtm", "pain-relief", predicate="has_outcome", events="7")]},
        "claims/two-2020.tsv:2:total: events without a total; give how many were counted",
    ),
    "an interval without its level": (
        {"one_2021": but(ARMS, 2, level="")},
        "claims/one-2021.tsv:4:level: an interval needs low, high and level; give all three, or none",
    ),
    "an interval that does not hold the figure": (
        {"one_2021": but(ARMS, 2, low="31")},
        "claims/one-2021.tsv:4:quantity: 30 is not within 31 to 47.5; correct one of them",
    ),
    "an interval the wrong way round": (
        {"one_2021": but(ARMS, 2, low="50")},
        "claims/one-2021.tsv:4:low: 50 is above 47.5; exchange them",
    ),
    "an arm alone": (
        {"one_2021": [ARMS[0], ARMS[3]]},
        "claims/one-2021.tsv:2:role: r1 has a arm alone; add a comparator-arm or a difference, or call it single-arm",
    ),
    "two times in one result": (
        {"one_2021": but(ARMS, 1, timepoint="a year")},
        "claims/one-2021.tsv:3:timepoint: r1 is at 3 months in one-2021-001; give it another result",
    ),
    "a role without a result": (
        {"one_2021": but(ARMS, 3, result="")},
        "claims/one-2021.tsv:5:result: result and role go together; give both or neither",
    ),
    "a single arm that supports": (
        {"one_2021": [{**ARMS[0], "role": "single-arm"}, ARMS[3]]},
        "evidence.tsv:2:differs_in: 'one-2021-001' is a single arm; put comparator into differs_in",
    ),
    "the other arm that supports": (
        {"evidence": [link(CLAIM, 1, "one-2021-002"), LINKS[2]]},
        "evidence.tsv:2:evidence_claim: 'one-2021-002' is the arm compared with; link the arm or difference",
    ),
    "background": (
        {"two_2020": [finding("two-2020-001", "dtm", "pain-relief", predicate="has_outcome", basis="background")]},
        "evidence.tsv:3:evidence_claim: 'two-2020-001' is background, which is no evidence; remove the link",
    ),
    "an interval that holds no difference supports": (
        {"one_2021": but(ARMS, 2, low="-1"), "evidence": [link(CLAIM, 1, "one-2021-003"), LINKS[2]]},
        "evidence.tsv:2:direction: -1 to 47.5 holds 0, which is no difference; write inconclusive",
    ),
    "a retracted source that supports": (
        {"studies": [study("one-2021", status="retracted"), TABLES_OF["studies"][1]]},
        "evidence.tsv:2:direction: 'one-2021' is retracted and supports nothing; remove the link",
    ),
    "animals": (
        {"studies": [TABLES_OF["studies"][0], study("two-2020", kind="animal", blinded="", design="experiment")]},
        "evidence.tsv:3:differs_in: 'two-2020-001' is about animals; put species into differs_in",
    ),
    "a link to a claim that is gone": (
        {"evidence": [link("icliniq-2025-987", 1, "one-2021-001"), link("icliniq-2025-987", 2, sought="against")]},
        "evidence.tsv:2:claim: 'icliniq-2025-987' is not a claim; did you mean",
    ),
    "a link to no finding": (
        {"evidence": [link(CLAIM, 1, "one-2021-009"), LINKS[2]]},
        "evidence.tsv:2:evidence_claim: 'one-2021-009' is not a claim; did you mean one-2021-004",
    ),
    "an empty side beside a link": (
        {"evidence": [*LINKS[:2], link(CLAIM, 3, sought="for"), link(CLAIM, 4, sought="against")]},
        f"evidence.tsv:4:sought: a link supports {CLAIM}; remove this row, which says that none was found",
    ),
    "a side that was not sought": (
        {"evidence": LINKS[:2]},
        f"evidence.tsv:2:claim: nothing says whether evidence against {CLAIM} was sought; add a link, or a row",
    ),
    "an empty side without a date": (
        {"evidence": [*LINKS[:2], {**LINKS[2], "searched": ""}]},
        "evidence.tsv:4:searched: a side on which nothing was found needs it; give the searched",
    ),
    "support without extent": (
        {"evidence": [{**LINKS[0], "extent": ""}, *LINKS[1:]]},
        "evidence.tsv:2:extent: what supports needs its extent; say how far",
    ),
    "a difference that is none": (
        {"evidence": [LINKS[0], {**LINKS[1], "differs_in": "people"}, LINKS[2]]},
        "evidence.tsv:3:differs_in: unknown difference 'people'",
    ),
    "a DOI with an address": (
        {"studies": [study("one-2021", doi="https://doi.org/10.1000/x"), TABLES_OF["studies"][1]]},
        "sources.tsv:2:doi: 'https://doi.org/10.1000/x' is not a DOI; write it as 10.1136/rapm-2021-102751",
    ),
    "a PubMed number with letters": (
        {"studies": [study("one-2021", pmid="PMID 1"), TABLES_OF["studies"][1]]},
        "sources.tsv:2:pmid: 'PMID 1' is not a PubMed number; write its digits alone",
    ),
    "a source that cannot be found": (
        {"studies": [study("one-2021", doi=""), TABLES_OF["studies"][1]]},
        "sources.tsv:2:doi: nothing says where the source is; give doi, pmid, pmcid or url",
    ),
    "a source of the article": (
        {"studies": [*TABLES_OF["studies"], study("icliniq-2025")], "icliniq_2025": []},
        "sources.tsv:4:id: 'icliniq-2025' is a source of the article's graph; choose another id",
    ),
    "a node of the article": (
        {"nodes": [*TABLES_OF["nodes"], {**TABLES_OF["nodes"][0], "id": "scs", "name": "another"}]},
        "nodes.tsv:3:id: 'scs' is a node of the article's graph; use that one",
    ),
    "a review that is none": (
        {"includes": [{"review": "one-2021", "study": "two-2020"}]},
        "includes.tsv:2:review: 'one-2021' is not a review; exchange the two, or remove the row",
    ),
    "a rating of nothing": (
        {"appraisals": [{**TABLES_OF["appraisals"][0], "about": "one-2021-008"}]},
        "appraisals.tsv:2:about: 'one-2021-008' is not a claim",
    ),
    "a finding out of the schema": (
        {"two_2020": [finding("two-2020-001", "dtm", "scs", predicate="has_outcome")]},
        "claims/two-2020.tsv:2:object: 'scs' is a Technique, but the object of has_outcome is one of Outcome",
    ),
}


@pytest.mark.parametrize(("tables", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_once(evident: Evident, tables: dict[str, Any], message: str) -> None:
    told = list(map(str, problems(evident(**tables))))
    assert [line for line in told if line.startswith(f"data/evidence/{message}")], told
    assert len({line.split(": ")[0] for line in told}) == len(told)


def test_every_column_of_the_evidence_is_checked(evident: Evident) -> None:
    """A word that the columns do not know is refused in each of them."""
    for kind, key in (
        ("studies", "kind"),
        ("studies", "design"),
        ("one_2021", "measure"),
        ("one_2021", "analysis_set"),
    ):
        rows = TABLES_OF[kind.replace("_", "-")]
        told = problems(evident(**{kind: but(rows, 0, **{key: "made-up"})}))
        assert [str(problem) for problem in told if problem.column == key and "unknown" in problem.message], (kind, key)


def test_a_result_is_one_thing(evident: Evident) -> None:
    assert {row["result"] for row in ARMS[:3]} == {RESPONSE["result"]}
    layer = kg.load(evident(), evidence=True).layer
    arm = layer.findings["nmc:one-2021-001"]
    assert [one.role for one in layer.result_of(arm)] == ["arm", "comparator-arm", "difference"]
