"""Formats that are written while the graph is read: the same bytes, sorted, in memory that does not grow with the graph."""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import lazy_graph
import pyarrow.parquet
import pytest
from conftest import Write

import kg
from kg.files import replace_files
from kg.formats import packing, parquet, sorting
from kg.formats.files import joined, written_paths
from kg.formats.rdf import ntriples

FOLDER = Path(__file__).parent.parent
STREAMED = ("turtle", "ntriples", "triples", "kgx", "kgx-jsonl", "csv", "jsonl", "parquet")


def contents(graph: kg.KnowledgeGraph, name: str) -> dict[str, bytes]:
    return {suffix: joined(content) for suffix, content in kg.FORMATS[name].contents(graph).items()}


@pytest.fixture
def small_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of temporary files, which hold all but a little of what is sorted."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sorting, "RUN", 20_000)
    return tmp_path


def test_more_than_a_run_is_sorted(small_runs: Path) -> None:
    draw = random.Random(1)
    items = [(f"{draw.randrange(500):03d}", draw.choice(["é", "\udcff", ""])) for _ in range(2000)]
    assert list(sorting.in_order(items, lambda item: 100)) == sorted(items)
    assert list(sorting.in_order([], len)) == []


def test_what_comes_in_order_is_one_run(small_runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(sorting._Runs, "__init__", _counted(made))
    items = [(number,) for number in range(2000)]
    assert list(sorting.in_order(items, lambda item: 100)) == items
    assert len(made) == 1
    assert list(sorting.in_order(items[::-1], lambda item: 100)) == items
    assert len(made) > 10


def _counted(made: list[object]) -> object:
    init = sorting._Runs.__init__

    def counting(self: object, *given: object) -> None:
        made.append(self)
        init(self, *given)  # type: ignore[arg-type]

    return counting


def open_files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def test_temporary_files_go_where_it_breaks_off(small_runs: Path) -> None:
    def broken() -> Iterator[tuple[str]]:
        yield from ((f"{number:05d}" * 50,) for number in range(1000))
        assert open_files() > before
        raise KeyboardInterrupt

    if not Path("/proc").is_dir():
        pytest.skip("open files are counted in /proc")
    before = open_files()
    with pytest.raises(KeyboardInterrupt):
        list(sorting.in_order(broken(), lambda item: len(item[0])))
    assert open_files() == before
    half = sorting.in_order(((f"{number:05d}" * 50,) for number in range(1000)), lambda item: len(item[0]))
    next(half)
    half.close()  # type: ignore[attr-defined]
    assert open_files() == before
    assert list(small_runs.iterdir()) == []


@pytest.mark.parametrize("name", STREAMED)
def test_the_bytes_are_the_same_from_disk(name: str, graph: kg.KnowledgeGraph, small_runs: Path) -> None:
    found = contents(graph, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "RUN", 1 << 30)
        assert found == contents(graph, name)
    assert list(small_runs.iterdir()) == []


def test_lines_ascend_and_each_is_there_once(small_runs: Path) -> None:
    lines = joined(kg.FORMATS["ntriples"].dumps(lazy_graph.graph(2000))).split(b"\n")[:-1]
    assert all(one < other for one, other in pairwise(lines))
    # Two nodes of one subject, which no graph of ours has, and a line within a literal that only looks like two.
    twice = [("<a.b>", "<a.b> 1 .\n"), ("<a>", "<a> 1 .\n<a> 2\u2028 .\n"), ("<a>", "<a> 0 .\n<a> 1 .\n")]
    assert "".join(ntriples._ascending(iter(twice))) == "<a.b> 1 .\n<a> 0 .\n<a> 1 .\n<a> 2\u2028 .\n"
    with pytest.raises(kg.ExportError, match=r"<a\.b> comes after <a>; what was written is not in order"):
        list(ntriples._ascending(iter(twice[::-1])))


def test_edges_must_come_in_the_order_of_nodes() -> None:
    lazy = lazy_graph.graph(200)
    lazy.triples = lambda: reversed([*lazy_graph.LazyGraph(200).triples()])
    with pytest.raises(kg.ExportError, match="the edges of nmk:n0000018 come in another order than the nodes"):
        joined(kg.FORMATS["turtle"].dumps(lazy))


def test_rows_of_parquet_lie_in_groups(
    graph: kg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP", 50)
    path = kg.write(graph, tmp_path / "g.parquet")
    claims = pyarrow.parquet.ParquetFile(tmp_path / "g.claims.parquet").metadata
    assert {claims.row_group(number).num_rows for number in range(claims.num_row_groups - 1)} == {50}
    assert claims.row_group(0).column(0).compression == "ZSTD"
    assert kg.read(path).claims() == graph.claims()
    assert contents(graph, "parquet") == contents(graph, "parquet")


@pytest.mark.parametrize("end", packing.PACKINGS)
@pytest.mark.parametrize("name", ["g.ttl", "g.nt", "g.nodes.csv", "g.jsonl", "g.csv", "g.graphml"])
@pytest.mark.slow
def test_compressed_by_suffix(name: str, end: str, graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    path = kg.write(graph, tmp_path / f"{name}{end}")
    assert kg.read(path).counts() == graph.counts() == kg.read(tmp_path / f"{name}{end}").counts()
    files = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert all(one.endswith(end) for one in files)
    plain = kg.write(graph, tmp_path / name)
    assert packing.unpacked(path.read_bytes(), end, pytest.fail) == plain.read_bytes()
    kg.write(graph, tmp_path / f"{name}{end}")
    assert {one: (tmp_path / one).read_bytes() for one in files} == files


def test_parquet_is_compressed_inside(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    for name in ("g.parquet.gz", "g.nodes.parquet.ZST"):
        with pytest.raises(
            kg.ExportError, match=r"g\..*parquet\.(gz|ZST): Parquet is compressed inside; leave \.\w+ out"
        ):
            kg.write(graph, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_gzip_says_no_time_and_no_name(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    content = kg.write(graph, tmp_path / "graph.nt.gz").read_bytes()
    assert content[:8] == b"\x1f\x8b\x08\0\0\0\0\0"
    assert b"graph" not in content[:30]
    kgx = kg.write(graph, tmp_path / "graph.kgx.tsv.gz")
    assert kgx.name == "graph.kgx.nodes.tsv.gz"
    assert len(kg.read(kgx)) == len(graph)


def test_what_is_wrong_with_a_compressed_file(
    graph: kg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for end in packing.PACKINGS:
        path = kg.write(graph, tmp_path / f"g.ttl{end}")
        for damaged in (path.read_bytes()[:-20], b"no such thing", path.read_bytes()[:100] + b"x" * 100):
            (tmp_path / f"d.ttl{end}").write_bytes(damaged)
            with pytest.raises(kg.DataError, match=rf"\nd\.ttl\{end}: is not valid \{end}, or was cut off: "):
                kg.read(tmp_path / f"d.ttl{end}")
        monkeypatch.setattr(packing, "LARGEST", 1000)
        with pytest.raises(kg.DataError, match=rf"\ng\.ttl\{end}: holds more than 2 GiB; divide it"):
            kg.read(path)
        monkeypatch.undo()
    with pytest.raises(kg.DataError, match=r"\ngone\.nt\.gz: no such file"):
        kg.read(tmp_path / "gone.nt.gz")
    with pytest.raises(kg.DataError, match=r"\nx\.odd\.gz: no such file"):
        kg.read(tmp_path / "x.odd.gz")
    for module in ("compression", "backports"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(kg.MissingExtra, match=r"\.zst needs backports\.zstd; .* install '\.\[zstd\]'"):
        kg.write(graph, tmp_path / "g.ttl.zst")


def test_all_files_of_a_graph_by_one_name(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    for name, format in kg.FORMATS.items():
        if format.more and not format.needs_evidence:
            path = kg.write(graph, tmp_path / f"{name}{format.short}")
            assert path.name == f"{name}{format.suffix}"
            paths = written_paths(path, format)
            assert written_paths(tmp_path / f"{name}{format.short}", format) == paths
            assert all(one.exists() for one in paths)
            if name in ("csv", "parquet", "kgx", "kgx-jsonl"):
                assert len(kg.read(tmp_path / f"{name}{format.short}")) == len(graph)
    (tmp_path / "x.parquet").write_bytes(b"")
    with pytest.raises(kg.ExportError, match=r"x\.parquet is there already; parquet is \d+ files, whose names begin"):
        kg.write(graph, tmp_path / "x.parquet")
    with pytest.raises(kg.DataError, match=r"\ngone\.parquet: no such file"):
        kg.read(tmp_path / "gone.parquet")


def test_json_lines(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    path = kg.write(g, tmp_path / "g.jsonl")
    text = path.read_text(encoding="utf-8")
    assert kg.read(path, schema=g.schema).claims() == g.claims()
    assert text.startswith('{"type": "graph", "directed": true, "multigraph": true, "has_end": true, "id": "tiny"')
    assert text.count('"type": "node"') == len(g)
    assert text.count('"type": "edge"') == len(g.claims())
    number = text.count("\n", 0, text.index('"type": "edge"')) + 1
    for old, new, message in (
        ('"type": "edge"', '"type": "line"', rf"{number}:type: 'line' is not one of graph, node"),
        ('"type": "edge"', '"kind": "edge"', rf"{number}:type: None is not one of graph, node"),
        ('"type": "edge"', '"type": ["edge"]', rf"{number}:type: "),
        ('"paragraph": 1', '"paragraph": "x"', rf"{number}:paragraph: 'x' should be a whole number"),
        ('"paragraph"', '"sentence"', rf"{number}:sentence: unknown attribute; use aspect"),
        ('"paragraph"', '"inferred"', rf"{number}: has the key 'inferred' twice in one object"),
        ('"type": "edge", ', '"type": "edge" ', rf"{number}:17: is not valid JSON"),
        ('{"type": "graph"', '{"type": "graph", "id": "other"}\n{"type": "graph"', r"2: says a second time"),
        ('"id": "tiny"', '"id": "other"', r"1:id: is 'other', not 'tiny'"),
        ('{"type": "node"', '[1]\n{"type": "node"', r"\d+: is \[1\], not an object"),
    ):
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(kg.DataError, match=rf"\ng\.jsonl:{message}"):
            kg.read(path, schema=g.schema)


def test_json_lines_that_were_cut_off(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    path = kg.write(g, tmp_path / "g.jsonl")
    first, *records, last = path.read_text(encoding="utf-8").splitlines(keepends=True)
    missing = "lines are missing"
    for lines, message in (
        ([], "holds no graph: no line of it is a record"),
        (["\n"], "holds no graph"),
        ([first, *records], rf"was cut off, or {missing}: {len(records)} records are here, and it has no last line"),
        ([first, *records[:-1]], rf"was cut off, or {missing}: {len(records) - 1} records are here"),
        (
            [first, *records[1:], last],
            rf"was cut off, or {missing}: .* its last line counts {len(records)}; write it again",
        ),
    ):
        path.write_text("".join(lines), encoding="utf-8")
        with pytest.raises(kg.DataError, match=rf"\ng\.jsonl(:\d+)?: {message}") as told:
            kg.read(path, schema=g.schema)
        assert len(told.value.problems) == 1
    for theirs in (records, [first.replace('"has_end": true, ', ""), *records], [*records, last]):
        path.write_text("".join(theirs), encoding="utf-8")
        assert kg.read(path, schema=g.schema).claims() == g.claims()


@pytest.mark.parametrize("fault", [kg.ExportError("no"), KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_file_in_chunks_is_there_whole_or_not_at_all(fault: BaseException, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise fault

    (tmp_path / "a").write_bytes(b"old")
    expected = kg.ExportError if isinstance(fault, OSError) else type(fault)
    with pytest.raises(expected):
        replace_files({tmp_path / "a": iter([b"new"]), tmp_path / "b": broken()})
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]
    before = (tmp_path / "a").stat().st_ino
    assert replace_files({tmp_path / "a": iter([b"o", b"ld"])}) == []
    assert (tmp_path / "a").stat().st_ino == before
    assert replace_files({tmp_path / "a": iter([b"n", b"ew"])}) == [tmp_path / "a"]
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]


SIZES = (20_000, 200_000)
"""The claims of a small graph and of a large one, whose records, if they were kept, would take 90 megabytes more."""

LIMIT = 75
"""Megabytes."""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["g.nt.gz", "g.ttl", "g.kgx.tsv", "g.kgx.jsonl.gz", "g.jsonl", "g.csv", "g.parquet"])
def test_memory_does_not_grow_with_the_claims(name: str, tmp_path: Path) -> None:
    small, large = (peak(str(claims), tmp_path / str(claims) / name) for claims in SIZES)
    assert large < small + LIMIT


@pytest.mark.slow
def test_nor_does_it_where_parquet_is_converted(tmp_path: Path) -> None:
    found = []
    for claims in SIZES:
        source = kg.write(lazy_graph.graph(claims), tmp_path / str(claims) / "g.parquet")
        found.append(peak(str(source), tmp_path / f"{claims}.nt.gz"))
    assert found[1] < found[0] + LIMIT


def peak(source: str, path: Path) -> int:
    """The megabytes that it takes to write a lazy graph of so many claims, or one in Parquet, to a path."""
    command = [sys.executable, str(FOLDER / "lazy_graph.py"), source, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parent.parent)}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert any(one.stat().st_size > 20_000 for one in path.parent.iterdir())
    return int(done.stdout)
