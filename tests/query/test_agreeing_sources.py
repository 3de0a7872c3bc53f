"""Where sources agree, and nodes that may be one entity."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Other, Write

import kg
from kg.cli import cli

DENIED = (
    "two-002\tbeta\ttargets\tcell\tBeta acts on cells.\taffirmed",
    "two-002\tbeta\ttargets\tcell\tBeta does not act.\tdenied",
)


def test_edges_by_number_of_sources(tiny: Write, other: Other) -> None:
    found = kg.load(tiny(), other()).agreement()
    assert found.counts == {1: 2, 2: 2}
    assert [(one.edges[0].key, one.opposed, one.differing) for one in found.edges] == [
        (("nmk:beta", "targets", "nmk:cell"), True, True),
        (("nmk:alpha", "targets", "nmk:cell"), False, True),
    ]
    one = found.edges[1]
    assert {id: [claim.slug for claim in claims] for id, claims in one.of_sources.items()} == {
        "nms:one": ["one-001"],
        "nms:two": ["two-001"],
    }
    assert found.verdict == (
        "2 of 4 edges have claims of both sources; on 1 of them, one source affirms what another denies; on 2 of them, their certainty differs."
    )


def test_what_one_source_says_both_ways_is_not_opposed(tiny: Write, other: Other) -> None:
    found = kg.load(tiny()).agreement(sources=1)
    assert [one.opposed for one in found.edges] == [False, False, False], "beta is affirmed and denied by one source"
    found = kg.load(tiny(), other(claims=DENIED)).agreement()
    assert [one.opposed for one in found.edges] == [True, False], "the other denies what the one also affirms"
    assert [one.differing for one in found.edges] == [False, True], "one that denies affirms with no certainty"


def test_structural_claims_and_ontologies_do_not_count(tiny: Write, other: Other) -> None:
    header, row = (
        "inferred\tnote",
        "two-001\talpha\ttargets\tcell\tAlpha may act on cells.\taffirmed\thedged\tmay\t\t\t\t\t\tall\t1\t\t",
    )
    folder = other()
    path = folder / "claims/two.tsv"
    lines = path.read_text(encoding="utf-8").replace(header, "inferred\tstructural\tnote").split("\n")
    assert row in lines
    marked = [
        line
        if not line or line.startswith("id")
        else line[: line.rindex("\t")] + ("\tyes\t" if line == row else "\t\t")
        for line in lines
    ]
    path.write_text("\n".join(marked), encoding="utf-8", newline="\n")
    g = kg.load(tiny(), folder)
    assert len(g.edges(subject="alpha", object="cell")[0].claims) == 2
    assert [one.edges[0].subject for one in g.agreement().edges] == ["nmk:beta"]
    ontology = other(
        at="ontology", sources=("article", "ontology"), claims=("all\t1\t\t", "UBERON:0000044\t1\t\t")
    )  # fmt: skip
    for name in ("sections.tsv", "coverage.tsv"):
        path = ontology / name
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    path = ontology / "claims/two.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("\tall\t", "\tUBERON:0000044\t"), encoding="utf-8")
    found = kg.load(tiny(), ontology).agreement()
    assert found.verdict == "Only one source was read, one: there is nothing to compare."
    assert found.counts == {1: 3}


def test_a_symmetric_edge_written_both_ways_is_one(tiny: Write, other: Other) -> None:
    reversed_row = ("two-003\talpha\ttargets\tgamma", "two-003\tbeta\tdiffers_from\talpha")
    found = kg.load(tiny(), other(claims=reversed_row)).agreement()
    (one,) = (one for one in found.edges if one.edges[0].predicate == "differs_from")
    assert [edge.key for edge in one.edges] == [
        ("nmk:alpha", "differs_from", "nmk:beta"),
        ("nmk:beta", "differs_from", "nmk:alpha"),
    ]
    assert one.sources == ("nms:one", "nms:two")


def test_nodes_that_may_be_one_are_suggested(tiny: Write, other: Other) -> None:
    g = kg.load(tiny(), other(nodes=("gamma\tTarget\tgamma fibre\t", "gamma\tTarget\tgamma fibre\tThe CELL")))
    assert len(g) == 4
    assert g.agreement().alike == (), "'the cell' is not 'cell'"
    g = kg.load(tiny(), other(nodes=("gamma\tTarget\tgamma fibre\t", "gamma\tTarget\tgamma fibre\tCell")))
    ((pair),) = g.agreement().alike
    assert (pair.one.slug, pair.other.slug, pair.why) == ("cell", "gamma", ("both are called 'cell'",))
    retired = ("definition\tungrounded", "definition\treplaces\tungrounded"), ("A fibre.\t", "A fibre.\tbeta\t")
    folder = other()
    text = (folder / "nodes.tsv").read_text(encoding="utf-8").replace("A technique.\t", "A technique.\t\t")
    for old, new in retired:
        text = text.replace(old, new)
    (folder / "nodes.tsv").write_text(text, encoding="utf-8", newline="\n")
    assert [(one.one.slug, one.other.slug, one.why) for one in kg.load(tiny(), folder).agreement().alike] == [
        ("beta", "gamma", ("one replaces the id 'beta'",))
    ]
    close = "nmk:gamma\tgamma fibre\tskos:{}\tUBERON:0000001\tmade up\tsemapv:ManualMappingCuration\tnowhere\n"
    for match, expected in (("closeMatch", ()), ("exactMatch", ("both are exactly UBERON:0000001",))):
        folder = other(at=match, mappings=("nowhere\n", f"nowhere\n{close.format(match)}"))
        assert tuple(why for one in kg.load(tiny(), folder).agreement().alike for why in one.why) == expected


def test_a_single_shared_edge_is_told_as_one(tiny: Write, other: Other) -> None:
    g = kg.load(tiny(), other(claims=("beta\ttargets\tcell", "beta\ttargets\tgamma")))
    assert g.agreement().verdict == "1 of 5 edges has claims of both sources; their certainty differs."


def test_how_it_looks(tiny: Write, other: Other, graph: kg.KnowledgeGraph) -> None:
    g = kg.load(tiny(), other(nodes=("gamma\tTarget\tgamma fibre\t", "gamma\tTarget\tgamma fibre\tCell")))
    found = g.agreement()
    assert str(found) == (
        "2 of 4 edges have claims of both sources; on 1 of them, one source affirms what another denies; on 2\n"
        "of them, their certainty differs.\n"
        "  sources  edges\n"
        "  1        2\n"
        "  2        2\n"
        "\n"
        "beta therapy targets cell [2 sources; opposed; certainty differs]\n"
        "  one-002  Beta may act on cells. [hedged (may)]\n"
        "  one-003  Beta does not act on cells. [denied]\n"
        "  two-002  Beta acts on cells. [asserted]\n"
        "\n"
        "alpha therapy targets cell [2 sources; certainty differs]\n"
        "  one-001  Alpha acts on cells. [asserted]\n"
        "  two-001  Alpha may act on cells. [hedged (may)]\n"
        "\n"
        "nodes that may be one entity\n"
        "  cell  gamma  both are called 'cell'\n"
        "If so, write one id for both in the tables, and the other under `replaces` of its node."
    )
    assert [(row["subject_name"], row["sources"], row["by_source"]) for row in found.rows()] == [
        ("beta therapy", 2, ["one: 1 hedged, 1 denied", "two: 1 asserted"]),
        ("alpha therapy", 2, ["one: 1 asserted", "two: 1 hedged"]),
    ]
    assert "| alpha therapy targets cell | 2 | one: 1 asserted; two: 1 hedged | certainty differs |" in found.markdown()
    assert "<summary>nodes that may be one entity</summary>" in (found._repr_html_() or "")
    assert g.agreement(limit=1).cut == "cut at 1 of 2 edges; raise the limit to see more"
    assert len(g.agreement(limit=1).edges) == 1
    assert not graph.agreement()
    assert graph.agreement(sources=1).counts == {1: len(graph.agreement(sources=1).edges)}
    with pytest.raises(ValueError, match="sources must be at least 1"):
        graph.agreement(sources=0)


def test_the_command(tiny: Write, other: Other) -> None:
    folders = ("--data", str(tiny()), "--data", str(other()))
    result = CliRunner().invoke(cli, ["agreement", *folders, "--json"])
    found = json.loads(result.stdout)
    assert (found["opposed"], found["differing"], found["counts"]) == (1, 2, {"1": 2, "2": 2})
    assert found["edges"][1]["by_source"] == ["one: 1 asserted", "two: 1 hedged"]
    assert CliRunner().invoke(cli, ["agreement", *folders, "--csv"]).stdout.count("\n") == 3
    result = CliRunner().invoke(cli, ["agreement", "--csv"])
    assert result.stderr == "Only one source was read, icliniq-2025: there is nothing to compare.\n"


def test_check_of_several_folders_suggests_what_may_be_one(tiny: Write, other: Other) -> None:
    one, two = tiny(), other(nodes=("gamma\tTarget\tgamma fibre\t", "gamma\tTarget\tgamma fibre\tCell"))
    result = CliRunner().invoke(cli, ["check", "--data", str(one), "--data", str(two)])
    assert result.exit_code == 0
    assert result.stdout.split("\n")[0] == (
        "perhaps one entity: other/nodes.tsv:3:id: 'gamma' may be 'cell' at data/nodes.tsv:4: both are called 'cell'; "
        "if it is, write cell for it in this folder, remove this row, and list it under replaces there"
    )
    (two / "nodes.tsv").write_text(
        (two / "nodes.tsv").read_text(encoding="utf-8") + "cell\tTarget\tcell\t\t\tA cell.\t\t\n"
    )
    assert "perhaps" not in CliRunner().invoke(cli, ["check", "--data", str(one), "--data", str(two)]).stdout


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_tables_count_alike(engine: str, tiny: Write, other: Other, tmp_path: Path) -> None:
    both_ways = ("two-003\talpha\ttargets\tgamma", "two-003\tbeta\tdiffers_from\talpha")
    changes: list[dict[str, tuple[str, str]]] = [{}, {"claims": DENIED}, {"claims": both_ways}]
    for number, change in enumerate(changes):
        g = kg.load(tiny(), other(at=str(number), **change))
        with kg.open(kg.write(g, tmp_path / f"{number}.parquet"), engine=engine, schema=g.schema) as tables:
            for sources in (1, 2, 3):
                found, expected = tables.agreement(sources=sources), g.agreement(sources=sources)
                assert (found.counts, found.opposed, found.differing) == (
                    (expected.counts, expected.opposed, expected.differing)
                )
                assert (found.verdict, found.rows()) == (expected.verdict, expected.rows())
