"""Each module imports only from layers above its own; nothing imports cli."""

import ast
from pathlib import Path

import kg

LAYERS = (
    ("errors",),
    ("model", "files", "memory"),
    ("schema",),
    ("tables",),
    ("claims", "canonical", "record_checks"),
    ("index",),
    ("joined",),
    ("graph",),
    ("structure", "checks", "search", "export", "routes", "queries", "comparison", "patterns", "frames", "sparql"),
    ("questions", "query_checks", "endpoint"),
    ("screen", "triples", "upload", "server"),
    ("build", "reader", "stats", "layout", "text", "vocabulary", "remote"),
    ("notebook",),
    ("cli",),
)
PACKAGE = Path(kg.__file__).parent
# Within a layer, who may import whom.
SAME_LAYER = {
    ("checks", "structure"),
    ("comparison", "queries"),
    ("queries", "routes"),
    ("query_checks", "questions"),
    ("stats", "build"),
    ("vocabulary", "text"),
}


def rank(module: str) -> int:
    return next(rank for rank, names in enumerate(LAYERS) if module in names)


def imported(path: Path) -> set[str]:
    """The modules of kg that a file imports at module level (imports under `if TYPE_CHECKING` are no imports)."""
    found: set[str] = set()
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ImportFrom) and statement.module and statement.module.split(".")[0] == "kg":
            parts = statement.module.split(".")
            found.update([parts[1]] if len(parts) > 1 else (alias.name for alias in statement.names))
        elif isinstance(statement, ast.Import):
            found.update(a.name.split(".")[1] for a in statement.names if a.name.startswith("kg."))
    return found


def test_modules_import_from_above() -> None:
    seen = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if module in ("__init__", "__main__", "cli"):  # The first imports nothing until a name is asked for.
            continue
        seen.add(module)
        for other in imported(path) - {module}:
            below = rank(other) < rank(module) or (module, other) in SAME_LAYER
            assert below, f"{module} (layer {rank(module) + 1}) imports {other} (layer {rank(other) + 1})"
    assert seen == {name for names in LAYERS for name in names} - {"cli"}


def test_nothing_imports_cli() -> None:
    modules = (path for path in PACKAGE.rglob("*.py") if path.parent.name != "cli")
    importers = {path.name for path in modules if "cli" in imported(path)}
    assert importers == set()
