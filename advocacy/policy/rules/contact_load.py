"""All studies together must not crowd one group."""

from datetime import date, timedelta
from functools import lru_cache

from advocacy.policy.calendars import add_months
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
from advocacy.policy.text import Text, ngettext
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import combined

CODE = "contact-load"
OPEN_OTHER = Remedy(Mend.OPEN_OTHER, _("Wait for the answer to the other ask, or close it"))
INVITATION = Remedy(Mend.RECORD_INVITATION, _("Record the group’s invitation, if it gave one"))


@rule(
    CODE,
    title=_("Contact load"),
    principle=Principle.DONT_PUSH,
    why=_(
        "A group sees one company, not our studies. Count what all colleagues send, and stay "
        "away while the group is at its busiest."
    ),
    acts=(Act.CONSIDER, Act.CONTACT),
    override_role="manager",
    limits=("touches_per_90_days", "load_window_days", "new_asks_per_12_months"),
    reads=("load", "busy"),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Count open asks, unsolicited touches and new asks of the whole group family, and look
    whether the group is in a busy period."""
    refusing = [
        finding
        for finding in (
            _open_asks(facts),
            _touches(facts, limits),
            _new_asks(facts, limits),
            _busy(facts, limits),
        )
        if finding
    ]
    if refusing:
        return combined(refusing)
    return _light(len(_unsolicited(facts, limits)), len(_begun_before(facts)), limits)


def _open_asks(facts: Facts) -> Finding | None:
    open_asks = facts.load.open_asks
    if not open_asks:
        return None
    because = ngettext(
        "{count} other ask waits for an answer: {study}.",
        "{count} other asks wait for an answer, the first: {study}.",
        len(open_asks),
        study=open_asks[0][1],
    )
    return block(
        CODE,
        because,
        evidence=tuple(Evidence("partnership", pk, study) for pk, study in open_asks),
        threshold=_("one open ask a group family"),
        remedy=OPEN_OTHER,
    )


def _touches(facts: Facts, limits: Limits) -> Finding | None:
    dates = _unsolicited(facts, limits)
    most = limits.touches_per_90_days
    if len(dates) < most:
        return None
    leaves = dates[len(dates) - most] + timedelta(days=limits.load_window_days)
    because = ngettext(
        "{count} of {most} touches in {days} days.",
        "{count} of {most} touches in {days} days.",
        len(dates),
        most=most,
        days=limits.load_window_days,
    )
    return _until(facts, limits, because, leaves)


def _new_asks(facts: Facts, limits: Limits) -> Finding | None:
    dates = _begun_before(facts)
    most = limits.new_asks_per_12_months
    if len(dates) < most:
        return None
    leaves = add_months(dates[len(dates) - most], 12)
    because = ngettext(
        "{count} of {most} new asks in 12 months.",
        "{count} of {most} new asks in 12 months.",
        len(dates),
        most=most,
    )
    return _until(facts, limits, because, max(leaves, facts.today + timedelta(days=1)))


def _busy(facts: Facts, limits: Limits) -> Finding | None:
    today = facts.today
    busy = [b for b in facts.group.busy if b.starts_on <= today <= b.ends_on]
    if not busy or facts.load.invited:
        return None
    period = max(busy, key=lambda b: b.ends_on)
    because = _("The group is busy until {ends} ({name}).", ends=period.ends_on, name=period.name)
    return _until(
        facts,
        limits,
        because,
        period.ends_on + timedelta(days=1),
        also=(INVITATION,),
        evidence=(Evidence("busy_period", None, period.name),),
    )


def _until(
    facts: Facts,
    limits: Limits,
    because: Text,
    day: date,
    *,
    evidence: tuple[Evidence, ...] = (),
    also: tuple[Remedy, ...] = (),
) -> Finding:
    clears_at = facts.group.calendar.opening(day, opens=limits.opens_hour)
    wait = _("Wait until {clears} in {place}", clears=clears_at, place=facts.group.calendar.place)
    return block(
        CODE,
        because,
        evidence=evidence,
        threshold=_threshold(limits),
        remedy=Remedy(Mend.WAIT, wait),
        also=also,
        clears_at=clears_at,
    )


def _unsolicited(facts: Facts, limits: Limits) -> list[date]:
    if not facts.load.unsolicited:
        return []
    oldest = facts.today - timedelta(days=limits.load_window_days)
    return sorted(day for day in facts.load.unsolicited if day > oldest)


def _begun_before(facts: Facts) -> list[date]:
    """New asks of others in the 12 months before this one began, which may be today."""
    if not facts.load.new_asks:
        return []
    attempts = facts.attempts
    begun = facts.group.calendar.local_date(attempts[0].occurred_at) if attempts else facts.today
    oldest = add_months(begun, -12)
    return sorted(day for day in facts.load.new_asks if oldest < day <= begun)


@lru_cache(maxsize=64)
def _light(touches: int, asks: int, limits: Limits) -> Finding:
    because = _(
        "{touches} of {most} touches in {days} days, {asks} of {most_asks} new asks in 12 months, "
        "0 other asks open.",
        touches=touches,
        most=limits.touches_per_90_days,
        days=limits.load_window_days,
        asks=asks,
        most_asks=limits.new_asks_per_12_months,
    )
    return allow(CODE, because, threshold=_threshold(limits))


@lru_cache(maxsize=8)
def _threshold(limits: Limits) -> Text:
    return _(
        "one open ask, under {most} touches in {days} days, under {asks} new asks in 12 months, "
        "no busy period",
        most=limits.touches_per_90_days,
        days=limits.load_window_days,
        asks=limits.new_asks_per_12_months,
    )
