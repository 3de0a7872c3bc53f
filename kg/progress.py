"""How far something is that takes long: nothing is told in its first two seconds, then once a second."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Tell = Callable[[str], None]
"""What is called with each report."""

T = TypeVar("T")
SILENT, EVERY = 2.0, 1.0
"""Seconds until the first report, and between two."""

LOOK = 1000
"""After so many items the clock is looked at."""


class Progress:
    """The reports on one piece of work, which `what` names; without `tell` there are none."""

    def __init__(self, tell: Tell | None, what: str = "") -> None:
        self._tell, self._what = tell, f"{what}: " if what else ""
        self._begun = time.monotonic()
        self._due = self._begun + SILENT
        self._written = 0
        self._read = ""

    def over(self, items: Iterable[T], whole: Callable[[], int], unit: str) -> Iterator[T]:
        """The items; `whole` says how many there are."""
        if self._tell is None:
            yield from items
            return
        begun = time.monotonic()
        for number, item in enumerate(items, 1):
            yield item
            if number % LOOK == 0 and time.monotonic() >= self._due:
                most = whole()
                self._read = f"{number:,} of {most:,} {unit}{_left(begun, number, most)}"
                self._report(self._read)
        self._read = ""

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks of a file."""
        for chunk in chunks:
            yield chunk
            self._written += len(chunk)
            if self._tell is not None and time.monotonic() >= self._due:
                size = f"{self._written / 1e6:,.0f} MB"
                self._report(f"{self._read}, {size}" if self._read else size)

    def share(self, done: int, whole: int, did: str) -> None:
        """So much of the whole is done."""
        if self._tell is not None and time.monotonic() >= self._due:
            self._report(f"{100 * done // max(whole, 1)} % {did}{_left(self._begun, done, whole)}")

    def _report(self, text: str) -> None:
        assert self._tell is not None
        self._due = time.monotonic() + EVERY
        self._tell(f"{self._what}{text}")


def _left(begun: float, done: int, whole: int) -> str:
    """The time that is left at this pace, if there is a pace."""
    if not 0 < done < whole:
        return ""
    seconds = (time.monotonic() - begun) * (whole - done) / done
    minutes = round(seconds / 60)
    return f", {minutes} min left" if minutes >= 2 else f", {max(1, round(seconds))} s left"
