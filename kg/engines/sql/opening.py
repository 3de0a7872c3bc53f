"""Which database answers for a graph, and what it is given."""

from pathlib import Path
from typing import Any

from kg.engines.sql.checks import refuse_strangers, refuse_unknown, refuse_unlike
from kg.engines.sql.database import Database, parquet_files, remote_files
from kg.engines.sql.engine import SqlEngine
from kg.errors import KgError, known, represented
from kg.formats.plain import schema_of
from kg.formats.reading import Opened
from kg.model.protocol import Graph
from kg.schema import Schema

ENGINES = ("duckdb", "sqlite")


def opened(
    path: Path | str, tables: Graph | None, engine: Any, schema: Schema, *, move: bool, base_iri: str | None
) -> SqlEngine:
    """The engine of the Parquet files of a path or address, or of a graph's `tables`; `engine` is a name or a Spark session.

    `schema` is that of the files; with `move`, below the base IRI that they name; in any case below `base_iri`, if there is one.
    Errors are those of `kg.open`.
    """

    def below(one: Schema) -> Schema:
        return one if base_iri is None else one.with_base(base_iri)

    from kg.engines.sql import spark

    if spark.is_session(engine):
        if tables is not None:
            raise KgError(
                f"a Spark session reads Parquet, not {Path(path).name}; write it first: kg convert {path} graph.parquet"
            )
        if isinstance(path, str):
            made = SqlEngine(spark.Spark(engine, remote_files(path)), below(schema))
            refuse_unlike(made.database)
        else:
            files = parquet_files(path)
            refuse_strangers(files)
            made = SqlEngine(spark.Spark(engine, files), below(schema))
        refuse_unknown(made)
        return made
    if not isinstance(engine, str | None):
        raise TypeError(f"engine must be one of {', '.join(ENGINES)}, or a Spark session, not {represented(engine)}")
    name = known("engine", engine or ENGINES[0], ENGINES)
    if isinstance(path, str):
        raise KgError(f"{path} is an address, which a Spark session can read; {name} reads files: give their path")
    if tables is not None:
        return SqlEngine(_of_graph(name, tables), below(tables.schema))
    found = parquet_files(path)
    from kg.engines.sql.duckdb import Duckdb

    database = Duckdb.over(found)
    refuse_strangers(found)
    first = Opened(found["nodes"], found["nodes"].suffix)
    said = database.dataset(found["nodes"])
    named = schema_of(schema, said, move, lambda message, column: first.refuse(message, column=column))
    made = SqlEngine(database, below(named))
    refuse_unknown(made)
    return made


def _of_graph(name: str, graph: Graph) -> Database:
    if name == "sqlite":
        from kg.engines.sql.sqlite import Sqlite

        return Sqlite(graph)
    from kg.engines.sql.duckdb import Duckdb

    return Duckdb.of_graph(graph)
