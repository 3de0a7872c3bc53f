"""Filters keep what they say, of one value or several, and say what they expect."""

from collections.abc import Callable
from inspect import getmembers, signature
from typing import Any

import pytest
from conftest import Write

import kg
from kg import Claim, Edge
from kg.page.html import PageOptions

G = kg.KnowledgeGraph


def of_claims(graph: G) -> dict[str, tuple[dict[str, Any], Callable[[Claim], bool]]]:
    """What each question asks for, and which claims fit it."""
    category = {node.id: node.category for node in graph}
    scs, dtm = graph["scs"], graph["dtm"]
    tense = {id for tension in graph.tensions(kind=["scope", "certainty"]) for id in tension.members}
    return {
        "sections": ({"section": ["types", "outline"]}, lambda c: c.section.endswith((".types", ".outline"))),
        "certainties": ({"modality": {"hedged", "reported"}}, lambda c: c.modality != "asserted"),
        "subjects": (
            {"subject": [scs, "DTM"], "predicate": ["treats", "targets"], "polarity": "affirmed"},
            lambda c: (
                c.subject in (scs.id, dtm.id) and c.predicate in ("treats", "targets") and c.polarity == "affirmed"
            ),
        ),
        "predicates": (
            {"predicate": ("treats", "targets")},
            lambda c: c.predicate in ("treats", "relieves", "targets"),
        ),
        "category": ({"category": "Target"}, lambda c: "Target" in (category[c.subject], category[c.object])),
        "figure": ({"quantity": True}, lambda c: c.quantity is not None),
        "no figure": ({"quantity": False}, lambda c: c.quantity is None),
        "inferred": ({"inferred": True, "structural": False}, lambda c: c.inferred and not c.structural),
        "hedge": ({"hedge": ["MAY", "might"]}, lambda c: not {"may", "might"}.isdisjoint(c.hedge)),
        "population": ({"population": "patient"}, lambda c: "nmk:patient" in c.population),
        "words": ({"context": "one of two"}, lambda c: any("one of two" in text for text in c.context)),
        "none": ({"context": False, "population": False}, lambda c: not c.context and not c.population),
        "tension": ({"tension": ["scope", "certainty"]}, lambda c: c.id in tense),
        "source": ({"source_kind": "ontology"}, lambda c: c.source != "nms:icliniq-2025"),
    }


@pytest.mark.parametrize("name", of_claims(kg.load()))
def test_claims(graph: G, name: str) -> None:
    filters, fits = of_claims(graph)[name]
    expected = [claim for claim in graph.claims() if fits(claim)]
    assert expected
    assert list(graph.claims(**filters)) == expected


def test_edges_and_nodes(graph: G) -> None:
    def said(edge: Edge) -> bool:
        return any(claim.modality == "hedged" and claim.polarity == "affirmed" for claim in edge.claims)

    assert list(graph.edges(modality="hedged", polarity="affirmed")) == [edge for edge in graph.edges() if said(edge)]
    few = graph.nodes(category=["Device", "Technique"], grounded=True)
    assert {node.category for node in few} == {"Device", "Technique"}
    assert all(node.grounded for node in few)


def test_tensions_of_a_node_are_those_of_the_claims_that_name_it(graph: G) -> None:
    naming = {c.id for c in graph.claims() if "nmk:scs" in (c.subject, c.object, *c.qualifiers)}
    expected = [tension for tension in graph.tensions() if not naming.isdisjoint(tension.members)]
    assert list(graph.tensions(node="SCS")) == expected != []
    assert graph.tensions(claim=graph.claims(subject="dtm", quantity=True), kind="unsupported", weight="major")


ASKED: dict[str, tuple[Any, ...]] = {
    "__getitem__": ("scs",),
    "agreement": (),
    "ask": ("techniques-by-target",),
    "cite": ("icliniq-2025-001",),
    "claim": ("icliniq-2025-001",),
    "claims": (),
    "compare": ("scs", "dtm"),
    "components": (),
    "degree": ("scs",),
    "degree_centrality": (),
    "downstream": ("scs",),
    "edges": (),
    "edges_walked": ("nmk:scs", "targets"),
    "explain": ("scs", "pain"),
    "find": ("pain",),
    "get": ("scs",),
    "match": ("?t targets ?x",),
    "matrix": ("Technique", "Target"),
    "mentions": ("scs",),
    "node": ("scs",),
    "nodes": (),
    "pagerank": (),
    "pair": ("scs", "pain"),
    "paths": ("scs", "pain"),
    "record": ("scs",),
    "section": ("nms:icliniq-2025.types",),
    "sections": ("types",),
    "source": ("icliniq-2025",),
    "sources": (),
    "part": (),
    "sparql": ("ASK {}",),
    "tensions": (),
    "tensions_of": ("icliniq-2025-001",),
    "to_networkx": (),
    "upstream": ("scs",),
    "view": (),
    "walk": ((), "targets"),
}
"""Every method that takes an argument, and what it needs."""


@pytest.mark.parametrize("method", ASKED)
def test_an_argument_of_a_wrong_type_is_told(graph: G, method: str) -> None:
    ask, needed = getattr(graph, method), ASKED[method]
    named = [name for name, one in signature(ask).parameters.items() if one.default is not one.empty]
    named += [*PageOptions.__annotations__] if method == "view" else []
    wrong: list[tuple[tuple[Any, ...], dict[str, Any]]] = [(needed, {name: object()}) for name in named]
    wrong += [((*needed[:place], object(), *needed[place + 1 :]), {}) for place in range(len(needed))]
    assert wrong
    for args, others in wrong:
        with pytest.raises((TypeError, kg.ExportError), match=r" (not|is) <object object at "):
            ask(*args, **others)


def test_every_method_is_asked(graph: G) -> None:
    # What the layers below ask, by CURIEs that were checked before.
    below = {
        "edges_between",
        "neighbours",
        "degrees",
        "fits",
        "hop",
        "kinds",
        "naming",
        "walkable",
        "ask_store",
        "shared_edges",
        "missing",
        # Without evidence, they have nothing to look at.
        "evidence",
        "evidence_summary",
        "harms",
    }
    frames = {"nodes_frame", "edges_frame", "claims_frame"}
    methods = {name for name, _ in getmembers(graph, callable) if name[0] != "_"}
    taking = {name for name in methods if signature(getattr(graph, name)).parameters}
    assert taking - below - frames - {"over", "shown", "remade"} == set(ASKED) - {"__getitem__"}


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda g: g.paths("scs", "pain", predicates=[]), ValueError, "predicates is an empty list; name at least one, or leave it out"),
        (lambda g: g.paths("scs", "pain", categories=[]), ValueError, "categories is an empty list; name at least one, or leave it out"),
        (lambda g: g.upstream("pain", predicates=()), ValueError, "predicates is an empty list; name at least one, or leave it out"),
        (lambda g: g.upstream("pain", categories=set()), ValueError, "categories is an empty list; name at least one, or leave it out"),
        (lambda g: g.compare("scs", "dtm", predicates=[]), ValueError, "predicates is an empty list; name at least one, or leave it out"),
        (lambda g: g.matrix("Technique", "Target", predicates=[]), ValueError, "predicates is an empty list; name at least one, or leave it out"),
        (lambda g: g.match("?t targets ?x", select=[]), ValueError, "select is an empty list; name at least one, or leave it out"),
        (lambda g: g.match("?t targets ?x", select=""), kg.UnknownName, "unknown variable '?'; did you mean ?x or ?t?"),
        (lambda g: g.view(category=[]), ValueError, "category is an empty list; name at least one, or leave it out"),
        (lambda g: g.view(section=[]), ValueError, "section is an empty list; name at least one, or leave it out"),
        (lambda g: g.match("?t targets ?x", distinct="no"), TypeError, "distinct must be True or False, not 'no'"),
        (lambda g: g.matrix("Technique", "Target", all="no"), TypeError, "all must be True or False, not 'no'"),
        (lambda g: g.matrix(None, "Target"), TypeError, "rows must be a text, not None"),
        (lambda g: g.paths("scs", "pain", directed=0), TypeError, "directed must be True or False, not 0"),
        (lambda g: g.walk(["scs"], "targets"), TypeError, "a walk starts from nodes, such as g.nodes(), not ['scs']"),
        (lambda g: g.sparql("ASK {}", timeout=True), TypeError, "the timeout must be a number of seconds, not True"),
        (lambda g: g.claims(section=1), TypeError, "section must be a text, or a list of them, not 1"),
        (lambda g: g.claims(subject=[2]), TypeError, "subject must be a text or a Node, or a list of them, not [2]"),
        (lambda g: g.claims(subject=[]), ValueError, "subject is an empty list; name at least one, or leave it out"),
        (lambda g: g.claims(quantity="80"), TypeError, "quantity must be True or False, not '80'"),
        (lambda g: g.find(None), TypeError, "text must be a text, not None"),
        (lambda g: g.sources(kind="book"), kg.UnknownName, "unknown kind of source 'book'; use article or ontology"),
        (
            lambda g: g.tensions(weight="huge"),
            kg.UnknownName,
            "unknown weight 'huge'; use one of major, minor, moderate",
        ),
        (
            lambda g: g.claims(population="neuropatic pain"),
            kg.UnknownName,
            "unknown population 'neuropatic pain'; did you mean diagnosed neuropathic pain and little success before?",
        ),
        (lambda g: g.claims(population=""), kg.UnknownName, "unknown population ''; those there are: claims(population=True), or kg claims --population any"),
        (lambda g: g.claims(predicate="xyzzy"), kg.UnknownName, "unknown predicate 'xyzzy'; kg vocabulary lists them"),
        (lambda g: g.claim("1"), kg.UnknownName, "did you mean icliniq-2025-001 or hp-001 or mesh-001?"),
        (lambda g: g.match("?a ? ?b", "?a != ?b [section=types]"), kg.QueryError, "compares two nodes, not claims; leave out [section=types]"),
        (lambda g: g.match("?a ? ?b [ ]"), kg.QueryError, "[ ] is not a filter; write [section=types] or [modality=hedged|reported, inferred=no]"),
        (lambda g: kg.page(g, steps=2), kg.ExportError, "steps are counted from a node; name it with around (--around ID)"),
        (lambda g: g["ganglion, of stimulation"], kg.UnknownNode, "did you mean drg-stimulation?"),
    ],
)  # fmt: skip
def test_what_is_refused(graph: G, ask: Callable[[G], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        ask(graph)
    assert str(raised.value).endswith(message)


def test_the_sections_are_listed_where_none_is_near(graph: G) -> None:
    with pytest.raises(kg.UnknownName, match="use one of outline, introduction, definition"):
        graph.claims(section=["types", "xyzzy"])


LABELS: dict[str, tuple[Callable[[G], Any], Callable[[G], Any]]] = {
    "category by plural": (lambda g: g.nodes(category="Body regions"), lambda g: g.nodes(category="BodyRegion")),
    "categories": (
        lambda g: g.claims(subject_category=["techniques", "DEVICE"]),
        lambda g: g.claims(subject_category=["Technique", "Device"]),
    ),
    "predicate by label": (
        lambda g: g.edges(predicate="is used to treat", modality="Hedged"),
        lambda g: g.edges(predicate="treats", modality="hedged"),
    ),
    "matrix": (
        lambda g: g.matrix("techniques", "targets", predicates="Targets").cells.keys(),
        lambda g: g.matrix("Technique", "Target", predicates="targets").cells.keys(),
    ),
    "path": (
        lambda g: g.paths("dtm", "glial-cell", predicates="TARGETS"),
        lambda g: g.paths("dtm", "glial-cell", predicates="targets"),
    ),
    "comparison": (
        lambda g: g.compare("dtm", "pns", predicates="acts through"),
        lambda g: g.compare("dtm", "pns", predicates="acts_through"),
    ),
    "words in quotes in a pattern": (
        lambda g: g.match('?t "is used to treat"|"Acts through" ?m:"mechanisms"'),
        lambda g: g.match("?t treats|acts_through ?m:Mechanism"),
    ),
    "weight, kind of source": (
        lambda g: (g.tensions(weight="Major"), g.sources(kind="Article")),
        lambda g: (g.tensions(weight="major"), g.sources(kind="article")),
    ),
    "pattern": (
        lambda g: g.match("?t:techniques Acts_Through ?m"),
        lambda g: g.match("?t:Technique acts_through ?m"),
    ),
    "kind of tension": (lambda g: g.tensions(kind="SCOPE"), lambda g: g.tensions(kind="scope")),
    "the same filter twice": (
        lambda g: g.match("?t treats ?c [section=types, section=conditions]"),
        lambda g: g.match("?t treats ?c [section=types|conditions]"),
    ),
}


@pytest.mark.parametrize(("by_label", "by_name"), LABELS.values(), ids=LABELS)
def test_what_the_schema_declares_may_be_given_by_its_label(
    graph: G, by_label: Callable[[G], Any], by_name: Callable[[G], Any]
) -> None:
    assert by_label(graph) == by_name(graph) != ()


def test_a_name_comes_before_a_label_and_one_label_of_two_predicates_is_ambiguous(tiny: Write) -> None:
    label, new = 'label = "differs from"', 'label = "Targets"\ntentative_label = "may differ"'
    graph = kg.load(tiny(schema=(label, new)))
    assert [edge.predicate for edge in graph.edges(predicate="TARGETS")] == ["targets", "targets"]
    graph = kg.load(tiny(schema=(label, 'label = "is targeted by"\ntentative_label = "may differ"')))
    with pytest.raises(kg.AmbiguousName, match="'Is targeted by' is ambiguous: targeted_by, differs_from"):
        graph.paths("alpha", "cell", predicates="Is targeted by")


def test_a_qualifier_is_a_node_or_has_the_words(graph: G) -> None:
    held = {value for claim in graph.claims(comparator="drug") for value in claim.comparator}
    assert held == {"nmk:oral-drug", "nmk:conventional-drug"}
    for name in ("medication", "nmk:medication", graph["medication"]):
        assert graph.claims(comparator=name) == graph.claims(comparator="drug"), (
            "a node stands for its kinds and synonyms"
        )
    assert "as an alternative to medication" in {
        value for claim in graph.claims(context=graph["medication"]) for value in claim.context
    }
    people = {value for claim in graph.claims(population="neuropathic pain") for value in claim.population}
    assert all("neuropathic pain" in (graph[one].name if one.startswith("nmk:") else one) for one in people)
    assert people


def test_a_category_without_a_name_and_a_variable_for_a_predicate_are_refused(graph: G) -> None:
    with pytest.raises(kg.QueryError, match=r"'\?t:' names no category; write \?t, or \?t:Technique"):
        graph.match("?t: treats ?x")
    for predicate in ("?p", "treats|?p"):
        with pytest.raises(kg.QueryError, match=r"'\?p' is no predicate; write \? alone for any"):
            graph.match(f"?a {predicate} ?b")
