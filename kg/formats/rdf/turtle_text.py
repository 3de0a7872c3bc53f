"""Texts in Turtle."""

import re

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f\ufffe\uffff]')


def quoted(text: str) -> str:
    """A text as a literal, without language or datatype."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'  # The common case, and five times faster.
    return f'"{SPECIAL.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"
