"""The nodes in a table: those that were fetched are kept, as many as memory easily holds."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from kg.engines.filters import admits
from kg.engines.names import Names
from kg.engines.search import Found
from kg.engines.sql import records
from kg.engines.sql.conditions import MANY, Where, asked, every, pages, within
from kg.engines.sql.database import FETCHED, Database
from kg.engines.sql.search import NodeSearch
from kg.errors import a_text, spaced
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.schema import NODE, Schema

KEPT = 50_000
"""So many nodes, claims and neighbours of nodes are kept at most, of each, once they were fetched."""

COLUMNS, MAPPING = records.columns("nodes", "n"), records.columns("mappings", "m")


class NodeTable:
    """The nodes of a graph, which has to be set before they are asked for."""

    graph: Graph

    def __init__(self, database: Database, schema: Schema) -> None:
        self.database, self.schema = database, schema
        self._rank = {name: rank for rank, name in enumerate(schema.categories)}
        self._nodes: dict[str, Node] = {}
        self._expected: dict[str, None] = {}

    def key(self, node: Node) -> tuple[int, str]:
        """What nodes are sorted by."""
        return (self._rank[node.category], node.id)

    def named(self, names: Sequence[str]) -> Sequence[Sequence[Node]]:
        found = self.by_id(id for name in names for id in self._ids_of(name))
        missing = [name for name in names if not any(id in found for id in self._ids_of(name))]
        texts = {text: None for name in missing for text in self._texts_of(name)}
        more = [
            id
            for page in pages(texts)
            for (id,) in asked(self.database, "SELECT DISTINCT n.node FROM names AS n", within("n.text", page))
        ]
        found = self.by_id([*found, *more])
        index = Names(self.schema, {node.id: node for node in sorted(found.values(), key=self.key)})
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

    def by_id(self, ids: Iterable[str]) -> dict[str, Node]:
        """Those of some nodes that there are, by id."""
        wanted = list(dict.fromkeys(ids))
        found = {id: self._nodes[id] for id in wanted if id in self._nodes}
        missing = [id for id in wanted if id not in found]
        if 0 < len(missing) < MANY:
            missing += islice((id for id in self._expected if id not in self._nodes), MANY - len(missing))
        for page in pages(missing):
            rows = asked(self.database, f"SELECT {COLUMNS} FROM nodes AS n", within("n.id", page))
            found.update((node.id, node) for node in self._made_nodes(rows))
        return {id: found[id] for id in wanted if id in found}

    def _made_nodes(self, rows: Sequence[Sequence[Any]]) -> list[Node]:
        """The nodes in rows, with their mappings; they are kept."""
        mappings: dict[str, Any] = {}
        for page in pages(row[0] for row in rows):
            query = f"SELECT {MAPPING} FROM mappings AS m"
            mappings |= records.mappings(asked(self.database, query, within("m.subject_id", page)))
        nodes = [records.node(row, mappings.get(row[0], ())).of(self.graph) for row in rows]
        if len(self._nodes) + len(nodes) > KEPT:
            self._nodes.clear()
        for node in nodes:
            self._nodes[node.id] = node
            self._expected.pop(node.id, None)
        return nodes

    def expect(self, ids: Iterable[str]) -> None:
        """Note which nodes will be asked for: some come with the first that is."""
        if len(self._expected) > KEPT:
            self._expected.clear()
        self._expected.update((id, None) for id in ids if id not in self._nodes)

    def nodes(self, categories: Collection[str] | None = None) -> Iterator[Node]:
        query = f"SELECT {COLUMNS} FROM nodes AS n"
        rows = asked(self.database, query, within("n.category", categories), " LIMIT ?", [FETCHED + 1])
        if len(rows) <= FETCHED:
            yield from sorted(self._made_nodes(rows), key=self.key)
            return
        for category in self._rank:
            if not admits(categories, category):
                continue
            last = ""
            while True:
                where = every(within("n.category", (category,)), Where("n.id > ?", (last,)))
                rows = asked(self.database, query, where, " ORDER BY n.id LIMIT ?", [FETCHED])
                yield from self._made_nodes(rows)
                if len(rows) < FETCHED:
                    break
                last = rows[-1][0]

    def find(self, text: str, limit: int | None) -> Found:
        return NodeSearch(self.database, self.by_id).find(text, limit)
