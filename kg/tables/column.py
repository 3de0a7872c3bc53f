"""What a table and a column are, as they are declared."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Literal, NamedTuple, TypeVar

from kg.schema import VOCABULARY, Schema

Kind = Literal[
    "text", "word", "id", "name", "item", "whole", "flag", "quantity", "date", "iri", "counts", "count", "number"
]
"""What a cell holds, or each item of its list.

A text is in the language of the data, a word in none. An id refers to a row of another table, a name to what the schema
declares. An item is the CURIE of a node, or a text. A flag is `yes` or empty. Counts are whole numbers, 0 alone for none. The
field of a count, or of a number, is None where the cell is empty.
"""

TYPES: dict[str, Any] = {"whole": int, "flag": bool, "count": int | None, "number": Decimal | None}
T = TypeVar("T")


class Column(NamedTuple):
    """A column of a table.

    `many` cells are lists joined with `|`; `different` says that few cells of the column are the same. A cell that is not empty
    matches the `pattern`, or `fault` says what is wrong with it ({} is the cell). A header may lack an `optional` column. An id
    `refers` to the rows of a table, a name to the declarations of that part of the schema; `values` are the only words there
    may be. `called` is what a message calls one of them. `rdf` is what RDF calls the column, unless it is our own property of
    the same name, and `above` the property that it is a kind of. The `definition` is that of the ontology.
    """

    name: str
    kind: Kind = "text"
    definition: str = ""
    many: bool = False
    required: bool = False
    optional: bool = False
    different: bool = False
    pattern: str = ""
    fault: str = ""
    refers: str = ""
    values: tuple[str, ...] = ()
    called: str = ""
    rdf: str = ""
    above: str = ""

    @property
    def curie(self) -> str:
        """The CURIE of its property in RDF."""
        return self.rdf or Schema.property_curie(self.name)

    @property
    def own(self) -> bool:
        """Whether its property is in our own vocabulary."""
        return self.curie.startswith(f"{VOCABULARY}:")

    def term(self, name: str) -> str:
        """The CURIE of what the schema declares by this name, for a column whose cells are such names."""
        if self.refers == "predicates":
            return Schema.property_curie(name)
        return f"{VOCABULARY}:{name[:1].upper()}{name[1:]}"

    @property
    def type(self) -> Any:
        """The type of the field that a record has for it, unless the record declares the field itself."""
        return tuple[str, ...] if self.many else TYPES.get(self.kind, str)

    @property
    def default(self) -> Any:
        """What an empty cell is in a record."""
        return () if self.many else None if self.kind in ("quantity", "count", "number") else self.type()


class Table(NamedTuple):
    """A kind of table. `key` names the columns that tell its rows apart, `order` those that they are sorted by.

    `prefix` is that of the CURIEs which its ids become, `domain` the class of what its rows describe. A data folder may lack
    an `optional` table; no other refers to one that is `last`: a row lost there makes nothing else unknown. Columns of a
    standard that have a meaning, but none here, are `foreign`: kept in the file, and passed over. Where several data folders are
    one graph, each may have a row of the same key, if these `agree` in some columns; None where only one may.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    order: tuple[str, ...] = ("id",)
    prefix: str = ""
    domain: str = ""
    optional: bool = False
    last: bool = False
    file: str = ""
    foreign: tuple[str, ...] = ()
    agree: tuple[str, ...] | None = None

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)

    def below(self, column: Column) -> tuple[str, ...]:
        """The names of the columns whose property is a kind of another column's: what they hold is also held there."""
        return tuple(other.name for other in self.columns if other.above == column.curie)

    def of_kind(self, *kinds: Kind) -> tuple[Column, ...]:
        """The columns of these kinds, kind by kind."""
        return tuple(column for kind in kinds for column in self.columns if column.kind == kind)


def declared(table: Table) -> Callable[[type[T]], type[T]]:
    """A decorator of a record's class, below `dataclass`: a field for each column of `table` that it has not got."""

    def with_fields(record: type[T]) -> type[T]:
        named = {*record.__annotations__, *getattr(record, "__dataclass_fields__", ())}
        for column in table.columns:
            if column.name not in named:
                record.__annotations__[column.name] = column.type
                setattr(record, column.name, column.default)
        return record

    return with_fields


def items(cell: str) -> tuple[str, ...]:
    """A cell that holds a list, as its items; none for an empty cell."""
    return tuple(cell.split("|")) if cell else ()


required = partial(Column, required=True)
listed = partial(Column, many=True)
