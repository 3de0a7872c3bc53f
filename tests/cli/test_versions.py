"""`kg diff`: what it prints in each form, and its exit codes."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Write

from kg.cli import cli


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, arguments)])


@pytest.fixture
def folders(tiny: Write, tmp_path: Path) -> tuple[Path, Path]:
    old = tiny().rename(tmp_path / "old")
    return old, tiny(nodes=("\tthe alpha\t", "\t\t"), claims=("Alpha acts on cells.", "=Alpha acts."))


TEXT = """\
Differences: 2 changed.

nodes: 1 changed
  changed  nmk:alpha  alpha therapy
      synonyms: the alpha → (empty)

claims: 1 changed
  changed  nmc:one-001  =Alpha acts.
      statement: Alpha acts on cells. → =Alpha acts.
"""
CSV = """\
part,change,id,label,column,old,new,replaced_by
nodes,changed,nmk:alpha,alpha therapy,synonyms,the alpha,,
claims,changed,nmc:one-001,'=Alpha acts.,statement,Alpha acts on cells.,'=Alpha acts.,
"""
MARKDOWN = """\
| part | change | id | what | column | old | new |
|---|---|---|---|---|---|---|
| nodes | changed | nmk:alpha | alpha therapy | synonyms | the alpha |  |
| claims | changed | nmc:one-001 | =Alpha acts. | statement | Alpha acts on cells. | =Alpha acts. |
"""


def test_differences_in_four_forms(folders: tuple[Path, Path]) -> None:
    assert run(*folders).stdout == TEXT
    assert run(*folders, "--csv").stdout == CSV
    assert run(*folders, "--markdown").stdout == MARKDOWN
    assert json.loads(run(*folders, "--json").stdout) == {
        "verdict": "Differences: 2 changed.",
        "retired": {},
        "changes": [
            {
                "part": "nodes",
                "change": "changed",
                "id": "nmk:alpha",
                "label": "alpha therapy",
                "columns": [{"column": "synonyms", "old": ["the alpha"], "new": []}],
            },
            {
                "part": "claims",
                "change": "changed",
                "id": "nmc:one-001",
                "label": "=Alpha acts.",
                "columns": [{"column": "statement", "old": "Alpha acts on cells.", "new": "=Alpha acts."}],
            },
        ],
        "cut": "",
    }


def test_what_was_added_is_whole_in_json(tiny: Write, tmp_path: Path) -> None:
    old = tiny().rename(tmp_path / "old")
    row = "delta\tTarget\tdelta\ta|b\t\tA cell.\tmade up\t\n"
    (change,) = json.loads(run(old, tiny(nodes=("cell\tTarget", f"{row}cell\tTarget")), "--json").stdout)["changes"]
    assert (change["change"], change["record"]["synonyms"], change["record"]["category"]) == (
        "added",
        ["a", "b"],
        "Target",
    )
    assert "columns" not in change


@pytest.mark.parametrize("options", [[], ["--exit-code"], ["--csv", "--exit-code"], ["--markdown", "--exit-code"]])
def test_the_exit_code_tells_where_it_is_asked_to(options: list[str], folders: tuple[Path, Path]) -> None:
    assert run(*folders, *options).exit_code == int("--exit-code" in options)
    same = run(folders[0], folders[0], *options)
    assert same.exit_code == 0
    assert "The graphs are identical.\n" in (same.stdout, same.stderr)
    rows = list(csv.DictReader(io.StringIO(same.stdout))) if "--csv" in options else []
    assert rows == []


def test_without_new_it_is_the_data_folder(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = folders
    assert run(old, "--data", new).stdout == TEXT
    monkeypatch.chdir(new.parent)
    assert run("old").stdout == TEXT  # ./data


def test_what_is_no_version_is_said_in_a_line(tiny: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    result = run("v9", "--data", tiny())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: 'v9': no such file or folder, and no git revision: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.filterwarnings("always::kg.RetiredId")
def test_a_retired_id_is_told_on_standard_error() -> None:
    result = CliRunner().invoke(cli, ["show", "scs-with-dtm"])
    assert result.stderr == "warning: 'scs-with-dtm' is a retired id, followed to dtm; write dtm\n"
    assert result.stdout == CliRunner().invoke(cli, ["show", "dtm"]).stdout
