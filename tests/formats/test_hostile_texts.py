"""Whatever texts, lists and numbers a record has: they come back from each format, or it refuses them and names the record."""

from pathlib import Path

import pytest
from conftest import Write
from drawn import drawn_graph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg

READABLE = [name for name, format in kg.FORMATS.items() if format.loads and not format.describes]
"""Those that describe the exports as well have the syntax of others here, and take long."""


@pytest.mark.parametrize("name", READABLE)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.slow
def test_it_comes_back_or_is_refused(tiny: Write, tmp_path: Path, name: str, data: st.DataObject) -> None:
    g = drawn_graph(data, kg.load(tiny()))
    records = [*g.sources(), *g.nodes(), *g.claims(), *g.tensions()]
    try:
        path = kg.write(g, tmp_path / f"g{kg.FORMATS[name].suffix}", name)
    except kg.ExportError as refusal:
        said = str(refusal)
    else:
        found = kg.read(path, schema=g.schema)
        assert [*found.sources(), *found.nodes(), *found.claims(), *found.tensions()] == records
        return
    assert any(record.id in said for record in records)
