"""The formats of other people's graphs that are read: each is a value in READERS."""

from collections.abc import Callable
from typing import NamedTuple

from kg.formats.foreign import documents, hetnet, kgx, sssom
from kg.formats.reading import Opened, Parts
from kg.schema import Schema


class Reader(NamedTuple):
    """A way to read a graph that was not written here: the suffixes of its files, and what it takes.

    Where a format of ours has the suffix as well, `theirs` tells whether a file is not ours.
    """

    name: str
    suffixes: tuple[str, ...]
    loads: Callable[[Opened, Schema, bool], Parts]
    what: str
    theirs: Callable[[Opened], bool] | None = None


READERS = {
    reader.name: reader
    for reader in (
        Reader(
            "kgx",
            tuple(f"{kind}.{end}" for end in ("tsv", "csv", "jsonl") for kind in ("nodes", "edges", "denied")),
            kgx.loads,
            "KGX of any prefix and category, and tables of hetnets.",
        ),
        Reader(
            "hetnet",
            (".sif",),
            hetnet.loads,
            "Lines of subject, predicate and object, as Cytoscape and Hetionet have them.",
        ),
        Reader(
            "sssom", (".sssom.tsv",), sssom.loads, "Mapping sets in SSSOM: the terms, and a claim for each mapping."
        ),
        Reader(
            "other-json",
            (".json",),
            documents.loads,
            "KGX, hetnets and node-link graphs in JSON.",
            theirs=documents.theirs,
        ),
    )
}
