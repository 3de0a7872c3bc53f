"""The tables of what studies found: sources, findings, and what joins these to the claims of an article."""

from collections.abc import Collection
from typing import Any

from kg.schema import CLAIM, DOI, SLUG
from kg.tables.article import CLAIMS, ID, ID_FAULT, SOURCES
from kg.tables.column import Column, Table, listed, required

STUDY_KINDS = ("trial", "observational", "review", "guideline", "definition", "animal")
PUBLISHED_AS = ("journal-article", "preprint", "conference", "report", "registry-entry", "web-page")
DESIGNS = (
    *("randomised-parallel", "randomised-crossover", "non-randomised", "cohort", "case-series", "database"),
    *("systematic-review", "scoping-review", "narrative-review", "guideline", "consensus", "appraisal", "definition"),
    "experiment",
)
"""From what can show a difference to what cannot."""

FUNDERS = ("industry", "public", "society", "charity", "mixed", "none-declared", "not-stated", "not-read")
MAKER_ROLES = ("funder", "sponsor", "employer", "fees", "device", "none-declared", "not-stated")
ROLES = ("arm", "comparator-arm", "difference", "single-arm")
MEASURES = (
    *("proportion", "mean", "mean-change", "difference-in-means", "risk-difference", "risk-ratio", "odds-ratio"),
    *("hazard-ratio", "rate", "count"),
)
ANALYSIS_SETS = ("randomised", "treated", "trial-passed", "implanted", "completed", "as-treated", "not-stated")
BASES = ("result", "authors-conclusion", "background", "recommendation", "definition")
DIRECTIONS = ("supports", "disputes", "inconclusive")
DIFFERENCES = ("population", "intervention", "comparator", "outcome", "timepoint", "setting", "species")
EXTENTS = ("as-said", "less", "more", "only-if")
SUPPORT_NOTHING = ("superseded", "retracted")
"""What a source can be whose findings support nothing."""

_DOI: dict[str, Any] = {
    "pattern": DOI,
    "fault": "{!r} is not a DOI; write it as 10.1136/rapm-2021-102751, without an address before it",
}
_PMID: dict[str, Any] = {"pattern": "[1-9][0-9]{0,8}", "fault": "{!r} is not a PubMed number; write its digits alone"}
_PMCID: dict[str, Any] = {
    "pattern": "PMC[1-9][0-9]{0,8}",
    "fault": "{!r} is not a PMC number; write PMC and its digits",
}
_COUNT: dict[str, Any] = {
    "pattern": "0|[1-9][0-9]{0,9}",
    "fault": "{!r} is not a whole number; write digits alone, or leave it empty",
}
_NUMBER: dict[str, Any] = {
    "pattern": r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?",
    "fault": "{!r} is not a number; write it with a decimal point, such as -0.35",
}
_P: dict[str, Any] = {
    "pattern": r"(?:<|<=|>|>=)?(?:0?\.[0-9]{1,9}|0|1(?:\.0+)?)",
    "fault": "{!r} is not a p-value; write it as printed, such as 0.03 or <0.001",
}
_SLUG: dict[str, Any] = {"pattern": SLUG, "fault": ID_FAULT}


def _word(name: str, values: tuple[str, ...], definition: str, *, required: bool = True) -> Column:
    return Column(name, "word", definition, required=required, values=values, called=name.replace("_", " "))


def _but(columns: Collection[Column], *names: str) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.name not in names)


STUDIES = SOURCES._replace(
    name="studies",
    domain="nmv:Study",
    columns=(
        ID,
        SOURCES.column("kind")._replace(values=STUDY_KINDS),
        *_but(SOURCES.columns, "id", "kind", "reviewer", "reviewed", "licence", "note"),
        _word("published_as", PUBLISHED_AS, "What kind of publication it is, for citations.", required=False),
        Column("doi", "word", rdf="bibo:doi", **_DOI),
        Column("pmid", "word", rdf="bibo:pmid", **_PMID),
        Column("pmcid", "word", rdf="fabio:hasPubMedCentralId", **_PMCID),
        _word("design", DESIGNS, "How the study was made."),
        _word("blinded", ("double", "single", "open", "not-stated"), "Who did not know the treatment.", required=False),
        Column("participants", "count", "How many people were randomised, or else enrolled.", **_COUNT),
        Column("cohort", "word", "The people who were studied: the same for every report of them.", **_SLUG),
        Column("funding", "text", "What the source says of who paid, in short."),
        _word("funder_class", FUNDERS, "Who paid."),
        _word("maker_role", MAKER_ROLES, "What a maker of the treatment had to do with the study."),
        _word("read", ("abstract", "recommendations", "full"), "How much of the source was read."),
        _word("status", ("current", "superseded", "corrected", "retracted"), "What became of the source."),
        SOURCES.column("licence"),
        SOURCES.column("note"),
    ),
)
FINDINGS = CLAIMS._replace(
    name="findings",
    columns=(
        # Those of a Biolink association, since a finding is not among the article's claims.
        *(
            column._replace(rdf=f"biolink:{column.name}") if column.curie.startswith("rdf:") else column
            for column in _but(CLAIMS.columns, "paragraph", "inferred", "structural", "note")
        ),
        Column(
            "result",
            "word",
            "One outcome at one time: all arms of a source that share this.",
            pattern="r[1-9][0-9]{0,2}",
            fault="{!r} is not the number of a result; write r1, r2 …",
        ),
        _word(
            "role",
            ROLES,
            "What the figure is of: an arm, the arm it is compared with, or the difference.",
            required=False,
        ),
        _word("measure", MEASURES, "What kind of figure it is.", required=False),
        Column(
            "events", "count", "How many people, or procedures, had the outcome.", rdf="biolink:has_count", **_COUNT
        ),
        Column("total", "count", "How many were counted.", rdf="biolink:has_total", **_COUNT),
        Column("low", "number", "The lower limit of the interval.", **_NUMBER),
        Column("high", "number", "The upper limit of the interval.", **_NUMBER),
        Column("level", "number", "The level of the interval, in per cent.", **_NUMBER),
        Column("p", "word", "The p-value, as printed.", rdf="biolink:p_value", **_P),
        Column("outcome_rule", "text", "What counts as the outcome, or the scale on which it is measured."),
        Column("timepoint", "text", "When it was measured."),
        Column("analysed", "text", "Who was counted, in words."),
        _word("analysis_set", ANALYSIS_SETS, "Who was counted.", required=False),
        _word("per", ("person", "procedure", "device-year"), "What a rate is per.", required=False),
        _word(
            "endpoint",
            ("primary", "secondary", "post-hoc", "not-stated"),
            "What the study had planned.",
            required=False,
        ),
        _word("basis", BASES, "What the sentence is in its source."),
        CLAIMS.column("inferred"),
        CLAIMS.column("note"),
    ),
    order=("id",),
    domain="nmv:Finding",
)
LINKS = Table(
    "evidence",
    (
        required(
            "id",
            "id",
            different=True,
            pattern=rf"{SLUG}\.e[1-9][0-9]{{0,2}}",
            fault="{!r} is not the id of a link; write the claim's id, .e and a number",
        ),
        required("claim", "id", "The article's claim.", refers="claims", rdf="nmv:onClaim"),
        Column("evidence_claim", "id", "What a study found.", refers="findings", rdf="SEPIO:0000084"),
        _word("direction", DIRECTIONS, "Which way the evidence points.", required=False)._replace(rdf="SEPIO:0000183"),
        listed(
            "differs_in",
            "word",
            "In what the finding is about something other than the claim.",
            values=DIFFERENCES,
            called="difference",
        ),
        _word("extent", EXTENTS, "How far it supports the claim.", required=False),
        Column("why", rdf="rdfs:comment"),
        _word("sought", ("for", "against"), "The side on which nothing was found.", required=False),
        Column("where", "text", "Where it was looked for."),
        Column("searched", "date", "When it was looked for."),
        _word(
            "reader",
            ("both", "settled", "first"),
            "Two readings agree; they differed and it was settled; or one reading.",
        ),
    ),
    order=("id",),
    prefix=CLAIM,
    domain="nmv:EvidenceLink",
    last=True,
)
INCLUDES = Table(
    "includes",
    (required("review", "id", refers="studies"), required("study", "id", refers="studies", rdf="")),
    key=("review", "study"),
    order=("review", "study"),
    last=True,
)
APPRAISALS = Table(
    "appraisals",
    (
        required("about", "id", "The finding, or the source, that was rated.", refers="studies"),
        required("scheme", "text", "The scheme of the rating."),
        required("domain", "text", "What is rated."),
        required("rating", "text", "The rating, as it was given."),
        required("by", "text", "Who rated."),
        required("section", "word", "Where the source says so.", **_SLUG),
    ),
    key=("about", "scheme", "domain", "by"),
    order=("about", "scheme", "domain", "by"),
    domain="nmv:Appraisal",
    last=True,
)
