"""What the formats in XML share: escaping, and refusing the characters that XML cannot carry."""

import re

from kg.errors import ExportError

NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SPECIAL = re.compile(r'[&<>"\r]')
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}


def escaped(text: str, owner: str, format: str) -> str:
    """Text as it stands between tags or within quotes. ExportError names `owner` and `format` where XML cannot carry it."""
    unfit = NOT_XML.search(text)
    if unfit:
        code = f"U+{ord(unfit[0]):04X}"
        raise ExportError(
            f"{owner} holds the character {code}, which {format} cannot carry; take it out, or write turtle"
        )
    return SPECIAL.sub(lambda match: ENTITIES[match[0]], text)
