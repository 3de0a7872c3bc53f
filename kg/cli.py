"""The command `kg`: each command parses its options, calls the library once and prints."""

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from errno import EPIPE
from pathlib import Path
from typing import Any

import click

import kg
from kg import text
from kg.errors import DataError, KgError
from kg.model import Claim, Edge, Node, Source, Tension
from kg.schema import is_base

Command = Callable[..., Any]


class _Group(click.Group):
    """A group whose commands turn a KgError into one message and exit code 1; any other exception is a bug and shows."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            if sys.stdout is None:
                raise click.ClickException("standard output is closed")
            # A terminal that lacks a character shows a stand-in; a file that is written never does.
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(errors="replace")
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KgError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            if error.errno == EPIPE:
                raise
            raise click.ClickException(f"{error.filename or 'output'}: {error.strerror}") from None


def _data_option(default: str) -> Callable[[Command], Command]:
    return click.option(
        "--data", type=click.Path(path_type=Path), metavar="DIR", help=f"The data folder.  [default: {default}]"
    )


_data = _data_option("the packaged one")
_own_tables = _data_option("./data")
_near_tables = _data_option("./data, or else the packaged one")


def _base_iri(command: Command) -> Command:
    option = click.option("--base-iri", metavar="IRI", help="Put every IRI of ours below this address.")
    return option(command)


def _output(command: Command) -> Command:
    as_json = click.option("--json", "form", flag_value="json", help="JSON instead of a table.")
    as_csv = click.option("--csv", "form", flag_value="csv", help="CSV instead of a table.")
    return as_json(as_csv(command))


def _load(data: Path | None, base_iri: str | None = None) -> kg.KnowledgeGraph:
    if base_iri is not None and not is_base(base_iri):
        message = f"{base_iri!r} is no absolute IRI; write one such as https://example.org/kg"
        raise click.BadParameter(message, param_hint="--base-iri")
    return kg.load(data, base_iri=base_iri)


def _say(message: str) -> None:
    click.echo(message, color=False if os.environ.get("NO_COLOR") else None)


def _examples(*lines: str) -> str:
    """The epilog of a command's help: examples, one a line."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def plain(record: Node | Edge | Claim | Source | Tension) -> dict[str, Any]:
    """A record as JSON-able values: field by field, quantities as text, the claims of an edge by id."""
    values: dict[str, Any] = {}
    for name in type(record).__dataclass_fields__:
        value = getattr(record, name)
        if name == "claims" and isinstance(record, Edge):
            value = [claim.id for claim in value]
        elif name == "sections":
            value = [{"id": section.id, "title": section.title} for section in value]
        elif name == "mappings":
            value = [{"match": m.match, "id": m.term, "label": m.label, "place": m.place} for m in value]
        elif name == "quantity":
            value = None if value is None else str(value)
        if name != "graph":
            values[name] = list(value) if isinstance(value, tuple) else value
    if isinstance(record, Edge):
        values |= {"modality": record.modality, "affirmed": record.affirmed}
    return values


def _print(
    records: Sequence[Any], form: str | None, header: Sequence[str], rows: Iterable[Sequence[object]], none: str
) -> None:
    """Records as JSON, CSV or an aligned table; `none` is said, on stderr, where there are no records."""
    if form == "json":
        _say(json.dumps([plain(record) for record in records], ensure_ascii=False, indent=2))
    elif form == "csv" and records:
        _say(_csv(records).rstrip("\n"))
    elif records:
        _say(text.aligned(header, rows))
    if not records and form != "json":
        click.echo(none, err=True)


def _csv(records: Sequence[Any]) -> str:
    def cell(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "|".join(item["id"] if isinstance(item, dict) else str(item) for item in value)

    out = io.StringIO()
    writer = csv.DictWriter(out, list(plain(records[0])), lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({key: cell(value) for key, value in plain(record).items()})
    return out.getvalue()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(kg.__version__, prog_name="kg")
def cli() -> None:
    """Ask, check and export a knowledge graph of neuromodulation for chronic pain.

    \b
    Start with:
      kg find "root ganglion"
      kg show drg-stimulation
      kg claims --section types --modality hedged
    """


# --------------------------------------------------------------------------------------------------------------- asking


@cli.command(
    epilog=_examples("kg show drg-stimulation", 'kg show "DRG stimulation"', "kg show icliniq-2025-001 --json")
)
@click.argument("name")
@_data
@click.option("--json", "form", flag_value="json", help="JSON instead of text.")
def show(name: str, data: Path | None, form: str | None) -> None:
    """Show one node with all its claims, or one claim. NAME is an id, a name or a synonym."""
    graph = _load(data)
    record: Node | Claim = _node_or_claim(graph, name)
    if form == "json":
        values = plain(record)
        if isinstance(record, Node):
            touching = [*graph.claims(subject=record), *graph.claims(object=record)]
            unique = {claim.id: claim for claim in (*touching, *graph.mentions(record))}
            values["claims"] = [plain(claim) for claim in unique.values()]
        _say(json.dumps(values, ensure_ascii=False, indent=2))
    elif isinstance(record, Node):
        _say(text.node_page(graph, record))
    else:
        _say(f"{text.bold(text.triple(graph, record))}\n{text.claim_lines(graph, record)}")


def _node_or_claim(graph: kg.KnowledgeGraph, name: str) -> Node | Claim:
    try:
        return graph[name]
    except kg.UnknownNode:
        try:
            return graph.claim(name)
        except kg.UnknownClaim as error:
            if error.nearest and name[-1:].isdigit():
                raise
        raise


@cli.command(epilog=_examples('kg find "root ganglion"', "kg find nociceptor", "kg find pain --limit 5 --json"))
@click.argument("words")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many.")
@_data
@_output
def find(words: str, limit: int, data: Path | None, form: str | None) -> None:
    """Find nodes by id, name, synonym, abbreviation or words of the definition, best first.

    Every word must occur. Claims are not searched: `kg show` on a node lists those about it.
    """
    graph = _load(data)
    found = graph.find(words)
    rows = [(node.slug, node.category, node.name) for node in found[:limit]]
    _print(found[:limit], form, ("id", "category", "name"), rows, f"no node found for {words!r}")
    if form is None and len(found) > limit:
        click.echo(f"{len(found) - limit} more; raise --limit to see them", err=True)


@cli.command(epilog=_examples("kg nodes", "kg nodes --category Technique", "kg nodes --csv > nodes.csv"))
@click.option("--category", metavar="NAME", help="Only nodes of this category.")
@_data
@_output
def nodes(category: str | None, data: Path | None, form: str | None) -> None:
    """List the nodes."""
    found = _load(data).nodes(category=category)
    rows = [(node.slug, node.category, node.name) for node in found]
    _print(found, form, ("id", "category", "name"), rows, "no node of that kind")


@cli.command(
    epilog=_examples(
        "kg edges --subject neuromodulation --predicate treats",
        "kg edges --object-category Target",
        "kg edges --object pain-signal --json",
    )
)
@click.option("--subject", metavar="ID", help="Only edges from this node.")
@click.option("--predicate", metavar="NAME", help="Only edges of this predicate.")
@click.option("--object", metavar="ID", help="Only edges to this node.")
@click.option("--subject-category", metavar="NAME", help="Only edges from nodes of this category.")
@click.option("--object-category", metavar="NAME", help="Only edges to nodes of this category.")
@_data
@_output
def edges(data: Path | None, form: str | None, **filters: str | None) -> None:
    """List the edges: what is joined to what, by how many claims, how firmly at best."""
    graph = _load(data)
    found = graph.edges(**filters)
    header = ("claims", "firmness", "edge")
    rows = [(len(e.claims), e.modality if e.affirmed else "denied", text.triple(graph, e)) for e in found]
    _print(found, form, header, rows, "no edge fits")


@cli.command(
    epilog=_examples(
        "kg claims --section types --modality hedged",
        "kg claims --subject drg-stimulation --predicate relieves",
        "kg claims --polarity denied",
        "kg claims --csv > claims.csv",
    )
)
@click.option("--section", metavar="ID", help="Only claims of this section, such as types.")
@click.option("--modality", metavar="NAME", help="asserted, reported or hedged.")
@click.option("--polarity", metavar="NAME", help="affirmed or denied.")
@click.option("--subject", metavar="ID", help="Only claims about this node.")
@click.option("--predicate", metavar="NAME", help="Only claims of this predicate.")
@click.option("--object", metavar="ID", help="Only claims that point to this node.")
@click.option("--source", metavar="ID", help="Only claims of this source.")
@_data
@_output
def claims(data: Path | None, form: str | None, **filters: str | None) -> None:
    """List the claims, in the order of their source, with section, certainty and figure."""
    graph = _load(data)
    found = graph.claims(**filters)
    if form is None and found:
        _say("\n".join(text.claim_lines(graph, claim) for claim in found))
    else:
        _print(found, form, (), (), "no claim fits")


@cli.command(epilog=_examples("kg sources", "kg sources icliniq-2025"))
@click.argument("name", required=False)
@_data
@_output
def sources(name: str | None, data: Path | None, form: str | None) -> None:
    """List what was read, or show one source with its sections."""
    graph = _load(data)
    if name is not None and form is None:
        _say(text.source_page(graph, graph.source(name)))
        return
    found = graph.sources() if name is None else (graph.source(name),)
    rows = [(s.slug, s.published or "undated", len(graph.claims(source=s.id)), s.title) for s in found]
    _print(found, form, ("id", "published", "claims", "title"), rows, "no source")


@cli.command(epilog=_examples("kg vocabulary", "kg vocabulary targets", "kg vocabulary Technique"))
@click.argument("name", required=False)
@_data
def vocabulary(name: str | None, data: Path | None) -> None:
    """List categories, predicates and modalities, or show what one of them means."""
    schema = _load(data).schema
    _say(text.vocabulary(schema) if name is None else text.vocabulary_entry(schema, name))


@cli.command(epilog=_examples("kg tensions", "kg tensions --weight major", "kg tensions --kind anatomy --json"))
@click.option("--kind", metavar="NAME", help="Only tensions of this kind, such as contradiction.")
@click.option("--weight", type=click.Choice(["major", "moderate", "minor"]), help="Only tensions of this weight.")
@_data
@_output
def tensions(kind: str | None, weight: str | None, data: Path | None, form: str | None) -> None:
    """Show where claims pull against each other, or against plain anatomy."""
    graph = _load(data)
    found = graph.tensions(kind=kind, weight=weight)
    if form is None and found:
        _say("\n\n".join(text.tension_lines(graph, tension) for tension in found))
    else:
        _print(found, form, (), (), "no tension of that kind")


@cli.command(epilog=_examples("kg stats", "kg stats --json"))
@_data
@click.option("--json", "form", flag_value="json", help="JSON instead of a table.")
def stats(data: Path | None, form: str | None) -> None:
    """Print the figures: nodes, claims, grounding, tensions, coverage, agreement."""
    from kg.stats import stats as figures

    found = figures(data)
    if form == "json":
        _say(json.dumps([figure._asdict() for figure in found], ensure_ascii=False, indent=2))
    else:
        _say(text.aligned(("group", "what", "value"), found))


@cli.command(epilog=_examples("kg cite"))
@_data
def cite(data: Path | None) -> None:
    """Say how to cite the dataset and the sources that it was read from."""
    _say(text.citation(_load(data)))


# ------------------------------------------------------------------------------------------------------------- exporting


@cli.command(
    epilog=_examples(
        "kg export turtle > graph.ttl",
        "kg export html -o graph.html",
        "kg export turtle --base-iri https://example.org/kg",
    )
)
@click.argument("format", type=click.Choice(list(kg.FORMATS)))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, readable=False),
    metavar="FILE",
    help="Write here; - is standard output.",
)
@_data
@_base_iri
def export(format: str, output: Path | None, data: Path | None, base_iri: str | None) -> None:
    """Write the graph in one format."""
    graph = _load(data, base_iri)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(kg.dumps(graph, format))
    else:
        click.echo(f"wrote {kg.write(graph, output, format)}", err=True)


@cli.command(
    epilog=_examples(
        "kg build", "kg build --data my-data --out my-exports", "kg build --base-iri https://example.org/kg"
    )
)
@_near_tables
@click.option(
    "--out", type=click.Path(path_type=Path), default="exports", show_default=True, metavar="DIR", help="Where to."
)
@_base_iri
def build(data: Path | None, out: Path, base_iri: str | None) -> None:
    """Check the tables and write every export. With a problem in the data nothing is written."""
    data = _tables_or_packaged(data)
    problems = kg.check(data)
    if problems:
        raise DataError(problems)
    graph = _load(data, base_iri)
    changed = set(kg.write_all(graph, out))
    for path in kg.export_paths(graph, out):
        click.echo(f"{'wrote' if path in changed else 'unchanged'}  {path}")


# ---------------------------------------------------------------------------------------------------------- the tables


@cli.command(epilog=_examples("kg check", "kg check --data my-data"))
@_near_tables
def check(data: Path | None) -> None:
    """Hold the tables against every rule. Exit code 1 if there is a problem."""
    data = _tables_or_packaged(data)
    problems = kg.check(data)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        count = len(problems)
        click.echo(f"{count} problem{'' if count == 1 else 's'}", err=True)
        sys.exit(1)
    graph = _load(data)
    where = "the packaged tables" if data is None else data
    click.echo(f"all is well in {where}: {len(graph)} nodes, {len(graph.edges())} edges, {len(graph.claims())} claims")
    placeless = sum(node.position is None for node in graph.nodes())
    if placeless:
        some = "1 node has" if placeless == 1 else f"{placeless} nodes have"
        click.echo(f"{some} no place in the picture yet; kg layout would find a good one", err=True)


def _tables_or_packaged(data: Path | None) -> Path | None:
    """The folder given, else ./data where there is one, else None for the packaged tables."""
    return Path("data") if data is None and Path("data/schema.toml").is_file() else data


def _own_data(data: Path | None) -> Path:
    """The data folder to write to: the one given, else ./data."""
    folder = Path("data") if data is None else data
    if not (folder / "schema.toml").is_file():
        raise click.UsageError(f"{folder} is no data folder; run this where data/ is, or name it with --data DIR")
    return folder.resolve()


@cli.command("format", epilog=_examples("kg format", "kg format --data my-data"))
@_own_tables
def format_tables(data: Path | None) -> None:
    """Bring the tables of ./data into canonical form: order, spacing, line ends. No cell is lost."""
    from kg.canonical import format_folder

    changed = format_folder(_own_data(data))
    for path in changed:
        click.echo(f"formatted  {path.parent.name}/{path.name}")
    if not changed:
        click.echo("nothing to do: every table is in canonical form")


@cli.command(epilog=_examples("kg layout", "kg layout --anew --seed 7"))
@click.option("--anew", is_flag=True, help="Place every node anew, not only those without a place.")
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Another seed, another picture."
)
@_own_tables
def layout(anew: bool, seed: int, data: Path | None) -> None:
    """Find a place in the picture for each node that has none, and keep it in ./data/positions.tsv.

    Nodes that have a place keep it, unless --anew is given. Needs numpy and scipy (the extra `layout`).
    """
    from kg import layout as placing
    from kg.files import replace_files

    folder = _own_data(data)
    graph = kg.load(folder, positions=not anew)
    click.echo(f"placing {len(graph)} nodes; a few seconds, or a minute where there are thousands", err=True)
    places = placing.positions(graph, seed)
    changed = replace_files({folder / "positions.tsv": placing.table(places)})
    click.echo(f"{'placed' if changed else 'unchanged:'} {len(places)} nodes in {folder.name}/positions.tsv")


def main() -> None:
    """Run the command line; the entry point of `kg` and of `python -m kg`."""
    cli(prog_name="kg")
