"""Which nodes a name belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kg.model import Node
from kg.schema import NODE, Schema


class Names:
    """The names of nodes. `nodes` are id to Node, in the graph's order."""

    def __init__(self, schema: Schema, nodes: Mapping[str, Node]) -> None:
        self.schema = schema
        self.nodes = nodes

    def of(self, name: str) -> Sequence[Node]:
        """The nodes with this CURIE, slug or IRI, or else this name, or else this other name, exact term, close term."""
        node = self.by_id(name)
        if node is not None:
            return (node,)
        return self.by_name.get(name.casefold()) or self.by_term.get(self.schema.compress(name).casefold(), ())

    def by_id(self, name: str) -> Node | None:
        """The node with this CURIE, slug or IRI. TypeError if it is not a text."""
        if not isinstance(name, str):
            raise TypeError(f"a node is looked up by a text, not by {name!r}")
        nodes = self.nodes
        return nodes.get(name) or nodes.get(f"{NODE}:{name}") or nodes.get(self.schema.compress(name))

    def known(self) -> Iterable[str]:
        """The slugs and the folded names."""
        return (*(node.slug for node in self.nodes.values()), *self.by_name)

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Node]]:
        """Folded name to its nodes. A name beats a synonym: "pain" is the node pain, whatever lists it beside its own name."""
        names: dict[str, list[Node]] = {}
        others: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            name = node.name.casefold()
            names.setdefault(name, []).append(node)
            for other in {text.casefold() for text in (*node.synonyms, *node.abbreviations)} - {name}:
                others.setdefault(other, []).append(node)
        return {**others, **names}

    @cached_property
    def by_term(self) -> Mapping[str, Sequence[Node]]:
        """Folded CURIE of a public term to the nodes that match it exactly; those that match closely where none does."""
        matched: dict[str, dict[str, list[Node]]] = {"exactMatch": {}, "closeMatch": {}}
        for node in self.nodes.values():
            for mapping in node.mappings:
                if mapping.grounds:
                    matched[mapping.match].setdefault(mapping.term.casefold(), []).append(node)
        return matched["closeMatch"] | matched["exactMatch"]
