"""Who may ask: programs and pages of this server, and pages of the origins that were named. Other web pages may not."""

import ipaddress
import re
import socket
from collections.abc import Collection

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kg.errors import shown

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "600",
}
"""What a browser is told when it asks whether a page may send queries."""

LOOPBACK = frozenset(["localhost", "127.0.0.1", "[::1]"])


class Gate:
    """The rules for a server on `host`; `origins` are those whose pages may ask, or * for all."""

    def __init__(self, host: str, origins: Collection[str] = ()) -> None:
        name = f"[{host}]" if ":" in host else host.lower()
        self.hosts = LOOPBACK | {name}
        self.anywhere = _unspecified(host)
        if self.anywhere:
            self.hosts |= {socket.gethostname().lower()}
        self.origins = frozenset(origin.lower() for origin in origins)

    def check(self, request: Request) -> dict[str, str]:
        """The headers that let a page of another origin read the answer. HTTPException if it may not ask."""
        headers = request.headers
        host = headers.get("host", "")
        if not self._is_ours(host, request):
            names = ", ".join(sorted(self.hosts))
            raise HTTPException(421, f"this server answers to {names}, not to {shown(host)}; ask for --host NAME")
        origin = headers.get("origin")
        if origin is None:
            allowed = headers.get("sec-fetch-site", "none") in ("none", "same-origin") or "*" in self.origins
            own = True
        else:
            own = origin == f"http://{host}"
            allowed = own or bool({origin, "*"} & self.origins)
        if not allowed:
            page = f"pages of {shown(origin)}" if origin else "pages of other origins"
            raise HTTPException(403, f"{page} may not ask this server; start kg serve with --cors ORIGIN to let them")
        return (
            {} if own else {"Access-Control-Allow-Origin": str(origin), "Cross-Origin-Resource-Policy": "cross-origin"}
        )

    def _is_ours(self, host: str, request: Request) -> bool:
        match = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+?)\.?(?::\d+)?", host)
        if match is None or len(request.headers.getlist("host")) != 1:
            return False
        name = match[1].lower()
        if name in self.hosts:
            return True
        server = request.scope.get("server") if self.anywhere else None
        return server is not None and name.strip("[]") == server[0].removeprefix("::ffff:")


def _unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
