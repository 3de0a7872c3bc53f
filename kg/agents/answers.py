"""What an agent is given: an answer as text and as values, with the claims, names and sources behind it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from kg.errors import KgError, UnknownName
from kg.graph import PART, KnowledgeGraph
from kg.model.answers import Shown, slug
from kg.model.records import Claim, Source
from kg.schema import CLAIM, NODE, SOURCE
from kg.show.terminal import claim_line
from kg.show.values import data, record_values

NOTICE = "Not medical advice: this is what the sources say, and how firmly, not what is established."

MOST_CITED = 100
"""So many claims are told beside an answer that only names them."""

MOST = 200_000
"""No answer has more characters, as text or as JSON."""

ABOUT_SOURCE = ("title", "kind", "author", "publisher", "published", "url")


class Reply(NamedTuple):
    """What a tool answers: a text that says it all, the same as values, and what was left out."""

    text: str
    values: Any
    left_out: str = ""
    certainty: str = ""

    def noting(self, *notes: str) -> "Reply":
        """The same, with more to say of what was left out."""
        return self._replace(left_out="; ".join(filter(None, [self.left_out, *notes])))

    @property
    def claim_ids(self) -> set[str]:
        """The ids of the claims in its values, those of a chain aside."""
        values = {**self.values, "chain": None} if isinstance(self.values, dict) else self.values
        return {id for id in _ids(values) if id.startswith(f"{CLAIM}:")}


def reply(answer: Shown, *, text: str = "", values: Any = None, left_out: str = "") -> Reply:
    """An answer of the graph as `kg` prints it and as its JSON, unless one of these is given."""
    parts = [*getattr(answer, "warnings", ()), left_out or getattr(answer, "cut", "")]
    said = "; ".join(filter(None, parts))
    return Reply(
        text or str(answer), data(answer) if values is None else values, said, getattr(answer, "certainty", "")
    )


def whole(graph: KnowledgeGraph, given: Reply) -> tuple[str, dict[str, Any]]:
    """A reply as the text and the values that an agent gets, with what its ids stand for. KgError where it is too long."""
    values = pruned(given.values)
    members = {tension.id: tension.members for tension in graph.tensions()}
    cited = list(_cited(graph, values, members))
    told = [pruned(record_values(claim)) | {"certainty": claim.certainty} for claim in cited[:MOST_CITED]]
    if len(cited) > MOST_CITED:
        given = given.noting(f"{len(cited) - MOST_CITED} more claims are only named; show gives each by its id")
    left_out = given.left_out
    ids = dict.fromkeys(_ids([values, told]))
    tensions: dict[str, list[str]] = {}
    for tension, claims in members.items():
        for id in ids.keys() & set(claims):
            tensions.setdefault(id, []).append(tension)
    records = set(_told(values, "title"))
    sources = {source.id: source for source in _sources(graph, ids) if source.id not in records}
    found = {
        "certainty": given.certainty,
        "left_out": left_out,
        "claims": told,
        "tensions": {id: tensions[id] for id in ids if id in tensions},
        "names": _names(graph, [id for id in ids if id.startswith(f"{NODE}:")]),
        "sources": {id: {name: getattr(one, name) for name in ABOUT_SOURCE} for id, one in sources.items()},
        "notice": NOTICE,
    }
    lines = [given.text]
    lines += [f"certainty: {given.certainty}"] if given.certainty else []
    lines += [left_out] if left_out and left_out not in given.text else []
    behind = [claim for claim in cited[:MOST_CITED] if claim_line(claim, "").removesuffix("]") not in given.text]
    lines += ["", "claims behind it"] if behind else []
    for claim in behind:
        of = ", ".join(map(slug, tensions.get(claim.id, ())))
        lines.append(claim_line(claim, "  ", [f"in tension: {of}"] if of else []))
    lines += ["", *(_source_line(source) for source in sources.values()), NOTICE]
    text, found = "\n".join(lines), {"answer": values} | pruned(found)
    size = max(len(text), len(json.dumps(found, ensure_ascii=False)))
    if size > MOST:
        raise KgError(
            f"the answer would have {size:,} characters, more than {MOST:,}; lower the limit, or ask for less"
        )
    return text, found


def pruned(value: Any) -> Any:
    """A value without the empty fields of its objects: the texts, lists and objects that hold nothing, and null."""
    if isinstance(value, dict):
        kept = {name: pruned(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in (None, "", [], {})}
    return [pruned(one) for one in value] if isinstance(value, list | tuple) else value


def _ids(value: Any) -> Iterator[str]:
    """The texts in a value that may be ids of nodes, claims or sources, keys included, in order."""
    if isinstance(value, dict):
        yield from _ids([*value, *value.values()])
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one)
    elif isinstance(value, str) and value.partition(":")[0] in (NODE, CLAIM, SOURCE):
        yield value


def _told(value: Any, field: str) -> Iterator[str]:
    """The ids of the records in a value, known by a field that they have."""
    if isinstance(value, dict):
        if field in value and "id" in value:
            yield value["id"]
        value = [*value.values()]
    for one in value if isinstance(value, list) else ():
        yield from _told(one, field)


def _cited(graph: KnowledgeGraph, values: Any, members: Mapping[str, Sequence[str]]) -> Iterator[Claim]:
    """The claims that values name, or that are in a tension which they name, and do not tell."""
    told = {*_told(values, "statement")}
    named = (id for one in _ids(values) for id in members.get(one, (one,)))
    for id in dict.fromkeys(named):
        if id.startswith(f"{CLAIM}:") and id not in told and not PART.search(id):
            with suppress(UnknownName):
                yield graph.claim(id)


def _sources(graph: KnowledgeGraph, ids: Iterable[str]) -> Iterator[Source]:
    """The sources that are among ids, which may also be of their sections."""
    for id in dict.fromkeys(id.partition(".")[0] for id in ids if id.startswith(f"{SOURCE}:")):
        with suppress(UnknownName):
            yield graph.source(id)


def _names(graph: KnowledgeGraph, ids: list[str]) -> dict[str, str]:
    """The names of nodes."""
    of = graph.studies if graph.has_evidence else graph
    return {node.id: node.name for found in of.engine.named(ids) for node in found}


def _source_line(source: Source) -> str:
    about = ", ".join(filter(None, (source.author, source.publisher, source.published)))
    return f"source {source.slug}: {source.title}{f' ({about})' if about else ''}"
