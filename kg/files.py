"""Writing files so that nothing is ever half-written."""

import os
from collections.abc import Mapping
from errno import EISDIR
from pathlib import Path

from kg.errors import ExportError


def replace_files(files: Mapping[Path, bytes]) -> list[Path]:
    """Write all `files` (path → content) or none, and return the paths whose content changed.

    Each goes to a temporary file beside its place first; only when all are on disk are they renamed. A file that already holds
    its content is left alone. ExportError names the folder or file that cannot be written; earlier files stay intact.
    """
    waiting: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            if path.is_file() and path.read_bytes() == content:
                continue
            # The process number keeps two writers apart; it never reaches a finished file.
            temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            waiting.append((temporary, path))
            temporary.write_bytes(content)
        for temporary, path in waiting:
            temporary.replace(path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)
    return [path for _, path in waiting]
