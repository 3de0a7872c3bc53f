"""A pasted text as what tables say of it: its sections, their paragraphs, and how many sentences each has."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.errors import DataError, Problem
from kg.tables.form import canonical_cell
from kg.texts import decoded, folded, stray

BULLET = re.compile(r"^(?:[•◦▪‣·*+–—-]\s+|\(?[0-9]{1,2}[.)]\s+|[a-z]\)\s+)")
MARKED = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?")
"""A heading as Markdown marks it."""

WORDS = 15
"""A longer line is not a heading."""

LETTERS = 40
"""The most characters in the id of a section."""

NEAR = 20
"""So many letters on either side of a full stop say whether a sentence ends there."""

MOST = 999
"""No paragraph has more sentences."""

END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+")
ABBREVIATED = frozenset(["al", "cf", "dr", "eg", "ie", "jr", "mr", "mrs", "ms", "prof", "sr", "st", "vs"])
_NUMBERED = "approx art ca ch eq fig figs max min no nos p para pp ref refs sec tab vol"
NUMBERED = frozenset(_NUMBERED.split())
"""Abbreviations where a number follows."""


class Part(NamedTuple):
    """A section of a text: its heading, and the number of sentences in each paragraph."""

    id: str
    title: str
    paragraphs: tuple[int, ...]


class Pasted(NamedTuple):
    """A text: its title, empty where it shows none, and its sections."""

    title: str
    parts: Sequence[Part]


class _Heading(NamedTuple):
    level: int
    text: str
    paragraphs: list[int]


def pasted(content: bytes, file: str) -> Pasted:
    """What a text has. DataError where it has no text, or text above its first heading.

    Empty lines separate paragraphs; an item of a list is one of its own. A heading is a line that begins with `#`; in a text
    without such lines, a short line alone that does not end as a sentence does. The first line may always be one. The
    first heading is the title where nothing but another heading follows, or where no other is of its level or above.
    """
    lines = decoded(content, file).split("\n")
    found: list[_Heading] = []
    for number, level, text in _pieces(lines):
        if level:
            found.append(_Heading(level, text, []))
        elif not found:
            remedy = "put one above it, such as # Introduction, or remove what does not belong to the text"
            raise DataError([Problem(file, number, "", f"text without a heading; {remedy}")])
        else:
            found[-1].paragraphs.append(count := sentences(text))
            if count > MOST:
                message = f"more than {MOST} sentences in one paragraph; leave an empty line between paragraphs"
                raise DataError([Problem(file, number, "", message)])
    if not found:
        remedy = "paste the text into it, with a heading such as # Introduction above each section"
        raise DataError([Problem(file, 1, "", f"the file is empty; {remedy}")])
    if not any(heading.paragraphs for heading in found):
        raise DataError([Problem(file, 1, "", "there are only headings; paste the text below them")])
    first, *others = found
    alone = first.level < min((heading.level for heading in others), default=0)
    if others and (alone or not first.paragraphs):
        return Pasted(first.text, list(_parts(found if first.paragraphs else others)))
    return Pasted("", list(_parts(found)))


def _pieces(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The headings and paragraphs of a text: the line of each, its level (0 for a paragraph, 1 without `#`), and its words."""
    lines = [*map(plain, lines), ""]
    marked = any(map(MARKED.fullmatch, lines))
    block: list[str] = []
    start, first = 0, True
    for number, line in enumerate(lines, 1):
        mark = MARKED.fullmatch(line)
        if block and (not line or mark or BULLET.match(line)):
            is_title = (first or not marked) and len(block) == 1 and _is_heading(block[0])
            yield start, int(is_title), heading(block[0]) if is_title else BULLET.sub("", " ".join(block), count=1)
            block, first = [], False
        if mark and (title := heading(mark[2])):
            yield number, 1 + len(mark[1]), title
            first = False
        elif not mark and re.search(r"\w", line):
            start = start if block else number
            block.append(line)


def plain(text: str) -> str:
    """A text as a cell can hold it: one line, without what no table may have."""
    line = "".join(" " if char.isspace() else char for char in text if char.isspace() or not stray(char))
    return canonical_cell("title", line.replace("|", "/"))


def heading(text: str) -> str:
    """A heading as a title: without a colon at its end, or quotation marks around all of it."""
    title = plain(text).rstrip(": ")
    if len(title) > 1 and title[0] == title[-1] == '"':
        title = title[1:-1]
    return plain(title.replace('""', '"'))


def _is_heading(line: str) -> bool:
    """Whether a line alone is a heading: short, and it does not end as a sentence or what leads to a list does."""
    words = line.split()
    if len(words) > WORDS or BULLET.match(line) or line[-1] in ".!;,…。":
        return False
    return line[-1] != ":" or all(word[:1].isupper() for word in words if len(word) > 3)


def _parts(headings: Sequence[_Heading]) -> Iterator[Part]:
    taken: set[str] = set()
    for number, heading in enumerate(headings, 1):
        id = "-".join(re.findall(r"[a-z0-9]+", folded(re.sub(r"['’]", "", heading.text)))) or f"section-{number}"
        if len(id) > LETTERS:
            id = id[:LETTERS].rpartition("-")[0] or id[:LETTERS]
        again = (f"{id}-{n}" for n in range(2, len(headings) + 2))
        id = next(one for one in (id, *again) if one not in taken)
        taken.add(id)
        yield Part(id, heading.text, tuple(heading.paragraphs))


def sentences(text: str) -> int:
    """How many sentences a paragraph has. One ends at . ! or ? where a capital letter or a number follows; not in abbreviations.

    >>> sentences("Relief was 2.5 points (e.g. at rest). Dr. Smith saw more, cf. Fig. 2!")
    2
    """
    return 1 + sum(_ends(text, end) for end in END.finditer(text))


def _ends(text: str, end: re.Match[str]) -> bool:
    after = text[end.end() : end.end() + NEAR].lstrip(" \"'“‘«([")
    if not after or after[0].islower():
        return False
    if not end[0].startswith(".") or end[0].startswith(".."):
        return True
    last = re.split(r"[^\w.]", text[max(0, end.start() - NEAR) : end.start()])[-1].casefold()
    if last in NUMBERED:
        return not after[0].isdecimal()
    return last not in ABBREVIATED and not re.fullmatch(r"[^\W\d_](?:\.[^\W\d_])*", last)
