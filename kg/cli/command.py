"""A command: its help with examples, and what it says where a line cannot be understood."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import click

from kg.cli.data import data_of, load
from kg.cli.options import Command
from kg.errors import KgError, UnknownName, UnknownNode, did_you_mean, nearest, one_line, shown

WORDS = re.compile(r"(?:'[^']*'|\"[^\"]*\"|\S)+")
"""The words of a line as a shell takes them, in their quotes."""

ARGUMENTS = "kg.arguments"
"""Where a context keeps the words that a command was given."""

MOST_WORDS = 20
"""The most words in which names are looked for."""


class Context(click.Context):
    """A context whose help and usage fill the terminal, as answers do."""

    def make_formatter(self) -> click.HelpFormatter:
        from kg.show.wrapping import width

        self.terminal_width = self.terminal_width or min(width(), 100)
        return super().make_formatter()


class _Command(click.Command):
    """A command with examples and perhaps a table in its help.

    It refuses texts that cannot be written anywhere. The name of a file may have any byte but NUL.
    """

    context_class = Context

    def __init__(
        self,
        *args: Any,
        examples: tuple[str, ...],
        listed: tuple[str, list[tuple[str, str]]] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(*args, **extra)
        self.examples, self.listed = examples, listed

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from kg.show.wrapping import filled

        if self.listed is not None:
            title, rows = self.listed
            with formatter.section(title):
                formatter.write_dl(rows)
        with formatter.section("Examples"):
            indent = " " * formatter.current_indent
            for example in self.examples:
                words = WORDS.findall(
                    example
                )  # A long one goes on behind a backslash, so that it can be copied as it is.
                lines = filled(words, formatter.width - 2, indent, f"{indent}  ")
                formatter.write(" \\\n".join(lines) + "\n")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if broken := [arg for arg in args if "\0" in arg]:
            raise click.UsageError(f"{shown(broken[0])} contains a NUL; remove it")
        ctx.meta[ARGUMENTS], ctx.allow_extra_args = tuple(args), True
        with suggesting(ctx):
            once_each(ctx, args)
            super().parse_args(ctx, args)
        for given in ctx.params.values():
            for value in given if isinstance(given, tuple) else (given,):
                if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
                    raise click.UsageError(f"{shown(value)} is not UTF-8; write it in UTF-8")
        if ctx.args and not ctx.resilient_parsing:
            hint = in_quotes(ctx) or "; remove it, or quote a name of several words"
            raise click.UsageError(f"{shown(ctx.args[0])} is one argument too many{hint}", ctx)
        return ctx.args

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UnknownName as error:
            hint = (
                in_quotes(ctx) if isinstance(error, UnknownNode) else did_you_mean(_elsewhere(ctx, str(error.wanted)))
            )
            if hint:
                raise click.UsageError(f"unknown {error.kind} {shown(error.wanted)}{hint}", ctx) from None
            raise


def once_each(ctx: click.Context, args: list[str]) -> None:
    """UsageError where one of two options, or the second value of an option, would silently take the place of the first."""
    if ctx.resilient_parsing:
        return
    given: dict[str | None, list[str]] = {}
    for param in ctx.command.make_parser(ctx).parse_args([*args])[2]:
        if isinstance(param, click.Option) and not param.multiple and not param.is_eager:
            flag = "/".join([max(param.opts, key=len), *param.secondary_opts])
            given.setdefault(param.name, []).append(flag)
    for first, *more in given.values():
        if more:
            others = [flag for flag in more if flag != first]
            told = (
                f"{first} and {others[0]} exclude each other; give one"
                if others
                else f"{first} is given twice; give it once"
            )
            raise click.UsageError(told, ctx)


@contextmanager
def suggesting(ctx: click.Context) -> Iterator[None]:
    """Where an option does not exist, say which one may have been meant, or where it belongs."""
    try:
        yield
    except click.NoSuchOption as error:
        flag, parent = error.option_name, ctx.parent
        flags = {known.lstrip("-"): known for param in ctx.command.params for known in param.opts if known[0] == "-"}
        near = [flags[name] for name in nearest(flag.lstrip("-"), flags)]
        hint = did_you_mean(near) or f"; {ctx.command_path} --help lists the options"
        if isinstance(ctx.command, click.Group) and _of_commands(ctx, flag):
            hint = f"; write it after the command: {ctx.command_path} COMMAND {flag} …"
        elif parent is not None and any(flag in param.opts for param in parent.command.params):
            hint = f"; write it before the command: {parent.command_path} {flag} … {ctx.info_name}"
        elif argument := _argument(ctx.command, flag):
            hint = f"; write its value alone: {ctx.command_path} {argument}"
        raise click.UsageError(f"no such option {one_line(flag)}{hint}", ctx) from None


def _of_commands(ctx: click.Context, flag: str) -> bool:
    """Whether a command of a group has an option."""
    group = cast(click.Group, ctx.command)
    commands = [command for name in group.list_commands(ctx) if (command := group.get_command(ctx, name))]
    return any(flag in param.opts for command in commands for param in command.params)


def _argument(command: click.Command, flag: str) -> str:
    """The metavar of the argument that an option is named like, if one is."""
    named = [param for param in command.params if isinstance(param, click.Argument)]
    return next((one.human_readable_name.upper() for one in named if f"--{one.name}" == flag), "")


def in_quotes(ctx: click.Context) -> str:
    """The tail of a message with the command line as it should be, names of several words in quotes; nothing if it has none."""
    from shlex import quote

    words = [*ctx.meta[ARGUMENTS]]
    if not 1 < len(words) <= MOST_WORDS:
        return ""
    try:
        graph = load(data_of(ctx))
    except (KgError, click.UsageError):
        return ""

    def is_name(several: list[str]) -> bool:
        text = " ".join(several)
        name = text.partition("=")[2] if "=" in several[0] else text  # perhaps the value of a parameter
        return not any(word.startswith("-") for word in several) and name in graph

    line, found = [ctx.command_path], False
    while words:
        size = next((size for size in range(len(words), 1, -1) if is_name(words[:size])), 1)
        text, found = " ".join(words[:size]), found or size > 1
        line.append(f'"{text}"' if size > 1 else quote(text))
        del words[:size]
    return f"; quote names of several words: {' '.join(line)}" if found else ""


def _elsewhere(ctx: click.Context, value: str) -> list[str]:
    """The options of a command that would take a value."""
    options = [param for param in ctx.command.params if isinstance(param, click.Option) and not param.is_flag]
    return [
        f"{option.opts[0]} {value}"
        for option in options
        if any(item.value == value and item.type == "plain" for item in option.shell_complete(ctx, value))
    ]


def command(name: str, *examples: str, **extra: Any) -> Callable[[Command], click.Command]:
    """A command whose help ends with examples, one per line."""
    return click.command(name, _Command, examples=examples, **extra)
