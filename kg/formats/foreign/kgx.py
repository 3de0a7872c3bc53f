"""KGX graphs of anybody: tables (TSV, CSV) or JSON Lines of nodes and edges, or one JSON file; and tables of hetnets, which are
like them but for the names of three columns."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from kg.errors import DataError, Problem
from kg.formats.foreign.adopted import OURS, Foreign, ForeignEdge, ForeignNode, adopted
from kg.formats.foreign.tables import Row, header, rows, triples
from kg.formats.foreign.texts import noted
from kg.formats.foreign.vocabulary import own_terms
from kg.formats.kgx import OWN, biolink, prefixed
from kg.formats.reading import Opened, Parts
from kg.model.records import Quantity
from kg.schema import NODE, SOURCE, Schema, is_base
from kg.tables.columns import Column

NODE_COLUMNS = ("id",)
EDGE_COLUMNS = ("subject", "predicate", "object")
HETNET_COLUMNS = ("source", "metaedge", "target")
ENDS = (".tsv", ".csv", ".jsonl", ".sif")
GENERAL = frozenset(
    f"biolink:{name}"
    for name in (
        *("Entity", "NamedThing", "BiologicalEntity", "PhysicalEssence", "PhysicalEssenceOrOccurrent", "Occurrent"),
        *("ThingWithTaxon", "OntologyClass", "SubjectOfInvestigation", "ChemicalEntityOrGeneOrGeneProduct"),
        *("ChemicalEntityOrProteinOrPolypeptide", "GenomicEntity", "MacromolecularMachineMixin", "GeneOrGeneProduct"),
    )
)
"""Classes of Biolink of which a node is told besides the one that says what it is."""

UNTOLD = "biolink:related_to"
"""What we write where Biolink has no predicate."""

UNCERTAIN = ("prediction", "statistical_association")
"""The knowledge levels that make an edge less than certain."""

SOURCES = ("primary_knowledge_source", "knowledge_source", "aggregator_knowledge_source", "provided_by", "source")
"""The columns that say where an edge is from, the first that is filled."""


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The graph in a pair of files, of which any may be named: one with edges alone is read too, or one with nodes alone."""
    end = re.search(r"(nodes|edges|denied)(\.\w+)$", file.path.name, re.IGNORECASE)
    if end is None:
        return adopted(_alone(file, schema), schema)
    start, kind, suffix = file.path.name[: end.start()], end[1].lower(), end[2]

    def beside(name: str) -> Opened:
        ends = (suffix, *(one for one in ENDS if one != suffix.lower()))
        files = [Opened(file.path.with_name(f"{start}{name}{end}"), end, file.packing) for end in ends]
        return file if name == kind else next((one for one in files if one.there), files[0])

    nodes, edges, denied = map(beside, ("nodes", "edges", "denied"))
    if not file.there:
        file.refuse("no such file")
    there = [one for one in (nodes, edges, denied) if one.there]
    foreign = Foreign(
        files=[one.name for one in there],
        nodes=_nodes(nodes, schema) if nodes.there else (),
        edges=(edge for one in (edges, denied) if one.there for edge in _edges(one, schema)),
        whole=nodes.there,
    )
    return adopted(foreign, _moved(nodes, schema) if nodes.there and move else schema)


def _alone(file: Opened, schema: Schema) -> Foreign:
    """The graph in a table of any name, with the columns of edges or else of nodes."""
    if file.path.name.lower().endswith(".jsonl"):
        file.refuse("the name of KGX in JSON Lines ends in nodes.jsonl or edges.jsonl; rename it")
    names = set(header(file))
    if names.issuperset(EDGE_COLUMNS) or names.issuperset(HETNET_COLUMNS):
        return Foreign(files=[file.name], nodes=(), edges=_edges(file, schema), whole=False)
    return Foreign(files=[file.name], nodes=_nodes(file, schema), edges=())


def _ours(schema: Schema) -> dict[str, str]:
    """What our files call categories and predicates → the Biolink term that they have beside it."""
    terms = own_terms(schema).items()
    return {
        curie: biolink(schema.categories[name].mapping, "biolink:NamedThing")
        if name in schema.categories
        else biolink(schema.predicates[name].mapping, UNTOLD)
        for curie, name in terms
    }


def _nodes(file: Opened, schema: Schema) -> Iterator[ForeignNode]:
    return _each(file, partial(_node, _ours(schema)), NODE_COLUMNS)


def _edges(file: Opened, schema: Schema) -> Iterator[ForeignEdge]:
    if file.suffix.lower() == ".sif":
        return triples(file)
    return _each(file, partial(_edge, _ours(schema)), EDGE_COLUMNS, HETNET_COLUMNS)


def of_object(file: Opened, document: dict[str, Any], schema: Schema) -> Parts:
    """The graph of a KGX JSON file: an object with the lists `nodes` and `edges`."""

    def each(name: str, make: Callable[[Row, tuple[str, int]], Any], needed: tuple[str, ...]) -> Iterator[Any]:
        several = document.get(name, [])
        if not isinstance(several, list):
            file.refuse("should be a list of objects", column=name)
        for number, row in enumerate(several, 1):
            if not isinstance(row, dict) or not all(row.get(key) for key in needed):
                file.refuse(f"{name} number {number} is not an object with {' '.join(needed)}")
            filled = {key: value for key, value in row.items() if value not in (None, "", [], {})}
            yield make(filled, (file.name, 0))

    own = _ours(schema)
    nodes, edges = each("nodes", partial(_node, own), NODE_COLUMNS), each("edges", partial(_edge, own), EDGE_COLUMNS)
    return adopted(Foreign(files=[file.name], nodes=nodes, edges=edges), schema)


def _each(file: Opened, make: Callable[[Row, tuple[str, int]], Any], *needed: Sequence[str]) -> Iterator[Any]:
    for line, row in rows(file, *needed):
        lacking = min(([name for name in several if name not in row] for several in needed), key=len)
        if lacking:
            file.refuse("the cell is empty; give a value, or fetch the file anew if it was cut off", line, lacking[0])
        yield make(row, (file.name, line))


def _several(value: Any) -> list[str]:
    """The items of a cell: `a|b` in a table, a list in JSON."""
    return list(map(str, value)) if isinstance(value, list) else str(value).split("|") if value else []


def _one(value: Any) -> str:
    return ", ".join(_several(value))


def _rest(row: Row, used: Iterable[str]) -> str:
    told = set(used)
    return noted(
        (name, _several(value) if isinstance(value, str) else value) for name, value in row.items() if name not in told
    )


def _node(own: Mapping[str, str], row: Row, place: tuple[str, int]) -> ForeignNode:
    id = str(row["id"])
    categories = _several(row.get("category"))
    exact, kind = str(row.get("nmv_category", "")), str(row.get("kind", ""))
    specific = next((one for one in categories if one not in GENERAL), "")
    category = exact if own.get(exact) in categories else specific or exact or next(iter(categories), "") or kind
    ours = id.startswith(f"{NODE}:")
    same = [term for name in ("same_as", "equivalent_identifiers", "exact_match") for term in _several(row.get(name))]
    used = {"id", "name", "description", "synonym", "xref", "same_as", "equivalent_identifiers", "exact_match"}
    if ours:
        used |= {"category", "iri", "provided_by", "nmv_category", "note"}
    elif category == row.get("kind"):
        used.add("kind")
    elif categories == [category]:
        used.add("category")
    if "::" in id:  # Of hetnets: the kind, and the identifier.
        same.append(id.partition("::")[2])
    match = "exactMatch" if ours else "relatedMatch"
    return ForeignNode(
        id=prefixed(id, OURS) if not ours else id,
        category=category,
        name=_one(row.get("name")),
        definition=_one(row.get("description")),
        synonyms=_several(row.get("synonym")),
        terms=[*(("exactMatch", term) for term in same), *((match, term) for term in _several(row.get("xref")))],
        note=str(row.get("note", "")) if ours else _rest(row, used),
        place=place,
    )


def _edge(own: Mapping[str, str], row: Row, place: tuple[str, int]) -> ForeignEdge:
    if "subject" not in row:
        subject, predicate, object = (str(row[name]) for name in HETNET_COLUMNS)
        return ForeignEdge(subject, predicate, object, note=_rest(row, HETNET_COLUMNS), place=place)
    section = str(row.get("section", ""))
    ours = section.startswith(f"{SOURCE}:")
    level = str(row.get("knowledge_level", ""))
    from_ = next((name for name in SOURCES if row.get(name)), "")
    used = {"id", *EDGE_COLUMNS, "negated", from_}
    if level in (*UNCERTAIN, "knowledge_assertion", "not_provided"):
        used.add("knowledge_level")
    if ("agent_type", row.get("agent_type")) == ("agent_type", "not_provided"):
        used.add("agent_type")
    predicate = str(row["predicate"])
    original = str(row.get("original_predicate", "")) or predicate
    return ForeignEdge(
        subject=prefixed(str(row["subject"]), OURS),
        predicate=original if ours and predicate in (UNTOLD, own.get(original), original) else predicate,
        object=prefixed(str(row["object"]), OURS),
        id=str(row.get("id", "")),
        source=section.partition(".")[0] if ours else _one(row.get(from_)),
        denied=str(row.get("negated", "")).lower() in ("true", "1", "yes"),
        hedge=level.replace("_", " ") if level in UNCERTAIN and not ours else "",
        note="" if ours else _rest(row, used),
        own=_own(row, place) if ours else {},
        place=place,
    )


def _own(row: Row, place: tuple[str, int]) -> dict[str, Any]:
    """The fields of a claim of ours, from the columns that we wrote. DataError where a cell is not as its column is."""
    found = {"statement": str(row["description"])} if "description" in row else {}
    for column in OWN:
        try:
            found |= {column.name: _field(column, row[column.name])} if column.name in row else {}
        except (TypeError, ValueError) as error:
            raise DataError([Problem(*place, column.name, f"is not as we wrote it: {error}")]) from None
    return found


def _field(column: Column, value: Any) -> Any:
    if column.many:
        return tuple(_several(value))
    if column.kind == "quantity":
        return Quantity.parse(str(value))
    if column.kind == "whole":
        return int(value)
    return str(value).lower() == "true" if column.kind == "flag" else str(value)


def _moved(nodes: Opened, schema: Schema) -> Schema:
    """The schema below the base IRI of the nodes, where they are ours."""
    row = next((row for _, row in rows(nodes, NODE_COLUMNS)), {})
    id, iri = str(row.get("id", "")), str(row.get("iri", ""))
    ending = schema.prefixes[NODE][len(schema.dataset.base_iri) :] + id.removeprefix(f"{NODE}:")
    base = iri.removesuffix(ending)
    if id.startswith(f"{NODE}:") and base not in (iri, schema.dataset.base_iri) and is_base(base):
        return schema.with_base(base)
    return schema
