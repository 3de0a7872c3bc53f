"""Nodes side by side: what is claimed of each, by predicate, what they share and how firmly it is put."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtra
from kg.model import FIRMNESS, Claim, Edge, Node
from kg.query.paths import naming, node_of

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value in a comparison: the node at the other end, and the edges that lead there."""

    node: Node
    edges: tuple[Edge, ...]

    @property
    def firmness(self) -> str:
        """The firmest modality of its affirmed edges; `denied` where there is none."""
        affirmed = [edge.modality for edge in self.edges if edge.affirmed]
        return min(affirmed, key=FIRMNESS.index) if affirmed else "denied"

    def __str__(self) -> str:
        return self.node.name if self.firmness == "asserted" else f"{self.node.name} [{self.firmness}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one predicate or inverse leads to, from each node of a comparison in turn."""

    predicate: str
    label: str
    cells: tuple[tuple[Entry, ...], ...]

    @property
    def shared(self) -> tuple[Node, ...]:
        """The values that are affirmed of all the nodes."""
        return tuple(node for node in self._affirmed[0] if all(node in other for other in self._affirmed[1:]))

    @property
    def distinct(self) -> tuple[tuple[Node, ...], ...]:
        """For each node, the values that are affirmed of it and of no other."""
        return tuple(
            tuple(node for node in cell if sum(node in other for other in self._affirmed) == 1)
            for cell in self._affirmed
        )

    @property
    def _affirmed(self) -> Sequence[Sequence[Node]]:
        return [[entry.node for entry in cell if entry.firmness != "denied"] for cell in self.cells]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Nodes side by side. `str()` is that as text.

    `rows` has one for each predicate or inverse that leads somewhere from any of the nodes; `beside` are the claims that set the
    nodes against each other or name them together, at least one as population, comparator, aspect or context.
    """

    nodes: tuple[Node, ...]
    rows: tuple[Row, ...]
    beside: tuple[Claim, ...] = ()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows as texts: the predicate, a cell for each node, and what all share."""
        header = ["", *(node.name for node in self.nodes), "shared by all"]
        rows = [
            [row.label, *("; ".join(map(str, cell)) or "no claim" for cell in row.cells), _names(row.shared)]
            for row in self.rows
        ]
        return header, rows

    def markdown(self) -> str:
        """The table in Markdown, and below it the claims in `beside`."""
        from kg.show.terminal import firmness, markdown

        rows = [(claim.slug, claim.statement, firmness(claim)) for claim in self.beside]
        tables = [markdown(*self.table()), *([markdown(("claim", "statement", "firmness"), rows)] if rows else [])]
        return "\n\n".join(tables)

    def frame(self) -> Any:
        """The table as a pandas.DataFrame, indexed by predicate. MissingExtra where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise MissingExtra("a frame", "pandas", "pandas") from None
        header, rows = self.table()
        index = pandas.Index([row.predicate for row in self.rows], name="predicate", dtype="object")
        return pandas.DataFrame([row[1:] for row in rows], index=index, columns=header[1:])

    def __str__(self) -> str:
        from kg.show.terminal import comparison, unstyled

        return unstyled(comparison(self))

    def _repr_html_(self) -> str:
        from kg.show.notebook import comparison_html

        return comparison_html(self)


def _names(nodes: Sequence[Node]) -> str:
    return "; ".join(node.name for node in nodes)


def compare(graph: "KnowledgeGraph", *names: str | Node) -> Comparison:
    """Two or more nodes side by side: for each predicate and inverse, where it leads from each, and how firmly.

    What is only denied stands there too, marked so. UnknownNode and AmbiguousName for names that are no one node's; ValueError
    for fewer than two different nodes.

    >>> import kg
    >>> for row in kg.compare(kg.load(), "dtm", "pns").rows:
    ...     if row.predicate == "targets":
    ...         print([[str(entry) for entry in cell] for cell in row.cells])
    [['glial cell', 'nerve cell'], ['nerve ending [reported]', 'peripheral nerve [reported]']]
    """
    nodes = tuple(dict.fromkeys(node_of(graph, name) for name in names))
    if len(nodes) < 2:
        raise ValueError("name two or more different nodes to compare")
    found: dict[str, list[dict[str, list[Edge]]]] = {}
    for place, node in enumerate(nodes):
        for edge in graph.edges(subject=node):
            if edge.subject == node.id:
                _add(found, edge.predicate, place, edge.object, edge, len(nodes))
        for edge in graph.edges(object=node):
            if edge.object == node.id:
                predicate = graph.schema.predicates[edge.predicate]
                name = predicate.name if predicate.symmetric else predicate.inverse
                _add(found, name, place, edge.subject, edge, len(nodes))
    rows = []
    for name, (predicate, forwards) in graph.schema.directions.items():
        if name in found:
            cells = tuple(
                tuple(Entry(node=graph[id], edges=tuple(edges)) for id, edges in sorted(cell.items()))
                for cell in found[name]
            )
            label = predicate.label if forwards else predicate.inverse_label
            rows.append(Row(predicate=name, label=label, cells=cells))
    return Comparison(nodes=nodes, rows=tuple(rows), beside=naming(graph, *nodes))


def _add(
    found: dict[str, list[dict[str, list[Edge]]]], name: str, place: int, other: str, edge: Edge, size: int
) -> None:
    cells = found.setdefault(name, [{} for _ in range(size)])
    if edge not in cells[place].setdefault(other, []):
        cells[place][other].append(edge)
