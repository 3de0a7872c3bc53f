"""Nanopublications: each claim as four named graphs, so that it can be cited, passed on and trusted by itself.

The assertion has the claim, denied ones too, and the plain triple of an affirmed one; the provenance, where it was read; the
publication info, who made it. The head names the three. They are neither signed nor are their IRIs made from their content.
"""

from collections.abc import Iterator

from kg.formats.rdf import model as rdf
from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, curies, date, iris, subject
from kg.model.protocol import Graph
from kg.model.records import Claim
from kg.schema import TENTATIVE, VOCABULARY, Schema
from kg.tables.columns import SOURCES


def dumps(graph: Graph) -> bytes:
    """The claims as nanopublications in TriG, UTF-8."""
    return turtle.trig(graph.schema, [part for claim in rdf.claims(graph) for part in _parts(claim, graph)])


def _parts(claim: Claim, graph: Graph) -> Iterator[tuple[str, list[Subject]]]:
    """The named graphs of a claim, each with its IRI and subjects."""
    schema = graph.schema
    whole = f"{schema.dataset.version_iri}/nanopub/{claim.slug}"
    head, *parts = (f"{whole}#{part}" for part in ("head", "assertion", "provenance", "pubinfo"))
    links = zip(("Assertion", "Provenance", "PublicationInfo"), parts, strict=True)
    kind = ("rdf:type", curies("np:Nanopublication"))
    yield head, [subject(f"<{whole}>", kind, *((f"np:has{name}", iris(part)) for name, part in links))]
    assertion, provenance, info = parts
    yield assertion, [*_plain(claim), *rdf.claim_subjects(claim, schema.dataset.language, ())]
    yield provenance, list(_provenance(claim, graph, assertion))
    yield info, [_info(whole, schema)]


def _plain(claim: Claim) -> Iterator[Subject]:
    """The plain triple, where the claim affirms one."""
    if claim.polarity == "affirmed":
        prefix = TENTATIVE if claim.tentative else VOCABULARY
        yield subject(claim.subject, (Schema.property_curie(claim.predicate, prefix), curies(claim.object)))


def _provenance(claim: Claim, graph: Graph, assertion: str) -> Iterator[Subject]:
    source, language = graph.source(claim.source), graph.schema.dataset.language
    places = {section.id: (number, section) for number, section in enumerate(source.sections, 1)}
    number, section = places[claim.section]
    yield subject(f"<{assertion}>", ("prov:wasDerivedFrom", curies(section.id, source.id)))
    yield rdf.section_subject(section, source, number, language)
    yield subject(source.id, *rdf.fields(SOURCES, source, language).items())


def _info(whole: str, schema: Schema) -> Subject:
    dataset = schema.dataset
    return subject(
        f"<{whole}>",
        ("dcterms:created", date(dataset.date)),
        ("dcterms:creator", iris(f"{dataset.base_iri}/contributors")),
        ("dcterms:license", iris(dataset.licence_url)),
        ("dcterms:isPartOf", iris(schema.dataset.version_iri)),
    )
