"""The formats a graph can be written in: each is a value in FORMATS, and says what it loses."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ExportError, UnknownFormat
from kg.export import html, turtle
from kg.files import replace_files
from kg.schema import VOCABULARY

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write a graph: `dumps` takes the graph and returns the bytes of a file."""

    name: str
    suffix: str
    media_type: str
    dumps: Callable[["KnowledgeGraph"], bytes]
    what: str
    loses: str


FORMATS = {
    "turtle": Format(
        name="turtle",
        suffix=".ttl",
        media_type="text/turtle",
        dumps=turtle.dumps,
        what="RDF in Turtle: a plain triple for each relation, and a resource for each claim with its source, section, "
        "modality and figure.",
        loses="The schema (what categories and predicates mean, their domains, ranges and inverses), which sentence carries "
        "which claim, positions, colours and shapes.",
    ),
    "html": Format(
        name="html",
        suffix=".html",
        media_type="text/html",
        dumps=html.dumps,
        what="The interactive page: one file that opens from disk, without a network.",
        loses="Which sentence carries which claim. It is made for reading, not for loading into other programs.",
    ),
}


def dumps(graph: "KnowledgeGraph", format: str) -> bytes:
    """The graph in a format, as bytes. UnknownFormat carries the nearest names.

    >>> import kg
    >>> kg.dumps(kg.load(), "turtle")[:7]
    b'@prefix'
    """
    if format not in FORMATS:
        raise UnknownFormat(format, FORMATS)
    return FORMATS[format].dumps(graph)


def write(graph: "KnowledgeGraph", path: str | Path, format: str | None = None) -> Path:
    """Write the graph to a file, in `format` or in that which the file's suffix names, and return the path.

    ExportError if no format has that suffix or the file cannot be written; an earlier file stays as it was then.
    """
    path = Path(path)
    if format is None:
        format = format_of(path).name
    replace_files({path: dumps(graph, format)})
    return path


def export_paths(graph: "KnowledgeGraph", folder: str | Path) -> list[Path]:
    """The files that `write_all` writes into `folder`: one a format, and a README."""
    name = graph.schema.dataset.id
    return [Path(folder) / f"{name}{format.suffix}" for format in FORMATS.values()] + [Path(folder) / "README.md"]


def write_all(graph: "KnowledgeGraph", folder: str | Path) -> list[Path]:
    """Write every format, and a README that says what each file is and loses; return the paths whose content changed.

    ExportError if a file cannot be made or written; all earlier files stay as they were then.
    """
    readme_path = Path(folder) / "README.md"
    if readme_path.is_file() and not readme_path.read_bytes().startswith(b"# Exports\n"):
        raise ExportError(f"{readme_path} is not one that kg build wrote; choose an empty folder, or move it away")
    contents = [*(format.dumps(graph) for format in FORMATS.values()), readme(graph).encode("utf-8")]
    return replace_files(dict(zip(export_paths(graph, folder), contents, strict=True)))


def readme(graph: "KnowledgeGraph") -> str:
    """The README of a folder of exports."""
    dataset = graph.schema.dataset
    rows = [
        f"| `{dataset.id}{format.suffix}` | {format.media_type} | {format.what} | {format.loses} |"
        for format in FORMATS.values()
    ]
    return README.format(dataset=dataset, rows="\n".join(rows), vocabulary=graph.schema.prefixes[VOCABULARY])


README = """\
# Exports

{dataset.title}, version {dataset.version} of {dataset.date}. Licence: {dataset.licence} ({dataset.licence_url}).

`kg build` writes these files from the tables; don't edit them. The same tables give the same bytes.

| file | media type | what it is | what it loses |
|---|---|---|---|
{rows}

## Direct triples drop the hedge

For each relation with at least one affirmed claim the RDF holds one plain triple, whatever the modality: that the source only
says *may* is not in it. The claim resources keep it. This query gives each relation with how firmly it is put:

```sparql
PREFIX nmv: <{vocabulary}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?subject ?predicate ?object ?modality ?polarity WHERE {{
  ?claim a nmv:Claim ;
    rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    nmv:modality ?modality ; nmv:polarity ?polarity .
}}
```

They drop the rest of a claim with it: for whom, against what, in what respect, under what condition, and whether the curator
inferred it. A denied claim gives no direct triple unless another claim affirms the same relation.

## What to know before querying

- Inverses are not stored: for what a node is targeted by, query `^nmv:targets`.
- A symmetric relation is stored one way round: query `nmv:differsFrom|^nmv:differsFrom`.
- Labels carry a language: `rdfs:label "chronic pain"@{dataset.language}`.

The page carries the drawing library vis-network, under its own licence (Apache-2.0 or MIT), as pyvis ships it.
"""


def format_of(path: Path) -> Format:
    """The format that a file's suffix names. ExportError if there is none."""
    for format in sorted(FORMATS.values(), key=lambda format: -len(format.suffix)):
        if path.name.endswith(format.suffix):
            return format
    suffixes = ", ".join(f"{format.suffix} ({format.name})" for format in FORMATS.values())
    raise ExportError(f"{path.name!r} has the suffix of no format; use one of {suffixes}, or name the format")
