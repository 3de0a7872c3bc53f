"""The process that answers queries for another one: `python -P -m kg.sparql.worker`, started by kg.sparql.process.

It reads frames from standard input and writes frames to standard output: first the triples in Turtle, answered by READY; then
queries, each answered by HEAD, any number of DATA and END, or, at any point, by FAULT.
"""

import json
import os
import re
import signal
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph

from kg.errors import QueryError
from kg.sparql.reading import deep, read

TRIPLES, QUERY, READY, HEAD, DATA, END, FAULT = b"T", b"Q", b"R", b"H", b"D", b"E", b"F"
FRAME = struct.Struct(">cI")
PIECE = 1 << 16
MORE_MEMORY = 1 << 30
"""So many bytes a query may take, beyond what the triples take; where the system can hold it to that."""


def send(stream: IO[bytes], kind: bytes, content: bytes) -> None:
    """Write a frame: its kind, its length, its content."""
    stream.write(FRAME.pack(kind, len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """The kind and content of the next frame. EOFError where the stream ends."""
    head = stream.read(FRAME.size)
    if len(head) < FRAME.size:
        raise EOFError
    kind, size = FRAME.unpack(head)
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return kind, content


class Pieces:
    """A file that sends what is written to it as DATA."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.kept = bytearray()

    def write(self, piece: bytes) -> int:
        self.kept += piece
        if len(self.kept) >= PIECE:
            self.flush()
        return len(piece)

    def flush(self) -> None:
        send(self.stream, DATA, bytes(self.kept))
        self.kept.clear()


def serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Answer queries until there are no more."""
    store = pyoxigraph.Store()
    store.bulk_load(receive(tasks)[1], pyoxigraph.RdfFormat.TURTLE)
    with suppress(QueryError):
        read("SELEC * {}", {})  # so that what faults are worded with is loaded: from now on, no file can be opened
    _limit()
    send(answers, READY, b"")
    with suppress(EOFError):
        while True:
            task = json.loads(receive(tasks)[1])
            _end_after(task["limit"] or 0)
            try:
                _answer(store, task, answers)
            except BrokenPipeError:
                return
            except (QueryError, SyntaxError, ValueError, OSError, RuntimeError) as failure:
                error = failure if isinstance(failure, QueryError) else refused(failure)
                send(answers, FAULT, json.dumps([error.reason, error.line, error.column]).encode())
            _end_after(0)


def _answer(store: pyoxigraph.Store, task: Mapping[str, Any], answers: IO[bytes]) -> None:
    query = read(task["text"], task["prefixes"], task["parameters"], task["known"])
    found = store.query(query.text, prefixes=task["prefixes"]) if task["run"] else None
    send(answers, HEAD, json.dumps(query).encode())
    if found is not None:
        pieces = Pieces(answers)
        file = cast("IO[bytes]", pieces)
        if isinstance(found, pyoxigraph.QueryTriples):
            found.serialize(file, pyoxigraph.RdfFormat.N_TRIPLES)
        else:
            found.serialize(file, pyoxigraph.QueryResultsFormat.JSON)
        pieces.flush()
    send(answers, END, b"")


def refused(error: Exception) -> QueryError:
    """What Oxigraph says against a query that it can read."""
    function = re.match(r"The custom function <([^>]*)> is not supported", str(error))
    if function:
        return QueryError(f"unknown function <{function[1]}>; use one of SPARQL, or the casts of xsd")
    return QueryError(f"the query cannot be answered: {error}")


def _end_after(seconds: float) -> None:
    """Have the system end this process, should the other one not be there to do so at the limit."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds and seconds + 1)


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
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    highest = max(int(path.name) for path in Path("/dev/fd").iterdir())
    while (last := os.dup(0)) < highest:
        pass  # No number below the limit stays free.
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, last + 1))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other process, which ends this one.
    deep(serve, sys.stdin.buffer, sys.stdout.buffer)
