"""The vocabulary as a document in Markdown: what each term means, where it can be used, and an example from the graph."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kg.formats.about.ontology import PROPERTIES
from kg.model.protocol import Graph
from kg.model.records import Edge
from kg.schema import MODALITIES, TENTATIVE, VOCABULARY, Modality, Predicate

COMMAND = "kg vocabulary --markdown > docs/vocabulary.md"


def page(graph: Graph) -> str:
    """The vocabulary of a graph's schema in Markdown, each term with an example where the graph has one."""
    schema = graph.schema
    parts = [
        "# The vocabulary",
        f"For {_plain(schema.dataset.title)}, version {_plain(schema.dataset.version)}. Made by `{COMMAND}`; do not edit it.",
        f"`{VOCABULARY}:` is short for `{schema.prefixes[VOCABULARY]}`. For programs, it is the ontology in `exports/`.",
        "## Categories",
        *_categories(graph),
        "## Predicates",
        "Inverses are for queries (in Python, as attributes); RDF only has the predicate itself.",
        f"`{TENTATIVE}:` is short for `{schema.prefixes[TENTATIVE]}`: what RDF says where every claim is hedged or inferred.",
        *_predicates(graph),
        "## Certainty, polarity and tensions",
        *_values("Modality", schema.modalities.values()),
        *_values("Polarity", schema.polarities.values()),
        *_values("Kind of tension", schema.tensions.values()),
        "## Properties of claims, sections and tensions in RDF",
        *(f"- `{VOCABULARY}:{own.name}`: {_plain(own.definition)}" for own in PROPERTIES),
    ]
    blocks = "\n\n".join(parts)
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", blocks) + "\n"


def _categories(graph: Graph) -> Iterator[str]:
    schema = graph.schema
    touched = Counter(end for edge in graph.edges() for end in (edge.subject, edge.object))
    for category in schema.categories.values():
        nodes = graph.nodes(category=category.name)
        yield f"### {category.name}"
        yield _plain(category.definition)
        yield f"- IRI: `{schema.expand(f'{VOCABULARY}:{category.name}')}`"
        yield f"- Nearest term: {_mapping(category.mapping)}"
        if nodes:
            best = max(nodes, key=lambda node: touched[node.id])  # of several, the first
            count = "1 node" if len(nodes) == 1 else f"{len(nodes)} nodes"
            yield f"- Example, of {count}: {_plain(best.name)} (`{best.id}`): {_plain(best.definition)}"


def _predicates(graph: Graph) -> Iterator[str]:
    schema = graph.schema
    edges: dict[str, list[Edge]] = {}
    for edge in graph.edges():
        edges.setdefault(edge.predicate, []).append(edge)
    for predicate in schema.predicates.values():
        yield f"### {predicate.name}"
        yield f"“{_plain(predicate.label)}”: {_plain(predicate.definition)}"
        yield f"- IRI: `{schema.expand(schema.property_curie(predicate.name))}`"
        yield f"- {_directions(predicate)}"
        yield f"- Tentative: `{schema.property_curie(predicate.name, TENTATIVE)}`, “{_plain(predicate.tentatively)}”"
        if predicate.above:
            yield f"- Implies: `{predicate.above}`"
        yield f"- Domain: {_any_of(predicate.domain)}"
        yield f"- Range: {_any_of(predicate.range)}"
        yield f"- Nearest term: {_mapping(predicate.mapping)}"
        if predicate.name in edges:
            yield _example(graph, edges[predicate.name])


def _example(graph: Graph, edges: list[Edge]) -> str:
    """An example from the first of the affirmed edges with the highest certainty."""
    best = min(edges, key=lambda edge: (not edge.affirmed, MODALITIES.index(edge.modality)))
    claim = next((claim for claim in best.claims if claim.polarity == "affirmed"), best.claims[0])
    count = "1 edge" if len(edges) == 1 else f"{len(edges)} edges"
    return f"- Example, of {count}: {_plain(claim.statement)} (`{claim.id}`, {_plain(claim.certainty)})"


def _directions(predicate: Predicate) -> str:
    lasting = "; transitive" if predicate.transitive else ""
    if predicate.symmetric:
        return f"Symmetric{lasting}"
    return f"Inverse: `{predicate.inverse}`, “{_plain(predicate.inverse_label)}”{lasting}"


def _values(title: str, values: Iterable[Modality]) -> Iterator[str]:
    yield f"### {title}"
    for value in values:
        words = f" Shown by a word such as {', '.join(map(_plain, value.words))}." if value.words else ""
        yield f"- `{VOCABULARY}:{value.name.capitalize()}`, {_plain(value.label)}: {_plain(value.definition)}{words}"


def _mapping(mapping: tuple[str, ...]) -> str:
    return f"`{mapping[1]}` (`skos:{mapping[0]}`)" if mapping else "none"


def _any_of(categories: tuple[str, ...]) -> str:
    return ", ".join(categories) or "any category"


def _plain(text: str) -> str:
    """Text that Markdown shows unchanged."""
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", " ".join(text.split()))
