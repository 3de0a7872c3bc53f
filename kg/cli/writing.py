"""kg build, export: the graph in other forms."""

import sys
from pathlib import Path

import click

import kg
from kg.cli.options import base_iri_option, data_folder, examples, load, near_tables
from kg.cli.tables import tables_or_packaged
from kg.errors import DataError
from kg.export import written_paths


@click.command(
    "export",
    epilog=examples(
        "kg export turtle > graph.ttl",
        "kg export html -o graph.html",
        "kg export kgx -o graph.kgx.nodes.tsv",
        "kg export turtle --base-iri https://example.org/kg",
    ),
)
@click.argument("format", type=click.Choice(list(kg.FORMATS)))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, readable=False),
    metavar="FILE",
    help="Write here; - is standard output.",
)
@data_folder
@base_iri_option
def export_command(format: str, output: Path | None, data: Path | None, base_iri: str | None) -> None:
    """Write the graph in one format."""
    graph = load(data, base_iri, positions=True)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(kg.dumps(graph, format))
    else:
        kg.write(graph, output, format)
        for path in written_paths(output, format):
            click.echo(f"wrote {path}", err=True)


@click.command(
    "build",
    epilog=examples(
        "kg build", "kg build --data my-data --out my-exports", "kg build --base-iri https://example.org/kg"
    ),
)
@near_tables
@click.option(
    "--out", type=click.Path(path_type=Path), default="exports", show_default=True, metavar="DIR", help="Where to."
)
@base_iri_option
def build_command(data: Path | None, out: Path, base_iri: str | None) -> None:
    """Check the tables and write every export. With a problem in the data nothing is written."""
    data = tables_or_packaged(data)
    problems = kg.check(data)
    if problems:
        raise DataError(problems)
    graph = load(data, base_iri, positions=True)
    changed = set(kg.write_all(graph, out))
    for path in kg.export_paths(graph, out):
        click.echo(f"{'wrote' if path in changed else 'unchanged'}  {path}")
