"""The vocabulary that data/schema.toml declares: categories, predicates, modalities, prefixes, and the dataset itself."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from kg.errors import LISTED, AmbiguousName, EndpointError, UnknownAttribute, UnknownName, a_text, nearest, spaced

VOCABULARY, TENTATIVE, NODE, CLAIM, SOURCE = "nmv", "nmt", "nmk", "nmc", "nms"
"""The prefixes of our own namespaces: vocabulary, tentative predicates, entities, claims, sources and their sections."""

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_IN_IRI = r"(?:[^\s<>\"{}|\\^`%#\[\]\x00-\x20\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]|%[0-9A-Fa-f]{2})"
IRI = rf"[A-Za-z][A-Za-z0-9+.-]*://{_IN_IRI}+(?:#{_IN_IRI}*)?"
DOI = r"10\.[0-9]{4,9}/\S+"
BASE = r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)*"
LOCAL = r"[A-Za-z0-9_](?:[A-Za-z0-9_.:-]*[A-Za-z0-9_-])?"
"""What follows the prefix in an id: safe in Turtle, in an IRI, in a file name and in the hash of a page's address."""
UNDOTTED = LOCAL.replace(".", "", 1)
"""The same without dots: one would let it take the id of a claim's quantity, a node's mapping, a source's section."""

TERM = rf"[^:\s]+:{LOCAL}"
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
JUSTIFICATIONS = tuple(
    f"semapv:{name}"
    for name in (
        *("MappingReview", "ManualMappingCuration", "LogicalReasoning", "LexicalMatching", "CompositeMatching"),
        *("UnspecifiedMatching", "SemanticSimilarityThresholdMatching", "LexicalSimilarityThresholdMatching"),
        *("MappingChaining", "MappingInversion", "StructuralMatching", "InstanceBasedMatching"),
        "BackgroundKnowledgeBasedMatching",
    )
)
"""How a mapping can have been made, by SSSOM 1.1."""

UNSPECIFIED = "semapv:UnspecifiedMatching"
MODALITIES = ("asserted", "reported", "hedged")
"""The modalities, most certain first."""
POLARITIES = ("affirmed", "denied")
WEIGHTS = ("major", "moderate", "minor")
NEEDS_ASPECT = frozenset({"compared_with", "differs_from", "similar_to"})
"""Predicates that compare: their claims say in what respect."""
NO_STEPS = NEEDS_ASPECT | {"described_as", "alternative_to"}
"""Predicates that paths follow only where they are asked for: likeness, difference, description and alternatives."""
THEMES = {
    "AGRI": "Agriculture, fisheries, forestry and food",
    "ECON": "Economy and finance",
    "EDUC": "Education, culture and sport",
    "ENER": "Energy",
    "ENVI": "Environment",
    "GOVE": "Government and public sector",
    "HEAL": "Health",
    "INTR": "International issues",
    "JUST": "Justice, legal system and public safety",
    "REGI": "Regions and cities",
    "SOCI": "Population and society",
    "TECH": "Science and technology",
    "TRAN": "Transport",
}
"""The data themes of the European Union, which catalogues sort datasets by: code → name."""

STANDARD = {
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that the RDF form uses, and what they must stand for."""

OTHERS = {
    "ECO": "http://purl.obolibrary.org/obo/ECO_",
    "SEPIO": "http://purl.obolibrary.org/obo/SEPIO_",
    "bibo": "http://purl.org/ontology/bibo/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dctypes": "http://purl.org/dc/dcmitype/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "freq": "http://purl.org/cld/freq/",
    "idot": "http://identifiers.org/idot/",
    "nmsh": "",
    "np": "http://www.nanopub.org/nschema#",
    "pav": "http://purl.org/pav/",
    "sh": "http://www.w3.org/ns/shacl#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
}
"""Prefixes of what is written beside the data (ontology, shapes, description, evidence, nanopublications): need not be
declared, but stand for nothing else."""

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")
"""An absolute IRI of any scheme, as SPARQL takes it between < and >."""


def is_date(text: str) -> bool:
    """Whether `text` is a day, a month or a year that the calendar has: `2026-01-31`, `2026-01`, `2026`.

    >>> is_date("2026-01-31"), is_date("2026-02-31"), is_date("2026")
    (True, False, True)
    """
    if not re.fullmatch(r"[1-9][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?", text):
        return False
    from datetime import date

    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def is_base(iri: str) -> bool:
    """Whether ours can lie below this IRI: absolute, http or https, without query or fragment.

    >>> is_base("https://example.org/kg"), is_base("https://example.org/kg?part=1")
    (True, False)
    """
    return re.fullmatch(BASE, iri.rstrip("/#")) is not None


def check_iri(iri: str) -> str:
    """The IRI of a graph. EndpointError if it is not an absolute IRI, which could change the meaning of a query."""
    if not ABSOLUTE.fullmatch(a_text("the IRI of a graph", iri)) or not iri.isprintable():
        raise EndpointError(f"{iri!r} is not the IRI of a graph; write one such as https://example.org/graph")
    return iri


def spellings(declared: Collection[str]) -> dict[str, list[str]]:
    """What may be written for each declared name, as `spaced` has it → the names that it may mean, mostly one.

    That is the name, and its label and plural where no other is so named.

    >>> spellings({"hedged": Modality("hedged", "said with a hedge", "May be so.", ())})
    {'said with a hedge': ['hedged'], 'hedged': ['hedged']}
    """
    names, labels = dict[str, list[str]](), dict[str, list[str]]()
    for name in declared:
        term = declared[name] if isinstance(declared, Mapping) else None
        one, ahead = term if isinstance(term, tuple) and isinstance(term[0], Predicate) else (term, True)
        names.setdefault(spaced(name), []).append(name)
        label = getattr(one, "label" if ahead else "inverse_label", name)
        for text in dict.fromkeys((spaced(label), spaced(getattr(one, "plural", label)))):
            labels.setdefault(text, []).append(name)
    return labels | names


def called(kind: str, name: str, declared: Collection[str]) -> str:
    """The declared name, given by its name, label or plural, in any case.

    UnknownName, with what is near; AmbiguousName; TypeError if it is not a text.
    """
    if a_text(kind, name) in declared:
        return name
    spelt = spellings(declared)
    meant = spelt.get(spaced(name), [])
    if len(meant) > 1:
        raise AmbiguousName(name, meant)
    if not meant:
        remedy = "; kg vocabulary lists them" if sum(map(len, declared)) > LISTED else ""
        labelled = (one for near in nearest(spaced(name), spelt) for one in spelt[near])
        raise UnknownName(kind, name, declared, remedy, labelled)
    return meant[0]


class Category(NamedTuple):
    """A kind of entity. `mapping` is a SKOS match and the CURIE of the nearest Biolink category, or empty.

    >>> import kg
    >>> kg.load().schema.categories["Technique"].plural
    'techniques'
    """

    name: str
    label: str
    plural: str
    definition: str
    colour: str
    shape: str
    mapping: tuple[str, ...] = ()


class Predicate(NamedTuple):
    """A relation. `domain` and `range` list the categories allowed; empty means any. `inverse` is empty if it is symmetric.

    `tentative_label` is how it reads where no claim says it outright; `above` is the wider predicate that it implies, if any.

    >>> import kg
    >>> predicate = kg.load().schema.predicates["targets"]
    >>> predicate.label, predicate.inverse, predicate.domain
    ('targets', 'targeted_by', ('Technique', 'Mechanism', 'Device', 'Substance', 'Procedure'))
    """

    name: str
    label: str
    inverse: str
    inverse_label: str
    definition: str
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    transitive: bool = False
    symmetric: bool = False
    mapping: tuple[str, ...] = ()
    tentative_label: str = ""
    above: str = ""

    @property
    def tentatively(self) -> str:
        """Its label where every claim is hedged or inferred: `may treat`.

        >>> import kg
        >>> kg.load().schema.predicates["treats"].tentatively
        'may treat'
        """
        return self.tentative_label or f"possibly {self.label}"


class Modality(NamedTuple):
    """A degree of certainty. `words` are the hedging words; a claim of this modality must have one.

    >>> import kg
    >>> kg.load().schema.modalities["hedged"].words[:3]
    ('may', 'might', 'can')
    """

    name: str
    label: str
    definition: str
    words: tuple[str, ...] = ()


class Dataset(NamedTuple):
    """What the data calls itself. `date` is an ISO 8601 text, `licence` an SPDX identifier.

    >>> import kg
    >>> dataset = kg.load().schema.dataset
    >>> dataset.id, dataset.licence
    ('neuromod-kg', 'CC-BY-4.0')
    """

    id: str
    title: str
    description: str
    version: str
    date: str
    licence: str
    licence_url: str
    creator: str
    language: str
    base_iri: str
    keywords: tuple[str, ...] = ()
    previous: str = ""
    """The version before this one, from the second release on."""
    agent_type: str = "not_provided"
    """Who read the sources, as one of Biolink's agent types."""
    theme: str = ""
    """One of THEMES, or empty."""
    repository: str = ""
    """The IRI of the place where the dataset is published; this and what follows is empty until it is known."""
    contact: str = ""
    """Where questions go: an IRI, `mailto:` or `https:`."""
    doi: str = ""
    """The DOI of this version, without an address before it."""

    @property
    def version_iri(self) -> str:
        """The IRI of this version of the dataset.

        >>> import kg
        >>> dataset = kg.load().schema.dataset
        >>> dataset.version_iri == f"{dataset.base_iri}/{dataset.version}"
        True
        """
        return self.iri_of(self.version)

    def iri_of(self, version: str) -> str:
        """The IRI of a version of the dataset.

        >>> import kg
        >>> kg.load().schema.dataset.iri_of("1.0")
        'https://w3id.org/neuromod-kg/1.0'
        """
        from urllib.parse import quote  # Its import takes as long as a look-up.

        return f"{self.base_iri}/{quote(version, safe='')}"

    @property
    def doi_iri(self) -> str:
        """The DOI as an IRI; empty where there is none.

        >>> import kg
        >>> kg.load().schema.dataset._replace(doi="10.1234/example").doi_iri
        'https://doi.org/10.1234/example'
        """
        return f"https://doi.org/{self.doi}" if self.doi else ""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """Everything that data/schema.toml declares, each part by name and in the file's order.

    >>> import kg
    >>> schema = kg.load().schema
    >>> schema.expand("nmk:scs")
    'https://w3id.org/neuromod-kg/entity/scs'
    >>> schema.compress("https://w3id.org/neuromod-kg/entity/scs")
    'nmk:scs'
    """

    dataset: Dataset
    prefixes: Mapping[str, str]
    categories: Mapping[str, Category]
    predicates: Mapping[str, Predicate]
    modalities: Mapping[str, Modality]
    polarities: Mapping[str, Modality]
    tensions: Mapping[str, Modality]
    directions: Mapping[str, tuple[Predicate, bool]]
    """Predicate and inverse names → the predicate, and whether the name walks it forwards."""

    def expand(self, curie: str) -> str:
        """The IRI of a CURIE. KeyError if its prefix is not declared.

        >>> import kg
        >>> kg.load().schema.expand("nmk:scs")
        'https://w3id.org/neuromod-kg/entity/scs'
        """
        prefix, _, local = curie.partition(":")
        return self.prefixes[prefix] + local

    def compress(self, iri: str) -> str:
        """The CURIE of an IRI, by the longest declared namespace that it starts with; or the IRI itself if there is none.

        >>> import kg
        >>> kg.load().schema.compress("https://w3id.org/neuromod-kg/entity/scs")
        'nmk:scs'
        """
        for prefix, namespace in self._namespaces:
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    @cached_property
    def _namespaces(self) -> list[tuple[str, str]]:
        """The prefixes with their namespaces, longest first."""
        return sorted(self.prefixes.items(), key=lambda item: -len(item[1]))

    @staticmethod
    def property_curie(name: str, prefix: str = VOCABULARY) -> str:
        """The CURIE of the property that a predicate or a column has in RDF: `described_as` is `nmv:describedAs`.

        >>> Schema.property_curie("described_as")
        'nmv:describedAs'
        """
        head, *tail = name.split("_")
        return f"{prefix}:{head}{''.join(map(str.capitalize, tail))}"

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Each predicate → itself and those that imply it, in the schema's order.

        >>> import kg
        >>> kg.load().schema.narrower["treats"]
        ('treats', 'relieves')
        """

        def implies(name: str, wide: str) -> bool:
            return name == wide or (bool(above := self.predicates[name].above) and implies(above, wide))

        return {wide: tuple(name for name in self.predicates if implies(name, wide)) for wide in self.predicates}

    def a_predicate(self, name: str) -> str:
        """The name of a predicate, by its name or label. UnknownName; of an inverse it says what to ask for instead.

        >>> import kg
        >>> kg.load().schema.a_predicate("leads to")
        'leads_to'
        """
        meant = called("predicate", name, self.directions)
        if meant not in self.predicates:
            remedy = (
                f"; it is the inverse of {self.directions[meant][0].name}: name that, and exchange subject and object"
            )
            raise UnknownName("predicate", name, (), remedy)
        return meant

    def direction(self, name: str) -> tuple[Predicate, bool]:
        """The predicate that a name or an inverse walks, and whether forwards. UnknownAttribute carries the nearest names.

        >>> import kg
        >>> predicate, ahead = kg.load().schema.direction("targeted_by")
        >>> predicate.name, ahead
        ('targets', False)
        """
        if a_text("predicate", name) not in self.directions:
            raise UnknownAttribute("predicate", name, self.directions)
        return self.directions[name]

    def implying(self, name: str) -> tuple[str, ...]:
        """A predicate and those that imply it, or an inverse and theirs: `treats` and `relieves`. Errors as for `direction`.

        >>> import kg
        >>> kg.load().schema.implying("treats")
        ('treats', 'relieves')
        """
        predicate, forwards = self.direction(name)
        several = map(self.predicates.__getitem__, self.narrower[predicate.name])
        return tuple(one.name if forwards else one.inverse for one in several)

    def with_base(self, base_iri: str) -> "Schema":
        """The same schema with its own namespaces moved below `base_iri`. ValueError if that is not an absolute IRI.

        >>> import kg
        >>> kg.load().schema.with_base("https://example.org/my-graph").expand("nmk:scs")
        'https://example.org/my-graph/entity/scs'
        """
        base = a_text("base_iri", base_iri).rstrip("/#")
        if not is_base(base_iri):
            raise ValueError(f"{base_iri!r} is not an absolute IRI; write one such as https://example.org/my-graph")
        old = self.dataset.base_iri
        prefixes = {
            prefix: base + namespace[len(old) :] if namespace.startswith((old + "/", old + "#")) else namespace
            for prefix, namespace in self.prefixes.items()
        }
        return replace(self, dataset=self.dataset._replace(base_iri=base), prefixes=prefixes)
