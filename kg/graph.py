"""The typed graph: look up, filter, walk."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

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
from kg.model import Claim, Edge, Node, Nodes, Section, Source, Tension
from kg.record_checks import refuse_unsound
from kg.schema import CLAIM, NODE, SOURCE, Schema

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.search import Searchable


class KnowledgeGraph:
    """Nodes, and claims that join them.

    `schema` declares what may stand in the records; `sources`, `nodes`, `claims` and `tensions` are iterables of records, in
    any order. DataError lists every record with a field of the wrong type, every id given twice and every reference that
    leads nowhere.

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
        from dataclasses import replace

        sources, nodes, claims, tensions = tuple(sources), tuple(nodes), tuple(claims), tuple(tensions)
        refuse_unsound(schema, sources, nodes, claims, tensions)
        category_rank = {name: rank for rank, name in enumerate(schema.categories)}
        nodes = tuple(sorted(nodes, key=lambda node: (category_rank[node.category], node.id)))
        self.schema = schema
        self._sources = {source.id: source for source in sorted(sources, key=_source_rank)}
        self._sections = {section.id: section for source in self._sources.values() for section in source.sections}
        self._nodes = {node.id: replace(node, graph=self) for node in nodes}
        section_rank = {section: rank for rank, section in enumerate(self._sections)}
        in_order = sorted(claims, key=lambda c: (section_rank[c.section], c.paragraph, len(c.id), c.id))
        self._claims = {claim.id: claim for claim in in_order}
        self._tensions = {tension.id: tension for tension in sorted(tensions, key=lambda tension: tension.id)}
        joined: dict[tuple[str, str, str], list[Claim]] = {}
        for claim in in_order:
            joined.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)
        predicate_rank = {name: rank for rank, name in enumerate(schema.predicates)}
        node_rank = {node: rank for rank, node in enumerate(self._nodes)}
        triples = sorted(joined, key=lambda spo: (node_rank[spo[0]], predicate_rank[spo[1]], node_rank[spo[2]]))
        self._edges = {
            (s, p, o): Edge(subject=s, predicate=p, object=o, claims=tuple(joined[s, p, o])) for s, p, o in triples
        }
        self._walks: dict[str, dict[str, list[tuple[str, Edge]]]] = {}
        for edge in self._edges.values():
            predicate = schema.predicates[edge.predicate]
            backwards = predicate.name if predicate.symmetric else predicate.inverse
            self._walks.setdefault(edge.subject, {}).setdefault(predicate.name, []).append((edge.object, edge))
            self._walks.setdefault(edge.object, {}).setdefault(backwards, []).append((edge.subject, edge))

    def __repr__(self) -> str:
        dataset = self.schema.dataset
        return (
            f"KnowledgeGraph({dataset.id!r}, version={dataset.version!r}, nodes={len(self._nodes)}, "
            f"edges={len(self._edges)}, claims={len(self._claims)}, sources={len(self._sources)})"
        )

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[Node]:
        return iter(self._nodes.values())

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
            raise UnknownNode(name, [*(node.slug for node in self._nodes.values()), *self._by_name])
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
        for node in self._nodes.values():
            for mapping in node.mappings:
                if mapping.grounds:
                    found[mapping.match].setdefault(mapping.term.casefold(), []).append(node)
        return found["closeMatch"] | found["exactMatch"]

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Node]]:
        names: dict[str, list[Node]] = {}
        for node in self._nodes.values():
            names.setdefault(node.name.casefold(), []).append(node)
        # A name beats a synonym: "pain" is the node pain, whatever lists "pain" beside its own name.
        others: dict[str, list[Node]] = {}
        for node in self._nodes.values():
            for other in {text.casefold() for text in (*node.synonyms, *node.abbreviations)} - {node.name.casefold()}:
                others.setdefault(other, []).append(node)
        return {**others, **names}

    def claim(self, name: str) -> Claim:
        """The claim with this id, as a CURIE or a slug. UnknownClaim if there is none."""
        claim = self._claims.get(name) or self._claims.get(f"{CLAIM}:{name}")
        if claim is None:
            raise UnknownClaim(name, (known.slug for known in self._claims.values()))
        return claim

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
        """The nodes that match `text`, best first: by id, name, synonym, abbreviation, then by word and in definitions.

        >>> import kg
        >>> kg.load().find("root ganglion")[0].slug
        'dorsal-root-ganglion'
        """
        from kg.search import find

        found = find(self._searchable, text)
        return Nodes(found if limit is None else found[: max(limit, 0)], graph=self)

    @cached_property
    def _searchable(self) -> "Sequence[Searchable]":
        from kg.search import searchable

        return searchable(self._nodes.values())

    # ------------------------------------------------------------------------------------------------------ filters

    def nodes(self, *, category: str | None = None) -> Nodes:
        """All nodes, or those of a category; by category, then id. UnknownCategory carries the nearest ones."""
        if category is None:
            return Nodes(self._nodes.values(), graph=self)
        wanted = self._known(category, self.schema.categories, UnknownCategory)
        return Nodes((node for node in self._nodes.values() if node.category == wanted), graph=self)

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
        start, end = (self._id(name) for name in (subject, object))
        chosen = None if predicate is None else self._known(predicate, self.schema.predicates, UnknownPredicate)
        categories = [
            None if name is None else self._known(name, self.schema.categories, UnknownCategory)
            for name in (subject_category, object_category)
        ]

        def fits(s: str, o: str) -> bool:
            return (
                (start is None or s == start)
                and (end is None or o == end)
                and (categories[0] is None or self._nodes[s].category == categories[0])
                and (categories[1] is None or self._nodes[o].category == categories[1])
            )

        return tuple(
            edge
            for edge in self._near(start or end)
            if (chosen is None or edge.predicate == chosen)
            and (
                fits(edge.subject, edge.object)
                or (self.schema.predicates[edge.predicate].symmetric and fits(edge.object, edge.subject))
            )
        )

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
        candidates: Iterable[Claim] = self._claims.values()
        if not (subject is None and predicate is None and object is None):
            edges = self.edges(subject=subject, predicate=predicate, object=object)
            chosen = {claim.id for edge in edges for claim in edge.claims}
            candidates = (claim for claim in candidates if claim.id in chosen)
        return tuple(
            claim
            for claim in candidates
            if (wanted_source is None or claim.source == wanted_source)
            and (sections is None or claim.section in sections)
            and (modality is None or claim.modality == modality)
            and (polarity is None or claim.polarity == polarity)
        )

    def mentions(self, name: str | Node) -> tuple[Claim, ...]:
        """The claims in which a node is only a qualifier: population, comparator, aspect or context."""
        return self._mentions.get(self._id(name) or "", ())

    @cached_property
    def _mentions(self) -> Mapping[str, tuple[Claim, ...]]:
        found: dict[str, list[Claim]] = {}
        for claim in self._claims.values():
            for item in {*claim.population, *claim.comparator, *claim.aspect, *claim.context}:
                if item.startswith(f"{NODE}:") and item not in (claim.subject, claim.object):
                    found.setdefault(item, []).append(claim)
        return {node: tuple(claims) for node, claims in found.items()}

    def sources(self) -> tuple[Source, ...]:
        """What was read: articles, then ontologies; by id."""
        return tuple(self._sources.values())

    def tensions(self, *, kind: str | None = None, weight: str | None = None) -> tuple[Tension, ...]:
        """Where claims pull against each other, by id; those of a kind or weight. UnknownName if there is no such kind."""
        if kind is not None:
            self._known(kind, self.schema.tensions, UnknownName)
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

    def _near(self, node: str | None) -> Iterable[Edge]:
        if node is None:
            return self._edges.values()
        touching = {id(edge): edge for walk in self._walks.get(node, {}).values() for _, edge in walk}
        return touching.values()

    def _id(self, name: str | Node | None) -> str | None:
        if name is None:
            return None
        return self[name.id].id if isinstance(name, Node) else self[name].id

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

    # --------------------------------------------------------------------------------------------------------- walk

    def walk(self, nodes: Iterable[Node], name: str) -> Nodes:
        """Where a predicate or inverse leads from `nodes`, over edges with at least one affirmed claim; each node once.

        The result keeps the edges walked. UnknownPredicate, which is also an AttributeError, carries the nearest names.
        """
        if name not in self.schema.directions:
            raise _UnknownAttribute(name, self.schema.directions)
        steps = [step for node in nodes for step in self._walks.get(node.id, {}).get(name, ()) if step[1].affirmed]
        reached = dict.fromkeys(node for node, _ in steps)
        edges = {id(edge): edge for _, edge in steps}
        return Nodes((self._nodes[node] for node in reached), edges.values(), self)

    def walkable(self, node: str) -> Sequence[str]:
        """The predicates and inverses that lead somewhere from the node with this CURIE, sorted."""
        walks = self._walks.get(node, {})
        return sorted(name for name, steps in walks.items() if any(edge.affirmed for _, edge in steps))

    # ---------------------------------------------------------------------------------------------------- other forms

    @cached_property
    def nx(self) -> "networkx.MultiDiGraph[str]":
        """A frozen networkx.MultiDiGraph: an edge per Edge, its key the predicate, its `weight` the number of claims.

        Nodes carry `name`, `category` and `record` (the Node); edges carry `weight` and `record` (the Edge).
        """
        import networkx

        graph: Any = networkx.MultiDiGraph(name=self.schema.dataset.title)
        for node in self._nodes.values():
            graph.add_node(node.id, name=node.name, category=node.category, record=node)
        for edge in self._edges.values():
            graph.add_edge(edge.subject, edge.object, key=edge.predicate, weight=len(edge.claims), record=edge)
        return networkx.freeze(graph)

    def to_rdf(self) -> "rdflib.Graph":
        """A new rdflib.Graph that holds exactly what the Turtle export holds."""
        from kg.export.rdf import to_rdf

        return to_rdf(self)


def _source_rank(source: Source) -> tuple[bool, str]:
    """Articles before the ontologies that only plain hierarchy rests on."""
    return (source.kind != "article", source.id)


class _UnknownAttribute(UnknownPredicate, AttributeError):
    """An UnknownPredicate raised from attribute access, so that hasattr() and getattr() with a default work."""
