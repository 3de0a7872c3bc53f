"""The records that RDF triples hold, and what is wrong with them."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kg.errors import DataError, Problem
from kg.formats.rdf.model import ALWAYS, BOUND, FIELDS
from kg.formats.rdf.turtle import read_back
from kg.model.nodes import Mapping as TermMapping
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import DIGITS, Claim, Quantity, Section, Source, Tension
from kg.schema import CLAIM, MATCHES, NODE, SOURCE, VOCABULARY, Schema
from kg.tables.columns import CLAIMS, NODES, SOURCES, TENSIONS, Column, Table

if TYPE_CHECKING:
    import pyoxigraph

    Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal
    Triples = Iterable[tuple[Term, Term, Term]]

Triple = tuple[str, str, str]


class Records:
    """The records that triples hold, and what is wrong with them."""

    def __init__(self, file: str, schema: Schema, triples: "Triples") -> None:
        self.file = file
        self.schema = schema
        self.problems: list[Problem] = []
        # Tools of OWL declare each individual, which says nothing of it.
        declaration = schema.expand("rdf:type"), schema.expand("owl:NamedIndividual")
        self.triples = {t for t in triples if (t[1].value, t[2].value) != declaration}
        self.names: dict[str, dict[str, str]] = {
            column.refers: {column.term(name): name for name in getattr(schema, column.refers)}
            for column in (*CLAIMS.of_kind("name"), *TENSIONS.of_kind("name"))
        }
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
        """The CURIE of an IRI; the IRI between < and >, where it has no declared prefix."""
        if text not in self.curies:
            short = self.schema.compress(text)
            self.curies[text] = f"<{text}>" if short == text else short
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
        mappings = self.mappings()
        made_sources = [self.source(curie) for curie in sorted(sources)]
        made_nodes = [self.node(curie, nodes[curie], mappings.get(curie, ())) for curie in sorted(nodes)]
        made_claims = [self.claim(curie) for curie in sorted(claims)]
        made_tensions = [self.tension(curie) for curie in sorted(self.typed.get(f"{VOCABULARY}:Tension", ()))]
        if self.problems:
            raise DataError(self.problems)
        return made_sources, made_nodes, made_claims, made_tensions

    def compare(self, graph: Graph) -> None:
        """Compare the file with what the graph would write: nothing may be lost or missing."""

        def spelled(triples: "Triples") -> set[Triple]:
            return {(self.value(s), self.value(p), self.spell(o)) for s, p, o in triples if self.value(s) in self.about}

        written, _ = read_back(graph)
        held, due = spelled(self.triples), spelled((one.subject, one.predicate, one.object) for one in written)
        missing = "is missing, though the records ask for it"
        foreign = "does not belong to a record of this schema; remove it, or pass the schema that has it"
        for (subject, _), triples in groupby(sorted(held ^ due), itemgetter(0, 1)):
            different = list(triples)
            if len(different) == 2 and len(due.intersection(different)) == 1:
                is_, should_be = sorted(different, key=due.__contains__)
                self.problem(subject, f"{' '.join(is_)} should be {should_be[2]}")
                continue
            for triple in different:
                self.problem(subject, f"{' '.join(triple)} {missing if triple in due else foreign}")
        if self.problems:
            raise DataError(self.problems)

    def spell(self, term: "Term") -> str:
        """A term as in Turtle; language tags are the same in any case."""
        from pyoxigraph import Literal

        if not isinstance(term, Literal):
            return self.value(term)
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
        from pyoxigraph import NamedNode

        return self.curie(term.value) if isinstance(term, NamedNode) else self.text(term)

    @staticmethod
    def text(term: "Term") -> str:
        """What a term says, an IRI as it is; a blank node, which has another name each time, is as in Turtle."""
        from pyoxigraph import BlankNode

        return "[]" if isinstance(term, BlankNode) else term.value

    def optional(self, subject: str, predicate: str) -> str:
        found = self.many(subject, predicate)
        if len(found) > 1:
            self.problem(subject, f"has {len(found)} values of {predicate}, not one")
        return self.text(found[0]) if found else ""

    def one(self, subject: str, predicate: str) -> str:
        found = self.many(subject, predicate)
        if len(found) != 1:
            self.problem(subject, f"has {len(found) or 'no'} value{'s' * (len(found) > 1)} of {predicate}, not one")
        return self.value(found[0]) if found else ""

    def at_most_one(self, subject: str, predicate: str) -> str:
        return self.one(subject, predicate) if self.many(subject, predicate) else ""

    def whole(self, subject: str, predicate: str) -> int:
        text = self.one(subject, predicate)
        if text and not re.fullmatch(rf"[+-]?[0-9]{{1,{DIGITS}}}", text, re.ASCII):
            self.problem(subject, f"{predicate} is {text[:80]!r}, not a whole number")
            return 0
        return int(text or 0)

    def named(self, subject: str, column: Column) -> str:
        """The name in the schema of the term that a property has."""
        term = self.one(subject, column.curie)
        name = self.names[column.refers].get(term, "")
        if term and not name:
            self.problem(subject, f"{column.curie} is {term}, which the schema does not declare")
        return name

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
        return Source(id=id, sections=tuple(self.section(section) for section in sections), **self.fields(id, SOURCES))

    def section(self, id: str) -> Section:
        sentences = self.optional(id, f"{VOCABULARY}:sentences")
        number = rf"-?[0-9]{{1,{DIGITS}}}"
        if sentences and not re.fullmatch(rf"{number}(\|{number})*", sentences):
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
                version=self.at_most_one(id, "sssom:object_source_version"),
                justification=self.one(id, "sssom:mapping_justification"),
            )
            found.setdefault(self.one(id, "owl:annotatedSource"), []).append(mapping)
        return found

    def node(self, id: str, category: str, mappings: Iterable[TermMapping]) -> Node:
        return Node(id=id, category=category, mappings=tuple(mappings), **self.fields(id, NODES, "category"))

    def claim(self, id: str) -> Claim:
        return Claim(id=id, source=self.one(id, "dcterms:source"), **self.fields(id, CLAIMS))

    def tension(self, id: str) -> Tension:
        return Tension(id=id, **self.fields(id, TENSIONS))

    def fields(self, id: str, table: Table, *without: str) -> dict[str, Any]:
        """The fields of a record for the columns of its table."""
        several = (one for one in FIELDS[table.name] if one[0].name not in without)
        return {column.name: self.field(id, column, map(table.column, below)) for column, _, below in several}

    def field(self, id: str, column: Column, below: Iterable[Column]) -> Any:
        """What a record has in the field of a column, of which those below have their own part."""
        if column.many:
            others = set[str]().union(*(self.all(id, other.curie) for other in below))
            return self.arranged(id, column.name, self.all(id, column.curie), others)
        if column.kind == "name":
            return self.named(id, column)
        if column.kind == "whole":
            return self.whole(id, column.curie)
        # Of the texts that a record must have in the tables, RDF states only what it is called where it is empty.
        stated = column.curie in ALWAYS or (column.required and column.kind != "text")
        text = (self.one if stated else self.optional)(id, column.curie)
        if column.kind == "quantity":
            return self.quantity(self.curie(text)) if text else None
        return bool(text) if column.kind == "flag" else text

    def quantity(self, id: str) -> Quantity | None:
        bound = self.one(id, f"{VOCABULARY}:bound")
        if bound not in BOUND:
            self.problem(id, f"nmv:bound is {bound[:80]!r}, not one of {' '.join(BOUND)}")
            return None
        number = self.one(id, BOUND[bound])
        if not re.fullmatch(rf"[+-]?[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{DIGITS}}})?", number, re.ASCII):
            self.problem(id, f"{BOUND[bound]} is {number[:80]!r}, not a number")
            return None
        return Quantity(comparator=bound, value=Decimal(number), unit=self.one(id, "schema:unitText"))
