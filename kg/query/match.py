"""Patterns with variables, which several edges fit at once: `g.match`."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice, pairwise
from typing import Any

from kg.engines.filters import several
from kg.errors import EndpointError, QueryError, a_flag, at_least_one, known
from kg.model.answers import slug
from kg.model.certainty import Supported, doubt, of_chain
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Edge
from kg.query import kinds
from kg.query.answers import Answers
from kg.query.joining import Answer, Joining, Leg
from kg.query.patterns import FORM, ParsedPatterns, parse
from kg.query.routes import EFFORT

MOST_DENIED = 1000
"""The most ways to fit what is denied that are looked at, where nothing else fits."""


class Match(Mapping[str, Node], Supported):
    """One answer: variable (without its question mark) to Node, in the order of the question.

    `edges` are those that fit the patterns, in their order; of a chain one for each step. Where several ways to fit the patterns
    are gathered in one answer, they are those of all ways. It is as certain as the weakest edge of the most certain way;
    what denies another counts too.

    >>> import kg
    >>> (match,) = kg.load().match("drg-stimulation targets ?x")
    >>> match["x"].slug, match.certainty
    ('dorsal-root-ganglion', '1 asserted')
    """

    __slots__ = ("_ids", "_node", "_ways")

    def __init__(
        self, ids: Mapping[str, str], node: Callable[[str], Node], ways: Callable[[], Sequence[Sequence[Edge]]]
    ) -> None:
        # Variable to CURIE; what gives the node of a CURIE, and the edges of each way: a store is asked for them only then.
        self._ids = ids
        self._node = node
        self._ways = ways

    def __getitem__(self, variable: str) -> Node:
        return self._node(self._ids[variable])

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edge that fits each pattern; of further ways to fit them, those that are not among these.

        >>> import kg
        >>> (match,) = kg.load().match("drg-stimulation targets ?x")
        >>> [edge.predicate for edge in match.edges]
        ['targets']
        """
        first, *others = self._ways()
        more = {edge.key: edge for edges in others for edge in edges if edge not in first}
        return (*first, *more.values())

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of its edges, in the order of the patterns; those that fit the filters of a pattern, where it has any.

        >>> import kg
        >>> (match,) = kg.load().match("drg-stimulation targets ?x")
        >>> [claim.slug for claim in match.claims]
        ['icliniq-2025-197']
        """
        return tuple(claim for edge in self.edges for claim in edge.claims)

    @property
    def basis(self) -> tuple[Claim, ...]:
        """The claims of its weakest edge, and those that deny another; of the most certain way, where several are gathered.

        None for a chain of no step.

        >>> import kg
        >>> (match,) = kg.load().match("drg-stimulation targets ?x")
        >>> [claim.modality for claim in match.basis]
        ['asserted']
        """
        return min((of_chain(edges) for edges in self._ways() if edges), key=doubt, default=())

    def __reduce__(self) -> Any:
        return _unpickled, (self._ids, {node.id: node for node in self.values()}, self._ways())

    def __repr__(self) -> str:
        return f"Match({', '.join(f'{name}={slug(id)}' for name, id in self._ids.items())})"


def _unpickled(ids: Mapping[str, str], nodes: Mapping[str, Node], ways: Sequence[Sequence[Edge]]) -> Match:
    return Match(ids, nodes.__getitem__, lambda: ways)


class Matches(Answers[Match]):
    """Answers, sorted by the nodes of the variables. `variables` are their names, in the order of the question.

    `verdict` says in one sentence that there is none, and whether there are denials.

    >>> import kg
    >>> found = kg.load().match("?t:Technique targets ?x", limit=2)
    >>> len(found), found.variables
    (2, ('t', 'x'))
    """

    variables: tuple[str, ...] = ()
    verdict = ""


def match(
    graph: Graph,
    *patterns: str,
    select: str | Collection[str] | None = None,
    distinct: bool = False,
    limit: int | None = None,
) -> Matches:
    """What fits all the patterns at once: `KnowledgeGraph.match` says how a pattern is written."""
    at_least_one(limit=limit)
    a_flag("distinct", distinct)
    question = parse(graph, patterns)
    if not question.patterns:
        raise QueryError(f"no pattern given; {FORM}")
    chosen = question.variables if select is None else _selected(select, question.variables)
    gathered = distinct or select is not None
    most = None if limit is None else min(limit, sys.maxsize - 1)
    joining = Joining(graph, question)
    found = list(joining.answers(None if gathered or most is None else most + 1))
    groups: list[list[Answer]] = [[answer] for answer in found]
    if gathered:
        by_nodes: dict[tuple[str, ...], list[Answer]] = {}
        for answer in found:
            by_nodes.setdefault(tuple(answer.bindings[name] for name in chosen), []).append(answer)
        groups = list(by_nodes.values())
    cut = "" if most is None or len(groups) <= most else f"cut at {limit}: there are more; raise the limit to see them"
    if joining.left <= 0:
        cut = f"cut: the search for chains stopped after {EFFORT:,} edges; allow fewer steps, or name more nodes"
    rank = {name: number for number, name in enumerate(graph.schema.predicates)}

    def order(answer: Answer) -> tuple[object, ...]:
        legs = [leg for _, leg in sorted(answer.legs.items())]
        edges = [(leg.key[0], rank[leg.key[1]], leg.key[2]) if leg.key else (*leg.route,) for leg in legs]
        return [answer.bindings[name] for name in chosen], edges

    kept = sorted((sorted(group, key=order) for group in groups), key=lambda group: order(group[0]))[:most]

    verdict = "" if kept else _none(graph, question)
    walked = _Walked(graph, kept)
    made = (
        Match({name[1:]: group[0].bindings[name] for name in chosen}, graph.__getitem__, partial(walked.ways, group))
        for group in kept
    )
    return Matches(made, graph, cut=cut, variables=tuple(name[1:] for name in chosen), verdict=verdict)


class _Walked:
    """The edges of the answers to a question, all asked for at once when the first are."""

    def __init__(self, graph: Graph, groups: Sequence[Sequence[Answer]]) -> None:
        self.graph, self.groups = graph, groups

    def ways(self, answers: Iterable[Answer]) -> Sequence[Sequence[Edge]]:
        """The edges of each of some answers, in the order of the patterns."""
        return [[edge for _, leg in sorted(one.legs.items()) for edge in self._along(leg)] for one in answers]

    @cached_property
    def _between(self) -> Mapping[tuple[str, str], Sequence[Edge]]:
        legs = [leg for group in self.groups for answer in group for leg in answer.legs.values() if leg.edge is None]
        keyed = {(leg.key[0], leg.key[2]) for leg in legs if leg.key is not None}
        return self.graph.edges_between(keyed | {pair for leg in legs for pair in pairwise(leg.route)})

    def _along(self, leg: Leg) -> list[Edge]:
        if leg.edge is not None:
            return [leg.edge]
        if leg.key is None:
            return [self._step(*ends, leg) for ends in pairwise(leg.route)]
        subject, _, object = leg.key
        for edge in self._between[subject, object]:
            if edge.key == leg.key:
                return [edge]
        raise EndpointError(f"the store has {' '.join(leg.key)}, but no claim that says it; push the data again")

    def _step(self, start: str, end: str, leg: Leg) -> Edge:
        """The most certain edge that is walked from one node to the next."""
        walked = (
            edge
            for edge in self._between[start, end]
            if edge.affirmed and (leg.ways or {}).get(edge.predicate, (False, False))[edge.subject != start]
        )
        return min(walked, key=lambda edge: doubt(edge.claims))


def _selected(select: str | Collection[str], variables: Sequence[str]) -> list[str]:
    """The variables that are asked for, with or without question marks, in their order."""
    given = select.split() or "?" if isinstance(select, str) else select
    names = [f"?{name.removeprefix('?')}" for name in several("select", given) or ()]
    return [known("variable", name, variables) for name in dict.fromkeys(names)]


def _none(graph: Graph, question: ParsedPatterns) -> str:
    """What to say where nothing fits: whether denials would fit one of the patterns, or claims about kinds of its nodes."""
    denied: set[str] = set()
    for place, asked in enumerate(question.patterns):
        if asked.steps is None and "polarity" not in asked.filters:
            patterns = list(question.patterns)
            patterns[place] = asked._replace(filters={**asked.filters, "polarity": "denied"})
            for answer in islice(Joining(graph, question._replace(patterns=patterns)).answers(), MOST_DENIED):
                edge = answer.legs[place].edge
                denied |= {claim.id for claim in edge.claims} if edge is not None else set()
    if not denied:
        return " ".join(["No claims match.", *kinds.of_pattern(graph, question)])
    count = f"{len(denied)} claim{'s deny' if len(denied) > 1 else ' denies'}"
    return f"No affirmed claim matches; {count} what is asked: add [polarity=denied] to the pattern, or ask explain."
