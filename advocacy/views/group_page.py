"""What the page of one group shows, gathered with a fixed number of queries."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy

from advocacy.models import (
    Event,
    FactKind,
    Group,
    LimitVersion,
    ProfileFact,
    Relationship,
    Stance,
    StanceKind,
    Stop,
    User,
)
from advocacy.models.base import now
from advocacy.models.countries import COUNTRIES
from advocacy.models.governance import EventQuerySet
from advocacy.policy.calendars import BusinessCalendar, add_months, local_date
from advocacy.policy.limits import Limits
from advocacy.policy.text import Money
from advocacy.views.standings import standing_of

NEWEST_EVENTS = 12
MOST_CHAPTERS = 60
MOST_PAST = 20


@dataclass(frozen=True, slots=True)
class Known:
    """One kind of profile fact: the newest, the older ones, and whether it is out of date."""

    kind: str
    label: str
    fact: ProfileFact | None
    older: list[ProfileFact]
    stale: bool


def about(group: Group, *, user: User) -> dict[str, Any]:
    """Everything that the page of a group shows."""
    standing, limits = standing_of(group), LimitVersion.objects.in_force()
    people = list(group.people.with_opt_out())
    return {
        "group": group,
        "standing": standing,
        "profile": profile_of(group, limits=limits),
        "people": [
            (person, standing.opted_out or person.opted_out)
            for person in people
            if not person.left_on
        ],
        "left": [person for person in people if person.left_on],
        "personal_opt_outs": {row.person_id: row for row in standing.personal},
        "stances": stances_of(group, limits=limits),
        "ties": ties_of(group, user=user),
        "goals": list(group.goals.all()),
        "channels": list(group.channels.all()),
        "busy": busy_periods_of(group),
        "past_stops": past_stops(group, running={stop.pk for stop in standing.rows}),
        "lifted": list(group.opt_outs.lifted()),
        "lifters": user.decides,
        "agreements": list(group.agreements.masters().select_related("sponsor")),
        "follow_ups": list(
            group.follow_ups.open().select_related("owner", "partnership__study")[:MOST_PAST]
        ),
        "events": list(events_of(group).for_page()[:NEWEST_EVENTS]),
        **work_with(group),
        **family_of(group),
        **there(group, limits=limits),
    }


def profile_of(group: Group, *, limits: Limits) -> list[Known]:
    """All kinds of facts, known or not, in the order in which a newcomer should read them."""
    oldest = add_months(local_date(group.time_zone, now()), -limits.profile_fact_months)
    facts = list(group.profile_facts.order_by("-as_of", "-id"))
    rows = []
    for kind in FactKind:
        own = [fact for fact in facts if fact.kind == kind]
        newest = own[0] if own else None
        stale = newest is not None and newest.as_of <= oldest
        rows.append(Known(kind.value, str(kind.label), newest, own[1:], stale))
    return rows


def stances_of(group: Group, *, limits: Limits) -> dict[str, Any]:
    """What the group said last about trials, whether that still counts, and what it said before."""
    said = list(group.stances.all())
    oldest = add_months(local_date(group.time_zone, now()), -limits.stance_months)
    newest = said[0] if said else None
    tones = {
        StanceKind.OPEN: "ok", StanceKind.CASE_BY_CASE: "warn", StanceKind.NO_TRIALS: "no",
        StanceKind.NO_INDUSTRY: "no",
    }  # fmt: skip
    expired = newest is not None and newest.as_of <= oldest and not StanceKind(newest.kind).is_no
    tone = tones.get(StanceKind(newest.kind), "") if newest and not expired else ""
    return {
        "newest": newest,
        "older": said[1:],
        "expired": expired,
        "tone": tone,
        "from_above": from_above(group),
    }


def from_above(group: Group) -> list[Stance]:
    """The noes of the groups above, which hold for this one whatever it says itself."""
    above = [key for key in group.lineage if key != group.pk]
    rows = Stance.objects.newest_of(above).select_related("group") if above else []
    return [row for row in rows if StanceKind(row.kind).is_no]


def busy_periods_of(group: Group) -> list[tuple[str, str, str]]:
    """Name, first and last day of each busy period, as people write days."""
    return [
        (
            row.name,
            f"{row.starts_day} {MONTHS[row.starts_month]}",
            f"{row.ends_day} {MONTHS[row.ends_month]}",
        )
        for row in group.busy_periods.all()
    ]


def past_stops(group: Group, *, running: set[UUID]) -> list[Stop]:
    """The group's own stops that bind no more, newest first."""
    rows = group.stops.select_related("sponsor")[: MOST_PAST + len(running)]
    return [row for row in rows if row.pk not in running]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship as this person may see it."""

    row: Relationship
    amount: Money | None
    hidden: bool

    @property
    def note(self) -> str:
        """The note, unless it may give the amount away."""
        return "" if self.hidden else self.row.note


def seen(tie: Relationship, *, user: User) -> Tie:
    """Leave out of a confidential tie what only deciders may know."""
    hidden = tie.confidential and not user.decides
    amount = None if hidden or tie.amount is None else Money(tie.amount, tie.currency)
    return Tie(tie, amount, hidden)


def ties_of(group: Group, *, user: User) -> list[Tie]:
    """The group's relationships with sponsors."""
    rows = group.relationships.select_related("sponsor", "owner")
    return [seen(row, user=user) for row in rows]


def work_with(group: Group) -> dict[str, Any]:
    """Partnerships of all studies: open ones, and those that ended."""
    rows = list(group.partnerships.for_page())
    return {
        "open_partnerships": [row for row in rows if not row.is_closed],
        "past_partnerships": [row for row in rows if row.is_closed][:MOST_PAST],
    }


def family_of(group: Group) -> dict[str, Any]:
    """Where the group stands in its family: the way up, chapters below, records it absorbed."""
    above = {row.pk: row for row in Group.objects.above(group)}
    chapters = list(group.chapters.standing()[: MOST_CHAPTERS + 1])
    return {
        "above": [above[key] for key in group.lineage if key in above],
        "chapters": chapters[:MOST_CHAPTERS],
        "more_chapters": len(chapters) > MOST_CHAPTERS,
        "absorbed": list(group.absorbed.all()),
    }


def there(group: Group, *, limits: Limits) -> dict[str, Any]:
    """What time it is where the group lives, and whether anybody is at work."""
    calendar = BusinessCalendar(group.country, group.region, group.time_zone)
    moment = now()
    is_open = calendar.is_open(moment, opens=limits.opens_hour, closes=limits.closes_hour)
    return {
        "today": calendar.local_date(moment),
        "now": moment,
        "at_work": is_open,
        "holiday": calendar.holiday_name(calendar.local_date(moment)),
        "country_name": COUNTRIES.get(group.country, group.country),
        "country_names": [COUNTRIES.get(code, code) for code in group.countries],
    }


def events_of(group: Group) -> EventQuerySet:
    """What happened with the group, and with those it has absorbed."""
    absorbed = group.absorbed.values_list("pk", flat=True)
    return Event.objects.of_groups([group.pk, *absorbed])


MOVING = (
    ("partnerships", gettext_lazy("Partnerships")),
    ("touches", gettext_lazy("Touches")),
    ("people", gettext_lazy("People")),
    ("stops", gettext_lazy("Stops")),
    ("opt_outs", gettext_lazy("Opt-outs")),
    ("stances", gettext_lazy("Stances")),
    ("profile_facts", gettext_lazy("Profile facts")),
    ("goals", gettext_lazy("Goals")),
    ("channels", gettext_lazy("Channels")),
    ("busy_periods", gettext_lazy("Busy periods")),
    ("relationships", gettext_lazy("Sponsor relationships")),
    ("agreements", gettext_lazy("Agreements")),
    ("follow_ups", gettext_lazy("Follow-ups")),
    ("chapters", gettext_lazy("Chapters")),
)


def moves(other: Group) -> list[tuple[str, int]]:
    """How many records of each kind a merge would move, those of which there are any."""
    counted = [(str(label), getattr(other, name).count()) for name, label in MOVING]
    return [(label, count) for label, count in counted if count]
