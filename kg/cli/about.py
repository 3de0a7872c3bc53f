"""kg cite, stats, vocabulary: what the dataset is."""

import click

from kg.cli.completion import schema_names
from kg.cli.options import Data, command, data_folder, data_option, load
from kg.cli.output import say, say_exactly, say_json
from kg.show import terminal as text
from kg.show.wrapping import aligned

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


@command("cite", "kg cite", short_help="Show how to cite the dataset and its sources.")
@data_folder
def cite_command(data: Data) -> None:
    """Show how to cite the dataset and its sources."""
    say(text.citation(load(data)))
