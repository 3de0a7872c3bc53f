"""What a reader does: search, read, filter, sort, compare, follow a link and come back."""

import re

import pytest
from page_browser import PageOf, Visit, best_connected, choose, click_at, shown_claims

from kg import KnowledgeGraph

pytestmark = pytest.mark.browser


def test_panel_shows_every_claim_of_every_node(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
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
        [node.slug for node in drawn.nodes()],
    )
    sections = {section.id: section.title for source in drawn.sources() for section in source.sections}
    for node in drawn.nodes():
        shown = found[node.slug]
        own = [claim for claim in drawn.claims() if node.id in (claim.subject, claim.object)]
        mentions = [
            claim
            for claim in drawn.claims()
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
            ontology = drawn.source(claim.source).kind == "ontology"
            place = sections[claim.section] + ("" if ontology else f", paragraph {claim.paragraph}")
            dated = drawn.source(claim.source).published
            # A plain denial shows as denied, not as "denied, asserted".
            put = claim.modality if claim.polarity == "affirmed" or claim.hedge else claim.polarity
            for part in (claim.statement, put, place, dated, claim.note, *claim.hedge, str(claim.quantity or "")):
                assert part in text
            for value in (*claim.population, *claim.comparator, *claim.aspect, *claim.context):
                assert (drawn[value].name if value.startswith("nmk:") else value) in text
            assert ("inferred by the curator" in text) == claim.inferred
            assert denied == (claim.polarity == "denied")


def test_marks_of_disagreement(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    graph = made_graph
    contested = next(edge for edge in graph.edges() if edge.contested)
    address = f"{contested.subject[4:]}/{contested.predicate}/{contested.object[4:]}"
    page = visit(page_of(graph), f"#{address}")
    assert page.inner_text("#panel .badge.contested") == "contested"
    choose(page, contested.subject[4:])
    assert page.locator("#panel .badge.contested").count() >= 1
    in_tension = page.locator("#panel .claim", has_text="Statement 0:")
    choose(page, "thing-0")
    assert in_tension.locator(".badge.tension").inner_text() == "in tension"
    assert in_tension.locator(".remark p").first.inner_text() == "In tension: They differ."
    assert page.locator("#panel .claim", has_text="Statement 3:").locator(".badge.tension").count() == 0


def test_a_readers_journey(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    hub = drawn[best_connected(drawn)[0]]
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
    (expected,) = drawn.edges(subject=subject, predicate=predicate, object=object)
    assert shown_claims(page, "#panel .claim") == [claim.slug for claim in expected.claims]
    # On to a node by its name, and back again.
    page.click("#panel .name >> nth=2")
    assert page.inner_text("#panel h2") == drawn[expected.object].name
    page.go_back()
    page.wait_for_function("chosen => kgPage.chosen() === chosen", arg=chosen)
    page.go_back()
    page.wait_for_function("chosen => kgPage.chosen() === chosen", arg=hub.slug)
    assert page.inner_text("#panel h2") == hub.name
    # Search, by the keyboard alone.
    wanted = next(node for node in drawn.nodes() if node.synonyms)
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
    assert page.inner_text("#panel h2") == drawn.schema.dataset.title
    page.click("#filters .toggle >> nth=0")
    assert page.evaluate("kgPage.counts().nodes") < len(drawn)
    page.click("#reset")
    assert page.evaluate("kgPage.counts().nodes") == len(drawn)
    page.click("#to-table")
    page.click("#rows .name >> nth=0")
    assert page.inner_text("#panel h2") == drawn.nodes()[0].name
    page.click("#to-graph")
    page.click("#theme")
    page.click("#zoom-in")
    page.click("#zoom-fit")
    page.click("#to-help")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")


def test_search_finds_by_every_kind_of_name(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph))
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


def test_filters_combine_and_the_tables_obey(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))

    def switch(label: str) -> None:
        pattern = re.compile(rf"^{re.escape(label)}\s*\d+$", re.IGNORECASE)
        page.locator("#filters .toggle", has_text=pattern).first.click()

    off_category = drawn.nodes()[0].category
    switch(drawn.schema.categories[off_category].plural)
    switch("asserted")
    kept = [
        claim
        for claim in drawn.claims()
        if claim.modality != "asserted"
        and off_category not in (drawn[claim.subject].category, drawn[claim.object].category)
    ]
    spoken = {end for claim in drawn.claims() if claim.modality != "asserted" for end in (claim.subject, claim.object)}
    nodes = [node for node in drawn.nodes() if node.category != off_category and node.id in spoken]
    edges = {(claim.subject, claim.predicate, claim.object) for claim in kept}
    assert page.evaluate("kgPage.counts()") == {"nodes": len(nodes), "edges": len(edges), "claims": len(kept)}
    assert page.inner_text("#counts").startswith(f"{len(nodes)} of {len(drawn)} nodes")
    page.click("#to-table")
    for tab, count in (("nodes", len(nodes)), ("relations", len(edges)), ("claims", len(kept))):
        page.click(f"#tab-{tab}")
        assert page.locator("#rows tbody tr").count() == count
    page.click("#reset")
    page.locator("#filters .row", has_text=re.compile("^techniques", re.IGNORECASE)).hover()
    page.click("#filters [aria-label='Only techniques']")
    assert page.evaluate("kgPage.counts().nodes") == len(drawn.nodes(category="Technique"))


def test_only_what_is_denied(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    page.get_by_role("button", name="Only denied").click(force=True)
    denied = [claim for claim in drawn.claims() if claim.polarity == "denied"]
    assert f"{len(denied)} of {len(drawn.claims())} claims" in page.locator("#counts").inner_text()


def test_tables_hold_everything_and_sort(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    page.click("#to-table")
    for tab, count in (("nodes", len(drawn)), ("relations", len(drawn.edges())), ("claims", len(drawn.claims()))):
        page.click(f"#tab-{tab}")
        assert page.locator("#rows tbody tr").count() == count
    cells = "#rows tbody td:first-child"
    assert page.locator(cells).all_text_contents() == [claim.statement for claim in drawn.claims()]
    page.click("#tab-nodes")
    page.click("#rows th:nth-child(5) button")
    counts = [int(text) for text in page.locator("#rows tbody td:nth-child(5)").all_text_contents()]
    assert counts == sorted(counts)
    assert page.get_attribute("#rows th:nth-child(5)", "aria-sort") == "ascending"
    page.click("#rows th:nth-child(5) button")
    assert page.get_attribute("#rows th:nth-child(5)", "aria-sort") == "descending"
    assert page.get_attribute("#rows th:nth-child(1)", "aria-sort") == "none"
    counts = [int(text) for text in page.locator("#rows tbody td:nth-child(5)").all_text_contents()]
    assert counts == sorted(counts, reverse=True)


def test_addresses(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    path = page_of(made_graph)
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
