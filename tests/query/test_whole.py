"""Questions about a whole graph: the numbers are those of networkx, on every engine."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any

import networkx
import pytest
from conftest import missing
from hypothesis import given
from hypothesis import strategies as st
from sql_engines import Session

import kg
from kg.query.cluster import PLUGINS, graphframe


def made_up(seed: int, nodes: int, claims: int) -> kg.KnowledgeGraph:
    """A graph of so many nodes and claims, some denied, hedged, structural, or from a node to itself."""
    packaged, draw = kg.load(), Random(seed)
    some = [kg.Node(id=f"nmk:n{number}", category="Concept", name=f"node {number}") for number in range(nodes)]
    ends = [one.id for one in some]
    like: dict[str, Any] = {"source": "nms:icliniq-2025", "section": "nms:icliniq-2025.types", "paragraph": 1}
    said = [
        kg.Claim(
            id=f"nmc:c-{number:04}",
            subject=draw.choice(ends),
            predicate=draw.choice(["affects", "related_to", "differs_from"]),
            object=draw.choice(ends),
            statement="They are joined.",
            polarity=draw.choice(["affirmed", "affirmed", "denied"]),
            modality=draw.choice(["asserted", "hedged"]),
            hedge=("may",),
            structural=draw.random() < 0.2,
            **like,
        )
        for number in range(claims)
    ]
    said = [claim if claim.modality == "hedged" else _outright(claim) for claim in said]
    return kg.KnowledgeGraph(schema=packaged.schema, sources=packaged.sources(), nodes=some, claims=said)


def _outright(claim: kg.Claim) -> kg.Claim:
    from dataclasses import replace

    return replace(claim, hedge=())


def walked(
    g: kg.KnowledgeGraph,
    *,
    directed: bool = True,
    tentative: bool = True,
    structural: bool = False,
    symmetric: bool = True,
) -> Any:
    """The edges that count, as networkx has them: a symmetric one both ways, or not at all."""
    found: Any = networkx.DiGraph()
    found.add_nodes_from(node.id for node in g)
    for edge in g.edges():
        if edge.affirmed and (tentative or not edge.tentative) and (structural or edge.weight):
            both = not directed or g.schema.predicates[edge.predicate].symmetric
            if both and directed and not symmetric:
                continue
            ways = {(edge.subject, edge.object), (edge.object, edge.subject)} if both else {edge.key[::2]}
            for start, end in ways:
                weight = edge.weight + found.get_edge_data(start, end, {"weight": 0})["weight"]
                found.add_edge(start, end, weight=weight)
    return found


def degrees_of(g: kg.KnowledgeGraph, *, tentative: bool = True) -> dict[str, int]:
    counted = {node.id: 0 for node in g}
    for edge in g.edges():
        if edge.affirmed and edge.weight and (tentative or not edge.tentative):
            for id in {edge.subject, edge.object}:
                counted[id] += 1
    return counted


GRAPHS: list[Callable[[], kg.KnowledgeGraph]] = [
    kg.load,
    lambda: made_up(1, 30, 60),
    lambda: made_up(2, 40, 25),
    lambda: made_up(3, 200, 900),
    lambda: made_up(4, 1, 3),
    lambda: made_up(5, 12, 0),
]


ASKED: list[Callable[[kg.KnowledgeGraph], Any]] = [
    lambda g: g.pagerank(),
    lambda g: g.degree_centrality(),
    lambda g: g.components(strong=True),
]


@pytest.fixture(scope="module", params=range(len(GRAPHS)))
def g(request: pytest.FixtureRequest) -> Any:
    return GRAPHS[request.param]()


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("tentative", [True, False])
def test_pagerank_is_that_of_networkx(g: kg.KnowledgeGraph, directed: bool, tentative: bool) -> None:
    found = g.pagerank(directed=directed, tentative=tentative, limit=None)
    plain = networkx.pagerank(walked(g, directed=directed, tentative=tentative), tol=1e-13, max_iter=2000)
    digits = found.digits
    assert {one.node.id: one.score for one in found} == pytest.approx(
        {one.node.id: plain[one.node.id] for one in found}, abs=0.6 * 10**-digits
    )
    counting = degrees_of(g, tentative=tentative)
    assert {one.node.id for one in found} == {id for id, degree in counting.items() if degree}
    order = [(-one.score, one.node.id) for one in found]
    assert order == sorted(order)
    assert found.cut == ""


def test_degrees_are_the_edges_that_a_claim_affirms(g: kg.KnowledgeGraph) -> None:
    found = g.degree_centrality(limit=None)
    counted = degrees_of(g)
    assert {one.node.id: one.degree for one in found} == {id: degree for id, degree in counted.items() if degree}
    order = [(-counted[one.node.id], one.node.id) for one in found]
    assert order == sorted(order)
    assert [one.score for one in found] == [
        round(counted[one.node.id] / (len(g) - 1), found.digits) if len(g) > 1 else 1.0 for one in found
    ]
    assert sum(one.in_degree for one in found) == sum(one.out_degree for one in found)


@pytest.mark.parametrize("tentative", [True, False])
@pytest.mark.parametrize("strong", [True, False])
def test_components_are_those_of_networkx(g: kg.KnowledgeGraph, strong: bool, tentative: bool) -> None:
    found = g.components(strong=strong, tentative=tentative, limit=None)
    plain = walked(g, tentative=tentative, structural=True, symmetric=not strong)
    parts = networkx.strongly_connected_components if strong else networkx.weakly_connected_components
    expected = [set(part) for part in parts(plain)]
    assert [set(part) for part in found] == sorted(expected, key=lambda part: (-len(part), min(part)))
    assert [one.size for one in found] == list(map(len, found))
    assert sum(size * count for size, count in found.sizes.items()) == len(g)


def test_a_component_begins_with_the_nodes_of_most_edges() -> None:
    g = kg.load()
    (largest,) = g.components(limit=1)
    at = {id: sum(edge.affirmed for edge in {*g.edges(subject=id), *g.edges(object=id)}) for id in largest}
    assert list(largest) == sorted(largest, key=lambda id: (-at[id], id))
    assert largest.nodes[0] == g[largest[0]]


@given(st.permutations(range(12)))
def test_the_order_of_the_claims_does_not_matter(order: list[int]) -> None:
    g = made_up(6, 6, 12)
    claims = [g.claims()[place] for place in order]
    other = kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=reversed(g.nodes()), claims=claims)
    for ask in ASKED:
        assert ask(g).rows() == ask(other).rows()


def test_filters_and_limits() -> None:
    g = kg.load()
    every = g.pagerank(limit=None)
    techniques = g.pagerank(category="technique", limit=2)
    assert [one.node for one in techniques] == [one.node for one in every if one.node.category == "Technique"][:2]
    assert techniques.cut == "cut at 2 of 6; raise the limit to see them"
    along = {id for edge in g.edges(predicate="leads_to") if edge.affirmed for id in (edge.subject, edge.object)}
    ranked = g.degree_centrality(predicates="leads_to", limit=None)
    assert {one.node.id for one in ranked} == along
    first, back = (g.pagerank(predicates=name, limit=1)[0] for name in ("targets", "targeted_by"))
    assert first.in_degree > 0 == first.out_degree
    assert back.out_degree > 0 == back.in_degree
    assert set(g.components(predicates="leads_to", limit=None).sizes) > {1}
    assert max(g.components(predicates="similar_to", strong=True).sizes) > 1, "named, a symmetric edge leads both ways"
    assert g.components(limit=2).cut == "cut at 2 of 9 components; raise the limit to see them"


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda g: g.pagerank(category="Techniqe"), "unknown category 'Techniqe'"),
        (lambda g: g.pagerank(predicates="nope"), "unknown predicate 'nope'"),
        (lambda g: g.components(limit=0), "limit must be at least 1"),
        (lambda g: g.components(strong="yes"), "strong must be True or False, not 'yes'"),
        (lambda g: g.degree_centrality(tentative=None), "tentative must be True or False, not None"),
    ],
)
def test_what_is_wrong_is_said(ask: Callable[[Any], Any], message: str) -> None:
    with pytest.raises((kg.KgError, TypeError, ValueError), match=message):
        ask(kg.load())


def test_without_scipy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "scipy"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(kg.MissingExtra, match=r"this question needs scipy; .* '.\[analysis\]'"):
        kg.load().components()


# ------------------------------------------------------------------------------------------------------------- engines


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_tables_answer_as_memory_does(engine: str, tmp_path: Path) -> None:
    g = made_up(7, 30, 80)
    path = kg.write(g, tmp_path / "graph.nodes.parquet")
    with kg.open(path, engine=engine, schema=g.schema) as other:
        for ask in ASKED:
            assert ask(other).rows() == ask(g).rows()


class Stub:
    """A session of Spark, of which only its class and its settings matter."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        self.conf = SimpleNamespace(get=(settings or {}).get)


class Connected(Stub):
    __module__ = "pyspark.sql.connect.session"


class Loader:
    def __init__(self, *names: str) -> None:
        self.names = names

    def loadClass(self, name: str) -> object:  # noqa: N802  as Java names it
        if name not in self.names:
            raise RuntimeError(f"ClassNotFoundException: {name}")
        return object()


class Classic(Stub):
    __module__ = "pyspark.sql.session"

    def __init__(self, loader: Loader) -> None:
        thread = SimpleNamespace(getContextClassLoader=lambda: loader)
        jvm = SimpleNamespace(Thread=SimpleNamespace(currentThread=lambda: thread))
        self.sparkContext = SimpleNamespace(_jvm=jvm)


WITH_PLUGIN = Connected({PLUGINS: "a.b.C,org.apache.spark.sql.graphframes.GraphFramesConnect"})
WITH_CLASS = Classic(Loader("org.graphframes.GraphFramePythonAPI"))
OTHERWISE = "or give collect=True, which fetches the edges and answers with scipy on this machine"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> type:
    module: Any = ModuleType("graphframes")
    module.GraphFrame = type("GraphFrame", (), {})
    monkeypatch.setitem(sys.modules, "graphframes", module)
    return module.GraphFrame  # type: ignore[no-any-return]


@pytest.mark.parametrize("session", [WITH_PLUGIN, WITH_CLASS])
def test_graphframes_is_found(session: Stub, installed: type) -> None:
    assert graphframe(session) is installed


@pytest.mark.parametrize(
    ("session", "package"),
    [
        (Connected(), "io.graphframes:graphframes-connect-spark4_2.13:VERSION --conf spark.connect.extensions"),
        (
            Connected({PLUGINS: ""}),
            "io.graphframes:graphframes-connect-spark4_2.13:VERSION --conf spark.connect.extens",
        ),
        (Classic(Loader()), "io.graphframes:graphframes-spark4_2.13:VERSION; or give collect=True"),
    ],
)
def test_a_cluster_without_graphframes_is_told_what_to_add(session: Stub, package: str, installed: type) -> None:
    with pytest.raises(kg.KgError) as caught:
        graphframe(session)
    message = str(caught.value)
    assert message.startswith("on a cluster, this needs GraphFrames, which is only here: start the cluster with")
    assert package in message
    assert message.endswith(OTHERWISE)


@pytest.mark.parametrize("session", [WITH_PLUGIN, WITH_CLASS])
def test_graphframes_must_be_installed_here_too(session: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphframes", None)
    with pytest.raises(kg.KgError, match="run python -m pip install graphframes-py here, and start the cluster with"):
        graphframe(session)


class StandIn:
    """What GraphFrames does, by networkx, on the DataFrames that it is given; ranks are 1 on average, as its own are."""

    def __init__(self, vertices: Any, edges: Any) -> None:
        self.session = vertices.sparkSession
        self.plain: Any = networkx.MultiDiGraph()
        self.plain.add_nodes_from(row.id for row in vertices.collect())
        self.plain.add_edges_from((row.src, row.dst) for row in edges.collect())

    def pageRank(self, resetProbability: float, tol: float) -> Any:  # noqa: N802, N803  as GraphFrames names them
        scores = networkx.pagerank(self.plain, alpha=1 - resetProbability, tol=1e-13, max_iter=2000)
        rows = [(id, score * len(scores)) for id, score in scores.items()]
        return SimpleNamespace(vertices=self.session.createDataFrame(rows, "id STRING, pagerank DOUBLE"))

    def connectedComponents(self, use_local_checkpoints: bool) -> Any:  # noqa: N802
        assert use_local_checkpoints  # Else a folder for them has to be set on the cluster.
        parts = enumerate(networkx.weakly_connected_components(self.plain))
        rows = [(id, number) for number, part in parts for id in part]
        return self.session.createDataFrame(rows, "id STRING, component BIGINT")


@pytest.fixture(
    scope="module",
    params=[pytest.param("sail", marks=pytest.mark.sail), pytest.param("spark", marks=pytest.mark.spark)],
)
def on_cluster(
    request: pytest.FixtureRequest, session: Session, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A graph in memory, and in a Spark session."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        missing("pyarrow is missing; install it with: python -m pip install -e '.[parquet]'")
    g = made_up(8, 40, 70)
    path = kg.write(g, tmp_path_factory.mktemp("tables") / "graph.nodes.parquet")
    with kg.open(path, engine=session(request.param), schema=g.schema) as other:
        yield g, other


def test_a_cluster_counts_degrees_itself(on_cluster: Any) -> None:
    g, other = on_cluster
    assert other.degree_centrality().rows() == g.degree_centrality().rows()
    asked = {"category": ["Concept"], "predicates": "affects", "tentative": False, "limit": None}
    assert other.degree_centrality(**asked).rows() == g.degree_centrality(**asked).rows()


def test_a_cluster_says_what_is_missing_and_collects_on_request(on_cluster: Any, installed: type) -> None:
    g, other = on_cluster
    for name in ("pagerank", "components"):
        with pytest.raises(kg.KgError, match="this needs GraphFrames, which is only here"):
            getattr(other, name)()
        assert getattr(other, name)(collect=True).rows() == getattr(g, name)().rows()
    with pytest.raises(kg.KgError, match="strong components are found on one machine only; give collect=True"):
        other.components(strong=True)


def test_what_graphframes_finds_is_what_scipy_finds(on_cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    g, other = on_cluster
    monkeypatch.setattr("kg.query.cluster.graphframe", lambda session: StandIn)
    for asked in ({}, {"directed": False, "limit": None}, {"predicates": "affects", "tentative": False}):
        assert other.pagerank(**asked).rows() == g.pagerank(**asked).rows()
    found, expected = other.components(), g.components()
    assert (found.sizes, found.verdict) == (expected.sizes, expected.verdict)
    assert [(one.size, tuple(one)) for one in found] == [(one.size, tuple(one[:5])) for one in expected]
    held, size = sum(map(len, found)), sum(one.size for one in found)
    assert f"{held} of their {size} nodes were fetched from the cluster; collect=True fetches all" in found.cut
