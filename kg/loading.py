"""What makes graphs: load, read; and check, which looks whether a data folder could be one."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.engines.memory.engine import MemoryEngine
from kg.engines.memory.store import ClaimStore, Ranks, in_order, ranks, sources_in_order
from kg.errors import DataError, Problem
from kg.graph import KnowledgeGraph
from kg.memory import uncollected
from kg.model import Mapping, Node, Section, Source, Tension
from kg.schema import CLAIM, NODE, SOURCE, Schema
from kg.tables.reading import Block, Table, Tables, items, packaged, read_all, read_schema
from kg.tables.rules import paragraphs, problems
from kg.tables.screen import Screen

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from kg.engines.endpoint.client import Login

    from kg.query.stats import Figure


def load(path: str | Path | None = None, *, base_iri: str | None = None, positions: bool = True) -> KnowledgeGraph:
    """The packaged graph, or that of another data folder.

    `base_iri` moves every IRI of ours below another address; without `positions`, the places in the picture are not read.
    DataError lists everything that keeps the tables from being a graph (run `kg check` for the rules beyond that);
    ValueError if `base_iri` is no absolute IRI.

    >>> import kg
    >>> kg.load()["scs"].name
    'spinal cord stimulation'
    """
    # Neither is part of the graph.
    without = {"coverage", "agreement"} if positions else {"coverage", "agreement", "positions"}
    root = folder(path)
    with uncollected():
        loaded = _load(root, base_iri, without)
    loaded.folder = root
    return loaded


def read(path: str | Path, *, schema: Schema | None = None) -> KnowledgeGraph:
    """The graph that an RDF export of ours holds: Turtle, N-Triples, JSON-LD, TriG or RDF/XML, by the file's suffix.

    The records equal those that were written, but for the places in the picture, which RDF does not hold. Of TriG the
    data is read. `schema` is what the data was written under: by default the packaged one, moved to the IRI below which the
    file's claims lie; of an ontology in the file nothing is taken.

    DataError says what keeps a file from being read: no UTF-8, no RDF, RDF that is not of this schema, a record that lacks
    something, a triple about one of our subjects that no record holds or that a record asks for. Nothing is fetched: a
    JSON-LD context must stand in the file or be `context.jsonld`, and RDF/XML may declare no entities. Turtle or N-Triples
    that was cut off between two subjects cannot be told from a smaller graph. Time and memory grow with the file: seconds for
    each 100,000 triples, for which a triple store is the better place.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = kg.write(kg.load(), f"{folder}/graph.ttl")
    ...     kg.read(path)["scs"].name
    'spinal cord stimulation'
    """
    from kg.formats.rdf.parse import records

    own = packaged_schema() if schema is None else schema
    own, found = records(Path(path), own, move=schema is None)
    sources, nodes, claims, tensions = found.records()
    graph = KnowledgeGraph(schema=own, sources=sources, nodes=nodes, claims=claims, tensions=tensions)
    found.compare(graph)
    return graph


def connect(
    endpoint: str,
    graph: str | None = None,
    *,
    schema: Schema | None = None,
    timeout: float = 60.0,
    login: "Login | None" = None,
) -> KnowledgeGraph:
    """The graph behind a SPARQL 1.1 endpoint: the named graph `graph` there, or its default graph.

    `schema` is what the data was written under, by default the packaged one. `timeout` is in seconds, for each request. The
    login comes from the environment, KG_TOKEN or KG_USER and KG_PASSWORD, or else from `login`, which gives user and password.
    What is asked for is fetched and kept: change the data there, and a new connection sees it.

    EndpointError says what is wrong with the endpoint, or that it holds nothing of ours. MissingExtra without httpx.

    >>> import kg
    >>> from kg.stores.serve import serving
    >>> with serving(kg.dumps(kg.load(), "turtle")) as server, kg.connect(server.address) as g:
    ...     g["drg-stimulation"].targets
    Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
    """
    from kg.engines.endpoint.client import Endpoint
    from kg.engines.endpoint.engine import EndpointEngine

    service = Endpoint(endpoint, graph_iri=graph, timeout=timeout, login=login)
    return KnowledgeGraph.over(EndpointEngine(service, packaged_schema() if schema is None else schema))


def packaged_schema() -> Schema:
    """The schema that comes with the package."""
    return read_schema(packaged())


def _load(root: "Traversable", base_iri: str | None, without: Collection[str]) -> KnowledgeGraph:
    tables = read_all(root, without=without, cells_later=True)
    screen = Screen(tables)
    found = graph(tables, base_iri, screen) if screen.passes() else None
    if found is None or not screen.tensions():
        tables = sound_tables(root, without=without)
        found = graph(tables, base_iri)
    assert found is not None
    return found


def sound_tables(root: "Traversable", *, without: Collection[str] = ()) -> Tables:
    """The tables of a data folder, if a graph can be built from them; DataError with every reason if not.

    The kinds of table in `without` are not read.
    """
    tables = read_all(root, without=without)
    found = problems(tables)
    if found:
        raise DataError(found)
    return tables


def check(path: str | Path | None = None) -> list[Problem]:
    """Every problem in a data folder, by all the rules; an empty list where all is well."""
    from kg.query.question_files import queries
    from kg.tables.curation import every_problem

    root = folder(path)
    try:
        tables = read_all(root)
        return [*every_problem(tables), *queries(root, tables)]
    except DataError as error:
        return list(error.problems)


def stats(path: str | Path | None = None) -> "list[Figure]":
    """The figures of the packaged data or of another folder. DataError if no graph can be built from its tables.

    >>> stats()[0]
    Figure(group='graph', what='nodes', value='191')
    """
    from kg.query.stats import figures

    tables = sound_tables(folder(path))
    found = graph(tables)
    assert found is not None
    return figures(found, tables)


def folder(path: str | Path | None) -> "Traversable":
    """The data folder at `path`, or the packaged one."""
    # Absolute, so that messages can name the folder even where it was given as a dot.
    return packaged() if path is None else Path(path).absolute()


def graph(tables: Tables, base_iri: str | None = None, screen: Screen | None = None) -> KnowledgeGraph | None:
    """The graph of tables that keep the rules of structure; None where `screen` does not pass their claims."""
    schema = tables.schema if base_iri is None else tables.schema.with_base(base_iri)
    sources = sources_in_order(_sources(tables))
    nodes = in_order(schema, _nodes(tables))
    claims = ClaimStore(ranks(schema, sources, nodes))
    by_source = {table.source: table for table in tables.claims}
    for source in sources:
        if source.slug in by_source:
            table = by_source[source.slug]
            try:
                claims.add(source.slug, _passed(table, screen, claims.ranks))
            except _NotPassed:
                return None
    return KnowledgeGraph.over(MemoryEngine(schema, sources, nodes, claims, _tensions(tables)))


class _NotPassed(Exception):
    """The screen does not pass a block of claims."""


def _passed(table: Table, screen: Screen | None, ranks: Ranks) -> Iterator[Block]:
    for block in table.blocks():
        if screen is not None and not screen.claims(table, block, ranks):
            raise _NotPassed
        yield block


def _sources(tables: Tables) -> Iterator[Source]:
    sections: dict[str, list[Section]] = {}
    columns = tables.sections.columns
    for of, id, title, sentences in zip(*columns.values(), strict=True):
        section = Section(id=f"{SOURCE}:{of}.{id}", title=title, paragraphs=paragraphs(sentences))
        sections.setdefault(of, []).append(section)
    claims = {table.source: table for table in tables.claims}
    for cells in _records(tables.sources):
        slug = cells.pop("id")
        if cells["kind"] == "ontology":
            # A claim of an ontology stands in a term, which is a section of its source.
            terms = sorted(set(claims[slug].columns["section"])) if slug in claims else []
            of_source = [Section(id=f"{SOURCE}:{slug}.{term}", title=term) for term in terms]
        else:
            of_source = sections.get(slug, [])
        yield Source(id=f"{SOURCE}:{slug}", sections=tuple(of_source), **cells)


def _nodes(tables: Tables) -> Iterator[Node]:
    columns = tables.positions.columns
    xs, ys = map(int, columns["x"]), map(int, columns["y"])
    places = dict(zip(columns["id"], zip(xs, ys, strict=True), strict=True))
    mappings: dict[str, list[Mapping]] = {}
    for cells in _records(tables.mappings):
        mapping = Mapping(
            match=cells["predicate_id"].removeprefix("skos:"),
            term=cells["object_id"],
            label=cells["object_label"],
            place=cells["comment"],
        )
        mappings.setdefault(cells["subject_id"], []).append(mapping)
    columns = tables.nodes.columns
    names = ("id", "category", "name", "synonyms", "abbreviations", "definition", "ungrounded", "note")
    for slug, category, name, synonyms, abbreviations, definition, ungrounded, note in zip(
        *map(columns.__getitem__, names), strict=True
    ):
        id = f"{NODE}:{slug}"
        yield Node(
            id=id,
            category=category,
            name=name,
            synonyms=items(synonyms),
            abbreviations=items(abbreviations),
            definition=definition,
            note=note,
            mappings=tuple(mappings.get(id, ())),
            ungrounded=ungrounded,
            position=places.get(slug),
        )


def _tensions(tables: Tables) -> Iterator[Tension]:
    for cells in _records(tables.tensions):
        yield Tension(
            id=f"{CLAIM}:{cells['id']}",
            claims=tuple(f"{CLAIM}:{claim}" for claim in items(cells["claims"])),
            against=tuple(f"{CLAIM}:{claim}" for claim in items(cells["against"])),
            kind=cells["kind"],
            weight=cells["weight"],
            why=cells["why"],
        )


def _records(table: Table) -> Iterator[dict[str, str]]:
    """The rows of a table whose form is sound, as cells by column."""
    for line in table.lines:
        yield dict(zip(table.header, line.split("\t"), strict=True))
