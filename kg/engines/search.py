"""Finding nodes and claims by words, in indexes that are made when a graph is first searched."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from kg.model.nodes import Node
from kg.model.records import Claim
from kg.schema import NODE
from kg.texts import folded

SHORTEST_TYPO = 4
"""A word of fewer letters is near to too many others."""

_STOP_WORDS = """
    a an and are as at be by do does for from how in into is it its of on or that the their there these this to was were what
    when where which who with
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that a search ignores unless there are no others. Words that deny, compare or hedge are not among them."""

DENYING = frozenset({"not", "no", "without", "never"})
"""Words that a search finds as they are, but does not understand."""


def sought(text: str) -> list[str]:
    """The words to search for, each once: those of `text`, folded, without stop words.

    >>> sought("Stimulation of the nerve")
    ['stimulation', 'nerve']
    """
    words = list(dict.fromkeys(folded(text).split()))
    return [word for word in words if word not in STOP_WORDS] or words


def misread(text: str, nodes: Iterable[Node]) -> list[str]:
    """The words sought that are in no name, id or definition of the nodes found: they were read as words near to them."""
    held = {
        word
        for node in nodes
        for one in (node.name, *node.synonyms, *node.abbreviations, node.id, node.definition, *_terms(node))
        for word in folded(one).split()
    }
    return [word for word in sought(text) if not any(word in one for one in held)]


def _terms(node: Node) -> list[str]:
    """The public terms that match a node exactly or closely."""
    return [mapping.term for mapping in node.mappings if mapping.grounds]


class Words:
    """Which texts have which words; texts are numbers here."""

    def __init__(self) -> None:
        self.having: dict[str, list[int]] = {}

    def add(self, number: int, texts: Iterable[str]) -> None:
        """Add the words of a text, given in folded parts."""
        for word in {word for text in texts for word in text.split()}:
            self.having.setdefault(word, []).append(number)

    @cached_property
    def all(self) -> Sequence[str]:
        """All words, sorted."""
        return sorted(self.having)

    @cached_property
    def letters(self) -> Sequence[str]:
        """All letters of the words, sorted."""
        return sorted({letter for word in self.having for letter in word})

    @cached_property
    def longest(self) -> int:
        """The letters of the longest word."""
        return max(map(len, self.having), default=0)

    def starting(self, start: str) -> set[int]:
        """The texts that have a word with this start; a number is a whole word."""
        return set(self.having.get(start, ())) if start.isdecimal() else self._with(starting(self.all, start))

    def around(self, part: str) -> set[int]:
        """The texts that have a word with this part."""
        return self._with(word for word in self.all if part in word)

    def near(self, word: str) -> set[int]:
        """The texts that have a word one insertion, deletion, replacement or swap of neighbours away."""
        return self._with(self.slips(word))

    def slips(self, word: str) -> Iterator[str]:
        """The words that are so near."""
        if not SHORTEST_TYPO <= len(word) <= self.longest + 1 or word in DENYING:
            return
        for place in range(len(word) + 1):
            head, tail = word[:place], word[place:]
            edits = [head + letter + tail for letter in self.letters]
            if tail:
                edits += [head + tail[1:], *(head + letter + tail[1:] for letter in self.letters)]
            if len(tail) > 1:
                edits.append(head + tail[1] + tail[0] + tail[2:])
            yield from (edit for edit in edits if edit in self.having)

    def _with(self, words: Iterable[str]) -> set[int]:
        return set().union(*(self.having[word] for word in words))


def starting(texts: Sequence[str], prefix: str) -> Sequence[str]:
    """Those of sorted texts that start with a prefix."""
    start = bisect_left(texts, prefix)
    return texts[start : bisect_left(texts, prefix + "\U0010ffff", start)]


class Found(NamedTuple):
    """The nodes that a search found, best first; how many words they have, of how many sought."""

    nodes: Sequence[Node]
    words: int
    of: int


class SearchIndex:
    """The words of nodes. Nodes are numbers here, those with shorter names first, then by id: the order among equals."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = sorted(nodes, key=lambda node: (len(node.name), node.id))
        self.names: dict[str, list[int]] = {}
        self.synonyms: dict[str, list[int]] = {}
        self.ids: dict[str, list[int]] = {}
        self.words, self.definitions = Words(), Words()
        """The words of names, synonyms, abbreviations and identifiers; those of definitions."""
        self.texts: list[tuple[str, ...]] = []
        for number, node in enumerate(self.nodes):
            name = folded(node.name)
            others = [folded(text) for text in (*node.synonyms, *node.abbreviations)]
            ids = [folded(text) for text in (node.slug, node.id, *_terms(node))]
            self.names.setdefault(name, []).append(number)
            for text in others:
                self.synonyms.setdefault(text, []).append(number)
            for text in ids:
                self.ids.setdefault(text, []).append(number)
            self.texts.append((name, *others, *ids))
            self.words.add(number, self.texts[-1])
            self.definitions.add(number, [folded(node.definition)])
        self.phrases = sorted({*self.names, *self.synonyms, *self.ids})

    def find(self, text: str, limit: int | None = None) -> Found:
        """The nodes that match `text`, at most `limit` of them; where none has all of its words, those with the most."""
        wanted, words = folded(text), sought(text)
        found: dict[int, None] = {}
        for numbers in self._ranked(wanted, words) if words else ():
            found.update(dict.fromkeys(sorted(numbers)))
            if limit is not None and len(found) >= limit:
                break
        having = len(words)
        if not found:
            matching = [self._starting(word) or self.words.near(word) for word in words]
            counts = Counter(chain.from_iterable(matching))
            having = max(counts.values(), default=0)
            most = {number for number, count in counts.items() if count == having}
            for some in sorted(matching, key=len):  # Those with the rarest word first.
                found.update(dict.fromkeys(sorted(most & some)))
        return Found([self.nodes[number] for number in list(found)[:limit]], having, len(words))

    def _ranked(self, wanted: str, words: Sequence[str]) -> Iterator[Collection[int]]:
        """Ever weaker matches: those of a later rank may be among an earlier one's."""
        yield self.names.get(wanted, ())
        yield self.synonyms.get(wanted, ())
        yield self.ids.get(wanted, ())
        phrases = starting(self.phrases, wanted)
        yield {n for phrase in phrases for part in (self.names, self.synonyms, self.ids) for n in part.get(phrase, ())}
        inner = set.intersection(*map(self.words.starting, words))
        if len(words) > 1:
            yield {number for number in inner if any(f" {wanted}" in f" {text}" for text in self.texts[number])}
        yield inner
        if len(words) == 1:
            yield self.words.around(words[0])
        yield set.intersection(*(self.words.starting(word) | self.words.near(word) for word in words))
        yield set.intersection(*map(self._starting, words))

    def _starting(self, word: str) -> set[int]:
        """The nodes of whose names or definition a word has this start."""
        return self.words.starting(word) | self.definitions.starting(word)


class ClaimIndex:
    """The words of claims: of statement, hedge, figure, note, subject, predicate, object and qualifiers by their names.

    `node` gives the node of an id, `label` that of a predicate.
    """

    def __init__(self, claims: Iterable[Claim], node: Callable[[str], Node], label: Callable[[str], str]) -> None:
        self.ids: list[str] = []
        self.words = Words()
        names: dict[str, str] = {}

        def name(value: str) -> str:
            if value not in names:
                one = node(value) if value.startswith(f"{NODE}:") else None
                texts = (value,) if one is None else (one.name, *one.synonyms, *one.abbreviations)
                names[value] = " ".join(map(folded, texts))
            return names[value]

        for number, claim in enumerate(claims):
            self.ids.append(claim.id)
            texts = (claim.statement, *claim.hedge, str(claim.quantity or ""), claim.note, label(claim.predicate))
            held = (claim.subject, claim.object, *claim.qualifiers)
            self.words.add(number, (*map(folded, texts), *map(name, held)))

    def find(self, texts: Iterable[str]) -> set[str]:
        """The ids of the claims that have every word of a text, or a word that starts so. One without words is in no claim."""
        return {self.ids[number] for text in texts for number in self._having(sought(text))}

    def _having(self, words: Iterable[str]) -> set[int]:
        matching = [self.words.starting(word) or self.words.near(word) for word in words]
        return set.intersection(*matching) if matching else set()

    def slips(self, text: str) -> Mapping[str, Sequence[str]]:
        """The words of a text that are in no claim, each with those that it is read as."""
        unknown = (word for word in sought(text) if not self.words.starting(word))
        return {word: read for word in unknown if (read := sorted(set(self.words.slips(word))))}
