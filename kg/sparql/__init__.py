"""SPARQL over exactly the triples of the Turtle export, in this process and read-only."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kg.errors import QueryError, UnknownName
from kg.model import Claim, Graph, Node, Section, Source, Tension
from kg.schema import CLAIM, NODE, VOCABULARY, Schema
from kg.sparql.result import Record, Result, Row
from kg.tables.columns import RESERVED

if TYPE_CHECKING:
    import pyoxigraph

    from kg.sparql.process import Answer, Task, Term, Worker
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
    written = {name: _written(value, graph.schema.expand) for name, value in (parameters or {}).items()}
    return answer(graph, query, written, timeout=timeout)


def answer(graph: Graph, query: str, parameters: Mapping[str, str], *, timeout: float | None = None) -> Result:
    """Answer a query whose parameters are terms written in SPARQL."""
    if timeout is not None and not 0 < timeout < float("inf"):
        raise QueryError(f"the timeout must be more than 0 seconds, not {timeout!r}")
    from kg.sparql.reading import VARIABLE

    if not isinstance(query, str):
        raise TypeError(f"a query is a text, not {query!r}")
    for name in parameters:
        if name not in (variables := VARIABLE.findall(query)):
            raise UnknownName("variable", name, variables)
    kept = _KEPT.get(graph) or _KEPT.setdefault(graph, Kept())
    schema = graph.schema
    task: Task = {
        "text": query,
        "prefixes": dict(schema.prefixes),
        "parameters": dict(parameters),
        "known": [*RESERVED, *(local for _, names in local_names(schema) for local in names.values())],
        "run": not graph.stored,
    }
    found = kept.answer(graph, task, timeout)
    if graph.stored:
        found = _answer_there(graph, found.query, timeout)
    return _result(graph, kept, found)


def _answer_there(graph: Graph, query: "Query", timeout: float | None) -> "Answer":
    """What the store behind a graph answers to a query that was read here."""
    from kg.sparql.process import Answer, in_written_order
    from kg.sparql.reading import prefixed

    found = graph.ask_store(prefixed(query.text, graph.schema.prefixes), query.kind, timeout)
    if query.kind == "ask":
        return Answer(query, truth=found)
    if query.kind != "select":
        return Answer(query, triples=found)
    variables, rows = found
    columns = in_written_order(query, variables)
    return Answer(query, columns, [tuple(row.get(name) for name in columns) for row in rows])


def _result(graph: Graph, kept: "Kept", found: "Answer") -> Result:
    query, schema = found.query, graph.schema
    if query.kind != "select":
        return Result(
            kind=query.kind,
            of=graph,
            truth=found.truth,
            triples=found.triples,
            prefixes=schema.prefixes,
            warnings=query.warnings,
        )
    from kg.sparql.values import in_order

    found_rows = in_order(found.rows, found.columns, query.order)
    values = _values(graph, kept, {term for row in found_rows for term in row if term is not None})
    values[None] = None
    rows = [Row([values[term] for term in row], found.columns) for row in found_rows]
    return Result(
        kind="select",
        of=graph,
        columns=found.columns,
        rows=rows,
        terms=found_rows,
        labels=_labels(schema),
        warnings=query.warnings,
    )


class Kept:
    """What is made once for a graph: its triples, in Turtle and in Oxigraph, and a process. Nothing hands these out."""

    def __init__(self) -> None:
        self._store: pyoxigraph.Store | None = None
        self._turtle: bytes | None = None
        self._records: dict[str, Record] | None = None
        self._idle: list[Worker] = []

    def answer(self, graph: Graph, task: "Task", timeout: float | None) -> "Answer":
        """What Oxigraph answers here, or, with a time-out or a long text, in a process that is kept for the next query."""
        from kg.sparql.process import MOST_HERE, Worker, answer

        if timeout is None and len(task["text"]) <= MOST_HERE:
            return answer(self.store(graph), task)
        worker = self._idle.pop() if self._idle else None
        if worker is None or not worker.ready:
            worker = Worker(self.turtle(graph))
        found = worker.answer(task, timeout)
        if self._idle:
            worker.end()  # another thread has put its own back
        else:
            self._idle.append(worker)
        return found

    def store(self, graph: Graph) -> "pyoxigraph.Store":
        if self._store is None:
            import pyoxigraph

            store = pyoxigraph.Store()
            store.bulk_load(self.turtle(graph), pyoxigraph.RdfFormat.TURTLE)
            self._store = store
        return self._store

    def turtle(self, graph: Graph) -> bytes:
        """The triples here; none of a graph that is elsewhere."""
        if self._turtle is None:
            from kg.formats.rdf.turtle import dumps

            self._turtle = b"" if graph.stored else dumps(graph)
        return self._turtle

    def record(self, graph: Graph, curie: str) -> "Record | None":
        """The record of this CURIE, or None where there is none."""
        prefix = curie.partition(":")[0]
        if prefix == NODE:
            node = graph.get(curie)
            return node if node is not None and node.id == curie else None
        if self._records is None:
            self._records = {tension.id: tension for tension in graph.tensions()}
            for source in graph.sources():
                self._records[source.id] = source
                self._records |= {section.id: section for section in source.sections}
        record = self._records.get(curie)
        if record is None and prefix == CLAIM:
            id, _, part = curie.partition(".")
            try:
                claim = graph.claim(id)
            except UnknownName:
                return None
            return claim if not part else claim.quantity if part == "q1" else None
        return record


_KEPT: "WeakKeyDictionary[Graph, Kept]" = WeakKeyDictionary()


def _values(graph: Graph, kept: Kept, terms: "Iterable[Term]") -> dict[Any, Any]:
    """What terms are to a reader of Python."""
    from pyoxigraph import Literal, NamedNode

    from kg.sparql.values import python_value

    curies = {term: graph.schema.compress(term.value) for term in terms if isinstance(term, NamedNode)}
    records = {curie: kept.record(graph, curie) for curie in curies.values()}
    return {
        term: python_value(term)
        if isinstance(term, Literal)
        else records.get(curies[term]) or curies[term]
        if isinstance(term, NamedNode)
        else str(term)
        for term in terms
    }


def local_names(schema: Schema) -> list[tuple[str, dict[str, str]]]:
    """The terms of our vocabulary by kind: their names in the tables → their local names."""
    capital = [
        ("modality", schema.modalities),
        ("polarity", schema.polarities),
        ("kind of tension", schema.tensions),
    ]
    return [
        ("predicate", {name: schema.property_curie(name).partition(":")[2] for name in schema.predicates}),
        ("category", {name: name for name in schema.categories}),
        *((kind, {name: name.capitalize() for name in names}) for kind, names in capital),
    ]


def _labels(schema: Schema) -> dict[str, str]:
    """The labels of our vocabulary, by CURIE."""
    parts: tuple[Mapping[str, Any], ...] = (
        *(schema.predicates, schema.categories),
        *(schema.modalities, schema.polarities, schema.tensions),
    )
    return {
        f"{VOCABULARY}:{names[name]}": term.label
        for (_, names), part in zip(local_names(schema), parts, strict=True)
        for name, term in part.items()
    }


def _written(value: Any, expand: Callable[[str], str]) -> str:
    """A parameter's value, or several, as terms written in SPARQL. QueryError if it is of no kind that can be one."""
    from kg.sparql.values import named_node, written

    if isinstance(value, list | tuple | set | frozenset):
        if not value:
            raise QueryError("an empty list of values; give at least one")
        return " ".join(sorted(_written(item, expand) for item in value))
    if isinstance(value, Node | Claim | Source | Section | Tension):
        return str(named_node(expand(value.id)))
    return written(value)
