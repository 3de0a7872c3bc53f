"""Search: names first, then what is said; slips of a letter, numbers, all hits at once."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from page_browser import FIGURES, PHONE, PageOf, Visit, go
from page_graphs import made

from kg import KnowledgeGraph

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
NAMES, CLAIMS = (
    "#hits [role=group][aria-label=Names] [role=option]",
    "#hits [role=group][aria-label=Claims] [role=option]",
)


def names(page: "Page", text: str) -> list[str]:
    page.fill("#search", text)
    return [name.strip() for name in page.locator(f"{NAMES} > span:first-of-type").all_text_contents()]


def statements(page: "Page", text: str) -> list[str]:
    page.fill("#search", text)
    return page.locator(f"{CLAIMS} > span:first-of-type:not(.all)").all_text_contents()


def test_search_finds_claims_by_what_they_say(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """By their figures, however written, by the words that hedge, by the title of their section, by their id."""
    page = visit(page_of(graph))
    with_figure = next(claim for claim in graph.claims() if claim.quantity)
    for text in ("80", "percent", "%", "80%", "> 80 %", with_figure.slug):
        assert statements(page, text)[:1] == [with_figure.statement], text
    assert page.locator("#hits mark").count() >= 1
    hedged = next(claim for claim in graph.claims() if "may" in claim.hedge)
    assert hedged.statement in statements(page, f"may {hedged.statement}")
    section = graph.section(graph.claims()[0].section)
    assert statements(page, section.title)
    for text in ("nobody says this", "8", "0", "percentages"):
        assert with_figure.statement not in statements(page, text), text


def test_claims_are_found_by_other_names_and_notes(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """In the search as in the tables; what is said so comes first."""
    page = visit(page_of(graph))
    ends = {claim.statement for claim in graph["scs"].claims if "nmk:scs" in (claim.subject, claim.object)}
    noted = next(claim for claim in graph.claims() if claim.note)
    for text, wanted in (("SCS", ends), (noted.note, {noted.statement})):
        assert statements(page, text)
        assert page.locator(f"{CLAIMS} .also mark").count() >= 1
        go(page, f"#?view=table&table=claims&words={quote(text[:200])}")
        assert wanted <= set(page.locator("#rows td.wide").all_text_contents()), text
    assert all("neuromodulation" in statement.lower() for statement in statements(page, "neuromodulation"))
    go(page, "#?view=table&words=SCS")
    assert "spinal cord stimulation" in page.locator("#rows td:first-child").all_text_contents()
    hedge = next(claim.hedge[0] for claim in graph.claims() if claim.hedge)
    for text in ("SCS", noted.note[:200], hedge):
        go(page, f"#?view=table&table=relations&words={quote(text)}")
        assert page.locator("#rows tbody tr").count() >= 1, text


def test_words_that_are_found_are_marked(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.fill("#search", "ELECTRODES brain")
    marked = {text.lower() for text in page.locator(f"{CLAIMS} mark").all_inner_texts()}
    assert {"electrodes", "brain"} <= marked
    assert all(text.startswith(("electrodes", "brain")) for text in marked)


def test_a_claim_opens_in_its_relation(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    edge = max(graph.edges(), key=lambda edge: len(edge.claims))
    claim = edge.claims[-1]
    for view, size in (("story", (1440, 900)), ("graph", (1440, 900)), ("tensions", (1440, 900)), ("story", PHONE)):
        page = visit(page_of(graph), view=view, size=size)
        assert statements(page, claim.statement)[0] == claim.statement
        page.press("#search", "ArrowUp")
        page.keyboard.press("ArrowDown")
        page.locator(CLAIMS).first.click()
        assert page.evaluate("kgPage.chosen()") == f"{edge.subject[4:]}/{edge.predicate}/{edge.object[4:]}"
        item = page.locator(f"#panel [data-claim='{claim.slug}']")
        assert item.evaluate("one => one === document.activeElement")
        box, panel = item.bounding_box(), page.locator("#panel").bounding_box()
        assert panel["y"] <= box["y"] < panel["y"] + panel["height"]
        assert page.input_value("#search") == ""


SLIPS = {
    "stimulation": ("stimulaton", "stimmulation", "stimulatien", "stimultaion"),
    "brain": ("brian", "brainn", "bruin"),
}


@pytest.mark.parametrize("word", list(SLIPS))
def test_one_letter_may_be_wrong(word: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    for text in SLIPS[word]:
        assert any(word in name for name in names(page, text)), text
        assert any(word in statement.lower() for statement in statements(page, text)), text


def test_slips_come_only_where_nothing_is_written_so(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    called = ("marker", "market", "master", "cord")
    nodes = [replace(node, name=name) for node, name in zip(made_graph.nodes(), called, strict=False)]
    graph = KnowledgeGraph(schema=made_graph.schema, sources=made_graph.sources(), nodes=nodes, claims=())
    page = visit(page_of(graph))
    assert names(page, "marker") == ["marker"]
    assert page.locator("#hits mark").count() == 1
    assert page.locator("#hits .none").count() == 0
    assert names(page, "markex") == ["marker", "market"]
    assert page.inner_text("#hits .none") == "Nothing has “markex”. Similar:"
    assert page.locator("#hits mark").count() == 0
    page.keyboard.press("Enter")
    assert page.evaluate("kgPage.chosen()") == nodes[0].slug
    # A short word, two slips, or a slip for the start of a longer word, is another word.
    assert names(page, "mastr") == ["master"]
    for text in ("crod", "mraekr", "maste", "masxe"):
        assert names(page, text) == (["master"] if text == "maste" else []), text
    assert page.inner_text("#hits") == "No matches."


def test_numbers_are_found_whole(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    for text in ("50", "5027", "000", "0"):
        assert "epilepsy" not in names(page, text), text
    for text in ("0005027", "MONDO:0005027", "mondo 0005027"):
        assert names(page, text)[0] == "epilepsy", text


def test_all_claims_that_are_found(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """The last row opens their table; filters hold for the list as for the table."""
    page = visit(page_of(graph), view="story")
    for filters in ("", "?hide-modality=asserted"):
        page.evaluate("hash => { location.hash = hash }", filters)
        page.fill("#search", "may")
        last = page.locator("#hits [role=option]").last
        count = int(re.findall(r"\d+", last.inner_text())[0])
        assert count > 6
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        assert page.get_attribute("#tab-claims", "aria-selected") == "true"
        assert page.input_value("#words") == "may"
        assert page.locator("#rows tbody tr").count() == count
        assert page.input_value("#search") == "may"
        page.click("#to-story")
    # What only a slip finds is the same in both.
    page.evaluate("location.hash = ''")
    page.fill("#search", "electode")
    last = page.locator("#hits [role=option]").last
    count = int(re.findall(r"\d+", last.inner_text())[0])
    last.click()
    assert page.locator("#rows tbody tr").count() == count


def test_what_is_found_is_lit(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), view="story")
    lit = page.locator("#story-view .hit")
    page.fill("#search", "epilepsy")
    assert any("epilepsy" in text for text in lit.all_inner_texts())
    page.keyboard.press("Escape")
    assert lit.count() == 0
    page.click("#to-matrix")
    page.fill("#search", "epilepsy")
    assert "epilepsy" in page.locator("#matrix-view .hit").all_inner_texts()
    page.keyboard.press("Escape")
    assert page.locator("#matrix-view .hit").count() == 0
    # On the map they have rings.
    page.click("#to-graph")
    at = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelector('#graph canvas').toDataURL()))))"
    before = page.evaluate(at)
    page.fill("#search", "epilepsy")
    assert page.evaluate(at) != before
    page.keyboard.press("Escape")
    assert page.evaluate(at) == before


def test_the_list_can_be_read(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    for size, width in (((1440, 900), 420), (PHONE, 340), ((320, 700), 280)):
        page = visit(page_of(graph), size=size)
        page.fill("#search", "pain")
        box = page.locator("#hits").bounding_box()
        assert box
        assert box["width"] >= width
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


HARMLESS = (
    "__proto__",
    "constructor",
    "(.*[",
    "\\",
    "$&",
    "<img onerror>",
    "a+b?",
    "%%%",
    "\u202e",
    "x" * 100_000,
    "pain " * 20_000,
)
TIME = """(text) => {
    const field = document.getElementById("search");
    const start = performance.now();
    field.value = text;
    field.dispatchEvent(new Event("input"));
    document.getElementById("hits").getBoundingClientRect();
    return performance.now() - start;
}"""


def test_any_text_is_harmless_and_answered_at_once(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    for nodes, limit, drawn in ((len(graph), 50, graph), (5000, 200, made(5000, 12_500, 13_000))):
        page = visit(page_of(drawn), view="story")
        page.focus("#search")
        page.wait_for_timeout(100)
        texts = (*HARMLESS, "stimulatoin", "pain", "thing", "of", "statment numbr something")
        times = {text: [page.evaluate(TIME, text) for _ in range(3)] for text in texts}
        slowest = max(min(tries) for tries in times.values())
        FIGURES[f"search in {nodes:,} nodes: first, slowest of {len(texts)}"] = (
            f"{times['__proto__'][0]:.0f} ms, {slowest:.0f} ms"
        )
        # The machine may be busy: three times what is wanted, the best of three.
        assert slowest <= 3 * limit
        assert page.locator("#hits img").count() == 0
