"""The data that a command asks: the options that name it, and the graph that they name."""

import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import Option, PathType, answer_form, options
from kg.errors import DataError, Problem, shown
from kg.tables.reading import PACKAGED

if TYPE_CHECKING:
    import kg

BEFORE = "is given before the command as well"
NOT_IN_NODES = re.compile(r"'(.+?)' is not in nodes\.tsv")

Data = tuple[Path | str, ...]
"""The data that a command asks: data folders, PACKAGED among them, or a file; empty for the default."""

SCHEMA = "kg.schema"
"""Where a context keeps the data folders that are given for --schema."""


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

answer_options = options(data_folder, answer_form)
"""The options of a command that prints an answer: which data it asks, and the form of the answer."""


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
        from kg.folders import has_evidence

        evidence = has_evidence(*data or (PACKAGED,))
    try:
        return loading.load(*data, evidence=evidence, base_iri=base_iri, positions=positions)
    except DataError as error:
        if hint := with_packaged(error.problems, data, instead):
            error.add_note(hint)
        raise


def with_packaged(problems: Iterable[Problem], data: Data, instead: str = "") -> str:
    """What to type where tables name nodes that only the packaged data has; nothing where they do not."""
    from shlex import quote

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
