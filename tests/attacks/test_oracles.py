"""Each oracle fails where a fault is planted, and not where there is none."""

from pathlib import Path
from typing import cast

import pytest

from attacks.jail import Done, Jail
from attacks.oracles import clean, exact, listing, same, secretive
from attacks.tables import base
from attacks.test_tables import complaints, put

pytestmark = pytest.mark.attack


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("nothing", ""),
        ("crash", "prints 'Traceback'"),
        ("hang", "does not end within"),
        ("memory", "takes 11"),
        ("flood", "says 1000 lines"),
        ("wide", "says a line of 10000 letters"),
        ("code", "ends with code 7"),
        ("child", "leaves a process behind"),
        ("litter", "leaves 'left'"),
        ("silent", "is refused without a word"),
        ("json", "prints what is no JSON"),
        ("secret", "prints the secret 's3cr3t'"),
    ],
)
def test_a_planted_fault_is_found(
    fault: str, complaint: str, jail: Jail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = jail("planted", fault, at=tmp_path, limit=0.5 if fault == "hang" else 20.0)
    arguments = ["--json"] if fault == "json" else []
    found = [*clean(done), *same({}, listing(tmp_path)), *exact(done, arguments), *secretive(done, ["s3cr3t"])]
    assert any(complaint in one for one in found) if complaint else not found, found


FINE = {
    "check": Done(0, "", ""),
    "nodes": Done(0, "[]", ""),
    "build": Done(0, "", ""),
    "format": Done(0, "nothing to do", ""),
}
REFUSED = Done(1, "a:1: x", "Error: 1 problem\na:1: x")


@pytest.mark.parametrize(
    ("runs", "complaint"),
    [
        ({}, ""),
        ({"nodes": REFUSED}, "kg check accepts what kg nodes refuses"),
        ({"check": REFUSED}, "kg check and kg build disagree"),
        ({"build": REFUSED}, "kg check and kg build disagree"),
        ({"check": REFUSED, "nodes": Done(1, "", "Error: 1 problem\na:2: y")}, "kg nodes says another thing: a:2: y"),
        ({"format": Done(0, "", "")}, "kg format has more to do"),
        ({"check": Done(1, "x\n" * 9, "")}, "kg check says 9 lines"),
        ({"spoil": "data/nodes.tsv"}, "kg format loses ['another']"),
        ({"spoil": "data/new"}, "kg format leaves 'new'"),
        ({"spoil": "exports"}, "kg check or nodes leaves 'exports'"),
    ],
)
def test_readers_that_disagree_are_found(runs: dict[str, Done | str], complaint: str, tmp_path: Path) -> None:
    put(tmp_path, {**base(), "nodes.tsv": b"another"})

    def run(_: str, command: str, *arguments: str, at: Path) -> Done:
        spoiled = str(runs.get("spoil", ""))
        if spoiled and (command == "format") == spoiled.startswith("data"):
            (at / spoiled).write_bytes(b"")
        return cast(Done, {**FINE, **runs}[command])

    found = list(complaints(cast(Jail, run), tmp_path, 5, 0))
    assert any(complaint in one for one in found) if complaint else not found, found
