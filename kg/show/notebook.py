"""Answers as small HTML for a notebook: no colours of its own, every text escaped."""

from collections import Counter
from html import escape

from kg.model.answers import Shown
from kg.model.protocol import Graph
from kg.show.tables import Link, Table, heading, left_out, tables

ROWS = 50
"""How many rows of a table are shown."""


class Html(str):
    """A text that is HTML already."""

    __slots__ = ()


def html(value: object) -> Html:
    """A value as HTML: a link for a Link, and escaped, unless it is HTML already."""
    if isinstance(value, Link) and value.address.startswith(("https://", "http://")):
        return Html(f'<a href="{escape(value.address)}" target="_blank" rel="noopener">{escape(value)}</a>')
    return value if isinstance(value, Html) else Html(escape(str(value)))


def element(tag: str, *parts: object) -> Html:
    """An HTML element around texts or HTML."""
    return Html(f"<{tag}>{''.join(map(html, parts))}</{tag}>")


def cell(tag: str, value: object) -> Html:
    """A cell of a table, with its text on the left: Jupyter would put it on the right, where sentences are hard to read."""
    return Html(f'<{tag} style="text-align:left">{html(value)}</{tag}>')


def table_html(table: Table) -> Html:
    """The first rows of a table, and how many are not shown; folded below its title, if it has one."""
    head = element("thead", element("tr", *(cell("th", name) for name in table.header)))
    body = element("tbody", *(element("tr", *(cell("td", value) for value in row)) for row in table.rows[:ROWS]))
    rest = element("p", f"{len(table.rows) - ROWS} more are not shown.") if len(table.rows) > ROWS else Html()
    shown = Html(element("table", head if any(table.header) else "", body) + rest)
    return Html(f"<details open>{element('summary', table.title)}{shown}</details>") if table.title else shown


def answer_html(graph: Graph, answer: Shown) -> str:
    """An answer: what it says in words, its tables, and what was left out."""
    if getattr(answer, "kind", "select") in ("ask", "construct", "describe"):
        return element("pre", answer)  # With its warnings.
    lines = [
        element("p", element("strong", line) if place == 0 else line)
        for place, line in enumerate(heading(graph, answer))
    ]
    more = [
        getattr(answer, "cut", ""),
        left_out(answer),
        *(f"warning: {warning}" for warning in getattr(answer, "warnings", ())),
    ]
    notes = [element("p", note) for note in more if note]
    return element("div", *lines, *map(table_html, tables(graph, answer)), *notes)


def graph_html(graph: Graph) -> str:
    """A graph: what it is, its nodes by category, its sources with their dates, and two lines to try."""
    dataset, schema, sources = graph.schema.dataset, graph.schema, graph.sources()
    nodes, edges, claims = graph.counts()
    counts = Counter(node.category for node in graph)
    categories = [(c.plural, counts[name], c.definition) for name, c in schema.categories.items() if counts[name]]
    dates = [(s.slug, s.title, s.published or "not stated", s.reviewed or "not stated") for s in sources]
    name = next((node.slug for node in graph), "a-node")
    return element(
        "div",
        element("p", element("strong", dataset.title), f", version {dataset.version} of {dataset.date}"),
        element("p", dataset.description),
        element("p", f"{nodes} nodes, {edges} edges, {claims} claims, {len(sources)} sources"),
        table_html(Table(("category", "nodes", "what it is"), categories)),
        table_html(Table(("source", "title", "published", "reviewed"), dates)),
        element("p", "Try:"),
        element("pre", f'g["{name}"]\ng.claims_frame(modality="hedged")'),
    )
