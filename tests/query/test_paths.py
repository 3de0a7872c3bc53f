"""Paths, patterns, comparisons and explanations, held against plain searches of random graphs."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from unittest.mock import patch

import networkx
import pytest
from conftest import SCHEMA
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.engines.memory.join import MANY
from kg.model.certainty import SUPPORT
from kg.query.paths import Path
from kg.query.patterns import COLUMNS
from kg.schema_file import parse

MORE = """
[predicates.leads_to]
label = "leads to"
inverse = "results_from"
inverse_label = "results from"
definition = "Brings about."

[predicates.type_of]
label = "is a type of"
inverse = "has_type"
inverse_label = "has type"
definition = "Is a kind of."

[modalities.reported]
label = "reported"
definition = "As found by others."
words = ["study"]
"""
MODALITIES = ("asserted", "reported", "hedged")
DEGREES = {"asserted": 0, "reported": 1, "inferred": 2, "hedged": 4}
"""How certain a claim of a test is → its uncertainty; an inferred one is asserted, by the curator."""
CATEGORIES = {"a": "Technique", "b": "Target", "c": "Technique", "d": "Target", "e": "Target", "f": "Technique"}
Statement = tuple[str, str, str, str, str]
"""Subject, predicate, object, polarity, modality."""


def world(
    statements: Sequence[Statement],
    categories: Mapping[str, str] = CATEGORIES,
    qualifiers: Mapping[str, str] | None = None,
) -> kg.KnowledgeGraph:
    """A graph of these statements; `qualifiers` names a node for a qualifier of every claim."""
    more = {name: (f"nmk:{node}",) for name, node in (qualifiers or {}).items()}
    claims = [
        kg.Claim(
            id=f"nmc:one-{number:03}",
            subject=f"nmk:{subject}",
            predicate=predicate,
            object=f"nmk:{object}",
            statement=f"Statement {number}.",
            source="nms:one",
            section="nms:one.first",
            paragraph=1,
            polarity=polarity,
            modality="asserted" if modality == "inferred" else modality,
            inferred=modality == "inferred",
            **more,  # type: ignore[arg-type]
        )
        for number, (subject, predicate, object, polarity, modality) in enumerate(statements, 1)
    ]
    section = kg.Section(id="nms:one.first", title="First", paragraphs=(1,))
    return kg.KnowledgeGraph(
        schema=parse(SCHEMA + MORE, "schema.toml"),
        sources=[kg.Source(id="nms:one", title="One", sections=(section,))],
        nodes=[kg.Node(id=f"nmk:{name}", category=category, name=name) for name, category in categories.items()],
        claims=claims,
    )


def said(
    subject: str, predicate: str, object: str, *, polarity: str = "affirmed", modality: str = "asserted"
) -> Statement:
    return (subject, predicate, object, polarity, modality)


NAMES = st.sampled_from(sorted(CATEGORIES))
PREDICATES = ("targets", "leads_to", "differs_from")
DIRECTIONS = (*PREDICATES, "targeted_by", "results_from")
STATEMENTS = st.lists(
    st.tuples(
        *(NAMES, st.sampled_from(PREDICATES), NAMES),
        *(st.sampled_from(("affirmed", "affirmed", "affirmed", "denied")), st.sampled_from([*DEGREES])),
    ),
    max_size=16,
)
INVERSES = {"targeted_by": "targets", "results_from": "leads_to"}


def one_way_steps(
    statements: Sequence[Statement], predicates: Sequence[str] | None, directed: bool
) -> dict[tuple[str, str], int]:
    """Each pair of nodes that a step may join, in its direction, and how firmly at best: worked out statement by statement."""
    steps: dict[tuple[str, str], int] = {}
    for subject, predicate, object, polarity, modality in statements:
        if polarity == "denied":
            continue
        there = predicate != "differs_from" if predicates is None else predicate in predicates
        back = predicates is not None and any(INVERSES.get(name) == predicate for name in predicates)
        if (there or back) and (not directed or predicate == "differs_from"):
            there = back = True
        for pair, walked in (((subject, object), there), ((object, subject), back)):
            if walked:
                steps[pair] = min(steps.get(pair, 9), DEGREES[modality])
    return steps


def slugs(path: Path) -> tuple[str, ...]:
    return tuple(node.slug for node in path.nodes)


@given(
    statements=STATEMENTS,
    ends=st.tuples(NAMES, NAMES).filter(lambda ends: ends[0] != ends[1]),
    hops=st.integers(1, 5),
    predicates=st.none() | st.lists(st.sampled_from(DIRECTIONS), min_size=1, max_size=3),
    categories=st.none() | st.lists(st.sampled_from(("Technique", "Target")), min_size=1, max_size=2),
    directed=st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_paths_are_the_simple_paths(
    statements: list[Statement],
    ends: tuple[str, str],
    hops: int,
    predicates: list[str] | None,
    categories: list[str] | None,
    directed: bool,
) -> None:
    g = world(statements)
    found = g.paths(*ends, hops, predicates=predicates, categories=categories, directed=directed, limit=None)
    steps = one_way_steps(statements, predicates, directed)
    plain = networkx.DiGraph(list(steps))
    plain.add_nodes_from(ends)
    fitting = {
        tuple(route)
        for route in networkx.all_simple_paths(plain, *ends, cutoff=hops)
        if categories is None or all(CATEGORIES[node] in categories for node in route[1:-1])
    }
    assert [slugs(path) for path in found] == sorted(fitting, key=lambda route: expected_rank(g, steps, route))
    assert found.cut == ""
    assert bool(found) == (not found.verdict.startswith("No path"))
    for path in found:
        assert path.modality == max((step.modality for step in path), key=MODALITIES.index)
        denying = {claim.id for step in path for claim in step.edges[0].claims if claim.polarity == "denied"}
        assert denying == {claim.id for claim in path.basis if claim.polarity == "denied"}
        for step, pair in zip(path, pairwise(slugs(path)), strict=True):
            assert (step.start.slug, step.end.slug) == pair
            affirming = [claim for claim in step.basis if claim.polarity == "affirmed"]
            degrees = {DEGREES["inferred" if c.inferred else c.modality] for c in affirming}
            assert min(degrees) == steps[pair]
            assert all(edge.affirmed for edge in step.edges)
            assert {edge.subject for edge in step.edges} | {edge.object for edge in step.edges} == {
                step.start.id,
                step.end.id,
            }


def expected_rank(
    g: kg.KnowledgeGraph, steps: Mapping[tuple[str, str], int], route: Sequence[str]
) -> tuple[int, int, float, Sequence[str]]:
    """Shorter, then firmer, then through less connected nodes, then by id."""
    degrees = dict.fromkeys(CATEGORIES, 0)
    for edge in g.edges():
        for end in (edge.subject, edge.object):
            degrees[end.partition(":")[2]] += 1
    firmness = sum(steps[pair] for pair in pairwise(route))
    return (len(route), firmness, round(sum(math.log2(1 + degrees[node]) for node in route[1:-1]), 6), route)


@given(STATEMENTS, st.integers(1, 4), st.integers(1, 6))
@settings(max_examples=150, deadline=None)
def test_a_limit_keeps_the_best_and_says_so(statements: list[Statement], limit: int, hops: int) -> None:
    g = world(statements)
    everything = g.paths("a", "b", hops, limit=None)
    found = g.paths("a", "b", hops, limit=limit)
    assert list(found) == list(everything[:limit])
    if len(everything) > limit:
        assert found.cut == f"cut at {limit}: there may be more; raise the limit to see them"
    if found.cut == "":
        assert len(found) == len(everything)


def test_a_limit_that_leaves_nothing_out_is_not_said() -> None:
    g = world([said("a", "leads_to", "b"), said("a", "leads_to", "c"), said("c", "leads_to", "b")])
    assert g.paths("a", "b", 1, limit=1).cut == ""
    assert g.paths("a", "b", 2, limit=2).cut == ""
    assert g.paths("a", "b", limit=1).cut == "cut at 1: there may be more; raise the limit to see them"


def test_effort_is_bounded_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    g = world([said(one, "leads_to", other) for one, other in product(CATEGORIES, CATEGORIES) if one != other])
    everything = {slugs(path) for path in g.paths("a", "b", 5, limit=None)}
    assert len(everything) == 65
    monkeypatch.setattr("kg.query.routes.EFFORT", 25)
    found = g.paths("a", "b", 5, limit=None)
    assert found.cut == "cut: the search stopped after 25 edges; name predicates or categories, or allow fewer hops"
    assert {slugs(path) for path in found} < everything
    assert slugs(found[0]) == ("a", "b")
    monkeypatch.setattr("kg.query.routes.EFFORT", 1)
    assert g.paths("a", "b", 5).verdict in (
        "1 path leads from a to b.",
        "No path of up to 5 steps leads from a to b, as far as was searched, descriptions, likeness, alternatives and denials aside.",
    )


@given(STATEMENTS, st.integers(1, 60), st.integers(1, 5))
@settings(max_examples=200, deadline=None)
def test_what_an_unfinished_search_leaves_out_is_said(statements: list[Statement], effort: int, hops: int) -> None:
    g = world(statements)
    everything = g.paths("a", "b", hops, directed=False, limit=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.query.routes.EFFORT", effort)
        found = g.paths("a", "b", hops, directed=False, limit=None)
    assert set(map(slugs, found)) <= set(map(slugs, everything))
    if len(found) < len(everything):
        assert found.cut.startswith("cut: the search stopped after")


@pytest.fixture(scope="module")
def hub() -> kg.KnowledgeGraph:
    """Two hubs that share 100,000 neighbours, and a short way around them: near → hub → far."""
    leaves = [f"n{number}" for number in range(100_000)]
    categories = dict.fromkeys([*leaves, "hub", "rim", "near", "far"], "Target")
    statements = [said("hub", "leads_to", leaf) for leaf in leaves] + [said(leaf, "leads_to", "rim") for leaf in leaves]
    return world([*statements, said("near", "leads_to", "hub"), said("hub", "leads_to", "far")], categories)


@pytest.mark.timed
def test_a_hub_is_answered_in_bounded_time(hub: kg.KnowledgeGraph) -> None:
    start = time.process_time()
    (path,) = hub.paths("near", "far")
    assert slugs(path) == ("near", "hub", "far")
    found = hub.paths("hub", "rim", limit=5)
    assert len(found) == 5
    assert found.cut
    across = hub.paths("near", "rim", 6, directed=False, limit=3)
    assert [len(path) for path in across] == [3, 3, 3]
    assert hub.explain("near", "rim").chain is not None
    assert time.process_time() - start < 15  # Five seconds, three times over.


def test_paths_take_nodes_and_single_names() -> None:
    g = world([said("a", "leads_to", "c"), said("c", "leads_to", "b")])
    (path,) = g.paths(g["a"], g["b"], predicates="leads_to", categories="Technique")
    assert str(path) == "a → leads to → c → leads to → b"
    assert repr(path) == "Path(a → c → b)"
    assert [claim.slug for claim in path.claims] == ["one-001", "one-002"]
    none = g.paths("a", "b", predicates="leads_to", categories="Target")
    assert str(none) == none.verdict == "No path of up to 4 steps that fits the filters leads from a to b."
    (back,) = g.paths("b", "a", predicates=["results_from"])
    assert str(back) == "b → results from → c → results from → a"
    assert g.paths("b", "a") == ()
    assert g.paths("b", "a", directed=False)[0] == back


def test_a_step_shows_how_firm_it_is() -> None:
    g = world(
        [
            said("a", "leads_to", "b", modality="hedged"),
            said("b", "leads_to", "c"),
            said("c", "leads_to", "d", modality="reported"),
        ]
    )
    (path,) = g.paths("a", "d")
    assert str(path) == "a → leads to → b [1 hedged] → leads to → c → leads to → d [1 reported]"
    assert path.modality == "hedged"
    assert str(path[0]) == "a → leads to → b [1 hedged]"
    assert path.certainty == "1 hedged"
    assert "certainty of its weakest step: 1 hedged" in str(g.paths("a", "d"))


@pytest.mark.parametrize(
    ("modality", "certainty", "note"),
    [
        ("asserted", "1 asserted, 1 denied", "1 asserted, 1 denied"),
        ("hedged", "1 hedged, 1 denied", "1 hedged; of another step 1 claim denies it"),
        (
            "inferred",
            "1 asserted, 1 denied, 1 of them inferred",
            "1 asserted, inferred; of another step 1 claim denies it",
        ),
    ],
)
def test_a_chain_tells_of_a_denial_in_any_step(modality: str, certainty: str, note: str) -> None:
    """Also where another step is weaker, or comes first."""
    g = world(
        [
            said("a", "leads_to", "b", modality=modality),
            said("b", "leads_to", "c"),
            said("b", "leads_to", "c", polarity="denied"),
            said("c", "leads_to", "d"),
        ]
    )
    (path,), stream = g.paths("a", "d"), g.downstream("a")
    (found,), (joined,) = g.match("a leads_to+ ?x", "?x != b", "?x != c"), g.match("a leads_to b", "b leads_to c")
    assert [one.certainty for one in (path, stream[-1], found, joined)] == [certainty] * 4
    assert stream.rows()[-1]["denied"] == 1
    assert f"certainty of its weakest step: {note}\n" in str(g.paths("a", "d"))


def test_a_chain_of_no_step_has_no_certainty() -> None:
    none, one = world([said("a", "leads_to", "b", modality="hedged")]).match("a leads_to* ?x")
    assert [(match["x"].slug, match.modality, match.certainty) for match in (none, one)] == [
        ("a", "", ""),
        ("b", "hedged", "1 hedged"),
    ]


def test_what_the_curator_inferred_is_less_certain_than_what_is_reported() -> None:
    g = world(
        [
            said("a", "leads_to", "b", modality="inferred"),
            said("b", "leads_to", "d"),
            said("a", "leads_to", "c", modality="reported"),
            said("c", "leads_to", "d"),
            said("a", "targets", "c", modality="inferred"),
        ]
    )
    assert [slugs(path) for path in g.paths("a", "d")] == [("a", "c", "d"), ("a", "b", "d")]
    assert slugs(g.downstream("a")[-1]) == slugs(g.upstream("d")[-1]) == ("a", "c", "d")
    (match,) = g.match("a leads_to|targets+ d")
    assert [edge.claims[0].modality for edge in match.edges] == ["reported", "asserted"]


def test_what_is_shown_counts_what_is_certain_inferred_and_restricted(graph: kg.KnowledgeGraph) -> None:
    (edge,) = graph.edges(subject="neuromodulation", predicate="has_outcome", object="pain-relief")
    assert edge.certainty == "1 reported, 1 hedged, inferred"
    limits = "population: patient (1 of 2 claims); comparator: conventional drug (1 of 2 claims)"
    assert f"neuromodulation has outcome pain relief [{limits}" in " ".join(str(graph.edges()).split())
    (row,) = (row for row in graph["neuromodulation"].has_outcome.edges.rows() if row["object"] == "nmk:pain-relief")
    assert [row[name] for name in ("asserted", "reported", "hedged", "denied", "inferred")] == [0, 1, 1, 0, 2]
    assert row["comparator"] == ["nmk:conventional-drug"]
    path = graph.paths("scs", "chronic-pain", 2, directed=False)[0]
    assert str(path).endswith("chronic pain [1 asserted, 2 hedged, 1 of them inferred]")
    assert path.certainty == path[0].certainty == "1 asserted, inferred"
    assert "population: no response to conventional treatment" in str(graph.paths("scs", "chronic-pain", 2))


def test_a_walk_shows_how_certain_it_was_and_what_is_denied() -> None:
    g = world([said("a", "leads_to", "b", modality="hedged"), said("c", "leads_to", "b", polarity="denied")])
    assert str(g["a"].leads_to).splitlines() == ["id  category  name  certainty", "b   Target    b     1 hedged"]
    assert str(g["c"].leads_to) == "No nodes match. 1 claim denies it: see .denied."
    assert [edge.object for edge in g["c"].leads_to.denied] == ["nmk:b"]


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda g: g.paths("drg-stimulaton", "pain"), kg.UnknownNode, "unknown node 'drg-stimulaton'; did you mean drg-stimulation"),
        (lambda g: g.paths("dtm", "pain", predicates=["target"]), kg.UnknownName, "unknown predicate 'target'; did you mean targets"),
        (lambda g: g.paths("dtm", "pain", categories=["Tehnique"]), kg.UnknownName, "unknown category 'Tehnique'; did you mean Technique"),
        (lambda g: g.paths("dtm", "pain", 0), ValueError, "must be at least 1"),
        (lambda g: g.paths("dtm", "pain", limit=0), ValueError, "must be at least 1"),
        (lambda g: g.paths("PNS", "pns"), ValueError, "both names are of pns; a path leads from one node to another"),
        (lambda g: g.compare("dtm"), ValueError, "name at least two different nodes to compare"),
        (lambda g: g.compare("PNS", "pns"), ValueError, "name at least two different nodes to compare"),
        (lambda g: g.compare("dtm", "scss"), kg.UnknownNode, "unknown node 'scss'; did you mean scs"),
        (lambda g: g.explain("dtm", "scss"), kg.UnknownNode, "unknown node 'scss'; did you mean scs"),
        (lambda g: g.match("?x targts pain"), kg.UnknownName, "unknown predicate 'targts'; did you mean targets"),
        (lambda g: g.match("?x:Tehnique targets pain"), kg.UnknownName, "unknown category 'Tehnique'; did you mean Technique"),
        (lambda g: g.match("?x targets drg-stimulaton"), kg.UnknownNode, "unknown node 'drg-stimulaton'"),
        (lambda g: g.match("?x targets"), kg.QueryError, "'\\?x targets' is not a pattern; write subject, predicate and object"),
        (lambda g: g.match("?x targets dorsal root ganglion"), kg.QueryError, "is not a pattern; .* quote names of several words"),
        (lambda g: g.match("? targets ?y"), kg.QueryError, "has a variable without a name; write \\?x"),
        (lambda g: g.match("?x:Target targets ?y", "?x:Device targets ?y"), kg.QueryError, "\\?x is Target and Device; a node has one category"),
        (lambda g: g.match("pain targets{2,3} ?y"), kg.QueryError, r"\{2,3\} is not a number of steps"),
        (lambda g: g.match("pain targets ?y [colour=red]"), kg.UnknownName, "unknown filter 'colour'"),
        (lambda g: g.match("pain targets ?y [modality]"), kg.QueryError, r"\[modality\] is not a filter"),
        (lambda g: g.match("pain targets+ ?y [modality=hedged]"), kg.QueryError, "filters a chain"),
        (lambda g: g.match("?x targets+ ?x"), kg.QueryError, "leads back to where it starts"),
        (lambda g: g.match("?x targets ?y", "?x != ?z"), kg.UnknownName, "unknown variable"),
        (lambda g: g.match("?x targets ?y", select="z"), kg.UnknownName, "unknown variable"),
        (lambda g: g.match(), kg.QueryError, "no pattern given; write subject"),
        (lambda g: g.match("?x targets ?y", limit=0), ValueError, "limit must be at least 1"),
    ],
)  # fmt: skip
def test_wrong_questions(graph: kg.KnowledgeGraph, ask: object, error: type[Exception], message: str) -> None:
    assert callable(ask)
    with pytest.raises(error, match=message):
        ask(graph)


def test_an_ambiguous_name_is_refused_with_candidates() -> None:
    categories = {"a": "Technique", "b": "Target"}
    g = world([], categories)
    nodes = [kg.Node(id=node.id, category=node.category, name=node.name, synonyms=("both",)) for node in g]
    g = kg.KnowledgeGraph(schema=g.schema, sources=g.sources(), nodes=nodes, claims=[])
    for ask in (
        lambda: g.paths("both", "a"),
        lambda: g.explain("both", "a"),
        lambda: g.compare("both", "a"),
        lambda: g.match("both ? ?x"),
    ):
        with pytest.raises(kg.AmbiguousName, match="'both' is ambiguous: a, b; use one of these ids"):
            ask()


# ----------------------------------------------------------------------------------------------------------- patterns

VARIABLES = ("?x", "?y", "?z", "?x:Technique", "?y:Target")
PATTERNS = st.lists(
    st.tuples(
        NAMES | st.sampled_from(VARIABLES), st.sampled_from((*DIRECTIONS, "?")), NAMES | st.sampled_from(VARIABLES)
    ),
    min_size=1,
    max_size=3,
)
Answer = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str, str], ...]]


def joined(g: kg.KnowledgeGraph, patterns: Sequence[tuple[str, str, str]]) -> set[Answer]:
    """Every answer, by trying each edge, both ways round if symmetric, for each pattern."""
    edges = [edge for edge in g.edges() if edge.affirmed]

    def fits(choice: Sequence[tuple[kg.Edge, bool]]) -> Iterator[Answer]:
        bound: dict[str, str] = {}
        for (subject, predicate, object), (edge, turned) in zip(patterns, choice, strict=True):
            if turned and edge.predicate != "differs_from":
                return
            if predicate not in ("?", edge.predicate) and INVERSES.get(predicate) != edge.predicate:
                return
            ends = (edge.object, edge.subject) if turned != (predicate in INVERSES) else (edge.subject, edge.object)
            for term, end in zip((subject, object), ends, strict=True):
                if not term.startswith("?"):
                    if end != f"nmk:{term}":
                        return
                    continue
                variable, _, category = term.partition(":")
                if bound.setdefault(variable[1:], end) != end or (category and g[end].category != category):
                    return
        yield tuple(sorted(bound.items())), tuple((e.subject, e.predicate, e.object) for e, _ in choice)

    ways = [(edge, turned) for edge in edges for turned in (False, True)]
    return {answer for choice in product(ways, repeat=len(patterns)) for answer in fits(choice)}


@given(st.lists(STATEMENTS.map(lambda found: found[:7]), min_size=1, max_size=1).map(lambda found: found[0]), PATTERNS)
@settings(max_examples=300, deadline=None)
def test_match_is_a_join(statements: list[Statement], patterns: list[tuple[str, str, str]]) -> None:
    g = world(statements)
    found = g.match(*(" ".join(pattern) for pattern in patterns))
    answers = [
        (
            tuple((name, match[name].id) for name in sorted(match)),
            tuple((edge.subject, edge.predicate, edge.object) for edge in match.edges),
        )
        for match in found
    ]
    assert len(set(answers)) == len(answers)
    assert set(answers) == joined(g, patterns)
    order = [[match[name].id for name in found.variables] for match in found]
    assert order == sorted(order)
    for match in found:
        assert match.claims == tuple(claim for edge in match.edges for claim in edge.claims)
        assert len(match.edges) == len(patterns)
    for many in (MANY, 2):  # So many ways to fit the patterns are put in order at once.
        with patch("kg.engines.memory.join.MANY", many):
            few = g.match(*(" ".join(pattern) for pattern in patterns), limit=2)
        assert [(dict(one), one.edges) for one in few] == [(dict(one), one.edges) for one in found[:2]]
        assert bool(few.cut) == (len(found) > 2)


def test_a_limit_bounds_the_work(graph: kg.KnowledgeGraph) -> None:
    """Patterns without a variable in common have billions of answers."""
    found = graph.match(*(f"?a{place} ? ?b{place}" for place in range(5)), limit=3)
    assert [match["b4"] for match in found] == [match["b"] for match in graph.match("?a ? ?b", limit=3)]


def test_match_tells_answers_and_claims(article: kg.KnowledgeGraph) -> None:
    found = article.match('?t:Technique targets "dorsal root ganglion"', "?t relieves ?c")
    assert found.variables == ("t", "c")
    assert repr(found[3:]) == (
        "Matches(Match(t=drg-stimulation, c=lower-leg-pain-from-spine-disease), "
        "Match(t=drg-stimulation, c=persistent-incapacitating-pain))"
    )
    assert str(found[3:]).splitlines() == [
        "t                             c                             certainty   claims",
        "dorsal root ganglion          lower leg pain from spine     1 hedged    icliniq-2025-197",
        "  stimulation                 disease                                   icliniq-2025-202",
        "dorsal root ganglion          persistent, incapacitating    1 asserted  icliniq-2025-197",
        "  stimulation                 pain                                      icliniq-2025-196",
    ]
    (one,) = article.match("?t:Technique targets dorsal-root-ganglion")
    assert one["t"].slug == "drg-stimulation"
    assert dict(one) == {"t": article["drg-stimulation"]}
    (sure,) = article.match("dtm targets glial-cell")
    assert (len(sure), sure.modality) == (0, "asserted")
    nothing = article.match("?t:Technique blocks chronic-pain")
    assert (nothing, str(nothing)) == ((), "No claims match.")


@given(STATEMENTS, st.integers(1, 4), st.booleans())
@settings(max_examples=100, deadline=None)
def test_match_follows_chains(statements: list[Statement], most: int, none: bool) -> None:
    g = world(statements)
    plain = networkx.DiGraph([(e.subject, e.object) for e in g.edges(predicate="leads_to") if e.affirmed])
    plain.add_nodes_from(node.id for node in g)
    reached = {
        (start, end)
        for start in plain
        for end, steps in networkx.single_source_shortest_path_length(plain, start, cutoff=most).items()
        if steps or none
    }
    found = g.match(f"?x leads_to{{{int(not none)},{most}}} ?y")
    assert {(match["x"].id, match["y"].id) for match in found} == reached
    for match in found:
        assert len(match.edges) == networkx.shortest_path_length(plain, match["x"].id, match["y"].id)
    to_b = g.match("?y:Target leads_to+ b")
    assert {match["y"].id for match in to_b} == {
        node.id
        for node in g.nodes(category="Target")
        if node.slug != "b" and networkx.has_path(plain, node.id, "nmk:b")
    }


@given(STATEMENTS, st.sampled_from(["hedged", "asserted", "hedged|reported"]), st.sampled_from(["affirmed", "denied"]))
@settings(max_examples=100, deadline=None)
def test_match_keeps_to_claims_that_fit_filters(statements: list[Statement], modality: str, polarity: str) -> None:
    g = world(statements)
    found = g.match(f"?x targets|differs_from ?y [certainty={modality}, polarity={polarity}]")
    expected: dict[tuple[str, str, str], list[str]] = {}
    for claim in g.claims(polarity=polarity):
        if claim.predicate in ("targets", "differs_from") and claim.modality in modality.split("|"):
            expected.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim.id)
    assert {edge.key: [c.id for c in edge.claims] for match in found for edge in match.edges} == expected
    both_ways = {key for key in expected if key[1] == "differs_from" and key[0] != key[2]}
    assert len(found) == len(expected) + len(both_ways)


def test_match_gathers_answers_and_tells_denials(article: kg.KnowledgeGraph) -> None:
    every = article.match("neuromodulation ? ?c:Condition")
    found = article.match("neuromodulation ? ?c:Condition", distinct=True)
    assert len({match["c"] for match in every}) == len(found) < len(every)
    assert sorted(c.id for match in every for c in match.claims) == sorted(c.id for m in found for c in m.claims)
    chosen = article.match("?t:Technique targets ?x", "?b targets ?x", "?t != ?b", select="?x ?t")
    assert chosen.variables == ("x", "t")
    assert list(chosen.rows()[0])[:4] == ["x", "x_name", "t", "t_name"]
    denied = article.match("screening-trial delivers ?what")
    assert str(denied).startswith("No affirmed claim matches; 1 claim denies what is asked")
    (one,) = article.match("screening-trial delivers ?what [polarity=denied]")
    assert one["what"].slug == "medication"


# --------------------------------------------------------------------------------------------- comparisons, explanations


def test_compare_tells_shared_distinct_and_denied_apart() -> None:
    g = world(
        [
            *(said("a", "targets", "b"), said("c", "targets", "b"), said("f", "targets", "b", modality="hedged")),
            *(said("a", "targets", "d"), said("c", "targets", "d", polarity="denied")),
            *(said("a", "targets", "e", polarity="denied"), said("a", "targets", "e", modality="reported")),
            *(said("d", "leads_to", "a"), said("a", "differs_from", "c")),
        ]
    )
    found = g.compare("a", "c", "f")
    rows = {row.predicate: row for row in found.by_predicate}
    assert list(rows) == ["targets", "differs_from", "results_from"] or set(rows) == {
        "targets",
        "differs_from",
        "results_from",
    }
    assert [[str(entry) for entry in cell] for cell in rows["targets"].cells] == [
        ["b", "d", "e [1 reported, 1 denied]"],
        ["b", "d [1 denied]"],
        ["b [1 hedged]"],
    ]
    assert [node.slug for node in rows["targets"].shared] == ["b"]
    assert [[node.slug for node in nodes] for nodes in rows["targets"].distinct] == [["d", "e"], [], []]
    assert [[str(entry) for entry in cell] for cell in rows["differs_from"].cells] == [["c"], ["a"], []]
    first = found.markdown().splitlines()[2]
    assert first == "| targets | b; d; e [1 reported, 1 denied] | b; d [1 denied] | b [1 hedged] | b |"
    assert "no claim" in found.markdown()
    for predicate in rows:
        for place, node in enumerate(found.nodes):
            walked = {other.slug for other in getattr(node, predicate)}
            assert {e.node.slug for e in rows[predicate].cells[place] if e.affirmed} == walked


def test_what_is_denied_of_one_is_not_shared() -> None:
    g = world([said("a", "targets", "b"), said("c", "targets", "b", polarity="denied")])
    (row,) = g.compare("a", "c").by_predicate
    assert row.shared == ()
    assert [[node.slug for node in nodes] for nodes in row.distinct] == [["b"], []]


def test_compare_shows_the_claims_that_set_nodes_against_each_other(article: kg.KnowledgeGraph) -> None:
    found = article.compare("neuromodulation", "oral-drug")
    assert [claim.slug for claim in found.beside] == ["icliniq-2025-266", "icliniq-2025-264", "icliniq-2025-265"]
    assert "comparator: oral drug" in str(found)
    assert str(world([]).compare("a", "b")) == "No claims about a, b match."


def test_explain_direct() -> None:
    g = world(
        [said("a", "targets", "b"), said("b", "leads_to", "a", polarity="denied"), said("a", "differs_from", "c")]
    )
    found = g.explain("a", "b")
    assert found
    assert (found.verdict, found.chain) == ("2 claims join a and b: 1 asserted, 1 denied.", None)
    assert [claim.slug for claim in found.claims] == ["one-001", "one-002"]
    assert {claim.slug for claim in g.explain("b", "a").claims} == {"one-001", "one-002"}
    assert g.explain("c", "a").verdict == "1 claim joins c and a: 1 asserted."


def test_explain_denied_only() -> None:
    g = world([said("a", "targets", "b", polarity="denied"), said("a", "leads_to", "c"), said("c", "leads_to", "b")])
    found = g.explain("a", "b")
    assert found
    assert (found.verdict, found.chain) == ("1 claim joins a and b: 1 denied.", None)
    assert "denied · first ¶1" in str(found)


def test_explain_by_a_chain_walked_either_way() -> None:
    g = world([said("a", "leads_to", "c"), said("b", "leads_to", "c", modality="hedged")])
    found = g.explain("a", "b")
    assert not found
    assert found.verdict == "No claim joins a and b directly. The shortest chain has 2 steps."
    assert str(found.chain) == "a → leads to → c → results from → b [1 hedged]"


def test_explain_nothing_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    g = world([said("a", "leads_to", "c"), said("b", "leads_to", "d")])
    found = g.explain("a", "b")
    assert not found
    assert (
        found.verdict
        == " ".join(str(found).split())
        == "No claim joins a and b, and no chain of up to 6 steps does, descriptions, likeness, alternatives and denials aside."
    )
    monkeypatch.setattr("kg.query.routes.EFFORT", 1)
    unfinished = g.explain("a", "b")
    assert not unfinished.searched
    assert unfinished.verdict == "No claim joins a and b. No chain was found among the first 1 edges."


def test_explain_by_kinds(graph: kg.KnowledgeGraph) -> None:
    found = graph.explain("scs", "back-pain")
    assert found
    assert (found.claims, [claim.slug for claim in found.narrower]) == ((), ["icliniq-2025-182"])
    assert found.verdict == (
        "1 claim joins kinds of spinal cord stimulation and kinds of back pain: 1 asserted. "
        "No claim says outright that differential target multiplexing is such a kind."
    )
    assert found.unsaid == (graph["dtm"],)
    assert "icliniq-2025-182" in str(found)
    assert found.rows()[0]["part"] == "joins kinds"
    # Of two nodes of which one is a kind of the other, what joins kinds says nothing.
    assert graph.explain("pain", "chronic-pain").narrower == ()


@pytest.mark.parametrize(
    ("modality", "more", "told"),
    [
        ("inferred", [], "No claim says outright that e, f are such kinds."),
        ("hedged", [], "No claim says outright that e, f are such kinds."),
        ("inferred", ["d"], "No claim says outright that 3 of the nodes are such kinds."),
        ("inferred", ["a"], "No claim says outright that f is such a kind."),
        ("reported", [], ""),
    ],
)
def test_explain_tells_kinds_that_nobody_says_are_kinds(
    modality: str, more: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where only the kind between them and the node is not said to be one; but not where it is said elsewhere."""
    monkeypatch.setattr("kg.query.explain.NAMED", 2)
    g = world(
        [
            said("c", "type_of", "a", modality=modality),
            said("e", "type_of", "c"),
            said("f", "type_of", "c"),
            *(said("e", "type_of", "a") for name in more if name == "a"),
            *(said("d", "type_of", "c") for name in more if name == "d"),
            *(said(name, "leads_to", "b") for name in ("e", "f", *more) if name != "a"),
        ]
    )
    verdict = g.explain("a", "b").verdict
    assert verdict.partition(" asserted.")[2].strip() == told


def test_what_holds_of_a_family_is_no_answer_about_a_kind(graph: kg.KnowledgeGraph) -> None:
    found = graph.explain("dtm", "bladder-dysfunction")
    assert not found
    assert found.verdict.endswith("What is said of neuromodulation need not hold of each kind of it.")


def test_a_chain_that_leads_from_one_to_the_other_comes_first() -> None:
    g = world(
        [said("a", "leads_to", "c"), said("b", "leads_to", "c"), said("a", "leads_to", "d"), said("d", "leads_to", "b")]
    )
    chain = g.explain("a", "b").chain
    assert str(chain) == "a → leads to → d → leads to → b"


def test_likeness_is_a_step_only_where_it_is_asked_for() -> None:
    g = world([said("a", "differs_from", "b")])
    assert g.paths("a", "b") == ()
    assert g.paths("a", "b").verdict.endswith(
        "leads from a to b, descriptions, likeness, alternatives and denials aside."
    )
    assert len(g.paths("a", "b", predicates="differs_from")) == 1


def test_paths_tell_of_a_denial() -> None:
    g = world([said("a", "leads_to", "b", polarity="denied")])
    assert "1 claim denies it: ask explain" in g.paths("a", "b").verdict


def test_explain_one_node_twice() -> None:
    g = world([said("a", "leads_to", "b")])
    assert g.explain("a", "a").verdict == "No claim joins a and itself."
    g = world([said("a", "leads_to", "a")])
    assert g.explain("a", "a").verdict == "1 claim joins a and itself: 1 asserted."


@pytest.mark.parametrize("role", ["population", "comparator", "aspect", "context"])
def test_explain_by_a_qualifier_only(role: str) -> None:
    found = world([said("a", "targets", "d")], qualifiers={role: "b"}).explain("a", "b")
    assert not found
    assert [claim.slug for claim in found.beside] == ["one-001"]
    assert f"other claims that name both\none-001  Statement 1.\n    asserted · first ¶1 · one · {role}: b" in str(
        found
    )


def test_a_claim_about_a_third_that_names_both() -> None:
    g = world([said("d", "leads_to", "e")], qualifiers={"population": "a", "context": "b"})
    assert [claim.slug for claim in g.explain("a", "b").beside] == ["one-001"]
    assert g.explain("a", "c").beside == ()


def test_a_node_without_such_a_predicate_gives_nothing(article: kg.KnowledgeGraph) -> None:
    assert article["chronic-pain"].targets == ()
    assert article.match("chronic-pain targets ?x") == ()
    assert article.edges(subject="chronic-pain", predicate="targets") == ()


def test_streams_take_the_shortest_then_the_most_certain_chain() -> None:
    g = world(
        [
            ("a", "leads_to", "b", "affirmed", "hedged"),
            ("b", "leads_to", "d", "affirmed", "asserted"),
            ("a", "leads_to", "c", "affirmed", "asserted"),
            ("c", "leads_to", "d", "affirmed", "reported"),
            ("e", "leads_to", "d", "denied", "asserted"),
            ("d", "leads_to", "a", "affirmed", "asserted"),
        ]
    )
    assert [slugs(path) for path in g.upstream("d")] == [("b", "d"), ("c", "d"), ("a", "c", "d")]
    assert [slugs(path) for path in g.downstream("a")] == [("a", "c"), ("a", "b"), ("a", "c", "d")]
    assert g.upstream("d", categories="Technique", limit=1).cut == "cut at 1 of 2; raise the limit to see them"
    assert g.upstream("d", max_hops=1).nodes == (g["b"], g["c"])
    assert g.downstream("d", predicates="results_from").nodes == (g["b"], g["c"], g["a"])
    assert g.upstream("e").verdict == "Nothing leads to e."
    assert g.downstream("e").verdict == "e leads to nothing. 1 claim denies it: ask show."


def test_streams_count_kinds_and_set_apart_what_works_against_the_node(graph: kg.KnowledgeGraph) -> None:
    found = graph.upstream("lower leg pain")
    assert found.verdict == "4 things lead to lower leg pain, and one thing is said to block, relieve or treat it."
    assert "spine-disease" in [node.slug for node in found.nodes]
    assert [row["node"] for row in found.rows() if row["against"]] == ["nmk:drg-stimulation"]
    effects = graph.downstream("scs")
    reached = {str(path).rpartition(" → ")[2] for path in effects if not effects.against(path)}
    assert "less of the most bothersome pain [1 reported]" in reached
    assert "persistent-back-and-leg-pain" in {
        node.slug for node in effects.nodes
    }  # which a kind of it is used to treat
    assert graph.upstream("chronic-pain").verdict == (
        "Nothing leads to chronic pain, and 8 things are said to block, relieve or treat it."
    )


def test_an_empty_answer_tells_of_kinds_and_of_what_was_left_aside(graph: kg.KnowledgeGraph) -> None:
    assert str(graph["scs"].targets) == (
        "No nodes match. But of its kinds: glial cell [1 asserted, inferred]; nerve cell [1 asserted, inferred]. No claim says"
        " outright that these are kinds of it: differential target multiplexing. Ask match('?kind type_of+ scs', '?kind targets ?x')."
    )
    assert str(graph["dtm"].located_in) == "No nodes match."
    assert graph.explain("scs", "non-invasive").verdict.endswith(
        "steps does, descriptions, likeness, alternatives and denials aside."
    )


def test_a_chain_tells_its_other_doubts(graph: kg.KnowledgeGraph) -> None:
    text = " ".join(str(graph.paths("dtm", "pain-relief")).split())
    assert "certainty of its weakest step: 1 asserted, inferred; another step is only reported" in text


def test_a_matrix_sees_edges_from_the_row() -> None:
    g = world(
        [
            ("a", "targets", "b", "affirmed", "hedged"),
            ("c", "targets", "b", "denied", "asserted"),
            ("d", "leads_to", "a", "affirmed", "asserted"),
        ]
    )
    found = g.matrix("Target", "Technique")
    assert {pair: str(cell) for pair, cell in found.cells.items()} == {
        ("nmk:b", "nmk:a"): "is targeted by [1 hedged]",
        ("nmk:b", "nmk:c"): "is targeted by [1 denied]",
        ("nmk:d", "nmk:a"): "leads to [1 asserted]",
    }
    assert not g.matrix("Target", "Technique", predicates="targets")
    assert [row["predicate"] for row in g.matrix("Technique", "Target", predicates="targets").rows()] == ["targets"] * 2
    assert len(g.matrix("Technique", "Target", predicates="targets", all=True).column_nodes) == 3


def test_a_matrix_tells_of_kinds_where_nothing_joins_two_nodes() -> None:
    statements = [
        said("c", "targets", "b", modality="hedged"),
        said("c", "type_of", "a", modality="inferred"),
        said("f", "type_of", "a", polarity="denied"),
        said("f", "targets", "d"),
        said("b", "type_of", "e"),
        said("c", "differs_from", "a"),
    ]
    found = world(statements).matrix("Technique", "Target")
    of_kinds = {
        tuple(id[4:] for id in pair): [(one.row.slug, one.column.slug) for one in several]
        for pair, several in found.of_kinds.items()
    }
    assert of_kinds == {("a", "b"): [("c", "b")], ("a", "e"): [("c", "b")], ("c", "e"): [("c", "b")]}
    assert [node.slug for node in (*found.row_nodes, *found.column_nodes)] == ["a", "c", "f", "b", "d", "e"]
    assert str(found).splitlines()[1].split() == ["a", *(["of", "kinds:", "targets", "[1", "hedged]"] * 2)]
    assert [(row["row"], row["column"]) for row in found.rows()] == [("nmk:c", "nmk:b"), ("nmk:f", "nmk:d")]
    # A claim of its own counts, be it a denial; and what joins a kind with its own family says nothing of the family.
    denied = world([*statements, said("a", "targets", "b", polarity="denied")])
    assert ("nmk:a", "nmk:b") not in denied.matrix("Technique", "Target").of_kinds
    assert denied.matrix("Technique", "Technique").of_kinds == {}


def test_a_matrix_fits_the_terminal(graph: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    found = graph.matrix("Technique", "Condition")
    for columns in (60, 100):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert max(map(len, str(found).splitlines())) <= columns


def test_a_comparison_keeps_to_predicates(graph: kg.KnowledgeGraph) -> None:
    found = graph.compare("dtm", "pns", predicates=["targets", "targeted_by"])
    assert [row.predicate for row in found.by_predicate] == ["targets"]
    assert not found.beside
    none = graph.compare("dtm", "pns", predicates="removes")
    assert "match the filter" in str(none)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("?a treats ?b [inferred=maybe]", "write inferred=yes or inferred=no"),
        ("?a treats ?b [quantity=yes|no]", "write quantity=yes or quantity=no"),
        ("?a treats ?b [population=any|patient]", "write any or none alone"),
        ("?claims treats ?b", "is what a column of the answers is called"),
        ("?a treats ?a_name", "is what a column of the answers is called"),
    ],
)
def test_a_pattern_that_cannot_be_answered_is_one_line(graph: kg.KnowledgeGraph, pattern: str, said: str) -> None:
    with pytest.raises(kg.QueryError, match=said):
        graph.match(pattern)


def test_filters_in_brackets_take_what_the_command_line_takes(graph: kg.KnowledgeGraph) -> None:
    supplied = {match["b"] for match in graph.match("?a treats ?b [inferred=True]")}
    assert supplied == {graph[claim.object] for claim in graph.claims(predicate="treats", inferred=True)}
    some, none = (graph.match(f"?a treats ?b [population={held}]") for held in ("any", "none"))
    assert some
    assert none
    assert set(SUPPORT) <= COLUMNS


def test_where_many_kinds_lead_some_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = [f"k{number}" for number in range(8)]
    statements = [said(kind, "type_of", "a", modality="hedged") for kind in kinds]
    statements += [said(kind, "leads_to", f"e{kind}") for kind in kinds]
    statements += [said("k0", "leads_to", "ek1", polarity="denied")]
    g = world(statements, dict.fromkeys(["a", *kinds, *(f"e{kind}" for kind in kinds)], "Target"))
    text = " ".join(str(g["a"].leads_to).split())
    assert "But of its kinds: ek0 [1 asserted]; ek1 [1 asserted]; " in text
    assert (
        "; 3 more; 1 claim denies it. No claim says outright that these are kinds of it: 8 of them. Ask match(" in text
    )
    verdict = g.match("a leads_to ?x").verdict
    assert "Of kinds of a 8 claims do (8 asserted): " in verdict
    assert verdict.endswith("No claim says outright that these are kinds of it: 8 of them.")
    monkeypatch.setattr("kg.query.kinds.MOST", 4)
    assert "Of kinds of a at least 4 claims do" in g.match("a leads_to ?x").verdict


def test_a_slice_of_a_walk_takes_nothing_that_was_cut_off_for_what_kinds_lead_to() -> None:
    g = world(
        [said("a", "leads_to", "b"), said("c", "type_of", "a"), said("c", "leads_to", "b"), said("c", "leads_to", "d")]
    )
    for walk in (g["a"].leads_to, g["a"].leads_to[:0]):
        assert "of its kinds: d [1 asserted]. Ask" in " ".join(str(walk).split())
