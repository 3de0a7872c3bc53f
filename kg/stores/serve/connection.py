"""One connection to a client."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

ARRIVING = 10
"""Seconds that the head of a request may take to arrive."""

LEAVING = 10
"""Seconds that a client may take to read the rest of what was sent, once the connection is to be closed."""


class Connection(H11Protocol):
    """A connection that is closed where the head of a request does not arrive in time."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(Outgoing(transport, self.loop))  # type: ignore[arg-type]
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._await_head(lost=True)

    def _await_head(self, *, lost: bool = False) -> None:
        awaited = not lost and self.conn.their_state is h11.IDLE
        if awaited and self._late is None:
            self._late = self.loop.call_later(ARRIVING, self.transport.abort)
        elif self._late is not None and not awaited:
            self._late.cancel()
            self._late = None


class Outgoing:
    """A transport that sends the head of an answer together with what follows it."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop, self._head = transport, loop, b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send it, unless it is a head, which something follows."""
        if not self._head and data.startswith(b"HTTP/1.1 "):
            self._head = data
        else:
            self._transport.write(self._head + data)
            self._head = b""

    def close(self) -> None:
        """Close the connection once all is sent; soon, though."""
        self.write(b"")
        self._transport.close()
        self._loop.call_later(LEAVING, self._transport.abort)
