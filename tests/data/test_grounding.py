"""Grounding: every term is one that was read in its vocabulary's own file; shares, licences, links."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from conftest import ROOT, Write

import kg
from kg.query.stats import CORE, names_a_thing
from kg.tables.reading import packaged

CODE = """
import sys, bioregistry
for prefix in sys.argv[1:]:
    assert (bioregistry.get_preferred_prefix(prefix) or bioregistry.normalize_prefix(prefix)) == prefix, prefix
"""


def verified() -> set[tuple[str, ...]]:
    lines = (Path(__file__).parent / "verified_terms.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    return {tuple(line.split("\t")) for line in lines[1:]}


def test_every_mapping_was_read_in_the_vocabulary(graph: kg.KnowledgeGraph) -> None:
    known = verified()
    mappings = [mapping for node in graph for mapping in node.mappings]
    assert len(mappings) > 100
    for mapping in mappings:
        assert mapping.justification == "semapv:MappingReview"  # docs/curation.md says by whom.
        if "-ontology-" in mapping.place:
            assert f"{mapping.version}.json" in mapping.place
        assert (mapping.term, mapping.label, mapping.place.removeprefix("read in ")) in known


def test_enough_is_grounded(graph: kg.KnowledgeGraph) -> None:
    things = [node for node in graph if names_a_thing(node)]
    core = [node for node in things if node.category in CORE]
    assert sum(node.grounded for node in things) >= 0.6 * len(things)
    assert sum(node.grounded for node in core) >= 0.8 * len(core)
    assert all(len(node.mappings) <= 4 for node in graph)
    assert all(node.grounded != bool(node.ungrounded) for node in graph)


def test_a_term_finds_its_node(graph: kg.KnowledgeGraph) -> None:
    for name in ("UBERON:0000044", "uberon:0000044", "http://purl.obolibrary.org/obo/UBERON_0000044", "mesh:D005727"):
        assert graph[name].slug == "dorsal-root-ganglion"
        assert graph.find("UBERON:0000044")[0].slug == "dorsal-root-ganglion"
    with pytest.raises(kg.UnknownNode):
        graph["UBERON:0000000"]


def test_a_term_of_several_nodes_names_them(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(kg.AmbiguousName, match="lead, thin-wire"):
        graph["hcpcs:C1778"]
    assert [node.slug for node in graph.find("hcpcs:C1778")][:2] == ["lead", "thin-wire"]


def test_what_has_no_term_says_where_it_was_looked_for(graph: kg.KnowledgeGraph) -> None:
    vocabularies = {*graph.schema.prefixes, "HCPCS", "MeSH", "OBI", "SNOMED CT"}
    for node in filter(names_a_thing, graph):
        if not node.grounded:
            looked = re.fullmatch(r"not in (.+?); (?:(?:broader|related): .+|nothing near.*)", node.ungrounded)
            assert looked, node
            places = looked[1].split(", ")
            assert len(places) > 1, node
            assert vocabularies.issuperset(places), node


def test_an_exact_match_beats_a_close_one(tiny: Write) -> None:
    folder = tiny(nodes=("Another technique.\tmade up", "Another technique.\t"))
    path = folder / "mappings.sssom.tsv"
    row = "nmk:beta\tbeta therapy\tskos:exactMatch\tUBERON:0000044\tganglion\tsemapv:ManualMappingCuration\tread in a file\n"
    path.write_text(path.read_text(encoding="utf-8").replace("nmk:cell\t", row + "nmk:cell\t"), encoding="utf-8")
    assert kg.load(folder)["UBERON:0000044"].slug == "beta"


def test_terms_are_links_in_the_rdf(graph: kg.KnowledgeGraph) -> None:
    triples = graph.to_rdf()
    node = rdflib.URIRef(graph.schema.expand("nmk:dorsal-root-ganglion"))
    assert rdflib.URIRef("http://purl.obolibrary.org/obo/UBERON_0000044") in set(
        triples.objects(node, rdflib.SKOS.exactMatch)
    )


def test_licences_of_the_vocabularies_are_named(graph: kg.KnowledgeGraph) -> None:
    text = (packaged() / "README.md").read_text(encoding="utf-8")
    prefixes = {mapping.term.partition(":")[0] for node in graph for mapping in node.mappings}
    assert [prefix for prefix in prefixes if f"| {prefix} |" not in text] == []


def test_hierarchy_is_not_the_articles(graph: kg.KnowledgeGraph) -> None:
    ontologies = {source.id for source in graph.sources() if source.kind == "ontology"}
    claims = [claim for claim in graph.claims() if claim.source in ontologies]
    assert {claim.predicate for claim in claims} == {"type_of", "part_of", "change_of"}
    assert graph["chronic-pain"].type_of[0].slug == "pain"
    assert [node.slug for node in graph["dorsal-root-ganglion"].part_of.part_of] == ["nervous-system"]
    for claim in claims:
        term = claim.section.partition(".")[2]
        ends = (graph[claim.subject], graph[claim.object])
        assert term in {mapping.term for node in ends for mapping in node.mappings} | {ends[0].id}


def test_tensions_link_the_claims_of_both_sides(tiny: Write) -> None:
    g = kg.load(tiny())
    (tension,) = g.tensions()
    assert (tension.claims, tension.against) == (("nmc:one-002",), ("nmc:one-003",))
    assert g.tensions_of(g.claim("one-003")) == (tension,)
    assert g.tensions(weight="minor") == ()
    turtle = kg.dumps(g, "turtle").decode()
    assert turtle.count("nmv:disagreesWith") == 2
    with pytest.raises(kg.UnknownName, match="unknown kind of tension 'contradicton'; did you mean contradiction"):
        g.tensions(kind="contradicton")


def test_tensions_join_what_pulls_apart(graph: kg.KnowledgeGraph) -> None:
    assert len(graph.tensions()) >= 30
    assert {tension.kind for tension in graph.tensions()} == set(graph.schema.tensions)
    for tension in graph.tensions():
        assert set(tension.claims).isdisjoint(tension.against)
        if tension.kind in ("contradiction", "certainty", "scope"):
            assert tension.against
    labels = {claim.object for claim in graph.claims(predicate="described_as", subject="neuromodulation")}
    assert {"nmk:non-invasive", "nmk:non-surgical"} <= labels


@pytest.mark.checkout
@pytest.mark.slow
def test_sssom_is_valid_and_the_bioregistry_knows_the_prefixes(
    graph: kg.KnowledgeGraph, require: Callable[[str, str], str]
) -> None:
    sssom = require(
        "sssom", "python -m venv .venv-sssom; .venv-sssom/bin/pip install sssom bioregistry; put it on the path"
    )
    for file in ("mappings.sssom.tsv", "evidence/mappings.sssom.tsv"):
        done = subprocess.run([sssom, "validate", ROOT / "data" / file], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    prefixes = sorted({mapping.term.partition(":")[0] for node in graph for mapping in node.mappings})
    python = Path(sssom).resolve().parent / "python"
    subprocess.run([python, "-c", CODE, *prefixes], check=True)
