"""What the page says, as values that JSON can hold: the graph's nodes and edges with their looks, and its records."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from math import sqrt
from typing import Any, NamedTuple

from kg.model.certainty import uncertainty
from kg.model.nodes import KIND, Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Edge, Source
from kg.page.evidence import page_evidence
from kg.page.metrics import SAMPLE, SAMPLED_ABOVE, shape
from kg.page.places import places
from kg.page.short import STORY, answers, hubs, in_short
from kg.part import Excerpt
from kg.schema import CLAIM, MODALITIES, NO_STEPS, NODE
from kg.tables.columns import QUALIFIERS

LINES: Mapping[str, list[int]] = {
    "asserted": [],
    "reported": [9, 4, 2, 4],
    "inferred": [14, 4],
    "hedged": [7, 5],
    "denied": [2, 4],
}
"""What an edge rests on, most certain first → the dashes of its line, in pixels; none is a solid line."""

SMALLEST, LARGEST = 5.5, 12.5
"""The radius of the least and of the most connected node, in pixels at first view."""


OF_NODE = ("category", "synonyms", "abbreviations", "definition", "note", "ungrounded")
OF_CLAIM = ("paragraph", "statement", "polarity", "modality", "hedge", "quantity", *QUALIFIERS, "inferred", "note")
"""What the page shows of a record as it is in the graph."""

USUAL = {"polarity": "affirmed", "modality": "asserted"}
"""What a claim of the page is where it does not say."""


class PageData(NamedTuple):
    """`nodes` and `edges` are the arguments of pyvis' Node and Edge; `records` is everything else."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    records: dict[str, Any]


def page_data(part: Excerpt, whole: int) -> PageData:
    """Everything that the page shows of a part of a graph of `whole` nodes, in the graph's own order."""
    graph, schema, sources, edges = part.graph, part.graph.schema, part.graph.sources(), part.graph.edges()
    in_order = graph.claims()
    claims = {claim.id: number for number, claim in enumerate(in_order)}
    edge_of = {claim.id: number for number, edge in enumerate(edges) for claim in edge.claims}
    sections = [(section, source) for source in sources for section in source.sections]
    section_of = {section.id: number for number, (section, _) in enumerate(sections)}
    source_of = {source.id: number for number, source in enumerate(sources)}
    names = Counter(_short(source) for source in sources)
    general = hubs(graph)
    return PageData(
        nodes=_filled(_nodes(graph)),
        edges=_filled(map(_edge, edges)),
        records={
            "prefixes": {"node": NODE, "claim": CLAIM, "terms": _namespaces(graph)},
            "dataset": schema.dataset._asdict(),
            "excerpt": {"what": part.what, "whole": whole} if part.what else None,
            "sampled": SAMPLE if len(graph) > SAMPLED_ABOVE else None,
            "lines": LINES,
            "no_steps": sorted(NO_STEPS),
            "kind_of": KIND,
            "usual": USUAL,
            "story": STORY,
            "uncertainty": {
                modality: [uncertainty(modality, inferred=inferred) for inferred in (False, True)]
                for modality in MODALITIES
            },
            **{
                kind: _filled(term._asdict() for term in getattr(schema, kind).values())
                for kind in ("predicates", "modalities", "polarities")
            },
            "categories": _filled(
                {**term._asdict(), "hub": general[name].id if name in general else ""}
                for name, term in schema.categories.items()
            ),
            "sources": _filled(_source(source, unique=names[_short(source)] == 1) for source in sources),
            "sections": [
                {"id": section.id, "title": section.title, "source": source_of[source.id]}
                for section, source in sections
            ],
            "claims": _filled(_claim(claim, edge_of[claim.id], section_of[claim.section]) for claim in in_order),
            "tensions": _filled(
                {
                    **asdict(tension),
                    "claims": [claims[id] for id in tension.claims],
                    "against": [claims[id] for id in tension.against],
                    "cut": part.cut.get(tension.id, 0) or None,
                }
                for tension in graph.tensions()
            ),
            "kinds": _filled(kind._asdict() for kind in schema.tensions.values()),
            # A part has no evidence of its own.
            "short": [short._asdict() for short in in_short(part.graph if part.what else part.whole)],
            "answers": answers(graph),
            **({"evidence": page_evidence(part.whole, claims)} if part.whole.has_evidence else {}),
        },
    )


def sizes(graph: Graph) -> dict[str, float]:
    """Node id → its radius on the map: the area, not the radius, follows the number of relations, as the eye compares."""
    degrees = Counter(end for edge in graph.edges() if edge.weight for end in {edge.subject, edge.object})
    most = max(degrees.values(), default=1)
    return {
        node.id: round(SMALLEST + (LARGEST - SMALLEST) * sqrt(degrees[node.id] / most), 1) for node in graph.nodes()
    }


def _nodes(graph: Graph) -> list[dict[str, Any]]:
    where, radii, form = places(graph), sizes(graph), shape(graph)
    return [
        {**_node(node, graph, where[node.id], radii[node.id]), "community": community, "between": between}
        for node, community, between in zip(graph.nodes(), form.communities, form.between, strict=True)
    ]


def _node(node: Node, graph: Graph, place: tuple[int, int], size: float) -> dict[str, Any]:
    category = graph.schema.categories[node.category]
    return {
        "n_id": node.id,
        "label": node.name,
        "shape": category.shape,
        "x": place[0],
        "y": place[1],
        "size": size,
        **{name: getattr(node, name) for name in OF_NODE},
        "terms": [{"id": m.term, "label": m.label, "match": m.match} for m in node.mappings],
    }


def _namespaces(graph: Graph) -> dict[str, str]:
    """The namespaces of the public vocabularies that the graph's nodes have terms of."""
    used = {mapping.term.partition(":")[0] for node in graph for mapping in node.mappings}
    return {prefix: namespace for prefix, namespace in graph.schema.prefixes.items() if prefix in used}


def _edge(edge: Edge) -> dict[str, Any]:
    return {"source": edge.subject, "dest": edge.object, "predicate": edge.predicate}


def _claim(claim: Claim, edge: int, section: int) -> dict[str, Any]:
    values = {name: getattr(claim, name) for name in OF_CLAIM} | {"quantity": str(claim.quantity or "")}
    # The page fills in what most claims are.
    values |= {name: "" for name, usual in USUAL.items() if values[name] == usual}
    return {"id": claim.slug, "edge": edge, "section": section, **values}


def _source(source: Source, *, unique: bool) -> dict[str, Any]:
    return {**asdict(source), "sections": (), "short": _short(source) if unique else source.title}


def _short(source: Source) -> str:
    """A name for a source that is short enough to go below each of its claims."""
    return " ".join(filter(None, (source.publisher or source.author, source.published[:4]))) or source.title


def _filled(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Records without their empty values; 0 stays."""
    return [{name: of for name, of in each.items() if of or (of == 0 and of is not False)} for each in records]
