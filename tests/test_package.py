"""What ships works: sdist → wheel → the exports, built away from the source tree."""

import os
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
    """A folder, far from the checkout, in which the wheel is unpacked."""
    folder = tmp_path_factory.mktemp("away")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-index", "--quiet"]
    run(*pip, "--target", folder, wheel, cwd=folder)
    return folder


def test_two_builds_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """Whoever builds, whenever, from a checkout or from the sdist, which is no repository."""
    (sdist,) = wheel.parent.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    for path in [*source.rglob("*"), source]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path / "again"), str(source)]
    run(
        "sh",
        "-c",
        'umask 077; exec "$@"',
        "sh",
        *build,
        cwd=tmp_path,
        LC_ALL="C",
        TZ="Pacific/Kiritimati",
        PYTHONHASHSEED="1",
    )
    for path in (sdist, wheel):
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_wheel_holds_the_data_and_the_page(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {f"kg/data/{path.relative_to(ROOT / 'data').as_posix()}" for path in (ROOT / "data").rglob("*.*")}
    page = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kg/page/assets").iterdir()}
    assert data | page | {"kg/py.typed"} <= names
    assert {name.split("/")[0] for name in names} == {"kg", f"{wheel.name.rsplit('-', 3)[0]}.dist-info"}


def test_the_installed_package_gives_the_committed_exports(installed: Path, tmp_path: Path) -> None:
    """So it finds its data, reads all of it and writes every format."""
    code = "import kg; print(kg.__file__)"
    assert str(installed) in run(sys.executable, "-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
    for command in (["check"], ["build", "--out", "built"]):
        run(installed / "bin/kg", *command, cwd=tmp_path, PYTHONPATH=str(installed))
    built, committed = tmp_path / "built", ROOT / "exports"
    names = sorted(path.name for path in committed.iterdir())
    assert sorted(path.name for path in built.iterdir()) == names
    assert [name for name in names if (built / name).read_bytes() != (committed / name).read_bytes()] == []


def test_the_package_works_from_a_zip(wheel: Path, tmp_path: Path) -> None:
    code = "import kg; g = kg.load(); print(len(kg.dumps(g, 'turtle')) > 1000, len(kg.dumps(g, 'html')) > 1000)"
    assert run(sys.executable, "-c", code, cwd=tmp_path, PYTHONPATH=str(wheel)) == "True True\n"
