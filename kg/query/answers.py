"""Several answers to one question."""

from kg.model import Several, T


class Answers(Several[T]):
    """Answers. `str()` shows them; `cut` says what was left out, and is empty if nothing was."""

    cut = ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self))}{f', cut={self.cut!r}' if self.cut else ''})"
