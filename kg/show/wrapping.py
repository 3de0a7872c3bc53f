"""Text in the width of a terminal: paragraphs, tables, and records where a table is too wide."""

import io
import os
import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest

UNWRAPPED = sys.maxsize
"""The width of a pipe or a file: grep and awk find each row, record and paragraph on one line."""

NARROW = 20
"""A column of longer cells is wrapped to no less than this, nor to less than its longest word."""


def bold(text: str) -> str:
    """`text` in bold; the codes are removed again if the output is not a terminal."""
    return f"\033[1m{text}\033[0m"


def width() -> int:
    """How many columns to fill: as COLUMNS says, else those of the terminal, from 60 to 120; UNWRAPPED in a pipe or a file."""
    # As shutil.get_terminal_size does, whose import costs more than the rest of an answer.
    columns = os.environ.get("COLUMNS", "")
    if not columns.isdecimal() or len(columns) > 9 or int(columns) == 0:
        try:
            columns = str(os.get_terminal_size(sys.stdout.fileno()).columns or 100)
        except (AttributeError, ValueError, OSError):
            if isinstance(sys.stdout, io.TextIOWrapper):
                return UNWRAPPED
            columns = "100"  # in a notebook
    return max(60, min(120, int(columns)))


def aligned(header: Sequence[str], rows: Iterable[Sequence[object]], indent: str = "") -> str:
    """A table in aligned columns. Too wide, it has the widest wrapped, or else is without the empty ones, or is records."""
    body = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    cells = [header, *body] if any(header) else body
    columns = list(zip(*cells, strict=True))
    sizes = [max(map(len, column)) for column in columns]
    room = width() - len(indent) - 2 * (len(sizes) - 1)
    if sum(sizes) > room:
        words = (max(map(len, " ".join(column).split()), default=0) for column in columns)
        least = [max(min(size, NARROW), word) for size, word in zip(sizes, words, strict=True)]
        if sum(least) > room:
            told = [at for at, column in enumerate(columns) if any(column[any(header) :])]
            if 0 < len(told) < len(columns):  # Records would not have the empty cells either.
                return aligned([header[at] for at in told], [[row[at] for at in told] for row in body], indent)
            return _records(header, body, indent)
        fitted = (
            [max(low, min(size, most)) for low, size in zip(least, sizes, strict=True)] for most in range(room, 0, -1)
        )
        sizes = next(found for found in fitted if sum(found) <= room)
    lines = []
    for row in cells:
        # The lines below the first of a row begin with spaces, whichever column is wrapped.
        parts = [
            [cell] if len(cell) <= size else filled(cell.split(), size, "", "" if at else "  ")
            for at, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        for line in zip_longest(*parts, fillvalue=""):
            padded = (part.ljust(size) for part, size in zip(line, sizes, strict=True))
            lines.append((indent + "  ".join(padded)).rstrip())
    return "\n".join(lines)


def _records(header: Sequence[str], rows: Iterable[Sequence[str]], indent: str) -> str:
    """The rows of a table one below the other, a line for each cell; of a table without header, a line for each row."""
    if not any(header):
        return "\n".join(wrapped(" · ".join(row[1:]), f"{indent}{row[0]}: ", f"{indent}  ") for row in rows)
    inner = "" if header[0] else "  "  # below what is no more than the title of a row
    starts = [indent + (inner if place else "") + (f"{name}: " if name else "") for place, name in enumerate(header)]
    blocks = (
        [wrapped(cell, start, f"{indent}{inner}  ") for start, cell in zip(starts, row, strict=True) if cell]
        for row in rows
    )
    return "\n\n".join("\n".join(block) for block in blocks)


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """`text` as lines of the terminal, after `first` and then `rest`."""
    return "\n".join(filled(text.split(), width(), first, rest))


def filled(words: Iterable[str], size: int, first: str = "", rest: str = "") -> list[str]:
    """Words in lines of at most `size`, after `first` and then `rest`; one that is longer than a line is kept whole."""
    lines, line, space = [], first, ""
    for word in words:
        if len(line) + len(space) + len(word) <= size:
            line += space + word
        else:
            lines += [line.rstrip()] if line.strip() else []
            line = rest[: max(0, size - len(word))] + word
        space = " "
    return [*lines, line]
