"""find: best first, whatever the case and the accents."""

import pytest
from conftest import Write

import kg
from kg.texts import folded


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("scs", "scs"),
        ("SCS", "scs"),
        ("drg", "dorsal-root-ganglion"),
        ("DRG stimulation", "drg-stimulation"),
        ("root ganglion", "dorsal-root-ganglion"),
        ("ganglion stimulation", "drg-stimulation"),
        ("the stimulation of a ganglion", "drg-stimulation"),
        ("ischemia", "ischemia"),
        ("Ischæmia", "ischemia"),
        ("uberon:0000044", "dorsal-root-ganglion"),
        ("UBERON:0000044", "dorsal-root-ganglion"),
        ("gangl", "dorsal-root-ganglion"),
        ("anglion", "dorsal-root-ganglion"),
        ("spinl cord", "spinal-cord"),
        ("spianl cord stimulation", "scs"),
        ("neuropathicc pain", "neuropathic-pain"),
        ("epidura space", "epidural-space"),
        ("zzz", None),
        ("scz", None),
        ("nociceptor", "pain-receptor"),
        ("allodynia", "pain-from-slight-pressure"),
        ("nmk:pns", "pns"),
        ("pain", "pain"),
        ("seizures", "epilepsy"),
        ("", None),
        ("?!", None),
    ],
)
def test_first_hit(graph: kg.KnowledgeGraph, text: str, first: str | None) -> None:
    found = graph.find(text)
    assert (found[0].slug if found else None) == first


def test_every_name_finds_its_node(graph: kg.KnowledgeGraph) -> None:
    for node in graph.nodes():
        assert graph.find(node.name)[0] == node
        for other in (*node.synonyms, *node.abbreviations, node.slug, node.id):
            assert node in graph.find(other)


def test_limit(graph: kg.KnowledgeGraph) -> None:
    assert graph.find("pain", limit=3) == graph.find("pain")[:3]


def test_folding() -> None:
    assert folded("  Ménière’s-Disease (µ) ") == "meniere s disease μ"


def test_the_order_of_matches(tiny: Write) -> None:
    names = {
        "other": "Nerve root",
        "exact": "Nerve",
        "prefix": "Nervecell",
        "inner": "Small nerve",
        "synonym": "Aaa",
        "definition": "Bbb",
        "typo": "Nervi",
        "part": "Neonerve",
    }
    rows = [
        "\t".join(
            (
                slug,
                "Target",
                name,
                "nerve" if slug == "synonym" else "",
                "",
                "A nerve." if slug == "definition" else "X.",
                "",
                "",
            )
        )
        for slug, name in sorted(names.items())
    ]
    row = "cell\tTarget\tcell\t\t\tA cell.\t\t\n"
    g = kg.load(tiny(nodes=(row, row + "\n".join(rows) + "\n"), mappings=("", "")))
    found = [node.slug for node in g.find("nerve")]
    assert found == ["exact", "synonym", "prefix", "other", "inner", "part", "typo", "definition"]
    few = g.find("nerve", limit=3)
    assert [node.slug for node in few] == found[:3]
    assert few.cut == "cut at 3: there are more; raise the limit to see them"
    assert g.find("nerve", limit=len(found)).cut == ""
    assert g.find("nerve xyzzy", limit=3).cut == f"no node has all of these words; the best have 1 of 2; {few.cut}"


def test_where_no_node_has_all_words_those_with_most_are_found(graph: kg.KnowledgeGraph) -> None:
    found = graph.find("xyzzy of the ganglion stimulation")
    assert found[0].slug == "drg-stimulation"
    assert found.cut == "no node has all of these words; the best have 2 of 3"
    assert (graph.find("ganglion stimulation").cut, graph.find("xyzzy qqqq").cut) == ("", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("80 %", {"icliniq-2025-187"}),
        ("the AMPUTATION, may", {"icliniq-2025-199"}),
        ("dgr amputation hedgehog", set()),
        ("amputatoin ease", {"icliniq-2025-199"}),
        ("ease amput", {"icliniq-2025-199"}),
        ("putation", set()),
        ("", set()),
    ],
)
def test_claims_with_words(graph: kg.KnowledgeGraph, text: str, found: set[str]) -> None:
    assert {claim.slug for claim in graph.claims(text=text)} == found


def test_a_claim_is_found_by_the_names_of_its_nodes_and_by_its_note(graph: kg.KnowledgeGraph) -> None:
    for claim in graph.claims(population=True):
        names = [graph[value].name if value.startswith("nmk:") else value for value in claim.qualifiers]
        for text in (
            graph[claim.subject].name,
            *graph[claim.object].abbreviations,
            *names,
            claim.note,
            claim.statement,
        ):
            assert text == "" or claim in graph.claims(text=text), text


def test_a_word_that_is_in_no_claim_is_read_as_another_only_where_that_is_said(graph: kg.KnowledgeGraph) -> None:
    found = graph.claims(text="amputatoin")
    assert found == graph.claims(text="amputation") != ()
    assert str(found).endswith("\n'amputatoin' is in no claim, read as amputation")
