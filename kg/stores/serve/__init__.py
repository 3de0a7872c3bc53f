"""Serving a graph as a read-only SPARQL endpoint: a front that speaks HTTP, over workers that answer and can be ended."""

import asyncio
import hashlib
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from kg.errors import EndpointError, ExportError, MissingExtra, QueryError, one_line
from kg.stores.serve.pool import Ended, Pool
from kg.stores.serve.store import kept, temporary

if TYPE_CHECKING:
    import uvicorn

LIMIT = 60.0
"""Seconds that a query may take, unless another limit is given."""

IN_MEMORY = 1 << 23
"""Bytes of Turtle up to which each worker holds the triples in its own memory: some 200,000 triples in 80 MB."""


class Server:
    """A server that listens, and answers while it runs.

    `source` is what its workers are told first; `trouble` is what it means if they then do not start.
    """

    def __init__(
        self, source: bytes, listening: socket.socket, host: str, limit: float, origins: Collection[str], trouble: str
    ) -> None:
        self.host, self.port = host, int(listening.getsockname()[1])
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{self.port}/query"
        self._source, self._listening, self._limit, self._origins = source, listening, limit, origins
        self._trouble = trouble
        self._server: uvicorn.Server | None = None

    def run(self, ready: Callable[[], object]) -> None:
        """Answer until `stop` is called or Ctrl-C is pressed; call `ready` once it can. KgError if it cannot."""
        with asyncio.Runner(loop_factory=_event_loop()) as runner:
            runner.run(self._run(ready))

    def stop(self) -> None:
        """End it, soon, wherever it runs."""
        if self._server is not None:
            self._server.should_exit = True

    async def _run(self, ready: Callable[[], object]) -> None:
        pool = Pool(self._source, min(max(os.cpu_count() or 1, 2), 4))
        try:
            # While the workers start, what speaks HTTP is imported.
            _, server = await asyncio.gather(pool.start(), asyncio.to_thread(self._over, pool))
            self._server = server
            ready()
            await server.serve([self._listening])
        except (Ended, QueryError) as error:
            reason = one_line(str(error)) or "a worker ended at its start; too little memory does that too"
            raise ExportError(f"{self._trouble} ({reason})") from None
        finally:
            await pool.close()

    def _over(self, pool: Pool) -> "uvicorn.Server":
        import uvicorn

        from kg.stores.serve.app import FORM, MOST_SENT, Front
        from kg.stores.serve.connection import MOST, Connection
        from kg.stores.serve.gate import Gate

        return uvicorn.Server(
            uvicorn.Config(
                Front(pool, Gate(self.host, self._origins), self._limit),
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level=logging.CRITICAL,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                limit_concurrency=MOST // 2,
                backlog=128,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=1,
                h11_max_incomplete_event_size=2 * MOST_SENT[FORM],
            )
        )


@contextmanager
def opened(
    content: Callable[[], bytes],
    digest: str = "",
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    folder: Path | None = None,
    limit: float = LIMIT,
    origins: Collection[str] = (),
) -> Iterator[Server]:
    """A server for `content` (Turtle), to be run as long as the block lasts.

    `folder` keeps its store for the next time, by `digest`, that of what the content is made from; so content that is there
    already is not asked for. `port` is a free one by default. EndpointError if the port is taken; ExportError if the folder
    contains anything else, is in use, or cannot be written; MissingExtra without the libraries.
    """
    if not (find_spec("starlette") and find_spec("uvicorn")):
        raise MissingExtra("kg serve", "Starlette and uvicorn", "serve")
    with ExitStack() as ended:
        listening = ended.enter_context(_listening(host, port))
        if folder is None:
            turtle = content()
            folder = ended.enter_context(temporary()) if len(turtle) > IN_MEMORY else None
            content = lambda: turtle  # noqa: E731, made once
        if folder is None:
            source, trouble = b"%d\n%b" % (len(turtle), turtle), "the graph cannot be served"
        else:
            made_from = f"{digest or hashlib.sha256(content()).hexdigest()} {pyoxigraph.__version__}"
            store = ended.enter_context(kept(folder, hashlib.sha256(made_from.encode()).hexdigest(), content))
            source, trouble = (
                json.dumps(str(store)).encode() + b"\n",
                f"the store {store} is damaged; delete it, and it is made anew",
            )
        yield Server(source, listening, host, limit, origins, trouble)


@contextmanager
def serving(content: bytes, **options: Any) -> Iterator[Server]:
    """A server for `content` (Turtle) that runs during the block, and ends with it; the options are those of `opened`.

    >>> with serving(b"<a:b> <a:c> <a:d> .") as server:
    ...     server.address.startswith("http://127.0.0.1:")
    True
    """
    with opened(lambda: content, **options) as server:
        ready: Future[None] = Future()

        def run() -> None:
            try:
                server.run(lambda: ready.set_result(None))
            except BaseException as error:
                if ready.done():
                    raise
                ready.set_exception(error)

        beside = threading.Thread(target=run)
        beside.start()
        ready.result()
        try:
            yield server
        finally:
            server.stop()
            beside.join()


def _event_loop() -> "Callable[[], asyncio.AbstractEventLoop] | None":
    """That of uvloop, which answers half as many queries again, or Python's own if it is not installed."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _listening(host: str, port: int | None) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port or 0), family=family, backlog=128)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).partition(" (while")[0]
        place = one_line(host, 80) if port is None else f"port {port} of {one_line(host, 80)}"
        raise EndpointError(
            f"{place} cannot be used: {reason}; choose another, or omit --port to get a free one"
        ) from None
