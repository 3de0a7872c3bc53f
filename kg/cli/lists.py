"""kg claims, edges, find, nodes, sources, tensions: lists."""

from pathlib import Path

import click

from kg.cli.options import answer_options, command, filter_option, load, node_names, number_option, schema_names
from kg.cli.output import emit
from kg.errors import shown
from kg.model import Sources
from kg.schema import WEIGHTS

CATEGORIES, PREDICATES, MODALITIES = map(schema_names, ("categories", "predicates", "modalities"))


@command(
    "find",
    'kg find "root ganglion"',
    "kg find nociceptor",
    "kg find pain --limit 5 --json",
    short_help="Find nodes by id, name, synonym or definition.",
)
@click.argument("words")
@number_option("--limit", click.IntRange(1), "N", 20, "Maximum number of results.")
@answer_options
def find_command(words: str, limit: int, data: Path | None, form: str | None) -> None:
    """Find nodes whose id, name, synonyms, abbreviations or definition contain all of WORDS, best match first.

    Claims are not searched; `kg show` lists the claims about a node.
    """
    found = load(data, positions=form is not None).find(words)
    emit(found[:limit], form, f"no node found for {shown(words)}")
    if form is None and len(found) > limit:
        click.echo(f"{len(found) - limit} more; raise --limit to see them", err=True)


@command("nodes", "kg nodes", "kg nodes --category Technique", "kg nodes --csv > nodes.csv")
@filter_option("--category", "NAME", "Only nodes of this category.", CATEGORIES)
@answer_options
def nodes_command(category: str | None, data: Path | None, form: str | None) -> None:
    """List the nodes."""
    emit(load(data, positions=form is not None).nodes(category=category), form)


@command(
    "edges",
    "kg edges --subject neuromodulation --predicate treats",
    "kg edges --object-category Target",
    "kg edges --object pain-signal --json",
    short_help="List the edges: what is connected to what, and how certainly.",
)
@filter_option("--subject", "ID", "Only edges from this node.", node_names)
@filter_option("--predicate", "NAME", "Only edges with this predicate.", PREDICATES)
@filter_option("--object", "ID", "Only edges to this node.", node_names)
@filter_option("--subject-category", "NAME", "Only edges from nodes of this category.", CATEGORIES)
@filter_option("--object-category", "NAME", "Only edges to nodes of this category.", CATEGORIES)
@answer_options
def edges_command(data: Path | None, form: str | None, **filters: str | None) -> None:
    """List the edges: what is connected to what, by how many claims, and the highest certainty among them."""
    emit(load(data).edges(**filters), form)


@command(
    "claims",
    "kg claims --section types --modality hedged",
    "kg claims --subject drg-stimulation --predicate relieves",
    "kg claims --polarity denied",
    "kg claims --csv > claims.csv",
    short_help="List the claims, with section, certainty and figure.",
)
@filter_option("--section", "ID", "Only claims in this section, such as types.")
@filter_option("--modality", "NAME", "Only claims of this certainty: asserted, reported or hedged.", MODALITIES)
@filter_option("--polarity", "NAME", "Only claims that are affirmed, or denied.", schema_names("polarities"))
@filter_option("--subject", "ID", "Only claims with this subject.", node_names)
@filter_option("--predicate", "NAME", "Only claims with this predicate.", PREDICATES)
@filter_option("--object", "ID", "Only claims with this object.", node_names)
@filter_option("--source", "ID", "Only claims from this source.")
@answer_options
def claims_command(data: Path | None, form: str | None, **filters: str | None) -> None:
    """List the claims, in the order of their source, with section, certainty and figure."""
    emit(load(data).claims(**filters), form)


@command("sources", "kg sources", "kg sources icliniq-2025", short_help="List the sources, or show one of them.")
@click.argument("name", required=False)
@answer_options
def sources_command(name: str | None, data: Path | None, form: str | None) -> None:
    """List the sources, or show one of them with its sections."""
    graph = load(data)
    if name is None:
        emit(graph.sources(), form)
    else:
        source = graph.source(name)
        emit(source if form is None else Sources([source], graph), form)


@command(
    "tensions",
    "kg tensions",
    "kg tensions --weight major",
    "kg tensions --kind anatomy --json",
    short_help="Show where claims contradict each other.",
)
@filter_option("--kind", "NAME", "Only tensions of this kind, such as contradiction.")
@click.option("--weight", type=click.Choice(WEIGHTS), help="Only tensions of this weight.")
@answer_options
def tensions_command(kind: str | None, weight: str | None, data: Path | None, form: str | None) -> None:
    """Show where claims contradict each other, or basic anatomy."""
    emit(load(data).tensions(kind=kind, weight=weight), form)
