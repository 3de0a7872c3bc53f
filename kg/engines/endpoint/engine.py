"""The engine of a graph behind a SPARQL endpoint: of it only what is asked for is fetched, in pages, and kept."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NoReturn

from kg.engines import MOST_KINDS, PairFound
from kg.engines.endpoint.cache import Cache, pages
from kg.engines.endpoint.client import Endpoint
from kg.engines.endpoint.patterns import PatternQuery
from kg.engines.endpoint.queries import ENDS, IS_NODE, NUMBER, QUALIFIERS, WAY, sendable
from kg.engines.filters import ClaimFilters, EdgeFilters, admits
from kg.engines.search import ClaimIndex, Found, SearchIndex
from kg.errors import EndpointError, EndpointTimeout, QueryError, QueryTimeout
from kg.model.answers import slug
from kg.model.nodes import Node, Nodes, walked
from kg.model.protocol import Fit, Graph, Neighbour, Pattern, Triple
from kg.model.records import Claim, Edge, Tension
from kg.schema import CLAIM, NODE, Schema

MOST = 20_000
"""The most nodes, or ids of claims, that are fetched to look at their names."""

FEW = 100
"""The most pairs of nodes whose claims come in one answer, with the nodes that they name."""

MANY = 500
"""The most pairs of nodes that one request names."""

AHEAD = 2
"""So many steps beyond some nodes are fetched at once: each step makes a store do many times the work."""


class EndpointEngine:
    """Answers from the data behind `endpoint`, written under `schema`; `endpoint.requests` counts the requests sent.

    What was fetched is kept: change the data there, and a new connection sees it. EndpointError where the endpoint cannot be
    asked, or holds no source of this schema.
    """

    stored, cluster = True, None

    def __init__(self, endpoint: Endpoint, schema: Schema) -> None:
        self.endpoint, self.schema = endpoint, schema
        self._cache = cache = Cache(endpoint, schema)
        self._queries = cache.queries
        self._all: Sequence[Node] | None = None
        self._looked_up: set[str] = set()
        cache.fetch(self._queries.sources)
        if not cache.sources:
            where = "its default graph" if endpoint.graph_iri is None else f"the graph <{endpoint.graph_iri}>"
            nothing = f"{endpoint} has nothing of {schema.dataset.base_iri} in {where}"
            raise EndpointError(f"{nothing}; name the graph that has it, or push it there")
        self.sources = sorted(cache.sources.values(), key=lambda source: (source.kind != "article", source.id))
        self._section_rank = _ranks(section.id for source in self.sources for section in source.sections)
        self._category_rank, self._predicate_rank = _ranks(schema.categories), _ranks(schema.predicates)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a graph behind an endpoint cannot be pickled; pickle its address, and connect there again")

    def attach(self, graph: Graph) -> None:
        self._cache.graph = graph
        for source in self.sources:
            source.of(graph)

    def close(self) -> None:
        self.endpoint.close()

    def described(self) -> str:
        graph = "" if self.endpoint.graph_iri is None else f", graph={self.endpoint.graph_iri!r}"
        return f"{str(self.endpoint)!r}{graph}"

    # ------------------------------------------------------------------------------------------------------ look-up

    @cached_property
    def tensions(self) -> Sequence[Tension]:
        self._cache.fetch(self._queries.tensions)
        return sorted(self._cache.tensions.values(), key=lambda tension: tension.id)

    def tensions_of(self, claim: str) -> Sequence[Tension]:
        self._cache.fetch_claims([claim])  # Its tensions come with it.
        found = (tension for tension in self._cache.tensions.values() if claim in tension.members)
        return sorted(found, key=lambda tension: tension.id)

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        kinds = dict.fromkeys(("nodes", "edges", "claims"), NUMBER)
        rows = self._cache.texts(self._queries.counts, kinds)
        if len(rows) != 1:
            self._cache.fault("does not say how much it holds")
        return int(rows[0]["nodes"]), int(rows[0]["edges"]), int(rows[0]["claims"])

    def named(self, names: Sequence[str]) -> Sequence[Sequence[Node]]:
        cache = self._cache
        missing = [name for name in names if cache.names.by_id(name) is None]
        for name in missing:
            if name in cache.awaited:
                cache.fetch_nodes(cache.with_awaited(name))
        unknown = [name for name in missing if name not in cache.nodes and name not in self._looked_up]
        if unknown and self._all is None:
            cache.fetch(self._queries.nodes(self._queries.named("n", unknown)))
            self._looked_up.update(unknown)
        return [self._here(name) for name in names]

    def _here(self, name: str) -> Sequence[Node]:
        return sorted(self._cache.names.of(name), key=self._node_key)

    def known_names(self) -> Iterable[str]:
        return () if self._everything() is None else self._cache.names.known()

    def nodes(self, categories: Collection[str] | None = None) -> Iterable[Node]:
        if self._all is None:
            where = "" if categories is None else self._queries.of_category("n", categories)
            nodes = sorted(self._cache.matching_nodes(where), key=self._node_key)
            if categories is not None:
                return nodes
            self._all = nodes
        return [node for node in self._all if admits(categories, node.category)]

    def _everything(self) -> Iterable[Node] | None:
        """All nodes; None where they are too many to fetch for a look at their names."""
        return None if self._all is None and self.counts[0] > MOST else self.nodes()

    def find(self, text: str, limit: int | None) -> Found:
        return self._search.find(text, limit)

    @cached_property
    def _search(self) -> SearchIndex:
        nodes = self._everything()
        return self._too_many("nodes") if nodes is None else SearchIndex(nodes)

    def _too_many(self, what: str) -> NoReturn:
        hint = "ask by sparql() with CONTAINS, or work on the data here: kg.load()"
        raise EndpointError(f"{self.endpoint} holds more than {MOST:,} {what}, too many to search from here; {hint}")

    # ------------------------------------------------------------------------------------------------------- claims

    def claim(self, id: str) -> Claim | None:
        if id not in self._cache.claims and self._queries.is_iri(id):
            self._cache.fetch_claims(self._cache.with_awaited(id))
        return self._cache.claims.get(id)

    def claim_ids(self) -> Iterable[str]:
        return self._cache.ids("c", "") if self.counts[2] <= MOST else ()

    def claims(self, filters: ClaimFilters) -> Sequence[Claim]:
        cache, where = self._cache, self._queries.fitting(filters)
        ids = filters.ids
        if filters.texts is not None:
            found = self._texts.find(filters.texts)
            ids = found if ids is None else found.intersection(ids)
        if ids is None:
            return self._in_order(cache.matching_claims(where))
        chosen = (self._queries.values("c", page) for page in pages(sorted(ids), MANY))
        return self._in_order(claim for values in chosen for claim in cache.matching_claims(values + where))

    def every_claim(self) -> Iterable[Claim]:
        return self.claims(ClaimFilters())

    def slips(self, text: str) -> Mapping[str, Sequence[str]]:
        return self._texts.slips(text)

    def values(self, field: str) -> Iterable[str]:
        return {value for claim in self.claims(ClaimFilters(fields={field: True})) for value in getattr(claim, field)}

    @cached_property
    def _texts(self) -> ClaimIndex:
        cache, labels = self._cache, self.schema.predicates
        claims = self._too_many("claims") if self.counts[2] > MOST else self.claims(ClaimFilters())
        cache.fetch_nodes(cache.awaited)
        return ClaimIndex(claims, cache.nodes.__getitem__, lambda predicate: labels[predicate].label)

    def shared_edges(self, without: Collection[str]) -> None:
        """The claims are fetched and kept, for other questions as well."""

    def claim_rows(self) -> Iterator[tuple[str, Claim]]:
        ordered = sorted(self.claims(ClaimFilters()), key=lambda claim: (claim.source, len(claim.id), claim.id))
        return ((slug(claim.source), claim) for claim in ordered)

    def naming(self, id: str) -> Sequence[Claim]:
        where = f"?c {ENDS}|{QUALIFIERS} {self._queries.iri(id)} . "
        return self._in_order(self._cache.matching_claims(where))

    def mentions(self, id: str) -> Sequence[Claim]:
        claims = self._cache.matching_claims(f"?c {QUALIFIERS} {self._queries.iri(id)} . ")
        return self._in_order(claim for claim in claims if id not in (claim.subject, claim.object))

    def pair(self, one: str, other: str) -> PairFound:
        cache = self._cache
        rows = list(self.endpoint.rows(self._queries.pair(one, other, MOST_KINDS)))
        _, ids = cache.take(rows)
        self._looked_up.update((one, other))
        starts, ends = self._here(one), self._here(other)
        if len(starts) != 1 or len(ends) != 1:
            return PairFound(starts, ends)
        start, end = starts[0].id, ends[0].id
        claims = self._in_order(cache.claims[id] for id in ids)
        edges = self._edges(claim for claim in claims if {claim.subject, claim.object} == {start, end})
        joining = [claim for edge in self._from(start, edges) for claim in edge.claims]
        # All of them name both; those in which the first is only a qualifier come first.
        beside = [claim for claim in claims if {claim.subject, claim.object} != {start, end} and start != end]
        beside.sort(key=lambda claim: start in (claim.subject, claim.object))
        kinds, outright = (self._kinds_in(rows, name) for name in ("kind", "outright"))
        said = {
            id: {kind: kind in outright.get(id, ()) for kind in sorted(kinds.get(id, set()) - {id})[:MOST_KINDS]}
            for id in (start, end)
        }
        return PairFound(starts, ends, joining, beside, said)

    def _kinds_in(self, rows: Iterable[Mapping[str, Any]], variable: str) -> dict[str, set[str]]:
        """Node → its kinds in the rows that bind a variable to one."""
        found: dict[str, set[str]] = {}
        for row in self._cache.checked((row for row in rows if variable in row), {variable: IS_NODE, "of": IS_NODE}):
            found.setdefault(row["of"], set()).add(row[variable])
        return found

    def _in_order(self, claims: Iterable[Claim]) -> list[Claim]:
        return sorted(claims, key=self._claim_key)

    def _claim_key(self, claim: Claim) -> tuple[int, int, int, str]:
        if claim.section not in self._section_rank:
            raise EndpointError(f"{self.endpoint} has {claim.id} in {claim.section}, but no such section")
        return (self._section_rank[claim.section], claim.paragraph, len(claim.id), claim.id)

    def _node_key(self, node: Node) -> tuple[int, str]:
        return (self._category_rank[node.category], node.id)

    def _id_key(self, id: str) -> tuple[int, str]:
        if id not in self._cache.nodes:
            raise EndpointError(f"{self.endpoint} has claims about {id}, but no such node; push the data again")
        return self._node_key(self._cache.nodes[id])

    # -------------------------------------------------------------------------------------------------------- edges

    def edges(self, filters: EdgeFilters) -> Sequence[Edge]:
        return self._edges(self._in_order(self._cache.matching_claims(self._queries.between(filters))))

    def _edges(self, claims: Iterable[Claim]) -> Sequence[Edge]:
        """The edges that claims in order make."""
        by_edge: dict[tuple[str, str, str], list[Claim]] = {}
        for claim in claims:
            by_edge.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)
        self._cache.fetch_nodes(id for subject, _, object in by_edge for id in (subject, object))

        def key(edge: Edge) -> tuple[Any, ...]:
            return (self._id_key(edge.subject), self._predicate_rank[edge.predicate], self._id_key(edge.object))

        edges = (
            Edge(subject=subject, predicate=predicate, object=object, claims=tuple(made)).of(self._cache.graph)
            for (subject, predicate, object), made in by_edge.items()
        )
        return sorted(edges, key=key)

    def _from(self, id: str, edges: Iterable[Edge]) -> Sequence[Edge]:
        """Edges between two nodes: those from one of them and the symmetric ones, then those back."""
        predicates = self.schema.predicates
        return sorted(edges, key=lambda edge: edge.subject != id and not predicates[edge.predicate].symmetric)

    def edges_between(self, pairs: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[Edge]]:
        between: dict[frozenset[str], list[Edge]] = {}
        for edge in self._edges(self._in_order(self._claims_between(pairs))):
            between.setdefault(frozenset((edge.subject, edge.object)), []).append(edge)
        return {(one, other): self._from(one, between.get(frozenset((one, other)), ())) for one, other in pairs}

    def _claims_between(self, pairs: Collection[tuple[str, str]]) -> Iterable[Claim]:
        cache, queries = self._cache, self._queries
        ways = sorted({*pairs, *((other, one) for one, other in pairs)})
        if 0 < len(ways) <= FEW:
            _, ids = cache.fetch(queries.claims(queries.joining(ways), nodes=True))
            return (cache.claims[id] for id in ids)
        return (claim for page in pages(ways, MANY) for claim in cache.matching_claims(queries.joining(page)))

    def triples(self) -> Iterator[Triple]:
        return (Triple(*edge.key, edge.tentative, edge.weight) for edge in self.edges(EdgeFilters()) if edge.affirmed)

    def degrees(self, ids: Collection[str]) -> Mapping[str, int]:
        return self._cache.degrees(ids)

    def neighbours(self, ids: Collection[str], ahead: int) -> Iterable[tuple[str, Iterable[Neighbour]]]:
        self._cache.fetch_around(ids, min(max(ahead, 0), AHEAD))
        beside = [(id, list(self._cache.beside(id))) for id in ids]
        self._cache.await_those(neighbour.node for _, neighbours in beside for neighbour in neighbours)
        return beside

    def fits(self, patterns: Sequence[Pattern], order: Sequence[str], first: int | None) -> Iterable[Fit]:
        fits = self._fits(patterns, order, first)
        if first is not None and len(fits) >= first and order:
            last = fits[-1].bindings  # There may be further ways to fit these nodes.
            bound = [
                one._replace(subject=last.get(one.subject, one.subject), object=last.get(one.object, one.object))
                for one in patterns
            ]
            fits = [fit for fit in fits if fit.bindings != last]
            fits += [Fit(last, fit.edges) for fit in self._fits(bound, (), None)]
        self._cache.await_those(id for fit in fits for id in fit.bindings.values())
        return fits

    def _fits(self, patterns: Sequence[Pattern], order: Sequence[str], limit: int | None) -> list[Fit]:
        query = PatternQuery(self._queries, patterns, order, limit)
        return [query.fit(row, self._cache.predicates) for row in self._cache.texts(query.text, query.kinds)]

    def ask_store(self, query: str, kind: str, timeout: float | None) -> Any:
        if not sendable(query):
            raise QueryError("the query contains a NUL or a lone surrogate, which cannot be sent; remove it")
        kinds: dict[str, Callable[..., Any]] = {"ask": self.endpoint.truth, "select": self.endpoint.solutions}
        try:
            answer: Any = kinds.get(kind, self.endpoint.triples)(query, timeout=timeout)
        except EndpointTimeout:
            if timeout is None:
                raise
            raise QueryTimeout(timeout) from None
        # Whoever reads rows will look up the nodes and claims in them.
        rows = answer[1] if kind == "select" else ()
        for curie in {text for row in rows for text in self._cache.text_of(row).values()}:
            id, dot, _ = curie.partition(".")  # With a dot it is part of a claim, or of a node not to be looked up.
            if id.startswith(f"{CLAIM}:" if dot else (f"{CLAIM}:", f"{NODE}:")) and self._queries.is_iri(id):
                self._cache.await_those([id])
        return answer

    def kinds(self, id: str) -> Collection[str]:
        where = self._queries.kinds(id)
        return sorted({*self._cache.ids("n", where)} - {id})[:MOST_KINDS] if where else ()

    # --------------------------------------------------------------------------------------------------------- walk

    def hop(self, id: str, name: str) -> Nodes:
        return self.walk((self._cache.nodes[id],), name)

    def walk(self, nodes: tuple[Node, ...], name: str) -> Nodes:
        cache, graph = self._cache, self._cache.graph
        assert graph is not None
        ways = self._ways(name)
        one = len(nodes) == 1
        query = self._queries.steps((node.id for node in nodes), ways, details=one)
        rows = self.endpoint.rows(query) if nodes else []
        if one:
            cache.take(rows)
        kinds = {"from": IS_NODE, "way": WAY, "n": IS_NODE}
        steps = {(row["from"], row["way"], row["n"]) for row in cache.checked(rows, kinds)}
        cache.fetch_nodes(id for _, _, id in steps)
        place = {node.id: rank for rank, node in enumerate(nodes)}
        ordered = sorted(steps, key=lambda step: (place.get(step[0], 0), step[1], self._id_key(step[2])))
        reached = dict.fromkeys(id for _, _, id in ordered)
        return walked((cache.nodes[id] for id in reached), (graph, nodes, name))

    def walkable(self, id: str) -> Sequence[str]:
        kinds = {"p": self._queries.is_predicate, "way": WAY}
        rows = self._cache.texts(self._queries.walkable(id), kinds)
        found = {(self._cache.predicates[row["p"]], row["way"] == "1") for row in rows}
        return sorted(name for name in self.schema.directions if not found.isdisjoint(self._ways(name)))

    def _ways(self, name: str) -> list[tuple[str, bool]]:
        """The predicates that a name walks, each with whether forwards: those that imply it too."""
        predicate, ahead = self.schema.direction(name)
        return [
            (narrower, way)
            for narrower in self.schema.narrower[predicate.name]
            for way in ((True, False) if predicate.symmetric else (ahead,))
        ]


def _ranks(names: Iterable[str]) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(names)}
