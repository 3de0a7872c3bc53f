"""Several answers to one question."""

from collections.abc import Sequence
from typing import Any, Self

from kg.model.answers import Several, T
from kg.model.protocol import Graph


class Answers(Several[T]):
    """Answers. `str()` shows them; `cut` says what was left out, and is empty if nothing was."""

    cut = ""

    @classmethod
    def first(cls, answers: Sequence[T], graph: Graph | None, limit: int | None, **facts: Any) -> Self:
        """The first `limit` of some answers; `cut` says of how many.

        >>> import kg
        >>> paths = kg.load().paths("implanted-pump", "fewer-adverse-effects")
        >>> type(paths).first(paths, paths[0].graph, 1).cut
        'cut at 1 of 3; raise the limit to see them'
        """
        left = limit is not None and len(answers) > limit
        cut = f"cut at {limit:,} of {len(answers):,}; raise the limit to see them" if left else ""
        return cls(answers[:limit], graph, cut=cut, **facts)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self))}{f', cut={self.cut!r}' if self.cut else ''})"
