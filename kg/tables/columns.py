"""The tables of a data folder, each declared once: its columns, what their cells hold, and what they are in RDF.

Everything else that knows a column takes it from here: headers and checks, records, frames, exports, ontology. To add a column to
the claims takes one line in `article`, and the cells in the tables.
"""

from collections.abc import Collection, Mapping, Sequence

from kg.tables.article import (
    AGREEMENT,
    CLAIMS,
    COVERAGE,
    GROUNDS,
    MAPPINGS,
    MODIFIER,
    NODES,
    POSITIONS,
    QUANTITY,
    SECTIONS,
    SOURCES,
    TENSIONS,
)
from kg.tables.column import Column, Kind, Table, declared, items
from kg.tables.studies import APPRAISALS, FINDINGS, INCLUDES, LINKS, STUDIES

__all__ = [
    "APPRAISALS",
    "CLAIMS",
    "DECLARED",
    "DIFFERENT",
    "EVIDENCE",
    "EVIDENCE_FILES",
    "FILES",
    "FINDINGS",
    "GROUNDS",
    "IDS",
    "INCLUDES",
    "LINKS",
    "LISTS",
    "MAPPINGS",
    "MODIFIER",
    "NODES",
    "QUALIFIERS",
    "QUANTITY",
    "RESERVED",
    "SECTIONS",
    "SOURCES",
    "STUDIES",
    "TABLES",
    "TENSIONS",
    "Column",
    "Kind",
    "Table",
    "declared",
    "items",
]

_ARTICLE = (
    SOURCES,
    SECTIONS,
    NODES,
    CLAIMS,
    COVERAGE,
    TENSIONS,
    MAPPINGS,
    AGREEMENT,
    POSITIONS,
)
_EVIDENCE = (STUDIES, FINDINGS, LINKS, INCLUDES, APPRAISALS)
_ALL = (*_ARTICLE, *_EVIDENCE)
TABLES: Mapping[str, Table] = {table.name: table for table in _ALL}
FILES: Mapping[str, str] = {table.name: table.file or f"{table.name}.tsv" for table in _ARTICLE if table is not CLAIMS}
"""The file of each kind of table that is one file; each source has its claims in `claims/<source>.tsv`."""

EVIDENCE = "evidence"
"""The folder of the evidence, in the data folder."""

EVIDENCE_FILES: Mapping[str, str] = {
    "studies": "sources.tsv",
    **{table.name: FILES[table.name] for table in (NODES, MAPPINGS)},
    **{table.name: f"{table.name}.tsv" for table in (LINKS, INCLUDES, APPRAISALS)},
}
"""The files in that folder; each study has its findings in `claims/<source>.tsv`."""

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
    for table in (SECTIONS, NODES, CLAIMS, TENSIONS, STUDIES, FINDINGS, LINKS, APPRAISALS)
    for column in table.columns
    if column.own and column.name != "id"
).union(
    ("Claim", "Entity", "Modality", "ModalityScheme", "Polarity", "PolarityScheme", "Section", "Tension"),
    ("TensionKind", "TensionScheme", "bound", "inOrder"),
    ("Statement", "Finding", "Study", "StudyEntity", "EvidenceLink", "NothingFound", "Appraisal", "disagreesWith"),
    ("category", "includes", "page"),
)
"""Local names in our vocabulary that are not declared in schema.toml."""
