"""The picture: everything is in it, nothing moves, names are read, and a choice shows what it is joined to."""

import itertools
import math
import random
import re
from collections import Counter
from typing import Any

import networkx
import pytest
from page_browser import (
    FIGURES,
    PHONE,
    PageOf,
    Visit,
    address_of,
    best_connected,
    choose,
    click_at,
    go,
    open_all,
    plain,
)
from page_graphs import awkward, made

from kg import KnowledgeGraph
from kg.page.content import LINES

pytestmark = pytest.mark.browser


def hub_edges(graph: KnowledgeGraph) -> list[str]:
    """The edges of nodes with more than 24 neighbours and more than 15 % of all edges."""
    ends = Counter(end for edge in graph.edges() for end in (edge.subject, edge.object))
    near = networkx.Graph(plain(graph))
    hubs = {node for node, count in ends.items() if count > 0.15 * len(graph.edges()) and near.degree[node] > 24}
    return [address_of(edge) for edge in graph.edges() if hubs & {edge.subject, edge.object}]


def test_everything_but_the_lines_of_a_hub_is_drawn(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    edges, claims = len(drawn.edges()), len(drawn.claims())
    assert page.evaluate("kgPage.counts()") == {"nodes": len(drawn), "edges": edges, "claims": claims}
    assert page.evaluate("kgPage.drawn()") == {
        "nodes": sorted(node.slug for node in drawn),
        "edges": sorted({*map(address_of, drawn.edges())} - {*hub_edges(drawn)}),
    }
    assert page.evaluate("kgPage.positions()") == {
        node.slug: list(node.position or ()) for node in drawn if node.position
    }
    assert page.inner_text("#counts") == f"{len(drawn)} things · {edges} relations · {claims} claims"
    assert page.is_hidden("#note")


def test_the_lines_of_a_hub_are_drawn_when_it_is_pointed_at_or_chosen(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph))
    folded = hub_edges(graph)
    assert len(folded) > 60
    assert page.evaluate("kgPage.look('neuromodulation').folded") == len(folded)
    at = page.evaluate("kgPage.at('neuromodulation')")
    page.mouse.move(at["x"], at["y"])
    assert page.evaluate("kgPage.drawn()")["edges"] == sorted(map(address_of, graph.edges()))
    assert page.evaluate("kgPage.look('neuromodulation').folded") == 0
    assert page.get_attribute("#graph", "title").startswith(f"+{len(folded)}: lines of neuromodulation")
    page.mouse.move(5, 5)
    assert page.get_attribute("#graph", "title") == ""
    assert not {*folded} & {*page.evaluate("kgPage.drawn()")["edges"]}
    choose(page, "neuromodulation")
    assert {*folded} <= {*page.evaluate("kgPage.drawn()")["edges"]}
    # One of its lines is drawn with the node at the other end.
    choose(page, "screening-trial")
    own = {address for address in folded if "screening-trial" in address}
    assert own
    assert {*folded} & {*page.evaluate("kgPage.drawn()")["edges"]} == own


def test_pointing_at_a_node_lights_its_lines_and_names_its_neighbours(
    drawn: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(drawn))
    look = """() => ({
        places: Object.keys(kgPage.positions()).map(kgPage.at), names: kgPage.names(), scale: kgPage.scale(),
        chosen: kgPage.chosen(), panel: document.getElementById("panel").innerText, url: location.href,
    })"""
    before = page.evaluate(look)
    for node in [drawn[slug] for slug in best_connected(drawn)[1:4]]:
        near = {n[4:] for n in networkx.ego_graph(plain(drawn), node.id, undirected=True)}
        at = page.evaluate("slug => kgPage.at(slug)", node.slug)
        page.mouse.move(at["x"], at["y"])
        edges = [address_of(edge) for edge in drawn.edges() if node.id in (edge.subject, edge.object)]
        assert {page.evaluate("a => kgPage.look(a).opacity", address) for address in edges} == {1}
        named = {name["node"] for name in [*page.evaluate("kgPage.names()"), *page.evaluate("kgPage.litNames()")]}
        assert near <= named
        # Nothing else changes, but that names give way to those that are lit.
        after = page.evaluate(look)
        assert all(name in before["names"] for name in after["names"])
        assert {**after, "names": 0} == {**before, "names": 0}
        if node.slug in ("pain", "chronic-pain"):
            assert len(after["names"]) < len(before["names"])
        assert overlapping([*after["names"], *page.evaluate("kgPage.litNames()")]) == []
        others = [a for a in page.evaluate("kgPage.drawn()")["edges"] if a not in edges]
        assert max(page.evaluate("all => all.map((a) => kgPage.look(a).opacity)", others)) < 1
        page.mouse.move(5, 5)
    assert page.evaluate("kgPage.litNames()") == []
    # The arrow keys do the same.
    page.focus("#graph")
    page.keyboard.press("ArrowRight")
    hub = drawn[best_connected(drawn)[0]]
    assert page.inner_text("#live").startswith(hub.name)
    edges = [address_of(edge) for edge in drawn.edges() if hub.id in (edge.subject, edge.object)]
    assert {page.evaluate("a => kgPage.look(a).opacity", address) for address in edges} == {1}


def test_a_name_that_is_written_while_pointing_can_be_clicked(
    drawn: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(drawn))
    for slug in best_connected(drawn)[1:3]:
        at = page.evaluate("slug => kgPage.at(slug)", slug)
        (symbol,) = (symbol for symbol in page.evaluate("kgPage.symbols()") if symbol["node"] == slug)
        page.mouse.move(at["x"], at["y"])
        for name in page.evaluate("kgPage.litNames()"):
            page.mouse.move(at["x"], at["y"])
            x, y = middle(name)
            page.mouse.move(at["x"] + x - symbol["x"], at["y"] + y - symbol["y"])
            page.mouse.down()
            page.mouse.up()
            assert page.evaluate("kgPage.chosen()") == name["node"]
            page.keyboard.press("Escape")
            page.keyboard.press("0")
            page.mouse.move(5, 5)


def test_the_source_and_its_date_are_in_view(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    source = drawn.sources()[0]
    for size in ((1440, 900), PHONE, (320, 640)):
        page = visit(page_of(drawn), size=size)
        for view in ("graph", "table", "compare", "tensions", "about"):
            page.click(f"#to-{view}")
            line = page.locator("#source-line")
            assert line.inner_text() == f"Source: {source.publisher}, {source.published}"
            box = line.bounding_box()
            assert box["x"] >= 0
            # Not cut off by the line's end either.
            assert box["x"] + box["width"] <= page.evaluate(
                "document.querySelector('.brand p').getBoundingClientRect().right"
            )


def test_parallel_edges_are_drawn_apart(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph))
    edges = [
        address_of(edge) for edge in made_graph.edges() if {edge.subject, edge.object} == {"nmk:thing-0", "nmk:thing-1"}
    ]
    assert len(edges) == 4
    middles = [page.evaluate("address => kgPage.at(address)", edge) for edge in edges]
    for one, other in itertools.combinations(middles, 2):
        assert abs(one["x"] - other["x"]) + abs(one["y"] - other["y"]) > 4


def test_nothing_moves_by_itself(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    seen: list[Any] = []
    for number in range(3):
        page = visit(page_of(drawn))
        where = "Object.keys(kgPage.positions()).map((slug) => kgPage.at(slug))"
        before = page.evaluate(where)
        moves = page.evaluate(
            f"""async () => {{
                const first = JSON.stringify({where});
                const end = performance.now() + {2000 if number == 0 else 200};
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
        seen.append((before, page.evaluate("document.querySelector('#graph canvas').toDataURL()")))
    assert seen[0] == seen[1] == seen[2]
    FIGURES["movement in 2 s, three loads"] = "0 px"


def overlapping(names: list[Any]) -> list[Any]:
    return [
        (one, other)
        for one, other in itertools.combinations(names, 2)
        if one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    ]


def test_hubs_are_named_and_no_name_covers_another(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    names = page.evaluate("kgPage.names()")
    assert sorted(name["node"] for name in names if name["strong"]) == sorted(best_connected(drawn))
    assert overlapping(names) == []
    if 100 < len(drawn) <= 400:
        FIGURES["names shown at 1440 x 900"] = f"{len(names)} of {len(drawn)}"
        assert len(names) >= 0.6 * len(drawn)


@pytest.mark.parametrize("hash", ["?path=implanted-pump,quality-of-life", "?path=scs,brain", "neuromodulation"])
def test_names_stand_clear_of_rings_and_of_the_names_of_lines(
    hash: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph), f"#{hash}")
    names, symbols = page.evaluate("kgPage.names()"), page.evaluate("kgPage.symbols()")
    ends = [one for one in symbols if one["node"] in hash]
    assert ends
    for end in ends:
        (other,) = (one for one in names if one["node"] == end["node"])
        near = [
            max(other["left"] - end["x"], 0, end["x"] - other["right"]),
            max(other["top"] - end["y"], 0, end["y"] - other["bottom"]),
        ]
        # The ring is 1.3 times the symbol and 6 pixels more, at the scale of the picture.
        scale, size = page.evaluate("slug => [kgPage.scale(), kgPage.look(slug).size]", end["node"])
        assert math.hypot(*near) >= (1.3 * size + 6) * scale
    at = page.evaluate("slug => kgPage.at(slug)", ends[0]["node"])
    dx, dy = at["x"] - ends[0]["x"], at["y"] - ends[0]["y"]
    shifted = [
        {
            **one,
            "left": one["left"] + dx,
            "right": one["right"] + dx,
            "top": one["top"] + dy,
            "bottom": one["bottom"] + dy,
        }
        for one in names
    ]
    lines = page.evaluate("kgPage.lineNames()")
    assert overlapping([*shifted, *lines]) == []
    if hash.startswith("?path=implanted"):
        assert len(lines) == 3


@pytest.mark.parametrize("hash", ["", "#{}?around={},2", "#{}"])
def test_names_never_cover_each_other(hash: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    for size in ((1440, 900), PHONE):
        page = visit(page_of(graph), hash.format("scs", "scs"), size=size)
        names = page.evaluate("kgPage.names()")
        assert overlapping(names) == []
        assert len(names) >= 3


def test_a_choice_dims_what_it_is_not_joined_to(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    hub = drawn[best_connected(drawn)[1]]
    choose(page, hub.slug)
    near = {node[4:] for node in networkx.ego_graph(plain(drawn), hub.id, undirected=True)}
    dim = {node.slug for node in drawn if page.evaluate("a => kgPage.look(a).dim", node.slug)}
    assert dim == {node.slug for node in drawn} - near
    looks = {
        address: page.evaluate("a => kgPage.look(a)", address) for address in page.evaluate("kgPage.drawn()")["edges"]
    }
    out = {looks[address_of(edge)]["color"] for edge in drawn.edges(subject=hub) if edge.subject == hub.id}
    inwards = {looks[address_of(edge)]["color"] for edge in drawn.edges(object=hub) if edge.object == hub.id}
    rest = {
        look["opacity"]
        for address, look in looks.items()
        if hub.slug not in (address.split("/")[0], address.split("/")[2])
    }
    assert len(out) == len(inwards) == 1
    assert out != inwards
    assert max(rest) <= 0.1
    open_all(page)
    shown = page.inner_text("#panel")
    assert [name for name in near - {hub.slug} if drawn[name].name not in shown] == []


@pytest.mark.parametrize("steps", [1, 2])
def test_neighbourhood_is_what_networkx_finds(steps: int, drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(drawn))
    for slug in ("thing-9", "thing-20") if "thing-0" in drawn else ("scs", "epidural-space", "implanted-pump"):
        choose(page, slug)
        page.click(f"#panel .actions button >> text='{'Neighbours' if steps == 1 else '2 steps'}'")
        near = networkx.ego_graph(plain(drawn), f"nmk:{slug}", radius=steps, undirected=True)
        found = page.evaluate("kgPage.drawn()")
        assert found["nodes"] == sorted(node[4:] for node in near)
        assert found["edges"] == sorted(f"{s[4:]}/{p}/{o[4:]}" for s, o, p in near.edges(keys=True))
        assert page.evaluate("kgPage.chosen()") == slug
        page.click("#note button")
        assert len(page.evaluate("kgPage.drawn()")["nodes"]) == len(drawn)


def test_neighbourhood_obeys_the_filters(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#scs?around=scs,1&hide-category=Technique,Procedure")
    near = networkx.ego_graph(plain(graph), "nmk:scs", radius=1, undirected=True)
    kept = [n[4:] for n in near if graph[n].category not in ("Technique", "Procedure")]
    # The middle itself is a technique: it is hidden, the page says so, and offers the way back.
    assert "The filters hide spinal cord stimulation." in page.inner_text("#note")
    assert set(page.evaluate("kgPage.drawn()")["nodes"]) <= {*kept, "scs"}
    page.click("#note button")
    assert page.evaluate("kgPage.drawn()")["nodes"] == sorted(n[4:] for n in near)


def shortest(graph: KnowledgeGraph, start: str, end: str) -> dict[str, Any]:
    """The shortest paths, up to twenty of them: along the direction of edges, or else whatever it is."""
    for directed in (True, False):
        found = graph.paths(start, end, 12, directed=directed, limit=21)
        if found:
            paths = [[node.slug for node in path.nodes] for path in found if len(path) == len(found[0])]
            return {"directed": directed, "paths": paths[:20]}
    return {"directed": False, "paths": []}


@pytest.mark.parametrize("seed", [None, 3, 4], ids=["packaged", "made", "made densely"])
def test_paths_are_those_of_the_package_in_its_order(
    seed: int | None, graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    if seed:
        graph = made(60, 140 if seed == 3 else 420, 500, seed=seed)
    page = visit(page_of(graph), view="story")
    dice = random.Random(1)
    slugs = [node.slug for node in graph]
    pairs = [dice.sample(slugs, 2) for _ in range(60 if seed else 160)]
    found = page.evaluate("pairs => pairs.map(([start, end]) => kgPage.paths(start, end))", pairs)
    expected = [shortest(graph, start, end) for start, end in pairs]
    for pair, one, other in zip(pairs, found, expected, strict=True):
        assert one == other, pair
    assert {one["directed"] for one in expected if one["paths"]} == {True, False}
    assert max(len(one["paths"]) for one in expected) > 5


def test_paths_are_drawn_and_told_best_first(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    for start, end in (("implanted-pump", "quality-of-life"), ("scs", "glial-cell"), ("dtm", "fewer-adverse-effects")):
        page = visit(page_of(graph), f"#?path={start},{end}")
        expected = shortest(graph, start, end)
        paths = expected["paths"]
        assert page.evaluate("kgPage.drawn()")["nodes"] == sorted({slug for path in paths for slug in path})
        for place, path in enumerate(paths):
            assert [graph[id].slug for id in graph_names(page, graph)] == path
            if place < len(paths) - 1:
                page.click("#panel .more >> nth=0")
        steps = len(paths[0]) - 1
        assert f": {steps} step" in page.inner_text("#note")
        ignoring = "No path follows the direction of relations."
        assert (ignoring in page.inner_text("#note")) == (not expected["directed"])
        assert ("ignores it" in page.inner_text("#panel")) == (not expected["directed"])
        # Each step with every claim that its relations rest on, and the least certain of them is named.
        assert page.locator("#panel .path .claim").count() >= steps
        if steps > 1:
            assert "Weakest step: " in page.inner_text("#panel")


def test_the_weakest_step_is_named(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?path=implanted-pump,fewer-adverse-effects")
    assert "Weakest step: lower drug dose leads to fewer adverse effects (1 hedged)." in page.inner_text("#panel")


def test_a_path_never_walks_what_is_only_denied(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    denied = [edge for edge in graph.edges() if not edge.affirmed]
    for start, end in [("nmk:scs", "nmk:liver"), *((edge.subject, edge.object) for edge in denied)]:
        page = visit(page_of(graph), f"#?path={start[4:]},{end[4:]}")
        paths = shortest(graph, start, end)["paths"]
        steps = f": {len(paths[0]) - 1} step" if paths else "No path connects"
        assert steps in page.inner_text("#note")
        assert bool(page.locator("#panel .path .claim").count()) == bool(paths)
        assert not {address_of(edge) for edge in denied} & set(page.evaluate("kgPage.drawn()")["edges"])


def graph_names(page: Any, graph: KnowledgeGraph) -> list[str]:
    names = page.locator("#panel .path > li > .name").all_inner_texts()
    return [graph[name].id for name in names]


def test_a_path_is_asked_for_from_the_panel(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#implanted-pump")
    page.click("#panel button >> text='Path to…'")
    page.keyboard.type("fewer adverse")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "implanted pump to fewer adverse effects"
    assert page.url.endswith("#?path=implanted-pump,fewer-adverse-effects")
    click_at(page, "lower-drug-dose")
    assert page.inner_text("#panel h2") == "lower drug dose"
    page.keyboard.press("Escape")
    assert page.inner_text("#panel h2") == "implanted pump to fewer adverse effects"
    page.keyboard.press("Escape")
    assert len(page.evaluate("kgPage.drawn()")["nodes"]) == len(graph)


def test_no_path_is_said(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    loner = next(iter(networkx.isolates(plain(graph))))
    page = visit(page_of(graph), f"#?path=scs,{loner[4:]}")
    assert page.inner_text("#note").startswith(f"No path connects spinal cord stimulation and {graph[loner].name}.")
    assert "No path connects them." in page.inner_text("#panel")
    assert page.evaluate("kgPage.drawn()")["nodes"] == sorted(["scs", loner[4:]])


def test_communities_colour_and_betweenness_sizes(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    from kg.page.metrics import shape

    page = visit(page_of(graph))
    found = shape(graph)
    page.click("#appearance summary")
    page.click("#appearance button >> text=Group")
    colours = {node.slug: page.evaluate("a => kgPage.look(a).fill", node.slug) for node in graph}
    for rank in (0, 1, 2):
        members = {colours[node.slug] for node, number in zip(graph, found.communities, strict=True) if number == rank}
        assert len(members) == 1
    assert len({*colours.values()}) >= 10
    page.click("#appearance button >> text=Paths through it")
    sizes = {node.slug: page.evaluate("a => kgPage.look(a).size", node.slug) for node in graph}
    ranked = sorted(zip(found.between, graph, strict=True), key=lambda pair: -pair[0])
    assert max(sizes, key=lambda slug: sizes[slug]) == ranked[0][1].slug
    assert page.url.endswith("#?view=graph&colour=community&size=between")
    # A community is a filter too.
    page.click("#communities summary")
    page.locator("#communities .row").first.hover()
    page.locator("#communities .only").first.click()
    assert page.evaluate("kgPage.counts().nodes") == found.communities.count(0)


def test_what_is_in_tension_is_marked_sparingly(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """Only what one claim affirms and another denies, and what a major tension touches."""
    major = {id for tension in graph.tensions(weight="major") for id in tension.members}
    expected = [e for e in graph.edges() if e.contested or any(claim.id in major for claim in e.claims)]
    assert 0 < len(expected) < len(graph.edges()) / 10
    page = visit(page_of(graph))
    row = page.locator("#filters .row", has_text="in tension")
    assert row.locator(".count").inner_text() == str(len(expected))
    row.hover()
    row.locator(".only").click()
    assert page.evaluate("kgPage.drawn()")["edges"] == sorted(map(address_of, expected))


def test_a_dragged_node_stays(made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(made_graph))
    start = page.evaluate("kgPage.at('thing-9')")
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(start["x"] + 50, start["y"] + 40, steps=5)
    page.mouse.up()
    moved = page.evaluate("kgPage.at('thing-9')")
    assert abs(moved["x"] - start["x"] - 50) < 3
    page.click("#filters .toggle >> nth=3")
    page.click("#reset")
    again = page.evaluate("kgPage.at('thing-9')")
    assert abs(again["x"] - moved["x"]) < 1


def test_a_window_that_changes_its_size(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    def all_in_view(page: Any) -> bool:
        box = page.locator("#graph").bounding_box()
        places = page.evaluate("Object.keys(kgPage.positions()).map((slug) => kgPage.at(slug))")
        return all(
            box["x"] <= p["x"] <= box["x"] + box["width"] and box["y"] <= p["y"] <= box["y"] + box["height"]
            for p in places
        )

    page = visit(page_of(drawn))
    before = page.evaluate("kgPage.scale()")
    hub = best_connected(drawn)[0]
    for width in (700, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(120)
        assert all_in_view(page)
    assert abs(page.evaluate("kgPage.scale()") - before) < 0.01 * before
    choose(page, hub)
    for width in (700, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(120)
        assert page.evaluate("kgPage.chosen()") == hub
    # Where the reader has moved the picture, it stays as it was.
    page.keyboard.press("Escape")
    page.click("#zoom-in")
    page.wait_for_timeout(100)
    scale = page.evaluate("kgPage.scale()")
    page.set_viewport_size({"width": 1300, "height": 900})
    page.wait_for_timeout(120)
    assert page.evaluate("kgPage.scale()") > 0.8 * scale


def test_awkward_records(page_of: PageOf, visit: Visit) -> None:
    """Long names, other scripts, forty relations between two nodes, a loop: all are there, and can be chosen."""
    graph = awkward()
    for size in ((1440, 900), PHONE):
        page = visit(page_of(graph), size=size)
        assert len(page.evaluate("kgPage.drawn()")["edges"]) == 45
        assert overlapping(page.evaluate("kgPage.names()")) == []
        for node in graph:
            go(page, f"#{node.slug}")
            assert page.evaluate("document.querySelector('#panel h2').textContent") == node.name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            sideways = "document.getElementById('panel').scrollWidth > document.getElementById('panel').clientWidth + 1"
            assert not page.evaluate(sideways)
        assert "No claim has it as subject or object." in page.inner_text("#panel")
        for view in ("table", "compare", "tensions", "about"):
            page.click(f"#to-{view}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    middles = [
        page.evaluate("a => kgPage.at(a)", address_of(e))
        for e in graph.edges()
        if e.subject in ("nmk:odd-0", "nmk:odd-1")
    ]
    assert len({(round(m["x"], 1), round(m["y"], 1)) for m in middles}) == len(middles)


@pytest.mark.parametrize("nodes", [0, 1])
def test_smallest_graphs(nodes: int, page_of: PageOf, visit: Visit) -> None:
    graph = made(nodes, 0, 0)
    page = visit(page_of(graph))
    assert page.evaluate("kgPage.counts()") == {"nodes": nodes, "edges": 0, "claims": 0}
    for view in ("story", "table", "compare", "tensions", "about", "graph"):
        page.click(f"#to-{view}")
        if view == "table":
            assert page.locator("#rows tbody tr").count() == nodes
        if view == "tensions":
            assert "No tension between claims is recorded" in page.inner_text("#tensions-view")
        if view == "compare":
            assert "nothing to compare" in page.inner_text("#compare-view")
    page.click("#zoom-fit")
    page.focus("#graph")
    page.keyboard.press("ArrowRight")
    assert len(page.evaluate("kgPage.svg()")) > 100
    if nodes:
        click_at(page, "thing-0")
        assert page.inner_text("#panel h2") == "thing number 0"
        assert "No claim has it as subject or object." in page.inner_text("#panel")
        page.click("#panel button >> text=Neighbours")
        assert "No neighbours of thing number 0 are shown." in page.inner_text("#note")
    else:
        assert page.inner_text("#note") == "This graph is empty."


def test_what_is_only_denied_is_never_named_as_if_it_were_so(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    edge = next(edge for edge in graph.edges() if not edge.affirmed)
    subject, object = graph[edge.subject], graph[edge.object]
    page = visit(page_of(graph), f"#{address_of(edge)}")
    label = graph.schema.predicates[edge.predicate].label
    assert page.locator("#panel h2").inner_text() == f"{subject.name} not: {label} {object.name}"


def test_the_name_of_a_line_leaves_nodes_free(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """On a phone, where lines are short, no name of a line lies over the chosen node."""
    page = visit(page_of(graph), "#drg-stimulation", size=PHONE, has_touch=True, is_mobile=True)
    boxes = page.evaluate("kgPage.lineNames()")
    at = page.evaluate("kgPage.at('drg-stimulation')")
    assert [b for b in boxes if b["left"] < at["x"] < b["right"] and b["top"] < at["y"] < b["bottom"]] == []


def test_nothing_is_only_in_colour(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """The certainty of a line is in its dashes and its end, not in its colour."""
    page = visit(page_of(graph))
    text = page.evaluate("kgPage.svg()")
    assert len(re.findall(r"<path[^>]*stroke-dasharray=\"7 5\"", text)) >= 5
    assert len(re.findall(r"<polyline", text)) >= 1


def middle(box: Any) -> tuple[float, float]:
    return (box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2


def gap(box: Any, symbol: Any) -> float:
    """How far the rim of a symbol is from a box."""
    aside = max(box["left"] - symbol["x"], 0, symbol["x"] - box["right"])
    above = max(box["top"] - symbol["y"], 0, symbol["y"] - box["bottom"])
    return float(max(0, math.hypot(aside, above) - symbol["radius"]))


@pytest.mark.parametrize("hash", ["#", "#?around=NODE,1", "#?path=NODE,OTHER"])
def test_a_click_on_a_name_opens_its_node(hash: str, drawn: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    node, other = ("thing-0", "thing-20") if "thing-0" in drawn else ("implanted-pump", "brain")
    page = visit(page_of(drawn), hash.replace("NODE", node).replace("OTHER", other))
    wrong = []
    for slug in [name["node"] for name in page.evaluate("kgPage.names()")][::3]:  # Each takes most of a second.
        page.mouse.move(5, 5)  # Away from what is lit.
        name, symbol, at = page.evaluate(
            """slug => [kgPage.names(), kgPage.symbols()].map((all) => all.find(({ node }) => node === slug)).concat(kgPage.at(slug))""",
            slug,
        )
        x, y = middle(name)
        page.mouse.move(at["x"] + x - symbol["x"], at["y"] + y - symbol["y"])
        assert page.evaluate("document.getElementById('graph').style.cursor") == "pointer"
        page.mouse.down()
        page.mouse.up()
        if page.evaluate("kgPage.chosen()") != slug:
            wrong.append(slug)
        page.keyboard.press("Escape")
        page.keyboard.press("0")
    assert wrong == []


@pytest.mark.parametrize("width", [1440, 1920, 2560])
@pytest.mark.parametrize("hash", ["#", "#?around=NODE,2", "#?path=NODE,OTHER"])
def test_a_name_is_nearest_to_its_own_symbol_or_joined_to_it(
    hash: str, width: int, drawn: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    node, other = ("thing-0", "thing-20") if "thing-0" in drawn else ("implanted-pump", "brain")
    page = visit(page_of(drawn), hash.replace("NODE", node).replace("OTHER", other), size=(width, width * 10 // 16))
    names, symbols = page.evaluate("[kgPage.names(), kgPage.symbols()]")
    assert names
    for name in names:
        (own,) = (gap(name, symbol) for symbol in symbols if symbol["node"] == name["node"])
        nearest = min(gap(name, symbol) for symbol in symbols if symbol["node"] != name["node"])
        assert nearest > 0, name
        assert own < nearest or (name["led"] and own < 110), name


def test_techniques_are_named_at_first_view(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    names = visit(page_of(graph)).evaluate("kgPage.names()")
    assert {node.slug for node in graph.nodes(category="Technique")} <= {name["node"] for name in names}


@pytest.mark.parametrize("chosen", ["drg-stimulation", "drg-stimulation/targets/dorsal-root-ganglion"])
def test_a_choice_that_the_filters_hide_dims_nothing(
    chosen: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    (filtered, other) = (visit(page_of(graph), f"#{slug}?view=graph&hide-category=Technique") for slug in (chosen, ""))
    look = """() => ({
        names: kgPage.names(), dim: kgPage.drawn().nodes.filter((slug) => kgPage.look(slug).dim),
        lines: kgPage.drawn().edges.map((edge) => kgPage.look(edge).opacity),
    })"""
    assert filtered.evaluate("kgPage.chosen()") == chosen
    assert filtered.evaluate(look)["dim"] == []
    assert set(filtered.evaluate(look)["lines"]) == set(other.evaluate(look)["lines"])
    # The note takes a strip of the picture.
    assert len(filtered.evaluate(look)["names"]) > 0.9 * len(other.evaluate(look)["names"]) > 100
    rest = " targets dorsal root ganglion" if "/" in chosen else ""
    assert f"The filters hide dorsal root ganglion stimulation{rest}." in filtered.inner_text("#note")


def test_what_a_filter_leaves_fills_the_picture_and_goes_back_to_its_place(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph))
    where = "Object.fromEntries(Object.keys(kgPage.positions()).map((slug) => [slug, kgPage.at(slug)]))"
    before = page.evaluate(where)
    for filters in ("hide-modality=asserted,reported", "hide-modality=asserted,hedged"):
        go(page, f"#?view=graph&{filters}")
        places = page.evaluate(where)
        assert 3 < len(places) < 60
        canvas = page.locator("#graph").bounding_box()
        for axis, side in (("x", "width"), ("y", "height")):
            values = [place[axis] for place in places.values()]
            assert max(values) - min(values) > 0.6 * canvas[side]
        assert len(page.evaluate("kgPage.names()")) == len(places)
    go(page, "#?view=graph")
    assert page.evaluate(where) == before
    # Where most are left, each keeps its place.
    go(page, "#?view=graph&hide-category=Quality")
    assert page.evaluate(where).items() <= before.items()


def test_letters_grow_with_the_picture(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    least = {
        width: min(
            round(name["bottom"] - name["top"])
            for name in visit(page_of(graph), size=(width, width * 5 // 8)).evaluate("kgPage.names()")
        )
        for width in (1440, 1920, 2560)
    }
    assert least == {1440: 12 + 2, 1920: 13 + 2, 2560: 15 + 2}


def test_the_kinds_of_the_story_have_colours_of_their_own_and_the_others_are_grey(graph: KnowledgeGraph) -> None:
    told = {"Technique", "Target", "Mechanism", "Outcome", "Condition"}
    colours = {name: category.colour for name, category in graph.schema.categories.items()}
    grey = {name for name, colour in colours.items() if len({colour[1:3], colour[3:5], colour[5:7]}) == 1}
    assert grey == {*colours} - told
    assert len({colours[name] for name in told}) == len(told)


def test_dashes_are_as_long_on_the_screen_however_large_the_picture(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph), "#?only-modality=hedged")
    seen = """() => new Promise((done) => {
        const found = new Set(), stroke = CanvasRenderingContext2D.prototype.stroke;
        CanvasRenderingContext2D.prototype.stroke = function (...path) {
            const { a } = this.getTransform();
            if (this.getLineDash().length && this.canvas.isConnected) found.add(this.getLineDash().map((length) => Math.round(length * a / devicePixelRatio)).join(" "));
            return stroke.apply(this, path);
        };
        document.getElementById("zoom-in").click();
        setTimeout(() => { CanvasRenderingContext2D.prototype.stroke = stroke; done([...found]); }, 600);
    })"""
    lengths = {" ".join(map(str, dashes)) for dashes in LINES.values() if dashes}
    for _ in range(3):
        assert "7 5" in (found := set(page.evaluate(seen)))
        assert found <= lengths
