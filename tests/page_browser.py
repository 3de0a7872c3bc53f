"""A plugin for the tests of the page: the browser, what a reader does in it, the pictures taken, the figures measured."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import page_graphs
import pytest

import kg
from kg import KnowledgeGraph, Node

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE, PHONE = (1440, 900), (390, 844)
READY = "html[data-ready=true]"
ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "tests/node/node_modules/axe-core/axe.min.js"
INSTALL_AXE = "npm install --no-package-lock --prefix tests/node"

FIGURES: dict[str, str] = {}
"""What the tests measured: printed as a table at the end of the run."""

Visit = Callable[..., Any]
PageOf = Callable[[KnowledgeGraph], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-screenshots", action="store_true", help="put the pictures that the README and docs show into docs/"
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if FIGURES:
        terminalreporter.section("the page")
        width = max(map(len, FIGURES))
        for name, value in FIGURES.items():
            terminalreporter.write_line(f"{name.ljust(width)}  {value}")


@pytest.fixture(scope="session")
def browser(require: Callable[[str, str], str]) -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    # Chromium without windows takes half the time; only Debian has a package of it.
    executable = shutil.which("chromium-headless-shell") or require("chromium", "apt-get install chromium")
    with sync_playwright() as tools:
        running = tools.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu"],
            ignore_default_args=["--hide-scrollbars"],  # They take room, as on most desktops.
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core; skips where it is not installed, or fails under KG_REQUIRE_ALL=1."""
    from conftest import missing

    if not AXE.is_file():
        missing(f"axe-core is missing; install it with: {INSTALL_AXE}")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def made_graph() -> KnowledgeGraph:
    return page_graphs.made()


@pytest.fixture(scope="session")
def with_evidence() -> KnowledgeGraph:
    """The packaged graph with its evidence."""
    return kg.load(evidence=True)


@pytest.fixture(scope="session", params=["made", "packaged"])
def drawn(request: pytest.FixtureRequest, made_graph: KnowledgeGraph, graph: KnowledgeGraph) -> KnowledgeGraph:
    """The invented graph, then the packaged one."""
    return made_graph if request.param == "made" else graph


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> PageOf:
    """Writes a graph's page once and gives its path."""
    folder = tmp_path_factory.mktemp("pages")
    written: dict[int, tuple[KnowledgeGraph, Path]] = {}

    def page(graph: KnowledgeGraph) -> Path:
        if id(graph) not in written:
            path = folder / f"page-{len(written)}.html"
            path.write_bytes(kg.page(graph, force=True))
            written[id(graph)] = graph, path
        return written[id(graph)][1]

    return page


@pytest.fixture
def visit(browser: "Browser") -> Iterator[Visit]:
    """Opens a file as a reader would, offline, at its map unless told otherwise. In the end, no page may have said, asked for or refused anything."""
    said: list[str] = []
    requests: list[list[str]] = []
    contexts = []

    def open_page(
        path: Path,
        hash: str = "",
        *,
        view: str = "graph",
        size: tuple[int, int] = WIDE,
        quiet: bool = True,
        **options: Any,
    ) -> "Page":
        if "view=" not in hash:
            hash = f"{hash or '#'}{'&' if '?' in hash else '?'}view={view}"
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        if quiet:
            page.on("console", lambda message: said.append(f"console: {message.text}"))
            page.on("pageerror", lambda error: said.append(f"error: {error}"))
            page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
            page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
            requests.append(asked)
        page.goto(path.as_uri() + hash)
        if options.get("java_script_enabled", True):
            page.wait_for_selector(READY, state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    # What the page makes itself, such as the picture that is saved, is no request to anyone.
    if requests:
        FIGURES["requests of a page"] = str(
            max(sum(kind not in ("data", "blob") for kind in asked) for asked in requests)
        )
    assert [[kind for kind in asked if kind not in ("data", "blob")] for asked in requests] == [["file"]] * len(
        requests
    )


# ------------------------------------------------------------------------------------------------- what a reader does


def click_at(page: "Page", address: str) -> None:
    point = page.evaluate("address => kgPage.at(address)", address)
    page.mouse.click(point["x"], point["y"])


def choose(page: "Page", address: str, view: str = "graph") -> None:
    page.evaluate("hash => { location.hash = hash }", f"{address}?view={view}")
    page.wait_for_function("address => kgPage.chosen() === address", arg=address)


def go(page: "Page", hash: str) -> None:
    """Follow a link within the page, and wait until it is shown."""
    page.evaluate(
        """async (hash) => {
            const arrived = new Promise((done) => addEventListener("hashchange", done, { once: true }));
            location.hash = hash;
            await arrived;
        }""",
        hash,
    )


OPEN_ALL = """() => {
    const panel = document.getElementById("panel");
    for (let more; (more = [...panel.querySelectorAll(".more")].find((one) => one.textContent.startsWith("Show ")));) more.click();
    for (const one of panel.querySelectorAll("details")) one.open = true;
}"""


def open_all(page: "Page") -> None:
    """All that the panel holds: the rest of its lists, and the details of its claims."""
    page.evaluate(OPEN_ALL)


def shown_claims(page: "Page", selector: str = "#panel .claim") -> list[str]:
    found: list[str] = page.eval_on_selector_all(selector, "items => items.map(item => item.dataset.claim)")
    return found


def best_connected(graph: KnowledgeGraph, count: int = 10) -> list[str]:
    edges = graph.edges()

    def degree(node: Node) -> int:
        return sum(node.id in (edge.subject, edge.object) for edge in edges)

    return [node.slug for node in sorted(graph.nodes(), key=degree, reverse=True)[:count]]


def address_of(edge: kg.Edge) -> str:
    return f"{edge.subject[4:]}/{edge.predicate}/{edge.object[4:]}"


def plain(graph: KnowledgeGraph) -> Any:
    """The graph as networkx sees it, without records: networkx would copy each with all that hangs on it."""
    import networkx

    found = networkx.MultiDiGraph()
    found.add_nodes_from(node.id for node in graph)
    found.add_edges_from((edge.subject, edge.object, edge.predicate) for edge in graph.edges())
    return found
