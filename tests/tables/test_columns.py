"""A column is declared once: one more line in kg/tables/columns.py, and every part of the package knows it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TABLES as TINY
from conftest import Write

import kg
from kg.model.nodes import Node, Nodes
from kg.model.records import Claim, Source
from kg.schema_file import ATTRIBUTES
from kg.tables.columns import CLAIMS, NODES, SOURCES

LINE = '        Column("note", rdf="skos:note"),\n    ),\n    order=("section", "paragraph", "id"),\n'
MORE = '        Column("dose_form"),\n        Column("side_effects", many=True),\n    ),\n    order=("section", "paragraph", "id"),\n'
ASK = """
import json, sys
import kg
from pathlib import Path
g = kg.load("data")
frame = g.claims_frame()
kg.write(g, "g.ttl")
kg.write(g, "g.jsonld")
print(json.dumps({
    "home": kg.__file__,
    "frame": frame[["dose_form", "side_effects"]].values.tolist()[0],
    "claim": [g.claim("one-001").dose_form, g.claim("one-001").side_effects],
    "turtle": Path("g.ttl").read_text(encoding="utf-8"),
    "same": [kg.read(name, schema=g.schema).claims() == g.claims() for name in ("g.ttl", "g.jsonld")],
    "made": kg.dumps(kg.read("g.ttl", schema=g.schema), "turtle") == Path("g.ttl").read_bytes(),
    "kgx": b"".join(kg.FORMATS["kgx"].more[".kgx.edges.tsv"](g)).decode().split("\\n")[0].split("\\t")[-2:],
    "problems": [str(problem) for problem in kg.check("data")],
}))
"""


def test_one_line_adds_a_column(tiny: Write, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(Path(kg.__file__).parent, home / "kg", ignore=shutil.ignore_patterns("__pycache__"))
    columns = home / "kg/tables/article.py"
    text = columns.read_text(encoding="utf-8")
    assert text.count(LINE) == 1
    columns.write_text(text.replace(LINE, LINE.partition("    ),\n")[0] + MORE), encoding="utf-8")
    shutil.copytree(tiny(), home / "data")
    header, first, *rest = TINY["claims/one.tsv"].removesuffix("\n").split("\n")
    lines = [f"{header}\tdose_form\tside_effects", f"{first}\ttablet\tsleep|nausea", *(f"{line}\t\t" for line in rest)]
    (home / "data/claims/one.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run(*arguments: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(home)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=True).stdout

    answer = json.loads(run("-c", ASK))
    assert answer["home"].startswith(str(home))
    assert answer["frame"] == ["tablet", "sleep|nausea"]
    assert answer["claim"] == ["tablet", ["sleep", "nausea"]]
    assert 'nmv:doseForm "tablet"@en' in answer["turtle"]
    assert 'nmv:sideEffects "sleep"@en, "nausea"@en' in answer["turtle"]
    assert answer["same"] == [True, True]
    assert answer["made"]
    assert answer["kgx"] == ["dose_form", "side_effects"]
    assert answer["problems"] == []
    records = json.loads(run("-m", "kg", "claims", "--json", "--data", "data"))
    assert records[0]["dose_form"] == "tablet"
    assert records[0]["side_effects"] == ["sleep", "nausea"]


@pytest.mark.parametrize(("record", "table"), [(Claim, CLAIMS), (Node, NODES), (Source, SOURCES)])
def test_records_have_a_field_for_each_column(record: type, table: object) -> None:
    assert set(table.header) <= record.__dataclass_fields__.keys()  # type: ignore[attr-defined]


def test_no_predicate_hides_what_a_node_has() -> None:
    public = {name for kind in (Node, Nodes) for name in dir(kind) if name[0] != "_"}
    assert public <= {*NODES.header, *ATTRIBUTES}
