"""kg path, compare, explain, match: how nodes are connected."""

from pathlib import Path
from typing import Any

import click

from kg.cli.options import answer_options, command, filter_option, load, node_names, number_option, schema_names
from kg.cli.output import emit

ALONG = "Only steps along this predicate or inverse; repeatable."
THROUGH = "Only through nodes of this category; repeatable."


@command(
    "path",
    "kg path implanted-pump fewer-adverse-effects",
    "kg path pain-related-chemical pain-from-slight-pressure --predicate leads_to",
    "kg path scs chronic-pain --undirected --limit 3",
    short_help="Show the paths from one node to another.",
)
@click.argument("start", shell_complete=node_names)
@click.argument("end", shell_complete=node_names)
@number_option("--max-hops", click.IntRange(1), "N", 4, "Maximum number of steps.")
@filter_option("--predicate", "NAME", ALONG, schema_names("directions"), multiple=True)
@filter_option("--category", "NAME", THROUGH, schema_names("categories"), multiple=True)
@click.option("--undirected", is_flag=True, help="Follow edges in both directions.")
@number_option("--limit", click.IntRange(1), "N", 10, "Maximum number of paths.")
@answer_options
def path_command(start: str, end: str, undirected: bool, data: Path | None, form: str | None, **options: Any) -> None:
    """Show the paths from START to END, best first: shorter, then more certain, then through less connected nodes.

    Every claim of every step is shown. Edges that are only denied are not followed.
    """
    graph = load(data)
    # A filter that was not given is an empty tuple.
    options |= {"predicates": options.pop("predicate") or None, "categories": options.pop("category") or None}
    try:
        found = graph.paths(start, end, directed=not undirected, **options)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    emit(found, form)


@command(
    "compare",
    "kg compare dtm drg-stimulation pns",
    "kg compare neuromodulation oral-drug --markdown",
    short_help="Put two or more nodes side by side.",
)
@click.argument("names", nargs=-1, required=True, metavar="A B ...", shell_complete=node_names)
@answer_options
def compare_command(names: tuple[str, ...], data: Path | None, form: str | None) -> None:
    """Put two or more nodes side by side: where each predicate leads, what they share, and how certain it is.

    Claims that name several of them come last.
    """
    graph = load(data)
    try:
        found = graph.compare(*names)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    emit(found, form)
    if form == "csv" and found.beside:
        click.echo(f"{len(found.beside)} other claims name several of them; omit --csv to see them", err=True)


@command(
    "explain",
    "kg explain drg-stimulation lower-leg-pain",
    "kg explain dtm bladder-dysfunction --json",
    short_help="Show every claim that joins two nodes, or a chain.",
)
@click.argument("start", metavar="A", shell_complete=node_names)
@click.argument("end", metavar="B", shell_complete=node_names)
@answer_options
def explain_command(start: str, end: str, data: Path | None, form: str | None) -> None:
    """Show every claim that joins A and B, denials included; if there is none, the shortest chain between them.

    Other claims that name both come last. Finding nothing is an answer, not an error.
    """
    found = load(data).explain(start, end)
    emit(found, form)
    if form in ("csv", "markdown") and found:
        click.echo(found.verdict, err=True)


@command(
    "match",
    'kg match "?t:Technique targets ?x" "?t relieves ?c"',
    "kg match '?device implanted_in \"spinal cord\"'",
    'kg match "?x ? chronic-pain" --csv',
    short_help="Find what matches patterns with variables.",
)
@click.argument("patterns", nargs=-1, required=True, metavar="PATTERN ...")
@number_option("--limit", click.IntRange(1), "N", 100, "Maximum number of answers.")
@answer_options
def match_command(patterns: tuple[str, ...], limit: int, data: Path | None, form: str | None) -> None:
    """Find what matches every PATTERN at once, with the claims behind it.

    A PATTERN is subject, predicate and object in quotes: '?t:Technique targets ?x'. Subject and object are variables (?x, or
    ?x:Target for one category) or nodes, in double quotes if the name has several words; the predicate is one listed by
    `kg vocabulary`, an inverse, or ? for any.
    """
    emit(load(data).match(*patterns, limit=limit), form)
