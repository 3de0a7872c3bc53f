"""Whether tables keep the rules of form and structure, told from whole columns at once.

The rules look at one row at a time, to say what is wrong in it; that takes many times longer than reading the table. Where the
screen passes all, no rule has anything to say; where it does not, the rules are asked.
"""

import re
from collections.abc import Collection, Sequence

from kg.engines.memory.store import Ranks
from kg.model import QUANTITY, slug
from kg.schema import MATCHES, NODE, SLUG, WEIGHTS, Schema
from kg.tables.reading import QUALIFIERS, Block, Table, Tables, cell_problems, items
from kg.tables.rules import CURIE, KINDS, REQUIRED, SENTENCES, paragraphs


def _all(pattern: str, cells: Collection[str]) -> bool:
    """Whether a pattern matches each cell, whole."""
    return not cells or re.fullmatch(rf"(?:(?:{pattern})\n)*", "".join(f"{cell}\n" for cell in cells)) is not None


def _numbered(prefix: str, ids: Sequence[str]) -> bool:
    """Whether each id is the prefix and three to nine digits."""
    digits = "".join(f"\n{id}" for id in ids).replace(f"\n{prefix}", "")
    lengths = set(map(len, ids))
    return not ids or (
        digits.isascii() and digits.isdecimal() and len(prefix) + 3 <= min(lengths) and max(lengths) <= len(prefix) + 9
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
        self.kinds_of_nodes: bytes | None = None

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

    def claims(self, table: Table, block: Block, ranks: Ranks) -> bool:
        """Whether all is well in a block of a table of claims; `passes` has been, and the blocks before."""
        columns = block.columns
        known = len(self.claim_ids)
        self.claim_ids.update(columns["id"])
        named = {column: block.numbers(column, numbering) for column, numbering in ranks.of_claims.items()}
        if any(None in numbers for numbers in named.values()):
            return False
        category = self.kind_of(ranks)
        subjects, objects = (map(category.__getitem__, named[end]) for end in ("subject", "object"))  # type: ignore[arg-type]
        return (
            len(self.claim_ids) - known == len(columns["id"])
            and _numbered(f"{table.source}-", columns["id"])
            and "" not in columns["statement"]
            and block.distinct("inferred") <= {"", "yes"}
            and _all(QUANTITY, block.distinct("quantity") - {""})
            and all(
                self.fits(subject, predicate or 0, object)
                for subject, predicate, object in set(zip(subjects, named["predicate"], objects, strict=True))
            )
            and all(
                self.stands(table, *place) for place in set(zip(columns["section"], columns["paragraph"], strict=True))
            )
            and self.qualify({item for column in QUALIFIERS for cell in block.distinct(column) for item in items(cell)})
            and not any(cell_problems(table, block, {*named, "section", "paragraph", "inferred"}))
        )

    def kind_of(self, ranks: Ranks) -> bytes:
        """The rank of each node's category, by the node's own rank."""
        if self.kinds_of_nodes is None:
            rank = {name: number for number, name in enumerate(self.schema.categories)}
            self.kinds_of_nodes = bytes(rank[self.category[slug]] for slug in ranks.of_claims["subject"])
        return self.kinds_of_nodes

    def fits(self, subject: int, predicate: int, object: int) -> bool:
        """Whether a predicate may join nodes of these categories (all by rank)."""
        categories, declared = list(self.schema.categories), list(self.schema.predicates.values())[predicate]
        return (not declared.domain or categories[subject] in declared.domain) and (
            not declared.range or categories[object] in declared.range
        )

    def stands(self, table: Table, section: str, paragraph: str) -> bool:
        """Whether the source of a table has such a place."""
        if self.kinds[table.source] == "ontology":
            prefix = section.partition(":")[0]
            return paragraph == "1" and prefix in self.schema.prefixes and re.fullmatch(CURIE, section) is not None
        return (section, paragraph) in self.places.get(table.source, ())

    def qualify(self, items: set[str]) -> bool:
        """Whether items may stand in a qualifier: CURIEs of nodes, and texts that are not meant for one."""
        nodes = {item for item in items if item.startswith(f"{NODE}:")}
        texts = items - nodes
        return (
            {slug(node) for node in nodes} <= self.category.keys()
            and texts.isdisjoint(self.category)
            and not any(text[:2].casefold() == "nm" for text in texts)
            and self.names.isdisjoint(map(str.casefold, texts))
        )

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
