"""What can go wrong, as a tree::

    KgError
    ├── DataError           faulty tables, schema or RDF, with every Problem at once
    ├── UnknownName         an unknown name; carries its kind and the nearest known ones
    │   ├── UnknownNode
    │   └── UnknownAttribute  a name that is not a predicate or inverse, used as an attribute
    ├── AmbiguousName       a name that several nodes have; carries their ids
    ├── MissingEvidence     the evidence is asked for, and was not loaded
    ├── MissingExtra        an optional library is not installed; names the extra that installs it
    ├── ExportError         an output that cannot be made or written
    ├── EngineError         a database that cannot answer, or ended: SQLite, DuckDB, a Spark session
    ├── EndpointError       a store or SPARQL service that cannot be reached, refuses, or gives an invalid answer
    │   └── EndpointTimeout   a store that gave no answer in time
    └── QueryError          a SPARQL query that does not parse or is refused; carries line and column
        └── QueryTimeout    a query that exceeded its time limit

RetiredId, a warning: a node was looked up by an id that it replaces
"""

from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import NamedTuple, TypeVar

Name = TypeVar("Name", bound=str | None)
SHORT = 200
"""A longer word is like no name."""

LISTED = 300
"""Known names of no more letters than this are listed where none is like the unknown one."""

LONGEST = 10_000_000
"""No time limit has more seconds; a clock of the system can count no more than some billions."""

LINE, LINES = 400, 40
"""A message has no longer lines, and no more of them: what is at fault can be as long as its writer likes."""


class Problem(NamedTuple):
    """One fault in the tables or the schema: where it is, what is wrong and what to type instead.

    >>> str(Problem("data/nodes.tsv", 12, "category", "unknown category 'Tecnique'; did you mean Technique?"))
    "data/nodes.tsv:12:category: unknown category 'Tecnique'; did you mean Technique?"
    """

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = ":".join(one_line(str(part), 100) for part in (self.file, self.line, self.column) if part)
        return one_line(f"{place}: {self.message}")


class KgError(Exception):
    """The root of every error that this package raises on purpose. Its message never takes more than a screen.

    >>> import kg
    >>> try:
    ...     kg.load()["drg-stimulaton"]
    ... except KgError as error:
    ...     print(type(error).__name__, error)
    UnknownNode unknown node 'drg-stimulaton'; did you mean drg-stimulation or drg stimulation or neurostimulation?
    """

    def __init__(self, message: str) -> None:
        lines = message.split("\n")
        if (more := len(lines) - LINES) > 0:
            lines[LINES:] = [f"… and {more:,} more"]
        super().__init__("\n".join(map(one_line, lines)))


class RetiredId(UserWarning):
    """A node was looked up by an id that is no longer its own: it is found, and its id is said.

    >>> import warnings
    >>> import kg
    >>> with warnings.catch_warnings(record=True, action="always") as told:
    ...     node = kg.load()["scs-with-dtm"]
    >>> print(node.slug, told[0].message)
    dtm 'scs-with-dtm' is a retired id, followed to dtm; write dtm
    """


class DataError(KgError):
    """Faulty tables, schema or RDF. `problems` lists every fault, not only those that the message has room for.

    >>> import kg
    >>> g = kg.load()
    >>> try:
    ...     kg.KnowledgeGraph(schema=g.schema, sources=(), nodes=[kg.Node(id="scs", category="Technique", name="SCS")], claims=())
    ... except DataError as error:
    ...     print(error.problems[0].message)
    its id must be nmk: and letters, digits, hyphens or underscores
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{count} problem{'' if count == 1 else 's'} in the data"
        super().__init__("\n".join([head, *map(str, self.problems)]))


class UnknownName(KgError, LookupError):
    """An unknown name, of a claim, a predicate, a format … (`kind`). `nearest` holds up to three known names like it.

    If there are none, it holds the first of `others`, which are looked at only then. `remedy` is the end of the message where
    that says what to do instead.

    >>> import kg
    >>> try:
    ...     kg.load().claims(predicate="tergets")
    ... except UnknownName as error:
    ...     print(error.kind, error.wanted, error.nearest)
    predicate tergets ('targets', 'treats', 'triggers')
    """

    def __init__(
        self, kind: str, name: object, known: Iterable[str], remedy: str = "", others: Iterable[str] = ()
    ) -> None:
        known = tuple(dict.fromkeys(known))
        self.kind = kind
        self.wanted = name
        self.nearest = nearest(str(name), known) or tuple(islice(others, 3))
        self.remedy = "" if self.nearest else remedy
        hint = did_you_mean(self.nearest) or remedy
        if not hint and known and sum(map(len, known)) < LISTED:
            names = sorted(known)
            hint = f"; use {' or '.join(names)}" if len(names) < 3 else f"; use one of {', '.join(names)}"
        super().__init__(f"unknown {kind} {shown(name)}{hint}")


class UnknownNode(UnknownName):
    """No node has this id, name, synonym or abbreviation.

    >>> import kg
    >>> try:
    ...     kg.load()["spinl cord"]
    ... except UnknownNode as error:
    ...     print(error)
    unknown node 'spinl cord'; did you mean spinal-cord or spinal-cord-basin or scs?
    """

    def __init__(
        self,
        name: object,
        known: Iterable[str],
        remedy: str = "; kg find searches names and definitions",
        others: Iterable[str] = (),
    ) -> None:
        super().__init__("node", name, known, remedy, others)


class UnknownAttribute(UnknownName, AttributeError):
    """An unknown name used as an attribute, so that hasattr() and getattr() with a default work.

    >>> import kg
    >>> try:
    ...     kg.load()["scs"].target
    ... except UnknownAttribute as error:
    ...     print(error.nearest)
    ('targets', 'targeted_by', 'treats')
    >>> hasattr(kg.load()["scs"], "target")
    False
    """


class AmbiguousName(KgError, LookupError):
    """A name that several nodes have. `candidates` holds their ids.

    >>> print(AmbiguousName("stimulator", ["spinal-cord-stimulator", "drg-stimulator"]))
    'stimulator' is ambiguous: spinal-cord-stimulator, drg-stimulator; use one of these ids
    """

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        self.wanted = name
        self.candidates = tuple(candidates)
        super().__init__(f"{shown(name)} is ambiguous: {', '.join(self.candidates)}; use one of these ids")


class MissingExtra(KgError, ImportError):
    """An optional library is not installed.

    >>> print(MissingExtra("a DataFrame", "pandas", "pandas"))
    a DataFrame needs pandas; in the project folder, run python -m pip install '.[pandas]'
    """

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(f"{what} needs {library}; in the project folder, run python -m pip install '.[{extra}]'")


class MissingEvidence(KgError, AttributeError):
    """The evidence is asked for of a graph that was loaded without it.

    >>> import kg
    >>> try:
    ...     kg.load().evidence("dtm")
    ... except MissingEvidence as error:
    ...     print(error)
    the evidence is not loaded; use kg.load(evidence=True)
    """

    def __init__(self) -> None:
        super().__init__("the evidence is not loaded; use kg.load(evidence=True)")


class ExportError(KgError):
    """An output that cannot be made or written.

    >>> import kg
    >>> try:
    ...     kg.load().part(category="Technique", section="outline", modality="hedged")
    ... except ExportError as error:
    ...     print(error)
    nothing is left to show; choose more categories, sections, modalities or sources
    """


class EngineError(KgError):
    """A database that cannot answer for a graph, or is gone: SQLite, DuckDB, a Spark session.

    >>> print(EngineError("DuckDB", OSError("the file is gone")))
    DuckDB cannot answer: the file is gone
    """

    def __init__(self, database: str, error: Exception) -> None:
        said = one_line(str(error).strip().partition("\n")[0]) or type(error).__name__
        super().__init__(f"{database} cannot answer: {said}")


class EndpointError(KgError):
    """A store or SPARQL service that cannot be reached, refuses, or gives an invalid answer.

    `status` is the HTTP status of its answer, 0 if there was none.

    >>> import kg
    >>> try:
    ...     kg.connect("http://127.0.0.1:9/sparql")
    ... except EndpointError as error:
    ...     print(error.status)
    0
    """

    def __init__(self, message: str, status: int = 0) -> None:
        self.status = status
        super().__init__(message)


class EndpointTimeout(EndpointError):
    """A store that gave no answer in time.

    >>> issubclass(EndpointTimeout, EndpointError)
    True
    """


class QueryError(KgError):
    """A SPARQL query that does not parse, is refused, or cannot be answered.

    `line` and `column` (from 1, in the text as it was given) say where, or are 0 if there is no single place; `reason` says what.

    >>> import kg
    >>> try:
    ...     kg.load().sparql("SELECT ?x WHERE { ?x nmv:targets }")
    ... except QueryError as error:
    ...     print(error.line, error.column)
    1 34
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        self.reason = message
        self.line = line
        self.column = column
        super().__init__(f"line {line}, column {column}: {message}" if line else message)


class QueryTimeout(QueryError):
    """A query that exceeded its time limit. `limit` is that limit in seconds.

    >>> error = QueryTimeout(2.5)
    >>> print(error)
    no answer within 2.5 s; raise the limit, or make the query narrower
    >>> error.limit
    2.5
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        super().__init__(f"no answer within {limit:g} s; raise the limit, or make the query narrower")


def one_line(text: str, limit: int = LINE) -> str:
    """A text as a line of a message: what cannot be printed is escaped, and of a long one the middle is left out.

    >>> one_line("dorsal\\troot ganglion", 13)
    'dorsal…nglion'
    """
    short = _cut(text, limit)  # Before it is escaped as well: it can have millions of letters.
    if short.isprintable():
        return short
    return _cut(
        "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in short), limit
    )


def _cut(text: str, limit: int) -> str:
    half = limit // 2
    return f"{text[:half]}…{text[half + 1 - limit :]}" if len(text) > limit else text


def shown(text: object, limit: int = 80) -> str:
    """A text from outside as a message quotes it: in quotes, escaped, and shortened.

    >>> print(shown("a\\tb"))
    'a\\tb'
    """
    return one_line(repr(str(text)), limit)


def represented(value: object) -> str:
    """A value of the wrong type as a message quotes it; its type, where it has no text, as an integer of 5,000 digits."""
    try:
        return one_line(repr(value))
    except Exception:
        return f"<{type(value).__name__}>"


def time_limit(seconds: float, error: Callable[[str], KgError]) -> float:
    """A time limit in seconds; an error of this kind if the value cannot be one."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError(f"the timeout must be a number of seconds, not {represented(seconds)}")
    if not 0 < seconds <= LONGEST:
        raise error(f"the timeout must be more than 0 and at most {LONGEST:,} seconds, not {represented(seconds)}")
    return seconds


def a_text(name: str, value: object) -> str:
    """A value that must be a text. TypeError if it is not."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text, not {represented(value)}")
    return value


def a_flag(name: str, value: object) -> bool:
    """A value that must be a truth value. TypeError if it is not."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {represented(value)}")
    return value


def at_least_one(**numbers: int | None) -> None:
    """ValueError if one of these numbers, given by name, is below 1; TypeError if it is not a whole number or None."""
    for name, number in numbers.items():
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise TypeError(f"{name} must be a whole number, not {represented(number)}")
        if number is not None and number < 1:
            raise ValueError(f"{name} must be at least 1")


def known(kind: str, name: Name, names: Collection[str]) -> Name:
    """The name, which may be None. UnknownName if it is not among the known ones, TypeError if it is not a text."""
    if name is not None and a_text(kind, name) not in names:
        raise UnknownName(kind, name, names)
    return name


def spaced(name: str) -> str:
    """A name in small letters, with single spaces where it has hyphens, underscores or blanks.

    >>> spaced("Spinal-cord_stimulation ")
    'spinal cord stimulation'
    """
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of `known` that look most like `word`, best first; if none does, of those that have it as one of their words.

    >>> nearest("drg-stimulaton", ["scs", "drg-stimulation", "pns"])
    ('drg-stimulation',)
    """
    if len(word) > SHORT:
        return ()  # Comparing takes time with the square of the length, and no name is that long.
    from difflib import get_close_matches

    folded, names = word.casefold(), sorted(known)
    by_folded: dict[str, str] = {}
    for name in names:
        # A similarity of six tenths, which counts as near, is impossible if the lengths differ by more than this.
        if 3 * len(name) <= 7 * len(folded) and 3 * len(folded) <= 7 * len(name):
            by_folded.setdefault(name.casefold(), name)
    close = tuple(by_folded[match] for match in get_close_matches(folded, by_folded, n=3))
    return close or tuple(name for name in names if folded in spaced(name).split())[:3]


def did_you_mean(names: Iterable[str]) -> str:
    """The tail of an error message that offers `names`, or nothing.

    >>> did_you_mean(["scs", "pns"])
    '; did you mean scs or pns?'
    """
    options = " or ".join(names)
    return f"; did you mean {options}?" if options else ""
