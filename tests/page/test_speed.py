"""How fast the page is there and answers. Each limit is three times what is wanted, and the best of five tries counts."""

import math
import random
import time
from pathlib import Path
from typing import Any

import pytest
from page_browser import FIGURES, READY, WIDE, PageOf, Visit, best_connected
from page_graphs import made

import kg
from kg import KnowledgeGraph

pytestmark = [pytest.mark.browser, pytest.mark.timed]
SLACK, TRIES = 3, 5

STARTED = """() => ({
    ready: performance.getEntriesByName("ready")[0].startTime,
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity,
})"""

SELECT = """async ([view, slugs]) => {
    const times = [];
    for (const slug of slugs) {
        const start = performance.now();
        const arrived = new Promise((done) => addEventListener("hashchange", done, { once: true }));
        location.hash = `${slug}?view=${view}`;
        await arrived;
        await new Promise(requestAnimationFrame);
        await new Promise((done) => setTimeout(done));
        times.push(performance.now() - start);
    }
    return times;
}"""


VIEWS = ("story", "graph")


def told(slowest: dict[str, float]) -> str:
    return ", ".join(f"{'map' if view == 'graph' else view} {time:.0f} ms" for view, time in slowest.items())


@pytest.fixture(scope="module")
def large(page_of: PageOf) -> dict[int, Path]:
    """Pages of 1,000, 5,000 and 20,000 nodes."""
    return {nodes: page_of(made(nodes, nodes * 5 // 2, nodes * 26 // 10)) for nodes in (1000, 5000, 20_000)}


def test_there_within_a_second(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    FIGURES["file, the packaged graph"] = f"{page_of(graph).stat().st_size / 1e6:.2f} MB"
    starts = [visit(page_of(graph)).evaluate(STARTED) for _ in range(TRIES)]
    FIGURES["ready, best of five"] = f"{min(start['ready'] for start in starts):.0f} ms"
    assert min(start["ready"] for start in starts) <= SLACK * 1000
    assert min(start["paint"] for start in starts) <= SLACK * 1000


def test_a_network_that_hangs_delays_nothing(graph: KnowledgeGraph, page_of: PageOf, browser: Any) -> None:
    times = []
    asked: list[str] = []
    for _ in range(TRIES):
        context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})

        def hang(route: Any) -> None:
            asked.append(route.request.url)
            time.sleep(10)
            route.abort()

        context.route("http*://**", hang)
        page = context.new_page()
        page.goto(page_of(graph).as_uri())
        page.wait_for_selector(READY, state="attached")
        times.append(page.evaluate(STARTED)["ready"])
        context.close()
        if times[-1] <= 1000:
            break
    assert min(times) <= SLACK * 1000
    assert asked == []


def test_a_choice_is_painted_at_once(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    slowest = {view: min(max(page.evaluate(SELECT, [view, best_connected(graph)])) for _ in range(2)) for view in VIEWS}
    FIGURES["choosing one of the ten best connected, slowest"] = told(slowest)
    assert max(slowest.values()) <= SLACK * 200


def frames(page: Any, seconds: float, x: float, y: float) -> list[float]:
    """Drag from a place for some seconds; how long each frame took, in milliseconds."""
    page.evaluate(
        """() => {
            window.frames_ = [];
            let last = performance.now();
            const tick = (now) => {
                window.frames_.push(now - last);
                last = now;
                if (!window.stopped) requestAnimationFrame(tick);
            };
            requestAnimationFrame(tick);
        }"""
    )
    page.mouse.move(x, y)
    page.mouse.down()
    end, step = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        step += 1
        page.mouse.move(x + 90 * math.sin(step / 9), y + 60 * math.cos(step / 7))
    page.mouse.up()
    times: list[float] = page.evaluate("(window.stopped = true, window.frames_.slice(2))")
    page.evaluate("window.stopped = false")
    return times


def free_place(page: Any) -> tuple[float, float]:
    """A place on the canvas that is far from every node."""
    places = page.evaluate("Object.keys(kgPage.positions()).map((slug) => kgPage.at(slug))")
    box = page.locator("#graph").bounding_box()
    dice = random.Random(1)
    spots = [
        (box["x"] + dice.uniform(0.3, 0.7) * box["width"], box["y"] + dice.uniform(0.3, 0.7) * box["height"])
        for _ in range(200)
    ]
    return max(spots, key=lambda spot: min(math.hypot(spot[0] - p["x"], spot[1] - p["y"]) for p in places))


def test_dragging_is_smooth(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    rates, slow = [], []
    for kind in ("picture", "node"):
        tries = []
        for _ in range(TRIES):
            at = page.evaluate("kgPage.at('scs')")
            times = frames(page, 1.5, *(free_place(page) if kind == "picture" else (at["x"], at["y"])))
            tries.append((sorted(times)[int(len(times) * 0.95)], 1000 * len(times) / sum(times)))
            if tries[-1][0] <= 34:
                break
        slow.append(min(tries)[0])
        rates.append(min(tries)[1])
    FIGURES["frames a second while dragging"] = f"{min(rates):.0f}"
    assert min(rates) >= 45 / SLACK
    assert max(slow) <= SLACK * 34


@pytest.mark.parametrize(("nodes", "limit"), [(1000, 2000), (5000, 2000), (20_000, 4000)])
def test_large_graphs(nodes: int, limit: int, large: dict[int, Path], visit: Visit) -> None:
    ready = []
    for _ in range(TRIES):
        page = visit(large[nodes])
        ready.append(page.evaluate(STARTED)["ready"])
        if ready[-1] <= limit:
            break
    drawn = page.evaluate("kgPage.drawn()")
    assert len(drawn["nodes"]) == 240
    assert len(drawn["edges"]) <= 1200
    assert f"the 240 most connected of {nodes:,} nodes" in page.inner_text("#note")
    assert page.inner_text("#counts").startswith(f"{nodes:,} things")
    slugs = [f"thing-{number}" for number in (nodes - 1, 0, nodes // 2, 7)]
    slowest = {view: min(max(page.evaluate(SELECT, [view, slugs])) for _ in range(2)) for view in VIEWS}
    # What is chosen stands among its neighbours, wherever it is in the graph.
    drawn = page.evaluate("kgPage.drawn()")
    assert "thing-7" in drawn["nodes"]
    assert len(drawn["nodes"]) <= 400
    page.evaluate("location.hash = '?view=graph'")
    page.wait_for_function("() => kgPage.drawn().nodes.length === 240")
    times = frames(page, 1.5, *free_place(page))
    FIGURES[f"{nodes:,} nodes: ready, choice, frames a second"] = (
        f"{min(ready):.0f} ms, {told(slowest)}, {1000 * len(times) / sum(times):.0f}"
    )
    assert min(ready) <= SLACK * limit
    assert max(slowest.values()) <= SLACK * 500
    assert 1000 * len(times) / sum(times) >= 30 / SLACK


def test_search_tables_and_filters_cover_what_is_not_drawn(large: dict[int, Path], visit: Visit) -> None:
    page = visit(large[5000])
    page.fill("#search", "thing number 4999")
    page.press("#search", "Enter")
    assert page.inner_text("#panel h2") == "thing number 4999"
    page.click("#to-table")
    assert page.locator("#rows caption").text_content() == "Nodes: 5,000 rows"
    assert page.locator("#rows tbody tr").count() == 1000
    page.click("#rows > .more")
    assert page.locator("#rows tbody tr").count() == 2000
    assert page.evaluate("kgPage.csv().split('\\r\\n').length") == 13_000 + 2
    page.click("#filters [aria-label='Only techniques']", force=True)
    assert page.evaluate("kgPage.counts().nodes") == 385
    page.click("#to-graph")
    page.keyboard.press("Escape")
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) == 240


def test_writing_a_page_grows_with_the_graph() -> None:
    taken = {}
    for nodes in (5000, 20_000):
        graph = made(nodes, nodes * 5 // 2, nodes * 26 // 10)
        start = time.perf_counter()
        kg.page(graph, force=True)
        taken[nodes] = time.perf_counter() - start
        FIGURES[f"writing {nodes:,} nodes and {nodes * 5 // 2:,} relations"] = f"{taken[nodes]:.1f} s"
    # Four times the graph takes about four times as long: an algorithm that is quadratic takes sixteen times.
    assert taken[20_000] <= 8 * taken[5000]
    assert taken[5000] <= SLACK * 10
