"""The command `kg`: each command parses its options, calls the library once and prints.

The commands are in several modules, each imported when one of its commands is called, since every answer takes at least as long
as the start.
"""

import io
import os
import sys
import warnings
from contextlib import suppress
from errno import ENOENT, EPIPE
from importlib import import_module
from typing import Any, NoReturn

import click

from kg import __version__
from kg.cli.command import Context, once_each, suggesting
from kg.cli.data import SCHEMA, Data, data_folder
from kg.errors import KgError, did_you_mean, nearest, one_line, shown

COMMANDS = {
    "show": ("show",),
    "versions": ("diff", "release"),
    "relations": ("agreement", "compare", "downstream", "explain", "match", "matrix", "path", "upstream"),
    "lists": ("claims", "edges", "find", "nodes", "sources", "tensions"),
    "sparql": ("ask", "sparql"),
    "about": ("cite", "stats", "vocabulary"),
    "stores": ("push", "serve"),
    "agents": ("mcp",),
    "writing": ("build", "convert", "export"),
    "evidence": ("evidence", "harms"),
    "tables": ("check", "format", "layout", "new-source"),
    "whole": ("components", "rank"),
}
"""The commands of each module; a function is named like its command, with `_` for a hyphen."""

SECTIONS = {
    "Look up": ("find", "show", "nodes", "edges", "claims", "sources"),
    "Explore connections": (
        "path",
        "upstream",
        "downstream",
        "explain",
        "compare",
        "matrix",
        "match",
        "agreement",
        "rank",
        "components",
        "tensions",
    ),
    "See what studies found": ("evidence", "harms"),
    "Ask in SPARQL": ("ask", "sparql"),
    "About the dataset": ("vocabulary", "stats", "cite"),
    "Export and publish": ("export", "convert", "build", "push", "serve"),
    "For AI agents": ("mcp",),
    "Edit the tables": ("new-source", "check", "format", "layout", "diff", "release"),
}
"""The commands as the help lists them."""

AT_ENDPOINTS = frozenset(("ask", *SECTIONS["Look up"], *SECTIONS["Explore connections"], "sparql", "mcp"))
"""The commands that can ask a graph behind an endpoint."""


class Group(click.Group):
    """A group whose commands end with one message if something goes wrong; an unforeseen exception is shown as it is.

    The exit code is then 1, or 2 if the command line is at fault, or 130 after Ctrl-C.
    """

    context_class = Context

    def main(self, *args: Any, **extra: Any) -> Any:
        if not extra.get("standalone_mode", True):
            return super().main(*args, **extra)
        if sys.stderr is None:  # click would print messages to standard output.
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        warnings.showwarning = _warn
        if asked := os.environ.get("_KG_COMPLETE"):
            from kg.cli.completion import in_bash

            in_bash()
            if asked.endswith("_complete"):  # A shell that asks says what was typed.
                os.environ.setdefault("COMP_WORDS", "")
                os.environ.setdefault("COMP_CWORD", "0")
        if isinstance(sys.stdout, io.TextIOWrapper) and isinstance(sys.stdout.buffer, io.RawIOBase):
            # Of unbuffered Python: what it writes may be cut short without a word.
            encoding = sys.stdout.encoding
            sys.stdout = io.TextIOWrapper(io.BufferedWriter(sys.stdout.detach()), encoding, "replace")
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A file gets every character, whatever the locale; a terminal that cannot show one shows a question mark.
                if stream.isatty():
                    stream.reconfigure(errors="replace")
                else:
                    stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        streams = sys.stdout, sys.stderr
        try:
            if sys.stdout is None:
                raise click.ClickException("standard output is closed")
            code = super().main(*args, **{**extra, "standalone_mode": False})
            sys.stdout.flush()
        except SystemExit as end:  # Where whoever reads has seen enough, click hides what is still to be written.
            sys.stdout, sys.stderr = streams
            _end(None, end.code)
        except (click.ClickException, click.Abort) as error:
            _end(error)
        except KgError as error:
            _end(click.ClickException("\n".join([str(error), *filter(None, getattr(error, "__notes__", ()))])))
        except MemoryError:
            _end(click.ClickException("there is not enough memory for this; ask for less"))
        except RecursionError:
            _end(click.ClickException("something here is nested too deeply; flatten it"))
        except OSError as error:
            broken = error.errno == EPIPE  # Whoever reads has seen enough.
            place = error.filename or ("the working directory" if error.errno == ENOENT else "output")
            _end(None if broken else click.ClickException(f"{place}: {error.strerror or error}"))
        sys.exit(code)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for names in COMMANDS.values() for name in names)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        size = max(map(len, self.list_commands(ctx)))
        for title, names in SECTIONS.items():
            commands = [(name.ljust(size), self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl([(name, made.get_short_help_str(100)) for name, made in commands if made])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for home, names in COMMANDS.items():
            if cmd_name in names:
                command: click.Command = getattr(
                    import_module(f"kg.cli.{home}"), f"{cmd_name.replace('-', '_')}_command"
                )
                return command
        return None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with suggesting(ctx):
            once_each(ctx, args)
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        names = self.list_commands(ctx)
        if args[0] not in names and not ctx.resilient_parsing:
            hint = did_you_mean(nearest(args[0], names)) or "; kg --help lists the commands"
            raise click.UsageError(f"no such command {shown(args[0])}{hint}", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if any(ctx.params.get(option) is not None for option in ("endpoint", "graph")) and name not in AT_ENDPOINTS:
            raise click.UsageError(f"kg {name} reads the tables; omit --endpoint and --graph")
        taken = {str(param.name): param for param in command.params} if command else {}
        if ctx.meta.get(SCHEMA) and "schema" not in taken:
            raise click.UsageError(f"kg {name} reads tables, which have their own schema; omit --schema")
        if data := ctx.params.get("data"):  # Each command takes it as its own.
            if (taking := taken.get("data")) is None:
                raise click.UsageError(f"kg {name} takes no --data; omit it")
            if not taking.multiple and len(data) > 1:
                raise click.UsageError(f"kg {name} works on one data folder; give --data once")
            ctx.default_map = {str(name): {"data": data if taking.multiple else data[0]}}
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            raise _Interrupted(str(stop) or "interrupted") from None


class _Interrupted(click.ClickException):
    exit_code = 130


def _end(error: click.ClickException | click.Abort | None, code: int | str | None = 1) -> NoReturn:
    """Say what went wrong, and exit, whatever becomes of the rest of the output."""
    with suppress(OSError):
        if isinstance(error, click.ClickException):
            code, said = error.exit_code, io.StringIO()
            error.show(said)
            click.echo("\n".join(map(one_line, said.getvalue().splitlines())), err=True)
        elif error is not None:
            code = 130 if isinstance(error.__cause__, KeyboardInterrupt) else 1
            click.echo("Aborted!", err=True)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, AttributeError):
            with suppress(OSError, AttributeError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)


def _warn(message: Warning | str, *_: Any, **__: Any) -> None:
    click.echo(f"warning: {message}", err=True)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
@click.option("--endpoint", metavar="URL", help="Query the graph at this SPARQL endpoint, not the tables.")
@click.option("--graph", metavar="IRI", help="Named graph at that endpoint.  [default: its default graph]")
@data_folder
def cli(endpoint: str | None, graph: str | None, data: Data) -> None:
    """Query, check and export a knowledge graph of neuromodulation for chronic pain.

    \b
    Start with:
      kg find "root ganglion"
      kg show drg-stimulation
      kg claims --section types --modality hedged
      kg --data graph_nodes.tsv find pain
    """
