"""A pytest plugin: engines of SQL, started on loopback for the tests, and ended with them."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from conftest import ROOT, missing
from triple_stores import ended, free_port

ENGINES = [
    "sqlite",
    "duckdb",
    pytest.param("sail", marks=pytest.mark.sail),
    pytest.param("spark", marks=pytest.mark.spark),
]
"""The names that `session` knows."""

JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""A virtual machine that starts in half the time, and takes less memory."""

SPARK_LINE = "python3 -m venv .venv-spark; .venv-spark/bin/pip install 'pyspark>=4.2'"
SPARK_CONF = {
    "connect.grpc.binding.address": "127.0.0.1",
    "cores.max": 2,
    "driver.bindAddress": "127.0.0.1",
    "driver.host": "127.0.0.1",
    "executor.cores": 1,
    "executor.extraJavaOptions": JVM,
    "executor.memory": "1g",
    "sql.catalogImplementation": "in-memory",
    "sql.shuffle.partitions": 4,
    "ui.enabled": "false",
}

Session = Callable[[str], Any]


@pytest.fixture(scope="session")
def session(request: pytest.FixtureRequest) -> Session:
    """Gives the connection to an engine by its name: of sqlite3, of duckdb, or a session of Spark Connect."""
    return lambda name: request.getfixturevalue(f"{name}_session")


def answer(session: Any, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query, on any of them."""
    if hasattr(session, "sql") and hasattr(session, "createDataFrame"):
        return [tuple(row) for row in session.sql(text, args=list(values)).collect()]
    return [tuple(row) for row in session.execute(text, list(values)).fetchall()]


class Programs:
    """Programs that run until the end of the block, and are ended last first; what they print goes into files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[tuple[subprocess.Popen[bytes], Path]] = []

    def __enter__(self) -> "Programs":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._running:
            ended(self._running.pop()[0])

    def start(self, name: str, command: Sequence[object], environment: Mapping[str, str]) -> None:
        """In a group of its own, so that Ctrl-C ends the tests first; where the system can, it ends with them if they are killed."""
        bound = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        log = self._folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*bound, *map(str, command)],
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append((process, log))

    def wait(self, what: str, ready: Callable[[], bool], seconds: float = 120) -> None:
        """Until it is so. One that ends before fails at once, with the end of what it printed."""
        ends = time.monotonic() + seconds
        while not ready():
            for process, log in self._running:
                if process.poll() is not None:
                    raise AssertionError(f"{log.stem} ended with {process.returncode}:\n{_tail(log)}")
            if time.monotonic() > ends:
                log = self._running[-1][1]
                raise AssertionError(f"no {what} within {seconds} s; the end of {log.name}:\n{_tail(log)}")
            time.sleep(0.05)


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-3000:]


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _client(port: int) -> Iterator[Any]:
    """A session with the server at a port, which gives up soon where that is gone. It has to end before the server does."""
    with pytest.MonkeyPatch.context() as patch:
        # A parallel worker has no file: PySpark would take it for a doctest of its own, and end it.
        patch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
        from pyspark.sql.connect.client.retries import DefaultPolicy
        from pyspark.sql.connect.session import SparkSession

    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").create()
    session.client.set_retry_policies([DefaultPolicy(max_retries=3)])
    try:
        assert answer(session, "SELECT 1") == [(1,)]
        yield session
    finally:
        session.stop()


@pytest.fixture(scope="session")
def sqlite_session() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def duckdb_session() -> Iterator[Any]:
    if find_spec("duckdb") is None:
        missing("duckdb is missing; install it with: python -m pip install -e '.[duckdb]'")
    import duckdb

    connection = duckdb.connect()
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def spark_client_here() -> None:
    if find_spec("pyspark") is None:
        missing("pyspark-client is missing; install it with: python -m pip install -e '.[spark]'")


@pytest.fixture(scope="session")
def sail_session(tmp_path_factory: pytest.TempPathFactory, spark_client_here: None) -> Iterator[Any]:
    """With a server of Sail that has two workers."""
    program = Path(sys.executable).with_name("sail")
    if not program.is_file():
        missing("sail is missing; install it with: python -m pip install pysail")
    port = free_port()
    # Between two tests that ask, others may take many minutes; Sail would end the session after some of them.
    settings = {
        "MODE": "local-cluster",
        "CLUSTER__WORKER_INITIAL_COUNT": "2",
        "CLUSTER__WORKER_TASK_SLOTS": "1",
        "SPARK__SESSION_TIMEOUT_SECS": "86400",
    }
    with Programs(tmp_path_factory.mktemp("sail")) as programs:
        command = [program, "spark", "server", "--ip", "127.0.0.1", "--port", port]
        programs.start("sail", command, {f"SAIL_{name}": value for name, value in settings.items()})
        programs.wait("answer from Sail", lambda: _is_open(port))
        with _client(port) as session:
            yield session


@pytest.fixture(scope="session")
def spark_home() -> Path:
    """The folder of Spark: in SPARK_HOME, or in .venv-spark beside the environment that runs the tests, or in the checkout."""
    named = [Path(os.environ["SPARK_HOME"])] if "SPARK_HOME" in os.environ else []
    beside = [place / ".venv-spark" for place in (Path(sys.prefix).parent, ROOT)]
    homes = [*named, *(home for place in beside for home in place.glob("lib/python3*/site-packages/pyspark"))]
    found = next((home for home in homes if any(home.glob("jars/spark-connect_*.jar"))), None)
    if found is None:
        missing(f"Spark is missing; install it with: {SPARK_LINE}")
    return found


@pytest.fixture(scope="session")
def spark_session(
    tmp_path_factory: pytest.TempPathFactory,
    spark_client_here: None,
    spark_home: Path,
    require: Callable[[str, str], str],
) -> Iterator[Any]:
    """With a cluster of Spark: a master, two workers, and the server that speaks Spark Connect, a virtual machine each."""
    require("java", "apt-get install default-jdk-headless")
    folder = tmp_path_factory.mktemp("spark")
    master, status, connect = free_port(), free_port(), free_port()
    url = f"spark://127.0.0.1:{master}"
    environment = {
        "SPARK_CONF_DIR": str(folder),
        "SPARK_DAEMON_JAVA_OPTS": JVM,
        "SPARK_HOME": str(spark_home),
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    small = environment | {"SPARK_DAEMON_MEMORY": "256m"}  # The server would take it before --driver-memory, and fail.
    daemon, loopback = spark_home / "bin/spark-class", ("--host", "127.0.0.1")

    def cluster() -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{status}/json/", timeout=2) as answer:
                return dict(json.load(answer))
        except OSError:
            return {}

    with Programs(folder) as programs:
        ports = ("--port", master, "--webui-port", status)
        programs.start("master", [daemon, "org.apache.spark.deploy.master.Master", *loopback, *ports], small)
        for name in ("worker-1", "worker-2"):
            size = ("--cores", 1, "--memory", "1g", "--webui-port", 0, "--work-dir", folder / name, url)
            programs.start(name, [daemon, "org.apache.spark.deploy.worker.Worker", *loopback, *size], small)
        conf = SPARK_CONF | {"connect.grpc.binding.port": connect, "sql.warehouse.dir": folder / "warehouse"}
        settings = [part for name, value in conf.items() for part in ("--conf", f"spark.{name}={value}")]
        server = ("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal")
        command = [spark_home / "bin/spark-submit", "--master", url, "--driver-memory", "1g", *settings, *server]
        programs.wait("two workers", lambda: cluster().get("aliveworkers") == 2)
        programs.start("connect", command, environment)
        programs.wait("answer from Spark Connect", lambda: _is_open(connect))
        programs.wait("two executors", lambda: cluster().get("coresused") == 2)
        with _client(connect) as session:
            yield session
