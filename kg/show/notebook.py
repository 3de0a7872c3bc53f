"""How records look in a notebook: small HTML without colours of its own, every text escaped."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from kg.model import Claim, Edge, Node, Nodes, slug
from kg.show.terminal import firmness, triple

if TYPE_CHECKING:
    from kg.model import Graph
    from kg.query.compare import Comparison
    from kg.query.match import Matches
    from kg.query.paths import Explanation, Path, Paths

ROWS = 50
"""How many rows of a table are shown."""


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
    rows = ((claim.slug, claim.statement, firmness(claim), slug(claim.section)) for claim in claims)
    return table(("claim", "statement", "firmness", "section"), rows, len(claims))


def graph_html(graph: "Graph", edges: int, claims: int) -> str:
    """A graph: what it is, its nodes by category, its sources with their dates, and two lines to try."""
    dataset, schema = graph.schema.dataset, graph.schema
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
        element("p", f"{len(graph)} nodes, {edges} edges, {claims} claims, {len(sources)} sources"),
        table(("category", "nodes", "what it is"), categories, len(categories)),
        table(("source", "title", "published", "reviewed"), dates, len(dates)),
        element("p", "Try:"),
        element("pre", f'g["{name}"]\ng.claims_frame(modality="hedged")'),
    )


def node_html(node: Node) -> str:
    """A node: its names, definition and public terms, and the claims out of it and into it."""
    graph = node.graph
    category = node.category if graph is None else graph.schema.categories[node.category].label
    parts = [element("p", element("strong", node.name), f", {category} ", element("code", node.id))]
    other = (*node.abbreviations, *node.synonyms)
    parts += [element("p", "also: ", "; ".join(other))] if other else []
    parts += [element("p", node.definition or "No definition recorded.")]
    parts += [element("p", "Note: ", node.note)] if node.note else []
    terms = [
        (
            mapping.match,
            mapping.term if graph is None else link(mapping.term, graph.schema.expand(mapping.term)),
            mapping.label,
        )
        for mapping in node.mappings
    ]
    parts += [table(("match", "public term", "label"), terms, len(terms))] if terms else []
    if graph is not None:
        outgoing = [edge for edge in graph.edges(subject=node) if edge.subject == node.id]
        incoming = [edge for edge in graph.edges(object=node) if edge.object == node.id != edge.subject]
        for edges, title in ((outgoing, "claims about it"), (incoming, "claims that point to it")):
            rows = [
                (triple(graph, edge), claim.slug, claim.statement, firmness(claim), slug(claim.section))
                for edge in edges
                for claim in edge.claims
            ]
            if rows:
                header = ("edge", "claim", "statement", "firmness", "section")
                parts.append(_folded(f"{title}: {len(rows)}", table(header, rows, len(rows))))
        mentions = graph.mentions(node)
        if mentions:
            parts.append(_folded(f"other claims that name it: {len(mentions)}", claims_table(mentions)))
    return element("div", *parts)


def _folded(title: str, content: Html) -> Html:
    return Html(f"<details open>{element('summary', title)}{content}</details>")


def nodes_html(nodes: Nodes) -> str:
    """Nodes as a table."""
    rows = ((node.slug, node.category, node.name) for node in nodes)
    return table(("id", "category", "name"), rows, len(nodes)) if nodes else element("p", "no node")


def edge_html(edge: Edge) -> str:
    """An edge and its claims."""
    words = f"{slug(edge.subject)} {edge.predicate} {slug(edge.object)}"
    denied = Html() if edge.affirmed else html(" [denied]")
    return element("div", element("p", element("strong", words), denied), claims_table(edge.claims))


def claim_html(claim: Claim) -> str:
    """A claim: its statement, and below it how firmly it is put, where it stands, its figure and its qualifiers."""
    facts = [
        ("edge", f"{slug(claim.subject)} {claim.predicate} {slug(claim.object)}"),
        ("firmness", firmness(claim)),
        ("section", f"{slug(claim.section)} ¶{claim.paragraph}"),
        ("figure", claim.quantity or ""),
        *((name, ", ".join(getattr(claim, name))) for name in ("population", "comparator", "aspect", "context")),
        ("inferred", "by the curator" if claim.inferred else ""),
        ("note", claim.note),
    ]
    rows = [(element("strong", name), value) for name, value in facts if value]
    title = element("p", element("strong", claim.statement), " ", element("code", claim.id))
    return element("div", title, element("table", *(element("tr", cell("td", n), cell("td", v)) for n, v in rows)))


def path_html(path: "Path") -> str:
    """A path: its chain, and the claims of its steps."""
    return element("div", element("p", element("strong", path)), claims_table(path.claims))


def paths_html(paths: "Paths") -> str:
    """Paths, best first, and what was cut."""
    rows = ((len(path), path.modality, path) for path in paths)
    found = [table(("steps", "firmness", "path"), rows, len(paths))] if paths else []
    cut = [element("p", paths.cut)] if paths.cut else []
    return element("div", element("p", paths.verdict), *found, *cut)


def explanation_html(found: "Explanation") -> str:
    """What is said of two nodes together."""
    parts = [element("p", element("strong", found.verdict))]
    parts += [claims_table(found.claims)] if found.claims else []
    parts += [Html(path_html(found.chain))] if found.chain is not None else []
    parts += [element("p", "Other claims that name both:"), claims_table(found.beside)] if found.beside else []
    return element("div", *parts)


def comparison_html(found: "Comparison") -> str:
    """Nodes side by side, by predicate; then the claims that name several of them."""
    header, rows = found.table()
    parts = [table(header, rows, len(rows))] if rows else [element("p", "no claim")]
    parts += (
        [element("p", "Other claims that name several of them:"), claims_table(found.beside)] if found.beside else []
    )
    return element("div", *parts)


def matches_html(found: "Matches") -> str:
    """Answers to patterns as a table."""
    header, rows = found.table()
    parts = [table(header, rows, len(rows)) if rows else element("p", "The sources make no claims that fit.")]
    return element("div", *parts, *([element("p", found.cut)] if found.cut else []))
