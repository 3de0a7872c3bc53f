"""Which nodes a name belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kg.errors import a_text, spaced
from kg.model.nodes import Node
from kg.schema import NODE, Schema


class Names:
    """The names of nodes. `nodes` are id to Node, in the graph's order."""

    def __init__(self, schema: Schema, nodes: Mapping[str, Node]) -> None:
        self.schema = schema
        self.nodes = nodes

    def of(self, name: str) -> Sequence[Node]:
        """The nodes with this CURIE, slug or IRI, or else this name, or else this other name, exact term, close term.

        A name may have hyphens or underscores for its spaces.
        """
        node = self.by_id(name) or self.by_id(name.strip())
        if node is not None:
            return (node,)
        names = self.by_name
        return (
            names.get(name.casefold())
            or names.get(spaced(name))
            or self.by_term.get(self.schema.compress(name).casefold(), ())
        )

    def by_id(self, name: str) -> Node | None:
        """The node with this CURIE, slug or IRI, even a retired one. TypeError if it is not a text."""
        nodes, id = self.nodes, self.schema.compress(a_text("the name of a node", name))
        return (
            nodes.get(name) or nodes.get(f"{NODE}:{name}") or nodes.get(id) or self._retired.get(id.rpartition(":")[2])
        )

    @cached_property
    def _retired(self) -> Mapping[str, Node]:
        """Retired slug to the node that replaces it."""
        return {old: node for node in self.nodes.values() for old in node.replaces}

    def known(self) -> Iterable[str]:
        """The slugs and the folded names."""
        return (*(node.slug for node in self.nodes.values()), *self.by_name)

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Node]]:
        """Folded name to its nodes. A name beats a synonym: "pain" is the node pain, whatever else has it as a synonym."""
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
