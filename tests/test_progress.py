"""Reports of progress: none at first, none without a terminal, and with the time that is left."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Write

import kg
from kg import progress
from kg.cli import cli
from kg.cli.output import telling
from kg.progress import Progress


class Clock:
    """A clock that goes a second at each look."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(progress, "time", found)
    monkeypatch.setattr(progress, "LOOK", 1)
    return found


def test_how_much_is_read_and_written_and_what_is_left(clock: Clock) -> None:
    told: list[str] = []
    work = Progress(told.append, "writing x")

    def chunks() -> Iterator[bytes]:
        for _ in work.over(range(4), lambda: 4, "claims"):
            yield b"x" * 2_000_000

    assert len([*work.through(chunks())]) == 4
    assert told[:2] == ["writing x: 2 MB", "writing x: 1 of 4 claims, 12 s left"]
    assert any(one.endswith(" left, 4 MB") for one in told)


def test_nothing_is_told_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    work = Progress(told.append, "writing x")
    monkeypatch.setattr(progress, "LOOK", 1)
    assert [*work.over("ab", lambda: 2, "claims"), *work.through([b"c"])] == ["a", "b", b"c"]
    work.share(1, 2, "sent")
    assert told == []


def test_a_long_time_is_told_in_minutes(clock: Clock) -> None:
    told: list[str] = []
    clock.now = 100
    work = Progress(told.append)
    clock.now = 400
    work.share(1, 2, "sent")
    assert told == ["50 % sent, 5 min left"]


def test_one_line_of_a_terminal_that_is_wiped_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "20")
    with telling() as tell:
        assert tell is not None
        tell("a long report on how far it is")
    assert screen.getvalue() == "\r\033[Ka long report on ho\r\033[K"
    with telling():
        pass
    assert screen.getvalue().count("\r") == 2
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with telling() as tell:
        assert tell is None


def test_kg_write_tells_of_each_file(tiny: Write, tmp_path: Path, clock: Clock) -> None:
    told: list[str] = []
    g = kg.load(tiny())
    kg.write(g, tmp_path / "g.kgx.tsv", progress=told.append)
    assert any(one.startswith("writing g.kgx.nodes.tsv: 2 of 3 nodes, ") for one in told)
    assert any(one.startswith("writing g.kgx.edges.tsv: 2 of 4 claims, ") for one in told)
    assert kg.read(tmp_path / "g.kgx.nodes.tsv").counts() == g.counts()
    kg.write_all(g, tmp_path / "all", progress=told.append)
    assert any(one.startswith("writing: ") and " % (kgx)" in one for one in told)
    for name in ("g.html", "g.dataset.ttl", "g.graphml"):
        kg.write(g, tmp_path / "b" / name)
        path = kg.write(g, tmp_path / name, progress=told.append)
        assert path.read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_no_report_without_a_terminal(tiny: Write, tmp_path: Path, clock: Clock) -> None:
    done = CliRunner().invoke(cli, ["convert", str(tiny()), str(tmp_path / "y.nt")])
    assert done.exit_code == 0
    assert "writing" not in done.stderr


def test_a_check_tells_what_is_left(clock: Clock, tiny: Write) -> None:
    told: list[str] = []
    assert kg.check(tiny(), progress=told.append) == kg.check(tiny())
    shares = [int(one.removeprefix("checking: ").partition(" ")[0]) for one in told]
    assert shares == sorted(shares)
    assert shares[0] < 50
    assert shares[-1] == 100
    assert all(" left" in one for one in told[:-1])
