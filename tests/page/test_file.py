"""The page's file: one, the same for the same graph, built by pyvis, small, and the same in another language's shell."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from page_browser import FIGURES
from page_graphs import hostile, made

import kg
from kg import KnowledgeGraph
from kg.page import html
from kg.page.content import page_data
from kg.part import excerpt

FOLDER = str(Path(__file__).parent.parent)


def in_another_process(code: str, **environment: str) -> str:
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.mark.slow
def test_bytes_do_not_depend_on_hash_seed_order_or_locale() -> None:
    code = (
        f"import sys, hashlib; sys.path.insert(0, {FOLDER!r}); import kg, page_graphs as t;"
        "print(hashlib.sha256(kg.dumps(t.{}, 'html')).hexdigest())"
    )
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    digests = {
        in_another_process(code.format("made()"), PYTHONHASHSEED="0"),
        in_another_process(code.format("made()"), PYTHONHASHSEED="1"),
        in_another_process(code.format("shuffled(t.made())"), PYTHONHASHSEED="2"),
        in_another_process(code.format("made()"), **plain),
        hashlib.sha256(kg.dumps(made(), "html")).hexdigest() + "\n",
    }
    assert len(digests) == 1


def test_pyvis_is_imported_only_for_a_page() -> None:
    code = "import sys, kg; {}; print(sorted({{'pyvis', 'IPython', 'jinja2', 'networkx'}} & sys.modules.keys()))"
    assert in_another_process(code.format("kg.load(); kg.page")) == "[]\n"
    load = f"sys.path.insert(0, {FOLDER!r}); import page_graphs as t; kg.dumps(t.made(), 'html')"
    assert in_another_process(code.format(load)) == "['IPython', 'jinja2', 'networkx', 'pyvis']\n"


def test_page_is_built_by_pyvis_and_nothing_else_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pyvis.network

    drawn: list[tuple[int, int]] = []
    generate = pyvis.network.Network.generate_html

    def watched(network: Any) -> str:
        drawn.append((network.num_nodes(), network.num_edges()))
        return str(generate(network))

    monkeypatch.setattr(pyvis.network.Network, "generate_html", watched)
    monkeypatch.chdir(tmp_path)
    graph = made()
    path = kg.write(graph, tmp_path / "deep" / "page.html")
    assert drawn == [(len(graph), len(graph.edges()))]
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]


def test_the_records_are_those_that_pyvis_makes() -> None:
    """add_node and add_edge are passed by, since they search a list for each node; what they would make is what is there."""
    from pyvis.network import Network

    graph = made()
    network = Network(directed=True)
    data = page_data(excerpt(graph), len(graph))
    for node in data.nodes:
        network.add_node(**node)
    for edge in data.edges:
        network.add_edge(edge["source"], edge["dest"], **{k: v for k, v in edge.items() if k not in ("source", "dest")})
    text = kg.dumps(graph, "html").decode("utf-8")
    found = re.search(r"<script type=\"application/json\" id=\"network\">(.*?)</script>", text, re.DOTALL)
    assert found
    given = json.loads(found[1])
    # The page has looks of its own.
    looks = {"color", "arrows"}
    for kind, records in (("nodes", network.nodes), ("edges", network.edges)):
        assert given[kind] == [
            {k: v for k, v in record.items() if k not in looks} for record in json.loads(json.dumps(records))
        ]


def test_file_holds_what_it_should(drawn: KnowledgeGraph) -> None:
    content = kg.dumps(drawn, "html")
    text = content.decode("utf-8")
    assert b"\r" not in content
    assert "sourceMappingURL" not in text
    assert "@copyright (c) 2017-2019 visjs contributors" in text
    assert str(Path.cwd()) not in text
    assert str(Path.home()) + "/" not in text
    loaded = re.findall(r"<(?:script|img|iframe|link)[^>]*(?:src|href)\s*=\s*\"([^\"]*)\"", text)
    assert loaded == ["data:,"]
    style = text[text.index("<style>") : text.index("</style>")]
    assert not re.search(r"@import|url\(", style)


def test_every_script_and_style_is_in_the_policy() -> None:
    text = kg.dumps(made(), "html").decode("utf-8")
    found = re.search(r"Content-Security-Policy\" content=\"([^\"]*)\"", text)
    assert found
    policy = dict(part.split(" ", 1) for part in found[1].replace("&#39;", "'").split("; "))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in found[1]

    def digests(pattern: str) -> list[str]:
        bodies = re.findall(pattern, text, flags=re.DOTALL)
        return [f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" for body in bodies]

    assert (
        digests(r"<script(?: type=\"(?:module|text/plain)\"(?: id=\"library\")?)?>(.*?)</script>")
        == policy["script-src"].split()
    )
    assert digests(r"<style>(.*?)</style>") == policy["style-src"].split()


def test_size(graph: KnowledgeGraph) -> None:
    size = len(kg.dumps(graph, "html"))
    FIGURES["file, the packaged graph"] = f"{size / 1e6:.2f} MB"
    assert size <= 1_000_000
    assert len(kg.dumps(made(200, 400, 500), "html")) <= 1_000_000


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "VIS", "templates/lib/gone.min.js")
    with pytest.raises(
        kg.ExportError, match=r"^templates/lib/gone\.min\.js, which the page needs, is missing from pyvis; reinstall"
    ):
        kg.dumps(made(), "html")


def test_json_of_the_page_is_json() -> None:
    text = kg.dumps(hostile(), "html").decode("utf-8")
    blocks = re.findall(r"<script type=\"application/json\" id=\"(\w+)\">(.*?)</script>", text, flags=re.DOTALL)
    assert [name for name, _ in blocks] == ["network", "records"]
    assert len(json.loads(blocks[0][1])["nodes"]) == 6
    assert len(json.loads(blocks[1][1])["claims"]) == 10


def test_every_part_of_the_page_is_small() -> None:
    folder = Path(html.__file__).parent / "assets"
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in folder.iterdir()}
    assert {name: length for name, length in lengths.items() if length > 520} == {}
