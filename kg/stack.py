"""A large stack, for recursion as deep as its input."""

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

STACK = 1 << 29
"""Bytes of stack to read and answer on. Oxigraph goes as deep as what it reads, and past the end of its stack the whole
process ends."""

Result = TypeVar("Result")
_starting = threading.Lock()


def deep(function: Callable[..., Result], *arguments: Any) -> Result:
    """The result of a function, run on a large stack in a thread of its own."""
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(function(*arguments))
        except BaseException as error:
            # What Oxigraph has begun to answer may not be dropped by another thread than this.
            cause: BaseException | None = error
            while cause is not None:
                traceback.clear_frames(cause.__traceback__)
                cause = cause.__context__
            outcome.set_exception(error)

    with _starting:
        usual = threading.stack_size(STACK)
        try:
            threading.Thread(target=run, daemon=True).start()
        finally:
            threading.stack_size(usual)
    return outcome.result()
