"""The same patterns on each engine, beside SQL by hand; and conversion in memory that does not grow."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.bench import ENVIRONMENT, Bench, Figure, present, say
from kg.model.protocol import Pattern

NODE = "nmk:entity-0000000"
"""A technique, and the one with the most claims."""


class Question(NamedTuple):
    """Patterns, the order of the variables and how many answers are wanted; and SQL by hand for the same."""

    patterns: Sequence[Pattern]
    order: Sequence[str]
    first: int | None
    sql: str
    values: Sequence[object]


QUESTIONS = {
    "a hop": Question(
        [Pattern(NODE, "targets", "?x")],
        (),
        None,
        "SELECT object FROM {edges} WHERE subject = ? AND predicate = 'targets' AND affirmed",
        [NODE],
    ),
    "two hops": Question(
        [Pattern(NODE, "uses_device", "?d"), Pattern("?d", "delivers", "?s")],
        (),
        None,
        "SELECT a.object, b.object FROM {edges} a JOIN {edges} b ON b.subject = a.object WHERE a.subject = ? AND "
        "a.predicate = 'uses_device' AND a.affirmed AND b.predicate = 'delivers' AND b.affirmed",
        [NODE],
    ),
    "the first 100 of all chains": Question(
        [Pattern("?d", "delivers", "?s"), Pattern("?s", "blocks", "?m")],
        ("?d", "?s", "?m"),
        100,
        "SELECT a.subject AS d, a.object AS s, b.object AS m FROM {edges} a JOIN {edges} b ON b.subject = a.object WHERE "
        "a.predicate = 'delivers' AND a.affirmed AND b.predicate = 'blocks' AND b.affirmed ORDER BY d, s, m LIMIT 100",
        [],
    ),
}


def parquet(folder: Path) -> Path:
    """The graph of a data folder as Parquet, made once; the tables lie beside it."""
    path = folder / "parquet/graph.parquet"
    if not path.parent.is_dir():
        path.parent.mkdir()
        say(f"{folder.name} claims to Parquet")
        command = [sys.executable, "-m", "kg", "convert", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
    return path


def measured(peer: str, folder: Path, runs: int = 15) -> dict[str, float]:
    """CPU milliseconds of each question on an engine, the best of several rounds, and how many answers it has.

    On DuckDB also of SQL by hand (`… by hand`), and of the engine alone with our SQL (`… alone`), all taken in turn.
    """
    import kg
    from kg.schema_file import read_schema

    in_tables: dict[str, Any] = {"engine": peer, "schema": read_schema(folder)}
    graph = kg.load(folder) if peer == "memory" else kg.open(parquet(folder), **in_tables)
    results: dict[str, float] = {}
    for name, question in QUESTIONS.items():
        calls: dict[str, Callable[[], Sequence[Any]]] = {name: lambda q=question: list(graph.fits(*q[:3]))}  # type: ignore[misc]
        if peer == "duckdb":
            calls |= _alone(name, question, graph, parquet(folder))
        best = dict.fromkeys(calls, float("inf"))
        for _ in range(runs + 1):
            for what, call in calls.items():
                start = time.process_time()
                found = call()
                best[what] = min(best[what], (time.process_time() - start) * 1e3)
                results[f"{what} answers"] = len(found)
        results |= best
    results["claims"] = graph.counts()[2]
    return results


def _alone(name: str, question: Question, graph: Any, path: Path) -> dict[str, Callable[[], Sequence[Any]]]:
    import duckdb

    from kg.engines.sql.patterns import PatternQuery

    query = PatternQuery(graph.schema, *question[:3])
    database = graph.engine.database
    other = duckdb.connect()
    text = question.sql.format(edges=f"read_parquet('{path.with_suffix('')}.edges.parquet')")
    return {
        f"{name} by hand": lambda: other.execute(text, list(question.values)).fetchall(),
        f"{name} alone": lambda: database.rows(query.text, query.values),
    }


def engines(bench: Bench) -> Iterator[Figure]:
    """The same patterns in memory, on SQLite and on DuckDB over Parquet; and DuckDB beside SQL by hand."""
    if "duckdb" not in present("duckdb"):
        return
    size = bench.most
    folder = bench.graph(size)
    parquet(folder)
    peers = ["duckdb", *(["memory"] if size <= 1_000_000 else []), *(["sqlite"] if size <= 100_000 else [])]
    found = bench.measure("engines", peers, folder, 1)
    ours = found["duckdb"]
    judged = size >= 1_000_000  # In fewer, all takes a millisecond, of which planning a query is half.
    for name, question in QUESTIONS.items():
        told = f"{name} in {size:,} claims, {ours[f'{name} answers']:,.0f} answers"
        alone = ours[f"{name} alone"]
        most = 1.1 if judged else float("inf")
        yield Figure(f"8 · {told}: our SQL on DuckDB (ms)", alone, "SQL by hand", ours[f"{name} by hand"], most)
        # Where all answers are wanted, to make them is most of the work.
        most = 1.05 if judged and question.first else float("inf")
        yield Figure(f"9 · {told}: the whole answer (ms)", ours[name], "our SQL alone", alone, most)
        for peer in peers[1:]:
            yield Figure(f"{told}: on DuckDB (ms)", ours[name], f"on {peer}", found[peer][name], float("inf"))
    whole = [name for name, question in QUESTIONS.items() if question.first is None]
    asked = [(found[peer][f"{name} answers"], ours[f"{name} by hand answers"]) for peer in peers for name in whole]
    differing = sum(answers != by_hand for answers, by_hand in asked)
    yield Figure("9 · answers of engines that differ from those by hand", differing, "asked", len(asked), 0)
    lost = sum(abs(one["claims"] - size) for one in found.values())
    yield Figure(f"10 · claims lost or added by {len(peers)} engines", lost, "claims", size, 0)


def streaming(bench: Bench) -> Iterator[Figure]:
    """Peak memory of writing N-Triples from Parquet, at a size and at ten times that."""
    if "duckdb" not in present("duckdb"):
        return
    small, large = bench.most // 10, bench.most
    peaks = {}
    for size in (small, large):
        parquet(bench.graph(size))
        peaks[size] = bench.measure("streamed", ["kg"], bench.graph(size), 1)["kg"]["peak"]
    name = f"Parquet of {large:,} claims to N-Triples, peak MB"
    yield Figure(name, peaks[large], f"of {small:,}, and 100", peaks[small] + 100, 1)
    yield Figure(name, peaks[large], "the limit", 500, 1)


def streamed(peer: str, folder: Path) -> dict[str, float]:
    """The most megabytes that writing N-Triples from Parquet takes, and its CPU seconds."""
    import resource

    import kg
    from kg.schema_file import read_schema

    path = kg.write(kg.open(parquet(folder), schema=read_schema(folder)), folder / "written.nt.gz")
    path.unlink()
    return {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "seconds": time.process_time()}
