"""What edges and claims are asked for: several values where any of them will do, None where all will."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import a_flag, represented
from kg.model.records import Claim
from kg.schema import called

Several = Collection[str] | None
"""Values, any of which will do; None for no filter."""


class EdgeFilters(NamedTuple):
    """Which edges: by their ends and predicate, and the categories of the ends; a symmetric one fits either way round."""

    subjects: Several = None
    predicates: Several = None
    objects: Several = None
    subject_categories: Several = None
    object_categories: Several = None
    categories: Several = None
    """Those of at least one end."""


class ClaimFilters(NamedTuple):
    """Which claims: those that fit every filter. `fields` are wanted to hold one of some values, anything, or nothing."""

    edges: EdgeFilters = EdgeFilters()
    ids: Several = None
    texts: Several = None
    """Texts of which a claim has every word, or a word that starts so."""
    sections: Several = None
    modalities: Several = None
    polarities: Several = None
    fields: Mapping[str, bool | Collection[str]] = {}


def admits(wanted: Several, value: str) -> bool:
    """Whether a value is among those wanted."""
    return wanted is None or value in wanted


def holds(claim: Claim, field: str, wanted: bool | Collection[str]) -> bool:
    """Whether a field of a claim holds one of some values; or anything, or nothing."""
    held = getattr(claim, field)
    return bool(held) is wanted if isinstance(wanted, bool) else not set(wanted).isdisjoint(held)


def several(
    name: str, given: Any, names: Collection[str] | None = None, *, kind: str = "", types: tuple[type, ...] = (str,)
) -> tuple[Any, ...] | None:
    """What is given for a filter, one or several, as a tuple of these types; None where nothing is given.

    UnknownName if one is not among the known `names`, which are those of a `kind`: `called` says how they may be given.
    TypeError; ValueError for an empty list.
    """
    if given is None:
        return None
    listed = isinstance(given, Collection) and not isinstance(given, str | bytes)
    # A set has no order; which of two unknown names is reported should not change.
    values = (given,) if not listed else tuple(given) if isinstance(given, Sequence) else tuple(sorted(given, key=repr))
    if not all(isinstance(value, types) for value in values):
        one = " or ".join(f"a {'text' if type is str else type.__name__}" for type in types)
        raise TypeError(f"{name} must be {one}, or a list of them, not {represented(given)}")
    if not values:
        raise ValueError(f"{name} is an empty list; name at least one, or leave it out")
    return values if names is None else tuple(dict.fromkeys(called(kind or name, value, names) for value in values))


def flag(name: str, given: Any) -> bool | None:
    """A truth value that is given for a filter, or None. TypeError for anything else."""
    return None if given is None else a_flag(name, given)
