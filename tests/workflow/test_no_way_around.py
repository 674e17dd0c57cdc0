"""Ways around a rule that look harmless, and do not lead anywhere."""

from datetime import timedelta
from typing import Any

import pytest

from advocacy.models import BudgetHold, Partnership, PlacementState, SideState, Stage, Stop
from advocacy.workflow.errors import InvalidData, NotAllowed, PolicyBlocked, StageRefused
from tests import factories
from tests.workflow.world import ASK, World, clear_world

pytestmark = pytest.mark.django_db


def after_three_attempts() -> World:
    world = clear_world()
    for purpose, days in (("ask", 7), ("reminder", 14), ("thank_you", 1)):
        world.contact_now(purpose=purpose)
        world.wait(days)
    return world


def begun_anew(world: World) -> None:
    """Close by hand and start the same study with the same group."""
    world.partnership = world.do(
        "start_partnership", world.study, group=world.group, why_this_group="Once more."
    ).result  # fmt: skip
    Partnership.objects.filter(pk=world.partnership.pk).update(stage=Stage.CLEARED)
    world.partnership.refresh_from_db()
    world.do("write_ask", **{**ASK, "goal": world.group.goals.first()})


def test_closing_and_starting_again_resets_no_count() -> None:
    world = after_three_attempts()
    world.do("close", exit_reason="lead_time_too_short")
    begun_anew(world)
    world.wait(30)
    with pytest.raises(PolicyBlocked) as refused:
        world.contact_now(purpose="thank_you")
    assert "attempt-limit" in {f.rule for f in refused.value.decision.refusing}


def test_closing_for_no_response_by_hand_sets_the_same_stops() -> None:
    world = after_three_attempts()
    world.do("close", exit_reason="no_response")
    assert set(Stop.objects.values_list("scope", flat=True)) == {
        "ask", "group_family", "sponsor_family",
    }  # fmt: skip


@pytest.mark.parametrize("reason", ["hesitant", "declined_study", "opt_out", "policy_no_trials"])
def test_an_answer_of_the_group_is_logged_and_not_chosen(reason: str) -> None:
    world = clear_world()
    world.contact_now()
    with pytest.raises(InvalidData):
        world.do("close", exit_reason=reason)


def test_nothing_goes_live_under_an_irb_hold() -> None:
    world = clear_world()
    world.to_scheduled()
    world.do("irb_hold", reason="A complaint")
    with pytest.raises(StageRefused):
        world.do("pause", until=world.today + timedelta(days=9), reason="Holidays")
    with pytest.raises(PolicyBlocked) as refused:
        world.do("go_live", proof_url="https://example.org", logo_permission_source="")
    assert [f.rule for f in refused.value.decision.refusing] == ["approved-material"]


def test_an_absence_does_not_cover_up_a_hold() -> None:
    world = clear_world()
    world.contact_now()
    world.do("irb_hold", reason="A complaint")
    world.answers("out_of_office", return_on=world.today + timedelta(days=9))
    assert world.partnership.side_state == SideState.IRB_HOLD


def test_an_absence_does_not_shorten_a_pause() -> None:
    world = clear_world()
    world.contact_now()
    until = world.today + timedelta(days=90)
    world.do("pause", until=until, reason="They asked for time.")
    world.answers("out_of_office", return_on=world.today + timedelta(days=3))
    assert world.partnership.not_before == until


def test_a_placement_planned_while_live_goes_live_by_the_same_rules() -> None:
    world = clear_world()
    world.to_scheduled()
    live: dict[str, Any] = {"proof_url": "https://example.org", "logo_permission_source": ""}
    world.do("go_live", **live)
    material = world.study.materials.get()
    second = world.do(
        "schedule_placement", material=material, channel="newsletter", language="en",
        country="US", planned_on=world.today,
    ).result  # fmt: skip
    world.do("send_report_back", world.partnership.report_backs.get(), sent_on=world.today)
    world.do("report", reached={second.id: 900})
    second.refresh_from_db()
    assert second.state == PlacementState.PLANNED


def test_the_contract_promises_no_more_than_the_ask() -> None:
    world = clear_world()
    world.to_terms()
    world.do("draft_agreement", **world.agreement(amount=900_000))
    with pytest.raises(StageRefused):
        world.do("execute")


def test_no_more_is_paid_than_was_signed() -> None:
    world = clear_world()
    world.to_executed()
    with pytest.raises(InvalidData):
        world.do(
            "record_transfer", kind="money", amount=10, currency="USD", category="Fee",
            description="Fee", given_on=world.today,
        )  # fmt: skip


def test_closing_after_the_signature_keeps_the_money_promised() -> None:
    world = clear_world()
    world.to_executed()
    line = world.study.budget_lines.get()
    BudgetHold.objects.create(
        line=line, partnership=world.partnership, state="committed", amount=100
    )
    world.do("close", exit_reason="study_closed")
    assert BudgetHold.objects.filter(partnership=world.partnership).exists()


def test_nobody_gives_back_what_a_colleague_reserved() -> None:
    world = clear_world()
    touch = world.do("reserve_touch", channel="mail", purpose="ask").result
    with pytest.raises(NotAllowed):
        world.do("release_touch", touch, actor=factories.UserFactory())
    world.do("release_touch", touch, actor=world.manager)
