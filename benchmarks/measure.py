"""One measurement in a process of its own: `python -m benchmarks.measure WHAT PEER FOLDER`; prints its result as JSON."""

import gc
import json
import random
import sys
import time
import tracemalloc
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines import measured, streamed
from benchmarks.peers import PEERS

Result = dict[str, float]


def load(peer: str, folder: Path) -> Result:
    """CPU seconds of a load; imports are made before."""
    loader = PEERS[peer]()
    gc.collect()
    start = time.process_time()
    made = loader(folder)
    seconds = time.process_time() - start
    del made
    return {"seconds": seconds}


def memory(peer: str, folder: Path) -> Result:
    """Bytes that Python holds for what was loaded, indexes and all."""
    loader = PEERS[peer]()
    gc.collect()
    tracemalloc.start()
    made = loader(folder)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    del made
    return {"bytes": held}


def hop(peer: str, folder: Path) -> Result:
    """CPU microseconds of one typed hop with the subject at hand: from nodes all over the graph, and from the 20 largest hubs.

    The floor is a tuple of as many records of eight texts, picked from a list of all by their numbers.
    """
    _, walk = PEERS[peer]()(folder)
    pairs = _pairs(folder)
    draw = random.Random(1)
    # As many as there are nodes, and as large, so that they are as far apart in memory.
    records = [
        tuple(f"{field} {n}" for field in range(8)) for n in range((folder / "nodes.tsv").read_bytes().count(b"\n"))
    ]

    def pick(numbers: Any) -> object:
        return tuple([records[n] for n in numbers])

    result = {}
    for name, chosen in (
        ("all", sorted(pairs)[:: max(1, len(pairs) // 2000)]),
        ("hubs", sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:20]),
    ):
        result[name] = _microseconds([walk(*pair) for pair in chosen])
        numbers = [array("I", (draw.randrange(len(records)) for _ in range(pairs[pair]))) for pair in chosen]
        result[f"{name} floor"] = _microseconds([(pick, some) for some in numbers])
        result[f"{name} answers"] = sum(pairs[pair] for pair in chosen) / len(chosen)
    return result


def find(peer: str, folder: Path) -> Result:
    """CPU milliseconds of the slowest and the mean of some searches; and of the first, which makes the index."""
    import kg

    assert peer == "kg"
    graph = kg.load(folder)
    name = graph.nodes()[len(graph) // 2].name
    texts = [
        name,
        name[:7],
        name.split()[-1],
        "entity-0000123",
        "spinl",
        "chronc pain",
        "pain",
        "ganglion lower",
        "a",
        "nothing such",
    ]
    start = time.process_time()
    graph.find("first")
    first = time.process_time() - start
    times = []
    for text in texts:
        start = time.process_time()
        graph.find(text, limit=20)
        times.append(time.process_time() - start)
    return {"first": first * 1e3, "slowest": max(times) * 1e3, "mean": sum(times) / len(times) * 1e3}


def turtle(peer: str, folder: Path) -> Result:
    """CPU seconds of writing Turtle, from what is at hand."""
    from benchmarks.turtle import WRITERS

    write = WRITERS[peer](folder)
    start = time.process_time()
    written = write()
    return {"seconds": time.process_time() - start, "bytes": len(written)}


def _pairs(folder: Path) -> dict[tuple[str, str], int]:
    """(subject, predicate) → the number of objects."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in (folder / "claims/gen.tsv").read_text(encoding="utf-8").split("\n")[1:-1]:
        _, subject, predicate, object, _ = line.split("\t", 4)
        found.setdefault((subject, predicate), set()).add(object)
    return {pair: len(objects) for pair, objects in found.items()}


def _microseconds(calls: list[tuple[Callable[[object], object], object]]) -> float:
    """The time of a call, the mean over all, the best of seven rounds."""
    best = float("inf")
    for _ in range(7):
        start = time.process_time()
        for function, argument in calls:
            function(argument)
        best = min(best, time.process_time() - start)
    return best / len(calls) * 1e6


WHAT: dict[str, Callable[[str, Path], Result]] = {
    "load": load,
    "memory": memory,
    "hop": hop,
    "find": find,
    "turtle": turtle,
    "engines": measured,
    "streamed": streamed,
}

if __name__ == "__main__":
    what, peer, folder = sys.argv[1:]
    print(json.dumps(WHAT[what](peer, Path(folder))))
