"""The RDF form of a graph, before any syntax: subjects, each with its predicates and objects.

Each edge with an affirmed claim gives one direct triple. Each claim, denied ones too, is a resource of its own: an RDF 1.1
reification with the claim's properties. There are no blank nodes, and everything is in a fixed order.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.model import Claim, Edge, Node, Quantity, Section, Source, Tension
from kg.schema import MATCHES, NODE, VOCABULARY

if TYPE_CHECKING:
    import rdflib

    from kg.graph import KnowledgeGraph


class Term(NamedTuple):
    """An RDF term: a `curie`, an `iri`, or a `literal` with the language or the datatype (a CURIE) in `detail`."""

    kind: str
    text: str
    detail: str = ""


class Subject(NamedTuple):
    """A subject's CURIE and its (predicate CURIE, objects), in order."""

    curie: str
    properties: list[tuple[str, list[Term]]]


BOUND = {
    ">": "schema:minValue",
    ">=": "schema:minValue",
    "<": "schema:maxValue",
    "<=": "schema:maxValue",
    "=": "schema:value",
}


def vocabulary(name: str) -> str:
    """The CURIE of a predicate of the schema: `described_as` is `nmv:describedAs`.

    >>> vocabulary("described_as")
    'nmv:describedAs'
    """
    head, *tail = name.split("_")
    return f"{VOCABULARY}:{head}{''.join(word.capitalize() for word in tail)}"


def subjects(graph: "KnowledgeGraph") -> Iterator[Subject]:
    """Every subject of the RDF form: sources with their sections, nodes, claims with their quantities."""
    language = graph.schema.dataset.language
    for source in graph.sources():
        yield _source(source, language)
        for position, section in enumerate(source.sections, 1):
            yield _section(section, source, position, language)
    edges: dict[str, list[Edge]] = {}
    for edge in graph.edges():
        if edge.affirmed:
            edges.setdefault(edge.subject, []).append(edge)
    for node in graph.nodes():
        yield _node(node, edges.get(node.id, ()), language)
    against: dict[str, set[str]] = {}
    for tension in graph.tensions():
        for one in tension.claims:
            for other in tension.against:
                against.setdefault(one, set()).add(other)
                against.setdefault(other, set()).add(one)
    for claim in sorted(graph.claims(), key=lambda claim: (claim.source, len(claim.id), claim.id)):
        yield _claim(claim, language, sorted(against.get(claim.id, ())))
        if claim.quantity is not None:
            yield _quantity(claim, claim.quantity)
    for tension in graph.tensions():
        yield _tension(tension, language)


def curies(*names: str) -> list[Term]:
    return [Term("curie", name) for name in names]


def texts(values: Iterable[str], language: str) -> list[Term]:
    return [Term("literal", value, f"@{language}") for value in values if value]


def typed(value: object, datatype: str) -> list[Term]:
    return [Term("literal", str(value), datatype)] if value != "" else []


def date(text: str) -> list[Term]:
    """A date as precise as it is stated: day, month or year."""
    return typed(text, {4: "xsd:gYear", 7: "xsd:gYearMonth"}.get(len(text), "xsd:date"))


def _source(source: Source, language: str) -> Subject:
    return _subject(
        source.id,
        ("rdf:type", curies("schema:Article" if source.kind == "article" else "schema:DefinedTermSet", "prov:Entity")),
        ("dcterms:title", texts([source.title], language)),
        ("dcterms:creator", texts([source.author], language)),
        ("schema:reviewedBy", texts([source.reviewer], language)),
        ("dcterms:publisher", texts([source.publisher], language)),
        ("dcterms:issued", date(source.published)),
        ("schema:lastReviewed", date(source.reviewed)),
        ("schema:url", [Term("iri", source.url)] if source.url else []),
        ("dcterms:rights", texts([source.licence], language)),
        ("skos:note", texts([source.note], language)),
        ("dcterms:hasPart", curies(*(section.id for section in source.sections))),
    )


def _section(section: Section, source: Source, position: int, language: str) -> Subject:
    return _subject(
        section.id,
        ("rdf:type", curies(f"{VOCABULARY}:Section")),
        ("rdfs:label", texts([section.title], language)),
        ("dcterms:isPartOf", curies(source.id)),
        ("schema:position", typed(position, "xsd:integer")),
    )


def _node(node: Node, edges: Iterable[Edge], language: str) -> Subject:
    walked: dict[str, list[str]] = {}
    for edge in edges:
        walked.setdefault(vocabulary(edge.predicate), []).append(edge.object)
    return _subject(
        node.id,
        ("rdf:type", curies(f"{VOCABULARY}:{node.category}")),
        ("rdfs:label", texts([node.name], language)),
        ("skos:altLabel", texts((*node.synonyms, *node.abbreviations), language)),
        ("skos:definition", texts([node.definition], language)),
        ("skos:note", texts([node.note], language)),
        *((f"skos:{match}", curies(*(m.term for m in node.mappings if m.match == match))) for match in MATCHES),
        (f"{VOCABULARY}:ungrounded", texts([node.ungrounded], language)),
        *((predicate, curies(*sorted(objects))) for predicate, objects in sorted(walked.items())),
    )


def _tension(tension: Tension, language: str) -> Subject:
    return _subject(
        tension.id,
        ("rdf:type", curies(f"{VOCABULARY}:Tension")),
        (f"{VOCABULARY}:between", curies(*tension.members)),
        (f"{VOCABULARY}:kind", curies(f"{VOCABULARY}:{tension.kind.capitalize()}")),
        (f"{VOCABULARY}:weight", [Term("literal", tension.weight)]),
        ("rdfs:label", texts([tension.why], language)),
    )


def _claim(claim: Claim, language: str, against: Iterable[str]) -> Subject:
    def mixed(values: Iterable[str]) -> list[Term]:
        return [
            Term("curie", value) if value.startswith(f"{NODE}:") else Term("literal", value, f"@{language}")
            for value in values
        ]

    return _subject(
        claim.id,
        ("rdf:type", curies(f"{VOCABULARY}:Claim", "rdf:Statement", "prov:Entity")),
        ("rdf:subject", curies(claim.subject)),
        ("rdf:predicate", curies(vocabulary(claim.predicate))),
        ("rdf:object", curies(claim.object)),
        ("rdfs:label", texts([claim.statement], language)),
        (f"{VOCABULARY}:polarity", curies(f"{VOCABULARY}:{claim.polarity.capitalize()}")),
        (f"{VOCABULARY}:modality", curies(f"{VOCABULARY}:{claim.modality.capitalize()}")),
        (f"{VOCABULARY}:hedge", texts(claim.hedge, language)),
        (f"{VOCABULARY}:quantity", curies(f"{claim.id}.q1") if claim.quantity is not None else []),
        (f"{VOCABULARY}:population", mixed(claim.population)),
        (f"{VOCABULARY}:comparator", mixed(claim.comparator)),
        (f"{VOCABULARY}:aspect", mixed(claim.aspect)),
        (f"{VOCABULARY}:context", mixed(claim.context)),
        ("dcterms:source", curies(claim.source)),
        (f"{VOCABULARY}:section", curies(claim.section)),
        (f"{VOCABULARY}:paragraph", typed(claim.paragraph, "xsd:integer")),
        (f"{VOCABULARY}:inferred", typed("true", "xsd:boolean") if claim.inferred else []),
        ("skos:note", texts([claim.note], language)),
        ("cito:disagreesWith", curies(*against)),
    )


def _quantity(claim: Claim, quantity: Quantity) -> Subject:
    datatype = "xsd:integer" if quantity.value == quantity.value.to_integral_value() else "xsd:decimal"
    return _subject(
        f"{claim.id}.q1",
        ("rdf:type", curies("schema:QuantitativeValue")),
        ("rdfs:label", [Term("literal", str(quantity))]),
        (f"{VOCABULARY}:bound", [Term("literal", quantity.comparator)]),
        (BOUND[quantity.comparator], typed(quantity.number, datatype)),
        ("schema:unitText", [Term("literal", quantity.unit)]),
    )


def _subject(curie: str, *properties: tuple[str, list[Term]]) -> Subject:
    return Subject(curie, [(predicate, objects) for predicate, objects in properties if objects])


def used_prefixes(blocks: Iterable[Subject]) -> set[str]:
    """The prefixes that the CURIEs of these subjects use."""
    found: set[str] = set()
    for block in blocks:
        found.add(block.curie.partition(":")[0])
        for predicate, objects in block.properties:
            found.add(predicate.partition(":")[0])
            for term in objects:
                name = term.text if term.kind == "curie" else term.detail
                if name and not name.startswith("@"):
                    found.add(name.partition(":")[0])
    return found


def to_rdf(graph: "KnowledgeGraph") -> "rdflib.Graph":
    """The RDF form as a new rdflib.Graph, with our prefixes bound."""
    import rdflib

    schema = graph.schema
    result = rdflib.Graph(bind_namespaces="none")
    blocks = list(subjects(graph))
    for prefix in sorted(used_prefixes(blocks)):
        result.bind(prefix, schema.prefixes[prefix])

    def node(term: Term) -> rdflib.URIRef | rdflib.Literal:
        if term.kind == "curie":
            return rdflib.URIRef(schema.expand(term.text))
        if term.kind == "iri":
            return rdflib.URIRef(term.text)
        if term.detail.startswith("@"):
            return rdflib.Literal(term.text, lang=term.detail[1:])
        return rdflib.Literal(term.text, datatype=rdflib.URIRef(schema.expand(term.detail)) if term.detail else None)

    for block in blocks:
        subject = rdflib.URIRef(schema.expand(block.curie))
        for predicate, objects in block.properties:
            for term in objects:
                result.add((subject, rdflib.URIRef(schema.expand(predicate)), node(term)))
    return result
