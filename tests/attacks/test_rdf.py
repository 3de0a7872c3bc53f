"""Hostile RDF and records: refused in one clear message, or read as what is then written and read again."""

import os
from pathlib import Path

import pytest

from attacks import Case, cases
from attacks.jail import Jail
from attacks.oracles import clean, judge, listing, same
from attacks.rdf import FAMILIES, Program
from attacks.tables import base
from attacks.test_tables import put

pytestmark = pytest.mark.attack


@pytest.mark.parametrize("case", cases(FAMILIES), ids=lambda case: case.name)
def test_rdf(case: Case[Program], jail: Jail, tmp_path: Path) -> None:
    program, content = case.make()
    put(tmp_path, base())
    (tmp_path / "folder.ttl").mkdir()
    os.mkfifo(tmp_path / "fifo.ttl")
    (tmp_path / "loop.ttl").symlink_to("loop.ttl")
    (tmp_path / "zero.ttl").symlink_to("/dev/zero")
    if content is not None:
        (tmp_path / program[1]).write_bytes(content)
    before = listing(tmp_path)
    done = jail(*program, at=tmp_path)
    judge(case, [*clean(done), *same(before, listing(tmp_path))], done.err)
