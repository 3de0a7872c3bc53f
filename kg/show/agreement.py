"""Where sources agree, as rows, tables, text and values."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.model.answers import slug
from kg.model.certainty import SUPPORT
from kg.model.protocol import Graph
from kg.model.records import Claims
from kg.show.tables import LIMITS, Table, noted, restricted, triple
from kg.show.terminal import claim_line
from kg.show.values import Row, support_values
from kg.show.wrapping import aligned, bold, wrapped

if TYPE_CHECKING:
    from kg.query.agreement import Agreed, Agreement

AGREEMENT = ("subject", "predicate", "object", "sources", "by_source", "opposed", "differing", *SUPPORT)
ALIKE = "nodes that may be one entity"
REMEDY = "If so, write one id for both in the tables, and the other under `replaces` of its node."


def _by_source(found: "Agreed") -> list[str]:
    """The sources, each with how certain it is."""
    return [f"{slug(id)}: {Claims(claims).certainty}" for id, claims in found.of_sources.items()]


def agreement_rows(agreement: "Agreement") -> Iterator[Row]:
    """One row for each edge."""
    for found in agreement.edges:
        key = found.edges[0].key
        said = len(found.sources), _by_source(found), found.opposed, found.differing
        yield *key, *said, *support_values(found, found.claims)


def _marks(found: "Agreed") -> list[str]:
    said = {"opposed": found.opposed, "certainty differs": found.differing}
    return [name for name, holds in said.items() if holds]


def agreement_tables(graph: Graph, agreement: "Agreement") -> list[Table]:
    """How many edges have how many sources; the edges; the nodes that may be one."""
    rows = []
    for one in agreement.edges:
        said = "; ".join(_by_source(one)), "; ".join(_marks(one)), restricted(graph, one.claims)
        rows.append((triple(graph, one.edges[0]), len(one.sources), *said))
    alike = [(one.one.slug, one.other.slug, "; ".join(one.why)) for one in agreement.alike]
    return [
        Table(("sources", "edges"), list(agreement.counts.items()), "edges by number of sources"),
        Table(("edge", "sources", "certainty by source", "note", LIMITS), rows, "claims of several sources"),
        Table(("node", "other", "why"), alike, ALIKE),
    ]


def agreement_text(graph: Graph, agreement: "Agreement") -> str:
    """What was found, the edges with the claims of each source, and the nodes that may be one."""
    lines = [bold(wrapped(agreement.verdict)), aligned(("sources", "edges"), agreement.counts.items(), "  ")]
    for found in agreement.edges:
        words = noted(triple(graph, found.edges[0]), f"{len(found.sources)} sources", *_marks(found))
        lines += ["", bold(wrapped(words, "", "  "))]
        lines += [claim_line(claim, "  ") for claims in found.of_sources.values() for claim in claims]
    if agreement.alike:
        rows = [(one.one.slug, one.other.slug, "; ".join(one.why)) for one in agreement.alike]
        lines += ["", bold(ALIKE), aligned(("", "", ""), rows, "  "), wrapped(REMEDY)]
    return "\n".join(lines)


def agreement_data(agreement: "Agreement") -> dict[str, Any]:
    """Everything that it says, for JSON."""
    edges = [dict(zip(AGREEMENT, row, strict=True)) for row in agreement_rows(agreement)]
    alike = [{"one": one.one.id, "other": one.other.id, "why": list(one.why)} for one in agreement.alike]
    return {
        "verdict": agreement.verdict,
        "sources": [source.id for source in agreement.sources],
        "counts": {str(number): count for number, count in agreement.counts.items()},
        "opposed": agreement.opposed,
        "differing": agreement.differing,
        "edges": edges,
        "alike": alike,
        "cut": agreement.cut,
    }
