"""The tables of what an article says: sources, sections, nodes, claims, tensions, and what is said about these."""

from typing import Any

from kg.schema import CLAIM, JUSTIFICATIONS, MATCHES, NODE, SLUG, SOURCE, TERM, WEIGHTS
from kg.tables.column import Column, Table, listed, required

ID_FAULT = "{!r} is not a valid id; use lower-case letters and digits, joined by single hyphens"
ID = required("id", "id", different=True, pattern=SLUG, fault=ID_FAULT)
_WHOLE: dict[str, Any] = {
    "pattern": "-?[0-9]{1,7}",
    "fault": "{!r} is not a whole number; correct it, or run kg layout --anew",
}
_COUNTS: dict[str, Any] = {
    "pattern": r"0|[1-9][0-9]{0,2}(?:\|[1-9][0-9]{0,2})*",
    "fault": "{!r} should be the number of sentences of each paragraph, such as 1|3|2",
}
QUANTITY = r"(<=|>=|<|=|>)(?!-0 )(-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,14}[1-9])?) (\S.*)"
_QUANTITY_FAULT = "{!r} is not a figure; write comparator, number, one space, unit, such as '>80 %'"
_ITEM = "{}: an entity, or a short text.".format

SOURCES = Table(
    "sources",
    (
        ID,
        required("kind", "word", values=("article", "ontology"), called="kind of source", rdf="schema:genre"),
        required("title", rdf="dcterms:title"),
        Column("author", rdf="dcterms:creator"),
        Column("reviewer", rdf="schema:reviewedBy"),
        Column("publisher", rdf="dcterms:publisher"),
        Column("published", "date", rdf="dcterms:issued"),
        Column("reviewed", "date", rdf="schema:lastReviewed"),
        Column("url", "iri", rdf="schema:url"),
        Column("licence", rdf="dcterms:rights"),
        Column("note", rdf="skos:note"),
    ),
    prefix=SOURCE,
)
SECTIONS = Table(
    "sections",
    (
        required("source", "id", refers="sources", rdf="dcterms:isPartOf"),
        ID,
        required("title", rdf="rdfs:label"),
        required("sentences", "counts", "How many sentences each paragraph has, in order.", many=True, **_COUNTS),
    ),
    key=("source", "id"),
    order=("source",),
    prefix=SOURCE,
    domain="nmv:Section",
)
_ABBREVIATION = "An abbreviation of the entity's name; also among its other names."
_REPLACES = "The id of a retired entity, to which this one answers."
NODES = Table(
    "nodes",
    (
        ID,
        required("category", "name", refers="categories", called="category", rdf="rdf:type"),
        required("name", different=True, rdf="rdfs:label"),
        listed("synonyms", rdf="skos:altLabel"),
        listed("abbreviations", "text", _ABBREVIATION, rdf="nmv:abbreviation", above="skos:altLabel"),
        required("definition", different=True, rdf="skos:definition"),
        listed("replaces", "word", _REPLACES, pattern=SLUG, fault=ID_FAULT, optional=True),
        Column("ungrounded", "text", "Why no public vocabulary has an exact or close term."),
        Column("note", rdf="skos:note"),
    ),
    order=("category", "id"),
    prefix=NODE,
    domain="nmv:Entity",
    agree=("category", "name", "definition"),
)
_POLARITY = "Whether the source affirms or denies the claim."
_MODALITY = "The certainty with which the source states the claim."
_STRUCTURAL = (
    "True if the claim only follows from what its nodes mean, or repeats another; it is walked, and never counted."
)
_FLAG_FAULT = "{!r} should be yes, or empty"
_INFERRED = "True if the curator supplied something that the text leaves unsaid."
CLAIMS = Table(
    "claims",
    (
        ID._replace(pattern=""),
        required("subject", "id", refers="nodes", rdf="rdf:subject"),
        required("predicate", "name", refers="predicates", called="predicate", rdf="rdf:predicate"),
        required("object", "id", refers="nodes", rdf="rdf:object"),
        required("statement", different=True, rdf="rdfs:label"),
        required("polarity", "name", _POLARITY, refers="polarities", called="polarity"),
        required("modality", "name", _MODALITY, refers="modalities", called="modality"),
        listed("hedge", "text", "The word or words that make the claim hedged or reported."),
        Column("quantity", "quantity", "The figure that the claim states.", pattern=QUANTITY, fault=_QUANTITY_FAULT),
        listed("population", "item", _ITEM("For whom the claim holds")),
        listed("comparator", "item", _ITEM("What the claim compares with")),
        listed("aspect", "item", _ITEM("In what respect the claim compares")),
        listed("context", "item", _ITEM("Under what condition the claim holds")),
        required("section", "id", "The section of the source that makes the claim.", refers="sections"),
        required("paragraph", "whole", "The paragraph of the section, counted from 1."),
        Column("inferred", "flag", _INFERRED, pattern="yes", fault=_FLAG_FAULT),
        Column("structural", "flag", _STRUCTURAL, pattern="yes", fault=_FLAG_FAULT, optional=True),
        Column("note", rdf="skos:note"),
    ),
    order=("section", "paragraph", "id"),
    prefix=CLAIM,
    domain="nmv:Claim",
)
COVERAGE = Table(
    "coverage",
    (
        required("source", "id", refers="sources"),
        required("section", "id", refers="sections"),
        required("paragraph", "whole"),
        required("sentence", "whole"),
        listed("claims", "id", refers="claims"),
        Column("reason"),
    ),
    key=("source", "section", "paragraph", "sentence"),
    order=("source", "section", "paragraph", "sentence"),
)
_MEMBER = "A claim of the tension, of either side."
_AGAINST = "A claim of the tension's second side."
_KIND = "In what way the claims contradict each other."
_WEIGHT = "How much the tension matters: major, moderate or minor."
TENSIONS = Table(
    "tensions",
    (
        ID,
        required("claims", "id", _MEMBER, many=True, refers="claims", rdf="nmv:between"),
        listed("against", "id", _AGAINST, refers="claims", above="nmv:between"),
        required("kind", "name", _KIND, refers="tensions", called="kind of tension"),
        required("weight", "word", _WEIGHT, values=WEIGHTS, called="weight"),
        required("why", rdf="rdfs:label"),
    ),
    prefix=CLAIM,
    domain="nmv:Tension",
    optional=True,
    last=True,
)
MODIFIER = "predicate_modifier"
"""The column of mappings that says Not where a match was looked at and is none: such a row is kept, and is no mapping."""
GROUNDS = frozenset({"skos:exactMatch", "skos:closeMatch"})
"""The matches that are close enough to say what a node is."""

_SKOS = tuple(f"skos:{match}" for match in MATCHES)
_FOREIGN = """
    author_id author_label cardinality_scope confidence creator_id creator_label curation_rule curation_rule_text
    issue_tracker_item license mapping_cardinality mapping_date mapping_provider mapping_source mapping_tool mapping_tool_id
    mapping_tool_version match_string object_category object_match_field object_preprocessing object_source
    object_type other predicate_label predicate_type publication_date record_id
    review_date reviewer_agreement reviewer_id reviewer_label see_also similarity_measure similarity_score subject_category
    subject_match_field subject_preprocessing subject_source subject_source_version subject_type
"""
_CURIE_FAULT = "{!r} is not a CURIE; write prefix, colon, identifier: UBERON:0000044"
MAPPINGS = Table(
    "mappings",
    (
        required("subject_id", "word"),
        Column("subject_label", "word", optional=True),
        required("predicate_id", "word", values=_SKOS, called="SKOS match"),
        Column(MODIFIER, "word", optional=True, values=("Not",), called="modifier"),
        required("object_id", "word", pattern=TERM, fault=_CURIE_FAULT),
        required("object_label", "word", optional=True),
        Column("object_source_version", "word", optional=True),
        required("mapping_justification", "word", values=JUSTIFICATIONS, called="justification"),
        required("comment", "word", optional=True),
    ),
    key=("subject_id", MODIFIER, "object_id"),
    order=("subject_id", "predicate_id", "object_id"),
    optional=True,
    file="mappings.sssom.tsv",
    foreign=tuple(_FOREIGN.split()),
    agree=("predicate_id",),
)
_MEASURES = (required("measure"), required("value", "word"))
AGREEMENT = Table("agreement", _MEASURES, key=(), order=(), optional=True, last=True)
_PLACES = (required("x", "whole", **_WHOLE), required("y", "whole", **_WHOLE))
POSITIONS = Table("positions", (ID._replace(pattern="", refers="nodes"), *_PLACES), optional=True, last=True, agree=())
