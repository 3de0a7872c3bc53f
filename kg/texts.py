"""Reading the files that people edit: their text, or one message that says what is there instead; and what a text may hold."""

import re
import unicodedata
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from kg.errors import DataError, Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

LARGEST = 2 << 30
"""The most bytes that are read of a file."""

STRAY = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
"""The Unicode categories of characters that are invisible, or look like a space."""

CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
"""What git writes between the two sides of a conflict."""

LONG = 1000
"""Above this many characters, a text is normalised in a way that stays fast."""


def files_in(folder: "Traversable", suffix: str) -> "list[Traversable]":
    """The files of this suffix in a folder, by name; none where there is no folder.

    Hidden files, such as systems and editors leave in folders, are ignored. DataError if the folder cannot be read.
    """
    try:
        if isinstance(folder, Path) and not folder.is_dir() and (folder.exists() or folder.is_symlink()):
            _refuse(folder.name, "this is no folder, and no link that leads to one; replace it with a folder")
        found = list(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        _refuse(folder.name, f"the folder cannot be read: {error.strerror}")
    ours = (path for path in found if path.name.endswith(suffix) and not path.name.startswith((".", "~")))
    return sorted(ours, key=lambda path: path.name)


def bytes_of(path: "Traversable", file: str) -> bytes | None:
    """The bytes of a file that messages call `file`; None if there is nothing. DataError if it is not a file, or not readable."""
    try:
        if path.is_file():
            if isinstance(path, Path) and path.stat().st_size > LARGEST:
                _refuse(file, "the file has more than 2 GiB; divide it")
            return path.read_bytes()
        if path.is_dir():
            _refuse(file, "this is a folder; replace it with a file")
        if isinstance(path, Path) and path.exists():
            _refuse(file, "this is a pipe or a device; replace it with a file")
        if isinstance(path, Path) and path.is_symlink():
            _refuse(file, "this is a link that leads to no file; replace it with a file")
    except OSError as error:
        _refuse(file, f"cannot be read: {error.strerror}")
    return None


def decoded(content: bytes, file: str) -> str:
    """The text of a file, without a byte order mark, its lines ended by line feeds.

    DataError names what keeps the whole file from being read: another encoding, with the first byte that is not UTF-8; the marks
    of a merge conflict.
    """
    start = content[:64]
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or (
        b"\0" in start and not (start[::2].strip(b"\0") and start[1::2].strip(b"\0"))
    ):
        _refuse(file, "the file is UTF-16 or UTF-32; save it as UTF-8")
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        message = f"byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8"
        _refuse(file, message, before.count(b"\n") + 1, str(error.start - before.rfind(b"\n")))
    if "\r" in text:
        text = re.sub(r"(?<!\r)\r++(?:\n|\Z)", "\n", text) if "\n" in text else text.replace("\r", "\n")
    # One letter is looked for in a tenth of the time that several take.
    marked = ("<" in text and "<<<<<<< " in text) or (">" in text and ">>>>>>> " in text)
    if marked and (mark := CONFLICT.search(text)):
        message = f"{mark[0].strip()} is a mark of a merge conflict; resolve it and remove the marks"
        _refuse(file, message, text.count("\n", 0, mark.start()) + 1)
    return text


def _refuse(file: str, message: str, line: int = 1, column: str = "") -> NoReturn:
    raise DataError([Problem(file, line, column, message)]) from None


def stray(text: str) -> str:
    """The first character that no text may hold, or nothing: control and format characters, spaces other than the plain one,
    surrogates, and what Unicode says is no character.

    >>> stray("plain text"), stray("two\\nlines"), stray("\\ufffe")
    ('', '\\n', '\\ufffe')
    """
    return "" if text.isprintable() else next(filter(_is_stray, text), "")


def _is_stray(char: str) -> bool:
    code = ord(char)
    return char != " " and (unicodedata.category(char) in STRAY or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF)


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: it is empty, or has only spaces and characters that tell how others are shown."""
    return all(char.isspace() or unicodedata.category(char) == "Cf" for char in text)


def normalized(form: Literal["NFC", "NFKD"], text: str) -> str:
    """As `unicodedata.normalize`, but in linear time: that one sorts a long row of accents in quadratic time.

    >>> normalized("NFC", "e\\u0301")
    'é'
    """
    if len(text) > LONG and not text.isascii():
        text = "".join(map(partial(unicodedata.normalize, "NFD" if form == "NFC" else "NFKD"), text))
        classes = bytes(map(unicodedata.combining, text))
        parts, end = [], 0
        for accents in re.finditer(rb"[^\0]{2,}", classes):
            first, last = accents.span()
            parts += [text[end:first], *sorted(text[first:last], key=unicodedata.combining)]
            end = last
        text = "".join([*parts, text[end:]])
    return unicodedata.normalize(form, text)


def folded(text: str) -> str:
    """`text` without case and accents, words parted by single spaces.

    >>> folded("Ménière's  Disease")
    'meniere s disease'
    """
    text = text.casefold()
    if not text.isascii():
        text = "".join(char for char in normalized("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", text))
