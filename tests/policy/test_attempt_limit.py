"""Attempt limit: two tries and the thank-you, all people and channels together."""

from dataclasses import replace
from datetime import date

import pytest

from advocacy.policy.facts import Purpose
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import BERLIN, LIMITS, a_group, an_attempt, facts, judge, mends, pk

CODE = "attempt-limit"
FIRST = an_attempt(date(2026, 10, 12), by="Dana", channel="mail")
SECOND = an_attempt(date(2026, 10, 27), by="Sam", channel="phone")
THIRD = an_attempt(date(2026, 11, 12), by="Sam", channel="voicemail")


@pytest.mark.parametrize(
    ("touches", "purpose", "outcome"),
    [
        pytest.param((), Purpose.ASK, Outcome.ALLOW, id="none yet"),
        pytest.param((FIRST,), Purpose.REMINDER, Outcome.ALLOW, id="one"),
        pytest.param((FIRST, SECOND), Purpose.REMINDER, Outcome.BLOCK, id="two, a reminder"),
        pytest.param((FIRST, SECOND), Purpose.ASK, Outcome.BLOCK, id="two, another ask"),
        pytest.param((FIRST, SECOND), Purpose.THANK_YOU, Outcome.ALLOW, id="two, the thank-you"),
        pytest.param((FIRST, SECOND, THIRD), Purpose.THANK_YOU, Outcome.BLOCK, id="three, thanks"),
        pytest.param((FIRST, SECOND, THIRD), Purpose.ASK, Outcome.BLOCK, id="three"),
        pytest.param((FIRST, FIRST, SECOND, THIRD), Purpose.ASK, Outcome.BLOCK, id="four"),
    ],
)
def test_it_counts_to_three_and_the_third_is_the_thank_you(
    touches: tuple, purpose: Purpose, outcome: Outcome
) -> None:
    finding = judge(CODE, facts(purpose=purpose, touches=touches))
    assert finding.outcome is outcome
    assert not finding.can_be_overridden
    assert not finding.never
    assert finding.clears_at is None


def test_it_lists_the_attempts_with_who_and_how() -> None:
    finding = judge(CODE, facts(touches=(FIRST, SECOND, THIRD)))
    assert str(finding.because) == (
        "3 of 3 attempts, the last: attempt 3 on Thu 12 Nov 2026 by Sam, voicemail."
    )
    assert [(e.kind, e.id, str(e.label)) for e in finding.evidence] == [
        ("touch", pk("touch 2026-10-12"), "attempt 1 on Mon 12 Oct 2026 by Dana, mail"),
        ("touch", pk("touch 2026-10-27"), "attempt 2 on Tue 27 Oct 2026 by Sam, phone"),
        ("touch", pk("touch 2026-11-12"), "attempt 3 on Thu 12 Nov 2026 by Sam, voicemail"),
    ]
    assert mends(finding) == [Mend.CLOSE]


def test_before_the_third_it_says_what_the_third_can_be() -> None:
    finding = judge(CODE, facts(touches=(FIRST, SECOND)))
    assert str(finding.because).endswith("Attempt 3 can only be the thank-you.")
    assert mends(finding) == [Mend.MAKE_THANK_YOU]


def test_rings_replies_and_bounces_are_no_attempts() -> None:
    ring = an_attempt(date(2026, 11, 2), attempt=False)
    inbound = an_attempt(date(2026, 11, 3), attempt=False, outbound=False, genuine=True)
    finding = judge(CODE, facts(touches=(FIRST, ring, inbound)))
    assert finding.outcome is Outcome.ALLOW
    assert str(finding.because).startswith("1 of 3 attempts:")


def test_the_day_of_an_attempt_is_the_groups_day() -> None:
    late = an_attempt(date(2026, 11, 2))  # 10:00 in Anchorage, 20:00 in Berlin
    night = an_attempt(date(2026, 11, 2), occurred_at=BERLIN.at(date(2026, 11, 3), 0))
    group = a_group(calendar=BERLIN)
    assert "Mon 2 Nov" in str(judge(CODE, facts(group=group, touches=(late,))).because)
    assert "Tue 3 Nov" in str(judge(CODE, facts(group=group, touches=(night,))).because)


def test_a_stricter_limit_keeps_its_last_attempt_for_thanks() -> None:
    two = replace(LIMITS, version=2, attempts_per_ask=2)
    assert judge(CODE, facts(touches=(FIRST,)), two).outcome is Outcome.BLOCK
    thanks = facts(purpose=Purpose.THANK_YOU, touches=(FIRST,))
    assert judge(CODE, thanks, two).outcome is Outcome.ALLOW
    one = replace(LIMITS, version=3, attempts_per_ask=1)
    assert judge(CODE, facts(), one).outcome is Outcome.ALLOW
    assert judge(CODE, thanks, one).outcome is Outcome.BLOCK
