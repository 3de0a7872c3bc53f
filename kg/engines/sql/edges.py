"""The edges in a table, with their claims; and where they lead."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from kg.engines.filters import EdgeFilters
from kg.engines.sql import records
from kg.engines.sql.claims import COLUMNS as CLAIM
from kg.engines.sql.claims import FIRST, ON_EDGE, PAGE, ClaimTable
from kg.engines.sql.conditions import ALL, Where, asked, every, of_edges, pages, parted, symmetric, within
from kg.engines.sql.database import Database
from kg.engines.sql.nodes import KEPT, NodeTable
from kg.formats.sorting import in_order
from kg.model.certainty import UNSAID
from kg.model.nodes import KIND
from kg.model.protocol import Graph, Neighbour, Triple
from kg.model.records import Claim, Edge
from kg.schema import Schema

SMALL = 300
"""About so many characters does an edge take in memory."""

EDGE = "e.subject, e.predicate, e.object, e.subject_category, e.object_category, e.uncertainty"
WIDTH = 6
"""The number of columns in that."""

AFFIRMED = Where("e.uncertainty IS NOT NULL")


class EdgeTable:
    """The edges of a graph, which has to be set before they are asked for."""

    graph: Graph

    def __init__(self, database: Database, schema: Schema, nodes: NodeTable, claims: ClaimTable) -> None:
        self.database, self.schema, self._nodes, self._claims = database, schema, nodes, claims
        self._category_rank, self._predicate_rank = _ranks(schema.categories), _ranks(schema.predicates)
        self._symmetric = symmetric(schema)
        self._beside: dict[str, list[Neighbour]] = {}
        self._kept = 0

    def edges(self, filters: EdgeFilters) -> Iterator[Edge]:
        parts = parted(filters)
        if len(parts) > 1:
            made = {key: edge for part in parts for key, edge in self.made(of_edges(self.schema, part)).items()}
            yield from (made[key] for key in sorted(made, key=self._edge_key))
            return
        where = of_edges(self.schema, filters)
        named = filters.subjects is not None or filters.objects is not None
        if named and self._claims.count > PAGE:  # Of a node with very many edges, often the first few are wanted.
            first = self.made(where, FIRST)
            yield from first.values()
            if len(first) == FIRST:
                yield from islice(self.made(where).values(), FIRST, None)
            return
        for page in self._edge_pages(filters):
            yield from self.made(every(page, where)).values()

    def _edge_pages(self, filters: EdgeFilters) -> Iterator[Where]:
        """Conditions that part all edges, in order, where not few are asked for."""
        if self._claims.count <= PAGE:
            yield ALL
            return
        for category in self._category_rank:
            yield from self._subject_pages(category)

    def _subject_pages(self, category: str) -> Iterator[Where]:
        """Conditions that part the edges from nodes of a category, by subject: about a page of edges each."""
        rows = asked(
            self.database,
            "SELECT e.subject, COUNT(*) AS n FROM edges AS e",
            within("e.subject_category", (category,)),
            " GROUP BY e.subject ORDER BY e.subject",
        )
        first, size = "", 0
        for place, (subject, count) in enumerate(rows):
            size += count
            if size >= PAGE or place == len(rows) - 1:
                edge = Where("e.subject_category = ? AND e.subject > ? AND e.subject <= ?", (category, first, subject))
                yield edge
                first, size = subject, 0

    def made(self, where: Where, first: int | None = None) -> dict[tuple[Any, ...], Edge]:
        """The edges that meet a condition, all or the first, in order, with their claims; by what they are sorted by."""
        query = f"SELECT {EDGE}, {CLAIM} FROM claims AS c JOIN"
        if first is None:
            rows = asked(self.database, f"{query} edges AS e ON {ON_EDGE}", where)
        else:
            order, ranks = self._order
            some = f"(SELECT {EDGE} FROM edges AS e{where.clause} ORDER BY {order} LIMIT ?) AS e ON {ON_EDGE}"
            rows = self.database.rows(f"{query} {some}", [*where.values, *ranks, first])
        claims: dict[tuple[Any, ...], list[Claim]] = {}
        for row in rows:
            claims.setdefault(row[:WIDTH], []).append(records.claim(row[WIDTH:]).of(self.graph))
        self._nodes.expect(id for key in claims for id in (key[0], key[2]))

        def edge(key: tuple[Any, ...]) -> Edge:
            supporting = tuple(sorted(claims[key], key=self._claims.key))
            return Edge(subject=key[0], predicate=key[1], object=key[2], claims=supporting).of(self.graph)

        return {key: edge(key) for key in sorted(claims, key=self._edge_key)}

    @cached_property
    def _order(self) -> tuple[str, list[Any]]:
        """What edges are sorted by, as SQL and its values."""
        category, predicate = self._category_rank, self._predicate_rank
        columns = {"subject_category": category, "subject": {}, "predicate": predicate, "object_category": category}
        ranked = (
            f"CASE e.{name} {'WHEN ? THEN CAST(? AS INTEGER) ' * len(ranks)}END" if ranks else f"e.{name}"
            for name, ranks in columns.items()
        )
        values = [value for ranks in columns.values() for pair in ranks.items() for value in pair]
        return ", ".join((*ranked, "e.object")), values

    def _edge_key(self, row: Sequence[Any]) -> tuple[Any, ...]:
        subject, predicate, object, start, end, _ = row
        return (self._category_rank[start], subject, self._predicate_rank[predicate], self._category_rank[end], object)

    def edges_between(self, pairs: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[Edge]]:
        wanted = {frozenset(pair) for pair in pairs}
        ids = sorted({id for pair in pairs for id in pair})
        between: dict[frozenset[str], list[Edge]] = {}
        for starts in pages(ids):
            for ends in pages(ids):
                edges = self.made(every(within("e.subject", starts), within("e.object", ends)))
                for edge in edges.values():
                    ends_of = frozenset((edge.subject, edge.object))
                    if ends_of in wanted:
                        between.setdefault(ends_of, []).append(edge)

        def forwards(edge: Edge, one: str) -> bool:
            return edge.subject == one or edge.predicate in self._symmetric

        def of(one: str, other: str) -> list[Edge]:
            edges = between.get(frozenset((one, other)), [])
            return [edge for way in (True, False) for edge in edges if forwards(edge, one) is way]

        return {pair: of(*pair) for pair in pairs}

    def triples(self) -> Iterator[Triple]:
        found = self.database.stream(f"SELECT {EDGE}, e.weight FROM edges AS e WHERE e.uncertainty IS NOT NULL")
        rows = ((*self._edge_key(row[:-1]), row) for row in found)
        for *_, (subject, predicate, object, _, _, uncertainty, weight) in in_order(rows, lambda row: SMALL):
            yield Triple(subject, predicate, object, uncertainty >= UNSAID, weight)

    def degrees(self, ids: Collection[str]) -> Mapping[str, int]:
        found = dict.fromkeys(ids, 0)
        for end in ("subject", "object"):
            for page in pages(ids):
                query = f"SELECT e.{end}, COUNT(*) AS n FROM edges AS e"
                for id, count in asked(self.database, query, within(f"e.{end}", page), f" GROUP BY e.{end}"):
                    found[id] += count
        return found

    def neighbours(self, ids: Collection[str], ahead: int) -> Iterable[tuple[str, Iterable[Neighbour]]]:
        known = {id: near for id in ids if (near := self._beside.get(id)) is not None}
        found: dict[str, list[Neighbour]] = {id: [] for id in ids if id not in known}
        for near_end, forwards in (("subject", True), ("object", False)):
            rows = [
                row
                for page in pages(found)
                for row in asked(
                    self.database,
                    f"SELECT {EDGE} FROM edges AS e",
                    every(within(f"e.{near_end}", page), AFFIRMED),
                )
            ]
            for subject, predicate, object, *_, uncertainty in sorted(rows, key=self._edge_key):
                near, far = (subject, object) if forwards else (object, subject)
                found[near].append(Neighbour(far, predicate, forwards, uncertainty))
        self._nodes.expect(one.node for near in found.values() for one in near)
        self._keep(found)
        return [(id, known[id] if id in known else found[id]) for id in dict.fromkeys(ids)]

    def _keep(self, found: Mapping[str, list[Neighbour]]) -> None:
        """Keep the neighbours of some nodes, which searches come back to, unless they are very many."""
        size = sum(map(len, found.values()))
        if size > KEPT:
            return
        if self._kept + size > KEPT:
            self._beside.clear()
            self._kept = 0
        self._beside |= found
        self._kept += size

    def reached(self, ids: Collection[str], name: str) -> dict[str, list[str]]:
        """For each of some nodes where a predicate or inverse leads, in order: along edges, then back."""
        predicate, forwards = self.schema.direction(name)
        predicates = tuple(self.schema.narrower[predicate.name])
        found: dict[str, dict[str, None]] = {id: {} for id in ids}
        ahead, back = forwards or predicate.symmetric, not forwards or predicate.symmetric
        for goes, start, end in ((ahead, "subject", "object"), (back, "object", "subject")):
            for page in pages(ids) if goes else ():
                query = f"SELECT e.{start}, e.{end}, e.{end}_category FROM edges AS e"
                along = within("e.predicate", predicates)
                where = every(within(f"e.{start}", page), along, AFFIRMED)
                for near, far, _ in sorted(
                    asked(self.database, query, where), key=lambda row: (self._category_rank[row[2]], row[1])
                ):
                    found[near][far] = None
        return {id: list(ends) for id, ends in found.items()}

    def kinds(self, id: str, below: int | None) -> set[str]:
        """The kinds of a node, and kinds of these; over edges whose uncertainty is below a number, or that a claim affirms."""
        found, rim = {id}, {id}
        said = AFFIRMED if below is None else Where("e.uncertainty < ?", (below,))
        while rim:
            query = "SELECT DISTINCT e.subject FROM edges AS e"
            steps = (
                every(within("e.object", page), Where("e.predicate = ?", (KIND,)), said) for page in pages(sorted(rim))
            )
            rim = {kind for where in steps for (kind,) in asked(self.database, query, where)} - found
            found |= rim
        return found - {id}


def _ranks(names: Iterable[str]) -> Mapping[str, int]:
    return {name: rank for rank, name in enumerate(names)}
