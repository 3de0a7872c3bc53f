"""What the XML formats share: escaping, refusing what XML cannot represent, and refusing XML that is not safe to read."""

import re
from functools import partial
from xml.parsers import expat

from kg.errors import ExportError
from kg.formats.reading import Opened

NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SPECIAL = re.compile(r'[&<>"\r]')
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


def escaped(text: str, owner: str, format: str) -> str:
    """Text escaped for use between tags or in quotes. ExportError names `owner` and `format` if XML cannot represent it."""
    if unfit := NOT_XML.search(text):
        character = f"the character U+{ord(unfit[0]):04X}"
        raise ExportError(f"{owner} contains {character}, which {format} cannot represent; remove it, or write turtle")
    return text.translate(ENTITIES) if SPECIAL.search(text) else text


def quoted(text: str, owner: str, format: str) -> str:
    """Text escaped as the value of an attribute, where a reader would take a tab or a line break for a blank."""
    return escaped(text, owner, format).replace("\n", "&#10;").replace("\t", "&#9;")


MOST_NESTED = 500

LONGEST = 2000
"""A longer namespace would be written out again at each element of RDF/XML."""


def checked(file: Opened, text: str, hint: str = "") -> None:
    """Refuse what can make a small file endless, or read another one. DataError says what that is, with a hint if it is no XML.

    Oxigraph takes quadratic time for nested elements and for prefixes.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    numbers = {"elements": 0, "prefixes": 0}

    def add(kind: str, number: int, *_: object) -> None:
        numbers[kind] += number
        if numbers[kind] > MOST_NESTED:
            file.refuse(f"has more than {MOST_NESTED} {kind} inside each other", parser.CurrentLineNumber)

    def add_prefix(prefix: str | None, namespace: str | None) -> None:
        add("prefixes", 1)
        if len(namespace or "") > LONGEST:
            file.refuse(f"has a namespace of more than {LONGEST} letters; shorten it", parser.CurrentLineNumber)

    def declare(version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.casefold() not in ("utf-8", "us-ascii"):
            file.refuse(f"says that it is {encoding}; save it as UTF-8")

    def refuse_entities(*_: object) -> None:
        file.refuse("declares a document type or entities, which are not read; write it without")

    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler = declare, refuse_entities
    parser.StartElementHandler, parser.EndElementHandler = partial(add, "elements", 1), partial(add, "elements", -1)
    parser.StartNamespaceDeclHandler = add_prefix
    parser.EndNamespaceDeclHandler = partial(add, "prefixes", -1)
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        file.refuse(f"is not valid xml: {expat.ErrorString(error.code)}{hint}", error.lineno)
