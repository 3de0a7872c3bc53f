"""How records are printed in a terminal."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg.errors import UnknownName
from kg.model import Claim, Edge, Node, Source, Tension, slug
from kg.schema import NODE, Modality, Schema

if TYPE_CHECKING:
    from kg.model import Graph
    from kg.query.compare import Comparison
    from kg.query.match import Matches
    from kg.query.paths import Explanation, Path, Paths


def width() -> int:
    """How many columns to fill: those of the terminal, from 60 to 120; 100 where there is no terminal."""
    # As shutil.get_terminal_size does, whose import costs more than the rest of an answer.
    columns = os.environ.get("COLUMNS", "")
    if not columns.isdecimal() or int(columns) == 0:
        try:
            columns = str(os.get_terminal_size(sys.stdout.fileno()).columns or 100)
        except (AttributeError, ValueError, OSError):
            columns = "100"
    return max(60, min(120, int(columns)))


def aligned(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in aligned columns; the last column wraps within the terminal."""
    head = [list(header)] if any(header) else []
    cells = [*head, *([str(cell) for cell in row] for row in rows)]
    sizes = [max(len(row[column]) for row in cells) for column in range(len(header) - 1)]
    indent = sum(size + 2 for size in sizes)
    lines = []
    for row in cells:
        first = "".join(cell.ljust(size + 2) for cell, size in zip(row, sizes, strict=False))
        lines.append(_wrapped(row[-1], first, " " * indent) if row[-1] else first.rstrip())
    return "\n".join(lines)


def _wrapped(text: str, first: str, rest: str) -> str:
    """`text` filled into lines of words, after `first` and then `rest`; a word that is longer than a line is kept whole."""
    size = max(width(), len(rest) + 30)
    lines, line = [], first
    empty = True
    for word in text.split():
        if not empty and len(line) + 1 + len(word) > size:
            lines.append(line)
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
    return "\n".join([*lines, line])


def bold(text: str) -> str:
    """`text` in bold; the terminal's codes are dropped again where the output is no terminal."""
    return f"\033[1m{text}\033[0m"


def unstyled(text: str) -> str:
    """`text` without the terminal's codes."""
    return text.replace("\033[1m", "").replace("\033[0m", "")


def triple(graph: "Graph", edge: Edge | Claim) -> str:
    """An edge or claim as words: subject, predicate, object, by their names; `[denied]` behind what is not affirmed."""
    predicate = graph.schema.predicates[edge.predicate]
    affirmed = edge.affirmed if isinstance(edge, Edge) else edge.polarity == "affirmed"
    words = f"{graph[edge.subject].name} {predicate.label} {graph[edge.object].name}"
    return words if affirmed else f"{words} [denied]"


def qualifier(graph: "Graph", values: Iterable[str]) -> str:
    """The values of a qualifier in words: names for nodes, texts as they are."""
    return ", ".join(graph[value].name if value.startswith(f"{NODE}:") else value for value in values)


def firmness(claim: Claim) -> str:
    """How firmly a claim is put, with the words that make it so: `hedged (may)`, `denied`, `denied, hedged (may)`."""
    put = f"{claim.modality} ({', '.join(claim.hedge)})" if claim.hedge else claim.modality
    if claim.polarity == "affirmed":
        return put
    return f"{claim.polarity}, {put}" if claim.hedge else claim.polarity


def claim_lines(graph: "Graph", claim: Claim, indent: str = "") -> str:
    """A claim's statement, and below it where it stands, how firmly it is put, and its qualifiers."""
    section = graph.section(claim.section).slug
    facts = [firmness(claim), f"{section} ¶{claim.paragraph}", slug(claim.source)]
    facts += [f"figure: {claim.quantity}"] if claim.quantity is not None else []
    for name in ("population", "comparator", "aspect", "context"):
        values = getattr(claim, name)
        facts += [f"{name}: {qualifier(graph, values)}"] if values else []
    facts += ["inferred by the curator"] if claim.inferred else []
    facts += [f"note: {claim.note}"] if claim.note else []
    facts += [f"in tension ({tension.weight}): {tension.why}" for tension in graph.tensions_of(claim)]
    first = _wrapped(claim.statement, f"{indent}{claim.slug}  ", f"{indent}  ")
    return f"{first}\n{_wrapped(' · '.join(facts), f'{indent}    ', f'{indent}    ')}"


def node_page(graph: "Graph", node: Node) -> str:
    """Everything about a node: names, definition, and each claim in and out, by predicate."""
    label = graph.schema.categories[node.category].label
    lines = [bold(_wrapped(node.name, "", "")), f"{label}  {node.id}", node.iri]
    other = (*node.abbreviations, *node.synonyms)
    lines += [_wrapped("; ".join(other), "also: ", "      ")] if other else []
    lines += ["", _wrapped(node.definition or "No definition recorded.", "", "")]
    lines += [_wrapped(node.note, "Note: ", "      ")] if node.note else []
    rows = [(m.term, m.match, m.label, graph.schema.expand(m.term)) for m in node.mappings]
    lines += ["", bold("in public vocabularies"), aligned(("", "", "", ""), rows)] if rows else []
    lines += [_wrapped(node.ungrounded, "No exact or close term: ", "    ")] if node.ungrounded else []
    outgoing = [edge for edge in graph.edges(subject=node) if edge.subject == node.id]
    incoming = [edge for edge in graph.edges(object=node) if edge.object == node.id]
    for edge in (*outgoing, *incoming):
        lines += ["", bold(_wrapped(triple(graph, edge), "", "  "))]
        lines += [claim_lines(graph, claim, "  ") for claim in edge.claims]
    mentions = graph.mentions(node)
    if mentions:
        lines += ["", bold("named in other claims")]
        lines += [claim_lines(graph, claim, "  ") for claim in mentions]
    if not outgoing and not incoming and not mentions:
        lines += ["", "No claim names this node."]
    return "\n".join(lines)


def source_page(graph: "Graph", source: Source) -> str:
    """A source with its dates, people and sections."""
    rows = [(name, str(getattr(source, name))) for name in ("author", "reviewer", "publisher", "published", "reviewed")]
    rows += [("url", source.url), ("licence", source.licence), ("note", source.note)]
    lines = [f"{source.title}", source.id, "", aligned(("", ""), ((name, text or "not stated") for name, text in rows))]
    counts = [(section.slug, len(graph.claims(section=section.id)), section.title) for section in source.sections]
    return "\n".join([*lines, "", aligned(("section", "claims", "title"), counts)])


def citation(graph: "Graph") -> str:
    """How to cite the dataset, and each source that it was read from."""
    dataset = graph.schema.dataset
    lines = [f"{dataset.creator} ({dataset.date[:4]}). {dataset.title}, version {dataset.version}. {dataset.licence}."]
    lines[0] += f" {dataset.base_iri}"
    for source in graph.sources():
        if source.kind == "ontology":
            lines.append(f"Hierarchy: {source.title}. {source.publisher}. {source.licence}.")
            continue
        year = source.published[:4] or "no date"
        reviewed = f" Reviewed by {source.reviewer}." if source.reviewer else ""
        author = (source.author or "No author").rstrip(".")
        lines.append(f"Source: {author} ({year}). {source.title}. {source.publisher}.{reviewed}")
    return "\n".join(lines)


def vocabulary(schema: Schema) -> str:
    """The categories, predicates and modalities of a schema."""
    predicates = [
        (predicate.name, predicate.inverse or "(symmetric)", predicate.definition)
        for predicate in schema.predicates.values()
    ]
    firmness = [*schema.modalities.values(), *schema.polarities.values()]
    return "\n\n".join(
        [
            aligned(("category", "definition"), ((c.name, c.definition) for c in schema.categories.values())),
            aligned(("predicate", "inverse", "definition"), predicates),
            aligned(("modality, polarity", "definition"), ((one.name, one.definition) for one in firmness)),
        ]
    )


def vocabulary_entry(schema: Schema, name: str) -> str:
    """What a category, predicate, inverse or modality means. UnknownName if it is none of them."""
    for found in (schema.categories.get(name), schema.modalities.get(name), schema.polarities.get(name)):
        if found is not None:
            words = f"\nwords: {', '.join(found.words)}" if isinstance(found, Modality) and found.words else ""
            return f"{bold(found.name)}\n{_wrapped(found.definition, '', '')}{words}"
    if name not in schema.directions:
        raise UnknownName(name, [*schema.directions, *schema.categories, *schema.modalities, *schema.polarities])
    predicate, _ = schema.directions[name]
    rows = [
        ("inverse", predicate.inverse or "none: symmetric"),
        ("domain", ", ".join(predicate.domain) or "any category"),
        ("range", ", ".join(predicate.range) or "any category"),
        ("transitive", "yes" if predicate.transitive else "no"),
        ("nearest", " ".join(predicate.mapping) or "none"),
    ]
    return f"{bold(predicate.name)}\n{_wrapped(predicate.definition, '', '')}\n{aligned(('', ''), rows)}"


def tension_lines(graph: "Graph", tension: Tension) -> str:
    """A tension: why, its kind and weight, and the claims of both sides."""
    lines = [_wrapped(bold(tension.why), "", ""), f"  {tension.kind}, {tension.weight}  {tension.slug}"]
    lines += [claim_line(graph.claim(claim), "  ") for claim in tension.claims]
    lines += (
        ["  against", *(claim_line(graph.claim(claim), "  ") for claim in tension.against)] if tension.against else []
    )
    return "\n".join(lines)


def claim_line(claim: Claim, indent: str, marks: Iterable[str] = ()) -> str:
    """A claim as its id, statement, firmness and what else marks it."""
    return _wrapped(
        f"{claim.statement} [{'; '.join([firmness(claim), *marks])}]", f"{indent}{claim.slug}  ", f"{indent}  "
    )


def markdown(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(" ".join(str(cell).split()).replace("|", r"\|") for cell in cells) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *map(line, rows)])


def path_lines(path: "Path") -> Iterator[str]:
    """The claims of a path, each under the relation that it is about, with the weight of the tensions it is in."""
    for step in path:
        graph = step.start.graph
        assert graph is not None
        for edge in step.edges:
            yield _wrapped(triple(graph, edge), "  ", "    ")
            for claim in edge.claims:
                weights = dict.fromkeys(tension.weight for tension in graph.tensions_of(claim))
                yield claim_line(claim, "    ", [f"in tension: {', '.join(weights)}"] if weights else [])


def paths(found: "Paths") -> str:
    """Paths as chains, each step with its claims; that there is none, where there is none."""
    parts = []
    for path in found:
        parts.append("\n".join([bold(_wrapped(str(path), "", "  ")), *path_lines(path)]))
    return "\n\n".join(
        [*(parts or [_wrapped(found.verdict, "", "")]), *([_wrapped(found.cut, "", "")] if found.cut else [])]
    )


def matches(found: "Matches") -> str:
    """Answers to patterns as a table; that there is none, where there is none."""
    lines = [aligned(*found.table()) if found else "The sources make no claims that fit."]
    return "\n".join([*lines, *([found.cut] if found.cut else [])])


def explanation(found: "Explanation") -> str:
    """What is said of two nodes: the claims that join them or the shortest chain, and those that name both."""
    graph = found.start.graph
    assert graph is not None
    lines = [bold(_wrapped(found.verdict, "", ""))]
    lines += [claim_lines(graph, claim) for claim in found.claims]
    if found.chain is not None:
        lines += ["", _wrapped(str(found.chain), "", "  ")]
        lines += path_lines(found.chain)
    if found.beside:
        lines += ["", bold("other claims that name both")]
        lines += [claim_lines(graph, claim) for claim in found.beside]
    return "\n".join(lines)


def comparison(found: "Comparison") -> str:
    """Nodes side by side: a block a predicate, a line a node, and what they share; then the claims that name several of them."""
    graph = found.nodes[0].graph
    assert graph is not None
    blocks = []
    for row in found.rows:
        cells = [
            (node.name, "; ".join(map(str, cell)) or "no claim")
            for node, cell in zip(found.nodes, row.cells, strict=True)
        ]
        shared = [("shared by all", "; ".join(node.name for node in row.shared))] if row.shared else []
        lines = aligned(("", ""), [(f"  {name}", values) for name, values in (*cells, *shared)])
        blocks.append(f"{bold(row.label)}\n{lines}")
    if found.beside:
        lines = "\n".join(claim_lines(graph, claim, "  ") for claim in found.beside)
        blocks.append(f"{bold('other claims that name several of them')}\n{lines}")
    names = ", ".join(node.name for node in found.nodes)
    return "\n\n".join(blocks) or f"The sources make no claim about {names}."
