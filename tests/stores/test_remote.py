"""A graph behind an endpoint answers as the one that is here."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import kg
from kg.engines.endpoint.client import Endpoint
from kg.query.questions import questions

from .conftest import OURS, Store

pytestmark = pytest.mark.stores
OTHER_DATA = f"""
<https://example.org/ada> a <http://xmlns.com/foaf/0.1/Person> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "scs" , "spinal cord" ;
  <https://schema.org/about> <{OURS}/entity/scs> .
<{OURS}/entity/scs> <https://example.org/rating> 5 ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <https://example.org/x> .
<{OURS}/claim/icliniq-2025-001> <https://example.org/checkedBy> <https://example.org/ada> .
<https://example.org/s> a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement> ;
  <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <{OURS}/entity/scs> ;
  <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> <https://example.org/likes> ;
  <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> <{OURS}/entity/dtm> .
<https://example.org/paper> a <https://schema.org/Article> ; <https://schema.org/name> "Another" .
"""

ASKED: dict[str, Callable[[Any], Any]] = {
    "nodes": lambda g: g.nodes(),
    "nodes of a category": lambda g: g.nodes(category="Technique"),
    "unknown category": lambda g: g.nodes(category="Techniqe"),
    "size": len,
    "iterated": lambda g: [node.id for node in g],
    "edges": lambda g: g.edges(),
    "edges from": lambda g: g.edges(subject="scs"),
    "edges to": lambda g: g.edges(object="chronic-pain"),
    "edges of a predicate": lambda g: g.edges(predicate="compared_with"),
    "edges of categories": lambda g: g.edges(subject_category="Technique", object_category="Target"),
    "symmetric edges by category": lambda g: g.edges(object_category="Technique", predicate="compared_with"),
    "symmetric edges from": lambda g: g.edges(subject="dtm", predicate="differs_from"),
    "edges from, to a category": lambda g: g.edges(subject="DRG stimulation", object_category="Condition"),
    "claims": lambda g: g.claims(),
    "claims of a section": lambda g: g.claims(section="types"),
    "hedged claims": lambda g: g.claims(section="types", modality="hedged"),
    "denied claims": lambda g: g.claims(polarity="denied"),
    "claims of a source": lambda g: g.claims(source="icliniq-2025", predicate="part_of"),
    "claims between": lambda g: g.claims(subject="scs", object="chronic-pain"),
    "unknown section": lambda g: g.claims(section="typs"),
    "unknown modality": lambda g: g.claims(modality="certain"),
    "unknown predicate": lambda g: g.claims(predicate="target"),
    "unknown subject": lambda g: g.claims(subject="drg-stimulaton"),
    "one claim": lambda g: g.claim("icliniq-2025-001"),
    "slug": lambda g: g["scs"],
    "curie": lambda g: g["nmk:scs"],
    "iri": lambda g: g[f"{OURS}/entity/scs"],
    "name": lambda g: g["Spinal Cord Stimulation"],
    "abbreviation": lambda g: g["drg stimulation"],
    "ambiguous": lambda g: g["DRG"],
    "term": lambda g: g["uberon:0000044"],
    "unknown": lambda g: g["drg-stimulaton"],
    "got": lambda g: (g.get("pns"), g.get("nothing of the kind")),
    "contained": lambda g: ("scs" in g, "nothing" in g, 5 in g, g["scs"] in g),
    "found": lambda g: g.find("root ganglion"),
    "found in spite of a slip": lambda g: g.find("spinl cord"),
    "found, two": lambda g: g.find("pain", limit=2),
    "found nothing": lambda g: g.find("qqqq"),
    "hop": lambda g: g["drg-stimulation"].targets,
    "hop back": lambda g: g["dorsal-root-ganglion"].targeted_by,
    "symmetric hop": lambda g: g["dtm"].compared_with,
    "symmetric hop, edges": lambda g: g["dtm"].compared_with.edges,
    "hop to nowhere": lambda g: g["acute-pain"].targets,
    "edges walked": lambda g: g["neuromodulation"].treats.edges,
    "two hops": lambda g: g["drg-stimulation"].targets.located_in,
    "two hops, edges": lambda g: g["drg-stimulation"].targets.located_in.edges,
    "hops from many": lambda g: g.nodes(category="Technique").targets,
    "edges from many": lambda g: g.nodes(category="Technique").targets.edges,
    "unknown hop": lambda g: g["scs"].target,
    "walkable": lambda g: [name for name in dir(g["scs"]) if name in g.schema.directions],
    "explained": lambda g: g.explain("drg-stimulation", "lower-leg-pain"),
    "explained by names": lambda g: g.explain("DRG stimulation", "lower leg pain"),
    "explained backwards": lambda g: g.explain("chronic-pain", "neuromodulation"),
    "explained by a chain": lambda g: g.explain("implanted-pump", "acute-pain"),
    "explained, symmetric": lambda g: g.explain("dtm", "scs"),
    "explained, with itself": lambda g: g.explain("scs", "scs"),
    "explained, unknown": lambda g: g.explain("scs", "drg-stimulaton"),
    "compared": lambda g: g.compare("dtm", "drg-stimulation", "pns"),
    "mentions": lambda g: g.mentions("scs"),
    "sources": lambda g: g.sources(),
    "tensions": lambda g: g.tensions(),
    "major tensions": lambda g: g.tensions(weight="major"),
    "tensions of": lambda g: [g.tensions_of(claim) for claim in g.claims(section="working")],
    "asked yes": lambda g: bool(g.sparql("ASK { nmk:drg-stimulation nmv:targets nmk:dorsal-root-ganglion }")),
    "asked no": lambda g: bool(g.sparql("ASK { nmk:drg-stimulation nmv:targets nmk:scs }")),
    "selected": lambda g: g.sparql("SELECT ?x ?y { ?x nmv:targets ?y }").rows,
    "records": lambda g: (
        g.sparql(
            "SELECT ?c ?s ?q ?t ?p { ?c nmv:section ?s ; nmv:quantity ?q ; nmv:paragraph ?p . ?t nmv:between ?c }"
        ).rows
    ),
    "constructed": lambda g: sorted(g.sparql("CONSTRUCT WHERE { nmk:scs rdfs:label ?label }").graph),
    "no query": lambda g: g.sparql("SELEC ?x { ?x a nmv:Technique }"),
    "refused": lambda g: g.sparql("DELETE WHERE { ?s ?p ?o }"),
    "with a parameter": lambda g: g.sparql("SELECT ?y { ?x nmv:targets ?y }", parameters={"x": g["pns"]}).rows,
    "frame of nodes": lambda g: g.nodes_frame(category="Technique").to_dict("list"),
    "frame of edges": lambda g: g.edges_frame(predicate="targets", object_category="Target").to_dict("list"),
    "frame of claims": lambda g: g.claims_frame(section="types", polarity="affirmed")["statement"].tolist(),
    "question": lambda g: g.ask("techniques-by-target", target="dorsal root ganglion").rows,
}


@pytest.fixture(scope="module", params=["oxigraph", "oxigraph, one graph of several", "virtuoso"])
def remote(request: pytest.FixtureRequest, local: kg.KnowledgeGraph) -> Iterator[kg.RemoteGraph]:
    """The packaged graph in a store, beside other data."""
    if request.param == "virtuoso":
        store: Store = request.getfixturevalue("virtuoso")
    else:
        store = request.getfixturevalue("start_oxigraph")()
    graph_iri = "https://example.org/one" if "several" in request.param else store.graph_iri
    with pytest.MonkeyPatch.context() as patch:
        for name, value in store.environment().items():
            patch.setenv(name, value)
        kg.push(local, store.query, graph_iri=graph_iri)
        other = Endpoint(store.query)
        other.count("https://example.org/other")
        for place in ("https://example.org/other", graph_iri):
            inside = OTHER_DATA if place is None else f"GRAPH <{place}> {{ {OTHER_DATA} }}"
            other.update(f"INSERT DATA {{ {inside} }}")
        other.close()
        with kg.connect(store.query, graph_iri) as graph:
            yield graph


def outcome(call: Callable[[Any], Any], graph: Any) -> Any:
    try:
        return call(graph)
    except (kg.KgError, TypeError) as error:
        return type(error).__name__.lstrip("_"), str(error)


@pytest.mark.parametrize("name", ASKED)
def test_the_graph_there_answers_as_the_one_here(name: str, remote: kg.RemoteGraph, local: kg.KnowledgeGraph) -> None:
    here, there = outcome(ASKED[name], local), outcome(ASKED[name], remote)
    assert there == here
    assert str(there) == str(here)


def test_every_competency_question_is_answered_alike(remote: kg.RemoteGraph, local: kg.KnowledgeGraph) -> None:
    """Through the package, and the file as it stands sent by the protocol."""
    asked = questions(local)
    assert len(asked) > 40
    for question in asked:
        here = local.ask(question.name)
        assert remote.ask(question.name).rows == here.rows, question.name
        found = [tuple(str(row.get(name)) for name in here.columns) for row in remote.endpoint.rows(question.text)]
        assert sorted(found) == sorted(tuple(map(str, row)) for row in here.terms), question.name


def test_the_few_requests_that_it_takes(remote: kg.RemoteGraph) -> None:
    def requests(call: Callable[[kg.RemoteGraph], Any]) -> int:
        with kg.connect(remote.endpoint.address, remote.endpoint.graph_iri) as fresh:
            before = fresh.endpoint.requests
            call(fresh)
            return fresh.endpoint.requests - before

    assert requests(lambda g: g["drg-stimulation"]) == 1
    assert requests(lambda g: g["drg-stimulation"].targets) == 2
    assert requests(lambda g: str(g.explain("drg-stimulation", "lower-leg-pain"))) == 1
    assert requests(lambda g: str(g.explain("DRG stimulation", "acute pain"))) == 3
    assert requests(lambda g: [g["scs"] for _ in range(5)]) == 1
    assert requests(lambda g: (g.nodes(), g["scs"], g["pns"].name, g.nodes(category="Technique"))) <= 3


def test_what_is_not_offered_says_what_to_do(remote: kg.RemoteGraph) -> None:
    with pytest.raises(kg.EndpointError, match=r"no 'nx'; ask by sparql\(\), or work on the data here"):
        _ = remote.nx
    assert not hasattr(remote, "to_rdf")


def test_a_graph_that_holds_nothing_of_ours(remote: kg.RemoteGraph) -> None:
    with pytest.raises(kg.EndpointError, match=r"holds nothing of .* name the graph"):
        kg.connect(remote.endpoint.address, "https://example.org/other")


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
    text: str, remote: kg.RemoteGraph, local: kg.KnowledgeGraph
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
        assert outcome(call, remote) == outcome(call, local)
    asked = [
        outcome(lambda g: g.sparql("SELECT ?n { ?n rdfs:label ?label }", parameters={"label": text}).rows, graph)
        for graph in (remote, local)
    ]
    assert asked[0] == asked[1] or asked[0][:1] == ("QueryError",)  # NUL and lone surrogates are not sent.
    with pytest.raises(kg.UnknownName):
        remote.claim(text)
    with pytest.raises((kg.EndpointError, kg.UnknownName)):
        kg.connect(remote.endpoint.address, text or " ")
    assert remote.endpoint.count(remote.endpoint.graph_iri) > 7000
