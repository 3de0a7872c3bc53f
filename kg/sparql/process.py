"""Asking Oxigraph: in this process, or, where there is a time limit, in another one, which is ended when time is up."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any, NamedTuple, TypedDict, TypeVar
from weakref import finalize

import pyoxigraph

from kg.errors import QueryError, QueryTimeout
from kg.sparql.reading import Query, deep, read
from kg.sparql.worker import DATA, END, FAULT, HEAD, QUERY, TRIPLES, receive, refused, send

MOST = 1_000_000
MOST_BYTES = 1 << 29
MOST_HERE = 1 << 12
"""A longer text is read by another process: nested, it can take minutes, and nothing else runs here while it is read."""

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
Item = TypeVar("Item")


class Task(TypedDict):
    """What is asked: see `read`. Where `run` is false the query is only read."""

    text: str
    prefixes: dict[str, str]
    parameters: dict[str, str]
    known: list[str]
    run: bool


class Answer(NamedTuple):
    """What a query is answered by: rows of terms, triples, or whether there is any."""

    query: Query
    columns: tuple[str, ...] = ()
    rows: Sequence[tuple[Term | None, ...]] = ()
    triples: Sequence[pyoxigraph.Triple] = ()
    truth: bool = False


def answer(store: pyoxigraph.Store, task: Task) -> Answer:
    """What Oxigraph answers, in this process."""

    def run() -> Answer:
        query = read(task["text"], task["prefixes"], task["parameters"], task["known"])
        if not task["run"]:
            return Answer(query)
        try:
            return collected(query, store.query(query.text, prefixes=task["prefixes"]))
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise refused(error) from None

    return deep(run)


def collected(query: Query, found: Any) -> Answer:
    """All that a query gives. QueryError where it is too much to hold: nothing is left out silently."""
    if query.kind == "ask":
        return Answer(query, truth=bool(found))
    if query.kind != "select":
        return Answer(query, triples=within(found))
    columns = in_written_order(query, (variable.value for variable in found.variables))
    return Answer(query, columns, within(tuple(solution[name] for name in columns) for solution in found))


def in_written_order(query: Query, columns: Iterable[str]) -> tuple[str, ...]:
    """The columns as the query has them: where it selects all variables, as they first appear."""
    return tuple(sorted(columns, key=query.variables.index) if query.variables else columns)


def within(items: Iterable[Item]) -> list[Item]:
    kept: list[Item] = []
    for item in items:
        if len(kept) == MOST:
            raise too_many()
        kept.append(item)
    return kept


def too_many() -> QueryError:
    return QueryError(f"more than {MOST:,} rows or triples; add LIMIT, or ask for less")


class Worker:
    """A process that answers queries over the triples given to it in Turtle. It ends with this object, or with this process."""

    def __init__(self, turtle: bytes) -> None:
        # The same modules as here, wherever they were found; -P, so that no file of the working directory stands in for one.
        path = os.pathsep.join(dict.fromkeys(folder or str(Path.cwd()) for folder in sys.path))
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kg.sparql.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self.end = finalize(self, _end, self.process, self.owner)
        try:
            self._send(TRIPLES, turtle)
            self._receive()
        except BaseException:
            self.end()
            raise

    @property
    def ready(self) -> bool:
        """Whether it can be asked: it runs, and was started by this process, not by one that this was forked from."""
        return self.owner == os.getpid() and self.process.poll() is None

    def answer(self, task: Task, limit: float | None) -> Answer:
        """What it answers within `limit` seconds. QueryTimeout if it does not; it is ended if this fails in any way."""
        late: list[bool] = []

        def end() -> None:
            late.append(True)
            self.process.kill()

        timer = Timer(limit or 0, end)
        timer.daemon = True
        if limit is not None:
            timer.start()
        try:
            self._send(QUERY, json.dumps({**task, "limit": limit}).encode())
            query, content = self._answered()
        except BaseException:
            self.end()
            if late and limit is not None:
                raise QueryTimeout(limit) from None
            raise
        finally:
            timer.cancel()
        if not task["run"]:
            return Answer(query)
        if query.kind in ("construct", "describe"):
            return collected(query, pyoxigraph.parse(content, pyoxigraph.RdfFormat.N_TRIPLES))
        return collected(query, pyoxigraph.parse_query_results(content, pyoxigraph.QueryResultsFormat.JSON))

    def _answered(self) -> tuple[Query, bytes]:
        query, content = None, bytearray()
        while True:
            kind, piece = self._receive()
            if kind == HEAD:
                asked, text, order, variables, warnings = json.loads(piece)
                ordered = None if order is None else tuple((name, down) for name, down in order)
                query = Query(asked, text, ordered, tuple(variables), tuple(warnings))
            elif kind == DATA:
                content += piece
                if len(content) > MOST_BYTES:
                    raise too_many()
            elif kind == END and query is not None:
                return query, bytes(content)
            elif kind == FAULT:
                raise QueryError(*json.loads(piece))

    def _send(self, kind: bytes, content: bytes) -> None:
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # what it says or does not say next tells that it has ended
            send(self.process.stdin, kind, content)

    def _receive(self) -> tuple[bytes, bytes]:
        assert self.process.stdout is not None
        try:
            return receive(self.process.stdout)
        except EOFError:
            code = self.process.wait()
            message = f"the query ended the process that answered it (exit code {code})"
            raise QueryError(f"{message}: it may need more than 1 GB of memory; narrow it") from None


def _end(process: "subprocess.Popen[bytes]", owner: int) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    if owner == os.getpid():
        process.kill()
        process.wait()
    with suppress(OSError):
        process.stdin.close()
    process.stdout.close()
