"""kg ask, sparql: answers to queries."""

import sys
from pathlib import Path

import click

from kg.cli.command import command, in_quotes
from kg.cli.completion import parameter_names, question_names
from kg.cli.data import Data, answer_options, load
from kg.cli.options import PathType, limit_option, timeout_option
from kg.cli.output import emit, say
from kg.errors import QueryError, shown
from kg.query.questions import Question, query_files, question
from kg.show.wrapping import aligned, bold, wrapped
from kg.sparql import Result


@command(
    "sparql",
    "echo 'SELECT ?x { ?x a nmv:Technique }' > techniques.rq; kg sparql techniques.rq",
    "kg sparql - --markdown <<< 'SELECT ?target { nmk:pns nmv:targets|nmt:targets ?target }'",
    "kg sparql - <<< 'ASK { nmk:dtm nmt:targets nmk:glial-cell }'",
    "kg sparql - --timeout 5 <<< 'DESCRIBE nmk:scs' > scs.ttl",
)
@click.argument("file", type=PathType(path_type=Path, allow_dash=True))
@timeout_option("Time limit.")
@answer_options
def sparql_command(file: Path, timeout: float, data: Data, form: str | None) -> None:
    """Answer the SPARQL query in FILE, or on standard input (-).

    The prefixes of the schema (nmk, nmv, nmt, nmc, rdfs …) need not be declared. A SELECT prints a table, an ASK yes or no,
    a CONSTRUCT or DESCRIBE Turtle. Updates and SERVICE are refused.
    """
    from kg.sparql.reading import MOST_BYTES, TOO_LONG

    name = "standard input" if str(file) == "-" else str(file)
    if str(file) == "-" and sys.stdin is None:
        raise click.ClickException("standard input is closed; name a file instead of -")
    if not (name == "standard input" or file.exists()):
        raise click.ClickException(f"{shown(file)}: no such file; {_instead(name)}")
    if file.is_fifo() and not name.startswith(("/dev/", "/proc/")):  # What a shell makes of <(…) is there, and ends.
        raise click.ClickException(f"{name}: a pipe, which need not end; give the query on standard input (-)")
    with click.open_file(str(file), "rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    try:
        if len(content) > MOST_BYTES:
            raise QueryError(TOO_LONG)
        query = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{name}: byte {error.start + 1} is not UTF-8; save the query as UTF-8") from None
    graph = load(data)
    try:
        result = graph.sparql(query, timeout=timeout)
    except QueryError as error:
        if not error.line:
            raise
        raise click.ClickException(f"{name}:{error.line}:{error.column}: {error.reason}") from None
    _show(result, form)


@command(
    "ask",
    "kg ask --list",
    "kg ask techniques-by-target target=dorsal-root-ganglion",
    "kg ask blockers 'pain signal'",
    "kg ask targets-side-by-side technique=scs technique='DRG stimulation' --markdown",
    "kg ask claims-by-modality modality=reported --json",
    "kg ask causal-chain --show",
)
@click.argument("name", required=False, shell_complete=question_names)
@click.argument("parameters", metavar="[KEY=VALUE]...", nargs=-1, shell_complete=parameter_names)
@click.option("--list", "listing", is_flag=True, help="List the questions.")
@click.option("--show", is_flag=True, help="Show the question, its parameters and its SPARQL; don't ask it.")
@limit_option("rows")
@answer_options
def ask_command(
    name: str | None,
    parameters: tuple[str, ...],
    listing: bool,
    show: bool,
    limit: int | None,
    data: Data,
    form: str | None,
) -> None:
    """Answer the competency question called NAME.

    Give a parameter as KEY=VALUE: a node by id or name, a section, a predicate, a number, a text. Give it again for a second
    value; leave it out for its default. Where a question takes one, the value alone will do.
    """
    if listing and (name is not None or show):
        raise click.UsageError(f"--list lists every question; omit {'--show' if name is None else 'the name'}")
    if limit is not None and (listing or show):
        raise click.UsageError(
            f"--limit is for rows, and --{'list' if listing else 'show'} asks for none; omit one of them"
        )
    graph = load(data, evidence=None if listing else False)
    if listing:
        emit(graph.questions(), form)
        return
    if name is None:
        raise click.UsageError("name a question; kg ask --list lists them")
    if show and parameters:
        raise click.UsageError("--show prints the question, and asks nothing; omit the parameters")
    if show and form is not None:
        raise click.UsageError(f"--show prints the question as text; omit --{form}")
    if show:
        say(_page(question(name, graph)))
        return
    asked = question(name, graph)
    keys = [parameter.name for parameter in asked.parameters]
    given: dict[str, list[str]] = {}
    for pair in parameters:
        key, equals, value = pair.partition("=")
        if not equals:
            if len(keys) != 1 or len(parameters) > 1:
                takes = f"write KEY=VALUE, with {' or '.join(keys)} as KEY" if keys else f"{name} takes none; omit it"
                hint = in_quotes(click.get_current_context()) or f"; {takes}"
                raise click.UsageError(f"{shown(pair)} is not a parameter{hint}")
            key, value = keys[0], pair
        given.setdefault(key, []).append(value)
    if asked.of_evidence:
        graph = load(data, evidence=True)
    _show(graph.ask(name, **given).first(limit), form)


def _instead(name: str) -> str:
    """What to type in place of the name of a file that is not there."""
    if "{" in name:
        return "write a query on standard input: kg sparql - <<< '…'"
    asked = Path(name).stem
    known = any(path.name == f"{asked}.rq" for path in query_files())
    return (
        f"the question of this name: kg ask {asked}" if known else "name a file with a query, or - for standard input"
    )


def _page(asked: Question) -> str:
    lines = [bold(wrapped(asked.summary)), *filter(None, [wrapped(asked.description)])]
    rows = [(one.name, one.description, one.default) for one in asked.parameters]
    lines += ["", aligned(("parameter", "is", "default"), rows)] if rows else []
    query = [line for line in asked.text.rstrip("\n").split("\n") if not line.startswith("#+")]
    return "\n".join([*lines, "", *query])


def _show(result: Result, form: str | None) -> None:
    if form is not None and result.kind in ("construct", "describe"):
        raise click.UsageError(f"{result.kind.upper()} prints Turtle; omit --{form}, or use SELECT")
    emit(result, form)
    for warning in result.warnings:
        click.echo(f"warning: {warning}", err=True)
