"""A query, ready for either engine: its names made absolute, its parameters bound, parsed, and held against what is refused."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from kg.errors import QueryError, UnknownName, did_you_mean, nearest
from kg.sparql.tokens import QUERIES, UPDATES, Rewritten, Token, fault, quoted, string_value, tokens

if TYPE_CHECKING:
    from rdflib.plugins.sparql.sparql import Query

# A literal such as "x"^^xsd:integer is no reason for a traceback on the terminal, which rdflib would log there.
logging.getLogger("rdflib").addHandler(logging.NullHandler())

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")
LOCAL_ESCAPE = re.compile(r"\\(.)")
REFUSED = {
    "SERVICE": "SERVICE asks another server, and nothing here touches the network; remove it",
    "FROM": "FROM names a graph to load, and this graph is the only one; remove it",
    "GRAPH": "GRAPH names a graph, and here all is in the default graph; remove it and keep what its braces hold",
}
PARTS = {"ServiceGraphPattern": "SERVICE", "Graph": "GRAPH", "GraphGraphPattern": "GRAPH"}


class Prepared(NamedTuple):
    """A query that both engines read alike: `text` holds no comment, prefix or relative IRI.

    `order` holds the variables that ORDER BY sorts by, and whether downwards; None where it does not order, and it is empty
    where it sorts by something else than plain variables.
    """

    kind: str
    text: str
    parsed: "Query"
    columns: tuple[str, ...]
    order: tuple[tuple[str, bool], ...] | None


def prepare(
    text: str, prefixes: Mapping[str, str], parameters: Mapping[str, str] | None = None, *, ours_win: bool = False
) -> Prepared:
    """Read a query. `parameters` are variables and the terms, written in SPARQL, that they may stand for.

    `prefixes` hold where the query does not declare its own; with `ours_win` they hold also where it does. QueryError names
    line and column in `text`; UnknownName if the query has no such variable.
    """
    if not isinstance(text, str):
        raise TypeError(f"a query is a text, not {text!r}")
    found = tokens(text)
    start, declared, base = _prologue(text, found, prefixes)
    known = {**declared, **prefixes} if ours_win else {**prefixes, **declared}
    kind = _kind(text, found, start)
    for token in found:
        if token.word in REFUSED:
            raise fault(text, token.start, REFUSED[token.word])
    blocks = _blocks(found, start, kind, dict(parameters or {}))
    out = Rewritten()
    at = start
    while at < len(found):
        token = found[at]
        if out.pieces and token.start > found[at - 1].end:
            out.add(" ", token.start)
        if at in blocks:
            block, skipped = blocks[at]
            out.add(block, token.start)
            at += skipped
        else:
            out.add(_rewritten(text, token, known, base), token.start)
            at += 1
    whole = str(out)
    try:
        parsed = _parsed(whole)
    except _Unreadable as error:
        where = out.origin(error.place) if error.place < out.length else len(text.rstrip())
        raise fault(text, where, str(error)) from None
    named = dict.fromkeys(token.text[1:] for token in found if token.kind == "variable")
    columns = tuple(map(str, parsed.algebra.PV)) if kind == "select" else ()
    if _selects_all(found, start):
        columns = tuple(name for name in named if name in set(columns))
    return Prepared(kind, whole, parsed, columns, _order(parsed.algebra))


def variables(text: str) -> dict[str, list[Token]]:
    """The parameters of a query: each variable that has a VALUES block of its own, with the tokens of its values."""
    found = tokens(text)
    return {found[at + 1].text[1:]: found[at + 3 : end] for at, end in _values(found)}


def _prologue(text: str, found: Sequence[Token], prefixes: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
    """Where the prologue ends, and the prefixes and the base that it declares."""
    declared: dict[str, str] = {}
    base = ""
    at = 0
    while at < len(found) and found[at].word in ("PREFIX", "BASE"):
        size = 3 if found[at].word == "PREFIX" else 2
        parts = found[at : at + size]
        kinds = [part.kind for part in parts[1:]]
        if kinds != ["name", "iri"][3 - size :] or (size == 3 and not parts[1].text.endswith(":")):
            example = "PREFIX ex: <https://example.org/>" if size == 3 else "BASE <https://example.org/>"
            raise fault(text, found[at].start, f"{found[at].word} should read like {example}")
        iri = _absolute(text, parts[-1], base)
        if size == 3:
            declared[parts[1].text[:-1]] = iri
        else:
            base = iri
        at += size
    return at, declared, base


def _kind(text: str, found: Sequence[Token], start: int) -> str:
    if start == len(found):
        raise fault(text, len(text.rstrip()), "no query here; it starts with SELECT, ASK, CONSTRUCT or DESCRIBE")
    first = found[start]
    if first.word in UPDATES:
        raise fault(
            text, first.start, f"{first.word} is an update, and the graph is read-only; edit the tables instead"
        )
    if first.word not in QUERIES:
        hint = (
            did_you_mean(nearest(first.text.upper(), QUERIES)) or "; it starts with SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
        raise fault(text, first.start, f"{first.text!r} starts no query{hint}")
    if first.word == "DESCRIBE" and found[start + 1 : start + 2] and found[start + 1].text == "*":
        raise fault(text, found[start + 1].start, "DESCRIBE * is not read here; name the variables")
    for before, brace, after in zip(found[start:], found[start + 1 :], found[start + 2 :], strict=False):
        if (
            brace.text == "{"
            and after.kind == "number"
            and (before.kind in ("name", "iri") or before.text in (")", "a"))
        ):
            message = "SPARQL 1.1 repeats a path with ?, * or +, not a number of times; write it out, as in a/a"
            raise fault(text, brace.start, message)
    return first.word.lower()


def _absolute(text: str, token: Token, base: str) -> str:
    iri = token.text[1:-1]
    if not ABSOLUTE.fullmatch(iri):
        if not base:
            message = f"{token.text} is a relative IRI; write it whole, or declare BASE (or put spaces around < and >)"
            raise fault(text, token.start, message)
        iri = urljoin(base, iri)
    return iri


def _rewritten(text: str, token: Token, known: Mapping[str, str], base: str) -> str:
    if token.kind == "iri":
        return f"<{_absolute(text, token, base)}>"
    if token.kind == "string":
        return quoted(string_value(text, token))
    if token.kind == "variable":
        return f"?{token.text[1:]}"
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        if prefix not in known:
            hint = (
                did_you_mean(f"{name}:" for name in nearest(prefix, known)) or f"; declare it with PREFIX {prefix}: <…>"
            )
            raise fault(text, token.start, f"unknown prefix {prefix + ':'!r}{hint}")
        return "<" + known[prefix] + LOCAL_ESCAPE.sub(r"\1", local) + ">"
    return token.text


# ---------------------------------------------------------------------------------------------------------- parameters


def _values(found: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where a VALUES block of one variable starts, and where its values end."""
    for at, token in enumerate(found[:-3]):
        if token.word == "VALUES" and found[at + 1].kind == "variable" and found[at + 2].text == "{":
            yield at, next(end for end in range(at + 3, len(found)) if found[end].text == "}")


def _blocks(found: Sequence[Token], start: int, kind: str, parameters: Mapping[str, str]) -> dict[int, tuple[str, int]]:
    """Token number → the text that takes its place, and how many tokens it takes the place of.

    A parameter's own VALUES block gets its new values; a variable without one gets a block at the start of the WHERE clause.
    """
    blocks: dict[int, tuple[str, int]] = {}
    bound: set[str] = set()
    for at, end in _values(found):
        name = found[at + 1].text[1:]
        if name in parameters:
            blocks[at] = (f"VALUES ?{name} {{ {parameters[name]} }}", end - at + 1)
            bound.add(name)
    known = {token.text[1:] for token in found if token.kind == "variable"}
    fresh = [name for name in parameters if name not in bound]
    for name in fresh:
        if name not in known:
            raise UnknownName("variable", name, known)
    if fresh:
        where = _where(found, start, kind)
        added = "".join(f" VALUES ?{name} {{ {parameters[name]} }}" for name in fresh)
        blocks[where] = ("{" + added + " ", 1)
    return blocks


def _where(found: Sequence[Token], start: int, kind: str) -> int:
    """The brace that opens the WHERE clause: the first, or, after the template of a CONSTRUCT, the second at the top."""
    depth, opened = 0, []
    for at in range(start, len(found)):
        if found[at].kind == "symbol":
            if found[at].text == "{":
                if depth == 0:
                    opened.append(at)
                depth += 1
            elif found[at].text == "}":
                depth -= 1
    if not opened:
        raise QueryError("parameters need a WHERE clause; add one")
    template = kind == "construct" and found[start + 1].text == "{"
    return opened[min(int(template), len(opened) - 1)]


# -------------------------------------------------------------------------------------------------------------- parsing


class _Unreadable(Exception):
    """What the parser could not read, and the offset where it gave up."""

    def __init__(self, message: str, place: int) -> None:
        self.place = place
        super().__init__(message)


@lru_cache(maxsize=128)
def _parsed(text: str) -> "Query":
    """rdflib's reading of a text that holds no prefixes. Kept, since it takes milliseconds."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import Query as Grammar

    try:
        read = Grammar.parse_string(text, parse_all=True)
        _check_groups(read, text)
        parsed = translateQuery(read)
    except _Unreadable:
        raise
    except ParseException as error:
        near = re.match(r"<[^>]*>?|[?\w]+|.?", text[error.loc :])
        what = f"at {near[0]!r}" if near and near[0] else "at its end"
        message = f"the query cannot be read on {what}; look there for what is missing or too much"
        raise _Unreadable(message, error.loc) from None
    except RecursionError:
        raise _Unreadable("the query is nested too deeply; take it apart", 0) from None
    except Exception as error:  # rdflib raises plain Exceptions for what the grammar allows and SPARQL does not
        raise _Unreadable(f"{error}; correct the query", 0) from error
    refuse(parsed.algebra)
    _add_scope(parsed.algebra)
    return parsed


def _check_groups(read: Any, text: str) -> None:
    """A variable that is selected beside GROUP BY or an aggregate must be grouped; rdflib would take any value of it."""
    for part in _parts(read.as_list()):
        if part.name not in ("SelectQuery", "SubSelect"):
            continue
        chosen = dict.get(part, "projection") or []
        groups = dict.get(part, "groupby")
        aggregates = any(one.name.startswith("Aggregate_") for item in chosen for one in _parts(dict.get(item, "expr")))
        if groups is None and not aggregates:
            continue
        conditions = [] if groups is None else groups.condition
        grouped = {str(dict.get(one, "var", "") if isinstance(one, dict) else one) for one in conditions}
        for item in chosen:
            name = dict.get(item, "var")
            if name is not None and str(name) not in grouped:
                place = re.search(rf"\?{name}\b", text)
                message = f"?{name} is neither grouped nor aggregated; add it to GROUP BY, or select SAMPLE(?{name})"
                raise _Unreadable(message, place.start() if place else 0)


def refuse(algebra: Any) -> None:
    """QueryError if the algebra asks another server or names a graph. The words were looked at before; this is what counts."""
    for part in _parts(algebra):
        if part.name in PARTS:
            raise QueryError(REFUSED[PARTS[part.name]])
        if dict.get(part, "datasetClause"):
            raise QueryError(REFUSED["FROM"])


def _add_scope(value: Any) -> set[Any]:
    """Note, with each part of the algebra, the variables that a VALUES block in it binds; returns them.

    rdflib notes there which variables a part binds, and forgets these. OPTIONAL then loses rows that it should leave as they are.
    """
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(value, list | tuple):
        return set().union(*map(_add_scope, value))
    if not isinstance(value, CompValue):
        return set()
    bound = set().union(*map(_add_scope, value.values()))
    if value.name == "values":
        bound |= {variable for row in value.res for variable in row}
    if value.name == "Project":
        bound &= set(value.PV)
    if isinstance(known := dict.get(value, "_vars"), set):
        value["_vars"] = known | bound
    return bound


def _parts(value: Any) -> Iterator[Any]:
    from rdflib.plugins.sparql.parserutils import CompValue

    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, CompValue):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list | tuple | set):
            waiting.extend(one)


def _selects_all(found: Sequence[Token], start: int) -> bool:
    following = [token.text.upper() for token in found[start + 1 : start + 3]]
    return (
        found[start].word == "SELECT" and "*" in following[: 2 if following[:1] in (["DISTINCT"], ["REDUCED"]) else 1]
    )


def _order(algebra: Any) -> tuple[tuple[str, bool], ...] | None:
    from rdflib.term import Variable

    part = dict.get(algebra, "p")
    while part is not None and part.name in ("Slice", "Distinct", "Reduced", "Project"):
        part = part.p
    if part is None or part.name != "OrderBy":
        return None
    if not all(isinstance(condition.expr, Variable) for condition in part.expr):
        return ()
    return tuple((str(condition.expr), condition.order == "DESC") for condition in part.expr)
