"""Finding nodes by words, in an index that is made when a graph is first searched."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence

from kg.model import Node
from kg.texts import normalized

SHORTEST_TYPO = 4
"""A word of fewer letters is near to too many others."""


def folded(text: str) -> str:
    """`text` without case and accents, words parted by single spaces.

    >>> folded("Ménière's  Disease")
    'meniere s disease'
    """
    text = text.casefold()
    if not text.isascii():
        text = "".join(char for char in normalized("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", text))


class SearchIndex:
    """The words of nodes. Nodes are numbers here, those with shorter names first, then by id: the order among equals."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = sorted(nodes, key=lambda node: (len(node.name), node.id))
        self.names: dict[str, list[int]] = {}
        self.synonyms: dict[str, list[int]] = {}
        self.ids: dict[str, list[int]] = {}
        self.words: dict[str, list[int]] = {}
        """The words of names, synonyms, abbreviations and identifiers."""
        self.definitions: dict[str, list[int]] = {}
        self.texts: list[tuple[str, ...]] = []
        for number, node in enumerate(self.nodes):
            name = folded(node.name)
            others = [folded(text) for text in (*node.synonyms, *node.abbreviations)]
            terms = [mapping.term for mapping in node.mappings if mapping.grounds]
            ids = [folded(text) for text in (node.slug, node.id, *terms)]
            self.names.setdefault(name, []).append(number)
            for text in others:
                self.synonyms.setdefault(text, []).append(number)
            for text in ids:
                self.ids.setdefault(text, []).append(number)
            self.texts.append((name, *others, *ids))
            for word in {word for text in self.texts[-1] for word in text.split()}:
                self.words.setdefault(word, []).append(number)
            for word in set(folded(node.definition).split()):
                self.definitions.setdefault(word, []).append(number)
        self.phrases = sorted({*self.names, *self.synonyms, *self.ids})
        self.vocabulary = sorted(self.words)
        self.defining = sorted(self.definitions)
        self.letters = sorted({letter for word in self.vocabulary for letter in word})

    def find(self, text: str, limit: int | None = None) -> list[Node]:
        """The nodes that match `text`, best first, at most `limit` of them."""
        wanted = folded(text)
        found: dict[int, None] = {}
        if wanted:
            for numbers in self._ranked(wanted):
                found.update(dict.fromkeys(sorted(numbers)))
                if limit is not None and len(found) >= limit:
                    break
        return [self.nodes[number] for number in list(found)[:limit]]

    def _ranked(self, wanted: str) -> Iterator[Collection[int]]:
        """Ever weaker matches: those of a later rank may be among an earlier one's."""
        yield self.names.get(wanted, ())
        yield self.synonyms.get(wanted, ())
        yield self.ids.get(wanted, ())
        phrases = _starting(self.phrases, wanted)
        yield {n for phrase in phrases for part in (self.names, self.synonyms, self.ids) for n in part.get(phrase, ())}
        words = wanted.split()
        inner = set.intersection(*(_having(self.words, _starting(self.vocabulary, word)) for word in words))
        if len(words) > 1:
            yield {number for number in inner if any(f" {wanted}" in f" {text}" for text in self.texts[number])}
        yield inner
        if len(words) == 1:
            yield _having(self.words, (word for word in self.vocabulary if wanted in word))
        near = [{*_starting(self.vocabulary, word), *self._near(word)} for word in words]
        yield set.intersection(*(_having(self.words, some) for some in near))
        yield set.intersection(*(_having(self.definitions, _starting(self.defining, word)) for word in words))

    def _near(self, word: str) -> Iterator[str]:
        """The words of the vocabulary that are one insertion, deletion, replacement or swap of neighbours away."""
        if len(word) < SHORTEST_TYPO:
            return
        for place in range(len(word) + 1):
            head, tail = word[:place], word[place:]
            edits = [head + letter + tail for letter in self.letters]
            if tail:
                edits += [head + tail[1:], *(head + letter + tail[1:] for letter in self.letters)]
            if len(tail) > 1:
                edits.append(head + tail[1] + tail[0] + tail[2:])
            yield from (edit for edit in edits if edit in self.words)


def _starting(texts: Sequence[str], prefix: str) -> Sequence[str]:
    """Those of sorted texts that start with a prefix."""
    start = bisect_left(texts, prefix)
    return texts[start : bisect_left(texts, prefix + "\U0010ffff", start)]


def _having(words: dict[str, list[int]], some: Iterable[str]) -> set[int]:
    return set().union(*(words[word] for word in some))
