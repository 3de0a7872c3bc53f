"""What has been fetched from an endpoint, and is kept: records, and the edges around nodes, at which a search for paths looks."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn, TypeVar

from pyoxigraph import NamedNode

from kg.engines.endpoint.client import Endpoint
from kg.engines.endpoint.queries import IS_CLAIM, IS_NODE, NUMBER, Queries
from kg.engines.names import Names
from kg.errors import EndpointError, shown
from kg.formats.rdf.records import Records
from kg.model.answers import slug
from kg.model.certainty import uncertainty
from kg.model.nodes import Node
from kg.model.protocol import Graph, Neighbour
from kg.model.records import Claim, Source, Tension
from kg.schema import NODE, VOCABULARY, Schema

PAGE = 200
"""Records in one answer: some thousands of rows, and Virtuoso gives ten thousand at most."""

IDS = 5000
"""Ids in one answer."""

MOST = 200_000
"""So many claims around nodes are looked at."""

SHOWN = 3
"""So many nodes a message names."""

T = TypeVar("T")


def pages(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in pages of this size."""
    return (items[start : start + size] for start in range(0, len(items), size))


class Cache:
    """The records fetched from an endpoint, by CURIE, which belong to `graph`, once there is one; and edges without claims."""

    def __init__(self, endpoint: Endpoint, schema: Schema) -> None:
        self.endpoint, self.schema = endpoint, schema
        self.queries = Queries(schema)
        self.graph: Graph | None = None
        self.nodes: dict[str, Node] = {}
        self.claims: dict[str, Claim] = {}
        self.tensions: dict[str, Tension] = {}
        self.sources: dict[str, Source] = {}
        self.names = Names(schema, self.nodes)
        """The names of the nodes that are here."""
        self.awaited: dict[str, None] = {}
        """Nodes and claims that were named and are not here yet: some come with the first that is asked for."""
        self.absent: set[str] = set()
        self._categories = {f"{VOCABULARY}:{name}": name for name in schema.categories}
        self.predicates = self.queries.names
        self._edges: dict[str, dict[tuple[str, str, str], set[int]]] = {}
        """Node → the edges that start or end there → how uncertain the claims are that affirm them."""
        self._whole: set[str] = set()
        """Nodes of which all edges are here."""
        self._degrees: dict[str, int] = {}

    def texts(self, query: str, kinds: Mapping[str, str]) -> list[dict[str, str]]:
        """The rows of an answer, each a dict of variable to CURIE, or to the text of a literal.

        `kinds` has a pattern for the whole text of each variable that is asked for. EndpointError where the store has another.
        """
        return self.checked(self.endpoint.rows(query), kinds)

    def checked(self, found: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> list[dict[str, str]]:
        """Rows as such texts."""
        rows = [self.text_of(row) for row in found]
        for row in rows:
            for name, kind in kinds.items():
                if not re.fullmatch(kind, row.get(name, "")):
                    self.fault(f"answers with {shown(row[name]) if name in row else 'nothing'} as ?{name}")
        return rows

    def fault(self, said: str) -> NoReturn:
        """The error for an answer that the store cannot mean."""
        raise EndpointError(f"{self.endpoint} {said}; it does not answer as a SPARQL service should, ask another one")

    def text_of(self, row: Mapping[str, Any]) -> dict[str, str]:
        return {name: self.schema.compress(term.value) for name, term in row.items()}

    def fetch(self, query: str) -> tuple[list[str], list[str]]:
        """Fetch the records that a query gives, and return the ids of the nodes and of the claims among them."""
        return self.take(self.endpoint.rows(query))

    def take(self, rows: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
        """Make the records in rows, and return the ids of the nodes and claims among them."""
        triples: Any = [
            (row.get("s", row.get("n", row.get("c"))), row["p"], row.get("o")) for row in rows if "p" in row
        ]
        if not all(isinstance(s, NamedNode) and isinstance(p, NamedNode) and o is not None for s, p, o in triples):
            self.fault("answers with something that is not a triple")
        records = Records(str(self.endpoint), self.schema, triples)
        nodes = {id: category for term, category in self._categories.items() for id in records.typed.get(term, ())}
        claims = records.typed.get(f"{VOCABULARY}:Claim", [])
        mappings: Mapping[str, Any] = records.mappings() if "owl:Axiom" in records.typed else {}
        for id in nodes:
            for mapping in mappings.get(id, ()):
                if mapping.term.partition(":")[0] not in self.schema.prefixes:
                    records.problem(id, f"is mapped to {shown(mapping.term)}, which has no declared prefix")
        self._keep(self.nodes, nodes, lambda id: records.node(id, nodes[id], mappings.get(id, ())))
        self._keep(self.claims, claims, records.claim)
        self._keep(self.tensions, records.typed.get(f"{VOCABULARY}:Tension", ()), records.tension)
        for kind in ("schema:Article", "schema:DefinedTermSet"):
            self._keep(self.sources, records.typed.get(kind, ()), records.source)
        if records.problems:
            first = records.problems[0]
            fault = f"has a record that this schema cannot read: {first.column} {first.message}"
            hint = "push the data again, or give the schema that it was written under"
            raise EndpointError(f"{self.endpoint} {fault}; {hint}")
        if nodes:
            self.names = Names(self.schema, self.nodes)
        self.await_those(name for id in claims for name in _named(self.claims[id]))
        return list(nodes), claims

    def _keep(self, held: dict[str, Any], ids: Iterable[str], made: Callable[[str], Any]) -> None:
        for id in ids:
            if id not in held:
                held[id] = made(id).of(self.graph)
                self.awaited.pop(id, None)

    def await_those(self, ids: Iterable[str]) -> None:
        """Note which nodes and claims will be asked for."""
        held = (self.nodes, self.claims, self.absent)
        self.awaited.update((id, None) for id in ids if not any(id in known for known in held))

    def fetch_nodes(self, ids: Iterable[str]) -> None:
        """Fetch these nodes; those that do not exist are noted as absent."""
        self._fetch(IS_NODE, self.nodes, ids, lambda page: self.queries.nodes(self.queries.values("n", page)))

    def fetch_claims(self, ids: Iterable[str]) -> None:
        """Fetch these claims."""
        self._fetch(IS_CLAIM, self.claims, ids, lambda page: self.queries.claims(self.queries.values("c", page)))

    def with_awaited(self, id: str) -> list[str]:
        """A node or claim, and those of its kind that are likely to be asked for next."""
        kind = id.partition(":")[0]
        alike = (other for other in self.awaited if other.partition(":")[0] == kind)
        return [id, *islice(alike, PAGE - 1 if id in self.awaited else 0)]

    def _fetch(
        self, kind: str, held: Mapping[str, Any], ids: Iterable[str], query: Callable[[Sequence[str]], str]
    ) -> None:
        missing = [id for id in dict.fromkeys(ids) if id not in held and id not in self.absent]
        # What is named may be anything: the store says what a claim is about.
        for page in pages([id for id in missing if re.fullmatch(kind, id)], PAGE):
            self.fetch(query(page))
        for id in missing:
            if id not in held:
                self.absent.add(id)
                self.awaited.pop(id, None)

    def matching_nodes(self, where: str) -> list[Node]:
        """The nodes that a pattern binds to ?n: their ids in pages, then those that are not here yet."""
        self.fetch_nodes(ids := list(self.ids("n", where)))
        return [self.nodes[id] for id in ids if id in self.nodes]

    def matching_claims(self, where: str) -> list[Claim]:
        """The claims that a pattern binds to ?c, likewise."""
        self.fetch_claims(ids := list(self.ids("c", where)))
        return [self.claims[id] for id in ids if id in self.claims]

    def ids(self, variable: str, where: str) -> Iterator[str]:
        """The ids that a pattern binds, in pages."""
        after = ""
        while True:
            kind = IS_NODE if variable == "n" else IS_CLAIM
            ids = [row[variable] for row in self.texts(self.queries.ids(variable, where, after, IDS), {variable: kind})]
            yield from ids
            if len(ids) < IDS:
                return
            if (last := self.schema.expand(max(ids))) <= after:
                self.fault("gives the same ids again and again")
            after = last

    # -------------------------------------------------------------------------------------------------------- edges

    def fetch_around(self, ids: Iterable[str], hops: int) -> None:
        """Fetch the edges of some nodes, and of those up to `hops` away from them. EndpointError if they are too many."""
        if not (missing := sorted(set(ids) - self._whole)):
            return
        rows = self.texts(self.queries.surroundings(missing, hops, MOST + 1), self.queries.in_surroundings)
        if len(rows) > MOST:
            names = " and ".join(map(slug, missing)) if len(missing) <= SHOWN else f"{len(missing):,} nodes"
            message = f"more than {MOST:,} claims lie around {names}; ask for nodes that are less connected"
            raise EndpointError(f"{self.endpoint}: {message}")
        for row in rows:
            if row["by"] in self.predicates:
                key = (row["from"], self.predicates[row["by"]], row["to"])
                affirming = self._edges.setdefault(row["from"], {}).setdefault(key, set())
                self._edges.setdefault(row["to"], {})[key] = affirming
                if row["polarity"] == f"{VOCABULARY}:Affirmed":
                    inferred = row.get("inferred") in ("true", "1")
                    affirming.add(uncertainty(slug(row["modality"]).lower(), inferred=inferred))
        rim = set(missing)
        self._whole |= rim
        for _ in range(hops):
            rim = {end for node in rim for start, _, end in self._edges.get(node, ()) for end in (start, end)}
            rim -= self._whole
            self._whole |= rim

    def beside(self, id: str) -> Iterator[Neighbour]:
        """The neighbours of a node, over edges that a claim affirms; its edges must have been fetched."""
        for (start, predicate, end), affirming in sorted(self._edges.get(id, {}).items()):
            if affirming:
                if start == id:
                    yield Neighbour(end, predicate, True, min(affirming))
                if end == id:
                    yield Neighbour(start, predicate, False, min(affirming))

    def degrees(self, ids: Collection[str]) -> Mapping[str, int]:
        """How many edges nodes have: counted here where all are here, else asked for."""
        if unknown := [id for id in ids if id not in self._whole and id not in self._degrees]:
            rows = self.texts(self.queries.degrees(unknown), {"n": IS_NODE, "edges": NUMBER})
            self._degrees |= dict.fromkeys(unknown, 0)
            self._degrees |= {row["n"]: int(row["edges"]) for row in rows}
        return {
            id: sum((start, end).count(id) for start, _, end in self._edges.get(id, ()))
            if id in self._whole
            else self._degrees[id]
            for id in ids
        }


def _named(claim: Claim) -> Iterable[str]:
    """The nodes that a claim names."""
    return (claim.subject, claim.object, *(value for value in claim.qualifiers if value.startswith(f"{NODE}:")))
