"""What runs out with a partnership: the stance, the agreement, an override, a reservation."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from advocacy.models import FollowUpKind, Partnership, SideState, Stage
from advocacy.policy.calendars import BusinessCalendar, add_months
from advocacy.policy.limits import Limits
from advocacy.policy.reasons import why
from advocacy.workflow.plan import Planned, Wanted

#: Days before the end of an agreement on which its owner is told, after the first alert.
LATER_ALERT_DAYS = (30, 14)
#: Days before a stance expires on which somebody asks whether it still holds; then on the day.
STANCE_ALERT_DAYS = (30, 0)
#: Days before the end of an override on which it is to be used.
OVERRIDE_ALERT_DAYS = 2
#: Days before its day from which such a step is shown as coming.
AHEAD_DAYS = 14

#: Stages in which a stance still decides, and those in which an agreement runs.
ASKING = frozenset(stage for stage in Stage if stage.position < Stage.EXECUTED.position)
RUNNING = frozenset({Stage.EXECUTED, Stage.MATERIALS, Stage.SCHEDULED, Stage.LIVE})


@dataclass(frozen=True, slots=True)
class Reserved:
    """A touch that somebody is writing."""

    by: UUID
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Ends:
    """What runs out, where there is such a thing; `handled` are planned days of steps done."""

    stance_of: date | None = None
    agreement_until: date | None = None
    override_from: date | None = None
    override_until: date | None = None
    reserved: Reserved | None = None
    handled: dict[str, Collection[date]] = field(default_factory=dict)


def wanted(
    own: Partnership, ends: Ends, *, calendar: BusinessCalendar, limits: Limits, today: date
) -> Wanted:
    """The steps that must be taken before something runs out."""
    found: Wanted = {}
    if own.stage == Stage.CLOSED:
        return found
    if ends.stance_of and own.stage in ASKING and not own.side_state:
        found |= stance(ends, limits=limits, today=today)
    if ends.agreement_until and own.stage in RUNNING:
        found |= agreement(ends, limits=limits, today=today)
    if ends.override_from and ends.override_until:
        last = ends.override_until - timedelta(days=OVERRIDE_ALERT_DAYS)
        because = why("override_ends", until=ends.override_until)
        due = max(ends.override_from, last)
        if due not in ends.handled.get(FollowUpKind.USE_OVERRIDE, ()):
            found[FollowUpKind.USE_OVERRIDE] = Planned(due, because)
    if ends.reserved and own.side_state in ("", SideState.PAUSED):
        found[FollowUpKind.SEND_RESERVED] = _reserved(ends.reserved, calendar, limits)
    return found


def stance(ends: Ends, *, limits: Limits, today: date) -> Wanted:
    """Ask the group whether what it said still holds."""
    assert ends.stance_of is not None
    until = add_months(ends.stance_of, limits.stance_months)
    days = [until - timedelta(days=n) for n in STANCE_ALERT_DAYS]
    due = current(days, today=today, handled=ends.handled.get(FollowUpKind.RENEW_STANCE, ()))
    because = why("stance_expires", since=ends.stance_of, until=until)
    return {FollowUpKind.RENEW_STANCE: Planned(due, because)} if due else {}


def agreement(ends: Ends, *, limits: Limits, today: date) -> Wanted:
    """Renew the agreement or plan its end: three alerts."""
    until = ends.agreement_until
    assert until is not None
    days = [until - timedelta(days=n) for n in (limits.agreement_alert_days, *LATER_ALERT_DAYS)]
    handled = ends.handled.get(FollowUpKind.RENEW_AGREEMENT, ())
    due = current(sorted(days), today=today, handled=handled)
    because = why("agreement_ends", until=until)
    return {FollowUpKind.RENEW_AGREEMENT: Planned(due, because)} if due else {}


def _reserved(touch: Reserved, calendar: BusinessCalendar, limits: Limits) -> Planned:
    because = why("reserved", name=touch.name, n=limits.reservation_minutes)
    return Planned(calendar.local_date(touch.until), because, touch.by, touch.until)


def current(days: list[date], *, today: date, handled: Collection[date]) -> date | None:
    """The alert that counts today: the last that has come, else the next one near enough.

    An alert whose step was done is over; an undone one gives way to the next on its day.
    """
    come = [day for day in days if day <= today]
    if come and come[-1] not in handled:
        return come[-1]
    near = today + timedelta(days=AHEAD_DAYS)
    return next((d for d in days if today < d <= near and d not in handled), None)
