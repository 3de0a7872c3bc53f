"""Asking Oxigraph: in this process, or, where there is a time limit, in another one, which is ended when time is up."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Event, Timer
from typing import Any, NamedTuple, TypeVar
from weakref import finalize, proxy

import pyoxigraph

from kg.engines.endpoint.login import without_secrets
from kg.errors import QueryError, QueryTimeout
from kg.formats.rdf import evidence
from kg.formats.rdf.turtle import dumps
from kg.model.protocol import Graph
from kg.sparql.reading import Query
from kg.sparql.worker import END, HEAD, Task, answered
from kg.stack import deep

MOST = 1_000_000
MOST_BYTES = 1 << 29
STEP = 10_000
TOO_MANY = f"more than {MOST:,} rows or triples; add LIMIT, or ask for less"
MOST_HERE = 1 << 12
"""A longer text is read by another process: nested, it can take minutes, and nothing else runs here while it is read."""

NOT_STARTED = "the query was not asked, since the process to answer it did not start"
ENDED = "the query ended the process that answered it (exit code %d): it may need more than 1 GB of memory; narrow it"

COMMAND = (sys.executable, "-P", "-m", "kg.sparql.worker")
"""A worker; -P, so that no file in the working directory is imported as a module."""

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
Item = TypeVar("Item")


class Answer(NamedTuple):
    """What a query is answered by: rows of terms, triples, or whether there is any."""

    query: Query
    columns: tuple[str, ...] = ()
    rows: Sequence[tuple[Term | None, ...]] = ()
    triples: Sequence[pyoxigraph.Triple] = ()
    truth: bool = False


def collected(query: Query, found: Any, late: Event | None = None) -> Answer:
    """All that a query gives. QueryError where it is too much to hold, or `late`: nothing is left out silently."""
    if found is None:
        return Answer(query)
    if query.kind == "ask":
        return Answer(query, truth=bool(found))
    if query.kind != "select":
        return Answer(query, triples=within(found, late))
    columns = in_written_order(query, (variable.value for variable in found.variables))
    rows = (tuple(solution[name] for name in columns) for solution in found)
    return Answer(query, columns, within(rows, late))


def in_written_order(query: Query, columns: Iterable[str]) -> tuple[str, ...]:
    """The columns as the query has them: where it selects all variables, as they first appear."""
    return tuple(sorted(columns, key=query.variables.index) if query.variables else columns)


def within(items: Iterable[Item], late: Event | None = None) -> list[Item]:
    kept, rest = list[Item](), iter(items)
    while part := list(islice(rest, STEP)):
        kept += part
        if len(kept) > MOST or (late is not None and late.is_set()):
            raise QueryError(TOO_MANY)
    return kept


class Prepared:
    """What is made once for a graph: its triples, in Turtle and in Oxigraph, and a process. Nothing hands these out."""

    def __init__(self, graph: Graph) -> None:
        self._graph = proxy(graph)
        self._idle: list[Worker] = []

    def answer(self, task: Task, timeout: float | None) -> Answer:
        """What Oxigraph answers here, or, with a time-out or a long text, in a process that is kept for the next query."""
        if timeout is None and len(task.text) <= MOST_HERE:
            return deep(lambda: answered(self._store, task, collected))
        worker = None
        with suppress(IndexError):  # Another thread may take the last.
            worker = self._idle.pop()
        if worker is None or not worker.ready:
            worker = Worker(self._turtle)
        found = worker.answer(task, timeout)
        if self._idle:
            worker.end()  # another thread has put its own back
        else:
            self._idle.append(worker)
        return found

    @cached_property
    def _store(self) -> pyoxigraph.Store:
        store = pyoxigraph.Store()
        store.bulk_load(self._turtle, pyoxigraph.RdfFormat.TURTLE)
        return store

    @cached_property
    def _turtle(self) -> bytes:
        """The triples here, those of the evidence included where it was loaded; none of a graph that is elsewhere."""
        if self._graph.stored:
            return b""
        return dumps(self._graph) + (evidence.dumps(self._graph) if self._graph.has_evidence else b"")


def environment() -> dict[str, str]:
    """The environment of a worker: the same modules as here, wherever they were found, and no login."""
    path = os.pathsep.join(dict.fromkeys(folder or str(Path.cwd()) for folder in sys.path))
    return without_secrets() | {"PYTHONPATH": path}


class Worker:
    """A process that answers queries over the triples given to it in Turtle. It ends with this object, or with this process."""

    def __init__(self, turtle: bytes) -> None:
        self.owner = os.getpid()
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        try:
            self.process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=nowhere, env=environment())
        except OSError as error:
            raise QueryError(f"{NOT_STARTED}: {error.strerror}") from None
        self.end = finalize(self, _end, self.process, self.owner)
        try:
            self._ask(
                b"%d\n%b" % (len(turtle), turtle), f"{NOT_STARTED} (exit code %d): there may be too little memory"
            )
        except BaseException:
            self.end()
            raise

    @property
    def ready(self) -> bool:
        """Whether it can be asked: it runs, and was started by this process, not by one that this was forked from."""
        return self.owner == os.getpid() and self.process.poll() is None

    def answer(self, task: Task, limit: float | None) -> Answer:
        """What it answers within `limit` seconds. QueryTimeout if it does not; it is ended if this fails in any way."""
        late = Event()

        def end() -> None:
            late.set()
            self.process.kill()

        timer = Timer(limit or 0, end)
        timer.daemon = True
        if limit is not None:
            timer.start()
        try:
            return self._answered(task, json.dumps([limit or 0, *task]).encode() + b"\n", late)
        except BaseException as error:
            self.end()
            if limit is not None and late.is_set():
                raise QueryTimeout(limit) from None
            if isinstance(error, MemoryError):
                raise QueryError("a text of more than 16 MB, which is not read; ask for part of it") from None
            raise
        finally:
            timer.cancel()

    def _answered(self, task: Task, message: bytes, late: Event) -> Answer:
        asked, content = self._ask(message)
        kind, text, order, variables, warnings = asked
        query = Query(kind, text, order, tuple(variables), tuple(warnings))
        if not task.run:
            return Answer(query)
        if kind in ("construct", "describe"):
            found: Any = pyoxigraph.parse(content, pyoxigraph.RdfFormat.N_TRIPLES)
        else:
            found = pyoxigraph.parse_query_results(content, pyoxigraph.QueryResultsFormat.JSON)
        return collected(query, found, late)

    def _ask(self, message: bytes, ended: str = ENDED) -> tuple[Any, bytes]:
        """The query as it was read, and what Oxigraph answers. QueryError where there is a fault, too much, or no answer."""
        tasks, answers, content = self.process.stdin, self.process.stdout, bytearray()
        assert tasks is not None
        assert answers is not None
        with suppress(BrokenPipeError):  # what it says or does not say next tells that it has ended
            tasks.write(message)
            tasks.flush()
        while True:
            head = answers.read(HEAD)
            piece = answers.read(int.from_bytes(head[1:], "big"))
            if not head:
                raise QueryError(ended % self.process.wait())
            if head[0] == END:
                break
            content += piece
            if len(content) >= MOST_BYTES:
                raise QueryError(TOO_MANY)
        query, fault = json.loads(piece)
        if fault is not None:
            raise QueryError(*fault)
        return query, bytes(content)


def _end(process: "subprocess.Popen[bytes]", owner: int) -> None:
    with suppress(OSError), process:
        if owner == os.getpid():
            process.kill()
