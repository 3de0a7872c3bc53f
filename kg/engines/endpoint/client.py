"""A SPARQL 1.1 service over HTTP: ask it, update it, put a graph into it. What goes wrong is one EndpointError in plain words.

No login is ever part of an address, a message or a log; a redirect to another host is refused, so that nothing is sent on to it.
"""

import json
import os
import re
import ssl
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urljoin, urlsplit, urlunsplit

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import EndpointError, EndpointTimeout, MissingExtra
from kg.schema import check_iri

if TYPE_CHECKING:
    import httpx

Login = Callable[[], tuple[str, str]]
"""Returns user name and password if a store asks for a login and the environment has none."""

MOST_BYTES = 1 << 29
PAUSES = (0.5, 1.0, 2.0)
"""Seconds between attempts if the store fails or the connection breaks."""

JSON = "application/sparql-results+json"
TRIPLES = "application/n-triples, text/turtle;q=0.8"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PIECE = 1 << 16
HOPS = 6
"""So often a request is sent on, by redirects on the same host and a login."""

SERVICES = {"oxigraph": ("update", "store"), "virtuoso": ("sparql-auth", "sparql-graph-crud-auth")}
"""What a server calls itself → its addresses for updates and graphs, relative to that for queries."""


class Body:
    """What is sent, in pieces, and again if a login requires it; `sent` is called with the amount sent so far."""

    def __init__(self, content: bytes, sent: Callable[[int, int], None] | None = None) -> None:
        self.content = content
        self.sent = sent

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), PIECE):
            if self.sent is not None:
                self.sent(start, len(self.content))
            yield self.content[start : start + PIECE]


class Endpoint:
    """A SPARQL service at `address`; queries are over the graph `graph_iri`, or over the default graph where it is None.

    `timeout` is in seconds, for each request. `update` and `graph_store` say where updates and graphs go; without them the
    places are those of the server, if it says that it is one of SERVICES. The login comes from KG_TOKEN, or KG_USER and
    KG_PASSWORD, or else `login`. `requests` counts what was sent. EndpointError if the address is none.
    """

    def __init__(
        self,
        address: str,
        *,
        graph_iri: str | None = None,
        timeout: float = 60.0,
        login: Login | None = None,
        update: str | None = None,
        graph_store: str | None = None,
    ) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingExtra("a SPARQL endpoint", "httpx", "stores") from None
        for place in (address, update, graph_store):
            if place is not None:
                _check(place)
        if graph_iri is not None:
            check_iri(graph_iri)
        if not 0 < timeout < float("inf"):
            raise EndpointError(f"the timeout must be more than 0 seconds, not {timeout!r}")
        self.address, self.graph_iri, self.timeout, self.requests = address, graph_iri, timeout, 0
        self.graph_store_address = graph_store
        """Where graphs go, if that is known."""
        self._update, self._login = update, login
        self._auth: httpx.Auth | None = None
        token, user, password = (os.environ.get(f"KG_{name}", "") for name in ("TOKEN", "USER", "PASSWORD"))
        self._known = (user, password) if user and password else None
        self._secrets = {token, password} - {""}
        headers = {"User-Agent": "neuromod-kg"}
        if token:
            if not re.fullmatch(r"[\x21-\x7e]+", token):
                message = "KG_TOKEN contains a character that is not allowed in a token; set it again, without spaces"
                raise EndpointError(message)
            headers["Authorization"] = f"Bearer {token}"
        try:
            # A proxy for what is on this machine is a mistake.
            here = urlsplit(address).hostname in LOOPBACK
            self._client = httpx.Client(headers=headers, trust_env=not here, limits=httpx.Limits(max_connections=4))
        except (OSError, ValueError) as error:
            raise EndpointError(f"the certificates or the proxy of this machine cannot be used: {error}") from None
        weakref.finalize(self, self._client.close)

    def close(self) -> None:
        """Close the connection; what is asked afterwards opens no new one."""
        self._client.close()

    # ------------------------------------------------------------------------------------------------------ requests

    def rows(self, query: str, *, timeout: float | None = None) -> list[dict[str, Any]]:
        """The rows of a SELECT, each a dict of its bound variables to terms of pyoxigraph."""
        return self.solutions(query, timeout=timeout)[1]

    def solutions(
        self, query: str, *, timeout: float | None = None, whole: bool = False
    ) -> tuple[list[str], list[dict[str, Any]]]:
        """The variables of a SELECT, and its rows; with `whole`, over all that the store holds."""
        found = self._results(query, timeout, whole=whole)
        try:
            rows = [{name: _term(value) for name, value in row.items()} for row in found["results"]["bindings"]]
            return list(found["head"]["vars"]), rows
        except (KeyError, TypeError, AttributeError, ValueError):
            self._fail("does not answer with SPARQL results; it may not be a SPARQL service")

    def truth(self, query: str, *, timeout: float | None = None) -> bool:
        """What an ASK answers."""
        found = self._results(query, timeout)
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
        response, content = self._asked(query, TRIPLES, timeout)
        syntax = "application/n-triples" if (kind := _media_type(response)) == "text/plain" else kind
        if syntax not in ("application/n-triples", "text/turtle"):
            self._refuse_type(kind, "triples")
        try:
            return [quad.triple for quad in parse(content, RdfFormat.from_media_type(syntax))]
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
        self._send("POST", self._update or self.address, again=again, data={"update": text})

    def put(self, graph_iri: str | None, body: Body) -> None:
        """Put Turtle in place of a graph, by the Graph Store Protocol."""
        assert self.graph_store_address is not None
        target = {"default": ""} if graph_iri is None else {"graph": check_iri(graph_iri)}
        headers = {"Content-Type": "text/turtle; charset=utf-8", "Content-Length": str(len(body.content))}
        self._send("PUT", self.graph_store_address, params=target, content=body, headers=headers)

    def _results(self, query: str, timeout: float | None, *, whole: bool = False) -> dict[str, Any]:
        response, content = self._asked(query, JSON, timeout, whole=whole)
        if (kind := _media_type(response)) not in (JSON, "application/json"):
            self._refuse_type(kind, "SPARQL results")
        if cut := response.headers.get("x-sparql-maxrows"):
            self._fail(f"gives {self._clean(cut)} rows at most, and cut the answer there; ask for less, or add LIMIT")
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            self._fail("answers with SPARQL results that break off or are damaged; ask again")
        if not isinstance(found, dict):
            self._fail("does not answer with SPARQL results; it may not be a SPARQL service")
        return found

    def _asked(
        self, query: str, accept: str, timeout: float | None, *, whole: bool = False
    ) -> "tuple[httpx.Response, bytes]":
        """The answer to a query over the graph chosen, or with `whole` over all that the store holds."""
        data = {"query": query}
        if self.graph_iri is not None and not whole:
            data["default-graph-uri"] = self.graph_iri
        response, content = self._send("POST", self.address, timeout=timeout, data=data, headers={"Accept": accept})
        server = response.headers.get("server", "").casefold()
        for name, (update, graph_store) in SERVICES.items():
            if server.startswith(name):
                self._update = self._update or urljoin(self.address, update)
                self.graph_store_address = self.graph_store_address or urljoin(self.address, graph_store)
        return response, content

    def _send(
        self, method: str, url: str, *, timeout: float | None = None, again: bool = True, **request: Any
    ) -> "tuple[httpx.Response, bytes]":
        """The response to a request, with its content; EndpointError if it is not a success."""
        import httpx

        timeout = timeout or self.timeout
        for pause in (*(PAUSES if again else ()), None):
            try:
                response, content = self._once(method, url, timeout, request)
            except httpx.TimeoutException:
                self._fail(f"gave no answer within {timeout:g} s; raise the limit", url, EndpointTimeout)
            except httpx.ConnectError as error:
                self._fail(self._unreachable(error), url)
            except (httpx.TransportError, httpx.DecodingError) as error:
                if pause is None:
                    self._fail(f"broke the connection off ({self._clean(str(error))}); try again", url)
            except (httpx.InvalidURL, UnicodeError):
                self._fail("is not an address that can be queried; write one such as http://127.0.0.1:7878/query", url)
            else:
                if response.status_code < 500 or pause is None:
                    self._check_status(response, content, url)
                    return response, content
            time.sleep(pause)
        raise AssertionError

    def _once(
        self, method: str, url: str, timeout: float, request: Mapping[str, Any]
    ) -> "tuple[httpx.Response, bytes]":
        """One request, with what a login and redirects on the same host make of it."""
        import httpx

        ends = time.monotonic() + timeout
        for _ in range(HOPS):
            self.requests += 1
            limit = max(ends - time.monotonic(), 0.001)
            with self._client.stream(method, url, timeout=limit, auth=self._auth, **request) as response:
                content = bytearray()
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > MOST_BYTES:
                        self._fail(f"sends more than {MOST_BYTES >> 20} MB; ask for less", url)
                    if time.monotonic() > ends:
                        raise httpx.ReadTimeout("too slow")
            if response.status_code == 401 and self._auth is None and self._logged_in(response, url):
                continue
            if not response.has_redirect_location:
                return response, bytes(content)
            there = urljoin(url, response.headers["location"])
            if _origin(there) != _origin(url):
                host = self._clean(_shown(there))
                self._fail(f"redirects to another place, {host}; nothing was sent there; if it is right, name it", url)
            url = there
        raise EndpointError(f"{_shown(url)} redirects in a circle")

    def _logged_in(self, response: "httpx.Response", url: str) -> bool:
        """Whether a login is at hand that the store would take."""
        import httpx

        schemes = {part.split(" ")[0].casefold() for part in response.headers.get_list("www-authenticate")}
        if not schemes & {"basic", "digest"} or "Authorization" in self._client.headers:
            return False
        if self._known is None and self._login is not None:
            self._known = self._login()
            self._secrets |= {self._known[1]} - {""}
        if self._known is None:
            self._fail("asks for a login; set KG_USER and KG_PASSWORD, or KG_TOKEN, in the environment", url)
        self._auth = (httpx.DigestAuth if "digest" in schemes else httpx.BasicAuth)(*self._known)
        return True

    # -------------------------------------------------------------------------------------------------------- errors

    def _check_status(self, response: "httpx.Response", content: bytes, url: str) -> None:
        status = response.status_code
        if response.is_success:
            return
        # The first words of an answer in plain text; nothing of a page.
        text = content[:2000].decode("utf-8", "replace") if _media_type(response).startswith("text/plain") else ""
        said = f": {self._clean(text)}" if text.strip() else ""
        if status == 401 and self._auth is None and "Authorization" not in self._client.headers:
            said = ": it asks for a login; set KG_USER and KG_PASSWORD, or KG_TOKEN, in the environment"
        elif status == 401:
            said = ": it refuses the login; check KG_USER and KG_PASSWORD, or KG_TOKEN"
        elif status == 403:
            said = f": it does not allow this{said}"
        elif status in (404, 405, 501):
            said = f": it does not offer this here; check the address{said}"
        raise EndpointError(f"{_shown(url)} answers {status}{said}", status=status)

    def _unreachable(self, error: Exception) -> str:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                return f"cannot be trusted (TLS): {self._clean(str(error))}; nothing was sent"
            cause = cause.__cause__ or cause.__context__
        return f"cannot be reached: {self._clean(str(error))}; is it running, and is the address right?"

    def _refuse_type(self, kind: str, wanted: str) -> NoReturn:
        if kind in ("text/html", "application/xhtml+xml"):
            self._fail("answers with a web page; give the address of the SPARQL service, such as …/query or …/sparql")
        self._fail(f"answers with {self._clean(kind) or 'content of unknown type'}, not with {wanted}")

    def _fail(self, message: str, url: str | None = None, kind: type[EndpointError] = EndpointError) -> NoReturn:
        raise kind(f"{_shown(url or self.address)} {message}") from None

    def _clean(self, text: str) -> str:
        """What a server said, on one line of 200 characters, without secrets and control characters."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
        return text if len(text) <= 200 else f"{text[:199]}…"


def _check(address: str) -> None:
    sound = login = False
    with suppress(ValueError):
        parts = urlsplit(address)
        _ = parts.port
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and address.isprintable()
        login = sound and "@" in parts.netloc
    if login:
        message = "a login does not belong in an address, where others can read it; set KG_USER and KG_PASSWORD"
        raise EndpointError(f"{_shown(address)}: {message}")
    if not sound or " " in address:
        shown = re.sub(r"//[^/]*@", "//", address)
        raise EndpointError(f"{shown!r} is not an address; write one such as http://127.0.0.1:7878/query")


def _shown(url: str) -> str:
    """An address without a login, a query and a fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _media_type(response: "httpx.Response") -> str:
    kind: str = response.headers.get("content-type", "")
    return kind.partition(";")[0].strip().casefold()


def _term(value: Mapping[str, str]) -> NamedNode | BlankNode | Literal:
    """A term of SPARQL results in JSON."""
    kind, text = value["type"], value["value"]
    if not isinstance(text, str):
        raise TypeError(text)
    if kind == "uri":
        return NamedNode(text)
    if kind == "bnode":
        return BlankNode(text)
    if kind not in ("literal", "typed-literal"):
        raise KeyError(kind)
    if language := value.get("xml:lang"):
        return Literal(text, language=language)
    datatype = value.get("datatype")
    return Literal(text, datatype=NamedNode(datatype) if datatype else None)
