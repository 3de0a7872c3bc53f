"""Real triple stores, started on loopback for the tests, and ended with them."""

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

OURS = "https://w3id.org/neuromod-kg"
LINES = {
    "httpx": "python -m pip install -e '.[stores]'",
    "oxigraph": "python -m pip install -e '.[serve]'",
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

    def connect(self) -> "kg.RemoteGraph":
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
        process.wait(20)
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


@pytest.fixture(autouse=True)
def no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_USER", "KG_PASSWORD", "KG_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def local() -> kg.KnowledgeGraph:
    """The packaged graph without the places in its picture, which RDF does not hold."""
    graph = kg.load()
    return kg.KnowledgeGraph(
        schema=graph.schema,
        sources=graph.sources(),
        nodes=[_placeless(node) for node in graph.nodes()],
        claims=graph.claims(),
        tensions=graph.tensions(),
    )


def _placeless(node: kg.Node) -> kg.Node:
    from dataclasses import replace

    return replace(node, position=None)
