"""The same claims in kg and in its peers: how each loads them, and how each answers one typed hop.

Each function imports what it needs and returns a loader. A loader takes the data folder, and returns what it made and a `Hop`:
from a subject's id and a predicate to a function and its argument, whose call is the hop, with the subject at hand.
"""

import csv
import gc
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from benchmarks.generate import PREDICATES

Hop = Callable[[str, str], tuple[Callable[[Any], Any], Any]]
Load = Callable[[Path], tuple[Any, Hop]]


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(reader)
        for row in reader:
            yield dict(zip(header, row, strict=True))


def kg() -> Load:
    """This package."""
    import tomllib  # noqa: F401

    import kg
    import kg.loading

    def load(folder: Path) -> tuple[Any, Hop]:
        graph = kg.load(folder)
        return graph, lambda subject, predicate: (attrgetter(predicate), graph[subject])

    return load


def dicts() -> Load:
    """Bare Python: the csv module, a dict a row, two indexes of dicts."""

    def load(folder: Path) -> tuple[Any, Hop]:
        nodes = {row["id"]: row for row in rows(folder / "nodes.tsv")}
        forwards: dict[tuple[str, str], list[dict[str, str]]] = {}
        backwards: dict[tuple[str, str], list[dict[str, str]]] = {}
        claims = []
        for row in rows(folder / "claims/gen.tsv"):
            claims.append(row)
            forwards.setdefault((row["subject"], row["predicate"]), []).append(row)
            backwards.setdefault((row["object"], row["predicate"]), []).append(row)

        def reached(pair: tuple[str, str]) -> list[dict[str, str]]:
            return [nodes[id] for id in dict.fromkeys(row["object"] for row in forwards[pair])]

        return (nodes, claims, forwards, backwards), lambda subject, predicate: (reached, (subject, predicate))

    return load


def dicts_uncollected() -> Load:
    """As `dicts`, with the garbage collector off while it loads."""
    collected = dicts()

    def load(folder: Path) -> tuple[Any, Hop]:
        gc.disable()
        try:
            return collected(folder)
        finally:
            gc.enable()

    return load


def networkx() -> Load:
    """networkx.MultiDiGraph, every cell an attribute."""
    import networkx

    def load(folder: Path) -> tuple[Any, Hop]:
        graph: Any = networkx.MultiDiGraph()
        for row in rows(folder / "nodes.tsv"):
            graph.add_node(row.pop("id"), **row)
        for row in rows(folder / "claims/gen.tsv"):
            graph.add_edge(row.pop("subject"), row.pop("object"), key=row.pop("id"), **row)

        def reached(pair: tuple[str, str]) -> list[str]:
            subject, predicate = pair
            ends = graph.adj[subject].items()
            return [node for node, edges in ends if any(edge["predicate"] == predicate for edge in edges.values())]

        return graph, lambda subject, predicate: (reached, (subject, predicate))

    return load


def hetnetpy() -> Load:
    """hetnetpy; it refuses a second edge of one relation, so its edges hold lists of claims."""
    from hetnetpy.hetnet import Graph, MetaGraph

    kinds = {name: (domain, range_, name, "both") for name, (domain, range_, _) in PREDICATES.items()}

    def load(folder: Path) -> tuple[Any, Hop]:
        graph = Graph(MetaGraph.from_edge_tuples(kinds.values()))
        nodes = {}
        for row in rows(folder / "nodes.tsv"):
            id = row.pop("id")
            nodes[id] = graph.add_node(row.pop("category"), id, name=row.pop("name"), data=row)
        edges: dict[tuple[str, str, str], Any] = {}
        for row in rows(folder / "claims/gen.tsv"):
            ends, predicate = (row.pop("subject"), row.pop("object")), row.pop("predicate")
            edge = edges.get((*ends, predicate))
            if edge is None:
                start, end = map(nodes.__getitem__, ends)
                edges[*ends, predicate], _ = graph.add_edge(start, end, predicate, "both", data={"claims": [row]})
            else:
                edge.data["claims"].append(row)

        def hop(subject: str, predicate: str) -> tuple[Callable[[Any], Any], Any]:
            along = graph.metagraph.get_edge(kinds[predicate])
            return lambda node: [edge.target for edge in node.get_edges(along)], nodes[subject]

        return graph, hop

    return load


def kgx() -> Load:
    """KGX, from tables in its own format."""
    import importlib.util

    # It fetches its model when it is imported; the package biolink-model has it as a file. No prefix of ours needs a context.
    import bmt.toolkit
    from kgx import config
    from linkml_runtime.utils.schemaview import SchemaView

    (place,) = importlib.util.find_spec("biolink_model").submodule_search_locations  # type: ignore[union-attr, misc]
    model = str(Path(place) / "schema/biolink_model.yaml")

    def from_the_file(toolkit: Any) -> None:
        toolkit.view, toolkit.pmap = SchemaView(model), {"predicate mappings": []}

    bmt.toolkit.Toolkit.__init__ = from_the_file
    config.jsonld_context_map.update({key: {} for key in ("biolink", "monarch_context", "obo_context")})
    from kgx.transformer import Transformer

    def load(folder: Path) -> tuple[Any, Hop]:
        transformer = Transformer()
        tables = [str(folder / "kgx.nodes.tsv"), str(folder / "kgx.edges.tsv")]
        transformer.transform(input_args={"filename": tables, "format": "tsv"})
        graph = transformer.store.graph

        def reached(pair: tuple[str, str]) -> list[str]:
            edges = graph.out_edges(pair[0], keys=False, data=True)
            return [end for _, end, data in edges if data["predicate"] == pair[1]]

        return graph, lambda subject, predicate: (reached, (f"nmk:{subject}", f"biolink:{predicate}"))

    return load


def write_kgx(folder: Path) -> None:
    """The tables that `kgx` reads, beside ours."""
    nodes = ["id\tcategory\tname\tdescription"]
    nodes += [
        f"nmk:{row['id']}\tbiolink:NamedThing\t{row['name']}\t{row['definition']}" for row in rows(folder / "nodes.tsv")
    ]
    extra = ("statement", "polarity", "modality", "hedge", "quantity", "population", "context", "section", "paragraph")
    edges = ["\t".join(("id", "subject", "predicate", "object", *extra))]
    for row in rows(folder / "claims/gen.tsv"):
        ends = (f"nmc:{row['id']}", f"nmk:{row['subject']}", f"biolink:{row['predicate']}", f"nmk:{row['object']}")
        edges.append("\t".join((*ends, *(row[name] for name in extra))))
    (folder / "kgx.nodes.tsv").write_text("\n".join(nodes) + "\n", encoding="utf-8")
    (folder / "kgx.edges.tsv").write_text("\n".join(edges) + "\n", encoding="utf-8")


PEERS: dict[str, Callable[[], Load]] = {
    "kg": kg,
    "dicts": dicts,
    "dicts, collector off": dicts_uncollected,
    "networkx": networkx,
    "hetnetpy": hetnetpy,
    "kgx": kgx,
}
