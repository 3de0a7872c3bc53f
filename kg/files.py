"""Writing files so that nothing is ever half-written."""

import filecmp
import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from errno import EISDIR
from functools import partial
from itertools import takewhile
from pathlib import Path

from kg.errors import ExportError, KgError, represented

Content = bytes | Iterable[bytes]
"""What a file is to hold: its bytes, or chunks of them, of which no more are kept than the one that is being written."""

LEFT = re.compile(r"\.(.{1,50})\.[0-9a-f]{16}\.tmp", re.DOTALL)
"""The name of a temporary file: the start of the name that it is to get, and what nobody can guess."""

PATIENCE = 30.0
"""Seconds that a writer waits for another one in the same folder."""

OLD = 3600.0
"""Seconds after which a temporary file is one that a killed run left, whatever its name and where no lock can tell."""


def expanded(path: str | Path) -> Path:
    """A path with the home folder in place of `~`. KgError if the system knows of none, or the path is empty."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"a path must be a text or a Path, not {represented(path)}")
    if path == "":
        raise KgError("the path is empty; name a file or a folder (the one you are in is .)")
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise KgError(f"{path}: no home folder is known for this; write the path without ~") from None


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; none can have too long a name, for which `Path.is_dir` raises an error."""
    return os.path.isdir(path)  # noqa: PTH112


def replace_files(files: Mapping[Path, Content]) -> list[Path]:
    """Write all `files` (path → content) or none, and return the paths whose content changed.

    Each is first written to a temporary file next to it. Once all are on disk they are renamed; if one cannot be, those already
    renamed get their old content back. Writers in one folder wait for each other, and remove what a killed one left of the
    same files. A file that already has this content is not touched, a symbolic link stays one, and anything but a
    regular file (a pipe, a device, standard output) is written directly. ExportError names the file that cannot be written.
    """
    changed: list[Path] = []
    path = Path()
    with ExitStack() as always, ExitStack() as undo:
        try:
            places: dict[Path, Path | None] = {}
            for path in files:
                places[path] = _place(path, always)
            targets = [place for place in places.values() if place]
            for path in sorted({place.parent for place in targets}):
                for left in _left(path, sure=always.enter_context(held(path, PATIENCE))):
                    if left.name[:-20] in map(_prefix, targets) or _is_old(left):
                        left.unlink(missing_ok=True)
            waiting: list[tuple[Path, Path, Path | None]] = []
            for path, content in files.items():
                place = places[path]
                there = place is not None and place.is_file()
                if place and there and isinstance(content, bytes) and _holds(place, content):
                    continue
                if not place:
                    _write_directly(path, content)
                    changed.append(path)
                    continue
                temporary = _temporary(place, always)
                # With the permissions that it ends with, and never wider ones.
                mode = stat.S_IMODE(place.stat().st_mode) if there else 0o666
                with open(temporary, "xb", opener=partial(os.open, mode=mode)) as stream:
                    stream.writelines(_chunks(content))
                if there:
                    if filecmp.cmp(temporary, place, shallow=False):
                        continue
                    temporary.chmod(mode)  # What the umask took from it.
                changed.append(path)
                waiting.append((temporary, place, _kept(place, always) if there else None))
            for temporary, path, before in waiting:
                undo.callback(_restore, temporary, path, before)
                temporary.replace(path)
        except (OSError, ValueError) as error:  # ValueError: what no name of a file can hold.
            reason = error.strerror if isinstance(error, OSError) else None
            raise ExportError(f"cannot write {path}: {reason or error}") from None
        undo.pop_all()
    return changed


def leftovers(folder: Path) -> list[Path]:
    """The temporary files that killed runs left in a folder; none while a run writes there.

    Where there are any, the other files can be of two versions: a run renames its files one after the other.
    """
    try:
        with held(folder, 0) as sure:
            return _left(folder, sure=sure)
    except (OSError, ExportError):
        return []


def _place(path: Path, after: ExitStack) -> Path | None:
    """The file that a path leads to, in a folder that is made if necessary; None for what is written directly."""
    place = Path(os.path.realpath(path))
    try:
        found = path.stat()
    except FileNotFoundError:
        for folder in reversed(list(takewhile(lambda folder: not folder.is_dir(), place.parents))):
            folder.mkdir(exist_ok=True)
            after.callback(_remove_if_empty, folder)
        return place
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    return place if stat.S_ISREG(found.st_mode) and _descriptor(found) is None else None


def _descriptor(found: os.stat_result) -> int | None:
    """Standard output or standard error, if that is what was found."""
    for descriptor in (1, 2):
        with suppress(OSError):
            if os.path.samestat(found, os.fstat(descriptor)):
                return descriptor
    return None


def _write_directly(path: Path, content: Content) -> None:
    # Standard output is not opened by its name: that would start the file anew to which it may be added.
    descriptor = _descriptor(path.stat())
    with open(path if descriptor is None else descriptor, "wb", closefd=descriptor is None) as stream:
        stream.writelines(_chunks(content))


def _chunks(content: Content) -> Iterable[bytes]:
    return (content,) if isinstance(content, bytes) else content


def _holds(place: Path, content: bytes) -> bool:
    return place.stat().st_size == len(content) and place.read_bytes() == content


def _temporary(place: Path, after: ExitStack) -> Path:
    """The name of a temporary file beside the one that it is for, to be removed at the end."""
    temporary = place.with_name(f"{_prefix(place)}{os.urandom(8).hex()}.tmp")
    after.callback(temporary.unlink, missing_ok=True)
    return temporary


def _kept(place: Path, after: ExitStack) -> Path:
    """The old content of a file under another name."""
    kept = _temporary(place, after)
    try:
        os.link(place, kept)
    except OSError:  # Not every file system has links.
        import shutil

        shutil.copy2(place, kept)
    return kept


@contextmanager
def held(folder: Path, patience: float, what: str = "is writing into") -> Iterator[bool]:
    """Keep others out of a folder, if the system can: that is the value. ExportError if one stays in it too long.

    The lock is on the folder itself, so that it leaves no file, and the system ends it with the process.
    """
    if sys.platform == "win32":
        yield False
        return
    import fcntl

    with ExitStack() as after:
        alone, ends = False, time.monotonic() + patience
        with suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            after.callback(os.close, lock)
            while not alone:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    alone = True
                except BlockingIOError:
                    if time.monotonic() >= ends:
                        raise ExportError(f"another process {what} {folder}; try again when it is done") from None
                    time.sleep(0.01)
        yield alone


def _left(folder: Path, *, sure: bool) -> list[Path]:
    """The temporary files in a folder that are this user's and that nobody is writing; `sure` if nobody writes there at all."""
    found = []
    with suppress(OSError):
        for path in sorted(path for path in folder.iterdir() if LEFT.fullmatch(path.name)):
            state = path.lstat()
            ours = stat.S_ISREG(state.st_mode) and (sys.platform == "win32" or state.st_uid == os.geteuid())
            if ours and (sure or _is_old(path)):
                found.append(path)
    return found


def _is_old(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > OLD


def _prefix(place: Path) -> str:
    return f".{place.name[:50]}."


def _restore(temporary: Path, place: Path, before: Path | None) -> None:
    """Give a file its old content back, if it has been renamed."""
    if not temporary.exists():
        with suppress(OSError):
            if before is None:
                place.unlink(missing_ok=True)
            else:
                before.replace(place)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()
