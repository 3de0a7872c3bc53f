"""Tables that follow from the records: of edges, of the names of nodes, of the words of claims. No reader needs them.

An engine that asks tables finds in them what would take it long to work out again.
"""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from kg.formats.plain import Row, Sheet
from kg.formats.sorting import in_order
from kg.model.certainty import UNSAID, uncertainty
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Edge
from kg.schema import NODE
from kg.tables.column import Column
from kg.tables.columns import QUALIFIERS
from kg.texts import folded

OF_EDGES = (
    *(Column(name) for name in ("subject", "predicate", "object", "subject_category", "object_category")),
    *(Column(name) for name in ("modality", "certainty")),
    *(Column(name, "flag") for name in ("affirmed", "contested", "tentative")),
    Column("uncertainty", "whole"),
    Column("weight", "whole"),
    Column("claims", many=True),
)


class Said(NamedTuple):
    """A claim, as far as it matters to its edge."""

    id: str
    modality: str
    polarity: str
    inferred: bool
    structural: bool

    @property
    def tentative(self) -> bool:
        return uncertainty(self.modality, inferred=self.inferred) >= UNSAID


OF_ROW = 400
"""About so many characters does a row take in memory that is sorted."""


def least(edge: Edge) -> int | None:
    """How uncertain the most certain claim is that affirms an edge; None where every claim denies it."""
    affirming = (claim for claim in edge.claims if claim.polarity == "affirmed")
    return min((uncertainty(claim.modality, inferred=claim.inferred) for claim in affirming), default=None)


def _said(graph: Graph, categories: Map[str, str]) -> Iterator[Edge]:
    """The edges in order, each with what its claims say: of all claims only that, and what is above a run waits on disk."""
    ranks = (
        {name: rank for rank, name in enumerate(names)} for names in (graph.schema.categories, graph.schema.predicates)
    )
    category, predicate = ranks
    names = tuple(predicate)
    rows = (
        (
            (category[categories[claim.subject]], claim.subject, predicate[claim.predicate]),
            (category[categories[claim.object]], claim.object),
            place,
            (claim.id, claim.modality, claim.polarity, claim.inferred, claim.structural),
        )
        for place, claim in enumerate(graph.each_claim())
    )
    for (start, end), claims in groupby(in_order(rows, lambda row: OF_ROW), itemgetter(0, 1)):
        said: Any = tuple(Said(*one) for *_, one in claims)
        yield Edge(subject=start[1], predicate=names[start[2]], object=end[1], claims=said)


def _edges(graph: Graph) -> Iterator[Row]:
    categories = {node.id: node.category for node in graph}
    for edge in _said(graph, categories):
        yield {
            "subject": edge.subject,
            "predicate": edge.predicate,
            "object": edge.object,
            "subject_category": categories[edge.subject],
            "object_category": categories[edge.object],
            "modality": edge.modality,
            "certainty": edge.certainty,
            "affirmed": edge.affirmed,
            "contested": edge.contested,
            "tentative": edge.tentative,
            "uncertainty": least(edge),
            "weight": edge.weight,
            "claims": [claim.id for claim in edge.claims],
        }


def words_of(node: Node) -> dict[str, set[str]]:
    """The words of a node, by kind: those of its names (`word`), of its identifiers (`id`), of its definition (`defined`)."""
    terms = (mapping.term for mapping in node.mappings if mapping.grounds)
    texts = {
        "word": (node.name, *node.synonyms, *node.abbreviations),
        "id": (node.slug, node.id, *terms),
        "defined": (node.definition,),
    }
    return {kind: {word for text in some for word in folded(text).split()} for kind, some in texts.items()}


def names_of(node: Node) -> Iterator[tuple[str, str]]:
    """What a node can be looked up by, as text and kind: its name, other names and terms without case, retired ids, words."""
    name = node.name.casefold()
    yield name, "name"
    yield from (
        (text, "other") for text in {text.casefold() for text in (*node.synonyms, *node.abbreviations)} - {name}
    )
    yield from ((old, "retired") for old in node.replaces)
    yield from {(mapping.term.casefold(), mapping.match) for mapping in node.mappings if mapping.grounds}
    for kind, words in words_of(node).items():
        yield from ((word, kind) for word in words)


def _names(graph: Graph) -> Iterator[Row]:
    rows = ((text, kind, node.id) for node in graph for text, kind in names_of(node))
    return ({"text": text, "kind": kind, "node": node} for text, kind, node in in_order(rows, lambda row: OF_ROW))


def words_in(claim: Claim) -> str:
    """The words of a claim itself, without case and accents, each between spaces: of statement, hedge, figure, note and texts."""
    held = (value for name in QUALIFIERS for value in getattr(claim, name) if not value.startswith(f"{NODE}:"))
    texts = (claim.statement, *claim.hedge, str(claim.quantity or ""), claim.note, *held)
    return f" {' '.join(filter(None, map(folded, texts)))} "


def _texts(graph: Graph) -> Iterator[Row]:
    return ({"claim": claim.id, "text": words_in(claim)} for claim in graph.each_claim())


EDGES = Sheet("edges", OF_EDGES, _edges)
NAMES = Sheet("names", tuple(Column(name, "word") for name in ("text", "kind", "node")), _names)
TEXTS = Sheet("texts", tuple(Column(name, "word") for name in ("claim", "text")), _texts)
DERIVED = (EDGES, NAMES, TEXTS)
