"""rdflib as the engine: its evaluation, with a clock, and with the few things done that it leaves out or does otherwise.

rdflib lets others evaluate parts of the algebra (its CUSTOM_EVALS). What is registered there here acts only on graphs of this
module, so that other users of rdflib in the same process notice nothing.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from functools import total_ordering
from typing import Any

import rdflib
from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.aggregates import Aggregator
from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.evalutils import _eval
from rdflib.plugins.sparql.parserutils import value
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext

from kg.errors import QueryError, QueryTimeout
from kg.sparql.prepared import Prepared
from kg.sparql.terms import Answer, Row, order_key, within


class Clock:
    """Raises QueryTimeout when asked after its time; without a limit, never."""

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self.end = None if limit is None else time.monotonic() + limit

    def check(self) -> None:
        if self.end is not None and self.limit is not None and time.monotonic() > self.end:
            raise QueryTimeout(self.limit)


class Reading(rdflib.Graph):
    """The kept graph as one query sees it: each triple read asks the clock."""

    def __init__(self, kept: rdflib.Graph, clock: Clock) -> None:
        super().__init__(store=kept.store, identifier=kept.identifier, bind_namespaces="none")
        self.clock = clock

    def triples(self, triple: Any) -> Any:
        self.clock.check()
        for found in super().triples(triple):
            self.clock.check()
            yield found


def answer(kept: rdflib.Graph, query: Prepared, limit: float | None) -> Answer:
    """What rdflib answers. QueryTimeout past the limit, QueryError where rdflib gives up."""
    CUSTOM_EVALS["kg"] = _evaluate
    clock = Clock(limit)
    context = QueryContext(Reading(kept, clock), initBindings={})
    context.prologue = query.parsed.prologue
    try:
        found = evalPart(context, query.parsed.algebra)
        if query.kind == "ask":
            return Answer(truth=bool(found["askAnswer"]))
        if query.kind == "select":
            return Answer(rows=within(_rows(found["bindings"], query.columns)))
        return Answer(triples=within(found["graph"]))
    except QueryError:
        raise
    except RecursionError:
        raise QueryError("the query goes deeper than rdflib can follow; use engine='oxigraph'") from None
    except Exception as error:  # rdflib lets errors of many kinds through; each is about the query
        raise QueryError(f"rdflib cannot answer this: {error or type(error).__name__}") from error


def _rows(bindings: Iterable[Mapping[Any, Any]], columns: tuple[str, ...]) -> Iterator[Row]:
    variables = [rdflib.Variable(name) for name in columns]
    for binding in bindings:
        yield tuple(binding.get(variable) for variable in variables)


# -------------------------------------------------------------------------------------------------- parts of the algebra


def _evaluate(context: QueryContext, part: Any) -> Any:
    graph = context.graph
    if type(graph) is not Reading:
        raise NotImplementedError
    graph.clock.check()
    if part.name == "Join" and not part.lazy:
        return _join(context, part, graph.clock)
    if part.name in PARTS:
        return PARTS[part.name](context, part, graph.clock)
    raise NotImplementedError


def _join(context: QueryContext, part: Any, clock: Clock) -> Iterator[Any]:
    """rdflib's own would pair any number of rows without a look at the clock, and drop repeated rows of the second side."""
    others = list(evalPart(context, part.p2))
    for one in evalPart(context, part.p1):
        for other in others:
            clock.check()
            if one.compatible(other):
                yield one.merge(other)


def _minus(context: QueryContext, part: Any, clock: Clock) -> Iterator[Any]:
    others = list(evalPart(context, part.p2))

    def removes(one: Any, other: Any) -> bool:
        clock.check()
        return not one.disjointDomain(other) and bool(one.compatible(other))

    for one in evalPart(context, part.p1):
        if not any(removes(one, other) for other in others):
            yield one


def _ordered(context: QueryContext, part: Any, clock: Clock) -> list[Any]:
    """Sorted as Oxigraph sorts; every comparison asks the clock."""

    @total_ordering
    class Key:
        def __init__(self, row: Any, expression: Any) -> None:
            found = value(row, expression, variables=True)
            bound = isinstance(found, rdflib.term.Identifier) and not isinstance(found, rdflib.Variable)
            self.key = order_key(found if bound else None)

        def __lt__(self, other: "Key") -> bool:
            clock.check()
            return self.key < other.key

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Key) and self.key == other.key

    # First by everything, so that rows which the query leaves level, and LIMIT may cut, stand the same way every time.
    rows = sorted(
        evalPart(context, part.p), key=lambda row: sorted((str(name), order_key(term)) for name, term in row.items())
    )
    for condition in reversed(part.expr):
        expression = condition.expr
        rows.sort(key=lambda row: Key(row, expression), reverse=condition.order == "DESC")
    return rows


def _aggregated(context: QueryContext, part: Any, clock: Clock) -> Iterator[Any]:
    """rdflib's own gives one empty row where GROUP BY has nothing to group; SPARQL gives none."""
    groups: dict[Any, Any] = {}
    expressions = part.p.expr
    if expressions is None:
        groups[()] = Aggregator(aggregations=part.A)
    for row in evalPart(context, part.p):
        clock.check()
        key = () if expressions is None else tuple(_eval(expression, row, False) for expression in expressions)
        if key not in groups:
            groups[key] = Aggregator(aggregations=part.A)
        groups[key].update(row)
    for aggregator in groups.values():
        yield FrozenBindings(context, aggregator.get_bindings())


def _described(context: QueryContext, part: Any, clock: Clock) -> dict[str, Any]:
    """The triples that start from what is described. rdflib's own adds every claim about it, Oxigraph's does not."""
    wanted = {term for term in part.PV if isinstance(term, rdflib.URIRef)}
    if part.p is not None:
        for row in evalPart(context, part.p):
            wanted.update(row[name] for name in part.PV if isinstance(name, rdflib.Variable) and name in row)
    assert context.graph is not None
    found = [triple for term in wanted for triple in context.graph.triples((term, None, None))]
    return {"type_": "DESCRIBE", "graph": found}


def _constructed(context: QueryContext, part: Any, clock: Clock) -> dict[str, Any]:
    """As rdflib's own, but lazily, so that the limit on the number of triples is met while they are made."""
    from rdflib.plugins.sparql.evalutils import _fillTemplate

    template = part.template or part.p.p.triples
    made = (triple for row in evalPart(context, part.p) for triple in _fillTemplate(template, row))
    sound = ((s, p, o) for s, p, o in made if not isinstance(s, rdflib.Literal) and isinstance(p, rdflib.URIRef))
    return {"type_": "CONSTRUCT", "graph": sound}


PARTS = {
    "Minus": _minus,
    "OrderBy": _ordered,
    "AggregateJoin": _aggregated,
    "DescribeQuery": _described,
    "ConstructQuery": _constructed,
}
