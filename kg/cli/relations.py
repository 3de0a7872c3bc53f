"""kg path, compare, explain, match: how nodes hang together."""

from pathlib import Path

import click

from kg.cli.options import data_folder, examples, load, node_names, output, schema_names
from kg.cli.output import emit


@click.command(
    "path",
    short_help="Show the paths from one node to another.",
    epilog=examples(
        "kg path implanted-pump fewer-adverse-effects",
        "kg path pain-related-chemical pain-from-slight-pressure --predicate leads_to",
        "kg path scs chronic-pain --undirected --limit 3",
    ),
)
@click.argument("start", shell_complete=node_names)
@click.argument("end", shell_complete=node_names)
@click.option("--max-hops", type=click.IntRange(1), default=4, show_default=True, help="At most so many steps.")
@click.option(
    "--predicate",
    "predicates",
    multiple=True,
    metavar="NAME",
    shell_complete=schema_names("directions"),
    help="Only steps of this predicate or inverse; may be given several times.",
)
@click.option(
    "--category",
    "categories",
    multiple=True,
    metavar="NAME",
    shell_complete=schema_names("categories"),
    help="Only through nodes of this category; may be given several times.",
)
@click.option("--undirected", is_flag=True, help="Walk edges both ways.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="At most so many paths.")
@data_folder
@output
def path_command(
    start: str,
    end: str,
    max_hops: int,
    predicates: tuple[str, ...],
    categories: tuple[str, ...],
    undirected: bool,
    limit: int,
    data: Path | None,
    form: str | None,
) -> None:
    """Show the paths from START to END, best first: shorter, then firmer, then through less connected nodes.

    Each claim of each step is shown. Edges that are only denied are not walked.
    """
    graph = load(data)
    try:
        found = graph.paths(
            start,
            end,
            max_hops,
            predicates=predicates or None,
            categories=categories or None,
            directed=not undirected,
            limit=limit,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    emit(graph, found, form)


@click.command(
    "compare",
    short_help="Put two or more nodes side by side.",
    epilog=examples("kg compare dtm drg-stimulation pns", "kg compare neuromodulation oral-drug --markdown"),
)
@click.argument("names", nargs=-1, required=True, metavar="A B ...", shell_complete=node_names)
@data_folder
@output
def compare_command(names: tuple[str, ...], data: Path | None, form: str | None) -> None:
    """Put two or more nodes side by side: where each predicate leads from each, what they share, how firmly it is put.

    The claims that set them against each other come last.
    """
    graph = load(data)
    try:
        found = graph.compare(*names)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    emit(graph, found, form)
    if form == "csv" and found.beside:
        click.echo(f"{len(found.beside)} other claims name several of them; leave out --csv to see them", err=True)


@click.command(
    "explain",
    short_help="Show every claim that joins two nodes, or a chain.",
    epilog=examples("kg explain drg-stimulation lower-leg-pain", "kg explain dtm bladder-dysfunction --json"),
)
@click.argument("start", metavar="A", shell_complete=node_names)
@click.argument("end", metavar="B", shell_complete=node_names)
@data_folder
@output
def explain_command(start: str, end: str, data: Path | None, form: str | None) -> None:
    """Show every claim that joins A and B, denials too; where there is none, the shortest chain that does.

    Other claims that name both come last. That there is nothing is an answer, not an error.
    """
    graph = load(data)
    found = graph.explain(start, end)
    emit(graph, found, form)
    if form in ("csv", "markdown") and found:
        click.echo(found.verdict, err=True)


@click.command(
    "match",
    short_help="Find what fits patterns with variables.",
    epilog=examples(
        'kg match "?t:Technique targets ?x" "?t relieves ?c"',
        "kg match '?device implanted_in \"spinal cord\"'",
        'kg match "?x ? chronic-pain" --csv',
    ),
)
@click.argument("patterns", nargs=-1, required=True, metavar="PATTERN ...")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="At most so many answers.")
@data_folder
@output
def match_command(patterns: tuple[str, ...], limit: int, data: Path | None, form: str | None) -> None:
    """Find what fits every PATTERN at once, with the claims that say so.

    A PATTERN is subject, predicate and object in quotes: '?t:Technique targets ?x'. Subject and object are a variable (?x, or
    ?x:Target for one category) or a node, in double quotes where its name has several words; the predicate is one of
    `kg vocabulary`, an inverse, or ? for any.
    """
    graph = load(data)
    emit(graph, graph.match(*patterns, limit=limit), form)
