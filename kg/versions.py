"""Two versions of a graph compared: data folders, exports, git revisions of a data folder."""

import subprocess
import zipfile
from collections.abc import Sequence
from io import BytesIO
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.errors import DataError, KgError, one_line, represented, shown
from kg.files import expanded
from kg.folders import folder, has_evidence
from kg.graph import KnowledgeGraph
from kg.loading import load, read
from kg.tables.reading import PACKAGED

if TYPE_CHECKING:
    from kg.query.diff import Diff

Version = str | Path | KnowledgeGraph
"""A graph, the path of a data folder or of an export, or a git revision."""


def diff(old: Version, new: Version | None = None, *, data: str | Path | Sequence[str | Path] = PACKAGED) -> "Diff":
    """What differs between two versions of a graph: records added, removed and changed, and ids that were retired.

    Each version is a data folder, a file that `kg.read` takes, a git revision of the data folder `data` (`v0.1.0`, `HEAD~2`),
    or a graph; without `new`, it is that data folder as it is now, by default the packaged one. `data` may be
    several folders, which are one graph. A path that exists comes before a revision of the same name. Evidence is compared where
    both have it. An export is read under the packaged schema.

    DataError says why no graph can be built from the tables or the file, in a revision too; KgError that there is no such
    version.

    >>> import kg
    >>> g = kg.load()
    >>> print(kg.diff(g, g))
    The graphs are identical.
    """
    from kg.query.diff import diff

    folders = (data,) if isinstance(data, str | Path) else tuple(data) or (PACKAGED,)
    return diff(*(_graph(one, folders) for one in (old, new)))


def _graph(version: object, data: Sequence[str | Path]) -> KnowledgeGraph:
    """The graph of a version: None is the data folders as they are; a revision is one of these."""
    if version is None:
        return _loaded(*data)
    if isinstance(version, KnowledgeGraph):
        return version
    if not isinstance(version, str | PathLike):
        raise TypeError(f"a version is a path, a git revision or a graph, not {represented(version)}")
    path = expanded(Path(version))
    from kg.formats.packing import is_there

    if not is_there(path):
        return _of_revision(str(version), data)
    return _loaded(path) if path.is_dir() else read(path)


def _loaded(*paths: str | Path) -> KnowledgeGraph:
    return load(*paths, evidence=has_evidence(*paths), positions=False)


def _of_revision(name: str, data: Sequence[str | Path]) -> KnowledgeGraph:
    """The graph of some data folders as they were in a git revision."""
    with TemporaryDirectory() as place:
        there = [
            _extracted(name, Path(str(folder(path))), Path(place, str(number))) for number, path in enumerate(data)
        ]
        try:
            graph = _loaded(*there)
        except DataError as error:
            raise DataError(one._replace(file=f"{name}:{one.file}") for one in error.problems) from None
    graph.folder = None  # It is gone.
    return graph


def _extracted(name: str, data: Path, place: Path) -> Path:
    """A data folder as it was in a git revision, written below `place`."""
    neither = f"{shown(name)}: no such file or folder, and no git revision"
    places = _git(
        data, "rev-parse", "--show-toplevel", "--show-prefix", failing=f"{neither}: {data} is in no repository"
    )
    top, prefix = places.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    # What begins with a hyphen would be an option.
    asked = f"{name}^{{commit}}" if name[:1] != "-" else ""
    commit = _git(data, "rev-parse", "--verify", "--quiet", asked, failing=f"{neither} of {data}").decode().strip()
    tree = f"{commit}:{prefix.rstrip('/')}"
    content = _git(Path(top), "archive", "--format=zip", tree, failing=f"revision {shown(name)} has no folder {prefix}")
    there = place / data.name
    zipfile.ZipFile(BytesIO(content)).extractall(there)
    if not (there / "schema.toml").is_file():
        raise KgError(f"revision {shown(name)} has no {prefix}schema.toml, so it is no data folder")
    return there


def _git(folder: Path, *arguments: str, failing: str) -> bytes:
    """What git prints. KgError, which begins with `failing`, where it fails."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise KgError(f"{failing}; git is not installed, which reads revisions") from None
    except (OSError, ValueError):  # What no argument can be.
        raise KgError(failing) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise KgError(one_line(f"{failing} (git: {said})" if said else failing))
    return done.stdout
