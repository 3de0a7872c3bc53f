"""HTTP to a store: one time limit and one limit of size for all that it sends, and every failure one EndpointError.

No login is ever part of an address, a message or a log; a redirect to another host is refused, so that nothing is sent on to it.
"""

import re
import ssl
import time
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from kg.engines.endpoint.address import Origin, address_shown, check_address, is_here, origin
from kg.engines.endpoint.login import HOW, Ask, Login
from kg.errors import EndpointError, EndpointTimeout, MissingExtra, one_line, time_limit

if TYPE_CHECKING:
    import httpx

Item = TypeVar("Item")

MOST_BYTES = 1 << 28
PAUSES = (0.5, 1.0, 2.0)
"""Seconds between attempts if the store fails or the connection breaks, unless it says how long to wait."""

HEADERS = {"User-Agent": "neuromod-kg", "Accept-Encoding": "gzip"}
PIECE = 1 << 16
HOPS = 6
"""So often a request is sent on, by redirects on the same host and a login."""


class Deadline:
    """A time limit in seconds that starts now."""

    def __init__(self, limit: float) -> None:
        self.limit = time_limit(limit, EndpointError)
        self.ends = time.monotonic() + limit

    @property
    def left(self) -> float:
        return max(self.ends - time.monotonic(), 0.0)


class Reply(NamedTuple):
    """What a store answers, and until when it may be read; the names of `headers` are in small letters."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    deadline: Deadline

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().casefold()


class Body:
    """A file of so many bytes that is sent, in pieces, and again if a login requires it.

    `sent` is called with the amount sent so far, and the whole.
    """

    def __init__(self, file: IO[bytes], size: int, sent: Callable[[int, int], None] | None = None) -> None:
        self.file, self.size, self.sent = file, size, sent

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(0)
        for start in range(0, self.size, PIECE):
            if self.sent is not None:
                self.sent(start, self.size)
            yield self.file.read(PIECE)


class _Passing(EndpointError):
    """A failure that may pass within `wait` seconds, or within a moment if that is 0."""

    def __init__(self, message: str, status: int = 0, wait: float = 0) -> None:
        super().__init__(message, status)
        self.wait = wait


class Service:
    """What answers HTTP at `address`; `requests` counts what was sent. `timeout` is in seconds, for all of a request: looking up
    the name, waiting to ask again, reading the answer. `ask` is asked for a login where the environment has none.
    """

    def __init__(self, address: str, timeout: float, ask: Ask | None) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingExtra("a SPARQL endpoint", "httpx", "stores") from None
        check_address(address)
        self.address, self.timeout, self.requests = address, time_limit(timeout, EndpointError), 0
        self._login = Login(ask)
        self._clients: dict[Origin, httpx.Client] = {}
        weakref.finalize(self, _close, self._clients)

    def close(self) -> None:
        """Close the connections; what is asked afterwards opens others."""
        _close(self._clients)

    def send(self, method: str, url: str, *, timeout: float | None = None, again: bool = True, **request: Any) -> Reply:
        """The answer to a request; EndpointError if it is not a success. With `again` it is repeated where that may help."""
        deadline = Deadline(self.timeout if timeout is None else timeout)
        for pause in (*PAUSES, None):
            try:
                reply = self._followed(method, url, deadline, request)
                self._check_status(reply, url)
                return reply
            except _Passing as failure:
                wait = failure.wait or pause or 0
                # What is refused for being one too many was not begun.
                if pause is None or not (again or failure.status == 429) or wait >= deadline.left:
                    raise EndpointError(str(failure), failure.status) from None
            except TimeoutError:
                self._late(deadline, url)
            time.sleep(wait)
        raise AssertionError

    def in_time(self, items: Iterable[Item], reply: Reply) -> Iterator[Item]:
        """What is read from an answer, as long as there is time."""
        for item in items:
            if not reply.deadline.left:
                self._late(reply.deadline)
            yield item

    def _late(self, deadline: Deadline, url: str | None = None) -> NoReturn:
        self._fail(f"gave no answer within {deadline.limit:g} s; raise the limit", url, EndpointTimeout)

    def _followed(self, method: str, url: str, deadline: Deadline, request: Mapping[str, Any]) -> Reply:
        """One request, with what a login and redirects on the same host make of it."""
        for _ in range(HOPS):
            reply = self._exchange(method, url, deadline, request)
            if reply.status == 401 and self._logged_in(reply, url):
                continue
            if not (300 <= reply.status < 400 and "location" in reply.headers):
                return reply
            there, here = reply.headers["location"], False
            with suppress(ValueError):
                there = urljoin(url, there)
                here = "@" not in there and origin(there) == origin(url)
            if not here:
                host = self._clean(address_shown(there))
                self._fail(f"redirects to another place, {host}; nothing was sent there; if it is right, name it", url)
            url = there
        raise EndpointError(f"{address_shown(url)} redirects in a circle")

    def _exchange(self, method: str, url: str, deadline: Deadline, request: Mapping[str, Any]) -> Reply:
        """One request and its answer; TimeoutError where it has not come by then.

        It is waited for in a thread of its own, since nothing else ends all there is to wait for at one time: names, connections,
        trust, interim answers, headers and contents that come byte by byte.
        """
        self.requests += 1
        self._login.warn(url)
        client, found = self._client(url), SimpleQueue[Reply | Exception]()
        Thread(target=lambda: found.put(self._tried(client, method, url, deadline, request)), daemon=True).start()
        reply = None
        try:
            reply = found.get(timeout=deadline.left)
        except Empty:
            raise TimeoutError from None
        finally:
            if reply is None:
                self.close()
        if isinstance(reply, Reply):
            return reply
        raise self._meant(reply, url) from None

    def _meant(self, error: Exception, url: str) -> Exception:
        """What an error of a library means here."""
        import httpx

        if isinstance(error, EndpointError | MemoryError):
            return error
        if isinstance(error, httpx.TimeoutException):
            return TimeoutError()
        said, store = self._clean(str(error)), address_shown(url)
        if isinstance(error, httpx.ConnectError | httpx.ProxyError):
            if _causes(error, ssl.SSLError):
                return EndpointError(f"{store} cannot be trusted (TLS): {said}; nothing was sent")
            return EndpointError(f"{store} cannot be reached: {said}; is it running, and is the address right?")
        if isinstance(error, httpx.InvalidURL | UnicodeError):
            hint = "write one such as http://127.0.0.1:7878/query"
            return EndpointError(f"{store} is not an address that can be queried; {hint}")
        if isinstance(error, httpx.TransportError | zlib.error):
            return _Passing(f"{store} broke the connection off ({said}); try again")
        # Whatever a library makes of a challenge or a header that its authors did not think of.
        return EndpointError(f"{store} sends what cannot be understood ({type(error).__name__}: {said})")

    def _tried(self, client: "httpx.Client", *request: Any) -> Reply | Exception:
        try:
            return self._once(client, *request)
        except Exception as error:
            return error

    def _once(
        self, client: "httpx.Client", method: str, url: str, deadline: Deadline, content: Mapping[str, Any]
    ) -> Reply:
        import httpx

        request = client.build_request(method, url, timeout=deadline.left or 0.001, **content)
        # httpx would read, whatever its size, the answer that a digest login is made from.
        steps = (self._login.auth or httpx.Auth()).auth_flow(request)
        step = next(steps)
        while True:
            with closing(client.send(step, stream=True)) as response:
                headers = {name.casefold(): value for name, value in response.headers.items()}
                reply = Reply(response.status_code, headers, self._read(response.iter_raw(), headers, url), deadline)
            try:
                step = steps.send(response)
            except StopIteration:
                return reply

    def _read(self, pieces: Iterable[bytes], headers: Mapping[str, str], url: str) -> bytes:
        """The content of an answer, unpacked."""
        content = bytearray()
        coding = headers.get("content-encoding", "identity").strip().casefold()
        unpacking = zlib.decompressobj(31) if coding == "gzip" else None
        if unpacking is None and coding not in ("identity", ""):
            self._fail(f"sends its answer packed as {self._clean(coding)}, which was not asked for", url)
        for piece in pieces:
            content += piece if unpacking is None else unpacking.decompress(piece, MOST_BYTES + 1 - len(content))
            if len(content) > MOST_BYTES:
                self._fail(f"sends more than {MOST_BYTES >> 20} MB; ask for less", url)
        if unpacking is not None and content and not unpacking.eof:
            raise zlib.error("the packed answer ends too early")
        return bytes(content)

    def _client(self, url: str) -> "httpx.Client":
        """The client for a server. Its proxy is chosen here, since httpx rejects much that the environment may hold."""
        import httpx

        server = origin(url)
        if server not in self._clients:
            options: dict[str, Any] = {"headers": HEADERS | self._login.headers, "trust_env": False}
            try:
                options["verify"] = httpx.create_ssl_context()
            except OSError as error:
                raise EndpointError(
                    f"the certificates of this machine (SSL_CERT_FILE) cannot be used: {error}"
                ) from None
            parts, proxies = urlsplit(url), getproxies()
            name = parts.scheme if parts.scheme in proxies else "all"
            # A proxy for what is on this machine is a mistake.
            if name in proxies and not is_here(parts.hostname) and not proxy_bypass(parts.netloc):
                options["proxy"] = proxies[name] if "://" in proxies[name] else f"http://{proxies[name]}"
            try:
                self._clients[server] = httpx.Client(**options, limits=httpx.Limits(max_connections=4))
            except (ImportError, ValueError, httpx.InvalidURL):
                variable = f"{name}_PROXY".upper()
                hint = "correct it, or unset it; one for SOCKS needs python -m pip install 'httpx[socks]'"
                raise EndpointError(f"the proxy in {variable} cannot be used; {hint}") from None
        return self._clients[server]

    def _logged_in(self, reply: Reply, url: str) -> bool:
        """Whether a login is at hand that the store would take. The time that the user takes for it does not count."""
        asked = time.monotonic()
        try:
            return self._login.accepted(reply.headers.get("www-authenticate", ""))
        except EndpointError as error:
            self._fail(str(error), url)
        finally:
            reply.deadline.ends += time.monotonic() - asked

    # -------------------------------------------------------------------------------------------------------- errors

    def _check_status(self, reply: Reply, url: str) -> None:
        status = reply.status
        if 200 <= status < 300:
            return
        # The first words of an answer in plain text; nothing of a page.
        text = reply.content[:2000].decode("utf-8", "replace") if reply.media_type.startswith("text/plain") else ""
        said = f": {self._clean(text)}" if text.strip() else ""
        wait = _wait(reply.headers.get("retry-after", ""))
        if status == 401 and not self._login.used:
            said = f": it asks for a login; {HOW}"
        elif status == 401:
            said = ": it refuses the login; check KG_USER and KG_PASSWORD, or KG_TOKEN"
        elif status == 403:
            said = f": it does not allow this{said}"
        elif status in (404, 405, 501):
            said = f": it does not offer this here; check the address{said}"
        elif status == 429:
            said = f": it takes no more requests{f' for {wait:.0f} s' * bool(wait)}; ask again later, or raise the limit{said}"
        message = f"{address_shown(url)} answers {status}{said}"
        if status >= 500 or status == 429:
            raise _Passing(message, status, wait)
        raise EndpointError(message, status)

    def _fail(self, message: str, url: str | None = None, kind: type[EndpointError] = EndpointError) -> NoReturn:
        raise kind(f"{address_shown(url or self.address)} {message}") from None

    def _clean(self, text: str) -> str:
        """What a server said, on one line of 200 characters, without secrets and control characters."""
        text = "".join(char if char.isprintable() else " " for char in self._login.hidden(text))
        return one_line(" ".join(text.split()), 200)


def _close(clients: "dict[Origin, httpx.Client]") -> None:
    while clients:
        clients.popitem()[1].close()


def _wait(said: str) -> float:
    """The seconds that Retry-After asks for, as a number or a date; 0 if it says nothing of use."""
    if re.fullmatch("[0-9]{1,9}", said):
        return float(said)
    with suppress(ValueError, OverflowError):
        return max(parsedate_to_datetime(said).timestamp() - time.time(), 0.0)
    return 0.0


def _causes(error: BaseException | None, kind: type[Exception]) -> bool:
    """Whether an error of this kind is behind another one."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None
