"""The claims of a graph: what queries look at in columns of numbers, the rest as it came until a Claim is asked for.

Records for all claims would take most of the time and memory of a load; most of them are never looked at.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import le
from typing import NamedTuple

from kg.model import Claim, Node, Quantity, Source
from kg.schema import CLAIM, NODE, SOURCE, Schema
from kg.tables import CLAIM_COLUMNS, QUALIFIERS, items

FIRST_QUALIFIER = CLAIM_COLUMNS.index(QUALIFIERS[0])


class Ranks(NamedTuple):
    """The number of each thing that claims refer to: its place in canonical order, by id or name."""

    node: Mapping[str, int]
    predicate: Mapping[str, int]
    section: Mapping[str, int]
    modality: Mapping[str, int]
    polarity: Mapping[str, int]


def in_order(schema: Schema, nodes: Iterable[Node]) -> list[Node]:
    """The nodes by category, then id."""
    rank = {name: number for number, name in enumerate(schema.categories)}
    return sorted(nodes, key=lambda node: (rank[node.category], node.id))


def sources_in_order(sources: Iterable[Source]) -> list[Source]:
    """Articles before the ontologies that only plain hierarchy rests on; by id."""
    return sorted(sources, key=lambda source: (source.kind != "article", source.id))


def ranks(schema: Schema, sources: Sequence[Source], nodes: Sequence[Node]) -> Ranks:
    """The ranks in a graph of this schema, with its sources and nodes in order."""

    def numbered(names: Iterable[str]) -> dict[str, int]:
        return {name: number for number, name in enumerate(names)}

    return Ranks(
        node=numbered(node.id for node in nodes),
        predicate=numbered(schema.predicates),
        section=numbered(section.id for source in sources for section in source.sections),
        modality=numbered(schema.modalities),
        polarity=numbered(schema.polarities),
    )


class ClaimStore:
    """The claims in the order of their sources: a number for each, from 0.

    `subjects`, `predicates`, `objects`, `sections`, `modalities` and `polarities` hold ranks; `store[number]` makes the Claim.
    """

    def __init__(self, ranks: Ranks) -> None:
        self.ranks = ranks
        self.subjects, self.objects, self.sections = array("I"), array("I"), array("I")
        self.predicates = array("H")
        self.modalities, self.polarities = bytearray(), bytearray()
        self.records: list[Claim] = []
        self.lines: list[str] = []
        self.starts: list[int] = []
        self.sources: list[str] = []

    def __len__(self) -> int:
        return len(self.subjects)

    def __getitem__(self, number: int) -> Claim:
        if self.records:
            return self.records[number]
        return parse(self.lines[number], self.source(number))

    def source(self, number: int) -> str:
        """The slug of the source of a claim that came from a table."""
        return self.sources[bisect_right(self.starts, number) - 1]

    def ids(self) -> list[str]:
        """The CURIEs of all claims, in order."""
        if self.records:
            return [claim.id for claim in self.records]
        return [f"{CLAIM}:{line[: line.index(chr(9))]}" for line in self.lines]

    def mentioned(self) -> Iterator[tuple[int, str]]:
        """(number of a claim, CURIE of a node) for each node that stands in a qualifier: no more than once a claim."""
        if self.records:
            for number, claim in enumerate(self.records):
                for item in dict.fromkeys((*claim.population, *claim.comparator, *claim.aspect, *claim.context)):
                    if item.startswith(f"{NODE}:"):
                        yield number, item
        for number, line in enumerate(self.lines):
            if f"{NODE}:" in line:
                cells = line.split("\t")[FIRST_QUALIFIER : FIRST_QUALIFIER + len(QUALIFIERS)]
                for item in dict.fromkeys(item for cell in cells for item in items(cell)):
                    if item.startswith(f"{NODE}:"):
                        yield number, item

    @classmethod
    def of_records(cls, records: Iterable[Claim], ranks: Ranks) -> "ClaimStore":
        """The store of claims that are records already."""
        store = cls(ranks)
        place = ranks.section
        store.records = sorted(records, key=lambda c: (place[c.section], c.paragraph, len(c.id), c.id))
        store.subjects.extend(ranks.node[claim.subject] for claim in store.records)
        store.predicates.extend(ranks.predicate[claim.predicate] for claim in store.records)
        store.objects.extend(ranks.node[claim.object] for claim in store.records)
        store.sections.extend(ranks.section[claim.section] for claim in store.records)
        store.modalities.extend(ranks.modality[claim.modality] for claim in store.records)
        store.polarities.extend(ranks.polarity[claim.polarity] for claim in store.records)
        return store

    def add(self, source: str, lines: Sequence[str], columns: Mapping[str, Sequence[str]]) -> None:
        """Add the lines of a source's table of claims, already split into columns.

        Sources come in the order of their ranks; the lines in any order.
        """
        here = f"{SOURCE}:{source}."
        prefix = f"{NODE}:"
        node, section = self.ranks.node, self.ranks.section
        local = {id.removeprefix(here): rank for id, rank in section.items() if id.startswith(here)}
        slugs = _Slugs(node, prefix)
        parts: list[Sequence[int]] = [
            [slugs[slug] for slug in columns["subject"]],
            [self.ranks.predicate[name] for name in columns["predicate"]],
            [slugs[slug] for slug in columns["object"]],
            [local[name] for name in columns["section"]],
            [self.ranks.modality[name] for name in columns["modality"]],
            [self.ranks.polarity[name] for name in columns["polarity"]],
        ]
        order = _order(parts[3], columns["paragraph"], columns["id"])
        if order is not None:
            lines = [lines[place] for place in order]
            parts = [[part[place] for place in order] for part in parts]
        self.starts.append(len(self.lines))
        self.sources.append(source)
        self.lines.extend(lines)
        columns_of_ranks: tuple[array[int] | bytearray, ...] = (
            *(self.subjects, self.predicates, self.objects),
            *(self.sections, self.modalities, self.polarities),
        )
        for column, part in zip(columns_of_ranks, parts, strict=True):
            column.extend(part)


class _Slugs(dict[str, int]):
    """Slug → rank of the node; each slug is worked out when it is first met."""

    def __init__(self, ranks: Mapping[str, int], prefix: str) -> None:
        self.ranks = ranks
        self.prefix = prefix

    def __missing__(self, slug: str) -> int:
        self[slug] = rank = self.ranks[self.prefix + slug]
        return rank


def _order(sections: Sequence[int], paragraphs: Sequence[str], ids: Sequence[str]) -> Sequence[int] | None:
    """The order of claims by section, paragraph and id; None where they stand in it."""
    number = {place: place[0] * 1_000_000 + int(place[1]) for place in set(zip(sections, paragraphs, strict=True))}
    places = list(map(number.__getitem__, zip(sections, paragraphs, strict=True)))
    lengths = list(map(len, ids))
    if all(all(map(le, keys, keys[1:])) for keys in (places, lengths, ids)):
        return None
    keys = list(zip(places, lengths, ids, strict=True))
    return sorted(range(len(keys)), key=keys.__getitem__)


def parse(line: str, source: str) -> Claim:
    """The Claim in a line of the table of claims of `source` (its slug), which keeps the rules of structure.

    The cells are those of tables.CLAIM_COLUMNS.
    """
    # fmt: off
    (id, subject, predicate, object, statement, polarity, modality, hedge, quantity,
     population, comparator, aspect, context, section, paragraph, inferred, note) = line.split("\t")
    # fmt: on
    return Claim(
        id=f"{CLAIM}:{id}",
        subject=f"{NODE}:{subject}",
        predicate=predicate,
        object=f"{NODE}:{object}",
        statement=statement,
        source=f"{SOURCE}:{source}",
        section=f"{SOURCE}:{source}.{section}",
        paragraph=int(paragraph),
        polarity=polarity,
        modality=modality,
        hedge=items(hedge),
        quantity=Quantity.parse(quantity) if quantity else None,
        population=items(population),
        comparator=items(comparator),
        aspect=items(aspect),
        context=items(context),
        inferred=inferred == "yes",
        note=note,
    )
