"""The tools that tables are meant for open them, and count what the graph counts."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pytest

import kg

SHEETS = ("nodes", "claims", "sources", "sections", "mappings", "tensions")


def size(graph: kg.KnowledgeGraph, sheet: str) -> int:
    """How many rows a sheet has."""
    if sheet == "sections":
        return sum(len(source.sections) for source in graph.sources())
    if sheet == "mappings":
        return sum(len(node.mappings) for node in graph.nodes())
    return len(getattr(graph, sheet)())


def by_duckdb(path: Path) -> list[dict[str, Any]]:
    found = duckdb.execute(f"SELECT * FROM '{path}'")
    return [dict(zip((name for name, *_ in found.description or ()), row, strict=True)) for row in found.fetchall()]


OPENED: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "pandas csv": lambda path: pandas.read_csv(path, keep_default_na=False).to_dict("records"),
    "pandas parquet": lambda path: pandas.read_parquet(path).to_dict("records"),
    "polars csv": lambda path: polars.read_csv(path, infer_schema_length=None).to_dicts(),
    "polars parquet": lambda path: polars.read_parquet(path).to_dicts(),
    "duckdb csv": by_duckdb,
    "duckdb parquet": by_duckdb,
}


@pytest.mark.parametrize("tool", OPENED)
@pytest.mark.parametrize("sheet", SHEETS)
def test_tables_are_opened(graph: kg.KnowledgeGraph, tmp_path: Path, tool: str, sheet: str) -> None:
    suffix = tool.partition(" ")[2]
    kg.write(graph, tmp_path / "g", suffix)
    rows = OPENED[tool](tmp_path / f"g.{sheet}.{suffix}")
    assert len(rows) == size(graph, sheet) > 0
    if sheet == "claims":
        assert [row["id"] for row in rows] == [claim.id for claim in graph.claims()]
        assert [int(row["paragraph"]) for row in rows] == [claim.paragraph for claim in graph.claims()]
        assert [row["statement"] for row in rows] == [claim.statement for claim in graph.claims()]


@pytest.mark.parametrize("write", ["pandas", "polars", "duckdb"])
def test_what_they_write_is_read(graph: kg.KnowledgeGraph, tmp_path: Path, write: str) -> None:
    kg.write(graph, tmp_path / "g", "parquet")
    for sheet in SHEETS:
        path = tmp_path / f"g.{sheet}.parquet"
        if write == "pandas":
            pandas.read_parquet(path, dtype_backend="pyarrow").to_parquet(path, index=False)
        elif write == "polars":
            polars.read_parquet(path).write_parquet(path)
        else:
            duckdb.sql(f"COPY (SELECT * FROM '{path}') TO '{path}.new' (FORMAT parquet)")
            Path(f"{path}.new").replace(path)
    assert kg.dumps(kg.read(tmp_path / "g.nodes.parquet"), "turtle") == kg.dumps(graph, "turtle")


def test_json_is_opened(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    path = kg.write(graph, tmp_path / "g.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    edges = pandas.json_normalize(document["edges"])
    assert list(edges["key"]) == [claim.id for claim in graph.claims()]
    assert len(polars.DataFrame(document["nodes"], infer_schema_length=None)) == len(graph)
    counted = duckdb.execute(f"SELECT len(nodes), len(edges) FROM read_json('{path}', maximum_object_size = 100000000)")
    assert counted.fetchall() == [(len(graph), len(graph.claims()))]


def test_triples_are_those_of_the_rdf(graph: kg.KnowledgeGraph) -> None:
    content = kg.dumps(graph, "triples")
    lines = content.decode().splitlines()
    assert lines == sorted(set(lines))
    affirmed = {edge.key for edge in graph.edges() if edge.affirmed}
    table = pandas.read_csv(io.BytesIO(content), sep="\t", header=None, dtype=str)
    assert table.shape == (len(affirmed), 3)
    shortened = {(graph.schema.expand(s), graph.schema.expand(p), graph.schema.expand(o)) for s, p, o in table.values}
    assert {tuple(map(str, triple)) for triple in graph.to_rdf()} >= shortened
    tentative = {(e.subject, e.object) for e in graph.edges() if e.tentative}
    assert {(s, o) for s, p, o in table.values if p.startswith("nmt:")} == tentative
