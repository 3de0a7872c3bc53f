"""Look-up, filters, walking, and what the constructor refuses."""

import copy
import datetime
import json
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from typing import Any

import networkx
import pytest
from click.testing import CliRunner
from conftest import Write

import kg
from kg.cli import cli


def slugs(nodes: kg.Nodes) -> list[str]:
    return [node.slug for node in nodes]


@pytest.mark.parametrize(
    "name",
    [
        "drg-stimulation",
        "nmk:drg-stimulation",
        "https://w3id.org/neuromod-kg/entity/drg-stimulation",
        "dorsal root ganglion stimulation",
        "Dorsal Root Ganglion Stimulation",
        "DRG stimulation",
    ],
)
def test_look_up(graph: kg.KnowledgeGraph, name: str) -> None:
    assert graph[name].id == "nmk:drg-stimulation"
    assert name in graph


def test_look_up_by_abbreviation(graph: kg.KnowledgeGraph) -> None:
    assert graph["PNS"].slug == "pns"
    assert graph["DRG"].slug == "dorsal-root-ganglion"


def test_unknown_node_suggests(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(kg.UnknownNode, match=r"unknown node 'drg-stimulaton'; did you mean drg-stimulation") as caught:
        graph["drg-stimulaton"]
    assert "drg-stimulation" in caught.value.nearest
    assert graph.get("drg-stimulaton") is None
    assert "drg-stimulaton" not in graph
    assert 3 not in graph


def test_ambiguous_name(tiny: Write) -> None:
    g = kg.load(tiny(nodes=("beta therapy\t", "beta therapy\tthe alpha")))
    with pytest.raises(kg.AmbiguousName, match="'the alpha' is ambiguous: alpha, beta; use one of these ids"):
        g["the alpha"]


def test_a_name_beats_a_synonym(tiny: Write) -> None:
    g = kg.load(tiny(nodes=("beta therapy\t", "beta therapy\talpha therapy")))
    assert g["alpha therapy"].slug == "alpha"


def test_filters(tiny: Write) -> None:
    g = kg.load(tiny())
    assert slugs(g.nodes(category="Technique")) == ["alpha", "beta"]
    assert [c.slug for c in g.claims(section="last")] == ["one-003", "one-004"]
    assert [c.slug for c in g.claims(section="nms:one.last")] == ["one-003", "one-004"]
    assert [c.slug for c in g.claims(modality="hedged")] == ["one-002"]
    assert [c.slug for c in g.claims(polarity="denied")] == ["one-003"]
    assert [c.slug for c in g.claims(subject="beta", predicate="targets", object="cell")] == ["one-002", "one-003"]
    assert [c.slug for c in g.claims(source="one", section="first", modality="asserted")] == ["one-001"]
    assert [(e.subject, len(e.claims)) for e in g.edges(predicate="targets")] == [("nmk:alpha", 1), ("nmk:beta", 2)]
    assert [e.predicate for e in g.edges(subject_category="Technique", object_category="Technique")] == ["differs_from"]
    assert g.edges(subject="cell") == ()
    assert [c.slug for c in g.mentions("alpha")] == ["one-002"]


def test_a_symmetric_edge_is_found_from_both_ends(tiny: Write) -> None:
    g = kg.load(tiny())
    assert g.edges(subject="beta", predicate="differs_from") == g.edges(object="beta", predicate="differs_from")
    assert slugs(g["beta"].differs_from) == ["alpha"]
    assert slugs(g["alpha"].differs_from) == ["beta"]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda g: g.nodes(category="Techniqe"),
            kg.UnknownName,
            "unknown category 'Techniqe'; did you mean Technique",
        ),
        (
            lambda g: g.edges(predicate="target"),
            kg.UnknownName,
            "unknown predicate 'target'; did you mean targets",
        ),
        (lambda g: g.claims(section="frist"), kg.UnknownName, "unknown section 'frist'; did you mean first"),
        (lambda g: g.claims(modality="hegded"), kg.UnknownName, "unknown modality 'hegded'; did you mean hedged"),
        (lambda g: g.claims(polarity="denid"), kg.UnknownName, "unknown polarity 'denid'; did you mean denied"),
        (lambda g: g.claims(source="ones"), kg.UnknownName, "unknown source 'ones'; did you mean one"),
        (lambda g: g.edges(subject="alhpa"), kg.UnknownNode, "unknown node 'alhpa'; did you mean alpha"),
        (lambda g: g.claim("one-01"), kg.UnknownName, "unknown claim 'one-01'; did you mean one-001"),
        (lambda g: g["alpha"].target, kg.UnknownName, "unknown predicate 'target'; did you mean targets"),
    ],
)
def test_unknown_names(tiny: Write, call: object, error: type[Exception], message: str) -> None:
    assert callable(call)
    with pytest.raises(error, match=message):
        call(kg.load(tiny()))


def test_walking(tiny: Write) -> None:
    g = kg.load(tiny())
    assert slugs(g["alpha"].targets) == ["cell"]
    assert slugs(g["cell"].targeted_by) == ["alpha", "beta"]
    assert slugs(g.nodes(category="Technique").targets) == ["cell"]
    assert [edge.subject for edge in g.nodes(category="Technique").targets.edges] == ["nmk:alpha", "nmk:beta"]
    assert slugs(g["alpha"].targets.targeted_by.differs_from) == ["beta", "alpha"]
    nowhere = g["alpha"].targeted_by
    assert isinstance(nowhere, kg.Nodes)
    assert slugs(nowhere) == slugs(nowhere.targets) == []


def test_walking_leaves_out_what_is_only_denied(tiny: Write) -> None:
    g = kg.load(
        tiny(
            claims=(
                "one-002\tbeta\ttargets\tcell\tBeta may act on cells.\taffirmed",
                "one-002\tbeta\ttargets\tcell\tBeta may act on cells.\tdenied",
            )
        )
    )
    assert slugs(g["cell"].targeted_by) == ["alpha"]
    assert "targets" not in dir(g["beta"])
    (edge,) = g.edges(subject="beta", predicate="targets")
    assert (edge.affirmed, edge.contested) == (False, False)


def test_edges_know_how_firm_they_are(tiny: Write) -> None:
    (edge,) = kg.load(tiny()).edges(subject="beta", predicate="targets")
    assert (edge.affirmed, edge.contested, edge.modality) == (True, True, "hedged")


def test_dir_lists_the_predicates_of_the_node(graph: kg.KnowledgeGraph) -> None:
    names = dir(graph["drg-stimulation"])
    assert {"targets", "relieves", "definition", "slug"} <= set(names)
    assert "implanted_in" not in names
    assert not hasattr(graph["drg-stimulation"], "no_such_predicate")
    assert getattr(graph["drg-stimulation"], "no_such_predicate", 7) == 7


@pytest.mark.parametrize(
    "name", ["icliniq-2025-187", "petersen-2021-001", "tension-01", "icliniq-2025", "petersen-2021"]
)
def test_a_record_is_found_by_the_iri_that_is_printed(name: str) -> None:
    with_studies = kg.load(evidence=True)
    record = with_studies.record(name)
    iri = with_studies.schema.expand(record.id)
    assert with_studies.record(iri).id == record.id
    done = CliRunner().invoke(cli, ["show", iri])
    assert (done.exit_code, done.stdout) == (0, CliRunner().invoke(cli, ["show", name]).stdout)
    if name != "tension-01":
        assert with_studies.cite(iri) == with_studies.cite(name)


def test_records_are_frozen(graph: kg.KnowledgeGraph) -> None:
    node, claim = graph["scs"], graph.claims()[0]
    for record, field in (
        (node, "name"),
        (claim, "statement"),
        (graph.edges()[0], "subject"),
        (graph.sources()[0], "title"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(record, field, "changed")
    assert copy.copy(node) == node == kg.load(positions=False)["scs"]
    assert hash(replace(node, position=None)) == hash(node) != hash(replace(node, name="other"))
    assert copy.deepcopy(claim) == claim


def test_nx_is_whole_and_frozen(graph: kg.KnowledgeGraph) -> None:
    nx = graph.nx
    assert nx.number_of_nodes() == len(graph.nodes())
    assert nx.number_of_edges() == len(graph.edges())
    assert sum(weight for _, _, weight in nx.edges(data="weight")) == sum(
        not claim.structural for claim in graph.claims()
    )
    assert nx.nodes["nmk:scs"]["category"] == "Technique"
    assert json.dumps(networkx.node_link_data(nx))  # As every writer of networkx, it takes only texts and numbers.
    with pytest.raises(networkx.NetworkXError):
        nx.add_node("more")


def test_order_of_input_does_not_matter(graph: kg.KnowledgeGraph) -> None:
    again = kg.KnowledgeGraph(
        schema=graph.schema,
        sources=graph.sources(),
        nodes=reversed(graph.nodes()),
        claims=reversed(graph.claims()),
    )
    assert again.nodes() == graph.nodes()
    assert again.edges() == graph.edges()
    assert again.claims() == graph.claims()


def test_graphs_and_nodes_are_python_collections(graph: kg.KnowledgeGraph) -> None:
    assert list(graph) == list(graph.nodes())
    assert graph["scs"] in graph
    assert replace(graph["scs"], name="other") not in graph
    with pytest.raises(TypeError, match="the name of a node must be a text, not 0"):
        graph[0]  # type: ignore[index]
    some = graph.nodes(category="Technique")[:3]
    assert isinstance(some, kg.Nodes)
    assert some.type_of
    with pytest.raises(kg.UnknownName):
        _ = graph["liver"].targets.no_such_predicate
    with pytest.raises(ValueError, match="limit must be at least 1"):
        graph.find("pain", limit=0)


def test_repr_identifies(graph: kg.KnowledgeGraph) -> None:
    assert repr(graph["scs"]) == "Node('nmk:scs', name='spinal cord stimulation')"
    assert repr(graph).startswith("KnowledgeGraph('neuromod-kg', version='")
    assert repr(graph["scs"].combined_with) == "Nodes(Node('nmk:dtm', name='differential target multiplexing'))"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("statement", None, "Claim 'nmc:one-001': statement is None, not a text"),
        ("statement", float("nan"), "Claim 'nmc:one-001': statement is nan, not a text"),
        ("note", datetime.date(2026, 1, 2), "Claim 'nmc:one-001': note is datetime.date(2026, 1, 2), not a text"),
        ("context", {"a"}, "Claim 'nmc:one-001': context is {'a'}, not a tuple of texts"),
        ("context", (1,), "Claim 'nmc:one-001': context is (1,), not a text"),
        ("paragraph", "1", "Claim 'nmc:one-001': paragraph is '1', not a whole number"),
        ("paragraph", True, "Claim 'nmc:one-001': paragraph is True, not a whole number"),
        ("inferred", 1, "Claim 'nmc:one-001': inferred is 1, not True or False"),
        ("quantity", "80", "Claim 'nmc:one-001': quantity is '80', not a Quantity"),
        (
            "note",
            "\ud800",
            r"Claim 'nmc:one-001': note is '\ud800', a text with a lone surrogate, which UTF-8 cannot represent",
        ),
        (
            *("quantity", kg.Quantity(comparator="=", value=Decimal("nan"), unit="x")),
            "Claim 'nmc:one-001': quantity is Quantity(comparator='=', value=Decimal('NaN'), unit='x'), whose value is not a finite Decimal",
        ),
        *(
            (
                "quantity",
                kg.Quantity(comparator="=", value=Decimal(value), unit="x"),
                f"Claim 'nmc:one-001': quantity is Quantity(comparator='=', value=Decimal('{value}'), unit='x'), whose value has more than 40 digits before or after the point",
            )
            for value in ("1E+40", "1E-41")
        ),
        ("statement", " \u200b", r"Claim 'nmc:one-001': statement is ' \u200b', which is blank; give one"),
        ("paragraph", [10**5000], "Claim 'nmc:one-001': paragraph is <list>, not a whole number"),
        ("paragraph", 10**40, f"Claim 'nmc:one-001': paragraph is {10**40}, of more than 40 digits"),
        ("object", "nmk:nothing", "Claim 'nmc:one-001': 'nmk:nothing' is not a node"),
        ("predicate", "likes", "Claim 'nmc:one-001': 'likes' is not in the schema"),
        ("section", "nms:two.first", "Claim 'nmc:one-001': 'nms:two.first' is not a section of 'nms:one'"),
        ("context", ("nmk:nothing",), "Claim 'nmc:one-001': 'nmk:nothing' is not a node"),
        ("id", "nmc:one-002", "Claim 'nmc:one-002': appears twice; each id may be used once"),
        (
            *("id", "nmc:a b"),
            "Claim 'nmc:a b': its id must be nmc: and letters, digits, hyphens or underscores",
        ),
    ],
)
def test_constructor_refuses(tiny: Write, field: str, value: object, message: str) -> None:
    g = kg.load(tiny())
    changes: dict[str, object] = {field: value}
    claims = [replace(claim, **changes) if claim.slug == "one-001" else claim for claim in g.claims()]  # type: ignore[arg-type]
    with pytest.raises(kg.DataError) as caught:
        kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=g.nodes(), claims=claims)
    assert [str(problem) for problem in caught.value.problems] == [message]


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("schema", None, "schema: is None, not a Schema"),
        ("nodes", 5, "nodes: is 5, not an iterable of records"),
        ("nodes", ["alpha"], "Node 'alpha': not a Node"),
    ],
)
def test_constructor_refuses_what_is_no_record(tiny: Write, argument: str, value: Any, message: str) -> None:
    g = kg.load(tiny())
    arguments: dict[str, Any] = {"schema": g.schema, "sources": g.sources(), "nodes": g.nodes(), "claims": g.claims()}
    with pytest.raises(kg.DataError) as caught:
        kg.KnowledgeGraph(**{**arguments, argument: value})
    assert [str(problem) for problem in caught.value.problems] == [message]


def test_constructor_takes_tensions(tiny: Write) -> None:
    g = kg.load(tiny())
    tension = kg.Tension(
        id="nmc:t1", claims=("nmc:one-002", "nmc:one-003"), kind="contradiction", weight="major", why="They clash."
    )

    def build(tension: kg.Tension) -> kg.KnowledgeGraph:
        return kg.KnowledgeGraph(
            schema=g.schema, sources=g.sources(), nodes=g.nodes(), claims=g.claims(), tensions=[tension]
        )

    assert build(tension).tensions() == (tension,)
    gone = replace(tension, claims=("nmc:one-999",))
    with pytest.raises(kg.DataError, match=r"Tension 'nmc:t1': 'nmc:one-999' is not a claim"):
        build(gone)


@pytest.mark.parametrize(
    "text",
    [">80 %", "=2 cell types", "<=0.5 mg", ">=-3.25 points", "=0.00000001 mol", "=123456789.123456789 mg", "=0 cases"],
)
def test_quantities_survive(text: str) -> None:
    assert str(kg.Quantity.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["80 %", "> 80 %", ">80%", ">80 ", ">8,0 %", ">0.50 %", "~3 x", "", "=007 x", "=-0 x", "=\u0668 x"]
)
def test_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match="is not a figure"):
        kg.Quantity.parse(text)


def test_a_node_has_its_claims_and_neighbours(graph: kg.KnowledgeGraph) -> None:
    node = graph["pain"]
    named = [claim for claim in graph.claims() if node.id in (claim.subject, claim.object, *claim.qualifiers)]
    assert list(node.claims) == named
    edges = [edge for edge in graph.edges() if node.id in (edge.subject, edge.object)]
    assert {edge.key for edge in node.neighbours().edges} == {edge.key for edge in edges if edge.affirmed}
    assert graph.degree(node) == sum(edge.weight > 0 for edge in edges) < len(edges)
    assert str(node.neighbours())
