"""Opt-out: a group's never holds for all, a person's for that person."""

from dataclasses import replace
from datetime import date

import pytest

from advocacy.policy.facts import Act, Intent, OptOut, Purpose
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import a_group, facts, judge, mends, pk

CODE = "opt-out"
ACTS = (Act.CONSIDER, Act.CONTACT, Act.THANK, Act.ANSWER, Act.REPLY)
SAID = date(2026, 3, 2)
GROUP = OptOut(pk("group says never"), SAID, "Northern Lights")
UMBRELLA = OptOut(pk("umbrella says never"), SAID, "National Lights")
PERSON = OptOut(pk("person says never"), SAID, person=pk("Kim"), person_name="Kim Example")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("opt_out", [GROUP, UMBRELLA])
def test_the_group_s_never_holds_for_everything(act: Act, opt_out: OptOut) -> None:
    finding = judge(CODE, facts(act, None, group=a_group(opt_outs=(opt_out,))))
    assert finding.outcome is Outcome.BLOCK
    assert finding.never
    assert not finding.can_be_overridden
    assert finding.clears_at is None
    assert mends(finding) == [Mend.RECORD_INVITATION]


@pytest.mark.parametrize(
    ("person", "outcome"),
    [("Kim", Outcome.BLOCK), ("Lee", Outcome.ALLOW), (None, Outcome.ALLOW)],
)
@pytest.mark.parametrize("act", ACTS)
def test_a_persons_never_holds_for_that_person(
    act: Act, person: str | None, outcome: Outcome
) -> None:
    intent = Intent(act, Purpose.ASK, "mail", pk(person) if person else None)
    finding = judge(CODE, facts(intent=intent, group=a_group(opt_outs=(PERSON,))))
    assert finding.outcome is outcome
    assert not finding.never
    assert not finding.can_be_overridden


def test_it_says_who_said_it_and_when() -> None:
    own = judge(CODE, facts(group=a_group(opt_outs=(GROUP,))))
    assert str(own.because) == "The group opted out on Mon 2 Mar 2026."
    above = judge(CODE, facts(group=a_group(opt_outs=(UMBRELLA,))))
    assert str(above.because) == (
        "National Lights, to which it belongs, opted out on Mon 2 Mar 2026."
    )
    kim = Intent(Act.CONTACT, Purpose.ASK, "mail", pk("Kim"))
    hers = judge(CODE, facts(intent=kim, group=a_group(opt_outs=(PERSON,))))
    assert str(hers.because) == "Kim Example opted out on Mon 2 Mar 2026."
    assert mends(hers) == [Mend.OTHER_PERSON]
    assert [e.id for e in hers.evidence] == [pk("person says never")]


def test_it_says_where_a_person_said_it_who_is_at_several_groups() -> None:
    kim = Intent(Act.CONTACT, Purpose.ASK, "mail", pk("Kim"))
    elsewhere = replace(PERSON, group="Southern Lights")
    finding = judge(CODE, facts(intent=kim, group=a_group(opt_outs=(elsewhere,))))
    assert str(finding.because) == (
        "Kim Example opted out on Mon 2 Mar 2026 at Southern Lights, with the same e-mail address."
    )


def test_nobody_said_never() -> None:
    assert judge(CODE, facts()).outcome is Outcome.ALLOW
