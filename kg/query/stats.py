"""Statistics of a data folder: what it contains, how well it is grounded, and how far two readings of it agree."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from kg.model.answers import slug
from kg.model.certainty import most_certain
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Edge, Edges
from kg.schema import WEIGHTS
from kg.tables.reading import Tables

CORE = ("Target", "Condition", "BodyRegion", "Substance")
"""The categories whose entities public vocabularies should have."""

UNNAMED = ("Quality", "PatientCriterion", "Concept")
"""The categories of what no vocabulary would list."""

COMPOSITE = "composite"
"""How `ungrounded` begins where an entity is another one under a restriction that only the source makes."""


class Figure(NamedTuple):
    """One figure: its group, what is counted, and the value as text."""

    group: str
    what: str
    value: str


def figures(g: Graph, tables: Tables) -> list[Figure]:
    """The figures of a graph and of the tables that it was made from."""
    articles = {source.id: source for source in g.sources() if source.kind == "article"}
    said = [claim for claim in g.claims() if claim.source in articles]
    read = [claim for claim in said if not claim.structural]
    sections = Counter(claim.section for claim in read)
    exact = [node for node in g if any(mapping.match == "exactMatch" for mapping in node.mappings)]
    things = [node for node in g if names_a_thing(node)]
    groups = {
        "all entities": list(g),
        "entities that name a thing": things,
        ", ".join(CORE): [node for node in things if node.category in CORE],
    }
    with_claims = sum(bool(row["claims"]) for row in tables.coverage.rows)
    without = len(tables.coverage.rows) - with_claims
    values: dict[str, Iterable[tuple[str, object]]] = {
        "graph": [
            ("nodes", len(g)),
            ("edges", len(g.edges())),
            ("claims of articles", len(read)),
            ("structural claims of articles, in addition", len(said) - len(read)),
            ("claims of ontologies (hierarchy)", len(g.claims()) - len(said)),
        ],
        "nodes by category": _counts(g.schema.categories, (node.category for node in g)),
        "claims by section": [(slug(s.id), sections[s.id]) for source in articles.values() for s in source.sections],
        "claims by modality": [
            *_counts(g.schema.modalities, (claim.modality for claim in read)),
            ("denied, of these", sum(claim.polarity == "denied" for claim in read)),
            ("inferred, of these", sum(claim.inferred for claim in read)),
        ],
        "grounded by an exact match": [("all entities", _share(len(exact), len(g)))],
        "grounded by an exact or close match": [
            *((what, _share(sum(n.grounded for n in nodes), len(nodes))) for what, nodes in groups.items()),
            ("mappings", sum(len(node.mappings) for node in g)),
        ],
        "edges by certainty": _certainty(g.edges()),
        "tensions": _counts(WEIGHTS, (tension.weight for tension in g.tensions())),
        "coverage": [("sentences with claims", with_claims), ("sentences with none, and a reason", without)],
        "agreement of two readings": [(row["measure"], row["value"]) for row in tables.agreement.rows],
    }
    return [Figure(group, what, str(value)) for group, rows in values.items() for what, value in rows]


def _certainty(edges: Edges) -> list[tuple[str, object]]:
    """The share of edges by their most certain claim; in RDF those of the first two kinds are plain triples of `nmv:`."""
    counts = Counter(map(certainty_kind, edges))
    kinds = ("asserted", "reported", "only hedged", "hedged and inferred", "only inferred", "only denied")
    return [(kind, _share(counts[kind], len(edges))) for kind in kinds]


def certainty_kind(edge: Edge) -> str:
    """The modality of its most certain claim that says it outright, or else what all of its claims are."""
    affirmed = [claim for claim in edge.claims if claim.polarity == "affirmed"]
    if outright := [claim.modality for claim in affirmed if not claim.tentative]:
        return most_certain(outright)
    kinds = {"only inferred" if claim.inferred else "only hedged" for claim in affirmed}
    return "hedged and inferred" if len(kinds) > 1 else next(iter(kinds), "only denied")


def names_a_thing(node: Node) -> bool:
    """Whether a node is a thing that a vocabulary could have: no quality, criterion or concept, and not composite."""
    return node.category not in UNNAMED and not node.ungrounded.startswith(COMPOSITE)


def _counts(names: Iterable[str], values: Iterable[str]) -> list[tuple[str, object]]:
    counts = Counter(values)
    return [(name, counts[name]) for name in names]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "0 of 0"
