"""The folder that a store is kept in.

It holds the store in a folder named by the digest of what it was made from, and a file that says whose it is and that whoever
serves it holds locked. A store appears there whole or not at all; nothing is removed that is not named so.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import IO

from kg.errors import ExportError

MARK = "neuromod-kg.lock"
ARRIVING = "arriving"
PREFIX = "kg-serve-"
DIGEST = re.compile(r"[0-9a-f]{64}")
LOADER = """
import sys, pyoxigraph
store = pyoxigraph.Store(sys.argv[1])
store.bulk_load(sys.stdin.buffer, pyoxigraph.RdfFormat.TURTLE)
store.optimize()
store.flush()
"""


@contextmanager
def kept(folder: Path, digest: str, content: Callable[[], bytes]) -> Iterator[Path]:
    """A store of `content` (Turtle) in this folder, which is ours alone as long as the block lasts.

    It is made if there is none of this digest. ExportError if the folder contains anything else, is in use or cannot be written.
    """
    try:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
            raise ExportError(f"{folder} is not empty and is not a store made by kg serve; name another folder")
        folder.mkdir(parents=True, exist_ok=True)
        mark = (folder / MARK).open("ab")
    except OSError as error:
        raise _unwritable(folder, error) from None
    with mark:
        if not _locked(mark):
            raise ExportError(f"{folder} is served by another kg serve; end it, or name another folder")
        try:
            store = _filled(folder, digest, content)
        except OSError as error:
            raise _unwritable(folder, error) from None
        yield store


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder for a store that is not kept. Those that a killed server left are removed."""
    for mark in Path(gettempdir()).glob(f"{PREFIX}*/{MARK}") if os.name == "posix" else ():
        with suppress(OSError):
            if mark.parent.lstat().st_uid == os.getuid():
                with mark.open("ab") as file:
                    if _locked(file):
                        shutil.rmtree(mark.parent)
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _filled(folder: Path, digest: str, content: Callable[[], bytes]) -> Path:
    store, arriving = folder / digest, folder / ARRIVING
    shutil.rmtree(arriving, ignore_errors=True)
    if not store.is_dir():
        try:
            command = [sys.executable, "-P", "-c", LOADER, str(arriving)]
            done = subprocess.run(command, input=content(), capture_output=True, check=False)
            if done.returncode:
                said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
                raise ExportError(f"cannot write {folder}: {said[-1]}")
            arriving.rename(store)
        finally:
            shutil.rmtree(arriving, ignore_errors=True)
    for other in folder.iterdir():
        if DIGEST.fullmatch(other.name) and other != store:
            shutil.rmtree(other)
    return store


def _locked(file: IO[bytes]) -> bool:
    """Whether the file is ours now, until it is closed or this process ends. On Windows, always."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unwritable(folder: Path, error: OSError) -> ExportError:
    return ExportError(f"cannot write {folder}: {error.strerror or error}")
