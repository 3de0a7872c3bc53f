"""The public names, and what importing them costs."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import kg

HEAVY = (
    "networkx",
    "rdflib",
    "pyvis",
    "IPython",
    "numpy",
    "pandas",
    "jinja2",
    "tomllib",
    "click",
    "importlib.metadata",
)


def test_public_names_are_sorted_and_there() -> None:
    assert kg.__all__ == sorted(kg.__all__)
    assert all(hasattr(kg, name) for name in kg.__all__)


def test_public_names_have_docstrings() -> None:
    assert [name for name in kg.__all__ if name != "FORMATS" and not getattr(kg, name).__doc__] == []


def test_import_loads_nothing_heavy() -> None:
    code = f"import kg, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_asking_loads_nothing_heavy() -> None:
    heavy = tuple(name for name in HEAVY if name not in ("tomllib",))
    code = f"import kg, sys; kg.load()['scs']; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_to_show_a_node_loads_nothing_else() -> None:
    code = (
        "import sys; from kg.cli import cli; cli(['show', 'scs'], standalone_mode=False); "
        "print(sorted(name for name in sys.modules if name.startswith('kg.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    others = (
        "query.paths",
        "query.compare",
        "query.match",
        "show.frames",
        "show.notebook",
        "sparql",
        "formats",
        "cli.relations",
        "cli.lists",
    )
    assert "'kg.cli.show'" in done.stderr
    assert [name for name in others if f"'kg.{name}'" in done.stderr] == []


def test_every_public_name_is_declared_where_it_lives() -> None:
    """The imports that a type checker sees and the table that is used when a name is first asked for say the same."""
    tree = ast.parse(Path(kg.__file__).read_text(encoding="utf-8"))
    block = next(statement for statement in tree.body if isinstance(statement, ast.If))
    seen = {
        alias.name: statement.module
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
    assert {*seen, "page"} == set(kg.__all__)  # page is imported at once
    for name, module in seen.items():
        assert getattr(kg, name) is getattr(importlib.import_module(str(module)), name)
    with pytest.raises(AttributeError, match="module 'kg' has no attribute 'lode'"):
        _ = kg.lode  # type: ignore[attr-defined]
