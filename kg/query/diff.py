"""What differs between two graphs, record by record: `kg.diff`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from kg.model.answers import Record, Shown
from kg.model.protocol import Graph
from kg.query.answers import Answers
from kg.schema import NODE, Schema
from kg.tables.columns import APPRAISALS

APART = frozenset(("mappings", "sections"))
"""What a record holds that is compared as records of its own."""


class Difference(NamedTuple):
    """A column in which a record differs, with both values."""

    column: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record that only one graph has, or that differs: in which `part` of the graph, its id, and what it is in words.

    `old` and `new` are its values by column, None where it is not there. `replaced_by` is the node that answers to the id of a
    removed node; empty where none does.

    >>> import kg
    >>> g = kg.load()
    >>> change = kg.diff(g, g.part(around="scs", steps=1))[0]
    >>> change.part, change.change, change.id
    ('nodes', 'removed', 'nmk:drg-stimulation')
    """

    part: str
    id: str
    label: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    replaced_by: str = ""

    @property
    def change(self) -> str:
        """added, removed or changed.

        >>> import kg
        >>> g = kg.load()
        >>> kg.diff(g, g.part(around="scs", steps=1))[0].change
        'removed'
        """
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def columns(self) -> tuple[Difference, ...]:
        """The columns in which a changed record differs; none of one that was added or removed.

        >>> change = Change(part="nodes", id="nmk:scs", label="SCS", old={"name": "SCS"}, new={"name": "stimulation"})
        >>> change.columns
        (Difference(column='name', old='SCS', new='stimulation'),)
        """
        old, new = self.old, self.new
        if old is None or new is None:
            return ()
        names = dict.fromkeys((*old, *new))
        pairs = (Difference(name, old.get(name), new.get(name)) for name in names)
        return tuple(one for one in pairs if one.old != one.new)


class Diff(Answers[Change], Shown):
    """What differs, part by part, in each what was added, removed and changed; it is true where anything does.

    `cut` says what could not be compared. It belongs to the new graph.

    >>> import kg
    >>> g = kg.load()
    >>> bool(kg.diff(g, g))
    False
    """

    @property
    def added(self) -> tuple[Change, ...]:
        """The records that only the new graph has.

        >>> import kg
        >>> g = kg.load()
        >>> len(kg.diff(g.part(category="Technique"), g).added) > 0
        True
        """
        return self._of("added")

    @property
    def removed(self) -> tuple[Change, ...]:
        """The records that only the old graph has.

        >>> import kg
        >>> g = kg.load()
        >>> len(kg.diff(g.part(category="Technique"), g).removed)
        0
        """
        return self._of("removed")

    @property
    def changed(self) -> tuple[Change, ...]:
        """The records that differ.

        >>> import kg
        >>> g = kg.load()
        >>> kg.diff(g, g).changed
        ()
        """
        return self._of("changed")

    def _of(self, change: str) -> tuple[Change, ...]:
        return tuple(one for one in self if one.change == change)

    @property
    def retired(self) -> dict[str, str]:
        """The id of each node that is gone → the id of the node that replaces it; empty where none does.

        >>> import kg
        >>> g = kg.load()
        >>> list(kg.diff(g, g.part(category="Technique")).retired.items())[:1]
        [('nmk:brain', '')]
        """
        return {one.id: one.replaced_by for one in self.removed if one.part == "nodes"}

    @property
    def parts(self) -> dict[str, tuple[Change, ...]]:
        """The changes in each part that has any.

        >>> import kg
        >>> g = kg.load()
        >>> {part: len(changes) for part, changes in kg.diff(g.part(category="Technique"), g).parts.items()}
        {'nodes': 203, 'mappings': 199, 'claims': 332, 'tensions': 61}
        """
        return {
            part: tuple(one for one in self if one.part == part) for part in dict.fromkeys(one.part for one in self)
        }

    @property
    def verdict(self) -> str:
        """How much differs, in a sentence.

        >>> import kg
        >>> g = kg.load()
        >>> kg.diff(g, g).verdict
        'The graphs are identical.'
        """
        if not self:
            return "The graphs are identical in what is compared." if self.cut else "The graphs are identical."
        return f"Differences: {tallied(self)}."


def tallied(changes: Iterable[Change]) -> str:
    """How many changes there are of each kind, in words: `2 added, 1 changed`."""
    kinds = [one.change for one in changes]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("added", "removed", "changed") if kind in kinds)


class _Item(NamedTuple):
    label: str
    values: Mapping[str, Any]


def diff(old: Graph, new: Graph) -> Diff:
    """What differs between two graphs: `kg.diff` says more."""
    both = old.has_evidence and new.has_evidence
    cut = ""
    if old.has_evidence != new.has_evidence:
        cut = f"evidence is not compared: only the {'old' if old.has_evidence else 'new'} graph has it"
    before, after = _parts(old, evidence=both), _parts(new, evidence=both)
    held = {slug: id for id, one in after["nodes"].items() for slug in one.values["replaces"]}
    found = (change for part in after for change in _changes(part, before[part], after[part], held))
    return Diff(found, new, cut=cut)


def _changes(
    part: str, before: Mapping[str, _Item], after: Mapping[str, _Item], held: Mapping[str, str]
) -> Iterator[Change]:
    """What was added to a part, removed from it and changed in it, each in the order of its graph."""
    for id, one in after.items():
        if id not in before:
            yield Change(part=part, id=id, label=one.label, old=None, new=one.values)
    for id, one in before.items():
        if id not in after:
            by = held.get(id.removeprefix(f"{NODE}:"), "") if part == "nodes" else ""
            yield Change(part=part, id=id, label=one.label, old=one.values, new=None, replaced_by=by)
    for id, one in after.items():
        if id in before and before[id].values != one.values:
            yield Change(part=part, id=id, label=one.label, old=before[id].values, new=one.values)


def _parts(graph: Graph, *, evidence: bool) -> dict[str, dict[str, _Item]]:
    """Everything that a graph holds, by part and id. What studies found counts where it is asked for."""
    layer = graph.layer if evidence else None
    nodes = [*graph.nodes(), *(layer.nodes.values() if layer else ())]
    sources = [*graph.sources(), *(layer.studies.values() if layer else ())]
    claims = [*graph.claims(), *(layer.findings.values() if layer else ())]
    found = {
        **_declared(graph.schema),
        "sources": _records(sources, "title"),
        "sections": {part.id: _Item(part.title, _values(part)) for one in graph.sources() for part in one.sections},
        "nodes": _records(nodes, "name"),
        "mappings": {
            f"{node.id} {mapping.term}": _Item(mapping.label, _values(mapping))
            for node in nodes
            for mapping in node.mappings
        },
        "claims": _records(claims, "statement"),
        "tensions": _records(graph.tensions(), "why"),
    }
    if layer is not None:
        rated = ((" ".join(getattr(one, name) for name in APPRAISALS.key), one) for one in layer.appraisals)
        found |= {
            "links": _records(layer.links, "why"),
            "reviews": {
                f"{review} {study}": _Item("", {}) for review in layer.includes for study in layer.includes[review]
            },
            "appraisals": {id: _Item(one.rating, _values(one)) for id, one in rated},
        }
    return found


def _declared(schema: Schema) -> dict[str, dict[str, _Item]]:
    """What the schema declares, and what it says of the dataset."""
    several = ("categories", "predicates", "modalities", "polarities", "tensions")
    return {
        "dataset": {"dataset": _Item(schema.dataset.title, schema.dataset._asdict())},
        "prefixes": {prefix: _Item("", {"namespace": iri}) for prefix, iri in schema.prefixes.items()},
        **{
            "kinds of tension" if name == "tensions" else name: {
                term: _Item(one.label, one._asdict()) for term, one in getattr(schema, name).items()
            }
            for name in several
        },
    }


def _records(records: Iterable[Record], label: str) -> dict[str, _Item]:
    """Records by id, with the field that tells what each is."""
    return {one.id: _Item(getattr(one, label), _values(one)) for one in records}  # type: ignore[attr-defined]


def _values(record: Any) -> dict[str, Any]:
    """The fields of a record that make it another one."""
    return {one.name: getattr(record, one.name) for one in fields(record) if one.compare and one.name not in APART}
