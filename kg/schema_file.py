"""The reader of data/schema.toml: its text as a Schema, or every fault in it with the line."""

import keyword
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import DataError, Problem, did_you_mean, nearest
from kg.schema import (
    CLAIM,
    FIRMNESS,
    IRI,
    MATCHES,
    NODE,
    OTHERS,
    POLARITIES,
    SLUG,
    SOURCE,
    STANDARD,
    TERM,
    VOCABULARY,
    Category,
    Dataset,
    Modality,
    Predicate,
    Schema,
    is_base,
    is_date,
)
from kg.tables.columns import NODES, RESERVED
from kg.tables.reading import not_utf8

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

AGENT_TYPES = (
    *("manual_agent", "automated_agent", "text_mining_agent", "manual_validation_of_automated_agent"),
    "not_provided",
)
COLOUR = r"#[0-9A-F]{6}"
SHAPES = ("square", "dot", "diamond", "hexagon", "star", "triangle", "triangleDown", "cross", "pentagon")


ATTRIBUTES = frozenset(
    [
        "count",
        "edges",
        "frame",
        "graph",
        "grounded",
        "index",
        "iri",
        "mappings",
        "markdown",
        "of",
        "position",
        "rows",
        "slug",
    ]
)
"""What a Node, or the Nodes that a walk leads to, has besides the columns of its table."""


def read_schema(root: "Traversable") -> Schema:
    """Read schema.toml of the data folder `root`. DataError if there is none, or with everything that does not hold."""
    file = f"{root.name}/schema.toml"
    path = root / "schema.toml"
    if not path.is_file():
        raise DataError([Problem(file, 1, "", f"no such file; is {str(root)!r} a data folder?")])
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError([not_utf8(file, error)]) from None
    return parse(text, file)


def parse(text: str, file: str) -> Schema:
    """Read the text of a schema.toml; `file` is its name in error messages. DataError lists every fault."""
    import tomllib

    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = place.groups() if place else (str(text.count("\n") + 1), "")
        message = str(error).partition(" (at ")[0]
        raise DataError([Problem(file, int(line), column, f"{message}; correct the TOML")]) from None
    return _Reader(text, file, raw).schema()


class _Reader:
    """One reading of one schema.toml: collects problems while it builds the parts."""

    def __init__(self, text: str, file: str, raw: Mapping[str, Any]) -> None:
        self.lines = text.split("\n")
        self.file = file
        self.raw = raw
        self.problems: list[Problem] = []

    def schema(self) -> Schema:
        for name in self.raw:
            if name not in ("dataset", "prefixes", "categories", "predicates", "modalities", "polarities", "tensions"):
                self.fault(name, "", f"unknown part [{name}]; remove it")
        dataset = self.part(Dataset, "dataset", "", self.raw.get("dataset", {}))
        prefixes = self.raw.get("prefixes", {})
        if not isinstance(prefixes, dict):
            self.fault("prefixes", "", "[prefixes] is not a table")
            prefixes = {}
        categories = self.parts(Category, "categories")
        predicates = self.parts(Predicate, "predicates")
        modalities = self.parts(Modality, "modalities")
        polarities = self.parts(Modality, "polarities")
        tensions = self.parts(Modality, "tensions") if "tensions" in self.raw else {}
        if not self.problems:
            self.check_dataset(dataset)
            self.check_prefixes(dataset, prefixes)
            self.check_names(categories, predicates, modalities, polarities, tensions)
            self.check_categories(categories, prefixes)
            self.check_predicates(predicates, categories, prefixes)
        if self.problems:
            raise DataError(self.problems)
        directions: dict[str, tuple[Predicate, bool]] = {}
        for predicate in predicates.values():
            directions[predicate.name] = (predicate, True)
            if predicate.inverse:
                directions[predicate.inverse] = (predicate, False)
        return Schema(
            dataset=dataset,
            prefixes=prefixes,
            categories=categories,
            predicates=predicates,
            modalities=modalities,
            polarities=polarities,
            tensions=tensions,
            directions=directions,
        )

    def parts(self, kind: Any, name: str) -> dict[str, Any]:
        values = self.raw.get(name)
        if not isinstance(values, dict) or not values:
            self.fault(name, "", f"[{name}.…] is missing; declare at least one")
            return {}
        return {key: self.part(kind, f"{name}.{key}", key, value) for key, value in values.items()}

    def part(self, kind: Any, header: str, name: str, values: Any) -> Any:
        fields = kind.__annotations__
        given = values
        if "name" in fields and isinstance(values, dict):
            if "name" in values:
                self.fault(header, "name", f"the name is {name!r}, from the header; remove this key")
            given = {**values, "name": name}
        if not isinstance(given, dict):
            self.fault(header, "", f"[{header}] is not a table")
            return None
        ready: dict[str, Any] = {}
        for key, value in given.items():
            if key not in fields:
                self.fault(header, key, f"unknown key {key!r}{did_you_mean(nearest(key, fields))}")
                continue
            ready[key] = tuple(value) if isinstance(value, list) else value
            expected = fields[key]
            if (expected is str and not isinstance(value, str)) or (expected is bool and not isinstance(value, bool)):
                self.fault(header, key, f"{value!r} should be {'a text' if expected is str else 'true or false'}")
            elif expected == tuple[str, ...] and not (
                isinstance(value, list) and all(isinstance(item, str) for item in value)
            ):
                self.fault(header, key, f"{value!r} should be a list of texts")
            elif expected is str and not (value and value.isprintable()) and key not in ("inverse", "inverse_label"):
                self.fault(header, key, f"{value!r} should be a single line of text, and not empty")
            elif isinstance(value, list) and "" in value:
                self.fault(header, key, "an empty text in the list; remove it")
        if ready.get("symmetric"):
            ready.setdefault("inverse", "")
            ready.setdefault("inverse_label", "")
        required = [key for key in fields if key not in kind._field_defaults]
        missing = [key for key in required if key not in ready]
        for key in missing:
            self.fault(header, key, f"[{header}] lacks {key!r}; add it")
        return None if missing else kind(**ready)

    def check_dataset(self, dataset: Dataset) -> None:
        if not is_base(dataset.base_iri) or dataset.base_iri.endswith(("/", "#")):
            self.fault(
                "dataset", "base_iri", f"{dataset.base_iri!r} should be an absolute IRI that ends in neither / nor #"
            )
        if not is_date(dataset.date) or len(dataset.date) != 10:
            self.fault("dataset", "date", f"{dataset.date!r} should be a date such as 2026-01-31, in quotes")
        if not re.fullmatch(IRI, dataset.licence_url):
            self.fault("dataset", "licence_url", f"{dataset.licence_url!r} is not an absolute IRI")
        if dataset.agent_type not in AGENT_TYPES:
            self.fault("dataset", "agent_type", f"{dataset.agent_type!r} is not one of {', '.join(AGENT_TYPES)}")
        if not re.fullmatch(SLUG, dataset.id):
            self.fault(
                "dataset", "id", f"{dataset.id!r} should be lower-case letters and digits, joined by single hyphens"
            )
        if not re.fullmatch(r"[a-z]{2,8}(-[A-Za-z0-9]{1,8})*", dataset.language):
            self.fault("dataset", "language", f"{dataset.language!r} should be a language tag such as en or pt-BR")

    def check_names(self, *parts: Mapping[str, Any]) -> None:
        """A name becomes the end of an IRI of ours, so no two things may share one, nor take one that the RDF form uses."""
        taken = dict.fromkeys(RESERVED, "the RDF uses it")
        for kind, part in zip(("categories", "predicates", "modalities", "polarities", "tensions"), parts, strict=True):
            for name in part:
                header = f"{kind}.{name}"
                if kind == "categories" and not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
                    self.fault(header, "", f"{name!r} should be one word that starts with a capital letter")
                if kind == "tensions" and not re.fullmatch(r"[a-z][a-z0-9]*", name):
                    self.fault(header, "", f"{name!r} should be one word of lower-case letters and digits")
                local = name.capitalize() if kind in ("modalities", "polarities", "tensions") else name
                if local in taken:
                    self.fault(header, "", f"{name!r} cannot be used: {taken[local]}")
                taken[local] = f"{header} uses it"
        for kind, names, expected in (("modalities", parts[2], FIRMNESS), ("polarities", parts[3], POLARITIES)):
            for name in names:
                if name not in expected:
                    message = (
                        f"{name!r} is not one of {', '.join(expected)}, the only ones that the package knows; remove it"
                    )
                    self.fault(f"{kind}.{name}", "", message)
            if kind == "polarities" and set(names) != set(expected):
                self.fault(kind, "", f"declare {' and '.join(f'[polarities.{name}]' for name in expected)}")

    def check_prefixes(self, dataset: Dataset, prefixes: Mapping[str, Any]) -> None:
        for prefix, namespace in STANDARD.items():
            if prefixes.get(prefix) != namespace:
                self.fault("prefixes", prefix, f"the RDF needs {prefix} = {namespace!r}; declare it like that")
        for prefix, namespace in OTHERS.items():
            if prefixes.get(prefix, namespace) != namespace:
                stands_for = f"stands for {namespace!r}" if namespace else "stands for our own shapes"
                self.fault("prefixes", prefix, f"{prefix} {stands_for} in the exports; choose another prefix")
        for prefix in (VOCABULARY, NODE, CLAIM, SOURCE):
            if not str(prefixes.get(prefix, "")).startswith((f"{dataset.base_iri}/", f"{dataset.base_iri}#")):
                self.fault(
                    "prefixes",
                    prefix,
                    f"prefix {prefix!r} should be declared, and begin with the base_iri of the dataset",
                )
        owner: dict[str, str] = {}
        for prefix, namespace in prefixes.items():
            if owner.setdefault(str(namespace), prefix) != prefix:
                self.fault(
                    "prefixes", prefix, f"the same namespace as {owner[str(namespace)]}; give each a different one"
                )
        for prefix, namespace in prefixes.items():
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", prefix):
                self.fault(
                    "prefixes", prefix, f"{prefix!r} should be a letter, then letters, digits, hyphens, underscores"
                )
            if not isinstance(namespace, str) or not re.fullmatch(IRI, namespace):
                self.fault("prefixes", prefix, f"{namespace!r} is not an absolute IRI")

    def check_categories(self, categories: Mapping[str, Category], prefixes: Mapping[str, str]) -> None:
        looks: dict[tuple[str, str], str] = {}
        for category in categories.values():
            header = f"categories.{category.name}"
            self.check_mapping(header, category.mapping, prefixes)
            if not re.fullmatch(COLOUR, category.colour):
                self.fault(header, "colour", f"{category.colour!r} should be a colour such as #0072B2")
            if category.shape not in SHAPES:
                self.fault(header, "shape", f"{category.shape!r} is not a shape; use one of {', '.join(SHAPES)}")
            twin = looks.setdefault((category.colour, category.shape), category.name)
            if twin != category.name:
                self.fault(header, "colour", f"same colour and shape as {twin}; change one of them")

    def check_predicates(
        self, predicates: Mapping[str, Predicate], categories: Mapping[str, Category], prefixes: Mapping[str, str]
    ) -> None:
        taken = dict.fromkeys((*NODES.header, *ATTRIBUTES), "a Node has an attribute of that name")
        for predicate in predicates.values():
            header = f"predicates.{predicate.name}"
            self.check_mapping(header, predicate.mapping, prefixes)
            if predicate.symmetric == bool(predicate.inverse):
                self.fault(header, "inverse", "a predicate has either an inverse or symmetric = true")
            for key, names in (("domain", predicate.domain), ("range", predicate.range)):
                for name in names:
                    if name not in categories:
                        hint = did_you_mean(nearest(name, categories))
                        self.fault(header, key, f"{name!r} is not a category{hint}")
            for key, name in (("", predicate.name), ("inverse", predicate.inverse)):
                if name and not re.fullmatch(r"[a-z]+(_[a-z]+)*", name):
                    self.fault(header, key, f"{name!r} should be lower-case words joined by underscores")
                if name and keyword.iskeyword(name):
                    self.fault(header, key, f"{name!r} cannot be used: it is a Python keyword")
                if name and name in taken:
                    self.fault(header, key, f"{name!r} cannot be used: {taken[name]}")
                taken[name] = f"{header} uses it"

    def check_mapping(self, header: str, mapping: tuple[str, ...], prefixes: Mapping[str, str]) -> None:
        sound = len(mapping) == 2 and mapping[0] in MATCHES and re.fullmatch(TERM, mapping[1])
        if mapping and not (sound and mapping[1].partition(":")[0] in prefixes):
            self.fault(header, "mapping", f"{list(mapping)} should be a SKOS match and a CURIE with a declared prefix")

    def fault(self, header: str, key: str, message: str) -> None:
        self.problems.append(Problem(self.file, self.line(header, key), key, message))

    def line(self, header: str, key: str) -> int:
        """The line of `key` below [header], or of the header; the last line where neither is found."""
        start = next((n for n, text in self.lines_from(1) if text.strip() == f"[{header}]"), 0)
        if not start:
            return max(1, len(self.lines) - 1)
        for number, text in self.lines_from(start + 1):
            if text.startswith("["):
                break
            if key and re.match(rf"\"?{re.escape(key)}\"?\s*=", text):
                return number
        return start

    def lines_from(self, start: int) -> Iterator[tuple[int, str]]:
        return ((number, self.lines[number - 1]) for number in range(start, len(self.lines) + 1))
