"""A pasted text: its headings, paragraphs and sentences."""

import pytest

import kg
from kg.tables.pasted import pasted, sentences


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("One sentence without an end", 1),
        ("One. Two! Three? Four", 4),
        ("Relief was 2.5 points. It lasted 12 weeks.", 2),
        ("Drugs (e.g. opioids, i.e. morphine) vs. Stimulation, cf. Fig. 2 and p. 7.", 1),
        ("Dr. A. Example, Prof. Smith et al. Reported it.", 1),
        ("It happens in the U.S. Army. Then it ends.", 2),
        ("The answer is no. No. 5 differs.", 2),
        ("They had surgery, etc. Others did not.", 2),
        ('"It helps." She said so. (It did.) “Really?” Yes.', 5),
        ("It costs 5 min. of time … or more... perhaps.", 1),
        ("Wait... It works.", 2),
        ("Was it in 2019. 30 people came.", 2),
        ("痛みは軽い。治療は続く。", 2),
    ],
)
def test_sentences(text: str, number: int) -> None:
    assert sentences(text) == number


PLAIN = """\
Stimulation After Surgery

Introduction

One sentence. And two,
on two lines.

A second paragraph.

What helps?

Several things do:

• One of them. It is new.
• Another.
2. A third

The Last Part:

It ends here (see Fig. 1).
"""


def test_headings_of_a_plain_text() -> None:
    title, parts = pasted(PLAIN.encode(), "f")
    assert title == "Stimulation After Surgery"
    assert [tuple(part) for part in parts] == [
        ("introduction", "Introduction", (2, 1)),
        ("what-helps", "What helps?", (1, 2, 1, 1)),
        ("the-last-part", "The Last Part", (1,)),
    ]
    assert pasted(b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(), "f") == (title, parts)


def test_headings_of_markdown() -> None:
    title, parts = pasted(
        "# A Title\nIt begins.\n\n## One ##\nA short line\n\nText.\n## One\n### Ünder\n- item\n- item".encode(), "f"
    )
    assert title == "A Title"
    assert [tuple(part) for part in parts] == [
        ("a-title", "A Title", (1,)),
        ("one", "One", (1, 1)),
        ("one-2", "One", ()),
        ("under", "Ünder", (1, 1)),
    ]
    assert pasted(b"# Abstract\nText.\n# Methods\nText.", "f").title == "", "two of one level: neither is the title"


def test_a_plain_first_line_is_the_title() -> None:
    for lead, parts in (("", ["One", "Two"]), ("It begins here.\n\n", ["A Plain Title", "One", "Two"])):
        found = pasted(f"A Plain Title\n\n{lead}# One\nA short line\n\nText.\n# Two\nText.".encode(), "f")
        assert (found.title, [part.title for part in found.parts]) == ("A Plain Title", parts)
    with pytest.raises(kg.DataError, match="f:1: text without a heading"):
        pasted(b"A sentence, not a title.\n\n# One\nText.", "f")


def test_what_no_table_may_hold_is_left_out() -> None:
    title, parts = pasted('# "A | B:"\n# C\u00a0\u200bd: \n"" x\ty'.encode(), "f")
    assert (title, [part.title for part in parts]) == ("A / B:", ["C d"])


def test_long_texts_take_no_longer_than_they_are_long() -> None:
    many = "Sentence number one is here. " * 900
    _, (part,) = pasted(f"# A\n{many}\n\n{many}\n{'word ' * 200_000}".encode(), "f")
    assert part.paragraphs == (900, 900)
    with pytest.raises(kg.DataError, match="f:2: more than 999 sentences in one paragraph"):
        pasted(f"# A\n{many}{many}".encode(), "f")


def test_ids_are_short_and_different() -> None:
    _, parts = pasted(("# 痛み\nA.\n# " + "word " * 20 + "\nB.\n# " + "x" * 80 + "\nC.").encode(), "f")
    assert [part.id for part in parts] == ["section-1", "-".join(["word"] * 8), "x" * 40]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"",
            "f:1: the file is empty; paste the text into it, with a heading such as # Introduction above each section",
        ),
        (
            b"\n \t\n",
            "f:1: the file is empty; paste the text into it, with a heading such as # Introduction above each section",
        ),
        (
            b"\nOnly text, which has no heading at all.\n",
            "f:2: text without a heading; put one above it, such as # Introduction, or remove what does not belong to the text",
        ),
        (b"Home\n\nPages\n", "f:1: there are only headings; paste the text below them"),
        (b"\xff\xfeA\0", "f:1: the file is UTF-16 or UTF-32; save it as UTF-8"),
    ],
)
def test_what_is_no_text(content: bytes, message: str) -> None:
    with pytest.raises(kg.DataError) as caught:
        pasted(content, "f")
    assert list(map(str, caught.value.problems)) == [message]
