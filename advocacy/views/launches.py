"""The launches of all studies with open partnerships: who has time enough, who is too late."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.access import INSIDERS, requires
from advocacy.models import Study
from advocacy.models.board import timed
from advocacy.policy import lead_time
from advocacy.policy.calendars import local_date
from advocacy.reports.files import answer, wants_file
from advocacy.reports.tables import Column, Link, Table
from advocacy.views.board_cards import Known, Row, known_of, phases_of
from advocacy.workflow.planner import state_of

STATES = ("late", "close", "fits", "done")
#: So many studies are on the page, those most in danger first; the file has all.
MOST = 200


@dataclass(slots=True)
class Launch:
    """One study: how many of its open partnerships are in time, and a launch that fits all."""

    study: Study
    open: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    all_fit_from: date | None = None

    @property
    def cells(self) -> list[tuple[str, int]]:
        """How many in each state."""
        return [(state, self.counts[state]) for state in STATES]

    @property
    def left(self) -> str:
        """How long it is to the launch."""
        if self.study.launch_on is None:
            return ""
        days = (self.study.launch_on - timezone.localdate()).days
        if days < 0:
            return _("has passed")
        if days < 7:
            return _("less than a week left")
        return ngettext("{n} week left", "{n} weeks left", days // 7).format(n=days // 7)


@requires(*INSIDERS)
def launch_list(request: HttpRequest) -> HttpResponse:
    """Every study with open partnerships, those with the most too late first."""
    found = launches()
    if wants_file(request):
        return answer(request, [as_table(found)], "launches")
    context = {
        "launches": found[:MOST], "rest": max(len(found) - MOST, 0),
        "late": sum(one.counts["late"] for one in found),
        "studies": sum(bool(one.counts["late"]) for one in found),
    }  # fmt: skip
    return render(request, "advocacy/studies/launches.html", context)


def launches() -> list[Launch]:
    """Each with its counts, as its plan has them; a fixed number of queries."""
    rows = list(timed())
    known = known_of(rows)
    studies = Study.objects.select_related("sponsor").in_bulk({row["study_id"] for row in rows})
    found = {key: Launch(study) for key, study in studies.items()}
    judge(rows, known, found)
    return sorted(
        found.values(),
        key=lambda one: (-one.counts["late"], one.study.launch_on or date.max, one.study.title),
    )


def judge(rows: Iterable[Row], known: Known, found: dict[Any, Launch]) -> None:
    """Count each partnership where it belongs."""
    days: dict[str, date] = {}
    for row in rows:
        own = found[row["study_id"]]
        own.open += 1
        launch_on = own.study.launch_on
        if launch_on is None:
            continue
        zone = row["group__time_zone"]
        if zone not in days:
            days[zone] = local_date(zone, known.moment)
        today = days[zone]
        phases = phases_of(row, known)
        state = state_of(
            done=not lead_time.weeks_needed(phases),
            fits=lead_time.fits(phases, today=today, launch_on=launch_on),
            slack=lead_time.slack_days(phases, today=today, launch_on=launch_on),
        )
        own.counts[state] += 1
        if state == "late":
            first = lead_time.earliest_launch(phases, today=today)
            own.all_fit_from = max(own.all_fit_from or first, first)


def as_table(found: Iterable[Launch]) -> Table:
    """The page as a file."""
    labels = (_("Too late"), _("Close"), _("In time"), _("All phases done"))
    return Table(
        title=_("Launches"),
        columns=[
            Column(_("Study")), Column(_("Sponsor")), Column(_("Launch"), "day"),
            Column(_("Open partnerships"), "number"),
            *(Column(label, "number") for label in labels),
            Column(_("All would fit from"), "day"),
        ],
        rows=[
            [
                Link(str(one.study), reverse("study-plan", args=[one.study.pk])),
                str(one.study.sponsor), one.study.launch_on, one.open,
                *(n if one.study.launch_on else None for _state, n in one.cells),
                one.all_fit_from,
            ]
            for one in found
        ],
    )  # fmt: skip


routes: list[URLPattern] = [path("launches/", launch_list, name="launch-list")]
