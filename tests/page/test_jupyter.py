"""In JupyterLab: the page in its frame, and lists of claims and tensions as tables."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_browser import WIDE

from kg import KnowledgeGraph

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
CELLS = (
    "import kg; g = kg.load(evidence=True); g.view()",
    "g.claims(predicate='targets')",
    "g.tensions(weight='major')",
)


def notebook() -> str:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{n}", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
        for n, source in enumerate(CELLS)
    ]
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a notebook in a JupyterLab of its own."""
    pytest.importorskip("jupyterlab")
    folder: Path = tmp_path_factory.mktemp("lab")
    (folder / "graph.ipynb").write_text(notebook(), encoding="utf-8")
    home = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    # All cells at once, not only those in view.
    settings = (
        Path(home["JUPYTER_CONFIG_DIR"])
        / "lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    )
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}', encoding="utf-8")
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"),
        *(
            "--IdentityProvider.token=t",
            "--LabApp.news_url=",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ),
    ]
    with subprocess.Popen(
        command, cwd=folder, env=os.environ | home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            found = (re.search(r"(http://127\.0\.0\.1:\d+)/lab\?", line) for line in process.stderr or ())
            yield f"{next(filter(None, found))[1]}/lab/tree/graph.ipynb?token=t"
        finally:
            process.terminate()


def test_a_notebook(lab: str, browser: "Browser", with_evidence: KnowledgeGraph) -> None:
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    page: Any = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(lab)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    # Before its kernel is there, JupyterLab runs nothing.
    page.get_by_text("(ipykernel) | Idle").wait_for(timeout=60_000)
    page.click(".lm-MenuBar-item >> text=Run")
    page.click("[data-command='runmenu:run-all']")
    page.locator(".jp-CodeCell >> nth=2").locator(".jp-OutputArea-output table").wait_for(timeout=60_000)
    frame = page.frame_locator(".jp-OutputArea-output iframe").first
    frame.locator("html[data-ready=true]").wait_for(state="attached", timeout=30_000)
    assert frame.locator("#story-view .thing").count() > 90
    # As wide as the cell, and no wider.
    output = ".jp-CodeCell >> nth=0 >> .jp-OutputArea-output"
    assert page.eval_on_selector(output, "box => box.scrollWidth <= box.clientWidth")
    for place, answer in ((1, with_evidence.claims(predicate="targets")), (2, with_evidence.tensions(weight="major"))):
        table = page.locator(f".jp-CodeCell >> nth={place}").locator(".jp-OutputArea-output table")
        assert table.locator("tbody tr").count() == len(answer)
        assert answer[0].slug in table.inner_text()
    context.close()
    assert errors == []
