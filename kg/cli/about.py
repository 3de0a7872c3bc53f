"""kg cite, stats, vocabulary: what the dataset is."""

import click

from kg.cli.command import command
from kg.cli.completion import cited_names, schema_names
from kg.cli.data import Data, data_folder, data_option, load
from kg.cli.output import say, say_exactly, say_json
from kg.errors import UnknownName
from kg.show import terminal as text
from kg.show.wrapping import aligned, wrapped

TERMS = schema_names("directions", "categories", "modalities", "polarities")


@command(
    "vocabulary",
    "kg vocabulary",
    "kg vocabulary targets",
    "kg vocabulary Technique",
    "kg vocabulary --markdown > vocabulary.md",
    short_help="Explain the categories, predicates and modalities.",
)
@click.argument("name", required=False, shell_complete=TERMS)
@click.option(
    "--markdown", is_flag=True, help="The whole vocabulary as a document, with IRIs, domains, ranges and examples."
)
@data_folder
def vocabulary_command(name: str | None, markdown: bool, data: Data) -> None:
    """List the categories, predicates and modalities, or explain one of them."""
    graph = load(data)
    schema = graph.schema
    if markdown:
        from kg.formats.about.vocabulary import page

        if name is not None:
            raise click.UsageError("--markdown prints the whole vocabulary; omit the name")
        say_exactly(page(graph).removesuffix("\n"))
        return
    say(text.vocabulary(schema) if name is None else text.vocabulary_entry(schema, name))


@command("stats", "kg stats", "kg stats --json", short_help="Print statistics: nodes, claims, grounding, agreement.")
@data_option("the packaged one", file=False)
@click.option("--json", "form", flag_value="json", help="JSON instead of a table.")
def stats_command(data: Data, form: str | None) -> None:
    """Print statistics: nodes, claims, grounding, tensions, coverage, agreement."""
    from kg.loading import stats

    found = stats(*data)
    if form == "json":
        say_json([figure._asdict() for figure in found])
    else:
        say(aligned(("group", "what", "value"), found))


@command(
    "cite",
    "kg cite",
    "kg cite icliniq-2025-091",
    "kg cite icliniq-2025-091 icliniq-2025-278 --bibtex > claims.bib",
    "kg cite deer-2023-distinct --csl",
    short_help="Show how to cite the dataset, a source or a claim.",
)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=cited_names)
@data_folder
@click.option("--bibtex", "form", flag_value="bibtex", help="Entries of BibTeX instead of text.")
@click.option("--csl", "form", flag_value="csl", help="CSL-JSON, for Zotero, pandoc and others.")
def cite_command(names: tuple[str, ...], data: Data, form: str | None) -> None:
    """Show how to cite claims, findings and sources by their ids or IRIs, or the dataset and its sources.

    Of a claim its source is cited; the note has the place in it, what the claim says and how certain it is, its IRI, and the
    version of the dataset.
    """
    try:
        cited = load(data).cite(*names, form=form or "text")
    except UnknownName:
        graph = load(data, evidence=None)
        if not graph.has_evidence:
            raise
        cited = graph.cite(*names, form=form or "text")
    if form is None:
        say("\n".join(wrapped(line, "", "  ") for line in cited.split("\n")))
    else:
        say_exactly(cited)
