"""The description of the dataset: what it is, whose, how old, from what, in which files, how large.

In DCAT 3, VoID, PROV and PAV by the HCLS profile (W3C, Dataset Descriptions, 2015) on its three levels: the dataset, this
version of it, and each file.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from kg.formats.about import ontology
from kg.formats.rdf import model as rdf
from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, Term, curies, date, plain, subject, texts, typed
from kg.schema import MATCHES, NODE, Schema

if TYPE_CHECKING:
    from kg.model import Graph


class File(NamedTuple):
    """A file of the exports. `size` is in bytes, None for one that holds this description; `is_data`: the graph as RDF."""

    name: str
    media_type: str
    what: str
    size: int | None
    is_data: bool


class Query(NamedTuple):
    """A sample query: a name, what it asks, and SPARQL."""

    name: str
    question: str
    sparql: str


QUERIES = (
    Query(
        *("certainty", "Each edge with its certainty, and whether it is affirmed or denied."),
        "SELECT ?subject ?predicate ?object ?modality ?polarity WHERE { ?claim a nmv:Claim ; rdf:subject ?subject ; "
        "rdf:predicate ?predicate ; rdf:object ?object ; nmv:modality ?modality ; nmv:polarity ?polarity }",
    ),
    Query(
        *("denials", "What the sources deny: what is not so, or need not be."),
        "SELECT ?claim ?statement ?section WHERE { ?claim nmv:polarity nmv:Denied ; rdfs:label ?statement ; "
        "nmv:section ?section }",
    ),
    Query(
        *("terms", "The entities and the public terms that match them exactly."),
        "SELECT ?entity ?name ?term WHERE { ?entity skos:exactMatch ?term ; rdfs:label ?name }",
    ),
    Query(
        *("disagreements", "Claims that contradict each other, side by side."),
        "SELECT ?one ?other WHERE { ?a cito:disagreesWith ?b . ?a rdfs:label ?one . ?b rdfs:label ?other }",
    ),
)
LEXVO = {
    "de": "deu",
    "en": "eng",
    "es": "spa",
    "fr": "fra",
    "it": "ita",
    "ja": "jpn",
    "nl": "nld",
    "pt": "por",
    "zh": "zho",
}
SOFTWARE = "<https://w3id.org/neuromod-kg/software>"


class Counts(NamedTuple):
    """What there is in the RDF of a graph."""

    triples: int
    subjects: int
    typed: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    links: Mapping[tuple[str, str], int]
    """(SKOS match, prefix of the vocabulary) → how many."""


def counts(graph: "Graph") -> Counts:
    """Count the triples, subjects, objects, classes, properties and matches of the RDF form."""
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    links: Counter[tuple[str, str]] = Counter()
    objects: set[Term] = set()
    subjects = typed = 0
    for block in rdf.subjects(graph):
        subjects += 1
        for predicate, terms in block.properties:
            properties[predicate] += len(terms)
            objects.update(terms)
            if predicate == "rdf:type":
                typed += 1
                classes.update(term.text for term in terms)
            elif predicate.startswith("skos:") and predicate[5:] in MATCHES:
                links.update((predicate, term.text.partition(":")[0]) for term in terms)
    return Counts(
        triples=sum(properties.values()),
        subjects=subjects,
        typed=typed,
        objects=len(objects),
        classes=dict(sorted(classes.items())),
        properties=dict(sorted(properties.items())),
        links=dict(sorted(links.items())),
    )


def version_iri(schema: Schema, version: str = "") -> str:
    """The IRI of a version of the dataset: of this one, if none is named."""
    return f"{schema.dataset.base_iri}/{quote(version or schema.dataset.version, safe='')}"


def dumps(graph: "Graph", files: list[File]) -> bytes:
    """The description in Turtle, UTF-8."""
    return turtle.document(graph.schema, list(subjects(graph, files)))


def subjects(graph: "Graph", files: list[File]) -> Iterator[Subject]:
    """Every subject of the description: dataset, version, files, counts, sources, queries, who made it."""
    schema = graph.schema
    dataset, language = schema.dataset, schema.dataset.language
    base, version = f"<{dataset.base_iri}>", f"<{version_iri(schema)}>"
    group = [Term("iri", f"{dataset.base_iri}/contributors")]
    pages = [place(schema, file) for file in files if file.media_type == "text/html"]
    licence = ("dcterms:license", [Term("iri", dataset.licence_url)])
    publisher = ("dcterms:publisher", group)
    keywords = ("dcat:keyword", texts(dataset.keywords, language))
    sources = curies(*(source.id for source in graph.sources()))
    origin = (
        ("dcterms:source", sources),
        ("prov:wasDerivedFrom", sources),
        ("pav:retrievedFrom", [Term("iri", source.url) for source in graph.sources() if source.url]),
        ("pav:createdWith", [Term("iri", SOFTWARE[1:-1])]),
    )
    dates = (("dcterms:created", date(dataset.date)), ("dcterms:issued", date(dataset.date)))
    code = LEXVO.get(dataset.language, dataset.language if len(dataset.language) == 3 else "")
    spoken = ("dcterms:language", [Term("iri", f"http://lexvo.org/id/iso639-3/{code}")] if code else [])
    yield subject(
        base,
        ("rdf:type", curies("dctypes:Dataset", "dcat:Dataset")),
        ("dcterms:title", texts([dataset.title], language)),
        ("dcterms:description", texts([dataset.description], language)),
        publisher,
        licence,
        ("dcterms:accrualPeriodicity", curies("freq:irregular")),
        ("foaf:page", pages),
        ("idot:preferredPrefix", plain(NODE)),
        ("pav:hasCurrentVersion", [Term("iri", version[1:-1])]),
        ("dcat:hasCurrentVersion", [Term("iri", version[1:-1])]),
        keywords,
    )
    previous = [Term("iri", version_iri(schema, dataset.previous))] if dataset.previous else []
    yield subject(
        version,
        ("rdf:type", curies("dctypes:Dataset", "dcat:Dataset", "prov:Entity")),
        ("dcterms:title", texts([f"{dataset.title}, version {dataset.version}"], language)),
        ("dcterms:description", texts([dataset.description], language)),
        ("dcterms:creator", group),
        publisher,
        licence,
        *dates,
        ("dcterms:modified", date(dataset.date)),
        spoken,
        ("pav:version", plain(dataset.version)),
        ("dcat:version", plain(dataset.version)),
        ("dcterms:isVersionOf", [Term("iri", base[1:-1])]),
        ("dcat:isVersionOf", [Term("iri", base[1:-1])]),
        ("pav:previousVersion", previous),
        ("dcat:previousVersion", previous),
        *origin,
        ("prov:wasAttributedTo", group),
        ("dcterms:conformsTo", [Term("iri", ontology.iri(schema))]),
        ("dcterms:references", [Term("iri", f"{version[1:-1]}/queries#{query.name}") for query in QUERIES]),
        ("foaf:page", pages),
        ("dcat:distribution", [place(schema, file) for file in files]),
        keywords,
    )
    found = counts(graph)
    used = sorted({curie.partition(":")[0] for curie in (*found.classes, *found.properties)})
    vocabularies = [Term("iri", schema.prefixes[prefix]) for prefix in used]
    examples = [
        record for some in (graph.nodes()[:1], graph.claims()[:1], graph.sources()[:1]) for record in some
    ]  # one of each kind
    data_files = [file for file in files if file.is_data]
    for file in files:
        is_data = file.is_data
        whole = is_data and file == data_files[0]
        where = place(schema, file).text
        yield subject(
            f"<{where}>",
            ("rdf:type", curies("dcat:Distribution", "void:Dataset") if is_data else curies("dcat:Distribution")),
            ("dcterms:title", texts([f"{dataset.title}: {file.name}"], language)),
            ("dcterms:description", texts([file.what], language)),
            ("dcterms:creator", group),
            publisher,
            licence,
            *dates,
            spoken,
            ("pav:version", plain(dataset.version)),
            *origin,
            ("dcterms:format", plain(file.media_type)),
            ("dcat:mediaType", [Term("iri", f"https://www.iana.org/assignments/media-types/{file.media_type}")]),
            ("dcat:downloadURL", [Term("iri", where)]),
            ("dcat:byteSize", typed(file.size, "xsd:nonNegativeInteger") if file.size is not None else []),
            ("foaf:page", pages),
            ("dcterms:conformsTo", [Term("iri", ontology.iri(schema))] if is_data else []),
            ("void:dataDump", [Term("iri", where)] if is_data else []),
            ("void:vocabulary", vocabularies if is_data else []),
            ("void:uriSpace", plain(schema.prefixes[NODE]) if is_data else []),
            ("void:exampleResource", curies(*(record.id for record in examples)) if is_data else []),
            ("idot:exampleIdentifier", plain(*(record.slug for record in examples)) if is_data else []),
            ("void:triples", typed(found.triples, "xsd:integer") if is_data else []),
            ("void:entities", typed(found.typed, "xsd:integer") if is_data else []),
            ("void:distinctSubjects", typed(found.subjects, "xsd:integer") if is_data else []),
            ("void:distinctObjects", typed(found.objects, "xsd:integer") if is_data else []),
            ("void:classes", typed(len(found.classes), "xsd:integer") if is_data else []),
            ("void:properties", typed(len(found.properties), "xsd:integer") if is_data else []),
            ("void:classPartition", [_part(where, "class", name) for name in found.classes] if whole else []),
            ("void:propertyPartition", [_part(where, "property", name) for name in found.properties] if whole else []),
            ("void:subset", [_part(where, *link) for link in found.links] if whole else []),
        )
        if whole:
            yield from _partitions(where, found, schema)
    for source in graph.sources():
        yield subject(
            source.id,
            (
                "rdf:type",
                curies("schema:Article" if source.kind == "article" else "schema:DefinedTermSet", "prov:Entity"),
            ),
            ("dcterms:title", texts([source.title], language)),
            ("dcterms:issued", date(source.published)),
            ("schema:lastReviewed", date(source.reviewed)),
        )
    for query in QUERIES:
        yield subject(
            f"<{version[1:-1]}/queries#{query.name}>",
            ("rdf:type", curies("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable")),
            ("rdfs:label", texts([query.question], language)),
            ("sh:select", plain(prefixed(query.sparql, schema))),
            ("schema:about", [Term("iri", version[1:-1])]),
        )
    yield subject(
        f"<{dataset.base_iri}/contributors>",
        ("rdf:type", curies("foaf:Group", "prov:Agent")),
        ("foaf:name", plain(dataset.creator)),
    )
    yield subject(
        SOFTWARE,
        ("rdf:type", curies("prov:SoftwareAgent", "schema:SoftwareApplication")),
        ("rdfs:label", plain("the Python package neuromod-kg")),
    )


def place(schema: Schema, file: File) -> Term:
    return Term("iri", f"{version_iri(schema)}/{file.name}")


def _part(where: str, *names: str) -> Term:
    return Term("iri", f"{where}#{'-'.join(names).replace(':', '.')}")


def _partitions(where: str, found: Counts, schema: Schema) -> Iterator[Subject]:
    for name, number in found.classes.items():
        yield subject(
            f"<{_part(where, 'class', name).text}>",
            ("void:class", curies(name)),
            ("void:entities", typed(number, "xsd:integer")),
        )
    for name, number in found.properties.items():
        yield subject(
            f"<{_part(where, 'property', name).text}>",
            ("void:property", curies(name)),
            ("void:triples", typed(number, "xsd:integer")),
        )
    for link, number in found.links.items():
        match, prefix = link
        yield subject(
            f"<{_part(where, *link).text}>",
            ("rdf:type", curies("void:Linkset")),
            ("void:linkPredicate", curies(match)),
            ("void:subjectsTarget", [Term("iri", where)]),
            ("void:objectsTarget", [Term("iri", schema.prefixes[prefix])]),
            ("void:triples", typed(number, "xsd:integer")),
        )


def prefixed(sparql: str, schema: Schema) -> str:
    """A query with the prefixes that it uses declared."""
    lines = [f"PREFIX {p}: <{iri}>" for p, iri in sorted(schema.prefixes.items()) if f" {p}:" in sparql]
    return "\n".join([*lines, sparql])
