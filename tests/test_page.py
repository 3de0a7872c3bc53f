"""The interactive page: what its file holds, and what a reader meets in a browser."""

import base64
import hashlib
import itertools
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import kg
import kg.export.html
import kg.schema
from kg import Claim, KnowledgeGraph, Node, Quantity, Section, Source, Tension
from kg.export.places import places
from kg.tables import packaged

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCHEMA = kg.schema.parse((packaged() / "schema.toml").read_text(encoding="utf-8"), "schema.toml")
BROWSER = pytest.mark.browser
FOLDER = str(Path(__file__).parent)
WIDE, PHONE = (1440, 900), (390, 844)
READY = "html[data-ready=true]"


# ------------------------------------------------------------------------------------------------------------- graphs


def made(nodes: int = 24, edges: int = 40, claims: int = 55, *, seed: int = 7) -> KnowledgeGraph:
    """A graph of invented records that uses every field: the same for the same arguments."""
    dice = random.Random(seed)
    sections = tuple(
        Section(id=f"nms:made.s{number}", title=f"Section {number}: α, é, 漢", paragraphs=(3, 2)) for number in range(4)
    )
    source = Source(
        id="nms:made",
        title="A made-up article",
        author="Dr. A. Writer",
        reviewer="Dr. B. Reader",
        publisher="Made",
        published="2025-03-14",
        url="https://example.org/article",
        sections=sections,
    )
    categories = list(SCHEMA.categories)
    records = [
        Node(
            id=f"nmk:thing-{number}",
            category=categories[number % len(categories)],
            name=f"thing number {number}",
            synonyms=(f"alias {number} of it",),
            abbreviations=(f"TN{number}",),
            definition=f"What number {number} is." if number % 4 else "",
            note="It has a note." if number % 5 == 0 else "",
            position=(number % 6 * 300 + number // 6 * 40, number // 6 * 260),
        )
        for number in range(nodes)
    ]
    predicates = list(SCHEMA.predicates)
    # The first four join the same two nodes: in both directions, and twice in one of them.
    triples = [(0, "targets", 1), (0, "affects", 1), (1, "leads_to", 0), (0, "similar_to", 1)][
        : edges if nodes > 1 else 0
    ]
    while len(triples) < edges and nodes > 1:
        # A few hubs and many leaves, as in a real graph.
        start, end = dice.randrange(1 + nodes // 4), dice.randrange(nodes)
        triple = (start, dice.choice(predicates), end)
        if start != end and triple not in triples:
            triples.append(triple)
    firmness = [("asserted", ()), ("hedged", ("may", "some")), ("reported", ("studies",))]
    statements = []
    for number in range(claims if triples else 0):
        start, predicate, end = triples[number] if number < len(triples) else dice.choice(triples)
        modality, hedge = firmness[number % 3]
        statements.append(
            Claim(
                id=f"nmc:made-{number:03}",
                subject=records[start].id,
                predicate=predicate,
                object=records[end].id,
                statement=f"Statement {number}: thing number {start} does something to thing number {end}, as they say.",
                source=source.id,
                section=sections[number % 4].id,
                paragraph=1 + number % 3,
                polarity="denied" if number % 7 == 6 or number == len(triples) else "affirmed",
                modality=modality,
                hedge=hedge,
                quantity=Quantity.parse(">50 %") if number % 6 == 0 else None,
                population=(records[(start + 5) % nodes].id, "adults") if number % 4 == 0 else (),
                comparator=("other treatment",) if number % 5 == 0 else (),
                aspect=("duration",) if number % 6 == 1 else (),
                context=("usually",) if number % 6 == 2 else (),
                inferred=number % 8 == 0,
                note="A note on a claim." if number % 9 == 0 else "",
            )
        )
    tensions = (
        [Tension(id="nmc:t1", claims=("nmc:made-000", "nmc:made-001"), kind="scope", weight="weak", why="They differ.")]
        if claims > 1 and triples
        else []
    )
    return KnowledgeGraph(schema=SCHEMA, sources=[source], nodes=records, claims=statements, tensions=tensions)


def shuffled(graph: KnowledgeGraph) -> KnowledgeGraph:
    """The same records, handed over in another order."""
    dice = random.Random(1)
    parts: dict[str, list[Any]] = {
        "sources": list(graph.sources()),
        "nodes": [replace(node, graph=None) for node in graph.nodes()],
        "claims": list(graph.claims()),
        "tensions": list(graph.tensions()),
    }
    for part in parts.values():
        dice.shuffle(part)
    return KnowledgeGraph(schema=graph.schema, **parts)


@pytest.fixture(scope="module", params=["made", "packaged"])
def graph(request: pytest.FixtureRequest) -> KnowledgeGraph:
    return made() if request.param == "made" else kg.load()


@pytest.fixture(scope="module")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[KnowledgeGraph], Path]:
    """Writes a graph's page once and gives its path."""
    folder = tmp_path_factory.mktemp("pages")
    written: dict[int, tuple[KnowledgeGraph, Path]] = {}

    def page(graph: KnowledgeGraph) -> Path:
        if id(graph) not in written:
            path = folder / f"page-{len(written)}.html"
            written[id(graph)] = graph, kg.write(graph, path)
        return written[id(graph)][1]

    return page


# ----------------------------------------------------------------------------------------------------------- the file


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


def test_bytes_do_not_depend_on_hash_seed_order_or_locale() -> None:
    code = (
        f"import sys, hashlib; sys.path.insert(0, {FOLDER!r}); import kg, test_page as t;"
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
    assert in_another_process(code.format("pass")) == "[]\n"
    load = f"sys.path.insert(0, {FOLDER!r}); import test_page as t; kg.dumps(t.made(), 'html')"
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


def test_file_holds_what_it_should(graph: KnowledgeGraph) -> None:
    content = kg.dumps(graph, "html")
    text = content.decode("utf-8")
    assert b"\r" not in content
    assert "sourceMappingURL" not in text
    assert "@copyright (c) 2017-2019 visjs contributors" in text
    assert str(Path.cwd()) not in text
    assert str(Path.home()) not in text
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

    assert digests(r"<script(?: type=\"module\")?>(.*?)</script>") == policy["script-src"].split()
    assert digests(r"<style>(.*?)</style>") == policy["style-src"].split()


def test_size() -> None:
    assert len(kg.dumps(made(200, 400, 500), "html")) <= 1_000_000


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.export.html, "VIS", "templates/lib/gone.min.js")
    with pytest.raises(
        kg.ExportError, match=r"^pyvis has no templates/lib/gone\.min\.js, which the page needs; reinstall"
    ):
        kg.dumps(made(), "html")


# ------------------------------------------------------------------------------------------------------------- places


def with_positions(graph: KnowledgeGraph, keep: Callable[[int], bool]) -> KnowledgeGraph:
    nodes = [
        replace(node, graph=None, position=node.position if keep(number) else None)
        for number, node in enumerate(graph.nodes())
    ]
    return KnowledgeGraph(schema=graph.schema, sources=graph.sources(), nodes=nodes, claims=graph.claims())


def test_positions_are_kept() -> None:
    graph = made()
    assert places(graph) == {node.id: node.position for node in graph.nodes()}


def test_node_without_position_stands_beside_its_neighbours() -> None:
    full = made()
    graph = with_positions(full, lambda number: number % 3 > 0)
    found = places(graph)
    known = {node.id: node.position for node in graph.nodes() if node.position is not None}
    assert known.items() <= found.items()
    assert len(set(found.values())) == len(graph)
    nearest = min(
        (ax - bx) ** 2 + (ay - by) ** 2
        for (a, (ax, ay)), (b, (bx, by)) in itertools.combinations(found.items(), 2)
        if a not in known or b not in known
    )
    assert nearest >= 60**2
    # Nearer to its neighbours than the middle of the picture is wide.
    for node in graph.nodes():
        beside = [known[id] for edge in graph.edges(subject=node) for id in [edge.object] if id in known]
        if node.id not in known and len(beside) == 1:
            x, y = found[node.id]
            assert abs(x - beside[0][0]) + abs(y - beside[0][1]) < 600


def test_node_without_neighbours_stands_below() -> None:
    lone = [Node(id=f"nmk:lone-{n}", category="Concept", name=f"lone {n}") for n in range(3)]
    graph = made()
    nodes = [replace(node, graph=None) for node in graph.nodes()]
    found = places(KnowledgeGraph(schema=SCHEMA, sources=graph.sources(), nodes=[*nodes, *lone], claims=graph.claims()))
    lowest = max(y for id, (_, y) in found.items() if "lone" not in id)
    row = [found[node.id] for node in lone]
    assert {y for _, y in row} == {row[0][1]}
    assert row[0][1] > lowest
    assert len({x for x, _ in row}) == 3


def test_graph_without_positions_is_laid_out_by_category() -> None:
    graph = with_positions(made(60), lambda number: False)
    found = places(graph)
    assert len(set(found.values())) == 60
    columns: dict[int, set[str]] = {}
    for node in graph.nodes():
        columns.setdefault(found[node.id][0], set()).add(node.category)
    assert all(len(categories) == 1 for categories in columns.values())


# ------------------------------------------------------------------------------------------------------------ browser


@pytest.fixture(scope="session")
def browser(require: Callable[[str, str], str]) -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    executable = require("chromium", "apt-get install chromium")
    with sync_playwright() as tools:
        running = tools.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: "Browser") -> Iterator[Visit]:
    """Opens a file as a reader would, offline. In the end, no page may have said, asked for or refused anything."""
    said: list[str] = []
    requests: list[list[str]] = []
    contexts = []

    def open_page(
        path: Path, hash: str = "", *, size: tuple[int, int] = WIDE, quiet: bool = True, **options: Any
    ) -> "Page":
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        if quiet:
            page.on("console", lambda message: said.append(f"console: {message.text}"))
            page.on("pageerror", lambda error: said.append(f"error: {error}"))
            page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
            page.on("request", lambda request: asked.append(request.url))
            requests.append(asked)
        page.goto(path.as_uri() + hash)
        if options.get("java_script_enabled", True):
            page.wait_for_selector(READY, state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert [len(asked) for asked in requests] == [1] * len(requests)


def ids_shown(page: "Page", selector: str) -> list[str]:
    shown: list[str] = page.eval_on_selector_all(selector, "items => items.map(item => item.dataset.claim)")
    return shown


def click_at(page: "Page", address: str) -> None:
    point = page.evaluate("address => kgPage.at(address)", address)
    page.mouse.click(point["x"], point["y"])


def choose(page: "Page", address: str) -> None:
    page.evaluate("address => { location.hash = address }", address)
    page.wait_for_function("address => kgPage.chosen() === address", arg=address)


def best_connected(graph: KnowledgeGraph, count: int = 10) -> list[str]:
    def degree(node: Node) -> int:
        return len({edge for edge in graph.edges() if node.id in (edge.subject, edge.object)})

    return [node.slug for node in sorted(graph.nodes(), key=degree, reverse=True)[:count]]


@BROWSER
def test_everything_is_drawn(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph))
    assert page.evaluate("kgPage.counts()") == {
        "nodes": len(graph),
        "edges": len(graph.edges()),
        "claims": len(graph.claims()),
    }
    assert page.evaluate("kgPage.positions()") == {
        node.slug: list(node.position or ()) for node in graph.nodes() if node.position
    }
    assert (
        page.inner_text("#counts")
        == f"{len(graph)} nodes · {len(graph.edges())} relations · {len(graph.claims())} claims"
    )


@BROWSER
def test_parallel_edges_are_drawn_apart(page_of: Any, visit: Visit) -> None:
    page = visit(page_of(made()))
    edges = [
        "thing-0/targets/thing-1",
        "thing-0/affects/thing-1",
        "thing-1/leads_to/thing-0",
        "thing-0/similar_to/thing-1",
    ]
    middles = [page.evaluate("address => kgPage.at(address)", edge) for edge in edges]
    for one, other in itertools.combinations(middles, 2):
        assert abs(one["x"] - other["x"]) + abs(one["y"] - other["y"]) > 4


@BROWSER
def test_panel_shows_every_claim_of_every_node(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph))
    found = page.evaluate(
        """async (slugs) => {
            const denied = (item) => item.querySelector(".badge.denied") !== null;
            const read = (item) => [item.dataset.claim, item.textContent, denied(item)];
            const all = {};
            for (const slug of slugs) {
                const arrived = new Promise((done) => addEventListener("hashchange", done, { once: true }));
                location.hash = slug;
                await arrived;
                const hidden = [...document.querySelectorAll("#panel .claim")].filter((item) => !item.offsetHeight);
                all[slug] = {
                    text: document.getElementById("panel").textContent,
                    own: [...document.querySelectorAll("#panel .group .claim")].map(read),
                    mentions: [...document.querySelectorAll("#panel .mentions .claim")].map(read),
                    hidden: hidden.length,
                };
            }
            return all;
        }""",
        [node.slug for node in graph.nodes()],
    )
    sections = {section.id: section.title for source in graph.sources() for section in source.sections}
    for node in graph.nodes():
        shown = found[node.slug]
        own = [claim for claim in graph.claims() if node.id in (claim.subject, claim.object)]
        mentions = [
            claim
            for claim in graph.claims()
            if claim not in own and node.id in (*claim.population, *claim.comparator, *claim.aspect, *claim.context)
        ]
        assert sorted(id for id, *_ in shown["own"]) == sorted(claim.slug for claim in own)
        assert sorted(id for id, *_ in shown["mentions"]) == sorted(claim.slug for claim in mentions)
        assert shown["hidden"] == 0
        terms = [part for mapping in node.mappings for part in (mapping.term, mapping.label)]
        known = (node.name, node.id, node.definition or "No definition recorded", node.note, node.ungrounded)
        for text in (*known, *node.synonyms, *terms):
            assert text in shown["text"]
        texts = {id: (text, denied) for id, text, denied in [*shown["own"], *shown["mentions"]]}
        for claim in (*own, *mentions):
            text, denied = texts[claim.slug]
            ontology = graph.source(claim.source).kind == "ontology"
            place = sections[claim.section] + ("" if ontology else f", paragraph {claim.paragraph}")
            # A plain denial shows as denied, not as "denied, asserted".
            put = claim.modality if claim.polarity == "affirmed" or claim.hedge else claim.polarity
            for part in (claim.statement, put, place, claim.note, *claim.hedge, str(claim.quantity or "")):
                assert part in text
            for value in (*claim.population, *claim.comparator, *claim.aspect, *claim.context):
                assert (graph[value].name if value.startswith("nmk:") else value) in text
            assert ("inferred by the curator" in text) == claim.inferred
            assert denied == (claim.polarity == "denied")


@BROWSER
def test_marks_of_disagreement(page_of: Any, visit: Visit) -> None:
    graph = made()
    contested = next(edge for edge in graph.edges() if edge.contested)
    address = f"{contested.subject[4:]}/{contested.predicate}/{contested.object[4:]}"
    page = visit(page_of(graph), f"#{address}")
    assert page.inner_text("#panel .badge.contested") == "contested"
    choose(page, contested.subject[4:])
    assert page.locator("#panel .badge.contested").count() >= 1
    in_tension = page.locator("#panel .claim", has_text="Statement 0:")
    choose(page, "thing-0")
    assert in_tension.locator(".badge.tension").inner_text() == "in tension"
    assert in_tension.locator(".remark.tension").inner_text() == "In tension: They differ."
    assert page.locator("#panel .claim", has_text="Statement 3:").locator(".badge.tension").count() == 0


@BROWSER
def test_nothing_moves_by_itself(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    places_seen: list[Any] = []
    for _ in range(3):
        page = visit(page_of(graph))
        where = "Object.keys(kgPage.positions()).map((slug) => kgPage.at(slug))"
        before = page.evaluate(where)
        moves = page.evaluate(
            f"""async () => {{
                const first = JSON.stringify({where});
                const end = performance.now() + {2000 if not places_seen else 200};
                let moves = 0, frames = 0;
                while (performance.now() < end) {{
                    await new Promise(requestAnimationFrame);
                    frames += 1;
                    if (JSON.stringify({where}) !== first) moves += 1;
                }}
                return {{ moves, seen: frames > 5 }};
            }}"""
        )
        assert moves == {"moves": 0, "seen": True}
        places_seen.append(before)
    assert places_seen[0] == places_seen[1] == places_seen[2]


@BROWSER
def test_hubs_are_named_and_no_name_covers_another(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph))
    names = page.evaluate("kgPage.names()")
    strong = [name["node"] for name in names if name["strong"]]
    assert sorted(strong) == sorted(best_connected(graph))
    for one, other in itertools.combinations(names, 2):
        apart = (
            one["right"] <= other["left"]
            or other["right"] <= one["left"]
            or one["bottom"] <= other["top"]
            or other["bottom"] <= one["top"]
        )
        assert apart, (one, other)
    if 100 < len(graph) <= 200:
        assert len(names) >= 0.6 * len(graph)


@BROWSER
def test_a_readers_journey(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph))
    hub = graph[best_connected(graph)[0]]
    # A click on the node where it is drawn.
    click_at(page, hub.slug)
    assert page.inner_text("#panel h2") == hub.name
    assert page.url.endswith(f"#{hub.slug}")
    # A click on a line, at its middle, where no node is near.
    edge = page.evaluate(
        """() => {
            const dots = Object.keys(kgPage.positions()).map(kgPage.at);
            const edges = JSON.parse(document.getElementById("network").textContent).edges;
            const local = (id) => id.slice(id.indexOf(":") + 1);
            const free = edges.map((e) => `${local(e.from)}/${e.predicate}/${local(e.to)}`).map((id) => {
                const at = kgPage.at(id);
                return [Math.min(...dots.map((dot) => Math.hypot(dot.x - at.x, dot.y - at.y))), id];
            });
            return free.sort((a, b) => b[0] - a[0])[0][1];
        }"""
    )
    click_at(page, edge)
    chosen = page.evaluate("kgPage.chosen()")
    subject, predicate, object = chosen.split("/")
    (expected,) = graph.edges(subject=subject, predicate=predicate, object=object)
    assert ids_shown(page, "#panel .claim") == [claim.slug for claim in expected.claims]
    # On to a node by its name, and back again.
    page.click("#panel .name >> nth=1")
    assert page.inner_text("#panel h2") == graph[expected.object].name
    page.go_back()
    page.wait_for_function("chosen => kgPage.chosen() === chosen", arg=chosen)
    page.go_back()
    page.wait_for_function("chosen => kgPage.chosen() === chosen", arg=hub.slug)
    assert page.inner_text("#panel h2") == hub.name
    # Search, by the keyboard alone.
    wanted = next(node for node in graph.nodes() if node.synonyms)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type(wanted.synonyms[0].upper())
    assert page.get_attribute("#search", "aria-expanded") == "true"
    assert page.inner_text("#hits [aria-selected=true] span >> nth=0") == wanted.name
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == wanted.name
    assert page.evaluate("document.activeElement.id") == "graph"
    # Escape clears; the picture, the tables and the theme each answer.
    page.keyboard.press("Escape")
    assert page.evaluate("kgPage.chosen()") == ""
    assert page.inner_text("#panel h2") == graph.schema.dataset.title
    page.click("#filters .toggle >> nth=0")
    assert page.evaluate("kgPage.counts().nodes") < len(graph)
    page.click("#reset")
    assert page.evaluate("kgPage.counts().nodes") == len(graph)
    page.click("#to-table")
    page.click("#rows .name >> nth=0")
    assert page.inner_text("#panel h2") == graph.nodes()[0].name
    page.click("#to-graph")
    page.click("#theme")
    page.click("#zoom-in")
    page.click("#zoom-fit")
    page.click("#to-help")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")


@BROWSER
def test_search_finds_by_every_kind_of_name(page_of: Any, visit: Visit) -> None:
    page = visit(page_of(made()))
    for text in ("thing number 7", "alias 7", "TN7", "thing-7", "nmk:thing-7", "What number 7"):
        page.fill("#search", text)
        names = page.eval_on_selector_all("#hits li > span:first-of-type", "all => all.map(one => one.textContent)")
        assert "thing number 7" in names[:5], text
    page.fill("#search", "number")
    first = page.get_attribute("#search", "aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = page.get_attribute("#search", "aria-activedescendant")
    assert first != second
    assert page.get_attribute(f"#{second}", "aria-selected") == "true"
    page.fill("#search", "nobody has this name")
    assert page.inner_text("#hits") == "Nothing has that name."
    page.keyboard.press("Escape")
    assert page.is_hidden("#hits")


@BROWSER
def test_filters_combine_and_the_tables_obey(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph))

    def switch(label: str) -> None:
        pattern = re.compile(rf"^{re.escape(label)}\s*\d+$", re.IGNORECASE)
        page.locator("#filters .toggle", has_text=pattern).first.click()

    off_category = graph.nodes()[0].category
    switch(graph.schema.categories[off_category].plural)
    switch("asserted")
    kept = [
        claim
        for claim in graph.claims()
        if claim.modality != "asserted"
        and off_category not in (graph[claim.subject].category, graph[claim.object].category)
    ]
    spoken = {end for claim in graph.claims() if claim.modality != "asserted" for end in (claim.subject, claim.object)}
    nodes = [node for node in graph.nodes() if node.category != off_category and node.id in spoken]
    edges = {(claim.subject, claim.predicate, claim.object) for claim in kept}
    assert page.evaluate("kgPage.counts()") == {"nodes": len(nodes), "edges": len(edges), "claims": len(kept)}
    assert page.inner_text("#counts").startswith(f"{len(nodes)} of {len(graph)} nodes")
    page.click("#to-table")
    for tab, count in (("nodes", len(nodes)), ("relations", len(edges)), ("claims", len(kept))):
        page.click(f"#tab-{tab}")
        assert page.locator("#rows tbody tr").count() == count
    page.click("#reset")
    page.locator("#filters .row", has_text=re.compile("^techniques", re.IGNORECASE)).hover()
    page.click("#filters [aria-label='Only techniques']")
    assert page.evaluate("kgPage.counts().nodes") == len(graph.nodes(category="Technique"))


@BROWSER
def test_only_what_is_denied(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.get_by_role("button", name="Only denied").click(force=True)
    denied = [claim for claim in graph.claims() if claim.polarity == "denied"]
    assert f"{len(denied)} of {len(graph.claims())} claims" in page.locator("#counts").inner_text()


@BROWSER
def test_what_is_only_denied_is_never_named_as_if_it_were_so(page_of: Any, visit: Visit) -> None:
    graph = kg.load()
    edge = next(edge for edge in graph.edges() if not edge.affirmed)
    subject, object = graph[edge.subject], graph[edge.object]
    page = visit(page_of(graph), f"#{subject.slug}/{edge.predicate}/{object.slug}")
    label = graph.schema.predicates[edge.predicate].label
    assert page.locator("#panel h2").inner_text() == f"{subject.name} not: {label} {object.name}"


@BROWSER
def test_tables_hold_everything_and_sort(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.click("#to-table")
    for tab, count in (("nodes", len(graph)), ("relations", len(graph.edges())), ("claims", len(graph.claims()))):
        page.click(f"#tab-{tab}")
        assert page.locator("#rows tbody tr").count() == count
    cells = "#rows tbody td:first-child"
    assert page.locator(cells).all_text_contents() == [claim.statement for claim in graph.claims()]
    page.click("#tab-nodes")
    page.click("#rows th:nth-child(4) button")
    counts = [int(text) for text in page.locator("#rows tbody td:nth-child(4)").all_text_contents()]
    assert counts == sorted(counts)
    assert page.get_attribute("#rows th:nth-child(4)", "aria-sort") == "ascending"
    page.click("#rows th:nth-child(4) button")
    assert page.get_attribute("#rows th:nth-child(4)", "aria-sort") == "descending"
    assert page.get_attribute("#rows th:nth-child(1)", "aria-sort") == "none"
    counts = [int(text) for text in page.locator("#rows tbody td:nth-child(4)").all_text_contents()]
    assert counts == sorted(counts, reverse=True)


@BROWSER
def test_addresses(page_of: Any, visit: Visit) -> None:
    path = page_of(made())
    for hash in ("#thing-3", "#nmk:thing-3", "#nmk%3Athing-3"):
        page = visit(path, hash)
        assert page.inner_text("#panel h2") == "thing number 3"
        point = page.evaluate("kgPage.at('thing-3')")
        box = page.locator("#graph").bounding_box()
        assert box["x"] < point["x"] < box["x"] + box["width"]
        assert box["y"] < point["y"] < box["y"] + box["height"]
    page = visit(path, "#thing-0/targets/thing-1")
    assert page.inner_text("#panel h2") == "thing number 0 targets thing number 1"
    for hash, message in (
        ("#nobody", "Nothing in this graph has the id “nobody”."),
        ("#%E0%A4%A", "cannot be read"),
        ("#__proto__", "__proto__"),
        ("#<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ):
        page = visit(path, hash)
        assert message in page.inner_text("#message")
        assert page.evaluate("kgPage.chosen()") == ""
        choose(page, "thing-2")
        assert page.inner_text("#message") == ""


@BROWSER
def test_keyboard_walks_the_picture(page_of: Any, visit: Visit) -> None:
    page = visit(page_of(made()))
    page.focus("#graph")
    seen = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(page.inner_text("#live"))
    assert all(re.fullmatch(r"thing number \d+, [a-z ]+, \d+ relations?", text) for text in seen)
    assert len(set(seen)) > 1
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == seen[-1].split(",")[0]
    page.keyboard.press("Escape")
    assert page.evaluate("kgPage.chosen()") == ""


@BROWSER
def test_theme_follows_the_system_and_is_remembered(page_of: Any, visit: Visit) -> None:
    page = visit(page_of(made()), color_scheme="dark")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.click("#theme")
    assert page.evaluate(theme) == "light"
    reopened = page.context.new_page()
    reopened.goto(page.url)
    reopened.wait_for_selector(READY, state="attached")
    assert reopened.evaluate(theme) == "light"


def channels(colour: str) -> list[float]:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (channels(one), channels(other))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@BROWSER
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(made()), color_scheme=scheme)

    def colour(name: str) -> str:
        value: str = page.evaluate(
            "n => getComputedStyle(document.documentElement).getPropertyValue(n).trim()", f"--{name}"
        )
        return value

    texts = [(text, ground) for text in ("text", "muted", "accent") for ground in ("ground", "canvas", "raised")]
    texts += [(name, f"{name}-ground") for name in ("asserted", "reported", "hedged", "denied", "accent")]
    texts += [(name, "canvas") for name in ("in", "out")]
    for text, ground in texts:
        assert contrast(colour(text), colour(ground)) >= 4.5, (text, ground)
    outlines = page.eval_on_selector_all(
        "#filters svg[data-category]", "all => all.map(one => one.getAttribute('stroke'))"
    )
    assert len(outlines) == len({node.category for node in made().nodes()})
    for outline in outlines:
        assert contrast(outline, colour("canvas")) >= 3


@BROWSER
@pytest.mark.parametrize("width", [320, 390, 820, 1000, 1440, 1920])
def test_fits_every_width(width: int, graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph), f"#{best_connected(graph)[0]}", size=(width, 844))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sideways = "['panel', 'filters'].filter((id) => document.getElementById(id).scrollWidth > document.getElementById(id).clientWidth + 1)"
    assert page.evaluate(sideways) == []
    if page.is_visible("#to-filters"):
        page.click("#to-filters")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, input")]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }))
            .map((one) => [one.textContent || one.id, one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
    )
    assert small == []


@BROWSER
def test_sheet_on_a_phone(page_of: Any, visit: Visit) -> None:
    page = visit(page_of(made()), size=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    folded = page.locator("#panel").bounding_box()
    assert folded["height"] < 80
    point = page.evaluate("kgPage.at('thing-9')")
    page.touchscreen.tap(point["x"], point["y"])
    page.wait_for_function("kgPage.chosen() === 'thing-9'")
    opened = page.locator("#panel").bounding_box()
    assert opened["height"] > 200
    assert opened["y"] + opened["height"] <= PHONE[1] + 1
    page.click(".fold")
    assert page.locator("#panel").bounding_box()["height"] < 80


@BROWSER
def test_landmarks(page_of: Any, visit: Visit) -> None:
    page = visit(page_of(made()))
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.get_attribute("html", "lang") == SCHEMA.dataset.language
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("button, aside, [role=application], input")].filter(
            (one) => !(one.getAttribute("aria-label") ?? one.textContent).trim()).map((one) => one.outerHTML)"""
    )
    assert unnamed == []
    pressed = page.eval_on_selector_all("#filters .toggle", "all => all.map(one => one.ariaPressed)")
    assert set(pressed) == {"true"}
    page.click("#filters .toggle >> nth=1")
    assert page.get_attribute("#filters .toggle >> nth=1", "aria-pressed") == "false"


@BROWSER
def test_without_script_there_is_a_table(graph: KnowledgeGraph, page_of: Any, visit: Visit) -> None:
    page = visit(page_of(graph), java_script_enabled=False)
    assert page.is_hidden(".app")
    assert page.is_visible(".plain")
    rows = page.locator(".plain tbody tr")
    assert rows.count() == len(graph.edges())
    texts = rows.all_text_contents()
    for edge, text in zip(graph.edges(), texts, strict=True):
        assert graph[edge.subject].name in text
        assert all(claim.statement in text for claim in edge.claims)


@BROWSER
@pytest.mark.parametrize("nodes", [0, 1])
def test_smallest_graphs(nodes: int, page_of: Any, visit: Visit) -> None:
    graph = made(nodes, 0, 0)
    page = visit(page_of(graph))
    assert page.evaluate("kgPage.counts()") == {"nodes": nodes, "edges": 0, "claims": 0}
    page.click("#to-table")
    assert page.locator("#rows tbody tr").count() == nodes
    page.click("#to-graph")
    page.click("#zoom-fit")
    page.focus("#graph")
    page.keyboard.press("ArrowRight")
    if nodes:
        click_at(page, "thing-0")
        assert page.inner_text("#panel h2") == "thing number 0"
        assert "No claim" in page.inner_text("#panel")
    else:
        assert page.inner_text("#nothing") == "This graph is empty."


# ------------------------------------------------------------------------------------------------------------- safety

HOSTILE = (
    '<img src=x onerror="window.hit=1">'
    "</script><script>window.hit=2</script></noscript></style></textarea>"
    "<!--<script> {{7*7}} {% raise %} ${7*7} ]]> &lt;b&gt; \"'` \\u003cb\\u003e \u2028\u2029 \u202e \x01 \t"
    " javascript:window.hit=3 data:text/html,<script>window.hit=4</script> __proto__"
)


def hostile() -> KnowledgeGraph:
    """A graph whose every free text attacks the page; each text begins with the name of its field."""

    def attack(field: str) -> str:
        return f"{field}» {HOSTILE}"

    def label(record: Any, *fields: str) -> Any:
        return record._replace(**{name: attack(f"{record.name} {name}") for name in fields})

    words = ("title", "description", "version", "date", "licence", "creator", "language")
    schema = SCHEMA._replace(
        dataset=SCHEMA.dataset._replace(
            **dict[str, Any]((name, attack(f"dataset {name}")) for name in words),
            licence_url="javascript://example.org/%0Awindow.hit=5",
        ),
        categories={n: label(c, "label", "plural", "definition") for n, c in SCHEMA.categories.items()},
        predicates={
            n: label(p, "label", *([] if p.symmetric else ["inverse_label"]), "definition")
            for n, p in SCHEMA.predicates.items()
        },
        modalities={n: label(m, "label", "definition") for n, m in SCHEMA.modalities.items()},
        polarities={n: label(m, "label", "definition") for n, m in SCHEMA.polarities.items()},
    )
    graph = made(6, 8, 10)
    sources = [
        replace(
            source,
            **{
                name: attack(f"source {name}")
                for name in ("title", "author", "reviewer", "publisher", "published", "reviewed", "licence", "note")
            },
            url="javascript://example.org/%0Awindow.hit=6",
            sections=tuple(replace(section, title=attack("section title")) for section in source.sections),
        )
        for source in graph.sources()
    ]
    nodes = [
        replace(
            node,
            graph=None,
            name=attack(f"{node.slug} name"),
            definition=attack(f"{node.slug} definition"),
            note=attack(f"{node.slug} note"),
            synonyms=(attack(f"{node.slug} synonym"),),
            abbreviations=(attack(f"{node.slug} abbreviation"),),
        )
        for node in graph.nodes()
    ]
    claims = [
        replace(
            claim,
            statement=attack(f"{claim.slug} statement"),
            note=attack(f"{claim.slug} note"),
            hedge=(attack(f"{claim.slug} hedge"),),
            population=(attack(f"{claim.slug} population"),),
            comparator=(attack(f"{claim.slug} comparator"),),
            aspect=(attack(f"{claim.slug} aspect"),),
            context=(attack(f"{claim.slug} context"),),
            quantity=Quantity(comparator="<", value=Decimal(5), unit=attack(f"{claim.slug} unit")),
        )
        for claim in graph.claims()
    ]
    tensions = [
        replace(tension, why=attack("why"), weight=attack("weight"))  # a kind is one of the schema's
        for tension in graph.tensions()
    ]
    return KnowledgeGraph(schema=schema, sources=sources, nodes=nodes, claims=claims, tensions=tensions)


@BROWSER
def test_hostile_text_is_only_text(page_of: Any, visit: Visit) -> None:
    graph = hostile()
    page = visit(page_of(graph))

    def text(selector: str = "body") -> str:
        return str(page.evaluate("s => document.querySelector(s).textContent", selector))

    def harmless() -> None:
        state = page.evaluate(
            """() => ({
                hit: window.hit ?? null,
                elements: document.querySelectorAll("img, iframe, b, textarea, style:not(head > style)").length,
                scripts: document.scripts.length,
                links: [...document.querySelectorAll("a")].map((one) => one.href),
            })"""
        )
        assert state == {"hit": None, "elements": 0, "scripts": 4, "links": []}

    assert page.evaluate("kgPage.counts()") == {"nodes": 6, "edges": len(graph.edges()), "claims": 10}
    dataset, source = graph.schema.dataset, graph.sources()[0]
    assert page.title().split("»")[0] == "dataset title"
    for shown in (dataset.title, dataset.description, dataset.version, dataset.date, dataset.licence, dataset.creator):
        assert shown in text("#panel")
    for shown in (source.title, source.author, source.reviewer, source.publisher, source.published, source.licence):
        assert shown in text("#panel")
    used = {claim.predicate for claim in graph.claims()}
    for shown in (
        *(graph.schema.categories[node.category].plural for node in graph.nodes()),
        *(graph.schema.predicates[name].label for name in used),
        *(graph.schema.modalities[claim.modality].label for claim in graph.claims()),
        source.sections[0].title,
    ):
        assert shown in text("#filters")
    harmless()
    for node in graph.nodes():
        choose(page, node.slug)
        for shown in (node.name, node.definition, node.note, *node.synonyms, *node.abbreviations):
            assert shown in text("#panel")
        for claim in graph.claims():
            if node.id in (claim.subject, claim.object):
                qualifiers = (*claim.population, *claim.comparator, *claim.aspect, *claim.context, *claim.hedge)
                whys = [tension.why for tension in graph.tensions() if claim.id in tension.claims]
                for shown in (claim.statement, claim.note, str(claim.quantity), *qualifiers, *whys):
                    assert shown in text(f"[data-claim='{claim.slug}']")
        harmless()
    for edge in graph.edges():
        choose(page, f"{edge.subject[4:]}/{edge.predicate}/{edge.object[4:]}")
        assert graph.schema.predicates[edge.predicate].definition in text("#panel")
    harmless()
    page.fill("#search", "img src")
    assert graph.nodes()[0].name in text("#hits")
    page.click("#to-table")
    for tab, shown in (("nodes", graph.nodes()[0].definition), ("claims", graph.claims()[0].statement)):
        page.click(f"#tab-{tab}")
        assert shown in text("#rows")
    page.click("#to-help")
    harmless()
    plain = visit(page_of(graph), java_script_enabled=False)
    rows = plain.locator(".plain tbody tr")
    assert rows.count() == len(graph.edges())
    # U+0001 and the like apart, which HTML itself replaces, the text is there to the letter.
    assert graph.claims()[0].statement[:60] in "".join(rows.all_text_contents())
    assert plain.locator("img").count() == 0


@BROWSER
def test_policy_refuses_what_is_not_ours(page_of: Any, visit: Visit) -> None:
    page = visit(page_of(made()), quiet=False)
    refused = page.evaluate(
        """async () => {
            const broken = [];
            document.addEventListener("securitypolicyviolation", (event) => broken.push(event.effectiveDirective));
            const script = document.createElement("script");
            script.textContent = "window.hit = 1";
            document.body.append(script);
            const image = document.createElement("img");
            image.src = "https://example.org/x.png";
            document.body.append(image);
            const answer = await fetch("https://example.org/").then(() => "sent", () => "refused");
            await new Promise((done) => setTimeout(done, 100));
            return { hit: window.hit ?? null, answer, broken: broken.sort() };
        }"""
    )
    assert refused == {"hit": None, "answer": "refused", "broken": ["connect-src", "img-src", "script-src-elem"]}


def test_json_of_the_page_is_json() -> None:
    text = kg.dumps(hostile(), "html").decode("utf-8")
    blocks = re.findall(r"<script type=\"application/json\" id=\"(\w+)\">(.*?)</script>", text, flags=re.DOTALL)
    assert [name for name, _ in blocks] == ["network", "records"]
    assert len(json.loads(blocks[0][1])["nodes"]) == 6
    assert len(json.loads(blocks[1][1])["claims"]) == 10
