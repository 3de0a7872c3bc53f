"""The description of the dataset: what it is, whose, how old, from what, in which files, how large.

In DCAT 3, VoID, PROV and PAV by the HCLS profile (W3C, Dataset Descriptions, 2015) on its three levels: the dataset, this
version of it, and each file; and by DCAT-AP 3.0.1, where the `dcterms:source` of a dataset has to be a dataset, so that articles
are what a version was derived from.
"""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from kg.formats.about import ontology
from kg.formats.about.authorities import PUBLIC, SHA256, file_type_iri, language_iris, media_iri, theme_iri
from kg.formats.about.counts import Counts, counts
from kg.formats.rdf import evidence, turtle
from kg.formats.rdf import model as rdf
from kg.formats.rdf.model import Subject, Term, blank, curies, date, iris, plain, subject, texts, typed
from kg.model.protocol import Graph
from kg.schema import NODE, THEMES, Schema


class File(NamedTuple):
    """A file of the exports. `size` is in bytes and `sha256` a digest; None and empty for one that holds this description.

    `is_data`: it is the graph as RDF; `is_evidence`: it is the evidence as RDF.
    """

    name: str
    media_type: str
    what: str
    size: int | None
    sha256: str
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

SOFTWARE = "https://w3id.org/neuromod-kg/software"


def dumps(graph: Graph, files: list[File]) -> bytes:
    """The description in Turtle, UTF-8."""
    return turtle.document(graph.schema, list(subjects(graph, files)))


def place(schema: Schema, file: File) -> Term:
    return Term("iri", f"{schema.dataset.version_iri}/{file.name}")


def subjects(graph: Graph, files: list[File]) -> Iterator[Subject]:
    """Every subject of the description: dataset, version, files, counts, sources, queries, who made it."""
    description = _Description(graph, files)
    yield description.whole()
    yield description.version()
    yield from description.distributions()
    yield from description.sources()
    yield from description.queries()
    yield from description.makers()
    yield from description.authorities()


class _Description:
    """The description of one graph, with the properties that several of its subjects share."""

    def __init__(self, graph: Graph, files: list[File]) -> None:
        self.graph, self.files, self.schema, self.dataset = graph, files, graph.schema, graph.schema.dataset
        self.base, self.iri, self.ontology = self.dataset.base_iri, self.dataset.version_iri, ontology.iri(self.schema)
        self.group = iris(f"{self.base}/contributors")
        self.pages = ("foaf:page", [place(self.schema, file) for file in files if file.media_type == "text/html"])
        self.keywords = ("dcat:keyword", self.texts(*self.dataset.keywords))
        self.owned = (("dcterms:publisher", self.group), ("dcterms:license", iris(self.dataset.licence_url)))
        day = date(self.dataset.date)
        self.made = (("dcterms:creator", self.group), *self.owned, ("dcterms:created", day), ("dcterms:issued", day))
        self.spoken = ("dcterms:language", iris(*language_iris(self.dataset.language)))
        theme, contact = self.dataset.theme, self.dataset.contact
        card = "vcard:hasEmail" if contact.startswith("mailto:") else "vcard:hasURL"
        name = ("vcard:fn", plain(self.dataset.creator))
        contacts = [blank(("rdf:type", curies("vcard:Kind")), name, (card, iris(contact)))] if contact else []
        self.catalogued = (
            ("dcterms:accessRights", iris(PUBLIC)),
            ("dcat:theme", iris(theme_iri(theme)) if theme else []),
            ("dcat:contactPoint", contacts),
        )
        self.sourced = curies(*(source.id for source in graph.sources()))
        self.origin = (
            ("prov:wasDerivedFrom", self.sourced),
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
            *self.catalogued,
            ("idot:preferredPrefix", plain(NODE)),
            *((f"{prefix}:hasCurrentVersion", iris(self.iri)) for prefix in ("pav", "dcat")),
            self.keywords,
        )

    def version(self) -> Subject:
        """This version of the dataset."""
        title, version, before = self.dataset.title, self.dataset.version, self.dataset.previous
        previous = iris(self.dataset.iri_of(before)) if before else []
        types = "dctypes:Dataset dcat:Dataset prov:Entity"
        return self.described(
            *(self.iri, types, f"{title}, version {version}", self.dataset.description),
            *self.made,
            ("dcterms:modified", date(self.dataset.date)),
            ("dcterms:identifier", plain(self.iri, *filter(None, (self.dataset.doi_iri,)))),
            *self.catalogued,
            ("dcat:landingPage", iris(*filter(None, (self.dataset.repository,)))),
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
            parts = (
                _parts(where, found if file == first else beside, self.schema)
                if file == first or file.is_evidence
                else {}
            )
            size = typed(file.size, "xsd:nonNegativeInteger") if file.size is not None else []
            held = file.is_data or file.is_evidence
            types = "dcat:Distribution void:Dataset" if held else "dcat:Distribution"
            types += " foaf:Document" if file.media_type == "text/html" else ""
            digest = (("spdx:algorithm", iris(SHA256)), ("spdx:checksumValue", typed(file.sha256, "xsd:hexBinary")))
            checksum = [blank(("rdf:type", curies("spdx:Checksum")), *digest)] if file.sha256 else []
            inside = (beside, studies) if file.is_evidence else (found, self.graph)
            origin = (("dcterms:source", curies(*(one.id for one in studies.sources()))), self.origin[-1])
            yield self.described(
                *(where, types, f"{self.dataset.title}: {file.name}", file.what),
                *self.made,
                self.spoken,
                ("pav:version", plain(self.dataset.version)),
                *(origin if file.is_evidence else (("dcterms:source", self.sourced), *self.origin)),
                ("dcterms:format", iris(file_type_iri(file.media_type))),
                ("dcat:mediaType", iris(media_iri(file.media_type))),
                *((f"dcat:{name}", iris(where)) for name in ("accessURL", "downloadURL")),
                ("dcat:byteSize", size),
                ("spdx:checksum", checksum),
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
        group = ("rdf:type", curies("foaf:Agent", "foaf:Group", "prov:Agent"))
        software = ("rdf:type", curies("prov:SoftwareAgent", "schema:SoftwareApplication"))
        yield subject(
            f"<{self.base}/contributors>", group, ("foaf:name", plain(*filter(None, (self.dataset.creator,))))
        )
        yield subject(f"<{SOFTWARE}>", software, ("rdfs:label", plain("the Python package neuromod-kg")))

    def authorities(self) -> Iterator[Subject]:
        """What the terms of others are that the description uses, as far as validators look."""
        kinds = [
            (PUBLIC, "dcterms:RightsStatement"),
            (self.ontology, "dcterms:Standard"),
            *((term.text, "dcterms:LinguisticSystem") for term in self.spoken[1]),
            *((file_type_iri(file.media_type), "dcterms:MediaTypeOrExtent") for file in self.files),
            *((media_iri(file.media_type), "dcterms:MediaType") for file in self.files),
            *((page, "dcterms:LicenseDocument") for page in (self.dataset.licence_url,) if page),
            *((page, "foaf:Document") for page in (self.dataset.repository,) if page),
        ]
        for iri, kind in sorted(set(kinds)):
            yield subject(f"<{iri}>", ("rdf:type", curies(kind)))
        yield subject("freq:irregular", ("rdf:type", curies("dcterms:Frequency")))
        if theme := self.dataset.theme:
            label = ("skos:prefLabel", texts([THEMES[theme]], "en"))
            yield subject(f"<{theme_iri(theme)}>", ("rdf:type", curies("skos:Concept")), label)


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
