"""Seeded attacks: hostile tables, RDF, command lines and servers, each kind with its generator and its oracle.

A case is named by its family and a number, and made from that name and the seed alone, so it can be run by itself.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")
SEED = os.environ.get("KG_ATTACK_SEED", "1")


class Chance(Random):
    """What a case decides by: at random by its seed, or with `each` by its number."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{SEED} {name}")
        self.number = int(name.rpartition("-")[2])

    def each(self, values: Sequence[V]) -> V:
        """One of the values, of which a family with as many cases takes every one."""
        return values[self.number % len(values)]

    def does(self, changes: Sequence[Callable[[], object]]) -> None:
        """Make one of several changes."""
        self.each(changes)()


@dataclass(frozen=True)
class Case(Generic[T]):
    """A case that is made when it is run."""

    name: str
    maker: Callable[[Chance], T]

    def make(self) -> T:
        return self.maker(Chance(self.name))


def cases(families: dict[Callable[[Chance], T], int]) -> list[Case[T]]:
    """So many cases of each family, a function that makes one."""
    return [Case(f"{maker.__name__}-{n}", maker) for maker, count in families.items() for n in range(count)]
