"""The description of the dataset: complete by the HCLS profile, its counts those of the graph, its sizes those of the files."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import rdflib
from conftest import Write
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, SKOS, VOID

import kg
from kg.formats import DATA
from kg.formats.about.authorities import registered

BASE = "https://w3id.org/neuromod-kg"
PAV = rdflib.Namespace("http://purl.org/pav/")
TYPES = {
    "Dataset": rdflib.URIRef("http://purl.org/dc/dcmitype/Dataset"),
    "Distribution": DCAT.Distribution,
    "RDF": VOID.Dataset,
}

# The profile's elements by level: W3C Note "Dataset Descriptions: HCLS Community Profile" (2015), section 4.
MUST = {
    "summary": "rdf:type dct:title dct:description dct:publisher",
    "version": "rdf:type dct:title dct:description dct:creator dct:publisher pav:version dct:isVersionOf",
    "file": "rdf:type dct:title dct:description dct:creator dct:publisher dct:license dct:format",
}
SHOULD = {
    "summary": "foaf:page dct:accrualPeriodicity",
    "version": "dct:created dct:issued foaf:page dct:license dct:language pav:retrievedFrom "
    "prov:wasDerivedFrom pav:createdWith dcat:distribution",
    "file": "dct:created dct:issued foaf:page dct:language pav:version dct:source pav:retrievedFrom prov:wasDerivedFrom "
    "pav:createdWith dcat:downloadURL",
    "RDF": "void:vocabulary dct:conformsTo idot:exampleIdentifier void:exampleResource dcat:byteSize void:dataDump "
    "void:triples void:entities void:distinctSubjects void:properties void:distinctObjects",
    "first": "void:subset void:classPartition void:propertyPartition",
}
MUST_NOT = {
    "summary": "dct:created dct:creator dct:contributor dct:issued dct:language void:vocabulary dct:conformsTo pav:version "
    "idot:identifierPattern void:uriRegexPattern idot:exampleIdentifier void:exampleResource dct:isVersionOf dct:source "
    "pav:previousVersion pav:retrievedFrom prov:wasDerivedFrom pav:createdWith dcat:distribution dct:format dcat:downloadURL "
    "dcat:byteSize void:dataDump dcat:landingPage void:subset void:triples void:entities void:distinctSubjects "
    "void:properties void:distinctObjects void:classPartition void:propertyPartition",
    "version": "void:vocabulary idot:identifierPattern void:uriRegexPattern idot:exampleIdentifier void:exampleResource "
    "pav:hasCurrentVersion dct:accrualPeriodicity dct:format dcat:downloadURL dcat:byteSize void:dataDump void:subset "
    "void:triples void:entities void:distinctSubjects void:properties void:distinctObjects void:classPartition "
    "void:propertyPartition void:sparqlEndpoint",
    "file": "dct:hasPart dct:isVersionOf pav:hasCurrentVersion dct:accrualPeriodicity dcat:distribution void:sparqlEndpoint",
}
# What DCAT-AP 3.0.1 asks for, from its shapes of mandatory properties and of ranges (https://github.com/SEMICeu/DCAT-AP, CC BY 4.0).
AP_KINDS = {
    "dct:accessRights": "dct:RightsStatement",
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:conformsTo": "dct:Standard",
    "dct:creator": "foaf:Agent",
    "dct:format": "dct:MediaTypeOrExtent",
    "dct:language": "dct:LinguisticSystem",
    "dct:license": "dct:LicenseDocument",
    "dct:publisher": "foaf:Agent",
    "dcat:contactPoint": "vcard:Kind",
    "dcat:distribution": "dcat:Distribution",
    "dcat:landingPage": "foaf:Document",
    "dcat:mediaType": "dct:MediaType",
    "dcat:theme": "skos:Concept",
    "foaf:page": "foaf:Document",
    "spdx:checksum": "spdx:Checksum",
}
AP_ONCE = "dct:accessRights dct:accrualPeriodicity dct:modified dct:issued dct:publisher dct:format dct:license dcat:mediaType"
AP_MUST = {
    "dcat:Dataset": "dct:title dct:description",
    "dcat:Distribution": "dcat:accessURL",
    "foaf:Agent": "foaf:name",
    "skos:Concept": "skos:prefLabel",
    "spdx:Checksum": "spdx:algorithm spdx:checksumValue",
}
NOT_HAD = {
    "dct:source": "of a version: DCAT-AP has it lead to datasets, and articles are none; prov:wasDerivedFrom leads to them",
    "schemaorg:logo": "there is none",
    "void:sparqlEndpoint": "there is none",
    "pav:previousVersion": "from the second release on: test_the_version_before",
}
"""What SHOULD be given, and is not."""


@pytest.fixture(scope="module")
def described(graph: kg.KnowledgeGraph) -> rdflib.Graph:
    return parsed(graph)


def parsed(graph: kg.KnowledgeGraph) -> rdflib.Graph:
    found = rdflib.Graph().parse(data=kg.dumps(graph, "dataset"), format="turtle")
    for prefix in ("dct", "pav", "dcat", "void", "prov", "foaf", "idot"):
        namespace = dict(found.namespaces()).get(prefix) or DCTERMS
        found.bind(prefix, namespace)
    return found


def term(described: rdflib.Graph, name: str) -> rdflib.URIRef:
    prefix, _, local = name.partition(":")
    return rdflib.URIRef({"dct": str(DCTERMS)}.get(prefix) or str(dict(described.namespaces())[prefix])) + local


def levels(described: rdflib.Graph, version: str = kg.__version__) -> dict[str, list[rdflib.term.Node]]:
    files = sorted(described.subjects(RDF.type, DCAT.Distribution), key=str)
    data = sorted(described.subjects(RDF.type, VOID.Dataset), key=str)
    first = [rdflib.URIRef(f"{BASE}/{version}/neuromod-kg.ttl")]
    return {
        "summary": [rdflib.URIRef(BASE)],
        "version": [rdflib.URIRef(f"{BASE}/{version}")],
        "file": list(files),
        "RDF": list(data),
        "first": list(first),
    }


@pytest.mark.parametrize("requirement", ["MUST", "SHOULD"])
def test_what_the_profile_asks_for_is_there(described: rdflib.Graph, requirement: str) -> None:
    for level, names in {"MUST": MUST, "SHOULD": SHOULD}[requirement].items():
        subjects = levels(described)[level]
        assert subjects
        for subject in subjects:
            lacking = [name for name in names.split() if (subject, term(described, name), None) not in described]
            assert lacking == [], f"{level} {subject}"


def test_what_the_profile_forbids_is_not_there(described: rdflib.Graph) -> None:
    for level, names in MUST_NOT.items():
        for subject in levels(described)[level]:
            assert [name for name in names.split() if (subject, term(described, name), None) in described] == []
    for name in set(NOT_HAD) - {"dct:source"}:
        assert name not in " ".join((*MUST.values(), *SHOULD.values()))


def catalogue_faults(described: rdflib.Graph) -> list[str]:
    """What of DCAT-AP does not hold."""
    found = []
    for name, kind in AP_KINDS.items():
        for subject, value in described.subject_objects(term(described, name)):
            # The articles that evidence was read from are no resources of the catalogue.
            catalogued = {DCAT.Dataset, DCAT.Distribution} & set(described.objects(subject, RDF.type))
            if catalogued and (value, RDF.type, term(described, kind)) not in described:
                found.append(f"{subject} {name} {value}: no {kind}")
    for kind, names in AP_MUST.items():
        for subject in described.subjects(RDF.type, term(described, kind)):
            lacking = [name for name in names.split() if (subject, term(described, name), None) not in described]
            found += [f"{subject}: no {name}" for name in lacking]
    for subject in {*described.subjects(RDF.type, DCAT.Dataset), *described.subjects(RDF.type, DCAT.Distribution)}:
        several = [n for n in AP_ONCE.split() if len(set(described.objects(subject, term(described, n)))) > 1]
        found += [f"{subject}: several {name}" for name in several]
        if any(described.objects(subject, DCTERMS.source)) and (subject, RDF.type, DCAT.Dataset) in described:
            found.append(f"{subject}: a source that is no dataset")
    return found


def test_catalogues_can_take_it(described: rdflib.Graph) -> None:
    assert catalogue_faults(described) == []
    version = levels(described)["version"][0]
    assert str(described.value(version, DCAT.theme)).endswith("/data-theme/HEAL")
    assert str(described.value(version, DCTERMS.accessRights)).endswith("/access-right/PUBLIC")


def test_what_is_known_only_after_publishing_is_given_everywhere(tiny: Write) -> None:
    given = 'repository = "https://example.org/tiny-code"\ncontact = "mailto:someone@example.org"\ndoi = "10.1234/tiny"'
    g = kg.load(tiny(schema=('version = "1"', f'version = "1"\n{given}')))
    described = parsed(g)
    assert catalogue_faults(described) == []
    version = rdflib.URIRef("https://example.org/tiny/1")
    assert described.value(version, DCAT.landingPage) == rdflib.URIRef("https://example.org/tiny-code")
    assert rdflib.Literal("https://doi.org/10.1234/tiny") in set(described.objects(version, DCTERMS.identifier))
    card = described.value(version, DCAT.contactPoint)
    assert described.value(card, term(described, "vcard:hasEmail")) == rdflib.URIRef("mailto:someone@example.org")
    found = json.loads(kg.dumps(g, "schemaorg"))
    assert found["identifier"] == "https://doi.org/10.1234/tiny"
    assert found["sameAs"] == ["https://doi.org/10.1234/tiny", "https://example.org/tiny-code"]
    assert found["creator"]["contactPoint"]["email"] == "someone@example.org"
    assert (None, DCAT.landingPage, None) not in parsed(kg.load(tiny()))


def test_the_page_says_what_the_dataset_is(graph: kg.KnowledgeGraph) -> None:
    text = kg.dumps(graph, "html").decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert len(block) < 2000
    whole = json.loads(kg.dumps(graph, "schemaorg"))
    assert {**whole, **json.loads(block)} == whole
    assert {*whole} - {*json.loads(block)} == {"distribution", "isBasedOn"}


def test_the_types_of_the_levels(described: rdflib.Graph) -> None:
    for level, subjects in levels(described).items():
        for subject in subjects:
            types = set(described.objects(subject, RDF.type)) & set(TYPES.values())
            wanted = {"file": {"Distribution"}, "RDF": {"Distribution", "RDF"}, "first": {"Distribution", "RDF"}}
            assert types >= {TYPES[name] for name in wanted.get(level, {"Dataset"})}
            assert (TYPES["Dataset"] in types) == (level in ("summary", "version"))


def test_texts_are_in_a_language_and_people_are_iris(described: rdflib.Graph) -> None:
    for predicate in (DCTERMS.title, DCTERMS.description):
        for text in described.objects(None, predicate):
            assert isinstance(text, rdflib.Literal)
            assert text.language == "en"
    people = {*described.objects(None, DCTERMS.creator), *described.objects(None, DCTERMS.publisher)}
    assert people == {rdflib.URIRef(f"{BASE}/contributors")}
    assert str(described.value(people.pop(), FOAF.name)) == "neuromod-kg contributors"


def test_totals_are_those_of_the_graph(graph: kg.KnowledgeGraph, described: rdflib.Graph) -> None:
    data = graph.to_rdf()
    totals = {
        VOID.triples: len(data),
        VOID.entities: len(set(data.subjects(RDF.type))),
        VOID.distinctSubjects: len(set(data.subjects())),
        VOID.distinctObjects: len(set(data.objects())),
        VOID.classes: len(set(data.objects(None, RDF.type))),
        VOID.properties: len(set(data.predicates())),
    }
    files = levels(described)["RDF"]
    assert len(files) == len(DATA)
    for file in files:
        for predicate, number in totals.items():
            assert described.value(file, predicate) == rdflib.Literal(number), (file, predicate)


def test_partitions_are_those_of_the_graph(graph: kg.KnowledgeGraph, described: rdflib.Graph) -> None:
    data = graph.to_rdf()

    def parts(kind: rdflib.URIRef, name: rdflib.URIRef, number: rdflib.URIRef) -> Iterator[tuple[object, object]]:
        for part in described.objects(levels(described)["first"][0], kind):
            yield described.value(part, name), int(str(described.value(part, number)))

    assert dict(parts(VOID.classPartition, VOID["class"], VOID.entities)) == Counter(data.objects(None, RDF.type))
    assert dict(parts(VOID.propertyPartition, VOID.property, VOID.triples)) == Counter(data.predicates())
    matches = Counter(p for p in data.predicates() if str(p).startswith(str(SKOS)) and str(p).endswith("Match"))
    linked: Counter[object] = Counter()
    for match, number in parts(VOID.subset, VOID.linkPredicate, VOID.triples):
        linked[match] += int(str(number))
    assert linked == matches


def test_sizes_are_those_of_the_files(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write_all(graph, tmp_path)
    described = rdflib.Graph().parse(tmp_path / "neuromod-kg.dataset.ttl")
    listed = set()
    sizeless = set()
    for file in levels(described)["file"]:
        path = tmp_path / str(file).rpartition("/")[2]
        listed.add(path.name)
        assert described.value(file, DCAT.downloadURL) == file
        size = described.value(file, DCAT.byteSize)
        if size is None:
            sizeless.add(path.name)
        else:
            assert int(str(size)) == path.stat().st_size
            checksum = described.value(file, rdflib.URIRef("http://spdx.org/rdf/terms#checksum"))
            value = described.value(checksum, rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue"))
            assert str(value) == sha256(path.read_bytes()).hexdigest()
    assert listed == {path.name for path in tmp_path.iterdir()} - {"README.md"}
    assert sizeless == {"neuromod-kg.trig", "neuromod-kg.dataset.ttl", "neuromod-kg.dataset.jsonld"}


def test_media_types_are_those_of_the_formats(described: rdflib.Graph) -> None:
    known = {suffix: format.media_type for format in kg.FORMATS.values() for suffix in format.suffixes}
    ours = ("dataset.ttl", "html", "graphml", "kgx.nodes.tsv")
    types = {
        name: described.value(rdflib.URIRef(f"{BASE}/{kg.__version__}/neuromod-kg.{name}"), DCTERMS["format"])
        for name in ours
    }
    assert [str(iri).rpartition("/")[2] for iri in types.values()] == ["RDF_TURTLE", "HTML", "XML", "TSV"]
    for file in levels(described)["file"]:
        suffix = str(file).rpartition("/")[2].removeprefix("neuromod-kg")
        assert str(described.value(file, DCAT.mediaType)).partition("media-types/")[2] == registered(known[suffix])


def test_sources_with_their_dates(graph: kg.KnowledgeGraph, described: rdflib.Graph) -> None:
    version = rdflib.URIRef(f"{BASE}/{kg.__version__}")
    assert {str(iri) for iri in described.objects(version, PROV.wasDerivedFrom)} == {
        graph.schema.expand(source.id) for source in graph.sources()
    }
    for source in graph.sources():
        iri = rdflib.URIRef(graph.schema.expand(source.id))
        assert str(described.value(iri, DCTERMS.title)) == source.title
        assert str(described.value(iri, DCTERMS.issued) or "") == source.published


def test_examples_are_in_the_graph(graph: kg.KnowledgeGraph, described: rdflib.Graph) -> None:
    subjects = set(graph.to_rdf().subjects())
    examples = set(described.objects(None, VOID.exampleResource))
    assert len(examples) == 3
    assert examples <= subjects


def test_sample_queries_run_and_find_something(graph: kg.KnowledgeGraph, described: rdflib.Graph) -> None:
    data = rdflib.Graph(bind_namespaces="none").parse(data=kg.dumps(graph, "ntriples"), format="nt")
    found = {
        str(query).rpartition("#")[2]: len(data.query(str(text)))
        for query, text in described.subject_objects(rdflib.SH.select)
    }
    assert found["certainty"] == len(graph.claims())
    assert found["denials"] == len(graph.claims(polarity="denied"))
    assert sorted(found) == ["certainty", "denials", "disagreements", "terms"]
    assert min(found.values()) > 0


def test_the_version_before(tiny: Write, graph: kg.KnowledgeGraph) -> None:
    assert [str(found) for found in parsed(graph).objects(None, PAV.previousVersion)] == [f"{BASE}/0.1.0"]
    first = kg.load(tiny())
    assert (None, PAV.previousVersion, None) not in rdflib.Graph().parse(
        data=kg.dumps(first, "dataset"), format="turtle"
    )
    later = kg.load(tiny(schema=('version = "1"', 'version = "2 b"\nprevious = "1"')))
    found = rdflib.Graph().parse(data=kg.dumps(later, "dataset"), format="turtle")
    pair = (
        rdflib.URIRef("https://example.org/tiny/2%20b"),
        PAV.previousVersion,
        rdflib.URIRef("https://example.org/tiny/1"),
    )
    assert pair in found


def test_schema_org(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    kg.write_all(graph, tmp_path)
    found = json.loads((tmp_path / "neuromod-kg.dataset.jsonld").read_text(encoding="utf-8"))
    dataset = graph.schema.dataset
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    assert (found["name"], found["version"], found["license"]) == (dataset.title, dataset.version, dataset.licence_url)
    assert 50 <= len(found["description"]) <= 5000
    assert found["datePublished"] == found["dateModified"] == dataset.date
    assert found["creator"]["name"] == found["publisher"]["name"] == dataset.creator
    assert [part["name"] for part in found["isBasedOn"]] == [source.title for source in graph.sources()]
    for part in found["distribution"]:
        path = tmp_path / part["name"]
        assert urlsplit(part["contentUrl"]).path.endswith(f"/{path.name}")
        assert part.get("sha256", "") in ("", sha256(path.read_bytes()).hexdigest())
        assert part.get("contentSize", f"{path.stat().st_size} B") == f"{path.stat().st_size} B"


def test_a_text_that_one_format_cannot_carry_is_described_without_it(tiny: Write) -> None:
    g = kg.load(tiny())
    node = replace(g["alpha"], note="a\x01b\tc")
    g = kg.KnowledgeGraph(
        schema=g.schema,
        sources=g.sources(),
        nodes=[node, g["beta"], g["cell"]],
        claims=g.claims(),
        tensions=g.tensions(),
    )
    text = kg.dumps(g, "dataset").decode()
    assert "/tiny.ttl>" in text
    assert "/tiny.rdf>" not in text
    assert "/tiny.kgx.nodes.tsv>" not in text
