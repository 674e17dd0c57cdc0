"""Exceptions: asked by one, decided by another, used once, never for what has none."""

from datetime import timedelta

import pytest

from advocacy.models import Override, OverrideState
from advocacy.workflow.errors import NotAllowed, PolicyBlocked, StageRefused
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def asked(world: World, *, rule: str = "lead-time", by: object = None) -> Override:
    row: Override = world.do(
        "ask_override", actor=by or world.staff, rule=rule, act="contact",  # type: ignore[arg-type]
        reason="sponsor_confirmed", note="The sponsor confirmed the date.",
    ).result  # fmt: skip
    return row


def late_world() -> World:
    """9 weeks left where 11 are needed: short by 18 %."""
    return clear_world(launch_in_weeks=9, primary_activity="webinar")


def test_a_granted_override_serves_one_action() -> None:
    world = late_world()
    row = asked(world)
    world.do("decide_override", row, actor=world.manager, granted=True, note="Fine.", days=5)
    world.contact_now()
    row.refresh_from_db()
    assert row.used_at == world.at
    world.wait(7)
    with pytest.raises(PolicyBlocked) as refused:
        world.contact_now(purpose="reminder")
    assert [f.rule for f in refused.value.decision.refusing] == ["lead-time"]


def test_a_reservation_leaves_the_override_to_the_touch_itself() -> None:
    world = late_world()
    row = asked(world)
    world.do("decide_override", row, actor=world.manager, granted=True, note="Fine.", days=5)
    held = world.do("reserve_touch", channel="mail", purpose="ask").result
    row.refresh_from_db()
    assert row.used_at is None
    world.do("send_touch", held, summary="Sent.")
    row.refresh_from_db()
    assert row.used_at == world.at


def test_a_denied_override_changes_nothing() -> None:
    world = late_world()
    row = asked(world)
    world.do("decide_override", row, actor=world.manager, granted=False, note="Too late.")
    assert row.__class__.objects.get().state == OverrideState.DENIED
    with pytest.raises(PolicyBlocked):
        world.contact_now()


def test_nobody_decides_their_own() -> None:
    world = late_world()
    row = asked(world, by=world.manager)
    with pytest.raises(NotAllowed):
        world.do("decide_override", row, actor=world.manager, granted=True, note="Mine.")


def test_staff_decide_nothing() -> None:
    world = late_world()
    row = asked(world)
    with pytest.raises(NotAllowed):
        world.do("decide_override", row, actor=world.staff, granted=True, note="Please.")


def test_a_rule_without_an_override_cannot_be_asked_about() -> None:
    world = clear_world()
    for _attempt in range(3):
        world.logs()
        world.wait(14)
    with pytest.raises(NotAllowed):
        asked(world, rule="attempt-limit")


def test_a_rule_that_does_not_refuse_cannot_be_asked_about() -> None:
    world = clear_world()
    with pytest.raises(StageRefused):
        asked(world)


def test_an_override_runs_out() -> None:
    world = late_world()
    row = asked(world)
    world.do("decide_override", row, actor=world.manager, granted=True, note="Fine.", days=1)
    world.at += timedelta(days=2)
    with pytest.raises(PolicyBlocked):
        world.contact_now()
