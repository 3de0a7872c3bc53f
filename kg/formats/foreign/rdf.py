"""RDF of other people, where it has labels: SKOS, OWL class hierarchies, and resources with typed links."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from warnings import warn

from kg.formats.foreign.adopted import Foreign, ForeignEdge, ForeignNode, adopted
from kg.formats.foreign.texts import noted
from kg.formats.foreign.vocabulary import local
from kg.formats.reading import Opened, Parts
from kg.schema import MATCHES, STANDARD, Schema

OBO = "http://purl.obolibrary.org/obo/"
IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
NAMESPACES = {**STANDARD, "obo": OBO, "oboInOwl": IN_OWL, "foaf": "http://xmlns.com/foaf/0.1/"}

LABELS = ("skos:prefLabel", "rdfs:label", "schema:name", "foaf:name", "dcterms:title")
SYNONYMS = ("skos:altLabel", "oboInOwl:hasExactSynonym")
DEFINITIONS = ("IAO:0000115", "skos:definition", "dcterms:description", "schema:description")
CATEGORIES = ("oboInOwl:hasOBONamespace",)
SAME = {f"skos:{match}": match for match in MATCHES} | {
    "oboInOwl:hasDbXref": "relatedMatch",
    "owl:sameAs": "exactMatch",
}
TERMS_OF_SCHEMA = frozenset(
    f"{prefix}:{name}"
    for prefix, names in {
        "owl": "Ontology ObjectProperty DatatypeProperty AnnotationProperty TransitiveProperty SymmetricProperty Axiom "
        "FunctionalProperty InverseFunctionalProperty AsymmetricProperty ReflexiveProperty IrreflexiveProperty",
        "rdf": "Property",
        "skos": "ConceptScheme",
    }.items()
    for name in names.split()
)
"""The types of what describes the graph, and is no node of it."""

PLAIN_TYPES = ("owl:NamedIndividual", "rdfs:Resource", "owl:Thing")
HIERARCHY = frozenset({"rdfs:subClassOf", "skos:broader", "skos:narrower", "skos:related"})
"""The links whose other end is a node even without a label."""

AXIOMS = frozenset({"rdfs:subClassOf", "owl:equivalentClass", "owl:disjointWith"})
CALLED = {"rdfs:subClassOf": "subclass of"}


class Terms:
    """The triples of a file by subject, with CURIEs for IRIs where there is a prefix; `prefixes` has those that were used."""

    def __init__(self, triples: Iterable[Any], schema: Schema, prefixes: Mapping[str, str]) -> None:
        from pyoxigraph import Literal

        self.literal = Literal
        known = {**prefixes, **NAMESPACES, **schema.prefixes}
        self._namespaces = sorted(known.items(), key=lambda item: (-len(item[1]), item[0]))
        self.prefixes = dict(prefixes)
        self._curies: dict[str, str] = {}
        self.about: dict[str, dict[str, list[Any]]] = {}
        for subject, predicate, object in triples:
            self.about.setdefault(self.name(subject), {}).setdefault(self.name(predicate), []).append(object)

    def name(self, term: Any) -> str:
        """The CURIE of an IRI, or the IRI; `_:` and a mark of a blank node; the text of a literal."""
        text: str = term.value
        if type(term).__name__ == "BlankNode":
            return f"_:{text}"
        if text not in self._curies:
            self._curies[text] = self._curie(text)
        return self._curies[text]

    def _curie(self, iri: str) -> str:
        if found := re.fullmatch(rf"{re.escape(OBO)}([A-Za-z]+)_([0-9A-Za-z-]+)", iri):
            # What OBO's policy on ids says: PREFIX_LOCAL is PREFIX:LOCAL.
            self.prefixes.setdefault(found[1], f"{OBO}{found[1]}_")
            return f"{found[1]}:{found[2]}"
        for prefix, namespace in self._namespaces:
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def values(self, id: str, *names: str) -> list[Any]:
        """The objects of these properties, in their order."""
        return [object for name in names for object in self.about.get(id, {}).get(name, ())]

    def named(self, id: str, *names: str) -> list[str]:
        """The names of those that are IRIs."""
        return [self.name(object) for object in self.values(id, *names) if type(object).__name__ == "NamedNode"]


def adopted_terms(file: Opened, triples: Iterable[Any], schema: Schema) -> Parts:
    """The records of a file's labelled resources and the links between them. DataError where there are none."""
    terms = Terms(triples, schema, _prefixes(file))
    language = _language(terms)
    labels = {id: label for id in terms.about if (label := _label(terms, id, language))}
    obsolete = {id for id in labels if any(one.value in ("true", "1") for one in terms.values(id, "owl:deprecated"))}
    described = {id for id in labels if TERMS_OF_SCHEMA.intersection(terms.named(id, "rdf:type"))}
    nodes = {id: labels[id] for id in labels if id not in obsolete and id not in described and not id.startswith("_:")}
    edges, anonymous = _edges(terms, nodes, obsolete)
    if not edges and not any("rdf:type" in terms.about[id] for id in nodes):
        file.refuse(
            f"has no node, claim or source of this dataset: nothing in it is a {schema.expand('nmv:Claim')}. Nor has it labelled "
            f"resources with types, or links between them: looked for {', '.join(LABELS)}. kg convert takes KGX as well"
        )
    left = {"of obsolete terms": len(obsolete), "of axioms about anonymous classes": anonymous}
    if told := [f"{size:,} {what}" for what, size in left.items() if size]:
        warn(f"left out of {file.name}: {', '.join(told)}", stacklevel=5)
    foreign = Foreign(
        files=[file.name],
        nodes=[_node(terms, id, language, nodes) for id in sorted(nodes)],
        edges=edges,
        called={**labels, **CALLED},
        prefixes=terms.prefixes,
        whole=False,
        language=language or "en",
    )
    return adopted(foreign, schema)


def _prefixes(file: Opened) -> dict[str, str]:
    """The prefixes that a file declares."""
    text = file.text()
    declared = re.findall(r"xmlns:([\w.-]+)\s*=\s*[\"']([^\"'<>\s]+)[\"']", text[:100_000])
    declared += re.findall(r"@?prefix\s+([\w.-]+):\s*<([^<>\s]+)>", text, re.IGNORECASE)
    return dict(declared)


def _language(terms: Terms) -> str:
    """English, where there is a label in it or without a language; else the commonest, by its tag."""
    tags = Counter(
        getattr(one, "language", None) or ""
        for properties in terms.about.values()
        for name in LABELS
        for one in properties.get(name, ())
    )
    if not tags or tags[""] or any(tag.startswith("en") for tag in tags):
        return "en"
    return min(tags, key=lambda tag: (-tags[tag], tag))


def _rank(value: Any, language: str) -> tuple[int, str]:
    tag = getattr(value, "language", None) or ""
    return (0 if tag == language else 1 if tag.startswith(language) else 2 if not tag else 3, value.value)


def _label(terms: Terms, id: str, language: str) -> str:
    """The label of a resource: the first of its properties that has one, in the language where there is one."""
    for name in LABELS:
        if found := [one for one in terms.values(id, name) if isinstance(one, terms.literal)]:
            text: str = min(found, key=lambda one: _rank(one, language)).value
            return text
    return ""


def _node(terms: Terms, id: str, language: str, nodes: Mapping[str, str]) -> ForeignNode:
    properties = terms.about[id]
    texts = [one.value for one in terms.values(id, *LABELS, *SYNONYMS) if isinstance(one, terms.literal)]
    definitions = sorted(terms.values(id, *DEFINITIONS), key=lambda one: _rank(one, language))
    kinds = [kind for kind in terms.named(id, "rdf:type") if kind not in PLAIN_TYPES]
    told = [one.value for one in terms.values(id, *CATEGORIES)]
    matched = ((match, terms.name(one)) for name, match in SAME.items() for one in terms.values(id, name))
    used = {"rdf:type", *LABELS, *SYNONYMS, *DEFINITIONS, *CATEGORIES, *SAME, "oboInOwl:id"}
    if len(kinds) < 2:
        kinds_left: list[str] = []
    else:
        kinds_left = sorted(kinds)[1:]
    rest = [
        (local(name), _plain(terms, values, nodes)) for name, values in sorted(properties.items()) if name not in used
    ]
    rest += [("type", kinds_left)]
    rest += [("definition", [one.value for one in definitions[1:]])]
    return ForeignNode(
        id,
        next(iter(told), "") or next(iter(sorted(kinds)), ""),
        nodes[id],
        definitions[0].value if definitions else "",
        [text for text in dict.fromkeys(sorted(texts)) if text != nodes[id]],
        terms=sorted(set(matched)),
        note=noted((name, values) for name, values in rest if values),
    )


def _plain(terms: Terms, values: Iterable[Any], nodes: Mapping[str, str]) -> list[str]:
    """The values that are no edge: texts, and what is not a node."""
    plain = (terms.name(one) if not isinstance(one, terms.literal) else one.value for one in values)
    return sorted(text for text in plain if text not in nodes and not text.startswith("_:"))


def _edges(terms: Terms, nodes: Mapping[str, str], obsolete: set[str]) -> tuple[list[ForeignEdge], int]:
    """The links between nodes, plain triples and what a class has some of; and how many axioms are neither."""
    edges: list[ForeignEdge] = []
    anonymous = 0
    for id in sorted(nodes):
        found: list[tuple[str, str]] = []
        for predicate, values in terms.about[id].items():
            if predicate in SAME or predicate == "rdf:type":
                continue
            for name in {terms.name(one) for one in values if not isinstance(one, terms.literal)}:
                if name in nodes or (predicate in HIERARCHY and not name.startswith("_:") and name not in obsolete):
                    found.append((predicate, name))
                elif name.startswith("_:") and predicate in AXIOMS:
                    some = list(_restricted(terms, name)) if predicate == "rdfs:subClassOf" else []
                    anonymous += not some
                    found += [(verb, object) for verb, object in some if object not in obsolete]
        edges += (ForeignEdge(id, predicate, object) for predicate, object in sorted(found))
    return edges, anonymous


def _restricted(terms: Terms, blank: str) -> Iterator[tuple[str, str]]:
    for predicate in terms.named(blank, "owl:onProperty"):
        for object in terms.named(blank, "owl:someValuesFrom", "owl:hasValue"):
            yield predicate, object
