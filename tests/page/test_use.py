"""What a reader does: search, read, filter, sort, compare, follow a link and come back."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from page_browser import (
    OPEN_ALL,
    PageOf,
    Visit,
    address_of,
    best_connected,
    choose,
    click_at,
    go,
    open_all,
    shown_claims,
)

from kg import Claim, KnowledgeGraph

pytestmark = pytest.mark.browser


def test_panel_opened_shows_every_claim_of_every_node(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    found = page.evaluate(
        "async (slugs) => {const openAll = "
        f"{OPEN_ALL};"
        """
            const denied = (item) => item.querySelector(".badge.denied") !== null;
            const read = (item) => [item.dataset.claim, item.textContent, denied(item)];
            const all = {};
            for (const slug of slugs) {
                const arrived = new Promise((done) => addEventListener("hashchange", done, { once: true }));
                location.hash = slug;
                await arrived;
                openAll();
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
            certainty = claim.modality if claim.polarity == "affirmed" or claim.hedge else claim.polarity
            for part in (claim.statement, certainty, place, dated, claim.note, *claim.hedge, str(claim.quantity or "")):
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
    open_all(page)
    assert in_tension.locator(".badge.tension").inner_text() == "in tension"
    assert in_tension.locator(".remark p").first.inner_text() == "In tension: They differ."
    assert page.locator("#panel .claim", has_text="Statement 3:").locator(".badge.tension").count() == 0


def test_a_readers_journey(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    hub = drawn[best_connected(drawn)[0]]
    # A click on the node where it is drawn.
    click_at(page, hub.slug)
    assert page.inner_text("#panel h2") == hub.name
    assert page.url.endswith(f"#{hub.slug}?view=graph")
    # A click on a line, at its middle, where no node and no name is near.
    edge = page.evaluate(
        """() => {
            const dots = Object.keys(kgPage.positions()).map(kgPage.at);
            const [symbol] = kgPage.symbols();
            const [dx, dy] = [kgPage.at(symbol.node).x - symbol.x, kgPage.at(symbol.node).y - symbol.y];
            const isNamed = ({ x, y }) => kgPage.names().some((b) =>
                x > b.left + dx - 9 && x < b.right + dx + 9 && y > b.top + dy - 9 && y < b.bottom + dy + 9);
            const free = kgPage.drawn().edges.filter((id) => !isNamed(kgPage.at(id))).map((id) => {
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
    page.click("#panel .name >> nth=1")
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
    # Each view is told of, in its order.
    names = page.locator("#help li strong").all_inner_texts()
    assert [*names, "About"] == page.locator("header .views button").all_inner_texts()
    assert "A count such as +65" in page.inner_text("#help")
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
    assert page.inner_text("#hits") == "No matches."
    page.keyboard.press("Escape")
    assert page.is_hidden("#hits")


def counted(claim: Claim) -> str:
    """The certainty that a claim is counted and filtered by: the denied apart."""
    return claim.modality if claim.polarity == "affirmed" else claim.polarity


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
        if counted(claim) != "asserted"
        and off_category not in (drawn[claim.subject].category, drawn[claim.object].category)
    ]
    spoken = {end for claim in drawn.claims() if counted(claim) != "asserted" for end in (claim.subject, claim.object)}
    nodes = [node for node in drawn.nodes() if node.category != off_category and node.id in spoken]
    edges = {(claim.subject, claim.predicate, claim.object) for claim in kept}
    assert page.evaluate("kgPage.counts()") == {"nodes": len(nodes), "edges": len(edges), "claims": len(kept)}
    assert page.inner_text("#counts").startswith(f"{len(nodes)} of {len(drawn)} things")
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


def test_certainty_is_counted_and_restricted_wherever_an_edge_is_shown(
    graph: KnowledgeGraph, drawn: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(drawn), "#?view=table&table=relations")
    badges = "#rows td.certainty .badge:first-child"
    assert page.locator(badges).all_text_contents() == [edge.certainty for edge in drawn.edges()]
    page = visit(page_of(graph), "#neuromodulation/has_outcome/pain-relief")
    limits = "population: patient (1 of 2 claims); comparator: conventional drug (1 of 2 claims); context:"
    assert page.inner_text("#panel .badge").startswith("1 reported, 1 hedged, inferred")
    assert page.inner_text("#panel .limits").startswith(limits)
    page = visit(page_of(graph), "#?path=drg-stimulation,lower-limb-amputation")
    assert re.search(r"Weakest step: .+ \(1 hedged\)\.", page.inner_text("#panel"))


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
        ("#nobody", "No node or relation has the id “nobody”."),
        ("#%E0%A4%A", "cannot be read"),
        ("#__proto__", "__proto__"),
        ("#<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ):
        page = visit(path, hash)
        assert message in page.inner_text("#message")
        assert page.evaluate("kgPage.chosen()") == ""
        choose(page, "thing-2")
        assert page.inner_text("#message") == ""


def test_search_is_a_combobox(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.keyboard.press("/")
    field = page.locator("#search")
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-controls") == "hits"
    # By a public term, by a synonym, by a word within a name.
    for text, expected in (
        ("UBERON:0000044", "dorsal root ganglion"),
        ("DRG stimulation", "dorsal root ganglion stimulation"),
        ("multiplex", "differential target multiplexing"),
    ):
        page.fill("#search", text)
        assert expected in page.locator("#hits li > span:first-of-type").all_inner_texts()[:5]
        assert field.get_attribute("aria-expanded") == "true"
        marked = field.get_attribute("aria-activedescendant")
        assert page.get_attribute(f"#{marked}", "role") == "option"
    page.keyboard.press("Escape")
    assert field.input_value() == ""
    assert field.get_attribute("aria-expanded") == "false"
    assert field.get_attribute("aria-activedescendant") is None


def test_every_filter_counts_what_it_leaves(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """Each value of each filter, switched off by itself, and two of different kinds together."""
    page = visit(page_of(drawn))
    claims = drawn.claims()
    expected: dict[str, Mapping[str, int]] = {
        "modality": {name: sum(counted(c) != name for c in claims) for name in drawn.schema.modalities},
        "predicate": {name: sum(c.predicate != name for c in claims) for name in drawn.schema.predicates},
        "section": {
            s.id: sum(c.section != s.id for c in claims) for source in drawn.sources() for s in source.sections
        },
        "source": {source.id: sum(c.source != source.id for c in claims) for source in drawn.sources()},
    }
    for kind, values in expected.items():
        for value, left in values.items():
            go(page, f"#?hide-{kind}={value.replace(':', '%3A')}")
            assert page.evaluate("kgPage.counts().claims") == left, (kind, value)
            if left < len(claims):
                assert f"{left} of {len(claims)} claims" in page.inner_text("#counts")
    go(page, "#?hide-modality=asserted&hide-polarity=denied")
    assert page.evaluate("kgPage.counts().claims") == sum(
        counted(c) != "asserted" and c.polarity != "denied" for c in claims
    )


def test_legend_shows_each_kind_with_its_count(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    rows = page.locator("#filters details").first.locator(".row")
    present = [category for name, category in drawn.schema.categories.items() if drawn.nodes(category=name)]
    assert rows.count() == len(present)
    marks = set()
    for place, category in enumerate(present):
        row = rows.nth(place)
        assert row.locator(".label").inner_text().casefold() == category.plural
        assert row.locator(".count").inner_text() == str(len(drawn.nodes(category=category.name)))
        marks.add(row.locator("svg").evaluate("one => one.getAttribute('fill') + one.innerHTML"))
    assert len(marks) == len(present)


def test_links_lead_to_vocabularies(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    for slug in ("scs", "dorsal-root-ganglion"):
        choose(page, slug)
        found = page.eval_on_selector_all(".terms a", "all => all.map(one => [one.textContent, one.href, one.rel])")
        assert found == [[m.term, graph.schema.expand(m.term), "noopener noreferrer"] for m in graph[slug].mappings]
        assert all(address.startswith(("http://", "https://")) for _, address, _ in found)


def test_a_link_restores_what_was_seen(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.click("#filters [aria-label='Only techniques']", force=True)
    page.locator("#filters .toggle", has_text="Hedged").click()
    page.click("#appearance summary")
    page.click("#appearance button >> text=Group")
    choose_by_search(page, "differential target")
    page.click("#to-table")
    page.click("#tab-relations")
    seen = [page.inner_text("#counts"), page.inner_text("#panel h2"), page.inner_text("#rows"), page.url]
    again = visit(page_of(graph), page.url.partition("#")[1] + page.url.partition("#")[2])
    assert [again.inner_text("#counts"), again.inner_text("#panel h2"), again.inner_text("#rows"), again.url] == seen
    again.click("#to-graph")
    assert again.get_attribute("#appearance button >> text=Group", "aria-pressed") == "true"
    # Everything again, and the address is the plain one.
    again.click("#reset")
    again.click("#filters button >> text=Kind >> nth=-1")
    again.keyboard.press("Escape")
    again.click("#to-table")
    again.click("#tab-nodes")
    again.click("#to-story")
    assert "#" not in again.url


def choose_by_search(page: Any, text: str) -> None:
    page.fill("#search", text)
    page.press("#search", "Enter")


def test_back_goes_through_choices_filters_and_views(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    choose_by_search(page, "scs")
    page.click("#panel .actions button >> text=Neighbours")
    page.click("#to-compare")
    page.locator("#filters .toggle", has_text="Hedged").click()
    page.click("#to-about")
    left = page.evaluate("kgPage.counts().claims")
    assert left < len(graph.claims())
    for view, shown, claims in (("compare-view", True, left), ("compare-view", True, 0), ("graph-view", True, 0)):
        page.go_back()
        page.wait_for_function("count => kgPage.counts().claims === count", arg=claims or len(graph.claims()))
        page.wait_for_function("([id, shown]) => !document.getElementById(id).hidden === shown", arg=[view, shown])
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) < len(graph)
    page.go_back()
    page.wait_for_function("count => kgPage.drawn().nodes.length === count", arg=len(graph))
    assert page.evaluate("kgPage.chosen()") == "scs"
    page.go_back()
    page.wait_for_function("() => kgPage.chosen() === ''")


@pytest.mark.parametrize(
    ("hash", "message"),
    [
        ("#?path=scs,nobody", "No node or relation has the id “nobody”."),
        ("#?around=nobody,1", "No node or relation has the id “nobody”."),
        ("#?compare=scs,nobody", "No node or relation has the id “nobody”."),
        (
            "#?view=mirror",
            "There is no view “mirror”. There are: story, matrix, graph, table, compare, tensions, about.",
        ),
        ("#?view=", "There is no view “”. There are: story"),
        ("#?table=chairs", "There is no table “chairs”. There are: nodes, relations, claims."),
        ("#?colour=__proto__", "There is no colour “__proto__”. There are: kind, community."),
        ("#?nonsense", "The address holds “nonsense”, which this page does not understand."),
        ("#?hide-category=%E0%A4%A", "The end of this address cannot be read."),
        ("#scs?__proto__=x&hide-__proto__=y&hide-constructor=z", "“__proto__”"),
    ],
)
def test_addresses_that_say_what_is_not_there(
    hash: str, message: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph), hash)
    assert message in page.inner_text("#message")
    go(page, "#?view=graph")
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) == len(graph)


def test_an_edge_in_the_address_is_in_view(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    box = page.locator("#graph").bounding_box()
    for edge in drawn.edges()[:: max(1, len(drawn.edges()) // 3)]:
        page = visit(page_of(drawn), f"#{address_of(edge)}")
        for end in (edge.subject, edge.object):
            at = page.evaluate("slug => kgPage.at(slug)", end[4:])
            assert box["x"] < at["x"] < box["x"] + box["width"]
            assert box["y"] < at["y"] < box["y"] + box["height"]
        assert shown_claims(page) == [claim.slug for claim in edge.claims]


def label_from(graph: KnowledgeGraph, edge: Any, node: str) -> str:
    predicate = graph.schema.predicates[edge.predicate]
    return predicate.label if edge.subject == node or predicate.symmetric else predicate.inverse_label


def test_comparison_side_by_side(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    slugs = ("dtm", "drg-stimulation", "pns")
    page = visit(page_of(graph), f"#?view=compare&compare={','.join(slugs)}")
    table = page.eval_on_selector_all(
        "#compare-view tbody tr",
        """rows => rows.map((row) => [row.querySelector("th").textContent, [...row.querySelectorAll("td")].map((cell) =>
            [...cell.querySelectorAll(".value")].map((value) => [
                value.querySelector(".name").textContent,
                [...value.querySelectorAll(".badge:not(.tension)")].map((badge) => badge.textContent),
                value.classList.contains("shared"),
            ]))])""",
    )
    expected: dict[str, list[dict[str, list[str]]]] = {}
    for place, slug in enumerate(slugs):
        id = f"nmk:{slug}"
        for edge in graph.edges():
            ends = {edge.subject, edge.object}
            # What joins two of them is told above the table.
            if id in ends and len(ends.intersection(f"nmk:{one}" for one in slugs)) == 1:
                other = graph[edge.object if edge.subject == id else edge.subject].name
                cells = expected.setdefault(label_from(graph, edge, id), [{} for _ in slugs])
                cells[place].setdefault(other, []).append(edge.certainty)
    assert {label for label, _ in table} == set(expected)
    for label, cells in table:
        for place, values in enumerate(cells):
            assert {name: sorted(badges) for name, badges, _ in values} == {
                name: sorted(certainties) for name, certainties in expected[label][place].items()
            }
            for name, _, shared in values:
                assert shared == (sum(name in cell for cell in expected[label]) > 1)
    # What nobody claims is said, and a value leads to its claims.
    empty = sum(not cell for cells in expected.values() for cell in cells)
    assert page.locator("#compare-view .nothing").count() == empty
    assert set(page.locator("#compare-view .nothing").all_text_contents()) == {"–nothing claimed"}
    page.locator("#compare-view .value .name").first.click()
    assert page.locator("#panel .claim").count() >= 1


def test_comparison_tells_what_is_claimed_of_kinds(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?view=compare&compare=scs,pns")
    table = page.eval_on_selector_all(
        "#compare-view tbody tr",
        """rows => rows.map((row) => [row.querySelector("th").textContent, [...row.querySelectorAll("td")].map((cell) => {
            const nothing = cell.querySelector(".nothing");
            return [nothing?.textContent ?? "", nothing ? [...cell.querySelectorAll(".name")].map((name) => name.textContent) : []];
        })])""",
    )
    said = {True: "nothing claimed; of its kinds:", False: "–nothing claimed"}
    expected = {
        row.label: [
            ["" if cell else said[bool(narrower)], sorted(entry.node.name for entry in narrower)]
            for cell, narrower in zip(row.cells, row.of_kinds, strict=True)
        ]
        for row in graph.compare("scs", "pns").by_predicate
    }
    assert {label: [[nothing, sorted(names)] for nothing, names in cells] for label, cells in table} == expected
    assert ["glial cell", "nerve cell"] in [names for _, names in expected["targets"]]
    # Without what the curator inferred, nobody says that it has kinds.
    page = visit(page_of(graph), "#?view=compare&compare=scs,pns&hide-inferred=inferred")
    assert set(page.locator("#compare-view .nothing").all_text_contents()) == {"nothing with these filters"}


def test_comparison_starts_with_what_the_source_lists(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    edges = graph.edges(predicate="type_of", object="nmk:neuromodulation")
    listed = {graph[e.subject].name for e in edges if any(not claim.inferred for claim in e.claims)}
    assert len(listed) == 3
    page = visit(page_of(graph), "#?view=compare")
    heads = page.locator("#compare-view thead .name")
    assert set(heads.all_inner_texts()) == listed
    for slug in ("scs", "pns", "drg-stimulation"):
        page = visit(page_of(graph), f"#{slug}?view=compare")
        heads = page.locator("#compare-view thead .name")
        name = graph[f"nmk:{slug}"].name
        assert heads.first.inner_text() == name
        assert set(heads.all_inner_texts()) == {name, *listed}
    # What is read meanwhile leaves the comparison as it is.
    shown = heads.all_inner_texts()
    heads.last.click()
    assert heads.all_inner_texts() == shown


def test_comparison_takes_two_to_four(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.click("#to-compare")
    heads = page.locator("#compare-view thead .name")
    assert heads.count() == 3
    assert all(graph[name].category == "Technique" for name in heads.all_inner_texts())
    page.fill("#compare-more", "epidural injection")
    page.press("#compare-more", "Enter")
    assert heads.count() == 4
    assert page.locator("#compare-more").count() == 0
    page.click("#compare-view [aria-label^='Remove'] >> nth=0")
    page.click("#compare-view [aria-label^='Remove'] >> nth=0")
    assert heads.count() == 2
    page.click("#to-graph")
    choose_by_search(page, "spinal cord stimulation")
    page.click("#panel .actions button >> text=Compare")
    assert "spinal cord stimulation" in heads.all_inner_texts()


def test_tensions_in_a_view_of_their_own(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph))
    page.click("#to-tensions")
    found = page.eval_on_selector_all(
        "#tensions-view .tension-item",
        """items => items.map((item) => [item.id, item.querySelector(".why").textContent,
            [...item.querySelectorAll(".claim")].map((claim) => claim.dataset.claim)])""",
    )
    by_weight = [t for weight in ("major", "moderate", "minor") for t in graph.tensions(weight=weight)]
    assert found == [
        [f"tension-{tension.id}", tension.why, [id[4:] for id in tension.members]] for tension in by_weight
    ]
    assert page.locator("#tensions-view section").count() == 3
    # From a claim to its tension, and from there to what it is about.
    tension = graph.tensions(weight="major")[0]
    choose(page, graph.claim(tension.claims[0]).object[4:])
    open_all(page)
    page.locator(f"[data-claim='{tension.claims[0][4:]}'] .remark .more").first.click()
    assert page.evaluate("document.activeElement.className") == "tension-item"
    page.locator("#tensions-view .name").first.click()
    assert page.evaluate("kgPage.chosen()") != ""
    page.click("#to-tensions")
    page.click("#filters [aria-label='Only hedged']", force=True)
    hedged = {claim.id for claim in graph.claims(modality="hedged")}
    left = [t for t in graph.tensions() if hedged.intersection(t.members)]
    assert page.locator("#tensions-view .tension-item").count() == len(left)
    assert f"{len(left)} of {len(graph.tensions())} places" in page.inner_text("#tensions-view")


def test_about_says_what_it_is_and_where_it_comes_from(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?view=about")
    text = page.inner_text("#about-view")
    dataset = graph.schema.dataset
    articles = [source for source in graph.sources() if source.kind == "article"]
    for part in (
        dataset.description,
        dataset.version,
        dataset.date,
        dataset.licence,
        "Not medical advice.",
        "a large language model, not by a person",
    ):
        assert part in text
    for source in graph.sources():
        assert source.title in text
        assert source.published in text
    if len(articles) == 1:
        assert "a single article" in text
    figures = f"{len(graph)} nodes, {len(graph.edges())} relations, {len(graph.claims())} claims, {len(graph.tensions())} tensions"
    assert figures in text


def test_what_the_filters_hide_is_said(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#scs?hide-category=Technique")
    assert "The filters hide spinal cord stimulation." in page.inner_text("#note")
    page.click("#note button")
    assert page.is_hidden("#note")
    assert "scs" in page.evaluate("kgPage.drawn()")["nodes"]
    everything = ",".join(graph.schema.categories)
    page = visit(page_of(graph), f"#?hide-category={everything}")
    assert "Nothing matches the filters." in page.inner_text("#note")
    for view, box in (("table", "#rows"), ("compare", "#compare-view")):
        page.click(f"#to-{view}")
        assert "othing" in page.inner_text(box)
