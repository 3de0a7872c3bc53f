"""A graph that lives behind a SPARQL endpoint."""
