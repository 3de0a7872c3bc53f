"""CSV tables that pandas, R and spreadsheets read."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas
import pytest
from conftest import Write

import kg


def test_pandas_reads_them(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(graph, tmp_path / "g.nodes.csv")
    claims, nodes = (pandas.read_csv(tmp_path / f"g.{name}.csv", keep_default_na=False) for name in ("claims", "nodes"))
    assert list(claims["id"]) == [claim.id for claim in graph.claims()]
    assert list(nodes["x"]) == [node.position and node.position[0] for node in graph.nodes()]
    places = kg.read(tmp_path / "g.tensions.csv")
    assert [node.position for node in places.nodes()] == [node.position for node in graph.nodes()]


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("claims", "paragraph", "paragraf", "g.claims.csv:1:paragraf: unknown column; use id, subject"),
        ("nodes", ",name,", ",", "g.nodes.csv:1: the header lacks name"),
        ("claims", "nmk:alpha,", ",", "g.claims.csv:2:subject: is empty; give a value"),
        ("claims", ",1,", ",one,", "g.claims.csv:2:paragraph: 'one' should be a whole number"),
        ("sections", ",1", ",x", "g.sections.csv:2:sentences: ['x'"),
        ("nodes", "\n", ',"\n', "g.nodes.csv:"),
        ("claims", "nmk:alpha,", "nmk:none,", "'nmk:none' is not a node"),
    ],
)
def test_faults_have_their_place(tiny: Write, tmp_path: Path, table: str, old: str, new: str, message: str) -> None:
    g = kg.load(tiny())
    kg.write(g, tmp_path / "g.nodes.csv")
    path = tmp_path / f"g.{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(kg.DataError) as caught:
        kg.read(path, schema=g.schema)
    assert message in str(caught.value)


def test_a_carriage_return_is_refused(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    claims = [replace(claim, note="a\rb") if claim.slug == "one-002" else claim for claim in g.claims()]
    g = g.remade(schema=g.schema, nodes=g.nodes(), claims=claims, tensions=g.tensions())
    with pytest.raises(
        kg.ExportError, match=r"^nmc:one-002 has a carriage return in its note, which csv does not keep"
    ):
        kg.write(g, tmp_path / "g.nodes.csv")


@pytest.mark.parametrize("name", ["csv", "json", "parquet"])
def test_a_figure_as_the_tables_write_it(tiny: Write, tmp_path: Path, name: str) -> None:
    g = kg.load(tiny())

    def with_figure(value: str) -> kg.KnowledgeGraph:
        figure = kg.Quantity(comparator="=", value=Decimal(value), unit="mg")
        claims = [replace(claim, quantity=figure) for claim in g.claims()]
        return kg.KnowledgeGraph(
            schema=g.schema, sources=g.sources(), nodes=g.nodes(), claims=claims, tensions=g.tensions()
        )

    path = kg.write(with_figure("2.500"), tmp_path / f"g{kg.FORMATS[name].suffix}", name)
    assert {str(claim.quantity) for claim in kg.read(path, schema=g.schema).claims()} == {"=2.5 mg"}
    with pytest.raises(
        kg.ExportError, match=r"^nmc:one-001 has the quantity '=1000000000000000 mg', which no table can"
    ):
        kg.write(with_figure("1e15"), path, name)


def test_a_missing_table(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    kg.write(g, tmp_path / "g.nodes.csv")
    (tmp_path / "g.claims.csv").unlink()
    with pytest.raises(kg.DataError, match=r"g\.claims\.csv: no such file"):
        kg.read(tmp_path / "g.nodes.csv", schema=g.schema)
