"""The committed exports are fresh; the same tables give the same bytes; nothing is ever half-written."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import SCHEMA, Write
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import files
from kg.engines.memory import MemoryEngine
from kg.files import replace_files
from kg.model.answers import slug
from kg.schema_file import parse

CODE = """
import hashlib, pathlib, random, sys, kg
g = kg.load()
if sys.argv[1] == "shuffled":
    def mixed(records):
        records = list(records)
        random.Random(7).shuffle(records)
        return records
    g = kg.KnowledgeGraph(schema=g.schema, sources=mixed(g.sources()), nodes=mixed(g.nodes()), claims=mixed(g.claims()), tensions=mixed(g.tensions()))
kg.write_all(g, sys.argv[2])
for path in sorted(pathlib.Path(sys.argv[2]).iterdir()):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def digests(seed: str, order: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", CODE, order, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_same_bytes_under_any_hash_seed_and_in_any_order(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    first = digests("0", "as read", tmp_path / "0")
    built = [format for format in kg.FORMATS.values() if format.built]
    assert len(first.splitlines()) == len(kg.export_paths(graph, tmp_path)) > len(built)
    assert digests("1", "as read", tmp_path / "1") == first
    assert digests("2", "shuffled", tmp_path / "2") == first


CELLS = ("", "a text", 'a "quoted" \\text', "nmk:alpha", "nmk:alpha|text", "two|one", "µ°\u00a0é")


@settings(deadline=None, max_examples=50)
@given(
    cells=st.lists(st.tuples(*[st.sampled_from(CELLS)] * 6), min_size=1, max_size=4),
    figure=st.sampled_from(["", ">80 %", "=0.5 mg"]),
)
@pytest.mark.slow
def test_claims_from_cells_are_written_as_their_records_are(cells: list[tuple[str, ...]], figure: str) -> None:
    from kg.engines.memory.store import ClaimStore, in_order, ranks
    from kg.tables.columns import CLAIMS
    from kg.tables.reading import Table

    g = kg.load()
    nodes, sources = in_order(g.schema, g.nodes()), g.sources()
    rows = []
    for number, (hedge, population, comparator, aspect, context, note) in enumerate(cells, 1):
        values = dict.fromkeys(CLAIMS.header, "") | {
            "id": f"icliniq-2025-{number:03}",
            "subject": "scs",
            "predicate": "treats",
            "object": "pain",
            "statement": f"It is {note or 'so'}.",
            "polarity": "denied" if number % 2 else "affirmed",
            "modality": "hedged" if hedge else "asserted",
            "hedge": hedge.replace("nmk:alpha", "may"),
            "quantity": figure,
            "population": population.replace("alpha", "scs"),
            "comparator": comparator.replace("alpha", "scs"),
            "aspect": aspect.replace("alpha", "scs"),
            "context": context.replace("alpha", "scs"),
            "section": "types",
            "paragraph": "2",
            "inferred": "yes" if note else "",
            "note": note.replace("|", " "),
        }
        rows.append([values[column] for column in CLAIMS.header])
    content = "".join("\t".join(row) + "\n" for row in (CLAIMS.header, *rows)).encode()
    block = Table(file="f", kind="claims", content=content, source="icliniq-2025").whole
    numbers = ranks(g.schema, sources, nodes)
    store = ClaimStore(numbers)
    known = {"predicate": numbers.predicate, "polarity": numbers.polarity, "modality": numbers.modality}
    slugs = {slug(id): rank for id, rank in numbers.node.items()}
    known |= {"subject": slugs, "object": slugs}
    for column, numbering in known.items():
        block.number(column, numbering)
    store.add(block)
    read = kg.KnowledgeGraph.over(MemoryEngine(g.schema, sources, nodes, store, ()))
    made = kg.KnowledgeGraph(schema=g.schema, sources=sources, nodes=nodes, claims=read.claims())
    assert kg.dumps(read, "turtle") == kg.dumps(made, "turtle")


@pytest.mark.checkout
def test_committed_exports_are_fresh(tmp_path: Path) -> None:
    from conftest import ROOT

    kg.write_all(kg.load(evidence=True), tmp_path)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in (ROOT / "exports").iterdir()}
    assert sorted(committed) == sorted(built)
    assert [name for name in built if committed[name] != built[name]] == [], "run kg build"


def test_write_takes_the_format_from_the_suffix(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    path = kg.write(graph, tmp_path / "new folder" / "graph.ttl")
    assert path.read_bytes() == kg.dumps(graph, "turtle")
    assert kg.write(graph, str(tmp_path / "graph.txt"), "turtle").read_bytes() == path.read_bytes()
    with pytest.raises(
        kg.ExportError, match=r"'graph\.txt' has no known suffix; use one of \.ttl, \.nt, [^…]+, or name"
    ) as told:
        kg.write(graph, tmp_path / "graph.txt")
    assert len(str(told.value)) < 300
    with pytest.raises(kg.UnknownName, match="unknown format 'turtel'; did you mean turtle"):
        kg.dumps(graph, "turtel")


def test_the_home_folder(graph: kg.KnowledgeGraph, tiny: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from kg.cli import cli

    data = tiny()
    monkeypatch.setenv("HOME", str(data.parent))
    monkeypatch.chdir(data)
    kg.write(graph, "~/a.ttl")
    done = CliRunner().invoke(cli, ["export", "turtle", "--data", f"~/{data.name}", "-o", "~/b.ttl"])
    assert (done.exit_code, len(kg.read("~/b.ttl"))) == (0, len(kg.load(f"~/{data.name}")))
    assert (data.parent / "a.ttl").is_file()
    assert not Path("~").exists()


def test_nothing_else_is_written(graph: kg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    written = kg.write_all(graph, tmp_path / "out")
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(written)
    assert kg.write_all(graph, tmp_path / "out") == []


def test_all_files_or_none(tmp_path: Path) -> None:
    good, bad = tmp_path / "a", tmp_path / "b"
    good.write_bytes(b"old")
    bad.mkdir()
    with pytest.raises(kg.ExportError, match=r"^cannot write .*b: Is a directory$"):
        replace_files({good: b"new", bad: b"new"})
    assert good.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("fault", [PermissionError(1, "Operation not permitted"), KeyboardInterrupt()])
def test_what_was_renamed_comes_back_when_a_later_file_fails(
    fault: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "c":
            raise fault
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises((kg.ExportError, KeyboardInterrupt), match=r"^$|^cannot write .*c: Operation not permitted"):
        replace_files({tmp_path / "a": b"new", tmp_path / "b": b"new", tmp_path / "new" / "c": b"new"})
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


KILLED = """
import os, pathlib, signal, sys, kg
renamed, replace = [], pathlib.Path.replace
def killed(self, target):
    if len(renamed) == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    renamed.append(target)
    return replace(self, target)
pathlib.Path.replace = killed
kg.write_all(kg.load(sys.argv[1], base_iri="https://example.org/other"), "exports")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks on folders")
def test_what_a_killed_build_left_is_said_and_removed(
    tiny: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from kg.cli import cli

    def check() -> str:
        return CliRunner().invoke(cli, ["check", "--data", data]).output

    data, exports = str(tiny()), tmp_path / "exports"
    monkeypatch.chdir(tmp_path)
    kg.write_all(kg.load(data), exports)
    (exports / ".mine.tmp").write_text("stays")
    before = {path.name for path in exports.iterdir()}
    subprocess.run([sys.executable, "-c", KILLED, data], check=False)
    assert {path.name for path in exports.iterdir()} > before
    said = "exports may be mixed: kg build was ended half way; run it to write every file anew\n"
    assert said in check()
    kg.write_all(kg.load(data), exports)
    assert {path.name for path in exports.iterdir()} == before
    assert said not in check()


def test_threads_and_processes_write_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole files of one writer each time, and nothing else."""
    names = [tmp_path / name for name in "abc"]
    seen = set()

    def write(content: bytes) -> None:
        for _ in range(20):
            replace_files(dict.fromkeys(names, content))
            with files.held(tmp_path, 5):
                seen.add(tuple(path.read_bytes() for path in names))

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, [b"1", b"2", b"3", b"4"]))
    assert {len(set(contents)) for contents in seen} == {1}
    assert sorted(tmp_path.iterdir()) == names
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    with (
        files.held(tmp_path, 0),
        pytest.raises(kg.ExportError, match=r"^another process is writing into .*; try again when it is done$"),
    ):
        replace_files({names[0]: b"5"})


def test_a_temporary_file_has_a_name_that_nobody_guesses_and_its_final_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(Path, "replace", lambda self, target: seen.append((self.name, self.stat().st_mode & 0o777)))
    place = tmp_path / ("a" * 251 + ".ttl")
    place.touch(0o600)
    for _ in range(2):
        replace_files({place: b"new"})
    names, modes = zip(*seen, strict=True)
    assert len(set(names)) == 2
    assert all(files.LEFT.fullmatch(name) for name in names)
    assert modes == (0o600, 0o600)
    old = tmp_path / f".other.{'0' * 16}.tmp"
    old.touch()
    os.utime(old, (0, 0))
    assert files.leftovers(tmp_path) == [old]
    with files.held(tmp_path, 0):
        assert files.leftovers(tmp_path) == []
    replace_files({tmp_path / "another": b""})
    assert not old.exists()


def test_links_and_modes_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    replace_files({link: b"new"})
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)


def test_no_id_gives_two_exports_one_name() -> None:
    suffixes = [suffix for format in kg.FORMATS.values() for suffix in format.suffixes]
    for name in (suffix.partition(".")[0] for suffix in suffixes if suffix[0] not in ".-"):
        with pytest.raises(kg.DataError, match=r"s:2:id: 'context' cannot be used: the JSON-LD context has that name"):
            parse(SCHEMA.replace('id = "tiny"', f'id = "{name}"'), "s")


def test_an_id_too_long_for_a_file_is_refused() -> None:
    with pytest.raises(kg.DataError, match=r"s:2:id: .* has more than 100 letters; shorten it"):
        parse(SCHEMA.replace('id = "tiny"', f'id = "{"x" * 101}"'), "s")


def test_a_text_that_no_reader_takes_is_one_message(tiny: Write) -> None:
    graph = kg.load(tiny(nodes=("A technique.", "x" * (1 << 24))))
    for call in (lambda: kg.dumps(graph, "ntriples"), graph.to_rdf):
        with pytest.raises(
            kg.ExportError, match=r"^a text has more than 16 MB, which Oxigraph does not read; shorten it$"
        ):
            call()


def test_what_cannot_be_a_folder_of_exports(tiny: Write, tmp_path: Path) -> None:
    graph = kg.load(tiny())
    (tmp_path / "out").mkdir()
    os.mkfifo(tmp_path / "out" / "README.md")
    with pytest.raises(kg.ExportError, match=r"README\.md is not a file; choose another folder, or move it$"):
        kg.write_all(graph, tmp_path / "out")
    with pytest.raises(kg.ExportError, match=r"^cannot write .*: Not a directory$"):
        kg.write_all(graph, tmp_path / "out" / "README.md")
    with pytest.raises(kg.ExportError, match=r"^cannot write .*: File name too long$"):
        kg.write_all(graph, tmp_path / ("a" * 300))
    with pytest.raises(kg.ExportError, match=r"^cannot write .*: embedded null"):
        kg.write_all(graph, tmp_path / "\0")
    assert kg.files.leftovers(tmp_path / "out" / "README.md") == []


def test_a_folder_that_is_a_file(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(kg.ExportError, match=r"^cannot write .*file.*: (File exists|Not a directory)$"):
        kg.write(graph, tmp_path / "file" / "graph.ttl")


def test_written_as_utf8_whatever_the_locale(tiny: Write, tmp_path: Path) -> None:
    folder = tiny(nodes=("Another technique.", "α é 漢"))
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code = f"import kg; g = kg.load({str(folder)!r}); kg.write_all(g, {str(tmp_path / 'out')!r})"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
    holding = [
        "ttl",
        "nt",
        "jsonld",
        "trig",
        "rdf",
        "full.owl",
        "html",
        "gexf",
        "graphml",
        "kgx.nodes.tsv",
        "nodes.csv",
        "json",
    ]
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes().decode("utf-8")
        assert ("α é 漢" in content) == (path.name.removeprefix("tiny.") in holding), path.name
        assert "\r" not in content


def test_a_format_of_several_files(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    names = ["g.kgx.nodes.tsv", "g.kgx.edges.tsv", "g.kgx.denied.tsv"]
    assert kg.write(graph, tmp_path / "g", "kgx").name == names[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    before = {name: (tmp_path / name).read_bytes() for name in names}
    for name in names:
        (tmp_path / name).unlink()
    kg.write(graph, tmp_path / names[1])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    with pytest.raises(kg.ExportError, match=r"^kgx has 3 files \(\.kgx\.nodes\.tsv, .*\); write it to a path$"):
        kg.dumps(graph, "kgx")


@pytest.mark.parametrize("path", [".", "..", "/"])
@pytest.mark.parametrize("format", ["kgx", "turtle"])
def test_a_folder_is_no_file(path: str, format: str, graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(kg.ExportError, match=r"^cannot write .*(it is a folder; name a file in it|Is a directory)$"):
        kg.write(graph, path, format)


def test_a_file_whose_name_is_its_suffix(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    assert kg.write(graph, tmp_path / "context.jsonld").read_bytes() == kg.dumps(graph, "context")
    assert kg.write(graph, tmp_path / "my-context.jsonld").read_bytes() == kg.dumps(graph, "jsonld")
