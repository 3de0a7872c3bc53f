"""The formats of other people's graphs that are read: each is a value in READERS."""

from collections.abc import Callable
from typing import NamedTuple

from kg.formats.foreign import kgx
from kg.formats.reading import Opened, Parts
from kg.schema import Schema


class Reader(NamedTuple):
    """A way to read a graph that was not written here: the suffixes of its files, and what it takes."""

    name: str
    suffixes: tuple[str, ...]
    loads: Callable[[Opened, Schema, bool], Parts]
    what: str


READERS = {
    reader.name: reader
    for reader in (
        Reader(
            "kgx",
            tuple(f"{kind}.{end}" for end in ("tsv", "csv", "jsonl") for kind in ("nodes", "edges", "denied")),
            kgx.loads,
            "KGX of any prefix and category, and tables of hetnets.",
        ),
    )
}
