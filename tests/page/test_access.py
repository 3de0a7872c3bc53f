"""For everyone: keyboard, screen reader, contrast, colour blindness, narrow windows, calm, no script."""

import itertools
import re
from typing import Any

import pytest
from page_browser import FIGURES, PHONE, READY, PageOf, Visit, address_of, best_connected, choose, go
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


def test_keyboard_follows_relations(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#drg-stimulation")
    page.focus("#graph")
    said = []
    joined = {
        end: edge.predicate
        for edge in graph.edges()
        if "nmk:drg-stimulation" in (edge.subject, edge.object)
        for end in (edge.subject, edge.object)
    }
    count = len(joined) - 1
    for _ in range(count):
        page.keyboard.press("]")
        said.append(page.inner_text("#live"))
    assert len(set(said)) == count
    assert f"targets dorsal root ganglion, target, {degree(graph, 'dorsal-root-ganglion')} relations, " in " | ".join(
        f"{text}, " for text in said
    )
    assert all(text.endswith(f"{place} of {count}") for place, text in enumerate(said, 1))
    page.keyboard.press("[")
    assert page.inner_text("#live") == said[-2]
    # Alt with an arrow follows a relation of the node that the keys are on.
    page.keyboard.press("Escape")
    seen = set()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press("Escape")
        choose(page, "drg-stimulation")
        page.keyboard.press(f"Alt+{key}")
        text = page.inner_text("#live")
        if text != "No relation leads that way":
            seen.add(text)
            assert any(text in one for one in said)
            page.keyboard.press("Enter")
            assert f"{page.inner_text('#panel h2')}, " in text
    assert len(seen) >= 2


def degree(graph: KnowledgeGraph, slug: str) -> int:
    return sum(f"nmk:{slug}" in (edge.subject, edge.object) for edge in graph.edges())


@pytest.mark.parametrize("view", ["graph", "story", "matrix", "table", "compare", "tensions", "about"])
def test_few_tabs_lead_to_the_view_and_to_the_details(
    view: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    for skip, inside in (("To the view", f"#{view}-view"), ("To the details", "#panel")):
        page = visit(page_of(graph), "#scs", view=view)
        tabs = 0
        while page.evaluate("document.activeElement.textContent") != skip:
            page.keyboard.press("Tab")
            tabs += 1
            assert tabs < 20
        box = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
        assert box["top"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("to => Boolean(document.activeElement.closest(to))", inside)
        if view == "graph" and skip == "To the view":
            page.keyboard.press("ArrowRight")
            assert "relations" in page.inner_text("#live")


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
    page.wait_for_function("() => kgPage.chosen() === 'thing-9'")
    opened = page.locator("#panel").bounding_box()
    assert opened["height"] > 200
    assert opened["y"] + opened["height"] <= PHONE[1] + 1
    page.click(".fold")
    assert page.locator("#panel").bounding_box()["height"] < 80


@pytest.mark.parametrize("view", ["table", "compare", "tensions", "about"])
def test_the_sheet_hides_no_other_view_on_a_phone(
    view: str, made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(made_graph), "#thing-9", size=PHONE, has_touch=True, is_mobile=True)
    assert page.locator("#panel").bounding_box()["height"] > 200
    page.click(f"#to-{view}")
    assert page.locator("#panel").bounding_box()["height"] < 80
    assert page.get_attribute("#panel .fold", "aria-expanded") == "false"
    page.click("#panel .fold")
    assert page.locator("#panel").bounding_box()["height"] > 200


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


AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGE_STATES: dict[str, str] = {
    "overview": "#",
    "node": "#NODE",
    "edge": "#EDGE",
    "nodes": "#?view=table",
    "relations": "#?view=table&table=relations",
    "claims, with a panel": "#NODE?view=table&table=claims",
    "communities": "#?view=graph&colour=community",
    "neighbourhood": "#NODE?around=NODE,2",
    "path": "#?path=NODE,OTHER",
    "compare": "#?view=compare",
    "tensions": "#?view=tensions",
    "about": "#?view=about",
    "hidden by filters": "#NODE?hide-category=Technique",
    "message": "#nobody",
}


def violations(page: Any) -> list[str]:
    found = page.evaluate(
        """async (tags) => {
            const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
            return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
        }""",
        AXE_TAGS,
    )
    FIGURES["axe violations"] = str(int(FIGURES.get("axe violations", "0")) + len(found))
    texts: list[str] = found
    return texts


@pytest.mark.parametrize(
    ("size", "scheme", "states"),
    [
        ((1440, 900), "light", [*PAGE_STATES]),
        ((1440, 900), "dark", ["overview", "node", "claims, with a panel", "compare", "tensions"]),
        (PHONE, "light", ["overview", "node", "nodes", "compare", "tensions", "about"]),
    ],
)
def test_axe_finds_nothing(
    size: Any, scheme: str, states: list[str], made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit, axe: str
) -> None:
    """On the small graph: axe looks at each element, and takes seconds for each state of a large one."""
    page = visit(page_of(made_graph), size=size, color_scheme=scheme)
    page.evaluate(axe)
    edge = address_of(made_graph.edges()[0])
    found: dict[str, list[str]] = {}
    for name in states:
        address = PAGE_STATES[name].replace("NODE", "thing-0").replace("OTHER", "thing-9").replace("EDGE", edge)
        page.evaluate("hash => { location.hash = hash }", address)
        page.wait_for_timeout(30)
        found[name] = violations(page)
    go(page, "#thing-1")
    page.click("#panel button >> text='Path to…'")
    page.fill("#path-end", "thing")
    found["search for a path"] = violations(page)
    page.evaluate("location.hash = ''")
    page.fill("#search", "thing")
    found["search"] = violations(page)
    page.fill("#search", "nobody has this name")
    found["search without an answer"] = violations(page)
    page.keyboard.press("Escape")
    page.click("#to-menu")
    found["menu"] = violations(page)
    page.keyboard.press("Escape")
    if size == PHONE:
        page.click("#to-filters")
        found["filters"] = violations(page)
        page.keyboard.press("Escape")
    page.click("#to-help")
    found["help"] = violations(page)
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("hash", ["#neuromodulation", "#?view=compare", "#?view=tensions"])
def test_axe_finds_nothing_in_the_packaged_graph(
    hash: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit, axe: str
) -> None:
    page = visit(page_of(graph), hash)
    page.evaluate(axe)
    assert violations(page) == []


def test_the_whole_journey_by_keyboard(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), accept_downloads=True)
    press = page.keyboard.press

    def focused() -> str:
        return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    def tab_to(wanted: str, key: str = "Tab") -> None:
        for _ in range(160):
            press(key)
            if re.fullmatch(wanted, focused(), re.DOTALL):
                return
        raise AssertionError(f"the keyboard does not reach {wanted!r}")

    # Reach a node by the arrows, open it, read its claims, follow a neighbour.
    tab_to("graph")
    press("ArrowRight")
    press("ArrowDown")
    name = page.inner_text("#live").split(",")[0]
    press("Enter")
    assert page.inner_text("#panel h2") == name
    press("Enter")
    assert focused() == name
    chosen = page.evaluate("kgPage.chosen()")
    tab_to(r"Neighbours")
    press("Enter")
    assert focused() == "Neighbours"
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) < len(graph)
    press("Enter")
    for _ in range(60):
        press("Tab")
        if page.evaluate("document.activeElement.matches('.group .name')"):
            break
    neighbour = focused()
    press("Enter")
    assert page.inner_text("#panel h2") == neighbour
    assert focused() == neighbour
    assert page.evaluate("kgPage.chosen()") != chosen
    # Filter a kind.
    tab_to(r"techniques\d+", "Shift+Tab")
    press("Enter")
    assert page.evaluate("kgPage.counts().nodes") < len(graph)
    press("Enter")
    # To the table, and sort it.
    tab_to("to-table", "Shift+Tab")
    press("Enter")
    tab_to("tab-nodes")
    press("ArrowRight")
    assert page.get_attribute("#tab-relations", "aria-selected") == "true"
    tab_to("Object")
    press("Enter")
    assert page.get_attribute("#rows th:nth-child(3)", "aria-sort") == "ascending"
    # Save the claims, change the theme, open and close help.
    tab_to("to-menu", "Shift+Tab")
    press("Enter")
    tab_to("Claims, CSV.*", "ArrowDown")
    with page.expect_download() as download:
        press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    assert focused() == "to-menu"
    before = page.evaluate("document.documentElement.dataset.theme")
    tab_to("theme")
    press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") != before
    tab_to("to-help")
    press("Enter")
    assert page.is_visible("#help")
    press("Escape")
    assert not page.is_visible("#help")
    press("Escape")
    assert page.evaluate("kgPage.chosen()") == ""


def test_what_changes_is_said(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    assert page.get_attribute("#live", "aria-live") == "polite"
    choose(page, "scs")
    assert page.inner_text("#live") == "spinal cord stimulation, technique, 5 relations"
    page.click("#panel .actions button >> text=Neighbours")
    assert page.inner_text("#live") == page.locator("#note span").inner_text()
    page.click("#note button")
    page.locator("#filters .toggle", has_text="Hedged").click()
    assert page.inner_text("#live") == page.inner_text("#counts")


# Severity 1.0 of Machado, Oliveira and Fernandes (2009), for linear RGB.
BLINDNESS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def lab(rgb: Any) -> tuple[float, float, float]:
    r, g, b = (min(max(value, 0.0), 1.0) for value in rgb)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("kind", ["none", *BLINDNESS])
def test_kinds_differ_for_every_eye(kind: str) -> None:
    def seen(colour: str) -> tuple[float, float, float]:
        rgb = channels(colour)
        if kind == "none":
            return lab(rgb)
        return lab([sum(weight * part for weight, part in zip(row, rgb, strict=True)) for row in BLINDNESS[kind]])

    for one, other in itertools.combinations(SCHEMA.categories.values(), 2):
        if one.shape == other.shape:
            apart = sum((a - b) ** 2 for a, b in zip(seen(one.colour), seen(other.colour), strict=True)) ** 0.5
            assert apart >= 12, (kind, one.name, other.name)


def test_calm_where_calm_is_asked_for(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """With less motion wished for, the camera jumps; without, it glides."""
    moves = {}
    for motion in ("reduce", "no-preference"):
        page = visit(page_of(graph), reduced_motion=motion)
        moves[motion] = page.evaluate(
            """async () => {
                const seen = new Set();
                location.hash = "lower-leg?view=graph";
                const end = performance.now() + 500;
                while (performance.now() < end) {
                    await new Promise(requestAnimationFrame);
                    seen.add(kgPage.scale().toFixed(6));
                }
                return seen.size;
            }"""
        )
    assert moves["reduce"] <= 2
    assert moves["no-preference"] > 3


def test_controls_fit_a_finger(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#scs", size=PHONE, has_touch=True, is_mobile=True)
    main = "header button, #search, .zoom button, .actions button, .kicker button"
    heights = page.eval_on_selector_all(
        main,
        "all => all.filter((one) => one.checkVisibility()).map((one) => [one.id || one.textContent, one.getBoundingClientRect().height])",
    )
    assert len(heights) > 12
    assert [name for name, height in heights if height < 40] == []
    page.click("#to-filters")
    rows = page.eval_on_selector_all("#filters .toggle", "all => all.map((one) => one.getBoundingClientRect().height)")
    assert min(height for height in rows if height) >= 40


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_every_view_fits_every_width(width: int, graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), size=(width, 844))
    for view in ("table", "compare", "tensions", "about"):
        go(page, f"#scs?view={view}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator(f"#{view}-view").bounding_box()["height"] > 200
        assert outside_the_window(page) == []


def outside_the_window(page: Any) -> list[str]:
    """The controls that a reader could not reach without scrolling sideways."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("header button, header input, .zoom button, #panel button")]
            .filter((one) => one.checkVisibility())
            .filter((one) => { const box = one.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth; })
            .map((one) => one.textContent || one.id)"""
    )
    return found
