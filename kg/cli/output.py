"""How commands print an answer: as text, JSON, CSV or Markdown."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from unicodedata import category

import click

from kg.model.answers import Record, Records, Shown
from kg.show.tables import asked, left_out, nothing

FORMULA = tuple("=+-@＝＋－＠﹦﹢﹣﹫")
"""With one of these a formula begins, after whatever does not show; the last are in full width and small."""

WIPE = "\r\033[K"
"""To the beginning of a line, which is then empty."""

CONTROLS = ("\t", "\r", "\n")
"""What a spreadsheet may drop from the beginning of a cell."""

ESCAPED = re.compile(r"\033\[[01]m|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Our own codes for bold, and the characters that would control a terminal."""


def say(message: str) -> None:
    """Print to standard output: bold on a terminal unless NO_COLOR is set, other control characters escaped as in Turtle."""
    styled = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def shown(match: re.Match[str]) -> str:
        return f"\\u{ord(match[0]):04X}" if len(match[0]) == 1 else match[0] if styled else ""

    click.echo(ESCAPED.sub(shown, message), color=True)


@contextmanager
def telling() -> Iterator[Callable[[str], None] | None]:
    """Where progress is told: in one line of a terminal, on standard error, which the next report replaces; else nowhere."""
    if not sys.stderr.isatty():
        yield None
        return
    told = False

    def tell(text: str) -> None:
        nonlocal told
        from shutil import get_terminal_size

        told = True
        click.echo(f"{WIPE}{text[: get_terminal_size().columns - 1]}", nl=False, err=True)

    try:
        yield tell
    finally:
        if told:
            click.echo(WIPE, nl=False, err=True)


def say_exactly(text: str) -> None:
    """Print what programs read to standard output: in UTF-8, whatever the locale."""
    click.echo(text.encode("utf-8", "backslashreplace"))


def say_json(value: object) -> None:
    """Print a value as JSON."""
    import json

    say_exactly(json.dumps(value, ensure_ascii=False, indent=2))


def emit(answer: Shown, form: str | None, nothing_found: str = "") -> None:
    """Print an answer in a form. What the form cannot say (what was asked, that it is empty, or cut) goes to standard error."""
    from kg.show import values

    kind = "" if isinstance(answer, (Record, Records)) else getattr(answer, "kind", "")
    empty = not answer and bool(nothing_found or isinstance(answer, Records) or kind == "select")
    inside = False
    if form == "json":
        held = values.data(answer)
        say_json(held)
        inside = isinstance(held, dict)
    elif form == "csv":
        if columns := values.columns(answer):
            rows = ([values.joined(value) for value in row.values()] for row in values.rows(answer))
            print_csv(columns, rows)
    elif form == "markdown":
        if table := answer.markdown():
            say_exactly(table)
    elif not empty:
        say(answer._shown("terminal"))
    aside = []
    if kind and (empty or form in ("json", "csv")):
        aside += [*asked(answer), left_out(answer)]
    if form != "json" and kind != "ask" and (empty or (form is not None and not answer)):
        aside.append(nothing_found or nothing(answer))
    if empty or (form is not None and not inside):
        aside.append("" if isinstance(answer, Record) else getattr(answer, "cut", ""))
    for line in filter(None, aside):
        click.echo(line, err=True)


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as CSV, for spreadsheets too."""
    import csv
    from types import SimpleNamespace

    lines: list[str] = []
    # With line ends of both kinds, so that a cell with either is quoted in every version of Python.
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(map(_cell, row) for row in rows)
    say_exactly("\n".join(line.removesuffix("\r\n") for line in lines))


def _cell(value: object) -> object:
    """A value in a cell. A text that a spreadsheet could take for a formula gets an apostrophe in front; a number does not.

    The page's CSV follows the same rule (`csvCell` in download.js).
    """
    from decimal import Decimal

    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str):
        first = next((character for character in value if category(character)[0] not in "CZ"), "")
        if first in FORMULA or value[:1] in CONTROLS:
            return f"'{value}"
    return value
