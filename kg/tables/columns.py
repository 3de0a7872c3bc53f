"""The tables of a data folder, each declared once: its columns, what their cells hold, and what they are in RDF.

Everything else that knows a column takes it from here: headers and checks, records, frames, exports, ontology. To add a column to
the claims takes one line here, and the cells in the tables.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
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
        return tuple[str, ...] if self.many else {"whole": int, "flag": bool}.get(self.kind, str)

    @property
    def default(self) -> Any:
        """What an empty cell is in a record."""
        return () if self.many else None if self.kind == "quantity" else self.type()


class Table(NamedTuple):
    """A kind of table. `key` names the columns that tell its rows apart, `order` those that they are sorted by.

    `prefix` is that of the CURIEs which its ids become, `domain` the class of what its rows describe. A data folder may lack
    an `optional` table; no other refers to one that is `last`: a row lost there makes nothing else unknown. Columns of a
    standard that have a meaning, but none here, are `foreign`: kept in the file, and passed over.
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


_required = partial(Column, required=True)
_list = partial(Column, many=True)

_ID_FAULT = "{!r} is not a valid id; use lower-case letters and digits, joined by single hyphens"
_ID = _required("id", "id", different=True, pattern=SLUG, fault=_ID_FAULT)
_WHOLE: dict[str, Any] = {
    "pattern": "-?[0-9]{1,7}",
    "fault": "{!r} is not a whole number; correct it, or run kg layout --anew",
}
_COUNTS: dict[str, Any] = {
    "pattern": r"0|[1-9][0-9]{0,2}(?:\|[1-9][0-9]{0,2})*",
    "fault": "{!r} should be the number of sentences of each paragraph, such as 1|3|2",
}
QUANTITY = r"(<=|>=|<|=|>)(?!-0 )(-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,14}[1-9])?) (\S.*)"
_QUANTITY_FAULT = "{!r} is not a figure; write comparator, number, one space, unit, such as '>80 %'"
_ITEM = "{}: an entity, or a short text.".format

SOURCES = Table(
    "sources",
    (
        _ID,
        _required("kind", "word", values=("article", "ontology"), called="kind of source", rdf="schema:genre"),
        _required("title", rdf="dcterms:title"),
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
        _required("source", "id", refers="sources", rdf="dcterms:isPartOf"),
        _ID,
        _required("title", rdf="rdfs:label"),
        _required("sentences", "counts", "How many sentences each paragraph has, in order.", many=True, **_COUNTS),
    ),
    key=("source", "id"),
    order=("source",),
    prefix=SOURCE,
    domain="nmv:Section",
)
_ABBREVIATION = "An abbreviation of the entity's name; also among its other names."
_REPLACES = "The id of a retired entity, to which this one answers."
NODES = Table(
    "nodes",
    (
        _ID,
        _required("category", "name", refers="categories", called="category", rdf="rdf:type"),
        _required("name", different=True, rdf="rdfs:label"),
        _list("synonyms", rdf="skos:altLabel"),
        _list("abbreviations", "text", _ABBREVIATION, rdf="nmv:abbreviation", above="skos:altLabel"),
        _required("definition", different=True, rdf="skos:definition"),
        _list("replaces", "word", _REPLACES, pattern=SLUG, fault=_ID_FAULT, optional=True),
        Column("ungrounded", "text", "Why no public vocabulary has an exact or close term."),
        Column("note", rdf="skos:note"),
    ),
    order=("category", "id"),
    prefix=NODE,
    domain="nmv:Entity",
)
_POLARITY = "Whether the source affirms or denies the claim."
_MODALITY = "The certainty with which the source states the claim."
_STRUCTURAL = (
    "True if the claim only follows from what its nodes mean, or repeats another; it is walked, and never counted."
)
_FLAG_FAULT = "{!r} should be yes, or empty"
_INFERRED = "True if the curator supplied something that the text leaves unsaid."
CLAIMS = Table(
    "claims",
    (
        _ID._replace(pattern=""),
        _required("subject", "id", refers="nodes", rdf="rdf:subject"),
        _required("predicate", "name", refers="predicates", called="predicate", rdf="rdf:predicate"),
        _required("object", "id", refers="nodes", rdf="rdf:object"),
        _required("statement", different=True, rdf="rdfs:label"),
        _required("polarity", "name", _POLARITY, refers="polarities", called="polarity"),
        _required("modality", "name", _MODALITY, refers="modalities", called="modality"),
        _list("hedge", "text", "The word or words that make the claim hedged or reported."),
        Column("quantity", "quantity", "The figure that the claim states.", pattern=QUANTITY, fault=_QUANTITY_FAULT),
        _list("population", "item", _ITEM("For whom the claim holds")),
        _list("comparator", "item", _ITEM("What the claim compares with")),
        _list("aspect", "item", _ITEM("In what respect the claim compares")),
        _list("context", "item", _ITEM("Under what condition the claim holds")),
        _required("section", "id", "The section of the source that makes the claim.", refers="sections"),
        _required("paragraph", "whole", "The paragraph of the section, counted from 1."),
        Column("inferred", "flag", _INFERRED, pattern="yes", fault=_FLAG_FAULT),
        Column("structural", "flag", _STRUCTURAL, pattern="yes", fault=_FLAG_FAULT, optional=True),
        Column("note", rdf="skos:note"),
    ),
    order=("section", "paragraph", "id"),
    prefix=CLAIM,
    domain="nmv:Claim",
)
COVERAGE = Table(
    "coverage",
    (
        _required("source", "id", refers="sources"),
        _required("section", "id", refers="sections"),
        _required("paragraph", "whole"),
        _required("sentence", "whole"),
        _list("claims", "id", refers="claims"),
        Column("reason"),
    ),
    key=("source", "section", "paragraph", "sentence"),
    order=("source", "section", "paragraph", "sentence"),
)
_MEMBER = "A claim of the tension, of either side."
_AGAINST = "A claim of the tension's second side."
_KIND = "In what way the claims contradict each other."
_WEIGHT = "How much the tension matters: major, moderate or minor."
TENSIONS = Table(
    "tensions",
    (
        _ID,
        _required("claims", "id", _MEMBER, many=True, refers="claims", rdf="nmv:between"),
        _list("against", "id", _AGAINST, refers="claims", above="nmv:between"),
        _required("kind", "name", _KIND, refers="tensions", called="kind of tension"),
        _required("weight", "word", _WEIGHT, values=WEIGHTS, called="weight"),
        _required("why", rdf="rdfs:label"),
    ),
    prefix=CLAIM,
    domain="nmv:Tension",
    optional=True,
    last=True,
)
_SKOS = tuple(f"skos:{match}" for match in MATCHES)
_FOREIGN = """
    author_id author_label cardinality_scope confidence creator_id creator_label curation_rule curation_rule_text
    issue_tracker_item license mapping_cardinality mapping_date mapping_provider mapping_source mapping_tool mapping_tool_id
    mapping_tool_version match_string object_category object_match_field object_preprocessing object_source
    object_source_version object_type other predicate_label predicate_modifier predicate_type publication_date record_id
    review_date reviewer_agreement reviewer_id reviewer_label see_also similarity_measure similarity_score subject_category
    subject_match_field subject_preprocessing subject_source subject_source_version subject_type
"""
_CURIE_FAULT = "{!r} is not a CURIE; write prefix, colon, identifier: UBERON:0000044"
MAPPINGS = Table(
    "mappings",
    (
        _required("subject_id", "word"),
        Column("subject_label", "word", optional=True),
        _required("predicate_id", "word", values=_SKOS, called="SKOS match"),
        _required("object_id", "word", pattern=TERM, fault=_CURIE_FAULT),
        _required("object_label", "word", optional=True),
        Column("mapping_justification", "word"),
        _required("comment", "word", optional=True),
    ),
    key=("subject_id", "object_id"),
    order=("subject_id", "predicate_id", "object_id"),
    optional=True,
    file="mappings.sssom.tsv",
    foreign=tuple(_FOREIGN.split()),
)
_MEASURES = (_required("measure"), _required("value", "word"))
AGREEMENT = Table("agreement", _MEASURES, key=(), order=(), optional=True, last=True)
_PLACES = (_required("x", "whole", **_WHOLE), _required("y", "whole", **_WHOLE))
POSITIONS = Table("positions", (_ID._replace(pattern="", refers="nodes"), *_PLACES), optional=True, last=True)

_ALL = (SOURCES, SECTIONS, NODES, CLAIMS, COVERAGE, TENSIONS, MAPPINGS, AGREEMENT, POSITIONS)
TABLES: Mapping[str, Table] = {table.name: table for table in _ALL}
FILES: Mapping[str, str] = {name: table.file or f"{name}.tsv" for name, table in TABLES.items() if table is not CLAIMS}
"""The file of each kind of table that is one file; each source has its claims in `claims/<source>.tsv`."""

LISTS: Mapping[str, Column] = {column.name: column for table in _ALL for column in table.columns if column.many}
"""The columns whose cells are lists."""

DECLARED: Collection[str] = {column.name for table in _ALL for column in table.columns}
"""All columns."""

DIFFERENT: Collection[str] = {column.name for table in _ALL for column in table.columns if column.different}
"""The columns in which few cells are the same."""

IDS: Collection[str] = {column.name for table in _ALL for column in table.of_kind("id")} | {"subject_id"}
"""The columns of ids, of the rows themselves and of others."""

QUALIFIERS: Sequence[str] = tuple(column.name for column in CLAIMS.of_kind("item"))
"""The columns that say for whom a claim holds, in what respect, and when."""

RESERVED: frozenset[str] = frozenset(
    column.curie.partition(":")[2]
    for table in (SECTIONS, NODES, CLAIMS, TENSIONS)
    for column in table.columns
    if column.own and column.name != "id"
).union(
    ("Claim", "Entity", "Modality", "ModalityScheme", "Polarity", "PolarityScheme", "Section", "Tension"),
    ("TensionKind", "TensionScheme", "bound", "inOrder"),
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
