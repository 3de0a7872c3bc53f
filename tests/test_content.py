"""What other resources hold of this graph's entities, counted in small files of the forms in which they are published."""

from pathlib import Path

import pytest

import kg

content = pytest.importorskip("benchmarks.content", reason="the benchmarks come with a checkout")

OBO = """\
format-version: 1.2
ontology: maxo

[Term]
id: MAXO:0000001
name: Medical action
synonym: "Spinal-Cord stimulation" EXACT []
synonym: "peripheral nerve stimulation" RELATED []

[Term]
id: MAXO:0000002
name: pain
is_obsolete: true

[Term]
id: HP:0012531
name: Pain

[Typedef]
id: part_of
name: brain
"""
JSON = """\
{"UBERON:0000044": {"label": "dorsal root ganglion", "synonyms": ["spinal ganglion"], "deprecated": false},
 "UBERON:0000002": {"label": "liver", "deprecated": true}}
"""
HETIONET = "id\tname\tkind\nSymptom::D059350\tChronic Pain\tSymptom\nGene::9796\tPHYHIP\tGene\nDisease::DOID:1826\te\tDisease\n"
PRIMEKG = """\
node_index,node_id,node_type,node_name,node_source
0,9796,gene/protein,PHYHIP,NCBI
1,44,anatomy,"ganglion, dorsal root",UBERON
2,5027_19956,disease,seizures,MONDO_grouped
3,12532,effect/phenotype,Chronic pain,HPO
"""
SPOKE = "disease_name,disease_id\nischemia,DOID:326\n"


@pytest.mark.parametrize(
    ("name", "text", "count", "by_term", "by_name"),
    [
        ("maxo.obo", OBO, 1, set(), {"scs"}),
        ("uberon.json", JSON, 1, {"dorsal-root-ganglion"}, {"dorsal-root-ganglion"}),
        ("hetionet.tsv", HETIONET, 3, {"chronic-pain", "epilepsy"}, {"chronic-pain"}),
        ("nodes.csv", PRIMEKG, 4, {"dorsal-root-ganglion", "epilepsy", "chronic-pain"}, {"chronic-pain"}),
        ("diseases.csv", SPOKE, 1, {"ischemia"}, {"ischemia"}),
    ],
)
def test_entities_are_found_by_term_and_by_name(
    name: str, text: str, count: int, by_term: set[str], by_name: set[str], tmp_path: Path, graph: kg.KnowledgeGraph
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    others = content.entries(path)
    found = content.held(graph, others)
    assert len(others) == count
    assert {node.slug for node in found.by_term} == by_term
    assert {node.slug for node in found.by_name} == by_name


def test_a_table_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.csv: no table of nodes that is known here; its columns are a, b"):
        content.entries(path)


def test_what_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str], graph: kg.KnowledgeGraph) -> None:
    path = tmp_path / "hetionet.tsv"
    path.write_text(HETIONET, encoding="utf-8")
    content.main(["--list", str(path)])
    lines = capsys.readouterr().out.split("\n")
    assert lines[2] == "| hetionet.tsv | 3 | 2 | 1 | 2 | 0 |"
    assert lines[4] == f"2 of {len(graph)} entities are in at least one; {len(graph) - 2} are in none:"
    assert "hetionet.tsv: chronic-pain: Chronic Pain (MESH:D059350)" in lines
