"""neuromod-kg: what a health article says of neuromodulation for chronic pain, as a typed graph of claims.

>>> import kg
>>> g = kg.load()
>>> g["drg-stimulation"].targets
Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
"""

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
