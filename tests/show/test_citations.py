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
from kg.show.citations import FORMS

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
    assert f"Paragraph {claim.paragraph}. In the curators' words: {claim.statement} [{claim.certainty}]." in text
    dated = f"{about.title}, version {about.version} ({about.date}), {about.licence}."
    assert text.endswith(f" Claim {graph.schema.expand(claim.id)} of {dated}")


def test_a_claim_or_source_is_an_entry_of_bibtex_with_its_id_as_key() -> None:
    found = fields(whole().cite(*some(), form="bibtex"))
    assert tuple(found) == some()
    for id in ("icliniq-2025-002", "dhruva-2023-004"):
        claim = whole().claim(id)
        assert claim.statement in found[id]["note"]
        assert whole().schema.expand(claim.id) in found[id]["note"]
    assert found["dhruva-2023-004"]["doi"] == whole().studies.source("dhruva-2023").doi  # type: ignore[attr-defined]


def test_a_claim_has_the_type_authors_title_and_address_of_its_source() -> None:
    for claim in map(whole().claim, (CLAIM, "dhruva-2023-004", "wa-lni-scs-001")):
        of_claim, of_source = json.loads(whole().cite(claim, claim.source, form="csl"))
        assert of_claim | of_source == of_source | {"note": of_source.get("note", of_claim["note"])}


@pytest.mark.parametrize(
    ("name", "csl", "bibtex"),
    [
        ("icliniq-2025", {"type": "webpage", "container-title": "iCliniq"}, {"organization": "iCliniq"}),
        (
            "petersen-2021",
            {"type": "article-journal", "container-title": "JAMA Neurology"},
            {"journal": "JAMA Neurology"},
        ),
        ("dbs-hardware-review", {"type": "article-journal", "publisher": "Karger"}, {"publisher": "Karger"}),
        ("nova-registry", {"type": "webpage"}, {"organization": "ClinicalTrials.gov"}),
        ("raman-2011", {"type": "report"}, {"institution": "Agency for Healthcare Research and Quality"}),
        ("webb-2024", {"type": "article"}, {"howpublished": "Cold Spring Harbor Laboratory"}),
        ("mesh", {"type": "dataset"}, {"howpublished": "U.S. National Library of Medicine"}),
    ],
)
def test_a_source_is_cited_as_what_it_is(name: str, csl: dict[str, str], bibtex: dict[str, str]) -> None:
    (item,) = json.loads(whole().cite(name, form="csl"))
    assert csl.items() <= item.items()
    assert bibtex.items() <= fields(whole().cite(name, form="bibtex"))[name].items()


@pytest.mark.parametrize(
    ("name", "csl", "bibtex"),
    [
        ("petersen-2021", [{"family": "Petersen"}], "Petersen and others"),
        ("de-geus-2023", [{"family": "de Geus"}], "{de Geus} and others"),
        ("campbell-1976", [{"family": "Campbell"}, {"family": "Long"}], "Campbell and Long"),
        ("statpearls-it-morphine", [{"family": "Fitzgerald"}], "Fitzgerald"),
        ("axium-fda-2016", [{"literal": "US Food and Drug Administration"}], "{US Food and Drug Administration}"),
    ],
)
def test_people_are_cited_by_their_family_names_and_bodies_whole(name: str, csl: list[object], bibtex: str) -> None:
    (item,) = json.loads(whole().cite(name, form="csl"))
    assert item["author"] == csl
    assert f"author = {{{bibtex}}}," in whole().cite(name, form="bibtex")
    author = whole().source(name).author
    assert (f"Authors: {author}" in item.get("note", "")) == author.endswith("et al.")
    assert (f"Author: {author}" in item.get("note", "")) == author.endswith("(editor)")


def test_what_was_read_in_part_is_said_with_a_claim() -> None:
    assert "Of the source, only the abstract was read." in whole().cite("petersen-2021-001")
    assert "Of the source, only the recommendations were read." in whole().cite("wa-lni-scs-001")
    assert "Of the source" not in whole().cite(CLAIM, "petersen-2021", "terms")


def test_a_denial_says_how_certainly_it_denies() -> None:
    for form in FORMS:
        text = whole().cite("icliniq-2025-007", "mohammadian-2025-003", form=form)
        assert "does not set out to find a cure. [asserted, as a denial]." in text
        assert "[hedged (may), as a denial]." in text


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
    assert line == "Dr. Pallavi. C (2025) Neuromodulation Techniques in Managing Chronic Pain, iCliniq."


def test_what_is_not_known_is_left_out() -> None:
    for item in json.loads(whole().cite(*some(), *whole().studies.sources(), form="csl")):
        assert "not shown" not in json.dumps({**item, "note": ""})
        assert all(item.values())
    (item,) = json.loads(whole().cite("mesh", form="csl"))
    assert "author" not in item
    assert "issued" not in item
    titles = [
        json.loads(whole().cite(id, form="csl"))[0]["title"] for id in ("recover-2025", "tens-back-meta", "dtm-le-2022")
    ]
    assert titles == [
        "Vagus nerve stimulation in treatment-resistant depression: A one-year …",
        "[meta-analysis of transcutaneous electrical nerve stimulation for chronic back pain; PMC5916478]",
        "[Abstract A266.1 on the DTM-LE SCS study]",
    ]


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
    assert made.cite().endswith(f"version {about.version}. https://doi.org/10.1234/tiny {about.licence}.")


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
