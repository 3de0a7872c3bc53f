"""Files that are read: their bytes, the files beside them, and the records in them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, NoReturn

from kg.errors import DataError, Problem
from kg.formats.packing import unpacked
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Source, Tension
from kg.schema import Schema
from kg.texts import bytes_of, decoded


class Parts(NamedTuple):
    """The records of a graph, and their schema. `check` compares the graph made of them with the file; it may raise DataError."""

    schema: Schema
    sources: Iterable[Source]
    nodes: Iterable[Node]
    claims: Iterable[Claim]
    tensions: Iterable[Tension] = ()
    check: Callable[[Graph], None] | None = None


class Opened(NamedTuple):
    """A file to be read, and the suffix by which its format was told: those beside it have another one.

    The `path` is without the suffix of the `packing`, if the file is compressed.
    """

    path: Path
    suffix: str
    packing: str = ""

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.path.name}{self.packing}"

    @property
    def place(self) -> Path:
        """Where it is."""
        return self.path.with_name(self.name) if self.packing else self.path

    def beside(self, suffix: str) -> "Opened":
        """The file of the same format with another suffix."""
        stem = self.path.name[: len(self.path.name) - len(self.suffix)]
        return Opened(self.path.with_name(stem + suffix), suffix, self.packing)

    @property
    def there(self) -> bool:
        """Whether there is such a file."""
        return self.place.exists()

    def content(self) -> bytes:
        """Its bytes. DataError if there is no such file, or it cannot be read."""
        content = bytes_of(self.place, self.name)
        if content is None:
            self.refuse("no such file")
        return unpacked(content, self.packing, self.refuse) if self.packing else content

    def text(self) -> str:
        """Its text. DataError if it is not UTF-8."""
        return decoded(self.content(), self.name)

    def refuse(self, message: str, line: int = 0, column: str = "") -> NoReturn:
        """A DataError that says what is wrong with it."""
        raise DataError([Problem(self.name, line, column, message)]) from None
