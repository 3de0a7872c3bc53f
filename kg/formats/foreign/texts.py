"""What other people's ids and texts become here."""

import re
from collections.abc import Iterable
from typing import Any

from kg.schema import UNDOTTED

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def tidy(text: str) -> str:
    """A text on one line, without control characters and lone surrogates, which no format of ours may hold.

    >>> tidy("two\\nlines\\tand a tab ")
    'two lines and a tab'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return CONTROLS.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).strip()


def noted(values: Iterable[tuple[str, Any]]) -> str:
    """What a node or an edge has besides what there are fields for: `publications: PMID:1, PMID:2; p_value: 0.03`."""
    return joined(f"{name}: {_text(value)}" for name, value in values if _text(value))


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(each)}" for key, each in value.items())
    return "" if value is None else str(value).lower() if isinstance(value, bool) else tidy(str(value))


def joined(parts: Iterable[str]) -> str:
    """Several notes as one."""
    return "; ".join(filter(None, parts))


def spelt(id: str, prefix: str) -> str:
    """The local part of our id for a foreign one: itself where that is possible, else with a mark that keeps it apart.

    >>> spelt("UBERON:0000044", "nmk"), spelt("nmk:scs", "nmk"), spelt("PUBCHEM.COMPOUND:1", "nmk")
    ('UBERON:0000044', 'scs', 'PUBCHEM-COMPOUND:1-f369f43d')
    """
    text = id.removeprefix(f"{prefix}:")
    if re.fullmatch(UNDOTTED, text):
        return text
    from hashlib import sha256

    mark = sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    plain = re.sub(r"[^A-Za-z0-9_:]+", "-", text).strip("-:")
    return f"{plain[:80]}-{mark}" if plain else mark
