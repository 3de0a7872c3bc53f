"""The description of the dataset in schema.org's words, as JSON-LD for dataset search."""

import json
from typing import Any

from kg.formats.about.dataset import File, place
from kg.model.protocol import Graph
from kg.page.described import described


def dumps(graph: Graph, files: list[File]) -> bytes:
    """The description in JSON, UTF-8."""
    schema = graph.schema
    whole: dict[str, Any] = {
        **described(schema.dataset),
        "isBasedOn": [
            {
                "@type": "Article" if source.kind == "article" else "DefinedTermSet",
                "@id": schema.expand(source.id),
                "name": source.title,
                **_stated("datePublished", source.published),
                **_stated("author", source.author, kind="Person"),
                **_stated("publisher", source.publisher, kind="Organization"),
                **_stated("url", source.url),
            }
            for source in graph.sources()
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "@id": place(schema, file).text,
                "name": file.name,
                "description": file.what,
                "contentUrl": place(schema, file).text,
                "encodingFormat": file.media_type,
                **_stated("sha256", file.sha256),
                **_stated("contentSize", f"{file.size} B" if file.size is not None else ""),
            }
            for file in files
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"


def _stated(name: str, value: str, kind: str = "") -> dict[str, Any]:
    """A property, where its value is stated; for a thing of some kind, by its name."""
    return {} if not value else {name: {"@type": kind, "name": value} if kind else value}
