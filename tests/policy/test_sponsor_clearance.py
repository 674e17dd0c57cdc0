"""Sponsor clearance: a dated, named, fresh answer; silence is none."""

from datetime import date
from typing import Any

import pytest

from advocacy.policy.facts import Act, ClearanceAnswer, Purpose, SponsorContact
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import (
    TODAY,
    a_clearance,
    a_study,
    a_tie,
    advice,
    days,
    facts,
    judge,
    mends,
    pk,
)

CODE = "sponsor-clearance"
LATER = (Act.REPLY, Act.AGREE_TERMS, Act.EXECUTE, Act.GO_LIVE)
FINAL = (ClearanceAnswer.HOLD, ClearanceAnswer.DO_NOT_CONTACT)


@pytest.mark.parametrize("act", [Act.CONSIDER, Act.CONTACT])
def test_it_names_whom_to_ask_where_nobody_was_asked(act: Act) -> None:
    finding = judge(CODE, facts(act, clearance=None))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding) == [Mend.ASK_SPONSOR]
    assert advice(finding) == "Ask R. Example, patient engagement, at Genentech"
    assert finding.override_role == "compliance"


def test_it_asks_for_a_contact_where_the_sponsor_has_none() -> None:
    finding = judge(CODE, facts(clearance=None, study=a_study(contacts=())))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding)[0] == Mend.ADD_SPONSOR_CONTACT


def test_it_leaves_out_the_role_that_a_contact_has_not() -> None:
    study = a_study(contacts=(SponsorContact(pk("contact"), "R. Example", ""),))
    finding = judge(CODE, facts(clearance=None, study=study))
    assert advice(finding) == "Ask R. Example at Genentech"


@pytest.mark.parametrize(
    ("answer", "outcome", "overridable", "never"),
    [
        (ClearanceAnswer.NONE_KNOWN, Outcome.ALLOW, True, False),
        (ClearanceAnswer.COORDINATE, Outcome.WARN, True, False),
        (ClearanceAnswer.SPONSOR_LEADS, Outcome.BLOCK, False, False),
        (ClearanceAnswer.HOLD, Outcome.BLOCK, False, False),
        (ClearanceAnswer.DO_NOT_CONTACT, Outcome.BLOCK, False, True),
    ],
)
def test_each_answer_has_its_verdict(
    answer: ClearanceAnswer, outcome: Outcome, overridable: bool, never: bool
) -> None:
    finding = judge(CODE, facts(clearance=a_clearance(answer)))
    assert finding.outcome is outcome
    assert finding.overridable is overridable
    assert finding.never is never


@pytest.mark.parametrize(
    ("age", "outcome"),
    [(0, Outcome.ALLOW), (89, Outcome.ALLOW), (90, Outcome.BLOCK), (200, Outcome.BLOCK)],
)
def test_an_answer_holds_for_under_90_days(age: int, outcome: Outcome) -> None:
    clearance = a_clearance(answered_on=TODAY - days(age))
    finding = judge(CODE, facts(clearance=clearance))
    assert finding.outcome is outcome
    assert finding.overridable


def test_an_old_answer_says_how_old_it_is() -> None:
    clearance = a_clearance(answered_on=TODAY - days(91))
    finding = judge(CODE, facts(clearance=clearance))
    assert "is 91 days old and holds for 90." in str(finding.because)
    assert mends(finding)[0] == Mend.ASK_SPONSOR


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [(None, Outcome.ALLOW), (-11, Outcome.ALLOW), (-10, Outcome.ALLOW), (-9, Outcome.BLOCK)],
)
def test_an_acquisition_after_the_answer_reopens_it(changed: int | None, outcome: Outcome) -> None:
    changed_on = None if changed is None else TODAY + days(changed)
    finding = judge(CODE, facts(study=a_study(family_changed_on=changed_on)))
    assert finding.outcome is outcome


@pytest.mark.parametrize(
    ("asked_on", "passed", "remedy"),
    [
        (date(2026, 11, 18), "0 of 10 business days have passed", "Remind R. Example"),
        (date(2026, 11, 17), "1 of 10 business days has passed", "Remind R. Example"),
        (date(2026, 11, 13), "3 of 10 business days have passed", "Remind R. Example"),
        (date(2026, 11, 4), "9 of 10 business days have passed", "Remind R. Example"),
        (date(2026, 11, 3), "10 of 10 business days have passed",
         "Call R. Example; a mail was not enough"),
    ],
)  # fmt: skip
def test_silence_never_clears_and_asks_for_a_call_after_ten_business_days(
    asked_on: date, passed: str, remedy: str
) -> None:
    finding = judge(CODE, facts(clearance=a_clearance(None, asked_on=asked_on)))
    assert finding.outcome is Outcome.BLOCK
    assert passed in str(finding.because)
    assert advice(finding) == remedy
    assert finding.clears_at is None


def test_an_expired_answer_that_was_asked_for_again_tells_both() -> None:
    old = a_clearance(answered_on=TODAY - days(120))
    again = a_clearance(None, asked_on=date(2026, 11, 13))
    finding = judge(CODE, facts(clearance=old, clearance_pending=again))
    assert "is 120 days old" in str(finding.because)
    assert "3 of 10 business days" in str(finding.because)
    assert mends(finding)[0] == Mend.CHASE_SPONSOR


@pytest.mark.parametrize("changes", [{"answered_by": ""}, {"answered_on": None}])
def test_an_answer_without_name_or_date_is_none(changes: dict[str, Any]) -> None:
    finding = judge(CODE, facts(clearance=a_clearance(**changes)))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding)[0] == Mend.SPONSOR_ANSWER


def test_it_shows_the_path_through_the_sponsor_family() -> None:
    finding = judge(CODE, facts(clearance=None, ties=(a_tie(),)))
    assert str(finding.because) == (
        "The sponsor family has 1 relationship with this group family: grant, "
        "Genentech › Roche with Northern Lights, since Mon 1 May 2023. "
        "Genentech has not been asked."
    )
    assert [e.id for e in finding.evidence] == [pk("tie")]


def test_it_counts_and_links_every_tie() -> None:
    ties = (a_tie(), a_tie(id=pk("tie 2"), kind="co_listed", since=None, path=()))
    finding = judge(CODE, facts(clearance=None, ties=ties))
    assert "has 2 relationships" in str(finding.because)
    assert [str(e.label) for e in finding.evidence] == [
        "grant, Genentech › Roche with Northern Lights, since Mon 1 May 2023",
        "co-listed on a trial, Roche with Northern Lights",
    ]


@pytest.mark.parametrize("act", LATER)
@pytest.mark.parametrize("answer", FINAL)
def test_hold_and_do_not_contact_refuse_what_comes_later_too(
    act: Act, answer: ClearanceAnswer
) -> None:
    finding = judge(CODE, facts(act, None, clearance=a_clearance(answer)))
    assert finding.outcome is Outcome.BLOCK
    assert not finding.can_be_overridden


@pytest.mark.parametrize("act", LATER)
@pytest.mark.parametrize(
    "clearance",
    [None, a_clearance(None), a_clearance(ClearanceAnswer.SPONSOR_LEADS),
     a_clearance(answered_on=TODAY - days(300))],
)  # fmt: skip
def test_nothing_else_refuses_what_comes_later(act: Act, clearance: object) -> None:
    assert judge(CODE, facts(act, None, clearance=clearance)).outcome is Outcome.ALLOW


@pytest.mark.parametrize("answer", FINAL)
def test_a_hold_does_not_age(answer: ClearanceAnswer) -> None:
    old = a_clearance(answer, answered_on=TODAY - days(400))
    assert judge(CODE, facts(clearance=old)).outcome is Outcome.BLOCK


def test_even_a_first_question_waits_for_the_sponsor() -> None:
    finding = judge(CODE, facts(purpose=Purpose.EXPLORATORY, clearance=None))
    assert finding.outcome is Outcome.UNKNOWN
