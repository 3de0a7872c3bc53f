"""What makes graphs: load (read the tables, check them, build), read; and check, by all the rules."""

import gc
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Map
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kg.engines.memory.engine import MemoryEngine
from kg.engines.memory.fields import Fields, maker
from kg.engines.memory.store import ClaimStore, in_order, ranks, sources_in_order
from kg.errors import DataError, Problem, a_flag, represented
from kg.files import expanded, is_folder
from kg.graph import KnowledgeGraph
from kg.model import Mapping, Node, Section, Source, Tension, slug
from kg.progress import Tell
from kg.schema import NODE, SOURCE, Schema
from kg.schema_file import read_schema
from kg.tables.columns import EVIDENCE, MODIFIER, NODES, TABLES
from kg.tables.form import by_place
from kg.tables.reading import PACKAGED, Row, Table, Tables, complete, packaged, read_all, read_alone, read_evidence
from kg.tables.rules import Facts, broken, structure, unclaimed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import networkx

    from kg.engines.endpoint.login import Ask
    from kg.evidence import Layer
    from kg.query.stats import Figure

    Roots = Map[str, Traversable]
    """Data folders, by the names that messages call them."""


Under = Schema | str | Path | Sequence[str | Path] | None
"""What data was written under: a schema, or a data folder that has it, or several as one; None for the default."""

TIMES, LARGE = 5, 100_000_000
"""Tables of so many bytes take so many times as much memory; of smaller ones that is not asked."""

MANY = 100_000
"""Parquet files of more claims are asked where they lie."""


def load(
    path: str | Path | None = None,
    *more: str | Path,
    evidence: bool = False,
    base_iri: str | None = None,
    positions: bool = True,
) -> KnowledgeGraph:
    """The packaged graph, or that of another data folder, or of several as one; "packaged" among them is the packaged one.

    Of several folders, claims with the same subject, predicate and object make up one edge, whoever declares its nodes; a node
    that two declare must have the same category, name and definition, and its other names and terms are joined. A source and
    its claims are in one folder. The dataset's name, version and IRIs are those of the first, as are its questions; the schemas
    are joined, and may not contradict each other. `kg check` with the same folders names nodes that may be one entity.

    With `evidence`, what studies found is loaded as well: it answers `evidence`, `evidence_summary` and `harms`, and
    changes no answer about the article. `base_iri` replaces the base of the dataset's own IRIs; without `positions`, the places
    in the picture are not read.
    DataError lists every reason why the tables are not a graph (`kg check` has further rules);
    ValueError if `base_iri` is not an absolute IRI.

    >>> import kg
    >>> kg.load()["scs"].name
    'spinal cord stimulation'
    """
    # Neither is part of the graph.
    without = {"coverage", "agreement"} if a_flag("positions", positions) else {"coverage", "agreement", "positions"}
    roots = folders(path, *more)
    with _uncollected():
        tables = _tables(roots, without)
        layer = _evidence(roots, tables) if evidence else None
        return KnowledgeGraph.over(build(tables, base_iri), next(iter(roots.values())), layer)


def read(
    path: "str | Path | networkx.Graph[Any]",
    *,
    schema: Under = None,
    format: str | None = None,
    base_iri: str | None = None,
) -> KnowledgeGraph:
    """The graph that a file holds: one of ours in a format that can be read (`kg.FORMATS` has them), or anybody's: KGX, a
    hetnet, a mapping set in SSSOM, node-link JSON, RDF with labels (SKOS, OWL); by its suffix or by name. Or a graph of networkx.

    Of ours, the records equal those that were written, except for what the format says that it loses. Of a format with several
    files, name any. In RDF, named graphs are read as one. `schema` is what the data was written under, a Schema or the data
    folder that has it, or several folders as one (`["packaged", "my-data"]`): by default the packaged one, moved to the IRI
    below which the file's claims lie; an ontology in the file is ignored.

    Of other people's graphs, each node becomes a node and each edge a claim, under a schema made of their categories and
    predicates; an id such as UBERON:0000044 stays what it was, and what has no field of its own is in the note. A node that only
    edges name is made of its id, with a warning where there is a table of nodes. Their IRIs are below https://example.org, or
    below `base_iri`, which also replaces the base of a graph of ours.

    DataError says what keeps a file from being read: it is not UTF-8, not RDF or not of this schema, a record lacks something,
    or a triple about one of our subjects belongs to no record or is missing from one. Nothing is fetched: a JSON-LD context
    must be in the file or be `context.jsonld`, and RDF/XML may declare no entities. Turtle or N-Triples that was cut off
    between two subjects cannot be told from a smaller graph. Time and memory grow with the file: seconds for each 100,000
    triples; a triple store is the better place for many.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = kg.write(kg.load(), f"{folder}/graph.ttl")
    ...     kg.read(path)["scs"].name
    'spinal cord stimulation'
    """
    from kg.formats.files import loads
    from kg.formats.foreign import networks

    if networks.is_network(path):
        parts = networks.of_network(path, _schema(schema))
    else:
        place = expanded(cast("str | Path", path))
        if is_folder(place):
            remedy = "kg.load takes a data folder, and kg.open the folder of Parquet files"
            raise DataError([Problem(str(path), 0, "", f"is a folder, not a file; {remedy}")])
        parts = loads(place, _schema(schema), move=schema is None, format=format)
    graph = KnowledgeGraph(
        schema=parts.schema, sources=parts.sources, nodes=parts.nodes, claims=parts.claims, tensions=parts.tensions
    )
    if parts.check is not None:
        parts.check(graph)
    return graph if base_iri is None else _below(graph, base_iri)


def _below(graph: KnowledgeGraph, base_iri: str) -> KnowledgeGraph:
    """The same graph, its own IRIs below another base."""
    return KnowledgeGraph(
        schema=graph.schema.with_base(base_iri),
        sources=graph.sources(),
        nodes=graph.nodes(),
        claims=graph.claims(),
        tensions=graph.tensions(),
    )


def connect(
    endpoint: str,
    graph: str | None = None,
    *,
    schema: Under = None,
    timeout: float = 60.0,
    login: "Ask | None" = None,
) -> KnowledgeGraph:
    """The graph behind a SPARQL 1.1 endpoint: the named graph `graph` there, or its default graph.

    `schema` is what the data was written under, as for `read`, by default the packaged one. `timeout` is in seconds, for each
    request. The login comes from the environment, KG_TOKEN or KG_USER and KG_PASSWORD, or else from `login`, which gives user
    and password. What is asked for is fetched and kept: change the data there, and a new connection sees it.

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
    return KnowledgeGraph.over(EndpointEngine(service, _schema(schema)))


def open(
    path: str | Path,
    *,
    engine: Any = None,
    schema: Under = None,
    evidence: bool | str | Path = False,
    base_iri: str | None = None,
) -> KnowledgeGraph:
    """The graph in tables, of which no more is fetched than what is asked for: for more claims than memory holds.

    `path` names the Parquet files of a graph, as `kg.write` and `kg convert` write them: any of them, what their names begin
    with, or their folder; or else a data folder, or any file that `kg.read` reads, whose tables then lie in memory. `engine` is
    "duckdb" (the default), "sqlite", or a Spark session of yours, which also takes an address that its cluster finds, such as
    s3a://bucket/graph.parquet. `schema` is what the data was written under, as for `read`: by default that of the data
    folder, or the packaged one, moved to the base IRI that the files name, unless Spark reads them. `evidence` is the data
    folder whose evidence is about this graph; True for that of `path`, or the packaged one. `base_iri` replaces the base of the
    dataset's own IRIs.

    The rows are taken as they are: `kg.read` checks them as well. DataError says which file or column is missing, unknown or
    of another type, which file was not written with the others, which value is not declared; MissingExtra which extra installs
    the engine; EngineError, now or later, that the database cannot answer.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = kg.write(kg.load(), f"{folder}/graph.nodes.parquet")
    ...     with kg.open(path) as g:
    ...         g["drg-stimulation"].targets
    Nodes(Node('nmk:dorsal-root-ganglion', name='dorsal root ganglion'))
    """
    from kg.engines.sql.database import parquet_files
    from kg.engines.sql.opening import opened
    from kg.formats.packing import packing_of

    remote = isinstance(path, str) and "://" in path
    place = Path() if remote else expanded(path)
    is_data = not remote and (place / "schema.toml").is_file()
    tables: KnowledgeGraph | None = None
    if is_data:
        tables = load(place)
    elif not remote and (packing_of(place.name) or (place.is_file() and not place.name.endswith(".parquet"))):
        tables = read(place, schema=schema)
    elif not remote and engine == "sqlite":
        tables = read(parquet_files(place)["nodes"], schema=schema)
    layer = None
    if evidence is not False:
        roots = folders((place if is_data else None) if evidence is True else evidence)
        layer = _evidence(roots, _tables(roots))
    where = str(path) if remote else place
    answering = opened(where, tables, engine, _schema(schema), move=schema is None, base_iri=base_iri)
    return KnowledgeGraph.over(answering, tables.folder if tables else None, layer)


def of_file(path: Path, format: str | None = None, schema: Under = None, base_iri: str | None = None) -> KnowledgeGraph:
    """The graph of a file, read into memory; of Parquet files with many claims, asked where they lie, if DuckDB is there."""
    from importlib.util import find_spec

    from kg.formats import parquet

    are_tables = format in (None, parquet.NAME) and path.name.lower().endswith(parquet.SHORT)
    # Of files that other programs changed, the records are read: what follows from them is out of date.
    if are_tables and find_spec("duckdb") is not None and parquet.size(path) > MANY and parquet.is_whole(path):
        return open(path, schema=schema, base_iri=base_iri)
    return read(path, format=format, schema=schema, base_iri=base_iri)


def _schema(given: Under) -> Schema:
    """The schema that is given, that of the folders that are given, or the packaged one. TypeError for anything else."""
    if isinstance(given, Schema):
        return given
    paths = given if isinstance(given, Sequence) and not isinstance(given, str) else (given,)
    if not paths or not all(path is None or isinstance(path, str | Path) for path in paths):
        one = "a Schema, such as kg.load().schema, or a data folder, or several"
        raise TypeError(f"schema must be {one}, not {represented(given)}")
    from kg.schema_union import united

    return united([*folders(*paths).items()])[0]


def check(path: str | Path | None = None, *more: str | Path, progress: Tell | None = None) -> list[Problem]:
    """Every problem in a data folder, or in several as one graph, by all the rules; an empty list if there is none.

    After two seconds `progress` is called, about once a second, with a text that says how far it is.

    >>> import kg
    >>> kg.check()
    []
    """
    from kg.query.question_files import queries
    from kg.tables.curation import every_problem

    try:
        roots = folders(path, *more)
        tables = _tables(roots)
        beside = _problems_beside(roots, tables) if has_evidence(path, *more) else ()
        asked = (queries(root, tables, name=name) for name, root in roots.items())
        return [*every_problem(tables, progress), *beside, *chain.from_iterable(asked)]
    except DataError as error:
        return list(error.problems)


def suggestions(*paths: str | Path | None) -> list[Problem]:
    """The nodes of several data folders that may be one entity under two ids, and what to do if they are.

    They are not faults; `kg check` prints them. DataError if the tables cannot be read.
    """
    from kg.query.agreement import alike

    tables = _tables(folders(*paths), without={"positions"})
    declaring: dict[str, list[Row]] = {}
    for row in tables.nodes.rows:
        declaring.setdefault(f"{NODE}:{row['id']}", []).append(row)
    place = {table.file: number for number, table in enumerate(tables.nodes.parts)}
    found = []
    for pair in alike(_nodes(tables)):
        one, other = sorted(
            (declaring[pair.one.id], declaring[pair.other.id]), key=lambda rows: place[rows[0].table.file]
        )
        # What one folder tells apart, its curator has looked at.
        if {row.table.file for row in one}.isdisjoint(row.table.file for row in other):
            same, name = one[0]["id"], other[0]["id"]
            said = f"{name!r} may be {same!r} at {one[0].place}: {' and '.join(pair.why)}"
            remedy = f"if it is, write {same} for it in this folder, remove this row, and list it under replaces there"
            found.append(other[0].problem("id", f"{said}; {remedy}"))
    return by_place(found)


def _problems_beside(roots: "Roots", article: Tables) -> list[Problem]:
    from kg.query.question_files import queries
    from kg.tables.evidence import every_problem

    tables = _tables_beside(roots, article)
    asked = (queries(root, article, tables, name=name) for name, root in roots.items())
    return [*every_problem(article, tables), *chain.from_iterable(asked)]


def _tables(roots: "Roots", without: Collection[str] = ()) -> Tables:
    """The tables of one data folder, or of several as one. DataError where they would not fit into memory."""
    _refuse_too_large(roots)
    if len(roots) == 1:
        (root,) = roots.values()
        return read_all(root, read_schema(root), without=without)
    from kg.schema_union import united as one_schema
    from kg.tables.union import united as one_set

    schema, own = one_schema(list(roots.items()))
    each = zip(own, roots.items(), strict=True)
    several = [read_alone(root, theirs, without=without, name=name) for theirs, (name, root) in each]
    return complete(one_set(several, schema))


def _refuse_too_large(roots: "Roots") -> None:
    places = [place for root in roots.values() for place in (root, root / "claims") if isinstance(place, Path)]
    size = 0
    with suppress(OSError):  # What cannot be read is told where it is read.
        files = (file for place in places for file in place.glob("*.tsv") if file.is_file())
        size = sum(file.stat().st_size for file in files)
    if size < LARGE:
        return
    from kg import memory

    free = memory.free()
    if free is not None and size * TIMES > free:
        message = (
            f"the tables have {size / 1e9:.1f} GB and take about {size * TIMES / 1e9:.0f} GB of memory, of which "
            f"{free / 1e9:.0f} GB are free; where more is, write them once: kg convert DATA graph.parquet; "
            "then ask them in any memory: kg.open"
        )
        raise DataError([Problem(", ".join(roots), 0, "", message)])


def _tables_beside(roots: "Roots", article: Tables) -> Tables:
    """The evidence in one data folder, or in those of several that have any. DataError where there is none."""
    with_any = {name: root for name, root in roots.items() if (root / EVIDENCE).is_dir()} or roots
    own = article.own_schemas
    found = [read_evidence(root, own.get(name, article.schema), name) for name, root in with_any.items()]
    if not own:
        return found[0]
    from kg.tables.union import united as one_set

    return one_set(found, article.schema)


def stats(path: str | Path | None = None, *more: str | Path) -> "list[Figure]":
    """The figures of the packaged data, of another folder, or of several as one. DataError if they make no graph.

    >>> stats()[0]
    Figure(group='graph', what='nodes', value='209')
    """
    from kg.query.stats import figures

    tables = _tables(folders(path, *more))
    return figures(KnowledgeGraph.over(build(tables)), tables)


def datapackage(path: str | Path) -> bytes:
    """The Data Package of a data folder: what its tables hold, for tools that know nothing of this package.

    DataError if the schema cannot be read.
    """
    from kg.formats.about import datapackage as package

    root = folder(path)
    tables = read_all(root, read_schema(root))
    found = [*tables.all(), *(read_evidence(root, tables.schema).all() if has_evidence(path) else ())]
    there = (table for table in found if root.joinpath(*package.path_of(table).split("/")).is_file())
    return package.dumps(tables.schema, list(there))


def has_evidence(*paths: str | Path | None) -> bool:
    """Whether one of some data folders has evidence; None is the packaged one."""
    return any((folder(path) / EVIDENCE).is_dir() for path in paths)


def fingerprint(*paths: str | Path | None, base_iri: str | None) -> str:
    """A digest of all that a graph is made from: the tables and the schemas, the base, and this version of the package."""
    import hashlib  # Its import takes as long as a look-up.

    from kg import __version__

    digest = hashlib.sha256(repr((__version__, base_iri)).encode())
    for root in map(folder, paths):
        beside = root / EVIDENCE
        places = {"": root, "claims": root / "claims", EVIDENCE: beside, f"{EVIDENCE}/claims": beside / "claims"}
        files = sorted(
            (f"{name}/{file.name}", file)
            for name, place in places.items()
            if place.is_dir()
            for file in place.iterdir()
            if file.name.endswith((".tsv", ".toml")) and file.is_file()
        )
        for name, file in files:
            digest.update(f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()} ".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def folder(path: str | Path | None) -> "Traversable":
    """The data folder at `path`, or the packaged one where None or the text `packaged` is given. DataError for a file."""
    # Absolute, so that messages can name the folder even where it was given as a dot.
    if path is None or path == PACKAGED:
        return packaged()
    place = expanded(path).absolute()
    if not is_folder(place):
        from kg.formats.packing import is_there

        if is_there(place):
            raise DataError([Problem(place.name, 0, "", "is a file, not a data folder; kg.read takes it, or kg.open")])
    return place


def folders(*paths: str | Path | None) -> "Roots":
    """Data folders by the names that messages call them, with as much of their paths as tells them apart.

    DataError if one is given twice.
    """
    roots = [folder(path) for path in paths]
    places = [root.resolve() if isinstance(root, Path) else root for root in roots]
    if twice := [root for number, root in enumerate(roots) if places[number] in places[:number]]:
        raise DataError([Problem(str(root), 0, "", "the folder is given twice; give it once") for root in twice])
    parts = [root.parts if isinstance(root, Path) else (root.name,) for root in roots]
    endings = (["/".join(part[-size:]) for part in parts] for size in range(1, max(map(len, parts)) + 1))
    names = next((ending for ending in endings if len({*ending}) == len(roots)), list(map(str, roots)))
    return dict(zip(names, roots, strict=True))


def build(tables: Tables, base_iri: str | None = None) -> MemoryEngine:
    """The engine of the tables of a data folder. DataError lists everything that keeps them from being one."""
    schema = tables.schema if base_iri is None else tables.schema.with_base(base_iri)
    facts = Facts.of(tables)
    declaring = (tables.sources, tables.sections, tables.nodes, tables.mappings, tables.positions, tables.agreement)
    problems = [*tables.problems, *unclaimed(facts, tables), *structure(facts, declaring)]
    if problems:
        problems += structure(facts, (*tables.claims, tables.coverage, tables.tensions))
        raise DataError(by_place(problems))
    sources, nodes = sources_in_order(_sources(tables)), in_order(schema, _nodes(tables))
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


def _evidence(roots: "Roots", article: Tables) -> "Layer":
    """The evidence on an article. DataError lists everything that keeps it from being loaded."""
    from kg.evidence import Appraisal, Finding, Layer, Link, Study
    from kg.tables.evidence import unlinked

    tables = _tables_beside(roots, article)
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
        nodes=[node for node in _nodes(tables) if node.slug not in known],
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


def _nodes(tables: Tables) -> Iterator[Node]:
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


@contextmanager
def _uncollected() -> Iterator[None]:
    """The garbage collector off for a while, and then as it was.

    It looks again and again at what is only added to, which makes work on many records take more than in proportion.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
