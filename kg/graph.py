"""The typed graph: look up, filter, walk."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

from kg.engines.memory.engine import Joined
from kg.engines.memory.store import ClaimStore, in_order, ranks, sources_in_order
from kg.errors import (
    AmbiguousName,
    UnknownCategory,
    UnknownClaim,
    UnknownModality,
    UnknownName,
    UnknownNode,
    UnknownPolarity,
    UnknownPredicate,
    UnknownSection,
    UnknownSource,
)
from kg.model import Claim, Edge, Node, Nodes, Section, Source, Tension, slug
from kg.schema import CLAIM, NODE, SOURCE, WEIGHTS, Schema
from kg.tables.record_checks import refuse_unsound

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import networkx
    import pandas
    import rdflib

    from kg.engines.search import Index as SearchIndex
    from kg.page.html import PageOptions, View
    from kg.query.compare import Comparison
    from kg.query.match import Matches
    from kg.query.paths import Explanation, Paths
    from kg.sparql import Result


class KnowledgeGraph(Joined):
    """Nodes, and claims that join them.

    `schema` declares what may stand in the records; `sources`, `nodes`, `claims` and `tensions` are iterables of records, in
    any order (or, as `claims`, the store that `kg.load` makes of tables which it has checked). DataError lists every record
    with a field of the wrong type, every id given twice and every reference that leads nowhere.

    >>> import kg
    >>> g = kg.load()
    >>> g["DRG stimulation"]
    Node('nmk:drg-stimulation', name='dorsal root ganglion stimulation')
    >>> [claim.modality for claim in g.claims(subject="drg-stimulation", predicate="targets")]
    ['asserted']
    """

    folder: "Traversable | None" = None
    """The data folder that it was loaded from."""

    def __init__(
        self,
        *,
        schema: Schema,
        sources: Iterable[Source],
        nodes: Iterable[Node],
        claims: Iterable[Claim] | ClaimStore,
        tensions: Iterable[Tension] = (),
    ) -> None:
        sources, nodes, tensions = tuple(sources), tuple(nodes), tuple(tensions)
        if isinstance(claims, ClaimStore):
            for node in nodes:  # They were made for this graph alone.
                object.__setattr__(node, "graph", self)
        else:
            from dataclasses import replace

            records = tuple(claims)
            refuse_unsound(schema, sources, nodes, records, tensions)
            sources = tuple(sources_in_order(sources))
            nodes = tuple(replace(node, graph=self) for node in in_order(schema, nodes))
            claims = ClaimStore.of_records(records, ranks(schema, sources, nodes))
        super().__init__(schema, nodes, claims)
        self._sources = {source.id: source for source in sources}
        self._sections = {section.id: section for source in sources for section in source.sections}
        self._tensions = {tension.id: tension for tension in sorted(tensions, key=lambda tension: tension.id)}

    def __repr__(self) -> str:
        dataset = self.schema.dataset
        return (
            f"KnowledgeGraph({dataset.id!r}, version={dataset.version!r}, nodes={len(self._nodes)}, "
            f"edges={len(self._index)}, claims={len(self._claims)}, sources={len(self._sources)})"
        )

    def _repr_html_(self) -> str:
        from kg.show.notebook import graph_html

        return graph_html(self, edges=len(self._index), claims=len(self._claims))

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[Node]:
        return iter(self._order)

    def __contains__(self, name: object) -> bool:
        if isinstance(name, Node):
            return self._nodes.get(name.id) == name
        return isinstance(name, str) and bool(self._named(name))

    # ------------------------------------------------------------------------------------------------------ look-up

    def __getitem__(self, name: str) -> Node:
        """The node with this CURIE, slug, IRI, exact name, synonym or abbreviation, or that a public term stands for.

        Case does not matter in names, nor in the CURIE of a term (`UBERON:0000044`).

        UnknownNode carries the nearest ids; AmbiguousName the ids of the nodes that share the name.
        """
        found = self._named(name)
        if not found:
            raise UnknownNode(name, [*(node.slug for node in self._order), *self._by_name])
        if len(found) > 1:
            raise AmbiguousName(name, (node.slug for node in found))
        return found[0]

    def get(self, name: str) -> Node | None:
        """The node of this name, as `graph[name]`, or None where there is none. AmbiguousName if several share it."""
        found = self._named(name)
        if len(found) > 1:
            raise AmbiguousName(name, (node.slug for node in found))
        return found[0] if found else None

    def _named(self, name: str) -> Sequence[Node]:
        if not isinstance(name, str):
            raise TypeError(f"a node is looked up by a text, not by {name!r}")
        for curie in (name, f"{NODE}:{name}", self.schema.compress(name)):
            if curie in self._nodes:
                return (self._nodes[curie],)
        return self._by_name.get(name.casefold()) or self._by_term.get(self.schema.compress(name).casefold(), ())

    @cached_property
    def _by_term(self) -> Mapping[str, Sequence[Node]]:
        """Folded CURIE of a public term → the nodes that match it exactly; those that match closely where none does."""
        found: dict[str, dict[str, list[Node]]] = {"exactMatch": {}, "closeMatch": {}}
        for node in self._order:
            for mapping in node.mappings:
                if mapping.grounds:
                    found[mapping.match].setdefault(mapping.term.casefold(), []).append(node)
        return found["closeMatch"] | found["exactMatch"]

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Node]]:
        names: dict[str, list[Node]] = {}
        for node in self._order:
            names.setdefault(node.name.casefold(), []).append(node)
        # A name beats a synonym: "pain" is the node pain, whatever lists "pain" beside its own name.
        others: dict[str, list[Node]] = {}
        for node in self._order:
            for other in {text.casefold() for text in (*node.synonyms, *node.abbreviations)} - {node.name.casefold()}:
                others.setdefault(other, []).append(node)
        return {**others, **names}

    def claim(self, name: str) -> Claim:
        """The claim with this id, as a CURIE or a slug. UnknownClaim if there is none."""
        number = self._by_claim_id.get(name, self._by_claim_id.get(f"{CLAIM}:{name}"))
        if number is None:
            raise UnknownClaim(name, map(slug, self._by_claim_id))
        return self._claims[number]

    @cached_property
    def _by_claim_id(self) -> Mapping[str, int]:
        return {id: number for number, id in enumerate(self._claims.ids())}

    def source(self, name: str) -> Source:
        """The source with this id, as a CURIE or a slug. UnknownSource if there is none."""
        source = self._sources.get(name) or self._sources.get(f"{SOURCE}:{name}")
        if source is None:
            raise UnknownSource(name, (source.slug for source in self._sources.values()))
        return source

    def section(self, id: str) -> Section:
        """The section with this CURIE. UnknownSection if there is none."""
        if id not in self._sections:
            raise UnknownSection(id, self._sections)
        return self._sections[id]

    def find(self, text: str, *, limit: int | None = None) -> Nodes:
        """The nodes that match `text`, best first; at most `limit` of them.

        In this order: the same name; synonym or abbreviation; identifier (id, CURIE, or that of a public term that stands for the
        node); the start of one of these; every word the start of a word in them, those where they stand together first; part of a
        word; each word at most one slip of the pen away; every word the start of a word in the definition. Case, accents and
        punctuation do not matter. Among equals the shorter name comes first.

        >>> import kg
        >>> kg.load().find("root ganglion")[0].slug
        'dorsal-root-ganglion'
        >>> kg.load().find("spinl cord")[0].slug
        'spinal-cord'
        """
        return Nodes(self._search.find(text, None if limit is None else max(limit, 0)), graph=self)

    @cached_property
    def _search(self) -> "SearchIndex":
        from kg.engines.search import Index

        return Index(self._order)

    # ------------------------------------------------------------------------------------------------------ filters

    def nodes(self, *, category: str | None = None) -> Nodes:
        """All nodes, or those of a category; by category, then id. UnknownCategory carries the nearest ones."""
        if category is None:
            return Nodes(self._order, graph=self)
        wanted = self._known(category, self.schema.categories, UnknownCategory)
        return Nodes((node for node in self._order if node.category == wanted), graph=self)

    def edges(
        self,
        *,
        subject: str | Node | None = None,
        predicate: str | None = None,
        object: str | Node | None = None,
        subject_category: str | None = None,
        object_category: str | None = None,
    ) -> tuple[Edge, ...]:
        """The edges that fit every filter given, by subject, predicate and object. An unknown name in a filter raises.

        A symmetric edge is found from both ends, as it was written.
        """
        index, order = self._index, self._order
        categories = [
            None if name is None else self._known(name, self.schema.categories, UnknownCategory)
            for name in (subject_category, object_category)
        ]
        start, end = (None if name is None else self._rank[self._id(name)] for name in (subject, object))
        rank = None if predicate is None else self._predicate(predicate)
        found = self._fitting(start, end, rank)
        if categories == [None, None]:
            return self.edge_records(found)

        def fits(*nodes: int) -> bool:
            return all(
                (wanted is None or wanted == node) and (category is None or order[node].category == category)
                for wanted, category, node in zip((start, end), categories, nodes, strict=True)
            )

        def chosen(edge: int) -> bool:
            ends = (index.subjects[edge], index.objects[edge])
            return fits(*ends) or (index.predicates[edge] in self._symmetric and fits(*reversed(ends)))

        return self.edge_records([edge for edge in found if chosen(edge)])

    def claims(
        self,
        *,
        section: str | None = None,
        modality: str | None = None,
        polarity: str | None = None,
        subject: str | Node | None = None,
        predicate: str | None = None,
        object: str | Node | None = None,
        source: str | None = None,
    ) -> tuple[Claim, ...]:
        """The claims that fit every filter given, in the order of their sources. An unknown name in a filter raises.

        `section` is a section's CURIE or its id within a source (`types`).
        """
        wanted_source = None if source is None else self.source(source).id
        sections = None if section is None else self._section_ids(section)
        modality = None if modality is None else self._known(modality, self.schema.modalities, UnknownModality)
        polarity = None if polarity is None else self._known(polarity, self.schema.polarities, UnknownPolarity)
        claims, rank = self._claims, self._claims.ranks
        found: Sequence[int] = range(len(claims))
        if not (subject is None and predicate is None and object is None):
            start, end = (None if name is None else self._rank[self._id(name)] for name in (subject, object))
            edges = self._fitting(start, end, None if predicate is None else self._predicate(predicate))
            found = sorted(claim for edge in edges for claim in self._index.claims_of(edge))
        if wanted_source is not None:
            of_source = {section.id for section in self._sources[wanted_source].sections}
            sections = of_source if sections is None else of_source.intersection(sections)
        if sections is not None:
            places = {rank.section[section] for section in sections}
            found = [claim for claim in found if claims.sections[claim] in places]
        if modality is not None:
            found = [claim for claim in found if claims.modalities[claim] == rank.modality[modality]]
        if polarity is not None:
            found = [claim for claim in found if claims.polarities[claim] == rank.polarity[polarity]]
        return tuple(claims[claim] for claim in found)

    def mentions(self, name: str | Node) -> tuple[Claim, ...]:
        """The claims in which a node is only a qualifier: population, comparator, aspect or context."""
        return tuple(self._claims[claim] for claim in self._mentions.get(self._id(name), ()))

    @cached_property
    def _mentions(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        claims, rank = self._claims, self._rank
        for number, node in claims.mentioned():
            if rank[node] not in (claims.subjects[number], claims.objects[number]):
                found.setdefault(node, []).append(number)
        return found

    def sources(self) -> tuple[Source, ...]:
        """What was read: articles, then ontologies; by id."""
        return tuple(self._sources.values())

    def tensions(self, *, kind: str | None = None, weight: str | None = None) -> tuple[Tension, ...]:
        """Where claims pull against each other, by id; those of a kind or weight. UnknownName if there is none such."""
        if kind is not None:
            self._known(kind, self.schema.tensions, UnknownName)
        if weight is not None:
            self._known(weight, dict.fromkeys(WEIGHTS), UnknownName)
        return tuple(
            tension
            for tension in self._tensions.values()
            if kind in (None, tension.kind) and weight in (None, tension.weight)
        )

    def tensions_of(self, claim: Claim) -> tuple[Tension, ...]:
        """The tensions that a claim is part of."""
        return self._tensions_of.get(claim.id, ())

    @cached_property
    def _tensions_of(self) -> Mapping[str, tuple[Tension, ...]]:
        found: dict[str, list[Tension]] = {}
        for tension in self._tensions.values():
            for member in tension.members:
                found.setdefault(member, []).append(tension)
        return {claim: tuple(tensions) for claim, tensions in found.items()}

    def _predicate(self, name: str) -> int:
        return self._claims.ranks.predicate[self._known(name, self.schema.predicates, UnknownPredicate)]

    def _id(self, name: str | Node) -> str:
        return self[name.id if isinstance(name, Node) else name].id

    def _section_ids(self, name: str) -> Collection[str]:
        local = name.removeprefix(f"{SOURCE}:")
        found = {
            section.id for section in self._sections.values() if local in (section.slug, section.id.partition(":")[2])
        }
        if not found:
            raise UnknownSection(name, (section.slug for section in self._sections.values()))
        return found

    @staticmethod
    def _known(name: str, known: Mapping[str, object], error: type[UnknownName]) -> str:
        if name not in known:
            raise error(name, known)
        return name

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
        """The best paths from one node to another: as `kg.paths`, which says what each argument does."""
        from kg.query.paths import paths

        options = {"predicates": predicates, "categories": categories}
        return paths(self, start, end, max_hops, directed=directed, limit=limit, **options)

    def explain(self, start: str | Node, end: str | Node) -> "Explanation":
        """Every claim between two nodes, or the shortest chain where there is none: as `kg.explain`."""
        from kg.query.paths import explain

        return explain(self, start, end)

    def compare(self, *names: str | Node) -> "Comparison":
        """Two or more nodes side by side, by predicate: as `kg.compare`."""
        from kg.query.compare import compare

        return compare(self, *names)

    def match(self, *patterns: str, limit: int | None = None) -> "Matches":
        """What fits patterns with variables, such as `"?t:Technique targets ?x"`: as `kg.match`."""
        from kg.query.match import match

        return match(self, *patterns, limit=limit)

    # ---------------------------------------------------------------------------------------------------- other forms

    @cached_property
    def nx(self) -> "networkx.MultiDiGraph[str]":
        """A frozen networkx.MultiDiGraph: an edge per Edge, its key the predicate, its `weight` the number of claims.

        Nodes carry `name`, `category` and `record` (the Node); edges carry `weight` and `record` (the Edge).
        """
        import networkx

        graph: Any = networkx.MultiDiGraph(name=self.schema.dataset.title)
        for node in self._order:
            graph.add_node(node.id, name=node.name, category=node.category, record=node)
        for edge in self.edges():
            graph.add_edge(edge.subject, edge.object, key=edge.predicate, weight=len(edge.claims), record=edge)
        return networkx.freeze(graph)

    def nodes_frame(self, *, category: str | None = None) -> "pandas.DataFrame":
        """All nodes, or those of a category, as a pandas.DataFrame: a row a node, lists joined with `|`.

        MissingExtra where pandas is not installed.
        """
        from kg.show.frames import nodes_frame

        return nodes_frame(self.nodes(category=category))

    def edges_frame(
        self,
        *,
        subject: str | Node | None = None,
        predicate: str | None = None,
        object: str | Node | None = None,
        subject_category: str | None = None,
        object_category: str | None = None,
    ) -> "pandas.DataFrame":
        """The edges that `edges` gives for these filters, as a pandas.DataFrame: a row an edge, with the ids of its claims.

        MissingExtra where pandas is not installed.
        """
        from kg.show.frames import edges_frame

        categories = {"subject_category": subject_category, "object_category": object_category}
        return edges_frame(self.edges(subject=subject, predicate=predicate, object=object, **categories))

    def claims_frame(
        self,
        *,
        section: str | None = None,
        modality: str | None = None,
        polarity: str | None = None,
        subject: str | Node | None = None,
        predicate: str | None = None,
        object: str | Node | None = None,
        source: str | None = None,
    ) -> "pandas.DataFrame":
        """The claims that `claims` gives for these filters, as a pandas.DataFrame: a row a claim, lists joined with `|`.

        A figure is three columns: `quantity_comparator`, `quantity_value` (a float; missing where there is none) and
        `quantity_unit`.
        MissingExtra where pandas is not installed.

        >>> import kg
        >>> frame = kg.load().claims_frame(predicate="treats")
        >>> print(frame["modality"].value_counts().to_dict())
        {'asserted': 22, 'hedged': 4}
        """
        from kg.show.frames import claims_frame

        place = {"section": section, "source": source, "modality": modality, "polarity": polarity}
        return claims_frame(self.claims(subject=subject, predicate=predicate, object=object, **place))

    def view(self, **options: "Unpack[PageOptions]") -> "View":
        """The interactive page, shown in a notebook where it is the value of a cell. Options are those of `kg.page`.

        >>> import kg
        >>> kg.load().view(around="scs", steps=1)
        View('Neuromodulation for chronic pain: a knowledge graph of claims', 0.7 MB)
        """
        from kg.page.html import view

        return view(self, **options)

    def to_rdf(self) -> "rdflib.Graph":
        """A new rdflib.Graph that holds exactly what the Turtle export holds."""
        from kg.formats.rdf.model import to_rdf

        return to_rdf(self)

    def sparql(
        self, query: str, *, timeout: float | None = None, parameters: Mapping[str, Any] | None = None
    ) -> "Result":
        """The answer to a SPARQL query over exactly what the Turtle export holds: see `kg.sparql`.

        >>> import kg
        >>> bool(kg.load().sparql("ASK { nmk:drg-stimulation nmv:targets nmk:dorsal-root-ganglion }"))
        True
        """
        from kg.sparql import sparql

        return sparql(self, query, timeout=timeout, parameters=parameters)

    def ask(self, name: str, /, **parameters: Any) -> "Result":
        """The answer to a competency question by name: see `kg.questions`.

        >>> import kg
        >>> [row.technique.name for row in kg.load().ask("techniques-by-target", target="dorsal root ganglion")]
        ['dorsal root ganglion stimulation']
        """
        from kg.query.questions import ask

        return ask(self, name, **parameters)
