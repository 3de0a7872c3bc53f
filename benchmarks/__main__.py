"""Every measurement, as a Markdown table: `python -m benchmarks [--quick | --large] [GROUP …]`.

Each figure is compared with a peer or a floor that was measured in the same run, alternately with it, and is judged by their
ratio: machines differ, and are noisy. Times are CPU seconds of processes of their own, medians of several runs.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.bench import ENVIRONMENT, HEADER, Bench, Figure, present, say
from benchmarks.engines import engines, streaming
from benchmarks.growth import plot
from benchmarks.peers import PEERS, write_kgx


def start(bench: Bench) -> Iterator[Figure]:
    """Whole processes: one answer from the packaged graph, and the import."""
    python = sys.executable
    times = bench.processes(
        {
            "show": [python, "-m", "kg", "show", "drg-stimulation"],
            "networkx": [python, "-c", "import networkx"],
            "kg": [python, "-c", "import kg"],
            "pass": [python, "-c", "pass"],
        }
    )
    yield Figure("1 · `kg show`, whole process (ms)", times["show"], "`import networkx`", times["networkx"], 0.5)
    yield Figure("2 · `import kg`, whole process (ms)", times["kg"], "`pass`", times["pass"], 3)


def load(bench: Bench) -> Iterator[Figure]:
    """Loading 100,000 claims with all their attributes and both indexes, beside peers; and how it grows."""
    size = 100_000
    folder = bench.graph(size)
    limits = {"dicts": 1.5, "networkx": 0.75, "hetnetpy": 0.35, "kgx": 0.2}
    peers = present("kg", *limits)
    if "kgx" in peers:
        write_kgx(folder)
    seconds = {peer: result["seconds"] for peer, result in bench.measure("load", peers, folder).items()}
    for peer, limit in limits.items():
        if peer in seconds:
            yield Figure(
                f"3 · load {size:,} claims (s)", seconds["kg"], PEERS[peer].__doc__ or peer, seconds[peer], limit
            )
    small, large = 10_000, 100_000 if bench.quick else 1_000_000
    few = bench.measure("load", ["kg"], bench.graph(small))["kg"]["seconds"] / small * 1e6
    many = bench.measure("load", ["kg", "networkx"], bench.graph(large), 3 if large > size else None)
    each = {peer: result["seconds"] / large * 1e6 for peer, result in many.items()}
    yield Figure(f"4 · load, µs a claim at {large:,}", each["kg"], f"kg at {small:,}", few, 2.7)
    yield Figure(f"4 · load, µs a claim at {large:,}", each["kg"], "networkx, the same", each["networkx"], 0.5)


def memory(bench: Bench) -> Iterator[Figure]:
    """What Python holds for 100,000 claims."""
    size = 100_000
    results = bench.measure("memory", ["kg", "networkx"], bench.graph(size), 1)
    held = {peer: result["bytes"] / size for peer, result in results.items()}
    yield Figure("5 · bytes a claim", held["kg"], "the limit", 700, 1)
    yield Figure("5 · bytes a claim", held["kg"], "networkx.MultiDiGraph", held["networkx"], 0.6)


def hop(bench: Bench) -> Iterator[Figure]:
    """One typed hop with the node at hand, such as `node.targets`; what it takes beyond making the answer."""
    for size in (10_000,) if bench.quick else (10_000, 1_000_000):
        found = bench.measure("hop", ["kg"], bench.graph(size), 3)["kg"]
        for where, words in (("all", "anywhere"), ("hubs", "on hubs")):
            name = f"6 · hop at {size:,}, {words}, {found[f'{where} answers']:.0f} answers (µs)"
            floor = found[f"{where} floor"]
            yield Figure(name, found[where], f"making the answer, {floor:.2f}, and 1.5", floor + 1.5, 1)
    folder = bench.graph(100_000)
    both = bench.measure("hop", present("kg", "hetnetpy"), folder, 3)
    if "hetnetpy" in both:
        yield Figure("6 · hop at 100,000 (µs)", both["kg"]["all"], "hetnetpy", both["hetnetpy"]["all"], 0.75)


def find(bench: Bench) -> Iterator[Figure]:
    """Searching the names of 100,000 nodes."""
    folder = bench.graph(100_000, nodes=100_000)
    found = bench.measure("find", ["kg"], folder, 3)["kg"]
    yield Figure("find in 100,000 nodes, the slowest of nine (ms)", found["slowest"], "the limit", 50, 1)
    say(f"the first search makes the index: {found['first']:.0f} ms")


def turtle(bench: Bench) -> Iterator[Figure]:
    """Writing Turtle, from a graph at hand."""
    writers = ["kg", "f-strings", *present("pyoxigraph")]
    seconds = {
        writer: result["seconds"] for writer, result in bench.measure("turtle", writers, bench.graph(100_000)).items()
    }
    name = "7 · Turtle of 100,000 claims (s)"
    yield Figure(name, seconds["kg"], "bare f-strings, the same triples", seconds["f-strings"], 2.5)
    if "pyoxigraph" in seconds:
        yield Figure(name, seconds["kg"], "pyoxigraph's dump", seconds["pyoxigraph"], 1)
    few = bench.measure("turtle", ["kg", "rdflib"], bench.graph(10_000), 1)
    name = "7 · Turtle of 10,000 claims (s)"
    yield Figure(name, few["kg"]["seconds"], "rdflib, its graph and its serializer", few["rdflib"]["seconds"], 0.02)


def lacking() -> bool:
    """Whether what serving needs is not installed; says so."""
    for library, extra in (("httpx", "stores"), ("uvicorn", "serve")):
        if find_spec(library) is None:
            say(f"{library} is not installed, and the group left out; install the extra `{extra}`")
            return True
    return False


def remote(bench: Bench) -> Iterator[Figure]:
    """A hop and an explanation over `kg serve` on loopback, beside the same in this process; and their requests."""
    if lacking():
        return
    import kg
    from benchmarks.serve import fresh, milliseconds, served

    ends = ("drg-stimulation", "lower-leg-pain")
    calls: dict[str, tuple[Callable[[Any], object], int]] = {
        "look-up and hop": (lambda g: g["drg-stimulation"].targets, 2),
        "explain": (lambda g: str(g.explain(*ends)), 2),
        "explain by a chain": (lambda g: str(g.explain("DRG stimulation", "acute pain")), 7),
    }
    graph = kg.load()
    with served() as (address, _):
        for name, (call, limit) in calls.items():
            over, asked = fresh(address, call, bench.runs * 2 + 1)
            here = milliseconds(call, graph, 50)
            # No promise: what a request costs is the network's.
            yield Figure(f"{name} over loopback (ms)", over, "in process", here, float("inf"))
            yield Figure(f"{name}, requests", asked, "the limit", limit, 1)


def serve(bench: Bench) -> Iterator[Figure]:
    """Fifty clients at once on loopback: small answers, beside the Oxigraph server, and mixed ones; and how soon it is ready."""
    if lacking():
        return
    from benchmarks.serve import QUERIES, SMALL, crowd, served, served_by_oxigraph

    seconds = 5 if bench.quick else 30
    with served() as (address, _):
        ours = crowd(address, 50, seconds, SMALL)
        mixed = crowd(address, 50, seconds, *QUERIES)
    name = f"small answer, 50 clients for {seconds} s (ms)"
    each = 1000 / ours["rate"]
    say(f"kg serve: {ours['rate']:,.0f} small answers a second, 95 of 100 within {ours['late']:.0f} ms")
    yield Figure(name, each, "the limit", 1, 1)
    if program := shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"):
        with served_by_oxigraph(program, bench.folder / "oxigraph") as address:
            other = crowd(address, 50, seconds, SMALL)
        say(f"the Oxigraph server: {other['rate']:,.0f}, within {other['late']:.0f} ms")
        # No promise: it has neither rules for hosts and origins nor limits, and is one process.
        yield Figure(name, each, "the Oxigraph server", 1000 / other["rate"], float("inf"))
    failed = ours["failed"] | mixed["failed"]
    for message in list(failed)[:5]:
        say(message)
    say(f"mixed: {mixed['rate']:,.0f} a second, 95 of 100 within {mixed['late']:.0f} ms")
    asked = (ours["rate"] + mixed["rate"]) * seconds
    yield Figure(f"failed requests, 50 clients for twice {seconds} s", sum(failed.values()), "asked", asked, 0)
    data, store = bench.graph(10_000 if bench.quick else 70_000), bench.folder / "store"
    times = []
    for run in range(bench.runs + 1):
        with served("--data", str(data), "--store", str(store)) as (_, taken):
            if run:  # The first makes the store.
                times.append(taken)
    yield Figure(f"ready, store of {data.name} claims on disk (s)", statistics.median(times), "the limit", 0.5, 1)


def sizes(bench: Bench) -> Iterator[Figure]:
    """What once took time with the square of its size, at a size and at four times that: an item should cost the same."""
    from benchmarks.sizes import KINDS

    for name, kind in KINDS.items():
        each = {}
        for size in (kind.size, 4 * kind.size):
            command = [sys.executable, "-m", "benchmarks.sizes", name, str(size)]
            runs = [float(subprocess.check_output(command, text=True, env=ENVIRONMENT)) for _ in range(bench.runs)]
            each[size] = statistics.median(runs) / size * 1e6
        few, many = each
        yield Figure(f"{name}, µs of {many:,} {kind.of}, each", each[many], f"of {few:,}", each[few], 2)


GROUPS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "start": start,
    "load": load,
    "memory": memory,
    "hop": hop,
    "find": find,
    "turtle": turtle,
    "remote": remote,
    "serve": serve,
    "sizes": sizes,
    "engines": engines,
    "streaming": streaming,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], metavar="GROUP", help=", ".join(GROUPS))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="100,000 claims at most, and fewer runs: in five minutes")
    size.add_argument(
        "--large",
        action="store_true",
        help="ten million claims on engines: an hour, 10 GB of memory",
    )
    parser.add_argument("--runs", type=int, help="how often each is measured, by default 5, or 3 where it is quick")
    parser.add_argument(
        "--plot", type=Path, metavar="SVG", help="draw how time grows with size, into this file, and no more"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.runs or (3 if options.quick else 5), options.quick, options.large)
        if options.plot:
            plot(bench, options.plot)
            return
        print(HEADER, flush=True)
        for name in options.groups or GROUPS:
            for figure in GROUPS[name](bench):
                print(figure.row(), flush=True)


if __name__ == "__main__":
    main()
