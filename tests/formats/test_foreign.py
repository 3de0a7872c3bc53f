"""Graphs that other people wrote: as many claims as edges, and nothing invented."""

import json
import re
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph
import pytest

import kg

NODES = """id\tcategory\tname\tdescription\tsynonym\txref\ttaxon
UBERON:0000044\tbiolink:NamedThing|biolink:AnatomicalEntity\tdorsal root ganglion\tA ganglion.\tspinal ganglion|DRG\tMESH:D005727|x y\t
HP:0012532\tbiolink:Disease\tChronic pain\t\t\t\tNCBITaxon:9606
PUBCHEM.COMPOUND:5\tbiolink:Study
"""
EDGES = """id\tsubject\tpredicate\tobject\tknowledge_level\tprimary_knowledge_source\tnegated\tpublications
e1\tUBERON:0000044\tbiolink:related_to\tHP:0012532\tknowledge_assertion\tinfores:ctd\t\tPMID:1|PMID:2
e1\tUBERON:0000044\tbiolink:related_to\tHP:0012532\tprediction\tinfores:ctd\t\t
e2\tUBERON:0000044\tbiolink:related_to\tHP:0012532\tprediction\tinfores:ctd\t\t
e3\tPUBCHEM.COMPOUND:5\tbiolink:treats\tHP:0012532\tnot_provided\t\ttrue\t
"""


def written(folder: Path, **files: str) -> Path:
    """The files in a folder, `_` in a name's end for the dot; the first of them."""
    paths = [folder / re.sub(r"_(?=[a-z]+$)", ".", name) for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths[0]


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A KGX graph in two tables."""
    return written(tmp_path, x_nodes_tsv=NODES, x_edges_tsv=EDGES)


def test_each_edge_is_a_claim_and_each_node_a_node(pair: Path) -> None:
    g = kg.read(pair)
    assert (len(g.nodes()), len(g.edges()), len(g.claims())) == (3, 2, 4)
    drg = g["UBERON:0000044"]
    assert (drg.id, drg.category, drg.name, drg.definition) == (
        "nmk:UBERON:0000044",
        "AnatomicalEntity",
        "dorsal root ganglion",
        "A ganglion.",
    )
    assert drg.synonyms == ("spinal ganglion", "DRG")
    assert [(one.match, one.term) for one in drg.mappings] == [
        ("exactMatch", "UBERON:0000044"),
        ("relatedMatch", "mesh:D005727"),
    ]
    assert drg.note.startswith("xref: x y; category: ")
    assert g["HP:0012532"].note == "taxon: NCBITaxon:9606"
    odd = g["PUBCHEM.COMPOUND:5"]
    assert odd.id == "nmk:PUBCHEM-COMPOUND:5-a111b99f"
    assert (odd.name, odd.mappings) == ("PUBCHEM.COMPOUND:5", ())
    # Study is a word of our own vocabulary.
    assert (odd.category, g.schema.categories["Study2"].label) == ("Study2", "Study")
    assert g.schema.categories["Study2"].mapping == ("exactMatch", "biolink:Study")
    assert len({(one.colour, one.shape) for one in g.schema.categories.values()}) == 3


def test_claims_say_whence_and_how_certain(pair: Path) -> None:
    g = kg.read(pair)
    told = {
        claim.slug: (claim.statement, claim.polarity, claim.modality, claim.hedge, claim.source, claim.note)
        for claim in g.claims()
    }
    related, source = "dorsal root ganglion related to Chronic pain", "nms:infores:ctd"
    assert told == {
        "1": (related, "affirmed", "asserted", (), source, "publications: PMID:1, PMID:2; id: e1"),
        "2": (related, "affirmed", "hedged", ("prediction",), source, "id: e1"),
        "e2": (related, "affirmed", "hedged", ("prediction",), source, ""),
        "e3": ("PUBCHEM.COMPOUND:5 treats Chronic pain", "denied", "asserted", (), "nms:x", ""),
    }
    assert "prediction" in g.schema.modalities["hedged"].words
    assert [section.title for section in g.source("infores:ctd").sections] == ["x_edges.tsv"]
    assert g.schema.predicates["treats"].inverse_label == "inverse of treats"
    assert g.schema.predicates["treats"].mapping == ("exactMatch", "biolink:treats")


def test_any_of_the_files_may_be_named(pair: Path) -> None:
    assert kg.dumps(kg.read(pair.with_name("x_edges.tsv")), "turtle") == kg.dumps(kg.read(pair), "turtle")


def test_json_lines_are_read_as_tables_are(pair: Path, tmp_path: Path) -> None:
    g = kg.read(pair)
    kg.write(g, tmp_path / "y", "kgx-jsonl")
    kg.write(g, tmp_path / "y", "kgx")
    found = [kg.read(tmp_path / f"y.kgx.nodes.{end}", schema=g.schema) for end in ("jsonl", "tsv")]
    assert list(found[0].claims()) == list(found[1].claims()) != []
    assert list(found[0].nodes()) == list(found[1].nodes())
    assert [node.note for node in found[0].nodes()] == [node.note for node in g.nodes()]


@pytest.mark.parametrize("name", ["kgx", "kgx-jsonl"])
def test_our_own_kgx_comes_back(graph: kg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    found = kg.read(kg.write(graph, tmp_path / "g", name))
    assert found.schema == graph.schema
    assert set(found.claims()) == set(graph.claims())
    assert [(node.id, node.category, node.name, node.definition, node.note) for node in found.nodes()] == [
        (node.id, node.category, node.name, node.definition, node.note) for node in graph.nodes()
    ]
    moved = kg.load(base_iri="https://example.org/other")
    assert kg.read(kg.write(moved, tmp_path / "h", name)).schema == moved.schema


def test_a_foreign_graph_goes_through_our_kgx_and_back(pair: Path, tmp_path: Path) -> None:
    g = kg.read(pair)
    found = kg.read(kg.write(g, tmp_path / "z", "kgx"))
    assert [one.mapping for one in found.schema.categories.values()] == [
        one.mapping for one in g.schema.categories.values()
    ]
    told = [(one.id, one.subject, one.statement, one.hedge, one.polarity, one.source, one.note) for one in g.claims()]
    assert [
        (one.id, one.subject, one.statement, one.hedge, one.polarity, one.source, one.note) for one in found.claims()
    ] == told
    # Our own related_to is the same as Biolink's, and keeps its name; what we call treats is something else.
    assert found.schema.predicates["treats2"].mapping == ("exactMatch", "biolink:treats")


def test_a_cell_that_we_would_not_have_written_is_named(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    path = kg.write(graph, tmp_path / "g", "kgx").with_name("g.kgx.edges.tsv")
    lines = path.read_text(encoding="utf-8").split("\n")
    cells = lines[1].split("\t")
    cells[lines[0].split("\t").index("paragraph")] = "one"
    path.write_text("\n".join([lines[0], "\t".join(cells), *lines[2:]]), encoding="utf-8")
    with pytest.raises(kg.DataError, match=r"g\.kgx\.edges\.tsv:2:paragraph: is not as we wrote it: "):
        kg.read(path)


def test_what_is_asked_of_ours_can_be_asked_of_theirs(pair: Path, tmp_path: Path) -> None:
    g = kg.read(pair)
    assert [node.slug for node in g.find("ganglion")] == ["UBERON:0000044"]
    assert [node.slug for node in g["UBERON:0000044"].related_to] == ["HP:0012532"]
    assert "2 hedged" in str(g.paths("UBERON:0000044", "HP:0012532")[0]) or g.paths("UBERON:0000044", "HP:0012532")
    assert g.compare("UBERON:0000044", "HP:0012532")
    assert b"dorsal root ganglion" in kg.page(g)
    for name in ("turtle", "trig", "nquads", "rdfxml", "jsonld", "csv", "ontology", "dataset", "full", "nanopubs"):
        path = kg.write(g, tmp_path / f"z{kg.FORMATS[name].suffix}", name)
        if kg.FORMATS[name].loads:
            assert list(kg.read(path, schema=g.schema).claims()) == list(g.claims()), name
        elif path.suffix in (".ttl", ".trig"):
            assert list(pyoxigraph.parse(path=path))


def test_edges_alone_make_nodes_of_their_ids(tmp_path: Path) -> None:
    g = kg.read(written(tmp_path, x_edges_tsv=EDGES))
    assert next((node.name, node.category, node.note) for node in g.nodes()) == (
        "HP:0012532",
        "NamedThing",
        "",
    )
    assert (len(g.nodes()), len(g.claims())) == (3, 4)


def test_tables_of_any_name(tmp_path: Path) -> None:
    assert len(kg.read(written(tmp_path, e_tsv=EDGES), format="kgx").claims()) == 4
    assert len(kg.read(written(tmp_path, n_csv=NODES.replace("\t", ",")), format="kgx").nodes()) == 3
    with pytest.raises(
        kg.DataError, match=r"n\.jsonl: the name of KGX in JSON Lines ends in nodes\.jsonl or edges\.jsonl"
    ):
        kg.read(written(tmp_path, n_jsonl="{}"), format="kgx")
    with pytest.raises(kg.DataError, match=r"o\.tsv:1: the header has not got the columns id; it has a b"):
        kg.read(written(tmp_path, o_tsv="a\tb\n"), format="kgx")


def test_a_node_that_the_table_lacks_is_made_with_a_warning(tmp_path: Path) -> None:
    path = written(tmp_path, x_nodes_tsv="id\nHP:0012532\n", x_edges_tsv=EDGES)
    with pytest.warns(UserWarning, match=r"^2 nodes are not in x_nodes\.tsv, such as UBERON:0000044: ") as caught:
        g = kg.read(path)
    assert caught[0].filename == __file__
    assert g["UBERON:0000044"].note == "Only edges name it; the table of nodes lacks it."


BAD = {
    "no columns": ({"x_nodes_tsv": "name\tkind\nx\ty\n"}, "x_nodes.tsv:1: the header has not got the columns id; it has name kind"),
    "no columns of edges": (
        {"x_edges_tsv": "from\tto\nx\ty\n"},
        "x_edges.tsv:1: the header has not got the columns subject predicate object, or source metaedge target; it has from to",
    ),
    "empty": ({"x_nodes_tsv": ""}, "x_nodes.tsv:1: is empty: it has no header"),
    "cut off": ({"x_edges_tsv": "subject\tpredicate\tobject\na:1\tb:1\tc:1\na:1\tb:"}, "x_edges.tsv:3:object: the cell is empty; "),
    "many cells": ({"x_nodes_tsv": "id\tname\na:1\tb\tc\n"}, "x_nodes.tsv:2: has 3 cells, and the header 2"),
    "twice": ({"x_nodes_tsv": "id\tname\na:1\tb\na:1\tc\n"}, "x_nodes.tsv:3:id: 'a:1' is already at line 2, with other values; merge"),
    "twice in the header": ({"x_nodes_tsv": "id\tid\n"}, "x_nodes.tsv:1:id: is in the header twice"),
    "no JSON": ({"x_nodes_jsonl": '{"id": "a:1"}\n{"id": '}, "x_nodes.jsonl:2:8: is not valid JSON: Expecting value"),
    "no objects": ({"x_nodes_jsonl": "[1]\n"}, "x_nodes.jsonl:1: is not a JSON object; "),
    "deep": ({"x_nodes_jsonl": "[" * 100_000}, "x_nodes.jsonl:1: is JSON nested too deeply"),
    "quotes": ({"x_nodes_csv": 'id,name\na:1,"b\n'}, "x_nodes.csv:2: is not valid CSV: "),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, case: str) -> None:
    files, message = BAD[case]
    with pytest.raises(kg.DataError) as caught:
        kg.read(written(tmp_path, **files))
    assert str(caught.value).split("\n")[1].startswith(message)


def test_a_graph_that_would_fill_the_memory_is_refused(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.formats.foreign.adopted.MOST", 3)
    with pytest.raises(
        kg.DataError, match=r"x_edges\.tsv: has more than 3 edges; divide it, or load it into a triple store"
    ):
        kg.read(pair)
    monkeypatch.setattr("kg.formats.foreign.adopted.MOST", 2)
    with pytest.raises(kg.DataError, match=r"x_nodes\.tsv: has more than 2 nodes; divide it"):
        kg.read(pair)


def test_latin_1_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x_nodes.tsv"
    path.write_bytes(b"id\tname\na:1\tM\xe9ni\xc3\xa8re\n")
    with pytest.raises(kg.DataError, match=r"x_nodes\.tsv:2:6: byte 0xE9 is not UTF-8"):
        kg.read(path)


def test_a_graph_of_words_that_are_ours_too_is_still_theirs(tmp_path: Path) -> None:
    nodes = "id\tcategory\na:1\tbiolink:Device\na:2\tCondition\n"
    edges = "subject\tpredicate\tobject\na:1\tbiolink:treats\ta:2\n"
    g = kg.read(written(tmp_path, x_nodes_tsv=nodes, x_edges_tsv=edges))
    assert (g.schema.dataset.id, list(g.schema.categories), list(g.schema.predicates)) == (
        "x",
        ["Device", "Condition"],
        ["treats"],
    )
    assert (g.schema.predicates["treats"].domain, g.schema.categories["Condition"].mapping) == ((), ())


def test_what_studies_found_is_read_with_the_nodes_that_only_qualifiers_name(
    evident: Callable[..., Path], tmp_path: Path
) -> None:
    layered = kg.load(evident(), evidence=True)
    path = kg.write(layered, tmp_path / "g", "kgx-evidence")
    rows = sum(
        path.with_name(f"g.evidence.kgx.{end}.tsv").read_text(encoding="utf-8").count("\n") - 1
        for end in ("edges", "denied")
    )
    with warnings.catch_warnings(action="ignore"):
        assert len(kg.read(path).claims()) == rows > 0


def test_texts_that_no_format_could_hold_are_made_plain(tmp_path: Path) -> None:
    row = {"id": "a:1", "name": "two\nlines\x00 \ud800", "synonym": ["x\ty"], "extra": {"b": [1, True, None]}}
    g = kg.read(written(tmp_path, x_nodes_jsonl=json.dumps(row) + "\n"))
    node = g["a:1"]
    assert (node.name, node.synonyms, node.note) == ("two lines  ?", ("x y",), "extra: b 1, true")
    for name in ("rdfxml", "kgx", "graphml"):
        kg.write(g, tmp_path / f"y{kg.FORMATS[name].suffix}", name)


def test_ids_that_would_be_the_same_are_kept_apart(tmp_path: Path) -> None:
    edges = "id\tsubject\tpredicate\tobject\n2\ta:1\tp\tnmk:a:1\n\ta:1\tp\ta:1\nnmc:2\ta:1\tp\ta:1\n"
    g = kg.read(written(tmp_path, x_edges_tsv=edges))
    assert [(claim.slug, claim.subject, claim.object) for claim in g.claims()] == [
        ("2", "nmk:a:1", "nmk:a:1-2"),
        ("2-2", "nmk:a:1", "nmk:a:1"),
        ("2-3", "nmk:a:1", "nmk:a:1"),
    ]


def test_names_of_any_kind_become_a_schema(tmp_path: Path) -> None:
    predicates = (
        "in",
        "claims",
        "RO:0002200",
        "Gr>G",
        "gr g",
        "hasPart",
        "has_part",
        "漢",
        "nmv:treats",
        "treats",
        "x:treats",
    )
    edges = "".join(f"a:1\t{name}\ta:2\n" for name in predicates)
    nodes = "id\tcategory\na:1\tBiological Process\na:2\tbiological_process\n"
    g = kg.read(written(tmp_path, x_nodes_tsv=nodes, x_edges_tsv=f"subject\tpredicate\tobject\n{edges}"))
    assert list(g.schema.predicates) == [
        *("in2", "claims2", "ro_0002200", "gr_g", "gr_g2", "has_part2", "has_part3", "related", "treats", "treats2", "treats3"),
    ]  # fmt: skip
    assert list(g.schema.categories) == ["BiologicalProcess", "BiologicalProcess2"]
    assert len(g.claims()) == len(predicates)
    found = kg.read(kg.write(g, tmp_path / "z.ttl"), schema=g.schema)
    assert list(found.claims()) == list(g.claims())


# -------------------------------------------------------------------------------------------------------------- others


HETNET = """id\tname\tkind
Gene::9\tNAT1\tGene
Anatomy::UBERON:0000044\tdorsal root ganglion\tAnatomy
"""
METAEDGES = "source\tmetaedge\ttarget\nAnatomy::UBERON:0000044\tAeG\tGene::9\nGene::9\tGr>G\tGene::9\n"


@pytest.mark.parametrize("end", ["edges_tsv", "edges_sif"])
def test_tables_of_a_hetnet(tmp_path: Path, end: str) -> None:
    files = {"h-v1_nodes_tsv": HETNET, f"h-v1_{end}": METAEDGES}
    g = kg.read(written(tmp_path, **files))
    assert (g.schema.dataset.id, len(g.nodes()), len(g.claims())) == ("h-v1", 2, 2)
    assert (g["Gene::9"].name, g["Gene::9"].category) == ("NAT1", "Gene")
    assert g["UBERON:0000044"].slug == "Anatomy::UBERON:0000044"
    assert [claim.statement for claim in g.claims()] == ["dorsal root ganglion AeG NAT1", "NAT1 Gr>G NAT1"]


def test_sif_alone(tmp_path: Path) -> None:
    g = kg.read(written(tmp_path, x_sif="a pp b c\nb pd a\nalone\n"))
    assert [claim.statement for claim in g.claims()] == ["a pp b", "a pp c", "b pd a"]
    with pytest.raises(kg.DataError, match=r"x\.sif:1: should be a subject, a predicate and an object"):
        kg.read(written(tmp_path, x_sif="a\tpp\n"))


def test_json_of_a_hetnet(tmp_path: Path) -> None:
    document = {
        "metanode_kinds": ["Gene", "Disease"],
        "metaedge_tuples": [["Gene", "Gene", "interacts", "both"], ["Disease", "Gene", "associates", "both"]],
        "nodes": [
            {"kind": "Gene", "identifier": 9, "name": "NAT1", "data": {"description": "A gene.", "chromosome": "8"}},
            {"kind": "Gene", "identifier": 10, "name": "NAT2"},
            {"kind": "Disease", "identifier": "DOID:1", "name": "one"},
        ],
        "edges": [
            {"source_id": ["Gene", 9], "target_id": ["Gene", 10], "kind": "interacts", "direction": "both", "data": {"z": -1.5}},
            {"source_id": ["Disease", "DOID:1"], "target_id": ["Gene", 9], "kind": "associates", "direction": "both",
             "data": {"source": "Catalog"}},
        ],
    }  # fmt: skip
    g = kg.read(written(tmp_path, h_json=json.dumps(document)))
    assert (g["Gene::9"].definition, g["Gene::9"].note, g["DOID:1"].name) == ("A gene.", "chromosome: 8", "one")
    assert {claim.statement: (claim.note, g.source(claim.source).title) for claim in g.claims()} == {
        "NAT1 interacts NAT2": ("z: -1.5", "h.json"),
        "one associates NAT1": ("", "Catalog"),
    }
    assert [g.schema.predicates[name].symmetric for name in ("interacts", "associates")] == [True, False]
    with pytest.raises(kg.DataError, match=r"h\.json: a node has kind, identifier and name, "):
        kg.read(written(tmp_path, h_json=json.dumps({**document, "nodes": [{"kind": "Gene"}]})))


def test_kgx_in_one_json_file(tmp_path: Path) -> None:
    nodes = [{"id": "HP:1", "category": ["biolink:Disease"]}, {"id": "HP:2"}]
    edges = [{"subject": "HP:1", "predicate": "biolink:treats", "object": "HP:2", "negated": True}]
    g = kg.read(written(tmp_path, k_json=json.dumps({"nodes": nodes, "edges": edges})))
    assert [(claim.polarity, claim.subject) for claim in g.claims()] == [("denied", "nmk:HP:1")]
    for document, message in (
        ({"nodes": [{"name": "x"}], "edges": []}, r"nodes number 1 is not an object with id"),
        ({"nodes": nodes, "edges": 7}, r"edges: should be a list of objects"),
    ):
        with pytest.raises(kg.DataError, match=rf"k\.json:.*{message}"):
            kg.read(written(tmp_path, k_json=json.dumps(document)))


MAPPINGS = """#curie_map:
#  MA: "http://purl.obolibrary.org/obo/MA_"
#  x y: no
#license: https://creativecommons.org/publicdomain/zero/1.0/
#mapping_set_title: 'Brains: two'
subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tconfidence\tmapping_justification
MA:0000168\tbrain\tskos:exactMatch\t\tUBERON:0000955\tbrain\t0.9\tsemapv:LexicalMatching
MA:0000261\teye\tskos:exactMatch\tNot\tUBERON:0000955\tbrain\t\tsemapv:ManualMappingCuration
"""


def test_a_mapping_set(tmp_path: Path) -> None:
    other = written(tmp_path, m_tsv=MAPPINGS)
    g = kg.read(other.rename(tmp_path / "m.sssom.tsv"))
    assert (g.schema.dataset.title, g.schema.dataset.licence[-4:], len(g.nodes())) == ("Brains: two", "1.0/", 3)
    assert [(claim.polarity, claim.note) for claim in g.claims()] == [
        ("affirmed", "confidence: 0.9; mapping_justification: semapv:LexicalMatching"),
        ("denied", "mapping_justification: semapv:ManualMappingCuration"),
    ]
    assert g.schema.prefixes["MA"] == "http://purl.obolibrary.org/obo/MA_"
    assert g["MA:0000168"].mappings[0].term == "MA:0000168"
    assert list(g.schema.predicates) == ["exact_match"]
    other = written(tmp_path, m_tsv=MAPPINGS)
    assert len(kg.read(other, format="sssom").claims()) == 2
    with pytest.raises(
        kg.DataError, match=r"^1 problem in the data\nm\.tsv: is not read; give a file that ends in [^…]+$"
    ):
        kg.read(other)


def test_a_graph_of_networkx(tmp_path: Path) -> None:
    made: Any = networkx.MultiDiGraph()
    made.add_node(1, label="aspirin", category="Drug", mass=180.2)
    made.add_node("b", name="headache")
    made.add_edge(1, "b", key="treats", p=0.1)
    made.add_edge(1, "b", predicate="may treat")
    made.add_edge(1, "b")
    g = kg.read(made)
    assert (g["aspirin"].slug, g["aspirin"].category, g["aspirin"].note) == ("1", "Drug", "mass: 180.2")
    assert [(claim.statement, claim.note) for claim in g.claims()] == [
        ("aspirin treats headache", "p: 0.1"),
        ("aspirin may treat headache", ""),
        ("aspirin related to headache", ""),
    ]
    karate = networkx.karate_club_graph()
    g = kg.read(karate)
    assert (len(g.nodes()), len(g.claims()), [one.symmetric for one in g.schema.predicates.values()]) == (
        34,
        78,
        [True],
    )
    document = json.dumps(networkx.node_link_data(karate, edges="links"))
    assert list(kg.read(written(tmp_path, k_json=document)).nodes()) == list(g.nodes())


SKOS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/t/> .
ex:a a skos:Concept ; skos:prefLabel "pain"@en, "Schmerz"@de ; skos:altLabel "ache"@en ; skos:definition "A feeling."@en ;
  skos:narrower ex:b ; skos:exactMatch <http://id.nlm.nih.gov/mesh/D010146> ; skos:inScheme ex:s ; skos:notation "P1" .
ex:b a skos:Concept ; skos:prefLabel "back pain"@en ; skos:broader ex:a ; skos:related ex:c .
ex:s a skos:ConceptScheme ; skos:prefLabel "Scheme"@en .
"""


def test_skos(tmp_path: Path) -> None:
    g = kg.read(written(tmp_path, s_ttl=SKOS))
    pain = g["ex:a"]
    assert (pain.name, pain.category, pain.synonyms, pain.definition) == (
        "pain",
        "Concept",
        ("Schmerz", "ache"),
        "A feeling.",
    )
    assert [(one.match, one.term) for one in pain.mappings] == [("exactMatch", "ex:a"), ("exactMatch", "mesh:D010146")]
    assert pain.note == "inScheme: ex:s; notation: P1"
    assert [claim.statement for claim in g.claims()] == [
        "pain narrower back pain",
        "back pain broader pain",
        "back pain related ex:c",
    ]
    assert g.schema.predicates["related"].symmetric


OWL = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix oio: <http://www.geneontology.org/formats/oboInOwl#> .
obo:x.owl a owl:Ontology ; rdfs:label "x" .
obo:BFO_0000050 a owl:ObjectProperty ; rdfs:label "part of" .
obo:UBERON_0000044 a owl:Class ; rdfs:label "dorsal root ganglion" ; obo:IAO_0000115 "A ganglion." ;
  oio:hasExactSynonym "DRG" ; oio:hasRelatedSynonym "spinal ganglion" ; oio:hasDbXref "MESH:D005727", "https://e.org/x" ;
  oio:id "UBERON:0000044" ; rdfs:subClassOf obo:UBERON_0000045,
    [ a owl:Restriction ; owl:onProperty obo:BFO_0000050 ; owl:someValuesFrom obo:UBERON_0001016 ],
    [ a owl:Restriction ; owl:onProperty obo:RO_0002202 ; owl:someValuesFrom obo:UBERON_0003081 ],
    [ a owl:Restriction ; owl:onProperty obo:BFO_0000050 ; owl:someValuesFrom [ owl:unionOf ( obo:UBERON_0001016 ) ] ] ;
  owl:equivalentClass [ owl:intersectionOf ( obo:UBERON_0000045 ) ] .
obo:UBERON_0000045 a owl:Class ; rdfs:label "ganglion" ; rdfs:subClassOf obo:CARO_0000000, obo:UBERON_0000001 .
obo:UBERON_0001016 a owl:Class ; rdfs:label "nervous system" .
obo:UBERON_0000001 a owl:Class ; rdfs:label "obsolete" ; owl:deprecated true .
"""


def test_owl(tmp_path: Path) -> None:
    with pytest.warns(
        UserWarning, match=r"^left out of o\.ttl: 1 of obsolete terms, 2 of axioms about anonymous classes$"
    ) as caught:
        g = kg.read(written(tmp_path, o_ttl=OWL))
    assert caught[0].filename == __file__
    drg = g["UBERON:0000044"]
    assert (drg.category, drg.definition, drg.synonyms) == ("Class", "A ganglion.", ("DRG",))
    assert drg.note == "xref: https://e.org/x; hasRelatedSynonym: spinal ganglion"
    assert [claim.statement for claim in g.claims()] == [
        "dorsal root ganglion part of nervous system",
        "dorsal root ganglion RO:0002202 UBERON:0003081",
        "dorsal root ganglion subclass of ganglion",
        "ganglion subclass of CARO:0000000",
    ]
    assert {node.slug for node in drg.part_of} == {"UBERON:0001016"}
    assert len(g.nodes()) == 5


def test_rdf_without_labels_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(
        kg.DataError, match=r"r\.ttl: has no node, claim or source of this dataset.*looked for skos:prefLabel.*KGX"
    ):
        kg.read(written(tmp_path, r_ttl="<http://e.org/a> <http://e.org/p> <http://e.org/b> ."))


def test_a_base_of_ones_own(pair: Path, graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    base = "https://kg.example.org/mine"
    assert kg.read(pair, base_iri=base)["UBERON:0000044"].iri == f"{base}/entity/UBERON:0000044"
    assert kg.read(kg.write(graph, tmp_path / "g.ttl"), base_iri=base)["scs"].iri == f"{base}/entity/scs"


SAMPLES = {
    "x_nodes.tsv": NODES,
    "x_edges.tsv": EDGES,
    "x_nodes.jsonl": '{"id": "a:1", "category": ["x:Y"], "name": null, "xref": {"b": 1}}\n{"id": 7, "category": "Z", "synonym": [1]}\n',
    "h-nodes.tsv": HETNET,
    "h-edges.sif": METAEDGES,
    "h.json": json.dumps(
        {
            "metanode_kinds": ["G"],
            "metaedge_tuples": [["G", "G", "binds", "both"]],
            "nodes": [{"kind": "G", "identifier": 1, "name": "one"}],
            "edges": [{"source_id": ["G", 1], "target_id": ["G", 1], "kind": "binds", "direction": "both"}],
        }
    ),
    "k.json": json.dumps({"nodes": [{"id": "a:1"}], "edges": [{"subject": "a:1", "predicate": "p", "object": "a:1"}]}),
    "n.json": json.dumps(
        {"directed": False, "nodes": [{"id": 1, "label": "one"}], "links": [{"source": 1, "target": 1, "label": ["a"]}]}
    ),
    "m.sssom.tsv": MAPPINGS,
    "s.ttl": SKOS,
    "o.ttl": OWL,
}


@pytest.mark.filterwarnings("ignore:left out")
@pytest.mark.filterwarnings("ignore:.* not in")
@pytest.mark.parametrize("name", SAMPLES)
def test_all_is_asked_of_each_kind_of_graph(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(SAMPLES[name], encoding="utf-8")
    g = kg.read(tmp_path / name)
    assert g.nodes()
    for node in g.nodes():
        assert g[node.slug] == g[node.id] == g[node.iri] == node
        assert node in list(g.find(node.name))
        assert node.neighbours() is not None
    for claim in g.claims():
        predicate = g.schema.predicates[claim.predicate]
        assert g[claim.object] in list(getattr(g[claim.subject], claim.predicate)) or claim.polarity == "denied"
        assert predicate.inverse or predicate.symmetric
        if claim.subject != claim.object and claim.polarity == "affirmed":
            assert g.paths(claim.subject, claim.object)
            assert g.compare(claim.subject, claim.object)
    assert b"<html" in kg.page(g)
    found = kg.read(kg.write(g, tmp_path / "copy.ttl"), schema=g.schema)
    assert list(found.nodes()) == list(g.nodes())
    assert list(found.claims()) == list(g.claims())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.slow
def test_what_was_cut_off_or_damaged_is_a_graph_or_one_error(tmp_path: Path, name: str) -> None:
    path, content = tmp_path / name, SAMPLES[name].encode()
    for place in range(0, len(content), 7):
        for damaged in (
            content[:place],
            content[:place] + b"[" + content[place + 1 :],
            content[:place] + content[place + 9 :],
        ):
            path.write_bytes(damaged)
            with suppress(kg.DataError):
                kg.read(path)
