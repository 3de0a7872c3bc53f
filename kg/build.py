"""From the tables to the graph: read, check, build."""

from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.checks import problems
from kg.errors import DataError, Problem
from kg.graph import KnowledgeGraph
from kg.model import Claim, Mapping, Node, Quantity, Section, Source, Tension
from kg.schema import CLAIM, NODE, SOURCE
from kg.structure import QUALIFIERS, STRUCTURE, paragraphs
from kg.tables import Row, Table, Tables, packaged, read_all


def load(path: str | Path | None = None, *, base_iri: str | None = None, positions: bool = True) -> KnowledgeGraph:
    """The packaged graph, or that of another data folder.

    `base_iri` moves every IRI of ours below another address; without `positions`, the places in the picture are not read.
    DataError lists everything that keeps the tables from being a graph (run `kg check` for the rules beyond that);
    ValueError if `base_iri` is no absolute IRI.

    >>> import kg
    >>> kg.load()["scs"].name
    'spinal cord stimulation'
    """
    return graph(sound_tables(folder(path), positions=positions), base_iri)


def sound_tables(root: Traversable, *, positions: bool = True) -> Tables:
    """The tables of a data folder, if a graph can be built from them; DataError with every reason if not."""
    tables = read_all(root)
    if not positions:
        table = tables.positions
        others = tuple(problem for problem in tables.problems if problem.file != table.file)
        tables = replace(tables, positions=replace(table, rows=()), problems=others)
    found = problems(tables, STRUCTURE)
    if found:
        raise DataError(found)
    return tables


def check(path: str | Path | None = None) -> list[Problem]:
    """Every problem in a data folder, by all the rules; an empty list where all is well."""
    try:
        return problems(read_all(folder(path)))
    except DataError as error:
        return list(error.problems)


def folder(path: str | Path | None) -> Traversable:
    """The data folder at `path`, or the packaged one."""
    # Absolute, so that messages can name the folder even where it was given as a dot.
    return packaged() if path is None else Path(path).absolute()


def graph(tables: Tables, base_iri: str | None = None) -> KnowledgeGraph:
    """The graph of tables that keep the rules of structure."""
    schema = tables.schema if base_iri is None else tables.schema.with_base(base_iri)
    positions = {row["id"]: (int(row["x"]), int(row["y"])) for row in tables.positions.rows}
    sections: dict[str, list[Section]] = {}
    for row in tables.sections.rows:
        section = Section(
            id=f"{SOURCE}:{row['source']}.{row['id']}",
            title=row["title"],
            paragraphs=paragraphs(row["sentences"]),
        )
        sections.setdefault(row["source"], []).append(section)
    # A claim of an ontology stands in a term, which is a section of its source.
    ontologies = {row["id"] for row in tables.sources.rows if row["kind"] == "ontology"}
    for table in tables.claims:
        if table.source in ontologies:
            terms = sorted({row["section"] for row in table.rows})
            sections[table.source] = [Section(id=f"{SOURCE}:{table.source}.{term}", title=term) for term in terms]
    mappings: dict[str, list[Mapping]] = {}
    for row in tables.mappings.rows:
        mappings.setdefault(row["subject_id"], []).append(_mapping(row))
    return KnowledgeGraph(
        schema=schema,
        sources=[_source(row, sections.get(row["id"], [])) for row in tables.sources.rows],
        nodes=[_node(row, positions, mappings) for row in tables.nodes.rows],
        claims=[_claim(row, table) for table in tables.claims for row in table.rows],
        tensions=[_tension(row) for row in tables.tensions.rows],
    )


def _source(row: Row, sections: list[Section]) -> Source:
    texts = {column: cell for column, cell in row.cells.items() if column != "id"}
    return Source(id=f"{SOURCE}:{row['id']}", sections=tuple(sections), **texts)


def _mapping(row: Row) -> Mapping:
    match = row["predicate_id"].removeprefix("skos:")
    return Mapping(match=match, term=row["object_id"], label=row["object_label"], place=row["comment"])


def _tension(row: Row) -> Tension:
    return Tension(
        id=f"{CLAIM}:{row['id']}",
        claims=tuple(f"{CLAIM}:{claim}" for claim in row.list("claims")),
        against=tuple(f"{CLAIM}:{claim}" for claim in row.list("against")),
        kind=row["kind"],
        weight=row["weight"],
        why=row["why"],
    )


def _node(row: Row, positions: dict[str, tuple[int, int]], mappings: dict[str, list[Mapping]]) -> Node:
    return Node(
        id=f"{NODE}:{row['id']}",
        category=row["category"],
        name=row["name"],
        synonyms=row.list("synonyms"),
        abbreviations=row.list("abbreviations"),
        definition=row["definition"],
        note=row["note"],
        mappings=tuple(mappings.get(f"{NODE}:{row['id']}", ())),
        ungrounded=row["ungrounded"],
        position=positions.get(row["id"]),
    )


def _claim(row: Row, table: Table) -> Claim:
    return Claim(
        id=f"{CLAIM}:{row['id']}",
        subject=f"{NODE}:{row['subject']}",
        predicate=row["predicate"],
        object=f"{NODE}:{row['object']}",
        statement=row["statement"],
        source=f"{SOURCE}:{table.source}",
        section=f"{SOURCE}:{table.source}.{row['section']}",
        paragraph=int(row["paragraph"]),
        polarity=row["polarity"],
        modality=row["modality"],
        hedge=row.list("hedge"),
        quantity=Quantity.parse(row["quantity"]) if row["quantity"] else None,
        inferred=row["inferred"] == "yes",
        note=row["note"],
        **{column: row.list(column) for column in QUALIFIERS},
    )
