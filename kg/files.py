"""Writing files so that nothing is ever half-written."""

import os
import shutil
from collections.abc import Mapping
from errno import EISDIR
from pathlib import Path

from kg.errors import ExportError


def replace_files(files: Mapping[Path, bytes]) -> list[Path]:
    """Write all `files` (path → content) or none, and return the paths whose content changed.

    Each is first written to a temporary file next to it. Once all are on disk they are renamed; if one cannot be, those already
    renamed get their old content back. A file that already has this content is not touched, a symbolic link stays one, and
    anything but a regular file (a pipe, a device) is written directly. ExportError names the file that cannot be written.
    """
    waiting: list[tuple[Path, Path, bytes | None]] = []
    done: list[tuple[Path, bytes | None]] = []
    changed: list[Path] = []
    path = Path()
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            place = path.resolve()
            if place.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            if place.exists() and not place.is_file():
                with place.open("wb") as stream:
                    stream.write(content)
                changed.append(path)
                continue
            before = place.read_bytes() if place.is_file() else None
            if before == content:
                continue
            # The process number keeps two writers apart; it never reaches a finished file.
            temporary = place.with_name(f".{place.name}.{os.getpid()}.tmp")
            waiting.append((temporary, place, before))
            temporary.write_bytes(content)
            if before is not None:
                shutil.copymode(place, temporary)
            changed.append(path)
        for temporary, path, before in waiting:
            temporary.replace(path)
            done.append((path, before))
    except OSError as error:
        for place, before in done:
            if before is None:
                place.unlink(missing_ok=True)
            else:
                place.write_bytes(before)
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        for temporary, _, _ in waiting:
            temporary.unlink(missing_ok=True)
    return changed
