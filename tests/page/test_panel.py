"""The panel of a node: short until more is asked for, by certainty, and as far as the filters leave it."""

from collections import Counter
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_browser import PHONE, READY, PageOf, Visit, address_of, choose, go, open_all, shown_claims
from test_access import violations

import kg
from kg import Claim, KnowledgeGraph

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HUB = "neuromodulation"
STOPS = """() => [...document.querySelectorAll("#panel :is(button, summary, a, input)")].filter((one) => one.checkVisibility()).length"""


def level(claim: Claim) -> str:
    """What a claim is counted as: the denied apart."""
    return claim.modality if claim.polarity == "affirmed" else claim.polarity


def about(graph: KnowledgeGraph, slug: str) -> list[Claim]:
    return [claim for claim in graph.claims() if f"nmk:{slug}" in (claim.subject, claim.object)]


def pills(page: "Page") -> list[tuple[str, bool]]:
    found = page.eval_on_selector_all(
        "#panel .pills button", "all => all.map((one) => [one.textContent, one.ariaPressed])"
    )
    return [(text, pressed == "true") for text, pressed in found]


def own(page: "Page") -> list[str]:
    open_all(page)
    return shown_claims(page, "#panel .group .claim")


def test_the_hub_is_short_until_it_is_opened(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    assert len([edge for edge in graph.edges() if f"nmk:{HUB}" in (edge.subject, edge.object)]) > 60
    page = visit(page_of(graph), f"#{HUB}")
    assert page.evaluate("document.getElementById('panel').scrollHeight") < 2500
    assert page.evaluate(STOPS) < 60
    # A closed group names three of its nodes, and opens to all of them.
    group = page.locator("#panel .group", has=page.locator("summary .label", has_text="is used to treat"))
    edges = graph.edges(subject=f"nmk:{HUB}", predicate="treats")
    treats = [edge for edge in edges if edge.predicate == "treats"]
    names = ", ".join(graph[edge.object].name for edge in treats[:3])
    assert group.locator(".names").inner_text() == f"{names} and {len(treats) - 3} more"
    assert group.locator(".relation:visible").count() == 0
    group.locator("summary").first.click()
    assert group.locator(".relation:visible").count() == len(treats)
    assert group.locator(".names").is_hidden()
    assert sorted(own(page)) == sorted(claim.slug for claim in about(graph, HUB))


def test_the_first_three_groups_are_open(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#chronic-pain")
    assert page.evaluate("document.getElementById('panel').scrollHeight") < 2100
    opened = page.eval_on_selector_all("#panel .group", "all => all.map((one) => one.open)")
    assert opened == [place < 3 for place in range(len(opened))]
    assert len(opened) > 3
    for group in page.locator("#panel .group").all()[3:]:
        assert group.locator(".names").is_visible()
        group.locator("summary").first.click()
        assert group.locator(".relation").first.is_visible()
    heads = page.locator("#panel h3").all_inner_texts()
    edges = [edge for edge in graph.edges() if edge.subject == "nmk:chronic-pain"]
    outward = sum(not graph.schema.predicates[edge.predicate].symmetric for edge in edges)
    assert heads[0] == f"From it: {outward} relations"


def test_a_group_shows_three_and_then_the_rest(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#chronic-pain")
    kinds = [edge for edge in graph.edges(subject="nmk:chronic-pain") if edge.predicate == "described_as"]
    assert len(kinds) > 3
    group = page.locator("#panel .group", has=page.locator("summary .label", has_text="is described as"))
    assert group.locator(".relation").count() == 3
    group.get_by_role("button", name=f"Show {len(kinds) - 3} more", exact=True).press("Enter")
    assert group.locator(".relation").count() == len(kinds)
    # The focus is at the first of those that have come.
    fourth = group.locator(".relation >> nth=3").locator(".name").first
    assert fourth.evaluate("one => one === document.activeElement")
    assert group.locator(".more", has_text="Show").count() == 0


def test_a_claim_is_one_line_until_it_is_opened(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#drg-stimulation")
    claims = {claim.slug: claim for claim in about(graph, "drg-stimulation")}
    page.eval_on_selector_all("#panel .group", "all => all.forEach((one) => { one.open = true; })")
    rows = page.locator("#panel .group .claim")
    assert rows.count() > 10
    for place in range(rows.count()):
        row = rows.nth(place)
        claim = claims[row.get_attribute("data-claim") or ""]
        assert row.locator(".statement").inner_text() == claim.statement
        # Certainty has a word and the form of its line.
        assert row.locator(".level").inner_text().split("\n")[0] == (
            "inferred" if claim.inferred and level(claim) in ("asserted", "reported") else level(claim)
        )
        assert row.locator(".level svg").count() == 1
        assert row.locator(".place").is_hidden()
        assert row.bounding_box()["height"] < 62
    first = rows.first
    first.locator("summary").press("Enter")
    assert first.locator(".place").is_visible()
    assert graph.section(claims[first.get_attribute("data-claim") or ""].section).title in first.inner_text()


def test_pills_leave_the_claims_of_one_certainty_what_is_inferred_among_them(
    drawn: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(drawn))
    busiest = Counter(end for claim in drawn.claims() for end in {claim.subject, claim.object}).most_common(3)
    for id, count in busiest:
        slug = id[4:]
        choose(page, slug)
        claims = about(drawn, slug)
        counts = Counter(map(level, claims))
        assert len(counts) > 1
        inferred = sum(claim.inferred for claim in claims)
        named = [
            (name, f"{name} {counts[name]}") for name in ("asserted", "reported", "hedged", "denied") if counts[name]
        ]
        named += [("inferred", f"{inferred} of them inferred")] if inferred else []
        assert pills(page) == [(f"all {count}", True), *((text, False) for _, text in named)]
        for place, (name, text) in enumerate(named, 1):
            page.locator("#panel .pills button").nth(place).press("Enter")
            assert [said for said, pressed in pills(page) if pressed] == [text]
            assert page.evaluate("document.activeElement.ariaPressed") == "true"
            assert sorted(own(page)) == sorted(
                claim.slug for claim in claims if (claim.inferred if name == "inferred" else level(claim) == name)
            )
            # The panel alone is filtered.
            assert page.evaluate("kgPage.counts().claims") == len(drawn.claims())
            assert page.url.endswith(f"level={name}")
        # The address keeps it: for a link, and for Back.
        linked = visit(page_of(drawn), "#" + page.url.partition("#")[2])
        assert pills(linked) == pills(page)
        page.go_back()
        page.wait_for_function("hash => location.href !== hash", arg=linked.url)
        assert [said for said, pressed in pills(page) if pressed] != [text]
        page.go_forward()
        page.wait_for_function("hash => location.hash === hash", arg="#" + linked.url.partition("#")[2])
    # Another node starts with all.
    choose(page, busiest[0][0][4:])
    assert pills(page)[0][1]


def test_no_pills_where_all_claims_are_equally_certain(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    node = next(
        node
        for node in graph
        if (claims := about(graph, node.slug)) and len({(level(claim), claim.inferred) for claim in claims}) == 1
    )
    page = visit(page_of(graph), f"#{node.slug}")
    assert pills(page) == []


def test_the_panel_obeys_the_filters(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#pns?view=table")
    claims = about(graph, "pns")
    reported = [claim for claim in claims if claim.modality == "reported"]
    assert 0 < len(reported) < len(claims)
    page.locator("#filters [aria-label='Only reported']").evaluate("one => one.click()")
    assert f"{len(reported)} of {len(claims)} claims with these filters." in page.inner_text("#panel")
    assert sorted(own(page)) == sorted(claim.slug for claim in reported)
    edge = next(edge for edge in graph.edges(subject="nmk:pns") if any(claim in reported for claim in edge.claims))
    go(page, f"#{address_of(edge)}?hide-modality={edge.claims[0].modality}")
    left = [claim.slug for claim in edge.claims if claim.modality != edge.claims[0].modality]
    assert shown_claims(page) == left
    assert f"{len(left)} of {len(edge.claims)} claim" in page.inner_text("#panel")
    # A filter that takes away the node itself leaves nothing, and a way back.
    go(page, "#pns?hide-category=Technique")
    assert own(page) == []
    assert f"0 of {len(claims)} claims with these filters." in page.inner_text("#panel")
    page.click("#panel button >> text=Clear filters")
    assert len(own(page)) == len(claims)
    assert "with these filters" not in page.inner_text("#panel")


def test_the_overview_counts_what_the_filters_leave(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?view=graph")
    asserted = [claim for claim in graph.claims(modality="asserted") if claim.polarity == "affirmed"]
    # Affirmed claims alone, here and in the legend; the denied are counted apart, and what is inferred is a part.
    assert page.inner_text("#panel .also").startswith(f"{len(graph.claims())} claims: {len(asserted)} asserted")
    inferred = sum(claim.inferred for claim in graph.claims())
    assert page.inner_text("#panel .also").endswith(f"{inferred} of them inferred")
    counts = page.eval_on_selector_all(
        "#filters .row",
        "all => all.map((row) => [row.querySelector('.label').textContent, row.querySelector('.count').textContent])",
    )
    assert ["asserted", str(len(asserted))] in counts
    assert ["of them inferred by the curator", str(inferred)] in counts
    assert ["denied", str(sum(claim.polarity == "denied" for claim in graph.claims()))] in counts
    hedged = graph.claims(modality="hedged")
    page.locator("#filters [aria-label='Only hedged']").evaluate("one => one.click()")
    assert page.inner_text("#panel .also").startswith(f"{len(hedged)} claims: {len(hedged)} hedged")
    assert f"{len(hedged)} of {len(graph.claims())} claims with these filters." in page.inner_text("#panel")


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_opened_panel(
    size: Any, scheme: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit, axe: str
) -> None:
    page = visit(page_of(graph), "#drg-stimulation", size=size, color_scheme=scheme)
    page.evaluate(axe)
    open_all(page)
    page.locator("#panel .pills button").last.click()
    open_all(page)
    assert violations(page) == []
    assert page.evaluate("document.getElementById('panel').scrollWidth <= document.getElementById('panel').clientWidth")


def test_in_a_narrow_frame_the_view_has_the_room(graph: KnowledgeGraph, tmp_path: Path, browser: Any) -> None:
    """As in a notebook's cell; a choice opens the panel, and a button does."""
    inside = escape(kg.dumps(graph, "html").decode("utf-8"))
    notebook = tmp_path / "notebook.html"
    notebook.write_text(
        f'<!doctype html><iframe style="width:100%;height:680px;border:0" srcdoc="{inside}"></iframe>', encoding="utf-8"
    )
    context = browser.new_context(viewport={"width": 1000, "height": 800}, offline=True)
    page = context.new_page()
    for width, view, small in (
        (900, "story", True),
        (1000, "graph", True),
        (1250, "graph", True),
        (1250, "story", True),
        (1400, "graph", False),
    ):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(notebook.as_uri())
        frame = page.frames[1]
        frame.wait_for_selector(READY, state="attached")
        frame.click(f"#to-{view}")
        box = frame.locator("#panel").bounding_box()
        assert (box["width"] < 60) == small, width
        if small:
            assert frame.locator("main").bounding_box()["width"] > width - 350
            frame.click("#panel .fold")
            assert frame.locator("#panel").bounding_box()["width"] > 300
            frame.click("#panel .fold")
            assert frame.locator("#panel").bounding_box()["width"] < 60
        frame.fill("#search", "spinal cord stim")
        frame.press("#search", "Enter")
        assert frame.locator("#panel").bounding_box()["width"] > 300
    # On its own the page has its panel at any width.
    page.set_viewport_size({"width": 1000, "height": 800})
    path = tmp_path / "page.html"
    kg.write(graph, path)
    page.goto(path.as_uri())
    page.wait_for_selector(READY, state="attached")
    assert page.locator("#panel").bounding_box()["width"] > 300
    context.close()
