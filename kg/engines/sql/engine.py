"""The engine of a graph in tables: of them only what is asked for is fetched, in pages, by plain SQL."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NoReturn

from kg.engines import MOST_KINDS, PairFound, SharedEdges, local
from kg.engines.filters import ClaimFilters
from kg.engines.names import Names
from kg.engines.sql import records
from kg.engines.sql.claims import ClaimTable
from kg.engines.sql.conditions import Where, asked, every
from kg.engines.sql.database import Database
from kg.engines.sql.edges import AFFIRMED, EdgeTable
from kg.engines.sql.nodes import NodeTable
from kg.engines.sql.patterns import PatternQuery
from kg.engines.sql.shared import shared_edges
from kg.errors import EngineError
from kg.formats.plain import parts
from kg.model.certainty import UNSAID
from kg.model.nodes import Node, Nodes, walked
from kg.model.protocol import Fit, Graph, Pattern
from kg.model.records import Tension
from kg.schema import Schema

MOST = 20_000
"""The most nodes, or ids of claims, that are looked through for suggestions."""


class SqlEngine:
    """Answers from a database that holds the tables of a graph, written under `schema`."""

    stored = False

    def __init__(self, database: Database, schema: Schema) -> None:
        self.database, self.schema, self.cluster = database, schema, database.cluster
        small = {
            name: records.of_sheet(name, database.rows(f"SELECT {records.columns(name, 't')} FROM {name} AS t"))
            for name in ("sources", "sections", "tensions")
        }
        read = parts(schema, small, lambda name, number: (database.files.get(name, name), number + 1))
        self.sources = sorted(read.sources, key=lambda source: (source.kind != "article", source.id))
        self.tensions = sorted(read.tensions, key=lambda tension: tension.id)
        members = (id for tension in self.tensions for id in tension.members)
        self._nodes = nodes = NodeTable(database, schema)
        self._claims = claims = ClaimTable(database, schema, self.sources, members, nodes)
        self._edges = edges = EdgeTable(database, schema, nodes, claims)
        self.named, self.nodes, self.find = nodes.named, nodes.nodes, nodes.find
        self.claim, self.claims, self.slips, self.values = claims.claim, claims.claims, claims.slips, claims.values
        self.claim_rows, self.every_claim = claims.claim_rows, claims.every_claim
        self.naming, self.mentions = claims.naming, claims.mentions
        self.edges, self.edges_between, self.triples = edges.edges, edges.edges_between, edges.triples
        self.degrees, self.neighbours = edges.degrees, edges.neighbours

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a graph over {self.database} cannot be pickled; pickle its path, and open it there again")

    def attach(self, graph: Graph) -> None:
        self._graph = self._nodes.graph = self._claims.graph = self._edges.graph = graph
        for record in (*self.sources, *self.tensions):
            record.of(graph)

    def close(self) -> None:
        self.database.close()
        name = str(self.database)

        def closed(*asked: object) -> NoReturn:
            raise EngineError(name, ValueError("this graph is closed; open it again with kg.open"))

        for method in ("rows", "stream", "frame"):
            setattr(self.database, method, closed)

    def described(self) -> str:
        return f"{local.described(self)}, over={str(self.database)!r}"

    def tensions_of(self, claim: str) -> Sequence[Tension]:
        return self._tensions_by_claim.get(claim, ())

    @cached_property
    def _tensions_by_claim(self) -> Mapping[str, Sequence[Tension]]:
        return local.by_claim(self.tensions)

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        nodes, edges = (self.database.rows(f"SELECT COUNT(*) AS n FROM {name}")[0][0] for name in ("nodes", "edges"))
        return nodes, edges, self._claims.count

    def known_names(self) -> Iterable[str]:
        if self.counts[0] > MOST:
            return ()
        return Names(self.schema, {node.id: node for node in self.nodes()}).known()

    def claim_ids(self) -> Iterable[str]:
        if self.counts[2] > MOST:
            return ()
        return (claim.id for claim in self.claims(ClaimFilters()))

    def pair(self, one: str, other: str) -> PairFound:
        return local.pair(self, one, other, lambda id: self._edges.kinds(id, UNSAID))

    def kinds(self, id: str) -> Collection[str]:
        return sorted(self._edges.kinds(id, None))[:MOST_KINDS]

    def fits(self, patterns: Sequence[Pattern], order: Sequence[str], first: int | None) -> Iterator[Fit]:
        query = PatternQuery(self.schema, patterns, order, first)
        fits = self._fits(query)
        if first is not None and len(fits) >= first and order and not query.once:
            last = fits[-1].bindings  # There may be further ways to fit these nodes.
            bound = [
                one._replace(subject=last.get(one.subject, one.subject), object=last.get(one.object, one.object))
                for one in patterns
            ]
            fits = [fit for fit in fits if fit.bindings != last]
            fits += [Fit(last, fit.edges) for fit in self._fits(PatternQuery(self.schema, bound, (), None))]
        return iter(fits)

    def _fits(self, query: PatternQuery) -> list[Fit]:
        fits = [query.fit(row) for row in self.database.rows(query.text, query.values)]
        self._nodes.expect(id for fit in fits for id in fit.bindings.values())
        return fits

    def shared_edges(self, without: Collection[str]) -> SharedEdges:
        return shared_edges(self.database, self.schema, without)

    def ask_store(self, query: str, kind: str, timeout: float | None) -> NoReturn:
        raise NotImplementedError("these tables do not answer SPARQL")

    def hop(self, id: str, name: str) -> Nodes:
        found = self._edges.reached((id,), name)
        return walked(self._nodes_of(found[id]), (self._graph, id, name))

    def walk(self, nodes: tuple[Node, ...], name: str) -> Nodes:
        found = self._edges.reached([node.id for node in nodes], name)
        reached = dict.fromkeys(end for node in nodes for end in found[node.id])
        return walked(self._nodes_of(reached), (self._graph, nodes, name))

    def _nodes_of(self, ids: Iterable[str]) -> list[Node]:
        return list(self._nodes.by_id(ids).values())

    def walkable(self, id: str) -> Sequence[str]:
        ways = {
            end: {name for (name,) in asked(self.database, "SELECT DISTINCT e.predicate FROM edges AS e", where)}
            for end in ("subject", "object")
            for where in (every(Where(f"e.{end} = ?", (id,)), AFFIRMED),)
        }

        def leads(name: str) -> bool:
            predicate, forwards = self.schema.direction(name)
            ends = ("subject", "object") if predicate.symmetric else ("subject" if forwards else "object",)
            return any(not ways[end].isdisjoint(self.schema.narrower[predicate.name]) for end in ends)

        return sorted(name for name in self.schema.directions if leads(name))
