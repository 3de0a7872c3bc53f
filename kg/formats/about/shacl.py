"""What SHACL shapes are built of: constraints, and shapes that have names."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.formats.rdf.model import Subject, Term, blank, curies, listed, plain, subject, texts, typed
from kg.schema import LOCAL, VOCABULARY, Schema

Constraint = tuple[str, list[Term]]


def number(name: str, value: int) -> Constraint:
    return (f"sh:{name}", typed(value, "xsd:integer"))


def one_of(values: Iterable[Term]) -> Constraint:
    return ("sh:in", listed(values))


def own(names: Iterable[str]) -> list[Term]:
    return curies(*(f"{VOCABULARY}:{name}" for name in names))


def own_class(name: str) -> Constraint:
    """Of a class of our vocabulary."""
    return ("sh:class", own([name]))


ONE = (number("minCount", 1), number("maxCount", 1))
AT_MOST_ONE = (number("maxCount", 1),)
LINK: tuple[Constraint, ...] = (("sh:nodeKind", curies("sh:IRI")),)
TEXT: tuple[Constraint, ...] = (("sh:datatype", curies("rdf:langString")), number("minLength", 1))
STRING: tuple[Constraint, ...] = (("sh:datatype", curies("xsd:string")),)


class Builder:
    """Makes the shapes of one schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.language = schema.dataset.language

    def message(self, text: str) -> Constraint:
        return ("sh:message", texts([text], self.language))

    def rule(self, name: str, path: str | Term, message: str, *constraints: Constraint) -> Subject:
        """A property shape with a name of its own."""
        where = curies(path) if isinstance(path, str) else [path]
        kind = ("rdf:type", curies("sh:PropertyShape"))
        return subject(f"nmsh:{name}", kind, ("sh:path", where), *constraints, self.message(message))

    def node(self, name: str, *constraints: Constraint, rules: Sequence[Subject] = ()) -> Iterator[Subject]:
        """A node shape, then the property shapes that it holds."""
        held = ("sh:property", curies(*(rule.curie for rule in rules)))
        yield subject(f"nmsh:{name}", ("rdf:type", curies("sh:NodeShape")), *constraints, held)
        yield from rules

    def below(self, prefix: str, local: str = LOCAL) -> Constraint:
        """The IRI lies below one of our namespaces, and ends as our ids do."""
        # Escaped no further than every dialect of regular expressions takes.
        namespace = re.sub(r"([.+*?()|$])", r"\\\1", self.schema.prefixes[prefix])
        return ("sh:pattern", plain(f"^{namespace}{local.replace('?:', '')}$"))

    def among(self, categories: Iterable[str]) -> Constraint:
        """Of one of the categories; of any, where none is given."""
        names = own(categories)
        if not names:
            return ("sh:node", curies("nmsh:Category"))
        if len(names) == 1:
            return ("sh:class", names)
        return ("sh:or", listed(blank(("sh:class", [name])) for name in names))
