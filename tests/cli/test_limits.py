"""What a limit leaves out is never made, whatever the size of the graph."""

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.engines.memory import store
from kg.model.records import Claim

generate = pytest.importorskip("benchmarks.generate", reason="the benchmarks come with a checkout")
CLAIMS = 100_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("generated") / "data"
    generate.write(made, CLAIMS)
    return made


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of which claims were made."""
    lines: list[str] = []
    parse = store.parse

    def counted(line: str, source: str) -> Claim:
        lines.append(line)
        return parse(line, source)

    monkeypatch.setattr(store, "parse", counted)
    return lines


@pytest.mark.parametrize(
    "arguments",
    [
        ("claims",),
        ("claims", "--json"),
        ("claims", "--csv"),
        ("claims", "--category", "Technique"),
        ("claims", "--modality", "hedged", "--section", "section-01"),
        ("claims", "--population", "none"),
        ("edges",),
        ("edges", "--modality", "hedged", "--csv"),
        ("nodes",),
        ("match", "?t targets ?x"),
        ("match", "?t:Technique targets ?x", "?t uses_device ?d"),
    ],
)
@pytest.mark.slow
def test_no_more_records_are_made_than_are_shown(folder: Path, made: list[str], arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*arguments, "--limit", "5", "--data", str(folder)])
    assert result.exit_code == 0, result.output
    assert "cut at 5: there are more; raise the limit to see them" in result.output
    assert len(made) <= 200


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",), ("--markdown",)])
@pytest.mark.parametrize(
    "arguments",
    [("tensions",), ("evidence", "dtm"), ("evidence", "--summary"), ("harms", "scs"), ("ask", "techniques-by-target")],
)
@pytest.mark.slow
def test_every_list_can_be_limited(arguments: tuple[str, ...], form: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*arguments, "--limit", "1", *form])
    assert result.exit_code == 0, result.output
    assert result.output.count("cut at 1") == 1
    assert len(result.output) < len(CliRunner().invoke(cli, [*arguments, *form]).output)


def test_a_limit_keeps_the_evidence_and_the_counts() -> None:
    g = kg.load(evidence=True)
    whole, some = g.evidence_summary(), g.evidence_summary(limit=2)
    assert some.counts == whole.counts
    groups = [len({row.study.cohort for row in one.block("direct")} - {""}) for one in (*some, *whole)]
    assert groups[:2] == sorted(groups[2:], reverse=True)[:2]
    assert g.evidence("dtm", limit=1)[0].block("direct")
    assert len(g.harms("scs", limit=3)) == 3
    assert g.ask("techniques-by-target").first(1).terms == g.ask("techniques-by-target").terms[:1]
    assert "--limit is for rows" in CliRunner().invoke(cli, ["ask", "--list", "--limit", "1"]).output


def test_a_limit_is_much_faster_than_all(folder: Path) -> None:
    graph = kg.load(folder)
    times = {}
    for limit in (5, None):
        start = time.process_time()
        found = graph.claims(limit=limit)
        times[limit] = time.process_time() - start
        assert len(found) == (limit or CLAIMS)
    assert times[5] < times[None] / 20


def test_a_limit_that_leaves_nothing_out_says_nothing() -> None:
    graph = kg.load()
    whole = graph.claims(section="types")
    assert graph.claims(section="types", limit=len(whole)) == whole
    assert graph.claims(section="types", limit=len(whole)).cut == ""
    assert graph.edges(limit=3) == graph.edges()[:3]
    assert graph.nodes(category="Target", limit=2) == graph.nodes(category="Target")[:2]
    assert graph.claims(text="stmulation", limit=1).cut.endswith(
        "; cut at 1: there are more; raise the limit to see them"
    )
    with pytest.raises(ValueError, match=r"^limit must be at least 1$"):
        graph.claims(limit=0)


def test_a_node_with_few_of_its_edges() -> None:
    few, all = (CliRunner().invoke(cli, ["show", "neuromodulation", *more]).stdout for more in (["--limit", "2"], []))
    assert "cut at 2 each way: there are more edges; raise the limit to see them" in few
    assert len(few.splitlines()) < len(all.splitlines()) / 5
    assert "cut at" not in all
    refused = CliRunner().invoke(cli, ["show", "neuromodulation", "--limit", "2", "--json"])
    assert refused.exit_code == 2
    assert "--limit is for text; JSON has all that is known" in refused.stderr
