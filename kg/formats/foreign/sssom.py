"""Mapping sets in SSSOM (TSV): what is mapped are the nodes, and each mapping is a claim."""

import re
from collections.abc import Iterator

from kg.formats.foreign.adopted import Foreign, ForeignEdge, ForeignNode, adopted
from kg.formats.foreign.tables import rows
from kg.formats.foreign.texts import noted
from kg.formats.reading import Opened, Parts
from kg.schema import Schema

NEEDED = ("subject_id", "predicate_id", "object_id")
USED = frozenset(
    (
        *(*NEEDED, "predicate_label", "predicate_modifier", "record_id", "mapping_provider"),
        *("subject_label", "subject_category", "object_label", "object_category"),
    )
)


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The terms and the mappings of a mapping set. Confidence, justification and the like are in the notes."""
    about, prefixes = _metadata(file.text())
    nodes: dict[str, ForeignNode] = {}
    edges: list[ForeignEdge] = []
    called: dict[str, str] = {}
    for line, row in rows(file, NEEDED, comments=True):
        for name in NEEDED:
            if name not in row:
                file.refuse("the cell is empty; give a value", line, name)
        for end in ("subject", "object"):
            id = row[f"{end}_id"]
            told = ForeignNode(id, row.get(f"{end}_category", ""), row.get(f"{end}_label", ""), place=(file.name, line))
            first = nodes.setdefault(id, told)
            if not (first.name and first.category):
                nodes[id] = first._replace(name=first.name or told.name, category=first.category or told.category)
        if "predicate_label" in row:
            called.setdefault(row["predicate_id"], row["predicate_label"])
        edges.append(
            ForeignEdge(
                row["subject_id"],
                row["predicate_id"],
                row["object_id"],
                id=row.get("record_id", ""),
                source=row.get("mapping_provider", about.get("mapping_provider", "")),
                denied=row.get("predicate_modifier", "").lower() == "not",
                note=noted((name, value) for name, value in row.items() if name not in USED),
                place=(file.name, line),
            )
        )
    foreign = Foreign(
        files=[file.name],
        nodes=nodes.values(),
        edges=edges,
        called=called,
        prefixes=prefixes,
        licence=about.get("license", ""),
        title=about.get("mapping_set_title", ""),
    )
    return adopted(foreign, schema)


def _metadata(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the comments at the head say of the whole set, and its prefixes: YAML of plain keys and values."""
    about: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    inside = ""
    for indented, key, value in _pairs(text):
        if not indented:
            inside = key
        if indented and inside == "curie_map":
            prefixes[key] = value
        elif not indented and value:
            about[key] = value
    return about, prefixes


def _pairs(text: str) -> Iterator[tuple[bool, str, str]]:
    for line in text.split("\n"):
        if not line.startswith("#"):
            return
        if found := re.fullmatch(r"#( ?)(\s*)[\"']?([\w.-]+)[\"']?:\s*(.*?)\s*", line):
            value = re.sub(r"^([\"'])(.*)\1$", r"\2", found[4])
            yield bool(found[2]), found[3], value
