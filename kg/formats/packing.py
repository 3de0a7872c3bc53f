"""Files that are compressed: `.gz` and `.zst` after any other suffix."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.errors import MissingExtra
from kg.texts import LARGEST

GZIP, ZSTANDARD = ".gz", ".zst"
PACKINGS = (GZIP, ZSTANDARD)


def packing_of(name: str) -> str:
    """The suffix by which a file is compressed, in any case; empty for one that is not.

    >>> packing_of("graph.ttl.gz"), packing_of("graph.ttl")
    ('.gz', '')
    """
    return next((name[-len(one) :] for one in PACKINGS if name.lower().endswith(one)), "")


def is_there(path: Path) -> bool:
    """Whether there is such a file or folder, or a graph in several files that are named at once, as by `graph.csv.gz`.

    >>> is_there(Path("none.parquet"))
    False
    """
    packing = packing_of(path.name)
    whole = Path(path.name.removesuffix(packing))
    try:
        return path.exists() or path.with_name(f"{whole.stem}.nodes{whole.suffix}{packing}").exists()
    except (OSError, ValueError):  # Nothing can be called so.
        return False


def packed(content: bytes | Iterable[bytes], packing: str) -> bytes | Iterable[bytes]:
    """What a file holds, compressed by its suffix in chunks: the same bytes for the same content. MissingExtra for `.zst`."""
    if not packing:
        return content
    chunks = (content,) if isinstance(content, bytes) else content
    return _gzip(chunks) if packing.lower() == GZIP else _pressed(_zstandard().ZstdCompressor(), chunks)


def _gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    sink = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=sink, mtime=0) as stream:
        for chunk in chunks:
            stream.write(chunk)
            if sink.tell():
                yield sink.getvalue()
                sink.seek(0)
                sink.truncate()
    yield sink.getvalue()


def _pressed(compressor: Any, chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield from filter(None, map(compressor.compress, chunks))
    yield compressor.flush()


def _zstandard() -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]  # From Python 3.14 on.
    except ImportError:
        try:
            from backports import zstd
        except ImportError:
            raise MissingExtra("a file that ends in .zst", "backports.zstd", "zstd") from None
    return zstd


def unpacked(content: bytes, packing: str, refuse: Callable[[str], Any]) -> bytes:
    """The content of a compressed file. `refuse` is told what is wrong: it is damaged, or holds more than is read."""
    try:
        if packing.lower() == GZIP:
            opened: Any = gzip.GzipFile(fileobj=io.BytesIO(content))
            faults: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error)
        else:
            zstandard = _zstandard()
            opened, faults = zstandard.ZstdFile(io.BytesIO(content)), (EOFError, zstandard.ZstdError)
        with opened as stream:
            found: bytes = stream.read(LARGEST + 1)
    except faults as error:
        refuse(f"is not valid {packing.lower()}, or was cut off: {error}")
    if len(found) > LARGEST:
        refuse("holds more than 2 GiB; divide it")
    return found
