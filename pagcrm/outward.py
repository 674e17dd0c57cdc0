"""Asks identity providers, whose addresses they name themselves, and nothing of our own network."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidURL
from requests.utils import select_proxy


class Outward(HTTPAdapter):
    """Refuses addresses that are not public, also after a redirect.

    Those that an administrator has set are kept; where a proxy is set, it decides.
    """

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Look where the request leads before it goes."""
        host = urlsplit(request.url or "").hostname or ""
        ours = {urlsplit(row["server_url"]).hostname for row in settings.OPENID_PROVIDERS}
        proxied = select_proxy(request.url or "", kwargs.get("proxies"))
        if host not in ours and not proxied and not all(map(is_public, addresses(host))):
            raise InvalidURL("An identity provider named an address that is not public.")
        return super().send(request, *args, **kwargs)


def addresses(host: str) -> list[str]:
    """The addresses behind a name; none is as good as one that is not public."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None)]
    except OSError as error:
        raise InvalidURL("An identity provider named an address that nobody knows.") from error


def is_public(address: str) -> bool:
    """Whether an address stands for a machine that everybody may reach."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def guarded(session: Session) -> Session:
    """The session, with the guard before both schemes."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, Outward())
    return session
