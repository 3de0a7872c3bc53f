"""What there is in the RDF of a graph, counted for its description."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.formats.rdf.model import Subject, Term
from kg.schema import MATCHES


class Counts(NamedTuple):
    """What there is in the RDF of a graph. `sizes` are by the name that VoID has for them."""

    sizes: Mapping[str, int]
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    links: Mapping[tuple[str, str], int]
    """(SKOS match, prefix of the vocabulary) → how many."""


def counts(blocks: Iterable[Subject]) -> Counts:
    """Count the triples, subjects, objects, classes, properties and matches of an RDF form."""
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    links: Counter[tuple[str, str]] = Counter()
    objects: set[Term] = set()
    sizes = dict.fromkeys(("triples", "entities", "distinctSubjects", "distinctObjects", "classes", "properties"), 0)
    for block in blocks:
        sizes["distinctSubjects"] += 1
        for predicate, terms in block.properties:
            properties[predicate] += len(terms)
            objects.update(terms)
            if predicate == "rdf:type":
                sizes["entities"] += 1
                classes.update(term.text for term in terms)
            elif predicate.startswith("skos:") and predicate[5:] in MATCHES:
                links.update((predicate, term.text.partition(":")[0]) for term in terms)
    sizes |= {"triples": properties.total(), "distinctObjects": len(objects)}
    sizes |= {"classes": len(classes), "properties": len(properties)}
    return Counts(sizes, dict(sorted(classes.items())), dict(sorted(properties.items())), dict(sorted(links.items())))
