"""Next steps as the lines of a list: plain values, words made once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advocacy.addresses import address_of
from advocacy.models import FollowUpKind, Stage, User
from advocacy.policy import reasons
from advocacy.policy.calendars import BusinessCalendar
from advocacy.templatetags import ui

DAYS_OF_WEEK = 7
#: What a line is made of.
FIELDS = (
    "id", "kind", "note", "due_at", "because", "owner_id", "owner__name", "group_id",
    "group__name", "group__country", "group__region", "group__time_zone", "partnership_id",
    "partnership__stage", "partnership__study__nct_number", "partnership__study__protocol_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One step; `later_on` is the next working day of the group, to which one click puts it off."""

    id: UUID
    title: str
    group: str
    url: str
    about: str
    why: str
    when: str
    late: bool
    owner: str
    mine: bool
    later_on: str
    later: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What all lines of a page have in common, made once."""

    reader: User
    today: date
    kinds: Mapping[str, str]
    stages: Mapping[str, str]
    record: Callable[[Any], str]
    group: Callable[[Any], str]


def lines(rows: Iterable[Mapping[str, Any]], *, reader: User) -> list[Line]:
    """Steps as one person sees them, from rows of FIELDS."""
    shared = Shared(
        reader, timezone.localdate(),
        kinds={value: str(label) for value, label in FollowUpKind.choices},
        stages={value: str(label) for value, label in Stage.choices},
        record=address_of("partnership-detail"), group=address_of("group-detail"),
    )  # fmt: skip
    return [_line(row, shared) for row in rows]


def _line(row: Mapping[str, Any], shared: Shared) -> Line:
    own, today = row["partnership_id"], shared.today
    study = row["partnership__study__nct_number"] or row["partnership__study__protocol_id"] or ""
    stage = shared.stages.get(row["partnership__stage"] or "", "")
    why = reasons.read(row["because"])
    late = timezone.localtime(row["due_at"]).date() < today
    later_on = _next_day(row, today)
    noted = row["kind"] == FollowUpKind.OTHER and row["note"]
    return Line(
        id=row["id"], title=noted or shared.kinds.get(row["kind"], ""), group=row["group__name"],
        url=shared.record(own) if own else shared.group(row["group_id"]),
        about=" · ".join(filter(None, (study, stage))),
        why=("" if noted else row["note"]) or (ui.words(why) if why else ""),
        when=_when(row["due_at"], row["group__time_zone"], late=late, today=today), late=late,
        owner=row["owner__name"] or _("nobody’s"), mine=row["owner_id"] == shared.reader.pk,
        later_on=later_on.isoformat(), later=_later_word(later_on, today),
    )  # fmt: skip


def _when(due_at: datetime, zone: str, *, late: bool, today: date) -> str:
    """When it is due on the reader's clock; today also to the minute, and there."""
    own = timezone.localtime(due_at).date()
    if late:
        return _("was due {day}").format(day=ui.day(own))
    if own == today:
        return _("due {moment}").format(moment=ui.there(due_at, zone))
    return _("due {day}").format(day=ui.day(own))


def _next_day(row: Mapping[str, Any], today: date) -> date:
    """The next day, here and there, on which people work there."""
    zone = row["group__time_zone"]
    there = max(today, timezone.localdate(timezone=ZoneInfo(zone)))
    calendar = BusinessCalendar(row["group__country"], row["group__region"], zone)
    return calendar.add_business_days(there, 1)


def _later_word(day: date, today: date) -> str:
    """Tomorrow, or the name of the day: on a Friday it is Monday."""
    ahead = (day - today).days
    if ahead == 1:
        return _("Tomorrow")
    return date_format(day, "l") if ahead < DAYS_OF_WEEK else ui.short_day(day)
