"""How two readings of the article agreed, worked out from their tables."""

import re
from collections import Counter
from pathlib import Path

from conftest import ROOT

from kg.loading import stats

FOLDER = Path(__file__).parent / "second_reading"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    header, *lines = (FOLDER / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Cohen's kappa of two raters: agreement beyond what their own shares of each value would give by chance."""
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(first[value] * second[value] for value in first) / len(pairs) ** 2
    return (observed - chance) / (1 - chance)


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})"


def figures() -> dict[str, str]:
    first = {row["id"]: row for row in rows("first.tsv")}
    second = {row["id"]: row for row in rows("second.tsv")}
    alignment = rows("alignment.tsv")
    same = [row for row in alignment if row["relation"] == "same"]
    differs = [row for row in alignment if row["relation"] == "differs"]
    pairs = [(first[one], second[row["second"]]) for row in same for one in row["first"].split("|")]
    in_both = {one for row in same for one in row["first"].split("|")}
    otherwise = {one for row in differs for one in row["first"].split("|")} - in_both
    categories = [(a[f"{end}_category"], b[f"{end}_category"]) for a, b in pairs for end in ("subject", "object")]
    modalities = [(a["modality"], b["modality"]) for a, b in pairs]
    return {
        "claims of the first reading": str(len(first)),
        "claims of the second reading": str(len(second)),
        "claims of the first also in the second": share(len(in_both), len(first)),
        "claims of the second also in the first": share(len(same), len(second)),
        "worded differently by the two": f"{len(otherwise)} and {len(differs)}",
        "only in the first": str(len(first) - len(in_both) - len(otherwise)),
        "only in the second": str(sum(row["relation"] == "only-second" for row in alignment)),
        "same modality, of claims in both": share(sum(a == b for a, b in modalities), len(modalities)),
        "Cohen's kappa, modality": f"{kappa(modalities):.2f}",
        "same category, of their subjects and objects": share(sum(a == b for a, b in categories), len(categories)),
        "Cohen's kappa, category": f"{kappa(categories):.2f}",
    }


def test_alignment_names_every_claim_of_both_readings() -> None:
    alignment = rows("alignment.tsv")
    assert {row["id"] for row in rows("second.tsv")} == {row["second"] for row in alignment} - {""}
    assert {row["id"] for row in rows("first.tsv")} == {o for row in alignment for o in row["first"].split("|")} - {""}
    for row in alignment:
        assert row["relation"] in ("same", "differs", "only-first", "only-second")
        assert bool(row["first"]) == (row["relation"] != "only-second")
        assert bool(row["second"]) == (row["relation"] != "only-first")
        assert row["decision"] in ("both", "kept", "adopted", "rejected", "dropped")


def test_the_figures_shipped_are_those_of_the_tables() -> None:
    shipped = {figure.what: figure.value for figure in stats() if figure.group == "agreement of two readings"}
    assert shipped == figures()


def test_kappa() -> None:
    assert kappa([("a", "a"), ("b", "b")]) == 1
    assert kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == 0


if __name__ == "__main__":
    for what, value in figures().items():
        print(f"{what}\t{value}")


def test_the_fresh_reading_is_counted_as_its_table_has_it() -> None:
    findings = rows("fresh.tsv")
    text = " ".join((ROOT / "docs/curation.md").read_text(encoding="utf-8").split())
    said = re.search(
        r"checked all (\d+) claims.* (\d+) claims had a fault, (\d+) of them of substance \(([0-9.]+) %\)", text
    )
    assert said is not None
    substance = [row["claim"] for row in findings if row["severity"] == "substance"]
    assert (len(findings), len(substance)) == (int(said[2]), int(said[3]))
    assert f"{len(substance) / int(said[1]):.1%}" == f"{said[4]}%"
    assert len(substance) / int(said[1]) <= 0.03
    assert all(row["decision"] == "followed" or (row["decision"] == "kept" and row["reason"]) for row in findings)
    assert all(row["decision"] == "followed" for row in findings if row["severity"] == "substance")
