"""A graph in tables that a database answers for: SQLite, DuckDB, or a Spark session."""
