"""The claims of a graph: what queries look at in columns of numbers, the rest as it came until a Claim is asked for.

Records for all claims would take most of the time and memory of a load; most of them are never looked at.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from operator import attrgetter, le
from typing import NamedTuple

from kg.engines.memory.fields import Fields, maker
from kg.model.answers import slug
from kg.model.certainty import uncertainty
from kg.model.nodes import Node
from kg.model.records import Claim, Source
from kg.schema import CLAIM, NODE, SOURCE, Schema
from kg.tables.columns import CLAIMS, QUALIFIERS, items
from kg.tables.reading import Block

PLACES = {name: place for place, name in enumerate(CLAIMS.header)}
Columns = Mapping[str, Sequence[str]]
QUALIFYING = [PLACES[name] for name in QUALIFIERS]
CODES = {"subject": "I", "predicate": "H", "object": "I", "section": "I", "modality": "B", "polarity": "B"}
"""The columns that are kept as numbers, with the type code of the array that each is kept in."""

DENIED = 255
"""More than any claim that affirms is uncertain."""


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
    return sorted(
        sorted(nodes, key=attrgetter("id")), key=lambda node: rank[node.category]
    )  # Faster than by both at once.


def sources_in_order(sources: Iterable[Source]) -> list[Source]:
    """Articles before the ontologies that only plain hierarchy rests on; by id."""
    return sorted(sources, key=lambda source: (source.kind != "article", source.id))


def ranks(schema: Schema, sources: Sequence[Source], nodes: Sequence[Node]) -> Ranks:
    """The ranks in a graph of this schema, with its sources and nodes in order."""
    sections = (section.id for source in sources for section in source.sections)
    names = ((node.id for node in nodes), schema.predicates, sections, schema.modalities, schema.polarities)
    return Ranks(*({name: number for number, name in enumerate(part)} for part in names))


class ClaimStore:
    """The claims in the order of their sources: a number for each, from 0.

    `subjects`, `predicates`, `objects`, `sections`, `modalities` and `polarities` hold ranks; `store[number]` makes the Claim.
    """

    def __init__(self, ranks: Ranks) -> None:
        self.ranks = ranks
        self._ranked: dict[str, array[int]] = {name: array(code) for name, code in CODES.items()}
        self.subjects, self.predicates, self.objects, *others = self._ranked.values()
        self.sections, self.modalities, self.polarities = others
        self.records: list[Claim] = []
        self.lines: list[str] = []
        self.starts: list[int] = []
        self.sources: list[str] = []
        self._last = (-1, 0, "")
        self._unsorted: set[int] = set()

    def __len__(self) -> int:
        return len(self.subjects)

    def __getitem__(self, number: int) -> Claim:
        if self.records:
            return self.records[number]
        return parse(self.lines[number], self.sources[bisect_right(self.starts, number) - 1])

    def rows(self) -> Iterator[tuple[str, Sequence[str] | Claim]]:
        """The slug of its source, and the cells of its row or the record, of each claim: by source, length of the id, id."""
        for claim in sorted(self.records, key=lambda claim: (claim.source, len(claim.id), claim.id)):
            yield slug(claim.source), claim
        for source, (start, end) in sorted(zip(self.sources, pairwise([*self.starts, len(self.lines)]), strict=True)):
            for _, line in sorted((line.index("\t"), line) for line in self.lines[start:end]):
                yield source, line.split("\t")

    def uncertainties(self) -> bytearray:
        """For each claim how uncertain it is, DENIED for one that denies."""
        ranks = self.ranks
        said, unsaid = (
            {rank: uncertainty(name, inferred=flag) for name, rank in ranks.modality.items()} for flag in (False, True)
        )
        affirmed, kinds = ranks.polarity["affirmed"], zip(self.polarities, self.modalities, strict=True)
        found = bytearray(said[modality] if polarity == affirmed else DENIED for polarity, modality in kinds)
        for number in self.flagged("inferred"):
            if found[number] != DENIED:
                found[number] = unsaid[self.modalities[number]]
        return found

    def flagged(self, field: str) -> Iterator[int]:
        """The numbers of the claims for which a truth value is true."""
        place, lines = PLACES[field], enumerate(self.lines)
        of_lines = (number for number, line in lines if "\tyes" in line and line.split("\t")[place])
        return chain(of_lines, (number for number, claim in enumerate(self.records) if getattr(claim, field)))

    def ids(self) -> list[str]:
        """The CURIEs of all claims, in order."""
        if self.records:
            return [claim.id for claim in self.records]
        return [f"{CLAIM}:{line[: line.index(chr(9))]}" for line in self.lines]

    def filled(self, field: str) -> Iterator[int]:
        """The numbers of the claims that hold something in a field."""
        if self.records:
            return (number for number, claim in enumerate(self.records) if getattr(claim, field))
        place = PLACES[field]
        return (number for number, line in enumerate(self.lines) if line.split("\t", place + 1)[place])

    def mentioned(self) -> Iterator[tuple[int, str]]:
        """(number of a claim, CURIE of a node) for each node that a qualifier names: once a claim at most."""
        of_records = ((number, map(claim.__getattribute__, QUALIFIERS)) for number, claim in enumerate(self.records))
        rows = ((number, line.split("\t")) for number, line in enumerate(self.lines) if f"{NODE}:" in line)
        of_lines = ((number, [items(cells[place]) for place in QUALIFYING]) for number, cells in rows)
        for number, lists in chain(of_records, of_lines):
            for item in dict.fromkeys(chain.from_iterable(lists)):
                if item.startswith(f"{NODE}:"):
                    yield number, item

    @classmethod
    def of_records(cls, records: Iterable[Claim], ranks: Ranks) -> "ClaimStore":
        """The store of claims that are records already."""
        store = cls(ranks)
        place = ranks.section
        store.records = sorted(records, key=lambda c: (place[c.section], c.paragraph, len(c.id), c.id))
        numbers = {"subject": ranks.node, "object": ranks.node, **ranks._asdict()}
        for name, column in store._ranked.items():
            column.extend(numbers[name][getattr(claim, name)] for claim in store.records)
        return store

    def add(self, block: Block) -> None:
        """Add claims from the table of a source. Sources come in the order of their ranks, one after the other."""
        source, columns = block.table.source, block.columns
        if not block.lines:
            return
        if not self.sources or self.sources[-1] != source:
            self.starts.append(len(self.lines))
            self.sources.append(source)
            self._last = (-1, 0, "")
        here = f"{SOURCE}:{source}."
        section = {name: self.ranks.section[here + name] for name in set(columns["section"])}
        self.lines.extend(block.complete)
        ranks = {**block.ranks, "section": list(map(section.__getitem__, columns["section"]))}
        for name, column in self._ranked.items():
            column.fromlist(ranks[name])
        first, last = (
            (section[columns["section"][end]], int(columns["paragraph"][end]), columns["id"][end]) for end in (0, -1)
        )
        if self._last <= first and _in_order(section, columns):
            self._last = last
        else:
            self._last = (len(self.ranks.section), 0, "")
            self._unsorted.add(self.starts[-1])

    def sort(self) -> None:
        """Put the claims in order where they were not; to be called when all were added."""

        def key(number: int) -> tuple[int, int, int, str]:
            cells = self.lines[number].split("\t")
            return self.sections[number], int(cells[PLACES["paragraph"]]), len(cells[0]), cells[0]

        for start, end in pairwise([*self.starts, len(self.lines)]):
            if start in self._unsorted:
                order = sorted(range(start, end), key=key)
                self.lines[start:end] = [self.lines[number] for number in order]
                for column in self._ranked.values():
                    column[start:end] = array(column.typecode, [column[number] for number in order])
        self._unsorted.clear()


def _in_order(sections: Mapping[str, int], columns: Columns) -> bool:
    """Whether the claims of a block are ordered by section, paragraph and id; False where it takes a closer look."""
    runs = groupby(zip(columns["section"], columns["paragraph"], strict=True))
    places = [(sections[section], int(paragraph)) for (section, paragraph), _ in runs]
    ids = columns["id"]
    return places == sorted(places) and len(set(map(len, ids))) == 1 and all(map(le, ids, ids[1:]))


_FIELDS = Fields(CLAIMS)
_made = maker(Claim, *CLAIMS.header, "source")


def parse(line: str, source: str) -> Claim:
    """The Claim in a line of the table of claims of `source` (its slug), which keeps the rules of structure."""
    cells = line.split("\t")
    cells[PLACES["section"]] = f"{source}.{cells[PLACES['section']]}"
    return _made((*_FIELDS.of_row(cells), f"{SOURCE}:{source}"))
