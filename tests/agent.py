"""A pytest plugin: agents that ask `kg mcp`, each the SDK's own client over the standard streams of a process of its own."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
"""What the SDK itself would not pass on."""


class Agent:
    """A client in a thread of its own, whose calls wait for their answers."""

    def __init__(self, portal: "BlockingPortal", client: Any) -> None:
        self.portal, self.client = portal, client

    def wait(self, method: str, *args: Any, **options: Any) -> Any:
        """What a method of the SDK's client gives."""

        async def run() -> Any:
            return await getattr(self.client, method)(*args, **options)

        return self.portal.call(run)

    def raw(self, tool: str, /, **arguments: Any) -> Any:
        """The result of a call, whether it is an answer or an error."""
        return self.wait("call_tool", tool, arguments)

    def ask(self, tool: str, /, **arguments: Any) -> dict[str, Any]:
        """The values that a tool answers."""
        result = self.raw(tool, **arguments)
        assert not result.is_error, result.content[0].text
        values: dict[str, Any] = result.structured_content
        return values

    def text(self, tool: str, /, **arguments: Any) -> str:
        """The text of an answer, or of an error."""
        return str(self.raw(tool, **arguments).content[0].text)


@contextmanager
def agent(*arguments: str, mode: str = "auto", **environment: str) -> Iterator[Agent]:
    """A client of `kg` with these arguments."""
    from anyio.from_thread import start_blocking_portal
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    env = ENVIRONMENT | environment
    parameters = StdioServerParameters(command=sys.executable, args=["-m", "kg", *arguments], env=env)
    with start_blocking_portal() as portal:
        client = Client(stdio_client(parameters), mode=mode)
        with portal.wrap_async_context_manager(client) as connected:
            yield Agent(portal, connected)


@pytest.fixture(scope="session")
def served() -> Iterator[Agent]:
    """An agent of the packaged graph."""
    with agent("mcp", "--timeout", "300") as one:  # Where much else runs, even a short query takes long.
        yield one


@pytest.fixture(scope="session")
def asked(served: Agent) -> Callable[..., dict[str, Any]]:
    """Asks a tool of the packaged graph, and gives the values of its answer."""
    return served.ask
