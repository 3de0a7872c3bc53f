"""Answers as text for a terminal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kg.model.answers import Shown
from kg.model.certainty import denials, weakest
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Claims, Edge, Source, Tension
from kg.schema import Schema, called
from kg.show.tables import (
    Table,
    asked,
    comparison_table,
    edges_at,
    facts,
    general,
    heading,
    left_out,
    noted,
    nothing,
    restricted,
    support,
    tables,
    triple,
)
from kg.show.values import cell, kind_of
from kg.show.wrapping import aligned, bold, wrapped

if TYPE_CHECKING:
    from kg.query.compare import Comparison
    from kg.query.diff import Change, Diff
    from kg.query.explain import Explanation
    from kg.query.matrix import Matrix
    from kg.query.paths import Path, Paths
    from kg.query.streams import Stream
    from kg.sparql import Result


def text(graph: Graph, answer: Shown) -> str:
    """An answer as text, headings in bold: what the command that asks for it prints. Its last line says what was cut."""
    return "\n".join(filter(None, [TEXT[kind_of(answer, TEXT)](graph, answer), wrapped(getattr(answer, "cut", ""))]))


def unstyled(text: str) -> str:
    """`text` without the terminal's codes."""
    return text.replace("\033[1m", "").replace("\033[0m", "")


def claim_lines(
    graph: Graph, claim: Claim, indent: str = "", *, whole: bool = False, named: bool = False, tensions: bool = True
) -> str:
    """A claim's statement, and below it its certainty, its place, its qualifiers and its tensions: `whole`, or as ids.

    Where it is to be `named`, its subject, predicate and object come between.
    """
    bare = {"certainty", "section", "source"}
    found = [value if name in bare else f"{name}: {value}" for name, value in facts(graph, claim, whole=whole)]
    of = graph.tensions_of(claim) if tensions else ()
    if whole:
        found += [f"in {tension.slug} ({tension.weight}): {tension.why}" for tension in of]
    elif of:
        found.append(f"in tension: {', '.join(f'{tension.slug} ({tension.weight})' for tension in of)}")
    first = [wrapped(claim.statement, f"{indent}{claim.slug}  ", f"{indent}  ")]
    first += [wrapped(triple(graph, claim), f"{indent}    ", f"{indent}      ")] if named else []
    return "\n".join([*first, wrapped(" · ".join(found), f"{indent}    ", f"{indent}    ")])


def node_page(graph: Graph, node: Node, limit: int | None = None) -> str:
    """Everything about a node: names, definition, and each claim in and out, by predicate; of at most `limit` edges each way."""
    label = graph.schema.categories[node.category].label
    lines = [bold(wrapped(node.name)), f"{label}  {node.id}", node.iri]
    other = (*node.abbreviations, *node.synonyms)
    lines += [wrapped("; ".join(other), "also: ", "      ")] if other else []
    lines += ["", wrapped(general(node))]
    lines += [wrapped(node.note, "Note: ", "      ")] if node.note else []
    rows = [(m.term, m.match, m.label, graph.schema.expand(m.term)) for m in node.mappings]
    lines += ["", bold("in public vocabularies"), aligned(("", "", "", ""), rows)] if rows else []
    lines += [wrapped(node.ungrounded, "No exact or close term: ", "    ")] if node.ungrounded else []
    outgoing, incoming, more = edges_at(graph, node, limit)
    for edge in (*outgoing, *incoming):
        lines += ["", bold(wrapped(triple(graph, edge), "", "  "))]
        lines += [claim_lines(graph, claim, "  ") for claim in edge.claims]
    lines += ["", cut_each_way(limit)] if more and limit is not None else []
    mentions = [claim_lines(graph, claim, "  ") for claim in graph.mentions(node)[:limit]]
    lines += ["", bold("named in other claims"), *mentions] if mentions else []
    if not outgoing and not incoming and not mentions:
        lines += ["", "No claim names this node."]
    return "\n".join(lines)


def cut_each_way(limit: int) -> str:
    """What the page of a node says where it leaves edges out."""
    return f"cut at {limit} each way: there are more edges; raise the limit to see them"


def edge_page(graph: Graph, edge: Edge) -> str:
    """An edge in words, how certain and restricted it is, and its claims."""
    lines = [bold(wrapped(triple(graph, edge))), wrapped(support(graph, edge, edge.claims))]
    return "\n".join([*lines, claims_text(graph, edge.claims)])


def source_page(graph: Graph, source: Source) -> str:
    """A source with its dates, people and sections."""
    names: Sequence[str] = ("author", "reviewer", "publisher", "published", "reviewed", "url", "licence", "note")
    if hasattr(source, "design"):  # A study.
        names = (
            *(
                "kind",
                "author",
                "publisher",
                "published_as",
                "published",
                "url",
                "doi",
                "pmid",
                "pmcid",
                "design",
                "blinded",
            ),
            *("participants", "cohort", "funding", "funder_class", "maker_role", "read", "status", "note"),
        )
    about = aligned(("", ""), [(name, getattr(source, name) or "not stated") for name in names])
    counts = [(section.slug, len(graph.claims(section=section.id)), section.title) for section in source.sections]
    return "\n".join([wrapped(source.title), source.id, "", about, "", aligned(("section", "claims", "title"), counts)])


def vocabulary(schema: Schema) -> str:
    """The categories, predicates and modalities of a schema."""
    degrees = (*schema.modalities.values(), *schema.polarities.values())
    categories = aligned(("category", "definition"), [(c.name, c.definition) for c in schema.categories.values()])
    rows = [(p.name, p.inverse or "(symmetric)", p.definition) for p in schema.predicates.values()]
    predicates = aligned(("predicate", "inverse", "definition"), rows)
    certainty = aligned(("modality, polarity", "definition"), [(one.name, one.definition) for one in degrees])
    return f"{categories}\n\n{predicates}\n\n{certainty}"


def vocabulary_entry(schema: Schema, name: str) -> str:
    """What a category, predicate, inverse or modality means. UnknownName if it is not one of them."""
    terms: dict[str, Any] = {**schema.polarities, **schema.modalities, **schema.categories}
    name = called("term", name, {**schema.directions, **terms})
    if name in terms:
        words = getattr(terms[name], "words", ())
        said = f"\n{wrapped(', '.join(words), 'words: ', '       ')}" if words else ""
        return f"{bold(name)}\n{wrapped(terms[name].definition)}{said}"
    predicate, _ = schema.directions[name]
    rows = [
        ("inverse", predicate.inverse or "none: symmetric"),
        ("domain", ", ".join(predicate.domain) or "any category"),
        ("range", ", ".join(predicate.range) or "any category"),
        ("transitive", "yes" if predicate.transitive else "no"),
        ("nearest", " ".join(predicate.mapping) or "none"),
    ]
    return f"{bold(predicate.name)}\n{wrapped(predicate.definition)}\n{aligned(('', ''), rows)}"


def tension_lines(graph: Graph, tension: Tension) -> str:
    """A tension: why, its kind and weight, and the claims of both sides."""
    claims, against = ([claim_line(graph.claim(id), "  ") for id in ids] for ids in (tension.claims, tension.against))
    lines = [bold(wrapped(tension.why)), f"  {tension.kind}, {tension.weight}  {tension.slug}", *claims]
    return "\n".join([*lines, *(["  against", *against] if against else [])])


def claim_line(claim: Claim, indent: str, marks: Iterable[str] = ()) -> str:
    """A claim as its id, statement, certainty and other marks."""
    words = f"{claim.statement} [{'; '.join([claim.certainty, *marks])}]"
    return wrapped(words, f"{indent}{claim.slug}  ", f"{indent}  ")


def markdown(graph: Graph, answer: Shown) -> str:
    """The tables of an answer in Markdown; those of a question by name with what was asked, and what the answer leaves out."""
    found = [markdown_table(table.header, table.rows) for table in tables(graph, answer)]
    return "\n\n".join(filter(None, [*asked(answer), *found, left_out(answer)] if found else ()))


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(" ".join(str(cell).split()).replace("|", r"\|") for cell in cells) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *map(line, rows)])


def claims_text(graph: Graph, claims: Iterable[Claim], indent: str = "") -> str:
    """Claims, each with where it is made and how certain it is."""
    return "\n".join(claim_lines(graph, claim, indent) for claim in claims)


def claims_list(graph: Graph, claims: Claims, *, tensions: bool = False) -> str:
    """Claims of any edges: each with its subject, predicate and object too, with its tensions only on request."""
    lines = (claim_lines(graph, claim, named=True, tensions=tensions) for claim in claims)
    return "\n".join(lines) or nothing(claims)


def path_lines(graph: Graph, path: "Path", note: str = "") -> Iterator[str]:
    """A path: how certain and restricted it is, and its claims, each under its edge, with the weight of the tensions it is in."""
    yield bold(wrapped(str(path), "", "  "))
    yield from chain_notes(graph, path)
    if note:
        yield wrapped(note, "  ", "    ")
    for edge in (edge for step in path for edge in step.edges):
        yield wrapped(triple(graph, edge, support(graph, edge, edge.claims)), "  ", "    ")
        for claim in edge.claims:
            weights = dict.fromkeys(tension.weight for tension in graph.tensions_of(claim))
            yield claim_line(claim, "    ", [f"in tension: {', '.join(weights)}"] if weights else [])


def chain_notes(graph: Graph, path: "Path", indent: str = "  ") -> list[str]:
    """How certain a path is, unless it is asserted throughout, and for whom and when all of it holds."""
    weak, notes = weakest(path), []
    if len(path) > 1 and path.reservation:
        said = [f"certainty of its weakest step: {weak.certainty}"]
        if path.modality not in {claim.modality for claim in weak.basis}:
            said.append(f"another step is only {path.modality}")
        if denied := denials(claim for claim in path.basis if claim not in weak.basis):
            said.append(f"of another step {denied}")
        notes.append("; ".join(said))
    notes += filter(None, [restricted(graph, path.claims)])
    return [wrapped(note, indent, f"{indent}  ") for note in notes]


def _paths(graph: Graph, paths: "Paths") -> str:
    """Paths as chains, each step with its claims; or a sentence that there is none."""
    parts = ["\n".join(path_lines(graph, path, path.caveat)) for path in paths]
    return "\n\n".join(parts or [wrapped(paths.verdict)])


def _stream(graph: Graph, stream: "Stream") -> str:
    """A sentence on how much was found, and each chain on a line."""
    chains = ["\n".join([wrapped(str(path), "  ", "    "), *chain_notes(graph, path, "      ")]) for path in stream]
    return "\n".join([bold(wrapped(stream.verdict)), *chains])


def _explanation(graph: Graph, found: "Explanation") -> str:
    """What is said about two nodes: the claims that join them or the shortest chain, and those that name both."""
    lines = [bold(wrapped(found.verdict)), *(claim_lines(graph, claim) for claim in (*found.claims, *found.narrower))]
    if found.beside:
        lines += ["", bold("other claims that name both"), claims_text(graph, found.beside)]
    if found.chain is not None:
        lines += ["", *path_lines(graph, found.chain)]
    if found.denied:
        lines += ["", bold("denied of one of them"), claims_text(graph, found.denied)]
    return "\n".join(lines)


def _matrix(graph: Graph, matrix: "Matrix") -> str:
    """A table, or a block for each row, with a line for each cell that holds something."""
    ((header, rows, _),) = tables(graph, matrix) or [Table((), ())]
    return aligned(header, rows) or wrapped(nothing(matrix))


def _comparison(graph: Graph, found: "Comparison") -> str:
    """A block for each predicate, a line for each node, and what they share; then the claims that name several of them."""
    (_, *names), rows, _ = comparison_table(found)
    blocks = []
    for label, *cells in rows:
        lines = [(name, cell) for name, cell in zip(names, cells, strict=True) if cell]
        blocks.append(f"{bold(str(label))}\n{aligned(('', ''), lines, '  ')}")
    if found.beside:
        title = bold("other claims that name several of them")
        blocks.append(f"{title}\n{claims_text(graph, found.beside, '  ')}")
    return "\n\n".join(blocks) or nothing(found)


def _diff(graph: Graph, diff: "Diff") -> str:
    """How much differs; then each part with its changes, a line for each record, and for each column that was changed."""
    from kg.query.diff import tallied

    lines = [bold(wrapped(diff.verdict))]
    for part, changes in diff.parts.items():
        lines += ["", bold(f"{part}: {tallied(changes)}")]
        for one in changes:
            words = noted(one.label, _gone(one))
            lines.append(wrapped(words, f"  {one.change.ljust(7)}  {one.id}  ", "    ").rstrip())
            for name, *both in one.columns:
                old, new = (cell(value) or "(empty)" for value in both)
                lines.append(wrapped(f"{old} → {new}", f"      {name}: ", "        "))
    return "\n".join(lines)


def _gone(change: "Change") -> str:
    """What became of the id of a node that was removed; nothing for other changes."""
    if change.part != "nodes" or change.change != "removed":
        return ""
    return f"replaced by {change.replaced_by}" if change.replaced_by else "nothing replaces it"


def _tables(graph: Graph, answer: Shown) -> str:
    return "\n\n".join(aligned(table.header, table.rows) for table in tables(graph, answer)) or nothing(answer)


def _result(graph: Graph, result: "Result") -> str:
    """The question that was asked by name, its answer, and what that leaves out."""
    if result.kind in ("construct", "describe"):
        return result.turtle.rstrip("\n")
    lines = [wrapped(line) for line in heading(graph, result)]
    lines[:1] = map(bold, lines[:1])
    if result.kind == "ask":
        lines.append("yes" if result else "no")
    elif result:
        lines += [*([""] if lines else []), _tables(graph, result)]
    return "\n".join([*lines, *filter(None, [wrapped(left_out(result))])])


def _evidence() -> ModuleType:
    from kg.show import evidence_text

    return evidence_text


def _agreement() -> ModuleType:
    from kg.show import agreement

    return agreement


TEXT: dict[str, Callable[[Graph, Any], str]] = {
    "Node": node_page,
    "Claim": lambda graph, claim: f"{bold(wrapped(triple(graph, claim)))}\n{claim_lines(graph, claim, whole=True)}",
    "Edge": edge_page,
    "Source": source_page,
    "Tension": tension_lines,
    "Claims": claims_list,
    "Tensions": lambda graph, found: "\n\n".join(tension_lines(graph, one) for one in found) or nothing(found),
    "Records": _tables,
    "Nodes": lambda graph, nodes: "\n".join(filter(None, [_tables(graph, nodes), wrapped(left_out(nodes))])),
    "Paths": _paths,
    "Stream": _stream,
    "Matches": _tables,
    "Questions": lambda graph, found: aligned(("name", "question"), [(one.name, one.summary) for one in found]),
    "Explanation": _explanation,
    "Comparison": _comparison,
    "Matrix": _matrix,
    "Ranking": _tables,
    "Component": _tables,
    "Components": lambda graph, found: "\n".join(
        [bold(wrapped(found.verdict)), *([_tables(graph, found)] if found else [])]
    ),
    "Diff": _diff,
    "Result": _result,
    "Evidence": lambda graph, found: _evidence().evidence_text(found),
    "EvidenceSummary": lambda graph, found: _evidence().summary_text(found),
    "Harms": lambda graph, found: _evidence().harms_text(found),
    "Agreement": lambda graph, found: _agreement().agreement_text(graph, found),
}
