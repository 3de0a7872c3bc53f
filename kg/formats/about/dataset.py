"""The description of the dataset: what it is, whose, how old, from what, in which files, how large.

In DCAT 3, VoID, PROV and PAV by the HCLS profile (W3C, Dataset Descriptions, 2015) on its three levels: the dataset, this
version of it, and each file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote

from kg.formats.about import ontology
from kg.formats.rdf import evidence, turtle
from kg.formats.rdf import model as rdf
from kg.formats.rdf.model import Subject, Term, curies, date, iris, plain, subject, texts, typed
from kg.model import Graph
from kg.schema import MATCHES, NODE, Schema


class File(NamedTuple):
    """A file of the exports. `size` is in bytes, None for one that holds this description.

    `is_data`: it is the graph as RDF; `is_evidence`: it is the evidence as RDF.
    """

    name: str
    media_type: str
    what: str
    size: int | None
    is_data: bool
    is_evidence: bool = False


QUERIES = {
    "certainty": "Each edge with its certainty, and whether it is affirmed or denied.\n"
    "SELECT ?subject ?predicate ?object ?modality ?polarity WHERE { ?claim a nmv:Claim ; rdf:subject ?subject ; "
    "rdf:predicate ?predicate ; rdf:object ?object ; nmv:modality ?modality ; nmv:polarity ?polarity }",
    "denials": "What the sources deny: what is not so, or need not be.\n"
    "SELECT ?claim ?statement ?section WHERE { ?claim nmv:polarity nmv:Denied ; rdfs:label ?statement ; "
    "nmv:section ?section }",
    "terms": "The entities and the public terms that match them exactly.\n"
    "SELECT ?entity ?name ?term WHERE { ?entity skos:exactMatch ?term ; rdfs:label ?name }",
    "disagreements": "Claims that contradict each other, side by side.\n"
    "SELECT ?one ?other WHERE { ?a nmv:disagreesWith ?b . ?a rdfs:label ?one . ?b rdfs:label ?other }",
}
"""The sample queries: name → a line that says what it asks, and SPARQL."""

LEXVO: dict[str, str] = dict(re.findall("(..)=(...)", "de=deu en=eng es=spa fr=fra it=ita ja=jpn nl=nld pt=por zh=zho"))
SOFTWARE = "https://w3id.org/neuromod-kg/software"


class Counts(NamedTuple):
    """What there is in the RDF of a graph. `sizes` are by the name that VoID has for them."""

    sizes: Mapping[str, int]
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    links: Mapping[tuple[str, str], int]
    """(SKOS match, prefix of the vocabulary) → how many."""


def counts(blocks: Iterable[Subject]) -> Counts:
    """Count the triples, subjects, objects, classes, properties and matches of an RDF form."""
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    links: Counter[tuple[str, str]] = Counter()
    objects: set[Term] = set()
    sizes = dict.fromkeys(("triples", "entities", "distinctSubjects", "distinctObjects", "classes", "properties"), 0)
    for block in blocks:
        sizes["distinctSubjects"] += 1
        for predicate, terms in block.properties:
            properties[predicate] += len(terms)
            objects.update(terms)
            if predicate == "rdf:type":
                sizes["entities"] += 1
                classes.update(term.text for term in terms)
            elif predicate.startswith("skos:") and predicate[5:] in MATCHES:
                links.update((predicate, term.text.partition(":")[0]) for term in terms)
    sizes |= {"triples": properties.total(), "distinctObjects": len(objects)}
    sizes |= {"classes": len(classes), "properties": len(properties)}
    return Counts(sizes, dict(sorted(classes.items())), dict(sorted(properties.items())), dict(sorted(links.items())))


def version_iri(schema: Schema, version: str = "") -> str:
    """The IRI of a version of the dataset: of this one, if none is named."""
    return f"{schema.dataset.base_iri}/{quote(version or schema.dataset.version, safe='')}"


def dumps(graph: Graph, files: list[File]) -> bytes:
    """The description in Turtle, UTF-8."""
    return turtle.document(graph.schema, list(subjects(graph, files)))


def place(schema: Schema, file: File) -> Term:
    return Term("iri", f"{version_iri(schema)}/{file.name}")


def subjects(graph: Graph, files: list[File]) -> Iterator[Subject]:
    """Every subject of the description: dataset, version, files, counts, sources, queries, who made it."""
    description = _Description(graph, files)
    yield description.whole()
    yield description.version()
    yield from description.distributions()
    yield from description.sources()
    yield from description.queries()
    yield from description.makers()


class _Description:
    """The description of one graph, with the properties that several of its subjects share."""

    def __init__(self, graph: Graph, files: list[File]) -> None:
        self.graph, self.files, self.schema, self.dataset = graph, files, graph.schema, graph.schema.dataset
        self.base, self.iri, self.ontology = self.dataset.base_iri, version_iri(self.schema), ontology.iri(self.schema)
        self.group = iris(f"{self.base}/contributors")
        self.pages = ("foaf:page", [place(self.schema, file) for file in files if file.media_type == "text/html"])
        self.keywords = ("dcat:keyword", self.texts(*self.dataset.keywords))
        self.owned = (("dcterms:publisher", self.group), ("dcterms:license", iris(self.dataset.licence_url)))
        day = date(self.dataset.date)
        self.made = (("dcterms:creator", self.group), *self.owned, ("dcterms:created", day), ("dcterms:issued", day))
        code = LEXVO.get(self.dataset.language, self.dataset.language if len(self.dataset.language) == 3 else "")
        self.spoken = ("dcterms:language", iris(f"http://lexvo.org/id/iso639-3/{code}") if code else [])
        sources = curies(*(source.id for source in graph.sources()))
        self.origin = (
            ("dcterms:source", sources),
            ("prov:wasDerivedFrom", sources),
            ("pav:retrievedFrom", iris(*(source.url for source in graph.sources() if source.url))),
            ("pav:createdWith", iris(SOFTWARE)),
        )

    def texts(self, *values: str) -> list[Term]:
        return texts(values, self.dataset.language)

    def described(self, iri: str, types: str, title: str, what: str, *more: tuple[str, list[Term]]) -> Subject:
        """A subject with its types, title and description."""
        titled, told = ("dcterms:title", self.texts(title)), ("dcterms:description", self.texts(what))
        return subject(f"<{iri}>", ("rdf:type", curies(*types.split())), titled, told, *more)

    def whole(self) -> Subject:
        """The dataset, of whatever version."""
        return self.described(
            *(self.base, "dctypes:Dataset dcat:Dataset", self.dataset.title, self.dataset.description),
            *self.owned,
            ("dcterms:accrualPeriodicity", curies("freq:irregular")),
            self.pages,
            ("idot:preferredPrefix", plain(NODE)),
            *((f"{prefix}:hasCurrentVersion", iris(self.iri)) for prefix in ("pav", "dcat")),
            self.keywords,
        )

    def version(self) -> Subject:
        """This version of the dataset."""
        title, version, before = self.dataset.title, self.dataset.version, self.dataset.previous
        previous = iris(version_iri(self.schema, before)) if before else []
        types = "dctypes:Dataset dcat:Dataset prov:Entity"
        return self.described(
            *(self.iri, types, f"{title}, version {version}", self.dataset.description),
            *self.made,
            ("dcterms:modified", date(self.dataset.date)),
            self.spoken,
            *((f"{prefix}:version", plain(version)) for prefix in ("pav", "dcat")),
            *((f"{prefix}:isVersionOf", iris(self.base)) for prefix in ("dcterms", "dcat")),
            *((f"{prefix}:previousVersion", previous) for prefix in ("pav", "dcat")),
            *self.origin,
            ("prov:wasAttributedTo", self.group),
            ("dcterms:conformsTo", iris(self.ontology)),
            ("dcterms:references", iris(*(f"{self.iri}/queries#{name}" for name in QUERIES))),
            self.pages,
            ("dcat:distribution", [place(self.schema, file) for file in self.files]),
            self.keywords,
        )

    def distributions(self) -> Iterator[Subject]:
        """The files; after the first that is data, what is in it, part by part."""
        found = counts(rdf.subjects(self.graph))
        beside, studies = found, self.graph
        if self.graph.has_evidence:
            beside, studies = counts(evidence.subjects(self.graph.layer, self.dataset.language)), self.graph.studies
        first = next((file for file in self.files if file.is_data), None)
        for file in self.files:
            where = place(self.schema, file).text
            parts = _parts(where, found, self.schema) if file == first else {}
            size = typed(file.size, "xsd:nonNegativeInteger") if file.size is not None else []
            held = file.is_data or file.is_evidence
            types = "dcat:Distribution void:Dataset" if held else "dcat:Distribution"
            inside = (beside, studies) if file.is_evidence else (found, self.graph)
            origin = (("dcterms:source", curies(*(one.id for one in studies.sources()))), self.origin[-1])
            yield self.described(
                *(where, types, f"{self.dataset.title}: {file.name}", file.what),
                *self.made,
                self.spoken,
                ("pav:version", plain(self.dataset.version)),
                *(origin if file.is_evidence else self.origin),
                ("dcterms:format", plain(file.media_type)),
                ("dcat:mediaType", iris(f"https://www.iana.org/assignments/media-types/{file.media_type}")),
                ("dcat:downloadURL", iris(where)),
                ("dcat:byteSize", size),
                self.pages,
                *(self.contents(where, *inside) if held else ()),
                *((name, iris(*(part.curie[1:-1] for part in some))) for name, some in parts.items()),
            )
            yield from chain(*parts.values())

    def contents(self, where: str, found: Counts, graph: Graph) -> Iterator[tuple[str, list[Term]]]:
        """What a file of data holds, as properties."""
        used = sorted({curie.partition(":")[0] for curie in (*found.classes, *found.properties)})
        kinds = (graph.nodes(), graph.claims(), graph.sources())
        examples = [record for records in kinds for record in records[:1]]
        yield ("dcterms:conformsTo", iris(self.ontology))
        yield ("void:dataDump", iris(where))
        yield ("void:vocabulary", iris(*(rdf.namespaces(self.schema)[prefix] for prefix in used)))
        yield ("void:uriSpace", plain(self.schema.prefixes[NODE]))
        yield ("void:exampleResource", curies(*(record.id for record in examples)))
        yield ("idot:exampleIdentifier", plain(*(record.slug for record in examples)))
        for name, size in found.sizes.items():
            yield (f"void:{name}", typed(size, "xsd:integer"))

    def sources(self) -> Iterator[Subject]:
        for source in self.graph.sources():
            kind = "schema:Article" if source.kind == "article" else "schema:DefinedTermSet"
            yield subject(
                source.id,
                ("rdf:type", curies(kind, "prov:Entity")),
                ("dcterms:title", self.texts(source.title)),
                ("dcterms:issued", date(source.published)),
                ("schema:lastReviewed", date(source.reviewed)),
            )

    def queries(self) -> Iterator[Subject]:
        for name, text in QUERIES.items():
            question, query = text.split("\n")
            yield subject(
                f"<{self.iri}/queries#{name}>",
                ("rdf:type", curies("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable")),
                ("rdfs:label", self.texts(question)),
                ("sh:select", plain(prefixed(query, self.schema))),
                ("schema:about", iris(self.iri)),
            )

    def makers(self) -> Iterator[Subject]:
        """The group and the software that made the dataset."""
        group = ("rdf:type", curies("foaf:Group", "prov:Agent"))
        software = ("rdf:type", curies("prov:SoftwareAgent", "schema:SoftwareApplication"))
        yield subject(f"<{self.base}/contributors>", group, ("foaf:name", plain(self.dataset.creator)))
        yield subject(f"<{SOFTWARE}>", software, ("rdfs:label", plain("the Python package neuromod-kg")))


def _parts(where: str, found: Counts, schema: Schema) -> dict[str, list[Subject]]:
    """The parts of what is in a file, by the property that leads to them: how much there is of each."""

    def part(name: str, *about: tuple[str, list[Term]], **size: int) -> Subject:
        ((unit, number),) = size.items()
        return subject(f"<{where}#{name.replace(':', '.')}>", *about, (f"void:{unit}", typed(number, "xsd:integer")))

    kind, here = ("rdf:type", curies("void:Linkset")), ("void:subjectsTarget", iris(where))
    return {
        "void:classPartition": [
            part(f"class-{name}", ("void:class", curies(name)), entities=number)
            for name, number in found.classes.items()
        ],
        "void:propertyPartition": [
            part(f"property-{name}", ("void:property", curies(name)), triples=number)
            for name, number in found.properties.items()
        ],
        "void:subset": [
            part(
                f"{match}-{prefix}",
                *(kind, ("void:linkPredicate", curies(match)), here),
                ("void:objectsTarget", iris(schema.prefixes[prefix])),
                triples=number,
            )
            for (match, prefix), number in found.links.items()
        ],
    }


def prefixed(sparql: str, schema: Schema) -> str:
    """A query with the prefixes that it uses declared."""
    lines = [f"PREFIX {p}: <{iri}>" for p, iri in sorted(schema.prefixes.items()) if f" {p}:" in sparql]
    return "\n".join([*lines, sparql])
