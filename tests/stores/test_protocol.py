"""What kg serve answers to programs, to web pages, and to those who mean it harm."""

import asyncio
import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from conftest import awaited

from kg.errors import ExportError
from kg.stores.serve import Server, serving
from kg.stores.serve.pool import Pool

pytestmark = pytest.mark.usefixtures("serving_here")

TRIPLES = "".join(f'<a:s{n}> <a:p> "{n}" .\n' for n in range(300)).encode()
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNTED = f"SELECT (COUNT(*) AS ?n) {{ {ENDLESS} }}"
PAGE = "https://page.example"
QUERY, FORM = {"Content-Type": "application/sparql-query"}, {"Content-Type": "application/x-www-form-urlencoded"}
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="finds processes by /proc")


class Said(NamedTuple):
    """An answer."""

    status: int
    headers: http.client.HTTPMessage
    text: str


def ask(
    server: Server,
    path: str = "/query?query=ASK%7B%7D",
    method: str = "GET",
    body: bytes | str | None = None,
    **headers: str,
) -> Said:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Said(answer.status, answer.headers, answer.read().decode())
    finally:
        connection.close()


def post(server: Server, query: str, **headers: str) -> Said:
    return ask(server, "/query", "POST", query, **QUERY, **headers)


def send(server: Server, query: str) -> socket.socket:
    """A connection on which a query was sent, and nothing read."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    head = f"POST /query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(query)}"
    connection.sendall(f"{head}\r\n\r\n{query}".encode())
    return connection


def workers() -> set[int]:
    """The processes that this one has started and that run."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # Threads come and go.
            found.update(map(int, (task / "children").read_text(encoding="ascii").split()))
    return found


def is_dead(process: int) -> bool:
    """Whether a process has ended, though its parent may not have asked how. A signal takes a while where much else runs."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):  # The second where it ends while its file is read.
        return True


def until(true: Any) -> None:
    ends = time.monotonic() + 10
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(TRIPLES, origins=[PAGE]) as running:
        yield running


# -------------------------------------------------------------------------------------------------------- the protocol


def q(query: str, **others: str) -> str:
    return "/query?" + urlencode({"query": query, **others})


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "said"),
    [
        ("GET", q("ASK { <a:s1> ?p ?o }"), {}, None, 200, '{"head":{},"boolean":true}'),
        ("POST", "/query", QUERY, "ASK {}", 200, '"boolean":true'),
        ("POST", "/query", FORM, urlencode({"query": "ASK {}"}), 200, '"boolean":true'),
        ("HEAD", q("ASK {}"), {}, None, 200, ""),
        ("GET", q("CONSTRUCT WHERE { <a:s1> ?p ?o }"), {}, None, 200, '<a:s1> <a:p> "1" .'),
        ("GET", q("SELECT * { GRAPH ?g { ?s ?p ?o } }"), {}, None, 200, '"bindings":[]'),
        ("GET", "/query", {}, None, 200, "sd:supportedLanguage sd:SPARQL11Query"),
        ("GET", "/", {}, None, 200, "<title>SPARQL query</title>"),
        ("GET", "/store", {}, None, 200, '<a:s299> <a:p> "299" .'),
        ("GET", "/store?default", {"Accept": "application/n-quads"}, None, 200, '<a:s299> <a:p> "299" .'),
        ("GET", "/store?graph=a:b", {}, None, 404, "everything is in the default graph"),
        ("GET", "/store?default&graph=a:b", {}, None, 400, "omit other parameters"),
        ("GET", q("SELEC * {}"), {}, None, 400, "line 1, column 1: syntax error at 'SELEC'; did you mean SELECT?"),
        ("GET", q("SELECT (<a:f>(1) AS ?x) {}"), {}, None, 400, "unknown function <a:f>"),
        ("GET", q("SELECT * FROM <a:b> { ?s ?p ?o }"), {}, None, 400, "FROM names a graph"),
        ("GET", q("ASK {}", **{"default-graph-uri": "a:b"}), {}, None, 400, "omit default-graph-uri"),
        ("GET", q("ASK {}") + "&query=ASK", {}, None, 400, "2 queries here"),
        ("GET", q(""), {}, None, 400, "no queries here"),
        ("POST", "/query", FORM, "", 400, "no queries here"),
        ("GET", "/query?query=%FF", {}, None, 400, "not parameters in UTF-8"),
        ("POST", "/query", QUERY, b"ASK {\xff}", 400, "not UTF-8"),
        ("GET", q("CLEAR ALL"), {}, None, 400, "CLEAR is an update"),
        ("POST", "/query", FORM, "update=CLEAR+ALL", 403, "read-only"),
        ("POST", "/query", {"Content-Type": "application/sparql-update"}, "CLEAR ALL", 403, "read-only"),
        ("POST", "/update", FORM, "update=CLEAR+ALL", 403, "read-only"),
        ("PUT", "/store?default", {}, "", 403, "read-only"),
        ("DELETE", "/query", {}, None, 405, "/query takes GET, HEAD, POST, OPTIONS"),
        ("GET", "/nowhere", {}, None, 404, "queries go to /query"),
        ("POST", "/query", QUERY, "#" * 70_000, 413, "more than 64 kB"),
        ("POST", "/query", FORM, "query=" + "x" * 1_000_000, 413, "more than 64 kB"),
        ("GET", q("#" * 70_000), {}, None, 414, "more than 64 kB"),
        ("POST", "/query", {"Content-Type": "text/plain"}, "ASK {}", 415, "as application/sparql-query or"),
        ("POST", "/query", {**QUERY, "Content-Encoding": "gzip"}, "ASK {}", 415, "as application/sparql-query or"),
    ],
)  # fmt: skip
def test_what_is_answered(
    server: Server, method: str, path: str, headers: dict[str, str], body: Any, status: int, said: str
) -> None:
    answer = ask(server, path, method, body, **headers)
    assert answer.status == status
    assert said in answer.text
    assert "\n" not in answer.text.strip() or status == 200
    assert ("Allow" in answer.headers) == (status == 405 or method == "PUT")


JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("accept", "rows", "triples"),
    [
        ("", JSON, "text/turtle"),
        ("*/*", JSON, "text/turtle"),
        ("text/csv", "text/csv", None),
        ("text/*;q=0.5, application/sparql-results+xml", XML, "text/turtle"),
        ("TEXT/CSV; Q=0.2, text/tab-separated-values;q=0.3", "text/tab-separated-values", None),
        ("application/n-triples", None, "application/n-triples"),
        ("application/json", JSON, "application/ld+json"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", XML, "application/rdf+xml"),
        (f"{JSON};q=0, text/turtle;q=0, */*", XML, "application/n-triples"),
        ("image/png, junk, */*;q=nonsense", None, None),
    ],
)
def test_the_form_is_the_one_that_is_accepted(
    server: Server, accept: str, rows: str | None, triples: str | None
) -> None:
    queries = ("SELECT * { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { <a:s1> ?p ?o }")
    for query, media in zip(queries, (rows, triples), strict=True):
        answer = post(server, query, Accept=accept)
        assert answer.status == (200 if media else 406), answer
        assert (answer.headers["Content-Type"].split(";")[0] == media) == bool(media)


@pytest.mark.parametrize(
    ("query", "accept", "said"),
    [
        (r'SELECT ("a\u0001b" AS ?x) {}', XML, None),
        (r'SELECT ("a\uFFFEb" AS ?x) {}', XML, None),
        (r'CONSTRUCT { <a:s> <a:p> "a\u0001b" } {}', "application/rdf+xml", None),
        ('CONSTRUCT { <a:s> <a:1> "a" } {}', "application/rdf+xml", None),
        ("CONSTRUCT { <a:s> a <a:1> } {}", "application/rdf+xml", None),
        (r'SELECT ("a\rb" AS ?x) {}', XML, "a&#13;b"),
        (r'CONSTRUCT { <a:s> <a:p> "a\rb" } {}', "application/rdf+xml", "a&#13;b"),
    ],
)
def test_what_is_called_xml_is_xml(server: Server, query: str, accept: str, said: str | None) -> None:
    answer = post(server, query, Accept=accept)
    if said is None:
        message = "XML cannot carry a character or a predicate of this answer; accept application/json\n"
        assert (answer.status, answer.text) == (400, message)
    assert said is None or said in answer.text
    assert post(server, query, Accept="application/json").status == 200


def test_a_long_answer_breaks_off_where_xml_cannot_go_on() -> None:
    triples = (
        TRIPLES
        + "".join(f'<a:t{n}> <a:p> "{"x" * 1000}" .\n' for n in range(1000)).encode()
        + rb'<a:z> <a:p> "\u0001" .'
    )
    with serving(triples) as server, pytest.raises(http.client.IncompleteRead):
        post(server, "SELECT * { ?s ?p ?o } ORDER BY ?s", Accept=XML)


def test_a_description_in_each_form(server: Server) -> None:
    for media in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"):
        answer = ask(server, "/query", Accept=media)
        assert answer.headers["Content-Type"].startswith(media)
        assert f"http://127.0.0.1:{server.port}/query" in answer.text


# ------------------------------------------------------------------------------------------------------------ web pages


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:1"}, 200),
        ({"Host": "[::1]"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Host": "localhost@evil.example"}, 421),
        ({"Host": ""}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": PAGE}, 200),
        ({"Origin": PAGE + ".evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
    ],
)
def test_who_may_ask(server: Server, headers: dict[str, str], status: int) -> None:
    for method in ("GET", "OPTIONS"):
        answer = ask(server, method=method, **headers)
        assert answer.status == (204 if status == 200 and method == "OPTIONS" else status)
        assert answer.headers["Access-Control-Allow-Origin"] == (PAGE if headers.get("Origin") == PAGE else None)


def test_its_own_page_may_ask(server: Server) -> None:
    assert ask(server, Origin=f"http://127.0.0.1:{server.port}").status == 200
    policy = ask(server, "/").headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'sha256-" in policy
    assert "unsafe" not in policy


# ------------------------------------------------------------------------------------------------------------ mischief


def test_service_reaches_nothing(server: Server) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

        do_POST = do_GET  # noqa: N815

    with HTTPServer(("127.0.0.1", 0), Listener) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        url = f"<http://localhost:{listener.server_port}/>"
        for service in (
            f"SERVICE{url}",
            f"SERVICE SILENT {url}",
            f"SERVICESILENT{url}",
            "SERVICEe:x",
            f"sErViCe#\n{url}",
        ):
            answer = post(server, f"PREFIX e: {url} SELECT * {{ FILTER(1<2) {service} {{ ?s ?p ?o }} }}")
            assert answer.status == 400, answer
        listener.shutdown()
    assert asked == []


def test_a_query_that_takes_too_long_is_ended() -> None:
    """Where the answer has begun, its last chunk is missing."""
    with serving(TRIPLES, limit=0.4) as server:
        start = time.monotonic()
        answer = post(server, COUNTED)
        assert (answer.status, time.monotonic() - start < 5) == (504, True)
        assert "no answer within 0.4 s" in answer.text
        with pytest.raises(http.client.IncompleteRead):
            post(server, ENDLESS)
        until(lambda: post(server, "ASK {}").status == 200)


@LINUX
def test_a_query_does_not_outlive_its_client() -> None:
    others = workers()
    with serving(TRIPLES) as server:
        before = workers() - others
        send(server, COUNTED).close()
        until(lambda: len(before & workers()) == len(before) - 1)
        assert post(server, "ASK {}").status == 200


@LINUX
def test_a_worker_that_ends_is_replaced() -> None:
    others = workers()
    with serving(TRIPLES) as server:
        with send(server, COUNTED) as connection:
            time.sleep(0.2)
            for worker in workers() - others:
                os.kill(worker, 9)
            assert connection.recv(12) == b"HTTP/1.1 500"
        until(lambda: post(server, "ASK {}").status == 200)


@LINUX
def test_a_worker_that_was_dead_when_it_was_asked_is_not_the_fault_of_the_query() -> None:
    others = workers()
    with serving(TRIPLES) as server:
        for _ in range(2):
            killed = workers() - others
            for worker in killed:
                os.kill(worker, 9)
            until(lambda killed=killed: all(map(is_dead, killed)))
            answer = post(server, "ASK {}")
            assert answer.status == 200, answer
            until(lambda: len(workers() - others) >= 2)


@LINUX
def test_a_worker_that_is_being_started_when_the_server_ends_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    others, start = workers(), asyncio.create_subprocess_exec

    async def run() -> None:
        pool, started = Pool(b"%d\n%b" % (len(TRIPLES), TRIPLES), 1), asyncio.Event()

        async def slow(*arguments: Any, **options: Any) -> Any:
            process = await start(*arguments, **options)
            started.set()
            await asyncio.sleep(0.1)
            return process

        await pool.start()
        monkeypatch.setattr("asyncio.create_subprocess_exec", slow)
        worker = await pool.take()
        worker.busy = True
        pool.give(worker)
        await started.wait()
        await pool.close()

    awaited(run)
    assert workers() == others


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((sys.executable, "-c", ""), "a worker ended at its start; too little memory does that too"),
        (("no-such-program",), "no process that answers queries can be started: ."),
    ],
)
def test_workers_that_do_not_start(command: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.stores.serve.pool.COMMAND", command)
    with pytest.raises(ExportError, match=said), serving(TRIPLES):
        pass


@LINUX
def test_a_worker_that_starts_while_all_are_ended_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    start = asyncio.create_subprocess_exec

    async def start_slowly(*command: str, **options: Any) -> asyncio.subprocess.Process:
        process = await start(*command, **options)
        await asyncio.sleep(0.4)
        return process

    async def closed_meanwhile() -> None:
        pool = Pool(b"0\n", 1)
        await pool.start()
        worker = await pool.take()
        worker.tell(b"")
        pool.give(worker)  # It is busy, so another one is started in its place.
        await asyncio.sleep(0.2)
        await pool.close()
        assert workers() <= before

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start_slowly)
    before = workers()
    awaited(closed_meanwhile)


def test_who_finds_no_worker_free_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(TRIPLES) as server:
        monkeypatch.setattr("kg.stores.serve.pool.PATIENCE", 0.2)
        busy = [send(server, COUNTED) for _ in range(4)]
        time.sleep(0.1)
        answer = post(server, "ASK {}")
        for connection in busy:
            connection.close()
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"


def test_a_slow_reader_costs_no_memory_and_others_are_answered(server: Server) -> None:
    with send(server, ENDLESS) as connection:
        assert connection.recv(12) == b"HTTP/1.1 200"
        assert post(server, "ASK {}").status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HT",
        b"POST /query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\n",
    ],
)
def test_a_request_that_does_not_arrive_is_broken_off(
    sent: bytes, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    monkeypatch.setattr("kg.stores.serve.connection.ARRIVING", 0.2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(sent)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(12) == b""


@pytest.mark.slow
@LINUX
def test_a_query_cannot_take_the_memory_of_the_machine() -> None:
    triples = "".join(f'<a:s{n}> <a:p> "{n}" .\n' for n in range(2000)).encode()
    with serving(triples) as server:
        answer = post(server, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i")
        assert (answer.status, "too much memory" in answer.text) == (500, True)
        assert post(server, "ASK {}").status == 200


@LINUX
def test_workers_end_with_the_server() -> None:
    """However it ends."""
    code = (
        "import subprocess, os, time\nfrom kg.stores.serve import serving\n"
        "with serving(b'<a:b> <a:c> <a:d> .'):\n"
        "    subprocess.run(['ps', '-o', 'pid=', '--ppid', str(os.getpid())])\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = [process.stdout.readline().strip() for _ in range(2)]
        assert all(Path(f"/proc/{one}").exists() for one in found)
        process.kill()
    until(lambda: not any(Path(f"/proc/{one}").exists() for one in found))


@pytest.mark.browser
def test_the_page_shows_rows_and_faults(server: Server, browser: Any, axe: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.port}/")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("table")
    assert page.locator("tbody tr").count() == 50
    assert page.evaluate(f"{axe}; axe.run().then(found => found.violations.map(one => one.id))") == []
    assert said == []
    page.get_by_label("Query").fill("SELEC")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("pre")
    assert "did you mean SELECT?" in page.locator("pre").inner_text()
    page.close()
