"""My day: what is overdue, due today and coming; mine, the team's and nobody's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.clock import midnight
from advocacy.models import Event, FollowUp, Partnership, User
from advocacy.views.pages import signed_in
from advocacy.views.step_lines import FIELDS, Line, lines

SHOWN = 8
COMING_DAYS = 14
WAITING_SHOWN = 6
REFUSALS_SHOWN = 5
WHOSE = ("", "all", "unowned")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the day: its first steps, and whether there are more."""

    code: str
    label: str
    lines: list[Line]
    more: bool
    url: str

    @property
    def count(self) -> str:
        """How many there are; with a plus where they are not all shown."""
        return f"{SHOWN}+" if self.more else str(len(self.lines))


@requires(*INSIDERS)
def my_day(request: HttpRequest) -> HttpResponse:
    """The steps of one person, of everybody or of nobody, by how soon they are due."""
    whose = request.GET.get("whose", "")
    context = context_of(signed_in(request), whose=whose if whose in WHOSE else "")
    return render(request, "advocacy/my_day/page.html", context)


def context_of(user: User, *, whose: str = "") -> dict[str, Any]:
    """All that the page shows; what is said of one's own work only beside one's own."""
    parts = parts_of(user, whose=whose)
    mine = not whose
    shown: dict[str, Any] = {
        "parts": parts, "whose": whose, "today": timezone.localdate(),
        "tabs": tabs("my-day", whose=whose), "own": mine,
        "later_url": list_url(whose=whose),
    }  # fmt: skip
    if mine:
        ours = Partnership.objects.owned_by(user)
        waiting = ours.awaiting_answer().for_page().order_by("stage_since", "id")
        shown["waiting"] = waiting[:WAITING_SHOWN]
        shown["refusals"] = Event.objects.refused().by(user).for_page()[:REFUSALS_SHOWN]
        shown["has_partnerships"] = any(p.lines for p in parts) or ours.open().exists()
    return shown


def bounds() -> tuple[datetime, datetime, datetime]:
    """When today begins and ends on the reader's clock, and when what is coming ends."""
    today = timezone.localdate()
    days = (today + timedelta(days=n) for n in (0, 1, 1 + COMING_DAYS))
    first, second, last = (midnight(day) for day in days)
    return first, second, last


def chosen(user: User, *, whose: str) -> Any:
    """Open steps of the person, of everybody or of nobody."""
    rows = FollowUp.objects.open()
    if whose == "unowned":
        return rows.unowned()
    return rows if whose == "all" else rows.owned_by(user)


def narrowed(rows: Any, *, when: str) -> Any:
    """Those that are overdue, due today, or coming in the next two weeks."""
    today, tomorrow, later = bounds()
    if when == "overdue":
        return rows.due_before(today)
    if when == "today":
        return rows.due_from(today).due_before(tomorrow)
    return rows.due_from(tomorrow).due_before(later) if when == "coming" else rows


def parts_of(user: User, *, whose: str) -> list[Part]:
    """The first steps of each part, all in one query."""
    labels = {"overdue": _("Overdue"), "today": _("Today"), "coming": _("Coming")}
    rows = chosen(user, whose=whose).order_by("due_at", "id").values(*FIELDS)
    first = [narrowed(rows, when=code)[: SHOWN + 1] for code in labels]
    found = sorted(first[0].union(*first[1:], all=True), key=lambda row: (row["due_at"], row["id"]))
    return [
        Part(
            code, label, lines(part[:SHOWN], reader=user), len(part) > SHOWN,
            list_url(whose=whose, when=code),
        )
        for (code, label), part in zip(labels.items(), split(found), strict=True)
    ]  # fmt: skip


def split(rows: Iterable[Mapping[str, Any]]) -> tuple[list[Any], list[Any], list[Any]]:
    """Rows by how soon they are due."""
    today, tomorrow, _later = bounds()
    parts: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for row in rows:
        parts[(row["due_at"] >= today) + (row["due_at"] >= tomorrow)].append(row)
    return parts


def list_url(*, whose: str = "", when: str = "") -> str:
    """The list of all steps, narrowed in the same way."""
    asked = "&".join(f"{k}={v}" for k, v in (("whose", whose), ("when", when)) if v)
    url = reverse("follow-up-list")
    return f"{url}?{asked}" if asked else url


def tabs(url_name: str, *, whose: str, when: str = "", other: bool = False) -> list[dict[str, Any]]:
    """Mine, the team's, nobody's; none of them is marked where another person's are shown."""
    url = reverse(url_name)
    found = [("", _("Mine")), ("all", _("The team’s")), ("unowned", _("Nobody’s"))]
    kept = f"&when={when}" if when else ""
    return [
        {
            "label": label,
            "url": f"{url}?whose={code}{kept}" if code or kept else url,
            "current": whose == code and not other,
        }
        for code, label in found
    ]
