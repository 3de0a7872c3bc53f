"""The schemas of several data folders as one: the first, with what the others declare besides."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import DataError, Problem
from kg.schema import CLAIM, NODE, SOURCE, TENTATIVE, VOCABULARY, Schema
from kg.schema_file import PARTS, SchemaReader, schema_reader

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

OWN = frozenset({VOCABULARY, TENTATIVE, NODE, CLAIM, SOURCE})
"""The prefixes that lie below the base IRI, which is that of the first folder."""

AGREE = ("definition", "inverse", "domain", "range", "transitive", "symmetric", "above")
"""What two folders must say alike of what both declare. How it is worded and drawn, and which term is near it, the first says."""


def united(folders: "Sequence[tuple[str, Traversable]]") -> tuple[Schema, list[Schema]]:
    """The schema of several folders, each with its name in messages; and that of each.

    Of the dataset, the first folder's is taken. DataError lists every fault, and where two contradict each other.
    """
    first, *others = (schema_reader(root, name) for name, root in folders)
    whole, declaring = first.schema(), {("", ""): first}
    each = [whole]
    parts: dict[str, dict[str, Any]] = {name: dict(first.raw.get(name, {})) for name in ("prefixes", *PARTS)}
    declaring.update(((part, name), first) for part, names in parts.items() for name in names)
    for other in others:
        schema = other.schema()
        each.append(schema)
        if problems := list(_contradictions(whole, schema, other, declaring)):
            raise DataError(problems)
        for part in parts:
            for name, value in other.raw.get(part, {}).items():
                if part == "prefixes" and name in OWN:
                    continue
                if part == "modalities" and name in parts[part]:
                    words = dict.fromkeys((*whole.modalities[name].words, *schema.modalities[name].words))
                    parts[part][name] = {**parts[part][name], "words": list(words)}
                elif parts[part].setdefault(name, value) is value:
                    declaring[part, name] = other
        # With the lines of this file: what does not fit the others is declared here.
        whole = SchemaReader(other.text, other.file, {"dataset": first.raw["dataset"], **parts}).schema()
    return whole, each


def _contradictions(
    whole: Schema, schema: Schema, other: SchemaReader, declaring: dict[tuple[str, str], SchemaReader]
) -> Iterator[Problem]:
    def problem(part: str, name: str, key: str, theirs: object, ours: object) -> Problem:
        header = f"{part}.{name}" if name else part
        there = declaring[part if name else "prefixes", name or key] if part != "dataset" else declaring["", ""]
        place = f"{there.file}:{there.line(header, key)}"
        message = f"[{header}] has {key} = {_written(theirs)}, but {_written(ours)} at {place}; write the same in both"
        return Problem(other.file, other.line(header, key), key, message)

    if schema.dataset.language != whole.dataset.language:
        yield problem("dataset", "", "language", schema.dataset.language, whole.dataset.language)
    for prefix, namespace in schema.prefixes.items():
        if prefix not in OWN and (ours := whole.prefixes.get(prefix, namespace)) != namespace:
            yield problem("prefixes", "", prefix, namespace, ours)
    for part in PARTS:
        known = getattr(whole, part)
        for name, declared in getattr(schema, part).items():
            for key in (key for key in AGREE if name in known and key in declared._fields):
                theirs, ours = getattr(declared, key), getattr(known[name], key)
                if _compared(theirs) != _compared(ours):
                    yield problem(part, name, key, theirs, ours)


def _compared(value: object) -> object:
    """A value as it is compared: the order of categories does not matter."""
    return frozenset(value) if isinstance(value, tuple) else value


def _written(value: object) -> str:
    """A value as TOML has it, or nearly so."""
    return repr(list(value) if isinstance(value, tuple) else value)
