"""What errors say, whatever is at fault."""

from collections.abc import Callable
from typing import Any

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


WRONG: dict[str, Callable[[Any, Any], Any]] = {
    "graph": lambda g, wrong: kg.dumps(wrong, "turtle"),
    "graph to a file": lambda g, wrong: kg.write(wrong, "graph.ttl"),
    "graph to a folder": lambda g, wrong: kg.write_all(wrong, "exports"),
    "graph of a page": lambda g, wrong: kg.page(wrong),
    "graph to a store": lambda g, wrong: kg.push(wrong, "http://127.0.0.1:9/query"),
    "format": kg.dumps,
    "path": kg.write,
    "folder": lambda g, wrong: kg.load(wrong),
    "file": lambda g, wrong: kg.read(wrong),
    "schema of a file": lambda g, wrong: kg.read("graph.ttl", schema=wrong),
    "positions": lambda g, wrong: kg.load(positions=wrong),
    "base": lambda g, wrong: kg.load(base_iri=wrong),
    "address": lambda g, wrong: kg.connect(wrong),
    "graph there": lambda g, wrong: kg.connect("http://127.0.0.1:9/query", wrong),
    "schema there": lambda g, wrong: kg.connect("http://127.0.0.1:9/query", schema=wrong),
    "replace": lambda g, wrong: kg.push(g, "http://127.0.0.1:9/query", replace=wrong),
    "figure": lambda g, wrong: kg.Quantity.parse(wrong),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_argument_of_a_wrong_type_is_told_as_such(name: str, graph: kg.KnowledgeGraph) -> None:
    """As are those of the methods: tests/engines/test_filters.py."""
    with pytest.raises(TypeError, match=r" must be .*, not 2\.5$"):
        WRONG[name](graph, 2.5)


def test_a_login_is_no_password() -> None:
    with pytest.raises(TypeError, match="login must be a function that gives user and password"):
        kg.connect("http://127.0.0.1:9/query", login=("user", "password"))  # type: ignore[arg-type]
