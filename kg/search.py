"""Finding nodes by words."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.model import Node


class Searchable(NamedTuple):
    """A node with its texts folded: case and accents removed, everything but letters and digits turned into spaces."""

    node: Node
    name: str
    others: tuple[str, ...]
    definition: str


def folded(text: str) -> str:
    """`text` without case and accents, words parted by single spaces.

    >>> folded("Ménière's  Disease")
    'meniere s disease'
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain))


def searchable(nodes: Iterable[Node]) -> Sequence[Searchable]:
    """The nodes ready for `find`."""
    return [
        Searchable(
            node,
            folded(node.name),
            tuple(map(folded, (node.slug, node.id, *node.synonyms, *node.abbreviations, *_terms(node)))),
            folded(node.definition),
        )
        for node in nodes
    ]


def _terms(node: Node) -> list[str]:
    return [mapping.term for mapping in node.mappings if mapping.grounds]


def find(candidates: Sequence[Searchable], text: str) -> list[Node]:
    """The nodes that match `text`, best first: exact name, exact id or synonym, start of a name, words in a name or synonym,
    words in the definition. Among equals the shorter name comes first, then the id."""
    wanted = folded(text)
    if not wanted:
        return []
    words = wanted.split()
    ranked = []
    for candidate in candidates:
        rank = _rank(candidate, wanted, words)
        if rank is not None:
            ranked.append((rank, len(candidate.name), candidate.node.id, candidate.node))
    return [node for _, _, _, node in sorted(ranked, key=lambda item: item[:3])]


def _rank(candidate: Searchable, wanted: str, words: Sequence[str]) -> int | None:
    texts = (candidate.name, *candidate.others)
    if candidate.name == wanted:
        return 0
    if wanted in candidate.others:
        return 1
    if any(text.startswith(wanted) for text in texts):
        return 2
    if any(f" {wanted}" in text for text in texts):
        return 3
    if any(all(f" {word}" in f" {text}" for word in words) for text in texts):
        return 4
    if any(wanted in text for text in texts):
        return 5
    if all(f" {word}" in f" {candidate.definition}" for word in words):
        return 6
    return None
