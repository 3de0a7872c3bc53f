"""RDF in Turtle and TriG, written directly: the same bytes from the same graph, far faster than a serializer."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from operator import itemgetter
from tempfile import SpooledTemporaryFile
from typing import Any

from kg.errors import ExportError
from kg.formats import sorting
from kg.formats.rdf import model as rdf
from kg.formats.rdf.model import BOUND, Subject, Term, namespaces
from kg.formats.sorting import CHUNK, gathered
from kg.model.answers import slug
from kg.model.protocol import Graph
from kg.model.records import Claim
from kg.schema import CLAIM, NODE, SOURCE, VOCABULARY, Schema
from kg.tables.columns import CLAIMS, QUANTITY, TABLES, Column

_CODES = {code: f"\\u{code:04X}" for code in (*range(32), 0x7F, 0xFFFE, 0xFFFF)}
ESCAPES = _CODES | str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
EVERYWHERE = frozenset({CLAIM, VOCABULARY, NODE, SOURCE, "rdf", "rdfs", "prov", "dcterms", "xsd"})
"""The prefixes of every claim; xsd is that of its paragraph's number, in short."""

APART = "\n\n"
"""The text between two subjects."""

TOO_LONG = "a text has more than 16 MB, which Oxigraph does not read; shorten it"


def dumps(graph: Graph) -> bytes:
    """The graph in Turtle, UTF-8."""
    return b"".join(chunks(graph))


def chunks(graph: Graph) -> Iterator[bytes]:
    """The graph in Turtle, UTF-8, in chunks. What is longer than a run waits on disk until its prefixes are known."""
    writer = Writer()
    with SpooledTemporaryFile(max_size=sorting.RUN) as body:
        for part in gathered(texts(graph, writer), APART):  # writelines() would hold all of them in memory first.
            body.write(part)
        yield _head(graph.schema, writer.prefixes).encode("utf-8")
        if body.tell():
            yield APART.encode()
        body.seek(0)
        yield from iter(partial(body.read, CHUNK), b"")
    yield b"\n"


def texts(graph: Graph, writer: "Writer") -> Iterator[str]:
    """The text of each subject, without prefixes: `writer` keeps those."""
    yield from map(writer.subject, rdf.entities(graph))
    yield from _claims(graph, writer)
    yield from map(writer.subject, rdf.tensions(graph))


def read_back(graph: Graph) -> tuple[list[Any], dict[str, str]]:
    """What `dumps` writes, as triples of Oxigraph, and the prefixes. ExportError where a text is longer than Oxigraph reads."""
    from pyoxigraph import RdfFormat, parse

    quads = parse(dumps(graph), RdfFormat.TURTLE)
    try:
        return [quad.triple for quad in quads], quads.prefixes
    except MemoryError:
        raise ExportError(TOO_LONG) from None


def _claims(graph: Graph, writer: "Writer") -> Iterator[str]:
    """The text of each claim."""
    language, against = graph.schema.dataset.language, rdf.opposed(graph)
    opposed = set(map(slug, against))
    row_text = _row_writer(graph.schema, writer.prefixes)
    for source, row in graph.claim_rows():
        writer.prefixes |= EVERYWHERE
        text = None if isinstance(row, Claim) or row[0] in opposed else row_text(row, source)
        if text is not None:
            yield text
        else:
            claim = row if isinstance(row, Claim) else graph.claim(row[0])
            yield from map(writer.subject, rdf.claim_subjects(claim, language, against.get(claim.id, ())))


def _row_writer(schema: Schema, prefixes: set[str]) -> Callable[[Sequence[str], str], str | None]:
    """A function from the cells of a claim's row and its source to the text of the claim; None for one with lists.

    It adds the prefixes that it uses, beyond those of every claim. The form is that of `rdf.claim_subjects`, at a tenth of the
    time: a test holds the two to the same bytes.
    """
    columns = list(enumerate(CLAIMS.columns))[1:]
    needed = [
        (n, _cell_writer(column, schema))
        for n, column in columns
        if column.kind in ("text", "name") and column.required
    ]
    other = [
        (n, f" ;\n    {column.curie} ", _cell_writer(column, schema), column.curie.partition(":")[0])
        for n, column in columns
        if not column.required
    ]
    rare = itemgetter(*(n for n, *_ in other))
    figures = next(n for n, column in columns if column.kind == "quantity")

    @cache
    def template(source: str) -> str:
        lines = [f"{CLAIM}:%s a {VOCABULARY}:Claim, rdf:Statement, prov:Entity"]
        for _, column in columns:
            if column.name == "section":
                lines.append(f" ;\n    dcterms:source {SOURCE}:{source} ;\n    {column.curie} {SOURCE}:{source}.%s")
            elif column.kind == "id":
                lines.append(f" ;\n    {column.curie} {TABLES[column.refers].prefix}:%s")
            else:
                lines.append(f" ;\n    {column.curie} %s" if column.required else "%s")
        return "".join(lines) + " ."

    def row(cells: Sequence[str], source: str) -> str | None:
        values = list(cells)
        for n, write in needed:
            values[n] = write(values[n])
        if more := "".join(rare(cells)):
            if "|" in more:  # It is only in lists.
                return None
            for n, verb, write, prefix in other:
                if cell := values[n]:
                    values[n] = verb + write(cell)
                    if prefix != VOCABULARY:
                        prefixes.add(prefix)
        if not cells[figures]:
            return template(source) % tuple(values)
        values[figures] = f" ;\n    {VOCABULARY}:quantity {CLAIM}:{cells[0]}.q1"
        prefixes.add("schema")
        return template(source) % tuple(values) + _figure(cells[0], cells[figures])

    return row


def _cell_writer(column: Column, schema: Schema) -> Callable[[str], str]:
    """How a cell that is not empty is written as an object."""
    end = f'"@{schema.dataset.language}'

    def text(cell: str) -> str:
        if cell.isprintable() and '"' not in cell and "\\" not in cell:
            return f'"{cell}{end}'  # As quoted() does it; a call of that would take a tenth of all the time.
        return quoted(cell) + end[1:]

    match column.kind:
        case "text":
            return text
        case "item":
            return lambda cell: cell if cell.startswith(f"{NODE}:") else text(cell)
        case "name":
            return {name: column.term(name) for name in getattr(schema, column.refers)}.__getitem__
        case "flag":
            return lambda cell: "true"
        case "word":
            return quoted
    return str


def _figure(id: str, quantity: str) -> str:
    """The figure of a claim."""
    comparator, number, unit = re.fullmatch(QUANTITY, quantity).groups()  # type: ignore[union-attr]
    return f"""

{CLAIM}:{id}.q1 a schema:QuantitativeValue ;
    rdfs:label {quoted(quantity)} ;
    {VOCABULARY}:bound "{comparator}" ;
    {BOUND[comparator]} {f'"{number}"^^xsd:decimal' if "." in number else number} ;
    schema:unitText {quoted(unit)} ."""


def quoted(text: str) -> str:
    """A text as a literal, without language or datatype."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'  # The common case, and five times faster.
    return f'"{text.translate(ESCAPES)}"'


def document(schema: Schema, blocks: Sequence[Subject]) -> bytes:
    """Subjects as a Turtle document: prefixes, a line that names the dataset, and a paragraph for each subject."""
    writer = Writer()
    parts = list(map(writer.subject, blocks))
    return "\n\n".join([_head(schema, writer.prefixes), *parts]).encode("utf-8") + b"\n"


def trig(schema: Schema, graphs: Sequence[tuple[str, Sequence[Subject]]]) -> bytes:
    """Named graphs (IRI, subjects) as a TriG document."""
    writer = Writer()
    parts = [part for name, blocks in graphs for part in (f"<{name}> {{", *map(writer.subject, blocks), "}")]
    return "\n\n".join([_head(schema, writer.prefixes), *parts]).encode("utf-8") + b"\n"


def _head(schema: Schema, prefixes: Iterable[str]) -> str:
    known, dataset = namespaces(schema), schema.dataset
    declared = (f"@prefix {prefix}: <{known[prefix]}> ." for prefix in sorted(prefixes))
    return "\n".join([*declared, f"# {dataset.title}, version {dataset.version}, {dataset.licence}"])


class Writer:
    """The text of subjects; `prefixes` are those that it has used."""

    def __init__(self) -> None:
        self.prefixes: set[str] = set()

    def subject(self, subject: Subject) -> str:
        """The text of one subject."""
        return f"{self._curie(subject.curie)} {self._properties(subject.properties, '    ')} ."

    def _curie(self, curie: str) -> str:
        if curie[0] != "<":
            self.prefixes.add(curie[: curie.index(":")])
        return curie

    def _properties(self, properties: Iterable[tuple[str, Iterable[Term]]], indent: str) -> str:
        lines = []
        for predicate, objects in properties:
            verb = "a" if self._curie(predicate) == "rdf:type" else predicate
            lines.append(f"{verb} {', '.join([self._term(term, indent) for term in objects])}")
        return f" ;\n{indent}".join(lines)

    def _term(self, term: Term, indent: str) -> str:
        kind, text, detail, inside = term
        if kind == "curie":
            return self._curie(text)
        if kind == "iri":
            return f"<{text}>"
        if kind == "list":
            return f"( {' '.join([self._term(item, indent) for item in inside])} )"
        if kind == "triple":
            return f"<<( {' '.join([self._term(item, indent) for item in inside])} )>>"
        if kind == "blank":
            return f"[ {self._properties(inside, indent + '    ')} ]"
        if not detail or detail[0] == "@":
            return quoted(text) + detail
        datatype = self._curie(detail)
        return text if datatype in ("xsd:integer", "xsd:boolean") else f"{quoted(text)}^^{datatype}"
