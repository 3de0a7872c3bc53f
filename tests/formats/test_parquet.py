"""Parquet: typed columns, which are read back; and what is at fault in a file has its place."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from conftest import Write

import kg
from kg.formats import parquet

Change = Callable[[Any], Any]


def test_columns_are_typed(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(graph, tmp_path / "g.nodes.parquet")
    types = pyarrow.parquet.read_schema(tmp_path / "g.claims.parquet")
    for name, type in {
        "paragraph": "int32",
        "inferred": "bool",
        "hedge": "list<element: string>",
        "id": "string",
    }.items():
        assert str(types.field(name).type) == type
    sections = pyarrow.parquet.read_schema(tmp_path / "g.sections.parquet")
    assert str(sections.field("sentences").type) == "list<element: int32>"
    assert types.metadata[b"version"].decode() == graph.schema.dataset.version


def test_edges_have_a_file(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(graph, tmp_path / "g", "parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "g.edges.parquet").to_pylist()
    for row, edge in zip(rows, graph.edges(), strict=True):
        assert (row["subject"], row["predicate"], row["object"]) == edge.key
        assert (row["affirmed"], row["tentative"], row["modality"]) == (edge.affirmed, edge.tentative, edge.modality)
        assert row["claims"] == [claim.id for claim in edge.claims]
    (tmp_path / "g.edges.parquet").unlink()
    assert kg.read(tmp_path / "g.claims.parquet").counts() == graph.counts()


def test_a_graph_of_another_dataset(tiny: Write, tmp_path: Path) -> None:
    path = kg.write(kg.load(tiny()), tmp_path / "g.nodes.parquet")
    with pytest.raises(kg.DataError, match=r"g\.nodes\.parquet:id: is 'tiny', not 'neuromod-kg'; give the schema"):
        kg.read(path)


def test_what_is_not_there(tiny: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    g = kg.load(tiny())
    path = kg.write(g, tmp_path / "g.nodes.parquet")
    for name in ("tensions", "mappings"):
        (tmp_path / f"g.{name}.parquet").unlink()
    assert kg.read(path, schema=g.schema).counts() == g.counts()
    (tmp_path / "g.claims.parquet").unlink()
    with pytest.raises(kg.DataError, match=r"g\.claims\.parquet: no such file"):
        kg.read(path, schema=g.schema)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    for use in (lambda: kg.write(g, path), lambda: kg.read(path, schema=g.schema)):
        with pytest.raises(kg.MissingExtra, match=r"Parquet needs pyarrow; .* install '\.\[parquet\]'"):
            use()


def cell(name: str, value: object) -> Change:
    """Another value in the first row of a column, whose type may change."""

    def change(table: Any) -> Any:
        number = table.schema.get_field_index(name)
        column = pyarrow.array([value, *table.column(name).to_pylist()[1:]])
        return table.set_column(number, name, column)

    return change


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("claims", lambda t: t.drop_columns(["paragraph"]), "g.claims.parquet: has no column paragraph"),
        ("claims", lambda t: t.drop_columns(["subject", "object"]), "g.claims.parquet: has no column subject, object"),
        ("claims", lambda t: t.append_column("colour", t.column("note")), "g.claims.parquet:colour: unknown column; use id, subject"),
        ("claims", lambda t: t.append_column("note", t.column("note")), "g.claims.parquet:note: there are two columns of this name"),
        ("claims", lambda t: t.set_column(14, "paragraph", t.column("note")), "g.claims.parquet:paragraph: is a column of string, not of int32"),
        ("claims", lambda t: t.set_column(7, "hedge", t.column("note")), "g.claims.parquet:hedge: is a column of string, not of list<item: string>"),
        ("claims", lambda t: t.set_column(15, "inferred", t.column("paragraph")), "g.claims.parquet:inferred: is a column of int32, not of bool"),
        ("claims", lambda t: t.set_column(1, "subject", t.column("paragraph")), "g.claims.parquet:subject: is a column of int32, not of string"),
        ("claims", cell("subject", None), "g.claims.parquet:1:subject: is empty; give a value"),
        ("claims", cell("hedge", [None]), "g.claims.parquet:1:hedge: [None] should be a list of texts"),
        ("claims", cell("subject", "nmk:gone"), "Claim 'nmc:one-001': 'nmk:gone' is not a node"),
        ("claims", cell("quantity", "much"), "g.claims.parquet:1:quantity: 'much' is not a figure"),
        ("claims", cell("id", "nmc:one-002"), "Claim 'nmc:one-002': appears twice"),
        ("nodes", cell("id", "nmk:beta"), "Node 'nmk:beta': appears twice"),
        ("sections", cell("source", "nms:two"), "g.sections.parquet:1:source: 'nms:two' is not among the sources"),
        ("nodes", lambda t: t.replace_schema_metadata({"id": "tiny", "base_iri": "x y"}), "g.nodes.parquet:base_iri: 'x y' is not an absolute IRI"),
    ],
)  # fmt: skip
def test_faults_have_their_place(tiny: Write, tmp_path: Path, name: str, change: Change, message: str) -> None:
    g = kg.load(tiny())
    kg.write(g, tmp_path / "g.nodes.parquet")
    path = tmp_path / f"g.{name}.parquet"
    pyarrow.parquet.write_table(change(pyarrow.parquet.read_table(path)), path)
    with pytest.raises(kg.DataError) as caught:
        kg.read(path, schema=g.schema)
    assert message in str(caught.value)


def test_what_is_no_parquet(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    kg.write(g, tmp_path / "g.nodes.parquet")
    path = tmp_path / "g.claims.parquet"
    content = path.read_bytes()
    damaged = (
        content[: len(content) // 2],
        content[:-8],
        content[: len(content) // 2] + content[len(content) // 2 + 9 :],
    )
    for bad in (b"", b"PAR1", b"id,subject\n", *damaged):
        path.write_bytes(bad)
        with pytest.raises(kg.DataError, match=r"g\.claims\.parquet: is not valid Parquet, or was cut off: ") as caught:
            kg.read(path, schema=g.schema)
        assert str(caught.value).count("\n") == 1


def test_a_small_file_that_holds_much(tiny: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    g = kg.load(tiny())
    kg.write(g, tmp_path / "g.nodes.parquet")
    path = tmp_path / "g.claims.parquet"
    row = pyarrow.parquet.read_table(path).slice(0, 1).to_pylist()[0]
    many = pyarrow.Table.from_pylist([row | {"note": "x" * 10_000}] * 10_000)
    pyarrow.parquet.write_table(many, path)
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(parquet, "LARGEST", 50_000_000)
    with pytest.raises(kg.DataError, match=r"g\.claims\.parquet: holds more than 2 GiB; divide it"):
        kg.read(path, schema=g.schema)


def test_a_number_that_does_not_fit_is_named(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    claims = [replace(claim, paragraph=1 << 31) for claim in g.claims()]
    g = kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=g.nodes(), claims=claims, tensions=g.tensions())
    with pytest.raises(kg.ExportError, match=r"^nmc:one-001 has 2147483648 in its paragraph, which parquet cannot"):
        kg.write(g, tmp_path / "g.nodes.parquet")
    assert list(tmp_path.glob("*.parquet")) == []
