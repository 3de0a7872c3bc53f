"""The evidence on the page's claims, as values that JSON can hold: what Python answers, each study and finding once."""

from collections.abc import Iterable, Mapping
from typing import Any

from kg.evidence import Finding, Study
from kg.evidence.wording import EXTENTS, STUDY, TITLES, cited, compared, counted, designed, harmed, paid
from kg.model.protocol import Graph

OF_CLAIM = ("claim", "mark")
OF_STUDY = ("cohort", *STUDY)
OF_LINK = ("block", "direction", "extent", "differs_in", "within", "why", "where", "searched")
"""The columns of a row of the evidence that tell the claim, the study and the link; the others tell the finding."""


def page_evidence(graph: Graph, claims: Mapping[str, int]) -> dict[str, Any]:
    """The evidence on those of the article's claims that the page has: id → place in the page's list.

    `columns` names the values in the lists. A row is study, finding and the values of the link; an empty side has no study and
    no finding. A harm is study and finding, and how certain it is where that is not plain.
    """
    summary = graph.evidence_summary()
    answers = {one.claim.id: graph.evidence(one.claim.id).rows() for one in summary}
    columns = next((list(rows[0]) for rows in answers.values() if rows), [])
    of_finding = [name for name in columns if name not in (*OF_CLAIM, *OF_STUDY, *OF_LINK)]
    numbers = {name for rows in answers.values() for row in rows for name in row if isinstance(row[name], int | float)}
    once = _Once(graph.studies, of_finding)
    told = [
        {"claim": claims[one.claim.id], "mark": one.mark, "told": one.told, "counts": list(counts.values())[3:]}
        | once.told(one, answers[one.claim.id])
        for one, counts in zip(summary, summary.rows(), strict=True)
        if one.claim.id in claims
    ]
    direct = {one.mark for one in summary if one.block("direct")}
    return {
        "titles": TITLES,
        "extents": EXTENTS,
        "also": [
            (node.name, ", ".join(others))
            for node in graph.studies.nodes()
            if (others := (*node.synonyms, *node.abbreviations))
        ],
        "marks": {mark: f"{'direct ' * (mark in direct)}evidence: {mark}" for mark in summary.counts},
        "columns": {
            "summary": next((list(row) for row in summary.rows()), []),
            "evidence": columns,
            "study": OF_STUDY,
            "finding": of_finding,
            "link": OF_LINK,
            "numbers": [name for name in columns if name in numbers],
        },
        "studies": once.studies,
        "findings": list(once.findings),
        "claims": told,
    }


class _Once:
    """Studies and findings, each kept once: as words for the view, then with its values for the CSV form."""

    def __init__(self, graph: Graph, of_finding: Iterable[str]) -> None:
        self.graph, self.of_finding = graph, tuple(of_finding)
        self.names = {node.id: node.name for node in graph.nodes()}
        self.studies: list[list[str]] = []
        self.places: dict[str, int] = {}
        self.findings: dict[tuple[str, ...], int] = {}

    def told(self, one: Any, answer: list[dict[str, Any]]) -> dict[str, Any]:
        """The rows of a claim, the empty sides after them, and the harms."""
        rows = [[-1, -1]] * len(answer)
        rows[: len(one.rows)] = [self._row(row, cells) for row, cells in zip(one.rows, answer, strict=False)]
        links = [[_cell(cells[name]) for name in OF_LINK] for cells in answer]
        found = {"rows": [[*row, *link] for row, link in zip(rows, links, strict=True)]}
        return {name: of for name, of in {**found, "harms": list(map(self._harm, one.harms))}.items() if of}

    def _row(self, row: Any, cells: Mapping[str, Any]) -> list[int]:
        study = self._study(row.study, [_cell(cells[name]) for name in OF_STUDY])
        words = row.what, *compared(self.graph, row.finding, row.result), counted(row.result[0])
        return [study, self._finding(row.finding, words, [_cell(cells[name]) for name in self.of_finding])]

    def _harm(self, harm: Any) -> list[int | str]:
        finding, name = harm.finding, self.names[harm.finding.object]
        what = ", ".join(filter(None, (finding.outcome_rule, finding.timepoint)))
        cells = *harmed(self.graph, finding, harm.result), counted(finding)
        sure = "none reported" if finding.polarity == "denied" else f"harm ({finding.modality})"
        # The studies of the harms are those of the rows.
        place = self.places[harm.study.id]
        row: list[int | str] = [place, self._finding(finding, (f"{name}: {what}" if what else name, *cells))]
        return [*row, sure] if sure != "harm (asserted)" else row

    def _study(self, study: Study, values: Iterable[str]) -> int:
        if study.id not in self.places:
            self.places[study.id] = len(self.studies)
            self.studies.append([cited(study), designed(study), paid(study), *values])
        return self.places[study.id]

    def _finding(self, finding: Finding, words: Iterable[str], values: Iterable[str] = ()) -> int:
        whom = ", ".join(self.names.get(value, value) for value in finding.population)
        return self.findings.setdefault((*words, whom, *values), len(self.findings))


def _cell(value: Any) -> str:
    """A value as the text of a cell."""
    return "|".join(value) if isinstance(value, list) else "" if value is None else str(value)
