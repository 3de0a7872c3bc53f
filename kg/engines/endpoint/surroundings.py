"""The edges around nodes, without their claims: what a search for paths looks at."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from kg.engines.endpoint.cache import Cache
from kg.errors import EndpointError
from kg.model import Neighbour, most_certain, slug
from kg.schema import VOCABULARY

MOST = 200_000
"""So many claims around nodes are looked at."""

SHOWN = 3
"""So many nodes a message names."""

Key = tuple[str, str, str]


class Surroundings:
    """What has been fetched of the edges at nodes."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self.edges: dict[Key, set[str]] = {}
        """Subject, predicate and object of an edge → the modalities of the claims that affirm it."""
        self.at: dict[str, set[Key]] = {}
        """Node → the edges that start or end there."""
        self.whole: set[str] = set()
        """Nodes of which all edges are here."""
        self._degrees: dict[str, int] = {}

    def fetch(self, ids: Iterable[str], hops: int) -> None:
        """Have the edges here of some nodes, and of those up to so many hops from them. EndpointError if they are too many."""
        if not (missing := sorted(set(ids) - self.whole)):
            return
        cache = self.cache
        rows = cache.texts(cache.queries.surroundings(missing, hops, MOST + 1))
        if len(rows) > MOST:
            names = " and ".join(map(slug, missing)) if len(missing) <= SHOWN else f"{len(missing):,} nodes"
            message = f"more than {MOST:,} claims lie around {names}; ask for nodes that are less connected"
            raise EndpointError(f"{cache.endpoint.address}: {message}")
        for row in rows:
            if row["by"] in cache.predicates:
                key = (row["from"], cache.predicates[row["by"]], row["to"])
                affirming = self.edges.setdefault(key, set())
                if row["polarity"] == f"{VOCABULARY}:Affirmed":
                    affirming.add(slug(row["modality"]).lower())
                for node in (row["from"], row["to"]):
                    self.at.setdefault(node, set()).add(key)
        rim = set(missing)
        self.whole |= rim
        for _ in range(hops):
            rim = {end for node in rim for start, _, end in self.at.get(node, ()) for end in (start, end)} - self.whole
            self.whole |= rim

    def beside(self, id: str) -> Iterator[Neighbour]:
        """The nodes beside one, over edges that a claim affirms; the edges of the node must be here."""
        for key in sorted(self.at.get(id, ())):
            start, predicate, end = key
            if affirming := self.edges[key]:
                modality = most_certain(affirming)
                if start == id:
                    yield Neighbour(end, predicate, True, modality)
                if end == id:
                    yield Neighbour(start, predicate, False, modality)

    def degrees(self, ids: Collection[str]) -> Mapping[str, int]:
        """How many edges nodes have: counted here where all are here, else asked for."""
        if unknown := [id for id in ids if id not in self.whole and id not in self._degrees]:
            rows = self.cache.texts(self.cache.queries.degrees(unknown))
            self._degrees |= dict.fromkeys(unknown, 0)
            self._degrees |= {row["n"]: int(row["edges"]) for row in rows}
        return {
            id: sum((start, end).count(id) for start, _, end in self.at.get(id, ()))
            if id in self.whole
            else self._degrees[id]
            for id in ids
        }
