"""A SPARQL text as tokens, each with its place in the text as it was given.

Both engines are handed a text made from these tokens: comments blanked, escapes undone, every name an absolute IRI. So they
cannot disagree on where a comment, a string or an IRI ends, and a keyword cannot hide in one of them.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from kg.errors import QueryError, did_you_mean, nearest

ESCAPE = re.compile(r"\\(?:\\|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
KEPT = frozenset("\"'\\<>\r\n")
"""Characters whose code point escape is left to the string it stands in: undone at once, they would end it."""

LOCAL = r"[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
    | (?P<string>\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\" | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<blank>_:\w(?:[\w.-]*[\w-])?)
    | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:{LOCAL})(?:(?:{LOCAL}|[-.])*(?:{LOCAL}|-))?)?)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z][A-Za-z0-9_]*)
    | (?P<symbol>\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\].,;*/+|^?!=<>-])
    """,
    re.VERBOSE | re.DOTALL,
)
STRING_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
STRING_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
QUOTED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
CLOSING = {"{": "}", "(": ")", "[": "]"}
UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_WORDS = """
SELECT ASK CONSTRUCT DESCRIBE BASE PREFIX WHERE DISTINCT REDUCED AS FROM NAMED GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES
UNDEF OPTIONAL GRAPH SERVICE SILENT BIND MINUS UNION FILTER EXISTS NOT IN A TRUE FALSE SEPARATOR COUNT SUM MIN MAX AVG SAMPLE
GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE
ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID
MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH DATA INTO TO DEFAULT ALL USING
"""
WORDS = frozenset(_WORDS.split())
"""Every bare word of SPARQL 1.1, updates included."""


class Token(NamedTuple):
    """`text` is the token with code point escapes undone; `start` and `end` are its place in the text as given."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword, in capitals; empty where the token is no bare word."""
        return self.text.upper() if self.kind == "word" else ""


def fault(text: str, place: int, message: str) -> QueryError:
    """The error that `message` describes, at an offset of the text as given."""
    before = text[:place]
    return QueryError(message, before.count("\n") + 1, place - before.rfind("\n"))


def tokens(text: str) -> list[Token]:
    """The tokens of a SPARQL query, without spaces and comments. QueryError at the first thing that is none.

    >>> [token.text for token in tokens("ASK { ?x a nmk:scs } # done")]
    ['ASK', '{', '?x', 'a', 'nmk:scs', '}']
    """
    plain, places = _unescaped(text)
    found: list[Token] = []
    at = 0
    while at < len(plain):
        match = TOKEN.match(plain, at)
        if match is None:
            raise fault(text, places[at], _stray(plain, at))
        kind = match.lastgroup or ""
        token = Token(kind, match[0], places[at], places[match.end()])
        if kind == "word" and token.word not in WORDS:
            if found and found[-1].word == "PREFIX":
                raise fault(text, token.start, f"a prefix is declared with a colon: {match[0]}:")
            hint = did_you_mean(nearest(match[0].upper(), WORDS))
            raise fault(text, token.start, f"{match[0]!r} is no word of SPARQL{hint or '; a variable starts with ?'}")
        if kind not in ("space", "comment"):
            found.append(token)
        at = match.end()
    _check_brackets(text, found)
    return found


def _unescaped(text: str) -> tuple[str, Sequence[int]]:
    """The text with code point escapes undone, and for each character of it, and its end, the place in the given text."""
    if "\\u" not in text and "\\U" not in text:
        return text, range(len(text) + 1)
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for match in ESCAPE.finditer(text):
        pieces.append(text[at : match.start()])
        places.extend(range(at, match.start()))
        at = match.end()
        number = int(match[1] or match[2] or "5C", 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise fault(text, match.start(), f"{match[0]} is no character; correct the code point")
        if chr(number) in KEPT:
            pieces.append(match[0])
            places.extend(range(match.start(), match.end()))
        else:
            pieces.append(chr(number))
            places.append(match.start())
    pieces.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return "".join(pieces), places


def _stray(text: str, at: int) -> str:
    """What is wrong with a character that starts no token."""
    char = text[at]
    if char in "\"'":
        return f"a string that is not closed; add {char} at its end"
    if char == "\\":
        return "a backslash outside a string; write the character itself"
    if char == "$":
        return "a variable needs a name, such as $x"
    if char == "&":
        return "write && for 'and'"
    if not char.isprintable() or char.isspace():
        return f"the character U+{ord(char):04X} does not belong in a query; remove it, or type a plain space"
    return f"{char!r} does not belong here; remove it"


def _check_brackets(text: str, found: Sequence[Token]) -> None:
    opened: list[Token] = []
    for token in found:
        if token.kind != "symbol":
            continue
        if token.text in CLOSING:
            opened.append(token)
        elif token.text in CLOSING.values():
            if not opened:
                raise fault(text, token.start, f"{token.text!r} closes nothing; remove it")
            last = opened.pop()
            if CLOSING[last.text] != token.text:
                message = f"{token.text!r} cannot close {last.text!r}; put {CLOSING[last.text]!r} before it"
                raise fault(text, token.start, message)
    if opened:
        last = opened[-1]
        raise fault(text, last.start, f"{last.text!r} is not closed; add {CLOSING[last.text]!r}")


def string_value(text: str, token: Token) -> str:
    """What a string token says: its quotes removed, its escapes undone."""
    size = 3 if token.text[:3] in ('"""', "'''") and len(token.text) > 5 else 1

    def undo(match: re.Match[str]) -> str:
        if match[3] is None:
            return chr(int(match[1] or match[2], 16))
        if match[3] not in STRING_ESCAPES:
            raise fault(
                text, token.start, f"the string holds {match[0]!r}, which is no escape; write \\\\ for a backslash"
            )
        return STRING_ESCAPES[match[3]]

    return STRING_ESCAPE.sub(undo, token.text[size:-size])


def quoted(value: str) -> str:
    """A text as a SPARQL string.

    >>> print(quoted('the "new" one'))
    "the \\"new\\" one"
    """
    return '"' + "".join(QUOTED.get(char, char) for char in value) + '"'


class Rewritten:
    """A text that replaces another piece by piece, and knows for each of its characters where that came from."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.places: list[int] = []
        self.length = 0

    def add(self, piece: str, place: int) -> None:
        """Append a piece that stands for what was at `place`."""
        self.starts.append(self.length)
        self.places.append(place)
        self.pieces.append(piece)
        self.length += len(piece)

    def origin(self, at: int) -> int:
        """Where the character at an offset of the new text came from."""
        return self.places[max(bisect_right(self.starts, at) - 1, 0)] if self.places else 0

    def __str__(self) -> str:
        return "".join(self.pieces)
