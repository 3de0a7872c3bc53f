"""Things side by side: what is told first, what they are to each other, only what differs, and a file of it."""

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_browser import PHONE, PageOf, Visit
from page_graphs import hostile
from test_access import violations

from kg import Edge, KnowledgeGraph

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
THREE = ("drg-stimulation", "dtm", "pns")


def address(*slugs: str) -> str:
    return f"#?view=compare&compare={','.join(slugs)}"


def mutual(graph: KnowledgeGraph, *slugs: str) -> list[Edge]:
    ids = {f"nmk:{slug}" for slug in slugs}
    return [edge for edge in graph.edges() if ids >= {edge.subject, edge.object} and edge.subject != edge.object]


def labels(page: "Page") -> list[str]:
    found: list[str] = page.locator("#compare-view tbody th").all_text_contents()
    return found


def only_different(page: "Page") -> None:
    page.click("#compare-view button >> text=Only what differs")


def test_what_it_is_for_comes_first(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), address(*THREE))
    first = ["is used to treat", "relieves", "targets", "acts through", "has outcome", "aims at"]
    found = labels(page)
    wanted = [label for label in first if label in found]
    assert len(wanted) == 6
    assert found[:6] == wanted


@pytest.mark.parametrize("slugs", [THREE, ("scs", "pns"), ("neuromodulation", "dtm", "scs", "pns")])
def test_what_they_are_to_each_other_is_a_sentence(
    slugs: tuple[str, ...], graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph), address(*slugs))
    edges = mutual(graph, *slugs)
    between = page.locator("#compare-view .mutual")
    if not edges:
        assert between.count() == 0
        return
    text = re.sub(r"\s+", " ", between.inner_text())
    assert text.startswith("Between them: ")
    assert between.locator("button").count() == len(edges)
    for edge in edges:
        predicate = graph.schema.predicates[edge.predicate]
        ends = [graph[edge.subject].name, graph[edge.object].name]
        places = [text.find(name) for name in ends]
        assert predicate.label in text
        assert min(places) > 0
        if edge.certainty != f"{len(edge.claims)} asserted":
            assert f"({edge.certainty})" in text
    # It is no row as well, and it leads to its claims.
    names = {graph[f"nmk:{slug}"].name for slug in slugs}
    assert not names.intersection(page.locator("#compare-view td:not(:has(.nothing)) .value .name").all_text_contents())
    between.locator("button").first.click()
    assert page.evaluate("kgPage.chosen()").count("/") == 2


def test_only_what_differs(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), address(*THREE))
    cells = """() => [...document.querySelectorAll("#compare-view tbody tr")].map((row) => [row.querySelector("th").textContent,
        [...row.querySelectorAll("td")].map((cell) => [...cell.querySelectorAll(".value")].map((one) => [
            one.querySelector(".name").textContent, one.querySelector(".badge").textContent]))])"""
    whole = page.evaluate(cells)
    only_different(page)
    assert page.get_attribute("#only-different", "aria-pressed") == "true"
    assert page.evaluate("document.activeElement.id") == "only-different"
    # The address keeps it: for a link, and for Back.
    assert "&differs=only" in page.url
    assert visit(page_of(graph), "#" + page.url.partition("#")[2]).evaluate(cells) == page.evaluate(cells)
    page.go_back()
    page.wait_for_selector("#only-different[aria-pressed=false]")
    assert page.evaluate(cells) == whole
    only_different(page)

    def same(value: list[str], row: list[list[list[str]]]) -> bool:
        return all(value in cell for cell in row)

    expected = [
        [label, [[value for value in cell if not same(value, row)] for cell in row]]
        for label, row in whole
        if any(not same(value, row) for cell in row for value in cell)
    ]
    assert page.evaluate(cells) == expected
    assert len(expected) < len(whole)
    # A cell that holds only what all have is not said to be empty.
    emptied = sum(
        bool(cell)
        for (_, row), (_, left) in zip([one for one in whole if one[0] in dict(expected)], expected, strict=True)
        for cell, now in zip(row, left, strict=True)
        if not now
    )
    told = page.locator("#compare-view .nothing").all_text_contents()
    assert told.count("–nothing else") == emptied > 0
    only_different(page)
    assert page.evaluate(cells) == whole


def test_an_empty_cell_is_quiet(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), address(*THREE))
    empty = page.locator("#compare-view .nothing").first
    assert empty.text_content() == "–nothing claimed"
    assert empty.locator("[aria-hidden=true]").text_content() == "–"
    assert empty.locator(".unseen").bounding_box()["width"] <= 1


def test_a_file_of_the_comparison(graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path) -> None:
    """Its rows are those of `kg compare --csv`, in fewer columns."""
    page = visit(page_of(graph), address(*THREE), accept_downloads=True)
    with page.expect_download() as download:
        page.click("#compare-view button >> text=CSV")
    assert download.value.suggested_filename == f"neuromod-kg-compare-{'-'.join(THREE)}.csv"
    path = tmp_path / "comparison.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(io.StringIO(path.read_bytes()[3:].decode("utf-8"), newline="")))
    columns = ("predicate_label", "node", "node_name", "value", "value_name", "certainty")
    told = sorted((*(row[name] for name in columns), *sorted(row["claims"].split("|"))) for row in rows)
    asked = graph.compare(*THREE).rows()
    assert told == sorted((*(row[name] for name in columns), *sorted(row["claims"])) for row in asked)


def test_a_comparison_obeys_the_filters(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), f"{address(*THREE)}&hide-predicate=differs_from,similar_to,alternative_to")
    assert page.locator("#compare-view .mutual").count() == 0
    page = visit(page_of(graph), f"{address(*THREE)}&hide-modality=asserted")
    badges = page.locator("#compare-view tbody .badge:not(.tension)").all_text_contents()
    assert badges
    assert not any("asserted" in badge for badge in badges)


def test_a_hostile_comparison_is_only_text(page_of: PageOf, visit: Visit) -> None:
    graph = hostile()
    edge = next(edge for edge in graph.edges() if edge.subject != edge.object)
    page = visit(page_of(graph), address(edge.subject[4:], edge.object[4:]))
    assert "<img src=x" in page.inner_text("#compare-view .mutual")
    only_different(page)
    assert page.evaluate("window.hit ?? null") is None
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_comparison(
    size: tuple[int, int], scheme: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit, axe: str
) -> None:
    page = visit(page_of(graph), address(*THREE), size=size, color_scheme=scheme)
    page.evaluate(axe)
    assert violations(page) == []
    only_different(page)
    assert violations(page) == []
    assert page.locator("#compare-view .scroller").bounding_box()["height"] > 300
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_comparison_says_that_it_is_filtered(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?view=compare&compare=dtm,pns,scs&only-modality=hedged")
    assert page.inner_text("#compare-view .filtered").startswith("Filtered by certainty: ")
    assert set(page.locator("#compare-view .nothing").all_inner_texts()) == {"nothing with these filters"}
    page.click("#compare-view .filtered button")
    assert page.locator("#compare-view .filtered").count() == 0
    assert page.evaluate("document.activeElement.id") == "compare-view"
    assert "nothing with these filters" not in page.inner_text("#compare-view")


def test_the_choice_is_compared_and_its_siblings_are_offered(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    for slug in ("scs", "lower-leg-pain", "brain"):
        page = visit(page_of(graph), f"#{slug}?view=compare")
        heads = page.locator("#compare-view th[scope=col] bdi").all_inner_texts()
        assert heads[0] == graph[slug].name
        kinds = {node.name for node in graph.nodes(category=graph[slug].category)}
        offered = page.locator("#compare-view .actions button bdi").all_inner_texts()
        assert set(heads) <= kinds
        assert set(offered) <= kinds - set(heads)
        assert offered or slug != "brain"
        if offered:
            page.click("#compare-view .actions button:has(bdi) >> nth=0")
            assert page.locator("#compare-view th[scope=col] bdi").all_inner_texts() == [*heads, offered[0]]
