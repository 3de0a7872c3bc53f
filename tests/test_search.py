"""find: best first, whatever the case and the accents."""

import pytest

import kg
from kg.search import folded


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
        ("Ischæmia", None),
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
