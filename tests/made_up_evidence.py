"""A small folder of evidence beside the packaged article: made up, and marked so."""

import shutil
from pathlib import Path

from kg.tables.columns import EVIDENCE_FILES, TABLES
from kg.tables.reading import packaged

Rows = list[dict[str, str]]

STUDY = {
    "kind": "trial",
    "author": "Made-up et al.",
    "published": "2021",
    "design": "randomised-parallel",
    "blinded": "open",
    "funder_class": "industry",
    "maker_role": "funder",
    "read": "abstract",
    "status": "current",
}
FINDING = {
    "polarity": "affirmed",
    "modality": "asserted",
    "section": "abstract",
    "basis": "result",
    "timepoint": "3 months",
    "analysis_set": "implanted",
}
RESPONSE = {"result": "r1", "measure": "proportion", "outcome_rule": "made-up relief", "predicate": "has_outcome"}


def study(id: str, **cells: str) -> dict[str, str]:
    """A made-up study, with other cells where they are given."""
    return {"id": id, "title": f"Made-up study {id}", "doi": f"10.1000/{id}", "cohort": id, **STUDY, **cells}


def finding(id: str, subject: str, object: str, **cells: str) -> dict[str, str]:
    """A made-up finding, with other cells where they are given."""
    return {"id": id, "subject": subject, "object": object, "statement": f"Made up: {id}.", **FINDING, **cells}


def link(claim: str, number: int, finding: str = "", **cells: str) -> dict[str, str]:
    """A link of a claim to a finding; without one, a side on which nothing was found."""
    known = {"direction": "supports", "extent": "as-said", "why": "Made up."} if finding else {}
    known = known or {"where": "made-up pages", "searched": "2026-11-27"}
    return {"id": f"{claim}.e{number}", "claim": claim, "evidence_claim": finding, "reader": "first", **known, **cells}


CLAIM = "icliniq-2025-187"
TABLES_OF: dict[str, Rows] = {
    "studies": [
        study("one-2021", participants="128"),
        study("two-2020", kind="observational", design="cohort", blinded=""),
    ],
    "nodes": [
        {"id": "lead-migration", "category": "Outcome", "name": "lead migration", "definition": "Movement of a lead."}
        | {"ungrounded": "made up"},
    ],
    "mappings": [],
    "one-2021": [
        finding(
            "one-2021-001", "dtm", "pain-relief", role="arm", quantity="=80 %", events="40", total="50", **RESPONSE
        ),
        finding("one-2021-002", "scs", "pain-relief", role="comparator-arm", quantity="=50 %", total="44", **RESPONSE),
        finding("one-2021-003", "dtm", "pain-relief", role="difference", quantity="=30 percentage points")
        | {**RESPONSE, "measure": "risk-difference", "low": "12.5", "high": "47.5", "level": "95", "p": "<0.001"},
        finding("one-2021-004", "scs", "lead-migration", predicate="has_adverse_event", result="r2", role="single-arm")
        | {"measure": "proportion", "events": "2", "total": "94", "outcome_rule": "a moved lead", "per": "person"},
    ],
    "two-2020": [
        finding("two-2020-001", "dtm", "pain-relief", predicate="has_outcome", quantity="=70 %", timepoint="")
    ],
    "evidence": [
        link(CLAIM, 1, "one-2021-001"),
        link(CLAIM, 2, "two-2020-001", differs_in="comparator|timepoint", extent="less"),
        link(CLAIM, 3, sought="against"),
    ],
    "includes": [],
    "appraisals": [
        {"about": "one-2021-001", "scheme": "made up", "domain": "bias", "rating": "low", "by": "its authors"}
        | {"section": "abstract"}
    ],
}


def text(kind: str, rows: Rows) -> str:
    """A table with these rows."""
    header = TABLES[kind].header
    assert all(set(row) <= set(header) for row in rows), [set(row) - set(header) for row in rows]
    return "\n".join(["\t".join(header), *("\t".join(row.get(name, "") for name in header) for row in rows), ""])


def write_evidence(folder: Path, **tables: Rows) -> Path:
    """The packaged data with made-up evidence, written into a folder; keywords replace the rows of a table or study."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(str(packaged()), folder, ignore=shutil.ignore_patterns("evidence"))
    (folder / "evidence/claims").mkdir(parents=True)
    several = {**TABLES_OF, **{name.replace("_", "-"): rows for name, rows in tables.items()}}
    for kind, name in EVIDENCE_FILES.items():
        above = "#curie_map:\n" if kind == "mappings" else ""
        path = folder / "evidence" / name
        path.write_text(above + text(kind, several.pop(kind)), encoding="utf-8", newline="\n")
    for source, rows in several.items():
        path = folder / f"evidence/claims/{source}.tsv"
        path.write_text(text("findings", rows), encoding="utf-8", newline="\n")
    return folder
