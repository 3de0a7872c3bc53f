"""SPARQL over exactly what the Turtle export holds, in this process and read-only."""

from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kg.errors import MissingExtra, QueryError, UnknownName
from kg.formats.rdf.model import to_rdf
from kg.model import Claim, Node, Section, Source, Tension
from kg.schema import CLAIM, NODE, VOCABULARY, Schema
from kg.sparql.result import Record, Result, Row

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from kg.model import Graph
    from kg.sparql.prepared import Prepared
    from kg.sparql.terms import Answer

__all__ = ["Result", "Row", "sparql"]
ENGINES = ("rdflib", "oxigraph")


def sparql(
    graph: "Graph",
    query: str,
    *,
    timeout: float | None = None,
    parameters: Mapping[str, Any] | None = None,
    engine: str | None = None,
) -> Result:
    """Answer a SPARQL 1.1 query over exactly what the Turtle export holds. The prefixes of the schema need no declaring.

    `timeout` is in seconds. `parameters` are variables and their values: a record, an IRI as rdflib.URIRef, another rdflib
    term, a number, a truth value or a text; a list means any of them. They are bound in a VALUES block: the one that the
    query has for this variable, or a new one at the start of its WHERE clause. `engine` is "rdflib" or "oxigraph"; without it,
    Oxigraph where it is installed (the extra `fast`).

    Updates, SERVICE, FROM and GRAPH are refused, and nothing touches the network. QueryError names line and column;
    QueryTimeout the time; UnknownParameter the nearest variables; MissingExtra the extra that an engine needs.

    With a time-out, rdflib looks at its clock with each triple, row and comparison, but a single regular expression runs to its
    end; Oxigraph answers in a child process, which is ended. Reading the query is not counted.

    >>> import kg
    >>> g = kg.load()
    >>> sparql(g, "SELECT (COUNT(*) AS ?n) { ?t a nmv:Technique ; nmv:targets nmk:dorsal-root-ganglion }")
    Result(select, 1 row)
    n
    1
    """
    return answer(graph, read_query(graph.schema, query, parameters), timeout=timeout, engine=engine)


def read_query(schema: Schema, query: str, parameters: Mapping[str, Any] | None = None) -> "Prepared":
    """A query, read, and its parameters bound to values as `sparql` takes them."""
    from kg.sparql.prepared import prepare

    written = {name: _written(value, schema.expand) for name, value in (parameters or {}).items()}
    return prepare(query, schema.prefixes, written)


def answer(graph: "Graph", prepared: "Prepared", *, timeout: float | None = None, engine: str | None = None) -> Result:
    """Answer a query that is ready."""
    if timeout is not None and not 0 < timeout < float("inf"):
        raise QueryError(f"a time-out of {timeout!r} s is none; give seconds above 0")
    if engine not in (None, *ENGINES):
        raise QueryError(f"unknown engine {engine!r}; use {' or '.join(ENGINES)}")
    if engine == "oxigraph" and find_spec("pyoxigraph") is None:
        raise MissingExtra("the engine Oxigraph", "pyoxigraph", "fast")
    kept = _KEPT.get(graph)
    if kept is None:
        kept = _KEPT.setdefault(graph, Kept())
    stored = graph.ask_store(prepared.text, prepared.kind, timeout)
    if stored is not None:
        from kg.sparql.terms import Answer

        if engine is not None:
            raise QueryError("a graph behind an endpoint is asked by its own engine; leave engine away")
        if prepared.kind == "select":
            found = Answer(rows=[tuple(row.get(name) for name in prepared.columns) for row in stored])
        else:
            found = Answer(truth=stored) if prepared.kind == "ask" else Answer(triples=stored)
    elif engine == "rdflib" or find_spec("pyoxigraph") is None:
        from kg.sparql.rdflib_engine import answer as by_rdflib

        found = by_rdflib(kept.rdflib(graph), prepared, timeout)
    else:
        from kg.sparql.oxigraph_engine import answer as by_oxigraph
        from kg.sparql.oxigraph_engine import answer_in_child

        if timeout is None:
            found = by_oxigraph(kept.oxigraph(graph), prepared)
        else:
            found = answer_in_child(kept.turtle(graph), prepared, timeout)
    return result(graph.schema, prepared, found, lambda term: _value(graph, kept, term))


def result(schema: Schema, prepared: "Prepared", found: "Answer", value_of: Callable[[Any], Any]) -> Result:
    """What was found, as a Result; `value_of` says what a term is to a reader of Python."""
    if prepared.kind == "ask":
        return Result(kind="ask", truth=found.truth)
    if prepared.kind != "select":
        return Result(kind=prepared.kind, graph=_graph(found.triples, schema.prefixes))
    from kg.sparql.terms import in_order

    found_rows = in_order(found.rows, prepared.columns, prepared.order)
    resolved: dict[Any, Any] = {}

    def value(term: Any) -> Any:
        if term not in resolved:
            resolved[term] = value_of(term)
        return resolved[term]

    rows = [Row([value(term) for term in row], prepared.columns) for row in found_rows]
    return Result(kind="select", columns=prepared.columns, rows=rows, terms=found_rows, labels=_labels(schema))


class Kept:
    """What is made once for a graph: its triples in each engine. Nothing hands these out."""

    def __init__(self) -> None:
        self._rdflib: rdflib.Graph | None = None
        self._oxigraph: pyoxigraph.Store | None = None
        self._turtle: bytes | None = None
        self._records: dict[str, Record] | None = None

    def rdflib(self, graph: "Graph") -> "rdflib.Graph":
        if self._rdflib is None:
            self._rdflib = to_rdf(graph)
        return self._rdflib

    def oxigraph(self, graph: "Graph") -> "pyoxigraph.Store":
        if self._oxigraph is None:
            from kg.sparql.oxigraph_engine import store

            self._oxigraph = store(self.turtle(graph))
        return self._oxigraph

    def turtle(self, graph: "Graph") -> bytes:
        if self._turtle is None:
            from kg.formats.rdf.turtle import dumps

            self._turtle = dumps(graph)
        return self._turtle

    def records(self, graph: "Graph") -> "dict[str, Record]":
        """The records that are not nodes or claims, by CURIE."""
        if self._records is None:
            found: dict[str, Record] = {tension.id: tension for tension in graph.tensions()}
            for source in graph.sources():
                found[source.id] = source
                found |= {section.id: section for section in source.sections}
            self._records = found
        return self._records


_KEPT: "WeakKeyDictionary[Graph, Kept]" = WeakKeyDictionary()


def _value(graph: "Graph", kept: Kept, term: Any) -> Any:
    """What a term is to a reader of Python."""
    from rdflib import Literal, URIRef

    from kg.sparql.terms import python_value

    if isinstance(term, Literal):
        return python_value(term)
    if not isinstance(term, URIRef):
        return None if term is None else str(term)
    curie = graph.schema.compress(term)
    prefix = curie.partition(":")[0]
    if prefix == NODE:
        node = graph.get(curie)
        return curie if node is None or node.id != curie else node
    record = kept.records(graph).get(curie)
    if record is None and prefix == CLAIM:
        claim, _, part = curie.partition(".")
        try:
            found = graph.claim(claim)
        except UnknownName:
            return curie
        record = (found.quantity if part == "q1" else None) if part else found
    return str(curie) if record is None else record


def _labels(schema: Schema) -> dict[str, str]:
    """The labels of our vocabulary, by CURIE."""

    found = {Schema.property_curie(one.name): one.label for one in schema.predicates.values()}
    found |= {f"{VOCABULARY}:{one.name}": one.label for one in schema.categories.values()}
    for part in (schema.modalities, schema.polarities, schema.tensions):
        found |= {f"{VOCABULARY}:{one.name.capitalize()}": one.label for one in part.values()}
    return found


def _graph(triples: Iterable[Any], prefixes: Mapping[str, str]) -> "rdflib.Graph":
    import rdflib

    made = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes.items():
        made.bind(prefix, namespace)
    for triple in triples:
        made.add(triple)
    return made


def _written(value: Any, expand: Callable[[str], str]) -> str:
    """A parameter's value, or several, as terms written in SPARQL. QueryError if it is of no kind that can be one."""
    if isinstance(value, list | tuple | set | frozenset):
        if not value:
            raise QueryError("an empty list of values; give at least one")
        return " ".join(sorted(_written(one, expand) for one in value))
    from kg.sparql.terms import written

    if isinstance(value, Node | Claim | Source | Section | Tension):
        from rdflib import URIRef

        value = URIRef(expand(value.id))
    return written(value)
