"""How commands print an answer: as text, JSON, CSV or Markdown."""

import os
from collections.abc import Iterable, Sequence
from decimal import Decimal

import click

from kg.model import Records, Shown
from kg.show.tables import nothing


def say(message: str) -> None:
    """Print to standard output; without colour if NO_COLOR is set."""
    click.echo(message, color=False if os.environ.get("NO_COLOR") else None)


def say_json(value: object) -> None:
    """Print a value as JSON."""
    import json

    say(json.dumps(value, ensure_ascii=False, indent=2))


def emit(answer: Shown, form: str | None, nothing_found: str = "") -> None:
    """Print an answer in a form; what the form cannot say (that it is empty, or cut) is said on standard error."""
    from kg.show import values

    empty = not answer and bool(nothing_found or isinstance(answer, Records))
    if form == "json":
        say_json(values.data(answer))
        return
    if form == "csv":
        if columns := values.columns(answer):
            rows = ([values.joined(value) for value in row.values()] for row in values.rows(answer))
            print_csv(columns, ([format(v, "f") if isinstance(v, Decimal) else v for v in row] for row in rows))
    elif form == "markdown":
        if table := answer.markdown():
            say(table)
    elif not empty:
        say(answer._shown("terminal"))
    if empty or (form is not None and not answer):
        click.echo(nothing_found or nothing(answer), err=True)
    cut = getattr(answer, "cut", "")
    if form is not None and cut:
        click.echo(cut, err=True)


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as CSV."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    say(out.getvalue().rstrip("\n"))
