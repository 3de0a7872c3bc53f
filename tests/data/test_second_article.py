"""A second article is a few rows: it shows up in a query, in the Turtle and on the page."""

import shutil
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path

import kg
from kg.schema_file import read_schema
from kg.tables.columns import TABLES
from kg.tables.formatting import format_folder
from kg.tables.reading import packaged

SOURCE = "an-example-2026"


def append(path: Path, table: str, **cells: str) -> None:
    line = "\t".join(cells.get(column, "") for column in TABLES[table].header)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(line + "\n")


def test_two_claims_of_another_source(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with as_file(packaged()) as folder:
        shutil.copytree(folder, data)
    before = kg.load(data)
    append(data / "sources.tsv", "sources", id=SOURCE, kind="article", title="An Example")
    append(data / "sections.tsv", "sections", source=SOURCE, id="body", title="Body", sentences="2")
    claims = data / "claims" / f"{SOURCE}.tsv"
    claims.write_text("\t".join(TABLES["claims"].header) + "\n", encoding="utf-8")
    place = {"section": "body", "paragraph": "1", "polarity": "affirmed"}
    first, second = f"{SOURCE}-001", f"{SOURCE}-002"
    append(
        claims,
        "claims",
        id=first,
        subject="scs",
        predicate="targets",
        object="spinal-cord",
        statement="SCS acts on the cord.",
        modality="asserted",
        **place,
    )
    append(
        claims,
        "claims",
        id=second,
        subject="scs",
        predicate="relieves",
        object="back-pain",
        statement="SCS may ease back pain.",
        modality="hedged",
        hedge="may",
        **place,
    )
    for sentence, claim in (("1", first), ("2", second)):
        append(
            data / "coverage.tsv",
            "coverage",
            source=SOURCE,
            section="body",
            paragraph="1",
            sentence=sentence,
            claims=claim,
        )
    format_folder(data, read_schema(data))
    assert kg.check(data) == []

    g = kg.load(data)
    assert len(g.sources()) == len(before.sources()) + 1
    assert [claim for claim in g.claims() if claim.source != f"nms:{SOURCE}"] == list(before.claims())
    assert [claim.slug for claim in g.claims(source=SOURCE)] == [first, second]
    assert "nmk:spinal-cord" in [node.id for node in g["scs"].targets]
    assert "nmk:scs" in [node.id for node in g["back-pain"].relieved_by]

    turtle = kg.dumps(g, "turtle").decode()
    assert "nmt:relieves nmk:back-pain" in turtle
    assert f"nmc:{second} a nmv:Claim" in turtle

    page = kg.dumps(g, "html").decode()
    assert "SCS may ease back pain." in page
    assert "An Example" in page


def test_the_tiny_folder_is_sound(tiny: Callable[..., Path]) -> None:
    assert kg.check(tiny()) == []
