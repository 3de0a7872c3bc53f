"""What the XML formats share: escaping, and refusing the characters that XML cannot represent."""

import re

from kg.errors import ExportError

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
