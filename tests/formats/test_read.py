"""A graph read back from its RDF equals the one that was written; RDF that is not ours gives one clear error."""

import json
import os
import time
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from conftest import Write, refused
from drawn import drawn_graph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.formats.rdf.parse import SYNTAXES

LIKE = {".owl": ".rdf", ".xml": ".rdf"}
FORMATS = {s: next(f.name for f in kg.FORMATS.values() if f.suffix == LIKE.get(s, s)) for s in SYNTAXES}


def records(g: kg.KnowledgeGraph) -> list[object]:
    """Every record."""
    return [*g.sources(), *g.nodes(), *g.claims(), *g.tensions()]


@pytest.fixture
def turtle(tiny: Write) -> str:
    return kg.dumps(kg.load(tiny()), "turtle").decode("utf-8")


@pytest.fixture
def schema(tiny: Write) -> kg.Schema:
    return kg.load(tiny()).schema


@pytest.mark.parametrize("suffix", SYNTAXES)
@pytest.mark.slow
def test_the_same_graph_comes_back(graph: kg.KnowledgeGraph, tmp_path: Path, suffix: str) -> None:
    found = kg.read(kg.write(graph, tmp_path / f"graph{suffix}", FORMATS[suffix]))
    assert records(found) == records(graph)
    assert kg.dumps(found, "turtle") == kg.dumps(graph, "turtle")
    assert found.schema == graph.schema


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_another_schema(tiny: Write, tmp_path: Path, suffix: str) -> None:
    g = kg.load(tiny())
    assert records(kg.read(kg.write(g, tmp_path / f"graph{suffix}", FORMATS[suffix]), schema=g.schema)) == records(g)


@pytest.mark.parametrize("name", ["full", "turtle12", "trig"])
@pytest.mark.slow
def test_what_stands_beside_the_records_is_left_out(graph: kg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    """Ontology, description, declarations of individuals; and a triple term is what reification says."""
    found = kg.read(kg.write(graph, tmp_path / f"graph{kg.FORMATS[name].suffix}"))
    assert records(found) == records(graph)


def test_a_suffix_in_any_case_and_the_home_folder(
    tiny: Write, schema: kg.Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    g = kg.load(tiny())
    monkeypatch.setenv("HOME", str(tmp_path))
    for suffix in SYNTAXES:
        path = kg.write(g, tmp_path / f"graph{suffix.upper()}", FORMATS[suffix])
        assert records(kg.read(f"~/{path.name}", schema=schema)) == records(g)


def test_named_graphs_are_read_as_one(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    lines = kg.dumps(graph, "ntriples").decode("utf-8").splitlines()
    quads = [line.removesuffix(".") + f"<https://example.org/{n % 2}> ." for n, line in enumerate(lines)]
    (tmp_path / "graph.nq").write_text("\n".join(quads), encoding="utf-8")
    assert records(kg.read(tmp_path / "graph.nq")) == records(graph)


def test_named_graphs_in_jsonld(tiny: Write, schema: kg.Schema, tmp_path: Path) -> None:
    """All the data in one, and only the claims."""
    g = kg.load(tiny())
    document = json.loads(kg.dumps(g, "jsonld"))
    context, subjects = document["@context"], document["@graph"]
    claims = [one for one in subjects if one["@id"].startswith("nmc:")]
    others = [one for one in subjects if one not in claims]
    for inside in (
        {"@id": "x:g", "@graph": subjects},
        {"@graph": [*others, {"@id": "x:g", "@graph": claims}]},
        {"@graph": [{"@graph": claims}, {"@id": "x:g", "@graph": [{"@id": "x:h", "@graph": others}]}]},
    ):
        (tmp_path / "g.jsonld").write_text(json.dumps({"@context": context, **inside}), encoding="utf-8")
        assert records(kg.read(tmp_path / "g.jsonld", schema=schema)) == records(g)


def test_another_base_iri(tmp_path: Path) -> None:
    g = kg.load(base_iri="https://example.com/mine")
    found = kg.read(kg.write(g, tmp_path / "graph.nt"))
    assert found.schema.dataset.base_iri == "https://example.com/mine"
    assert records(found) == records(g)


def test_what_a_store_writes_is_read(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    """Other prefixes, another order, no context: the same triples."""
    store = pyoxigraph.Store()
    store.load(kg.dumps(graph, "turtle"), format=pyoxigraph.RdfFormat.TURTLE)
    default = pyoxigraph.DefaultGraph()
    for suffix, format in ((".ttl", pyoxigraph.RdfFormat.TURTLE), (".jsonld", pyoxigraph.RdfFormat.JSON_LD)):
        store.dump(str(tmp_path / f"graph{suffix}"), format=format, from_graph=default)
        assert records(kg.read(tmp_path / f"graph{suffix}")) == records(graph)


# ---------------------------------------------------------------------------------------------- every field, any order


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_constructor_takes_comes_back(tiny: Write, tmp_path: Path, data: st.DataObject) -> None:
    g = drawn_graph(data, kg.load(tiny()))
    assert records(kg.read(kg.write(g, tmp_path / "g.nt"), schema=g.schema)) == records(g)


# ------------------------------------------------------------------------------------------------- what is not ours


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('    rdfs:label "alpha therapy"@en ;\n', "", "nmk:alpha: has no value of rdfs:label, not one"),
        ('"alpha therapy"@en', '"alpha therapy"@en, "another"@en', "nmk:alpha: has 2 values of rdfs:label, not one"),
        ("nmv:polarity nmv:Denied", "nmv:polarity nmv:Doubted", "nmc:one-003: nmv:polarity is nmv:Doubted, which the schema does not declare"),
        ("    dcterms:source nms:one ;\n", "", "nmc:one-001: has no value of dcterms:source, not one"),
        ("    nmv:section nms:one.first ;\n", "", "nmc:one-001: has no value of nmv:section, not one"),
        ("rdf:predicate nmv:targets", "rdf:predicate nmv:aims", "nmc:one-001: rdf:predicate is nmv:aims, which the schema does not declare"),
        ("nmv:paragraph 1", "nmv:paragraph 1.5", "nmc:one-001: nmv:paragraph is '1.5', not a whole number"),
        ('"alpha therapy"@en', '"alpha therapy"@de', 'nmk:alpha: nmk:alpha rdfs:label "alpha therapy"@de should be "alpha therapy"@en'),
        ("nmv:targets nmk:cell .", "rdfs:seeAlso nmk:cell .", "nmk:alpha: nmk:alpha nmv:targets nmk:cell is missing, though the records ask for it"),
        ("nmv:targets nmk:cell .", "nmv:targets nmk:cell , nmk:beta .", "nmk:alpha: nmk:alpha nmv:targets nmk:beta does not belong to a record of this schema"),
        ('"alpha therapy"@en', '"alpha therapy"@en ; nmv:colour "red"', 'nmv:colour "red"^^xsd:string does not belong to a record of this schema'),
        ("rdf:object nmk:cell", "rdf:object nmk:gone", "Claim 'nmc:one-001': 'nmk:gone' is not a node"),
        ("minValue 80", 'minValue "many"', "nmc:one-002.q1: schema:minValue is 'many', not a number"),
        ('nmv:bound ">"', 'nmv:bound "?"', "nmc:one-002.q1: nmv:bound is '?', not one of"),
        ("minValue 80", 'minValue "1e99999999999"^^xsd:decimal', "nmc:one-002.q1: schema:minValue is '1e99999999999', not a number"),
        ("minValue 80", "minValue []", "nmc:one-002.q1: schema:minValue is '[]', not a number"),
        ('"alpha therapy"@en', '" \\u200b"@en', "Node 'nmk:alpha': name is ' \\u200b', which is blank; give one"),
        ('nmv:sentences "1|2"', 'nmv:sentences "a|b"', "nms:one.first: nmv:sentences is 'a|b', not numbers joined with |"),
        ("nmc:one-001 a nmv:Claim, rdf:Statement", "nmc:one-001 a rdf:Statement", "does not belong to a record"),
    ],
)  # fmt: skip
def test_damage_is_named(turtle: str, schema: kg.Schema, tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in turtle
    assert message in refused(tmp_path / "g.ttl", turtle.replace(old, new, 1), schema=schema)


def test_no_row_of_the_list_of_differences_is_endless(turtle: str, schema: kg.Schema, tmp_path: Path) -> None:
    extra = "".join(f"nmk:alpha nmv:x{number} nmk:cell .\n" for number in range(50))
    message = refused(tmp_path / "g.ttl", turtle + extra, schema=schema)
    assert message.endswith(" more")
    assert message.count("\n") <= 40
    assert len(refused(tmp_path / "g.ttl", f"{turtle}nmk:alpha nmv:x '{'y' * 1_000_000}' .", schema=schema)) < 1000


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_rdf_of_others(tmp_path: Path, suffix: str) -> None:
    other = rdflib.Graph()
    other.add((rdflib.URIRef("https://example.org/a"), rdflib.RDFS.label, rdflib.Literal("a")))
    message = refused(
        tmp_path / f"g{suffix}",
        other.serialize(format=SYNTAXES[LIKE.get(suffix, suffix).replace(".nq", ".nt")], encoding="utf-8"),
    )
    assert (
        "has no node, claim or source of this dataset: nothing in it is a https://w3id.org/neuromod-kg/vocab#Claim"
        in message
    )


def test_an_ontology_is_no_graph(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    assert "has no node, claim or source of this dataset" in refused(tmp_path / "g.ttl", kg.dumps(graph, "ontology"))


def test_two_bases_are_no_graph(tmp_path: Path) -> None:
    both = kg.dumps(kg.load(), "ntriples") + kg.dumps(kg.load(base_iri="https://example.org/b"), "ntriples")
    assert "has graphs with several base IRIs, https://example.org/b and https://w3id.org/neuromod-kg" in refused(
        tmp_path / "g.nt", both
    )


# ------------------------------------------------------------------------------------------------- bad files


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_cut_off_anywhere(tiny: Write, schema: kg.Schema, tmp_path: Path, suffix: str) -> None:
    content = kg.dumps(kg.load(tiny()), FORMATS[suffix])
    for end in (0, 1, len(content) // 3, len(content) // 2, len(content) - 40):
        message = refused(tmp_path / f"g{suffix}", content[:end], schema=schema)
        assert message.startswith(
            ("1 problem in the data\n", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13")
        )
        assert len(message) < 8000
        assert "Traceback" not in message


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_wrong_encodings(turtle: str, tmp_path: Path, suffix: str) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-32-be"):
        content = f"{turtle}# é".encode(encoding)
        assert "the file is UTF-16 or UTF-32; save it as UTF-8" in refused(tmp_path / f"g{suffix}", content)
    assert "byte 0xE9 is not UTF-8; save the file as UTF-8" in refused(
        tmp_path / f"g{suffix}", f"{turtle}# é".encode("latin-1")
    )
    assert refused(tmp_path / f"g{suffix}", b"\x89PNG\r\n\x1a\n\x00\xff").count("\n") == 1


def test_the_line_of_a_fault(turtle: str, tmp_path: Path) -> None:
    lines = turtle.split("\n")
    lines[24] = "nmk:alpha nmv:targets ."
    assert f"\ng.ttl:{25}: is not valid turtle: " in refused(tmp_path / "g.ttl", "\n".join(lines))


BOMB = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [ <!ENTITY a "aaaaaaaaaa"> <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"> <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"> ]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="x:y"><rdf:value>&c;</rdf:value></rdf:Description></rdf:RDF>
"""


PREFIXES = "<a " + " ".join(f'xmlns:n{n}="x:"' for n in range(10_000)) + "/>"
CHAIN = json.dumps({"@context": {f"a{n}": f"a{n + 1}:x" for n in range(60_000)}, "@id": "a:b", "a:c": 1})


LONG, MANY = f"https://example.org/{'a' * 300_000}/", range(2000)
RDF_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="{}" xml:base="{}">{}</rdf:RDF>'
GROWING = {
    "g.ttl": f"@prefix a: <{LONG}> .\n" + "".join(f"a:{n} a:p a:o .\n" for n in MANY),
    "base.ttl": f"@base <{LONG}> .\n" + "".join(f"<{n}> <p> <o> .\n" for n in MANY),
    "list.ttl": f"<{LONG}> <x:p> {','.join(map(str, MANY))} .",
    "type.trig": f"@prefix a: <{LONG}> .\n<x:g> {{ <x:s> <x:p> " + ",".join(f"'{n}'^^a:b" for n in MANY) + " }",
    "base.rdf": RDF_XML.format("x:", LONG, "".join(f"<rdf:Description rdf:about='{n}' a:p='1'/>" for n in MANY)),
    "g.jsonld": json.dumps({"@context": {"@vocab": LONG}, "@id": "x:y", "a": list(MANY)}),
}
"""Small files with far larger triples."""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("g.rdf", BOMB, "declares a document type or entities, which are not read"),
        ("g.rdf", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "declares a document type or entities"),
        ("g.rdf", '<?xml version="1.0" encoding="ISO-8859-1"?><x/>', "says that it is ISO-8859-1; save it as UTF-8"),
        ("g.rdf", BOMB.encode("utf-16"), "the file is UTF-16 or UTF-32; save it as UTF-8"),
        ("g.rdf", BOMB.encode("utf-16-le"), "the file is UTF-16 or UTF-32; save it as UTF-8"),
        ("g.rdf", BOMB.encode("utf-32-be"), "the file is UTF-16 or UTF-32; save it as UTF-8"),
        ("g.rdf", BOMB.encode("utf-7"), "declares a document type or entities"),
        ("g.rdf", "<a><b></a>", "g.rdf:1: is not valid xml: mismatched tag"),
        ("g.rdf", "<a>" * 10_000, "g.rdf:1: has more than 500 elements inside each other"),
        ("g.rdf", PREFIXES, "has more than 500 prefixes inside each other"),
        ("g.jsonld", '{"a":\n9' + "9" * 5000 + "}", "g.jsonld:2: has the number of 5001 digits, which JSON does not keep as it is; write it as a text"),
        ("g.jsonld", '{"a": 1e400}', "has the number 1e400"),
        ("g.jsonld", '{"a": NaN}', "has the number NaN"),
        ("g.jsonld", '{"a": 1, "a": 2}', "has the key 'a' twice in one object; remove one of them"),
        ("g.jsonld", '{"a":' * 600 + "1" + "}" * 600, "is nested more deeply than any RDF written by kg"),
        ("g.jsonld", CHAIN, "has no node"),
        ("g.jsonld", '{"@id":"a:b","a:c":"' + "x" * 10_000_000 + '"}', "holds a text that is too long to be read; shorten it"),
        ("g.ttl", "<a:b> <a:c> " + "<<( <a:b> <a:c> " * 100_000 + "1" + ")>>" * 100_000 + " .", "has a triple as a term, which no record holds; remove it"),
        ("g.jsonld", '{"@context": "https://example.org/c", "a": 1}', "refers to the JSON-LD context 'https://example.org/c', but nothing is fetched"),
        ("g.jsonld", '{"@graph": [{"@context": ["https://example.org/c"]}]}', "but nothing is fetched"),
        ("g.jsonld", '{"@context": {"@import": "https://example.org/c"}}', "imports a JSON-LD context, and nothing is fetched"),
        ("g.jsonld", '{"@context": {\n"a": {"@id": "a:b", "@language": "en-a-b"}}, "a": "x"}', "g.jsonld:2: has the language tag 'en-a-b', which is not valid: "),
        ("g.jsonld", '{"@context": {"a": {"@id": "a:b", "@container": "@language"}},\n"a": {"en-a-b": "x", "@none": "y"}}', "g.jsonld:2: has the language tag 'en-a-b', which is not valid: "),
        ("g.jsonld", '{"@graph": [{"a": [{"a":\n{"en": "x", "e n": "y"}}]}], "@context": {"a": {"@id": "a:b", "@container": ["@language", "@set"]}}}', "g.jsonld:2: has the language tag 'e n', which is not valid: "),
        ("g.jsonld", '{"@id": "a:b",\n"a:c": {"@value": "x", "@language": ""}}', "g.jsonld:2: has the language tag '', which is not valid: "),
        ("g.jsonld", "[" * 100_000, "is nested more deeply than any RDF written by kg"),
        ("g.jsonld", '{"a": ', "g.jsonld:1: is not valid JSON: Expecting value"),
        ("g.ttl", "<a:b> <a:c> " + "(" * 100_000, "g.ttl:1: is not valid turtle: Unexpected end"),
        ("g.ttl", "<a:b> <a:c> " + "[ <a:c> " * 100_000, "g.ttl:1: is not valid turtle: Unexpected end"),
        ("g.trig", "{" * 100_000, "is not valid trig"),
        ("g.nt", "nonsense\n" * 1000, "g.nt:1: is not valid nt"),
        ("g.ttl", '<?xml version="1.0"?>\n<rdf:RDF/>', "; it begins like RDF/XML, whose suffix is .rdf, .owl or .xml"),
        ("g.nt", "@prefix a: <a:> .", "; it begins like Turtle, whose suffix is .ttl"),
        ("g.rdf", "PREFIX a: <a:>", "g.rdf:1: is not valid xml: syntax error; it begins like Turtle, whose suffix is .ttl"),
        ("g.nq", '{\n"@id": "a:b"}', "; it begins like JSON-LD, whose suffix is .jsonld"),
        ("g.xml", '[{"@id": "a:b"}]', "; it begins like JSON-LD, whose suffix is .jsonld"),
        ("g.jsonld", "\n<!DOCTYPE html><html>", "g.jsonld:2: is not valid JSON: Expecting value; it begins like a web page"),
        ("g.trig", "<html>", "; it begins like a web page"),
        ("g.jsonld", '{"@context": {"a": {"@id": "a:b", "@context": ["https://example.org/c"]}}}', "but nothing is fetched"),
        ("g.owl", RDF_XML.format(LONG, "x:", '<rdf:Description rdf:about="x:y" a:p="1"/>' * 100_000), "g.owl:1: has a namespace of more than 2000 letters; shorten it"),
        *((name, text, "has prefixes, a base or names so long that its triples fill the memory; shorten them") for name, text in GROWING.items()),
        ("g.xlsx", "", "g.xlsx: is not read; give a file that ends in .ttl, .nt, "),
    ],
)  # fmt: skip
def test_bad_files_give_one_error_at_once(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    start = time.process_time()
    assert message in (found := refused(tmp_path / name, content))
    assert found.count("\n") == 1
    assert time.process_time() - start < 5


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "zero.ttl").symlink_to("/dev/zero")
    (tmp_path / "folder.ttl").mkdir()
    for name in ("pipe.ttl", "zero.ttl"):
        with pytest.raises(kg.DataError, match="this is a pipe or a device; replace it with a file"):
            kg.read(tmp_path / name)
    for name in ("folder.ttl", "\0.ttl", f"{'x' * 300}.ttl"):
        with pytest.raises(kg.DataError, match=r"is a folder, not a file|no such file|cannot be read: "):
            kg.read(tmp_path / name)


def test_a_file_too_large(tmp_path: Path) -> None:
    for suffix in SYNTAXES:
        with (tmp_path / f"g{suffix}").open("wb") as file:
            file.truncate((2 << 30) + 1)  # It takes no place on most disks.
        with pytest.raises(kg.DataError, match=rf"g\{suffix}:1: the file has more than 2 GiB; divide it"):
            kg.read(tmp_path / f"g{suffix}")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(kg.DataError, match=r"gone\.ttl: no such file"):
        kg.read(tmp_path / "gone.ttl")


def test_a_context_of_ours_by_name(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    document = json.loads(kg.dumps(graph, "jsonld"))
    document["@context"] = f"https://w3id.org/neuromod-kg/{kg.__version__}/context.jsonld"
    (tmp_path / "g.jsonld").write_text(json.dumps(document), encoding="utf-8")
    assert records(kg.read(tmp_path / "g.jsonld")) == records(graph)


def test_a_number_as_long_as_a_file(schema: kg.Schema, turtle: str, tmp_path: Path) -> None:
    long = turtle.replace("nmv:paragraph 1", f"nmv:paragraph {'9' * 100_000}", 1)
    assert f"nmv:paragraph is '{'9' * 80}', not a whole number" in refused(tmp_path / "g.ttl", long, schema=schema)
