"""What a reader takes away: the picture as PNG and SVG, the claims as CSV, a print, a link."""

import csv
import io
import re
import struct
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from page_browser import PHONE, PageOf, Visit, choose, go
from page_graphs import awkward, hostile

from kg import KnowledgeGraph
from kg.cli.output import print_csv

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"


def saved(page: "Page", item: str, folder: Path) -> bytes:
    """Choose an item of the menu, and give what is saved."""
    page.click("#to-menu")
    with page.expect_download() as download:
        page.click(f"#menu button >> text='{item}'")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()


def text_of(svg: ElementTree.Element) -> str:
    return " ".join(text.text or "" for text in svg.iter(f"{SVG}text"))


def test_png(graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path) -> None:
    page = visit(page_of(graph), accept_downloads=True)
    content = saved(page, "Picture, PNG", tmp_path)
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert width >= 3000
    assert 0.5 < height / width < 1
    # A drawing, not an empty sheet.
    start, data = 8, b""
    while start < len(content):
        (length,) = struct.unpack(">I", content[start : start + 4])
        if content[start + 4 : start + 8] == b"IDAT":
            data += content[start + 8 : start + 8 + length]
        start += length + 12
    assert len(set(zlib.decompress(data))) > 100


def test_svg_holds_the_picture_a_title_and_a_legend(
    drawn: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path
) -> None:
    for scheme in ("light", "dark"):
        page = visit(page_of(drawn), accept_downloads=True, color_scheme=scheme)
        svg = ElementTree.fromstring(saved(page, "Picture, SVG", tmp_path))
        titles = [title.text for title in svg.iter(f"{SVG}title")]
        assert titles == [f"{node.name} ({drawn.schema.categories[node.category].label})" for node in drawn]
        text = text_of(svg)
        source = drawn.sources()[0]
        for part in (drawn.schema.dataset.title, source.publisher, source.published, drawn.schema.dataset.licence):
            assert part in text
        for name in {node.category for node in drawn}:
            assert drawn.schema.categories[name].plural in text
        for modality in {claim.modality for claim in drawn.claims()}:
            assert drawn.schema.modalities[modality].label in text
        assert len(list(svg.iter(f"{SVG}path"))) == len(drawn.edges())
        # Paper is white, whatever the screen is.
        ground = next(svg.iter(f"{SVG}rect")).attrib["fill"]
        assert ground == "#fcfcfa"
        assert page.evaluate("document.documentElement.dataset.theme") == scheme


def test_svg_of_every_arrangement(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    addresses = (
        "#?view=graph&colour=community",
        "#scs?around=scs,2",
        "#?path=implanted-pump,brain",
        "#neuromodulation",
    )
    for size in ((1440, 900), PHONE):
        page = visit(page_of(graph), size=size)
        for hash in addresses:
            go(page, hash)
            svg = ElementTree.fromstring(page.evaluate("kgPage.svg()"))
            assert len(list(svg.iter(f"{SVG}title"))) == len(page.evaluate("kgPage.drawn()")["nodes"])
            view = [float(value) for value in svg.attrib["viewBox"].split()]
            for text in svg.iter(f"{SVG}text"):
                assert 0 <= float(text.attrib["x"]) <= view[2]
                assert 0 <= float(text.attrib["y"]) <= view[3]


@pytest.mark.parametrize("make", [hostile, awkward])
def test_svg_of_hostile_and_awkward_text_is_xml(make: Any, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(make()))
    svg = ElementTree.fromstring(page.evaluate("kgPage.svg()"))
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {
        *("svg", "rect", "text", "g", "path", "polygon", "polyline", "circle", "title", "line"),
    }


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content[:3] == b"\xef\xbb\xbf"
    return list(csv.DictReader(io.StringIO(content[3:].decode("utf-8"), newline="")))


def test_csv_has_every_claim(drawn: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path) -> None:
    page = visit(page_of(drawn), accept_downloads=True)
    rows = rows_of(saved(page, "Claims, CSV", tmp_path))
    assert [row["id"] for row in rows] == [claim.slug for claim in drawn.claims()]
    for row, claim in zip(rows, drawn.claims(), strict=True):
        assert row["subject_id"] == claim.subject
        assert row["object"] == drawn[claim.object].name
        assert (row["statement"], row["modality"], row["polarity"]) == (claim.statement, claim.modality, claim.polarity)
        assert row["section"] == drawn.section(claim.section).title
        assert row["paragraph"] == str(claim.paragraph)
        quantity = str(claim.quantity or "")
        assert row["quantity"] in (quantity, f"'{quantity}")
    page.click("#filters [aria-label='Only hedged']", force=True)
    rows = rows_of(saved(page, "Claims, CSV", tmp_path))
    assert [row["id"] for row in rows] == [claim.slug for claim in drawn.claims(modality="hedged", polarity="affirmed")]


def test_csv_runs_nothing_in_a_spreadsheet(
    page_of: PageOf, visit: Visit, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Nor does that of the command line, which writes the same cells."""
    from dataclasses import replace

    from page_graphs import made

    graph = made(6, 20, 16)
    attacks = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        '=cmd|" /C calc"!A0',
        " =1",
        "\u00a0\u200b=1",
        "\n=1",
        "\nx",
        "＝1",
        " ＠SUM(A1)",
        "﹣1",
        "plain, with a comma",
        'a "quote"',
    ]
    claims = [replace(claim, statement=text, note=text) for claim, text in zip(graph.claims(), attacks, strict=True)]
    nodes = [replace(node, name=f"={node.name}") for node in graph]
    graph = KnowledgeGraph(schema=graph.schema, sources=graph.sources(), nodes=nodes, claims=claims)
    page = visit(page_of(graph))
    rows = list(csv.DictReader(io.StringIO(page.evaluate("kgPage.csv()")[1:], newline="")))
    assert len(rows) == len(attacks)
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.lstrip("\u200b \n\u00a0")[:1] in tuple("=+-@＝＠﹣\t\r")] == []
    by_id = {row["id"]: row["statement"] for row in rows}
    for claim in claims:
        assert by_id[claim.slug].removeprefix("'") == claim.statement
    print_csv(["statement"], [[claim.statement] for claim in claims])
    printed = list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode("utf-8"), newline="")))
    assert [cell for (cell,) in printed[1:]] == [by_id[claim.slug] for claim in claims]


def test_print(graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path, require: Any) -> None:
    """Page one is the picture; the text after it has every relation and every claim."""
    page = visit(page_of(graph))
    path = tmp_path / "page.pdf"
    page.pdf(path=str(path), prefer_css_page_size=True)
    page.wait_for_function("() => document.getElementById('print').childElementCount === 0")
    tool = require("pdftotext", "apt-get install poppler-utils")

    def text(*options: str) -> str:
        done = subprocess.run([tool, *options, str(path), "-"], capture_output=True, check=True)
        return re.sub(r"\s+", " ", done.stdout.decode("utf-8"))

    first, rest = text("-l", "1"), text("-f", "2")
    assert graph.schema.dataset.title in first
    assert "Kinds of thing" in first
    assert "Statement" not in first
    for edge in graph.edges():
        for claim in edge.claims:
            assert claim.statement[:30] in rest
    assert rest.count("iCliniq, 2025-04-30") >= len(graph.claims(source="icliniq-2025"))


@pytest.mark.parametrize("view", ["story", "matrix", "compare", "tensions"])
def test_print_has_the_view_that_is_shown(
    view: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path, require: Any
) -> None:
    page = visit(page_of(graph), f"#?view={view}", color_scheme="dark")
    path = tmp_path / "page.pdf"
    page.pdf(path=str(path), prefer_css_page_size=True)
    tool = require("pdftotext", "apt-get install poppler-utils")
    done = subprocess.run([tool, str(path), "-"], capture_output=True, check=True)
    text = re.sub(r"\s+", " ", done.stdout.decode("utf-8"))
    assert graph.schema.dataset.title in text
    shown = {
        "story": "claims at odds",
        "matrix": "Read each cell from its row to its column",
        "compare": "Shared values are tinted",
        "tensions": graph.tensions()[0].why[:30],
    }
    assert all((words in text) == (name == view) for name, words in shown.items())
    assert "Relations and their claims" not in text
    # Paper is light.
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--text')") == "#16181d"


def test_a_link_from_a_disk_keeps_the_path_to_itself(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    path = page_of(graph)
    page = visit(path, permissions=["clipboard-read", "clipboard-write"])
    choose(page, "scs")
    page.click("#panel [aria-label='Copy a link to this']")
    page.wait_for_selector("#message div")
    assert page.evaluate("navigator.clipboard.readText()") == f"{path.name}#scs?view=graph"
    message = page.inner_text("#message")
    assert f"open {path.name} and put the part from # at the end of its address" in message
    assert str(path.parent) not in message
    # Where copying is refused, the message has the link, and its button is whole.
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(
            "[...document.querySelectorAll('#menu button')].find((one) => one.textContent.startsWith('Copy link')).click()"
        )
        page.wait_for_selector("#message button")
        assert f"{path.name}#scs?view=graph" in page.inner_text("#message")
        assert page.locator("#message button").bounding_box()["height"] < 40
