"""Answers as small HTML for a notebook: no colours of its own, every text escaped."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.model import Claim, Edge, Graph, Node, Shown, slug
from kg.show.values import Table, kind_of, nothing, record_values, tables, triple

if TYPE_CHECKING:
    from kg.query.compare import Comparison
    from kg.query.explain import Explanation
    from kg.query.paths import Path, Paths

ROWS = 50
"""How many rows of a table are shown."""


def html_of(graph: Graph, answer: Shown) -> str:
    """An answer as HTML."""
    return HTML[kind_of(answer, HTML)](graph, answer)


class Html(str):
    """A text that is HTML already."""

    __slots__ = ()


def html(value: object) -> Html:
    """A value as HTML: escaped, unless it is HTML already."""
    return value if isinstance(value, Html) else Html(escape(str(value)))


def element(tag: str, *parts: object) -> Html:
    """An HTML element around texts or HTML."""
    return Html(f"<{tag}>{''.join(map(html, parts))}</{tag}>")


def cell(tag: str, value: object) -> Html:
    """A cell of a table, with its text on the left: Jupyter would put it on the right, where sentences are hard to read."""
    return Html(f'<{tag} style="text-align:left">{html(value)}</{tag}>')


def link(words: str, address: str) -> Html:
    """A link, where the address is one of the web; else the words alone."""
    if not address.startswith(("https://", "http://")):
        return html(words)
    return Html(f'<a href="{escape(address)}" target="_blank" rel="noopener">{escape(words)}</a>')


def table(header: Sequence[str], rows: Iterable[Sequence[object]], count: int) -> Html:
    """An HTML table of the first of `count` rows, and how many are not shown."""
    head = element("thead", element("tr", *(cell("th", name) for name in header)))
    body = element("tbody", *(element("tr", *(cell("td", value) for value in row)) for row in islice(rows, ROWS)))
    rest = element("p", f"{count - ROWS} more are not shown.") if count > ROWS else Html()
    return Html(element("table", head, body) + rest)


def claims_table(claims: Sequence[Claim]) -> Html:
    """Claims as a table: id, statement, firmness, section."""
    rows = ((claim.slug, claim.statement, claim.certainty, slug(claim.section)) for claim in claims)
    return table(("claim", "statement", "certainty", "section"), rows, len(claims))


def graph_html(graph: Graph) -> str:
    """A graph: what it is, its nodes by category, its sources with their dates, and two lines to try."""
    dataset, schema = graph.schema.dataset, graph.schema
    nodes, edges, claims = graph.counts()
    counts = Counter(node.category for node in graph)
    categories = [
        (schema.categories[name].plural, counts[name], schema.categories[name].definition)
        for name in schema.categories
        if counts[name]
    ]
    sources = graph.sources()
    dates = [
        (source.slug, source.title, source.published or "not stated", source.reviewed or "not stated")
        for source in sources
    ]
    name = next((node.slug for node in graph), "a-node")
    return element(
        "div",
        element("p", element("strong", dataset.title), f", version {dataset.version} of {dataset.date}"),
        element("p", dataset.description),
        element("p", f"{nodes} nodes, {edges} edges, {claims} claims, {len(sources)} sources"),
        table(("category", "nodes", "what it is"), categories, len(categories)),
        table(("source", "title", "published", "reviewed"), dates, len(dates)),
        element("p", "Try:"),
        element("pre", f'g["{name}"]\ng.claims_frame(modality="hedged")'),
    )


def node_html(graph: Graph, node: Node) -> str:
    """A node: its names, definition and public terms, and the claims out of it and into it."""
    category = graph.schema.categories[node.category].label
    parts = [element("p", element("strong", node.name), f", {category} ", element("code", node.id))]
    other = (*node.abbreviations, *node.synonyms)
    parts += [element("p", "also: ", "; ".join(other))] if other else []
    parts += [element("p", node.definition or "No definition recorded.")]
    parts += [element("p", "Note: ", node.note)] if node.note else []
    terms = [(m.match, link(m.term, graph.schema.expand(m.term)), m.label) for m in node.mappings]
    parts += [table(("match", "public term", "label"), terms, len(terms))] if terms else []
    outgoing = [edge for edge in graph.edges(subject=node) if edge.subject == node.id]
    incoming = [edge for edge in graph.edges(object=node) if edge.object == node.id != edge.subject]
    for edges, title in ((outgoing, "claims about it"), (incoming, "claims that point to it")):
        rows = [
            (triple(graph, edge), claim.slug, claim.statement, claim.certainty, slug(claim.section))
            for edge in edges
            for claim in edge.claims
        ]
        if rows:
            header = ("edge", "claim", "statement", "certainty", "section")
            parts.append(_folded(f"{title}: {len(rows)}", table(header, rows, len(rows))))
    mentions = graph.mentions(node)
    if mentions:
        parts.append(_folded(f"other claims that name it: {len(mentions)}", claims_table(mentions)))
    return element("div", *parts)


def _folded(title: str, content: Html) -> Html:
    return Html(f"<details open>{element('summary', title)}{content}</details>")


def _edge(graph: Graph, edge: Edge) -> str:
    return element("div", element("p", element("strong", triple(graph, edge))), claims_table(edge.claims))


def _claim(graph: Graph, claim: Claim) -> str:
    """A claim: its statement, and below it how certain it is, where it is made, its figure and its qualifiers."""
    facts = [
        ("edge", triple(graph, claim)),
        ("certainty", claim.certainty),
        ("section", f"{slug(claim.section)} ¶{claim.paragraph}"),
        ("figure", claim.quantity or ""),
        *((name, ", ".join(getattr(claim, name))) for name in ("population", "comparator", "aspect", "context")),
        ("inferred", "by the curator" if claim.inferred else ""),
        ("note", claim.note),
    ]
    title = element("p", element("strong", claim.statement), " ", element("code", claim.id))
    return element("div", title, facts_table(facts))


def facts_table(facts: Iterable[tuple[str, object]]) -> Html:
    """Names and values as a table, without those that say nothing."""
    rows = ((element("strong", name), value) for name, value in facts if value)
    return element("table", *(element("tr", cell("td", name), cell("td", value)) for name, value in rows))


def _path(graph: Graph, path: "Path") -> Html:
    return element("div", element("p", element("strong", path)), claims_table(path.claims))


def _paths(graph: Graph, paths: "Paths") -> str:
    rows = ((len(path), path.modality, path) for path in paths)
    parts = [table(("steps", "certainty", "path"), rows, len(paths))] if paths else []
    cut = [element("p", paths.cut)] if paths.cut else []
    return element("div", element("p", paths.verdict), *parts, *cut)


def _explanation(graph: Graph, found: "Explanation") -> str:
    parts = [element("p", element("strong", found.verdict))]
    parts += [claims_table(found.claims)] if found.claims else []
    parts += [_path(graph, found.chain)] if found.chain is not None else []
    parts += [element("p", "Other claims that name both:"), claims_table(found.beside)] if found.beside else []
    return element("div", *parts)


def _comparison(graph: Graph, found: "Comparison") -> str:
    by_predicate, *_ = (*tables(graph, found), None)
    parts = [_table(by_predicate)] if found.by_predicate and by_predicate else [element("p", "no claim")]
    parts += (
        [element("p", "Other claims that name several of them:"), claims_table(found.beside)] if found.beside else []
    )
    return element("div", *parts)


def _tables(graph: Graph, answer: Shown) -> str:
    parts = list(map(_table, tables(graph, answer))) or [element("p", nothing(answer))]
    cut = getattr(answer, "cut", "")
    return element("div", *parts, *([element("p", cut)] if cut else []))


def _table(of: Table) -> Html:
    header, rows = of
    return table(header, rows, len(rows))


HTML: dict[str, Callable[[Graph, Any], str]] = {
    "Node": node_html,
    "Claim": _claim,
    "Edge": _edge,
    "Record": lambda graph, record: facts_table(record_values(record).items()),
    "Records": _tables,
    "Matches": _tables,
    "Path": _path,
    "Paths": _paths,
    "Explanation": _explanation,
    "Comparison": _comparison,
    "Result": lambda graph, result: _tables(graph, result) if result.kind == "select" else element("pre", result),
}
