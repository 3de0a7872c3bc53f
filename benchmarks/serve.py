"""A graph served on loopback: how fast it answers beside the same in this process, and fifty clients at once.

`python -m benchmarks remote` and `python -m benchmarks serve`. Both start `kg serve`'s server for themselves, on a free port of
127.0.0.1, and end it; the crowd stops by itself after its seconds.
"""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kg
from kg.stores.serve import serving

QUERIES = (
    "SELECT ?x { ?x a nmv:Technique ; nmv:targets ?y }",
    "SELECT ?c { ?c a nmv:Claim ; rdf:subject nmk:scs } ORDER BY ?c",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "ASK { nmk:drg-stimulation nmv:targets nmk:dorsal-root-ganglion }",
    "SELECT ?modality (COUNT(?c) AS ?n) { ?c nmv:modality ?modality } GROUP BY ?modality",
    "SELECT DISTINCT ?end { nmk:drg-stimulation nmv:targets/nmv:locatedIn* ?end }",
)
"""What the crowd asks, in turn."""


@contextmanager
def served(folder: Path | None = None) -> Iterator[tuple[kg.KnowledgeGraph, str]]:
    """A graph in this process, and the address where the same is served."""
    graph = kg.load(folder)
    with serving(kg.dumps(graph, "turtle")) as server:
        yield graph, server.address


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


def crowd(address: str, clients: int, seconds: float) -> tuple[int, list[str]]:
    """How many requests so many clients at once got answered in so many seconds, and what failed."""
    graph = kg.load()
    prefixes = "".join(
        f"PREFIX {name}: <{iri}>\n" for name, iri in graph.schema.prefixes.items() if name in ("nmv", "nmk", "rdf")
    )
    ends = time.monotonic() + seconds
    done, failed = [0] * clients, list[str]()

    def client(number: int) -> None:
        import httpx

        with httpx.Client(trust_env=False, timeout=30) as session:
            turn = number
            while time.monotonic() < ends:
                query = prefixes + QUERIES[turn % len(QUERIES)]
                turn += 1
                try:
                    headers = {"Accept": "application/sparql-results+json"}
                    response = session.post(address, data={"query": query}, headers=headers)
                    if response.status_code == 200 and response.json():
                        done[number] += 1
                    else:
                        failed.append(f"{response.status_code}: {response.text[:200]}")
                except (httpx.HTTPError, ValueError) as error:
                    failed.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done), failed
