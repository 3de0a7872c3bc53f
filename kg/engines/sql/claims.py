"""The claims in a table: by filters, in the order of their sources, few of them in memory at a time."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from kg.engines.filters import ClaimFilters, EdgeFilters, Several
from kg.engines.sql import records
from kg.engines.sql.conditions import ALL, MANY, NEVER, Where, asked, either, every, of_edges, pages, parted, within
from kg.engines.sql.database import PLACES, Database
from kg.engines.sql.nodes import KEPT, NodeTable
from kg.engines.sql.search import TextSearch
from kg.formats.sorting import in_order
from kg.model.answers import slug
from kg.model.protocol import Graph
from kg.model.records import Claim, Source
from kg.schema import Schema

PAGE = 20_000
"""About so many claims are fetched at once."""

FIRST = 1000
"""So many edges or claims of some nodes are fetched first: more where more are wanted."""

COLUMNS = records.columns("claims", "c")
SOURCE, SECTION, PARAGRAPH = map(records.columns_of("claims").index, ("source", "section", "paragraph"))
BIG = 1000
"""About so many characters does a claim take in memory."""

ON_EDGE = "e.subject = c.subject AND e.predicate = c.predicate AND e.object = c.object"


class ClaimTable:
    """The claims of a graph, which has to be set before they are asked for."""

    graph: Graph

    def __init__(
        self, database: Database, schema: Schema, sources: Sequence[Source], members: Iterable[str], nodes: NodeTable
    ) -> None:
        """`members` are the ids of the claims in tensions, which are shown one after the other: many are fetched at once."""
        self.database, self.schema, self._nodes = database, schema, nodes
        self._members = dict.fromkeys(members)
        self._kept: dict[str, Claim] = {}
        sections = (section.id for source in sources for section in source.sections)
        self._place = {id: place for place, id in enumerate(sections)}
        database.keep(PLACES, self._place.items())

    def claim(self, id: str) -> Claim | None:
        kept = self._kept.get(id)
        if kept is not None:
            return kept
        wanted = [id]
        if id in self._members:
            wanted += islice((one for one in self._members if one != id and one not in self._kept), MANY - 1)
        query = f"SELECT {COLUMNS} FROM claims AS c"
        found = {claim.id: claim for claim in self._of(asked(self.database, query, within("c.id", wanted)))}
        if id in self._members:
            if len(self._kept) + len(found) > KEPT:
                self._kept.clear()
            self._kept |= found
        return found.get(id)

    @cached_property
    def count(self) -> int:
        """How many there are."""
        ((count,),) = self.database.rows("SELECT COUNT(*) AS n FROM claims")
        return int(count)

    def _of(self, rows: Iterable[Sequence[Any]]) -> list[Claim]:
        claims = [records.claim(row).of(self.graph) for row in rows]
        self._nodes.expect(id for claim in claims for id in (claim.subject, claim.object))
        return claims

    def claims(self, filters: ClaimFilters) -> Iterator[Claim]:
        parts = parted(filters.edges)
        if len(parts) > 1:
            some = {claim.id: claim for part in parts for claim in self.claims(filters._replace(edges=part))}
            yield from sorted(some.values(), key=self.key)
            return
        query, where = f"SELECT {COLUMNS} FROM claims AS c", self._fitting(filters)
        if _by_category(filters):
            query += f" JOIN edges AS e ON {ON_EDGE}"
        if filters.texts is not None:
            query += " JOIN texts AS x ON x.claim = c.id"
        query += " JOIN places AS p ON p.section = c.section"
        order = " ORDER BY p.place, c.paragraph, LENGTH(c.id), c.id"
        if filters.ids is not None:
            queries = [every(within("c.id", page), where) for page in pages(sorted(filters.ids))]
            found = [claim for one in queries for claim in self._of(asked(self.database, query, one))]
            yield from sorted(found, key=self.key)
            return
        for sections in self._batches(filters):
            several = every(within("c.section", sections), where)
            if sections is not None and len(sections) > 1:
                yield from self._of(asked(self.database, query, several, order))
                continue
            if sections is None:
                first = self._of(asked(self.database, query, several, f"{order} LIMIT ?", [FIRST]))
                yield from first
                if len(first) == FIRST:
                    yield from self._of(asked(self.database, query, every(several, self._after(first[-1])), order))
                continue
            after, more = ALL, True
            while more:  # One section may have more than memory holds.
                page = self._of(asked(self.database, query, every(several, after), f"{order} LIMIT ?", [PAGE]))
                yield from page
                more = len(page) == PAGE
                if more:
                    after = self._after(page[-1])

    def _batches(self, filters: ClaimFilters) -> Iterator[Several]:
        """The sections that are asked for, in order: few at a time where they hold many claims."""
        if filters.sections is None and filters.edges != EdgeFilters():
            yield None  # Few claims of all.
            return
        wanted = self._place if filters.sections is None else sorted(filters.sections, key=self._place.__getitem__)
        yield from self._packed(wanted)

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        """How many claims each section has."""
        return dict(asked(self.database, "SELECT c.section, COUNT(*) AS n FROM claims AS c GROUP BY c.section"))

    def _packed(self, sections: Iterable[str]) -> Iterator[list[str]]:
        """Sections in lists that have about a page of claims together."""
        sizes = self._sizes
        pack: list[str] = []
        size = 0
        for name in sections:
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
        ends = of_edges(self.schema, edges, "e" if _by_category(filters) else "c")
        texts = ALL
        if filters.texts is not None:
            texts = either(*(self._texts.condition(text) for text in filters.texts)) if filters.texts else NEVER
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
            value
            for (value,) in asked(self.database, "SELECT DISTINCT i.value FROM items AS i", within("i.field", (field,)))
        )

    def claim_rows(self) -> Iterator[tuple[str, Sequence[str] | Claim]]:
        for row in self._every_claim(lambda source, section, paragraph: source):
            yield records.cells(row) or (slug(row[SOURCE]), records.claim(row).of(self.graph))

    def every_claim(self) -> Iterator[Claim]:
        place = self._place
        rows = self._every_claim(lambda source, section, paragraph: (place[section], paragraph))
        return (records.claim(row).of(self.graph) for row in rows)

    def _every_claim(self, key: Callable[[str, str, int], Any]) -> Iterator[Sequence[Any]]:
        """The rows of all claims by a key of source, section and paragraph, then by the length of the id, then by id.

        They are sorted here: not every database can sort more than its memory holds.
        """
        found = self.database.stream(f"SELECT {COLUMNS} FROM claims AS c")
        rows = ((key(row[SOURCE], row[SECTION], row[PARAGRAPH]), len(row[0]), row[0], row) for row in found)
        return (row for *_, row in in_order(rows, lambda row: BIG))

    def naming(self, id: str) -> list[Claim]:
        items = Where("c.id IN (SELECT i.claim FROM items AS i WHERE i.value = ?)", (id,))
        return self._meeting(either(Where("c.subject = ?", (id,)), Where("c.object = ?", (id,)), items))

    def mentions(self, id: str) -> list[Claim]:
        items = Where("c.id IN (SELECT i.claim FROM items AS i WHERE i.value = ?)", (id,))
        return self._meeting(every(items, Where("c.subject <> ? AND c.object <> ?", (id, id))))

    def _meeting(self, where: Where) -> list[Claim]:
        """The claims that meet a condition, in order."""
        return sorted(self._of(asked(self.database, f"SELECT {COLUMNS} FROM claims AS c", where)), key=self.key)

    def _after(self, claim: Claim) -> Where:
        """Whether a claim comes after this one."""
        same, later = ALL, []
        for column, value in zip(("p.place", "c.paragraph", "LENGTH(c.id)", "c.id"), self.key(claim), strict=True):
            later.append(every(same, Where(f"{column} > ?", (value,))))
            same = every(same, Where(f"{column} = ?", (value,)))
        return either(*later)

    def key(self, claim: Claim) -> tuple[int, int, int, str]:
        return (self._place[claim.section], claim.paragraph, len(claim.id), claim.id)


def _by_category(filters: ClaimFilters) -> bool:
    """Whether categories of ends are asked for, which only the table of edges has."""
    edges = filters.edges
    return any(names is not None for names in (edges.subject_categories, edges.object_categories, edges.categories))
