"""Spacing: business days and working hours where the group is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Finding, Outcome
from tests.policy.cast import (
    ANCHORAGE,
    BERLIN,
    a_group,
    a_partnership,
    advice,
    an_attempt,
    facts,
    judge,
    mends,
    pk,
)

CODE = "spacing"
THURSDAY = date(2026, 11, 19)  # a week before Thanksgiving
FIRST = an_attempt(THURSDAY)


def on(day: date, hour: int, **changes: Any) -> Finding:
    """The finding at that hour on that day in Anchorage."""
    return judge(CODE, facts(now=ANCHORAGE.at(day, hour).astimezone(UTC), **changes))


@pytest.mark.parametrize(
    ("day", "outcome", "count"),
    [
        pytest.param(date(2026, 11, 20), Outcome.BLOCK, "1 of 5 business days has", id="next day"),
        pytest.param(date(2026, 11, 25), Outcome.BLOCK, "4 of 5 business days have", id="below"),
        pytest.param(date(2026, 11, 26), Outcome.BLOCK, "4 of 5 business days have", id="holiday"),
        pytest.param(date(2026, 11, 27), Outcome.ALLOW, "5 of 5 business days have", id="at"),
        pytest.param(date(2026, 11, 30), Outcome.ALLOW, "6 of 5 business days have", id="above"),
    ],
)
def test_five_business_days_lie_before_the_second_attempt(
    day: date, outcome: Outcome, count: str
) -> None:
    finding = on(day, 10, touches=(FIRST,))
    assert finding.outcome is outcome
    assert str(finding.because).startswith(count)


def test_a_local_holiday_moves_the_exact_local_date() -> None:
    finding = on(date(2026, 11, 20), 10, touches=(FIRST,))
    assert finding.clears_at == ANCHORAGE.at(date(2026, 11, 27), 9)
    assert str(finding.because) == (
        "1 of 5 business days has passed since Thu 19 Nov 2026 (mail). "
        "Thu 26 Nov 2026 (Thanksgiving Day) does not count. "
        "From Fri 27 Nov 2026, 09:00 in Anchorage."
    )
    assert mends(finding) == [Mend.WAIT]
    assert advice(finding) == "Wait until Fri 27 Nov 2026, 09:00 in Anchorage"
    assert [e.id for e in finding.evidence] == [pk("touch 2026-11-19")]
    assert finding.override_role == "manager"


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2026, 12, 3), Outcome.BLOCK), (date(2026, 12, 4), Outcome.ALLOW)],
)
def test_ten_business_days_lie_before_the_third(day: date, outcome: Outcome) -> None:
    touches = (an_attempt(date(2026, 11, 5)), FIRST)
    assert on(day, 10, touches=touches).outcome is outcome


def test_an_unanswered_ring_counts_for_spacing() -> None:
    ring = an_attempt(date(2026, 11, 24), channel="phone", attempt=False, spaces=True)
    finding = on(date(2026, 11, 27), 10, touches=(FIRST, ring))
    assert finding.outcome is Outcome.BLOCK
    assert finding.clears_at == ANCHORAGE.at(date(2026, 12, 2), 9)


@pytest.mark.parametrize(
    "touch",
    [
        an_attempt(date(2026, 11, 24), attempt=False, spaces=False),
        an_attempt(date(2026, 11, 24), attempt=False, outbound=False, genuine=True),
    ],
    ids=["a hard bounce", "what the group wrote"],
)
def test_what_did_not_reach_the_group_does_not_space(touch: object) -> None:
    assert on(date(2026, 11, 27), 10, touches=(FIRST, touch)).outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("hour", "outcome", "clears"),
    [
        (6, Outcome.BLOCK, ANCHORAGE.at(THURSDAY, 9)),
        (8, Outcome.BLOCK, ANCHORAGE.at(THURSDAY, 9)),
        (9, Outcome.ALLOW, None),
        (16, Outcome.ALLOW, None),
        (17, Outcome.BLOCK, ANCHORAGE.at(date(2026, 11, 20), 9)),
        (23, Outcome.BLOCK, ANCHORAGE.at(date(2026, 11, 20), 9)),
    ],
)
def test_people_are_written_to_while_they_are_at_work(
    hour: int, outcome: Outcome, clears: datetime | None
) -> None:
    finding = on(THURSDAY, hour)
    assert finding.outcome is outcome
    assert finding.clears_at == clears


def test_it_says_what_time_it_is_there() -> None:
    finding = judge(CODE, facts(now=datetime(2026, 11, 18, 15, 10, tzinfo=UTC)))
    assert str(finding.because) == (
        "It is 06:10 in Anchorage, and people are at work from 9:00 to 17:00. "
        "From Wed 18 Nov 2026, 09:00 in Anchorage."
    )


def test_it_says_that_it_is_the_weekend_or_a_holiday() -> None:
    saturday = on(date(2026, 11, 21), 10)
    assert str(saturday.because) == (
        "It is the weekend in Anchorage. From Mon 23 Nov 2026, 09:00 in Anchorage."
    )
    holiday = on(date(2026, 11, 26), 10)
    assert str(holiday.because) == (
        "Today is a holiday there (Thanksgiving Day). From Fri 27 Nov 2026, 09:00 in Anchorage."
    )


def test_friday_evening_before_a_holiday_names_the_holiday() -> None:
    finding = on(date(2026, 10, 16), 18)
    assert finding.clears_at == ANCHORAGE.at(date(2026, 10, 20), 9)
    assert "Mon 19 Oct 2026 (Alaska Day (observed)) does not count." in str(finding.because)


@pytest.mark.parametrize(
    ("not_before", "outcome", "clears"),
    [
        (date(2026, 11, 19), Outcome.ALLOW, None),
        (date(2026, 11, 20), Outcome.BLOCK, date(2026, 11, 20)),
        (date(2026, 11, 21), Outcome.BLOCK, date(2026, 11, 23)),
    ],
)
def test_an_absence_or_a_pause_is_waited_for(
    not_before: date, outcome: Outcome, clears: date | None
) -> None:
    finding = on(THURSDAY, 10, partnership=a_partnership(not_before=not_before))
    assert finding.outcome is outcome
    assert finding.clears_at == (ANCHORAGE.at(clears, 9) if clears else None)


def test_the_later_of_spacing_and_absence_counts_and_both_are_told() -> None:
    away = a_partnership(not_before=date(2026, 12, 7))
    finding = on(date(2026, 11, 20), 10, touches=(FIRST,), partnership=away)
    assert finding.clears_at == ANCHORAGE.at(date(2026, 12, 7), 9)
    assert "1 of 5 business days" in str(finding.because)
    assert "The group is away or asked for time until Mon 7 Dec 2026." in str(finding.because)


def test_the_countrys_own_holidays_count() -> None:
    touch = an_attempt(THURSDAY, occurred_at=BERLIN.at(date(2026, 4, 30), 15))
    group = a_group(calendar=BERLIN)
    now = BERLIN.at(date(2026, 5, 4), 10).astimezone(UTC)
    finding = judge(CODE, facts(now=now, group=group, touches=(touch,)))
    assert finding.clears_at == BERLIN.at(date(2026, 5, 8), 9)
    assert "Fri 1 May 2026 (Labor Day) does not count." in str(finding.because)


def test_a_country_that_nobody_knows_has_weekends_only() -> None:
    nowhere = BusinessCalendar("", "", "UTC")
    now = datetime(2026, 12, 25, 10, 0, tzinfo=UTC)
    assert judge(CODE, facts(now=now, group=a_group(calendar=nowhere))).outcome is Outcome.ALLOW
