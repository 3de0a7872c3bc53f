"""neuromod-kg: what a health article says about neuromodulation for chronic pain, as a typed graph of claims.

>>> import kg
>>> g = kg.load()
>>> g["drg-stimulation"].targets
Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
"""

from kg.page import (
    page as page,  # The package of that name is imported here once, or its later import would take the name.
)

TYPE_CHECKING = False  # As type checkers take it; typing itself would double the cost of this import.

if TYPE_CHECKING:
    from kg.errors import AmbiguousName as AmbiguousName
    from kg.errors import DataError as DataError
    from kg.errors import EndpointError as EndpointError
    from kg.errors import ExportError as ExportError
    from kg.errors import KgError as KgError
    from kg.errors import MissingEvidence as MissingEvidence
    from kg.errors import MissingExtra as MissingExtra
    from kg.errors import Problem as Problem
    from kg.errors import QueryError as QueryError
    from kg.errors import QueryTimeout as QueryTimeout
    from kg.errors import RetiredId as RetiredId
    from kg.errors import UnknownName as UnknownName
    from kg.errors import UnknownNode as UnknownNode
    from kg.formats import FORMATS as FORMATS
    from kg.formats.files import dumps as dumps
    from kg.formats.files import export_paths as export_paths
    from kg.formats.files import write as write
    from kg.formats.files import write_all as write_all
    from kg.graph import KnowledgeGraph as KnowledgeGraph
    from kg.loading import check as check
    from kg.loading import connect as connect
    from kg.loading import load as load
    from kg.loading import open as open
    from kg.loading import read as read
    from kg.model.nodes import Mapping as Mapping
    from kg.model.nodes import Node as Node
    from kg.model.nodes import Nodes as Nodes
    from kg.model.protocol import Pattern as Pattern
    from kg.model.records import Claim as Claim
    from kg.model.records import Edge as Edge
    from kg.model.records import Quantity as Quantity
    from kg.model.records import Section as Section
    from kg.model.records import Source as Source
    from kg.model.records import Tension as Tension
    from kg.schema import Schema as Schema
    from kg.stores.push import push as push
    from kg.versions import diff as diff

__version__ = "0.2.0"

_HOMES = {
    "errors": "AmbiguousName DataError EndpointError ExportError KgError MissingEvidence MissingExtra Problem QueryError "
    "QueryTimeout RetiredId UnknownName UnknownNode",
    "formats": "FORMATS",
    "formats.files": "dumps export_paths write write_all",
    "graph": "KnowledgeGraph",
    "loading": "check connect load open read",
    "model.nodes": "Mapping Node Nodes",
    "model.protocol": "Pattern",
    "model.records": "Claim Edge Quantity Section Source Tension",
    "page": "page",
    "schema": "Schema",
    "stores.push": "push",
    "versions": "diff",
}
"""The public names of each module."""

_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}
__all__ = sorted(_HOME)


if not TYPE_CHECKING:  # A checker would take any name to be there.

    def __getattr__(name: str) -> object:
        """A public name, from its module, which is imported when one of its names is first used."""
        if name not in _HOME:
            raise AttributeError(f"module 'kg' has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(f"kg.{_HOME[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
