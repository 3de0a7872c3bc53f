"""The rules that a graph cannot be built without: one function a rule, yielding Problems.

A rule sees the rows and the schema, never the graph.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property

from kg.errors import Problem, did_you_mean, nearest
from kg.model import QUANTITY
from kg.schema import MATCHES, NODE, SLUG, WEIGHTS
from kg.tables.reading import QUALIFIERS, Row, Table, Tables

SENTENCES = r"0|[1-9][0-9]{0,2}(?:\|[1-9][0-9]{0,2})*"
CURIE = r"[A-Za-z][A-Za-z0-9._-]*:[A-Za-z0-9][A-Za-z0-9._-]*"
KINDS = ("article", "ontology")
COUNT = r"[1-9][0-9]{0,5}"
REQUIRED = {
    "sources": ("id", "title"),
    "sections": ("source", "id", "title", "sentences"),
    "nodes": ("id", "category", "name", "definition"),
    "claims": ("id", "subject", "predicate", "object", "statement", "polarity", "modality", "section", "paragraph"),
    "coverage": ("source", "section", "paragraph", "sentence"),
    "tensions": ("id", "claims", "kind", "weight", "why"),
    "mappings": ("subject_id", "predicate_id", "object_id", "object_label", "comment"),
    "agreement": ("measure", "value"),
    "positions": ("id", "x", "y"),
}
"""The columns of each kind of table whose cells must not be empty."""


class Facts:
    """What several rules ask of the same tables, worked out once."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.schema = tables.schema
        self.hints = 25
        self.sources = {row["id"] for row in tables.sources.rows}
        self.ontologies = {row["id"] for row in tables.sources.rows if row["kind"] == "ontology"}
        self.category = {row["id"]: row["category"] for row in tables.nodes.rows}
        self.sections = {
            (row["source"], row["id"]): paragraphs(row["sentences"])
            for row in tables.sections.rows
            if re.fullmatch(SENTENCES, row["sentences"])
        }
        self.section_order = [(row["source"], row["id"]) for row in tables.sections.rows]

    def claims(self) -> Iterator[tuple[Table, Row]]:
        """The rows of every table of claims that belongs to a source."""
        known = (table for table in self.tables.claims if table.source in self.sources)
        return ((table, row) for table in known for row in table.rows)

    def nearest(self, word: str, known: Collection[str]) -> str:
        """Did-you-mean for an unknown word; only for the first of very many, since each costs a look at all that is known."""
        self.hints -= 1
        return did_you_mean(nearest(word, known)) if self.hints >= 0 else ""

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Folded name → node id."""
        return {row["name"].casefold(): row["id"] for row in self.tables.nodes.rows}

    @cached_property
    def place(self) -> dict[str, tuple[str, str, str]]:
        """Claim id → source, section, paragraph."""
        return {row["id"]: (table.source, row["section"], row["paragraph"]) for table, row in self.claims()}

    @cached_property
    def used_nodes(self) -> set[str]:
        used: set[str] = set()
        for _, row in self.claims():
            used.update((row["subject"], row["object"]))
            for column in QUALIFIERS:
                used.update(item.removeprefix(f"{NODE}:") for item in row.list(column))
        return used


Rule = Callable[[Facts], Iterator[Problem]]


def paragraphs(sentences: str) -> tuple[int, ...]:
    """The sentences of each paragraph of a section, from the cell that counts them; 0 is a heading with no text of its own."""
    return () if sentences == "0" else tuple(map(int, sentences.split("|")))


def not_known(word: str, kind: str, known: Collection[str]) -> str:
    """The message that `word` is none of `known`, with the nearest ones."""
    return f"{word!r} is no {kind}{did_you_mean(nearest(word, known)) or '; use one that is declared'}"


def required_cells(facts: Facts) -> Iterator[Problem]:
    for table in facts.tables.all():
        for row in table.rows:
            for column in REQUIRED[table.kind]:
                if not row[column]:
                    yield table.problem(row, column, f"the cell is empty; give the {column}")


def ids(facts: Facts) -> Iterator[Problem]:
    for table in (facts.tables.sources, facts.tables.sections, facts.tables.nodes, facts.tables.tensions):
        for row in table.rows:
            if row["id"] and not re.fullmatch(SLUG, row["id"]):
                message = f"{row['id']!r} is no id; use lower-case letters and digits, joined by single hyphens"
                yield table.problem(row, "id", message)
    for table, row in facts.claims():
        if row["id"] and not re.fullmatch(rf"{re.escape(table.source)}-[0-9]{{3,9}}", row["id"]):
            message = f"{row['id']!r} is no claim id of this source; write {table.source}- and three digits or more"
            yield table.problem(row, "id", message)


def duplicate_ids(facts: Facts) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], str] = {}
    for table in facts.tables.all():
        for row in table.rows:
            if table.kind == "agreement":
                continue
            if table.kind == "coverage":
                key: tuple[str, ...] = (row["source"], row["section"], row["paragraph"], row["sentence"])
                column, name = "sentence", f"sentence {'.'.join(key[1:])}"
            elif table.kind == "mappings":
                key, column, name = (
                    (row["subject_id"], row["object_id"]),
                    "object_id",
                    f"the mapping to {row['object_id']!r}",
                )
            elif table.kind == "sections":
                key, column, name = (row["source"], row["id"]), "id", repr(row["id"])
            else:
                key, column, name = (row["id"],), "id", repr(row["id"])
            if not row[column]:
                continue
            here = f"{table.file}:{row.line}"
            first = seen.setdefault((table.kind, *key), here)
            if first != here:
                yield table.problem(row, column, f"{name} stands already at {first}; remove or rename one of them")


def categories(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.nodes
    for row in table.rows:
        if row["category"] and row["category"] not in facts.schema.categories:
            yield table.problem(row, "category", not_known(row["category"], "category", facts.schema.categories))


def references(facts: Facts) -> Iterator[Problem]:
    schema = facts.schema
    vocabularies = (("predicate", schema.predicates), ("polarity", schema.polarities), ("modality", schema.modalities))
    for table, row in facts.claims():
        for column in ("subject", "object"):
            if row[column] and row[column] not in facts.category:
                yield table.problem(row, column, unknown_node(row[column], facts))
        for column, known in vocabularies:
            if row[column] and row[column] not in known:
                yield table.problem(row, column, not_known(row[column], column, known))
        for column in QUALIFIERS:
            for item in row.list(column):
                name = item.removeprefix(f"{NODE}:")
                if name != item and name not in facts.category:
                    yield table.problem(row, column, unknown_node(name, facts))
                elif name == item and name in facts.category:
                    yield table.problem(row, column, f"{item!r} is a node; write {NODE}:{item}")
                elif name == item and name.casefold() in facts.by_name:
                    node = facts.by_name[name.casefold()]
                    yield table.problem(row, column, f"{item!r} is the name of a node; write {NODE}:{node}")
                elif name == item and re.match(r"nm[kcsv] ?:", item, re.IGNORECASE):
                    yield table.problem(row, column, f"{item!r} is no node; write {NODE}: and an id, or plain text")


def unknown_node(name: str, facts: Facts) -> str:
    """The message that no node has this id, with the nearest ids, or the id of the node that has this name."""
    if name.casefold() in facts.by_name:
        return f"{name!r} is the name of a node, not its id; write {facts.by_name[name.casefold()]}"
    hint = facts.nearest(name, facts.category)
    return f"{name!r} is declared nowhere in nodes.tsv{f'{hint} Or add it there' if hint else '; add it there'}"


def places(facts: Facts) -> Iterator[Problem]:
    """Sources and sections exist; a paragraph is one that the section has."""
    sections = facts.tables.sections
    for row in sections.rows:
        if row["source"] not in facts.sources:
            yield sections.problem(row, "source", not_known(row["source"], "source", facts.sources))
        if row["sentences"] and not re.fullmatch(SENTENCES, row["sentences"]):
            message = f"{row['sentences']!r} should be the number of sentences of each paragraph, such as 1|3|2"
            yield sections.problem(row, "sentences", message)
    for table in facts.tables.claims:
        if table.source not in facts.sources:
            message = not_known(table.source, "source", facts.sources)
            yield Problem(table.file, 1, "", f"{message}; a table of claims is named for its source")
            continue
        for row in table.rows:
            yield from _place(facts, table, row, table.source)
    for row in facts.tables.coverage.rows:
        if row["source"] not in facts.sources:
            if row["source"]:
                yield facts.tables.coverage.problem(row, "source", not_known(row["source"], "source", facts.sources))
            continue
        yield from _place(facts, facts.tables.coverage, row, row["source"])


def _place(facts: Facts, table: Table, row: Row, source: str) -> Iterator[Problem]:
    if source in facts.ontologies:
        if row["section"] and not (
            re.fullmatch(CURIE, row["section"]) and _prefix(row["section"]) in facts.schema.prefixes
        ):
            message = f"{row['section']!r} is no term; a claim of an ontology stands in the CURIE of one, with a declared prefix"
            yield table.problem(row, "section", message)
        if row["paragraph"] != "1":
            yield table.problem(row, "paragraph", f"{row['paragraph']!r} should be 1: a term has no paragraphs")
        return
    known = [section for of, section in facts.section_order if of == source]
    if row["section"] and row["section"] not in known:
        yield table.problem(row, "section", not_known(row["section"], f"section of {source}", known))
        return
    paragraphs = facts.sections.get((source, row["section"]))
    number = row["paragraph"]
    if number and paragraphs is not None and not (re.fullmatch(COUNT, number) and int(number) <= len(paragraphs)):
        message = f"{number!r} is no paragraph of {row['section']}, which has {len(paragraphs)}; count from 1"
        yield table.problem(row, "paragraph", message)


def domains_and_ranges(facts: Facts) -> Iterator[Problem]:
    for table, row in facts.claims():
        predicate = facts.schema.predicates.get(row["predicate"])
        if predicate is None:
            continue
        for column, allowed in (("subject", predicate.domain), ("object", predicate.range)):
            category = facts.category.get(row[column])
            if category in facts.schema.categories and allowed and category not in allowed:
                message = f"{row[column]!r} is a {category}, but the {column} of {predicate.name} is one of "
                yield table.problem(row, column, message + f"{', '.join(allowed)}; choose another predicate or node")


def quantities(facts: Facts) -> Iterator[Problem]:
    for table, row in facts.claims():
        if row["quantity"] and not re.fullmatch(QUANTITY, row["quantity"]):
            message = f"{row['quantity']!r} is no quantity; write comparator, number, one space, unit, such as '>80 %'"
            yield table.problem(row, "quantity", message)


def flags(facts: Facts) -> Iterator[Problem]:
    for table, row in facts.claims():
        if row["inferred"] not in ("", "yes"):
            yield table.problem(row, "inferred", f"{row['inferred']!r} should be yes, or empty")


def source_kinds(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.sources
    for row in table.rows:
        if row["kind"] not in KINDS:
            yield table.problem(row, "kind", not_known(row["kind"], "kind of source", KINDS))


def mapped_terms(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.mappings
    matches = [f"skos:{match}" for match in MATCHES]
    for row in table.rows:
        subject, term = row["subject_id"], row["object_id"]
        name = subject.removeprefix(f"{NODE}:")
        if subject and name == subject:
            yield table.problem(row, "subject_id", f"{subject!r} should be a node's CURIE; write {NODE}:{subject}")
        elif subject and name not in facts.category:
            yield table.problem(row, "subject_id", unknown_node(name, facts))
        if row["predicate_id"] and row["predicate_id"] not in matches:
            yield table.problem(row, "predicate_id", not_known(row["predicate_id"], "SKOS match", matches))
        if term and not re.fullmatch(CURIE, term):
            yield table.problem(
                row, "object_id", f"{term!r} is no CURIE; write prefix, colon, identifier: UBERON:0000044"
            )
        elif term and _prefix(term) not in facts.schema.prefixes:
            known = [prefix for prefix in facts.schema.prefixes if prefix.casefold() == _prefix(term).casefold()]
            remedy = f"write {known[0]}" if known else "declare it in schema.toml"
            yield table.problem(row, "object_id", f"the prefix {_prefix(term)!r} is not declared; {remedy}")


def _prefix(curie: str) -> str:
    return curie.partition(":")[0]


def tense_claims(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.tensions
    for row in table.rows:
        for column in ("claims", "against"):
            for claim in row.list(column):
                if claim not in facts.place:
                    hint = facts.nearest(claim, facts.place) or "; remove it"
                    yield table.problem(row, column, f"{claim!r} is no claim{hint}")
        if row["kind"] and row["kind"] not in facts.schema.tensions:
            yield table.problem(row, "kind", not_known(row["kind"], "kind of tension", facts.schema.tensions))
        if row["weight"] and row["weight"] not in WEIGHTS:
            yield table.problem(row, "weight", not_known(row["weight"], "weight", WEIGHTS))


def position_cells(facts: Facts) -> Iterator[Problem]:
    table = facts.tables.positions
    for row in table.rows:
        for column in ("x", "y"):
            if row[column] and not re.fullmatch(r"-?[0-9]{1,7}", row[column]):
                yield table.problem(
                    row, column, f"{row[column]!r} is no whole number; correct it, or run kg layout --anew"
                )


STRUCTURE: tuple[Rule, ...] = (
    *(required_cells, ids, duplicate_ids, categories, references, places),
    *(domains_and_ranges, quantities, flags, source_kinds, mapped_terms, tense_claims, position_cells),
)

ALONE = frozenset({required_cells, ids, categories, quantities, flags})
"""The rules that look at one row at a time."""


def problems(tables: Tables, rules: Collection[Rule] = STRUCTURE, alone: Collection[Rule] = ALONE) -> list[Problem]:
    """Everything that `rules` find wrong in the tables, after what was wrong with the form of the files; sorted by place.

    Where rows were lost to a fault of form, what refers to them would be reported as unknown: only the rules in `alone`,
    which look at one row at a time, are asked then.
    """
    facts = Facts(tables)
    chosen = rules if tables.whole else [rule for rule in rules if rule in alone]
    found = {*tables.problems, *(problem for rule in chosen for problem in rule(facts))}
    return sorted(found, key=lambda problem: (problem.file, problem.line, problem.column, problem.message))
