"""Servers that lie: each answers as a store does, but for one thing."""

import gzip
import json
import socket
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pyoxigraph

import kg
from attacks import Chance
from attacks.rdf import JSON as ODD_JSON
from attacks.tables import mutated

JSON = b"application/sparql-results+json"
Answer = Callable[[socket.socket, bytes], None]
"""Writes what a server answers to a request, given as the true answer."""


class Lie(NamedTuple):
    """What is asked, how it is answered, and from which request on."""

    arguments: list[str]
    answer: Answer
    after: int = 0


@cache
def store() -> pyoxigraph.Store:
    made = pyoxigraph.Store()
    made.load(kg.dumps(kg.load(), "turtle"), pyoxigraph.RdfFormat.TURTLE)
    return made


def truth(body: bytes) -> tuple[bytes, bytes]:
    """The type and content of a true answer."""
    query = parse_qs(body.decode()).get("query", ["ASK {}"])[0]
    found = store().query(query)
    if isinstance(found, pyoxigraph.QueryTriples):
        return b"text/turtle", found.serialize(format=pyoxigraph.RdfFormat.TURTLE) or b""
    assert isinstance(found, (pyoxigraph.QuerySolutions, pyoxigraph.QueryBoolean))
    return JSON, found.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""


def response(content: bytes, kind: bytes = JSON, status: bytes = b"200 OK", **headers: bytes) -> bytes:
    lines = [
        b"HTTP/1.1 " + status,
        b"Content-Type: " + kind,
        b"Content-Length: " + str(len(content)).encode(),
        b"Connection: close",
    ]
    lines += [name.replace("_", "-").encode() + b": " + value for name, value in headers.items()]
    return b"\r\n".join([*lines, b"", content])


@contextmanager
def lying(lie: Lie) -> Iterator[str]:
    """The address of a server on this machine."""
    counter = count()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, ValueError):
                head = iter(self.rfile.readline, b"\r\n")
                length = next((int(line[15:]) for line in head if line.lower().startswith(b"content-length:")), 0)
                any(line in (b"", b"\r\n") for line in iter(self.rfile.readline, b"\r\n"))
                kind, content = truth(self.rfile.read(length))
                if next(counter) < lie.after:
                    self.wfile.write(response(content, kind))
                else:
                    self.connection.settimeout(10)
                    lie.answer(self.connection, content)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address = True, True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/query"
        finally:
            server.shutdown()
            thread.join()


def asked(rng: Chance, *, quick: bool = False) -> list[str]:
    connect = ["connect", "@"]
    push = [
        "kg_main", "push", "@", "--timeout", "0.5", *rng.choice([[], ["--graph", "https://example.org/g"], ["--add"]]),
    ]  # fmt: skip
    words = rng.choice(["show scs", "sparql query.rq --json", "path scs chronic-pain", "nodes", "ask kinds-of"]).split()
    show = ["kg_main", "--endpoint", "@", *words]
    return ["hasty", *rng.choice([connect, push] if quick else [connect, connect, push, show])]


def sends(content: bytes) -> Answer:
    return lambda connection, true: connection.sendall(content)


def results(rng: Chance) -> Lie:
    """True results with one value of their JSON changed."""
    odd = rng.each([
        *ODD_JSON, '{"type": "uri", "value": "x"}', '{"type": "literal", "value": "x", "datatype": "y"}',
        '{"type": "literal", "value": "1", "xml:lang": "!"}', '{"type": "bnode", "value": "nodeID://1"}',
    ])  # fmt: skip
    spot, how = rng.random(), rng.random()

    def answer(connection: socket.socket, true: bytes) -> None:
        try:
            value = json.loads(true)
        except ValueError:
            connection.sendall(response(mutated(rng, true), b"text/turtle"))
            return
        spots: list[tuple[Any, Any]] = []

        def walk(value: Any) -> None:
            for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
                spots.append((value, key))
                walk(value[key])

        walk(value)
        for holder, key in (
            [one for one in spots if one[1] == "value"] if how < 0.1 else [spots[int(spot * len(spots))]]
        ):
            if how > 0.8 and isinstance(holder, dict):
                del holder[key]
            else:
                holder[key] = "@@"
        connection.sendall(response(json.dumps(value).replace('"@@"', odd).encode()))

    return Lie(asked(rng), answer, rng.choice([0, 0, 1, 2, 4]))


def bodies(rng: Chance) -> Lie:
    odd = rng.each([
        b"", b"{", b"[]", b"null", b"1", b'""', b"<html>no</html>", b"\0" * 100, b"[" * 200_000, b'{"a":' * 100_000, b"9" * 5000, b"NaN", b"\xff\xfe{\0}\0", b"\xef\xbb\xbf{}", b" " * 10**7, b"\x1f\x8b", '{"x": "\ud800"}'.encode("utf-8", "surrogatepass"),
        b'{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "' + b"9" * 5000 + b'"}}]}}', b'{"boolean": "true"}', b'{"boolean": true}', b'{"head": {}, "results": {}}', b"\x1b[31mred", b'{"error": "s3cr3t-w0rd"}',
    ])  # fmt: skip
    return Lie(
        asked(rng),
        sends(response(odd, rng.choice([JSON, JSON, b"application/json", b"text/turtle"]))),
        rng.choice([0, 0, 1, 3]),
    )


def headers(rng: Chance) -> Lie:
    true, more = response(b'{"head": {}, "boolean": true}'), b"HTTP/1.1 200 OK\r\nContent-Type: " + JSON + b"\r\n"
    odd = rng.each([
        b"", b"\r\n\r\n", b"hello\n", b"\0" * 1000, b"HTTP/9.9 200 OK\r\n\r\n", b"HTTP/1.1 99 x\r\n\r\n", b"HTTP/1.1 999 x\r\n\r\n", b"HTTP/1.1 x\r\n\r\n", b"HTTP/1.1 200\r\n\r\n", b"HTTP/1.1 101 x\r\nUpgrade: y\r\n\r\n", b"SSH-2.0-x\r\n", b"\x15\x03\x01\0\x02\x02\x16",
        *(true.replace(JSON, kind) for kind in (b"", b"x", b"text/html", b"application/json;" * 500, b"\xff\xfe", b"application/sparql-results+json; charset=odd", b"text/csv\x1b[31m", b"x/" + b"y" * 5000)),
        *(true.replace(b"Content-Length: 29", b"Content-Length: " + length) for length in (b"5", b"500", b"-1", b"x", b"9" * 30, b"29\r\nContent-Length: 5", b"29, 29", b"0x1d", b"+29")),
        more + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", more + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", more + b"Transfer-Encoding: odd\r\n\r\n{}", more + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n", more + b"x" * 10**6 + b": y\r\n\r\n",
        more + b"x: y\r\n" * 20_000 + b"\r\n{}", more + b"no colon\r\n\r\n", more + b"x: a\0b\r\n\r\n", more + b" x: folded\r\n\r\n", more + b"Content-Encoding: odd\r\n\r\n{}", more + b"Content-Encoding: gzip\r\n\r\n{}", more + b"Set-Cookie: " + b"x" * 9000 + b"\r\n\r\n{}",
        more + b"Server: " + b"oxigraph" * 2000 + b"\r\n\r\n{}", more + b"X-SPARQL-MaxRows: " + b"9" * 5000 + b"\r\n\r\n{}",
    ])  # fmt: skip
    return Lie(asked(rng, quick=True), sends(odd), rng.choice([0, 0, 2]))


def drips(rng: Chance) -> Lie:
    """What never ends."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: " + JSON + b"\r\n"
    first, again, pause = rng.each([
        (b"HTTP/1.1 20", b"0", 0.05), (b"", b"", 0.1), (head, b"x: y\r\n", 0.05), (head, b"x", 0.05), (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.0), (b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.05),
        (head + b"Content-Length: 999999999\r\n\r\n", b" ", 0.05), (head + b"\r\n", b" " * 65536, 0.0), (head + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 0.05), (head + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n", 0.0),
        (head + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x", 0.02), (head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"x: y\r\n", 0.05), (b"HTTP/1.1 503 x\r\nRetry-After: 0\r\nContent-Length: 9999\r\n\r\n", b"x", 0.05), (head + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" ")[:10], b"\0\0\0\xff\xff", 0.02),
    ])  # fmt: skip

    def answer(connection: socket.socket, _: bytes) -> None:
        connection.sendall(first)
        ends = time.monotonic() + 12
        while time.monotonic() < ends:
            connection.sendall(again)
            time.sleep(pause)

    return Lie(asked(rng, quick=True), answer, rng.choice([0, 0, 1]))


def bombs(rng: Chance) -> Lie:
    """Little that unpacks to much."""
    coding, packed = rng.each([
        (b"gzip", _packed(1)), (b"deflate", zlib.compress(b" " * 10**8)), (b"gzip, gzip", _packed(2)), (b"gzip, gzip, gzip", _packed(3)),
        (b"gzip", _packed(3)), (b"identity, gzip", _packed(1)), (b"br", b"x" * 99),
    ])  # fmt: skip
    return Lie(asked(rng, quick=True), sends(response(packed, Content_Encoding=coding)), rng.choice([0, 1]))


@cache
def _packed(times: int) -> bytes:
    content = b"".join([gzip.compress(b" " * 10**8)] * 50)
    for _ in range(times - 1):
        content = gzip.compress(content)
    return content


def redirects(rng: Chance) -> Lie:
    there = rng.each([
        b"/query", b"/other", b"", b"http://127.0.0.2:9/x", b"http://u:s3cr3t-w0rd@127.0.0.1:9/x", b"//127.0.0.2:9/", b"https://127.0.0.1:9/", b"file:///etc/passwd", b"http://[::1", b"http://127.0.0.1:99999/", b"http://127.0.0.1:x/", b"javascript:x", b"\xff\xfe", b"/" + b"x" * 50_000, b"?x", b"#x", b"http://\0/", b"http:///", b"/a b\tc",
    ])  # fmt: skip
    status = rng.choice([b"301 x", b"302 x", b"303 x", b"307 x", b"308 x", b"300 x", b"305 x"])
    return Lie(asked(rng, quick=True), sends(response(b"", status=status, Location=there)), rng.choice([0, 0, 1]))


def logins(rng: Chance) -> Lie:
    """Challenges that no server should send."""
    challenge = rng.each([
        b"", b"Basic", b"Basic realm=x", b'Basic realm="', b"Digest", b"Digest x", b'Digest realm="x"', b'Digest realm="x", nonce="y", algorithm=odd', b'Digest realm="x", nonce="y", algorithm=MD5-sess, qop="auth-int"', b'Digest realm="x", nonce="y", qop="odd"', b'Digest realm="x, nonce=y', b"Digest realm=\xff, nonce=\xff", b"Digest " + b"x=y, " * 5000,
        b'Digest realm="x", nonce="", opaque=""', b"Negotiate", b"Bearer", b'Bearer realm="x", error="s3cr3t-w0rd"', b"basic, digest", b"=", b",,,", b'Digest realm="x",, nonce="y"', b"Digest nonce", b'Digest realm="x", nonce="y", algorithm=SHA-512-256, userhash=true, stale=maybe',
    ])  # fmt: skip
    status = rng.choice([b"401 x", b"401 x", b"401 x", b"407 x", b"403 x"])
    return Lie(
        asked(rng, quick=True), sends(response(b"s3cr3t-w0rd", b"text/plain", status, WWW_Authenticate=challenge))
    )


def statuses(rng: Chance) -> Lie:
    status, retry = rng.each([
        (b"429 x", b"0"), (b"429 x", b"1"), (b"429 x", b"99999999999"), (b"429 x", b"-1"), (b"429 x", b"soon"), (b"503 x", b"Fri, 31 Feb 2026 00:00:00 GMT"), (b"503 x", b"9" * 5000), (b"500 x", b""), (b"204 x", b""), (b"206 x", b""), (b"304 x", b""), (b"400 x", b""), (b"413 x", b"0"), (b"418 " + b"x" * 5000, b""), (b"599 x", b"nan"), (b"200 \xff", b""),
    ])  # fmt: skip
    content = rng.choice([b"", b"no", b"<html>", b"x" * 100_000, b"\x1b[31m\r\n" * 200, "é".encode("utf-16")])
    return Lie(
        asked(rng, quick=True)[1:],
        sends(response(content, rng.choice([b"text/plain", b"text/html", JSON]), status, Retry_After=retry)),
        rng.choice([0, 1]),
    )


FAMILIES: dict[Callable[[Chance], Lie], int] = {
    results: 40, bodies: 23, headers: 44, drips: 14, bombs: 7, redirects: 19, logins: 23, statuses: 16,
}  # fmt: skip
"""The families, and how many cases of each are tried."""
