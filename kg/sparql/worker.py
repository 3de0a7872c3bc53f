"""The process that answers queries for another one: `python -P -m kg.sparql.worker`, started by kg.sparql.process.

From standard input it reads a line of JSON: the length of the triples in Turtle that follow, or the folder of a store. Then
come tasks, each a line of JSON with its limit in seconds. To standard output it writes, for the triples and for each task,
frames: a letter, a length in four bytes, and that many bytes. BEGUN, which is empty, says that a task was read: a process that
ends before that had ended already. What Oxigraph answers is in frames of RESULTS or TRIPLES, in the form that the task names;
the last is one of END, a JSON list of the query that was read, or null, and the fault, or null.
"""

import json
import os
import re
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar
from xml.parsers import expat

import pyoxigraph

from kg.errors import QueryError
from kg.sparql.reading import Query, read
from kg.stack import deep

MORE_MEMORY = 1 << 30
"""So many bytes a query may take, beyond what the triples take; where the system can hold it to that."""

BEGUN, RESULTS, TRIPLES, END = b"brte"
HEAD = 5
PIECE = 1 << 16
"""Bytes of an answer that are sent at once."""

NO_XML = "XML cannot carry a character or a predicate of this answer; accept application/json"

Taken = TypeVar("Taken")


class Task(NamedTuple):
    """What is asked: see `read`. Where `run` is false the query is only read.

    `results` and `triples` are the media types for a table and for triples; if the one that applies is empty, no content is sent.
    Without `text`, all triples are asked for. Of a query that is `served`, GRAPH is not refused.
    """

    text: str
    prefixes: dict[str, str]
    parameters: dict[str, str]
    unknown: dict[str, str]
    run: bool
    results: str = "application/sparql-results+json"
    triples: str = "application/n-triples"
    served: bool = False


def answered(store: pyoxigraph.Store, task: Task, take: Callable[[Query, Any], Taken]) -> Taken:
    """What `take` makes of a query and of what Oxigraph finds, which is None where the query is only read."""
    try:
        query = read(task.text, task.prefixes, task.parameters, task.unknown, served=task.served)
        return take(query, store.query(query.text, prefixes=task.prefixes) if task.run else None)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        if function := re.match(r"The custom function <([^>]*)> is not supported", str(error)):
            message = f"unknown function <{function[1]}>; use one of SPARQL, or the casts of xsd"
            raise QueryError(message) from None
        raise QueryError(f"the query cannot be answered: {error}") from None


class Frames:
    """What an answer is written to, and goes out from in frames."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.held, self.kind = stream, bytearray(), 0
        self.xml: expat.XMLParserType | None = None

    def begun(self) -> None:
        """Say that a task was read."""
        self._send(BEGUN, b"")
        self.stream.flush()

    def begin(self, kind: int, media: str = "") -> None:
        self.held.clear()
        self.kind = kind
        self.xml = expat.ParserCreate("UTF-8", " ") if media.endswith("xml") else None

    def write(self, data: bytes) -> int:
        """Take a piece of an answer. QueryError where it should be XML and is not: Oxigraph writes anything."""
        if self.xml is None:
            self.held += data
        else:
            piece = data.replace(b"\r", b"&#13;")  # bare, it is read as the end of a line
            try:
                self.xml.Parse(piece, False)
            except expat.ExpatError:
                raise QueryError(NO_XML) from None
            self.held += piece
        if len(self.held) >= PIECE:
            self._send(self.kind, self.held)
            self.held.clear()
        return len(data)

    def flush(self) -> None:
        """Nothing: what is held goes out when there is enough of it."""

    def finish(self, query: Query | None = None, fault: tuple[str, int, int] | None = None) -> None:
        """Send the end; before it what is still held, unless there is a fault."""
        if self.kind and fault is None:
            self._send(self.kind, self.held)
        self._send(END, json.dumps([query, fault]).encode())
        self.stream.flush()
        self.begin(0)

    def _send(self, kind: int, data: bytes | bytearray) -> None:
        self.stream.write(bytes([kind]) + len(data).to_bytes(HEAD - 1, "big") + data)


def serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Answer queries until there are no more."""
    frames: Any = Frames(answers)  # to Oxigraph, a file

    def write(query: Query, found: Any) -> Query:
        if isinstance(found, pyoxigraph.QueryTriples):
            frames.begin(TRIPLES, task.triples)
            if task.triples:
                found.serialize(frames, pyoxigraph.RdfFormat.from_media_type(task.triples))
        elif found is not None:
            frames.begin(RESULTS, task.results)
            if task.results:
                found.serialize(frames, pyoxigraph.QueryResultsFormat.from_media_type(task.results))
        return query

    try:
        store = _store(json.loads(tasks.readline()), tasks)
        with suppress(QueryError):
            read("SELEC * {}", {})  # so that what faults are worded with is loaded: from now on, no file can be opened
    except (OSError, SyntaxError, ValueError) as error:
        frames.finish(fault=(str(error), 0, 0))
        return
    _limit()
    frames.finish()
    for line in tasks:
        limit, *told = json.loads(line)
        task = Task(*told)
        frames.begun()
        _end_after(limit)
        try:
            if task.text or not task.served:
                frames.finish(answered(store, task, write))
            else:
                frames.begin(TRIPLES, task.triples)
                store.dump(
                    frames, pyoxigraph.RdfFormat.from_media_type(task.triples), from_graph=pyoxigraph.DefaultGraph()
                )
                frames.finish()
        except QueryError as error:
            frames.finish(fault=(error.reason, error.line, error.column))
        _end_after(0)


def _store(source: int | str, tasks: IO[bytes]) -> pyoxigraph.Store:
    if isinstance(source, str):
        return pyoxigraph.Store.read_only(source)
    store = pyoxigraph.Store()
    store.bulk_load(tasks.read(source), pyoxigraph.RdfFormat.TURTLE)
    return store


def _end_after(seconds: float) -> None:
    """Have the system end this process, should the other one not be there to do so at the limit."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds and min(seconds + 1, 1e8))


def _end_with_the_other() -> None:
    """End this process once the other one is gone; while a query is read, nothing else runs here, so only after that."""
    waiting = select.poll()
    waiting.register(0, 0)  # Only that it was hung up; what comes from it is read elsewhere.
    waiting.poll()
    os._exit(0)


def _limit() -> None:
    """What a query cannot do here, whatever it says: open a connection or a file, or take all memory. Not on Windows."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(FileNotFoundError):  # Only Linux says how much memory is used.
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MORE_MEMORY
        already = resource.getrlimit(resource.RLIMIT_AS)
        most = min([most, *(limit for limit in already if limit != resource.RLIM_INFINITY)])
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    highest = max(int(path.name) for path in Path("/dev/fd").iterdir())
    while (last := os.dup(0)) < highest:
        pass  # No number below the limit stays free.
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, last + 1))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other process, which ends this one.
    if hasattr(select, "poll"):  # not on Windows
        threading.Thread(target=_end_with_the_other, daemon=True).start()
    deep(serve, sys.stdin.buffer, sys.stdout.buffer)
