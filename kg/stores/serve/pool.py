"""The processes that answer queries: a few, each for one query at a time; one that is ended is replaced by another."""

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from contextlib import suppress

from kg.errors import ExportError, QueryError
from kg.sparql.process import COMMAND, environment
from kg.sparql.worker import BEGUN, END, HEAD, PIECE

PATIENCE = 5
"""Seconds that a query waits for a worker."""


class Busy(Exception):
    """No worker was free in time."""


class Ended(Exception):
    """A worker ended instead of answering."""


class Worker:
    """A process that answers queries: see kg.sparql.worker."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self._tasks, self._answers = process, process.stdin, process.stdout
        self.busy = self.begun = self._gone = False
        self._reading = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether there is no sign yet that it has ended."""
        return self.process.returncode is None and not self._answers.at_eof()

    def tell(self, message: bytes) -> None:
        """Send it a message; what it says next tells whether it has ended."""
        self.busy, self.begun = True, False
        with suppress(RuntimeError):  # what uvloop says of a process that has ended
            self._tasks.write(message)

    async def frame(self) -> tuple[int, bytes]:
        """The kind and the content of the next frame. QueryError if it reports a fault; Ended if it has ended."""
        try:
            async with self._reading:
                head = await self._answers.readexactly(HEAD)
                content = await self._answers.readexactly(int.from_bytes(head[1:], "big"))
        except (asyncio.IncompleteReadError, OSError):
            self._gone = True
            raise Ended from None
        if head[0] == BEGUN:
            self.begun = True
            return await self.frame()
        if head[0] == END:
            self.busy = False
            if (fault := json.loads(content)[1]) is not None:
                raise QueryError(*fault)
        return head[0], content

    def end(self) -> None:
        """End the process, whatever it does."""
        if not self._gone:
            with suppress(ProcessLookupError):
                self.process.kill()

    async def ended(self) -> None:
        """Return once it has ended and nothing of it is left."""
        async with self._reading:
            while await self._answers.read(PIECE):
                pass
        await self.process.wait()


class Pool:
    """Some workers, each with the same triples: `source` is what they are told first."""

    def __init__(self, source: bytes, size: int) -> None:
        self._source, self._size = source, size
        self._all: set[Worker] = set()
        self._idle: list[Worker] = []
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._replacing: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        """Start the workers. QueryError or Ended where one cannot answer; ExportError where the system starts none."""
        for outcome in await asyncio.gather(*(self._add() for _ in range(self._size)), return_exceptions=True):
            if isinstance(outcome, OSError):
                raise ExportError(f"no process that answers queries can be started: {outcome.strerror}")
            if outcome is not None:
                raise outcome

    async def take(self) -> Worker:
        """A worker, to be given back. Busy if none is free in time; those who wait longest come first."""
        while self._idle:
            worker = self._idle.pop()
            if worker.ready:
                return worker
            self._drop(worker)
        waiter: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(PATIENCE):
                return await waiter
        except BaseException as error:
            if waiter.done() and not waiter.cancelled():
                self.give(waiter.result())
            if isinstance(error, TimeoutError):
                raise Busy from None
            raise

    def give(self, worker: Worker) -> None:
        """Take a worker back; where it has not answered, end it and start another one in its place."""
        if worker.busy:
            self._drop(worker)
            return
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(worker)
                return
        self._idle.append(worker)

    async def close(self) -> None:
        """End all workers, and return once they have ended."""
        self._closed = True
        for worker in self._all:
            worker.end()
        await asyncio.gather(*self._replacing, *(worker.ended() for worker in self._all))

    def _drop(self, worker: Worker) -> None:
        worker.end()
        task = asyncio.create_task(self._replace(worker))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replace(self, worker: Worker) -> None:
        await worker.ended()
        self._all.discard(worker)
        while not self._closed:
            with suppress(QueryError, Ended, OSError):
                await self._add()
                break
            await asyncio.sleep(1)

    async def _add(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment(), limit=PIECE
        )
        worker = Worker(process)
        self._all.add(worker)
        if self._closed:  # While it started; who closed it ended the others.
            worker.end()
        try:
            if self._closed:  # While it started: nobody else would end it.
                raise Ended
            worker.tell(self._source)
            await worker.frame()
        except BaseException:
            worker.end()
            await worker.ended()
            self._all.discard(worker)
            raise
        self.give(worker)
