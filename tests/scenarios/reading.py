"""Reads a page as a person does: its words, its links, and its forms as a browser sends them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

UNSEEN = ("script", "style", "svg", "title", "template")
INLINE = ("a", "b", "span", "i", "em", "strong", "del", "ins", "time", "mark", "small")
EMPTY = ("input", "meta", "link", "br", "hr", "img", "wbr", "source")
SENT_WHEN_CHECKED = ("radio", "checkbox")


@dataclass
class Form:
    """A form with what a browser would send of it, and the names that can be typed into."""

    method: str
    action: str
    sent: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """Collects words, links and forms in one pass."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._unseen = 0
        self._link: tuple[str, int] | None = None
        self._form: Form | None = None
        self._select: tuple[str, bool] | None = None
        self._option: str | None = None
        self._textarea: str | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        """All that is to be read, with single spaces."""
        return " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen += 1
        if tag not in INLINE:
            self.words.append(" ")
        if tag == "a" and "href" in given:
            self._link = (given["href"], len(self.words))
        elif tag == "form":
            self._form = Form(given.get("method", "get").lower(), given.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given, self._form)

    def _control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name = given.get("name", "")
        if tag in ("input", "select", "textarea") and name:
            form.names.add(name)
        if tag == "input" and name and given.get("type") != "file":
            checked = given.get("type") not in SENT_WHEN_CHECKED or "checked" in given
            if checked:
                ticked = given.get("type") in SENT_WHEN_CHECKED
                value = given.get("value", "on" if ticked else "")
                self._send(name, value, several=given.get("type") == "checkbox")
        elif tag == "select":
            self._select = (name, "multiple" in given)
        elif tag == "option" and self._select and self._select[0]:
            chosen, several = self._select
            if "selected" in given or not (several or chosen in form.sent):
                self._send(chosen, given.get("value", ""), several=several)
        elif tag == "textarea" and name:
            form.sent[name], self._textarea = "", name

    def _send(self, name: str, value: str, *, several: bool) -> None:
        assert self._form is not None
        if several:
            self._form.sent.setdefault(name, []).append(value)
        else:
            self._form.sent[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen -= 1
        if tag not in INLINE:
            self.words.append(" ")
        if tag == "a" and self._link is not None:
            address, start = self._link
            self.links[" ".join("".join(self.words[start:]).split())] = address
            self._link = None
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form:
            self._form.sent[self._textarea] += data.removeprefix("\n")
        if not self._unseen:
            self.words.append(data)


@dataclass(frozen=True)
class Finding:
    """One rule's say, as it stands on a page."""

    title: str
    text: str
    links: dict[str, str]

    def link(self, words: str) -> str:
        """The address behind the link that has these words in it."""
        found = [address for text, address in self.links.items() if words in text]
        assert found, f"no link says “{words}”: {self.links}"
        return found[0]

    @property
    def override(self) -> str:
        """Where an exception is asked for, blank where none exists."""
        return next((a for t, a in self.links.items() if "override" in t.lower()), "")


def findings(html: str) -> Iterator[Finding]:
    """The rules that refuse or warn, in the order of the page."""
    for part in html.split('<div class="finding">')[1:]:
        end = min((i for i in (part.find("</section>"), part.find('<details class="passed">'))
                   if i >= 0), default=len(part))  # fmt: skip
        read = Reader(part[:end])
        title = Reader(part[part.index("<h3>") : part.index("</h3>")]).text
        yield Finding(title.partition(": ")[2] or title, read.text, read.links)
