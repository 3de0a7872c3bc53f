"""The rules that a graph cannot be built without.

A rule sees one block of a table, column by column, and words the rows that break it; whole columns are looked at first, so that
all that is well costs little more than reading it. The records that are given to a graph go through the same rules, as blocks.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby, repeat
from typing import Any, NamedTuple, Self

from kg.errors import Problem, did_you_mean, nearest
from kg.schema import IRI, JUSTIFICATIONS, LOCAL, MATCHES, NODE, TERM, UNDOTTED, Schema
from kg.tables.columns import QUALIFIERS, TABLES, items
from kg.tables.form import cell_problems
from kg.tables.reading import Block, Rows, Table, Tables


class RecordRows(Rows):
    """Records as rows: `columns` as their table declares them, the ids whole; `owners` are what a problem is reported of."""

    def __init__(self, kind: str, columns: Mapping[str, Sequence[Any]], owners: Sequence[Any]) -> None:
        self.kind, self.columns, self.owners = kind, columns, owners

    @classmethod
    def of(cls, kind: str, records: Sequence[Any], *more: str) -> "RecordRows":
        """Records that have a field for each column of a kind of table, and `more` fields."""
        names = (*TABLES[kind].header, *more)
        return cls(kind, {name: [getattr(record, name) for record in records] for name in names}, records)

    def place(self, number: int) -> str:
        return f"{type(self.owners[number]).__name__} {self.owners[number].id!r}"

    def problem(self, number: int, column: str, message: str) -> Problem:
        return Problem(self.place(number), 0, "", message)


class Facts:
    """What the rules ask of sources, sections and nodes, and of the rows that they have seen.

    Ids are bare where they come from `tables`, and CURIEs in records. `numbers` has, for each column of the claims that refers to
    a node or to the schema, the place in canonical order of what may be in it.
    """

    def __init__(
        self, schema: Schema, sources: Rows, sections: Rows, nodes: Rows, tables: Tables | None = None
    ) -> None:
        self.schema, self.tables = schema, tables
        self.prefix = f"{NODE}:" if tables else ""
        self.hints = 25
        ids, names = nodes.columns["id"], nodes.columns["name"]
        self.kinds: Mapping[str, str] = dict(zip(sources.columns["id"], sources.columns["kind"], strict=True))
        self.category: Mapping[str, str] = dict(zip(ids, nodes.columns["category"], strict=True))
        self.by_name: Mapping[str, str] = dict(zip(map(str.casefold, names), ids, strict=True))
        counts = map(paragraphs, sections.columns["sentences"])
        self.sections: Mapping[Any, tuple[int, ...] | None] = dict(zip(_keys(sections), counts, strict=True))
        self.places = {
            (source, section, str(number))
            for (source, section), counts in self.sections.items()
            for number in range(1, len(counts or ()) + 1)
        }
        self.seen: dict[str, set[Any]] = {"claims": set()}
        self._first: dict[str, dict[Any, tuple[str, int]]] = {}

    @classmethod
    def of(cls, tables: Tables) -> Self:
        """The facts of the tables of a data folder."""
        return cls(tables.schema, tables.sources.whole, tables.sections.whole, tables.nodes.whole, tables)

    @cached_property
    def curies(self) -> set[str]:
        """The CURIEs of all nodes."""
        return {f"{self.prefix}{id}" for id in self.category}

    @cached_property
    def numbers(self) -> Mapping[str, Mapping[str, int]]:
        rank = {name: number for number, name in enumerate(self.schema.categories)}
        ranked = dict(zip(self.category, map(rank.get, self.category.values(), repeat(len(rank))), strict=True))
        order = sorted(sorted(ranked), key=ranked.__getitem__)
        # Texts made together lie together in memory, where each cell of a million is looked up.
        order = "\n".join(order).split("\n") if order else []
        named = {column.name: getattr(self.schema, column.refers) for column in TABLES["claims"].of_kind("name")}
        numbers = {
            column: {name: number for number, name in enumerate(names)}
            for column, names in {"subject": order, **named}.items()
        }
        return {**numbers, "object": numbers["subject"]}  # One dict for both, which the processor has closer at hand.

    @cached_property
    def categories(self) -> Sequence[str | None]:
        """The category of each node by its number; None at last, for what has none."""
        # The schema's own text of each: those of a hundred thousand cells are too far apart in memory to be looked at quickly.
        same = {name: name for name in self.schema.categories}
        named = map(self.category.__getitem__, self.numbers["subject"])
        return [*(same.get(name, name) for name in named), None]

    def blocks(self, table: Table) -> Iterator[Block]:
        """The rows of a table in blocks, those of claims numbered."""
        for block in table.blocks():
            for column, numbering in self.numbers.items() if table.kind in ("claims", "findings") else ():
                block.number(column, numbering)
            yield block
            del block  # So that its memory serves the next one.

    def nearest(self, word: str, known: Collection[str]) -> str:
        """Did-you-mean for an unknown word; only for the first of very many, since each costs a look at all that is known."""
        self.hints -= 1
        return did_you_mean(nearest(word, known)) if self.hints >= 0 else ""

    def first_places(self, rows: Rows) -> Mapping[Any, tuple[str, int]]:
        """Where each key of these rows is given first: place, and number within its block."""
        scope = self.scope(rows)
        if scope not in self._first:
            first = self._first[scope] = {}
            kinds = {rows.kind, "claims"} if rows.kind == "tensions" else {rows.kind}
            if rows.kind == "tensions" and not self.tables:
                first.update(dict.fromkeys(self.seen["claims"], ("", -1)))
            tables = [table for table in self.tables.all() if table.kind in kinds] if self.tables else []
            if scope != rows.kind:
                tables = [table for table in tables if table.file == scope]
            blocks: Sequence[Rows] = [block for table in tables for block in table.blocks()]
            for block in blocks or [rows]:
                for number, key in enumerate(_keys(block)):
                    first.setdefault(key, (block.place(number), number))
        return self._first[scope]

    def scope(self, rows: Rows) -> str:
        """Where no two rows have one key: the file, where another folder may have the same row, or else the kind."""
        if isinstance(rows, Block) and TABLES[rows.kind].agree is not None:
            return rows.table.file
        return rows.kind


Find = Callable[[Facts, Any], Iterator[Problem]]


class Rule(NamedTuple):
    """A rule: the kinds of table that it reads, what finds its problems, and whether it looks at one row at a time."""

    kinds: Collection[str]
    find: Find
    alone: bool = False


TABLE_RULES: list[Rule] = []
RECORD_RULES: list[Rule] = []


def rule(*kinds: str, alone: bool = False, records: bool | None = False) -> Callable[[Find], Find]:
    """Declare a rule of these kinds of table (of all, where none is named); for `records` too, or alone where that is None."""

    def declare(find: Find) -> Find:
        declared = Rule(kinds or tuple(TABLES), find, alone)
        TABLE_RULES.extend([] if records is None else [declared])
        RECORD_RULES.extend([] if records is False else [declared])
        return find

    return declare


def paragraphs(sentences: Any) -> tuple[int, ...] | None:
    """The sentences of each paragraph of a section, from the cell that counts them; None where it does not.

    0 is a heading without text of its own. In a record they are counted already.
    """
    if not isinstance(sentences, str):
        return tuple(sentences)
    if not re.fullmatch(TABLES["sections"].column("sentences").pattern, sentences):
        return None
    return () if sentences == "0" else tuple(map(int, items(sentences)))


def not_known(word: str, called: str, known: Collection[str]) -> str:
    """The message that `word` is not one of `known`, with the nearest ones."""
    return f"unknown {called} {word!r}{did_you_mean(nearest(word, known)) or '; use one that is declared'}"


def unknown_node(name: str, facts: Facts) -> str:
    """The message that no node has this id, with the nearest ids, or the id of the node that has this name."""
    if not facts.tables:
        return f"{name!r} is not a node"
    if name.casefold() in facts.by_name:
        return f"{name!r} is the name of a node, not its id; write {facts.by_name[name.casefold()]}"
    hint = facts.nearest(name, facts.category)
    return f"{name!r} is not in nodes.tsv{f'{hint} Or add it there' if hint else '; add it there'}"


def unknown_claim(name: str, facts: Facts, known: Collection[str]) -> str:
    """The message that no claim has this id, with the nearest of the known ids."""
    return f"{name!r} is not a claim{(facts.nearest(name, known) or '; remove it') if facts.tables else ''}"


def is_term(text: str, prefixes: Collection[str]) -> bool:
    """Whether a text is the CURIE of a term, with one of these prefixes."""
    return re.fullmatch(TERM, text) is not None and text.partition(":")[0] in prefixes


def _faulty(rows: Rows, column: str, bad: Collection[Any], message: Callable[[Any], str]) -> Iterator[Problem]:
    """A problem in each row whose cell of a column is one of the bad ones."""
    for number, cell in enumerate(rows.columns[column]) if bad else ():
        if cell in bad:
            yield rows.problem(number, column, message(cell))


def _unknown(
    facts: Facts, rows: Rows, column: str, known: Collection[str], message: Callable[[str], str]
) -> Iterator[Problem]:
    """A problem in each row whose cell of a column is not one of the known ones; a table may leave it empty."""
    bad = set() if rows.known(column) else {cell for cell in rows.distinct(column) if cell not in known}
    return _faulty(rows, column, bad - {""} if facts.tables else bad, message)


def _faulty_items(rows: Rows, column: str, bad: Collection[str], message: Callable[[str], str]) -> Iterator[Problem]:
    """A problem in each row for each bad item of its list in a column."""
    for number, cell in enumerate(rows.columns[column]) if bad else ():
        for item in rows.items(cell):
            if item in bad:
                yield rows.problem(number, column, message(item))


def _unmatched(pattern: str, cells: Collection[str]) -> Collection[str]:
    """The cells that a pattern does not match, whole; the empty one aside."""
    if re.fullmatch(rf"(?:(?:{pattern})?+\n)*+", "\n".join([*cells, ""])):
        return ()
    return {cell for cell in cells if cell and not re.fullmatch(pattern, cell)}


# ---------------------------------------------------------------------------------------------------------- any table


@rule(alone=True)
def cells(facts: Facts, rows: Block) -> Iterator[Problem]:
    return cell_problems(rows)


@rule(alone=True)
def column_rules(facts: Facts, rows: Block) -> Iterator[Problem]:
    """Each cell is as its column is declared: required, of a pattern, one of a few words."""
    for column in TABLES[rows.kind].columns:
        if column.required and rows.lacks(column.name):
            yield from _faulty(rows, column.name, {""}, f"the cell is empty; give the {column.name}".format)
        if column.pattern:
            bad = _unmatched(column.pattern, rows.distinct(column.name))
            yield from _faulty(rows, column.name, bad, column.fault.format)
        if column.values:
            message = partial(not_known, called=column.called, known=column.values)
            if column.many:
                unknown = {item for item in rows.distinct_items(column.name) if item not in column.values}
                yield from _faulty_items(rows, column.name, unknown, message)
            else:
                yield from _unknown(facts, rows, column.name, column.values, message)


@rule("nodes", "claims", "tensions", records=True)
@rule("findings")
def schema_names(facts: Facts, rows: Rows) -> Iterator[Problem]:
    for column in TABLES[rows.kind].of_kind("name"):
        declared = getattr(facts.schema, column.refers)
        message = partial(not_known, called=column.called, known=declared)
        plain = "{!r} is not in the schema".format
        yield from _unknown(facts, rows, column.name, declared, message if facts.tables else plain)


def _keys(rows: Rows) -> Sequence[Any]:
    """What tells the rows apart."""
    columns = [rows.columns[column] for column in TABLES[rows.kind].key]
    return columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))


@rule("sources", "sections", "nodes", "claims", "tensions", records=True)
@rule("coverage", "mappings", "positions", "studies", "findings", "evidence", "includes", "appraisals")
def duplicates(facts: Facts, rows: Rows) -> Iterator[Problem]:
    keys = _keys(rows)
    seen = facts.seen.setdefault(facts.scope(rows), set())
    before = len(seen)
    seen.update(keys)
    # A tension and a claim of one id would get the same IRI.
    apart = rows.kind != "tensions" or facts.seen["claims"].isdisjoint(keys)
    if apart and len(seen) - before == len(keys):
        return
    last = TABLES[rows.kind].key[-1]
    first = facts.first_places(rows)
    for number, key in enumerate(keys):
        # The claim id of another source is a problem already, which says that it is there as well.
        foreign = isinstance(rows, Block) and rows.table.source and not key.startswith(f"{rows.table.source}-")
        if rows.columns[last][number] and first[key] != (rows.place(number), number) and not foreign:
            yield rows.problem(number, last, _given_twice(facts, rows.kind, key, first[key][0]))


def _given_twice(facts: Facts, kind: str, key: Any, first: str) -> str:
    if not facts.tables:
        return f"{f'section {key[1]!r} ' if kind == 'sections' else ''}appears twice; each id may be used once"
    last = key if isinstance(key, str) else key[-1]
    name = {"coverage": f"sentence {'.'.join(key[1:])}", "mappings": f"the mapping to {last!r}"}.get(kind, repr(last))
    return f"{name} is already at {first}; remove or rename one of them"


# ------------------------------------------------------------------------------------------------------------- claims


@rule("claims", "findings", alone=True)
def claim_ids(facts: Facts, rows: Block) -> Iterator[Problem]:
    source = rows.table.source
    remedy = f"write {source}- and at least three digits"
    bad = _unmatched(rf"{re.escape(source)}-[0-9]{{3,9}}", rows.columns["id"])
    first = facts.first_places(rows) if bad and facts.tables and facts.tables.whole else {}
    for number, id in enumerate(rows.columns["id"]) if bad else ():
        if id in bad:
            place, _ = first.get(id, (rows.place(number), 0))
            twice = "" if place == rows.place(number) else f", and is already at {place}"
            yield rows.problem(number, "id", f"{id!r} is not a claim id of this source{twice}; {remedy}")


@rule("claims", records=True)
@rule("findings")
def ends(facts: Facts, rows: Rows) -> Iterator[Problem]:
    for column in ("subject", "object"):
        yield from _unknown(facts, rows, column, facts.category, partial(unknown_node, facts=facts))


@rule("claims", records=True)
@rule("findings")
def qualifiers(facts: Facts, rows: Rows) -> Iterator[Problem]:
    items = {item for column in QUALIFIERS for item in rows.distinct_items(column)} - facts.curies
    text = "\n".join(["", *items]).casefold()
    # Texts that nobody could mean for a node need no closer look.
    ids, names = facts.category.keys(), facts.by_name.keys()
    plain = f"\n{NODE[:2]}" not in text and ids.isdisjoint(items) and names.isdisjoint(text.split("\n"))
    faults = {} if plain else {item: fault for item in items if (fault := _unqualified(facts, item))}
    for column in QUALIFIERS:
        yield from _faulty_items(rows, column, faults, faults.__getitem__)


def _unqualified(facts: Facts, item: str) -> str:
    """What is wrong with an item of a qualifier: the CURIE of no node, or a text that is meant for a node."""
    if item.startswith(f"{NODE}:"):
        return unknown_node(item.removeprefix(facts.prefix), facts)
    if not facts.tables:
        return ""
    if item in facts.category:
        return f"{item!r} is a node; write {NODE}:{item}"
    if item.casefold() in facts.by_name:
        return f"{item!r} is the name of a node; write {NODE}:{facts.by_name[item.casefold()]}"
    if item[:2].casefold() == "nm" and re.match(r"nm[kcsv] ?:", item, re.IGNORECASE):
        return f"{item!r} is not a node; write {NODE}: and an id, or plain text"
    return ""


@rule("claims", "findings")
def domains_and_ranges(facts: Facts, rows: Block) -> Iterator[Problem]:
    predicates = rows.columns["predicate"]
    subjects, objects = (map(facts.categories.__getitem__, rows.ranks[end]) for end in ("subject", "object"))
    # By number, since two texts that are equal but not the same take longer to compare.
    names = [*facts.schema.predicates, ""]
    edges = set(zip(subjects, rows.ranks["predicate"], objects, strict=True))
    for column, allows, end in (("subject", "domain", 0), ("object", "range", 2)):
        declared = {name: getattr(predicate, allows) for name, predicate in facts.schema.predicates.items()}
        bad = {
            (category, predicate)
            for category, predicate in {(edge[end], names[edge[1]]) for edge in edges}
            if category in facts.schema.categories and declared.get(predicate) and category not in declared[predicate]
        }
        for number, predicate in enumerate(predicates) if bad else ():
            category = facts.categories[rows.ranks[column][number]]
            if (category, predicate) in bad:
                id, one_of = rows.columns[column][number], ", ".join(declared[predicate])
                message = f"{id!r} is a {category}, but the {column} of {predicate} is one of {one_of}; "
                yield rows.problem(number, column, f"{message}choose another predicate or node")


# ----------------------------------------------------------------------------------------------- sources and sections


@rule("sections", "coverage")
def sources(facts: Facts, rows: Rows) -> Iterator[Problem]:
    return _unknown(facts, rows, "source", facts.kinds, partial(not_known, called="source", known=facts.kinds))


@rule("claims", "coverage")
def places(facts: Facts, rows: Block) -> Iterator[Problem]:
    """Sections exist; a paragraph is one that the section has."""
    sources = rows.columns.get("source", [rows.table.source] * len(rows.lines))
    columns = (sources, rows.columns["section"], rows.columns["paragraph"])
    places = {place for place, _ in groupby(zip(*columns, strict=True))}  # Most follow others of the same place.
    faults = {place: faults for place in places if (faults := list(_misplaced(facts, *place)))}
    for number, place in enumerate(zip(*columns, strict=True)) if faults else ():
        for column, message in faults.get(place, ()):
            yield rows.problem(number, column, message)


def _misplaced(facts: Facts, source: str, section: str, paragraph: str) -> Iterator[tuple[str, str]]:
    """The columns of a place that are wrong, and why. In an ontology, a place is a term."""
    if (source, section, paragraph) in facts.places or source not in facts.kinds:
        return
    if facts.kinds[source] == "ontology":
        if section and not is_term(section, facts.schema.prefixes):
            remedy = "for a claim of an ontology, write the CURIE of its term, with a declared prefix"
            yield "section", f"{section!r} is not a term; {remedy}"
        if paragraph != "1":
            yield "paragraph", f"{paragraph!r} should be 1: a term has no paragraphs"
    elif (source, section) not in facts.sections:
        known = [name for of, name in facts.sections if of == source]
        if section:
            yield "section", f"{section!r} is not a section of {source}{did_you_mean(nearest(section, known))}"
    elif paragraph and (counts := facts.sections[source, section]) is not None:
        yield "paragraph", f"{section} has no paragraph {paragraph!r}; it has {len(counts)}, counted from 1"


# --------------------------------------------------------------------------------------------- mappings and tensions


@rule("mappings")
def mapped_terms(facts: Facts, rows: Rows) -> Iterator[Problem]:
    prefixes = facts.schema.prefixes

    def unmapped(id: str) -> str:
        if not id.startswith(facts.prefix):
            return f"{id!r} should be a node's CURIE; write {NODE}:{id}"
        return unknown_node(id.removeprefix(facts.prefix), facts)

    def undeclared(term: str) -> str:
        prefix = term.partition(":")[0]
        known = [name for name in prefixes if name.casefold() == prefix.casefold()]
        return f"the prefix {prefix!r} is not declared; {f'write {known[0]}' if known else 'declare it in schema.toml'}"

    yield from _unknown(facts, rows, "subject_id", facts.curies, unmapped)
    terms = {term for term in rows.distinct("object_id") if term.partition(":")[0] not in prefixes}
    yield from _faulty(rows, "object_id", {term for term in terms if re.fullmatch(TERM, term)}, undeclared)


@rule("tensions", records=True)
def tense_claims(facts: Facts, rows: Rows) -> Iterator[Problem]:
    claims = facts.seen["claims"]
    for column in ("claims", "against"):
        unknown = {claim for claim in rows.distinct_items(column) if claim not in claims}
        yield from _faulty_items(rows, column, unknown, partial(unknown_claim, facts=facts, known=claims))


# ------------------------------------------------------------------------------------- what tables cannot say otherwise


@rule("sources", "nodes", "claims", "tensions", records=None)
def record_ids(facts: Facts, rows: Rows) -> Iterator[Problem]:
    prefix = TABLES[rows.kind].prefix
    bad = {id for id in rows.distinct("id") if not re.fullmatch(rf"{prefix}:{UNDOTTED}", id)}
    message = f"its id must be {prefix}: and letters, digits, hyphens or underscores"
    return _faulty(rows, "id", bad, lambda id: message)


@rule("sections", records=None)
def section_ids(facts: Facts, rows: Rows) -> Iterator[Problem]:
    for number, (source, id) in enumerate(_keys(rows)):
        if not re.fullmatch(rf"{re.escape(source)}\.{LOCAL}", id):
            yield rows.problem(number, "id", f"the id of a section is {source}. and its name, not {id!r}")


@rule("sources", records=None)
def addresses(facts: Facts, rows: Rows) -> Iterator[Problem]:
    bad = {url for url in rows.distinct("url") if url and not re.fullmatch(IRI, url)}
    return _faulty(rows, "url", bad, "url is {!r}, not an absolute IRI".format)


@rule("claims", records=None)
def sections_of_sources(facts: Facts, rows: Rows) -> Iterator[Problem]:
    for number, place in enumerate(zip(rows.columns["source"], rows.columns["section"], strict=True)):
        if place not in facts.sections:
            yield rows.problem(number, "section", f"{place[1]!r} is not a section of {place[0]!r}")


@rule("mappings", records=None)
def matches(facts: Facts, rows: Rows) -> Iterator[Problem]:
    for number, (match, term) in enumerate(zip(rows.columns["match"], rows.columns["term"], strict=True)):
        if not is_term(term, facts.schema.prefixes):
            yield rows.problem(number, "", f"{term!r} is not a CURIE with a declared prefix")
        if match not in MATCHES:
            yield rows.problem(number, "", f"{match!r} is not a SKOS match")
    unknown = set(rows.columns["justification"]).difference(JUSTIFICATIONS)
    yield from _faulty(rows, "justification", unknown, "{!r} is not a justification of SSSOM".format)


def broken(facts: Facts, rows: Rows) -> Iterator[Problem]:
    """What the rules find wrong in rows.

    Where rows were lost to a fault of form, what refers to them would be reported as unknown: only the rules that look at one
    row at a time are asked then.
    """
    alone = facts.tables is not None and not facts.tables.whole
    for rule in TABLE_RULES if facts.tables else RECORD_RULES:
        if rows.kind in rule.kinds and (rule.alone or not alone):
            yield from rule.find(facts, rows)


def unclaimed(facts: Facts, tables: Tables) -> Iterator[Problem]:
    """The tables of claims that belong to no source, where each source could be read."""
    for table in tables.claims if tables.sources.lines and not tables.sources.partial else ():
        if table.source not in facts.kinds and not table.faults:
            message = not_known(table.source, "source", facts.kinds)
            yield Problem(table.file, 1, "", f"{message}; name the file after its source")


def structure(
    facts: Facts, tables: Iterable[Table], looked: Callable[[int], None] = lambda lines: None
) -> Iterator[Problem]:
    """What the rules find wrong in whole tables, each after those that it refers to; those of no source aside.

    `looked` is told how many lines were looked at, again and again.
    """
    for table in tables:
        if not table.source or table.source in facts.kinds:
            for block in facts.blocks(table):
                yield from broken(facts, block)
                looked(len(block.lines))
