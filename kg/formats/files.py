"""Graphs in files: written in the formats, and read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from kg.errors import DataError, ExportError, Problem, a_text, known, shown
from kg.files import Content, expanded, leftovers, replace_files
from kg.formats import DATA, FORMATS, Format, parquet
from kg.formats.about.dataset import File
from kg.formats.foreign.readers import READERS
from kg.formats.packing import packed, packing_of
from kg.formats.reading import Opened, Parts
from kg.model.nodes import Node
from kg.model.protocol import Graph, a_graph
from kg.model.records import Claim
from kg.progress import Progress, Tell
from kg.schema import VOCABULARY, Schema


def dumps(graph: Graph, format: str) -> bytes:
    """The graph in a format, as bytes. UnknownName carries the nearest names; ExportError if the format has several files.

    >>> import kg
    >>> kg.dumps(kg.load(), "turtle")[:7]
    b'@prefix'
    """
    a_graph(graph)
    chosen = FORMATS[known("format", a_text("format", format), FORMATS)]
    if chosen.more:
        raise ExportError(
            f"{format} has {len(chosen.suffixes)} files ({', '.join(chosen.suffixes)}); write it to a path"
        )
    return joined(_contents(graph, [chosen])[chosen.suffix])


def chunks(graph: Graph, format: str, progress: Tell | None = None) -> Iterable[bytes]:
    """The graph in a format of one file, in chunks as they are made; how far that is, is told."""
    content = _told(graph, FORMATS[format].dumps, Progress(progress, f"writing {format}"))
    return (content,) if isinstance(content, bytes) else content


def joined(content: Content) -> bytes:
    """The bytes of a file that may be given in chunks."""
    return content if isinstance(content, bytes) else b"".join(content)


def write(graph: Graph, path: str | Path, format: str | None = None, *, progress: Tell | None = None) -> Path:
    """Write the graph to a file, in `format` or else in the one that the suffix names, and return the path.

    The files of a format with several are written side by side: the path without its suffix, then the suffix of each. After any
    suffix but that of Parquet, `.gz` or `.zst` compresses each file. `progress` is called with reports of progress if that takes
    more than two seconds. ExportError if no format has that suffix or a file cannot be written; existing files then stay as
    they were.

    >>> import tempfile
    >>> import kg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kg.write(kg.load(), f"{folder}/graph.ttl").name
    'graph.ttl'
    """
    a_graph(graph)
    path = expanded(path)
    chosen, packing = format_of(path, format), packing_of(path.name)
    paths = written_paths(path, chosen)
    if chosen.describes or progress is None:
        contents = list(_contents(graph, [chosen]).values())
    else:
        contents = [
            _told(graph, dumps, Progress(progress, f"writing {place.name}"))
            for place, dumps in zip(paths, chosen.files.values(), strict=True)
        ]
    replace_files({place: packed(content, packing) for place, content in zip(paths, contents, strict=True)})
    return paths[0]


def _told(graph: Graph, dumps: Callable[[Graph], Content], progress: Progress) -> Content:
    """What a file holds; while it is read, it is told how far that is."""
    content = dumps(cast(Graph, Watched(graph, progress)))
    return content if isinstance(content, bytes) else progress.through(content)


class Watched:
    """A graph; how far it is, is told where all of its nodes or claims are read."""

    def __init__(self, graph: Graph, progress: Progress) -> None:
        self._graph, self._progress = graph, progress

    def __getattr__(self, name: str) -> Any:
        return getattr(self._graph, name)

    def __len__(self) -> int:
        return len(self._graph)

    def __contains__(self, name: object) -> bool:
        return name in self._graph

    def __getitem__(self, name: str) -> Node:
        return self._graph[name]

    def __iter__(self) -> Iterator[Node]:
        return self._progress.over(self._graph, lambda: self._graph.counts()[0], "nodes")

    def each_claim(self) -> Iterator[Claim]:
        return self._progress.over(self._graph.each_claim(), lambda: self._graph.counts()[2], "claims")

    def claim_rows(self) -> Iterator[tuple[str, Sequence[str] | Claim]]:
        return self._progress.over(self._graph.claim_rows(), lambda: self._graph.counts()[2], "claims")


def _formats(graph: Graph) -> list[Format]:
    """The formats that a graph can be written in: that of the evidence needs it."""
    return [one for one in FORMATS.values() if one.built and (graph.has_evidence or not one.needs_evidence)]


def written_paths(path: Path, format: Format) -> list[Path]:
    """The files that `write` makes for a path and a format."""
    if not format.more:
        return [path]
    if path.name in ("", "..") or path.is_dir():
        raise ExportError(f"cannot write {path}: it is a folder; name a file in it")
    packing = packing_of(path.name)
    name = path.name.removesuffix(packing)
    stem = next(
        (name.removesuffix(suffix) for suffix in (*format.suffixes, format.short) if name.endswith(suffix)), name
    )
    if name not in {f"{stem}{suffix}" for suffix in format.suffixes} and path.exists():
        count = len(format.suffixes)
        raise ExportError(
            f"{path} is there already; {format.name} is {count} files, whose names begin with what you name"
        )
    return [path.with_name(f"{stem}{suffix}{packing}") for suffix in format.suffixes]


def export_paths(graph: Graph, folder: str | Path) -> list[Path]:
    """The files that `write_all` writes into `folder`: those of each format, and a README.

    >>> import kg
    >>> [path.name for path in kg.export_paths(kg.load(), "exports")][:2]
    ['neuromod-kg.ttl', 'neuromod-kg.nt']
    """
    a_graph(graph)
    names = [_file_name(graph, suffix) for format in _formats(graph) for suffix in format.suffixes]
    return [expanded(folder) / name for name in (*names, "README.md")]


def write_all(graph: Graph, folder: str | Path, *, progress: Tell | None = None) -> list[Path]:
    """Write the exports and a README that says what each file is and loses; return the paths whose content changed.

    `progress` is called with reports of progress if that takes more than two seconds.
    ExportError if a file cannot be made or written; all existing files then stay as they were.

    >>> import tempfile
    >>> import kg
    >>> g = kg.load()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(kg.write_all(g, folder)) == len(kg.export_paths(g, folder)), kg.write_all(g, folder)
    (True, [])
    """
    folder = expanded(folder)
    readme_path = folder / "README.md"
    try:
        for path in export_paths(graph, folder):
            if path.exists() and not path.is_file():
                raise ExportError(f"{path} is not a file; choose another folder, or move it")
        if readme_path.exists() and not readme_path.read_bytes().startswith(b"# Exports\n"):
            raise ExportError(f"{readme_path} was not written by kg build; choose an empty folder, or move it")
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror}") from None
    contents = _contents(graph, _formats(graph), progress)
    files: dict[Path, Content] = {folder / _file_name(graph, suffix): content for suffix, content in contents.items()}
    changed = replace_files({**files, readme_path: _readme(graph).encode("utf-8")})
    for left in leftovers(folder):  # Of files that are not written any more.
        left.unlink(missing_ok=True)
    return changed


def _readme(graph: Graph) -> str:
    def row(format: Format, names: Iterable[str]) -> str:
        files = ", ".join(f"`{name}`" for name in names)
        return f"| `{format.name}` | {files} | {format.media_type} | {format.what} | {format.loses} |"

    rows = (row(format, [_file_name(graph, suffix) for suffix in format.suffixes]) for format in _formats(graph))
    others = (row(format, format.suffixes) for format in FORMATS.values() if not format.built)
    template = (files("kg.formats.about") / "exports.md").read_text(encoding="utf-8")
    vocabulary = graph.schema.prefixes[VOCABULARY]
    return template.format(
        dataset=graph.schema.dataset, rows="\n".join(rows), others="\n".join(others), vocabulary=vocabulary
    )


def _file_name(graph: Graph, suffix: str) -> str:
    return f"{graph.schema.dataset.id}{suffix}" if suffix[0] in ".-" else suffix


def _contents(graph: Graph, formats: Iterable[Format], progress: Tell | None = None) -> dict[str, Content]:
    """Suffix → content for each file of these formats. Descriptions of the exports come last: they need the sizes of the rest."""
    wanted = list(formats)
    describing = any(format.describes for format in wanted)
    if not describing:
        return {suffix: content for format in wanted for suffix, content in format.contents(graph).items()}
    made: dict[str, bytes] = {}
    refused: set[str] = set()
    told, every = Progress(progress, "writing"), _formats(graph)
    for number, format in enumerate(every):
        told.share(number, len(every), f"({format.name})")
        if format.describes:
            continue
        try:
            made.update((suffix, joined(content)) for suffix, content in format.contents(graph).items())
        except ExportError:
            # A text that one format cannot represent does not stop the others from being written and described.
            if format in wanted:
                raise
            refused.add(format.name)
    from hashlib import sha256  # Only where files are described.

    files = [
        File(
            name=_file_name(graph, suffix),
            media_type=format.media_type,
            what=format.what,
            size=len(made[suffix]) if suffix in made else None,
            sha256=sha256(made[suffix]).hexdigest() if suffix in made else "",
            is_data=format.name in DATA,
            is_evidence=format.name == "evidence",
        )
        for format in _formats(graph)
        for suffix in format.suffixes
        if format.name not in refused
    ]
    made.update((format.suffix, joined(format.dumps(graph, files))) for format in wanted if format.describes)
    return {suffix: made[suffix] for format in wanted for suffix in format.suffixes}


def format_of(path: Path, name: str | None = None) -> Format:
    """The format of this name, or else of a file, by its name or suffix. ExportError if there is none."""
    chosen = _by_suffix(path) if name is None else FORMATS[known("format", name, FORMATS)]
    if chosen.name == parquet.NAME and (packing := packing_of(path.name)):
        raise ExportError(f"cannot write {path}: Parquet is compressed inside; leave {packing} out")
    return chosen


def _by_suffix(path: Path) -> Format:
    owners = {suffix: format for format in FORMATS.values() for suffix in format.suffixes}
    told = {**owners, **{format.short: format for format in FORMATS.values() if format.more}}
    file = path.name.removesuffix(packing_of(path.name))
    for suffix in sorted(told, key=len, reverse=True):
        if file == suffix or (suffix[0] in ".-" and file.endswith(suffix)):
            return told[suffix]
    names = [format.short or format.suffix for format in FORMATS.values()]
    short = (name for name in names if sum(map(name.endswith, names)) == 1)  # Of which no other is the end.
    raise ExportError(f"{shown(path.name)} has no known suffix; use one of {', '.join(short)}, or name the format")


def loads(path: Path, schema: Schema, *, move: bool, format: str | None = None) -> Parts:
    """The records in a file of a format that can be read, by its suffix in any case. DataError if they cannot be read."""
    packing = packing_of(path.name)
    path = path.with_name(path.name.removesuffix(packing)) if path.name else path
    for one in FORMATS.values():
        if one.short and path.name.lower().endswith(one.short) and not Opened(path, "", packing).there:
            first = Opened(path, path.name[-len(one.short) :], packing).beside(one.suffix)
            if first.there:  # All files of the graph were named at once.
                return loads(first.place, schema, move=move, format=format)
    ours = {one.name: (one.loads, (*one.suffixes, *one.also)) for one in FORMATS.values() if one.loads is not None}
    readable = ours | {one.name: (one.loads, () if one.theirs else one.suffixes) for one in READERS.values()}
    if format is not None:
        readable = {format: readable[known("format", format, readable)]}
    owners = {suffix: read for read, suffixes in readable.values() for suffix in suffixes}
    suffix = max((suffix for suffix in owners if path.name.lower().endswith(suffix)), key=len, default="")
    if not suffix and format is None:
        Opened(path, "", packing).content()  # Whether there is a file comes first.
        named = dict.fromkeys(
            end for one in FORMATS.values() if one.loads for end in (one.short or one.suffix, *one.also)
        )
        named |= dict.fromkeys(end for one in READERS.values() for end in one.suffixes)
        raise DataError(
            [Problem(f"{path.name}{packing}", 0, "", f"is not read; give a file that ends in {', '.join(named)}")]
        )
    read, file = owners[suffix] if suffix else readable[str(format)][0], Opened(path, suffix or path.suffix, packing)
    for reader in READERS.values() if format is None else ():
        if reader.theirs is not None and suffix in reader.suffixes and reader.theirs(file):
            read = reader.loads
    return read(file, schema, move)
