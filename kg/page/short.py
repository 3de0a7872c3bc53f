"""The most notable findings in a graph, in a sentence each, and the answers to some questions: all computed from its claims."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from kg.errors import KgError
from kg.model.nodes import KIND, Node
from kg.model.protocol import Graph
from kg.model.records import Edge

MOST = 5
"""No more findings than this."""

STORY = ("Technique", "Target", "Mechanism", "Outcome", "Condition")
"""The categories that tell the story of a treatment, from left to right."""

FIRST, LAST, TARGETS = STORY[0], STORY[-1], "targets"
"""Where the story begins and ends, and the predicate that says at what a technique is aimed."""

ASKED = (
    "targets-side-by-side",
    "relations-hedged-only",
    "conditions-without-technique",
    "mechanisms-shared",
)
"""The competency questions that the first screen answers, where the graph has them."""

MOST_ASKED, MOST_ROWS = 2_000, 20
"""A larger graph is not asked while its page is written; of a longer answer only so many rows are given."""

UNTOLD = ("claim", "section", "bound", "unit", "population", "context", "against")
"""Columns that the first screen has no room for; `kg ask` has them."""


class Short(NamedTuple):
    """A sentence, and the address in the page that shows what it is about."""

    text: str
    show: str


def in_short(graph: Graph) -> list[Short]:
    """The most notable findings in a graph, at most five, each with the address in the page that shows it.

    >>> import kg
    >>> print(in_short(kg.load())[0].text.rpartition(", ")[2])
    and 8 to none; 5 only through kinds of them.
    """
    found = (_linked, _figures, _evidence, _tense, _without, _hedged)
    return [short for findings in found for short in findings(graph)][:MOST]


def answers(graph: Graph) -> list[dict[str, Any]]:
    """Answers to the questions of the first screen: `name`, `question`, `columns`, `rows` of text or CURIEs, `more` rows."""
    if len(graph) > MOST_ASKED:
        return []
    found = []
    for question in graph.questions():
        if question.name not in ASKED:
            continue
        try:
            result = graph.ask(question.name)
        except (KgError, SyntaxError):
            continue  # The question is about nodes that this graph does not have, or its texts make no RDF.
        rows = [
            [value.id if isinstance(value, Node) else text for value, text in zip(row, words, strict=True)]
            for row, words in zip(result, result.words, strict=True)
        ]
        told = [
            place for place, name in enumerate(result.columns) if name not in UNTOLD and any(row[place] for row in rows)
        ]
        found.append(
            {
                "name": question.name,
                "question": question.summary,
                "columns": [result.columns[place] for place in told],
                "rows": [[row[place] for place in told] for row in rows[:MOST_ROWS]],
                "more": max(0, len(rows) - MOST_ROWS),
            }
        )
    return sorted(found, key=lambda one: ASKED.index(one["name"]))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def hubs(graph: Graph) -> dict[str, Node]:
    """For each category, the node that most others are kinds of, two or more: what is said of it is said of all."""
    kinds: dict[str, Counter[str]] = {}
    for edge in graph.edges(predicate=KIND) if KIND in graph.schema.predicates else ():
        category = graph[edge.object].category
        if graph[edge.subject].category == category:
            kinds.setdefault(category, Counter())[edge.object] += 1
    most = {category: max(sorted(of), key=of.__getitem__) for category, of in kinds.items()}
    return {category: graph[id] for category, id in most.items() if kinds[category][id] > 1}


def _of(graph: Graph, category: str) -> list[Node]:
    return list(graph.nodes(category=category)) if category in graph.schema.categories else []


def _linked(graph: Graph) -> Iterator[Short]:
    """How many conditions are linked to a particular technique, to the hub alone, to kinds of them, to none."""
    techniques, whole, conditions = {node.id for node in _of(graph, FIRST)}, hubs(graph).get(FIRST), _of(graph, LAST)
    if not techniques or not conditions or whole is None:
        return
    joined: dict[str, set[str]] = {node.id: set() for node in conditions}
    for edge in graph.edges():
        for one, other in ((edge.subject, edge.object), (edge.object, edge.subject)):
            if edge.affirmed and one in joined and other in techniques:
                joined[one].add(other)
    single = sum(bool(others - {whole.id}) for others in joined.values())
    only = sum(others == {whole.id} for others in joined.values())
    kinds = [id for id, others in joined.items() if not others and any(map(joined.get, graph.kinds(id)))]
    none = [id for id, others in joined.items() if not others and id not in kinds]
    plural, kind = graph.schema.categories[LAST].plural, graph.schema.categories[FIRST].label
    yield Short(
        f"Of {len(conditions)} {plural}, {single} are linked to a particular {kind}, {only} only to {whole.name} as a "
        f"whole, and {len(none)} to none{f'; {len(kinds)} only through kinds of them' if kinds else ''}.",
        f"?view=story&pick={','.join(graph[id].slug for id in none)}"
        if 0 < len(none) <= MOST_ROWS
        else f"?view=matrix&matrix={LAST},{FIRST}",
    )


def _figures(graph: Graph) -> Iterator[Short]:
    """How many claims give a figure, and which where it is one."""
    claims = graph.claims()
    with_figure = [claim for claim in claims if claim.quantity]
    if not with_figure:
        return
    text = f"{len(with_figure)} of {_counted(len(claims), 'claim')} {'gives' if len(with_figure) == 1 else 'give'} a figure"
    if len(with_figure) == 1:
        (claim,) = with_figure
        subject, object = graph[claim.subject], graph[claim.object]
        yield Short(f"{text}. {claim.statement}", f"{subject.slug}/{claim.predicate}/{object.slug}")
    else:
        yield Short(f"{text}.", "?view=table&table=claims")


def _evidence(graph: Graph) -> Iterator[Short]:
    """On how many claims studies were looked for, and what there is."""
    if not graph.has_evidence:
        return
    counts = graph.evidence_summary().counts
    looked = sum(counts.values()) - counts["not looked for"]
    direct = counts["both sides"] + counts["one side only"] + counts["inconclusive only"]
    yield Short(
        f"Studies were looked for on {looked} of {_counted(sum(counts.values()), 'claim')} of the article: {direct} have "
        f"direct evidence ({counts['both sides']} on both sides), {counts['indirect only']} only indirect, "
        f"{counts['looked for, none']} none.",
        "?view=evidence",
    )


def _tense(graph: Graph) -> Iterator[Short]:
    """How many tensions there are, and the first of the major ones."""
    tensions = graph.tensions()
    major = [tension for tension in tensions if tension.weight == "major"]
    if major:
        yield Short(
            f"{_counted(len(tensions), 'tension')}, {len(major)} of them major. {major[0].why}", "?view=tensions"
        )
    elif tensions:
        yield Short(f"{_counted(len(tensions), 'tension')} between claims, none of them major.", "?view=tensions")


def _without(graph: Graph) -> Iterator[Short]:
    """Techniques without a target of their own."""
    if TARGETS not in graph.schema.predicates:
        return
    aimed = {edge.subject for edge in graph.edges(predicate=TARGETS) if edge.affirmed}
    without = [node for node in _of(graph, FIRST) if node.id not in aimed]
    if without and aimed:
        names = " and ".join(filter(None, (", ".join(node.name for node in without[:-1]), without[-1].name)))
        yield Short(f"No target is named for {names}, apart from those of their kinds.", without[0].slug)


def _hedged(graph: Graph) -> Iterator[Short]:
    """The largest group of relations of one node, all of which are only hedged."""
    groups: dict[tuple[str, str], list[Edge]] = {}
    for edge in graph.edges():
        groups.setdefault((edge.subject, edge.predicate), []).append(edge)
    hedged = [
        group
        for group in groups.values()
        if len(group) > 2 and all(edge.affirmed and edge.modality == "hedged" for edge in group)
    ]
    if hedged:
        group = max(hedged, key=len)
        node, label = graph[group[0].subject], graph.schema.predicates[group[0].predicate].label
        yield Short(f"All {len(group)} relations “{node.name} {label} …” are only hedged.", node.slug)
