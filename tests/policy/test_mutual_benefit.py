"""Mutual benefit: one benefit tied to a goal that the group stated."""

import pytest

from advocacy.policy.facts import Act, Benefit, Purpose
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Evidence, Outcome
from tests.policy.cast import an_ask, facts, judge, mends, pk, usd

CODE = "mutual-benefit"
TIED = Benefit("a caregiver guide", "help caregivers at home", pk("goal"))
LOOSE = Benefit("a nice badge")


@pytest.mark.parametrize(
    ("benefits", "outcome", "because"),
    [
        ((), Outcome.BLOCK, "The ask names no benefit for the group."),
        ((LOOSE,), Outcome.BLOCK,
         "1 benefit is named, but it is not tied to a goal the group stated."),
        ((LOOSE, LOOSE), Outcome.BLOCK,
         "2 benefits are named, but none is tied to a goal the group stated."),
        ((TIED,), Outcome.ALLOW, "1 benefit is tied to a goal the group stated."),
        ((TIED, LOOSE), Outcome.ALLOW, "1 benefit is tied to a goal the group stated."),
        ((TIED, TIED), Outcome.ALLOW, "2 benefits are tied to goals the group stated."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("act", [Act.CONTACT, Act.AGREE_TERMS])
def test_it_wants_one_tied_benefit(
    act: Act, benefits: tuple[Benefit, ...], outcome: Outcome, because: str
) -> None:
    finding = judge(CODE, facts(act, ask=an_ask(benefits=benefits)))
    assert (finding.outcome, str(finding.because)) == (outcome, because)


def test_it_shows_the_goal_in_the_words_of_the_group() -> None:
    assert judge(CODE, facts()).evidence == (
        Evidence("goal", pk("goal"), "help caregivers at home"),
    )


def test_it_does_not_take_a_fee_for_a_benefit() -> None:
    finding = judge(CODE, facts(ask=an_ask(benefits=(), fee=usd(900))))
    assert finding.outcome is Outcome.BLOCK
    assert (
        str(finding.because)
        == "The ask offers USD 900 and nothing else; a fee alone is not enough."
    )
    assert mends(finding)[0] == Mend.STATE_BENEFIT


def test_it_does_not_know_without_an_ask() -> None:
    finding = judge(CODE, facts(ask=None))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding)[0] == Mend.WRITE_ASK
    assert judge(CODE, facts(Act.AGREE_TERMS, None, ask=None)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("purpose", [Purpose.EXPLORATORY, Purpose.THANK_YOU])
def test_it_lets_pass_what_carries_no_ask(purpose: Purpose) -> None:
    assert judge(CODE, facts(purpose=purpose, ask=None)).outcome is Outcome.ALLOW


def test_it_judges_a_reminder_as_the_ask_it_repeats() -> None:
    reminder = facts(purpose=Purpose.REMINDER, ask=an_ask(benefits=()))
    assert judge(CODE, reminder).outcome is Outcome.BLOCK
