"""Willingness: the group's own stance, known and fresh."""

from datetime import date

import pytest

from advocacy.policy.facts import Act, Purpose, Stance, StanceKind
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Outcome
from tests.policy.cast import a_group, a_stance, facts, judge, mends

CODE = "willingness"
OLD = date(2025, 11, 18)  # twelve months ago


@pytest.mark.parametrize(
    ("stance", "consider", "ask", "exploratory"),
    [
        pytest.param(None, Outcome.WARN, Outcome.UNKNOWN, Outcome.ALLOW, id="never asked"),
        pytest.param(a_stance(StanceKind.UNKNOWN), Outcome.WARN, Outcome.UNKNOWN, Outcome.ALLOW,
                     id="asked and unknown"),
        pytest.param(a_stance(), Outcome.ALLOW, Outcome.ALLOW, Outcome.ALLOW, id="open"),
        pytest.param(a_stance(StanceKind.CASE_BY_CASE), Outcome.ALLOW, Outcome.ALLOW,
                     Outcome.ALLOW, id="case by case"),
        pytest.param(a_stance(as_of=date(2025, 11, 19)), Outcome.ALLOW, Outcome.ALLOW,
                     Outcome.ALLOW, id="a day under twelve months"),
        pytest.param(a_stance(as_of=OLD), Outcome.WARN, Outcome.UNKNOWN, Outcome.ALLOW,
                     id="twelve months old"),
        pytest.param(a_stance(StanceKind.NO_TRIALS), Outcome.BLOCK, Outcome.BLOCK, Outcome.BLOCK,
                     id="no trials"),
        pytest.param(a_stance(StanceKind.NO_INDUSTRY), Outcome.BLOCK, Outcome.BLOCK,
                     Outcome.BLOCK, id="no industry"),
        pytest.param(a_stance(StanceKind.NO_TRIALS, as_of=OLD), Outcome.BLOCK, Outcome.BLOCK,
                     Outcome.BLOCK, id="an old no"),
    ],
)  # fmt: skip
def test_each_stance_has_its_verdict(
    stance: Stance | None, consider: Outcome, ask: Outcome, exploratory: Outcome
) -> None:
    group = a_group(stance=stance)
    assert judge(CODE, facts(Act.CONSIDER, None, group=group)).outcome is consider
    assert judge(CODE, facts(group=group)).outcome is ask
    assert judge(CODE, facts(Act.AGREE_TERMS, None, group=group)).outcome is ask
    assert judge(CODE, facts(purpose=Purpose.EXPLORATORY, group=group)).outcome is exploratory


def test_an_unknown_stance_is_asked_for_and_counts_nothing() -> None:
    group = a_group(stance=None)
    candidate = judge(CODE, facts(Act.CONSIDER, None, group=group))
    assert str(candidate.because) == (
        "Nobody has asked this group how it stands to trials. "
        "Ask first; its audience counts 0 in any forecast."
    )
    finding = judge(CODE, facts(group=group))
    assert mends(finding)[0] == Mend.ASK_STANCE
    assert finding.can_be_overridden
    assert finding.override_role == "manager"


def test_no_industry_said_by_the_umbrella_binds_its_chapter_for_good() -> None:
    stance = a_stance(StanceKind.NO_INDUSTRY, group="National Lights")
    finding = judge(CODE, facts(group=a_group(stance=stance)))
    assert str(finding.because) == (
        "National Lights, to which it belongs, works with no industry: said on Fri 2 Oct 2026 "
        "(phone with the coordinator)."
    )
    assert finding.never
    assert not finding.can_be_overridden
    assert mends(finding)[0] == Mend.OTHER_GROUP


def test_the_groups_own_stance_names_no_umbrella() -> None:
    stance = a_stance(StanceKind.CASE_BY_CASE, group="Northern Lights", source="")
    finding = judge(CODE, facts(group=a_group(stance=stance)))
    assert str(finding.because) == (
        "The group decides case by case: said on Fri 2 Oct 2026 (no source)."
    )
