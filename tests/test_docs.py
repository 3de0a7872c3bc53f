"""What the documents show is what happens: README, docstrings, help."""

import doctest
import importlib
import os
import pkgutil
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT, Write

import kg
from kg.cli import cli
from kg.formats.about.vocabulary import COMMAND, page

BIN = Path(sys.executable).parent
MODULES = [name for _, name, _ in pkgutil.walk_packages(kg.__path__, "kg.") if name != "kg.__main__"]


def commands() -> dict[str, click.Command]:
    context = click.Context(cli)
    found = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


DOCUMENTS = ["README.md", *sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]
SHOWN = {"README.md": (5, 2), "docs/asking.md": (30, 10), "docs/analysis.md": (15, 0)}
"""How many examples in Python and how many commands a document shows at least."""


@pytest.mark.checkout
@pytest.mark.parametrize("name", DOCUMENTS)
def test_python_in_documents(name: str) -> None:
    failed, tried = doctest.testfile(str(ROOT / name), module_relative=False, encoding="utf-8")
    assert failed == 0
    assert tried >= SHOWN.get(name, (0, 0))[0]


@pytest.mark.checkout
@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_in_documents(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    tried = 0
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for command, expected in re.findall(r"^\$ kg (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            result = CliRunner().invoke(cli, shlex.split(command))
            assert result.output == expected, command
            tried += 1
    assert tried >= SHOWN.get(name, (0, 0))[1]


@pytest.mark.checkout
@pytest.mark.parametrize("name", ["cli.md", "architecture.md"])
def test_what_is_made_from_the_code_is_current(name: str) -> None:
    document = runpy.run_path(str(ROOT / "docs/generate.py"))["document"]
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == document(name), "run python docs/generate.py"


@pytest.mark.checkout
def test_links_between_documents_lead_somewhere() -> None:
    for document in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "data/README.md", ROOT / "exports/README.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


@pytest.mark.checkout
def test_the_document_of_the_vocabulary_is_fresh(graph: kg.KnowledgeGraph) -> None:
    text = (ROOT / "docs/vocabulary.md").read_text(encoding="utf-8")
    assert text == page(graph), f"run {COMMAND}"
    names = {*graph.schema.categories, *graph.schema.predicates}
    assert set(re.findall(r"^### (\w+)$", text, re.MULTILINE)) >= names
    used = {*(node.category for node in graph.nodes()), *(edge.predicate for edge in graph.edges())}
    assert text.count("- Example, of ") == len(used & names)


def test_the_vocabulary_of_any_schema(tiny: Write) -> None:
    text = page(kg.load(tiny(schema=('definition = "A method."', 'definition = "A *method* <b>."'))))
    assert "\nA \\*method\\* \\<b\\>.\n" in text
    assert "- Domain: any category\n" in text
    result = CliRunner().invoke(cli, ["vocabulary", "targets", "--markdown"])
    assert result.exit_code == 2
    assert "omit the name" in result.output


@pytest.mark.parametrize("name", ["kg", *MODULES])
def test_docstring_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def examples() -> list[tuple[str, str]]:
    found = []
    for name, command in sorted(commands().items()):
        lines = (command.epilog or "").split("\n")
        found += [(name, line.strip()) for line in lines if line.startswith("  kg ")]
    return found


def test_every_command_has_help_with_examples() -> None:
    assert {name for name, _ in examples()} == set(commands())
    for name, command in commands().items():
        assert isinstance(command, click.Command)
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0
        assert "Examples:" in result.output
        assert all(isinstance(p, click.Argument) or getattr(p, "help", None) for p in command.params), name


# They need a store, or go on until they are stopped: tests/stores runs them.
STORES = ("push", "serve")
EXAMPLES = [(name, line) for name, line in examples() if name not in STORES and "--endpoint" not in line]


@pytest.mark.checkout
@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_examples_of_the_help_run(name: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "data", tmp_path / "my-data")
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.checkout
def test_versions_agree() -> None:
    schema = kg.load().schema.dataset
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert schema.version == kg.__version__
    assert f"version: {schema.version}\n" in cff
    assert f"date-released: {schema.date}\n" in cff
    assert f"## {schema.version} ({schema.date})" in changes
