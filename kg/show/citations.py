"""Citations of the dataset, its sources and its claims: as text, as BibTeX, and as CSL-JSON.

Each is first an item of CSL-JSON. It has what the tables say, word for word; what they do not say is left out.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from kg.errors import UnknownName, known
from kg.model import Claim, Graph, Source, graph_of
from kg.schema import SOURCE

Item = dict[str, Any]
"""An item of CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html names its variables."""

UNKNOWN = re.compile(r"\(?[\w ]*\bnot shown\b[^)]*\)?")
"""How a curator writes that what was read does not show an author or a journal."""

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
    sources = {source.slug: source for source in graph.sources()}
    if graph.has_evidence:
        sources |= {source.slug: source for source in graph.studies.sources()}
    if (slug := text.removeprefix(f"{SOURCE}:")) in sources:
        return sources[slug]
    if text in graph:
        raise UnknownName("claim", text, (), f"; it is a node: kg show {graph[text].slug} has the claims on it")
    if any(text in (tension.id, tension.slug) for tension in graph.tensions()):
        raise UnknownName("claim", text, (), f"; it is a tension: kg show {text} has its claims")
    raise UnknownName("claim or source", text, (*sources, *near), "; kg claims and kg sources list them", near)


def _item(id: str, kind: str, author: str, title: str, date: str, **more: str) -> Item:
    """An item without what is not known."""
    authors = UNKNOWN.sub("", author).strip()
    dated = {"date-parts": [[*map(int, date.split("-"))]]} if DATE.fullmatch(date) else {"literal": date}
    item: Item = {"id": id, "type": kind, "author": authors and [{"literal": authors}], "title": title}
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
    more = {
        "publisher": UNKNOWN.sub("", source.publisher).strip(),
        "note": ". ".join(filter(None, (reviewer, hierarchy, source.licence))),
        **({"DOI": doi} if doi else {"URL": address}),
    }
    return _item(source.slug, "document", source.author, source.title, source.published, **more)


def _claim(graph: Graph, claim: Claim) -> Item:
    """A claim as a place in its source, at the address of the claim."""
    source, about = graph.source(claim.source), graph.schema.dataset
    item = _source(source)
    paragraph = f"Paragraph {claim.paragraph}" if source.kind == "article" else ""
    dated = f"version {about.version}{about.date and f' ({about.date})'}"
    place = ", ".join(filter(None, (f"Claim {claim.slug} of {about.title}", dated, about.licence)))
    address = f"Source: {item['URL']}" if "URL" in item else ""
    return item | {
        "id": claim.slug,
        "section": graph_of(claim).section(claim.section).title,
        "source": about.title,
        "note": _sentences(paragraph, f"{claim.statement} [{claim.certainty}]", place, address).removesuffix("."),
        "URL": graph.schema.expand(claim.id),
    }


def _date(item: Item) -> list[str]:
    """Year, month and day, as far as they are known; or a text that says when."""
    issued = item.get("issued", {})
    return [f"{part:02}" for part in issued.get("date-parts", [[]])[0]] or [*filter(None, [issued.get("literal")])]


def _author(item: Item) -> str:
    return ", ".join(name["literal"] for name in item.get("author", ()))


def _noted(item: Item) -> list[str]:
    return [f"Section: {item['section']}" if "section" in item else "", item.get("note", "")]


def _sentences(*parts: str) -> str:
    """Parts that hold something, each with its full stop, on one line."""
    words = filter(None, (" ".join(part.split()) for part in parts))
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in words)


def _text(items: Iterable[Item]) -> str:
    """A citation on a line: who, when, what, where."""

    def line(item: Item) -> str:
        date, author = "-".join(_date(item)), _author(item)
        title = item.get("title", "") + (f", version {item['version']}" if "version" in item else "")
        when = f" ({date})" if date else ""
        head = (f"{author}{when}", title) if author else (f"{title}{when}",)
        doi = f"https://doi.org/{item['DOI']}" if "DOI" in item else ""
        said = _sentences(*head, item.get("publisher", ""), *_noted(item))
        return " ".join(filter(None, (said, doi, item.get("URL", ""))))

    return "\n".join(map(line, items))


def _bibtex(items: Iterable[Item]) -> str:
    """Entries of BibTeX, each with its id as the key."""

    def entry(item: Item) -> str:
        year, month, *_ = [*_date(item), "", ""]
        version = f"Version {item['version']}" if "version" in item else ""
        fields = {
            "author": f"{{{_latex(_author(item))}}}",  # In double braces a name is one name, and a title keeps its capitals.
            "title": f"{{{_latex(item.get('title', ''))}}}",
            "howpublished": _latex(item.get("publisher", "")),
            "year": _latex(year),
            "month": MONTHS[int(month) - 1] if month else "",
            "note": _latex(_sentences(version, *_noted(item)).removesuffix(".")),
            "doi": item.get("DOI", ""),
            "url": item.get("URL", ""),
        }
        told = {name: value for name, value in fields.items() if value.strip("{}")}
        lines = (f"{name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in told.items())
        return ",\n  ".join([f"@misc{{{item['id']}", *lines]) + "\n}"

    return "\n\n".join(map(entry, items))


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
    return json.dumps([*items], ensure_ascii=False, indent=2)


FORMS = {"text": _text, "bibtex": _bibtex, "csl": _csl}
"""How citations are written."""
