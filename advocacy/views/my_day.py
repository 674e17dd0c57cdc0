"""My day: what is overdue, due today and coming; mine, the team's and nobody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.clock import midnight
from advocacy.models import Event, FollowUp, Partnership, User
from advocacy.models.together import together
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
    today, tomorrow, later = bounds()
    person = None if whose else user.pk
    found = of_day(person=person, today=today, tomorrow=tomorrow, later=later, whose=whose)
    labels = {"overdue": _("Overdue"), "today": _("Today"), "coming": _("Coming")}
    return {
        "parts": [
            Part(
                code, label, lines(found[code][:SHOWN], reader=user), len(found[code]) > SHOWN,
                list_url(whose=whose, when=code),
            )
            for code, label in labels.items()
        ],
        "whose": whose, "today": timezone.localdate(), "own": not whose,
        "tabs": tabs("my-day", whose=whose), "later_url": list_url(whose=whose),
        "waiting": found.get("waiting"), "refusals": found.get("refusals"),
        "has_partnerships": bool(found.get("ours")),
    }  # fmt: skip


@together
def of_day(
    *, person: UUID | None, today: datetime, tomorrow: datetime, later: datetime, whose: str
) -> dict[str, QuerySet[Any]]:
    """The first steps of each part of the day, and what stands beside one's own."""
    rows = chosen(person, whose=whose).order_by("due_at", "id").values(*FIELDS)
    parts = {
        "overdue": rows.due_before(today),
        "today": rows.due_from(today).due_before(tomorrow),
        "coming": rows.due_from(tomorrow).due_before(later),
    }
    queries: dict[str, QuerySet[Any]] = {code: part[: SHOWN + 1] for code, part in parts.items()}
    if whose:
        return queries
    ours = Partnership.objects.filter(owner=person)
    waiting = ours.awaiting_answer().for_page().order_by("stage_since", "id")
    refusals = Event.objects.refused().filter(actor=person).for_page()
    return queries | {
        "waiting": waiting[:WAITING_SHOWN],
        "refusals": refusals[:REFUSALS_SHOWN],
        "ours": ours.open().values("id")[:1],
    }


def bounds() -> tuple[datetime, datetime, datetime]:
    """When today begins and ends on the reader's clock, and when what is coming ends."""
    today = timezone.localdate()
    days = (today + timedelta(days=n) for n in (0, 1, 1 + COMING_DAYS))
    first, second, last = (midnight(day) for day in days)
    return first, second, last


def chosen(person: UUID | None, *, whose: str) -> Any:
    """Open steps of the person, of everybody or of nobody."""
    rows = FollowUp.objects.open()
    if whose == "unowned":
        return rows.unowned()
    return rows if whose == "all" else rows.filter(owner=person)


def narrowed(rows: Any, *, when: str) -> Any:
    """Those that are overdue, due today, or coming in the next two weeks."""
    today, tomorrow, later = bounds()
    if when == "overdue":
        return rows.due_before(today)
    if when == "today":
        return rows.due_from(today).due_before(tomorrow)
    return rows.due_from(tomorrow).due_before(later) if when == "coming" else rows


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
