"""A new source in a data folder, or in a new one: its rows and its empty table of claims, written before it is read."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kg.errors import DataError, KgError, Problem, one_line
from kg.files import expanded, replace_files
from kg.schema import SLUG, Schema
from kg.schema_file import parse, read_schema
from kg.tables.article import ID_FAULT
from kg.tables.columns import FILES, TABLES
from kg.tables.form import text_problems
from kg.tables.formatting import mapping_metadata, table_text
from kg.tables.pasted import Pasted, heading, pasted
from kg.tables.reading import Table, packaged
from kg.texts import bytes_of, folded

SCHEMA = "schema.toml"


class Begun(NamedTuple):
    """A source that was begun: the files that were written, whether the folder is new, and what there is to read."""

    id: str
    folder: Path
    files: Sequence[Path]
    new: bool
    sections: int
    sentences: int


def begin(folder: str | Path, id: str, *, title: str = "", text: str | Path | None = None) -> Begun:
    """Add a source to a data folder: its row, its table of claims, and from a text its sections and a row for each sentence.

    A folder that does not exist, or is empty, becomes a data folder with the packaged vocabulary. The title is that of the text
    unless one is given. All files are written, or none. KgError says what is wrong with the id, the folder or the title;
    DataError what is wrong with the text or the tables, or that the id exists.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     begin(f"{place}/my-data", "example-2026", title="An Example").new
    True
    """
    if not re.fullmatch(SLUG, id):
        raise KgError(ID_FAULT.format(id))
    root = expanded(folder).absolute()
    read = Pasted("", ()) if text is None else _read(expanded(text))
    title = heading(title) or read.title
    if not title:
        lacks = "a source needs a title;"
        if text is not None:
            lacks = f"{text} shows no title above {read.parts[0].title!r}; write it there, on the first line, or"
        raise KgError(f'{lacks} give it as printed: --title "…"')
    # Hidden files, such as git's, make no folder one of data.
    new = not root.exists() or (root.is_dir() and all(path.name.startswith(".") for path in root.iterdir()))
    contents = _empty(root.name) if new else _present(root)
    if new:
        parse(contents[SCHEMA].decode(), f"{root.name}/{SCHEMA}")
    else:
        read_schema(root)
    claims = f"claims/{id}.tsv"
    rows = {
        "sources": [{"id": id, "kind": "article", "title": title}],
        "sections": [
            {"source": id, "id": part.id, "title": part.title, "sentences": "|".join(map(str, part.paragraphs)) or "0"}
            for part in read.parts
        ],
        "coverage": [
            {"source": id, "section": part.id, "paragraph": str(paragraph), "sentence": str(sentence)}
            for part in read.parts
            for paragraph, count in enumerate(part.paragraphs, 1)
            for sentence in range(1, count + 1)
        ],
    }
    for kind, cells in rows.items():
        contents[FILES[kind]] = _with(contents[FILES[kind]], f"{root.name}/{FILES[kind]}", kind, id, cells)
    if (root / claims).exists():
        message = f"the file is there already; choose another id than {id!r}"
        raise DataError([Problem(f"{root.name}/{claims}", 1, "", message)])
    contents[claims] = table_text("claims", ()).encode()
    changed = replace_files({root / name: content for name, content in contents.items()})
    return Begun(id, root, changed, new, len(rows["sections"]), len(rows["coverage"]))


def _read(path: Path) -> Pasted:
    content = bytes_of(path, path.name)
    if content is None:
        raise DataError([Problem(path.name, 1, "", f"no such file; there is no {str(path)!r}")])
    return pasted(content, path.name)


def _present(root: Path) -> dict[str, bytes]:
    """The tables of a data folder to which rows are added."""
    if not (root / SCHEMA).is_file():
        remedy = "name another; it is created if it does not exist"
        raise KgError(f"{one_line(str(root))} is neither a data folder nor empty; {remedy}")
    found = {}
    for kind in ("sources", "sections", "coverage"):
        file = f"{root.name}/{FILES[kind]}"
        content = bytes_of(root / FILES[kind], file)
        found[FILES[kind]] = table_text(kind, ()).encode() if content is None else content
    return found


def _with(content: bytes, file: str, kind: str, source: str, rows: Sequence[Mapping[str, str]]) -> bytes:
    """A table with the rows of a new source in their place. DataError where it has any already, or cannot be read."""
    table = Table(file=file, kind=kind, content=content)
    if problems := list(text_problems(table)):
        raise DataError(problems)
    column = TABLES[kind].key[0]
    if there := [row for row in table.rows if row[column] == source]:
        raise DataError([there[0].problem(column, f"{source!r} is there already; choose another id")])
    place = next((row.line for row in table.rows if row[column] > source), table.first + len(table.lines)) - table.first
    added = ["\t".join(cells.get(name, "") for name in table.header) for cells in rows]
    above = content.decode("utf-8-sig").replace("\r\n", "\n").split("\n")[: table.first - 1]
    return "\n".join([*above, *table.lines[:place], *added, *table.lines[place:], ""]).encode()


def _empty(name: str) -> dict[str, bytes]:
    """The files of a new data folder, without a source."""
    id = folded(name).replace(" ", "-").replace("_", "-")
    if not re.fullmatch(SLUG, id):
        raise KgError(f"a graph cannot be called {name!r}; name a folder in lower-case letters, digits and hyphens")
    schema = _schema(id)
    tables = {FILES[kind]: table_text(kind, ()) for kind in ("sources", "sections", "nodes", "coverage", "tensions")}
    mappings = mapping_metadata(parse(schema, SCHEMA), ()) + table_text("mappings", ())
    files = {SCHEMA: schema, **tables, FILES["mappings"]: mappings}
    return {file: text.encode() for file, text in files.items()}


def _schema(id: str) -> str:
    """The packaged vocabulary, as that of another dataset."""
    text = (packaged() / SCHEMA).read_text(encoding="utf-8")
    theirs: Schema = parse(text, SCHEMA)
    own = {
        "id": id,
        "title": f"{id}: a knowledge graph of claims",
        "description": f"What the sources of {id} say, claim by claim. The claims record what they say, not what is established.",
        "version": "0.1.0",
        "date": date.today().isoformat(),
        "creator": f"{id} contributors",
        "base_iri": f"https://example.org/{id}",
        "agent_type": "not_provided",
    }
    for key, value in own.items():
        text = re.sub(rf"(?m)^{key} = .*$", f'{key} = "{value}"', text, count=1)
    text = re.sub(r"(?m)^(?:keywords|theme|previous|repository|contact|doi) = .*\n", "", text)
    return re.sub(rf'"{re.escape(theirs.dataset.base_iri)}(?=[/#])', f'"{own["base_iri"]}', text)
