"""Questions about a whole graph that lies on a Spark cluster: answered there, by SQL and GraphFrames, and little is fetched."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from kg.engines import Cluster
from kg.errors import EngineError, KgError
from kg.model.certainty import UNSAID
from kg.query.links import AHEAD, BACK, DAMPING, EVERY_WAY, Chosen, Row

PLUGINS, PLUGIN = "spark.connect.extensions.relation.classes", "org.apache.spark.sql.graphframes.GraphFramesConnect"
CLOSE = 1e-6
"""GraphFrames is done when no node's rank, which is 1 on average, changes by more."""


def graphframe(session: Any) -> Any:
    """The class of GraphFrames that works on a Spark session. KgError says what to add, here or on its cluster."""
    connect = type(session).__module__.startswith("pyspark.sql.connect")
    package = f"--packages io.graphframes:graphframes{'-connect' * connect}-spark4_2.13:VERSION"
    there = f"start the cluster with {package}{f' --conf {PLUGINS}={PLUGIN}' * connect}"
    otherwise = "or give collect=True, which fetches the edges and answers with scipy on this machine"
    try:
        found = import_module("graphframes").GraphFrame
    except ImportError:
        remedy = f"run python -m pip install graphframes-py here, and {there}"
        raise KgError(f"on a cluster, this needs GraphFrames: {remedy}; {otherwise}") from None
    if not (_has_plugin(session) if connect else _has_class(session)):
        raise KgError(f"on a cluster, this needs GraphFrames, which is only here: {there}; {otherwise}")
    return found


def _has_plugin(session: Any) -> bool:
    """Whether the server of a session of Spark Connect has loaded GraphFrames."""
    try:
        return PLUGIN in session.conf.get(PLUGINS, "")
    except Exception:  # A server that has no such setting may say so in its own way.
        return False


def _has_class(session: Any) -> bool:
    """Whether the virtual machine of a session has GraphFrames."""
    try:
        loader = session.sparkContext._jvm.Thread.currentThread().getContextClassLoader()
        return loader.loadClass("org.graphframes.GraphFramePythonAPI") is not None
    except Exception:  # Of py4j, which wraps that of Java.
        return False


def ranked(
    cluster: Cluster, measure: str, categories: Collection[str] | None, edges: Chosen, limit: int | None, digits: int
) -> tuple[list[Row], int]:
    """The first rows of a ranking, and of how many they are the first; scores are rounded there, so that equal ones are equal."""
    wanted = [] if categories is None else sorted(categories)
    text, values = _degrees(edges)
    text += f" WHERE d.degree > 0{f' AND n.category IN ({_holes(wanted)})' if wanted else ''}"
    with _asked(cluster):
        frame = cluster.frame(text, [*values, *wanted])
        of = frame.count()
        score = "degree"
        if measure == "pagerank":
            vertices = _graph(cluster, edges).pageRank(resetProbability=1 - DAMPING, tol=CLOSE).vertices
            frame, score = frame.join(vertices.select("id", "pagerank"), "id"), "pagerank"
            total = vertices.agg({"pagerank": "sum"}).collect()[0][0]
        else:
            total = cluster.frame("SELECT COUNT(*) - 1 AS n FROM nodes AS n").collect()[0][0]
        part = f"ROUND({score} / CAST({total} AS DOUBLE), {digits})" if total else "1"
        frame = frame.selectExpr("id", f"CAST({part} AS DOUBLE) AS score", "degree", "ins", "outs")
        frame = frame.orderBy(["score", "id"], ascending=[False, True])
        rows = (frame if limit is None else frame.limit(limit)).collect()
    return [(id, score, degree, ins, outs) for id, score, degree, ins, outs in rows], of


def components_of(
    cluster: Cluster, edges: Chosen, limit: int | None, some: int
) -> tuple[list[tuple[int, list[str]]], Mapping[int, int]]:
    """The size of each component and the ids of some of its nodes; and how many components have each size."""
    text, values = _degrees(edges)
    with _asked(cluster):
        labels = _graph(cluster, edges).connectedComponents(use_local_checkpoints=True).select("id", "component")
        sizes = labels.groupBy("component").agg({"*": "count", "id": "min"}).toDF("component", "size", "first")
        counts = dict(sorted(map(tuple, sizes.groupBy("size").count().collect()), reverse=True))
        largest = sizes.orderBy(["size", "first"], ascending=[False, True])
        members = labels.join(cluster.frame(text, values), "id").orderBy(["degree", "id"], ascending=[False, True])
        parts = [
            (size, [row[0] for row in members.filter(members.component == label).select("id").limit(some).collect()])
            for label, size, _ in (largest if limit is None else largest.limit(limit)).collect()
        ]
    return parts, counts


@contextmanager
def _asked(cluster: Cluster) -> Iterator[None]:
    """What a session raises is of many families: EngineError instead."""
    try:
        yield
    except KgError:
        raise
    except Exception as error:
        raise EngineError(str(cluster), error) from error


def _graph(cluster: Cluster, edges: Chosen) -> Any:
    """The graph for GraphFrames, with an edge as often as its weight says: it has no other way to weigh them."""
    made = graphframe(cluster.session)
    branches, values = [], []
    for way, flips in ((AHEAD, (False,)), (BACK, (True,)), (EVERY_WAY, (False, True))):
        names = [name for name, walked in edges.ways.items() if walked == way]
        for flip in flips if names else ():
            ends = "e.object AS src, e.subject AS dst" if flip else "e.subject AS src, e.object AS dst"
            once = " AND e.subject <> e.object" if flip and way == EVERY_WAY else ""
            branches.append(f"SELECT {ends}, e.weight AS weight FROM edges AS e WHERE {_walked(edges, names)}{once}")
            values += names
    weight = "weight" if not edges.structural else "CASE WHEN weight > 0 THEN weight ELSE 1 END"
    text = f"SELECT t.src, t.dst, explode(sequence(1, {weight})) AS nth FROM ({' UNION ALL '.join(branches)}) AS t"
    return made(cluster.frame("SELECT n.id FROM nodes AS n"), cluster.frame(text, values))


def _degrees(edges: Chosen) -> tuple[str, Sequence[str]]:
    """A query for each node with how many edges it has, lead to it, and lead from it; and its values."""
    names = [name for name, way in edges.ways.items() if way]
    loop, where = "CASE WHEN e.subject = e.object THEN 1 ELSE 0 END", _walked(edges, names)
    text = (
        "SELECT n.id AS id, COALESCE(d.degree, 0) AS degree, COALESCE(d.ins, 0) AS ins, COALESCE(d.outs, 0) AS outs "
        "FROM nodes AS n LEFT JOIN (SELECT t.id AS id, COUNT(*) AS degree, SUM(t.ins) AS ins, SUM(t.outs) AS outs FROM ("
        f"SELECT e.subject AS id, {loop} AS ins, 1 AS outs FROM edges AS e WHERE {where} UNION ALL "
        f"SELECT e.object AS id, 1 AS ins, 0 AS outs FROM edges AS e WHERE {where} AND e.subject <> e.object"
        ") AS t GROUP BY t.id) AS d ON d.id = n.id"
    )
    return text, [*names, *names]


def _walked(edges: Chosen, names: Sequence[str]) -> str:
    """The condition for the edges that are walked, of some predicates."""
    conditions = ["e.uncertainty IS NOT NULL", f"e.predicate IN ({_holes(names)})"]
    conditions += [f"e.uncertainty < {UNSAID}"] * (not edges.tentative) + ["e.weight > 0"] * (not edges.structural)
    return " AND ".join(conditions)


def _holes(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values)) or "NULL"
