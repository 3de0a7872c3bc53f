"""What a query answers: rows of records and values, a truth value, or a graph."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from kg.errors import QueryError, at_least_one
from kg.model.answers import Form, Shown, graph_of
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Quantity, Section, Source, Tension

if TYPE_CHECKING:
    import rdflib

    from kg.sparql.process import Answer

Record = Node | Claim | Source | Section | Tension | Quantity
SHOWN = 20
"""How many rows or triples a repr shows."""


class Row(tuple[Any, ...]):
    """A row of values: by place, `row[0]`, by column, `row["technique"]`, and where no method has that name `row.technique`."""

    columns: tuple[str, ...]

    def __new__(cls, values: Sequence[Any], columns: tuple[str, ...]) -> "Row":
        self = super().__new__(cls, values)
        self.columns = columns
        return self

    @overload
    def __getitem__(self, index: SupportsIndex | str) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, index: SupportsIndex | str | slice) -> Any:
        """The value at a place or of a column. KeyError if there is no such column."""
        if not isinstance(index, str):
            return super().__getitem__(index)
        if index not in self.columns:
            raise KeyError(f"no column {index!r}; there are {', '.join(self.columns)}")
        return super().__getitem__(self.columns.index(index))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "columns" or name not in self.columns:
            raise AttributeError(name)
        return self[name]

    def __reduce__(self) -> Any:
        return Row, (tuple(self), self.columns)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The competency question that a result answers: its summary, what its answer leaves out, and its parameters' values.

    The values of the `defaults`, the parameters that were left out, are looked up when they are read.
    """

    summary: str
    not_covered: str
    defaults: frozenset[str]
    values: Callable[[], Mapping[str, tuple[Any, ...]]]


class Result(Shown):
    """The answer to a query.

    `kind` is select, ask, construct or describe. A select has `columns` and, iterated, Rows: what stands for a record of the
    graph is that record (Node, Claim, Source, Section, Tension, Quantity), another IRI its CURIE, a number an int, Decimal or
    float, a truth value a bool, any other literal a text, and what is unbound None. `terms` holds the same rows as rdflib
    terms, with languages and datatypes. Where the query does not order its rows they are sorted.

    A construct or describe has `graph`, an rdflib.Graph, and no rows: QueryError for `rows`, `frame` and `markdown`. `bool()` is
    what an ask answers, and for the others whether there is any row or triple. `warnings` say which names in the query are not
    in the vocabulary, and so match nothing.

    The answer to a competency question has the `question`, its `parameters` and what is `not_covered`.

    >>> import kg
    >>> result = kg.load().sparql("SELECT ?target { nmk:pns nmt:targets ?target }")
    >>> [row.target.name for row in result]
    ['nerve ending', 'peripheral nerve']
    """

    def __init__(
        self,
        of: Graph,
        found: "Answer",
        rows: Sequence[Row] = (),
        labels: Mapping[str, str] | None = None,
        asked: Asked | None = None,
    ) -> None:
        self.kind, self.columns, self.warnings = found.query.kind, found.columns, found.query.warnings
        self._of, self._found, self._rows, self._labels = of, found, tuple(rows), labels or {}
        self._prefixes = of.schema.prefixes
        self._triples = dict.fromkeys(found.triples)
        self._question = asked
        self.cut = ""
        if self.kind == "ask":
            self.columns = ("answer",)

    def first(self, limit: int | None) -> "Result":
        """The first `limit` rows; `cut` says of how many. What has no more of them stays. ValueError if `limit` is below 1.

        >>> import kg
        >>> kg.load().sparql("SELECT ?target { nmk:pns nmt:targets ?target }").first(1).cut
        'cut at 1 of 2; raise the limit to see them'
        """
        at_least_one(limit=limit)
        if limit is None or len(self._rows) <= limit:
            return self
        found = self._found._replace(rows=self._found.rows[:limit])
        part = Result(graph_of(self), found, self._rows[:limit], self._labels, self._question)
        part.cut = f"cut at {limit:,} of {len(self._rows):,}; raise the limit to see them"
        return part

    def __getstate__(self) -> dict[str, Any]:
        """What a pickle has: not the graph, as with records, but what was to be looked up there."""
        return {
            **vars(self),
            "parameters": self.parameters,
            "_question": self._question and replace(self._question, values=dict),
            "_of": None,
        }

    @cached_property
    def parameters(self) -> dict[str, tuple[Any, ...]]:
        """The values of the question's parameters, defaults included; empty if no question was asked by name.

        >>> import kg
        >>> kg.load().ask("techniques-by-target", target="glial cell").parameters
        {'target': (Node('nmk:glial-cell', name='glial cell'),)}
        """
        return {} if self._question is None else dict(self._question.values())

    @property
    def given(self) -> str:
        """The parameters in words: `target = dorsal root ganglion (default); section = types`.

        >>> import kg
        >>> kg.load().ask("techniques-by-target", target="glial cell").given
        'target = glial cell'
        """
        defaults = self._question.defaults if self._question is not None else ()
        words = {
            name: ", ".join(_in_words(one, self._labels) for one in some) for name, some in self.parameters.items()
        }
        return "; ".join(f"{name} = {said}{' (default)' if name in defaults else ''}" for name, said in words.items())

    @property
    def question(self) -> str:
        """The question in words; empty where none was asked by name.

        >>> import kg
        >>> kg.load().ask("techniques-by-target").question
        'Which techniques act on a target or a part or kind of it, directly, through a mechanism, or with a device placed there?'
        """
        return "" if self._question is None else self._question.summary

    @property
    def not_covered(self) -> str:
        """What the answer to the question leaves out; empty where nothing is said of that.

        >>> import kg
        >>> kg.load().ask("techniques-by-target").not_covered
        'techniques that act on what the target is a part of, and what is denied'
        """
        return "" if self._question is None else self._question.not_covered

    @cached_property
    def terms(self) -> "tuple[tuple[rdflib.term.Identifier | None, ...], ...]":
        """The rows as rdflib terms.

        >>> import kg
        >>> kg.load().sparql("SELECT ?name { nmk:scs rdfs:label ?name }").terms
        ((rdflib.term.Literal('spinal cord stimulation', lang='en'),),)
        """
        from kg.formats.rdf.in_rdflib import term

        return tuple(tuple(None if one is None else term(one) for one in row) for row in self._found.rows)

    @cached_property
    def graph(self) -> "rdflib.Graph":  # type: ignore[override]  # Of a Result it is what CONSTRUCT gives.
        """The triples of a construct or describe. QueryError for the other kinds.

        >>> import kg
        >>> len(kg.load().sparql("CONSTRUCT WHERE { nmk:pns nmt:targets ?target }").graph)
        2
        """
        if self.kind not in ("construct", "describe"):
            raise QueryError(f"{self.kind} gives no graph; use CONSTRUCT or DESCRIBE")
        from kg.formats.rdf.in_rdflib import graph_of

        return graph_of(self._triples, self._prefixes)

    @cached_property
    def turtle(self) -> str:
        """The graph in Turtle, sorted.

        >>> import kg
        >>> kg.load().sparql("CONSTRUCT WHERE { nmk:pns nmt:targets ?target }").turtle.split()[-3:]
        ['nmk:nerve-ending,', 'nmk:peripheral-nerve', '.']
        """
        return self.graph.serialize(format="turtle")

    def __bool__(self) -> bool:
        return self._found.truth if self.kind == "ask" else len(self) > 0

    def __len__(self) -> int:
        """The number of rows, or of triples.

        >>> import kg
        >>> len(kg.load().sparql("SELECT ?target { nmk:pns nmt:targets ?target }"))
        2
        """
        return len(self._rows) or len(self._triples)

    def __iter__(self) -> Iterator[Row]:
        """The rows.

        >>> import kg
        >>> [row.target.slug for row in kg.load().sparql("SELECT ?target { nmk:pns nmt:targets ?target }")]
        ['nerve-ending', 'peripheral-nerve']
        """
        return iter(self._rows)

    def __getitem__(self, index: int) -> Row:
        """The row at an index.

        >>> import kg
        >>> kg.load().sparql("SELECT ?target { nmk:pns nmt:targets ?target }")[0].target.slug
        'nerve-ending'
        """
        return self._rows[index]

    @cached_property
    def plain(self) -> list[tuple[Any, ...]]:
        """The rows with each record as its CURIE, and each quantity as text; of an ask one row with its answer.

        >>> import kg
        >>> kg.load().sparql("SELECT ?target { nmk:pns nmt:targets ?target }").plain
        [('nmk:nerve-ending',), ('nmk:peripheral-nerve',)]
        """
        if self.kind == "ask":
            return [(bool(self),)]
        return [tuple(_plain(value) for value in row) for row in self._rows]

    @cached_property
    def words(self) -> list[tuple[str, ...]]:
        """The rows as a reader wants them: nodes by name, claims, sections and sources by id, our terms by label.

        >>> import kg
        >>> kg.load().sparql("SELECT ?target { nmk:pns nmt:targets ?target }").words
        [('nerve ending',), ('peripheral nerve',)]
        """
        return [tuple(_in_words(value, self._labels) for value in row) for row in (self._rows or self.plain)]

    def _shown(self, form: Form) -> Any:
        graph = graph_of(self)
        if self.kind not in ("select", "ask") and form in ("markdown", "rows", "frame"):
            raise QueryError(f"{self.kind} gives no rows; use SELECT, or see .turtle")
        return graph.shown(self, form)

    def _asked(self) -> Graph | None:
        return self._of

    def __str__(self) -> str:
        warnings = self.warnings if self.kind in ("select", "ask") else ()  # A graph is printed as Turtle.
        return "\n".join([super().__str__(), *(f"warning: {warning}" for warning in warnings)])

    def __repr__(self) -> str:
        if self.kind == "ask":
            return f"Result(ask, {'yes' if self else 'no'})"
        unit = "row" if self.kind == "select" else "triple"
        head = f"Result({self.kind}, {len(self)} {unit}{'' if len(self) == 1 else 's'})"
        if self.kind != "select":
            return head
        of, some = self._of, self._rows[:SHOWN]
        table = [of.shown(Result(of, self._found, some, self._labels), "text")] if of is not None and some else []
        more = [f"… {len(self) - SHOWN} more"] if len(self) > SHOWN else []
        return "\n".join([head, *table, *more, *(f"warning: {warning}" for warning in self.warnings)])


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Quantity) else getattr(value, "id", value)


def _in_words(value: Any, labels: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, Node):
        return value.name
    if isinstance(value, Section | Claim | Source | Tension):
        return value.slug
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    return labels.get(value, value) if isinstance(value, str) else str(value)
