"""kg diff: what differs between two versions."""

import sys
from pathlib import Path

import click

import kg
from kg.cli.options import answer_form, command, near_tables
from kg.cli.output import emit
from kg.cli.tables import tables_or_packaged


@command(
    "diff",
    "kg diff HEAD",
    "kg diff v0.1.0 HEAD",
    "kg diff my-data data --markdown",
    "kg diff v0.1.0 --csv > changes.csv",
    "kg diff HEAD --exit-code > /dev/null || echo changed",
    short_help="Show what differs between two versions of the data.",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW", required=False)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where anything differs.")
@near_tables
@answer_form
def diff_command(old: str, new: str | None, exit_code: bool, data: Path | None, form: str | None) -> None:
    """Show what was added, removed and changed from OLD to NEW, and which ids were retired and what replaces them.

    Each is a data folder, an RDF export, or a git revision of the data folder; without NEW it is the data folder as it is now.
    What exists as a path is no revision. Evidence is compared where both have it.
    """
    found = kg.diff(old, new, data=tables_or_packaged(data))
    emit(found, form)
    if exit_code and found:
        sys.exit(1)
