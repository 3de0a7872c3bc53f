"""kg.open: which tables it takes, what it says of those that it cannot, and how little it fetches."""

import re
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Write
from sql_engines import Session

import kg
from kg import loading
from kg.engines.sql import checks, claims, edges, records
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


@pytest.mark.parametrize(
    ("use", "name", "message"),
    [
        (kg.open, "", "the path is empty; name a file or a folder"),
        (kg.open, "nosuch.ttl", "nosuch.ttl: no such file, nor Parquet files that begin so"),
        (kg.open, "empty", "empty: has no Parquet files of a graph; write them: kg convert IN graph.parquet"),
        (kg.open, "graph.parquet.gz", "graph.parquet.gz: no such file"),
        (kg.open, "x.odd", "x.odd: is not read; give a file that ends in .ttl"),
        (
            kg.read,
            "empty",
            "empty: is a folder, not a file; kg.load takes a data folder, and kg.open the folder of Parquet",
        ),
        (kg.load, "graph.parquet", "graph.parquet: is a file, not a data folder; kg.read takes it, or kg.open"),
        (kg.load, "x.odd", "x.odd: is a file, not a data folder; kg.read takes it, or kg.open"),
    ],
)
def test_what_is_not_there_is_told_and_what_takes_what_is(
    folder: Path, use: Callable[[str], Any], name: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    Path("empty").mkdir()
    Path("x.odd").touch()
    with pytest.raises(kg.KgError) as told:
        use(name)
    assert message in str(told.value)
    assert "…" not in str(told.value)


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


@pytest.mark.parametrize("table", ["mappings", "tensions", "sections"])
def test_no_table_may_be_missing(folder: Path, table: str) -> None:
    (folder / f"graph.{table}.parquet").unlink()
    with pytest.raises(
        kg.DataError, match=rf"graph\.{table}\.parquet: no such file, but graph\.nodes\.parquet, .*; put it"
    ):
        kg.open(folder)


def test_a_file_that_is_missing_or_cut_off_is_told(folder: Path, tmp_path: Path) -> None:
    cut = folder / "graph.edges.parquet"
    cut.write_bytes(cut.read_bytes()[:-9])
    with pytest.raises(kg.DataError, match=r"graph\.edges\.parquet: is not valid Parquet, or was cut off"):
        kg.open(folder)
    cut.unlink()
    with pytest.raises(kg.DataError, match=r"graph\.edges\.parquet: no such file, but .* are there; put it back, or"):
        kg.open(folder)
    with pytest.raises(
        kg.DataError, match="nothing: no such file, nor Parquet files that begin so; write them: kg convert IN"
    ):
        kg.open(tmp_path / "nothing")
    shutil.copy(folder / "graph.nodes.parquet", folder / "other.nodes.parquet")
    with pytest.raises(kg.DataError, match="tables: holds the files of several graphs; name one of graph, other"):
        kg.open(folder)


def by_pandas(file: Path) -> None:
    pandas.read_parquet(file).to_parquet(file, index=False)


def by_polars(file: Path) -> None:
    polars.read_parquet(file).write_parquet(file)


def by_pyarrow(file: Path) -> None:
    pq.write_table(pq.read_table(file), file, compression="zstd", row_group_size=20_000)


def by_duckdb(file: Path) -> None:
    duckdb.read_parquet(str(file)).write_parquet(f"{file}.new")
    Path(f"{file}.new").replace(file)


@pytest.mark.parametrize("table", ["nodes", "claims", "texts"])
@pytest.mark.parametrize("write", [by_pandas, by_polars, by_pyarrow, by_duckdb])
def test_what_another_program_wrote_is_told_until_all_is_written_again(
    folder: Path, graph: kg.KnowledgeGraph, table: str, write: Callable[[Path], None]
) -> None:
    write(folder / f"graph.{table}.parquet")
    if (table, write) == ("texts", by_pyarrow):  # It keeps what the last file says of the others.
        return
    with pytest.raises(kg.DataError) as told:
        kg.open(folder)
    message = (
        f"graph.{table}.parquet: was not written with the files beside it: it is of another graph, or another program"
    )
    assert message in str(told.value)
    kg.write(kg.read(folder / "graph.parquet"), folder / "graph.parquet")
    with kg.open(folder) as opened:
        assert list(opened.claims()) == list(graph.claims())


def test_many_claims_that_another_program_wrote_are_read(
    folder: Path, graph: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MANY", 100)
    assert "DuckDB" in repr(loading.of_file(folder / "graph.parquet"))
    by_pandas(folder / "graph.claims.parquet")
    assert repr(loading.of_file(folder / "graph.parquet")) == repr(graph)


def test_files_of_two_graphs_are_told(folder: Path, tiny: Write, tmp_path: Path) -> None:
    other = kg.write(kg.load(tiny()), tmp_path / "tiny.nodes.parquet")
    shutil.copy(other.with_name("tiny.tensions.parquet"), folder / "graph.tensions.parquet")
    with pytest.raises(kg.DataError, match=r"graph\.tensions\.parquet: was not written with the files beside it"):
        kg.open(folder)


@pytest.mark.parametrize(
    ("table", "column", "message"),
    [
        ("claims", "section", "unknown section 'types'; those that there are, are in graph.sections.parquet"),
        ("claims", "source", "unknown source 'types'"),
        ("claims", "modality", "unknown modality 'types'; use one of asserted, hedged, reported; or give the schema"),
        ("claims", "polarity", "unknown polarity 'types'; use affirmed or denied; or give the schema"),
        ("claims", "predicate", "unknown predicate 'types'; did you mean type_of"),
        ("nodes", "category", "unknown category 'types'"),
        ("sources", "kind", "unknown kind of source 'types'; use article or ontology"),
        ("tensions", "kind", "unknown kind of tension 'types'"),
        ("mappings", "predicate_id", "unknown SKOS match 'types'; use one of skos:broadMatch"),
    ],
)
def test_an_unknown_value_is_told_when_it_is_opened(folder: Path, table: str, column: str, message: str) -> None:
    def change(rows: pa.Table) -> pa.Table:
        place = rows.column_names.index(column)
        values = ["types", *rows.column(column).to_pylist()[1:]]
        return rows.set_column(place, column, pa.array(values))

    rewritten(folder / f"graph.{table}.parquet", change)
    last = folder / "graph.texts.parquet"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "not_together", lambda files: "")  # As of files that only a cluster finds.
        with pytest.raises(kg.DataError) as told:
            kg.open(last)
    assert f"graph.{table}.parquet:{column}: {message}" in str(told.value)


def test_an_engine_that_is_unknown_or_not_installed_is_told(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(kg.UnknownName, match="unknown engine 'duckbd'; did you mean duckdb"):
        kg.open(written, engine="duckbd")
    with pytest.raises(TypeError, match="engine must be one of duckdb, sqlite, or a Spark session, not 5"):
        kg.open(written, engine=5)
    with pytest.raises(kg.KgError, match="a Spark session reads Parquet, not data; write it first: kg convert"):
        kg.open(Path(str(kg.load().folder)), engine=GoneSession())
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(kg.MissingExtra, match=r"needs duckdb; .* pip install '\.\[duckdb\]'"):
        kg.open(written)


class GoneSession:
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
        kg.DataError, match=r"graph\.nodes\.parquet:category: unknown category '\w+'; use .*; or give the schema"
    ):
        kg.open(written, schema=close)


def test_an_address_is_for_a_session(written: Path) -> None:
    with pytest.raises(kg.KgError, match=r"s3a://b/g\.parquet is an address, .*; duckdb reads files"):
        kg.open("s3a://b/g.parquet")
    session = GoneSession()
    with pytest.raises(kg.KgError, match="the Spark session cannot answer"):
        kg.open("s3a://b/g.parquet", engine=session)
    assert session.asked == ["s3a://b/g.nodes.parquet"]


def test_a_session_that_is_gone_is_one_error(written: Path) -> None:
    assert is_session(GoneSession())
    with pytest.raises(kg.KgError) as told:
        kg.open(written, engine=GoneSession())
    assert str(told.value) == "the Spark session cannot answer: Socket closed"


def test_a_graph_that_is_closed_says_so(written: Path) -> None:
    opened = kg.open(written)
    assert opened.counts()
    opened.close()
    for ask in (opened.claims, opened.edges, lambda: opened["scs"]):
        with pytest.raises(
            kg.KgError, match=r"DuckDB cannot answer: this graph is closed; open it again with kg\.open"
        ):
            ask()


@pytest.mark.slow
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


@pytest.mark.parametrize("table", ["claims", "sources"])
def test_a_file_that_is_damaged_inside_is_named(folder: Path, table: str) -> None:
    file = folder / f"graph.{table}.parquet"
    content = bytearray(file.read_bytes())
    content[4:300] = b"x" * 296
    file.write_bytes(content)
    with pytest.raises(kg.KgError, match=rf"DuckDB, over graph\.{table}\.parquet, cannot answer: ") as told:
        kg.open(folder).claims()
    assert "\n" not in str(told.value)


@pytest.mark.sail
def test_sizes_must_fit_where_only_a_cluster_finds_the_files(folder: Path, session: Session) -> None:
    address, engine = f"file://{folder}/graph.parquet", session("sail")
    with kg.open(address, engine=engine) as opened:
        assert opened["scs"].claims
    rewritten(folder / "graph.claims.parquet", lambda rows: rows.slice(1))
    with pytest.raises(
        kg.DataError, match=r"graph\.texts\.parquet: does not follow from graph\.claims\.parquet; write"
    ):
        kg.open(address, engine=engine)
    with pytest.raises(kg.DataError, match=r"graph\.claims\.parquet: was not written with the files beside it"):
        kg.open(folder, engine=engine)


@pytest.mark.parametrize("ask", ["edges", "claims"])
def test_of_a_node_with_very_many_edges_the_first_are_fetched(
    written: Path, graph: kg.KnowledgeGraph, ask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (claims, edges):
        monkeypatch.setattr(place, "PAGE", 50)
        monkeypatch.setattr(place, "FIRST", 4)
    made: list[Any] = []
    record = records.claim

    def counted(row: Any) -> kg.Claim:
        made.append(row)
        return record(row)

    monkeypatch.setattr(records, "claim", counted)
    with kg.open(written) as opened:
        few, expected = (getattr(one, ask)(subject="neuromodulation", limit=3) for one in (opened, graph))
        assert 0 < len(made) <= 6, "the claims of four edges, or four claims"
        assert (list(few), few.cut) == (list(expected), expected.cut)
        assert list(getattr(opened, ask)(subject="scs")) == list(getattr(graph, ask)(subject="scs"))
