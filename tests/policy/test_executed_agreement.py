"""Executed agreement: nothing is placed, live or paid without one."""

from datetime import date

import pytest

from advocacy.policy.facts import Act, Agreement
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import TODAY, a_placement, an_agreement, days, facts, judge, mends, pk

CODE = "executed-agreement"
AFTER = (Act.PLACE, Act.GO_LIVE, Act.PAY)


@pytest.mark.parametrize("act", [Act.EXECUTE, *AFTER])
@pytest.mark.parametrize(
    "agreement",
    [
        None,
        an_agreement(missing=("group_signed_on",)),
        an_agreement(ends_on=None),
    ],
)
def test_what_is_not_complete_is_refused_and_nobody_excepts_it(
    act: Act, agreement: Agreement | None
) -> None:
    finding = judge(CODE, facts(act, None, agreement=agreement))
    assert finding.outcome is Outcome.BLOCK
    assert not finding.can_be_overridden


@pytest.mark.parametrize("act", AFTER)
@pytest.mark.parametrize(
    ("agreement", "outcome"),
    [
        pytest.param(an_agreement(executed_on=None), Outcome.BLOCK, id="unsigned"),
        pytest.param(an_agreement(executed_on=TODAY + days(1)), Outcome.BLOCK, id="tomorrow"),
        pytest.param(an_agreement(executed_on=TODAY), Outcome.ALLOW, id="today"),
        pytest.param(an_agreement(starts_on=TODAY + days(30)), Outcome.BLOCK, id="begins later"),
        pytest.param(an_agreement(ends_on=TODAY - days(1)), Outcome.BLOCK, id="ended yesterday"),
        pytest.param(an_agreement(), Outcome.ALLOW, id="in force"),
    ],
)
def test_what_comes_after_needs_it_in_force(
    act: Act, agreement: Agreement, outcome: Outcome
) -> None:
    assert judge(CODE, facts(act, None, agreement=agreement)).outcome is outcome


def test_an_agreement_to_be_executed_needs_its_fields_and_no_date_yet() -> None:
    draft = an_agreement(executed_on=None)
    assert judge(CODE, facts(Act.EXECUTE, None, agreement=draft)).outcome is Outcome.ALLOW


def test_a_verbal_yes_is_pending_written() -> None:
    verbal = Agreement(
        pk("agreement"),
        verbal_yes_on=date(2026, 11, 9),
        missing=("ends_on", "group_signed_on", "sponsor_signed_on"),
    )
    finding = judge(CODE, facts(Act.GO_LIVE, None, agreement=verbal))
    assert str(finding.because) == (
        "The yes of Mon 9 Nov 2026 was verbal: pending written. 3 required fields are missing: "
        "end date, the group’s signature, the sponsor’s signature."
    )
    assert mends(finding) == [Mend.COMPLETE_AGREEMENT]


def test_a_verbal_yes_without_any_paper_asks_for_the_signatures() -> None:
    verbal = Agreement(None, verbal_yes_on=date(2026, 11, 9))
    finding = judge(CODE, facts(Act.GO_LIVE, None, agreement=verbal))
    assert str(finding.because) == "The yes of Mon 9 Nov 2026 was verbal: pending written."
    assert mends(finding) == [Mend.SIGN_AGREEMENT]
    executing = judge(CODE, facts(Act.EXECUTE, None, agreement=verbal))
    assert executing.because == finding.because
    assert executing.evidence == ()


def test_an_unsigned_agreement_says_so() -> None:
    finding = judge(CODE, facts(Act.PAY, None, agreement=an_agreement(executed_on=None)))
    assert str(finding.because) == "The agreement is not signed by both sides."
    assert mends(finding) == [Mend.SIGN_AGREEMENT]


@pytest.mark.parametrize(
    ("runs", "place", "live", "pay"),
    [
        pytest.param(60, Outcome.ALLOW, Outcome.ALLOW, Outcome.ALLOW, id="on the last day"),
        pytest.param(61, Outcome.BLOCK, Outcome.BLOCK, Outcome.ALLOW, id="a day later"),
    ],
)
def test_a_placement_after_the_end_is_refused(
    runs: int, place: Outcome, live: Outcome, pay: Outcome
) -> None:
    placements = (a_placement(planned_on=TODAY + days(runs)),)
    outcomes = [judge(CODE, facts(act, None, placements=placements)).outcome for act in AFTER]
    assert outcomes == [place, live, pay]


def test_a_placement_is_scheduled_into_an_agreement_that_begins_later() -> None:
    agreement = an_agreement(starts_on=TODAY + days(7))
    assert judge(CODE, facts(Act.PLACE, None, agreement=agreement)).outcome is Outcome.ALLOW
    finding = judge(CODE, facts(Act.GO_LIVE, None, agreement=agreement))
    assert finding.outcome is Outcome.BLOCK
    assert "begins on Wed 25 Nov 2026; Wed 18 Nov 2026 is before it." in str(finding.because)


def test_an_agreement_in_force_names_its_dates() -> None:
    finding = judge(CODE, facts(Act.PAY, None))
    assert str(finding.because) == "Executed on Fri 13 Nov 2026, in force until Sun 17 Jan 2027."
    assert [(e.kind, e.id) for e in finding.evidence] == [("agreement", pk("agreement"))]
