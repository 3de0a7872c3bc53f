"""What harms studies counted: `g.harms`."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from kg.errors import at_least_one
from kg.evidence import HARM, Finding, Layer, Study
from kg.model.answers import Shown
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.query.answers import Answers

USES = "uses_device"
"""The predicate from a treatment to a device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """How often one harm was counted in one study: the finding, and the others of its result."""

    study: Study
    finding: Finding
    result: tuple[Finding, ...]


class Harms(Answers[Harm], Shown):
    """The harms of a node and its kinds: those with a rate, then those that are only named.

    `silent` are the studies of people that say nothing of harm in what was read of them, which does not mean that there was
    none. `listed` tells whether any of these harms is one of the node, or the node itself, rather than one of what works with it.

    >>> import kg
    >>> found = kg.load(evidence=True).harms("infection")
    >>> [harm.study.slug for harm in found][:1]
    ['dbs-complications-262']
    """

    node: Node
    silent: tuple[Study, ...] = ()
    listed: bool = True


def harms(
    graph: Graph,
    layer: Layer,
    node: Node,
    with_kinds: Callable[[Iterable[str]], set[str]],
    limit: int | None = None,
) -> Harms:
    """The harms of a node, its kinds, and what works with it, if it is a device: `KnowledgeGraph.harms` says more."""
    at_least_one(limit=limit)
    edges = graph.edges(predicate=USES, object=node.id) if USES in graph.schema.predicates else ()
    users = [edge.subject for edge in edges]
    wanted = {*with_kinds([node.id, *users])}
    about = [finding for finding in layer.findings.values() if wanted & {finding.subject, finding.object}]
    found = [
        _harm(finding, layer) for finding in about if finding.predicate == HARM and finding.role != "comparator-arm"
    ]
    told = {finding.source for finding in layer.findings.values() if finding.predicate == HARM}
    itself = with_kinds([node.id])
    listed = any(itself & {one.finding.subject, one.finding.object} for one in found)
    if HARM in graph.schema.predicates and node.category not in graph.schema.predicates[HARM].domain:
        about = []
    people = ("trial", "observational")
    studies = {finding.source: layer.study_of(finding) for finding in about if finding.subject in wanted}
    silent = tuple(study for id, study in studies.items() if study.kind in people and id not in told)
    return Harms.first(sorted(found, key=_order), graph, limit, node=node, silent=silent, listed=listed)


def harms_of(layer: Layer, studies: Collection[str]) -> Iterator[Harm]:
    """The harms that some studies counted, by study."""
    found = [
        _harm(finding, layer)
        for finding in layer.findings.values()
        if finding.predicate == HARM and finding.source in studies and finding.role != "comparator-arm"
    ]
    # What one harm is told against is no harm of its own.
    beside = {one.id for harm in found for one in harm.result if harm.finding.comparator and one is not harm.finding}
    yield from (harm for harm in found if harm.finding.id not in beside)


def _harm(finding: Finding, layer: Layer) -> Harm:
    """A harm with its result; a figure without a role, with that of the comparator which it names."""
    result = list(layer.result_of(finding))
    if finding.quantity and not finding.role:
        result += [one for one in layer.findings.values() if one.subject in finding.comparator and _alike(one, finding)]
    return Harm(study=layer.study_of(finding), finding=finding, result=tuple(result))


def _alike(one: Finding, other: Finding) -> bool:
    """Whether both are figures of the same study, harm, rule and time."""
    names = ("source", "predicate", "object", "outcome_rule", "timepoint", "role")
    return one.quantity is not None and all(getattr(one, name) == getattr(other, name) for name in names)


def _order(harm: Harm) -> tuple[object, ...]:
    """By harm, those with events counted first, then by year."""
    finding = harm.finding
    return finding.object, finding.events is None, harm.study.published, finding.id
