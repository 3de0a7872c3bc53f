"""What must hold of every run, and of the runs of each kind of case; each complaint is a sentence."""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from attacks import SEED, Case
from attacks.jail import LIMIT, WORK, Done

FOREIGN = (
    "Traceback",
    'File "',
    "site-packages",
    "Exception ignored",
    "Warning:",
    "most recent call",
    "panicked at",
    "\x1b[",
)
"""What is never printed: the words of an interpreter or a library, and escape sequences."""

MOST_LINES, MOST_LETTERS, MOST_MEMORY = 60, 600, 1 << 30
DEEP = 2000
"""The letters of a path below which nothing is looked at."""

CODES = {0, 1, 2, 130}


def judge(case: Case[Any], faults: Iterable[str], said: str = "") -> None:
    """Fail with the faults of a case, and the end of what it said."""
    if found := [*faults]:
        pytest.fail(
            "\n  ".join([f"{case.name}, seed {SEED}:", *(fault[:300] for fault in found), said[-600:]]), pytrace=False
        )


def clean(done: Done, lines: int = MOST_LINES, *, silent: bool = False) -> Iterator[str]:
    """A run ends in time with a code of ours; what it refuses, it says in at most so many lines, if it can."""
    if done.code is None:
        yield f"does not end within {LIMIT:g} s, or {WORK} s of work"
        return
    if done.code not in CODES:
        yield f"ends with code {done.code}"
    if done.rest:
        yield "leaves a process behind"
    if done.memory > MOST_MEMORY:
        yield f"takes {done.memory >> 20} MB"
    yield from (f"prints {word!r}" for word in FOREIGN if word in done.err or (done.code and word in done.out))
    if done.code:
        # What was printed before Ctrl-C may be long, and whole: nothing was left to say.
        whole = done.code == 130 and done.out
        said = (done.err if whole else done.out + done.err).splitlines()
        if not said and not silent and not whole:
            yield "is refused without a word"
        if len(said) > lines:
            yield f"says {len(said)} lines"
        if (longest := max(map(len, said), default=0)) > MOST_LETTERS:
            yield f"says a line of {longest} letters"


def listing(folder: Path) -> dict[str, str]:
    """What is in a folder: each path, and the digest of each file."""
    found, waiting = {}, [folder]
    while waiting:
        for path in waiting.pop().iterdir():
            plain = path.is_file() and not path.is_symlink()
            found[str(path.relative_to(folder))] = sha256(path.read_bytes()).hexdigest() if plain else "no file"
            if path.is_dir() and not path.is_symlink() and len(str(path)) < DEEP:
                waiting.append(path)
    return found


def same(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Nothing in a folder was changed, lost or left behind."""
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            what = "leaves" if name not in before else "loses" if name not in after else "changes"
            yield f"{what} {name!r}"


def words(folder: Path) -> set[str]:
    """The words in the tables of a folder, whatever is between them."""
    found: set[str] = set()
    for path in folder.rglob("*.tsv"):
        if path.is_file() and not path.is_symlink():
            lines = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff").splitlines(keepends=True)
            text = "".join(line for line in lines if not ("sssom" in path.name and line.startswith("#")))
            found.update(unicodedata.normalize("NFC", text).replace("|", " ").split())
    return found


def exact(done: Done, arguments: Iterable[str]) -> Iterator[str]:
    """What is asked for as JSON is JSON."""
    if done.code == 0 and "--json" in arguments and done.out:
        try:
            json.loads(done.out)
        except ValueError:
            yield "prints what is no JSON"


def secretive(done: Done, secrets: Iterable[str]) -> Iterator[str]:
    """No secret is printed."""
    yield from (f"prints the secret {secret!r}" for secret in secrets if secret in done.out + done.err)
