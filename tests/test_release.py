"""`kg release --check`: each fact that is missing and each place that disagrees is named, and nothing else."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT, Write

import kg
from kg.cli import cli
from kg.loading import datapackage
from kg.release import faults

FACTS = 'repository = "https://example.org/tiny-code"\ncontact = "mailto:someone@example.org"\ndoi = "10.1234/tiny"\n'
CITATION = """\
cff-version: 1.2.0
title: "Tiny"
version: 1
date-released: 2026-01-31
license: CC0-1.0
url: "https://example.org/tiny"
repository-code: https://example.org/tiny-code
doi: 10.1234/tiny
"""
CHANGES = "# Changes\n\n## Unreleased\n\n## 1 (2026-01-31)\n\nThe first.\n"


@pytest.fixture
def ready(tiny: Write) -> Path:
    """A data folder, ready to be released, with what belongs beside it."""
    folder = tiny(schema=('version = "1"\n', f'version = "1"\n{FACTS}'))
    (folder.parent / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    (folder.parent / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    build(folder)
    return folder


def build(folder: Path) -> None:
    (folder / "datapackage.json").write_bytes(datapackage(folder))
    kg.write_all(kg.load(folder), folder.parent / "exports")


def found(folder: Path) -> list[str]:
    return [str(fault) for fault in faults(folder, folder.parent / "exports")]


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_ready_can_be_released(ready: Path) -> None:
    assert found(ready) == []
    done = CliRunner().invoke(cli, ["release", "--check", "--data", str(ready), "--out", str(ready.parent / "exports")])
    assert (done.exit_code, done.output) == (0, "version 1 can be released\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("CITATION.cff", "version: 1\n", "version: 0\n", "CITATION.cff:3:version: '0' should be '1', as in schema.toml"),
        ("CITATION.cff", "doi: 10.1234/tiny\n", "", "CITATION.cff:1:doi: it lacks doi; write doi: 10.1234/tiny"),
        ("CITATION.cff", "2026-01-31", "2026-02-01", "CITATION.cff:4:date-released: '2026-02-01' should be '2026-01-31', as in schema.toml"),
        ("CHANGELOG.md", "## 1 (2026-01-31)", "## 1 (2026-02-01)", "CHANGELOG.md:1: no section '## 1 (2026-01-31)'; write it, or rename '## Unreleased'"),
        ("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- More.\n", "CHANGELOG.md:3: changes that no version has; choose the version that they make up, and its date"),
        ("CHANGELOG.md", "The first.\n", "More.\n\n## 0 (2026-01-01)\n", "CHANGELOG.md:1: the version before is '0' here, and previous = '' in schema.toml"),
        ("data/datapackage.json", '"name"', '"nome"', "data/datapackage.json:1: not what would be written now; run kg build"),
        ("exports/tiny.ttl", "alpha", "omega", "exports:1: not what would be written now: tiny.ttl; run kg build"),
        ("data/nodes.tsv", "alpha therapy", "alpha  therapy", "data/nodes.tsv:2:name: 'alpha  therapy' should read 'alpha therapy'; run kg format"),
    ],
)  # fmt: skip
def test_what_disagrees_is_named(file: str, old: str, new: str, fault: str, ready: Path) -> None:
    edited(ready.parent / file, old, new)
    assert fault in found(ready)


def test_a_fact_that_is_missing_is_named_and_not_made_up(ready: Path) -> None:
    edited(ready / "schema.toml", FACTS, "")
    build(ready)
    assert [fault.split(":")[2] for fault in found(ready) if fault.startswith("data/schema.toml")] == [
        "repository",
        "contact",
        "doi",
    ]
    assert "'10.1234/tiny' is not in schema.toml; write it there too" in "\n".join(found(ready))
    done = CliRunner().invoke(cli, ["release", "--check", "--data", str(ready), "--out", str(ready.parent / "exports")])
    assert done.exit_code == 1
    assert done.stderr == "5 things to fix before a release\n"


def test_redirects_without_an_address_or_a_person_are_named(ready: Path) -> None:
    shutil.copytree(ROOT / "docs/w3id", ready.parent / "docs/w3id")
    rules = (ROOT / "docs/w3id/.htaccess").read_text(encoding="utf-8").split("\n")
    (line,) = (number for number, text in enumerate(rules, 1) if "SITE:" in text)
    site, person = found(ready)
    assert site == f"docs/w3id/.htaccess:{line}: not known yet: the address of the site; write it there"
    assert person.endswith("not known yet: who is asked about the redirects; write it there")


def test_a_checkout_has_one_version_and_address(ready: Path) -> None:
    place = ready.parent
    (place / "kg").mkdir()
    (place / "kg/__init__.py").write_text('"""A package."""\n\n__version__ = "0"\n', encoding="utf-8")
    (place / "pyproject.toml").write_text('[project]\nname = "tiny"\n', encoding="utf-8")
    about = {
        "version": "0",
        "datePublished": "2026-01-31",
        "codeRepository": "https://example.org/tiny-code",
        "url": "https://example.org/tiny",
    }
    (place / "codemeta.json").write_text(json.dumps(about, indent=2), encoding="utf-8")
    assert found(ready) == [
        'kg/__init__.py:3:__version__: should be "1", as in schema.toml',
        'pyproject.toml:1:urls: no such address; write [project.urls] with Repository = "https://example.org/tiny-code"',
        "codemeta.json:2:version: '0' should be '1', as in schema.toml",
        "codemeta.json:1:identifier: it lacks identifier; write identifier: https://doi.org/10.1234/tiny",
        'pyproject.toml:1:authors: no such author; write email = "someone@example.org" to one',
    ]


def test_an_id_is_not_retired_without_a_trace(ready: Path) -> None:
    place = ready.parent
    git: Callable[..., object] = lambda *words: subprocess.run(["git", "-C", place, *words], check=True)  # noqa: E731
    git("init", "--quiet")
    git("add", "data")
    git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "data")
    git("tag", "v1")
    for path in (*ready.glob("*.tsv"), *ready.glob("claims/*.tsv")):
        path.write_text(path.read_text(encoding="utf-8").replace("cell", "nerve-cell"), encoding="utf-8")
    edited(ready / "schema.toml", 'version = "1"\n', 'version = "2"\nprevious = "1"\n')
    edited(place / "CITATION.cff", "version: 1\n", "version: 2\n")
    edited(place / "CHANGELOG.md", "## 1 (", "## 2 (2026-01-31)\n\n- More.\n\n## 1 (")
    CliRunner().invoke(cli, ["format", "--data", str(ready)])
    build(ready)
    gone = "data/nodes.tsv:1:replaces: 'cell' of version 1 is gone; name it in `replaces` of the entity that replaces it, or as `cell` in CHANGELOG.md"
    assert found(ready) == [gone]
    edited(place / "CHANGELOG.md", "- More.", "- `cell` is gone.")
    assert found(ready) == []
    git("tag", "-d", "v1")
    (fault,) = found(ready)
    assert fault.startswith("data/schema.toml:1:previous: what it had cannot be compared: 'v1': no such file or folder")


@pytest.mark.checkout
def test_the_packaged_data_lacks_nothing_else() -> None:
    """Until it is published: what nobody knows yet, and the tag of the version before, which not every clone has."""
    expected = {"repository", "contact", "doi", "previous"}
    assert {fault.column for fault in faults(ROOT / "data", ROOT / "exports") if fault.column} <= expected
