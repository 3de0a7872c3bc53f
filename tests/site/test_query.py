"""The page that answers SPARQL in the browser answers what the package does, in Chromium and in Firefox, and can be stopped."""

import csv
import functools
import http.server
import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

import pytest
import rdflib
from click.testing import CliRunner
from firefox import Firefox, running
from page_browser import READY, WIDE
from rdflib.compare import isomorphic

import kg
from kg.cli import cli
from kg.sparql import Result

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.checkout, pytest.mark.slow]

Run = Callable[..., Any]

RUN = """async ({ hash, seconds = 60 }) => {
    const [progress, limit] = [document.querySelector("#query progress"), document.querySelector("#query-limit")];
    const moved = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    history.replaceState(null, "", "#query");
    location.hash = hash;
    await moved;
    limit.value = seconds;
    document.querySelector(".query-run").click();
    while (!progress.hidden) await new Promise((done) => setTimeout(done, 5));
    const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
    return {
        status: document.querySelector("#query [role=status]").textContent,
        fault: document.querySelector(".query-fault").textContent,
        columns: texts(".query-result th"),
        rows: [...document.querySelectorAll(".query-result tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent)),
        turtle: texts(".query-result pre").join(),
        hash: location.hash,
    };
}"""
"""What a reader does: follow a link to a query, run it, and read the answer."""

ENDLESS = "sparql=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
SHORT = "sparql=" + quote("ASK { nmk:dtm nmt:targets nmk:glial-cell }")


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the page, where a server has the site."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/docs/query.html"
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(browser: "Browser", served: str) -> Iterator[Callable[..., "Page"]]:
    """Opens the page, served unless told otherwise. In the end nothing was said in the console, nor asked of another host."""
    said: list[str] = []
    asked: list[str] = []
    contexts = []

    def open_page(address: str = served, hash: str = "", *, width: int = WIDE[0], scheme: Any = "light") -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": WIDE[1]}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}{hash}")
        page.wait_for_selector(READY, state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "http://127.0.0.1:", "blob:", "data:"))] == []


@pytest.fixture
def run(visit: Callable[..., "Page"]) -> Run:
    """Runs a query in the page, in Chromium."""
    page = visit()
    return lambda hash, **options: page.evaluate(RUN, {"hash": hash, **options})


@pytest.fixture(scope="module")
def firefox(require: Callable[[str, str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = require("firefox-esr", "apt-get install firefox-esr")
    with running(program, tmp_path_factory.mktemp("firefox"), *WIDE) as browser:
        yield browser
        assert browser.said == []


@pytest.fixture(scope="module")
def answers(graph: kg.KnowledgeGraph, with_evidence: kg.KnowledgeGraph) -> dict[str, list[list[str]]]:
    """What the package answers to every question."""

    return {
        one.name: table((with_evidence if one.of_evidence else graph).ask(one.name), graph)
        for one in with_evidence.questions()
    }


def table(result: Result, graph: kg.KnowledgeGraph) -> list[list[str]]:
    """A result as the page writes it: its columns, then its rows."""

    def cell(term: Any) -> str:
        if term is None:
            return ""
        return graph.schema.compress(str(term)) if isinstance(term, rdflib.URIRef) else str(term)

    return [[*result.columns], *([cell(term) for term in row] for row in result.terms)]


def assert_same(answers: dict[str, list[list[str]]], run: Run) -> None:
    assert len(answers) > 80
    for name, (columns, *rows) in answers.items():
        found = run(f"ask={name}")
        assert (name, found["fault"], found["status"].split()[0]) == (name, "", str(len(rows)))
        assert (name, found["rows"]) == (name, rows)
        assert not rows or found["columns"] == columns


def test_every_question_is_answered_as_in_the_package(run: Run, answers: dict[str, list[list[str]]]) -> None:
    assert_same(answers, run)


def test_in_firefox_and_from_a_folder_too(site: Path, firefox: Firefox, answers: dict[str, list[list[str]]]) -> None:
    firefox.open((site / "docs/query.html").as_uri())
    assert_same(answers, lambda hash: firefox.evaluate(f"({RUN})({json.dumps({'hash': hash})})"))
    found = firefox.evaluate(f"({RUN})({json.dumps({'hash': ENDLESS, 'seconds': 1})})")
    assert found["status"] == "No answer within 1 s: ask for less, or give it more time."
    assert firefox.evaluate(f"({RUN})({json.dumps({'hash': SHORT})})")["status"].startswith("Yes, in ")


def test_a_query_without_end_ends_at_the_limit_or_by_the_button(visit: Callable[..., "Page"], site: Path) -> None:
    for address in ((site / "docs/query.html").as_uri(), None):
        page = visit(*filter(None, [address]))
        late = page.evaluate(RUN, {"hash": ENDLESS, "seconds": 1})
        assert late["status"] == "No answer within 1 s: ask for less, or give it more time."
        assert page.evaluate(RUN, {"hash": SHORT})["status"].startswith("Yes, in ")
        page.evaluate("hash => { location.hash = hash }", ENDLESS)
        page.wait_for_function("document.querySelector('.cm-content').textContent.includes('COUNT')")
        page.click(".query-run")
        page.wait_for_function("document.querySelector('#query [role=status]').textContent === 'Answering …'")
        page.click("text=Stop")
        assert page.inner_text("#query [role=status]") == "Stopped."
        assert page.evaluate("document.activeElement.textContent") == "Run"
        assert page.evaluate(RUN, {"hash": SHORT})["status"].startswith("Yes, in ")


def test_rows_are_in_the_order_of_the_package(run: Run, graph: kg.KnowledgeGraph) -> None:
    """Sorted where the query does not order them; where it does, sorted among those that it leaves level."""
    for query in (
        "SELECT * { ?thing nmt:targets ?what . ?thing a ?kind }",
        "SELECT ?kind ?thing { ?thing a ?kind ; nmv:abbreviation ?short } ORDER BY DESC(?kind)",
        "# ORDER BY nothing\nSELECT ?x ('ORDER BY ?x' AS ?y) { VALUES ?x { 10 9.5 'b' 'a'@en true <x:y> UNDEF 1e1 } }",
        "SELECT ?x ?y { VALUES (?x ?y) { (2 'b') (1 'z') (2 'a') (1 'a') } } ORDER BY DESC(?x) LIMIT 4",
        "SELECT ?x { VALUES ?x { 3 1 2 } } ORDER BY (-?x)",
    ):
        found = run("sparql=" + quote(query))
        assert found["fault"] == ""
        assert [found["columns"], *found["rows"]] == table(graph.sparql(query), graph)


def test_triples_are_turtle(run: Run, graph: kg.KnowledgeGraph) -> None:
    for query in (
        "DESCRIBE nmk:scs nmc:icliniq-2025-187",
        "CONSTRUCT { ?x rdfs:label 'a\"b\\n'@en, 1.5 } { ?x nmv:targets ?y }",
    ):
        found = run("sparql=" + quote(query))["turtle"]
        assert isomorphic(rdflib.Graph().parse(data=found, format="turtle"), graph.sparql(query).graph)
        assert "nmk:" in found


def test_an_error_is_the_engines_and_marked(visit: Callable[..., "Page"]) -> None:
    page = visit()
    found = page.evaluate(RUN, {"hash": "sparql=" + quote("SELECT ?x {\n  ?x nmv:targets }")})
    assert found["fault"].startswith("error at 2:18: expected")
    assert (
        page.evaluate("document.querySelector('.cm-lintRange-error').closest('.cm-line').textContent")
        == "  ?x nmv:targets }"
    )
    # In the first line, before which the prefixes are declared, a column is counted as the reader does.
    assert page.evaluate(RUN, {"hash": "sparql=" + quote("SELECT ?x { ?x")})["fault"].startswith(
        "error at 1:15: expected"
    )
    assert page.evaluate(RUN, {"hash": SHORT})["fault"] == ""
    assert page.locator(".cm-lintRange-error").count() == 0


def test_the_address_keeps_the_query(visit: Callable[..., "Page"]) -> None:
    page = visit(hash="#ask=techniques-by-target")
    page.fill("#query-parameter-target", "spinal cord")
    page.press("#query-parameter-target", "Enter")
    page.wait_for_selector(".query-result table")
    assert "nmk:spinal-cord" in page.inner_text(".cm-content")
    assert page.input_value("#query-question") == "techniques-by-target"
    rows = page.inner_text(".query-result tbody")
    again = visit(hash="#" + page.evaluate("location.hash").removeprefix("#"))
    assert again.input_value("#query-parameter-target") == "spinal-cord"
    again.click(".cm-content")
    again.keyboard.press("Control+Enter")
    again.wait_for_selector(".query-result table")
    assert again.inner_text(".query-result tbody") == rows
    page.fill("#query-parameter-target", "spinal chord")
    assert "spinal chord is no name that can be chosen here" in page.evaluate(
        "document.querySelector('#query-parameter-target').validationMessage"
    )


def test_csv_is_that_of_the_command_and_harmless(visit: Callable[..., "Page"]) -> None:
    page = visit()

    def saved(hash: str) -> list[list[str]]:
        page.evaluate(RUN, {"hash": hash})
        with page.expect_download() as download:
            page.click("text=Save as CSV")
        text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
        assert text.count("\r\n") >= 2
        return [*csv.reader(io.StringIO(text, newline=""), strict=True)]

    for name in ("figures", "techniques-by-target", "responder-rates"):
        command = CliRunner().invoke(cli, ["ask", name, "--csv"]).stdout
        assert saved(f"ask={name}") == [*csv.reader(io.StringIO(command, newline=""))]
    hostile = "SELECT ('=1+1' AS ?a) ('a,\"b\"\\n' AS ?b) (-5.50 AS ?c) (' @x' AS ?d) { }"
    assert saved("sparql=" + quote(hostile)) == [["a", "b", "c", "d"], ["'=1+1", 'a,"b"\n', "-5.5", "' @x"]]


@pytest.mark.parametrize(("width", "scheme"), [(WIDE[0], "light"), (WIDE[0], "dark"), (320, "light")])
def test_no_axe_violations(width: int, scheme: str, axe: str, visit: Callable[..., "Page"]) -> None:
    page = visit(width=width, scheme=scheme)
    page.evaluate(axe)
    found = []
    for hash in ("ask=techniques-by-target", "sparql=" + quote("DESCRIBE nmk:scs"), "sparql=" + quote("SELECT ?x {")):
        page.evaluate(RUN, {"hash": hash})
        found += page.evaluate(
            """async () => (await axe.run("#query", { resultTypes: ["violations"] })).violations
                .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert found == []


def test_nodes_claims_and_sources_lead_to_their_pages(visit: Callable[..., "Page"], site: Path) -> None:
    page = visit((site / "docs/query.html").as_uri())
    page.evaluate(RUN, {"hash": "ask=harms-of-treatment"})
    found = page.eval_on_selector_all(".query-result td a", "all => all.map((one) => one.href)")
    assert {address.split("/")[-2] for address in found} == {"entity", "claim", "source"}
    assert [address for address in found if not Path(unquote(urlsplit(address).path)).is_file()] == []


def test_the_engine_is_loaded_when_it_is_asked(visit: Callable[..., "Page"]) -> None:
    page = visit()
    loaded = "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/engine.js')).length"
    assert page.evaluate(loaded) == 0
    for _ in range(2):
        page.evaluate(RUN, {"hash": SHORT})
    assert page.evaluate(loaded) == 1


def test_what_the_page_is_made_of_has_its_licence_there(site: Path) -> None:
    notices = (site / "docs/query/notices.txt").read_text(encoding="utf-8")
    for name in ("oxigraph", "@codemirror/view", "@lezer/common", "style-mod"):
        assert f"{name} " in notices
    assert notices.count("Permission is hereby granted") >= 10
