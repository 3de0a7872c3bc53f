"""How time grows: inputs that can take time with the square of their size, each at a size and at four times that.

`python -m benchmarks.sizes KIND SIZE` prints the CPU seconds of one, in this process.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from kg.tables.columns import FILES, TABLES
from kg.tables.reading import packaged

Run = Callable[[], object]


class Kind(NamedTuple):
    """The size that is measured beside four times it, what is counted, and what makes the run from a folder and a size."""

    size: int
    of: str
    prepare: Callable[[Path, int], Run]


def data(folder: Path, nodes: int, claims: Iterable[tuple[int, int]], *, more: str = "", placed: int = 0) -> Path:
    """A data folder of so many nodes, joined by claims; the last of them are `placed`, the first has `more` in its definition."""
    ids, empty = [f"n{number}" for number in range(nodes)], "\t" * 7
    lines = {
        "sources": ["gen\tarticle\tGenerated" + "\t" * 8],
        "sections": ["gen\tall\tAll\t1"],
        "nodes": [f"{id}\tConcept\t{id}\t\t\tA thing{'' if n else more}.\t\tmade up\t" for n, id in enumerate(ids)],
        "positions": [f"{id}\t{300 * n}\t0" for n, id in enumerate(ids[nodes - placed :])],
        "claims": [
            f"gen-{n:06}\tn{subject}\ttype_of\tn{object}\t{n}.\taffirmed\tasserted{empty}all\t1\t\t\t"
            for n, (subject, object) in enumerate(claims)
        ],
    }
    (folder / "claims").mkdir(parents=True)
    (folder / "schema.toml").write_bytes((packaged() / "schema.toml").read_bytes())
    for kind, file in {**FILES, "claims": "claims/gen.tsv"}.items():
        text = "\n".join(["\t".join(TABLES[kind].header), *lines.get(kind, ()), ""])
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    return folder


def circle(folder: Path, size: int) -> Run:
    """Checking nodes of which each is a kind of the next, and the last of the first."""
    import kg

    root = data(folder, size, [(number, (number + 1) % size) for number in range(size)])
    return lambda: kg.check(root)


def accents(folder: Path, size: int) -> Run:
    """Checking a definition of accents that go in turn above and below a letter, and searching for them."""
    import kg
    from kg.texts import folded

    text = "\u0301\u0327" * (size // 2)
    root = data(folder, 2, [(0, 1)], more=text)
    return lambda: (kg.check(root), folded(text))


def chain(folder: Path, size: int) -> Run:
    """The page of a chain of nodes, of which the last two have a place."""
    import kg

    graph = kg.load(data(folder, size, [(number, number + 1) for number in range(size - 1)], placed=2))
    return lambda: kg.page(graph, force=True)


def literal(folder: Path, size: int) -> Run:
    """Reading, and writing again, N-Triples with a text of escapes."""
    import kg

    path, graph = folder.parent / "graph.nt", kg.load(data(folder, 2, [(0, 1)]))
    text = kg.dumps(graph, "ntriples").decode("utf-8").replace("A thing.", '\\"\\n' * (size // 2), 1)
    path.write_text(text, encoding="utf-8")
    return lambda: kg.dumps(kg.read(path, schema=graph.schema), "ntriples")


def html(folder: Path, size: int) -> Run:
    """A literal of nested HTML as one of rdflib."""
    from pyoxigraph import Literal, NamedNode

    from kg.formats.rdf.in_rdflib import RDF, term

    text = Literal("<b>" * size, datatype=NamedNode(f"{RDF}HTML"))
    return lambda: term(text).n3()


def word(folder: Path, size: int) -> Run:
    """A search for a word, and for words, longer than any name."""
    import kg

    graph = kg.load(data(folder, 2, [(0, 1)]))
    texts = ("x" * size, "é" * size, "pain " * (size // 5))
    return lambda: [(graph.find(text), graph.claims(text=text), graph.get(text)) for text in texts]


def values(folder: Path, size: int) -> Run:
    """A query with so many values of a parameter."""
    import kg

    graph = kg.load(data(folder, 2, [(0, 1)]))
    return lambda: graph.sparql("SELECT (COUNT(*) AS ?n) { ?x ?p ?o }", parameters={"x": list(range(size))})


KINDS = {
    "circle": Kind(4000, "claims", circle),
    "accents": Kind(50_000, "accents", accents),
    "chain": Kind(2500, "nodes", chain),
    "literal": Kind(500_000, "escapes", literal),
    "html": Kind(250_000, "elements", html),
    "word": Kind(50_000, "letters", word),
    "values": Kind(20_000, "values", values),
}


def seconds(kind: str, size: int) -> float:
    """CPU seconds of a run that is prepared beforehand."""
    with tempfile.TemporaryDirectory() as folder:
        run = KINDS[kind].prepare(Path(folder) / "data", size)
        start = time.process_time()
        run()
        return time.process_time() - start


if __name__ == "__main__":
    print(seconds(sys.argv[1], int(sys.argv[2])))
