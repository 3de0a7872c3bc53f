"""What ships works: sdist → wheel → the tests, run away from the source tree."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = [pytest.mark.package, pytest.mark.checkout]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV"))} | environment
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from an sdist, as a registry would get it, without the network."""
    folder = tmp_path_factory.mktemp("dist")
    build: list[str | Path] = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder]
    run(*build, "--sdist", ROOT, cwd=folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    run(*build, "--wheel", source, cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked, and the tests beside it, far from the checkout."""
    folder = tmp_path_factory.mktemp("away")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-index", "--quiet"]
    run(*pip, "--target", folder / "site", wheel, cwd=folder)
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_wheel_holds_the_data_and_the_page(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {f"kg/data/{path.relative_to(ROOT / 'data').as_posix()}" for path in (ROOT / "data").rglob("*.*")}
    page = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kg/page/assets").iterdir()}
    assert data | page | {"kg/py.typed"} <= names
    assert {name.split("/")[0] for name in names} == {"kg", f"{wheel.name.rsplit('-', 3)[0]}.dist-info"}


def test_the_installed_package_is_the_wheel(installed: Path) -> None:
    code = "import kg; print(kg.__file__)"
    assert str(installed) in run(sys.executable, "-c", code, cwd=installed, PYTHONPATH=str(installed / "site"))


def test_the_tests_pass_away_from_the_source(installed: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "not checkout and not browser and not slow and not stores",
    ]
    # What a tool is needed for has been demanded of the run that this one is part of.
    output = run(*command, cwd=installed, PYTHONPATH=str(installed / "site"), KG_REQUIRE_ALL="0")
    assert " passed" in output
    assert "failed" not in output


def test_the_package_works_from_a_zip(wheel: Path, tmp_path: Path) -> None:
    code = "import kg; g = kg.load(); print(len(kg.dumps(g, 'turtle')) > 1000, len(kg.dumps(g, 'html')) > 1000)"
    assert run(sys.executable, "-c", code, cwd=tmp_path, PYTHONPATH=str(wheel)) == "True True\n"
