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
    about = _About(graph, files)
    yield about.dataset()
    yield about.version()
    found, largest = counts(graph), next((file for file in files if file.is_data), None)
    for file in files:
        yield about.file(file, found if file.is_data else None, parts=file == largest)
        if file == largest:
            yield from _partitions(place(graph.schema, file).text, found, graph.schema)
    for source in graph.sources():
        kind = "schema:Article" if source.kind == "article" else "schema:DefinedTermSet"
        yield subject(
            source.id,
            ("rdf:type", curies(kind, "prov:Entity")),
            ("dcterms:title", texts([source.title], about.language)),
            ("dcterms:issued", date(source.published)),
            ("schema:lastReviewed", date(source.reviewed)),
        )
    for query in QUERIES:
        yield subject(
            f"<{version_iri(graph.schema)}/queries#{query.name}>",
            ("rdf:type", curies("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable")),
            ("rdfs:label", texts([query.question], about.language)),
            ("sh:select", plain(prefixed(query.sparql, graph.schema))),
            ("schema:about", _iris(version_iri(graph.schema))),
        )
    yield subject(
        f"<{graph.schema.dataset.base_iri}/contributors>",
        ("rdf:type", curies("foaf:Group", "prov:Agent")),
        ("foaf:name", plain(graph.schema.dataset.creator)),
    )
    yield subject(
        SOFTWARE,
        ("rdf:type", curies("prov:SoftwareAgent", "schema:SoftwareApplication")),
        ("rdfs:label", plain("the Python package neuromod-kg")),
    )


def _iris(*iris: str) -> list[Term]:
    return [Term("iri", iri) for iri in iris]


class _About:
    """The dataset, its version and its files, which share most of what is said of them."""

    def __init__(self, graph: "Graph", files: list[File]) -> None:
        self.schema, self.files = graph.schema, files
        self.language = graph.schema.dataset.language
        self.records = [*graph.nodes()[:1], *graph.claims()[:1], *graph.sources()[:1]]
        dataset, sources = graph.schema.dataset, graph.sources()
        self.group = _iris(f"{dataset.base_iri}/contributors")
        self.pages = [place(self.schema, file) for file in files if file.media_type == "text/html"]
        self.ours = (("dcterms:publisher", self.group), ("dcterms:license", _iris(dataset.licence_url)))
        self.keywords = ("dcat:keyword", texts(dataset.keywords, self.language))
        self.origin = (
            *((name, curies(*(source.id for source in sources))) for name in ("dcterms:source", "prov:wasDerivedFrom")),
            ("pav:retrievedFrom", _iris(*(source.url for source in sources if source.url))),
            ("pav:createdWith", _iris(SOFTWARE[1:-1])),
        )
        code = LEXVO.get(dataset.language, dataset.language if len(dataset.language) == 3 else "")
        self.made = (("dcterms:created", date(dataset.date)), ("dcterms:issued", date(dataset.date)))
        self.spoken = ("dcterms:language", _iris(f"http://lexvo.org/id/iso639-3/{code}") if code else [])

    def dataset(self) -> Subject:
        dataset, version = self.schema.dataset, _iris(version_iri(self.schema))
        return subject(
            f"<{dataset.base_iri}>",
            ("rdf:type", curies("dctypes:Dataset", "dcat:Dataset")),
            ("dcterms:title", texts([dataset.title], self.language)),
            ("dcterms:description", texts([dataset.description], self.language)),
            *self.ours,
            ("dcterms:accrualPeriodicity", curies("freq:irregular")),
            ("foaf:page", self.pages),
            ("idot:preferredPrefix", plain(NODE)),
            ("pav:hasCurrentVersion", version),
            ("dcat:hasCurrentVersion", version),
            self.keywords,
        )

    def version(self) -> Subject:
        dataset, version = self.schema.dataset, version_iri(self.schema)
        previous = _iris(version_iri(self.schema, dataset.previous)) if dataset.previous else []
        return subject(
            f"<{version}>",
            ("rdf:type", curies("dctypes:Dataset", "dcat:Dataset", "prov:Entity")),
            ("dcterms:title", texts([f"{dataset.title}, version {dataset.version}"], self.language)),
            ("dcterms:description", texts([dataset.description], self.language)),
            ("dcterms:creator", self.group),
            *self.ours,
            *self.made,
            ("dcterms:modified", date(dataset.date)),
            self.spoken,
            *((f"{prefix}:version", plain(dataset.version)) for prefix in ("pav", "dcat")),
            *((f"{prefix}:isVersionOf", _iris(dataset.base_iri)) for prefix in ("dcterms", "dcat")),
            *((f"{prefix}:previousVersion", previous) for prefix in ("pav", "dcat")),
            *self.origin,
            ("prov:wasAttributedTo", self.group),
            ("dcterms:conformsTo", _iris(ontology.iri(self.schema))),
            ("dcterms:references", _iris(*(f"{version}/queries#{query.name}" for query in QUERIES))),
            ("foaf:page", self.pages),
            ("dcat:distribution", [place(self.schema, file) for file in self.files]),
            self.keywords,
        )

    def file(self, file: File, found: Counts | None, *, parts: bool) -> Subject:
        """A file; with what was counted in it where it is data, and the `parts` that are counted one by one."""
        dataset, where = self.schema.dataset, place(self.schema, file).text
        return subject(
            f"<{where}>",
            ("rdf:type", curies("dcat:Distribution", *(["void:Dataset"] if found else []))),
            ("dcterms:title", texts([f"{dataset.title}: {file.name}"], self.language)),
            ("dcterms:description", texts([file.what], self.language)),
            ("dcterms:creator", self.group),
            *self.ours,
            *self.made,
            self.spoken,
            ("pav:version", plain(dataset.version)),
            *self.origin,
            ("dcterms:format", plain(file.media_type)),
            ("dcat:mediaType", _iris(f"https://www.iana.org/assignments/media-types/{file.media_type}")),
            ("dcat:downloadURL", _iris(where)),
            ("dcat:byteSize", typed(file.size, "xsd:nonNegativeInteger") if file.size is not None else []),
            ("foaf:page", self.pages),
            *(self._counted(where, found, parts=parts) if found else ()),
        )

    def _counted(self, where: str, found: Counts, *, parts: bool) -> Iterator[tuple[str, list[Term]]]:
        used = sorted({curie.partition(":")[0] for curie in (*found.classes, *found.properties)})
        yield "dcterms:conformsTo", _iris(ontology.iri(self.schema))
        yield "void:dataDump", _iris(where)
        yield "void:vocabulary", _iris(*(self.schema.prefixes[prefix] for prefix in used))
        yield "void:uriSpace", plain(self.schema.prefixes[NODE])
        yield "void:exampleResource", curies(*(record.id for record in self.records))
        yield "idot:exampleIdentifier", plain(*(record.slug for record in self.records))
        for name, number in (
            ("triples", found.triples),
            ("entities", found.typed),
            ("distinctSubjects", found.subjects),
            ("distinctObjects", found.objects),
            ("classes", len(found.classes)),
            ("properties", len(found.properties)),
        ):
            yield f"void:{name}", typed(number, "xsd:integer")
        if parts:
            yield "void:classPartition", [_part(where, "class", name) for name in found.classes]
            yield "void:propertyPartition", [_part(where, "property", name) for name in found.properties]
            yield "void:subset", [_part(where, *link) for link in found.links]


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
