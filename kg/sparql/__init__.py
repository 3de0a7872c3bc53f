"""SPARQL over exactly the triples of the Turtle export, in this process and read-only."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kg.errors import QueryError, known, represented, time_limit
from kg.model import Graph
from kg.schema import TENTATIVE, VOCABULARY, Schema
from kg.sparql.result import Result, Row
from kg.tables.columns import RESERVED

if TYPE_CHECKING:
    from kg.sparql.process import Answer, Prepared
    from kg.sparql.reading import Query

__all__ = ["Result", "Row", "sparql"]


def sparql(
    graph: Graph, query: str, *, timeout: float | None = None, parameters: Mapping[str, Any] | None = None
) -> Result:
    """The answer to a SPARQL query: `KnowledgeGraph.sparql` says what each argument does.

    >>> import kg
    >>> sparql(kg.load(), "SELECT (COUNT(*) AS ?n) { ?t a nmv:Technique ; nmv:targets nmk:dorsal-root-ganglion }")
    Result(select, 1 row)
    n
    1
    """
    from kg.sparql.values import written

    terms = {name: written(value, graph.schema.expand) for name, value in (parameters or {}).items()}
    return answer(graph, query, terms, timeout=timeout)


def answer(graph: Graph, query: str, parameters: Mapping[str, str], *, timeout: float | None = None) -> Result:
    """Answer a query whose parameters are terms written in SPARQL."""
    if timeout is not None:
        time_limit(timeout, QueryError)
    if not isinstance(query, str):
        raise TypeError(f"a query is a text, not {represented(query)}")
    from kg.sparql.process import Prepared
    from kg.sparql.reading import VARIABLE
    from kg.sparql.values import in_order, python_values
    from kg.sparql.worker import Task

    variables = VARIABLE.findall(query)
    for name in parameters:
        known("variable", name, variables)
    schema = graph.schema
    terms = [*RESERVED, *(local for _, names in local_names(schema) for local in names.values())]
    task = Task(query, dict(schema.prefixes), dict(parameters), terms, not graph.stored)
    prepared = _PREPARED.get(graph) or _PREPARED.setdefault(graph, Prepared(graph))
    found = prepared.answer(task, timeout)
    if graph.stored:
        found = _answer_there(graph, found.query, timeout)
    if found.query.kind != "select":
        return Result(graph, found)
    found = found._replace(rows=in_order(found.rows, found.columns, found.query.order))
    values = python_values(graph, found.rows)
    rows = [Row([values[term] for term in row], found.columns) for row in found.rows]
    return Result(graph, found, rows, _labels(schema))


def _answer_there(graph: Graph, query: "Query", timeout: float | None) -> "Answer":
    """What the store behind a graph answers to a query that was read here."""
    from kg.sparql.process import Answer, in_written_order
    from kg.sparql.reading import prefixed

    found = graph.ask_store(prefixed(query.text, graph.schema.prefixes), query.kind, timeout)
    if query.kind != "select":
        return Answer(query, truth=found) if query.kind == "ask" else Answer(query, triples=found)
    columns = in_written_order(query, found[0])
    return Answer(query, columns, [tuple(map(row.get, columns)) for row in found[1]])


_PREPARED: "WeakKeyDictionary[Graph, Prepared]" = WeakKeyDictionary()


def local_names(schema: Schema) -> list[tuple[str, dict[str, str]]]:
    """The terms of our vocabulary by kind: their names in the tables → their local names."""
    return [
        ("predicate", {name: schema.property_curie(name).partition(":")[2] for name in schema.predicates}),
        ("category", {name: name for name in schema.categories}),
        ("modality", {name: name.capitalize() for name in schema.modalities}),
        ("polarity", {name: name.capitalize() for name in schema.polarities}),
        ("kind of tension", {name: name.capitalize() for name in schema.tensions}),
    ]


def _labels(schema: Schema) -> dict[str, str]:
    """The labels of our vocabulary, by CURIE."""
    terms = (schema.predicates, schema.categories, schema.modalities, schema.polarities, schema.tensions)
    named: Iterable[tuple[tuple[str, dict[str, str]], Mapping[str, Any]]] = zip(local_names(schema), terms, strict=True)
    labels = {f"{VOCABULARY}:{names[name]}": part[name].label for (_, names), part in named for name in part}
    predicates = schema.predicates.values()
    return labels | {schema.property_curie(one.name, TENTATIVE): one.tentatively for one in predicates}
