"""kg show: one node, claim, tension or source."""

from contextlib import suppress

import click

from kg.cli.completion import record_names
from kg.cli.options import Data, command, data_folder, load
from kg.cli.output import emit
from kg.errors import UnknownName, UnknownNode
from kg.graph import KnowledgeGraph
from kg.model import Claim, Node, Source, Tension


@command(
    "show",
    "kg show drg-stimulation",
    'kg show "DRG stimulation"',
    "kg show icliniq-2025-001 --json",
    "kg show tension-01",
    short_help="Show one node with all claims about it, or one claim or tension.",
)
@click.argument("name", shell_complete=record_names)
@data_folder
@click.option("--json", "form", flag_value="json", help="JSON instead of text.")
def show_command(name: str, data: Data, form: str | None) -> None:
    """Show one node with all claims about it, or one claim, tension or source. NAME is an id, a name or a synonym."""
    try:
        record = _record(load(data, positions=form == "json"), name)
    except UnknownName:
        graph = load(data, evidence=None)
        if not graph.has_evidence:
            raise
        with suppress(UnknownName):
            emit(_record(graph.studies, name), form)
            return
        raise
    emit(record, form)


def _record(graph: KnowledgeGraph, name: str) -> Node | Claim | Tension | Source:
    try:
        return graph[name]
    except UnknownNode:
        others: list[Source | Tension] = [*graph.sources(), *(graph.tensions() if "tension-" in name else ())]
        for record in others:
            if name in (record.id, record.slug):
                return record
        if name.startswith("tension-"):
            slugs, padded = [one.slug for one in graph.tensions()], f"tension-{name.removeprefix('tension-').zfill(2)}"
            raise UnknownName("tension", name, [padded] if padded in slugs else slugs) from None
        try:
            return graph.claim(name)
        except UnknownName as error:
            if name.isdecimal() or (error.nearest and name[-1:].isdigit()):
                raise error from None
        raise
