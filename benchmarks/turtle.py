"""Writing Turtle: kg, bare f-strings, pyoxigraph, rdflib. Each takes the data folder and returns what writes it."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.peers import rows

Write = Callable[[], bytes]


def kg(folder: Path) -> Write:
    """This package, from the graph that it has loaded."""
    import kg

    graph = kg.load(folder)
    kg.dumps(graph, "context")  # What is imported on the way is not counted.
    return lambda: kg.dumps(graph, "turtle")


def strings(folder: Path) -> Write:
    """The same triples by bare f-strings from dicts at hand; nothing is escaped, checked or sorted."""
    import re
    from operator import itemgetter

    nodes, claims = list(rows(folder / "nodes.tsv")), list(rows(folder / "claims/gen.tsv"))
    sections = list(rows(folder / "sections.tsv"))

    def camel(name: str) -> str:
        head, *tail = name.split("_")
        return head + "".join(map(str.capitalize, tail))

    verbs = {name: camel(name) for name in {row["predicate"] for row in claims}}
    pattern = re.compile("([<>=]+)([0-9.]+) (.*)")
    bounds = {">": "min", ">=": "min", "<": "max", "<=": "max"}

    def write() -> bytes:
        out = ["@prefix …"]
        for section in sections:
            out.append(f'nms:gen.{section["id"]} a nmv:Section ;\n    rdfs:label "{section["title"]}"@en .')
        walked: dict[str, dict[str, dict[str, list[dict[str, str]]]]] = {}
        for row in claims:
            walked.setdefault(row["subject"], {}).setdefault(row["predicate"], {}).setdefault(row["object"], []).append(
                row
            )
        for node in nodes:
            lines = [f'nmk:{node["id"]} a nmv:{node["category"]} ;\n    rdfs:label "{node["name"]}"@en']
            lines.append(f'skos:prefLabel "{node["name"]}"@en')
            lines.append(f'skos:altLabel "{node["synonyms"]}"@en')
            lines.append(f'skos:definition "{node["definition"]}"@en')
            lines.append(f'nmv:ungrounded "{node["ungrounded"]}"@en')
            for predicate, ends in walked.get(node["id"], {}).items():
                said: dict[str, list[str]] = {}
                for end, edge in ends.items():
                    outright = any(row["modality"] != "hedged" and not row["inferred"] for row in edge)
                    said.setdefault("nmv" if outright else "nmt", []).append(end)
                for prefix, several in said.items():
                    lines.append(f"{prefix}:{verbs[predicate]} {', '.join([f'nmk:{end}' for end in several])}")
            out.append(" ;\n    ".join(lines) + " .")
        for row in claims:
            # fmt: off
            (id, subject, predicate, object, statement, polarity, modality, hedge, quantity,
             population, context, section, paragraph) = cells(row)
            # fmt: on
            text = f"""nmc:{id} a nmv:Claim, rdf:Statement, prov:Entity ;
    rdf:subject nmk:{subject} ;
    rdf:predicate nmv:{verbs[predicate]} ;
    rdf:object nmk:{object} ;
    rdfs:label "{statement}"@en ;
    nmv:polarity nmv:{polarity.capitalize()} ;
    nmv:modality nmv:{modality.capitalize()} ;
    dcterms:source nms:gen ;
    nmv:section nms:gen.{section} ;
    nmv:paragraph {paragraph}"""
            if hedge:
                text += f' ;\n    nmv:hedge "{hedge}"@en'
            if population:
                text += f" ;\n    nmv:population {population}"
            if context:
                text += f' ;\n    nmv:context "{context}"@en'
            if quantity:
                bound, number, unit = pattern.fullmatch(quantity).groups()  # type: ignore[union-attr]
                text += f""" ;
    nmv:quantity nmc:{id}.q1 .

nmc:{id}.q1 a schema:QuantitativeValue ;
    rdfs:label "{quantity}" ;
    nmv:bound "{bound}" ;
    schema:{bounds[bound]}Value {number} ;
    schema:unitText "{unit}\""""
            out.append(f"{text} .")
        return "\n\n".join(out).encode()

    cells = itemgetter(
        *("id", "subject", "predicate", "object", "statement", "polarity", "modality", "hedge", "quantity"),
        *("population", "context", "section", "paragraph"),
    )
    return write


def pyoxigraph(folder: Path) -> Write:
    """pyoxigraph's dump of the same triples, in its store already."""
    import pyoxigraph

    import kg

    store = pyoxigraph.Store()
    store.bulk_load(kg.dumps(kg.load(folder), "turtle"), pyoxigraph.RdfFormat.TURTLE)
    graph = pyoxigraph.DefaultGraph()
    return lambda: store.dump(format=pyoxigraph.RdfFormat.TURTLE, from_graph=graph) or b""


def rdflib(folder: Path) -> Write:
    """rdflib: its graph from ours, and its serializer."""
    import kg

    graph = kg.load(folder)
    return lambda: graph.to_rdf().serialize(format="turtle").encode()


WRITERS: dict[str, Callable[[Path], Write]] = {
    "kg": kg,
    "f-strings": strings,
    "pyoxigraph": pyoxigraph,
    "rdflib": rdflib,
}
