"""Writes what the page that answers SPARQL in the browser loads: `docs/query/` of the site.

The engine, its worker and the triples are scripts, compressed and in base64: a page that is opened from a folder may load nothing
else, and they are half as long as the bare engine. docs/build_site.py calls this when the other pages are there.
"""

import base64
import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import kg
from kg.query.questions import Parameter, Question, choices, questions, values_of
from kg.schema import CLAIM, NODE, SOURCE

SOURCES = Path(__file__).resolve().parent / "query"
MODULES = SOURCES / "node_modules"
ESBUILD = MODULES / ".bin/esbuild"
INSTALL = "npm install --no-package-lock --prefix docs/query"
MISSING = f"the packages of npm, which comes with Node.js, are missing: run `make site`, or `{INSTALL}`"
OXIGRAPH = SOURCES / "oxigraph-licence.txt"
"""From its repository: the package says that it is MIT or Apache-2.0, and holds neither text."""

PAGES = {NODE: "entity", CLAIM: "claim", SOURCE: "source"}
"""The folders of the site that may hold a page for each name of a prefix."""


def build(site: Path) -> None:
    """Write `docs/query/` into a site that has its other pages."""
    folder = site / "docs/query"
    folder.mkdir(parents=True, exist_ok=True)
    graph = kg.load(evidence=True)
    used: set[str] = set()
    engine = {
        "worker": _bundled("worker.js", used),
        "wasm": _compressed((MODULES / "oxigraph/web_bg.wasm").read_bytes()),
    }
    scripts = {
        "engine": _assigned("kgQuery.engine", engine),
        "article": _assigned("kgQuery.article", _compressed(kg.dumps(graph, "turtle"))),
        "evidence": _assigned("kgQuery.evidence", _compressed(kg.dumps(graph, "evidence"))),
        "main": _bundled("main.js", used),
    }
    scripts["data"] = _assigned("globalThis.kgQuery", _packaged(graph, site, len(scripts["engine"])))
    for name, text in scripts.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    (folder / "notices.txt").write_text("\n\n".join(map(_notice, sorted(used))), encoding="utf-8")
    shutil.copy(SOURCES / "page.css", folder)


def _bundled(name: str, used: set[str]) -> str:
    """A script and all that it imports, without imports; the packages that it has parts of go into `used`."""
    with TemporaryDirectory() as made:
        bundle, report = Path(made, "bundle.js"), Path(made, "report.json")
        # The engine is handed over: its own address, which only a module has, is not asked for.
        options = (
            "--bundle",
            "--minify",
            "--format=iife",
            "--target=es2022",
            "--charset=utf8",
            "--define:import.meta.url=''",
        )
        files = (f"--outfile={bundle}", f"--metafile={report}")
        done = subprocess.run(
            [ESBUILD, name, *options, *files, "--log-level=warning"],
            cwd=SOURCES,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        (output,) = json.loads(report.read_text(encoding="utf-8"))["outputs"].values()
        parts = "\n".join(path for path, part in output["inputs"].items() if part["bytesInOutput"])
        used.update(re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)/", parts))
        return bundle.read_text(encoding="utf-8")


def _notice(name: str) -> str:
    """The licence of a package that the page has parts of."""
    package = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
    text = OXIGRAPH if name == "oxigraph" else MODULES / name / "LICENSE"
    return f"{name} {package['version']}: {package['license']}\n\n{text.read_text(encoding='utf-8')}"


def _compressed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, mtime=0)).decode("ascii")


def _assigned(name: str, value: object) -> str:
    return f"{name}={json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n"


def _packaged(graph: kg.KnowledgeGraph, site: Path, size: int) -> dict[str, Any]:
    """What the page knows before the engine is there."""
    lists: list[list[tuple[str, str]]] = []
    return {
        "prefixes": dict(graph.schema.prefixes),
        "questions": [_question(graph, one, lists) for one in questions(graph)],
        "lists": lists,
        "pages": {
            prefix: {"folder": f"../{name}", "names": sorted(path.stem for path in (site / name).glob("*.html"))}
            for prefix, name in PAGES.items()
        },
        "engineSize": f"{size / 1e6:.1f} MB",
    }


def _question(graph: kg.KnowledgeGraph, question: Question, lists: list[list[tuple[str, str]]]) -> dict[str, Any]:
    """A question, with the number of the list that each parameter is chosen from; new lists are added."""
    numbers = {}
    for parameter in question.parameters:
        names = [(_terms(graph, parameter, name), label) for name, label in choices(graph, parameter)]
        if names and names not in lists:
            lists.append(names)
        if names:
            numbers[parameter.name] = lists.index(names)
    return {"name": question.name, "text": question.text, "evidence": question.of_evidence, "lists": numbers}


def _terms(graph: kg.KnowledgeGraph, parameter: Parameter, name: str) -> str:
    """The CURIEs that a name stands for."""
    meanings = (value.meaning for value in values_of(graph, parameter, name))
    return " ".join(getattr(meaning, "id", meaning) for meaning in meanings)
