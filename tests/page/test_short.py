"""What the first screen says in short is what the graph says, and each Show leads to what it is about."""

import re
from collections import Counter

import pytest
from page_browser import PageOf, Visit
from page_graphs import hostile, made

import kg
from kg import KnowledgeGraph
from kg.model.nodes import KIND
from kg.page.content import page_data
from kg.page.short import ASKED, answers, hubs, in_short
from kg.part import excerpt

browser = pytest.mark.browser


def test_the_numbers_are_those_of_the_graph(with_evidence: KnowledgeGraph) -> None:
    g = with_evidence
    linked, figure, evidence, tense, without = (short.text for short in in_short(g))
    techniques = {node.id for node in g.nodes(category="Technique")}
    joined = {
        node.id: {
            end
            for e in g.edges()
            if e.affirmed and node.id in (e.subject, e.object)
            for end in (e.subject, e.object)
            if end in techniques
        }
        for node in g.nodes(category="Condition")
    }
    single = sum(bool(others - {"nmk:neuromodulation"}) for others in joined.values())
    (answer,) = [one for one in answers(g) if one["name"] == "conditions-without-technique"]
    none, kinds = len(answer["rows"]), sum(not others for others in joined.values()) - len(answer["rows"])
    assert [int(number) for number in re.findall(r"\d+", linked)] == [
        len(joined), single, len(joined) - single - none - kinds, none, kinds
    ]  # fmt: skip
    (claim,) = [claim for claim in g.claims() if claim.quantity]
    assert figure == f"1 of {len(g.claims())} claims gives a figure. {claim.statement}"
    counts = g.evidence_summary().counts
    looked = sum(counts.values()) - counts["not looked for"]
    assert evidence.startswith(f"Studies were looked for on {looked} of {sum(counts.values())} claims of the article:")
    major = g.tensions(weight="major")
    assert tense == f"{len(g.tensions())} tensions, {len(major)} of them major. {major[0].why}"
    aimed = {edge.subject for edge in g.edges(predicate="targets") if edge.affirmed}
    assert all((node.name in without) == (node.id not in aimed) for node in g.nodes(category="Technique"))


def test_the_hub_of_a_category_is_what_most_others_are_kinds_of(graph: KnowledgeGraph) -> None:
    found = hubs(graph)
    assert found["Technique"].slug == "neuromodulation"
    for category in graph.schema.categories:
        members = {node.id for node in graph.nodes(category=category)}
        kinds = Counter(edge.object for edge in graph.edges(predicate=KIND) if {edge.subject, edge.object} <= members)
        assert (category in found) == any(count > 1 for count in kinds.values())
        assert category not in found or kinds[found[category].id] == max(kinds.values())
    told = page_data(excerpt(graph), len(graph)).records["categories"]
    assert {one["name"]: one["hub"] for one in told if "hub" in one} == {name: node.id for name, node in found.items()}
    assert hubs(made(0, 0, 0)) == {}


def test_what_a_graph_does_not_have_is_not_said() -> None:
    assert in_short(made(0, 0, 0)) == []
    assert all("None" not in short.text for graph in (made(), hostile()) for short in in_short(graph))


def test_questions_are_answered_as_they_are_asked(graph: KnowledgeGraph) -> None:
    found = answers(graph)
    assert [one["name"] for one in found] == list(ASKED)
    for one in found:
        result = graph.ask(one["name"])
        assert len(one["rows"]) + one["more"] == len(result)
        for row, expected in zip(one["rows"], result, strict=False):
            told = dict(zip(one["columns"], row, strict=True))
            assert all(
                cell == getattr(expected, name).id
                for name, cell in told.items()
                if isinstance(getattr(expected, name), kg.Node)
            )


@browser
def test_each_show_leads_somewhere(with_evidence: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(with_evidence), view="story")
    shorts = in_short(with_evidence)
    assert page.locator("#panel .short p").all_inner_texts() == [short.text for short in shorts]
    for place in range(len(shorts)):
        page = visit(page_of(with_evidence), view="story")
        before = page.url
        page.click(f"#panel .short .more >> nth={place}")
        assert page.url != before
        assert page.inner_text("#message") == ""
    page = visit(page_of(with_evidence), view="story")
    page.click("#panel .short .more >> nth=0")
    (answer,) = [one for one in answers(with_evidence) if one["name"] == "conditions-without-technique"]
    listed = page.locator("#panel .ranking bdi").all_inner_texts()
    assert listed == [with_evidence[id].name for (id,) in answer["rows"]]
    page = visit(page_of(with_evidence), view="story")
    page.click("#panel .answer summary >> nth=0")
    page.click("#panel .answer .name >> nth=0")
    assert page.evaluate("kgPage.chosen()") != ""
