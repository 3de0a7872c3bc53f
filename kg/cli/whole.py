"""kg components, rank: the graph as a whole."""

from typing import Any

import click

from kg.cli.command import command
from kg.cli.completion import schema_names
from kg.cli.data import Data, answer_options, load
from kg.cli.options import filter_option, number_option, options
from kg.cli.output import emit

MEASURES = ("pagerank", "degree")

EDGES = options(
    filter_option(
        "--predicate", "NAME", "Only edges along this predicate or inverse; repeatable.", schema_names("directions")
    ),
    click.option(
        "--tentative/--no-tentative",
        default=True,
        help="With edges that no claim says outright, or without.  [default: with]",
    ),
)
"""The options that say which edges count."""


@command(
    "rank",
    "kg rank",
    "kg rank --category Technique --by degree",
    "kg rank --predicate leads_to --predicate has_outcome --limit 5",
    "kg rank --undirected --limit 1000 --csv > ranks.csv",
    short_help="Show the most central nodes.",
)
@click.option(
    "--by",
    "measure",
    type=click.Choice(MEASURES),
    default="pagerank",
    show_default=True,
    help="PageRank: what many nodes lead to, directly or through each other. Degree: the number of edges.",
)
@filter_option("--category", "NAME", "List only nodes of this category; repeatable.", schema_names("categories"))
@EDGES
@click.option("--undirected", is_flag=True, help="Follow edges in both directions; for PageRank.")
@number_option("--limit", click.IntRange(1), "N", 10, "Maximum number of nodes.")
@answer_options
def rank_command(measure: str, undirected: bool, data: Data, form: str | None, **given: Any) -> None:
    """Show the most central nodes, by PageRank or by their number of edges.

    Nodes without an edge that counts are left out. Edges that are only denied do not count, nor do structural claims. What is
    central is what the sources write about: it is not therefore true, or useful. Needs numpy and scipy (the extra `analysis`).
    """
    graph = load(data)
    given["predicates"] = given.pop("predicate")
    if measure == "pagerank":
        emit(graph.pagerank(directed=not undirected, **given), form)
        return
    if undirected:
        raise click.UsageError("--undirected is for --by pagerank; a degree counts edges in both directions")
    emit(graph.degree_centrality(**given), form)


@command(
    "components",
    "kg components",
    "kg components --strong --no-tentative",
    "kg components --predicate part_of --json",
    short_help="Show the parts that no edge joins to each other.",
)
@EDGES
@click.option(
    "--strong",
    is_flag=True,
    help="Only nodes that lead to each other belong together: circles. Symmetric edges count only if --predicate names them.",
)
@number_option("--limit", click.IntRange(1), "N", 10, "Maximum number of components.")
@answer_options
def components_command(data: Data, form: str | None, **given: Any) -> None:
    """Show the parts of the graph that no edge joins to each other, largest first.

    Edges that are only denied are not followed; structural claims are, unlike in kg rank. CSV has a line for each node. Needs
    numpy and scipy (the extra `analysis`).
    """
    given["predicates"] = given.pop("predicate")
    emit(load(data).components(**given), form)
