"""A graph that is made while it is read, of any number of claims; and how much memory it takes to write it, or Parquet again."""

import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import kg
from kg.model.protocol import Triple
from kg.tables.columns import CLAIMS

TO_EACH = 10
"""The claims on each node."""


class LazyGraph:
    """Techniques that each target others of its nodes; nothing of it is kept."""

    has_evidence = False

    def __init__(self, claims: int) -> None:
        small = kg.load(evidence=False)
        self.schema = small.schema
        self.size = max(claims // TO_EACH, TO_EACH + 1)
        self._source = small.sources()[0]
        self._node = replace(small["scs"], mappings=(), position=None)
        self._section = self._source.sections[0].id

    def sources(self) -> list[kg.Source]:
        return [self._source]

    def tensions(self) -> list[kg.Tension]:
        return []

    def counts(self) -> tuple[int, int, int]:
        return self.size, self.size * TO_EACH, self.size * TO_EACH

    def _id(self, number: int) -> str:
        return f"nmk:n{number:07d}"

    def __iter__(self) -> Iterator[kg.Node]:
        for number in range(self.size):
            yield replace(self._node, id=self._id(number), name=f"stimulation number {number}")

    def _ends(self) -> Iterator[tuple[str, str]]:
        for number in range(self.size):
            for other in sorted((number + step) % self.size for step in range(1, TO_EACH + 1)):
                yield self._id(number), self._id(other)

    def triples(self) -> Iterator[Triple]:
        return (Triple(start, "targets", end, False, 1) for start, end in self._ends())

    def each_claim(self) -> Iterator[kg.Claim]:
        for number, (start, end) in enumerate(self._ends(), 1):
            yield kg.Claim(
                id=f"nmc:{self._source.slug}-{number:07d}",
                subject=start,
                predicate="targets",
                object=end,
                statement=f"It is said for the time number {number} that one targets the other.",
                polarity="affirmed",
                modality="asserted",
                section=self._section,
                paragraph=1,
                source=self._source.id,
            )

    def claim_rows(self) -> Iterator[tuple[str, list[str]]]:
        for claim in self.each_claim():
            cells = {name: str(getattr(claim, name)) for name in ("polarity", "modality", "paragraph", "predicate")}
            cells |= {name: getattr(claim, name).partition(":")[2] for name in ("id", "subject", "object")}
            cells |= {"statement": claim.statement, "section": claim.section.partition(".")[2]}
            yield self._source.slug, [cells.get(name, "") for name in CLAIMS.header]


def graph(claims: int) -> Any:
    """Such a graph, for what takes any."""
    return cast(Any, LazyGraph(claims))


if __name__ == "__main__":
    source = sys.argv[1]
    kg.write(graph(int(source)) if source.isdecimal() else kg.open(source), Path(sys.argv[2]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
