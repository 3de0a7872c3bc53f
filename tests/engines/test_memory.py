"""The index of the graph in memory, held against a plain search of its claims."""

import random
from string import ascii_lowercase

import pytest
from conftest import SCHEMA

import kg
from kg.engines.memory import index
from kg.engines.memory.index import EXACT, GROUPS
from kg.schema_file import parse

NODES = [f"n{number}" for number in range(12)]
NAMES = [f"{one}{other}" for one in ascii_lowercase for other in ascii_lowercase]


def graph(predicates: int) -> kg.KnowledgeGraph:
    """A graph of 600 claims, at random, with so many predicates; one of ten claims denies."""
    made = "".join(
        f'\n[predicates.goes_{n}]\nlabel = "goes {n}"\ninverse = "back_{n}"\ninverse_label = "back {n}"\n'
        'definition = "Made up."\n'
        for n in NAMES[:predicates]
    )
    dice = random.Random(predicates)
    claims = [
        kg.Claim(
            id=f"nmc:one-{number:03}",
            subject=f"nmk:{dice.choice(NODES)}",
            predicate=f"goes_{dice.choice(NAMES[:predicates])}",
            object=f"nmk:{dice.choice(NODES)}",
            statement=f"Statement {number}.",
            source="nms:one",
            section="nms:one.first",
            paragraph=1,
            polarity="denied" if dice.random() < 0.1 else "affirmed",
            modality="asserted",
        )
        for number in range(1, 601)
    ]
    section = kg.Section(id="nms:one.first", title="First", paragraphs=(1,))
    return kg.KnowledgeGraph(
        schema=parse(SCHEMA + made, "schema.toml"),
        sources=[kg.Source(id="nms:one", title="One", sections=(section,))],
        nodes=[kg.Node(id=f"nmk:{name}", category="Target", name=name) for name in NODES],
        claims=claims,
    )


@pytest.mark.parametrize(
    ("predicates", "exact"), [(1, EXACT), (5, EXACT), (GROUPS, EXACT), (3 * GROUPS - 5, EXACT), (5, 0)]
)
def test_each_predicate_leads_from_each_node_where_claims_say(
    predicates: int, exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "EXACT", exact)  # At 0, as in a graph whose keys are too large for floats.
    g = graph(predicates)
    claims = g.claims()
    held = {(claim.subject, claim.predicate, claim.object) for claim in claims}
    affirmed = {(c.subject, c.predicate, c.object) for c in claims if c.polarity == "affirmed"}
    for node in g.nodes():
        outgoing = {key for key in held if key[0] == node.id}
        ingoing = {key for key in held if key[2] == node.id}
        assert {edge.key for edge in g.edges(subject=node)} == outgoing
        assert {edge.key for edge in g.edges(object=node)} == ingoing
        assert g.engine.degrees([node.id])[node.id] == len(outgoing) + len(ingoing)
        for along in NAMES[:predicates]:
            name = f"goes_{along}"
            assert {edge.key for edge in g.edges(subject=node, predicate=name)} == {k for k in outgoing if k[1] == name}
            assert {edge.key for edge in g.edges(object=node, predicate=name)} == {k for k in ingoing if k[1] == name}
            forwards = sorted(key[2] for key in affirmed if key[:2] == (node.id, name))
            backwards = sorted(key[0] for key in affirmed if key[1:] == (name, node.id))
            assert [one.id for one in getattr(node, name)] == forwards
            assert [one.id for one in getattr(node, f"back_{along}")] == backwards
