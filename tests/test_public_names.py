"""The public names, and what importing them costs."""

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import kg
from kg import graph

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


SPECIAL = ("__contains__", "__getitem__", "__iter__", "__len__")
"""The methods with underscores that people use, as `name in graph`."""


def test_public_names_are_sorted_and_there() -> None:
    assert kg.__all__ == sorted(kg.__all__)
    assert all(hasattr(kg, name) for name in kg.__all__)


def members(name: str, value: object) -> Iterator[tuple[str, str]]:
    """A public name and what belongs to it, its own and inherited, each with its docstring; of the formats, what one of them is."""
    if isinstance(value, Mapping):
        value = type(next(iter(value.values())))
    yield name, str(value.__doc__)
    for kind in value.__mro__ if isinstance(value, type) else ():
        for own, member in vars(kind).items() if kind.__module__.startswith("kg.") else ():
            function = getattr(member, "fget", getattr(member, "func", getattr(member, "__func__", member)))
            if inspect.isfunction(function) and (own in SPECIAL or not own.startswith("_")):
                yield f"{name}.{own} of {kind.__module__}", str(function.__doc__)


def answers() -> Iterator[tuple[str, object]]:
    """The classes of ours that methods of a graph give, which no one imports."""
    tree = ast.parse(Path(graph.__file__).read_text(encoding="utf-8"))
    (block,) = (one for one in tree.body if isinstance(one, ast.If))
    for statement in block.body:
        if isinstance(statement, ast.ImportFrom) and str(statement.module).startswith("kg."):
            for alias in statement.names:
                yield alias.name, getattr(importlib.import_module(str(statement.module)), alias.name)


def test_everything_public_has_a_docstring_with_an_example() -> None:
    public = {name: getattr(kg, name) for name in kg.__all__}
    given = {name: value for name, value in answers() if name != "PageOptions"}
    found = [pair for name, value in {**public, **given}.items() for pair in members(name, value)]
    assert {name.partition(" ")[0] for name, _ in found} >= {
        "FORMATS.files",
        "KnowledgeGraph.nx",
        "Node.slug",
        "Nodes.__getitem__",
    }
    assert [name for name, text in found if ">>> " not in text] == []
    assert [name for name, text in found if "+SKIP" in text] == []


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
