"""Hostile tables: every reader refuses what `kg check` refuses, and says the same; nothing is lost."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from attacks import Case, cases
from attacks.jail import Jail
from attacks.oracles import clean, exact, judge, listing, same, words
from attacks.tables import FAMILIES, WHOLE, Folder, accepted

pytestmark = pytest.mark.attack
READERS = (
    ["nodes", "--json"],
    ["stats"],
    ["find", "alpha"],
    ["layout"],
    ["export", "turtle"],
    ["ask", "--list"],
    ["tensions", "--csv"],
)

SAME = 120
"""So many letters of two messages are the same where the messages are; a long one may be cut."""


@pytest.mark.parametrize("case", cases(FAMILIES), ids=lambda case: case.name)
def test_tables(case: Case[Folder], jail: Jail, tmp_path: Path) -> None:
    put(tmp_path, case.make())
    most = 10 if case.maker in WHOLE else 60
    if case.maker is accepted:
        done = jail("kg_main", "check", "--data", "data", at=tmp_path)
        judge(case, [f"kg check refuses it: {done.out[:200]}"] if done.code else [])
    judge(case, complaints(jail, tmp_path, most, int(case.name.rpartition("-")[2])))


def put(place: Path, folder: Folder) -> None:
    """Write a data folder."""
    for name, content in folder.items():
        path = Path(os.fsdecode(os.fsencode(place / "data" / name)))
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content[1] == "folder":
            path.mkdir()
        elif content[1] == "fifo":
            os.mkfifo(path)
        else:
            target = content[1].removeprefix("link to ")
            path.symlink_to(path.name if target == "itself" else target)


def complaints(run: Jail, place: Path, most: int, number: int) -> Iterator[str]:
    """What does not hold of a data folder in `place`."""
    before = listing(place)
    checked = run("kg_main", "check", "--data", "data", at=place)
    yield from (f"kg check {fault}" for fault in clean(checked, most))
    reader = READERS[number % len(READERS)]
    read = run("kg_main", *reader, "--data", "data", at=place)
    yield from (f"kg {reader[0]} {fault}" for fault in [*clean(read, most), *exact(read, reader)])
    if reader[0] == "layout" and read.code == 0:
        (place / "data/positions.tsv").unlink()
    yield from (f"kg check or {reader[0]} {fault}" for fault in same(before, listing(place)))
    if checked.code == 0 and read.code:
        yield f"kg check accepts what kg {reader[0]} refuses: {read.err[:200]}"
    problems = {line[:SAME] for line in checked.out.splitlines()}
    if checked.code and read.code == 1 and "problem" in read.err:
        others = [line[:SAME] for line in read.err.splitlines()[1:] if line[:SAME] not in problems]
        yield from (f"kg {reader[0]} says another thing: {line}" for line in others)
    if checked.code == 0 or number % 5 == 0:
        built = run("kg_main", "build", "--data", "data", at=place)
        yield from (f"kg build {fault}" for fault in clean(built, most))
        if (checked.code == 0) != (built.code == 0):
            yield f"kg check and kg build disagree: {built.err[:200]}"
        if built.code:
            yield from (f"a refused build {fault}" for fault in same(before, listing(place)))
    yield from formatted(run, place, most)


def formatted(run: Jail, place: Path, most: int) -> Iterator[str]:
    """`kg format` refuses and leaves everything as it is, or loses no word and has nothing left to do."""
    data = place / "data"
    before, held = listing(data), words(data)
    done = run("kg_main", "format", at=place)
    yield from (f"kg format {fault}" for fault in clean(done, most))
    if done.code:
        yield from (f"a refused format {fault}" for fault in same(before, listing(data)))
        return
    yield from (f"kg format {fault}" for fault in same(dict.fromkeys(before, ""), dict.fromkeys(listing(data), "")))
    if lost := held - words(data):
        yield f"kg format loses {sorted(lost)[:5]}"
    if "nothing to do" not in run("kg_main", "format", at=place).out:
        yield "kg format has more to do"
