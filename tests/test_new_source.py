"""kg new-source: what it writes loads, and kg check names what is still to be done."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Write

import kg
from kg.cli import cli
from kg.new_source import begin
from kg.schema_file import read_schema
from kg.tables.formatting import format_folder

TEXT = "# An Example\n\n## Body\n\nOne. Two.\n\nThree.\n\n## End\n\nFour.\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)))


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_new_folder(tmp_path: Path, text: Path) -> None:
    folder = tmp_path / "My graph"
    result = run("new-source", "example-2026", "--data", folder, "--text", text)
    assert result.exit_code == 0, result.output
    assert sum(line.startswith("wrote ") for line in result.stdout.split("\n")) == len(content(folder)) == 8
    assert "2 sections; correct what was counted wrongly" in result.stdout
    assert "4 sentences; give each its claims" in result.stdout
    g = kg.load(folder)
    assert (g.schema.dataset.id, g.schema.dataset.base_iri) == ("my-graph", "https://example.org/my-graph")
    assert g.schema.expand("nmk:x") == "https://example.org/my-graph/entity/x"
    assert g.schema.dataset.keywords == ()
    assert list(g.schema.predicates) == list(kg.load().schema.predicates)
    (source,) = g.sources()
    assert (source.slug, source.title) == ("example-2026", "An Example")
    assert [(section.slug, section.title, section.paragraphs) for section in source.sections] == [
        ("body", "Body", (2, 1)),
        ("end", "End", (1,)),
    ]
    assert list(map(str, kg.check(folder))) == [
        "My graph/coverage.tsv:2:claims: a sentence has either claims or a reason why it has none; give one of the two; "
        "also in lines 3, 4, 5"
    ]
    assert [str(problem).partition(":")[0] for problem in kg.check(None, folder)] == ["My graph/coverage.tsv"]
    assert format_folder(folder, read_schema(folder)) == [], "it is in canonical form"


def test_a_source_in_a_folder_that_has_some(tiny: Write, text: Path) -> None:
    folder = tiny()
    before = content(folder)
    run("new-source", "another", "--data", folder, "--text", text)
    result = run("new-source", "zero", "--data", folder, "--title", "No text yet")
    assert result.exit_code == 0, result.output
    assert [source.slug for source in kg.load(folder).sources()] == ["another", "one", "zero"]
    assert [(str(problem).split(": ")[0]) for problem in kg.check(folder)] == [
        "data/coverage.tsv:2:claims",
        "data/sources.tsv:4:id",
    ]
    after = content(folder)
    assert set(after) - set(before) == {"claims/another.tsv", "claims/zero.tsv"}
    for name in ("sources.tsv", "sections.tsv", "coverage.tsv"):
        assert [line for line in after[name].split(b"\n") if line in before[name].split(b"\n")] == before[name].split(
            b"\n"
        )
    assert format_folder(folder, read_schema(folder)) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("One_Two", "--title", "T"),
            "'One_Two' is not a valid id; use lower-case letters and digits, joined by single hyphens",
        ),
        (
            ("../x", "--title", "T"),
            "'../x' is not a valid id; use lower-case letters and digits, joined by single hyphens",
        ),
        (("one", "--title", "T"), "data/sources.tsv:2:id: 'one' is there already; choose another id"),
        (("two",), 'a source needs a title; give it as printed: --title "…"'),
        (("two", "--data", "packaged"), "packaged is the data that comes with kg, which no command changes"),
        (("two", "--text", "none.txt"), "none.txt:1: no such file"),
        (("two", "--text", "empty.txt"), "empty.txt:1: the file is empty; paste the text into it"),
        (
            ("two", "--text", "untitled.txt"),
            "untitled.txt shows no title above 'A'; write it there, on the first line, or give it as printed: --title",
        ),
        (("two", "--text", "bare.txt"), "bare.txt:1: text without a heading; put one above it"),
        (("left", "--title", "T"), "data/claims/left.tsv:1: the file is there already; choose another id than 'left'"),
    ],
)
def test_what_is_refused_writes_nothing(
    words: tuple[str, ...], message: str, tiny: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tiny()
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    (tmp_path / "bare.txt").write_text("A sentence, and no heading above it.\n", encoding="utf-8")
    (tmp_path / "untitled.txt").write_text("# A\nOne.\n# B\nTwo.\n", encoding="utf-8")
    (folder / "claims/left.tsv").write_text("", encoding="utf-8")
    before = content(tmp_path)
    result = run("new-source", *words)
    assert result.exit_code != 0
    assert message in result.stderr
    assert content(tmp_path) == before


def test_a_folder_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "there is no data folder here; name one with --data DIR" in run("new-source", "x", "--title", "T").stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter.txt").write_text("Dear", encoding="utf-8")
    assert "is neither a data folder nor empty" in run("new-source", "x", "--title", "T", "--data", "full").stderr
    assert "a graph cannot be called '痛'" in run("new-source", "x", "--title", "T", "--data", "痛").stderr
    assert not (tmp_path / "痛").exists()
    (tmp_path / "empty/.git").mkdir(parents=True)
    assert run("new-source", "x", "--title", 'T "|" of\ttabs', "--data", "empty").exit_code == 0
    assert kg.load("empty").sources()[0].title == 'T "/" of tabs'


def test_a_table_at_fault_is_left_alone(tiny: Write) -> None:
    folder = tiny()
    path = folder / "coverage.tsv"
    path.write_bytes(path.read_bytes() + b"one\tlast\n")
    before = content(folder)
    with pytest.raises(kg.DataError, match=r"data/coverage\.tsv:6: 2 cells, but the header has 6"):
        begin(folder, "two", title="Two")
    assert content(folder) == before
