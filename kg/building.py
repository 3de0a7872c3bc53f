"""Graphs from tables: the records, and the engine in memory, of tables that keep the rules."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.engines.memory.engine import MemoryEngine
from kg.engines.memory.fields import Fields, maker
from kg.engines.memory.store import ClaimStore, ranks, sources_in_order
from kg.errors import DataError
from kg.model.answers import slug
from kg.model.nodes import Mapping, Node
from kg.model.records import Section, Source, Tension
from kg.schema import SOURCE
from kg.tables.columns import MODIFIER, NODES, TABLES
from kg.tables.form import by_place
from kg.tables.reading import Table, Tables
from kg.tables.rules import Facts, broken, structure, unclaimed

if TYPE_CHECKING:
    from kg.evidence import Layer


def build(tables: Tables, base_iri: str | None = None) -> MemoryEngine:
    """The engine of the tables of a data folder. DataError lists everything that keeps them from being one."""
    schema = tables.schema if base_iri is None else tables.schema.with_base(base_iri)
    facts = Facts.of(tables)
    declaring = (tables.sources, tables.sections, tables.nodes, tables.mappings, tables.positions, tables.agreement)
    problems = [*tables.problems, *unclaimed(facts, tables), *structure(facts, declaring)]
    if problems:
        problems += structure(facts, (*tables.claims, tables.coverage, tables.tensions))
        raise DataError(by_place(problems))
    sources = sources_in_order(_sources(tables))
    by_id = dict(zip(tables.nodes.whole.columns["id"], nodes_of(tables), strict=True))
    nodes = list(map(by_id.__getitem__, facts.numbers["subject"]))
    claims = ClaimStore(ranks(schema, sources, nodes))
    by_source = {table.source: table for table in tables.claims}
    for source in sources:
        for block in facts.blocks(by_source[source.slug]) if source.slug in by_source else ():
            problems.extend(broken(facts, block))
            if not problems:
                claims.add(block)
            del block  # Its memory serves the next one.
    problems.extend(structure(facts, (tables.coverage, tables.tensions)))
    if problems:
        raise DataError(by_place(problems))
    claims.sort()
    tensions = [Tension(**cells) for cells in _records(tables.tensions)]
    return MemoryEngine(schema, sources, nodes, claims, tensions)


def evidence_layer(tables: Tables, article: Tables) -> "Layer":
    """The evidence in some tables on an article. DataError lists everything that keeps it from being loaded."""
    from kg.evidence import Appraisal, Finding, Layer, Link, Study
    from kg.tables.evidence import unlinked

    if problems := unlinked(article, tables):
        raise DataError(problems)
    findings = []
    sections: dict[str, list[str]] = {}
    for table in tables.claims:
        source = f"{SOURCE}:{table.source}"
        for cells in _records(table):
            section = f"{source}.{slug(cells['section'])}"
            sections.setdefault(source, []).append(section)
            findings.append(Finding(**{**cells, "section": section}, source=source))
    parts = {
        source: tuple(Section(id=id, title=id.partition(".")[2]) for id in dict.fromkeys(ids))
        for source, ids in sections.items()
    }
    studies = [Study(sections=parts.get(cells["id"], ()), **cells) for cells in _records(tables.sources)]
    # What is rated is a finding or a source; the column gives both the prefix of sources.
    own = {finding.slug: finding.id for finding in findings}
    rated = ({**cells, "about": own.get(slug(cells["about"]), cells["about"])} for cells in _of(tables.appraisals))
    # What the article of another folder has is its node.
    known = set(article.nodes.whole.columns["id"])
    return Layer(
        studies=studies,
        nodes=[node for node in nodes_of(tables) if node.slug not in known],
        findings=findings,
        links=[Link(**cells) for cells in _of(tables.evidence)],
        includes=[(cells["review"], cells["study"]) for cells in _of(tables.includes)],
        appraisals=[Appraisal(**cells) for cells in rated],
    )


def _of(table: Table | None) -> Iterator[dict[str, Any]]:
    return iter(()) if table is None else _records(table)


def _sources(tables: Tables) -> Iterator[Source]:
    sections: dict[str, list[Section]] = {}
    for cells in _records(tables.sections):
        of = cells["source"]
        id = f"{of}.{slug(cells['id'])}"
        sections.setdefault(of, []).append(Section(id=id, title=cells["title"], paragraphs=cells["sentences"]))
    claims = {f"{SOURCE}:{table.source}": table for table in tables.claims}
    for cells in _records(tables.sources):
        id = cells["id"]
        if cells["kind"] == "ontology":
            # The place of a claim of an ontology is a term: a section of its source.
            terms = sorted(claims[id].whole.distinct("section")) if id in claims else []
            sections[id] = [Section(id=f"{id}.{term}", title=term) for term in terms]
        yield Source(sections=tuple(sections.get(id, ())), **cells)


def nodes_of(tables: Tables) -> Iterator[Node]:
    places = {cells["id"]: (cells["x"], cells["y"]) for cells in _records(tables.positions)}
    mappings: dict[str, list[Mapping]] = {}
    for cells in _records(tables.mappings):
        if cells[MODIFIER]:
            continue
        mapping = Mapping(
            match=cells["predicate_id"].removeprefix("skos:"),
            term=cells["object_id"],
            label=cells["object_label"],
            place=cells["comment"],
            version=cells["object_source_version"],
            justification=cells["mapping_justification"],
        )
        mappings.setdefault(cells["subject_id"], []).append(mapping)
    made = maker(Node, *NODES.header, "mappings", "position")
    for row in Fields(NODES).of_columns(tables.nodes.whole.columns):
        yield made((*row, tuple(mappings.get(row[0], ())), places.get(row[0])))


def _records(table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table that keeps the rules, as the fields of records."""
    fields = Fields(TABLES[table.kind])
    return (dict(zip(fields.names, row, strict=True)) for row in fields.of_columns(table.whole.columns))
