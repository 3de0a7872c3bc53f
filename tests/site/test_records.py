"""Each record of the graph has a page of its own in the site, and its RDF in files beside it."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, missing
from page_browser import INSTALL_AXE
from pyoxigraph import RdfFormat, Triple, parse

import kg
from kg import KnowledgeGraph

pytestmark = [pytest.mark.checkout, pytest.mark.slow]

CHECKER = ROOT / "tests/node/node_modules/vnu-jar/build/dist/vnu.jar"
SYNTAXES = {
    ".ttl": RdfFormat.TURTLE,
    ".jsonld": RdfFormat.JSON_LD,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
}
FOLDERS = ("entity", "claim", "source")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOWN = (
    *("entity/dtm", "entity/botulinum-toxin", "entity/scs-with-dtm", "entity/index"),
    *("claim/icliniq-2025-187", "claim/fishman-2021-001", "claim/tension-01"),
    *("source/icliniq-2025", "source/fishman-2021"),
)
"""A page of each kind."""


@pytest.fixture(scope="module")
def whole() -> KnowledgeGraph:
    return kg.load(evidence=True)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Path]:
    """The pages of records, each by its path without suffix; the lists aside."""
    found = (path for folder in FOLDERS for path in (site / folder).glob("*.html") if path.stem != "index")
    return {str(path.relative_to(site).with_suffix("")): path for path in found}


def triples(path: Path) -> set[Triple]:
    return {one.triple for one in parse(path=path, format=SYNTAXES[path.suffix])}


def test_every_record_has_a_page_and_nothing_else_has_one(pages: dict[str, Path], whole: KnowledgeGraph) -> None:
    base, studies = whole.schema.dataset.base_iri, whole.studies
    records = (*studies, *whole.claims(), *studies.claims(), *whole.sources(), *studies.sources(), *whole.tensions())
    ids = [*(record.id for record in records), *(f"nmk:{old}" for node in whole for old in node.replaces)]
    assert len(set(ids)) > 2000
    assert sorted(pages) == sorted(whole.schema.expand(id).removeprefix(f"{base}/") for id in ids)


def test_the_files_beside_a_page_say_the_same(pages: dict[str, Path]) -> None:
    for path in pages.values():
        first, *others = (triples(path.with_suffix(suffix)) for suffix in SYNTAXES)
        assert first, path.name
        assert all(other == first for other in others), path.name


def test_all_files_together_say_what_the_exports_say(pages: dict[str, Path], whole: KnowledgeGraph) -> None:
    retired = {f"entity/{old}" for node in whole for old in node.replaces}
    found = set[Triple]().union(
        *(triples(path.with_suffix(".nt")) for name, path in pages.items() if name not in retired)
    )
    exports = ("neuromod-kg.ttl", "neuromod-kg-evidence.ttl")
    assert found == set[Triple]().union(*(triples(ROOT / "exports" / name) for name in exports))


def test_a_page_holds_its_json_ld(pages: dict[str, Path]) -> None:
    for path in pages.values():
        text = path.read_text(encoding="utf-8")
        (inside,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert json.loads(inside) == json.loads(path.with_suffix(".jsonld").read_text(encoding="utf-8")), path.name


def test_json_ld_has_what_the_export_has_of_a_record(pages: dict[str, Path]) -> None:
    export = json.loads((ROOT / "exports/neuromod-kg.jsonld").read_text(encoding="utf-8"))
    found = json.loads(pages["claim/icliniq-2025-091"].with_suffix(".jsonld").read_text(encoding="utf-8"))
    assert found["@graph"][0] in export["@graph"]
    own = {
        name: term for name, term in found["@context"].items() if name not in ("ECO", "SEPIO")
    }  # The evidence has these.
    assert own.items() <= export["@context"].items()


def test_every_page_says_that_it_is_no_advice(pages: dict[str, Path]) -> None:
    without = [name for name, path in pages.items() if "not medical advice" not in path.read_text(encoding="utf-8")]
    assert without == []


def test_a_retired_entity_points_to_what_replaces_it(pages: dict[str, Path]) -> None:
    assert '<a href="../entity/dtm.html">differential target multiplexing</a> replaces it' in pages[
        "entity/scs-with-dtm"
    ].read_text(encoding="utf-8")


def test_a_claim_shows_what_is_known_of_it(pages: dict[str, Path], whole: KnowledgeGraph) -> None:
    text = pages["claim/icliniq-2025-187"].read_text(encoding="utf-8")
    for shown in ("reported (reportedly, likely)", "&gt;80 %", "tension-", "fishman-2021", "@online{icliniq-2025-187"):
        assert shown in text, shown


def test_the_search_knows_entities_by_name_and_claims_by_statement(site: Path, whole: KnowledgeGraph) -> None:
    index = json.loads(
        (site / "searchindex.js").read_text(encoding="utf-8").removeprefix("Search.setIndex(").removesuffix(")")
    )
    titles = dict(zip(index["docnames"], index["titles"], strict=True))
    assert {f"entity/{node.slug}": node.name for node in whole}.items() <= titles.items()
    assert {f"claim/{claim.slug}": claim.statement for claim in whole.claims()}.items() <= titles.items()


@pytest.mark.node
def test_the_pages_are_valid_html(pages: dict[str, Path], site: Path, require: Callable[[str, str], str]) -> None:
    """But for what the theme writes: headings without a level above the parts of its navigation, and how it fetches the logo."""
    java = require("java", "apt-get install default-jdk-headless")
    if not CHECKER.is_file():
        missing(f"the Nu Html Checker is missing; install it with: {INSTALL_AXE}")
    some = [name for folder in FOLDERS for name in sorted(pages) if name.startswith(f"{folder}/")][::20]
    files = [str(site / f"{name}.html") for name in dict.fromkeys((*SHOWN, *some))]
    command = [java, "-Xss2m", "-jar", str(CHECKER), "--errors-only", "--format", "json", "--exit-zero-always", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    said = [f"{Path(one['url']).name}: {one['message']}" for one in json.loads(done.stderr)["messages"]]
    theirs = ("missing required attribute “aria-level”", "A “link” element with an “as” attribute")
    assert [line for line in said if not any(words in line for words in theirs)] == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "scheme"), [*((name, "light") for name in SHOWN), *((name, "dark") for name in SHOWN[::4])]
)
def test_axe_finds_nothing(browser: Any, axe: str, site: Path, name: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate(axe)
    found = page.evaluate(
        """async (tags) => (await axe.run("#furo-main-content", { runOnly: { type: "tag", values: tags } })).violations
             .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`)""",
        AXE_TAGS,
    )
    page.close()
    assert found == []
