"""Into a store: by kg push, by the store's own loader, and killed half way."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from triple_stores import OURS, Start, Store, absent

import kg
from kg.cli import cli
from kg.engines.endpoint.client import Endpoint
from kg.query.questions import questions

pytestmark = pytest.mark.stores
SIZE = len(kg.dumps(kg.load(), "ntriples").splitlines())


@pytest.fixture
def small(local: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    """A graph of ours with fewer claims: an older version."""
    claims = local.claims()[:20]
    return kg.KnowledgeGraph(schema=local.schema, sources=local.sources(), nodes=local.nodes(), claims=claims)


def count(store: Store, graph_iri: str | None) -> int:
    endpoint = Endpoint(store.query)
    try:
        return endpoint.count(graph_iri)
    finally:
        endpoint.close()


def test_a_push_replaces_and_says_what_was_there(
    store: Store, local: kg.KnowledgeGraph, small: kg.KnowledgeGraph
) -> None:
    target = "https://example.org/replaced"
    old = len(kg.dumps(small, "ntriples").splitlines())
    assert kg.push(small, store.query, graph_iri=target).after == old
    done = kg.push(local, store.query, graph_iri=target)
    assert (done.triples, done.before, done.after, done.notes) == (SIZE, old, SIZE, ())
    assert count(store, target) == SIZE
    assert count(store, f"{target}-arriving") == 0


def test_what_is_added_stands_beside_the_rest(store: Store, local: kg.KnowledgeGraph, small: kg.KnowledgeGraph) -> None:
    target = "https://example.org/added"
    kg.push(small, store.query, graph_iri=target)
    endpoint = Endpoint(store.query)
    endpoint.count(target)
    endpoint.update(f"INSERT DATA {{ GRAPH <{target}> {{ <https://example.org/a> <https://example.org/b> 1 }} }}")
    endpoint.close()
    done = kg.push(local, store.query, graph_iri=target, replace=False)
    assert done.after == count(store, target)
    assert kg.push(local, store.query, graph_iri=target, replace=False).before == done.after == count(store, target)
    assert count(store, f"{target}-arriving") == 0
    with kg.connect(store.query, target) as graph:
        assert graph.claims() == local.claims()


def test_a_default_graph_that_holds_other_data_is_not_replaced(
    start_oxigraph: Start, virtuoso: Store, local: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = start_oxigraph()
    kg.push(local, fresh.query)
    kg.push(local, fresh.query)  # Ours may be replaced.
    endpoint = Endpoint(fresh.query)
    endpoint.count(None)
    endpoint.update("INSERT DATA { <https://example.org/a> <https://example.org/b> 1 }")
    endpoint.close()
    for store in (fresh, virtuoso):
        for name, value in store.environment().items():
            monkeypatch.setenv(name, value)
        before = count(store, None)
        with pytest.raises(
            kg.EndpointError,
            match=r"do not belong to https://w3id.org/neuromod-kg; name another graph .*nothing was changed",
        ):
            kg.push(local, store.query)
        assert count(store, None) == before


def test_by_updates_where_the_store_takes_no_graphs(store: Store, local: kg.KnowledgeGraph) -> None:
    target = "https://example.org/by-updates"
    nowhere = store.query.rsplit("/", 1)[0] + "/no-such-place"
    assert kg.push(local, store.query, graph_iri=target, graph_store=nowhere).after == SIZE
    with kg.connect(store.query, target) as graph:
        assert graph.claims() == local.claims()


def test_texts_with_ends_of_lines_of_their_own_arrive_whole(
    oxigraph: Store, local: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In batches, which are bounded in bytes too."""
    monkeypatch.setattr("kg.stores.push.BATCH_BYTES", 1000)
    target, nowhere = "https://example.org/lines", oxigraph.query.replace("/query", "/nowhere")
    text = "one\u2028two\u2029three\x85four"
    nodes = [replace(node, definition=text) for node in local.nodes()]
    odd = kg.KnowledgeGraph(schema=local.schema, sources=local.sources(), nodes=nodes, claims=local.claims()[:20])
    kg.push(odd, oxigraph.query, graph_iri=target, graph_store=nowhere)
    with kg.connect(oxigraph.query, target) as graph:
        assert graph["scs"].definition == text
        assert graph.nodes() == odd.nodes()


def test_an_interrupted_push_says_what_is_there(
    oxigraph: Store, local: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, nowhere = "https://example.org/stopped", oxigraph.query.replace("/query", "/nowhere")
    send, seen = Endpoint.update, []

    def stopped(endpoint: Endpoint, text: str, **options: bool) -> None:
        send(endpoint, text, **options)
        seen.append(text)
        if text.startswith("INSERT") and len(seen) > 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Endpoint, "update", stopped)
    done = CliRunner().invoke(cli, ["push", oxigraph.query, "--graph", target, "--graph-store", nowhere])
    assert done.exit_code == 130
    state = (
        f"the graph <{target}> is as it was, with 0 triples; 3000 triples that arrived remain in <{target}-arriving>"
    )
    assert done.stderr == f"Error: interrupted; {state} until the next push\n"


def test_the_command_tells_what_it_did(start_oxigraph: Start) -> None:
    store = start_oxigraph()
    done = CliRunner().invoke(cli, ["push", store.query, "--graph", "https://example.org/g"])
    assert done.exit_code == 0
    assert done.stdout == f"{SIZE} triples are in <https://example.org/g>, which held 0 before and holds {SIZE} now\n"
    assert done.stderr == ""
    shown = CliRunner().invoke(
        cli, ["--endpoint", store.query, "--graph", "https://example.org/g", "show", "drg-stimulation"]
    )
    assert shown.stdout == CliRunner().invoke(cli, ["show", "drg-stimulation"]).stdout
    assert shown.exit_code == 0


def test_the_stores_own_loader(
    store: Store, oxigraph_program: str, local: kg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What each store's own tool loads from the exports is the same graph."""
    turtle = kg.write(local, tmp_path / "neuromod-kg.ttl")
    if store.name == "oxigraph":
        folder = tmp_path / "store"
        load = [oxigraph_program, "load", "--location", str(folder), "--file", str(turtle)]
        subprocess.run(load, check=True, capture_output=True)
        with_server(oxigraph_program, folder, local)
        return
    assert store.folder is not None
    isql = shutil.which("isql-vt")
    if isql is None:
        absent("virtuoso-t")
    assert isql is not None
    target = "https://example.org/loaded"
    shutil.copy(turtle, store.folder / "neuromod-kg.ttl")
    statements = f"TTLP(file_to_string_output('neuromod-kg.ttl'), '', '{target}'); checkpoint;"
    done = subprocess.run(
        [isql, f"127.0.0.1:{store.isql}", "dba", "dba", f"exec={statements}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert count(store, target) == SIZE
    with kg.connect(store.query, target) as graph:
        assert_same(graph, local)


def with_server(program: str, folder: Path, local: kg.KnowledgeGraph) -> None:
    from triple_stores import ended, free_port, wait_for

    port = free_port()
    command = [program, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", process)
        with kg.connect(f"http://127.0.0.1:{port}/query") as graph:
            assert len(graph) == len(local)
            assert_same(graph, local)
    finally:
        ended(process)


def assert_same(graph: kg.KnowledgeGraph, local: kg.KnowledgeGraph) -> None:
    assert graph.claims() == local.claims()
    assert graph.nodes() == local.nodes()
    for question in questions(local):
        assert graph.ask(question.name).plain == local.ask(question.name).plain, question.name


def test_questions_keep_what_qualifies_a_claim(store: Store, local: kg.KnowledgeGraph) -> None:
    """Claims hedged, reported, inferred, denied and restricted by turns, since the packaged ones are mostly plain."""

    def turned(number: int, claim: kg.Claim) -> kg.Claim:
        modality = ("asserted", "hedged", "reported")[number % 3]
        return replace(
            claim,
            modality=modality,
            hedge=() if modality == "asserted" else ("may",),
            inferred=number % 2 == 0,
            note="Supplied.",
            polarity="denied" if number % 7 == 0 else "affirmed",
            population=("nmk:patient", "nmk:study-participant")[: number // 2 % 3],
            comparator=("nmk:oral-drug",)[: number // 3 % 2],
        )

    claims = [turned(number, claim) for number, claim in enumerate(local.claims())]
    varied = kg.KnowledgeGraph(schema=local.schema, sources=local.sources(), nodes=local.nodes(), claims=claims)
    kg.push(varied, store.query, graph_iri=store.graph_iri)
    with store.connect() as graph:
        assert_same(graph, varied)


def killed_push(store: Store, target: str, after: float) -> int:
    environment = {**os.environ, **store.environment()}
    command = [sys.executable, "-m", "kg", "push", store.query, "--graph", target]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    return process.wait()


def test_killed_at_ten_moments_the_graph_is_the_old_or_the_new(
    store: Store, local: kg.KnowledgeGraph, small: kg.KnowledgeGraph
) -> None:
    """And the next push says what lay about, and removes it."""
    target = "https://example.org/killed"
    old = kg.push(small, store.query, graph_iri=target).after
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "kg", "push", store.query, "--graph", target],
        env={**os.environ, **store.environment()},
        check=True,
        capture_output=True,
    )
    whole = time.monotonic() - start
    dice = random.Random(7)
    notes: list[str] = []
    killed = 0
    for _ in range(10):
        notes += kg.push(small, store.query, graph_iri=target).notes
        killed += killed_push(store, target, dice.uniform(0.3, 1.0) * whole) != 0
        time.sleep(0.3)  # What the store was told, it may still be carrying out.
        assert count(store, target) in (old, SIZE)
    last = kg.push(local, store.query, graph_iri=target)
    assert last.after == SIZE
    assert count(store, f"{target}-arriving") == 0
    assert killed > 0
    assert all("an earlier push was interrupted" in note for note in notes)


def test_what_a_killed_push_left_behind_is_told_and_removed(store: Store, local: kg.KnowledgeGraph) -> None:
    target = "https://example.org/left"
    endpoint = Endpoint(store.query)
    endpoint.count(None)
    endpoint.update(
        f"INSERT DATA {{ GRAPH <{target}-arriving> {{ <https://example.org/a> <https://example.org/b> 1 }} }}"
    )
    endpoint.close()
    done = kg.push(local, store.query, graph_iri=target)
    assert done.notes == (
        f"an earlier push was interrupted: 1 triples were left in <{target}-arriving> and are now removed; the graph <{target}> held 0",
    )
    assert count(store, f"{target}-arriving") == 0


def test_how_far_it_is_is_told_where_it_takes_long(
    oxigraph: Store, local: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, nowhere = "https://example.org/told", oxigraph.query.replace("/query", "/nowhere")
    told: list[str] = []
    kg.push(local, oxigraph.query, graph_iri=target, progress=told.append)
    assert told == []
    monkeypatch.setattr("kg.progress.SILENT", 0.0)
    for graph_store in (None, nowhere):
        kg.push(local, oxigraph.query, graph_iri=target, graph_store=graph_store, progress=told.append)
        assert told == ["writing ntriples: 1 MB", "0 % sent"]
        told.clear()


def test_a_graph_in_tables_is_pushed_in_parts(
    oxigraph: Store, local: kg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where, most in (
        ("kg.stores.push.HELD", 1000),
        ("kg.formats.sorting.RUN", 1000),
        ("kg.engines.sql.edges.PAGE", 50),
    ):
        monkeypatch.setattr(where, most)
    target = "https://example.org/tables"
    with kg.open(kg.write(local, tmp_path / "g.parquet")) as tables:
        for graph_store in (None, oxigraph.query.replace("/query", "/nowhere")):
            assert kg.push(tables, oxigraph.query, graph_iri=target, graph_store=graph_store).after == SIZE
    with kg.connect(oxigraph.query, target) as graph:
        assert graph.claims() == local.claims()


def test_a_graph_of_another_base(start_oxigraph: Start, tmp_path: Path) -> None:
    store = start_oxigraph()
    graph = kg.load(base_iri="https://example.org/mine")
    kg.push(graph, store.query)
    with pytest.raises(kg.EndpointError, match=f"has nothing of {OURS}"):
        kg.connect(store.query)
    with kg.connect(store.query, schema=graph.schema) as found:
        assert found["scs"].iri == "https://example.org/mine/entity/scs"
        assert found.claims() == graph.claims()


def test_a_hostile_name_of_a_graph(oxigraph: Store, local: kg.KnowledgeGraph) -> None:
    for name in ("x> } ; DROP ALL #", "no iri", "", "https://example.org/a b", "https://example.org/\u202e"):
        calls: list[Any] = [
            lambda name=name: kg.push(local, oxigraph.query, graph_iri=name),
            lambda name=name: kg.connect(oxigraph.query, name),
        ]
        for call in calls:
            with pytest.raises(kg.EndpointError, match="is not the IRI of a graph"):
                call()
