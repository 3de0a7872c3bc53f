"""How far two readings of the evidence agree, column by column."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

READINGS = Path(__file__).parent.parent / "data/second_reading"
DATA = Path(__file__).parent.parent.parent / "data/evidence"
OF_FINDINGS = ("quantity", "events", "total", "timepoint", "role", "analysis_set", "basis")
OF_LINKS = ("direction", "differs_in", "extent")
OF_A_FIGURE = frozenset(("events", "total", "timepoint", "role", "analysis_set"))
"""The columns that are compared only where the first reader gave a figure."""

Row = dict[str, str]
Key = tuple[str, str]
Cell = tuple[str, str, str]
"""A finding, or a claim and a finding, and a column."""


class Agreement(NamedTuple):
    """How many cells of a column both readers filled, and how many of them are the same."""

    column: str
    compared: int
    same: int


def table(path: Path) -> list[Row]:
    """The rows of a table."""
    header, *lines = (
        line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")
    )
    names = header.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


def settled() -> dict[Cell, Row]:
    """Where the two differed, by finding, or claim and finding, and column: both values, and the one that was settled.

    An empty cell that was settled is `-`.
    """
    rows = table(READINGS / "evidence_differences.tsv")
    return {(row["id"], row["evidence_claim"], row["column"]): row for row in rows}


def now() -> dict[Key, Row]:
    """The findings and the links as they are in the data."""
    findings = [row for path in sorted((DATA / "claims").glob("*.tsv")) for row in table(path)]
    links = [row for row in table(DATA / "evidence.tsv") if row["evidence_claim"]]
    return {(row["id"], ""): row for row in findings} | {(row["claim"], row["evidence_claim"]): row for row in links}


def readings() -> Iterator[tuple[Cell, str, str]]:
    """Each cell that is compared, the first reader's value and the second's.

    The first reader's value is what the data has, or where the two differed, what the list of differences says.
    """
    differences, data = settled(), now()
    for name, columns in (("evidence_findings", OF_FINDINGS), ("evidence_links", OF_LINKS)):
        for second in table(READINGS / f"{name}.tsv"):
            key = (second.get("id") or second["claim"], second.get("evidence_claim", ""))
            current = data.get(key)
            first = {
                c: differences[(*key, c)]["first"] if (*key, c) in differences else (current or second)[c]
                for c in columns
            }
            for column in columns:
                if column in OF_A_FIGURE and not (first["quantity"] or first["role"]):
                    continue
                if column == "extent" and not first["direction"] == second["direction"] == "supports":
                    continue
                yield (*key, column), first[column], second[column]


def agreement() -> list[Agreement]:
    """How far the two readings agree, by column."""
    cells = list(readings())
    found = []
    for column in (*OF_LINKS, *OF_FINDINGS):
        pairs = [(first, second) for cell, first, second in cells if cell[-1] == column]
        found.append(Agreement(column, len(pairs), sum(same(column, *pair) for pair in pairs)))
    return found


def kappa() -> float:
    """Cohen's kappa of the direction."""
    pairs = [(first, second) for cell, first, second in readings() if cell[-1] == "direction"]
    kinds = {kind for pair in pairs for kind in pair}
    observed = sum(first == second for first, second in pairs) / len(pairs)
    shares = (sum(one == kind for one, _ in pairs) * sum(other == kind for _, other in pairs) for kind in kinds)
    expected = sum(shares) / len(pairs) ** 2
    return (observed - expected) / (1 - expected)


def same(column: str, first: str, second: str) -> bool:
    """Whether two values say the same: of a figure the number, of a time its words, of a list its members."""
    form: Callable[[str], object] = {"quantity": _number, "timepoint": _time, "differs_in": _members}.get(column, str)
    return form(first) == form(second)


def _number(cell: str) -> str:
    number = cell.partition(" ")[0].lstrip("=-")
    return number.rstrip("0").rstrip(".") if "." in number else number


def _time(cell: str) -> str:
    return re.sub(r"[^a-z0-9.]+", " ", re.sub(r"(month|week|year)s", r"\1", cell.casefold())).strip()


def _members(cell: str) -> frozenset[str]:
    return frozenset(cell.split("|")) - {""}
