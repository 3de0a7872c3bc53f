"""Citations of the dataset, its sources and its claims: as text, as BibTeX, and as CSL-JSON.

Each is first an item of CSL-JSON, but that its authors are a text. What the tables do not say is left out.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kg.errors import UnknownName, known
from kg.model.answers import graph_of
from kg.model.protocol import Graph
from kg.model.records import Claim, Source
from kg.schema import SOURCE

Item = dict[str, Any]
"""An item of CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html names its variables."""

UNKNOWN = re.compile(r"\(?[\w ]*\bnot shown\b[^)]*\)?")
"""How a curator writes that what was read does not show an author or a journal."""

UNTITLED = re.compile(r"[;,]? ?\btitle not shown(?: in what was read)?(?:; )?")
"""How a curator writes that a title is a description; where a part of one is not shown, that is in brackets at its end."""

KINDS = {
    "article": ("webpage", "container-title"),
    "ontology": ("dataset", "publisher"),
    "journal-article": ("article-journal", "container-title"),
    "preprint": ("article", "publisher"),
    "conference": ("paper-conference", "container-title"),
    "report": ("report", "publisher"),
    "registry-entry": ("webpage", "container-title"),
    "web-page": ("webpage", "container-title"),
}
"""What a source is → its type in CSL, and where that has what the tables call its publisher."""

ENTRIES = {
    "article-journal": ("article", "journal"),
    "report": ("techreport", "institution"),
    "webpage": ("online", "organization"),
}
"""Types in CSL → those of BibTeX, and its field for the publisher; all others are `@misc`."""

FAMILIES = re.compile(r"(?:(?P<first>.+) et al\.|(?P<one>[^ ]+) and (?P<other>[^ ]+)|(?P<alone>[^ ]+) \([^)]*\))")
"""Authors who are people, by their family names. A body, too, may have "and" in its name, but between more than two words."""

DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

ACCENTS = dict(
    zip(map(chr, (*range(768, 773), *range(774, 777), 778, 779, 780, 807, 808)), "`'^~=u.\"rHvck", strict=True)
)
"""Combining accents → what LaTeX calls them: older BibTeX takes a letter with an accent for several, and sorts it last."""

SPECIAL = {
    **{char: f"\\{char}" for char in "&%$#_"},
    "{": r"\textbraceleft{}",  # BibTeX counts braces, whatever is before them.
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def cite(graph: Graph, names: Iterable[str | Claim | Source], form: str) -> str:
    """The citations of claims and sources, or, without names, of the dataset and its sources; `form` is one of `FORMS`.

    UnknownName if the form is unknown, or a name is none of a claim or source.
    """
    write = FORMS[known("form", form, FORMS)]
    records = dict.fromkeys(_record(graph, name) for name in names)
    if not records:
        return write([_dataset(graph), *map(_source, graph.sources())])
    return write([_claim(graph, one) if isinstance(one, Claim) else _source(one) for one in records])


def _record(graph: Graph, name: str | Claim | Source) -> Claim | Source:
    if isinstance(name, Source):
        return graph.source(name.id)
    try:
        return graph.claim(name.id if isinstance(name, Claim) else name)
    except UnknownName as error:
        text, near = str(name), error.nearest
    curie = graph.schema.compress(text)
    sources = {source.slug: source for source in graph.sources()}
    if graph.has_evidence:
        sources |= {source.slug: source for source in graph.studies.sources()}
    if (slug := curie.removeprefix(f"{SOURCE}:")) in sources:
        return sources[slug]
    if text in graph:
        raise UnknownName("claim", text, (), f"; it is a node: kg show {graph[text].slug} has the claims on it")
    if any(curie in (tension.id, tension.slug) for tension in graph.tensions()):
        raise UnknownName("claim", text, (), f"; it is a tension: kg show {text} has its claims")
    raise UnknownName("claim or source", text, (*sources, *near), "; kg claims and kg sources list them", near)


def _item(id: str, kind: str, author: str, title: str, date: str, **more: str) -> Item:
    """An item without what is not known."""
    dated = {"date-parts": [[*map(int, date.split("-"))]]} if DATE.fullmatch(date) else {"literal": date}
    item: Item = {"id": id, "type": kind, "author": UNKNOWN.sub("", author).strip(), "title": title}
    return {name: value for name, value in {**item, "issued": date and dated, **more}.items() if value}


def _dataset(graph: Graph) -> Item:
    about = graph.schema.dataset
    address = {"DOI": about.doi} if about.doi else {"URL": about.base_iri}
    more = {"version": about.version, "language": about.language, "note": about.licence, **address}
    return _item(f"{about.id}-{about.version}", "dataset", about.creator, about.title, about.date, **more)


def _source(source: Source) -> Item:
    doi, address = getattr(source, "doi", ""), getattr(source, "page", source.url)
    reviewer = f"Reviewed by {source.reviewer}" if source.reviewer else ""
    hierarchy = "Hierarchy only" if source.kind == "ontology" else ""
    publisher = UNKNOWN.sub("", source.publisher).strip()
    kind, place = KINDS.get(getattr(source, "published_as", source.kind), ("document", "publisher"))
    more = {
        # Where the journal is not shown, its publisher may be.
        (place if publisher == source.publisher else "publisher"): publisher if publisher != source.author else "",
        "note": ". ".join(filter(None, (reviewer, hierarchy, source.licence))),
        **({"DOI": doi} if doi else {"URL": address}),
    }
    return _item(source.slug, kind, source.author, _title(source.title), source.published, **more)


def _title(title: str) -> str:
    """A title, as far as it is known; a description in its place is in square brackets.

    >>> _title("(title not shown; news on a trial)"), _title("A one-year … (the rest of the title is not shown)")
    ('[news on a trial]', 'A one-year …')
    """
    told = UNTITLED.sub("", title)
    if told == title:
        return title.removesuffix(" (the rest of the title is not shown)")
    told = re.sub(r"^\((.*)\)$| \(\)$", r"\1", told)
    return f"[{told}]"


def _claim(graph: Graph, claim: Claim) -> Item:
    """The source of a claim; the note says the place in it, what the claim is, and where it is in the dataset."""
    source, about = graph.source(claim.source), graph.schema.dataset
    item, read = _source(source), getattr(source, "read", "full")
    dated = f"version {about.version}{about.date and f' ({about.date})'}"
    note = (
        f"Section: {graph_of(claim).section(claim.section).title}",
        f"Paragraph {claim.paragraph}" if source.kind == "article" else "",
        f"In the curators' words: {claim.statement} [{_certainty(claim)}]",
        "" if read == "full" else f"Of the source, only the {read} {'were' if read[-1] == 's' else 'was'} read",
        ", ".join(filter(None, (f"Claim {graph.schema.expand(claim.id)} of {about.title}", dated, about.licence))),
    )
    return item | {"id": claim.slug, "note": _sentences(*note).removesuffix(".")}


def _certainty(claim: Claim) -> str:
    """How certain a claim is; of a denial, how certainly it denies: its statement is negated already."""
    if claim.polarity == "affirmed":
        return claim.certainty
    return f"{replace(claim, polarity='affirmed').certainty}, as a denial"


def _date(item: Item) -> list[str]:
    """Year, month and day, as far as they are known; or a text that says when."""
    issued = item.get("issued", {})
    return [f"{part:02}" for part in issued.get("date-parts", [[]])[0]] or [*filter(None, [issued.get("literal")])]


def _families(author: str) -> tuple[list[str], bool]:
    """The family names in a text of authors, and whether there are others; none where it names a body."""
    found = FAMILIES.fullmatch(author)
    return [*filter(None, found.groups())] if found else [], bool(found and found["first"])


def _role(author: str) -> str:
    """What brackets say of an author, who may be the editor."""
    return f"Author: {author}" if author.endswith(")") else ""


def _published(item: Item) -> str:
    return str(item.get("container-title") or item.get("publisher", ""))


def _sentences(*parts: str) -> str:
    """Parts that hold something, each with its full stop, on one line."""
    words = filter(None, (" ".join(part.split()) for part in parts))
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in words)


def _text(items: Iterable[Item]) -> str:
    """A citation on a line: who, when, what, where."""

    def line(item: Item) -> str:
        date, author = "-".join(_date(item)), item.get("author", "")
        title = item.get("title", "") + (f", version {item['version']}" if "version" in item else "")
        when = f" ({date})" if date else ""
        head = (f"{author}{when}", title) if author else (f"{title}{when}",)
        doi = f"https://doi.org/{item['DOI']}" if "DOI" in item else ""
        said = _sentences(*head, _published(item))
        return " ".join(filter(None, (said, doi or item.get("URL", ""), _sentences(item.get("note", "")))))

    return "\n".join(map(line, items))


def _bibtex(items: Iterable[Item]) -> str:
    """Entries of BibTeX, each with its id as the key."""

    def entry(item: Item) -> str:
        year, month, *_ = [*_date(item), "", ""]
        version = f"Version {item['version']}" if "version" in item else ""
        kind, publisher = ENTRIES.get(item["type"], ("misc", "howpublished"))
        if item["type"] == "article-journal" and "publisher" in item:
            publisher = "publisher"
        fields = {
            "author": _bibtex_names(item.get("author", "")),
            "title": f"{{{_latex(item.get('title', ''))}}}",  # In double braces it keeps its capitals.
            publisher: _latex(_published(item)),
            "year": _latex(year),
            "month": MONTHS[int(month) - 1] if month else "",
            "note": _latex(_sentences(version, _role(item.get("author", "")), item.get("note", "")).removesuffix(".")),
            "doi": item.get("DOI", ""),
            "url": item.get("URL", ""),
        }
        told = {name: value for name, value in fields.items() if value.strip("{}")}
        lines = (f"{name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in told.items())
        return ",\n  ".join([f"@{kind}{{{item['id']}", *lines]) + "\n}"

    return "\n\n".join(map(entry, items))


def _bibtex_names(author: str) -> str:
    """Authors as BibTeX has them: a name of several words in braces, so that it is one name.

    >>> _bibtex_names("de Geus et al."), _bibtex_names("US Food and Drug Administration")
    ('{de Geus} and others', '{US Food and Drug Administration}')
    """
    families, others = _families(author)
    names = [f"{{{_latex(name)}}}" if " " in name else _latex(name) for name in families or [author]]
    return " and ".join([*names, "others"] if others else names)


def _latex(text: str) -> str:
    r"""A text as LaTeX has it.

    >>> print(_latex("Müller & Sons: 5 %"))
    M{\"{u}}ller \& Sons: 5 \%
    """

    def char_as(char: str) -> str:
        letter, *accents = list(unicodedata.normalize("NFD", char))
        if len(accents) == 1 and accents[0] in ACCENTS and letter.isascii():
            return f"{{\\{ACCENTS[accents[0]]}{{{letter}}}}}"
        return SPECIAL.get(char, char)

    return "".join(map(char_as, unicodedata.normalize("NFC", text)))


def _csl(items: Iterable[Item]) -> str:
    def item_of(item: Item) -> Item:
        """The item with its authors as names. CSL has no word for others: the note has it."""
        author = item.get("author", "")
        families, others = _families(author)
        names = [{"family": name} for name in families] or [{"literal": author}]
        told = _sentences(f"Authors: {author}" if others else _role(author))
        note = " ".join(filter(None, (told, item.get("note", ""))))
        return item | ({"author": names} if author else {}) | ({"note": note} if note else {})

    return json.dumps([*map(item_of, items)], ensure_ascii=False, indent=2)


FORMS = {"text": _text, "bibtex": _bibtex, "csl": _csl}
"""How citations are written."""
