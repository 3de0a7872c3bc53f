"""Statistics of a data folder: what it contains, how well it is grounded, and how far two readings of it agree."""

from collections import Counter
from typing import NamedTuple

from kg.model import Graph
from kg.tables.reading import Tables

CORE = ("Target", "Condition", "BodyRegion", "Substance")
"""The categories whose entities public vocabularies should have."""

UNNAMED = ("Quality", "PatientCriterion", "Concept")
"""The categories of what no vocabulary would list."""


class Figure(NamedTuple):
    """One figure: its group, what is counted, and the value as text."""

    group: str
    what: str
    value: str


def figures(g: Graph, tables: Tables) -> list[Figure]:
    """The figures of a graph and of the tables that it was made from."""
    kinds = {source.id: source.kind for source in g.sources()}
    read = [claim for claim in g.claims() if kinds[claim.source] == "article"]
    found = [
        Figure("graph", "nodes", str(len(g))),
        Figure("graph", "edges", str(len(g.edges()))),
        Figure("graph", "claims of articles", str(len(read))),
        Figure("graph", "claims of ontologies (hierarchy)", str(len(g.claims()) - len(read))),
    ]
    categories = Counter(node.category for node in g)
    found += [Figure("nodes by category", name, str(categories[name])) for name in g.schema.categories]
    sections = Counter(claim.section for claim in read)
    found += [
        Figure("claims by section", section.id.partition(":")[2], str(sections[section.id]))
        for source in g.sources()
        if source.kind == "article"
        for section in source.sections
    ]
    modalities = Counter(claim.modality for claim in read)
    found += [Figure("claims by modality", name, str(modalities[name])) for name in g.schema.modalities]
    found.append(Figure("claims by modality", "denied, of these", str(sum(c.polarity == "denied" for c in read))))
    found.append(Figure("claims by modality", "inferred, of these", str(sum(c.inferred for c in read))))
    exact = [node for node in g if any(mapping.match == "exactMatch" for mapping in node.mappings)]
    found.append(Figure("grounded by an exact match", "all entities", _share(len(exact), len(g))))
    for what, nodes in (
        ("all entities", list(g)),
        ("entities that name a thing", [node for node in g if node.category not in UNNAMED]),
        (", ".join(CORE), [node for node in g if node.category in CORE]),
    ):
        found.append(
            Figure("grounded by an exact or close match", what, _share(sum(n.grounded for n in nodes), len(nodes)))
        )
    found.append(Figure("grounded by an exact or close match", "mappings", str(sum(len(node.mappings) for node in g))))
    weights = Counter(tension.weight for tension in g.tensions())
    found += [Figure("tensions", weight, str(weights[weight])) for weight in ("major", "moderate", "minor")]
    agreement = [Figure("agreement of two readings", row["measure"], row["value"]) for row in tables.agreement.rows]
    return [*found, *_coverage(tables), *agreement]


def _coverage(tables: Tables) -> list[Figure]:
    rows = tables.coverage.rows
    with_claims = sum(bool(row["claims"]) for row in rows)
    return [
        Figure("coverage", "sentences with claims", str(with_claims)),
        Figure("coverage", "sentences with none, and a reason", str(len(rows) - with_claims)),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "0 of 0"
