"""A pytest plugin: real triple stores, started on loopback for the tests, and ended with them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.engines.endpoint.client import Endpoint
from kg.engines.endpoint.engine import EndpointEngine

OURS = "https://w3id.org/neuromod-kg"
OTHER_DATA = f"""
<https://example.org/ada> a <http://xmlns.com/foaf/0.1/Person> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "scs" , "spinal cord" ;
  <https://schema.org/about> <{OURS}/entity/scs> .
<{OURS}/entity/scs> <https://example.org/rating> 5 ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <https://example.org/x> .
<{OURS}/claim/icliniq-2025-001> <https://example.org/checkedBy> <https://example.org/ada> .
<https://example.org/s> a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement> ;
  <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <{OURS}/entity/scs> ;
  <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> <https://example.org/likes> ;
  <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> <{OURS}/entity/dtm> .
<https://example.org/paper> a <https://schema.org/Article> ; <https://schema.org/name> "Another" .
"""
"""What stands beside our data in a store."""

REMOTE = ("oxigraph", "oxigraph, one graph of several", "virtuoso")
"""Where the reference is asked."""

LINES = {
    "httpx": "python -m pip install -e '.[stores]'",
    "oxigraph": "python -m pip install oxigraph",
    "uvicorn": "python -m pip install -e '.[serve]'",
    "virtuoso-t": "apt-get install virtuoso-opensource-7-bin",
}
VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{isql}
DirsAllowed = .
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 10000
"""


@dataclass(frozen=True)
class Store:
    """A running store: where it is asked, the graph that we use in it, and the login that it wants."""

    name: str
    query: str
    graph_iri: str | None
    login: tuple[str, str] | None = None
    isql: int = 0
    folder: Path | None = None

    def environment(self) -> dict[str, str]:
        user, password = self.login or ("", "")
        return {"KG_USER": user, "KG_PASSWORD": password}

    def connect(self) -> kg.KnowledgeGraph:
        return kg.connect(self.query, self.graph_iri)


def absent(what: str) -> None:
    """Skip for want of something, or fail under KG_REQUIRE_ALL=1."""
    message = f"{what} is missing; install it with: {LINES[what]}"
    if os.environ.get("KG_REQUIRE_ALL") == "1":
        pytest.fail(message)
    pytest.skip(message)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} did not answer within {seconds} s")


def ended(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def oxigraph_program() -> str:
    beside = Path(sys.executable).with_name("oxigraph")
    found = str(beside) if beside.is_file() else shutil.which("oxigraph")
    if found is None:
        absent("oxigraph")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def httpx_here() -> None:
    if find_spec("httpx") is None:
        absent("httpx")


@pytest.fixture(scope="session")
def serving_here() -> None:
    if not (find_spec("starlette") and find_spec("uvicorn")):
        absent("uvicorn")


Start = Callable[[], Store]


@pytest.fixture(scope="session")
def start_oxigraph(oxigraph_program: str, httpx_here: None) -> Iterator[Start]:
    """Starts an empty Oxigraph that takes updates."""
    running = []

    def start() -> Store:
        port = free_port()
        command = [oxigraph_program, "serve", "--bind", f"127.0.0.1:{port}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        running.append(process)
        wait_for(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", process)
        return Store(name="oxigraph", query=f"http://127.0.0.1:{port}/query", graph_iri=None)

    yield start
    for process in running:
        ended(process)


@pytest.fixture(scope="session")
def oxigraph(start_oxigraph: Start) -> Store:
    return start_oxigraph()


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory, httpx_here: None) -> Iterator[Store]:
    program = shutil.which("virtuoso-t")
    if program is None:
        absent("virtuoso-t")
    assert program is not None
    folder = tmp_path_factory.mktemp("virtuoso")
    http, isql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(http=http, isql=isql), encoding="ascii")
    command = [program, "-f", "-c", "virtuoso.ini"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D", process)
        yield Store(
            name="virtuoso",
            query=f"http://127.0.0.1:{http}/sparql",
            graph_iri=OURS,
            login=("dba", "dba"),
            isql=isql,
            folder=folder,
        )
    finally:
        ended(process)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Each store in turn, with its login in the environment."""
    found: Store = request.getfixturevalue(request.param)
    for name, value in found.environment().items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture(scope="session")
def local() -> kg.KnowledgeGraph:
    """The packaged graph without the places in its picture, which RDF does not hold."""
    return kg.load(positions=False)


@pytest.fixture(scope="session")
def reference(local: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    """The packaged graph, and what it has no case of: a name of two nodes, edges from a node to itself, two mere qualifiers."""
    nodes = (
        kg.Node(id="nmk:one-twin", category="Target", name="one twin", abbreviations=("TWN",)),
        kg.Node(id="nmk:other-twin", category="Technique", name="other twin", synonyms=("a twin", "twn")),
    )
    like: dict[str, Any] = {"source": "nms:icliniq-2025", "section": "nms:icliniq-2025.types", "paragraph": 1}
    ends = [
        ("nmk:one-twin", "related_to", "nmk:one-twin", "affirmed", ()),
        ("nmk:one-twin", "affects", "nmk:one-twin", "affirmed", ("nmk:other-twin",)),
        ("nmk:other-twin", "differs_from", "nmk:one-twin", "affirmed", ()),
        ("nmk:other-twin", "differs_from", "nmk:one-twin", "denied", ()),
        ("nmk:one-twin", "differs_from", "nmk:other-twin", "affirmed", ()),
        ("nmk:one-twin", "affects", "nmk:other-twin", "denied", ("nmk:scs",)),
        ("nmk:scs", "affects", "nmk:pain", "affirmed", ("nmk:one-twin", "nmk:other-twin")),
    ]
    claims = [
        kg.Claim(
            id=f"nmc:twins-{number}",
            subject=subject,
            predicate=predicate,
            object=object,
            statement="They are alike.",
            polarity=polarity,
            aspect=aspect,
            **like,
        )
        for number, (subject, predicate, object, polarity, aspect) in enumerate(ends)
    ]
    return kg.KnowledgeGraph(
        schema=local.schema,
        sources=local.sources(),
        nodes=[*local.nodes(), *nodes],
        claims=[*local.claims(), *claims],
        tensions=local.tensions(),
    )


Connect = Callable[[str], kg.KnowledgeGraph]


@pytest.fixture(scope="session")
def connected(request: pytest.FixtureRequest, reference: kg.KnowledgeGraph) -> Iterator[Connect]:
    """Gives that graph as it is asked in one of REMOTE, where it is beside other data."""
    graphs: dict[str, kg.KnowledgeGraph] = {}

    def connect(name: str) -> kg.KnowledgeGraph:
        if name not in graphs:
            if name == "virtuoso":
                store: Store = request.getfixturevalue("virtuoso")
            else:
                store = request.getfixturevalue("start_oxigraph")()
            graphs[name] = _filled(store, None if name == "oxigraph" else "https://example.org/one", reference)
        return graphs[name]

    yield connect
    for graph in graphs.values():
        graph.close()


def _filled(store: Store, graph_iri: str | None, graph: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in store.environment().items():
            patch.setenv(name, value)
        kg.push(graph, store.query, graph_iri=graph_iri)
        endpoint = Endpoint(store.query)
        endpoint.count("https://example.org/other")  # Now it knows where the store takes updates.
        for place in ("https://example.org/other", graph_iri):
            inside = OTHER_DATA if place is None else f"GRAPH <{place}> {{ {OTHER_DATA} }}"
            endpoint.update(f"INSERT DATA {{ {inside} }}")
        endpoint.close()
        return kg.connect(store.query, graph_iri)


@pytest.fixture(scope="session", params=REMOTE)
def remote(request: pytest.FixtureRequest, connected: Connect) -> kg.KnowledgeGraph:
    """That graph in each store."""
    return connected(request.param)


def endpoint_of(graph: kg.KnowledgeGraph) -> Endpoint:
    """The endpoint that a graph is asked at."""
    assert isinstance(graph.engine, EndpointEngine)
    return graph.engine.endpoint
