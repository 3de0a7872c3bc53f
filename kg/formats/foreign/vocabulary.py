"""A schema on the fly: what other people's graphs call their categories and predicates, in the spelling of ours."""

import keyword
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import chain, count, product

from kg.schema import TENTATIVE, VOCABULARY, Category, Dataset, Predicate, Schema
from kg.schema_file import ATTRIBUTES, SHAPES
from kg.tables.columns import NODES, RESERVED

PLACEHOLDER = "https://example.org"
"""Below it are the IRIs of a graph that has none of ours: `--base-iri` gives better ones."""


def local(name: str) -> str:
    """What follows the prefix of a CURIE, or the last part of an IRI.

    >>> local("biolink:Disease"), local("http://example.org/vocab#partOf"), local("Biological Process")
    ('Disease', 'partOf', 'Biological Process')
    """
    return re.split(r"[#/:]", name.rstrip("#/:"))[-1] or name


def words(name: str) -> list[str]:
    """The words of a name, in ASCII letters and digits.

    >>> words("Gr>G"), words("hasPart_of"), words("Ménière")
    (['Gr', 'G'], ['has', 'Part', 'of'], ['Meniere'])
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.findall(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+", plain)


SYMMETRIC = frozenset(f"skos:{name}" for name in ("related", "exactMatch", "closeMatch", "relatedMatch"))
"""What SKOS says is symmetric."""


def own_terms(schema: Schema) -> dict[str, str]:
    """What our files call categories and predicates → their names."""
    found = {f"{VOCABULARY}:{name}": name for name in schema.categories}
    for prefix in (VOCABULARY, TENTATIVE):
        found.update({Schema.property_curie(name, prefix): name for name in schema.predicates})
    return found


class Vocabulary:
    """What a graph's categories and predicates become. Those of `base`, the packaged schema, stay what they are.

    `called` are labels that the file gives to its terms, `names` all that it has.
    """

    def __init__(self, base: Schema, called: Mapping[str, str], names: Collection[str]) -> None:
        self.base, self.called = base, called
        self.categories: dict[str, Category] = {}
        self.predicates: dict[str, Predicate] = {}
        self.hedges: dict[str, None] = {}
        self._category: dict[str, str] = {}
        self._predicate: dict[str, str] = {}
        self._taken = {name.casefold() for name in RESERVED}
        self._taken.update(name for part in (base.modalities, base.polarities) for name in part)
        self._attributes = {*NODES.header, *ATTRIBUTES, *keyword.kwlist}
        self._looks = _looks(base)
        self._own = own_terms(base)
        if not self._own.keys().isdisjoint(names):
            self._taken.update(map(str.casefold, base.categories))
            self._attributes.update(base.directions)

    def category(self, name: str) -> str:
        """The name of a category that the file calls `name`."""
        if name not in self._category:
            own = self._own.get(name, "")
            self._category[name] = own or self._new_category(name)
            if own:
                self.categories[own] = self.base.categories[own]
        return self._category[name]

    def predicate(self, name: str, symmetric: bool = False) -> Predicate:
        """The predicate that the file calls `name`."""
        if name not in self._predicate:
            own = self._own.get(name, "")
            self._predicate[name] = own or self._new_predicate(name, symmetric or name in SYMMETRIC)
            if own:
                # Of other categories as well, here.
                self.predicates[own] = self.base.predicates[own]
        return self.predicates[self._predicate[name]]

    def _new_category(self, name: str) -> str:
        label = self.called.get(name, local(name))
        spelt = "".join(word[:1].upper() + word[1:] for word in words(label)) or "Kind"
        spelt = f"Kind{spelt}" if spelt[0].isdigit() else spelt
        spelt = self._free(spelt, lambda one: one.casefold() not in self._taken)
        self._taken.add(spelt.casefold())
        colour, shape = next(self._looks)
        definition = f"What is called {name} in the file that it comes from."
        made = Category(spelt, label, label, definition, colour, shape, self._same(name))
        self.categories[spelt] = made
        return spelt

    def _new_predicate(self, name: str, symmetric: bool) -> str:
        label = self.called.get(name) or (local(name).replace("_", " ") if re.search("[a-zA-Z]", local(name)) else name)
        parts = words(label) if re.search(r"[a-zA-Z]", label) else words(name.replace(":", " "))
        spelt = "_".join(parts).lower() or "related"
        spelt = f"relation_{spelt}" if spelt[0].isdigit() else spelt

        def free(one: str) -> bool:
            pair = {one, f"inverse_of_{one}"}
            ends = {Schema.property_curie(each).partition(":")[2].casefold() for each in pair}
            return not (pair & self._attributes or ends & self._taken)

        spelt = self._free(spelt, free)
        inverse = "" if symmetric else f"inverse_of_{spelt}"
        for each in (spelt, f"inverse_of_{spelt}"):
            self._taken.add(Schema.property_curie(each).partition(":")[2].casefold())
        definition = f"What is called {name} in the file that it comes from."
        inverse_label = "" if symmetric else f"inverse of {label}"
        made = Predicate(
            spelt, label, inverse, inverse_label, definition, symmetric=symmetric, mapping=self._same(name)
        )
        self.predicates[spelt] = made
        return spelt

    @staticmethod
    def _free(spelt: str, free: Callable[[str], bool]) -> str:
        """The spelling, with the first number that makes it a new one."""
        return next(one for one in chain((spelt,), (f"{spelt}{number}" for number in count(2))) if free(one))

    def _same(self, name: str) -> tuple[str, ...]:
        prefix, colon, _ = name.partition(":")
        known = (
            colon
            and prefix in self.base.prefixes.keys() - {VOCABULARY, TENTATIVE}
            and re.fullmatch(r"[^:\s]+:[A-Za-z0-9_]+", name)
        )
        return ("exactMatch", name) if known else ()

    def schema(self, dataset: Dataset) -> Schema:
        """The schema of what was asked for; the base itself, where all of it is of the base."""
        base = self.base
        if self.categories and {*self._category, *self._predicate} <= self._own.keys():
            return base
        predicates = {
            name: one._replace(domain=(), range=(), above=one.above if one.above in self.predicates else "")
            for name, one in self.predicates.items()
        }
        directions: dict[str, tuple[Predicate, bool]] = {}
        for one in predicates.values():
            directions[one.name] = (one, True)
            if one.inverse:
                directions[one.inverse] = (one, False)
        hedged = base.modalities["hedged"]
        words = tuple(dict.fromkeys((*hedged.words, *self.hedges)))
        made = replace(
            base,
            categories=dict(self.categories),
            predicates=predicates,
            directions=directions,
            tensions={},
            modalities={**base.modalities, "hedged": hedged._replace(words=words)},
        )
        return replace(made.with_base(dataset.base_iri), dataset=dataset)


def _looks(base: Schema) -> Iterator[tuple[str, str]]:
    """Colours and shapes, no two pairs the same until all are used: those of the base first."""
    own = [(one.colour, one.shape) for one in base.categories.values()]
    pairs = list(dict.fromkeys([*own, *product(dict.fromkeys(colour for colour, _ in own), SHAPES)]))
    return (pairs[number % len(pairs)] for number in count())
