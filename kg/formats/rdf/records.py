"""The records that RDF triples hold, and what is wrong with them."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from kg.errors import DataError, Problem
from kg.formats.rdf.model import BOUND
from kg.formats.rdf.turtle import dumps
from kg.model import Claim, Graph, Node, Quantity, Section, Source, Tension
from kg.model import Mapping as TermMapping
from kg.schema import CLAIM, MATCHES, NODE, SOURCE, VOCABULARY, Schema
from kg.tables.columns import CLAIMS, Column

if TYPE_CHECKING:
    import pyoxigraph

    Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
    Triples = Iterable[tuple[Term, Term, Term]]

SHOWN = 20
"""So many differences a message lists, and then says how many more there are."""

Triple = tuple[str, str, str]


class Records:
    """The records that triples hold, and what is wrong with them."""

    def __init__(self, file: str, schema: Schema, triples: "Triples") -> None:
        self.file = file
        self.schema = schema
        self.problems: list[Problem] = []
        self.namespaces = [(schema.prefixes[prefix], prefix) for prefix in (NODE, CLAIM, SOURCE)]
        self.triples = set(triples)
        self.curies: dict[str, str] = {}
        self.about: dict[str, dict[str, list[Term]]] = {}
        self.typed: dict[str, list[str]] = {}
        for subject, predicate, object in self.triples:
            curie = self.value(subject)
            if curie.partition(":")[0] in (NODE, CLAIM, SOURCE):
                self.about.setdefault(curie, {}).setdefault(self.value(predicate), []).append(object)
        for curie, properties in self.about.items():
            for kind in properties.get("rdf:type", ()):
                self.typed.setdefault(self.value(kind), []).append(curie)

    def curie(self, text: str) -> str:
        """The CURIE of an IRI; the text itself, where it has no declared prefix."""
        if text not in self.curies:
            self.curies[text] = self.schema.compress(text)
        return self.curies[text]

    def records(self) -> tuple[list[Source], list[Node], list[Claim], list[Tension]]:
        """Sources, nodes, claims and tensions. DataError lists what keeps them from being read."""
        schema = self.schema
        names = {f"{VOCABULARY}:{category}": category for category in schema.categories}
        nodes = {curie: name for term, name in names.items() for curie in self.typed.get(term, ())}
        claims = self.typed.get(f"{VOCABULARY}:Claim", [])
        sources = {*self.typed.get("schema:Article", ()), *self.typed.get("schema:DefinedTermSet", ())}
        if not nodes and not claims and not sources:
            message = (
                f"has no node, claim or source of this dataset: nothing in it is a {schema.expand(f'{VOCABULARY}:Claim')}, of a "
                "category, or a source; give the schema that it was written under"
            )
            raise DataError([Problem(self.file, 0, "", message)])
        predicates = {schema.property_curie(name): name for name in schema.predicates}
        mappings = self.mappings()
        made_sources = [self.source(curie) for curie in sorted(sources)]
        made_nodes = [self.node(curie, nodes[curie], mappings.get(curie, ())) for curie in sorted(nodes)]
        made_claims = [self.claim(curie, predicates) for curie in sorted(claims)]
        made_tensions = [self.tension(curie) for curie in sorted(self.typed.get(f"{VOCABULARY}:Tension", ()))]
        if self.problems:
            raise DataError(self.problems)
        return made_sources, made_nodes, made_claims, made_tensions

    def compare(self, graph: Graph) -> None:
        """Hold the file against what the graph would write: nothing is lost, nothing is missing."""

        from pyoxigraph import RdfFormat, parse

        def spelled(triples: "Triples") -> set[Triple]:
            return {(self.value(s), self.value(p), self.spell(o)) for s, p, o in triples if self.value(s) in self.about}

        written = parse(dumps(graph), RdfFormat.TURTLE)
        held, due = spelled(self.triples), spelled((one.subject, one.predicate, one.object) for one in written)
        for triples, what in (
            (due - held, "is missing, though the records ask for it"),
            (held - due, "does not belong to a record of this schema; remove it, or pass the schema that has it"),
        ):
            for triple in sorted(triples)[:SHOWN]:
                self.problem(triple[0], f"{' '.join(triple)} {what}")
            if len(triples) > SHOWN:
                self.problem("", f"{len(triples) - SHOWN} more like the last")
        if self.problems:
            raise DataError(self.problems)

    def spell(self, term: "Term") -> str:
        """A term as in Turtle; language tags are the same in any case."""
        from pyoxigraph import Literal, NamedNode

        if not isinstance(term, Literal):
            return self.curie(term.value) if isinstance(term, NamedNode) else str(term)
        quoted = json.dumps(term.value, ensure_ascii=False)
        return f"{quoted}@{term.language.lower()}" if term.language else f"{quoted}^^{self.curie(term.datatype.value)}"

    def problem(self, subject: str, message: str) -> None:
        self.problems.append(Problem(self.file, 0, subject, message))

    # ------------------------------------------------------------------------------------------------------ values

    def many(self, subject: str, predicate: str) -> "list[Term]":
        return self.about.get(subject, {}).get(predicate, [])

    def all(self, subject: str, predicate: str) -> set[str]:
        """The values: CURIEs for our own IRIs, else texts."""
        return {self.value(term) for term in self.many(subject, predicate)}

    def value(self, term: "Term") -> str:
        """A term as records spell it."""
        from pyoxigraph import BlankNode, Literal, NamedNode

        if isinstance(term, NamedNode):
            return self.curie(term.value)
        return term.value if isinstance(term, BlankNode | Literal) else str(term)

    def optional(self, subject: str, predicate: str) -> str:
        found = self.many(subject, predicate)
        if len(found) > 1:
            self.problem(subject, f"has {len(found)} values of {predicate}, not one")
        return getattr(found[0], "value", "") if found else ""

    def one(self, subject: str, predicate: str) -> str:
        found = self.many(subject, predicate)
        if len(found) != 1:
            self.problem(subject, f"has {len(found) or 'no'} value{'s' * (len(found) > 1)} of {predicate}, not one")
        return self.value(found[0]) if found else ""

    def whole(self, subject: str, predicate: str) -> int:
        text = self.one(subject, predicate)
        if text and not re.fullmatch(r"[+-]?[0-9]{1,4000}", text, re.ASCII):
            self.problem(subject, f"{predicate} is {text[:80]!r}, not a whole number")
            return 0
        return int(text or 0)

    def named(self, subject: str, predicate: str, known: Iterable[str]) -> str:
        """One of the schema's names, which our vocabulary capitalises."""
        term = self.one(subject, predicate)
        names = {f"{VOCABULARY}:{name.capitalize()}": name for name in known}
        if term and term not in names:
            self.problem(subject, f"{predicate} is {term}, which the schema does not declare")
        return names.get(term, "")

    def orders(self, subject: str) -> dict[str, list[int]]:
        found = {}
        for text in self.all(subject, f"{VOCABULARY}:inOrder"):
            if re.fullmatch(r"[a-z_]+( [0-9]{1,9})+", text, re.ASCII):
                field, *ranks = text.split(" ")
                found[field] = [int(rank) for rank in ranks]
            else:
                self.problem(subject, f"nmv:inOrder is {text[:80]!r}, not a field and ranks")
        return found

    def arranged(self, subject: str, field: str, pool: set[str], others: Iterable[str] = ()) -> tuple[str, ...]:
        """The values of a field in their order; alphabetical, where none is stated."""
        ranks = self.orders(subject).get(field)
        if ranks is None:
            return tuple(sorted(pool - {*others}))
        known = sorted(pool)
        if not all(1 <= rank <= len(known) for rank in ranks):
            self.problem(subject, f"nmv:inOrder ranks more values of {field} than there are")
            return ()
        return tuple(known[rank - 1] for rank in ranks)

    # ------------------------------------------------------------------------------------------------------ records

    def source(self, id: str) -> Source:
        sections = sorted(self.all(id, "dcterms:hasPart"), key=lambda part: (self.whole(part, "schema:position"), part))
        return Source(
            id=id,
            title=self.one(id, "dcterms:title"),
            kind=self.one(id, "schema:genre"),
            author=self.optional(id, "dcterms:creator"),
            reviewer=self.optional(id, "schema:reviewedBy"),
            publisher=self.optional(id, "dcterms:publisher"),
            published=self.optional(id, "dcterms:issued"),
            reviewed=self.optional(id, "schema:lastReviewed"),
            url=self.optional(id, "schema:url"),
            licence=self.optional(id, "dcterms:rights"),
            note=self.optional(id, "skos:note"),
            sections=tuple(self.section(section) for section in sections),
        )

    def section(self, id: str) -> Section:
        sentences = self.optional(id, f"{VOCABULARY}:sentences")
        if sentences and not re.fullmatch(r"-?[0-9]{1,9}(\|-?[0-9]{1,9})*", sentences, re.ASCII):
            self.problem(id, f"nmv:sentences is {sentences[:80]!r}, not numbers joined with |")
            sentences = ""
        paragraphs = tuple(map(int, sentences.split("|"))) if sentences else ()
        return Section(id=id, title=self.one(id, "rdfs:label"), paragraphs=paragraphs)

    def mappings(self) -> Mapping[str, list[TermMapping]]:
        """The mappings of each node, in order."""

        def number(id: str) -> tuple[int, str]:
            digits = id.rpartition(".m")[2]
            return (int(digits) if re.fullmatch("[0-9]{1,9}", digits, re.ASCII) else 0, id)

        found: dict[str, list[TermMapping]] = {}
        for id in sorted(self.typed.get("owl:Axiom", ()), key=number):
            match = self.one(id, "owl:annotatedProperty").removeprefix("skos:")
            if match and match not in MATCHES:
                self.problem(id, f"owl:annotatedProperty is {match}, not a SKOS match")
            mapping = TermMapping(
                match=match,
                term=self.one(id, "owl:annotatedTarget"),
                label=self.one(id, "sssom:object_label"),
                place=self.one(id, "rdfs:comment"),
            )
            found.setdefault(self.one(id, "owl:annotatedSource"), []).append(mapping)
        return found

    def node(self, id: str, category: str, mappings: Iterable[TermMapping]) -> Node:
        names, abbreviations = (self.all(id, name) for name in ("skos:altLabel", f"{VOCABULARY}:abbreviation"))
        return Node(
            id=id,
            category=category,
            name=self.one(id, "rdfs:label"),
            synonyms=self.arranged(id, "synonyms", names, abbreviations),
            abbreviations=self.arranged(id, "abbreviations", abbreviations),
            definition=self.optional(id, "skos:definition"),
            note=self.optional(id, "skos:note"),
            mappings=tuple(mappings),
            ungrounded=self.optional(id, f"{VOCABULARY}:ungrounded"),
        )

    def claim(self, id: str, predicates: Mapping[str, str]) -> Claim:
        predicate = self.one(id, "rdf:predicate")
        if predicate and predicate not in predicates:
            self.problem(id, f"rdf:predicate is {predicate}, which the schema does not declare")
        values = {
            column.name: self.stated(id, column) for column in CLAIMS.columns if column.name not in ("id", "predicate")
        }
        return Claim(id=id, predicate=predicates.get(predicate, ""), source=self.one(id, "dcterms:source"), **values)

    def stated(self, id: str, column: Column) -> Any:
        """What a record has in the field of a column."""
        if column.many:
            return self.arranged(id, column.name, self.all(id, column.curie))
        if column.kind == "name":
            return self.named(id, column.curie, getattr(self.schema, column.refers))
        if column.kind == "whole":
            return self.whole(id, column.curie)
        text = self.one(id, column.curie) if column.required else self.optional(id, column.curie)
        if column.kind == "quantity":
            return self.quantity(self.curie(text)) if text else None
        return bool(text) if column.kind == "flag" else text

    def quantity(self, id: str) -> Quantity | None:
        bound = self.one(id, f"{VOCABULARY}:bound")
        if bound not in BOUND:
            self.problem(id, f"nmv:bound is {bound[:80]!r}, not one of {' '.join(BOUND)}")
            return None
        number = self.one(id, BOUND[bound])
        try:
            value = Decimal(number)
        except InvalidOperation:
            self.problem(id, f"{BOUND[bound]} is {number[:80]!r}, not a number")
            return None
        return Quantity(comparator=bound, value=value, unit=self.one(id, "schema:unitText"))

    def tension(self, id: str) -> Tension:
        between, against = (self.all(id, f"{VOCABULARY}:{name}") for name in ("between", "against"))
        return Tension(
            id=id,
            claims=self.arranged(id, "claims", between, against),
            against=self.arranged(id, "against", against),
            kind=self.named(id, f"{VOCABULARY}:kind", self.schema.tensions),
            weight=self.one(id, f"{VOCABULARY}:weight"),
            why=self.one(id, "rdfs:label"),
        )
