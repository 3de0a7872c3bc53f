"""Whether tables keep the rules of form and structure, told from whole columns at once.

The rules look at one row at a time, to say what is wrong in it; that takes many times longer than reading the table. Where the
screen passes all, no rule has anything to say; where it does not, the rules are asked.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from kg.model import QUANTITY
from kg.schema import MATCHES, NODE, SLUG, Predicate, Schema
from kg.structure import CURIE, KINDS, REQUIRED, SENTENCES, WEIGHTS, paragraphs
from kg.tables import QUALIFIERS, Block, Table, Tables, cell_problems, items


def _all(pattern: str, cells: Collection[str]) -> bool:
    """Whether a pattern matches each cell, whole."""
    return not cells or re.fullmatch(rf"(?:(?:{pattern})\n)*", "".join(f"{cell}\n" for cell in cells)) is not None


def _numbered(prefix: str, ids: Sequence[str]) -> bool:
    """Whether each id is the prefix and three to nine digits."""
    start = len(prefix)
    numbers = [id[start:] for id in ids]
    joined = "".join(numbers)
    return (
        {id[:start] for id in ids} <= {prefix}
        and set(map(len, numbers)) <= set(range(3, 10))
        and (not joined or (joined.isascii() and joined.isdecimal()))
    )


def _unique(cells: Collection[object]) -> bool:
    return len(set(cells)) == len(cells)


class Screen:
    """The tests of one set of tables; each is True where the rules about a table have nothing to say."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.schema: Schema = tables.schema
        self.kinds = dict(zip(tables.sources.columns["id"], tables.sources.columns["kind"], strict=True))
        self.category = dict(zip(tables.nodes.columns["id"], tables.nodes.columns["category"], strict=True))
        self.names = {name.casefold() for name in tables.nodes.columns["name"]}
        self.places: dict[str, set[tuple[str, str]]] = {}
        self.claim_ids: set[str] = set()

    def passes(self) -> bool:
        """Whether all is well in the tables, as far as can be told before the claims are looked at."""
        tables = self.tables
        tables_read = (table for table in tables.all() if table.kind != "claims")
        return (
            not tables.problems
            and tables.whole
            and not tables.coverage.lines
            and not tables.agreement.lines
            and {table.source for table in tables.claims} <= set(self.kinds)
            and all("" not in table.columns[column] for table in tables_read for column in REQUIRED[table.kind])
            and self.sources()
            and self.nodes()
            and self.mappings()
            and self.positions()
        )

    def sources(self) -> bool:
        sources, sections = self.tables.sources.columns, self.tables.sections.columns
        of, ids, sentences = sections["source"], sections["id"], sections["sentences"]
        sound = (
            _all(SLUG, sources["id"])
            and _unique(sources["id"])
            and set(sources["kind"]) <= set(KINDS)
            and set(of) <= set(self.kinds)
            and _all(SLUG, ids)
            and _unique(list(zip(of, ids, strict=True)))
            and _all(SENTENCES, sentences)
        )
        if sound:
            for source, section, cell in zip(of, ids, sentences, strict=True):
                # A heading that has no sentences of its own has no paragraph to hold one to.
                count = len(paragraphs(cell))
                numbers = map(str, range(1, count + 1))
                self.places.setdefault(source, set()).update((section, number) for number in numbers)
        return sound

    def nodes(self) -> bool:
        columns = self.tables.nodes.columns
        categories = set(columns["category"])
        return _all(SLUG, columns["id"]) and _unique(columns["id"]) and categories <= set(self.schema.categories)

    def claims(self, table: Table, block: Block, ranks: Mapping[str, int], categories: Sequence[str]) -> bool:
        """Whether all is well in a block of a table of claims; `passes` has been, and the blocks before.

        `ranks` are those of nodes, by slug, and `categories` theirs, by rank.
        """
        columns, schema = block.columns, self.schema
        known = len(self.claim_ids)
        self.claim_ids.update(columns["id"])
        subjects, objects = block.numbers("subject", ranks), block.numbers("object", ranks)
        return (
            len(self.claim_ids) - known == len(columns["id"])
            and None not in subjects
            and None not in objects
            and _numbered(f"{table.source}-", columns["id"])
            and "" not in columns["statement"]
            and block.distinct("polarity") <= set(schema.polarities)
            and block.distinct("modality") <= set(schema.modalities)
            and block.distinct("inferred") <= {"", "yes"}
            and _all(QUANTITY, block.distinct("quantity") - {""})
            and all(
                self.fits(*triple)
                for triple in set(
                    zip(
                        map(categories.__getitem__, subjects),  # type: ignore[arg-type]
                        columns["predicate"],
                        map(categories.__getitem__, objects),  # type: ignore[arg-type]
                        strict=True,
                    )
                )
            )
            and all(
                self.stands(table, *place) for place in set(zip(columns["section"], columns["paragraph"], strict=True))
            )
            and all(
                self.qualifies(item) for column in QUALIFIERS for cell in block.distinct(column) for item in items(cell)
            )
            and not any(cell_problems(table, block))
        )

    def fits(self, subject: str, name: str, object: str) -> bool:
        """Whether a predicate exists and may join these categories."""
        predicate: Predicate | None = self.schema.predicates.get(name)
        return (
            predicate is not None
            and (not predicate.domain or subject in predicate.domain)
            and (not predicate.range or object in predicate.range)
        )

    def stands(self, table: Table, section: str, paragraph: str) -> bool:
        """Whether the source of a table has such a place."""
        if self.kinds[table.source] == "ontology":
            prefix = section.partition(":")[0]
            return paragraph == "1" and prefix in self.schema.prefixes and re.fullmatch(CURIE, section) is not None
        return (section, paragraph) in self.places.get(table.source, ())

    def qualifies(self, item: str) -> bool:
        """Whether an item may stand in a qualifier: a node's CURIE, or a text that is not meant for one."""
        if item.startswith(f"{NODE}:"):
            return item.removeprefix(f"{NODE}:") in self.category
        return item not in self.category and item.casefold() not in self.names and item[:2].casefold() != "nm"

    def mappings(self) -> bool:
        columns = self.tables.mappings.columns
        subjects, terms = columns["subject_id"], columns["object_id"]
        prefix = f"{NODE}:"
        return (
            all(name.startswith(prefix) and name.removeprefix(prefix) in self.category for name in set(subjects))
            and set(columns["predicate_id"]) <= {f"skos:{match}" for match in MATCHES}
            and _all(CURIE, terms)
            and {term.partition(":")[0] for term in terms} <= set(self.schema.prefixes)
            and _unique(list(zip(subjects, terms, strict=True)))
        )

    def tensions(self) -> bool:
        """Whether all is well in the tensions, once all claims have been seen."""
        columns = self.tables.tensions.columns
        members: Sequence[str] = [
            item for side in ("claims", "against") for cell in columns[side] for item in items(cell)
        ]
        return (
            _all(SLUG, columns["id"])
            and _unique(columns["id"])
            and self.claim_ids.issuperset(members)
            and set(columns["kind"]) <= set(self.schema.tensions)
            and set(columns["weight"]) <= set(WEIGHTS)
        )

    def positions(self) -> bool:
        columns = self.tables.positions.columns
        return _unique(columns["id"]) and all(_all("-?[0-9]{1,7}", columns[axis]) for axis in ("x", "y"))
