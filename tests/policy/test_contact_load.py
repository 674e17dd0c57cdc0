"""Contact load: what all studies together send to one group family."""

from datetime import date

import pytest

from advocacy.policy.calendars import add_months
from advocacy.policy.facts import Act, BusyPeriod, Load
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import ANCHORAGE, TODAY, a_group, an_attempt, days, facts, judge, mends, pk

CODE = "contact-load"


def sent(*ages: int) -> tuple[date, ...]:
    """Dates so many days ago."""
    return tuple(TODAY - days(age) for age in ages)


@pytest.mark.parametrize(
    ("unsolicited", "outcome", "clears"),
    [
        pytest.param(sent(), Outcome.ALLOW, None, id="none"),
        pytest.param(sent(50, 20, 1), Outcome.ALLOW, None, id="three"),
        pytest.param(sent(50, 30, 20, 1), Outcome.BLOCK, TODAY + days(40), id="four"),
        pytest.param(sent(60, 50, 30, 20, 1), Outcome.BLOCK, TODAY + days(40), id="five"),
        pytest.param(sent(90, 30, 20, 1), Outcome.ALLOW, None, id="the oldest left the window"),
        pytest.param(sent(89, 30, 20, 1), Outcome.BLOCK, TODAY + days(1), id="it leaves tomorrow"),
    ],
)
@pytest.mark.parametrize("act", [Act.CONSIDER, Act.CONTACT])
def test_four_touches_in_90_days_are_enough(
    act: Act, unsolicited: tuple[date, ...], outcome: Outcome, clears: date | None
) -> None:
    finding = judge(CODE, facts(act, load=Load(unsolicited)))
    assert finding.outcome is outcome
    assert finding.clears_at == (ANCHORAGE.opening(clears, opens=9) if clears else None)


@pytest.mark.parametrize(
    ("new_asks", "outcome", "clears"),
    [
        pytest.param(sent(100), Outcome.ALLOW, None, id="one"),
        pytest.param(sent(200, 100), Outcome.BLOCK, date(2027, 5, 3), id="two"),
        pytest.param((date(2025, 11, 18), *sent(100)), Outcome.ALLOW, None, id="a year ago"),
        pytest.param((date(2025, 11, 19), *sent(100)), Outcome.BLOCK, date(2026, 11, 19),
                     id="a day under a year"),
    ],
)  # fmt: skip
def test_two_new_asks_in_12_months_are_enough(
    new_asks: tuple[date, ...], outcome: Outcome, clears: date | None
) -> None:
    finding = judge(CODE, facts(load=Load(new_asks=new_asks)))
    assert finding.outcome is outcome
    assert finding.clears_at == (ANCHORAGE.opening(clears, opens=9) if clears else None)


def test_an_ask_that_had_begun_before_the_others_goes_on() -> None:
    begun = an_attempt(TODAY - days(40))
    later = Load(new_asks=sent(30, 20))
    assert judge(CODE, facts(load=later, touches=(begun,))).outcome is Outcome.ALLOW


def test_an_ask_that_was_begun_over_the_limit_is_not_cleared_by_that() -> None:
    begun = an_attempt(TODAY - days(10))
    earlier = Load(new_asks=sent(30, 20))
    finding = judge(CODE, facts(load=earlier, touches=(begun,)))
    assert finding.outcome is Outcome.BLOCK
    assert finding.clears_at
    assert finding.clears_at.date() > TODAY


def test_one_open_ask_in_all_is_enough_and_time_does_not_clear_it() -> None:
    load = Load(open_asks=((pk("other"), "Study Two"),))
    finding = judge(CODE, facts(load=load))
    assert finding.outcome is Outcome.BLOCK
    assert finding.clears_at is None
    assert str(finding.because) == "1 other ask waits for an answer: Study Two."
    assert [(e.kind, e.id) for e in finding.evidence] == [("partnership", pk("other"))]
    assert mends(finding) == [Mend.OPEN_OTHER]
    assert finding.override_role == "manager"


@pytest.mark.parametrize(
    ("starts", "ends", "invited", "outcome"),
    [
        (1, 30, False, Outcome.ALLOW),
        (0, 30, False, Outcome.BLOCK),
        (-30, 0, False, Outcome.BLOCK),
        (-30, -1, False, Outcome.ALLOW),
        (-5, 5, True, Outcome.ALLOW),
    ],
)
def test_a_busy_period_is_left_in_peace_unless_we_are_invited(
    starts: int, ends: int, invited: bool, outcome: Outcome
) -> None:
    busy = BusyPeriod("awareness month", TODAY + days(starts), TODAY + days(ends))
    finding = judge(CODE, facts(group=a_group(busy=(busy,)), load=Load(invited=invited)))
    assert finding.outcome is outcome


def test_it_names_the_busy_period_and_the_day_after_it() -> None:
    busy = BusyPeriod("awareness month", date(2026, 11, 1), date(2026, 11, 25))
    finding = judge(CODE, facts(group=a_group(busy=(busy,))))
    assert str(finding.because) == "The group is busy until Wed 25 Nov 2026 (awareness month)."
    assert finding.clears_at == ANCHORAGE.at(date(2026, 11, 27), 9)  # the 26th is a holiday
    assert mends(finding) == [Mend.WAIT, Mend.RECORD_INVITATION]


def test_an_invitation_lifts_the_busy_period_only() -> None:
    load = Load(unsolicited=sent(4, 3, 2, 1), invited=True)
    assert judge(CODE, facts(load=load)).outcome is Outcome.BLOCK


def test_several_reasons_are_all_told_and_the_last_to_clear_counts() -> None:
    load = Load(unsolicited=sent(50, 30, 20, 1), new_asks=sent(200, 100))
    finding = judge(CODE, facts(load=load))
    assert str(finding.because) == "4 of 4 touches in 90 days. 2 of 2 new asks in 12 months."
    assert finding.clears_at == ANCHORAGE.opening(add_months(TODAY - days(200), 12), opens=9)


def test_it_shows_the_sums_of_a_group_that_is_free() -> None:
    load = Load(unsolicited=sent(1), new_asks=sent(30))
    assert str(judge(CODE, facts(load=load)).because) == (
        "1 of 4 touches in 90 days, 1 of 2 new asks in 12 months, 0 other asks open."
    )
