"""What `kg mcp` tells of studies beside the article, of certainty and tensions, and which tools its errors name."""

import json
from typing import Any

import pytest
from agent import Agent

import kg


def test_what_the_article_says_comes_with_the_number_of_findings_that_are_not_shown(served: Agent) -> None:
    found = served.ask("claims", text="diabetic neuropathy")
    assert found["answer"] == []
    count = len(kg.load(evidence=True).studies.claims(text="diabetic neuropathy"))
    assert found["left_out"] == f"not shown: {count} findings of studies (studies: true shows them)"
    assert len(served.ask("claims", text="diabetic neuropathy", studies=True, limit=200)["answer"]) == count
    for tool, arguments in (
        ("show", {"name": "scs"}),
        ("explain", {"one": "scs", "other": "chronic-pain"}),
        ("compare", {"nodes": ["scs", "dtm"]}),
    ):
        assert "studies: true shows them" in served.text(tool, **arguments)
        assert "studies: true" not in served.text(tool, **arguments, studies=True)
    assert "studies: true" in served.client.instructions
    assert "118 of kind trial" in served.client.instructions


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("explain", {"one": "scs", "other": "painful-diabetic-neuropathy"}),
        ("paths", {"start": "scs", "end": "painful-diabetic-neuropathy"}),
        ("compare", {"nodes": ["scs", "painful-diabetic-neuropathy"]}),
        ("claims", {"population": "painful-diabetic-neuropathy"}),
    ],
)
def test_where_only_studies_know_a_name_they_are_asked(served: Agent, tool: str, arguments: dict[str, Any]) -> None:
    found = served.ask(tool, **arguments)
    assert "only studies know a name" in found["left_out"]
    assert "nmc:slangen-2014" in json.dumps(found)


def test_find_has_the_nodes_and_studies_beyond_the_article_and_says_so(served: Agent) -> None:
    found = served.ask("find", text="spinal cord stimulation")
    assert [node["id"] for node in found["answer"]][:1] == ["nmk:scs"]
    assert "nmk:high-frequency-scs" in [node["id"] for node in found["answer"]]
    assert "only studies name: burst-scs" in found["left_out"]
    assert served.ask("find", text="slangen")["left_out"] == "studies with these words: slangen-2014"


def test_claims_on_kinds_of_a_subject_are_counted(served: Agent) -> None:
    asked = {"subject": "scs", "population": "painful-diabetic-neuropathy", "source_kind": "trial"}
    found = served.ask("claims", **asked)
    assert {claim["source"] for claim in found["answer"]} == {"nms:slangen-2014"}
    assert "whose subject is a kind of the one given (name these to see them): high-frequency-scs" in found["left_out"]
    more = served.ask("claims", **asked | {"subject": "high-frequency-scs"})["answer"]
    assert f"not shown: {len(more)} whose" in found["left_out"]


def test_the_evidence_on_a_node_begins_with_a_line_for_each_claim(served: Agent) -> None:
    text, values = served.text("evidence", name="dtm"), served.ask("evidence", name="dtm")["answer"]
    claims = kg.load(evidence=True).evidence("dtm")
    assert [line.split()[0] for line in text.splitlines()[: len(claims)]] == [one.claim.slug for one in claims]
    assert {one["claim"]["id"]: one["mark"] for one in values} == {one.claim.id: one.told for one in claims}
    assert "Fishman et al., 2021 (fishman-2021-" in text
    assert served.text("evidence", name="burst-scs").startswith("No claim of the article names burst")


def test_the_text_has_the_certainty_of_every_claim_that_it_names(served: Agent) -> None:
    query = "SELECT ?claim { ?claim rdf:subject nmk:drg-stimulation ; rdf:predicate nmv:relieves }"
    assert served.text("sparql", query=query).count("[hedged (may); in tension: ") == 4
    found = served.text(
        "ask", question="findings-in-population", parameters={"population": "painful-diabetic-neuropathy"}
    )
    assert "  slangen-2014-001  Treatment succeeded in 59 % of 22 with stimulation" in found
    assert "(creamer-2018-004)" in served.text("harms", name="implanted pump")
    assert "deer-2018-sunburst-005: denied)" in served.text("harms", name="scs", limit=200)


def test_claims_name_their_tensions_and_tensions_their_claims(served: Agent) -> None:
    found = served.ask("claims", tension="contradiction", limit=1)
    (claim,) = found["answer"]
    assert found["tensions"][claim["id"]] == ["nmc:tension-01", "nmc:tension-07"]
    assert "in tension: tension-01 (major), tension-07 (moderate)" in served.text("claims", tension="major", limit=1)
    assert "in tension-42 (major): The one figure" in served.text("show", name="icliniq-2025-187")
    both = served.ask("ask", question="tensions-by-weight")
    assert {*kg.load().record("tension-01").members} <= {claim["id"] for claim in both["claims"]}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("show", {"name": "gibberish"}, "unknown node 'gibberish'; find searches names and definitions"),
        (
            "explain",
            {"one": "scs", "other": "diabetic neuropathy"},
            "unknown node 'diabetic neuropathy'; did you mean painful",
        ),
        ("claims", {"source": "nope"}, "unknown source 'nope'; find searches studies by title and author"),
        ("claims", {"population": "gibberish"}, "unknown population 'gibberish'; claims with population: true has"),
        ("evidence", {"name": "petersen-2021-001"}, "unknown claim 'petersen-2021-001'; it is a finding: show has it"),
        ("evidence", {"name": "fishman-2020"}, "unknown claim 'fishman-2020'; it is a study: show has it"),
        (
            "explain",
            {"one": "icliniq-2025-001", "other": "scs"},
            "unknown node 'icliniq-2025-001'; it is a claim: show has it",
        ),
    ],
)
def test_an_error_names_tools_and_no_commands(
    served: Agent, tool: str, arguments: dict[str, Any], message: str
) -> None:
    result = served.raw(tool, **arguments)
    assert result.is_error
    assert result.content[0].text.startswith(message)
    assert "kg " not in result.content[0].text
