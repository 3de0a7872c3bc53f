"""The tables of a data folder, each declared once: its columns, what their cells hold, and what they are in RDF.

Everything else that knows a column takes it from here: headers and checks, records, frames, exports, ontology. To add a column to
the claims takes one line here, and the cells in the tables.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from kg.schema import CLAIM, MATCHES, NODE, SLUG, SOURCE, TERM, VOCABULARY, WEIGHTS, Schema

Kind = Literal["text", "word", "id", "name", "item", "whole", "flag", "quantity", "date", "iri", "counts"]
"""What a cell holds, or each item of its list.

A text is in the language of the data, a word in none. An id refers to a row of another table, a name to what the schema
declares. An item is the CURIE of a node, or a text. A flag is `yes` or empty. Counts are whole numbers, 0 alone for none.
"""

T = TypeVar("T")


class Column(NamedTuple):
    """A column of a table.

    `many` cells are lists joined with `|`; `different` says that few cells of the column are the same. A cell that is not empty
    matches the `pattern`, or `fault` says what is wrong with it ({} is the cell). An id `refers` to the rows of a table, a name
    to the declarations of that part of the schema; `values` are the only words there may be. `called` is what a message calls
    one of them. `rdf` is what RDF calls the column, unless it is our own property of the same name, and `above` the
    property that it is a kind of. The `definition` is that of the ontology.
    """

    name: str
    kind: Kind = "text"
    definition: str = ""
    many: bool = False
    required: bool = False
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

    @property
    def type(self) -> Any:
        """The type of the field that a record has for it, unless the record declares the field itself."""
        types = {"whole": int, "flag": bool}
        return tuple[str, ...] if self.many else types.get(self.kind, str)

    @property
    def default(self) -> Any:
        """What an empty cell is in a record."""
        return () if self.many else None if self.kind == "quantity" else self.type()


class Table(NamedTuple):
    """A kind of table. `key` names the columns that tell its rows apart, `order` those that they are sorted by.

    `prefix` is that of the CURIEs which its ids become, `domain` the class of what its rows describe. A data folder may lack
    an `optional` table; no other refers to one that is `last`: a row lost there makes nothing else unknown.
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

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)

    def of_kind(self, *kinds: Kind) -> tuple[Column, ...]:
        """The columns of these kinds, kind by kind."""
        return tuple(column for kind in kinds for column in self.columns if column.kind == kind)


_ID = Column(
    "id",
    "id",
    required=True,
    different=True,
    pattern=SLUG,
    fault="{!r} is not a valid id; use lower-case letters and digits, joined by single hyphens",
)


def _qualifier(name: str, definition: str) -> Column:
    return Column(name, "item", f"{definition}: an entity, or a short text.", many=True)


def _coordinate(name: str) -> Column:
    fault = "{!r} is not a whole number; correct it, or run kg layout --anew"
    return Column(name, "whole", required=True, pattern="-?[0-9]{1,7}", fault=fault)


SOURCES = Table(
    "sources",
    (
        _ID,
        Column(
            "kind", "word", required=True, values=("article", "ontology"), called="kind of source", rdf="schema:genre"
        ),
        Column("title", required=True, rdf="dcterms:title"),
        Column("author", rdf="dcterms:creator"),
        Column("reviewer", rdf="schema:reviewedBy"),
        Column("publisher", rdf="dcterms:publisher"),
        Column("published", "date", rdf="dcterms:issued"),
        Column("reviewed", "date", rdf="schema:lastReviewed"),
        Column("url", "iri", rdf="schema:url"),
        Column("licence", rdf="dcterms:rights"),
        Column("note", rdf="skos:note"),
    ),
    prefix=SOURCE,
)
SECTIONS = Table(
    "sections",
    (
        Column("source", "id", required=True, refers="sources", rdf="dcterms:isPartOf"),
        _ID,
        Column("title", required=True, rdf="rdfs:label"),
        Column(
            "sentences",
            "counts",
            "How many sentences each paragraph has, in order.",
            many=True,
            required=True,
            pattern=r"0|[1-9][0-9]{0,2}(?:\|[1-9][0-9]{0,2})*",
            fault="{!r} should be the number of sentences of each paragraph, such as 1|3|2",
        ),
    ),
    key=("source", "id"),
    order=("source",),
    prefix=SOURCE,
    domain="nmv:Section",
)
NODES = Table(
    "nodes",
    (
        _ID,
        Column("category", "name", required=True, refers="categories", called="category", rdf="rdf:type"),
        Column("name", required=True, different=True, rdf="rdfs:label"),
        Column("synonyms", many=True, rdf="skos:altLabel"),
        Column(
            "abbreviations",
            "text",
            "An abbreviation of the entity's name; also among its other names.",
            many=True,
            rdf="nmv:abbreviation",
            above="skos:altLabel",
        ),
        Column("definition", required=True, different=True, rdf="skos:definition"),
        Column("ungrounded", "text", "Why no public vocabulary has an exact or close term."),
        Column("note", rdf="skos:note"),
    ),
    order=("category", "id"),
    prefix=NODE,
    domain="nmv:Entity",
)
CLAIMS = Table(
    "claims",
    (
        _ID._replace(pattern=""),
        Column("subject", "id", required=True, refers="nodes", rdf="rdf:subject"),
        Column("predicate", "name", required=True, refers="predicates", called="predicate", rdf="rdf:predicate"),
        Column("object", "id", required=True, refers="nodes", rdf="rdf:object"),
        Column("statement", required=True, different=True, rdf="rdfs:label"),
        Column(
            "polarity",
            "name",
            "Whether the source affirms or denies the claim.",
            required=True,
            refers="polarities",
            called="polarity",
        ),
        Column(
            "modality",
            "name",
            "The certainty with which the source states the claim.",
            required=True,
            refers="modalities",
            called="modality",
        ),
        Column("hedge", "text", "The word or words that make the claim hedged or reported.", many=True),
        Column(
            "quantity",
            "quantity",
            "The figure that the claim states.",
            pattern=r"(<=|>=|<|=|>)(?!-0 )(-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,14}[1-9])?) (\S.*)",
            fault="{!r} is not a figure; write comparator, number, one space, unit, such as '>80 %'",
        ),
        _qualifier("population", "For whom the claim holds"),
        _qualifier("comparator", "Against what the claim compares"),
        _qualifier("aspect", "In what respect the claim compares"),
        _qualifier("context", "Under what condition the claim holds"),
        Column("section", "id", "The section of the source that makes the claim.", required=True, refers="sections"),
        Column("paragraph", "whole", "The paragraph of the section, counted from 1.", required=True),
        Column(
            "inferred",
            "flag",
            "True if the curator supplied something that the text leaves unsaid.",
            pattern="yes",
            fault="{!r} should be yes, or empty",
        ),
        Column("note", rdf="skos:note"),
    ),
    order=("section", "paragraph", "id"),
    prefix=CLAIM,
    domain="nmv:Claim",
)
COVERAGE = Table(
    "coverage",
    (
        Column("source", "id", required=True, refers="sources"),
        Column("section", "id", required=True, refers="sections"),
        Column("paragraph", "whole", required=True),
        Column("sentence", "whole", required=True),
        Column("claims", "id", many=True, refers="claims"),
        Column("reason"),
    ),
    key=("source", "section", "paragraph", "sentence"),
    order=("source", "section", "paragraph", "sentence"),
)
TENSIONS = Table(
    "tensions",
    (
        _ID,
        Column(
            "claims",
            "id",
            "A claim of the tension, of either side.",
            many=True,
            required=True,
            refers="claims",
            rdf="nmv:between",
        ),
        Column(
            "against",
            "id",
            "A claim of the tension's second side.",
            many=True,
            refers="claims",
            above="nmv:between",
        ),
        Column(
            "kind",
            "name",
            "In what way the claims contradict each other.",
            required=True,
            refers="tensions",
            called="kind of tension",
        ),
        Column(
            "weight",
            "word",
            "How much the tension matters: major, moderate or minor.",
            required=True,
            values=WEIGHTS,
            called="weight",
        ),
        Column("why", required=True, rdf="rdfs:label"),
    ),
    prefix=CLAIM,
    domain="nmv:Tension",
    optional=True,
    last=True,
)
MAPPINGS = Table(
    "mappings",
    (
        Column("subject_id", "word", required=True),
        Column("subject_label", "word"),
        Column(
            "predicate_id",
            "word",
            required=True,
            values=tuple(f"skos:{match}" for match in MATCHES),
            called="SKOS match",
        ),
        Column(
            "object_id",
            "word",
            required=True,
            pattern=TERM,
            fault="{!r} is not a CURIE; write prefix, colon, identifier: UBERON:0000044",
        ),
        Column("object_label", "word", required=True),
        Column("mapping_justification", "word"),
        Column("comment", "word", required=True),
    ),
    key=("subject_id", "object_id"),
    order=("subject_id", "predicate_id", "object_id"),
    optional=True,
    file="mappings.sssom.tsv",
)
AGREEMENT = Table(
    "agreement",
    (Column("measure", required=True), Column("value", "word", required=True)),
    key=(),
    order=(),
    optional=True,
    last=True,
)
POSITIONS = Table(
    "positions",
    (_ID._replace(pattern="", refers="nodes"), _coordinate("x"), _coordinate("y")),
    optional=True,
    last=True,
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (SOURCES, SECTIONS, NODES, CLAIMS, COVERAGE, TENSIONS, MAPPINGS, AGREEMENT, POSITIONS)
}
FILES: Mapping[str, str] = {name: table.file or f"{name}.tsv" for name, table in TABLES.items() if table is not CLAIMS}
"""The file of each kind of table that is one file; each source has its claims in `claims/<source>.tsv`."""

LISTS: Mapping[str, Column] = {
    column.name: column for table in TABLES.values() for column in table.columns if column.many
}
"""The columns whose cells are lists."""

DIFFERENT: Collection[str] = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.different
)
"""The columns in which few cells are the same."""

QUALIFIERS: Sequence[str] = tuple(column.name for column in CLAIMS.of_kind("item"))
"""The columns that say for whom a claim holds, in what respect, and when."""

QUANTITY = CLAIMS.column("quantity").pattern

RESERVED: frozenset[str] = frozenset(
    (
        *("Claim", "Entity", "Modality", "ModalityScheme", "Polarity", "PolarityScheme", "Section", "Tension"),
        *("TensionKind", "TensionScheme", "bound", "inOrder"),
        *(
            column.curie.partition(":")[2]
            for table in (SECTIONS, NODES, CLAIMS, TENSIONS)
            for column in table.columns
            if column.own and column.name != "id"
        ),
    )
)
"""Local names in our vocabulary that are not declared in schema.toml."""


def declared(table: Table) -> Callable[[type[T]], type[T]]:
    """A decorator of a record's class, below `dataclass`: a field for each column of `table` that the class does not name."""

    def with_fields(record: type[T]) -> type[T]:
        for column in table.columns:
            if column.name not in record.__annotations__:
                record.__annotations__[column.name] = column.type
                setattr(record, column.name, column.default)
        return record

    return with_fields


def items(cell: str) -> tuple[str, ...]:
    """A cell that holds a list, as its items; none for an empty cell."""
    return tuple(cell.split("|")) if cell else ()
