"""The engine of a graph in tables: of them only what is asked for is fetched, in pages, by plain SQL."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, NoReturn

from kg.engines import MOST_KINDS, PairFound
from kg.engines.filters import ClaimFilters, EdgeFilters, Several, admits
from kg.engines.names import Names
from kg.engines.search import Found
from kg.engines.sql import records
from kg.engines.sql.conditions import ALL, MANY, Where, either, every, of_edges, pages, symmetric, within
from kg.engines.sql.database import FETCHED, PLACES, Database
from kg.engines.sql.patterns import PatternQuery
from kg.engines.sql.search import NodeSearch, TextSearch
from kg.errors import DataError, Problem, a_text, shown, spaced
from kg.formats.plain import parts
from kg.formats.sorting import in_order
from kg.model import (
    KIND,
    UNSAID,
    Claim,
    Edge,
    Fit,
    Graph,
    Neighbour,
    Node,
    Nodes,
    Pattern,
    Tension,
    Triple,
    slug,
    walked,
)
from kg.schema import NODE, Schema

MOST = 20_000
"""The most nodes, or ids of claims, that are looked through for suggestions."""

PAGE = 20_000
"""About so many claims or nodes are fetched at once where all are asked for."""

KEPT = 50_000
"""So many nodes are kept once they were fetched."""

CLAIM, NODE_COLUMNS, MAPPING = (
    records.columns("claims", "c"),
    records.columns("nodes", "n"),
    records.columns("mappings", "m"),
)
SOURCE, SECTION, PARAGRAPH = map(records.columns_of("claims").index, ("source", "section", "paragraph"))
BIG, SMALL = 1000, 300
"""About so many characters does a claim, or an edge, take in memory."""

ON_EDGE = "e.subject = c.subject AND e.predicate = c.predicate AND e.object = c.object"
EDGE = "e.subject, e.predicate, e.object, e.subject_category, e.object_category, e.uncertainty"
WIDTH = 6
"""The number of columns in that."""


class SqlEngine:
    """Answers from a database that holds the tables of a graph, written under `schema`.

    Nodes that were fetched are kept, as many as memory easily holds.
    """

    stored = False

    def __init__(self, database: Database, schema: Schema) -> None:
        self.database, self.schema, self.cluster = database, schema, database.cluster
        self._nodes: dict[str, Node] = {}
        self._awaited: dict[str, None] = {}
        small = {
            name: records.of_sheet(name, database.rows(f"SELECT {records.columns(name, 't')} FROM {name} AS t"))
            for name in ("sources", "sections", "tensions")
        }
        read = parts(schema, small, lambda name, number: (f"{database}, table {name}", number + 1))
        self.sources = sorted(read.sources, key=lambda source: (source.kind != "article", source.id))
        self.tensions = sorted(read.tensions, key=lambda tension: tension.id)
        self._place = {
            section.id: place
            for place, section in enumerate(section for source in self.sources for section in source.sections)
        }
        database.keep(PLACES, self._place.items())
        self._category_rank, self._predicate_rank = _ranks(schema.categories), _ranks(schema.predicates)
        self._symmetric = symmetric(schema)
        self._refuse_unknown("nodes", "category", schema.categories)
        self._refuse_unknown("edges", "predicate", schema.predicates)

    def _refuse_unknown(self, table: str, column: str, known: Collection[str]) -> None:
        found = {name for (name,) in self.database.rows(f"SELECT DISTINCT t.{column} FROM {table} AS t")}
        if unknown := sorted(found.difference(known)):
            fault = (
                f"{shown(unknown[0])} is not in the schema; give the schema that it was written under (kg --schema DIR)"
            )
            raise DataError([Problem(f"{self.database}, table {table}", 0, column, fault)])

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a graph over {self.database} cannot be pickled; pickle its path, and open it there again")

    def attach(self, graph: Graph) -> None:
        self._graph = graph
        for record in (*self.sources, *self.tensions):
            record.of(graph)

    def close(self) -> None:
        self.database.close()

    def described(self) -> str:
        dataset = self.schema.dataset
        nodes, edges, claims = self.counts
        size = f"nodes={nodes}, edges={edges}, claims={claims}, sources={len(self.sources)}"
        return f"{dataset.id!r}, version={dataset.version!r}, {size}, over={str(self.database)!r}"

    # ------------------------------------------------------------------------------------------------------ look-up

    def tensions_of(self, claim: str) -> Sequence[Tension]:
        return self._tensions_by_claim.get(claim, ())

    @cached_property
    def _tensions_by_claim(self) -> Mapping[str, Sequence[Tension]]:
        by_claim: dict[str, list[Tension]] = {}
        for tension in self.tensions:
            for member in tension.members:
                by_claim.setdefault(member, []).append(tension)
        return by_claim

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        nodes, edges, claims = (
            self.database.rows(f"SELECT COUNT(*) AS n FROM {name}")[0][0] for name in ("nodes", "edges", "claims")
        )
        return nodes, edges, claims

    def named(self, names: Sequence[str]) -> Sequence[Sequence[Node]]:
        found = self._by_id(id for name in names for id in self._ids_of(name))
        missing = [name for name in names if not any(id in found for id in self._ids_of(name))]
        texts = {text: None for name in missing for text in self._texts_of(name)}
        more = [
            id
            for page in pages(texts)
            for (id,) in self._rows("SELECT DISTINCT n.node FROM names AS n", within("n.text", page))
        ]
        found = self._by_id([*found, *more])
        index = Names(self.schema, {node.id: node for node in sorted(found.values(), key=self._node_key)})
        return [index.of(name) for name in names]

    def _ids_of(self, name: str) -> Iterator[str]:
        """The ids that a name may be, in one form or another. TypeError if it is not a text."""
        one, prefix = a_text("the name of a node", name).strip(), f"{NODE}:"
        curie = self.schema.compress(one)
        return (id for id in (one, curie, f"{prefix}{one}") if id.startswith(prefix) and id.count(prefix) == 1)

    def _texts_of(self, name: str) -> Iterator[str]:
        """What names and terms in the table of names may be."""
        curie = self.schema.compress(name)
        yield from (name.casefold(), spaced(name), curie.casefold(), curie.rpartition(":")[2])
        yield self.schema.compress(name.strip()).rpartition(":")[2]

    def _by_id(self, ids: Iterable[str]) -> dict[str, Node]:
        """Those of some nodes that there are, by id."""
        wanted = list(dict.fromkeys(ids))
        found = {id: self._nodes[id] for id in wanted if id in self._nodes}
        missing = [id for id in wanted if id not in found]
        if 0 < len(missing) < MANY:
            missing += islice((id for id in self._awaited if id not in self._nodes), MANY - len(missing))
        for page in pages(missing):
            rows = self._rows(f"SELECT {NODE_COLUMNS} FROM nodes AS n", within("n.id", page))
            found.update((node.id, node) for node in self._made_nodes(rows))
        return {id: found[id] for id in wanted if id in found}

    def _made_nodes(self, rows: Sequence[Sequence[Any]]) -> list[Node]:
        """The nodes in rows, with their mappings; they are kept."""
        mappings: dict[str, Any] = {}
        for page in pages(row[0] for row in rows):
            query = f"SELECT {MAPPING} FROM mappings AS m"
            mappings |= records.mappings(self._rows(query, within("m.subject_id", page)))
        nodes = [records.node(row, mappings.get(row[0], ())).of(self._graph) for row in rows]
        if len(self._nodes) + len(nodes) > KEPT:
            self._nodes.clear()
        for node in nodes:
            self._nodes[node.id] = node
            self._awaited.pop(node.id, None)
        return nodes

    def _await(self, ids: Iterable[str]) -> None:
        """Note which nodes will be asked for: some come with the first that is."""
        if len(self._awaited) > KEPT:
            self._awaited.clear()
        self._awaited.update((id, None) for id in ids if id not in self._nodes)

    def _rows(
        self, query: str, where: Where = ALL, more: str = "", values: Sequence[Any] = ()
    ) -> list[tuple[Any, ...]]:
        return self.database.rows(f"{query}{where.clause}{more}", [*where.values, *values])

    def _node_key(self, node: Node) -> tuple[int, str]:
        return (self._category_rank[node.category], node.id)

    def known_names(self) -> Iterable[str]:
        if self.counts[0] > MOST:
            return ()
        return Names(self.schema, {node.id: node for node in self.nodes()}).known()

    def nodes(self, categories: Collection[str] | None = None) -> Iterator[Node]:
        for category in self._category_rank:
            if not admits(categories, category):
                continue
            last = ""
            while True:
                where = every(within("n.category", (category,)), Where("n.id > ?", (last,)))
                rows = self._rows(f"SELECT {NODE_COLUMNS} FROM nodes AS n", where, " ORDER BY n.id LIMIT ?", [FETCHED])
                yield from self._made_nodes(rows)
                if len(rows) < FETCHED:
                    break
                last = rows[-1][0]

    def find(self, text: str, limit: int | None) -> Found:
        return NodeSearch(self.database, self._by_id).find(text, limit)

    # ------------------------------------------------------------------------------------------------------- claims

    def claim(self, id: str) -> Claim | None:
        found = self._claims_of(self._rows(f"SELECT {CLAIM} FROM claims AS c", within("c.id", (id,))))
        return next(iter(found), None)

    def claim_ids(self) -> Iterable[str]:
        if self.counts[2] > MOST:
            return ()
        return (claim.id for claim in self.claims(ClaimFilters()))

    def _claims_of(self, rows: Iterable[Sequence[Any]]) -> list[Claim]:
        return [records.claim(row).of(self._graph) for row in rows]

    def claims(self, filters: ClaimFilters) -> Iterator[Claim]:
        parts = _parted(filters.edges)
        if len(parts) > 1:
            some = {claim.id: claim for part in parts for claim in self.claims(filters._replace(edges=part))}
            yield from sorted(some.values(), key=self._claim_key)
            return
        query, where = f"SELECT {CLAIM} FROM claims AS c", self._fitting(filters)
        if any(part is not None for part in filters.edges[3:]):
            query += f" JOIN edges AS e ON {ON_EDGE}"
        if filters.texts is not None:
            query += " JOIN texts AS x ON x.claim = c.id"
        query += " JOIN places AS p ON p.section = c.section"
        order = " ORDER BY p.place, c.paragraph, LENGTH(c.id), c.id"
        if filters.ids is not None:
            queries = [every(within("c.id", page), where) for page in pages(sorted(filters.ids))]
            found = [claim for one in queries for claim in self._claims_of(self._rows(query, one))]
            yield from sorted(found, key=self._claim_key)
            return
        for sections in self._batches(filters):
            several = every(within("c.section", sections), where)
            if sections is None or len(sections) > 1:
                yield from self._claims_of(self._rows(query, several, order))
                continue
            after, more = Where(), True
            while more:  # One section may have more than memory holds.
                page = self._claims_of(self._rows(query, every(several, after), f"{order} LIMIT ?", [PAGE]))
                yield from page
                more = len(page) == PAGE
                if more:
                    after = _after(page[-1])

    def _batches(self, filters: ClaimFilters) -> Iterator[Several]:
        """The sections that are asked for, in order: few at a time where they hold many claims."""
        if filters.sections is None and filters.edges != EdgeFilters():
            yield None  # Few claims of all.
            return
        wanted = self._place if filters.sections is None else sorted(filters.sections, key=self._place.__getitem__)
        yield from self._packed(wanted, self._sizes)

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        """How many claims each section has."""
        return dict(self._rows("SELECT c.section, COUNT(*) AS n FROM claims AS c GROUP BY c.section"))

    def _packed(self, names: Iterable[str], sizes: Mapping[str, int]) -> Iterator[list[str]]:
        """Names in lists that have about a page of claims together."""
        pack: list[str] = []
        size = 0
        for name in names:
            if pack and (size + sizes.get(name, 0) > PAGE or len(pack) == MANY):
                yield pack
                pack, size = [], 0
            pack.append(name)
            size += sizes.get(name, 0)
        if pack:
            yield pack

    def _fitting(self, filters: ClaimFilters) -> Where:
        """Whether a claim fits the filters, but for its id and section."""
        edges = filters.edges
        ends = of_edges(self.schema, edges, "e" if any(part is not None for part in edges[3:]) else "c")
        texts = Where()
        if filters.texts is not None:
            texts = (
                either(*(self._texts.condition(text) for text in filters.texts)) if filters.texts else Where("1 = 0")
            )
        return every(
            ends,
            within("c.modality", filters.modalities),
            within("c.polarity", filters.polarities),
            texts,
            *(self._holding(field, wanted) for field, wanted in filters.fields.items()),
        )

    def _holding(self, field: str, wanted: bool | Collection[str]) -> Where:
        """Whether a field of a claim holds one of some values; or anything, or nothing."""
        if field in ("inferred", "structural"):
            return Where(f"c.{field}" if wanted else f"NOT c.{field}")
        if field == "quantity":
            return Where(f"c.quantity IS {'NOT ' if wanted else ''}NULL")
        values = None if isinstance(wanted, bool) else wanted
        where = every(within("i.field", (field,)), within("i.value", values))
        if wanted is False:
            return Where(f"NOT EXISTS (SELECT 1 FROM items AS i WHERE i.claim = c.id AND {where.text})", where.values)
        return Where(f"c.id IN (SELECT i.claim FROM items AS i{where.clause})", where.values)

    def slips(self, text: str) -> Mapping[str, Sequence[str]]:
        return self._texts.slips(text)

    @cached_property
    def _texts(self) -> TextSearch:
        return TextSearch(self.database, self.schema)

    def values(self, field: str) -> Iterable[str]:
        return (
            value for (value,) in self._rows("SELECT DISTINCT i.value FROM items AS i", within("i.field", (field,)))
        )

    def claim_rows(self) -> Iterator[tuple[str, Sequence[str] | Claim]]:
        for row in self._every_claim(lambda source, section, paragraph: source):
            yield records.cells(row) or (slug(row[SOURCE]), records.claim(row).of(self._graph))

    def every_claim(self) -> Iterator[Claim]:
        place = self._place
        rows = self._every_claim(lambda source, section, paragraph: (place[section], paragraph))
        return (records.claim(row).of(self._graph) for row in rows)

    def _every_claim(self, key: Callable[[str, str, int], Any]) -> Iterator[Sequence[Any]]:
        """The rows of all claims by a key of source, section and paragraph, then by the length of the id, then by id.

        They are sorted here: not every database can sort more than its memory holds.
        """
        found = self.database.stream(f"SELECT {CLAIM} FROM claims AS c")
        rows = ((key(row[SOURCE], row[SECTION], row[PARAGRAPH]), len(row[0]), row[0], row) for row in found)
        return (row for *_, row in in_order(rows, lambda row: BIG))

    def naming(self, id: str) -> list[Claim]:
        items = Where("c.id IN (SELECT i.claim FROM items AS i WHERE i.value = ?)", (id,))
        return self._in_order(either(Where("c.subject = ?", (id,)), Where("c.object = ?", (id,)), items))

    def mentions(self, id: str) -> list[Claim]:
        items = Where("c.id IN (SELECT i.claim FROM items AS i WHERE i.value = ?)", (id,))
        return self._in_order(every(items, Where("c.subject <> ? AND c.object <> ?", (id, id))))

    def _in_order(self, where: Where) -> list[Claim]:
        return sorted(self._claims_of(self._rows(f"SELECT {CLAIM} FROM claims AS c", where)), key=self._claim_key)

    def _claim_key(self, claim: Claim) -> tuple[int, int, int, str]:
        return (self._place[claim.section], claim.paragraph, len(claim.id), claim.id)

    def pair(self, one: str, other: str) -> PairFound:
        starts, ends = self.named((one, other))
        if len(starts) != 1 or len(ends) != 1:
            return PairFound(starts, ends)
        start, end = starts[0].id, ends[0].id
        between = self.edges_between([(start, end)])[start, end]
        beside: list[Claim] = []
        if start != end:
            named = ((claim, (claim.subject, claim.object, *claim.qualifiers)) for claim in self.mentions(start))
            beside = [claim for claim, names in named if end in names]
            beside += [claim for claim in self.mentions(end) if start in (claim.subject, claim.object)]
        claims = [claim for edge in between for claim in edge.claims]
        kinds = {id: self.kinds(id) for id in (start, end)}
        outright = {id: self._kinds(id, UNSAID) if kinds[id] else () for id in kinds}
        said = {id: {kind: kind in outright[id] for kind in kinds[id]} for id in kinds}
        return PairFound(starts, ends, claims, beside, said)

    def kinds(self, id: str) -> Collection[str]:
        return sorted(self._kinds(id, None))[:MOST_KINDS]

    def _kinds(self, id: str, below: int | None) -> set[str]:
        """The kinds of a node, and kinds of these; over edges whose uncertainty is below a number, or that a claim affirms."""
        found, rim = {id}, {id}
        said = Where("e.uncertainty IS NOT NULL") if below is None else Where("e.uncertainty < ?", (below,))
        while rim:
            query = "SELECT DISTINCT e.subject FROM edges AS e"
            steps = (
                every(within("e.object", page), Where("e.predicate = ?", (KIND,)), said) for page in pages(sorted(rim))
            )
            rim = {kind for where in steps for (kind,) in self._rows(query, where)} - found
            found |= rim
        return found - {id}

    # -------------------------------------------------------------------------------------------------------- edges

    def edges(self, filters: EdgeFilters) -> Iterator[Edge]:
        parts = _parted(filters)
        if len(parts) > 1:
            made = {key: edge for part in parts for key, edge in self._made(of_edges(self.schema, part)).items()}
            yield from (made[key] for key in sorted(made, key=self._edge_key))
            return
        where = of_edges(self.schema, filters)
        for page in self._edge_pages(filters):
            yield from self._made(every(page, where)).values()

    def _edge_pages(self, filters: EdgeFilters) -> Iterator[Where]:
        """Conditions that part all edges, in order, where not few are asked for."""
        if filters.subjects is not None or filters.objects is not None or self.counts[2] <= PAGE:
            yield Where()
            return
        for category in self._category_rank:
            yield from self._subject_pages(category)

    def _subject_pages(self, category: str) -> Iterator[Where]:
        """Conditions that part the edges from nodes of a category, by subject: about a page of edges each."""
        rows = self._rows(
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

    def _made(self, where: Where) -> dict[tuple[Any, ...], Edge]:
        """The edges that meet a condition, in order, with their claims; by what they are sorted by."""
        query = f"SELECT {EDGE}, {CLAIM} FROM claims AS c JOIN edges AS e ON {ON_EDGE}"
        claims: dict[tuple[Any, ...], list[Claim]] = {}
        for row in self._rows(query, where):
            claims.setdefault(row[:WIDTH], []).append(records.claim(row[WIDTH:]).of(self._graph))
        self._await(id for key in claims for id in (key[0], key[2]))

        def edge(key: tuple[Any, ...]) -> Edge:
            supporting = tuple(sorted(claims[key], key=self._claim_key))
            return Edge(subject=key[0], predicate=key[1], object=key[2], claims=supporting).of(self._graph)

        return {key: edge(key) for key in sorted(claims, key=self._edge_key)}

    def _edge_key(self, row: Sequence[Any]) -> tuple[Any, ...]:
        subject, predicate, object, start, end, _ = row
        return (self._category_rank[start], subject, self._predicate_rank[predicate], self._category_rank[end], object)

    def edges_between(self, pairs: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[Edge]]:
        wanted = {frozenset(pair) for pair in pairs}
        ids = sorted({id for pair in pairs for id in pair})
        between: dict[frozenset[str], list[Edge]] = {}
        for starts in pages(ids):
            for ends in pages(ids):
                edges = self._made(every(within("e.subject", starts), within("e.object", ends)))
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
                for id, count in self._rows(query, within(f"e.{end}", page), f" GROUP BY e.{end}"):
                    found[id] += count
        return found

    def neighbours(self, ids: Collection[str], ahead: int) -> Iterable[tuple[str, Iterable[Neighbour]]]:
        beside: dict[str, list[Neighbour]] = {id: [] for id in ids}
        for near_end, forwards in (("subject", True), ("object", False)):
            rows = [
                row
                for page in pages(ids)
                for row in self._rows(
                    f"SELECT {EDGE} FROM edges AS e",
                    every(within(f"e.{near_end}", page), Where("e.uncertainty IS NOT NULL")),
                )
            ]
            for subject, predicate, object, *_, uncertainty in sorted(rows, key=self._edge_key):
                near, far = (subject, object) if forwards else (object, subject)
                beside[near].append(Neighbour(far, predicate, forwards, uncertainty))
        self._await(one.node for near in beside.values() for one in near)
        return list(beside.items())

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
        self._await(id for fit in fits for id in fit.bindings.values())
        return fits

    def ask_store(self, query: str, kind: str, timeout: float | None) -> NoReturn:
        raise NotImplementedError("these tables do not answer SPARQL")

    # --------------------------------------------------------------------------------------------------------- walk

    def hop(self, id: str, name: str) -> Nodes:
        found = self._reached((id,), name)
        return walked(self._nodes_of(found[id]), (self._graph, id, name))

    def walk(self, nodes: tuple[Node, ...], name: str) -> Nodes:
        found = self._reached([node.id for node in nodes], name)
        reached = dict.fromkeys(end for node in nodes for end in found[node.id])
        return walked(self._nodes_of(reached), (self._graph, nodes, name))

    def _nodes_of(self, ids: Iterable[str]) -> list[Node]:
        return list(self._by_id(ids).values())

    def _reached(self, ids: Collection[str], name: str) -> dict[str, list[str]]:
        """For each of some nodes where a predicate or inverse leads, in order: along edges, then back."""
        predicate, forwards = self.schema.direction(name)
        predicates = tuple(self.schema.narrower[predicate.name])
        found: dict[str, dict[str, None]] = {id: {} for id in ids}
        ahead, back = forwards or predicate.symmetric, not forwards or predicate.symmetric
        for goes, start, end in ((ahead, "subject", "object"), (back, "object", "subject")):
            for page in pages(ids) if goes else ():
                query = f"SELECT e.{start}, e.{end}, e.{end}_category FROM edges AS e"
                along = within("e.predicate", predicates)
                where = every(within(f"e.{start}", page), along, Where("e.uncertainty IS NOT NULL"))
                for near, far, _ in sorted(
                    self._rows(query, where), key=lambda row: (self._category_rank[row[2]], row[1])
                ):
                    found[near][far] = None
        return {id: list(ends) for id, ends in found.items()}

    def walkable(self, id: str) -> Sequence[str]:
        ways = {
            end: {name for (name,) in self._rows("SELECT DISTINCT e.predicate FROM edges AS e", where)}
            for end in ("subject", "object")
            for where in (every(Where(f"e.{end} = ?", (id,)), Where("e.uncertainty IS NOT NULL")),)
        }

        def leads(name: str) -> bool:
            predicate, forwards = self.schema.direction(name)
            ends = ("subject", "object") if predicate.symmetric else ("subject" if forwards else "object",)
            return any(not ways[end].isdisjoint(self.schema.narrower[predicate.name]) for end in ends)

        return sorted(name for name in self.schema.directions if leads(name))


def _ranks(names: Iterable[str]) -> Mapping[str, int]:
    return {name: rank for rank, name in enumerate(names)}


def _parted(filters: EdgeFilters) -> list[EdgeFilters]:
    """Filters in parts that name no more nodes than one query may."""

    def parts(ids: Several) -> list[Several]:
        return [ids] if ids is None or len(ids) <= MANY else [*pages(ids)]

    subjects, objects = parts(filters.subjects), parts(filters.objects)
    return [filters._replace(subjects=some, objects=others) for some in subjects for others in objects]


def _after(claim: Claim) -> Where:
    """Whether a claim of the same section comes after this one."""
    place, size, id = claim.paragraph, len(claim.id), claim.id
    longer = "c.paragraph = ? AND LENGTH(c.id) > ?"
    later = "c.paragraph = ? AND LENGTH(c.id) = ? AND c.id > ?"
    return Where(f"(c.paragraph > ? OR {longer} OR {later})", (place, place, size, place, size, id))
