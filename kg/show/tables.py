"""Answers as the tables that people read: names and short cells."""

from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.answers import Record, Shown, slug
from kg.model.certainty import Supported, denials, restrictions
from kg.model.nodes import Node, Nodes, led_to
from kg.model.protocol import Graph
from kg.model.records import Claim, Claims, Edge
from kg.schema import NODE
from kg.show.values import QUESTION, kind_of, parts, record_values, rows
from kg.tables.columns import QUALIFIERS

if TYPE_CHECKING:
    from kg.query.centrality import Ranking
    from kg.query.compare import Comparison, Entry
    from kg.query.components import Component
    from kg.query.match import Matches
    from kg.query.matrix import Matrix
    from kg.query.paths import Path


LIMITS = "restrictions"
"""The column that says for whom, compared with what and in which context something holds, and with which figure."""


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
    return [_needed(table) for table in TABLES[kind_of(answer, TABLES)](graph, answer) if table.rows]


def _needed(table: Table) -> Table:
    """A table without its column of restrictions where there are none."""
    if LIMITS not in table.header or any(row[table.header.index(LIMITS)] for row in table.rows):
        return table
    place = table.header.index(LIMITS)
    rows = [[*row[:place], *row[place + 1 :]] for row in table.rows]
    return table._replace(header=[name for name in table.header if name != LIMITS], rows=rows)


def triple(graph: Graph, edge: Edge | Claim, *notes: str) -> str:
    """An edge or claim as words: subject, predicate, object, by their names; in brackets that it is denied, and the notes."""
    predicate = graph.schema.predicates[edge.predicate]
    affirmed = edge.affirmed if isinstance(edge, Edge) else edge.polarity == "affirmed"
    words = f"{graph[edge.subject].name} {predicate.label} {graph[edge.object].name}"
    return noted(words, "" if affirmed else "denied", *notes)


def noted(words: str, *notes: str) -> str:
    """Words, and in brackets those of the notes that are not empty."""
    said = "; ".join(filter(None, notes))
    return f"{words} [{said}]" if said else words


def restricted(graph: Graph, claims: Sequence[Claim]) -> str:
    """For whom, compared with what and in which context claims hold, and their figures; how many, where not all are so."""

    def of(name: str) -> str:
        count = sum(bool(getattr(claim, name)) for claim in claims)
        return "" if count == len(claims) else f" ({count} of {len(claims)} claims)"

    parts = [f"{name}: {qualifier(graph, values)}{of(name)}" for name, values in restrictions(claims).items() if values]
    figures = dict.fromkeys(str(claim.quantity) for claim in claims if claim.quantity)
    return "; ".join([*parts, *([f"figure: {', '.join(figures)}{of('quantity')}"] if figures else [])])


def support(graph: Graph, part: Supported, claims: Sequence[Claim]) -> str:
    """How certain something is, and how it is restricted."""
    return "; ".join(filter(None, [part.certainty, restricted(graph, claims)]))


def path_support(graph: Graph, path: "Path") -> str:
    """How certain a path is, how it is restricted, and whether what is said of a family need not hold."""
    return "; ".join(filter(None, [support(graph, path, path.claims), path.caveat]))


def _claims(graph: Graph, claims: Iterable[Claim], title: str = "") -> Table:
    rows = [
        (c.slug, c.statement, c.certainty, restricted(graph, [c]), graph.section(c.section).slug, slug(c.source))
        for c in claims
    ]
    return Table(("id", "statement", "certainty", LIMITS, "section", "source"), rows, title)


def _nodes(graph: Graph, nodes: Nodes) -> list[Table]:
    led = led_to(nodes)
    header, rows = ("id", "category", "name"), [(n.slug, n.category, n.name) for n in nodes]
    if not led:
        return [Table(header, rows)]
    said = [(led[n.id].basis.certainty, restricted(graph, led[n.id].claims)) for n in nodes]
    return [Table((*header, "certainty", LIMITS), [(*row, *more) for row, more in zip(rows, said, strict=True)])]


def _node(graph: Graph, node: Node) -> list[Table]:
    terms = [(m.match, Link(m.term, graph.schema.expand(m.term)), m.label) for m in node.mappings]
    outgoing, incoming, _ = edges_at(graph, node)

    def claims(edges: Iterable[Edge], title: str) -> Table:
        rows = [
            (triple(graph, e), c.slug, c.statement, c.certainty, restricted(graph, [c]), slug(c.section))
            for e in edges
            for c in e.claims
        ]
        return Table(("edge", "claim", "statement", "certainty", LIMITS, "section"), rows, f"{title}: {len(rows)}")

    mentions = graph.mentions(node)
    return [
        Table(("match", "public term", "label"), terms, "in public vocabularies"),
        claims(outgoing, "claims about it"),
        claims(incoming, "claims that point to it"),
        _claims(graph, mentions, f"other claims that name it: {len(mentions)}"),
    ]


def general(node: Node) -> str:
    """The definition of a node, which is not a claim of the source."""
    return f"General definition: {node.definition}" if node.definition else "No definition recorded."


def edges_at(graph: Graph, node: Node, limit: int | None = None) -> tuple[list[Edge], list[Edge], bool]:
    """The edges from a node, and those to it from another, at most `limit` each; and whether there are more."""
    starting, ending = graph.edges(subject=node, limit=limit), graph.edges(object=node, limit=limit)
    outgoing = [edge for edge in starting if edge.subject == node.id]
    incoming = [edge for edge in ending if edge.object == node.id != edge.subject]
    return outgoing, incoming, bool(starting.cut or ending.cut)


def facts(graph: Graph, claim: Claim, *, whole: bool = False) -> list[tuple[str, str]]:
    """What there is to say of a claim besides its statement: its certainty, its place, its figure, its qualifiers …"""
    found = [
        ("certainty", claim.certainty),
        ("section", f"{graph.section(claim.section).slug} ¶{claim.paragraph}"),
        ("source", slug(claim.source)),
        ("figure", str(claim.quantity or "")),
        *(_evidence().finding_facts(graph, claim, address=whole) if hasattr(claim, "result") else ()),
        *((name, qualifier(graph, getattr(claim, name))) for name in QUALIFIERS),
        ("note", claim.note),
    ]
    return [(name, value) for name, value in found if value]


def qualifier(graph: Graph, values: Iterable[str]) -> str:
    """The values of a qualifier in words: names for nodes, texts as they are."""
    return ", ".join(graph[value].name if value.startswith(f"{NODE}:") else value for value in values)


def _filled(record: Record, *but: str) -> list[tuple[str, str]]:
    """The fields of a record that hold something, except some."""
    return [(name, str(value)) for name, value in record_values(record).items() if value and name not in but]


def comparison_table(comparison: "Comparison") -> Table:
    """A row for each predicate, with what it leads to from each node, and what they share."""
    graph = comparison.graph
    assert graph is not None

    def cell(entries: Iterable["Entry"]) -> str:
        return "; ".join(noted(e.node.name, e.reservation, restricted(graph, e.claims)) for e in entries)

    rows = [
        [
            row.label,
            *(
                cell(entries) or (f"no claim; of its kinds: {cell(narrower)}" if narrower else "no claim")
                for entries, narrower in zip(row.cells, row.of_kinds, strict=True)
            ),
            "; ".join(node.name for node in row.shared),
        ]
        for row in comparison.by_predicate
    ]
    return Table(["", *(node.name for node in comparison.nodes), "shared by all"], rows)


def _matrix(graph: Graph, matrix: "Matrix") -> list[Table]:
    """A row for each node of the one category, a column for each of the other, in each cell what joins them, or kinds of them."""
    cells, columns = matrix.cells, matrix.column_nodes

    def cell(pair: tuple[str, str]) -> str:
        if found := cells.get(pair):
            edges = [(found.predicate(edge)[1], support(graph, edge, edge.claims)) for edge in found.edges]
            return "; ".join(noted(*words) for words in edges)
        of_kinds: dict[str, list[Claim]] = {}
        for one in matrix.of_kinds.get(pair, ()):
            for edge in one.edges:
                claims = of_kinds.setdefault(one.predicate(edge)[1], [])
                claims += [claim for claim in edge.claims if claim not in claims]
        said = [noted(label, support(graph, Claims(claims), claims)) for label, claims in of_kinds.items()]
        return f"of kinds: {'; '.join(said)}" if said else ""

    rows = [[row.name, *(cell((row.id, column.id)) for column in columns)] for row in matrix.row_nodes]
    return [Table(["", *(column.name for column in columns)], rows)]


def _matches(graph: Graph, matches: "Matches") -> Table:
    rows = [
        [
            *(match[name].name for name in matches.variables),
            match.certainty,
            " ".join(c.slug for c in match.claims),
            restricted(graph, match.claims),
        ]
        for match in matches
    ]
    return Table([*matches.variables, "certainty", "claims", LIMITS], rows)


def _ranking(graph: Graph, ranking: "Ranking") -> Table:
    rows = [
        (place, f"{one.score:.{ranking.digits}f}", one.degree, one.in_degree, one.out_degree, node.category, node.name)
        for place, one in enumerate(ranking, 1)
        for node in [one.node]
    ]
    return Table(("", ranking.measure.replace("_", " "), "edges", "in", "out", "category", "name"), rows)


def _components(graph: Graph, several: "Iterable[Component]") -> Table:
    """A row for each component: its size, and its nodes with the most edges."""

    def named(one: "Component") -> str:
        names = ", ".join(graph[id].name for id in one[:NAMED])
        return f"{names}, …" if one.size > NAMED else names

    return Table(("nodes", "those with the most edges"), [(one.size, named(one)) for one in several])


def _evidence() -> ModuleType:
    from kg.show import evidence_text

    return evidence_text


def _kinds() -> ModuleType:
    from kg.query import kinds  # `kg show` needs no queries.

    return kinds


def _agreement() -> ModuleType:
    from kg.show import agreement

    return agreement


NAMED = 5
"""So many nodes of a component are named."""

EXPLANATION = ("part", "claim", "statement", "certainty", LIMITS)
PATHS = ("steps", "certainty", "path", "claims")
TABLES: dict[str, Callable[[Graph, Any], list[Table]]] = {
    "Node": _node,
    "Claim": lambda graph, claim: [Table(("", ""), [("edge", triple(graph, claim)), *facts(graph, claim, whole=True)])],
    "Edge": lambda graph, edge: [_claims(graph, edge.claims)],
    "Source": lambda graph, source: [
        Table(("", ""), _filled(source, "sections")),
        Table(
            ("section", "claims", "title"),
            [(one.slug, len(graph.claims(section=one.id)), one.title) for one in source.sections],
        ),
    ],
    "Tension": lambda graph, tension: [
        Table(("", ""), _filled(tension, "claims", "against")),
        _claims(graph, map(graph.claim, tension.claims), "claims"),
        _claims(graph, map(graph.claim, tension.against), "against"),
    ],
    "Nodes": _nodes,
    "Edges": lambda graph, edges: [
        Table(("certainty", "edge"), [(e.certainty, triple(graph, e, restricted(graph, e.claims))) for e in edges])
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
        Table(
            PATHS,
            [(len(path), path_support(graph, path), path, " ".join(c.slug for c in path.claims)) for path in paths],
        )
    ],
    "Matrix": _matrix,
    "Comparison": lambda graph, found: [
        comparison_table(found),
        _claims(graph, found.beside, "other claims that name several of them"),
    ],
    "Explanation": lambda graph, found: [
        Table(
            EXPLANATION, [(part, c.slug, c.statement, c.certainty, restricted(graph, [c])) for part, c in parts(found)]
        )
    ],
    "Matches": lambda graph, matches: [_matches(graph, matches)],
    "Ranking": lambda graph, ranking: [_ranking(graph, ranking)],
    "Component": lambda graph, component: [_components(graph, [component])],
    "Components": lambda graph, components: [_components(graph, components)],
    "Questions": lambda graph, questions: [
        Table(
            QUESTION, [(one.name, one.summary, " ".join(given.name for given in one.parameters)) for one in questions]
        )
    ],
    "Diff": lambda graph, diff: [
        Table(
            ("part", "change", "id", "what", "column", "old", "new"),
            [
                (part, change, id, noted(label, by and f"replaced by {by}"), *cells)
                for part, change, id, label, *cells, by in map(dict.values, rows(diff))
            ],
        )
    ],
    "Result": lambda graph, result: [
        Table(result.columns, result.words)
        if result.columns
        else Table(("",), [("a row without columns",)] * len(result))
    ],
    "Evidence": lambda graph, found: _evidence().evidence_tables(found),
    "EvidenceSummary": lambda graph, found: _evidence().summary_tables(found),
    "Harms": lambda graph, found: _evidence().harm_tables(found),
    "Agreement": lambda graph, found: _agreement().agreement_tables(graph, found),
}
HEADINGS: dict[str, Callable[[Graph, Any], list[str]]] = {
    "Node": lambda graph, node: [
        f"{node.name}, {graph.schema.categories[node.category].label} {node.id}",
        *([f"also: {'; '.join(node.abbreviations + node.synonyms)}"] if node.abbreviations or node.synonyms else []),
        general(node),
        *([f"Note: {node.note}"] if node.note else []),
    ],
    "Claim": lambda graph, claim: [f"{claim.statement} ({claim.id})"],
    "Edge": lambda graph, edge: [triple(graph, edge), support(graph, edge, edge.claims)],
    "Path": lambda graph, path: [str(path), path_support(graph, path)],
    "Paths": lambda graph, paths: [paths.verdict],
    "Agreement": lambda graph, found: [found.verdict],
    "Explanation": lambda graph, found: [
        found.verdict,
        *(HEADINGS["Path"](graph, found.chain) if found.chain is not None else []),
    ],
    "Components": lambda graph, components: [components.verdict],
    "Result": lambda graph, result: [
        *asked(result),
        *([] if result or result.kind != "select" else [nothing(result)]),
    ],
    "Shown": lambda graph, answer: [] if answer else [nothing(answer)],
}


def heading(graph: Graph, answer: Shown) -> list[str]:
    """What an answer says ahead of its tables, line by line."""
    return HEADINGS[kind_of(answer, HEADINGS)](graph, answer)


def asked(answer: Shown) -> list[str]:
    """The question that was asked by name, and its parameters; nothing for other answers."""
    return [line for line in (getattr(answer, "question", ""), getattr(answer, "given", "")) if line]


def left_out(answer: Shown) -> str:
    """What the answer to a question by name does not cover, or a walk does not lead to; empty where nothing is said of that."""
    if isinstance(answer, Nodes):
        return _kinds().of_walk(answer) if answer else ""
    said = getattr(answer, "not_covered", "")
    return f"Not covered: {said}." if said else ""


def nothing(answer: Shown) -> str:
    """What to say where an answer is empty."""
    kind = kind_of(answer, NOTHING)
    return NOTHING[kind](answer)


def _no_nodes(nodes: Nodes) -> str:
    denied = denials(claim for edge in nodes.denied for claim in edge.claims)
    said = f"No nodes match. {denied}: see .denied." if denied else "No nodes match."
    return " ".join(filter(None, [said, _kinds().of_walk(nodes)]))


NOTHING: dict[str, Callable[[Any], str]] = {
    "Nodes": _no_nodes,
    "Ranking": lambda ranking: "No nodes match.",
    "Records": lambda records: f"No {type(records).__name__.lower()} match.",
    "Comparison": lambda found: (
        f"No claims about {', '.join(node.name for node in found.nodes)} match{' the filter' * found.filtered}."
    ),
    "Result": lambda result: "No rows match.",
    "Shown": lambda answer: getattr(answer, "verdict", "No claims match."),
}
