"""The form of the tables: every fault is named by file, line and column, with its remedy."""

from pathlib import Path

import pytest
from conftest import Write

import kg
from kg.errors import Problem
from kg.tables.columns import FILES, TABLES
from kg.tables.reading import Table, cell_problems, comment_lines, packaged, text_problems

HEADER = "id\tx\ty\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"id\tx\ty\na\t1\t2\n", []),
        (
            b"\xef\xbb\xbfid\tx\ty\n",
            ["f:1:1: the file starts with a byte order mark; save it as plain UTF-8, or run kg format"],
        ),
        (
            b"id\tx\ty\r\na\t1\t2\r\n",
            ["f:1: a carriage return; save with LF line ends, or run kg format"],
        ),
        (b"id\tx\ty\na\t1\t2", ["f:2: no line feed at the end; add one, or run kg format"]),
        (b"id\tx\ty\na\t1\t\xff\n", ["f:2:5: byte 0xFF is not UTF-8; save the file as UTF-8"]),
        (b"id\tx\ty\n\na\t1\t2\n", ["f:2: an empty line; remove it, or run kg format"]),
        (b"id\tx\ty\na\t1\t2\t\n", ["f:2: 4 cells, but the header has 3; a stray tab? remove it"]),
        (b"id\tx\ty\na\t1\n", ["f:2: 2 cells, but the header has 3; add the missing tabs, or run kg format"]),
        (
            b"id\tx\nz\t1\n",
            ["f:1:y: the header has no column 'y'; add it"],
        ),
        (
            b"id\tx\ty\tidd\n",
            ["f:1:idd: unknown column 'idd'; did you mean id?"],
        ),
        (b"x\tid\ty\n", ["f:1: the columns are not in canonical order; run kg format"]),
        (
            b"id\tx\tx\ty\n",
            ["f:1:x: column 'x' appears twice; remove one of them"],
        ),
        (b"id\tx\ty\na \t1\t2\n", ["f:2:id: 'a ' should read 'a'; run kg format"]),
        (b"id\tx\ty\na\t1\x0b\t2\n", ["f:2:x: the character U+000B does not belong in a table; remove it"]),
        ("id\tx\ty\na\u2028\t1\t2\n".encode(), ["f:2:id: the character U+2028 does not belong in a table; remove it"]),
        (
            b'id\tx\ty\n"a, b"\t1\t2\n',
            [
                "f:2:id: a spreadsheet put quotation marks around the cell; save without quoting, and write each mark once"
            ],
        ),
        ("id\tx\ty\na\u00a0b\t1\t2\n".encode(), ["f:2:id: the character U+00A0 does not belong in a table; remove it"]),
        ("id\tx\ty\na\u200b\t1\t2\n".encode(), ["f:2:id: the character U+200B does not belong in a table; remove it"]),
        (b"id\tx\ty\na|b\t1\t2\n", ["f:2:id: 'a|b' contains a '|', but id is not a list; remove it"]),
        ("id\tx\ty\ne\u0301\t1\t2\n".encode(), ["f:2:id: 'e\u0301' should read '\u00e9'; run kg format"]),
    ],
)
def test_form(content: bytes, expected: list[str]) -> None:
    table = Table(file="f", kind="positions", content=content)
    assert [str(problem) for problem in (*text_problems(table), *cell_problems(table.whole))] == expected


def test_all_faults_are_reported_at_once(tiny: Write) -> None:
    folder = tiny(nodes=("beta\tTechnique", "beta\tTechniqe"), claims=("one-001\talpha", "one-001\talhpa"))
    (folder / "sources.tsv").write_bytes(b"\xef\xbb\xbf" + (folder / "sources.tsv").read_bytes())
    files = {problem.file for problem in kg.check(folder)}
    assert files == {"data/sources.tsv", "data/nodes.tsv", "data/claims/one.tsv"}


def test_missing_table(tiny: Write) -> None:
    folder = tiny()
    (folder / "coverage.tsv").unlink()
    assert Problem("data/coverage.tsv", 1, "", "no such file; create it, even if it has only a header") in kg.check(
        folder
    )


def test_no_data_folder(tmp_path: Path) -> None:
    with pytest.raises(kg.DataError, match=r"schema\.toml:1: no such file; is '.*' a data folder\?"):
        kg.load(tmp_path)


def test_packaged_headers_are_those_of_the_code() -> None:
    root = packaged()
    for kind, name in FILES.items():
        lines = (root / name).read_text(encoding="utf-8").split("\n")
        assert lines[comment_lines(lines, kind)].split("\t") == list(TABLES[kind].header)
