"""Graphs with any texts, lists and numbers that the constructor takes, for property tests."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

import kg
from kg.texts import is_blank

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
NAMES = TEXTS.filter(lambda text: not is_blank(text))
LISTS = st.lists(TEXTS.filter(lambda text: not text.startswith("nmk:")), max_size=4).map(tuple)
MIXED = st.lists(st.sampled_from(["nmk:alpha", "nmk:beta", "b", "a", ""]), max_size=4).map(tuple)
MATCHES = st.sampled_from(["exactMatch", "closeMatch", "broadMatch"])
MAPPINGS = st.lists(
    st.builds(kg.Mapping, match=MATCHES, term=st.sampled_from(["UBERON:1", "UBERON:2"]), label=NAMES, place=NAMES),
    max_size=4,
).map(tuple)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6)
QUANTITIES = st.none() | st.builds(
    kg.Quantity, comparator=st.sampled_from(["<", "<=", "=", ">=", ">"]), value=NUMBERS, unit=NAMES
)
CLAIMS = ("nmc:one-001", "nmc:one-002", "nmc:one-003")


def drawn_graph(data: st.DataObject, g: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    """The tiny graph with drawn fields in one record of each kind."""

    def drawn(record: Any, **strategies: Any) -> Any:
        return replace(record, **{name: data.draw(strategy, label=name) for name, strategy in strategies.items()})

    node = drawn(
        g["alpha"],
        name=NAMES,
        **dict.fromkeys(("definition", "note", "ungrounded"), TEXTS),
        **dict.fromkeys(("synonyms", "abbreviations"), LISTS),
        mappings=MAPPINGS,
    )
    claim = drawn(
        g.claim("one-001"),
        statement=NAMES,
        note=TEXTS,
        **dict.fromkeys(("population", "comparator", "aspect", "context"), MIXED),
        hedge=LISTS,
        quantity=QUANTITIES,
        inferred=st.booleans(),
        paragraph=st.integers(),
    )
    source = g.source("one")
    sections = tuple(
        drawn(s, title=NAMES, paragraphs=st.lists(st.integers(0, 9), max_size=3).map(tuple)) for s in source.sections
    )
    source = drawn(
        replace(source, sections=tuple(data.draw(st.permutations(sections)))),
        title=NAMES,
        **dict.fromkeys(("author", "reviewer", "publisher", "licence", "note"), TEXTS),
        kind=st.sampled_from(["article", "ontology", "book"]),
        url=st.sampled_from(["", "https://example.org/é?a=%20#b"]),
        **dict.fromkeys(("published", "reviewed"), st.sampled_from(["", "2026", "2026-01", "2026-01-31", "soon"])),
    )
    sides = st.lists(st.sampled_from(CLAIMS), max_size=4).map(tuple)
    tension = drawn(g.tensions()[0], claims=sides, against=sides, why=NAMES, weight=NAMES)
    return kg.KnowledgeGraph(
        schema=g.schema,
        sources=[source],
        nodes=[node, *(n for n in g.nodes() if n.id != node.id)],
        claims=[claim, *(c for c in g.claims() if c.id != claim.id)],
        tensions=[tension],
    )
