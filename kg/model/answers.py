"""What a graph answers: one record or several, which show themselves.

Every id in a record is a CURIE (`nmk:drg-stimulation`, `nmc:icliniq-2025-001`, `nms:icliniq-2025.types`); its `slug` is the
part after the colon, which is what the tables and the command line use.
"""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, SupportsIndex, TypeVar, overload

if TYPE_CHECKING:
    import pandas

    from kg.model.protocol import Graph

Form = Literal["text", "terminal", "html", "markdown", "rows", "frame"]
T = TypeVar("T")
R = TypeVar("R", bound="Record")


def slug(curie: str) -> str:
    """The local part of a CURIE.

    >>> slug("nmk:drg-stimulation")
    'drg-stimulation'
    """
    return curie.partition(":")[2]


class Shown:
    """What a graph answers. It shows itself when it is printed and in a notebook, and gives its rows to other tools.

    It does not know how to; the graph that it belongs to does it.
    """

    __slots__ = ()
    _again = ""
    """How a graph is asked for it, as a message ends."""

    @property
    def graph(self) -> "Graph | None":
        """The graph that it belongs to; None where it was made by hand, or comes from a pickle or a copy, which has none.

        >>> import kg
        >>> kg.load()["scs"].graph
        KnowledgeGraph('neuromod-kg', version='0.2.0', nodes=209, edges=327, claims=343, sources=5)
        """
        return getattr(self, "_graph", None)

    def _asked(self) -> "Graph | None":
        """The graph that shows it."""
        return self.graph

    def __str__(self) -> str:
        graph = self._asked()
        return repr(self) if graph is None else str(graph.shown(self, "text"))

    def _repr_html_(self) -> str | None:
        graph = self._asked()
        return None if graph is None else str(graph.shown(self, "html"))

    def markdown(self) -> str:
        """Its tables in Markdown; empty where there is nothing. ValueError where it belongs to no graph.

        >>> import kg
        >>> print(kg.load()["drg-stimulation"].targets.markdown())
        | id | category | name | certainty |
        |---|---|---|---|
        | dorsal-root-ganglion | Target | dorsal root ganglion | 1 asserted |
        """
        return str(self._shown("markdown"))

    def rows(self) -> list[dict[str, Any]]:
        """One dict per row, with the columns of the CSV form. ValueError where it belongs to no graph.

        >>> import kg
        >>> [row["object_name"] for row in kg.load().edges(subject="dtm", predicate="treats").rows()]
        ['pain associated with illness', 'persistent back and leg pain']
        """
        return list(self._shown("rows"))

    def frame(self) -> "pandas.DataFrame":
        """The rows as a pandas.DataFrame, lists joined with `|`. MissingExtra without pandas; ValueError as for `rows`.

        >>> import kg
        >>> kg.load().nodes(category="Target", limit=2).frame()["name"].to_list()
        ['brain', 'brain pathway']
        """
        return self._shown("frame")

    def _shown(self, form: Form) -> Any:
        return graph_of(self).shown(self, form)

    def _alone(self) -> str:
        """What to say where it belongs to no graph."""
        alone = f"this {type(self).__name__} belongs to no graph (it was made by hand, copied or pickled)"
        return f"{alone}; ask a graph for it{self._again}"


def graph_of(answer: Shown) -> "Graph":
    """The graph that shows what it answered. ValueError where that belongs to none."""
    graph = answer._asked()
    if graph is None:
        raise ValueError(answer._alone())
    return graph


class Record(Shown):
    """A record of a graph. The graph plays no part in equality, in `dataclasses.replace` or in a pickle."""

    __slots__ = ("_graph",)
    _graph: "Graph | None"

    def of(self, graph: "Graph | None") -> Self:
        """This record, made to belong to `graph`.

        >>> import kg
        >>> from dataclasses import replace
        >>> g = kg.load()
        >>> noted = replace(g["scs"], note="Read twice.")
        >>> noted.graph is None, noted.of(g).graph is g
        (True, True)
        """
        object.__setattr__(self, "_graph", graph)
        return self


class Identified(Record):
    """A record with an id. `_telling` is the field that its repr shows after the id."""

    __slots__ = ()
    _telling: ClassVar[str]
    id: str

    @property
    def slug(self) -> str:
        """The readable part of the id.

        >>> import kg
        >>> node = kg.load()["UBERON:0000044"]
        >>> node.id, node.slug
        ('nmk:dorsal-root-ganglion', 'dorsal-root-ganglion')
        """
        return slug(self.id)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r}, {self._telling}={getattr(self, self._telling)!r})"


class Several(tuple[T, ...], Shown):
    """Several records of a graph, or answers to a question: a tuple that shows itself. `facts` are what else it knows."""

    _graph: "Graph | None" = None

    def __new__(cls, items: Iterable[T] = (), graph: "Graph | None" = None, **facts: Any) -> Self:
        self = super().__new__(cls, items)
        vars(self).update(facts, _graph=graph)
        return self

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: "SupportsIndex | slice") -> "T | Self":
        """The item at an index, or those of a slice, which keep what is known of the whole.

        >>> import kg
        >>> nodes = kg.load().nodes(category="Target")
        >>> nodes[0].slug, len(nodes[:3]), type(nodes[:3]).__name__
        ('brain', 3, 'Nodes')
        """
        if not isinstance(index, slice):
            return tuple.__getitem__(self, index)
        part = type(self)(tuple.__getitem__(self, index), self.graph)
        vars(part).update(vars(self), _graph=part._graph)
        return part

    def __getstate__(self) -> dict[str, Any]:
        """What a pickle has: not the graph, as with records."""
        return {name: value for name, value in vars(self).items() if name not in ("_graph", "_walk")}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self))})"


class Records(Several[R]):
    """Several records. `cut` says which words of a search were ignored, or read as others, and whether a limit left any out.

    >>> import kg
    >>> kg.load().claims(limit=2).cut
    'cut at 2: there are more; raise the limit to see them'
    """

    cut = ""

    @classmethod
    def first(cls, records: Iterable[R], graph: "Graph | None", limit: int | None, cut: str = "") -> Self:
        """At most `limit` of the records; no more than one beyond them is made. `cut` says where there are more.

        >>> import kg
        >>> g = kg.load()
        >>> type(g.nodes()).first(iter(g), g, 1).cut
        'cut at 1: there are more; raise the limit to see them'
        """
        found = list(islice(records, None if limit is None else limit + 1))
        if limit is not None and len(found) > limit:
            more = f"cut at {limit}: there are more; raise the limit to see them"
            cut = f"{cut}; {more}" if cut else more
        return cls(found[:limit], graph, cut=cut)

    @property
    def graph(self) -> "Graph | None":
        """The graph that the records belong to; None where there is none.

        >>> import kg
        >>> g = kg.load()
        >>> g.nodes(limit=1).graph is g
        True
        """
        return self._graph or next((record.graph for record in self), None)
