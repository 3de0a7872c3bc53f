"""What a remote graph asks, as SPARQL. Whatever comes from outside is written as a term, and cannot end it."""

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode

from kg.schema import NODE, VOCABULARY, Schema

ENDS = "rdf:subject|rdf:object"
QUALIFIERS = "|".join(f"{VOCABULARY}:{name}" for name in ("population", "comparator", "aspect", "context"))
NODE_FIELDS = (
    *("rdf:type", "rdfs:label", "skos:altLabel", "skos:definition", "skos:note", "nmv:abbreviation"),
    *("nmv:ungrounded", "nmv:inOrder"),
)
"""What a node says of itself; where it leads is asked for only when it is walked."""


class Asking:
    """The queries over a graph of this schema."""

    def __init__(self, schema: Schema) -> None:
        from kg.formats.rdf.model import vocabulary

        self.schema = schema
        wanted = ("rdf", "rdfs", "skos", "owl", "dcterms", "schema", VOCABULARY)
        self.head = "".join(f"PREFIX {prefix}: <{schema.prefixes[prefix]}>\n" for prefix in wanted)
        self.predicates = {name: vocabulary(name) for name in schema.predicates}
        self.categories = ", ".join(f"{VOCABULARY}:{name}" for name in schema.categories)
        self.symmetric = " ".join(self.predicates[name] for name, one in schema.predicates.items() if one.symmetric)

    # --------------------------------------------------------------------------------------------------------- terms

    def iri(self, curie: str) -> str:
        """A CURIE of a declared prefix, as a term."""
        return str(NamedNode(self.schema.expand(curie)))

    def values(self, variable: str, curies: Iterable[str]) -> str:
        return f"VALUES ?{variable} {{ {' '.join(map(self.iri, curies))} }} "

    # --------------------------------------------------------------------------------------------------------- nodes

    def named(self, variable: str, names: Iterable[str]) -> str:
        """A pattern that binds the nodes that may have one of these names, ids, or terms."""
        ids, texts = dict[str, None](), dict[str, None]()
        for name in names:
            if not sendable(name):
                continue
            prefix, colon, _ = name.partition(":")
            curies = [name] if colon and prefix in self.schema.prefixes else [f"{NODE}:{name}"]
            iris = [self.schema.expand(curie) for curie in curies] + [name]
            ids.update((iri, None) for iri in iris if is_iri(iri))
            if prefix != NODE or not colon:
                texts.update(dict.fromkeys((name.lower(), name.casefold())))
        branches = []
        if ids:
            # Virtuoso 7 loses a branch of VALUES alone.
            branches.append(
                f"VALUES ?{variable} {{ {' '.join(map(str, map(NamedNode, ids)))} }} ?{variable} a ?_kind{variable}"
            )
        if texts:
            wanted = ", ".join(map(str, map(Literal, texts)))
            branches.append(
                f"?{variable} rdfs:label|skos:altLabel|nmv:abbreviation ?_name{variable} "
                f"FILTER(LCASE(STR(?_name{variable})) IN ({wanted}))"
            )
            terms = [one for text in texts for one in self._terms(text)]
            if terms:
                wanted = ", ".join(map(str, map(Literal, dict.fromkeys(terms))))
                branches.append(
                    f"?{variable} skos:exactMatch|skos:closeMatch ?_term{variable} "
                    f"FILTER(LCASE(STR(?_term{variable})) IN ({wanted}))"
                )
        return " UNION ".join(f"{{ {branch} }}" for branch in branches) or "FILTER(false)"

    def _terms(self, text: str) -> list[str]:
        """The IRIs, in small letters, of a public term given as a CURIE or an IRI in any case."""
        prefix, colon, local = text.partition(":")
        spaces = [iri for name, iri in self.schema.prefixes.items() if name.casefold() == prefix]
        return [text, *(f"{space}{local}".lower() for space in spaces)] if colon else []

    def nodes(self, where: str) -> str:
        """All fields of the nodes that `where` binds to ?n."""
        return f"{self.head}SELECT DISTINCT ?n ?s ?p ?o WHERE {{ {{ {self.chosen('n', where)} }} {self.node_details} }}"

    @property
    def is_node(self) -> str:
        return f"?n a ?_category FILTER(?_category IN ({self.categories})) "

    @property
    def node_details(self) -> str:
        fields = ", ".join(NODE_FIELDS)
        return f"{{ ?n ?p ?o FILTER(?p IN ({fields})) }} UNION {{ ?s owl:annotatedSource ?n ; ?p ?o }}"

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
        """All fields of the claims that `where` binds to ?c, with the tensions that they are in; with `nodes`, theirs too."""
        return f"{self.head}SELECT DISTINCT ?c ?n ?s ?p ?o WHERE {{ {self.claim_rows(where, nodes=nodes)} }}"

    def claim_rows(self, where: str, *, nodes: bool = False) -> str:
        parts = (
            "{ ?c ?p ?o } UNION { ?c nmv:quantity ?s . ?s ?p ?o } UNION { ?s nmv:between ?c ; a nmv:Tension ; ?p ?o }"
        )
        if nodes:
            parts += f" UNION {{ ?c {ENDS}|{QUALIFIERS} ?n . {self.node_details} }}"
        return f"{{ {self.chosen('c', where)} }} {parts}"

    def between(
        self,
        subject: str | None,
        predicate: str | None,
        object: str | None,
        categories: Sequence[str | None] = (None, None),
    ) -> str:
        """A pattern that binds the claims from one node to another; a symmetric one fits both ways round."""
        constrained = (subject, object, *categories) != (None,) * 4
        inside = ""
        for variable, id, category in (("_from", subject, categories[0]), ("_to", object, categories[1])):
            if id is not None:
                inside += self.values(variable, [id])
            if category is not None:
                inside += f"?{variable} a {VOCABULARY}:{category} . "
        inside += f"VALUES ?_p {{ {self.predicates[predicate]} }} " if predicate else ""
        if not constrained:
            return f"{inside}?c rdf:predicate ?_p . " if predicate else ""
        ways = f"{{ {inside}?c rdf:subject ?_from ; rdf:predicate ?_p ; rdf:object ?_to . }}"
        if self.symmetric and (predicate is None or self.schema.predicates[predicate].symmetric):
            both = f"VALUES ?_p {{ {self.symmetric} }} " if predicate is None else ""
            ways += f" UNION {{ {inside}{both}?c rdf:subject ?_to ; rdf:predicate ?_p ; rdf:object ?_from . }}"
        return ways

    def explained(self, one: Sequence[str], other: Sequence[str]) -> str:
        """Two nodes by their possible names, the claims that join them, and those about one that name the other."""
        a, b = self.named("_a", one), self.named("_b", other)
        ways = " UNION ".join(
            f"{{ {a} {b} ?c {pattern} }}"
            for pattern in (
                "rdf:subject ?_a ; rdf:object ?_b .",
                "rdf:subject ?_b ; rdf:object ?_a .",
                f"{ENDS} ?_a ; {QUALIFIERS} ?_b .",
                f"{ENDS} ?_b ; {QUALIFIERS} ?_a .",
            )
        )
        ends = self.chosen("n", self.named("n", [*one, *other]))
        return (
            f"{self.head}SELECT DISTINCT ?c ?n ?s ?p ?o WHERE {{ {{ {{ {ends} }} {self.node_details} }} UNION "
            f"{{ {self.claim_rows(ways, nodes=True)} }} }}"
        )

    def surroundings(self, ids: Iterable[str], hops: int, most: int) -> str:
        """The claims at all nodes up to so many hops from some: their ends, predicate, polarity and modality."""
        start = self.values("_0", ids)
        ways, path = [f"{{ {start} BIND(?_0 AS ?_n) }}"], start
        for hop in range(1, hops + 1):
            path += f"?_c{hop} {ENDS} ?_{hop - 1} ; {ENDS} ?_{hop} . "
            ways.append(f"{{ {path} BIND(?_{hop} AS ?_n) }}")
        return (
            f"{self.head}SELECT DISTINCT ?c ?from ?by ?to ?polarity ?modality WHERE {{ "
            f"{{ SELECT DISTINCT ?c WHERE {{ {{ SELECT DISTINCT ?_n WHERE {{ {' UNION '.join(ways)} }} }} "
            f"?c {ENDS} ?_n ; a nmv:Claim }} }} "
            "?c rdf:subject ?from ; rdf:predicate ?by ; rdf:object ?to ; nmv:polarity ?polarity ; nmv:modality ?modality "
            f"}} LIMIT {most}"
        )

    # ------------------------------------------------------------------------------------------------------- the rest

    @property
    def sources(self) -> str:
        """All sources with their sections."""
        return (
            f"{self.head}SELECT DISTINCT ?c ?s ?p ?o WHERE {{ {{ SELECT DISTINCT ?c WHERE {{ "
            "VALUES ?_kind { schema:Article schema:DefinedTermSet } ?c a ?_kind ; schema:genre ?_genre "
            "} } { ?c ?p ?o } UNION { ?c dcterms:hasPart ?s . ?s a nmv:Section ; ?p ?o } }"
        )

    @property
    def tensions(self) -> str:
        """All tensions."""
        return f"{self.head}SELECT DISTINCT ?s ?p ?o WHERE {{ ?s a nmv:Tension ; ?p ?o }}"

    def steps(self, ids: Iterable[str], ways: Iterable[tuple[str, bool]], *, details: bool) -> str:
        """Where predicates lead from some nodes: ?from, ?way (1 forwards, 2 backwards), ?n; with `details`, its fields."""
        branches = []
        known = self.values("from", ids)
        for predicate, forwards in ways:
            name = self.predicates[predicate]
            step = f"?from {name} ?n ." if forwards else f"?n {name} ?from ."
            branches.append(f"{{ {known}{step} BIND({1 if forwards else 2} AS ?way) }}")
        found = " UNION ".join(branches)
        if not details:
            return f"{self.head}SELECT DISTINCT ?from ?way ?n WHERE {{ {found} }}"
        return f"{self.head}SELECT DISTINCT ?from ?way ?n ?s ?p ?o WHERE {{ {{ {found} }} {self.node_details} }}"

    def walkable(self, id: str) -> str:
        """The predicates that lead from or to a node."""
        names = " ".join(self.predicates.values())
        node = self.iri(id)
        return (
            f"{self.head}SELECT DISTINCT ?p ?way WHERE {{ VALUES ?p {{ {names} }} "
            f"{{ {node} ?p ?_x BIND(1 AS ?way) }} UNION {{ ?_x ?p {node} BIND(2 AS ?way) }} }}"
        )

    @property
    def size(self) -> str:
        """How many nodes there are."""
        return f"{self.head}SELECT (COUNT(DISTINCT ?n) AS ?size) WHERE {{ {self.is_node} }}"


def sendable(text: str) -> bool:
    """Whether every store can be sent a text: no NUL, and no lone surrogate, which UTF-8 cannot carry."""
    return not any("\ud800" <= char <= "\udfff" or char == "\0" for char in text)


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
