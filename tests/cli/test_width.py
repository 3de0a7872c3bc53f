"""How wide what is printed is: as wide as the terminal at most, and one line for each row in a pipe."""

import os
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner
from conftest import ROOT, Write

import kg
from kg.cli import COMMANDS, cli
from kg.query.questions import questions
from kg.show.wrapping import aligned

LISTS = """\
find pain
nodes
edges
claims
sources
tensions
ask --list
vocabulary
stats
cite
cite icliniq-2025-091
show dtm
show chronic-pain
show tension-42
show icliniq-2025-187
sources icliniq-2025
vocabulary targets
vocabulary hedged
path scs chronic-pain --undirected
explain dtm scs
compare dtm pns scs
match '?x ? chronic-pain'
matrix Technique Condition
upstream chronic-pain
match '?t:Technique targets ?x' '?t relieves ?c'
check
--help
"""


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(
    columns: int, graph: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for a word that is."""
    monkeypatch.setattr("kg.loading.load", lambda *_, **__: graph)
    helps = (f"{name} --help" for names in COMMANDS.values() for name in names)
    for line in (*LISTS.splitlines(), *helps, *(f"ask {question.name}" for question in questions(graph))):
        done = CliRunner().invoke(cli, shlex.split(line), env={"COLUMNS": str(columns)})
        assert done.exit_code == 0, line
        wide = [text for text in done.stdout.splitlines() if len(text) > max([columns, *map(len, text.split())])]
        assert not wide, line


def kg_in_a_pipe(*arguments: str) -> list[str]:
    unset = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    command = [sys.executable, "-m", "kg", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=unset)
    return done.stdout.splitlines()


def test_a_pipe_gets_a_line_for_each_row(graph: kg.KnowledgeGraph) -> None:
    assert len(kg_in_a_pipe("edges")) == 1 + len(graph.edges())
    assert len(kg_in_a_pipe("stats")) == 1 + len(kg_in_a_pipe("stats", "--json")) // 5
    statements = {claim.statement for claim in graph.claims()}
    printed = "\n".join(kg_in_a_pipe("claims"))
    assert [text for text in statements if text not in printed] == []


@pytest.mark.parametrize(
    ("rows", "printed"),
    [
        ([("one", "a " * 40)], ["a    b", f"one  {'a ' * 27}a", f"     {'a ' * 11}a"]),
        ([("long " * 8, "y" * 30)], [f"{'a':28}  b", f"{'long ' * 5}{'':5}{'y' * 30}", "  long long long"]),
        ([("x" * 30, "y" * 30), ("", "z")], [f"a: {'x' * 30}", f"b: {'y' * 30}", "", "b: z"]),
        ([("x" * 58, "y")], ["a:", f"  {'x' * 58}", "b: y"]),
        ([("x" * 59, ""), ("y", "")], ["a", "x" * 59, "y"]),
        ([("x " * 40, "")], [f"{'a':57}  b", "x " * 28 + "x", "  " + "x " * 10 + "x"]),
    ],
)
def test_a_table_too_wide_is_wrapped_loses_empty_columns_and_at_last_becomes_records(
    rows: list[tuple[str, str]], printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert aligned(("a", "b"), rows).split("\n") == printed


def test_a_width_below_60_is_60(monkeypatch: pytest.MonkeyPatch, tiny: Write) -> None:
    arguments = ["claims", "--data", str(tiny())]
    outputs = {CliRunner().invoke(cli, arguments, env={"COLUMNS": columns}).stdout for columns in ("1", "60")}
    assert len(outputs) == 1
