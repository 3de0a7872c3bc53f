"""Reading a query: whether it can be read, what it asks for, where it is at fault, and the values of its parameters.

No text is taken apart here: Oxigraph's own parser is the judge. It reads a text and is stopped before it answers; what a text
holds is asked by changing it and reading it again. So there is no second idea of where a string, a comment or an IRI ends.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyoxigraph

from kg.errors import QueryError, did_you_mean, nearest
from kg.schema import ABSOLUTE

MOST_BYTES = 1 << 16
"""A longer query is refused: with this length, no nesting gets to the end of the stack that it is read on."""
TOO_LONG = f"a query of more than {MOST_BYTES >> 10} kB; make it shorter, or give values as parameters"

REFUSED = {
    "SERVICE": "SERVICE asks another server, and nothing here touches the network; remove it",
    "FROM": "FROM names a graph to load, and this graph is the only one; remove it",
    "GRAPH": "GRAPH names a graph, and everything is in the default graph; remove it and keep what is in its braces",
}
WRONG = "\x01"
"""A character that is allowed in strings and comments, and nowhere else."""

UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_WORDS = """
SELECT ASK CONSTRUCT DESCRIBE BASE PREFIX WHERE DISTINCT REDUCED AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNDEF
OPTIONAL BIND MINUS UNION FILTER EXISTS NOT IN COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI
ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY COALESCE IF STRLANG
STRDT SAMETERM ISIRI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
"""
WORDS = frozenset(_WORDS.split())
"""Words that a misspelt one may have been meant for."""

COMMENT_LINE = re.compile(r"^\s*#.*", re.MULTILINE)
SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*(?:\n|$))*")
NAME = re.compile(r"(?<![\w<:?$])((?:[^\W\d_][\w.-]*)?):(?:[\w%][\w.:%-]*)?")
IRI = re.compile(r"<([^<>\"{}|^`\\\x00-\x20]*)>")
LOCAL = r"[\w:%-]+(?:\.[\w:%-]+)*"
VARIABLE = re.compile(r"[?$](\w+)")
CONDITION = re.compile(r"(?:(ASC|DESC)\s*\(\s*)?[?$](\w+)", re.IGNORECASE)
ORDER = re.compile(
    r"\bORDER\s+BY((?:\s+[?$]\w+|\s+(?:ASC|DESC)\s*\(\s*[?$]\w+\s*\))+)\s*(?:(?:LIMIT|OFFSET)\s+\d+\s*)*$",
    re.IGNORECASE,
)
"""The end of a query that orders its rows by variables alone."""

DECLARED = re.compile(r"\bPREFIX\s*([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
SELECT = re.compile(r"\bSELECT\b\s*(?:DISTINCT\b|REDUCED\b)?\s*(\*?)", re.IGNORECASE)


class Query(NamedTuple):
    """A query that can be answered: `kind` is select, ask, construct or describe, and `text` has its parameters bound.

    `order` holds the variables that it orders rows by, and whether downwards; it is empty where it orders them by something
    else, and None where it does not order. `variables` are in the order in which they are written, where it selects
    all of them; empty where it names them. `warnings` say which names nothing in the graph has.
    """

    kind: str
    text: str
    order: tuple[tuple[str, bool], ...] | None = None
    variables: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read(
    text: str,
    prefixes: Mapping[str, str],
    parameters: Mapping[str, str] | None = None,
    unknown: Mapping[str, str] | None = None,
    *,
    served: bool = False,
) -> Query:
    """Read a query. QueryError says where it is at fault.

    `prefixes` hold where the query does not declare its own. `parameters` are variables and the terms, written in SPARQL, that
    they may stand for. `unknown` are CURIEs that the text seems to use and should not, each with the warning that it deserves.
    Where the query is `served`, as any store would, GRAPH is not refused: there it finds nothing.

    >>> read("ASK { ?x a ?y }", {}).kind
    'ask'
    """
    reader = Reader(text, prefixes)
    reader.check(served=served)
    kind = next((word.lower() for word in ("ASK", "CONSTRUCT", "DESCRIBE") if reader.uses(word)), "select")
    first = SELECT.search(COMMENT_LINE.sub("", text))
    variables = VARIABLE.findall(text) if kind == "select" and first and first[1] else ()
    order = _order(text) if reader.uses("ORDER") else None
    warnings = tuple(
        warning
        for curie, warning in (unknown or {}).items()
        if any(not reader.in_words(place) for place, used in used_curies(text, prefixes) if used == curie)
    )
    bound = reader.bound(parameters or {})
    return Query(kind, bound, order, tuple(dict.fromkeys(variables)), warnings)


def _order(text: str) -> tuple[tuple[str, bool], ...]:
    conditions = ORDER.search(text)
    found = CONDITION.findall(conditions[1]) if conditions else ()
    return tuple((name, way.upper() == "DESC") for way, name in found)


def prefixed(text: str, prefixes: Mapping[str, str]) -> str:
    """The text with the prefixes that it uses and does not declare."""
    declared = dict(DECLARED.findall(text))
    used = (name for name in prefixes if f"{name}:" in text and name not in declared)
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in used) + text


def used_curies(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The names below some prefixes that a text has, whole IRIs too, also in strings and comments: offset and CURIE."""
    declared = dict(DECLARED.findall(text))
    for prefix, namespace in prefixes.items():
        written = rf"<{re.escape(namespace)}([^<>\s]+)>"
        if declared.get(prefix, namespace) == namespace:
            written += rf"|(?<![\w:?$]){prefix}:({LOCAL})"
        for match in re.finditer(written, text):
            yield match.start(), f"{prefix}:{match[match.lastindex or 0]}"


def fault(text: str, place: int, message: str) -> QueryError:
    """The error that `message` describes, at an offset of the text."""
    before = text[:place]
    return QueryError(message, before.count("\n") + 1, place - before.rfind("\n"))


class Reader:
    """What the parser says of a text, and of the same text changed."""

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        self.text, self.prefixes, self.store = text, dict(prefixes), pyoxigraph.Store()
        if self.complaint("SELEC * {}") is None or self.complaint("ASK {}") is not None:
            version = f"pyoxigraph {pyoxigraph.__version__}"
            hint = "install the version that it asks for"
            raise QueryError(f"{version} reads queries in another way than this package expects; {hint}")

    # ------------------------------------------------------------------------------------------------- the judge

    def complaint(self, text: str, prefixes: Mapping[str, str] | None = None) -> str | None:
        """What the parser says against a text; None where it can be read.

        Two options that exclude each other are refused after the text was read, and before it is answered.
        """
        try:
            names, graph = self.prefixes if prefixes is None else dict(prefixes), pyoxigraph.DefaultGraph()
            self.store.query(text, prefixes=names, use_default_graph_as_union=True, default_graph=graph)
        except SyntaxError as error:
            return str(error)
        except ValueError as error:
            if type(error) is ValueError:
                return None
            raise QueryError("the query holds a lone surrogate, which is not a character; remove it") from None
        raise AssertionError

    def readable(self, text: str) -> bool:
        return self.complaint(text) is None

    def in_words(self, start: int) -> bool:
        """Whether what starts at an offset is in a string or a comment, where no character is wrong."""
        return self.readable(self.text[:start] + WRONG + self.text[start:])

    def uses(self, word: str) -> bool:
        """Whether the query has this keyword. Misspelt everywhere, a keyword cannot be read; a name, text or comment can."""
        if word not in self.text.upper():
            return False
        prefixes = {_misspelt(prefix, word): iri for prefix, iri in self.prefixes.items()}
        return self.complaint(_misspelt(self.text, word), prefixes) is not None

    def check(self, *, served: bool = False) -> None:
        """QueryError where the text cannot be read, or asks for what is refused."""
        if len(self.text.encode("utf-8", "replace")) > MOST_BYTES:
            raise QueryError(TOO_LONG)
        if (complaint := self.complaint(self.text)) is not None:
            raise fault(self.text, *(self._suspect(complaint) or self._unread(complaint)))
        for word, message in REFUSED.items():
            if self.uses(word) and not (served and word == "GRAPH"):
                near = self._place(_misspelt(self.text, word))
                places = (match.start() for match in re.finditer(word, self.text, re.IGNORECASE))
                raise fault(self.text, min(places, key=lambda place: abs(place - near)), message)

    # -------------------------------------------------------------------------------------------- what is wrong, and where

    def _reported(self, text: str, complaint: str | None = None) -> int:
        """The offset at which the parser gives up; beyond the end where it does not."""
        if (complaint := complaint or self.complaint(text)) is None:
            return len(text) + 1
        found = re.match(r"error at (\d+):(\d+)", complaint)
        line, column = map(int, found.groups()) if found else (1, 1)
        return min(sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1, len(text))

    def _place(self, text: str) -> int:
        """The offset of the fault in a text that cannot be read.

        The parser reports a place behind it: it compares a keyword by consuming as many characters. Spaces put in before the
        fault move that place; behind it, the parser never comes to them.
        """
        padded = text + WRONG * 20
        reported = self._reported(padded)
        cut = min(reported, len(text))
        while cut and self._reported(padded[:cut] + " " * 20 + padded[cut:]) <= reported:
            cut -= 1
        space = SPACE.match(text, cut)
        return space.end() if space else cut

    def _suspect(self, complaint: str) -> tuple[int, str] | None:
        """A name, an IRI or a variable that, put otherwise, lets the parser get further; and what is wrong with it."""
        text, reported = self.text, self._reported(self.text, complaint)
        for start, end, instead, message in self._suspects(complaint):
            longer = len(instead) - (end - start)
            if start <= reported < self._reported(text[:start] + instead + text[end:]) - longer:
                return start, message
        return None

    def _suspects(self, complaint: str) -> Iterator[tuple[int, int, str, str]]:
        """Start, end, what can be read in its place, and what is wrong."""
        known = {**self.prefixes, **dict(DECLARED.findall(self.text))}
        for name in NAME.finditer(self.text):
            if name[1] not in known:
                hint = did_you_mean(f"{near}:" for near in nearest(name[1], known))
                message = f"unknown prefix {name[1] + ':'!r}{hint or f'; declare it with PREFIX {name[1]}: <…>'}"
                yield *name.span(), "<a:b>", message
        for iri in IRI.finditer(self.text):
            if not ABSOLUTE.fullmatch(iri[1]):
                message = f"{iri[0]} is a relative IRI; write it whole, or declare BASE (or put spaces around < and >)"
                yield *iri.span(), "<a:b>", message
        if "SELECT contains a variable" in complaint:
            for variable in VARIABLE.finditer(self.text):
                shown = f"?{variable[1]}"
                message = f"{shown} is neither grouped nor aggregated; add it to GROUP BY, or select SAMPLE({shown})"
                yield *variable.span(), f"(SAMPLE({shown}) AS {shown}_)", message

    def _unread(self, complaint: str) -> tuple[int, str]:
        """The place where the text cannot be read on, and what is there."""
        place = self._place(self.text)
        near = re.match(r"<[^>\s]*>?|[?$]?[\w:]+|.?", self.text[place:])
        word = near[0] if near else ""
        if word.upper() in UPDATES:
            return place, f"{word.upper()} is an update, and the graph is read-only; edit the tables instead"
        if rule := re.search(r"(?:The|Duplicated) [A-Za-z ]+", complaint):
            return place, f"{rule[0][0].lower()}{rule[0][1:]}; correct the query"
        if not word and not SPACE.sub("", self.text):
            return place, "no query here; it starts with SELECT, ASK, CONSTRUCT or DESCRIBE"
        if not word:
            return place, "the query ends too early; close what is open: } ) ] or a quote"
        hint = did_you_mean(nearest(word.upper(), WORDS)) if word.isalpha() and word.upper() not in WORDS else ""
        return place, f"syntax error at {word!r}{hint or '; look there for what is missing or too much'}"

    # -------------------------------------------------------------------------------------------------- names and parameters

    def bound(self, parameters: Mapping[str, str]) -> str:
        """The text with each parameter bound: in the VALUES blocks of its variable alone, or else in a new one."""
        for name, terms in parameters.items():
            block = f"VALUES ?{name} {{ {terms} }}"
            self.text = self._in_its_blocks(name, block) or self._in_a_new_block(block)
        return self.text

    def _in_its_blocks(self, name: str, block: str) -> str:
        text = self.text
        opened = re.finditer(rf"\bVALUES\s*[?$]{re.escape(name)}\s*\{{", text, re.IGNORECASE)
        for start, inside in [match.span() for match in opened][::-1]:
            if not self.in_words(start):
                ends = (match.end() for match in re.finditer("}", text[inside:]))
                replaced = (text[:start] + block + text[inside + end :] for end in ends)
                text = next(filter(self.readable, replaced), text)
        return text if text != self.text else ""

    def _in_a_new_block(self, block: str) -> str:
        """At the first brace behind which it can be read: neither that of a template nor one in a string or comment."""
        for place in (brace.end() for brace in re.finditer("{", self.text)):
            text = f"{self.text[:place]} {block} {self.text[place:]}"
            if self.readable(text) and not self.in_words(place):
                return text
        raise QueryError("parameters need a WHERE clause; add one")


def _misspelt(text: str, word: str) -> str:
    return re.sub(word, f"{word[:-1]}q", text, flags=re.IGNORECASE)
