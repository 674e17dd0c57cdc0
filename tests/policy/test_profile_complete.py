"""Profile complete: four fresh facts and the reason, before the first touch."""

from datetime import date

import pytest

from advocacy.policy.facts import Act, ProfileFact
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import PROFILE, a_fact, a_group, a_partnership, facts, judge, mends

CODE = "profile-complete"


@pytest.mark.parametrize(
    ("profile", "outcome", "count"),
    [
        pytest.param((), Outcome.BLOCK, "0 of 4", id="unknown"),
        pytest.param(PROFILE[:3], Outcome.BLOCK, "3 of 4", id="below"),
        pytest.param(PROFILE, Outcome.ALLOW, "4 of 4", id="at"),
        pytest.param((*PROFILE, a_fact("audience")), Outcome.ALLOW, "5 of 4", id="above"),
        pytest.param((*PROFILE[:3], PROFILE[0]), Outcome.BLOCK, "3 of 4", id="one kind twice"),
        pytest.param(
            (*PROFILE[:3], a_fact("size", as_of=date(2025, 11, 19))),
            Outcome.BLOCK, "3 of 4", id="size known already",
        ),
        pytest.param(
            (*PROFILE[:3], a_fact("audience", as_of=date(2025, 11, 19))),
            Outcome.ALLOW, "4 of 4", id="a day under twelve months",
        ),
        pytest.param(
            (*PROFILE[:3], a_fact("audience", as_of=date(2025, 11, 18))),
            Outcome.BLOCK, "3 of 4", id="twelve months old",
        ),
        pytest.param(
            (*PROFILE[:3], a_fact("audience", source="")), Outcome.BLOCK, "3 of 4", id="no source"
        ),
    ],
)  # fmt: skip
def test_it_counts_the_kinds_of_fresh_sourced_facts(
    profile: tuple[ProfileFact, ...], outcome: Outcome, count: str
) -> None:
    finding = judge(CODE, facts(group=a_group(profile=profile)))
    assert finding.outcome is outcome
    assert str(finding.because).startswith(count)


def test_it_wants_the_note_why_this_group() -> None:
    finding = judge(CODE, facts(partnership=a_partnership(why_this_group="  ")))
    assert finding.outcome is Outcome.BLOCK
    assert str(finding.because).endswith("The note why this group is missing.")
    assert mends(finding)[0] == Mend.WHY_THIS_GROUP
    assert finding.can_be_overridden
    assert finding.override_role == "manager"


def test_it_has_done_its_work_after_the_first_touch() -> None:
    partnership = a_partnership(first_touch_done=True)
    finding = judge(CODE, facts(group=a_group(profile=()), partnership=partnership))
    assert finding.outcome is Outcome.ALLOW


def test_it_tells_a_candidate_and_does_not_refuse_it() -> None:
    poor = facts(Act.CONSIDER, None, group=a_group(profile=PROFILE[:1]), partnership=None)
    assert judge(CODE, poor).outcome is Outcome.WARN
    assert judge(CODE, facts(Act.CONSIDER, None, partnership=None)).outcome is Outcome.ALLOW
