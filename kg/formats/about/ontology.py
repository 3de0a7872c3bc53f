"""The ontology: what schema.toml and the RDF form mean, in OWL 2 DL.

Properties that hold entities and texts alike (`population` and the like), and those of other vocabularies, are annotation
properties: no other kind may mix the two. The classes of reification (rdf:Statement, owl:Axiom) are typed in the data alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, Term, blank, curies, listed, plain, subject, texts, typed
from kg.schema import MATCHES, VOCABULARY, Category, Modality, Predicate, Schema
from kg.tables.columns import CLAIMS, NODES, SECTIONS, TABLES, TENSIONS

if TYPE_CHECKING:
    from kg.model import Graph


class Own(NamedTuple):
    """A class or property of the RDF form itself, declared in no schema."""

    name: str
    kind: str
    label: str
    definition: str
    domain: str = ""
    range: str = ""
    above: str = ""


CLASSES = (
    Own("Entity", "Class", "entity", "What claims are about: a node of the graph. It is of exactly one category."),
    Own("Claim", "Class", "claim", "One atomic statement, made at one place of one source.", above="prov:Entity"),
    Own("Section", "Class", "section", "A part of a source; of an ontology, the term in which a claim was read."),
    Own("Tension", "Class", "tension", "Claims that pull against each other, or against plain anatomy."),
    Own("Modality", "Class", "modality", "How firmly a source puts a claim.", above="skos:Concept"),
    Own(
        "Polarity", "Class", "polarity", "Whether a source says that it is so, or that it is not.", above="skos:Concept"
    ),
    Own("TensionKind", "Class", "kind of tension", "In what way claims pull against each other.", above="skos:Concept"),
)
APART = ("Entity", "Claim", "Section", "Tension")
"""Classes of ours that share no member."""

ONE, MANY, DATUM, DATA, NOTE = "one", "object", "datum", "data", "annotation"
KINDS = {
    ONE: ("owl:ObjectProperty", "owl:FunctionalProperty"),
    MANY: ("owl:ObjectProperty",),
    DATUM: ("owl:DatatypeProperty", "owl:FunctionalProperty"),
    DATA: ("owl:DatatypeProperty",),
    NOTE: ("owl:AnnotationProperty",),
}
BOUND = Own(
    *(
        "bound",
        DATUM,
        "bound",
        "How the figure is bounded: <, <=, =, >= or >.",
        "schema:QuantitativeValue",
        "xsd:string",
    )
)
IN_ORDER = "The order of a field's values, where it is not alphabetical: the field, then the rank of each value."
CLASS_OF = {"polarities": "nmv:Polarity", "modalities": "nmv:Modality", "tensions": "nmv:TensionKind"}
DATATYPES = {"whole": "xsd:integer", "flag": "xsd:boolean", "word": "xsd:string", "counts": "xsd:string"}


def _properties() -> Iterator[Own]:
    """The properties of the columns that have one of ours, and what the RDF form adds to them."""
    for table in (CLAIMS, SECTIONS, NODES, TENSIONS):
        for column in table.columns:
            if column.definition:
                local = column.curie.partition(":")[2]
                kind, reach = DATUM, DATATYPES.get(column.kind, "")
                if column.kind == "item" or (column.kind == "text" and column.above):
                    kind = NOTE
                elif column.kind == "text":
                    kind = DATA
                elif column.kind in ("id", "name", "quantity"):
                    kind = MANY if column.many else ONE
                    refers = TABLES[column.refers].domain if column.kind == "id" else CLASS_OF.get(column.refers)
                    reach = refers or "schema:QuantitativeValue"
                domain = "" if kind == NOTE else table.domain
                yield Own(local, kind, local, column.definition, domain, reach, column.above)
            if column.kind == "quantity":
                yield BOUND
    yield Own("inOrder", NOTE, "in order", IN_ORDER)


PROPERTIES = tuple(_properties())
FOREIGN_CLASSES = (
    *("prov:Entity", "schema:Article", "schema:DefinedTermSet", "schema:QuantitativeValue"),
    *("skos:Concept", "skos:ConceptScheme"),
)
FOREIGN_PROPERTIES = (
    "cito:disagreesWith",
    *(f"dcterms:{name}" for name in ("creator", "description", "hasPart", "isPartOf", "issued", "license", "modified")),
    *(f"dcterms:{name}" for name in ("publisher", "rights", "source", "title")),
    *(f"schema:{name}" for name in ("genre", "lastReviewed", "maxValue", "minValue", "position", "reviewedBy")),
    *("schema:unitText", "schema:url", "schema:value", "skos:altLabel"),
    *(f"skos:{match}" for match in sorted(MATCHES)),
    *("skos:definition", "skos:inScheme", "skos:note", "skos:prefLabel"),
    *("sssom:mapping_justification", "sssom:object_label"),
    *("vann:preferredNamespacePrefix", "vann:preferredNamespaceUri"),
)


def dumps(graph: "Graph") -> bytes:
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
        ("owl:versionIRI", [Term("iri", version_iri(schema))]),
        ("owl:versionInfo", plain(dataset.version)),
        ("dcterms:title", texts([f"{dataset.title}: its vocabulary"], language)),
        ("dcterms:description", texts([f"The categories, predicates and properties of {dataset.title}."], language)),
        ("dcterms:creator", [Term("iri", f"{dataset.base_iri}/contributors")]),
        ("dcterms:license", [Term("iri", dataset.licence_url)]),
        ("dcterms:issued", typed(dataset.date, "xsd:date")),
        ("vann:preferredNamespacePrefix", plain(VOCABULARY)),
        ("vann:preferredNamespaceUri", plain(schema.prefixes[VOCABULARY])),
    )
    for own in CLASSES:
        yield _class(own, schema)
    for category in schema.categories.values():
        yield _category(category, schema)
    for predicate in schema.predicates.values():
        yield from _predicate(predicate, schema)
    for own in PROPERTIES:
        yield _property(own, schema)
    for scheme, kind, parts in (
        ("ModalityScheme", "Modality", schema.modalities),
        ("PolarityScheme", "Polarity", schema.polarities),
        ("TensionScheme", "TensionKind", schema.tensions),
    ):
        yield from _scheme(scheme, kind, parts.values(), schema)
    for name in FOREIGN_CLASSES:
        yield subject(name, ("rdf:type", curies("owl:Class")))
    for name in FOREIGN_PROPERTIES:
        yield subject(name, ("rdf:type", curies("owl:AnnotationProperty")))


def _about(label: str, definition: str, schema: Schema) -> tuple[tuple[str, list[Term]], ...]:
    language = schema.dataset.language
    return (
        ("rdfs:label", texts([label], language)),
        ("skos:definition", texts([definition], language)),
        ("rdfs:isDefinedBy", [Term("iri", iri(schema))]),
    )


def _match(mapping: tuple[str, ...]) -> tuple[tuple[str, list[Term]], ...]:
    return ((f"skos:{mapping[0]}", curies(mapping[1])),) if mapping else ()


def _class(own: Own, schema: Schema) -> Subject:
    later = APART[APART.index(own.name) + 1 :] if own.name in APART else ()
    parts = [f"{VOCABULARY}:{name}" for name in schema.categories] if own.name == "Entity" else []
    return subject(
        f"{VOCABULARY}:{own.name}",
        ("rdf:type", curies("owl:Class")),
        *_about(own.label, own.definition, schema),
        ("rdfs:subClassOf", curies(own.above) if own.above else []),
        ("owl:disjointWith", curies(*(f"{VOCABULARY}:{name}" for name in later))),
        ("owl:disjointUnionOf", listed(curies(*parts)) if len(parts) > 1 else []),
        (
            "skos:closeMatch",
            curies("biolink:Association") if own.name == "Claim" and "biolink" in schema.prefixes else [],
        ),
    )


def _category(category: Category, schema: Schema) -> Subject:
    return subject(
        f"{VOCABULARY}:{category.name}",
        ("rdf:type", curies("owl:Class")),
        *_about(category.label, category.definition, schema),
        ("skos:altLabel", texts([category.plural], schema.dataset.language)),
        ("rdfs:subClassOf", curies(f"{VOCABULARY}:Entity")),
        *_match(category.mapping),
    )


def _predicate(predicate: Predicate, schema: Schema) -> Iterator[Subject]:
    domain, reach = predicate.domain, predicate.range
    if predicate.symmetric and domain != reach:
        # It holds both ways round, so each end may be what either may be.
        joined = tuple(name for name in schema.categories if name in {*domain, *reach})
        domain = reach = joined if domain and reach else ()
    kinds = ["owl:ObjectProperty"]
    kinds += ["owl:TransitiveProperty"] if predicate.transitive else []
    kinds += ["owl:SymmetricProperty"] if predicate.symmetric else []
    yield subject(
        Schema.property_curie(predicate.name),
        ("rdf:type", curies(*kinds)),
        *_about(predicate.label, predicate.definition, schema),
        ("rdfs:domain", union(domain)),
        ("rdfs:range", union(reach)),
        *_match(predicate.mapping),
    )
    if predicate.inverse:
        definition = f"The inverse of “{predicate.label}”, subject and object changed about: {predicate.definition}"
        yield subject(
            Schema.property_curie(predicate.inverse),
            ("rdf:type", curies("owl:ObjectProperty")),
            *_about(predicate.inverse_label, definition, schema),
            ("owl:inverseOf", curies(Schema.property_curie(predicate.name))),
        )


def union(categories: Sequence[str]) -> list[Term]:
    """The class of what is in one of the categories; any entity, where none is given."""
    names = curies(*(f"{VOCABULARY}:{name}" for name in categories or ("Entity",)))
    if len(names) == 1:
        return names
    return [blank(("rdf:type", curies("owl:Class")), ("owl:unionOf", listed(names)))]


def _property(own: Own, schema: Schema) -> Subject:
    return subject(
        f"{VOCABULARY}:{own.name}",
        ("rdf:type", curies(*KINDS[own.kind])),
        *_about(own.label, own.definition, schema),
        ("rdfs:domain", curies(own.domain) if own.domain else []),
        ("rdfs:range", curies(own.range) if own.range else []),
        ("rdfs:subPropertyOf", curies(own.above) if own.above else []),
    )


def _scheme(name: str, kind: str, members: Iterable[Modality], schema: Schema) -> Iterator[Subject]:
    language = schema.dataset.language
    title = next(own.label for own in CLASSES if own.name == kind)
    yield subject(
        f"{VOCABULARY}:{name}",
        ("rdf:type", curies("owl:NamedIndividual", "skos:ConceptScheme")),
        ("rdfs:label", texts([f"scheme of {title}"], language)),
        ("rdfs:isDefinedBy", [Term("iri", iri(schema))]),
    )
    for member in members:
        words = f"Shown by a word such as: {', '.join(member.words)}."
        yield subject(
            f"{VOCABULARY}:{member.name.capitalize()}",
            ("rdf:type", curies("owl:NamedIndividual", f"{VOCABULARY}:{kind}")),
            *_about(member.label, member.definition, schema),
            ("skos:prefLabel", texts([member.label], language)),
            ("rdfs:comment", texts([words] if member.words else [], language)),
            ("skos:inScheme", curies(f"{VOCABULARY}:{name}")),
        )
