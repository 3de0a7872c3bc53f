"""The tools: what an agent can ask of a graph. The docstring of each is what the agent reads."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Annotated, Any

from pydantic import Field

from kg.agents.answers import Reply, reply
from kg.errors import KgError, UnknownName
from kg.graph import KnowledgeGraph
from kg.model.answers import slug
from kg.model.nodes import Node
from kg.query.questions import ask
from kg.show import terminal
from kg.show.tables import edges_at
from kg.show.values import data, record_values
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
EXACT_NODE = f"{NODE_NAME} Kinds of it are asked by their own names."
Studies = Annotated[bool, Field(description="What studies found, instead of what the article says.")]

MOST_KINDS = 10
"""The most kinds of a node that are named."""

MOST_COUNTED = 200
"""The most claims or findings that are counted where they are not shown."""


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

        Nodes that only studies name, and studies by their title and authors, are found as well. To search what is said, use
        claims(text=...).
        """
        if not self.graph.has_evidence:
            return reply(self.graph.find(text, limit=limit))
        found, studies = self.graph.studies.find(text, limit=limit), self.graph.layer.named(text)
        of = f" ({limit} of {len(studies)})" if len(studies) > limit else ""
        notes = {
            "only studies name": [node.slug for node in found if node.id not in self.graph],
            f"studies with these words{of}": [study.slug for study in studies[:limit]],
        }
        return reply(found).noting(*(f"{note}: {', '.join(ids)}" for note, ids in notes.items() if ids))

    def show(
        self,
        name: Annotated[Name, Field(description="An id, or the name of a node.")],
        studies: Studies = False,
        limit: Limit = 20,
    ) -> Reply:
        """Show a node with every claim about it, or one claim, tension (a contradiction), source or study."""
        return self._asked(studies, lambda graph, limit: self._page(graph, name, limit), limit)

    @staticmethod
    def _page(graph: KnowledgeGraph, name: str, limit: int) -> Reply:
        record = graph.record(name)
        if not isinstance(record, Node):
            return reply(record)
        graph = record.graph if isinstance(record.graph, KnowledgeGraph) else graph
        outgoing, incoming, more = edges_at(graph, record, limit)
        claims = [claim for edge in (*outgoing, *incoming) for claim in edge.claims] + [*graph.mentions(record)[:limit]]
        values = record_values(record) | {"claims": list(map(record_values, claims))}
        text = terminal.unstyled(terminal.node_page(graph, record, limit))
        return reply(record, text=text, values=values, left_out=terminal.cut_each_way(limit) if more else "")

    def claims(
        self,
        text: Annotated[Name | None, Field(description="Words of the statement, in any order.")] = None,
        subject: Annotated[Filter, Field(description=EXACT_NODE)] = None,
        predicate: Annotated[Filter, Field(description="A predicate, such as targets; vocabulary lists them.")] = None,
        object: Annotated[Filter, Field(description=EXACT_NODE)] = None,
        category: Annotated[Filter, Field(description="The category of subject or object, such as Technique.")] = None,
        subject_category: Filter = None,
        object_category: Filter = None,
        section: Annotated[Filter, Field(description="A section of a source, such as conclusion.")] = None,
        modality: Annotated[Filter, Field(description="How firmly it is said: asserted, reported or hedged.")] = None,
        polarity: Annotated[Filter, Field(description="affirmed, or denied.")] = None,
        population: Annotated[
            Filter | bool, Field(description="For whom it holds: a node or a kind of it, words, or true for any.")
        ] = None,
        comparator: Annotated[Filter | bool, Field(description="What it is compared with, likewise.")] = None,
        context: Annotated[Filter | bool, Field(description="Under which condition it holds, likewise.")] = None,
        quantity: Annotated[bool | None, Field(description="Only claims with a figure, or only those without.")] = None,
        inferred: Annotated[bool | None, Field(description="Only what the curator inferred, or only the rest.")] = None,
        tension: Annotated[Filter | bool, Field(description="In a contradiction: true, or its kind or weight.")] = None,
        source: Annotated[Filter, Field(description="The id of a source, or of a study.")] = None,
        source_kind: Annotated[Filter, Field(description="article, ontology, trial, review, guideline ...")] = None,
        studies: Studies = False,
        limit: Limit = 20,
    ) -> Reply:
        """List the claims that fit all of these filters: each with its statement, certainty, section and source.

        Of several values for a filter, any will do. Say `hedged` or `reported` claims as such, never as facts. What studies
        found is listed with `studies`, or with a `source` or `source_kind` that is theirs, and else only counted.
        """
        given: dict[str, Any] = {name: value for name, value in locals().items() if name not in ("self", "studies")}

        def ask(graph: KnowledgeGraph, limit: int) -> Reply:
            found = graph.claims(**given | {"limit": limit})
            text = terminal.unstyled(terminal.claims_list(graph, found, tensions=True))
            asked = found.graph if isinstance(found.graph, KnowledgeGraph) else graph
            return reply(found, text=text).noting(*self._of_kinds(asked, given))

        return self._asked(studies, ask, limit)

    def explain(self, one: NodeName, other: NodeName, studies: Studies = False) -> Reply:
        """Everything that is said of two nodes together, denials included; if nothing is, the shortest chain between them."""
        return self._asked(studies, lambda graph, _: reply(graph.explain(one, other)))

    def paths(
        self,
        start: NodeName,
        end: NodeName,
        max_hops: Hops = 4,
        predicates: Predicates = None,
        categories: Annotated[Names | None, Field(description="Only through nodes of these categories.")] = None,
        directed: Annotated[bool, Field(description="From subject to object only.")] = True,
        studies: Studies = False,
        limit: Limit = 5,
    ) -> Reply:
        """The steps by which one node leads to another: the best paths, with the claims behind each step."""
        filters: dict[str, Any] = {"predicates": predicates, "categories": categories, "directed": directed}
        return self._asked(studies, lambda graph, _: reply(graph.paths(start, end, max_hops, **filters, limit=limit)))

    def compare(
        self,
        nodes: Annotated[list[NodeName], Field(min_length=2, max_length=8)],
        predicates: Predicates = None,
        studies: Studies = False,
    ) -> Reply:
        """Put nodes side by side: where each predicate leads from each of them, and how certain that is."""
        return self._asked(studies, lambda graph, _: reply(graph.compare(*nodes, predicates=predicates)))

    def evidence(
        self,
        name: Annotated[
            Name, Field(description="The id of a claim, or a node: then each of the article's claims on it.")
        ],
        limit: Annotated[int, Field(ge=1, le=20, description="The most claims told in full.")] = 2,
    ) -> Reply:
        """What trials, reviews and guidelines say about a claim of the article, on both sides, without a verdict.

        Of a node, all the claims are listed with the sides on which there is evidence, and those with most of it are told in
        full. A finding is asserted unless its certainty is told. What studies found beyond the article's claims is told by
        show, claims, explain and compare with `studies`.
        """
        found = self.graph.evidence(name, limit=limit)
        every = self.graph.evidence(name) if found.cut else found
        if not every:
            said = reply(found, text=f"No claim of the article names {found.about}.")
            return said.noting("show with studies: true has what they found")
        if len(every) == 1:
            return reply(found)
        listed = "\n".join(terminal.claim_line(one.claim, "", [f"evidence: {one.told}"]) for one in every)
        full = {one.claim.id for one in found}
        rest = [{"claim": record_values(one.claim), "mark": one.told} for one in every if one.claim.id not in full]
        return reply(found, text=f"{listed}\n\n{found}", values=[*data(found), *rest])

    def harms(self, name: Annotated[Name, Field(description="A treatment, or a harm.")], limit: Limit = 20) -> Reply:
        """The harms that studies counted for a treatment, or how often a harm was counted, with denominators.

        That a study says nothing of harm does not mean that there was none. A finding is asserted unless its certainty is told.
        """
        return reply(self.graph.harms(name, limit=limit))

    def ask(
        self,
        question: Annotated[Name | None, Field(description="The name of a question; left out, all are listed.")] = None,
        parameters: Parameters = {},  # noqa: B006  # It is only read.
        limit: Limit = 50,
    ) -> Reply:
        """Answer one of the questions that have a name, such as targets-side-by-side; without a name, list them."""
        if question is None:
            return reply(self.graph.questions())
        return self._rows(ask(self.graph, question, self.seconds, **parameters), limit)

    def sparql(
        self,
        query: Annotated[
            str, Field(max_length=20_000, description="SPARQL 1.1; the prefixes nmk, nmv, nmt, nmc are known.")
        ],
        limit: Limit = 50,
    ) -> Reply:
        """Answer a SPARQL query that only reads. Select ?claim with what you ask for, so that certainty and source are told.

        An edge is a triple `nmk:scs nmv:targets ?x`, under nmt: where no claim says it outright; a claim is a resource with
        rdf:subject, rdf:predicate, rdf:object and nmv:modality. What a study found is a claim and never an edge, so a `no` to
        ASK means only that the graph lacks this triple.
        """
        return self._rows(self.graph.sparql(query, timeout=self.seconds), limit)

    def vocabulary(
        self, name: Annotated[Name | None, Field(description="A category, predicate or modality.")] = None
    ) -> Reply:
        """What the categories, predicates and modalities are called and mean; or one of them in full."""
        schema = self.graph.schema
        text = terminal.vocabulary(schema) if name is None else terminal.vocabulary_entry(schema, name)
        return Reply(terminal.unstyled(text), terminal.unstyled(text))

    def _asked(self, studies: bool, ask: Callable[[KnowledgeGraph, int], Reply], limit: int = 1) -> Reply:
        """What the article says, and how many findings that leaves out; or what studies found, where only they know a name."""
        if studies:
            return ask(self.graph.studies, limit)
        try:
            said = ask(self.graph, limit)
        except UnknownName as unknown:
            if not self.graph.has_evidence:
                raise
            try:
                found = ask(self.graph.studies, limit)
            except UnknownName as error:
                raise (unknown if unknown.nearest else error) from None
            return found.noting(
                "only studies know a name given here: this is what they found, not what the article says"
            )
        if self.graph.has_evidence and not said.claim_ids & self.graph.layer.findings.keys():
            with suppress(KgError):
                found = ask(self.graph.studies, MOST_COUNTED)
                if count := len(found.claim_ids):
                    more = f"{count} finding{'s' * (count > 1)} of studies{' or more' * bool(found.left_out)}"
                    return said.noting(f"not shown: {more} (studies: true shows them)")
        return said

    def _of_kinds(self, asked: KnowledgeGraph, given: dict[str, Any]) -> Iterator[str]:
        """How many claims have kinds of the given nodes as their subject, or object, which a filter does not include."""
        graphs = (self.graph, self.graph.studies) if self.graph.has_evidence else (self.graph,)
        for end in ("subject", "object"):
            names = [given[end]] if isinstance(given[end], str) else given[end] or ()
            ids = [asked[name].id for name in names]
            kinds = {kind for graph in graphs for id in ids if id in graph for kind in graph.kinds(id) if kind in asked}
            if not (others := sorted(kinds.difference(ids))):
                continue
            if more := asked.claims(**given | {end: others, "limit": MOST_COUNTED}):
                named = list(dict.fromkeys(slug(getattr(claim, end)) for claim in more))
                listed = f"{', '.join(named[:MOST_KINDS])}{', …' * (len(named) > MOST_KINDS)}"
                count = f"{len(more)}{' or more' * (len(more) == MOST_COUNTED)}"
                yield f"not shown: {count} whose {end} is a kind of the one given (name these to see them): {listed}"

    @staticmethod
    def _rows(found: Result, limit: int) -> Reply:
        if found.kind in ("construct", "describe"):
            return reply(found, values=found.turtle)
        return reply(found.first(limit))
