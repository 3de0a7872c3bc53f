"""The screen passes no table in which a rule of structure finds anything."""

from pathlib import Path

import pytest
from conftest import TABLES, Write

from kg.engines.memory.store import in_order, ranks, sources_in_order
from kg.loading import _nodes, _sources, folder
from kg.tables.reading import Tables, read_all
from kg.tables.rules import problems
from kg.tables.screen import Screen

WITHOUT = ("coverage", "agreement")
CELLS = (
    *(
        "",
        "x",
        "Alpha",
        "alpha",
        "alpha therapy",
        "nmk:alpha",
        "nmk:nothing",
        "NMK:alpha",
        "NM text",
        "beta|alpha",
        "one",
    ),
    *(
        "one-001",
        "one-009",
        "two-001",
        "0",
        "1",
        "2",
        "9",
        "-1",
        "1|2",
        "yes",
        "no",
        "denied",
        "hedged",
        "targets",
        "first",
    ),
    *(
        ">80 %",
        ">80",
        "minor",
        "UBERON:0000044",
        "OTHER:1",
        "skos:exactMatch",
        "ontology",
        "Target",
        "contradiction",
        "¹",
    ),
)


def passes(tables: Tables) -> bool:
    screen = Screen(tables)
    if not screen.passes():
        return False
    nodes = in_order(tables.schema, _nodes(tables))
    numbers = ranks(tables.schema, sources_in_order(_sources(tables)), nodes)
    blocks = ((table, block) for table in tables.claims for block in table.blocks())
    return all(screen.claims(*one, numbers) for one in blocks) and screen.tensions()


def lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


@pytest.mark.slow
def test_the_screen_passes_nothing_that_a_rule_finds(tiny: Write) -> None:
    root = tiny()
    found = passed = 0
    for name, text in {**TABLES, "positions.tsv": "id\tx\ty\nalpha\t1\t2\nbeta\t3\t4\n"}.items():
        if name == "coverage.tsv":
            continue
        rows = lines(text)
        first = next(place for place, line in enumerate(rows) if not line.startswith("#")) + 1
        for place in range(first, len(rows)):
            cells = rows[place].split("\t")
            changed = [
                "\t".join([*cells[:column], cell, *cells[column + 1 :]])
                for column in range(len(cells))
                for cell in CELLS
            ]
            for line in changed:
                (root / name).write_text("\n".join([*rows[:place], line, *rows[place + 1 :]]) + "\n", encoding="utf-8")
                tables = read_all(root, without=WITHOUT)
                faults = problems(tables)
                if passes(tables):
                    assert faults == [], line
                    passed += 1
                found += bool(faults)
            (root / name).write_text("\n".join([*rows, rows[place]]) + "\n", encoding="utf-8")
            tables = read_all(root, without=WITHOUT)
            assert not (passes(tables) and problems(tables)), f"{name}: {rows[place]} twice"
        (root / name).write_text(text, encoding="utf-8")
    assert found > 1000
    assert passed > 300


def test_the_packaged_tables_pass() -> None:
    assert passes(read_all(folder(None), without=WITHOUT))


def test_a_claim_in_a_section_without_sentences(tmp_path: Path, tiny: Write) -> None:
    root = tiny(sections=("one\tlast\tLast\t1", "one\tlast\tLast\t0"))
    tables = read_all(root, without=WITHOUT)
    assert not passes(tables)
    assert [problem.message for problem in problems(tables)] == [
        "'1' is no paragraph of last, which has 0; count from 1",
        "'1' is no paragraph of last, which has 0; count from 1",
    ]
