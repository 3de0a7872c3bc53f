"""The shapes that need SHACL-SPARQL: what must agree between the claims and the triples that repeat them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, Term, blank, curies, plain, subject, texts, typed
from kg.schema import VOCABULARY, Schema

if TYPE_CHECKING:
    from kg.model import Graph

PREFIXES = (VOCABULARY, "cito", "owl", "rdf", "skos")
CLAIM = f"{VOCABULARY}:Claim"


def dumps(graph: "Graph") -> bytes:
    """The SPARQL-based shapes in Turtle, UTF-8."""
    return turtle.document(graph.schema, list(subjects(graph.schema)))


def subjects(schema: Schema) -> Iterator[Subject]:
    """Every shape that needs a query, after the prefixes that the queries use."""
    yield subject(
        "nmsh:prefixes",
        ("rdf:type", curies("owl:Ontology")),
        (
            "sh:declare",
            [
                blank(("sh:prefix", plain(prefix)), ("sh:namespace", typed(schema.prefixes[prefix], "xsd:anyURI")))
                for prefix in PREFIXES
            ],
        ),
    )
    predicates = [Schema.property_curie(name) for name in schema.predicates]
    direct = ("sh:targetSubjectsOf", curies(*predicates))
    claim = ("sh:targetClass", curies(CLAIM))
    triple = f"$this ?path ?value . FILTER (?path IN ({', '.join(predicates)}))"
    same = "?claim rdf:subject $this ; rdf:predicate ?path ; rdf:object ?value"
    for name, target, message, where in (
        (
            *("DirectTriple", direct, "A direct triple has a claim that says it: {?path} {?value}"),
            f"{triple} FILTER NOT EXISTS {{ {same} }}",
        ),
        (
            *("DeniedTriple", direct, "A claim that is denied by all gives no direct triple: {?path} {?value}"),
            f"{triple} FILTER EXISTS {{ {same} }} FILTER NOT EXISTS {{ {same} ; nmv:polarity nmv:Affirmed }}",
        ),
        (
            *("AffirmedClaim", claim, "An affirmed claim has its direct triple: {?subject} {?path} {?value}"),
            (
                "$this nmv:polarity nmv:Affirmed ; rdf:subject ?subject ; rdf:predicate ?path ; rdf:object ?value . "
                "FILTER NOT EXISTS { ?subject ?path ?value }"
            ),
        ),
        (
            *("Disagreement", claim, "Disagreement goes both ways: {?value}"),
            "$this cito:disagreesWith ?value . FILTER NOT EXISTS { ?value cito:disagreesWith $this }",
        ),
        (
            *("ParagraphOfSection", claim, "The section has no such paragraph: {?value}"),
            (
                "$this nmv:paragraph ?value ; nmv:section ?section . ?section nmv:sentences ?sentences . "
                'FILTER (STRLEN(REPLACE(?sentences, "[0-9]", "")) + 1 < ?value)'
            ),
        ),
        (
            *("StatedMapping", ("sh:targetClass", curies("owl:Axiom")), "A mapping has its triple: {?path} {?value}"),
            (
                "$this owl:annotatedSource ?subject ; owl:annotatedProperty ?path ; owl:annotatedTarget ?value . "
                "FILTER NOT EXISTS { ?subject ?path ?value }"
            ),
        ),
        (
            *(
                "Abbreviation",
                ("sh:targetSubjectsOf", curies("nmv:abbreviation")),
                "An abbreviation is another name: {?value}",
            ),
            "$this nmv:abbreviation ?value . FILTER NOT EXISTS { $this skos:altLabel ?value }",
        ),
        (
            *("AgainstOneSide", ("sh:targetSubjectsOf", curies("nmv:against")), "The second side is a side: {?value}"),
            "$this nmv:against ?value . FILTER NOT EXISTS { $this nmv:between ?value }",
        ),
    ):
        yield _shape(name, target, message, where, schema)


def _shape(name: str, target: tuple[str, list[Term]], message: str, where: str, schema: Schema) -> Subject:
    query = blank(
        ("rdf:type", curies("sh:SPARQLConstraint")),
        ("sh:message", texts([message], schema.dataset.language)),
        ("sh:prefixes", curies("nmsh:prefixes")),
        ("sh:select", plain(f"SELECT $this ?path ?value WHERE {{ {where} }}")),
    )
    return subject(f"nmsh:{name}", ("rdf:type", curies("sh:NodeShape")), target, ("sh:sparql", [query]))
