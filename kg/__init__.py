"""neuromod-kg: what a health article says of neuromodulation for chronic pain, as a typed graph of claims.

>>> import kg
>>> g = kg.load()
>>> g["drg-stimulation"].targets
Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
"""

from kg.page import page  # The package of that name is imported here once, or its later import would take the name.

TYPE_CHECKING = False  # As type checkers take it; typing itself would double the cost of this import.

if TYPE_CHECKING:
    from kg.engines.endpoint import RemoteGraph, connect
    from kg.errors import (
        AmbiguousName,
        DataError,
        EndpointError,
        ExportError,
        KgError,
        MissingExtra,
        Problem,
        QueryError,
        QueryTimeout,
        UnknownCategory,
        UnknownClaim,
        UnknownFormat,
        UnknownModality,
        UnknownName,
        UnknownNode,
        UnknownParameter,
        UnknownPolarity,
        UnknownPredicate,
        UnknownQuestion,
        UnknownSection,
        UnknownSource,
    )
    from kg.formats import FORMATS, Format, dumps, export_paths, write, write_all
    from kg.formats.rdf.parse import read
    from kg.graph import KnowledgeGraph
    from kg.loading import check, load
    from kg.model import Claim, Edge, Mapping, Node, Nodes, Quantity, Section, Source, Tension
    from kg.query.compare import Comparison, compare
    from kg.query.match import Match, Matches, match
    from kg.query.paths import Explanation, Path, Paths, Step, explain, paths
    from kg.query.questions import Question
    from kg.schema import Category, Modality, Predicate, Schema
    from kg.sparql import Result
    from kg.stores.push import Pushed, push

__version__ = "0.1.0"
__all__ = [
    "AmbiguousName",
    "Category",
    "Claim",
    "Comparison",
    "DataError",
    "Edge",
    "EndpointError",
    "Explanation",
    "ExportError",
    "FORMATS",
    "Format",
    "KgError",
    "KnowledgeGraph",
    "Mapping",
    "Match",
    "Matches",
    "MissingExtra",
    "Modality",
    "Node",
    "Nodes",
    "Path",
    "Paths",
    "Predicate",
    "Problem",
    "Pushed",
    "Quantity",
    "QueryError",
    "QueryTimeout",
    "Question",
    "RemoteGraph",
    "Result",
    "Schema",
    "Section",
    "Source",
    "Step",
    "Tension",
    "UnknownCategory",
    "UnknownClaim",
    "UnknownFormat",
    "UnknownModality",
    "UnknownName",
    "UnknownNode",
    "UnknownParameter",
    "UnknownPolarity",
    "UnknownPredicate",
    "UnknownQuestion",
    "UnknownSection",
    "UnknownSource",
    "check",
    "compare",
    "connect",
    "dumps",
    "explain",
    "export_paths",
    "load",
    "match",
    "page",
    "paths",
    "push",
    "read",
    "write",
    "write_all",
]

_HOMES = {
    "loading": ("check", "load"),
    "query.compare": ("Comparison", "compare"),
    "formats": ("FORMATS", "Format", "dumps", "export_paths", "write", "write_all"),
    "graph": ("KnowledgeGraph",),
    "model": ("Claim", "Edge", "Mapping", "Node", "Nodes", "Quantity", "Section", "Source", "Tension"),
    "query.match": ("Match", "Matches", "match"),
    "query.paths": ("Explanation", "Path", "Paths", "Step", "explain", "paths"),
    "query.questions": ("Question",),
    "formats.rdf.parse": ("read",),
    "engines.endpoint": ("RemoteGraph", "connect"),
    "schema": ("Category", "Modality", "Predicate", "Schema"),
    "sparql": ("Result",),
    "stores.push": ("Pushed", "push"),
}
"""The module of each public name; those of `errors` are the rest."""


if not TYPE_CHECKING:  # A checker would take any name to be there.

    def __getattr__(name: str) -> object:
        """A public name, from its module, which is imported when one of its names is first used."""
        if name not in __all__:
            raise AttributeError(f"module 'kg' has no attribute {name!r}")
        from importlib import import_module

        home = next((module for module, names in _HOMES.items() if name in names), "errors")
        value: object = getattr(import_module(f"kg.{home}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
