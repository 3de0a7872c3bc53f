"""What errors say, whatever is at fault."""

import pytest

import kg
from kg.errors import LINE, LINES, AmbiguousName, EndpointError, Problem, QueryError, UnknownNode

LONG = "x" * 10_000
PROBLEM = Problem(f"{LONG}\n.tsv", 1, LONG, f"\x1b[31m{LONG} is wrong; write y")


@pytest.mark.parametrize(
    "error",
    [
        kg.DataError([PROBLEM] * 10_000),
        UnknownNode(LONG, [LONG]),
        AmbiguousName(LONG, map(str, range(10_000))),
        EndpointError(f"{LONG}\u2028\x07; try again"),
        QueryError("\n".join([LONG] * 1000), 1, 1),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_message_takes_no_more_than_a_screen(error: kg.KgError) -> None:
    lines = str(error).split("\n")
    assert len(lines) <= LINES + 1
    assert all(line.isprintable() and len(line) < 2 * LINE for line in lines)


def test_a_long_message_keeps_its_end() -> None:
    assert str(EndpointError(f"{LONG} is wrong; write y")).endswith(" is wrong; write y")
    assert str(PROBLEM).endswith(" is wrong; write y")
    assert str(kg.DataError([PROBLEM] * 1000)).endswith("\n… and 961 more")
