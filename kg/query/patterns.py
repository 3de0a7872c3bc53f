"""Patterns with variables: from text to data.

pattern    = end predicate end [ "[" filters "]" ]  |  variable "!=" end
end        = ?x  |  ?x:Category  |  a node by id or name
predicate  = ( name { "|" name }  |  ? ) [ "+"  |  "*"  |  {1,n}  |  {0,n} ]
filters    = name=value { "|" value } { "," name=value { "|" value } }

A name, label or value of several words is in quotes.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from kg.errors import QueryError, a_text, known
from kg.model.certainty import SUPPORT
from kg.model.protocol import Graph
from kg.schema import called

FORM = "write subject, predicate and object, such as '?t:Technique targets ?x'; quote names of several words"
MOST_STEPS = 10
"""The most steps that `+` and `*` take."""

_QUOTED = r""" "[^"]*"|'[^']*' """.strip()
_TERM = rf'\?[A-Za-z][A-Za-z0-9_]*(?::(?:[A-Za-z0-9]+|{_QUOTED}))?|{_QUOTED}|[^\s"\[\]]+'
_PREDICATE = rf"""(?:{_QUOTED}|[^\s"'\[\]])+"""
_PATTERN = re.compile(rf"\s*({_TERM})\s+({_PREDICATE})\s+({_TERM})\s*(?:\[(.*)\])?\s*", re.DOTALL)
_STEPS = re.compile(r"([^+*{]+)(\+|\*|\{([0-9]{1,9}),([0-9]{1,9})\})?")
_VALUE = rf'(?:{_QUOTED}|[^\s",|\]]+)'
_FILTER = re.compile(rf"\s*([a-z_]+)\s*=\s*({_VALUE}(?:\s*\|\s*{_VALUE})*)\s*(?:,|$)")
_TRUTH = {"yes": True, "true": True, "any": True, "no": False, "false": False, "none": False}
_FLAGS = frozenset({"inferred", "structural", "quantity"})
_HELD = frozenset({"hedge", "population", "comparator", "aspect", "context", "tension"})
"""The filters that are yes or no, and those that can be either or a value."""

FILTERS = (
    *("section", "source", "source_kind", "modality", "polarity", "inferred", "structural", "quantity", "hedge"),
    *("population", "comparator", "aspect", "context", "tension", "text"),
)
"""The filters of claims that a pattern takes."""


COLUMNS = frozenset({*SUPPORT, "tentative"})
"""The names of other columns in rows of answers, which no variable may have."""


class ParsedPattern(NamedTuple):
    """One pattern: its ends are nodes (CURIEs) or variables (`?x`); `names` are predicates and inverses, None for any.

    `steps` are the fewest and the most steps from one end to the other; None for exactly one edge. `filters` are those that
    `g.claims` takes.
    """

    subject: str
    names: tuple[str, ...] | None
    object: str
    steps: tuple[int, int] | None
    filters: Mapping[str, Any]

    @property
    def variables(self) -> list[str]:
        """The variables at its ends, in order."""
        return [end for end in (self.subject, self.object) if end.startswith("?")]


class ParsedPatterns(NamedTuple):
    """Patterns; the categories of variables; which ends differ; and the variables, in the order in which they are first named."""

    patterns: Sequence[ParsedPattern]
    categories: Mapping[str, str]
    different: Sequence[tuple[str, str]]
    variables: Sequence[str]


def parse(graph: Graph, texts: Sequence[str]) -> ParsedPatterns:
    """Patterns as data. QueryError for one that is malformed; UnknownName, UnknownNode and AmbiguousName for names."""
    reading = _Reading(graph)
    patterns: list[ParsedPattern] = []
    different: list[tuple[str, str]] = []
    for text in texts:
        found = _PATTERN.fullmatch(a_text("a pattern", text))
        if found is None:
            raise QueryError(f"{text!r} is not a pattern; {FORM}")
        subject, predicate, object, filters = found.groups()
        ends = reading.end(subject, text), reading.end(object, text)
        if predicate == "!=":
            if filters is not None:
                raise QueryError(f"{text!r} compares two nodes, not claims; leave out [{filters}]")
            different.append(ends)
        else:
            patterns.append(reading.pattern(*ends, predicate, filters, text))
    named = {name for pattern in patterns for name in pattern.variables}
    for name in (end for pair in different for end in pair if end.startswith("?")):
        known("variable", name, named)
    return ParsedPatterns(
        patterns, reading.categories, different, [name for name in reading.variables if name in named]
    )


class _Reading:
    """Reads the parts of patterns, and keeps what they say of variables."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.categories: dict[str, str] = {}
        self.variables: dict[str, None] = {}

    def end(self, term: str, text: str) -> str:
        """A node or variable at the end of a pattern."""
        if not term.startswith("?"):
            return self.graph[_unquoted(term)].id
        variable, colon, category = term.partition(":")
        category = _unquoted(category)
        if colon and not category:
            raise QueryError(f"{term!r} names no category; write {variable}, or {variable}:Technique")
        if category:
            category = called("category", category, self.graph.schema.categories)
            if self.categories.setdefault(variable, category) != category:
                was = self.categories[variable]
                raise QueryError(f"{variable} is {was} and {category}; a node has one category")
        if len(variable) < 2:
            raise QueryError(f"{text!r} has a variable without a name; write ?x")
        if variable[1:] in COLUMNS or variable.endswith("_name"):
            raise QueryError(f"{variable} is what a column of the answers is called; give the variable another name")
        self.variables[variable] = None
        return variable

    def pattern(self, subject: str, object: str, predicate: str, filters: str | None, text: str) -> ParsedPattern:
        """A pattern of these ends."""
        found = _STEPS.fullmatch(predicate)
        if found is None:
            raise QueryError(
                f"{predicate!r} is not a predicate with its steps; write targets, targets+, targets* or targets{{1,3}}"
            )
        written, mark, least, most = found.groups()
        schema, names = self.graph.schema, None
        if written != "?":
            several = written.split("|")
            if variable := next((name for name in several if name.startswith("?")), ""):
                raise QueryError(f"{variable!r} is no predicate; write ? alone for any, which the answers name")
            chosen = [called("predicate", _unquoted(name), schema.directions) for name in several]
            names = tuple(dict.fromkeys(chain.from_iterable(map(schema.implying, chosen))))
        if mark is None:
            steps = None
        elif mark in "+*":
            steps = (int(mark == "+"), MOST_STEPS)
        else:
            steps = (int(least), int(most))
            if steps[0] > 1 or not max(1, steps[0]) <= steps[1] <= MOST_STEPS:
                raise QueryError(
                    f"{mark} is not a number of steps; write {{1,n}} or {{0,n}}, with n from 1 to {MOST_STEPS}"
                )
        if steps is not None and subject == object:
            raise QueryError(f"{text!r} leads back to where it starts; name two ends")
        if steps is not None and filters is not None:
            raise QueryError(f"{text!r} filters a chain; filters are for one step: leave out {mark} or the filters")
        return ParsedPattern(subject, names, object, steps, {} if filters is None else self.filters(filters))

    def filters(self, text: str) -> dict[str, Any]:
        """Filters by name, a value or several for each."""
        given: dict[str, list[Any]] = {}
        place = 0
        while not given or place < len(text.rstrip()):
            found = _FILTER.match(text, place)
            if found is None:
                raise QueryError(
                    f"[{text}] is not a filter; write [section=types] or [modality=hedged|reported, inferred=no]"
                )
            name = "modality" if found[1] == "certainty" else known("filter", found[1], FILTERS)
            # The same filter again adds values, as on the command line.
            values = given.setdefault(name, [])
            values += [_value(name, value) for value in re.findall(_VALUE, found[2])]
            if name in _FLAGS and not (len(values) == 1 and isinstance(values[0], bool)):
                raise QueryError(f"[{text}] is not a filter; write {name}=yes or {name}=no")
            if len(values) > 1 and any(isinstance(value, bool) for value in values):
                raise QueryError(f"[{text}] is not a filter; write any or none alone")
            place = found.end()
        return {name: values if len(values) > 1 else values[0] for name, values in given.items()}


def _value(name: str, text: str) -> Any:
    """The value of a filter: a truth value where it can be one, else a text."""
    return _TRUTH.get(text.casefold(), _unquoted(text)) if name in _FLAGS | _HELD else _unquoted(text)


def _unquoted(text: str) -> str:
    """A term or value without the quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] in "\"'" and text[0] == text[-1] else text
