"""The best chains from a node outwards, to every node that they lead to, with a limit to the effort."""

from collections.abc import Mapping
from typing import NamedTuple

from kg.model.protocol import Graph
from kg.query.routes import EFFORT, Ways

AGAINST = frozenset({"blocks", "relieves", "treats"})
"""Predicates whose subject works against the object."""


class Chain(NamedTuple):
    """A chain as it is compared: whether it works against its end, its weakest step, the sum over its steps, its nodes."""

    against: bool
    weakest: int
    uncertainty: int
    route: tuple[str, ...]

    @classmethod
    def at(cls, node: str) -> "Chain":
        """The chain of no step."""
        return cls(False, 0, 0, (node,))


class Spread:
    """A search outwards, a step at a time: forwards, or with `up` to where chains come from. `left` is what effort is left."""

    def __init__(self, graph: Graph, *, up: bool, most: int | None, left: int = EFFORT) -> None:
        self.graph, self.up, self.most, self.left = graph, up, most, left

    def far(self, chain: Chain) -> str:
        """The node at the far end."""
        return chain.route[0 if self.up else -1]

    def spread(self, known: Mapping[str, Chain], ways: Ways) -> dict[str, Chain]:
        """The best of the shortest chains to each node that these lead on to, the known ones among them."""
        found = dict(known)
        length = 1
        while ways and self.left > 0 and (self.most is None or length <= self.most):
            rim = sorted(id for id, chain in found.items() if len(chain.route) == length)
            if not rim and all(len(chain.route) < length for chain in found.values()):
                break
            reached: dict[str, Chain] = {}
            for id, neighbours in self.graph.neighbours(rim, ahead=1):
                for other, predicate, forwards, uncertainty in neighbours:
                    if self.left <= 0:
                        break
                    self.left -= 1
                    ahead, behind = ways.get(predicate, (False, False))
                    if other not in found and (ahead if forwards != self.up else behind):
                        chain = self.longer(found[id], other, predicate, uncertainty)
                        reached[other] = min(chain, reached.get(other, chain))
            found |= reached
            length += 1
        return found

    def longer(self, chain: Chain, other: str, predicate: str, uncertainty: int) -> Chain:
        """A chain with one more step."""
        return Chain(
            chain.against or predicate in AGAINST,
            max(chain.weakest, uncertainty),
            chain.uncertainty + uncertainty,
            (other, *chain.route) if self.up else (*chain.route, other),
        )
