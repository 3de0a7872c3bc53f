"""SHACL Core shapes of the evidence, beside those of the article's file; either file can be validated without the other."""

from collections.abc import Iterator

from kg.formats.about.shapes import LINK, ONE, Constraint, Rule, Shapes, either, of_class, one_of, own
from kg.formats.rdf.evidence import DIRECTIONS
from kg.formats.rdf.model import Subject, blank, curies, plain
from kg.schema import CLAIM, NODE, SOURCE, UNDOTTED, Schema
from kg.tables.columns import APPRAISALS, FINDINGS, LINKS, NODES, STUDIES

SOUGHT = one_of(plain(*LINKS.column("sought").values))


def subjects(schema: Schema) -> Iterator[Subject]:
    """The shapes of studies, of the entities that only they name, of findings, links, empty sides and ratings."""
    of = Shapes(schema)
    claim = (*LINK, of.below(CLAIM, UNDOTTED))
    entity = (*LINK, of.below(NODE, UNDOTTED))
    yield from _typed(of, "Study", of.below(SOURCE, UNDOTTED), *of.columns("Study", STUDIES))
    kinds = one_of(own(schema.categories))
    yield from _typed(
        *(of, "StudyEntity", of.below(NODE, UNDOTTED)),
        ("StudyEntity-category", "nmv:category", "An entity of studies has exactly one `category`.", *ONE, kinds),
        *of.columns("StudyEntity", NODES, "category"),
    )
    # What a finding is about may be an entity of the article, whose file need not be there.
    ends: list[Rule] = [
        (f"Finding-{end}", f"biolink:{end}", f"A finding has one {end}, an entity.", *ONE, *entity)
        for end in ("subject", "object")
    ]
    qualifiers = ("subject", "object", "population", "comparator", "aspect", "context")
    yield from _typed(
        *(of, "Finding", of.below(CLAIM, UNDOTTED)),
        *ends,
        *of.columns("Finding", FINDINGS, *qualifiers),
        ("Finding-source", "dcterms:source", "A finding has one source, a study.", *ONE, of_class("nmv:Study")),
    )
    on_claim: Rule = ("EvidenceLink-claim", "nmv:onClaim", "A link is on one claim.", *ONE, *claim)
    way = one_of(curies(*DIRECTIONS.values()))
    yield from _typed(
        *(of, "EvidenceLink", of.below(CLAIM)),
        on_claim,
        ("EvidenceLink-item", "SEPIO:0000084", "A link has one finding.", *ONE, of_class("nmv:Finding")),
        ("EvidenceLink-direction", "SEPIO:0000183", "A link supports, disputes or is inconclusive.", *ONE, way),
        *of.columns("EvidenceLink", LINKS, "claim", "evidence_claim", "direction", "sought"),
    )
    yield from _typed(
        *(of, "NothingFound", of.below(CLAIM)),
        ("NothingFound-claim", "nmv:onClaim", "A side on which nothing was found is of one claim.", *ONE, *claim),
        ("NothingFound-sought", "nmv:sought", "Something was sought for the claim, or against it.", *ONE, SOUGHT),
    )
    yield from _typed(
        *(of, "Appraisal", either([blank(of.below(CLAIM)), blank(of.below(SOURCE))])),
        *of.columns("Appraisal", APPRAISALS, "about"),
        ("Appraisal-about", "nmv:about", "A rating is of one finding, or source.", *ONE, *LINK),
    )


def _typed(of: Shapes, name: str, below: Constraint, *rules: Rule) -> Iterator[Subject]:
    """The shapes of what has one of our classes."""
    target = ("sh:targetClass", curies(f"nmv:{name}"))
    yield from of.node(name, "It has an IRI of this dataset.", target, *LINK, below, rules=rules)
