"""What commands share: the options that several have, and the graph they ask."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, cast

import click

from kg.errors import (
    LONGEST,
    DataError,
    KgError,
    Problem,
    UnknownName,
    UnknownNode,
    did_you_mean,
    nearest,
    one_line,
    shown,
)
from kg.files import expanded
from kg.tables.reading import PACKAGED

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    import kg

WORDS = re.compile(r"(?:'[^']*'|\"[^\"]*\"|\S)+")
"""The words of a line as a shell takes them, in their quotes."""

BEFORE = "is given before the command as well"

ARGUMENTS = "kg.arguments"
"""Where a context keeps the words that a command was given."""

NOT_IN_NODES = re.compile(r"'(.+?)' is not in nodes\.tsv")

MOST_WORDS = 20
"""The most words in which names are looked for."""

Command = Callable[..., Any]
Option = Callable[[Command], Command]
Completion = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]
Data = tuple[Path | str, ...]
"""The data that a command asks: data folders, PACKAGED among them, or a file; empty for the default."""

SCHEMA = "kg.schema"
"""Where a context keeps the data folders that are given for --schema."""


def options(*several: Option) -> Option:
    """Several options, in this order, as one."""
    return lambda command: reduce(lambda made, option: option(made), reversed(several), command)


def number_option(flag: str, kind: click.IntRange | click.FloatRange, metavar: str, default: int, text: str) -> Option:
    """An option for a number, with `text` and its default as its help."""
    return click.option(flag, type=kind, metavar=metavar, default=default, show_default=True, help=text)


def limit_option(what: str) -> Option:
    """The most records that are listed."""
    return click.option(
        "--limit", type=click.IntRange(1), metavar="N", help=f"Maximum number of {what}.  [default: all]"
    )


class _Seconds(click.FloatRange):
    """The seconds that `time_limit` accepts; click itself would let NaN pass as within any range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds: float = super().convert(value, param, ctx)
        return self.fail(f"{value} is not a number of seconds", param, ctx) if seconds != seconds else seconds


def timeout_option(text: str) -> Option:
    """The option for a time limit, with `text` as its help."""
    return number_option("--timeout", _Seconds(0, LONGEST, min_open=True), "SECONDS", 60, text)


def filter_option(flag: str, metavar: str, text: str, complete: Completion | None = None, *, also: str = "") -> Option:
    """A repeatable option for names or ids to filter by, with `text` as its help, and perhaps another flag: several or None."""

    def value(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
        return values or None

    name = flag.removeprefix("--").replace("-", "_")
    flags = (flag, also, name) if also else (flag,)
    return click.option(*flags, metavar=metavar, help=text, shell_complete=complete, multiple=True, callback=value)


def held_option(flag: str, text: str, complete: Completion | None = None) -> Option:
    """A filter that also takes `any`, for True, and `none`, for False."""

    def value(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | bool | None:
        if len(values) > 1 and (alone := [value for value in values if value in ("any", "none")]):
            raise click.BadParameter(f"{alone[0]} is given next to another value; write it alone")
        return {(): None, ("any",): True, ("none",): False}.get(values, values)

    return click.option(flag, metavar="NAME", help=text, shell_complete=complete, multiple=True, callback=value)


def flag_option(name: str, text: str) -> Option:
    """A filter that is on, off, or not given."""
    return click.option(f"--{name}/--no-{name}", default=None, help=text)


class PathType(click.Path):
    """A path; `~` is the home folder also where the shell leaves it, in quotes and after `=`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(str(expanded(value)), param, ctx)


def path_option(*flags: str, metavar: str, text: str, default: str | None = None, **kind: bool) -> Option:
    """An option for a path, of a `kind` in the words of `click.Path`, with `text` as its help."""
    path = PathType(path_type=Path, **kind)
    return click.option(*flags, type=path, metavar=metavar, default=default, show_default=bool(default), help=text)


class _Folder(PathType):
    """A data folder, perhaps PACKAGED, or perhaps a file that holds a graph: it must be there, unless it may be made."""

    def __init__(self, *, file: bool = False, several: bool = False, made: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=file or not made)
        self.takes_file, self.several, self.made = file, several, made

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == PACKAGED:
            if self.several:
                return value
            self.fail(
                f"{PACKAGED} is the data that comes with kg, which no command changes; name a folder of yours",
                param,
                ctx,
            )
        path = super().convert(value, param, ctx)
        if self.made:
            return path
        if not path.exists() and not (self.takes_file and _is_there(path)):
            what = "folder or file" if self.takes_file else "folder"
            self.fail(
                f"there is no {what} {shown(path)}; name one that holds the tables, or omit {param.opts[0] if param else 'it'}",
                param,
                ctx,
            )
        if not path.is_dir() and not self.takes_file:
            self.fail(f"{shown(path)} is a file; this command works on the tables of a data folder", param, ctx)
        return path


def _is_there(path: Path) -> bool:
    from kg.formats.packing import is_there

    return is_there(path)


def data_option(default: str, *, file: bool = True, several: bool = True) -> Option:
    """The option for the data: a tuple where there may be several, or else a path or None."""

    def value(ctx: click.Context, param: click.Parameter, given: Any) -> Any:
        paths = given if several else (given,) if given is not None else ()
        first = () if ctx.parent is None else ctx.find_root().params.get("data") or ()
        if first and paths != first:
            raise click.BadParameter(f"{BEFORE}, as {', '.join(map(shown, first))}; give it once")
        if len(paths) > 1 and (files := [path for path in paths if isinstance(path, Path) and not path.is_dir()]):
            raise click.BadParameter(f"{shown(files[0])} is a file; several data folders make one graph, but no files")
        return given

    what, metavar = ("Data folder, or a file with a graph", "PATH") if file else ("Data folder", "DIR")
    again = f"; several folders, {PACKAGED} among them, are one graph" if several else ""
    kind = _Folder(file=file, several=several)
    text = f"{what}{again}.  [default: {default}]"
    return click.option("--data", type=kind, metavar=metavar, help=text, multiple=several, callback=value)


def _keep_schema(ctx: click.Context, param: click.Parameter, given: Data) -> None:
    """Keep the folders of --schema, which is given before a command or after it."""
    if given and ctx.meta.setdefault(SCHEMA, given) != given:
        raise click.BadParameter(f"{BEFORE}, as {', '.join(map(shown, ctx.meta[SCHEMA]))}; give it once")


schema_option = click.option(
    "--schema",
    type=_Folder(file=False, several=True),
    metavar="DIR",
    help=f"Data folder that has the schema of a file or an endpoint; several, {PACKAGED} among them, as for --data.  "
    "[default: the packaged one]",
    multiple=True,
    expose_value=False,
    callback=_keep_schema,
)
data_folder = options(data_option("the packaged one"), schema_option)
own_tables = data_option("./data", file=False, several=False)
new_tables = click.option(
    "--data", type=_Folder(made=True), metavar="DIR", help="Data folder, made where there is none.  [default: ./data]"
)
NEAR = "./data if it exists, else the packaged one"
near_tables = data_option(NEAR, file=False)
base_iri_option = click.option("--base-iri", metavar="IRI", help="Base IRI of the dataset, in place of its own.")
answer_form = options(
    click.option("--json", "form", flag_value="json", help="JSON instead of a table."),
    click.option(
        "--csv", "form", flag_value="csv", help="CSV instead of a table; what looks like a formula gets a leading '."
    ),
    click.option("--markdown", "form", flag_value="markdown", help="Markdown instead of a table."),
)
"""The options for the form of an answer."""

answer_options = options(data_folder, answer_form)
"""The options of a command that prints an answer: which data it asks, and the form of the answer."""


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
    words = [*ctx.meta[ARGUMENTS]]
    try:
        graph = load(data_of(ctx)) if 1 < len(words) <= MOST_WORDS else ()
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


def load(
    data: Data,
    base_iri: str | None = None,
    *,
    positions: bool = False,
    evidence: bool | None = False,
    instead: str = "",
) -> "kg.KnowledgeGraph":
    """The graph that a command asks. Places in the picture and evidence are read only on demand; None: what there is of it.

    `instead` is the command for several data folders, where this one takes only one.
    """
    ctx = click.get_current_context(silent=True)
    chosen = {} if ctx is None else ctx.find_root().params
    endpoint, graph = chosen.get("endpoint"), chosen.get("graph")
    if endpoint is None and graph is not None:
        raise click.UsageError("kg --graph names a graph at an endpoint; give --endpoint URL as well")
    from kg import loading

    if endpoint is not None:
        if data:
            raise click.UsageError("--endpoint and --data each name a graph; omit one of them")
        return loading.connect(endpoint, graph=graph, schema=schema_given(), login=prompt_login())
    if base_iri is not None:
        from kg.schema import is_base

        if not is_base(base_iri):
            message = f"{base_iri!r} is not an absolute IRI; write one such as https://example.org/kg"
            raise click.BadParameter(message, param_hint="--base-iri")
    if (path := file_of(data)) is not None:
        return loading.of_file(path, None, schema_given(), base_iri)
    if schema_given():
        raise click.UsageError("--schema is for a file or an endpoint; a data folder has its own, omit it")
    if evidence is None:
        evidence = loading.has_evidence(*data or (PACKAGED,))
    try:
        return loading.load(*data, evidence=evidence, base_iri=base_iri, positions=positions)
    except DataError as error:
        if hint := with_packaged(error.problems, data, instead):
            error.add_note(hint)
        raise


def with_packaged(problems: Iterable[Problem], data: Data, instead: str = "") -> str:
    """What to type where tables name nodes that only the packaged data has; nothing where they do not."""
    from kg import loading

    missing = {match[1] for problem in problems if (match := NOT_IN_NODES.match(problem.message))}
    if not missing or PACKAGED in data:
        return ""
    known = missing & {node.slug for node in loading.load(positions=False)}
    if not known:
        return ""
    folders = " ".join(f"--data {quote(str(path))}" for path in (PACKAGED, *data))
    some = "a node that these name" if len(known) == 1 else f"{len(known)} nodes that these name"
    return f"the packaged data has {some}: {instead or 'give'} {folders}"


def data_of(ctx: click.Context) -> Data:
    """The data that was given to a command, which may take only one folder."""
    given = ctx.params.get("data")
    return given if isinstance(given, tuple) else () if given is None else (given,)


def schema_given() -> Data | None:
    """The data folders under whose schema a file or an endpoint was written; None where none is named."""
    ctx = click.get_current_context(silent=True)
    given: Data | None = None if ctx is None else ctx.meta.get(SCHEMA)
    return given


def file_of(data: Data) -> Path | None:
    """The file that was given as the data, if it is one."""
    return data[0] if len(data) == 1 and isinstance(data[0], Path) and not data[0].is_dir() else None


def prompt_login() -> Callable[[], tuple[str, str]] | None:
    """A function that asks for a login that the environment lacks; None without a terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    user = os.environ.get("KG_USER")
    return lambda: (user or click.prompt("user", err=True), click.prompt("password", hide_input=True, err=True))
