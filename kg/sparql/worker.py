"""The process that answers queries for another one: `python -P -m kg.sparql.worker`, started by kg.sparql.process.

From standard input it reads a line with the length of the triples, the triples in Turtle, and then tasks, each a line of JSON.
To standard output it writes, for the triples and for each task, what Oxigraph answers, as lines of N-Triples or of SPARQL results
in JSON, and then a line that starts with a bracket: a JSON list of the query that was read, or null, and the fault, or null.
"""

import json
import os
import re
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar

import pyoxigraph

from kg.errors import QueryError
from kg.sparql.reading import Query, deep, read

MORE_MEMORY = 1 << 30
"""So many bytes a query may take, beyond what the triples take; where the system can hold it to that."""

Taken = TypeVar("Taken")


class Task(NamedTuple):
    """What is asked: see `read`. Where `run` is false the query is only read."""

    text: str
    prefixes: dict[str, str]
    parameters: dict[str, str]
    known: list[str]
    run: bool


def answered(store: pyoxigraph.Store, task: Task, take: Callable[[Query, Any], Taken]) -> Taken:
    """What `take` makes of a query and of what Oxigraph finds, which is None where the query is only read."""
    try:
        query = read(task.text, task.prefixes, task.parameters, task.known)
        return take(query, store.query(query.text, prefixes=task.prefixes) if task.run else None)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        if function := re.match(r"The custom function <([^>]*)> is not supported", str(error)):
            message = f"unknown function <{function[1]}>; use one of SPARQL, or the casts of xsd"
            raise QueryError(message) from None
        raise QueryError(f"the query cannot be answered: {error}") from None


def serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Answer queries until there are no more."""

    def write(query: Query, found: Any) -> Query:
        if isinstance(found, pyoxigraph.QueryTriples):
            found.serialize(answers, pyoxigraph.RdfFormat.N_TRIPLES)
        elif found is not None:
            found.serialize(answers, pyoxigraph.QueryResultsFormat.JSON)
        return query

    def finish(query: Query | None = None, fault: tuple[str, int, int] | None = None) -> None:
        answers.write(b"\n%b\n" % json.dumps([query, fault]).encode())
        answers.flush()

    store = pyoxigraph.Store()
    store.bulk_load(tasks.read(int(tasks.readline())), pyoxigraph.RdfFormat.TURTLE)
    with suppress(QueryError):
        read("SELEC * {}", {})  # so that what faults are worded with is loaded: from now on, no file can be opened
    _limit()
    finish()
    for line in tasks:
        limit, *task = json.loads(line)
        _end_after(limit)
        try:
            finish(answered(store, Task(*task), write))
        except QueryError as error:
            finish(fault=(error.reason, error.line, error.column))
        _end_after(0)


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
