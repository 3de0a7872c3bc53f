"""A graph behind an endpoint answers as the one that is here."""

from collections.abc import Callable
from typing import Any

import pytest
from triple_stores import OURS, endpoint_of

import kg
from kg.engines.endpoint import cache, engine
from kg.query.questions import questions

pytestmark = pytest.mark.stores


def test_every_competency_question_is_answered_alike(remote: kg.KnowledgeGraph, reference: kg.KnowledgeGraph) -> None:
    """Through the package, and the file as it stands sent by the protocol."""
    asked = questions(reference)
    assert len(asked) > 40
    for question in asked:
        here = reference.ask(question.name)
        assert remote.ask(question.name).rows() == here.rows(), question.name
        found = [
            tuple(getattr(row.get(name), "value", "None") for name in here.columns)
            for row in endpoint_of(remote).rows(question.text)
        ]
        assert sorted(found) == sorted(tuple(map(str, row)) for row in here.terms), question.name


def test_the_few_requests_that_it_takes(remote: kg.KnowledgeGraph) -> None:
    def requests(call: Callable[[kg.KnowledgeGraph], Any]) -> int:
        with kg.connect(endpoint_of(remote).address, endpoint_of(remote).graph_iri) as fresh:
            before = endpoint_of(fresh).requests
            call(fresh)
            return endpoint_of(fresh).requests - before

    assert requests(lambda g: g["drg-stimulation"]) == 1
    assert requests(lambda g: g["drg-stimulation"].targets) == 2
    assert requests(lambda g: str(g.explain("drg-stimulation", "lower-leg-pain"))) <= 2
    assert requests(lambda g: str(g.explain("DRG stimulation", "acute pain"))) <= 7
    assert requests(lambda g: [g["scs"] for _ in range(5)]) == 1
    assert requests(lambda g: (g.nodes(), g["scs"], g["pns"].name, g.nodes(category="Technique"))) <= 3
    assert requests(lambda g: str(g.match("?x targets ?y"))) <= 3
    assert requests(lambda g: str(g.match("?x treats ?y"))) <= 4  # relieves as well
    assert requests(lambda g: g.sparql("SELECT ?c ?s { ?c rdf:subject ?s }").rows()) <= 8


def test_small_pages_hold_the_same(
    remote: kg.KnowledgeGraph, reference: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, limit, size in ((cache, "PAGE", 7), (cache, "IDS", 5), (engine, "FEW", 0), (engine, "MANY", 3)):
        monkeypatch.setattr(module, limit, size)
    with kg.connect(endpoint_of(remote).address, endpoint_of(remote).graph_iri) as fresh:
        assert fresh.nodes(category="Technique") == reference.nodes(category="Technique")
        assert fresh.claims(subject="neuromodulation") == reference.claims(subject="neuromodulation")
        here, there = (graph.paths("scs", "chronic-pain", directed=False, limit=3) for graph in (reference, fresh))
        assert there == here


def test_what_is_too_much_is_refused(remote: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST", 20)
    monkeypatch.setattr(cache, "MOST", 20)
    with kg.connect(endpoint_of(remote).address, endpoint_of(remote).graph_iri) as fresh:
        with pytest.raises(
            kg.EndpointError, match=r"more than 20 nodes, too many to search from here; .* kg\.load\(\)"
        ):
            fresh.find("pain")
        with pytest.raises(
            kg.EndpointError, match=r"more than 20 claims lie around .*scs.*; ask for nodes that are less"
        ):
            fresh.paths("scs", "chronic-pain")
        with pytest.raises(kg.UnknownNode, match="unknown node 'scss'; kg find"):
            fresh["scss"]
        with pytest.raises(kg.UnknownName, match="unknown claim 'icliniq-2025-0001'; kg claims lists them"):
            fresh.claim("icliniq-2025-0001")


def test_a_graph_that_holds_nothing_of_ours(remote: kg.KnowledgeGraph) -> None:
    with pytest.raises(kg.EndpointError, match=r"has nothing of .* name the graph"):
        kg.connect(endpoint_of(remote).address, "https://example.org/other")


def outcome(call: Callable[[Any], Any], graph: kg.KnowledgeGraph) -> Any:
    try:
        return call(graph)
    except (kg.KgError, TypeError) as error:
        return type(error), str(error)


HOSTILE = [
    '" } } DELETE WHERE { ?s ?p ?o } #',
    "nmk:scs> } ; DROP ALL #",
    "<https://w3id.org/neuromod-kg/entity/scs>",
    f"{OURS}/entity/scs> . ?x ?y ?z . <x:y",
    f"{OURS}/entity/scs\n}} # ",
    "nmk:scs . ?n ?x ?y",
    'x"@en ; a nmv:Technique . "',
    "'''",
    '\\"',
    "\\u0022 } #",
    "nmk:\\u003e",
    "rdf:type",
    "}",
    "?n",
    "a b\tc",
    "\x00",
    "\ud800",
    "scs\u202e",
    "x" * 5000,
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_from_outside_cannot_change_the_query(
    text: str, remote: kg.KnowledgeGraph, reference: kg.KnowledgeGraph
) -> None:
    calls: list[Callable[[Any], Any]] = [
        lambda g: g[text],
        lambda g: g.get(text),
        lambda g: text in g,
        lambda g: g.find(text),
        lambda g: g.edges(subject=text),
        lambda g: g.claims(object=text),
        lambda g: g.claims(section=text),
        lambda g: g.claims(source=text),
        lambda g: g.nodes(category=text),
        lambda g: g.explain("scs", text),
        lambda g: g.mentions(text),
    ]
    for call in calls:
        assert outcome(call, remote) == outcome(call, reference)
    asked = [
        outcome(lambda g: g.sparql("SELECT ?n { ?n rdfs:label ?label }", parameters={"label": text}).rows(), graph)
        for graph in (remote, reference)
    ]
    assert asked[0] == asked[1] or asked[0][:1] == (kg.QueryError,)  # NUL and lone surrogates are not sent.
    with pytest.raises(kg.UnknownName):
        remote.claim(text)
    with pytest.raises((kg.EndpointError, kg.UnknownName)):
        kg.connect(endpoint_of(remote).address, text or " ")
    assert endpoint_of(remote).count(endpoint_of(remote).graph_iri) > 7000
