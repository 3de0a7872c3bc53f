"""kg mcp: the graph for AI agents."""

import sys

import click

from kg.cli.command import command
from kg.cli.data import Data, data_folder, load
from kg.cli.options import timeout_option
from kg.errors import MissingExtra


@command(
    "mcp",
    "kg mcp",
    "kg mcp --data my-data --timeout 10",
    "kg --endpoint http://127.0.0.1:7878/query mcp",
    short_help="Serve the graph to AI agents, as tools of the Model Context Protocol.",
)
@timeout_option("Time limit for each call of a tool.", 30)
@data_folder
def mcp_command(timeout: float, data: Data) -> None:
    """Serve the graph to AI agents over standard input and output: the Model Context Protocol. Needs the extra `mcp`.

    A client starts it, with the command `kg` and the argument `mcp`. Its tools only read, and every answer names its claims,
    their certainty and their sources. The evidence comes with the graph where there is any.
    """
    try:
        from kg.agents.server import serve
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in ("mcp", "pydantic"):
            raise
        raise MissingExtra("kg mcp", "mcp", "mcp") from None
    if sys.stdin is None:
        raise click.ClickException("standard input is closed; a client starts kg mcp, and writes to it")
    if sys.stdin.isatty():
        click.echo("waiting for a client, which usually starts this; Ctrl-C ends it", err=True)
    serve(load(data, evidence=None), timeout)
