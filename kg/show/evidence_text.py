"""The evidence on claims, and harms, as tables and as text: each result whole, in the order in which it is given."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.evidence import Finding, Study
from kg.evidence.wording import TITLES, cited, compared, counted, designed, directed, harmed, paid
from kg.model.answers import slug
from kg.model.protocol import Graph
from kg.show.tables import Link, Table, qualifier
from kg.show.wrapping import aligned, bold, wrapped

if TYPE_CHECKING:
    from kg.query.evidence import ClaimEvidence, Evidence, EvidenceRow, EvidenceSummary
    from kg.query.harms import Harm, Harms

ARMS = ("with it", "against what", "difference")
WHERE = "Harms are listed by treatment or by harm"
NO_REPORT = "This does not mean that there was no harm."
HARMED = "harms that these studies counted or named"


def finding_facts(graph: Graph, finding: Finding, *, address: bool = False) -> Iterator[tuple[str, str]]:
    """What a finding says beyond a claim: the whole of its result, since an arm alone misleads, and its study."""
    claims = graph.claims(source=finding.source) if finding.result else ()
    result = [one for one in claims if isinstance(one, Finding) and one.result == finding.result]
    yield "outcome", _outcome(finding)
    yield from zip(("with it", "against", "difference"), compared(graph, finding, result), strict=True)
    yield from ((name, value) for name, value in _alone(graph, finding).items() if name in ("interval", "p"))
    yield "counted", counted(finding)
    yield "basis", finding.basis
    study = graph.source(finding.source)
    if isinstance(study, Study):
        yield "design", designed(study)
        yield "paid by", paid(study)
        yield "address", study.page if address else ""


def _outcome(finding: Finding) -> str:
    return ", ".join(filter(None, (finding.outcome_rule, finding.timepoint)))


def _who(study: "Study", finding: Finding) -> str:
    return f"{_source(study)} ({_told(finding)}): {designed(study)}; paid by: {paid(study)}"


def _told(finding: Finding) -> str:
    """The id of a finding, and its certainty unless that is `asserted`."""
    return finding.slug if finding.certainty == "asserted" else f"{finding.slug}: {finding.certainty}"


def _source(study: "Study") -> Link:
    return Link(cited(study), study.page)


def _evidence_table(graph: Graph, one: "ClaimEvidence", block: str) -> Table:
    header = (
        "",
        "what and when",
        "with it",
        "against what",
        "difference",
        "counted",
        "design",
        "paid by",
        "differs in",
        "source",
    )
    rows = []
    for row in one.block(block):
        rows.append(
            [
                directed(row.link),
                row.what,
                *compared(graph, row.finding, row.result),
                counted(row.result[0]),
                designed(row.study),
                paid(row.study),
                ", ".join(row.link.differs_in),
                _source(row.study),
            ]
        )
    return Table(header, rows, f"{one.claim.slug}: {TITLES[block]}")


def _harm_table(graph: Graph, harms: Iterable["Harm"], title: str) -> Table:
    header = ("harm", "what counts", *ARMS, "when", "counted", "design", "paid by", "source")
    rows = []
    for harm in harms:
        rows.append(
            [
                graph[harm.finding.object].name,
                harm.finding.outcome_rule,
                *harmed(graph, harm.finding, harm.result),
                harm.finding.timepoint,
                counted(harm.finding),
                designed(harm.study),
                paid(harm.study),
                _source(harm.study),
            ]
        )
    return Table(header, rows, title)


def evidence_tables(found: "Evidence") -> list[Table]:
    """A table for each block of each claim, then the sides on which nothing was found, and the harms in the same studies."""
    graph = found.graph
    assert graph is not None
    tables = []
    for one in found:
        tables += [_evidence_table(graph, one, block) for block in TITLES]
        empty = [(side.sought, side.where, side.searched) for side in one.none_found]
        tables.append(
            Table(("none found", "where it was looked for", "when"), empty, f"{one.claim.slug}: nothing found")
        )
        tables.append(_harm_table(graph, one.harms, f"{one.claim.slug}: {HARMED}"))
    return tables


def summary_tables(found: "EvidenceSummary") -> list[Table]:
    """How many claims have each mark, then each claim with its own."""
    return [
        Table(("evidence", "claims"), list(found.counts.items())),
        Table(("claim", "evidence", "statement"), [(one.claim.slug, one.told, one.claim.statement) for one in found]),
    ]


def harm_tables(found: "Harms") -> list[Table]:
    """The harms, then the studies that say nothing of harm."""
    graph = found.graph
    assert graph is not None
    silent = [(_source(study), study.slug, designed(study), study.read) for study in found.silent]
    return [
        _harm_table(graph, found, f"harms of {found.node.name}"),
        Table(
            ("source", "id", "design", "read"),
            silent,
            f"studies that say nothing of harm in what was read. {NO_REPORT}",
        ),
    ]


def _lines(graph: Graph, row: "EvidenceRow") -> list[str]:
    """A row in a few lines, so that a claim takes little more than a screen; what is indirect has neither reason nor address."""
    with_it, against, differences = compared(graph, row.finding, row.result)
    facts = {
        "with it": with_it,
        "against": against,
        "difference": differences,
        **_alone(graph, row.finding),
        "in whom": qualifier(graph, row.finding.population),
        "counted": counted(row.result[0]),
        "differs in": ", ".join(row.link.differs_in),
    }
    told = "; ".join(f"{name}: {value}" for name, value in facts.items() if value)
    within = f", included in {slug(row.within)}" if row.within else ""
    lines = [f"{told}."] if told else []
    lines += [row.link.why] if row.block == "direct" else []
    lines.append(f"{_who(row.study, row.finding)}; read: {row.study.read}{within}")
    first = wrapped(f"{directed(row.link)}: {row.what}", "  ", "    ")
    address = [f"    {row.study.page}"] if row.block == "direct" else []
    return [first, *(wrapped(line, "    ", "    ") for line in filter(None, lines)), *address]


def _alone(graph: Graph, finding: Finding) -> dict[str, str]:
    """What belongs to a finding that is told in words: under which condition, by which rule and when, with what interval."""
    if finding.role:
        return {}
    return {
        "context": qualifier(graph, finding.context),
        "outcome": _outcome(finding),
        "p" if finding.low is None else "interval": finding.p if finding.low is None else finding.interval,
    }


def row_text(graph: Graph, row: "EvidenceRow") -> str:
    """A row as one sentence: direction, what was measured, each arm, the difference, in whom, the study and who paid."""
    with_it, against, differences = compared(graph, row.finding, row.result)
    parts = [
        with_it,
        f"against {against}" if against else "",
        f"difference {differences}" if differences else "",
        *(f"{name}: {value}" for name, value in _alone(graph, row.finding).items() if value),
        f"in whom: {people}" if (people := qualifier(graph, row.finding.population)) else "",
        f"counted: {number}" if (number := counted(row.result[0])) else "",
    ]
    told = "; ".join(filter(None, [row.what.rstrip("."), *parts]))
    condition = f" {row.link.why}" if row.link.extent == "only-if" else ""
    direction, _, extent = directed(row.link).partition(" ")
    source = f"[{_source(row.study)}]({row.study.page}), {designed(row.study)}; paid by: {paid(row.study)}"
    return f"**{direction}**{extent and f' {extent}'}: {told}.{condition} {source}."


def evidence_text(found: "Evidence") -> str:
    """Each claim, its mark, and its evidence block by block."""
    graph = found.graph
    assert graph is not None
    if not found:
        return f"No claim of the article names {found.about}; kg harms and g.studies have what studies say of it."
    told = [one for one in found if one.rows or one.none_found]
    parts = []
    for one in told:
        claim = one.claim
        lines = [
            bold(wrapped(claim.statement)),
            f"{claim.slug} · {slug(claim.section).partition('.')[2]} · {claim.certainty}",
        ]
        lines.append(f"evidence: {one.told}")
        for block, title in TITLES.items():
            rows = one.block(block)
            lines += ["", bold(title)] if rows else []
            lines += [line for row in rows for line in _lines(graph, row)]
        for side in one.none_found:
            lines += [
                "",
                wrapped(f"Nothing direct found {side.sought} it ({side.searched}). Looked for in: {side.where}."),
            ]
        others = [harm for harm in one.harms if one.treatments and harm.finding.subject not in one.treatments]
        own = [harm for harm in one.harms if harm not in others]
        for title, harms in ((HARMED, own), (f"{HARMED}, of other treatments than the claim’s, or of more", others)):
            lines += ["", bold(title), *(_harm_line(graph, harm) for harm in harms)] if harms else []
        parts.append("\n".join(lines))
    silent = len(found) - len(told)
    if silent:
        of = f"{silent} of {len(found)} claims" if len(found) > 1 else "this claim"
        parts.append(f"No evidence was looked for on {of}.")
    return "\n\n".join(parts)


def _harm_line(graph: Graph, harm: "Harm") -> str:
    """A harm in a line: what was counted and when, in whom it was with it and against what, and the study."""
    finding = harm.finding
    with_it, against, differences = harmed(graph, finding, harm.result)
    what = ", ".join(filter(None, (finding.outcome_rule or graph[finding.object].name, finding.timepoint)))
    facts = [with_it, against and f"against {against}", differences]
    return wrapped(f"{what}: {'; '.join(filter(None, facts))}. {_source(harm.study)} ({_told(finding)})", "  ", "    ")


def summary_text(found: "EvidenceSummary") -> str:
    """How many claims have each mark, then each claim with its own."""
    counts, claims = summary_tables(found)
    looked = [row for row in claims.rows if row[1] != "not looked for"]
    silent = found.counts["not looked for"]
    rest = f"the other {silent} claim{'s' * (silent > 1)}" if looked else "any claim"
    closing = [f"No evidence was looked for on {rest}."] if silent else []
    return "\n\n".join(
        [aligned(counts.header, counts.rows), *([aligned(claims.header, looked)] if looked else []), *closing]
    )


def harms_text(found: "Harms") -> str:
    """The harms by name, each with its rates."""
    graph = found.graph
    assert graph is not None
    remedy = f"{WHERE}, such as scs or lead migration."
    if not found and not found.silent:
        return wrapped(f"No study here counted a harm of {found.node.name}. {remedy}")
    lines, last = [bold(f"harms of {found.node.name}")], ""
    lines += [] if found.listed else [wrapped(f"No study here lists a harm of {found.node.name} itself. {remedy}")]
    for harm in found:
        finding, study = harm.finding, harm.study
        name = graph[finding.object].name
        lines += ["", bold(name)] if name != last else []
        last = name
        with_it, against, differences = harmed(graph, finding, harm.result)
        facts = [with_it, f"against {against}" if against else "", differences]
        about = [finding.outcome_rule, finding.timepoint, counted(finding), qualifier(graph, finding.population)]
        lines.append(wrapped("; ".join(filter(None, facts)), "  ", "    "))
        lines.append(wrapped("; ".join(filter(None, [*about, _who(study, finding)])), "    ", "    "))
    for told, full in (("Read in full, and silent on harm", True), ("Not read in full; silent as far as read", False)):
        silent = [f"{_source(one)} ({one.slug})" for one in found.silent if (one.read == "full") == full]
        lines += ["", wrapped(f"{told}: {', '.join(silent)}. {NO_REPORT}")] if silent else []
    return "\n".join(lines)
