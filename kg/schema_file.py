"""The reader of data/schema.toml: its text as a Schema, or every fault in it with the line."""

import keyword
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from kg import schema
from kg.errors import DataError, Problem, did_you_mean, nearest
from kg.schema import (
    IRI,
    OTHERS,
    STANDARD,
    Category,
    Dataset,
    Modality,
    Predicate,
    Schema,
    is_base,
    is_date,
)
from kg.tables.columns import NODES, RESERVED
from kg.tables.rules import is_term
from kg.texts import bytes_of, decoded, stray

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

AGENT_TYPES = (
    *("manual_agent", "automated_agent", "text_mining_agent", "manual_validation_of_automated_agent"),
    "not_provided",
)
LANGUAGE = (
    r"([a-z]{2,3}(-[A-Za-z]{3}){0,3}|[a-z]{4,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WYZa-wyz](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?"
)
"""A tag of BCP 47: language, script, region, variants, extensions, private use. No reader of RDF takes any other."""
MOST_LETTERS = 100
"""The id of a dataset is no longer: with a suffix it is the name of a file."""

SHARED = ("context",)
"""The stems of exports that are named the same for every dataset: one with such an id would write two files to one path."""
ADDRESS = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
COLOUR = r"#[0-9A-Fa-f]{6}"
GRADED = ("modalities", "polarities", "tensions")
PARTS: Mapping[str, Any] = {"categories": Category, "predicates": Predicate, **dict.fromkeys(GRADED, Modality)}
NAMES = {
    "categories": (r"[A-Z][A-Za-z0-9]*", "one word that starts with a capital letter"),
    "tensions": (r"[a-z][a-z0-9]*", "one word of lower-case letters and digits"),
}
DEEP = re.compile(r"""(?<![\w."'-])(?:[\w"'-]++\s*+\.\s*+){50}""")
"""A key with too many parts: tomllib takes time with the square of their number."""
SHAPES = ("square", "dot", "diamond", "hexagon", "star", "triangle", "triangleDown", "cross", "pentagon")

ATTRIBUTES = (
    *("claims", "count", "cut", "denied", "edges", "first", "frame", "graph", "grounded", "index", "iri", "mappings"),
    *("markdown", "neighbours", "of", "position", "rows", "slug"),
)
"""What a Node, or the Nodes that a walk leads to, has besides the columns of its table."""

Fault = tuple[str, str, str]
"""The header below which something is wrong, the key, and the message."""


def read_schema(root: "Traversable") -> Schema:
    """Read schema.toml of the data folder `root`. DataError if there is none, or with everything that does not hold."""
    return schema_reader(root, root.name).schema()


def schema_reader(root: "Traversable", name: str) -> "SchemaReader":
    """The reader of schema.toml of the data folder `root`, which messages call `name`. DataError if there is none."""
    file = f"{name}/schema.toml"
    content = bytes_of(root / "schema.toml", file)
    if content is None:
        raise DataError([Problem(file, 1, "", f"no such file; is {str(root)!r} a data folder?")])
    return _reader(decoded(content, file), file)


def parse(text: str, file: str) -> Schema:
    """Read the text of a schema.toml; `file` is its name in error messages. DataError lists every fault."""
    return _reader(text, file).schema()


def _reader(text: str, file: str) -> "SchemaReader":
    import tomllib

    try:
        if DEEP.search(text):
            raise RecursionError
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line, column = re.findall("[0-9]+", place) or (text.count("\n") + 1, "")
        raise DataError([Problem(file, int(line), column, f"{message}; correct the TOML")]) from None
    except (ValueError, RecursionError) as error:
        # Python's own limits, which name no place: here the line with the most signs of it.
        deep, lines = isinstance(error, RecursionError), text.split("\n")
        signs = "[{." if deep else "0123456789"
        line = 1 + max(range(len(lines)), key=lambda number: sum(map(lines[number].count, signs)))
        message = "lists or tables are nested too deeply" if deep else "a number has too many digits"
        raise DataError([Problem(file, line, "", f"{message}; correct the TOML")]) from None
    return SchemaReader(text, file, raw)


def _misfit(key: str, expected: Any, value: Any) -> str:
    """What is wrong with the value of a key, whose type should be `expected`."""
    if expected in (str, bool) and not isinstance(value, expected):
        return f"{_shown(value)} should be {'a text' if expected is str else 'true or false'}"
    if expected == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) and not stray(item) for item in value):
            return f"{_shown(value)} should be a list of texts, each a single line"
        return "an empty text in the list; remove it" if "" in value else ""
    if expected is str and (stray(value) or (not value and key not in ("inverse", "inverse_label"))):
        return f"{value!r} should be a single line of text, and not empty"
    return ""


def _shown(value: Any) -> str:
    """A value of TOML as messages show it; there are numbers and lists that Python cannot show."""
    try:
        return repr(value)
    except (ValueError, RecursionError):
        return f"this {type(value).__name__}"


class SchemaReader:
    """One reading of one schema.toml: collects problems while it builds the parts."""

    def __init__(self, text: str, file: str, raw: Mapping[str, Any]) -> None:
        self.text = text
        self.file = file
        self.raw = raw
        self.problems: list[Problem] = []

    def schema(self) -> Schema:
        if not self.raw:
            raise DataError(
                [Problem(self.file, 1, "", "the file declares nothing; restore it, or copy the packaged one")]
            )
        for name in self.raw:
            if name not in ("dataset", "prefixes", *PARTS):
                self.fault(name, "", f"unknown part [{name}]; remove it")
        dataset = self.part(Dataset, "dataset", "", self.raw.get("dataset"))
        prefixes = self.raw.get("prefixes", {})
        if not isinstance(prefixes, dict):
            self.fault("prefixes", "", "[prefixes] is not a table")
        parts = {name: self.parts(kind, name) for name, kind in PARTS.items()}
        if not self.problems:
            categories, predicates = parts["categories"], parts["predicates"]
            faults = (_dataset_faults(dataset), _prefix_faults(dataset, prefixes), _name_faults(parts))
            of_parts = (_category_faults(categories, prefixes), _predicate_faults(predicates, categories, prefixes))
            for fault in chain(*faults, *of_parts):
                self.fault(*fault)
        if self.problems:
            raise DataError(self.problems)
        prefixes.setdefault(schema.TENTATIVE, f"{dataset.base_iri}/tentative#")
        directions: dict[str, tuple[Predicate, bool]] = {}
        for predicate in parts["predicates"].values():
            directions[predicate.name] = (predicate, True)
            if predicate.inverse:
                directions[predicate.inverse] = (predicate, False)
        return Schema(dataset=dataset, prefixes=prefixes, directions=directions, **parts)

    def parts(self, kind: Any, name: str) -> dict[str, Any]:
        values = self.raw.get(name)
        if values is None and name == "tensions":
            return {}
        if not isinstance(values, dict) or not values:
            self.fault(name, "", f"[{name}.…] is missing; declare at least one")
            return {}
        return {key: self.part(kind, f"{name}.{key}", key, value) for key, value in values.items()}

    def part(self, kind: Any, header: str, name: str, values: Any) -> Any:
        fields = kind.__annotations__
        if not isinstance(values, dict):
            self.fault(header, "", f"[{header}] is {'missing; add it' if values is None else 'not a table'}")
            return None
        if "name" in fields:
            if "name" in values:
                self.fault(header, "name", f"the name is {name!r}, from the header; remove this key")
            values = {**values, "name": name}
        ready: dict[str, Any] = {}
        for key, value in values.items():
            if key not in fields:
                self.fault(header, key, f"unknown key {key!r}{did_you_mean(nearest(key, fields))}")
                continue
            ready[key] = tuple(value) if isinstance(value, list) else value
            if fault := _misfit(key, fields[key], value):
                self.fault(header, key, fault)
        if ready.get("symmetric"):
            ready = {"inverse": "", "inverse_label": "", **ready}
        missing = [key for key in fields if key not in kind._field_defaults and key not in ready]
        for key in missing:
            self.fault(header, key, f"[{header}] lacks {key!r}; add it")
        return None if missing else kind(**ready)

    def fault(self, header: str, key: str, message: str) -> None:
        self.problems.append(Problem(self.file, self.line(header, key), key, message))

    def line(self, header: str, key: str) -> int:
        """The line of `key` below [header], or of the header; the last line where neither is found."""
        return self.places.get((header, key)) or self.places.get((header, "")) or max(1, self.text.count("\n"))

    @cached_property
    def places(self) -> Mapping[tuple[str, str], int]:
        """The lines of headers, and of the keys below each."""
        found: dict[tuple[str, str], int] = {}
        header = ""
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.startswith("["):
                header = line[1:].partition("]")[0].replace('"', "")
                found.setdefault((header, ""), number)
            elif key := re.match(r'\s*"?([^"=]*?)"?\s*=', line):
                found.setdefault((header, key[1]), number)
        return found


def _dataset_faults(dataset: Dataset) -> Iterator[Fault]:
    base, date = dataset.base_iri, dataset.date
    checks = (
        ("base_iri", is_base(base) and base[-1] not in "/#", "should be an absolute IRI that ends in neither / nor #"),
        ("date", is_date(date) and len(date) == 10, "should be a date such as 2026-01-31, in quotes"),
        ("licence_url", re.fullmatch(IRI, dataset.licence_url), "is not an absolute IRI"),
        ("agent_type", dataset.agent_type in AGENT_TYPES, f"is not one of {', '.join(AGENT_TYPES)}"),
        (
            "id",
            re.fullmatch(schema.SLUG, dataset.id),
            "should be lower-case letters and digits, joined by single hyphens",
        ),
        (
            "id",
            len(dataset.id) <= MOST_LETTERS,
            f"has more than {MOST_LETTERS} letters; shorten it: files are named by it",
        ),
        ("id", dataset.id not in SHARED, "cannot be used: the JSON-LD context has that name; choose another"),
        ("language", re.fullmatch(LANGUAGE, dataset.language), "should be a language tag such as en or pt-BR"),
        ("theme", dataset.theme in ("", *schema.THEMES), f"is not one of {', '.join(schema.THEMES)}"),
        (
            "repository",
            re.fullmatch(f"({IRI})?", dataset.repository),
            "is not an absolute IRI; write one, or omit the key",
        ),
        (
            "contact",
            re.fullmatch(f"({IRI}|mailto:{ADDRESS})?", dataset.contact),
            "is not a contact; write mailto: and an address, or an absolute IRI, or omit the key",
        ),
        (
            "doi",
            re.fullmatch(f"({schema.DOI})?", dataset.doi),
            "is not a DOI; write it as 10.1234/abc, or omit the key",
        ),
    )
    return (("dataset", key, f"{getattr(dataset, key)!r} {message}") for key, sound, message in checks if not sound)


def _prefix_faults(dataset: Dataset, prefixes: Mapping[str, Any]) -> Iterator[Fault]:
    part = "prefixes"
    for prefix, namespace in prefixes.items():
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", prefix):
            yield part, prefix, f"{prefix!r} should be a letter, then letters, digits, hyphens, underscores"
        if not isinstance(namespace, str) or stray(namespace) or not re.fullmatch(IRI, namespace):
            yield part, prefix, f"{_shown(namespace)} is not an absolute IRI"
    prefixes = {prefix: namespace for prefix, namespace in prefixes.items() if isinstance(namespace, str)}
    for prefix, namespace in STANDARD.items():
        if prefixes.get(prefix) != namespace:
            yield part, prefix, f"the RDF needs {prefix} = {namespace!r}; declare it like that"
    for prefix, namespace in OTHERS.items():
        if prefixes.get(prefix, namespace) != namespace:
            stands_for = f"stands for {namespace!r}" if namespace else "stands for our own shapes"
            yield part, prefix, f"{prefix} {stands_for} in the exports; choose another prefix"
    for prefix in (schema.VOCABULARY, schema.TENTATIVE, schema.NODE, schema.CLAIM, schema.SOURCE):
        given = prefixes.get(prefix, dataset.base_iri + "/" if prefix == schema.TENTATIVE else "")
        if not given.startswith((f"{dataset.base_iri}/", f"{dataset.base_iri}#")):
            yield part, prefix, f"prefix {prefix!r} should be declared, and begin with the base_iri of the dataset"
    owners: dict[str, str] = {}
    for prefix, namespace in prefixes.items():
        if (owner := owners.setdefault(namespace, prefix)) != prefix:
            yield part, prefix, f"the same namespace as {owner}; give each a different one"


def _name_faults(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """A name becomes the end of an IRI of ours, so no two things may share one, nor take one that the RDF form uses."""
    taken = dict.fromkeys(RESERVED, "the RDF uses it")
    for kind, names in parts.items():
        pattern, words = NAMES.get(kind, ("", ""))
        for name in names:
            header = f"{kind}.{name}"
            if pattern and not re.fullmatch(pattern, name):
                yield header, "", f"{name!r} should be {words}"
            local = name.capitalize() if kind in GRADED else name
            if local in taken:
                yield header, "", f"{name!r} cannot be used: {taken[local]}"
            taken[local] = f"{header} uses it"
    for kind, known in (("modalities", schema.MODALITIES), ("polarities", schema.POLARITIES)):
        remedy = f"is not one of {', '.join(known)}, which are all that the package knows; remove it"
        for name in (name for name in parts[kind] if name not in known):
            yield f"{kind}.{name}", "", f"{name!r} {remedy}"
    if set(parts["polarities"]) != set(schema.POLARITIES):
        yield "polarities", "", f"declare {' and '.join(f'[polarities.{name}]' for name in schema.POLARITIES)}"


def _category_faults(categories: Mapping[str, Category], prefixes: Mapping[str, str]) -> Iterator[Fault]:
    looks: dict[tuple[str, str], str] = {}
    for category in categories.values():
        header, colour, shape = f"categories.{category.name}", category.colour, category.shape
        yield from _mapping_faults(header, category.mapping, prefixes)
        if not re.fullmatch(COLOUR, colour):
            yield header, "colour", f"{colour!r} should be a colour such as #0072B2"
        if shape not in SHAPES:
            yield header, "shape", f"{shape!r} is not a shape; use one of {', '.join(SHAPES)}"
        if (twin := looks.setdefault((colour.upper(), shape), category.name)) != category.name:
            yield header, "colour", f"same colour and shape as {twin}; change one of them"


def _predicate_faults(
    predicates: Mapping[str, Predicate], categories: Mapping[str, Category], prefixes: Mapping[str, str]
) -> Iterator[Fault]:
    taken = dict.fromkeys((*NODES.header, *ATTRIBUTES), "a Node has an attribute of that name")
    for predicate in predicates.values():
        header = f"predicates.{predicate.name}"
        yield from _mapping_faults(header, predicate.mapping, prefixes)
        if predicate.symmetric == bool(predicate.inverse):
            yield header, "inverse", "a predicate has either an inverse or symmetric = true"
        for key, names in (("domain", predicate.domain), ("range", predicate.range)):
            for name in (name for name in names if name not in categories):
                yield header, key, f"{name!r} is not a category{did_you_mean(nearest(name, categories))}"
        yield from _above_faults(header, predicate, predicates)
        if predicate.tentatively.casefold() == predicate.label.casefold():
            yield header, "tentative_label", "the same as the label, which says it outright; write such as 'may treat'"
        for key, name in (("", predicate.name), ("inverse", predicate.inverse)):
            if (name or not key) and not re.fullmatch(r"[a-z]+(_[a-z]+)*", name):
                yield header, key, f"{name!r} should be lower-case words joined by underscores"
            if name and keyword.iskeyword(name):
                yield header, key, f"{name!r} cannot be used: it is a Python keyword"
            if name and name in taken:
                yield header, key, f"{name!r} cannot be used: {taken[name]}"
            taken[name] = f"{header} uses it"


def _above_faults(header: str, predicate: Predicate, predicates: Mapping[str, Predicate]) -> Iterator[Fault]:
    """What keeps a predicate from implying the one above it."""
    if not predicate.above:
        return
    wider = predicates.get(predicate.above)
    if wider is None:
        yield (
            header,
            "above",
            f"{predicate.above!r} is not a predicate{did_you_mean(nearest(predicate.above, predicates))}",
        )
        return
    for key, mine, theirs in (("domain", predicate.domain, wider.domain), ("range", predicate.range, wider.range)):
        if theirs and not (mine and set(mine) <= set(theirs)):
            yield header, key, f"the {key} is wider than that of {wider.name}, which it implies; make it narrower"
    if predicate.symmetric != wider.symmetric:
        yield header, "above", f"only one of {predicate.name} and {wider.name} is symmetric; omit above"
    passed = {predicate.name}
    while wider is not None:
        if wider.name in passed:
            yield header, "above", f"{predicate.name!r} implies itself; break the circle"
            return
        passed.add(wider.name)
        wider = predicates.get(wider.above)


def _mapping_faults(header: str, mapping: Sequence[str], prefixes: Collection[str]) -> Iterator[Fault]:
    sound = len(mapping) == 2 and mapping[0] in schema.MATCHES and is_term(mapping[1], prefixes)
    if mapping and not sound:
        yield header, "mapping", f"{list(mapping)} should be a SKOS match and a CURIE with a declared prefix"
