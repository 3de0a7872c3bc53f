"""Claims in Turtle, straight from the cells of their table.

The RDF form of a claim is that of `rdf.claim_subjects`. To write a hundred thousand of them that way takes ten seconds; here it
takes half a second. A test holds the two to the same bytes. What is rare is left to the other way.
"""

import re
from collections.abc import Container, Sequence

from kg.formats.rdf.model import BOUND
from kg.formats.rdf.turtle_text import quoted
from kg.schema import CLAIM, NODE, SOURCE, VOCABULARY, Schema
from kg.tables.columns import QUANTITY

USED = frozenset({CLAIM, VOCABULARY, NODE, SOURCE, "rdf", "rdfs", "prov", "dcterms", "xsd"})
"""The prefixes of every claim; xsd is that of its paragraph's number, in short."""

CLAIM_BLOCK = f"""{CLAIM}:%s a {VOCABULARY}:Claim, rdf:Statement, prov:Entity ;
    rdf:subject {NODE}:%s ;
    rdf:predicate %s ;
    rdf:object {NODE}:%s ;
    rdfs:label %s%s ;
    {VOCABULARY}:polarity %s ;
    {VOCABULARY}:modality %s%s ;
    dcterms:source {SOURCE}:%s ;
    {VOCABULARY}:section {SOURCE}:%s.%s ;
    {VOCABULARY}:paragraph %s%s .%s"""


class Claims:
    """A writer of the claims of one graph. `prefixes` are those that it has used."""

    def __init__(self, schema: Schema) -> None:
        self.tag = f"@{schema.dataset.language}"
        self.verbs = {name: Schema.property_curie(name) for name in schema.predicates}
        self.capital = {name: f"{VOCABULARY}:{name.capitalize()}" for name in (*schema.modalities, *schema.polarities)}
        self.prefixes = set(USED)

    def written(self, cells: Sequence[str], source: str, apart: Container[str]) -> str | None:
        """A claim from the cells of its row, with its quantity; None for one with lists, or that disagrees with another."""
        # fmt: off
        (id, subject, predicate, object, statement, polarity, modality, hedge, quantity,
         population, comparator, aspect, context, section, paragraph, inferred, note) = cells
        # fmt: on
        more = "".join((hedge, quantity, population, comparator, aspect, context))
        if "|" in more or f"{CLAIM}:{id}" in apart:
            return None
        tag = self.tag
        middle, figure = "", ""
        if more:
            if hedge:
                middle = f" ;\n    {VOCABULARY}:hedge {quoted(hedge)}{tag}"
            if quantity:
                middle += f" ;\n    {VOCABULARY}:quantity {CLAIM}:{id}.q1"
                figure = self.figure(id, quantity)
            for name, value in (
                ("population", population),
                ("comparator", comparator),
                ("aspect", aspect),
                ("context", context),
            ):
                if value:
                    item = value if value.startswith(f"{NODE}:") else quoted(value) + tag
                    middle += f" ;\n    {VOCABULARY}:{name} {item}"
        end = f" ;\n    {VOCABULARY}:inferred true" if inferred else ""
        if note:
            end += f" ;\n    skos:note {quoted(note)}{tag}"
            self.prefixes.add("skos")
        return CLAIM_BLOCK % (
            *(id, subject, self.verbs[predicate], object, quoted(statement), tag, self.capital[polarity]),
            *(self.capital[modality], middle, source, source, section, paragraph, end, figure),
        )

    def figure(self, id: str, quantity: str) -> str:
        """The quantity of a claim."""
        comparator, number, unit = re.fullmatch(QUANTITY, quantity).groups()  # type: ignore[union-attr]
        self.prefixes.add("schema")
        return f"""

{CLAIM}:{id}.q1 a schema:QuantitativeValue ;
    rdfs:label {quoted(quantity)} ;
    {VOCABULARY}:bound "{comparator}" ;
    {BOUND[comparator]} {f'"{number}"^^xsd:decimal' if "." in number else number} ;
    schema:unitText {quoted(unit)} ."""
