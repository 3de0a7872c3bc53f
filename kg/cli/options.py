"""What commands share: the kinds of option, and the options that several have."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.errors import LONGEST
from kg.files import expanded

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Command = Callable[..., Any]
Option = Callable[[Command], Command]
Completion = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


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


def timeout_option(text: str, default: int = 60) -> Option:
    """The option for a time limit, with `text` as its help."""
    return number_option("--timeout", _Seconds(0, LONGEST, min_open=True), "SECONDS", default, text)


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


base_iri_option = click.option("--base-iri", metavar="IRI", help="Base IRI of the dataset, in place of its own.")

answer_form = options(
    click.option("--json", "form", flag_value="json", help="JSON instead of a table."),
    click.option(
        "--csv", "form", flag_value="csv", help="CSV instead of a table; what looks like a formula gets a leading '."
    ),
    click.option("--markdown", "form", flag_value="markdown", help="Markdown instead of a table."),
)
"""The options for the form of an answer."""
