"""Time grows in proportion to size, also with inputs that are made to take longer."""

import pytest

sizes = pytest.importorskip("benchmarks.sizes", reason="the benchmarks come with a checkout")


@pytest.mark.timed
@pytest.mark.parametrize("kind", sizes.KINDS)
def test_an_item_costs_no_more_in_a_large_input(kind: str) -> None:
    size = sizes.KINDS[kind].size
    few, many = (min(sizes.seconds(kind, count) / count for _ in range(5)) for count in (size, 4 * size))
    # Four times would be quadratic.
    assert many < 2.5 * few
