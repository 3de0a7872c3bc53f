"""The page's script: ES modules that import each other, joined into one for a page that loads nothing."""

import re
from collections.abc import Callable

from kg.errors import ExportError

IMPORT = re.compile(r'^import (?:\{(?:\s*\w+\s*,)*\s*(?:\w+\s*)?\} from )?"\./([\w-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|function|class)\b)", re.MULTILINE)
TYPES = re.compile(r"^ */\*\*(?:[^*]|\*(?!/))*\*/\n|/\*\* @type [^\n]*? \*/ ", re.MULTILINE)
# Comments on a line of their own, empty lines and indentation.
REMARKS = re.compile(r"^(?: *//.*\n|\n| +)", re.MULTILINE)
# The library rjsmin makes it smaller by another 12 kB, but takes spaces out of texts in a template within a template.
# Lines without ' or /, and with one template at most: in these, SPACES can tell texts from code.
PLAIN = re.compile(r"^[^'`/\n]*(?:`[^'`/\n]*`[^'`/\n]*)?$", re.MULTILINE)
SPACES = re.compile(r'("(?:[^"\\]|\\.)*"|`[^`]*`)| ?(=>|===|!==|\?\?|&&|\|\||[=?:,{}]) ?')
LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
DECLARED = re.compile(r"^(?:async )?(?:const|let|function\*?|class) (\w+)", re.MULTILINE)


def joined(first: str, read: Callable[[str], str]) -> str:
    """The module `first` after all that it imports, each once, in the order in which a browser would run them.

    `read` gives the text of a module by its file name. Comments are left out, and so are indentation (no text may run over
    several lines) and the spaces around signs, except in lines with a regular expression or nested templates: no browser needs
    them, and the page is smaller by 50 kB. All modules come to share one scope, so their names must differ.
    Raises `ExportError` where modules import each other in a circle, or cannot be joined.

    >>> modules = {"page.js": 'import { two } from "./sums.js";\\nalert(two);\\n', "sums.js": "export const two = 1 + 1;\\n"}
    >>> print(joined("page.js", modules.__getitem__), end="")
    const two=1 + 1;
    alert(two);
    """
    parts: dict[str, str] = {}
    homes: dict[str, str] = {}

    def add(name: str, importers: tuple[str, ...]) -> None:
        if name in importers:
            raise ExportError(f"modules import each other in a circle: {' → '.join((*importers, name))}")
        if name in parts:
            return
        try:
            text = read(name)
        except FileNotFoundError:
            raise ExportError(f"{importers[-1]} imports {name}, which does not exist") from None
        for imported in IMPORT.findall(text):
            add(imported, (*importers, name))
        text = EXPORT.sub("", TYPES.sub("", IMPORT.sub("", text)))
        if left := LEFT.search(text):
            raise ExportError(f'{name}: cannot join {left[0]!r}; write import {{ x }} from "./x.js"; or export const x')
        for declared in DECLARED.findall(text):
            if homes.setdefault(declared, name) != name:
                raise ExportError(f"{name}: {declared!r} is declared in {homes[declared]} too; rename one")
        parts[name] = PLAIN.sub(lambda line: SPACES.sub(r"\1\2", line[0]), REMARKS.sub("", text))

    add(first, ())
    return "".join(parts.values())
