"""KGX, for Biolink pipelines, as tables (TSV) and as JSON Lines: nodes, affirmed claims as edges, denied claims apart.

KGX tools treat every row of an edge table as a fact, whatever its column `negated` says: hence the third table.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, starmap
from typing import Any

from kg.errors import ExportError
from kg.formats.sorting import gathered
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim
from kg.schema import TENTATIVE, VOCABULARY, Schema
from kg.tables.columns import CLAIMS, FINDINGS

NODES = ("id", "category", "name", "description", "synonym", "xref", "iri", "provided_by", "nmv_category", "note")
SAID = ("id", "subject", "predicate", "object", "statement", "polarity")
"""The columns of claims that Biolink has words of its own for."""
OWN = [column for column in CLAIMS.columns if column.name not in SAID]
EDGES = (
    *("id", "subject", "predicate", "object", "category", "knowledge_level", "agent_type", "primary_knowledge_source"),
    *("publications", "negated", "original_predicate", "description", *(column.name for column in OWN)),
)
FIGURE = ("has_count", "has_total", "has_percentage", "p_value")
"""Biolink's slots for the figure of a study."""

OF_FINDINGS = [column for column in FINDINGS.columns if column.name not in (*SAID, "events", "total", "p")]
EVIDENCE_EDGES = (
    *("id", "subject", "predicate", "object", "category", "knowledge_level", "agent_type", "primary_knowledge_source"),
    *("publications", "has_supporting_studies", "negated", "original_predicate", "description", *FIGURE),
    *(column.name for column in OF_FINDINGS),
)
PREFIXES = {"hcpcs": "HCPCS", "icd10cm": "ICD10CM", "mesh": "MESH", "snomedct": "SNOMEDCT"}
"""Our prefixes that Biolink's prefix map spells otherwise, and how; ICD10CM is not in it, and spelt as its makers do."""

Row = Sequence[Any]
"""The values of a row: texts, lists of texts, whole numbers, truth values; None or an empty one for an empty cell."""

Rows = Iterable[tuple[str, Row]]
"""Rows, each with the id of what it is of, for messages."""

WIDER = ("exactMatch", "closeMatch", "broadMatch")
"""The matches by which a Biolink term may stand for ours: it says the same, or less."""


def dumps_nodes(graph: Graph) -> Iterator[bytes]:
    """The table of nodes. ExportError names the node of a text that a cell cannot hold."""
    return _table(NODES, _nodes(graph))


def dumps_edges(graph: Graph) -> Iterator[bytes]:
    """The table of affirmed claims. ExportError names the claim of a text that a cell cannot hold."""
    return _table(EDGES, _claims(graph, "affirmed"))


def dumps_denied(graph: Graph) -> Iterator[bytes]:
    """The table of denied claims, in the columns of the edges."""
    return _table(EDGES, _claims(graph, "denied"))


def dumps_evidence_nodes(graph: Graph) -> Iterator[bytes]:
    """The table of the nodes that findings name. MissingEvidence where the graph was loaded without evidence."""
    layer = graph.layer
    named = {end for finding in layer.findings.values() for end in (finding.subject, finding.object)}
    return _table(NODES, ((node.id, _node(graph.schema, node)) for node in graph.studies.nodes() if node.id in named))


def dumps_evidence_edges(graph: Graph) -> Iterator[bytes]:
    """The table of affirmed findings, with Biolink's slots for the figure of a study."""
    return _table(EVIDENCE_EDGES, _findings(graph, "affirmed"))


def dumps_evidence_denied(graph: Graph) -> Iterator[bytes]:
    """The table of denied findings, in the columns of the edges."""
    return _table(EVIDENCE_EDGES, _findings(graph, "denied"))


def dumps_json_nodes(graph: Graph) -> Iterator[bytes]:
    """The nodes as JSON Lines."""
    return _lines(NODES, _nodes(graph))


JSON_DUMPS: dict[str, Callable[[Graph], Iterator[bytes]]] = {
    ".kgx.edges.jsonl": lambda graph: _lines(EDGES, _claims(graph, "affirmed")),
    ".kgx.denied.jsonl": lambda graph: _lines(EDGES, _claims(graph, "denied")),
}
"""The further files of the JSON Lines."""


def biolink(mapping: tuple[str, ...], otherwise: str) -> str:
    """The Biolink term of a mapping, or `otherwise` if there is none, or it says more than ours."""
    fits = mapping and mapping[0] in WIDER and mapping[1].startswith("biolink:")
    return mapping[1] if fits else otherwise


def prefixed(curie: str, prefixes: dict[str, str]) -> str:
    """A CURIE under the prefix that `prefixes` has for its own, if it has one.

    >>> prefixed("mesh:D000069295", PREFIXES)
    'MESH:D000069295'
    """
    prefix, colon, local = curie.partition(":")
    return f"{prefixes.get(prefix, prefix)}{colon}{local}"


def _nodes(graph: Graph) -> Rows:
    return ((node.id, _node(graph.schema, node)) for node in graph)


def _node(schema: Schema, node: Node) -> Row:
    return [
        node.id,
        biolink(schema.categories[node.category].mapping, "biolink:NamedThing"),
        node.name,
        node.definition,
        (*node.synonyms, *node.abbreviations),
        [prefixed(mapping.term, PREFIXES) for mapping in node.mappings if mapping.match == "exactMatch"],
        schema.expand(node.id),
        schema.dataset.id,
        f"nmv:{node.category}",
        node.note,
    ]


def _claims(graph: Graph, polarity: str) -> Rows:
    for claim in graph.each_claim():
        if claim.polarity == polarity:
            yield claim.id, _claim(graph.schema, claim)


def _claim(schema: Schema, claim: Claim) -> Row:
    return [
        claim.id,
        claim.subject,
        _predicate(schema, claim),
        claim.object,
        "biolink:Association",
        # Of a hedged or inferred claim Biolink has no level: "prediction" would say that something was computed.
        "not_provided" if claim.tentative else "knowledge_assertion",
        schema.dataset.agent_type,
        f"infores:{schema.dataset.id}",
        [claim.source],
        _negated(claim),
        Schema.property_curie(
            claim.predicate, TENTATIVE if claim.tentative and claim.polarity == "affirmed" else VOCABULARY
        ),
        claim.statement,
        *(getattr(claim, column.name) for column in OWN),
    ]


def _findings(graph: Graph, polarity: str) -> Rows:
    layer, schema = graph.layer, graph.schema
    for finding in layer.findings.values():
        if finding.polarity == polarity:
            yield finding.id, _finding(schema, finding, layer.study_of(finding))


def _finding(schema: Schema, finding: Any, study: Any) -> Row:
    ids = [f"{prefix}:{value}" for prefix, value in (("DOI", study.doi), ("PMID", study.pmid)) if value]
    ids += [f"PMC:{study.pmcid.removeprefix('PMC')}"] if study.pmcid else []
    figure = finding.quantity
    percentage = figure.number if figure is not None and figure.comparator == "=" and figure.unit == "%" else ""
    level = "observation" if finding.basis == "result" else "knowledge_assertion"
    return [
        finding.id,
        finding.subject,
        _predicate(schema, finding),
        finding.object,
        "biolink:Association",
        "not_provided" if finding.tentative else level,
        schema.dataset.agent_type,
        f"infores:{schema.dataset.id}",
        ids or [study.page],
        [study.id],
        _negated(finding),
        Schema.property_curie(finding.predicate, TENTATIVE if finding.tentative else VOCABULARY),
        finding.statement,
        *(finding.events, finding.total, percentage, finding.p),
        *(getattr(finding, column.name) for column in OF_FINDINGS),
    ]


def _negated(claim: Claim) -> bool | None:
    """True for a denied claim. Of the others nothing: KGX takes any text for true, `false` too."""
    return claim.polarity == "denied" or None


def _predicate(schema: Schema, claim: Claim) -> str:
    """The Biolink predicate; for a denied claim only one that says the same, since to deny a wider one would deny more."""
    mapping = schema.predicates[claim.predicate].mapping
    if claim.polarity == "denied" and (not mapping or mapping[0] != "exactMatch"):
        return Schema.property_curie(claim.predicate)
    return biolink(mapping, "biolink:related_to")


def _table(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    def line(owner: str, cells: Row) -> str:
        return "\t".join([_cell(cell, column, owner) for cell, column in zip(cells, columns, strict=True)])

    return gathered(f"{text}\n" for text in chain(["\t".join(columns)], starmap(line, rows)))


def _cell(value: Any, column: str, owner: str) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    many = not isinstance(value, str) and isinstance(value, Sequence)
    text = "|".join(value) if many else str(value)
    if any(mark in text for mark in "\t\n\r") or (many and text.count("|") > max(len(value) - 1, 0)):
        raise ExportError(
            f"{owner} has a tab, a line break, or a bar (|) in a list, in its {column}, which kgx cannot represent; "
            "remove it, or write turtle"
        )
    return text


def _lines(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """A JSON object on a line for each row, without what is empty."""
    return gathered(f"{_json(dict(zip(columns, cells, strict=True)))}\n" for _, cells in rows)


def _json(row: dict[str, Any]) -> str:
    row["category"] = [row["category"]]  # Biolink has several.
    filled = {name: value for name, value in row.items() if value is not None and value not in ("", (), [])}
    return json.dumps(filled, ensure_ascii=False, default=str)
