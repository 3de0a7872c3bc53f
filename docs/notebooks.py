"""Notebooks as Markdown: each cell of code is run, and followed by what it shows."""

import ast
import re
from contextlib import chdir, redirect_stdout
from io import StringIO
from tempfile import TemporaryDirectory
from typing import Any


def as_markdown(notebook: dict[str, Any]) -> str:
    """The text of a notebook, with what its cells show when they are run now, one after the other, in an empty folder.

    ValueError says which cell fails.
    """
    names: dict[str, Any] = {}
    parts: list[str] = []
    with TemporaryDirectory() as place, chdir(place):
        for number, cell in enumerate(notebook["cells"], 1):
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                parts.append(text)
                continue
            try:
                parts += [_block("python", text), *_shown(text, names)]
            except Exception as error:
                raise ValueError(f"cell {number} fails: {type(error).__name__}: {error}") from error
    return "\n\n".join(parts) + "\n"


def _shown(code: str, names: dict[str, Any]) -> list[str]:
    """What a cell prints, then the value of its last line, as HTML if it has such a form."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None
    parts = [_block("text", text)] if (text := printed.getvalue().rstrip()) else []
    if as_html := getattr(value, "_repr_html_", None):
        # A corner without text is no header.
        html = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", as_html())
        parts.append(_block("{raw} html", f'<div class="shown">{html}</div>'))
    elif value is not None:
        parts.append(_block("text", repr(value)))
    return parts


def _block(kind: str, text: str) -> str:
    return f"`````{kind}\n{text}\n`````"
