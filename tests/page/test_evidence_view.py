"""The evidence on the page: the same as Python answers, each result whole; its list, its address, its files."""

import csv
import io
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_browser import FIGURES, PHONE, PageOf, Visit, choose, go, open_all
from page_graphs import HOSTILE
from test_access import violations
from test_take_away import saved

import kg
from kg.cli.output import print_csv
from kg.evidence import Layer
from kg.evidence.wording import TITLES, directed
from kg.part import excerpt
from kg.query.evidence import MARKS
from kg.show.values import joined

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kg.query.evidence import ClaimEvidence

browser = pytest.mark.browser
VIEW = "#evidence-view"
LIST = "#?view=evidence"


@pytest.fixture(scope="session")
def telling(with_evidence: kg.KnowledgeGraph) -> "list[ClaimEvidence]":
    """A claim of each mark, the one with most to tell; those with the most harms, arms and blocks; and one with a review's study."""
    summary = list(with_evidence.evidence_summary())
    chosen = [max((one for one in summary if one.mark == mark), key=lambda one: len(one.rows)) for mark in MARKS]
    chosen.append(max(summary, key=lambda one: len(one.harms)))
    chosen.append(max(summary, key=lambda one: sum(bool(row.of_role("comparator-arm")) for row in one.rows)))
    chosen.append(max(summary, key=lambda one: sum(bool(one.block(name)) for name in TITLES)))
    chosen.append(max(summary, key=lambda one: sum(bool(row.within) for row in one.rows)))
    return list({one.claim.id: one for one in chosen}.values())


def address(one: "ClaimEvidence") -> str:
    return f"{LIST}&claim={one.claim.slug}"


def tables_of(answer: Any) -> dict[str, list[list[str]]]:
    """The Markdown tables that Python gives, by their header; several of one header below each other."""
    found: dict[str, list[list[str]]] = {}
    for part in str(answer.markdown()).split("\n\n"):
        rows = [re.split(r" *(?<!\\)\| *", line)[1:-1] for line in part.splitlines() if line.startswith("|")]
        if rows:
            found.setdefault(rows[0][1], []).extend(rows[2:])
    return found


def cells_of(page: "Page", selector: str) -> list[list[str]]:
    """The rows of a table, without the remarks in their cells."""
    found: list[list[str]] = page.eval_on_selector_all(
        selector,
        """rows => rows.map((row) => [...row.cells].map((cell) => {
            const copy = cell.cloneNode(true);
            for (const remark of copy.querySelectorAll(".about")) remark.remove();
            return copy.textContent;
        }))""",
    )
    return found


def unescaped(rows: list[list[str]]) -> list[list[str]]:
    return [[re.sub(r"\\(.)", r"\1", re.sub(r"^\[(.*)\]\(.*\)$", r"\1", cell)) for cell in row] for row in rows]


def hostile_evidence(graph: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    """The packaged graph, and evidence whose every free text attacks the page."""
    layer = graph.layer
    claim = layer.links[0].claim
    links = [replace(link, why=HOSTILE, where=HOSTILE, differs_in=(HOSTILE,)) for link in layer.links_of[claim]]
    texts: dict[str, Any] = dict.fromkeys(("statement", "outcome_rule", "timepoint", "analysed", "p"), HOSTILE)
    findings = [replace(finding, **texts, population=(HOSTILE,)) for finding in layer.findings.values()]
    study: dict[str, Any] = {"author": HOSTILE, "funder_class": HOSTILE, "doi": "", "pmid": "", "pmcid": ""}
    study["url"] = "javascript://example.org/%0Awindow.hit=7"
    made = Layer(
        studies=[replace(one, **study) for one in layer.studies.values()],
        nodes=[replace(node, name=f"{node.slug} {HOSTILE}") for node in layer.nodes.values()],
        findings=findings,
        links=links,
    )
    return kg.KnowledgeGraph.over(graph.engine, layer=made)


@browser
def test_hostile_evidence_is_only_text(with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    graph = hostile_evidence(with_evidence)
    page = visit(page_of(graph), LIST)
    (one,) = (one for one in graph.evidence_summary() if one.rows)
    go(page, address(one))
    assert page.text_content(VIEW).count(HOSTILE) > 3 * len(one.rows)
    assert page.locator(f"{VIEW} :is(img, a, script, b, style, iframe)").count() == 0
    assert page.evaluate("window.hit ?? null") is None


def test_a_page_without_evidence_has_none_of_it(graph: kg.KnowledgeGraph) -> None:
    text = kg.dumps(graph, "html").decode("utf-8")
    body = text[text.index("<body>") : text.index("<script>")]
    assert "evidence" not in body[: body.index('<script type="application/json"')].lower()
    assert "evidence" not in json.loads(re.findall(r'id="records">(.*?)</script>', body, re.DOTALL)[0])


def test_the_page_with_evidence_is_small(with_evidence: kg.KnowledgeGraph) -> None:
    size = len(kg.dumps(with_evidence, "html"))
    FIGURES["file, with the evidence"] = f"{size / 1e6:.2f} MB"
    assert size <= 1_600_000


def test_each_study_and_finding_is_in_the_page_once(with_evidence: kg.KnowledgeGraph) -> None:
    from kg.page.evidence import page_evidence

    told = page_evidence(with_evidence, {claim.id: place for place, claim in enumerate(with_evidence.claims())})
    for kind in ("studies", "findings"):
        texts = list(map(json.dumps, told[kind]))
        assert len(set(texts)) == len(texts) > 50
    links = [row for one in told["claims"] for row in one.get("rows", ()) if row[0] >= 0]
    assert len(links) == sum(len(one.rows) for one in with_evidence.evidence_summary())


@browser
def test_the_evidence_of_a_part_is_that_on_its_claims(
    with_evidence: kg.KnowledgeGraph, visit: Visit, tmp_path: Path
) -> None:
    path = tmp_path / "part.html"
    path.write_bytes(kg.page(with_evidence, around="dtm", steps=1))
    page = visit(path, LIST)
    listed = page.eval_on_selector_all(f"{VIEW} .entry", "all => all.map(one => one.dataset.claim)")
    kept = {claim.id for claim in excerpt(with_evidence, around="dtm", steps=1).graph.claims()}
    assert listed == [one.claim.slug for one in with_evidence.evidence_summary() if one.claim.id in kept]
    assert 0 < len(listed) < len(with_evidence.evidence_summary())
    go(page, f"{LIST}&claim=icliniq-2025-187")
    assert len(cells_of(page, f"{VIEW} article > .findings tbody tr")) == len(
        with_evidence.evidence("icliniq-2025-187")[0].rows
    )


@browser
def test_the_view_is_what_python_answers(
    with_evidence: kg.KnowledgeGraph, telling: "list[ClaimEvidence]", page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(with_evidence))
    for one in telling:
        go(page, address(one))
        assert page.inner_text(f"{VIEW} h2") == one.claim.statement
        assert page.inner_text(f"{VIEW} p.found").partition(" (indirect")[0].endswith(f"evidence: {one.told}")
        assert with_evidence.section(one.claim.section).title in page.inner_text(f"{VIEW} .place")
        assert with_evidence.schema.modalities[one.claim.modality].label in page.inner_text(f"{VIEW} .badges >> nth=0")
        tables = tables_of(with_evidence.evidence(one.claim.id))
        rows = cells_of(page, f"{VIEW} article > .findings tbody tr")
        assert rows == unescaped(tables.get("what and when", []))
        # A table of harms has a column for the harm, one for what counts as one and one for when: on the page they are one.
        harms = cells_of(page, f"{VIEW} .harms tbody tr")
        expected = unescaped(tables.get("what counts", []))
        assert len(harms) == len(expected)
        for shown, row, of in zip(harms, expected, one.harms, strict=True):
            harm, rule, *figures, when, counted, design, paid, source = row
            what = ", ".join(filter(None, (rule, when)))
            assert shown[1] == (f"{harm}: {what}" if what else harm)
            assert shown[5:] == [counted, design, paid, "", source]
            assert shown[2:5] == figures
            # What is denied or hedged is no plain harm, and what is no figure is told in the words of the source.
            finding = of.finding
            assert finding.rate or finding.statement.removesuffix(".") in shown[2]
            assert (shown[0] == "harm") == (finding.certainty == "asserted")
        titles = page.locator(f"{VIEW} h3").all_inner_texts()
        assert titles == [
            *(TITLES.values() if one.rows or one.none_found else ()),
            *["harms that these studies counted or named"] * bool(one.harms),
        ]
        empty = page.locator(f"{VIEW} .empty-side").all_inner_texts()
        for text, side in zip(empty, one.none_found, strict=True):
            assert text == f"Nothing direct found {side.sought} it ({side.searched}). Looked for in: {side.where}."
        assert (
            page.locator(f"{VIEW} article > :last-child").inner_text()
            == "What studies found, as read; no medical advice."
        )


@browser
def test_harms_are_told_as_they_were(with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """What was denied or hedged is no plain harm; two arms are one row; and no code is left among the words."""
    page = visit(page_of(with_evidence))
    found: list[list[str]] = []
    for one in with_evidence.evidence_summary():
        if {study.study.slug for study in one.harms} & {"hatheway-2024", "oconnell-2021", "deuschl-2006"}:
            go(page, address(one))
            found += cells_of(page, f"{VIEW} .harms tbody tr")
            assert not re.search("not-stated|not-read|blinded: |authors not shown|undated", page.inner_text(VIEW))
    assert any(row[0] == "none reported" and "No serious harm by the device was reported" in row[2] for row in found)
    assert any(row[0] == "harm (hedged)" and "may lead to serious harm, death included" in row[2] for row in found)
    arms = ["deep brain stimulation: 13 % (p <0.04) (total not printed)", "conventional medical management: 4 %", ""]
    assert next(row[2:5] for row in found if "13 %" in row[2]) == arms
    assert not any("4 %" in row[2] and row[2].startswith("conventional") for row in found)
    assert any(row[7] == "not stated" for row in found)


@browser
def test_a_mark_does_not_pass_over_what_points_the_other_way(
    with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(with_evidence), LIST)
    marks = dict(
        page.eval_on_selector_all(
            f"{VIEW} .entry", "all => all.map(one => [one.dataset.claim, one.firstChild.textContent])"
        )
    )
    told = 0
    for one in with_evidence.evidence_summary():
        indirect = [row.link.direction for row in one.block("indirect")]
        others = {
            way for way in ("supports", "disputes", "inconclusive") if f"({way})" not in one.told and way in indirect
        }
        wanted = one.mark == "one side only" and others
        assert ("(indirect: " in marks[one.claim.slug]) == bool(wanted)
        if wanted:
            told += 1
            assert all(f"{indirect.count(way)} {way}" in marks[one.claim.slug] for way in others)
    assert told > 20


@browser
def test_search_finds_what_studies_say(with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    """By what was said, by authors, harm and population, which have other names; each opens where it stands."""
    page = visit(page_of(with_evidence))
    studies = "#hits [role=group][aria-label=Studies] [role=option]"
    for text in ("CRPS", "opioid", "morphine", "failed back surgery", "lead migration", "Kallewaard", "infection"):
        page.fill("#search", text)
        assert page.locator(studies).count() > 1, text
        assert not any("injection" in marked for marked in page.locator("#hits mark").all_inner_texts())
    for text in ("price", "TENS"):
        page.fill("#search", text)
        assert page.locator("#hits mark").count() == 0
        assert "extension" not in page.inner_text("#hits")
        assert "processing" not in page.inner_text("#hits")
    page.fill("#search", "pocket generator Hatheway")
    assert "none reported, " in page.inner_text("#hits"), "what was denied is no harm"
    page.fill("#search", "Kallewaard")
    page.locator(studies).first.click()
    assert "Kallewaard" in page.evaluate("document.activeElement.closest('#evidence-view tr').textContent")
    assert "view=evidence&claim=" in page.url
    page.fill("#search", "lead migration")
    page.locator(studies).last.click()
    assert page.url.endswith("view=evidence&words=lead%20migration")
    assert 0 < page.locator(f"{VIEW} .entry").count() < len(with_evidence.evidence_summary())


@browser
def test_the_list_is_narrowed_by_words_and_to_the_chosen_node(
    with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(with_evidence), "#drg-stimulation?view=evidence")
    entries = page.locator(f"{VIEW} .entry")

    def chips() -> int:
        texts = page.locator(f"{VIEW} [data-mark]").all_inner_texts()
        return sum(int(re.findall(r"\((\d+)\)$", text)[0]) for text in texts)

    every = entries.count()
    assert chips() == every
    page.click("text=Only what concerns dorsal root ganglion stimulation")
    assert page.get_attribute("#evidence-about", "aria-pressed") == "true"
    listed = page.eval_on_selector_all(f"{VIEW} .entry", "all => all.map(one => one.dataset.claim)")
    about = {claim.slug for claim in with_evidence["drg-stimulation"].claims}
    assert 0 < len(listed) == chips() < every
    assert set(listed) <= about
    page.focus(f"{VIEW} input")
    page.keyboard.type("causalgia")
    assert page.input_value(f"{VIEW} input") == "causalgia"
    assert 0 < entries.count() == chips() < len(listed)
    address, left = "#" + page.url.partition("#")[2], entries.count()
    page.click(f"{VIEW} [data-mark='indirect only']")
    assert chips() == left, "the other marks can still be chosen"
    page.click(f"{VIEW} [data-mark='indirect only']")
    page.click("#to-story")
    page.click("#panel .actions >> text=Evidence")
    assert len(listed) == entries.count()
    go(page, address)
    assert entries.count() == left


@browser
def test_remarks_say_in_whom_and_why(with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    (one,) = with_evidence.evidence("icliniq-2025-187")
    page = visit(page_of(with_evidence), address(one))
    texts = page.locator(f"{VIEW} article > .findings tbody tr").all_text_contents()
    text = str(with_evidence.evidence(one.claim.id)).replace("\n", " ")
    for row, shown in zip(one.rows, texts, strict=True):
        assert f"why: {row.link.why}" in shown
        assert shown.startswith(directed(row.link))
    assert "in whom: low back pain, leg pain, chronic and intractable" in re.sub(" +", " ", text)
    assert sum("in whom: low back pain, leg pain, chronic and intractable" in shown for shown in texts) == 2


@browser
def test_an_arm_is_never_shown_without_the_one_beside_it(
    with_evidence: kg.KnowledgeGraph, telling: "list[ClaimEvidence]", page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(with_evidence), size=PHONE)
    compared = 0
    for one in telling:
        go(page, address(one))
        against = "all => all.map(row => row.cells[3].checkVisibility() && row.cells[3].textContent)"
        shown = page.eval_on_selector_all(f"{VIEW} article > .findings tbody tr", against)
        for row, text in zip(one.rows, shown, strict=True):
            beside = row.of_role("comparator-arm") if row.finding.role else ()
            compared += bool(beside)
            assert bool(beside) == bool(text)
            assert all(arm.rate in text for arm in beside)
    assert compared > 3


@browser
def test_every_link_leads_to_the_study_and_tells_it_nothing(
    with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    (one,) = with_evidence.evidence("icliniq-2025-187")
    page = visit(page_of(with_evidence), address(one))
    links = page.eval_on_selector_all(f"{VIEW} a", "all => all.map(one => [one.href, one.rel])")
    assert [href for href, _ in links] == [row.study.page for row in one.rows] + [harm.study.page for harm in one.harms]
    assert all("noopener" in rel.split() for _, rel in links)


@browser
def test_the_list_has_each_claim_with_its_mark(with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(with_evidence))
    page.click("#to-evidence")
    summary = with_evidence.evidence_summary()

    def listed() -> list[list[str]]:
        found: list[list[str]] = page.eval_on_selector_all(
            f"{VIEW} .entry", "all => all.map(one => [one.dataset.claim, one.firstChild.firstChild.textContent])"
        )
        return found

    def wanted(*marks: str) -> list[list[str]]:
        direct = ("both sides", "one side only", "inconclusive only")
        words = {mark: f"{'direct ' * (mark in direct)}evidence: {mark}" for mark in marks}
        return [
            [one.claim.slug, words[one.mark] + one.told.removeprefix(one.mark)] for one in summary if one.mark in marks
        ]

    # The side is named where there is only one, and what is inconclusive is not passed over.
    told = {one.told for one in summary}
    assert {
        "one side only (supports)",
        "one side only (disputes); some inconclusive",
        "both sides; some inconclusive",
    } <= told
    assert listed() == wanted(*MARKS)
    assert f"{len(summary)} claims of the article." in page.inner_text(VIEW)
    for mark in ("both sides", "looked for, none"):
        page.click(f"{VIEW} [data-mark='{mark}']")
        assert listed() == wanted(mark)
        assert page.evaluate("document.activeElement.dataset.mark") == mark
        assert page.get_attribute(f"{VIEW} [data-mark='{mark}']", "aria-pressed") == "true"
    address = "#" + page.url.partition("#")[2]
    page.click(f"{VIEW} [data-mark='looked for, none']")
    assert listed() == wanted(*MARKS)
    go(page, address)
    assert listed() == wanted("looked for, none")
    page.click("#reset")
    page.locator("#filters .toggle", has_text="Evidence: not looked for").click()
    assert listed() == wanted(*MARKS[:-1])


@browser
def test_a_mark_in_the_panel_opens_the_evidence(
    with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(with_evidence), "#dtm")
    open_all(page)
    of_article = [
        claim for claim in with_evidence["dtm"].claims if with_evidence.source(claim.source).kind == "article"
    ]
    assert page.locator("#panel .claim .evidence").count() == len(of_article)
    mark = page.locator("#panel [data-claim='icliniq-2025-187'] .evidence")
    assert mark.inner_text() == "direct evidence: one side only (supports); some inconclusive"
    mark.click()
    assert page.url.endswith("#dtm?view=evidence&claim=icliniq-2025-187")
    assert page.inner_text(f"{VIEW} h2") == with_evidence.claim("icliniq-2025-187").statement
    page.go_back()
    assert page.is_hidden(VIEW)
    assert page.evaluate("kgPage.chosen()") == "dtm"


@browser
def test_the_address_of_a_claim_that_is_none(with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(with_evidence), f"{LIST}&claim=icliniq-2025-999")
    assert "No claim of the article has the id “icliniq-2025-999”." in page.inner_text("#message")
    assert page.locator(f"{VIEW} .entry").count() == len(with_evidence.evidence_summary())


@browser
def test_an_address_of_evidence_in_a_page_without_it(graph: kg.KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(graph), f"{LIST}&claim=icliniq-2025-187")
    assert "which this page does not understand" in page.inner_text("#message")
    assert page.is_visible("#story-view")


@browser
def test_the_evidence_by_keyboard(with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit) -> None:
    page = visit(page_of(with_evidence))
    press = page.keyboard.press
    focused = "document.activeElement.dataset.claim ?? document.activeElement.textContent"
    page.focus("#to-evidence")
    press("Enter")
    page.focus(f"{VIEW} .entry >> nth=2")
    claim = page.evaluate(focused)
    press("Enter")
    assert page.evaluate(focused) == with_evidence.claim(claim).statement
    press("Tab")
    assert page.evaluate(f"document.querySelector('{VIEW}').contains(document.activeElement)")
    press("Escape")
    assert page.evaluate(focused) == claim
    assert page.locator(f"{VIEW} .entry").count() == len(with_evidence.evidence_summary())
    page.go_back()
    assert page.evaluate(focused) == with_evidence.claim(claim).statement


@browser
@pytest.mark.parametrize("width", [320, 390, 820, 1000, 1440])
def test_nothing_scrolls_sideways(
    width: int, with_evidence: kg.KnowledgeGraph, telling: "list[ClaimEvidence]", page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(with_evidence), size=(width, 844))
    for hash in (LIST, *map(address, telling), "#dtm?view=evidence&claim=icliniq-2025-187"):
        go(page, hash)
        wide = "['html', '#evidence-view', '#panel'].filter((one) => document.querySelector(one).scrollWidth > document.querySelector(one).clientWidth)"
        assert page.evaluate(wide) == []
        outside = """[...document.querySelectorAll("header button, #evidence-view :is(button, a)")].filter((one) => one.checkVisibility())
            .filter((one) => { const box = one.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth || box.height < 16; })
            .map((one) => one.outerHTML)"""
        assert page.evaluate(outside) == []


@browser
@pytest.mark.parametrize(("size", "scheme"), [((1440, 900), "light"), ((1440, 900), "dark"), (PHONE, "light")])
def test_axe_finds_nothing_in_the_evidence(
    size: Any, scheme: str, with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit, axe: str
) -> None:
    page = visit(page_of(with_evidence), size=size, color_scheme=scheme)
    page.evaluate(axe)
    page.click("#to-evidence")
    page.click(f"{VIEW} [data-mark='both sides']")
    assert violations(page) == []
    for claim in ("icliniq-2025-187", "icliniq-2025-284"):
        go(page, f"{LIST}&claim={claim}")
        assert violations(page) == []


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@browser
def test_csv_is_that_of_python(
    with_evidence: kg.KnowledgeGraph,
    telling: "list[ClaimEvidence]",
    page_of: PageOf,
    visit: Visit,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    def printed(answer: Any) -> list[list[str]]:
        rows = answer.rows()
        print_csv(list(rows[0]), [[joined(value) for value in row.values()] for row in rows])
        return rows_of(capsysbinary.readouterr().out)

    page = visit(page_of(with_evidence), LIST, accept_downloads=True)
    assert rows_of(saved(page, "Evidence, CSV", tmp_path)) == printed(with_evidence.evidence_summary())
    for one in telling:
        if one.rows or one.none_found:
            go(page, address(one))
            assert rows_of(saved(page, "Evidence, CSV", tmp_path)) == printed(with_evidence.evidence(one.claim.id))


@browser
def test_print_has_every_row_whole(
    with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit, tmp_path: Path, require: Any
) -> None:
    """In black on white, in the dark too, with the address of each study."""
    (one,) = with_evidence.evidence("icliniq-2025-187")
    page = visit(page_of(with_evidence), address(one), color_scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    looks = page.eval_on_selector_all(
        ".evidence-sheet, .evidence-sheet *",
        "all => [...new Set(all.filter((one) => one.checkVisibility()).map((one) => getComputedStyle(one).color))]",
    )
    assert looks == ["rgb(0, 0, 0)"]
    breaks = "all => [...new Set(all.map((one) => getComputedStyle(one).breakInside))]"
    assert page.eval_on_selector_all(".evidence-sheet tr", breaks) == ["avoid"]
    # An address has the width of the table.
    widths = "all => all.map((one) => one.offsetWidth / one.closest('table').offsetWidth)"
    assert min(page.eval_on_selector_all(".evidence-sheet .address td", widths)) > 0.9
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    path = tmp_path / "evidence.pdf"
    page.pdf(path=str(path), prefer_css_page_size=True)
    tool = require("pdftotext", "apt-get install poppler-utils")
    text = subprocess.run([tool, "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode("utf-8")
    # At the end of a line pdftotext takes a hyphen for one that divides a word.
    text = re.sub(r"[\s-]+", "", text)
    for part in (one.claim.statement, *TITLES.values(), "80.1 % of 46", "51.2 % of 46", "no medical advice"):
        assert re.sub(r"[\s-]+", "", part) in text
    for row in one.rows:
        assert row.study.page.replace("-", "") in text


@browser
def test_the_sheet_gives_way_to_the_evidence_on_a_phone(
    with_evidence: kg.KnowledgeGraph, page_of: PageOf, visit: Visit
) -> None:
    page = visit(page_of(with_evidence), size=PHONE, has_touch=True, is_mobile=True)
    choose(page, "dtm")
    open_all(page)
    page.locator("#panel .claim .evidence >> nth=0").click()
    assert page.locator("#panel").bounding_box()["height"] < 80
    assert page.is_visible(f"{VIEW} h2")
