"""The rules that make the data complete and canonical, beyond those of structure: what `kg check` runs.

One function a rule, yielding Problems; a rule sees the rows and the schema, never the graph.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from kg.errors import Problem
from kg.schema import IRI, NEEDS_ASPECT, NODE, is_date
from kg.tables import rules
from kg.tables.columns import QUALIFIERS
from kg.tables.formatting import sort_key
from kg.tables.reading import Row, Table, Tables

GROUNDS = frozenset({"skos:exactMatch", "skos:closeMatch"})
JUSTIFICATION = "semapv:ManualMappingCuration"


class Facts(rules.Facts):
    """What several rules ask of the same tables, worked out once."""

    tables: Tables

    def claims(self) -> Iterator[tuple[Table, Row]]:
        """The rows of every table of claims that belongs to a source."""
        known = (table for table in self.tables.claims if table.source in self.kinds)
        return ((table, row) for table in known for row in table.rows)

    def symmetric(self, row: Row) -> bool:
        """Whether a claim means the same both ways round."""
        predicate = self.schema.predicates.get(row["predicate"])
        return predicate is not None and predicate.symmetric

    @cached_property
    def place(self) -> dict[str, tuple[str, str, str]]:
        """Claim id → source, section, paragraph."""
        return {row["id"]: (table.source, row["section"], row["paragraph"]) for table, row in self.claims()}

    @cached_property
    def used_nodes(self) -> set[str]:
        """The nodes that claims name."""
        rows = [row for _, row in self.claims()]
        items = {item.removeprefix(f"{NODE}:") for row in rows for column in QUALIFIERS for item in row.list(column)}
        return items.union(*((row["subject"], row["object"]) for row in rows))


def names(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.nodes
    seen: dict[str, str] = {}
    for row in table.rows:
        folded = row["name"].casefold()
        first = seen.setdefault(folded, row["id"])
        if folded and first != row["id"]:
            message = f"{row['name']!r} is already the name of {first!r}; rename one of them"
            yield table.problem(row, "name", message)
        for column in ("synonyms", "abbreviations"):
            for item in row.list(column):
                owner = facts.by_name.get(item.casefold())
                if owner:
                    whose = "the node's name" if owner == row["id"] else f"the name of {owner!r}"
                    yield table.problem(row, column, f"{item!r} is {whose}; remove it from the {column}")


def hedges(facts: Facts) -> Iterator[Problem]:
    for table, row in facts.claims():
        modality = facts.schema.modalities.get(row["modality"])
        if modality is None:
            continue
        hedge, name, words = row["hedge"], modality.name, modality.words
        message = ""
        if hedge and not words:
            message = f"{hedge!r} is given for an {name} claim; empty the cell or change the modality"
        elif words and not hedge:
            message = f"a {name} claim needs its hedging word, such as {words[0]!r}"
        elif words and not re.search(rf"\b(?:{'|'.join(map(re.escape, words))})", hedge.casefold()):
            message = f"{hedge!r} has none of the words of a {name} claim: {', '.join(words)}; "
            message += f"use one, or add the word to [modalities.{name}] in schema.toml"
        if message:
            yield table.problem(row, "hedge", message)


def aspects(facts: Facts) -> Iterator[Problem]:
    for table, row in facts.claims():
        if not row["aspect"] and (row["comparator"] or row["predicate"] in NEEDS_ASPECT):
            yield table.problem(row, "aspect", "a comparison needs its aspect; say in what respect")


def inferences(facts: Facts) -> Iterator[Problem]:
    for table, row in facts.claims():
        if row["inferred"] == "yes" and not row["note"]:
            yield table.problem(row, "note", "an inferred claim needs a note; say what the text leaves unsaid")


def repeated_claims(facts: Facts) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], str] = {}
    statements: dict[tuple[str, str], str] = {}
    for table, row in facts.claims():
        if row["subject"] and row["subject"] == row["object"]:
            yield table.problem(row, "object", f"{row['object']!r} is also the subject; a claim joins two nodes")
        ends = [row["subject"], row["object"]]
        if facts.symmetric(row):
            ends.sort()
        columns = ("predicate", "polarity", "modality", "quantity", *QUALIFIERS, "section", "paragraph")
        key = (table.source, *ends, *(row[column] for column in columns))
        first = seen.setdefault(key, row["id"])
        if first != row["id"]:
            yield table.problem(row, "id", f"says the same as {first!r}; remove one of them, or say how they differ")
        first = statements.setdefault((table.source, row["statement"].casefold()), row["id"])
        if row["statement"] and first != row["id"]:
            yield table.problem(row, "statement", f"the same statement as {first!r}; word it for this claim")


def two_ways_round(facts: Facts) -> Iterator[Problem]:
    """A symmetric predicate is written one way round, or its claims would end on two edges."""
    seen: dict[tuple[str, str, str], str] = {}
    for _, row in facts.claims():
        seen.setdefault((row["subject"], row["predicate"], row["object"]), row["id"])
    for table, row in facts.claims():
        other = seen.get((row["object"], row["predicate"], row["subject"]))
        if other and facts.symmetric(row) and row["subject"] > row["object"]:
            message = f"{other!r} says this in the other direction; use the same subject and object in both"
            yield table.problem(row, "subject", message)


def source_cells(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.sources
    with_claims = {claims.source for claims in facts.tables.claims}
    with_sections = {source for source, _ in facts.sections}
    for row in table.rows:
        for column in ("published", "reviewed"):
            if row[column] and not is_date(row[column]):
                yield table.problem(
                    row, column, f"{row[column]!r} is not a date; write it as 2026-01-31, 2026-01 or 2026"
                )
        if row["url"] and not re.fullmatch(IRI, row["url"]):
            yield table.problem(row, "url", f"{row['url']!r} is not a web address; write it in full, or leave it empty")
        if row["id"] and row["id"] not in with_claims:
            yield table.problem(
                row, "id", f"there is no claims/{row['id']}.tsv; create it, even if it has only a header"
            )
        if row["id"] and row["kind"] == "article" and row["id"] not in with_sections:
            yield table.problem(row, "id", f"sections.tsv has no section of {row['id']!r}; add them there")


def idle_nodes(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.nodes
    for row in table.rows:
        if row["id"] and row["id"] not in facts.used_nodes:
            yield table.problem(row, "id", f"no claim names {row['id']!r}; add one or remove the node")


def grounding(facts: Facts) -> Iterator[Problem]:
    """A node has an exact or close term, or a reason why it has none."""
    close = {row["subject_id"] for row in facts.tables.mappings.rows if row["predicate_id"] in GROUNDS}
    table = facts.tables.nodes
    for row in table.rows:
        grounded = f"{NODE}:{row['id']}" in close
        if row["id"] and not grounded and not row["ungrounded"]:
            message = "no exact or close mapping; add one to mappings.sssom.tsv, or say here why there is none"
            yield table.problem(row, "ungrounded", message)
        elif grounded and row["ungrounded"]:
            yield table.problem(row, "ungrounded", "the node has an exact or close mapping; empty the cell")


def mapping_cells(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.mappings
    names = {f"{NODE}:{row['id']}": row["name"] for row in facts.tables.nodes.rows}
    for row in table.rows:
        name = names.get(row["subject_id"])
        if name and row["subject_label"] != name:
            yield table.problem(row, "subject_label", f"{row['subject_label']!r} should be the node's name, {name!r}")
        if row["object_label"].casefold().startswith("obsolete"):
            message = f"{row['object_id']} is obsolete by its label; map to the term that replaces it"
            yield table.problem(row, "object_label", message)
        if row["mapping_justification"] != JUSTIFICATION:
            message = f"{row['mapping_justification']!r} should be {JUSTIFICATION}"
            yield table.problem(row, "mapping_justification", message)


def circles(facts: Facts) -> Iterator[Problem]:
    """No node is, over a transitive predicate, a kind or a part of itself."""
    for name in (predicate.name for predicate in facts.schema.predicates.values() if predicate.transitive):
        steps: dict[str, list[tuple[str, Table, Row]]] = {}
        for table, row in facts.claims():
            if row["predicate"] == name and row["polarity"] == "affirmed":
                steps.setdefault(row["subject"], []).append((row["object"], table, row))
        for start in sorted(steps):
            message = f"closes a cycle: {start!r} would be {name} itself; remove a claim of the cycle"
            reached, waiting = {start}, [start]
            while waiting:
                for following, table, row in steps.get(waiting.pop(), ()):
                    if following == start:
                        yield table.problem(row, "object", message)
                    elif following not in reached:
                        reached.add(following)
                        waiting.append(following)


def coverage(facts: Facts) -> Iterator[Problem]:
    """Each sentence has a row; a row has claims of that paragraph, or a reason; each claim is in a row."""
    table = facts.tables.coverage
    rows = {(row["source"], row["section"], row["paragraph"], row["sentence"]): row for row in table.rows}
    covered = {claim for row in table.rows for claim in row.list("claims")}
    for row in table.rows:
        here = (row["source"], row["section"], row["paragraph"])
        if bool(row["claims"]) == bool(row["reason"]):
            message = "a sentence has either claims or a reason why it has none; give one of the two"
            yield table.problem(row, "reason" if row["claims"] else "claims", message)
        for claim in row.list("claims"):
            if claim not in facts.place:
                hint = facts.nearest(claim, facts.place)
                yield table.problem(row, "claims", f"{claim!r} is not a claim{hint or '; remove it'}")
            elif facts.place[claim] != here:
                there = " ".join(facts.place[claim][1:])
                yield table.problem(row, "claims", f"{claim!r} is in {there}, not in {' '.join(here[1:])}")
    expected = {
        (source, section, str(paragraph), str(sentence))
        for (source, section), paragraphs in facts.sections.items()
        for paragraph, count in enumerate(paragraphs or (), 1)
        for sentence in range(1, count + 1)
    }
    last = table.rows[-1].line if table.rows else 1
    lacking: dict[tuple[str, str, str], list[int]] = {}
    for source, section, paragraph, sentence in expected - set(rows):
        lacking.setdefault((source, section, paragraph), []).append(int(sentence))
    for (source, section, paragraph), sentences in sorted(lacking.items()):
        count, first = len(sentences), min(sentences)
        which = f"sentence {first}" if count == 1 else f"{count} sentences from {first} on"
        message = f"no row for {source} {section}, paragraph {paragraph}, {which}; add it"
        yield Problem(table.file, last, "sentence", message)
    for key in sorted(set(rows) - expected):
        source, section, paragraph, sentence = key
        if facts.sections.get((source, section)) is not None:
            message = f"sections.tsv has no sentence {sentence} in paragraph {paragraph} of {section}"
            yield table.problem(rows[key], "sentence", f"{message}; correct one of the two files")
    for claims, row in facts.claims():
        # An ontology is not read sentence by sentence.
        if row["id"] and row["id"] not in covered and facts.sections and facts.kinds[claims.source] != "ontology":
            message = f"coverage.tsv does not list {row['id']!r}; add it to the sentence that says it"
            yield claims.problem(row, "id", message)


def placed_nodes(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.positions
    for row in table.rows:
        if row["id"] and row["id"] not in facts.category:
            yield table.problem(row, "id", f"{rules.unknown_node(row['id'], facts)}; or run kg layout")


def canonical_order(facts: Facts) -> Iterator[Problem]:
    for table in facts.tables.all():
        key = sort_key(table.kind, facts.schema, list(facts.sections), table.source)
        before: Row | None = None
        for row in table.rows:
            if table.kind == "nodes" and row["category"] not in facts.schema.categories:
                continue  # has no place until its category is corrected
            if before is not None and key(row.cells) < key(before.cells):
                yield table.problem(
                    row, "", f"not in canonical order: it belongs before line {before.line}; run kg format"
                )
                break
            before = row


RULES: tuple[Callable[[Facts], Iterator[Problem]], ...] = (
    *(names, hedges, aspects, inferences, repeated_claims, two_ways_round, source_cells, idle_nodes, grounding),
    *(mapping_cells, circles, coverage, placed_nodes, canonical_order),
)
ALONE = frozenset({hedges, aspects, inferences})
"""The rules that look at one row at a time."""


def every_problem(tables: Tables) -> list[Problem]:
    """What all the rules find wrong in the tables, sorted by place."""
    facts = Facts.of(tables)
    problems = [*tables.problems, *rules.unclaimed(facts, tables), *rules.structure(facts, tables.all())]
    problems += [problem for rule in RULES if tables.whole or rule in ALONE for problem in rule(facts)]
    return rules.by_place(problems)
