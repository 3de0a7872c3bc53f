"""Words in nodes and claims: a query fetches what may match, and the index that memory uses says what does, and how well."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from kg.engines.search import SHORTEST_TYPO, Found, SearchIndex, Words, sought
from kg.engines.sql.conditions import AFTER, NEVER, Where, either, every, starting, within
from kg.engines.sql.database import Database
from kg.model.nodes import Node
from kg.schema import Schema
from kg.texts import folded

NAMED = ("word", "id")
"""The kinds of words that a node is found by first: those of its names, and of its identifiers."""


class NodeSearch:
    """The search for nodes in the table of their names. `nodes` gives nodes by their ids."""

    def __init__(self, database: Database, nodes: Callable[[Iterable[str]], Mapping[str, Node]]) -> None:
        self._database, self._nodes = database, nodes

    def find(self, text: str, limit: int | None) -> Found:
        """The nodes that match `text`, at most `limit` of them; where none has all of its words, those with the most."""
        words = sought(text)
        if not words:
            return Found([], 0, 0)
        near = {word: self._near(word) for word in words}
        ids = self._with_all([self._matching(word, near[word], alone=len(words) == 1) for word in words])
        found = self._index(ids).find(text, limit)
        if found.nodes:
            return found
        # No node has every word. Of those with the most, the index must also see a node for each word that one has.
        matching = [self._starting(word) for word in words]
        some = [self._ids(where, " LIMIT 1") for where in matching]
        matching = [
            where if ids else self._near_only(near[word])
            for word, where, ids in zip(words, matching, some, strict=True)
        ]
        return self._index({*self._with_most(matching), *(id for ids in some for id in ids)}).find(text, limit)

    def _index(self, ids: Iterable[str]) -> SearchIndex:
        return SearchIndex(self._nodes(ids).values())

    def _matching(self, word: str, near: Sequence[str], *, alone: bool) -> Where:
        """The rows of names that match a word in any way."""
        ways = [self._starting(word), self._near_only(near)]
        if alone:
            ways.append(every(within("n.kind", NAMED), Where("INSTR(n.text, ?) > 0", (word,))))
        return either(*ways)

    def _starting(self, word: str) -> Where:
        return every(within("n.kind", (*NAMED, "defined")), starting("n.text", word))

    def _near_only(self, near: Sequence[str]) -> Where:
        return every(within("n.kind", NAMED), within("n.text", near))

    def _ids(self, where: Where, more: str = "") -> list[str]:
        text = f"SELECT DISTINCT n.node FROM names AS n{where.clause}{more}"
        return [id for (id,) in self._database.rows(text, where.values)]

    def _with_all(self, matching: Sequence[Where]) -> list[str]:
        """The nodes that meet each of the conditions with one of their names."""
        tables = [
            f"(SELECT DISTINCT n.node FROM names AS n{one.clause}) AS t{number}" for number, one in enumerate(matching)
        ]
        joined = (f" JOIN {table} ON t{number}.node = t0.node" for number, table in enumerate(tables[1:], 1))
        values = [value for one in matching for value in one.values]
        return [id for (id,) in self._database.rows(f"SELECT t0.node FROM {tables[0]}{''.join(joined)}", values)]

    def _with_most(self, matching: Sequence[Where]) -> list[str]:
        """The nodes that meet most of the conditions."""
        some = [one for one in matching if one != NEVER]
        if not some:
            return []
        parts = " UNION ALL ".join(f"SELECT DISTINCT n.node FROM names AS n{one.clause}" for one in some)
        values = [value for one in some for value in one.values]
        counts = f"SELECT found.node, COUNT(*) AS n FROM ({parts}) AS found GROUP BY found.node"
        ((most,),) = self._database.rows(f"SELECT MAX(counted.n) FROM ({counts}) AS counted", values)
        if most is None:
            return []
        rows = self._database.rows(
            f"SELECT counted.node FROM ({counts}) AS counted WHERE counted.n = ?", [*values, most]
        )
        return [id for (id,) in rows]

    def _near(self, word: str) -> list[str]:
        """The words of names that are a slip of the pen away."""
        if len(word) < SHORTEST_TYPO:
            return []
        where = every(within("n.kind", NAMED), *_alike(word, "n.text"))
        rows = self._database.rows(f"SELECT DISTINCT n.text FROM names AS n{where.clause}", where.values)
        return near(word, (text for (text,) in rows))


def near(word: str, known: Iterable[str]) -> list[str]:
    """Those of known words that are a slip of the pen away, sorted."""
    words = Words()
    words.add(0, known)
    return sorted(set(words.slips(word)))


def _alike(word: str, column: str) -> tuple[Where, Where]:
    """Conditions that every word meets which is a slip of the pen away: it keeps the first third of a word, or the last."""
    third = len(word) // 3
    first, last = word[:third], word[-third:]
    length = Where(f"LENGTH({column}) BETWEEN ? AND ?", (len(word) - 1, len(word) + 1))
    ending = Where(f"SUBSTR({column}, LENGTH({column}) - ?) = ?", (third - 1, last))
    return length, either(Where(f"{column} >= ? AND {column} < ?", (first, first + AFTER)), ending)


class TextSearch:
    """The search for claims: in the table of their texts, by the names of the nodes that they name, and of their predicate."""

    def __init__(self, database: Database, schema: Schema) -> None:
        self._database = database
        self._labels = {name: folded(one.label).split() for name, one in schema.predicates.items()}
        self._read: dict[str, list[str]] = {}

    def condition(self, text: str) -> Where:
        """Whether a claim has every word of a text, or a word that starts so. A text without words is in no claim."""
        found = self.slips(text)
        words = sought(text)
        if not words:
            return NEVER
        return every(
            *(
                either(*(self._exact(one) for one in found[word])) if word in found else self._starting(word)
                for word in words
            )
        )

    def slips(self, text: str) -> dict[str, list[str]]:
        """The words of a text that are in no claim, each with those that it is read as."""
        for word in sought(text):
            if word not in self._read:
                known = self._any(f" {word} " if word.isdecimal() else f" {word}", self._starting(word))
                read = () if known else (one for one in self._near(word) if self._any(f" {one} ", self._exact(one)))
                self._read[word] = list(read)
        return {word: self._read[word] for word in sought(text) if self._read[word]}

    def _any(self, part: str, where: Where) -> bool:
        """Whether a claim has a part in its text, or meets a condition, which takes longer to see."""
        if self._database.rows("SELECT x.claim FROM texts AS x WHERE INSTR(x.text, ?) > 0 LIMIT 1", [part]):
            return True
        query = f"SELECT c.id FROM claims AS c JOIN texts AS x ON x.claim = c.id{where.clause} LIMIT 1"
        return bool(self._database.rows(query, where.values))

    def _starting(self, word: str) -> Where:
        if word.isdecimal():
            return self._exact(word)
        labels = [name for name, words in self._labels.items() if any(one.startswith(word) for one in words)]
        return self._having(f" {word}", starting("n.text", word), labels)

    def _exact(self, word: str) -> Where:
        labels = [name for name, words in self._labels.items() if word in words]
        return self._having(f" {word} ", Where("n.text = ?", (word,)), labels)

    def _having(self, part: str, named: Where, labels: Sequence[str]) -> Where:
        """Whether a claim has a part in its text, names a node with such a word in its names, or has one of some predicates."""
        nodes = every(within("n.kind", ("word",)), named)
        ids = f"SELECT n.node FROM names AS n{nodes.clause}"
        return either(
            Where("INSTR(x.text, ?) > 0", (part,)),
            within("c.predicate", labels),
            Where(f"c.subject IN ({ids})", nodes.values),
            Where(f"c.object IN ({ids})", nodes.values),
            Where(f"c.id IN (SELECT i.claim FROM items AS i WHERE i.value IN ({ids}))", nodes.values),
        )

    def _near(self, word: str) -> list[str]:
        """The words of texts, names and labels that are a slip of the pen away."""
        if len(word) < SHORTEST_TYPO:
            return []
        third = len(word) // 3
        parts = (f" {word[:third]}", f"{word[-third:]} ")
        texts = self._database.rows(
            "SELECT x.text FROM texts AS x WHERE INSTR(x.text, ?) > 0 OR INSTR(x.text, ?) > 0", parts
        )
        where = every(within("n.kind", ("word",)), *_alike(word, "n.text"))
        names = self._database.rows(f"SELECT DISTINCT n.text FROM names AS n{where.clause}", where.values)
        known = {one for (text,) in (*texts, *names) for one in text.split()}
        return near(word, [*known, *(one for words in self._labels.values() for one in words)])
