"""Hostile text stays text, and nothing that is not ours runs or is fetched."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from page_browser import PageOf, Visit, choose, go
from page_graphs import HOSTILE, SCHEMA, hostile, made

import kg
from kg import KnowledgeGraph


@pytest.mark.browser
def test_hostile_text_is_only_text(page_of: PageOf, visit: Visit) -> None:
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
        assert state == {"hit": None, "elements": 0, "scripts": 5, "links": []}

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


@pytest.mark.browser
def test_policy_refuses_what_is_not_ours(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph), quiet=False)
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


@pytest.mark.browser
def test_hostile_text_in_every_view(page_of: PageOf, visit: Visit) -> None:
    graph = hostile()
    page = visit(page_of(graph))

    def harmless() -> None:
        assert page.evaluate("window.hit ?? null") is None
        assert page.locator("img, iframe, b, textarea").count() == 0
        assert page.locator("a").count() == 0

    def text(selector: str) -> str:
        return str(page.evaluate("s => document.querySelector(s).textContent", selector))

    edge = graph.edges()[0]
    ends = edge.subject[4:], edge.object[4:]
    for hash, box, shown in (
        (f"#?view=compare&compare={ends[0]},{ends[1]}", "#compare-view", graph[edge.subject].name),
        ("#?view=tensions", "#tensions-view", graph.tensions()[0].why),
        ("#?view=about", "#about-view", graph.sources()[0].title),
        (f"#?path={ends[0]},{ends[1]}", "#panel", graph[edge.subject].name),
        (f"#{ends[0]}?around={ends[0]},2", "#note", graph[edge.subject].name),
        ("#?view=graph&colour=community&size=between", "#filters", graph[edge.subject].name),
    ):
        go(page, hash)
        assert shown in text(box), hash
        harmless()
    # What attacks from the address.
    for hash in (HOSTILE, f"?path={HOSTILE}", f"?{HOSTILE}=1", f"?hide-category={HOSTILE}", f"?view={HOSTILE}"):
        go(page, "#" + quote(hash, safe="?=&"))
        assert page.locator("#message div").count() == 1, hash
        harmless()
    go(page, "#?view=graph")  # With the map, all relations are printed.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert graph.claims()[0].statement in text("#print")
    harmless()


@pytest.mark.parametrize("value", [float("nan"), None, {"a"}, datetime.date(2026, 1, 31), 3, b"bytes", "\ud800"])
@pytest.mark.parametrize("field", ["name", "definition", "category", "position"])
def test_what_is_no_text_is_refused_before_anything_is_written(field: str, value: Any, tmp_path: Path) -> None:
    graph = made(3, 1, 1)
    nodes = [replace(node) for node in graph]
    if (field, value) == ("position", None):
        return
    nodes[0] = replace(nodes[0], **{field: value})
    with pytest.raises(kg.DataError, match=r"^1 problem in the data\nNode 'nmk:thing-0': ") as error:
        kg.write(
            KnowledgeGraph(schema=SCHEMA, sources=graph.sources(), nodes=nodes, claims=graph.claims()),
            tmp_path / "page.html",
        )
    assert len(error.value.problems) == 1
    assert list(tmp_path.iterdir()) == []
