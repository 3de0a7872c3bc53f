"""The tables: what is read, sorted, searched and saved in them."""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_browser import PHONE, PageOf, Visit
from page_graphs import hostile

from kg import KnowledgeGraph

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
CLAIMS = "#?view=table&table=claims"
WORDS = "#words"


def column(page: "Page", place: int) -> list[str]:
    texts: list[str] = page.locator(f"#rows tbody td:nth-child({place})").all_text_contents()
    return texts


def listed(page: "Page") -> str:
    return str(page.inner_text(".tabs .count"))


@pytest.mark.parametrize(("width", "hash"), [(1440, CLAIMS), (1000, CLAIMS), (1440, CLAIMS.replace("#", "#dtm"))])
def test_a_figure_can_be_read(width: int, hash: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """No badge lies over it, and without a panel nobody has to scroll sideways for it."""
    page = visit(page_of(graph), hash, size=(width, 900))
    page.click(".tabs button >> text=With a figure")
    found = page.evaluate(
        """() => {
            const range = document.createRange();
            return [...document.querySelectorAll("#rows td.figure")].map((cell) => {
                range.selectNodeContents(cell);
                const [text, box] = [range.getBoundingClientRect(), document.getElementById("rows").getBoundingClientRect()];
                const over = [...cell.parentElement.querySelectorAll(".badge")].map((one) => one.getBoundingClientRect())
                    .filter((one) => one.right > text.left && one.left < text.right && one.bottom > text.top && one.top < text.bottom);
                return [cell.textContent, over.length, text.height, text.right <= box.right];
            });
        }"""
    )
    figures = [str(claim.quantity) for claim in graph.claims() if claim.quantity]
    assert [text for text, *_ in found] == figures
    assert {over for _, over, *_ in found} == {0}
    assert max(height for *_, height, _ in found) < 30
    if hash == CLAIMS:
        assert all(inside for *_, inside in found)


def test_blanks_come_last_in_both_directions(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    page.click("#to-table")
    blank = 0
    for tab in ("nodes", "relations", "claims"):
        page.click(f"#tab-{tab}")
        for place in range(1, page.locator("#rows th").count() + 1):
            for _ in range(2):
                page.click(f"#rows th:nth-child({place}) button")
                texts = column(page, place)
                assert [bool(text) for text in texts] == sorted((bool(text) for text in texts), reverse=True)
                blank += sum(not text for text in texts)
    assert blank > 0


def test_only_claims_with_a_figure(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn), CLAIMS)
    only = page.locator(".tabs button", has_text="With a figure")
    wanted = [claim.statement for claim in drawn.claims() if claim.quantity]
    only.click()
    assert only.get_attribute("aria-pressed") == "true"
    assert column(page, 1) == wanted
    assert listed(page) == f"{len(wanted)} of {len(drawn.claims())} claims"
    only.click()
    assert len(column(page, 1)) == len(drawn.claims())
    page.click("#tab-nodes")
    assert only.is_hidden()
    assert len(column(page, 1)) == len(drawn)


def test_rows_with_words(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """Words in any order, as they begin, whatever their case and accents; the count is said while one types."""
    page = visit(page_of(graph), CLAIMS)
    first = graph.claims()[0]
    name = graph[first.object].name
    for words in (first.statement, first.statement.upper(), " ".join(reversed(first.statement.split()))):
        page.fill(WORDS, words)
        assert first.statement in column(page, 1), words
        assert len(column(page, 1)) < len(graph.claims())
    page.fill(WORDS, name.replace("o", "ó"))
    rows = page.locator("#rows tbody tr").all_text_contents()
    assert rows
    assert all(word.casefold() in row.casefold() for row in rows for word in name.split())
    assert listed(page) == f"{len(rows)} of {len(graph.claims())} claims"
    assert page.get_attribute(".tabs .count", "role") == "status"
    page.fill(WORDS, "nobody says this")
    assert page.inner_text("#rows .none") == "No row matches."
    assert listed(page) == f"0 of {len(graph.claims())} claims"
    assert page.evaluate("document.activeElement.id") == "words"
    # Another table is whole again.
    page.click("#tab-relations")
    assert page.input_value(WORDS) == ""
    assert listed(page) == f"{len(graph.edges())} relations"


def test_hedges_and_figures_are_among_the_words(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph), CLAIMS)
    for words, wanted in (
        ("may", [claim for claim in made_graph.claims() if "may" in claim.hedge]),
        (">50 %", [claim for claim in made_graph.claims() if claim.quantity]),
        ("50", [claim for claim in made_graph.claims() if claim.quantity or " 50:" in claim.statement]),
    ):
        page.fill(WORDS, words)
        assert column(page, 1) == [claim.statement for claim in wanted]


def test_hostile_words_are_only_words(page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(hostile()), CLAIMS)
    for words in ("__proto__", "constructor", "<img onerror>", "(.*[", "\\", "$&", "x" * 5000):
        page.fill(WORDS, words)
        assert listed(page).endswith("claims")
    page.fill(WORDS, "__proto__")
    assert len(column(page, 1)) == 10
    assert page.locator("#rows img").count() == 0


def saved(page: "Page", click: str, folder: Path) -> tuple[str, list[dict[str, str]]]:
    if click.startswith("#menu"):
        page.click("#to-menu")
    with page.expect_download() as download:
        page.click(click)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.name, list(csv.DictReader(io.StringIO(path.read_bytes()[3:].decode("utf-8"), newline="")))


TABLE_CSV, MENU_CSV = ".tabs button >> text=CSV", "#menu button >> text='Claims, CSV'"


def test_the_file_of_a_table_is_the_table_and_its_name_says_so(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path
) -> None:
    page = visit(page_of(graph), CLAIMS, accept_downloads=True)
    assert saved(page, TABLE_CSV, tmp_path)[0] == "neuromod-kg-claims.csv"
    conclusion = graph.claims(section="conclusion")
    page.eval_on_selector("#filters [aria-label^='Only Conclusion']", "one => one.click()")
    name, rows = saved(page, MENU_CSV, tmp_path)
    assert name == "neuromod-kg-claims-section-conclusion.csv"
    assert len(rows) == len(conclusion)
    page.fill(WORDS, "Chronic Pain")
    page.click("#rows th:nth-child(2) button")
    page.click("#rows th:nth-child(2) button")
    for click in (TABLE_CSV, MENU_CSV):
        name, rows = saved(page, click, tmp_path)
        assert name == "neuromod-kg-claims-section-conclusion-words-chronic-pain-by-subject-descending.csv"
        assert [row["statement"] for row in rows] == column(page, 1)
        assert 0 < len(rows) < len(conclusion)
    # The other tables have files too, and without the table open its words do not count.
    page.click("#tab-nodes")
    name, rows = saved(page, TABLE_CSV, tmp_path)
    assert (name, [row["name"] for row in rows]) == (
        "neuromod-kg-nodes-section-conclusion.csv",
        column(page, 1),
    )
    page.click("#tab-relations")
    name, rows = saved(page, TABLE_CSV, tmp_path)
    assert [row["subject"] for row in rows] == column(page, 1)
    assert len(saved(page, MENU_CSV, tmp_path)[1]) == len(conclusion)


@pytest.mark.parametrize(
    ("filters", "name"),
    [
        ("hide-modality=asserted,reported,denied", "modality-hedged"),
        ("hide-polarity=denied", "polarity-affirmed"),
        ("hide-category=Quality", "category-without-quality"),
        ("hide-category=Quality,Concept,Target,Device", "category-9-of-13"),
        ("hide-mark=in-none&hide-inferred=inferred", "inferred-outright-mark-in-tension"),
    ],
)
def test_a_files_name_tells_the_filters(
    filters: str, name: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path
) -> None:
    page = visit(page_of(graph), f"#?{filters}", accept_downloads=True)
    assert saved(page, MENU_CSV, tmp_path)[0] == f"neuromod-kg-claims-{name}.csv"


def test_the_tools_of_a_table_fit_a_phone(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph), CLAIMS, size=PHONE, has_touch=True, is_mobile=True)
    for width in (PHONE[0], 320):
        page.set_viewport_size({"width": width, "height": PHONE[1]})
        boxes: list[Any] = page.eval_on_selector_all(
            ".tabs :is(button, input, .count)", "all => all.map((one) => one.getBoundingClientRect().toJSON())"
        )
        assert all(box["left"] >= 0 and box["right"] <= width for box in boxes)
        assert min(box["height"] for box in boxes[:-1]) >= 40


def test_order_and_figure_are_in_the_address(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """Back takes them away one by one, a link brings them back; another table starts without them."""
    page = visit(page_of(graph), CLAIMS)
    plain = column(page, 1)
    heads = page.locator("#rows th button")
    heads.first.click()
    assert page.url.endswith(f"{CLAIMS}&sort=statement")
    once = column(page, 1)
    heads.first.click()
    assert page.url.endswith(f"{CLAIMS}&sort=statement,descending")
    assert column(page, 1) == once[::-1]
    page.click(".tabs button >> text=With a figure")
    assert page.url.endswith("&sort=statement,descending&figure=only")
    figures = [claim for claim in graph.claims() if claim.quantity]
    again = visit(page_of(graph), "#" + page.url.partition("#")[2])
    assert len(column(again, 1)) == len(figures)
    assert again.get_attribute("#rows th >> nth=0", "aria-sort") == "descending"
    for rows in (once[::-1], once, plain):
        page.go_back()
        page.wait_for_function("count => document.querySelectorAll('#rows tbody tr').length === count", arg=len(rows))
        page.wait_for_function("text => document.querySelector('#rows td').textContent === text", arg=rows[0])
        assert column(page, 1) == rows
    heads.first.click()
    page.click("#tab-nodes")
    assert page.url.endswith("#?view=table")
    assert page.locator("#rows [aria-sort]:not([aria-sort=none])").count() == 0
    for odd in ("sort=__proto__", "sort=", "sort=statement,<img>,x"):
        assert len(column(visit(page_of(graph), f"{CLAIMS}&{odd}"), 1)) == len(plain)
    strange = visit(page_of(graph), f"{CLAIMS}&figure=no")
    assert "There is no figure" in strange.inner_text("#message")
