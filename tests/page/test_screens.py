"""Pictures for people to look at, in screenshots/; `pytest -m browser --update-screenshots` puts some of them into docs/."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_browser import PHONE, ROOT, PageOf, Visit

from kg import KnowledgeGraph

SMALL = 250_000
SCREENS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "story": ("#?view=story", (1440, 900), {}),
    "node": ("#drg-stimulation?view=story", (1440, 900), {}),
    "map": ("#drg-stimulation?view=graph", (1440, 900), {}),
    "matrix": ("#?view=matrix", (1440, 900), {}),
    "dark": ("#drg-stimulation?view=story", (1440, 900), {"color_scheme": "dark"}),
    "communities": ("#?view=graph&colour=community&size=between", (1440, 900), {}),
    "neighbourhood": ("#drg-stimulation?around=drg-stimulation,2", (1440, 900), {}),
    "path": ("#?path=implanted-pump,brain", (1440, 900), {}),
    "compare": ("#?view=compare&compare=dtm,drg-stimulation,pns", (1440, 900), {}),
    "tensions": ("#?view=tensions", (1440, 900), {}),
    "evidence": ("#?view=evidence&claim=icliniq-2025-187", (1440, 900), {}),
    "about": ("#?view=about", (1440, 900), {}),
    "table": ("#?view=table&table=claims", (1440, 900), {}),
    "phone": ("#?view=story", PHONE, {"has_touch": True, "is_mobile": True}),
    "phone-evidence": ("#?view=evidence&claim=icliniq-2025-187", PHONE, {"has_touch": True, "is_mobile": True}),
    "phone-node": ("#drg-stimulation?view=story", PHONE, {"has_touch": True, "is_mobile": True}),
}
IN_DOCS = {
    "node": "page-light.png",
    "dark": "page-dark.png",
    "phone-node": "page-phone.png",
    "evidence": "page-evidence.png",
    "matrix": "page-matrix.png",
    "map": "page-map.png",
}


def with_palette(content: bytes) -> bytes:
    """The picture with 256 colours of its own: a third of the size.

    They are spread over all colours that occur: chosen by how often one occurs, a legend's would be merged.
    """
    from PIL import Image

    picture = Image.open(io.BytesIO(content)).convert("RGB")
    fewer = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    small = io.BytesIO()
    fewer.save(small, "PNG", optimize=True)
    return small.getvalue()


@pytest.mark.browser
@pytest.mark.parametrize("name", list(SCREENS))
def test_screens(
    name: str, with_evidence: KnowledgeGraph, page_of: PageOf, visit: Visit, pytestconfig: pytest.Config
) -> None:
    hash, size, options = SCREENS[name]
    page = visit(page_of(with_evidence), hash, size=size, **options)
    content = page.screenshot()
    assert len(content) > 10_000
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.png").write_bytes(content)
    if name in IN_DOCS and pytestconfig.getoption("--update-screenshots"):
        (ROOT / "docs" / IN_DOCS[name]).write_bytes(with_palette(content))


@pytest.mark.browser
def test_print_to_look_at(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path, require: Callable[[str, str], str]
) -> None:
    page = visit(page_of(graph))
    page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    tool = require("pdftoppm", "apt-get install poppler-utils")
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    pages = ["-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([tool, "-png", "-r", "80", *pages, str(tmp_path / "page.pdf"), str(folder / "print")], check=True)
    assert (folder / "print.png").stat().st_size > 10_000


@pytest.mark.checkout
def test_pictures_in_docs_are_small() -> None:
    for name in IN_DOCS.values():
        path = ROOT / "docs" / name
        content = path.read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert content[25] == 3, f"{name} has no palette; run: pytest -m browser --update-screenshots"
        assert len(content) <= SMALL


@pytest.mark.checkout
def test_the_picture_of_the_map_has_the_colours_of_the_legend(graph: KnowledgeGraph) -> None:
    from PIL import Image

    with Image.open(ROOT / "docs" / IN_DOCS["map"]) as picture:
        rgb = picture.convert("RGB")
        counts: list[tuple[int, Any]] = rgb.getcolors(rgb.width * rgb.height) or []
    found = {colour for count, colour in counts if count >= 20}
    for name in {node.category for node in graph}:
        wanted = bytes.fromhex(graph.schema.categories[name].colour.removeprefix("#"))
        nearest = min(max(abs(a - b) for a, b in zip(wanted, colour, strict=True)) for colour in found)
        assert nearest <= 8, f"{name} has lost its colour; run: pytest -m browser --update-screenshots"
