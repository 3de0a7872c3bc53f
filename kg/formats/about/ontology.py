"""The ontology: what schema.toml and the RDF form mean, in OWL 2 DL.

Properties that hold entities and texts alike (`population` and the like), and those of other vocabularies, are annotation
properties: no other kind may mix the two. The classes of reification (rdf:Statement, owl:Axiom) are typed in the data alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, Term, blank, curies, date, iris, listed, plain, subject, texts
from kg.model.protocol import Graph
from kg.schema import MATCHES, TENTATIVE, VOCABULARY, Category, Modality, Predicate, Schema
from kg.tables.columns import APPRAISALS, CLAIMS, FINDINGS, LINKS, NODES, SECTIONS, STUDIES, TABLES, TENSIONS, Column


class Own(NamedTuple):
    """A class or property of the RDF form itself, declared in no schema. `kinds` are its types other than owl:Class."""

    name: str
    label: str
    definition: str
    above: str = ""
    kinds: tuple[str, ...] = ()
    domain: str = ""
    range: str = ""


CLASSES = (
    Own("Entity", "entity", "What claims are about: a node of the graph. It belongs to exactly one category."),
    Own("Statement", "statement", "What a source says: a claim of an article, or a finding of a study.", "prov:Entity"),
    Own("Claim", "claim", "One atomic statement, made at one place of one source.", "nmv:Statement"),
    Own(
        "Finding",
        "finding",
        "What a source of evidence says: a figure, a recommendation, a definition.",
        "nmv:Statement",
    ),
    Own(
        "Study",
        "study",
        "A source of evidence: a trial, another study, a review, a guideline, a definition.",
        "prov:Entity",
    ),
    Own("StudyEntity", "entity of studies", "What findings are about, and no claim of an article."),
    Own("EvidenceLink", "evidence link", "A link from a claim to a finding: an evidence line."),
    Own("NothingFound", "nothing found", "That evidence for or against a claim was looked for, and none was found."),
    Own("Appraisal", "appraisal", "A rating that a source gave to a finding, or to another source."),
    Own("Section", "section", "A part of a source; for an ontology, the term where a claim was read."),
    Own("Tension", "tension", "Claims that contradict each other, or basic anatomy."),
    Own("Modality", "modality", "The certainty with which a source states a claim.", "skos:Concept"),
    Own("Polarity", "polarity", "Whether a source affirms or denies a claim.", "skos:Concept"),
    Own("TensionKind", "kind of tension", "In what way claims contradict each other.", "skos:Concept"),
)
APART = (
    *("Entity", "Claim", "Section", "Tension", "Finding", "Study", "StudyEntity", "EvidenceLink", "NothingFound"),
    "Appraisal",
)
"""Our classes that share no member."""

OBJECT, DATA, NOTE = ("owl:ObjectProperty",), ("owl:DatatypeProperty",), ("owl:AnnotationProperty",)
ONCE = ("owl:FunctionalProperty",)
FIGURE = "schema:QuantitativeValue"
BOUND = Own("bound", "bound", "How the figure is bounded: <, <=, =, >= or >.", "", DATA + ONCE, FIGURE, "xsd:string")
TENTATIVELY = "As “{}”, where every claim that affirms it is hedged, or inferred by the curator."
DISAGREES = "The object is on the other side of a tension."
IN_ORDER = "The order of the values of a field, if it is not alphabetical: the field, then the rank of each value."
CLASS_OF = {"polarities": "nmv:Polarity", "modalities": "nmv:Modality", "tensions": "nmv:TensionKind", "": FIGURE}
DATATYPES = {
    **dict.fromkeys(("count", "whole"), "xsd:integer"),
    **dict.fromkeys(("word", "counts"), "xsd:string"),
    "flag": "xsd:boolean",
    "number": "xsd:decimal",
}


def _of_column(column: Column, domain: str) -> Own:
    """The property of a column of the records of class `domain`."""
    name = column.curie.partition(":")[2]
    about = (name, name, column.definition, column.above)
    if column.kind == "item" or (column.kind == "text" and column.above):
        return Own(*about, NOTE)
    if column.kind in ("id", "name", "quantity"):
        reach = TABLES[column.refers].domain if column.kind == "id" else CLASS_OF[column.refers]
        return Own(*about, OBJECT if column.many else OBJECT + ONCE, domain, reach)
    several = column.kind == "text" or (column.many and column.kind != "counts")
    return Own(*about, DATA if several else DATA + ONCE, domain, DATATYPES.get(column.kind, ""))


def _properties() -> Iterator[Own]:
    """The properties of the columns that have one of ours, and what the RDF form adds to them."""
    # Of what several classes have, the domain is what they have in common; a link and an empty side have nothing.
    domains = {column.name: "nmv:Statement" for column in CLAIMS.columns if column.name in FINDINGS.header}
    domains |= dict.fromkeys(LINKS.header, "")
    known: set[str] = set()
    for table in (CLAIMS, SECTIONS, NODES, TENSIONS, FINDINGS, STUDIES, LINKS, APPRAISALS):
        for column in table.columns:
            if column.own and column.definition and column.curie not in known:
                known.add(column.curie)
                yield _of_column(column, domains.get(column.name, table.domain))
            if column.kind == "quantity" and table is CLAIMS:
                yield BOUND
    yield Own(
        "disagreesWith", "disagrees with", DISAGREES, "", (*OBJECT, "owl:SymmetricProperty"), "nmv:Claim", "nmv:Claim"
    )
    yield Own("category", "category", "The category of an entity that only studies name.", "", NOTE)
    yield Own("page", "page", "Where a study is on the web.", "", OBJECT, "nmv:Study")
    yield Own("includes", "includes", "A study that a review includes.", "", OBJECT, "nmv:Study", "nmv:Study")
    yield Own("inOrder", "in order", IN_ORDER, "", NOTE)


PROPERTIES = tuple(_properties())
FOREIGN_CLASSES = (
    *("ECO:0000035", "SEPIO:0000002", "SEPIO:0000173", "biolink:Association", "fabio:ClinicalGuideline"),
    *("fabio:ClinicalTrialReport", "fabio:ReviewArticle", "fabio:SystematicReview"),
    *("prov:Entity", "schema:Article", "schema:DefinedTermSet", "schema:QuantitativeValue"),
    *("skos:Concept", "skos:ConceptScheme"),
)
FOREIGN_PROPERTIES = (
    *(f"SEPIO:{name}" for name in ("0000007", "0000008", "0000009", "0000084", "0000183")),
    *("bibo:doi", "bibo:pmid", *(f"biolink:{name}" for name in ("has_count", "has_total", "object", "p_value"))),
    *("biolink:predicate", "biolink:subject", "fabio:hasPubMedCentralId"),
    *(f"dcterms:{name}" for name in ("creator", "description", "hasPart", "isPartOf", "issued", "license", "modified")),
    *(f"dcterms:{name}" for name in ("publisher", "rights", "source", "title")),
    *(f"schema:{name}" for name in ("genre", "lastReviewed", "maxValue", "minValue", "position", "reviewedBy")),
    *("schema:unitText", "schema:url", "schema:value", "skos:altLabel"),
    *(f"skos:{match}" for match in sorted(MATCHES)),
    *("skos:definition", "skos:inScheme", "skos:note", "skos:prefLabel"),
    *("sssom:mapping_justification", "sssom:object_label", "sssom:object_source_version"),
    *("vann:preferredNamespacePrefix", "vann:preferredNamespaceUri"),
)


def dumps(graph: Graph) -> bytes:
    """The ontology in Turtle, UTF-8."""
    return turtle.document(graph.schema, list(subjects(graph.schema)))


def iri(schema: Schema) -> str:
    """The IRI of the ontology: the namespace of our vocabulary without what divides it from a name."""
    return schema.prefixes[VOCABULARY].rstrip("#/")


def version_iri(schema: Schema) -> str:
    """The IRI of this version of the ontology, below that of the version of the dataset."""
    base = schema.dataset.base_iri
    return f"{base}/{quote(schema.dataset.version, safe='')}{iri(schema)[len(base) :]}"


def subjects(schema: Schema) -> Iterator[Subject]:
    """Every subject of the ontology: itself, our classes and properties, those of the schema, and what it borrows."""
    dataset = schema.dataset
    language = dataset.language
    yield subject(
        f"<{iri(schema)}>",
        ("rdf:type", curies("owl:Ontology")),
        ("owl:versionIRI", iris(version_iri(schema))),
        ("owl:versionInfo", plain(dataset.version)),
        ("dcterms:title", texts([f"{dataset.title}: its vocabulary"], language)),
        ("dcterms:description", texts([f"The categories, predicates and properties of {dataset.title}."], language)),
        ("dcterms:creator", iris(f"{dataset.base_iri}/contributors")),
        ("dcterms:license", iris(dataset.licence_url)),
        ("dcterms:issued", date(dataset.date)),
        ("vann:preferredNamespacePrefix", plain(VOCABULARY)),
        ("vann:preferredNamespaceUri", plain(schema.prefixes[VOCABULARY])),
    )
    yield from (_class(own, schema) for own in CLASSES)
    yield from (_category(category, schema) for category in schema.categories.values())
    for predicate in schema.predicates.values():
        yield from _predicate(predicate, schema)
    yield from (_property(own, schema) for own in PROPERTIES)
    yield from _scheme("ModalityScheme", "Modality", schema.modalities.values(), schema)
    yield from _scheme("PolarityScheme", "Polarity", schema.polarities.values(), schema)
    yield from _scheme("TensionScheme", "TensionKind", schema.tensions.values(), schema)
    yield from (subject(name, ("rdf:type", curies("owl:Class"))) for name in FOREIGN_CLASSES)
    yield from (subject(name, ("rdf:type", curies(*NOTE))) for name in FOREIGN_PROPERTIES)


def _term(
    schema: Schema, name: str, types: Iterable[str], label: str, definition: str, *more: tuple[str, list[Term]]
) -> Subject:
    """A term of our vocabulary, by its local name, or its CURIE."""
    language = schema.dataset.language
    return subject(
        name if ":" in name else f"{VOCABULARY}:{name}",
        ("rdf:type", curies(*types)),
        ("rdfs:label", texts([label], language)),
        ("skos:prefLabel", texts([label], language)),
        ("skos:definition", texts([definition] if definition else [], language)),
        ("rdfs:isDefinedBy", iris(iri(schema))),
        *more,
    )


def _match(mapping: tuple[str, ...]) -> tuple[tuple[str, list[Term]], ...]:
    return ((f"skos:{mapping[0]}", curies(mapping[1])),) if mapping else ()


def _class(own: Own, schema: Schema) -> Subject:
    later = [f"{VOCABULARY}:{name}" for name in APART[APART.index(own.name) + 1 :]] if own.name in APART else []
    parts = [f"{VOCABULARY}:{name}" for name in schema.categories] if own.name == "Entity" else []
    near = ["biolink:Association"] if own.name in ("Claim", "Finding") and "biolink" in schema.prefixes else []
    return _term(
        *(schema, own.name, ["owl:Class"], own.label, own.definition),
        ("rdfs:subClassOf", _if_any(own.above)),
        ("owl:disjointWith", curies(*later)),
        ("owl:disjointUnionOf", listed(curies(*parts)) if len(parts) > 1 else []),
        ("skos:closeMatch", curies(*near)),
    )


def _category(category: Category, schema: Schema) -> Subject:
    return _term(
        *(schema, category.name, ["owl:Class"], category.label, category.definition),
        ("skos:altLabel", texts([category.plural], schema.dataset.language)),
        ("rdfs:subClassOf", curies(f"{VOCABULARY}:Entity")),
        *_match(category.mapping),
    )


def _predicate(predicate: Predicate, schema: Schema) -> Iterator[Subject]:
    """A predicate, its tentative twin, and its inverse."""
    domain, reach = predicate.domain, predicate.range
    if predicate.symmetric and domain != reach:
        # It holds both ways round, so each end may be what either may be.
        joined = tuple(name for name in schema.categories if name in {*domain, *reach})
        domain = reach = joined if domain and reach else ()
    lasting = ["owl:TransitiveProperty"] if predicate.transitive else []
    mutual = ["owl:SymmetricProperty"] if predicate.symmetric else []
    types, ends = (
        ["owl:ObjectProperty", *lasting, *mutual],
        (("rdfs:domain", union(domain)), ("rdfs:range", union(reach))),
    )
    curie, twin = (Schema.property_curie(predicate.name, prefix) for prefix in (VOCABULARY, TENTATIVE))
    wider = [Schema.property_curie(predicate.above, prefix) for prefix in (VOCABULARY, TENTATIVE) if predicate.above]
    name = curie.partition(":")[2]
    yield _term(
        *(schema, name, types, predicate.label, predicate.definition),
        *ends,
        ("rdfs:subPropertyOf", curies(*wider[:1], twin)),
        *_match(predicate.mapping),
    )
    definition = f"{TENTATIVELY.format(predicate.label)} {predicate.definition}"
    yield _term(
        *(schema, twin, types, predicate.tentatively, definition), *ends, ("rdfs:subPropertyOf", curies(*wider[1:]))
    )
    if predicate.inverse:
        inverse = Schema.property_curie(predicate.inverse).partition(":")[2]
        definition = f"The inverse of “{predicate.label}”, with subject and object exchanged: {predicate.definition}"
        yield _term(
            *(schema, inverse, ["owl:ObjectProperty"], predicate.inverse_label, definition),
            ("owl:inverseOf", curies(f"{VOCABULARY}:{name}")),
        )


def union(categories: Sequence[str]) -> list[Term]:
    """The class of what is in one of the categories; any entity, where none is given."""
    names = curies(*(f"{VOCABULARY}:{name}" for name in categories or ("Entity",)))
    if len(names) == 1:
        return names
    return [blank(("rdf:type", curies("owl:Class")), ("owl:unionOf", listed(names)))]


def _property(own: Own, schema: Schema) -> Subject:
    return _term(
        *(schema, own.name, own.kinds, own.label, own.definition),
        ("rdfs:domain", _if_any(own.domain)),
        ("rdfs:range", _if_any(own.range)),
        ("rdfs:subPropertyOf", _if_any(own.above)),
    )


def _if_any(curie: str) -> list[Term]:
    return curies(curie) if curie else []


def _scheme(name: str, kind: str, members: Iterable[Modality], schema: Schema) -> Iterator[Subject]:
    language = schema.dataset.language
    title = next(own.label for own in CLASSES if own.name == kind)
    yield _term(schema, name, ["owl:NamedIndividual", "skos:ConceptScheme"], f"scheme of {title}", "")
    for member in members:
        words = f"Shown by a word such as: {', '.join(member.words)}."
        types = ["owl:NamedIndividual", f"{VOCABULARY}:{kind}"]
        yield _term(
            *(schema, member.name.capitalize(), types, member.label, member.definition),
            ("rdfs:comment", texts([words] if member.words else [], language)),
            ("skos:inScheme", curies(f"{VOCABULARY}:{name}")),
        )
