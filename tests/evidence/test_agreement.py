"""What docs/curation.md says of the second reading of the evidence is what the two readings give."""

from agreement import agreement, kappa, now, readings, same, settled
from conftest import ROOT


def test_the_document_has_the_figures() -> None:
    text = (ROOT / "docs/curation.md").read_text(encoding="utf-8")
    for column, compared, alike in agreement():
        assert f"| `{column}` | {compared} | {alike} | {alike / compared:.2f} |" in text
    assert f"kappa of `direction` is {kappa():.2f}" in text


def test_every_difference_is_listed_and_each_that_is_listed_differs() -> None:
    differing = sum(not same(column, first, second) for column, first, second in readings())
    assert differing == len(settled())
    assert all(not same(row["column"], row["first"], row["second"]) for row in settled().values())
    assert {(row["id"], row["evidence_claim"]) for row in settled().values()} <= now().keys()
