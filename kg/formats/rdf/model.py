"""The RDF form of a graph, before any syntax: subjects, each with its predicates and objects.

Each edge with an affirmed claim gives one plain triple: under the predicate where a claim says it outright, else under its
tentative twin. Each claim, denied ones too, is a resource of its own: an RDF 1.1 reification with the claim's properties. The
form has no blank nodes and a fixed order. It holds every field of every record but a node's place in the picture, so that
`kg.read` returns the same graph.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from kg.errors import ExportError
from kg.model.nodes import Mapping, Node
from kg.model.protocol import Graph, Triple
from kg.model.records import Claim, Quantity, Section, Source, Tension
from kg.schema import MATCHES, NODE, OTHERS, TENTATIVE, VOCABULARY, Schema, is_date
from kg.tables.columns import APPRAISALS, CLAIMS, FINDINGS, LINKS, NODES, SOURCES, STUDIES, TENSIONS, Column, Table


class Term(NamedTuple):
    """An RDF term: a `curie`, an `iri`, or a `literal` with the language or the datatype (a CURIE) in `detail`.

    In the ontology, the shapes and the description it may also be a `list` of terms or a `blank` node of (predicate CURIE,
    objects), and in Turtle 1.2 a `triple` of three terms, held in `inside`. The data has none of these.
    """

    kind: str
    text: str
    detail: str = ""
    inside: tuple[Any, ...] = ()


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

NO_EDGES: tuple[str | None, Iterator[Triple]] = (None, iter(()))

NUMBERS = ("count", "number")
ALWAYS = ("rdfs:label", "dcterms:title", "schema:genre", "nmv:weight")
"""The properties that are stated even where they are empty."""

FIELDS = {
    table.name: [(column, column.curie, table.below(column)) for column in table.columns if column.name != "id"]
    for table in (SOURCES, NODES, CLAIMS, TENSIONS, STUDIES, FINDINGS, LINKS, APPRAISALS)
}
"""The columns of each kind of record, each with its property, and the names of those whose values this has too."""


def namespaces(schema: Schema) -> dict[str, str]:
    """Every prefix that our documents may use, with its namespace."""
    return {**OTHERS, "nmsh": f"{schema.dataset.base_iri}/shapes#", **schema.prefixes}


def subjects(graph: Graph) -> Iterator[Subject]:
    """Every subject of the RDF form: sources with their sections, nodes, claims with their quantities, tensions."""
    yield from entities(graph)
    language, against = graph.schema.dataset.language, opposed(graph)
    for claim in claims(graph):
        yield from claim_subjects(claim, language, against.get(claim.id, ()))
    yield from tensions(graph)


def entities(graph: Graph) -> Iterator[Subject]:
    """The sources with their sections, and the nodes."""
    language = graph.schema.dataset.language
    for source in graph.sources():
        yield _source(source, language)
        for position, section in enumerate(source.sections, 1):
            yield section_subject(section, source, position, language)
    names = graph.schema.predicates
    verbs = [{name: Schema.property_curie(name, prefix) for name in names} for prefix in (VOCABULARY, TENTATIVE)]
    edges = groupby(graph.triples(), itemgetter(0))
    start, leaving = next(edges, NO_EDGES)
    for node in graph:
        walked: dict[str, list[str]] = {}
        if start == node.id:  # Edges come in the order of their subjects.
            for _, predicate, end, tentative, _ in leaving:
                walked.setdefault(verbs[tentative][predicate], []).append(end)
            start, leaving = next(edges, NO_EDGES)
        yield _node(node, walked, language)
        yield from mapping_subjects(node)
    if start is not None:
        raise ExportError(f"the edges of {start} come in another order than the nodes; nothing was written")


def claims(graph: Graph) -> list[Claim]:
    """The claims in the order of the RDF form."""
    return sorted(graph.claims(), key=lambda claim: (claim.source, len(claim.id), claim.id))


def mapping_subjects(node: Node) -> Iterator[Subject]:
    """The matches of a node, each with its label and place."""
    return (_mapping(mapping, node, number) for number, mapping in enumerate(node.mappings, 1))


def matches(node: Node) -> Iterator[tuple[str, list[Term]]]:
    """The public terms that match a node, by the property of their match."""
    for match in MATCHES if node.mappings else ():
        yield f"skos:{match}", curies(*(mapping.term for mapping in node.mappings if mapping.match == match))


def claim_subjects(claim: Claim, language: str, against: Iterable[str]) -> Iterator[Subject]:
    """A claim, and its quantity; `against` are the claims that it disagrees with."""
    yield _claim(claim, language, sorted(against))
    if claim.quantity is not None:
        yield quantity_subject(claim, claim.quantity)


def tensions(graph: Graph) -> Iterator[Subject]:
    """The tensions."""
    for tension in graph.tensions():
        yield _tension(tension, graph.schema.dataset.language)


def opposed(graph: Graph) -> dict[str, set[str]]:
    """Claim → the claims on the other side of its tensions."""
    against: dict[str, set[str]] = {}
    for tension in graph.tensions():
        for one in tension.claims:
            for other in tension.against:
                against.setdefault(one, set()).add(other)
                against.setdefault(other, set()).add(one)
    return against


def curies(*names: str) -> list[Term]:
    return [tuple.__new__(Term, ("curie", name, "", ())) for name in names]  # Term() would take twice as long.


def iris(*addresses: str) -> list[Term]:
    """The addresses that are known: none may be empty, as a licence is that nobody stated."""
    return [Term("iri", address) for address in addresses if address]


def texts(values: Iterable[str], language: str) -> list[Term]:
    tag = f"@{language}"
    return [tuple.__new__(Term, ("literal", value, tag, ())) for value in values]


def plain(*values: str) -> list[Term]:
    return [Term("literal", value) for value in values]


def typed(value: object, datatype: str) -> list[Term]:
    return [Term("literal", str(value), datatype)]


def listed(terms: Iterable[Term]) -> list[Term]:
    """One term: the RDF list of `terms`."""
    return [Term("list", "", inside=tuple(terms))]


def blank(*properties: tuple[str, Iterable[Term]]) -> Term:
    """A blank node with these properties."""
    return Term("blank", "", inside=tuple((predicate, tuple(objects)) for predicate, objects in properties if objects))


def date(text: str) -> list[Term]:
    """A date as precise as it is stated: day, month or year. Anything else stays a plain text."""
    if not is_date(text):
        return plain(text) if text else []
    return typed(text, {4: "xsd:gYear", 7: "xsd:gYearMonth"}.get(len(text), "xsd:date"))


def arranged(**fields: tuple[tuple[str, ...], tuple[str, ...]]) -> list[Term]:
    """The order of values, which triples do not keep: one text for each field that is not in alphabetical order.

    A field is its values and the others that share its property; the numbers count in the alphabetical order of both.

    >>> arranged(context=(("b", "a"), ()), aspect=(("a", "b"), ()))
    [Term(kind='literal', text='context 2 1', detail='', inside=())]
    """
    found = []
    for name, (values, others) in fields.items():
        if (len(values) > 1 or others) and list(values) != sorted({*values} - {*others}):
            ranks = {value: rank for rank, value in enumerate(sorted({*values, *others}), 1)}
            found.append(" ".join([name, *(str(ranks[value]) for value in values)]))
    return plain(*found)


def fields(table: Table, record: Any, language: str) -> dict[str, list[Term]]:
    """The properties that the columns of its table give a record, with their objects, and the order of these.

    What is empty is not stated, but for what each record has.
    """
    found: dict[str, list[Term]] = {}
    orders: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for column, curie, below in FIELDS[table.name]:
        value = getattr(record, column.name)
        if column.many:
            others = tuple(item for name in below for item in getattr(record, name)) if below else ()
            if others or len(value) > 1:
                orders[column.name] = (value, others)
                value += others
        if value or curie in ALWAYS or column.kind == "whole" or (column.kind in NUMBERS and value is not None):
            found[curie] = _objects(column, record, value, language)
    if orders:
        found[f"{VOCABULARY}:inOrder"] = arranged(**orders)
    return found


def _objects(column: Column, record: Any, value: Any, language: str) -> list[Term]:
    """The objects of a column's property."""
    values = value if column.many else [value]
    match column.kind:
        case "text":
            return texts(values, language)
        case "item":
            return [term for v in values for term in (curies(v) if v.startswith(f"{NODE}:") else texts([v], language))]
        case "id":
            return curies(*values)
        case "name":
            return curies(*map(column.term, values))
        case "whole" | "count":
            return typed(value, "xsd:integer")
        case "number":
            return typed(*_number(value))
        case "flag":
            return typed("true", "xsd:boolean")
        case "quantity":
            return curies(f"{record.id}.q1")
        case "date":
            return date(value)
        case "iri":
            return iris(*values)
        case _:
            return plain(*values)


def _source(source: Source, language: str) -> Subject:
    stated = fields(SOURCES, source, language)
    return subject(
        source.id,
        ("rdf:type", curies("schema:Article" if source.kind == "article" else "schema:DefinedTermSet", "prov:Entity")),
        ("dcterms:title", stated.pop("dcterms:title")),
        *stated.items(),
        ("dcterms:hasPart", curies(*(section.id for section in source.sections))),
    )


def section_subject(section: Section, source: Source, position: int, language: str) -> Subject:
    return subject(
        section.id,
        ("rdf:type", curies(f"{VOCABULARY}:Section")),
        ("rdfs:label", texts([section.title], language)),
        ("dcterms:isPartOf", curies(source.id)),
        ("schema:position", typed(position, "xsd:integer")),
        (f"{VOCABULARY}:sentences", plain("|".join(map(str, section.paragraphs))) if section.paragraphs else []),
    )


def _node(node: Node, walked: dict[str, list[str]], language: str) -> Subject:
    stated = fields(NODES, node, language)
    last = [
        (name, stated.pop(name)) for name in (f"{VOCABULARY}:ungrounded", f"{VOCABULARY}:inOrder") if name in stated
    ]
    kind, label = stated.pop("rdf:type"), stated.pop("rdfs:label")
    return subject(
        node.id,
        ("rdf:type", kind),
        ("rdfs:label", label),
        ("skos:prefLabel", label),
        *stated.items(),
        *matches(node),
        *last,
        *((predicate, curies(*sorted(objects))) for predicate, objects in sorted(walked.items())),
    )


def _mapping(mapping: Mapping, node: Node, number: int) -> Subject:
    """The form that SSSOM has in RDF: an annotation of the triple that states the match, here with an IRI of its own."""
    return subject(
        f"{node.id}.m{number}",
        ("rdf:type", curies("owl:Axiom")),
        ("owl:annotatedSource", curies(node.id)),
        ("owl:annotatedProperty", curies(f"skos:{mapping.match}")),
        ("owl:annotatedTarget", curies(mapping.term)),
        ("sssom:object_label", plain(mapping.label)),
        ("sssom:object_source_version", plain(mapping.version) if mapping.version else []),
        ("sssom:mapping_justification", curies(mapping.justification)),
        ("rdfs:comment", plain(mapping.place)),
    )


def _tension(tension: Tension, language: str) -> Subject:
    stated = fields(TENSIONS, tension, language)
    first = [(name, stated.pop(name)) for name in ("rdfs:label", f"{VOCABULARY}:kind", f"{VOCABULARY}:weight")]
    return subject(tension.id, ("rdf:type", curies(f"{VOCABULARY}:Tension")), *first, *stated.items())


def _claim(claim: Claim, language: str, against: Iterable[str]) -> Subject:
    properties = list(fields(CLAIMS, claim, language).items())
    place = [name for name, _ in properties].index(f"{VOCABULARY}:section")
    return subject(
        claim.id,
        ("rdf:type", curies(f"{VOCABULARY}:Claim", "rdf:Statement", "prov:Entity")),
        *properties[:place],
        ("dcterms:source", curies(claim.source)),
        *properties[place:],
        (f"{VOCABULARY}:disagreesWith", curies(*against)),
    )


def quantity_subject(claim: Claim, quantity: Quantity) -> Subject:
    number, datatype = _number(quantity.value)
    return subject(
        f"{claim.id}.q1",
        ("rdf:type", curies("schema:QuantitativeValue")),
        ("rdfs:label", plain(f"{quantity.comparator}{number} {quantity.unit}")),
        (f"{VOCABULARY}:bound", plain(quantity.comparator)),
        (BOUND[quantity.comparator], typed(number, datatype)),
        ("schema:unitText", plain(quantity.unit)),
    )


def digits(value: Decimal) -> str:
    """A number as stores keep it: no trailing zeros, no exponent, no minus before nothing."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _number(value: Decimal) -> tuple[str, str]:
    """The digits of a number, and its datatype."""
    text = digits(value)
    return text, "xsd:decimal" if "." in text else "xsd:integer"


def subject(curie: str, *properties: tuple[str, list[Term]]) -> Subject:
    """A subject without the properties that have no objects; each object once."""
    return Subject(
        curie,
        [
            (predicate, objects if len(objects) == 1 else list(dict.fromkeys(objects)))
            for predicate, objects in properties
            if objects
        ],
    )
