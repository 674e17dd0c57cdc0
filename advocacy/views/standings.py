"""May a group be contacted at all, whatever the study: for a page of groups, and for one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from advocacy.models import Group, GroupKind, OptOut, StanceKind, Stop, StopScope
from advocacy.models.base import now
from advocacy.policy.calendars import local_date
from advocacy.speech import gettext as _
from advocacy.templatetags.ui import day as as_day


class Running(Protocol):
    """What a stop must tell."""

    @property
    def scope(self) -> str: ...
    @property
    def until(self) -> date | None: ...


@dataclass(slots=True)
class Standing:
    """What stands against contact with one group on a day, its own and from above."""

    opted_out: bool = False  # the group, or one above it, said never
    stops: Sequence[Running] = ()

    @property
    def general(self) -> list[Running]:
        """Stops that bind whatever the study."""
        return [stop for stop in self.stops if stop.scope == StopScope.GROUP_FAMILY]

    @property
    def for_good(self) -> bool:
        """Time alone never ends it."""
        return self.opted_out or any(stop.until is None for stop in self.general)

    @property
    def until(self) -> date | None:
        """The first day on which no general stop runs any more."""
        days = [stop.until for stop in self.general if stop.until]
        return None if self.for_good else max(days, default=None)

    @property
    def tone(self) -> str:
        """The colour of it."""
        if self.opted_out or self.general:
            return "no"
        return "warn" if self.stops else "ok"

    @property
    def words(self) -> str:
        """It in one line."""
        if self.opted_out:
            return _("Opted out: never contact")
        if self.for_good:
            return _("Not contactable, for good")
        if self.until:
            return _("Not contactable until {day}").format(day=as_day(self.until))
        return _("Stopped for some") if self.stops else _("No stop")


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop as a list knows it."""

    scope: str
    until: date | None


class Line(NamedTuple):
    """One group of a list; places are fixed, so that a template takes them all at once."""

    id: UUID
    name: str
    kind: str
    place: str
    conditions: str  # the first two
    more_conditions: int
    stance: str
    as_of: str
    tone: str  # of its standing
    standing: str
    open_count: int


def lines(rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Groups as the list shows them, from rows of `GroupQuerySet.listed`."""
    kinds = {value: str(label) for value, label in GroupKind.choices}
    stances = {value: str(label) for value, label in StanceKind.choices}
    said = cache(lambda written: as_day(_day(written)))  # a day that many have is said once
    free = (Standing().tone, Standing().words)
    made = []
    for row in rows:
        told = row["told"]
        conditions, (stance, as_of) = told["conditions"], told["stance"] or ("", None)
        standing = _standing(row["time_zone"], told)
        tone, words = (standing.tone, standing.words) if standing else free
        made.append(Line(
            id=row["id"], name=row["name"], kind=kinds.get(row["kind"], ""),
            place=", ".join(filter(None, (row["city"], row["region"], row["country"]))),
            conditions=", ".join(conditions[:2]), more_conditions=max(0, len(conditions) - 2),
            stance=stances.get(stance, ""), as_of=said(as_of),
            tone=tone, standing=words, open_count=told["open"],
        ))  # fmt: skip
    return made


def _standing(zone: str, told: Mapping[str, Any]) -> Standing | None:
    """The standing of a row; None where nothing is on file against contact."""
    if not told["stops"]:
        return Standing(opted_out=True) if told["opted_out"] else None
    today = local_date(zone, now()).isoformat()
    running = [
        StopLine(scope, _day(until))
        for scope, starts_on, until in told["stops"]
        if starts_on <= today and (until is None or until > today)
    ]
    return Standing(opted_out=told["opted_out"], stops=running)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


@dataclass(slots=True)
class GroupStanding(Standing):
    """The standing of one group, with the rows that its page shows."""

    rows: list[Stop] = field(default_factory=list)  # the stops, whole
    opt_outs: list[OptOut] = field(default_factory=list)
    personal: list[OptOut] = field(default_factory=list)


def standing_of(group: Group) -> GroupStanding:
    """The standing of one group, in two queries."""
    today = local_date(group.time_zone, now())
    stops = Stop.objects.running(today).over(group.lineage)
    return standing_among(
        group, stops=stops, opt_outs=OptOut.objects.standing().over(group.lineage)
    )


def standing_among(
    group: Group, *, stops: Iterable[Stop], opt_outs: Iterable[OptOut]
) -> GroupStanding:
    """The standing of one group from what binds it and those above it."""
    rows = list(opt_outs)
    whole = [row for row in rows if row.person_id is None and not row.email_key]
    general_first = sorted(stops, key=lambda row: row.scope != StopScope.GROUP_FAMILY)
    return GroupStanding(
        opted_out=bool(whole),
        stops=general_first,
        rows=general_first,
        opt_outs=whole,
        personal=[r for r in rows if r.person is not None and r.person.group_id == group.pk],
    )
