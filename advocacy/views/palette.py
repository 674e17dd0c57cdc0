"""The command palette: records by a few letters, and what one may do or where one may go."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from advocacy.access import INSIDERS, requires
from advocacy.matching.names import plain
from advocacy.models import GroupKind, SponsorKind, Stage
from advocacy.models.finder import Hit, find, seen
from advocacy.templatetags.navigation import PLACES, STAFF
from advocacy.views.pages import signed_in

LONGEST = 80
MOST_SEEN = 8
OWN = 5
SIMILAR = 0.75
FEWEST_TO_FORGIVE = 4


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do or somewhere to go; `words` are other names for it, `dialog` its title."""

    url_name: str
    label: str
    icon: str
    words: str = ""
    dialog: bool = False
    roles: frozenset[str] = STAFF


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the palette."""

    url: str
    label: str
    note: str
    icon: str
    dialog: str = ""


DEEDS = (
    Deed("touch-log", _("Log a touch"), "phone", _("call mail note contact"), dialog=True),
    Deed("study-list", _("Start a partnership"), "handshake", _("new begin approach candidates")),
    Deed("group-create", _("Add a group"), "users", _("new create advocacy")),
    Deed("sponsor-create", _("Add a sponsor"), "building-2", _("new create company agency")),
    Deed("study-create", _("Add a study"), "flask-conical", _("new create trial protocol")),
    Deed("follow-up-list", _("Go to next steps"), "list-checks", _("follow-ups tasks due overdue")),
    Deed("notification-list", _("Go to news"), "bell", _("notifications told unread")),
    Deed("preferences", _("Go to preferences"), "settings", _("digest mails calendar zone feed")),
    Deed("load", _("See who has how much"), "users", _("load team hand over leaver"),
         roles=frozenset({"manager", "admin"})),
    Deed("report-list", _("Go to reports"), "file-text",
         _("status disclosure compliance pdf team")),
    Deed("policy-list", _("Go to policy"), "sliders-horizontal", _("limits rules versions replay"),
         roles=frozenset({"manager", "compliance", "admin"})),
    Deed("refusal-list", _("Go to refusals"), "ban", _("blocked refused")),
)  # fmt: skip

ICONS = {
    "group": "users", "study": "flask-conical", "sponsor": "building-2",
    "partnership": "handshake", "person": "user",
}  # fmt: skip
CODES: dict[str, Any] = {"group": GroupKind, "sponsor": SponsorKind, "partnership": Stage}


@requires(*INSIDERS)
def palette(request: HttpRequest) -> HttpResponse:
    """The lines for what was typed; what was looked at last where nothing was."""
    typed = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    needle = plain(typed)
    role = signed_in(request).role
    context = {"deeds": deeds(needle, role=role), "sections": [], "typed": typed}
    if needle:
        context["sections"] = sections(find(needle))
    elif not typed.strip():
        hits = seen(visited(request), owner=signed_in(request).pk, own=OWN)
        context["recent"] = [option(hit) for hit in hits]
    return render(request, "advocacy/palette/options.html", context)


def visited(request: HttpRequest) -> list[UUID]:
    """The records that this browser opened last; ids alone, what is no id is left out."""
    found = []
    for text in request.GET.getlist("seen")[:MOST_SEEN]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def sections(hits: Iterable[Hit]) -> list[tuple[str, list[Option]]]:
    """Lines by kind of record, the kind with the best line first."""
    titles = {
        "group": gettext("Groups"), "study": gettext("Studies"), "sponsor": gettext("Sponsors"),
        "partnership": gettext("Partnerships"), "person": gettext("People"),
    }  # fmt: skip
    parts: dict[str, list[Option]] = {}
    for hit in hits:
        parts.setdefault(titles[hit.kind], []).append(option(hit))
    return list(parts.items())


def option(hit: Hit) -> Option:
    """A record as a line; people are shown on their group's page."""
    if hit.kind == "person":
        url = reverse("group-detail", args=[hit.group_id]) + "#people"
    else:
        url = reverse(f"{hit.kind}-detail", args=[hit.id])
    codes = CODES.get(hit.kind)
    word = str(codes(hit.code).label) if codes and hit.code else ""
    note = " · ".join(part for part in (hit.note, word) if part)
    return Option(url, hit.label, note, ICONS[hit.kind])


def deeds(needle: str, *, role: str) -> list[Option]:
    """What this role may do and where it may go, as far as it is named like this."""
    places = [
        Deed(place.url_name, place.label, place.icon, roles=place.roles) for place in PLACES
    ]  # fmt: skip
    found = []
    for deed in (*DEEDS, *places):
        label = gettext(deed.label)
        if deed not in DEEDS:
            label = gettext("Go to {place}").format(place=label)
        if role in deed.roles and fits(
            needle, f"{label} {gettext(deed.words) if deed.words else ''}"
        ):
            found.append(
                Option(reverse(deed.url_name), label, "", deed.icon, label if deed.dialog else "")
            )
    return found


def fits(needle: str, text: str) -> bool:
    """Whether every word typed begins a word of the text, or comes close to one."""
    known = plain(text).split()
    return all(
        any(word.startswith(typed) for word in known)
        or (
            len(typed) >= FEWEST_TO_FORGIVE
            and difflib.get_close_matches(typed, known, n=1, cutoff=SIMILAR)
        )
        for typed in needle.split()
    )
