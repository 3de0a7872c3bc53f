"""How answers look: as text in a terminal, as Markdown, as HTML in a notebook, as rows, as a pandas.DataFrame."""

from typing import Any

from kg.model.answers import Form, Shown
from kg.model.protocol import Graph


def shown(graph: Graph, answer: Shown, form: Form) -> Any:
    """An answer of a graph in a form: rows are a list of dicts, a frame is a pandas.DataFrame, all else a str.

    For a `terminal` the text has headings in bold.
    """
    if form in ("text", "terminal"):
        from kg.show import terminal

        text = terminal.text(graph, answer)
        return text if form == "terminal" else terminal.unstyled(text)
    if form == "markdown":
        from kg.show.terminal import markdown

        return markdown(graph, answer)
    if form == "html":
        from kg.show import notebook

        return notebook.answer_html(graph, answer)
    from kg.show import frames, values

    return values.rows(answer) if form == "rows" else frames.frame(answer)
