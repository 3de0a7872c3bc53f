"""What a notebook shows: every text escaped, no colours, small; and the tutorial runs."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT

import kg

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> & {{ 7*7 }}"
TAGS = {"a", "code", "details", "div", "p", "pre", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr"}
SHOWN: dict[str, Callable[[kg.KnowledgeGraph], object]] = {
    "graph": lambda g: g,
    "node": lambda g: g["drg-stimulation"],
    "nodes": lambda g: g.nodes(category="Technique"),
    "no nodes": lambda g: g["chronic-pain"].targets,
    "edge": lambda g: g.edges(subject="drg-stimulation")[0],
    "claim": lambda g: next(claim for claim in g.claims() if claim.quantity),
    "claims": lambda g: g.claims(modality="hedged"),
    "edges": lambda g: g.edges(subject="scs"),
    "tension": lambda g: g.tensions()[0],
    "tensions": lambda g: g.tensions(weight="major"),
    "sources": lambda g: g.sources(),
    "path": lambda g: g.paths("implanted-pump", "fewer-adverse-effects")[0],
    "paths": lambda g: g.paths("implanted-pump", "fewer-adverse-effects", limit=1),
    "no paths": lambda g: g.paths("chronic-pain", "scs"),
    "comparison": lambda g: g.compare("neuromodulation", "oral-drug"),
    "explanation": lambda g: g.explain("drg-stimulation", "lower-leg-pain"),
    "chain": lambda g: g.explain("dtm", "bladder-dysfunction"),
    "matches": lambda g: g.match("?t:Technique targets ?x"),
    "no matches": lambda g: g.match("?t:Technique blocks pain"),
}


class Page(HTMLParser):
    """Collects tags with their attributes and texts, and sees that each tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(record: object) -> Page:
    return Page(record._repr_html_())  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def hostile(graph: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    """The graph with markup in every text that a table can hold."""
    terms = kg.Mapping(match="exactMatch", term="UBERON:1", label=HOSTILE, place=HOSTILE)
    nodes = [
        replace(
            node,
            name=f"{HOSTILE} {node.slug}",
            synonyms=(HOSTILE,),
            definition=HOSTILE,
            note=HOSTILE,
            mappings=(terms,),
        )
        for node in graph.nodes()
    ]
    claims = [
        replace(claim, statement=HOSTILE, hedge=(HOSTILE,), note=HOSTILE, context=(*claim.context, HOSTILE))
        for claim in graph.claims()
    ]
    sources = [replace(source, title=HOSTILE, published=HOSTILE) for source in graph.sources()]
    tensions = [replace(tension, why=HOSTILE) for tension in graph.tensions()]
    return kg.KnowledgeGraph(schema=graph.schema, sources=sources, nodes=nodes, claims=claims, tensions=tensions)


@pytest.mark.parametrize("name", SHOWN)
def test_every_text_is_escaped(graph: kg.KnowledgeGraph, hostile: kg.KnowledgeGraph, name: str) -> None:
    for g in (graph, hostile):
        shown = page(SHOWN[name](g))
        assert shown.tags <= TAGS
        assert {attribute for attribute, _ in shown.attributes} <= {"href", "target", "rel", "open", "style"}
        assert all(str(value).startswith("http") for attribute, value in shown.attributes if attribute == "href")
    if not name.startswith("no "):
        assert "alert(1)" in "".join(page(SHOWN[name](hostile)).text)


@pytest.mark.parametrize("name", SHOWN)
def test_shown_without_colours_and_small(graph: kg.KnowledgeGraph, name: str) -> None:
    text = SHOWN[name](graph)._repr_html_()  # type: ignore[attr-defined]
    assert {value for name, value in Page(text).attributes if name == "style"} <= {"text-align:left"}
    assert "class" not in text
    assert len(text) < 20_000


def texts(record: object) -> str:
    return " ".join(page(record).text)


def test_what_is_shown(graph: kg.KnowledgeGraph) -> None:
    shown = texts(graph)
    assert (
        f"{len(graph)} nodes, {len(graph.edges())} edges, {len(graph.claims())} claims, {len(graph.sources())} sources"
        in shown
    )
    assert "2025-04-30" in shown
    for category in graph.schema.categories.values():
        assert f"{category.plural} {len(graph.nodes(category=category.name))} {category.definition}" in shown
    node = graph["drg-stimulation"]
    shown = texts(node)
    touching = {*graph.claims(subject=node), *graph.claims(object=node), *graph.mentions(node)}
    assert set(re.findall(r"\b[a-z0-9]+(?:-2025)?-\d{3}\b", shown)) == {claim.slug for claim in touching}
    assert all(text in shown for text in (node.name, node.definition, *node.synonyms))
    assert 'href="http://purl.obolibrary.org/obo/MAXO_0000945"' in str(graph["scs"]._repr_html_())
    claim = next(claim for claim in graph.claims() if claim.quantity)
    shown = texts(claim)
    assert all(part in shown for part in (claim.statement, claim.slug, "reported", str(claim.quantity)))
    assert texts(graph.paths("chronic-pain", "scs")).startswith("No path of up to 4 steps leads from")
    assert "3 more are not shown." in texts(graph.nodes()[:53])
    hedged, major = graph.claims(modality="hedged"), graph.tensions(weight="major")
    assert all(claim.statement in texts(hedged) for claim in hedged)
    assert all(tension.why in texts(major) for tension in major)


def test_the_two_lines_to_try_run(graph: kg.KnowledgeGraph) -> None:
    text = graph._repr_html_()
    lines = text.partition("<pre>")[2].partition("</pre>")[0].replace("&quot;", '"').splitlines()
    assert len(lines) == 2
    assert all(eval(line, {"g": graph}) is not None for line in lines)


def test_records_outside_a_graph_show_what_they_are() -> None:
    node = kg.Node(
        id="nmk:x",
        category="Target",
        name="<x>",
        mappings=(kg.Mapping(match="exactMatch", term="A:1", label="a", place=""),),
    )
    assert node._repr_html_() is None
    assert str(kg.Nodes([node])) == "Nodes(Node('nmk:x', name='<x>'))"
    with pytest.raises(ValueError, match="belongs to no graph"):
        node.rows()


# --------------------------------------------------------------------------------------------------------- the tutorial

TUTORIAL = ROOT / "docs/tutorial.ipynb"
RUN = """
import json, socket, sys
from IPython.core.interactiveshell import InteractiveShell

def refuse(*_):
    raise OSError("no network in the tutorial")

socket.socket.connect = refuse
shell = InteractiveShell.instance()
shown = []
for source in json.load(sys.stdin):
    result = shell.run_cell(source)
    result.raise_error()
    if type(result.result).__module__.startswith("kg."):
        shown.append((type(result.result).__name__, sorted(shell.display_formatter.format(result.result)[0])))
json.dump(shown, open("shown.json", "w"))
"""
"""Runs cells one after the other, as a notebook's kernel does, and writes down in which forms each record can be shown."""


def cells(kind: str) -> list[str]:
    found = json.loads(TUTORIAL.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


@pytest.mark.checkout
def test_the_tutorial_is_kept_without_outputs() -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    notebook = json.loads(text)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) > 20
    assert [(cell["outputs"], cell["execution_count"]) for cell in code] == [([], None)] * len(code)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert text == json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    for link in re.findall(r"\]\(([^)#:]+)\)", "\n".join(cells("markdown"))):
        assert (TUTORIAL.parent / link).exists(), link


@pytest.mark.checkout
@pytest.mark.slow
def test_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=tmp_path,
        input=json.dumps(cells("code")),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "unknown node 'drg stimulaton'; did you mean drg-stimulation" in done.stdout
    shown = json.loads((tmp_path / "shown.json").read_text(encoding="utf-8"))
    assert {kind for kind, _ in shown} == {
        *("KnowledgeGraph", "Node", "Nodes", "Claim", "Edge", "Paths", "Path", "Explanation", "Comparison", "Matches")
    }
    assert all("text/html" in forms for _, forms in shown)
    assert kg.read(tmp_path / "graph.ttl").claims() == kg.load().claims()
    assert (tmp_path / "claims.csv").read_text(encoding="utf-8").startswith("id,subject,subject_name,predicate")


def test_a_slice_of_answers_shows_itself_as_the_whole_does(graph: kg.KnowledgeGraph) -> None:
    paths, matches = graph.paths("scs", "pain"), graph.match("?t:Technique targets ?x")
    assert (paths[:1].cut, paths[:1].verdict, matches[1:3].variables) == (paths.cut, paths.verdict, matches.variables)
    assert list(matches[1:3]) == list(matches)[1:3]
    assert paths[:1].rows() == [row for row in paths.rows() if row["path"] == 1]
    assert len(str(matches[1:3]).split("\n")) == 3
