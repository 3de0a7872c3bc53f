"""Sorting more than memory holds: runs that are sorted in memory wait in temporary files, and are merged."""

import heapq
import marshal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO, Any, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])

RUN = 32 << 20
"""About so many characters are held in memory at once."""

PIECE = 64
"""So many items of a run are read at once."""

CHUNK = 1 << 20
"""About so many bytes are written at once."""

EXTRA = 100
"""What an item takes beside its characters, about."""


class _Runs:
    """Sorted runs in one temporary file, each beginning where the one before ends: together one long run.

    The system frees the file with the process, however that ends: no folder lists it.
    """

    def __init__(self, files: ExitStack) -> None:
        self._file: IO[bytes] = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        self.last: Any = None

    def add(self, run: list[T]) -> None:
        """Add a sorted run."""
        items = iter(run)
        while piece := list(islice(items, PIECE)):
            content = marshal.dumps(piece)
            self._file.write(len(content).to_bytes(8, "big") + content)
        self.last = run[-1]

    def __iter__(self) -> Iterator[Any]:
        self._file.seek(0)
        while size := self._file.read(8):
            yield from marshal.loads(self._file.read(int.from_bytes(size, "big")))


def in_order(items: Iterable[T], size: Callable[[T], int]) -> Iterator[T]:
    """Tuples of texts, numbers and None in ascending order; `size` says how many characters an item has.

    Nothing is written to disk where all fit into one run.

    >>> list(in_order([("b", 1), ("a", 2)], lambda item: len(item[0])))
    [('a', 2), ('b', 1)]
    """
    with ExitStack() as files:
        kept: list[_Runs] = []
        run: list[T] = []
        held = 0
        for item in items:
            run.append(item)
            held += size(item) + EXTRA
            if held >= RUN:
                run.sort()
                if not kept or run[0] < kept[-1].last:
                    kept.append(_Runs(files))
                kept[-1].add(run)
                run, held = [], 0
        run.sort()
        yield from heapq.merge(*kept, run) if kept else run


def gathered(texts: Iterable[str], between: str = "", size: int = CHUNK) -> Iterator[bytes]:
    """Texts in UTF-8, in chunks of about so many characters, with another text between each two.

    >>> list(gathered(["a", "b", "c"], ", ", 2))
    [b'a, b', b', c']
    """
    parts: list[str] = []
    held, first = 0, True
    for text in texts:
        parts.append(text)
        held += len(text)
        if held >= size:
            yield ("" if first else between).encode() + between.join(parts).encode()
            parts, held, first = [], 0, False
    if parts:
        yield ("" if first else between).encode() + between.join(parts).encode()
