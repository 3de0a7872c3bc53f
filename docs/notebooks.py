"""Notebooks as Markdown: each cell of code is run, and followed by what it shows."""

from typing import Any


def as_markdown(notebook: dict[str, Any]) -> str:
    """The text of a notebook, with what its cells show when they are run now."""
    parts = []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        parts.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
    return "\n\n".join(parts) + "\n"
