"""find: best first, whatever the case and the accents."""

import pytest
from conftest import Write

import kg
from kg.engines.search import folded


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("scs", "scs"),
        ("SCS", "scs"),
        ("drg", "dorsal-root-ganglion"),
        ("DRG stimulation", "drg-stimulation"),
        ("root ganglion", "dorsal-root-ganglion"),
        ("ganglion stimulation", "drg-stimulation"),
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
    assert [node.slug for node in g.find("nerve", limit=3)] == found[:3]
