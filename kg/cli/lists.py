"""kg claims, edges, find, nodes, sources, tensions: lists."""

from pathlib import Path

import click

from kg.cli.options import data_folder, examples, limit_option, load, node_names, output, schema_names
from kg.cli.output import emit
from kg.model import Sources

CATEGORIES, PREDICATES = schema_names("categories"), schema_names("predicates")


@click.command(
    "find",
    short_help="Find nodes by id, name, synonym or definition.",
    epilog=examples('kg find "root ganglion"', "kg find nociceptor", "kg find pain --limit 5 --json"),
)
@click.argument("words")
@limit_option(20, "results")
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
@click.option("--category", metavar="NAME", shell_complete=CATEGORIES, help="Only nodes of this category.")
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
@click.option("--subject", metavar="ID", shell_complete=node_names, help="Only edges from this node.")
@click.option("--predicate", metavar="NAME", shell_complete=PREDICATES, help="Only edges with this predicate.")
@click.option("--object", metavar="ID", shell_complete=node_names, help="Only edges to this node.")
@click.option(
    "--subject-category",
    metavar="NAME",
    shell_complete=CATEGORIES,
    help="Only edges from nodes of this category.",
)
@click.option(
    "--object-category",
    metavar="NAME",
    shell_complete=CATEGORIES,
    help="Only edges to nodes of this category.",
)
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
@click.option("--section", metavar="ID", help="Only claims in this section, such as types.")
@click.option(
    "--modality",
    metavar="NAME",
    shell_complete=schema_names("modalities"),
    help="Only claims of this certainty: asserted, reported or hedged.",
)
@click.option(
    "--polarity",
    metavar="NAME",
    shell_complete=schema_names("polarities"),
    help="Only claims that are affirmed, or denied.",
)
@click.option("--subject", metavar="ID", shell_complete=node_names, help="Only claims with this subject.")
@click.option("--predicate", metavar="NAME", shell_complete=PREDICATES, help="Only claims with this predicate.")
@click.option("--object", metavar="ID", shell_complete=node_names, help="Only claims with this object.")
@click.option("--source", metavar="ID", help="Only claims from this source.")
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
@click.option("--kind", metavar="NAME", help="Only tensions of this kind, such as contradiction.")
@click.option("--weight", type=click.Choice(["major", "moderate", "minor"]), help="Only tensions of this weight.")
@data_folder
@output
def tensions_command(kind: str | None, weight: str | None, data: Path | None, form: str | None) -> None:
    """Show where claims contradict each other, or basic anatomy."""
    graph = load(data)
    emit(graph, graph.tensions(kind=kind, weight=weight), form)
