"""A graph served on loopback: how fast it answers beside the same in this process, and fifty clients at once.

`python -m benchmarks remote` and `python -m benchmarks serve`. Both start `kg serve` for themselves, on a free port of 127.0.0.1,
and end it; the crowd stops by itself after its seconds.
"""

import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kg

QUERIES = (
    "SELECT ?x { ?x a nmv:Technique ; nmv:targets ?y }",
    "SELECT ?c { ?c a nmv:Claim ; rdf:subject nmk:scs } ORDER BY ?c",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "ASK { nmk:drg-stimulation nmv:targets nmk:dorsal-root-ganglion }",
    "SELECT ?modality (COUNT(?c) AS ?n) { ?c nmv:modality ?modality } GROUP BY ?modality",
    "SELECT DISTINCT ?end { nmk:drg-stimulation nmv:targets/nmv:locatedIn* ?end }",
)
"""What the crowd asks, in turn."""


SMALL = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10"


@contextmanager
def served(*options: str) -> Iterator[tuple[str, float]]:
    """The address of a `kg serve`, and the seconds until it was ready."""
    start = time.monotonic()
    command = [sys.executable, "-m", "kg", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1], time.monotonic() - start
        process.terminate()


@contextmanager
def served_by_oxigraph(program: str, folder: Path) -> Iterator[str]:
    """The address of the Oxigraph server with the packaged graph."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{probe.getsockname()[1]}"
    load = [program, "load", "--location", str(folder), "--format", "ttl"]
    subprocess.run(load, input=kg.dumps(kg.load(), "turtle"), capture_output=True, check=True)
    command = [program, "serve-read-only", "--location", str(folder), "--bind", where]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "Listening" not in process.stderr.readline():
            pass
        yield f"http://{where}/query"
        process.terminate()


def milliseconds(call: Callable[[Any], object], graph: Any, runs: int) -> float:
    """Wall-clock milliseconds of a call; the median of the runs."""
    return statistics.median(_timed(call, graph) for _ in range(runs))


def fresh(address: str, call: Callable[[Any], object], runs: int) -> tuple[float, int]:
    """Milliseconds of a call on a connection that has fetched nothing yet, the median of the runs; and its requests."""
    times, asked = [], 0
    for _ in range(runs):
        with kg.connect(address) as graph:
            engine: Any = graph.engine
            before = engine.endpoint.requests
            times.append(_timed(call, graph))
            asked = engine.endpoint.requests - before
    return statistics.median(times), asked


def _timed(call: Callable[[Any], object], graph: Any) -> float:
    start = time.perf_counter()
    call(graph)
    return (time.perf_counter() - start) * 1000


def declared(query: str) -> str:
    """A query with the declarations of the prefixes that it uses."""
    known = kg.load().schema.prefixes.items()
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in known if f" {name}:" in query) + query


def crowd(address: str, clients: int, seconds: float, *queries: str) -> dict[str, Any]:
    """What so many clients at once, in a process of their own, got in so many seconds: see benchmarks.crowd."""
    command = [sys.executable, "-m", "benchmarks.crowd", address, str(clients), str(seconds)]
    done = subprocess.run([*command, *map(declared, queries)], capture_output=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
