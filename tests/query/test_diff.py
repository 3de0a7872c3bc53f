"""`kg.diff`: what was added, removed and changed between two versions, and what replaces ids that were retired."""

import subprocess
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import TABLES, Other, Write
from made_up_evidence import TABLES_OF, link

import kg
from kg.query.diff import Diff

Evident = Callable[..., Path]

NODES = TABLES["nodes.tsv"].replace("\tdefinition\t", "\tdefinition\treplaces\t")
NODES = NODES.replace("A technique.\t", "A technique.\t\t").replace("A cell.\t", "A cell.\t\t")
RENAMED = NODES.replace(
    "beta\tTechnique\tbeta therapy\t\t\tAnother technique.\t", "gamma\tTechnique\tgamma\t\t\tNew.\tbeta\t"
)


@pytest.fixture
def versions(tiny: Write, tmp_path: Path) -> tuple[Path, Path]:
    """Two data folders: in the second `beta` is `gamma`, a claim is gone, and others differ."""
    old = tiny().rename(tmp_path / "old")
    new = tiny(mappings=("UBERON:0000044\tdorsal root ganglion", "UBERON:0000045\tganglion")).rename(tmp_path / "new")
    (new / "nodes.tsv").write_text(RENAMED, encoding="utf-8")
    claims = TABLES["claims/one.tsv"].replace("\tbeta\t", "\tgamma\t")
    gone = next(line for line in claims.splitlines(keepends=True) if line.startswith("one-001\t"))
    claims = claims.replace(gone, "").replace("place of action", "place|time")
    (new / "claims/one.tsv").write_text(claims, encoding="utf-8")
    tables = {"coverage.tsv": ("one-001\t", "\tNo claim."), "sections.tsv": ("\tLast\t", "\tThe end\t")}
    for name, (before, after) in tables.items():
        (new / name).write_text(TABLES[name].replace(before, after), encoding="utf-8")
    return old, new


TEXT = """\
Differences: 2 added, 3 removed, 4 changed.

sections: 1 changed
  changed  nms:one.last  The end
      title: Last → The end

nodes: 1 added, 1 removed
  added    nmk:gamma  gamma
  removed  nmk:beta  beta therapy [replaced by nmk:gamma]

mappings: 1 added, 1 removed
  added    nmk:cell UBERON:0000045  ganglion
  removed  nmk:cell UBERON:0000044  dorsal root ganglion

claims: 1 removed, 3 changed
  removed  nmc:one-001  Alpha acts on cells.
  changed  nmc:one-002  Beta may act on cells.
      subject: nmk:beta → nmk:gamma
  changed  nmc:one-003  Beta does not act on cells.
      subject: nmk:beta → nmk:gamma
  changed  nmc:one-004  Alpha and beta are unlike.
      object: nmk:beta → nmk:gamma
      aspect: place of action → place|time"""


def test_what_differs_is_told_part_by_part(versions: tuple[Path, Path]) -> None:
    found = kg.diff(*versions)
    assert str(found) == TEXT
    assert bool(found)
    assert found.retired == {"nmk:beta": "nmk:gamma"}
    assert [one.id for one in found.added] == ["nmk:gamma", "nmk:cell UBERON:0000045"]
    assert found.graph is not None
    assert "gamma" in found.graph


def test_each_change_is_a_row(versions: tuple[Path, Path]) -> None:
    found = kg.diff(*map(kg.load, versions))
    rows = [tuple(row.values()) for row in found.rows()]
    assert list(found.rows()[0]) == ["part", "change", "id", "label", "column", "old", "new", "replaced_by"]
    assert rows[2] == ("nodes", "removed", "nmk:beta", "beta therapy", "", "", "", "nmk:gamma")
    assert rows[-1] == (
        *("claims", "changed", "nmc:one-004", "Alpha and beta are unlike.", "aspect", "place of action", "place|time"),
        "",
    )
    assert len(rows) == 10
    assert len(found.frame()) == 10
    line = "| nodes | removed | nmk:beta | beta therapy [replaced by nmk:gamma] |  |  |  |"
    assert line in found.markdown().split("\n")


def test_backwards_what_was_added_was_removed(versions: tuple[Path, Path]) -> None:
    old, new = versions
    there, back = kg.diff(old, new), kg.diff(new, old)
    assert {one.id for one in there.added} == {one.id for one in back.removed}
    assert [(one.old, one.new) for one in there.changed] == [(one.new, one.old) for one in back.changed]
    assert back.retired == {"nmk:gamma": ""}
    assert "removed  nmk:gamma  gamma [nothing replaces it]" in str(back)


def test_the_same_graph_does_not_differ(tiny: Write, tmp_path: Path, graph: kg.KnowledgeGraph) -> None:
    folder = tiny()
    found = kg.diff(folder, kg.load(folder))
    assert (str(found), bool(found), found.rows(), found.markdown()) == ("The graphs are identical.", False, [], "")
    assert str(kg.diff(graph, kg.write(graph, tmp_path / "graph.ttl"))) == "The graphs are identical."


@pytest.mark.parametrize(
    ("replaced", "told"),
    [
        (('version = "1"', 'version = "2"'), ("dataset", "version: 1 → 2")),
        (('label = "target"', 'label = "goal"'), ("categories", "label: target → goal")),
        (('words = ["may", "can"]', 'words = ["may"]'), ("modalities", "words: may|can → may")),
        (("symmetric = true", "symmetric = true\ntransitive = true"), ("predicates", "transitive: (empty) → yes")),
        (('"Both cannot hold."', '"No."'), ("kinds of tension", "definition: Both cannot hold. → No.")),
        (
            ('biolink = "https://w3id.org/biolink/vocab/"', 'biolink = "https://example.org/"'),
            ("prefixes", "namespace: "),
        ),
    ],
)
def test_what_the_schema_says_is_compared(
    replaced: tuple[str, str], told: tuple[str, str], tiny: Write, tmp_path: Path
) -> None:
    old = tiny().rename(tmp_path / "old")
    found = kg.diff(old, tiny(schema=replaced))
    assert [*found.parts] == [told[0]]
    assert told[1] in str(found)
    assert " \n" not in str(found)


def test_evidence_is_compared_where_both_have_it(evident: Evident, tmp_path: Path) -> None:
    old = evident().rename(tmp_path / "old")
    links = [{**TABLES_OF["evidence"][0], "why": "Another reason."}, *TABLES_OF["evidence"][1:]]
    new = evident(evidence=[*links, link("icliniq-2025-188", 1, sought="for")])
    found = kg.diff(old, new)
    assert [(one.part, one.change, [column.column for column in one.columns]) for one in found] == [
        ("links", "added", []),
        ("links", "changed", ["why"]),
    ]
    bare = kg.diff(kg.load(old), new)
    assert str(bare) == (
        "The graphs are identical in what is compared.\nevidence is not compared: only the new graph has it"
    )
    assert kg.diff(new, kg.load(old)).cut == "evidence is not compared: only the old graph has it"
    assert not kg.diff(new, new).cut


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def committed(tiny: Write, tmp_path: Path, require: Callable[[str, str], str]) -> Path:
    """A data folder in a repository: `v1` as it was, then one name changed and committed, then another, not committed."""
    require("git", "apt-get install git")
    folder = tiny()
    nodes = folder / "nodes.tsv"
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "one")
    git(tmp_path, "tag", "v1")
    nodes.write_text(nodes.read_text(encoding="utf-8").replace("beta therapy", "Beta"), encoding="utf-8")
    git(tmp_path, "commit", "--quiet", "-am", "two")
    nodes.write_text(nodes.read_text(encoding="utf-8").replace("Beta", "BETA"), encoding="utf-8")
    return folder


def test_revisions_of_the_data_folder(committed: Path) -> None:
    def names(found: Diff) -> list[tuple[str, str]]:
        return [(one.old, one.new) for change in found for one in change.columns]

    assert names(kg.diff("v1", "HEAD", data=committed)) == [("beta therapy", "Beta")]
    assert names(kg.diff("HEAD", data=committed)) == [("Beta", "BETA")]
    assert names(kg.diff("HEAD~1", committed, data=committed)) == [("beta therapy", "BETA")]
    assert not kg.diff("v1", "HEAD~1", data=committed)


def test_revisions_of_several_folders(committed: Path, other: Other) -> None:
    both = [committed, other()]
    with pytest.raises(kg.KgError, match="has no folder other/"):
        kg.diff("HEAD", data=both)
    git(committed, "add", "../other")
    git(committed, "commit", "--quiet", "-m", "three")
    (change,) = kg.diff("HEAD", data=both)
    assert change.id == "nmk:beta"
    assert kg.diff(committed, data=both).verdict == "Differences: 7 added, 1 changed."


def test_a_repository_that_is_the_data_folder(tiny: Write, require: Callable[[str, str], str]) -> None:
    require("git", "apt-get install git")
    folder = tiny()
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "one")
    assert str(kg.diff("HEAD", data=folder)) == "The graphs are identical."


def test_a_version_that_is_not_there(committed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(version: object, data: Path) -> str:
        with pytest.raises(kg.KgError) as raised:
            kg.diff(version, data=data)  # type: ignore[arg-type]
        return str(raised.value)

    assert said("v2", committed) == f"'v2': no such file or folder, and no git revision of {committed}"
    for impossible in ("a\0b", "\ud800", "n" * 300, "n" * 200_000):
        assert said(impossible, committed).endswith(f": no such file or folder, and no git revision of {committed}")
    assert said("--all", committed) == f"'--all': no such file or folder, and no git revision of {committed}"
    git(tmp_path, "rm", "--quiet", "--cached", "-r", "data")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", "nothing")
    assert said("HEAD", committed).startswith("revision 'HEAD' has no folder data/ (git: fatal: ")
    (committed / "nodes.tsv").rename(tmp_path / "nodes.tsv")
    git(tmp_path, "add", "data/claims", "data/sources.tsv")
    git(tmp_path, "commit", "--quiet", "-m", "part of it")
    assert said("HEAD", committed) == "revision 'HEAD' has no data/schema.toml, so it is no data folder"
    git(tmp_path, "add", "data")
    git(tmp_path, "commit", "--quiet", "-m", "without nodes")
    assert said("HEAD", committed).startswith("1 problem in the data\nHEAD:data/nodes.tsv:1: no such file; ")
    monkeypatch.setenv("PATH", "")
    assert said("HEAD", committed).endswith("; git is not installed, which reads revisions")
    with pytest.raises(TypeError, match="a version is a path, a git revision or a graph, not 5"):
        kg.diff(5)  # type: ignore[arg-type]


def test_a_folder_in_no_repository(tiny: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    folder = tiny()
    with pytest.raises(kg.KgError) as raised:
        kg.diff("HEAD", data=folder)
    start = f"'HEAD': no such file or folder, and no git revision: {folder} is in no repository (git: "
    assert str(raised.value).startswith(start)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("ask", [lambda g: g["beta"], lambda g: g.get("nmk:beta"), lambda g: g.claims(subject=" beta")])
def test_a_retired_id_is_followed_with_a_warning(
    ask: Callable[[kg.KnowledgeGraph], object], versions: tuple[Path, Path]
) -> None:
    g = kg.load(versions[1])
    with pytest.warns(kg.RetiredId, match="^'.*beta' is a retired id, followed to gamma; write gamma$") as told:
        ask(g)
    assert [one.filename for one in told] == [__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "beta" in g  # Nobody follows it.
        assert g["gamma"] == g["nmk:gamma"]
        node = replace(g["gamma"], name="beta")
    nodes = [node, g["alpha"], g["cell"]]
    renamed = g.remade(schema=g.schema, sources=g.sources(), nodes=nodes, claims=g.claims(), tensions=())
    with pytest.warns(kg.RetiredId):
        assert renamed["beta"].slug == "gamma"


def test_a_graph_in_several_files_is_compared_by_one_name(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    for name in ("g.parquet", "g.jsonl", "g.csv.gz"):
        kg.write(graph, tmp_path / name)
    assert not kg.diff(tmp_path / "g.parquet", tmp_path / "g.jsonl")
    assert not kg.diff(tmp_path / "g.csv.gz", tmp_path / "g.claims.parquet")
