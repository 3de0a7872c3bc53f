"""The rules that make the data complete and canonical, beyond those of structure: what `kg check` runs.

One function a rule, yielding Problems; a rule sees the rows and the schema, never the graph.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from kg.errors import Problem
from kg.progress import Progress, Tell
from kg.schema import IRI, NEEDS_ASPECT, NODE, is_date
from kg.tables import rules
from kg.tables.columns import GROUNDS, MODIFIER, QUALIFIERS, items
from kg.tables.form import by_place
from kg.tables.formatting import sort_key
from kg.tables.reading import Row, Table, Tables


class Facts(rules.Facts):
    """What several rules ask of the same tables, worked out once."""

    tables: Tables

    def claims(self) -> Iterator[Row]:
        """The rows of every table of claims that belongs to a source."""
        return (row for table in self.tables.claims if table.source in self.kinds for row in table.rows)

    @cached_property
    def symmetric(self) -> Set[str]:
        """The predicates that mean the same both ways round."""
        return {name for name, predicate in self.schema.predicates.items() if predicate.symmetric}

    @cached_property
    def folder_of(self) -> Mapping[str, int]:
        """The number of the data folder that declares each source."""
        parts = enumerate(self.tables.sources.parts)
        return {row["id"]: number for number, table in parts for row in table.rows}


def names(facts: Facts) -> Iterator[Problem]:
    """Within a folder, each name is that of one node; nodes of several folders that share one are suggested, and no fault."""
    parts = facts.tables.nodes.parts
    for table in parts:
        others = {row["id"] for part in parts if part is not table for row in part.rows}
        own = {row["name"].casefold(): row["id"] for row in table.rows}
        owners = {name: id for name, id in facts.by_name.items() if id not in others} if others else facts.by_name
        yield from _names(table, {**owners, **own} if others else owners)


def _names(table: Table, owners: Mapping[str, str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for row in table.rows:
        first = seen.setdefault(row["name"].casefold(), row["id"])
        if row["name"] and first != row["id"]:
            yield row.problem("name", f"{row['name']!r} is already the name of {first!r}; rename one of them")
        for column in ("synonyms", "abbreviations"):
            for item in items(row[column]):
                if owner := owners.get(item.casefold()):
                    whose = "the node's name" if owner == row["id"] else f"the name of {owner!r}"
                    yield row.problem(column, f"{item!r} is {whose}; remove it from the {column}")


def claim_cells(facts: Facts) -> Iterator[Problem]:
    for row in facts.claims():
        # What a finding compares is its object.
        compares = row["comparator"] and row.table.kind == "claims"
        if not row["aspect"] and (compares or row["predicate"] in NEEDS_ASPECT):
            yield row.problem("aspect", "a comparison needs its aspect; say in what respect")
        if row["inferred"] == "yes" and not row["note"]:
            yield row.problem("note", "an inferred claim needs a note; say what the text leaves unsaid")
        if (modality := facts.schema.modalities.get(row["modality"])) is None:
            continue
        hedge, name, words = row["hedge"], modality.name, modality.words
        if hedge and not words:
            message = f"{hedge!r} is given for an {name} claim; empty the cell or change the modality"
            yield row.problem("hedge", message)
        elif words and not hedge:
            yield row.problem("hedge", f"a {name} claim needs its hedging word, such as {words[0]!r}")
        elif words and not re.search(rf"\b(?:{'|'.join(map(re.escape, words))})", hedge.casefold()):
            remedy = f"use one, or add the word to [modalities.{name}] in schema.toml"
            message = f"{hedge!r} has none of the words of a {name} claim: {', '.join(words)}; {remedy}"
            yield row.problem("hedge", message)


def repeated_claims(facts: Facts) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], str] = {}
    columns = ("predicate", "polarity", "modality", "quantity", *QUALIFIERS, "section", "paragraph")
    of_findings = ("result", "role", "outcome_rule", "timepoint")
    for row in facts.claims():
        if row["subject"] and row["subject"] == row["object"]:
            yield row.problem("object", f"{row['object']!r} is also the subject; a claim joins two nodes")
        ends = [row["subject"], row["object"]]
        if row["predicate"] in facts.symmetric:
            ends.sort()
        first = seen.setdefault(
            (row.table.source, *ends, *(row.get(column, "") for column in (*columns, *of_findings))), row["id"]
        )
        if first != row["id"]:
            yield row.problem("id", f"says the same as {first!r}; remove one of them, or say how they differ")
        first = seen.setdefault((row.table.source, row["statement"].casefold()), row["id"])
        if row["statement"] and first != row["id"]:
            yield row.problem("statement", f"the same statement as {first!r}; word it for this claim")


def two_ways_round(facts: Facts) -> Iterator[Problem]:
    """A symmetric predicate is written one way round, or its claims would end on two edges."""
    seen: dict[tuple[str, str, str], Row] = {}
    for row in facts.claims():
        seen.setdefault((row["subject"], row["predicate"], row["object"]), row)
    for row in facts.claims():
        other = seen.get((row["object"], row["predicate"], row["subject"]))
        if other is None or row["predicate"] not in facts.symmetric:
            continue
        # Of two folders, the later one has to follow.
        here, there = facts.folder_of[row.table.source], facts.folder_of[other.table.source]
        if here > there or (here == there and row["subject"] > row["object"]):
            message = f"{other['id']!r} says this in the other direction; use the same subject and object in both"
            yield row.problem("subject", message)


def source_cells(facts: Facts) -> Iterator[Problem]:
    with_claims = {table.source for table in facts.tables.claims}
    with_sections = {source for source, _ in facts.sections}
    for row in facts.tables.sources.rows:
        id, url = row["id"], row["url"]
        for column in ("published", "reviewed"):
            if (date := row.get(column)) and not is_date(date):
                message = f"{date!r} is not a date; write it as 2026-01-31, 2026-01 or 2026"
                yield row.problem(column, message)
        if url and not re.fullmatch(IRI, url):
            yield row.problem("url", f"{url!r} is not a web address; write it in full, or leave it empty")
        if id and id not in with_claims:
            yield row.problem("id", f"there is no claims/{id}.tsv; create it, even if it has only a header")
        if id and row["kind"] == "article" and id not in with_sections:
            yield row.problem("id", f"sections.tsv has no section of {id!r}; add them there")


def node_cells(facts: Facts) -> Iterator[Problem]:
    """A claim names the node; the node has an exact or close term, or a reason why it has none."""
    named = {item for row in facts.claims() for column in QUALIFIERS for item in items(row[column])}
    used = {item.removeprefix(f"{NODE}:") for item in named}
    used.update(row[end] for row in facts.claims() for end in ("subject", "object"))
    close = _grounded(facts.tables.mappings)
    for nodes, mappings in zip(facts.tables.nodes.parts, facts.tables.mappings.parts, strict=True):
        here = _grounded(mappings)
        for row in nodes.rows:
            id, curie, ungrounded = row["id"], f"{NODE}:{row['id']}", row["ungrounded"]
            if id and id not in used:
                yield row.problem("id", f"no claim names {id!r}; add one or remove the node")
            if id and curie not in close and not ungrounded:
                message = "no exact or close mapping; add one to mappings.sssom.tsv, or say here why there is none"
                yield row.problem("ungrounded", message)
            if curie in here and ungrounded:
                yield row.problem("ungrounded", "the node has an exact or close mapping; empty the cell")


def _grounded(mappings: Table) -> Set[str]:
    """The CURIEs of the nodes that a table maps to an exact or close term."""
    matched = (row for row in mappings.rows if not row[MODIFIER])
    return {row["subject_id"] for row in matched if row["predicate_id"] in GROUNDS}


def mapping_cells(facts: Facts) -> Iterator[Problem]:
    names = {f"{NODE}:{row['id']}": row["name"] for row in reversed(facts.tables.nodes.rows)}
    for row in facts.tables.mappings.rows:
        name, label = names.get(row["subject_id"]), row["subject_label"]
        if name and label != name and "subject_label" not in row.table.absent:
            yield row.problem("subject_label", f"{label!r} should be the node's name, {name!r}")
        if row["object_label"].casefold().startswith("obsolete"):
            message = f"{row['object_id']} is obsolete by its label; map to the term that replaces it"
            yield row.problem("object_label", message)


def circles(facts: Facts) -> Iterator[Problem]:
    """No node is, over a transitive predicate, a kind or a part of itself."""
    for name in (predicate.name for predicate in facts.schema.predicates.values() if predicate.transitive):
        rows = [row for row in facts.claims() if row["predicate"] == name and row["polarity"] == "affirmed"]
        steps: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            # A node that is joined to itself has a problem of its own.
            steps[row["subject"]] |= {row["object"]} - {row["subject"]}
        try:
            TopologicalSorter(steps).prepare()
        except CycleError:
            import networkx  # Only here: it takes longer than all the rules.

            parts = networkx.strongly_connected_components(networkx.DiGraph(steps))
            cycle = {node: first for part in parts if len(part) > 1 for first in [min(part)] for node in part}
            for row in rows:
                first = cycle.get(row["subject"])
                if first is not None and row["subject"] != row["object"] and first == cycle.get(row["object"]):
                    message = f"in a cycle: {first!r} would be {name} itself; remove a claim of the cycle"
                    yield row.problem("object", message)


def coverage(facts: Facts) -> Iterator[Problem]:
    """Each sentence has a row; a row has claims of that paragraph, or a reason; each claim is in a row."""
    table = facts.tables.coverage
    rows = {(row["source"], row["section"], row["paragraph"], row["sentence"]): row for row in table.rows}
    own: dict[str, Table] = {}
    unlisted: set[str] = set()
    for number, (part, sections) in enumerate(zip(table.parts, facts.tables.sections.parts, strict=True)):
        with_sections = {row["source"] for row in sections.rows}
        own.update(dict.fromkeys(with_sections, part))
        counted = any(counts for (source, _), counts in facts.sections.items() if source in with_sections)
        if not part.rows and counted and any(facts.claims()):
            unlisted |= with_sections.union(source for source, folder in facts.folder_of.items() if folder == number)
            yield Problem(part.file, 1, "", "no sentence is listed; add a row for each sentence of sections.tsv")
    covered = {claim for row in table.rows for claim in items(row["claims"])}
    places = {row["id"]: (row.table.source, row["section"], row.get("paragraph", "")) for row in facts.claims()}
    for row in table.rows:
        here = (row["source"], row["section"], row["paragraph"])
        if bool(row["claims"]) == bool(row["reason"]):
            message = "a sentence has either claims or a reason why it has none; give one of the two"
            yield row.problem("reason" if row["claims"] else "claims", message)
        for claim in items(row["claims"]):
            if claim not in places:
                yield row.problem("claims", rules.unknown_claim(claim, facts, places))
            elif places[claim] != here:
                there = " ".join(places[claim][1:])
                yield row.problem("claims", f"{claim!r} is in {there}, not in {' '.join(here[1:])}")
    given: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for source, section, paragraph, sentence in rows:
        given[source, section, paragraph].add(sentence)
    for (source, section), counts in facts.sections.items():
        for number, count in enumerate(counts or () if source not in unlisted else (), 1):
            listed = given.get((source, section, str(number)), ())
            lacking = [n for n in range(1, count + 1) if str(n) not in listed] if listed else range(1, count + 1)
            if lacking:
                first = lacking[0]
                which = f"sentence {first}" if len(lacking) == 1 else f"{len(lacking)} sentences from {first} on"
                message = f"no row for {source} {section}, paragraph {number}, {which}; add it"
                part = own[source]
                yield Problem(part.file, part.rows[-1].line if part.rows else 1, "sentence", message)
    for place, sentences in given.items():
        if (counts := facts.sections.get(place[:2])) is not None:
            count = counts[int(place[2]) - 1] if place in facts.places else 0
            for sentence in sentences.difference(map(str, range(1, count + 1))):
                message = f"sections.tsv has no sentence {sentence} in paragraph {place[2]} of {place[1]}"
                yield rows[(*place, sentence)].problem("sentence", f"{message}; correct one of the two files")
    for row in facts.claims():
        # An ontology is not read sentence by sentence.
        read = facts.sections and facts.kinds[row.table.source] != "ontology" and row.table.source not in unlisted
        if read and row["id"] and row["id"] not in covered:
            message = f"coverage.tsv does not list {row['id']!r}; add it to the sentence that says it"
            yield row.problem("id", message)


def placed_nodes(facts: Facts) -> Iterator[Problem]:
    for row in facts.tables.positions.rows:
        if row["id"] and row["id"] not in facts.category:
            yield row.problem("id", f"{rules.unknown_node(row['id'], facts)}; or run kg layout")


def canonical_order(facts: Facts) -> Iterator[Problem]:
    for table in facts.tables.all():
        # As `kg format` does it, which sees one folder.
        schema = facts.tables.own_schemas.get(table.folder, facts.schema)
        key = sort_key(table.kind, schema, list(facts.sections), table.source)
        # A node has no place until its category is corrected.
        rows = [row for row in table.rows if table.kind != "nodes" or row["category"] in facts.schema.categories]
        for before, row in pairwise(rows):
            if key(row) < key(before):
                yield row.problem("", f"not in canonical order: it belongs before line {before.line}; run kg format")
                break


RULES: tuple[Callable[[Facts], Iterator[Problem]], ...] = (
    *(names, claim_cells, repeated_claims, two_ways_round, source_cells, node_cells, mapping_cells),
    *(circles, coverage, placed_nodes, canonical_order),
)


STRUCTURE = 6
"""The rules of structure take about as long as so many of the further ones."""


def every_problem(tables: Tables, tell: Tell | None = None) -> list[Problem]:
    """What all the rules find wrong in the tables, sorted by place; what takes long is told."""
    facts, progress = Facts.of(tables), Progress(tell, "checking")
    lines = max(sum(len(table.lines) for table in tables.all()), 1)
    done, whole = 0, lines * (STRUCTURE + len(RULES))

    def looked(more: int) -> None:
        nonlocal done
        done += more
        progress.share(done, whole, "done")

    structure = rules.structure(facts, tables.all(), lambda lines: looked(STRUCTURE * lines))
    problems = [*tables.problems, *rules.unclaimed(facts, tables), *structure]
    # Where rows were lost, only what looks at one row at a time was asked.
    for rule in RULES if tables.whole else ():
        problems += rule(facts)
        looked(lines)
    return by_place(problems)
