"""What makes graphs: load (read the tables, check them, build), read; and check, by all the rules."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kg.building import build, evidence_layer, nodes_of
from kg.errors import DataError, Problem, a_flag, represented
from kg.files import expanded, is_folder
from kg.folders import evidence_tables, folder, folders, has_evidence, tables_of
from kg.graph import KnowledgeGraph
from kg.progress import Tell
from kg.schema import NODE, Schema
from kg.schema_file import read_schema
from kg.tables.columns import EVIDENCE
from kg.tables.form import by_place
from kg.tables.reading import Row, Tables, read_all, read_evidence

if TYPE_CHECKING:
    import networkx

    from kg.engines.endpoint.login import Ask
    from kg.folders import Roots
    from kg.query.stats import Figure


Under = Schema | str | Path | Sequence[str | Path] | None
"""What data was written under: a schema, or a data folder that has it, or several as one; None for the default."""

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
        tables = tables_of(roots, without)
        layer = evidence_layer(evidence_tables(roots, tables), tables) if evidence else None
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
        article = tables_of(roots)
        layer = evidence_layer(evidence_tables(roots, article), article)
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
        tables = tables_of(roots)
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

    tables = tables_of(folders(*paths), without={"positions"})
    declaring: dict[str, list[Row]] = {}
    for row in tables.nodes.rows:
        declaring.setdefault(f"{NODE}:{row['id']}", []).append(row)
    place = {table.file: number for number, table in enumerate(tables.nodes.parts)}
    found = []
    for pair in alike(nodes_of(tables)):
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

    tables = evidence_tables(roots, article)
    asked = (queries(root, article, tables, name=name) for name, root in roots.items())
    return [*every_problem(article, tables), *chain.from_iterable(asked)]


def stats(path: str | Path | None = None, *more: str | Path) -> "list[Figure]":
    """The figures of the packaged data, of another folder, or of several as one. DataError if they make no graph.

    >>> stats()[0]
    Figure(group='graph', what='nodes', value='209')
    """
    from kg.query.stats import figures

    tables = tables_of(folders(path, *more))
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
