"""Servers that are down, that lie, that break off: one clear line each, without a secret in it."""

import gzip
import json
import os
import re
import socket
import ssl
import subprocess
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from click.testing import CliRunner
from triple_stores import free_port

import kg
from kg.cli import cli
from kg.engines.endpoint import login, transport
from kg.engines.endpoint.client import Endpoint

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("httpx_here")]
SECRET = "s3cr3t-and-long"
JSON = "application/sparql-results+json"
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers every request as the test has it."""

    answer: Answer
    seen: list[dict[str, str]]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append({**{name.lower(): value for name, value in self.headers.items()}, "path": self.path})
        type(self).answer(self)

    def do_PUT(self) -> None:
        self.do_POST()

    def log_message(self, *_: Any) -> None:
        pass

    def send(self, status: int, content: bytes = b"", kind: str = JSON, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("Length", str(len(content))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[dict[str, str]]]]:
    seen: list[dict[str, str]] = []
    handler = type("One", (Handler,), {"answer": staticmethod(answer), "seen": seen})

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:  # A client that goes away is part of the game.
            pass

    server = Server(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{'http' if context is None else 'https'}://127.0.0.1:{server.server_port}/sparql", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PAUSES", (0.01, 0.01))


def rows(**bindings: Any) -> bytes:
    return json.dumps({"head": {"vars": [*bindings]}, "results": {"bindings": [bindings] if bindings else []}}).encode()


ONE = rows(n={"type": "literal", "value": "0"})


def broken_off(handler: Handler) -> None:
    handler.send(200, ONE[:20], Length=str(len(ONE)))
    handler.close_connection = True


def hung_up(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.close()


BAD: dict[str, tuple[Answer, str]] = {
    "a page": (lambda h: h.send(200, b"<html>hello</html>", "text/html"), "answers with a web page; give the address"),
    "another type": (lambda h: h.send(200, b"a,b", "text/csv"), "answers with text/csv, not with SPARQL results"),
    "no type": (lambda h: h.send(200, b"", ""), "answers with content of unknown type"),
    "no JSON": (lambda h: h.send(200, b"{", JSON), "results that break off or are damaged"),
    "other JSON": (lambda h: h.send(200, b'{"error": 1}', "application/json"), "does not answer with SPARQL results"),
    "a list": (lambda h: h.send(200, b"[]", "application/json"), "does not answer with SPARQL results"),
    "odd rows": (lambda h: h.send(200, rows(n={"type": "odd", "value": "1"})), "does not answer with SPARQL results"),
    "odd values": (lambda h: h.send(200, rows(n={"type": "uri", "value": 1})), "does not answer with SPARQL results"),
    "deep JSON": (lambda h: h.send(200, b"[" * 100_000, JSON), "results that break off or are damaged"),
    "cut rows": (lambda h: h.send(200, ONE, X_SPARQL_MaxRows="10"), "gives 10 rows at most, and cut the answer"),
    "broken off": (broken_off, "broke the connection off"),
    "hung up": (hung_up, "broke the connection off"),
    "not found": (lambda h: h.send(404, b"nope", "text/plain"), "answers 404: it does not offer this here"),
    "forbidden": (lambda h: h.send(403, b"read only", "text/plain"), "answers 403: it does not allow this: read only"),
    "failing": (lambda h: h.send(503, b"busy\x1b[31m\nvery", "text/plain"), "answers 503: busy [31m very"),
    "refusing": (lambda h: h.send(400, b"no such function", "text/plain"), "answers 400: no such function"),
    "in a circle": (lambda h: h.send(307, Location="/again"), "redirects in a circle"),
    "elsewhere": (
        lambda h: h.send(307, Location="http://127.0.0.2:1/x"),
        "redirects to another place, http://127.0.0.2:1/x",
    ),
    "gzip that is none": (lambda h: h.send(200, b"{}", Content_Encoding="gzip"), "broke the connection off"),
    "odd places": (
        lambda h: h.send(307, Location="http://[::1"),
        "broke the connection off (Invalid URL in location header",
    ),
    "odd ports": (lambda h: h.send(307, Location="http://127.0.0.1:99999/x"), "redirects to another place"),
    "a place with a login": (
        lambda h: h.send(307, Location=f"http://me:{SECRET}@127.0.0.1:{h.server.server_port}/x"),  # type: ignore[attr-defined]
        "redirects to another place, 127.0.0.1:",
    ),
    "no language": (
        lambda h: h.send(200, rows(n={"type": "literal", "value": "1", "xml:lang": "!!"})),
        "does not answer with SPARQL results",
    ),
    "odd variables": (lambda h: h.send(200, b'{"head": {"vars": [1, {}]}, "results": {"bindings": []}}'), "SPARQL"),
    "a number of a million digits": (lambda h: h.send(200, b"[" + b"1" * 1_000_000 + b"]"), "break off or are damaged"),
    "a lone surrogate": (lambda h: h.send(200, rows(n={"type": "literal", "value": "\ud800"})), "SPARQL results"),
    "a login": (lambda h: h.send(401, WWW_Authenticate='Basic realm="x"'), "set KG_USER and KG_PASSWORD, or KG_TOKEN"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_is_one_clear_line(name: str) -> None:
    answer, message = BAD[name]
    with serving(answer) as (address, _):
        for command in (["--endpoint", address, "show", "scs"], ["push", address, "--graph", "https://example.org/g"]):
            done = CliRunner().invoke(cli, command)
            assert done.exit_code == 1, done.output
            assert done.stdout == ""
            lines = done.stderr.strip().splitlines()
            assert len(lines) == 1, lines
            assert lines[0].startswith("Error: http://127.0.0.1:"), lines
            assert message in lines[0], lines
            assert SECRET not in lines[0]


LIES: dict[str, Callable[[list[dict[str, Any]], str], Any]] = {
    "nothing": lambda rows, name: rows.clear(),
    "half of it": lambda rows, name: rows.__delitem__(slice(len(rows) // 2, None)),
    "a variable less": lambda rows, name: [row.pop(name, None) for row in rows[:1]],
    "another node": lambda rows, name: [row.update({name: iri("/entity/nobody")}) for row in rows[:1]],
    "a foreign IRI": lambda rows, name: [row.update({name: iri("urn:x")}) for row in rows[:1]],
    "a foreign IRI each time": lambda rows, name: [row.update({name: iri("urn:x")}) for row in rows],
    "a text": lambda rows, name: [row.update({name: {"type": "literal", "value": "-1.5"}}) for row in rows],
    "a number": lambda rows, name: [row.update({name: {"type": "literal", "value": "9" * 5000}}) for row in rows[:1]],
    "no label": lambda rows, name: [row.update({name: {"type": "bnode", "value": "nodeID://b1"}}) for row in rows[:1]],
}


def iri(text: str) -> dict[str, str]:
    return {"type": "uri", "value": f"https://w3id.org/neuromod-kg{text}" if text.startswith("/") else text}


@pytest.mark.parametrize("lie", LIES)
def test_a_store_that_answers_what_was_not_asked(
    lie: str, local: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One variable of one answer is changed: there is an answer that could be right, or one line; never what a lie led to."""
    claims = [claim for claim in local.claims() if "nmk:scs" in (claim.subject, claim.object)]
    small = kg.KnowledgeGraph(schema=local.schema, sources=local.sources(), nodes=local.nodes(), claims=claims)
    store = pyoxigraph.Store()
    store.bulk_load(kg.dumps(small, "turtle"), pyoxigraph.RdfFormat.TURTLE)
    turn: list[int] = []

    @cache
    def right(query: str) -> str:
        found: Any = store.query(query)
        return (found.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b"").decode()

    def answered(
        endpoint: Endpoint, method: str, url: str, deadline: transport.Deadline, request: Any
    ) -> transport.Reply:
        results = json.loads(right(request["data"]["query"]))
        turn[0] -= 1
        if not turn[0]:
            names = results["head"]["vars"]
            LIES[lie](results["results"]["bindings"], names[turn[1] % len(names)])
        return transport.Reply(200, {"content-type": JSON}, json.dumps(results).encode(), deadline)

    monkeypatch.setattr(Endpoint, "_exchange", answered)
    for asked in (["show", "scs"], ["match", "scs ? ?y"], ["explain", "scs", "pain"], ["path", "scs", "pain"]):
        for place, variable in product((1, 2, 3), (0, 1, 2)):
            turn[:] = [place, variable]
            done = CliRunner().invoke(cli, ["--endpoint", "http://127.0.0.1:1/query", *asked])
            assert isinstance(done.exception, SystemExit | None), (done.exception, asked, turn)
            assert len(done.stderr.splitlines()) <= 1, done.stderr


@pytest.mark.parametrize("challenge", ["Basic", "Digest", "Bearer"])
def test_a_refused_login_is_told_without_it(challenge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if challenge == "Bearer":
        monkeypatch.setenv("KG_TOKEN", SECRET)
    else:
        monkeypatch.setenv("KG_USER", "me")
        monkeypatch.setenv("KG_PASSWORD", SECRET)
    header = {"Digest": 'Digest realm="x", nonce="abc", qop="auth"'}.get(challenge, f'{challenge} realm="x"')

    def refuse(handler: Handler) -> None:
        handler.send(401, f"wrong: {SECRET}".encode(), "text/plain", WWW_Authenticate=header)

    with serving(refuse) as (address, seen):
        done = CliRunner().invoke(cli, ["push", address])
    assert done.exit_code == 1
    assert "it refuses the login; check KG_USER and KG_PASSWORD, or KG_TOKEN" in done.stderr
    assert SECRET not in done.output
    assert seen[-1]["authorization"].startswith(challenge)


@pytest.mark.parametrize(
    "challenge",
    [
        "Digest",
        "Digest ",
        "Digest ,",
        "Digest realm",
        'Digest realm="x", nonce="y", algorithm=ROT13',
        'Digest realm="x", nonce="y", qop="auth-int"',
        'Digest nonce="y"',
        "Digest =",
        'Digest realm="\xff\\", nonce="y"',
        "Basic Digest",
        'Basic realm="x", Digest',
    ],
)
def test_a_challenge_that_no_one_can_meet_is_one_line(challenge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_USER", "me")
    monkeypatch.setenv("KG_PASSWORD", SECRET)
    with serving(lambda h: h.send(401, WWW_Authenticate=challenge)) as (address, _):
        done = CliRunner().invoke(cli, ["--endpoint", address, "nodes"])
    assert done.exit_code == 1, done.exception
    assert len(done.stderr.splitlines()) == 1
    assert SECRET not in done.output


def test_a_server_that_tells_the_secret_does_not_get_it_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_TOKEN", SECRET)
    with (
        serving(lambda h: h.send(500, h.headers["Authorization"].encode(), "text/plain")) as (address, _),
        pytest.raises(kg.EndpointError) as caught,
    ):
        kg.connect(address)
    assert SECRET not in str(caught.value)
    assert "Bearer ***" in str(caught.value)


@pytest.mark.parametrize("kind", ["token", "basic", "digest"])
def test_no_login_goes_to_another_host(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_USER", "me")
    monkeypatch.setenv("KG_PASSWORD", SECRET)
    if kind == "token":
        monkeypatch.setenv("KG_TOKEN", SECRET)
    header = 'Digest realm="x", nonce="abc", qop="auth"' if kind == "digest" else 'Basic realm="x"'
    with serving(lambda h: h.send(200, ONE)) as (other, seen_there):

        def redirect(handler: Handler) -> None:
            if "Authorization" in handler.headers:
                handler.send(307, Location=other)
            else:
                handler.send(401, WWW_Authenticate=header)

        with serving(redirect) as (address, seen), pytest.raises(kg.EndpointError, match="redirects to another place"):
            kg.connect(address)
    assert "authorization" in seen[-1]
    assert seen_there == []


def test_a_redirect_on_the_same_host_is_followed() -> None:
    def answer(handler: Handler) -> None:
        if handler.path == "/sparql":
            handler.send(307, Location="/there")
        else:
            handler.send(200, rows(n={"type": "literal", "value": "5"}))

    with serving(answer) as (address, seen):
        found = Endpoint(address)
        assert found.count(None) == 5
        found.close()
    assert [one["path"] for one in seen] == ["/sparql", "/there"]


def test_a_failure_that_passes_is_tried_again() -> None:
    calls = []

    def answer(handler: Handler) -> None:
        calls.append(1)
        if len(calls) == 1:
            handler.send(503)
        elif len(calls) == 2:
            hung_up(handler)
        else:
            handler.send(200, rows(n={"type": "literal", "value": "7"}))

    with serving(answer) as (address, _):
        found = Endpoint(address)
        assert found.count(None) == 7
        found.close()


def test_nobody_there() -> None:
    done = CliRunner().invoke(cli, ["push", f"http://127.0.0.1:{free_port()}/query"])
    assert done.exit_code == 1
    assert "cannot be reached" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Content-Type: application/sparql-results+json\r\nTransfer-Encoding: chunked\r\n\r\n"
PLAIN = HEAD + b"Content-Type: application/sparql-results+json\r\nContent-Length: 1000000\r\n\r\n"
ENDLESS: dict[str, tuple[bytes, bytes]] = {
    "silence": (b"", b""),
    "status, byte by byte": (b"HTTP/1.1 200 O", b"K"),
    "header, byte by byte": (HEAD + b"X-Long: ", b"a"),
    "headers without end": (HEAD, b"X-Long: a\r\n"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "content, byte by byte": (PLAIN, b" "),
    "chunks, byte by byte": (CHUNKED, b"1\r\n \r\n"),
    "trailers": (CHUNKED + b"0\r\n", b"X-Long: a\r\n"),
    "packed, byte by byte": (PLAIN.replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1), b"\x1f"),
    "challenge, byte by byte": (b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="', b"a"),
}


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("name", ENDLESS)
def test_a_time_limit_is_one_for_all_that_a_server_sends(name: str, scheme: str) -> None:
    """Also while trust is being agreed on: the server here answers that with its drip."""
    start, drip = ENDLESS[name]
    before, over = threading.active_count(), threading.Event()

    def answer(listening: socket.socket) -> None:
        connection = listening.accept()[0]
        with connection, suppress(OSError):
            connection.sendall(start)
            while not over.wait(0.02):
                connection.sendall(drip)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, args=(listening,))
        thread.start()
        began = time.monotonic()
        with pytest.raises(kg.EndpointError) as caught:
            Endpoint(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/sparql", timeout=0.4).count(None)
        assert time.monotonic() - began < 2
        if scheme == "http" and name != "packed, byte by byte":
            assert "gave no answer within 0.4 s; raise the limit" in str(caught.value)
        over.set()
        thread.join()
    until = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_what_is_packed_is_unpacked_once_and_within_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MOST_BYTES", 1 << 20)
    once, twice = gzip.compress(ONE), gzip.compress(gzip.compress(bytes(1 << 22)))
    bomb = gzip.compress(b" " * (1 << 22))
    cases = [
        (bomb, "gzip", "sends more than 1 MB; ask for less"),
        (twice, "gzip, gzip", "sends its answer packed as gzip, gzip, which was not asked for"),
        (ONE, "br", "sends its answer packed as br, which was not asked for"),
        (once[:-9], "gzip", "broke the connection off (the packed answer ends too early)"),
    ]
    for content, coding, message in cases:
        with serving(lambda h: h.send(200, content, Content_Encoding=coding)) as (address, _):  # noqa: B023
            with pytest.raises(kg.EndpointError, match=re.escape(message)):
                Endpoint(address).count(None)
            with serving(lambda h: h.send(200, once, Content_Encoding="gzip")) as (address, _):
                assert Endpoint(address).count(None) == 0


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "said", ["0", "1", "Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 99 Nov 9999999 00:00:00 GMT", "-1", "soon", "9" * 5000]
)
def test_too_many_requests_are_asked_again(status: int, said: str) -> None:
    def answer(handler: Handler) -> None:
        if len(handler.seen) == 1:
            handler.send(status, Retry_After=said)
        else:
            handler.send(200, ONE)

    with serving(answer) as (address, seen):
        began = time.monotonic()
        assert Endpoint(address).count(None) == 0
        assert time.monotonic() - began >= (said == "1")
    assert len(seen) == 2


def test_a_wait_that_is_too_long_is_not_begun() -> None:
    with serving(lambda h: h.send(429, Retry_After="3600")) as (address, seen):
        with pytest.raises(
            kg.EndpointError, match="answers 429: it takes no more requests for 3600 s; ask again later"
        ):
            Endpoint(address, timeout=2).count(None)
        assert len(seen) == 1


def test_a_query_that_takes_too_long_is_a_query_timeout() -> None:
    go = threading.Event()

    def answer(handler: Handler) -> None:
        if len(handler.seen) > 1:
            go.wait(5)
        source = {"type": "uri", "value": "https://w3id.org/neuromod-kg/source/x"}
        kinds = [
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", {"type": "uri", "value": "https://schema.org/Article"}),
            ("http://purl.org/dc/terms/title", {"type": "literal", "value": "X"}),
            ("https://schema.org/genre", {"type": "literal", "value": "article"}),
        ]
        found = [{"c": source, "p": {"type": "uri", "value": p}, "o": o} for p, o in kinds]
        handler.send(200, json.dumps({"head": {"vars": []}, "results": {"bindings": found}}).encode())

    with serving(answer) as (address, _):
        with kg.connect(address) as graph, pytest.raises(kg.QueryTimeout, match=r"no answer within 0\.3 s"):
            graph.sparql("SELECT ?x { ?x a nmv:Technique }", timeout=0.3)
        go.set()


def test_no_trust(tmp_path: Path, require: Callable[[str, str], str]) -> None:
    with serving(lambda h: h.send(200, ONE)) as (address, seen):
        with pytest.raises(kg.EndpointError, match=r"cannot be trusted \(TLS\).*nothing was sent"):
            kg.connect(address.replace("http:", "https:"))
        assert seen == []
    openssl = require("openssl", "apt-get install openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(lambda h: h.send(200, ONE), context) as (address, seen):
        with pytest.raises(kg.EndpointError, match=r"cannot be trusted \(TLS\).*nothing was sent"):
            kg.connect(address)
        assert seen == []


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("localhost:7878/query", "is not an address"),
        ("ftp://localhost/query", "is not an address"),
        ("http://", "is not an address"),
        ("http://[::1/query", "is not an address"),
        ("http://localhost:99999/query", "is not an address"),
        ("http://local host/query", "is not an address"),
        ("http://localhost/\x1b[31m", "is not an address"),
        ("", "is not an address"),
        ("http://localhost:abc/query", "is not an address"),
        (f"http://local host/query?key={SECRET}", "is not an address"),
        (f"http://me:{SECRET}@localhost/query", "a login does not belong in an address"),
        (f"http://me:{SECRET}@local host/query", "a login does not belong in an address"),
        (f"http://me:80/{SECRET}@localhost/query", "a login does not belong in an address"),
        (f"http://me:{SECRET}#?/@localhost/query", "a login does not belong in an address"),
        (f"me:{SECRET}@localhost/query", "a login does not belong in an address"),
        (f"http://{'x' * 300}.{'y' * 300}/query", "is not an address"),
        (f"http://127.0.0.1:9/{'x' * 100_000}?key={SECRET}", "is not an address"),
    ],
)
def test_an_address_that_is_none(address: str, message: str) -> None:
    for command in (["push", address], ["--endpoint", address, "nodes"]):
        done = CliRunner().invoke(cli, command)
        assert done.exit_code in (1, 2), done.output
        assert SECRET not in done.output
        assert message in done.stderr
        assert len(done.stderr) < 1000


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY", "http_proxy", "NO_PROXY", "HTTPS_PROXY"])
@pytest.mark.parametrize(
    "value",
    [":::", "[::1]", "::1,10.0.0.0/8,fd00::/8", "socks5://127.0.0.1:9", f"junk://me:{SECRET}@x:y", "http://"],
)
def test_whatever_the_environment_has_for_a_proxy(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [key for key in os.environ if key.lower().endswith("_proxy")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv(name, value)
    with pytest.raises(kg.EndpointError) as caught:
        Endpoint("http://store.invalid/query").count(None)
    said = str(caught.value)
    assert f"the proxy in {name.upper()} cannot be used" in said or "cannot be reached" in said
    assert SECRET not in said


@pytest.mark.parametrize("kind", ["token", "basic"])
def test_a_login_that_others_can_read_is_warned_of_once(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(*(("KG_TOKEN", SECRET) if kind == "token" else ("KG_PASSWORD", SECRET)))
    monkeypatch.setenv("KG_USER", "me")

    def answer(handler: Handler) -> None:
        handler.send(
            *((200, ONE) if "Authorization" in handler.headers else (401,)), WWW_Authenticate='Basic realm="x"'
        )

    with serving(answer) as (address, _):
        Endpoint(address).count(None)  # No warning: nobody else reads what stays on this machine.
        monkeypatch.setattr(login, "is_here", lambda host: False)
        endpoint = Endpoint(address)
        with pytest.warns(UserWarning, match=r"the login goes unencrypted to http://127.0.0.1:\d+/sparql; use https"):
            endpoint.count(None)
        endpoint.count(None)  # Once: here, a warning would be an error.
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            done = CliRunner().invoke(cli, ["--endpoint", address, "nodes"])
    assert re.match("warning: the login goes unencrypted .*\nError: ", done.stderr)
    assert SECRET not in done.output


def test_no_other_process_is_given_the_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_PASSWORD", SECRET)
    monkeypatch.setenv("KG_TOKEN", SECRET)
    started: list[dict[str, str]] = []

    class Started(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            started.append(options["env"])
            super().__init__(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", Started)
    kg.load().sparql("ASK { }", timeout=60)
    (environment,) = started
    assert SECRET not in environment.values()
    assert environment["PATH"] == os.environ["PATH"]


def test_a_login_is_asked_for_where_the_environment_has_none() -> None:
    asked = []

    def login() -> tuple[str, str]:
        asked.append(1)
        return "me", SECRET

    def answer(handler: Handler) -> None:
        if "Authorization" in handler.headers:
            handler.send(200, rows(n={"type": "literal", "value": "3"}))
        else:
            handler.send(401, WWW_Authenticate='Basic realm="x"')

    with serving(answer) as (address, _):
        found = Endpoint(address, login=login)
        assert [found.count(None), found.count(None)] == [3, 3]
        found.close()
    assert asked == [1]


@pytest.mark.parametrize("failing", ["count", "move", "arrival"])
def test_a_failed_push_says_what_is_there(failing: str, local: kg.KnowledgeGraph) -> None:
    size = len(kg.dumps(local, "ntriples").splitlines())
    held = {"target": 5, "arriving": 0}

    class Scripted(Handler):
        def do_POST(self) -> None:
            from urllib.parse import parse_qs

            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked = (
                {key: values[0] for key, values in parse_qs(body).items()}
                if "urlencoded" in self.headers["Content-Type"]
                else {}
            )
            update, query = asked.get("update", ""), asked.get("query", "")
            if update.startswith("DROP"):
                held["arriving"] = 0
            elif update.startswith("INSERT"):
                held["arriving"] += update.count(" .\n") - (failing == "count")
                if failing == "arrival" and held["arriving"] > 3000:
                    return self.send(500, b"disk full", "text/plain")
            elif update.startswith("MOVE"):
                return self.send(500, b"no", "text/plain")
            name = "arriving" if "-arriving" in query else "target"
            return self.send(200, rows(n={"type": "literal", "value": str(held[name])}))

        def do_PUT(self) -> None:
            self.do_POST()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with pytest.raises(kg.EndpointError) as caught:
            kg.push(local, f"http://127.0.0.1:{server.server_port}/sparql", graph_iri="https://example.org/g")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    message = str(caught.value)
    assert "the graph <https://example.org/g> is as it was, with 5 triples" in message
    assert "remain in <https://example.org/g-arriving> until the next push" in message
    assert {"count": f"of {size} triples ", "move": "answers 500: no", "arrival": "answers 500: disk full"}[
        failing
    ] in message
    assert "\n" not in message
