"""The graph behind a SPARQL endpoint, asked as KnowledgeGraph is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast

from kg.engines.endpoint.cache import Held
from kg.engines.endpoint.client import Endpoint, Login
from kg.engines.endpoint.queries import QUALIFIERS, is_iri
from kg.errors import (
    AmbiguousName,
    EndpointError,
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
from kg.schema import CLAIM, NODE, SOURCE, Schema

if TYPE_CHECKING:
    import pandas

    from kg.engines.search import Index
    from kg.graph import KnowledgeGraph
    from kg.query.compare import Comparison
    from kg.query.paths import Explanation
    from kg.sparql import Result

MOST_NODES = 20_000
"""So many nodes are fetched to be searched by words, which needs the names of all."""


def connect(
    endpoint: str,
    graph: str | None = None,
    *,
    schema: Schema | None = None,
    timeout: float = 60.0,
    login: Login | None = None,
) -> "RemoteGraph":
    """The graph behind a SPARQL 1.1 endpoint: the named graph `graph` there, or its default graph.

    `schema` is what the data was written under, by default the packaged one. `timeout` is in seconds, for each request. The
    login comes from the environment, KG_TOKEN or KG_USER and KG_PASSWORD, or else from `login`, which gives user and password.

    EndpointError says what is wrong with the endpoint, or that it holds nothing of ours. MissingExtra without httpx.

    >>> import kg
    >>> from kg.stores.serve import serving
    >>> with serving(kg.dumps(kg.load(), "turtle")) as server, kg.connect(server.address) as g:
    ...     g["drg-stimulation"].targets
    Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
    """
    if schema is None:
        from kg.schema import parse
        from kg.tables.reading import packaged

        schema = parse((packaged() / "schema.toml").read_text(encoding="utf-8"), "schema.toml")
    return RemoteGraph(Endpoint(endpoint, graph_iri=graph, timeout=timeout, login=login), schema)


class RemoteGraph:
    """A graph behind a SPARQL endpoint: nodes, edges, claims, look-up, search, hops and explanations as KnowledgeGraph has them.

    What is asked for is fetched, in pages, and kept: change the data there, and a new connection sees it. `endpoint.requests`
    counts the requests sent. What is not offered raises an EndpointError that says what to do.
    """

    folder = None

    def __init__(self, endpoint: Endpoint, schema: Schema) -> None:
        self.endpoint = endpoint
        self.schema = schema
        self._held = Held(endpoint, schema, self._as_local)
        self._search: Index | None = None
        self._all: Nodes | None = None
        self._tensions_whole = False
        self._held.take(endpoint.rows(self._held.asking.sources))
        if not self._held.sources:
            where = "its default graph" if endpoint.graph_iri is None else f"the graph <{endpoint.graph_iri}>"
            raise EndpointError(
                f"{endpoint.address} holds nothing of {schema.dataset.base_iri} in {where}; name the graph that it is in, "
                "or push it there"
            )
        ranked = sorted(self._held.sources.values(), key=lambda source: (source.kind != "article", source.id))
        self._sources = {source.id: source for source in ranked}
        self._sections = {section.id: section for source in ranked for section in source.sections}
        self._section_rank = {id: rank for rank, id in enumerate(self._sections)}
        self._category_rank = {name: rank for rank, name in enumerate(schema.categories)}
        self._predicate_rank = {name: rank for rank, name in enumerate(schema.predicates)}

    @property
    def _as_local(self) -> "KnowledgeGraph":
        """This graph, for what was written for the other kind, and calls what both have."""
        return cast("KnowledgeGraph", self)

    def __repr__(self) -> str:
        named = "" if self.endpoint.graph_iri is None else f", graph={self.endpoint.graph_iri!r}"
        return f"RemoteGraph({self.endpoint.address!r}{named})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.endpoint.close()

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise _NotOffered(
            f"a graph behind an endpoint has no {name!r}; ask by sparql(), or work on the data here: kg.load() or kg.read()"
        )

    def __bool__(self) -> bool:
        return True  # Without a request for the number of nodes.

    def __len__(self) -> int:
        rows = self.endpoint.rows(self._held.asking.size)
        return int(rows[0]["size"].value)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes())

    def __contains__(self, name: object) -> bool:
        if isinstance(name, Node):
            return self.get(name.id) == name
        return isinstance(name, str) and bool(self._named([name])[0])

    # ------------------------------------------------------------------------------------------------------ look-up

    def __getitem__(self, name: str) -> Node:
        """The node of this name, as KnowledgeGraph has it: UnknownNode carries the nearest, AmbiguousName the candidates."""
        return self._one(name, self._named([name])[0])

    def get(self, name: str) -> Node | None:
        """The node of this name, or None where there is none. AmbiguousName if several share it."""
        found = self._named([name])[0]
        return self._one(name, found) if found else None

    def _one(self, name: str, found: Sequence[Node]) -> Node:
        if not found:
            known = self._everything() or ()
            raise UnknownNode(name, [text for node in known for text in (node.slug, *_texts(node))])
        if len(found) > 1:
            raise AmbiguousName(name, (node.slug for node in found))
        return found[0]

    def _named(self, names: Sequence[str]) -> list[Sequence[Node]]:
        """The nodes of each name: by id from what is here, else by one request for all."""
        held = self._held
        for name in names:
            if not isinstance(name, str):
                raise TypeError(f"a node is looked up by a text, not by {name!r}")
        if any(self._by_id(name) is None for name in names):
            waiting = [name for name in names if name in held.waiting]
            if waiting:
                held.fetch_nodes(waiting)
            unknown = [name for name in names if self._by_id(name) is None and name not in held.absent]
            if unknown and self._all is None:
                held.take(self.endpoint.rows(held.asking.nodes(held.asking.named("n", unknown))))
        return [self._among(name) for name in names]

    def _by_id(self, name: str) -> Node | None:
        nodes = self._held.nodes
        return nodes.get(name) or nodes.get(f"{NODE}:{name}") or nodes.get(self.schema.compress(name))

    def _among(self, name: str) -> Sequence[Node]:
        """The nodes of this name among those here: by id, name, other name, exact term, close term."""
        node = self._by_id(name)
        if node is not None:
            return [node]
        nodes = sorted(self._held.nodes.values(), key=self._node_key)
        folded, term = name.casefold(), self.schema.compress(name).casefold()

        def matched(kind: str) -> list[Node]:
            return [n for n in nodes if any(m.match == kind and m.term.casefold() == term for m in n.mappings)]

        return (
            [n for n in nodes if n.name.casefold() == folded]
            or [n for n in nodes if folded in _texts(n)]
            or matched("exactMatch")
            or matched("closeMatch")
        )

    def claim(self, name: str) -> Claim:
        """The claim with this id, as a CURIE or a slug. UnknownClaim if there is none."""
        id = name if name.startswith(f"{CLAIM}:") else f"{CLAIM}:{name}"
        if is_iri(self.schema.expand(id)):
            self._held.fetch_claims([id])
        if id not in self._held.claims:
            raise UnknownClaim(name, map(slug, self._held.claims))
        return self._held.claims[id]

    def sources(self) -> tuple[Source, ...]:
        """What was read: articles, then ontologies; by id."""
        return tuple(self._sources.values())

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
        """The nodes that match `text`, best first, as KnowledgeGraph finds them.

        The names of all nodes are fetched for the first search; EndpointError if there are more than 20,000.
        """
        if self._search is None:
            from kg.engines.search import Index

            nodes = self._everything()
            if nodes is None:
                raise EndpointError(
                    f"{self.endpoint.address} holds more than {MOST_NODES:,} nodes, too many to search from here; ask by "
                    "sparql() with CONTAINS, or work on the data here: kg.load()"
                )
            self._search = Index(nodes)
        return Nodes(self._search.find(text, None if limit is None else max(limit, 0)), graph=self._as_local)

    def _everything(self) -> Nodes | None:
        """All nodes; None where they are too many to fetch for a look at their names."""
        if self._all is None and len(self) > MOST_NODES:
            return None
        return self.nodes()

    # ------------------------------------------------------------------------------------------------------ filters

    def nodes(self, *, category: str | None = None) -> Nodes:
        """All nodes, or those of a category; by category, then id. UnknownCategory carries the nearest ones."""
        if category is not None:
            _known(category, self.schema.categories, UnknownCategory)
        if self._all is None:
            where = "" if category is None else f"?n a nmv:{category} . "
            found = Nodes(sorted(self._held.matching_nodes(where), key=self._node_key), graph=self._as_local)
            if category is not None:
                return found
            self._all = found
        chosen = (node for node in self._all if category in (None, node.category))
        return Nodes(chosen, graph=self._as_local)

    def edges(
        self,
        *,
        subject: str | Node | None = None,
        predicate: str | None = None,
        object: str | Node | None = None,
        subject_category: str | None = None,
        object_category: str | None = None,
    ) -> tuple[Edge, ...]:
        """The edges that fit every filter given, as KnowledgeGraph has them. An unknown name in a filter raises."""
        categories = (subject_category, object_category)
        for category in categories:
            if category is not None:
                _known(category, self.schema.categories, UnknownCategory)
        return self._edges_of(self._matching(subject, predicate, object, categories))

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
        """The claims that fit every filter given, in the order of their sources. An unknown name in a filter raises."""
        asking, where = self._held.asking, ""
        if source is not None:
            where += f"?c dcterms:source {asking.iri(self.source(source).id)} . "
        if section is not None:
            where += asking.values("_section", self._section_ids(section)) + "?c nmv:section ?_section . "
        for field, name, known, error in (
            ("modality", modality, self.schema.modalities, UnknownModality),
            ("polarity", polarity, self.schema.polarities, UnknownPolarity),
        ):
            if name is not None:
                where += f"?c nmv:{field} nmv:{_known(name, known, error).capitalize()} . "
        return tuple(self._matching(subject, predicate, object, (None, None), where))

    def _matching(
        self,
        subject: str | Node | None,
        predicate: str | None,
        object: str | Node | None,
        categories: tuple[str | None, str | None],
        where: str = "",
    ) -> list[Claim]:
        if predicate is not None:
            _known(predicate, self.schema.predicates, UnknownPredicate)
        names = [end.id if isinstance(end, Node) else end for end in (subject, object) if end is not None]
        ids = iter([self._one(name, found).id for name, found in zip(names, self._named(names), strict=True)])
        start, end = (None if one is None else next(ids) for one in (subject, object))
        where += self._held.asking.between(start, predicate, end, categories)
        return sorted(self._held.matching_claims(where), key=self._claim_key)

    def _section_ids(self, name: str) -> list[str]:
        local = name.removeprefix(f"{SOURCE}:")
        found = [id for id, one in self._sections.items() if local in (one.slug, id.partition(":")[2])]
        if not found:
            raise UnknownSection(name, (section.slug for section in self._sections.values()))
        return found

    def _edges_of(self, claims: Iterable[Claim]) -> tuple[Edge, ...]:
        """The edges that claims in order make."""
        made: dict[tuple[str, str, str], list[Claim]] = {}
        for claim in claims:
            made.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)
        self._held.fetch_nodes(id for subject, _, object in made for id in (subject, object))

        def key(ends: tuple[str, str, str]) -> tuple[Any, ...]:
            subject, predicate, object = ends
            return (self._id_key(subject), self._predicate_rank[predicate], self._id_key(object))

        return tuple(
            Edge(subject=ends[0], predicate=ends[1], object=ends[2], claims=tuple(made[ends]))
            for ends in sorted(made, key=key)
        )

    def mentions(self, name: str | Node) -> tuple[Claim, ...]:
        """The claims in which a node is only a qualifier: population, comparator, aspect or context."""
        node = self[name.id if isinstance(name, Node) else name]
        found = self._held.matching_claims(f"?c {QUALIFIERS} {self._held.asking.iri(node.id)} . ")
        return tuple(sorted((c for c in found if node.id not in (c.subject, c.object)), key=self._claim_key))

    def tensions(self, *, kind: str | None = None, weight: str | None = None) -> tuple[Tension, ...]:
        """Where claims pull against each other, by id; those of a kind or weight. UnknownName if there is no such kind."""
        if kind is not None:
            _known(kind, self.schema.tensions, UnknownName)
        if not self._tensions_whole:
            self._held.take(self.endpoint.rows(self._held.asking.tensions))
            self._tensions_whole = True
        ordered = sorted(self._held.tensions.values(), key=lambda tension: tension.id)
        return tuple(one for one in ordered if kind in (None, one.kind) and weight in (None, one.weight))

    def tensions_of(self, claim: Claim) -> tuple[Tension, ...]:
        """The tensions that a claim is part of; they came with the claim."""
        self._held.fetch_claims([claim.id])
        ordered = sorted(self._held.tensions.values(), key=lambda tension: tension.id)
        return tuple(tension for tension in ordered if claim.id in tension.members)

    def _node_key(self, node: Node) -> tuple[int, str]:
        return (self._category_rank[node.category], node.id)

    def _id_key(self, id: str) -> tuple[int, str]:
        if id not in self._held.nodes:
            raise EndpointError(
                f"{self.endpoint.address} holds claims about {id}, and no such node; push the data again"
            )
        return self._node_key(self._held.nodes[id])

    def _claim_key(self, claim: Claim) -> tuple[int, int, int, str]:
        if claim.section not in self._section_rank:
            raise EndpointError(f"{self.endpoint.address} has {claim.id} in {claim.section}, and no such section")
        return (self._section_rank[claim.section], claim.paragraph, len(claim.id), claim.id)

    # --------------------------------------------------------------------------------------------------------- walk

    def hop(self, id: str, name: str) -> Nodes:
        """Where a predicate or inverse leads from the node with this CURIE: what `node.targets` calls. One request."""
        return self.walk((self._held.nodes[id],), name)

    def walk(self, nodes: Iterable[Node], name: str) -> Nodes:
        """Where a predicate or inverse leads from `nodes`, over edges with an affirmed claim; each node once."""
        held, start = self._held, tuple(nodes)
        ways = self._ways(name)
        single = len(start) == 1
        rows = self.endpoint.rows(held.asking.steps((node.id for node in start), ways, details=single)) if start else []
        if single:
            held.take(rows)
        found = {(held.curie(row["from"]), int(row["way"].value), held.curie(row["n"])) for row in rows}
        held.fetch_nodes(id for _, _, id in found)
        place = {node.id: rank for rank, node in enumerate(start)}
        ordered = sorted(found, key=lambda step: (place[step[0]], step[1], self._id_key(step[2])))
        reached = tuple.__new__(Nodes, (held.nodes[id] for id in dict.fromkeys(id for _, _, id in ordered)))
        reached._walk = (self._as_local, start, name)
        return reached

    def edges_walked(self, start: str | Iterable[Node], name: str) -> tuple[Edge, ...]:
        """The edges that a predicate or inverse is walked along from a node (its CURIE) or several."""
        nodes = [self._held.nodes[start]] if isinstance(start, str) else list(start)
        found: dict[tuple[str, str, str], Edge] = {}
        for node in nodes:
            for predicate, forwards in self._ways(name):
                ends = {"subject": node} if forwards else {"object": node}
                for edge in self.edges(predicate=predicate, **ends):  # type: ignore[arg-type]
                    if edge.affirmed and (edge.subject if forwards else edge.object) == node.id:
                        found.setdefault((edge.subject, edge.predicate, edge.object), edge)
        return tuple(found.values())

    def _ways(self, name: str) -> list[tuple[str, bool]]:
        """Predicate, and whether it is walked forwards."""
        if name not in self.schema.directions:
            raise _UnknownAttribute(name, self.schema.directions)
        predicate, forwards = self.schema.directions[name]
        return (
            [(predicate.name, True), (predicate.name, False)] if predicate.symmetric else [(predicate.name, forwards)]
        )

    def walkable(self, node: str) -> Sequence[str]:
        """The predicates and inverses that lead somewhere from the node with this CURIE, sorted."""
        names = {curie: name for name, curie in self._held.asking.predicates.items()}
        found = set()
        for row in self.endpoint.rows(self._held.asking.walkable(node)):
            predicate = self.schema.predicates[names[self._held.curie(row["p"])]]
            found.add(predicate.name if int(row["way"].value) == 1 or predicate.symmetric else predicate.inverse)
        return sorted(found)

    # ----------------------------------------------------------------------------------------------------- questions

    def explain(self, start: str | Node, end: str | Node) -> "Explanation":
        """Every claim between two nodes, or the shortest chain where there is none: as `kg.explain`, in at most 3 requests."""
        from kg.query.paths import Explanation

        held = self._held
        names = [name.id if isinstance(name, Node) else name for name in (start, end)]
        for name in names:
            if not isinstance(name, str):
                raise TypeError(f"a node is looked up by a text, not by {name!r}")
        _, ids = held.take(self.endpoint.rows(held.asking.explained(names[:1], names[1:])))
        one, other = (self._one(name, self._among(name)) for name in names)
        pair = {one.id, other.id}
        found = sorted((held.claims[id] for id in set(ids)), key=self._claim_key)
        joined = [claim for claim in found if {claim.subject, claim.object} == pair]
        joined.sort(key=lambda claim: self._joining_key(claim, one.id, other.id))
        beside = [
            claim
            for node, named in ((one, other), (other, one))
            for claim in found
            if named.id in (*claim.population, *claim.comparator, *claim.aspect, *claim.context)
            and named.id not in (claim.subject, claim.object)
            and node.id in (claim.subject, claim.object)
        ]
        chain = None
        if not joined and one != other:
            from kg.engines.endpoint.chain import shortest_chain

            chain = shortest_chain(held, one, other)
        return Explanation(start=one, end=other, claims=tuple(joined), beside=tuple(dict.fromkeys(beside)), chain=chain)

    def _joining_key(self, claim: Claim, one: str, other: str) -> tuple[Any, ...]:
        """Edge by edge: those from the first node and the symmetric ones, then those back."""
        symmetric = self.schema.predicates[claim.predicate].symmetric
        back = claim.subject == other and one != other and not symmetric
        ends = (self._id_key(claim.subject), self._predicate_rank[claim.predicate], self._id_key(claim.object))
        return (back, *ends, self._claim_key(claim))

    def compare(self, *names: str | Node) -> "Comparison":
        """Two or more nodes side by side, by predicate: as `kg.compare`."""
        from kg.query.compare import compare

        return compare(self._as_local, *names)

    def nodes_frame(self, *, category: str | None = None) -> "pandas.DataFrame":
        """The nodes, or those of a category, as a pandas frame: as KnowledgeGraph.nodes_frame."""
        from kg.show.frames import nodes_frame

        return nodes_frame(self.nodes(category=category))

    def edges_frame(self, **filters: str | Node | None) -> "pandas.DataFrame":
        """The edges that fit as a pandas frame: the filters are those of `edges`."""
        from kg.show.frames import edges_frame

        return edges_frame(self.edges(**filters))  # type: ignore[arg-type]

    def claims_frame(self, **filters: str | Node | None) -> "pandas.DataFrame":
        """The claims that fit as a pandas frame: the filters are those of `claims`."""
        from kg.show.frames import claims_frame

        return claims_frame(self.claims(**filters))  # type: ignore[arg-type]

    def sparql(
        self, query: str, *, timeout: float | None = None, parameters: Mapping[str, Any] | None = None
    ) -> "Result":
        """The answer to a SPARQL query over the graph there, read and answered as by KnowledgeGraph.sparql.

        So the prefixes of the schema need no declaring, and updates, SERVICE, FROM and GRAPH are refused: name the graph in
        `connect`. `timeout` is in seconds; QueryTimeout if it takes longer. Rows hold the records that their IRIs stand for.
        """
        from kg.sparql import sparql

        return sparql(self._as_local, query, timeout=timeout, parameters=parameters)

    def ask(self, name: str, /, **parameters: Any) -> "Result":
        """The answer to a competency question by name: see `kg.questions`."""
        from kg.query.questions import ask

        return ask(self._as_local, name, **parameters)

    def records(self, curies: Iterable[str]) -> dict[str, Any]:
        """The records of these CURIEs, fetched together; nothing for those that are none."""
        parts = {curie: curie.partition(".") for curie in curies}
        self._held.fetch_nodes(curie for curie in parts if curie.startswith(f"{NODE}:") and "." not in curie)
        self._held.fetch_claims(part[0] for curie, part in parts.items() if curie.startswith(f"{CLAIM}:"))
        if any(part[0] in self._held.absent and part[0].startswith(f"{CLAIM}:") for part in parts.values()):
            self.tensions()
        held = self._held
        records: dict[str, Any] = {**held.nodes, **held.claims, **held.tensions, **self._sources, **self._sections}
        return records | {f"{id}.q1": claim.quantity for id, claim in held.claims.items() if claim.quantity is not None}


def _texts(node: Node) -> set[str]:
    """The folded names of a node."""
    return {text.casefold() for text in (node.name, *node.synonyms, *node.abbreviations)}


def _known(name: str, known: Mapping[str, object], error: type[UnknownName]) -> str:
    if name not in known:
        raise error(name, known)
    return name


class _NotOffered(EndpointError, AttributeError):
    """From attribute access, so that hasattr() and getattr() with a default work."""


class _UnknownAttribute(UnknownPredicate, AttributeError):
    """As KnowledgeGraph raises it from attribute access."""
