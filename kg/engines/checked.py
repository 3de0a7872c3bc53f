"""Filters as users give them, checked: names and texts, one or several, become what an engine is asked for."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from kg.engines import Engine
from kg.engines.filters import ClaimFilters, EdgeFilters, Several, admits, flag, several
from kg.engines.search import DENYING, Words, sought
from kg.errors import LISTED, UnknownName, shown, spaced
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.schema import NODE, WEIGHTS
from kg.tables.columns import QUALIFIERS, SOURCES
from kg.tables.studies import STUDY_KINDS
from kg.texts import folded

SOURCE_KINDS = SOURCES.column("kind").values
WITHOUT = "; studies come with kg.load(evidence=True), or kg evidence"


class Filters:
    """The filters of a graph, whose `engine` answers. An unknown name raises; TypeError and ValueError say what is expected."""

    def __init__(self, graph: Graph, engine: Engine) -> None:
        self.graph, self.engine, self.schema = graph, engine, engine.schema

    def ids(self, **given: Any) -> list[Several]:
        """The CURIEs of nodes by their names, one or several for each filter, looked up together."""
        asked = [several(name, value, types=(str, Node)) for name, value in given.items()]
        self.engine.named(list(dict.fromkeys(_text(name) for names in asked for name in names or ())))
        return [None if names is None else tuple(self.graph.node(name).id for name in names) for names in asked]

    def certainty(self, *, modality: Any, polarity: Any) -> tuple[Several, Several]:
        """Modalities and polarities."""
        modalities = several("modality", modality, self.schema.modalities)
        return modalities, several("polarity", polarity, self.schema.polarities)

    def edges(self, *, subject: Any, predicate: Any, object: Any, **categories: Any) -> EdgeFilters:
        """The filters by the ends of an edge, and their categories."""
        several_categories = {
            name.replace("category", "categories"): several(name, one, self.schema.categories, kind="category")
            for name, one in categories.items()
        }
        predicates = several("predicate", predicate)
        if predicates is not None:
            implying = (self.schema.implying(self.schema.a_predicate(name)) for name in predicates)
            predicates = tuple(dict.fromkeys(chain.from_iterable(implying)))
        subjects, objects = self.ids(subject=subject, object=object)
        return EdgeFilters(subjects, predicates, objects, **several_categories)

    def claims(
        self,
        *,
        text: Any,
        tension: Any,
        section: Any,
        source: Any,
        source_kind: Any,
        modality: Any,
        polarity: Any,
        **others: Any,
    ) -> tuple[ClaimFilters, str]:
        """The filters of claims; and which words of the text were read with a slip of the pen."""
        fields: dict[str, Any] = {name: self._held(name, others.pop(name)) for name in ("hedge", *QUALIFIERS)}
        fields |= {name: flag(name, others.pop(name)) for name in ("quantity", "inferred", "structural")}
        wanted = {name: value for name, value in fields.items() if value is not None}
        modalities, polarities = self.certainty(modality=modality, polarity=polarity)
        texts, slips = self._texts(text)
        places = self._places(section, source, source_kind)
        edges, ids = self.edges(**others), self._members(tension)
        return ClaimFilters(edges, ids, texts, places, modalities, polarities, wanted), slips

    def _held(self, field: str, given: Any) -> bool | Several:
        """What a field of a claim must hold: anything, nothing, or one of these nodes, with kinds, and texts with these words."""
        if given is None or isinstance(given, bool):
            return given
        names = [_text(name) for name in several(field, given, types=(str, Node)) or ()]
        named = [()] * len(names) if field == "hedge" else self.engine.named(names)
        held = {*self.engine.values(field)}
        names_of = [value for value in held if value.startswith(f"{NODE}:")]
        called = {node.id: node.name for nodes in self.engine.named(names_of) for node in nodes}
        texts = {value: called.get(value, value) for value in held}
        found = set[str]()
        for name, nodes in zip(names, named, strict=True):
            node = self.graph.node(name) if nodes else None
            names_of_it = () if node is None else (node.name, *node.synonyms)
            words = {f" {folded(one)} " for one in (name, *names_of_it)} - {"  "}
            fitting = {value for value, text in texts.items() if any(one in f" {folded(text)} " for one in words)}
            if node is not None:
                fitting |= {node.id, *self.engine.kinds(node.id)}
            if not fitting:
                raise _unknown(field, name, sorted({*texts.values()}))
            found |= fitting
        return found

    def _texts(self, text: Any) -> tuple[Several, str]:
        """The texts of which claims must have every word; and which words are read as others, or only as words."""
        texts = several("text", text)
        slips = {word: read for one in texts or () for word, read in self.engine.slips(one).items()}
        told = [f"{shown(word)} is in no claim, read as {' or '.join(read)}" for word, read in slips.items()]
        denying = sorted(DENYING.intersection(word for one in texts or () for word in sought(one)))
        told += [f"{shown(word)} is searched as a word, not as a denial: filter by polarity" for word in denying]
        return texts, "; ".join(told)

    def _members(self, tension: Any) -> Several:
        """The ids of the claims in a tension; None for all claims."""
        if tension is None or tension is False:
            return None
        names = {**self.schema.tensions, **dict.fromkeys(WEIGHTS)}
        kinds = None if tension is True else several("tension", tension, names)
        wanted = (one for one in self.engine.tensions if kinds is None or one.kind in kinds or one.weight in kinds)
        return {id for one in wanted for id in one.members}

    def source_kinds(self, name: str, given: Any) -> Several:
        """Kinds of source; UnknownName for one of a study where no studies are loaded."""
        loaded = {source.kind for source in self.engine.sources} & {*STUDY_KINDS}
        with_studies = bool(loaded) or self.graph.has_evidence
        for kind in several(name, given) or ():
            if spaced(kind) in STUDY_KINDS and not with_studies:
                raise UnknownName("kind of source", kind, (), WITHOUT)
        kinds = (*SOURCE_KINDS, *(STUDY_KINDS if with_studies else ()))
        return several(name, given, kinds, kind="kind of source")

    def _places(self, section: Any, source: Any, source_kind: Any) -> Several:
        """The ids of the sections of some sources; None for all."""
        kinds, named = self.source_kinds("source_kind", source_kind), several("source", source)
        within = None if named is None else {self.graph.source(name).id for name in named}
        places = {
            part.id
            for one in self.engine.sources
            if admits(kinds, one.kind) and admits(within, one.id)
            for part in one.sections
        }
        sections = several("section", section)
        if sections is not None:
            return places & {part.id for name in sections for part in self.graph.sections(name)}
        return None if kinds is named is None else places


def _unknown(field: str, name: str, texts: Sequence[str]) -> UnknownName:
    """What is said of words that no claim has in a field. Among the `texts` that it has, those with such words are near."""
    words = Words()
    for number, text in enumerate(texts):
        words.add(number, [folded(text)])
    having = [words.starting(word) or words.near(word) for word in sought(name)]
    near = [texts[number] for number in sorted(set.intersection(*having))] if having else []
    remedy = f"; those there are: claims({field}=True), or kg claims --{field} any"
    return UnknownName(field, name, () if near else texts, "" if sum(map(len, texts)) < LISTED else remedy, near)


def _text(name: str | Node) -> str:
    """What a node is looked up by."""
    return name.id if isinstance(name, Node) else name
