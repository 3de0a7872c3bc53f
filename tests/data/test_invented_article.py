"""An invented article next to the packaged graph: one edge of two sources, one opposed, one of differing certainty."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Write, invented

import kg
from kg.cli import cli

ARTICLE, OTHER = "nms:icliniq-2025", "nms:invented-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return invented(tmp_path / "my-data")


def test_it_is_sound_next_to_the_packaged_graph_and_says_that_it_is_invented(folder: Path) -> None:
    assert kg.check(None, folder) == []
    source = kg.load(None, folder).source("invented-2026")
    assert "Invented" in source.title
    assert source.note.startswith("Invented")
    assert {problem.file for problem in kg.check(folder)} == {"my-data/claims/invented-2026.tsv"}, (
        "alone, it lacks nodes"
    )


def test_check_says_that_it_lacks_the_packaged_nodes(folder: Path, tiny: Write) -> None:
    said = CliRunner().invoke(cli, ["check", "--data", str(folder)]).stderr
    assert (
        said == f"15 problems\nthe packaged data has 15 nodes that these name: give --data packaged --data {folder}\n"
    )
    told = CliRunner().invoke(cli, ["convert", str(folder), "big.parquet"]).stderr
    assert told.endswith(f": kg export parquet -o big.parquet --data packaged --data {folder}\n")
    assert (
        CliRunner()
        .invoke(cli, ["nodes", "--data", str(folder)])
        .stderr.endswith(f": give --data packaged --data {folder}\n")
    )
    unknown = tiny(claims=("one-001\talpha", "one-001\talhpa"))
    assert CliRunner().invoke(cli, ["check", "--data", str(unknown)]).stderr == "1 problem\n"


def test_what_the_two_sources_say(folder: Path) -> None:
    g = kg.load(None, folder)
    found = {one.edges[0].key: one for one in g.agreement().edges}
    assert {one.sources for one in found.values()} == {(ARTICLE, OTHER)}
    agreeing = found["nmk:drg-stimulation", "targets", "nmk:dorsal-root-ganglion"]
    assert [claim.slug for claim in agreeing.claims] == ["icliniq-2025-197", "invented-2026-004"]
    assert [key[1] for key, one in found.items() if one.opposed] == ["described_as"]
    assert [key[1] for key, one in found.items() if one.differing] == ["relieves"]
    assert next(iter(found.values())).opposed, "where sources disagree comes first"


def test_the_packaged_answers_stay(folder: Path, graph: kg.KnowledgeGraph) -> None:
    g = kg.load(None, folder)
    assert list(g.claims(source="icliniq-2025")) == list(graph.claims(source="icliniq-2025"))
    assert [node for node in g if node in graph] == list(graph)
    assert g.schema == graph.schema
    assert len(g.questions()) == len(graph.questions())


def test_what_the_evidence_names_can_be_named_by_another_folder(folder: Path, graph: kg.KnowledgeGraph) -> None:
    g = kg.load(None, folder, evidence=True)
    assert g["infection"].definition == g.studies["infection"].definition
    assert len(g.harms("infection")) == len(kg.load(evidence=True).harms("infection"))
