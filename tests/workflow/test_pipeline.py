"""The way of a partnership from the first contact to the end."""

from datetime import timedelta

import pytest

from advocacy.models import Event, FollowUp, PhaseDuration, Stage, Stop
from advocacy.workflow.errors import PolicyBlocked, StageRefused
from advocacy.workflow.perform import perform
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def open_steps(world: World) -> list[str]:
    steps = FollowUp.objects.open().filter(partnership=world.partnership)
    return sorted(steps.values_list("kind", flat=True))


def test_the_first_contact_moves_it_to_outreach_and_plans_the_next_attempt() -> None:
    world = clear_world()
    touch = world.contact_now()
    assert touch.is_attempt
    assert world.partnership.stage == Stage.OUTREACH
    assert open_steps(world) == ["next_attempt"]
    step = FollowUp.objects.open().get()
    assert step.due_on == (world.at + timedelta(days=7)).date()  # five business days


def test_an_answer_moves_it_to_conversation_and_cancels_the_next_attempt() -> None:
    world = clear_world()
    world.to_conversation()
    assert world.partnership.stage == Stage.CONVERSATION
    assert open_steps(world) == ["converse"]


def test_it_goes_all_the_way_to_closed_and_can_be_renewed() -> None:
    world = clear_world()
    world.to_scheduled()
    assert world.partnership.stage == Stage.SCHEDULED
    world.do("go_live", proof_url="https://example.org/news", logo_permission_source="")
    assert world.partnership.stage == Stage.LIVE
    assert PhaseDuration.objects.filter(partnership=world.partnership).count() == 5
    report_back = world.partnership.report_backs.get()
    assert report_back.due_on == world.today + timedelta(days=30)
    with pytest.raises(StageRefused) as refused:
        world.do("report", reached={world.partnership.placements.get().id: 900})
    assert "send_report_back" in {r.code for r in refused.value.missing}
    world.do("send_report_back", report_back, sent_on=world.today)
    world.do("report", reached={world.partnership.placements.get().id: 900})
    assert world.partnership.stage == Stage.REPORTED
    world.do("close", exit_reason="completed")
    assert world.partnership.stage == Stage.CLOSED
    again = world.do("renew").result
    assert again.stage == Stage.IDENTIFIED
    assert again.renewed_from == world.partnership


def test_a_refusal_is_recorded_and_nothing_else_changes() -> None:
    world = clear_world(launch_in_weeks=6, primary_activity="webinar")
    with pytest.raises(PolicyBlocked) as refused:
        world.contact_now()
    assert {f.rule for f in refused.value.decision.refusing} == {"lead-time"}
    assert world.partnership.touches.count() == 0
    event = Event.objects.get(kind="refused")
    assert event.data["action"] == "contact"
    assert event.decision is not None
    assert not event.decision["clear"]


def test_silence_after_the_third_attempt_closes_the_ask_and_cools_off() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(7)
    world.contact_now(purpose="reminder")
    world.wait(14)
    world.contact_now(purpose="thank_you")
    assert open_steps(world) == ["await_answer"]
    world.wait(16)
    perform("close_silent", actor=None, subject=world.partnership, at=world.at)
    world.partnership.refresh_from_db()
    assert world.partnership.exit_reason == "no_response"
    until = {s.scope: s.until for s in Stop.objects.all()}
    assert until["ask"] is None
    assert until["group_family"] == world.today + timedelta(days=90)
    assert until["sponsor_family"] == world.today + timedelta(days=180)
    assert open_steps(world) == []


def test_a_hesitant_answer_closes_the_ask_and_owes_one_thank_you() -> None:
    world = clear_world()
    world.contact_now()
    world.answers("hesitant")
    assert world.partnership.stage == Stage.CLOSED
    assert open_steps(world) == ["thank_you"]
    world.do("send_thank_you", channel="mail", summary="Thank you for your time.")
    assert open_steps(world) == []
    with pytest.raises(PolicyBlocked):
        world.do("send_thank_you", channel="mail", summary="Thank you once more.")
