"""kg diff, release: what differs between two versions, and whether this one can be published."""

import sys
from pathlib import Path

import click

import kg
from kg.cli.command import command
from kg.cli.data import Data, near_tables, own_tables
from kg.cli.options import answer_form, path_option
from kg.cli.output import emit
from kg.cli.tables import own_data, tables_or_packaged


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
def diff_command(old: str, new: str | None, exit_code: bool, data: Data, form: str | None) -> None:
    """Show what was added, removed and changed from OLD to NEW, and which ids were retired and what replaces them.

    Each is a data folder, an RDF export, or a git revision of the data folder, or of several; without NEW it is what --data
    names, as it is now. A path that exists comes before a revision of the same name. Evidence is compared where both have it.
    """
    found = kg.diff(old, new, data=tables_or_packaged(data))
    emit(found, form)
    if exit_code and found:
        sys.exit(1)


@command("release", "kg release --check", short_help="Check that ./data and what describes it can be released.")
@click.option("--check", is_flag=True, help="Check; nothing else is done, and nothing is written.")
@own_tables
@path_option("--out", metavar="DIR", text="Folder of the exports.", default="exports")
def release_command(check: bool, data: Path | None, out: Path) -> None:
    """Check that ./data and what describes it can be released. The exit code is 1 if anything has to be fixed.

    Facts that are missing, versions that disagree, ids that are gone and replaced by nothing, exports that are not current,
    and every problem of kg check. docs/releasing.md says how a release is made.
    """
    from kg.release import faults

    if not check:
        raise click.UsageError("kg release only checks; write kg release --check")
    folder = own_data(data)
    found = faults(folder, out)
    for fault in found:
        click.echo(str(fault))
    if found:
        click.echo(f"{len(found)} thing{'' if len(found) == 1 else 's'} to fix before a release", err=True)
        sys.exit(1)
    click.echo(f"version {kg.load(folder).schema.dataset.version} can be released")
