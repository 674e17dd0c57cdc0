"""Opens all that there is for somebody, follows every link, and reads whatever comes back."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from pypdf import PdfReader

from tests.views.everything import routes

LINK = re.compile(r"""(?:href|src|action|hx-get|hx-post|data-[a-z-]+)=["']([^"'#]+)""")
QUERIES = (
    "", "?format=csv", "?format=xlsx", "?format=pdf", "?format=json", "?q=words", "?q=zqbravo",
    "?sponsor={other}", "?after={other}", "?study={other}", "?page=2", "?next=/groups/",
)  # fmt: skip
MOST = 400


def text_of(answer: Any) -> str:
    """Everything that an answer says: status, headers, cookies, and its body, unpacked."""
    told = [str(answer.status_code), *(f"{k}: {v}" for k, v in answer.headers.items())]
    told += [str(cookie) for cookie in answer.cookies.values()]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "\n".join([*told, unpacked(body)])


def unpacked(body: bytes) -> str:
    """The words of a page, a spreadsheet or a PDF."""
    if body.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(body))
        links = [str(note.get_object()) for page in reader.pages for note in page.annotations or ()]
        pages = [page.extract_text() for page in reader.pages]
        return "\n".join([*pages, *links, str(reader.metadata), str(reader.xmp_metadata)])
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(
                archive.read(name).decode(errors="replace") for name in archive.namelist()
            )
    return unescape(body.decode(errors="replace"))


@dataclass
class Walk:
    """What somebody has opened, by address, with what it said."""

    client: Client
    told: dict[str, str] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)

    def open(self, address: str, method: str = "get", data: Any = None) -> None:
        """Ask once; an error of the server is an answer, too."""
        known = f"{method} {address}"
        if known in self.told:
            return
        answer = getattr(self.client, method)(address, data or {})
        # What was asked for is not told: only what was not known before counts.
        said = text_of(answer)
        self.links[known] = LINK.findall(said)
        for word in {address, *re.findall(r"[0-9a-f-]{36}|zq\w+", address)}:
            said = said.replace(word, "…")
        self.told[known] = said
        self.opened[known] = answer.status_code

    def follow(self, start: Iterable[str]) -> None:
        """Go wherever pages lead, within the product."""
        rest = list(start)
        while rest and len(self.told) < MOST:
            address = rest.pop(0)
            before = len(self.told)
            self.open(address)
            if len(self.told) == before:
                continue
            for link in self.links[f"get {address}"]:
                found = urlsplit(link)
                ours = not found.scheme and not found.netloc and found.path.startswith("/")
                if ours and "logout" not in link and not found.path.startswith("/static/"):
                    rest.append(link)

    def everywhere(self, ids: Iterable[UUID], other: UUID) -> None:
        """Every route of the product with each of these ids, asked for and sent to."""
        known = list(ids)
        for route in routes():
            theirs = declared_for_viewers(route)
            some = known if theirs else known[-1:]  # what is closed is closed before an id is read
            for one in some if route.pattern.converters else [other]:
                address = filled(route, one)
                if not address:
                    continue
                for query in QUERIES if theirs and one in {known[-1], other} else QUERIES[:1]:
                    self.open(address + query.format(other=other))
                self.open(address, "post", {"sponsor": str(other), "level": "full"})


def declared_for_viewers(route: URLPattern) -> bool:
    """Whether a viewer may open it at all."""
    roles: frozenset[str] = route.callback.roles
    return "sponsor_viewer" in roles


def filled(route: URLPattern, one: UUID) -> str:
    """The address of a route with this id wherever an id may stand."""
    values = {
        name: one if type(kind).__name__ == "UUIDConverter" else "x"
        for name, kind in route.pattern.converters.items()
    }
    try:
        return reverse(route.name, kwargs=values)
    except NoReverseMatch:
        return ""
