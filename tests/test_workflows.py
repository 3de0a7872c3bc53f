"""The workflows for a forge: what they call exists, and they may do no more than they must."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

pytestmark = pytest.mark.checkout
PATHS = [ROOT / ".github/workflows" / name for name in ("ci.yml", "release.yml")]
MAY = {"ci.yml": {}, "release.yml": {"publish": {"id-token"}, "attach": {"contents"}, "site": {"id-token", "pages"}}}
"""What a job may write; none may write anything else."""


def workflow(path: Path) -> dict[Any, Any]:
    text: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return text


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in workflow(path)["jobs"].values():
        yield from job["steps"]


def test_these_are_the_workflows() -> None:
    assert sorted((ROOT / ".github/workflows").iterdir()) == PATHS


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_what_a_workflow_calls_exists(path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    made = re.findall(r"^([\w./%-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    markers = [marker.partition(":")[0] for marker in project["tool"]["pytest"]["ini_options"]["markers"]]
    lines = [step["run"] for step in steps(path) if "run" in step]
    targets = [target for line in lines for target in re.sub(r"^make ", "", line).split() if line.startswith("make ")]
    assert targets
    for target in targets:
        assert any(fnmatch(target, name.replace("%", "*")) for name in made), target
        if group := re.fullmatch(r"\.venv/installed-for-(.*)", target):
            assert group[1] in project["dependency-groups"]
    for line in lines:
        assert re.match(r"make |test |gh |\.venv/bin/(kg release --check$|kg --version$|python -m pytest -m)", line), (
            line
        )
        assert set(re.findall(r"pytest -m (\w+)", line)) <= set(markers)
    versions = {
        str(v)
        for job in workflow(path)["jobs"].values()
        for v in job.get("strategy", {}).get("matrix", {}).get("python", ())
    }
    known = {text.rpartition(" ")[2] for text in project["project"]["classifiers"] if re.search(r":: 3\.\d+$", text)}
    assert versions in (set(), known)
    assert {step["with"]["python-version"] for step in steps(path) if "setup-python" in step.get("uses", "")} <= {
        "3.14",
        "${{ matrix.python }}",
    }


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_it_must(path: Path) -> None:
    text, found = path.read_text(encoding="utf-8"), workflow(path)
    assert "secrets." not in text
    assert found["permissions"] in ({}, {"contents": "read"})
    assert found["concurrency"]["group"]
    for name, job in found["jobs"].items():
        assert job["timeout-minutes"] <= 30
        granted = job.get("permissions", {})
        assert {what for what, how in granted.items() if how == "write"} == MAY[path.name].get(name, set()), name
    for step in steps(path):
        assert "${{" not in step.get("run", ""), "what others name is given to a shell in its environment"
        if "uses" in step:
            assert re.search(r"@v\d+\.\d+\.\d+$", step["uses"]), f"{step['uses']} may move"
            if "checkout" in step["uses"]:
                assert step["with"]["persist-credentials"] is False
