"""CSV tables that pandas, R and spreadsheets read."""

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


def test_a_missing_table_and_a_bar(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    kg.write(g, tmp_path / "g.nodes.csv")
    (tmp_path / "g.claims.csv").unlink()
    with pytest.raises(kg.DataError, match=r"g\.claims\.csv: no such file"):
        kg.read(tmp_path / "g.nodes.csv", schema=g.schema)
