"""The folder that a store is kept in.

It holds the store in a folder named by the digest of what it was made from, and a file that says whose it is. A store appears
there whole or not at all; nothing is removed that is not named so.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from kg.errors import ExportError
from kg.files import held
from kg.sparql.process import environment

MARK = "neuromod-kg.lock"
PREFIX = "kg-serve-"
OURS = re.compile(r"[0-9a-f]{64}|arriving-[0-9a-f]{16}")
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
    with ExitStack() as always:
        try:
            if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
                raise ExportError(f"{folder} is not empty and is not a store made by kg serve; name another folder")
            folder.mkdir(parents=True, exist_ok=True)
            always.enter_context(held(folder, 0, "serves"))
            (folder / MARK).touch()
            store = _filled(folder, digest, content)
        except OSError as error:
            raise ExportError(f"cannot write {folder}: {error.strerror or error}") from None
        yield store


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder for a store that is not kept. Those that a killed server left are removed."""
    for mark in Path(gettempdir()).glob(f"{PREFIX}*/{MARK}"):
        with suppress(OSError, ExportError), held(mark.parent, 0) as sure:
            if sure:
                shutil.rmtree(mark.parent)
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _filled(folder: Path, digest: str, content: Callable[[], bytes]) -> Path:
    store = folder / digest
    if not store.is_dir():
        # A loader whose server was killed may still write into its own one.
        arriving = folder / f"arriving-{os.urandom(8).hex()}"
        try:
            command = [sys.executable, "-P", "-c", LOADER, str(arriving)]
            done = subprocess.run(command, input=content(), capture_output=True, env=environment(), check=False)
            if done.returncode:
                said = re.findall(r"^\w+Error: (.+)", done.stderr.decode("utf-8", "replace"), re.MULTILINE)
                ended = (
                    f"the process that writes it ended (exit code {done.returncode}); there may be too little memory"
                )
                raise ExportError(f"cannot write {folder}: {said[-1] if said else ended}")
            arriving.rename(store)
        finally:
            shutil.rmtree(arriving, ignore_errors=True)
    for other in folder.iterdir():
        if OURS.fullmatch(other.name) and other != store:
            shutil.rmtree(other, ignore_errors=True)
    return store
