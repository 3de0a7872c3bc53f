"""For everyone: keyboard, screen reader, contrast, colour blindness, narrow windows, no script."""

import re

import pytest
from page_browser import PHONE, PageOf, Visit, best_connected
from page_graphs import SCHEMA

from kg import KnowledgeGraph

pytestmark = pytest.mark.browser


def test_keyboard_walks_the_picture(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph))
    page.focus("#graph")
    seen = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(page.inner_text("#live"))
    assert all(re.fullmatch(r"thing number \d+, [a-z ]+, \d+ relations?", text) for text in seen)
    assert len(set(seen)) > 1
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == seen[-1].split(",")[0]
    page.keyboard.press("Escape")
    assert page.evaluate("kgPage.chosen()") == ""


def test_theme_follows_the_system_and_is_remembered(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph), color_scheme="dark")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.click("#theme")
    assert page.evaluate(theme) == "light"
    reopened = page.context.new_page()
    reopened.goto(page.url)
    reopened.wait_for_selector(READY, state="attached")
    assert reopened.evaluate(theme) == "light"


def channels(colour: str) -> list[float]:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (channels(one), channels(other))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str, made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph), color_scheme=scheme)

    def colour(name: str) -> str:
        value: str = page.evaluate(
            "n => getComputedStyle(document.documentElement).getPropertyValue(n).trim()", f"--{name}"
        )
        return value

    texts = [(text, ground) for text in ("text", "muted", "accent") for ground in ("ground", "canvas", "raised")]
    texts += [(name, f"{name}-ground") for name in ("asserted", "reported", "hedged", "denied", "accent")]
    texts += [(name, "canvas") for name in ("in", "out")]
    for text, ground in texts:
        assert contrast(colour(text), colour(ground)) >= 4.5, (text, ground)
    outlines = page.eval_on_selector_all(
        "#filters svg[data-category]", "all => all.map(one => one.getAttribute('stroke'))"
    )
    assert len(outlines) == len({node.category for node in made_graph.nodes()})
    for outline in outlines:
        assert contrast(outline, colour("canvas")) >= 3


@pytest.mark.parametrize("width", [320, 390, 820, 1000, 1440, 1920])
def test_fits_every_width(width: int, drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn), f"#{best_connected(drawn)[0]}", size=(width, 844))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sideways = "['panel', 'filters'].filter((id) => document.getElementById(id).scrollWidth > document.getElementById(id).clientWidth + 1)"
    assert page.evaluate(sideways) == []
    if page.is_visible("#to-filters"):
        page.click("#to-filters")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, input")]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }))
            .map((one) => [one.textContent || one.id, one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
    )
    assert small == []


def test_sheet_on_a_phone(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph), size=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    folded = page.locator("#panel").bounding_box()
    assert folded["height"] < 80
    point = page.evaluate("kgPage.at('thing-9')")
    page.touchscreen.tap(point["x"], point["y"])
    page.wait_for_function("kgPage.chosen() === 'thing-9'")
    opened = page.locator("#panel").bounding_box()
    assert opened["height"] > 200
    assert opened["y"] + opened["height"] <= PHONE[1] + 1
    page.click(".fold")
    assert page.locator("#panel").bounding_box()["height"] < 80


def test_landmarks(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph))
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.get_attribute("html", "lang") == SCHEMA.dataset.language
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("button, aside, [role=application], input")].filter(
            (one) => !(one.getAttribute("aria-label") ?? one.textContent).trim()).map((one) => one.outerHTML)"""
    )
    assert unnamed == []
    pressed = page.eval_on_selector_all("#filters .toggle", "all => all.map(one => one.ariaPressed)")
    assert set(pressed) == {"true"}
    page.click("#filters .toggle >> nth=1")
    assert page.get_attribute("#filters .toggle >> nth=1", "aria-pressed") == "false"


def test_without_script_there_is_a_table(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn), java_script_enabled=False)
    assert page.is_hidden(".app")
    assert page.is_visible(".plain")
    rows = page.locator(".plain tbody tr")
    assert rows.count() == len(drawn.edges())
    texts = rows.all_text_contents()
    for edge, text in zip(drawn.edges(), texts, strict=True):
        assert drawn[edge.subject].name in text
        assert all(claim.statement in text for claim in edge.claims)
