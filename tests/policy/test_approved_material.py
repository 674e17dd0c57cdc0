"""Approved material: this very text, language, country and channel, on that day."""

from dataclasses import replace

import pytest

from advocacy.policy.facts import Act, Approval
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import TODAY, a_placement, an_approval, days, facts, judge, mends, pk

CODE = "approved-material"


@pytest.mark.parametrize(
    ("approval", "differs"),
    [
        (an_approval(file_hash="hash-0"), "the text changed since approval"),
        (an_approval(language="es"), "approved for es, not for en"),
        (an_approval(country="CA"), "approved for CA, not for US"),
        (an_approval(channel="social"), "approved for social media, not for newsletter"),
        (an_approval(withdrawn=True), "Central IRB withdrew the approval"),
        (an_approval(approved_on=TODAY + days(1)),
         "the approval is dated Thu 19 Nov 2026, which is still to come"),
        (an_approval(expires_on=TODAY), "the approval expired on Wed 18 Nov 2026"),
        (an_approval(expires_on=TODAY - days(9)), "the approval expired on Mon 9 Nov 2026"),
        (an_approval(expires_on=TODAY + days(7)),
         "the approval expires on Wed 25 Nov 2026, before the placement of Wed 25 Nov 2026"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("act", [Act.PLACE, Act.GO_LIVE])
def test_it_says_which_part_differs(act: Act, approval: Approval, differs: str) -> None:
    finding = judge(CODE, facts(act, None, placements=(a_placement(approval),)))
    assert finding.outcome is Outcome.BLOCK
    assert str(finding.because) == f"Flyer, version 2: {differs}."
    assert not finding.can_be_overridden
    assert mends(finding) == [Mend.APPROVE_MATERIAL]


@pytest.mark.parametrize(
    "approval",
    [
        an_approval(),
        an_approval(approved_on=TODAY),
        an_approval(expires_on=TODAY + days(8)),
    ],
    ids=["long since", "today", "until the day after"],
)
@pytest.mark.parametrize("act", [Act.PLACE, Act.GO_LIVE])
def test_a_live_approval_is_enough(act: Act, approval: Approval) -> None:
    finding = judge(CODE, facts(act, None, placements=(a_placement(approval),)))
    assert finding.outcome is Outcome.ALLOW
    assert str(finding.because) == "1 placement has a live approval."


def test_one_fitting_approval_among_others_is_enough() -> None:
    others = (an_approval(file_hash="hash-0"), an_approval(withdrawn=True), an_approval())
    finding = judge(CODE, facts(Act.GO_LIVE, None, placements=(a_placement(*others),)))
    assert finding.outcome is Outcome.ALLOW


def test_parts_of_several_approvals_do_not_add_up() -> None:
    parts = (an_approval(channel="social"), an_approval(country="CA"))
    finding = judge(CODE, facts(Act.GO_LIVE, None, placements=(a_placement(*parts),)))
    assert finding.outcome is Outcome.BLOCK


def test_a_placement_without_any_approval_says_so() -> None:
    bare = replace(a_placement(), approvals=())
    finding = judge(CODE, facts(Act.PLACE, None, placements=(bare,)))
    assert str(finding.because) == "Flyer, version 2: no approval is on file."


def test_every_placement_is_judged_and_all_that_fail_are_told() -> None:
    placements = (
        a_placement(),
        a_placement(an_approval(file_hash="hash-0"), id=pk("placement 2"), material="Post"),
        a_placement(an_approval(language="es"), id=pk("placement 3"), material="Mail"),
    )
    finding = judge(CODE, facts(Act.GO_LIVE, None, placements=placements))
    assert str(finding.because) == (
        "Post, version 2: the text changed since approval. "
        "Mail, version 2: approved for es, not for en."
    )
    assert [e.id for e in finding.evidence] == [pk("placement 2"), pk("placement 3")]


@pytest.mark.parametrize("act", [Act.PLACE, Act.GO_LIVE])
def test_nothing_planned_is_unknown(act: Act) -> None:
    finding = judge(CODE, facts(act, None, placements=()))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding) == [Mend.ADD_PLACEMENT]
    assert not finding.can_be_overridden
