"""The SHACL shapes of the data, generated from the schema: what must hold of our RDF, with a message for each rule.

The core shapes use SHACL Core alone, so that any validator reads them; the others need SHACL-SPARQL. Shapes have names:
a report says which rule was broken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from kg.formats.rdf.model import BOUND, Subject, Term, blank, curies, listed, plain, subject, texts, typed
from kg.model.records import COMPARATORS
from kg.schema import CLAIM, LOCAL, MATCHES, NEEDS_ASPECT, NODE, SOURCE, TENTATIVE, UNDOTTED, VOCABULARY, Schema
from kg.tables.columns import CLAIMS, NODES, SECTIONS, SOURCES, TABLES, TENSIONS, Column, Table

Constraint = tuple[str, list[Term]]
Constraints = tuple[Constraint, ...]
Rule = tuple[str, str | Term, str, *Constraints]
"""A property shape: its name, the path to the values, the message, and what must hold of them."""


def number(name: str, value: int) -> Constraint:
    return (f"sh:{name}", typed(value, "xsd:integer"))


def one_of(values: Iterable[Term]) -> Constraint:
    return ("sh:in", listed(values))


def either(options: Iterable[Term]) -> Constraint:
    return ("sh:or", listed(options))


def datatype(name: str) -> Constraint:
    return ("sh:datatype", curies(f"xsd:{name}"))


def of_class(*names: str) -> Constraint:
    return ("sh:class", curies(*names))


def pattern(text: str) -> Constraint:
    return ("sh:pattern", plain(f"^{text}$"))


def own(names: Iterable[str]) -> list[Term]:
    return curies(*(f"{VOCABULARY}:{name}" for name in names))


def along(path: str, *constraints: Constraint) -> Term:
    """A property shape without a name."""
    return blank(("sh:path", curies(path)), *constraints)


def every(*shapes: Term) -> Term:
    return blank(("sh:property", shapes))


NONE, SOME = number("maxCount", 0), number("minCount", 1)
AT_MOST_ONE = (number("maxCount", 1),)
ONE = (SOME, *AT_MOST_ONE)
LINK = (("sh:nodeKind", curies("sh:IRI")),)
TEXT = (("sh:datatype", curies("rdf:langString")), number("minLength", 1))
STRING = (datatype("string"),)
COUNTED = (datatype("integer"), number("minInclusive", 1))
ENTITY: Constraint = ("sh:node", curies("nmsh:Category"))
DATE = either(blank(datatype(name)) for name in ("date", "gYearMonth", "gYear"))
NUMERIC = either(blank(datatype(name)) for name in ("integer", "decimal"))
NUMBERS = ("schema:value", "schema:minValue", "schema:maxValue")
WORKS = ("schema:Article", "schema:DefinedTermSet")
WORK = either(blank(of_class(name)) for name in WORKS)
SOURCE_OF_SECTION = either(blank(of_class(name)) for name in (*WORKS, "nmv:Study"))

DAY = "[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
KINDS: dict[str, tuple[str, Constraints]] = {
    "text": ("a text that is not empty", TEXT),
    "item": ("an entity, or a text that is not empty", (either([blank(*LINK, ENTITY), blank(*TEXT)]),)),
    "quantity": ("a number with its unit", (of_class("schema:QuantitativeValue"),)),
    "whole": ("a whole number, counted from 1", COUNTED),
    "count": ("a whole number, or 0", (datatype("integer"), number("minInclusive", 0))),
    "number": ("a number", (NUMERIC,)),
    "flag": ("true, or not stated", (one_of(typed("true", "xsd:boolean")),)),
    "date": ("a day, a month or a year that exists", (DATE, pattern(DAY))),
    "iri": ("an address", LINK),
    "counts": ("the numbers of sentences, such as 1|3|2", (*STRING, pattern(r"[1-9][0-9]*(\|[1-9][0-9]*)*"))),
}
"""What a value of a column of each kind is, in words and as constraints."""
HOW_MANY = ("any number of", "at most one", "at least one", "exactly one")


def subjects(schema: Schema) -> Iterator[Subject]:
    """Every shape that SHACL Core can say."""
    of = Shapes(schema)
    yield from chain(of.entities(), of.predicates(), of.claims(), of.wording(), of.quantities())
    yield from chain(of.sources(), of.sections(), of.tensions(), of.mappings())


class Shapes:
    """The shapes of a schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def message(self, text: str) -> Constraint:
        return ("sh:message", texts([text] if text else [], self.schema.dataset.language))

    def node(self, name: str, message: str, *constraints: Constraint, rules: Sequence[Rule] = ()) -> Iterator[Subject]:
        """A node shape, then the property shapes that it holds."""
        held = ("sh:property", curies(*(f"nmsh:{rule[0]}" for rule in rules)))
        kind = ("rdf:type", curies("sh:NodeShape"))
        yield subject(f"nmsh:{name}", kind, *constraints, self.message(message), held)
        kind = ("rdf:type", curies("sh:PropertyShape"))
        for rule, path, what, *more in rules:
            where = ("sh:path", curies(path) if isinstance(path, str) else [path])
            yield subject(f"nmsh:{rule}", kind, where, *more, self.message(what))

    def below(self, prefix: str, local: str = LOCAL) -> Constraint:
        """The IRI lies below one of our namespaces, and ends as our ids do."""
        # Escaped no further, and with no other groups, than every dialect of regular expressions takes.
        return pattern(re.sub(r"([.+*?()|$])", r"\\\1", self.schema.prefixes[prefix]) + local.replace("(?:", "("))

    def among(self, categories: Iterable[str]) -> Constraint:
        """Of one of the categories; of any, where none is given."""
        classes = [("sh:class", [name]) for name in own(categories)]
        if len(classes) > 1:
            return either(map(blank, classes))
        return classes[0] if classes else ENTITY

    def columns(self, record: str, table: Table, *without: str) -> Iterator[Rule]:
        """A rule for each column of a table: how many values a record has, and of what kind."""
        for column in table.columns:
            if column.name in ("id", *without):
                continue
            what, constraints = self.kind(column)
            joined = column.kind == "counts"  # in one text, which a section without paragraphs does not have
            least = (SOME,) if column.required and not joined else ()
            most = () if column.many and not joined else AT_MOST_ONE
            having = (
                f"{'An' if record == 'Entity' else 'A'} {record.lower()} has {HOW_MANY[2 * len(least) + len(most)]}"
            )
            message = f"{having} `{column.name}`: {'' if most else 'each is '}{what}."
            yield (f"{record}-{column.curie.partition(':')[2]}", column.curie, message, *least, *most, *constraints)

    def kind(self, column: Column) -> tuple[str, Constraints]:
        """What a value of a column is, in words and as constraints."""
        if column.kind == "id":
            domain = TABLES[column.refers].domain
            if column.refers == "nodes":
                return "an entity", (*LINK, ENTITY)
            return f"one of the {column.refers}", (of_class(domain),) if domain else LINK
        if column.kind == "name":
            return "one that the schema declares", (one_of(self.declared(column.refers)),)
        if column.kind == "word" and column.pattern:
            return "an id", (*STRING, pattern(column.pattern.replace("(?:", "(")))
        if column.kind == "word":
            return f"one of {', '.join(column.values)}", (*STRING, one_of(plain(*column.values)))
        return KINDS[column.kind]

    def declared(self, part: str) -> list[Term]:
        """What a part of the schema declares."""
        names = getattr(self.schema, part)
        return curies(*map(Schema.property_curie, names)) if part == "predicates" else own(map(str.capitalize, names))

    def entities(self) -> Iterator[Subject]:
        categories = own(self.schema.categories)
        kinds = listed(blank(("sh:class", [name])) for name in categories)
        yield from self.node("Category", "An entity belongs to exactly one category.", ("sh:xone", kinds))
        matches = [(f"Entity-{m}", f"skos:{m}", "A match is a term of a vocabulary.", *LINK) for m in MATCHES]
        yield from self.node(
            *("Entity", "An entity has an IRI of this dataset and exactly one category."),
            *(("sh:targetClass", categories), *LINK, self.below(NODE, UNDOTTED), ENTITY),
            rules=[*self.columns("Entity", NODES, "category"), *matches],
        )

    def predicates(self) -> Iterator[Subject]:
        """Domain and range, of the plain triples and of the claims: the focus of the latter is the predicate."""
        for predicate in self.schema.predicates.values():
            curie = Schema.property_curie(predicate.name)
            for end, target, path, allowed in (
                ("domain", "sh:targetSubjectsOf", "rdf:subject", predicate.domain),
                ("range", "sh:targetObjectsOf", "rdf:object", predicate.range),
            ):
                name, fit = f"{curie.partition(':')[2]}-{end}", self.among(allowed)
                what = f"The {path.partition(':')[2]} of {curie} is {' or '.join(allowed) or 'an entity'}."
                twin = Schema.property_curie(predicate.name, TENTATIVE)
                yield from self.node(name, what, (target, curies(curie, twin)), *LINK, fit)
                route = listed([blank(("sh:inversePath", curies("rdf:predicate"))), *curies(path)])[0]
                rule = (f"{name}-of-claims", route, f"{what} This also holds for claims.", fit)
                yield from self.node(f"{name}-claims", "", ("sh:targetNode", curies(curie)), rules=[rule])

    def claims(self) -> Iterator[Subject]:
        of_source = listed(curies("nmv:section", "dcterms:isPartOf"))[0]
        source: Constraint = ("sh:equals", curies("dcterms:source"))
        claim = of_class("nmv:Claim")
        yield from self.node(
            *("Claim", "A claim has an IRI of this dataset and its three types."),
            ("sh:targetClass", curies("nmv:Claim")),
            ("sh:targetSubjectsOf", curies("rdf:subject", "rdf:object", "nmv:paragraph")),
            *(*LINK, self.below(CLAIM, UNDOTTED), of_class("nmv:Claim", "rdf:Statement", "prov:Entity")),
            rules=[
                *self.columns("Claim", CLAIMS),
                ("Claim-source", "dcterms:source", "A claim has one source, an article or an ontology.", *ONE, WORK),
                ("Claim-section-of-source", of_source, "The section belongs to the source of the claim.", source),
                ("Claim-disagreesWith", "nmv:disagreesWith", "A claim disagrees with claims.", claim),
            ],
        )

    def wording(self) -> Iterator[Subject]:
        """What the cells of a claim ask of each other."""

        def modality(*, hedged: bool) -> Term:
            names = [name for name, modality in self.schema.modalities.items() if bool(modality.words) is hedged]
            return along("nmv:modality", one_of(own(map(str.capitalize, names))))

        compare = sorted(Schema.property_curie(name) for name in NEEDS_ASPECT & self.schema.predicates.keys())
        compares = [along("rdf:predicate", ("sh:hasValue", curies(name))) for name in compare]
        free = blank(("sh:property", [along("nmv:comparator", NONE)]), ("sh:not", compares))
        without_hedge = every(along("nmv:hedge", NONE), modality(hedged=False))
        with_hedge = every(along("nmv:hedge", SOME), modality(hedged=True))
        hedges = "A claim that is not asserted has a hedging word; an asserted one has none."
        note = "The note of an inferred claim says what the text leaves unsaid."
        for name, message, *options in (
            ("HedgedClaim", hedges, without_hedge, with_hedge),
            ("ComparingClaim", "A claim that compares has an aspect.", free, every(along("nmv:aspect", SOME))),
            ("InferredClaim", note, every(along("nmv:inferred", NONE)), every(along("skos:note", SOME))),
        ):
            yield from self.node(name, message, ("sh:targetClass", curies("nmv:Claim")), either(options))

    def quantities(self) -> Iterator[Subject]:
        def bounded(path: str) -> Term:
            signs = [sign for sign, name in BOUND.items() if name == path]
            others = [along(name, NONE) for name in NUMBERS if name != path]
            return every(along("nmv:bound", one_of(plain(*signs))), along(path, *ONE), *others)

        numbers = [(f"Quantity-{name.partition(':')[2]}", name, "A figure is a number.", NUMERIC) for name in NUMBERS]
        yield from self.node(
            *("Quantity", "A figure has one number, in the property that its bound requires."),
            ("sh:targetObjectsOf", curies("nmv:quantity")),
            ("sh:targetClass", curies("schema:QuantitativeValue")),
            *(*LINK, self.below(CLAIM), either(map(bounded, dict.fromkeys(BOUND.values())))),
            rules=[
                ("Quantity-label", "rdfs:label", "A figure has one label.", *ONE, *STRING),
                ("Quantity-bound", "nmv:bound", "A figure has one bound.", *ONE, one_of(plain(*COMPARATORS))),
                ("Quantity-unit", "schema:unitText", "A figure has one unit.", *ONE, *STRING, number("minLength", 1)),
                *numbers,
            ],
        )

    def sources(self) -> Iterator[Subject]:
        yield from self.node(
            *("Source", "A source has an IRI of this dataset, and is an article or an ontology."),
            ("sh:targetClass", curies(*WORKS)),
            *(*LINK, self.below(SOURCE, UNDOTTED), WORK),
            rules=[
                *self.columns("Source", SOURCES),
                ("Source-hasPart", "dcterms:hasPart", "A part of a source is a section.", of_class("nmv:Section")),
            ],
        )

    def sections(self) -> Iterator[Subject]:
        part, same = blank(("sh:inversePath", curies("dcterms:hasPart"))), ("sh:equals", curies("dcterms:isPartOf"))
        yield from self.typed_nodes(
            *("Section", "nmv:Section", "dcterms:isPartOf", self.below(SOURCE)),
            *self.columns("Section", SECTIONS),
            ("Section-of-source", "dcterms:isPartOf", "A section is part of a source.", SOURCE_OF_SECTION),
            ("Section-position", "schema:position", "A section has one place, counted from 1.", *ONE, *COUNTED),
            ("Section-listed", part, "Its source lists a section among its parts.", same),
        )

    def tensions(self) -> Iterator[Subject]:
        rules, below = self.columns("Tension", TENSIONS), self.below(CLAIM, UNDOTTED)
        yield from self.typed_nodes("Tension", "nmv:Tension", "nmv:between", below, *rules)

    def mappings(self) -> Iterator[Subject]:
        matches = one_of(curies(*(f"skos:{match}" for match in MATCHES)))
        made = "sssom:mapping_justification"
        yield from self.typed_nodes(
            *("Mapping", "owl:Axiom", "owl:annotatedSource", self.below(NODE)),
            ("Mapping-source", "owl:annotatedSource", "A mapping belongs to one entity.", *ONE, ENTITY),
            ("Mapping-property", "owl:annotatedProperty", "A mapping is one SKOS match.", *ONE, matches),
            ("Mapping-target", "owl:annotatedTarget", "A mapping has one term.", *ONE, *LINK),
            ("Mapping-label", "sssom:object_label", "A mapping gives the term's label.", *ONE, *STRING),
            (
                "Mapping-version",
                "sssom:object_source_version",
                "A mapping gives at most one version.",
                *AT_MOST_ONE,
                *STRING,
            ),
            ("Mapping-justification", made, "A mapping says how it was made.", *ONE, *LINK),
            ("Mapping-place", "rdfs:comment", "A mapping says where the term was read.", *ONE, *STRING),
        )

    def typed_nodes(self, name: str, kind: str, of: str, below: Constraint, *rules: Rule) -> Iterator[Subject]:
        """The shapes of what has one type, which are also the shapes of whatever has the property `of`."""
        message = f"A {name.lower()} has an IRI of this dataset, and its type."
        targets = (("sh:targetClass", curies(kind)), ("sh:targetSubjectsOf", curies(of)))
        yield from self.node(name, message, *targets, *LINK, below, of_class(kind), rules=rules)
