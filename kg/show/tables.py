"""Answers as the tables that people read: names and short cells."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model import Claim, Edge, Graph, Node, Shown, slug
from kg.schema import NODE
from kg.show.values import kind_of, parts, record_values
from kg.tables.columns import QUALIFIERS

if TYPE_CHECKING:
    from kg.query.compare import Comparison
    from kg.query.match import Matches
    from kg.query.matrix import Matrix


class Link(str):
    """The text of a cell that leads to an `address` on the web."""

    __slots__ = ("address",)
    address: str

    def __new__(cls, text: str, address: str) -> "Link":
        self = super().__new__(cls, text)
        self.address = address
        return self


class Table(NamedTuple):
    """A table that people read: its columns, rows of names and short cells, and what it is about."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    title: str = ""


def tables(graph: Graph, answer: Shown) -> list[Table]:
    """An answer as the tables that people read; none where there is nothing."""
    return [table for table in TABLES[kind_of(answer, TABLES)](graph, answer) if table.rows]


def triple(graph: Graph, edge: Edge | Claim) -> str:
    """An edge or claim as words: subject, predicate, object, by their names; followed by `[denied]` if it is not affirmed."""
    predicate = graph.schema.predicates[edge.predicate]
    affirmed = edge.affirmed if isinstance(edge, Edge) else edge.polarity == "affirmed"
    words = f"{graph[edge.subject].name} {predicate.label} {graph[edge.object].name}"
    return words if affirmed else f"{words} [denied]"


def _claims(graph: Graph, claims: Iterable[Claim], title: str = "") -> Table:
    rows = [(c.slug, c.statement, c.certainty, graph.section(c.section).slug, slug(c.source)) for c in claims]
    return Table(("id", "statement", "certainty", "section", "source"), rows, title)


def _node(graph: Graph, node: Node) -> list[Table]:
    terms = [(m.match, Link(m.term, graph.schema.expand(m.term)), m.label) for m in node.mappings]
    outgoing, incoming = edges_at(graph, node)

    def claims(edges: Iterable[Edge], title: str) -> Table:
        rows = [(triple(graph, e), c.slug, c.statement, c.certainty, slug(c.section)) for e in edges for c in e.claims]
        return Table(("edge", "claim", "statement", "certainty", "section"), rows, f"{title}: {len(rows)}")

    mentions = graph.mentions(node)
    return [
        Table(("match", "public term", "label"), terms, "in public vocabularies"),
        claims(outgoing, "claims about it"),
        claims(incoming, "claims that point to it"),
        _claims(graph, mentions, f"other claims that name it: {len(mentions)}"),
    ]


def edges_at(graph: Graph, node: Node) -> tuple[list[Edge], list[Edge]]:
    """The edges from a node, and those to it from another."""
    outgoing = [edge for edge in graph.edges(subject=node) if edge.subject == node.id]
    return outgoing, [edge for edge in graph.edges(object=node) if edge.object == node.id != edge.subject]


def facts(graph: Graph, claim: Claim) -> list[tuple[str, str]]:
    """What there is to say of a claim beside its statement: its certainty, its place, its figure, its qualifiers …"""
    found = [
        ("certainty", claim.certainty),
        ("section", f"{graph.section(claim.section).slug} ¶{claim.paragraph}"),
        ("source", slug(claim.source)),
        ("figure", str(claim.quantity or "")),
        *((name, qualifier(graph, getattr(claim, name))) for name in QUALIFIERS),
        ("inferred", "inferred by the curator" if claim.inferred else ""),
        ("note", claim.note),
    ]
    return [(name, value) for name, value in found if value]


def qualifier(graph: Graph, values: Iterable[str]) -> str:
    """The values of a qualifier in words: names for nodes, texts as they are."""
    return ", ".join(graph[value].name if value.startswith(f"{NODE}:") else value for value in values)


def comparison_table(comparison: "Comparison") -> Table:
    """A row for each predicate, with what it leads to from each node, and what they share."""
    join = "; ".join
    rows = [
        [row.label, *(join(map(str, cell)) or "no claim" for cell in row.cells), join(node.name for node in row.shared)]
        for row in comparison.by_predicate
    ]
    return Table(["", *(node.name for node in comparison.nodes), "shared by all"], rows)


def _matrix(graph: Graph, matrix: "Matrix") -> list[Table]:
    """A row for each node of the one category, a column for each of the other, in each cell what joins them."""
    cells, columns = matrix.cells, matrix.column_nodes
    rows = [[row.name, *(str(cells.get((row.id, column.id), "")) for column in columns)] for row in matrix.row_nodes]
    return [Table(["", *(column.name for column in columns)], rows)]


def _matches(matches: "Matches") -> Table:
    rows = [
        [*(match[name].name for name in matches.variables), match.modality, " ".join(c.slug for c in match.claims)]
        for match in matches
    ]
    return Table([*matches.variables, "certainty", "claims"], rows)


EXPLANATION = ("part", "claim", "statement", "certainty")
PATHS = ("steps", "certainty", "path", "claims")
TABLES: dict[str, Callable[[Graph, Any], list[Table]]] = {
    "Node": _node,
    "Claim": lambda graph, claim: [Table(("", ""), [("edge", triple(graph, claim)), *facts(graph, claim)])],
    "Edge": lambda graph, edge: [_claims(graph, edge.claims)],
    "Record": lambda graph, record: [Table(("", ""), [pair for pair in record_values(record).items() if pair[1]])],
    "Nodes": lambda graph, nodes: [Table(("id", "category", "name"), [(n.slug, n.category, n.name) for n in nodes])],
    "Edges": lambda graph, edges: [
        Table(("claims", "certainty", "edge"), [(len(e.claims), e.certainty, triple(graph, e)) for e in edges])
    ],
    "Claims": lambda graph, claims: [_claims(graph, claims)],
    "Sources": lambda graph, sources: [
        Table(
            ("id", "published", "claims", "title"),
            [(s.slug, s.published or "undated", len(graph.claims(source=s.id)), s.title) for s in sources],
        )
    ],
    "Tensions": lambda graph, tensions: [
        Table(("id", "weight", "kind", "why"), [(t.slug, t.weight, t.kind, t.why) for t in tensions])
    ],
    "Path": lambda graph, path: [_claims(graph, path.claims)],
    "Paths": lambda graph, paths: [
        Table(PATHS, [(len(path), path.modality, path, " ".join(c.slug for c in path.claims)) for path in paths])
    ],
    "Matrix": _matrix,
    "Comparison": lambda graph, found: [
        comparison_table(found),
        _claims(graph, found.beside, "other claims that name several of them"),
    ],
    "Explanation": lambda graph, found: [
        Table(EXPLANATION, [(part, c.slug, c.statement, c.certainty) for part, c in parts(found)])
    ],
    "Matches": lambda graph, matches: [_matches(matches)],
    "Result": lambda graph, result: [
        Table(result.columns, result.words)
        if result.columns
        else Table(("",), [("a row without columns",)] * len(result))
    ],
}
HEADINGS: dict[str, Callable[[Graph, Any], list[str]]] = {
    "Node": lambda graph, node: [
        f"{node.name}, {graph.schema.categories[node.category].label} {node.id}",
        *([f"also: {'; '.join(node.abbreviations + node.synonyms)}"] if node.abbreviations or node.synonyms else []),
        node.definition or "No definition recorded.",
        *([f"Note: {node.note}"] if node.note else []),
    ],
    "Claim": lambda graph, claim: [f"{claim.statement} ({claim.id})"],
    "Edge": lambda graph, edge: [triple(graph, edge)],
    "Path": lambda graph, path: [str(path)],
    "Paths": lambda graph, paths: [paths.verdict],
    "Explanation": lambda graph, found: [found.verdict, *([str(found.chain)] if found.chain is not None else [])],
    "Shown": lambda graph, answer: [] if answer else [nothing(answer)],
}


def heading(graph: Graph, answer: Shown) -> list[str]:
    """What an answer says ahead of its tables, line by line."""
    return HEADINGS[kind_of(answer, HEADINGS)](graph, answer)


def nothing(answer: Shown) -> str:
    """What to say where an answer is empty."""
    kind = kind_of(answer, ("Records", "Comparison", "Shown"))
    if kind == "Records":
        return f"no matching {type(answer).__name__.lower()}"
    if kind == "Comparison":
        filters = " that fits the filter" if answer.filtered else ""  # type: ignore[attr-defined]
        names = ", ".join(node.name for node in answer.nodes)  # type: ignore[attr-defined]
        return f"The sources make no claim{filters} about {names}."
    return str(getattr(answer, "verdict", "No claims match."))
