"""What a reader comes for, and how many clicks and keys it takes: never more than when the map was the first view."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from page_browser import FIGURES, PageOf, Visit

from kg import KnowledgeGraph

pytestmark = pytest.mark.browser


class Reader:
    """A reader at the first screen, who counts."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.clicks += 1

    def row(self, name: str) -> None:
        # The name is in two parts, so that the dot stays with the last word.
        place = self.page.locator("#story-view .thing bdi").all_text_contents().index(name)
        self.click(f"#story-view .thing >> nth={place}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def took(self, task: str, clicks: int, keys: int) -> None:
        """Note what it took; `clicks` and `keys` are what the first version needed."""
        FIGURES[f"task: {task}"] = f"{self.clicks} + {self.keys} clicks and keys ({clicks} + {keys} before)"
        assert self.clicks + self.keys <= clicks + keys


@pytest.fixture
def reader(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> Reader:
    return Reader(
        visit(page_of(graph), view="story", accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    )


def test_what_a_technique_targets(reader: Reader) -> None:
    reader.row("dorsal root ganglion stimulation")
    lit = reader.page.locator("#story-view [aria-label=targets i] .thing.lit")
    assert lit.count() == 1
    assert "dorsal root ganglion" in lit.inner_text()
    assert "targets" in lit.inner_text()
    reader.took("what a technique targets", 0, 8)


def test_hedged_claims_about_a_technique(reader: Reader, graph: KnowledgeGraph) -> None:
    hedged = [c for c in graph.claims(modality="hedged") if "nmk:pns" in (c.subject, c.object)]
    reader.row("peripheral nerve stimulation")
    pills = reader.page.locator("#panel .pills button").all_inner_texts()
    assert any("hedged" in pill for pill in pills) == bool(hedged)
    reader.took("hedged claims about a technique", 0, 5)


def test_from_a_pump_to_quality_of_life(reader: Reader, graph: KnowledgeGraph) -> None:
    reader.press("/", *"implanted p", "Enter")
    assert reader.page.inner_text("#panel h2") == "implanted pump"
    reader.click("#panel button >> text='Path to…'")
    reader.press(*"improved q", "Enter")
    names = reader.page.locator("#panel .path > li > .name").all_inner_texts()
    best = graph.paths("implanted-pump", "improved-quality-of-life")[0]
    assert names == [node.name for node in best.nodes]
    reader.took("the path from a pump to quality of life", 1, 32)


def test_compare_three(reader: Reader) -> None:
    for place, name in enumerate(
        ("differential target multiplexing", "dorsal root ganglion stimulation", "peripheral nerve stimulation")
    ):
        if place:
            reader.click("#to-story")
        reader.row(name)
        reader.click("#panel .actions button >> text=Compare")
    heads = reader.page.locator("#compare-view thead th").all_inner_texts()
    assert sum("stimulation" in head or "multiplexing" in head for head in heads) == 3
    reader.took("compare three", 3, 18)


def test_all_conditions(reader: Reader, graph: KnowledgeGraph) -> None:
    seen = reader.page.locator("#story-view [aria-label^=conditions i] bdi").all_inner_texts()
    assert sorted(seen) == sorted(node.name for node in graph.nodes(category="Condition"))
    reader.took("all conditions", 2, 0)


def test_claims_with_a_figure(reader: Reader, graph: KnowledgeGraph) -> None:
    (claim,) = [claim for claim in graph.claims() if claim.quantity]
    reader.click("#panel .short li:has-text('figure') .more")
    assert claim.statement in reader.page.inner_text("#panel")
    reader.took("claims with a figure", 4, 0)


def test_the_conclusion_as_csv(reader: Reader, graph: KnowledgeGraph, tmp_path: Path) -> None:
    page = reader.page
    reader.click("#to-filters")
    if not page.is_visible("#filters [aria-label='Only conclusion' i]"):
        reader.click("#filters summary >> text=Sections")
    page.hover("#filters .row:has-text('Conclusion')")
    reader.click("#filters [aria-label='Only conclusion' i]")
    page.click("#to-menu")
    with page.expect_download() as download:
        reader.click("#menu button >> text=CSV >> nth=0")
    path = tmp_path / "claims.csv"
    download.value.save_as(path)
    assert "conclusion" in download.value.suggested_filename
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == len(graph.claims(section="icliniq-2025.conclusion"))
    reader.took("the conclusion as CSV", 4, 0)


def test_a_link_that_restores(reader: Reader, page_of: PageOf, graph: KnowledgeGraph, visit: Visit) -> None:
    reader.row("spinal cord stimulation")
    url = reader.page.url
    again = visit(page_of(graph), "#" + url.partition("#")[2], view="story")
    assert again.inner_text("#panel h2") == "spinal cord stimulation"
    reader.took("a link that restores", 1, 0)


def test_svg(reader: Reader) -> None:
    reader.click("#to-menu")
    with reader.page.expect_download() as download:
        reader.click("#menu button >> text='Picture, SVG'")
    assert download.value.suggested_filename.endswith(".svg")
    reader.took("an SVG", 2, 0)
