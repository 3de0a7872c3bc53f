"""The rule of `kg check` for the competency questions: each query file reads, says what it asks, and names what there is."""

import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable

from kg.errors import Problem, QueryError, did_you_mean, nearest
from kg.query.questions import HEADER, PARAMETER, files_in, local_names, parse
from kg.schema import NODE, SLUG, VOCABULARY, Schema
from kg.tables.columns import RESERVED
from kg.tables.reading import Tables, not_utf8

KEYS = ("summary", "description", "parameters")


def queries(root: Traversable, tables: Tables) -> Iterator[Problem]:
    """Every fault in the query files of a data folder. Reads SPARQL, and so loads rdflib, only where there are any."""
    nodes = {row["id"] for row in tables.nodes.rows}
    for path in files_in(root):
        file = f"{root.name}/queries/{path.name}"
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            yield not_utf8(file, error)
            continue
        name = path.name.removesuffix(".rq")
        if not re.fullmatch(SLUG, name):
            yield Problem(file, 1, "", "name the file in lower-case letters and digits, joined by single hyphens")
        yield from _header(file, name, text)
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
            hint = (
                did_you_mean(nearest(key, KEYS)) or f"; use {', '.join(KEYS)}, or two spaces before a parameter's name"
            )
            yield Problem(file, number, "", f"unknown key {key!r}{hint}")


def _query(file: str, text: str, schema: Schema, nodes: set[str]) -> Iterator[Problem]:
    from kg.sparql.prepared import prepare, variables
    from kg.sparql.tokens import fault, tokens

    try:
        # Without our prefixes: other stores do not know them, so the file declares those that it uses.
        prepare(text, {})
        found = tokens(text)
        bound = variables(text)
    except QueryError as error:
        yield Problem(file, error.line or 1, str(error.column or ""), error.reason)
        return

    def problem(place: int, message: str) -> Problem:
        error = fault(text, place, message)
        return Problem(file, error.line, str(error.column), message)

    known = {local for _, names in local_names(schema) for local in names.values()} | RESERVED
    for at, token in enumerate(found):
        prefix, _, local = token.text.partition(":")
        if token.kind != "name":
            continue
        if at and found[at - 1].word == "PREFIX":
            namespace = schema.prefixes.get(prefix)
            if namespace is not None and found[at + 1].text != f"<{namespace}>":
                yield problem(token.start, f"{prefix}: stands for <{namespace}> here; declare it so")
        elif prefix == VOCABULARY and local not in known:
            yield problem(
                token.start, f"unknown term {token.text!r}{did_you_mean(nearest(local, known)) or '; correct it'}"
            )
        elif prefix == NODE and local and local not in nodes:
            yield problem(token.start, f"unknown node {local!r}{did_you_mean(nearest(local, nodes)) or '; correct it'}")
    for parameter in parse("", text).parameters:
        place = re.search(rf"^#\+   {parameter.name}:", text, re.MULTILINE)
        values = " ".join(token.text for token in bound.get(parameter.name, ()))
        if values != " ".join(parameter.default.split()):
            message = f"parameter {parameter.name!r} needs a block VALUES ?{parameter.name} {{ {parameter.default} }}"
            yield problem(place.start() if place else 0, f"{message} in the query; add it, or make the two alike")
