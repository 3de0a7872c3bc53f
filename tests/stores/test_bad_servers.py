"""Servers that are down, that lie, that break off: one clear line each, without a secret in it."""

import json
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from triple_stores import free_port

import kg
from kg.cli import cli
from kg.engines.endpoint import client as endpoint_module
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
    monkeypatch.setattr(endpoint_module, "PAUSES", (0.01, 0.01))


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


def test_slow_answers_are_given_up() -> None:
    go = threading.Event()

    def silent(handler: Handler) -> None:
        go.wait(5)
        hung_up(handler)

    def dripping(handler: Handler) -> None:
        handler.send(200, b"", Length="1000")
        while not go.wait(0.05):
            handler.wfile.write(b" ")

    for answer in (silent, dripping):
        go.clear()
        with serving(answer) as (address, _):
            start = time.monotonic()
            with pytest.raises(kg.EndpointError, match=r"gave no answer within 0\.4 s"):
                kg.connect(address, timeout=0.4)
            assert time.monotonic() - start < 3
            go.set()


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
        (f"http://me:{SECRET}@localhost/query", "a login does not belong in an address"),
        (f"http://me:{SECRET}@local host/query", "a login does not belong in an address"),
    ],
)
def test_an_address_that_is_none(address: str, message: str) -> None:
    for command in (["push", address], ["--endpoint", address, "nodes"]):
        done = CliRunner().invoke(cli, command)
        assert done.exit_code in (1, 2), done.output
        assert SECRET not in done.output
        assert message in done.stderr


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
