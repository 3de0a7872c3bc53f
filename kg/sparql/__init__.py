"""SPARQL over exactly the triples of the Turtle export, in this process and read-only."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kg.errors import QueryError, a_text, did_you_mean, known, nearest, represented, time_limit
from kg.model.protocol import Graph
from kg.schema import CLAIM, NODE, SOURCE, TENTATIVE, VOCABULARY, Schema
from kg.sparql.result import Asked, Result, Row
from kg.tables.columns import RESERVED

if TYPE_CHECKING:
    from kg.sparql.process import Answer, Prepared
    from kg.sparql.reading import Query

__all__ = ["Asked", "Result", "Row", "sparql"]


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

    if parameters is not None and not isinstance(parameters, Mapping):
        raise TypeError(f"parameters must be variables with their values, as a dict, not {represented(parameters)}")
    terms = {
        a_text("variable", name): written(value, graph.schema.expand) for name, value in (parameters or {}).items()
    }
    return answer(graph, query, terms, timeout=timeout)


def answer(
    graph: Graph,
    query: str,
    parameters: Mapping[str, str],
    *,
    timeout: float | None = None,
    asked: Asked | None = None,
) -> Result:
    """Answer a query whose parameters are terms written in SPARQL; `asked` is the question that it is of, if any."""
    if timeout is not None:
        time_limit(timeout, QueryError)
    a_text("a query", query)
    from kg.sparql.process import Prepared
    from kg.sparql.reading import VARIABLE
    from kg.sparql.values import in_order, python_values
    from kg.sparql.worker import Task

    variables = VARIABLE.findall(query)
    for name in parameters:
        known("variable", name, variables)
    schema = graph.schema
    task = Task(query, dict(schema.prefixes), dict(parameters), _unknown(graph, query), not graph.stored)
    prepared = _PREPARED.get(graph) or _PREPARED.setdefault(graph, Prepared(graph))
    found = prepared.answer(task, timeout)
    if graph.stored:
        found = _answer_there(graph, found.query, timeout)
    if found.query.kind != "select":
        return Result(graph, found, labels=_labels(schema), asked=asked)
    found = found._replace(rows=in_order(found.rows, found.columns, found.query.order))
    values = python_values(graph, found.rows)
    rows = [Row([values[term] for term in row], found.columns) for row in found.rows]
    return Result(graph, found, rows, _labels(schema), asked)


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


def _unknown(graph: Graph, query: str) -> dict[str, str]:
    """The first names of ours that a query seems to use and nothing in the graph has, each with a warning."""
    from kg.sparql.reading import MOST_BYTES, used_curies

    terms = own_terms(graph.schema)
    ours = {prefix: graph.schema.prefixes[prefix] for prefix in (*terms, NODE, CLAIM, SOURCE)}
    used = () if len(query) > MOST_BYTES else dict.fromkeys(curie for _, curie in used_curies(query, ours))
    unknown = [(*curie.partition(":")[::2], curie) for curie in used]
    near: dict[str, Iterable[str]] = {
        curie: [f"{prefix}:{other}" for other in nearest(name, terms[prefix])]
        for prefix, name, curie in unknown
        if name not in terms.get(prefix, (name,))
    }
    near |= graph.missing([curie for prefix, _, curie in unknown if prefix not in terms])
    return {curie: f"nothing in the graph has {curie}{did_you_mean(near[curie])}" for curie in used if curie in near}


def own_terms(schema: Schema) -> dict[str, Collection[str]]:
    """The local names of our vocabulary, by prefix."""
    names = dict(local_names(schema))
    terms = (local for part in names.values() for local in part.values())
    return {VOCABULARY: {*RESERVED, *terms}, TENTATIVE: {*names["predicate"].values()}}


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
