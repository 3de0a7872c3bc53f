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


WRONG: list[Callable[[Any], Any]] = [
    lambda g: g[None],
    lambda g: g.get([]),
    lambda g: g.find(None),
    lambda g: g.find("pain", limit="2"),
    lambda g: g.claim(3),
    lambda g: g.source(None),
    lambda g: g.section(None),
    lambda g: g.sections(1),
    lambda g: g.nodes(category=3),
    lambda g: g.match(None),
    lambda g: g.match("?x treats ?y", limit=1.5),
    lambda g: g.ask([]),
    lambda g: g.paths(1, 2),
    lambda g: g.paths("scs", "pain", "4"),
    lambda g: g.paths("scs", "pain", predicates=3),
    lambda g: g.upstream("pain", limit=True),
    lambda g: g.explain("scs", None),
    lambda g: g.compare(1, 2),
    lambda g: g.sparql(None),
    lambda g: g.sparql("ASK {}", timeout="x"),
    lambda g: kg.dumps(g, []),  # type: ignore[arg-type]
    lambda g: kg.page(g, title=3),  # type: ignore[arg-type]
    lambda g: kg.connect(None),  # type: ignore[arg-type]
    lambda g: kg.load(base_iri=3),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("call", WRONG, ids=map(str, range(len(WRONG))))
def test_an_argument_of_a_wrong_type_is_told_as_such(call: Callable[[Any], Any], graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(
        TypeError,
        match=r"must be a (text|text, or a list of them|text or several|whole number|number of seconds), not ",
    ):
        call(graph)
