"""A selection on the map: drawn as a box, listed in the panel, kept in the address, shown by itself."""

from typing import Any

import pytest
from page_browser import PHONE, PageOf, Visit, click_at

from kg import KnowledgeGraph

pytestmark = pytest.mark.browser

WHERE = "Object.fromEntries(Object.keys(kgPage.positions()).map((slug) => [slug, kgPage.at(slug)]))"


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def in_upper_left(page: Any) -> tuple[tuple[float, float], tuple[float, float], list[str]]:
    """A box over a part of the picture, and the nodes in it."""
    box = page.locator("#graph").bounding_box()
    start, end = (box["x"] + 4, box["y"] + 4), (box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4)
    inside = [
        slug
        for slug, at in page.evaluate(WHERE).items()
        if start[0] <= at["x"] <= end[0] and start[1] <= at["y"] <= end[1]
    ]
    return start, end, sorted(inside)


def listed(page: Any, graph: KnowledgeGraph) -> list[str]:
    return sorted(graph[name].slug for name in page.locator("#panel .ranking .name").all_inner_texts())


@pytest.mark.parametrize("way", ["shift", "button"])
def test_a_box_selects_what_is_in_it(way: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    before = page.evaluate(WHERE)
    start, end, inside = in_upper_left(page)
    assert len(inside) > 5
    if way == "shift":
        page.keyboard.down("Shift")
    else:
        page.click("#select-box")
        assert page.get_attribute("#select-box", "aria-pressed") == "true"
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    assert page.is_visible(".selection-box")
    page.mouse.up()
    page.keyboard.up("Shift")
    assert page.is_hidden(".selection-box")
    assert page.inner_text("#panel h2") == f"{len(inside)} chosen"
    assert page.inner_text("#live") == f"{len(inside)} chosen"
    assert listed(page, graph) == inside
    # The picture stays where it is, and a link leads to the same selection.
    assert page.evaluate(WHERE) == before
    assert "pick=" in page.url
    again = visit(page_of(graph), page.url[page.url.index("#") :])
    assert listed(again, graph) == inside
    # A click with Shift takes one out.
    if way == "shift":
        page.keyboard.down("Shift")
        click_at(page, inside[0])
        page.keyboard.up("Shift")
        assert listed(page, graph) == inside[1:]
    page.click("#panel .actions >> text=Clear")
    assert page.inner_text("#panel h2") == graph.schema.dataset.title
    assert "pick=" not in page.url


def test_only_these_are_drawn_and_compared(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    chosen = ["dorsal-root-ganglion", "drg-stimulation", "pns", "scs"]
    page = visit(page_of(graph), f"#?pick={','.join(chosen)}")
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) == len(graph)
    page.click("#panel .actions >> text=Only these")
    drawn = page.evaluate("kgPage.drawn()")
    assert drawn["nodes"] == chosen
    assert "drg-stimulation/targets/dorsal-root-ganglion" in drawn["edges"]
    assert len(page.evaluate("kgPage.names()")) == len(chosen)
    assert page.inner_text("#note span") == "Only the 4 chosen."
    assert visit(page_of(graph), page.url[page.url.index("#") :]).evaluate("kgPage.drawn()") == drawn
    page.click("#note button")
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) == len(graph)
    assert listed(page, graph) == chosen
    page.click("#panel .actions >> text=Compare")
    heads = page.locator("#compare-view thead .name").all_inner_texts()
    assert sorted(graph[name].slug for name in heads) == chosen


def test_a_long_selection_is_not_in_the_address_but_in_the_steps(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph))
    box = page.locator("#graph").bounding_box()
    page.keyboard.down("Shift")
    drag(page, (box["x"] + 2, box["y"] + 2), (box["x"] + box["width"] - 2, box["y"] + box["height"] - 2))
    page.keyboard.up("Shift")
    assert page.inner_text("#panel h2") == f"{len(graph)} chosen"
    assert len(page.url.partition("#")[2]) < 1500
    page.click("#panel .actions >> text=Only these")
    assert page.inner_text("#note span") == f"Only the {len(graph)} chosen."
    page.go_back()
    page.go_back()
    page.wait_for_function(
        "title => document.querySelector('#panel h2').textContent === title", arg=graph.schema.dataset.title
    )
    page.go_forward()
    page.wait_for_function(
        "text => document.querySelector('#panel h2').textContent === text", arg=f"{len(graph)} chosen"
    )


def test_a_selection_by_keyboard(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.focus("#graph")
    names = []
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        names.append(page.inner_text("#live").split(",")[0])
        page.keyboard.press("Space")
        assert page.inner_text("#live").endswith(f"chosen; {len(names)} in all")
    assert listed(page, graph) == sorted(graph[name].slug for name in names)
    page.keyboard.press("Space")
    assert page.inner_text("#live").endswith("no longer chosen; 2 in all")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.inner_text("#panel h2") == graph.schema.dataset.title


def test_a_selection_on_a_phone(graph: KnowledgeGraph, page_of: PageOf, visit: Visit, axe: str) -> None:
    page = visit(page_of(graph), "#?pick=scs,pns,chronic-pain", size=PHONE, has_touch=True, is_mobile=True)
    assert page.inner_text("#panel h2") == "3 chosen"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.is_visible("#select-box")
    page.evaluate(axe)
    assert page.evaluate("axe.run().then((found) => found.violations.map((one) => one.id))") == []


def test_what_an_address_selects_that_is_not_there_is_said(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph), "#?part=scs,__proto__,<img>")
    assert page.inner_text("#panel h2") == "1 chosen"
    assert "No node or relation has the id “__proto__”." in page.inner_text("#message")
    page = visit(page_of(graph), "#?part=nobody&view=graph")
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) == len(graph)
