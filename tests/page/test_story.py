"""The first view: every name of the shown kinds as readable text, and what a choice touches."""

from collections import Counter
from typing import Any

import pytest
from page_browser import FIGURES, PHONE, PageOf, Visit, address_of, choose, go
from page_graphs import awkward, made

from kg import KnowledgeGraph

pytestmark = pytest.mark.browser
COLUMNS = ("Technique", "Target", "Mechanism", "Outcome", "Condition")
ROWS = """() => [...document.querySelectorAll("#story-view .thing")].map((row) => {
    const box = row.getBoundingClientRect();
    const name = row.querySelector("bdi");
    const text = name.getBoundingClientRect();
    return { name: name.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom,
        size: parseFloat(getComputedStyle(name).fontSize), cut: text.right > box.right + 0.5 || text.bottom > box.bottom + 0.5,
        lit: row.classList.contains("lit"), relation: row.querySelector(".relation").textContent };
})"""
CURVES = """() => [...document.querySelectorAll("#story-view .curves path")].map((one) => {
    const box = one.getBoundingClientRect();
    return { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
})"""


def rows(page: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(ROWS)
    return found


def story(path: Any, visit: Visit, hash: str = "", **options: Any) -> Any:
    return visit(path, hash, view="story", **options)


def test_every_name_of_five_kinds_is_in_the_first_window(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(graph), visit)
    wanted = sorted(node.name for kind in COLUMNS for node in graph.nodes(category=kind))
    found = rows(page)
    assert sorted(row["name"] for row in found) == wanted
    assert [row["name"] for row in found if row["cut"] or row["size"] < 12] == []
    inside = [row for row in found if row["top"] >= 0 and row["bottom"] <= 900 and row["right"] <= 1440]
    FIGURES["names readable in the story at 1440 x 900"] = f"{len(inside)} of {len(wanted)}"
    assert len(inside) == len(wanted)


def test_the_map_is_started_when_it_is_opened(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(graph), visit)
    assert page.evaluate("[typeof vis, document.querySelectorAll('#graph canvas').length]") == ["undefined", 0]
    choose(page, "drg-stimulation", view="story")
    page.click("#to-graph")
    assert page.evaluate("[typeof vis, document.querySelectorAll('#graph canvas').length]") == ["object", 1]
    assert page.evaluate("kgPage.drawn().nodes.length") == len(graph)


def test_a_picture_is_saved_though_the_map_was_never_opened(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = story(page_of(graph), visit)
    assert graph["scs"].name in page.evaluate("kgPage.svg()")


def test_a_choice_lights_what_it_touches_and_says_how(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(drawn), visit)
    shown = {row["name"] for row in rows(page)}
    for node in drawn.nodes()[:12]:
        choose(page, node.slug, view="story")
        edges = [edge for edge in drawn.edges() if node.id in (edge.subject, edge.object)]
        others = {drawn[edge.object if edge.subject == node.id else edge.subject].name for edge in edges} - {node.name}
        lit = [row for row in rows(page) if row["lit"]]
        assert {row["name"] for row in lit} == others & shown
        assert all(row["relation"] for row in lit)


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080), (1000, 700), PHONE])
def test_a_choice_moves_a_row_only_where_a_relation_needs_another_line(
    size: tuple[int, int], graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = story(page_of(graph), visit, size=size)
    # A row as high as before, unless what is written on it, which is never cut, goes on in another line.
    places = """() => [...document.querySelectorAll("#story-view :is(.thing, h3, select[aria-label^=Kind])")].map((one) => {
        const { x, width, height } = one.getBoundingClientRect();
        return [x, width, height, one.matches(".lit") && one.querySelector(".relation").getBoundingClientRect().height > 15];
    })"""
    cut = """() => [...document.querySelectorAll("#story-view .lit .relation")].some((one) => one.scrollWidth > one.clientWidth + 1)"""
    inside = """() => [...document.querySelectorAll("#story-view .thing.lit")].every((row) => {
        const [box, name, relation] = [row, row.querySelector(".called"), row.querySelector(".relation")].map((one) => one.getBoundingClientRect());
        return name.top >= box.top - 0.5 && name.right <= box.right && relation.bottom <= box.bottom + 0.5 && relation.right <= box.right
            && (!relation.height || (relation.height >= 11 && relation.top - name.bottom > -3.5));
    })"""
    before = page.evaluate(places)
    chosen = [
        *graph.nodes(category=["Technique", "Condition"])[:9],
        graph["neuromodulation"],
        *graph.nodes(category="Quality")[:2],
    ]
    for address in [*(node.slug for node in chosen), *map(address_of, graph.edges()[:2])]:
        choose(page, address, view="story")
        for (x, width, height, _), (x_now, width_now, height_now, longer) in zip(
            before, page.evaluate(places), strict=True
        ):
            assert (x, width) == (x_now, width_now)
            assert height_now == height or (longer and height_now > height)
        assert page.evaluate(inside)
        assert not page.evaluate(cut)


def test_a_choice_says_what_it_touches_without_a_column_and_gives_it_one(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = story(page_of(graph), visit)
    said, guide = "#story-view .beyond", "#story-view .said > span >> nth=0"
    assert page.is_visible(guide)
    assert page.text_content(said) == ""
    for node in [graph["scs"], graph["neuromodulation"], *graph.nodes(category="Quality")[:3]]:
        choose(page, node.slug, view="story")
        ends = {
            end
            for edge in graph.edges()
            if node.id in (edge.subject, edge.object)
            for end in (edge.subject, edge.object)
        }
        without = Counter(graph[end].category for end in ends | {node.id} if graph[end].category not in COLUMNS)
        count = without.total()
        words = "1 thing of this choice has" if count == 1 else f"{count} things of this choice have"
        assert page.inner_text(said).startswith(f"{words} no column: ")
        assert page.is_hidden(guide)
        options = page.eval_on_selector_all(
            f"{said} option", "all => all.slice(1).map((one) => [one.value, parseInt(one.textContent)])"
        )
        assert dict(options) == without
    # The new column is that of a kind which the choice says nothing of.
    quality = graph.nodes(category="Quality")[0]
    choose(page, quality.slug, view="story")
    lit = {row["name"] for row in rows(page) if row["lit"]}
    page.select_option(f"{said} select", "Quality")
    assert quality.name in {row["name"] for row in rows(page)}
    assert lit <= {row["name"] for row in rows(page) if row["lit"]}
    assert page.evaluate("document.activeElement.value") == "Quality"
    assert page.evaluate("kgPage.chosen()") == quality.slug
    alone = story(page_of(made(1, 0, 0)), visit, "#thing-0")
    assert alone.text_content(said) == "Nothing here is linked to it."


def test_what_is_only_hedged_or_denied_says_so(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(graph), visit, "#drg-stimulation")
    said = {row["name"]: row["relation"] for row in rows(page)}
    assert said["lower leg pain after amputation"] == "relieves (hedged)"
    assert said["dorsal root ganglion"] == "targets"
    denied = next(edge for edge in graph.edges() if not edge.affirmed and graph[edge.object].category in COLUMNS)
    go(page, f"#{denied.subject[4:]}?view=story")
    relation = {row["name"]: row["relation"] for row in rows(page)}[graph[denied.object].name]
    assert relation.startswith("not: ")


def test_nothing_crosses_a_name(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    drawn = 0
    page = story(page_of(graph), visit)
    for node in [node for kind in COLUMNS for node in graph.nodes(category=kind)]:
        choose(page, node.slug, view="story")
        names = page.evaluate(
            """() => [...document.querySelectorAll("#story-view .thing bdi, #story-view .relation, #story-view h3")]
                .filter((one) => one.textContent).map((one) => one.getBoundingClientRect().toJSON())"""
        )
        curves = page.evaluate(CURVES)
        drawn += len(curves)
        for curve in curves:
            assert not any(
                name["left"] < curve["right"] - 1
                and curve["left"] + 1 < name["right"]
                and name["top"] < curve["bottom"]
                and curve["top"] < name["bottom"]
                for name in names
            )
    assert drawn > 50


def test_any_kind_takes_a_column(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(graph), visit)
    page.select_option("#story-view select >> nth=1", "Device")
    names = {row["name"] for row in rows(page)}
    assert {node.name for node in graph.nodes(category="Device")} <= names
    assert not {node.name for node in graph.nodes(category="Target")} & names
    assert "columns=Technique,Device,Mechanism,Outcome,Condition" in page.url
    again = story(page_of(graph), visit, "#" + page.url.partition("#")[2])
    assert {row["name"] for row in rows(again)} == names
    # A kind that has a column already changes places.
    page.select_option("#story-view select >> nth=0", "Condition")
    assert "columns=Condition,Device,Mechanism,Outcome,Technique" in page.url
    page.go_back()
    page.wait_for_function("() => !location.hash.includes('Condition,Device')")


def test_groups_tell_a_technique_from_neuromodulation_as_a_whole(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = story(page_of(graph), visit)
    groups = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#story-view [aria-label^=Conditions], #story-view [aria-label^=conditions]")]
            .flatMap((column) => [...column.querySelectorAll("h3")].map((title) => [
                title.textContent, [...title.nextElementSibling.querySelectorAll("bdi")].map((name) => name.textContent),
            ])))"""
    )
    techniques = {node.id for node in graph.nodes(category="Technique")}

    def leads(node: Any) -> set[str]:
        return {
            end
            for edge in graph.edges()
            if edge.affirmed and node.id in (edge.subject, edge.object)
            for end in (edge.subject, edge.object)
            if end in techniques
        }

    hub = {graph["neuromodulation"].id}
    wanted: dict[str, set[str]] = {
        "with a particular technique": set(),
        "only with neuromodulation as a whole": set(),
        "elsewhere": set(),
    }
    for node in graph.nodes(category="Condition"):
        found = leads(node)
        title = (
            "with a particular technique"
            if found - hub
            else "only with neuromodulation as a whole"
            if found
            else "elsewhere"
        )
        wanted[title].add(node.name)
    assert {title.partition(" (")[0]: set(names) for title, names in groups.items()} == wanted


def test_the_story_by_keyboard(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(graph), visit)
    assert page.locator("#story-view .thing[tabindex='0']").count() == 1
    page.focus("#story-view .thing[tabindex='0']")
    focused = "document.activeElement.querySelector('bdi').textContent"
    first = page.evaluate(focused)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) != first
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == first
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) in {node.name for node in graph.nodes(category="Target")}
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == page.evaluate(focused)
    page.keyboard.press("Enter")
    assert page.evaluate("kgPage.chosen()") == ""


def test_filters_leave_fewer_rows(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(graph), visit)
    assert page.is_hidden("#filters")
    page.click("#to-filters")
    page.click("#filters [aria-label='Only techniques']", force=True)
    assert {row["name"] for row in rows(page)} == {node.name for node in graph.nodes(category="Technique")}
    page.click("#reset")
    assert len(rows(page)) > 90


def test_on_a_phone_it_is_one_list(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(graph), visit, size=PHONE, has_touch=True, is_mobile=True)
    found = rows(page)
    assert len({row["left"] for row in found}) == 1
    assert all(row["bottom"] - row["top"] >= 34 and row["right"] <= PHONE[0] for row in found)
    page.tap("#story-view .thing >> nth=1")
    assert page.evaluate("kgPage.chosen()") != ""


def test_a_graph_of_any_shape_has_a_story(page_of: PageOf, visit: Visit) -> None:
    empty = story(page_of(made(0, 0, 0)), visit)
    assert "This graph is empty." in empty.inner_text("#story-view")
    one = story(page_of(made(1, 0, 0)), visit)
    assert [row["name"] for row in rows(one)] == ["thing number 0"]
    hostile = awkward()
    page = story(page_of(hostile), visit)
    names = {node.name for node in hostile.nodes()}
    assert {row["name"] for row in rows(page)} <= names
    assert rows(page)


def test_each_row_has_its_count_and_a_bar_wide_enough_to_read(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = story(page_of(graph), visit)
    found = page.eval_on_selector_all(
        "#story-view .thing",
        """all => all.map((row) => [row.querySelector("bdi").textContent, row.querySelector(".tally").textContent,
            row.querySelector(".share").getBoundingClientRect().width])""",
    )
    names = {node.name: node.id for node in graph}
    for name, count, width in found:
        assert int(count) == sum(names[name] in (claim.subject, claim.object) for claim in graph.claims())
        assert width >= 24


def test_what_is_said_of_kinds_is_told_of_a_choice_and_lit_faintly(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = story(page_of(graph), visit, "#lower-leg-pain")
    cells = graph.matrix("Condition", "Technique").of_kinds
    others = {graph[column].name for row, column in cells if row == "nmk:lower-leg-pain"}
    techniques = {node.name for node in graph.nodes(category="Technique")}
    faint = page.eval_on_selector_all(
        "#story-view .faint",
        "all => all.map((row) => [row.querySelector('bdi').textContent, row.querySelector('.relation').textContent])",
    )
    assert others
    assert {name for name, _ in faint} & techniques == others
    assert all(said.startswith("of kinds: ") for _, said in faint)
    line = page.locator("#panel .of-kinds summary")
    assert line.inner_text().startswith("Of its kinds: is relieved by ×4 (hedged)")
    line.click()
    page.click("#panel .of-kinds button >> nth=0")
    assert "/" in page.evaluate("kgPage.chosen()")
    # Of a node without kinds there is no such line.
    choose(
        page,
        "scs" if not [e for e in graph.edges(predicate="type_of") if e.object == "nmk:scs"] else "acute-pain",
        view="story",
    )
    assert page.locator("#panel .of-kinds").count() == 0


def test_nothing_here_says_whether_the_filters_are_why(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    said = "#story-view .beyond"
    page = story(page_of(graph), visit, "#scs?only-predicate=targets&view=story")
    assert page.inner_text(said) == "The filters hide spinal cord stimulation."
    targets = {node.id for node in graph.nodes(category="Target")}
    joined = {
        end for edge in graph.edges() if {edge.subject, edge.object} <= targets for end in (edge.subject, edge.object)
    }
    alone = graph[min(targets - joined)]
    page = story(page_of(graph), visit, f"#{alone.slug}?only-category=Target&view=story")
    assert page.inner_text(said) == "Nothing here is linked to it with these filters."
    go(page, "#?view=matrix&matrix=Condition,Technique&only-category=Condition")
    assert page.inner_text("#matrix-view > .aside") == "No relation joins conditions and techniques with these filters."


def test_the_header_leaves_out_whole_counts(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    for width in (1280, 1366, 1440, 1920):
        page = story(page_of(graph), visit, size=(width, 900))
        cut = page.evaluate(
            """() => {
                const line = document.querySelector(".brand p").getBoundingClientRect();
                return [...document.querySelectorAll("#counts span")].map((one) => one.getBoundingClientRect())
                    .filter((box) => box.top < line.bottom - 1 && (box.right > line.right + 0.5 || box.bottom > line.bottom + 2)).length;
            }"""
        )
        assert cut == 0
    assert page.inner_text("#counts").endswith(f"{len(graph.claims())} claims")


def test_enlarged_fourfold_the_view_has_the_window(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = story(page_of(graph), visit, "#drg-stimulation", size=(360, 225))
    assert page.locator("#panel.folded").count() == 1
    page.evaluate("scrollTo(0, 10000)")
    view = page.locator("#story-view").bounding_box()
    assert view["y"] <= 1
    assert view["height"] >= 160
    assert page.locator(".bar").bounding_box()["y"] < -100
