"""The reading list: claims set aside with notes, undone, saved with their citations, kept in the address or in a file."""

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_browser import PHONE, PageOf, Visit, address_of, go, open_all
from page_graphs import hostile, made

from kg import Claim, KnowledgeGraph

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ITEMS = "#reading li"


def pin(page: "Page", graph: KnowledgeGraph, *claims: Claim) -> None:
    """Add claims by the buttons among their details."""
    for claim in claims:
        edge = next(edge for edge in graph.edges() if claim in edge.claims)
        kept = page.evaluate("(/[?&](read=[^&]*)/.exec(location.hash) ?? ['', ''])[1]")
        go(page, f"#{address_of(edge)}?view=story&{kept}")
        page.click(f"#panel [data-claim='{claim.slug}'] .pin")


def pinned(page: "Page") -> list[str]:
    ids: list[str] = page.eval_on_selector_all(ITEMS, "all => all.map((one) => one.dataset.claim)")
    return ids


def saved(page: "Page", button: str, folder: Path) -> str:
    with page.expect_download() as download:
        page.click(f"#reading button >> text='{button}'")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_text(encoding="utf-8")


def test_a_claim_is_set_aside_noted_and_removed_with_undo(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    one, two = graph.claims()[0], graph.claims()[40]
    page = visit(page_of(graph), view="story")
    assert page.is_hidden("#to-reading")
    pin(page, graph, one, two)
    assert page.inner_text("#to-reading") == "2"
    assert page.inner_text(f"#panel [data-claim='{two.slug}'] .pin") == "Remove from reading list"
    page.click("#to-reading")
    assert pinned(page) == [one.slug, two.slug]
    page.fill(f"{ITEMS} .note >> nth=1", "why, & how? ~ 50 %")
    page.press(f"{ITEMS} .note >> nth=1", "Tab")
    assert page.evaluate("document.activeElement.textContent") == "Show"
    page.click(f"{ITEMS} button[aria-label^=Remove] >> nth=1")
    assert pinned(page) == [one.slug]
    assert page.evaluate("document.activeElement.textContent") == "Undo"
    page.keyboard.press("Enter")
    assert pinned(page) == [one.slug, two.slug]
    assert page.input_value(f"{ITEMS} .note >> nth=1") == "why, & how? ~ 50 %"
    # Each is a step: undone by the keyboard too.
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelectorAll('#reading li').length === 1")
    page.keyboard.press("Control+Shift+Z")
    page.wait_for_function("() => document.querySelectorAll('#reading li').length === 2")
    # The address holds it all, and nothing else does.
    again = visit(page_of(graph), page.evaluate("location.hash"))
    assert again.evaluate("localStorage.length") == 0
    again.click("#to-reading")
    assert pinned(again) == [one.slug, two.slug]
    assert again.input_value(f"{ITEMS} .note >> nth=1") == "why, & how? ~ 50 %"
    # A claim is shown in its relation, and leaves the list by the same button.
    again.click(f"{ITEMS} >> nth=0 >> text=Show")
    assert not again.is_visible("#reading")
    again.click(f"#panel [data-claim='{one.slug}'] .pin")
    assert again.inner_text("#to-reading") == "1"


def test_the_list_is_saved_with_citations(graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path) -> None:
    hedged = next(claim for claim in graph.claims() if claim.hedge)
    ontology = next(claim for claim in graph.claims() if graph.source(claim.source).kind == "ontology")
    page = visit(page_of(graph), view="story", accept_downloads=True)
    go(page, f"#?read={hedged.slug}%20a%20note,{ontology.slug}")
    page.click("#to-reading")
    text = saved(page, "Markdown", tmp_path)
    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV", tmp_path)[1:], newline="")))
    assert [row["id"] for row in rows] == [hedged.slug, ontology.slug]
    for claim, row in zip((hedged, ontology), rows, strict=True):
        source, section = graph.source(claim.source), graph.section(claim.section)
        assert (row["statement"], row["section"], row["source"]) == (claim.statement, section.title, source.title)
        assert row["paragraph"] == ("" if source.kind == "ontology" else str(claim.paragraph))
        assert (row["address"], row["published"]) == (source.url, source.published)
        assert not source.url or f"<{source.url}>" in text
        assert source.published in text
        assert claim.slug in text
        assert claim.statement.replace("[", "\\[") in text
    assert rows[0]["certainty"] == "hedged: " + ", ".join(f"“{word}”" for word in hedged.hedge)
    assert rows[0]["certainty"] in text
    assert f"paragraph {hedged.paragraph}." in text
    assert [row["note"] for row in rows] == ["a note", ""]
    assert text.count("   - Note: a note") == 1


def test_a_long_list_is_kept_in_a_file(graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path) -> None:
    claims = graph.claims()[:30]
    notes = [f"note {number} " + "x" * 60 for number in range(30)]
    path = tmp_path / "list.json"
    path.write_text(
        json.dumps({"claims": [{"id": c.slug, "note": n} for c, n in zip(claims, notes, strict=True)]}),
        encoding="utf-8",
    )
    # A reload is a second request for the file.
    page = visit(page_of(graph), view="story", accept_downloads=True, quiet=False)

    def open_file(file: Path) -> None:
        with page.expect_file_chooser() as chooser:
            page.click("#reading button >> text='Open a saved file'")
        chooser.value.set_files(file)

    page.click("#to-menu")
    page.click("#menu button >> text='Reading list'")
    open_file(path)
    page.wait_for_function("() => document.querySelectorAll('#reading li').length === 30")
    assert len(page.url) < 2000 + len(page_of(graph).as_uri())
    assert "read=" not in page.url
    assert "too long for the address" in page.inner_text("#reading")
    content = json.loads(saved(page, "Save as a file", tmp_path))
    assert [(entry["id"], entry["note"]) for entry in content["claims"]] == [
        (claim.slug, note) for claim, note in zip(claims, notes, strict=True)
    ]
    # It lasts through Back, Forward and a reload.
    page.keyboard.press("Escape")
    page.click("#to-matrix")
    page.go_back()
    page.wait_for_function("() => !document.getElementById('story-view').hidden")
    assert len(pinned(page)) == 30
    page.reload()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert len(pinned(page)) == 30
    # A short list goes back into the address; what is no list is told so.
    page.click("#to-reading")
    for _ in range(20):
        page.click(f"{ITEMS} button[aria-label^=Remove] >> nth=0")
    assert "read=" in page.url
    for text, said in (
        ("no JSON", "not a saved reading list"),
        ("[]", "not a saved reading list"),
        ("null", "not a saved reading list"),
        (
            '{"claims": [null, 3, {"id": "__proto__", "note": 3}, {"id": {}}]}',
            "0 claims read. 4 are not in this graph.",
        ),
    ):
        path.write_text(text, encoding="utf-8")
        open_file(path)
        page.wait_for_function("said => document.querySelector('#reading .said').textContent.includes(said)", arg=said)
        assert len(pinned(page)) == 10


def test_hostile_lists_are_harmless(page_of: PageOf, visit: Visit, tmp_path: Path) -> None:
    graph = hostile()
    page = visit(page_of(graph), view="story", accept_downloads=True)
    attack = "%3Cimg%20src%3Dx%20onerror%3D%22window.hit%3D1%22%3E"
    for hash in (f"#?read={graph.claims()[0].slug}%20{attack},__proto__,constructor,{attack}", "#?read=", "#?read=,,,"):
        go(page, hash)
        assert "do not exist" in page.inner_text("#message")
    go(page, f"#?read={graph.claims()[0].slug}%20{attack}")
    page.click("#to-reading")
    assert page.input_value(f"{ITEMS} .note").startswith("<img")
    text = saved(page, "Markdown", tmp_path)
    assert "<img" not in text.replace("\\<img", "")
    assert "<script" not in text.replace("\\<script", "")
    assert "javascript:" not in "".join(part.split(">")[0] for part in text.split(" <")[1:])
    assert page.evaluate("window.hit ?? null") is None
    assert page.locator("img").count() == 0


@pytest.mark.parametrize(
    ("size", "scheme"), [((1440, 900), "light"), ((1440, 900), "dark"), (PHONE, "light"), ((320, 700), "light")]
)
def test_everyone_can_use_it(size: Any, scheme: str, page_of: PageOf, visit: Visit, axe: str) -> None:
    graph = made()
    page = visit(page_of(graph), view="story", size=size, color_scheme=scheme)
    go(page, f"#thing-0?view=story&read={','.join(claim.slug for claim in graph.claims()[:3])}")
    open_all(page)
    page.evaluate(axe)
    run = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map((one) => one.id + one.nodes[0].html)"
    assert page.evaluate(run) == []
    page.click("#to-reading")
    assert page.evaluate(run) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.getElementById('reading'))"
    )
    # All by the keyboard: to the first note, on to its buttons, and out.
    seen = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
    assert {"Show", "Markdown", "CSV", "Save as a file", "Open a saved file"} <= seen
    page.keyboard.press("Escape")
    assert not page.is_visible("#reading")
    assert page.evaluate("kgPage.chosen()") == "thing-0"
