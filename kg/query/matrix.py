"""Two categories against each other: what is claimed between each node of one and each of the other: `g.matrix`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from kg.errors import a_flag, a_text
from kg.model.answers import Shown, graph_of
from kg.model.nodes import KIND, Node, Nodes
from kg.model.protocol import Graph
from kg.model.records import Edge, Joined
from kg.query.paths import chosen, ways_of
from kg.schema import called


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Joined):
    """What is claimed between the node of a row and that of a column: the edges, seen from the row."""

    row: Node
    column: Node
    edges: tuple[Edge, ...]

    def predicate(self, edge: Edge) -> tuple[str, str]:
        """The predicate that leads from the row to the column along an edge, or its inverse; and its label."""
        predicate = graph_of(self.row).schema.predicates[edge.predicate]
        if edge.subject == self.row.id or predicate.symmetric:
            return predicate.name, predicate.label
        return predicate.inverse, predicate.inverse_label

    def __str__(self) -> str:
        if self.row.graph is None:
            return repr(self)
        return "; ".join(f"{self.predicate(edge)[1]} [{edge.certainty}]" for edge in self.edges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix(Shown):
    """A cell for each two nodes that an edge joins: `cells`, by the ids of row and column. It is true where there is any.

    For two nodes that no edge joins, `of_kinds` has the cells of kinds of them. `row_nodes` and `column_nodes` are those that
    are in either, or all of their categories where these were asked for.

    >>> import kg
    >>> matrix = kg.load().matrix("Technique", "Target")
    >>> len(matrix.cells)
    6
    """

    row_nodes: Nodes
    column_nodes: Nodes
    cells: Mapping[tuple[str, str], Cell]
    of_kinds: Mapping[tuple[str, str], tuple[Cell, ...]]
    verdict: str

    @property
    def graph(self) -> Graph | None:
        """The graph that was asked.

        >>> import kg
        >>> g = kg.load()
        >>> g.matrix("Technique", "Target").graph is g
        True
        """
        return self.row_nodes.graph

    def __bool__(self) -> bool:
        return bool(self.cells)


def matrix(
    graph: Graph,
    rows: str,
    columns: str,
    *,
    predicates: Collection[str] | None = None,
    all: bool = False,
) -> Matrix:
    """What is claimed between two categories: `KnowledgeGraph.matrix` says what each argument does."""
    schema = graph.schema
    rows, columns = (
        called("category", a_text(name, category), schema.categories)
        for name, category in (("rows", rows), ("columns", columns))
    )
    a_flag("all", all)
    named = chosen(graph, predicates)
    ways = None if named is None else ways_of(graph, named, directed=True)
    between = (
        *graph.edges(subject_category=rows, object_category=columns),
        *graph.edges(subject_category=columns, object_category=rows),
    )
    found: dict[tuple[str, str], list[Edge]] = {}
    of_rows, of_columns = ({node.id: node for node in graph.nodes(category=category)} for category in (rows, columns))
    for edge in {edge.key: edge for edge in between}.values():
        for row, column, ahead in ((edge.subject, edge.object, True), (edge.object, edge.subject, False)):
            walked = ways is None or ways.get(edge.predicate, (False, False))[not ahead]
            if walked and row in of_rows and column in of_columns and (ahead or row != column):
                found.setdefault((row, column), []).append(edge)
    # By row and column in the order of the graph; not each of the possible pairs is looked at.
    rank = {id: place for place, id in enumerate([*of_rows, *of_columns])}
    cells = {
        (row, column): Cell(row=of_rows[row], column=of_columns[column], edges=tuple(found[row, column]))
        for row, column in sorted(found, key=lambda pair: (rank[pair[0]], rank[pair[1]]))
    }
    narrower = {
        pair: of_kinds
        for pair, of_kinds in _of_kinds(graph, cells).items()
        if pair[0] in of_rows and pair[1] in of_columns
    }
    in_rows, in_columns = ({pair[place] for pair in (*cells, *narrower)} for place in (0, 1))
    names = [schema.categories[category].plural for category in (rows, columns)]
    filters = "" if predicates is None else " the filter"
    return Matrix(
        row_nodes=Nodes((node for id, node in of_rows.items() if all or id in in_rows), graph),
        column_nodes=Nodes((node for id, node in of_columns.items() if all or id in in_columns), graph),
        cells=cells,
        of_kinds=narrower,
        verdict="" if cells else f"No claims between {' and '.join(names)} match{filters}.",
    )


def _of_kinds(graph: Graph, cells: Mapping[tuple[str, str], Cell]) -> dict[tuple[str, str], tuple[Cell, ...]]:
    """For two nodes without a cell, the cells of kinds of them; none where one is a kind of the other."""
    wider: dict[str, list[str]] = {}
    for edge in graph.edges(predicate=KIND) if cells and KIND in graph.schema.predicates else ():
        if edge.affirmed:
            wider.setdefault(edge.subject, []).append(edge.object)

    @cache
    def above(id: str) -> Collection[str]:
        """A node, and all that it is a kind of."""
        found = [id]
        for one in found:
            found += [node for node in wider.get(one, ()) if node not in found]
        return found

    found: dict[tuple[str, str], tuple[Cell, ...]] = {}
    for (row, column), cell in cells.items():
        edges = tuple(edge for edge in cell.edges if edge.predicate != KIND)
        for pair in product(above(row), above(column)) if edges else ():
            if pair not in cells and pair[0] not in above(pair[1]) and pair[1] not in above(pair[0]):
                found[pair] = (*found.get(pair, ()), Cell(row=cell.row, column=cell.column, edges=edges))
    return found
