"""Independence: no term ties the group to one sponsor."""

import pytest

from advocacy.policy.facts import Act, Purpose, Terms
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import facts, judge, mends

CODE = "independence"
ACTS = (Act.CONTACT, Act.AGREE_TERMS, Act.EXECUTE, Act.GO_LIVE)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("terms", "because"),
    [
        (Terms(exclusivity=True), "Exclusivity would forbid the group other partners."),
        (Terms(sole_funder=True),
         "A sole-funder term would make the group depend on one sponsor."),
        (Terms(pay_per_referral=True), "The fee is tied to referrals or enrolment."),
        (Terms(exclusivity=True, pay_per_referral=True),
         ("Exclusivity would forbid the group other partners. "
         "The fee is tied to referrals or enrolment.")),
    ],
)  # fmt: skip
def test_a_tying_term_is_refused_and_nobody_excepts_it(
    act: Act, terms: Terms, because: str
) -> None:
    finding = judge(CODE, facts(act, terms=terms))
    assert (finding.outcome, str(finding.because)) == (Outcome.BLOCK, because)
    assert not finding.can_be_overridden
    assert mends(finding) == [Mend.CHANGE_TERM]


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (Act.CONTACT, Outcome.ALLOW),
        (Act.AGREE_TERMS, Outcome.ALLOW),
        (Act.EXECUTE, Outcome.WARN),
        (Act.GO_LIVE, Outcome.BLOCK),
    ],
)
def test_the_logo_waits_for_the_permission(act: Act, outcome: Outcome) -> None:
    finding = judge(CODE, facts(act, terms=Terms(uses_logo=True)))
    assert finding.outcome is outcome
    permitted = Terms(uses_logo=True, logo_permission=True)
    assert judge(CODE, facts(act, terms=permitted)).outcome is Outcome.ALLOW


def test_a_tying_term_and_a_missing_permission_are_both_told() -> None:
    terms = Terms(sole_funder=True, uses_logo=True)
    finding = judge(CODE, facts(Act.GO_LIVE, None, terms=terms))
    assert mends(finding) == [Mend.CHANGE_TERM, Mend.RECORD_LOGO_PERMISSION]
    assert "sole-funder" in str(finding.because)
    assert "logo" in str(finding.because)


@pytest.mark.parametrize("act", ACTS)
def test_free_terms_pass(act: Act) -> None:
    assert judge(CODE, facts(act)).outcome is Outcome.ALLOW


def test_a_touch_without_an_ask_carries_no_terms() -> None:
    thanks = facts(purpose=Purpose.THANK_YOU, terms=Terms(exclusivity=True))
    assert judge(CODE, thanks).outcome is Outcome.ALLOW
