"""kg claims, edges, find, nodes, sources, tensions: lists."""

from pathlib import Path

import click

from kg.cli.options import (
    Completion,
    Option,
    data_folder,
    examples,
    load,
    node_names,
    number_option,
    output,
    schema_names,
)
from kg.cli.output import emit
from kg.model import Sources

CATEGORIES, PREDICATES, MODALITIES = map(schema_names, ("categories", "predicates", "modalities"))


def _filter(flag: str, metavar: str, text: str, complete: Completion | None = None) -> Option:
    return click.option(flag, metavar=metavar, help=text, shell_complete=complete)


@click.command(
    "find",
    short_help="Find nodes by id, name, synonym or definition.",
    epilog=examples('kg find "root ganglion"', "kg find nociceptor", "kg find pain --limit 5 --json"),
)
@click.argument("words")
@number_option("--limit", click.IntRange(1), "N", 20, "Maximum number of results.")
@data_folder
@output
def find_command(words: str, limit: int, data: Path | None, form: str | None) -> None:
    """Find nodes whose id, name, synonyms, abbreviations or definition contain all of WORDS, best match first.

    Claims are not searched; `kg show` lists the claims about a node.
    """
    graph = load(data, positions=form is not None)
    found = graph.find(words)
    emit(graph, found[:limit], form, f"no node found for {words!r}")
    if form is None and len(found) > limit:
        click.echo(f"{len(found) - limit} more; raise --limit to see them", err=True)


@click.command("nodes", epilog=examples("kg nodes", "kg nodes --category Technique", "kg nodes --csv > nodes.csv"))
@_filter("--category", "NAME", "Only nodes of this category.", CATEGORIES)
@data_folder
@output
def nodes_command(category: str | None, data: Path | None, form: str | None) -> None:
    """List the nodes."""
    graph = load(data, positions=form is not None)
    emit(graph, graph.nodes(category=category), form)


@click.command(
    "edges",
    short_help="List the edges: what is connected to what, and how certainly.",
    epilog=examples(
        "kg edges --subject neuromodulation --predicate treats",
        "kg edges --object-category Target",
        "kg edges --object pain-signal --json",
    ),
)
@_filter("--subject", "ID", "Only edges from this node.", node_names)
@_filter("--predicate", "NAME", "Only edges with this predicate.", PREDICATES)
@_filter("--object", "ID", "Only edges to this node.", node_names)
@_filter("--subject-category", "NAME", "Only edges from nodes of this category.", CATEGORIES)
@_filter("--object-category", "NAME", "Only edges to nodes of this category.", CATEGORIES)
@data_folder
@output
def edges_command(data: Path | None, form: str | None, **filters: str | None) -> None:
    """List the edges: what is connected to what, by how many claims, and the highest certainty among them."""
    graph = load(data)
    emit(graph, graph.edges(**filters), form)


@click.command(
    "claims",
    short_help="List the claims, with section, certainty and figure.",
    epilog=examples(
        "kg claims --section types --modality hedged",
        "kg claims --subject drg-stimulation --predicate relieves",
        "kg claims --polarity denied",
        "kg claims --csv > claims.csv",
    ),
)
@_filter("--section", "ID", "Only claims in this section, such as types.")
@_filter("--modality", "NAME", "Only claims of this certainty: asserted, reported or hedged.", MODALITIES)
@_filter("--polarity", "NAME", "Only claims that are affirmed, or denied.", schema_names("polarities"))
@_filter("--subject", "ID", "Only claims with this subject.", node_names)
@_filter("--predicate", "NAME", "Only claims with this predicate.", PREDICATES)
@_filter("--object", "ID", "Only claims with this object.", node_names)
@_filter("--source", "ID", "Only claims from this source.")
@data_folder
@output
def claims_command(data: Path | None, form: str | None, **filters: str | None) -> None:
    """List the claims, in the order of their source, with section, certainty and figure."""
    graph = load(data)
    emit(graph, graph.claims(**filters), form)


@click.command(
    "sources",
    short_help="List the sources, or show one of them.",
    epilog=examples("kg sources", "kg sources icliniq-2025"),
)
@click.argument("name", required=False)
@data_folder
@output
def sources_command(name: str | None, data: Path | None, form: str | None) -> None:
    """List the sources, or show one of them with its sections."""
    graph = load(data)
    if name is None:
        emit(graph, graph.sources(), form)
    else:
        source = graph.source(name)
        emit(graph, source if form is None else Sources([source], graph), form)


@click.command(
    "tensions",
    short_help="Show where claims contradict each other.",
    epilog=examples("kg tensions", "kg tensions --weight major", "kg tensions --kind anatomy --json"),
)
@_filter("--kind", "NAME", "Only tensions of this kind, such as contradiction.")
@click.option("--weight", type=click.Choice(["major", "moderate", "minor"]), help="Only tensions of this weight.")
@data_folder
@output
def tensions_command(kind: str | None, weight: str | None, data: Path | None, form: str | None) -> None:
    """Show where claims contradict each other, or basic anatomy."""
    graph = load(data)
    emit(graph, graph.tensions(kind=kind, weight=weight), form)
