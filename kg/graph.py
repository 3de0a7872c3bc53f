"""`KnowledgeGraph`, the class that users see: it checks names, asks one engine, and has a method for each question."""

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, Unpack
from warnings import warn

from kg.engines import Engine
from kg.engines.checked import Filters
from kg.engines.filters import ClaimFilters, EdgeFilters, admits, flag, several
from kg.engines.search import misread
from kg.errors import (
    LISTED,
    AmbiguousName,
    EndpointError,
    MissingEvidence,
    RetiredId,
    UnknownName,
    UnknownNode,
    a_flag,
    a_text,
    at_least_one,
    known,
    nearest,
    represented,
    shown,
)
from kg.model.answers import Form, Shown
from kg.model.nodes import Node, Nodes
from kg.model.protocol import OneOrMore, OneOrMoreNodes, Pair
from kg.model.records import Claim, Claims, Edge, Edges, Section, Source, Sources, Tension, Tensions
from kg.schema import CLAIM, NODE, SOURCE, WEIGHTS, Schema
from kg.tables.studies import STUDY_KINDS

PART = re.compile(r"\.[aemq]\d+$")
"""What the id of a match, a figure, a link or a rating adds to that of its node or claim."""

WITH_SHORT = re.compile(r"\s*(.+?) \(([^()]+)\)\s*")
"""A name, and in brackets another of the same node, as headings have it: `spinal cord stimulation (SCS)`."""

FIRST = 50
"""So many of the nodes that a search found show whether it read a word as another."""

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import networkx
    import pandas
    import rdflib

    from kg.evidence import Layer
    from kg.page.html import PageOptions, View
    from kg.query.agreement import Agreement
    from kg.query.centrality import Ranking
    from kg.query.compare import Comparison
    from kg.query.components import Components
    from kg.query.evidence import Evidence, EvidenceSummary
    from kg.query.explain import Explanation
    from kg.query.harms import Harms
    from kg.query.match import Matches
    from kg.query.matrix import Matrix
    from kg.query.paths import Paths
    from kg.query.questions import Questions
    from kg.query.streams import Stream
    from kg.sparql import Result


class KnowledgeGraph:
    """Nodes, and claims that join them.

    `schema` declares what the records may hold; `sources`, `nodes`, `claims` and `tensions` are iterables of records, in any
    order. DataError lists every record with a field of the wrong type, every id given twice and every reference to nothing.

    >>> import kg
    >>> g = kg.load()
    >>> g["DRG stimulation"]
    Node('nmk:drg-stimulation', name='dorsal root ganglion stimulation')
    >>> [claim.modality for claim in g.claims(subject="drg-stimulation", predicate="targets")]
    ['asserted']
    """

    def __init__(
        self,
        *,
        schema: Schema,
        sources: Iterable[Source],
        nodes: Iterable[Node],
        claims: Iterable[Claim],
        tensions: Iterable[Tension] = (),
    ) -> None:
        from kg.engines.memory import of_records

        self._ask(of_records(schema, sources, nodes, claims, tensions))

    @classmethod
    def over(cls, engine: Engine, folder: "Traversable | None" = None, layer: "Layer | None" = None) -> Self:
        """The graph that an engine answers for; `folder` is the data folder, and `layer` the evidence, that were loaded.

        >>> import kg
        >>> g = kg.load()
        >>> len(kg.KnowledgeGraph.over(g.engine)) == len(g)
        True
        """
        self = cls.__new__(cls)
        self._ask(engine, folder, layer)
        return self

    def _ask(self, engine: Engine, folder: "Traversable | None" = None, layer: "Layer | None" = None) -> None:
        self.engine = engine
        self._layer, self.has_evidence = layer, layer is not None
        self.folder = folder
        self.schema = engine.schema
        self.stored, self.cluster = engine.stored, engine.cluster
        self.hop = engine.hop  # What node.targets calls: a method that only calls it would take a tenth of its time.
        # Asked by CURIEs, with no name to check; `Engine` says what each gives.
        self.walkable, self.kinds, self.degrees = engine.walkable, engine.kinds, engine.degrees
        self.edges_between, self.neighbours, self.fits = engine.edges_between, engine.neighbours, engine.fits
        self.naming, self.triples, self.claim_rows = engine.naming, engine.triples, engine.claim_rows
        self.ask_store, self.shared_edges = engine.ask_store, engine.shared_edges
        self._filters = Filters(self, engine)
        engine.attach(self)

    def __reduce__(self) -> Any:
        return type(self).over, (
            self.engine,
            self.folder,
        )  # A pickle of its records has no graph: they are given it again.

    def __repr__(self) -> str:
        return f"KnowledgeGraph({self.engine.described()})"

    def _repr_html_(self) -> str:
        from kg.show.notebook import graph_html

        return graph_html(self)

    def shown(self, answer: Shown, form: Form) -> Any:
        """An answer as text for a terminal, as HTML for a notebook, as rows, or as a pandas.DataFrame.

        >>> import kg
        >>> g = kg.load()
        >>> print(g.shown(g.claim("icliniq-2025-091"), "text").splitlines()[0])
        lower drug dose leads to fewer adverse effects
        """
        from kg.show import shown

        return shown(self, answer, form)

    def __len__(self) -> int:
        """The number of nodes.

        >>> import kg
        >>> len(kg.load())
        209
        """
        return self.engine.counts[0]

    def counts(self) -> tuple[int, int, int]:
        """The numbers of nodes, edges and claims.

        >>> import kg
        >>> kg.load().counts()
        (209, 327, 343)
        """
        return self.engine.counts

    def __bool__(self) -> bool:
        return True  # Without asking for the number of nodes.

    def __iter__(self) -> Iterator[Node]:
        """The nodes, by category, then id.

        >>> import kg
        >>> next(iter(kg.load()))
        Node('nmk:drg-stimulation', name='dorsal root ganglion stimulation')
        """
        return iter(self.engine.nodes())

    def __contains__(self, name: object) -> bool:
        """Whether a node has this name, as `graph[name]` takes it, or is this node.

        >>> import kg
        >>> g = kg.load()
        >>> "SCS" in g, "acupuncture" in g
        (True, False)
        """
        if isinstance(name, Node):
            return name in self.engine.named([name.id])[0]
        return isinstance(name, str) and bool(self._named(name))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection to an endpoint; a graph in memory has none.

        >>> import kg
        >>> kg.load().close()
        """
        self.engine.close()

    # ------------------------------------------------------------------------------------------------------ look-up

    def __getitem__(self, name: str) -> Node:
        """The node with this CURIE, slug, IRI, exact name, synonym or abbreviation, or that matches a public term.

        Case does not matter in names, nor in the CURIE of a term (`UBERON:0000044`). A retired id finds the node that replaces
        it, with the warning RetiredId.

        UnknownNode carries the nearest ids; AmbiguousName the ids of the nodes that share the name.

        >>> import kg
        >>> g = kg.load()
        >>> [g[name].slug for name in ("scs", "nmk:scs", "Spinal cord stimulation", "UBERON:0000044")]
        ['scs', 'scs', 'scs', 'dorsal-root-ganglion']
        """
        return self._one(name, self._named(name))

    def get(self, name: str) -> Node | None:
        """The node of this name, as `graph[name]`, or None if there is none. AmbiguousName if several share it.

        >>> import kg
        >>> g = kg.load()
        >>> g.get("SCS"), g.get("acupuncture")
        (Node('nmk:scs', name='spinal cord stimulation'), None)
        """
        nodes = self._named(name)
        return self._one(name, nodes) if nodes else None

    def node(self, name: str | Node) -> Node:
        """The node of this name, or the one that is like a node of another graph. Errors are those of `graph[name]`.

        >>> import kg
        >>> g = kg.load()
        >>> g.node(g["scs"]) is g.node("scs")
        True
        """
        return self[name.id if isinstance(name, Node) else name]

    def _named(self, name: str) -> Sequence[Node]:
        """The nodes of a name, or of a name with another of the same node after it in brackets."""
        (nodes,) = self.engine.named([name])
        if not nodes and isinstance(name, str) and (both := WITH_SHORT.fullmatch(name)) is not None:
            long, short = self.engine.named(both.groups())
            nodes = long if long == short else ()
        return nodes

    def _one(self, name: str, nodes: Sequence[Node]) -> Node:
        if not nodes:
            id = f"{CLAIM}:{self.schema.compress(name).removeprefix(f'{CLAIM}:')}"
            if name[-3:].isdecimal() and self.engine.claim(id) is not None:
                raise UnknownNode(name, (), f"; it is a claim: ask g.claim({name!r}), or kg show")
            if self._layer is not None and name in self.studies:
                raise UnknownNode(name, (), f"; only studies name it: g.studies[{name!r}]")
            whole = tuple(self._found(name, 1.0)) if " " in name else ()
            known_names = () if whole else self.engine.known_names()
            raise UnknownNode(name, known_names, others=whole or self._found(name, 0.5))
        if len(nodes) > 1:
            raise AmbiguousName(name, (node.slug for node in nodes))
        (node,) = nodes
        if node.replaces and self.schema.compress(name.strip()).rpartition(":")[2] in node.replaces:
            warn(f"{shown(name)} is a retired id, followed to {node.slug}; write {node.slug}", RetiredId, _asking())
        return node

    def _found(self, name: str, share: float) -> Iterator[str]:
        """The nodes that have at least this share of the words of a name; none behind an endpoint with too many to search."""
        with suppress(EndpointError):
            found = self.engine.find(name, 3)
            yield from (node.slug for node in found.nodes if found.words >= share * found.of)

    def claim(self, name: str) -> Claim:
        """The claim with this id, as a CURIE, a slug or an IRI. UnknownName if there is none.

        >>> import kg
        >>> kg.load().claim("icliniq-2025-091")
        Claim('nmc:icliniq-2025-091', statement='Smaller doses may mean fewer adverse effects.')
        """
        curie = self.schema.compress(a_text("claim", name))
        id = curie if curie.startswith(f"{CLAIM}:") else f"{CLAIM}:{curie}"
        claim = self.engine.claim(id)
        if claim is None and self._layer is not None and id in self._layer.findings:
            return self.studies.claim(id)
        if claim is None:
            ids = [id.partition(":")[2] for id in self.engine.claim_ids()]
            numbered = (id for id in ids if name.isdecimal() and id.endswith(f"-{name.zfill(3)}"))
            raise UnknownName("claim", name, ids, "; kg claims lists them", numbered)
        return claim

    def record(self, name: str) -> Node | Claim | Tension | Source:
        """The node of this name, or else the source, tension or claim with this id or IRI; with the evidence also of a study.

        Errors are those of `graph[name]`, or say which claim or tension may be meant.

        >>> import kg
        >>> kg.load().record("tension-01").weight
        'major'
        """
        try:
            return self[name]
        except UnknownNode as unknown:
            tensions = self.tensions() if "tension-" in name else ()
            others: tuple[Source | Tension, ...] = (*self.sources(), *tensions)
            id = self.schema.compress(name)
            for record in others:
                if id in (record.id, record.slug):
                    return record
            if self._layer is not None:
                with suppress(UnknownName):
                    return self.studies.record(name)
            if name.startswith("tension-"):
                slugs, padded = [one.slug for one in tensions], f"tension-{name.removeprefix('tension-').zfill(2)}"
                raise UnknownName("tension", name, [padded] if padded in slugs else slugs) from None
            try:
                return self.claim(name)
            except UnknownName as error:
                if name.isdecimal() or (error.nearest and name[-1:].isdigit()):
                    raise error from None
            raise unknown from None

    def sources(self, *, kind: OneOrMore = None) -> Sources:
        """What was read, all or of a kind (article, ontology): articles, then ontologies; by id.

        With the evidence loaded, a kind may also be one of a study: trial, observational, review, guideline, definition, animal.

        >>> import kg
        >>> [source.slug for source in kg.load().sources(kind="article")]
        ['icliniq-2025']
        """
        kinds = self._filters.source_kinds("kind", kind)
        found = [source for source in self.engine.sources if admits(kinds, source.kind)]
        if kinds is not None and self._layer is not None:
            found += [study for study in self.studies.engine.sources if study.kind in kinds]
        return Sources(found, self)

    def source(self, name: str) -> Source:
        """The source with this id, as a CURIE, a slug or an IRI. UnknownName if there is none.

        >>> import kg
        >>> kg.load().source("icliniq-2025").publisher
        'iCliniq'
        """
        id = self.schema.compress(a_text("source", name))
        for source in self.engine.sources:
            if id in (source.id, source.slug):
                return source
        if self._layer is not None:
            return self.studies.source(name)
        raise UnknownName("source", name, (source.slug for source in self.engine.sources), "; kg sources lists them")

    @cached_property
    def _sections(self) -> Mapping[str, Section]:
        return {section.id: section for source in self.engine.sources for section in source.sections}

    def section(self, id: str) -> Section:
        """The section with this CURIE. UnknownName if there is none.

        >>> import kg
        >>> kg.load().section("nms:icliniq-2025.working").title
        'How Does Neuromodulation Work?'
        """
        return self._sections[known("section", a_text("section", id), self._sections)]

    def sections(self, name: str) -> Sequence[Section]:
        """The sections with this CURIE, this id within their sources (`types`), or this title. UnknownName if there is none.

        >>> import kg
        >>> [section.id for section in kg.load().sections("working")]
        ['nms:icliniq-2025.working']
        """
        local, title, sections = a_text("section", name).removeprefix(f"{SOURCE}:"), name.casefold(), self._sections
        named = [section for id, section in sections.items() if local in (section.slug, id.partition(":")[2])]
        named = named or [section for section in sections.values() if section.title.casefold() == title]
        if not named:
            articles = ", ".join(section.slug for source in self.sources(kind="article") for section in source.sections)
            remedy = f"; use one of {articles}" if len(articles) < LISTED else ""
            raise UnknownName("section", name, (section.slug for section in self._sections.values()), remedy)
        return named

    def missing(self, curies: Collection[str]) -> dict[str, list[str]]:
        """Those of some CURIEs of nodes, claims, tensions, sources and sections that nothing has, each with the nearest.

        >>> import kg
        >>> kg.load().missing(["nmk:scs", "nmk:drg-stimulaton"])
        {'nmk:drg-stimulaton': ['nmk:drg-stimulation', 'nmk:neurostimulation']}
        """
        ids = {curie: PART.sub("", curie) for curie in curies}
        nodes = self.engine.named([id for id in ids.values() if id.startswith(f"{NODE}:")])
        held = {node.id for found in nodes for node in found}
        near: dict[str, list[str]] = {}
        for curie, id in ids.items():
            prefix, _, name = id.partition(":")
            if prefix == NODE and id not in held:
                names = (name, *nearest(name, self.engine.known_names()))
                found = [node.id for names in self.engine.named(names) for node in names]
                near[curie] = list(dict.fromkeys(found))[:3]
            elif prefix == CLAIM and self.engine.claim(id) is None:
                tensions = [tension.id for tension in self.engine.tensions]
                if id not in tensions:
                    near[curie] = [*nearest(id, [*self.engine.claim_ids(), *tensions])]
            elif prefix == SOURCE and id not in (places := [*self._sections, *(one.id for one in self.engine.sources)]):
                near[curie] = [*nearest(id, places)]
        if near and self._layer is not None:
            there = self.studies.missing(near)
            near = {curie: there[curie] for curie in near if curie in there}
        return near

    def cite(self, *names: str | Claim | Source, form: str = "text") -> str:
        """How to cite claims and sources, or, without names, the dataset and what it was read from.

        Of a claim its source is cited. The note has section and paragraph, what it says in the curators' words, how certain it
        is, whether the source was read in part, the claim's IRI, and the version of the dataset. `form` is `text` (a line each),
        `bibtex` or `csl` (CSL-JSON); the keys are the ids. What a table does not say is left out. With the evidence loaded,
        findings and studies are cited too.

        UnknownName, with the nearest names, where a name is none of a claim or source, or the form is unknown.

        >>> import kg
        >>> g = kg.load()
        >>> print(g.cite("mesh", form="bibtex"))
        @misc{mesh,
          title = {{Medical Subject Headings}},
          howpublished = {U.S. National Library of Medicine},
          note = {Hierarchy only. CC0-1.0},
          url = {http://id.nlm.nih.gov/mesh/}
        }
        >>> g.cite("icliniq-2025-091").split(". ")[-1].partition(" of ")[0]
        'Claim https://w3id.org/neuromod-kg/claim/icliniq-2025-091'
        """
        from kg.show.citations import cite

        return cite(self, names, form)

    def find(self, text: str, *, limit: int | None = None) -> Nodes:
        """The nodes that match `text`, best first; at most `limit` of them.

        In this order: the same name; synonym or abbreviation; identifier (id, CURIE, or that of a matching public term); the
        start of one of these; every word the start of a word in them, those next to each other first; part of a word; each word
        with at most one typing error; every word the start of a word in them or in the definition. Case, accents, punctuation
        and the order of words do not matter, nor do words such as "of" and "the". Among equals the shorter name comes first.
        If no node has every word, those with the most are given. `cut` says so, which words were read as words like them, and
        whether the limit left any out.

        Behind an endpoint the names of all nodes are fetched for the first search; EndpointError if they are too many. ValueError
        if `limit` is below 1.

        >>> import kg
        >>> kg.load().find("stimulation of the ganglion")[0].slug
        'drg-stimulation'
        >>> kg.load().find("spinl cord")[0].slug
        'spinal-cord'
        """
        at_least_one(limit=limit)
        nodes, words, of = self.engine.find(a_text("text", text), None if limit is None else limit + 1)
        several = f"no node has all of these words; the best have {words} of {of}" if words < of and nodes else ""
        read = " or ".join(map(shown, misread(text, nodes[:FIRST]))) if nodes and not several else ""
        return Nodes.first(nodes, self, limit, f"none of these has {read}, but a word like it" if read else several)

    # ------------------------------------------------------------------------------------------------------ filters
    # Each takes one value or several, any of which will do. An unknown name raises; TypeError or ValueError say what is expected.

    def nodes(self, *, category: OneOrMore = None, grounded: bool | None = None, limit: int | None = None) -> Nodes:
        """All nodes, or those of a category, or those that a public term matches exactly or closely; by category, then id.

        At most `limit` of them; `cut` says whether there are more. ValueError if it is below 1.

        >>> import kg
        >>> [node.slug for node in kg.load().nodes(category="Target", limit=2)]
        ['brain', 'brain-pathway']
        """
        at_least_one(limit=limit)
        nodes = self.engine.nodes(several("category", category, self.schema.categories))
        wanted = flag("grounded", grounded)
        return Nodes.first((node for node in nodes if wanted in (None, node.grounded)), self, limit)

    def edges(
        self,
        *,
        subject: OneOrMoreNodes = None,
        predicate: OneOrMore = None,
        object: OneOrMoreNodes = None,
        subject_category: OneOrMore = None,
        object_category: OneOrMore = None,
        category: OneOrMore = None,
        modality: OneOrMore = None,
        polarity: OneOrMore = None,
        limit: int | None = None,
    ) -> Edges:
        """The edges that match every filter, by subject, predicate and object. An unknown name in a filter raises.

        A filter takes one value, or several, any of which will do; a predicate includes those that imply it (`treats` includes
        `relieves`). A symmetric edge is found from both ends; it keeps the direction in which it was written. `category` is
        that of either end. `modality` and `polarity` are those of at least one of its claims. At most `limit` edges are made;
        `cut` says whether there are more. ValueError if it is below 1.

        >>> import kg
        >>> [edge.object for edge in kg.load().edges(subject="drg-stimulation", predicate="targets")]
        ['nmk:dorsal-root-ganglion']
        """
        at_least_one(limit=limit)
        ends = {"subject": subject, "predicate": predicate, "object": object, "category": category}
        filters = self._filters.edges(**ends, subject_category=subject_category, object_category=object_category)
        modalities, polarities = self._filters.certainty(modality=modality, polarity=polarity)
        edges = self.engine.edges(filters)
        if modalities is None and polarities is None:
            return Edges.first(edges, self, limit)

        def fits(claim: Claim) -> bool:
            return admits(modalities, claim.modality) and admits(polarities, claim.polarity)

        return Edges.first((edge for edge in edges if any(map(fits, edge.claims))), self, limit)

    def claims(
        self,
        *,
        text: OneOrMore = None,
        section: OneOrMore = None,
        modality: OneOrMore = None,
        polarity: OneOrMore = None,
        subject: OneOrMoreNodes = None,
        predicate: OneOrMore = None,
        object: OneOrMoreNodes = None,
        subject_category: OneOrMore = None,
        object_category: OneOrMore = None,
        category: OneOrMore = None,
        quantity: bool | None = None,
        hedge: OneOrMore | bool = None,
        population: OneOrMoreNodes | bool = None,
        comparator: OneOrMoreNodes | bool = None,
        aspect: OneOrMoreNodes | bool = None,
        context: OneOrMoreNodes | bool = None,
        inferred: bool | None = None,
        structural: bool | None = None,
        tension: OneOrMore | bool = None,
        source: OneOrMore = None,
        source_kind: OneOrMore = None,
        limit: int | None = None,
    ) -> Claims:
        """The claims that match every filter, in the order of their sources. An unknown name in a filter raises.

        A filter takes one value, or several, any of which will do; a predicate includes those that imply it (`treats` includes
        `relieves`). In a filter that also takes a truth value, True keeps the claims that have any value (any population, a
        figure, a tension), and False those that have none.

        `text`: every word, or the start of one, is in the statement, hedge, figure or note, or in the names of the predicate
        and of the nodes, in any order, case and accents; words such as "of" and "the" are ignored. A word that is in no claim
        is taken for a misspelling, by one letter, of one that is, and `cut` says so. A number matches only as a whole word.
        `section` is a section's CURIE or its id within a source (`types`). `category` is that of subject or object.
        `population`, `comparator`, `aspect` and `context` are nodes, which stand for their kinds as well, or words of a text;
        `hedge` is a word such as "may". `tension` is a kind or weight. At most `limit` claims are made; `cut` says whether there
        are more. ValueError if it is below 1.

        Behind an endpoint all claims are fetched for the first search for `text`; EndpointError if they are too many.

        >>> import kg
        >>> g = kg.load()
        >>> [claim.slug for claim in g.claims(text="leg back persistent", modality="reported", quantity=True)]
        ['icliniq-2025-187']
        >>> len(g.claims(section=["candidates", "advantages"], hedge="may"))
        2
        >>> g.claims(modality="hedged", limit=1).cut
        'cut at 1: there are more; raise the limit to see them'
        """
        at_least_one(limit=limit)
        given: dict[str, Any] = {
            "text": text,
            "section": section,
            "modality": modality,
            "polarity": polarity,
            "subject": subject,
            "predicate": predicate,
            "object": object,
            "subject_category": subject_category,
            "object_category": object_category,
            "category": category,
            "quantity": quantity,
            "hedge": hedge,
            "population": population,
            "comparator": comparator,
            "aspect": aspect,
            "context": context,
            "inferred": inferred,
            "structural": structural,
            "tension": tension,
            "source": source,
            "source_kind": source_kind,
        }
        if self._layer is not None and self._names_studies(source, source_kind):
            from kg.evidence import Findings

            findings = self.studies.claims(**given, limit=limit)
            return Findings(findings, self.studies, cut=findings.cut)
        filters, slips = self._filters.claims(**given)
        found = self.engine.claims(filters)
        if tension is False:
            found = (claim for claim in found if not self.engine.tensions_of(claim.id))
        return Claims.first(found, self, limit, slips)

    def each_claim(self) -> Iterator[Claim]:
        """All claims in the order of `claims()`, one after the other: none is kept.

        >>> import kg
        >>> next(kg.load().each_claim()).slug
        'icliniq-2025-001'
        """
        return iter(self.engine.every_claim())

    # ------------------------------------------------------------------------------------------------------- evidence

    @property
    def layer(self) -> "Layer":
        """The records of the evidence. MissingEvidence where the graph was loaded without it.

        >>> import kg
        >>> len(kg.load(evidence=True).layer.links)
        805
        """
        if self._layer is None:
            raise MissingEvidence
        return self._layer

    @cached_property
    def studies(self) -> "KnowledgeGraph":
        """The evidence as a graph of its own: its sources are studies, its claims what they found. Errors as for `layer`.

        >>> import kg
        >>> kg.load(evidence=True).studies.source("deer-2023-distinct").design
        'randomised-parallel'
        """
        layer = self.layer
        return KnowledgeGraph(
            schema=self.schema,
            sources=layer.studies.values(),
            nodes=[*self.engine.nodes(), *layer.nodes.values()],
            claims=layer.findings.values(),
        )

    def _names_studies(self, source: Any, source_kind: Any) -> bool:
        """Whether filters ask for studies; ValueError where they ask for the article as well."""
        named = several("source", source) or ()
        kinds = self._filters.source_kinds("source_kind", source_kind) or ()
        asked = [kind in STUDY_KINDS for kind in kinds]
        asked += [self.source(name).id in self.layer.studies for name in named]
        if any(asked) and not all(asked):
            raise ValueError("claims of the article and of studies are asked for apart; name sources of one of the two")
        return any(asked)

    def evidence(self, name: "str | Claim | Node", *, limit: int | None = None) -> "Evidence":
        """What studies say about a claim of the article, or about each of its claims on a node.

        Each finding comes with all of its result: the arm, what it is compared with, and the difference. Blocks are `direct`
        (on the claim as it was made, or on a narrower population), `indirect` and `background` (animals, definitions); in each,
        rows go by design, then year. Sides on which nothing was found say where and when that was looked for. With a `limit`, no
        more claims are given, those first with the most direct evidence; `cut` says of how many.

        MissingEvidence where the graph was loaded without it. UnknownName, UnknownNode and AmbiguousName for names; ValueError
        if `limit` is below 1.

        >>> import kg
        >>> (found,) = kg.load(evidence=True).evidence("icliniq-2025-278")
        >>> sorted({row.link.direction for row in found.block("direct")})
        ['disputes', 'supports']
        """
        from kg.query.evidence import evidence

        layer = self.layer
        if isinstance(name, Claim) or (isinstance(name, str) and self._is_claim(name)):
            claim = self.claim(name.id if isinstance(name, Claim) else name)
            if claim.id in layer.findings:
                remedy = f"; it is a finding of a study, not a claim of the article: kg show {claim.slug}"
                raise UnknownName("claim", claim.slug, (), remedy)
            return evidence(self.studies, layer, [claim], self._with_kinds, limit=limit)
        id = self.schema.compress(name) if isinstance(name, str) else ""
        if study := layer.studies.get(f"{SOURCE}:{id.removeprefix(f'{SOURCE}:')}"):
            remedy = f"; it is a study: kg show {study.slug}, or kg claims --source {study.slug} for what it found"
            raise UnknownName("claim", name, (), remedy)
        node = self.studies.node(name)
        claims = filter(self._of_article, self[node.id].claims) if node.id in self else ()
        return evidence(self.studies, layer, claims, self._with_kinds, node.name, limit)

    def _of_article(self, claim: Claim) -> bool:
        return self.source(claim.source).kind == "article"

    def _is_claim(self, name: str) -> bool:
        """Whether a name is that of a claim or finding, or has the form of one: a number, which no node has as its name."""
        id = self.schema.compress(name).removeprefix(f"{CLAIM}:")
        slugs = [source.slug for source in self.engine.sources]
        numbered = any(id.startswith(f"{slug}-") and id.removeprefix(f"{slug}-").isdecimal() for slug in slugs)
        return id.isdecimal() or numbered or f"{CLAIM}:{id}" in self.layer.findings

    def evidence_summary(self, *, limit: int | None = None) -> "EvidenceSummary":
        """The mark of each claim of the article: on which sides there is direct evidence, or that it was not looked for.

        `limit` as for `evidence`. MissingEvidence where the graph was loaded without it.

        >>> import kg
        >>> len(kg.load(evidence=True).evidence_summary())
        300
        """
        from kg.query.evidence import evidence_summary

        claims = filter(self._of_article, self.engine.claims(ClaimFilters()))
        return evidence_summary(self.studies, self.layer, claims, limit)

    def harms(self, name: str | Node, *, limit: int | None = None) -> "Harms":
        """The harms that studies counted for a treatment or its kinds, or how often one harm was counted, with denominators.

        `silent` of the result are the studies that say nothing of harm in what was read, which does not mean that there was
        none. At most `limit` harms are given; `cut` says of how many. MissingEvidence where the graph was loaded without it.
        UnknownNode and AmbiguousName for names; ValueError if `limit` is below 1.

        >>> import kg
        >>> found = kg.load(evidence=True).harms("infection")
        >>> [harm.finding.rate for harm in found if harm.study.slug == "bendel-2017"][:1]
        ['67/2737 (2.45 %)']
        """
        from kg.query.harms import harms

        return harms(self.studies, self.layer, self.studies.node(name), self._with_kinds, limit)

    def _with_kinds(self, ids: Iterable[str]) -> set[str]:
        """Nodes with their kinds, by the article and by the evidence."""
        found = set(ids)
        for graph in (self, self.studies):
            found.update(kind for id in tuple(found) if id in graph for kind in graph.kinds(id))
        return found

    def mentions(self, name: str | Node) -> Claims:
        """The claims in which a node is only a qualifier: population, comparator, aspect or context.

        >>> import kg
        >>> [claim.slug for claim in kg.load().mentions("target-site")][:2]
        ['icliniq-2025-027', 'icliniq-2025-028']
        """
        return Claims(self.engine.mentions(self.node(name).id), self)

    def degree(self, name: str | Node) -> int:
        """How many edges a node has, in and out, denied ones too; those with structural claims alone do not count.

        >>> import kg
        >>> kg.load().degree("dtm")
        17
        """
        return sum(edge.weight > 0 for edge in self._edges_of(self.node(name).id))

    def tensions(
        self,
        *,
        kind: OneOrMore = None,
        weight: OneOrMore = None,
        claim: "str | Claim | Collection[str | Claim] | None" = None,
        node: OneOrMoreNodes = None,
        limit: int | None = None,
    ) -> Tensions:
        """Where claims contradict each other, or basic anatomy, by id; all, or those that match every filter.

        A filter takes one value, or several, any of which will do. `claim` is one of the claims of a tension, and `node` one
        that such a claim names, even if only as a qualifier. An unknown name in a filter raises. At most `limit` tensions are
        given; `cut` says whether there are more. ValueError if it is below 1.

        >>> import kg
        >>> [tension.slug for tension in kg.load().tensions(node="dorsal-root-ganglion", weight="major")]
        ['tension-08', 'tension-09', 'tension-12', 'tension-13', 'tension-35']
        """
        at_least_one(limit=limit)
        kinds = several("kind", kind, self.schema.tensions, kind="kind of tension")
        weights = several("weight", weight, WEIGHTS)
        claims = several("claim", claim, types=(str, Claim))
        ids = None if claims is None else set(map(self._claim_id, claims))
        (nodes,) = self._filters.ids(node=node)
        if nodes is not None:
            naming = {claim.id for id in nodes for claim in self.naming(id)}
            ids = naming if ids is None else ids & naming

        def fits(tension: Tension) -> bool:
            named = ids is None or not ids.isdisjoint(tension.members)
            return named and admits(kinds, tension.kind) and admits(weights, tension.weight)

        return Tensions.first(filter(fits, self.engine.tensions), self, limit)

    def tensions_of(self, claim: str | Claim) -> Tensions:
        """The tensions that a claim is part of.

        >>> import kg
        >>> [tension.slug for tension in kg.load().tensions_of("icliniq-2025-002")]
        ['tension-01', 'tension-07']
        """
        return Tensions(self.engine.tensions_of(self._claim_id(claim)), self)

    def _claim_id(self, claim: str | Claim) -> str:
        return claim.id if isinstance(claim, Claim) else self.claim(claim).id

    # --------------------------------------------------------------------------------------------------------- walk

    def walk(self, nodes: Collection[Node], name: str) -> Nodes:
        """Where a predicate or inverse leads from `nodes`, over edges with at least one affirmed claim; each node once.

        A predicate that implies it is walked too: what relieves a condition is among what treats it.

        The result keeps the edges walked. UnknownName, which is also an AttributeError here, carries the nearest names.

        >>> import kg
        >>> g = kg.load()
        >>> [node.slug for node in g.walk([g["drg-stimulation"], g["pns"]], "targets")]
        ['dorsal-root-ganglion', 'nerve-ending', 'peripheral-nerve']
        """
        self.schema.direction(name)
        return self.engine.walk(_starts(nodes), name)

    def _edges_of(self, id: str) -> Edges:
        """All edges of a node, in and out, by its CURIE."""
        both = (*self.edges(subject=id), *self.edges(object=id))
        return Edges({edge.key: edge for edge in both}.values(), self)

    def edges_walked(self, start: str | tuple[Node, ...], name: str | None, *, affirmed: bool = True) -> Edges:
        """The edges that a predicate or inverse is walked along from a node (its CURIE) or several; or those only denied.

        Without a name, those of any predicate.

        >>> import kg
        >>> [edge.key for edge in kg.load().edges_walked("drg-stimulation", "targets")]
        [('nmk:drg-stimulation', 'targets', 'nmk:dorsal-root-ganglion')]
        """
        starts = (self.node(start).id,) if isinstance(start, str) else [node.id for node in _starts(start)]
        a_flag("affirmed", affirmed)
        if name is None:
            edges_of = (edge for id in starts for edge in self._edges_of(id) if edge.affirmed is affirmed)
            return Edges({edge.key: edge for edge in edges_of}.values(), self)
        predicate, ahead = self.schema.direction(name)
        ways = (True, False) if predicate.symmetric else (ahead,)
        edges: dict[tuple[str, str, str], Edge] = {}
        for id in starts:
            for forwards in ways:
                subjects, objects = ((id,), None) if forwards else (None, (id,))
                for edge in self.engine.edges(EdgeFilters(subjects, self.schema.narrower[predicate.name], objects)):
                    if edge.affirmed is affirmed and id == (edge.subject if forwards else edge.object):
                        edges.setdefault(edge.key, edge)
        return Edges(edges.values(), self)

    def pair(self, one: str | Node, other: str | Node) -> Pair:
        """Two nodes, the claims that join them, those that name both, at least one of them as a qualifier, and their kinds.

        >>> import kg
        >>> pair = kg.load().pair("drg-stimulation", "dorsal-root-ganglion")
        >>> [claim.slug for claim in pair.claims]
        ['icliniq-2025-197']
        """
        names = [name.id if isinstance(name, Node) else a_text("the name of a node", name) for name in (one, other)]
        names = [self[name].id if WITH_SHORT.fullmatch(name) else name for name in names]
        starts, ends, claims, beside, kinds = self.engine.pair(*names)
        start, end = self._one(names[0], starts), self._one(names[1], ends)
        return Pair(start, end, tuple(claims), tuple(beside), *(kinds.get(node.id, {}) for node in (start, end)))

    def part(
        self,
        *,
        around: str | Node | None = None,
        steps: int | None = None,
        category: OneOrMore = None,
        section: OneOrMore = None,
        modality: OneOrMore = None,
        source: OneOrMore = None,
    ) -> "KnowledgeGraph":
        """A part of the graph as a graph of its own, for every question and every format.

        `around` is a node, and keeps what is at most `steps` edges (by default 2) from it, in either direction; `category`,
        `section`, `modality` and `source` are one name or several, and keep the nodes and claims that have any of them. A
        tension keeps those of its claims that are there, and a qualifier that names a node left out has its name as a text. Where
        the evidence was loaded, what there is on the claims of the part comes with it.

        ExportError if nothing is left, or for `steps` without `around`; unknown names raise the errors of the other filters.

        >>> import kg
        >>> kg.load().part(around="scs", steps=1)
        KnowledgeGraph('neuromod-kg', version='0.2.0', nodes=5, edges=8, claims=8, sources=5)
        """
        from kg.part import excerpt

        centre = around.id if isinstance(around, Node) else around
        choices: dict[str, Any] = {"category": category, "section": section, "modality": modality, "source": source}
        made: KnowledgeGraph = excerpt(self, around=centre, steps=steps, **choices).graph  # type: ignore[assignment]
        return made

    def remade(
        self,
        *,
        schema: Schema,
        nodes: Iterable[Node],
        claims: Iterable[Claim],
        tensions: Iterable[Tension],
        sources: Iterable[Source] | None = None,
    ) -> "KnowledgeGraph":
        """A graph of other records, by default of the same sources, with what the evidence has on its claims.

        >>> import kg
        >>> g = kg.load()
        >>> g.remade(schema=g.schema, nodes=g.nodes(category="Target"), claims=(), tensions=()).counts()
        (17, 0, 0)
        """
        from kg.engines.memory import of_records

        engine = of_records(schema, self.sources() if sources is None else sources, nodes, claims, tensions)
        layer = None
        if self._layer is not None:
            held = {node.id for node in engine.nodes()}
            others = (replace(node) for node in self.studies if node.id not in held)
            layer = self._layer.on(set(engine.claim_ids()), others)
        return KnowledgeGraph.over(engine, None, layer)

    # ------------------------------------------------------------------------------------------------------- questions

    def paths(
        self,
        start: str | Node,
        end: str | Node,
        max_hops: int = 4,
        *,
        predicates: Collection[str] | None = None,
        categories: Collection[str] | None = None,
        directed: bool = True,
        limit: int | None = 10,
    ) -> "Paths":
        """The paths of at most `max_hops` steps between two nodes, none through a node twice: the `limit` best, None for all.

        Shorter ones come first; then the more certain (by the sum over their steps; what the curator inferred is less certain
        than what is reported, and more than what is hedged), then those through less connected nodes.
        Edges that are only denied are not walked. `predicates` allows only steps along these predicates or inverses;
        `categories` only inner nodes of these categories. With `directed`, edges are walked from subject to object (symmetric
        ones both ways), or as the names in `predicates` say; without, both ways.

        The search looks at 200,000 edges at most, and `cut` of the result says so where that was not enough. Finding no path is
        an answer, and `verdict` says so. UnknownNode and UnknownName carry the nearest names; ValueError if `max_hops` or
        `limit` is below 1, or if both names are of one node.

        >>> import kg
        >>> print(kg.load().paths("implanted-pump", "fewer-adverse-effects", 2)[0])
        implanted pump → leads to → lower drug dose → leads to → fewer adverse effects [1 hedged]
        """
        from kg.query.paths import paths

        return paths(
            self, start, end, max_hops, predicates=predicates, categories=categories, directed=directed, limit=limit
        )

    def upstream(
        self,
        name: str | Node,
        *,
        predicates: Collection[str] | None = None,
        categories: Collection[str] | None = None,
        max_hops: int | None = None,
        limit: int | None = None,
    ) -> "Stream":
        """Everything that leads to a node, each with the best chain to it: the shortest, then the most certain.

        A chain follows causes and effects (acts_through, affects, has_outcome, leads_to, triggers), and what leads to a kind of
        the node counts. One with blocks, relieves or treats in it comes last, since it works against the node. `predicates`
        follows these predicates or inverses instead; `categories` keeps only nodes of these categories; `max_hops` is the most
        steps, `limit` the most answers; None for all. Edges that are only denied are not walked.

        `nodes` of the result are what was found. The search looks at 200,000 edges at most, and `cut` says so where that was not
        enough. UnknownNode, AmbiguousName and UnknownName for names; ValueError if `max_hops` or `limit` is below 1.

        >>> import kg
        >>> for path in kg.load().upstream("lower drug dose"):
        ...     print(path)
        no transit through the body → leads to → lower drug dose
        no metabolism in the liver → leads to → lower drug dose
        implanted pump → leads to → lower drug dose
        """
        from kg.query.streams import stream

        return stream(self, name, up=True, predicates=predicates, categories=categories, max_hops=max_hops, limit=limit)

    def downstream(
        self,
        name: str | Node,
        *,
        predicates: Collection[str] | None = None,
        categories: Collection[str] | None = None,
        max_hops: int | None = None,
        limit: int | None = None,
    ) -> "Stream":
        """Everything that a node, or a kind of it, leads to, each with the best chain to it; otherwise as `upstream`.

        >>> import kg
        >>> kg.load().downstream("implanted pump", max_hops=1).nodes[-1]
        Node('nmk:lower-drug-dose', name='lower drug dose')
        """
        from kg.query.streams import stream

        return stream(
            self, name, up=False, predicates=predicates, categories=categories, max_hops=max_hops, limit=limit
        )

    def explain(self, start: str | Node, end: str | Node) -> "Explanation":
        """Every claim between two nodes, denied ones too; where there is none, the shortest chain, walked either way, or what is
        denied of one of the two.

        If there are several shortest chains, it is the first that `paths` gives; it has at most 6 steps. Finding nothing is an
        answer, not an error. UnknownNode and AmbiguousName for names that are not those of one node.

        >>> import kg
        >>> kg.load().explain("drg-stimulation", "lower-leg-pain").verdict
        '4 claims join dorsal root ganglion stimulation and kinds of lower leg pain: 4 hedged.'
        """
        from kg.query.explain import explain

        return explain(self, start, end)

    def compare(self, *names: str | Node, predicates: Collection[str] | None = None) -> "Comparison":
        """Two or more nodes side by side: for each predicate and inverse, where it leads from each, and with what certainty.

        `predicates` keeps only these predicates or inverses, also of the claims that name several of the nodes in another way.
        What is only denied is listed too, and marked. UnknownName for a predicate; UnknownNode and AmbiguousName for names that
        are not those of one node; ValueError for fewer than two different nodes.

        >>> import kg
        >>> for row in kg.load().compare("dtm", "pns").by_predicate:
        ...     if row.predicate == "targets":
        ...         print([str(entry) for entry in row.cells[0]])
        ['glial cell [1 asserted, inferred]', 'nerve cell [1 asserted, inferred]']
        """
        from kg.query.compare import compare

        return compare(self, *names, predicates=predicates)

    def matrix(
        self, rows: str, columns: str, *, predicates: Collection[str] | None = None, all: bool = False
    ) -> "Matrix":
        """Two categories against each other: what joins each node of one with each of the other, and with what certainty.

        Edges count in either direction; those that are only denied count too, and are marked. `predicates` keeps only these
        predicates or inverses, from the row to the column. Where nothing joins two nodes, `of_kinds` has what joins kinds of
        them: it is shown, and marked, and not among the rows. Rows and columns with neither are left out unless `all`.

        Finding nothing is an answer. UnknownName carries the nearest names.

        >>> import kg
        >>> matrix = kg.load().matrix("Technique", "Target", predicates="targets")
        >>> [node.slug for node in matrix.column_nodes]
        ['dorsal-root-ganglion', 'glial-cell', 'nerve', 'nerve-cell', 'nerve-ending', 'peripheral-nerve']
        """
        from kg.query.matrix import matrix

        return matrix(self, rows, columns, predicates=predicates, all=all)

    def agreement(self, *, sources: int = 2, limit: int | None = None) -> "Agreement":
        """The edges that have claims of at least so many sources; at most `limit` of them.

        Each says which sources claim or deny it and how certain each is; whether one affirms what another denies; and whether
        those that affirm it do so with different certainty. Those of most sources come first; among them, those where sources
        disagree. Structural claims do not count, nor do ontologies, which were not
        read for what they claim. That several sources say the same does not make it so: they may have it from each other.

        `alike` of the result are nodes that share an exact match or a name (of any kind), and may be one entity under two ids.
        ValueError if `sources` or `limit` is below 1.

        >>> import kg
        >>> kg.load().agreement().verdict
        'Only one source was read, icliniq-2025: there is nothing to compare.'
        """
        from kg.query.agreement import agreement

        return agreement(self, sources=sources, limit=limit)

    # ------------------------------------------------------------------------------------------------- the whole graph
    # Computed by scipy from the edges that a claim affirms. On a Spark cluster they stay there, unless `collect`.

    def pagerank(
        self,
        *,
        category: OneOrMore = None,
        predicates: Collection[str] | None = None,
        directed: bool = True,
        tentative: bool = True,
        limit: int | None = 10,
        collect: bool = False,
    ) -> "Ranking":
        """The nodes that many others lead to, directly or through each other: by PageRank, as in networkx; the `limit` best.

        Only nodes of a `category` are listed, and only those with an edge that counts. Edges that are only denied, or that rest
        on structural claims alone, do not count; others count by their number of claims. `predicates` keeps those along these
        predicates or inverses. With `directed`, edges lead from subject to object (symmetric ones both ways), or as the names in
        `predicates` say; without, both ways. `tentative=False` leaves out edges that no claim says outright.

        On a Spark cluster GraphFrames answers, and only what is listed is fetched; with `collect` all edges are, and this machine
        answers. UnknownName carries the nearest names; ValueError if `limit` is below 1; MissingExtra without numpy and scipy;
        KgError says what to add to a cluster without GraphFrames.

        >>> import kg
        >>> [one.node.slug for one in kg.load().pagerank(category="Condition", limit=3)]
        ['pain', 'chronic-pain', 'pain-from-slight-pressure']
        """
        from kg.query.centrality import ranking

        return ranking(
            self,
            "pagerank",
            category=category,
            predicates=predicates,
            directed=directed,
            tentative=tentative,
            limit=limit,
            collect=collect,
        )

    def degree_centrality(
        self,
        *,
        category: OneOrMore = None,
        predicates: Collection[str] | None = None,
        tentative: bool = True,
        limit: int | None = 10,
        collect: bool = False,
    ) -> "Ranking":
        """The nodes with the most edges, as parts of the number of other nodes; otherwise as `pagerank`.

        `degree`, `in_degree` and `out_degree` of each are its edges that a claim affirms; `g.degree` counts denied ones too.

        >>> import kg
        >>> [(one.node.slug, one.degree) for one in kg.load().degree_centrality(category="Target", limit=2)]
        [('dorsal-root-ganglion', 6), ('brain', 5)]
        """
        from kg.query.centrality import ranking

        return ranking(
            self,
            "degree_centrality",
            category=category,
            predicates=predicates,
            tentative=tentative,
            limit=limit,
            collect=collect,
        )

    def components(
        self,
        *,
        predicates: Collection[str] | None = None,
        strong: bool = False,
        tentative: bool = True,
        limit: int | None = 10,
        collect: bool = False,
    ) -> "Components":
        """The parts of the graph that no edge joins to each other, largest first; the `limit` largest.

        With `strong`, the parts in which each node leads to each other one: what is in a circle. Symmetric edges are no part of
        one unless `predicates` names them. Edges of structural claims are walked, unlike in `pagerank`; those that are only
        denied are not. All else is as there.

        >>> import kg
        >>> kg.load().components().verdict
        '209 nodes: 5 components of several nodes, the largest of 195; 4 alone.'
        """
        from kg.query.components import components

        return components(self, predicates=predicates, strong=strong, tentative=tentative, limit=limit, collect=collect)

    def match(
        self,
        *patterns: str,
        select: str | Collection[str] | None = None,
        distinct: bool = False,
        limit: int | None = None,
    ) -> "Matches":
        """What matches all the patterns at once, each answer with its edges and claims; sorted by the nodes of the variables.

        A pattern is subject, predicate and object. Subject and object are a variable (`?x`; `?x:Target` for one category), or a
        node by id or name (quoted if it has several words). The predicate is one or several (`treats|relieves`), an inverse, or
        `?` for any; a symmetric one fits in both directions.

        - `?t targets+ ?x` is a chain of one step or more, at most 10, `?x type_of* pain` of none or more, `{1,3}` of one to
          three: for each pair of ends the best of the shortest, through no node twice.
        - `?t treats ?c [section=types, modality=hedged|reported]` keeps only the claims that fit these filters, which are those
          of `claims`; other examples are `[inferred=no]`, `[quantity=yes]`, `[population="older adults"]`. Edges that are only
          denied fit nothing but `[polarity=denied]`.
        - `?a != ?b` keeps two variables apart.

        `select` names the variables to show, in this order; answers that agree in them become one, with the claims of all, as
        with `distinct`. `limit` is the most answers: the first in their order.

        Finding nothing is an answer, and `verdict` says so. QueryError says which pattern is malformed; UnknownNode and
        UnknownName carry the nearest names, AmbiguousName those that share one; ValueError if `limit` is below 1.

        >>> import kg
        >>> g = kg.load()
        >>> for match in g.match("?t:Technique targets ?x", "?x part_of ?y"):
        ...     print(match["t"].slug, match["x"].slug, match["y"].slug, [claim.slug for claim in match.claims])
        drg-stimulation dorsal-root-ganglion peripheral-nervous-system ['icliniq-2025-197', 'mesh-001']
        pns peripheral-nerve peripheral-nervous-system ['icliniq-2025-220', 'mesh-002']
        >>> print(g.match("?cause leads_to+ fewer-adverse-effects", "?cause:Device ? ?any", select="cause"))
        cause           certainty  claims                               restrictions
        implanted pump  1 hedged   icliniq-2025-083 icliniq-2025-091    context: on the way, target site (2
                                   icliniq-2025-086 icliniq-2025-087    of 6 claims)
                                   icliniq-2025-082 icliniq-2025-081
        """
        from kg.query.match import match

        return match(self, *patterns, select=select, distinct=distinct, limit=limit)

    def sparql(
        self, query: str, *, timeout: float | None = None, parameters: Mapping[str, Any] | None = None
    ) -> "Result":
        """The answer to a SPARQL 1.1 query over exactly what the Turtle export holds, or over the graph behind an endpoint.

        The prefixes of the schema need not be declared. `timeout` is in seconds. `parameters` are variables and their values: a
        record, an rdflib term, a number, a truth value or a text; a list means any of them.

        Updates, SERVICE, FROM and GRAPH are refused, and nothing touches the network. QueryError names line and column;
        QueryTimeout the time; UnknownName the nearest variables.

        >>> import kg
        >>> bool(kg.load().sparql("ASK { nmk:drg-stimulation nmv:targets nmk:dorsal-root-ganglion }"))
        True
        """
        from kg.sparql import sparql

        return sparql(self, query, timeout=timeout, parameters=parameters)

    def questions(self) -> "Questions":
        """The competency questions that `ask` answers, by name: those of the data folder, or the packaged ones.

        Each has `name`, `summary`, `description`, `parameters` (with `name`, `default`, `description`) and the query as `text`.

        >>> import kg
        >>> question = kg.load().questions()[0]
        >>> question.name, [parameter.default for parameter in question.parameters]
        ('advantages-of-partner', ['nmk:glial-cell'])
        """
        from kg.query.questions import questions

        return questions(self)

    def ask(self, name: str, /, **parameters: Any) -> "Result":
        """The answer to a competency question by name, from `queries/` of the data folder, or the packaged ones.

        `questions()` lists them. A parameter is a node by id, name or CURIE (or the Node), a predicate, category, modality or
        polarity by its name or label (`techniques`), a section by its id or title, a source or claim by its id, a number, a text;
        a list means any of them. UnknownName carries the nearest names;
        QueryError says which kind of value was expected.

        >>> import kg
        >>> [row.technique.name for row in kg.load().ask("techniques-by-target", target="dorsal root ganglion")]
        ['dorsal root ganglion stimulation', 'neuromodulation']
        """
        from kg.query.questions import ask

        return ask(self, name, **parameters)

    # ---------------------------------------------------------------------------------------------------- other forms

    def nodes_frame(self, **filters: Any) -> "pandas.DataFrame":
        """What `nodes` gives for these filters, as a pandas.DataFrame: one row per node, lists joined with `|`.

        MissingExtra if pandas is not installed.

        >>> import kg
        >>> kg.load().nodes_frame(category="Target").shape
        (17, 14)
        """
        return self.nodes(**filters).frame()

    def edges_frame(self, **filters: Any) -> "pandas.DataFrame":
        """What `edges` gives for these filters, as a pandas.DataFrame: one row per edge, with the ids of its claims.

        Each id is followed by a name. MissingExtra if pandas is not installed.

        >>> import kg
        >>> kg.load().edges_frame(predicate="targets")["object_name"].to_list()[:2]
        ['dorsal root ganglion', 'glial cell']
        """
        return self.edges(**filters).frame()

    def claims_frame(self, **filters: Any) -> "pandas.DataFrame":
        """What `claims` gives for these filters, as a pandas.DataFrame: one row per claim, lists joined with `|`.

        A figure is three columns: `quantity_comparator`, `quantity_value` (a float; missing if there is none) and
        `quantity_unit`. MissingExtra if pandas is not installed.

        >>> import kg
        >>> frame = kg.load().claims_frame(predicate="treats")
        >>> print(frame["modality"].value_counts().to_dict())
        {'asserted': 24, 'hedged': 7}
        """
        return self.claims(**filters).frame()

    @cached_property
    def nx(self) -> "networkx.MultiDiGraph[str]":
        """A frozen networkx.MultiDiGraph: an edge per Edge, its key the predicate, its `weight` the number of
        claims, structural ones aside.

        Nodes carry `name` and `category`: texts and numbers alone, so that every writer of networkx takes it.

        >>> import kg
        >>> graph = kg.load().nx
        >>> graph.edges["nmk:drg-stimulation", "nmk:dorsal-root-ganglion", "targets"]
        {'weight': 1}
        """
        import networkx

        graph: Any = networkx.MultiDiGraph(name=self.schema.dataset.title)
        for node in self:
            graph.add_node(node.id, name=node.name, category=node.category)
        for edge in self.edges():
            graph.add_edge(edge.subject, edge.object, key=edge.predicate, weight=edge.weight)
        return networkx.freeze(graph)

    def to_networkx(self, *, plain: bool = True, slugs: bool = False) -> "networkx.MultiDiGraph[str]":
        """A new networkx.MultiDiGraph, yours to change: an edge for each claim, its key the claim's id.

        With `plain`, attributes are texts, whole numbers and truth values, lists joined with `|`, and none is called `source`,
        `target`, `key`, `name` or `id`: every writer of networkx and pyvis take it. Without, each node and edge has the Node or
        Claim as its `record`. Ids are CURIEs; with `slugs`, what follows their colon.

        ExportError names the node or claim with a bar in an item of a list.

        >>> import kg
        >>> plain = kg.load().to_networkx(slugs=True)
        >>> plain.nodes["scs"]["label"], plain["drg-stimulation"]["dorsal-root-ganglion"]["icliniq-2025-197"]["label"]
        ('spinal cord stimulation', 'targets')
        """
        from kg.formats.flat import to_networkx

        return to_networkx(self, plain=a_flag("plain", plain), slugs=a_flag("slugs", slugs))

    def view(self, **options: "Unpack[PageOptions]") -> "View":
        """The interactive page, shown in a notebook if it is the value of a cell. Options are those of `kg.page`.

        >>> import kg
        >>> kg.load().view(around="scs", steps=1)
        View('Neuromodulation for chronic pain: a knowledge graph of claims', 0.7 MB)
        """
        from kg.page.html import view

        return view(self, **options)

    def to_rdf(self) -> "rdflib.Graph":
        """A new rdflib.Graph with exactly the triples of the Turtle export.

        >>> import kg
        >>> len(kg.load().to_rdf())
        9158
        """
        from kg.formats.rdf.in_rdflib import to_rdf

        return to_rdf(self)


def _asking() -> int:
    """How many frames above its caller a warning belongs: where the package was called."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("kg."):
        level, frame = level + 1, frame.f_back
    return level


def _starts(given: object) -> tuple[Node, ...]:
    """The nodes that a walk starts from. TypeError for anything else."""
    if isinstance(given, str) or not isinstance(given, Collection) or not all(isinstance(one, Node) for one in given):
        raise TypeError(f"a walk starts from nodes, such as g.nodes(), not {represented(given)}")
    return given if isinstance(given, Nodes) else tuple(given)  # Nodes know the walk that led to them.
