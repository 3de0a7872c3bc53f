"""How commands print: text, JSON, CSV or Markdown."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

import click

from kg.model import Claim, Edge, Node, Source, Tension


def say(message: str) -> None:
    """Print to standard output; without colour where NO_COLOR asks for that."""
    click.echo(message, color=False if os.environ.get("NO_COLOR") else None)


def say_json(value: object) -> None:
    """Print a value as JSON."""
    import json

    say(json.dumps(value, ensure_ascii=False, indent=2))


def plain(record: Node | Edge | Claim | Source | Tension) -> dict[str, Any]:
    """A record as JSON-able values: field by field, quantities as text, the claims of an edge by id."""
    values: dict[str, Any] = {}
    for name in type(record).__dataclass_fields__:
        value = getattr(record, name)
        if name == "claims" and isinstance(record, Edge):
            value = [claim.id for claim in value]
        elif name == "sections":
            value = [{"id": section.id, "title": section.title} for section in value]
        elif name == "mappings":
            value = [{"match": m.match, "id": m.term, "label": m.label, "place": m.place} for m in value]
        elif name == "quantity":
            value = None if value is None else str(value)
        if name != "graph":
            values[name] = list(value) if isinstance(value, tuple) else value
    if isinstance(record, Edge):
        values |= {"modality": record.modality, "affirmed": record.affirmed}
    return values


def print_records(
    records: Sequence[Any], form: str | None, header: Sequence[str], rows: Iterable[Sequence[object]], none: str
) -> None:
    """Records as JSON or CSV with all their fields, or as a table of `rows`; `none` is said, on stderr, where there are none."""
    from kg.show.terminal import aligned, markdown

    if form == "json":
        say_json([plain(record) for record in records])
    elif form == "csv" and records:
        values = [plain(record) for record in records]
        print_csv(list(values[0]), ([cell(value) for value in record.values()] for record in values))
    elif form == "markdown" and records:
        say(markdown(header, rows))
    elif records:
        say(aligned(header, rows))
    if not records and form != "json":
        click.echo(none, err=True)


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as CSV."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    say(out.getvalue().rstrip("\n"))


def cell(value: Any) -> Any:
    """A value of a plain record as the cell of a CSV table: lists are joined with `|`."""
    if not isinstance(value, list):
        return value
    return "|".join(item["id"] if isinstance(item, dict) else str(item) for item in value)
