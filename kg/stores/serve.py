"""Serving a graph as a read-only SPARQL endpoint with the Oxigraph server."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from kg.errors import EndpointError, ExportError, MissingExtra

MARK = "neuromod-kg.sha256"
"""The file in a store with the digest of its content."""

MEMORY = Path("/dev/shm")
PREFIX = "kg-serve-"
PATIENCE = 20.0
"""Seconds that the server may take to listen."""


@contextmanager
def serving(
    content: bytes, *, host: str = "127.0.0.1", port: int | None = None, folder: Path | None = None
) -> Iterator["Server"]:
    """A server that holds `content` (Turtle) for as long as the block lasts, however the block ends.

    `folder` keeps its store for the next time; without one the store is in a temporary folder, in memory if the system allows
    that. `port` is a free one by default. EndpointError if the port is taken or the server does not start; ExportError if
    the folder contains anything else, or cannot be written; MissingExtra without the server.
    """
    program = _program()
    port = _free_port(host, port)
    with ExitStack() as ended:
        if folder is None:
            place = _temporary()
            ended.callback(shutil.rmtree, place, ignore_errors=True)
            folder = Path(place) / "store"
        _fill(program, folder, content)
        server = Server(program, folder, host, port)
        ended.callback(server.stop)
        server.wait_until_ready()
        yield server


class Server:
    """The Oxigraph server as a child process."""

    def __init__(self, program: str, store: Path, host: str, port: int) -> None:
        self.host, self.port = host, port
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{port}/query"
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, closed by stop()
        # Without --timeout-s: for each query it makes a thread that sleeps so long, thousands under load, and then no more.
        command = [program, "serve-read-only", "--location", str(store), "--bind", f"{shown}:{port}"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._said, stderr=self._said, preexec_fn=_end_with_parent()
        )

    def wait_until_ready(self) -> None:
        """Return when the server listens. EndpointError if it ends first, or takes too long."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            over = self.process.poll() is not None
            said = os.pread(self._said.fileno(), 1 << 16, 0).decode("utf-8", "replace")
            if over:
                reason = _last_line(said, self.process.returncode)
                raise EndpointError(f"the Oxigraph server did not start: {reason}")
            # What it says itself, since something else may be listening there.
            if "Listening" in said:
                return
            time.sleep(0.005)
        raise EndpointError(f"the Oxigraph server did not start within {PATIENCE:g} s")

    def wait(self) -> int:
        """Wait until the server ends, and return its exit code."""
        return self.process.wait()

    def stop(self) -> None:
        """End the server."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._said.close()


def _temporary() -> str:
    """A folder for a store that is not kept: Oxigraph serves read-only only from a folder."""
    if not MEMORY.is_dir():
        return tempfile.mkdtemp(prefix=PREFIX)
    for left in MEMORY.glob(f"{PREFIX}*"):
        # Memory of a server whose process was killed.
        process = left.name.removeprefix(PREFIX).partition("-")[0]
        if process.isdecimal() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY)


def _program() -> str:
    """The server that pip installed next to this Python, or the one on the path."""
    beside = Path(sys.executable).with_name("oxigraph")
    found = str(beside) if beside.is_file() else shutil.which("oxigraph")
    if found is None:
        raise MissingExtra("kg serve", "the Oxigraph server", "serve")
    return found


def _free_port(host: str, port: int | None) -> int:
    try:
        family = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port or 0))
            return int(probe.getsockname()[1])
    except OSError as error:
        fault = f"{host if port is None else f'port {port} of {host}'} cannot be used: {error.strerror or error}"
        raise EndpointError(f"{fault}; choose another, or omit --port to get a free one") from None


def _fill(program: str, store: Path, content: bytes) -> None:
    """Make `store` a store of this content. What was there is replaced, all or nothing, and only if `kg serve` made it."""
    digest = hashlib.sha256(content).hexdigest()
    mark = store / MARK
    fresh, old = (store.with_name(f".{store.name}.{word}") for word in ("new", "old"))
    try:
        if mark.is_file() and mark.read_text(encoding="ascii") == digest:
            return
        if store.is_dir() and any(store.iterdir()) and not mark.is_file():
            raise ExportError(f"{store} is not empty and is not a store made by kg serve; name another folder")
        store.parent.mkdir(parents=True, exist_ok=True)
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        try:
            command = [program, "load", "--location", str(fresh), "--format", "ttl"]
            done = subprocess.run(command, input=content, capture_output=True, check=False)
            if done.returncode:
                reason = _last_line(done.stderr.decode("utf-8", "replace"), done.returncode)
                raise ExportError(f"cannot write {store}: {reason}")
            (fresh / MARK).write_text(digest, encoding="ascii")
            if store.is_dir():
                store.rename(old)
            fresh.rename(store)
        finally:
            for leftover in (fresh, old):
                shutil.rmtree(leftover, ignore_errors=True)
    except OSError as error:
        raise ExportError(f"cannot write {store}: {error.strerror or error}") from None


def _last_line(said: str, code: int) -> str:
    return (said.strip().splitlines() or [f"exit code {code}"])[-1]


def _end_with_parent() -> Any:
    """What makes the system end a child when this process is gone, even by SIGKILL; None if it cannot."""
    if sys.platform != "linux":
        return None
    import ctypes

    return partial(ctypes.CDLL(None).prctl, 1, signal.SIGTERM)  # PR_SET_PDEATHSIG
