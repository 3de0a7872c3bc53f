"""The form of the tables: every fault is named by file, line and column, with its remedy."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Write

import kg
from kg.errors import Problem
from kg.query.questions import questions
from kg.schema_file import read_schema
from kg.tables.columns import FILES, TABLES
from kg.tables.form import cell_problems, comment_lines, text_problems
from kg.tables.formatting import format_folder
from kg.tables.reading import Table, packaged

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
            [],
        ),
        (b"id\tx\ty\r\na\t1\t2\r\r\n", []),
        (b"id\tx\ty\na\t1\t2", ["f:2: no line feed at the end; add one, or run kg format"]),
        (b"id\tx\ty\na\t1\t\xff\n", ["f:2:5: byte 0xFF is not UTF-8; save the file as UTF-8"]),
        (b"id\tx\ty\n\na\t1\t2\n", ["f:2: an empty line; remove it, or run kg format"]),
        (b"id\tx\ty\na\t1\t2\t\n", ["f:2: 4 cells, but the header has 3; a stray tab? remove it"]),
        (b"id\tx\ty\na\t1\n", ["f:2: 2 cells, but the header has 3; add the missing tabs, or run kg format"]),
        (
            b"id\tx\nz\t1\n",
            ["f:1:y: the header has no column 'y'; add it"],
        ),
        (b"idd\tx\ty\nz\t1\t2\n", ["f:1:idd: unknown column 'idd'; did you mean id?"]),
        (b"id\tx\ty\na\t1\t2\n\t\t\n", ["f:3: an empty line; remove it, or run kg format"]),
        (b"id\tx\ty\na\t1\t2\nid\tx\ty\n", ["f:3: the header again; remove this line, or run kg format"]),
        (b"id\t x\ty \n", ["f:1:x: spaces around the name of a column; remove them, or run kg format"]),
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


def quoted(content: bytes) -> bytes:
    return b"".join(b'"' + line.replace(b"\t", b'"\t"') + b'"\n' for line in content.splitlines())


WHOLE = [
    ("UTF-16", lambda content: content.decode().encode("utf-16"), "1: the file is UTF-16 or UTF-32; save it as UTF-8"),
    ("no mark", lambda content: content.decode().encode("utf-16-be"), "1: the file is UTF-16 or UTF-32; save it as UTF-8"),
    ("latin 1", lambda content: content + b"\xe9\n", "byte 0xE9 is not UTF-8; save the file as UTF-8"),
    ("a conflict", lambda content: b"<<<<<<< HEAD\n" + content + b"=======\n>>>>>>> x\n", "1: <<<<<<< is a mark of a merge conflict"),
    ("a conflict below", lambda content: content + b"<<<<<<< HEAD\n=======\n>>>>>>> x\n", "<<<<<<< is a mark of a merge conflict"),
    ("commas", lambda content: content.replace(b"\t", b","), "1: commas separate the cells"),
    ("spaces", lambda content: content.replace(b"\t", b"  "), "1: spaces separate the cells"),
    ("quotes", quoted, "1: a spreadsheet put quotation marks around every cell; save the table without quoting"),
    ("other line ends", lambda content: content.replace(b"\n", "\u2028".encode()), "1: U+2028 ends no line here; save the table with LF line ends"),
    ("no end of the header", lambda content: content.replace(b"\n", b"", 1), "unknown columns, such as "),
    ("nothing", lambda content: b"", "1: no header; write it here, with tabs between: "),
    ("no header", lambda content: content.partition(b"\n")[2], "1: this is not the header of the table"),
    ("no rows", lambda content: content.partition(b"\n")[0] + b"\n", "1: the table has no rows"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE])
@pytest.mark.parametrize("name", ["nodes.tsv", "sources.tsv", "sections.tsv", "claims/one.tsv"])
def test_one_cause_is_one_message(name: str, change: Callable[[bytes], bytes], message: str, tiny: Write) -> None:
    folder = tiny()
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    before = path.read_bytes()
    (problem,) = kg.check(folder)
    assert problem.file == f"data/{name}"
    assert message in str(problem)
    with pytest.raises(kg.DataError) as caught:
        kg.load(folder)
    assert caught.value.problems == (problem,)
    if "no rows" not in message:
        with pytest.raises(kg.DataError) as caught:
            format_folder(folder, read_schema(folder))
        assert caught.value.problems == (problem,)
    assert path.read_bytes() == before


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_the_line_ends_of_other_systems_are_read(end: bytes, tiny: Write) -> None:
    folder = tiny()
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    for path, content in before.items():
        path.write_bytes(content.replace(b"\n", end))
    assert kg.check(folder) == []
    assert len(kg.load(folder)) == 3
    format_folder(folder, read_schema(folder))
    assert {path: path.read_bytes() for path in before if path.suffix == ".tsv"}.items() <= before.items()


@pytest.mark.parametrize(
    "name", ["claims/._one.tsv", "claims/.#one.tsv", "claims/one.tsv~", "claims/~$one.tsv", "queries/._a.rq"]
)
@pytest.mark.parametrize("kind", ["junk", "folder", "pipe", "device", "dead link"])
def test_what_is_not_ours_is_passed_over(name: str, kind: str, tiny: Write) -> None:
    folder = tiny()
    put(folder / name, kind)
    assert kg.check(folder) == []
    assert len(kg.load(folder)) == 3


@pytest.mark.parametrize("name", ["nodes.tsv", "claims/one.tsv", "claims/two.tsv", "schema.toml", "queries/a.rq"])
@pytest.mark.parametrize("kind", ["junk", "folder", "pipe", "device", "dead link"])
def test_what_is_no_file_is_one_line(name: str, kind: str, tiny: Write) -> None:
    folder = tiny()
    (folder / name).unlink(missing_ok=True)
    put(folder / name, kind)
    (problem,) = kg.check(folder)
    assert problem.file == f"data/{name}"
    with pytest.raises(kg.DataError):
        questions(kg.load(folder))


@pytest.mark.parametrize("name", ["nodes.tsv", "positions.tsv", "claims", "queries"])
@pytest.mark.parametrize("target", ["itself", "nothing"])
def test_a_link_that_leads_nowhere_is_no_missing_file(name: str, target: str, tiny: Write) -> None:
    folder = tiny()
    if (folder / name).exists():
        (folder / name).rename(folder.parent / "moved")
    (folder / name).symlink_to(name if target == "itself" else "gone")
    (problem,) = kg.check(folder)
    assert re.match("this is (a link that leads to no file|no folder, and no link)", problem.message)
    if name != "queries":
        with pytest.raises(kg.DataError) as caught:
            format_folder(folder, read_schema(folder))
        assert caught.value.problems == (problem,)


def put(path: Path, kind: str) -> None:
    """What a table or query of this name may turn out to be."""
    path.parent.mkdir(exist_ok=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "junk":
        path.write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        \xb0")
    else:
        path.symlink_to("/dev/zero" if kind == "device" else "/nowhere")


@pytest.mark.parametrize("name", ["sources.tsv", "nodes.tsv", "claims/one.tsv", "mappings.sssom.tsv", "coverage.tsv"])
@pytest.mark.parametrize("within", ["", "\t"])
def test_a_carriage_return_inside_a_line_is_told_once(tiny: Write, name: str, within: str) -> None:
    folder = tiny()
    (folder / "queries").mkdir()
    query = "#+ summary: Is it there?\nPREFIX nmk: <https://example.org/tiny/entity/>\nASK { nmk:cell ?p ?o }\n"
    (folder / "queries" / "q.rq").write_text(query, encoding="utf-8")
    *above, line = (folder / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    lines = [*above, line.replace(within, f"{within}\r", 1), ""]
    (folder / name).write_text("\n".join(lines), encoding="utf-8", newline="\n")
    assert [str(problem) for problem in kg.check(folder)] == [
        f"data/{name}:{len(lines) - 1}: a carriage return inside the line; remove it"
    ]


def test_an_invisible_character_in_an_id_is_told_once(tiny: Write) -> None:
    """Not where the id is used as well, and where it is used, not as an unknown id."""
    message = "the character U+200B does not belong in a table; remove it"
    found = kg.check(tiny(nodes=("cell\tTarget", "ce\u200bll\tTarget")))
    assert list(map(str, found)) == [f"data/nodes.tsv:4:id: {message}"]
    folder = tiny()
    path = folder / "claims/one.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("\tcell\t", "\tce\u200bll\t"), encoding="utf-8")
    assert list(map(str, kg.check(folder))) == [f"data/claims/one.tsv:2:object: {message}; also in lines 3, 4"]


def test_a_fault_that_many_lines_share_is_told_once(tiny: Write) -> None:
    folder = tiny()
    path = folder / "nodes.tsv"
    path.write_bytes(path.read_bytes() + b"\n" * 20)
    assert [str(problem) for problem in kg.check(folder)] == [
        "data/nodes.tsv:5: an empty line; remove it, or run kg format; "
        "also in lines 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 and 9 more"
    ]


def test_columns_of_the_standard_are_kept_and_passed_over(tiny: Write) -> None:
    folder = tiny()
    path = folder / "mappings.sssom.tsv"
    text = path.read_text(encoding="utf-8").replace("\tsubject_label\t", "\t").replace("nmk:cell\tcell\t", "nmk:cell\t")
    text = text.replace("\tcomment\n", "\tconfidence\tauthor_id\tmapping_date\n")
    text = text.replace("\tread in a file\n", "\t0.9\torcid:0000-0000-0000-0000\t2026-01-31\n")
    path.write_text(text, encoding="utf-8", newline="\n")
    assert kg.check(folder) == []
    (mapping,) = kg.load(folder)["cell"].mappings
    assert (mapping.term, mapping.place) == ("UBERON:0000044", "")
    graph = kg.load(folder)
    assert len(kg.page(graph)) > 1000
    assert kg.read(kg.write(graph, folder / "g.ttl"), schema=graph.schema)["cell"].mappings == (mapping,)
    assert format_folder(folder, read_schema(folder)) == []
    path.write_text(text.replace("\tconfidence\t", "\tconfidance\t"), encoding="utf-8", newline="\n")
    assert "unknown column 'confidance'; did you mean confidence?" in str(kg.check(folder)[0])


def test_what_is_not_a_match_is_kept_and_is_none(tiny: Write) -> None:
    folder = tiny()
    path = folder / "mappings.sssom.tsv"
    head, _, row = path.read_text(encoding="utf-8").rstrip("\n").rpartition("\n")
    head = head.replace("\tobject_id\t", "\tpredicate_modifier\tobject_id\t")
    cells = row.split("\t")

    def write(*modifiers: str, label: str = "") -> None:
        rows = ["\t".join([*cells[:3], modifier, cells[3], label or cells[4], *cells[5:]]) for modifier in modifiers]
        path.write_text("\n".join([head, *rows, ""]), encoding="utf-8", newline="\n")

    write("", "Not")
    assert kg.check(folder) == []
    assert len(kg.load(folder)["cell"].mappings) == 1
    write("Not", label="not this")
    graph = kg.load(folder)
    assert (graph["cell"].mappings, graph["cell"].grounded) == ((), False)
    with pytest.raises(kg.UnknownNode):
        graph["UBERON:0000044"]
    for format in kg.FORMATS.values():
        if not format.needs_evidence:
            written = kg.write(graph, folder / "written" / f"g{format.suffix}", format.name)
            texts = [one.read_bytes() for one in written.parent.iterdir()]
            assert not any(b"not this" in text or b"UBERON:0000044" in text for text in texts), format.name
    ((problem,),) = [[str(problem) for problem in kg.check(folder)]]
    assert problem.endswith(
        ":ungrounded: no exact or close mapping; add one to mappings.sssom.tsv, or say here why there is none"
    )
    before = path.read_text(encoding="utf-8")
    format_folder(folder, read_schema(folder))
    assert path.read_text(encoding="utf-8").splitlines()[-1] == before.splitlines()[-1]
    write("not")
    assert "predicate_modifier: unknown modifier 'not'; did you mean Not?" in str(kg.check(folder)[0])


def test_a_mapping_says_how_it_was_made(tiny: Write) -> None:
    folder = tiny()
    path = folder / "mappings.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    row = "\tsemapv:ManualMappingCuration\t"
    text = text.replace("\tmapping_justification", "\tobject_source_version\tmapping_justification")
    path.write_text(text.replace(row, "\t2026-01-31\tsemapv:MappingReview\t"), encoding="utf-8", newline="\n")
    assert kg.check(folder) == []
    graph = kg.load(folder)
    (mapping,) = graph["cell"].mappings
    assert (mapping.justification, mapping.version) == ("semapv:MappingReview", "2026-01-31")
    assert kg.read(kg.write(graph, folder / "g.jsonld"), schema=graph.schema)["cell"].mappings == (mapping,)
    path.write_text(text.replace(row, "\t\tsemapv:LLMBasedMatching\t"), encoding="utf-8", newline="\n")
    assert "unknown justification 'semapv:LLMBasedMatching'; did you mean" in str(kg.check(folder)[0])


def test_no_data_folder(tmp_path: Path) -> None:
    with pytest.raises(kg.DataError, match=r"schema\.toml:1: no such file; is '.*' a data folder\?"):
        kg.load(tmp_path)


def test_packaged_headers_are_those_of_the_code() -> None:
    root = packaged()
    for kind, name in FILES.items():
        lines = (root / name).read_text(encoding="utf-8").split("\n")
        header = lines[comment_lines(lines, kind)].split("\t")
        # Nothing there is no match; the column is that of those who say so.
        assert header == [name for name in TABLES[kind].header if name != "predicate_modifier"]
