"""Oxigraph as the engine: in this process, or, where there is a time limit, in a child that is ended when time is up."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any

import pyoxigraph
import rdflib

from kg.errors import QueryError, QueryTimeout
from kg.sparql.prepared import Prepared
from kg.sparql.terms import Answer, Row, Term, too_many, within

MOST_BYTES = 1 << 29


def store(turtle: bytes) -> pyoxigraph.Store:
    """A store in memory with these triples."""
    made = pyoxigraph.Store()
    made.bulk_load(turtle, pyoxigraph.RdfFormat.TURTLE)
    return made


def answer(kept: pyoxigraph.Store, query: Prepared) -> Answer:
    """What Oxigraph answers, in this process."""
    try:
        return _read(kept.query(query.text), query)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise _refused(str(error)) from None


def answer_in_child(turtle: bytes, query: Prepared, limit: float) -> Answer:
    """What Oxigraph answers within `limit` seconds of having read the triples. QueryTimeout if it does not."""
    reply, late, code = _ask_child(json.dumps({"query": query.text, "limit": limit}).encode(), turtle, limit)
    if late:
        raise QueryTimeout(limit)
    if len(reply) > MOST_BYTES:
        raise too_many()
    kind, _, content = reply.partition(b"\n")
    if kind == b"error":
        raise _refused(content.decode())
    if kind == b"graph":
        return _read(pyoxigraph.parse(content, pyoxigraph.RdfFormat.N_TRIPLES), query)
    if kind == b"rows":
        return _read(pyoxigraph.parse_query_results(content, pyoxigraph.QueryResultsFormat.JSON), query)
    raise QueryError(f"the process of Oxigraph ended with code {code} and no answer")


def _ask_child(head: bytes, turtle: bytes, limit: float) -> tuple[bytes, bool, int]:
    """What the child replies, whether it was ended at the limit, and its exit code. However this ends, the child is gone."""
    # The same modules as here, wherever they were found; -P, so that no file of the working directory stands in for one.
    path = os.pathsep.join(dict.fromkeys(folder or str(Path.cwd()) for folder in sys.path))
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "kg.sparql.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    late: list[bool] = []
    reply: list[bytes] = []

    def end() -> None:
        late.append(True)
        child.kill()

    timer = Timer(limit, end)
    timer.daemon = True
    try:
        with suppress(BrokenPipeError):  # a child that ends early is told by its exit code
            child.stdin.write(head + b"\n" + turtle)
            child.stdin.close()
        if child.stdout.read(1):  # it has read the triples; what it needs to start is not the query's
            timer.start()
            size = 0
            while size <= MOST_BYTES and (chunk := child.stdout.read(1 << 16)):
                reply.append(chunk)
                size += len(chunk)
    finally:
        timer.cancel()
        child.kill()
        with suppress(BrokenPipeError):
            child.stdin.close()
        child.stdout.close()
        child.wait()
    return b"".join(reply), bool(late), child.returncode


def _refused(message: str) -> QueryError:
    return QueryError(f"Oxigraph does not take this: {message}")


def _read(found: Any, query: Prepared) -> Answer:
    if query.kind == "ask":
        return Answer(truth=bool(found))
    if query.kind == "select":
        return Answer(rows=within(_rows(found, query.columns)))
    return Answer(triples=within(tuple(map(_term, (one.subject, one.predicate, one.object))) for one in found))


def _rows(solutions: Any, columns: Iterable[str]) -> Iterator[Row]:
    known = {variable.value for variable in solutions.variables}
    for solution in solutions:
        yield tuple(_term(solution[name]) if name in known else None for name in columns)


def _term(term: Any) -> Term:
    if term is None:
        return None
    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return rdflib.BNode(term.value)
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
