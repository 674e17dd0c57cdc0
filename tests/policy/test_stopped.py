"""Stopped: while a stop runs nothing goes out but what is owed."""

from dataclasses import replace
from datetime import date

import pytest

from advocacy.policy.facts import Act, Stop, StopReason, StopScope
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import (
    ANCHORAGE,
    TODAY,
    a_partnership,
    a_stop,
    an_attempt,
    days,
    facts,
    judge,
    mends,
    pk,
)

CODE = "stopped"
ACTS = (Act.CONSIDER, Act.CONTACT, Act.THANK, Act.ANSWER, Act.REPLY)
GENUINE = an_attempt(TODAY, attempt=False, outbound=False, genuine=True)
FAMILY = a_stop(StopScope.GROUP_FAMILY, id=pk("family stop"), group="Northern Lights")
SPONSOR = a_stop(StopScope.SPONSOR_FAMILY, id=pk("sponsor stop"), sponsor="Roche",
                 group="Northern Lights")  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("scope", list(StopScope))
@pytest.mark.parametrize("reason", list(StopReason))
def test_every_stop_refuses_every_act(act: Act, scope: StopScope, reason: StopReason) -> None:
    finding = judge(CODE, facts(act, None, stops=(a_stop(scope, reason),), touches=(GENUINE,)))
    assert finding.outcome is Outcome.BLOCK
    assert not finding.can_be_overridden
    assert finding.never is (reason in (StopReason.POLICY_NO, StopReason.OPT_OUT))


@pytest.mark.parametrize(
    ("until", "outcome"),
    [
        (None, Outcome.BLOCK),
        (TODAY + days(1), Outcome.BLOCK),
        (TODAY, Outcome.ALLOW),
        (TODAY - days(1), Outcome.ALLOW),
    ],
)
def test_a_stop_ends_on_the_day_it_names(until: date | None, outcome: Outcome) -> None:
    assert judge(CODE, facts(stops=(a_stop(until=until),))).outcome is outcome


def test_it_clears_when_work_begins_on_the_last_of_the_days() -> None:
    stops = (a_stop(until=date(2026, 12, 1)), a_stop(until=date(2026, 12, 25)))
    finding = judge(CODE, facts(stops=stops))
    assert finding.clears_at == ANCHORAGE.at(date(2026, 12, 28), 9)
    assert mends(finding) == [Mend.WAIT]


def test_a_stop_for_good_does_not_clear() -> None:
    finding = judge(CODE, facts(stops=(a_stop(), a_stop(until=None))))
    assert finding.clears_at is None
    assert mends(finding) == [Mend.OTHER_GROUP]
    assert "since Sun 15 Nov 2026, for good" in str(finding.because)


def test_it_says_which_stop_and_why_and_links_all() -> None:
    finding = judge(CODE, facts(stops=(a_stop(until=TODAY + days(9)), SPONSOR)))
    assert str(finding.because) == (
        "2 stops run, the longest: every study of Roche with Northern Lights, from "
        "Sun 15 Nov 2026 until Fri 18 Dec 2026 (the group hesitated)."
    )
    assert [e.id for e in finding.evidence] == [pk("stop"), pk("sponsor stop")]
    assert str(finding.evidence[0].label).startswith("this ask, from")


@pytest.mark.parametrize(
    ("stops", "instead"),
    [
        ((a_stop(),), []),
        ((a_stop(thank_you_owed=True, question_open=True),), [Mend.THANK, Mend.ANSWER]),
        ((a_stop(reopened=True), FAMILY), []),
        ((a_stop(reopened=True),), [Mend.REPLY]),
        ((a_stop(reason=StopReason.POLICY_NO, thank_you_owed=True, reopened=True),), []),
    ],
)
def test_it_offers_what_may_go_out_instead(stops: tuple[Stop, ...], instead: list[str]) -> None:
    assert mends(judge(CODE, facts(stops=stops)))[1:] == instead


@pytest.mark.parametrize("act", [Act.CONSIDER, Act.CONTACT])
def test_what_is_owed_to_this_ask_opens_no_contact(act: Act) -> None:
    stop = a_stop(thank_you_owed=True, question_open=True, reopened=True)
    assert judge(CODE, facts(act, None, stops=(stop,))).outcome is Outcome.BLOCK


@pytest.mark.parametrize(
    ("act", "stops", "outcome"),
    [
        pytest.param(Act.THANK, (), Outcome.BLOCK, id="thanks, no stop"),
        pytest.param(Act.THANK, (a_stop(),), Outcome.BLOCK, id="thanks, not owed"),
        pytest.param(Act.THANK, (a_stop(thank_you_owed=True),), Outcome.ALLOW, id="thanks, owed"),
        pytest.param(Act.THANK, (a_stop(thank_you_owed=True), FAMILY, SPONSOR), Outcome.ALLOW,
                     id="thanks, owed beside the wider stops"),
        pytest.param(Act.THANK, (a_stop(StopScope.GROUP_FAMILY, thank_you_owed=True),),
                     Outcome.BLOCK, id="thanks, owed to another ask"),
        pytest.param(Act.THANK, (a_stop(thank_you_owed=True),
                                 a_stop(StopScope.GROUP_FAMILY, StopReason.POLICY_NO)),
                     Outcome.BLOCK, id="thanks, but the policy says no"),
        pytest.param(Act.THANK, (a_stop(question_open=True),), Outcome.BLOCK,
                     id="thanks, an answer is owed"),
        pytest.param(Act.ANSWER, (), Outcome.BLOCK, id="answer, no stop"),
        pytest.param(Act.ANSWER, (a_stop(thank_you_owed=True),), Outcome.BLOCK,
                     id="answer, thanks are owed"),
        pytest.param(Act.ANSWER, (a_stop(question_open=True), FAMILY), Outcome.ALLOW,
                     id="answer, asked"),
        pytest.param(Act.REPLY, (a_stop(reopened=True),), Outcome.ALLOW, id="reply, reopened"),
        pytest.param(Act.REPLY, (a_stop(reopened=True), FAMILY), Outcome.BLOCK,
                     id="reply, another stop binds"),
    ],
)  # fmt: skip
def test_what_is_owed_goes_out_and_no_more(
    act: Act, stops: tuple[Stop, ...], outcome: Outcome
) -> None:
    finding = judge(CODE, facts(act, None, stops=stops))
    assert finding.outcome is outcome
    assert not finding.can_be_overridden


def test_thanks_that_nobody_is_owed_are_named() -> None:
    finding = judge(CODE, facts(Act.THANK, None))
    assert str(finding.because) == "No thank-you is owed for this ask."


@pytest.mark.parametrize(
    ("partnership", "touches", "outcome"),
    [
        (a_partnership(), (), Outcome.BLOCK),
        (None, (), Outcome.BLOCK),
        (a_partnership(), (an_attempt(TODAY),), Outcome.BLOCK),
        (a_partnership(), (GENUINE,), Outcome.ALLOW),
        (a_partnership(in_conversation=True), (), Outcome.ALLOW),
        (a_partnership(closed=True), (GENUINE,), Outcome.ALLOW),
    ],
)
def test_only_who_was_written_to_replies(
    partnership: object, touches: tuple, outcome: Outcome
) -> None:
    reply = facts(Act.REPLY, None, partnership=partnership, touches=touches)
    assert judge(CODE, reply).outcome is outcome


@pytest.mark.parametrize(
    ("heard", "outcome"),
    [
        ((False,), Outcome.ALLOW), ((True,), Outcome.BLOCK), ((False, True), Outcome.BLOCK),
        ((True, False), Outcome.ALLOW),
    ],
)  # fmt: skip
def test_a_reply_is_to_a_last_word_that_welcomes_one(
    heard: tuple[bool, ...], outcome: Outcome
) -> None:
    touches = tuple(replace(GENUINE, ends=ends) for ends in heard)
    finding = judge(CODE, facts(Act.REPLY, None, touches=touches))
    assert finding.outcome is outcome
    assert not finding.can_be_overridden


def test_a_closed_partnership_is_not_contacted_again() -> None:
    closed = facts(partnership=a_partnership(closed=True))
    finding = judge(CODE, closed)
    assert finding.outcome is Outcome.BLOCK
    assert mends(finding) == [Mend.NEW_PARTNERSHIP]
    assert not finding.can_be_overridden
    assert judge(CODE, facts(Act.CONSIDER, None, partnership=None)).outcome is Outcome.ALLOW
