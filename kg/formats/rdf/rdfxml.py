"""RDF in RDF/XML, for tools that read nothing else: one rdf:Description for each subject."""

from functools import cache

from kg.formats.rdf.model import Term, namespaces, subjects
from kg.formats.xml import escaped
from kg.model import Graph


def dumps(graph: Graph) -> bytes:
    """The graph in RDF/XML, UTF-8. ExportError names the subject of a text that XML cannot carry."""
    known = namespaces(graph.schema)

    @cache
    def iri(curie: str) -> str:
        prefix, _, local = curie.partition(":")
        return escaped(known[prefix] + local, curie, "rdfxml")

    def element(predicate: str, term: Term, owner: str) -> str:
        if term.kind != "literal":
            target = iri(term.text) if term.kind == "curie" else escaped(term.text, owner, "rdfxml")
            return f'  <{predicate} rdf:resource="{target}"/>'
        detail = ""
        if term.detail.startswith("@"):
            detail = f' xml:lang="{term.detail[1:]}"'
        elif term.detail:
            detail = f' rdf:datatype="{iri(term.detail)}"'
        return f"  <{predicate}{detail}>{escaped(term.text, owner, 'rdfxml')}</{predicate}>"

    blocks = list(subjects(graph))
    prefixes = {"rdf"}.union(predicate.partition(":")[0] for block in blocks for predicate, _ in block.properties)
    declared = "".join(f'\n    xmlns:{prefix}="{iri(f"{prefix}:")}"' for prefix in sorted(prefixes))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF{declared}>"]
    for block in blocks:
        lines.append(f'<rdf:Description rdf:about="{iri(block.curie)}">')
        lines += [element(predicate, term, block.curie) for predicate, objects in block.properties for term in objects]
        lines.append("</rdf:Description>")
    return "\n".join([*lines, "</rdf:RDF>", ""]).encode("utf-8")
