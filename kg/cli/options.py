"""What commands share: the options that several have, and the graph they ask."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    import kg

Command = Callable[..., Any]


def _data_option(default: str) -> Callable[[Command], Command]:
    return click.option(
        "--data", type=click.Path(path_type=Path), metavar="DIR", help=f"Data folder.  [default: {default}]"
    )


data_folder = _data_option("the packaged one")
own_tables = _data_option("./data")
near_tables = _data_option("./data if it exists, else the packaged one")


def base_iri_option(command: Command) -> Command:
    """The option --base-iri."""
    option = click.option("--base-iri", metavar="IRI", help="Base IRI of the dataset, in place of its own.")
    return option(command)


def output(command: Command) -> Command:
    """The options for how a list is printed."""
    for name in ("markdown", "csv", "json"):
        label = "Markdown" if name == "markdown" else name.upper()
        command = click.option(f"--{name}", "form", flag_value=name, help=f"{label} instead of a table.")(command)
    return command


def limit_option(default: int, things: str) -> Callable[[Command], Command]:
    """The option --limit, for at most so many `things`."""
    return click.option(
        "--limit",
        type=click.IntRange(1),
        metavar="N",
        default=default,
        show_default=True,
        help=f"Maximum number of {things}.",
    )


def examples(*lines: str) -> str:
    """The epilog of a command's help: examples, one per line."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def load(data: Path | None, base_iri: str | None = None, *, positions: bool = False) -> "kg.KnowledgeGraph":
    """The graph that a command asks; the places in the picture are read only on demand."""
    ctx = click.get_current_context(silent=True)
    if ctx is not None and any(ctx.find_root().params.get(name) is not None for name in ("endpoint", "graph")):
        return _at_endpoint(ctx, data)
    from kg.loading import load as load_tables

    if base_iri is not None:
        from kg.schema import is_base

        if not is_base(base_iri):
            message = f"{base_iri!r} is not an absolute IRI; write one such as https://example.org/kg"
            raise click.BadParameter(message, param_hint="--base-iri")
    return load_tables(data, base_iri=base_iri, positions=positions)


def _at_endpoint(ctx: click.Context, data: Path | None) -> "kg.KnowledgeGraph":
    """The graph behind --endpoint."""
    from kg.loading import connect

    chosen = ctx.find_root().params
    if chosen.get("endpoint") is None:
        raise click.UsageError("kg --graph names a graph at an endpoint; give --endpoint URL as well")
    if data is not None:
        raise click.UsageError("--endpoint and --data each name a graph; omit one of them")
    return connect(chosen["endpoint"], graph=chosen.get("graph"), login=prompt_login())


def prompt_login() -> Callable[[], tuple[str, str]] | None:
    """A function that asks for a login that the environment lacks; None without a terminal."""
    import os
    import sys

    if sys.stdin is None or not sys.stdin.isatty():
        return None
    user = os.environ.get("KG_USER")
    return lambda: (user or click.prompt("user", err=True), click.prompt("password", hide_input=True, err=True))


def node_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """The ids that start with `incomplete`, with the names of the nodes, for completion; none if the data cannot be read."""
    from click.shell_completion import CompletionItem

    from kg.errors import KgError

    try:
        graph = load(ctx.params.get("data"))
    except KgError:
        return []
    return [CompletionItem(node.slug, help=node.name) for node in graph if node.slug.startswith(incomplete)]


def schema_names(part: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completion over the names that a part of the schema declares, such as `predicates`."""

    def names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        from kg.errors import KgError

        try:
            schema = load(ctx.params.get("data")).schema
        except KgError:
            return []
        return [name for name in getattr(schema, part) if name.startswith(incomplete)]

    return names
