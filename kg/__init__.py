"""neuromod-kg: what a health article says of neuromodulation for chronic pain, as a typed graph of claims.

>>> import kg
>>> g = kg.load()
>>> g["drg-stimulation"].targets
Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
"""

TYPE_CHECKING = False  # As type checkers take it; typing itself would double the cost of this import.

if TYPE_CHECKING:
    from kg.build import check, load
    from kg.errors import (
        AmbiguousName,
        DataError,
        ExportError,
        KgError,
        MissingExtra,
        Problem,
        UnknownCategory,
        UnknownClaim,
        UnknownFormat,
        UnknownModality,
        UnknownName,
        UnknownNode,
        UnknownPolarity,
        UnknownPredicate,
        UnknownSection,
        UnknownSource,
    )
    from kg.export import FORMATS, Format, dumps, export_paths, write, write_all
    from kg.graph import KnowledgeGraph
    from kg.model import Claim, Edge, Mapping, Node, Nodes, Quantity, Section, Source, Tension
    from kg.schema import Category, Modality, Predicate, Schema

__version__ = "0.1.0"
__all__ = [
    "AmbiguousName",
    "Category",
    "Claim",
    "DataError",
    "Edge",
    "ExportError",
    "FORMATS",
    "Format",
    "KgError",
    "KnowledgeGraph",
    "Mapping",
    "MissingExtra",
    "Modality",
    "Node",
    "Nodes",
    "Predicate",
    "Problem",
    "Quantity",
    "Schema",
    "Section",
    "Source",
    "Tension",
    "UnknownCategory",
    "UnknownClaim",
    "UnknownFormat",
    "UnknownModality",
    "UnknownName",
    "UnknownNode",
    "UnknownPolarity",
    "UnknownPredicate",
    "UnknownSection",
    "UnknownSource",
    "check",
    "dumps",
    "export_paths",
    "load",
    "write",
    "write_all",
]

_HOMES = {
    "build": ("check", "load"),
    "export": ("FORMATS", "Format", "dumps", "export_paths", "write", "write_all"),
    "graph": ("KnowledgeGraph",),
    "model": ("Claim", "Edge", "Mapping", "Node", "Nodes", "Quantity", "Section", "Source", "Tension"),
    "schema": ("Category", "Modality", "Predicate", "Schema"),
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
