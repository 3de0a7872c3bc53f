"""RDF in RDF/XML, for tools that read nothing else: one element for each subject.

It is an rdf:Description, except for what OWL gives a type: pronto reads the elements of OWL by their names.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from kg.formats.rdf.model import Subject, Term, namespaces, subjects
from kg.formats.xml import escaped
from kg.model.protocol import Graph
from kg.schema import Schema

Properties = Iterable[tuple[str, Sequence[Term]]]


def dumps(graph: Graph) -> bytes:
    """The graph in RDF/XML, UTF-8. ExportError names the subject of a text that XML cannot carry."""
    return document(graph.schema, list(subjects(graph)))


def document(schema: Schema, blocks: Iterable[Subject]) -> bytes:
    """Subjects as an RDF/XML document, UTF-8. ExportError names the subject of a text that XML cannot carry."""
    known = namespaces(schema)
    prefixes = {"rdf"}

    @cache
    def iri(curie: str) -> str:
        prefix, _, local = curie.partition(":")
        return escaped(curie[1:-1] if prefix[0] == "<" else known[prefix] + local, curie, "rdfxml")

    @cache
    def tag(predicate: str) -> str:
        prefixes.add(predicate.partition(":")[0])
        return predicate

    def described(about: str, properties: Properties, owner: str, indent: str) -> Iterator[str]:
        (first, kinds), *others = properties
        name = "rdf:Description"
        if first == "rdf:type" and kinds[0].text.startswith("owl:"):
            name = tag(kinds[0].text)
            kinds = kinds[1:]
        yield f"{indent}<{name}{about}>"
        for predicate, objects in ((first, kinds), *others):
            for term in objects:
                yield from element(tag(predicate), term, owner, f"{indent}  ")
        yield f"{indent}</{name}>"

    def target(term: Term, owner: str) -> str:
        return iri(term.text) if term.kind == "curie" else escaped(term.text, owner, "rdfxml")

    def element(predicate: str, term: Term, owner: str, indent: str) -> Iterator[str]:
        start = f"{indent}<{predicate}"
        if term.kind == "blank":
            yield f"{start}>"
            yield from described("", term.inside, owner, f"{indent}  ")
            yield f"{indent}</{predicate}>"
        elif term.kind == "list":  # The lists of the ontology have named members.
            yield f'{start} rdf:parseType="Collection">'
            yield from (f'{indent}  <rdf:Description rdf:about="{target(item, owner)}"/>' for item in term.inside)
            yield f"{indent}</{predicate}>"
        elif term.kind != "literal":
            yield f'{start} rdf:resource="{target(term, owner)}"/>'
        else:
            detail = ""
            if term.detail.startswith("@"):
                detail = f' xml:lang="{term.detail[1:]}"'
            elif term.detail:
                detail = f' rdf:datatype="{iri(term.detail)}"'
            yield f"{start}{detail}>{escaped(term.text, owner, 'rdfxml')}</{predicate}>"

    lines: list[str] = []
    for block in blocks:
        lines += described(f' rdf:about="{iri(block.curie)}"', block.properties, block.curie, "")
    declared = "".join(f'\n    xmlns:{prefix}="{iri(f"{prefix}:")}"' for prefix in sorted(prefixes))
    head = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF{declared}>"]
    return "\n".join([*head, *lines, "</rdf:RDF>", ""]).encode("utf-8")
