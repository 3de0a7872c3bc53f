"""A plugin for the tests of the site: the site, built once a run, also where several processes share the tests."""

import subprocess
import sys
from pathlib import Path

import pytest

from kg.files import held

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "docs/query/node_modules"
LONGEST = 900.0
"""Seconds that a build may take."""


def build(folder: Path, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Build the site of a checkout into a folder."""
    command = [sys.executable, "docs/build_site.py", str(folder)]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8", timeout=LONGEST, check=False
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the built site."""
    from conftest import missing

    if not PACKAGES.is_dir():
        missing(
            "the packages of docs/query are missing; install them with: npm install --no-package-lock --prefix docs/query"
        )
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    with held(shared, LONGEST):
        if not (shared / "site").exists():
            done = build(shared / "site")
            assert done.returncode == 0, done.stderr
    return shared / "site"
