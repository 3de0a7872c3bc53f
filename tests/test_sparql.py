"""SPARQL in process: the same answers by both engines, what is refused, where errors are, and time."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

import pytest
from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.sparql import Result, sparql
from kg.sparql.prepared import refuse

G = kg.KnowledgeGraph
BOTH = find_spec("pyoxigraph") is not None
both = pytest.mark.skipif(
    not BOTH and os.environ.get("KG_REQUIRE_ALL") != "1",
    reason="pyoxigraph is missing; install it with: python -m pip install -e '.[fast]'",
)

# What both engines must answer alike. A list is compared in order.
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
    ("SELECT ?x ?n { VALUES ?x { nmk:pns nmk:scs } OPTIONAL { ?x nmv:targets ?n } }", [("nmk:pns", "nmk:nerve-ending"), ("nmk:pns", "nmk:peripheral-nerve"), ("nmk:scs", None)]),
    ("SELECT ?x ?n { VALUES ?x { nmk:pns nmk:dtm } OPTIONAL { ?x nmv:targets ?n FILTER(?n = nmk:glial-cell) } }", [("nmk:dtm", "nmk:glial-cell"), ("nmk:pns", None)]),
    ("SELECT ?x { VALUES ?x { nmk:pns nmk:scs } FILTER NOT EXISTS { ?x nmv:targets ?y } }", [("nmk:scs",)]),
    ("SELECT ?x { VALUES ?x { nmk:pns nmk:scs } MINUS { ?x nmv:targets ?y } }", [("nmk:scs",)]),
    ("SELECT ?x { OPTIONAL { nmk:scs nmv:targets ?x } }", [(None,)]),
    ("SELECT ?a { VALUES ?a { 1 2 } { VALUES ?a { 1 2 } FILTER(?a > 1) } }", [(2,)]),
    ("SELECT ?a ?b { { SELECT ?a { VALUES (?a ?b) { (1 1) (2 2) } } } OPTIONAL { VALUES (?a ?b) { (1 5) } } }", [(1, 5), (2, None)]),
    # duplicates
    ("SELECT ?a ?b { { SELECT ?a { VALUES ?a { 1 1 2 } } } { SELECT ?b { VALUES ?b { 3 3 } } } }", [(1, 3)] * 4 + [(2, 3)] * 2),
    ("SELECT ?a { { VALUES ?a { 1 2 } } UNION { VALUES ?a { 2 3 } } }", [(1,), (2,), (2,), (3,)]),
    ("SELECT DISTINCT ?a { VALUES ?a { 1 1 } }", [(1,)]),
    ("SELECT ?x { nmk:implanted-pump nmv:leadsTo/nmv:leadsTo ?x }", [("nmk:fewer-adverse-effects",), ("nmk:greater-comfort",), ("nmk:improved-quality-of-life",), ("nmk:lower-drug-dose",), ("nmk:lower-drug-dose",)]),
    # aggregates
    ("SELECT (AVG(?v) AS ?a) (SUM(?v) AS ?s) (MIN(?v) AS ?i) (MAX(?v) AS ?m) (COUNT(?v) AS ?n) { VALUES ?v { 1 2 4.5 } }", [(Decimal("2.5"), Decimal("7.5"), 1, Decimal("4.5"), 3)]),
    ("SELECT (SUM(?v) AS ?s) (COUNT(?v) AS ?n) { ?v nmv:nothing ?w }", [(0, 0)]),
    ("SELECT ?k (COUNT(?v) AS ?n) { ?v nmv:nothing ?k } GROUP BY ?k", []),
    ("SELECT ?k (COUNT(?v) AS ?n) { ?v nmv:targets ?k ; a nmv:Technique } GROUP BY ?k HAVING (COUNT(?v) > 1)", []),
    ("SELECT ?t (COUNT(?k) AS ?n) { VALUES ?t { nmk:dtm nmk:pns nmk:drg-stimulation } ?t nmv:targets ?k } GROUP BY ?t ORDER BY DESC(?n) ?t", [("nmk:dtm", 2), ("nmk:pns", 2), ("nmk:drg-stimulation", 1)]),
    ('SELECT (GROUP_CONCAT(?x; separator="|") AS ?l) { VALUES ?x { "a" } }', [("a",)]),
    # paths
    ("SELECT ?x { nmk:slight-pressure (nmv:leadsTo|nmv:triggers)* ?x }", [("nmk:pain-from-slight-pressure",), ("nmk:slight-pressure",)]),
    ("SELECT ?x { nmk:pain-related-chemical nmv:leadsTo+ ?x }", [("nmk:brain-pathway-change",), ("nmk:increased-pain-sensitivity",), ("nmk:pain-from-slight-pressure",)]),
    ("SELECT ?x { nmk:pain-related-chemical nmv:leadsTo? ?x }", [("nmk:brain-pathway-change",), ("nmk:pain-related-chemical",)]),
    ("SELECT ?x { nmk:glial-cell ^nmv:targets/(nmv:combinedWith|^nmv:combinedWith) ?x }", [("nmk:scs",)]),
    ("SELECT ?x { nmk:dorsal-root-ganglion (nmv:locatedIn|nmv:partOf)+ ?x }", [("nmk:nervous-system",), ("nmk:peripheral-nervous-system",), ("nmk:spinal-cord-basin",)]),
    # order
    ("SELECT ?x { VALUES ?x { 10 9.5 2 1.0e1 -1 } } ORDER BY ?x ", [(-1,), (2,), (Decimal("9.5"),), (10.0,), (10,)]),
    ('SELECT ?x { VALUES ?x { "b" "B" "a" "ä" } } ORDER BY DESC(?x)', [("ä",), ("b",), ("a",), ("B",)]),
    ("SELECT ?x ?y { VALUES (?x ?y) { (1 1) (UNDEF 2) (0 3) } } ORDER BY ?x", [(None, 2), (0, 3), (1, 1)]),
    ('SELECT ?x { VALUES ?x { "2025-04-30"^^xsd:date "2024-12-31"^^xsd:date } } ORDER BY ?x', [("2024-12-31",), ("2025-04-30",)]),
    ("SELECT ?x { ?x nmv:typeOf nmk:neuromodulation } ORDER BY DESC(STR(?x)) LIMIT 2 OFFSET 1", [("nmk:scs",), ("nmk:pns",)]),
    # texts
    ('SELECT (CONCAT("a", "b") AS ?a) (STRLEN("é😀") AS ?b) (SUBSTR("foobar", 2, 3) AS ?c) (REPLACE("abc", "b+", "x") AS ?d) (STRBEFORE("abc", "c") AS ?e) {}', [("ab", 2, "oob", "axc", "ab")]),
    ('SELECT ("a\\\\u0041\\n\\"\'" AS ?a) ("""x"y""" AS ?b) (\'\\u00e9\' AS ?c) ("\\u0022" AS ?d) {}', [('a\\u0041\n"\'', 'x"y', "é", '"')]),
    ('SELECT ?x { ?x a nmv:Technique FILTER(REGEX(STR(?x), "DTM$", "i")) }', [("nmk:dtm",), ("nmk:scs-with-dtm",)]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), SUITE, ids=range(len(SUITE)))
def test_answers(graph: G, engine: str, query: str, expected: list[tuple[Any, ...]]) -> None:
    assert graph.sparql(query, engine=engine).plain == expected


def test_values_are_of_the_same_kind_by_both(graph: G, engine: str) -> None:
    ((a, b, c, d),) = graph.sparql('SELECT (5.0 AS ?a) (true AS ?b) (1e0 AS ?c) ("x"@en AS ?d) {}', engine=engine)
    assert [type(value) for value in (a, b, c, d)] == [Decimal, bool, float, str]
    assert str(a) == "5"


@both
def test_the_records_and_terms_are_the_same_by_both(graph: G) -> None:
    query = "SELECT * { ?claim rdf:subject ?s ; nmv:section ?section ; dcterms:source ?source } ORDER BY ?claim"
    one, other = (graph.sparql(query, engine=engine) for engine in ("rdflib", "oxigraph"))
    assert one.columns == other.columns == ("claim", "s", "section", "source")
    assert one.rows == other.rows
    assert one.terms == other.terms
    assert repr(one) == repr(other)


# --------------------------------------------------------------------------------------------------------------- Result


def test_rows_hold_records(graph: G, engine: str) -> None:
    query = """SELECT ?node ?claim ?section ?source ?tension ?quantity ?term ?number {
      BIND(nmk:scs AS ?node) BIND(nmc:icliniq-2025-187 AS ?claim) ?claim nmv:section ?section ; dcterms:source ?source ;
        nmv:quantity ?quantity . ?quantity schema:minValue ?number . ?tension nmv:between ?claim . BIND(nmv:Hedged AS ?term) }
      ORDER BY ?tension LIMIT 1"""
    (row,) = graph.sparql(query, engine=engine)
    assert row.node == graph["scs"]
    assert row.claim == graph.claim("icliniq-2025-187")
    assert row["section"] == graph.section("nms:icliniq-2025.types")
    assert row[3] == graph.source("icliniq-2025")
    assert row.tension in graph.tensions()
    assert str(row.quantity) == ">80 %"
    assert (row.term, row.number) == ("nmv:Hedged", 80)


def test_what_is_no_record_stays_a_curie_or_an_iri(graph: G, engine: str) -> None:
    query = "SELECT * { VALUES ?x { nmk:nothing nmc:icliniq-2025-999 nmc:icliniq-2025-001.q1 nms:none <http://else/> rdf:type } }"
    assert {row.x for row in graph.sparql(query, engine=engine)} == {
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


def test_ask_construct_and_describe(graph: G, engine: str) -> None:
    yes, no = (
        graph.sparql(f"ASK {{ nmk:{name} nmv:targets nmk:glial-cell }}", engine=engine) for name in ("dtm", "scs")
    )
    assert (bool(yes), bool(no), repr(yes), yes.kind) == (True, False, "Result(ask, yes)", "ask")
    made = graph.sparql("CONSTRUCT { ?x rdfs:seeAlso ?y } { ?y nmv:targets ?x . ?y a nmv:Technique }", engine=engine)
    assert (made.kind, len(made)) == ("construct", len(made.graph))
    assert "nmk:glial-cell rdfs:seeAlso nmk:dtm ." in made.turtle
    described = graph.sparql("DESCRIBE nmk:scs", engine=engine)
    triples = set(graph.to_rdf().triples((graph_iri(graph, "nmk:scs"), None, None)))
    assert set(described.graph) == triples
    assert repr(described) == f"Result(describe, {len(triples)} triples)"
    with pytest.raises(kg.QueryError, match="ask gives no graph; use CONSTRUCT or DESCRIBE"):
        _ = yes.graph


def graph_iri(graph: G, curie: str) -> Any:
    import rdflib

    return rdflib.URIRef(graph.schema.expand(curie))


def test_what_is_kept_cannot_be_reached(graph: G, engine: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = graph.sparql(count, engine=engine).plain
    described = graph.sparql("DESCRIBE nmk:scs", engine=engine)
    described.graph.remove((None, None, None))
    graph.to_rdf().remove((None, None, None))
    assert graph.sparql(count, engine=engine).plain == before == [(len(graph.to_rdf()),)]


def test_how_a_result_shows_itself(graph: G) -> None:
    result = graph.sparql("SELECT ?x ?c { ?x a ?c } ORDER BY ?x")
    assert repr(result).startswith(f"Result(select, {len(result)} rows)\nx ")
    assert repr(result).endswith(f"… {len(result) - 20} more")
    page = graph.sparql('SELECT ("<b>&" AS ?x) ("a|b" AS ?y) {}')
    assert "<td>&lt;b&gt;&amp;</td>" in page._repr_html_()
    assert page.markdown() == "| x | y |\n|---|---|\n| <b>& | a\\|b |"
    assert repr(graph.sparql("SELECT ?x { ?x nmv:nothing ?y }")) == "Result(select, 0 rows)"


def test_a_frame(graph: G) -> None:
    pytest.importorskip("pandas")
    frame = graph.sparql(
        "SELECT ?x ?y (1 AS ?n) { ?x nmv:targets ?y . ?x a nmv:Technique FILTER(?x = nmk:dtm) }"
    ).frame()
    assert frame.to_dict("records") == [
        {"x": "nmk:dtm", "y": "nmk:glial-cell", "n": 1},
        {"x": "nmk:dtm", "y": "nmk:nerve-cell", "n": 1},
    ]
    with pytest.raises(kg.QueryError, match="ask gives no rows; use SELECT"):
        graph.sparql("ASK {}").frame()


def test_a_missing_library_names_its_extra(graph: G, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(kg.MissingExtra, match=r"a data frame needs pandas; .*\[pandas\]"):
        graph.sparql("SELECT * { VALUES ?x { 1 } }").frame()
    monkeypatch.setattr("kg.sparql.find_spec", lambda name: None)
    assert graph.sparql("ASK { nmk:scs a nmv:Technique }")
    with pytest.raises(kg.MissingExtra, match=r"the engine Oxigraph needs pyoxigraph; .*\[fast\]"):
        graph.sparql("ASK {}", engine="oxigraph")


def test_the_order_is_the_same_under_any_hash_seed() -> None:
    code = "import kg; print(kg.load().sparql('SELECT * { ?a (nmv:leadsTo|nmv:partOf)+ ?b }', engine='rdflib').plain)"
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
    "\\u0049NSERT DATA { nmk:a nmv:b nmk:c }",
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
    "ASK { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "ASK { S\\U00000045RVICE <URL> { ?s ?p ?o } }",
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
def test_updates_are_refused(graph: G, engine: str, query: str) -> None:
    before = len(graph.sparql("SELECT * { ?s ?p ?o }", engine=engine))
    with pytest.raises(kg.QueryError, match="is an update, and the graph is read-only; edit the tables instead"):
        graph.sparql(query, engine=engine)
    assert len(graph.sparql("SELECT * { ?s ?p ?o }", engine=engine)) == before


@pytest.mark.parametrize("query", FOREIGN)
@pytest.mark.parametrize("timeout", [None, 20])
def test_nothing_touches_the_network(graph: G, engine: str, listening: str, query: str, timeout: float | None) -> None:
    with pytest.raises(kg.QueryError) as caught:
        graph.sparql(query.replace("URL", listening), engine=engine, timeout=timeout)
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
def test_words_in_strings_comments_and_names_are_none(graph: G, engine: str, query: str) -> None:
    assert graph.sparql(query, engine=engine)


def test_the_algebra_decides() -> None:
    from rdflib.plugins.sparql import prepareQuery

    for text in (
        "ASK { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }",
        "ASK FROM <http://x/> {}",
    ):
        with pytest.raises(kg.QueryError):
            refuse(prepareQuery(text).algebra)


# --------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("query", "line", "column", "message"),
    [
        ("SELCT ?s { ?s ?p ?o }", 1, 1, "'SELCT' is no word of SPARQL; did you mean SELECT?"),
        ("SELECT ?s {\n  ?s ?p ?o\n  FLTER(?o > 1) }", 3, 3, "'FLTER' is no word of SPARQL; did you mean FILTER or "),
        ("SELECT ?s { ?s ?p ?o", 1, 11, "'{' is not closed; add '}'"),
        ("SELECT ?s { ?s ?p ?o }}", 1, 23, "'}' closes nothing; remove it"),
        ("ASK { FILTER((1 = 1) }", 1, 22, "'}' cannot close '('; put ')' before it"),
        ("ASK { ?s ?p 'x }", 1, 13, "a string that is not closed; add ' at its end"),
        ("ASK { ?s nvm:targets ?o }", 1, 10, "unknown prefix 'nvm:'; did you mean nmv: or "),
        ("ASK { ?s foo:x ?o }", 1, 10, "unknown prefix 'foo:'"),
        ("# first\n\n\tASK { ?s é:x ?o }", 3, 11, "unknown prefix 'é:'"),
        ("ASK { ?s <relative> ?o }", 1, 10, "<relative> is a relative IRI; write it whole, or declare BASE"),
        ("ASK { ?s nmv:targets{1,3} ?o }", 1, 21, "SPARQL 1.1 repeats a path with ?, * or +, not a number of times"),
        ("ASK { ?s nmv:targets{1..} ?o }", 1, 21, "SPARQL 1.1 repeats a path with ?, * or +, not a number of times"),
        ("SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s", 1, 11, "?p is neither grouped nor aggregated; add it to GROUP BY"),
        ("SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o }", 1, 25, "?s is neither grouped nor aggregated"),
        ("SELECT ?s { ?s ?p ?o . ?x }", 1, 24, "the query cannot be read on at '?x'"),
        ("SELECT ?x { ?x a nmv:Technique } ; DROP ALL", 1, 34, "the query cannot be read on at ';'"),
        ("SELECT ?x { ?x a nmv:Technique } DROP ALL", 1, 34, "the query cannot be read on at 'DROP'"),
        ("ASK {}\n# more\nASK {}", 3, 1, "the query cannot be read on at 'ASK'"),
        ("", 1, 1, "no query here; it starts with SELECT"),
        ("# only a comment", 1, 17, "no query here"),
        ("PREFIX nmk <x>", 1, 8, "a prefix is declared with a colon: nmk:"),
        ("PREFIX nmk: nmv:x", 1, 1, "PREFIX should read like PREFIX ex: <https://example.org/>"),
        ("WHERE { ?s ?p ?o }", 1, 1, "'WHERE' starts no query"),
        ("DESCRIBE *", 1, 10, "DESCRIBE * is not read here; name the variables"),
        ("ASK {\u00a0}", 1, 6, "the character U+00A0 does not belong in a query"),
        ("ASK { ?\\u0020 }", 1, 7, "the query cannot be read on at '?'"),
        ("ASK { $ }", 1, 7, "a variable needs a name, such as $x"),
        ("ASK { \\uD800 }", 1, 7, "\\uD800 is no character"),
        ("ASK { FILTER('\\x' = 1) }", 1, 14, "the string holds '\\\\x', which is no escape"),
        ("ASK { FILTER(1 & 1) }", 1, 16, "write && for 'and'"),
        ("ASK {" + "{" * 200 + "}" * 200 + "}", 1, 1, "the query is nested too deeply; take it apart"),
    ],
)  # fmt: skip
def test_errors_say_where_and_what(graph: G, engine: str, query: str, line: int, column: int, message: str) -> None:
    with pytest.raises(kg.QueryError) as caught:
        graph.sparql(query, engine=engine)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in str(caught.value)


def test_places_are_those_of_the_given_text(graph: G) -> None:
    """Whatever was put in or taken out before: prefixes, comments, escapes, parameters."""
    query = "PREFIX x: <http://x/> # a comment\nSELECT ?s {\n  ?s x:\\u0061 ?t . # more\n  ?s x:b }"
    for parameters in ({}, {"s": graph["scs"], "t": "a text"}):
        with pytest.raises(kg.QueryError) as caught:
            graph.sparql(query, parameters=parameters)
        assert (caught.value.line, caught.value.column) == (4, 3)


def test_a_query_that_declares_its_own_prefix_wins(graph: G, engine: str) -> None:
    own = "PREFIX nmk: <http://else/> PREFIX e: <https://w3id.org/neuromod-kg/entity/> "
    assert graph.sparql(own + "SELECT (nmk:a AS ?a) (e:scs AS ?b) {}", engine=engine).plain == [
        ("http://else/a", "nmk:scs")
    ]
    # Two prefixes for one namespace, which rdflib by itself takes for one.
    assert graph.sparql(
        "PREFIX e: <https://w3id.org/neuromod-kg/entity/> ASK { e:dtm nmv:targets nmk:glial-cell }", engine=engine
    )


def test_wrong_arguments(graph: G) -> None:
    with pytest.raises(kg.QueryError, match="unknown engine 'virtuoso'; use rdflib or oxigraph"):
        graph.sparql("ASK {}", engine="virtuoso")
    for timeout in (0, -1, float("nan"), float("inf")):
        with pytest.raises(kg.QueryError, match="is none; give seconds above 0"):
            graph.sparql("ASK {}", timeout=timeout)
    with pytest.raises(TypeError, match="a query is a text, not 5"):
        graph.sparql(5)  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------------------- parameters


def test_parameters_are_bound(graph: G, engine: str) -> None:
    def asked(query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        return graph.sparql(query, parameters=parameters, engine=engine).plain

    targets = "SELECT ?y { ?x nmv:targets ?y }"
    assert asked(targets, x=graph["pns"]) == [("nmk:nerve-ending",), ("nmk:peripheral-nerve",)]
    assert asked(targets, x=[graph["drg-stimulation"], graph_iri(graph, "nmk:scs")]) == [("nmk:dorsal-root-ganglion",)]
    assert asked("SELECT ?y { VALUES ?x { nmk:scs } ?x nmv:targets ?y }", x=graph["drg-stimulation"]) == [
        ("nmk:dorsal-root-ganglion",)
    ]
    values = {"a": 5, "b": Decimal("0.5"), "c": True, "d": "x", "e": 1.5}
    assert asked("SELECT ?a ?b ?c ?d ?e { BIND(?a AS ?z) }", **values) == [tuple(values.values())]
    made = graph.sparql(
        "CONSTRUCT { ?x rdfs:seeAlso ?y } WHERE { ?x nmv:targets ?y }", parameters={"x": graph["pns"]}, engine=engine
    )
    assert len(made) == 2


def test_wrong_parameters(graph: G) -> None:
    with pytest.raises(kg.UnknownParameter, match=r"unknown parameter 'taget'; did you mean target\?"):
        graph.sparql("ASK { ?target ?p ?o }", parameters={"taget": 1})
    for value in (None, object(), float("nan"), [], {"a": 1}):
        with pytest.raises(kg.QueryError):
            graph.sparql("ASK { ?x ?p ?o }", parameters={"x": value})
    import rdflib

    with pytest.raises(kg.QueryError, match="is no absolute IRI"):
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
    "minus": "SELECT ?a { ?a ?b ?c MINUS { ?a ?x ?y . ?g ?h ?i } }",
}


@pytest.mark.parametrize("query", ENDLESS.values(), ids=ENDLESS)
def test_time_out(graph: G, engine: str, query: str) -> None:
    graph.sparql("ASK {}", engine=engine)
    start = time.monotonic()
    with pytest.raises(kg.QueryTimeout, match=r"no answer within 0\.5 s; raise the limit, or") as caught:
        graph.sparql(query, engine=engine, timeout=0.5)
    assert caught.value.limit == 0.5
    assert time.monotonic() - start < 10  # on a busy machine


def test_sorting_and_joining_look_at_the_clock(graph: G, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no triple is read: at every comparison of two rows."""
    from kg.sparql.rdflib_engine import Clock

    looks: list[int] = []
    monkeypatch.setattr(Clock, "check", lambda self: looks.append(1))

    def counted(query: str) -> int:
        looks.clear()
        graph.sparql(query, engine="rdflib", timeout=60)
        return len(looks)

    values = " ".join(str(number * 37 % 101) for number in range(100))
    plain = f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"
    assert counted(plain + " ORDER BY STR(?x)") > counted(plain) + 200
    selects = f"SELECT ?x {{ {{ {plain} }} {{ {plain.replace('?x', '?y')} }} FILTER(?x = -1) }}"
    assert counted(selects) > 100
    assert (
        counted(
            f"SELECT ?x {{ VALUES ?x {{ {values} }} MINUS {{ VALUES ?x {{ {' '.join(map(str, range(200, 300)))} }} }} }}"
        )
        > 10_000
    )


def test_a_time_out_that_is_enough_changes_nothing(graph: G, engine: str) -> None:
    for query in ("SELECT ?x ?y { ?x nmv:targets ?y }", "ASK { nmk:scs a nmv:Technique }", "DESCRIBE nmk:scs"):
        given, free = graph.sparql(query, engine=engine, timeout=60), graph.sparql(query, engine=engine)
        assert (given.plain, bool(given), given.columns) == (free.plain, bool(free), free.columns)
        if given.kind == "describe":
            assert set(given.graph) == set(free.graph)


def test_too_many_rows_are_no_answer(graph: G, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.sparql.terms.MOST", 100)
    with pytest.raises(kg.QueryError, match="more than 100 rows or triples; add LIMIT"):
        graph.sparql("SELECT * { ?s ?p ?o }", engine=engine)
    assert len(graph.sparql("SELECT * { ?s ?p ?o } LIMIT 100", engine=engine)) == 100


@both
@pytest.mark.skipif(sys.platform == "win32", reason="asks ps for processes")
def test_ctrl_c_leaves_no_child() -> None:
    code = (
        "import kg, sys\ng = kg.load()\nprint('ready', flush=True)\n"
        f"g.sparql({ENDLESS['count']!r}, engine='oxigraph', timeout=300)"
    )
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


@both
def test_the_child_finds_the_package_wherever_it_runs(graph: G, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')\n")
    monkeypatch.chdir(tmp_path)
    assert graph.sparql("ASK { nmk:scs a nmv:Technique }", engine="oxigraph", timeout=60)


def test_asking_again_does_not_parse_again(graph: G) -> None:
    from kg.sparql.prepared import _parsed

    query = "SELECT ?again { ?again nmv:targets nmk:brain }"
    graph.sparql(query)
    hits = _parsed.cache_info().hits
    graph.sparql(f"# the same but for a comment\n{query}")
    assert _parsed.cache_info().hits == hits + 1


def test_other_users_of_rdflib_notice_nothing(graph: G) -> None:
    graph.sparql("ASK {}", engine="rdflib")
    rdf = graph.to_rdf()
    described = rdf.query("DESCRIBE nmk:scs").graph
    assert described is not None
    assert len(described) > len(
        graph.sparql("DESCRIBE nmk:scs", engine="rdflib")
    )  # rdflib's adds what is claimed of it


# ----------------------------------------------------------------------------------------------------- the command line


def run(*arguments: str, input: str = "") -> Any:
    return CliRunner().invoke(cli, ["sparql", *arguments], input=input)


def test_the_command_reads_files_and_standard_input(tmp_path: Any) -> None:
    path = tmp_path / "q.rq"
    query = "SELECT ?target { nmk:pns nmv:targets ?target }"
    path.write_text(query, encoding="utf-8-sig")
    expected = "target\nnerve ending\nperipheral nerve\n"
    assert run(str(path)).output == run("-", input=query).output == expected
    assert (
        run("-", "--engine", "rdflib", "--csv", input=query).output
        == "target\nnmk:nerve-ending\nnmk:peripheral-nerve\n"
    )
    assert run("-", input="ASK { nmk:scs a nmv:Technique }").output == "yes\n"
    assert run("-", "--json", input="ASK { nmk:scs a nmv:Device }").output == "false\n"
    turtle = run("-", input="CONSTRUCT { nmk:scs rdfs:seeAlso ?x } { nmk:pns nmv:targets ?x }").output
    assert "nmk:scs rdfs:seeAlso nmk:nerve-ending,\n        nmk:peripheral-nerve ." in turtle


@pytest.mark.parametrize(
    ("arguments", "query", "code", "message"),
    [
        (["-"], "SELECT ?x {\n ?x nmv:a }", 1, "Error: standard input:2:2: the query cannot be read on at '?x'"),
        (["-"], "DROP ALL", 1, "Error: standard input:1:1: DROP is an update"),
        (["nowhere.rq"], "", 1, "nowhere.rq: No such file or directory"),
        (["-", "--timeout", "0"], "ASK {}", 2, "0 is not in the range"),
        (["-", "--engine", "jena"], "ASK {}", 2, "'jena' is not one of 'rdflib', 'oxigraph'"),
        (["-", "--json"], "DESCRIBE nmk:scs", 2, "DESCRIBE prints Turtle; leave --json away"),
        (["-", "--engine", "rdflib", "--timeout", "0.2"], ENDLESS["count"], 1, "Error: no answer within 0.2 s"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], query: str, code: int, message: str) -> None:
    result = run(*arguments, input=query)
    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""


def test_the_command_says_that_there_is_no_answer() -> None:
    result = run("-", input="SELECT ?x { ?x nmv:nothing ?y }")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "no answer: nothing in the graph fits\n")


def test_a_result_is_what_sparql_gives(graph: G) -> None:
    assert isinstance(sparql(graph, "ASK {}"), Result)
