"""neuromod-kg: what a health article says of neuromodulation for chronic pain, as a typed graph of claims.

>>> import kg
>>> g = kg.load()
>>> g["drg-stimulation"].targets
Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
"""

TYPE_CHECKING = False  # As type checkers take it; typing itself would double the cost of this import.

if TYPE_CHECKING:
    from kg.build import check, load
    from kg.comparison import Comparison, compare
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
    from kg.export import FORMATS, Format, dumps, export_paths, write, write_all
    from kg.export.html import page
    from kg.graph import KnowledgeGraph
    from kg.model import Claim, Edge, Mapping, Node, Nodes, Quantity, Section, Source, Tension
    from kg.patterns import Match, Matches, match
    from kg.queries import Explanation, Path, Paths, Step, explain, paths
    from kg.questions import Question
    from kg.reader import read
    from kg.remote import RemoteGraph, connect
    from kg.schema import Category, Modality, Predicate, Schema
    from kg.sparql import Result
    from kg.upload import Pushed, push

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
    "build": ("check", "load"),
    "comparison": ("Comparison", "compare"),
    "export": ("FORMATS", "Format", "dumps", "export_paths", "write", "write_all"),
    "export.html": ("page",),
    "graph": ("KnowledgeGraph",),
    "model": ("Claim", "Edge", "Mapping", "Node", "Nodes", "Quantity", "Section", "Source", "Tension"),
    "patterns": ("Match", "Matches", "match"),
    "queries": ("Explanation", "Path", "Paths", "Step", "explain", "paths"),
    "questions": ("Question",),
    "reader": ("read",),
    "remote": ("RemoteGraph", "connect"),
    "schema": ("Category", "Modality", "Predicate", "Schema"),
    "sparql": ("Result",),
    "upload": ("Pushed", "push"),
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
