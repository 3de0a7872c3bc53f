"""Several answers to one question."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from kg.model import Graph, Shown

A = TypeVar("A")


class Answers(tuple[A, ...], Shown):
    """Answers. `str()` shows them; `cut` says what was left out, and is empty if nothing was."""

    cut = ""

    def __new__(cls, answers: Iterable[A] = (), graph: Graph | None = None, **facts: Any) -> Self:
        self = super().__new__(cls, answers)
        vars(self).update(facts, _graph=graph)
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self))}{f', cut={self.cut!r}' if self.cut else ''})"
