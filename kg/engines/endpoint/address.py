"""Addresses of stores: what is one, and how it is shown without a login."""

import re
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from kg.errors import EndpointError, a_text, shown

Origin = tuple[str, str | None, int | None]


def check_address(address: str) -> None:
    """EndpointError if it is not the address of a store, or contains a login, which the message does not repeat."""
    if "@" in a_text("an address", address):
        message = "a login does not belong in an address, where others can read it; set KG_USER and KG_PASSWORD"
        raise EndpointError(f"{message} (and write an @ that belongs there as %40)")
    sound = False
    with suppress(ValueError):
        parts = urlsplit(address)
        _ = parts.port
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and address.isprintable()
    if not sound or " " in address:
        raise EndpointError(
            f"{shown(address_shown(address))} is not an address; write one such as http://127.0.0.1:7878/query"
        )


def address_shown(url: str) -> str:
    """An address without a login, a query and a fragment."""
    return re.split("[?#]", url.rpartition("@")[2])[0]


def is_here(host: str | None) -> bool:
    """Whether a host is this machine."""
    with suppress(ValueError):
        return ip_address(host or "").is_loopback
    return host == "localhost"


def origin(url: str) -> Origin:
    """Scheme, host and port: if they are the same, so is the server."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
