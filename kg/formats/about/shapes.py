"""The SHACL shapes of the data, generated from the schema: what must hold of our RDF, with a message for each rule.

The core shapes use SHACL Core alone, so that any validator reads them; the others need SHACL-SPARQL. Shapes have names:
a report says which rule was broken.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.formats.about.shacl import AT_MOST_ONE, LINK, ONE, STRING, TEXT, Builder, Constraint, number, one_of, own
from kg.formats.rdf import turtle
from kg.formats.rdf.model import LISTS, Subject, Term, blank, curies, listed, plain, typed
from kg.model import COMPARATORS
from kg.schema import CLAIM, MATCHES, NEEDS_ASPECT, NODE, SOURCE, Schema

if TYPE_CHECKING:
    from kg.model import Graph

UNDOTTED = "[A-Za-z0-9_]([A-Za-z0-9_:-]*[A-Za-z0-9_-])?"
DAY = "[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
WEIGHTS = ("major", "moderate", "minor")


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
            self.message("An entity has an IRI of ours and exactly one category."),
            rules=[
                self.rule("Entity-label", "rdfs:label", "An entity has one name, which is not empty.", *ONE, *TEXT),
                self.rule("Entity-altLabel", "skos:altLabel", "Another name is a text that is not empty.", *TEXT),
                self.rule("Entity-abbreviation", "nmv:abbreviation", "An abbreviation is a text, not empty.", *TEXT),
                self.rule(
                    "Entity-definition", "skos:definition", "An entity has one definition at most.", *AT_MOST_ONE, *TEXT
                ),
                self.rule("Entity-note", "skos:note", "An entity has one note at most.", *AT_MOST_ONE, *TEXT),
                self.rule("Entity-ungrounded", "nmv:ungrounded", "There is one reason at most.", *AT_MOST_ONE, *TEXT),
                *(
                    self.rule(f"Entity-{m}", f"skos:{m}", "A match leads to a term of a vocabulary.", *LINK)
                    for m in MATCHES
                ),
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
        entity = ("sh:node", curies("nmsh:Category"))
        mixed = listed([blank(*LINK, entity), blank(*TEXT)])
        yield from self.node(
            "Claim",
            ("sh:targetClass", own(["Claim"])),
            ("sh:targetSubjectsOf", [*curies("rdf:subject", "rdf:object"), *own(["polarity", "modality"])]),
            *LINK,
            self.below(CLAIM, UNDOTTED),
            ("sh:class", [*own(["Claim"]), *curies("rdf:Statement", "prov:Entity")]),
            self.message("A claim has an IRI of ours and its three types."),
            rules=[
                self.rule("Claim-subject", "rdf:subject", "A claim has one subject, an entity.", *ONE, *LINK, entity),
                self.rule(
                    *("Claim-predicate", "rdf:predicate", "A claim has one predicate, which the schema declares."),
                    *(*ONE, one_of(curies(*map(Schema.property_curie, schema.predicates)))),
                ),
                self.rule("Claim-object", "rdf:object", "A claim has one object, an entity.", *ONE, *LINK, entity),
                self.rule("Claim-label", "rdfs:label", "A claim has one statement, which is not empty.", *ONE, *TEXT),
                self.rule(
                    *("Claim-polarity", "nmv:polarity", "A claim is either affirmed or denied."),
                    *(*ONE, one_of(own(name.capitalize() for name in schema.polarities))),
                ),
                self.rule(
                    *("Claim-modality", "nmv:modality", "A claim has one modality, which the schema declares."),
                    *(*ONE, one_of(own(name.capitalize() for name in schema.modalities))),
                ),
                self.rule("Claim-hedge", "nmv:hedge", "A hedge is a text that is not empty.", *TEXT),
                *(
                    self.rule(
                        f"Claim-{name}",
                        f"nmv:{name}",
                        f"The {name} is an entity, or a text, not empty.",
                        ("sh:or", mixed),
                    )
                    for name in LISTS
                    if name != "hedge"
                ),
                self.rule(
                    *("Claim-quantity", "nmv:quantity", "A claim has one figure at most."),
                    *(*AT_MOST_ONE, ("sh:class", curies("schema:QuantitativeValue"))),
                ),
                self.rule("Claim-source", "dcterms:source", "A claim has one source.", *ONE, *LINK),
                self.rule(
                    *("Claim-section", "nmv:section", "A claim has one section, which is one."),
                    *(*ONE, ("sh:class", own(["Section"]))),
                ),
                self.rule(
                    *("Claim-section-of-source", listed(curies("nmv:section", "dcterms:isPartOf"))[0]),
                    *("The section is one of the claim's source.", ("sh:equals", curies("dcterms:source"))),
                ),
                self.rule(
                    *("Claim-paragraph", "nmv:paragraph", "A claim has one paragraph, counted from 1."),
                    *(*ONE, ("sh:datatype", curies("xsd:integer")), number("minInclusive", 1)),
                ),
                self.rule(
                    *("Claim-inferred", "nmv:inferred", "That a claim is inferred is true or not said."),
                    *(*AT_MOST_ONE, one_of(typed("true", "xsd:boolean"))),
                ),
                self.rule("Claim-note", "skos:note", "A claim has one note at most.", *AT_MOST_ONE, *TEXT),
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
        dates = listed(blank(("sh:datatype", curies(f"xsd:{name}"))) for name in ("date", "gYearMonth", "gYear"))
        day = (*AT_MOST_ONE, ("sh:or", dates), ("sh:pattern", plain(f"^{DAY}$")))
        kinds = listed(blank(("sh:class", curies(name))) for name in ("schema:Article", "schema:DefinedTermSet"))
        once = ("dcterms:creator", "schema:reviewedBy", "dcterms:publisher", "dcterms:rights", "skos:note")
        yield from self.node(
            "Source",
            ("sh:targetObjectsOf", curies("dcterms:source", "dcterms:isPartOf")),
            ("sh:targetClass", curies("schema:Article", "schema:DefinedTermSet")),
            *LINK,
            self.below(SOURCE, UNDOTTED),
            ("sh:or", kinds),
            self.message("A source has an IRI of ours, and is an article or an ontology."),
            rules=[
                self.rule("Source-title", "dcterms:title", "A source has one title, which is not empty.", *ONE, *TEXT),
                self.rule("Source-issued", "dcterms:issued", "A date is a day, a month or a year that exists.", *day),
                self.rule(
                    "Source-reviewed", "schema:lastReviewed", "A date is a day, a month or a year that exists.", *day
                ),
                self.rule("Source-url", "schema:url", "A source has one address at most.", *AT_MOST_ONE, *LINK),
                self.rule("Source-kind", "schema:genre", "A source is of one kind.", *ONE, *STRING),
                *(
                    self.rule(
                        f"Source-{name.partition(':')[2]}",
                        name,
                        "It is stated once, or not at all.",
                        *AT_MOST_ONE,
                        *TEXT,
                    )
                    for name in once
                ),
                self.rule(
                    "Source-hasPart",
                    "dcterms:hasPart",
                    "A part of a source is a section.",
                    ("sh:class", own(["Section"])),
                ),
            ],
        )
        yield from self.node(
            "Section",
            ("sh:targetClass", own(["Section"])),
            ("sh:targetSubjectsOf", curies("dcterms:isPartOf")),
            *LINK,
            self.below(SOURCE),
            ("sh:class", own(["Section"])),
            self.message("A section has an IRI of ours, and says that it is one."),
            rules=[
                self.rule("Section-label", "rdfs:label", "A section has one title, which is not empty.", *ONE, *TEXT),
                self.rule("Section-isPartOf", "dcterms:isPartOf", "A section is part of one source.", *ONE, *LINK),
                self.rule(
                    *("Section-position", "schema:position", "A section has one place, counted from 1."),
                    *(*ONE, ("sh:datatype", curies("xsd:integer")), number("minInclusive", 1)),
                ),
                self.rule(
                    *("Section-sentences", "nmv:sentences", "Sentences are counted for each paragraph, as 1|3|2."),
                    *(*AT_MOST_ONE, *STRING, ("sh:pattern", plain("^[1-9][0-9]*(\\|[1-9][0-9]*)*$"))),
                ),
                self.rule(
                    *("Section-listed", blank(("sh:inversePath", curies("dcterms:hasPart")))),
                    *("Its source lists a section among its parts.", ("sh:equals", curies("dcterms:isPartOf"))),
                ),
            ],
        )

    def tensions(self) -> Iterator[Subject]:
        claim = ("sh:class", own(["Claim"]))
        yield from self.node(
            "Tension",
            ("sh:targetClass", own(["Tension"])),
            ("sh:targetSubjectsOf", own(["between"])),
            *LINK,
            self.below(CLAIM, UNDOTTED),
            ("sh:class", own(["Tension"])),
            self.message("A tension has an IRI of ours, and says that it is one."),
            rules=[
                self.rule("Tension-label", "rdfs:label", "A tension says why, in one text.", *ONE, *TEXT),
                self.rule(
                    "Tension-between", "nmv:between", "A tension is between claims.", number("minCount", 1), claim
                ),
                self.rule("Tension-against", "nmv:against", "A tension is against claims.", claim),
                self.rule(
                    *("Tension-kind", "nmv:kind", "A tension is of one kind, which the schema declares."),
                    *(*ONE, one_of(own(name.capitalize() for name in self.schema.tensions))),
                ),
                self.rule(
                    *("Tension-weight", "nmv:weight", "A tension is major, moderate or minor."),
                    *(*ONE, one_of(plain(*WEIGHTS))),
                ),
            ],
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
