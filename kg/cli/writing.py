"""kg build, convert, export: graphs in files."""

import sys
from pathlib import Path
from shlex import quote
from typing import Any

import click

import kg
from kg.cli.command import command
from kg.cli.completion import node_names, schema_names, section_names, source_names
from kg.cli.data import Data, data_folder, load, near_tables, schema_given, schema_option, with_packaged
from kg.cli.options import PathType, base_iri_option, filter_option, options, path_option
from kg.cli.output import telling
from kg.cli.tables import say_if_mixed, tables_or_packaged
from kg.errors import DataError
from kg.files import replace_files
from kg.formats.about.datapackage import FILE as DATAPACKAGE
from kg.formats.files import format_of, written_paths
from kg.formats.foreign.readers import READERS
from kg.loading import datapackage, of_file

LARGE_PAGE = 10_000_000
"""A page larger than this, in bytes, is written with a warning."""

FORMATS = [(format.name, ", ".join(format.suffixes)) for format in kg.FORMATS.values()]
"""The formats and their suffixes, for the help of `kg export`."""


_steps = "Maximum distance from it in edges.  [default: 2]"
part_options = options(
    click.option("--around", metavar="ID", help="Only what is near this node.", shell_complete=node_names),
    click.option("--steps", type=click.IntRange(1), metavar="N", help=_steps),
    filter_option("--category", "NAME", "Only nodes of this category; repeatable.", schema_names("categories")),
    filter_option("--section", "ID", "Only claims in this section; repeatable.", section_names),
    filter_option("--modality", "NAME", "Only claims of this modality; repeatable.", schema_names("modalities")),
    filter_option("--source", "ID", "Only claims of this source; repeatable.", source_names),
)
"""The options that choose a part of a graph."""

_of_page = options(
    click.option("--title", metavar="TEXT", help="Page: its title."),
    click.option("--force", is_flag=True, help="Page: write it even above 25 MB or 20,000 nodes."),
)


@command(
    "export",
    "kg export turtle > graph.ttl",
    "kg export html -o graph.html",
    'kg export html --around scs --steps 1 --title "Spinal cord stimulation" -o scs.html',
    "kg export html --category Technique --category Target -o targets.html",
    "kg export kgx -o graph.kgx.nodes.tsv",
    "kg export turtle --around scs --steps 1 > scs.ttl",
    "kg export turtle --base-iri https://example.org/kg",
    short_help="Write the graph in one format.",
    listed=("Formats, with the suffixes of their files", FORMATS),
)
@click.argument("format", metavar="FORMAT", type=click.Choice(list(kg.FORMATS)))
@path_option("-o", "--output", metavar="FILE", text="Output file.  [default: standard output]", readable=False)
@part_options
@_of_page
@data_folder
@base_iri_option
def export_command(
    format: str,
    output: Path | None,
    title: str | None,
    force: bool,
    data: Data,
    base_iri: str | None,
    **part: Any,
) -> None:
    """Write the graph, or a part of it, in one format.

    The options marked "Page" are for the format html.
    """
    is_page, chosen = format == "html", {name: value for name, value in part.items() if value is not None}
    if not is_page and (title is not None or force):
        raise click.UsageError(f"--{'force' if title is None else 'title'} is only for kg export html")
    beside = is_page or kg.FORMATS[format].needs_evidence
    graph = load(data, base_iri, positions=True, evidence=None if beside else False)
    if chosen and not is_page:
        graph = graph.part(**chosen)
    page = kg.page(graph, title=title, force=force, **chosen) if is_page else None
    if page is not None and len(page) > LARGE_PAGE:
        click.echo(f"the page has {len(page) / 1e6:.0f} MB; --around ID --steps 2 makes a smaller one", err=True)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(kg.dumps(graph, format) if page is None else page)
        return
    if page is None:
        with telling() as progress:
            kg.write(graph, output, format, progress=progress)
    else:
        replace_files({output: page})
    for path in written_paths(output, kg.FORMATS[format]):
        click.echo(f"wrote {path}", err=True)


READABLE = [*READERS, *(format.name for format in kg.FORMATS.values() if format.loads is not None)]
"""The formats that are read."""


@command(
    "convert",
    "kg convert graph_nodes.tsv graph.ttl",
    "kg convert hetnet-nodes.tsv hetnet.graphml",
    "kg convert ontology.owl ontology.kgx.nodes.jsonl",
    "kg convert mappings.tsv mappings.nodes.csv --from sssom",
    "kg convert my-data my-graph.html",
    "kg convert my-data big.parquet",
    "kg convert big.parquet big.nt.gz --schema my-data",
    short_help="Read a graph in one format, and write it in another.",
    listed=("Formats of others that are read", [(reader.name, reader.what) for reader in READERS.values()]),
)
@click.argument("source", metavar="IN", type=PathType(path_type=Path))
@click.argument("target", metavar="OUT", type=PathType(path_type=Path))
@click.option(
    "--from", "read_as", metavar="FORMAT", type=click.Choice(READABLE), help="Format of IN.  [default: by its suffix]"
)
@click.option(
    "--to",
    "format",
    metavar="FORMAT",
    type=click.Choice(list(kg.FORMATS)),
    help="Format of OUT.  [default: by its suffix]",
)
@schema_option
@base_iri_option
def convert_command(source: Path, target: Path, read_as: str | None, format: str | None, base_iri: str | None) -> None:
    """Read a graph in one format, and write it in another.

    IN is a data folder or a file of any format that is read: the formats with which `kg export` writes data, and those of others
    below. Of a graph in several files, name any, or all by what their names begin with: `graph.parquet` for
    `graph.nodes.parquet` and the others. With `.gz` or `.zst` after the suffix, each file is compressed (but
    Parquet, which is so inside).

    Parquet of more than 100,000 claims is not read into memory, but asked where it lies (with the extra `duckdb`), and its rows
    are not checked. What was read, and what OUT cannot keep, is said on standard error.
    """
    chosen = format_of(target, format)
    if source.is_dir():
        if read_as is not None:
            raise click.UsageError("--from is for a file, and IN is a folder; omit it")
        graph = load(
            (source,),
            base_iri,
            positions=True,
            evidence=chosen.needs_evidence,
            instead=f"kg export {chosen.name} -o {quote(str(target))}",
        )
    else:
        graph = of_file(source, read_as, schema_given(), base_iri)
    sizes = zip(("node", "edge", "claim"), graph.counts(), strict=True)
    counts = (f"{size} {what}{'' if size == 1 else 's'}" for what, size in sizes)
    click.echo(f"read {source}: {', '.join(counts)}", err=True)
    with graph, telling() as progress:
        kg.write(graph, target, format, progress=progress)
    for path in written_paths(target, chosen):
        click.echo(f"wrote {path}", err=True)
    click.echo(f"not in {chosen.name}: {chosen.loses[0].lower()}{chosen.loses[1:]}", err=True)


@command("build", "kg build", "kg build --data my-data --out my-exports", "kg build --base-iri https://example.org/kg")
@near_tables
@path_option("--out", metavar="DIR", text="Output folder.", default="exports")
@base_iri_option
def build_command(data: Data, out: Path, base_iri: str | None) -> None:
    """Check the tables and write every export. If there is a problem in the data, nothing is written.

    Into the data folder it writes `datapackage.json`, which says what the tables hold.
    """
    data = tables_or_packaged(data)
    say_if_mixed(out)
    with telling() as progress:
        problems = kg.check(*data, progress=progress)
    if problems:
        error = DataError(problems)
        error.add_note(with_packaged(problems, data))
        raise error
    graph = load(data, base_iri, positions=True, evidence=None)
    with telling() as progress:
        changed = set(kg.write_all(graph, out, progress=progress))
    described = [path / DATAPACKAGE for path in data if isinstance(path, Path) and len(data) == 1]
    changed.update(replace_files({path: datapackage(path.parent) for path in described}))
    for path in (*kg.export_paths(graph, out), *described):
        click.echo(f"{'wrote' if path in changed else 'unchanged'}  {path}")
