"""kg show: one node, claim, tension or source."""

from contextlib import suppress

import click

from kg.cli.command import command
from kg.cli.completion import record_names
from kg.cli.data import Data, data_folder, load
from kg.cli.output import emit, say
from kg.errors import UnknownName
from kg.model.nodes import Node


@command(
    "show",
    "kg show drg-stimulation",
    'kg show "DRG stimulation"',
    "kg show icliniq-2025-001 --json",
    "kg show neuromodulation --limit 3",
    "kg show tension-01",
    short_help="Show one node with all claims about it, or one claim or tension.",
)
@click.argument("name", shell_complete=record_names)
@data_folder
@click.option("--json", "form", flag_value="json", help="JSON instead of text.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    metavar="N",
    help="Of a node: maximum number of edges each way, as text.  [default: all]",
)
def show_command(name: str, data: Data, form: str | None, limit: int | None) -> None:
    """Show one node with all claims about it, or one claim, tension or source. NAME is an id, a name or a synonym."""
    if limit is not None and form is not None:
        raise click.UsageError("--limit is for text; JSON has all that is known: omit one of them")
    try:
        graph = load(data, positions=form == "json")
        record = graph.record(name)
    except UnknownName:
        graph = load(data, evidence=None)
        if not graph.has_evidence:
            raise
        with suppress(UnknownName):
            emit(graph.studies.record(name), form)
            return
        raise
    if limit is not None and isinstance(record, Node):
        from kg.show.terminal import node_page

        say(node_page(graph, record, limit))
    else:
        emit(record, form)
