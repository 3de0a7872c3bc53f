"""How many entities of this graph other graphs and vocabularies hold, by public term and by name, and how many edges join these.

    python -m benchmarks.content FILE ...
    python -m benchmarks.content --list FILE ...

A file is an ontology in OBO, a table of nodes as Hetionet and PrimeKG publish theirs, a table of diseases as KG-RAG has of SPOKE,
or an ontology in JSON as the package cellxgene-ontology-guide carries it. `--list` names each entity found, with the entries.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import kg
from kg.errors import spaced


class Entry(NamedTuple):
    """An entry of another resource: the CURIEs that it has, and its names."""

    terms: tuple[str, ...]
    names: tuple[str, ...]


def entries(path: Path) -> list[Entry]:
    """What a file holds, but for what is obsolete. ValueError if it is of no known form."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".obo":
        return list(_obo(text))
    if path.suffix == ".json":
        known = {id: one for id, one in json.loads(text).items() if not one.get("deprecated")}
        return [Entry((id,), (one["label"], *one.get("synonyms", ()))) for id, one in known.items() if one.get("label")]
    rows = csv.DictReader(text.splitlines(), delimiter="\t" if path.suffix == ".tsv" else ",")
    reads = TABLES.get(tuple(rows.fieldnames or ()))
    if reads is None:
        raise ValueError(
            f"{path}: no table of nodes that is known here; its columns are {', '.join(rows.fieldnames or ())}"
        )
    return [reads(row) for row in rows]


def _obo(text: str) -> Iterator[Entry]:
    """The terms of an OBO file that are the ontology's own: it has those that it imports as well."""
    head, *stanzas = text.split("\n[Term]\n")
    named = re.search(r"(?m)^ontology: (\w+)", head)
    own = f"{named[1].upper()}:" if named else ""
    for stanza in stanzas:
        lines = stanza.split("\n\n")[0].split("\n")
        tags = defaultdict(list)
        for tag, _, value in (line.partition(": ") for line in lines):
            tags[tag].append(value)
        if tags["name"] and tags["id"][0].startswith(own) and tags["is_obsolete"] != ["true"]:
            exact = (re.match(r'"(.*)" EXACT', synonym) for synonym in tags["synonym"])
            yield Entry((tags["id"][0],), (tags["name"][0], *(match[1] for match in exact if match)))


def _hetionet(row: dict[str, str]) -> Entry:
    kind, _, id = row["id"].partition("::")
    return Entry((f"MESH:{id}" if kind == "Symptom" else id,), (row["name"],))


def _primekg(row: dict[str, str]) -> Entry:
    """PrimeKG has ids without prefix and leading zeros; a group of diseases has those of all, joined with underscores."""
    source = row["node_source"].removesuffix("_grouped")
    prefix = {"HPO": "HP"}.get(source, source)
    ids = row["node_id"].split("_") if source != row["node_source"] else [row["node_id"]]
    return Entry(tuple(f"{prefix}:{id.zfill(7)}" for id in ids), (row["node_name"],))


def _spoke(row: dict[str, str]) -> Entry:
    return Entry((row["disease_id"],), (row["disease_name"],))


TABLES = {
    ("id", "name", "kind"): _hetionet,
    ("node_index", "node_id", "node_type", "node_name", "node_source"): _primekg,
    ("disease_name", "disease_id"): _spoke,
}
"""The columns of a table of nodes → how a row is read."""


class Held(NamedTuple):
    """What a resource holds of our entities: those that it has by an exact or close term, and by a name, with its entries."""

    by_term: dict[kg.Node, list[str]]
    by_name: dict[kg.Node, list[str]]


def held(nodes: Iterable[kg.Node], others: Iterable[Entry]) -> Held:
    """The nodes that some entries have too: one of their exact or close terms, or their name or a synonym."""
    terms, names = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for other in others:
        for index, keys in ((terms, map(str.casefold, other.terms)), (names, map(spaced, other.names))):
            for key in dict.fromkeys(keys):
                index[key].append(f"{other.names[0]} ({' '.join(other.terms)})")
    by_term, by_name = dict[kg.Node, list[str]](), dict[kg.Node, list[str]]()
    for node in nodes:
        ours = [mapping.term.casefold() for mapping in node.mappings if mapping.grounds]
        called = [spaced(name) for name in (node.name, *node.synonyms)]
        for found, index, wanted in ((by_term, terms, ours), (by_name, names, called)):
            if with_it := [entry for key in wanted for entry in index.get(key, ())]:
                found[node] = list(dict.fromkeys(with_it))
    return Held(by_term, by_name)


def main(arguments: list[str]) -> None:
    """Print the table, and what none of the files holds."""
    paths, g = [Path(name) for name in arguments if name != "--list"], kg.load()
    anywhere = set[str]()
    print(
        "| file | entries | by term | by name | either | our edges between these |",
        "|---|---|---|---|---|---|",
        sep="\n",
    )
    told = []
    for path in paths:
        others = entries(path)
        found = held(g, others)
        either = {node.id: node for node in (*found.by_term, *found.by_name)}
        anywhere |= set(either)
        between = sum(edge.subject in either and edge.object in either for edge in g.edges())
        counts = len(others), len(found.by_term), len(found.by_name), len(either), between
        print(f"| {path.name} | {' | '.join(f'{count:,}' for count in counts)} |")
        told += [
            f"{path.name}: {node.slug}: {'; '.join(found.by_term.get(node, []) or found.by_name[node])}"
            for node in either.values()
        ]
    none = Counter(node.category for node in g if node.id not in anywhere)
    print(f"\n{len(anywhere)} of {len(g)} entities are in at least one; {none.total()} are in none:")
    print(", ".join(f"{count} {g.schema.categories[name].plural}" for name, count in none.most_common()))
    if "--list" in arguments:
        print("", *told, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
