"""What is asked of an endpoint, as SPARQL. Whatever comes from outside is written as a term, and cannot end it."""

import re
from collections.abc import Iterable
from itertools import product

from pyoxigraph import Literal, NamedNode

from kg.engines.filters import ClaimFilters, EdgeFilters
from kg.errors import spaced
from kg.model.nodes import KIND
from kg.schema import CLAIM, NODE, TENTATIVE, VOCABULARY, Schema
from kg.tables import columns

ENDS = "rdf:subject|rdf:object"
QUALIFIERS = "|".join(f"{VOCABULARY}:{name}" for name in columns.QUALIFIERS)
NODE_FIELDS = sorted({f"{VOCABULARY}:inOrder", *(column.curie for column in columns.NODES.columns[1:])})
"""What a node says of itself; where it leads is asked for only when it is walked."""

NODE_DETAILS = f"{{ ?n ?p ?o FILTER(?p IN ({', '.join(NODE_FIELDS)})) }} UNION {{ ?s owl:annotatedSource ?n ; ?p ?o }}"

ANY, NUMBER, WAY = "(?s:.+)", "[0-9]{1,15}", "[12]"
"""Patterns for what a variable in an answer is, as a CURIE or text."""


def curie(prefix: str) -> str:
    """The pattern of a CURIE with this prefix that can be asked for."""
    return rf"{prefix}:[^\x00-\x20<>\"{{}}|^`\\]+"


IS_NODE, IS_CLAIM = curie(NODE), curie(CLAIM)


class Queries:
    """The queries over a graph of this schema: claims are bound to ?c, nodes to ?n; fields are ?s (or they), ?p and ?o."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        prefixes = ("rdf", "rdfs", "skos", "owl", "dcterms", "schema", VOCABULARY, TENTATIVE)
        self.head = "".join(f"PREFIX {prefix}: <{schema.prefixes[prefix]}>\n" for prefix in prefixes)
        self.predicates = {name: schema.property_curie(name) for name in schema.predicates}
        """The properties by which claims name the predicates."""
        tentative = {name: schema.property_curie(name, TENTATIVE) for name in schema.predicates}
        self.direct = {name: f"{curie}|{tentative[name]}" for name, curie in self.predicates.items()}
        """The properties of plain triples, each as a path: one of the two has the edge."""
        self.names = {curie: name for names in (self.predicates, tentative) for name, curie in names.items()}
        self.is_predicate = "|".join(self.names)
        is_modality = "|".join(f"{VOCABULARY}:{name.capitalize()}" for name in schema.modalities)
        claim = {"polarity": ANY, "modality": is_modality, "inferred": "(true|false|[01])?"}
        self.in_surroundings = {**claim, "by": ANY, "from": IS_NODE, "to": IS_NODE}
        categories = ", ".join(f"{VOCABULARY}:{name}" for name in schema.categories)
        self.is_node = f"?n a ?_category FILTER(?_category IN ({categories})) "
        self.symmetric = [name for name, predicate in schema.predicates.items() if predicate.symmetric]
        kinds = "VALUES ?_kind { schema:Article schema:DefinedTermSet } ?c a ?_kind ; schema:genre ?_genre"
        fields = "{ ?c ?p ?o } UNION { ?c dcterms:hasPart ?s . ?s a nmv:Section ; ?p ?o }"
        self.sources = self._select("?c ?s ?p ?o", f"{{ SELECT DISTINCT ?c WHERE {{ {kinds} }} }} {fields}")
        """All sources with their sections."""
        self.tensions = self._select("?s ?p ?o", "?s a nmv:Tension ; ?p ?o")
        """All tensions."""
        edge = "?_c a nmv:Claim ; rdf:subject ?_s ; rdf:predicate ?_p ; rdf:object ?_o"
        self.counts = (
            f"{self.head}SELECT ?nodes ?edges ?claims WHERE {{ "
            f"{{ SELECT (COUNT(DISTINCT ?n) AS ?nodes) WHERE {{ {self.is_node} }} }} "
            f"{{ SELECT (COUNT(*) AS ?edges) WHERE {{ SELECT DISTINCT ?_s ?_p ?_o WHERE {{ {edge} }} }} }} "
            "{ SELECT (COUNT(DISTINCT ?c) AS ?claims) WHERE { ?c a nmv:Claim } } }"
        )
        """How many nodes, edges and claims there are."""

    # --------------------------------------------------------------------------------------------------------- terms

    def iri(self, curie: str) -> str:
        """A CURIE of a declared prefix, as a term."""
        return str(NamedNode(self.schema.expand(curie)))

    def is_iri(self, curie: str) -> bool:
        """Whether a CURIE of a declared prefix is one that can be asked for."""
        return sendable(curie) and bool(_iri(self.schema.expand(curie)))

    def values(self, variable: str, curies: Iterable[str]) -> str:
        return f"VALUES ?{variable} {{ {' '.join(map(self.iri, curies))} }} "

    # --------------------------------------------------------------------------------------------------------- nodes

    def named(self, variable: str, names: Iterable[str]) -> str:
        """A pattern that binds the nodes that may have one of these names, ids, or terms."""
        ids, texts, terms, retired = dict[str, None](), dict[str, None](), dict[str, None](), dict[str, None]()
        for name in filter(sendable, names):
            prefix, colon, _ = name.partition(":")
            curie = name if colon and prefix in self.schema.prefixes else f"{NODE}:{name}"
            ids |= dict.fromkeys(filter(None, map(_iri, (self.schema.expand(curie), name))))
            retired[self.schema.compress(name).rpartition(":")[2].lower()] = None
            if prefix != NODE or not colon:
                texts |= dict.fromkeys((name.lower(), name.casefold(), spaced(name)))
                terms |= dict.fromkeys(self._terms(name))
        # Virtuoso 7 loses a branch of VALUES alone.
        branches = [f"VALUES ?{variable} {{ {' '.join(ids)} }} ?{variable} a ?_kind{variable}"] if ids else []
        labels, mappings = "rdfs:label|skos:altLabel|nmv:abbreviation", "skos:exactMatch|skos:closeMatch"
        for properties, spelled in ((labels, texts), (mappings, terms), ("nmv:replaces", retired)):
            if spelled:
                known = f"?_known{variable}"
                listed = ", ".join(str(Literal(text)) for text in spelled)
                branches.append(f"?{variable} {properties} {known} FILTER(LCASE(STR({known})) IN ({listed}))")
        return " UNION ".join(f"{{ {branch} }}" for branch in branches) or "FILTER(false)"

    def _terms(self, name: str) -> list[str]:
        """The IRIs, in small letters, of a public term given as a CURIE or an IRI in any case."""
        prefix, colon, local = name.casefold().partition(":")
        namespaces = [iri for known, iri in self.schema.prefixes.items() if known.casefold() == prefix]
        return [name.lower(), name.casefold(), *(f"{iri}{local}".lower() for iri in namespaces)] if colon else []

    def nodes(self, where: str) -> str:
        """All fields of the nodes that `where` binds."""
        return self._select("?n ?s ?p ?o", f"{{ {self.chosen('n', where)} }} {NODE_DETAILS}")

    def _select(self, columns: str, where: str) -> str:
        return f"{self.head}SELECT DISTINCT {columns} WHERE {{ {where} }}"

    def chosen(self, variable: str, where: str, more: str = "") -> str:
        """A query for the nodes (?n) or claims (?c) that `where` binds."""
        kind = self.is_node if variable == "n" else "?c a nmv:Claim . "
        return f"SELECT DISTINCT ?{variable} WHERE {{ {where} {kind}{more} }}"

    def ids(self, variable: str, where: str, after: str, limit: int) -> str:
        """The IRIs that `where` binds, in order, from the first after one on: a page of them."""
        page = f"FILTER(STR(?{variable}) > {Literal(after)})" if after else ""
        return f"{self.head}{self.chosen(variable, where, page)} ORDER BY STR(?{variable}) LIMIT {limit}"

    # -------------------------------------------------------------------------------------------------------- claims

    def claims(self, where: str, *, nodes: bool = False) -> str:
        """All fields of the claims that `where` binds, with the tensions that they are in; with `nodes`, theirs too."""
        return self._select("?c ?n ?s ?p ?o", self._claim_rows(where, nodes=nodes))

    def _claim_rows(self, where: str, *, nodes: bool) -> str:
        tensions = "{ ?s nmv:between ?c ; a nmv:Tension ; ?p ?o }"
        named = f" UNION {{ ?c {ENDS}|{QUALIFIERS} ?n . {NODE_DETAILS} }}" if nodes else ""
        parts = f"{{ ?c ?p ?o }} UNION {{ ?c nmv:quantity ?s . ?s ?p ?o }} UNION {tensions}{named}"
        return f"{{ {self.chosen('c', where)} }} {{ {parts} }}"

    def of_category(self, variable: str, categories: Iterable[str]) -> str:
        """A pattern that binds the nodes of some categories."""
        return f"{self._words(f'{variable}_category', categories)}?{variable} a ?{variable}_category . "

    def _words(self, variable: str, names: Iterable[str]) -> str:
        """A variable that is one of the categories, modalities or polarities of these names."""
        return self.values(variable, (f"{VOCABULARY}:{name[0].upper()}{name[1:]}" for name in sorted(names)))

    def between(self, filters: EdgeFilters) -> str:
        """A pattern that binds the claims of the edges that fit."""
        inside, either = "", ""
        ends = (
            ("_from", filters.subjects, filters.subject_categories),
            ("_to", filters.objects, filters.object_categories),
        )
        for variable, ids, categories in ends:
            inside += "" if ids is None else self.values(variable, sorted(ids))
            inside += "" if categories is None else self.of_category(variable, categories)
        if filters.categories is not None:
            either = f"?c {ENDS} ?_end . {self.of_category('_end', filters.categories)}"
        names = filters.predicates
        chosen = "" if names is None else self.values("_p", (self.predicates[name] for name in sorted(names)))
        if not inside:
            return either + (f"{chosen}?c rdf:predicate ?_p . " if chosen else "")
        ways = f"{{ {inside}{chosen}?c rdf:subject ?_from ; rdf:predicate ?_p ; rdf:object ?_to . }}"
        if back := [name for name in self.symmetric if names is None or name in names]:
            chosen = self.values("_p", map(self.predicates.__getitem__, back))
            ways += f" UNION {{ {inside}{chosen}?c rdf:subject ?_to ; rdf:predicate ?_p ; rdf:object ?_from . }}"
        return either + (f"{{ {ways} }} " if either else f"{ways} ")

    def fitting(self, filters: ClaimFilters) -> str:
        """A pattern that binds the claims that fit every filter but `ids`."""
        where = ""
        if filters.sections is not None:
            where += self.values("_section", sorted(filters.sections)) + "?c nmv:section ?_section . "
        for field, names in (("modality", filters.modalities), ("polarity", filters.polarities)):
            if names is not None:
                where += f"{self._words(f'_{field}', names)}?c {VOCABULARY}:{field} ?_{field} . "
        for field, wanted in filters.fields.items():
            held = f"?c {VOCABULARY}:{field} ?_{field}"
            where += f"FILTER NOT EXISTS {{ {held} }} " if wanted is False else f"{held} . "
            if not isinstance(wanted, bool):
                terms = (self.schema.expand(one) if re.fullmatch(IS_NODE, one) else one for one in sorted(wanted))
                where += f"FILTER(STR(?_{field}) IN ({', '.join(str(Literal(term)) for term in terms)})) "
        return where + self.between(filters.edges)

    def joining(self, pairs: Iterable[tuple[str, str]]) -> str:
        """A pattern that binds the claims from the first to the second of any two nodes."""
        rows = " ".join(f"({self.iri(start)} {self.iri(end)})" for start, end in pairs)
        return f"VALUES (?_from ?_to) {{ {rows} }} ?c rdf:subject ?_from ; rdf:object ?_to . "

    def pair(self, one: str, other: str, most: int) -> str:
        """Two nodes by their possible names, the claims that join them or name both, and kinds of them: ?kind and ?of.

        ?outright is a kind that claims say outright is one.
        """
        any_place = f"{ENDS}|{QUALIFIERS}"
        # Where both names are of one node, only what joins it with itself. One group: Virtuoso 7 loses rows in more.
        naming = (
            f"{self.named('_a', [one])} {self.named('_b', [other])} ?c {any_place} ?_a ; {any_place} ?_b ; "
            "rdf:subject ?_s ; rdf:object ?_o FILTER(?_a != ?_b || ?_s = ?_o) "
        )
        ends = f"{{ {{ {self.chosen('n', self.named('n', [one, other]))} }} {NODE_DETAILS} }}"
        parts = [ends, f"{{ {self._claim_rows(naming, nodes=True)} }}"]
        if KIND in self.direct:
            # Virtuoso starts a path only from what a pattern binds, and not from a union.
            ways = {"kind": f"({self.direct[KIND]})", "outright": self.predicates[KIND]}
            for name, (kind, way) in product(dict.fromkeys((one, other)), ways.items()):
                of = f"{{ SELECT DISTINCT ?of WHERE {{ {self.named('of', [name])} ?of a ?_any }} }} ?of a ?_group . "
                kinds = f"SELECT DISTINCT ?{kind} ?of WHERE {{ {of} ?{kind} {way}+ ?of }}"
                parts.append(f"{{ {kinds} ORDER BY STR(?{kind}) LIMIT {most + 1} }}")
        return self._select("?c ?n ?s ?p ?o ?kind ?outright ?of", " UNION ".join(parts))

    def kinds(self, id: str) -> str:
        """A pattern that binds the kinds of a node, and kinds of these; empty where the schema has no kinds."""
        node = self.iri(id)
        # Virtuoso starts a path only from what a pattern binds.
        return f"{node} a ?_group . ?n ({self.direct[KIND]})+ {node} . " if KIND in self.direct else ""

    # --------------------------------------------------------------------------------------------------------- edges

    def surroundings(self, ids: Iterable[str], hops: int, most: int) -> str:
        """The claims at all nodes up to `hops` away from some: ends and predicate, polarity, modality, whether inferred."""
        start = self.values("_0", ids)
        ways, path = [f"{{ {start} BIND(?_0 AS ?_n) }}"], start
        for hop in range(1, hops + 1):
            path += f"?_c{hop} {ENDS} ?_{hop - 1} ; {ENDS} ?_{hop} . "
            ways.append(f"{{ {path} BIND(?_{hop} AS ?_n) }}")
        nodes = f"{{ SELECT DISTINCT ?_n WHERE {{ {' UNION '.join(ways)} }} }}"
        claims = f"{{ SELECT DISTINCT ?c WHERE {{ {nodes} ?c {ENDS} ?_n ; a nmv:Claim }} }}"
        ends = "?c rdf:subject ?from ; rdf:predicate ?by ; rdf:object ?to"
        certainty = "nmv:polarity ?polarity ; nmv:modality ?modality OPTIONAL { ?c nmv:inferred ?inferred }"
        found = f"{claims} {ends} ; {certainty}"
        return f"{self._select('?from ?by ?to ?polarity ?modality ?inferred', found)} LIMIT {most}"

    def degrees(self, ids: Iterable[str]) -> str:
        """How many edges start or end at nodes: ?n and ?edges; none for a node without any."""
        known = self.values("n", ids)
        edges = " UNION ".join(
            f"{{ {known}?c {this} ?n ; rdf:predicate ?_by ; {that} ?_other ; a nmv:Claim BIND({way} AS ?_way) }}"
            for way, (this, that) in enumerate([("rdf:subject", "rdf:object"), ("rdf:object", "rdf:subject")])
        )
        counted = f"{{ SELECT DISTINCT ?n ?_way ?_by ?_other WHERE {{ {edges} }} }}"
        return f"{self.head}SELECT ?n (COUNT(?_by) AS ?edges) WHERE {{ {counted} }} GROUP BY ?n"

    def steps(self, ids: Iterable[str], ways: Iterable[tuple[str, bool]], *, details: bool) -> str:
        """Where predicates lead from some nodes: ?from, ?way (1 forwards, 2 backwards), ?n; with `details`, its fields."""
        known = self.values("from", ids)
        reached = " UNION ".join(
            f"{{ {known}?from {self.direct[name]} ?n . BIND(1 AS ?way) }}"
            if forwards
            else f"{{ {known}?n {self.direct[name]} ?from . BIND(2 AS ?way) }}"
            for name, forwards in ways
        )
        if not details:
            return self._select("?from ?way ?n", reached)
        return self._select("?from ?way ?n ?s ?p ?o", f"{{ {reached} }} {NODE_DETAILS}")

    def walkable(self, id: str) -> str:
        """The predicates that lead from or to a node: ?p and ?way."""
        node = self.iri(id)
        ways = f"{{ {node} ?p ?_x BIND(1 AS ?way) }} UNION {{ ?_x ?p {node} BIND(2 AS ?way) }}"
        return self._select("?p ?way", self.values("p", self.names) + ways)


def sendable(text: str) -> bool:
    """Whether every store can be sent a text: no NUL, and no lone surrogate, which UTF-8 cannot represent."""
    return not any("\ud800" <= char <= "\udfff" or char == "\0" for char in text)


def _iri(text: str) -> str:
    """A text as an IRI in SPARQL; empty if it is not an absolute IRI."""
    try:
        return str(NamedNode(text))
    except ValueError:
        return ""
