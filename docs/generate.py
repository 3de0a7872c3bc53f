"""Writes the parts of the documents that are made from the code.

    python docs/generate.py

In docs/cli.md that is the help of every command, in docs/architecture.md the layers that import-linter checks. A part is
everything between the line `<!-- generated: NAME -->` and the line `<!-- end -->`.
"""

import ast
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from kg.cli import SECTIONS, cli

DOCS = Path(__file__).parent
ROOT = DOCS.parent
WIDTH = 100


def commands() -> str:
    """The table of commands, then the help of each under the headings of `kg --help`."""
    context = cli.make_context("kg", [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH)
    rows = ["| command | what it does |", "|---|---|"]
    texts: list[str] = []
    for section, names in SECTIONS.items():
        texts += [f"## {section}", ""]
        for name in names:
            command = cli.get_command(context, name)
            assert command is not None
            rows.append(f"| [`kg {name}`](#kg-{name}) | {command.get_short_help_str(WIDTH)} |")
            own = click.Context(command, info_name=name, parent=context)
            texts += [f"### kg {name}", "", "```text", command.get_help(own), "```", ""]
    return "\n".join([*rows, "", *texts])


def layers() -> str:
    """The layers, highest first, each with its modules and what they are for."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contract = tools["importlinter"]["contracts"][0]
    names = [name.strip() for layer in contract["layers"] for name in layer.replace("|", ":").split(":")]
    return "\n".join(["```text", *(line for name in names for line in _layer(name)), "```", ""])


def _layer(name: str) -> Iterator[str]:
    path = ROOT / "kg" / name
    yield from _line(f"{name:12}", path)
    for part in sorted(path.iterdir() if path.is_dir() else []):
        if part.stem.isidentifier() and not part.stem.startswith("_") and _source(part).exists():
            yield from _line(f"  {part.stem:16}", part)


def _line(start: str, path: Path) -> list[str]:
    purpose = (ast.get_docstring(ast.parse(_source(path).read_text(encoding="utf-8"))) or "").partition("\n\n")[0]
    return textwrap.wrap(" ".join(purpose.split()), WIDTH, initial_indent=start, subsequent_indent=" " * len(start))


def _source(path: Path) -> Path:
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


PARTS = {"cli.md": ("commands", commands), "architecture.md": ("layers", layers)}


def document(name: str) -> str:
    """The document in docs/ called `name`, with its part made anew."""
    title, part = PARTS[name]
    start, end = f"<!-- generated: {title} -->\n", "<!-- end -->\n"
    before, rest = (DOCS / name).read_text(encoding="utf-8").split(start)
    return f"{before}{start}\n{part()}\n{end}{rest.split(end)[1]}"


if __name__ == "__main__":
    for name in PARTS:
        (DOCS / name).write_text(document(name), encoding="utf-8")
