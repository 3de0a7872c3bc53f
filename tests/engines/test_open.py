"""kg.open: which tables it takes, what it says of those that it cannot, and how little it fetches."""

import re
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Write

import kg
from kg.engines.sql.duckdb import Duckdb
from kg.engines.sql.spark import is_session


@pytest.fixture(scope="module")
def written(graph: kg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the Parquet files of the packaged graph."""
    folder = tmp_path_factory.mktemp("written")
    kg.write(graph, folder / "graph.nodes.parquet")
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return shutil.copytree(written, tmp_path / "tables")


@pytest.mark.parametrize("name", ["", "graph", "graph.parquet", "graph.nodes.parquet", "graph.texts.parquet"])
def test_a_path_names_the_files_in_any_way(graph: kg.KnowledgeGraph, written: Path, name: str) -> None:
    with kg.open(written / name) as opened:
        assert opened["scs"] == graph["scs"]
        assert "over='DuckDB'" in repr(opened)


def test_a_path_may_have_quotes(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "it's").mkdir()
    path = kg.write(graph, tmp_path / "it's" / 'a "graph".nodes.parquet')
    assert kg.open(path).counts() == graph.counts()


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_a_data_folder_or_any_file_is_opened(graph: kg.KnowledgeGraph, tmp_path: Path, engine: str) -> None:
    kg.write(graph, tmp_path / "graph.ttl")
    for path in (graph.folder, tmp_path / "graph.ttl"):
        with kg.open(str(path), engine=engine) as opened:
            assert list(opened.claims()) == list(graph.claims())


def test_sqlite_takes_parquet_too(graph: kg.KnowledgeGraph, written: Path) -> None:
    with kg.open(written, engine="sqlite") as opened:
        assert opened.explain("scs", "chronic-pain").verdict == graph.explain("scs", "chronic-pain").verdict


def test_the_base_iri_is_that_of_the_files_or_the_one_given(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    moved = kg.load(base_iri="https://example.org/kg")
    path = kg.write(moved, tmp_path / "graph.nodes.parquet")
    assert kg.open(path)["scs"].iri == "https://example.org/kg/entity/scs"
    other = kg.open(path, base_iri="https://example.org/other")
    assert (
        other["https://example.org/other/entity/scs"].iri == other["scs"].iri == "https://example.org/other/entity/scs"
    )


def test_evidence_is_that_of_a_data_folder(written: Path) -> None:
    with kg.open(written, evidence=True) as opened:
        asked = kg.load(evidence=True).evidence("icliniq-2025-278")
        assert [str(one) for one in opened.evidence("icliniq-2025-278")] == [str(one) for one in asked]
    with kg.open(written) as opened, pytest.raises(kg.MissingEvidence):
        opened.evidence("scs")


def rewritten(file: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    pq.write_table(change(pq.read_table(file)), file)


def drop(name: str) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.drop_columns([name])


def cast(name: str, kind: pa.DataType) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(name)
        return table.set_column(place, name, table.column(name).cast(kind))

    return change


DAMAGE: dict[str, tuple[str, Callable[[pa.Table], pa.Table], str]] = {
    "a missing column": ("claims", drop("modality"), "graph.claims.parquet: has no column modality"),
    "a missing column of what follows": (
        "edges",
        drop("uncertainty"),
        "graph.edges.parquet: has no column uncertainty",
    ),
    "a foreign column": (
        "nodes",
        lambda table: table.append_column("colour", pa.array(["red"] * len(table))),
        "graph.nodes.parquet:colour: unknown column; use id, category",
    ),
    "a column of another type": (
        "claims",
        cast("paragraph", pa.string()),
        "graph.claims.parquet:paragraph: is a column of texts, not of whole numbers",
    ),
    "a text for a list": (
        "claims",
        lambda table: table.set_column(0, "id", table.column("hedge")),
        "graph.claims.parquet:id: is a column of lists of texts, not of texts",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_table_is_told_with_its_column(folder: Path, name: str) -> None:
    table, change, message = DAMAGE[name]
    rewritten(folder / f"graph.{table}.parquet", change)
    with pytest.raises(kg.DataError) as told:
        kg.open(folder)
    assert str(told.value.problems[0]).startswith(message)


def test_wider_numbers_and_missing_optional_columns_will_do(graph: kg.KnowledgeGraph, folder: Path) -> None:
    rewritten(folder / "graph.claims.parquet", cast("paragraph", pa.int64()))
    rewritten(folder / "graph.nodes.parquet", drop("replaces"))
    with kg.open(folder) as opened:
        assert not any(node.replaces for node in opened)
        assert [claim.id for claim in opened.claims()] == [claim.id for claim in graph.claims()]


@pytest.mark.parametrize("table", ["mappings", "tensions", "sections"])
def test_no_table_may_be_missing(folder: Path, table: str) -> None:
    (folder / f"graph.{table}.parquet").unlink()
    with pytest.raises(kg.DataError, match=rf"graph\.{table}\.parquet: no such file, but others are there"):
        kg.open(folder)


def test_a_file_that_is_missing_or_cut_off_is_told(folder: Path, tmp_path: Path) -> None:
    cut = folder / "graph.edges.parquet"
    cut.write_bytes(cut.read_bytes()[:-9])
    with pytest.raises(kg.DataError, match=r"graph\.edges\.parquet: is not valid Parquet, or was cut off"):
        kg.open(folder)
    cut.unlink()
    with pytest.raises(kg.DataError, match=r"graph\.edges\.parquet: no such file, but others are there; write all"):
        kg.open(folder)
    with pytest.raises(kg.DataError, match=r"nothing: no Parquet files of a graph here; write them: kg convert IN"):
        kg.open(tmp_path / "nothing")
    shutil.copy(folder / "graph.nodes.parquet", folder / "other.nodes.parquet")
    with pytest.raises(kg.DataError, match="tables: holds the files of several graphs; name one of graph, other"):
        kg.open(folder)


@pytest.mark.parametrize(
    ("table", "follows"), [("claims", "texts"), ("nodes", "names")], ids=["fewer claims", "fewer nodes"]
)
def test_tables_that_were_not_written_together_are_told(folder: Path, table: str, follows: str) -> None:
    rewritten(folder / f"graph.{table}.parquet", lambda rows: rows.slice(1))
    with pytest.raises(kg.DataError, match=f"DuckDB, table {follows}: does not follow from {table}; write all tables"):
        kg.open(folder)


def test_edges_of_other_claims_are_told(folder: Path) -> None:
    for table in ("claims", "texts"):
        rewritten(folder / f"graph.{table}.parquet", lambda rows: rows.slice(0, 300))
    with pytest.raises(kg.DataError, match="DuckDB, table edges: does not follow from claims"):
        kg.open(folder)


def test_files_of_two_graphs_are_told(folder: Path, tiny: Write, tmp_path: Path) -> None:
    other = kg.write(kg.load(tiny()), tmp_path / "tiny.nodes.parquet")
    shutil.copy(other.with_name("tiny.tensions.parquet"), folder / "graph.tensions.parquet")
    with pytest.raises(kg.DataError, match=r"graph\.tensions\.parquet: is of another graph than graph\.nodes\.parquet"):
        kg.open(folder)


def test_an_engine_that_is_unknown_or_not_installed_is_told(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(kg.UnknownName, match="unknown engine 'duckbd'; did you mean duckdb"):
        kg.open(written, engine="duckbd")
    with pytest.raises(TypeError, match="engine must be one of duckdb, sqlite, or a Spark session, not 5"):
        kg.open(written, engine=5)
    with pytest.raises(kg.KgError, match="a Spark session reads Parquet, not data; write it first: kg convert"):
        kg.open(Path(str(kg.load().folder)), engine=Session())
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(kg.MissingExtra, match=r"needs duckdb; .* pip install '\.\[duckdb\]'"):
        kg.open(written)


class Session:
    """What a Spark session is known by; it dies when it is asked."""

    read = property(lambda self: self)

    def sql(self, text: str, args: Any = None) -> Any:
        raise ConnectionError("Socket closed\n  at io.grpc.Status")

    def __init__(self) -> None:
        self.asked: list[str] = []

    def parquet(self, path: str) -> Any:
        self.asked.append(path)
        raise ConnectionError("Socket closed\n  at io.grpc.Status")

    def createDataFrame(self, rows: Any, columns: str) -> Any:  # noqa: N802
        raise ConnectionError

    def stop(self) -> None: ...


def test_another_schema_is_told(written: Path, tiny: Write) -> None:
    other = kg.load(tiny()).schema
    with pytest.raises(kg.DataError, match=r"graph\.nodes\.parquet:id: is 'neuromod-kg', not 'tiny'; give the schema"):
        kg.open(written, schema=other)
    close = replace(other, dataset=kg.load().schema.dataset)
    with pytest.raises(
        kg.DataError, match=r"DuckDB, table nodes:category: '\w+' is not in the schema; give the schema"
    ):
        kg.open(written, schema=close)


def test_an_address_is_for_a_session(written: Path) -> None:
    with pytest.raises(kg.KgError, match=r"s3a://b/g\.parquet is an address, .*; duckdb reads files"):
        kg.open("s3a://b/g.parquet")
    session = Session()
    with pytest.raises(kg.KgError, match="the Spark session cannot answer"):
        kg.open("s3a://b/g.parquet", engine=session)
    assert session.asked == ["s3a://b/g.nodes.parquet"]


def test_a_session_that_is_gone_is_one_error(written: Path) -> None:
    assert is_session(Session())
    with pytest.raises(kg.KgError) as told:
        kg.open(written, engine=Session())
    assert str(told.value) == "the Spark session cannot answer: Socket closed"


def test_a_database_that_is_gone_is_one_error(written: Path) -> None:
    opened = kg.open(written)
    assert opened.counts()
    opened.close()
    with pytest.raises(kg.KgError, match=r"DuckDB cannot answer: .*[Cc]losed"):
        opened.claims()


def test_threads_may_ask_at_once(written: Path) -> None:
    with kg.open(written) as opened, ThreadPoolExecutor(8) as pool:
        asked = [node.slug for node in opened.nodes(category="Technique")] * 20
        degrees = list(pool.map(opened.degree, asked))
        assert degrees == [opened.degree(name) for name in asked]


def test_no_value_is_written_into_a_query(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "'; DROP TABLE nodes; -- \\' \" ? %"
    with kg.open(written) as opened:
        texts: list[str] = []
        ask = Duckdb.rows

        def rows(self: Duckdb, text: str, values: Any = ()) -> Any:
            texts.append(text)
            return ask(self, text, values)

        monkeypatch.setattr(Duckdb, "rows", rows)
        with pytest.raises(kg.UnknownNode):
            opened[hostile]
        opened.find(hostile)
        opened.claims(text=hostile)
        opened.claims(subject="scs", section="types", modality="hedged", text="pain relief", population="patient")
        opened.match("scs treats ?c", limit=3)
    assert len(texts) > 10
    assert not re.findall(r"DROP|nmk:|hedged|relief|\b[0-9]{2,}\b|--", " ".join(texts))
