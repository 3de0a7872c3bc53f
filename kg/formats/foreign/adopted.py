"""Nodes and edges of other people's graphs, as records of ours: nothing is invented, and nothing is left out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple
from warnings import warn

from kg.errors import DataError, Problem
from kg.formats.foreign.texts import joined, noted, spelt, tidy
from kg.formats.foreign.vocabulary import PLACEHOLDER, Vocabulary
from kg.formats.kgx import PREFIXES, prefixed
from kg.formats.reading import Parts
from kg.model.nodes import Mapping as TermMapping
from kg.model.nodes import Node
from kg.model.records import Claim, Section, Source
from kg.schema import CLAIM, IRI, LOCAL, NODE, OTHERS, SOURCE, STANDARD, TERM, Dataset, Schema
from kg.tables.columns import QUALIFIERS

MOST = 1_000_000
"""The most nodes, and the most edges, that are taken: each edge becomes a record of some kilobytes."""

OURS = {theirs: ours for ours, theirs in PREFIXES.items()}
"""The prefixes of Biolink that we spell otherwise."""

UNMAPPED = {"exactMatch": "same as", "relatedMatch": "xref"}
"""What the note calls a term whose prefix stands for nothing that is known here."""

ENDING = re.compile(r"([._-]?(kgx|sssom))?([._-](nodes|edges|denied))?(\.[A-Za-z]+)$", re.IGNORECASE)
UNTOLD = "biolink:NamedThing"
"""The category of a node for which the file gives none."""

UNTOLD_NODE = "Only edges name it; the table of nodes lacks it."


class ForeignNode(NamedTuple):
    """A node as its file has it. `terms` are SKOS matches with CURIEs of terms; `place` is for messages."""

    id: str
    category: str = ""
    name: str = ""
    definition: str = ""
    synonyms: Sequence[str] = ()
    terms: Sequence[tuple[str, str]] = ()
    note: str = ""
    place: tuple[str, int] = ("", 0)


class ForeignEdge(NamedTuple):
    """An edge as its file has it. `hedge` is the word that makes it less than certain; `own` has fields of a claim of ours."""

    subject: str
    predicate: str
    object: str
    id: str = ""
    source: str = ""
    denied: bool = False
    hedge: str = ""
    symmetric: bool = False
    note: str = ""
    own: Mapping[str, Any] = {}
    place: tuple[str, int] = ("", 0)


@dataclass(kw_only=True)
class Foreign:
    """A graph as its file has it: `called` has the labels of categories and predicates, `files` where it was read.

    Where the nodes are `whole`, one that only edges name is warned of.
    """

    files: Sequence[str]
    nodes: Iterable[ForeignNode]
    edges: Iterable[ForeignEdge]
    called: Mapping[str, str] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True
    licence: str = ""
    title: str = ""
    language: str = "en"


def adopted(foreign: Foreign, schema: Schema) -> Parts:
    """The records of a foreign graph: a node for each node, a claim for each edge, and a schema that names what they use.

    DataError where an id is given to two nodes.
    """
    schema = _with_prefixes(schema, foreign.prefixes)
    nodes = _distinct(foreign.nodes)
    edges = _few(foreign.edges, "edges", foreign.files)
    _add_ends(foreign, nodes, edges)
    named = {*(node.category for node in nodes.values()), *(edge.predicate for edge in edges)}
    words = Vocabulary(schema, foreign.called, named)
    ids = dict(zip(nodes, _distinct_ids(nodes, NODE), strict=True))
    made = [_node(node, ids[node.id], words) for node in nodes.values()]
    names = {node.id: node.name for node in made}
    places = Places(foreign.files[-1])
    counts = Counter(edge.id for edge in edges)
    keys = [edge.id if counts[edge.id] == 1 and edge.id else str(number) for number, edge in enumerate(edges, 1)]
    claims = []
    for id, key, edge in zip(_distinct_ids(keys, CLAIM), keys, edges, strict=True):
        predicate = words.predicate(edge.predicate, edge.symmetric)
        subject, object = ids[edge.subject], ids[edge.object]
        source, section = places.of(edge)
        if edge.hedge:
            words.hedges[edge.hedge] = None
        fields: dict[str, Any] = {
            "id": id,
            "statement": f"{names[subject]} {predicate.label} {names[object]}",
            "source": source,
            "section": section,
            "paragraph": 1,
            "polarity": "denied" if edge.denied else "affirmed",
            "modality": "hedged" if edge.hedge else "asserted",
            "hedge": (edge.hedge,) if edge.hedge else (),
            "note": edge.note if edge.id in ("", key) else joined((edge.note, f"id: {edge.id}")),
            **edge.own,
        }
        claims.append(Claim(subject=subject, predicate=predicate.name, object=object, **fields))
    return Parts(words.schema(_dataset(foreign)), places.sources(), made, claims)


def _distinct_ids(ids: Iterable[str], prefix: str) -> list[str]:
    """The ids of ours for some of theirs, no two the same."""
    made: dict[str, None] = {}
    for id in ids:
        text = first = spelt(id, prefix)
        for number in count(2):
            if text not in made:
                break
            text = f"{first}-{number}"
        made[text] = None
    return [f"{prefix}:{text}" for text in made]


def _few(records: Iterable[Any], what: str, files: Sequence[str]) -> list[Any]:
    """The records, as long as they are not too many."""
    found = []
    for record in records:
        found.append(record)
        if len(found) > MOST:
            message = f"has more than {MOST:,} {what}; divide it, or load it into a triple store"
            raise DataError([Problem(files[-1], 0, "", message)])
    return found


def _distinct(nodes: Iterable[ForeignNode]) -> dict[str, ForeignNode]:
    """Id → node. DataError where two different nodes have one id; a row that is given twice is one node."""
    found: dict[str, ForeignNode] = {}
    problems = []
    for node in nodes:
        first = found.setdefault(node.id, node)
        if first is not node and first._replace(place=node.place) != node:
            message = f"{node.id!r} is already at line {first.place[1]}, with other values; merge the two"
            problems.append(Problem(*node.place, "id", message))
        if len(found) > MOST:
            problems.append(Problem(node.place[0], 0, "", f"has more than {MOST:,} nodes; divide it"))
            break
    if problems:
        raise DataError(problems)
    return found


def _add_ends(foreign: Foreign, nodes: dict[str, ForeignNode], edges: Iterable[ForeignEdge]) -> None:
    """Add the nodes that only edges name, as KGX does, and warn where there is a table of nodes, which should have them."""
    ends = dict.fromkeys(id for edge in edges for id in (edge.subject, edge.object, *_qualifying(edge)))
    lacking = [id for id in ends if id not in nodes]
    if lacking and foreign.whole:
        count = "1 node is" if len(lacking) == 1 else f"{len(lacking):,} nodes are"
        warn(f"{count} not in {foreign.files[0]}, such as {lacking[0]}: made of the id", stacklevel=6)
    nodes.update({id: ForeignNode(id, note=UNTOLD_NODE if foreign.whole else "") for id in lacking})


def _qualifying(edge: ForeignEdge) -> Iterator[str]:
    """The nodes that the qualifiers of a claim of ours name."""
    for column in QUALIFIERS if edge.own else ():
        yield from (item for item in edge.own.get(column, ()) if item.startswith(f"{NODE}:"))


def _node(node: ForeignNode, id: str, words: Vocabulary) -> Node:
    name = tidy(node.name) or node.id
    others = dict.fromkeys(tidy(text) for text in node.synonyms)
    if id != f"{NODE}:{node.id.removeprefix(f'{NODE}:')}" and node.id != name:
        others[tidy(node.id)] = None
    prefixes = words.base.prefixes
    terms: dict[str, str] = {}
    others_terms: dict[str, list[str]] = {}
    for match, told in (("exactMatch", node.id), *node.terms):
        term = prefixed(told, OURS)
        if term.startswith(f"{NODE}:"):
            continue
        if term.partition(":")[0] in prefixes and re.fullmatch(TERM, term):
            terms.setdefault(term, match)
        elif told != node.id and told != node.id.partition("::")[2]:
            others_terms.setdefault(UNMAPPED.get(match, match), []).append(told)
    return Node(
        id=id,
        category=words.category(node.category or UNTOLD),
        name=name,
        synonyms=tuple(filter(None, others)),
        definition=tidy(node.definition),
        note=joined((noted(others_terms.items()), node.note)),
        mappings=tuple(TermMapping(match=match, term=term) for term, match in terms.items()),
    )


class Places:
    """The sources of the claims, and their sections: the files in which they were."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[str, tuple[str, dict[str, str]]] = {}

    def of(self, edge: ForeignEdge) -> tuple[str, str]:
        """The ids of source and section of an edge."""
        file = edge.place[0] or self.file
        named = tidy(edge.source)
        id = f"{SOURCE}:{spelt(named or ENDING.sub('', file), SOURCE)}"
        section: str = edge.own.get("section", "")
        title = section.partition(".")[2] if section else file
        section = section or f"{id}.{file if re.fullmatch(LOCAL, file) else spelt(file, SOURCE)}"
        self._found.setdefault(id, (named or file, {}))[1][section] = title
        return id, section

    def sources(self) -> Iterator[Source]:
        """The sources."""
        for id, (name, titles) in self._found.items():
            parts = (Section(id=section, title=title) for section, title in sorted(titles.items()))
            yield Source(id=id, title=name, sections=tuple(parts))


def _dataset(foreign: Foreign) -> Dataset:
    stem = ENDING.sub("", foreign.files[0])
    id = "-".join(re.findall("[a-z0-9]+", stem.lower()))[:100].strip("-") or "graph"
    return Dataset(
        id=id,
        title=foreign.title or stem,
        description=f"Read from {' and '.join(foreign.files)}.",
        version="unversioned",
        date="",
        licence=foreign.licence,
        licence_url="",
        creator="",
        language=foreign.language,
        base_iri=f"{PLACEHOLDER}/{id}",
    )


def _with_prefixes(schema: Schema, prefixes: Mapping[str, str]) -> Schema:
    """The schema with those prefixes of the file that are new, and stand for something new."""
    from dataclasses import replace

    known, namespaces = {**STANDARD, **OTHERS, **schema.prefixes}, set(schema.prefixes.values())
    more = {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if prefix not in known
        and namespace not in namespaces
        and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", prefix)
        and re.fullmatch(IRI, namespace)
    }
    return replace(schema, prefixes={**schema.prefixes, **more}) if more else schema
