"""The tools: what an agent can ask of a graph. The docstring of each is what the agent reads."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from kg.agents.answers import Reply, reply
from kg.errors import KgError, UnknownName, shown
from kg.graph import KnowledgeGraph
from kg.model import Node
from kg.query.questions import ask
from kg.show import terminal
from kg.show.tables import edges_at
from kg.show.values import record_values
from kg.sparql import Result

Name = Annotated[str, Field(min_length=1, max_length=300)]
Names = Annotated[list[Name], Field(max_length=50)]
Filter = Name | Names | None
Limit = Annotated[int, Field(ge=1, le=200, description="The most that is listed.")]
Hops = Annotated[int, Field(ge=1, le=8, description="The most steps.")]
Value = Name | int | float | bool
Parameters = Annotated[
    dict[Name, Value | Annotated[list[Value], Field(max_length=50)]],
    Field(max_length=20, description="The values of its parameters by name; what is left out has its default."),
]
NODE_NAME = "A node by id (drg-stimulation), name, synonym or abbreviation."
NodeName = Annotated[Name, Field(description=NODE_NAME)]
Predicates = Annotated[Names | None, Field(description="Only along these predicates or inverses.")]


class Tools:
    """The tools over a graph; `seconds` is how long a query in SPARQL may take."""

    def __init__(self, graph: KnowledgeGraph, seconds: float) -> None:
        self.graph, self.seconds = graph, seconds

    def all(self) -> list[Callable[..., Reply]]:
        """The tools, in the order in which an agent should think of them."""
        return [
            *(self.find, self.show, self.claims, self.explain, self.paths, self.compare),
            *(self.evidence, self.harms, self.ask, self.sparql, self.vocabulary),
        ]

    def find(self, text: Name, limit: Limit = 10) -> Reply:
        """Find nodes by words of their name, synonyms, identifiers or definition, best first. Start here for an id.

        To search what is said, use claims(text=...).
        """
        found = self.graph.find(text, limit=limit)
        if self.graph.has_evidence and (not found or found.cut):
            found = self.graph.studies.find(text, limit=limit) or found
        return reply(found)

    def show(
        self, name: Annotated[Name, Field(description="An id, or the name of a node.")], limit: Limit = 20
    ) -> Reply:
        """Show a node with every claim about it, or one claim, tension (a contradiction), source or study."""
        record = self.graph.record(name)
        if not isinstance(record, Node):
            return reply(record)
        graph = record.graph if isinstance(record.graph, KnowledgeGraph) else self.graph
        outgoing, incoming, more = edges_at(graph, record, limit)
        claims = [claim for edge in (*outgoing, *incoming) for claim in edge.claims] + [*graph.mentions(record)[:limit]]
        values = record_values(record) | {"claims": list(map(record_values, claims))}
        text = terminal.unstyled(terminal.node_page(graph, record, limit))
        return reply(record, text=text, values=values, left_out=terminal.cut_each_way(limit) if more else "")

    def claims(
        self,
        text: Annotated[Name | None, Field(description="Words of the statement, in any order.")] = None,
        subject: Annotated[Filter, Field(description=NODE_NAME)] = None,
        predicate: Annotated[Filter, Field(description="A predicate, such as targets; vocabulary lists them.")] = None,
        object: Annotated[Filter, Field(description=NODE_NAME)] = None,
        category: Annotated[Filter, Field(description="The category of subject or object, such as Technique.")] = None,
        subject_category: Filter = None,
        object_category: Filter = None,
        section: Annotated[Filter, Field(description="A section of a source, such as conclusion.")] = None,
        modality: Annotated[Filter, Field(description="How firmly it is said: asserted, reported or hedged.")] = None,
        polarity: Annotated[Filter, Field(description="affirmed, or denied.")] = None,
        population: Annotated[
            Filter | bool, Field(description="For whom it holds: a node, words, or true for any.")
        ] = None,
        comparator: Annotated[Filter | bool, Field(description="What it is compared with, likewise.")] = None,
        context: Annotated[Filter | bool, Field(description="Under which condition it holds, likewise.")] = None,
        quantity: Annotated[bool | None, Field(description="Only claims with a figure, or only those without.")] = None,
        inferred: Annotated[bool | None, Field(description="Only what the curator inferred, or only the rest.")] = None,
        tension: Annotated[Filter | bool, Field(description="In a contradiction: true, or its kind or weight.")] = None,
        source: Annotated[Filter, Field(description="The id of a source.")] = None,
        source_kind: Annotated[Filter, Field(description="article, ontology, trial, review, guideline ...")] = None,
        limit: Limit = 20,
    ) -> Reply:
        """List the claims that fit all of these filters: each with its statement, certainty, section and source.

        Of several values for a filter, any will do. Say `hedged` or `reported` claims as such, never as facts.
        """
        given: dict[str, Any] = {name: value for name, value in locals().items() if name != "self"}
        return reply(self.graph.claims(**given))

    def explain(self, one: NodeName, other: NodeName) -> Reply:
        """Everything that is said of two nodes together, denials included; if nothing is, the shortest chain between them."""
        return reply(self.graph.explain(one, other))

    def paths(
        self,
        start: NodeName,
        end: NodeName,
        max_hops: Hops = 4,
        predicates: Predicates = None,
        categories: Annotated[Names | None, Field(description="Only through nodes of these categories.")] = None,
        directed: Annotated[bool, Field(description="From subject to object only.")] = True,
        limit: Limit = 5,
    ) -> Reply:
        """The steps by which one node leads to another: the best paths, with the claims behind each step."""
        found = self.graph.paths(
            start, end, max_hops, predicates=predicates, categories=categories, directed=directed, limit=limit
        )
        return reply(found)

    def compare(
        self,
        nodes: Annotated[list[NodeName], Field(min_length=2, max_length=8)],
        predicates: Predicates = None,
    ) -> Reply:
        """Put nodes side by side: where each predicate leads from each of them, and how certain that is."""
        return reply(self.graph.compare(*nodes, predicates=predicates))

    def evidence(
        self,
        name: Annotated[
            Name, Field(description="The id of a claim, or a node: then each of the article's claims on it.")
        ],
        limit: Annotated[int, Field(ge=1, le=20, description="The most claims.")] = 2,
    ) -> Reply:
        """What trials, reviews and guidelines say about a claim of the article, on both sides, without a verdict."""
        return reply(self._with_evidence().evidence(name, limit=limit))

    def harms(self, name: Annotated[Name, Field(description="A treatment, or a harm.")], limit: Limit = 20) -> Reply:
        """The harms that studies counted for a treatment, or how often a harm was counted, with denominators.

        That a study says nothing of harm does not mean that there was none.
        """
        return reply(self._with_evidence().harms(name, limit=limit))

    def ask(
        self,
        question: Annotated[Name | None, Field(description="The name of a question; left out, all are listed.")] = None,
        parameters: Parameters = {},  # noqa: B006  # It is only read.
        limit: Limit = 50,
    ) -> Reply:
        """Answer one of the questions that have a name, such as targets-side-by-side; without a name, list them."""
        if question is None:
            return reply(self.graph.questions())
        try:
            return self._rows(ask(self.graph, question, self.seconds, **parameters), limit)
        except UnknownName as error:
            if error.kind == "question" and not error.nearest:
                raise KgError(f"unknown question {shown(question)}; ask without a question lists them") from None
            raise

    def sparql(
        self,
        query: Annotated[
            str, Field(max_length=20_000, description="SPARQL 1.1; the prefixes nmk, nmv, nmt, nmc are known.")
        ],
        limit: Limit = 50,
    ) -> Reply:
        """Answer a SPARQL query that only reads. Select ?claim with what you ask for, so that certainty and source are told.

        An edge is a triple `nmk:scs nmv:targets ?x`, under nmt: where no claim says it outright; a claim is a resource with
        rdf:subject, rdf:predicate, rdf:object and nmv:modality.
        """
        return self._rows(self.graph.sparql(query, timeout=self.seconds), limit)

    def vocabulary(
        self, name: Annotated[Name | None, Field(description="A category, predicate or modality.")] = None
    ) -> Reply:
        """What the categories, predicates and modalities are called and mean; or one of them in full."""
        schema = self.graph.schema
        text = terminal.vocabulary(schema) if name is None else terminal.vocabulary_entry(schema, name)
        return Reply(terminal.unstyled(text), terminal.unstyled(text))

    def _with_evidence(self) -> KnowledgeGraph:
        if not self.graph.has_evidence:
            raise KgError("this graph has no evidence from studies; claims has what its sources say")
        return self.graph

    @staticmethod
    def _rows(found: Result, limit: int) -> Reply:
        if found.kind in ("construct", "describe"):
            return reply(found, values=found.turtle)
        return reply(found.first(limit))
