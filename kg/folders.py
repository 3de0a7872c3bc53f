"""Data folders: where they are, what messages call them, and their tables, those of several as one."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DataError, Problem
from kg.files import expanded, is_folder
from kg.schema_file import read_schema
from kg.tables.columns import EVIDENCE
from kg.tables.reading import PACKAGED, Tables, complete, packaged, read_all, read_alone, read_evidence

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    Roots = Mapping[str, Traversable]
    """Data folders, by the names that messages call them."""

TIMES, LARGE = 5, 100_000_000
"""Tables of so many bytes take so many times as much memory; of smaller ones that is not asked."""


def folder(path: str | Path | None) -> "Traversable":
    """The data folder at `path`, or the packaged one where None or the text `packaged` is given. DataError for a file."""
    # Absolute, so that messages can name the folder even where it was given as a dot.
    if path is None or path == PACKAGED:
        return packaged()
    place = expanded(path).absolute()
    if not is_folder(place):
        from kg.formats.packing import is_there

        if is_there(place):
            raise DataError([Problem(place.name, 0, "", "is a file, not a data folder; kg.read takes it, or kg.open")])
    return place


def folders(*paths: str | Path | None) -> "Roots":
    """Data folders by the names that messages call them, with as much of their paths as tells them apart.

    DataError if one is given twice.
    """
    roots = [folder(path) for path in paths]
    places = [root.resolve() if isinstance(root, Path) else root for root in roots]
    if twice := [root for number, root in enumerate(roots) if places[number] in places[:number]]:
        raise DataError([Problem(str(root), 0, "", "the folder is given twice; give it once") for root in twice])
    parts = [root.parts if isinstance(root, Path) else (root.name,) for root in roots]
    endings = (["/".join(part[-size:]) for part in parts] for size in range(1, max(map(len, parts)) + 1))
    names = next((ending for ending in endings if len({*ending}) == len(roots)), list(map(str, roots)))
    return dict(zip(names, roots, strict=True))


def has_evidence(*paths: str | Path | None) -> bool:
    """Whether one of some data folders has evidence; None is the packaged one."""
    return any((folder(path) / EVIDENCE).is_dir() for path in paths)


def tables_of(roots: "Roots", without: Collection[str] = ()) -> Tables:
    """The tables of one data folder, or of several as one. DataError where they would not fit into memory."""
    _refuse_too_large(roots)
    if len(roots) == 1:
        (root,) = roots.values()
        return read_all(root, read_schema(root), without=without)
    from kg.schema_union import united as one_schema
    from kg.tables.union import united as one_set

    schema, own = one_schema(list(roots.items()))
    each = zip(own, roots.items(), strict=True)
    several = [read_alone(root, theirs, without=without, name=name) for theirs, (name, root) in each]
    return complete(one_set(several, schema))


def _refuse_too_large(roots: "Roots") -> None:
    places = [place for root in roots.values() for place in (root, root / "claims") if isinstance(place, Path)]
    size = 0
    with suppress(OSError):  # What cannot be read is told where it is read.
        files = (file for place in places for file in place.glob("*.tsv") if file.is_file())
        size = sum(file.stat().st_size for file in files)
    if size < LARGE:
        return
    from kg import memory

    free = memory.free()
    if free is not None and size * TIMES > free:
        message = (
            f"the tables have {size / 1e9:.1f} GB and take about {size * TIMES / 1e9:.0f} GB of memory, of which "
            f"{free / 1e9:.0f} GB are free; where more is, write them once: kg convert DATA graph.parquet; "
            "then ask them in any memory: kg.open"
        )
        raise DataError([Problem(", ".join(roots), 0, "", message)])


def evidence_tables(roots: "Roots", article: Tables) -> Tables:
    """The evidence in one data folder, or in those of several that have any. DataError where there is none."""
    with_any = {name: root for name, root in roots.items() if (root / EVIDENCE).is_dir()} or roots
    own = article.own_schemas
    found = [read_evidence(root, own.get(name, article.schema), name) for name, root in with_any.items()]
    if not own:
        return found[0]
    from kg.tables.union import united as one_set

    return one_set(found, article.schema)
