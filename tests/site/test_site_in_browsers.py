"""The site as readers see it: by the keyboard and screen readers, on phones, from a folder and from a server; and its search."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from firefox import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

PAGES = (
    *("index", "README", "search", "data/README", "docs/api/graph", "docs/cli", "docs/evidence", "docs/formats"),
    *("docs/page", "docs/tutorial"),
)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 120_000
"""Milliseconds that a page may take to open, on a machine that is busy with other tests."""

WORDS = "dorsal root ganglion"
FIRST = "document.querySelector('#search-results li a').getAttribute('href')"
DONE = "document.querySelector('#search-results li a')"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(params=["folder", "server"])
def address(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """Where the site begins: on disk, and from a server on this machine."""
    if request.param == "folder":
        yield site.as_uri()
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_chromium_loads_every_page_from_here_alone(browser: "Browser", address: str, site: Path) -> None:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        page.goto(f"{address}/{path}.html")
    page.goto(f"{address}/search.html?q={WORDS}")
    page.wait_for_function(DONE)
    assert page.evaluate(FIRST) == "entity/dorsal-root-ganglion.html"
    context.close()
    # From a folder the search finds pages, and cannot fetch an excerpt of them.
    assert set(said) <= ({"Failed to fetch"} if address.startswith("file:") else set())
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_firefox_searches(address: str, require: Callable[[str, str], str], tmp_path: Path) -> None:
    program = require("firefox-esr", "apt-get install firefox-esr")
    with running(program, tmp_path, 1280, 900) as firefox:
        firefox.open(f"{address}/search.html?q={WORDS.replace(' ', '%20')}", DONE)
        assert firefox.evaluate(FIRST) == "entity/dorsal-root-ganglion.html"
        firefox.open(f"{address}/docs/page.html", "document.readyState === 'complete'")
        loaded = firefox.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
        assert [url for url in loaded if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", (1280, 900)), ("dark", (320, 640))], ids=["light on a desk", "dark on a phone"]
)
def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(
    browser: "Browser", site: Path, axe: str, size: tuple[int, int], scheme: Any
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, offline=True, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto((site / f"{path}.html").as_uri())
        page.evaluate(axe)
        found[path] = page.evaluate(
            """async (tags) => {
                const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
                const { violations } = await axe.run(document, options);
                const wide = document.documentElement.scrollWidth - innerWidth;
                return [...(wide > 0 ? [`${wide} px too wide`] : []),
                    ...violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`)];
            }""",
            AXE_TAGS,
        )
    context.close()
    assert found == {path: [] for path in PAGES}
