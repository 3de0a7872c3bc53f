"""The public names, and what importing them costs."""

import subprocess
import sys

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
