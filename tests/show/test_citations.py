"""Citations of claims and sources: what the tables say, in forms that other programs read."""

import json
from dataclasses import replace
from functools import cache

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.errors import UnknownName

CLAIM = "icliniq-2025-091"
HOSTILE = "Ängström & Žižek: 5 % of $a_b #1 ~ \\input, Łódź"


@cache
def whole() -> kg.KnowledgeGraph:
    return kg.load(evidence=True)


@cache
def some() -> tuple[str, ...]:
    """The ids of some claims, findings and sources, from all of the data."""
    g = whole()
    records = (*g.claims()[::9], *g.studies.claims()[::9], *g.sources(), *g.studies.sources()[::9])
    return tuple(dict.fromkeys([CLAIM, "icliniq-2025-002", "dhruva-2023-004", *(record.slug for record in records)]))


def fields(bibtex: str) -> dict[str, dict[str, str]]:
    """The entries of a BibTeX file by key, as people read them."""
    library = parse_string(bibtex, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return {entry.key: {name: field.value for name, field in entry.fields_dict.items()} for entry in library.entries}


def test_a_claim_comes_with_its_source_place_certainty_address_and_dataset(graph: kg.KnowledgeGraph) -> None:
    claim, source, about = graph.claim(CLAIM), graph.source("icliniq-2025"), graph.schema.dataset
    text = graph.cite(CLAIM)
    assert text.startswith(f"{source.author} ({source.published}). {source.title}. {source.publisher}. Section: ")
    assert f"Paragraph {claim.paragraph}. {claim.statement} [{claim.certainty}]." in text
    assert f"{about.title}, version {about.version} ({about.date}), {about.licence}." in text
    assert text.endswith(" " + graph.schema.expand(claim.id))


def test_a_claim_or_source_is_an_entry_of_bibtex_with_its_id_as_key() -> None:
    found = fields(whole().cite(*some(), form="bibtex"))
    assert tuple(found) == some()
    for id in ("icliniq-2025-002", "dhruva-2023-004"):
        claim = whole().claim(id)
        assert claim.statement in found[id]["note"]
        assert found[id]["url"] == whole().schema.expand(claim.id)
    assert found["dhruva-2023-004"]["doi"] == whole().studies.source("dhruva-2023").doi  # type: ignore[attr-defined]


@pytest.mark.filterwarnings("error")
def test_a_claim_or_source_is_an_item_of_csl_that_a_processor_takes() -> None:
    items = json.loads(whole().cite(*some(), form="csl"))
    assert tuple(item["id"] for item in items) == some()
    source = CiteProcJSON(items)  # It warns of a variable that CSL does not have.
    bibliography = CitationStylesBibliography(
        CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain
    )
    bibliography.register(Citation([CitationItem(CLAIM)]))
    (line,) = map(str, bibliography.bibliography())
    assert line.startswith("Dr. Pallavi. C (2025) “Neuromodulation Techniques in Managing Chronic Pain”. iCliniq.")
    assert line.endswith("/claim/icliniq-2025-091.")


def test_what_is_not_known_is_left_out() -> None:
    for item in json.loads(whole().cite(*some(), form="csl")):
        assert "not shown" not in json.dumps([item.get("author"), item.get("publisher")])
        assert all(item.values())
    (item,) = json.loads(whole().cite("mesh", form="csl"))
    assert "author" not in item
    assert "issued" not in item


def test_what_latex_would_take_for_a_command_is_escaped(graph: kg.KnowledgeGraph) -> None:
    source = replace(
        graph.source("icliniq-2025"), author=HOSTILE, title=HOSTILE, publisher="a } of {^}", published="2025-13"
    )
    claim = replace(
        graph.claim(CLAIM),
        statement=HOSTILE,
        subject="nmk:scs",
        object="nmk:pns",
        predicate="part_of",
        modality="asserted",
        hedge=(),
    )
    made = kg.KnowledgeGraph(schema=graph.schema, sources=[source], nodes=[graph["scs"], graph["pns"]], claims=[claim])
    text = made.cite(claim, form="bibtex")
    ((key, found),) = fields(text).items()
    assert key == CLAIM
    assert found["title"].strip("{}") == found["author"].strip("{}") == HOSTILE
    assert HOSTILE in found["note"]
    assert found["year"] == "2025-13"  # No month that there is.
    assert r"{a \textbraceright{} of \textbraceleft{}\textasciicircum{}\textbraceright{}}" in text


def test_the_dataset_is_cited_with_what_it_was_read_from(graph: kg.KnowledgeGraph) -> None:
    about, sources = graph.schema.dataset, [source.slug for source in graph.sources()]
    assert list(fields(graph.cite(form="bibtex"))) == [f"{about.id}-{about.version}", *sources]
    published = replace(graph.schema, dataset=about._replace(doi="10.1234/tiny"))
    made = kg.KnowledgeGraph(schema=published, sources=(), nodes=(), claims=())
    assert made.cite().endswith(f"version {about.version}. {about.licence}. https://doi.org/10.1234/tiny")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("scs", "unknown claim 'scs'; it is a node: kg show scs has the claims on it"),
        ("tension-01", "unknown claim 'tension-01'; it is a tension: kg show tension-01 has its claims"),
        ("icliniq", "unknown claim or source 'icliniq'; did you mean icliniq-2025 or"),
        ("91", "unknown claim or source '91'; did you mean icliniq-2025-091?"),
        ("deer-2023-distnct", "unknown claim or source 'deer-2023-distnct'; did you mean deer-2023-distinct"),
        ("nothing", "unknown claim or source 'nothing'; kg claims and kg sources list them"),
    ],
)
def test_what_has_no_citation_is_told(name: str, message: str) -> None:
    done = CliRunner().invoke(cli, ["cite", name])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {message}")
    assert done.stderr.count("\n") == 1


def test_the_command_prints_what_python_gives(graph: kg.KnowledgeGraph) -> None:
    for form in ("bibtex", "csl"):
        assert (
            CliRunner().invoke(cli, ["cite", CLAIM, CLAIM, f"--{form}"]).stdout == graph.cite(CLAIM, form=form) + "\n"
        )
    assert CliRunner().invoke(cli, ["cite", "dhruva-2023-004"]).stdout.startswith("Dhruva et al. (2022-11-28).")
    with pytest.raises(UnknownName, match="unknown form 'bib'; did you mean bibtex"):
        graph.cite(CLAIM, form="bib")
