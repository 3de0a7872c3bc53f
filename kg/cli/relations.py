"""kg path, upstream, downstream, compare, matrix, explain, match, agreement: how nodes are connected."""

from typing import Any

import click

from kg.cli.command import command
from kg.cli.completion import node_names, schema_names
from kg.cli.data import Data, answer_options, load
from kg.cli.options import filter_option, number_option, options
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
@filter_option("--predicate", "NAME", ALONG, schema_names("directions"))
@filter_option("--category", "NAME", THROUGH, schema_names("categories"))
@click.option("--undirected", is_flag=True, help="Follow edges in both directions.")
@number_option("--limit", click.IntRange(1), "N", 10, "Maximum number of paths.")
@answer_options
def path_command(start: str, end: str, undirected: bool, data: Data, form: str | None, **given: Any) -> None:
    """Show the paths from START to END, best first: shorter, then more certain, then through less connected nodes.

    Every claim of every step is shown. Edges that are only denied are not followed.
    """
    graph = load(data)
    try:
        found = graph.paths(start, end, directed=not undirected, **_filters(given))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    emit(found, form)


STREAM_OPTIONS = options(
    click.argument("name", shell_complete=node_names),
    filter_option("--predicate", "NAME", ALONG, schema_names("directions")),
    filter_option("--category", "NAME", "Only nodes of this category; repeatable.", schema_names("categories")),
    click.option("--max-hops", type=click.IntRange(1), metavar="N", help="Maximum number of steps.  [default: any]"),
    click.option("--limit", type=click.IntRange(1), metavar="N", help="Maximum number of nodes.  [default: all]"),
    answer_options,
)
"""The options of `kg upstream` and `kg downstream`."""


@command(
    "upstream",
    'kg upstream "lower leg pain"',
    "kg upstream pain --category Technique",
    "kg upstream pain-from-slight-pressure --predicate leads_to --max-hops 2 --csv",
    short_help="Show everything that leads to a node.",
)
@STREAM_OPTIONS
def upstream_command(name: str, data: Data, form: str | None, **given: Any) -> None:
    """Show everything that leads to NAME, each with the best chain to it: the shortest, then the most certain.

    Chains follow causes and effects, and what leads to a kind of NAME counts too. What blocks, relieves or treats NAME comes
    last. Edges that are only denied are not followed.
    """
    emit(load(data).upstream(name, **_filters(given)), form)


@command(
    "downstream",
    "kg downstream implanted-pump",
    "kg downstream neuromodulation --category Outcome",
    short_help="Show everything that a node leads to.",
)
@STREAM_OPTIONS
def downstream_command(name: str, data: Data, form: str | None, **given: Any) -> None:
    """Show everything that NAME, or a kind of it, leads to; otherwise as `kg upstream`."""
    emit(load(data).downstream(name, **_filters(given)), form)


def _filters(given: dict[str, Any]) -> dict[str, Any]:
    """The filters of a search as the library takes them."""
    return given | {"predicates": given.pop("predicate"), "categories": given.pop("category")}


@command(
    "compare",
    "kg compare dtm drg-stimulation pns",
    "kg compare neuromodulation oral-drug --markdown",
    "kg compare dtm pns --predicate targets --predicate acts_through",
    short_help="Put two or more nodes side by side.",
)
@click.argument("names", nargs=-1, required=True, metavar="A B ...", shell_complete=node_names)
@filter_option("--predicate", "NAME", "Only this predicate or inverse; repeatable.", schema_names("directions"))
@answer_options
def compare_command(names: tuple[str, ...], predicate: tuple[str, ...] | None, data: Data, form: str | None) -> None:
    """Put two or more nodes side by side: where each predicate leads, what they share, and how certain that is.

    Claims that name several of them come last.
    """
    graph = load(data)
    try:
        found = graph.compare(*names, predicates=predicate)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    emit(found, form)
    if form == "csv" and found.beside:
        click.echo(f"{len(found.beside)} other claims name several of them; omit --csv to see them", err=True)


@command(
    "matrix",
    "kg matrix Technique Condition",
    "kg matrix Technique Target --predicate targets --markdown",
    "kg matrix Device Procedure --all --csv > matrix.csv",
    short_help="Put two categories against each other.",
)
@click.argument("rows", metavar="ROWS", shell_complete=schema_names("categories"))
@click.argument("columns", metavar="COLUMNS", shell_complete=schema_names("categories"))
@filter_option("--predicate", "NAME", "Only this predicate or inverse; repeatable.", schema_names("directions"))
@click.option("--all", is_flag=True, help="Include empty rows and columns.")
@answer_options
def matrix_command(
    rows: str, columns: str, predicate: tuple[str, ...] | None, all: bool, data: Data, form: str | None
) -> None:
    """Put two categories against each other: what joins each node of ROWS with each of COLUMNS, and how certain that is.

    Edges count in either direction; those that are only denied are marked. Where nothing joins two nodes, "of kinds" says what
    joins kinds of them. CSV has a line for each edge, without what joins kinds.
    """
    emit(load(data).matrix(rows, columns, predicates=predicate, all=all), form)


@command(
    "explain",
    "kg explain drg-stimulation lower-leg-pain",
    "kg explain dtm bladder-dysfunction --json",
    short_help="Show every claim that joins two nodes, or a chain.",
)
@click.argument("start", metavar="A", shell_complete=node_names)
@click.argument("end", metavar="B", shell_complete=node_names)
@answer_options
def explain_command(start: str, end: str, data: Data, form: str | None) -> None:
    """Show every claim that joins A and B, denials included; if there is none, the shortest chain between them.

    Other claims that name both come last. Finding nothing is an answer, not an error.
    """
    found = load(data).explain(start, end)
    emit(found, form)
    if form in ("csv", "markdown") and found:
        click.echo(found.verdict, err=True)


@command(
    "agreement",
    "kg agreement",
    "kg agreement --data packaged --data my-data",
    "kg agreement --sources 1 --csv > edges.csv",
    short_help="Show which edges several sources claim, and where these disagree.",
)
@number_option("--sources", click.IntRange(1), "N", 2, "Least number of sources.")
@number_option("--limit", click.IntRange(1), "N", 100, "Maximum number of edges.")
@answer_options
def agreement_command(sources: int, limit: int, data: Data, form: str | None) -> None:
    """Show which edges have claims of several sources, how certain each is, and where one affirms what another denies.

    Structural claims and ontologies do not count. Nodes that may be one entity under two ids come last: they share an exact match
    or a name.
    """
    emit(load(data).agreement(sources=sources, limit=limit), form)


@command(
    "match",
    'kg match "?t:Technique targets ?x" "?t relieves ?c"',
    "kg match '?device implanted_in \"spinal cord\"'",
    'kg match "?cause leads_to+ fewer-adverse-effects"',
    'kg match "?t treats|relieves ?c [modality=hedged, section=types]" --csv',
    'kg match "?t:Technique ? ?c:Condition" --select ?c --select ?t',
    short_help="Find what matches patterns with variables.",
)
@click.argument("patterns", nargs=-1, required=True, metavar="PATTERN ...")
@filter_option("--select", "?X", "Show only this variable, and merge equal answers; repeatable.")
@click.option("--distinct", is_flag=True, help="Merge answers that agree in all variables.")
@number_option("--limit", click.IntRange(1), "N", 100, "Maximum number of answers.")
@answer_options
def match_command(patterns: tuple[str, ...], data: Data, form: str | None, **given: Any) -> None:
    """Find what matches every PATTERN at once, with the claims behind it.

    A PATTERN is subject, predicate and object in quotes: '?t:Technique targets ?x'. Subject and object are variables (?x, or
    ?x:Target for one category) or nodes, in quotes if the name has several words; the predicate is one listed by
    `kg vocabulary`, several (treats|relieves), an inverse, or ? for any.

    A chain is leads_to+ (1 to 10 steps), type_of* (0 to 10) or connects_to{1,3}. Filters of claims, which are those of
    `kg claims`, follow in brackets: '?t treats ?c [section=types, modality=hedged|reported]'. '?a != ?b' makes two differ.
    """
    emit(load(data).match(*patterns, **given), form)
