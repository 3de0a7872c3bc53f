"""docs/triple-stores.md: its blocks do what they say, as they stand but for the ports."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from triple_stores import LINES, free_port

pytestmark = [pytest.mark.stores, pytest.mark.checkout, pytest.mark.usefixtures("httpx_here", "oxigraph_program")]
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("store", ["oxigraph", "virtuoso"])
def test_the_steps_work(store: str, tmp_path: Path, require: Callable[[str, str], str]) -> None:
    require("curl", "apt-get install curl")
    if store == "virtuoso":
        for program in ("virtuoso-t", "isql-vt"):
            require(program, LINES["virtuoso-t"])
    page = (ROOT / "docs" / "triple-stores.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if block.startswith(f"# {store}\n")]
    assert len(blocks) == 2
    script = "set -eu\ntrap 'kill $(jobs -p); wait' EXIT\n" + "\n".join(blocks)
    for port in ("7878", "7879", "8890", "1111"):
        script = script.replace(f"127.0.0.1:{port}", f"127.0.0.1:{free_port()}")
    (tmp_path / "data").symlink_to(ROOT / "data")
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 143), done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert sum(line == "dorsal root ganglion stimulation" for line in lines) == 2, done.stdout + done.stderr
    assert "triples are in" in done.stdout
    assert any(re.fullmatch(r'"?https://w3id\.org/neuromod-kg/entity/drg-stimulation"?', line) for line in lines)
