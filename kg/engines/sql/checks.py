"""What is looked at before tables are asked: that they were written together, under this schema."""

from collections.abc import Mapping
from pathlib import Path

from kg.engines.sql.database import Database
from kg.engines.sql.engine import SqlEngine
from kg.errors import DataError, Problem, UnknownName
from kg.formats.parquet import FIRST, SHORT, not_together
from kg.formats.plain import SHEETS

LOOKED_AT = {
    sheet.name: [
        column
        for column in sheet.columns
        if column.values or column.kind == "name" or column.refers in ("sources", "sections")
    ]
    for sheet in SHEETS
}
"""The columns of each table that have few values, all of which are known."""

FOLLOWING = (
    ("nodes", "SELECT COUNT(*) AS n FROM nodes AS t", "names", "SELECT COUNT(*) AS n FROM names AS t WHERE t.kind = ?"),
    ("claims", "SELECT COUNT(*) AS n FROM claims AS t", "texts", "SELECT COUNT(*) AS n FROM texts AS t"),
    (
        "claims",
        "SELECT COUNT(*) AS n FROM claims AS t WHERE NOT t.structural",
        "edges",
        "SELECT SUM(t.weight) AS n FROM edges AS t",
    ),
)
"""Tables and their sizes, next to those that follow from them, and what their sizes must be."""


def refuse_strangers(files: Mapping[str, Path]) -> None:
    """DataError where one of the Parquet files, by table, was not written with the others."""
    if stranger := not_together(files):
        whole = files["nodes"].name.removesuffix(FIRST) + SHORT
        fault = (
            "was not written with the files beside it: it is of another graph, or another program has changed it, and what "
            f"follows from it is out of date; put the old one back, or write all again: kg convert {whole} {whole}"
        )
        raise DataError([Problem(files[stranger].name, 0, "", fault)])


def refuse_unlike(database: Database) -> None:
    """DataError where a table that follows from another has more or fewer rows than it would: of files only a cluster finds."""
    for table, rows, follows, others in FOLLOWING:
        ((size,),) = database.rows(rows)
        ((other,),) = database.rows(others, ["name"] if "?" in others else [])
        if size != (other or 0):
            fault = f"does not follow from {database.files[table]}; write all files again: kg convert IN graph.parquet"
            raise DataError([Problem(database.files[follows], 0, "", fault)])


def refuse_unknown(engine: SqlEngine) -> None:
    """DataError with a value of each column that has one which neither the schema nor another table declares."""
    database, schema = engine.database, engine.schema
    ids = {
        "sources": [source.id for source in engine.sources],
        "sections": [section.id for source in engine.sources for section in source.sections],
    }
    problems = []
    for table, columns in LOOKED_AT.items():
        parts = (f"SELECT DISTINCT '{one.name}' AS field, t.{one.name} AS value FROM {table} AS t" for one in columns)
        held: dict[str, list[str]] = {one.name: [] for one in columns}
        for name, value in database.rows(" UNION ALL ".join(parts)):
            held[name].append(value or "")
        for column in columns:
            known = column.values or ids.get(column.refers) or getattr(schema, column.refers)
            if unknown := min(set(held[column.name]).difference(known), default=None):
                listed = (
                    f"; those that there are, are in {database.files[column.refers]}" if column.refers in ids else ""
                )
                fault = str(UnknownName(column.called or column.name, unknown, known, listed))
                if column.kind == "name":
                    fault += "; or give the schema it was written under (kg --schema DIR)"
                problems.append(Problem(database.files[table], 0, column.name, fault))
    if problems:
        raise DataError(problems)
