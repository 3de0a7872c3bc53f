"""Hostile command lines: each ends in time, in an answer or in one message, and leaves nothing behind."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from attacks import Case, cases
from attacks.command_line import FAMILIES, WRITERS, Line, exporting, streams
from attacks.jail import Jail
from attacks.oracles import clean, exact, judge, listing, same, secretive
from attacks.tables import base
from attacks.test_tables import put

pytestmark = pytest.mark.attack
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"


@pytest.mark.parametrize("case", cases(FAMILIES), ids=lambda case: case.name)
def test_command_line(case: Case[Line], jail: Jail, tmp_path: Path) -> None:
    line = case.make()
    put(tmp_path, base())
    for name, text in (("query.rq", "ASK { ?s ?p ?o }"), ("slow.rq", SLOW), ("x.ttl", "")):
        (tmp_path / name).write_text(text)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    for name, target in (("loop", "loop"), ("nowhere", "gone"), ("zero", "/dev/zero")):
        (tmp_path / name).symlink_to(target)
    before = listing(tmp_path)
    program = ["kg_main", *line.arguments]
    if case.maker is streams:
        command = shlex.join([sys.executable, "-m", "kg", *line.arguments])
        program = ["sh", "-c", f"{command} {line.streams}"]
    done = jail(*program, at=tmp_path, given=line.given, interrupt=line.interrupt, more=line.environment)
    faults = [*clean(done, silent=">" in line.streams), *exact(done, line.arguments), *secretive(done, ["s3cr3t-w0rd"])]
    after = listing(tmp_path)
    if line.interrupt and after != before:  # Ctrl-C came after all was written: what a whole run writes.
        jail(*program, at=tmp_path)
        faults += same(listing(tmp_path), after)
    elif done.code or not WRITERS & {*line.arguments}:
        faults += same(before, after)
    elif case.maker is exporting:
        faults += [fault for fault in same(before, after) if ".tmp" in fault]
    if case.maker is exporting:  # Folders too deep for what clears up after tests.
        subprocess.run(["rm", "-rf", "d"], cwd=tmp_path, check=True)
    shown = [part[:80] for part in line.arguments]
    judge(case, faults, f"{shown} {line.environment} {line.streams}\n{done.err[-400:]}")
