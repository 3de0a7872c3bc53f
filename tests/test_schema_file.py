"""schema.toml: every fault with its line, and what the schema answers."""

import pytest
from conftest import SCHEMA, Write

import kg
from kg.schema_file import parse

CASES = [
    ("a TOML error", 'title = "Tiny"', "title = Tiny", ["s:3:9: Invalid value; correct the TOML"]),
    ("an unknown part", "[prefixes]", "[extra]\n[prefixes]", ["s:13: unknown part [extra]; remove it"]),
    (
        "an unknown key",
        'plural = "techniques"',
        'plurals = "techniques"',
        [
            "s:34:plurals: unknown key 'plurals'; did you mean plural?",
            "s:32:plural: [categories.Technique] lacks 'plural'; add it",
        ],
    ),
    ("a wrong type", 'plural = "techniques"', "plural = 3", ["s:34:plural: 3 should be a text"]),
    ("a date that is none", '"2026-01-31"', '"January"', ["s:6:date: 'January' should be a date such as 2026-01-31, in quotes"]),
    ("a colour that is none", "#009E73", "green", ["s:44:colour: 'green' should be a colour such as #0072B2"]),
    ("a shape that is none", '"dot"', '"blob"', ["s:45:shape: 'blob' is not a shape; use one of square, dot, diamond, hexagon, star, triangle, triangleDown, cross, pentagon"]),
    ("two that look alike", 'colour = "#009E73"\nshape = "dot"', 'colour = "#0072B2"\nshape = "square"', ["s:44:colour: same colour and shape as Technique; change one of them"]),
    ("an unknown category in a domain", 'domain = ["Technique"]', 'domain = ["Techniqe"]', ["s:52:domain: 'Techniqe' is not a category; did you mean Technique?"]),
    ("a name that a Node has", 'inverse = "targeted_by"', 'inverse = "name"', ["s:49:inverse: 'name' cannot be used: a Node has an attribute of that name"]),
    ("a name that a tuple has", 'inverse = "targeted_by"', 'inverse = "index"', ["s:49:inverse: 'index' cannot be used: a Node has an attribute of that name"]),
    ("neither inverse nor symmetric", "symmetric = true", "symmetric = false\ninverse = ''\ninverse_label = ''", ["s:58:inverse: a predicate has either an inverse or symmetric = true"]),
    ("a tentative label that is not tentative", 'inverse = "targeted_by"', 'tentative_label = "Targets"\ninverse = "targeted_by"', ["s:49:tentative_label: the same as the label, which says it outright; write such as 'may treat'"]),
    ("a mapping without a declared prefix", "biolink:Treatment", "bl:Treatment", ["s:38:mapping: ['closeMatch', 'bl:Treatment'] should be a SKOS match and a CURIE with a declared prefix"]),
]  # fmt: skip


HARD = [
    ("a modality that the package does not know", "[modalities.hedged]", "[modalities.rumoured]", "'rumoured' is not one of asserted, reported, hedged"),
    ("a polarity too few", "[polarities.denied]", "[polarities.refused]", "'refused' is not one of affirmed, denied"),
    ("a standard prefix left out", 'skos = "http://www.w3.org/2004/02/skos/core#"\n', "", "the RDF needs skos = "),
    ("a standard prefix bound elsewhere", "22-rdf-syntax-ns#", "22-rdf-syntax#", "the RDF needs rdf = "),
    ("the prefix of tensions left out", 'cito = "http://purl.org/spar/cito/"\n', "", "the RDF needs cito = "),
    ("a language that is none", 'language = "en"', 'language = "English (US)"', "should be a language tag such as en or pt-BR"),
    ("an extension of a language without a text", 'language = "en"', 'language = "en-a-b-c"', "should be a language tag such as en or pt-BR"),
    ("an extension of a language that ends at once", 'language = "en"', 'language = "xx-12345678-1"', "should be a language tag such as en or pt-BR"),
    ("a theme that is none", 'language = "en"', 'language = "en"\ntheme = "HEALTH"', "'HEALTH' is not one of AGRI, ECON,"),
    ("a repository that is none", 'language = "en"', 'language = "en"\nrepository = "example.org"', "'example.org' is not an absolute IRI; write one, or omit the key"),
    ("a contact that is none", 'language = "en"', 'language = "en"\ncontact = "me@example.org"', "'me@example.org' is not a contact; write mailto: and an address"),
    ("a DOI with an address before it", 'language = "en"', 'language = "en"\ndoi = "https://doi.org/10.1234/a"', "is not a DOI; write it as 10.1234/abc"),
    ("an id that leaves the folder", 'id = "tiny"', 'id = "../evil"', "should be lower-case letters and digits"),
    ("a title of two lines", 'title = "Tiny"', 'title = "Tiny\\rnmk:a nmk:b nmk:c ."', "should be a single line of text"),
    ("an empty label", 'label = "target"', 'label = ""', "should be a single line of text, and not empty"),
    ("a category with a space", "[categories.Target]", '[categories."Tar get"]', "should be one word that starts with a capital letter"),
    ("a category that the RDF form uses", "[categories.Target]", "[categories.Claim]", "'Claim' cannot be used: the RDF uses it"),
    ("a predicate that the RDF form uses", "[predicates.targets]", "[predicates.section]", "'section' cannot be used: the RDF uses it"),
    ("a word of Python", 'inverse = "targeted_by"', 'inverse = "is"', "it is a Python keyword"),
    ("a name that Nodes have", 'inverse = "targeted_by"', 'inverse = "edges"', "'edges' cannot be used"),
    ("a name given twice", '[predicates.targets]\n', '[predicates.targets]\nname = "aims"\n', "the name is 'targets', from the header"),
    ("one namespace twice", 'nmk = "https://example.org/tiny/entity/"', 'nmk = "https://example.org/tiny/source/"', "give each a different one"),
    ("a namespace beside the base", 'nmk = "https://example.org/tiny/entity/"', 'nmk = "https://example.org/tiny-evil/"', "begin with the base_iri of the dataset"),
    ("an empty hedging word", 'words = ["may", "can"]', 'words = [""]', "an empty text in the list; remove it"),
    ("a day that is none", '"2026-01-31"', '"2026-02-31"', "should be a date such as 2026-01-31"),
    ("prefixes that are no table", "[prefixes]", "prefixes2 = 3\n[prefixes2x]", "unknown part"),
    ("lists within lists", "[prefixes]", f"[prefixes]\nx = {'[' * 5000}{']' * 5000}", "nested too deeply"),
    ("a key of many parts", "[prefixes]", f"[{'.'.join('x' * 20_000)}]\n[prefixes]", "nested too deeply"),
    ("a number of 5,000 digits", "[prefixes]", f"[prefixes]\nx = {'9' * 5000}", "a number has too many digits"),
    ("a number that cannot be shown", 'label = "target"', f"label = 0x{'f' * 5000}", "this int should be a text"),
    ("a character that is none", 'title = "Tiny"', 'title = "\ufffe"', "should be a single line of text"),
    ("such a character in a list", '"may"', '"ma\ufffey"', "should be a list of texts, each a single line"),
    ("such a character in a namespace", "obo/UBERON_", "obo/\ufdd0", "is not an absolute IRI"),
    ("two lines in a label", 'inverse_label = "is targeted by"', 'inverse_label = "is\\ntargeted by"', "should be a single line of text"),
    ("a predicate without a name", "[predicates.targets]", '[predicates.""]', "'' should be"),
    ("a base that is none", '"https://example.org/tiny"', '"tiny"', "should be an absolute IRI that ends in neither / nor #"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new", "message"), HARD, ids=[case[0] for case in HARD])
def test_what_would_break_an_export_is_refused(what: str, old: str, new: str, message: str) -> None:
    assert old in SCHEMA
    with pytest.raises(kg.DataError) as caught:
        parse(SCHEMA.replace(old, new, 1), "s")
    assert any(message in problem.message for problem in caught.value.problems)


@pytest.mark.parametrize("tag", ["pt-BR", "zh-yue-Hant-HK", "es-419", "sl-rozaj-1994", "en-u-co-phonebk-x-a"])
def test_every_part_that_a_language_tag_may_have(tag: str) -> None:
    assert parse(SCHEMA.replace('language = "en"', f'language = "{tag}"'), "s").dataset.language == tag


@pytest.mark.parametrize(("what", "old", "new", "expected"), CASES, ids=[case[0] for case in CASES])
def test_fault(what: str, old: str, new: str, expected: list[str]) -> None:
    assert old in SCHEMA
    with pytest.raises(kg.DataError) as caught:
        parse(SCHEMA.replace(old, new, 1), "s")
    assert [str(problem) for problem in caught.value.problems] == expected


def test_an_empty_file_is_one_message() -> None:
    with pytest.raises(kg.DataError) as caught:
        parse("# nothing\n", "s")
    assert [problem.message.partition(";")[0] for problem in caught.value.problems] == ["the file declares nothing"]


def test_colours_may_be_in_small_letters() -> None:
    assert parse(SCHEMA.replace("#0072B2", "#0072b2"), "s").categories["Technique"].colour == "#0072b2"


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


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "nonsense",
        "https://exa mple.org",
        "https://example.org/<x>",
        "https://e.org/a#b",
        "https://e.org/?q",
        "https://e.org/%zz",
    ],
)
def test_base_iri_must_be_one(bad: str, tiny: Write) -> None:
    with pytest.raises(ValueError, match="is not an absolute IRI; write one such as"):
        kg.load(tiny(), base_iri=bad)


def test_every_predicate_and_category_is_used(graph: kg.KnowledgeGraph) -> None:
    edges = (*graph.edges(), *kg.load(evidence=True).studies.edges())
    assert {edge.predicate for edge in edges} == set(graph.schema.predicates)
    assert {node.category for node in graph.nodes()} == set(graph.schema.categories)
