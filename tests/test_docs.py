"""What the documents show is what happens: README, docstrings, help."""

import doctest
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT, Write, invented
from documents import TABLES, VOCABULARY, rewritten, with_output

import kg
from kg.cli import cli
from kg.formats.about.vocabulary import page

BIN = Path(sys.executable).parent


def commands() -> dict[str, click.Command]:
    context = click.Context(cli)
    found = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


@pytest.mark.parametrize("path", with_output(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_shown_is_what_is_printed(path: Path) -> None:
    assert rewritten(path) == path.read_text(encoding="utf-8"), "run make docs"


@pytest.mark.checkout
def test_documents_with_output_are_known() -> None:
    names = ("README.md", "docs/analysis.md", "docs/asking.md", "docs/curation.md", "docs/vocabulary.md", "kg/graph.py")
    assert {ROOT / name for name in names} <= set(with_output())


OLD = """\
```pycon
>>> 1 + 1
>>> print("a\\n\\nb")
old
>>> for number in (1, 2):
...     print(number)
1
old
>>> int("x")
Traceback (most recent call last):
    ...
ValueError: old
>>> print("any of these")  # doctest: +ELLIPSIS
any ...
```

```console
$ kg --version
$ kg --version
old

older
```

| group | what | value |
|---|---|---|
| old | row | 1 |

The end.
"""
NEW = f"""\
```pycon
>>> 1 + 1
2
>>> print("a\\n\\nb")
a
<BLANKLINE>
b
>>> for number in (1, 2):
...     print(number)
1
2
>>> int("x")
Traceback (most recent call last):
    ...
ValueError: invalid literal for int() with base 10: 'x'
>>> print("any of these")  # doctest: +ELLIPSIS
any ...
```

```console
$ kg --version
kg, version {kg.__version__}
$ kg --version
kg, version {kg.__version__}
```

| group | what | value |
|---|---|---|
| new | \\row | 2 |

The end.
"""


def test_old_output_is_rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old.md").write_text(OLD, encoding="utf-8")
    monkeypatch.setitem(TABLES, "| group | what | value |", lambda: [("new", "\\row", "2")])
    assert rewritten(tmp_path / "old.md") == NEW


def test_output_is_not_replaced_by_a_failure(tmp_path: Path) -> None:
    (tmp_path / "command.md").write_text("```console\n$ kg show nothing\nold\n```\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"command\.md: kg show nothing fails: Error: unknown"):
        rewritten(tmp_path / "command.md")
    (tmp_path / "example.md").write_text(">>> {}['x']\nold\n", encoding="utf-8")
    with pytest.raises(doctest.UnexpectedException):
        rewritten(tmp_path / "example.md")


@pytest.mark.checkout
@pytest.mark.parametrize("path", ["docs/cli.md", "docs/architecture.md", "CITATION.cff", "codemeta.json"])
def test_what_is_made_from_the_code_is_current(path: str) -> None:
    document = runpy.run_path(str(ROOT / "docs/generate.py"))["document"]
    assert (ROOT / path).read_text(encoding="utf-8") == document(Path(path).name), "run make docs"


@pytest.mark.checkout
def test_links_between_documents_lead_somewhere() -> None:
    for document in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "data/README.md", ROOT / "exports/README.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


@pytest.mark.checkout
def test_the_document_of_the_vocabulary_names_every_term(graph: kg.KnowledgeGraph) -> None:
    text = VOCABULARY.read_text(encoding="utf-8")
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


def examples() -> list[tuple[str, str]]:
    return [(name, line) for name, command in sorted(commands().items()) for line in getattr(command, "examples", ())]


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
# They are for the folder that holds the tables; the others run anywhere.
OF_A_FOLDER = ("build", "format", "layout", "release")
FOREIGN = {
    "graph_nodes.tsv": "id\tname\nHP:0012531\tPain\n",
    "hetnet-nodes.tsv": "id\tname\tkind\nGene::9\tNAT1\tGene\n",
    "mappings.tsv": "subject_id\tpredicate_id\tobject_id\nHP:0012531\tskos:exactMatch\tMESH:D010146\n",
    "ontology.owl": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
xmlns:owl="http://www.w3.org/2002/07/owl#"><owl:Class rdf:about="https://example.org/pain"><rdfs:label>pain</rdfs:label></owl:Class>
</rdf:RDF>""",
}
"""The files of other people that the examples of kg convert name."""

EXAMPLES = [(name, line) for name, line in examples() if name not in STORES and "--endpoint" not in line]


@pytest.mark.checkout
@pytest.mark.slow
@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_examples_of_the_help_run(name: str, line: str, tmp_path: Path) -> None:
    if name in OF_A_FOLDER:
        shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "data", tmp_path / "my-data")
    if "--data packaged" in line:
        shutil.rmtree(tmp_path / "my-data")
        invented(tmp_path / "my-data")
    if name == "new-source":
        shutil.copy(ROOT / "docs/invented/text/article.txt", tmp_path)
    for file, text in FOREIGN.items() if name == "convert" else ():
        (tmp_path / file).write_text(text, encoding="utf-8")
    if line.startswith("kg convert big.parquet"):
        kg.write(kg.load(), tmp_path / "big.parquet")
    if name == "diff":
        shutil.copytree(ROOT / "data", tmp_path / "data")
        commit = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "data"]
        for words in (["git", "init", "--quiet"], ["git", "add", "data"], commit, ["git", "tag", "v0.1.0"]):
            subprocess.run(words, cwd=tmp_path, check=True)
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
    # What was never released lacks an address: that is told, and is no fault of the command.
    assert done.returncode == (1 if name == "release" else 0), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.checkout
def test_versions_agree() -> None:
    schema = kg.load().schema.dataset
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert schema.version == kg.__version__
    assert f"## {schema.version} ({schema.date})" in changes
