"""Claims in the forms of others: reifiers of RDF 1.2, nanopublications; and every named graph in N-Quads."""

from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from conftest import Write
from pyoxigraph import Dataset, NamedNode, RdfFormat, Triple
from rdflib import RDF
from rdflib.namespace import PROV

import kg

NP = rdflib.Namespace("http://www.nanopub.org/nschema#")
A = NamedNode(str(RDF.type))


@pytest.mark.slow
def test_nquads_has_the_graphs_of_trig_in_canonical_form(graph: kg.KnowledgeGraph) -> None:
    content = kg.dumps(graph, "nquads")
    lines = content.decode("utf-8").split("\n")
    assert lines.pop() == ""
    assert lines == sorted(set(lines))
    found, trig = Dataset(pyoxigraph.parse(content, RdfFormat.N_QUADS)), kg.dumps(graph, "trig")
    expected = Dataset(pyoxigraph.parse(trig, RdfFormat.TRIG))
    for dataset in (found, expected):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert found == expected
    assert sorted(f"{quad} ." for quad in found) == lines


def test_each_claim_is_a_reifier(graph: kg.KnowledgeGraph) -> None:
    """The same triples, with one triple term for what RDF 1.1 says by four."""
    content = kg.dumps(graph, "turtle12")
    triples = {quad.triple for quad in pyoxigraph.parse(content, RdfFormat.TURTLE)}
    reifying = {one for one in triples if isinstance(one.object, Triple)}
    assert {one.predicate.value for one in reifying} == {f"{RDF}reifies"}
    parts = [NamedNode(f"{RDF}{name}") for name in ("subject", "predicate", "object")]
    said = {Triple(one.subject, part, term) for one in reifying for part, term in zip(parts, one.object, strict=True)}
    said |= {Triple(one.subject, A, NamedNode(str(RDF.Statement))) for one in reifying}
    data = {quad.triple for quad in pyoxigraph.parse(kg.dumps(graph, "turtle"), RdfFormat.TURTLE)}
    assert len(reifying) == len(graph.claims())
    assert (triples - reifying) | said == data
    assert not (triples & said)


def test_the_annotations_that_other_writers_use_are_read(tiny: Write, tmp_path: Path) -> None:
    g = kg.load(tiny())
    turtle = kg.dumps(g, "turtle12").decode()
    term = "rdf:reifies <<( nmk:alpha nmv:targets nmk:cell )>> ;\n    "
    assert term in turtle
    annotated = f"{turtle.replace(term, '')}\nnmk:alpha nmv:targets nmk:cell ~ nmc:one-001 .\n"
    (tmp_path / "g.ttl").write_text(annotated, encoding="utf-8")
    assert kg.read(tmp_path / "g.ttl", schema=g.schema).claims() == g.claims()


@pytest.fixture(scope="module")
def nanopubs(graph: kg.KnowledgeGraph) -> dict[rdflib.URIRef, list[tuple[rdflib.URIRef, ...]]]:
    """The triples of each named graph, as rdflib reads them."""
    found = defaultdict(list)
    dataset = rdflib.Dataset()
    dataset.parse(data=kg.dumps(graph, "nanopubs"), format="trig")
    for s, p, o, name in dataset.quads():
        found[name].append((s, p, o))
    return found  # type: ignore[return-value]


def test_nanopublications_keep_the_rules(
    graph: kg.KnowledgeGraph, nanopubs: dict[rdflib.URIRef, list[tuple[rdflib.URIRef, ...]]]
) -> None:
    """Those of https://nanopub.net/guidelines/working_draft/, "Well-formed Nanopublications"."""
    assert None not in nanopubs  # Nothing is outside of a named graph.
    kinds = [
        (s, name)
        for name, triples in nanopubs.items()
        for s, p, o in triples
        if (p, o) == (RDF.type, NP.Nanopublication)
    ]
    assert len(kinds) == len({whole for whole, _ in kinds}) == len({head for _, head in kinds}) == len(graph.claims())
    used = []
    for whole, head in kinds:
        links = {}
        for name in ("hasAssertion", "hasProvenance", "hasPublicationInfo"):
            (links[name],) = [o for s, p, o in nanopubs[head] if (s, p) == (whole, NP[name])]
        assert len(nanopubs[head]) == 4
        parts = [head, *links.values()]
        assert len({whole, *parts}) == 5
        used += parts
        assertion, provenance, info = links.values()
        assert nanopubs[assertion]
        assert any(s == assertion for s, _, _ in nanopubs[provenance])
        assert any(s == whole for s, _, _ in nanopubs[info])
    assert sorted(used) == sorted(nanopubs)


def test_a_nanopublication_asserts_the_claim(
    graph: kg.KnowledgeGraph, nanopubs: dict[rdflib.URIRef, list[tuple[rdflib.URIRef, ...]]]
) -> None:
    """With the plain triple, unless it is denied; and says where it was read."""
    data = set(graph.to_rdf())
    whole = f"{graph.schema.dataset.base_iri}/{graph.schema.dataset.version}/nanopub"
    for claim in graph.claims():
        (iri, subject, object, section) = (
            rdflib.URIRef(graph.schema.expand(name)) for name in (claim.id, claim.subject, claim.object, claim.section)
        )
        name = rdflib.URIRef(f"{whole}/{claim.slug}#assertion")
        plain = [triple for triple in nanopubs[name] if not str(triple[0]).startswith(str(iri))]
        prefix = "nmt" if claim.tentative else "nmv"
        verb = rdflib.URIRef(graph.schema.expand(kg.Schema.property_curie(claim.predicate, prefix)))
        assert plain == ([] if claim.polarity == "denied" else [(subject, verb, object)])
        assert {t for t in nanopubs[name] if t not in plain} <= data
        provenance = nanopubs[rdflib.URIRef(f"{whole}/{claim.slug}#provenance")]
        assert (name, PROV.wasDerivedFrom, section) in provenance


@pytest.mark.slow
def test_what_is_not_built_is_written_where_it_is_named(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    others = [format for format in kg.FORMATS.values() if not format.built]
    assert {format.name for format in others} >= {"nquads", "turtle12", "nanopubs"}
    assert not {path.name.removeprefix("neuromod-kg") for path in kg.export_paths(graph, tmp_path)} & {
        format.suffix for format in others
    }
    for format in (one for one in others if not one.more):
        assert kg.write(graph, tmp_path / f"g{format.suffix}").read_bytes() == kg.dumps(graph, format.name)


def test_a_text_that_no_reader_takes(tiny: Write) -> None:
    graph = kg.load(tiny(nodes=("A technique.", "x" * (1 << 24))))
    with pytest.raises(kg.ExportError, match=r"^a text has more than 16 MB, which Oxigraph does not read; shorten it$"):
        kg.dumps(graph, "nquads")
