"""A SPARQL 1.1 service: ask it, update it, put a graph into it. What goes wrong is one EndpointError in plain words."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.engines.endpoint.address import address_shown, check_address
from kg.engines.endpoint.login import Ask
from kg.engines.endpoint.transport import Body, Reply, Service
from kg.schema import check_iri

JSON = "application/sparql-results+json"
TRIPLES = "application/n-triples, text/turtle;q=0.8"

SERVICES = {"oxigraph": ("update", "store"), "virtuoso": ("sparql-auth", "sparql-graph-crud-auth")}
"""What a server calls itself → its addresses for updates and graphs, relative to that for queries."""


class Endpoint(Service):
    """A SPARQL service at `address`; queries are over the graph `graph_iri`, or over the default graph where it is None.

    `update` and `graph_store` say where updates and graphs go; without them the
    places are those of the server, if it says that it is one of SERVICES. EndpointError if it is not an address.
    """

    def __init__(
        self,
        address: str,
        *,
        graph_iri: str | None = None,
        timeout: float = 60.0,
        login: Ask | None = None,
        update: str | None = None,
        graph_store: str | None = None,
    ) -> None:
        for place in (update, graph_store):
            if place is not None:
                check_address(place)
        if graph_iri is not None:
            check_iri(graph_iri)
        super().__init__(address, timeout, login)
        self.graph_iri, self._update = graph_iri, update
        self.graph_store_address = graph_store
        """Where graphs go, if that is known."""

    def __str__(self) -> str:
        return address_shown(self.address)

    # ------------------------------------------------------------------------------------------------------ requests

    def rows(self, query: str, *, timeout: float | None = None) -> list[dict[str, Any]]:
        """The rows of a SELECT, each a dict of its bound variables to terms of pyoxigraph."""
        return self.solutions(query, timeout=timeout)[1]

    def solutions(
        self, query: str, *, timeout: float | None = None, whole: bool = False
    ) -> tuple[list[str], list[dict[str, Any]]]:
        """The variables of a SELECT, and its rows; with `whole`, over all that the store holds."""
        reply, found = self._results(query, timeout, whole=whole)
        try:
            rows = self.in_time(found["results"]["bindings"], reply)
            terms = [{name: _term(value) for name, value in row.items()} for row in rows]
            return ["".join(name) for name in found["head"]["vars"]], terms
        except (KeyError, TypeError, AttributeError, ValueError):
            self._fail("does not answer with SPARQL results; it may not be a SPARQL service")

    def truth(self, query: str, *, timeout: float | None = None) -> bool:
        """What an ASK answers."""
        _, found = self._results(query, timeout)
        truth = found.get("boolean")
        if truth is None:
            # Virtuoso 7 says it by a row of one number, or by none.
            with suppress(KeyError, TypeError, AttributeError):
                if found["head"]["vars"] == ["__ASK_RETVAL"]:
                    truth = any(row["__ASK_RETVAL"]["value"] == "1" for row in found["results"]["bindings"])
        if not isinstance(truth, bool):
            self._fail("answers an ASK with neither true nor false; it may not be a SPARQL service")
        return truth

    def triples(self, query: str, *, timeout: float | None = None) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        reply = self._asked(query, TRIPLES, timeout)
        syntax = "application/n-triples" if (kind := reply.media_type) == "text/plain" else kind
        if syntax not in ("application/n-triples", "text/turtle"):
            self._refuse_type(kind, "triples")
        try:
            quads = parse(reply.content, RdfFormat.from_media_type(syntax))
            return [quad.triple for quad in self.in_time(quads, reply)]
        except (SyntaxError, ValueError) as error:
            self._fail(f"answers with triples that cannot be read: {self._clean(str(error))}")

    def count(self, graph_iri: str | None) -> int:
        """How many triples a graph holds; of the default graph where it is None."""
        inside = "?s ?p ?o" if graph_iri is None else f"GRAPH <{check_iri(graph_iri)}> {{ ?s ?p ?o }}"
        _, rows = self.solutions(f"SELECT (COUNT(*) AS ?n) WHERE {{ {inside} }}", whole=True)
        number = getattr(rows[0].get("n"), "value", "") if len(rows) == 1 else ""
        if not re.fullmatch("[0-9]{1,18}", number):
            self._fail("does not say how many triples there are")
        return int(number)

    def update(self, text: str, *, again: bool = True) -> None:
        """Carry out a SPARQL update; with `again`, once more where it fails (it must then come to the same)."""
        self.send("POST", self._update or self.address, again=again, data={"update": text})

    def put(self, graph_iri: str | None, body: Body) -> None:
        """Put Turtle in place of a graph, by the Graph Store Protocol."""
        assert self.graph_store_address is not None
        target = {"default": ""} if graph_iri is None else {"graph": check_iri(graph_iri)}
        headers = {"Content-Type": "text/turtle; charset=utf-8", "Content-Length": str(body.size)}
        self.send("PUT", self.graph_store_address, params=target, content=body, headers=headers)

    def _results(self, query: str, timeout: float | None, *, whole: bool = False) -> tuple[Reply, dict[str, Any]]:
        reply = self._asked(query, JSON, timeout, whole=whole)
        if (kind := reply.media_type) not in (JSON, "application/json"):
            self._refuse_type(kind, "SPARQL results")
        if cut := reply.headers.get("x-sparql-maxrows"):
            self._fail(f"gives {self._clean(cut)} rows at most, and cut the answer there; ask for less, or add LIMIT")
        try:
            found = json.loads(reply.content)
        except (ValueError, RecursionError):
            self._fail("answers with SPARQL results that break off or are damaged; ask again")
        if not isinstance(found, dict):
            self._fail("does not answer with SPARQL results; it may not be a SPARQL service")
        return reply, found

    def _asked(self, query: str, accept: str, timeout: float | None, *, whole: bool = False) -> Reply:
        """The answer to a query over the graph chosen, or with `whole` over all that the store holds."""
        data = {"query": query}
        if self.graph_iri is not None and not whole:
            data["default-graph-uri"] = self.graph_iri
        reply = self.send("POST", self.address, timeout=timeout, data=data, headers={"Accept": accept})
        server = reply.headers.get("server", "").casefold()
        for name, (update, graph_store) in SERVICES.items():
            if server.startswith(name):
                self._update = self._update or urljoin(self.address, update)
                self.graph_store_address = self.graph_store_address or urljoin(self.address, graph_store)
        return reply

    def _refuse_type(self, kind: str, wanted: str) -> NoReturn:
        if kind in ("text/html", "application/xhtml+xml"):
            self._fail("answers with a web page; give the address of the SPARQL service, such as …/query or …/sparql")
        self._fail(f"answers with {self._clean(kind) or 'content of unknown type'}, not with {wanted}")


def _term(value: Mapping[str, str]) -> NamedNode | BlankNode | Literal:
    """A term of SPARQL results in JSON."""
    kind, text = value["type"], value["value"]
    if not isinstance(text, str):
        raise TypeError(text)
    if kind == "uri":
        return NamedNode(text)
    if kind == "bnode":
        # The labels of Virtuoso, nodeID://b1, are none that RDF allows.
        return BlankNode(text if text.isalnum() and text.isascii() else f"b{text.encode().hex()}")
    if kind not in ("literal", "typed-literal"):
        raise KeyError(kind)
    if language := value.get("xml:lang"):
        return Literal(text, language=language)
    datatype = value.get("datatype")
    return Literal(text, datatype=NamedNode(datatype) if datatype else None)
