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

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables.schema, tables.sources.whole, tables.sections.whole, tables.nodes.whole, tables)
        self.tables: Tables = tables

    def claims(self) -> Iterator[tuple[Table, Row]]:
        """The rows of every table of claims that belongs to a source."""
        known = (table for table in self.tables.claims if table.source in self.kinds)
        return ((table, row) for table in known for row in table.rows)

    @cached_property
    def place(self) -> dict[str, tuple[str, str, str]]:
        """Claim id → source, section, paragraph."""
        return {row["id"]: (table.source, row["section"], row["paragraph"]) for table, row in self.claims()}

    @cached_property
    def used_nodes(self) -> set[str]:
        """The nodes that claims name."""
        used: set[str] = set()
        for _, row in self.claims():
            used.update((row["subject"], row["object"]))
            for column in QUALIFIERS:
                used.update(item.removeprefix(f"{NODE}:") for item in row.list(column))
        return used


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
                if owner == row["id"]:
                    yield table.problem(row, column, f"{item!r} is the node's name; remove it from the {column}")
                elif owner:
                    yield table.problem(row, column, f"{item!r} is the name of {owner!r}; remove it from the {column}")


def hedges(facts: Facts) -> Iterator[Problem]:
    for table, row in facts.claims():
        modality = facts.schema.modalities.get(row["modality"])
        if modality is None:
            continue
        if not modality.words and row["hedge"]:
            message = f"{row['hedge']!r} is given for an {modality.name} claim; empty the cell or change the modality"
            yield table.problem(row, "hedge", message)
        elif modality.words and not row["hedge"]:
            message = f"a {modality.name} claim needs its hedging word, such as {modality.words[0]!r}"
            yield table.problem(row, "hedge", message)
        elif modality.words and not re.search(
            rf"\b(?:{'|'.join(map(re.escape, modality.words))})", row["hedge"].casefold()
        ):
            message = (
                f"{row['hedge']!r} has none of the words of a {modality.name} claim: {', '.join(modality.words)}; "
            )
            message += f"use one, or add the word to [modalities.{modality.name}] in schema.toml"
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
        predicate = facts.schema.predicates.get(row["predicate"])
        ends = (row["subject"], row["object"])
        if predicate is not None and predicate.symmetric:
            ends = (min(ends), max(ends))
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
        predicate = facts.schema.predicates.get(row["predicate"])
        if predicate is not None and predicate.symmetric and row["subject"] > row["object"]:
            other = seen.get((row["object"], row["predicate"], row["subject"]))
            if other:
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
            yield table.problem(
                row, "mapping_justification", f"{row['mapping_justification']!r} should be {JUSTIFICATION}"
            )


def circles(facts: Facts) -> Iterator[Problem]:
    """No node is, over a transitive predicate, a kind or a part of itself."""
    for predicate in facts.schema.predicates.values():
        if not predicate.transitive:
            continue
        steps: dict[str, list[tuple[str, Table, Row]]] = {}
        for table, row in facts.claims():
            if row["predicate"] == predicate.name and row["polarity"] == "affirmed":
                steps.setdefault(row["subject"], []).append((row["object"], table, row))
        for start in sorted(steps):
            reached = {start}
            waiting = [start]
            while waiting:
                for following, table, row in steps.get(waiting.pop(), ()):
                    if following == start:
                        message = (
                            f"closes a cycle: {start!r} would be {predicate.name} itself; remove a claim of the cycle"
                        )
                        yield table.problem(row, "object", message)
                    elif following not in reached:
                        reached.add(following)
                        waiting.append(following)


def coverage(facts: Facts) -> Iterator[Problem]:
    """Each sentence has a row; a row has claims of that paragraph, or a reason; each claim is in a row."""
    table = facts.tables.coverage
    rows = {(row["source"], row["section"], row["paragraph"], row["sentence"]): row for row in table.rows}
    covered: set[str] = set()
    for row in table.rows:
        covered.update(row.list("claims"))
        if bool(row["claims"]) == bool(row["reason"]):
            message = "a sentence has either claims or a reason why it has none; give one of the two"
            yield table.problem(row, "reason" if row["claims"] else "claims", message)
        for claim in row.list("claims"):
            here = (row["source"], row["section"], row["paragraph"])
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
        which = (
            f"sentence {sentences[0]}"
            if len(sentences) == 1
            else f"{len(sentences)} sentences from {min(sentences)} on"
        )
        message = f"no row for {source} {section}, paragraph {paragraph}, {which}; add it"
        yield Problem(table.file, last, "sentence", message)
    for key in sorted(set(rows) - expected):
        if facts.sections.get((key[0], key[1])) is not None:
            message = (
                f"sections.tsv has no sentence {key[3]} in paragraph {key[2]} of {key[1]}; correct one of the two files"
            )
            yield table.problem(rows[key], "sentence", message)
    for claims, row in facts.claims():
        if facts.kinds[claims.source] == "ontology":
            continue  # An ontology is not read sentence by sentence.
        if row["id"] and row["id"] not in covered and facts.sections:
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
                continue  # has no place until its category is mended
            if before is not None and key(row.cells) < key(before.cells):
                yield table.problem(
                    row, "", f"not in canonical order: it belongs before line {before.line}; run kg format"
                )
                break
            before = row


Rule = Callable[[Facts], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    *(names, hedges, aspects, inferences, repeated_claims, two_ways_round, source_cells, idle_nodes, grounding),
    *(mapping_cells, circles, coverage, placed_nodes, canonical_order),
)
ALONE = frozenset({hedges, aspects, inferences})
"""The rules that look at one row at a time."""


def every_problem(tables: Tables) -> list[Problem]:
    """What all the rules find wrong in the tables, sorted by place."""
    facts = Facts(tables)
    problems = [*tables.problems, *rules.unclaimed(facts, tables), *rules.structure(facts, tables.all())]
    problems += [problem for rule in RULES if tables.whole or rule in ALONE for problem in rule(facts)]
    return rules.by_place(problems)
