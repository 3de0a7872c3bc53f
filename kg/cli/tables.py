"""kg new-source, check, format, layout: for editing the tables."""

import sys
from contextlib import suppress
from pathlib import Path

import click

import kg
from kg.cli.command import command
from kg.cli.data import Data, load, near_tables, new_tables, own_tables, with_packaged
from kg.cli.options import number_option, path_option
from kg.cli.output import telling
from kg.errors import DataError, one_line
from kg.loading import suggestions
from kg.tables.reading import PACKAGED


@command("check", "kg check", "kg check --data my-data", "kg check --data packaged --data my-data")
@near_tables
def check_command(data: Data) -> None:
    """Check the tables against every rule. The exit code is 1 if there is a problem.

    Several data folders are checked as one graph. Nodes of different folders that may be one entity are named, as no problem.
    """
    data = tables_or_packaged(data)
    say_if_mixed(Path("exports"))
    with telling() as progress:
        problems = kg.check(*data, progress=progress)
    for problem in problems:
        click.echo(str(problem))
    with suppress(DataError):  # What keeps the tables from being read is among the problems.
        for suggestion in suggestions(*data) if len(data) > 1 else ():
            click.echo(f"perhaps one entity: {suggestion}")
    if problems:
        count = len(problems)
        click.echo(f"{count} problem{'' if count == 1 else 's'}", err=True)
        if hint := with_packaged(problems, data):
            click.echo(hint, err=True)
        sys.exit(1)
    graph = load(data, positions=True)
    where = " and ".join("the packaged tables" if path == PACKAGED else str(path) for path in data or (PACKAGED,))
    nodes, edges, claims = graph.counts()
    click.echo(f"no problems in {where}: {nodes} nodes, {edges} edges, {claims} claims")
    # The picture of several folders is that of the first; the page finds places for what the others add.
    placeless = sum(node.position is None for node in graph.nodes()) if len(data) < 2 else 0
    if placeless:
        some = "1 node has" if placeless == 1 else f"{placeless} nodes have"
        click.echo(f"{some} no place in the picture yet; run kg layout", err=True)


def tables_or_packaged(data: Data) -> Data:
    """The folders given, else ./data if it exists, else none for the packaged tables."""
    return (Path("data"),) if not data and Path("data/schema.toml").is_file() else data


def say_if_mixed(exports: Path) -> None:
    """Say on standard error that a run which was killed may have left files of two versions."""
    from kg.files import leftovers

    if leftovers(exports):
        message = f"{exports} may be mixed: kg build was ended half way; run it to write every file anew"
        click.echo(message, err=True)


def own_data(data: Path | None) -> Path:
    """The data folder to write to: the one given, else ./data."""
    folder = Path("data") if data is None else data
    if not (folder / "schema.toml").is_file():
        raise click.UsageError(
            f"{one_line(str(folder))} is not a data folder; run this next to data/, or name the folder with --data DIR"
        )
    return folder.resolve()


@command(
    "new-source",
    "kg new-source example-2026 --data my-graph --text article.txt",
    'kg new-source example-2026 --data my-data --title "An Example"',
    short_help="Begin a source: its rows, its sentences and its table of claims.",
)
@click.argument("id")
@new_tables
@click.option("--title", metavar="TEXT", help="Title as printed.  [default: that of the text]")
@path_option("--text", metavar="FILE", text="The text: its title, then a heading above each section.", dir_okay=False)
def new_source_command(id: str, data: Path | None, title: str | None, text: Path | None) -> None:
    """Begin the source ID: a row in sources.tsv, an empty table of claims, and from its text the sections and sentences.

    The text itself is not kept. It begins with its title, unless --title gives it. Empty lines separate paragraphs, and the items
    of a list are paragraphs; a heading is a line that begins with #, or, where none does, a short line alone that does not end
    like a sentence. A new folder gets the packaged vocabulary. All files are written, or none.
    """
    from kg.new_source import begin

    if data is None and not Path("data/schema.toml").is_file():
        raise click.UsageError(
            "there is no data folder here; name one with --data DIR, which is created if it does not exist"
        )
    folder = Path("data") if data is None else data
    begun = begin(folder, id, title=title or "", text=text)
    for path in begun.files:
        click.echo(f"wrote {folder / path.relative_to(begun.folder)}")
    known = "title, description, creator, licence and base_iri of your dataset"
    sections = "correct what was counted wrongly" if begun.sections else "add them in the order of the text"
    steps = [
        *([f"{folder}/schema.toml: {known}"] if begun.new else []),
        f"{folder}/sources.tsv: author, publisher, date and address, as printed",
        f"{folder}/sections.tsv: {_counted(begun.sections, 'section')}; {sections}",
        f"{folder}/coverage.tsv: {_counted(begun.sentences, 'sentence')}; give each its claims, or the reason why it has none",
        f"{folder}/claims/{id}.tsv: one row a claim, from {id}-001; kg vocabulary lists the predicates",
        f"{folder}/nodes.tsv: what kg find does not find; of what it finds, use the id",
        f"kg format --data {folder}, then kg check --data packaged --data {folder}",
    ]
    click.echo("next:")
    for number, step in enumerate(steps, 1):
        click.echo(f"  {number}. {step}")


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


@command("format", "kg format", "kg format --data my-data", short_help="Put the tables in ./data into canonical form.")
@own_tables
def format_command(data: Path | None) -> None:
    """Put the tables in ./data into canonical form: order, spacing, line ends. No cell is lost."""
    from kg.schema_file import read_schema
    from kg.tables.formatting import format_folder

    root = own_data(data)
    changed = format_folder(root, read_schema(root))
    for path in changed:
        click.echo(f"formatted  {path.parent.name}/{path.name}")
    if not changed:
        click.echo("nothing to do: every table is in canonical form")


@command(
    "layout", "kg layout", "kg layout --anew --seed 7", short_help="Find a place in the picture for each new node."
)
@click.option("--anew", is_flag=True, help="Place every node again, not only those without a place.")
@number_option("--seed", click.IntRange(0, 2**32 - 1), "N", 1, "Random seed.")
@own_tables
def layout_command(anew: bool, seed: int, data: Path | None) -> None:
    """Find a place in the picture for each node without one, and save it in ./data/positions.tsv.

    Other nodes keep their place, unless --anew is given. Needs numpy and scipy (the extra `analysis`).
    """
    from kg.files import replace_files
    from kg.page import layout as placing

    folder = own_data(data)
    graph = kg.load(folder, positions=not anew)
    click.echo(f"placing {len(graph)} nodes; this takes a few seconds, or a minute for thousands", err=True)
    places = placing.positions(graph, seed)
    changed = replace_files({folder / "positions.tsv": placing.table(places)})
    click.echo(f"{'placed' if changed else 'unchanged:'} {len(places)} nodes in {folder.name}/positions.tsv")
