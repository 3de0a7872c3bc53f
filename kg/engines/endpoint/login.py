"""The login for stores: from the environment or the user, to the store alone, and into no message and no other process."""

import os
import re
import warnings
from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kg.engines.endpoint.address import address_shown, is_here
from kg.errors import EndpointError

if TYPE_CHECKING:
    import httpx

Ask = Callable[[], tuple[str, str]]
"""Returns user name and password if a store asks for a login and the environment has none."""

SECRETS = ("KG_PASSWORD", "KG_TOKEN")
HOW = "set KG_USER and KG_PASSWORD, or KG_TOKEN, in the environment"


class Login:
    """A token, which goes with every request in `headers`, or else user and password, once a store asks for them: then `auth`."""

    def __init__(self, ask: Ask | None) -> None:
        token, user, password = (os.environ.get(f"KG_{name}", "") for name in ("TOKEN", "USER", "PASSWORD"))
        if token and not re.fullmatch(r"[\x21-\x7e]+", token):
            message = "KG_TOKEN contains a character that is not allowed in a token; set it again, without spaces"
            raise EndpointError(message)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.auth: httpx.Auth | None = None
        if ask is not None and not callable(ask):
            raise TypeError("login must be a function that gives user and password")
        self._ask, self._warned, self._secrets = ask, False, {token} - {""}
        self._known = self._kept(user, password) if user and password else None

    @property
    def used(self) -> bool:
        return bool(self.headers) or self.auth is not None

    def accepted(self, challenge: str) -> bool:
        """Whether a store that sends this challenge could take the login. EndpointError if there is none."""
        import httpx

        schemes = set(re.findall(r"(?:^|,)\s*(basic|digest)\b", challenge.casefold()))
        if self.used or not schemes:
            return False
        if self._known is None and self._ask is not None:
            self._known = self._kept(*self._ask())
        if self._known is None:
            raise EndpointError(f"asks for a login; {HOW}")
        self.auth = (httpx.DigestAuth if "digest" in schemes else httpx.BasicAuth)(*self._known)
        return True

    def _kept(self, user: str, password: str) -> tuple[str, str]:
        try:
            sent = b64encode(f"{user}:{password}".encode()).decode()
        except UnicodeEncodeError:
            raise EndpointError("the user or the password is not UTF-8; set KG_USER and KG_PASSWORD again") from None
        self._secrets |= {password, sent} - {""}
        return user, password

    def hidden(self, text: str) -> str:
        """A text without the secrets, and without what is sent for them."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def warn(self, url: str) -> None:
        """Warn, once, if the login goes where others can read it."""
        import httpx

        bare = bool(self.headers) or isinstance(self.auth, httpx.BasicAuth)
        if bare and not self._warned and url.startswith("http:") and not is_here(urlsplit(url).hostname):
            self._warned = True
            warnings.warn(f"the login goes unencrypted to {address_shown(url)}; use https", stacklevel=2)


def without_secrets() -> dict[str, str]:
    """The environment for another process, which needs no login."""
    return {name: value for name, value in os.environ.items() if name not in SECRETS}
