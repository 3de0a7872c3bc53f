"""The Data Package of the tables: current, complete, and true of every cell."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT, Write

from kg.cli import cli
from kg.loading import datapackage
from kg.tables.columns import TABLES


def package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(datapackage(folder))
    return found


def cells(folder: Path, resource: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The rows of a resource, read as the package says and by nothing of ours."""
    dialect = resource["dialect"]
    names = [field["name"] for field in resource["schema"]["fields"]]
    for path in resource["path"] if isinstance(resource["path"], list) else [resource["path"]]:
        lines = (folder / path).read_text(resource["encoding"]).rstrip(dialect["lineTerminator"]).split("\n")
        lines = [line for line in lines if not line.startswith(dialect.get("commentChar", "\x01"))]
        assert lines[0].split(dialect["delimiter"]) == names
        assert dialect["quoteChar"] not in "".join(lines)
        for line in lines[1:]:
            yield dict(zip(names, line.split(dialect["delimiter"]), strict=True))


def faults(folder: Path, described: dict[str, Any]) -> list[str]:
    """Every cell that is not what its field says, and every key that leads nowhere or is there twice."""
    found = []
    rows = {resource["name"]: list(cells(folder, resource)) for resource in described["resources"]}
    for resource in described["resources"]:
        name, schema = resource["name"], resource["schema"]
        for field in schema["fields"]:
            constraints, column = field.get("constraints", {}), field["name"]
            values = [row[column] for row in rows[name]]
            filled = [value for value in values if value not in schema["missingValues"]]
            kind = field.get("itemType", field["type"])
            items = (
                [item for value in filled for item in value.split(field["delimiter"])]
                if "delimiter" in field
                else filled
            )
            wanted = {"integer": "-?[0-9]+", "number": r"-?[0-9]+(\.[0-9]+)?", "boolean": "yes"}.get(kind, ".+")
            wrong = [item for item in items if not re.fullmatch(wanted, item)]
            wrong += [item for item in filled if item not in constraints.get("enum", filled)]
            wrong += [item for item in filled if not re.fullmatch(constraints.get("pattern", ".*"), item)]
            wrong += ["empty"] if constraints.get("required") and len(filled) < len(values) else []
            found += [f"{name} {column}: {value}" for value in wrong]
        key = schema.get("primaryKey", [])
        keys = [tuple(row[part] for part in key) for row in rows[name]]
        found += [f"{name}: two {keys[0]}"] if key and len(set(keys)) < len(keys) else []
        for foreign in schema.get("foreignKeys", []):
            reference = foreign["reference"]
            there = {tuple(row[part] for part in reference["fields"]) for row in rows[reference["resource"]]}
            for row in rows[name]:
                given = tuple(row[part] for part in foreign["fields"])
                found += [f"{name} {foreign['fields']}: {given}"] if any(given) and given not in there else []
    return found


@pytest.mark.checkout
def test_it_is_current_and_true() -> None:
    assert (ROOT / "data/datapackage.json").read_bytes() == datapackage(ROOT / "data"), "run kg build"
    described = package(ROOT / "data")
    assert faults(ROOT / "data", described) == []
    tables = {path.relative_to(ROOT / "data").as_posix() for path in (ROOT / "data").rglob("*.tsv")}
    listed = [resource["path"] for resource in described["resources"]]
    assert {path for paths in listed for path in (paths if isinstance(paths, list) else [paths])} == tables
    assert {resource["name"] for resource in described["resources"]} >= {"nodes", "claims", "evidence/claims"}


def test_what_refers_to_what(tiny: Write) -> None:
    described = package(tiny())
    keys = {
        (resource["name"], *foreign["fields"]): (foreign["reference"]["resource"], *foreign["reference"]["fields"])
        for resource in described["resources"]
        for foreign in resource["schema"].get("foreignKeys", [])
    }
    assert keys["claims", "subject"] == keys["claims", "object"] == ("nodes", "id")
    assert keys["coverage", "source", "section"] == ("sections", "source", "id")
    assert keys["sections", "source"] == ("sources", "id")
    claims = next(resource["schema"]["fields"] for resource in described["resources"] if resource["name"] == "claims")
    fields = {field["name"]: field for field in claims}
    assert fields["population"] | {"description": ""} == {
        "name": "population",
        "type": "list",
        "description": "",
        "delimiter": "|",
    }
    assert (fields["paragraph"]["type"], fields["inferred"]["type"]) == ("integer", "boolean")
    assert "targets" in fields["predicate"]["constraints"]["enum"]
    assert not re.search(r"\(\?", json.dumps(described))


CHANGES = [
    ("an entity that is not there", "claims/one.tsv", "\talpha\t", "\tomega\t", "claims ['subject']: ('omega',)"),
    ("a predicate that is not declared", "claims/one.tsv", "\ttargets\t", "\taims\t", "claims predicate: aims"),
    ("a paragraph that is no number", "sections.tsv", "\t1", "\tone", "sections sentences: one"),
    ("an id twice", "nodes.tsv", "\nbeta\t", "\nalpha\t", "nodes: two ('alpha',)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_what_does_not_fit_is_found(file: str, old: str, new: str, fault: str, tiny: Write) -> None:
    folder = tiny()
    described = package(folder)
    assert faults(folder, described) == []
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert fault in faults(folder, described)


def test_a_file_with_other_columns_is_a_resource_of_its_own(tiny: Write) -> None:
    folder = tiny()
    text = (folder / "claims/one.tsv").read_text(encoding="utf-8")
    header = text.partition("\n")[0]
    assert "\tstructural" not in header
    other = header.replace("\tinferred", "\tinferred\tstructural")
    (folder / "claims/two.tsv").write_text(other + "\n", encoding="utf-8")
    assert [resource["name"] for resource in package(folder)["resources"]].count("claims") == 1
    assert faults(folder, package(folder)) == []


def test_build_writes_it_beside_the_tables(tiny: Write, tmp_path: Path) -> None:
    folder = tiny()
    done = CliRunner().invoke(cli, ["build", "--data", str(folder), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert f"wrote  {folder / 'datapackage.json'}" in done.output
    assert (folder / "datapackage.json").read_bytes() == datapackage(folder)
    assert {resource["schema"]["fields"][0]["name"] for resource in package(folder)["resources"]} <= {
        table.columns[0].name for table in TABLES.values()
    }
