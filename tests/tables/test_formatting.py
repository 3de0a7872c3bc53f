"""`kg format`: one canonical form, and no cell lost on the way there."""

import string
from pathlib import Path

import pytest
from conftest import Write
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.schema_file import read_schema
from kg.tables.columns import LISTS, NODES
from kg.tables.form import cell_problems
from kg.tables.formatting import format_folder, repaired_rows, table_text
from kg.tables.reading import Table

words = st.text(alphabet=string.ascii_letters + "é|漢 ", max_size=12)
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(NODES.header, words)), max_size=8)


def items(column: str, cell: str) -> set[str]:
    """What a cell holds, whatever its spacing."""
    parts = cell.split("|") if column in LISTS else [cell]
    return {" ".join(part.split()) for part in parts} - {""}


@given(rows)
def test_formatting_keeps_every_cell_and_settles(found: list[dict[str, str]]) -> None:
    repaired = repaired_rows(table_text("nodes", found).encode(), "f", "nodes")
    kept = [row for row in found if any(cell.strip(" ") for cell in row.values())]
    for before, after in zip(kept, repaired, strict=True):
        assert {c: items(c, cell) for c, cell in before.items()} == {c: items(c, cell) for c, cell in after.items()}
    assert repaired_rows(table_text("nodes", repaired).encode(), "f", "nodes") == repaired


@given(rows)
def test_formatted_tables_have_sound_cells(found: list[dict[str, str]]) -> None:
    repaired = repaired_rows(table_text("nodes", found).encode(), "f", "nodes")
    table = Table(file="f", kind="nodes", content=table_text("nodes", repaired).encode())
    assert [problem for problem in cell_problems(table.whole) if "kg format" in problem.message] == []


def test_mends_what_a_spreadsheet_does(tiny: Write) -> None:
    folder = tiny()
    before = {path: path.read_bytes() for path in folder.rglob("*.tsv")}
    nodes = (folder / "nodes.tsv").read_text(encoding="utf-8")
    header, *lines = nodes.rstrip("\n").split("\n")
    columns = header.split("\t")
    # Byte order mark, CRLF, columns turned round, rows shuffled, blank lines, stray spaces.
    mess = ["\t".join(columns[::-1])]
    mess += [
        "\t".join(line.split("\t")[::-1]).replace("A technique.", " A  technique. ").rstrip("\t")
        for line in lines[::-1]
    ]
    (folder / "nodes.tsv").write_bytes(b"\xef\xbb\xbf" + "\r\n\r\n".join(mess).encode())
    assert [path.name for path in format_folder(folder, read_schema(folder))] == ["nodes.tsv"]
    assert {path: path.read_bytes() for path in folder.rglob("*.tsv")} == before
    assert format_folder(folder, read_schema(folder)) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"id\tx\ty\na\t1\t2\textra\n",
            "f:2: 4 cells, but the header has 3; remove the stray tab, then run kg format again",
        ),
        (b"id\tx\ty\na\t1\r0\t2\n", "f:2: a carriage return inside the line; remove it, then run kg format again"),
        (b"id\tx\ty\n\xff\t1\t2\n", "f:2:1: byte 0xFF is not UTF-8; save the file as UTF-8"),
        (b"id\tx\ty\tz\na\t1\t2\t3\n", "f:1:z: unknown column 'z'; remove it"),
    ],
)
def test_refuses_to_guess(content: bytes, message: str) -> None:
    with pytest.raises(kg.DataError) as caught:
        repaired_rows(content, "f", "positions")
    assert [str(problem) for problem in caught.value.problems] == [message]


def test_mends_tabs_lost_at_the_end_of_a_line() -> None:
    assert repaired_rows(b"id\tx\ty\na\t1\n", "f", "positions") == [{"id": "a", "x": "1", "y": ""}]


def test_writes_nothing_when_one_table_cannot_be_repaired(tiny: Write) -> None:
    folder = tiny(sources=("An Article", "An  Article"), sections=("first\tFirst", "first\tFirst\tstray"))
    before = {path: path.read_bytes() for path in folder.rglob("*.tsv")}
    with pytest.raises(kg.DataError, match="stray tab"):
        format_folder(folder, read_schema(folder))
    assert {path: path.read_bytes() for path in folder.rglob("*.tsv")} == before


def test_keeps_the_metadata_of_others(tiny: Write) -> None:
    folder = tiny()
    path = folder / "mappings.sssom.tsv"
    before = path.read_text(encoding="utf-8")
    more = "#creator_id:\n#- orcid:0000-0000-0000-0000\n"
    text = before.replace("#mapping_set_id", more + "#mapping_set_id").replace(
        "#curie_map:\n", "#curie_map:\n#  orcid: https://orcid.org/\n"
    )
    path.write_text(text.replace("#", "# "), encoding="utf-8", newline="\n")
    format_folder(folder, read_schema(folder))
    formatted = path.read_text(encoding="utf-8")
    assert formatted.startswith("#curie_map:\n#  UBERON:")
    assert "#  orcid: https://orcid.org/\n" in formatted
    assert f"#publication_date: '2026-01-31'\n{more}subject_id\t" in formatted
    assert format_folder(folder, read_schema(folder)) == []


@pytest.mark.checkout
def test_packaged_tables_are_canonical(tmp_path: Path) -> None:
    import shutil

    from conftest import ROOT

    shutil.copytree(ROOT / "data", tmp_path / "data")
    assert format_folder(tmp_path / "data", read_schema(tmp_path / "data")) == []
