"""What a remote graph has fetched: each record is made once, and kept."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kg.engines.endpoint.client import Endpoint
from kg.engines.endpoint.queries import Asking
from kg.errors import EndpointError
from kg.formats.rdf.records import Records
from kg.model import Claim, Node, Source, Tension
from kg.schema import NODE, VOCABULARY, Schema

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

PAGE = 200
"""Records in one answer: some thousands of rows, and Virtuoso gives ten thousand at most."""

IDS = 5000
"""Ids in one answer."""


class Held:
    """The records fetched from an endpoint. Nodes carry `graph`, on which they are walked."""

    def __init__(self, endpoint: Endpoint, schema: Schema, graph: "KnowledgeGraph") -> None:
        self.endpoint = endpoint
        self.schema = schema
        self.graph = graph
        self.asking = Asking(schema)
        self.nodes: dict[str, Node] = {}
        self.claims: dict[str, Claim] = {}
        self.tensions: dict[str, Tension] = {}
        self.sources: dict[str, Source] = {}
        self.waiting: dict[str, None] = {}
        """Nodes that claims name, and that are not here yet: fetched together when one is asked for."""
        self.absent: set[str] = set()
        self._categories = {f"{VOCABULARY}:{name}": name for name in schema.categories}
        self._predicates = {curie: name for name, curie in self.asking.predicates.items()}

    def curie(self, term: Any) -> str:
        return self.schema.compress(term.value)

    def take(self, rows: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
        """Make the records that rows hold, and return the ids of the nodes and of the claims among them."""
        triples = [(row.get("s", row.get("n", row.get("c"))), row["p"], row["o"]) for row in rows if "p" in row]
        records = Records(self.endpoint.address, self.schema, triples)
        found: list[str] = []
        mappings: Mapping[str, Any] = records.mappings() if "owl:Axiom" in records.typed else {}
        for term, category in self._categories.items():
            for id in records.typed.get(term, ()):
                found.append(id)
                if id not in self.nodes:
                    node = records.node(id, category, mappings.get(id, ()))
                    object.__setattr__(node, "graph", self.graph)
                    self.nodes[id] = node
        claims = records.typed.get(f"{VOCABULARY}:Claim", [])
        for id in claims:
            if id not in self.claims:
                self.claims[id] = claim = records.claim(id, self._predicates)
                named = (*claim.population, *claim.comparator, *claim.aspect, *claim.context)
                self.waiting.update(dict.fromkeys((claim.subject, claim.object)))
                self.waiting.update((name, None) for name in named if name.startswith(f"{NODE}:"))
        for id in records.typed.get(f"{VOCABULARY}:Tension", ()):
            if id not in self.tensions:
                self.tensions[id] = records.tension(id)
        for kind in ("schema:Article", "schema:DefinedTermSet"):
            for id in records.typed.get(kind, ()):
                self.sources[id] = records.source(id)
        if records.problems:
            first = records.problems[0]
            raise EndpointError(
                f"{self.endpoint.address} holds a record that this schema cannot read: {first.column} {first.message}; "
                "push the data again, or give the schema that it was written under"
            )
        return found, claims

    def fetch_nodes(self, ids: Iterable[str]) -> None:
        """Have these nodes here; those that are not there are noted as absent."""
        self.waiting.update(dict.fromkeys(ids))
        missing = [id for id in self.waiting if id not in self.nodes and id not in self.absent]
        self.waiting.clear()
        for start in range(0, len(missing), PAGE):
            some = missing[start : start + PAGE]
            self.take(self.endpoint.rows(self.asking.nodes(self.asking.values("n", some))))
        self.absent.update(id for id in missing if id not in self.nodes)

    def fetch_claims(self, ids: Iterable[str], *, nodes: bool = False) -> None:
        """Have these claims here, and with `nodes` those that they name."""
        missing = [id for id in dict.fromkeys(ids) if id not in self.claims and id not in self.absent]
        for start in range(0, len(missing), PAGE):
            some = missing[start : start + PAGE]
            self.take(self.endpoint.rows(self.asking.claims(self.asking.values("c", some), nodes=nodes)))
        self.absent.update(id for id in missing if id not in self.claims)

    def matching_nodes(self, where: str) -> list[Node]:
        """The nodes that a pattern binds to ?n: their ids in pages, then those that are not here yet."""
        ids = list(self._ids("n", where))
        self.fetch_nodes(ids)
        return [self.nodes[id] for id in ids if id in self.nodes]

    def matching_claims(self, where: str) -> list[Claim]:
        """The claims that a pattern binds to ?c, likewise."""
        ids = list(self._ids("c", where))
        self.fetch_claims(ids)
        return [self.claims[id] for id in ids if id in self.claims]

    def _ids(self, variable: str, where: str) -> Iterator[str]:
        after = ""
        while True:
            rows = self.endpoint.rows(self.asking.ids(variable, where, after, IDS))
            iris = [row[variable].value for row in rows]
            yield from map(self.schema.compress, iris)
            if len(iris) < IDS:
                return
            after = max(iris)
