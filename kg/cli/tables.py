"""kg check, format, layout: for editing the tables."""

import sys
from pathlib import Path

import click

import kg
from kg.cli.options import Data, command, load, near_tables, number_option, own_tables
from kg.errors import one_line


@command("check", "kg check", "kg check --data my-data")
@near_tables
def check_command(data: Data) -> None:
    """Check the tables against every rule. The exit code is 1 if there is a problem."""
    data = tables_or_packaged(data)
    say_if_mixed(Path("exports"))
    problems = kg.check(*data)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        count = len(problems)
        click.echo(f"{count} problem{'' if count == 1 else 's'}", err=True)
        sys.exit(1)
    graph = load(data, positions=True)
    where = " and ".join("the packaged tables" if path is None else str(path) for path in data or (None,))
    click.echo(f"no problems in {where}: {len(graph)} nodes, {len(graph.edges())} edges, {len(graph.claims())} claims")
    placeless = sum(node.position is None for node in graph.nodes())
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

    Other nodes keep their place, unless --anew is given. Needs numpy and scipy (the extra `layout`).
    """
    from kg.files import replace_files
    from kg.page import layout as placing

    folder = own_data(data)
    graph = kg.load(folder, positions=not anew)
    click.echo(f"placing {len(graph)} nodes; this takes a few seconds, or a minute for thousands", err=True)
    places = placing.positions(graph, seed)
    changed = replace_files({folder / "positions.tsv": placing.table(places)})
    click.echo(f"{'placed' if changed else 'unchanged:'} {len(places)} nodes in {folder.name}/positions.tsv")
