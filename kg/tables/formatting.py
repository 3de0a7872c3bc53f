"""The canonical form of the tables: one order, one spelling of each cell, and `kg format`, which brings them there."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kg.errors import DataError, Problem
from kg.files import replace_files
from kg.schema import NODE, Schema
from kg.tables.columns import EVIDENCE, EVIDENCE_FILES, FILES, TABLES, Column
from kg.tables.form import RETURN, by_place, canonical_cell, comment_lines, header_problems
from kg.tables.reading import Table, claim_files
from kg.texts import bytes_of, decoded

Cells = dict[str, str]
Key = Callable[[Mapping[str, str]], tuple[object, ...]]


def sort_key(kind: str, schema: Schema, sections: Sequence[tuple[str, str]], source: str = "") -> Key:
    """The canonical order of a kind of table, as a sort key over the cells of a row.

    A column that names what is declared counts in the order of the declarations; a section in that of `sections`, as
    (source, section); a whole number, and the end of a claim's id, as a number. `source` is that of a table of claims.
    """
    section_rank, last = {section: rank for rank, section in enumerate(sections)}, len(sections)

    def key(column: Column) -> Callable[[Mapping[str, str]], object]:
        name = column.name
        if column.refers == "sections":
            return lambda cells: (section_rank.get((cells.get("source", source), cells[name]), last), cells[name])
        if column.kind == "whole":
            return lambda cells: _number(cells[name])
        if kind in ("claims", "findings", "evidence") and name == "id":
            return lambda cells: _numbered(cells[name])
        if column.kind == "name" or column.values:
            declared = column.values or getattr(schema, column.refers)
            rank = {value: number for number, value in enumerate(declared)}
            return lambda cells: (rank.get(cells[name], len(rank)), cells[name])
        return lambda cells: cells[name]

    keys = [key(TABLES[kind].column(name)) for name in TABLES[kind].order]
    return lambda cells: tuple(part(cells) for part in keys)


def _numbered(id: str) -> tuple[object, ...]:
    """The id of a claim by its source and number; of a link, `.e` and its number as well."""
    claim, _, link = id.partition(".e")
    source, _, number = claim.rpartition("-")
    return source, _number(number), _number(link)


def _number(cell: str) -> tuple[int, str]:
    return (int(cell), "") if cell.isdecimal() and cell.isascii() and len(cell) < 10 else (0, cell)


def table_text(kind: str, rows: Sequence[Mapping[str, str]]) -> str:
    """The text of a table with these rows, in this order, and their columns."""
    columns = list(rows[0]) if rows else TABLES[kind].header
    lines = ["\t".join(columns), *("\t".join(cells[column] for column in columns) for cells in rows)]
    return "\n".join(lines) + "\n"


def repaired_rows(content: bytes, file: str, kind: str) -> list[Cells]:
    """The rows of a table with every cell in canonical form.

    Byte order mark, carriage returns, empty lines, repeated headers, the order of columns and tabs missing at the end of a line
    are repaired. DataError where a repair would lose or guess something: a table that cannot be read as one, an unknown or
    missing column, a cell beyond the header, a carriage return inside a line.
    """
    table = Table(file=file, kind=kind, content=content)
    if table.faults:
        raise DataError(table.faults)
    header = [column.strip(" ") for column in table.written]
    faults = header_problems(header, file, kind, table.first - 1)
    problems = [problem for problem in faults if "kg format" not in problem.message]
    found: list[Cells] = []
    declared = TABLES[kind].header
    order = [
        *(column for column in declared if column in header),
        *(column for column in header if column not in declared),
    ]
    for number, line in enumerate(table.lines, table.first):
        cells = line.split("\t")
        if any(cell.strip(" ") for cell in cells[len(header) :]):
            fault = f"{len(cells)} cells, but the header has {len(header)}; remove the stray tab"
            problems.append(Problem(file, number, "", f"{fault}, then run kg format again"))
        if "\r" in line:
            problems.append(Problem(file, number, "", f"{RETURN}, then run kg format again"))
        if line.strip(" \t") and table.holds(line):
            row = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=False))
            found.append({column: canonical_cell(column, row[column]) for column in order})
    if problems:
        raise DataError(problems)
    return found


def mapping_metadata(
    schema: Schema, rows: Sequence[Mapping[str, str]], above: Sequence[str] = (), name: str = "mappings"
) -> str:
    """The lines of SSSOM metadata above a table of mappings, with the prefixes that its rows use.

    Of the lines that are `above` it now, those are kept which say something else.
    """
    dataset = schema.dataset
    used = {"semapv", "skos", NODE, *(row["object_id"].partition(":")[0] for row in rows)}
    ours = [
        f"mapping_set_id: {dataset.base_iri}/{name}",
        f"mapping_set_version: {dataset.version}",
        f"mapping_set_title: {dataset.id} mappings to public vocabularies",
        f"license: {dataset.licence_url}",
        f"publication_date: '{dataset.date}'",
    ]
    named = {"curie_map", *(line.partition(":")[0] for line in ours)}
    prefixes, others, key = [], [], "curie_map"
    margin = 2 if all(line.startswith("# ") for line in above) else 1
    for line in (line[margin:].rstrip() for line in above):
        if line[:1] not in (" ", "-", ""):
            key = line.partition(":")[0]
        if line and key not in named:
            others.append(line)
        elif key == "curie_map" and line.startswith(" ") and line.strip().partition(":")[0] not in schema.prefixes:
            prefixes.append(f"  {line.strip()}")
    prefixes += [f"  {prefix}: {schema.prefixes[prefix]}" for prefix in used if prefix in schema.prefixes]
    return "".join(f"#{line}\n" for line in ("curie_map:", *sorted(set(prefixes)), *ours, *others))


def format_folder(root: Path, schema: Schema) -> list[Path]:
    """Bring every table of the data folder `root`, whose schema.toml is read, into canonical form; return the files that changed.

    DataError lists what must be repaired by hand first; nothing is written then.
    """
    files = [(root / name, kind) for kind, name in FILES.items()]
    files += [(root / "claims" / path.name, "claims") for path in claim_files(root)]
    beside = root / EVIDENCE
    if beside.is_dir():
        files += [(beside / name, kind) for kind, name in EVIDENCE_FILES.items()]
        files += [(beside / "claims" / path.name, "findings") for path in claim_files(beside)]
    problems: list[Problem] = []
    repaired: dict[Path, tuple[str, list[Cells]]] = {}
    above: dict[Path, list[str]] = {}
    for path, kind in files:
        file = path.relative_to(root.parent).as_posix()
        try:
            if (content := bytes_of(path, file)) is not None:
                repaired[path] = (kind, repaired_rows(content, file, kind))
                if kind == "mappings":
                    lines = decoded(content, file).split("\n")
                    above[path] = lines[: comment_lines(lines, kind)]
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(by_place(problems))
    sections_rows = repaired.get(root / "sections.tsv", ("sections", []))[1]
    sections = [(cells["source"], cells["id"]) for cells in sections_rows]
    contents: dict[Path, bytes] = {}
    for path, (kind, rows) in repaired.items():
        key = sort_key(kind, schema, sections, path.stem)
        named = f"{EVIDENCE}/mappings" if path.parent == beside else "mappings"
        metadata = mapping_metadata(schema, rows, above[path], named) if kind == "mappings" else ""
        contents[path] = (metadata + table_text(kind, sorted(rows, key=key))).encode("utf-8")
    return replace_files(contents)
