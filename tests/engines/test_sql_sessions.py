"""The engines of SQL that tests start: each answers, and one that cannot start says why at once."""

import sys
from pathlib import Path

import pytest
from sql_engines import ENGINES, Programs, Session, answer

ROWS = [(1, "it's", None), (2, "a \\' b", True), (3, "ß ﾮ 😀", False)]


@pytest.mark.parametrize("name", ENGINES)
def test_each_engine_gives_back_what_it_is_given(session: Session, name: str) -> None:
    engine = session(name)
    assert answer(engine, "SELECT 1") == [(1,)]
    table = "WITH t(number, text, flag) AS (VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?)) "
    values = [value for row in ROWS for value in row]
    assert answer(engine, f"{table}SELECT * FROM t ORDER BY number", values) == ROWS
    chosen = f"{table}SELECT number FROM t WHERE text = ? ORDER BY number LIMIT ?"
    assert answer(engine, chosen, [*values, "a \\' b", 5]) == [(2,)]


@pytest.mark.parametrize(
    "name", [pytest.param("sail", marks=pytest.mark.sail), pytest.param("spark", marks=pytest.mark.spark)]
)
def test_two_sessions_of_one_process_are_two(session: Session, name: str) -> None:
    engine = session(name)
    engine.createDataFrame([(name,)], "who STRING").createOrReplaceTempView("only_here")
    assert answer(engine, "SELECT who FROM only_here") == [(name,)]


def test_a_program_that_ends_before_it_is_ready_fails_at_once_with_what_it_printed(tmp_path: Path) -> None:
    with Programs(tmp_path) as programs:
        programs.start("early", [sys.executable, "-c", "print('no memory left'); raise SystemExit(3)"], {})
        with pytest.raises(AssertionError, match="early ended with 3:\nno memory left"):
            programs.wait("answer", lambda: False, seconds=30)


def test_programs_end_last_first_whatever_happens(tmp_path: Path) -> None:
    lasting = f"""
import pathlib, signal, sys
def end(number, frame):
    with pathlib.Path({str(tmp_path / "ended")!r}).open("a") as file:
        file.write(sys.argv[1])
    raise SystemExit
signal.signal(signal.SIGTERM, end)
pathlib.Path({str(tmp_path)!r}, f"{{sys.argv[1]}}.ready").touch()
signal.pause()
"""

    def interrupted() -> None:
        with Programs(tmp_path) as programs:
            for name in "abc":
                programs.start(name, [sys.executable, "-c", lasting, name], {})
            programs.wait("three", lambda: len(list(tmp_path.glob("*.ready"))) == 3)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (tmp_path / "ended").read_text() == "cba"
