"""The same page in Firefox: the main journey, with real clicks and keys, and not a word in the console."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from firefox import Firefox, running
from page_browser import FIGURES, WIDE, PageOf

from kg import KnowledgeGraph

pytestmark = pytest.mark.browser
NAME = "document.querySelector('#panel h2').textContent"
ROW = (
    "[...document.querySelectorAll('#story-view .thing')].find((row) => row.querySelector('bdi').textContent === '{}')"
)


@pytest.fixture(scope="module")
def firefox(require: Callable[[str, str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = require("firefox-esr", "apt-get install firefox-esr")
    with running(program, tmp_path_factory.mktemp("firefox"), *WIDE) as browser:
        yield browser
        assert browser.said == []


def test_the_main_journey(firefox: Firefox, with_evidence: KnowledgeGraph, page_of: PageOf, tmp_path: Path) -> None:
    graph = with_evidence
    firefox.open(page_of(graph).as_uri())
    FIGURES["Firefox: ready"] = f"{firefox.evaluate('performance.getEntriesByName(`ready`)[0].startTime'):.0f} ms"
    # The story: every name, in the window; a click opens it and lights what it touches.
    inside = firefox.evaluate(
        """[...document.querySelectorAll("#story-view .thing")].map((row) => row.getBoundingClientRect())
            .filter((box) => box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth).length"""
    )
    kinds = ("Technique", "Target", "Mechanism", "Outcome", "Condition")
    wanted = sum(len(graph.nodes(category=kind)) for kind in kinds)
    FIGURES["Firefox: names readable in the story"] = f"{inside} of {wanted}"
    assert inside == wanted
    firefox.click(ROW.format("dorsal root ganglion stimulation"))
    assert firefox.evaluate(NAME) == "dorsal root ganglion stimulation"
    assert firefox.evaluate("document.querySelectorAll('#story-view .thing.lit').length") > 5
    assert firefox.evaluate("document.querySelectorAll('#story-view .curves path').length") > 0
    # The search, by keyboard.
    firefox.press("Escape")
    firefox.press("/")
    firefox.press(*"differential target")
    firefox.press("Enter")
    assert firefox.evaluate("kgPage.chosen()") == "dtm"
    # The matrix, the map with a click on a node, the tables, the evidence; then back.
    firefox.click("document.querySelector('#to-matrix')")
    firefox.click("document.querySelector('#matrix-view .cell')")
    assert "/" in firefox.evaluate("kgPage.chosen()")
    firefox.click("document.querySelector('#to-graph')")
    assert firefox.evaluate("kgPage.drawn().nodes.length") == len(graph)
    firefox.click("kgPage.at('pns')")
    assert firefox.evaluate(NAME) == "peripheral nerve stimulation"
    firefox.click("document.querySelector('#to-table')")
    assert firefox.evaluate("document.querySelectorAll('#rows tbody tr').length") == len(graph)
    firefox.click("document.querySelector('#to-evidence')")
    assert firefox.evaluate("document.querySelectorAll('#evidence-view .entry').length") == len(
        graph.evidence_summary()
    )
    firefox.evaluate("history.back()")
    firefox.wait_for("!document.querySelector('#table-view').hidden")
    assert len(firefox.evaluate("kgPage.svg()")) > 10_000
    assert firefox.evaluate("performance.getEntriesByType('resource').length") == 0
