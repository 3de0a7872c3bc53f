"""Any two kinds against each other: a button for each relation, with its certainty and on which sides there are studies."""

from collections import Counter

import pytest
from page_browser import PHONE, PageOf, Visit, address_of
from page_graphs import awkward, made

from kg import KnowledgeGraph

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
        and edge.subject != edge.object
    ]
    assert {cell["edge"] for cell in found} == set(map(address_of, wanted))
    assert len(found) == len(wanted) * (2 if rows == columns else 1)
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


def test_studies_are_marked_by_the_side_that_they_are_on(
    with_evidence: KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(with_evidence), "#?view=matrix")
    edges = {address_of(edge): edge for edge in with_evidence.edges()}
    for cell in page.evaluate(CELLS):
        edge = edges[cell["edge"]]
        rows = [
            row
            for claim in edge.claims
            if claim.source == "nms:icliniq-2025"
            for row in with_evidence.evidence(claim.id).rows()
            if row["study"]
        ]
        direct = [row for row in rows if row["block"] == "direct"]
        sides = {row["direction"] for row in direct or rows}
        said = (
            "for and against" if {"supports", "disputes"} <= sides
            else "for" if "supports" in sides
            else "against" if "disputes" in sides
            else "inconclusive" if sides else None
        )  # fmt: skip
        assert (f"studies: {said}" in cell["text"].replace("\n", " ")) if said else ("studies" not in cell["text"])


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
