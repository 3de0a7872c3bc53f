"""One connection to a client."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 400
"""Connections at once: some systems give a process 1,024 files. Beyond half of it, clients are told to come back."""

ARRIVING = 20
"""Seconds that a request may take to arrive."""

LEAVING = 10
"""Seconds that a client may take to read the rest of what was sent, once the connection is to be closed."""

HEAD = tuple(b"HTTP/1.1 %d" % status for status in range(2, 6))
"""How a final head begins; a provisional one is sent at once."""


class Connection(H11Protocol):
    """A connection that is broken off where a request does not arrive in time."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        self._outgoing = Outgoing(transport, self.loop)
        super().connection_made(self._outgoing)  # type: ignore[arg-type]
        if len(self.connections) > MOST:
            transport.abort()
        self._await_rest()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._await_rest()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self._late, self._outgoing.leaving):
            if timer is not None:
                timer.cancel()

    def _await_rest(self) -> None:
        awaited = self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        if awaited and self._late is None:
            self._late = self.loop.call_later(ARRIVING, self.transport.abort)
        elif self._late is not None and not awaited:
            self._late.cancel()
            self._late = None


class Outgoing:
    """A transport that sends the head of an answer together with what follows it, and does not wait long when it is closed."""

    leaving: asyncio.TimerHandle | None = None

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop, self._head = transport, loop, b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send it, unless it is a head, which something follows."""
        if not self._head and data.startswith(HEAD):
            self._head = data
        else:
            self._transport.write(self._head + data)
            self._head = b""

    def close(self) -> None:
        """Close the connection once all is sent, or the time for that is over."""
        self.write(b"")
        self._transport.close()
        self.leaving = self.leaving or self._loop.call_later(LEAVING, self._transport.abort)
