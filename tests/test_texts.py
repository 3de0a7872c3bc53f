"""What a text may hold: one rule for tables and schema, and every format can write what it lets through."""

import sys
import unicodedata

import pytest
from conftest import SCHEMA, Write
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import texts
from kg.schema_file import parse
from kg.texts import normalized, stray

EVERY = range(sys.maxunicode + 1)
SURROGATES = range(0xD800, 0xE000)
"""No text in UTF-8 has these."""


def test_check_and_build_refuse_the_same_characters(tiny: Write) -> None:
    refused = [char for char in map(chr, EVERY) if stray(char) and char not in "\t\n\r" and ord(char) not in SURROGATES]
    folder = tiny()
    path = folder / "nodes.tsv"
    text = path.read_text(encoding="utf-8")
    rows = "".join(f"n{n}\tTarget\tn{n}\t\t\tA {char} cell.\t\t\n" for n, char in enumerate(refused))
    path.write_text(text + rows, encoding="utf-8", newline="\n")
    wanted = {
        (n, f"the character U+{ord(char):04X} does not belong in a table; remove it")
        for n, char in enumerate(refused, 5)
    }
    assert {(problem.line, problem.message) for problem in kg.check(folder) if problem.column == "definition"} == wanted
    with pytest.raises(kg.DataError) as caught:
        kg.load(folder)
    assert {(problem.line, problem.message) for problem in caught.value.problems} == wanted


@pytest.mark.slow
def test_every_format_writes_what_check_lets_through(tiny: Write) -> None:
    canonical = (char for char in map(chr, EVERY) if unicodedata.normalize("NFC", char) == char)
    kept = ".".join(char for char in canonical if not stray(char) and char not in ' "|')
    graph = kg.load(tiny(nodes=("A technique.", f"A {kept}.")))
    for format in ("turtle", "rdfxml", "jsonld", "graphml", "html"):
        assert kept[-1000:].encode() in kg.dumps(graph, format)


@pytest.mark.parametrize("char", ["\x00", "\u200b", "\u2028", "\ufffe", "\ufdd0", "\U0010ffff"])
def test_the_schema_refuses_them_too(char: str) -> None:
    with pytest.raises(kg.DataError):
        parse(SCHEMA.replace("Nervous tissue.", f"Nervous {char}tissue."), "s")


marks = st.text("a1 \u0301\u0327\u0344\u0f73\u0f75\uff9eé\u1100\u1161\u3099", max_size=30)


@given(marks)
def test_normalising_in_linear_time_is_normalising(text: str) -> None:
    before, texts.LONG = texts.LONG, 0
    try:
        assert normalized("NFC", text) == unicodedata.normalize("NFC", text)
        assert normalized("NFKD", text) == unicodedata.normalize("NFKD", text)
    finally:
        texts.LONG = before
