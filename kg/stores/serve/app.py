"""The server's side of the SPARQL 1.1 protocol, and of the Graph Store Protocol as far as reading goes: an ASGI application."""

import asyncio
import base64
import hashlib
import json
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kg.errors import QueryError, one_line, shown
from kg.sparql.reading import MOST_BYTES
from kg.sparql.worker import END, RESULTS, Task
from kg.stores.serve import formats
from kg.stores.serve.gate import PREFLIGHT, Gate
from kg.stores.serve.pool import PATIENCE, Busy, Ended, Pool, Worker

METHODS = {"/": "GET, HEAD, OPTIONS", "/query": "GET, HEAD, POST, OPTIONS", "/store": "GET, HEAD, OPTIONS"}
"""What can be asked where."""

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
MOST_SENT = {FORM: 3 * MOST_BYTES + 1024, QUERY: MOST_BYTES}
"""Bytes of a request: of the longest query, in a form with every character escaped."""

SOON = 0.05
"""Seconds after which a client is watched for having gone: later than most answers."""

ENDED = "the query ended the process that answered it; narrow it: it may need too much memory"

HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept, Origin",
    "X-Content-Type-Options": "nosniff",
}
WRITING = ("PUT", "POST", "DELETE", "PATCH")
READ_ONLY = "this server is read-only; change the tables and start it again"

Fields = list[tuple[str, str]]


class Front:
    """The application: it lets in who may ask, reads what is asked, and sends what a worker answers within `limit` seconds."""

    def __init__(self, pool: Pool, gate: Gate, limit: float) -> None:
        self.pool, self.gate, self.limit = pool, gate, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, headers = Request(scope, receive, send), dict(HEADERS)
        try:
            headers.update(self.gate.check(request))
            response = await self._respond(request, headers, send)
        except HTTPException as error:
            headers.update(error.headers or {})
            response = PlainTextResponse(f"{one_line(error.detail)}\n", error.status_code, headers)
        except ClientDisconnect:
            return
        except Exception:
            traceback.print_exc()  # a fault of ours, which the client hears of as status 500
            raise
        if response is not None:
            await response(scope, receive, send)

    async def _respond(self, request: Request, headers: dict[str, str], send: Send) -> Response | None:
        path = request.scope["path"]
        if path == "/update":
            raise HTTPException(403, READ_ONLY)
        if path not in METHODS:
            raise HTTPException(404, f"nothing at {shown(path)}; queries go to /query, and all triples are at /store")
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**headers, **PREFLIGHT, "Allow": METHODS[path]})
        if request.method not in METHODS[path].split(", "):
            allowed = {"Allow": METHODS[path]}
            if path == "/store" and request.method in WRITING:
                raise HTTPException(403, READ_ONLY, allowed)
            raise HTTPException(405, f"{path} takes {METHODS[path]}", allowed)
        if path == "/":
            content, policy = page()
            return HTMLResponse(content, headers={**headers, "Content-Security-Policy": policy})
        fields = _fields(request.scope["query_string"])
        if request.method == "POST":
            fields += await _sent(request)
        if (task := self._task(path, fields, request)) is not None:
            return await self._answer(request, task, headers, send)
        media = _chosen(request, formats.TRIPLES)
        return Response(formats.description(f"{request.base_url}query", media), 200, headers, media)

    def _task(self, path: str, fields: Fields, request: Request) -> Task | None:
        """What a worker is to do; None where the server is asked to describe itself."""
        if path == "/store":
            if fields and fields[0][0] == "graph":
                raise HTTPException(404, "no such graph; everything is in the default graph, at /store?default")
            if fields not in ([], [("default", "")]):
                raise HTTPException(400, "all triples are at /store?default; omit other parameters")
            return Task("", {}, {}, {}, True, "", _chosen(request, formats.STORE), True)
        names = {name for name, _ in fields}
        if "update" in names:
            raise HTTPException(403, READ_ONLY)
        if names & {"default-graph-uri", "named-graph-uri"}:
            raise HTTPException(400, "everything is in the default graph; omit default-graph-uri and named-graph-uri")
        if "query" not in names and request.method != "POST":
            return None
        queries = [value for name, value in fields if name == "query" and value]
        if len(queries) != 1:
            raise HTTPException(400, f"{len(queries) or 'no'} queries here; send one, as the parameter query")
        if len(queries[0].encode()) > MOST_BYTES:
            status = 413 if request.method == "POST" else 414
            raise HTTPException(status, f"a query of more than {MOST_BYTES >> 10} kB; make it shorter")
        accept = _accept(request)
        results, triples = formats.chosen(accept, formats.RESULTS), formats.chosen(accept, formats.TRIPLES)
        if not results and not triples:
            raise _unacceptable(formats.RESULTS)
        return Task(queries[0], {}, {}, {}, True, results, triples, True)

    async def _answer(self, request: Request, task: Task, headers: Mapping[str, str], send: Send) -> Response | None:
        """The answer to a task; None if it is long and was sent from here."""
        with _while_connected(request):
            while True:
                try:
                    worker = await self.pool.take()
                except Busy:
                    message = f"every worker was busy for {PATIENCE} s; ask again"
                    raise HTTPException(503, message, {"Retry-After": str(PATIENCE)}) from None
                try:
                    return await self._answer_by(worker, request, task, headers, send)
                except Ended:
                    if worker.begun:
                        raise HTTPException(500, ENDED) from None
                finally:
                    self.pool.give(worker)

    async def _answer_by(
        self, worker: Worker, request: Request, task: Task, headers: Mapping[str, str], send: Send
    ) -> Response | None:
        begun = False
        try:
            async with asyncio.timeout(self.limit):
                worker.tell(json.dumps([self.limit, *task]).encode() + b"\n")
                kind, piece = await worker.frame()
                media, offer = (task.results, formats.RESULTS) if kind == RESULTS else (task.triples, formats.TRIPLES)
                then, following = await worker.frame()
                if not media:
                    raise _unacceptable(offer)
                response = Response(piece, 200, headers, media)
                if then == END:
                    return response
                del response.headers["content-length"]
                start = {"type": "http.response.start", "status": 200, "headers": response.raw_headers}
                begun = True
                await send(start)
                while then != END and request.method != "HEAD":
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                    piece = following
                    then, following = await worker.frame()
                await send({"type": "http.response.body", "body": piece})
        except (QueryError, Ended, TimeoutError) as error:
            if begun:
                return None  # Without its last chunk, the client sees that the answer breaks off.
            if isinstance(error, QueryError):
                raise HTTPException(400, str(error)) from None
            if isinstance(error, TimeoutError):
                more = "make the query narrower, or start kg serve with a larger --timeout"
                raise HTTPException(504, f"no answer within {self.limit:g} s; {more}") from None
            raise
        return None


@contextmanager
def _while_connected(request: Request) -> Iterator[None]:
    """Cancel what is done here once the client has gone."""
    here, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert here is not None
    watchers: list[asyncio.Task[None]] = []

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        here.cancel()

    timer = loop.call_later(SOON, lambda: watchers.append(loop.create_task(watch())))
    try:
        yield
    finally:
        timer.cancel()
        for watcher in watchers:
            watcher.cancel()


# --------------------------------------------------------------------------------------------------------- what was sent


async def _sent(request: Request) -> Fields:
    """What the body of a request says. HTTPException if it is too long, or not accepted here."""
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    kind = kind.strip()
    if kind == UPDATE:
        raise HTTPException(403, READ_ONLY)
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters)
    if kind not in MOST_SENT or (charset and charset[1] != "utf-8") or "content-encoding" in request.headers:
        raise HTTPException(415, f"send a query as {QUERY} or {FORM}, in UTF-8")
    content = bytearray()
    async for piece in request.stream():  # what is too slow is broken off by the connection
        content += piece
        if len(content) > MOST_SENT[kind]:
            raise HTTPException(413, f"a query of more than {MOST_BYTES >> 10} kB; make it shorter")
    if kind == FORM:
        return _fields(bytes(content))
    try:
        return [("query", content.decode())]
    except UnicodeDecodeError:
        raise HTTPException(400, "the query is not UTF-8") from None


def _fields(content: bytes) -> Fields:
    try:
        return parse_qsl(content.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise HTTPException(400, "these are not parameters in UTF-8, escaped as in an address") from None


def _accept(request: Request) -> str:
    return ",".join(request.headers.getlist("accept"))[:1000]


def _chosen(request: Request, offer: formats.Offer) -> str:
    media = formats.chosen(_accept(request), offer)
    if not media:
        raise _unacceptable(offer)
    return media


def _unacceptable(offer: formats.Offer) -> HTTPException:
    return HTTPException(406, f"accept one of {', '.join(dict.fromkeys(sent for _, sent in offer))}")


@cache
def page() -> tuple[str, str]:
    """The page at / and the policy that lets its own script and style run, and nothing else."""
    text = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    script, style = (
        base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        for tag in ("script", "style")
        for part in re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    )
    policy = f"default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; connect-src 'self'; img-src data:"
    return text, f"{policy}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
