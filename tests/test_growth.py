"""The drawing of how time grows with size."""

from pathlib import Path

import pytest

growth = pytest.importorskip("benchmarks.growth", reason="the benchmarks come with a checkout")


def test_the_same_figures_are_the_same_bytes(tmp_path: Path) -> None:
    panels = {title: {"kg": [1.0, 2.0, 3.0], "networkx": [2.0, 30.0, 4.0]} for title in ("Load", "One hop")}
    drawn = []
    for name in ("one.svg", "other.svg"):
        growth.draw([10, 100, 1000], panels, tmp_path / name)
        drawn.append((tmp_path / name).read_text(encoding="utf-8"))
    assert drawn[0] == drawn[1]
    assert "One hop" in drawn[0]
    assert "dc:date" not in drawn[0]
