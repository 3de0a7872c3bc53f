"""The evidence on an article's claims: its records, and which of them belong together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from kg.evidence.records import Appraisal, Finding, Link, Study
from kg.model.nodes import Node

K = TypeVar("K")
V = TypeVar("V")


HARM = "has_adverse_event"
"""The predicate from a treatment to a harm."""


class Layer:
    """Studies, the nodes that only they name, their findings, and the links to the claims of an article.

    Everything is in a fixed order: studies and nodes by id, findings by source and number, links by claim and number.
    `includes` has the studies of each review. Ids are CURIEs.

    >>> import kg
    >>> layer = kg.load(evidence=True).layer
    >>> layer.studies["nms:bendel-2017"].title[:27]
    'Spinal Cord Stimulator Rela'
    """

    def __init__(
        self,
        *,
        studies: Iterable[Study],
        nodes: Iterable[Node],
        findings: Iterable[Finding],
        links: Iterable[Link],
        includes: Iterable[tuple[str, str]] = (),
        appraisals: Iterable[Appraisal] = (),
    ) -> None:
        self.studies: Mapping[str, Study] = {study.id: study for study in sorted(studies, key=lambda one: one.id)}
        self.nodes: Mapping[str, Node] = {node.id: node for node in sorted(nodes, key=lambda one: one.id)}
        self.findings: Mapping[str, Finding] = {
            finding.id: finding for finding in sorted(findings, key=lambda one: (one.source, len(one.id), one.id))
        }
        self.links: Sequence[Link] = sorted(links, key=lambda link: (link.claim, len(link.id), link.id))
        self.appraisals: Sequence[Appraisal] = tuple(appraisals)
        self.includes: Mapping[str, Sequence[str]] = _grouped(sorted(includes))
        self.links_of: Mapping[str, Sequence[Link]] = _grouped((link.claim, link) for link in self.links)
        self._results = _grouped(
            ((finding.source, finding.result), finding) for finding in self.findings.values() if finding.result
        )

    def result_of(self, finding: Finding) -> Sequence[Finding]:
        """The findings of the same result, arms before the difference; of a finding without a result, itself alone.

        >>> import kg
        >>> layer = kg.load(evidence=True).layer
        >>> finding = next(one for one in layer.findings.values() if one.role == "difference")
        >>> [one.role for one in layer.result_of(finding)]
        ['arm', 'comparator-arm', 'difference']
        """
        found = self._results.get((finding.source, finding.result), (finding,))
        order = ("arm", "single-arm", "", "comparator-arm", "difference")
        return sorted(found, key=lambda one: (order.index(one.role), one.id))

    def on(self, claims: Collection[str], nodes: Iterable[Node]) -> "Layer":
        """The part that is on some claims: links to them, the results that these name, their studies, and the harms in these.

        `nodes` are those that a finding may name and the article's graph does not have.

        >>> import kg
        >>> layer = kg.load(evidence=True).layer
        >>> part = layer.on({"nmc:icliniq-2025-278"}, ())
        >>> {link.claim for link in part.links}
        {'nmc:icliniq-2025-278'}
        """
        links = [link for link in self.links if link.claim in claims]
        linked = [self.findings[link.evidence_claim] for link in links if link.evidence_claim]
        studies = {finding.source for finding in linked}
        harms = (one for one in self.findings.values() if one.predicate == HARM and one.source in studies)
        findings = {one.id: one for finding in (*linked, *harms) for one in self.result_of(finding)}
        named = {id for one in findings.values() for id in (one.subject, one.object, *one.qualifiers)}
        rated = {*findings, *studies}
        return Layer(
            studies=(self.studies[id] for id in studies),
            nodes=(node for node in nodes if node.id in named),
            findings=findings.values(),
            links=links,
            includes=((review, id) for review, ids in self.includes.items() for id in ids if {review, id} <= studies),
            appraisals=(one for one in self.appraisals if one.about in rated),
        )

    def study_of(self, finding: Finding) -> Study:
        """The study that a finding is from.

        >>> import kg
        >>> layer = kg.load(evidence=True).layer
        >>> layer.study_of(layer.findings["nmc:dhruva-2023-004"]).slug
        'dhruva-2023'
        """
        return self.studies[finding.source]

    def named(self, text: str) -> list[Study]:
        """The studies that have every word of a text, whatever its case, in their id, cohort, title or authors.

        >>> import kg
        >>> [study.slug for study in kg.load(evidence=True).layer.named("bendel infections")]
        ['bendel-2017']
        """
        words = text.casefold().split()

        def told(study: Study) -> str:
            return " ".join((study.slug, study.cohort, study.title, study.author)).casefold()

        return [study for study in self.studies.values() if all(word in told(study) for word in words)]

    def review_of(self, study: str) -> str:
        """The first review here that includes a study; empty where none does.

        >>> import kg
        >>> kg.load(evidence=True).layer.review_of("nms:kumar-2007")
        'nms:nice-ta159'
        """
        return next((review for review, studies in self.includes.items() if study in studies), "")


def _grouped(pairs: "Iterable[tuple[K, V]]") -> "dict[K, list[V]]":
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)
