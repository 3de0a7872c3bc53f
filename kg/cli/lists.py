"""kg claims, edges, find, nodes, sources, tensions: lists."""

from shlex import quote
from typing import Any

import click

from kg.cli.command import command
from kg.cli.completion import (
    claim_names,
    fixed_names,
    held_names,
    node_names,
    schema_names,
    section_names,
    source_names,
)
from kg.cli.data import Data, answer_options, load
from kg.cli.options import Option, filter_option, flag_option, held_option, limit_option, number_option, options
from kg.cli.output import emit, say
from kg.engines.search import misread
from kg.errors import shown
from kg.model.nodes import Nodes
from kg.model.records import Sources
from kg.schema import WEIGHTS
from kg.tables.columns import SOURCES
from kg.tables.studies import STUDY_KINDS

CATEGORIES, PREDICATES, MODALITIES, POLARITIES, TENSIONS = map(
    schema_names, ("categories", "predicates", "modalities", "polarities", "tensions")
)
MANY = 20_000
"""Among more claims than this, and in a store, `kg find` does not count those that have its words."""
SOURCE_KINDS = fixed_names((*SOURCES.column("kind").values, *STUDY_KINDS))


def edge_options(what: str) -> Option:
    """The filters by ends, predicate and certainty: of claims, or of edges."""
    return options(
        filter_option("--subject", "ID", f"Only {what} with this subject.", node_names),
        filter_option("--predicate", "NAME", f"Only {what} with this predicate.", PREDICATES),
        filter_option("--object", "ID", f"Only {what} with this object.", node_names),
        filter_option("--subject-category", "NAME", "Only where the subject is of this category.", CATEGORIES),
        filter_option("--object-category", "NAME", "Only where the object is of this category.", CATEGORIES),
        filter_option("--category", "NAME", "Only where subject or object is of this category.", CATEGORIES),
        filter_option(
            "--modality",
            "NAME",
            f"Only {what} of this certainty: asserted, reported or hedged.",
            MODALITIES,
            also="--certainty",
        ),
        filter_option("--polarity", "NAME", f"Only {what} that are affirmed, or denied.", POLARITIES),
    )


@command(
    "find",
    "kg find root ganglion",
    "kg find nociceptor",
    "kg find pain --limit 5 --json",
    short_help="Find nodes by id, name, synonym or definition.",
)
@click.argument("words", nargs=-1, required=True)
@number_option("--limit", click.IntRange(1), "N", 20, "Maximum number of results.")
@answer_options
def find_command(words: tuple[str, ...], limit: int, data: Data, form: str | None) -> None:
    """Find nodes whose id, name, synonyms, abbreviations or definition contain all of WORDS, best match first.

    Words may come in any order, and "of", "the" and the like are ignored. If no node has all of them, the nodes and
    studies of the evidence that have all are listed, or else the nodes with the most. `kg claims --text` searches claims.
    """
    graph, text = load(data, positions=form is not None), " ".join(words)
    found = graph.find(text)
    if (not found or found.cut) and _find_in_evidence(text, limit, data, form):
        return
    emit(found[:limit], form, f"No nodes match {shown(text)}.")
    if form is None:
        if len(found) > limit:
            click.echo(f"{len(found) - limit} more; raise --limit to see them", err=True)
        more = f"kg claims --text {quote(text)}"
        if graph.stored or graph.counts()[2] > MANY:
            click.echo(f"for the claims with these words: {more}", err=True)
            return
        claims = graph.claims(text=text)
        if claims and not claims.cut:
            told = "1 claim has" if len(claims) == 1 else f"{len(claims)} claims have"
            click.echo(f"{told} these words, in the text or in a name of a node: {more}", err=True)


def _find_in_evidence(text: str, limit: int, data: Data, form: str | None) -> bool:
    """Print the nodes and studies of the evidence that match: as values only one of the two. Whether there were any."""
    graph = load(data, evidence=None)
    if not graph.has_evidence:
        return False
    nodes, studies = graph.studies.find(text), Sources(graph.layer.named(text), graph)
    whole = Nodes((node for node in nodes if not misread(text, [node])), graph.studies)
    found = [one for one in (whole, studies) if one]
    if found:
        click.echo(f"nothing in the article matches {shown(text)}; this is what the evidence has", err=True)
    for one in found[: None if form is None else 1]:
        emit(one[:limit], form)
        if len(one) > limit:
            click.echo(f"{len(one) - limit} more; raise --limit to see them", err=True)
    return bool(found)


@command("nodes", "kg nodes", "kg nodes --category Technique --category Device", "kg nodes --csv > nodes.csv")
@filter_option("--category", "NAME", "Only nodes of this category.", CATEGORIES)
@flag_option("grounded", "Only nodes with, or without, an exact or close match in a public vocabulary.")
@limit_option("nodes")
@answer_options
def nodes_command(data: Data, form: str | None, **filters: Any) -> None:
    """List the nodes. A filter can be repeated; one of its values is enough."""
    emit(load(data, positions=form is not None).nodes(**filters), form)


@command(
    "edges",
    "kg edges --subject neuromodulation --predicate treats --predicate relieves",
    "kg edges --object-category Target",
    "kg edges --object pain-signal --json",
    short_help="List the edges: what is connected to what, and how certainly.",
)
@edge_options("edges")
@limit_option("edges")
@answer_options
def edges_command(data: Data, form: str | None, **filters: Any) -> None:
    """List the edges: what is connected to what, how many claims of each certainty say so, and for whom it holds.

    A filter can be repeated; one of its values is enough. An edge matches a certainty or polarity if one of its claims does.
    """
    emit(load(data).edges(**filters), form)


@command(
    "claims",
    "kg claims --text 'persistent back pain'",
    "kg claims --section types --section working --certainty hedged",
    "kg claims --quantity",
    "kg claims --subject drg-stimulation --predicate relieves --tensions",
    "kg claims --csv > claims.csv",
    short_help="List the claims, with section, certainty and figure.",
)
@filter_option("--text", "WORDS", "Only claims with all of these words, in any order.")
@filter_option("--section", "ID", "Only claims in this section, such as types.", section_names)
@edge_options("claims")
@flag_option("quantity", "Only claims with a figure, or without.")
@held_option("--hedge", "Only claims with this hedging word, such as may.", held_names("hedge"))
@held_option("--population", "Only claims that hold for these people: a node, or words.", held_names("population"))
@held_option("--comparator", "Only claims that compare with this: a node, or words.", held_names("comparator"))
@held_option("--aspect", "Only claims that compare in this respect: a node, or words.", held_names("aspect"))
@held_option("--context", "Only claims under this condition: a node, or words.", held_names("context"))
@held_option("--tension", "Only claims in a tension of this kind or weight.", schema_names("tensions", also=WEIGHTS))
@flag_option("inferred", "Only claims that the curator inferred, or only others.")
@flag_option("structural", "Only claims that follow from what their nodes mean, or only others.")
@filter_option("--source", "ID", "Only claims from this source.", source_names)
@filter_option(
    "--source-kind", "NAME", "Only claims from sources of this kind: article, ontology, trial …", SOURCE_KINDS
)
@click.option("--tensions", "with_tensions", is_flag=True, help="Name the tensions that each claim is in.")
@limit_option("claims")
@answer_options
def claims_command(data: Data, form: str | None, with_tensions: bool, **filters: Any) -> None:
    """List the claims, in the order of their source: each with its edge, certainty, section and figure.

    A filter can be repeated; one of its values is enough. Hedge, population, comparator, aspect, context and tension may also be
    `any` or `none`.
    """
    if with_tensions and form is not None:
        raise click.UsageError(f"--tensions is for text; omit it, or --{form}, and see kg tensions --{form}")
    graph = load(data, evidence=None if filters["source"] or filters["source_kind"] else False)
    try:
        found = graph.claims(**filters)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if with_tensions and found:
        from kg.show.terminal import claims_list

        say("\n".join(filter(None, [claims_list(graph, found, tensions=True), found.cut])))
    else:
        emit(found, form)


@command("sources", "kg sources", "kg sources icliniq-2025", short_help="List the sources, or show one of them.")
@click.argument("name", required=False, shell_complete=source_names)
@filter_option("--kind", "NAME", "Only sources of this kind: article, ontology, trial …", SOURCE_KINDS)
@answer_options
def sources_command(name: str | None, kind: tuple[str, ...] | None, data: Data, form: str | None) -> None:
    """List the sources, or show one of them with its sections."""
    graph = load(data, evidence=None if name or kind else False)
    if name is None:
        emit(graph.sources(kind=kind), form)
    else:
        if kind is not None:
            raise click.UsageError("--kind chooses from the list of sources; omit it, or the name")
        source = graph.source(name)
        emit(source if form is None else Sources([source], graph), form)


@command(
    "tensions",
    "kg tensions",
    "kg tensions --weight major --weight moderate",
    "kg tensions --node scs",
    "kg tensions --kind anatomy --json",
    short_help="Show where claims contradict each other.",
)
@filter_option("--kind", "NAME", "Only tensions of this kind, such as contradiction.", TENSIONS)
@filter_option("--weight", "NAME", "Only tensions of this weight: major, moderate or minor.", fixed_names(WEIGHTS))
@filter_option("--claim", "ID", "Only tensions of this claim.", claim_names)
@filter_option("--node", "ID", "Only tensions of claims that name this node.", node_names)
@limit_option("tensions")
@answer_options
def tensions_command(data: Data, form: str | None, **filters: Any) -> None:
    """Show where claims contradict each other, or basic anatomy."""
    emit(load(data).tensions(**filters), form)
