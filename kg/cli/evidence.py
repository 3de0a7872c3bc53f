"""kg evidence, harms: what studies found, next to what the article claims."""

import click
from click.shell_completion import CompletionItem

from kg.cli.command import command
from kg.cli.completion import claim_names, node_names
from kg.cli.data import Data, answer_options, load
from kg.cli.options import limit_option
from kg.cli.output import emit


def either(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The claims and the nodes that a name may be completed to."""
    return [*claim_names(ctx, param, typed), *node_names(ctx, param, typed)]


@command(
    "evidence",
    "kg evidence icliniq-2025-187",
    "kg evidence dtm --markdown",
    "kg evidence --summary",
    "kg evidence --summary --csv > marks.csv",
    short_help="Show what studies say to a claim of the article, or to those about a node.",
)
@click.argument(
    "name", metavar="CLAIM|NODE", required=False, shell_complete=lambda *args: [*claim_names(*args), *node_names(*args)]
)
@click.option("--summary", is_flag=True, help="For each claim of the article, on which sides there is direct evidence.")
@limit_option("claims, those first with the most direct evidence")
@answer_options
def evidence_command(name: str | None, summary: bool, limit: int | None, data: Data, form: str | None) -> None:
    """Show what studies say about a claim, or about each of the article's claims on a node.

    Each result is shown in full: the arm, what it is compared with, and the difference; who was counted, how the study was
    made, and who paid for it. Rows are in the order of design, then year. There is no score and no verdict; a side on which
    nothing was found says so.
    """
    if summary == (name is not None):
        raise click.UsageError("give a claim or a node, or --summary")
    graph = load(data, evidence=True)
    emit(graph.evidence_summary(limit=limit) if name is None else graph.evidence(name, limit=limit), form)


@command(
    "harms",
    "kg harms scs",
    "kg harms 'lead migration' --markdown",
    "kg harms implanted-pump --csv > harms.csv",
    short_help="Show the harms that studies counted, with denominators.",
)
@click.argument("node", shell_complete=node_names)
@limit_option("harms")
@answer_options
def harms_command(node: str, limit: int | None, data: Data, form: str | None) -> None:
    """Show the harms that studies counted for a treatment and its kinds, or how often one harm was counted.

    Rates come with their denominators, and say what they are per, and in whom. Studies that say nothing of harm are named:
    their silence does not mean that there was none.
    """
    emit(load(data, evidence=True).harms(node, limit=limit), form)
