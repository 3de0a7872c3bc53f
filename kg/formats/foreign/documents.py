"""JSON files of other people: KGX, hetnets, node-link."""

import json
import re
from collections.abc import Callable
from typing import Any

from kg.formats.foreign import hetnet, kgx, networks
from kg.formats.reading import Opened, Parts
from kg.schema import Schema

Read = Callable[[Opened, dict[str, Any], Schema], Parts]
OURS = re.compile(r'"base_iri"\s*:')
"""What node-link JSON of ours has."""

THEIRS = re.compile(r'"(?:nodes"\s*:\s*\[\s*\{|metaedge_tuples"\s*:)')


def theirs(file: Opened) -> bool:
    """Whether a JSON file is a graph that was not written here."""
    text = file.text()
    return not OURS.search(text) and THEIRS.search(text) is not None


def loads(file: Opened, schema: Schema, move: bool) -> Parts:
    """The graph of a JSON file: of KGX, of hetio, or node-link."""
    try:
        document = json.loads(file.text())
    except json.JSONDecodeError as error:
        file.refuse(f"is not valid JSON: {error.msg}", error.lineno, str(error.colno))
    except (RecursionError, ValueError):
        file.refuse("is JSON nested too deeply, or with a number of too many digits")
    return _form(file, document)(file, document, schema)


def _form(file: Opened, document: Any) -> Read:
    keys = set(document) if isinstance(document, dict) else set()
    if {"metanode_kinds", "metaedge_tuples"} <= keys:
        return hetnet.of_object
    lists = [name for name in ("nodes", "edges", "links") if name in keys and isinstance(document[name], list)]
    edge: Any = next((document[name][0] for name in lists[1:] if document[name]), {})
    if "nodes" not in lists or not isinstance(edge, dict):
        file.refuse(
            "has not got the lists nodes and edges of KGX, the metanode_kinds of a hetnet, or the nodes and links of node-link "
            f"JSON; it has {' '.join(sorted(map(str, keys)))[:200] or 'no object'}"
        )
    linked = "links" in lists or "directed" in keys or "source" in edge
    return networks.of_object if linked else kgx.of_object
