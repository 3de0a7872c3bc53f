"""Nodes and edges of other people's graphs, as records of ours: nothing is invented, and nothing is left out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple
from warnings import warn

from kg.errors import DataError, Problem
from kg.formats.foreign.vocabulary import PLACEHOLDER, Vocabulary
from kg.formats.kgx import PREFIXES, prefixed
from kg.formats.reading import Parts
from kg.model import Claim, Node, Section, Source
from kg.model import Mapping as TermMapping
from kg.schema import CLAIM, IRI, LOCAL, NODE, OTHERS, SOURCE, STANDARD, TERM, UNDOTTED, Dataset, Schema

MOST = 1_000_000
"""The most nodes, and the most edges, that are taken: each edge becomes a record of some kilobytes."""

OURS = {theirs: ours for ours, theirs in PREFIXES.items()}
"""The prefixes of Biolink that we spell otherwise."""

UNMAPPED = {"exactMatch": "same as", "relatedMatch": "xref"}
"""What the note calls a term whose prefix stands for nothing that is known here."""

ENDING = re.compile(r"([._-]?(kgx|sssom))?([._-](nodes|edges|denied))?(\.[A-Za-z]+)$", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
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
            "note": edge.note if edge.id in ("", key) else _joined((edge.note, f"id: {edge.id}")),
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


def tidy(text: str) -> str:
    """A text on one line, without control characters and lone surrogates, which no format of ours may hold.

    >>> tidy("two\\nlines\\tand a tab ")
    'two lines and a tab'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return CONTROLS.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).strip()


def noted(values: Iterable[tuple[str, Any]]) -> str:
    """What a node or an edge has besides what there are fields for: `publications: PMID:1, PMID:2; p_value: 0.03`."""
    return _joined(f"{name}: {_text(value)}" for name, value in values if _text(value))


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(each)}" for key, each in value.items())
    return "" if value is None else str(value).lower() if isinstance(value, bool) else tidy(str(value))


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(filter(None, parts))


def spelt(id: str, prefix: str) -> str:
    """The local part of our id for a foreign one: itself where that is possible, else with a mark that keeps it apart.

    >>> spelt("UBERON:0000044", "nmk"), spelt("nmk:scs", "nmk"), spelt("PUBCHEM.COMPOUND:1", "nmk")
    ('UBERON:0000044', 'scs', 'PUBCHEM-COMPOUND:1-f369f43d')
    """
    text = id.removeprefix(f"{prefix}:")
    if re.fullmatch(UNDOTTED, text):
        return text
    from hashlib import sha256

    mark = sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    plain = re.sub(r"[^A-Za-z0-9_:]+", "-", text).strip("-:")
    return f"{plain[:80]}-{mark}" if plain else mark


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
    ends = dict.fromkeys(id for edge in edges for id in (edge.subject, edge.object))
    lacking = [id for id in ends if id not in nodes]
    if lacking and foreign.whole:
        count = "1 node is" if len(lacking) == 1 else f"{len(lacking):,} nodes are"
        warn(f"{count} only named by edges in {foreign.files[-1]}, such as {lacking[0]}: made of the id", stacklevel=6)
    nodes.update({id: ForeignNode(id, note=UNTOLD_NODE if foreign.whole else "") for id in lacking})


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
        note=_joined((noted(others_terms.items()), node.note)),
        mappings=tuple(TermMapping(match=match, term=term) for term, match in terms.items()),
    )


class Places:
    """The sources of the claims, each with one section: the file in which they were."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._part = file if re.fullmatch(LOCAL, file) else spelt(file, SOURCE)
        self._found: dict[str, tuple[str, dict[str, None]]] = {}

    def of(self, edge: ForeignEdge) -> tuple[str, str]:
        """The ids of source and section of an edge."""
        named = tidy(edge.source)
        id = f"{SOURCE}:{spelt(named or self.file.rpartition('.')[0] or self.file, SOURCE)}"
        section: str = edge.own.get("section") or f"{id}.{self._part}"
        self._found.setdefault(id, (named or self.file, {}))[1][section] = None
        return id, section

    def sources(self) -> Iterator[Source]:
        """The sources."""
        for id, (name, sections) in self._found.items():
            own = f"{id}.{self._part}"
            titles = {
                section: self.file if section == own else section.partition(".")[2] for section in sorted(sections)
            }
            yield Source(id=id, title=name, sections=tuple(Section(id=one, title=told) for one, told in titles.items()))


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
