"""A part of a graph is a graph: it answers, is written in every format, and keeps the evidence on its claims."""

from pathlib import Path
from typing import Any

import networkx
import pytest
from click.testing import CliRunner

import kg
from kg.cli import cli


def test_a_part_is_a_graph(graph: kg.KnowledgeGraph) -> None:
    part = graph.part(around="scs", steps=1)
    assert part["scs"].name == "spinal cord stimulation"
    near = {end for edge in graph.edges() for end in (edge.subject, edge.object) if graph["scs"].id in edge.key}
    assert {node.id for node in part.nodes()} == near
    assert {claim.id for claim in part.claims()} == {
        claim.id for claim in graph.claims() if {claim.subject, claim.object} <= near
    }
    assert graph.part(around=graph["scs"], steps=1).nodes() == part.nodes()
    one = graph.part(source="mesh")
    assert [source.slug for source in one.sources()] == ["mesh"]
    assert {claim.source for claim in one.claims()} == {"nms:mesh"}
    with pytest.raises(kg.UnknownName, match="mesj"):
        graph.part(source="mesj")


def test_the_evidence_comes_with_it(with_evidence: kg.KnowledgeGraph, tmp_path: Path) -> None:
    part = with_evidence.part(section="types")
    claims = {claim.id for claim in part.claims()}
    assert {link.claim for link in part.layer.links} == {
        link.claim for link in with_evidence.layer.links if link.claim in claims
    }
    assert str(part.evidence("icliniq-2025-187")) == str(with_evidence.evidence("icliniq-2025-187"))
    assert len(kg.write_all(part, tmp_path)) == len(kg.export_paths(part, tmp_path))


@pytest.mark.parametrize("name", [one.name for one in kg.FORMATS.values() if not one.more])
def test_every_format_takes_a_part_on_the_command_line(with_evidence: kg.KnowledgeGraph, name: str) -> None:
    result = CliRunner().invoke(cli, ["export", name, "--around", "dtm", "--steps", "1", "--section", "types"])
    assert result.exit_code == 0, result.output
    whole = with_evidence if kg.FORMATS[name].needs_evidence or name == "html" else kg.load()
    chosen: dict[str, Any] = {"around": "dtm", "steps": 1, "section": "types"}
    expected = kg.page(whole, **chosen) if name == "html" else kg.dumps(whole.part(**chosen), name)
    assert result.stdout_bytes == expected


@pytest.mark.parametrize("slugs", [False, True])
def test_every_writer_of_networkx_takes_the_plain_graph(graph: kg.KnowledgeGraph, tmp_path: Path, slugs: bool) -> None:
    made = graph.to_networkx(slugs=slugs)
    assert (len(made), made.number_of_edges()) == (len(graph), len(graph.claims()))
    assert ("scs" if slugs else "nmk:scs") in made
    held = {name for *_, values in (*made.nodes(data=True), *made.edges(data=True)) for name in values}
    assert not held & {"source", "target", "key", "name", "id"}
    for writer in (networkx.write_graphml, networkx.write_gexf, networkx.write_gml):
        writer(made, tmp_path / "g")
    for writer in (networkx.write_adjlist, networkx.write_multiline_adjlist, networkx.write_edgelist):
        writer(made, tmp_path / "g")
    networkx.node_link_data(made, edges="edges")
    networkx.cytoscape_data(made)
    pandas_edges = networkx.to_pandas_edgelist(made)
    assert set(pandas_edges["source"]) <= set(made)
    records = graph.to_networkx(plain=False, slugs=slugs)
    assert all(values["record"] in graph for _, values in records.nodes(data=True))
