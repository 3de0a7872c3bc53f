"""The canonical form of the tables: one order, one spelling of each cell, and `kg format`, which brings them there."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kg.errors import DataError, Problem
from kg.files import replace_files
from kg.schema import MATCHES, NODE, Schema
from kg.tables.reading import (
    COLUMNS,
    FILES,
    Cells,
    canonical_cell,
    claim_files,
    comment_lines,
    header_problems,
    not_utf8,
    read_schema,
)

Key = Callable[[Mapping[str, str]], tuple[object, ...]]


def sort_key(kind: str, categories: Sequence[str], sections: Sequence[tuple[str, str]], source: str = "") -> Key:
    """The canonical order of a kind of table, as a sort key over the cells of a row.

    Nodes stand by category and id; claims and coverage by their place in the source; sections by source and then as given
    (their order is the source's own); the rest by id. `sections` lists (source, section) in order; `source` is that of a
    table of claims.
    """
    category_rank = {name: rank for rank, name in enumerate(categories)}
    section_rank = {section: rank for rank, section in enumerate(sections)}

    def place(source: str, cells: Mapping[str, str]) -> tuple[object, ...]:
        rank = section_rank.get((source, cells["section"]), len(sections))
        return (rank, cells["section"], _number(cells["paragraph"]))

    def node(cells: Mapping[str, str]) -> tuple[object, ...]:
        return (category_rank.get(cells["category"], len(categories)), cells["category"], cells["id"])

    def claim(cells: Mapping[str, str]) -> tuple[object, ...]:
        head, _, tail = cells["id"].rpartition("-")
        return (*place(source, cells), head, _number(tail))

    def coverage(cells: Mapping[str, str]) -> tuple[object, ...]:
        return (cells["source"], *place(cells["source"], cells), _number(cells["sentence"]))

    def section(cells: Mapping[str, str]) -> tuple[object, ...]:
        return (cells["source"],)

    def mapping(cells: Mapping[str, str]) -> tuple[object, ...]:
        match = cells["predicate_id"].partition(":")[2]
        return (cells["subject_id"], MATCHES.index(match) if match in MATCHES else len(MATCHES), cells["object_id"])

    def as_given(cells: Mapping[str, str]) -> tuple[object, ...]:
        return ()

    def by_id(cells: Mapping[str, str]) -> tuple[object, ...]:
        return (cells["id"],)

    return {
        "nodes": node,
        "claims": claim,
        "coverage": coverage,
        "sections": section,
        "mappings": mapping,
        "agreement": as_given,
    }.get(kind, by_id)


def _number(cell: str) -> tuple[int, str]:
    return (int(cell), "") if cell.isdecimal() and cell.isascii() and len(cell) < 10 else (0, cell)


def table_text(kind: str, rows: Sequence[Mapping[str, str]]) -> str:
    """The text of a table with these rows, in this order."""
    columns = COLUMNS[kind]
    lines = ["\t".join(columns), *("\t".join(cells[column] for column in columns) for cells in rows)]
    return "\n".join(lines) + "\n"


def mended_rows(content: bytes, file: str, kind: str) -> list[Cells]:
    """The rows of a table with every cell in canonical form.

    Byte order mark, carriage returns, empty lines, the order of columns and tabs missing at the end of a line are mended.
    DataError where mending would lose or guess something: bytes that are not UTF-8, an unknown or missing column, a cell
    beyond the header, a carriage return inside a line.
    """
    try:
        lines = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise DataError([not_utf8(file, error)]) from None
    above = comment_lines(lines, kind)
    header = [column.strip(" ") for column in lines[above].split("\t")]
    faults = header_problems(header, file, kind, above + 1)
    problems = [problem for problem in faults if "kg format" not in problem.message]
    found: list[Cells] = []
    for number, line in enumerate(lines[above + 1 :], above + 2):
        cells = line.split("\t")
        if any(cell.strip(" ") for cell in cells[len(header) :]):
            message = (
                f"{len(cells)} cells under a header of {len(header)}; remove the stray tab, then run kg format again"
            )
            problems.append(Problem(file, number, "", message))
        if "\r" in line:
            message = "a carriage return inside the line; remove it, then run kg format again"
            problems.append(Problem(file, number, "", message))
        if line.strip(" \t"):
            padded = [*cells, *[""] * (len(header) - len(cells))]
            found.append({column: canonical_cell(column, cell) for column, cell in zip(header, padded, strict=False)})
    if problems:
        raise DataError(problems)
    return found


def mapping_metadata(schema: Schema, rows: Sequence[Mapping[str, str]]) -> str:
    """The lines of SSSOM metadata above a table of mappings, with the prefixes that its rows use."""
    dataset = schema.dataset
    used = {"semapv", "skos", NODE, *(row["object_id"].partition(":")[0] for row in rows)}
    lines = [
        "curie_map:",
        *(f"  {prefix}: {schema.prefixes[prefix]}" for prefix in sorted(used) if prefix in schema.prefixes),
        f"mapping_set_id: {dataset.base_iri}/mappings",
        f"mapping_set_version: {dataset.version}",
        f"mapping_set_title: {dataset.id} mappings to public vocabularies",
        f"license: {dataset.licence_url}",
        f"mapping_date: '{dataset.date}'",
    ]
    return "".join(f"#{line}\n" for line in lines)


def format_folder(root: Path) -> list[Path]:
    """Bring every table of the data folder `root` into canonical form; return the files that changed.

    DataError lists what must be mended by hand first; nothing is written then.
    """
    schema = read_schema(root)
    named = [(root / name, kind) for kind, name in FILES.items()]
    named += [(root / "claims" / path.name, "claims") for path in claim_files(root)]
    problems: list[Problem] = []
    mended: dict[Path, tuple[str, list[Cells]]] = {}
    for path, kind in named:
        if path.is_file():
            file = path.relative_to(root.parent).as_posix()
            try:
                mended[path] = (kind, mended_rows(path.read_bytes(), file, kind))
            except DataError as error:
                problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    sections_rows = mended.get(root / "sections.tsv", ("sections", []))[1]
    sections = [(cells["source"], cells["id"]) for cells in sections_rows]
    contents: dict[Path, bytes] = {}
    for path, (kind, rows) in mended.items():
        key = sort_key(kind, list(schema.categories), sections, path.stem)
        metadata = mapping_metadata(schema, rows) if kind == "mappings" else ""
        contents[path] = (metadata + table_text(kind, sorted(rows, key=key))).encode("utf-8")
    return replace_files(contents)
