"""A graph that lives behind a SPARQL endpoint: of it only what is asked for is fetched, and kept."""

from kg.engines.endpoint.engine import RemoteGraph, connect

__all__ = ["RemoteGraph", "connect"]
