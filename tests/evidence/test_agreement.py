"""What docs/curation.md says of the second reading of the evidence is what the two readings give."""

from agreement import READINGS, agreement, kappa, now, readings, same, settled, table
from conftest import ROOT


def test_the_document_has_the_figures() -> None:
    text = (ROOT / "docs/curation.md").read_text(encoding="utf-8")
    for column, compared, alike in agreement():
        assert f"| `{column}` | {compared} | {alike} | {alike / compared:.2f} |" in text
    assert f"kappa of `direction` is {kappa():.2f}" in text


def test_every_difference_is_listed_and_settled() -> None:
    listed = settled()
    assert {cell for cell, first, second in readings() if not same(cell[-1], first, second)} <= listed.keys()
    # A cell on which both agreed is listed where it was changed all the same.
    for row in listed.values():
        changed = row["settled"] not in ("", row["first"] or "-")
        assert changed or (row["settled"] and not same(row["column"], row["first"], row["second"])), row


def test_the_data_has_what_was_settled() -> None:
    data = now()
    for (*key, column), row in settled().items():
        assert (data[key[0], key[1]][column] or "-") == row["settled"], row


def test_the_links_say_who_read_them() -> None:
    differing = {key[:2] for key in settled()}
    twice = {(row["claim"], row["evidence_claim"]) for row in table(READINGS / "evidence_links.tsv")}
    for key, row in now().items():
        if key[1]:
            assert row["reader"] == ("first" if key not in twice else "settled" if key in differing else "both"), key
