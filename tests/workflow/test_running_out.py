"""Steps that a date opens or ends: agreements, stances, overrides, reservations."""

from datetime import date, timedelta
from typing import Any

import pytest

from advocacy import tasks
from advocacy.models import Event, FollowUp, Partnership, Stage
from advocacy.policy.limits import Limits
from advocacy.workflow import running_out
from advocacy.workflow.perform import perform
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def sweep(world: World) -> list[str]:
    """What the clock finds and sets, as the task does."""
    found = list(running_out.found(now=world.at, limits=Limits()))
    for own, kind in found:
        perform("plan_steps", actor=None, subject=own, data={"kind": kind}, at=world.at)
    return [kind for _own, kind in found]


def due(world: World, kind: str) -> date | None:
    row = FollowUp.objects.open().filter(partnership=world.partnership, kind=kind).first()
    return row.due_on if row else None


def days_before_end(world: World, days: int) -> None:
    """Let the world's clock stand so many days before the end of its agreement."""
    ends_on = world.partnership.agreements.get().ends_on
    assert ends_on is not None
    world.wait((ends_on - world.today).days - days)


def test_the_end_of_an_agreement_is_told_three_times_without_anybody_acting() -> None:
    world = clear_world(launch_in_weeks=40)
    world.to_executed()
    end = world.partnership.agreements.get().ends_on
    assert end is not None
    days_before_end(world, 80)
    assert sweep(world) == []
    for days in (60, 30, 14):
        days_before_end(world, days)
        assert sweep(world) == ["renew_agreement"], days
        assert due(world, "renew_agreement") == end - timedelta(days=days)
        assert sweep(world) == []
    days_before_end(world, 7)
    assert sweep(world) == []
    step = FollowUp.objects.open().get(kind="renew_agreement")
    assert (step.owner, step.because["until"]) == (world.staff, end.isoformat())
    world.do("complete_follow_up", step)
    assert sweep(world) == []


def test_an_alert_that_was_seen_to_early_comes_back_with_the_next() -> None:
    world = clear_world(launch_in_weeks=40)
    world.to_executed()
    days_before_end(world, 65)
    sweep(world)
    world.do("complete_follow_up", FollowUp.objects.open().get(kind="renew_agreement"))
    days_before_end(world, 50)
    assert sweep(world) == []
    days_before_end(world, 44)
    assert sweep(world) == ["renew_agreement"]
    assert due(world, "renew_agreement") == world.today + timedelta(days=14)


def test_a_closed_partnership_is_left_alone() -> None:
    world = clear_world(launch_in_weeks=40)
    world.to_executed()
    days_before_end(world, 30)
    world.do("close", exit_reason="study_closed")
    assert sweep(world) == []


def test_a_stance_about_to_expire_opens_a_step_that_a_new_word_ends() -> None:
    world = clear_world(launch_in_weeks=60)  # the stance is of 1 June 2026
    world.at += date(2027, 4, 1) - world.today
    assert sweep(world) == []
    world.at += date(2027, 4, 20) - world.today
    assert sweep(world) == ["renew_stance"]
    assert due(world, "renew_stance") == date(2027, 5, 2)
    perform(
        "record_stance", actor=world.staff, subject=world.group, at=world.at,
        data={"kind": "open", "source": "Call", "as_of": world.today},
    )  # fmt: skip
    assert due(world, "renew_stance") is None
    assert sweep(world) == []


def test_the_newest_word_counts_and_only_a_yes_expires() -> None:
    world = clear_world(launch_in_weeks=60)
    world.at += date(2027, 5, 20) - world.today
    factories.StanceFactory(group=world.group, kind="unknown", as_of=date(2026, 7, 1))
    assert sweep(world) == []


def test_a_granted_override_is_to_be_used_and_then_it_is_over() -> None:
    world = clear_world(launch_in_weeks=9, primary_activity="webinar")
    row = world.do(
        "ask_override", rule="lead-time", act="contact", reason="sponsor_confirmed", note="Mail.",
    ).result  # fmt: skip
    world.do("decide_override", row, actor=world.manager, granted=True, note="Yes.", days=7)
    assert due(world, "use_override") == world.today + timedelta(days=5)
    world.contact_now()
    assert due(world, "use_override") is None


def test_an_override_that_ended_unused_takes_its_step_along() -> None:
    world = clear_world(launch_in_weeks=9, primary_activity="webinar")
    row = world.do(
        "ask_override", rule="lead-time", act="contact", reason="sponsor_confirmed", note="Mail.",
    ).result  # fmt: skip
    world.do("decide_override", row, actor=world.manager, granted=True, note="Yes.", days=3)
    world.wait(4)
    assert sweep(world) == ["use_override"]
    assert due(world, "use_override") is None
    assert sweep(world) == []


@pytest.mark.parametrize("how", ["send_touch", "release_touch", "expire_reservation"])
def test_a_reservation_is_a_step_of_who_made_it_until_it_is_over(how: str) -> None:
    world, colleague = clear_world(), factories.UserFactory()
    touch = world.do("reserve_touch", actor=colleague, channel="mail", purpose="ask").result
    step = FollowUp.objects.open().get(kind="send_reserved")
    assert (step.owner, step.due_at) == (colleague, touch.reserved_until)
    if how == "expire_reservation":
        world.at = touch.reserved_until
        perform(how, actor=None, subject=touch, at=world.at)
    else:
        world.do(how, touch, actor=colleague)
    assert due(world, "send_reserved") is None


def answered(world: World) -> None:
    world.answers("interested")


def declined(world: World) -> None:
    world.answers("declined")


def paused(world: World) -> None:
    world.do("pause", until=world.today + timedelta(days=20), reason="They asked for time.")


def stopped(world: World) -> None:
    world.do("close", exit_reason="no_response")


@pytest.mark.parametrize(
    ("happens", "left"),
    [(answered, {"converse"}), (declined, {"thank_you"}), (paused, {"resume"}), (stopped, set())],
)
def test_a_reply_a_stop_or_a_pause_cancels_the_next_attempt(happens: Any, left: set[str]) -> None:
    world = clear_world()
    world.contact_now()
    step = FollowUp.objects.open().get(kind="next_attempt")
    world.wait(1)
    happens(world)
    step.refresh_from_db()
    assert (step.state, step.closed_at) == ("cancelled", world.at)
    kinds = FollowUp.objects.open().filter(partnership=world.partnership)
    assert set(kinds.values_list("kind", flat=True)) == left


def test_a_logged_touch_moves_the_step_and_says_why() -> None:
    world = clear_world()
    world.contact_now()
    first = due(world, "next_attempt")
    world.wait(7)
    world.logs(purpose="reminder")
    step = FollowUp.objects.open().get(kind="next_attempt")
    assert first is not None
    assert step.due_on > first
    assert step.because == {
        "code": "spacing", "n": 3, "most": 3, "days": 10, "since": world.today.isoformat(),
    }  # fmt: skip


def test_the_task_sets_what_a_date_changed_and_tells_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = clear_world(launch_in_weeks=40)
    world.to_executed()
    days_before_end(world, 60)
    monkeypatch.setattr("advocacy.tasks.now", lambda: world.at)
    monkeypatch.setattr("advocacy.workflow.perform.present", lambda: world.at)
    assert tasks.sweep_deadlines() == 1
    assert tasks.sweep_deadlines() == 0
    event = Event.objects.get(kind="plan_steps")
    assert (event.actor, event.data) == (None, {"kind": "renew_agreement"})


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    for _n in range(3):
        own = factories.PartnershipFactory(stage=Stage.OUTREACH)
        factories.StanceFactory(group=own.group, kind="open", as_of=date(2025, 1, 1))
    with django_assert_num_queries(4):
        found = list(running_out.found(now=factories.moment(), limits=Limits()))
    assert {own.pk for own, _kind in found} == set(Partnership.objects.values_list("pk", flat=True))
