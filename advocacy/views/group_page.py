"""What the page of one group shows, gathered with a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy

from advocacy.models import (
    Agreement,
    BusyPeriod,
    Channel,
    Condition,
    Event,
    FactKind,
    FollowUp,
    Goal,
    Group,
    LimitVersion,
    OptOut,
    Partnership,
    Person,
    ProfileFact,
    Relationship,
    Stance,
    StanceKind,
    Stop,
    User,
)
from advocacy.models.base import now
from advocacy.models.countries import COUNTRIES
from advocacy.models.group import OneOf
from advocacy.models.limit_version import limits_of
from advocacy.models.together import together
from advocacy.policy.calendars import BusinessCalendar, add_months, local_date
from advocacy.policy.limits import Limits
from advocacy.policy.text import Money
from advocacy.views.standings import standing_among

NEWEST_EVENTS = 12
MOST_CHAPTERS = 60
MOST_PAST = 20
MOST_STOPS = 40


@dataclass(frozen=True, slots=True)
class Known:
    """One kind of profile fact: the newest, the older ones, and whether it is out of date."""

    kind: str
    label: str
    fact: ProfileFact | None
    older: list[ProfileFact]
    stale: bool


@together
def of_id(*, group: UUID) -> dict[str, Any]:
    """The one group with this id, or none."""
    return {"rows": Group.objects.filter(pk=group)}


def group_of(pk: UUID) -> Group:
    """The group with this id, merged or dissolved as it may be, or a 404."""
    for row in of_id(group=pk)["rows"]:
        group: Group = row
        return group
    raise Http404


@together
def records(*, group: UUID, lineage: list[UUID], today: date) -> dict[str, Any]:
    """All that is on file about one group, in one round trip."""
    return {
        "limits": LimitVersion.objects.active(),
        "conditions": Condition.objects.filter(groups=group).order_by("name"),
        "stops": Stop.objects.running(today).over(lineage),
        "opt_outs": OptOut.objects.standing().over(lineage),
        "past_stops": Stop.objects.filter(group=group).select_related("sponsor")[:MOST_STOPS],
        "lifted": OptOut.objects.filter(group=group).lifted(),
        "people": Person.objects.filter(group=group).with_opt_out(),
        "facts": ProfileFact.objects.filter(group=group).order_by("-as_of", "-id"),
        "stances": Stance.objects.filter(group=group),
        "stances_above": Stance.objects.newest_of(lineage).select_related("group"),
        "ties": Relationship.objects.filter(group=group).select_related("sponsor", "owner"),
        "goals": Goal.objects.filter(group=group),
        "channels": Channel.objects.filter(group=group),
        "busy": BusyPeriod.objects.filter(group=group),
        "agreements": Agreement.objects.filter(group=group).masters().select_related("sponsor"),
        "follow_ups": FollowUp.objects.open()
        .filter(group=group)
        .select_related("owner", "partnership__study")[:MOST_PAST],
        "events": Event.objects.of_group(group).for_page()[:NEWEST_EVENTS],
        "partnerships": Partnership.objects.filter(group=group).for_page(),
        "above": Group.objects.filter(OneOf("id", lineage)),
        "chapters": Group.objects.filter(parent=group).standing()[: MOST_CHAPTERS + 1],
        "absorbed": Group.objects.filter(merged_into=group),
    }


def about(group: Group, *, user: User) -> dict[str, Any]:
    """Everything that the page of a group shows."""
    today = local_date(group.time_zone, now())
    found = records(group=group.pk, lineage=group.lineage, today=today)
    limits = limits_of(found["limits"])
    standing = standing_among(group, stops=found["stops"], opt_outs=found["opt_outs"])
    running = {stop.pk for stop in standing.rows}
    return {
        "group": group,
        "standing": standing,
        "conditions": found["conditions"],
        "profile": profile_of(group, found["facts"], limits=limits),
        "people": [
            (person, standing.opted_out or person.opted_out)
            for person in found["people"]
            if not person.left_on
        ],
        "left": [person for person in found["people"] if person.left_on],
        "personal_opt_outs": {row.person_id: row for row in standing.personal},
        "stances": stances_of(group, found["stances"], found["stances_above"], limits=limits),
        "ties": [seen(row, user=user) for row in found["ties"]],
        "goals": found["goals"],
        "channels": found["channels"],
        "busy": [busy_days(row) for row in found["busy"]],
        "past_stops": [row for row in found["past_stops"] if row.pk not in running][:MOST_PAST],
        "lifted": found["lifted"],
        "lifters": user.decides,
        "agreements": found["agreements"],
        "follow_ups": found["follow_ups"],
        "events": found["events"],
        "open_partnerships": [row for row in found["partnerships"] if not row.is_closed],
        "past_partnerships": [row for row in found["partnerships"] if row.is_closed][:MOST_PAST],
        **family_of(group, found),
        **there(group, limits=limits),
    }


def profile_of(group: Group, facts: list[ProfileFact], *, limits: Limits) -> list[Known]:
    """All kinds of facts, known or not, in the order in which a newcomer should read them."""
    oldest = add_months(local_date(group.time_zone, now()), -limits.profile_fact_months)
    rows = []
    for kind in FactKind:
        own = [fact for fact in facts if fact.kind == kind]
        newest = own[0] if own else None
        stale = newest is not None and newest.as_of <= oldest
        rows.append(Known(kind.value, str(kind.label), newest, own[1:], stale))
    return rows


def stances_of(
    group: Group, said: list[Stance], above: list[Stance], *, limits: Limits
) -> dict[str, Any]:
    """What the group said last about trials, whether that still counts, and what it said before.

    The noes of the groups above hold for this one whatever it says itself.
    """
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
        "from_above": [r for r in above if r.group_id != group.pk and StanceKind(r.kind).is_no],
    }


def busy_days(row: BusyPeriod) -> tuple[str, str, str]:
    """Name, first and last day of a busy period, as people write days."""
    return (
        row.name,
        f"{row.starts_day} {MONTHS[row.starts_month]}",
        f"{row.ends_day} {MONTHS[row.ends_month]}",
    )


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


def family_of(group: Group, found: dict[str, list[Any]]) -> dict[str, Any]:
    """Where the group stands in its family: the way up, chapters below, records it absorbed."""
    above = {row.pk: row for row in found["above"] if row.pk != group.pk}
    return {
        "above": [above[key] for key in group.lineage if key in above],
        "chapters": found["chapters"][:MOST_CHAPTERS],
        "more_chapters": len(found["chapters"]) > MOST_CHAPTERS,
        "absorbed": found["absorbed"],
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
