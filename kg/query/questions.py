"""The competency questions: SPARQL queries with a name, kept as `queries/*.rq` in the data folder.

Each file says in its first lines, after `#+`, which question it answers and which parameters it has, with their defaults:

    #+ summary: Which techniques act on a target?
    #+ parameters:
    #+   target: nmk:dorsal-root-ganglion  # a Target
    #+ not covered: what is denied

Each parameter has a VALUES block of its own with its default, so that the file runs unchanged in any store.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import DataError, MissingEvidence, Problem, QueryError, UnknownName, a_text, known
from kg.model.answers import Several
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Section, Source
from kg.schema import CLAIM, NODE, SOURCE, VOCABULARY, Schema, called
from kg.sparql import Asked, Result, answer, local_names
from kg.tables.columns import EVIDENCE
from kg.tables.reading import packaged
from kg.texts import bytes_of, decoded, files_in

QUERIES = "queries"
"""The folder of the questions, in the data folder and in that of the evidence."""

HEADER = re.compile(r"#\+ ?(.*)")
DECLARED = re.compile(r"^PREFIX (\w*): <([^>]*)>", re.MULTILINE)
TERM = re.compile(r"""\"[^"]*\"|'[^']*'|\S+""")
PARAMETER = re.compile(r"  ([A-Za-z_]\w*): (.*?)(?:  # (.*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What can be chosen in a question: `default` is one or more terms as SPARQL writes them, `description` says of what kind."""

    name: str
    default: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A competency question: its name, the question in plain English, its parameters, and its query as `text`.

    `not_covered` is what an answer leaves out, where that could be missed.
    """

    name: str
    summary: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    not_covered: str = ""
    text: str
    of_evidence: bool = False
    """Whether it asks what studies found."""


class Questions(Several[Question]):
    """Competency questions, by name.

    >>> import kg
    >>> kg.load().questions()[0].summary
    'What is the technique that acts on a target combined with, and what advantages does the partner have?'
    """


def query_files(graph: Graph | None = None) -> list[Traversable]:
    """The files with a graph's questions, by name: of its own data folder, or else the packaged ones."""
    own = graph.folder if graph is not None else None
    found = [*files_in(own / QUERIES, ".rq"), *files_in(own / EVIDENCE / QUERIES, ".rq")] if own is not None else []
    if not found:
        found = [*files_in(packaged() / QUERIES, ".rq"), *files_in(packaged() / EVIDENCE / QUERIES, ".rq")]
    return sorted(found, key=lambda path: path.name)


def questions(graph: Graph | None = None) -> Questions:
    """The competency questions, by name: those of the data folder that `graph` was loaded from, or else the packaged ones.

    >>> questions()[0].name
    'advantages-of-partner'
    """
    with_evidence = graph is None or graph.has_evidence
    found = map(read, query_files(graph))
    return Questions((one for one in found if with_evidence or not one.of_evidence), graph)


def question(name: str, graph: Graph | None = None) -> Question:
    """The question of this name. UnknownName carries the nearest names."""
    files = {path.name.removesuffix(".rq"): path for path in query_files(graph)}
    if a_text("the name of a question", name) not in files:
        raise UnknownName("question", name, files, "; kg ask --list lists them")
    return read(files[name])


def read(path: Traversable) -> Question:
    """Read one query file. What its header lacks stays empty; `kg check` reports it. DataError if it holds no text."""
    *_, above, queries, file = Path(str(path)).parts
    text = text_of(path, f"{above}/{queries}/{file}")
    return parse(path.name.removesuffix(".rq"), text, of_evidence=above == EVIDENCE)


def text_of(path: Traversable, file: str) -> str:
    """The text of a query file that messages call `file`. DataError if it holds none."""
    content = bytes_of(path, file)
    if content is None:
        raise DataError([Problem(file, 1, "", "no such file; restore it")])
    return decoded(content, file)


def parse(name: str, text: str, *, of_evidence: bool = False) -> Question:
    """Read the text of a query file."""
    facts = dict.fromkeys(("summary", "description", "not covered"), "")
    parameters: list[Parameter] = []
    for header in filter(None, (HEADER.fullmatch(line.rstrip()) for line in text.split("\n"))):
        key, colon, rest = header[1].partition(":")
        if parameter := PARAMETER.fullmatch(header[1]):
            default, description = parameter[2].strip(), parameter[3] or ""
            parameters.append(Parameter(name=parameter[1], default=default, description=description))
        elif colon and key in facts:
            facts[key] = rest.strip()
    return Question(
        name=name,
        summary=facts["summary"],
        description=facts["description"],
        parameters=tuple(parameters),
        not_covered=facts["not covered"],
        text=text,
        of_evidence=of_evidence,
    )


def ask(graph: Graph, name: str, timeout: float | None = None, /, **parameters: Any) -> Result:
    """Answer the competency question of this name: `KnowledgeGraph.ask` says how a parameter is given.

    `timeout` is in seconds, as for `KnowledgeGraph.sparql`.

    A value becomes a term of the kind that the default has, and is never read as SPARQL.

    >>> import kg
    >>> ask(kg.load(), "described-as", quality="minimally invasive").plain
    [('nmk:pns', None, None, None, 'nmv:Asserted', 'no', 'nms:icliniq-2025.types')]
    """
    asked = question(name, graph)
    if asked.of_evidence and not graph.has_evidence:
        raise MissingEvidence
    asked_for = {parameter.name: parameter for parameter in asked.parameters}
    given: dict[str, list[Value]] = {}
    for key, value in parameters.items():
        known("parameter", key, asked_for)
        several = value if isinstance(value, list | tuple | set | frozenset) else [value]
        given[key] = [one for item in several for one in values_of(graph, asked_for[key], item)]
        if not given[key]:
            raise QueryError(f"parameter {key!r} needs at least one value, such as {asked_for[key].default}")

    terms = {name: " ".join(dict.fromkeys(value.term for value in some)) for name, some in given.items()}
    left_out = frozenset(asked_for.keys() - given.keys())
    values = partial(_meanings, graph, asked.parameters, given)
    about = Asked(summary=asked.summary, not_covered=asked.not_covered, defaults=left_out, values=values)
    return answer(graph, in_namespaces(asked.text, graph.schema), terms, timeout=timeout, asked=about)


def _meanings(
    graph: Graph, parameters: Iterable[Parameter], given: Mapping[str, "Sequence[Value]"]
) -> dict[str, tuple[Any, ...]]:
    """What the values of all parameters stand for, in the order of the parameters."""
    values = {one.name: given.get(one.name) or _defaults(graph, one) for one in parameters}
    return {name: tuple({value.term: value.meaning for value in some}.values()) for name, some in values.items()}


def in_namespaces(text: str, schema: Schema) -> str:
    """A query with the prefixes that it declares standing for the schema's namespaces, wherever these are."""
    return DECLARED.sub(lambda line: f"PREFIX {line[1]}: <{schema.prefixes.get(line[1], line[2])}>", text)


class Value(NamedTuple):
    """A value of a parameter: the term that SPARQL reads, and what it stands for."""

    term: str
    meaning: Any


def values_of(graph: Graph, parameter: Parameter, value: Any) -> list[Value]:
    """What a value of a parameter stands for: of the kind that the default has."""
    from kg.sparql.values import written

    example = parameter.default.split()[0]
    prefix, _, local = example.partition(":")
    if prefix in (NODE, CLAIM, SOURCE, VOCABULARY) and not isinstance(value, str | Node | Claim | Source | Section):
        raise QueryError(f"parameter {parameter.name!r} takes a name such as {example}, not {value!r}")
    name = getattr(value, "id", value)
    found: Sequence[Node | Claim | Source | Section]
    if prefix == NODE:
        found = [_node(graph, parameter, name)]
    elif prefix == CLAIM:
        found = [graph.claim(name)]
    elif prefix == SOURCE:
        found = graph.sections(name) if "." in local else [graph.source(name)]
    elif prefix == VOCABULARY:
        curie = f"{VOCABULARY}:{_vocabulary(graph.schema, local, str(value).removeprefix(f'{VOCABULARY}:'))}"
        return [Value(f"<{graph.schema.expand(curie)}>", curie)]
    else:
        plain = str(value) if parameter.default[0] in "\"'" else _number(parameter, value)
        return [Value(written(plain), plain)]
    return [Value(f"<{graph.schema.expand(record.id)}>", record) for record in found]


def _defaults(graph: Graph, parameter: Parameter) -> list[Value]:
    """What a parameter's default stands for."""
    return [
        one
        for term in TERM.findall(parameter.default)
        for one in values_of(graph, parameter, term[1:-1] if term[0] in "\"'" else term)
    ]


def _node(graph: Graph, parameter: Parameter, name: str) -> Node:
    """The node of this name, of one of the categories that the parameter's description names, if it names any."""
    node = (graph.studies if graph.has_evidence else graph)[name]
    fitting = _categories(graph.schema, parameter)
    if fitting and node.category not in fitting:
        message = f"parameter {parameter.name!r} takes {parameter.description}; {node.slug!r} is a {node.category}"
        raise QueryError(message)
    return node


def _categories(schema: Schema, parameter: Parameter) -> list[str]:
    """The categories that the description of a parameter names."""
    return [name for name in schema.categories if re.search(rf"\b{name}s?\b", parameter.description)]


def choices(graph: Graph, parameter: Parameter) -> list[tuple[str, str]]:
    """What a parameter can be, each with a short explanation; empty for a number or a text."""
    prefix, _, local = parameter.default.split()[0].partition(":")
    if prefix == NODE:
        fitting = _categories(graph.schema, parameter) or graph.schema.categories
        return [(node.slug, node.name) for node in graph if node.category in fitting]
    if prefix == CLAIM:
        return [(claim.slug, claim.statement) for claim in graph.claims()]
    if prefix == SOURCE and "." in local:
        return [(section.slug, section.title) for source in graph.sources() for section in source.sections]
    if prefix == SOURCE:
        return [(source.slug, source.title) for source in graph.sources()]
    kinds = local_names(graph.schema) if prefix == VOCABULARY else []
    return [(name, kind) for kind, names in kinds if local in names.values() for name in names]


def _vocabulary(schema: Schema, like: str, name: str) -> str:
    """The local name of a term of the same kind as `like`, given by its name, label or plural, or by its local name."""
    parts: tuple[Mapping[str, Any], ...] = (
        *(schema.predicates, schema.categories, schema.modalities, schema.polarities, schema.tensions),
    )
    for (kind, names), part in zip(local_names(schema), parts, strict=True):
        if like in names.values():
            return name if name in names.values() else names[called(kind, name, part)]
    raise QueryError(f"the default {like!r} is not a term of the vocabulary; correct the query")


def _number(parameter: Parameter, value: Any) -> int | Decimal:
    try:
        number = Decimal("nan" if isinstance(value, bool) else str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise QueryError(f"parameter {parameter.name!r} takes a number such as {parameter.default}, not {value!r}")
    return int(number) if number == number.to_integral_value() else number
