"""Graphs of other people on the command line: kg convert, and --data with a file."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Other, Write

import kg
from kg import loading
from kg.cli import cli

NODES = "id\tcategory\tname\nHP:0012532\tbiolink:Disease\tchronic pain\nMESH:D002110\tbiolink:Drug\tcaffeine\n"
EDGES = (
    "subject\tpredicate\tobject\nMESH:D002110\tbiolink:treats\tHP:0012532\nMESH:D002110\tbiolink:treats\tHP:0012532\n"
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A KGX graph in two tables."""
    (tmp_path / "x_nodes.tsv").write_text(NODES, encoding="utf-8")
    (tmp_path / "x_edges.tsv").write_text(EDGES, encoding="utf-8")
    return tmp_path / "x_nodes.tsv"


def test_convert_says_what_it_read_wrote_and_lost(pair: Path, tmp_path: Path) -> None:
    result = run("convert", pair, tmp_path / "y.graphml")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.split("\n")[:2] == [
        f"read {pair}: 2 nodes, 1 edge, 2 claims",
        f"wrote {tmp_path / 'y.graphml'}",
    ]
    assert result.stderr.split("\n")[2].startswith("not in graphml: ")
    assert (tmp_path / "y.graphml").read_bytes() == kg.dumps(kg.read(pair), "graphml")


def test_convert_by_name(pair: Path, tmp_path: Path) -> None:
    base = "https://kg.example.org/x"
    assert run("convert", pair, tmp_path / "y", "--to", "turtle", "--from", "kgx", "--base-iri", base).exit_code == 0
    assert f"<{base}/entity/>" in (tmp_path / "y").read_text(encoding="utf-8")
    assert "'y' has no known suffix; use one of .ttl, .nt, " in run("convert", pair, tmp_path / "y").stderr
    assert "gone.ttl: no such file" in run("convert", tmp_path / "gone.ttl", tmp_path / "y.ttl").stderr


def test_convert_a_data_folder(tiny: Write, tmp_path: Path) -> None:
    folder = tiny()
    assert ": 3 nodes, " in run("convert", folder, tmp_path / "y.ttl").stderr
    assert "--from is for a file" in run("convert", folder, tmp_path / "y.ttl", "--from", "kgx").stderr


@pytest.mark.parametrize("before", [True, False])
def test_any_command_asks_a_file(pair: Path, before: bool) -> None:
    def ask(*words: str) -> str:
        result = run("--data", pair, *words) if before else run(*words, "--data", pair)
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "chronic pain" in ask("find", "pain")
    assert ask("show", "HP:0012532").startswith("chronic pain\nDisease  nmk:HP:0012532\n")
    assert "caffeine → treats → chronic pain" in ask("path", "MESH:D002110", "HP:0012532")
    assert "caffeine" in ask("compare", "HP:0012532", "MESH:D002110")
    assert "2 asserted" in ask("edges")
    assert "@prefix nmk: <https://example.org/x/entity/>" in ask("export", "turtle")
    assert "caffeine" in ask("export", "html")
    assert "treats" in ask("vocabulary")


def test_data_is_given_once_and_where_it_is_taken(pair: Path, tmp_path: Path) -> None:
    assert "is given before the command as well" in run("--data", pair, "nodes", "--data", tmp_path).stderr
    assert run("--data", pair, "nodes", "--data", pair).exit_code == 0
    assert "kg convert takes no --data; omit it" in run("--data", pair, "convert", pair, tmp_path / "y.ttl").stderr
    for name in ("check", "stats", "build"):
        assert "is a file; this command works on the tables of a data folder" in run(name, "--data", pair).stderr
    assert (
        "--endpoint and --data each name a graph" in run("--endpoint", "http://e.org", "--data", pair, "nodes").stderr
    )


@pytest.fixture
def parquet(tiny: Write, tmp_path: Path) -> tuple[Path, Path]:
    """A data folder, and its graph in Parquet."""
    folder = tiny()
    assert run("convert", folder, tmp_path / "big.parquet").exit_code == 0
    return folder, tmp_path / "big.parquet"


def test_large_parquet_is_asked_where_it_lies(
    parquet: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, path = parquet
    monkeypatch.setattr("kg.loading.MANY", 0)
    monkeypatch.setattr("kg.read", None)
    g = kg.load(folder)
    for name in ("ntriples", "turtle", "triples", "jsonl"):
        out = tmp_path / f"out{kg.FORMATS[name].suffix}"
        result = run("convert", path, out, "--schema", folder)
        assert result.exit_code == 0, result.output
        assert result.stderr.startswith(f"read {path}: 3 nodes, ")
        assert out.read_bytes() == kg.dumps(g, name)
    base = "https://example.org/else"
    assert run("convert", path, tmp_path / "b.nt.gz", "--schema", folder, "--base-iri", base).exit_code == 0
    assert run("convert", path, tmp_path / "again.parquet", "--schema", folder).exit_code == 0
    for suffix in kg.FORMATS["parquet"].suffixes:
        assert (tmp_path / f"again{suffix}").read_bytes() == (tmp_path / f"big{suffix}").read_bytes()
    assert "is 'tiny', not 'neuromod-kg'; give the schema it was written under" in run("convert", path, out).stderr


def test_parquet_larger_than_memory(
    parquet: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, path = parquet
    monkeypatch.setattr("kg.memory.free", lambda: 12_000)
    for name in ("big.parquet", "big.nodes.parquet"):
        result = run("convert", path.with_name(name), tmp_path / "out.ttl", "--schema", folder)
        assert result.exit_code == 1
        assert "big.claims.parquet: holds 4 claims, which take" in result.stderr
        assert "kg.open, or kg convert, with the extra duckdb" in result.stderr
    assert not (tmp_path / "out.ttl").exists()
    monkeypatch.setattr("kg.loading.MANY", 0)
    assert run("convert", path, tmp_path / "out.ttl", "--schema", folder).exit_code == 0
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert run("convert", path, tmp_path / "out.ttl", "--schema", folder).exit_code == 1


def test_the_schema_of_a_file(parquet: tuple[Path, Path], tmp_path: Path) -> None:
    folder, path = parquet
    assert run("convert", path, tmp_path / "y.ttl.gz", "--schema", folder).exit_code == 0
    assert kg.read(tmp_path / "y.ttl.gz", schema=kg.load(folder).schema).counts() == kg.load(folder).counts()
    assert "--schema is for a file" in run("convert", folder, tmp_path / "y.ttl", "--schema", folder).stderr
    assert "schema.toml:1: no such file" in run("convert", path, tmp_path / "y.ttl", "--schema", tmp_path).stderr
    assert (
        "gone.nodes.parquet: no such file" in run("convert", tmp_path / "gone.nodes.parquet", tmp_path / "y.ttl").stderr
    )


def test_tables_of_another_schema_are_asked_where_they_lie(
    tiny: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, parquet = tiny(), tmp_path / "all.parquet"
    assert run("convert", data, parquet).exit_code == 0
    told = run("--data", parquet, "nodes")
    assert "is 'tiny', not 'neuromod-kg'; give the schema it was written under (kg --schema DIR)" in told.stderr
    opened: list[Path] = []
    really = loading.open

    def open(path: Path, **more: Any) -> kg.KnowledgeGraph:
        opened.append(path)
        return really(path, **more)

    monkeypatch.setattr(loading, "MANY", 0)
    monkeypatch.setattr(loading, "open", open)
    lines: list[list[str | Path]] = [["--data", parquet, "nodes"], ["nodes", "--data", parquet]]
    for line in lines:
        assert run("--schema", data, *line).stdout == run("nodes", "--data", data).stdout != ""
    assert len(opened) == 2
    message = "--schema is for a file or an endpoint; a data folder has its own, omit it"
    assert message in run("--schema", data, "--data", data, "nodes").stderr
    assert "kg check reads tables, which have their own schema; omit --schema" in run("--schema", data, "check").stderr


def test_a_file_of_two_folders_is_opened_under_the_schema_of_both(tiny: Write, other: Other, tmp_path: Path) -> None:
    dims = '[predicates.dims]\nlabel = "dims"\ninverse = "dimmed_by"\ninverse_label = "is dimmed by"\ndefinition = "Makes less."\n'
    two = other(
        schema=("[modalities.asserted]", f"{dims}\n[modalities.asserted]"), claims=("alpha\ttargets", "alpha\tdims")
    )
    one = tiny()
    both = ("--data", one, "--data", two)
    under = ("--schema", one, "--schema", two)
    asked = run("claims", *both).stdout
    for format, name in (("parquet", "x.parquet"), ("turtle", "x.ttl"), ("jsonl", "x.jsonl")):
        assert run("export", format, *both, "-o", tmp_path / name).exit_code == 0
        assert run(*under, "claims", "--data", tmp_path / name).stdout == asked
        assert run("claims", "--data", tmp_path / name, *under).stdout == asked
        assert run("convert", tmp_path / name, tmp_path / "out.ttl", *under).exit_code == 0
        assert kg.read(tmp_path / name, schema=[one, two]).counts() == kg.load(one, two).counts()
    assert "is given before the command as well" in run(*under, "claims", "--schema", one).stderr
    assert (
        "/gone'; name one that holds the tables, or omit --schema" in run("nodes", "--schema", tmp_path / "gone").stderr
    )
    assert kg.open(tmp_path / "x.parquet", engine="sqlite", schema=[str(one), two])["alpha"].slug == "alpha"
    with pytest.raises(TypeError, match="schema must be a Schema, such as"):
        kg.read(tmp_path / "x.ttl", schema=[])
