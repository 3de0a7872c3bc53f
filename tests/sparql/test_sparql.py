"""SPARQL in process: what is answered, what is refused, where errors are, and time."""

import contextlib
import http.server
import itertools
import os
import pickle
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pyoxigraph
import pytest
import rdflib
from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.sparql import _PREPARED, Result, sparql
from kg.sparql.process import within
from kg.sparql.reading import Reader, read
from kg.stack import deep

G = kg.KnowledgeGraph
SUITE: list[tuple[str, list[tuple[Any, ...]]]] = [
    # numbers
    ('SELECT ("5.0"^^xsd:decimal AS ?a) (5.0 + 1 AS ?b) (1/3 AS ?c) (7/2 AS ?d) (10/5 AS ?e) (0.1 + 0.2 AS ?f) {}', [(Decimal(5), Decimal(6), Decimal("0.333333333333333"), Decimal("3.5"), Decimal(2), Decimal("0.3"))]),
    ('SELECT (1 = 1.0 AS ?a) ("5.0"^^xsd:decimal = 5 AS ?b) ("05"^^xsd:integer = 5 AS ?c) (1 = "1" AS ?d) {}', [(True, True, True, False)]),
    ('SELECT (xsd:integer("12") AS ?a) (xsd:decimal("1.50") AS ?b) (xsd:integer("x") AS ?c) (xsd:double("1e3") AS ?d) {}', [(12, Decimal("1.5"), None, 1000.0)]),
    ("SELECT (ROUND(2.5) AS ?a) (CEIL(2.1) AS ?b) (FLOOR(-2.1) AS ?c) (ABS(-3) AS ?d) (1/0 AS ?e) {}", [(3, 3, -3, 3, None)]),
    ("SELECT ?v { ?q schema:minValue ?v }", [(80,)]),
    # dates, languages, truth values
    ("SELECT ?d { nms:icliniq-2025 dcterms:issued ?d }", [("2025-04-30",)]),
    ('SELECT (YEAR(?d) AS ?y) (MONTH(?d) AS ?m) (DATATYPE(?d) AS ?t) { nms:icliniq-2025 dcterms:issued ?d FILTER(?d > "2025-01-01"^^xsd:date) }', [(2025, 4, "xsd:date")]),
    ('SELECT ("2025"^^xsd:gYear AS ?a) ("2025-04"^^xsd:gYearMonth AS ?b) {}', [("2025", "2025-04")]),
    ('SELECT ?l (LANG(?l) AS ?g) { nmk:scs rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), "*")) }', [("spinal cord stimulation", "en")]),
    ('SELECT ?l { nmk:scs rdfs:label ?l FILTER(?l = "spinal cord stimulation") }', []),
    ('SELECT ("a" = "a"@en AS ?a) ("a"@en AS ?b) ("a"@de AS ?c) {}', [(False, "a", "a")]),
    ("SELECT (true AS ?a) (false AS ?b) (!true AS ?c) (BOUND(?x) AS ?d) {}", [(True, False, False, False)]),
    ("SELECT ?c { ?c nmv:inferred true ; nmv:section nms:icliniq-2025.types ; rdf:subject nmk:pns ; rdf:predicate nmv:targets }", [("nmc:icliniq-2025-220",), ("nmc:icliniq-2025-221",)]),
    # unbound, optional, negation
    ("SELECT ?x ?y { VALUES (?x ?y) { (1 2) (2 UNDEF) } }", [(1, 2), (2, None)]),
    ("SELECT ?x ?n { VALUES ?x { nmk:pns nmk:scs } OPTIONAL { ?x nmv:targets|nmt:targets ?n } }", [("nmk:pns", "nmk:nerve-ending"), ("nmk:pns", "nmk:peripheral-nerve"), ("nmk:scs", None)]),
    ("SELECT ?x ?n { VALUES ?x { nmk:pns nmk:dtm } OPTIONAL { ?x nmv:targets|nmt:targets ?n FILTER(?n = nmk:glial-cell) } }", [("nmk:dtm", "nmk:glial-cell"), ("nmk:pns", None)]),
    ("SELECT ?x { VALUES ?x { nmk:pns nmk:scs } FILTER NOT EXISTS { ?x nmv:targets|nmt:targets ?y } }", [("nmk:scs",)]),
    ("SELECT ?x { VALUES ?x { nmk:pns nmk:scs } MINUS { ?x nmv:targets|nmt:targets ?y } }", [("nmk:scs",)]),
    ("SELECT ?x { OPTIONAL { nmk:scs nmv:targets|nmt:targets ?x } }", [(None,)]),
    ("SELECT ?a { VALUES ?a { 1 2 } { VALUES ?a { 1 2 } FILTER(?a > 1) } }", [(2,)]),
    ("SELECT ?a ?b { { SELECT ?a { VALUES (?a ?b) { (1 1) (2 2) } } } OPTIONAL { VALUES (?a ?b) { (1 5) } } }", [(1, 5), (2, None)]),
    # duplicates
    ("SELECT ?a ?b { { SELECT ?a { VALUES ?a { 1 1 2 } } } { SELECT ?b { VALUES ?b { 3 3 } } } }", [(1, 3)] * 4 + [(2, 3)] * 2),
    ("SELECT ?a { { VALUES ?a { 1 2 } } UNION { VALUES ?a { 2 3 } } }", [(1,), (2,), (2,), (3,)]),
    ("SELECT DISTINCT ?a { VALUES ?a { 1 1 } }", [(1,)]),
    ("SELECT ?x { nmk:implanted-pump (nmv:leadsTo|nmt:leadsTo)/(nmv:leadsTo|nmt:leadsTo) ?x }", [("nmk:fewer-adverse-effects",), ("nmk:greater-comfort",), ("nmk:improved-quality-of-life",), ("nmk:lower-drug-dose",), ("nmk:lower-drug-dose",)]),
    # aggregates
    ("SELECT (AVG(?v) AS ?a) (SUM(?v) AS ?s) (MIN(?v) AS ?i) (MAX(?v) AS ?m) (COUNT(?v) AS ?n) { VALUES ?v { 1 2 4.5 } }", [(Decimal("2.5"), Decimal("7.5"), 1, Decimal("4.5"), 3)]),
    ("SELECT (SUM(?v) AS ?s) (COUNT(?v) AS ?n) { ?v nmv:nothing ?w }", [(0, 0)]),
    ("SELECT ?k (COUNT(?v) AS ?n) { ?v nmv:nothing ?k } GROUP BY ?k", []),
    ("SELECT ?k (COUNT(?v) AS ?n) { ?v nmv:targets|nmt:targets ?k ; a nmv:Technique } GROUP BY ?k HAVING (COUNT(?v) > 1)", []),
    ("SELECT ?t (COUNT(?k) AS ?n) { VALUES ?t { nmk:dtm nmk:pns nmk:drg-stimulation } ?t nmv:targets|nmt:targets ?k } GROUP BY ?t ORDER BY DESC(?n) ?t", [("nmk:dtm", 2), ("nmk:pns", 2), ("nmk:drg-stimulation", 1)]),
    ('SELECT (GROUP_CONCAT(?x; separator="|") AS ?l) { VALUES ?x { "a" } }', [("a",)]),
    # paths
    ("SELECT ?x { nmk:slight-pressure (nmv:leadsTo|nmv:triggers|nmt:leadsTo|nmt:triggers)* ?x }", [("nmk:pain-from-slight-pressure",), ("nmk:slight-pressure",)]),
    ("SELECT ?x { nmk:pain-related-chemical (nmv:leadsTo|nmt:leadsTo)+ ?x }", [("nmk:brain-pathway-change",), ("nmk:increased-pain-sensitivity",), ("nmk:pain-from-slight-pressure",)]),
    ("SELECT ?x { nmk:pain-related-chemical (nmv:leadsTo|nmt:leadsTo)? ?x }", [("nmk:brain-pathway-change",), ("nmk:pain-related-chemical",)]),
    ("SELECT ?x { nmk:glial-cell (^nmv:targets|^nmt:targets)/(nmv:combinedWith|^nmv:combinedWith|nmt:combinedWith|^nmt:combinedWith) ?x }", [("nmk:scs",)]),
    ("SELECT ?x { nmk:dorsal-root-ganglion (nmv:locatedIn|nmv:partOf|nmt:locatedIn|nmt:partOf)+ ?x }", [("nmk:nervous-system",), ("nmk:peripheral-nervous-system",)]),
    # order
    ("SELECT ?x { VALUES ?x { 10 9.5 2 1.0e1 -1 } } ORDER BY ?x ", [(-1,), (2,), (Decimal("9.5"),), (10.0,), (10,)]),
    ('SELECT ?x { VALUES ?x { "b" "B" "a" "ä" } } ORDER BY DESC(?x)', [("ä",), ("b",), ("a",), ("B",)]),
    ("SELECT ?x ?y { VALUES (?x ?y) { (1 3) (0 2) (1 1) (0 1) } } ORDER BY DESC(?x) LIMIT 9", [(1, 1), (1, 3), (0, 1), (0, 2)]),
    ("SELECT ?x ?y { VALUES (?x ?y) { (1 1) (UNDEF 2) (0 3) } } ORDER BY ?x", [(None, 2), (0, 3), (1, 1)]),
    ('SELECT ?x { VALUES ?x { "2025-04-30"^^xsd:date "2024-12-31"^^xsd:date } } ORDER BY ?x', [("2024-12-31",), ("2025-04-30",)]),
    ("SELECT ?x { ?x nmv:typeOf|nmt:typeOf nmk:neuromodulation } ORDER BY DESC(STR(?x)) LIMIT 2 OFFSET 1", [("nmk:pns",), ("nmk:neurostimulation",)]),
    # texts
    ('SELECT (CONCAT("a", "b") AS ?a) (STRLEN("é😀") AS ?b) (SUBSTR("foobar", 2, 3) AS ?c) (REPLACE("abc", "b+", "x") AS ?d) (STRBEFORE("abc", "c") AS ?e) {}', [("ab", 2, "oob", "axc", "ab")]),
    ("SELECT (SUBSTR('hello', 0, 2) AS ?a) (REPLACE('abc', 'b', '[$0]') AS ?b) (EXISTS { nmk:scs a nmv:Technique } AS ?c) {}", [("h", "a[b]c", True)]),
    ("SELECT (REGEX('a', '(?=a)') AS ?a) (99999999999999999999 + 1 AS ?b) (99999999999999999999 AS ?c) {}", [(None, None, 99999999999999999999)]),
    ('SELECT ("a\\\\u0041\\n\\"\'" AS ?a) ("""x"y""" AS ?b) (\'\\u00e9\' AS ?c) ("\\u0022" AS ?d) {}', [('a\\u0041\n"\'', 'x"y', "é", '"')]),
    ('SELECT ?x { ?x a nmv:Technique FILTER(REGEX(STR(?x), "DTM$", "i")) }', [("nmk:dtm",)]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), SUITE, ids=range(len(SUITE)))
def test_answers(graph: G, query: str, expected: list[tuple[Any, ...]]) -> None:
    assert graph.sparql(query).plain == expected


def test_values_are_of_their_kind(graph: G) -> None:
    ((a, b, c, d),) = graph.sparql('SELECT (5.0 AS ?a) (true AS ?b) (1e0 AS ?c) ("x"@en AS ?d) {}')
    assert [type(value) for value in (a, b, c, d)] == [Decimal, bool, float, str]
    assert str(a) == "5"


def test_columns_are_in_the_order_in_which_they_are_written(graph: G) -> None:
    query = "# SELECT ?x\nSELECT * { ?b nmv:targets ?a ; a ?c }"
    assert graph.sparql(query).columns == graph.sparql(query, timeout=60).columns == ("b", "a", "c")
    assert graph.sparql("SELECT (?y AS ?z) ?x { ?x nmv:targets ?y }").columns == ("z", "x")


def test_terms_are_of_rdflib(graph: G) -> None:
    ((iri, text, number, nothing),) = graph.sparql(
        'SELECT (nmk:scs AS ?a) ("x"@en AS ?b) (5 AS ?c) (1/0 AS ?d) {}'
    ).terms
    assert iri == rdflib.URIRef(graph.schema.expand("nmk:scs"))
    assert (text, number, nothing) == (rdflib.Literal("x", lang="en"), rdflib.Literal(5), None)


ODD = {
    "'2025-02-30'^^xsd:date": "2025-02-30",
    "'abc'^^xsd:integer": "abc",
    "'1_0'^^xsd:integer": "1_0",
    "'1e99999999999'^^xsd:decimal": "1e99999999999",
    "'sNaN'^^xsd:decimal": "sNaN",
    f"'{'9' * 5000}'^^xsd:integer": "9" * 5000,
    "'0001-01-01T00:00:00+14:00'^^xsd:dateTime": "0001-01-01T00:00:00+14:00",
    "'<b>'^^rdf:HTML": "<b>",
    "'<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>'^^rdf:XMLLiteral": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
}


def test_literals_that_are_not_of_their_type_are_texts(graph: G, caplog: pytest.LogCaptureFixture) -> None:
    result = graph.sparql(f"SELECT ?x {{ VALUES ?x {{ {' '.join(ODD)} }} }} ORDER BY ?x")
    assert sorted(row.x for row in result) == sorted(ODD.values())
    assert sorted(map(str, (term for (term,) in result.terms))) == sorted(ODD.values())
    assert caplog.records == []
    documents = [term.value for (term,) in result.terms if isinstance(term, rdflib.Literal) and term.startswith("<")]
    assert [type(value) for value in documents] == [
        str,
        str,
    ]  # Not parsed, which takes quadratic time and reads entities.


# --------------------------------------------------------------------------------------------------------------- Result


def test_rows_hold_records(graph: G) -> None:
    query = """SELECT ?node ?claim ?section ?source ?tension ?quantity ?term ?number {
      BIND(nmk:scs AS ?node) BIND(nmc:icliniq-2025-187 AS ?claim) ?claim nmv:section ?section ; dcterms:source ?source ;
        nmv:quantity ?quantity . ?quantity schema:minValue ?number . ?tension nmv:between ?claim . BIND(nmv:Hedged AS ?term) }
      ORDER BY ?tension LIMIT 1"""
    (row,) = graph.sparql(query)
    assert row.node == graph["scs"]
    assert row.claim == graph.claim("icliniq-2025-187")
    assert row["section"] == graph.section("nms:icliniq-2025.types")
    assert row[3] == graph.source("icliniq-2025")
    assert row.tension in graph.tensions()
    assert str(row.quantity) == ">80 %"
    assert (row.term, row.number) == ("nmv:Hedged", 80)


def test_what_is_no_record_stays_a_curie_or_an_iri(graph: G) -> None:
    query = "SELECT * { VALUES ?x { nmk:nothing nmc:icliniq-2025-999 nmc:icliniq-2025-001.q1 nms:none <http://else/> rdf:type } }"
    assert {row.x for row in graph.sparql(query)} == {
        *("nmk:nothing", "nmc:icliniq-2025-999", "nmc:icliniq-2025-001.q1", "nms:none", "http://else/", "rdf:type")
    }


def test_a_row_by_place_and_by_column(graph: G) -> None:
    (row,) = graph.sparql("SELECT (1 AS ?a) (2 AS ?count) {}")
    assert (row[0], row.a, row["a"], row["count"], row[:1], tuple(row)) == (1, 1, 1, 2, (1,), (1, 2))
    assert pickle.loads(pickle.dumps(row))["count"] == 2
    with pytest.raises(KeyError, match="no column 'b'; there are a, count"):
        row["b"]
    with pytest.raises(AttributeError):
        row.b  # noqa: B018


def test_ask_construct_and_describe(graph: G) -> None:
    yes, no = (graph.sparql(f"ASK {{ nmk:{name} nmt:targets nmk:glial-cell }}") for name in ("dtm", "scs"))
    assert (bool(yes), bool(no), repr(yes), yes.kind) == (True, False, "Result(ask, yes)", "ask")
    made = graph.sparql("CONSTRUCT { ?x rdfs:seeAlso ?y } { ?y nmv:targets|nmt:targets ?x . ?y a nmv:Technique }")
    assert (made.kind, len(made)) == ("construct", len(made.graph))
    assert "nmk:glial-cell rdfs:seeAlso nmk:dtm ." in made.turtle
    described = graph.sparql("DESCRIBE nmk:scs")
    triples = set(graph.to_rdf().triples((graph_iri(graph, "nmk:scs"), None, None)))
    assert set(described.graph) == triples
    assert repr(described) == f"Result(describe, {len(triples)} triples)"
    with pytest.raises(kg.QueryError, match="ask gives no graph; use CONSTRUCT or DESCRIBE"):
        _ = yes.graph


def graph_iri(graph: G, curie: str) -> Any:
    return rdflib.URIRef(graph.schema.expand(curie))


@pytest.mark.slow
def test_what_is_kept_cannot_be_reached(graph: G) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = graph.sparql(count).plain
    described = graph.sparql("DESCRIBE nmk:scs")
    described.graph.remove((None, None, None))
    graph.to_rdf().remove((None, None, None))
    assert graph.sparql(count).plain == before == [(len(graph.to_rdf()),)]


def test_how_a_result_shows_itself(graph: G) -> None:
    result = graph.sparql("SELECT ?x ?c { ?x a ?c } ORDER BY ?x")
    assert repr(result).startswith(f"Result(select, {len(result)} rows)\nx ")
    assert repr(result).endswith(f"… {len(result) - 20} more")
    page = graph.sparql('SELECT ("<b>&" AS ?x) ("a|b" AS ?y) {}')
    assert ">&lt;b&gt;&amp;</td>" in str(page._repr_html_())
    assert page.markdown() == "| x | y |\n|---|---|\n| <b>& | a\\|b |"
    assert repr(graph.sparql("SELECT ?x { ?x rdf:nothing ?y }")) == "Result(select, 0 rows)"
    without_columns = graph.sparql("SELECT * {}")
    assert (repr(without_columns), str(without_columns)) == (
        "Result(select, 1 row)\na row without columns",
        "a row without columns",
    )


def test_a_frame(graph: G) -> None:
    pytest.importorskip("pandas")
    frame = graph.sparql(
        "SELECT ?x ?y (1 AS ?n) { ?x nmt:targets ?y . ?x a nmv:Technique FILTER(?x = nmk:dtm) }"
    ).frame()
    assert frame.to_dict("records") == [
        {"x": "nmk:dtm", "y": "nmk:glial-cell", "n": 1},
        {"x": "nmk:dtm", "y": "nmk:nerve-cell", "n": 1},
    ]
    assert graph.sparql("ASK {}").frame().to_dict("records") == [{"answer": True}]


@pytest.mark.parametrize("form", ["frame", "markdown", "rows"])
def test_a_graph_has_no_rows(graph: G, form: str) -> None:
    result = graph.sparql("CONSTRUCT WHERE { ?x nmv:targets ?y }")
    with pytest.raises(kg.QueryError, match=r"construct gives no rows; use SELECT, or see \.turtle"):
        getattr(result, form)()


def test_a_missing_library_names_its_extra(graph: G, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(kg.MissingExtra, match=r"a frame needs pandas; .*\[pandas\]"):
        graph.sparql("SELECT * { VALUES ?x { 1 } }").frame()


def test_the_order_is_the_same_under_any_hash_seed() -> None:
    query = "SELECT * { ?a (nmv:leadsTo|nmv:partOf)+ ?b . ?b rdfs:label ?c }"
    code = f"import kg; g = kg.load(); print(g.sparql('{query}').plain, g.sparql('{query} ORDER BY ?b LIMIT 99').plain)"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


# -------------------------------------------------------------------------------------------------------------- refused

UPDATES = [
    "INSERT DATA { nmk:a nmv:b nmk:c }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:1/x>",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <http://x/>",
    "COPY DEFAULT TO <http://x/>",
    "WITH <http://x/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "PREFIX x: <http://x/>\n# SELECT\ninsert data { x:a x:b x:c }",
]
FOREIGN = [
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "ASK { service<URL>{ ?s ?p ?o } }",
    "ASK { VALUES ?url { <URL> } SERVICE ?url { ?s ?p ?o } }",
    "SELECT * { { SELECT * { ?s ?p ?o . { { SERVICE <URL> { ?a ?b ?c } } } } } }",
    "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "ASK { OPTIONAL { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } } }",
    "ASK { { ?a ?b ?c } UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "ASK { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "PREFIX s: <URL> ASK { SERVICEs:{ ?s ?p ?o } }",
    "SELECT * { FILTER(1<?x)SERVICE?s#>\n{ ?s ?p ?o } VALUES ?s { <URL> } }",
    "ASK { # comment \r SERVICE <URL> { ?s ?p ?o }\n}",
    "ASK { #\n SERVICE #\n <URL> #\n { ?s ?p ?o }\n}",
    'ASK { ?s ?p "\\"", \'"\' . SERVICE <URL> { ?s ?p ?o } # "\n}',
    "ASK { ?s ?p '''it's''' . SERVICE <URL> { ?s ?p ?o } # '''\n}",
    "PREFIX s: <URL> ASK { SERVICE s: { ?s ?p ?o } }",
    "BASE <URL> ASK { SERVICE <x> { ?s ?p ?o } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "ASK FROM NAMED <URL> { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } FROM <URL> WHERE { ?s ?p ?o }",
    "DESCRIBE nmk:scs FROM <URL>",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "ASK { GRAPH <URL> { ?s ?p ?o } }",
    "ASK { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
]


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a socket that nobody may ask; any attempt to connect fails the test."""

    def connected(*_: Any) -> Any:
        raise AssertionError("the network was touched")

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        monkeypatch.setattr(socket.socket, "connect", connected)
        monkeypatch.setattr(socket, "create_connection", connected)
        return f"http://127.0.0.1:{server.getsockname()[1]}/"


@pytest.mark.parametrize("query", UPDATES)
def test_updates_are_refused(graph: G, query: str) -> None:
    with pytest.raises(kg.QueryError, match="is an update, and the graph is read-only; edit the tables instead"):
        graph.sparql(query)


@pytest.mark.parametrize(
    "text", ["\\u0049NSERT DATA { nmk:a nmv:b 1 }", "ASK { \\u0053ERVICE <http://x/> {} }", "ASK {} ; DROP ALL"]
)
def test_nothing_is_read_as_a_keyword_in_disguise(graph: G, text: str) -> None:
    with pytest.raises(kg.QueryError, match="syntax error at"):
        graph.sparql(text)


@pytest.mark.parametrize("query", FOREIGN)
@pytest.mark.parametrize("timeout", [None, 20])
@pytest.mark.slow
def test_nothing_touches_the_network(graph: G, listening: str, query: str, timeout: float | None) -> None:
    with pytest.raises(kg.QueryError) as caught:
        graph.sparql(query.replace("URL", listening), timeout=timeout)
    assert caught.value.line > 0
    assert any(word in str(caught.value) for word in ("SERVICE", "FROM", "GRAPH"))
    assert "; remove it" in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        'ASK { FILTER("SERVICE <http://x/> { ?s ?p ?o }" != "DROP ALL; INSERT") }',
        "ASK { # SERVICE <http://x/> { ?s ?p ?o }\n}",
        "ASK { # \\u000A SERVICE <http://x/> { ?s ?p ?o }\n}",
        "PREFIX service: <http://x/> ASK { OPTIONAL { ?service service:from service:insert } }",
        "ASK { OPTIONAL { ?s <http://x/SERVICE#DROP> ?graph } }",
        "ASK { FILTER('''\n# SERVICE \"\n''' != \"'\") }",
        'ASK { FILTER("\\u0022 } SERVICE <http://x/> { ?s ?p ?o" != "") }',
    ],
)
def test_words_in_strings_comments_and_names_are_none(graph: G, query: str) -> None:
    assert graph.sparql(query)


# What a query with SERVICE is made of, where a string, a comment or an IRI could hide it.
PIECES = (
    *(
        "SERVICE",
        "service",
        "SERVICE SILENT",
        "SERVICESILENT",
        "\\u0053ERVICE",
        "?x",
        "$SERVICE",
        "SERVICE:",
        "SERVICE:a",
        "s:",
        "s:a",
    ),
    *(
        "<URL>",
        "<URL#SERVICE>",
        "<",
        ">",
        "{",
        "}",
        "{ ?s ?p ?o }",
        "(",
        ")",
        "#",
        "#>",
        "\n",
        "\r",
        " ",
        "'",
        '"',
        '"""',
        "\\",
        "@en",
    ),
    *(
        "1",
        ".",
        ";",
        ",",
        "a",
        "|",
        "^",
        "&&",
        "FILTER(1<?x)",
        "FILTER EXISTS",
        "OPTIONAL",
        "UNION",
        "MINUS",
        "BIND(1 AS ?y)",
        "VALUES ?x",
    ),
)
HEADS = (
    "ASK { ",
    "SELECT * { ",
    "CONSTRUCT { ?s ?p ?o } { ",
    "PREFIX s: <URL> PREFIX SERVICE: <URL> ASK { ",
    "BASE <URL> ASK { ?s ?p ?o . ",
)


@pytest.mark.slow
def test_service_never_gets_through() -> None:
    """Random queries, and sound ones mutated: those that are let pass reach no one, though all that are refused would."""
    drawn = random.Random(5)
    asked: list[object] = []
    passed = 0
    with listener(asked) as url:
        ends = time.monotonic() + 8
        for number in range(20_000):
            if time.monotonic() > ends:
                break
            body = drawn.choices(PIECES, k=drawn.randint(1, 6))
            if number % 2:
                body.insert(
                    drawn.randrange(len(body) + 1), drawn.choice(["SERVICE <URL> { ?s ?p ?o }", "SERVICE s: {}"])
                )
            text = (drawn.choice(HEADS) + drawn.choice(["", " "]).join(body) + " }").replace("URL", url)
            reader = Reader(text, {"nmk": url})
            if reader.readable(text):
                try:
                    reader.check()
                except kg.QueryError:
                    continue
                passed += 1
                with contextlib.suppress(RuntimeError, ValueError, OSError):
                    answered(pyoxigraph.Store().query(text, prefixes={"nmk": url}))
        assert asked == []
        assert passed > 50
        with contextlib.suppress(OSError):
            answered(pyoxigraph.Store().query(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"))
        assert len(asked) == 1  # the listener listens


def answered(found: pyoxigraph.QueryBoolean | pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples) -> bool:
    """Whether there is an answer, all of which is read."""
    return bool(found if isinstance(found, pyoxigraph.QueryBoolean) else list(found))


@contextlib.contextmanager
def listener(asked: list[object]) -> Iterator[str]:
    """The address of a server that notes who asks."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not limit descriptors there")
def test_the_process_that_answers_can_open_nothing(graph: G) -> None:
    """Were SERVICE to get through, no connection could be made."""
    asked: list[object] = []
    code = (
        "import sys, pyoxigraph, kg.sparql.worker as worker\nworker._limit()\n"
        "try:\n    list(pyoxigraph.Store().query(sys.argv[1]))\nexcept OSError as error:\n    print(error)"
    )
    with listener(asked) as url:
        query = f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
        done = subprocess.run([sys.executable, "-c", code, query], capture_output=True, text=True, check=True)
    assert asked == []
    assert done.stdout


def test_a_parser_that_would_not_stop_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reader, "complaint", lambda self, text, prefixes=None: None)
    with pytest.raises(kg.QueryError, match="reads queries in another way than this package expects"):
        Reader("ASK {}", {})


# --------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("query", "line", "column", "message"),
    [
        ("SELCT ?s { ?s ?p ?o }", 1, 1, "syntax error at 'SELCT'; did you mean SELECT?"),
        ("SELECT ?s {\n  ?s ?p ?o\n  FLTER(?o > 1) }", 3, 3, "syntax error at 'FLTER'; did you mean FILTER or "),
        ("SELECT ?x { ?x a ?y } ORDR BY ?x", 1, 23, "syntax error at 'ORDR'; did you mean ORDER?"),
        ("ASK { ?x a ?y FILTER(CONTAIN(?y, 'x')) }", 1, 22, "syntax error at 'CONTAIN'; did you mean CONTAINS or "),
        ("SELECT ?s { ?s ?p ?o", 1, 21, "the query ends too early; close what is open"),
        ("SELECT ?s { ?s ?p ?o }}", 1, 23, "syntax error at '}'; look there for what is missing or too much"),
        ("ASK { FILTER((1 = 1) }", 1, 22, "syntax error at '}'"),
        ("ASK { ?s ?p 'x }", 1, 17, "the query ends too early; close what is open"),
        ("ASK { ?s nvm:targets ?o }", 1, 10, "unknown prefix 'nvm:'; did you mean nmv: or "),
        ("ASK { ?s wxyz:x ?o }", 1, 10, "unknown prefix 'wxyz:'; declare it with PREFIX wxyz: <…>"),
        ("# first\n\n\tASK { ?s é:x ?o }", 3, 11, "unknown prefix 'é:'"),
        ("ASK { ?s <relative> ?o }", 1, 10, "<relative> is a relative IRI; write it whole, or declare BASE"),
        ("ASK { ?s nmv:targets{1,3} ?o }", 1, 21, "syntax error at '{'"),
        ("SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s", 1, 11, "?p is neither grouped nor aggregated; add it to GROUP BY"),
        ("SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o }", 1, 25, "?s is neither grouped nor aggregated"),
        ("SELECT ?s { ?s ?p ?o . ?x }", 1, 27, "syntax error at '}'"),
        ("ASK {\n  ?x ?y }}", 2, 9, "syntax error at '}'"),
        ("SELECT ?x { ?x ?y ?z } LIMIT ten", 1, 30, "syntax error at 'ten'"),
        ("ASK { ?s ?p ?o\n ?s ?p ?o }", 2, 2, "syntax error at '?s'"),
        ("SELECT ?x { ?x a nmv:Technique } DROP ALL", 1, 34, "DROP is an update"),
        ("ASK {}\n# more\nASK {}", 3, 1, "syntax error at 'ASK'"),
        ("", 1, 1, "no query here; it starts with SELECT"),
        ("# only a comment", 1, 17, "no query here"),
        ("PREFIX nmk: nmv:x", 1, 13, "syntax error at 'nmv:x'"),
        ("WHERE { ?s ?p ?o }", 1, 1, "syntax error at 'WHERE'"),
        ("ASK {\u00a0}", 1, 6, "syntax error at '\\xa0'"),
        ("ASK { FILTER(1 & 1) }", 1, 16, "syntax error at '&'"),
        ("SELECT ?x ?x { ?x a ?y }", 1, 25, "duplicated variable name in SELECT; correct the query"),
        ("ASK { FILTER(<http://x/f>(1)) }", 0, 0, "unknown function <http://x/f>"),
        ("ASK { FILTER('" + "x" * 65536 + "' = 1) }", 0, 0, "a query of more than 64 kB"),
        ("ASK { FILTER('\ud800' = 'x') }", 0, 0, "the query holds a lone surrogate"),
    ],
)  # fmt: skip
def test_errors_say_where_and_what(graph: G, query: str, line: int, column: int, message: str) -> None:
    with pytest.raises(kg.QueryError) as caught:
        graph.sparql(query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in str(caught.value)


def test_places_are_those_of_the_given_text(graph: G) -> None:
    """Whatever was put in or taken out before: prefixes, comments, escapes, parameters."""
    query = "PREFIX x: <http://x/> # a comment\nSELECT ?s {\n  ?s x:a ?t . # more\n  ?s x:b }"
    for parameters in ({}, {"s": graph["scs"], "t": "a text"}):
        with pytest.raises(kg.QueryError) as caught:
            graph.sparql(query, parameters=parameters)
        assert (caught.value.line, caught.value.column) == (4, 10)


def test_a_query_that_declares_its_own_prefix_wins(graph: G) -> None:
    own = "PREFIX nmk: <http://else/> PREFIX e: <https://w3id.org/neuromod-kg/entity/> "
    assert graph.sparql(own + "SELECT (nmk:a AS ?a) (e:scs AS ?b) {}").plain == [("http://else/a", "nmk:scs")]
    assert graph.sparql("PREFIX e: <https://w3id.org/neuromod-kg/entity/> ASK { e:dtm nmt:targets nmk:glial-cell }")


def test_wrong_arguments(graph: G) -> None:
    for timeout in (0, -1, float("nan"), float("inf"), 1e300, 10**5000):
        with pytest.raises(kg.QueryError, match="the timeout must be more than 0"):
            graph.sparql("ASK {}", timeout=timeout)
    with pytest.raises(TypeError, match="a query must be a text, not 5"):
        graph.sparql(5)  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------------------- parameters


def test_parameters_are_bound(graph: G) -> None:
    def asked(query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        return graph.sparql(query, parameters=parameters).plain

    targets = "SELECT ?y { ?x nmv:targets|nmt:targets ?y }"
    assert asked(targets, x=graph["pns"]) == [("nmk:nerve-ending",), ("nmk:peripheral-nerve",)]
    assert asked(targets, x=[graph["drg-stimulation"], graph_iri(graph, "nmk:scs")]) == [("nmk:dorsal-root-ganglion",)]
    assert asked("SELECT ?y { VALUES ?x { nmk:scs } ?x nmv:targets ?y }", x=graph["drg-stimulation"]) == [
        ("nmk:dorsal-root-ganglion",)
    ]
    values = {"a": 5, "b": Decimal("0.5"), "c": True, "d": "x", "e": 1.5}
    assert asked("SELECT ?a ?b ?c ?d ?e { BIND(?a AS ?z) }", **values) == [tuple(values.values())]
    made = graph.sparql("CONSTRUCT { ?x rdfs:seeAlso ?y } WHERE { ?x nmt:targets ?y }", parameters={"x": graph["pns"]})
    assert len(made) == 2


def test_wrong_parameters(graph: G) -> None:
    with pytest.raises(kg.UnknownName, match=r"unknown variable 'taget'; did you mean target\?"):
        graph.sparql("ASK { ?target ?p ?o }", parameters={"taget": 1})
    for value in (None, object(), float("nan"), [], {"a": 1}, [[1]], 10**5000, Decimal("1e-99999999"), Decimal("sNaN")):
        with pytest.raises(kg.QueryError):
            graph.sparql("ASK { ?x ?p ?o }", parameters={"x": value})
    with pytest.raises(kg.QueryError, match="is not an absolute IRI"):
        graph.sparql("ASK { ?x ?p ?o }", parameters={"x": rdflib.URIRef("x> } DROP ALL #")})


# ----------------------------------------------------------------------------------------------------------------- time

NUMBERS = " ".join(map(str, range(300)))
ENDLESS = {
    "cross join": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "count": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "no triple is read": f"SELECT * {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} VALUES ?c {{ {NUMBERS} }} FILTER(?a + ?b + ?c < 0) }}",
    "joined selects": "SELECT ?a { { SELECT ?a { ?a ?x ?y } } { SELECT ?b { ?b ?x ?y } } { SELECT ?c { ?c ?x ?y } } FILTER(?a = ?b && ?b = ?c && STR(?a) > STR(?c)) }",
    "path": "SELECT (COUNT(*) AS ?n) { ?x (rdf:subject|^rdf:subject|dcterms:source|^dcterms:source|nmv:section)* ?y . ?y (rdf:object|^rdf:object|dcterms:source|^dcterms:source)* ?z }",
    "sorting": "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f",
    "triples": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "reading": "ASK { ?s ?p " + "(" * 16000 + "1" + ")" * 16000 + " }",
    "reading what is faulty": "ASK { ?s ?p " + "(" * 16000 + "1" + ")" * 15999 + " }",
    "minus": "SELECT ?a { ?a ?b ?c MINUS { ?a ?x ?y . ?g ?h ?i } }",
}


@pytest.mark.parametrize("query", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.slow
def test_time_out(graph: G, query: str) -> None:
    graph.sparql("ASK {}", timeout=60)
    start = time.monotonic()
    with pytest.raises(kg.QueryTimeout, match=r"no answer within 0\.5 s; raise the limit") as caught:
        graph.sparql(query, timeout=0.5)
    assert caught.value.limit == 0.5
    assert time.monotonic() - start < 10  # on a busy machine


NESTED = {
    "parentheses": ("ASK { FILTER(", "(", "1", ")", ") }"),
    "groups": ("ASK ", "{", "", "}", ""),
    "exists": ("ASK { ", "FILTER EXISTS { ", "", "}", "}"),
    "functions": ("ASK { FILTER(", "STR(", "1", ")", ") }"),
    "blank nodes": ("ASK { ?s ?p ", "[ ?p ", "1", "]", " }"),
    "selects": ("ASK ", "{ SELECT * ", "{}", "}", ""),
    "negations": ("ASK { FILTER(", "!", "1", "", ") }"),
    "sums": ("ASK { FILTER(1", "+1", "", "", ") }"),
    "optionals": ("ASK { ", "OPTIONAL{}", "", "", " }"),
    "not closed": ("ASK { FILTER(", "(", "", "", ""),
}


def nest(nested: tuple[str, ...], size: int) -> str:
    start, opening, middle, closing, end = nested
    times = size // len(opening + closing)
    return start + opening * times + middle + closing * times + end


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
@pytest.mark.slow
def test_no_nesting_ends_this_process(graph: G, nested: tuple[str, ...]) -> None:
    with contextlib.suppress(kg.QueryError):
        deep(read, nest(nested, 4_000), {})
    with contextlib.suppress(kg.QueryError):
        graph.sparql(nest(nested, 65_000), timeout=1)


def test_a_long_query_is_read_elsewhere(graph: G) -> None:
    values = " ".join(map(str, range(2000)))
    query = f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"
    assert (
        len(graph.sparql(query))
        == len(graph.sparql("SELECT ?x { BIND(?x AS ?y) }", parameters={"x": [*range(2000)]}))
        == 2000
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded on Linux alone")
@pytest.mark.slow
def test_memory_is_bounded(graph: G) -> None:
    with pytest.raises(kg.QueryError, match=r"it may need more than 1 GB of memory; narrow it|no answer within"):
        graph.sparql("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f", timeout=60)
    assert graph.sparql("ASK {}", timeout=60)


def test_a_process_is_kept_and_replaced(graph: G) -> None:
    graph.sparql("ASK {}", timeout=60)
    prepared = _PREPARED[graph]
    (worker,) = prepared._idle
    graph.sparql("ASK {}", timeout=60)
    assert prepared._idle == [worker]
    worker.process.kill()
    worker.process.wait()
    assert graph.sparql("ASK {}", timeout=60)
    assert prepared._idle != [worker]
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: graph.sparql("ASK {}", timeout=60), range(8)))
    assert len(prepared._idle) == 1


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ((sys.executable, "-c", "raise SystemExit(3)"), r" \(exit code 3\): there may be too little memory"),
        (("no-such-program",), ": ."),
    ],
)
def test_a_process_that_does_not_start_is_not_the_fault_of_the_query(
    command: tuple[str, ...], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.sparql.process.COMMAND", command)
    with pytest.raises(kg.QueryError, match=f"^the query was not asked, .* did not start{reason}"):
        kg.load().sparql("ASK {}", timeout=60)


@pytest.mark.skipif(sys.platform != "linux", reason="only there is memory limited")
def test_less_memory_than_a_query_may_take_is_no_fault() -> None:
    code = (
        "import resource\nmost = resource.RLIMIT_AS\nresource.setrlimit(most, (1 << 30, 1 << 30))\n"
        "import kg.sparql.worker as worker\nworker._limit()\nassert resource.getrlimit(most) == (1 << 30, 1 << 30)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_time_out_that_is_enough_changes_nothing(graph: G) -> None:
    for query in ("SELECT ?x ?y { ?x nmv:targets ?y }", "ASK { nmk:scs a nmv:Technique }", "DESCRIBE nmk:scs"):
        given, free = graph.sparql(query, timeout=60), graph.sparql(query)
        assert (given.plain, bool(given), given.columns) == (free.plain, bool(free), free.columns)
        if given.kind == "describe":
            assert set(given.graph) == set(free.graph)


def test_a_warning_is_seen_wherever_the_answer_is(graph: G) -> None:
    for query in ("SELECT ?t { ?t a nmv:Tech }", "ASK { ?t a nmv:Tech }"):
        result = graph.sparql(query)
        (warning,) = result.warnings
        assert f"warning: {warning}" in str(result)
        assert f"warning: {warning}" in str(result._repr_html_())
    assert "warning" not in str(graph.sparql("CONSTRUCT { ?t a nmv:Tech } WHERE { ?t a nmv:Tech }"))


def test_nothing_is_read_beyond_the_limit(graph: G) -> None:
    late = threading.Event()
    late.set()
    with pytest.raises(kg.QueryError):
        within(itertools.count(), late)
    with pytest.raises(kg.QueryError, match="a text of more than 16 MB, which is not read; ask for part of it"):
        graph.sparql("SELECT ?x { VALUES ?x { 1 } }", parameters={"x": "x" * 9_000_000}, timeout=60)


def test_too_many_rows_are_no_answer(graph: G, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.sparql.process.MOST", 100)
    with pytest.raises(kg.QueryError, match="rows or triples; add LIMIT"):
        graph.sparql("SELECT * { ?s ?p ?o }")
    assert len(graph.sparql("SELECT * { ?s ?p ?o } LIMIT 100")) == 100


@pytest.mark.skipif(sys.platform == "win32", reason="asks ps for processes")
def test_ctrl_c_leaves_no_child() -> None:
    code = f"import kg, sys\ng = kg.load()\nprint('ready', flush=True)\ng.sparql({ENDLESS['count']!r}, timeout=300)"
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    deadline = time.monotonic() + 30
    while not (children := children_of(parent.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(children) == 1
    time.sleep(0.5)
    parent.send_signal(signal.SIGINT)  # to the parent alone, as from another terminal
    _, errors = parent.communicate(timeout=30)
    assert "KeyboardInterrupt" in errors
    while any(map(alive, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, children))


def children_of(process: int) -> list[int]:
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(line) for line in done.stdout.split()]


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_child_finds_the_package_wherever_it_runs(graph: G, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')\n")
    monkeypatch.chdir(tmp_path)
    assert graph.sparql("ASK { nmk:scs a nmv:Technique }", timeout=60)


# ------------------------------------------------------------------------------------------------------------- warnings


def test_a_misspelt_name_is_warned_of(graph: G) -> None:
    for query in ("SELECT ?x { ?x nmv:targts ?y }", f"SELECT ?x {{ ?x <{graph.schema.expand('nmv:targts')}> ?y }}"):
        result = graph.sparql(query)
        (warning,) = result.warnings
        assert warning.startswith("nothing in the graph has nmv:targts; did you mean nmv:targets or ")
        assert repr(result) == f"Result(select, 0 rows)\nwarning: {warning}"
        assert graph.sparql(query, timeout=60).warnings == result.warnings


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("nmk:srcs", "nmk:scs"),
        ("nmk:scs-with-dtm", "nmk:dtm"),
        ("nmc:icliniq-2025-18", "nmc:icliniq-2025-"),
        ("nmc:tensio-42", "nmc:tension-42"),
        ("nms:icliniq-2025.tipes", "nms:icliniq-2025.types"),
        ("nmt:targts", "nmt:targets"),
        ("nmk:qqqqqqq", ""),
    ],
)
def test_a_name_that_nothing_has_is_warned_of(wrong: str, near: str, graph: G) -> None:
    for name in (wrong, f"<{graph.schema.expand(wrong)}>"):
        (warning,) = graph.sparql(f"ASK {{ ?s ?p ?o, {name} # nmk:also-wrong\n }}").warnings
        assert warning.startswith(f"nothing in the graph has {wrong}{near and f'; did you mean {near}'}")


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?x nmv:targets ?y # nmv:targts\n }",
        "ASK { ?x nmv:targets 'nmv:targts' }",
        "PREFIX nmv: <http://else/> ASK { ?x nmv:targts ?y }",
        "ASK { nmk:scs nmt:treats ?x . nmk:dorsal-root-ganglion.m1 ?p ?o . nmc:icliniq-2025-187.q1 ?p ?o . nmc:tension-42 ?p nms:mesh }",
        "ASK { nmc:icliniq-2025-187 nmv:modality nmv:Reported ; nmv:inferred ?y ; a nmv:Claim ; nmv:section nms:icliniq-2025.types }",
    ],
)
def test_what_is_no_name_of_ours_is_not(graph: G, query: str) -> None:
    assert graph.sparql(query).warnings == ()


def test_the_command_prints_warnings() -> None:
    result = run("-", input="ASK { ?x nmv:targts ?y }")
    assert (result.exit_code, result.stdout) == (0, "no\n")
    assert result.stderr.startswith("warning: nothing in the graph has nmv:targts; did you mean nmv:targets or ")


# ----------------------------------------------------------------------------------------------------- the command line


def run(*arguments: str, input: str = "") -> Any:
    return CliRunner().invoke(cli, ["sparql", *arguments], input=input)


@pytest.mark.slow
def test_the_command_reads_files_and_standard_input(tmp_path: Any) -> None:
    path = tmp_path / "q.rq"
    query = "SELECT ?target { nmk:pns nmt:targets ?target }"
    path.write_text(query, encoding="utf-8-sig")
    expected = "target\nnerve ending\nperipheral nerve\n"
    assert run(str(path)).output == run("-", input=query).output == expected
    assert run("-", "--csv", input=query).output == "target\nnmk:nerve-ending\nnmk:peripheral-nerve\n"
    assert run("-", input="ASK { nmk:scs a nmv:Technique }").output == "yes\n"
    assert run("-", "--json", input="ASK { nmk:scs a nmv:Device }").output == "false\n"
    turtle = run("-", input="CONSTRUCT { nmk:scs rdfs:seeAlso ?x } { nmk:pns nmt:targets ?x }").output
    assert "nmk:scs rdfs:seeAlso nmk:nerve-ending,\n        nmk:peripheral-nerve ." in turtle


@pytest.mark.parametrize(
    ("arguments", "query", "code", "message"),
    [
        (["-"], "SELECT ?x {\n ?x nmv:a }", 1, "Error: standard input:2:11: syntax error at '}'"),
        (["-"], "DROP ALL", 1, "Error: standard input:1:1: DROP is an update"),
        (["nowhere.rq"], "", 1, "'nowhere.rq': no such file; name a file with a query, or - for standard input"),
        (["-", "--timeout", "0"], "ASK {}", 2, "0 is not in the range"),
        (["-", "--json"], "DESCRIBE nmk:scs", 2, "DESCRIBE prints Turtle; omit --json"),
        (["-", "--timeout", "0.2"], ENDLESS["count"], 1, "Error: no answer within 0.2 s"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], query: str, code: int, message: str) -> None:
    result = run(*arguments, input=query)
    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_the_command_reads_nothing_without_end(tmp_path: Any) -> None:
    os.mkfifo(tmp_path / "pipe")
    for file, message in (
        ("/dev/zero", "a query of more than 64 kB; make it shorter"),
        (str(tmp_path / "pipe"), "pipe: a pipe, which need not end; give the query on standard input (-)"),
        (str(tmp_path), "Is a directory"),
    ):
        result = CliRunner().invoke(cli, ["sparql", file])
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert message in result.output


def test_the_command_says_that_there_is_no_answer() -> None:
    result = run("-", input="SELECT ?x { ?x rdf:nothing ?y }")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No rows match.\n")


def test_a_result_is_what_sparql_gives(graph: G) -> None:
    assert isinstance(sparql(graph, "ASK {}"), Result)
