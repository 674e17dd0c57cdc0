"""Leave people time to read, and write when they are at work."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from advocacy.policy.facts import Touch
from advocacy.policy.registry import (
    Act,
    Evidence,
    Facts,
    Finding,
    Limits,
    Principle,
    Remedy,
    allow,
    block,
    rule,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Text, joined, ngettext
from advocacy.policy.text import gettext as _
from advocacy.policy.words import CHANNELS, word

CODE = "spacing"


class Gap(NamedTuple):
    """The wait that the last touch asks for: business days, and the day on which it is over."""

    last: Touch
    last_on: date
    days: int
    over_on: date


@rule(
    CODE,
    title=_("Spacing"),
    principle=Principle.DONT_PUSH,
    why=_(
        "People answer when they have read, asked around and had a free hour. Count their "
        "working days and their holidays, and write while it is day where they are."
    ),
    acts=(Act.CONTACT,),
    override_role="manager",
    limits=(
        "spacing_business_days",
        "spacing_business_days_last",
        "opens_hour",
        "closes_hour",
        "out_of_office_business_days",
    ),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Wait from the last touch, an unanswered ring included, in the group's own calendar.

    An out-of-office or a pause moves the day on; outside the working hours there, the next
    opening is named.
    """
    gap = _gap(facts, limits)
    reasons = _reasons(facts, gap)
    evidence = _evidence(facts, gap)
    threshold = _threshold(limits)
    calendar = facts.group.calendar
    if reasons:
        clears_at = calendar.opening(_allowed_on(facts, gap), opens=limits.opens_hour)
    elif not calendar.is_open(facts.now, opens=limits.opens_hour, closes=limits.closes_hour):
        clears_at = calendar.next_opening(
            facts.now, opens=limits.opens_hour, closes=limits.closes_hour
        )
        reasons = (_closed(facts, limits),)
    else:
        return allow(CODE, _open(facts, gap), evidence=evidence, threshold=threshold)
    until = _("From {clears} in {place}.", clears=clears_at, place=calendar.place)
    skipped = _skipped(facts, gap, clears_at)
    return block(
        CODE,
        joined((*reasons, *skipped, until)),
        evidence=evidence,
        threshold=threshold,
        remedy=_wait(facts, clears_at),
        clears_at=clears_at,
    )


def _gap(facts: Facts, limits: Limits) -> Gap | None:
    spacing = [t for t in facts.touches if t.outbound and (t.attempt or t.spaces)]
    if not spacing:
        return None
    last = max(spacing, key=lambda touch: touch.occurred_at)
    days = limits.spacing_business_days
    if len(facts.attempts) >= 2:
        days = max(days, limits.spacing_business_days_last)
    calendar = facts.group.calendar
    last_on = calendar.local_date(last.occurred_at)
    return Gap(last, last_on, days, calendar.add_business_days(last_on, days))


def _allowed_on(facts: Facts, gap: Gap | None) -> date:
    not_before = facts.partnership.not_before if facts.partnership else None
    days = [day for day in (gap and gap.over_on, not_before) if day]
    return facts.group.calendar.next_business_day(max(days, default=facts.today))


def _reasons(facts: Facts, gap: Gap | None) -> tuple[Text, ...]:
    reasons: list[Text] = []
    if gap and gap.over_on > facts.today:
        reasons.append(_passed(facts, gap))
    not_before = facts.partnership.not_before if facts.partnership else None
    if not_before and not_before > facts.today:
        reasons.append(_("The group is away or asked for time until {day}.", day=not_before))
    return tuple(reasons)


def _passed(facts: Facts, gap: Gap) -> Text:
    return ngettext(
        "{count} of {days} business days has passed since {last} ({channel}).",
        "{count} of {days} business days have passed since {last} ({channel}).",
        facts.group.calendar.business_days_since(gap.last_on, facts.today),
        days=gap.days,
        last=gap.last_on,
        channel=word(CHANNELS, gap.last.channel),
    )


def _closed(facts: Facts, limits: Limits) -> Text:
    there = facts.group.calendar.local(facts.now)
    place = facts.group.calendar.place
    if facts.group.calendar.is_business_day(there.date()):
        return _(
            "It is {time} in {place}, and people are at work from {opens}:00 to {closes}:00.",
            time=f"{there:%H:%M}",
            place=place,
            opens=limits.opens_hour,
            closes=limits.closes_hour,
        )
    if name := facts.group.calendar.holiday_name(there.date()):
        return _("Today is a holiday there ({holiday}).", holiday=name)
    return _("It is the weekend in {place}.", place=place)


def _open(facts: Facts, gap: Gap | None) -> Text:
    there = facts.group.calendar.local(facts.now)
    clock = _("It is {time} in {place}.", time=f"{there:%H:%M}", place=facts.group.calendar.place)
    if gap is None:
        return joined((_("No touch to wait for."), clock))
    return joined((_passed(facts, gap), clock))


def _skipped(facts: Facts, gap: Gap | None, clears_at: datetime) -> tuple[Text, ...]:
    """The holidays on weekdays that the count left out, by name."""
    calendar = facts.group.calendar
    after = gap.last_on if gap and gap.over_on > facts.today else facts.today
    days = calendar.holidays_between(after + timedelta(days=1), clears_at.date())
    if not days:
        return ()
    named = tuple(_("{day} ({name})", day=day, name=calendar.holiday_name(day)) for day in days)
    return (
        ngettext(
            "{days} does not count.",
            "{days} do not count.",
            len(days),
            days=joined(named, separator=", "),
        ),
    )


def _wait(facts: Facts, clears_at: datetime) -> Remedy:
    return Remedy(
        Mend.WAIT,
        _("Wait until {clears} in {place}", clears=clears_at, place=facts.group.calendar.place),
    )


def _evidence(facts: Facts, gap: Gap | None) -> tuple[Evidence, ...]:
    if gap is None:
        return ()
    label = _("{channel} on {day}", channel=word(CHANNELS, gap.last.channel), day=gap.last_on)
    return (Evidence("touch", gap.last.id, label),)


@lru_cache(maxsize=8)
def _threshold(limits: Limits) -> Text:
    return _(
        "{first} business days before attempt 2, {last} before attempt 3, {opens}:00 to "
        "{closes}:00 there",
        first=limits.spacing_business_days,
        last=limits.spacing_business_days_last,
        opens=limits.opens_hour,
        closes=limits.closes_hour,
    )
