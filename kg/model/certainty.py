"""How certain a claim is, and what rests on claims."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from kg.schema import MODALITIES

if TYPE_CHECKING:
    from kg.model.records import Claim

RESTRICTIONS = ("population", "comparator", "context")
"""The qualifiers without which a claim would say more than it does."""

SUPPORT = ("modality", "certainty", *MODALITIES, "denied", "inferred", *RESTRICTIONS, "claims")
"""The columns of a row that rests on claims; the counts are of those that its certainty is of."""


def most_certain(modalities: Iterable[str]) -> str:
    """The most certain of some modalities.

    >>> most_certain(["hedged", "reported"])
    'reported'
    """
    return min(modalities, key=MODALITIES.index)


def least_certain(modalities: Iterable[str]) -> str:
    """The least certain of some modalities: a chain is as certain as its weakest part.

    >>> least_certain(["hedged", "reported"])
    'hedged'
    """
    return max(modalities, key=MODALITIES.index)


UNSAID = 2
"""A claim that is at least so uncertain is one that nobody says outright."""


def uncertainty(modality: str, *, inferred: bool) -> int:
    """How uncertain a claim is, as a number: chains are ranked by it.

    >>> [uncertainty(modality, inferred=False) for modality in ("asserted", "reported", "hedged")]
    [0, 1, 4]
    >>> uncertainty("asserted", inferred=True)
    2
    """
    return MODALITIES.index(modality) + UNSAID * (inferred or modality == "hedged")


def tally(claims: "Iterable[Claim]") -> dict[str, int]:
    """How many claims affirm, by modality, how many deny, and how many of all these the curator inferred."""
    counts = dict.fromkeys((*MODALITIES, "denied", "inferred"), 0)
    for claim in claims:
        counts[claim.modality if claim.polarity == "affirmed" else "denied"] += 1
        counts["inferred"] += claim.inferred
    return counts


def denials(claims: "Iterable[Claim]") -> str:
    """How many claims deny it, in words; empty where none does."""
    denied = tally(claims)["denied"]
    return f"{denied} claim{'s deny' if denied > 1 else ' denies'} it" if denied else ""


def restrictions(claims: "Iterable[Claim]") -> dict[str, tuple[str, ...]]:
    """What claims hold for, are compared with and depend on: all their values of each of `RESTRICTIONS`, once."""
    several = tuple(claims)
    return {
        name: tuple(dict.fromkeys(value for claim in several for value in getattr(claim, name)))
        for name in RESTRICTIONS
    }


class Supported:
    """What rests on claims, and is as certain as they are."""

    __slots__ = ()

    @property
    def basis(self) -> "tuple[Claim, ...]":
        """The claims that say how certain it is: all of its claims, or those that `of_chain` gives.

        >>> import kg
        >>> len(kg.load().claims(predicate="targets").basis)
        15
        """
        raise NotImplementedError

    @property
    def affirmed(self) -> bool:
        """Whether at least one claim affirms it, of whatever modality.

        >>> import kg
        >>> [edge.affirmed for edge in kg.load().edges(polarity="denied")]
        [False, False, False, False]
        """
        return any(claim.polarity == "affirmed" for claim in self.basis)

    @property
    def tentative(self) -> bool:
        """Whether it is affirmed, but by no claim that says it outright.

        >>> import kg
        >>> (edge,) = kg.load().edges(subject="lower-drug-dose", object="fewer-adverse-effects")
        >>> edge.tentative
        True
        """
        return self.affirmed and all(claim.tentative for claim in self.basis if claim.polarity == "affirmed")

    @property
    def modality(self) -> str:
        """The most certain modality among its affirmed claims (among all, if every claim denies it); empty without claims.

        >>> import kg
        >>> (edge,) = kg.load().edges(subject="lower-drug-dose", object="fewer-adverse-effects")
        >>> edge.modality
        'hedged'
        """
        return most_certain(claim.modality for claim in _affirming(self.basis)) if self.basis else ""

    @property
    def certainty(self) -> str:
        """How certain it is, by the count of its claims: `1 asserted, 2 hedged`, `1 reported, 1 denied`, `1 hedged, inferred`.

        >>> import kg
        >>> kg.load().claims(predicate="treats").certainty
        '24 asserted, 7 hedged, 3 of them inferred'
        """
        counts = tally(self.basis)
        inferred = counts.pop("inferred")
        words = [f"{count} {name}" for name, count in counts.items() if count]
        if inferred:
            words.append("inferred" if inferred == len(self.basis) else f"{inferred} of them inferred")
        return ", ".join(words)

    @property
    def reservation(self) -> str:
        """Its certainty, but nothing where every claim asserts it and none was inferred.

        >>> import kg
        >>> g = kg.load()
        >>> g.edges(subject="drg-stimulation", predicate="targets")[0].reservation
        ''
        >>> g.edges(subject="lower-drug-dose", object="fewer-adverse-effects")[0].reservation
        '1 hedged'
        """
        counts = tally(self.basis)
        return "" if counts["asserted"] == len(self.basis) and not counts["inferred"] else self.certainty


S = TypeVar("S", bound=Supported)


def _affirming(claims: "Sequence[Claim]") -> "Sequence[Claim]":
    """The claims that affirm, or all if every claim denies."""
    return [claim for claim in claims if claim.polarity == "affirmed"] or claims


def doubt(basis: "Sequence[Claim]") -> tuple[int, bool, int]:
    """How uncertain something is, to be compared: its most certain claim, whether others deny it, how many were inferred."""
    affirming = _affirming(basis)
    least = min(uncertainty(claim.modality, inferred=claim.inferred) for claim in affirming)
    return least, len(affirming) < len(basis), tally(basis)["inferred"]


def weakest(parts: Iterable[S]) -> S:
    """The least certain part."""
    return max(parts, key=lambda part: doubt(part.basis))


def of_chain(parts: Sequence[Supported]) -> "tuple[Claim, ...]":
    """What says how certain a chain is: the claims of its weakest part, and those that deny another part."""
    weak = weakest(parts).basis
    denying = (claim for part in parts for claim in part.basis if claim.polarity == "denied")
    return tuple(dict.fromkeys((*weak, *denying)))
