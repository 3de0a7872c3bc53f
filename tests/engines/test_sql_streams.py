"""All claims of a graph in tables, one after the other: in order, from temporary files, as cells or as records."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Write

import kg
from kg.engines.sql import edges
from kg.engines.sql.duckdb import Duckdb
from kg.engines.sql.engine import SqlEngine
from kg.formats import sorting
from kg.formats.files import joined


@pytest.mark.parametrize("database", ["sqlite", "duckdb"])
def test_more_claims_than_a_page(
    database: str, graph: kg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edges, "PAGE", 50)
    monkeypatch.setattr(sorting, "RUN", 20_000)
    claims = [*graph.claims()]
    mixed = kg.KnowledgeGraph(
        schema=graph.schema,
        sources=graph.sources(),
        nodes=graph.nodes(),
        claims=claims[::-1],
        tensions=graph.tensions(),
    )
    with kg.open(kg.write(mixed, tmp_path / "g.parquet"), engine=database) as tables:
        assert [*tables.each_claim()] == claims
        assert [*tables.claims()] == claims
        rows = [(source, row.slug if isinstance(row, kg.Claim) else row[0]) for source, row in tables.claim_rows()]
        expected = sorted(claims, key=lambda claim: (claim.source, len(claim.id), claim.id))
        assert rows == [(claim.source.partition(":")[2], claim.slug) for claim in expected]
        for name in ("turtle", "ntriples", "kgx-jsonl", "triples"):
            for suffix, content in kg.FORMATS[name].contents(tables).items():
                assert joined(content) == joined(kg.FORMATS[name].files[suffix](graph)), name


def test_cells_are_those_of_the_table(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    base = g.claim("one-001")
    made: list[kg.Claim] = [
        replace(base, id="nmc:one-801", hedge=("may",), note="a note", inferred=True, context=("nmk:beta",)),
        replace(base, id="nmc:one-802", hedge=("may", "can")),
        replace(base, id="nmc:one-803", note="one | two"),
        replace(base, id="nmc:one-804", quantity=kg.Quantity.parse(">80 % of cells")),
    ]
    g = kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=g.nodes(), claims=[*g.claims(), *made])
    with kg.open(kg.write(g, tmp_path / "g.parquet"), schema=g.schema) as tables:
        rows: dict[str, Any] = {}
        for _, row in tables.claim_rows():
            rows[row.slug if isinstance(row, kg.Claim) else row[0]] = row
        assert rows["one-802"] == made[1]
        assert rows["one-803"] == made[2]
        assert rows["one-801"][7:9] == ["may", ""]
        assert rows["one-801"][-3:] == ["yes", "", "a note"]
        assert rows["one-804"][8] == ">80 % of cells"
        assert kg.dumps(tables, "turtle") == kg.dumps(g, "turtle")


@pytest.mark.parametrize(("name", "most"), [("nodes", 2), ("claims", 8), ("tensions", 1), ("edges", 8)])
def test_what_is_shown_together_is_asked_together(
    name: str, most: int, graph: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a cluster each question takes a good part of a second, however small it is."""
    asked: list[str] = []
    rows = Duckdb.rows

    def counted(self: Duckdb, query: str, *given: Any) -> Any:
        asked.append(query)
        return rows(self, query, *given)

    tables = kg.KnowledgeGraph.over(SqlEngine(Duckdb.of_graph(graph), graph.schema))
    monkeypatch.setattr(Duckdb, "rows", counted)
    assert str(getattr(tables, name)())
    assert len(asked) <= most, asked
