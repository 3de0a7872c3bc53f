"""The page: how soon it is there, how it answers, how smoothly it moves; beside the limits that it is held to.

`python -m benchmarks.page` prints the table. Needs playwright (the group `test`) and chromium; nothing is asked of the network.
"""

import math
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import kg
from benchmarks.generate import write

RUNS = 5
SIZES = ((1000, 2500), (5000, 12_500), (20_000, 50_000))
SELECT = """async (slug) => {
    const start = performance.now();
    const arrived = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = slug;
    await arrived;
    await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done));
    return performance.now() - start;
}"""
SEARCH = """(text) => {
    const field = document.getElementById("search");
    const start = performance.now();
    field.value = text;
    field.dispatchEvent(new Event("input"));
    return performance.now() - start;
}"""
COUNT_FRAMES = """() => {
    window.frameTimes = [];
    let last = performance.now();
    const tick = (now) => {
        window.frameTimes.push(now - last);
        last = now;
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
}"""


class Row(NamedTuple):
    """A figure of the page with its unit, and the most, or for frames the least, that it may be."""

    what: str
    measured: str
    limit: str


def rows() -> list[Row]:
    """Every figure, for the packaged graph and for generated ones."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools, tempfile.TemporaryDirectory() as folder:
        browser = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        found = list(_packaged(browser, Path(folder)))
        for nodes, edges in SIZES:
            found += _generated(browser, Path(folder), nodes, edges)
        browser.close()
    return found


def _packaged(browser: Any, folder: Path) -> Iterator[Row]:
    graph = kg.load()
    path = kg.write(graph, folder / "packaged.html")
    size = f"{len(graph)} nodes"
    yield Row(f"file, {size} (MB)", f"{path.stat().st_size / 1e6:.2f}", "1.0")
    starts = [_start(browser, path) for _ in range(RUNS)]
    yield Row(f"ready, {size}, median (ms)", f"{statistics.median(starts):.0f}", "1000")
    yield Row(f"ready, {size}, worst of {RUNS} (ms)", f"{max(starts):.0f}", "2000")
    page = _open(browser, path)
    hubs = sorted(graph, key=lambda node: -len(graph.claims(subject=node)))[:10]
    yield Row(
        f"choice of a hub, {size}, slowest (ms)", f"{max(page.evaluate(SELECT, n.slug) for n in hubs):.0f}", "200"
    )
    page.evaluate("location.hash = ''")
    rate, slow = _drag(page)
    yield Row(f"dragging, {size} (frames a second)", f"{rate:.0f}", "45 or more")
    yield Row(f"dragging, {size}, 95th percentile of a frame (ms)", f"{slow:.0f}", "34")
    page.context.close()


def _generated(browser: Any, folder: Path, nodes: int, edges: int) -> Iterator[Row]:
    data = folder / f"{nodes}"
    write(data, edges, nodes=nodes)
    graph = kg.load(data)
    size = f"{nodes:,} nodes, {len(graph.edges()):,} relations"
    start = time.perf_counter()
    path = folder / f"{nodes}.html"
    path.write_bytes(kg.page(graph, force=True))
    yield Row(f"export, {size} (s)", f"{time.perf_counter() - start:.1f}", "30" if nodes <= 5000 else "none")
    ready = statistics.median(_start(browser, path) for _ in range(3))
    yield Row(f"ready, {size} (ms)", f"{ready:.0f}", "2000" if nodes <= 5000 else "4000")
    page = _open(browser, path)
    page.evaluate(SEARCH, "nerve")  # The first search folds every name.
    words = ("spinal", "pain relief", "fewer adverse", "nobody")
    yield Row(f"search, {size}, slowest (ms)", f"{max(page.evaluate(SEARCH, word) for word in words):.0f}", "150")
    page.evaluate(SEARCH, "")
    limit = "500" if nodes <= 5000 else "none"
    some = [node.slug for node in graph][:: max(1, nodes // 6)]
    yield Row(f"choice, {size}, slowest (ms)", f"{max(page.evaluate(SELECT, slug) for slug in some):.0f}", limit)
    page.evaluate("location.hash = ''")
    yield Row(f"dragging, {size} (frames a second)", f"{_drag(page)[0]:.0f}", "30 or more")
    page.context.close()


def _open(browser: Any, path: Path) -> Any:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=true]", state="attached")
    return page


def _start(browser: Any, path: Path) -> float:
    page = _open(browser, path)
    ready: float = page.evaluate("performance.getEntriesByName('ready')[0].startTime")
    page.context.close()
    return ready


def _drag(page: Any, seconds: float = 4) -> tuple[float, float]:
    """Frames a second and the 95th percentile of their milliseconds, while the picture is dragged."""
    box = page.locator("#graph").bounding_box()
    x, y = box["x"] + 20, box["y"] + 20
    page.evaluate(COUNT_FRAMES)
    page.mouse.move(x, y)
    page.mouse.down()
    end, step = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        step += 1
        page.mouse.move(x + 90 + 80 * math.sin(step / 9), y + 90 + 60 * math.cos(step / 7))
    page.mouse.up()
    times = page.evaluate("window.frameTimes.slice(2)")
    return 1000 * len(times) / sum(times), sorted(times)[int(len(times) * 0.95)]


def main() -> None:
    """Print the table."""
    print("| what | measured | at most |\n|---|---|---|")
    for row in rows():
        print(f"| {' | '.join(row)} |")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
