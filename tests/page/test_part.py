"""A page about a part of a graph: in Python, on the command line, in a notebook; and what is too large for one."""

import json
import re
from pathlib import Path
from typing import Any

import networkx
import pytest
from click.testing import CliRunner
from page_browser import READY, Visit, choose, plain
from page_graphs import made

import kg
from kg import KnowledgeGraph
from kg.cli import cli
from kg.page import html


def given(page: bytes, block: str = "network") -> Any:
    found = re.search(rf"<script type=\"application/json\" id=\"{block}\">(.*?)</script>", page.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def ids(page: bytes) -> set[str]:
    return {node["id"] for node in given(page)["nodes"]}


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_around_a_node_is_what_networkx_finds(steps: int, graph: KnowledgeGraph) -> None:
    page = kg.page(graph, around="DRG stimulation", steps=steps)
    near = networkx.ego_graph(plain(graph), "nmk:drg-stimulation", radius=steps, undirected=True)
    assert ids(page) == set(near)
    triples = {(edge["from"], edge["predicate"], edge["to"]) for edge in given(page)["edges"]}
    assert triples == {(s, p, o) for s, o, p in near.edges(keys=True)}
    records = given(page, "records")
    assert records["excerpt"]["what"] == f"around dorsal root ganglion stimulation, {steps} step{'s'[: steps - 1]}"
    assert records["excerpt"]["whole"] == len(graph)


def test_filters_combine(graph: KnowledgeGraph) -> None:
    page = kg.page(graph, section=["types", "working"], modality="hedged")
    claims = [c for s in ("types", "working") for c in graph.claims(section=s, modality="hedged")]
    assert {f"nmc:{claim['id']}" for claim in given(page, "records")["claims"]} == {claim.id for claim in claims}
    assert ids(page) == {end for claim in claims for end in (claim.subject, claim.object)}
    page = kg.page(graph, category=("Technique", "Target"))
    assert ids(page) == {node.id for name in ("Technique", "Target") for node in graph.nodes(category=name)}
    page = kg.page(graph, around="scs", steps=1, category="Target")
    beside = {edge.object for edge in graph.edges(subject="scs", object_category="Target")}
    beside |= {edge.subject for edge in graph.edges(object="scs", subject_category="Target")}
    assert ids(page) == {"nmk:scs"} | beside


def test_the_whole_is_the_same_however_it_is_asked_for(graph: KnowledgeGraph) -> None:
    assert kg.page(graph) == kg.dumps(graph, "html")
    assert given(kg.page(graph), "records")["excerpt"] is None


def test_what_is_cut_is_said(graph: KnowledgeGraph) -> None:
    """A qualifier that names a node outside becomes its name; a tension with a side outside says so."""
    records = given(kg.page(graph, category="Technique"), "records")
    known = ids(kg.page(graph, category="Technique"))
    values = [
        value
        for claim in records["claims"]
        for key in ("population", "comparator", "aspect", "context")
        for value in claim.get(key, ())
    ]
    assert [value for value in values if value.startswith("nmk:") and value not in known] == []
    records = given(kg.page(graph, around="scs", steps=2), "records")
    whole = {tension.id: tension for tension in graph.tensions()}
    for tension in records["tensions"]:
        kept = len(tension.get("claims", ())) + len(tension.get("against", ()))
        assert kept + tension.get("cut", 0) == len(whole[tension["id"]].members)
    assert any("cut" in tension for tension in records["tensions"])


def test_the_graph_itself_stays_as_it_was(graph: KnowledgeGraph) -> None:
    before = kg.dumps(graph, "turtle")
    page = kg.page(graph, around="scs", steps=1, title="Ä <title> & more")
    assert "<title>Ä &lt;title&gt; &amp; more</title>" in page.decode()
    assert kg.dumps(graph, "turtle") == before


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"around": "nobody"}, kg.UnknownNode, "unknown node 'nobody'"),
        ({"category": "Targt"}, kg.UnknownName, "did you mean Target"),
        ({"section": ["types", "typos"]}, kg.UnknownName, "did you mean types"),
        ({"modality": "sure"}, kg.UnknownName, "unknown modality 'sure'"),
        ({"around": "scs", "steps": 0}, kg.ExportError, "steps is 0; give a whole number from 1"),
        ({"around": "scs", "steps": True}, kg.ExportError, "steps is True"),
        ({"title": "\udcff"}, kg.ExportError, r"the character U\+DCFF does not belong in a title; remove it"),
        ({"section": "conclusion", "modality": "hedged", "category": "Device"}, kg.ExportError, "nothing is left"),
    ],
)
def test_what_cannot_be_chosen(options: Any, error: type[Exception], message: str, graph: KnowledgeGraph) -> None:
    with pytest.raises(error, match=message):
        kg.page(graph, **options)


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = made()
    monkeypatch.setattr(html, "MOST_NODES", 10)
    with pytest.raises(
        kg.ExportError, match=r"a page of 24 nodes is too large .*--around ID --steps 2.*GraphML.*--force"
    ):
        kg.page(graph)
    assert len(ids(kg.page(graph, force=True))) == 24
    assert kg.dumps(graph, "html") == kg.page(graph, force=True)
    monkeypatch.setattr(html, "MOST_NODES", 100)
    monkeypatch.setattr(html, "LARGEST_FILE", 10_000)
    with pytest.raises(kg.ExportError, match=r"a page of 1 MB is too large for a browser to show smoothly"):
        kg.page(graph)


def run(*words: object) -> Any:
    return CliRunner().invoke(cli, [str(word) for word in words])


def test_on_the_command_line(with_evidence: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "part.html"
    words = ("--around", "scs", "--steps", 1, "--modality", "asserted", "--modality", "hedged", "--title", "Part")
    result = run("export", "html", *words, "-o", path)
    assert result.exit_code == 0, result.output
    assert path.read_bytes() == kg.page(
        with_evidence, around="scs", steps=1, modality=("asserted", "hedged"), title="Part"
    )
    assert "--title is only for kg export html" in run("export", "turtle", "--title", "Part").output
    assert "name it with around (--around ID)" in run("export", "html", "--steps", 2).output
    monkeypatch.setattr("kg.cli.writing.LARGE_PAGE", 1000)
    assert "the page has 1 MB; --around ID --steps 2 makes a smaller one" in run("export", "html", "-o", path).output
    path.unlink()
    monkeypatch.setattr(html, "MOST_NODES", 10)
    result = run("export", "html", "-o", path)
    assert result.exit_code == 1
    assert "--around ID --steps 2" in result.output
    assert not path.exists()
    assert run("export", "html", "--force", "-o", path).exit_code == 0
    assert path.exists()


@pytest.mark.browser
def test_an_excerpt_says_that_it_is_one(graph: KnowledgeGraph, tmp_path: Path, visit: Visit) -> None:
    path = tmp_path / "part.html"
    path.write_bytes(kg.page(graph, around="scs", steps=2))
    page = visit(path)
    count = len(ids(path.read_bytes()))
    said = f"A part of the graph: around spinal cord stimulation, 2 steps. {count} of {len(graph)} nodes."
    assert said in page.inner_text("#panel")
    page.click("#to-tensions")
    assert "outside this part of the graph" in page.inner_text("#tensions-view")


@pytest.mark.browser
def test_in_a_notebook(graph: KnowledgeGraph, tmp_path: Path, browser: Any) -> None:
    view = graph.view(around="scs", steps=1, title="A “part”")
    assert view.page == kg.page(graph, around="scs", steps=1, title="A “part”")
    assert repr(view) == f"View('A “part”', {len(view.page) / 1e6:.1f} MB)"
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!doctype html><title>notebook</title><p>Out[1]:</p>{view._repr_html_()}", encoding="utf-8")
    context = browser.new_context(viewport={"width": 1000, "height": 900}, offline=True)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.goto(notebook.as_uri())
    frame = page.frames[1]
    frame.wait_for_selector(READY, state="attached")
    frame.click("#to-about")
    frame.click("#to-graph")
    frame.fill("#search", "spinal cord stim")
    frame.press("#search", "Enter")
    assert frame.inner_text("#panel h2") == "spinal cord stimulation"
    frame.click("#panel .name >> nth=0")
    assert frame.inner_text("#panel h2") == "neuromodulation"
    assert said == []
    context.close()


@pytest.mark.browser
def test_without_positions(graph: KnowledgeGraph, tmp_path: Path, visit: Visit) -> None:
    """A graph that `kg layout` has not been run on: columns, whole and clickable."""
    path = tmp_path / "page.html"
    path.write_bytes(kg.page(kg.load(positions=False)))
    page = visit(path)
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) == len(graph)
    choose(page, "scs")
