"""The evidence in RDF: studies, the entities that only they name, findings, and the links to the article's claims.

It can be loaded beside the article's file, or alone. Findings are resources of their own kind, with the properties of a Biolink
association: a query for claims, for plain triples, or for entities by their category has the same answer with the evidence beside
them as without. No finding writes a plain triple.
"""

from collections.abc import Iterator

from kg.evidence import Appraisal, Finding, Layer, Link, Study
from kg.formats.rdf import turtle
from kg.formats.rdf.model import (
    Subject,
    Term,
    curies,
    fields,
    iris,
    mapping_subjects,
    matches,
    quantity_subject,
    section_subject,
    subject,
)
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.schema import VOCABULARY
from kg.tables.columns import APPRAISALS, FINDINGS, LINKS, NODES, STUDIES

DIRECTIONS = {"supports": "SEPIO:0000403", "disputes": "SEPIO:0000404", "inconclusive": "SEPIO:0000405"}
"""What SEPIO calls each direction: supporting, disputing, inconclusive."""

LINES = {"supports": "SEPIO:0000007", "disputes": "SEPIO:0000008", "inconclusive": "SEPIO:0000009"}
"""From a claim to an evidence line of each direction."""

DOCUMENTS = {
    "trial": "fabio:ClinicalTrialReport",
    "review": "fabio:ReviewArticle",
    "systematic-review": "fabio:SystematicReview",
    "guideline": "fabio:ClinicalGuideline",
}


def dumps(graph: Graph) -> bytes:
    """The evidence in Turtle, UTF-8. MissingEvidence where the graph was loaded without it."""
    return turtle.document(graph.schema, list(subjects(graph.layer, graph.schema.dataset.language)))


def subjects(layer: Layer, language: str) -> Iterator[Subject]:
    """Every subject of the evidence: studies with their sections, entities, findings with their figures, links, ratings."""
    for study in layer.studies.values():
        yield _study(study, layer, language)
        for position, section in enumerate(study.sections, 1):
            yield section_subject(section, study, position, language)
    for node in layer.nodes.values():
        yield _entity(node, language)
        yield from mapping_subjects(node)
    for finding in layer.findings.values():
        yield _finding(finding, language)
        if finding.quantity is not None:
            yield quantity_subject(finding, finding.quantity)
    for claim, links in layer.links_of.items():
        lines = [(LINES[link.direction], curies(link.id)) for link in links if link.evidence_claim]
        together: dict[str, list[Term]] = {}
        for name, objects in lines:
            together.setdefault(name, []).extend(objects)
        if together:
            yield subject(claim, *sorted(together.items()))
        yield from (_link(link, language) for link in links)
    numbers: dict[str, int] = {}
    for rating in layer.appraisals:
        numbers[rating.about] = numbers.get(rating.about, 0) + 1
        yield _appraisal(rating, numbers[rating.about], language)


def _study(study: Study, layer: Layer, language: str) -> Subject:
    stated = fields(STUDIES, study, language)
    document = DOCUMENTS.get(study.design) or DOCUMENTS.get(study.kind, "")
    return subject(
        study.id,
        ("rdf:type", curies(f"{VOCABULARY}:Study", *([document] if document else []), "prov:Entity")),
        *stated.items(),
        (f"{VOCABULARY}:page", iris(study.page) if study.page else []),
        (f"{VOCABULARY}:includes", curies(*layer.includes.get(study.id, ()))),
        ("dcterms:hasPart", curies(*(section.id for section in study.sections))),
    )


def _entity(node: Node, language: str) -> Subject:
    stated = fields(NODES, node, language)
    category, label = stated.pop("rdf:type"), stated.pop("rdfs:label")
    return subject(
        node.id,
        ("rdf:type", curies(f"{VOCABULARY}:StudyEntity")),
        (f"{VOCABULARY}:category", category),
        ("rdfs:label", label),
        ("skos:prefLabel", label),
        *stated.items(),
        *matches(node),
    )


def _finding(finding: Finding, language: str) -> Subject:
    return subject(
        finding.id,
        ("rdf:type", curies(f"{VOCABULARY}:Finding", "biolink:Association", "SEPIO:0000173")),
        *fields(FINDINGS, finding, language).items(),
        ("dcterms:source", curies(finding.source)),
    )


def _link(link: Link, language: str) -> Subject:
    stated = fields(LINKS, link, language)
    kinds = curies(f"{VOCABULARY}:EvidenceLink", "SEPIO:0000002")
    if not link.evidence_claim:
        kinds = curies(f"{VOCABULARY}:NothingFound", "ECO:0000035")
    stated["SEPIO:0000183"] = curies(DIRECTIONS[link.direction]) if link.direction else []
    return subject(link.id, ("rdf:type", kinds), *stated.items())


def _appraisal(rating: Appraisal, number: int, language: str) -> Subject:
    stated = fields(APPRAISALS, rating, language)
    return subject(f"{rating.about}.a{number}", ("rdf:type", curies(f"{VOCABULARY}:Appraisal")), *stated.items())
