"""kg show: one node or claim."""

from pathlib import Path

import click

from kg.cli.options import data_folder, examples, load, node_names
from kg.cli.output import plain, say, say_json
from kg.errors import UnknownClaim, UnknownNode
from kg.graph import KnowledgeGraph
from kg.model import Claim, Node
from kg.show import terminal as text


@click.command(
    "show",
    short_help="Show one node with all claims about it, or one claim.",
    epilog=examples("kg show drg-stimulation", 'kg show "DRG stimulation"', "kg show icliniq-2025-001 --json"),
)
@click.argument("name", shell_complete=node_names)
@data_folder
@click.option("--json", "form", flag_value="json", help="JSON instead of text.")
def show_command(name: str, data: Path | None, form: str | None) -> None:
    """Show one node with all claims about it, or one claim. NAME is an id, a name or a synonym."""
    graph = load(data, positions=form == "json")
    record: Node | Claim = _node_or_claim(graph, name)
    if form == "json":
        values = plain(record)
        if isinstance(record, Node):
            touching = [*graph.claims(subject=record), *graph.claims(object=record)]
            unique = {claim.id: claim for claim in (*touching, *graph.mentions(record))}
            values["claims"] = [plain(claim) for claim in unique.values()]
        say_json(values)
    elif isinstance(record, Node):
        say(text.node_page(graph, record))
    else:
        say(f"{text.bold(text.triple(graph, record))}\n{text.claim_lines(graph, record)}")


def _node_or_claim(graph: KnowledgeGraph, name: str) -> Node | Claim:
    try:
        return graph[name]
    except UnknownNode:
        try:
            return graph.claim(name)
        except UnknownClaim as error:
            if error.nearest and name[-1:].isdigit():
                raise
        raise
