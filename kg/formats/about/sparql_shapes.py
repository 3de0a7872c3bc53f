"""The shapes that need SHACL-SPARQL: what must agree between the claims and the triples that repeat them."""

from collections.abc import Iterator

from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, blank, curies, plain, subject, texts, typed
from kg.model.protocol import Graph
from kg.schema import TENTATIVE, VOCABULARY, Schema

PREFIXES = (VOCABULARY, TENTATIVE, "cito", "owl", "rdf", "skos")
TRIPLE = "$this ?path ?value . FILTER (?path IN (PREDICATES)) BIND (SAID AS ?said)"
CLAIM = "?claim rdf:subject $this ; rdf:predicate ?said ; rdf:object ?value"
AFFIRMED = "nmv:polarity nmv:Affirmed"
OUTRIGHT = (
    AFFIRMED + " ; nmv:modality ?how . FILTER (?how != nmv:Hedged) FILTER NOT EXISTS { ?claim nmv:inferred true }"
)
NO_TWIN = "BIND (TWIN AS ?twin) FILTER NOT EXISTS { ?subject ?twin ?value }"
UNSTATED = " . FILTER NOT EXISTS { ?subject ?path ?value }"
TOO_FAR = ' . FILTER (STRLEN(REPLACE(?sentences, "[0-9]", "")) + 1 < ?value)'
SHAPES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        *("DirectTriple", "targetSubjectsOf", "", "A plain triple has a claim behind it: {?path} {?value}"),
        f"{TRIPLE} FILTER NOT EXISTS {{ {CLAIM} }}",
    ),
    (
        *("DeniedTriple", "targetSubjectsOf", "", "What every claim denies has no plain triple: {?path} {?value}"),
        f"{TRIPLE} FILTER EXISTS {{ {CLAIM} }} FILTER NOT EXISTS {{ {CLAIM} ; {AFFIRMED} }}",
    ),
    (
        *("FirmTriple", "targetSubjectsOf", "", "What no claim says outright is tentative: {?path} {?value}"),
        f"{TRIPLE} FILTER (?path = ?said) FILTER EXISTS {{ {CLAIM} ; {AFFIRMED} }} FILTER NOT EXISTS {{ {CLAIM} ; {OUTRIGHT} }}",
    ),
    (
        *("TentativeTriple", "targetSubjectsOf", "", "What a claim says outright is not tentative: {?path} {?value}"),
        f"{TRIPLE} FILTER (?path != ?said) FILTER EXISTS {{ {CLAIM} ; {OUTRIGHT} }}",
    ),
    (
        *("AffirmedClaim", "targetClass", "nmv:Claim"),
        "An affirmed claim has its plain triple, if only a tentative one: {?subject} {?path} {?value}",
        f"$this {AFFIRMED} ; rdf:subject ?subject ; rdf:predicate ?path ; rdf:object ?value{UNSTATED} {NO_TWIN}",
    ),
    (
        *("Disagreement", "targetClass", "nmv:Claim", "Disagreement is mutual: {?value}"),
        "$this nmv:disagreesWith ?value . FILTER NOT EXISTS { ?value nmv:disagreesWith $this }",
    ),
    (
        *("ParagraphOfSection", "targetClass", "nmv:Claim", "The section has no such paragraph: {?value}"),
        "$this nmv:paragraph ?value ; nmv:section ?section . ?section nmv:sentences ?sentences" + TOO_FAR,
    ),
    (
        *("StatedMapping", "targetClass", "owl:Axiom", "A mapping has its triple: {?path} {?value}"),
        "$this owl:annotatedSource ?subject ; owl:annotatedProperty ?path ; owl:annotatedTarget ?value" + UNSTATED,
    ),
    (
        *("Abbreviation", "targetSubjectsOf", "nmv:abbreviation", "An abbreviation is another name: {?value}"),
        "$this nmv:abbreviation ?value . FILTER NOT EXISTS { $this skos:altLabel ?value }",
    ),
    (
        *("AgainstOneSide", "targetSubjectsOf", "nmv:against"),
        "What a tension is against is also what it is between: {?value}",
        "$this nmv:against ?value . FILTER NOT EXISTS { $this nmv:between ?value }",
    ),
)
"""Name, kind of target, target (the plain triples' predicates if empty), message, and what is looked for."""


def dumps(graph: Graph) -> bytes:
    """The SPARQL-based shapes in Turtle, UTF-8."""
    return turtle.document(graph.schema, list(subjects(graph.schema)))


def subjects(schema: Schema) -> Iterator[Subject]:
    """Every shape that needs a query, after the prefixes that the queries use."""
    declared = [
        blank(("sh:prefix", plain(prefix)), ("sh:namespace", typed(schema.prefixes[prefix], "xsd:anyURI")))
        for prefix in PREFIXES
    ]
    yield subject("nmsh:prefixes", ("rdf:type", curies("owl:Ontology")), ("sh:declare", declared))
    predicates = [
        Schema.property_curie(name, prefix) for prefix in (VOCABULARY, TENTATIVE) for name in schema.predicates
    ]
    ours, twins = schema.prefixes[VOCABULARY], schema.prefixes[TENTATIVE]
    said = f'IF(STRSTARTS(STR(?path), "{twins}"), IRI(CONCAT("{ours}", STRAFTER(STR(?path), "{twins}"))), ?path)'
    twin = f'IRI(CONCAT("{twins}", STRAFTER(STR(?path), "{ours}")))'
    for name, target, of, message, where in SHAPES:
        select = where.replace("PREDICATES", ", ".join(predicates)).replace("SAID", said).replace("TWIN", twin)
        query = blank(
            ("rdf:type", curies("sh:SPARQLConstraint")),
            ("sh:message", texts([message], schema.dataset.language)),
            ("sh:prefixes", curies("nmsh:prefixes")),
            ("sh:select", plain(f"SELECT $this ?path ?value WHERE {{ {select} }}")),
        )
        focus = (f"sh:{target}", curies(of) if of else curies(*predicates))
        yield subject(f"nmsh:{name}", ("rdf:type", curies("sh:NodeShape")), focus, ("sh:sparql", [query]))
