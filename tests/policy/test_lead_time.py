"""Lead time: the remaining phases end by the launch, and the sum is shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from advocacy.policy.facts import Act, Phase, PhasePlan, Purpose
from advocacy.policy.lead_time import (
    arithmetic,
    default_phases,
    fits,
    is_light,
    latest_start,
    schedule,
    weeks_left,
    weeks_needed,
    with_master,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Finding, Outcome
from tests.policy.cast import LIMITS, TODAY, a_study, an_ask, days, facts, judge, mends, pk

CODE = "lead-time"
PHASES = default_phases(LIMITS)
HEAVY = an_ask(primary="webinar", effort_hours=Decimal(6))


def at(left: int, act: Act = Act.CONTACT, **changes: Any) -> Finding:
    """The finding with so many days left to the launch."""
    study = a_study(launch_on=TODAY + days(left))
    return judge(CODE, facts(act, **{"study": study, "ask": HEAVY, **changes}))


@pytest.mark.parametrize(
    ("left", "outcome", "overridable"),
    [
        pytest.param(78, Outcome.ALLOW, True, id="a day more than 11 weeks"),
        pytest.param(77, Outcome.ALLOW, True, id="11 weeks"),
        pytest.param(76, Outcome.BLOCK, True, id="a day less"),
        pytest.param(58, Outcome.BLOCK, True, id="just under a quarter short"),
        pytest.param(57, Outcome.BLOCK, False, id="over a quarter short"),
        pytest.param(42, Outcome.BLOCK, False, id="6 weeks"),
        pytest.param(-1, Outcome.BLOCK, False, id="after the launch"),
    ],
)
@pytest.mark.parametrize("act", [Act.CONSIDER, Act.CONTACT, Act.AGREE_TERMS])
def test_it_wants_eleven_weeks_and_a_manager_may_answer_for_a_quarter(
    act: Act, left: int, outcome: Outcome, overridable: bool
) -> None:
    finding = at(left, act)
    assert finding.outcome is outcome
    assert finding.overridable is overridable
    assert finding.clears_at is None


def test_exactly_a_quarter_short_may_still_be_excepted() -> None:
    phases = (PhasePlan(Phase.REVIEW, Decimal(4)),)
    assert at(21, phases=phases).overridable
    assert not at(20, phases=phases).overridable


def test_it_shows_the_arithmetic() -> None:
    assert str(at(46).because) == (
        "2 conversation + 3 review + 4 contract (3 materials beside it) + 2 set-up = 11 weeks; "
        "6.5 left to Sun 3 Jan 2027. Short by 40\N{NO-BREAK SPACE}%."
    )


def test_it_says_what_learned_phases_rest_on() -> None:
    phases = (
        PhasePlan(Phase.CONVERSATION, Decimal(2), done=True),
        PhasePlan(Phase.REVIEW, Decimal("3.4"), "kind", 7),
        PhasePlan(Phase.CONTRACT, Decimal(1), "master", evidence=pk("master")),
        PhasePlan(Phase.MATERIALS, Decimal(3)),
        PhasePlan(Phase.SETUP, Decimal(2), "group", 5),
    )
    finding = at(70, phases=phases)
    assert finding.outcome is Outcome.ALLOW
    assert str(finding.because) == (
        "3.4 review [P80 of 7 partnerships with groups of its kind] + 3 materials (1 contract "
        "[master agreement signed] beside it) + 2 set-up [P80 of 5 partnerships with this group] "
        "= 8.4 weeks; 10 left to Wed 27 Jan 2027."
    )
    assert [e.id for e in finding.evidence] == [pk("master")]


def test_it_does_not_know_without_a_launch() -> None:
    finding = judge(CODE, facts(study=a_study(launch_on=None)))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding)[0] == Mend.ADD_LAUNCH


def test_six_weeks_for_eleven_offer_a_smaller_ask_that_fits() -> None:
    finding = at(42)
    assert mends(finding) == [Mend.SMALLER_ASK, Mend.MOVE_LAUNCH]
    assert not finding.overridable


def test_less_than_the_short_phases_leaves_only_the_launch_to_move() -> None:
    assert mends(at(41)) == [Mend.MOVE_LAUNCH]


def test_a_master_agreement_is_offered_where_it_makes_it_fit() -> None:
    assert mends(at(70)) == [Mend.SMALLER_ASK, Mend.SIGN_MASTER, Mend.MOVE_LAUNCH]


def test_a_signed_master_agreement_shortens_the_contract_only() -> None:
    assert weeks_needed(with_master(PHASES, LIMITS)) == 10
    assert at(70, phases=with_master(PHASES, LIMITS)).outcome is Outcome.ALLOW
    assert at(69, phases=with_master(PHASES, LIMITS)).outcome is Outcome.BLOCK


def test_a_light_ask_is_planned_with_the_short_phases() -> None:
    assert at(42, ask=an_ask()).outcome is Outcome.ALLOW
    short = at(41, ask=an_ask())
    assert short.outcome is Outcome.BLOCK
    assert Mend.SMALLER_ASK not in mends(short)


@pytest.mark.parametrize(
    ("changes", "light"),
    [
        ({}, True),
        ({"effort_hours": Decimal(1)}, True),
        ({"effort_hours": Decimal("1.01")}, False),
        ({"primary": "webinar"}, False),
        ({"optional": ("social_post",)}, True),
        ({"optional": ("survey",)}, False),
        ({"primary": "something new"}, False),
    ],
)
def test_an_ask_is_light_when_all_of_it_is(changes: dict[str, Any], light: bool) -> None:
    assert is_light(an_ask(**changes), LIMITS) is light


def test_thanks_start_no_plan() -> None:
    assert at(1, purpose=Purpose.THANK_YOU).outcome is Outcome.ALLOW
    assert at(1, purpose=Purpose.EXPLORATORY).outcome is Outcome.BLOCK


def test_nothing_is_left_when_every_phase_is_done() -> None:
    done = tuple(replace(plan, done=True) for plan in PHASES)
    assert at(0, phases=done).outcome is Outcome.ALLOW
    assert weeks_needed(done) == 0


def test_contract_and_materials_run_side_by_side() -> None:
    contract = PhasePlan(Phase.CONTRACT, Decimal(2))
    materials = PhasePlan(Phase.MATERIALS, Decimal(3))
    assert weeks_needed((contract, materials)) == 3
    assert weeks_needed((contract, replace(materials, done=True))) == 2
    assert str(arithmetic((contract, materials))) == "3 materials (2 contract beside it) = 3 weeks"


def test_the_plan_runs_back_from_the_launch() -> None:
    launch = date(2027, 3, 1)
    planned = {
        window.plan.phase: (window.starts_on, window.ends_on)
        for window in schedule(PHASES, launch_on=launch)
    }
    assert planned == {
        Phase.CONVERSATION: (date(2026, 12, 14), date(2026, 12, 28)),
        Phase.REVIEW: (date(2026, 12, 28), date(2027, 1, 18)),
        Phase.CONTRACT: (date(2027, 1, 18), date(2027, 2, 15)),
        Phase.MATERIALS: (date(2027, 1, 25), date(2027, 2, 15)),
        Phase.SETUP: (date(2027, 2, 15), launch),
    }
    assert list(planned) == list(Phase)
    assert latest_start(PHASES, launch_on=launch) == date(2026, 12, 14)


def test_it_still_fits_on_the_latest_start_and_not_a_day_later() -> None:
    phases = (*PHASES[:4], PhasePlan(Phase.SETUP, Decimal("1.3"), "group", 6))
    launch = date(2027, 3, 1)
    start = latest_start(phases, launch_on=launch)
    assert fits(phases, today=start, launch_on=launch)
    assert not fits(phases, today=start + days(1), launch_on=launch)


def test_weeks_left_are_rounded_down_so_that_no_sum_looks_enough() -> None:
    assert weeks_left(TODAY, TODAY + days(76)) == Decimal("10.8")
    assert weeks_left(TODAY, TODAY + days(77)) == 11
    assert weeks_left(TODAY, TODAY - days(1)) == Decimal("-0.2")
