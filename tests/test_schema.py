"""schema.toml: every fault with its line, and what the schema answers."""

import pytest
from conftest import SCHEMA, Write

import kg
from kg.schema import parse

CASES = [
    ("a TOML error", 'title = "Tiny"', "title = Tiny", ["s:3:9: Invalid value; mend the TOML"]),
    ("an unknown part", "[prefixes]", "[extra]\n[prefixes]", ["s:13: unknown part [extra]; remove it"]),
    (
        "an unknown key",
        'plural = "techniques"',
        'plurals = "techniques"',
        [
            "s:29:plurals: unknown key 'plurals'; did you mean plural?",
            "s:27:plural: [categories.Technique] lacks 'plural'; add it",
        ],
    ),
    ("a wrong type", 'plural = "techniques"', "plural = 3", ["s:29:plural: 3 should be a text"]),
    ("a base that is none", '"https://example.org/tiny"', '"https://example.org/tiny/"', ["s:11:base_iri: 'https://example.org/tiny/' should be an absolute IRI that ends in neither / nor #"]),
    ("a date that is none", '"2026-01-31"', '"January"', ["s:6:date: 'January' should be a date such as 2026-01-31, in quotes"]),
    ("a colour that is none", "#009E73", "green", ["s:39:colour: 'green' should be a colour such as #0072B2"]),
    ("a shape that is none", '"dot"', '"blob"', ["s:40:shape: 'blob' is no shape; use one of square, dot, diamond, hexagon, star, triangle, triangleDown, cross, pentagon"]),
    ("two that look alike", 'colour = "#009E73"\nshape = "dot"', 'colour = "#0072B2"\nshape = "square"', ["s:39:colour: same colour and shape as Technique; change one of them"]),
    ("an unknown category in a domain", 'domain = ["Technique"]', 'domain = ["Techniqe"]', ["s:47:domain: 'Techniqe' is no category; did you mean Technique?"]),
    ("a name that a Node has", 'inverse = "targeted_by"', 'inverse = "name"', ["s:44:inverse: 'name' cannot be used: a Node has an attribute of that name"]),
    ("a name that a tuple has", 'inverse = "targeted_by"', 'inverse = "index"', ["s:44:inverse: 'index' cannot be used: a Node has an attribute of that name"]),
    ("neither inverse nor symmetric", "symmetric = true", "symmetric = false\ninverse = ''\ninverse_label = ''", ["s:53:inverse: a predicate has either an inverse or symmetric = true"]),
    ("a mapping without a declared prefix", "biolink:Treatment", "bl:Treatment", ["s:33:mapping: ['closeMatch', 'bl:Treatment'] should be a SKOS match and a CURIE with a declared prefix"]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new", "expected"), CASES, ids=[case[0] for case in CASES])
def test_fault(what: str, old: str, new: str, expected: list[str]) -> None:
    assert old in SCHEMA
    with pytest.raises(kg.DataError) as caught:
        parse(SCHEMA.replace(old, new, 1), "s")
    assert [str(problem) for problem in caught.value.problems] == expected


def test_expand_and_compress() -> None:
    schema = kg.load().schema
    for curie in ("nmk:scs", "nmv:describedAs", "nms:icliniq-2025.types", "biolink:Device"):
        assert schema.compress(schema.expand(curie)) == curie
    assert schema.compress("https://elsewhere.example/x") == "https://elsewhere.example/x"


def test_base_iri_moves_ours_and_nothing_else(tiny: Write) -> None:
    moved = kg.load(tiny(), base_iri="https://example.com/my/").schema
    assert moved.prefixes["nmk"] == "https://example.com/my/entity/"
    assert moved.prefixes["nmv"] == "https://example.com/my/vocab#"
    assert moved.prefixes["biolink"] == "https://w3id.org/biolink/vocab/"


@pytest.mark.parametrize("bad", ["", "nonsense", "https://exa mple.org", "https://example.org/<x>"])
def test_base_iri_must_be_one(bad: str, tiny: Write) -> None:
    with pytest.raises(ValueError, match="is no absolute IRI; write one such as"):
        kg.load(tiny(), base_iri=bad)


def test_every_predicate_and_category_is_used(graph: kg.KnowledgeGraph) -> None:
    assert {edge.predicate for edge in graph.edges()} == set(graph.schema.predicates)
    assert {node.category for node in graph.nodes()} == set(graph.schema.categories)
