"""The legend as a filter, its address, and how each step is undone."""

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_browser import READY, PageOf, Visit, go

from kg import KnowledgeGraph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
ROWS = """() => [...document.querySelectorAll("#filters :is(.row, .row button, summary)")].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x, y, width, height];
})"""
HEDGED, REPORTED = "#filters [aria-label='Only hedged']", "#filters [aria-label='Only reported']"
OFF = "[...document.querySelectorAll('#filters .toggle[aria-pressed=false]')].map((one) => one.textContent)"


def open_legend(page: "Page") -> None:
    page.evaluate("document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize(("view", "width"), [("graph", 1440), ("story", 1440), ("graph", 390)])
def test_only_moves_nothing(view: str, width: int, graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), view=view, size=(width, 900))
    if page.is_visible("#to-filters"):
        page.click("#to-filters")
    open_legend(page)
    before = page.evaluate(ROWS)
    for only in (HEDGED, REPORTED, "#filters [aria-label='Only techniques']"):
        page.eval_on_selector(only, "one => one.click()")
        assert page.evaluate(ROWS) == before
        assert page.is_visible("#reset")
    page.eval_on_selector("#reset", "one => one.click()")
    assert page.evaluate(ROWS) == before
    assert page.evaluate(OFF) == []
    # No empty strip: what clears the filters is always there.
    assert page.is_visible("#reset") == page.is_visible("#filters")
    assert page.is_disabled("#reset")


COUNTS = """() => [...document.querySelectorAll("#filters .row")].map((row) => [
    row.querySelector(".label").textContent, row.querySelector(".count").textContent, row.querySelector(".toggle").title])"""


def test_the_counts_in_the_legend_follow_the_filters(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?only-modality=hedged&only-inferred=outright")
    left = [claim for claim in graph.claims(modality="hedged") if not claim.inferred]
    edges = [edge for edge in graph.edges() if {claim.id for claim in left} & {claim.id for claim in edge.claims}]
    ends = {end for edge in edges for end in (edge.subject, edge.object)}
    wanted = {"hedged": len(left), "asserted": 0, "reported": 0}
    wanted |= {
        category.plural: sum(graph[end].category == name for end in ends)
        for name, category in graph.schema.categories.items()
        if graph.nodes(category=name)
    }
    wanted |= {
        graph.schema.predicates[name].label: sum(edge.predicate == name for edge in edges)
        for name in {edge.predicate for edge in graph.edges()}
    }
    found = {label: (count, title) for label, count, title in page.evaluate(COUNTS)}
    assert {label: int(found[label][0]) for label in wanted} == wanted
    assert found["hedged"][1] == f"{len(left)} of {len(graph.claims(modality='hedged'))} with these filters"
    page.click("#reset")
    found = {label: (count, title) for label, count, title in page.evaluate(COUNTS)}
    assert found["hedged"] == (str(len(graph.claims(modality="hedged"))), "")


@pytest.mark.parametrize("view", ["story", "matrix"])
def test_a_view_says_that_filters_are_on_and_clears_them(
    view: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    line = f"#{view}-view .filtered"
    page = visit(page_of(graph), view=view)
    assert page.locator(line).count() == 0
    for filters, about in (
        ("hide-category=Quality", "kind of thing"),
        ("only-modality=hedged,reported&hide-polarity=denied", "certainty"),
        ("only-section=nms:icliniq-2025.conclusion", "section"),
        ("hide-predicate=type_of&hide-source=nms:mesh", "relation, source"),
    ):
        go(page, f"#?view={view}&{filters}")
        said = page.inner_text(line)
        assert said.startswith(f"Filtered by {about}: ")
        assert f"{page.evaluate('kgPage.counts().claims')} of {len(graph.claims())} claims" in said
    page.click(f"{line} button")
    assert page.locator(line).count() == 0
    assert page.evaluate("kgPage.counts().claims") == len(graph.claims())
    assert page.evaluate("document.activeElement.id") == f"{view}-view"


def test_only_can_be_read_without_a_pointer(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    open_legend(page)
    found = page.eval_on_selector_all(
        "#filters .only",
        "all => all.map((one) => [getComputedStyle(one).opacity, one.getBoundingClientRect().width >= 24, one.scrollWidth <= one.clientWidth])",
    )
    assert len(found) > 10
    assert {tuple(one) for one in found} == {("1", True, True)}
    assert page.evaluate(
        "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.getElementById('filters'))"
    )


def test_sections_are_grouped_by_source_the_article_first(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.click("#filters summary >> text=Sections of the sources")
    groups = page.eval_on_selector_all(
        "#filters details details",
        "all => all.map((one) => [one.open, [...one.querySelectorAll('.label')].map((label) => label.textContent)])",
    )
    used = {claim.section for claim in graph.claims()}
    of_source = {
        source.kind: [section.title for section in source.sections if section.id in used] for source in graph.sources()
    }
    assert groups[0] == [True, of_source["article"]]
    assert [is_open for is_open, _ in groups[1:]] == [False] * (len(graph.sources()) - 1)
    assert not re.search(r"\(iCliniq", page.inner_text("#filters"))
    # Only one section leaves out those of every source.
    page.click("#filters [aria-label^='Only Conclusion']")
    assert page.evaluate("kgPage.counts().claims") == len(graph.claims(section="conclusion"))


@pytest.mark.parametrize("hash", ["#", "#?view=graph"])
def test_no_bare_jargon_at_first_sight(hash: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), hash, view="story")
    for box in (".bar", "#filters", ".story-key"):
        if page.locator(box).is_visible():
            text = page.locator(box).inner_text().lower()
            assert not re.search(r"betweenness|communit|\bnodes?\b|in tension(?!:)", text), box


def test_back_and_forward_undo_and_redo_each_filter_and_look(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph))

    def seen() -> Any:
        return page.evaluate(f"[{OFF}, kgPage.counts().claims, kgPage.chosen(), kgPage.look('scs').fill]")

    states = [seen()]
    for click in (HEDGED, "#filters .toggle >> nth=0", "#reset", "#appearance summary", "#appearance >> text=Group"):
        page.click(click)
        if seen() != states[-1]:
            states.append(seen())
    assert len(states) == 5
    for walk in (
        [page.go_back, page.go_forward],
        [lambda: page.keyboard.press("Control+z"), lambda: page.keyboard.press("Control+Shift+Z")],
    ):
        for step, expected in ((walk[0], states[-2::-1]), (walk[1], states[1:])):
            for state in expected:
                step()
                page.wait_for_function(f"([off, claims]) => JSON.stringify({OFF}) === JSON.stringify(off)", arg=state)
                page.wait_for_timeout(50)
                assert seen() == state
    # Undo never leaves the page, and is the field's own while one types.
    for _ in range(8):
        page.keyboard.press("Control+z")
        page.wait_for_timeout(30)
    assert seen() == states[0]
    page.keyboard.press("Control+Shift+Z")
    page.wait_for_function("() => kgPage.counts().claims < 100")
    page.fill("#search", "pain")
    page.keyboard.press("Control+z")
    page.wait_for_timeout(100)
    assert seen() == states[1]


def test_a_frame_without_a_history_has_undo(
    graph: KnowledgeGraph, page_of: PageOf, browser: "Browser", tmp_path: Path
) -> None:
    inside = escape(page_of(graph).read_text(encoding="utf-8"))
    path = tmp_path / "frame.html"
    path.write_text(
        f'<!doctype html><iframe sandbox="allow-scripts" style="width:1300px;height:800px" srcdoc="{inside}"></iframe>',
        encoding="utf-8",
    )
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    frame = page.frames[1]
    frame.wait_for_selector(READY, state="attached")
    # As in a frame that refuses.
    frame.evaluate(
        "void (history.pushState = history.replaceState = () => { throw new DOMException('no', 'SecurityError'); })"
    )
    frame.click("#to-graph")
    counts = [frame.evaluate("kgPage.counts()")]
    for only in (HEDGED, "#filters [aria-label='Only techniques']"):
        frame.click(only)
        counts.append(frame.evaluate("kgPage.counts()"))
    page.keyboard.press("Control+z")
    assert frame.evaluate("kgPage.counts()") == counts[1]
    page.keyboard.press("Control+z")
    assert frame.evaluate("kgPage.counts()") == counts[0]
    page.keyboard.press("Control+Shift+Z")
    assert frame.evaluate("kgPage.counts()") == counts[1]
    # A new step ends what could be done again.
    frame.click(REPORTED)
    page.keyboard.press("Control+Shift+Z")
    assert frame.evaluate("kgPage.counts()") not in counts
    context.close()


def test_words_in_a_table_are_one_step_and_in_the_address(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?view=table&table=claims")
    rows = page.locator("#rows tbody tr")
    page.focus("#words")
    page.keyboard.type("epilepsy, 50%")
    assert rows.count() == 0
    page.fill("#words", "epilepsy")
    count = rows.count()
    assert 0 < count < 20
    again = visit(page_of(graph), page.evaluate("location.hash"))
    assert again.locator("#rows tbody tr").count() == count
    assert again.input_value("#words") == "epilepsy"
    page.go_back()
    page.wait_for_function("() => document.getElementById('words').value === ''")
    assert rows.count() == len(graph.claims())
    page.go_forward()
    page.wait_for_function("() => document.getElementById('words').value === 'epilepsy'")
    assert rows.count() == count
    # Another table starts whole.
    page.click("#tab-nodes")
    assert rows.count() == len(graph)
    for words in ("x" * 5000, "__proto__", "%E0", "a,b&c=d?#"):
        page.fill("#words", words)
        assert page.input_value("#words") == words


def test_the_address_of_filters_is_short(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), view="story")
    open_legend(page)
    clicks = (HEDGED, "#filters [aria-label^='Only Conclusion']", "#filters [aria-label='Only techniques']")
    for click in clicks[:2]:
        page.eval_on_selector(click, "one => one.click()")
    hash = page.evaluate("location.hash")
    assert "only-modality=hedged" in hash
    assert len(hash) < 200
    page.eval_on_selector(clicks[2], "one => one.click()")
    hash = page.evaluate("location.hash")
    counts = page.evaluate("kgPage.counts()")
    again = visit(page_of(graph), hash)
    assert again.evaluate("kgPage.counts()") == counts
    # What is shorter as what is taken away stays so, and old links lead to the same.
    go(
        again,
        "#?hide-modality=asserted,reported&hide-section="
        + ",".join(
            section.id.replace(":", "%3A")
            for source in graph.sources()
            for section in source.sections
            if not section.id.endswith(".conclusion")
        ),
    )
    old = again.evaluate("kgPage.counts()")
    go(again, "#?only-modality=hedged&only-section=nms:icliniq-2025.conclusion")
    assert again.evaluate("kgPage.counts()") == old
    go(again, "#?view=graph")
    again.click("#filters .toggle >> nth=0")
    assert "hide-category=Technique" in again.evaluate("location.hash")
    go(again, "#?only-modality=nothing")
    assert "do not exist" in again.inner_text("#message")
    assert again.evaluate("kgPage.counts().claims") == len(graph.claims())


def test_an_endless_address_is_told_at_once(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), view="story")
    for hash in ("x" * 100_000, "?hide-category=" + "a," * 50_000, "?" + "a=b&" * 25_000, "%E0" * 33_000):
        took = page.evaluate(
            """async (hash) => {
                const start = performance.now();
                const arrived = new Promise((done) => addEventListener("hashchange", done, { once: true }));
                location.hash = hash;
                await arrived;
                return performance.now() - start;
            }""",
            hash,
        )
        assert page.locator("#message div").count() == 1
        assert len(page.inner_text("#message")) < 500
        assert took < 1000
    go(page, "#" + "y" * 5000)
    assert len(page.inner_text("#message")) < 500
