"""The SHACL shapes of the data, generated from the schema: what must hold of our RDF, with a message for each rule.

The core shapes use SHACL Core alone, so that any validator reads them; the others need SHACL-SPARQL. Shapes have names:
a report says which rule was broken.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.formats.about.shacl import (
    AT_MOST_ONE,
    LINK,
    ONE,
    STRING,
    TEXT,
    Builder,
    Constraint,
    number,
    one_of,
    own,
    own_class,
)
from kg.formats.rdf import turtle
from kg.formats.rdf.model import Subject, Term, blank, curies, listed, plain, typed
from kg.model import COMPARATORS
from kg.schema import CLAIM, MATCHES, NEEDS_ASPECT, NODE, SOURCE, UNDOTTED, Schema
from kg.tables.columns import CLAIMS, NODES, SECTIONS, SOURCES, TENSIONS, Column, Table

if TYPE_CHECKING:
    from kg.model import Graph

DAY = "[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


def dumps(graph: "Graph") -> bytes:
    """The core shapes in Turtle, UTF-8."""
    return turtle.document(graph.schema, list(subjects(graph.schema)))


def subjects(schema: Schema) -> Iterator[Subject]:
    """Every shape that SHACL Core can say."""
    shapes = _Shapes(schema)
    yield from shapes.entities()
    yield from shapes.predicates()
    yield from shapes.claims()
    yield from shapes.quantities()
    yield from shapes.sources()
    yield from shapes.tensions()
    yield from shapes.mappings()


class _Shapes(Builder):
    def columns(self, record: str, table: Table, *without: str) -> list[Subject]:
        """A rule for each column of a table: how many values a record has, and of what kind."""
        rules = []
        for column in table.columns:
            if column.name in ("id", *without):
                continue
            what, constraints = self.kind(column)
            # A section without paragraphs has no counts of sentences.
            required = column.required and column.kind != "counts"
            if column.many and column.kind != "counts":
                counted: tuple[Constraint, ...] = (number("minCount", 1),) if required else ()
                message = f"Each of the {column.name} of a {record.lower()} is {what}."
            else:
                counted = ONE if required else AT_MOST_ONE
                message = f"The {column.name} of a {record.lower()}, {'one' if required else 'one at most'}, is {what}."
            name = f"{record}-{column.curie.partition(':')[2]}"
            rules.append(self.rule(name, column.curie, message, *counted, *constraints))
        return rules

    def kind(self, column: Column) -> tuple[str, tuple[Constraint, ...]]:
        """What a value of a column is, in words and as constraints."""
        entity = ("sh:node", curies("nmsh:Category"))
        match column.kind:
            case "id" if column.refers == "nodes":
                return "an entity", (*LINK, entity)
            case "id":
                of = {"sections": "Section", "claims": "Claim"}.get(column.refers)
                return f"one of the {column.refers}", ((("sh:class", own([of])),) if of else LINK)
            case "name" if column.refers == "predicates":
                declared = curies(*map(Schema.property_curie, self.schema.predicates))
                return "one that the schema declares", (one_of(declared),)
            case "name":
                declared = own(name.capitalize() for name in getattr(self.schema, column.refers))
                return "one that the schema declares", (one_of(declared),)
            case "item":
                return "an entity, or a text that is not empty", (
                    ("sh:or", listed([blank(*LINK, entity), blank(*TEXT)])),
                )
            case "quantity":
                return "a number with its unit", (("sh:class", curies("schema:QuantitativeValue")),)
            case "whole":
                return "a whole number, counted from 1", (
                    ("sh:datatype", curies("xsd:integer")),
                    number("minInclusive", 1),
                )
            case "flag":
                return "true, or not stated", (one_of(typed("true", "xsd:boolean")),)
            case "date":
                days = listed(blank(("sh:datatype", curies(f"xsd:{name}"))) for name in ("date", "gYearMonth", "gYear"))
                return "a day, a month or a year that exists", (("sh:or", days), ("sh:pattern", plain(f"^{DAY}$")))
            case "iri":
                return "an address", LINK
            case "counts":
                return "the numbers of sentences, such as 1|3|2", (
                    *STRING,
                    ("sh:pattern", plain("^[1-9][0-9]*(\\|[1-9][0-9]*)*$")),
                )
            case "word":
                return f"one of {', '.join(column.values)}", (*STRING, one_of(plain(*column.values)))
        return "a text that is not empty", TEXT

    def entities(self) -> Iterator[Subject]:
        categories = own(self.schema.categories)
        yield from self.node(
            "Category",
            ("sh:xone", listed(blank(("sh:class", [name])) for name in categories)),
            self.message("An entity is of exactly one category."),
        )
        yield from self.node(
            "Entity",
            ("sh:targetClass", categories),
            *LINK,
            self.below(NODE, UNDOTTED),
            ("sh:node", curies("nmsh:Category")),
            self.message("An entity has an IRI of this dataset and exactly one category."),
            rules=[
                *self.columns("Entity", NODES, "category"),
                *(self.rule(f"Entity-{m}", f"skos:{m}", "A match is a term of a vocabulary.", *LINK) for m in MATCHES),
            ],
        )

    def predicates(self) -> Iterator[Subject]:
        """Domain and range, of the direct triples and of the claims: the focus of the latter is the predicate."""
        for predicate in self.schema.predicates.values():
            curie, local = (
                Schema.property_curie(predicate.name),
                Schema.property_curie(predicate.name).partition(":")[2],
            )
            for end, target, path, allowed in (
                ("domain", "sh:targetSubjectsOf", "rdf:subject", predicate.domain),
                ("range", "sh:targetObjectsOf", "rdf:object", predicate.range),
            ):
                what = f"The {path.partition(':')[2]} of {curie} is {' or '.join(allowed) or 'an entity'}."
                yield from self.node(
                    f"{local}-{end}", (target, curies(curie)), *LINK, self.among(allowed), self.message(what)
                )
                route = listed([blank(("sh:inversePath", curies("rdf:predicate"))), *curies(path)])[0]
                rule = self.rule(f"{local}-{end}-of-claims", route, f"{what} So it is in a claim.", self.among(allowed))
                yield from self.node(f"{local}-{end}-claims", ("sh:targetNode", curies(curie)), rules=[rule])

    def claims(self) -> Iterator[Subject]:
        schema = self.schema
        firm = [name.capitalize() for name, modality in schema.modalities.items() if not modality.words]
        soft = [name.capitalize() for name, modality in schema.modalities.items() if modality.words]
        yield from self.node(
            "Claim",
            ("sh:targetClass", own(["Claim"])),
            ("sh:targetSubjectsOf", [*curies("rdf:subject", "rdf:object"), *own(["polarity", "modality"])]),
            *LINK,
            self.below(CLAIM, UNDOTTED),
            ("sh:class", [*own(["Claim"]), *curies("rdf:Statement", "prov:Entity")]),
            self.message("A claim has an IRI of ours and its three types."),
            rules=[
                *self.columns("Claim", CLAIMS),
                self.rule("Claim-source", "dcterms:source", "A claim has one source.", *ONE, *LINK),
                self.rule(
                    *("Claim-section-of-source", listed(curies("nmv:section", "dcterms:isPartOf"))[0]),
                    *("The section is one of the claim's source.", ("sh:equals", curies("dcterms:source"))),
                ),
                self.rule(
                    *("Claim-disagreesWith", "cito:disagreesWith", "A claim disagrees with claims."),
                    ("sh:class", own(["Claim"])),
                ),
            ],
        )

        def every(*rules: tuple[str, Constraint]) -> Term:
            return blank(("sh:property", [blank(("sh:path", curies(path)), what) for path, what in rules]))

        no_hedge, some_hedge = ("nmv:hedge", number("maxCount", 0)), ("nmv:hedge", number("minCount", 1))
        yield from self.node(
            "HedgedClaim",
            ("sh:targetClass", own(["Claim"])),
            (
                "sh:or",
                listed(
                    [
                        every(no_hedge, ("nmv:modality", one_of(own(firm)))),
                        every(some_hedge, ("nmv:modality", one_of(own(soft)))),
                    ]
                ),
            ),
            self.message("A claim that is not asserted shows its hedging word, and one that is has none."),
        )
        comparing = sorted(Schema.property_curie(name) for name in NEEDS_ASPECT & schema.predicates.keys())
        compares = [blank(("sh:path", curies("rdf:predicate")), ("sh:hasValue", curies(name))) for name in comparing]
        free = blank(
            ("sh:property", [blank(("sh:path", own(["comparator"])), number("maxCount", 0))]), ("sh:not", compares)
        )
        yield from self.node(
            "ComparingClaim",
            ("sh:targetClass", own(["Claim"])),
            ("sh:or", listed([free, every(("nmv:aspect", number("minCount", 1)))])),
            self.message("A claim that compares says in what aspect."),
        )
        yield from self.node(
            "InferredClaim",
            ("sh:targetClass", own(["Claim"])),
            (
                "sh:or",
                listed([every(("nmv:inferred", number("maxCount", 0))), every(("skos:note", number("minCount", 1)))]),
            ),
            self.message("The note of an inferred claim says what the text leaves unsaid."),
        )

    def quantities(self) -> Iterator[Subject]:
        def bounded(signs: Sequence[str], prop: str) -> Term:
            sign = blank(("sh:path", own(["bound"])), one_of(plain(*signs)))
            others = [name for name in ("schema:value", "schema:minValue", "schema:maxValue") if name != prop]
            rules = [sign, blank(("sh:path", curies(prop)), *ONE)]
            rules += [blank(("sh:path", curies(other)), number("maxCount", 0)) for other in others]
            return blank(("sh:property", rules))

        kinds = [bounded((">", ">="), "schema:minValue"), bounded(("<", "<="), "schema:maxValue")]
        numeric = listed(blank(("sh:datatype", curies(name))) for name in ("xsd:integer", "xsd:decimal"))
        yield from self.node(
            "Quantity",
            ("sh:targetObjectsOf", own(["quantity"])),
            ("sh:targetClass", curies("schema:QuantitativeValue")),
            *LINK,
            self.below(CLAIM),
            ("sh:or", listed([*kinds, bounded(("=",), "schema:value")])),
            self.message("A figure has one number, by the property that its bound asks for."),
            rules=[
                self.rule("Quantity-label", "rdfs:label", "A figure is written out once.", *ONE, *STRING),
                self.rule(
                    *("Quantity-bound", "nmv:bound", "A figure has one bound."), *ONE, one_of(plain(*COMPARATORS))
                ),
                self.rule(
                    "Quantity-unit", "schema:unitText", "A figure has one unit.", *ONE, *STRING, number("minLength", 1)
                ),
                *(
                    self.rule(f"Quantity-{name}", f"schema:{name}", "A figure is a number.", ("sh:or", numeric))
                    for name in ("value", "minValue", "maxValue")
                ),
            ],
        )

    def sources(self) -> Iterator[Subject]:
        kinds = listed(blank(("sh:class", curies(name))) for name in ("schema:Article", "schema:DefinedTermSet"))
        yield from self.node(
            "Source",
            ("sh:targetObjectsOf", curies("dcterms:source", "dcterms:isPartOf")),
            ("sh:targetClass", curies("schema:Article", "schema:DefinedTermSet")),
            *LINK,
            self.below(SOURCE, UNDOTTED),
            ("sh:or", kinds),
            self.message("A source has an IRI of this dataset, and is an article or an ontology."),
            rules=[
                *self.columns("Source", SOURCES),
                self.rule(
                    "Source-hasPart", "dcterms:hasPart", "A part of a source is a section.", own_class("Section")
                ),
            ],
        )
        yield from self.node(
            "Section",
            ("sh:targetClass", own(["Section"])),
            ("sh:targetSubjectsOf", curies("dcterms:isPartOf")),
            *LINK,
            self.below(SOURCE),
            own_class("Section"),
            self.message("A section has an IRI of this dataset, and says that it is one."),
            rules=[
                *self.columns("Section", SECTIONS),
                self.rule(
                    *("Section-position", "schema:position", "A section has one place, counted from 1."),
                    *(*ONE, ("sh:datatype", curies("xsd:integer")), number("minInclusive", 1)),
                ),
                self.rule(
                    *("Section-listed", blank(("sh:inversePath", curies("dcterms:hasPart")))),
                    *("Its source lists a section among its parts.", ("sh:equals", curies("dcterms:isPartOf"))),
                ),
            ],
        )

    def tensions(self) -> Iterator[Subject]:
        yield from self.node(
            "Tension",
            ("sh:targetClass", own(["Tension"])),
            ("sh:targetSubjectsOf", own(["between"])),
            *LINK,
            self.below(CLAIM, UNDOTTED),
            own_class("Tension"),
            self.message("A tension has an IRI of this dataset, and says that it is one."),
            rules=self.columns("Tension", TENSIONS),
        )

    def mappings(self) -> Iterator[Subject]:
        yield from self.node(
            "Mapping",
            ("sh:targetClass", curies("owl:Axiom")),
            ("sh:targetSubjectsOf", curies("owl:annotatedSource")),
            *LINK,
            self.below(NODE),
            ("sh:class", curies("owl:Axiom")),
            self.message("A mapping has an IRI of ours, and says that it is one."),
            rules=[
                self.rule(
                    *("Mapping-source", "owl:annotatedSource", "A mapping is of one entity."),
                    *(*ONE, ("sh:node", curies("nmsh:Category"))),
                ),
                self.rule(
                    *("Mapping-property", "owl:annotatedProperty", "A mapping is one SKOS match."),
                    *(*ONE, one_of(curies(*(f"skos:{match}" for match in MATCHES)))),
                ),
                self.rule("Mapping-target", "owl:annotatedTarget", "A mapping leads to one term.", *ONE, *LINK),
                self.rule("Mapping-label", "sssom:object_label", "A mapping gives the term's label.", *ONE, *STRING),
                self.rule(
                    *("Mapping-justification", "sssom:mapping_justification", "A mapping says how it was made."),
                    *(*ONE, *LINK),
                ),
                self.rule("Mapping-place", "rdfs:comment", "A mapping says where the term was read.", *ONE, *STRING),
            ],
        )
