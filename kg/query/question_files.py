"""The rule of `kg check` for the competency questions: each file is valid SPARQL, says what it asks, and uses known names."""

import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable

from kg.errors import DataError, Problem, QueryError, did_you_mean, nearest
from kg.query.questions import HEADER, PARAMETER, QUERIES, parse, text_of
from kg.schema import NODE, SLUG, Schema
from kg.sparql import own_terms
from kg.tables.columns import EVIDENCE
from kg.tables.reading import Tables
from kg.texts import files_in

KEYS = ("summary", "description", "parameters", "not covered")


def queries(root: Traversable, tables: Tables, more: Tables | None = None, *, name: str) -> Iterator[Problem]:
    """Every fault in the query files of a data folder, which messages call `name`, or of its evidence, with `more` nodes.

    Reads SPARQL, and so loads pyoxigraph, only where there are any.
    """
    # Where rows of nodes were lost to a fault of form, it is that fault which makes their names unknown.
    nodes = set() if tables.nodes.partial else {row["id"] for row in tables.nodes.rows}
    if more is not None:
        nodes = set() if more.nodes.partial or not nodes else nodes | {row["id"] for row in more.nodes.rows}
        root, name = root / EVIDENCE, EVIDENCE
    for path in files_in(root / QUERIES, ".rq"):
        file = f"{name}/{QUERIES}/{path.name}"
        try:
            text = text_of(path, file)
        except DataError as error:
            yield from error.problems
            continue
        asked = path.name.removesuffix(".rq")
        if not re.fullmatch(SLUG, asked):
            yield Problem(file, 1, "", "name the file in lower-case letters and digits, joined by single hyphens")
        yield from _header(file, asked, text)
        yield from _query(file, text, tables.schema, nodes)


def _header(file: str, name: str, text: str) -> Iterator[Problem]:
    question = parse(name, text)
    if not question.summary:
        yield Problem(file, 1, "", "no summary; add a first line such as #+ summary: Which techniques act on a target?")
    for number, line in enumerate(text.split("\n"), 1):
        header = HEADER.fullmatch(line.rstrip())
        if header is None or PARAMETER.fullmatch(header[1]):
            continue
        key = header[1].partition(":")[0]
        if key not in KEYS:
            remedy = f"; use {', '.join(KEYS)}, or two spaces before a parameter's name"
            yield Problem(file, number, "", f"unknown key {key!r}{did_you_mean(nearest(key, KEYS)) or remedy}")


def _query(file: str, text: str, schema: Schema, nodes: set[str]) -> Iterator[Problem]:
    from kg.sparql.reading import DECLARED, Reader, fault, used_curies

    # Without our prefixes: other stores do not know them, so the file declares those that it uses.
    reader = Reader(text, {})
    try:
        reader.check()
    except QueryError as error:
        yield Problem(file, error.line or 1, str(error.column or ""), error.reason)
        return

    def problem(place: int, message: str) -> Problem:
        error = fault(text, place, message)
        return Problem(file, error.line, str(error.column), message)

    for declared in DECLARED.finditer(text):
        namespace = schema.prefixes.get(declared[1], declared[2])
        if declared[2] != namespace:
            yield problem(declared.start(1), f"{declared[1]}: stands for <{namespace}> here; declare it so")
    known = own_terms(schema) | ({NODE: nodes} if nodes else {})
    for place, curie in used_curies(text, {prefix: schema.prefixes[prefix] for prefix in known}):
        prefix, _, name = curie.partition(":")
        if name not in known[prefix] and not reader.in_words(place):
            shown = f"node {name!r}" if prefix == NODE else f"term {curie!r}"
            yield problem(place, f"unknown {shown}{did_you_mean(nearest(name, known[prefix])) or '; correct it'}")
    for parameter in parse("", text).parameters:
        block = re.search(rf"\bVALUES \?{parameter.name} \{{([^}}]*)\}}", text)
        if block is None or block[1].split() != parameter.default.split():
            header = re.search(rf"^#\+   {parameter.name}:", text, re.MULTILINE)
            message = f"parameter {parameter.name!r} needs a block VALUES ?{parameter.name} {{ {parameter.default} }}"
            yield problem(header.start() if header else 0, f"{message} in the query; add it, or make the two agree")
