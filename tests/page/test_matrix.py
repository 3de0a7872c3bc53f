"""Any two kinds against each other: a button for each relation, with its certainty and on which sides there are studies."""

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from page_browser import PHONE, PageOf, Visit, address_of, go
from page_graphs import awkward, made

from kg import Edge, KnowledgeGraph
from kg.model.certainty import uncertainty
from kg.model.nodes import KIND
from kg.schema import MODALITIES
from kg.show.tables import Table, tables

pytestmark = pytest.mark.browser
CELLS = """() => [...document.querySelectorAll("#matrix-view .cell")].map((cell) => {
    const [row] = cell.closest("tr").children;
    const head = cell.closest("table").tHead.rows[0].cells[cell.closest("td").cellIndex];
    return { edge: cell.dataset.edge, row: row.textContent, column: head.textContent, text: cell.innerText, how: [...cell.classList][1] };
})"""


@pytest.mark.parametrize(("rows", "columns"), [("Condition", "Technique"), ("Outcome", "Device"), ("Target", "Target")])
def test_every_relation_of_two_kinds_has_its_cell(
    rows: str, columns: str, graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph), f"#?view=matrix&matrix={rows},{columns}")
    found = page.evaluate(CELLS)
    wanted = [
        edge
        for edge in graph.edges()
        if sorted((graph[edge.subject].category, graph[edge.object].category)) == sorted((rows, columns))
    ]
    assert {cell["edge"] for cell in found} == set(map(address_of, wanted))
    loops = sum(edge.subject == edge.object for edge in wanted)
    assert len(found) == (len(wanted) * 2 - loops if rows == columns else len(wanted))
    by_address = {address_of(edge): edge for edge in wanted}
    for cell in found:
        edge = by_address[cell["edge"]]
        # A cell reads from its row to its column.
        label = graph.schema.predicates[edge.predicate]
        reads = label.label if graph[edge.subject].name == cell["row"] else label.inverse_label or label.label
        assert reads in cell["text"].replace("\n", " ")
        assert {cell["row"], cell["column"]} == {graph[edge.subject].name, graph[edge.object].name}
        if cell["how"] != "asserted":
            assert cell["how"] in cell["text"]
        assert edge.affirmed == (cell["how"] != "denied")


KINDS = """() => [...document.querySelectorAll("#matrix-view .of-kinds")].map((cell) => ({
    row: cell.closest("tr").querySelector("[data-node]").dataset.node,
    column: cell.closest("table").tHead.rows[0].cells[cell.closest("td").cellIndex].querySelector("[data-node]").dataset.node,
    text: cell.querySelector("summary").textContent,
    edges: [...cell.querySelectorAll("[data-edge]")].map((one) => one.dataset.edge),
}))"""
HEADS = (
    "(scope) => [...document.querySelectorAll(`#matrix-view th[scope=${scope}] .thing`)].map((one) => one.dataset.node)"
)
PAIRS = [
    ("Condition", "Technique"), ("Technique", "Condition"), ("Technique", "Target"), ("Technique", "Mechanism"),
    ("Outcome", "Device"), ("Target", "Target"), ("Technique", "Technique"), ("Condition", "Condition"),
]  # fmt: skip


def chain() -> KnowledgeGraph:
    """Kinds of kinds, in a circle too, and a denied kind: what treats, or does not treat, what."""
    plain = made(3, 1, 1)
    (given,) = plain.claims()
    given = replace(
        given, population=(), comparator=(), aspect=(), context=(), hedge=(), modality="asserted", inferred=False
    )
    names = {"Technique": ["all", "some", "one", "other", "apart"], "Condition": ["ill", "pain", "leg"]}
    nodes = [
        replace(plain.nodes()[0], id=f"nmk:{name}", name=name, category=category)
        for category, of in names.items()
        for name in of
    ]
    triples = [
        ("one", KIND, "some"), ("some", KIND, "all"), ("other", KIND, "all"), ("all", KIND, "other"), ("leg", KIND, "pain"),
        ("pain", KIND, "ill"), ("one", "treats", "leg"), ("some", "treats", "pain"), ("one", "similar_to", "other"),
    ]  # fmt: skip
    denied = [("apart", KIND, "all"), ("apart", "treats", "leg")]
    claims = [
        replace(
            given,
            id=f"nmc:c-{number}",
            subject=f"nmk:{one}",
            predicate=predicate,
            object=f"nmk:{other}",
            polarity=polarity,
        )
        for number, ((one, predicate, other), polarity) in enumerate(
            [*((triple, "affirmed") for triple in triples), *((triple, "denied") for triple in denied)]
        )
    ]
    return KnowledgeGraph(schema=plain.schema, sources=plain.sources(), nodes=nodes, claims=claims)


@pytest.mark.parametrize("of", ["packaged", "chain", "made"])
def test_cells_are_those_of_kg_matrix_of_kinds_too(
    of: str, graph: KnowledgeGraph, made_graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    graph = {"packaged": graph, "chain": chain(), "made": made_graph}[of]
    page = visit(page_of(graph), view="matrix")
    told = 0
    for rows, columns in PAIRS if of == "packaged" else [PAIRS[0], PAIRS[1], PAIRS[6]]:
        go(page, f"#?view=matrix&matrix={rows},{columns}")
        wanted = graph.matrix(rows, columns)
        assert sorted(page.evaluate(HEADS, "row")) == sorted(node.id for node in wanted.row_nodes)
        assert sorted(page.evaluate(HEADS, "col")) == sorted(node.id for node in wanted.column_nodes)
        found: dict[tuple[str, str], set[str]] = {}
        for cell in page.evaluate(CELLS):
            found.setdefault((cell["row"], cell["column"]), set()).add(cell["edge"])
        assert found == {
            (cell.row.name, cell.column.name): set(map(address_of, cell.edges)) for cell in wanted.cells.values()
        }
        kinds = {(cell["row"], cell["column"]): cell for cell in page.evaluate(KINDS)}
        told += len(kinds)
        assert {pair: set(cell["edges"]) for pair, cell in kinds.items()} == {
            pair: {address_of(edge) for cell in cells for edge in cell.edges} for pair, cells in wanted.of_kinds.items()
        }
        table = next(iter(tables(graph, wanted)), Table((), ()))
        for pair, cell in kinds.items():
            row, column = (
                [node.id for node in nodes].index(id)
                for nodes, id in zip((wanted.row_nodes, wanted.column_nodes), pair, strict=True)
            )
            # The command line gives each label with how many claims it rests on: "of kinds: is treated with [2 asserted]".
            said = re.findall(r"(?:of kinds: |; )([^;\[]+) \[([^;\]]+)", str(table.rows[row][column + 1]))
            counts = {label: sum(map(int, re.findall(r"(\d+) (?!of)", f"{words},"))) for label, words in said}
            shown = re.findall(r"(?:of kinds: |; )(?:not: )?(.+?)(?: ×(\d+))?(?: \([^)]+\))?(?=;|$)", cell["text"])
            assert {label: int(count or 1) for label, count in shown} == counts
    assert told > 2 or of == "made"


def test_what_is_said_of_kinds_opens_its_claims_and_follows_the_filters(
    graph: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(graph), "#?view=matrix&matrix=Condition,Technique")
    first = page.locator("#matrix-view .of-kinds").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    one = first.locator("[data-edge]").first
    one.click()
    assert page.evaluate("kgPage.chosen()") == one.get_attribute("data-edge")
    assert one.get_attribute("aria-pressed") == "true"
    go(page, "#?view=matrix&matrix=Condition,Technique&only-modality=hedged&only-polarity=affirmed")
    wanted = {
        address_of(edge)
        for edge in graph.edges()
        if any(c.modality == "hedged" and c.polarity == "affirmed" for c in edge.claims)
    }
    found = {edge for cell in page.evaluate(KINDS) for edge in cell["edges"]}
    assert found
    assert found <= wanted


def firmness(edge: Edge) -> str:
    """What the most certain of an edge's claims rests on, by the uncertainty that Python ranks by."""
    affirmed = [claim for claim in edge.claims if claim.polarity == "affirmed"]
    least = min((uncertainty(claim.modality, inferred=claim.inferred) for claim in affirmed), default=None)
    return {None: "denied", 0: "asserted", 1: "reported", 2: "inferred", 3: "reported, inferred", 4: "hedged"}[least]


def of_each_certainty() -> KnowledgeGraph:
    """Techniques that treat one condition, each by one or two claims, of each pair of certainties."""
    plain = made(3, 1, 1)
    kinds = [
        (modality, polarity, inferred)
        for modality in MODALITIES
        for polarity in ("affirmed", "denied")
        for inferred in (False, True)
    ]
    (given,) = plain.claims()
    goal = replace(plain.nodes()[0], id="nmk:goal", name="goal", category="Condition")
    nodes, claims = [goal], []
    for number, pair in enumerate(combinations_with_replacement(kinds, 2)):
        nodes.append(replace(plain.nodes()[1], id=f"nmk:way-{number}", name=f"way {number}", category="Technique"))
        for place, (modality, polarity, inferred) in enumerate(pair):
            claims.append(replace(
                given, id=f"nmc:way-{number}-{place}", subject=nodes[-1].id, predicate="treats", object=goal.id,
                modality=modality, hedge=("may",) if modality == "hedged" else (), polarity=polarity, inferred=inferred,
                population=(), comparator=(), aspect=(), context=(),
            ))  # fmt: skip
    return KnowledgeGraph(schema=plain.schema, sources=plain.sources(), nodes=nodes, claims=claims)


def test_a_relation_is_as_certain_as_its_most_certain_claim_in_matrix_and_story(page_of: PageOf, visit: Visit) -> None:
    graph = of_each_certainty()
    page = visit(page_of(graph), "#?view=matrix&matrix=Technique,Condition")
    wanted = {graph[edge.subject].name: firmness(edge) for edge in graph.edges()}
    assert len(set(wanted.values())) == 6
    cells = {cell["row"]: (cell["how"], cell["text"].replace("\n", " ")) for cell in page.evaluate(CELLS)}
    assert {row: how for row, (how, _) in cells.items()} == {row: how.split(", ")[-1] for row, how in wanted.items()}
    for row, (_, text) in cells.items():
        assert (
            text.startswith("not: ") if wanted[row] == "denied" else text.endswith(wanted[row].replace("asserted", ""))
        )
    page = visit(page_of(graph), "#goal?view=story")
    rows = page.eval_on_selector_all(
        "#story-view .thing:not([aria-pressed=true])",
        """all => all.map((row) => [row.querySelector("bdi").textContent, row.querySelector(".relation").textContent,
            [...row.querySelectorAll(".share span")].map((part) => [part.className, Number(part.style.flexGrow)])])""",
    )
    edges = {graph[edge.subject].name: edge for edge in graph.edges()}
    assert {row for row, _, _ in rows} == set(wanted)
    for row, relation, shares in rows:
        said = {"asserted": "treats", "denied": "not: treats"}.get(wanted[row], f"treats ({wanted[row]})")
        assert relation == said.replace("treats", "is treated with")
        counts = Counter(firmness(replace(edges[row], claims=(claim,))).split(", ")[-1] for claim in edges[row].claims)
        assert dict(shares) == counts
    key = page.inner_text(".story-key")
    assert [label for label in ("asserted", "reported", "inferred", "hedged", "denied") if label not in key] == []


def test_a_cell_opens_its_claims(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?view=matrix")
    cell = page.locator("#matrix-view .cell").first
    address = cell.get_attribute("data-edge")
    cell.click()
    assert page.evaluate("kgPage.chosen()") == address
    assert cell.get_attribute("aria-pressed") == "true"
    assert page.locator("#panel .claim").count() >= 1
    page.click("#matrix-view th[scope=row] .thing >> nth=0")
    assert page.inner_text("#panel h2") == page.inner_text("#matrix-view th[scope=row] >> nth=0")


def test_the_marks_of_studies_are_those_of_kg_evidence(
    with_evidence: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    """On which side, whether some are inconclusive; and what was looked for in vain is told from what was not looked for."""
    told, several = set(), 0
    page = visit(page_of(with_evidence), "#?view=matrix&matrix=Target,Mechanism")
    cells = page.evaluate(CELLS)
    page = visit(page_of(with_evidence), "#?view=matrix")
    edges = {address_of(edge): edge for edge in with_evidence.edges()}
    for cell in cells + page.evaluate(CELLS):
        edge = edges[cell["edge"]]
        found = [
            one
            for claim in edge.claims
            if claim.source == "nms:icliniq-2025"
            for one in with_evidence.evidence(claim.id)
        ]
        text = cell["text"].replace("\n", " ")
        for one in found if len(found) == 1 else ():
            assert f"evidence: {one.told}" in text
            told.add(one.mark)
        directions = {row.link.direction for one in found for row in one.block("direct")}
        if directions:
            assert ("both sides" in text) == ({"supports", "disputes"} <= directions)
            assert ("inconclusive" in text) == ("inconclusive" in directions)
            several += len(found) > 1
        assert ("evidence" in text) == bool(found)
    assert several
    assert {"looked for, none", "not looked for", "indirect only"} <= told


def test_kinds_are_picked_and_kept_in_the_address(graph: KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), "#?view=matrix")
    page.select_option("#matrix-view select >> nth=0", "Target")
    assert page.url.endswith("#?view=matrix&matrix=Target,Technique")
    page.click("#matrix-view .pickers button")
    assert page.url.endswith("#?view=matrix&matrix=Technique,Target")
    page.go_back()
    page.wait_for_function("() => location.hash.endsWith('Target,Technique')")
    for size in ((320, 640), PHONE, (1440, 900)):
        page = visit(page_of(graph), "#?view=matrix", size=size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [0, 1, 24])
def test_a_graph_of_any_size_has_a_matrix(size: int, page_of: PageOf, visit: Visit) -> None:
    graph = made(size) if size > 1 else made(size, 0, 0)
    page = visit(page_of(graph), "#?view=matrix")
    said = page.inner_text("#matrix-view")
    assert ("This graph is empty." in said) == (size == 0)
    assert ("No relation joins" in said) == (size == 1)
    assert bool(page.evaluate(CELLS)) == (size > 1)


def test_forty_parallel_relations_each_have_a_button(page_of: PageOf, visit: Visit) -> None:
    graph = awkward()
    ((pair, count),) = Counter(frozenset((edge.subject, edge.object)) for edge in graph.edges()).most_common(1)
    assert count == 40
    rows, columns = (graph[end].category for end in pair)
    page = visit(page_of(graph), f"#?view=matrix&matrix={rows},{columns}")
    buttons = "cells => Math.max(...cells.map((cell) => cell.querySelectorAll('.cell').length))"
    assert page.eval_on_selector_all("#matrix-view td", buttons) == 40
