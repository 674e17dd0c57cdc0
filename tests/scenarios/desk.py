"""A signed-in person who opens pages and fills in the forms that stand on them."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.test import Client
from django.urls import reverse

from advocacy.models import Partnership, User
from tests.scenarios.reading import Finding, Form, Reader, findings


@dataclass(frozen=True)
class Page:
    """An answer of the product, as it is read."""

    status: int
    html: str
    url: str

    @cached_property
    def read(self) -> Reader:
        return Reader(self.html)

    @property
    def text(self) -> str:
        return self.read.text

    def link(self, words: str) -> str:
        """The address behind the link that has these words in it."""
        found = [address for text, address in self.read.links.items() if words in text]
        assert found, f"no link says “{words}” on {self.url}"
        return found[0]

    def form(self) -> Form:
        """The form that one fills in: the first with more than its token."""
        found = [f for f in self.read.forms if f.method == "post"]
        own = [f for f in found if not f.action]
        assert own, f"there is no form on {self.url}: {self.text[:600]}"
        return own[0]

    def finding(self, title: str) -> Finding:
        """What one rule says here."""
        said = {f.title: f for f in findings(self.html)}
        assert title in said, (
            f"{title} says nothing; those that do: {list(said)}\n{self.text[:900]}"
        )
        return said[title]

    @property
    def refusing(self) -> list[str]:
        """The titles of the rules that refuse or warn here."""
        return [f.title for f in findings(self.html)]


class Desk:
    """A browser in which one person works; forged forms are refused as in production."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client(enforce_csrf_checks=True)

    def opens(self, address: str, *, status: int = 200) -> Page:
        """Look at a page; a session that ran out meanwhile is begun anew."""
        address = address.partition("#")[0]
        answer = self.client.get(address)
        if answer.status_code == 302 and reverse("account_login") in answer.url:
            self.client.force_login(self.user)
            answer = self.client.get(address)
        assert answer.status_code == status, f"{address}: {answer.status_code}"
        return Page(answer.status_code, answer.content.decode(), address)

    def fills(self, address: str, **typed: Any) -> Page:
        """Open a page, fill in its form over what stands in it, and send it."""
        page = self.opens(address)
        form = page.form()
        assert set(typed) <= form.names, f"not on the form: {set(typed) - form.names}"
        sent = {**form.sent, **{k: v for k, v in typed.items() if v is not None}}
        answer = self.client.post(page.url, sent, headers={"referer": "http://testserver/"})
        if answer.status_code == 303:
            led = self.opens(answer.url)
            return Page(303, led.html, answer.url)
        return Page(answer.status_code, answer.content.decode(), page.url)

    def does(self, address: str, **typed: Any) -> Page:
        """Fill in a form that is taken; gives the page to which it leads."""
        page = self.fills(address, **typed)
        assert page.status == 303, f"{address}: {page.status} {page.text[:1500]}"
        return page

    def is_refused(self, address: str, **typed: Any) -> Page:
        """Fill in a form that rules or stage refuse; gives the page with the reasons."""
        page = self.fills(address, **typed)
        assert page.status == 409, f"{address}: {page.status} {page.text[:1500]}"
        return page

    # --- the pages of a partnership ------------------------------------------------------------
    def record(self, own: Partnership) -> Page:
        return self.opens(reverse("partnership-detail", args=[own.pk]))

    def logs(self, own: Partnership, happened: str, **typed: Any) -> Page:
        """Log what happened, from the partnership's page."""
        address = f"{reverse('touch-log')}?partnership={own.pk}"
        return self.does(address, happened=happened, **typed)

    def writes(self, own: Partnership, *, purpose: str = "ask", **typed: Any) -> Page:
        """Reserve, write, and say that it is sent."""
        reserved = self.does(f"{step(own, 'write')}?purpose={purpose}", purpose=purpose, **typed)
        return self.does(reserved.url, summary="Wrote as the ask says.")


def place(address: str) -> str:
    """An address without the way back that it may carry."""
    return re.sub(r"([?&])next=[^&#]*&?", r"\1", address).rstrip("?&")


def step(own: Partnership, slug: str) -> str:
    """The page of one action on a partnership."""
    return reverse(f"partnership-{slug}", args=[own.pk])
