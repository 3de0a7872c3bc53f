"""kg path, compare, explain, match: how nodes are connected."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import data_folder, examples, limit_option, load, node_names, output, schema_names
from kg.cli.output import cell, plain, print_csv, say, say_json
from kg.model import Claim
from kg.show import terminal as text

if TYPE_CHECKING:
    import kg

STEP = ("path", "step", "start", "end", "subject", "predicate", "object", "modality", "claims")


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
@click.option(
    "--max-hops", type=click.IntRange(1), metavar="N", default=4, show_default=True, help="Maximum number of steps."
)
@click.option(
    "--predicate",
    "predicates",
    multiple=True,
    metavar="NAME",
    shell_complete=schema_names("directions"),
    help="Only steps along this predicate or inverse; repeatable.",
)
@click.option(
    "--category",
    "categories",
    multiple=True,
    metavar="NAME",
    shell_complete=schema_names("categories"),
    help="Only through nodes of this category; repeatable.",
)
@click.option("--undirected", is_flag=True, help="Follow edges in both directions.")
@limit_option(10, "paths")
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
    """Show the paths from START to END, best first: shorter, then more certain, then through less connected nodes.

    Every claim of every step is shown. Edges that are only denied are not followed.
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
    if form is None:
        say(text.paths(found))
    elif form == "json":
        say_json({"verdict": found.verdict, "paths": [path_values(path) for path in found], "cut": found.cut})
    elif form == "csv":
        print_csv(STEP, (row for number, path in enumerate(found, 1) for row in step_rows(number, path)))
    else:
        rows = [(len(path), path.modality, path, _slugs(path.claims)) for path in found]
        say(text.markdown(("steps", "firmness", "path", "claims"), rows))
    if form in ("csv", "markdown"):
        _remark("" if found else found.verdict, found.cut)


def path_values(path: "kg.Path") -> dict[str, Any]:
    """A path as JSON-able values: its nodes, and for each step its edges with their claims."""
    steps = [
        {"start": step.start.id, "end": step.end.id, "edges": [plain(edge) for edge in step.edges]} for step in path
    ]
    return {"nodes": [node.id for node in path.nodes], "modality": path.modality, "steps": steps}


def step_rows(number: int, path: "kg.Path") -> list[tuple[object, ...]]:
    """A path as rows of STEP: one for each edge of each step."""
    return [
        (
            *(number, place, step.start.id, step.end.id, edge.subject, edge.predicate, edge.object, edge.modality),
            "|".join(claim.id for claim in edge.claims),
        )
        for place, step in enumerate(path, 1)
        for edge in step.edges
    ]


@click.command(
    "compare",
    short_help="Put two or more nodes side by side.",
    epilog=examples("kg compare dtm drg-stimulation pns", "kg compare neuromodulation oral-drug --markdown"),
)
@click.argument("names", nargs=-1, required=True, metavar="A B ...", shell_complete=node_names)
@data_folder
@output
def compare_command(names: tuple[str, ...], data: Path | None, form: str | None) -> None:
    """Put two or more nodes side by side: where each predicate leads, what they share, and how certain it is.

    Claims that name several of them come last.
    """
    graph = load(data)
    try:
        found = graph.compare(*names)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if form is None:
        say(text.comparison(found))
    elif form == "json":
        say_json(comparison_values(found))
    elif form == "csv":
        header = ("predicate", "node", "value", "firmness", "claims")
        rows = (
            (
                *(row.predicate, node.id, entry.node.id, entry.firmness),
                "|".join(claim.id for edge in entry.edges for claim in edge.claims),
            )
            for row in found.rows
            for node, cell in zip(found.nodes, row.cells, strict=True)
            for entry in cell
        )
        print_csv(header, rows)
        if found.beside:
            _remark(f"{len(found.beside)} other claims name several of them; omit --csv to see them")
    else:
        say(found.markdown())
    if form in ("csv", "markdown") and not found.rows:
        _remark(f"The sources make no claim about {', '.join(node.name for node in found.nodes)}.")


def comparison_values(found: "kg.Comparison") -> dict[str, Any]:
    """A comparison as JSON-able values."""
    rows = [
        {
            "predicate": row.predicate,
            "label": row.label,
            "cells": {
                node.id: [
                    {
                        "node": entry.node.id,
                        "firmness": entry.firmness,
                        "claims": [claim.id for edge in entry.edges for claim in edge.claims],
                    }
                    for entry in cell
                ]
                for node, cell in zip(found.nodes, row.cells, strict=True)
            },
            "shared": [node.id for node in row.shared],
        }
        for row in found.rows
    ]
    return {"nodes": [node.id for node in found.nodes], "rows": rows, "beside": [plain(c) for c in found.beside]}


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
    """Show every claim that joins A and B, denials included; if there is none, the shortest chain between them.

    Other claims that name both come last. Finding nothing is an answer, not an error.
    """
    found = load(data).explain(start, end)
    parts = [("joins", claim) for claim in found.claims]
    parts += [("chain", claim) for claim in (found.chain.claims if found.chain is not None else ())]
    parts += [("names both", claim) for claim in found.beside]
    if form is None:
        say(text.explanation(found))
    elif form == "json":
        values = {"verdict": found.verdict, "claims": [plain(claim) for claim in found.claims]}
        chain = None if found.chain is None else path_values(found.chain)
        say_json(values | {"chain": chain, "beside": [plain(claim) for claim in found.beside]})
    elif form == "csv":
        rows = [[part, *map(cell, plain(claim).values())] for part, claim in parts]
        print_csv(["part", *Claim.__dataclass_fields__], rows)
    else:
        shown = [(part, claim.slug, claim.statement, text.firmness(claim)) for part, claim in parts]
        say(text.markdown(("part", "claim", "statement", "firmness"), shown))
    if form in ("csv", "markdown"):
        _remark(found.verdict)


@click.command(
    "match",
    short_help="Find what matches patterns with variables.",
    epilog=examples(
        'kg match "?t:Technique targets ?x" "?t relieves ?c"',
        "kg match '?device implanted_in \"spinal cord\"'",
        'kg match "?x ? chronic-pain" --csv',
    ),
)
@click.argument("patterns", nargs=-1, required=True, metavar="PATTERN ...")
@limit_option(100, "answers")
@data_folder
@output
def match_command(patterns: tuple[str, ...], limit: int, data: Path | None, form: str | None) -> None:
    """Find what matches every PATTERN at once, with the claims behind it.

    A PATTERN is subject, predicate and object in quotes: '?t:Technique targets ?x'. Subject and object are variables (?x, or
    ?x:Target for one category) or nodes, in double quotes if the name has several words; the predicate is one listed by
    `kg vocabulary`, an inverse, or ? for any.
    """
    found = load(data).match(*patterns, limit=limit)
    if form is None:
        say(text.matches(found))
    elif form == "json":
        answers = [
            {
                "nodes": {name: match[name].id for name in found.variables},
                "modality": match.modality,
                "edges": [plain(edge) for edge in match.edges],
            }
            for match in found
        ]
        say_json({"answers": answers, "cut": found.cut})
    elif form == "csv":
        rows = (
            [*(match[name].id for name in found.variables), match.modality, "|".join(c.id for c in match.claims)]
            for match in found
        )
        print_csv([*found.variables, "modality", "claims"], rows)
    else:
        say(text.markdown(*found.table()))
    if form in ("csv", "markdown"):
        _remark("" if found else "The sources make no claims that fit.", found.cut)


def _remark(*lines: str) -> None:
    """Print on stderr what a table cannot say: that there is nothing, or more."""
    for line in filter(None, lines):
        click.echo(line, err=True)


def _slugs(claims: Iterable[Claim]) -> str:
    return " ".join(claim.slug for claim in claims)
