"""A figure for a paper, measured in the file that is saved: so many millimetres, at least 7 points, white, counted."""

import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from page_browser import PageOf, Visit
from page_graphs import hostile, made

from kg import KnowledgeGraph

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"
LEAST = 7
"""Points that the smallest letters have on paper."""


def saved(page: Any, form: str, folder: Path) -> bytes:
    with page.expect_download() as download:
        page.click(f"#figure button >> text={form}")
    path: Path = folder / download.value.suggested_filename
    download.value.save_as(path)
    content: bytes = path.read_bytes()
    return content


def opened(page: Any, width: int) -> None:
    page.click("#to-menu")
    page.click("#menu button >> text='Figure for a paper'")
    page.select_option("#figure select", str(width))


def group(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    (found,) = [one for one in svg.iter(f"{SVG}g") if one.get("id") == name]
    return list(found)


@pytest.mark.parametrize("width", [85, 170])
@pytest.mark.parametrize(
    "hash", ["#?view=graph", "#drg-stimulation?around=drg-stimulation,1", "#?path=implanted-pump,brain"]
)
def test_it_has_the_size_of_a_column(
    width: int, hash: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit, browser: Any, tmp_path: Path
) -> None:
    page = visit(page_of(graph), hash, accept_downloads=True, color_scheme="dark")
    opened(page, width)
    content = saved(page, "SVG", tmp_path)
    svg = ElementTree.fromstring(content)
    assert svg.get("width") == f"{width}mm"
    _, _, wide, high = map(float, svg.attrib["viewBox"].split())
    points = (width / 25.4 * 72) / wide
    assert float(svg.attrib["height"].removesuffix("mm")) == pytest.approx(high / wide * width, rel=0.01)
    texts = list(svg.iter(f"{SVG}text"))
    assert min(float(text.attrib["font-size"]) for text in texts) * points >= LEAST - 0.01
    assert next(svg.iter(f"{SVG}rect")).get("fill") == "#ffffff"
    drawn = page.evaluate("kgPage.drawn()")
    told = "".join(text.text or "" for text in group(svg, "source"))
    # The lines of a hub, which wait on the map, are in the figure.
    edges = len(graph.edges()) if hash == "#?view=graph" else len(drawn["edges"])
    assert told.startswith(f"{len(drawn['nodes'])} nodes, {edges} relations.")
    assert graph.sources()[0].publisher in told
    assert len(group(svg, "nodes")) == len(drawn["nodes"])
    assert len(group(svg, "relations")) == edges
    # As a browser shows it, nothing reaches over the edge.
    paper = browser.new_page()
    paper.set_content(content.decode("utf-8"))
    outside = paper.evaluate(
        """() => {
            const whole = document.querySelector("svg").getBoundingClientRect();
            return [...document.querySelectorAll("svg text, svg circle, svg polygon, svg rect")].filter((one) => {
                const box = one.getBoundingClientRect();
                return box.left < whole.left - 1 || box.right > whole.right + 1 || box.top < whole.top - 1 || box.bottom > whole.bottom + 1;
            }).map((one) => one.textContent);
        }"""
    )
    paper.close()
    assert outside == []


@pytest.mark.parametrize("width", [85, 170])
@pytest.mark.parametrize("hash", ["#drg-stimulation?view=story", "#scs?view=story", "#chronic-pain?view=graph"])
def test_each_name_beside_a_choice_is_nearest_to_its_own_node(
    width: int, hash: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit, browser: Any, tmp_path: Path
) -> None:
    page = visit(page_of(graph), hash, accept_downloads=True)
    page.click("#to-menu")
    page.click("#menu button >> text='Figure for a paper'")
    assert page.input_value("#figure select") == "85"
    page.select_option("#figure select", str(width))
    content = saved(page, "SVG", tmp_path)
    node = graph[hash[1:].partition("?")[0]]
    assert [path.name for path in tmp_path.iterdir()] == [f"neuromod-kg-figure-{node.slug}-{width}mm.svg"]
    svg = ElementTree.fromstring(content)
    title = svg.findtext(f"{SVG}title") or ""
    assert title.startswith(f"{node.name} and its neighbours, {width} mm wide: ")
    # What has no name is counted in the file itself.
    told = " ".join(text.text or "" for text in group(svg, "source"))
    count = len(group(svg, "relations")) - len(group(svg, "relation-names"))
    assert f"{count} relations. Source" in told if count else "Without a name" not in told
    assert "Without a name here: " not in told or f"{count} relations" in title
    paper = browser.new_page()
    paper.set_content(content.decode("utf-8"))
    wrong = paper.evaluate(
        """() => {
            const nodes = [...document.querySelectorAll("#nodes > *")].map((one) => ({ name: one.textContent.replace(/ [(][^(]*[)]$/, ""), box: one.getBoundingClientRect() }));
            const gap = (a, b) => Math.hypot(Math.max(a.left - b.right, b.left - a.right, 0), Math.max(a.top - b.bottom, b.top - a.bottom, 0));
            const texts = [...document.querySelectorAll("#names text")].map((one) => ({ text: one.textContent, box: one.getBoundingClientRect() }));
            const leaders = [...document.querySelectorAll("#names line")].map((one) => one.getBoundingClientRect());
            return nodes.flatMap(({ name, box }) => {
                const own = texts.filter(({ text, box: at }) => name.includes(text.replace(/ …$/, "")) && gap(at, box) < 140);
                if (!own.length) return [`${name}: no name`];
                const nearest = Math.min(...own.map(({ box: at }) => gap(at, box)));
                const led = leaders.some((line) => gap(line, box) < 2);
                return led || own.some(({ box: at }) => gap(at, box) === nearest && nodes.every((other) => gap(at, other.box) >= nearest)) ? [] : [name];
            });
        }"""
    )
    paper.close()
    assert wrong == []


def test_only_the_choice_and_its_neighbours(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path
) -> None:
    page = visit(page_of(graph), "#drg-stimulation?view=graph", accept_downloads=True)
    opened(page, 170)
    assert page.is_checked("#figure label >> text=Only the choice")
    svg = ElementTree.fromstring(saved(page, "SVG", tmp_path))
    ends = {
        end
        for edge in graph.edges()
        if "nmk:drg-stimulation" in (edge.subject, edge.object)
        for end in (edge.subject, edge.object)
    }
    assert len(group(svg, "nodes")) == len(ends)
    among = [edge for edge in graph.edges() if {edge.subject, edge.object} <= ends]
    assert len(group(svg, "relations")) == len(among)
    labels = {graph.schema.predicates[edge.predicate].label for edge in among}
    assert {text.text for text in group(svg, "relation-names")} <= labels | {f"not: {label}" for label in labels}
    assert group(svg, "relation-names")
    page.uncheck("#figure label >> text=Names of relations")
    page.uncheck("#figure label >> text=Legend")
    plain = ElementTree.fromstring(saved(page, "SVG", tmp_path))
    assert not group(plain, "relation-names")
    assert not group(plain, "legend")


def test_png_of_600_dots_an_inch(graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path) -> None:
    page = visit(page_of(graph), "#?path=implanted-pump,brain", accept_downloads=True)
    opened(page, 85)
    content = saved(page, "PNG", tmp_path)
    assert struct.unpack(">I", content[16:20]) == (round(85 / 25.4 * 600),)


@pytest.mark.parametrize("make", [hostile, lambda: made(1, 0, 0), lambda: made(0, 0, 0)])
def test_any_graph_has_a_figure(make: Any, page_of: PageOf, visit: Visit, tmp_path: Path) -> None:
    page = visit(page_of(make()), accept_downloads=True)
    opened(page, 85)
    assert ElementTree.fromstring(saved(page, "SVG", tmp_path)).get("width") == "85mm"
    page.click("#figure button >> text=Close")
    assert page.is_hidden("#figure")
